"""Tables of transactions: heads, columns and rows, by meaning and by where the data really stand.

Data rows are found first (a day and an amount), then the head above them, then column boundaries: between two
heads, where the data leave the page empty.  Positions are never known beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.extract.cells import amount_in, first_token_is_date, glue, glued, holds_figure, short_day
from pipeline.extract.heads import (
    Column,
    Head,
    currency_hint,
    find_start,
    has_total,
    is_section,
    make_columns,
    names_columns,
    reorder,
    segments,
    tail_hint,
)
from pipeline.extract.labels import DATES, Field, find_labels, match_fields
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.lines import (
    TIGHT,
    TOTAL,
    assign,
    cells_of,
    gap,
    heads_another,
    is_notice,
    is_text,
    lies_across,
    owner_of,
    speaks_to_all,
    without_page_number,
)
from pipeline.records.evidence import Box, Origin, union
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.money import looks_like_amount, parse_amount
from pipeline.values.text import key

_HEAD_ROLES = DATES | {"limit", "closing", "minimum", "period", "card", "name"}
_UNNAMED_CARD = re.compile(r"^(?:主卡|附属卡|附卡|副卡|maincard|supcard|supplementarycard)[^0-9]{0,12}$")
_REMARK = re.compile(r"减免|免收|免年费|积分|提醒|通知|余期|剩余期数|到期续期")


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
        remarks: Rows of days and words without an amount: something the bank tells (已为您减免本年度年费).
        totals: Rows that add up the others (合计), by the file's own columns.
        used: Rows (by identity) that belong to the table, heads and sections included.
        cards_unnamed: Whether headings part the rows of several cards (主卡, 附属卡) without naming them.
    """

    heads: tuple[Head, ...] = ()
    rows: list[TableRow] = field(default_factory=list)
    bands: int = 0
    unparsed: list[tuple[Page, Row]] = field(default_factory=list)
    remarks: list[tuple[Page, Row]] = field(default_factory=list)
    totals: list[tuple[Page, Row]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    cards_unnamed: bool = False

    def set_aside(self, page: Page, row: Row) -> None:
        """Keep a row that looks like data but is not whole: something the bank tells, or something not understood."""
        told = _REMARK.search(key(row.text)) and not any(amount_in(c.text) for c in row.cells)
        (self.remarks if told else self.unparsed).append((page, row))
        self.used.add(id(row))


def data_rows(page: Page, lexicon: Lexicon) -> list[int]:
    """Return the numbers of rows that hold a day and an amount in cells of their own, in whatever order.

    A day or amount that belongs to a label of the paper's head (账单日, 信用额度) makes no data row.
    """
    rows = page.grid.rows
    loose = page.origin is Origin.STRUCTURED
    likely = [index for index, row in enumerate(rows) if _is_data(row, loose)]
    if not likely:
        return []
    # 还款日期 over a column is no label of the paper's head.
    cells = [cell for row in rows if not names_columns(row, lexicon) for cell in row.cells]
    claimed = {
        id(f.token.cell) for f in match_fields(page, cells, lexicon, DATES) if not _heads_a_column(f, rows, likely)
    }
    return [
        index
        for index in likely
        if not any(id(cell) in claimed for cell in rows[index].cells)
        and not any(label.role in _HEAD_ROLES for label in find_labels(page, rows[index].cells[:2], lexicon))
    ]


def _heads_a_column(field: Field, rows: Sequence[Row], likely: Sequence[int]) -> bool:
    """Whether a label stands over a column of days, not over one value: the next row has a day there too."""
    token = field.token
    at = next((n for n in likely if any(cell is token.cell for cell in rows[n].cells)), None)
    if at is None or at + 1 not in likely or field.label.cell is token.cell:
        return False
    return any(
        first_token_is_date(cell.text) and cell.box.x0 < token.box.x1 and cell.box.x1 > token.box.x0
        for cell in rows[at + 1].cells
    )


def _is_data(row: Row, loose: bool) -> bool:
    """Whether a row holds a day and an amount; in a structured file also one without two decimals (51, 9.5)."""
    days = [cell for cell in row.cells if first_token_is_date(cell.text)]
    if not days:
        short = [cell for cell in row.cells if short_day(cell.text)]
        days = short if len(short) == 2 else []  # one alone may be any number of six digits
    if len(row.cells) == 1 and (parts := glued(row.cells[0])) is not None:
        return parts[2] is not None
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
    summed: bool = False  # whether the line that named the card ends with the card's total
    currency: str = "CNY"


def _currencies(rows: Sequence[Row], under: _Under) -> list[str]:
    """Return the currency of each row of a page, by the headings above it."""
    result = []
    for row in rows:
        under.currency = currency_hint(row) or under.currency
        result.append(under.currency)
    return result


@dataclass(slots=True)
class _Stretch:
    """Rows of one page under one head: its own, or that of a page before."""

    page: Page
    data: list[int]
    head_rows: list[int]
    heads: list[Head]
    floor: int


def read_table(pages: Sequence[Page], lexicon: Lexicon) -> Table | None:
    """Find the table of transactions over all pages.

    Returns:
        The table, or None where no row on any page looks like data.
    """
    pages = [without_page_number(page) for page in pages]
    table, under = Table(), _Under()
    currencies = {page.number: _currencies(page.grid.rows, under) for page in pages}
    under = _Under()
    end: dict[int, int] = {}
    for group in _groups(pages, lexicon, table):
        shown = [row for s in group for row in _with_text(s.page.grid.rows, s.data, lexicon)]
        columns = make_columns(group[0].heads, shown) if group[0].heads else []
        if columns and not table.heads:
            table.heads = tuple(group[0].heads)
        elif [c.head.role for c in columns] != [h.role for h in table.heads]:
            columns = reorder(columns, table.heads)
        for stretch in group:
            page, rows = stretch.page, stretch.page.grid.rows
            if len(columns) < len(table.heads) or not columns:
                # Rows under no head, or under one that is not this table's: their columns are unknown.
                table.unparsed.extend((page, rows[index]) for index in stretch.data)
                continue
            head_rows, data = stretch.head_rows, stretch.data
            table.used.update(id(rows[index]) for index in head_rows)
            floor = max(stretch.floor, end.get(page.number, 0))
            _headings_above(page, head_rows[0] if head_rows else data[0], floor, lexicon, table, under)
            end[page.number] = _read_rows(
                page, data, head_rows, columns, lexicon, table, under, currencies[page.number]
            )
    return table if table.bands else None


def _groups(pages: Sequence[Page], lexicon: Lexicon, table: Table) -> list[list[_Stretch]]:
    """Return the stretches of rows, those under one head together: all of them show where its columns are."""
    groups: list[list[_Stretch]] = []
    known = False  # whether a head was seen already
    for page in pages:
        rows = page.grid.rows
        floor = 0
        for data in segments(rows, data_rows(page, lexicon), lexicon, known=known):
            stretch, head_rows, heads = find_start(rows, data, lexicon, known=known, floor=floor)
            table.bands += len(stretch)
            known |= bool(heads)
            if heads or not groups or not groups[-1][0].heads:
                groups.append([])
            groups[-1].append(_Stretch(page, stretch, head_rows, heads, floor))
            floor = data[-1] + 1
    return groups


def _with_text(rows: Sequence[Row], data: Sequence[int], lexicon: Lexicon) -> list[Row]:
    """Return the data rows, and the lines of text between them that belong to their cells: both show the columns."""
    found = set(data)
    result = []
    for index in range(max(data[0] - 1, 0), min(data[-1] + 2, len(rows))):
        row = rows[index]
        plain = len(row.cells) <= 2 and not any(map(holds_figure, row.cells))
        heading = is_section(row, lexicon) or currency_hint(row) is not None or tail_hint(row)
        near = data[0] < index < data[-1] or any(
            abs(row.box.middle - rows[n].box.middle) <= (1 + TIGHT) * row.box.height for n in (data[0], data[-1])
        )
        if index in found:
            result.append(row)
        elif plain and not heading and near and not speaks_to_all(row):
            above = rows[max((n for n in data if n < index), default=data[0])]
            if not lies_across(row, above):
                result.append(row)
    return result


def _headings_above(page: Page, first: int, floor: int, lexicon: Lexicon, table: Table, under: _Under) -> None:
    """Take up the headings right above a table's head: the section, the card, of the rows under it."""
    for index in range(first - 1, max(first - 4, floor - 1), -1):
        row = page.grid.rows[index]
        if is_section(row, lexicon) or _other_heading(row):
            sided = is_section(row, lexicon) or _SIDED.search(key(row.text))
            under.section = row.cells[0].text.strip() if sided else ""
            table.used.add(id(row))
            return
        if len(row.cells) != 1 or not (currency_hint(row) or tail_hint(row)):
            if len(row.cells) == 1 and page.origin is Origin.STRUCTURED:
                under.section = ""  # some other heading: what stood above holds no longer
            return


def _read_rows(
    page: Page,
    data: list[int],
    head_rows: Sequence[int],
    columns: list[Column],
    lexicon: Lexicon,
    table: Table,
    under: _Under,
    currencies: Sequence[str],
) -> int:
    """Read a stretch of rows; return the number of the first row that is not the table's."""
    rows = page.grid.rows
    start = min((head_rows[-1] + 1) if head_rows and head_rows[-1] < data[0] else data[0], data[0])
    while start > 0 and not head_rows and is_section(rows[start - 1], lexicon):
        start -= 1
    if start > 0 and not head_rows and is_text(rows[start - 1], columns):
        # The first row of a page may have a line of its text above its own line.
        start -= gap(rows[start - 1], rows[start]) <= TIGHT * rows[start - 1].box.height
    is_data_row = set(data)
    heads = set(head_rows)
    pitch = _pitch([rows[index].box for index in data])
    waiting: list[int] = []  # lines of the next row's cells
    last = data[-1]
    index = start
    foreign = False
    while index < len(rows):
        row = rows[index]
        if index in heads:
            index += 1
            continue
        if index in is_data_row:
            if foreign:
                table.set_aside(page, row)
                index += 1
                continue
            cells = cells_of(row, columns)
            table.rows.append(TableRow(page, row, cells, under.section, under.tail, currencies[index]))
            table.used.add(id(row))
            for number in waiting:
                _append(table.rows[-1], rows[number], columns)
            waiting.clear()
        elif is_section(row, lexicon) or _other_heading(row):
            foreign = False
            # A heading that we do not know ends the one above all the same; one with a total ends a card's rows too.
            under.section = row.cells[0].text.strip()
            if under.summed and has_total(row):
                under.tail = ""
            table.used.add(id(row))
            if index > last:
                break
        elif heads_another(row, columns) and not names_columns(row, lexicon):
            foreign = True  # rows of a list that we do not know: under our columns they would be misread
        else:
            table.cards_unnamed |= _UNNAMED_CARD.match(key(row.text)) is not None
            hint = tail_hint(row)
            if hint:
                under.tail, under.summed = hint, has_total(row)
                if under.summed:
                    under.section = ""  # a card's own part of the list
                table.used.add(id(row))
            elif index > last:
                if is_text(row, columns) and gap(rows[index - 1], row) <= TIGHT * row.box.height:
                    _append(table.rows[-1], row, columns)
                    table.used.add(id(row))
                elif TOTAL.match(key(row.text)) or not _may_follow(row, rows[index - 1], pitch, columns):
                    break
                else:
                    table.set_aside(page, row)
            elif is_text(row, columns) and (owner := owner_of(index, rows, data, pitch, columns)) is not None:
                table.used.add(id(row))
                if owner > index:
                    waiting.append(index)
                elif table.rows:
                    _append(table.rows[-1], row, columns)
            elif _like_data(row) and not TOTAL.match(key(row.text)) and not is_notice(row, columns):
                table.set_aside(page, row)
        index += 1
    return index


def _append(above: TableRow, row: Row, columns: list[Column]) -> None:
    """Add a line of text to a row's cells, above or below what they hold."""
    for number, cell in assign(row, columns).items():
        mine = above.cells.get(number)
        if mine is None:
            above.cells[number] = cell
        elif cell.box.middle < mine.box.middle:
            above.cells[number] = glue(cell, mine, "")
        else:
            above.cells[number] = glue(mine, cell, "")
    above.row = Row(above.row.cells, union([above.row.box, row.box]))


_HEADING = re.compile(
    r"^(?:以下是您的|本期)?[^0-9¥￥]{2,18}(?:明细|交易|款项|贷项|借项|账款)(?:[(（]?.{0,24}?[)）]?)?[:：]?$"
    r"|^(?:payments?|credits?|purchases?|newcharges|transactions?|fees?)(?:and[a-z]+)?$"
)


_SIDED = re.compile(r"贷|付款|入账|存入|还款|退|返还|借记|支出|credit|payment|charge|purchase")
"""Words by which a heading says on which side its rows stand, though we may not know it whole."""


def _other_heading(row: Row) -> bool:
    """Whether a line that stands alone is a heading over rows, in words that the lexicon does not have."""
    text = key(row.text)
    return len(row.cells) == 1 and currency_hint(row) is None and _HEADING.match(text) is not None


def _like_data(row: Row) -> bool:
    """Whether a row between rows of data holds an amount or a day: it may be one of them, read in part only."""
    return any(map(holds_figure, row.cells))


def _pitch(boxes: list[Box]) -> float:
    steps = sorted(b.top - a.top for a, b in pairwise(boxes) if b.top > a.top)
    height = max(boxes[0].height, 1.0)
    return steps[len(steps) // 2] if steps else 2.0 * height


def _may_follow(row: Row, before: Row, pitch: float, columns: list[Column]) -> bool:
    """Whether a row just below the last data row is one more row whose day or amount was not read."""
    if row.box.top - before.box.top > 1.6 * pitch or len(row.cells) < 2:
        return False
    cells = assign(row, columns)
    for number, column in enumerate(columns):
        text = cells[number].text if number in cells else ""
        if column.head.role in ("amount", "trade_amount") and looks_like_amount(text):
            return True
        if column.head.role in ("posted_on", "traded_on") and first_token_is_date(text):
            return True
    return False


