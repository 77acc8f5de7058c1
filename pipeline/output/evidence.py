"""Pictures of the places that findings speak of: a crop of the page with the figure framed in red."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw

from pipeline.records.evidence import Box

DPI = 150.0
_MAX_WIDTH = 1240  # pixels: A4 at 150 dpi
_ABSENT_WIDTH = 800  # pixels: a whole page, still readable
_CLOSE, _CLOSE_SHAPE = 0.62, 0.31  # of a close-up: width as part of the page's, height as part of its width
_CLOSER, _CLOSER_SHAPE = 0.36, 0.17  # the same beside the picture of its whole page: the figure itself is legible
_CLOSE_LEFT = 0.84  # of its width: where the middle of the figure stands
_SHADES = 16  # a row of pixels with no more difference than this is blank
_FRAME = (204, 0, 0)
_EDGE = (160, 160, 160)


class Shot(NamedTuple):
    """A page's picture as a person sees it.

    Attributes:
        picture: Upright, RGB.
        page_width: Width of that page in the unit of its boxes (points; pixels for picture files).
    """

    picture: Image.Image
    page_width: float


Render = Callable[[str, int, float], Shot | None]
"""(document id, page in the paper from 1, dpi) -> the page's picture, None where it cannot be drawn."""


def draw(shot: Shot, box: Box | None, also: Sequence[Box] = ()) -> bytes:
    """Return the PNG for a box on a page's picture.

    A figure is shown with some rows around it over the whole width of the page and a red frame; a thing that
    the page lacks (no box) is shown by the whole page.  No name of a file stands in it.

    Args:
        shot: The page.
        box: The figure, None for a thing that the page lacks.
        also: Other figures of the same finding on this page, framed too where the picture shows them whole.
    """
    page = _rgb(shot)
    if box is None:
        whole = _narrowed(page, _ABSENT_WIDTH)
        _edge(whole)
        return _png(whole)
    top, bottom = _strip(shot, box)
    return _cut(shot, page, (0, top, page.width, bottom), box, also)


def closeup(shot: Shot, box: Box | None, also: Sequence[Box] = (), *, closer: bool = False) -> bytes:
    """Return the PNG of a figure and its nearest neighbours, legible in a cell of the workbook.

    Args:
        shot: The page.
        box: The figure, None for a thing that the page lacks.
        also: Other figures of the same finding on this page.
        closer: Show less around it, and it larger.
    """
    if box is None:
        return draw(shot, None)
    page, scale = _rgb(shot), _scale(shot)
    x0, y0, x1, y1 = (edge * scale for edge in (box.x0, box.top, box.x1, box.bottom))
    width = min(max((_CLOSER if closer else _CLOSE) * page.width, x1 - x0 + 0.1 * page.width), float(page.width))
    height = max((_CLOSER_SHAPE if closer else _CLOSE_SHAPE) * width, (y1 - y0) * 1.6)
    # What a figure is called stands left of it or above it.
    left = min(max((x0 + x1) / 2 - _CLOSE_LEFT * width, 0.0), page.width - width)
    left = min(left, max(x0 - 0.03 * page.width, 0.0))
    left = max(left, min(x1 + 0.03 * page.width, float(page.width)) - width, 0.0)  # a wide one is shown to its end
    top = max((y0 + y1) / 2 - height / 2, 0.0)
    sides = (int(left), min(int(left + width), page.width))
    rows = _at_blank_rows(page, sides, (top, y0), (y1, top + height))
    return _cut(shot, page, (sides[0], rows[0], max(sides[1], sides[0] + 1), rows[1]), box, also)


def shows(shot: Shot, box: Box | None, other: Box | None) -> bool:
    """Tell whether the picture that `draw` makes of `box` shows `other` whole."""
    if box is None:
        return True
    if other is None:
        return False
    top, bottom = _strip(shot, box)
    scale = _scale(shot)
    return top <= other.top * scale and other.bottom * scale <= bottom


def _rgb(shot: Shot) -> Image.Image:
    return shot.picture if shot.picture.mode == "RGB" else shot.picture.convert("RGB")


def _scale(shot: Shot) -> float:
    return shot.picture.width / shot.page_width if shot.page_width > 0 else 1.0


def _strip(shot: Shot, box: Box) -> tuple[int, int]:
    """Return the rows of pixels around a box that tell which column and which month it belongs to."""
    page, scale = _rgb(shot), _scale(shot)
    y0, y1 = box.top * scale, box.bottom * scale
    context = max(4.0 * (y1 - y0), 0.05 * page.width)
    return _at_blank_rows(page, (0, page.width), (y0 - context, y0), (y1, y1 + context))


def _at_blank_rows(
    page: Image.Image, sides: tuple[int, int], above: tuple[float, float], below: tuple[float, float]
) -> tuple[int, int]:
    """Return top and bottom of a cut, moved inwards to blank rows so that no line of text is cut in two.

    Each edge may move by at most half of its way to the figure; where no row is blank (a photo, a ruled
    table) it stays.
    """
    top = int(min(max(above[0], 0.0), page.height - 1))
    bottom = int(max(min(below[1], float(page.height)), top + 1))
    inner_top = min(int(top + max(above[1] - top, 0.0) / 2), bottom - 1)
    inner_bottom = max(int(bottom - max(bottom - below[0], 0.0) / 2), inner_top + 1)
    blank = _Blank(page, sides)
    top = next((row for row in range(top, inner_top) if blank.row(row)), top) if top else top
    bottom = next((row + 1 for row in range(bottom - 1, inner_bottom, -1) if blank.row(row)), bottom)
    return top, max(bottom, top + 1)


class _Blank:
    """Tells which rows of pixels of a page bear nothing."""

    def __init__(self, page: Image.Image, sides: tuple[int, int]) -> None:
        self.page, self.left, self.right = page, sides[0], max(sides[1], sides[0] + 1)

    def row(self, row: int) -> bool:
        """Tell whether a row of pixels has one shade from left to right."""
        darkest, lightest = self.page.crop((self.left, row, self.right, row + 1)).convert("L").getextrema()
        return float(lightest) - float(darkest) <= _SHADES


def _cut(shot: Shot, page: Image.Image, area: tuple[int, int, int, int], box: Box, also: Sequence[Box]) -> bytes:
    """Return the PNG of an area of a page, the figures in it framed."""
    scale, crop = _scale(shot), page.crop(area)
    shrink = min(1.0, _MAX_WIDTH / crop.width)
    if shrink < 1.0:
        crop = _narrowed(crop, _MAX_WIDTH)
    pen = max(2, round(crop.width / 400))
    _edge(crop)
    for one in (*also, box):
        x0, y0, x1, y1 = (edge * scale for edge in (one.x0, one.top, one.x1, one.bottom))
        inside = area[0] <= x0 and x1 <= area[2] and area[1] <= y0 and y1 <= area[3]
        if one is box or inside:
            frame = (x0 - area[0], y0 - area[1], x1 - area[0], y1 - area[1])
            _frame(crop, [edge * shrink for edge in frame], pen)
    return _png(crop)


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    """Return a copy no wider than `width` pixels."""
    if image.width <= width:
        return image.copy()
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _frame(crop: Image.Image, box: list[float], pen: int) -> None:
    """Draw the red frame just outside the box, kept inside the picture."""
    pad = 2 * pen
    left = min(max(int(box[0]) - pad, 0), crop.width - 1)
    top = min(max(int(box[1]) - pad, 0), crop.height - 1)
    right = max(min(int(box[2]) + pad, crop.width - 1), left)
    bottom = max(min(int(box[3]) + pad, crop.height - 1), top)
    pencil = ImageDraw.Draw(crop)
    pencil.rectangle((left, top, right, bottom), outline=_FRAME, width=pen)


def _edge(image: Image.Image) -> None:
    """Draw a thin grey edge, so that white paper stands out from a white page."""
    ImageDraw.Draw(image).rectangle((0, 0, image.width - 1, image.height - 1), outline=_EDGE, width=1)


def _png(image: Image.Image) -> bytes:
    """Return PNG bytes without any metadata."""
    image.info = {}
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=3)  # as small as 9 here, in a sixth of the time
    return target.getvalue()
