"""Composes the rooms: inbox to outbox, case by case.  Nothing else imports this module."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import pipeline
from pipeline.cache import Cache
from pipeline.errors import DocumentError, OutputError
from pipeline.executor import Executor
from pipeline.extract import Paper
from pipeline.extract.layouts import layouts_hash
from pipeline.extract.lexicon import lexicon_hash
from pipeline.identity_mask import hide_identity
from pipeline.intake import cases, scan
from pipeline.intake.opening import load
from pipeline.keys import case_key, engine_versions, shown_settings
from pipeline.link import build_case
from pipeline.memory import (
    DEMO_CASE,
    emptied,
    forget_demo,
    lock,
    problems,
    remember,
    state_of,
    temporary,
    unchanged,
    workbook_untouched,
)
from pipeline.options import CaseResult, Options, Progress
from pipeline.output.decisions import load as load_decisions
from pipeline.output.decisions import merge, read_workbooks, save, settle
from pipeline.output.evidence import Shot
from pipeline.output.papers import file_page
from pipeline.output.publish import make_folder, publish
from pipeline.papers import extract_all, read_pages, refused
from pipeline.picture_check import Pictures, doubted, looked_at
from pipeline.reading.draw import draw_page
from pipeline.reading.render import render_page
from pipeline.records.case import AccountFact, Case, Person
from pipeline.records.evidence import Origin
from pipeline.records.reading import Reading
from pipeline.records.source import Source
from pipeline.settings import CaseSettings, load_settings
from rules import follow_ups, run_all, tables, tables_hash

__all__ = ["DEMO_CASE", "CaseResult", "Options", "Progress", "process"]


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


def process(options: Options, executor: Executor, progress: Progress | None = None) -> list[CaseResult]:
    """Process every case of the inbox; an empty inbox shows the samples as the case 示例.

    Raises:
        UsageError: Settings are wrong.
        OutputError: Outputs could not be written, or another run is at work.
    """
    settings = load_settings(options.settings)
    try:
        with lock(options.state), temporary(options.state):
            make_folder(options.outbox)
            found = cases(options.inbox)
            found |= {name: [] for name in emptied(options, found)}
            mark = options.state / DEMO_CASE / "demo"
            if not found:
                demo = Path(str(resources.files("samples").joinpath("demo")))
                found = {DEMO_CASE: sorted(demo.iterdir())}
                options = replace(options, inbox=demo)
                make_folder(mark.parent)
                if not mark.exists():
                    mark.touch(mode=0o600)
            elif DEMO_CASE in found:
                mark.unlink(missing_ok=True)  # papers of the person's own, under this very name
            else:
                forget_demo(options, mark)
            return [
                _process_case(name, paths, options, settings.for_case(name), executor, progress)
                for name, paths in found.items()
            ]
    except OSError as error:
        raise OutputError(f"{error.filename or options.outbox}：{error.strerror or error}") from error


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
    state, outbox = state_of(name, options), options.outbox / name
    make_folder(state)
    cache = Cache(options.state / "cache", options.state / "tmp")
    with clock.stage("intake"):
        intake = scan(name, paths, options.inbox, settings.passwords)
    with clock.stage("reading"):
        readings, keys, failures = read_pages(intake, options, settings, executor, cache, progress)
    decisions_file = state / "decisions.toml"
    old = load_decisions(decisions_file)
    # A workbook that still is what we wrote holds nothing new.
    decisions = old if workbook_untouched(outbox, state) else merge(old, *read_workbooks(outbox))
    if decisions != old:
        save(decisions_file, decisions, options.state / "tmp")
    with clock.stage("extract"):
        papers = extract_all(intake.sources, readings, keys, cache, decisions.papers)
    papers += refused((*intake.refusals, *failures))
    lang = options.lang or settings.language
    key = partial(case_key, papers, settings, options, lang)
    known = unchanged(name, outbox, state, key(decisions))
    if known is not None:
        return replace(known, lang=lang)
    from pipeline.catalogue import entries
    from pipeline.output.write import write_case  # here, for a run that changes nothing needs none of it
    from rules.wording_load import misbeliefs

    def build(papers: Sequence[Paper]) -> Case:
        return build_case(
            name,
            papers,
            as_of=options.as_of,
            person=Person(settings.name, settings.id_tail),
            facts=_facts(settings),
            corrections=decisions.corrections,
        )[0]

    sources = {source.sha256: source for source in intake.sources}
    with clock.stage("link"):
        case = build(papers)
    with clock.stage("reading"):
        pictures = Pictures(sources, readings, settings.passwords, cache, options.ocr)
        case, doubts = looked_at(case, papers, build, pictures)
    with clock.stage("rules"):
        judged = run_all(case, tables())
        judged = replace(judged, findings=doubted(judged.findings, doubts))
        settled = settle(decisions, case, judged.findings, resolved=judged.put_right)
        coming = follow_ups(case, judged.findings, settled.decisions.findings, tables())
    save(decisions_file, settled.decisions, options.state / "tmp")
    with clock.stage("output"):
        files = write_case(
            case,
            judged.findings,
            coming,
            settled.decisions,
            render=partial(_render, case, sources, readings, settings.passwords),
            lang=lang,
            provenance=_provenance(settings),
            stats={},
            catalogue=entries(),
            misbeliefs=misbeliefs(),
        )
        clock.seconds["total"] = time.perf_counter() - start
    files["case.json"] = _with_stats(files["case.json"], case, readings, clock)
    done = publish(outbox, files, temp=options.state / "tmp", record=state / "published.json")
    remember(state, key(settled.decisions), case, judged.findings, done.workbook_held)
    return CaseResult(
        name,
        done.workbook,
        done.workbook_held,
        problems(case),
        judged.findings,
        len(case.review),
        False,
        done.edited,
        lang,
    )


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
    sha256, number = file_page(case.document(document), page)  # a file may hold several papers
    source, reading = sources.get(sha256), readings.get(sha256)
    if source is None or reading is None or not 1 <= number <= len(reading.pages):
        return None
    record = reading.pages[number - 1]
    if record.width <= 0:
        return None
    if source.kind.structured:
        return Shot(hide_identity(draw_page(record, dpi), record), record.width)
    try:
        picture = render_page(load(source), source.kind, number, dpi, passwords)
    except DocumentError:
        return None
    return Shot(hide_identity(picture, record), record.width)


def _provenance(settings: CaseSettings) -> dict[str, Any]:
    return {
        "version": pipeline.__version__,
        "engines": dict(engine_versions()),
        "tables_hash": tables_hash(),
        "layouts_hash": hashlib.sha256((layouts_hash() + lexicon_hash()).encode()).hexdigest(),
        "settings": shown_settings(settings),
    }


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
