"""What further readers say of a value that the first one read: who agrees, who contradicts, who has nothing to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from pipeline.records.evidence import Check, CheckKind
from pipeline.records.reading import FIGURES_READER, NOT_READ, WORDS_READER
from pipeline.values.text import IDENTIFIER, key

T = TypeVar("T")

ONLY_CONTRADICT = frozenset({"pdfium-layer", "pdfium-strict"})
"""Readers of the file's own doubtful text: where they agree they say nothing."""

_BRACKETS = dict(zip("(（[［【〔{〈《", ")）]］】〕}〉》", strict=True))

_SECOND_EXTRACTORS = frozenset({"pylopdf", "pdfplumber", "pdfium-layer"})
"""They read the same embedded text: on a picture they may contradict, never confirm."""


def checks_of(
    raw: str, parsed: T, parse: Callable[[str], T | None], texts: Mapping[str, str]
) -> tuple[Check, ...]:
    """Judge what each further reader made of a place.

    On pictures two readers share the second reading: one was shown the figures alone, the other whole lines in which
    it reads Chinese well and figures badly.  So figures are held against the first, words against the second, and
    words with figures in them against both, each for its part.

    Args:
        raw: What the first reader saw.
        parsed: The value that this is.
        parse: Text to the value, None where it is not one.
        texts: Name of a reader to what it saw of this place; U+FFFD stands for what it was not shown.

    Returns:
        A check for every reader that has something to say.
    """
    checks = [
        Check(
            CheckKind.SECOND_EXTRACTOR if name in _SECOND_EXTRACTORS else CheckKind.SECOND_READER,
            parse(text) == parsed,
            name,
        )
        for name, text in texts.items()
        if name not in (FIGURES_READER, WORDS_READER) and NOT_READ not in text
    ]
    checks = [check for check in checks if not (check.agrees and check.source in ONLY_CONTRADICT)]
    figures, words = (_shown(texts.get(name)) for name in (FIGURES_READER, WORDS_READER))
    lettered = any(character.isalpha() for character in key(raw)) and IDENTIFIER.fullmatch(raw.strip()) is None
    if isinstance(parsed, str):
        if not lettered:
            words = None  # the reader of words is no judge of figures
        agrees, source = _same_words(raw, parse, figures, words, lettered=lettered)
        text = words if source == WORDS_READER else figures
    elif any(character.isdigit() for character in raw):
        # The reader of words reads figures badly: it is no witness of them, even where the other was not shown them.
        source, text = FIGURES_READER, figures
        agrees = None if text is None else parse(text) == parsed
    else:
        text, source = (words, WORDS_READER) if lettered or figures is None else (figures, FIGURES_READER)
        agrees = None if text is None else parse(text) == parsed
    if agrees is not None:
        saw = None if agrees or text is None else _seen(text, parse)
        checks.append(Check(CheckKind.SECOND_READER, agrees, source, saw))
    return tuple(checks)


def _seen(text: str, parse: Callable[[str], T | None]) -> object:
    value = parse(text)
    return text if value is None else value


def _shown(text: str | None) -> str | None:
    return None if text is None or NOT_READ in text else text


def _same_words(
    raw: str, parse: Callable[[str], object], figures: str | None, words: str | None, *, lettered: bool
) -> tuple[bool | None, str]:
    """Compare words folded, marks left out: 〔 and [ are read for each other and say nothing."""
    digits = _digits(raw)
    if not lettered:
        if figures is not None:
            return parse(figures) == parse(raw) or _plain(figures) == _plain(raw), FIGURES_READER
        return (None if words is None else _plain(words) == _plain(raw)), WORDS_READER
    if digits and figures is not None and _digits(figures) != digits:
        return False, FIGURES_READER
    if words is None:
        return None, WORDS_READER
    if _letters(words) != _letters(raw):
        return False, WORDS_READER
    if not _balanced(raw) or (digits and figures is None and _plain(words) != _plain(raw)):
        return None, WORDS_READER
    return True, WORDS_READER


def _balanced(text: str) -> bool:
    """Whether brackets close as they open: of marks, these alone show a misreading."""
    open_ones: list[str] = []
    for character in text:
        if character in _BRACKETS:
            open_ones.append(_BRACKETS[character])
        elif character in _BRACKETS.values() and (not open_ones or key(open_ones.pop()) != key(character)):
            return False
    return True


def _plain(text: str) -> str:
    return "".join(character for character in key(text) if character.isalnum() or character in "-*")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", key(text))


def _letters(text: str) -> str:
    return "".join(character for character in key(text) if character.isalpha())
