"""What a run keeps in `state/`: the lock, temporary files, and what the last run did for a case."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Container, Iterator, Sequence
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.options import CaseResult, Options
from pipeline.output.decisions import OURS, merge, read_workbooks
from pipeline.output.decisions import load as load_decisions
from pipeline.output.publish import PREVIOUS, WORKBOOK, beside_names, make_folder, write_whole
from pipeline.records.case import Case
from pipeline.records.decision import Decision
from pipeline.records.extraction import DocStatus
from pipeline.records.finding import Finding, Status

DEMO_CASE = "示例"
_OURS = frozenset({"cache", "tmp", "lock", "look"})
"""What lies in `state/` besides the cases' folders."""


@contextlib.contextmanager
def temporary(state: Path) -> Iterator[None]:
    """Keep `state/tmp` while we run: libraries that need temporary files, in workers too, find it."""
    folder = state / "tmp"
    shutil.rmtree(folder, ignore_errors=True)
    make_folder(folder)
    before = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before[0]
        if before[1] is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before[1]
        shutil.rmtree(folder, ignore_errors=True)


def state_of(name: str, options: Options) -> Path:
    """Return a case's folder in `state/`; hidden where its name is one of ours (no case's name is hidden)."""
    return options.state / (f".{name}" if name.casefold() in _OURS else name)


@contextlib.contextmanager
def lock(state: Path) -> Iterator[None]:
    """Hold the workspace's lock; the system lets go of it when the process ends, however it ends."""
    make_folder(state)
    with (state / "lock").open("a+b") as file:
        (state / "lock").chmod(0o600)
        try:
            if sys.platform == "win32":
                import msvcrt

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OutputError(f"{state}：另一次运行正在进行，请等它结束（another run is at work）") from error
        yield


def emptied(options: Options, found: Container[str]) -> list[str]:
    """Return cases that we wrote outputs for and whose papers are all gone: their findings are to be marked so."""
    names = []
    for folder in sorted(options.state.iterdir()):
        name = folder.name.removeprefix(".")
        written = (folder / "published.json").is_file() and not (folder / "demo").exists()
        if written and name not in found and (options.outbox / name).is_dir():
            names.append(name)
    return names


def forget_demo(options: Options, mark: Path) -> None:
    """Take 示例 away once the person has papers of their own, unless they worked in it or put a file there."""
    folder, state = options.outbox / DEMO_CASE, options.state / DEMO_CASE
    if not folder.is_dir() or not mark.exists():
        return
    decisions = load_decisions(state / "decisions.toml")
    typed = merge(decisions, *read_workbooks(folder))
    touched = typed != decisions or typed.corrections or any(map(_decided, typed.findings.values()))
    if not touched and _published_untouched(folder, state / "published.json", whole=True):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)


def _decided(decision: Decision) -> bool:
    own = (decision.sent_on, decision.received_on, decision.answered_on, decision.note)
    return any(own) or decision.status not in (Status.OPEN, *OURS)


def unchanged(name: str, outbox: Path, state: Path, key: str) -> CaseResult | None:
    """Return the last run's result where nothing that it depends on has changed, nor what it wrote."""
    try:
        note = json.loads((state / "last.json").read_text("utf-8"))
        if note["key"] != key or note["held"] or not _published_untouched(outbox, state / "published.json"):
            return None
        problems = tuple((str(path), str(code), str(detail)) for path, code, detail in note["problems"])
        return CaseResult(name, outbox / WORKBOOK, False, problems, (), int(note["review"]), True)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def workbook_untouched(outbox: Path, state: Path) -> bool:
    """Whether the workbook is, byte for byte, the one we wrote, and none of ours lies beside it."""
    try:
        known = json.loads((state / "published.json").read_text("utf-8"))[WORKBOOK]
        same = hashlib.sha256((outbox / WORKBOOK).read_bytes()).hexdigest() == known
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return same and not any((outbox / name).exists() for name in beside_names())


def _published_untouched(outbox: Path, record: Path, *, whole: bool = False) -> bool:
    """Whether every file we wrote is there as we wrote it and, if `whole`, none besides."""
    try:
        note = json.loads(record.read_text("utf-8"))
        for name, digest in note.items():
            if hashlib.sha256((outbox / name).read_bytes()).hexdigest() != digest:
                return False
    except (OSError, ValueError, AttributeError):
        return False
    ours = {*note, PREVIOUS}
    there = {path.relative_to(outbox).as_posix() for path in outbox.rglob("*") if not path.is_dir()}
    return bool(note) and not (whole and there - ours)


def remember(state: Path, key: str, case: Case, findings: Sequence[Finding], held: bool) -> None:
    """Note what this run made of a case, for a run on which nothing has changed."""
    counts = {
        severity: sum(f.severity.value == severity for f in findings) for severity in ("error", "warning", "notice")
    }
    note = {
        "key": key,
        "held": held,
        "counts": counts,
        "review": len(case.review),
        "problems": [list(p) for p in problems(case)],
    }
    write_whole(state / "last.json", json.dumps(note, ensure_ascii=False).encode(), state.parent / "tmp")


def problems(case: Case) -> tuple[tuple[str, str, str], ...]:
    """Return the papers that could not be read or only in part: (path, reason code, detail)."""
    return tuple(
        (d.path, d.reason_code or "", d.detail)
        for d in case.documents
        if d.status in (DocStatus.FAILED, DocStatus.PARTIAL)
    )
