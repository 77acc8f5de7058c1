"""Words and ruled lines to rows of cells: the `Grid`, the one thing that extract sees.

Same code for PDF words and OCR words.  Row bands come from vertical centres, cells from wide gaps and from
vertical rules; where a table is fully ruled, lines between two horizontal rules are one row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pipeline.records.evidence import Box, union
from pipeline.records.reading import Cell, Grid, Row, Rule, Word

CELL_GAP = 0.8
"""A gap wider than this many text heights parts two cells."""

WORD_GAP = 0.22
"""A gap wider than this many text heights parts two words; a blank is put there when they share a cell."""

_MOSTLY = 0.5
"""Share of a table's height that a vertical rule must cover to be a border of columns all the way."""

_MAX_WRAPPED = 4  # text lines that one ruled cell may wrap over before it is taken for a stretch of unruled rows


def make_grid(words: Sequence[Word], rules: Sequence[Rule] = ()) -> Grid:
    """Arrange words in rows and cells.

    Args:
        words: Of one page, in any order, flat coordinates.
        rules: Ruled lines of the page, flat coordinates.

    Returns:
        Rows from top to bottom, cells from left to right; `Cell.column` is set where vertical rules tell it.
    """
    bands = _bands([word for word in words if word.text.strip()])
    height = median(word.box.height for word in words) if words else 1.0
    columns = _Columns([rule.box for rule in rules if not rule.horizontal], height)
    rows = [_row(band, columns) for band in bands]
    horizontals = sorted(rule.box.middle for rule in rules if rule.horizontal)
    return Grid(tuple(_merge_wrapped(rows, horizontals)))


def _bands(words: list[Word]) -> list[list[Word]]:
    """Group words whose vertical centres lie within half a text height of each other."""
    bands: list[list[Word]] = []
    middles: list[float] = []
    for word in sorted(words, key=lambda w: (w.box.middle, w.box.x0)):
        if bands:
            height = median(w.box.height for w in bands[-1])
            limit = 0.5 * min(height, word.box.height) if min(height, word.box.height) > 0 else 1.0
            if word.box.middle - middles[-1] <= limit:
                bands[-1].append(word)
                middles[-1] += (word.box.middle - middles[-1]) / len(bands[-1])
                continue
        bands.append([word])
        middles.append(word.box.middle)
    return bands


class _Columns:
    """The vertical rules of a page, tables apart, and where they part a row.

    A rule that is broken (by a fax, by a merged head) parts the rows beside the gap all the same: numbered by what
    crosses each row alone, a column would have another number there than in the rest of its table.

    Args:
        verticals: The rules.
        height: Usual height of a line of text.
    """

    def __init__(self, verticals: Sequence[Box], height: float) -> None:
        lines: list[list[Box]] = []
        for rule in sorted(verticals, key=lambda v: v.x0 + v.x1):
            if lines and _x(rule) - _x(lines[-1][0]) <= 0.4 * height:
                lines[-1].append(rule)
            else:
                lines.append([rule])
        self._lines = [(median(_x(rule) for rule in line), line) for line in lines]
        self._tables: list[tuple[float, float]] = []
        for rule in sorted(verticals, key=lambda v: v.top):
            if self._tables and rule.top <= self._tables[-1][1] + height:
                self._tables[-1] = (self._tables[-1][0], max(self._tables[-1][1], rule.bottom))
            else:
                self._tables.append((rule.top, rule.bottom))

    def at(self, y: float) -> list[float]:
        """Return where rules part a row at this height, from left to right."""
        top, bottom = next((t for t in self._tables if t[0] <= y <= t[1]), (0.0, 0.0))
        return [
            x
            for x, line in self._lines
            if any(rule.top <= y <= rule.bottom for rule in line)
            or sum(_covered(rule, top, bottom) for rule in line) >= _MOSTLY * (bottom - top) > 0
        ]


def _x(rule: Box) -> float:
    return (rule.x0 + rule.x1) / 2


def _covered(rule: Box, top: float, bottom: float) -> float:
    return max(0.0, min(rule.bottom, bottom) - max(rule.top, top))


def _row(band: list[Word], columns: _Columns) -> Row:
    band = sorted(band, key=lambda w: (w.box.x0, w.box.x1))
    height = median(w.box.height for w in band) or 1.0
    box = union([w.box for w in band])
    crossing = columns.at(box.middle)
    groups: list[list[Word]] = [[band[0]]]
    for before, word in pairwise(band):
        gap = word.box.x0 - before.box.x1
        parted = any(before.box.x1 - 0.5 * height <= x <= word.box.x0 + 0.5 * height for x in crossing) and any(
            (before.box.x0 + before.box.x1) / 2 < x < (word.box.x0 + word.box.x1) / 2 for x in crossing
        )
        if parted or gap > CELL_GAP * height:
            groups.append([word])
        else:
            groups[-1].append(word)
    cells = []
    for group in groups:
        column = None
        if len(crossing) >= 3:
            column = bisect_right(crossing, (group[0].box.x0 + group[0].box.x1) / 2)
        cells.append(_cell(group, column, height))
    return Row(tuple(cells), box)


def _cell(words: list[Word], column: int | None, height: float) -> Cell:
    text = words[0].text
    edges = list(words[0].edges)
    for before, word in pairwise(words):
        if word.box.x0 - before.box.x1 > WORD_GAP * height or two_figures(before.text[-1], word.text[0]):
            text += " "
            edges.append((before.box.x1, max(before.box.x1, word.box.x0)))
        text += word.text
        edges.extend(word.edges)
    return Cell(text, union([w.box for w in words]), tuple(edges), column)


def two_figures(last: str, first: str) -> bool:
    """Whether two words would make one figure if they were written together: a day and an amount, two amounts."""
    return (last.isdigit() or last in "*%)）") and (first.isdigit() or first in "-−+¥￥$(（")


def _merge_wrapped(rows: list[Row], horizontals: list[float]) -> list[Row]:
    """Join the text lines of one fully ruled table row, where a cell wraps over several lines.

    Only where not every column has the same number of lines: then the lines are rows of a half-ruled table.
    """
    if len(horizontals) < 3:
        return rows
    result: list[Row] = []
    start = 0
    while start < len(rows):
        band = bisect_right(horizontals, rows[start].box.middle)
        end = start + 1
        while end < len(rows) and bisect_right(horizontals, rows[end].box.middle) == band:
            end += 1
        group = rows[start:end]
        inside = 0 < band < len(horizontals)
        if inside and 1 < len(group) <= _MAX_WRAPPED and all(c.column is not None for r in group for c in r.cells):
            columns: dict[int, list[Cell]] = {}
            for row in group:
                for cell in row.cells:
                    columns.setdefault(cell.column or 0, []).append(cell)
            if len({len(cells) for cells in columns.values()}) > 1:
                merged = [_join(columns[number]) for number in sorted(columns)]
                result.append(Row(tuple(merged), union([cell.box for cell in merged])))
                start = end
                continue
        result.extend(group)
        start = end
    return result


def _join(cells: list[Cell]) -> Cell:
    text = "\n".join(cell.text for cell in cells)
    edges: list[tuple[float, float]] = []
    for number, cell in enumerate(cells):
        if number:
            edges.append((cell.box.x0, cell.box.x0))
        edges.extend(cell.edges)
    return Cell(text, union([cell.box for cell in cells]), tuple(edges), cells[0].column)
