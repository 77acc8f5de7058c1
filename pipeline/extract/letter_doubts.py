"""What a person must know of a letter as a whole: it contradicts itself, it prints a day that no calendar has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.letter_fields import parse_day
from pipeline.extract.letter_text import LetterText
from pipeline.extract.letter_words import DAY
from pipeline.extract.rows import Doubt
from pipeline.records.letter import SAYS_BOTH, Letter
from pipeline.records.reading import Page

_DAY = re.compile(rf"(?<![a-z\d\-/.]){DAY}(?![\-/.\d])")
"""A day, no stretch of a contract's number."""


def letter_doubts(document: str, letters: Sequence[Letter], pages: Sequence[Page]) -> Iterator[Doubt]:
    """Yield what is doubtful about a letter, beside what each of its values says."""
    text = LetterText(document, pages)
    impossible = {text.raw(*m.span()): None for m in _DAY.finditer(text.text) if _is_impossible(m.group(0))}
    for raw in impossible:
        yield Doubt("impossible_date", pages[0], None, raw)
    for letter in letters:
        values = (letter.settled_in_words, letter.outstanding)
        if any(value is not None and SAYS_BOTH in value.checks for value in values):
            yield Doubt("says_both", pages[0], None, letter.contract_no.value if letter.contract_no else "")


def _is_impossible(day: str) -> bool:
    # Eight digits in a row may be a number of anything.
    return not day.isdigit() and parse_day(day) is None
