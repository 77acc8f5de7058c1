"""Pages as pictures: what a person sees when the file is opened.

PDF pages come after `/Rotate`, cut to the CropBox, with annotations and form fields drawn (seals and stamps
are often annotations).  Pictures come with their EXIF turn applied, on white, as eight-bit RGB; one pixel is
one point.
"""

from __future__ import annotations

import contextlib
import io
import math
import struct
import warnings
import zlib
from collections.abc import Iterator
from typing import Final

import numpy as np
import pi_heif
import pypdfium2
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray
from PIL import Image, ImageOps

from pipeline.errors import DocumentError
from pipeline.reading import fonts
from pipeline.records.source import FileKind

fonts.install()

MAX_PIXELS: Final = 100_000_000
"""Largest picture that is opened, in pixels; also the largest rendering of a PDF page."""

SCAN_DPI: Final = 300.0
"""Resolution at which a PDF page is rendered for OCR."""

LEAST_RENDER_DPI: Final = 150.0
"""A scan of a lower resolution is still rendered at this one: small glyphs are found better when enlarged."""

_ORIENTATION: Final = 0x0112
_EXIF_TURNS: Final = {3: "exif 180", 6: "exif 90", 8: "exif 270"} | dict.fromkeys((2, 4, 5, 7), "exif mirrored")
"""What is done to a picture by its EXIF orientation: degrees clockwise."""

_COVERS: Final = 0.8
"""Share of the page that one image must cover for the page to count as a scan."""

_POINTS_PER_INCH: Final = 72.0
_REDUCED_IMAGE: Final = 1
_NEW_SUBFILE_TYPE: Final = 254

_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    EOFError,
    IndexError,
    KeyError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What the decoders raise on damaged files; there is no common base."""

pi_heif.register_heif_opener()


def open_pdf(data: bytes, passwords: tuple[str, ...] = ()) -> pypdfium2.PdfDocument:
    """Open a PDF, trying no password first and then each of `passwords`.

    Args:
        data: The file's bytes.
        passwords: What may open it; never logged and never part of an error.

    Returns:
        The open document with its form environment; the caller closes it.

    Raises:
        DocumentError: `locked_pdf`, `broken_pdf` or `no_pages`.
    """
    locked = False
    for password in (None, *passwords):
        try:
            document = pypdfium2.PdfDocument(data, password=password)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) != pdfium_c.FPDF_ERR_PASSWORD:
                raise DocumentError("broken_pdf") from None
            locked = True
            continue
        # Form fields are only drawn when this is called before any page is loaded.  Forms in XFA cannot be
        # drawn by this build of the library; the plain form beside them still is.
        with _quietly(), contextlib.suppress(pypdfium2.PdfiumError):
            document.init_forms()
        if len(document) == 0:
            document.close()
            raise DocumentError("no_pages")
        return document
    raise DocumentError("locked_pdf" if locked else "broken_pdf")


def page_count(data: bytes, kind: FileKind, passwords: tuple[str, ...] = ()) -> int:
    """Return the number of pages of a PDF or picture (frames of a TIFF; other pictures have one).

    Raises:
        DocumentError: The file cannot be opened.
    """
    if kind is FileKind.PDF:
        document = open_pdf(data, passwords)
        try:
            return len(document)
        finally:
            document.close()
    with _quietly(), _open_image(data) as image:
        return len(_frames(image))


def page_size(data: bytes, kind: FileKind, page: int, passwords: tuple[str, ...] = ()) -> tuple[float, float]:
    """Return width and height as a person sees the page: points, or pixels for pictures.

    Args:
        data: The file's bytes.
        kind: PDF or image.
        page: Page number from 1.
        passwords: What may open it.

    Raises:
        DocumentError: The file or page cannot be opened.
    """
    if kind is FileKind.PDF:
        document = open_pdf(data, passwords)
        try:
            width, height = _load(document, page).get_size()
            return float(width), float(height)
        finally:
            document.close()
    image = _picture(data, page)
    return float(image.width), float(image.height)


def resolution(data: bytes, page: int, passwords: tuple[str, ...] = ()) -> tuple[float, float]:
    """Tell at which resolution a PDF page should be rendered for OCR, and how much it really holds.

    A page that is one scanned image is rendered at the image's own resolution when that is below `SCAN_DPI`:
    enlarging it adds nothing.

    Args:
        data: The PDF's bytes.
        page: Page number from 1.
        passwords: What may open it.

    Returns:
        Dots per inch to render at, and the effective dots per inch of what is on the page.

    Raises:
        DocumentError: The file or page cannot be opened.
    """
    document = open_pdf(data, passwords)
    try:
        effective = _scan_dpi(_load(document, page))
    finally:
        document.close()
    if effective is None or effective >= SCAN_DPI:
        return SCAN_DPI, SCAN_DPI
    return max(effective, LEAST_RENDER_DPI), effective


def render_page(data: bytes, kind: FileKind, page: int, dpi: float, passwords: tuple[str, ...] = ()) -> Image.Image:
    """Return one page as an upright RGB picture.

    Args:
        data: The file's bytes.
        kind: PDF or image.
        page: Page number from 1.
        dpi: Dots per inch of the rendering; of no meaning for pictures, which come pixel by pixel.
        passwords: What may open it.

    Raises:
        DocumentError: `image_too_large`, `broken_image`, or the PDF or its page cannot be opened.
    """
    if kind is FileKind.IMAGE:
        return _picture(data, page)
    document = open_pdf(data, passwords)
    try:
        return Image.fromarray(sheet_pixels(_load(document, page), page, dpi))
    finally:
        document.close()


def sheet_pixels(sheet: pypdfium2.PdfPage, page: int, dpi: float) -> NDArray[np.uint8]:
    """Return a loaded PDF page as upright RGB pixels, annotations and form fields drawn.

    Args:
        sheet: The page, of a document with its form environment.
        page: Its number from 1, for the error.
        dpi: Dots per inch of the rendering.

    Raises:
        DocumentError: `page_failed`.
    """
    width, height = sheet.get_size()
    scale = dpi / _POINTS_PER_INCH
    if width * height * scale * scale > MAX_PIXELS:
        # Posters and wrongly scaled scans: as sharp as the limit on pixels allows.
        scale = math.sqrt(MAX_PIXELS / (width * height)) * 0.999
    try:
        bitmap = sheet.render(scale=scale, may_draw_forms=True, draw_annots=True, rev_byteorder=True)
        return np.array(bitmap.to_numpy())
    except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
        raise DocumentError("page_failed", f"{page}") from error


def exif_turn(data: bytes, page: int) -> str:
    """Return what the orientation that a picture carries makes of it ("exif 90", "exif mirrored"), "" for nothing.

    Args:
        data: The picture's bytes.
        page: Page number from 1.
    """
    with _quietly(), _open_image(data) as image:
        frames = _frames(image)
        if not 1 <= page <= len(frames):
            return ""
        with contextlib.suppress(*_BROKEN):
            image.seek(frames[page - 1])
            return _EXIF_TURNS.get(int(image.getexif().get(_ORIENTATION, 1)), "")
    return ""


def _load(document: pypdfium2.PdfDocument, page: int) -> pypdfium2.PdfPage:
    if not 1 <= page <= len(document):
        raise DocumentError("page_failed", f"{page}")
    try:
        sheet = document[page - 1]
    except pypdfium2.PdfiumError:
        raise DocumentError("page_failed", f"{page}") from None
    width, height = sheet.get_size()
    if width < 1 or height < 1:
        raise DocumentError("page_failed", f"{page}")
    return sheet


def _scan_dpi(sheet: pypdfium2.PdfPage) -> float | None:
    """Return the resolution of the image that covers the page, or None where there is none."""
    width, height = sheet.get_size()
    best: float | None = None
    try:
        images = list(sheet.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    except pypdfium2.PdfiumError:
        return None
    for image in images:
        left, bottom, right, top = image.get_bounds()
        area = max(0.0, right - left) * max(0.0, top - bottom)
        if area < _COVERS * width * height:
            continue
        columns, rows = image.get_px_size()
        # The area does not care about quarter turns of page or image.
        dpi = math.sqrt(columns * rows / area) * _POINTS_PER_INCH
        best = dpi if best is None else max(best, dpi)
    return best


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Keep the decoders' warnings from the person; what is wrong is said by a reason code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _open_image(data: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data))
    except Image.DecompressionBombError:
        raise DocumentError("image_too_large") from None
    except _BROKEN:
        raise DocumentError("broken_image") from None
    _check_size(image)
    return image


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise DocumentError("image_too_large", f"{image.width}×{image.height}")


def _frames(image: Image.Image) -> list[int]:
    """Return the frames that are pages: all full-size ones of a TIFF, the first of anything else.

    Animations, depth maps and thumbnails are no pages; counted as such they would be copies of a page.
    """
    if image.format != "TIFF":
        return [0]
    frames: list[int] = []
    number = 0
    while True:
        try:
            image.seek(number)
        except EOFError:
            break
        except _BROKEN:
            if not frames:
                raise DocumentError("broken_image") from None
            break
        tags = getattr(image, "tag_v2", {})
        if not int(tags.get(_NEW_SUBFILE_TYPE, 0)) & _REDUCED_IMAGE:
            frames.append(number)
        number += 1
    return frames or [0]


def _picture(data: bytes, page: int) -> Image.Image:
    with _quietly(), _open_image(data) as image:
        frames = _frames(image)
        if not 1 <= page <= len(frames):
            raise DocumentError("page_failed", f"{page}")
        try:
            image.seek(frames[page - 1])
            _check_size(image)
            image.load()
            return _to_rgb(ImageOps.exif_transpose(image))
        except Image.DecompressionBombError:
            raise DocumentError("image_too_large") from None
        except _BROKEN:
            raise DocumentError("broken_image") from None


def _to_rgb(image: Image.Image) -> Image.Image:
    """Return the picture as eight-bit RGB on white."""
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep_grey(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layered = image.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return image.convert("RGB")


def _from_deep_grey(image: Image.Image) -> Image.Image:
    """Scale 16-bit or floating grey to eight bits; Pillow's own conversion would clip it."""
    deep = np.asarray(image, dtype=np.float64)
    deep = np.nan_to_num(deep, nan=0.0, posinf=0.0, neginf=0.0)
    top = float(deep.max(initial=0.0))
    steps = ([1.0] if image.mode == "F" else []) + [255.0, 65535.0, top]
    full = next(step for step in steps if top <= step)
    grey = np.clip(deep * (255.0 / full), 0, 255).astype(np.uint8)
    return Image.fromarray(grey).convert("RGB")
