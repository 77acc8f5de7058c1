"""Drawn pages show ink where cells are; overlays show cells on any page; `look` writes both."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import DocumentError
from pipeline.look import look
from pipeline.look_draw import overlay
from pipeline.look_seen import Seen
from pipeline.reading import draw
from pipeline.reading.sheets import read
from pipeline.records.evidence import Box, Origin
from pipeline.records.reading import Cell, Grid, Page, ReaderText, Row
from pipeline.records.source import FileKind

CSV = """招商银行信用卡对账单（个人消费卡账户 2026年03月）
交易日,记账日,交易摘要,人民币金额,卡号末四位,交易地金额
,02/08,掌上生活还款,"-1,000.00",4417,"-1,000.00"
02/07,02/09,青山超市 城南店,"1,234.50",4417,"1,234.50"
02/28,03/01,WWWWWWWWWWWWWWWWWWWWWW,51.00,4417,51.00
"""


def ink(image: Image.Image, box: Box, scale: float) -> float:
    grey = np.asarray(image.convert("L"))
    top, bottom, x0, x1 = (round(edge * scale) for edge in (box.top, box.bottom, box.x0, box.x1))
    part = grey[top:bottom, x0:x1]
    return float((part < 200).mean())


def page(text: str = CSV) -> Page:
    return read(text.encode("gb18030"), FileKind.CSV)


@pytest.mark.parametrize("dpi", [72.0, 150.0])
def test_ink_where_cells_are_and_nowhere_else(dpi: float) -> None:
    structured = page()
    image = draw.draw_page(structured, dpi)
    scale = dpi / 72
    assert image.mode == "RGB"
    assert image.size == (round(structured.width * scale), round(structured.height * scale))
    outside = np.asarray(image.convert("L")).copy()
    for row in structured.grid.rows:
        for cell in row.cells:
            assert ink(image, cell.box, scale) > 0.02, cell.text
            top, bottom = int((cell.box.top - 2) * scale), int((cell.box.bottom + 3) * scale)
            outside[top:bottom, int((cell.box.x0 - 1) * scale) : int((cell.box.x1 + 2) * scale)] = 255
    assert (outside < 200).sum() == 0


def test_a_long_cell_stays_in_its_row_and_column() -> None:
    structured = page("甲,乙,丙\n1," + "很长的说明文字" * 20 + ",3\n4,5,6\n")
    image = draw.draw_page(structured, 150.0)
    scale = 150 / 72
    long = structured.grid.rows[1].cells[1].box
    assert ink(image, long, scale) > 0.05
    below = structured.grid.rows[2].box
    gap = Box(long.x0 + 40, long.bottom + 8, long.x1, below.top - 2)
    assert ink(image, gap, scale) == 0
    right = Box(long.x1 + 1, long.top - 6, long.x1 + 5, long.bottom + 6)
    assert ink(image, right, scale) == 0


def test_a_window_is_the_same_as_that_part_of_the_page() -> None:
    structured = page()
    whole = draw.draw_page(structured, 144.0)
    row = structured.grid.rows[3].box
    part = draw.draw_window(structured, Box(0, row.top - 9, structured.width, row.bottom + 9), 144.0)
    top = round((row.top - 9) * 2)
    cut = whole.crop((0, top, whole.width, top + part.height))
    difference = np.abs(np.asarray(part, dtype=int) - np.asarray(cut, dtype=int))
    assert float((difference > 64).mean()) < 0.02


def test_a_huge_page_is_drawn_small_and_its_window_readable() -> None:
    structured = page(CSV + "02/07,02/09,青山超市,1.00,4417,1.00\n" * 8_000)
    image = draw.draw_page(structured, 150.0)
    assert image.width * image.height <= draw.MAX_PIXELS * 1.01
    box = structured.grid.rows[6_000].cells[2].box
    window = Box(0, box.top - 40, structured.width, box.bottom + 40)
    part = draw.draw_window(structured, window, 150.0)
    assert ink(part, Box(box.x0, 40, box.x1, 40 + box.height), 150 / 72) > 0.05


def test_overlay_shows_cells_on_the_original_page() -> None:
    readings = (ReaderText("rapidocr", "12.00"), ReaderText("tesseract-eng", "72.00"))
    cell = Cell("12.00", Box(10, 10, 40, 20), (), 1, readings)
    loose = Cell("合计", Box(60, 10, 80, 20))
    flat = Page(
        1,
        200,
        100,
        Origin.OCR,
        Grid((Row((cell, loose), Box(10, 10, 80, 20)),)),
        to_page=(1.0, 0.0, 100.0, 0.0, 1.0, 50.0, 0.0, 0.0, 1.0),
    )
    image = overlay(Image.new("RGB", (400, 200), "white"), flat, Seen((), (), ()), scale=2.0)
    assert image.size == (400, 200)
    pixels = np.asarray(image, dtype=int)
    assert tuple(pixels[130, 220]) != (255, 255, 255)  # left edge of the first cell, moved by the homography
    assert tuple(pixels[135, 300]) != (255, 255, 255)  # its row's band
    assert (pixels[:100, :150] == 255).all()
    assert (pixels[141:155, 220:300].min(axis=(0, 1)) < 150).any()  # the other reader's text, below the cell


def test_look_at_a_csv(tmp_path: Path) -> None:
    source = tmp_path / "账单.csv"
    source.write_bytes(CSV.encode("gb18030"))
    written = look(source, tmp_path / "out", "off", ())
    assert [path.name for path in written] == ["page-1.png", "words.txt"]
    words = written[-1].read_text("utf-8")
    assert "card_statement: " in words
    assert "人民币金额 → amount" in words
    assert "rows read: 3 of 3" in words
    assert "[2] 青山超市 城南店" in words
    assert str(tmp_path) not in words
    with Image.open(written[0]) as image:
        assert float(np.asarray(image.convert("RGB")).std()) > 5


def test_look_at_a_pdf_page(tmp_path: Path) -> None:
    pdf = Path(__file__).parents[1] / "golden" / "drawn" / "office-ruled" / "input.pdf"
    written = look(pdf, tmp_path, "off", ())
    assert written[0].name == "page-1.png"
    words = written[-1].read_text("utf-8")
    assert "## page 1: " in words
    assert "## table" in words


def test_look_at_what_cannot_be_read(tmp_path: Path) -> None:
    source = tmp_path / "a.bin"
    source.write_bytes(b"\x00\x01\x02")
    with pytest.raises(DocumentError):
        look(source, tmp_path / "out", "off", ())
