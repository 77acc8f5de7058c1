"""Papers to measure on, drawn anew each time: statement pages with embedded text, and scanned ones."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pypdfium2

from pipeline.records.source import FileKind, Source
from samples.canvas_pylopdf import PylopdfCanvas
from samples.cards import CardTruth, purchase
from samples.case_truth import statement_file
from samples.chains import MonthPlan, build_chain
from samples.papers_statement import draw_statement
from samples.people import scanned
from samples.people_parts import SHOPS

_ROOT = Path(__file__).parents[1]
_ROWS = 60  # of a month; a statement then has two full pages


def statements(folder: Path, months: int = 6) -> list[Source]:
    """Draw the statements of consecutive months, two pages each, into `folder`."""
    card = CardTruth("王小样", "4417", 2_000_000, 8)
    plans = []
    for month in range(months):
        start = date(2025, 12, 10) + timedelta(days=30 * month)
        plans.append(
            MonthPlan(
                tuple(
                    purchase(
                        start + timedelta(days=row // 3),
                        SHOPS[(row + month) % len(SHOPS)],
                        1000 + 137 * row + 11 * month,
                        card.tail,
                    )
                    for row in range(_ROWS)
                )
            )
        )
    return [
        _put(folder / statement_file(truth), draw_statement(PylopdfCanvas(), truth))
        for truth in build_chain(card, (2026, 1), 118_640, plans)
    ]


def mixed(folder: Path) -> dict[str, list[Source]]:
    """Return text pages of every sort by name: drawn into `folder`, the samples, and other programs' prints."""
    drawn = sorted((_ROOT / "samples" / "demo").glob("*.pdf"))
    prints = sorted((_ROOT / "tests" / "golden" / "drawn").glob("*/input.pdf"))
    return {
        "statements of 60 rows, half ruled": statements(folder, 3),
        "sample statements and reports": [_file(path) for path in drawn if not _short(path) and _has_text(path)],
        "sample letters and contracts": [_file(path) for path in drawn if _short(path) and _has_text(path)],
        **{f"{path.parent.name} print": [_file(path)] for path in prints},
    }


def _short(path: Path) -> bool:
    return path.name.startswith(("结清证明", "借款合同"))


def _has_text(path: Path) -> bool:
    document = pypdfium2.PdfDocument(path)
    try:
        return all(page.get_textpage().count_chars() > 0 for page in document)
    finally:
        document.close()


def scans(folder: Path) -> list[Source]:
    """Draw the scanned statements of the samples into `folder`: two pages without any text."""
    return [_put(folder / paper.file, paper.draw()) for paper in scanned().papers if paper.form == "scan"]


def pages(source: Source) -> int:
    """Return the number of pages."""
    document = pypdfium2.PdfDocument(source.locator)
    try:
        return len(document)
    finally:
        document.close()


def _put(path: Path, data: bytes) -> Source:
    path.write_bytes(data)
    return _file(path)


def _file(path: Path) -> Source:
    data = path.read_bytes()
    return Source("bench", path.name, str(path), (), hashlib.sha256(data).hexdigest(), len(data), FileKind.PDF)
