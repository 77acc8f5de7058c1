"""Embedded text of a PDF page: its characters by pdfium, grouped to words, held against a second extraction."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.reading import calls
from pipeline.reading.grid import two_figures
from pipeline.reading.overlay import watermarks
from pipeline.records.evidence import Box
from pipeline.records.reading import Cell, Grid, ReaderText, Row, Word
from pipeline.values.text import key

READER = "pdfium"
"""Reader name of the embedded text."""

_LIGATED = frozenset("flt")  # the two letters of a ligature (ff, ll, tt) share one box and are not one drawn twice


class Character(NamedTuple):
    """One printed character on the page as a person sees it.

    Attributes:
        angle: Degrees clockwise by which it is turned in the file, before `/Rotate`.
        invisible: Whether it is drawn in render mode 3.
        map_error: Whether its font tells no Unicode for it; where it tells none at all it is a blank.
        thing: Address of its text object, 0 where it has none.
        inked: Whether the page's picture shows it.
        faint: Whether it is as pale as a watermark.
    """

    text: str
    box: Box
    angle: int
    invisible: bool
    map_error: bool
    thing: int = 0
    inked: bool = True
    faint: bool = False


class Geometry:
    """From PDF user space to the page as a person sees it: after `/Rotate`, relative to the CropBox.

    Args:
        page: A loaded pdfium page.
    """

    def __init__(self, page: pdfium.PdfPage) -> None:
        left, bottom, right, top = page.get_cropbox(fallback_ok=True)
        media = page.get_mediabox(fallback_ok=True)
        self.left, self.bottom = max(left, media[0]), max(bottom, media[1])
        self.right, self.top = min(right, media[2]), min(top, media[3])
        self.rotation = page.get_rotation() % 360
        width, height = self.right - self.left, self.top - self.bottom
        self.width, self.height = (height, width) if self.rotation in (90, 270) else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a user-space point on the visible page."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Return a user-space rectangle on the visible page."""
        if self.rotation == 0 and x0 <= x1 and y0 <= y1:  # as nearly all are
            return Box(x0 - self.left, self.top - y1, x1 - self.left, self.top - y0)
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


_LINE_END_HYPHENS = {0x02: 0x2D, 0xFFFE: 0x2D}
"""What pdfium calls a hyphen at the end of a line: the paper prints a hyphen."""


_BLANK = 0x20


def characters(page: pdfium.PdfPage, geometry: Geometry) -> list[Character]:
    """Return the printed characters of a page; those that pdfium made up (blanks, line ends) are left out."""
    text_page = page.get_textpage()
    handle = calls.address(text_page.raw)
    result: list[Character] = []
    rectangle = raw.FS_RECTF()
    objects: dict[int, tuple[bool, int]] = {}
    pending_surrogate = 0
    blank = False
    for index in range(text_page.count_chars()):
        code = calls.unicode_of(handle, index)
        if code <= _BLANK and calls.generated(handle, index) == 1:
            # Between two figures a narrow blank that the paper leaves is told by nothing else.
            blank |= code == _BLANK
            continue
        if 0xD800 <= code < 0xDC00:
            pending_surrogate = code
            continue
        if 0xDC00 <= code < 0xE000 and pending_surrogate:
            code = 0x10000 + ((pending_surrogate - 0xD800) << 10) + (code - 0xDC00)
        pending_surrogate = 0
        if not calls.loose_box(handle, index, rectangle):
            continue
        text = chr(_LINE_END_HYPHENS.get(code, code)) if code else " "
        box = geometry.box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        thing = calls.text_object(handle, index) or 0
        if thing not in objects:
            hidden = thing and calls.render_mode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
            objects[thing] = bool(hidden), round(calls.angle_of(handle, index) * 57.29578) % 360
        invisible, angle = objects[thing]
        error = code == 0 or calls.unmapped(handle, index) == 1
        if blank and result and two_figures(result[-1].text, text):
            result.append(Character(" ", box, angle, invisible, map_error=False))
        blank = False
        result.append(Character(text, box, angle, invisible, error, thing))
    text_page.close()
    return result


def on_page(c: Character, geometry: Geometry) -> bool:
    """Whether any of a character lies on the visible page."""
    return c.box.x1 > 0 and c.box.x0 < geometry.width and c.box.bottom > 0 and c.box.top < geometry.height


def stands(angle: int, geometry: Geometry, turn: int) -> bool:
    """Whether characters at an angle stand upright once the visible page is turned back by `turn` degrees."""
    angle = (angle + geometry.rotation - turn) % 360
    return bool(min(angle, 360 - angle) <= 2)


def turned(found: Iterable[Character], geometry: Geometry) -> int:
    """Return by how many degrees, clockwise, most of a page's text is turned: 0, 90, 180 or 270."""
    angles = Counter(c.angle for c in found if c.inked and not c.text.isspace())
    counts = {turn: angles[(turn - geometry.rotation) % 360] for turn in (0, 90, 180, 270)}
    best = max(counts, key=lambda angle: (counts[angle], -angle))
    return best if counts[best] > 0.6 * sum(counts.values()) else 0


def words(found: Iterable[Character], geometry: Geometry, *, hidden: bool = False) -> list[Word]:
    """Group characters into words.

    Characters off the page, invisible ones and those that do not stand upright (watermarks) are left out; of a
    character drawn twice in one place (bold by double drawing) one is kept.  Pale words that are a watermark are
    left out as well.  On a page whose text is turned as a whole the words lie on the page turned back.

    Args:
        found: The page's characters.
        geometry: Of the page.
        hidden: Whether to keep what cannot be seen: the words of a layer.
    """
    found = list(found)
    turn = turned(found, geometry)
    upright = {angle for angle in {c.angle for c in found} if stands(angle, geometry, turn)}
    kept = [
        c for c in found if (hidden or (not c.invisible and c.inked)) and c.angle in upright and on_page(c, geometry)
    ]
    if turn:
        kept = [c._replace(box=turn_box(c.box, turn, geometry.width, geometry.height)) for c in kept]
    if hidden or not any(c.faint for c in kept):
        return _grouped(kept)
    # A watermark's characters between those of a row would tear its words apart, so each sort is grouped by itself.
    pale = _grouped([c for c in kept if c.faint or c.text.isspace()])
    others = _grouped([c for c in kept if not c.faint])
    marks = watermarks(pale, others)
    if not any(marks):
        return _grouped(kept)
    return others + [word for word, mark in zip(pale, marks, strict=True) if not mark]


def turn_box(box: Box, turn: int, width: float, height: float) -> Box:
    """Return a box of the visible page on the page turned back by `turn` degrees.

    Args:
        box: On the visible page.
        turn: Degrees, clockwise, by which its text is turned.
        width: Of the visible page.
        height: Likewise.
    """
    if turn == 90:
        return Box(box.top, width - box.x1, box.bottom, width - box.x0)
    if turn == 180:
        return Box(width - box.x1, height - box.bottom, width - box.x0, height - box.top)
    if turn == 270:
        return Box(height - box.bottom, box.x0, height - box.top, box.x1)
    return box


def to_page(turn: int, geometry: Geometry) -> tuple[float, ...] | None:
    """Return the homography from the page turned back to the visible one, None where they are the same."""
    width, height = geometry.width, geometry.height
    return {
        90: (0.0, -1.0, width, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0),
        180: (-1.0, 0.0, width, 0.0, -1.0, height, 0.0, 0.0, 1.0),
        270: (0.0, 1.0, 0.0, -1.0, 0.0, height, 0.0, 0.0, 1.0),
    }.get(turn)


def _grouped(kept: Iterable[Character]) -> list[Word]:
    result: list[list[Character]] = []
    last: Character | None = None
    for character in kept:
        if character.text.isspace():
            last = None
            continue
        if last is not None:
            one, other = last.box, character.box
            one_height, other_height = one.bottom - one.top, other.bottom - other.top
            height = max(min(one_height, other_height), 1.0)
            level = abs(one.top + one.bottom - other.top - other.bottom) <= 0.6 * height
            if level:
                doubled = character.text == last.text and character.text not in _LIGATED
                if doubled and _same_place(one.x0, one.x1, other.x0, other.x1):
                    continue
                if -0.5 * height <= other.x0 - one.x1 <= 0.22 * height:
                    result[-1].append(character)
                    last = character
                    continue
        result.append([character])
        last = character
    return [_word(group) for group in result]


def _same_place(a0: float, a1: float, b0: float, b1: float) -> bool:
    """Whether two equal characters stand so far over each other that one is the other's bold (never "11")."""
    return min(a1, b1) - max(a0, b0) > 0.6 * max(a1 - a0, b1 - b0, 0.1)


def _word(group: list[Character]) -> Word:
    boxes = [c.box for c in group]
    edges = tuple([(box.x0, box.x1) for box in boxes])
    box = Box(
        min([box.x0 for box in boxes]),
        min([box.top for box in boxes]),
        max([box.x1 for box in boxes]),
        max([box.bottom for box in boxes]),
    )
    return Word("".join([c.text for c in group]), box, edges)


Placed = tuple[str, float, float, float, float]
"""A character and where it stands: x0, top, x1, bottom."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What another program takes a page's characters for.

    Attributes:
        reader: Its name.
        characters: On the page as a person sees it; blanks left out.
    """

    reader: str
    characters: Sequence[Placed] = ()

    def turned_back(self, turn: int, geometry: Geometry) -> Extraction:
        """Return it on the page turned back by `turn` degrees."""
        if not turn:
            return self
        placed = []
        for text, x0, top, x1, bottom in self.characters:
            box = turn_box(Box(x0, top, max(x0, x1), max(top, bottom)), turn, geometry.width, geometry.height)
            placed.append((text, box.x0, box.top, box.x1, box.bottom))
        return Extraction(self.reader, placed)


def cross_check(grid: Grid, other: Extraction) -> tuple[Grid, int]:
    """Give each cell its second extraction.

    Returns:
        (grid with both extractions as readings, number of cells on which they differ when folded).
    """
    by_line = sorted(other.characters, key=_middle)
    middles = [_middle(item) for item in by_line]
    differing = 0
    rows: list[Row] = []
    for row in grid.rows:
        box = row.box
        low, high = 2 * box.top - 0.6 * box.height, 2 * box.bottom + 0.6 * box.height
        near = by_line[bisect_left(middles, low) : bisect_right(middles, high)]
        cells: list[Cell] = []
        for cell in row.cells:
            text = _text_in(near, cell.box)
            same = text == cell.text or key(text) == key(cell.text)
            differing += not same
            readings = ReaderText(READER, cell.text), ReaderText(other.reader, cell.text if same else text)
            cells.append(Cell(cell.text, cell.box, cell.edges, cell.column, readings))
        rows.append(Row(tuple(cells), row.box))
    return Grid(tuple(rows)), differing


def _middle(item: Placed) -> float:
    """Return twice the height of a character's middle."""
    return item[2] + item[4]


def _text_in(items: Sequence[Placed], box: Box) -> str:
    """Return the characters centred in `box`, line by line, each one drawn twice counted once."""
    left, right, top, bottom = 2 * box.x0 - 2, 2 * box.x1 + 2, 2 * box.top - 4, 2 * box.bottom + 4
    lines: list[list[Placed]] = []
    for item in items:  # from top to bottom
        if not (left <= item[1] + item[3] <= right and top <= item[2] + item[4] <= bottom):
            continue
        if lines and _middle(item) - _middle(lines[-1][0]) <= 0.8 * max(item[4] - item[2], 1.0):
            lines[-1].append(item)
        else:
            lines.append([item])
    result: list[str] = []
    for line in lines:
        x0 = x1 = 0.0
        last = ""
        for text, left, _, right, _ in sorted(line, key=itemgetter(1)):
            if text == last and text not in _LIGATED and _same_place(x0, x1, left, right):
                continue
            result.append(text)
            x0, x1, last = left, right, text
    return "".join(result)
