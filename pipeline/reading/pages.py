"""One page of one source, read: the unit of work, of caching and of limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import pypdfium2 as pdfium

from pipeline.errors import DocumentError
from pipeline.intake.opening import load
from pipeline.reading import embedded, picture, render, seal, sheets
from pipeline.reading.grid import make_grid
from pipeline.reading.trust import judge
from pipeline.records.evidence import Origin
from pipeline.records.reading import Grid, Page
from pipeline.records.source import FileKind, Source

SEAL_DPI = 60.0


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
    if source.kind in (FileKind.HTML, FileKind.CSV, FileKind.XLSX):
        return 1
    pages = render.page_count(load(source), source.kind, passwords)
    if pages < 1:
        raise DocumentError("no_pages")
    return pages


@lru_cache(maxsize=1)
def _open(sha256: str, passwords: tuple[str, ...], data: bytes) -> pdfium.PdfDocument:
    return render.open_pdf(data, passwords)


@lru_cache(maxsize=1)
def _plumb(sha256: str, passwords: tuple[str, ...], data: bytes) -> embedded.PlumbedFile:
    for password in ("", *passwords):
        try:
            return embedded.PlumbedFile(data, password)
        except Exception as error:  # pdfminer raises many kinds; any means "not with this password"
            last: Exception = error
    raise DocumentError("broken_pdf", "pdfplumber") from last


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
        return _ocr(image, task, float(width), float(height), None)
    return sheets.read(load(source), source.kind)


def _read_pdf_page(task: PageTask, data: bytes) -> Page:
    document = _open(task.source.sha256, task.passwords, data)
    page = document[task.page - 1]
    try:
        geometry = embedded.Geometry(page)
        found = embedded.characters(page, geometry)
        verdict = judge(embedded.signs(found, embedded.image_share(page, geometry)))
        words = embedded.words(found, geometry) if verdict.embedded else []
    finally:
        page.close()
    if not verdict.embedded:
        drawn, effective = render.resolution(data, task.page, task.passwords)
        image = render.render_page(data, FileKind.PDF, task.page, drawn, task.passwords)
        result = _ocr(image, task, geometry.width, geometry.height, effective)
        return replace(result, warnings=result.warnings + verdict.warnings)
    try:
        plumbed = _plumb(task.source.sha256, task.passwords, data).page(task.page - 1)
        grid, differing = embedded.cross_check(make_grid(words, plumbed.rules), plumbed)
    except DocumentError:
        raise
    except Exception:
        # pdfminer gives up on files that pdfium reads: nothing then confirms the text, and all of it is in doubt.
        grid, differing = embedded.cross_check(make_grid(words), embedded.Plumbed((), ()))
    small = render.render_page(data, FileKind.PDF, task.page, SEAL_DPI, task.passwords)
    return Page(
        number=task.page,
        width=geometry.width,
        height=geometry.height,
        origin=Origin.EMBEDDED,
        grid=grid,
        warnings=verdict.warnings + (("texts_differ",) if differing else ()),
        seal=seal.red_seal(small),
    )


def _ocr(image: object, task: PageTask, width: float, height: float, dpi: float | None) -> Page:
    if task.mode == "off":
        return Page(task.page, width, height, Origin.OCR, Grid(()), dpi=dpi, error="no_text")
    return picture.read_picture(image, number=task.page, width=width, height=height, dpi=dpi, mode=task.mode)
