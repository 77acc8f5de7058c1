"""Second readings: what is shown to the second reader, and what may count as agreement."""

from __future__ import annotations

import numpy as np
import pylopdf_fonts_zh_cn
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.reading import ocr_tesseract, witness
from pipeline.reading.crops import crop_text
from pipeline.reading.prepare import Prepared
from pipeline.records.evidence import Box, union
from pipeline.records.reading import Cell, Grid, Row, Word

SIZE = 40
FONT = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), SIZE)

needs_reader = pytest.mark.skipif(not ocr_tesseract.is_available(), reason="no second reader on this machine")


class Sheet:
    """A drawn page of which the test knows where each character's ink is."""

    def __init__(self, width: int = 900, height: int = 200) -> None:
        self.image = Image.new("L", (width, height), 255)
        self.draw = ImageDraw.Draw(self.image)

    def write(self, x: float, y: float, text: str) -> Cell:
        """Draw and return the cell that a perfect first reader would give."""
        self.draw.text((x, y), text, font=FONT, fill=15)
        edges = []
        for number, char in enumerate(text):
            left, _, right, _ = self.draw.textbbox((x + FONT.getlength(text[:number]), y), char, font=FONT)
            edges.append((float(left), float(right)))
        top = y + 0.25 * SIZE
        box = Box(edges[0][0], top, edges[-1][1], top + SIZE)
        return Cell(text, box, tuple(edges))

    def read(self, *cells: Cell, rows: int = 1) -> tuple[list[Cell], float | None]:
        grey = np.asarray(self.image)
        prepared = Prepared(np.repeat(grey[:, :, None], 3, axis=2), grey, 1.0, None, (), None)
        grid = Grid((Row(cells, union([cell.box for cell in cells])),))
        done, agreement = witness.second_readings(prepared, grid, [])
        return list(done.rows[0].cells), agreement


def part(cell: Cell, first: int, end: int | None = None) -> Cell:
    """Return what a reader gives who saw some of the characters only."""
    edges = cell.edges[first:end]
    return Cell(cell.text[first:end], Box(edges[0][0], cell.box.top, edges[-1][1], cell.box.bottom), edges)


def second(cell: Cell) -> str | None:
    return cell.readings[1].text if len(cell.readings) > 1 else None


@needs_reader
@pytest.mark.parametrize("text", ["7,155.55", "-3,741.26", "2025-03-08", "03/08", "20,000", "0.00"])
def test_ocr_second_reader_confirms(text: str) -> None:
    sheet = Sheet()
    cells, _ = sheet.read(sheet.write(200, 60, text))
    assert [reading.text for reading in cells[0].readings] == [text, text]
    assert [reading.reader for reading in cells[0].readings] == ["rapidocr", "tesseract-eng"]


@needs_reader
@pytest.mark.parametrize(
    ("text", "first"),
    [("7,155.55", 2), ("-10,361.05", 1), ("1,590.03", 2), ("19,200.00", 1)],
)
def test_ocr_lost_first_characters_are_never_agreed(text: str, first: int) -> None:
    sheet = Sheet()
    clipped = part(sheet.write(200, 60, text), first)
    cells, agreement = sheet.read(clipped)
    assert second(cells[0]) != clipped.text
    assert agreement in (None, 0.0)


@needs_reader
def test_ocr_torn_figure_is_not_agreed() -> None:
    sheet = Sheet()
    whole = sheet.write(200, 60, "7,155.55")
    cells, _ = sheet.read(part(whole, 0, 2), part(whole, 2))
    assert second(cells[1]) != "155.55"
    joined = Cell(
        "7, 155.55", whole.box, (*whole.edges[:2], (whole.edges[1][1], whole.edges[2][0]), *whole.edges[2:])
    )
    cells, _ = sheet.read(joined)
    assert second(cells[0]) == "7,155.55"


def test_ocr_crop_refuses_cut_ink() -> None:
    sheet = Sheet()
    whole = sheet.write(200, 60, "7,155.55")
    page = np.asarray(sheet.image)
    span, band = (whole.edges[2][0], whole.edges[-1][1]), (whole.box.top, whole.box.bottom)
    middle_of_seven = sum(whole.edges[0]) / 2
    assert crop_text(page, span, band, (middle_of_seven, span[1] + 40)) is None
    wide = crop_text(page, span, band, (100, span[1] + 40))
    assert wide is not None
    assert not wide.clean
    own = crop_text(page, (whole.edges[0][0], span[1]), band, (100, span[1] + 40))
    assert own is not None
    assert own.clean


def test_ocr_crop_paints_over_other_lines_but_refuses_cut_glyphs() -> None:
    sheet = Sheet()
    cell = sheet.write(200, 60, "88.00")
    sheet.draw.rectangle((150, 0, 500, 66), fill=15)  # a line above that reaches into the crop
    page = np.asarray(sheet.image)
    crop = crop_text(page, (cell.box.x0, cell.box.x1), (cell.box.top, cell.box.bottom), (140, 520))
    assert crop is not None
    assert crop.picture[:14].min() > 200
    low = (cell.box.top + 22, cell.box.bottom - 6)
    assert crop_text(page, (cell.box.x0, cell.box.x1), low, (140, 520)) is None


@needs_reader
def test_ocr_figures_between_chinese_are_cut_out() -> None:
    sheet = Sheet(1000, 300)
    for text in ("2025年03月08日", "信用额度20,000，余额0", "尾号6225", "第3期"):
        sheet.image.paste(255, (0, 0, 1000, 300))
        cells, _ = sheet.read(sheet.write(100, 60, text))
        assert second(cells[0]) == text


@needs_reader
def test_ocr_unread_digit_beside_chinese_is_not_agreed() -> None:
    sheet = Sheet()
    whole = sheet.write(200, 60, "125元")
    # The first reader missed the 5 altogether.
    cells, _ = sheet.read(Cell("12元", whole.box, (*whole.edges[:2], whole.edges[3])))
    assert second(cells[0]) != "12元"


@needs_reader
def test_ocr_misread_mark_inside_a_date_is_not_agreed() -> None:
    sheet = Sheet()
    whole = sheet.write(200, 60, "2025-04-26")
    cells, _ = sheet.read(Cell("2025-0+-26", whole.box, whole.edges))
    assert second(cells[0]) == "2025-04-26"


def test_ocr_agreement_counts_amounts(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = iter(["1.00", "2.00", "9.99", "1234"])
    monkeypatch.setattr(ocr_tesseract, "figures", lambda crops: [next(seen, "") for _ in crops])
    monkeypatch.setattr(ocr_tesseract, "is_available", lambda: True)
    sheet = Sheet(1200)
    drawn = [
        sheet.write(100 + 250 * number, 60, text)
        for number, text in enumerate(("1.00", "2.00", "3.00", "1234"))
    ]
    cells, agreement = sheet.read(*drawn)
    assert agreement == pytest.approx(2 / 3)
    assert [second(cell) for cell in cells] == ["1.00", "2.00", "9.99", "1234"]
    seen = iter(["1.00", "1235"])
    _, agreement = sheet.read(drawn[0], drawn[3])
    assert agreement == pytest.approx(1 / 2)


def test_ocr_a_run_not_shown_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_tesseract, "figures", lambda crops: ["08" for _ in crops])
    sheet = Sheet()
    cell = sheet.write(200, 60, "25年08日")
    sheet.draw.line((cell.edges[1][0], 90, cell.edges[2][1], 90), fill=15, width=4)  # a stroke ties 5 to 年
    cells, _ = sheet.read(cell)
    assert second(cells[0]) == witness.NOT_READ + "年08日"


def test_ocr_scores_come_from_the_words_of_the_cell() -> None:
    sheet = Sheet()
    cell = sheet.write(200, 60, "还款")
    grey = np.asarray(sheet.image)
    prepared = Prepared(np.repeat(grey[:, :, None], 3, axis=2), grey, 1.0, None, (), None)
    words = [
        Word("还", part(cell, 0, 1).box, cell.edges[:1], 0.9),
        Word("款", part(cell, 1).box, cell.edges[1:], 0.7),
    ]
    done, agreement = witness.second_readings(prepared, Grid((Row((cell,), cell.box),)), words, second=False)
    assert done.rows[0].cells[0].readings[0].score == 0.7
    assert agreement is None
