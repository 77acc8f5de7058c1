"""Runs of figures and words in the cells of a page's picture, and how each is cut out for the second reader."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.reading import ocr_tesseract
from pipeline.reading.crops import REACH, Crop, crop_text, ink_threshold
from pipeline.reading.prepare import Image8
from pipeline.records.reading import Cell
from pipeline.values.text import IDENTIFIER, is_chinese

# One blank beside a separator is taken for a part of the figure: cut there, 1, 590.03 would agree as 590.03.
# So are letters and strange marks between digits: they are misread digits, and painted over nobody would see.
_RUN = re.compile(
    r"(?:[-+\u2212\uff0d\uff0b\u2013¥\uffe5.,\uff0c\uff0e/\uff0f] ?)*[0-9\uff10-\uff19]"
    r"(?:(?:[-\u2212\uff0d\u2013/\uff0fA-WYZa-wyz+|?!'\"^_]| ?[.,\uff0c\uff0e\u3002] ?)*[0-9\uff10-\uff19])*"
)
_NUMBER = re.compile(rf"(?<![A-Za-z0-9]){IDENTIFIER.pattern}(?![A-Za-z0-9])")
_FOLD = str.maketrans(
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0c\uff0e\u3002\uff0d\u2212\u2013\uffe5\uff0f\uff0b",
    "0123456789,..---¥/+",
)
_LEAST_GAP: Final = 0.3
"""Two cells nearer than so many heights of the font may be one figure that was torn apart."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run of characters stands in a cell: character numbers and the line of text, in pixels."""

    first: int
    end: int
    line_first: int
    line_end: int
    top: float
    bottom: float
    letters: bool = False
    """Whether capital letters belong to it, as in the number of a contract."""


def folded(text: str) -> str:
    """Return a figure without blanks and with its marks in their plain forms, to compare two readers' texts."""
    return "".join(text.split()).translate(_FOLD)


def word_runs(cell: Cell, page: Image8, unit: float) -> list[Run]:
    """Return the lines of a cell with Chinese in it, none where there is no reader for them."""
    if not any(is_chinese(char) for char in cell.text) or not ocr_tesseract.has_chinese():
        return []
    return [
        Run(start, start + len(line), start, start + len(line), top, bottom)
        for line, start, top, bottom in _lines(cell, page, unit)
        if line
    ]


def figure_runs(cell: Cell, page: Image8, unit: float) -> list[Run]:
    """Return the figures and identifiers of a cell."""
    if not any(char.isdigit() for char in cell.text):
        return []
    runs = []
    for line, start, top, bottom in _lines(cell, page, unit):
        spans = [(*match.span(), True) for match in _NUMBER.finditer(line)]
        taken = [(first, end) for first, end, _ in spans]
        spans += [
            (match.start() + _loose_marks(line, match.start()), match.end(), False)
            for match in _RUN.finditer(line)
            if not any(first < match.end() and match.start() < end for first, end in taken)
        ]
        runs += [
            Run(start + first, start + end, start, start + len(line), top, bottom, letters)
            for first, end, letters in sorted(spans)
        ]
    return runs


def _lines(cell: Cell, page: Image8, unit: float) -> list[tuple[str, int, float, float]]:
    """Return the lines of a cell, each with the number of its first character, its top and bottom in pixels."""
    lines = cell.text.split("\n")
    cuts = _line_cuts(cell, page, unit, len(lines))
    result, start = [], 0
    for number, line in enumerate(lines):
        result.append((line, start, cuts[number], cuts[number + 1]))
        start += len(line) + 1
    return result


def _loose_marks(line: str, first: int) -> int:
    """Return how many separators before a figure cannot belong to it (the comma of `余额，0`)."""
    at = first
    while line[at] in ".,\uff0c\uff0e/\uff0f " or (folded(line[at]) == "-" and at and line[at - 1].isalnum()):
        at += 1
    return at - first


def _line_cuts(cell: Cell, page: Image8, unit: float, count: int) -> list[float]:
    """Return tops and bottoms, in pixels, of the lines of text that were joined in one cell."""
    top, bottom = cell.box.top / unit, cell.box.bottom / unit
    if count == 1:
        return [top, bottom]
    columns = slice(int(cell.box.x0 / unit), int(cell.box.x1 / unit) + 1)
    dark = 255.0 - page[int(top) : int(bottom) + 1, columns].mean(axis=1)
    step = (bottom - top) / count
    cuts = [top]
    for number in range(1, count):
        low, high = int((number - 0.3) * step), int((number + 0.3) * step) + 1
        cuts.append(top + low + float(np.argmin(dark[low:high])))
    return [*cuts, bottom]


def crop_run(page: Image8, cell: Cell, run: Run, left: float | None, right: float | None, unit: float) -> Crop | None:
    """Cut a run out of the page, half-way to what stands beside it; None where that cannot be done cleanly.

    Args:
        page: Flat grey page with even light and without ruled lines.
        cell: The run's cell, flat coordinates.
        run: Which of its characters.
        left: Where the cell before ends, None where there is none.
        right: Where the next cell begins.
        unit: Size of one pixel in flat coordinates.
    """
    height = run.bottom - run.top
    x0, x1 = cell.edges[run.first][0] / unit, cell.edges[run.end - 1][1] / unit
    band = (run.top, run.bottom)
    ink: NDArray[np.bool_] | None = None
    limits = []
    for side, inner in ((-1, run.first > run.line_first), (1, run.end < run.line_end)):
        if inner:
            if ink is None:
                ink = _line_ink(page, band, (x0, x1))
            cut = _inner_cut(ink, cell, run, side, unit, height)
            if cut is None:
                return None
            # The free column itself belongs to the crop: it is the clean edge that is asked for.
            cut = cut if side < 0 else cut + 1.0
            limits.append((cut, cut))
        else:
            start = x0 if side < 0 else x1
            neighbour = left if side < 0 else right
            gap = abs(start - neighbour / unit) if neighbour is not None else 2 * REACH * height
            if neighbour is not None and gap < _LEAST_GAP * height:
                return None
            half, most = min(gap / 2, REACH * height), min(0.85 * gap, REACH * height)
            limits.append((start + side * half, start + side * max(half, most)))
    (near_left, far_left), (near_right, far_right) = limits
    inner_sides = (run.first > run.line_first, run.end < run.line_end)
    crop = crop_text(page, (x0, x1), band, (near_left, near_right), inner_sides)
    if crop is None and (far_left, far_right) != (near_left, near_right):
        crop = crop_text(page, (x0, x1), band, (far_left, far_right), inner_sides)
    return crop


def _line_ink(page: Image8, band: tuple[float, float], span: tuple[float, float]) -> NDArray[np.bool_]:
    """Return for each column of the page whether a line of text has ink there."""
    strip = page[max(0, round(band[0])) : max(1, round(band[1]))]
    level = ink_threshold(strip[:, max(0, round(span[0])) : max(1, round(span[1]))])
    return np.asarray((strip <= level).any(axis=0))


def _inner_cut(inked: NDArray[np.bool_], cell: Cell, run: Run, side: int, unit: float, height: float) -> float | None:
    """Return where a run is parted from the character beside it: a column without ink, or None.

    Looked for only near that character.  Farther away, an unread figure between the two could be painted
    over, and the rest of the number would look confirmed.
    """
    own = cell.edges[run.first if side < 0 else run.end - 1]
    other = cell.edges[run.first - 1 if side < 0 else run.end]
    own_middle, other_middle = (own[0] + own[1]) / 2 / unit, (other[0] + other[1]) / 2 / unit
    char = cell.text[run.first - 1 if side < 0 else run.end]
    if char == " ":
        return (other[0] + other[1]) / 2 / unit
    wide = unicodedata.category(char).startswith("L")
    low, high = sorted((own_middle, other_middle))
    if wide:
        nearest, farthest = 0.2 * height, 0.8 * height
        bounds = sorted((other_middle - side * nearest, other_middle - side * farthest))
        low, high = max(low, bounds[0]), min(high, bounds[1])
    columns = np.arange(int(np.ceil(low)), int(high) + 1)
    columns = columns[(columns >= 0) & (columns < inked.size)]
    free = columns[~inked[columns]]
    if not free.size:
        return None
    # The widest gap parts two characters; narrower ones are inside a glyph.
    groups = np.split(free, np.flatnonzero(np.diff(free) > 1) + 1)
    widest: NDArray[np.int_] = max(groups, key=len)
    return float(widest[widest.size // 2])
