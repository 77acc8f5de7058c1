"""The canvas on pylopdf: real embedded text in subset fonts, deterministic bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pylopdf
import pylopdf_fonts_zh_cn

from samples.canvas import BLACK, Align, Colour, Font, Segment

_other_file: str | None = None


@contextmanager
def typeface(file: str) -> Iterator[None]:
    """Set everything that is drawn inside in the font of `file` instead of our two."""
    global _other_file  # the drawing hands choose between sans and serif only
    before, _other_file = _other_file, file
    load_font.cache_clear()
    _width.cache_clear()
    try:
        yield
    finally:
        _other_file = before
        load_font.cache_clear()
        _width.cache_clear()


@lru_cache(maxsize=2)
def noto(font: Font) -> Any:
    """Return Noto Sans SC or Noto Serif SC, read once per process."""
    path = pylopdf_fonts_zh_cn.sans_path() if font == "sans" else pylopdf_fonts_zh_cn.serif_path()
    return pylopdf.Font(fontfile=path)


@lru_cache(maxsize=2)
def load_font(font: Font) -> Any:
    """Return the font to draw with: ours, or that of `typeface`."""
    return pylopdf.Font(fontfile=_other_file) if _other_file else noto(font)


@lru_cache(maxsize=65536)
def _width(string: str, size: float, font: Font) -> float:
    return float(load_font(font).text_length(string, size))


class PylopdfCanvas:
    """Draws on a pylopdf document.

    Everything of one layer goes to the page in a single commit, so each font is embedded once per layer.
    """

    def __init__(self) -> None:
        self._document: Any = pylopdf.Document()
        self._page: Any = None
        self._shape: Any = None

    def new_page(self, width: float, height: float) -> None:
        """Begin the next page."""
        self._commit()
        self._page = self._document.new_page(width=width, height=height)
        self._shape = self._page.new_shape()

    def text_width(self, string: str, size: float, font: Font = "sans") -> float:
        """Return how wide `string` will be."""
        return _width(string, size, font)

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
            width = _width(string, size, font)
            x -= width if align == "right" else width / 2
        self._shape.insert_text((x, baseline), [string], font=load_font(font), fontsize=size, color=colour)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.5, colour: Colour = BLACK) -> None:
        """Rule a straight line."""
        self._shape.draw_line((x0, y0), (x1, y1))
        self._shape.finish(color=colour, width=width, closePath=False)

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
        self._shape.draw_rect((x0, top, x1, bottom))
        self._shape.finish(color=stroke, fill=fill, width=width)

    def path(self, segments: Sequence[Segment], *, fill: Colour, opacity: float = 1.0) -> None:
        """Fill an outline."""
        at = (0.0, 0.0)
        for operator, numbers in segments:
            end = (numbers[-2], numbers[-1])
            if operator == "L":
                self._shape.draw_line(at, end)
            elif operator == "C":
                self._shape.draw_bezier(at, numbers[0:2], numbers[2:4], end)
            at = end
        self._shape.finish(color=None, fill=fill, fill_opacity=opacity)

    def layer(self) -> None:
        """Put what follows above what was drawn."""
        self._commit()
        self._shape = self._page.new_shape()

    def _commit(self) -> None:
        if self._shape is not None:
            self._shape.commit()
            self._shape = None

    def save(self) -> bytes:
        """Return the finished PDF."""
        self._commit()
        data: bytes = self._document.tobytes(garbage=4, deflate=True)
        # A second pass compresses the page content, which the first leaves plain inside its form objects.
        document = pylopdf.open(stream=data)
        result: bytes = document.tobytes(garbage=4, deflate=True)
        return result
