"""The second reader looks at the cells again, so that a figure has two witnesses.

Both readers fail together when they are shown the same clipped picture: `7,155.55` cut to `155.55` is read as
`155.55` by everyone.  So a crop follows the *cell*, never the first reader's token: it reaches half-way to
the neighbours, its edges must be free of ink, and ink that the first reader did not account for spoils an
agreement.

What a second reading confirms: of a cell with Chinese and figures in it, the runs of figures are cut out and
read by themselves, the ink of their neighbours painted over.  The second text is the first one with these
runs replaced by what the second reader saw.  **The Chinese in such a text is the first reader's and not
confirmed.**  A run that could not be shown whole to the second reader stands as U+FFFD there: not read,
which is neither agreement nor contradiction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading import ocr_tesseract
from pipeline.reading.prepare import Image8, Prepared, for_second_reader, without_lines
from pipeline.records.reading import Cell, Grid, ReaderText, Word

NOT_READ: Final = "\ufffd"
"""Stands in a second text for a run that the second reader was not shown."""

# One blank beside a separator is taken for a part of the figure: cut there, 1, 590.03 would agree as 590.03.
# So are letters and strange marks between digits: they are misread digits, and painted over nobody would see.
_RUN = re.compile(
    r"(?:[-\u2212\uff0d\u2013¥\uffe5.,\uff0c\uff0e/\uff0f] ?)*[0-9\uff10-\uff19]"
    r"(?:(?:[-\u2212\uff0d\u2013/\uff0fA-WYZa-wyz+|?!'\"^_]| ?[.,\uff0c\uff0e\u3002] ?)*[0-9\uff10-\uff19])*"
)
_AMOUNT = re.compile(r"-?¥?-?\d[\d,]*\.\d\d")
_FOLD = str.maketrans(
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0c\uff0e\u3002\uff0d\u2212\u2013\uffe5\uff0f",
    "0123456789,..---¥/",
)
_LEAST_AMOUNTS: Final = 3

_FAINT: Final = 15
"""Grey levels above the threshold that still count as ink at an outer edge."""

_LEAST_GAP: Final = 0.3
"""Two cells nearer than so many heights of the font may be one figure that was torn apart."""

_REACH: Final = 2.5
"""How far at most a crop reaches beyond its text, in heights of the font."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture of one run of text for the second reader.

    Attributes:
        picture: Grey, dark on white, scaled, with a white border.
        clean: Whether all ink in it stands where the first reader saw characters.
    """

    picture: Image8
    clean: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Where a run of characters stands in a cell: character numbers and the line of text, in pixels."""

    first: int
    end: int
    line_first: int
    line_end: int
    top: float
    bottom: float


@dataclass(slots=True)
class _Job:
    """A cell to be read again: place in the grid, runs, their crops, and then what was seen in them."""

    row: int
    number: int
    text: str
    runs: list[_Run]
    crops: list[Crop | None]
    chinese: bool
    seen: list[str | None]

    def pairs(self) -> list[tuple[str, str | None]]:
        """Return each run as the first and as the second reader saw it."""
        return [(self.text[r.first : r.end], text) for r, text in zip(self.runs, self.seen, strict=True)]

    def reading(self) -> ReaderText | None:
        """Return the cell's second reading, None when no run of it was read."""
        if all(text is None for text in self.seen):
            return None
        parts, at = [], 0
        for run, text in zip(self.runs, self.seen, strict=True):
            parts += [self.text[at : run.first], NOT_READ if text is None else text]
            at = run.end
        reader = ocr_tesseract.WORDS if self.chinese else ocr_tesseract.FIGURES
        return ReaderText(reader, "".join([*parts, self.text[at:]]))


def second_readings(
    prepared: Prepared, grid: Grid, words: Sequence[Word], *, first: str = "rapidocr", second: bool = True
) -> tuple[Grid, float | None]:
    """Let the second reader look at every cell with figures, and at Chinese ones where it can read them.

    Args:
        prepared: The flat picture.
        grid: What the first reader saw, flat coordinates.
        words: The first reader's words with their scores, flat coordinates.
        first: Name of the first reader.
        second: Whether there is to be a second reading; without one only the first reader's texts are noted.

    Returns:
        The grid with `Cell.readings`, the first reader's first; and the share of the page's amounts on which
        both readers agree, None where nothing was compared.
    """
    jobs = _jobs(prepared, grid) if second else []
    _read(jobs)
    others = {(job.row, job.number): job.reading() for job in jobs}
    rows = []
    for row_number, row in enumerate(grid.rows):
        cells = []
        for number, cell in enumerate(row.cells):
            own = ReaderText(first, cell.text, _score(cell, words))
            other = others.get((row_number, number))
            cells.append(replace(cell, readings=(own,) if other is None else (own, other)))
        rows.append(replace(row, cells=tuple(cells)))
    available = second and ocr_tesseract.is_available()
    return Grid(tuple(rows)), _agreement(jobs) if available else None


def crop_text(
    page: Image8,
    span: tuple[float, float],
    band: tuple[float, float],
    limits: tuple[float, float],
    inner: tuple[bool, bool] = (False, False),
) -> Crop | None:
    """Cut out a run of text with clean margins, or refuse.

    Args:
        page: Flat grey page with even light and without ruled lines.
        span: Where the text begins and ends by the first reader, pixels.
        band: Top and bottom of its line, pixels; their distance is about the height of the font.
        limits: How far the crop reaches to the left and right, pixels: half-way to the neighbours.
        inner: Whether the left and the right limit lie between two characters of one text; there a mere shade
            at the edge is let pass.

    Returns:
        The crop, or None when ink touches its edges wherever it is cut.
    """
    height = max(4.0, band[1] - band[0])
    low, high = max(0, round(band[0] - 0.2 * height)), min(page.shape[0], round(band[1] + 0.2 * height))
    from_x, to_x = max(0, round(limits[0])), min(page.shape[1], round(limits[1]))
    if high - low < 4 or to_x - from_x < 2:
        return None
    strip = page[low:high, from_x:to_x].copy()
    core = strip[:, max(0, round(span[0]) - from_x) : max(1, round(span[1]) - from_x)]
    level = _threshold(core)
    faint = strip <= level + _FAINT
    if not faint.any():
        return None
    core_band = (band[0] - low + 0.1 * height, band[1] - low - 0.1 * height)
    ink = _own_ink(strip, faint, core_band, height)
    if ink is None:
        return None
    # The edge must stand in a gap: an inked outermost column means that something was cut off.
    for column, between in ((0, inner[0]), (-1, inner[1])):
        if (ink[:, column] & (strip[:, column] <= level) if between else ink[:, column]).any():
            return None
    columns = np.flatnonzero(ink.any(axis=0))
    slack = 0.25 * height
    outside = (columns + from_x < span[0] - slack) | (columns + from_x >= span[1] + slack)
    return Crop(for_second_reader(strip, height), not bool(outside.any()))


def _jobs(prepared: Prepared, grid: Grid) -> list[_Job]:
    unit = prepared.unit
    page = without_lines(prepared.grey, _usual_height(grid) / unit)
    jobs = []
    for row_number, row in enumerate(grid.rows):
        for number, cell in enumerate(row.cells):
            if len(cell.edges) != len(cell.text):
                continue
            runs, chinese = _runs(cell, page, unit)
            if not runs or (chinese and not ocr_tesseract.has_chinese()):
                continue
            left = row.cells[number - 1].box.x1 if number else None
            right = row.cells[number + 1].box.x0 if number + 1 < len(row.cells) else None
            crops = [_crop_run(page, cell, run, left, right, unit) for run in runs]
            jobs.append(_Job(row_number, number, cell.text, runs, crops, chinese, [None] * len(runs)))
    return jobs


def _usual_height(grid: Grid) -> float:
    heights = [cell.box.height for row in grid.rows for cell in row.cells]
    return float(np.median(heights)) if heights else 12.0


def _runs(cell: Cell, page: Image8, unit: float) -> tuple[list[_Run], bool]:
    """Return the runs of a cell to be read again, and whether they are Chinese words rather than figures."""
    has_digit = any(char.isdigit() for char in cell.text)
    if not has_digit and not any("\u4e00" <= char <= "\u9fff" for char in cell.text):
        return [], False
    lines = cell.text.split("\n")
    cuts = _line_cuts(cell, page, unit, len(lines))
    runs, start = [], 0
    for number, line in enumerate(lines):
        spans = [match.span() for match in _RUN.finditer(line)] if has_digit else [(0, len(line))]
        for first, end in spans:
            first += _loose_marks(line, first)
            runs.append(_Run(start + first, start + end, start, start + len(line), cuts[number], cuts[number + 1]))
        start += len(line) + 1
    return runs, not has_digit


def _loose_marks(line: str, first: int) -> int:
    """Return how many separators before a figure cannot belong to it (the comma of `余额，0`)."""
    at = first
    while line[at] in ".,\uff0c\uff0e/\uff0f " or (_folded(line[at]) == "-" and at and line[at - 1].isalnum()):
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


def _crop_run(page: Image8, cell: Cell, run: _Run, left: float | None, right: float | None, unit: float) -> Crop | None:
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
            gap = abs(start - neighbour / unit) if neighbour is not None else 2 * _REACH * height
            if neighbour is not None and gap < _LEAST_GAP * height:
                return None
            half, most = min(gap / 2, _REACH * height), min(0.85 * gap, _REACH * height)
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
    level = _threshold(strip[:, max(0, round(span[0])) : max(1, round(span[1]))])
    return np.asarray((strip <= level).any(axis=0))


def _inner_cut(inked: NDArray[np.bool_], cell: Cell, run: _Run, side: int, unit: float, height: float) -> float | None:
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


def _threshold(core: Image8) -> int:
    if not core.size:
        return 150
    level, _ = cv2.threshold(core, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(min(level, 185))


def _own_ink(
    strip: Image8, ink: NDArray[np.bool_], core: tuple[float, float], height: float
) -> NDArray[np.bool_] | None:
    """Paint over specks, rests of rules and other lines' ink; None when a glyph itself is cut."""
    count, labels, stats, centres = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    rows = ink.shape[0]
    for label in range(1, count):
        _, top, width, tall, _ = (int(number) for number in stats[label])
        middle = float(centres[label][1])
        touches = top == 0 or top + tall == rows
        speck = max(width, tall) < max(2.0, 0.06 * height)
        ruled = (tall == rows and width < 0.2 * height) or (width > _REACH * height and tall < 0.2 * height)
        if touches and not ruled and core[0] <= middle <= core[1]:
            return None
        if touches or speck or ruled:
            spot = labels == label
            strip[cv2.dilate(spot.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 255
            ink[spot] = False
    return ink


def _read(jobs: list[_Job]) -> None:
    """Read all crops of the page, figures in one call and words in another."""
    for chinese, reader in ((False, ocr_tesseract.figures), (True, ocr_tesseract.words)):
        places = [
            (job, position, crop)
            for job in jobs
            if job.chinese is chinese
            for position, crop in enumerate(job.crops)
            if crop is not None
        ]
        for (job, position, crop), text in zip(places, reader([c.picture for _, _, c in places]), strict=True):
            first = job.pairs()[position][0]
            # An agreement over ink that neither text accounts for is dropped; a contradiction is kept.
            spoilt = text is not None and not crop.clean and _folded(first) == _folded(text)
            job.seen[position] = None if spoilt else text


def _folded(text: str) -> str:
    return "".join(text.split()).translate(_FOLD)


def _agreement(jobs: list[_Job]) -> float | None:
    """Return the share of amounts, or of all longer figures where amounts are few, that both read alike."""
    seen = [pair for job in jobs if not job.chinese for pair in job.pairs()]
    amounts = [pair for pair in seen if _AMOUNT.fullmatch(_folded(pair[0]))]
    if len(amounts) < _LEAST_AMOUNTS:
        amounts = [pair for pair in seen if sum(char.isdigit() for char in pair[0]) >= 3]
    if not amounts:
        return None
    return sum(text is not None and _folded(first) == _folded(text) for first, text in amounts) / len(amounts)


def _score(cell: Cell, words: Sequence[Word]) -> float | None:
    """Return the lowest score of the words in a cell."""
    box = cell.box
    inside = [
        word.score
        for word in words
        if word.score is not None
        and box.top <= word.box.middle <= box.bottom
        and box.x0 <= (word.box.x0 + word.box.x1) / 2 <= box.x1
    ]
    return min(inside, default=None)
