"""A page without its content: white, with its ruled lines, a grey patch wherever there is ink, and masked words.

Nothing of the picture's own pixels gets into it: patches are plain rectangles, so large that no character's strokes
show, and only long thin lines are kept.
"""

from __future__ import annotations

from statistics import median
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pipeline.reading.draw import font
from pipeline.reading.ruling import find_rules
from pipeline.records.evidence import Box
from pipeline.records.reading import Cell, Page

_PATCH: Final = (226, 226, 226)
_CELL: Final = (240, 243, 247)
_RULE: Final = (120, 120, 120)
_WORD: Final = (32, 32, 32)

_CONTRAST: Final = 28
"""Shades by which ink is darker than the paper around it."""

_LONG: Final = 8.0
"""Heights of a line of text from which a thin line is a ruled one and no stroke."""

_LARGE, _COARSE = 12.0, 4.0
"""Heights of a line beyond which, both ways, ink is no text; and the side of the squares that then show it."""

_USUAL: Final = 20.0
"""Height of a line of text in pixels where none was read."""

Grey = NDArray[np.uint8]
Rectangle = tuple[int, int, int, int]


def blank_page(image: Image.Image, page: Page, *, scale: float) -> Image.Image:
    """Return what may be shown of a page.

    Args:
        image: The page as a person sees it.
        page: What was read, its words masked already.
        scale: Pixels of the picture per unit of the page's boxes.
    """
    cells = [(cell, _scaled(page.on_page(cell.box), scale)) for row in page.grid.rows for cell in row.cells]
    heights = [frame[3] - frame[1] for _, frame in cells if frame[3] - frame[1] > 1]
    height = float(median(heights)) if heights else _USUAL
    grey: Grey = np.asarray(image.convert("L"), dtype=np.uint8)
    result = Image.new("RGB", image.size, "white")
    pencil = ImageDraw.Draw(result)
    lines = _rules(grey, page, scale, height)
    for patch in _patches(grey, lines, height):
        pencil.rectangle(patch, fill=_PATCH)
    for start, end in lines:
        pencil.line((*start, *end), fill=_RULE, width=max(1, round(height / 16)))
    for cell, frame in cells:
        pencil.rectangle(frame, fill=_CELL)
        _write(pencil, cell, frame)
    return result


Point = tuple[float, float]


def _rules(grey: Grey, page: Page, scale: float, height: float) -> list[tuple[Point, Point]]:
    """Return long ruled lines as (start, end) in pixels of the picture; they are found where rows are level."""
    flat, matrix = _flattened(grey, page, scale)
    result: list[tuple[Point, Point]] = []
    side = 2 * round(4 * height) + 1
    paper = cv2.blur(flat, (side, side)).astype(np.float32)
    even = np.clip(flat.astype(np.float32) * (245.0 / np.maximum(paper, 1.0)), 0, 255).astype(np.uint8)
    for rule in find_rules(even, 1.0, height):
        box = rule.box
        if max(box.width, box.height) < _LONG * height:
            continue
        start, end = (box.x0, box.top), (box.x1, box.bottom)
        if rule.horizontal:
            start, end = (box.x0, box.middle), (box.x1, box.middle)
        else:
            middle = (box.x0 + box.x1) / 2
            start, end = (middle, box.top), (middle, box.bottom)
        result.append((_moved(matrix, start), _moved(matrix, end)))
    return result


def _flattened(grey: Grey, page: Page, scale: float) -> tuple[Grey, NDArray[np.float64]]:
    """Return the flat page's pixels, and what takes a point of it to the picture."""
    if page.to_page is None:
        return grey, np.eye(3)
    zoom = np.diag((scale, scale, 1.0))
    matrix = zoom @ np.array(page.to_page, dtype=np.float64).reshape(3, 3) @ np.linalg.inv(zoom)
    corners = [(x, y) for x in (0.0, float(grey.shape[1])) for y in (0.0, float(grey.shape[0]))]
    back = np.asarray(np.linalg.inv(matrix), dtype=np.float64)
    moved = [_moved(back, corner) for corner in corners]
    most = 2 * max(grey.shape)
    width, high = (int(min(max(max(point[axis] for point in moved), 1.0), most)) for axis in (0, 1))
    flat = cv2.warpPerspective(grey, back, (width, high), flags=cv2.INTER_AREA, borderValue=255)
    return np.asarray(flat, dtype=np.uint8), matrix


def _moved(matrix: NDArray[np.float64], point: Point) -> Point:
    x, y, w = matrix @ np.array((*point, 1.0))
    return float(x / w), float(y / w)


def _patches(grey: Grey, lines: list[tuple[Point, Point]], height: float) -> list[Rectangle]:
    """Return rectangles that cover all ink, none smaller than a character and each on a grid of such squares."""
    around = 2 * round(4 * height) + 1
    paper = cv2.blur(grey, (around, around))
    ink = np.where(grey.astype(np.int16) < paper.astype(np.int16) - _CONTRAST, 255, 0).astype(np.uint8)
    for start, end in lines:
        first, last = (round(start[0]), round(start[1])), (round(end[0]), round(end[1]))
        cv2.line(ink, first, last, 0, thickness=max(3, round(height / 3)))
    wide, high = max(3, round(2 * height)), max(3, round(1.2 * height))
    fused = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((high, wide), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(fused, connectivity=8)
    result: list[Rectangle] = []
    for number, (x, y, w, h, area) in enumerate(stats[1:count], 1):
        if area < (height / 4) ** 2:
            continue  # grain of the paper
        if min(w, h) <= _LARGE * height:
            result.append(_snapped(grey, (x, y, x + w, y + h), max(4.0, height)))
            continue
        # An edge of the sheet or a photo: coarse squares where it runs, or all within it would be grey.
        step = max(8, round(_COARSE * height))
        result.extend(
            _snapped(grey, (left, top, left + step, top + step), float(step))
            for top in range(y // step * step, y + h, step)
            for left in range(x // step * step, x + w, step)
            if (labels[top : top + step, left : left + step] == number).any()
        )
    return result


def _snapped(grey: Grey, box: Rectangle, step: float) -> Rectangle:
    """Return a rectangle widened to a grid, within the picture."""
    left, top = (int(edge // step * step) for edge in box[:2])
    right, bottom = (int(-(-edge // step) * step) for edge in box[2:])
    return left, top, min(right, grey.shape[1]) - 1, min(bottom, grey.shape[0]) - 1


def _scaled(box: Box, scale: float) -> tuple[float, float, float, float]:
    return box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale


def _write(pencil: ImageDraw.ImageDraw, cell: Cell, frame: tuple[float, float, float, float]) -> None:
    """Write a cell's masked text as large as its box allows."""
    lines = cell.text.split("\n")
    width, height = max(frame[2] - frame[0], 1.0), max((frame[3] - frame[1]) / len(lines), 1.0)
    for number, line in enumerate(lines):
        size = max(5.0, 0.85 * height)
        length = font(round(size)).getlength(line)
        if length > width:
            size = max(5.0, size * width / length)
        middle = frame[1] + height * (number + 0.5)
        pencil.text((frame[0], middle), line, fill=_WORD, font=font(round(size)), anchor="lm")
