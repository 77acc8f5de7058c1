"""The canvas on Skia, as browsers print: some characters come back as Kangxi radicals (银⾏ for 银行)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pylopdf_fonts_zh_cn
import skia

from samples.canvas import BLACK, Align, Colour, Font, Segment


@lru_cache(maxsize=2)
def _typeface(font: Font) -> Any:
    path = pylopdf_fonts_zh_cn.sans_path() if font == "sans" else pylopdf_fonts_zh_cn.serif_path()
    return skia.Typeface.MakeFromFile(str(path))


@lru_cache(maxsize=256)
def _font(font: Font, size: float) -> Any:
    result = skia.Font(_typeface(font), size)
    # Advances as the font gives them, so that a PDF measures the same everywhere.
    result.setSubpixel(True)
    result.setHinting(skia.FontHinting.kNone)
    return result


def _paint(colour: Colour, opacity: float = 1.0, width: float | None = None) -> Any:
    paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*colour, opacity))
    if width is not None:
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
    return paint


class SkiaCanvas:
    """Draws on a Skia PDF document."""

    def __init__(self) -> None:
        self._stream: Any = skia.DynamicMemoryWStream()
        self._document: Any = skia.PDF.MakeDocument(self._stream, skia.PDF.Metadata())
        self._canvas: Any = None

    def new_page(self, width: float, height: float) -> None:
        """Begin the next page."""
        if self._canvas is not None:
            self._document.endPage()
        self._canvas = self._document.beginPage(width, height)

    def text_width(self, string: str, size: float, font: Font = "sans") -> float:
        """Return how wide `string` will be."""
        return float(_font(font, size).measureText(string))

    def text(
        self,
        x: float,
        baseline: float,
        string: str,
        size: float,
        *,
        align: Align = "left",
        font: Font = "sans",
        colour: Colour = BLACK,
    ) -> None:
        """Write one line."""
        if not string:
            return
        if align != "left":
            width = self.text_width(string, size, font)
            x -= width if align == "right" else width / 2
        self._canvas.drawString(string, x, baseline, _font(font, size), _paint(colour))

    def line(
        self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.5, colour: Colour = BLACK
    ) -> None:
        """Rule a straight line."""
        self._canvas.drawLine(x0, y0, x1, y1, _paint(colour, width=width))

    def rect(
        self,
        x0: float,
        top: float,
        x1: float,
        bottom: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        width: float = 0.5,
    ) -> None:
        """Draw a rectangle."""
        box = skia.Rect.MakeLTRB(x0, top, x1, bottom)
        if fill is not None:
            self._canvas.drawRect(box, _paint(fill))
        if stroke is not None:
            self._canvas.drawRect(box, _paint(stroke, width=width))

    def path(self, segments: Sequence[Segment], *, fill: Colour, opacity: float = 1.0) -> None:
        """Fill an outline."""
        builder = skia.Path()
        for operator, numbers in segments:
            {"M": builder.moveTo, "L": builder.lineTo, "C": builder.cubicTo}[operator](*numbers)
        self._canvas.drawPath(builder, _paint(fill, opacity))

    def layer(self) -> None:
        """Skia draws in order; nothing to do."""

    def save(self) -> bytes:
        """Return the finished PDF."""
        self._document.endPage()
        self._document.close()
        return bytes(self._stream.detachAsData())
