"""A detailed report's pages as one stream of lines: two-up sheets parted, feet dropped, cut at headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.cells import glue, sub_cell
from pipeline.extract.report_full_grammar import HEADINGS
from pipeline.records.evidence import Box, Origin, union
from pipeline.records.reading import Cell, Grid, Page, Row
from pipeline.values.text import key

_FOOT = re.compile(r"第(\d{1,3})页[,，.。、]?共(\d{1,3})页")
_NUMERAL = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]?|[(（][一二三四五六七八九十]{1,3}[)）])")
_AFTER = re.compile(r"[(（]未结清/?未销户[)）]$")
_NUMBERED_ONLY = frozenset({"statements", "objections", "end"})
"""Headings whose words also label notes within an account: they count as headings where a numeral stands before."""

_LONE_DASH = frozenset("—–－")
"""A dash of another font may stand in a band of its own; where nothing is told, two are printed."""

_REACH = 0.2
"""Share of a line's height by which two bands of one row reach into each other, at least."""

_OFF = 0.1
"""How far from the middle of its page a foot stands at most that is taken to mark it, in widths of the page."""

_SAME = 0.4
"""Share of a cell that lies in another, in both directions, from which on they are the same ink."""

_WIDE = 1.2
"""Width of a two-up sheet in heights, at least."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a (logical) page.

    Attributes:
        middle: Where the middle of its page lies, flat coordinates: from page to page columns are compared from there.
    """

    page: Page
    row: Row
    middle: float = 0.0

    @property
    def text(self) -> str:
        """Its text, folded."""
        return key(self.row.text)

    @property
    def of_picture(self) -> bool:
        """Whether it was read from a picture."""
        return self.page.origin is Origin.OCR


@dataclass(slots=True)
class Section:
    """A stretch of lines under one heading; `name` is that of the grammar, "head" before the first."""

    name: str
    title: Line | None
    lines: list[Line] = field(default_factory=list)


def feet(page: Page) -> list[tuple[int, int, Cell]]:
    """Return the page numbers printed on a page, each with the number of all pages: two on a two-up sheet."""
    return [
        (int(match.group(1)), int(match.group(2)), cell)
        for row in page.grid.rows
        for cell in row.cells
        for match in _FOOT.finditer(key(cell.text))
    ]


def logical_pages(pages: Sequence[Page]) -> list[tuple[Page, float]]:
    """Part sheets on which two pages lie side by side, each with its own foot; they keep the sheet's number.

    Returns:
        Each page with where its middle lies: that of its foot, where one stands in the middle.
    """
    result: list[tuple[Page, float]] = []
    two_up = [page for page in pages if _gutter(page) is not None]
    for page in pages:
        gutter = _gutter(page)
        if gutter is None and two_up and page.width > _WIDE * page.height:
            gutter = page.width / 2  # the last sheet, half of it blank, or a foot that was not read
        if gutter is None:
            result.append((page, _middle(page, 0.0, page.width)))
        else:
            left, right = _halves(page, gutter)
            result.append((left, _middle(left, 0.0, gutter)))
            result.append((right, _middle(right, gutter, page.width)))
    return result


def _middle(page: Page, left: float, right: float) -> float:
    middle = (left + right) / 2
    found = [(cell.box.x0 + cell.box.x1) / 2 for _, _, cell in feet(page)]
    return found[0] if len(found) == 1 and abs(found[0] - middle) < _OFF * (right - left) else middle


def _gutter(page: Page) -> float | None:
    """Return where the gutter of a two-up sheet lies, None where a page is single."""
    found = sorted(feet(page), key=lambda foot: foot[2].box.x0)
    if len(found) != 2 or page.width < _WIDE * page.height:
        return None
    (first, total, left), (second, same, right) = found
    if total != same or second != first + 1 or right.box.x0 <= left.box.x1:
        return None
    return (left.box.x0 + left.box.x1 + right.box.x0 + right.box.x1) / 4


def _halves(page: Page, gutter: float) -> tuple[Page, Page]:
    halves: list[list[Row]] = [[], []]
    for row in page.grid.rows:
        sides: list[list[Cell]] = [[], []]
        for cell in row.cells:
            sides[(cell.box.x0 + cell.box.x1) / 2 > gutter].append(cell)
        for half, cells in zip(halves, sides, strict=True):
            half.extend(_rows(cells))
    left, right = (replace(page, grid=Grid(tuple(rows))) for rows in halves)
    return left, right


def _rows(cells: list[Cell]) -> list[Row]:
    """Return a half's cells as a row; lines that only the other half's table had joined are parted again."""
    if len(cells) == 1 and "\n" in cells[0].text:
        texts = cells[0].text.split("\n")
        box, step, at = cells[0].box, cells[0].box.height / len(texts), 0
        result = []
        for place, text in enumerate(texts):
            part = sub_cell(cells[0], at, at + len(text))
            at += len(text) + 1
            line = Box(box.x0, box.top + place * step, box.x1, box.top + (place + 1) * step)
            edges = part.edges
            if edges:
                line = Box(edges[0][0], line.top, edges[-1][1], line.bottom)
            result.append(Row((replace(part, box=line),), line))
        return result
    return [Row(tuple(cells), union([cell.box for cell in cells]))] if cells else []


def lines_of(pages: Sequence[Page]) -> list[Line]:
    """Return all lines in reading order, without the feet."""
    result: list[Line] = []
    for page, middle in logical_pages(pages):
        rows = [
            row
            for row in page.grid.rows
            if not (len(row.cells) == 1 and (_FOOT.fullmatch(key(row.text)) or row.text.strip() in _LONE_DASH))
        ]
        result.extend(Line(page, row, middle) for row in _joined(rows))
    return result


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Join bands that reach into each other: lines of cells that wrap, set in the middle of a ruled row."""
    result: list[Row] = []
    for row in rows:
        before = result[-1] if result else None
        if before is not None:
            both = min(before.box.bottom, row.box.bottom) - max(before.box.top, row.box.top)
            if both > _REACH * min(min(c.box.height for c in before.cells), row.box.height):
                result[-1] = _with(before, row)
                continue
        result.append(row)
    return result


def _share(one: Box, other: Box) -> float:
    """Return the share of the smaller box that lies in the other, in both directions, the lesser of the two."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    widths, heights = min(one.width, other.width), min(one.height, other.height)
    return min(across / widths, down / heights) if widths > 0 and heights > 0 else 0.0


def _with(before: Row, row: Row) -> Row:
    """Return two bands as one row: a cell goes below the one that it stands under.

    Ink that was read twice, the second time cut by a rule of the page beside, counts once: the taller one.
    """
    cells = list(before.cells)
    for cell in row.cells:
        same = next((n for n, c in enumerate(cells) if _share(c.box, cell.box) > _SAME), None)
        if same is not None:
            cells[same] = max(cells[same], cell, key=lambda c: c.box.height)
            continue
        under = [n for n, c in enumerate(cells) if min(c.box.x1, cell.box.x1) - max(c.box.x0, cell.box.x0) > 0]
        if len(under) == 1:
            cells[under[0]] = glue(cells[under[0]], cell, "\n")
        else:
            cells.append(cell)
    return Row(tuple(sorted(cells, key=lambda c: c.box.x0)), before.box.union(row.box))


def heading(line: Line) -> str | None:
    """Return the section that a line heads, None where it is no heading."""
    if len(line.row.cells) > 2:
        return None
    text = line.text
    numeral = _NUMERAL.match(text)
    if len(line.row.cells) == 2 and (numeral is None or numeral.end() < len(key(line.row.cells[0].text))):
        return None
    words = _AFTER.sub("", text[numeral.end() :] if numeral else text)
    found = HEADINGS.find(words, of_picture=line.of_picture)
    if found is None and numeral is not None:
        found = HEADINGS.find(_AFTER.sub("", text), of_picture=False)
    if found in _NUMBERED_ONLY and numeral is None and words != "报告说明":
        return None
    return found


def sections(lines: Sequence[Line]) -> list[Section]:
    """Cut the lines at their headings."""
    result = [Section("head", None)]
    for line in lines:
        found = heading(line)
        if found is not None:
            result.append(Section(found, line))
        else:
            result[-1].lines.append(line)
    return result
