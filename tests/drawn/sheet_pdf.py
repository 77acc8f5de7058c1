"""Draws a `Sheet` as a PDF: pages, rules, repeated heads, cells of two lines."""

from __future__ import annotations

import random
from dataclasses import dataclass

from samples.canvas import Align, Canvas, wrap
from samples.canvas_pylopdf import PylopdfCanvas
from tests.drawn.canvas_skia import SkiaCanvas
from tests.drawn.sheet import Sheet, Word

_PORTRAIT, _LANDSCAPE = (595.0, 842.0), (842.0, 595.0)
_MARGIN = 40.0


@dataclass(frozen=True, slots=True)
class _Look:
    """How a paper is set."""

    rules: str  # "none", "lines" or "grid"
    head_repeated: bool
    titles_repeated: bool
    block: str  # "colon", "gap" or "below"
    pitch: float
    size: float
    wrapped: str  # "top": further lines below the row's line; "middle": around it
    tall: bool  # every row as tall as the tallest


def draw_pdf(lot: random.Random, sheet: Sheet, engine: str) -> bytes:
    """Return the sheet as a PDF of one of two engines."""
    look = _Look(
        rules=lot.choice(("none", "none", "lines", "grid")),
        head_repeated=lot.random() < 0.6,
        titles_repeated=lot.random() < 0.3,
        block=lot.choice(("colon", "colon", "gap", "below")),
        pitch=lot.choice((13.5, 15.0, 18.0)),
        size=lot.choice((7.0, 7.5, 8.0)),
        wrapped=lot.choice(("top", "middle")),
        tall=lot.random() < 0.5,
    )
    narrow = lot.choice((60.0, 80.0, 100.0))
    for page, size, width, gap in (
        (_PORTRAIT, look.size, 130.0, 14.0),
        (_LANDSCAPE, look.size, 130.0, 14.0),
        (_LANDSCAPE, look.size, narrow, 10.0),
        (_LANDSCAPE, 6.5, 60.0, 8.0),
        ((1191.0, 842.0), 6.5, 60.0, 8.0),
    ):
        pen = _Pen(PylopdfCanvas() if engine == "pylopdf" else SkiaCanvas(), sheet, look, page, size)
        if pen.measure(width, gap) <= page[0] - 2 * _MARGIN:
            break
    return pen.draw()


class _Pen:
    def __init__(self, canvas: Canvas, sheet: Sheet, look: _Look, page: tuple[float, float], size: float) -> None:
        self.canvas = canvas
        self.sheet = sheet
        self.look = look
        self.width, self.height = page
        self.size = size
        self.pages = 0
        self.y = 0.0
        self.xs: list[tuple[float, float]] = []
        self.cells: list[list[list[str]]] = []

    def heads(self, word: Word) -> list[str]:
        """Return the lines of one column's head."""
        both = [word.chinese, word.english]
        return {"none": both[:1], "one": [" ".join(both)], "two": both}[self.sheet.bilingual]

    def measure(self, widest: float, gap: float) -> float:
        """Cut the cells into lines and place the columns; returns the width they take."""
        wraps = [word.role in self.sheet.wraps or word.chinese in self.sheet.wraps for word in self.sheet.columns]
        rows = [cells for _, cells in self.sheet.rows] + ([self.sheet.total] if self.sheet.total else [])
        self.cells = [
            [
                wrap(self.canvas, text, self.size, widest) if cut else [text]
                for cut, text in zip(wraps, cells, strict=True)
            ]
            for cells in rows
        ]
        x = 0.0
        for n, word in enumerate(self.sheet.columns):
            texts = [*self.heads(word), *(line for row in self.cells for line in row[n])]
            width = max(self.canvas.text_width(text, self.size) for text in texts)
            self.xs.append((x, x + width))
            x += width + gap
        step = min(max(self.width - 2 * _MARGIN - (x - gap), 0) / len(self.xs), 30)
        self.xs = [(_MARGIN + a + step * i, _MARGIN + b + step * i) for i, (a, b) in enumerate(self.xs)]
        return x - gap

    def align(self, n: int) -> Align:
        """Return how a column is set."""
        return "right" if self.sheet.columns[n].role in self.sheet.right else "left"

    def place(self, n: int, text: str, y: float) -> None:
        """Write a text into column `n`."""
        align = self.align(n)
        self.canvas.text(self.xs[n][align == "right"], y, text, self.size, align=align)

    def new_page(self) -> None:
        """Begin a page."""
        self.pages += 1
        self.canvas.new_page(self.width, self.height)
        self.y = 50.0
        if self.pages == 1 or self.look.titles_repeated:
            self.canvas.text(self.width / 2, self.y, self.sheet.title, 15, align="center")
            self.y += 30
        self.canvas.text(self.width / 2, self.height - 28, f"第 {self.pages} 页", 7.5, align="center")

    def block(self) -> None:
        """Print labels with their values."""
        below = self.look.block == "below"
        columns = len(self.sheet.pairs) if below else 3 if self.width > 700 else 2
        step = (self.width - 2 * _MARGIN) / columns
        size = 8.0
        for i, (word, value) in enumerate(self.sheet.pairs):
            x, y = _MARGIN + step * (i % columns), self.y + (i // columns) * 20
            label = word.chinese + (f" {word.english}" if self.sheet.bilingual != "none" else "")
            if below:
                self.canvas.text(x, y, label, size)
                self.canvas.text(x, y + 14, value, size)
                continue
            label += "：" if self.look.block == "colon" else ""
            self.canvas.text(x, y, label, size)
            gap = 3 if self.look.block == "colon" else 12
            self.canvas.text(x + self.canvas.text_width(label, size) + gap, y, value, size)
        self.y += (14 if below else 0) + 20 * ((len(self.sheet.pairs) + columns - 1) // columns) + 10

    def head(self) -> None:
        """Print the head of the table."""
        top = self.y - self.size - 3
        lines = max(len(self.heads(word)) for word in self.sheet.columns)
        for n, word in enumerate(self.sheet.columns):
            for i, text in enumerate(self.heads(word)):
                self.place(n, text, self.y + 10 * i)
        self.y += 10 * (lines - 1) + self.look.pitch
        self.frame(top, self.y - self.size - 3, head=True)

    def frame(self, top: float, bottom: float, *, head: bool = False) -> None:
        """Draw the rules of one row."""
        if self.look.rules == "none":
            return
        left, right = self.xs[0][0] - 4, self.xs[-1][1] + 4
        if head:
            self.canvas.line(left, top, right, top, width=0.6)
        self.canvas.line(left, bottom, right, bottom, width=0.4)
        if self.look.rules == "grid":
            middles = [(a[1] + b[0]) / 2 for a, b in zip(self.xs, self.xs[1:], strict=False)]
            for x in (left, *middles, right):
                self.canvas.line(x, top, x, bottom, width=0.4)

    def row(self, cells: list[list[str]], lines: int) -> None:
        """Print one row that is `lines` lines high."""
        step = self.size + 1.5
        height = (lines - 1) * step + self.look.pitch
        if self.y + height > self.height - 50:
            self.new_page()
            if self.look.head_repeated:
                self.head()
        top = self.y - self.size - 3
        # Where cells stand around the row's middle, single lines stand on it.
        base = self.y + ((lines - 1) * step / 2 if self.look.wrapped == "middle" else 0)
        for n, texts in enumerate(cells):
            first = base - ((len(texts) - 1) * step / 2 if self.look.wrapped == "middle" else 0)
            for i, text in enumerate(texts):
                self.place(n, text, first + i * step)
        self.y += height
        self.frame(top, self.y - self.size - 3)

    def draw(self) -> bytes:
        """Draw everything."""
        self.new_page()
        self.block()
        self.head()
        tallest = max(len(texts) for row in self.cells for texts in row)
        for cells in self.cells:
            self.row(cells, tallest if self.look.tall else max(len(texts) for texts in cells))
        self.y += 8
        for text in self.sheet.foot:
            self.canvas.text(_MARGIN, self.y, text, 7.5)
            self.y += 12
        return self.canvas.save()
