"""Separators of amounts that a reader took for each other, where the grouping leaves no doubt."""

from __future__ import annotations

import re

_MARKS = ".,:;·'\uff0c\uff0e\uff1a\u3002"
_SIGN = r"[-+\u2212\uff0d\u2013]?[¥\uffe5$]? ?[-\u2212\uff0d\u2013]?"
_FIGURE = re.compile(
    rf"(?<![0-9A-Za-z/\-{_MARKS}])({_SIGN})([0-9]{{1,3}}(?:[{_MARKS}][0-9]{{3}})+[{_MARKS}][0-9]{{2}})"
    rf"(?![0-9A-Za-z/\-]|[{_MARKS}]+[0-9A-Za-z])"
)
_ALONE = re.compile(rf"({_SIGN})([0-9]{{1,7}},[0-9]{{2}})([{_MARKS}]*)")
_ADDRESS = re.compile(r"[0-9]+(?:\.[0-9]+){3}")
_AMOUNT_END = re.compile(r"[0-9]\.[0-9]{2}$")


def mended(text: str) -> str:
    """Return a text of the same length in which amounts have their separators right.

    `7.748.43` and `7,623:35` can only be 7,748.43 and 7,623.35: groups of three digits and two at the end.  `50,00` is
    50.00 where it is all of the text; in a sentence the comma may be the sentence's.  `18:42` is a time, four numbers
    between points an address: they stay, and so does all that is no such figure.
    """
    alone = _ALONE.fullmatch(text)
    if alone is not None:
        return alone[1] + _separated(alone[2]) + alone[3]
    return _FIGURE.sub(
        lambda match: match[0] if _ADDRESS.fullmatch(match[2]) else match[1] + _separated(match[2]), text
    )


def _separated(figure: str) -> str:
    parts = re.split(rf"[{_MARKS}]", figure)
    return ",".join(parts[:-1]) + "." + parts[-1]


def loose_end(text: str) -> int:
    """Return how many marks at the end of an amount are no part of it (the speck in `88.00.`)."""
    kept = text.rstrip(_MARKS)
    return len(text) - len(kept) if kept != text and _AMOUNT_END.search(mended(kept)) else 0
