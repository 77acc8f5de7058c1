"""Whether a red seal is visible.  It says nothing about whether the seal is genuine."""

from __future__ import annotations

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
    pixels = np.asarray(image.convert("RGB"))
    small, _ = _shrunk(pixels)
    spread = small.max(axis=2).astype(np.int16) - small.min(axis=2).astype(np.int16)
    if find_seals(pixels):
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
    mask = cv2.morphologyEx(red_ink(small), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
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
    white = np.maximum(np.percentile(pixels, 95, axis=(0, 1)), 1.0)
    balanced = np.clip(pixels.astype(np.float32) * (255.0 / white.astype(np.float32)), 0, 255).astype(np.uint8)
    hue, strength, value = cv2.split(cv2.cvtColor(balanced, cv2.COLOR_RGB2HSV))
    red: NDArray[np.bool_] = ((hue <= 9) | (hue >= 168)) & (strength > 60) & (value > 60)
    return red.astype(np.uint8) * np.uint8(255)


def _shrunk(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    if scale == 1.0:
        return pixels, 1.0
    small: NDArray[np.uint8] = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return small, scale
