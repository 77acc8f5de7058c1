"""Tables of transactions: heads, columns and rows, by meaning and by where the data really stand.

Data rows are found first (a day and an amount), then the head above them, then column boundaries: between two
heads, where the data leave the page empty.  Positions are never known beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.extract.cells import amount_in, first_token_is_date, glue, split_at_blanks, sub_cell
from pipeline.extract.heads import TAIL_HINT, Column, Head, currency_hint, find_start, is_section, make_columns, reorder
from pipeline.extract.labels import DATES, find_labels, match_fields
from pipeline.extract.lexicon import Lexicon
from pipeline.records.evidence import Box, Origin, union
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.money import looks_like_amount, parse_amount
from pipeline.values.text import key

_HEAD_ROLES = DATES | {"limit", "closing", "minimum", "period", "card", "name"}
_UNNAMED_CARD = re.compile(r"^(?:主卡|附属卡|附卡|副卡|maincard|supcard|supplementarycard)[^0-9]{0,12}$")
_TOTAL = re.compile(r"^(?:合计|小计|总计|本页合计|合計|小計|total|subtotal)")


@dataclass(slots=True)
class TableRow:
    """A row of data: its place, the cell of each column, the section it stands under."""

    page: Page
    row: Row
    cells: dict[int, Cell]
    section: str = ""
    tail_hint: str = ""
    currency: str = "CNY"


@dataclass(slots=True)
class Table:
    """A table over all its pages.

    Attributes:
        heads: Of the first page that has a head; columns are numbered by them.
        rows: Data rows in order.
        bands: Rows that hold a day and an amount, counted before columns were known.
        unparsed: Rows within the table that look like data but have no day or no amount.
        used: Rows (by identity) that belong to the table, heads and sections included.
        cards_unnamed: Whether headings part the rows of several cards (主卡, 附属卡) without naming them.
    """

    heads: tuple[Head, ...] = ()
    rows: list[TableRow] = field(default_factory=list)
    bands: int = 0
    unparsed: list[tuple[Page, Row]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    cards_unnamed: bool = False


def data_rows(page: Page, lexicon: Lexicon) -> list[int]:
    """Return the numbers of rows that hold a day and an amount in cells of their own, in whatever order.

    A day or amount that belongs to a label of the paper's head (账单日, 信用额度) makes no data row.
    """
    rows = page.grid.rows
    loose = page.origin is Origin.STRUCTURED
    likely = [index for index, row in enumerate(rows) if _is_data(row, loose)]
    if not likely:
        return []
    cells = [cell for row in rows for cell in row.cells]
    claimed = {id(f.token.cell) for f in match_fields(page, cells, lexicon, DATES)}
    return [
        index
        for index in likely
        if not any(id(cell) in claimed for cell in rows[index].cells)
        and not any(label.role in _HEAD_ROLES for label in find_labels(page, rows[index].cells[:2], lexicon))
    ]


def _is_data(row: Row, loose: bool) -> bool:
    """Whether a row holds a day and an amount; in a structured file also one without two decimals (51, 9.5)."""
    days = [cell for cell in row.cells if first_token_is_date(cell.text)]
    return any(
        any(amount_in(c.text) or (loose and parse_amount(c.text) is not None) for c in row.cells if c is not cell)
        or any(looks_like_amount(part) for part in cell.text.split()[1:])
        for cell in days
    )


@dataclass(slots=True)
class _Under:
    """What the headings above a row say; it holds over pages."""

    section: str = ""
    tail: str = ""
    currency: str = "CNY"


def _currencies(rows: Sequence[Row], under: _Under) -> list[str]:
    """Return the currency of each row of a page, by the headings above it."""
    result = []
    for row in rows:
        under.currency = currency_hint(row) or under.currency
        result.append(under.currency)
    return result


def read_table(pages: Sequence[Page], lexicon: Lexicon) -> Table | None:
    """Find the table of transactions over all pages.

    Returns:
        The table, or None where no row on any page looks like data.
    """
    table = Table()
    columns: list[Column] = []
    under = _Under()
    for page in pages:
        rows = page.grid.rows
        data = data_rows(page, lexicon)
        currencies = _currencies(rows, under)
        if not data:
            continue
        data, head_rows, heads = find_start(rows, data, lexicon, known=bool(columns))
        table.bands += len(data)
        if heads:
            columns = make_columns(heads, [rows[index] for index in data])
            if not table.heads:
                table.heads = tuple(heads)
            elif len(heads) != len(table.heads) or any(
                a.role != b.role and {a.role, b.role} != {None} for a, b in zip(heads, table.heads, strict=True)
            ):
                columns = reorder(columns, table.heads)
        elif not columns:
            table.unparsed.extend((page, rows[index]) for index in data)
            continue
        table.used.update(id(rows[index]) for index in head_rows)
        _read_rows(page, data, head_rows, columns, lexicon, table, under, currencies)
    return table if table.bands else None


def _read_rows(
    page: Page,
    data: list[int],
    head_rows: Sequence[int],
    columns: list[Column],
    lexicon: Lexicon,
    table: Table,
    under: _Under,
    currencies: Sequence[str],
) -> None:
    rows = page.grid.rows
    start = min((head_rows[-1] + 1) if head_rows and head_rows[-1] < data[0] else data[0], data[0])
    while start > 0 and not head_rows and is_section(rows[start - 1], lexicon):
        start -= 1
    is_data_row = set(data)
    heads = set(head_rows)
    pitch = _pitch([rows[index].box for index in data])
    last = data[-1]
    index = start
    while index < len(rows):
        row = rows[index]
        if index in heads:
            index += 1
            continue
        if index in is_data_row:
            cells = _assign(row, columns)
            table.rows.append(TableRow(page, row, cells, under.section, under.tail, currencies[index]))
            table.used.add(id(row))
        elif is_section(row, lexicon):
            under.section = row.cells[0].text.strip()
            table.used.add(id(row))
            if index > last:
                break
        else:
            table.cards_unnamed |= _UNNAMED_CARD.match(key(row.text)) is not None
            hint = TAIL_HINT.search(key(row.text))
            if hint and not amount_in(row.text):
                under.tail = hint.group(1)
                table.used.add(id(row))
            elif index > last:
                if not _may_follow(row, rows[index - 1], pitch, columns):
                    break
                table.unparsed.append((page, row))
                table.used.add(id(row))
            elif _continues(row, table, columns, pitch):
                table.used.add(id(row))
            elif _like_data(row) and not _TOTAL.match(key(row.text)):
                table.unparsed.append((page, row))
                table.used.add(id(row))
        index += 1


def _like_data(row: Row) -> bool:
    """Whether a row between rows of data holds an amount or a day: it may be one of them, read in part only."""
    return any(amount_in(c.text) or first_token_is_date(c.text) for c in row.cells)


def _pitch(boxes: list[Box]) -> float:
    steps = sorted(b.top - a.top for a, b in pairwise(boxes) if b.top > a.top)
    height = max(boxes[0].height, 1.0)
    return steps[len(steps) // 2] if steps else 2.0 * height


def _may_follow(row: Row, before: Row, pitch: float, columns: list[Column]) -> bool:
    """Whether a row just below the last data row is one more row whose day or amount was not read."""
    if row.box.top - before.box.top > 1.6 * pitch or len(row.cells) < 2:
        return False
    cells = _assign(row, columns)
    for number, column in enumerate(columns):
        text = cells[number].text if number in cells else ""
        if column.head.role in ("amount", "trade_amount") and looks_like_amount(text):
            return True
        if column.head.role in ("posted_on", "traded_on") and first_token_is_date(text):
            return True
    return False


def _continues(row: Row, table: Table, columns: list[Column], pitch: float) -> bool:
    """Append a line that holds only text under text columns to the row above it."""
    if not table.rows or len(row.cells) > 2 or _TOTAL.match(key(row.text)):
        return False
    above = table.rows[-1]
    if above.page.grid.rows and row.box.top - above.row.box.bottom > 0.9 * pitch:
        return False
    cells = _assign(row, columns)
    for number, cell in cells.items():
        role = columns[number].head.role
        if role not in ("description", "counterparty", None) or amount_in(cell.text):
            return False
        if number in above.cells and cell.box.x0 < above.cells[number].box.x0 - 2 * cell.box.height:
            return False
    for number, cell in cells.items():
        above.cells[number] = glue(above.cells[number], cell, "") if number in above.cells else cell
    above.row = Row(above.row.cells, union([above.row.box, row.box]))
    return True


def _assign(row: Row, columns: list[Column]) -> dict[int, Cell]:
    """Give each piece of a row to its column; a piece that reaches well into two is cut between characters."""
    structured = all(c.head.column is not None for c in columns) and all(c.column is not None for c in row.cells)
    if structured:
        numbers = {c.head.column: n for n, c in enumerate(columns)}
        return {numbers[cell.column]: cell for cell in row.cells if cell.column in numbers}
    result: dict[int, Cell] = {}
    for cell in row.cells:
        for piece in split_at_blanks(cell):
            for number, part in _cut(piece, columns):
                result[number] = glue(result[number], part, " ") if number in result else part
    return result


def _cut(piece: Cell, columns: list[Column]) -> list[tuple[int, Cell]]:
    shares = [(max(0.0, min(piece.box.x1, c.x1) - max(piece.box.x0, c.x0)), n) for n, c in enumerate(columns)]
    covered, number = max(shares, key=lambda s: (s[0], -s[1]))
    if covered >= 0.75 * piece.box.width or len(piece.edges) != len(piece.text) or piece.box.width == 0:
        return [(number, piece)]
    cuts: list[tuple[int, int, int]] = []
    for index, (x0, x1) in enumerate(piece.edges):
        middle = (x0 + x1) / 2
        at = next((n for n, c in enumerate(columns) if c.x0 <= middle < c.x1), number)
        if cuts and cuts[-1][0] == at:
            cuts[-1] = (at, cuts[-1][1], index + 1)
        else:
            cuts.append((at, index, index + 1))
    return [(at, sub_cell(piece, start, end)) for at, start, end in cuts]
