"""Heads of a table: the lines that name its columns, and the stretch of the page that is each column's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.cells import amount_in, holds_figure, split_at_blanks
from pipeline.extract.lexicon import Lexicon
from pipeline.records.evidence import Box, union
from pipeline.records.reading import Cell, Row
from pipeline.values.dates import find_date
from pipeline.values.text import key

_TAIL_HINT = re.compile(
    r"(?:末四位|后四位|尾号|尾數|末四碼)\D{0,6}(\d{4})(?!\d)|卡[号號][:：]?(?:\d{4,6}[*x]{4,}|[*x]+)?(\d{4})(?!\d)"
    r"|\((\d{4})\)/?(?:主卡|附属卡|附卡|副卡)|(?:主卡|附属卡|附卡|副卡)[^\d合计]{0,20}(\d{4})(?!\d)"
)
_TOTAL = re.compile(r"(?:合计|小计|共计|total)[:：]?[￥¥$]?-?[\d,]+\.\d\d$")


def tail_hint(row: Row) -> str | None:
    """Return the card that a line names for the rows under it; a total of these rows may stand behind it."""
    text = _TOTAL.sub("", key(row.text))
    match = None if amount_in(text) else _TAIL_HINT.search(text)
    return next(filter(None, match.groups())) if match else None


def has_total(row: Row) -> bool:
    """Whether a heading ends with the total of the rows under it."""
    return len(row.cells) == 1 and _TOTAL.search(key(row.text)) is not None


_MOST_STRAY = 3
_DAYS = frozenset({"traded_on", "posted_on", "due_on", "paid_on", "period_no"})
_MONEY = frozenset({"amount", "trade_amount", "amount_in", "amount_out", "paid", "total"})
_HEADER_FIELDS = frozenset({"statement_on", "due_on", "closing", "minimum", "limit", "cash_limit", "opening"})


CURRENCY_WORDS = (
    ("USD", ("美元", "usd")),
    ("HKD", ("港币", "港幣", "港元", "hkd")),
    ("EUR", ("欧元", "eur")),
    ("JPY", ("日元", "jpy")),
    ("GBP", ("英镑", "gbp")),
    ("AUD", ("澳元", "aud")),
    ("CAD", ("加元", "加拿大元", "cad")),
    ("SGD", ("新加坡元", "新元", "sgd")),
    ("TWD", ("新台币", "新臺幣", "台币", "twd")),
    ("MOP", ("澳门元", "mop")),
    ("KRW", ("韩元", "krw")),
    ("THB", ("泰铢", "thb")),
    ("CHF", ("瑞士法郎", "chf")),
    ("?", ("外币", "辅币", "foreigncurrency")),
    ("CNY", ("人民币", "人民幣", "本币", "rmb", "cny")),
)
"""Words, folded, that name a currency in a heading, a head or a label."""
_SOME_CURRENCY = re.compile(r"(?:币|元|镑|盾|铢|法郎|卢布)种?(?:账户|交易|明细)")
"""A heading over rows of some currency, in words that are not listed: their currency is not the one before."""


def currency_hint(row: Row) -> str | None:
    """Return the currency that a heading line (人民币账户交易明细, USD A/C) announces for the rows under it.

    "?" where it announces a foreign one without naming it; None where the line is no such heading.
    """
    text = key(row.text)
    if len(row.cells) > 2 or any(map(holds_figure, row.cells)):
        return None
    bare = text
    for _, words in CURRENCY_WORDS:
        for word in words:
            bare = bare.replace(word, "")
    named = re.search(r"账户|賬戶|明细|明細|交易|a/c|account|transaction|section", text) or not bare.strip("()/-:：")
    if not named or len(text) > 60:
        return None
    found = [code for code, words in CURRENCY_WORDS if any(word in text for word in words)]
    return found[0] if found else "?" if _SOME_CURRENCY.search(text) else None


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


def is_section(row: Row, lexicon: Lexicon) -> bool:
    """Whether a row is a section's heading, alone in its row."""
    return len(row.cells) == 1 and lexicon.section(row.cells[0].text) is not None


def find_start(
    rows: Sequence[Row], data: list[int], lexicon: Lexicon, *, known: bool, floor: int = 0
) -> tuple[list[int], list[int], list[Head]]:
    """Return data rows, head lines and heads of a page.

    A row of the paper's head whose labels are unknown may look like data (a day and an amount); where the table's
    head stands below it, it is none.  Nothing above row `floor` is looked at.
    """
    for find in (_named_head, _unnamed_head):
        for skip in range(1 if known else min(_MOST_STRAY + 1, len(data))):
            line = find(rows, data[skip:], lexicon, floor)
            if line is not None:
                lines = _head_lines(rows, line, data[skip:], lexicon)
                return data[skip:], lines, _join_heads([_split_heads(rows[index], lexicon) for index in lines], lexicon)
    return data, [], []


def _named_head(rows: Sequence[Row], data: list[int], lexicon: Lexicon, floor: int) -> int | None:
    """Return the nearest row above the data that names columns we know."""
    above = range(data[0] - 1, floor - 1, -1)
    return next(
        (i for i in above if names_columns(rows[i], lexicon) and not _over_values(rows[i + 1 : data[0]])), None
    )


def _over_values(between: Sequence[Row]) -> bool:
    """Whether a line of labels has its own values under it, and the head of the table below these."""
    values = next((n for n, row in enumerate(between) if sum(holds_figure(c) for c in row.cells) >= 2), None)
    if values is None:
        return False
    return any(len(row.cells) >= 3 and not any(map(holds_figure, row.cells)) for row in between[values + 1 :])


def names_columns(row: Row, lexicon: Lexicon) -> bool:
    """Whether a row names columns of a table of dated rows: enough of them, a day and no value among them."""
    if len(row.cells) == 1 and len(row.cells[0].text) > 160:
        return False
    cells = _split_heads(row, lexicon)
    roles = {lexicon.column(cell.text) for cell in cells} - {None}
    enough = (len(roles) >= 3 and bool(roles & _DAYS)) or (len(roles) == 2 and bool(roles & _MONEY))
    return enough and not any(map(holds_figure, cells))


def segments(rows: Sequence[Row], data: Sequence[int], lexicon: Lexicon, *, known: bool) -> list[list[int]]:
    """Part a page's data rows where a further head stands between them: each stretch is a table of its own.

    A few rows before the paper's first head are kept with what follows: whether they are rows is for `find_start`.
    Where a head is known already (`known`) they go on with the table of the page before.
    """
    result: list[list[int]] = []
    titled = known
    for index in data:
        above = rows[(result[-1][-1] + 1 if result else 0) : index]
        named = any(names_columns(row, lexicon) for row in above)
        if not result or (named and (titled or len(result[-1]) > _MOST_STRAY)):
            result.append([])
        titled |= named
        result[-1].append(index)
    return result


def _unnamed_head(rows: Sequence[Row], data: list[int], lexicon: Lexicon, floor: int) -> int | None:
    """Return the row right above the data that looks like a head though it names nothing we know.

    A row of labels of the paper's own head (本期应还款额 …) over its values is none.
    """
    for index in range(data[0] - 1, max(data[0] - 6, floor - 1), -1):
        row = rows[index]
        if is_section(row, lexicon) or tail_hint(row):
            continue
        values = any(map(holds_figure, row.cells))
        labels = any(lexicon.field(c.text) in _HEADER_FIELDS for c in row.cells)
        return index if len(row.cells) >= 3 and not values and not labels else None
    return None


def _head_lines(rows: Sequence[Row], index: int, data: list[int], lexicon: Lexicon) -> list[int]:
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
            # A line of one cell is part of one column's label only where it stands close and fits into that column.
            alone = len(row.cells) == 1 and (
                gap > 0.6 * row.box.height
                or _wider_than_its_column(row, rows[index])
                or is_section(row, lexicon)
                or currency_hint(row) is not None
                or tail_hint(row) is not None
                # The first line of the first row's text stands nearer to that row.
                or (step == 1 and rows[data[0]].box.top - row.box.bottom < gap)
            )
            # Labels of one and of two lines, each set in the middle, make lines that reach into one another.
            interleaved = gap < -0.2 * row.box.height
            if not interleaved and (alone or gap > 0.9 * row.box.height or over < 0.8 * len(row.cells)):
                break
            if any(amount_in(c.text) or find_date(c.text) for c in row.cells):
                break
            lines.append(other)
            other += step
    return sorted(lines)


def _wider_than_its_column(row: Row, head: Row) -> bool:
    cell = row.cells[0].box
    return sum(min(cell.x1, c.box.x1) - max(cell.x0, c.box.x0) > 0 for c in head.cells) != 1 or len(head.cells) < 3


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


def stacked(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Return cells in groups that stand over one another, each from the top: the lines of one wrapped head."""
    groups: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda c: c.box.x0 + c.box.x1):
        for group in groups:
            box = union([c.box for c in group])
            overlap = min(box.x1, cell.box.x1) - max(box.x0, cell.box.x0)
            taken = any(abs(c.box.middle - cell.box.middle) < 0.5 * c.box.height for c in group)
            if overlap > 0.3 * min(box.width, cell.box.width) and not taken:
                group.append(cell)
                break
        else:
            groups.append([cell])
    return [sorted(group, key=lambda c: c.box.top) for group in groups]


def _join_heads(lines: list[list[Cell]], lexicon: Lexicon) -> list[Head]:
    heads = []
    for group in stacked(cell for line in lines for cell in line):
        labels = tuple(cell.text for cell in group)
        role = lexicon.column("".join(labels)) or lexicon.column(" ".join(labels))
        for label in labels:
            role = role or lexicon.column(label)
        heads.append(Head(labels, union([c.box for c in group]), role, group[0].column))
    return sorted(heads, key=lambda h: h.box.x0)


def make_columns(heads: list[Head], rows: list[Row]) -> list[Column]:
    """Part the page between heads where the data leave it empty."""
    pieces = [piece.box for row in rows for cell in row.cells for piece in split_at_blanks(cell)]
    bounds: list[float] = [float("-inf")]
    for left, right in pairwise(heads):
        low = (left.box.x0 + left.box.x1) / 2
        high = (right.box.x0 + right.box.x1) / 2
        bounds.append(_emptiest(low, high, left.box.x1, right.box.x0, pieces))
    bounds.append(float("inf"))
    return [Column(head, a, b) for head, a, b in zip(heads, bounds, bounds[1:], strict=False)]


def _emptiest(low: float, high: float, left_edge: float, right_edge: float, pieces: list[Box]) -> float:
    """Return the middle of the stretch between two heads that the fewest pieces of data cross.

    Of equally empty stretches the one that lies between the two labels is meant: data set flush right under a wide
    label leave an empty stretch under the label itself.
    """
    crossing = [(max(b.x0, low), min(b.x1, high)) for b in pieces if b.x1 > low and b.x0 < high]
    points = sorted({low, high, *(x for pair in crossing for x in pair)})
    best: tuple[int, float, float, float] | None = None
    for a, b in pairwise(points):
        middle = (a + b) / 2
        count = sum(1 for x0, x1 in crossing if x0 < middle < x1)
        between = max(0.0, min(b, right_edge) - max(a, left_edge))
        rank = (count, -between, -(b - a), middle)
        if b - a > 0.5 and (best is None or rank < best):
            best = rank
    if best is None:
        return (left_edge + right_edge) / 2
    return best[3]


def reorder(columns: list[Column], heads: tuple[Head, ...]) -> list[Column]:
    """Number a table's columns as those of the paper's first, by role and label.

    A column more comes behind, one that is missing is empty.  A table without the first one's days, words or amounts
    is another list: nothing is returned.
    """
    left = list(columns)
    result = []
    for place, head in enumerate(heads):
        same = [c for c in left if _name(c.head) == _name(head)]
        # A head that was read in part on a later page keeps its place.
        same = same or [c for c in left if None in (c.head.role, head.role) and columns.index(c) == place]
        if same:
            left.remove(same[0])
            result.append(same[0])
        elif head.role in _NEEDED or head.role is None:
            return []
        else:
            result.append(Column(Head((), head.box, head.role, -1 - place), 0.0, 0.0))
    return [] if any(column.head.role in _OF_PLANS for column in left) else [*result, *left]


_OF_PLANS = frozenset({"period_no", "due_on", "principal", "loan_interest", "remaining", "total"})
_NEEDED = _DAYS | _MONEY | {"description"}


def _name(head: Head) -> str:
    return head.role or key("".join(head.labels))
