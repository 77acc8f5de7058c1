"""Pictures of pages that have none: csv, html, xlsx."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from functools import lru_cache
from importlib import resources
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from pipeline.reading.sheets import EM, text_width
from pipeline.records.evidence import Box
from pipeline.records.reading import Cell, Page, Row

MAX_PIXELS: Final = 40_000_000
_MAX_SIDE: Final = 30_000
_POINTS_PER_INCH: Final = 72.0

_INK: Final = (32, 32, 32)
_LINE: Final = (222, 226, 232)
_HALF_GAP: Final = 0.5 * EM
_HALF_PITCH: Final = 0.75 * EM
_LEADING: Final = 1.12
_LONGEST: Final = 2000  # characters of one cell that are drawn
_BASELINE: Final = 0.38  # from a Chinese character's middle down to its baseline, in heights


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font that draws Chinese and figures, at a size in pixels."""
    path = resources.files("pylopdf_fonts_zh_cn").joinpath("NotoSansSC-Regular.otf")
    return ImageFont.truetype(str(path), max(size, 1), layout_engine=ImageFont.Layout.BASIC)


def draw_page(page: Page, dpi: float) -> Image.Image:
    """Return a picture of a page's cells, RGB.

    A page that would be too large is drawn at the highest resolution that is not: all of it is there, but of
    an export with thousands of rows nothing can be read.  `draw_window` draws a readable part of it.

    Args:
        page: A structured page.
        dpi: Dots per inch; points of the page are 1/72 inch.
    """
    return draw_window(page, Box(0.0, 0.0, page.width, page.height), dpi)


def draw_window(page: Page, window: Box, dpi: float) -> Image.Image:
    """Return a picture of a part of a page, RGB.

    Args:
        page: A structured page.
        window: The part, in points of the page; cut to the page.
        dpi: Dots per inch; lowered where the picture would be too large.
    """
    x0, top = max(window.x0, 0.0), max(window.top, 0.0)
    width = max(min(window.x1, page.width) - x0, 1.0)
    height = max(min(window.bottom, page.height) - top, 1.0)
    scale = min(dpi / _POINTS_PER_INCH, math.sqrt(MAX_PIXELS / (width * height)), _MAX_SIDE / max(width, height))
    image = Image.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
    pencil = ImageDraw.Draw(image)
    rows = page.grid.rows
    tops = [row.box.top for row in rows]
    first = bisect_left(tops, top - 2 * EM)
    last = bisect_right(tops, top + height + EM)
    for number in range(first, last):
        above = rows[number].box.top - rows[number - 1].box.bottom if number else 2 * EM
        below = rows[number + 1].box.top - rows[number].box.bottom if number + 1 < len(rows) else 2 * EM
        band = (
            (rows[number].box.top - min(above / 2, _HALF_PITCH) - top) * scale,
            (rows[number].box.bottom + min(below / 2, _HALF_PITCH) - top) * scale,
        )
        _lines(pencil, rows[number], band, x0, scale)
        for cell in rows[number].cells:
            _text(pencil, cell, band, (x0, top), scale)
    return image


def _lines(pencil: ImageDraw.ImageDraw, row: Row, band: tuple[float, float], x0: float, scale: float) -> None:
    """Draw what parts a row from its neighbours, and its columns from each other."""
    if not any(cell.column is not None for cell in row.cells):
        return
    right = (max(cell.box.x1 for cell in row.cells) + _HALF_GAP - x0) * scale
    left = (min(cell.box.x0 for cell in row.cells) - _HALF_GAP - x0) * scale
    for y in band:
        pencil.line((left, y, right, y), fill=_LINE, width=max(1, round(0.5 * scale)))
    for cell in row.cells:
        x = (cell.box.x0 - _HALF_GAP - x0) * scale
        pencil.line((x, band[0], x, band[1]), fill=_LINE, width=max(1, round(0.5 * scale)))


def _text(
    pencil: ImageDraw.ImageDraw,
    cell: Cell,
    band: tuple[float, float],
    origin: tuple[float, float],
    scale: float,
) -> None:
    lines, size = _fitted(cell, (band[1] - band[0]) / scale)
    x = (cell.box.x0 - origin[0]) * scale
    widest = cell.box.width * scale
    pixels = max(1, round(size * scale))
    y = (cell.box.middle - origin[1]) * scale - pixels * _LEADING * (len(lines) - 1) / 2
    for line in lines:
        face = font(pixels)
        length = face.getlength(line)
        if length > widest * 1.02:  # Latin capitals are wider than the room that was reckoned for them
            face = font(max(1, math.floor(pixels * widest / length)))
        pencil.text((x, y + _BASELINE * pixels), line, fill=_INK, font=face, anchor="ls")
        y += pixels * _LEADING


def _fitted(cell: Cell, room: float) -> tuple[list[str], float]:
    """Return a cell's lines and the height of their type: as large as its box and its row's band allow."""
    size = min(EM, max(cell.box.height, 1.0))
    given = cell.text[:_LONGEST].split("\n")
    if cell.edges or (len(given) == 1 and text_width(cell.text) <= 1.02 * cell.box.width):
        return given, size
    while True:
        lines = [part for line in given for part in _broken(line, cell.box.width * EM / size)]
        if len(lines) * size * _LEADING <= room or size < 1.5:
            return lines, size
        size *= 0.92


def _broken(line: str, width: float) -> list[str]:
    """Break a line between any two characters so that no part is wider than `width` at full size."""
    parts = [""]
    used = 0.0
    for character in line:
        step = text_width(character)
        if used + step > width + 0.1 and parts[-1]:
            parts.append("")
            used = 0.0
        parts[-1] += character
        used += step
    return parts
