"""Pages that fill from top to bottom, and ruled tables on them: what the newer papers are drawn with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from samples.canvas import A4, Align, Canvas, Colour, Font, Segment, wrap
from samples.canvas_pylopdf import PylopdfCanvas


def money(fen: int, *, thousands: bool = True) -> str:
    """Return an amount with two decimals."""
    digits = f"{abs(fen) // 100:,}" if thousands else str(abs(fen) // 100)
    return f"{'-' if fen < 0 else ''}{digits}.{abs(fen) % 100:02d}"


def percent(rate: int) -> str:
    """Return a rate in hundredths of a per cent as printed, e.g. 14.40%."""
    return f"{rate // 100}.{rate % 100:02d}%"


class Flow:
    """Where the next line goes; `begin` prints what every page bears and sets `y`."""

    def __init__(
        self, canvas: Canvas, begin: Callable[[Flow], None], *, bottom: float, size: tuple[float, float] = A4
    ) -> None:
        self.canvas = canvas
        self.begin = begin
        self.bottom = bottom
        self.width, self.height = size
        self.page = 0
        self.y = 0.0

    def new_page(self) -> None:
        """Begin the next page."""
        self.page += 1
        self.canvas.new_page(self.width, self.height)
        self.begin(self)

    def need(self, height: float) -> bool:
        """Begin the next page unless `height` fits; returns whether it did."""
        if self.y + height <= self.bottom:
            return False
        self.new_page()
        return True


class Rehearsal:
    """A canvas that draws nothing and counts pages, for papers that print how many there are."""

    def __init__(self) -> None:
        self.pages = 0
        self._measure = PylopdfCanvas()

    def new_page(self, width: float, height: float) -> None:
        """Count a page."""
        self.pages += 1

    def text_width(self, string: str, size: float, font: Font = "sans") -> float:
        """Return how wide `string` will be."""
        return self._measure.text_width(string, size, font)

    def text(
        self,
        x: float,
        baseline: float,
        string: str,
        size: float,
        *,
        align: Align = "left",
        font: Font = "sans",
        colour: Colour = (0.0, 0.0, 0.0),
    ) -> None:
        """Write nothing."""

    def line(
        self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.5, colour: Colour = (0.0, 0.0, 0.0)
    ) -> None:
        """Rule nothing."""

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
        """Draw nothing."""

    def path(self, segments: Sequence[Segment], *, fill: Colour, opacity: float = 1.0) -> None:
        """Fill nothing."""

    def layer(self) -> None:
        """Put nothing above."""

    def save(self) -> bytes:
        """Return nothing."""
        return b""


@dataclass(frozen=True, slots=True)
class TableStyle:
    """How a table is set.

    Attributes:
        grid: "all" rules, "rows" (only between rows) or "none".
        repeat: Whether the head is printed again on later pages.
        pad: Room left and right in a cell.
        leading: From line to line within a cell.
        height: Least height of a row.
    """

    size: float = 8.5
    grid: str = "all"
    repeat: bool = True
    pad: float = 4.0
    leading: float = 11.0
    height: float = 18.0
    font: Font = "sans"
    head_fill: Colour | None = (0.93, 0.94, 0.96)
    rule: Colour = (0.55, 0.57, 0.6)


def table(
    flow: Flow,
    left: float,
    widths: Sequence[float],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    aligns: Sequence[Align],
    style: TableStyle,
) -> None:
    """Draw a table at `flow.y`, over as many pages as it needs; `flow.y` is then below it.

    A cell is wrapped to its column and may hold line breaks of its own.  An empty `head` prints none.
    """
    if head:
        flow.need(_height(flow, head, widths, style) + style.height)
        _row(flow, left, widths, head, ["center"] * len(head), style, fill=style.head_fill)
    for row in rows:
        if flow.need(_height(flow, row, widths, style)) and head and style.repeat:
            _row(flow, left, widths, head, ["center"] * len(head), style, fill=style.head_fill)
        _row(flow, left, widths, row, aligns, style, fill=None)


def _lines(flow: Flow, cell: str, width: float, style: TableStyle) -> list[str]:
    room = width - 2 * style.pad
    return [
        line
        for part in cell.split("\n")
        for line in (wrap(flow.canvas, part, style.size, room, style.font, keep_figures=True) or [""])
    ]


def _height(flow: Flow, row: Sequence[str], widths: Sequence[float], style: TableStyle) -> float:
    most = max(len(_lines(flow, cell, width, style)) for cell, width in zip(row, widths, strict=True))
    return max(style.height, most * style.leading + style.height - style.leading)


def _row(
    flow: Flow,
    left: float,
    widths: Sequence[float],
    row: Sequence[str],
    aligns: Sequence[Align],
    style: TableStyle,
    *,
    fill: Colour | None,
) -> None:
    canvas, top, height = flow.canvas, flow.y, _height(flow, row, widths, style)
    right = left + sum(widths)
    if fill and style.grid != "none":
        canvas.rect(left, top, right, top + height, fill=fill)
    x = left
    for cell, width, align in zip(row, widths, aligns, strict=True):
        lines = _lines(flow, cell, width, style)
        first = top + height / 2 - (len(lines) - 1) * style.leading / 2 + style.size * 0.36
        at = {"left": x + style.pad, "center": x + width / 2, "right": x + width - style.pad}[align]
        for n, line in enumerate(lines):
            canvas.text(at, first + n * style.leading, line, style.size, align=align, font=style.font)
        if style.grid == "all":
            canvas.line(x, top, x, top + height, width=0.4, colour=style.rule)
        x += width
    if style.grid == "all":
        canvas.line(right, top, right, top + height, width=0.4, colour=style.rule)
    if style.grid != "none":
        canvas.line(left, top, right, top, width=0.4, colour=style.rule)
        canvas.line(left, top + height, right, top + height, width=0.4, colour=style.rule)
    flow.y = top + height


def paragraph(
    flow: Flow,
    left: float,
    right: float,
    text: str,
    size: float,
    leading: float,
    *,
    font: Font = "sans",
    indent: int = 0,
) -> None:
    """Write a paragraph at `flow.y` (its first baseline); `indent` characters stay free before it."""
    blank = "\u3000" * indent
    for n, line in enumerate(wrap(flow.canvas, blank + text, size, right - left, font, keep_figures=True)):
        flow.need(0)
        shown = line.removeprefix(blank) if n == 0 else line
        flow.canvas.text(left + (indent * size if n == 0 else 0), flow.y, shown, size, font=font)
        flow.y += leading
