"""Embedded text: our reading and judging beside pdfplumber, our evidence pictures beside bare rendering."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import starmap
from pathlib import Path

import pdfplumber
import pypdfium2

from bench.measure import Cost, interleaved, middle, timed, total
from bench.papers import mixed, pages, statements
from pipeline.extract import extract_paper
from pipeline.intake.opening import load
from pipeline.link import build_case
from pipeline.output.evidence import DPI, Shot, draw
from pipeline.reading import embedded, gate, things
from pipeline.reading.pages import PageTask, read_page
from pipeline.reading.render import open_pdf, render_page
from pipeline.reading.trust import judge
from pipeline.records.case import Case, Person
from pipeline.records.evidence import Evidence
from pipeline.records.reading import Reading
from pipeline.records.source import Source
from rules import run_all, tables


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of text pages.

    Attributes:
        name: What they are.
        pages: Number of pages.
        reading: Reading them.
        pdfplumber: Words, lines and rectangles of the same pages.
    """

    name: str
    pages: int
    reading: Cost
    pdfplumber: Cost


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
        sorts: Reading alone beside pdfplumber, by sort of page.
        gate: The trust gate alone on the pages of all sorts: pictures of the text, and its signs.
    """

    pages: int
    rows: int
    pipeline: Cost
    reading: Cost
    pdfplumber: Cost
    pictures: Cost
    rendering: Cost
    sorts: tuple[Sort, ...]
    gate: Cost

    @property
    def every_sort(self) -> Sort:
        """All sorts together."""
        return Sort(
            "all",
            sum(sort.pages for sort in self.sorts),
            total([sort.reading for sort in self.sorts]),
            total([sort.pdfplumber for sort in self.sorts]),
        )


def measure(folder: Path, repeats: int = 3) -> Embedded:
    """Draw the pages into `folder` and measure."""
    by_sort = mixed(folder)
    every = [source for sources in by_sort.values() for source in sources]
    sources = statements(folder)
    spent: list[Cost] = []
    case = _pipeline(sources, spent)
    spent.clear()
    evidence = _one_per_page(case)
    for warm in (partial(_pdfplumber, sources[:1]), partial(_pictures, case, sources, evidence[:1])):
        warm()
    _readings(every)
    gates: list[Cost] = []
    works: dict[str, Callable[[], object]] = {
        "pipeline": partial(_pipeline, sources, spent),
        "pdfplumber": partial(_pdfplumber, sources),
        "pictures": partial(_pictures, case, sources, evidence),
        "rendering": partial(_rendering, sources),
        "gate": lambda: gates.append(_gate(every)),
    }
    for name, those in by_sort.items():
        works[f"reading {name}"] = partial(_readings, those)
        works[f"pdfplumber {name}"] = partial(_pdfplumber, those)
    found = interleaved(works, repeats)
    sorts = tuple(
        Sort(name, sum(map(pages, those)), found[f"reading {name}"], found[f"pdfplumber {name}"])
        for name, those in by_sort.items()
    )
    return Embedded(
        pages=len(evidence),
        rows=len(case.ledger),
        reading=middle(spent),
        sorts=sorts,
        gate=middle(gates),
        **{name: found[name] for name in ("pipeline", "pdfplumber", "pictures", "rendering")},
    )


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


def _gate(sources: Sequence[Source]) -> Cost:
    """Return what judging all pages takes, their characters and objects being known."""
    documents = [open_pdf(load(source)) for source in sources]
    known = []
    for page in (page for document in documents for page in document):
        geometry = embedded.Geometry(page)
        known.append((page, things.things(page, geometry), embedded.characters(page, geometry), geometry))
    cost = timed(lambda: deque(starmap(_judge, known), maxlen=0))
    for page, *_ in known:
        page.close()
    for document in documents:
        document.close()
    return cost


def _judge(
    page: pypdfium2.PdfPage, lying: things.Things, found: list[embedded.Character], geometry: embedded.Geometry
) -> None:
    shown, seen = gate.looked_at(page, lying, found, geometry)
    judge(gate.signs(page, lying, shown, seen, geometry))


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
