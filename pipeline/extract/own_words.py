"""Whose charge a row names: the bank's own, or a merchant's (租车违约金, 樊登读书会年费) that the card only paid.

Told by what is left of the description once the charge's name is cut out: only words of a bank, figures and marks, or
anything else.  A list of merchants would never be complete; the words that a bank uses for its own charges nearly are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.records.extraction import Kind
from pipeline.values.text import key

CHARGES = frozenset({Kind.INTEREST, Kind.PENALTY, Kind.LATE_FEE, Kind.FEE, Kind.PENALTY_INTEREST})
"""Kinds whose names merchants and other lenders use too."""

_BANK = re.compile(r"(?<![一-鿿])[一-鿿]{2,4}银行")
_INSTALMENT_NO = re.compile(r"\d+/\d+期?|第?\d+期|共\d+期")
_PIECE = re.compile(r"[一-鿿]+|[a-z]{2,}")


@dataclass(frozen=True)
class OwnWords:
    """The words of banks, folded.

    Attributes:
        words: Matches any word that may stand beside a charge without making it another's.
        particles: Characters that say nothing, as all that is left between others.
        card_only: Matches phrases that no merchant uses: with them any other words may stand.
        listed: The words themselves.
    """

    words: re.Pattern[str]
    particles: frozenset[str]
    card_only: re.Pattern[str]
    listed: frozenset[str]

    @classmethod
    def of(cls, words: Iterable[str], particles: Iterable[str], card_only: Iterable[str]) -> OwnWords:
        """Return the words as the lexicon lists them, ready for matching."""
        listed = frozenset(key(word) for word in words)
        return cls(_any(listed), frozenset(key(one) for one in particles), _any(card_only), listed)

    def own(self, folded: str, charges: Sequence[tuple[int, int]]) -> bool:
        """Whether a charge is the bank's own.

        Args:
            folded: The description.
            charges: Where in it the names of charges stand.
        """
        if self.card_only.search(folded):
            return True
        rest = list(folded)
        for start, end in charges:
            rest[start:end] = " " * (end - start)
        left = _INSTALMENT_NO.sub(" ", _BANK.sub(" ", "".join(rest)))
        return all(piece in self.particles for piece in _PIECE.findall(self.words.sub(" ", left)))


def _any(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of any of the words, the longest first."""
    folded = sorted({key(word) for word in words}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, folded)) or "(?!)")
