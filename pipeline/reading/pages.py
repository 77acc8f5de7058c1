"""One page of one source, read: the unit of work, of caching and of limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipeline.errors import DocumentError
from pipeline.intake.opening import load
from pipeline.reading import embedded, gate, layer, lookalike, picture, render, seal, second, sheets, things
from pipeline.reading.grid import make_grid
from pipeline.reading.trust import judge
from pipeline.records.evidence import Origin
from pipeline.records.reading import Grid, Page, Rule
from pipeline.records.source import FileKind, Source
from pipeline.values.text import is_chinese

SEAL_DPI = 60.0

_SOME_CHINESE = 20
"""Chinese characters from which a page counts as Chinese."""


@dataclass(frozen=True, slots=True)
class PageTask:
    """Everything a worker needs to read one page; picklable, no bytes travel.

    Attributes:
        source: Where the file lies.
        page: Number from 1.
        mode: auto, rapidocr, tesseract or off.
        passwords: Tried on a locked file.
    """

    source: Source
    page: int
    mode: str = "auto"
    passwords: tuple[str, ...] = ()


def count(source: Source, passwords: tuple[str, ...]) -> int:
    """Return the number of pages of a source.

    Raises:
        DocumentError: It is locked, damaged or has none.
    """
    if source.kind.structured:
        return 1
    pages = render.page_count(load(source), source.kind, passwords)
    if pages < 1:
        raise DocumentError("no_pages")
    return pages


@lru_cache(maxsize=1)
def _open(sha256: str, passwords: tuple[str, ...], data: bytes) -> pdfium.PdfDocument:
    return render.open_pdf(data, passwords)


def read_page(task: PageTask) -> Page:
    """Read one page.

    Raises:
        DocumentError: The page cannot be read.
    """
    source = task.source
    if source.kind is FileKind.PDF:
        return _read_pdf_page(task, load(source))
    if source.kind is FileKind.IMAGE:
        image = render.render_page(load(source), source.kind, task.page, 72.0)
        width, height = image.size
        done = _ocr(image, task, float(width), float(height), None)
        turn = render.exif_turn(load(source), task.page)
        return replace(done, treatment=(turn, *done.treatment)) if turn else done
    return sheets.read(load(source), source.kind)


def _read_pdf_page(task: PageTask, data: bytes) -> Page:
    document = _open(task.source.sha256, task.passwords, data)
    page = document[task.page - 1]
    try:
        geometry = embedded.Geometry(page)
        lying = things.things(page, geometry)
        found, seen = gate.looked_at(page, lying, embedded.characters(page, geometry), geometry)
        signs = gate.signs(page, lying, found, seen, geometry)
        if signs.chinese == 0 and signs.latin:
            signs = replace(signs, elsewhere_chinese=_chinese_elsewhere(document, task.page))
        verdict = judge(signs)
        if verdict.embedded:
            red = _seal(document, lying, render.sheet_pixels(page, task.page, SEAL_DPI))
    finally:
        page.close()
    if not verdict.embedded:
        drawn, effective = render.resolution(data, task.page, task.passwords)
        image = render.render_page(data, FileKind.PDF, task.page, drawn, task.passwords)
        result = _ocr(image, task, geometry.width, geometry.height, effective)
        if verdict.layer:
            result = layer.contradict(result, layer.words_of(found, geometry))
        return replace(result, warnings=result.warnings + verdict.warnings)
    turn = embedded.turned(found, geometry)
    rules = [Rule(embedded.turn_box(rule.box, turn, geometry.width, geometry.height)) for rule in lying.rules]
    grid = make_grid(embedded.words(found, geometry), rules)
    grid, differing = _checked(task, data, grid, turn, geometry, doubtful=signs.doubtful)
    grid, odd = lookalike.mark(grid)
    doubts = (("texts_differ",) if differing else ()) + (("lookalikes",) if odd else ())
    return Page(
        number=task.page,
        width=geometry.width,
        height=geometry.height,
        origin=Origin.EMBEDDED,
        grid=grid,
        to_page=embedded.to_page(turn, geometry),
        treatment=(f"turned {turn}",) if turn else (),
        warnings=verdict.warnings + doubts,
        seal=red,
    )


def _seal(document: pdfium.PdfDocument, lying: things.Things, pixels: NDArray[np.uint8]) -> bool | None:
    """Tell whether a page with a text of its own shows a red seal.

    A page without any picture cannot have lost its colours: black on white it has none.  Where the file bears a
    signature, that may stand for a seal which no page shows: then nobody knows.
    """
    seen = seal.red_seal_in(pixels)
    if seen is True or raw.FPDF_GetSignatureCount(document) > 0:
        return seen or None
    return False if seen is None and not lying.pictures else seen


def _checked(
    task: PageTask, data: bytes, grid: Grid, turn: int, geometry: embedded.Geometry, *, doubtful: bool
) -> tuple[Grid, int]:
    """Hold a grid against a second extraction: a quick one, and a thorough one where that or the gate doubts."""
    place = task.source.sha256, task.passwords, data, task.page
    if not doubtful:
        other = second.quick(*place)
        if other is not None:
            checked, differing = embedded.cross_check(grid, other.turned_back(turn, geometry))
            if not differing:
                return checked, 0
    return embedded.cross_check(grid, second.thorough(*place).turned_back(turn, geometry))


def _chinese_elsewhere(document: pdfium.PdfDocument, number: int) -> bool:
    """Whether one of the pages beside a page has Chinese."""
    for other in range(max(0, number - 3), min(len(document), number + 2)):
        if other == number - 1:
            continue
        page = document[other]
        try:
            text_page = page.get_textpage()
            text = text_page.get_text_range()
            text_page.close()
        except pdfium.PdfiumError:
            continue
        finally:
            page.close()
        if sum(map(is_chinese, text)) >= _SOME_CHINESE:
            return True
    return False


def _ocr(image: object, task: PageTask, width: float, height: float, dpi: float | None) -> Page:
    if task.mode == "off":
        return Page(task.page, width, height, Origin.OCR, Grid(()), dpi=dpi, error="no_text")
    return picture.read_picture(image, number=task.page, width=width, height=height, dpi=dpi, mode=task.mode)
