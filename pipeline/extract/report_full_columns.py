"""Which month's column of a repayment grid a cell stands in, by the head of months; never by assuming equal columns.

A file's own structure tells it by column numbers.  On a page, cells stand over or under the number of their month,
however they are aligned; rules, and heads that are evenly set, help where that does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.extract.report_full_lines import Line
from pipeline.records.evidence import Box, Origin
from pipeline.records.reading import Cell
from pipeline.values.text import key

YEAR = re.compile(r"(20\d\d)年?")

_PITCH = 0.5
"""How far from the middle of its month's column a cell may stand, in widths of a column, where all are equal."""

_EVEN = 0.12
"""How far heads may stand from even places, in widths of a column."""

_NEARER = 0.5
"""How much nearer than the second head the nearest one is, at most, for a cell that stands under neither."""

_SET_ALIKE = 0.25
"""How far cells on another page may stand from where the head's are set, in heights of a cell."""

_SAME_PLACE = 1.0
"""Points by which cells of one column of a structured file are apart at most: they are laid out from its left edge."""


def year_places(lines: Sequence[Line]) -> dict[int, float]:
    """Return where years stand (left edge), by the identity of their page: by it a grid's pages are laid together."""
    result: dict[int, float] = {}
    for line in lines:
        first = line.row.cells[0]
        if YEAR.fullmatch(key(first.text)):
            result.setdefault(id(line.page), first.box.x0)
    return result


class Columns:
    """The columns of a grid, by the head of its months.

    Args:
        head: The line of the head.
        cells: Its cells by number of month.
        years: Where years stand, by the identity of their page.
    """

    def __init__(self, head: Line, cells: Mapping[int, Cell], years: Mapping[int, float]) -> None:
        self._line = head
        self._cells = dict(cells)
        self._years = years
        numbers = [cell.column for cell in cells.values()]
        told = None not in numbers and len(set(numbers)) == len(numbers)
        self._ruled = {cell.column: month for month, cell in cells.items()} if told else {}
        self._middles = {month: _middle(cell) for month, cell in cells.items()}
        first, last = min(cells), max(cells)
        self._first = first
        self._pitch = (self._middles[last] - self._middles[first]) / max(last - first, 1)
        self._even = self._pitch > 0 and all(
            abs(middle - self._even_place(month)) <= _EVEN * self._pitch for month, middle in self._middles.items()
        )

    def shift(self, line: Line) -> float:
        """Return by how much a line's page lies left of the head's."""
        own, other = self._years.get(id(self._line.page)), self._years.get(id(line.page))
        if line.page is self._line.page:
            return 0.0
        return self._line.middle - line.middle if own is None or other is None else own - other

    def laid_together(self, line: Line, cells: Mapping[int, Cell]) -> bool:
        """Whether something tells how a line's page lies to that of the head: years, or its cells, set as the head is.

        Args:
            line: A line of the grid.
            cells: Its cells by month.
        """
        if line.page is self._line.page or {id(line.page), id(self._line.page)} <= self._years.keys():
            return True
        shift = self.shift(line)
        pairs = [(cell.box, self._cells[month].box) for month, cell in cells.items() if month in self._cells]
        apart = [
            (abs(own.x0 + shift - head.x0), abs(own.x1 + shift - head.x1), abs(_centre(own) + shift - _centre(head)))
            for own, head in pairs
        ]
        near = min((own.height for own, _ in pairs), default=0.0) * _SET_ALIKE
        return bool(pairs) and any(all(one[side] < near for one in apart) for side in range(3))

    def left(self, line: Line) -> float:
        """Return where the months begin on a line's page."""
        return min(cell.box.x0 for cell in self._cells.values()) - self.shift(line)

    def places(self, line: Line, cells: Sequence[Cell]) -> list[int | None]:
        """Return the month of each cell of a line, None where it stands in no one's column."""
        shift = self.shift(line)
        if line.page.origin is Origin.STRUCTURED and self._ruled:
            return [self._structured(cell) for cell in cells]
        found = [self._month(cell, shift) for cell in cells]
        if line.page is self._line.page and None in found and self._agrees(cells, found):
            found = [self._ruled.get(c.column) if at is None else at for c, at in zip(cells, found, strict=True)]
        return found

    def _structured(self, cell: Cell) -> int | None:
        month = self._ruled.get(cell.column)
        if month is None or abs(cell.box.x0 - self._cells[month].box.x0) > _SAME_PLACE:
            return None  # of another table
        return month

    def _agrees(self, cells: Sequence[Cell], found: Sequence[int | None]) -> bool:
        """Whether the ruled columns of a line are those of the head."""
        sure = [(cell.column, at) for cell, at in zip(cells, found, strict=True) if at is not None]
        return len(sure) > 1 and all(self._ruled.get(column) == at for column, at in sure)

    def _even_place(self, month: int) -> float:
        return self._middles[self._first] + (month - self._first) * self._pitch

    def _month(self, cell: Cell, shift: float) -> int | None:
        x0, x1 = cell.box.x0 + shift, cell.box.x1 + shift
        under = [month for month, head in self._cells.items() if min(x1, head.box.x1) > max(x0, head.box.x0)]
        if len(under) == 1:
            return under[0]
        place = (x0 + x1) / 2
        if self._even:
            at = round((place - self._middles[self._first]) / self._pitch) + self._first
            middle = self._middles.get(at, self._even_place(at))
            return at if 1 <= at <= 12 and abs(place - middle) <= _PITCH * self._pitch else None
        return None if under else self._beside(x0, x1)

    def _beside(self, x0: float, x1: float) -> int | None:
        """Return the month of a cell that stands under no head: the nearest by far, or the one whose head is missing.

        Beyond the outer heads nothing is second.
        """
        apart = sorted((max(head.box.x0 - x1, x0 - head.box.x1), month) for month, head in self._cells.items())
        left = max((month for month, middle in self._middles.items() if middle < x0), default=None)
        right = min((month for month, middle in self._middles.items() if middle > x1), default=None)
        if left is None or right is None:
            return None
        if right - left == 1:
            return apart[0][1] if apart[0][0] < _NEARER * apart[1][0] else None
        return left + 1 if right - left == 2 and apart[0][0] >= _NEARER * apart[1][0] else None


def rising(numbers: Sequence[int]) -> bool:
    """Whether each number is greater than the one before."""
    return all(before < after for before, after in pairwise(numbers))


def _middle(cell: Cell) -> float:
    return _centre(cell.box)


def _centre(box: Box) -> float:
    return (box.x0 + box.x1) / 2
