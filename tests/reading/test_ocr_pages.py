"""Whole pages through both readers; the pages are drawn here, so the truth is known."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pylopdf_fonts_zh_cn
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from pipeline.reading import ocr_rapid, picture
from pipeline.records.evidence import PAGE_AGREEMENT
from pipeline.records.reading import Page

DPI = 200
SCALE = DPI / 72
ROWS = [
    ("2025-02-11", "支付宝商户", "7,155.55"),
    ("2025-02-14", "还款", "-1,240.78"),
    ("2025-02-17", "利息", "96.46"),
    ("2025-02-21", "违约金", "26.34"),
    ("2025-03-02", "年费", "300.00"),
    ("2025-03-05", "美团外卖", "42.98"),
    ("2025-03-07", "消费", "12,846.31"),
]

pytestmark = [pytest.mark.ocr, pytest.mark.skipif(not ocr_rapid.is_available(), reason="no first reader")]


def font(points: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), round(points * SCALE))


def statement() -> Image.Image:
    """Half a sheet with a head and a ruled table, 200 dpi."""
    image = Image.new("RGB", (round(560 * SCALE), round(330 * SCALE)), "white")
    draw = ImageDraw.Draw(image)

    def put(x: float, y: float, text: str, size: float = 10, right: bool = False) -> None:
        face = font(size)
        left = x * SCALE - (draw.textlength(text, font=face) if right else 0)
        draw.text((left, y * SCALE), text, font=face, fill=(20, 20, 20))

    put(190, 25, "信用卡对账单", 16)
    put(50, 60, "账单日2025年03月08日")
    put(300, 60, "信用额度20,000，余额0")
    edges = [45, 150, 360, 515]
    for x, text in zip((50, 155, 470), ("交易日", "摘要", "金额"), strict=True):
        put(x, 90, text)
    for number, (day, label, amount) in enumerate(ROWS, 1):
        y = 90 + 26 * number
        put(50, y, day)
        put(155, y, label)
        put(508, y, amount, right=True)
    for number in range(len(ROWS) + 2):
        y = (85 + 26 * number) * SCALE
        draw.line((edges[0] * SCALE, y, edges[-1] * SCALE, y), fill=(60, 60, 60), width=2)
    for x in edges:
        draw.line(
            (x * SCALE, 85 * SCALE, x * SCALE, (85 + 26 * (len(ROWS) + 1)) * SCALE),
            fill=(60, 60, 60),
            width=2,
        )
    return image


def grained(image: Image.Image, noise: float = 6.0) -> Image.Image:
    pixels = np.asarray(image).astype(float) * 0.93 + 5
    pixels += np.random.default_rng(2).normal(0, noise, pixels.shape[:2])[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def read(image: Image.Image, dpi: float | None = None) -> Page:
    scale = 1.0 if dpi is None else 72 / dpi
    return picture.read_picture(
        image, number=1, width=image.width * scale, height=image.height * scale, dpi=dpi, mode="auto"
    )


def assert_read(page: Page, height: float) -> None:
    """Every row of the table is one row of the grid, read alike by both readers."""
    assert page.agreement is not None
    assert page.agreement >= PAGE_AGREEMENT
    rows = {row.cells[0].text: row for row in page.grid.rows}
    for day, label, amount in ROWS:
        cells = rows[day].cells
        assert [cell.text for cell in cells] == [day, label, amount]
        assert [cell.column for cell in cells] == [1, 2, 3]
        for cell in cells:
            assert len(cell.edges) == len(cell.text)
            assert all(left <= right for left, right in cell.edges)
            assert abs(cell.box.middle - rows[day].box.middle) < 0.35 * height
        assert {reading.reader for reading in cells[2].readings} == {"rapidocr", "tesseract-eng"}
    head = next(row for row in page.grid.rows if row.text.startswith("账单日"))
    assert head.text.replace(" ", "") == "账单日2025年03月08日信用额度20,000，余额0"


def test_ocr_skewed_scan() -> None:
    image = grained(statement().rotate(1.5, Image.Resampling.BICUBIC, fillcolor="white"))
    page = read(image, DPI)
    assert page.treatment == ("deskew -1.5",)
    assert page.warnings == ()
    assert page.seal is None
    assert_read(page, 10)
    # On the page as scanned, the ink of an amount lies in the box that evidence shows.
    amount = next(c for row in page.grid.rows for c in row.cells if c.text == "12,846.31")
    box = page.on_page(amount.box)
    spot = np.asarray(image.convert("L"))[
        round(box.top * SCALE) : round(box.bottom * SCALE), round(box.x0 * SCALE) : round(box.x1 * SCALE)
    ]
    assert 0.08 < (spot < 128).mean() < 0.5


def test_ocr_photo() -> None:
    sheet = np.asarray(statement())
    height, width = sheet.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    target = np.array([[90, 110], [1590, 70], [1660, 1010], [60, 960]], np.float32)
    photo = cv2.warpPerspective(
        sheet,
        cv2.getPerspectiveTransform(source, target),
        (1720, 1100),
        flags=cv2.INTER_AREA,
        borderValue=(70, 60, 50),
    )
    shade = np.linspace(1.0, 0.7, photo.shape[1])[None, :, None]
    page = read(grained(Image.fromarray((photo * shade).astype(np.uint8))))
    assert page.treatment[0] == "perspective"
    assert_read(page, 28)


def test_ocr_page_on_its_side() -> None:
    page = read(grained(statement().transpose(Image.Transpose.ROTATE_90)), DPI)
    assert page.treatment[0] == "turn 90"
    assert (page.width, page.height) == pytest.approx((330, 560), abs=1)
    assert_read(page, 10)


def test_ocr_letter_under_a_seal() -> None:
    image = Image.new("RGB", (round(400 * SCALE), round(200 * SCALE)), "white")
    draw = ImageDraw.Draw(image)
    draw.text(
        (40 * SCALE, 40 * SCALE), "您的贷款已全部结清，金额7,155.55元。", font=font(12), fill=(20, 20, 20)
    )
    draw.text((230 * SCALE, 110 * SCALE), "某某银行股份有限公司", font=font(12), fill=(20, 20, 20))
    draw.text((240 * SCALE, 135 * SCALE), "2025年03月08日", font=font(12), fill=(20, 20, 20))
    stamp = Image.new("RGB", image.size, "white")
    circle = tuple(round(v * SCALE) for v in (250, 80, 350, 180))
    ImageDraw.Draw(stamp).ellipse(circle, outline=(215, 40, 50), width=9)
    ImageDraw.Draw(stamp).regular_polygon((300 * SCALE, 130 * SCALE, 18 * SCALE), 5, fill=(215, 40, 50))
    page = read(ImageChops.multiply(image, stamp), DPI)
    assert page.seal is True
    assert "red ink removed" in page.treatment
    texts = [row.text for row in page.grid.rows]
    assert "您的贷款已全部结清，金额7,155.55元。" in texts
    assert "某某银行股份有限公司" in texts
    date = next(cell for row in page.grid.rows for cell in row.cells if "2025" in cell.text)
    assert {reading.text for reading in date.readings[:2]} == {"2025年03月08日"}


def test_ocr_words_and_edges_of_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    image = Image.new("RGB", (420, 60), "white")
    ImageDraw.Draw(image).text(
        (20, 8),
        "年费300.00元",
        font=ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), 28),
        fill=(10, 10, 10),
    )
    pixels = np.asarray(image)
    words = ocr_rapid.read(pixels)
    assert words == ocr_rapid.read(pixels)
    assert "".join(word.text for word in words) == "年费300.00元"
    edges = [edge for word in words for edge in word.edges]
    assert all(left < right for left, right in edges)
    assert all(before[1] <= after[0] + 1 for before, after in pairwise(edges))
    assert all(0.5 < (word.score or 0) <= 1 for word in words)
    assert ocr_rapid.read(np.full((300, 300, 3), 255, np.uint8)) == []
    assert capfd.readouterr() == ("", "")
