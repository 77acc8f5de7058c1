"""What of a page's text a person can see: the page is drawn with its text and without, and each character looked at.

White text, text under a filled rectangle or a picture, clipped text, hidden layers, empty glyphs: all of these
come through extraction as ordinary characters, and none of them leaves ink.  Asking the picture needs no list of
such tricks, and white text on a dark band or text on a background picture stays.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipeline.reading import calls
from pipeline.records.evidence import Box

SCALE = 1.5
"""Pixels per point: 108 dpi, at which a hairline of a small font still darkens a pixel."""

VISIBLE = 24
"""Grey levels (of 255) by which a character must change the page to be seen by a person."""

LIGHT = 150
"""Grey levels of a text's colour on white, from which it may be a watermark or meant not to be seen."""

_LARGEST = 4000.0  # points: of a larger page nothing is drawn here
_DARK = 96
_SPECK = 6  # pixels: less ink in a blank is its neighbours'
_FILLING = frozenset({raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP})
_COLOUR = tuple(ctypes.c_uint() for _ in range(4))
_CJK_FONTS = ("song", "sun", "hei", "kai", "fang", "ming", "cjk", "gb1", "gbk", "unigb", "yahei", "pingfang", "han")

Grey = NDArray[np.uint8]
Picture = NDArray[np.uint8]
"""Rows and columns of grey, or of three colours."""


class Paint(NamedTuple):
    """How one text object of the page is drawn.

    Attributes:
        light: Whether its colour on white paper is paler than `LIGHT`, transparency counted.
        clear: Whether it is transparent.
        embedded: Whether the file holds its font; a font that this machine lacks leaves no ink either.
        chinese: Whether the font's name says that it is a Chinese one.
    """

    light: bool
    clear: bool
    embedded: bool
    chinese: bool


class Seen(NamedTuple):
    """What the page's picture says of its characters.

    Attributes:
        inked: For each character whether it leaves ink, True where that cannot be told.
        faint: For each character whether it stands out from its ground no more than a watermark does.
        chinese_font: Whether a font of the page says by its name that it is a Chinese one.
        other_ink: Dark ink that is no text, as a multiple of the text's own; 0 on a page without text.
        inked_blanks: Blanks in whose middle text is printed.
    """

    inked: tuple[bool, ...]
    faint: tuple[bool, ...]
    chinese_font: bool = False
    other_ink: float = 0.0
    inked_blanks: int = 0


def look(
    page: pdfium.PdfPage, texts: Sequence[int], places: Sequence[tuple[str, Box, int]], width: float, height: float
) -> Seen:
    """Look for the ink of characters.

    Args:
        page: A loaded pdfium page.
        texts: Addresses of the page's text objects.
        places: Text, box on the visible page in points, and address of the text object, per character.
        width: Of the visible page, points.
        height: Likewise.
    """
    if not places or max(width, height) > _LARGEST:
        return Seen((True,) * len(places), (False,) * len(places))
    fonts: dict[int, tuple[bool, bool]] = {}
    paints = {text: _paint(text, fonts) for text in texts}
    colour = any(paint.clear for paint in paints.values())
    whole = _draw(page, colour)
    bare = _without(page, texts, colour)
    change = _change(_pixels(whole), _pixels(bare))
    corners = np.array([(b.x0, b.top, b.x1, b.bottom) for _, b, _ in places], dtype=np.float64)
    sides = corners[:, 2:] - corners[:, :2]
    middles = corners.copy()
    middles[:, 0] += 0.3 * sides[:, 0]
    middles[:, 2] -= 0.3 * sides[:, 0]
    in_box, in_middle = np.split(_count(change, np.concatenate((corners, middles)), VISIBLE), 2)
    seen = in_box > 0
    light = [text for text, paint in paints.items() if paint.light]
    faint = np.zeros(len(places), dtype=np.bool_)
    if light:
        # The change by dark text says nothing of a pale character below it, so pale ones are looked at by themselves.
        dark = _without(page, light, colour)
        pale = _change(_pixels(whole), _pixels(dark))
        is_light = np.isin([thing for _, _, thing in places], light)
        marked = _count(pale, corners, VISIBLE)
        seen = np.where(is_light, marked > 0, seen)
        # Over dark text a pale character changes much, but on few pixels.
        faint = is_light & seen & (_count(pale, corners, 255 - LIGHT + 1) < 0.5 * marked)
    # A font that is not in the file may be missing here; its Latin has a substitute in pdfium, its Chinese has not.
    # An underscore lies below its box, or on a ruled line, and says nothing that could deceive.
    lacking = {text for text, paint in paints.items() if not paint.embedded}
    told = np.array(
        [thing in paints and text != "_" and not (ord(text) > 0x2FF and thing in lacking) for text, _, thing in places]
    )
    told &= (sides >= 0.7).all(axis=1)
    blank = told & np.array([text.isspace() for text, _, _ in places])
    text_ink = cv2.countNonZero(cv2.inRange(change, _DARK, 255))
    ground = _pixels(bare)[:, :, 1] if colour else _pixels(bare)
    other = cv2.countNonZero(cv2.inRange(ground, 0, 254 - _DARK)) / text_ink if text_ink else 0.0
    return Seen(
        tuple((seen | ~told).tolist()),
        tuple(faint.tolist()),
        any(paint.chinese for paint in paints.values()),
        other,
        int((blank & (in_middle > _SPECK)).sum()),
    )


def _paint(text: int, fonts: dict[int, tuple[bool, bool]]) -> Paint:
    light = clear = False
    if calls.render_mode(text) in _FILLING:
        red, green, blue, alpha = _COLOUR
        if calls.fill_colour(text, red, green, blue, alpha):
            grey = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value
            light = 255 - (255 - grey) * alpha.value / 255 >= LIGHT
            clear = alpha.value < 255
    font = calls.font_of(text) or 0
    if font not in fonts:
        fonts[font] = _font(font)
    embedded, chinese = fonts[font]
    return Paint(light, clear, embedded, chinese)


def _font(font: int) -> tuple[bool, bool]:
    if not font:
        return False, False
    buffer = ctypes.create_string_buffer(200)
    calls.font_name(font, buffer, 200)
    name = buffer.value.decode("utf-8", "replace").rpartition("+")[2].lower()
    return calls.font_embedded(font) == 1, any(part in name for part in _CJK_FONTS)


def _draw(page: pdfium.PdfPage, colour: bool) -> pdfium.PdfBitmap:
    """Draw the page; grey is quicker, but there pdfium draws transparent text paler than it is."""
    return page.render(scale=SCALE, grayscale=not colour, may_draw_forms=False, draw_annots=False)


def _pixels(bitmap: pdfium.PdfBitmap) -> Picture:
    """Return a drawing's pixels; they are the drawing's own and end with it."""
    pixels: Picture = bitmap.to_numpy()
    return pixels[:, :, :3] if pixels.ndim == 3 and pixels.shape[2] > 1 else pixels.reshape(pixels.shape[:2])


def _change(one: Picture, other: Picture) -> Grey:
    """Return by how much two pictures differ, in the colour in which they differ most."""
    change = cv2.absdiff(one, other)
    if change.ndim == 3:
        blue, green, red = cv2.split(change)
        change = cv2.max(cv2.max(blue, green), red)
    return np.asarray(change, dtype=np.uint8)


def _without(page: pdfium.PdfPage, texts: Sequence[int], colour: bool) -> pdfium.PdfBitmap:
    """Draw the page without some of its texts."""
    for text in texts:
        calls.set_active(text, False)
    try:
        return _draw(page, colour)
    finally:
        for text in texts:
            calls.set_active(text, True)


def _count(change: Grey, corners: NDArray[np.float64], level: int) -> NDArray[np.int_]:
    """Return for each box (points) how many pixels in it change by `level`; its edges are its neighbours'."""
    rows, columns = change.shape
    sums = cv2.integral(cv2.inRange(change, level, 255) & np.uint8(1), _room(rows + 1, columns + 1))
    placed = corners * SCALE
    inset = 0.06 * (placed[:, 2] - placed[:, 0])
    x0 = np.clip(np.floor(placed[:, 0] + inset), 0, columns).astype(int)
    x1 = np.clip(np.maximum(np.ceil(placed[:, 2] - inset), x0 + 1), 0, columns).astype(int)
    y0 = np.clip(np.floor(placed[:, 1]), 0, rows).astype(int)
    y1 = np.clip(np.ceil(placed[:, 3]), 0, rows).astype(int)
    return np.asarray(sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0], dtype=np.int_)


@lru_cache(maxsize=1)
def _room(rows: int, columns: int) -> NDArray[np.int32]:
    """Return memory for one page's sums; fresh memory would cost more than the sums."""
    return np.empty((rows, columns), dtype=np.int32)
