"""Lone marks in the ruled grid of a repayment record: what stands there is read, what is empty stays empty."""

from __future__ import annotations

import random
import secrets

import numpy as np
import pylopdf_fonts_zh_cn
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.reading import grid_cells
from pipeline.reading.picture import read_picture
from pipeline.records.evidence import Box
from pipeline.records.reading import Cell, Rule, Word

LEFT, TOP, WIDE, HIGH = 120, 200, 90, 56
MARKS = ("N", "*", "/", "C", "1", "2", "3", "7", "G", "#", "")


def grid(marks: list[list[str]]) -> Image.Image:
    """A page with a ruled grid of marks at about 200 dpi under two lines of text."""
    rows, columns = len(marks), len(marks[0])
    image = Image.new("RGB", (1654, 1200), "white")
    pencil = ImageDraw.Draw(image)
    face = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), 25)
    pencil.text((LEFT, 60), "个人信用报告还款记录（示例）2024年01月至2025年12月", fill="black", font=face)
    pencil.text((LEFT, 120), "账户编号 00001234567890 借款金额 12,000.00 元", fill="black", font=face)
    for row in range(rows + 1):
        y = TOP + row * HIGH
        pencil.line((LEFT, y, LEFT + columns * WIDE, y), fill="black", width=2)
    for column in range(columns + 1):
        x = LEFT + column * WIDE
        pencil.line((x, TOP, x, TOP + rows * HIGH), fill="black", width=2)
    for row, line in enumerate(marks):
        for column, mark in enumerate(line):
            centre = (LEFT + (column + 0.5) * WIDE, TOP + (row + 0.5) * HIGH)
            pencil.text(centre, mark, fill="black", font=face, anchor="mm")
    return image


def cells_of(page) -> dict[tuple[int, int], Cell]:
    found = {}
    for row in page.grid.rows:
        for cell in row.cells:
            x, y = (cell.box.x0 + cell.box.x1) / 2, cell.box.middle
            if y > TOP and cell.text.strip():
                found[int((y - TOP) // HIGH), int((x - LEFT) // WIDE)] = cell
    return found


@pytest.mark.ocr
def test_ocr_marks_of_a_grid_are_read_and_empty_cells_are_empty() -> None:
    seed = secrets.randbits(31)
    print(f"seed {seed}")
    lot = random.Random(seed)
    marks = [[lot.choice(MARKS) for _ in range(12)] for _ in range(6)]
    image = grid(marks)
    page = read_picture(image, number=1, width=float(image.width), height=float(image.height), dpi=200.0, mode="auto")
    found = cells_of(page)
    true = {(r, c): mark for r, line in enumerate(marks) for c, mark in enumerate(line) if mark}
    assert not set(found) - set(true), "a mark where nothing is printed"
    assert len(found) >= 0.95 * len(true), "an overlooked mark"
    wrong = {place: cell for place, cell in found.items() if cell.text.strip().replace("★", "*") != true[place]}
    agreed = [cell.text for cell in wrong.values() if any(r.text == cell.text for r in cell.readings[1:])]
    assert agreed == [], "a lone stroke is a 1 or a /: two readers must not both be wrong"


def test_only_cells_with_ink_and_without_words_are_looked_into() -> None:
    grey = np.full((200, 300), 255, np.uint8)
    rules = [Rule(Box(0.0, y, 300.0, y + 1.0)) for y in (10.0, 50.0, 90.0)]
    rules += [Rule(Box(x, 10.0, x + 1.0, 91.0)) for x in (10.0, 110.0, 210.0)]
    grey[20:40, 50:60] = 0  # read
    grey[60:80, 150:160] = 0  # overlooked
    grey[30, 150:152] = 0  # a speck
    words = [Word("1", Box(48.0, 18.0, 62.0, 42.0), ((48.0, 62.0),), 0.9)]
    (quad,) = grid_cells.overlooked(grey, rules, words, 1.0, 20.0)
    assert quad[0][0] <= 150 and quad[2][0] >= 160 and quad[0][1] <= 60 and quad[2][1] >= 80
    assert grid_cells.overlooked(grey, rules[:3], words, 1.0, 20.0) == [], "no columns, no grid"
