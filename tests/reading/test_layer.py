"""A text layer under a scan can contradict what the picture shows, and never confirms it."""

from __future__ import annotations

import hashlib
import re
import zlib
from functools import lru_cache
from pathlib import Path

import pytest

from pipeline.extract import extract_papers
from pipeline.extract.fields import iter_values
from pipeline.extract.papertext import cell_value
from pipeline.extract.review import review_entries
from pipeline.reading import embedded, layer, ocr_rapid, ocr_tesseract, render
from pipeline.reading.pages import PageTask, read_page
from pipeline.records.evidence import Box, Origin
from pipeline.records.reading import Cell, Grid, Page, ReaderText, Reading, Row, Word
from pipeline.records.source import FileKind, Source
from pipeline.values.money import parse_amount
from samples.degrade import to_scan
from tests.house.workspace import TWICE, paper

# --- what a layer says of a cell ---


def word(text: str, x0: float, top: float = 100.0, step: float = 6.0) -> Word:
    edges = tuple((x0 + step * n, x0 + step * (n + 1)) for n in range(len(text)))
    return Word(text, Box(x0, top, x0 + step * len(text), top + 10), edges)


def page_with(text: str, *more: ReaderText) -> Page:
    one = word(text, 100.0)
    cell = Cell(text, one.box, one.edges, readings=(ReaderText("rapidocr", text), *more))
    return Page(1, 595, 842, Origin.OCR, Grid((Row((cell,), cell.box),)), agreement=1.0)


def said(text: str, *words: Word) -> str | None:
    readings = layer.contradict(page_with(text), words).grid.rows[0].cells[0].readings
    return next((r.text for r in readings if r.reader == layer.READER), None)


def test_an_equal_figure_says_nothing() -> None:
    assert said("1,234.50", word("1,234.50", 100)) is None
    assert said("1,234.50", word("1234.50", 103)) is None
    assert said("1,234.50", word("1,", 100), word("234.50", 112)) is None
    assert said("还款 1,234.50", word("还款", 100), word("1,234.50", 118)) is None
    assert said("1,234.50") is None


def test_another_figure_in_its_place_contradicts() -> None:
    assert said("1,234.50", word("7,234.50", 100)) == "7234.50"
    assert said("合计1,234.50元", word("合计7,234.50元", 100)) == "合计7234.50元"
    assert said("1,234.50", word("234.50", 112)) == "234.50"
    # An old figure under the new one: the layer has both.
    assert said("1,234.50", word("1,234.50", 100), word("9,876.54", 101)) == "9876.54"


def test_a_figure_elsewhere_says_nothing() -> None:
    assert said("1,234.50", word("9,876.54", 300)) is None
    assert said("1,234.50", word("9,876.54", 100, top=140)) is None
    assert said("违约金", word("9,876.54", 100)) is None


def test_decisive_words_contradict() -> None:
    assert said("该笔贷款已结清", word("该笔贷款未结清", 100)) is not None
    assert said("该笔贷款未结清", word("该笔贷款已结清", 100)) is not None
    assert said("该笔贷款未结清", word("该笔贷款未结清", 100)) is None
    assert said("违约金", word("滞纳金", 100)) is not None
    assert said("该笔贷款未结清", word("xx", 100)) is None


def test_a_layer_never_counts_as_a_second_reader() -> None:
    text = "12.00 34.50"
    page = layer.contradict(page_with(text), [word("12.00", 100), word("94.50", 136)])
    cell = page.grid.rows[0].cells[0]
    agreeing = cell_value("d", page, cell, 0, 5, parse_amount)
    against = cell_value("d", page, cell, 6, 11, parse_amount)
    assert agreeing is not None and agreeing.checks == () and not agreeing.verified
    assert against is not None and [(c.source, c.agrees) for c in against.checks] == [(layer.READER, False)]
    assert not against.verified


# --- a scan with an altered hidden layer ---


def with_layer(scan: bytes, words: list[Word], width: float, height: float) -> bytes:
    """Return a one-page scan with words in render mode 3 under its picture, as scanning programs write them."""
    lines = []
    codes: dict[str, int] = {}
    for one in words:
        for character, (x0, _) in zip(one.text, one.edges, strict=True):
            code = codes.setdefault(character, len(codes) + 1)
            size = one.box.height * 0.8
            lines.append(
                f"{size:.2f} 0 0 {size:.2f} {x0:.2f} {height - one.box.bottom + 0.2 * size:.2f} Tm <{code:04x}> Tj"
            )
    content = zlib.compress(
        (f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q BT 3 Tr /F 1 Tf " + "\n".join(lines) + " ET").encode()
    )
    pairs = "\n".join(f"<{code:04x}> <{ord(character):04x}>" for character, code in codes.items())
    chunks = pairs.split("\n")
    blocks = "\n".join(
        f"{len(chunks[n : n + 100])} beginbfchar\n" + "\n".join(chunks[n : n + 100]) + "\nendbfchar"
        for n in range(0, len(chunks), 100)
    )
    cmap = zlib.compress(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{blocks}\nendcmap end end"
        ).encode()
    )
    found = re.search(rb"<</Type/XObject/Subtype/Image.*?endstream", scan, re.S)
    assert found
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]/Contents 4 0 R"
            "/Resources<</XObject<</P 5 0 R>>/Font<</F 6 0 R>>>>>>"
        ).encode(),
        f"<</Length {len(content)}/Filter/FlateDecode>>\nstream\n".encode() + content + b"\nendstream",
        found.group(0),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/DW 500/FontDescriptor 9 0 R>>",
        f"<</Length {len(cmap)}/Filter/FlateDecode>>\nstream\n".encode() + cmap + b"\nendstream",
        b"<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800/Descent -200"
        b"/CapHeight 700/StemV 80>>",
    ]
    out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer\n<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


AMOUNT, ALTERED = "129.00", "729.00"


@lru_cache
def scanned(old: str, new: str) -> tuple[bytes, int]:
    """The sample statement scanned, its own text as a hidden layer with `old` made `new`, and how often."""
    data = paper(TWICE)[1]
    document = render.open_pdf(data)
    geometry = embedded.Geometry(document[0])
    words = embedded.words(embedded.characters(document[0], geometry), geometry)
    document.close()
    count = sum(one.text == old for one in words)
    changed = [Word(new, w.box, w.edges) if w.text == old else w for w in words]
    scan = to_scan(data, dpi=200, skew_deg=0.3, seed=1)
    return with_layer(scan, changed, geometry.width, geometry.height), count


@lru_cache
def read(old: str, new: str, folder: str):
    data, count = scanned(old, new)
    path = Path(folder) / f"{hashlib.sha256(data).hexdigest()}.pdf"
    path.write_bytes(data)
    source = Source("x", "x.pdf", str(path), (), hashlib.sha256(data).hexdigest(), len(data), FileKind.PDF)
    page = read_page(PageTask(source, 1))
    (found,) = extract_papers("x.pdf", Reading(source.sha256, (page,)))
    return page, found, count


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("layer"))


needs_readers = pytest.mark.skipif(
    not ocr_rapid.is_available() or not ocr_tesseract.is_available(), reason="needs both readers"
)


@pytest.mark.ocr
@needs_readers
def test_an_altered_layer_is_not_believed_and_is_seen(folder: str) -> None:
    clean, _, _ = read("", "", folder)
    amounts = sorted(r.text for row in clean.grid.rows for r in row.cells if re.fullmatch(r"[\d,]+\.\d\d", r.text))
    old = next(a for a in amounts if a[0] == "1" and amounts.count(a) <= 2)
    new = "7" + old[1:]
    page, found, count = read(old, new, folder)
    assert count and page.origin is Origin.OCR and "hidden_text" in page.warnings
    values = [v for record in found.records for _, v in iter_values(record)]
    fen, wrong = parse_amount(old), parse_amount(new)
    mine = [v for v in values if v.value == fen and v.evidence.text == old]
    assert mine and not any(v.value == wrong for v in values)
    assert not any(v.verified for v in mine)
    assert all(any(c.source == layer.READER and not c.agrees for c in v.checks) for v in mine)
    entries = [e for e in review_entries(found) if e.why == "readers_differ"]
    assert {e.evidence for e in entries} >= {v.evidence for v in mine}


@pytest.mark.ocr
@needs_readers
def test_a_true_layer_changes_nothing_of_what_the_picture_shows(folder: str) -> None:
    page, found, _ = read("", "", folder)
    assert page.origin is Origin.OCR and "hidden_text" in page.warnings
    against = [c.text for row in page.grid.rows for c in row.cells if any(r.reader == layer.READER for r in c.readings)]
    print(len(page.grid.rows), against)
    assert len(against) <= 2, against
    values = [v for record in found.records for _, v in iter_values(record)]
    assert not any(c.source == layer.READER and c.agrees for v in values for c in v.checks)
