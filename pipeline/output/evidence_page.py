"""The picture of a page to be reviewed: reduced, with a numbered frame at each place that is asked."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pipeline.output.evidence import Shot
from pipeline.reading.draw import font
from pipeline.records.evidence import Box

WIDTH = 900  # pixels: what is asked of one page fits the screen
_NARROW = 720  # pixels: a page that needs more than one strip; its text of 10 points is still legible
STRIP = 520  # pixels: higher no row of a sheet can be
_MOST_STRIPS = 8
_AROUND = 0.06  # of the page's width: what is shown above the first and below the last place
_DARKER, _SPECKS = 40.0, 0.004  # shades below the paper that are ink; share of a row that may be so in a blank one
_QUALITY = 72


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the page.

    Attributes:
        box: In the unit of the page's boxes.
        label: Its number.
        colour: Of its frame.
    """

    box: Box
    label: str
    colour: tuple[int, int, int]


def page_strips(shot: Shot, marks: Sequence[Mark]) -> tuple[bytes, ...]:
    """Return the part of a page that holds all marks, as JPEG strips from top to bottom; none without marks.

    A row of a sheet has a greatest height, so a long part is cut, where it can be between two lines; strips in
    which nothing is asked are left out.
    """
    if not marks:
        return ()
    page = shot.picture if shot.picture.mode == "RGB" else shot.picture.convert("RGB")
    scale = page.width / shot.page_width if shot.page_width > 0 else 1.0
    around = _AROUND * page.width
    top, bottom = _span(page, marks, scale, around)
    width = min(page.width, WIDTH)
    if (bottom - top) * width / page.width > STRIP:
        width = min(page.width, _NARROW)
    part = page.crop((0, top, page.width, bottom))
    shrink = width / page.width
    part = part.resize((width, max(1, round(part.height * shrink))), Image.Resampling.LANCZOS, reducing_gap=3.0)
    pencil = ImageDraw.Draw(part)
    frames = [_frame(mark.box, scale, shrink, top, part) for mark in marks]
    cuts = _cuts(part)  # before anything is drawn over the page
    for mark, frame in zip(marks, frames, strict=True):
        _draw(pencil, mark, frame, part)
    strips = []
    for above, below in pairwise(cuts):
        if any(above <= min(max((frame[1] + frame[3]) / 2, 0.0), part.height - 1) < below for frame in frames):
            strips.append(part.crop((0, above, part.width, below)))
    return tuple(_jpeg(strip) for strip in strips[:_MOST_STRIPS])


def _span(page: Image.Image, marks: Sequence[Mark], scale: float, around: float) -> tuple[int, int]:
    """Return the rows of pixels that are shown: all marks and a little around, ending between two lines."""
    first = int(min(max(min(mark.box.top for mark in marks) * scale, 0.0), page.height - 1.0))
    last = math.ceil(max(min(max(mark.box.bottom for mark in marks) * scale, float(page.height)), first + 1.0))
    top, bottom = max(int(first - around), 0), min(math.ceil(last + around), page.height)
    above = np.asarray(page.crop((0, top, page.width, max(first, top + 1))).convert("L"))
    below = np.asarray(page.crop((0, min(last, bottom - 1), page.width, bottom)).convert("L"))
    half = int(around / 2)
    blank = next((row for row in range(min(half, len(above))) if _blank(above[row])), 0) if top else 0
    under = next((row for row in range(min(half, len(below))) if _blank(below[-1 - row])), 0)
    return top + blank, max(bottom - (under if bottom < page.height else 0), top + blank + 1)


def _frame(box: Box, scale: float, shrink: float, top: int, part: Image.Image) -> tuple[float, float, float, float]:
    """Return a frame a little outside of a box, inside the picture."""
    left = min(max(box.x0 * scale * shrink - 3, 0.0), part.width - 2.0)
    right = max(min(box.x1 * scale * shrink + 3, part.width - 1.0), left + 1.0)
    upper = min(max((box.top * scale - top) * shrink - 2, 0.0), part.height - 2.0)
    lower = max(min((box.bottom * scale - top) * shrink + 2, part.height - 1.0), upper + 1.0)
    return left, upper, right, lower


def _draw(pencil: ImageDraw.ImageDraw, mark: Mark, frame: tuple[float, float, float, float], part: Image.Image) -> None:
    """Draw a frame with its number at the left, or at the right where the left has no room."""
    pencil.rectangle(frame, outline=mark.colour, width=2)
    face = font(13)
    wide = face.getlength(mark.label) + 6
    left = frame[0] - wide if frame[0] >= wide else min(frame[2], part.width - wide)
    middle = (frame[1] + frame[3]) / 2
    pencil.rectangle((left, middle - 8, left + wide - 1, middle + 8), fill=mark.colour)
    pencil.text((left + wide / 2, middle), mark.label, fill="white", font=face, anchor="mm")


def _cuts(part: Image.Image) -> list[int]:
    """Return the rows of pixels at which a picture is cut: equal strips, moved to the nearest blank row."""
    count = max(1, math.ceil(part.height / STRIP))
    size = part.height / count
    grey = np.asarray(part.convert("L"))
    cuts = [0]
    for number in range(1, count):
        wanted = round(number * size)
        room = max(int(min((STRIP - size) / 2, 0.15 * size)), 0)  # two neighbours may both move away
        near = sorted(range(wanted - room, wanted + room + 1), key=lambda row: (abs(row - wanted), row))
        cuts.append(next((row for row in near if _blank(grey[row])), wanted))
    return [*cuts, part.height]


def _blank(row: NDArray[np.uint8]) -> bool:
    """Whether a row of pixels bears no ink: almost nothing is darker than the paper; grain does not count."""
    return float((row < float(np.median(row)) - _DARKER).mean()) <= _SPECKS


def for_cell(picture: bytes, width: int) -> bytes:
    """Return a picture as JPEG, reduced to twice the width in pixels at which a cell shows it."""
    with Image.open(io.BytesIO(picture)) as opened:
        image = opened.convert("RGB")
    if image.width > 2 * width:
        image = image.resize(
            (2 * width, max(1, round(image.height * 2 * width / image.width))), Image.Resampling.LANCZOS
        )
    return _jpeg(image)


def _jpeg(image: Image.Image) -> bytes:
    """Return JPEG bytes without any metadata."""
    image.info = {}
    target = io.BytesIO()
    image.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()
