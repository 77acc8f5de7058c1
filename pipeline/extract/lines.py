"""Lines of a table's cells: which column a piece of a row is in, and which row a line of text belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.cells import amount_in, first_token_is_date, glue, split_at_blanks, sub_cell
from pipeline.extract.heads import Column
from pipeline.records.reading import Cell, Row
from pipeline.values.text import key

_TEXT_ROLES = frozenset({"description", "counterparty", "counter_account", "remark", "ignored", "time", None})
TOTAL = re.compile(r"^(?:人民币|本期|交易|金额)?(?:合计|小计|总计|本页合计|合計|小計|total|subtotal)")


TIGHT = 0.35
"""Line heights between two lines of one cell, at most, where nothing else tells that they belong together."""


def gap(above: Row, below: Row) -> float:
    """Return the empty height between two rows, points; negative where they overlap."""
    return below.box.top - above.box.bottom


def is_text(row: Row, columns: list[Column]) -> bool:
    """Whether a row holds only text under columns of text: a further line of a cell."""
    if len(row.cells) > 3 or TOTAL.match(key(row.text)) or any(amount_in(c.text) for c in row.cells):
        return False
    if any(first_token_is_date(c.text, compact=False) for c in row.cells):
        return False
    return all(columns[n].head.role in _TEXT_ROLES for n in assign(row, columns))


def owner_of(index: int, rows: Sequence[Row], data: Sequence[int], pitch: float, columns: list[Column]) -> int | None:
    """Return the data row that a line of text belongs to; None where neither neighbour is near.

    A cell may be set around its row's line, so its first lines stand above it.  The lines between two rows are parted
    at the widest gap.  Where no gap is the widest they belong above, unless the cell there is full and the one below
    is empty.
    """
    above = max((n for n in data if n < index), default=None)
    below = min((n for n in data if n > index), default=None)
    first = index
    while first - 1 >= 0 and first - 1 != above and is_text(rows[first - 1], columns):
        first -= 1
    last = index
    while last + 1 < len(rows) and last + 1 != below and is_text(rows[last + 1], columns):
        last += 1
    joined_up, joined_down = above == first - 1, below == last + 1
    far = float("inf")
    gaps = [gap(rows[n], rows[n + 1]) for n in range(first, last)]
    gaps = [gap(rows[first - 1], rows[first]) if joined_up else far, *gaps]
    gaps.append(gap(rows[last], rows[last + 1]) if joined_down else far)
    if min(gaps[0], gaps[-1]) > 0.9 * pitch:
        return None
    widest = max(gaps)
    near = [n for n, gap in enumerate(gaps) if gap >= widest - 0.3 * rows[index].box.height]
    cut = near[-1]
    if len(near) > 1 and above is not None and below is not None and joined_up and joined_down:
        numbers = set(assign(rows[index], columns))
        full_above = bool(numbers & set(assign(rows[above], columns)))
        cut = near[0] if full_above and not numbers & set(assign(rows[below], columns)) else near[-1]
    return above if index - first < cut else below


def assign(row: Row, columns: list[Column]) -> dict[int, Cell]:
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
