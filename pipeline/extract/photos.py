"""Photographs that are pages of one paper: which belong together, in which order, and what proves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.extract.check import check_record
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.papers import Paper
from pipeline.extract.report_pages import in_order
from pipeline.extract.split import continues, differ, numbering
from pipeline.records.extraction import Statement
from pipeline.records.loan import Plan
from pipeline.records.reading import Page

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph of one page: its path in the inbox and the page as read."""

    path: str
    page: Page

    @property
    def folder(self) -> str:
        """The folder it lies in."""
        return self.path.rpartition("/")[0]

    @property
    def order(self) -> tuple[object, ...]:
        """Its place among its neighbours: figures in names count as figures, so that 9 goes before 10."""
        parts = _DIGITS.split(self.path.rpartition("/")[2].casefold())
        return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def join(photos: Sequence[Photo], lexicon: Lexicon, proved: Callable[[Sequence[Photo]], bool]) -> list[list[Photo]]:
    """Group photographs into papers, each in the order of its pages; most are papers by themselves.

    Two things prove that pages belong together: the numbers that they print (第 1 页/共 3 页, from the first on, in the
    order of the files' names; of a credit report, whatever their names), or a page without a title that completes the
    arithmetic of the one before it.

    Args:
        photos: Readable photographs of a case.
        lexicon: What labels mean.
        proved: Whether photographs, read as one paper, add up, which they do not without the last.
    """
    result: list[list[Photo]] = []
    for _, lot in groupby(sorted(photos, key=lambda p: (p.folder, p.order, p.path)), key=lambda p: p.folder):
        papers: list[list[Photo]] = []
        for photo in in_order(list(lot), lambda one: one.page):
            if papers and (_next_number(papers[-1], photo, lexicon) or _goes_on(papers[-1], photo, lexicon, proved)):
                papers[-1].append(photo)
            else:
                papers.append([photo])
        result.extend(papers)
    return result


def _next_number(paper: Sequence[Photo], photo: Photo, lexicon: Lexicon) -> bool:
    """Whether a photograph prints the number that follows, of the same total, and names no other paper."""
    numbers = [numbering(one.page) for one in paper]
    own = numbering(photo.page)
    if own is None or any(number is None or number.total != own.total for number in numbers):
        return False
    found = [number.number for number in numbers if number is not None]
    follows = found == list(range(1, len(found) + 1)) and own.number == len(found) + 1
    return follows and not any(differ(one.page, photo.page, lexicon) for one in paper)


def _goes_on(
    paper: Sequence[Photo], photo: Photo, lexicon: Lexicon, proved: Callable[[Sequence[Photo]], bool]
) -> bool:
    numbered = any(numbering(one.page) is not None for one in (*paper, photo))
    return not numbered and continues(photo.page, lexicon) and proved([*paper, photo])


def adds_up(papers: Sequence[Paper]) -> bool:
    """Whether what was read as one paper is one, all of whose statements or whose plan add up."""
    if len(papers) != 1:
        return False
    checked = [check_record(record) for record in papers[0].records if isinstance(record, Statement | Plan)]
    return bool(checked) and all(isinstance(record, Statement | Plan) and record.balanced for record in checked)
