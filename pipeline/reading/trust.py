"""May a page's embedded text be trusted?  Asked of pdfium's characters, in a few milliseconds."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class TextSigns:
    """What one pass over a page's characters found.

    Attributes:
        characters: Visible ones, blanks not counted.
        unmapped: Without a Unicode map, control codes or private use.
        invisible: Drawn in render mode 3 (a hidden text layer).
        chinese: Chinese ideographs.
        image_share: Share of the page that the largest picture covers, 0..1.
        outside: Off the visible page.
        unseen: On the page and drawn, but without ink that a person can see: white on white, covered, clipped away.
        clashes: Pairs of different characters in one place.
        latin: Latin letters and digits.
        chinese_font: Whether a font's name says that it is a Chinese one.
        elsewhere_chinese: Whether other pages of the file have Chinese.
        other_ink: Dark ink on the page that is no text, as a multiple of the text's own.
        turned: Characters that stand at a right angle to most of the page's text.
        torn: Places where unseen and visible characters stand in one word: a figure covered in part.
        added: Annotations and form fields that may show text of their own.
        pictured: Small dark pictures that stand in a line of text as a word of it would.
        inked_blanks: Blanks in whose place something is printed, or for which the font tells no character.
    """

    characters: int
    unmapped: int
    invisible: int
    chinese: int
    image_share: float
    outside: int = 0
    unseen: int = 0
    clashes: int = 0
    latin: int = 0
    chinese_font: bool = False
    elsewhere_chinese: bool = False
    other_ink: float = 0.0
    turned: int = 0
    torn: int = 0
    added: int = 0
    pictured: int = 0
    inked_blanks: int = 0

    @property
    def doubtful(self) -> bool:
        """Whether a page that is believed has signs for which its text is held against one more extraction."""
        return bool(self.unmapped or self.invisible or self.unseen or self.clashes or self.inked_blanks)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a page's embedded text.

    Attributes:
        embedded: Whether to use it; else the page is read from its picture.
        warnings: Reason codes of doubts.
        layer: Whether the text may contradict what is read from the picture.
    """

    embedded: bool
    warnings: tuple[str, ...] = ()
    layer: bool = False


MIN_CHARACTERS = 20
"""A page with fewer characters is read as a picture when it holds one."""

_MANY_LATIN = 40
"""Letters and digits from which a page without Chinese, in a Chinese font, has lost its map."""

_CLASHES = 2
"""Pairs of different characters in one place from which two texts stand over each other."""

_TURNED = 20
"""Characters at a right angle to the rest from which something may be missing."""


@lru_cache(maxsize=4096)
def unmapped(text: str) -> bool:
    """Whether a character tells that the font's Unicode map is missing."""
    code = ord(text)
    return code < 32 or 0xE000 <= code <= 0xF8FF or code == 0xFFFD or unicodedata.category(text) == "Cn"


def judge(signs: TextSigns) -> Verdict:
    """Judge a page by its signs.

    A hidden layer under a picture is some other program's OCR: of unknown quality, never truth.  Pages without
    Chinese are foreign papers or lost their map; digits alone still look right then, so the share is looked at.
    Where the gate doubts, the picture is read and the text may only contradict it.
    """
    if signs.characters < MIN_CHARACTERS and signs.image_share > 0.2:
        return Verdict(False, layer=signs.characters > 0)
    if signs.characters == 0:
        return Verdict(False)
    hidden = signs.invisible + signs.unseen
    if hidden > 0.5 * signs.characters or (signs.image_share >= 0.8 and signs.invisible):
        return Verdict(False, ("hidden_text",), layer=True)
    if signs.unmapped > 0.02 * signs.characters:
        return Verdict(False, ("texts_differ",), layer=True)
    lost = signs.chinese == 0 and signs.latin >= _MANY_LATIN and (signs.chinese_font or signs.elsewhere_chinese)
    if lost:
        return Verdict(False, ("no_chinese_text",), layer=True)
    if signs.clashes >= _CLASHES:
        return Verdict(False, ("texts_over_texts",), layer=True)
    if signs.image_share >= 0.8 and signs.other_ink > 1.0:
        return Verdict(False, ("text_on_picture",), layer=True)
    if signs.added or signs.pictured:
        return Verdict(False, ("text_on_picture",), layer=True)
    if signs.torn:
        return Verdict(False, ("unseen_text",), layer=True)
    warnings = ("unseen_text",) if hidden else ()
    return Verdict(True, (*warnings, *(("turned_text",) if signs.turned >= _TURNED else ())))
