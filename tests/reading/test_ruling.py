"""Ruled lines of coarse pages: rules are painted over, rows of figures that run together are not."""

from __future__ import annotations

import cv2
import numpy as np
import pylopdf_fonts_zh_cn
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from pipeline.reading import ruling
from pipeline.values.money import format_yuan

FONTS = {"sans": str(pylopdf_fonts_zh_cn.sans_path()), "serif": str(pylopdf_fonts_zh_cn.serif_path())}
TEXTS = (
    "1,234,567.89", "7,777.77", "77,777.77", "7,777,777.77", "2,228.62", "5,555,555.55", "1,111,111.11", "0.00",
    "-3,741.26", "10,000.00", "12,245.52", "333.33", "2025-12-31", "2025/11/11", "6222021234567890", "4392260012345678",
    "2025-12-31  1,234,567.89  -999,999.99  20,000.00", "2025-02-22  2,212.52  -55,715.25  272,512.22",
)  # fmt: skip
LEFT, TOP = 40, 20


def page(texts, font: str = "sans", size: int = 14, blur: float = 0.8) -> np.ndarray:
    """Lines of figures as a coarse scan has them: drawn four times as large, made small, and unsharp."""
    face = ImageFont.truetype(FONTS[font], 4 * size)
    image = Image.new("L", (4 * 700, 4 * (2 * TOP + 2 * size * len(texts))), 255)
    draw = ImageDraw.Draw(image)
    for number, text in enumerate(texts):
        draw.text((4 * LEFT, 4 * (TOP + 2 * size * number)), text, font=face, fill=20)
    small = cv2.resize(np.asarray(image), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), blur))


def lost(before: np.ndarray, after: np.ndarray) -> float:
    """The share of the ink that went."""
    ink = before < 140
    return float((ink & (after >= before.astype(int) + 40)).sum() / max(1, ink.sum()))


def lost_by_line(texts, size: int, before: np.ndarray, after: np.ndarray) -> dict[str, float]:
    bands = [slice(TOP + 2 * size * n, TOP + 2 * size * (n + 1)) for n in range(len(texts))]
    return {text: lost(before[band], after[band]) for text, band in zip(texts, bands, strict=True)}


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("size", [13, 14, 16])
@pytest.mark.parametrize("blur", [0.4, 0.8, 1.2])
def test_rows_of_small_figures_stay(font: str, size: int, blur: float) -> None:
    """At 14 pixels of the font a digit is 10 pixels high."""
    before = page(TEXTS, font, size, blur)
    for height in (0.8 * size, 1.0 * size):
        shares = lost_by_line(TEXTS, size, before, ruling.without_lines(before, height))
        assert {text: share for text, share in shares.items() if share > 0.02} == {}


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, 10**9), min_size=8, max_size=8), st.sampled_from([13, 14, 15]), st.sampled_from([0.5, 0.9])
)
def test_any_amounts_stay(amounts: list[int], size: int, blur: float) -> None:
    texts = [format_yuan(fen, grouped=True) for fen in amounts]
    before = page(texts, "sans", size, blur)
    shares = lost_by_line(texts, size, before, ruling.without_lines(before, float(size)))
    assert {text: share for text, share in shares.items() if share > 0.02} == {}


@pytest.mark.parametrize(
    ("text", "font", "size", "blur"),
    [
        ("2,222.22", "sans", 14, 1.0),
        ("222,222.22", "sans", 13, 0.8),
        ("22,255.52", "sans", 16, 1.2),
        ("57772.77", "sans", 14, 0.8),
        ("777777.77", "sans", 14, 1.0),
    ],
)
def test_one_figure_many_times_over_stays(text: str, font: str, size: int, blur: float) -> None:
    before = page([text], font, size, blur)
    assert lost(before, ruling.without_lines(before, 0.8 * size)) <= 0.02


@pytest.mark.parametrize("standing", [False, True], ids=["lying", "standing"])
@pytest.mark.parametrize("thick", [1, 2, 3, 4])
@pytest.mark.parametrize("size", [13, 14, 16, 24])
def test_rules_go_whatever_their_width_and_length(size: int, thick: int, standing: bool) -> None:
    for length in (3 * size, 5 * size, 10 * size, 20 * size, 560):
        for dark in (40, 110):
            grey = np.full((640, 640), 255, np.uint8)
            grey[40 : 40 + length, 300 : 300 + thick] = dark
            grey = cv2.GaussianBlur(np.ascontiguousarray(grey if standing else grey.T), (0, 0), 0.6)
            assert (ruling.without_lines(grey, float(size)) > 200).all(), (length, dark)
            rules = ruling.find_rules(grey, 0.5, float(size))
            assert [rule.horizontal for rule in rules] == [not standing]
            box = rules[0].box
            assert max(box.width, box.height) == pytest.approx(length / 2, abs=2)


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("thick", [1, 2])
def test_a_table_loses_its_rules_and_keeps_its_figures(font: str, thick: int) -> None:
    texts, size = TEXTS[:12], 14
    plain = page(texts, font, size, 0.6)
    ruled = plain.copy()
    lines = [TOP + 2 * size * n - 4 for n in range(len(texts) + 1)]
    for y in lines:
        ruled[y : y + thick, LEFT - 10 : 680] = 60
    for x in (LEFT - 10, 300, 680 - thick):
        ruled[lines[0] : lines[-1], x : x + thick] = 60
    rest = ruling.without_lines(ruled, float(size))
    shares = lost_by_line(texts, size, plain, np.maximum(rest, plain))
    assert {text: share for text, share in shares.items() if share > 0.02} == {}
    extra = (rest < 140) & (plain >= 180)
    assert extra.sum() == 0, "nothing of the rules is left"
    found = ruling.find_rules(ruled, 1.0, float(size))
    assert sum(rule.horizontal for rule in found) == len(lines)
    assert sum(not rule.horizontal for rule in found) == 3


def test_figures_are_no_rules() -> None:
    for size in (13, 14, 16):
        for font in FONTS:
            assert ruling.find_rules(page(TEXTS, font, size), 1.0, float(size)) == []


def test_a_long_line_under_figures_goes_however_near() -> None:
    """What is longer than any figure is a rule even where ink stands beside it all along."""
    before = page(["2" * 60], "sans", 14, 0.6)
    ruled = before.copy()
    rows = np.flatnonzero((before < 140).any(axis=1))
    ruled[rows[-1] + 3 : rows[-1] + 5, 20:680] = 40
    rest = ruling.without_lines(ruled, 14.0)
    assert (rest[rows[-1] + 3 : rows[-1] + 5] > 200).all()
    assert lost(before, rest) < 0.02


def test_an_empty_page_stays() -> None:
    blank = np.full((300, 300), 255, np.uint8)
    assert np.array_equal(ruling.without_lines(blank, 12.0), blank)
    assert ruling.find_rules(blank, 1.0, 12.0) == []
