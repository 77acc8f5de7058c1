"""Embedded text of a PDF page: characters by pdfium, ruled lines and a second extraction by pdfplumber."""

from __future__ import annotations

import ctypes
import io
import logging
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.reading.grid import two_figures
from pipeline.reading.overlay import watermarks
from pipeline.records.evidence import Box
from pipeline.records.reading import Cell, Grid, ReaderText, Row, Rule, Word
from pipeline.values.text import key

# It tells of every oddity of a font; what matters of it shows in the cross-check.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_MAX_RULE = 2.5  # points: a filled rectangle thinner than this is a ruled line


_LIGATED = frozenset("flt")  # the two letters of a ligature (ff, ll, tt) share one box and are not one drawn twice


@dataclass(frozen=True, slots=True)
class Character:
    """One printed character on the page as a person sees it.

    Attributes:
        angle: Degrees clockwise by which it is turned in the file, before `/Rotate`.
        invisible: Whether it is drawn in render mode 3.
        map_error: Whether its font tells no Unicode for it.
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
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


_LINE_END_HYPHENS = {0x02: 0x2D, 0xFFFE: 0x2D}
"""What pdfium calls a hyphen at the end of a line: the paper prints a hyphen."""


_BLANK = 0x20


def characters(page: pdfium.PdfPage, geometry: Geometry) -> list[Character]:
    """Return the printed characters of a page; those that pdfium made up (blanks, line ends) are left out."""
    text_page = page.get_textpage()
    handle = text_page.raw
    result: list[Character] = []
    rectangle = raw.FS_RECTF()
    objects: dict[int, tuple[bool, int]] = {}
    pending_surrogate = 0
    blank = False
    for index in range(text_page.count_chars()):
        if raw.FPDFText_IsGenerated(handle, index) == 1:
            # Between two figures a narrow blank that the paper leaves is told by nothing else.
            blank |= raw.FPDFText_GetUnicode(handle, index) == _BLANK
            continue
        code = raw.FPDFText_GetUnicode(handle, index)
        if 0xD800 <= code < 0xDC00:
            pending_surrogate = code
            continue
        if 0xDC00 <= code < 0xE000 and pending_surrogate:
            code = 0x10000 + ((pending_surrogate - 0xD800) << 10) + (code - 0xDC00)
        pending_surrogate = 0
        code = _LINE_END_HYPHENS.get(code, code)
        if code == 0 or not raw.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(rectangle)):
            continue
        box = geometry.box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        text_object = raw.FPDFText_GetTextObject(handle, index)
        address = ctypes.cast(text_object, ctypes.c_void_p).value or 0
        if address not in objects:
            mode = raw.FPDFTextObj_GetTextRenderMode(text_object)
            angle = round(raw.FPDFText_GetCharAngle(handle, index) * 57.29578) % 360
            objects[address] = (mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE, angle)
        invisible, angle = objects[address]
        error = raw.FPDFText_HasUnicodeMapError(handle, index) == 1
        made = Character(chr(code), box, angle, invisible, error, address)
        if blank and result and two_figures(result[-1].text, made.text):
            result.append(replace(made, text=" "))
        blank = False
        result.append(made)
    text_page.close()
    return result


def image_share(page: pdfium.PdfPage, geometry: Geometry) -> float:
    """Return the share of the page that its largest picture covers."""
    area = geometry.width * geometry.height
    share = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        box = geometry.box(*item.get_bounds())
        width = min(box.x1, geometry.width) - max(box.x0, 0.0)
        height = min(box.bottom, geometry.height) - max(box.top, 0.0)
        if width > 0 and height > 0 and area > 0:
            share = max(share, width * height / area)
    return share


def on_page(c: Character, geometry: Geometry) -> bool:
    """Whether any of a character lies on the visible page."""
    return c.box.x1 > 0 and c.box.x0 < geometry.width and c.box.bottom > 0 and c.box.top < geometry.height


def stands(angle: int, geometry: Geometry, turn: int) -> bool:
    """Whether characters at an angle stand upright once the visible page is turned back by `turn` degrees."""
    angle = (angle + geometry.rotation - turn) % 360
    return bool(min(angle, 360 - angle) <= 2)


def turned(found: Iterable[Character], geometry: Geometry) -> int:
    """Return by how many degrees, clockwise, most of a page's text is turned: 0, 90, 180 or 270."""
    counts = {0: 0, 90: 0, 180: 0, 270: 0}
    for c in found:
        angle = (c.angle + geometry.rotation) % 360
        if angle in counts and not c.text.isspace() and c.inked:
            counts[angle] += 1
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
    kept = [
        replace(c, box=turn_box(c.box, turn, geometry.width, geometry.height)) if turn else c
        for c in found
        if (hidden or (not c.invisible and c.inked)) and on_page(c, geometry) and stands(c.angle, geometry, turn)
    ]
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
    for character in kept:
        if character.text.isspace():
            result.append([])
            continue
        if result and result[-1]:
            last = result[-1][-1]
            height = max(min(last.box.height, character.box.height), 1.0)
            gap = character.box.x0 - last.box.x1
            level = abs(last.box.middle - character.box.middle) <= 0.3 * height
            doubled = character.text == last.text and character.text not in _LIGATED
            if level and doubled and _drawn_twice(last.box, character.box):
                continue
            if level and -0.5 * height <= gap <= 0.22 * height:
                result[-1].append(character)
                continue
        result.append([character])
    return [_word(group) for group in result if group]


def _drawn_twice(first: Box, second: Box) -> bool:
    """Whether two equal characters stand so far over each other that one is the other's bold (never "11")."""
    overlap = min(first.x1, second.x1) - max(first.x0, second.x0)
    return overlap > 0.6 * max(first.width, second.width, 0.1)


def _word(group: list[Character]) -> Word:
    box = Box(
        min(c.box.x0 for c in group),
        min(c.box.top for c in group),
        max(c.box.x1 for c in group),
        max(c.box.bottom for c in group),
    )
    return Word("".join(c.text for c in group), box, tuple((c.box.x0, c.box.x1) for c in group))


@dataclass(frozen=True, slots=True)
class Plumbed:
    """What pdfplumber sees of a page: its ruled lines, and its characters as a second extraction."""

    rules: tuple[Rule, ...]
    characters: tuple[tuple[str, Box], ...]

    def turned_back(self, turn: int, geometry: Geometry) -> Plumbed:
        """Return it on the page turned back by `turn` degrees."""
        size = geometry.width, geometry.height
        return Plumbed(
            tuple(Rule(turn_box(rule.box, turn, *size)) for rule in self.rules),
            tuple((text, turn_box(box, turn, *size)) for text, box in self.characters),
        )


class PlumbedFile:
    """A PDF opened by pdfplumber.

    Args:
        data: The file's bytes.
        password: The one that opened it, "" for none.
    """

    def __init__(self, data: bytes, password: str = "") -> None:
        self._pdf = pdfplumber.open(io.BytesIO(data), password=password or None, unicode_norm=None)

    def page(self, index: int) -> Plumbed:
        """Return rules and characters of page `index` (from 0), on the page as a person sees it."""
        page = self._pdf.pages[index]
        dx, dy = _crop_shift(page)
        rules = [rule for item in (*page.lines, *page.rects, *page.curves) for rule in _rules(item, dx, dy)]
        found = [
            (
                c["text"],
                Box(c["x0"] - dx, c["top"] - dy, max(c["x1"], c["x0"]) - dx, max(c["bottom"], c["top"]) - dy),
            )
            for c in page.chars
            if c["text"].strip()
        ]
        page.close()
        return Plumbed(tuple(rules), tuple(found))


def _crop_shift(page: Any) -> tuple[float, float]:
    """Return how far the CropBox's corner lies from the MediaBox's on the page as a person sees it.

    pdfplumber measures from the rotated MediaBox, evidence from the rotated CropBox; the boxes as they stand in
    the file are used, since pdfplumber swaps the CropBox's sides without turning it.
    """
    media = [float(x) for x in page.page_obj.mediabox]
    crop = [float(x) for x in page.page_obj.cropbox or media]
    left, bottom = max(crop[0] - media[0], 0.0), max(crop[1] - media[1], 0.0)
    right, top = max(media[2] - crop[2], 0.0), max(media[3] - crop[3], 0.0)
    return {0: (left, top), 90: (bottom, left), 180: (right, bottom), 270: (top, right)}[page.rotation % 360]


def _rules(item: dict[str, Any], dx: float, dy: float) -> list[Rule]:
    """Turn a line or rectangle into ruled lines: thin ones into one, outlined rectangles into four."""
    x0, x1 = sorted((item["x0"] - dx, item["x1"] - dx))
    top, bottom = sorted((item["top"] - dy, item["bottom"] - dy))
    if min(x1 - x0, bottom - top) <= _MAX_RULE:
        if max(x1 - x0, bottom - top) < 4:
            return []
        return [Rule(Box(x0, top, x1, bottom))]
    if item.get("object_type") != "rect" or not item.get("stroke", False):
        return []
    return [
        Rule(Box(x0, top, x1, top)),
        Rule(Box(x0, bottom, x1, bottom)),
        Rule(Box(x0, top, x0, bottom)),
        Rule(Box(x1, top, x1, bottom)),
    ]


def cross_check(grid: Grid, plumbed: Plumbed) -> tuple[Grid, int]:
    """Give each cell its second extraction.

    Returns:
        (grid with both extractions as readings, number of cells on which they differ when folded).
    """
    by_line = sorted(plumbed.characters, key=lambda c: c[1].middle)
    middles = [box.middle for _, box in by_line]
    differing = 0
    rows: list[Row] = []
    for row in grid.rows:
        near = _between(by_line, middles, row.box.top - 0.3 * row.box.height, row.box.bottom + 0.3 * row.box.height)
        cells: list[Cell] = []
        for cell in row.cells:
            text = _text_in(near, cell.box)
            same = key(text) == key(cell.text)
            differing += not same
            first = ReaderText("pdfium", cell.text)
            cells.append(replace(cell, readings=(first, ReaderText("pdfplumber", cell.text if same else text))))
        rows.append(Row(tuple(cells), row.box))
    return Grid(tuple(rows)), differing


def _between(items: list[tuple[str, Box]], middles: list[float], low: float, high: float) -> list[tuple[str, Box]]:
    return items[bisect_left(middles, low) : bisect_right(middles, high)]


def _text_in(items: list[tuple[str, Box]], box: Box) -> str:
    """Return the characters centred in `box`, line by line, each one drawn twice counted once."""
    inside = [
        (text, b)
        for text, b in items
        if box.x0 - 1 <= (b.x0 + b.x1) / 2 <= box.x1 + 1 and box.top - 2 <= b.middle <= box.bottom + 2
    ]
    lines: list[list[tuple[str, Box]]] = []
    for item in sorted(inside, key=lambda i: i[1].middle):
        if lines and item[1].middle - lines[-1][0][1].middle <= 0.4 * max(item[1].height, 1.0):
            lines[-1].append(item)
        else:
            lines.append([item])
    result = ""
    for line in lines:
        last: tuple[str, Box] | None = None
        for text, b in sorted(line, key=lambda i: i[1].x0):
            if last and last[0] == text and text not in _LIGATED and _drawn_twice(last[1], b):
                continue
            result += text
            last = (text, b)
    return result
