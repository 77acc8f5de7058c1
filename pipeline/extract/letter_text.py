"""A letter's text: the lines of a sentence joined again, and what stands for itself kept apart.

A sentence runs over lines, and its grammar must see it whole.  A title, a pair of a form, a line of the signature are
no part of it: read together they would say what neither says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from pipeline.extract.letter_words import (
    CLOSING,
    COMPANY_LINE,
    DAY,
    FORM_LABEL,
    SEAL_LINE,
    SERIAL_LINE,
    TITLE_LINE,
    simplified,
)
from pipeline.extract.papertext import PaperText
from pipeline.records.evidence import Value
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.text import key

T = TypeVar("T")

BREAK, BESIDE = "\n", "\t"
"""Between blocks, and between the cells of one line of a form."""

_ENDS = "。;!"
_INTRODUCES = re.compile(r"(?:如下|证明|先生|女士|客户|信息|情况|明细|\)):$")
"""What ends a paragraph by a colon; a label's colon at the end of a line does not."""
_LABELLED = re.compile(
    r"(?![^:]*(?:先生|女士):|尊敬|.*(?:您|我[行司]|已于))[^:,。;()]{2,14}(?:\([^()]{0,8}\))?:(?:[^:,。;()]|\([^()]*\)|(?<=\d):(?=\d)){0,40}"
)
"""A line of a form; a bracket that it leaves open goes on in the next line."""
_DAY_LINE = re.compile(rf"(?:日期:?)?\(?{DAY}\)?(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?")
_MARKED = re.compile(r"(?<!\d),|,(?!\d{3})|。|;")
_ADDRESSED = re.compile(r"致:[^,。;:]{2,16}:?")
_LONE = 4
"""Characters of a line that is too short to begin a sentence: a seal's word, a page number."""
_MANY = 3
"""Cells of a line that is a table's."""
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")


class LetterText:
    """The folded text of a letter, with the way back to its places.

    Attributes:
        text: Folded and in simplified characters; `BREAK` and `BESIDE` part what stands apart.
    """

    def __init__(self, document: str, pages: Sequence[Page]) -> None:
        """Build from a letter's pages."""
        self._base = PaperText.of(document, [(p, c) for p in pages for row in p.grid.rows for c in row.cells])
        self.text, self._back = _blocks(pages)
        if len(self._base.text) != self._back[-1]:
            raise ValueError("the blocks are not the paper's text")

    def hide(self, word: str) -> None:
        """Make a name unreadable that may hold a word of the grammar (若, 拟)."""
        if word:
            self.text = self.text.replace(word, "某" * len(word))

    def value(self, start: int, end: int, parse: Callable[[str], T | None]) -> Value[T] | None:
        """Read a stretch as a value, with what every reader made of it."""
        return self._base.value(self._back[start], self._back[end], parse)

    def words(self, start: int, end: int) -> Value[str] | None:
        """Read a stretch as words."""
        return self._base.words(self._back[start], self._back[end])

    def raw(self, start: int, end: int) -> str:
        """Return the raw text of a stretch."""
        return self._base.raw(self._back[start], self._back[end])

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Yield where each block (a sentence's paragraph, a line, a form's line) begins and ends."""
        start = 0
        for end in (*(m.start() for m in re.finditer(BREAK, self.text)), len(self.text)):
            if end > start:
                yield start, end
            start = end + 1

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence around a stretch begins and ends."""
        low = max(self.text.rfind(mark, 0, start) for mark in "。;\n\t") + 1
        stops = [at for mark in "。;\n\t" if (at := self.text.find(mark, end)) >= 0]
        return low, min(stops, default=len(self.text))

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return where the clause, from comma to comma, around a stretch begins and ends."""
        low, high = self.sentence(start, end)
        for mark in _COMMA.finditer(self.text, low, high):
            if mark.end() <= start:
                low = mark.end()
            elif mark.start() >= end:
                return low, mark.start()
        return low, high


def _blocks(pages: Sequence[Page]) -> tuple[str, list[int]]:
    """Return the text with its breaks, and for each character its place in the text without them."""
    parts: list[str] = []
    back: list[int] = []
    place = 0
    is_open = False
    for row in (row for page in pages for row in page.grid.rows):
        texts = [simplified(key(cell.text)) for cell in row.cells]
        whole = "".join(texts)
        if not whole:
            continue
        goes_on = is_open and not _stands_alone(row, texts)
        if parts and not goes_on:
            parts.append(BREAK)
            back.append(place)
        runs = goes_on or _is_sentence(row.cells, texts)
        for number, text in enumerate(texts):
            if number and text and not runs:
                parts.append(BESIDE)
                back.append(place)
            parts.append(text)
            back.extend(range(place, place + len(text)))
            place += len(text)
        is_open = runs and whole[-1] not in _ENDS and _INTRODUCES.search(whole) is None
    return "".join(parts), [*back, place]


def _stands_alone(row: Row, texts: Sequence[str]) -> bool:
    """Whether a line cannot go on with a sentence: a signature, a closing word, a line of a table."""
    whole = "".join(texts)
    if COMPANY_LINE.fullmatch(whole) or CLOSING.match(whole) or TITLE_LINE.fullmatch(whole):
        return True
    return _is_table(texts) and not _MARKED.search(whole)


def _is_table(texts: Sequence[str]) -> bool:
    return len(texts) >= _MANY or (len(texts) > 1 and FORM_LABEL.fullmatch(texts[0].rstrip(":")) is not None)


def _is_sentence(cells: Sequence[Cell], texts: Sequence[str]) -> bool:
    """Whether a line begins a sentence."""
    whole = "".join(texts)
    if len(cells) > 1:
        return not _is_table(texts) and _MARKED.search(whole) is not None
    if len(whole) <= _LONE or CLOSING.match(whole):
        return False
    alone = (_ADDRESSED, COMPANY_LINE, TITLE_LINE, _LABELLED, _DAY_LINE, SERIAL_LINE, SEAL_LINE)
    return not any(line.fullmatch(whole) for line in alone)
