"""May a page's embedded text be trusted?  Asked of pdfium's characters, in a few milliseconds."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.values.text import is_chinese


@dataclass(frozen=True, slots=True)
class TextSigns:
    """What one pass over a page's characters found.

    Attributes:
        characters: Visible ones, blanks not counted.
        unmapped: Without a Unicode map, control codes or private use.
        invisible: Drawn in render mode 3 (a hidden text layer).
        chinese: Chinese ideographs.
        image_share: Share of the page that the largest picture covers, 0..1.
    """

    characters: int
    unmapped: int
    invisible: int
    chinese: int
    image_share: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to use the embedded text, and the reason codes of doubts."""

    embedded: bool
    warnings: tuple[str, ...] = ()


MIN_CHARACTERS = 20
"""A page with fewer characters is read as a picture when it holds one."""


def unmapped(text: str) -> bool:
    """Whether a character tells that the font's Unicode map is missing."""
    code = ord(text)
    return code < 32 or 0xE000 <= code <= 0xF8FF or code == 0xFFFD or unicodedata.category(text) == "Cn"


def judge(signs: TextSigns) -> Verdict:
    """Judge a page by its signs.

    A hidden layer under a picture is some other program's OCR: of unknown quality, never truth.  Pages without
    Chinese are foreign papers or lost their map; digits alone still look right then, so the share is looked at.
    """
    if signs.characters < MIN_CHARACTERS and signs.image_share > 0.2:
        return Verdict(False)
    if signs.characters == 0:
        return Verdict(False)
    if signs.invisible > 0.5 * signs.characters or (signs.image_share >= 0.8 and signs.invisible):
        return Verdict(False, ("hidden_text",))
    if signs.unmapped > 0.02 * signs.characters:
        return Verdict(False, ("texts_differ",))
    return Verdict(True)


def signs_of(characters: Sequence[tuple[str, bool, bool]], image_share: float) -> TextSigns:
    """Count signs over (character, map error, invisible) triples."""
    visible = [c for c in characters if not c[0].isspace()]
    return TextSigns(
        characters=len(visible),
        unmapped=sum(1 for text, error, _ in visible if error or unmapped(text)),
        invisible=sum(1 for _, _, hidden in visible if hidden),
        chinese=sum(1 for text, _, _ in visible if is_chinese(text)),
        image_share=image_share,
    )
