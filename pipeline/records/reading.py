"""What reading hands to extract: pages of grid rows, whatever the file was.

Words, rules, cells and rows lie in the *flat* page: deskewed and dewarped, so that rows are level and columns
upright.  `Page.on_page` takes a flat box to the original page, which is what evidence shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.records.evidence import Box, Origin

FIGURES_READER: Final = "tesseract-eng"
"""The second reader of figures; it is shown these alone."""

NOT_READ: Final = "\ufffd"
"""Stands in a second text for what that reader was not shown: neither agreement nor contradiction."""

WORDS_READER: Final = "tesseract-chi_sim"
"""The second reader of words; it is shown whole lines."""


@dataclass(frozen=True, slots=True)
class ReaderText:
    """What one reader made of one place.

    Attributes:
        reader: Name, e.g. "pdfium", "rapidocr", "tesseract-eng", "tesseract-chi_sim".
        text: What it read; may be "" when it saw nothing.
        score: Its own confidence 0..1 (lowest character), or None where it has none.
    """

    reader: str
    text: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a wide gap, before rows are made.

    Attributes:
        text: The characters.
        box: Around all of them, flat page.
        edges: (x0, x1) of each character of `text`, flat page.
        score: Lowest character score 0..1, None for embedded text.
    """

    text: str
    box: Box
    edges: tuple[tuple[float, float], ...]
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruled line, horizontal or vertical, on the flat page."""

    box: Box

    @property
    def horizontal(self) -> bool:
        """Whether it runs from left to right."""
        return self.box.width >= self.box.height


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a row: a run of text set apart by wide gaps or ruled lines.

    Attributes:
        text: The first reader's text.
        box: Where it stands, flat page.
        edges: (x0, x1) of each character of `text`.
        column: Column number where rules or the file's own structure tell it, else None.
        readings: Every reader's text of this place, the first reader's first.
    """

    text: str
    box: Box
    edges: tuple[tuple[float, float], ...] = ()
    column: int | None = None
    readings: tuple[ReaderText, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A band of the page with its cells from left to right."""

    cells: tuple[Cell, ...]
    box: Box

    @property
    def text(self) -> str:
        """All cells' texts, one blank between."""
        return " ".join(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """The one thing that extract sees of a page: its rows from top to bottom."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read.

    Attributes:
        number: From 1 within its file.
        width, height: As a person sees it, points (pixels for pictures).
        origin: Embedded text, OCR or structured file.
        grid: The rows.
        agreement: Share of amounts on which both readers agree (OCR only).
        dpi: Resolution of the picture that was read (OCR only).
        to_page: Homography (row by row, 9 numbers) from the flat page to the original one; None: they are the same.
        treatment: What was done to the picture before reading ("exif 90", "deskew -0.8", ...).
        warnings: Reason codes of doubts about the page ("low_resolution", "texts_differ", ...).
        seal: Whether a red seal is visible; None where colour is lost or not looked for.
        error: Reason code when the page could not be read at all; the grid is empty then.
    """

    number: int
    width: float
    height: float
    origin: Origin
    grid: Grid
    agreement: float | None = None
    dpi: float | None = None
    to_page: tuple[float, ...] | None = None
    treatment: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    seal: bool | None = None
    error: str | None = None

    def on_page(self, box: Box) -> Box:
        """Return a flat box's bounding box on the original page, cut to the page."""
        corners = [(box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom)]
        if self.to_page is not None:
            a, b, c, d, e, f, g, h, i = self.to_page
            corners = [
                ((a * x + b * y + c) / (g * x + h * y + i), (d * x + e * y + f) / (g * x + h * y + i))
                for x, y in corners
            ]
        xs = [min(max(x, 0.0), self.width) for x, _ in corners]
        ys = [min(max(y, 0.0), self.height) for _, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Reading:
    """All pages of one file, in order.

    Attributes:
        sha256: Hash of the file's bytes.
        pages: Its pages; a page that failed is there with `error`.
        cached_pages: How many of them came from the cache.
    """

    sha256: str
    pages: tuple[Page, ...]
    cached_pages: int = 0
