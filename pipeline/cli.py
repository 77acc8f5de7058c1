"""The command line: arguments, messages and exit statuses; the work is in `run`."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import click
from tqdm import tqdm

from pipeline import __version__
from pipeline.errors import JieqingError, OutputError, UsageError, explain


class _Date(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-11-25", param, ctx)


def _today() -> date:
    """Return the person's own calendar day."""
    return datetime.now().astimezone().date()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="jieqing")
def cli() -> None:
    """Jieqing 结清: reads settlement papers and says, with proof, what is wrong in them."""


@cli.command()
@click.option("--workspace", type=click.Path(path_type=Path), default=Path(), help="Default: the current folder.")
@click.option("--inbox", type=click.Path(path_type=Path), help="Default: WORKSPACE/inbox.")
@click.option("--outbox", type=click.Path(path_type=Path), help="Default: WORKSPACE/outbox.")
@click.option("--state", type=click.Path(path_type=Path), help="Default: WORKSPACE/state.")
@click.option("--as-of", type=_Date(), default=_today, help="Today, for deadlines.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the workbook; drafts are Chinese.")
@click.option("--ocr", type=click.Choice(["auto", "rapidocr", "tesseract", "off"]), default="auto")
@click.option("--workers", type=click.IntRange(1, 256), help="Default: one per core.")
@click.option("--scheduler", help="Address of a cluster (not available yet).")
@click.option("--strict", is_flag=True, help="Exit with 1 when a document could not be read.")
@click.option("--quiet", is_flag=True, help="Print only errors and the path of the workbook.")
def process(
    workspace: Path,
    inbox: Path | None,
    outbox: Path | None,
    state: Path | None,
    as_of: date,
    lang: str | None,
    ocr: str,
    workers: int | None,
    scheduler: str | None,
    strict: bool,
    quiet: bool,
) -> None:
    """Read the inbox and write workbook, drafts, pictures, calendar and case.json for each case."""
    from pipeline.executor import PoolExecutor
    from pipeline.run import Options
    from pipeline.run import process as run

    if scheduler:
        raise UsageError("--scheduler: running on a cluster is not available yet")
    root = workspace.resolve()
    options = Options(
        inbox=(inbox or root / "inbox").resolve(),
        outbox=(outbox or root / "outbox").resolve(),
        state=(state or root / "state").resolve(),
        settings=root / "settings.toml",
        as_of=as_of,
        lang=lang,
        ocr=ocr,
    )
    if inbox and not options.inbox.is_dir():
        raise UsageError(f"--inbox: {options.inbox} is no folder")
    _check_folders(options.inbox, options.outbox, options.state)

    def progress(tasks: Sequence[Any], what: str) -> Any:
        return tqdm(total=len(tasks), desc=what, unit="页", file=sys.stderr, leave=False, disable=quiet or None)

    results = run(options, PoolExecutor(workers), progress)
    failed = False
    for result in results:
        failed |= _report(result, result.lang, quiet)
    if results:
        click.echo(str(results[-1].workbook))
    if strict and failed:
        raise SystemExit(1)


def _check_folders(inbox: Path, outbox: Path, state: Path) -> None:
    """Refuse folders that lie in one another: outputs would be read as papers."""
    for one, other in ((inbox, outbox), (inbox, state), (outbox, state)):
        if one == other or one in other.parents or other in one.parents:
            raise UsageError(f"{one} and {other} must not lie in one another")


def _report(result: Any, lang: str, quiet: bool) -> bool:
    """Print what a run did for one case; return whether a paper could not be read."""
    failed = False
    for path, code, detail in result.failed:
        failed = True
        click.echo(f"{path}: {explain(code, detail, lang)}", err=True)
    if quiet:
        return failed
    from pipeline.run import DEMO_CASE

    if result.name == DEMO_CASE:
        click.echo(
            "收件夹是空的，先用示例材料演示（放入自己的材料后示例会自动移除）"
            if lang == "zh"
            else "The inbox is empty: the samples are shown; they go away with your first own paper"
        )
    if result.unchanged:
        click.echo(f"[{result.name}] 没有变化" if lang == "zh" else f"[{result.name}] unchanged")
    else:
        counts = {s: sum(f.severity.value == s for f in result.findings) for s in ("error", "warning", "notice")}
        click.echo(
            f"[{result.name}] 错误 {counts['error']}，疑问 {counts['warning']}，提示 {counts['notice']}，"
            f"待复核 {result.review}"
            if lang == "zh"
            else f"[{result.name}] errors {counts['error']}, warnings {counts['warning']}, notices {counts['notice']}, "
            f"to review {result.review}"
        )
    if result.held:
        click.echo(
            f"旧工作簿正被其他程序打开，新的写在旁边：{result.workbook}"
            if lang == "zh"
            else f"The old workbook is open elsewhere; the new one lies beside it: {result.workbook}",
            err=True,
        )
    for name in result.edited:
        click.echo(
            f"{name} 已被您修改过，未覆盖；新稿在旁边"
            if lang == "zh"
            else f"{name} was edited by you and is kept; ours lies beside it",
            err=True,
        )
    return failed


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
def samples(folder: Path) -> None:
    """Write the sample papers and their truth into FOLDER."""
    from samples.write import write

    write(folder)
    click.echo(str(folder))


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--to", type=click.Path(path_type=Path), default=Path("state/look"), help="Folder for the pictures.")
@click.option("--ocr", type=click.Choice(["auto", "rapidocr", "tesseract", "off"]), default="auto")
@click.option("--password", multiple=True, help="Tried when FILE is locked.")
@click.option("--anonymous", is_flag=True, help="Mask names and figures, so that the layout can be shown to others.")
def look(file: Path, to: Path, ocr: str, password: tuple[str, ...], anonymous: bool) -> None:
    """Draw what the reader saw in FILE: words, rows, columns and verdicts over each page."""
    from pipeline.look import look as draw

    for path in draw(file, to, ocr, password, anonymous=anonymous):
        click.echo(str(path))


@cli.command()
@click.argument("code", required=False)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh")
def rules(code: str | None, lang: str) -> None:
    """List the catalogue; or show one rule with its legal basis and an example."""
    from pipeline.catalogue import show_catalogue

    click.echo(show_catalogue(code, lang))


@cli.command()
@click.option("--workspace", type=click.Path(path_type=Path), default=Path(), help="Default: the current folder.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh")
def doctor(workspace: Path, lang: str) -> None:
    """Say what is installed, what is missing and how to get it; exit with 1 when something needed is missing."""
    from pipeline.doctor import report

    text, sound = report(workspace.resolve(), lang)
    click.echo(text)
    if not sound:
        raise SystemExit(1)


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let no interrupt be lost: Python drops one that falls into a finalizer, and prints a traceback for it."""
    told: list[int] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        told.append(number)
        raise KeyboardInterrupt

    def unraisable(problem: sys.UnraisableHookArgs) -> None:
        if not issubclass(problem.exc_type, KeyboardInterrupt):
            sys.__unraisablehook__(problem)

    before, hook = signal.signal(signal.SIGINT, interrupt), sys.unraisablehook
    sys.unraisablehook = unraisable
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        sys.unraisablehook = hook
    if told:
        raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    try:
        with _interruptible():
            cli.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):  # click makes the first of the second
        click.echo("已中断；再次运行会从中断处继续", err=True)
        raise SystemExit(130) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(2) from None
    except UsageError as error:
        click.echo(f"jieqing: {error}", err=True)
        raise SystemExit(2) from None
    except OutputError as error:
        click.echo(f"jieqing: {error}", err=True)
        raise SystemExit(3) from None
    except JieqingError as error:
        click.echo(f"jieqing: {error}", err=True)
        raise SystemExit(2) from None
