"""The second reader looks at the cells again, so that a figure has two witnesses.

Both readers fail together when they are shown the same clipped picture: `7,155.55` cut to `155.55` is read as
`155.55` by everyone.  So a crop follows the *cell*, never the first reader's token: it reaches half-way to
the neighbours, its edges must be free of ink, and ink that the first reader did not account for spoils an
agreement.

What a second reading confirms: of a cell with figures in it, the runs of figures are cut out and read by
themselves, the ink of their neighbours painted over.  The second text is the first one with these runs
replaced by what the second reader saw.  **The words in such a text are the first reader's and not
confirmed**; where Chinese can be read, a third text is what the reader of words made of the whole line.  A run
that could not be shown whole stands as U+FFFD: not read, which is neither agreement nor contradiction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.reading import ocr_tesseract
from pipeline.reading.crops import REACH, Crop, crop_text, ink_threshold
from pipeline.reading.mend import mended
from pipeline.reading.prepare import Image8, Prepared
from pipeline.reading.ruling import without_lines
from pipeline.records.reading import FIGURES_READER, WORDS_READER, Cell, Grid, ReaderText, Word
from pipeline.values.text import IDENTIFIER, is_chinese

NOT_READ: Final = "\ufffd"
"""Stands in a second text for a run that the second reader was not shown."""

# One blank beside a separator is taken for a part of the figure: cut there, 1, 590.03 would agree as 590.03.
# So are letters and strange marks between digits: they are misread digits, and painted over nobody would see.
_RUN = re.compile(
    r"(?:[-+\u2212\uff0d\uff0b\u2013¥\uffe5.,\uff0c\uff0e/\uff0f] ?)*[0-9\uff10-\uff19]"
    r"(?:(?:[-\u2212\uff0d\u2013/\uff0fA-WYZa-wyz+|?!'\"^_]| ?[.,\uff0c\uff0e\u3002] ?)*[0-9\uff10-\uff19])*"
)
_NUMBER = re.compile(rf"(?<![A-Za-z0-9]){IDENTIFIER.pattern}(?![A-Za-z0-9])")
_AMOUNT = re.compile(r"[-+]?¥?-?\d[\d,]*\.\d\d")
_SIGNED = re.compile(r"[-+]?¥?-?\d[\d,]*(?:\.\d+)?")
_FOLD = str.maketrans(
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0c\uff0e\u3002\uff0d\u2212\u2013\uffe5\uff0f\uff0b",
    "0123456789,..---¥/+",
)
_LEAST_AMOUNTS: Final = 3

_SURE_PAGE: Final = 0.97
_SURE: Final = 0.9
"""On a page on which the readers agree on a smaller share of the amounts, both misread thin figures alike; an
agreement counts there only where the first reader is sure of each character to this degree."""

_LEAST_GAP: Final = 0.3
"""Two cells nearer than so many heights of the font may be one figure that was torn apart."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Where a run of characters stands in a cell: character numbers and the line of text, in pixels."""

    first: int
    end: int
    line_first: int
    line_end: int
    top: float
    bottom: float
    letters: bool = False
    """Whether capital letters belong to it, as in the number of a contract."""


@dataclass(slots=True)
class _Job:
    """A cell to be read again by one reader: place in the grid, runs, their crops, and then what was seen in them."""

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

    def drop_agreements(self) -> None:
        """Take back where the second reader agrees: on this page the first is too unsure of the cell."""
        for position, (first, text) in enumerate(self.pairs()):
            if text is not None and _folded(text) == _folded(first):
                self.seen[position] = None

    def reading(self) -> ReaderText | None:
        """Return the cell's second reading, None when no run of it was read."""
        if all(text is None for text in self.seen):
            return None
        parts, at = [], 0
        for run, text in zip(self.runs, self.seen, strict=True):
            parts += [self.text[at : run.first], NOT_READ if text is None else text]
            at = run.end
        return ReaderText(WORDS_READER if self.chinese else FIGURES_READER, "".join([*parts, self.text[at:]]))


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
    agreement = _agreement(jobs) if second and ocr_tesseract.is_available() else None
    if agreement is not None and agreement < _SURE_PAGE:
        for job in jobs:
            score = _score(grid.rows[job.row].cells[job.number], words)
            if not job.chinese and score is not None and score < _SURE:
                job.drop_agreements()
    others: dict[tuple[int, int], list[ReaderText]] = {}
    for job in jobs:
        if (reading := job.reading()) is not None:
            others.setdefault((job.row, job.number), []).append(reading)
    rows = []
    for row_number, row in enumerate(grid.rows):
        cells = []
        for number, cell in enumerate(row.cells):
            own = ReaderText(first, cell.text, _score(cell, words))
            cells.append(replace(cell, readings=(own, *others.get((row_number, number), ()))))
        rows.append(replace(row, cells=tuple(cells)))
    return Grid(tuple(rows)), agreement


def _jobs(prepared: Prepared, grid: Grid) -> list[_Job]:
    unit = prepared.unit
    page = without_lines(prepared.grey, _usual_height(grid) / unit)
    jobs = []
    for row_number, row in enumerate(grid.rows):
        for number, cell in enumerate(row.cells):
            if len(cell.edges) != len(cell.text):
                continue
            left = row.cells[number - 1].box.x1 if number else None
            right = row.cells[number + 1].box.x0 if number + 1 < len(row.cells) else None
            for chinese, runs in ((False, _figure_runs(cell, page, unit)), (True, _word_runs(cell, page, unit))):
                if runs:
                    crops = [_crop_run(page, cell, run, left, right, unit) for run in runs]
                    jobs.append(_Job(row_number, number, cell.text, runs, crops, chinese, [None] * len(runs)))
    return jobs


def _usual_height(grid: Grid) -> float:
    heights = [cell.box.height for row in grid.rows for cell in row.cells]
    return float(np.median(heights)) if heights else 12.0


def _word_runs(cell: Cell, page: Image8, unit: float) -> list[_Run]:
    """Return the lines of a cell with Chinese in it, none where there is no reader for them."""
    if not any(is_chinese(char) for char in cell.text) or not ocr_tesseract.has_chinese():
        return []
    return [
        _Run(start, start + len(line), start, start + len(line), top, bottom)
        for line, start, top, bottom in _lines(cell, page, unit)
        if line
    ]


def _figure_runs(cell: Cell, page: Image8, unit: float) -> list[_Run]:
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
            _Run(start + first, start + end, start, start + len(line), top, bottom, letters)
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


def _read(jobs: list[_Job]) -> None:
    """Read all crops of the page: figures, identifiers and words, each kind in one call."""
    places = [
        _Place(job, position, crop) for job in jobs for position, crop in enumerate(job.crops) if crop is not None
    ]
    for reader, own in (
        (ocr_tesseract.figures, [p for p in places if not p.job.chinese and not p.run.letters]),
        (ocr_tesseract.identifiers, [p for p in places if p.run.letters]),
        (ocr_tesseract.words, [p for p in places if p.job.chinese]),
    ):
        seen = list(reader([place.crop.picture for place in own]))
        # Of what the two do not agree on, the second takes another look: coarse pixels mislead it.
        doubtful = [
            n for n, text in enumerate(seen) if text is not None and not own[n].job.chinese and not own[n].agrees(text)
        ]
        again = reader([own[n].crop.smoothed for n in doubtful])
        for n, text in zip(doubtful, again, strict=True):
            if text is not None and own[n].agrees(text):
                seen[n] = text
        for place, text in zip(own, seen, strict=True):
            place.job.seen[place.position] = None if text is None else place.judged(text)


@dataclass(frozen=True, slots=True)
class _Place:
    """One run of a cell with its crop."""

    job: _Job
    position: int
    crop: Crop

    @property
    def run(self) -> _Run:
        """Where it stands."""
        return self.job.runs[self.position]

    @property
    def first(self) -> str:
        """What the first reader saw."""
        return self.job.pairs()[self.position][0]

    def judged(self, text: str) -> str | None:
        """Return the second reading with its sign settled by the ink; None where it says nothing.

        A minus sign is often lost by either reader.  A figure that both read alike but for the sign is agreed on
        when the picture shows a bar, or none, as the first reader says; and one that both read without a sign
        is contradicted by a bar.
        """
        first, text = _folded(self.first), _folded(mended(text))
        plain = _unsigned(text)
        if _SIGNED.fullmatch(first) and _unsigned(first) == plain:
            text = first if ("-" in first) is self.crop.minus else "-" * self.crop.minus + plain
        # An agreement over ink that neither text accounts for is dropped; a contradiction is kept.
        return None if not self.crop.clean and first == text else text

    def agrees(self, text: str) -> bool:
        """Whether a second reading is that of the first, whatever becomes of the sign."""
        return _unsigned(_folded(self.first)) == _unsigned(_folded(mended(text)))


def _folded(text: str) -> str:
    return "".join(text.split()).translate(_FOLD)


def _unsigned(text: str) -> str:
    return text.replace("-", "").replace("+", "")


def _agreement(jobs: list[_Job]) -> float | None:
    """Return the share of amounts, or of all longer figures where amounts are few, that both read alike."""
    seen = [
        pair
        for job in jobs
        if not job.chinese
        for run, pair in zip(job.runs, job.pairs(), strict=True)
        # Beside the asterisks of a masked number digits can seldom be cut out: that says nothing of the page.
        if pair[1] is not None or not {"*", "＊"} & set(job.text[max(run.first - 1, 0) : run.end + 1])
    ]
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
