"""Embedded text: our reading and judging beside pdfplumber, our evidence pictures beside bare rendering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pdfplumber
import pypdfium2

from bench.measure import Cost, interleaved, middle, timed
from bench.papers import pages, statements
from pipeline.extract import extract_paper
from pipeline.intake.opening import load
from pipeline.link import build_case
from pipeline.output.evidence import DPI, Shot, draw
from pipeline.reading.pages import PageTask, read_page
from pipeline.reading.render import render_page
from pipeline.records.case import Case, Person
from pipeline.records.evidence import Evidence
from pipeline.records.reading import Reading
from pipeline.records.source import Source
from rules import run_all, tables


@dataclass(frozen=True, slots=True)
class Embedded:
    """What was measured.

    Attributes:
        pages: Number of pages.
        rows: Transactions read from them, to see that the work was done.
        pipeline: Reading, extraction, linking and rules.
        reading: Reading alone.
        pdfplumber: Words, lines and rectangles of the same pages.
        pictures: One framed evidence picture per page, as PNG.
        rendering: The same pages drawn by pdfium at the same resolution and thrown away.
    """

    pages: int
    rows: int
    pipeline: Cost
    reading: Cost
    pdfplumber: Cost
    pictures: Cost
    rendering: Cost


def measure(folder: Path, repeats: int = 3) -> Embedded:
    """Draw the pages into `folder` and measure."""
    sources = statements(folder)
    spent: list[Cost] = []
    case = _pipeline(sources, spent)
    spent.clear()
    evidence = _one_per_page(case)
    for warm in (partial(_pdfplumber, sources[:1]), partial(_pictures, case, sources, evidence[:1])):
        warm()
    found = interleaved(
        {
            "pipeline": partial(_pipeline, sources, spent),
            "pdfplumber": partial(_pdfplumber, sources),
            "pictures": partial(_pictures, case, sources, evidence),
            "rendering": partial(_rendering, sources),
        },
        repeats,
    )
    return Embedded(pages=len(evidence), rows=len(case.ledger), reading=middle(spent), **found)


def _readings(sources: Sequence[Source]) -> list[Reading]:
    return [
        Reading(source.sha256, tuple(read_page(PageTask(source, n)) for n in range(1, pages(source) + 1)), 0)
        for source in sources
    ]


def _pipeline(sources: Sequence[Source], spent: list[Cost]) -> Case:
    """Read, extract, link and judge; note what reading alone took."""
    readings: list[Reading] = []
    spent.append(timed(lambda: readings.extend(_readings(sources))))
    papers = [extract_paper(source.path, reading) for source, reading in zip(sources, readings, strict=True)]
    case, _ = build_case("bench", papers, as_of=date(2026, 11, 25), person=Person("", ""), facts=(), corrections={})
    run_all(case, tables())
    return case


def _pdfplumber(sources: Sequence[Source]) -> None:
    for source in sources:
        with pdfplumber.open(source.locator) as pdf:
            for page in pdf.pages:
                page.extract_words()
                _ = page.lines, page.rects
                page.close()


def _one_per_page(case: Case) -> list[Evidence]:
    """Return the amount of one row per page."""
    places: dict[tuple[str, int], Evidence] = {}
    for entry in case.ledger:
        evidence = entry.transaction.amount.evidence
        places.setdefault((evidence.document, evidence.page), evidence)
    return list(places.values())


def _pictures(case: Case, sources: Sequence[Source], evidence: Sequence[Evidence]) -> None:
    by_hash = {source.sha256: source for source in sources}

    for one in evidence:
        source = by_hash[case.document(one.document).parts[0].sha256]
        draw(Shot(render_page(load(source), source.kind, one.page, DPI), 595.0), one.box)


def _rendering(sources: Sequence[Source]) -> None:
    for source in sources:
        document = pypdfium2.PdfDocument(source.locator)
        for page in document:
            page.render(scale=DPI / 72).to_pil()
            page.close()
        document.close()
