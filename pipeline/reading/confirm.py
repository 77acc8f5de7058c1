"""Does the page's picture show what the embedded text says?

A font's map may call a 7 what is drawn as a 1; nothing in the file's structure tells.  So the place is cut out of
the picture and read: figures by the second reader, by the first one too where the second says otherwise, words by
the first.  The text stands where either reader sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading import ocr_rapid, ocr_tesseract
from pipeline.reading.crops import crop_text, for_second_reader
from pipeline.records.evidence import Box
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.text import key

DPI = 300.0
"""Dots per inch of the picture that is read."""

LEAST_ALIKE = 0.8
"""Share of a line's words that the picture must show; readers slip on rare characters."""

_FIGURE = re.compile(
    r"[-\u2212\uff0d\u2013\u2014\ufe63]?[0-9\uff10-\uff19](?:[0-9\uff10-\uff19.,\uff0c\uff0e/\uff0f\uff0d-]*[0-9\uff10-\uff19])?"
)
_FOLD = str.maketrans(
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0c\uff0e\uff0d\u2212\u2013\u2014\ufe63\uff0f",
    "0123456789,.-----/",
)
_DECISIVE = (*"未已不无", "结清", "滞纳金", "违约金", "罚息", "利息", "年费", "手续费", "逾期", "还款", "呆账")
_TURNING = frozenset("未已不无")
"""Words that turn a sentence round: neither may the picture show one more than the text."""

_REACH = 2.5  # heights of the line: how far at most a cut reaches beyond its text

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the picture says of a text.

    Attributes:
        agrees: Whether it shows it; None where no reader on this machine could tell.
        seen: What the readers saw of the first run that it does not show.
        run: That run as the text has it.
    """

    agrees: bool | None
    seen: tuple[str, ...] = ()
    run: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """Characters `first:end` of a cell that stand in one line of text."""

    row: Row
    number: int
    first: int
    end: int
    top: float
    bottom: float

    @property
    def cell(self) -> Cell:
        return self.row.cells[self.number]


def flat_picture(page: Page, picture: Pixels) -> Pixels:
    """Return a page's picture as the flat page lies: turned back where its text runs sideways.

    Args:
        page: The page as read.
        picture: RGB, of the page as a person sees it.
    """
    if page.to_page is None:
        return picture
    scale = picture.shape[1] / page.width
    to_page = np.array(page.to_page).reshape(3, 3)
    size = np.diag([scale, scale, 1.0])
    back = size @ np.linalg.inv(to_page) @ np.linalg.inv(size)
    corners = np.array([[0, 0, 1], [page.width * scale, page.height * scale, 1]]).T
    spread = np.abs(np.diff((back @ corners)[:2], axis=1)).round().astype(int).ravel()
    flat: Pixels = cv2.warpPerspective(picture, back, (int(spread[0]), int(spread[1])), borderValue=(255, 255, 255))
    return flat


def confirm(page: Page, flat: Pixels, box: Box, *, first: bool = True, second: bool = True) -> Opinion:
    """Tell whether the picture shows what the page's text has in a box.

    Args:
        page: The page as read, embedded text.
        flat: Its picture as `flat_picture` gives it.
        box: The place, on the page as a person sees it.
        first: Whether the first reader may be asked.
        second: Likewise the second.
    """
    first, second = first and ocr_rapid.is_available(), second and ocr_tesseract.is_available()
    lines = list(_lines(page, box))
    if not lines or not (first or second):
        return Opinion(None if lines else False, ("",), "")
    scale = flat.shape[1] / (page.width if page.to_page is None else _flat_width(page))
    told = False
    for line in lines:
        for opinion in (_figures(flat, line, scale, first, second), _words(flat, line, scale) if first else None):
            if opinion is None or opinion.agrees is None:
                continue
            if not opinion.agrees:
                return opinion
            told = True
    return Opinion(True if told else None)


def _flat_width(page: Page) -> float:
    back = np.linalg.inv(np.array(page.to_page).reshape(3, 3))
    return abs(float((back @ np.array([page.width, page.height, 1.0]))[0] - (back @ np.array([0.0, 0.0, 1.0]))[0]))


def _lines(page: Page, box: Box) -> Iterator[_Line]:
    """Yield the lines of text that stand in a box."""
    for row in page.grid.rows:
        for number, cell in enumerate(row.cells):
            if len(cell.edges) != len(cell.text):
                continue
            texts, start = cell.text.split("\n"), 0
            step = cell.box.height / len(texts)
            for place, text in enumerate(texts):
                top = cell.box.top + place * step
                inside = [
                    at
                    for at in range(start, start + len(text))
                    if not cell.text[at].isspace() and _within(page, cell.edges[at], top, top + step, box)
                ]
                if inside:
                    yield _Line(row, number, inside[0], inside[-1] + 1, top, top + step)
                start += len(text) + 1


def _within(page: Page, edge: tuple[float, float], top: float, bottom: float, box: Box) -> bool:
    place = page.on_page(Box(min(edge), top, max(edge), bottom))
    x, y = (place.x0 + place.x1) / 2, place.middle
    return box.x0 - 0.3 <= x <= box.x1 + 0.3 and box.top - 0.3 <= y <= box.bottom + 0.3


def _figures(flat: Pixels, line: _Line, scale: float, first: bool, second: bool) -> Opinion | None:
    """Compare the figures of a line; None where it has none."""
    text = line.cell.text[line.first : line.end]
    runs = [(m.start() + line.first, m.end() + line.first) for m in _FIGURE.finditer(text)]
    if not runs:
        return None
    texts = [line.cell.text[a:b] for a, b in runs]
    crops = [_crop(flat, line, a, b, scale) for a, b in runs]
    seen: list[list[str]] = [[] for _ in runs]
    shown = [_for_tesseract(cut) for cut, _, _ in crops]
    if second:
        for number, found in enumerate(ocr_tesseract.figures([picture for picture, _ in shown])):
            # An agreement over ink that the text does not account for is no agreement; the first reader is asked.
            if found is not None and (shown[number][1] or not first or not _same(texts[number], found)):
                seen[number].append(found)
    for number, own in enumerate(texts):
        if any(_same(own, found) for found in seen[number]):
            continue
        looks = (
            _first_looks(flat, line, scale, runs[number], number, len(runs), shown[number][1]) if first else iter(())
        )
        if not seen[number] and not first:
            continue
        for found in looks:
            seen[number].append(found)
            if _same(own, found):
                break
        else:
            return Opinion(False, tuple(dict.fromkeys(seen[number])), own)
    return Opinion(True)


def _first_looks(
    flat: Pixels, line: _Line, scale: float, run: tuple[int, int], number: int, count: int, clean: bool
) -> Iterator[str]:
    """Yield what the first reader sees of a run: by itself, in a narrower frame, and as one of its line's figures.

    Beside ink that the text does not account for it is shown that ink too, and nothing else is asked.
    """
    _, pixels, height = _crop(flat, line, *run, scale, side=0.35 if clean else _REACH)
    for margin in (0.3, 0.1):
        yield _read(pixels, margin * height)
    if not clean:
        return
    _, pixels, height = _crop(flat, line, line.first, line.end, scale)
    for margin in (0.3, 0.1):
        found = _FIGURE.findall(_read(pixels, margin * height))
        if len(found) == count:
            yield str(found[number])


def _words(flat: Pixels, line: _Line, scale: float) -> Opinion | None:
    """Compare the words of a line; None where it has none."""
    text = line.cell.text[line.first : line.end]
    own = _lettered(text)
    if not own:
        return None
    _, pixels, height = _crop(flat, line, line.first, line.end, scale)
    seen = []
    for margin in (0.3, 0.1, 0.6):
        seen.append(_read(pixels, margin * height))
        if _alike(own, _lettered(seen[-1])):
            return Opinion(True)
    return Opinion(False, tuple(dict.fromkeys(seen)), text)


def _lettered(text: str) -> str:
    return "".join(c for c in key(text) if c.isalpha())


def _alike(own: str, seen: str) -> bool:
    for word in _DECISIVE:
        had, found = own.count(word), seen.count(word)
        if found < had or (word in _TURNING and found != had):
            return False
    return SequenceMatcher(None, own, seen, autojunk=False).ratio() >= LEAST_ALIKE


def _same(own: str, seen: str) -> bool:
    return _canonical(own) == _canonical(seen)


def _canonical(text: str) -> tuple[str, int, bool]:
    """Return a figure's digits, how many of them are decimals, and whether a minus leads it."""
    plain = "".join(text.split()).translate(_FOLD).strip("\u00a5\uffe5,.")
    digits = "".join(c for c in plain if "0" <= c <= "9")
    # A reader's full stop before three digits is the comma of the thousands.
    decimals = re.fullmatch(r"[^.]*\.(\d{1,2})", plain)
    return digits, len(decimals.group(1)) if decimals else 0, plain.startswith("-")


@dataclass(frozen=True, slots=True)
class _Cut:
    """A grey window with a run of text in it, as `crop_text` asks for it; pixels."""

    grey: Pixels
    span: tuple[float, float]
    band: tuple[float, float]
    limits: tuple[float, float]
    inner: tuple[bool, bool]


def _crop(
    flat: Pixels, line: _Line, first: int, end: int, scale: float, *, side: float = 0.35
) -> tuple[_Cut, Pixels, float]:
    """Cut out characters `first:end` of a line.

    Returns:
        It for the second reader; its coloured pixels for the first; the line's height in pixels.
    """
    cell, height = line.cell, (line.bottom - line.top) * scale
    span = cell.edges[first][0] * scale, max(cell.edges[end - 1][1], cell.edges[first][0]) * scale
    left, left_inner = _limit(line, first, -1, scale, height)
    right, right_inner = _limit(line, end - 1, 1, scale, height)
    y0, y1 = max(0, int(line.top * scale - height)), min(flat.shape[0], int(line.bottom * scale + height) + 1)
    x0, x1 = max(0, int(left) - 1), min(flat.shape[1], int(right) + 2)
    grey = cv2.cvtColor(np.ascontiguousarray(flat[y0:y1, x0:x1]), cv2.COLOR_RGB2GRAY)
    band = line.top * scale - y0, line.bottom * scale - y0
    own = grey[max(0, int(band[0])) : int(band[1]) + 1]
    if own.size and float(np.median(own)) < 128:
        grey = 255 - grey
    cut = _Cut(grey, (span[0] - x0, span[1] - x0), band, (left - x0, right - x0), (left_inner, right_inner))
    low, high = max(0, int(band[0] - 0.1 * height)), int(band[1] + 0.1 * height) + 1
    # To the first reader the text is shown with no more than a little of what stands beside it.
    beside = side * height
    columns = slice(max(0, int(max(left, span[0] - beside)) - x0), int(min(right, span[1] + beside)) - x0 + 1)
    return cut, flat[y0:y1, x0:x1][low:high, columns], height


def _limit(line: _Line, at: int, side: int, scale: float, height: float) -> tuple[float, bool]:
    """Return how far a cut may reach beyond a character: half-way to what stands there."""
    cell, other = line.cell, at + side
    edge = cell.edges[at][0] if side < 0 else cell.edges[at][1]
    if 0 <= other < len(cell.text) and cell.text[other] != "\n":
        x0, x1 = cell.edges[other]
        if cell.text[other].isspace():
            return (x0 + x1) / 2 * scale, True
        near = x1 if side < 0 else x0
        return (edge + near) / 2 * scale, True
    reach = _REACH * height
    beside = line.number + side
    if 0 <= beside < len(line.row.cells):
        neighbour = line.row.cells[beside].box
        gap = (edge - neighbour.x1 if side < 0 else neighbour.x0 - edge) * scale
        reach = min(reach, max(0.0, gap / 2))
    return edge * scale + side * reach, False


def _for_tesseract(cut: _Cut) -> tuple[Pixels, bool]:
    """Return the picture for the second reader, and whether the text accounts for all ink in it."""
    crop = crop_text(cut.grey, cut.span, cut.band, cut.limits, cut.inner)
    if crop is not None:
        return crop.picture, crop.clean
    grey, span, band = cut.grey, cut.span, cut.band
    # Ink touches the edges wherever it is cut: the characters' own boxes, which embedded text knows exactly.
    height = max(4.0, band[1] - band[0])
    rows = slice(max(0, round(band[0])), max(1, round(band[1])))
    columns = slice(max(0, round(span[0] - 0.05 * height)), max(1, round(span[1] + 0.05 * height)))
    strip = grey[rows, columns]
    return for_second_reader(strip if strip.size else np.full((8, 8), 255, np.uint8), height), True


def _read(pixels: Pixels, margin: float) -> str:
    """Read one line by the first reader, with a margin of its own ground around."""
    if min(pixels.shape[:2]) < 3:
        return ""
    edge = round(margin)
    ground = np.median(pixels.reshape(-1, 3), axis=0)
    framed = cv2.copyMakeBorder(
        np.ascontiguousarray(pixels), edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=[int(x) for x in ground]
    )
    rows, columns = framed.shape[:2]
    quad = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], dtype=np.float32)
    return " ".join(word.text for word in ocr_rapid.recognise(np.asarray(framed, dtype=np.uint8), [quad]))
