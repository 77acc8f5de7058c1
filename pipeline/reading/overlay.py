"""Texts that stand over each other: watermarks, which are no part of the table, and figures under other figures."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from statistics import median

import numpy as np

from pipeline.records.evidence import Box
from pipeline.records.reading import Word

_LARGE = 1.6
"""Heights of the usual text from which pale words count as large."""

_OFTEN = 3
"""Times that pale words are printed from which they count as repeated."""

_LINE = 4.0  # points: texts whose middles lie nearer than half of this may be in one place


def watermarks(pale: Sequence[Word], others: Sequence[Word]) -> list[bool]:
    """Tell which pale words are a watermark: at least two of large, repeated, lying across other text.

    Pale print alone is none: banks print notes and heads in grey.

    Args:
        pale: Words in a pale colour.
        others: The page's other words.
    """
    if not pale:
        return []
    usual = median([word.box.height for word in others]) if others else 0.0
    times = Counter(word.text for word in pale)
    result = []
    for word in pale:
        large = bool(usual) and word.box.height >= _LARGE * usual
        repeated = times[word.text] >= _OFTEN
        may_be = large or repeated
        result.append((large and repeated) or (may_be and any(_overlap(word.box, other.box) for other in others)))
    return result


def _overlap(one: Box, other: Box) -> bool:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min(one.width, other.width)
    return width > 0.1 * smaller > 0 and height > 0.3 * min(one.height, other.height)


def clashes(characters: Sequence[tuple[str, Box]]) -> int:
    """Count the pairs of different characters printed in one place: an old figure under a new one.

    Args:
        characters: Visible and upright ones, blanks left out.
    """
    if len(characters) < 2:
        return 0
    sides = np.array([(b.x0, b.x1, b.top, b.bottom) for _, b in characters])
    boxes = np.column_stack((sides[:, :2], (sides[:, 2] + sides[:, 3]) / 2, sides[:, 3] - sides[:, 2]))
    pairs: set[tuple[int, int]] = set()
    # Texts in one place share a band; with the bands moved by half, those on an edge do too.
    for shift in (0.0, 0.5):
        bands = np.floor(boxes[:, 2] / _LINE + shift)
        order = np.lexsort((boxes[:, 0], bands))
        for step in (1, 2, 3):
            first, second = order[:-step], order[step:]
            a, b = boxes[first], boxes[second]
            over = np.minimum(a[:, 1], b[:, 1]) - np.maximum(a[:, 0], b[:, 0])
            narrow = np.minimum(a[:, 1] - a[:, 0], b[:, 1] - b[:, 0])
            level = np.abs(a[:, 2] - b[:, 2]) <= 0.3 * np.minimum(a[:, 3], b[:, 3])
            near = (bands[first] == bands[second]) & level & (over > 0.5 * narrow) & (narrow > 0.5)
            pairs |= {(int(i), int(j)) for i, j in zip(first[near], second[near], strict=True)}
    return sum(_differ(characters[i][0], characters[j][0]) for i, j in pairs)


def _differ(one: str, other: str) -> bool:
    """Whether two characters in one place are two texts: no doubled glyph, no accent, not a ligature's two letters."""
    if one == other or unicodedata.category(one) == "Mn" or unicodedata.category(other) == "Mn":
        return False
    return not (one in "fiflt" and other in "fiflt")
