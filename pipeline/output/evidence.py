"""Pictures of the places that findings speak of: a crop of the page with the figure framed in red."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageDraw

from pipeline.records.evidence import Box, Evidence

DPI = 150.0
_MAX_WIDTH = 1240  # pixels: A4 at 150 dpi
_ABSENT_WIDTH = 800  # pixels: a whole page, still readable
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


def picture(render: Render, evidence: Evidence) -> bytes | None:
    """Return the PNG of an evidence, None where its page cannot be drawn.

    A figure is shown with some rows around it over the whole width of the page and a red frame; a thing that
    the page lacks (no box) is shown by the whole page.  No name of a file stands in it.
    """
    shot = render(evidence.document, evidence.page, DPI)
    return None if shot is None else draw(shot, evidence.box)


def draw(shot: Shot, box: Box | None) -> bytes:
    """Return the PNG for a box on a page's picture."""
    page = shot.picture if shot.picture.mode == "RGB" else shot.picture.convert("RGB")
    if box is None:
        whole = _narrowed(page, _ABSENT_WIDTH)
        _edge(whole)
        return _png(whole)
    scale = page.width / shot.page_width if shot.page_width > 0 else 1.0
    x0, y0, x1, y1 = (edge * scale for edge in (box.x0, box.top, box.x1, box.bottom))
    # Rows above and below tell which column and which month the figure belongs to.
    context = max(4.0 * (y1 - y0), 0.05 * page.width)
    top = int(min(max(y0 - context, 0.0), page.height - 1))
    bottom = int(max(min(y1 + context, float(page.height)), top + 1))
    crop = page.crop((0, top, page.width, bottom))
    factor = crop.width
    crop = _narrowed(crop, _MAX_WIDTH)
    shrink = crop.width / factor
    frame = [x0 * shrink, (y0 - top) * shrink, x1 * shrink, (y1 - top) * shrink]
    pen = max(2, round(crop.width / 400))
    _frame(crop, frame, pen)
    return _png(crop)


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    """Return a copy no wider than `width` pixels."""
    if image.width <= width:
        return image.copy()
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _frame(crop: Image.Image, box: list[float], pen: int) -> None:
    """Draw the red frame just outside the box, kept inside the picture, and a thin grey edge around all."""
    pad = 2 * pen
    left = min(max(int(box[0]) - pad, 0), crop.width - 1)
    top = min(max(int(box[1]) - pad, 0), crop.height - 1)
    right = max(min(int(box[2]) + pad, crop.width - 1), left)
    bottom = max(min(int(box[3]) + pad, crop.height - 1), top)
    _edge(crop)
    pencil = ImageDraw.Draw(crop)
    pencil.rectangle((left, top, right, bottom), outline=_FRAME, width=pen)


def _edge(image: Image.Image) -> None:
    """Draw a thin grey edge, so that white paper stands out from a white page."""
    ImageDraw.Draw(image).rectangle((0, 0, image.width - 1, image.height - 1), outline=_EDGE, width=1)


def _png(image: Image.Image) -> bytes:
    """Return PNG bytes without any metadata."""
    image.info = {}
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=9)
    return target.getvalue()
