"""A PDF that names Chinese fonts and does not carry them is drawn alike on every machine."""

from __future__ import annotations

import io

import numpy as np
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.reading import render
from pipeline.reading.fonts import font_for
from pipeline.records.source import FileKind

LINE = "信用卡对账单 交易金额"


def named_only(text: str) -> bytes:
    """A page in STSong-Light, which the file does not hold."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 120))
    canvas.setFont("STSong-Light", 20)
    canvas.drawString(20, 50, text)
    canvas.save()
    return out.getvalue()


def ink(data: bytes) -> int:
    return int((np.asarray(render.render_page(data, FileKind.PDF, 1, 100.0).convert("L")) < 128).sum())


def test_a_font_that_is_only_named_is_drawn() -> None:
    assert ink(named_only(LINE)) > 40 * len(LINE)


def test_other_words_are_drawn_otherwise() -> None:
    """No box stands for every character."""
    assert ink(named_only("一一一一一一一一一一一")) < 0.7 * ink(named_only(LINE))


@pytest.mark.parametrize(
    ("name", "charset", "found"),
    [
        ("STSong-Light", 134, 2), ("SimSun", 0, 2), ("SimHei", 134, 1), ("黑体", 1, 1), ("仿宋_GB2312", 1, 2),
        ("MHei-Medium", 136, 1), ("示例字体", 0, 2), ("Unknown-CID", 134, 2), ("Arial", 0, None), ("Helvetica", 1, None),
    ],
)  # fmt: skip
def test_latin_fonts_are_left_to_pdfium(name: str, charset: int, found: int | None) -> None:
    assert font_for(name, charset) == found
