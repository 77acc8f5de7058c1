"""Second extractions of embedded text, by programs that share no code with pdfium or with each other.

pylopdf is quick and looks at every page; pdfplumber takes more than ten times as long and is asked where pylopdf and
pdfium differ, where pylopdf gives up, and where the gate saw signs of doubt.
"""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from functools import lru_cache
from typing import Any, Final

import pdfplumber
import pylopdf

from pipeline.reading.embedded import Extraction, Placed

QUICK: Final = "pylopdf"
THOROUGH: Final = "pdfplumber"
"""Reader names of the two."""

# It tells of every oddity of a font; what matters of it shows in the cross-check.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def quick(sha256: str, passwords: tuple[str, ...], data: bytes, page: int) -> Extraction | None:
    """Return the characters of page `page` (from 1) by pylopdf, None where it gives up."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            blocks = _lopdf(sha256, passwords, data)[page - 1].get_text("rawdict")["blocks"]
    except Exception:
        return None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how its Rust side fails, which is no `Exception`
            raise
        return None
    found = [
        (character["c"], *character["bbox"])
        for block in blocks
        for line in block.get("lines", ())
        for span in line["spans"]
        for character in span["chars"]
        if not character["c"].isspace()
    ]
    return Extraction(QUICK, found)


def thorough(sha256: str, passwords: tuple[str, ...], data: bytes, page: int) -> Extraction:
    """Return the characters of page `page` (from 1) by pdfplumber; none at all where it gives up."""
    try:
        found = _plumbed(_plumb(sha256, passwords, data).pages[page - 1])
    except Exception:
        # pdfminer gives up on files that pdfium reads: nothing then confirms the text, and all of it is in doubt.
        found = []
    return Extraction(THOROUGH, found)


@lru_cache(maxsize=1)
def _lopdf(sha256: str, passwords: tuple[str, ...], data: bytes) -> Any:
    for password in (None, *passwords):
        with contextlib.suppress(pylopdf.PdfError):
            document = pylopdf.open(stream=data, password=password)
            if not document.is_encrypted:
                return document
    raise ValueError("none of the passwords opens it")


@lru_cache(maxsize=1)
def _plumb(sha256: str, passwords: tuple[str, ...], data: bytes) -> Any:
    for password in ("", *passwords):
        try:
            return pdfplumber.open(io.BytesIO(data), password=password or None, unicode_norm=None)
        except Exception as error:  # pdfminer raises many kinds; any means "not with this password"
            last: Exception = error
    raise last


def _plumbed(page: Any) -> list[Placed]:
    dx, dy = _crop_shift(page)
    found = [
        (c["text"], c["x0"] - dx, c["top"] - dy, c["x1"] - dx, c["bottom"] - dy)
        for c in page.chars
        if c["text"].strip()
    ]
    page.close()
    return found


def _crop_shift(page: Any) -> tuple[float, float]:
    """Return how far the CropBox's corner lies from the MediaBox's on the page as a person sees it.

    pdfplumber measures from the rotated MediaBox, evidence from the rotated CropBox; the boxes as they stand in
    the file are used, since pdfplumber swaps the CropBox's sides without turning it.
    """
    media = [float(x) for x in page.page_obj.mediabox]
    crop = [float(x) for x in page.page_obj.cropbox or media]
    left, bottom = max(crop[0] - media[0], 0.0), max(crop[1] - media[1], 0.0)
    right, top = max(media[2] - crop[2], 0.0), max(media[3] - crop[3], 0.0)
    return {0: (left, top), 90: (bottom, left), 180: (right, bottom), 270: (top, right)}[page.rotation % 360]
