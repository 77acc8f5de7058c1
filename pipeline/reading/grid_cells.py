"""Cells of a ruled grid in which the line finder saw nothing though there is ink: lone marks and single digits.

Detectors of text overlook a lone `N`, `*` or `1` more often than anything else.  A ruled grid tells where such marks
stand, so each empty cell is looked into.  A cell without ink stays without text: unknown, never a mark of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.prepare import Image8
from pipeline.records.evidence import Box
from pipeline.records.reading import Rule, Word

Quad = NDArray[np.float32]

_MOST: Final = 400
"""Cells of one page that are looked into at most; a page of blank forms is not read for ever."""

_LEAST_INK: Final = 0.3
"""Height of the largest piece of ink in heights of the text: less is a speck."""

_TALLEST: Final = 4.0
_NARROWEST: Final = 0.8
"""A cell is at least so wide and high in heights of the text; at most so high."""


def overlooked(grey: Image8, rules: Sequence[Rule], words: Sequence[Word], unit: float, height: float) -> list[Quad]:
    """Return where ink stands in cells of the grid that hold no word.

    Args:
        grey: Flat grey pixels with even light.
        rules: Ruled lines, flat coordinates.
        words: What was read, flat coordinates.
        unit: Size of one pixel in flat coordinates.
        height: Usual height of a line of text in pixels.

    Returns:
        Quads in pixels, for the recogniser.
    """
    found: list[Quad] = []
    looked = 0
    centres = [((w.box.x0 + w.box.x1) / 2, w.box.middle) for w in words]
    for cell in _cells(rules, height * unit):
        if any(cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom for x, y in centres):
            continue
        if any(w.box.x0 < cell.x1 and cell.x0 < w.box.x1 and cell.top <= w.box.middle <= cell.bottom for w in words):
            continue  # a word reaches in from beside: the rule is not where we think
        looked += 1
        if looked > _MOST:
            break
        quad = _ink_in(grey, cell, unit, height)
        if quad is not None:
            found.append(quad)
    return found


def _cells(rules: Sequence[Rule], height: float) -> Iterator[Box]:
    """Yield the cells between neighbouring ruled lines, from top to bottom."""
    verticals = [rule.box for rule in rules if not rule.horizontal]
    lines = _merged(sorted(rule.box.middle for rule in rules if rule.horizontal), 0.4 * height)
    for top, bottom in pairwise(lines):
        if not _NARROWEST * height <= bottom - top <= _TALLEST * height:
            continue
        middle = (top + bottom) / 2
        crossing = _merged(sorted((v.x0 + v.x1) / 2 for v in verticals if v.top <= middle <= v.bottom), 0.4 * height)
        if len(crossing) < 3:
            continue
        for left, right in pairwise(crossing):
            if right - left >= _NARROWEST * height:
                yield Box(left, top, right, bottom)


def _merged(places: Sequence[float], nearest: float) -> list[float]:
    result: list[float] = []
    for place in places:
        if not result or place - result[-1] > nearest:
            result.append(place)
    return result


def _ink_in(grey: Image8, cell: Box, unit: float, height: float) -> Quad | None:
    inset = max(2.0, 0.12 * height)
    x0, top = round(cell.x0 / unit + inset), round(cell.top / unit + inset)
    x1, bottom = round(cell.x1 / unit - inset), round(cell.bottom / unit - inset)
    part = grey[top:bottom, x0:x1]
    if part.size == 0 or min(part.shape) < 4 or int(part.min()) > 150:
        return None
    level, _ = cv2.threshold(part, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    count, _, stats, _ = cv2.connectedComponentsWithStats((part <= min(level, 170)).astype(np.uint8), connectivity=8)
    pieces = [stats[n] for n in range(1, count) if max(int(stats[n][2]), int(stats[n][3])) >= _LEAST_INK * height]
    if not pieces:
        return None
    margin = 0.3 * height
    left = max(float(x0), x0 + min(int(p[0]) for p in pieces) - margin)
    right = min(float(x1), x0 + max(int(p[0]) + int(p[2]) for p in pieces) + margin)
    up = max(float(top), top + min(int(p[1]) for p in pieces) - margin)
    down = min(float(bottom), top + max(int(p[1]) + int(p[3]) for p in pieces) + margin)
    return np.array([[left, up], [right, up], [right, down], [left, down]], dtype=np.float32)
