"""Flattening: skew, outline, turns, light, and the way back to the page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from pipeline.reading import prepare, ruling, seal
from pipeline.records.evidence import Box, Origin
from pipeline.records.reading import Grid, Page


def page_of_bars(width: int = 1000, height: int = 1400) -> np.ndarray:
    """Lines of small bars as text has them, on white."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    rng = np.random.default_rng(7)
    for y in range(100, height - 100, 40):
        x = 80
        while x < width - 200:
            w = int(rng.integers(6, 22))
            if rng.random() < 0.8:
                draw.rectangle((x, y, x + w - 4, y + 16), fill=(20, 20, 20))
            x += w
    return np.asarray(image)


def turned(image: np.ndarray, degrees: float) -> np.ndarray:
    picture = Image.fromarray(image)
    return np.asarray(picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white"))


def grey_of(image: np.ndarray) -> np.ndarray:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))


@pytest.mark.parametrize("degrees", [-4.6, -1.5, -0.3, 0.0, 0.7, 2.2, 4.9])
def test_prepare_skew_is_found(degrees: float) -> None:
    # Pillow turns counter-clockwise, so lines then rise: the skew is the opposite.
    assert prepare.estimate_skew(grey_of(turned(page_of_bars(), degrees))) == pytest.approx(
        -degrees, abs=0.11
    )


def test_prepare_skew_of_nothing_is_none() -> None:
    assert prepare.estimate_skew(np.full((900, 700), 255, np.uint8)) == 0.0
    noise = np.random.default_rng(3).integers(0, 255, (900, 700), dtype=np.uint8)
    assert prepare.estimate_skew(noise) == 0.0


def test_prepare_leaves_a_level_page_alone() -> None:
    image = page_of_bars()
    done = prepare.prepare(image, unit=0.36, dpi=200.0)
    assert done.to_page is None
    assert done.treatment == ()
    assert done.rgb is image


def as_page(done: prepare.Prepared, image: np.ndarray, unit: float) -> Page:
    size = (image.shape[1] * unit, image.shape[0] * unit)
    return Page(1, *size, Origin.OCR, Grid(()), to_page=done.to_page)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_prepare_turns_and_finds_the_way_back(turns: int) -> None:
    unit = 0.36
    upright = np.full((700, 500, 3), 255, np.uint8)
    upright[100:130, 50:120] = (255, 0, 0)
    # The page lies turned: clockwise by so many quarters short of a full circle.
    lying = np.ascontiguousarray(np.rot90(upright, turns))
    done = prepare.prepare(lying, unit=unit, dpi=200.0, turns=turns)
    assert np.array_equal(done.rgb, upright)
    box = as_page(done, lying, unit).on_page(Box(50 * unit, 100 * unit, 120 * unit, 130 * unit))
    rows, columns = np.nonzero(lying[..., 1] == 0)
    expected = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert (box.x0 / unit, box.top / unit, box.x1 / unit, box.bottom / unit) == pytest.approx(
        expected, abs=0.01
    )


def test_prepare_deskew_keeps_places() -> None:
    image = page_of_bars()
    image = image.copy()
    image[600:620, 300:420] = (255, 0, 0)
    lying = turned(image, -2.0)
    done = prepare.prepare(lying, unit=1.0, dpi=None)
    assert done.treatment == ("deskew +2.0",)
    red = (done.rgb[..., 0] > 180) & (done.rgb[..., 1] < 90)
    rows, columns = np.nonzero(red)
    assert rows.max() - rows.min() < 24
    flat = Box(float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1))
    back = as_page(done, lying, 1.0).on_page(flat)
    rows, columns = np.nonzero((lying[..., 0] > 180) & (lying[..., 1] < 90))
    assert (back.x0 + back.x1) / 2 == pytest.approx((columns.min() + columns.max() + 1) / 2, abs=1.5)
    assert (back.top + back.bottom) / 2 == pytest.approx((rows.min() + rows.max() + 1) / 2, abs=1.5)


def photographed(
    page: np.ndarray, corners: list[list[float]], size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    height, width = page.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    photo = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_AREA, borderValue=(70, 62, 50))
    shade = np.linspace(1.0, 0.65, size[0])[None, :, None]
    return np.asarray((photo * shade).astype(np.uint8)), np.asarray(matrix)


def test_prepare_perspective_round_trip() -> None:
    page = page_of_bars()
    corners = [[140.0, 110.0], [1180.0, 160.0], [1250.0, 1660.0], [60.0, 1600.0]]
    photo, matrix = photographed(page, corners, (1320, 1760))
    done = prepare.prepare(photo, unit=1.0, dpi=None)
    assert done.treatment[0] == "perspective"
    assert done.dpi == pytest.approx(1500 / 11.69, rel=0.05)
    # Each flat corner of the sheet must come back to the corner in the photo, boxes inside likewise.
    record = as_page(done, photo, 1.0)
    sx, sy = done.rgb.shape[1] / page.shape[1], done.rgb.shape[0] / page.shape[0]
    for x0, top, x1, bottom in ((80, 100, 300, 116), (600, 700, 800, 716), (500, 1260, 900, 1276)):
        points = np.array([[[x0, top], [x1, top], [x1, bottom], [x0, bottom]]], np.float32)
        true = cv2.perspectiveTransform(points, matrix)[0]
        box = record.on_page(Box(x0 * sx, top * sy, x1 * sx, bottom * sy))
        expected = (true[:, 0].min(), true[:, 1].min(), true[:, 0].max(), true[:, 1].max())
        assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx(expected, abs=7)


def test_prepare_sees_no_sheet_where_there_is_none() -> None:
    assert prepare.find_sheet(grey_of(page_of_bars())) is None
    dark_top = page_of_bars().copy()
    dark_top[:300] = (30, 30, 60)  # a screenshot with a dark head is no sheet on a table
    assert prepare.find_sheet(grey_of(dark_top)) is None
    panel = np.full((1600, 1200, 3), (30, 30, 60), np.uint8)
    panel[150:1550, 100:1100] = page_of_bars()
    assert prepare.find_sheet(grey_of(panel)) is None
    cut_off, _ = photographed(
        page_of_bars(), [[100, 90], [1120, 130], [1200, 1900], [40, 1850]], (1240, 1600)
    )
    assert prepare.find_sheet(grey_of(cut_off)) is None
    small, _ = photographed(page_of_bars(), [[100, 100], [300, 100], [300, 400], [100, 400]], (1200, 1600))
    assert prepare.find_sheet(grey_of(small)) is None


def test_prepare_evens_light() -> None:
    page = page_of_bars()
    shaded = (page * np.linspace(1.0, 0.5, page.shape[1])[None, :, None]).astype(np.uint8)
    even = prepare.even_light(grey_of(shaded))
    paper = even[:80]
    assert paper.min() > 245


def test_prepare_finds_and_removes_rules() -> None:
    grey = np.full((400, 600), 255, np.uint8)
    grey[100:102, 50:550] = 40
    grey[200:202, 50:550] = 40
    grey[100:202, 50:52] = 40
    grey[100:202, 548:550] = 40
    grey[140:156, 100:112] = 20  # a glyph
    rules = ruling.find_rules(grey, 0.5, 20.0)
    assert [rule.horizontal for rule in rules] == [True, True, False, False]
    assert rules[0].box.x0 == pytest.approx(25, abs=1)
    assert rules[0].box.x1 == pytest.approx(275, abs=1)
    rest = ruling.without_lines(grey, 20.0)
    rows, columns = np.nonzero(rest < 128)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (140, 155, 100, 111)


def strokes() -> Image.Image:
    """Thin strokes, as letters have them."""
    image = Image.new("RGB", (1000, 1400), "white")
    draw = ImageDraw.Draw(image)
    for x in range(80, 900, 14):
        for y in range(100, 1300, 40):
            draw.rectangle((x, y, x + 2, y + 18), fill=(20, 20, 20))
    return image


def with_seal(colour: tuple[int, int, int] = (210, 30, 40)) -> Image.Image:
    # Ink over ink: what is black below stays black.
    stamp = Image.new("RGB", (1000, 1400), "white")
    ImageDraw.Draw(stamp).ellipse((600, 900, 820, 1120), outline=colour, width=10)
    return ImageChops.multiply(strokes(), stamp)


def test_prepare_seal_is_seen_and_vanishes_in_red_light() -> None:
    image = with_seal()
    assert seal.red_seal(image) is True
    box = seal.find_seals(np.asarray(image))[0]
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx((600, 900, 821, 1121), abs=8)
    light = prepare.without_red(np.asarray(image)).astype(int)
    plain = prepare.without_red(np.asarray(strokes())).astype(int)
    assert (np.abs(light - plain) > 90).mean() < 0.001


def test_prepare_no_seal() -> None:
    assert seal.red_seal(Image.fromarray(page_of_bars())) is None
    assert seal.red_seal(with_seal().convert("L")) is None
    assert seal.red_seal(with_seal((30, 60, 200))) is False
    lettering = Image.fromarray(page_of_bars()).copy()
    ImageDraw.Draw(lettering).rectangle((100, 40, 900, 60), fill=(210, 30, 40))
    assert seal.red_seal(lettering) is False
