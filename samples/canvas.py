"""The few strokes that every sample paper is drawn with, whatever library puts them on the page.

Coordinates are points with the origin at the top left of the page; text stands on its baseline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, Protocol

Align = Literal["left", "center", "right"]
Font = Literal["sans", "serif"]
Colour = tuple[float, float, float]
Segment = tuple[str, tuple[float, ...]]
"""A piece of an outline: ("M", (x, y)), ("L", (x, y)) or ("C", (x1, y1, x2, y2, x, y)); all are closed."""

BLACK: Colour = (0.0, 0.0, 0.0)
A4 = (595.0, 842.0)


class Canvas(Protocol):
    """Something to draw papers on."""

    def new_page(self, width: float, height: float) -> None:
        """Begin the next page."""

    def text_width(self, string: str, size: float, font: Font = "sans") -> float:
        """Return how wide `string` will be."""

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
        """Write one line; `x` is its left end, middle or right end as `align` says."""

    def line(self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.5, colour: Colour = BLACK) -> None:
        """Rule a straight line."""

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
        """Draw a rectangle, filled, ruled or both."""

    def path(self, segments: Sequence[Segment], *, fill: Colour, opacity: float = 1.0) -> None:
        """Fill an outline by the non-zero rule."""

    def layer(self) -> None:
        """Put what follows above all that was drawn on this page so far, text included."""

    def save(self) -> bytes:
        """Return the finished PDF; the same strokes give the same bytes."""


class Measure:
    """A canvas that only measures, for counting pages."""

    def __init__(self, canvas: Canvas) -> None:
        self.text_width = canvas.text_width

    def nothing(self, *_: object, **__: object) -> None:
        """Draw nothing."""

    def save(self) -> bytes:
        """Return nothing."""
        return b""

    new_page = text = line = rect = path = layer = nothing


def wrap(
    canvas: Canvas, string: str, size: float, width: float, font: Font = "sans", *, keep_figures: bool = False
) -> list[str]:
    """Cut `string` into lines no wider than `width`.

    Closing marks do not begin a line (避头尾): they hang at the end of the line before.

    Args:
        canvas: Measures the text.
        string: What to cut.
        size: Size of the text in points.
        width: Of a line in points.
        font: Of the text.
        keep_figures: Whether runs of figures and Latin letters stay whole, as a word processor keeps them;
            credit reports break anywhere.
    """
    pieces = re.findall(r"[!-~]+|[^!-~]", string) if keep_figures else list(string)
    lines, current = [], ""
    for piece in pieces:
        too_wide = current and canvas.text_width(current + piece, size, font) > width
        if too_wide and piece not in "，。；：、）”！？":
            # An opening mark does not end a line either.
            kept = current.rstrip("“（《【")
            lines.append(kept)
            current = current[len(kept) :]
        current += piece
    return [*lines, current] if current else lines
