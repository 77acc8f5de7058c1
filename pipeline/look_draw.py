"""What the reader saw, drawn over a page: rows, columns, words and verdicts, with a strip below that explains them.

Verdicts differ in colour, in the line of their frame and in their mark, so that they can be told apart in grey too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from PIL import Image, ImageDraw

from pipeline.look_seen import Band, Frame, Seen, Verdict
from pipeline.reading.draw import font
from pipeline.records.evidence import Box
from pipeline.records.reading import WORDS_READER, Cell, Page
from pipeline.values.text import key

Rectangle = tuple[float, float, float, float]
Point = tuple[float, float]
Colour = tuple[int, int, int]

COLOURS: Final[dict[Verdict, Colour]] = {
    Verdict.VERIFIED: (22, 122, 62),
    Verdict.CONTRADICTED: (200, 0, 0),
    Verdict.UNVERIFIED: (190, 100, 0),
    Verdict.NOTE: (120, 50, 170),
}
MARKS: Final = {Verdict.VERIFIED: "√", Verdict.CONTRADICTED: "×", Verdict.UNVERIFIED: "?", Verdict.NOTE: "!"}
_NAMES: Final = {
    Verdict.VERIFIED: "已证实（实线）",
    Verdict.CONTRADICTED: "有矛盾（双线）",
    Verdict.UNVERIFIED: "未证实（虚线）",
    Verdict.NOTE: "待复核提示（点线）",
}
_DASHES: Final = {Verdict.UNVERIFIED: (7.0, 4.0), Verdict.NOTE: (2.0, 4.0)}

_BANDS: Final = ((255, 214, 0, 34), (0, 160, 255, 24))
_WORD: Final = (70, 80, 95)
_COLUMN: Final = (0, 90, 160)
_DIFFER: Final = (200, 0, 90)
_STRIP: Final = (246, 248, 250)
_TEXT: Final = (32, 32, 32)
_USUAL_WIDTH: Final = 1240.0  # pixels: A4 at 150 dpi; on larger pictures marks are larger
_LONGEST: Final = 200  # characters of one cell that are written over it


def overlay(image: Image.Image, page: Page, seen: Seen, *, scale: float) -> Image.Image:
    """Return a page's picture with what the reader saw drawn over it.

    Args:
        image: The page as a person sees it, or the upper part of it.
        page: What was read.
        seen: What became of it.
        scale: Pixels of the picture per unit of the page's boxes.
    """
    base = image.convert("RGBA")
    tint = Image.new("RGBA", base.size, (0, 0, 0, 0))
    brush = ImageDraw.Draw(tint)
    for number, row in enumerate(page.grid.rows):
        frame = _scaled(page.on_page(row.box), scale)
        if frame[1] < base.height:
            brush.rectangle(frame, fill=_BANDS[number % len(_BANDS)])
    base.alpha_composite(tint)
    result = base.convert("RGB")
    result.info = {}
    pencil = ImageDraw.Draw(result)
    for row in page.grid.rows:
        for cell in row.cells:
            _write_cell(pencil, cell, _scaled(page.on_page(cell.box), scale), result.height)
    size = max(1.0, image.width / _USUAL_WIDTH)
    for number, band in enumerate(seen.bands):
        _draw_column(pencil, page, band, scale, number, size)
    for one in seen.frames:
        _draw_frame(pencil, one, _scaled(one.box, scale), result.size, size)
    return result


def _scaled(box: Box, scale: float) -> Rectangle:
    return box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale


def _small(frame: Rectangle) -> int:
    """Return the size of small type beside a box."""
    return round(max(8.0, 0.45 * (frame[3] - frame[1])))


def _write_cell(pencil: ImageDraw.ImageDraw, cell: Cell, frame: Rectangle, height: int) -> None:
    """Write what the first reader read above a cell, and what others read otherwise below it."""
    if frame[1] >= height:
        return
    pencil.rectangle(frame, outline=_WORD, width=1)
    lines = cell.text.count("\n") + 1
    face = font(_small((frame[0], frame[1], frame[2], frame[1] + (frame[3] - frame[1]) / lines)))
    text = cell.text[:_LONGEST].replace("\n", "⏎")
    pencil.text((frame[0], frame[1]), text, fill=_WORD, font=face, anchor="ls")
    if differing(cell):
        others = "  ".join(f"{one.reader}: {one.text or '—'}" for one in cell.readings[1:])
        pencil.text((frame[0], frame[3] + 1), f"≠ {others[:_LONGEST]}", fill=_DIFFER, font=face, anchor="lt")


def differing(cell: Cell) -> bool:
    """Whether the readers' texts of a cell differ when folded: of the reader of words, in its letters alone."""
    if not cell.readings:
        return False
    first = key(cell.readings[0].text)
    return any(
        _letters(key(reading.text)) != _letters(first)
        if reading.reader == WORDS_READER and any(map(str.isalpha, first))
        else key(reading.text) != first
        for reading in cell.readings[1:]
    )


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


def _draw_column(pencil: ImageDraw.ImageDraw, page: Page, band: Band, scale: float, number: int, size: float) -> None:
    """Draw a column's sides, slanted as the page lies, and its heading above; neighbours at two heights."""
    box = band.box
    gap = 2.0 * size / scale
    face = font(round(13 * size))
    for x in (box.x0 - gap, box.x1 + gap):
        start, end = (_point(page, x, y, scale) for y in (box.top, box.bottom))
        _dashed(pencil, [start, end], (10.0 * size, 6.0 * size), _COLUMN, round(size))
    left, top = _point(page, box.x0, box.top, scale)
    wide = face.getlength(band.heading) + 8 * size
    lower = max(top - size * (14 + 20 * (number % 2)), 19.0 * size)
    pencil.rectangle((left, lower - 18 * size, left + wide, lower), fill=_COLUMN)
    pencil.text((left + 4 * size, lower - 9 * size), band.heading, fill="white", font=face, anchor="lm")
    pencil.line((left, lower, left, top), fill=_COLUMN, width=round(size))


def _point(page: Page, x: float, y: float, scale: float) -> Point:
    place = page.on_page(Box(x, y, x, y))
    return place.x0 * scale, place.top * scale


def _draw_frame(
    pencil: ImageDraw.ImageDraw, one: Frame, frame: Rectangle, bounds: tuple[int, int], size: float
) -> None:
    """Draw a verdict's frame, its mark at the upper right corner, and its name below."""
    if frame[1] >= bounds[1]:
        return
    around = size * (4 if one.verdict is Verdict.NOTE else 2)
    box = (frame[0] - around, frame[1] - around, frame[2] + around, frame[3] + around)
    _rectangle(pencil, box, one.verdict, size)
    face = font(round(10 * size))
    # At the upper corner, where it covers least: values stand close to one another in a sentence.
    x1, y0 = min(box[2] + 4 * size, float(bounds[0])), box[1]
    pencil.rectangle((x1 - 13 * size, y0 - 8 * size, x1, y0 + 4 * size), fill=COLOURS[one.verdict])
    pencil.text((x1 - 6.5 * size, y0 - 2 * size), MARKS[one.verdict], fill="white", font=face, anchor="mm")
    if one.name:
        pencil.text((box[0], box[3] + size), one.name, fill=COLOURS[one.verdict], font=face, anchor="lt")


def _rectangle(pencil: ImageDraw.ImageDraw, box: Rectangle, verdict: Verdict, size: float) -> None:
    colour, width = COLOURS[verdict], round(2 * size)
    if verdict in _DASHES:
        x0, y0, x1, y1 = box
        dash = (_DASHES[verdict][0] * size, _DASHES[verdict][1] * size)
        _dashed(pencil, [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], dash, colour, width)
        return
    pencil.rectangle(box, outline=colour, width=width)
    if verdict is Verdict.CONTRADICTED:
        more = 4 * size
        outer = (box[0] - more, box[1] - more, box[2] + more, box[3] + more)
        pencil.rectangle(outer, outline=colour, width=width)


def _dashed(
    pencil: ImageDraw.ImageDraw, points: Sequence[Point], dash: tuple[float, float], colour: Colour, width: int
) -> None:
    """Draw a broken line through points."""
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        if length == 0:
            continue
        at = 0.0
        while at < length:
            end = min(at + dash[0], length)
            begin, stop = at / length, end / length
            pencil.line(
                (x0 + (x1 - x0) * begin, y0 + (y1 - y0) * begin, x0 + (x1 - x0) * stop, y0 + (y1 - y0) * stop),
                fill=colour,
                width=width,
            )
            at += sum(dash)


def with_strip(picture: Image.Image, lines: Sequence[str], frames: Sequence[Frame]) -> Image.Image:
    """Return a picture with a strip below it: the legend with counts, then lines of text; the page is not covered.

    Args:
        picture: The page.
        lines: What is to be said of it.
        frames: Its verdicts, to be counted.
    """
    width = max(picture.width, 480)
    size = max(13, round(width / 80))
    face = font(size)
    step = round(size * 1.5)
    wrapped = [part for line in lines for part in _wrapped(line, width - 2 * size, size)]
    legend = _legend_rows(frames, width - 2 * size, size)
    height = step * (len(wrapped) + len(legend)) + size
    result = Image.new("RGB", (width, picture.height + height), _STRIP)
    result.paste(picture, (0, 0))
    pencil = ImageDraw.Draw(result)
    pencil.line((0, picture.height, width, picture.height), fill=_TEXT, width=2)
    middle = float(picture.height + size // 2) + step / 2
    for row in legend:
        left = float(size)
        for verdict, text in row:
            box = (left, middle - size * 0.55, left + size * 1.6, middle + size * 0.55)
            _rectangle(pencil, box, verdict, size / 16)
            pencil.text((left + size * 0.8, middle), MARKS[verdict], fill=COLOURS[verdict], font=face, anchor="mm")
            pencil.text((box[2] + size * 0.7, middle), text, fill=_TEXT, font=face, anchor="lm")
            left = box[2] + size * 2.2 + face.getlength(text)
        middle += step
    for line in wrapped:
        pencil.text((size, middle), line, fill=_TEXT, font=face, anchor="lm")
        middle += step
    return result


def _legend_rows(frames: Sequence[Frame], width: float, size: int) -> list[list[tuple[Verdict, str]]]:
    """Return the legend's entries in as many rows as the width needs."""
    counts = Counter(frame.verdict for frame in frames)
    face = font(size)
    rows: list[list[tuple[Verdict, str]]] = [[]]
    used = 0.0
    for verdict in Verdict:
        text = f"{_NAMES[verdict]} {counts[verdict]}"
        step = face.getlength(text) + 3.8 * size
        if rows[-1] and used + step > width:
            rows.append([])
            used = 0.0
        rows[-1].append((verdict, text))
        used += step
    return rows


def _wrapped(line: str, width: float, size: int) -> Iterator[str]:
    """Yield a line in parts no wider than `width`; Chinese breaks anywhere."""
    face = font(size)
    part = ""
    for char in line:
        if part and face.getlength(part + char) > width:
            yield part
            part = "    "
        part += char
    yield part
