"""The canvas on ReportLab: with a font that is named and not embedded, as many banks send, or embedded as a subset."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from samples.canvas import BLACK, Align, Colour, Font, Segment

EMBEDDED = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"


class ReportlabCanvas:
    """Draws on a ReportLab PDF.

    Args:
        embedded: Path of a TrueType font whose used glyphs go into the file; empty for STSong-Light by name only.
    """

    def __init__(self, embedded: str = "") -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.pdfgen.canvas import Canvas

        self._font = "Embedded" if embedded else "STSong-Light"
        pdfmetrics.registerFont(TTFont(self._font, embedded) if embedded else UnicodeCIDFont(self._font))
        self._measure: Any = pdfmetrics.stringWidth
        self._stream = io.BytesIO()
        self._canvas: Any = Canvas(self._stream, invariant=1)
        self._height = 0.0
        self._pages = 0

    def new_page(self, width: float, height: float) -> None:
        """Begin the next page."""
        if self._pages:
            self._canvas.showPage()
        self._pages += 1
        self._height = height
        self._canvas.setPageSize((width, height))

    def text_width(self, string: str, size: float, font: Font = "sans") -> float:
        """Return how wide `string` will be."""
        return float(self._measure(string, self._font, size))

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
        if align != "left":
            width = self.text_width(string, size)
            x -= width if align == "right" else width / 2
        self._canvas.setFont(self._font, size)
        self._canvas.setFillColorRGB(*colour)
        self._canvas.drawString(x, self._height - baseline, string)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.5, colour: Colour = BLACK) -> None:
        """Rule a straight line."""
        self._canvas.setLineWidth(width)
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.line(x0, self._height - y0, x1, self._height - y1)

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
        if fill is not None:
            self._canvas.setFillColorRGB(*fill)
        if stroke is not None:
            self._canvas.setStrokeColorRGB(*stroke)
            self._canvas.setLineWidth(width)
        self._canvas.rect(
            x0, self._height - bottom, x1 - x0, bottom - top, fill=int(fill is not None), stroke=int(stroke is not None)
        )

    def path(self, segments: Sequence[Segment], *, fill: Colour, opacity: float = 1.0) -> None:
        """Fill an outline."""
        path = self._canvas.beginPath()
        for operator, numbers in segments:
            flipped = [self._height - value if n % 2 else value for n, value in enumerate(numbers)]
            {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo}[operator](*flipped)
        self._canvas.setFillColorRGB(*fill)
        self._canvas.setFillAlpha(opacity)
        self._canvas.drawPath(path, stroke=0, fill=1)
        self._canvas.setFillAlpha(1.0)

    def layer(self) -> None:
        """ReportLab draws in order; nothing to do."""

    def save(self) -> bytes:
        """Return the finished PDF."""
        self._canvas.save()
        return self._stream.getvalue()
