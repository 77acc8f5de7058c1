"""Old workbooks (BIFF .xls), as banks still export them: the cells of their visible sheets."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import python_calamine as calamine

from pipeline.errors import DocumentError
from pipeline.reading.sheets import MAX_COLUMNS, MAX_ROWS, Line, numbered
from pipeline.reading.sheets_xlsx import display

_MOST_BYTES: Final = 64 * 1024 * 1024
"""Of a file: 65,536 rows, as many as the format holds, of an export need a quarter of it."""


def lines_of(data: bytes) -> list[Line]:
    """Return the rows of all visible sheets, one sheet after another; numbers in full, as formats are not read.

    Raises:
        DocumentError: `too_large`, `locked_workbook` or `broken_file`.
    """
    if len(data) > _MOST_BYTES:
        raise DocumentError("too_large", "xls")
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            rows = [row for sheet in book.sheets_metadata if _shown(sheet) for row in _rows(book, sheet.name)]
    except calamine.PasswordError as error:
        raise DocumentError("locked_workbook") from error
    except (DocumentError, MemoryError):
        raise
    except BaseException as error:  # a fault in compiled code comes as a PanicException, which is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise DocumentError("broken_file", "xls") from error
    return numbered(rows)


def _shown(sheet: Any) -> bool:
    return bool(sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible)


def _rows(book: Any, name: str) -> Iterator[list[str]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        raise DocumentError("too_large", f"> {MAX_ROWS} × {MAX_COLUMNS}")
    for row in sheet.iter_rows():
        yield [display(value, "General") for value in row]
