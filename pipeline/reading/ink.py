"""What of a page's text a person can see: the page is drawn with its text and without, and each character looked at.

White text, text under a filled rectangle or a picture, clipped text, hidden layers, empty glyphs: all of these
come through extraction as ordinary characters, and none of them leaves ink.  Asking the picture needs no list of
such tricks, and white text on a dark band or text on a background picture stays.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipeline.records.evidence import Box

SCALE = 1.5
"""Pixels per point: 108 dpi, at which a hairline of a small font still darkens a pixel."""

VISIBLE = 24
"""Grey levels (of 255) by which a character must change the page to be seen by a person."""

LIGHT = 150
"""Grey levels of a text's colour on white, from which it may be a watermark or meant not to be seen."""

_LARGEST = 4000.0  # points: of a larger page nothing is drawn here
_DEPTH = 5
_DARK = 96
_FILLING = frozenset({raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP})
_CJK_FONTS = ("song", "sun", "hei", "kai", "fang", "ming", "cjk", "gb1", "gbk", "unigb", "yahei", "pingfang", "han")

Grey = NDArray[np.uint8]
Picture = NDArray[np.uint8]
"""Rows and columns of grey, or of three colours."""


@dataclass(frozen=True, slots=True)
class Paint:
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


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page's picture says of its characters.

    Attributes:
        inked: For each character whether it leaves ink, True where that cannot be told.
        faint: For each character whether it stands out from its ground no more than a watermark does.
        chinese_font: Whether a font of the page says by its name that it is a Chinese one.
        other_ink: Dark ink that is no text, as a multiple of the text's own; 0 on a page without text.
    """

    inked: tuple[bool, ...]
    faint: tuple[bool, ...]
    chinese_font: bool = False
    other_ink: float = 0.0


def look(page: pdfium.PdfPage, places: Sequence[tuple[str, Box, int]], width: float, height: float) -> Seen:
    """Look for the ink of characters.

    Args:
        page: A loaded pdfium page.
        places: Text, box on the visible page in points, and address of the text object, per character.
        width: Of the visible page, points.
        height: Likewise.
    """
    unknown = (True,) * len(places), (False,) * len(places)
    if not places or max(width, height) > _LARGEST:
        return Seen(*unknown)
    objects = _text_objects(page)
    fonts: dict[int, tuple[bool, bool]] = {}
    paints = {address: _paint(handle, fonts) for address, handle in objects.items()}
    colour = any(paint.clear for paint in paints.values())
    whole = _draw(page, colour)
    bare = _without(page, list(objects.values()), colour)
    change = _change(whole, bare)
    light = [address for address, paint in paints.items() if paint.light]
    # The change by dark text says nothing of a pale character below it, so pale ones are looked at by themselves.
    pale = _change(whole, _without(page, [objects[address] for address in light], colour)) if light else None
    known = np.array([address in paints for _, _, address in places])
    is_light = np.array([address in paints and paints[address].light for _, _, address in places])
    boxes = [box for _, box, _ in places]
    inked = _count(change, boxes, VISIBLE) > 0
    faint = np.zeros(len(places), dtype=np.bool_)
    if pale is not None:
        seen = _count(pale, boxes, VISIBLE)
        inked = np.where(is_light, seen > 0, inked)
        # Over dark text a pale character changes much, but on few pixels.
        faint = is_light & inked & (_count(pale, boxes, 255 - LIGHT + 1) < 0.5 * seen)
    # A font that is not in the file may be missing here; its Latin has a substitute in pdfium, its Chinese has not.
    lacking = np.array([a in paints and not paints[a].embedded and ord(text) > 0x2FF for text, _, a in places])
    tiny = np.array([box.width < 0.7 or box.height < 0.7 for box in boxes])
    # An underscore lies below its box, or on a ruled line, and says nothing that could deceive.
    low = np.array([text == "_" for text, _, _ in places])
    told = known & ~lacking & ~tiny & ~low
    text_ink = int((change >= _DARK).sum())
    other = int(((bare[:, :, 1] if colour else bare) < 255 - _DARK).sum()) / text_ink if text_ink else 0.0
    return Seen(
        tuple(bool(x) for x in inked | ~told),
        tuple(bool(x) for x in faint),
        any(paint.chinese for paint in paints.values()),
        other,
    )


def _text_objects(page: pdfium.PdfPage) -> dict[int, Any]:
    """Return the page's text objects by address, those inside forms too."""
    found: dict[int, Any] = {}

    def walk(count: int, get: Callable[[int], Any], depth: int) -> None:
        for number in range(count):
            handle = get(number)
            kind = raw.FPDFPageObj_GetType(handle)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                found[ctypes.cast(handle, ctypes.c_void_p).value or 0] = handle
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                inner = raw.FPDFFormObj_CountObjects(handle)
                walk(inner, lambda n, form=handle: raw.FPDFFormObj_GetObject(form, n), depth + 1)  # type: ignore[misc]

    walk(raw.FPDFPage_CountObjects(page), lambda n: raw.FPDFPage_GetObject(page, n), 0)
    return found


def _paint(handle: Any, fonts: dict[int, tuple[bool, bool]]) -> Paint:
    light = clear = False
    if raw.FPDFTextObj_GetTextRenderMode(handle) in _FILLING:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if raw.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha):
            grey = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value
            light = 255 - (255 - grey) * alpha.value / 255 >= LIGHT
            clear = alpha.value < 255
    font = raw.FPDFTextObj_GetFont(handle)
    address = ctypes.cast(font, ctypes.c_void_p).value or 0
    if address not in fonts:
        fonts[address] = _font(font)
    embedded, chinese = fonts[address]
    return Paint(light, clear, embedded, chinese)


def _font(font: Any) -> tuple[bool, bool]:
    if not font:
        return False, False
    buffer = ctypes.create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, buffer, 200)
    name = buffer.value.decode("utf-8", "replace").rpartition("+")[2].lower()
    return raw.FPDFFont_GetIsEmbedded(font) == 1, any(part in name for part in _CJK_FONTS)


def _draw(page: pdfium.PdfPage, colour: bool) -> Picture:
    """Draw the page; grey is quicker, but there pdfium draws transparent text paler than it is."""
    bitmap = page.render(scale=SCALE, grayscale=not colour, may_draw_forms=False, draw_annots=False)
    pixels = bitmap.to_numpy()
    return np.array(pixels[:, :, :3] if colour else pixels.reshape(pixels.shape[:2]))


def _change(one: Picture, other: Picture) -> Grey:
    """Return by how much two pictures differ, in the colour in which they differ most."""
    change = cv2.absdiff(one, other)
    if change.ndim == 3:
        blue, green, red = cv2.split(change)
        change = cv2.max(cv2.max(blue, green), red)
    return np.asarray(change, dtype=np.uint8)


def _without(page: pdfium.PdfPage, objects: list[Any], colour: bool) -> Picture:
    """Draw the page without some of its objects."""
    for handle in objects:
        raw.FPDFPageObj_SetIsActive(handle, False)
    try:
        return _draw(page, colour)
    finally:
        for handle in objects:
            raw.FPDFPageObj_SetIsActive(handle, True)


def _count(change: Grey, boxes: Sequence[Box], level: int) -> NDArray[np.int_]:
    """Return for each box how many pixels in it change by `level`; its edges are its neighbours'."""
    rows, columns = change.shape
    sums = cv2.integral((change >= level).astype(np.uint8))
    corners = np.array([(b.x0, b.top, b.x1, b.bottom) for b in boxes], dtype=np.float64) * SCALE
    inset = 0.06 * (corners[:, 2] - corners[:, 0])
    x0 = np.clip(np.floor(corners[:, 0] + inset), 0, columns).astype(int)
    x1 = np.clip(np.maximum(np.ceil(corners[:, 2] - inset), x0 + 1), 0, columns).astype(int)
    y0 = np.clip(np.floor(corners[:, 1]), 0, rows).astype(int)
    y1 = np.clip(np.ceil(corners[:, 3]), 0, rows).astype(int)
    return np.asarray(sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0], dtype=np.int_)
