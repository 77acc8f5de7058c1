"""Reads one picture of a page: makes it readable, reads it twice, and says how far the readers agree.

Flat coordinates of the page made here: points for PDF pages (so heights compare with those of embedded text),
pixels of the picture for photos and screenshots (of the flattened one, at the scale of the original).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.reading import ocr_rapid, ocr_tesseract, seal
from pipeline.reading.grid import make_grid
from pipeline.reading.grid_cells import overlooked
from pipeline.reading.mend import loose_end, mended
from pipeline.reading.prepare import Prepared, prepare, without_red
from pipeline.reading.ruling import find_rules
from pipeline.reading.witness import second_readings
from pipeline.records.evidence import Box, Origin
from pipeline.records.reading import Page, Word

LEAST_DPI: Final = 150.0
"""Below this resolution thin digits are confused."""

LEAST_DIGIT: Final = 16.0
"""Height in pixels below which digits are confused; a guess, not fitted."""

_ENOUGH: Final = 3000
"""Pixels of the shorter side beyond which a picture is shrunk before it is read; 300 dpi of A4 are 2480."""

_DIGIT_SHARE: Final = 0.73
_ON_ITS_SIDE: Final = 0.6
_SURE_TURN: Final = 3.0
_FEW_CHARACTERS: Final = 12
_POOR_SCORE: Final = 0.7

_RIM: Final = 0.6
"""Heights of a line from the left or right edge of a picture within which a text may run out of it."""

_LEAST_SCORE: Final = 0.5
"""What is read in a cell that the line finder overlooked counts from this score on; less may be dirt."""


def read_picture(image: Image.Image, *, number: int, width: float, height: float, dpi: float | None, mode: str) -> Page:
    """Read a page from its picture.

    Args:
        image: The page as a person sees it.
        number: Page number, from 1.
        width: Of the page as a person sees it, in points; in pixels for pictures.
        height: Likewise.
        dpi: Effective resolution of the picture, None where it is not known.
        mode: `auto` (both readers), `rapidocr` (the first alone) or `tesseract` (whole pages by Tesseract
            alone).

    Returns:
        The page; its grid is empty when there is nothing to read on it.
    """
    pixels, dpi = _of_useful_size(np.asarray(image.convert("RGB")), dpi)
    unit = width / pixels.shape[1]
    if mode == "tesseract" or not ocr_rapid.is_available():
        first = "tesseract"
        prepared = _upright_by_osd(pixels, unit, dpi)
        words = ocr_tesseract.whole_page(prepared.grey)
    else:
        first = ocr_rapid.READER
        prepared, words = _read_upright(pixels, unit, dpi)
    text_height = float(np.median([word.box.height for word in words])) if words else 0.0
    flat_words = [_mended(_scaled(word, unit)) for word in words]
    rules = find_rules(prepared.grey, unit, text_height) if words else []
    if first != "tesseract":
        marks = ocr_rapid.recognise(prepared.rgb, overlooked(prepared.grey, rules, flat_words, unit, text_height))
        flat_words += [_mended(_scaled(word, unit)) for word in marks if (word.score or 0.0) >= _LEAST_SCORE]
    grid, agreement = second_readings(
        prepared,
        make_grid(flat_words, rules),
        flat_words,
        first=first,
        second=mode == "auto" and first != "tesseract",
    )
    page = Page(
        number=number,
        width=width,
        height=height,
        origin=Origin.OCR,
        grid=grid,
        agreement=agreement,
        dpi=None if prepared.dpi is None else round(prepared.dpi, 1),
        to_page=prepared.to_page,
        treatment=prepared.treatment,
        warnings=("low_resolution",) if _too_coarse(prepared.dpi, words) else (),
        seal=seal.red_seal(Image.fromarray(prepared.rgb)),
    )
    return _rim_doubted(page)


def _rim_doubted(page: Page) -> Page:
    """Take the second readings from cells at the picture's rim: what it cuts off is seen by no reader."""
    rows = []
    for row in page.grid.rows:
        cells = []
        for cell in row.cells:
            box, near = page.on_page(cell.box), _RIM * cell.box.height
            inside = near < box.x0 and box.x1 < page.width - near and box.top > 0 and box.bottom < page.height
            cells.append(cell if inside else replace(cell, readings=cell.readings[:1]))
        rows.append(replace(row, cells=tuple(cells)))
    return replace(page, grid=replace(page.grid, rows=tuple(rows)))


def _of_useful_size(pixels: NDArray[np.uint8], dpi: float | None) -> tuple[NDArray[np.uint8], float | None]:
    """Shrink what is sharper than anything printed on it; long screenshots have one short side and stay."""
    shorter = min(pixels.shape[:2])
    if shorter <= _ENOUGH:
        return pixels, dpi
    factor = _ENOUGH / shorter
    small: NDArray[np.uint8] = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return small, None if dpi is None else dpi * factor


def _read_upright(pixels: NDArray[np.uint8], unit: float, dpi: float | None) -> tuple[Prepared, list[Word]]:
    """Read the page as it lies; if the read is poor, find out how it is turned, keep the better read."""
    prepared = prepare(pixels, unit=unit, dpi=dpi)
    quads = ocr_rapid.detect(prepared.rgb)
    if not quads:
        return prepared, []
    reads: list[tuple[Prepared, list[Word]]] = []
    likely: list[int]
    other: list[int]
    if ocr_rapid.tall_share(quads) > _ON_ITS_SIDE:
        likely, other = [1, 3], []
    else:
        read = _recognise(prepared, quads)
        if not _is_poor(read[1]):
            return read
        reads.append(read)
        likely, other = [2], [0]
    turn = ocr_tesseract.osd(prepared.rgb)
    if turn is not None and turn[1] >= _SURE_TURN and turn[0] in likely + other:
        likely = [way for way in likely if way == turn[0]]
    for way in likely:
        turned = prepare(pixels, unit=unit, dpi=dpi, turns=way)
        reads.append(_recognise(turned, ocr_rapid.detect(turned.rgb)))
    # The first of equals wins: the page as it lies.
    return max(reads, key=lambda read: _goodness(read[1]))


def _recognise(prepared: Prepared, quads: list[ocr_rapid.Quad]) -> tuple[Prepared, list[Word]]:
    """Read the lines; beside a red seal they are found and read anew without the red ink.

    A seal's own characters break the lines under it already where lines are found, so the whole height of the
    seal is looked at again.
    """
    seals = seal.find_seals(prepared.rgb)
    if not seals:
        return prepared, ocr_rapid.recognise(prepared.rgb, quads)
    grey = without_red(prepared.rgb)
    redless = np.repeat(grey[:, :, None], 3, axis=2)
    beside = [quad for quad in quads if any(_beside(quad, box) for box in seals)]
    words = ocr_rapid.recognise(prepared.rgb, [quad for quad in quads if not any(quad is other for other in beside)])
    for top, bottom in _bands(seals, grey.shape[0]):
        found = ocr_rapid.detect(redless[top:bottom])
        shifted = [quad + np.array([0, top], dtype=quad.dtype) for quad in found]
        words += ocr_rapid.recognise(redless, [quad for quad in shifted if any(_beside(quad, box) for box in seals)])
    mixed = prepared.grey.copy()
    for box in seals:
        spot = (slice(int(box.top), int(box.bottom) + 1), slice(int(box.x0), int(box.x1) + 1))
        mixed[spot] = grey[spot]
    treatment = (*prepared.treatment, "red ink removed")
    return replace(prepared, grey=mixed, treatment=treatment, seals=tuple(seals)), words


def _bands(seals: list[Box], height: int) -> list[tuple[int, int]]:
    """Return the stretches of the page's height that seals reach, with half a seal's height around, joined."""
    result: list[tuple[int, int]] = []
    for box in sorted(seals, key=lambda b: b.top):
        around = 0.5 * box.height
        top, bottom = max(int(box.top - around), 0), min(int(box.bottom + around) + 1, height)
        if result and top <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], bottom))
        else:
            result.append((top, bottom))
    return result


def _upright_by_osd(pixels: NDArray[np.uint8], unit: float, dpi: float | None) -> Prepared:
    prepared = prepare(pixels, unit=unit, dpi=dpi)
    turn = ocr_tesseract.osd(prepared.rgb)
    if turn is None or turn[0] == 0 or turn[1] < _SURE_TURN:
        return prepared
    return prepare(pixels, unit=unit, dpi=dpi, turns=turn[0])


def _is_poor(words: list[Word]) -> bool:
    if sum(len(word.text) for word in words) < _FEW_CHARACTERS:
        return True
    scores = sorted(word.score or 0.0 for word in words)
    return scores[len(scores) // 2] < _POOR_SCORE


def _goodness(words: list[Word]) -> float:
    return sum(((word.score or 0.0) - 0.5) * len(word.text) for word in words)


def _beside(quad: ocr_rapid.Quad, box: Box) -> bool:
    """Whether a line's middle lies within a seal's height."""
    middle = float(quad[:, 1].mean())
    return box.top <= middle <= box.bottom


def _scaled(word: Word, unit: float) -> Word:
    box = Box(word.box.x0 * unit, word.box.top * unit, word.box.x1 * unit, word.box.bottom * unit)
    return Word(word.text, box, tuple((x0 * unit, x1 * unit) for x0, x1 in word.edges), word.score)


def _mended(word: Word) -> Word:
    """Return a word with the separators of its amount right and without a speck at its end."""
    text = mended(word.text)
    loose = loose_end(text)
    if not loose:
        return replace(word, text=text)
    edges = word.edges[:-loose]
    return replace(word, text=text[:-loose], edges=edges, box=replace(word.box, x1=max(edges[-1][1], word.box.x0)))


def _too_coarse(dpi: float | None, words: list[Word]) -> bool:
    if dpi is not None and dpi < LEAST_DPI:
        return True
    heights = [word.box.height for word in words if any(char.isdigit() for char in word.text)]
    return bool(heights) and float(np.median(heights)) * _DIGIT_SHARE < LEAST_DIGIT
