"""The slopes of a photographed page's lines, and the homography that levels them.

The outline of a sheet is sometimes taken wrongly: a shadow swallows a corner, and what was meant to flatten the page
tilts it.  The lines of text know better: where their slope changes down the page, they meet in a vanishing point.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]

_SIDE: Final = 900
_BANDS: Final = 5
_STEEPEST: Final = 10.0
_TRIED: Final = tuple(float(angle) for angle in np.arange(-_STEEPEST, _STEEPEST + 0.25, 0.5))
_CLEAR: Final = 1.25
"""How much sharper than at a usual angle the sums along rows must be for a band to tell its slope."""

_LEAST_INK: Final = 150
TOLERATED: Final = 0.004
"""Slope of lines, a quarter of a degree, up to which a page counts as level."""

_PERSPECTIVE: Final = 0.02
"""Change of slope from the top of a page to its foot from which on it is a perspective."""


def band_slopes(grey: Grey) -> list[tuple[float, float]]:
    """Return the slopes of text in overlapping bands of a page: (vertical middle in pixels, slope), where it shows.

    Args:
        grey: Grey pixels.
    """
    scale = min(1.0, _SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    rim = max(2, round(0.02 * max(ink.shape)))  # the sheet's own edge is no line of text
    ink[:rim], ink[-rim:], ink[:, :rim], ink[:, -rim:] = 0, 0, 0, 0
    step = ink.shape[0] / (_BANDS + 1)
    found = []
    for band in range(_BANDS):
        part = ink[round(band * step) : round((band + 2) * step)]
        if np.count_nonzero(part) < _LEAST_INK:
            continue
        coarse = {angle: sharpness(part, angle) for angle in _TRIED}
        best = max(coarse, key=lambda angle: (coarse[angle], -abs(angle)))
        if abs(best) >= _STEEPEST or coarse[best] < _CLEAR * float(np.median(list(coarse.values()))):
            continue
        fine = {best + angle / 10: sharpness(part, best + angle / 10) for angle in range(-4, 5)}
        angle = max(fine, key=lambda each: (fine[each], -abs(each)))
        found.append(((band + 1) * step / scale, float(np.tan(np.radians(angle)))))
    return found


def levelling(slopes: Sequence[tuple[float, float]], width: int, height: int, *, unwarped: bool) -> Matrix | None:
    """Return the homography that levels a page, None where it is level or its bands tell too little.

    Args:
        slopes: Of bands of the page, see `band_slopes`; positive where lines fall to the right.
        width: Of the page, pixels.
        height: Likewise.
        unwarped: Whether the page was cut out by its outline: its columns are upright then, whatever its lines are.
            Of another page only a perspective is taken away here; a plain skew is another's business.
    """
    if len(slopes) < 3:
        return None
    ys, values = np.array([y for y, _ in slopes]), np.array([slope for _, slope in slopes])
    change = _theil_sen(ys, values)
    middle, centre = width / 2, height / 2
    slope = float(np.median(values - change * (ys - centre)))
    if float(np.median(np.abs(values - slope - change * (ys - centre)))) > 2 * TOLERATED:
        return None  # bands that contradict each other tell nothing
    if max(abs(slope + change * (y - centre)) for y in ys) <= TOLERATED:
        return None
    # Slopes that change by `change` per pixel downwards meet at a distance of 1 / change beside the middle.
    to_centre = np.array([[1.0, 0.0, -middle], [0.0, 1.0, -centre], [0.0, 0.0, 1.0]])
    flatten: Matrix = np.eye(3)
    flatten[2, 0] = change if abs(change) * height > TOLERATED else 0.0
    if not unwarped and abs(change) * height <= _PERSPECTIVE:
        return None
    # After the flattening all lines have the slope of the middle.  A shear takes it away and keeps columns upright; a
    # page that lies askew has slanted columns, too, and is turned.
    aside = 0.0 if unwarped else slope
    level = np.array([[1.0, aside, 0.0], [-slope, 1.0, 0.0], [0.0, 0.0, 1.0]])
    level[:2] /= np.hypot(1.0, aside)
    matrix: Matrix = np.linalg.inv(to_centre) @ level @ flatten @ to_centre
    return matrix


def sharpness(ink: Grey, angle: float) -> float:
    """Return how sharp the sums of ink along rows are once the picture is turned back by `angle` degrees."""
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    rows = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
    return float(np.sum(np.diff(rows) ** 2))


def _theil_sen(xs: NDArray[np.float64], ys: NDArray[np.float64]) -> float:
    """Return the median slope through all pairs of points: a wrong one does not move it."""
    pairs = [
        (ys[b] - ys[a]) / (xs[b] - xs[a]) for a in range(len(xs)) for b in range(a + 1, len(xs)) if xs[b] != xs[a]
    ]
    return float(np.median(pairs)) if pairs else 0.0
