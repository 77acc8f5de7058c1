"""The second reader's two back ends."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pylopdf_fonts_zh_cn
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.reading import ocr_rapid, ocr_tesseract
from pipeline.reading.crops import for_second_reader
from pipeline.records.evidence import Box

needs_reader = pytest.mark.skipif(not ocr_tesseract.is_available(), reason="no second reader on this machine")
AMOUNTS = ["7,155.55", "-124.78", "2025-03-08", "0.00", "12,846.31"]


def crop(text: str, size: int = 40) -> np.ndarray:
    font = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)
    image = Image.new("L", (round(font.getlength(text)) + 40, size + 40), 255)
    ImageDraw.Draw(image).text((20, 8), text, font=font, fill=0)
    return np.asarray(image)


@needs_reader
def test_ocr_figures() -> None:
    crops = [crop(text) for text in AMOUNTS]
    assert ocr_tesseract.figures(crops) == AMOUNTS
    assert ocr_tesseract.figures(crops[::-1]) == AMOUNTS[::-1]
    assert ocr_tesseract.figures([np.full((60, 100), 255, np.uint8)]) == [""]
    assert ocr_tesseract.figures([]) == []
    assert ocr_tesseract.FIGURES_READER in ocr_tesseract.versions()


def test_ocr_figures_through_the_program() -> None:
    if "eng" not in ocr_tesseract._program_languages():
        pytest.skip("the program is not installed")
    crops = [crop(text) for text in AMOUNTS]
    assert ocr_tesseract._read_stacked(crops, "eng", ocr_tesseract.FIGURE_CHARACTERS) == AMOUNTS


def test_ocr_stacked_words_go_to_their_crops(monkeypatch: pytest.MonkeyPatch) -> None:
    crops = [np.full((60, 200), 255, np.uint8) for _ in range(3)]
    table = [
        ("55", Box(90, 190, 120, 220), 0.9),
        ("7,1", Box(40, 192, 80, 222), 0.9),
        ("88", Box(40, 35, 80, 60), 0.9),
    ]
    monkeypatch.setattr(ocr_tesseract, "_program_table", lambda *_: table)
    assert ocr_tesseract._read_stacked(crops, "eng", "") == ["88", "", "7,155"]


def test_ocr_words() -> None:
    crops = [for_second_reader(crop(text), 40.0) for text in ("违约金", "还款")]
    seen = ocr_tesseract.words(crops)
    assert seen == (["违约金", "还款"] if ocr_tesseract.has_chinese() else [None, None])
    assert (ocr_tesseract.WORDS_READER in ocr_tesseract.versions()) is ocr_tesseract.has_chinese()


def test_ocr_without_any_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_tesseract, "_library", lambda language: None)
    monkeypatch.setattr(ocr_tesseract, "_program_languages", frozenset)
    assert not ocr_tesseract.is_available()
    assert ocr_tesseract.figures([crop("1.00")]) == [None]
    assert ocr_tesseract.words([crop("还款")]) == [None]
    assert ocr_tesseract.whole_page(crop("1.00")) == []
    assert ocr_tesseract.versions() == {}


@needs_reader
def test_ocr_whole_page_gives_words_with_edges() -> None:
    words = ocr_tesseract.whole_page(crop("total 7,155.55"))
    assert "7,155.55" in [word.text for word in words]
    assert all(len(word.edges) == len(word.text) for word in words)


@needs_reader
@pytest.mark.parametrize("turned", range(4))
def test_ocr_orientation(turned: int) -> None:
    font = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), 30)
    image = Image.new("L", (1000, 900), 255)
    for line in range(14):
        text = "信用卡对账单还款利息违约金年费 statement of account 2025"
        ImageDraw.Draw(image).text((60, 40 + 58 * line), text[line:] + text[:line], font=font, fill=0)
    clockwise = np.ascontiguousarray(np.rot90(np.asarray(image), -turned))
    found = ocr_tesseract.osd(clockwise)
    assert found is not None
    assert (found[0] + turned) % 4 == 0
    assert ocr_tesseract.osd(np.full((300, 300), 255, np.uint8)) in (None, (0, 0.0))


def test_ocr_long_screenshots_are_cut_at_calm_rows() -> None:
    image = np.full((3000, 400, 3), 255, np.uint8)
    for y in range(0, 3000, 50):
        image[y : y + 30, 20:380:2] = 0
    bands = ocr_rapid._bands(image)
    assert bands[0][0] == 0
    assert bands[-1][1] == 3000
    assert all(before[1] == after[0] for before, after in pairwise(bands))
    assert len(bands) > 3
    assert all(30 <= cut % 50 < 50 for _, cut in bands[:-1])


def test_ocr_edges_snap_to_ink() -> None:
    font = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), 40)
    text = "年费1,300.00元"
    image = Image.new("L", (500, 70), 255)
    draw = ImageDraw.Draw(image)
    draw.text((10, 4), text, font=font, fill=10)
    true = [draw.textbbox((10 + font.getlength(text[:n]), 4), c, font=font) for n, c in enumerate(text)]
    rough = [(box[0] + box[2]) / 2 + (4 if number % 2 else -4) for number, box in enumerate(true)]
    for (left, right), box in zip(ocr_rapid.snap_edges(np.asarray(image), text, rough), true, strict=True):
        assert left == pytest.approx(box[0], abs=4)
        assert right == pytest.approx(box[2], abs=4)


def test_ocr_tall_share() -> None:
    lying = np.array([[0, 0], [200, 0], [200, 20], [0, 20]], np.float32)
    standing = np.array([[0, 0], [20, 0], [20, 100], [0, 100]], np.float32)
    digit = np.array([[0, 0], [18, 0], [18, 30], [0, 30]], np.float32)
    assert ocr_rapid.tall_share([lying, standing, digit]) == pytest.approx(1 / 3)
    assert ocr_rapid.tall_share([]) == 0.0
