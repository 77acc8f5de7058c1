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
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pipeline.reading import ocr_tesseract
from pipeline.reading.crops import Crop
from pipeline.reading.mend import mended
from pipeline.reading.prepare import Prepared
from pipeline.reading.ruling import without_lines
from pipeline.reading.runs import Run, crop_run, figure_runs, folded, word_runs
from pipeline.records.evidence import Box
from pipeline.records.reading import FIGURES_READER, NOT_READ, WORDS_READER, Cell, Grid, ReaderText, Word

_AMOUNT = re.compile(r"[-+]?¥?-?\d[\d,]*\.\d\d")
_SIGNED = re.compile(r"[-+]?¥?-?\d[\d,]*(?:\.\d+)?")
_LEAST_AMOUNTS: Final = 3

_SURE: Final = 0.7
"""An agreement counts only where the first reader is sure of each character to this degree: thin figures on faxes and
small photos were misread alike by both, and nearly always the first was less sure than that."""


@dataclass(slots=True)
class _Job:
    """A cell to be read again by one reader: place in the grid, runs, their crops, and then what was seen in them."""

    row: int
    number: int
    text: str
    runs: list[Run]
    crops: list[Crop | None]
    chinese: bool
    seen: list[str | None]

    def pairs(self) -> list[tuple[str, str | None]]:
        """Return each run as the first and as the second reader saw it."""
        return [(self.text[r.first : r.end], text) for r, text in zip(self.runs, self.seen, strict=True)]

    def drop_agreements(self) -> None:
        """Take back where the second reader agrees: the first is too unsure of the cell, or a seal lies over it."""
        for position, (first, text) in enumerate(self.pairs()):
            if text is not None and folded(text) == folded(first):
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
    for job in jobs:
        cell = grid.rows[job.row].cells[job.number]
        score = None if job.chinese else _score(cell, words)
        if _under(cell.box, prepared) if job.chinese else score is not None and score < _SURE:
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
            for chinese, runs in ((False, figure_runs(cell, page, unit)), (True, word_runs(cell, page, unit))):
                if runs:
                    crops = [crop_run(page, cell, run, left, right, unit) for run in runs]
                    jobs.append(_Job(row_number, number, cell.text, runs, crops, chinese, [None] * len(runs)))
    return jobs


def _usual_height(grid: Grid) -> float:
    heights = [cell.box.height for row in grid.rows for cell in row.cells]
    return float(np.median(heights)) if heights else 12.0


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
    def run(self) -> Run:
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
        first, text = folded(self.first), folded(mended(text))
        plain = _unsigned(text)
        if _SIGNED.fullmatch(first) and _unsigned(first) == plain:
            text = first if ("-" in first) is self.crop.minus else "-" * self.crop.minus + plain
        # An agreement over ink that neither text accounts for is dropped; a contradiction is kept.
        return None if not self.crop.clean and first == text else text

    def agrees(self, text: str) -> bool:
        """Whether a second reading is that of the first, whatever becomes of the sign."""
        return _unsigned(folded(self.first)) == _unsigned(folded(mended(text)))


def _under(box: Box, prepared: Prepared) -> bool:
    """Whether a red seal lies over a cell or its ends: what it covers neither reader may have seen."""
    around = 1.5 * box.height
    return any(
        seal.x0 * prepared.unit < box.x1 + around
        and box.x0 - around < seal.x1 * prepared.unit
        and seal.top * prepared.unit < box.bottom
        and box.top < seal.bottom * prepared.unit
        for seal in prepared.seals
    )


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
    amounts = [pair for pair in seen if _AMOUNT.fullmatch(folded(pair[0]))]
    if len(amounts) < _LEAST_AMOUNTS:
        amounts = [pair for pair in seen if sum(char.isdigit() for char in pair[0]) >= 3]
    if not amounts:
        return None
    return sum(text is not None and folded(first) == folded(text) for first, text in amounts) / len(amounts)


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
