"""Ruled lines of a page's picture: found, and painted over."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from pipeline.reading.prepare import Image8
from pipeline.records.evidence import Box
from pipeline.records.reading import Rule

_NEVER_A_FIGURE: Final = 16.0
"""A horizontal line longer than so many heights of the text is no row of figures that run together."""

_INK_BESIDE: Final = 0.25
"""Share of a horizontal line beside which there is ink all along: more than that, and it is part of glyphs."""


def find_rules(grey: Image8, unit: float, height: float) -> list[Rule]:
    """Find straight ruled lines of a flat page.

    Args:
        grey: Flat grey pixels with even light.
        unit: Size of one pixel in flat coordinates.
        height: Usual height of a line of text in pixels; shorter strokes belong to glyphs.

    Returns:
        The lines in flat coordinates, horizontal ones first.
    """
    mask = line_mask(grey, height)
    rules: list[Rule] = []
    # What runs along the rim is the edge of the sheet or of the scanner's glass.
    rim = max(3.0, 0.006 * max(grey.shape))
    for layer, lying in zip(mask, (True, False), strict=True):
        count, _, stats, _ = cv2.connectedComponentsWithStats(layer, connectivity=8)
        for x, y, w, h, _ in stats[1:count]:
            long, thick = (w, h) if lying else (h, w)
            near, far = (y, grey.shape[0] - y - h) if lying else (x, grey.shape[1] - x - w)
            if long >= 3 * height and thick <= max(6.0, 0.35 * height) and min(near, far) > rim:
                left, top = float(x) * unit, float(y) * unit
                rules.append(Rule(Box(left, top, left + float(w) * unit, top + float(h) * unit)))
    return rules


def line_mask(grey: Image8, height: float) -> tuple[Image8, Image8]:
    """Return the pixels of long horizontal and of long vertical lines, as two masks of 0 and 255.

    Args:
        grey: Grey pixels with even light.
        height: Usual height of a line of text in pixels.
    """
    # A thin line of a coarse scan is paler than the text; long as it is, it stays clear of the paper's grain.
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = (grey < min(max(level + 10, 160), 210)).astype(np.uint8) * 255
    long = max(15, round(2.5 * height))
    lying = cv2.morphologyEx(cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    standing = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((1, 3), np.uint8)), cv2.MORPH_OPEN, np.ones((long, 1), np.uint8)
    )
    return _without_glyphs(lying, ink, height), standing


def _without_glyphs(lying: Image8, ink: Image8, height: float) -> Image8:
    """Drop from the mask of horizontal lines what is the feet or the heads of a coarse line of figures.

    On coarse pages the figures of an amount run together and look like a line.  Beside a ruled line there is
    paper, above the feet of figures there are the figures.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lying, connectivity=8)
    reach = max(3, round(0.3 * height))
    for label in range(1, count):
        x, y, w, h, _ = (int(number) for number in stats[label])
        if w > _NEVER_A_FIGURE * height:
            continue
        above = ink[max(y - reach, 0) : max(y - 1, 1), x : x + w]
        below = ink[y + h + 1 : y + h + reach, x : x + w]
        shares = [float((side > 0).any(axis=0).mean()) if side.size else 0.0 for side in (above, below)]
        if max(shares) > _INK_BESIDE:
            lying[y : y + h, x : x + w][labels[y : y + h, x : x + w] == label] = 0
    return lying


def without_lines(grey: Image8, height: float) -> Image8:
    """Return the page with its long ruled lines painted over.

    Args:
        grey: Flat grey pixels with even light.
        height: Usual height of a line of text in pixels.
    """
    lying, standing = line_mask(grey, height)
    page = grey.copy()
    page[cv2.dilate(cv2.bitwise_or(lying, standing), np.ones((3, 3), np.uint8)) > 0] = 255
    return page
