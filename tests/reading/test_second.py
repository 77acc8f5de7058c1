"""The second extraction of embedded text: what contradicts it, and when the thorough one is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.extract.papertext import cell_value
from pipeline.reading import embedded, pages, render, second, things
from pipeline.reading.embedded import Extraction
from pipeline.reading.grid import make_grid
from pipeline.records.evidence import CheckKind, Origin
from pipeline.records.reading import Cell, Page
from pipeline.records.source import FileKind, Source
from pipeline.values.money import parse_amount
from tests.reading.handmade import line, made, page_of_text

ROOT = Path(__file__).parents[2]
PAPERS = sorted([*(ROOT / "samples" / "demo").glob("*.pdf"), *(ROOT / "tests" / "golden").glob("*/*/input.pdf")])

MAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def"
    b" 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <20> <36> <0020> endbfrange %s"
    b" endcmap end end"
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Pages for which pdfplumber was opened."""
    numbers: list[int] = []
    real = second.thorough

    def thorough(sha256: str, passwords: tuple[str, ...], data: bytes, page: int) -> Extraction:
        numbers.append(page)
        return real(sha256, passwords, data, page)

    monkeypatch.setattr(second, "thorough", thorough)
    return numbers


def read(data: bytes, tmp_path: Path, number: int = 1) -> Page:
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    source = Source("x", "x.pdf", str(path), (), hashlib.sha256(data).hexdigest(), len(data), FileKind.PDF)
    return pages.read_page(pages.PageTask(source, number, "off"))


def cells(page: Page) -> list[Cell]:
    return [cell for row in page.grid.rows for cell in row.cells]


def readers(page: Page) -> set[tuple[str, ...]]:
    return {tuple(reading.reader for reading in cell.readings) for cell in cells(page)}


def contradicted(page: Page) -> list[str]:
    return [cell.text for cell in cells(page) if any(reading.text != cell.text for reading in cell.readings)]


def mapped(how: bytes) -> bytes:
    """A page with a figure whose font has a map of its own."""
    body = MAP % how
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 8 0 R>>"
    stream = f"<</Length {len(body)}>>\nstream\n".encode() + body + b"\nendstream"
    content = page_of_text("BT /G 11 Tf 1 0 0 1 60 500 Tm (1,777.71) Tj ET\n")
    return made(content, objects=(font, stream), fonts="/G 7 0 R")


def spoken(text: str) -> str:
    """A figure for which the file has another text to be read aloud."""
    return f"/Span<</ActualText({text})>>BDC " + line(500, "1,777.71") + "EMC\n"


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_honest_paper_is_read_twice_and_pdfplumber_is_not_opened(
    path: Path, tmp_path: Path, asked: list[int]
) -> None:
    data = path.read_bytes()
    for number in range(1, render.page_count(data, FileKind.PDF) + 1):
        page = read(data, tmp_path, number)
        if page.origin is Origin.EMBEDDED:
            assert readers(page) == {(embedded.READER, second.QUICK)} and page.warnings == ()
    assert not asked


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_the_quick_one_confirms_the_thorough_one_does(path: Path) -> None:
    data = path.read_bytes()
    place = hashlib.sha256(data).hexdigest(), (), data
    document = render.open_pdf(data)
    for number, page in enumerate(document, 1):
        geometry = embedded.Geometry(page)
        words = embedded.words(embedded.characters(page, geometry), geometry)
        grid = make_grid(words, things.things(page, geometry).rules)
        for ask in (second.quick, second.thorough):
            other = ask(*place, number)
            assert other is not None and embedded.cross_check(grid, other)[1] == 0
    document.close()


LIES: dict[str, bytes] = {
    "text to be read aloud": made(page_of_text(spoken("1,111.11"))),
    "one digit read aloud": made(
        page_of_text("BT /F 11 Tf 1 0 0 1 60 500 Tm (1,77) Tj /Span<</ActualText(1)>>BDC (7) Tj EMC (.71) Tj ET\n")
    ),
    "one glyph for two characters": mapped(b"1 beginbfchar <37> <00370037> endbfchar"),
    "map with a wrong count": mapped(b"1 beginbfchar <35> <0035> <37> <0031> endbfchar"),
    "map to half a character": mapped(b"1 beginbfchar <37> <31> endbfchar"),
    "map to nothing at all": mapped(b"1 beginbfchar <37> <0000> endbfchar"),
    "map to a blank": mapped(b"1 beginbfchar <37> <0020> endbfchar"),
    "white under black": made(page_of_text(line(500, "9,876.54", before="1 g") + line(500, "1,234.50"))),
    "invisible over black": made(page_of_text(line(500, "1,234.50") + line(500, "9,876.54", before="3 Tr"))),
}


@pytest.mark.parametrize("how", LIES)
def test_what_the_file_says_in_two_ways_is_contradicted_by_pdfplumber(
    how: str, tmp_path: Path, asked: list[int]
) -> None:
    page = read(LIES[how], tmp_path)
    assert asked == [1] and "texts_differ" in page.warnings
    assert contradicted(page) and readers(page) == {(embedded.READER, second.THOROUGH)}


HONEST: dict[str, bytes] = {
    "read aloud as it is": made(page_of_text(spoken("1,777.71"))),
    "mapped as it is": mapped(b"1 beginbfrange <37> <7e> <0037> endbfrange"),
    "bold by double drawing": made(
        page_of_text(line(500, "1,234.50") + "q 1 0 0 1 0.3 0 cm " + line(500, "1,234.50") + "Q\n")
    ),
}


@pytest.mark.parametrize("how", HONEST)
def test_what_is_odd_and_no_lie_opens_nothing(how: str, tmp_path: Path, asked: list[int]) -> None:
    page = read(HONEST[how], tmp_path)
    assert (asked, page.warnings, contradicted(page)) == ([], (), [])


def fails(*_: object) -> None:
    raise RuntimeError


def panics(*_: object) -> None:
    kind = type("PanicException", (BaseException,), {})
    raise kind


def differs(*_: object) -> object:
    return [type("P", (), {"get_text": lambda self, how: {"blocks": []}})()]


@pytest.mark.parametrize("how", [fails, panics, differs])
def test_where_the_quick_one_gives_up_pdfplumber_confirms_and_is_named(
    how: Callable[..., object], tmp_path: Path, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second, "_lopdf", how)
    page = read(made(page_of_text()), tmp_path)
    assert asked == [1] and page.warnings == () and readers(page) == {(embedded.READER, second.THOROUGH)}


def test_where_both_give_up_nothing_is_confirmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "_lopdf", fails)
    monkeypatch.setattr(second, "_plumb", fails)
    page = read(made(page_of_text()), tmp_path)
    assert page.warnings == ("texts_differ",) and len(contradicted(page)) == len(cells(page))


def test_a_stop_by_hand_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(second, "_lopdf", stopped)
    with pytest.raises(KeyboardInterrupt):
        second.quick("", (), b"", 1)


@pytest.mark.parametrize(("data", "agrees"), [(made(page_of_text()), True), (LIES["white under black"], False)])
def test_an_extraction_counts_as_one_and_not_as_a_second_reader(data: bytes, agrees: bool, tmp_path: Path) -> None:
    page = read(data, tmp_path)
    values = [
        value
        for cell in cells(page)
        if (value := cell_value("paper", page, cell, 0, len(cell.text), parse_amount)) is not None
    ] or [cell_value("paper", page, cell, 0, len(cell.text), lambda text: text) for cell in cells(page)]
    kinds = {check.kind for value in values if value for check in value.checks}
    assert kinds == {CheckKind.SECOND_EXTRACTOR}
    assert all(value.verified for value in values if value) is agrees
