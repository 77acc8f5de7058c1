"""The table of a file that is one list already (csv, a workbook): one head, one row per line, columns as in the file.

Where anything else stands between the rows (sections, a second list, lines of text) the general reader is asked.
Exports run to tens of thousands of rows, so every row is looked at by its columns alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import DocumentError
from pipeline.extract.cells import first_token_is_date
from pipeline.extract.heads import Head, currency_hint, names_columns
from pipeline.extract.holders import part_by_card
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.lines import TOTAL
from pipeline.extract.table import Table, TableRow, read_table
from pipeline.records.evidence import Origin
from pipeline.records.reading import Cell, Grid, Page, Row
from pipeline.values.money import looks_like_amount
from pipeline.values.text import key

_DAYS = ("posted_on", "traded_on")
_MONEY = frozenset({"amount", "trade_amount", "amount_in", "amount_out", "trade_in", "trade_out"})
_DEEPEST_HEAD = 80
"""Rows above the head of a table, at most: the preamble of a wallet's export has about 25."""

MOST_ROWS = 10_000
"""Rows of a file that the general reader takes on; it looks at the whole page for every row."""


_TOP, _BOTTOM = 150, 100


def ends_of(pages: Sequence[Page]) -> list[Page]:
    """Return pages for what stands around a list: of a long structured one only its first and last rows."""
    return [
        replace(page, grid=Grid((*page.grid.rows[:_TOP], *page.grid.rows[-_BOTTOM:])))
        if page.origin is Origin.STRUCTURED and len(page.grid.rows) > _TOP + _BOTTOM
        else page
        for page in pages
    ]


def find_table(pages: Sequence[Page], lexicon: Lexicon) -> Table | None:
    """Find the table of transactions of a paper, whatever its file.

    Raises:
        DocumentError: `too_large` where a long file is no plain list.
    """
    table = _find(pages, lexicon)
    if table is not None:
        part_by_card(pages, table)
    return table


def _find(pages: Sequence[Page], lexicon: Lexicon) -> Table | None:
    if len(pages) == 1 and pages[0].origin is Origin.STRUCTURED:
        found = read_sheet(pages[0], lexicon)
        if found is not None:
            return found
        if len(pages[0].grid.rows) > MOST_ROWS:
            raise DocumentError("too_large", f"> {MOST_ROWS}")
    return read_table(pages, lexicon)


def read_sheet(page: Page, lexicon: Lexicon) -> Table | None:
    """Read a structured page as one table.

    Args:
        page: Of a structured file.
        lexicon: What heads mean.

    Returns:
        The table; None where the page is not one plain list under one head with a day and an amount.
    """
    rows = page.grid.rows
    at = next((n for n, row in enumerate(rows[:_DEEPEST_HEAD]) if names_columns(row, lexicon)), None)
    if at is None or at + 1 >= len(rows) or any(cell.column is None for row in rows for cell in row.cells):
        return None  # a mail has lines of text around and between its lists
    heads = tuple(Head((cell.text,), cell.box, lexicon.column(cell.text), cell.column) for cell in rows[at].cells)
    roles = {head.role for head in heads}
    if not roles & set(_DAYS) or not roles & _MONEY or _labels_only(rows[at + 1], heads):
        return None
    table = Table(heads=heads, used={id(rows[at])})
    currency = next((hint for row in reversed(rows[:at]) if (hint := currency_hint(row)) is not None), "CNY")
    places = {head.column: number for number, head in enumerate(heads)}
    days = [number for number, head in enumerate(heads) if head.role in _DAYS]
    money = [number for number, head in enumerate(heads) if head.role in _MONEY]
    last = _last_dated(rows, heads, days)
    for index in range(at + 1, len(rows)):
        row = rows[index]
        cells = {places[cell.column]: cell for cell in row.cells if cell.column in places}
        whole = len(cells) == len(row.cells)
        dated = any(number in cells and first_token_is_date(cells[number].text) for number in days)
        if dated and whole and any(number in cells for number in money):
            table.rows.append(TableRow(page, row, cells, currency=currency))
            table.bands += 1
        elif TOTAL.match(key(row.text)):
            table.totals.append((page, row))
        elif index > last and not any(number in cells for number in days):
            if not whole or not any(number in cells and looks_like_amount(cells[number].text) for number in money):
                continue  # what the bank says below its list
            table.set_aside(page, row)  # an amount without a day
        elif dated or len(row.cells) >= 3:
            table.set_aside(page, row)
            table.bands += dated
        else:
            return None
        table.used.add(id(row))
    return table if table.rows else None


def _labels_only(row: Row, heads: tuple[Head, ...]) -> bool:
    """Whether the row under the head is a second line of it."""
    return len(row.cells) >= 3 and not any(any(map(str.isdigit, cell.text)) for cell in row.cells)


def _last_dated(rows: tuple[Row, ...], heads: tuple[Head, ...], days: list[int]) -> int:
    columns = {heads[number].column for number in days}

    def dated(cell: Cell) -> bool:
        return cell.column in columns and first_token_is_date(cell.text)

    return next((n for n in range(len(rows) - 1, -1, -1) if any(map(dated, rows[n].cells))), 0)
