"""A text layer that is not believed, as a witness: it can contradict what was read from the picture, never confirm it.

Some other program's OCR under a scan, or embedded text that the gate doubts, stands in the same places as the
picture's figures.  Where its figure is another one, somebody is wrong, and a person must look; where it is the
same, nothing is learnt, since both may come from one hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.embedded import Character, Geometry, turned, words
from pipeline.reading.trust import unmapped
from pipeline.records.evidence import Box
from pipeline.records.reading import Cell, Page, ReaderText, Word

READER = "pdfium-layer"
"""Reader name of the layer's text; where it agrees it is left out, so it never counts as a second reader."""

_FIGURE = re.compile(r"[0-9\uff10-\uff19](?:[0-9\uff10-\uff19.,\uff0e\uff0c/\uff0f:\uff1a-]*[0-9\uff10-\uff19])?")
_FULL_WIDTH = str.maketrans(
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0e\uff0c\uff0f\uff1a", "0123456789.,/:"
)
_DECISIVE = ("未结清", "已结清", "结清", "滞纳金", "违约金", "罚息", "逾期", "未", "已")
"""Words that turn a sentence round; other words of a layer are too often misread to be asked."""

_LEAST = 0.5  # of a figure's width: how much of it a layer's figure must cover to stand in its place


def contradict(page: Page, layer: Sequence[Word]) -> Page:
    """Add the layer's text to each cell of a page read from its picture that it contradicts.

    Args:
        page: As read from the picture.
        layer: The layer's words, on the page as a person sees it.
    """
    if not layer:
        return page
    rows = []
    for row in page.grid.rows:
        cells = []
        for cell in row.cells:
            text = _other_text(page, cell, layer)
            cells.append(cell if text is None else replace(cell, readings=(*_own(cell), ReaderText(READER, text))))
        rows.append(replace(row, cells=tuple(cells)))
    return replace(page, grid=replace(page.grid, rows=tuple(rows)))


def _own(cell: Cell) -> tuple[ReaderText, ...]:
    return cell.readings or (ReaderText("", cell.text),)


def _other_text(page: Page, cell: Cell, layer: Sequence[Word]) -> str | None:
    """Return the cell's text with the layer's figures and decisive words where these are others; None: none is."""
    whole = page.on_page(cell.box)
    near = [word for word in layer if _beside(whole, word.box)]
    if not near:
        return None
    parts, at, changed = [], 0, False
    single = len(cell.edges) == len(cell.text) and "\n" not in cell.text
    for match in _FIGURE.finditer(cell.text):
        own = match.group(0)
        place = _part(page, cell, *match.span()) if single else whole
        there = _figures(near, place, one_line=single)
        if not there or (_plain(own) in there if not single else all(_same(own, one) for one in there)):
            continue
        parts += [cell.text[at : match.start()], min(there, key=lambda one: (_same(own, one), one))]
        at, changed = match.end(), True
    text = "".join([*parts, cell.text[at:]])
    seen = "".join(word.text for word in near)
    for word in _DECISIVE:
        # Only a layer that has Chinese here can say that a word is another one.
        if seen.count(word) < cell.text.count(word) and any("\u4e00" <= c <= "\u9fff" for c in seen):
            swapped = {"未": "已", "已": "未"}.get(word, "?" * len(word))
            if word not in ("未", "已") or swapped in seen:
                return text.replace(word, swapped)
    return text if changed else None


def _beside(place: Box, other: Box) -> bool:
    """Whether a word of the layer stands in the line of a cell, and over it."""
    level = place.top - 0.3 * place.height <= other.middle <= place.bottom + 0.3 * place.height
    return level and min(place.x1, other.x1) - max(place.x0, other.x0) > 0


def _part(page: Page, cell: Cell, start: int, end: int) -> Box:
    edges = cell.edges[start:end]
    return page.on_page(Box(edges[0][0], cell.box.top, max(edges[-1][1], edges[0][0]), cell.box.bottom))


def _figures(near: Sequence[Word], place: Box, *, one_line: bool) -> list[str]:
    """Return the figures of the layer that stand in a place; torn ones are joined, those over each other are not."""
    found: list[tuple[Box, str]] = []
    for word in near:
        for match in _FIGURE.finditer(word.text):
            first, end = match.span()
            x0, x1 = word.edges[first][0], word.edges[end - 1][1]
            box = Box(min(x0, x1), word.box.top, max(x0, x1), word.box.bottom)
            over = min(box.x1, place.x1) - max(box.x0, place.x0)
            if not one_line or (_beside(place, word.box) and over >= _LEAST * min(box.width, place.width) > 0):
                found.append((box, _plain(match.group(0))))
    if not one_line:
        return [text for _, text in found]
    found.sort(key=lambda item: item[0].x0)
    joined: list[tuple[Box, str]] = []
    for box, text in found:
        if joined and box.x0 >= joined[-1][0].x1 - 0.3 * box.height:
            joined[-1] = (joined[-1][0].union(box), joined[-1][1] + text)
        else:
            joined.append((box, text))
    return [text for _, text in joined]


def _plain(text: str) -> str:
    return "".join(text.split()).translate(_FULL_WIDTH).replace(",", "")


def _same(own: str, other: str) -> bool:
    """Whether a layer's figure is the picture's; a figure that the layer sees whole may be one part of a longer run."""
    mine = _plain(own)
    return mine == other or (len(mine) >= 3 and mine in other)


def words_of(found: Sequence[Character], geometry: Geometry) -> list[Word]:
    """Return the words of a doubtful text, seen or not; unmapped characters say nothing and are left out.

    They lie on the page as a person sees it; text that runs sideways is left out, for the picture is then read
    turned and the two would not lie over each other.
    """
    if turned(found, geometry):
        return []
    return words([c for c in found if c.text.isspace() or not (c.map_error or unmapped(c.text))], geometry, hidden=True)
