"""Makes a picture readable and keeps the way back.

A page is cut out of the photo, turned, levelled; what comes out is the *flat* picture, in which lines are
level and columns upright.  All steps are one homography, so the picture is resampled once, and evidence can
be shown on the page as the person knows it.  A page that needs nothing is left exactly as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.level import band_slopes, levelling, sharpness
from pipeline.records.evidence import Box

Image8 = NDArray[np.uint8]
Matrix = NDArray[np.float64]

MAX_SKEW: Final = 5.0
"""Largest skew looked for, degrees."""

LEAST_SKEW: Final = 0.15
"""Skew below this is left: over a page's width a line then shifts by less than a third of its height."""

_LEVELLINGS: Final = 2
"""A strong perspective is not all seen at first: margins make the change of slope look smaller."""

_SKEW_SIDE: Final = 800
_SHEET_SIDE: Final = 700
_LEAST_SHEET: Final = 0.35
_WHOLE_SHEET: Final = 0.97
_A4_LONG_SIDE: Final = 297.0 / 25.4

# Pages run side by side in processes of their own; threads inside one only take the cores from the others.
cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready to be read.

    Attributes:
        rgb: The flat picture, height × width × 3, for the first reader.
        grey: The same in grey with the light made even, for the second reader.
        unit: Size of one flat pixel in flat coordinates: 72 / dpi (points) for PDF pages, 1 for pictures.
        to_page: Homography from flat coordinates to those of the original page, row by row; None: the same.
        treatment: What was done, in order.
        dpi: Effective resolution where it is known or the sheet's outline tells, else None.
        seals: Where red seals lie over the text, flat pixels.
    """

    rgb: Image8
    grey: Image8
    unit: float
    to_page: tuple[float, ...] | None
    treatment: tuple[str, ...]
    dpi: float | None
    seals: tuple[Box, ...] = ()


def prepare(image: Image8, *, unit: float, dpi: float | None, turns: int = 0, sheet: bool = True) -> Prepared:
    """Flatten a picture.

    Args:
        image: RGB pixels as a person sees the page.
        unit: Size of one pixel on the original page: 72 / dpi (points) for PDF pages, 1 for pictures.
        dpi: Its resolution where known.
        turns: Quarter turns, clockwise, that make it upright.
        sheet: Whether to look for the outline of a sheet on a darker ground.

    Returns:
        The flat picture with the way back.
    """
    treatment: list[str] = []
    matrix: Matrix = np.eye(3)
    height, width = image.shape[:2]
    corners = find_sheet(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)) if sheet else None
    if corners is not None:
        matrix, width, height = _unwarp(corners)
        treatment.append("perspective")
        # A sheet that fills the photo is A4 in nearly every case; a receipt errs on the side of a warning.
        dpi = dpi if dpi is not None else max(width, height) / _A4_LONG_SIDE
    if turns % 4:
        turn, width, height = _quarter_turn(turns % 4, width, height)
        matrix = turn @ matrix
        treatment.append(f"turn {90 * (turns % 4)}")
    flat = _warp(image, matrix, width, height)
    grey = cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY)
    levelled = False
    for _ in range(_LEVELLINGS if sheet and (corners is not None or dpi is None) else 0):
        extra = levelling(band_slopes(grey), width, height, unwarped=corners is not None or levelled)
        if extra is None:
            break
        matrix, width, height = _on_canvas(extra, matrix, width, height)
        flat = _warp(image, matrix, width, height)
        grey = cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY)
        levelled = True
    if levelled:
        treatment.append("levelled by its lines")
    elif abs(skew := estimate_skew(grey)) >= LEAST_SKEW:
        level, width, height = _rotation(skew, width, height)
        matrix = level @ matrix
        flat = _warp(image, matrix, width, height)
        treatment.append(f"deskew {skew:+.1f}")
    return _prepared(flat, matrix, unit, tuple(treatment), dpi)


def _prepared(flat: Image8, matrix: Matrix, unit: float, treatment: tuple[str, ...], dpi: float | None) -> Prepared:
    to_page = None
    if not np.allclose(matrix, np.eye(3), atol=1e-9):
        scale = np.diag([unit, unit, 1.0])
        back = scale @ np.linalg.inv(matrix) @ np.linalg.inv(scale)
        to_page = tuple(float(number) for number in (back / back[2, 2]).ravel())
    return Prepared(flat, even_light(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY)), unit, to_page, treatment, dpi)


def estimate_skew(grey: Image8) -> float:
    """Return by how many degrees the lines of a page fall to the right; 0 where the page does not tell.

    The sums of ink along rows are sharpest when lines are level.  Tried to ±5° in steps of 0.5, then of 0.1.

    Args:
        grey: Grey pixels.
    """
    scale = min(1.0, _SKEW_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    if np.count_nonzero(ink) < 200:
        return 0.0
    coarse = {step / 2: sharpness(ink, step / 2) for step in range(-10, 11)}
    best = max(coarse, key=lambda angle: (coarse[angle], -abs(angle)))
    # Text has one clear peak; a picture without lines has none, and turning it would be a guess.
    if coarse[best] < 1.1 * float(np.median(list(coarse.values()))):
        return 0.0
    fine = {best + step / 10: 0.0 for step in range(-5, 6)}
    for angle in fine:
        fine[angle] = sharpness(ink, angle)
    angle = max(fine, key=lambda angle: (fine[angle], -abs(angle)))
    return round(angle, 1) if abs(angle) <= MAX_SKEW else 0.0


def find_sheet(grey: Image8) -> NDArray[np.float32] | None:
    """Find the corners of a bright sheet of paper on darker ground.

    Args:
        grey: Grey pixels of a photo.

    Returns:
        Corners in pixels (top left, top right, bottom right, bottom left), or None when no convincing convex
        quadrilateral covers at least 35 % of the picture, when the sheet is the whole picture anyway, when it
        reaches out of the picture (its corners are not the sheet's then), or when it is a straight
        rectangle: a bright panel of a screenshot is one, and what is printed beside it must not be cut off.
    """
    scale = min(1.0, _SHEET_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Closing with a large square takes the text out of the paper before paper and ground are told apart.
    calm = cv2.morphologyEx(cv2.GaussianBlur(small, (5, 5), 0), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    _, bright = cv2.threshold(calm, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    inside, outside = calm[bright > 0], calm[bright == 0]
    if not inside.size or not outside.size or float(np.median(inside)) - float(np.median(outside)) < 40:
        return None
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = cv2.convexHull(max(contours, key=cv2.contourArea))
    area, whole = cv2.contourArea(outline), float(small.shape[0] * small.shape[1])
    if not _LEAST_SHEET * whole <= area <= _WHOLE_SHEET * whole:
        return None
    quad = _four_corners(outline)
    if quad is None or abs(cv2.contourArea(quad) - area) > 0.04 * area:
        return None
    if cv2.contourArea(max(contours, key=cv2.contourArea)) < 0.93 * area:
        return None
    corners: NDArray[np.float32] = _ordered(quad.reshape(4, 2).astype(np.float32)) / np.float32(scale)
    return None if _leaves_picture(corners, grey.shape) or _is_straight(corners) else corners


def even_light(grey: Image8) -> Image8:
    """Divide a page by its own background: shadows go, paper becomes white.

    Args:
        grey: Grey pixels.
    """
    height, width = grey.shape
    scale = min(1.0, 600 / max(height, width))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 31)
    ground = cv2.resize(ground, (width, height), interpolation=cv2.INTER_LINEAR)
    even: Image8 = cv2.divide(grey, np.maximum(ground, 1), scale=255)
    return even


def without_red(rgb: Image8) -> Image8:
    """Return the page in grey as if its red ink were not there: in red light red ink is paper.

    Args:
        rgb: RGB pixels.
    """
    return even_light(np.ascontiguousarray(rgb[:, :, 0]))


def _four_corners(outline: NDArray[np.int32]) -> NDArray[np.int32] | None:
    length = cv2.arcLength(outline, True)
    for tolerance in (0.01, 0.015, 0.02, 0.03, 0.04, 0.05):
        quad: NDArray[np.int32] = cv2.approxPolyDP(outline, tolerance * length, True)
        if len(quad) == 4 and cv2.isContourConvex(quad):
            return quad
    return None


def _leaves_picture(corners: NDArray[np.float32], shape: tuple[int, ...]) -> bool:
    """Whether two corners or more lie on the picture's rim."""
    height, width = shape[:2]
    rim = 0.008 * max(height, width)
    xs, ys = corners[:, 0], corners[:, 1]
    on_rim = (xs < rim) | (xs > width - rim) | (ys < rim) | (ys > height - rim)
    return int(on_rim.sum()) >= 2


def _is_straight(corners: NDArray[np.float32]) -> bool:
    """Whether the four sides run along the picture's own."""
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    rectangle = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    return bool(np.abs(corners - rectangle).max() < 0.006 * max(x1 - x0, y1 - y0))


def _ordered(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Order four corners clockwise, beginning at the one nearest to the top left."""
    middle = points.mean(axis=0)
    around = points[np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))]
    return np.roll(around, -int(np.argmin(around.sum(axis=1))), axis=0)


def _unwarp(corners: NDArray[np.float32]) -> tuple[Matrix, int, int]:
    def side(a: int, b: int, c: int, d: int) -> int:
        return round(max(math.dist(corners[a], corners[b]), math.dist(corners[c], corners[d])))

    width, height = side(0, 1, 3, 2), side(0, 3, 1, 2)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, target), dtype=np.float64), width, height


def _quarter_turn(turns: int, width: int, height: int) -> tuple[Matrix, int, int]:
    """Return the matrix of clockwise quarter turns and the size after them (pixel corners, not centres)."""
    if turns == 1:
        return np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), height, width
    if turns == 2:
        return np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]]), width, height
    return np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width], [0.0, 0.0, 1.0]]), height, width


def _rotation(degrees: float, width: int, height: int) -> tuple[Matrix, int, int]:
    """Return the matrix that levels lines falling by `degrees`, on a canvas that loses no corner."""
    turn = math.radians(degrees)
    cos, sin = math.cos(turn), abs(math.sin(turn))
    new_width, new_height = math.ceil(width * cos + height * sin), math.ceil(height * cos + width * sin)
    level = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), [0.0, 0.0, 1.0]])
    level[0, 2] += (new_width - width) / 2
    level[1, 2] += (new_height - height) / 2
    return level, new_width, new_height


def _on_canvas(extra: Matrix, matrix: Matrix, width: int, height: int) -> tuple[Matrix, int, int]:
    """Return two homographies as one, on a canvas that loses no corner."""
    corners = np.array([[[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]]])
    moved = cv2.perspectiveTransform(corners, extra)[0]
    low, high = moved.min(axis=0), moved.max(axis=0)
    shift = np.array([[1.0, 0.0, -low[0]], [0.0, 1.0, -low[1]], [0.0, 0.0, 1.0]])
    new_width, new_height = (math.ceil(float(side)) for side in high - low)
    return shift @ extra @ matrix, new_width, new_height


def _warp(image: Image8, matrix: Matrix, width: int, height: int) -> Image8:
    """Resample once from the original picture; coordinates are pixel corners, OpenCV's are centres."""
    if np.array_equal(matrix, np.eye(3)):
        return image
    half = np.array([[1.0, 0.0, -0.5], [0.0, 1.0, -0.5], [0.0, 0.0, 1.0]])
    centred = half @ matrix @ np.linalg.inv(half)
    flat: Image8 = cv2.warpPerspective(
        image,
        centred,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )
    return flat
