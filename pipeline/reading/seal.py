"""Whether a red seal is visible.  It says nothing about whether the seal is genuine."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.records.evidence import Box

_SIDE: Final = 1000
_COLOURED: Final = 0.0002
"""Share of coloured pixels below which a page counts as grey."""


def red_seal(image: Image.Image) -> bool | None:
    """Tell whether a page shows a red seal.

    Args:
        image: The page in colour.

    Returns:
        True or False; None when the page has no colour at all, so that a seal could not show.
    """
    return red_seal_in(np.asarray(image.convert("RGB")))


def red_seal_in(pixels: NDArray[np.uint8]) -> bool | None:
    """Tell whether a page shows a red seal, as `red_seal` does.

    Args:
        pixels: RGB page, height × width × 3.
    """
    small, _ = _shrunk(pixels)
    red, green, blue = cv2.split(small)
    highest, lowest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    spread = cv2.subtract(highest, lowest)
    if not spread.any():
        return None
    if find_seals(small):
        return True
    # Compression leaves faint colour on grey pages; a colour scan of black print has its coloured fringes.
    return None if float((spread > 24).mean()) < _COLOURED else False


def find_seals(pixels: NDArray[np.uint8]) -> list[Box]:
    """Find red seals.

    Args:
        pixels: RGB page, height × width × 3.

    Returns:
        Boxes around them in pixels, the largest first.
    """
    small, scale = _shrunk(pixels)
    red = red_ink(small)
    if not red.any():
        return []
    mask = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    side = max(small.shape[:2])
    seals = []
    for x, y, width, height, area in (tuple(int(n) for n in row) for row in stats[1:count]):
        if not 0.05 * side <= max(width, height) <= 0.35 * side:
            continue
        if 0.6 <= width / height <= 1.7 and area > 0.08 * width * height:
            seals.append((area, Box(x / scale, y / scale, (x + width) / scale, (y + height) / scale)))
    return [box for _, box in sorted(seals, key=lambda seal: (-seal[0], seal[1].top, seal[1].x0))]


def red_ink(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the mask (0 or 255) of red ink.

    Args:
        pixels: RGB, height × width × 3.
    """
    # Paper under yellow light is reddish all over: white is what the brightest five per cent are.
    levels = np.arange(256, dtype=np.float32)
    tables = [np.clip(levels * np.float32(255.0 / _brightest(channel)), 0, 255) for channel in cv2.split(pixels)]
    balanced = cv2.LUT(pixels, np.stack(tables, axis=-1).astype(np.uint8).reshape(256, 1, 3))
    hues = cv2.cvtColor(balanced, cv2.COLOR_RGB2HSV)
    return np.asarray(cv2.inRange(hues, (0, 61, 61), (9, 255, 255)) | cv2.inRange(hues, (168, 61, 61), (255, 255, 255)))


def _brightest(channel: NDArray[np.uint8]) -> float:
    """Return the level (at least 1) below which 95 per cent of a channel lie."""
    counts = np.cumsum(cv2.calcHist([channel], [0], None, [256], [0, 256]).ravel())
    place = 0.95 * (channel.size - 1)
    low, high = (int(np.searchsorted(counts, rank, side="right")) for rank in (math.floor(place), math.ceil(place)))
    return max(low + (high - low) * (place - math.floor(place)), 1.0)


def _shrunk(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    if scale == 1.0:
        return pixels, 1.0
    small: NDArray[np.uint8] = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return small, scale
