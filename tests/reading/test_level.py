"""Photographed pages whose lines are not level: what the lines tell, what is done, and the way back."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading import prepare
from pipeline.reading.level import TOLERATED, band_slopes, levelling
from samples.degrade import _table_top
from tests.reading.test_prepare import as_page, grey_of, page_of_bars, photographed, turned

SIZE = (1320, 1760)
SPOTS = ((150, 180), (800, 190), (480, 700), (140, 1190), (820, 1230))
PLAIN = [[100.0, 100.0], [1200.0, 100.0], [1200.0, 1600.0], [100.0, 1600.0]]
SHEET = [[140.0, 110.0], [1180.0, 160.0], [1250.0, 1660.0], [60.0, 1600.0]]


def spotted() -> np.ndarray:
    """A page of text with five red spots, by which places are found again."""
    page = page_of_bars().copy()
    for x, y in SPOTS:
        page[y - 14 : y + 14, x - 14 : x + 14] = 255
        cv2.circle(page, (x, y), 10, (255, 0, 0), -1)
    return page


def warped(page: np.ndarray, corners: list[list[float]]) -> tuple[np.ndarray, np.ndarray]:
    """The page in perspective, as a scanner program leaves it: no ground around it, so no outline."""
    height, width = page.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    return cv2.warpPerspective(page, matrix, SIZE, flags=cv2.INTER_AREA, borderValue=(255, 255, 255)), matrix


def steepest(matrix: np.ndarray, done: prepare.Prepared | None = None) -> float:
    """The slope, in degrees, of the steepest line of the page in the photo, or in the flat picture."""
    if done is not None and done.to_page is not None:
        matrix = np.linalg.inv(np.array(done.to_page).reshape(3, 3)) @ matrix
    slopes = []
    for y in range(100, 1300, 40):
        (x0, y0), (x1, y1) = cv2.perspectiveTransform(np.array([[[80.0, y], [820.0, y]]]), matrix)[0]
        slopes.append(abs(np.degrees(np.arctan2(y1 - y0, x1 - x0))))
    return max(slopes)


def spots_in(picture: np.ndarray) -> list[tuple[float, float]]:
    """Middles of the red spots, in pixel corners, from the top left."""
    red = ((picture[..., 0] > 150) & (picture[..., 1] < 110) & (picture[..., 2] < 110)).astype(np.uint8)
    red = cv2.morphologyEx(red, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, _, _, centres = cv2.connectedComponentsWithStats(red)
    return [(float(x) + 0.5, float(y) + 0.5) for x, y in centres[1:count]]


def assert_the_way_back(done: prepare.Prepared, photo: np.ndarray, matrix: np.ndarray) -> None:
    """What stands in the flat picture is found in the photo, within two pixels."""
    found = spots_in(done.rgb)
    assert len(found) == len(SPOTS)
    true = cv2.perspectiveTransform(np.array([SPOTS], np.float64), matrix)[0]
    back = np.eye(3) if done.to_page is None else np.array(done.to_page).reshape(3, 3)
    for x, y in cv2.perspectiveTransform(np.array([found], np.float64), back)[0]:
        assert np.hypot(true[:, 0] - x, true[:, 1] - y).min() < 2.0
    for x, y in spots_in(photo):
        assert np.hypot(true[:, 0] - x, true[:, 1] - y).min() < 2.0, "the test knows where the spots are"


# --- the whole way --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "corners",
    [
        [[100, 100], [1200, 100], [1200, 1620], [100, 1580]],
        [[100, 100], [1200, 100], [1200, 1570], [100, 1630]],
        [[100, 112], [1200, 100], [1200, 1615], [100, 1590]],
        [[100, 130], [1200, 90], [1230, 1610], [90, 1600]],
        [[130, 100], [1180, 140], [1240, 1640], [60, 1560]],
    ],
)
def test_lines_that_meet_are_levelled(corners: list[list[float]]) -> None:
    photo, matrix = warped(spotted(), corners)
    assert steepest(matrix) > 1.0
    done = prepare.prepare(photo, unit=1.0, dpi=None)
    assert done.treatment == ("levelled by its lines",)
    assert steepest(matrix, done) < 0.3
    assert_the_way_back(done, photo, matrix)


@pytest.mark.parametrize(
    "corners",
    [
        pytest.param(
            [[100, 100], [1200, 100], [1200, 1640], [100, 1560]],
            marks=pytest.mark.xfail(strict=True, reason="margins make the change of slope look a tenth too small"),
        ),
        [[100, 140], [1200, 100], [1240, 1690], [60, 1600]],
        [[100, 130], [1200, 100], [1200, 1680], [100, 1540]],
    ],
)
def test_a_strong_perspective_is_levelled_as_well(corners: list[list[float]]) -> None:
    photo, matrix = warped(spotted(), corners)
    done = prepare.prepare(photo, unit=1.0, dpi=None)
    assert done.treatment == ("levelled by its lines",)
    assert steepest(matrix, done) < 0.3


@pytest.mark.parametrize("corner", range(4))
@pytest.mark.parametrize("shift", [(0, 35), (0, -35), (-25, 45), (10, -50)])
def test_a_wrong_outline_is_put_right(monkeypatch, corner: int, shift: tuple[int, int]) -> None:
    """A shadow swallows a corner of the sheet, or the ground beside it is taken for paper."""
    photo, matrix = photographed(spotted(), SHEET, SIZE)
    wrong = np.array(SHEET, np.float32)
    wrong[corner] += shift
    monkeypatch.setattr(prepare, "find_sheet", lambda grey: wrong)
    done = prepare.prepare(photo, unit=1.0, dpi=None)
    assert done.treatment == ("perspective", "levelled by its lines")
    assert steepest(matrix, done) < 0.3
    assert_the_way_back(done, photo, matrix)


def test_a_right_outline_is_enough() -> None:
    photo, matrix = photographed(spotted(), SHEET, SIZE)
    done = prepare.prepare(photo, unit=1.0, dpi=None)
    assert done.treatment == ("perspective",)
    assert steepest(matrix, done) < 0.3
    assert_the_way_back(done, photo, matrix)


def test_nothing_is_lost_at_the_edges() -> None:
    photo, _ = warped(spotted(), [[2, 60], [1318, 2], [1318, 1758], [2, 1700]])
    done = prepare.prepare(photo, unit=1.0, dpi=None)
    assert done.treatment == ("levelled by its lines",)
    corners = np.array([[[0.0, 0.0], [1320.0, 0.0], [1320.0, 1760.0], [0.0, 1760.0]]])
    placed = cv2.perspectiveTransform(corners, np.linalg.inv(np.array(done.to_page).reshape(3, 3)))[0]
    assert placed.min() > -0.01
    assert placed[:, 0].max() <= done.rgb.shape[1] + 0.01
    assert placed[:, 1].max() <= done.rgb.shape[0] + 0.01


def test_units_of_the_page_are_kept_apart_from_pixels() -> None:
    photo, _ = warped(spotted(), [[100, 100], [1200, 100], [1200, 1620], [100, 1580]])
    pixels, points = (prepare.prepare(photo, unit=unit, dpi=None) for unit in (1.0, 0.36))
    assert np.array_equal(pixels.rgb, points.rgb)
    for x, y in ((100.0, 100.0), (900.0, 1500.0)):
        one = cv2.perspectiveTransform(np.array([[[x, y]]]), np.array(pixels.to_page).reshape(3, 3))[0, 0]
        other = cv2.perspectiveTransform(np.array([[[x * 0.36, y * 0.36]]]), np.array(points.to_page).reshape(3, 3))
        assert other[0, 0] == pytest.approx(one * 0.36, abs=1e-6)
    assert as_page(points, photo, 0.36).width == pytest.approx(1320 * 0.36)


# --- what is left alone ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [None, 200.0])
def test_a_level_page_is_left_exactly_as_it_is(dpi: float | None) -> None:
    page = spotted()
    done = prepare.prepare(page, unit=1.0, dpi=dpi)
    assert done.rgb is page and done.to_page is None and done.treatment == ()


def test_level_lines_between_slanting_columns_are_left() -> None:
    photo, _ = warped(spotted(), [[160, 100], [1140, 100], [1240, 1640], [60, 1640]])
    done = prepare.prepare(photo, unit=1.0, dpi=None)
    assert done.rgb is photo and done.treatment == ()


@pytest.mark.parametrize("degrees", [-4.0, -1.2, -0.4, 0.4, 1.2, 4.0])
@pytest.mark.parametrize("dpi", [None, 200.0])
def test_a_plain_skew_is_turned_back_and_no_more(degrees: float, dpi: float | None) -> None:
    done = prepare.prepare(turned(page_of_bars(), degrees), unit=1.0, dpi=dpi)
    assert [step.split()[0] for step in done.treatment] == ["deskew"]
    assert float(done.treatment[0].split()[1]) == pytest.approx(-degrees, abs=0.11)
    a, _, _, _, _, _, g, h, _ = done.to_page
    assert (g, h) == pytest.approx((0, 0), abs=1e-12), "a turn, no perspective"
    assert a == pytest.approx(np.cos(np.radians(degrees)), abs=1e-3)


def test_a_scan_is_never_taken_for_a_photo() -> None:
    photo, _ = warped(spotted(), [[100, 100], [1200, 100], [1200, 1620], [100, 1580]])
    assert "levelled by its lines" not in prepare.prepare(photo, unit=0.36, dpi=200.0).treatment
    assert "levelled by its lines" not in prepare.prepare(photo, unit=1.0, dpi=None, sheet=False).treatment


def nothing(name: str) -> np.ndarray:
    random = np.random.default_rng(5)
    if name == "white":
        return np.full((1600, 1200, 3), 255, np.uint8)
    if name == "dark":
        return np.full((1600, 1200, 3), 20, np.uint8)
    if name == "grain":
        return random.integers(0, 255, (1600, 1200, 3), dtype=np.uint8)
    if name == "clouds":
        small = random.integers(0, 255, (20, 15, 3), dtype=np.uint8)
        return np.asarray(cv2.resize(small, (1200, 1600), interpolation=cv2.INTER_CUBIC))
    if name == "desk":
        return _table_top(1200, 1600, random)
    few = np.full((1600, 1200, 3), 255, np.uint8)
    few[300:316, 200:320] = 0
    return few


@pytest.mark.parametrize("name", ["white", "dark", "grain", "clouds", "desk", "one word"])
def test_a_page_without_lines_is_left_alone(name: str) -> None:
    picture = nothing(name)
    done = prepare.prepare(picture, unit=1.0, dpi=None)
    assert done.rgb is picture and done.to_page is None and done.treatment == ()


# --- what the lines tell --------------------------------------------------------------------------------------------


def test_slopes_fall_to_the_right_and_are_told_from_the_top() -> None:
    photo, _ = warped(spotted(), [[100, 100], [1200, 100], [1200, 1620], [100, 1580]])
    found = band_slopes(grey_of(photo))
    assert len(found) == 5
    assert [y for y, _ in found] == pytest.approx([1760 * n / 6 for n in range(1, 6)], abs=2)
    assert [slope for _, slope in found] == sorted(slope for _, slope in found)
    skewed = band_slopes(grey_of(turned(page_of_bars(), -2.0)))
    assert [slope for _, slope in skewed] == pytest.approx([np.tan(np.radians(2.0))] * 5, abs=0.003)


def test_bands_without_text_tell_nothing() -> None:
    page = page_of_bars().copy()
    page[460:] = 255
    assert [y < 800 for y, _ in band_slopes(grey_of(page))] == [True] * 2
    assert band_slopes(np.full((1600, 1200), 255, np.uint8)) == []


def bands(slope: float, change: float, height: int = 1600) -> list[tuple[float, float]]:
    """Bands of a page: the slope in its middle, and how much it changes from its top to its foot."""
    return [(height * n / 6, slope + change * (n / 6 - 0.5)) for n in range(1, 6)]


def residual(matrix: np.ndarray, slope: float, change: float) -> float:
    """The steepest line that is left of a page with such lines."""
    worst = 0.0
    for y in range(100, 1501, 200):
        own = slope + change * (y / 1600 - 0.5)
        points = np.array([[[100.0, y - 500 * own], [1100.0, y + 500 * own]]])
        (x0, y0), (x1, y1) = cv2.perspectiveTransform(points, matrix)[0]
        worst = max(worst, abs((y1 - y0) / (x1 - x0)))
    return worst


SLOPES = st.floats(-0.06, 0.06)


@given(SLOPES, st.one_of(st.floats(0.021, 0.1), st.floats(-0.1, -0.021)), st.booleans())
def test_lines_that_meet_in_one_point_become_level(slope: float, change: float, unwarped: bool) -> None:
    matrix = levelling(bands(slope, change), 1200, 1600, unwarped=unwarped)
    assert matrix is not None
    assert residual(matrix, slope, change) < 2e-3  # a ninth of a degree


@given(SLOPES, st.floats(-0.019, 0.019))
def test_without_an_outline_a_skew_is_another_s_business(slope: float, change: float) -> None:
    assert levelling(bands(slope, change), 1200, 1600, unwarped=False) is None


@given(SLOPES.filter(lambda s: abs(s) > TOLERATED + 0.001))
def test_of_an_outlined_sheet_columns_stay_upright(slope: float) -> None:
    matrix = levelling(bands(slope, 0.0), 1200, 1600, unwarped=True)
    upright = cv2.perspectiveTransform(np.array([[[600.0, 100.0], [600.0, 1500.0]]]), matrix)[0]
    assert upright[0, 0] == pytest.approx(upright[1, 0], abs=1e-6)
    assert residual(matrix, slope, 0.0) < 1e-6


@given(SLOPES, st.booleans())
def test_what_is_nearly_level_is_level(slope: float, unwarped: bool) -> None:
    small = slope * TOLERATED / 0.07
    assert levelling(bands(small, 0.0), 1200, 1600, unwarped=unwarped) is None


def test_too_few_bands_and_bands_that_contradict_each_other_tell_nothing() -> None:
    steep = bands(0.03, 0.05)
    assert levelling(steep[:2], 1200, 1600, unwarped=True) is None
    assert levelling([], 1200, 1600, unwarped=True) is None
    torn = [(1600 * n / 6, slope) for n, slope in enumerate((0.08, -0.06, 0.01, -0.09, 0.05), 1)]
    assert levelling(torn, 1200, 1600, unwarped=True) is None


@given(st.integers(0, 4), st.floats(-0.17, 0.17))
def test_one_wrong_band_of_five_does_not_lead_astray(place: int, wrong: float) -> None:
    slopes = bands(0.01, 0.05)
    slopes[place] = (slopes[place][0], wrong)
    matrix = levelling(slopes, 1200, 1600, unwarped=True)
    assert matrix is not None
    assert residual(matrix, 0.01, 0.05) < 0.02
