"""Tables of transactions: heads, columns and rows, by meaning and by where the data really stand.

Data rows are found first (a day and an amount), then the head above them, then column boundaries: between two
heads, where the data leave the page empty.  Positions are never known beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.labels import DATES, find_labels, match_fields
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.papertext import part_box, same_part
from pipeline.records.evidence import Box, union
from pipeline.records.reading import Cell, Page, ReaderText, Row
from pipeline.values.dates import find_date, parse_date, parse_month_day
from pipeline.values.money import looks_like_amount
from pipeline.values.text import key

_HEAD_ROLES = DATES | {"limit", "closing", "minimum", "period", "card", "name"}
_TAIL_HINT = re.compile(r"(?:末四位|后四位|尾号|尾數|末四碼)\D{0,6}(\d{4})(?!\d)")
_TOTAL = re.compile(r"^(?:合计|小计|总计|本页合计|合計|小計|total|subtotal)")


@dataclass(frozen=True, slots=True)
class Head:
    """A column head: the lines of its label, where it stands, and the role it names (None: unknown)."""

    labels: tuple[str, ...]
    box: Box
    role: str | None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, and the stretch of the page that is its own (flat points)."""

    head: Head
    x0: float
    x1: float


@dataclass(slots=True)
class TableRow:
    """A row of data: its place, the cell of each column, the section it stands under."""

    page: Page
    row: Row
    cells: dict[int, Cell]
    section: str = ""
    tail_hint: str = ""


@dataclass(slots=True)
class Table:
    """A table over all its pages.

    Attributes:
        heads: Of the first page that has a head; columns are numbered by them.
        rows: Data rows in order.
        bands: Rows that hold a day and an amount, counted before columns were known.
        unparsed: Rows within the table that look like data but have no day or no amount.
        used: Rows (by identity) that belong to the table, heads and sections included.
    """

    heads: tuple[Head, ...] = ()
    rows: list[TableRow] = field(default_factory=list)
    bands: int = 0
    unparsed: list[tuple[Page, Row]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def first_token_is_date(text: str, *, compact: bool = True) -> bool:
    """Whether a cell begins with a day (MM/DD, MMDD, full date; a clock time may follow)."""
    parts = text.split()
    if not parts:
        return False
    if parse_month_day(parts[0]) is not None:
        return compact or not parts[0].isdigit()
    if parse_date(parts[0]) is not None:
        return True
    found = find_date(text)
    return found is not None and text.strip().startswith(found[1].split()[0][:4]) and len(found[1]) <= len(parts[0])


def _amount_in(text: str) -> bool:
    return looks_like_amount(text) or any(looks_like_amount(part) for part in text.split())


def data_rows(page: Page, lexicon: Lexicon) -> list[int]:
    """Return the numbers of rows that hold a day and an amount in cells of their own, in whatever order.

    A day or amount that belongs to a label of the paper's head (账单日, 信用额度) makes no data row.
    """
    rows = page.grid.rows
    likely = [index for index, row in enumerate(rows) if _is_data(row)]
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


def _is_data(row: Row) -> bool:
    days = [cell for cell in row.cells if first_token_is_date(cell.text)]
    return any(
        any(_amount_in(c.text) for c in row.cells if c is not cell)
        or any(looks_like_amount(part) for part in cell.text.split()[1:])
        for cell in days
    )


def read_table(pages: Sequence[Page], lexicon: Lexicon) -> Table | None:
    """Find the table of transactions over all pages.

    Returns:
        The table, or None where no row on any page looks like data.
    """
    table = Table()
    columns: list[Column] = []
    section = tail = ""
    for page in pages:
        rows = page.grid.rows
        data = data_rows(page, lexicon)
        if not data:
            continue
        data, head_rows, heads = _start(rows, data, lexicon, known=bool(columns))
        table.bands += len(data)
        if heads:
            columns = _columns(heads, [rows[index] for index in data])
            if not table.heads:
                table.heads = tuple(heads)
            elif len(heads) != len(table.heads) or any(
                a.role != b.role and {a.role, b.role} != {None} for a, b in zip(heads, table.heads, strict=True)
            ):
                columns = _reorder(columns, table.heads)
        elif not columns:
            table.unparsed.extend((page, rows[index]) for index in data)
            continue
        table.used.update(id(rows[index]) for index in head_rows)
        section, tail = _read_rows(page, data, head_rows, columns, lexicon, table, section, tail)
    return table if table.bands else None


def _read_rows(
    page: Page,
    data: list[int],
    head_rows: Sequence[int],
    columns: list[Column],
    lexicon: Lexicon,
    table: Table,
    section: str,
    tail: str,
) -> tuple[str, str]:
    rows = page.grid.rows
    start = min((head_rows[-1] + 1) if head_rows and head_rows[-1] < data[0] else data[0], data[0])
    while start > 0 and not head_rows and _is_section(rows[start - 1], lexicon):
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
            table.rows.append(TableRow(page, row, _assign(row, columns), section, tail))
            table.used.add(id(row))
        elif _is_section(row, lexicon):
            section = row.cells[0].text.strip()
            table.used.add(id(row))
            if index > last:
                break
        else:
            hint = _TAIL_HINT.search(key(row.text))
            if hint and not _amount_in(row.text):
                tail = hint.group(1)
                table.used.add(id(row))
            elif index > last:
                if not _may_follow(row, rows[index - 1], pitch, columns):
                    break
                table.unparsed.append((page, row))
                table.used.add(id(row))
            elif _continues(row, table, columns, pitch):
                table.used.add(id(row))
            elif any(_amount_in(c.text) for c in row.cells) and not _TOTAL.match(key(row.text)):
                table.unparsed.append((page, row))
                table.used.add(id(row))
        index += 1
    return section, tail


def _is_section(row: Row, lexicon: Lexicon) -> bool:
    return len(row.cells) == 1 and lexicon.section(row.cells[0].text) is not None


def _pitch(boxes: list[Box]) -> float:
    steps = sorted(b.top - a.top for a, b in zip(boxes, boxes[1:], strict=False) if b.top > a.top)
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
        if role not in ("description", "counterparty", None) or _amount_in(cell.text):
            return False
        if number in above.cells and cell.box.x0 < above.cells[number].box.x0 - 2 * cell.box.height:
            return False
    for number, cell in cells.items():
        above.cells[number] = _glue(above.cells[number], cell, "") if number in above.cells else cell
    above.row = Row(above.row.cells, union([above.row.box, row.box]))
    return True


def _find_head(rows: Sequence[Row], data: list[int], lexicon: Lexicon) -> tuple[list[int], list[Head]]:
    """Return the numbers of the head's lines and its heads, from left to right."""
    best: list[int] = []
    for index in range(data[0] - 1, -1, -1):
        roles = {lexicon.column(cell.text) for cell in _split_heads(rows[index], lexicon)} - {None}
        if len(roles) >= 3 or (len(roles) == 2 and roles & {"amount", "trade_amount", "amount_in"}):
            best = [index]
            break
    if not best:
        for index in range(data[0] - 1, max(data[0] - 6, -1), -1):
            row = rows[index]
            if _is_section(row, lexicon) or _TAIL_HINT.search(key(row.text)):
                continue
            if len(row.cells) >= 3 and not any(
                _amount_in(c.text) or first_token_is_date(c.text) for c in row.cells
            ):
                best = [index]
            break
    if not best:
        return [], []
    best = _head_lines(rows, best[0], data)
    return best, _join_heads([_split_heads(rows[index], lexicon) for index in best], lexicon)


_MOST_STRAY = 3


def _start(
    rows: Sequence[Row], data: list[int], lexicon: Lexicon, *, known: bool
) -> tuple[list[int], list[int], list[Head]]:
    """Return data rows, head lines and heads of a page.

    A row of the paper's head whose labels are unknown may look like data (a day and an amount); where the table's
    head stands below it, it is none.
    """
    for skip in range(1 if known else min(_MOST_STRAY + 1, len(data))):
        lines, heads = _find_head(rows, data[skip:], lexicon)
        if heads:
            return data[skip:], lines, heads
    return data, [], []


def _head_lines(rows: Sequence[Row], index: int, data: list[int]) -> list[int]:
    """Return the lines of a head that spreads over several: neighbours whose cells stand over its cells."""
    lines = [index]
    for step in (-1, 1):
        other = index + step
        while 0 <= other < len(rows) and other < data[0]:
            row, near = rows[other], rows[other - step]
            gap = max(row.box.top, near.box.top) - min(row.box.bottom, near.box.bottom)
            over = sum(
                1
                for cell in row.cells
                if any(min(cell.box.x1, c.box.x1) - max(cell.box.x0, c.box.x0) > 0 for c in rows[index].cells)
            )
            if len(row.cells) < 2 or gap > 0.9 * row.box.height or over < 0.8 * len(row.cells):
                break
            if any(_amount_in(c.text) or find_date(c.text) for c in row.cells):
                break
            lines.append(other)
            other += step
    return sorted(lines)


def _split_heads(row: Row, lexicon: Lexicon) -> list[Cell]:
    """Part a cell that holds several heads side by side."""
    result: list[Cell] = []
    for cell in row.cells:
        pieces = split_at_blanks(cell)
        if (
            len(pieces) > 1
            and lexicon.column(cell.text) is None
            and sum(lexicon.column(piece.text) is not None for piece in pieces) >= 2
        ):
            result.extend(pieces)
        else:
            result.append(cell)
    return result


def _join_heads(lines: list[list[Cell]], lexicon: Lexicon) -> list[Head]:
    groups: list[list[Cell]] = []
    for cell in sorted((cell for line in lines for cell in line), key=lambda c: (c.box.x0 + c.box.x1)):
        for group in groups:
            box = union([c.box for c in group])
            overlap = min(box.x1, cell.box.x1) - max(box.x0, cell.box.x0)
            taken = any(abs(c.box.middle - cell.box.middle) < 0.5 * c.box.height for c in group)
            if overlap > 0.3 * min(box.width, cell.box.width) and not taken:
                group.append(cell)
                break
        else:
            groups.append([cell])
    heads = []
    for group in groups:
        group.sort(key=lambda c: c.box.top)
        labels = tuple(cell.text for cell in group)
        role = lexicon.column("".join(labels)) or lexicon.column(" ".join(labels))
        for label in labels:
            role = role or lexicon.column(label)
        heads.append(Head(labels, union([c.box for c in group]), role, group[0].column))
    return sorted(heads, key=lambda h: h.box.x0)


def _columns(heads: list[Head], rows: list[Row]) -> list[Column]:
    pieces = [piece.box for row in rows for cell in row.cells for piece in split_at_blanks(cell)]
    bounds: list[float] = [float("-inf")]
    for left, right in zip(heads, heads[1:], strict=False):
        low = (left.box.x0 + left.box.x1) / 2
        high = (right.box.x0 + right.box.x1) / 2
        bounds.append(_emptiest(low, high, left.box.x1, right.box.x0, pieces))
    bounds.append(float("inf"))
    return [Column(head, a, b) for head, a, b in zip(heads, bounds, bounds[1:], strict=False)]


def _emptiest(low: float, high: float, left_edge: float, right_edge: float, pieces: list[Box]) -> float:
    """Return the middle of the widest stretch between two heads that the fewest pieces of data cross."""
    crossing = [(max(b.x0, low), min(b.x1, high)) for b in pieces if b.x1 > low and b.x0 < high]
    points = sorted({low, high, *(x for pair in crossing for x in pair)})
    best: tuple[int, float, float] | None = None
    for a, b in zip(points, points[1:], strict=False):
        middle = (a + b) / 2
        count = sum(1 for x0, x1 in crossing if x0 < middle < x1)
        rank = (count, -(b - a), middle)
        if b - a > 0.5 and (best is None or rank < best):
            best = rank
    if best is None:
        return (left_edge + right_edge) / 2
    return best[2]


def _reorder(columns: list[Column], heads: tuple[Head, ...]) -> list[Column]:
    """Number a page's columns as on the first page, by role and label; a column without partner keeps its place."""
    by_label = {(c.head.role or key("".join(c.head.labels))): c for c in columns}
    result = [by_label.get(h.role or key("".join(h.labels))) for h in heads]
    return [c for c in result if c is not None] if all(result) else columns


def split_at_blanks(cell: Cell) -> list[Cell]:
    """Part a cell at its blanks; a lone currency mark or sign stays with what follows."""
    pieces: list[Cell] = []
    start: int | None = None
    text = cell.text
    for index in range(len(text) + 1):
        if index < len(text) and not text[index].isspace():
            start = index if start is None else start
            continue
        if start is None:
            continue
        if text[start:index] in ("￥", "¥", "-", "−", "+", "RMB", "CNY", "-¥", "-￥"):
            continue
        pieces.append(sub_cell(cell, start, index))
        start = None
    if start is not None:
        pieces.append(sub_cell(cell, start, len(text)))
    return pieces or [cell]


def sub_cell(cell: Cell, start: int, end: int) -> Cell:
    """Return the characters `start:end` of a cell as a cell, with every reader's part."""
    if start == 0 and end == len(cell.text):
        return cell
    readings = tuple(
        ReaderText(r.reader, same_part(cell.text, r.text, start, end), r.score) for r in cell.readings
    )
    edges = cell.edges[start:end] if len(cell.edges) == len(cell.text) else ()
    return Cell(cell.text[start:end], part_box(cell, start, end), edges, cell.column, readings)


def _glue(left: Cell, right: Cell, joint: str) -> Cell:
    readings: tuple[ReaderText, ...] = ()
    if len(left.readings) == len(right.readings):
        readings = tuple(
            ReaderText(a.reader, a.text + joint + b.text)
            for a, b in zip(left.readings, right.readings, strict=True)
        )
    gap = ((left.box.x1, max(left.box.x1, right.box.x0)),) * len(joint)
    edges = left.edges + gap + right.edges if left.edges and right.edges else ()
    return Cell(left.text + joint + right.text, union([left.box, right.box]), edges, left.column, readings)


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
                result[number] = _glue(result[number], part, " ") if number in result else part
    return result


def _cut(piece: Cell, columns: list[Column]) -> list[tuple[int, Cell]]:
    shares = [
        (max(0.0, min(piece.box.x1, c.x1) - max(piece.box.x0, c.x0)), n) for n, c in enumerate(columns)
    ]
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


def with_role(head: Head, role: str | None) -> Head:
    """Return the head with another role."""
    return replace(head, role=role)
