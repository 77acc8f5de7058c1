"""What a scanner and a telephone make of a clean PDF: pages that have to be read by OCR.

Everything random comes from one seeded generator, so a seed gives the same bytes on one machine.
"""

from __future__ import annotations

import io
import zlib
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]

PHOTO_SIZE = (2400, 3200)
_ORIENTATIONS = (1, 1, 6, 3)
"""EXIF values to draw from: upright more often than turned."""


def render(pdf: bytes, page: int, dpi: float) -> Picture:
    """Return page `page` (from 0) as an RGB picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        bitmap = document[page].render(scale=dpi / 72)
        # A copy: the bitmap's memory goes when the document is closed.
        return np.array(bitmap.to_pil().convert("RGB"), dtype=np.uint8)
    finally:
        document.close()


def page_count(pdf: bytes) -> int:
    """Return the number of pages."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _noisy(picture: Picture, amount: float, random: np.random.Generator) -> Picture:
    """Return the picture with the grain of a sensor: the same grain in all colours."""
    grain = random.normal(0.0, amount, picture.shape[:2]).astype(np.float32)
    return np.asarray(np.clip(picture.astype(np.float32) + grain[..., None], 0, 255), dtype=np.uint8)


def skewed(picture: Picture, degrees: float) -> Picture:
    """Return the picture turned counter-clockwise by `degrees` on a sheet of the same size."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned: Any = cv2.warpAffine(
        picture,
        matrix,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )
    return np.asarray(turned, dtype=np.uint8)


def _jpeg(picture: Picture, quality: int, *, grey: bool = False, dpi: int = 200, orientation: int = 1) -> bytes:
    image = Image.fromarray(picture)
    if grey:
        image = image.convert("L")
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
    buffer = io.BytesIO()
    tags = exif.tobytes() if orientation != 1 else b""
    image.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi), exif=tags)
    return buffer.getvalue()


def _image_pdf(pictures: list[tuple[bytes, int, int, bool]], dpi: int) -> bytes:
    """Return a PDF of one JPEG per page, written by hand so that no library adds a date or an id.

    Args:
        pictures: JPEG bytes, width, height and whether it is grey, per page.
        dpi: Resolution that gives the pages their size.
    """
    kids = " ".join(f"{3 + 3 * i} 0 R" for i in range(len(pictures)))
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pictures)}>>".encode(),
    ]
    for i, (data, width, height, grey) in enumerate(pictures):
        page_width, page_height = width * 72 / dpi, height * 72 / dpi
        content = zlib.compress(f"q {page_width:.2f} 0 0 {page_height:.2f} 0 0 cm /P Do Q".encode())
        colour = "DeviceGray" if grey else "DeviceRGB"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page_width:.2f} {page_height:.2f}]"
            f"/Resources<</XObject<</P {5 + 3 * i} 0 R>>>>/Contents {4 + 3 * i} 0 R>>".encode(),
            f"<</Length {len(content)}/Filter/FlateDecode>>\nstream\n".encode() + content + b"\nendstream",
            f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/{colour}"
            f"/BitsPerComponent 8/Filter/DCTDecode/Length {len(data)}>>\nstream\n".encode()
            + data
            + b"\nendstream",
        ]
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def picture_pdf(pictures: list[Picture], dpi: int, *, quality: int = 90) -> bytes:
    """Return a PDF whose pages are these pictures, RGB, without any text."""
    pages = [(_jpeg(one, quality, dpi=dpi), one.shape[1], one.shape[0], False) for one in pictures]
    return _image_pdf(pages, dpi)


def to_scan(
    pdf: bytes,
    dpi: int = 200,
    skew_deg: float = 0.6,
    noise: float = 6.0,
    grey: bool = False,
    seed: int = 0,
    quality: int = 75,
) -> bytes:
    """Return the paper as an office scanner gives it: a PDF of one picture per page, without text.

    Args:
        pdf: The clean paper.
        dpi: Resolution of the scan.
        skew_deg: Each page is turned by a random angle up to this, either way.
        noise: Standard deviation of the grain, grey levels.
        grey: Whether colour is lost (a red seal then turns grey).
        seed: Of everything random.
        quality: Of the JPEG.
    """
    random = np.random.default_rng(seed)
    pictures = []
    for page in range(page_count(pdf)):
        picture = render(pdf, page, dpi)
        picture = skewed(picture, float(random.uniform(-skew_deg, skew_deg)))
        # Paper is not quite white and toner not quite black.
        toned = picture.astype(np.float32) * (236 / 255) + 12
        picture = _noisy(np.clip(toned, 0, 255).astype(np.uint8), noise, random)
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.6), dtype=np.uint8)
        height, width = picture.shape[:2]
        pictures.append((_jpeg(picture, quality, grey=grey, dpi=dpi), width, height, grey))
    return _image_pdf(pictures, dpi)


def _table_top(width: int, height: int, random: np.random.Generator) -> Picture:
    """Return a desk of wood-like bands for the page to lie on."""
    base = np.array([112, 84, 60], np.float32) + random.uniform(-15, 15, 3).astype(np.float32)
    bands: Any = cv2.GaussianBlur(random.normal(0, 40, (height // 8, 1)).astype(np.float32), (1, 9), 3)
    streaks: Any = cv2.resize(bands, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(base + streaks[..., None] * 0.6, 0, 255), dtype=np.uint8)


def _light(width: int, height: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Return the light on the page: a slope, and the soft shadow of a hand or a telephone."""
    ys, xs = np.mgrid[0 : height // 8, 0 : width // 8].astype(np.float32)
    ys, xs = ys / (height // 8), xs / (width // 8)
    angle = random.uniform(0, 2 * np.pi)
    slope = 1.0 - 0.22 * (0.5 + 0.5 * (np.cos(angle) * (2 * xs - 1) + np.sin(angle) * (2 * ys - 1)))
    cx, cy = random.uniform(0.1, 0.9), random.choice([0.05, 0.95])
    shadow = 1.0 - 0.28 * np.exp(-(((xs - cx) / 0.35) ** 2 + ((ys - cy) / 0.3) ** 2))
    small = (slope * shadow).astype(np.float32)
    full: Any = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(full, dtype=np.float32)


def to_photo(pdf: bytes, page: int = 0, seed: int = 0, quality: int = 80) -> bytes:
    """Return one page (from 0) as a telephone photographs it on a desk: JPEG bytes.

    The page lies in a perspective of 2 to 4 %, in uneven light with a shadow; some seeds hold the telephone
    sideways, which only the EXIF orientation tells.
    """
    random = np.random.default_rng(seed)
    width, height = PHOTO_SIZE
    sheet = render(pdf, page, 240)
    sheet_height, sheet_width = sheet.shape[:2]
    margin = random.uniform(0.035, 0.06)
    scale = min(width * (1 - 2 * margin) / sheet_width, height * (1 - 2 * margin) / sheet_height)
    half_width, half_height = sheet_width * scale / 2, sheet_height * scale / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float64) * (half_width, half_height)
    corners += (width / 2, height / 2)
    pull = random.uniform(0.02, 0.04) * width
    corners += random.uniform(-0.5, 0.5, (4, 2)) * pull
    source = np.array([[0, 0], [sheet_width, 0], [sheet_width, sheet_height], [0, sheet_height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    warped: Any = cv2.warpPerspective(sheet, matrix, (width, height), flags=cv2.INTER_AREA)
    whole = np.full((sheet_height, sheet_width), 255, np.uint8)
    mask: Any = cv2.warpPerspective(whole, matrix, (width, height))
    soft = cv2.GaussianBlur(mask, (0, 0), 1.0).astype(np.float32)[..., None] / 255
    desk = _table_top(width, height, random).astype(np.float32)
    # The page throws a narrow shadow on the desk.
    cast = 1.0 - 0.45 * cv2.GaussianBlur(mask, (0, 0), 14).astype(np.float32)[..., None] / 255
    paper = warped.astype(np.float32) * (238 / 255) * np.array([1.0, 0.985, 0.95], np.float32)
    picture = (paper * soft + desk * cast * (1 - soft)) * _light(width, height, random)[..., None]
    sharp = np.clip(picture, 0, 255).astype(np.uint8)
    photo: Picture = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 0.7), dtype=np.uint8)
    photo = _noisy(photo, 3.0, random)
    orientation = int(random.choice(_ORIENTATIONS))
    # The camera stores the turned picture and says in EXIF how to turn it back.
    if orientation == 6:
        photo = np.ascontiguousarray(np.rot90(photo, 1))
    elif orientation == 3:
        photo = np.ascontiguousarray(np.rot90(photo, 2))
    return _jpeg(photo, quality, dpi=72, orientation=orientation)
