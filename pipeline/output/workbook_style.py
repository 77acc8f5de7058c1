"""How the workbook looks, and the one way in which text, amounts and days get into its cells."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from openpyxl.drawing.image import Image as SheetImage
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.units import pixels_to_EMU
from PIL import Image

from pipeline.output.text import clean, decimal_yuan
from pipeline.records.finding import Severity

UNIT_FONT = Font(name="Arial", size=10)  # widths of columns count its digits; 7 pixels everywhere
FONT = "等线"  # comes with every Chinese Excel and WPS; other programs fall back to their own Chinese font
PAGE_WIDE = 183  # characters of columns on landscape A4 at which text of size 10 prints at 8 points
MONEY, DAY, MONTH, COUNT = "#,##0.00", "yyyy-mm-dd", "yyyy-mm", "0"
_LINE = 13.0  # points per line of text at size 10
_MAX_ROW = 409.0  # points, the program's own limit
_WORDS = re.compile(r"[!-~]+|[^!-~]")  # what a line is not broken within
_MAX_TEXT = 32_000  # characters; a cell holds 32 767

_THIN = Side(style="thin", color="D0D5DD")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD_FILL = PatternFill("solid", fgColor="1F3A5F")
PERSON_FILL = PatternFill("solid", fgColor="FFF9E5")
PERSON_HEAD_FILL = PatternFill("solid", fgColor="8A6100")
SEVERITY_FILLS = {
    Severity.ERROR: PatternFill("solid", fgColor="F8D7DA"),
    Severity.WARNING: PatternFill("solid", fgColor="FFE8B8"),
    Severity.NOTICE: PatternFill("solid", fgColor="DCE6F2"),
}
SEVERITY_FONTS = {Severity.ERROR: "9B1C1C", Severity.WARNING: "7A4B00", Severity.NOTICE: "1F3A5F"}


@dataclass(frozen=True, slots=True)
class Month:
    """A day of which the paper prints only the month; shown as such."""

    first: date


@dataclass(frozen=True, slots=True)
class Fen:
    """An amount in fen, so that no other number is taken for one."""

    fen: int


class Mark(str):
    """A word or letter that stands in the middle of its cell."""

    __slots__ = ()


class Alert(Mark):
    """A mark or word that stands out: something is wrong or lacking here."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a data sheet.

    Attributes:
        zh, en: Its heading.
        width: In characters of the default font; a Chinese character takes two.
        person: Whether the person types into it (its heading is then the same in both languages).
    """

    zh: str
    en: str
    width: float
    person: bool = False

    def heading(self, lang: str) -> str:
        """Return the heading; the person's columns keep their Chinese ones, they are read back by them."""
        return self.en if lang == "en" and not self.person else self.zh


def put(cell: Any, thing: Any) -> None:
    """Write a value into a cell; text can never become a formula, an error or a number."""
    if thing is None:
        return
    if isinstance(thing, Fen):
        cell.value, cell.number_format = decimal_yuan(thing.fen), MONEY
    elif isinstance(thing, Month):
        cell.value, cell.number_format = thing.first, MONTH
    elif isinstance(thing, date):
        cell.value, cell.number_format = thing, DAY
    elif isinstance(thing, bool):
        raise TypeError("booleans are put as words")
    elif isinstance(thing, int):
        cell.value, cell.number_format = thing, COUNT
    else:
        text = clean(str(thing))[:_MAX_TEXT]
        if not text:
            return
        cell.value = text
        cell.data_type = "s"
        if text[0] in "=+-@\t\n'":
            # Keeps it text also when the person steps into the cell and presses Enter.
            cell.quotePrefix = True


@cache
def font(*, bold: bool = False, color: str = "1D2939", size: float = 10, link: bool = False) -> Font:
    """Return the workbook's font."""
    return Font(
        name=FONT,
        size=size,
        bold=bold,
        color="0B5CAD" if link else color,
        underline="single" if link else None,
    )


def alignment(thing: Any, vertical: str = "center") -> Alignment:
    """Return how a value stands in its cell: amounts right, days and counts in the middle, text wrapped."""
    if isinstance(thing, Fen):
        return _alignment("right", vertical)
    if isinstance(thing, Mark) and "\n" in thing:
        return Alignment(horizontal="center", vertical=vertical, wrap_text=True)
    return _alignment("center" if isinstance(thing, date | Month | int | Mark) else "left", vertical)


@cache
def _alignment(horizontal: str, vertical: str) -> Alignment:
    if horizontal == "left":
        return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=True)
    # Shrunk rather than shown as ####### where a program's font is wider than ours.
    indent = 1 if horizontal == "right" else 0
    return Alignment(horizontal=horizontal, vertical=vertical, indent=indent, shrink_to_fit=True)


def text_width(text: str) -> float:
    """Return the width of one line in characters; Chinese characters take two."""
    return sum(1.95 if unicodedata.east_asian_width(char) in "WFA" else 1.15 for char in text)


def lines_needed(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of `width` characters.

    Chinese breaks anywhere; a word or number that does not fit moves to the next line whole, and one longer
    than a line is cut.
    """
    room = max(width - 1.2, 2.0)
    return sum(_lines(line, room) for line in text.split("\n"))


def _lines(text: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in _WORDS.findall(text):
        wide = text_width(word)
        if used + wide <= room:
            used += wide
        elif wide <= room:
            lines, used = lines + 1, wide
        else:
            lines += int((used + wide) // room)
            used = (used + wide) % room
    return lines


def shown(thing: Any) -> str:
    """Return what a cell shows, to measure it."""
    if thing is None:
        return ""
    if isinstance(thing, Fen):
        return f"{thing.fen / 100:,.2f}"
    if isinstance(thing, date | Month):
        return "2026-01-01"
    return str(thing)


def height_for(row: Sequence[Any], columns: Sequence[Column], least: float = 20.0) -> float:
    """Return the height in points that shows every cell of a row whole."""
    lines = [
        lines_needed(shown(thing), column.width) if isinstance(thing, str) else 1
        for thing, column in zip(row, columns, strict=True)
    ]
    return min(_MAX_ROW, max(least, max(lines, default=1) * _LINE + 5))


def size_for(thing: Any, column: Column) -> float:
    """Return the size of text: smaller only where a row cannot be made high enough for it."""
    high = lines_needed(shown(thing), column.width) * _LINE if isinstance(thing, str) else 0.0
    return 10 if high <= _MAX_ROW - 5 else 7


def write_head(sheet: Any, columns: Sequence[Column], lang: str) -> None:
    """Write the head row of a data sheet, set widths, freeze, and prepare printing."""
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number)
        put(cell, column.heading(lang))
        cell.font = font(bold=True, color="FFFFFF")
        cell.fill = PERSON_HEAD_FILL if column.person else HEAD_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = BORDER
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    heads = [column.heading(lang) for column in columns]
    sheet.row_dimensions[1].height = height_for(heads, columns, 24.0)
    sheet.freeze_panes = "A2"


def write_row(sheet: Any, number: int, row: Sequence[Any], columns: Sequence[Column], vertical: str = "center") -> None:
    """Write one row of a data sheet; `vertical` is where text stands in a high row."""
    styles: dict[tuple[Any, ...], Any] = sheet.__dict__.setdefault("jieqing_styles", {})
    for place, (thing, column) in enumerate(zip(row, columns, strict=True), 1):
        cell = sheet.cell(number, place)
        put(cell, thing)
        size = size_for(thing, column)
        alert = isinstance(thing, Alert)
        key = (size, column.person, alert, alignment(thing, vertical).horizontal, vertical, bytes(cell._style or b""))
        if key in styles:
            cell._style = copy(styles[key])  # looking a style up anew takes most of the time of a long sheet
            continue
        cell.font = font(size=size, bold=alert, color=SEVERITY_FONTS[Severity.ERROR] if alert else "1D2939")
        cell.border = BORDER
        if column.person or alert:
            cell.fill = PERSON_FILL if column.person else SEVERITY_FILLS[Severity.ERROR]
        cell.alignment = alignment(thing, vertical)
        styles[key] = copy(cell._style)
    sheet.row_dimensions[number].height = height_for(row, columns)


def finish(sheet: Any, columns: Sequence[Column], last_row: int, *, head: int = 1) -> None:
    """Set filter and print: landscape A4 fitted to one page's width, the head row repeated.

    At most `PAGE_WIDE` characters of columns stand on one page with text of 8 points or more.
    """
    last = get_column_letter(len(columns))
    if last_row > head:
        sheet.auto_filter.ref = f"A{head}:{last}{last_row}"
    prepare_print(sheet, f"A1:{last}{max(last_row, head)}", landscape=True)
    sheet.print_title_rows = f"{head}:{head}"


def prepare_print(sheet: Any, area: str, *, landscape: bool) -> None:
    """Set the print area, orientation, fit to width and a page number."""
    sheet.print_area = area
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.75, 0.35
    sheet.oddFooter.center.text = "&P / &N"
    sheet.sheet_view.showGridLines = False


def embed(sheet: Any, row: int, column: int, data: bytes, *, width: int, height: int, least: float) -> float:
    """Put a picture into a cell, anchored to that cell alone, scaled into `width` x `height` pixels.

    Args:
        sheet: The sheet.
        row: Its row, from 1.
        column: Its column, from 1.
        data: PNG bytes.
        width: The room's width in pixels.
        height: The room's height in pixels.
        least: The height in points that the row has already.

    Returns:
        The height in points that the row must have.
    """
    with Image.open(io.BytesIO(data)) as image:
        real_width, real_height = image.size
    scale = min(width / real_width, height / real_height, 1.0)
    wide, high = max(1, round(real_width * scale)), max(1, round(real_height * scale))
    picture = SheetImage(io.BytesIO(data))
    margin = pixels_to_EMU(4)
    picture.anchor = OneCellAnchor(
        _from=AnchorMarker(col=column - 1, colOff=margin, row=row - 1, rowOff=margin),
        ext=XDRPositiveSize2D(pixels_to_EMU(wide), pixels_to_EMU(high)),
    )
    sheet.add_image(picture)
    return float(max(least, (high + 10) * 0.75))
