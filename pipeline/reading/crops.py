"""Pictures of single runs of text for the second reader: cut with clean margins, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.prepare import Image8

REACH: Final = 2.5
"""How far at most a crop reaches beyond its text, in heights of the font."""

_FAINT: Final = 15
"""Grey levels above the threshold that still count as ink at an outer edge."""

_SPECKLE: Final = 0.22
"""Ink smaller than so many heights of the font is no character that the first reader could have missed.

The speckle of a fax is; a minus sign is 0.3 wide at least, a digit 0.6 high.
"""


_CROP_EM: Final = 40.0
"""Height of the font in a crop, pixels; larger ones made the second reader take 7 for 1."""

_COARSE_EM: Final = 32.0
_COARSE_SMOOTHING: Final = 1.5
"""Height of the font and blur, both in pixels, of the second look at a crop: measured on faxes and small photos."""

_SMOOTHING: Final = 0.027
"""Blur of a crop before scaling, in heights of the font: the grain of a scan is no part of a glyph."""

_BORDER: Final = 14



@dataclass(frozen=True, slots=True)
class Crop:
    """A picture of one run of text for the second reader.

    Attributes:
        strip: Grey pixels of the run at the page's own size, other lines' ink painted over.
        height: Height of its font in pixels.
        clean: Whether all ink in it stands where the first reader saw characters.
        minus: Whether a minus sign's bar stands before the first digit.
    """

    strip: Image8
    height: float
    clean: bool
    minus: bool

    @property
    def picture(self) -> Image8:
        """Grey, dark on white, scaled, with a white border."""
        return for_second_reader(self.strip, self.height)

    @property
    def smoothed(self) -> Image8:
        """The same with the steps of coarse pixels smoothed away, for another look."""
        return for_second_reader(self.strip, self.height, coarse=True)


def crop_text(
    page: Image8,
    span: tuple[float, float],
    band: tuple[float, float],
    limits: tuple[float, float],
    inner: tuple[bool, bool] = (False, False),
) -> Crop | None:
    """Cut out a run of text with clean margins, or refuse.

    Args:
        page: Flat grey page with even light and without ruled lines.
        span: Where the text begins and ends by the first reader, pixels.
        band: Top and bottom of its line, pixels; their distance is about the height of the font.
        limits: How far the crop reaches to the left and right, pixels: half-way to the neighbours.
        inner: Whether the left and the right limit lie between two characters of one text; there a mere shade
            at the edge is let pass.

    Returns:
        The crop, or None when ink touches its edges wherever it is cut.
    """
    height = max(4.0, band[1] - band[0])
    low, high = max(0, round(band[0] - 0.2 * height)), min(page.shape[0], round(band[1] + 0.2 * height))
    from_x, to_x = max(0, round(limits[0])), min(page.shape[1], round(limits[1]))
    if high - low < 4 or to_x - from_x < 2:
        return None
    strip = page[low:high, from_x:to_x].copy()
    core = strip[:, max(0, round(span[0]) - from_x) : max(1, round(span[1]) - from_x)]
    level = ink_threshold(core)
    faint = strip <= level + _FAINT
    if not faint.any():
        return None
    core_band = (band[0] - low + 0.1 * height, band[1] - low - 0.1 * height)
    ink = _own_ink(strip, faint, core_band, height)
    if ink is None:
        return None
    # The edge must stand in a gap: an inked outermost column means that something was cut off.
    for column, between in ((0, inner[0]), (-1, inner[1])):
        if (ink[:, column] & (strip[:, column] <= level) if between else ink[:, column]).any():
            return None
    slack = max(1.5, 0.12 * height)  # edges of characters are known to a pixel or two
    seen = (span[0] - slack - from_x, span[1] + slack - from_x)
    return Crop(strip, height, not _unaccounted(ink, seen, height), _bar_before(ink))


def ink_threshold(core: Image8) -> int:
    """Return the grey level up to which pixels of a piece of text are ink."""
    if not core.size:
        return 150
    level, _ = cv2.threshold(core, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(min(level, 185))


def _unaccounted(ink: NDArray[np.bool_], seen: tuple[float, float], height: float) -> bool:
    """Whether ink of the size of a character stands where the first reader saw none."""
    outside = ink.copy()
    outside[:, max(0, int(np.ceil(seen[0]))) : max(0, int(np.ceil(seen[1])))] = False
    if not outside.any():
        return False
    count, _, stats, _ = cv2.connectedComponentsWithStats(outside.astype(np.uint8), connectivity=8)
    return any(max(int(stats[n][2]), int(stats[n][3])) >= max(2.0, _SPECKLE * height) for n in range(1, count))


def _bar_before(ink: NDArray[np.bool_]) -> bool:
    """Whether a minus sign's bar stands before the first digit, or between it and a currency mark.

    A bar is low and wider than high, at half the height of the digits, and none of them stands above or below it.
    """
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    boxes = sorted(tuple(int(number) for number in stats[n][:4]) for n in range(1, count))
    if not boxes:
        return False
    highest = max(high for _, _, _, high in boxes)
    digits = [box for box in boxes if box[3] >= 0.7 * highest]
    high, top = (float(np.median([box[side] for box in digits])) for side in (3, 1))
    for x, y, width, tall in boxes:
        middle = (y + tall / 2 - top) / high
        if not 0.22 * high <= width <= 1.2 * high or tall > 0.36 * high or width < 1.3 * tall:
            continue
        if not 0.25 <= middle <= 0.75:
            continue
        alone = all(left >= x + width or left + wide <= x for left, _, wide, _ in digits)
        before = sum(left < x for left, _, _, _ in digits)
        if alone and before <= 1 and len(digits) > before:
            return True
    return False


def _own_ink(
    strip: Image8, ink: NDArray[np.bool_], core: tuple[float, float], height: float
) -> NDArray[np.bool_] | None:
    """Paint over specks, rests of rules and other lines' ink; None when a glyph itself is cut."""
    count, labels, stats, centres = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    rows = ink.shape[0]
    for label in range(1, count):
        _, top, width, tall, _ = (int(number) for number in stats[label])
        middle = float(centres[label][1])
        touches = top == 0 or top + tall == rows
        speck = max(width, tall) < max(2.0, 0.06 * height)
        ruled = (tall == rows and width < 0.2 * height) or (width > REACH * height and tall < 0.2 * height)
        if touches and not ruled and core[0] <= middle <= core[1]:
            return None
        if touches or speck or ruled:
            spot = labels == label
            strip[cv2.dilate(spot.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 255
            ink[spot] = False
    return ink


def for_second_reader(strip: Image8, height: float, *, coarse: bool = False) -> Image8:
    """Smooth and scale a crop, stretch its contrast and put a white border around.

    Args:
        strip: Grey pixels of one run of text.
        height: Height of its font in pixels.
        coarse: Whether the steps of coarse pixels are smoothed away too, at a smaller size.
    """
    smooth = cv2.GaussianBlur(strip, (0, 0), _SMOOTHING * height)
    scale = (_COARSE_EM if coarse else _CROP_EM) / height
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    large = cv2.resize(smooth, None, fx=scale, fy=scale, interpolation=method)
    if coarse:
        large = cv2.GaussianBlur(large, (0, 0), _COARSE_SMOOTHING)
    dark, bright = float(np.percentile(large, 1)), float(np.percentile(large, 95))
    if bright - dark > 20:
        stretched = (large.astype(np.float32) - dark) * (255.0 / (bright - dark))
        large = np.clip(stretched, 0, 255).astype(np.uint8)
    border = (_BORDER, _BORDER, _BORDER, _BORDER)
    result: Image8 = cv2.copyMakeBorder(large, *border, cv2.BORDER_CONSTANT, value=255)
    return result
