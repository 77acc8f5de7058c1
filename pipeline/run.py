"""Composes the rooms: inbox to outbox, case by case.  Nothing else imports this module."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import pipeline
from pipeline.cache import Cache, cache_key, package_hash
from pipeline.errors import DocumentError, OutputError
from pipeline.executor import Executor, Outcome, attempt
from pipeline.extract import Paper, extract_paper
from pipeline.extract.layouts import layouts_hash
from pipeline.extract.lexicon import lexicon_hash
from pipeline.extract.papers import document_id
from pipeline.intake import Intake, cases, scan
from pipeline.intake.opening import load
from pipeline.link import build_case
from pipeline.output import Shot, write_case
from pipeline.output.decisions import OURS, merge, read_workbooks, save, settle
from pipeline.output.decisions import load as load_decisions
from pipeline.output.publish import PREVIOUS, WORKBOOK, make_folder, publish, write_whole
from pipeline.reading.draw import draw_page
from pipeline.reading.pages import PageTask, count, read_page
from pipeline.reading.render import render_page
from pipeline.records.case import AccountFact, Case, Person
from pipeline.records.decision import Decision, Decisions
from pipeline.records.evidence import Origin
from pipeline.records.extraction import DocStatus, Document, Part
from pipeline.records.finding import Finding, Status
from pipeline.records.reading import Grid, Page, Reading
from pipeline.records.source import FileKind, Refusal, Source
from pipeline.settings import CaseSettings, load_settings
from rules import follow_ups, run_all, tables, tables_hash

DEMO_CASE = "示例"
_ENGINES = ("pypdfium2", "pdfplumber", "rapidocr", "onnxruntime", "tesserocr", "pytesseract")
_LIBRARIES = ("pdfminer.six", "opencv-python-headless", "numpy", "pillow", "pi-heif", "lxml", "openpyxl", "python-docx")
"""What reading and output depend on besides the engines; part of keys, not shown."""
_READING = ("pipeline.reading", "pipeline.values", "pipeline.records", "pipeline.intake")
_EXTRACT = (*_READING, "pipeline.extract")
_ALL = ("pipeline", "rules")
_OURS = frozenset({"cache", "tmp", "lock", "look"})
"""What lies in `state/` besides the cases' folders."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do; folders are absolute."""

    inbox: Path
    outbox: Path
    state: Path
    settings: Path
    as_of: date
    lang: str | None = None
    ocr: str = "auto"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a run did for one case.

    Attributes:
        name: Of the case.
        workbook: Where it lies.
        held: Whether another program held the old workbook open, so that the new one lies beside it.
        failed: Papers that could not be read or only in part: (path, reason code, detail).
        findings: In order.
        review: Number of entries to look at.
        unchanged: Whether nothing had to be written.
        edited: Drafts that the person had changed; ours lie beside them.
    """

    name: str
    workbook: Path
    held: bool
    failed: tuple[tuple[str, str, str], ...]
    findings: tuple[Finding, ...]
    review: int
    unchanged: bool
    edited: tuple[str, ...] = ()


@dataclass(slots=True)
class _Clock:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


Progress = Callable[[Sequence[Any], str], Any]
"""(tasks, what is done to them) -> an object whose `update(1)` and `close()` follow the work."""


@contextlib.contextmanager
def _temporary(state: Path) -> Iterator[None]:
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


def _state_of(name: str, options: Options) -> Path:
    """Return a case's folder in `state/`; hidden where its name is one of ours (no case's name is hidden)."""
    return options.state / (f".{name}" if name.casefold() in _OURS else name)


@contextlib.contextmanager
def _lock(state: Path) -> Iterator[None]:
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


def process(options: Options, executor: Executor, progress: Progress | None = None) -> list[CaseResult]:
    """Process every case of the inbox; an empty inbox shows the samples as the case 示例.

    Raises:
        UsageError: Settings are wrong.
        OutputError: Outputs could not be written, or another run is at work.
    """
    settings = load_settings(options.settings)
    try:
        with _lock(options.state), _temporary(options.state):
            make_folder(options.outbox)
            found = cases(options.inbox)
            mark = options.state / DEMO_CASE / "demo"
            if not found:
                demo = Path(str(resources.files("samples").joinpath("demo")))
                found = {DEMO_CASE: sorted(demo.iterdir())}
                options = replace(options, inbox=demo)
                make_folder(mark.parent)
                mark.touch(mode=0o600)
            elif DEMO_CASE in found:
                mark.unlink(missing_ok=True)  # papers of the person's own, under this very name
            else:
                _forget_demo(options, mark)
            return [
                _process_case(name, paths, options, settings.for_case(name), executor, progress)
                for name, paths in found.items()
            ]
    except OSError as error:
        raise OutputError(f"{error.filename or options.outbox}：{error.strerror or error}") from error


def _forget_demo(options: Options, mark: Path) -> None:
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


def _process_case(
    name: str,
    paths: list[Path],
    options: Options,
    settings: CaseSettings,
    executor: Executor,
    progress: Progress | None,
) -> CaseResult:
    clock = _Clock()
    start = time.perf_counter()
    state, outbox = _state_of(name, options), options.outbox / name
    make_folder(state)
    cache = Cache(options.state / "cache", options.state / "tmp")
    with clock.stage("intake"):
        intake = scan(name, paths, options.inbox)
    with clock.stage("reading"):
        readings, keys, failures = _read(intake, options, settings, executor, cache, progress)
    with clock.stage("extract"):
        papers = [_extract(source, readings[source.sha256], keys[source.sha256], cache) for source in intake.sources
                  if source.sha256 in readings]
    papers += _refused((*intake.refusals, *failures))
    decisions_file = state / "decisions.toml"
    old = load_decisions(decisions_file)
    decisions = merge(old, *read_workbooks(outbox))
    if decisions != old:
        save(decisions_file, decisions, options.state / "tmp")
    lang = options.lang or settings.language
    key = partial(_case_key, papers, settings, options, lang)
    known = _unchanged(name, outbox, state, key(decisions))
    if known is not None:
        return known
    with clock.stage("link"):
        case, _ = build_case(
            name,
            papers,
            as_of=options.as_of,
            person=Person(settings.name, settings.id_tail),
            facts=_facts(settings),
            corrections=decisions.corrections,
        )
    with clock.stage("rules"):
        judged = run_all(case, tables())
        settled = settle(decisions, case, judged.findings, resolved=judged.put_right)
        coming = follow_ups(case, judged.findings, settled.decisions.findings, tables())
    save(decisions_file, settled.decisions, options.state / "tmp")
    sources = {source.sha256: source for source in intake.sources}
    with clock.stage("output"):
        files = write_case(
            case,
            judged.findings,
            coming,
            settled.decisions,
            render=partial(_render, case, sources, readings, settings.pdf_passwords),
            lang=lang,
            provenance=_provenance(settings),
            stats={},
        )
        clock.seconds["total"] = time.perf_counter() - start
    files["case.json"] = _with_stats(files["case.json"], case, readings, clock)
    done = publish(outbox, files, temp=options.state / "tmp", record=state / "published.json")
    _remember(state, key(settled.decisions), case, judged.findings, done.workbook_held)
    return CaseResult(
        name, done.workbook, done.workbook_held, _problems(case), judged.findings, len(case.review), False, done.edited
    )


def _page_key(source: Source, page: int, mode: str) -> str:
    return cache_key(
        "page", source.sha256, source.kind.value, page, mode, _engine_versions(), _versions(_LIBRARIES),
        package_hash(*_READING),
    )


@lru_cache(maxsize=8)
def _versions(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    versions = []
    for name in names:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions.append((name, metadata.version(name)))
    return tuple(versions)


@lru_cache(maxsize=1)
def _engine_versions() -> tuple[tuple[str, str], ...]:
    versions = list(_versions(_ENGINES))
    tesseract = shutil.which("tesseract")
    if tesseract:
        from pipeline.reading import ocr_tesseract

        versions.extend(sorted(ocr_tesseract.versions().items()))
    return tuple(versions)


def _count_task(task: PageTask) -> int:
    return count(task.source, task.passwords)


def _read(
    intake: Intake,
    options: Options,
    settings: CaseSettings,
    executor: Executor,
    cache: Cache,
    progress: Progress | None,
) -> tuple[dict[str, Reading], dict[str, str], list[Refusal]]:
    """Read all pages of a case: from the cache where their key is known, else through the executor."""
    passwords = settings.pdf_passwords
    counts: dict[str, int] = {}
    failures: list[Refusal] = []
    unknown = []
    for source in intake.sources:
        known = cache.get(cache_key("count", source.sha256, source.kind.value, package_hash(*_READING)))
        if isinstance(known, int):
            counts[source.sha256] = known
        else:
            unknown.append(PageTask(source, 1, options.ocr, passwords))
    for task, outcome in zip(unknown, executor.map(_count_task, unknown), strict=True):
        source = task.source
        if outcome.value is None:
            failures.append(Refusal(source.case, source.path, source.sha256, _file_code(outcome), outcome.detail))
            continue
        counts[source.sha256] = outcome.value
        cache.put(cache_key("count", source.sha256, source.kind.value, package_hash(*_READING)), outcome.value)
    pages: dict[tuple[str, int], Page] = {}
    hits: dict[str, int] = {}
    missing: list[PageTask] = []
    for source in intake.sources:
        for number in range(1, counts.get(source.sha256, 0) + 1):
            page = cache.get(_page_key(source, number, options.ocr))
            if isinstance(page, Page):
                pages[source.sha256, number] = page
                hits[source.sha256] = hits.get(source.sha256, 0) + 1
            else:
                missing.append(PageTask(source, number, options.ocr, passwords))
    bar = progress(missing, "读取页面") if progress and missing else None
    for task, result in zip(missing, executor.map(read_page, missing), strict=True):
        pages[task.source.sha256, task.page] = _page(task, result)
        if result.value is not None:
            cache.put(_page_key(task.source, task.page, options.ocr), result.value)
        if bar is not None:
            bar.update(1)
    if bar is not None:
        bar.close()
    readings = {
        sha256: Reading(sha256, tuple(pages[sha256, n] for n in range(1, number + 1)), hits.get(sha256, 0))
        for sha256, number in counts.items()
    }
    keys = {
        source.sha256: cache_key(
            "paper",
            [(_page_key(source, p.number, options.ocr), p.error) for p in readings[source.sha256].pages],
            lexicon_hash(),
            layouts_hash(),
            package_hash(*_EXTRACT),
        )
        for source in intake.sources
        if source.sha256 in readings
    }
    return readings, keys, failures


def _file_code(outcome: Outcome[int]) -> str:
    """Return the reason code of a whole file that could not be opened."""
    return outcome.code or "broken_file"


def _page(task: PageTask, outcome: Outcome[Page]) -> Page:
    if outcome.value is not None:
        return outcome.value
    return Page(task.page, 0.0, 0.0, Origin.EMBEDDED, Grid(()), error=outcome.code or "page_failed")


def _extract(source: Source, reading: Reading, key: str, cache: Cache) -> Paper:
    known = cache.get(key)
    if isinstance(known, Paper):
        return _at(known, source.path)
    outcome = attempt(partial(extract_paper, source.path), reading)
    if outcome.value is None:
        return _failed(Refusal(source.case, source.path, source.sha256, "page_failed", outcome.detail))
    if not any(page.error for page in reading.pages):
        cache.put(key, outcome.value)
    return outcome.value


def _at(paper: Paper, path: str) -> Paper:
    """Return a cached paper under the path it has now."""
    parts = tuple(replace(part, path=path) for part in paper.document.parts)
    return replace(paper, document=replace(paper.document, parts=parts))


def _refused(refusals: Sequence[Refusal]) -> list[Paper]:
    """Return the papers that stand for files which gave none; copies of one content are numbered."""
    seen: Counter[tuple[str, str]] = Counter()
    papers = []
    for refusal in refusals:
        what = (refusal.sha256 or refusal.path, refusal.reason_code)
        seen[what] += 1
        papers.append(_failed(refusal, seen[what]))
    return papers


def _failed(refusal: Refusal, number: int = 1) -> Paper:
    """Return the paper that stands for a file which gave none; only of an unreadable one does its name go in its id."""
    status = DocStatus.DUPLICATE if refusal.reason_code == "duplicate" else DocStatus.FAILED
    identity = document_id(f"{refusal.sha256 or refusal.path}{refusal.reason_code}{number}", ())
    document = Document(
        id=identity,
        parts=(Part(refusal.path, refusal.sha256, ()),),
        type=None,
        issuer=None,
        text_source=None,
        status=status,
        reason_code=refusal.reason_code,
        detail=refusal.detail,
    )
    return Paper(document)


def _facts(settings: CaseSettings) -> tuple[AccountFact, ...]:
    return tuple(
        AccountFact(
            issuer=fact.issuer,
            tail=fact.tail,
            contract_no=fact.contract_no,
            grace_days=fact.grace_days,
            contract_rate=int(fact.contract_rate * 100) if fact.contract_rate is not None else None,
            lender_type=fact.lender_type,
        )
        for fact in settings.accounts
    )


def _render(
    case: Case,
    sources: Mapping[str, Source],
    readings: Mapping[str, Reading],
    passwords: tuple[str, ...],
    document: str,
    page: int,
    dpi: float,
) -> Shot | None:
    """Draw a page of a paper for an evidence picture; None where it cannot be drawn."""
    part = case.document(document).parts[0]
    source = sources.get(part.sha256)
    reading = readings.get(part.sha256)
    if source is None or reading is None or not 1 <= page <= len(reading.pages):
        return None
    record = reading.pages[page - 1]
    if record.width <= 0:
        return None
    if source.kind in (FileKind.HTML, FileKind.CSV, FileKind.XLSX):
        return Shot(draw_page(record, dpi), record.width)
    try:
        return Shot(render_page(load(source), source.kind, page, dpi, passwords), record.width)
    except DocumentError:
        return None


def _provenance(settings: CaseSettings) -> dict[str, Any]:
    return {
        "version": pipeline.__version__,
        "engines": dict(_engine_versions()),
        "tables_hash": tables_hash(),
        "layouts_hash": hashlib.sha256((layouts_hash() + lexicon_hash()).encode()).hexdigest(),
        "settings": _shown_settings(settings),
    }


def _shown_settings(settings: CaseSettings) -> dict[str, Any]:
    """Return settings without secrets."""
    return settings.model_dump(mode="json", exclude={"pdf_passwords"})


def _with_stats(data: bytes, case: Case, readings: Mapping[str, Reading], clock: _Clock) -> bytes:
    """Put counts and seconds into `case.json`; seconds and cached pages are all that may differ between runs."""
    tree = json.loads(data)
    pages = [page for reading in readings.values() for page in reading.pages]
    names = ("intake", "reading", "extract", "link", "rules", "output", "total")
    tree["stats"] = {
        "documents": len(case.documents),
        "pages": len(pages),
        "pages_ocr": sum(page.origin is Origin.OCR for page in pages),
        "cached_pages": sum(reading.cached_pages for reading in readings.values()),
        "seconds": {name: round(clock.seconds.get(name, 0.0), 3) for name in names},
    }
    return (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode()


def _case_key(
    papers: Sequence[Paper], settings: CaseSettings, options: Options, lang: str, decisions: Decisions
) -> str:
    documents = sorted(
        (p.document.id, p.document.path, p.document.reason_code or "", p.document.detail) for p in papers
    )
    return cache_key(
        "case",
        documents,
        [p.key for p in papers],
        _shown_settings(settings),
        options.as_of,
        options.ocr,
        lang,
        [asdict(d) for _, d in sorted(decisions.findings.items())],
        sorted(decisions.corrections.items()),
        tables_hash(),
        lexicon_hash(),
        layouts_hash(),
        _engine_versions(),
        _versions(_LIBRARIES),
        package_hash(*_ALL),
    )


def _unchanged(name: str, outbox: Path, state: Path, key: str) -> CaseResult | None:
    """Return the last run's result where nothing that it depends on has changed, nor what it wrote."""
    try:
        note = json.loads((state / "last.json").read_text("utf-8"))
        if note["key"] != key or note["held"] or not _published_untouched(outbox, state / "published.json"):
            return None
        problems = tuple((str(path), str(code), str(detail)) for path, code, detail in note["problems"])
        return CaseResult(name, outbox / WORKBOOK, False, problems, (), int(note["review"]), True)
    except (OSError, ValueError, TypeError, KeyError):
        return None


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


def _remember(state: Path, key: str, case: Case, findings: Sequence[Finding], held: bool) -> None:
    counts = {severity: sum(f.severity.value == severity for f in findings) for severity in ("error", "warning", "notice")}
    note = {
        "key": key, "held": held, "counts": counts, "review": len(case.review), "problems": [list(p) for p in _problems(case)]
    }
    write_whole(state / "last.json", json.dumps(note, ensure_ascii=False).encode(), state.parent / "tmp")


def _problems(case: Case) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (d.path, d.reason_code or "", d.detail)
        for d in case.documents
        if d.status in (DocStatus.FAILED, DocStatus.PARTIAL)
    )
