"""Folding of text for *matching* only, with a map back to the raw characters.

PDF producers write Kangxi radicals (⾏), radical supplements (⺠), full-width forms and blanks between Chinese
characters.  Labels are compared folded; what is shown or parsed stays raw.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# CJK Radicals Supplement characters that NFKC leaves alone, with the ideograph a reader sees
# (Unicode's EquivalentUnifiedIdeograph); plus forms that banks use for one another.
_SUPPLEMENT_PAIRS = (
    "⺅亻⺈刀⺉刂⺋㔾⺌小⺍小⺎尢⺒巳⺓幺⺖忄⺘扌⺙攵⺛旡⺜日⺝月⺞歹⺟母⺠民⺡氵⺢氺"
    "⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳网⺶羊⺷羊⺸羊"
    "⺹老⺺肀⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶"
    "⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马"
    "⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙"
)
_SUPPLEMENT = str.maketrans(_SUPPLEMENT_PAIRS[::2], _SUPPLEMENT_PAIRS[1::2])
_VARIANTS = str.maketrans({"戶": "户", "帐": "账", "帳": "账", "—": "-", "–": "-", "−": "-", "﹣": "-", "‐": "-"})


IDENTIFIER = re.compile(r"(?=[0-9-]*[A-Z])(?=(?:[A-Z-]*[0-9]){3})[A-Z0-9]+(?:-[A-Z0-9]+)*")
"""A number with capital letters in it, as of a contract or a letter: three digits at least."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with, for each folded character, the index of the raw character it came from."""

    text: str
    index: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw (start, end) of the folded slice `start:end` (`end` > `start`)."""
        return self.index[start], self.index[end - 1] + 1


@lru_cache(maxsize=65536)
def _fold_character(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character.translate(_SUPPLEMENT)).translate(_VARIANTS)
    return "".join(c for c in folded.casefold() if not c.isspace() and unicodedata.category(c) != "Cf")


def fold(raw: str) -> Folded:
    """Fold `raw` for matching: lookalikes, full width, case; all white space is dropped."""
    characters: list[str] = []
    index: list[int] = []
    for position, character in enumerate(raw):
        for folded in _fold_character(character):
            characters.append(folded)
            index.append(position)
    return Folded("".join(characters), tuple(index))


_RADICALS = {
    code: folded
    for code in range(0x2E80, 0x2FE0)
    if len(folded := _fold_character(chr(code))) == 1 and folded != chr(code)
}


def ordinary(raw: str) -> str:
    """Return `raw` with radicals that stand for characters (⽋, ⺠) made ordinary, one for one."""
    return raw.translate(_RADICALS)


@lru_cache(maxsize=16384)
def key(raw: str) -> str:
    """Return `raw` folded, without the index: the form in which labels are compared."""
    return fold(raw).text


def is_chinese(character: str) -> bool:
    """Whether `character` is a Chinese ideograph (radical forms included)."""
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x2E80 <= code <= 0x2FDF or 0x20000 <= code <= 0x2FA1F
    )


def close(left: str, right: str, limit: int) -> bool:
    """Whether the edit distance of two folded texts is at most `limit`."""
    if abs(len(left) - len(right)) > limit:
        return False
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (a != b)))
        if min(current) > limit:
            return False
        previous = current
    return previous[-1] <= limit


def number_key(number: str) -> str:
    """Return a contract number for comparison: folded, without blanks and hyphens."""
    return re.sub(r"[-－—_/]", "", key(number))
