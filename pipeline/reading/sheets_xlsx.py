"""Workbooks: the cells of their visible sheets, numbers as they are shown."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import openpyxl

from pipeline.errors import DocumentError
from pipeline.reading.sheets import MAX_COLUMNS, MAX_ROWS, Line, numbered

_MAX_UNPACKED: Final = 400 * 1024 * 1024
_MAX_SHEET_ROWS: Final = 1_048_576  # of the format; a row number beyond it is an attack on the reader
_DIGITS: Final = 15  # a spreadsheet computes with so many; what a binary fraction adds to them is noise

_FORMAT: Final = re.compile(r"(?P<head>[^#0?]*)(?P<whole>[#0?,]*[#0?])(?:\.(?P<fraction>0+))?(?P<tail>[^#0?.]*)")
_NOT_SHOWN: Final = re.compile(r"_.|\*.|\[(?!\$)[^\]]*\]")  # blank of a width, filling, colour or condition
_CURRENCY: Final = re.compile(r"\[\$([^\]\-]*)(?:-[^\]]*)?\]")


def lines_of(data: bytes) -> list[Line]:
    """Return the rows of all visible sheets, one sheet after another.

    Formulas give the value that was kept with them; where none was kept the cell is empty.

    Raises:
        DocumentError: `too_large` or `broken_file`.
    """
    _guard(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
                rows = [row for sheet in shown for row in _rows(sheet)]
            finally:
                book.close()
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # openpyxl has no base error: KeyError, ValueError, ParseError …
        raise DocumentError("broken_file", "xlsx") from error
    return numbered(rows)


def _guard(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DocumentError("broken_file", "xlsx") from error
    if unpacked > _MAX_UNPACKED:
        raise DocumentError("too_large", "xlsx")


def _rows(sheet: Any) -> Iterator[list[str]]:
    # The size that the file states may be wrong in either direction: too small would lose rows.
    sheet.reset_dimensions()
    filled = 0
    for number, row in enumerate(sheet.iter_rows()):
        texts = [display(cell.value, cell.number_format) if cell.value is not None else "" for cell in row]
        while texts and not texts[-1].strip():
            texts.pop()
        filled += bool(texts)
        if filled > MAX_ROWS or number >= _MAX_SHEET_ROWS or len(texts) > MAX_COLUMNS:
            raise DocumentError("too_large", f"> {MAX_ROWS} × {MAX_COLUMNS}")
        if texts:
            yield texts


def display(value: object, number_format: str) -> str:
    """Return a cell's text as the sheet shows it, where that is exact.

    A number that its format would round is given in full: what is shown is not what is there.

    Args:
        value: As the reader gives it.
        number_format: The cell's format, e.g. "#,##0.00".
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        whole_day = value.time() == datetime.time()
        return value.date().isoformat() if whole_day else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and number_format == "General" and abs(value) >= 10**_DIGITS:
        return f"{value:.{_DIGITS}g}"  # a card's number kept as one has lost its last digits: no noughts for them
    if isinstance(value, (int, float, Decimal)):
        number = _exact(value)
        return str(value) if number is None else _number(number, number_format)
    return str(value)


def _exact(value: float | Decimal) -> Decimal | None:
    try:
        number = Decimal(f"{value:.{_DIGITS}g}") if isinstance(value, float) else Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None


def _number(number: Decimal, number_format: str) -> str:
    sections = number_format.split(";")
    negative = number < 0
    own = negative and len(sections) > 1
    shown = _CURRENCY.sub(lambda match: match.group(1), _NOT_SHOWN.sub("", sections[1 if own else 0]))
    shown = shown.replace('"', "").replace("\\", "")
    match = _FORMAT.fullmatch(shown)
    plain = f"{number:f}" if number % 1 else f"{number:.0f}"
    if match is None or number_format in ("General", "@"):
        return plain
    head, tail, whole = match["head"], match["tail"], match["whole"]
    if "%" in tail:
        number *= 100
    fraction = len(match["fraction"] or "")
    if tail.startswith(",") or "E" in tail or number != round(number, fraction):
        return plain
    digits = f"{abs(number):,.{fraction}f}" if "," in whole else f"{abs(number):.{fraction}f}"
    least = whole.count("0") + (fraction + 1 if fraction else 0)
    if "," not in whole:
        digits = digits.rjust(least, "0")
    # A format may show a debt by colour alone; the sign must not be lost with the colour.
    sign = "-" if negative and not (own and re.search(r"[-(\u2212]", head)) else ""
    return f"{sign}{head.strip()}{digits}{tail.strip()}"
