"""Lines of a table's cells: which column a piece of a row is in, and which row a line of text belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.cells import amount_in, first_token_is_date, glue, glued, split_at_blanks, sub_cell
from pipeline.extract.heads import Column
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.money import looks_like_amount
from pipeline.values.text import key

_TEXT_ROLES = frozenset({"description", "counterparty", "counter_account", "remark", "ignored", "time", None})
TOTAL = re.compile(r"^(?:人民币|本期|交易|金额)?(?:合计|小计|总计|本页合计|合計|小計|total|subtotal)")


_FIGURES = frozenset({"traded_on", "posted_on", "amount", "trade_amount", "amount_in", "amount_out", "balance"})
_FEWEST_HEADS = 3
TIGHT = 0.35
"""Line heights between two lines of one cell, at most, where nothing else tells that they belong together."""


def gap(above: Row, below: Row) -> float:
    """Return the empty height between two rows, points; negative where they overlap."""
    return below.box.top - above.box.bottom


_TURN = re.compile(r"(?:未完|接|续|转|承)(?:[,，]?(?:接|转|续))?[上下]页")
_NOTICE = re.compile(
    r"[。！；]|^.{12,}，|温馨提示|敬请|详情|详询|客服(?:热线|电话)|"
    r"^[-—=_*·\s]*(?:第\d+页|\d+/\d+)[-—=_*·\s]*$|^[-—]\s*\d{1,3}\s*[-—]$"
)
"""What a bank says to everybody between two rows, or the number of a page: no part of a row's text."""


_EDGE_ROWS = 2


def without_page_number(page: Page) -> Page:
    """Return the page without a number that stands alone, apart from all else, at its top or bottom.

    Such a number between two pages' rows is no part of them; in the midst of rows it may end a cell's text.
    """
    rows = page.grid.rows
    last = len(rows) - 1
    kept = []
    for n, row in enumerate(rows):
        lone = len(row.cells) == 1 and row.cells[0].text.strip().isdecimal() and len(row.cells[0].text.strip()) <= 3
        edge = n < _EDGE_ROWS or n > last - _EDGE_ROWS
        near = [gap(*sorted((row, rows[m]), key=lambda r: r.box.top)) for m in (n - 1, n + 1) if 0 <= m <= last]
        if not (lone and edge and min(near, default=0.0) > row.box.height):
            kept.append(row)
    return page if len(kept) == len(rows) else replace(page, grid=replace(page.grid, rows=tuple(kept)))


def is_notice(row: Row, columns: list[Column]) -> bool:
    """Whether a line between rows is none of theirs: a sentence, a page's number, or wider than any column."""
    if speaks_to_all(row):
        return True
    if len(row.cells) != 1 or _holds_value(row.cells[0]):
        return False
    box = row.cells[0].box
    return max(min(box.x1, c.x1) - max(box.x0, c.x0) for c in columns) < 0.9 * box.width


def speaks_to_all(row: Row) -> bool:
    """Whether a line is no part of any row by its words: said to all customers, a page's number, a turn of the page."""
    if len(row.cells) != 1:
        return _TURN.search(key(row.text)) is not None
    text = row.cells[0].text.strip()
    return not _holds_value(row.cells[0]) and (_TURN.search(key(text)) or _NOTICE.search(text)) is not None


def _holds_value(cell: Cell) -> bool:
    return looks_like_amount(cell.text) or first_token_is_date(cell.text)


def lies_across(row: Row, data: Row) -> bool:
    """Whether a line of one piece reaches under several pieces of a row of data: a further line of a cell does not."""
    box = row.cells[0].box
    return len(row.cells) == 1 and sum(min(box.x1, c.box.x1) > max(box.x0, c.box.x0) for c in data.cells) > 1


def is_text(row: Row, columns: list[Column]) -> bool:
    """Whether a row holds only text under columns of text: a further line of a cell."""
    if len(row.cells) > 3 or TOTAL.match(key(row.text)) or any(amount_in(c.text) for c in row.cells):
        return False
    if any(first_token_is_date(c.text, compact=False) for c in row.cells) or is_notice(row, columns):
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


def cells_of(row: Row, columns: list[Column]) -> dict[int, Cell]:
    """Give the pieces of a row of data to their columns, those too that are written as one word."""
    numbers = {c.head.role: n for n, c in enumerate(columns)}
    day = numbers.get("posted_on", numbers.get("traded_on"))
    text, amount = numbers.get("description"), numbers.get("amount", numbers.get("trade_amount"))
    if day is None or text is None:
        return assign(row, columns)
    parts = glued(row.cells[0]) if len(row.cells) == 1 else None
    if parts is not None and parts[2] is not None and amount is not None:
        return {day: parts[0], text: parts[1], amount: parts[2]}
    cells = assign(row, columns)
    for number in {numbers.get("traded_on", day), day}:
        cut = glued(cells[number]) if number in cells else None
        if cut is not None and cut[2] is None and text not in cells:
            cells[number], cells[text] = cut[0], cut[1]
    return cells


def heads_another(row: Row, columns: list[Column]) -> bool:
    """Whether a row of words between rows of data is the head of another list: words stand where days or amounts do."""
    if len(row.cells) < _FEWEST_HEADS or any(any(map(str.isdigit, cell.text)) for cell in row.cells):
        return False
    if TOTAL.match(key(row.text)) or any(len(key(cell.text)) < 2 for cell in row.cells):
        return False
    return any(columns[n].head.role in _FIGURES for n in assign(row, columns) if n < len(columns))


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
