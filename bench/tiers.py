"""What happens to a paper on its way to us: scanners, telephones, chat programs, fax machines, seals."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image

from samples.canvas_pylopdf import PylopdfCanvas
from samples.degrade import Picture, page_count, picture_pdf, render, skewed, to_photo, to_scan
from samples.seal import draw_seal

Degraded = tuple[str, bytes]
"""Suffix and bytes of the file that came of it."""

Tier = Callable[[bytes, int], Degraded]

ONE_PAGE: Final = frozenset({"photo", "chat photo"})
"""Tiers that show one page only."""

STRICT: Final = frozenset({"clean 300", "clean 200", "scan 200", "JPEG", "skew", "turned", "seal"})
"""Tiers on which no verified value may be wrong."""


def _clean(dpi: int, quality: int = 95) -> Tier:
    def tier(pdf: bytes, seed: int) -> Degraded:
        return "pdf", picture_pdf([render(pdf, page, dpi) for page in range(page_count(pdf))], dpi, quality=quality)

    return tier


def _scan(pdf: bytes, seed: int) -> Degraded:
    lot = np.random.default_rng(seed)
    return "pdf", to_scan(
        pdf, dpi=200, skew_deg=1.5, noise=float(lot.uniform(4, 9)), grey=bool(lot.integers(2)), seed=seed
    )


def _skew(pdf: bytes, seed: int) -> Degraded:
    lot = np.random.default_rng(seed)
    pictures = [skewed(render(pdf, page, 200), float(lot.uniform(-3, 3))) for page in range(page_count(pdf))]
    return "pdf", picture_pdf(pictures, 200)


def _turned(pdf: bytes, seed: int) -> Degraded:
    turns = int(np.random.default_rng(seed).integers(1, 4))
    pictures = [np.rot90(render(pdf, page, 200), turns).copy() for page in range(page_count(pdf))]
    return "pdf", picture_pdf(pictures, 200)


def _photo(pdf: bytes, seed: int) -> Degraded:
    return "jpg", to_photo(pdf, seed=seed)


def _chat(pdf: bytes, seed: int) -> Degraded:
    """Shrink a photo to 1080 pixels of width as chat programs do."""
    with Image.open(io.BytesIO(to_photo(pdf, seed=seed, quality=92))) as photo:
        orientation = photo.getexif().get(0x0112, 1)
        scale = 1080 / min(photo.size)
        small = photo.resize((round(photo.width * scale), round(photo.height * scale)), Image.Resampling.LANCZOS)
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    small.convert("RGB").save(buffer, "JPEG", quality=78, exif=exif.tobytes())
    return "jpg", buffer.getvalue()


def _fax(pdf: bytes, seed: int, across: int, down: int) -> Degraded:
    """Return pages in black and white of `across` × `down` dots per inch, with speckle, a little askew."""
    lot = np.random.default_rng(seed)
    pictures = []
    for page in range(page_count(pdf)):
        picture = skewed(render(pdf, page, 200), float(lot.uniform(-0.8, 0.8)))
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        height, width = grey.shape
        size = (round(width * across / 200), round(height * down / 200))
        small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        bits = np.where(small < lot.uniform(150, 180), 0, 255).astype(np.uint8)
        specks = lot.random(bits.shape) < 0.0004
        bits[specks] = 255 - bits[specks]
        # A fax whose dots are twice as high as wide is shown in its right shape.
        square: Any = cv2.resize(bits, (size[0], round(height * across / 200)), interpolation=cv2.INTER_NEAREST)
        pictures.append(np.repeat(square[:, :, None], 3, axis=2))
    return "pdf", picture_pdf(pictures, across, quality=95)


def _seal(pdf: bytes, seed: int) -> Degraded:
    """Press one or two red seals on each page of a colour scan, over the text."""
    lot = np.random.default_rng(seed)
    pictures = []
    for page in range(page_count(pdf)):
        picture = render(pdf, page, 200)
        for _ in range(int(lot.integers(1, 3))):
            _press(picture, lot)
        pictures.append(skewed(picture, float(lot.uniform(-1, 1))))
    return "pdf", picture_pdf(pictures, 200, quality=80)


def _press(picture: Picture, lot: np.random.Generator) -> None:
    canvas = PylopdfCanvas()
    canvas.new_page(160, 160)
    draw_seal(canvas, 80, 80, "样例资金管理有限公司", "业务专用章")
    stamp = render(canvas.save(), 0, 200)
    angle = float(lot.uniform(-30, 30))
    size = stamp.shape[0]
    turn = cv2.getRotationMatrix2D((size / 2, size / 2), angle, 1.0)
    stamp = np.asarray(cv2.warpAffine(stamp, turn, (size, size), borderValue=(255, 255, 255)), dtype=np.uint8)
    x = int(lot.integers(0, max(picture.shape[1] - size, 1)))
    y = int(lot.integers(picture.shape[0] // 8, max(picture.shape[0] - size, picture.shape[0] // 8 + 1)))
    spot = picture[y : y + size, x : x + size]
    ink = stamp[: spot.shape[0], : spot.shape[1]].astype(np.float32) / 255
    # Ink over ink: both are seen.
    spot[:] = (spot.astype(np.float32) * ink).astype(np.uint8)


TIERS: Final[Mapping[str, Tier]] = {
    "clean 300": _clean(300),
    "clean 200": _clean(200),
    "scan 200": _scan,
    "JPEG": _clean(200, quality=25),
    "photo": _photo,
    "chat photo": _chat,
    "fax 150": lambda pdf, seed: _fax(pdf, seed, 150, 150),
    "standard fax": lambda pdf, seed: _fax(pdf, seed, 200, 100),
    "seal": _seal,
    "skew": _skew,
    "turned": _turned,
}
