"""The second reader: Tesseract, as a library in this process or as the system's program.

The library (tesserocr) comes as a wheel and its data as two more, so figures have a second reader on every
machine that has these.  The system's program (through pytesseract) is used where the library is missing, and
for Chinese where its `chi_sim` is installed.  Nothing here knows about pages or cells: crops go in, texts
come out.
"""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.records.evidence import Box
from pipeline.records.reading import FIGURES_READER, WORDS_READER, Word

Crop = NDArray[np.uint8]
"""A grey picture of one run of text, dark on white, with a white border."""

FIGURE_CHARACTERS: Final = "0123456789.,-+¥/"
IDENTIFIER_CHARACTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"

_SINGLE_LINE: Final = 7
_SINGLE_BLOCK: Final = 6
_SPARSE: Final = 11
_LEAST_MAJOR: Final = 5
_OSD_SIDE: Final = 2000
_DATA_FOLDERS: Final = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


def is_available() -> bool:
    """Tell whether figures have a second reader on this machine."""
    return _library("eng") is not None or "eng" in _program_languages()


def has_chinese() -> bool:
    """Tell whether Chinese words have a second reader on this machine."""
    return _library("chi_sim") is not None or "chi_sim" in _program_languages()


def versions() -> dict[str, str]:
    """Return the engines in use with version and data: all that their reading depends on."""
    found: dict[str, str] = {}
    if _library("eng") is not None:
        import tesserocr

        number = str(tesserocr.tesseract_version()).split()[1]
        wheel = importlib.metadata.version("tesserocr")
        found[FIGURES_READER] = f"{number} (tesserocr {wheel}, {_data_size('eng')})"
    elif "eng" in _program_languages():
        found[FIGURES_READER] = f"{_program_version()} (program)"
    if _library("chi_sim") is not None:
        import tesserocr

        number = str(tesserocr.tesseract_version()).split()[1]
        found[WORDS_READER] = f"{number} (tesserocr, {_data_size('chi_sim')})"
    elif "chi_sim" in _program_languages():
        found[WORDS_READER] = f"{_program_version()} (program)"
    return found


def figures(crops: list[Crop]) -> list[str | None]:
    """Read runs of digits with `,` `.` `-` `+` `/` and `¥`.

    Args:
        crops: One run each.

    Returns:
        One text per crop without blanks, "" where nothing was seen, None where there is no reader.
    """
    if not crops:
        return []
    if _library("eng") is not None:
        return [_read_one(crop, "eng", FIGURE_CHARACTERS) for crop in crops]
    if "eng" in _program_languages():
        return list(_read_stacked(crops, "eng", FIGURE_CHARACTERS))
    return [None] * len(crops)


def identifiers(crops: list[Crop]) -> list[str | None]:
    """Read numbers of contracts and the like: capital letters, digits and `-`.

    Args:
        crops: One number each.

    Returns:
        As `figures` does.
    """
    if not crops:
        return []
    if _library("eng") is not None:
        return [_read_one(crop, "eng", IDENTIFIER_CHARACTERS) for crop in crops]
    if "eng" in _program_languages():
        return list(_read_stacked(crops, "eng", IDENTIFIER_CHARACTERS))
    return [None] * len(crops)


def words(crops: list[Crop]) -> list[str | None]:
    """Read runs of Chinese characters.

    Args:
        crops: One run each.

    Returns:
        One text per crop without blanks, None for every crop where no Chinese data is installed.
    """
    if not crops:
        return []
    if _library("chi_sim") is not None:
        return [_read_one(crop, "chi_sim", "") for crop in crops]
    if "chi_sim" in _program_languages():
        return list(_read_stacked(crops, "chi_sim", ""))
    return [None] * len(crops)


def whole_page(image: NDArray[np.uint8]) -> list[Word]:
    """Read a whole page, for runs with Tesseract alone; much weaker than the first reader on ruled tables.

    Args:
        image: Grey or RGB pixels, lines level.

    Returns:
        Words in pixels, in reading order; with `chi_sim` where it is installed, figures and Latin otherwise.
    """
    if (api := _library("chi_sim+eng")) is not None:
        table = _library_table(api, image)
    elif "chi_sim" in _program_languages():
        table = _program_table(image, "chi_sim+eng")
    elif (api := _library("eng")) is not None:
        table = _library_table(api, image)
    elif "eng" in _program_languages():
        table = _program_table(image, "eng")
    else:
        return []
    return [_word(text, box, score) for text, box, score in table if text.strip() and box.width > 0 and box.height > 0]


def osd(image: NDArray[np.uint8]) -> tuple[int, float] | None:
    """Tell how a page is turned.

    Args:
        image: Grey or RGB pixels.

    Returns:
        The quarter turns, clockwise, that make the page upright (0..3), and the confidence (below about 3 it
        is a guess); None where it cannot be told.
    """
    height, width = image.shape[:2]
    scale = min(1.0, _OSD_SIDE / max(height, width))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    if importlib.util.find_spec("tesserocr") is not None and (folder := _data_folder("osd")) is not None:
        import tesserocr

        with tesserocr.PyTessBaseAPI(path=str(folder), lang="osd", psm=tesserocr.PSM.OSD_ONLY) as api:
            api.SetImage(Image.fromarray(small))
            found = api.DetectOrientationScript()
        if not found:
            return None
        # The library names the angle by which the page lies turned clockwise.
        return (-int(found["orient_deg"]) // 90) % 4, float(found["orient_conf"])
    if "osd" in _program_languages():
        import pytesseract

        try:
            found = pytesseract.image_to_osd(Image.fromarray(small), output_type=pytesseract.Output.DICT)
        except (pytesseract.TesseractError, RuntimeError, KeyError):
            return None
        return (int(found["rotate"]) // 90) % 4, float(found["orientation_conf"])
    return None


def _data_folder(language: str) -> Path | None:
    """Return the first folder that holds the language's data: the environment's own before the system's."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = [
        Path(sys.prefix) / "share" / "tessdata",
        *([Path(named)] if named else []),
        *map(Path, _DATA_FOLDERS),
    ]
    for folder in folders:
        if all((folder / f"{part}.traineddata").is_file() for part in language.split("+")):
            return folder
    return None


def _data_size(language: str) -> str:
    """Name the data by its size: it carries no version, and another model is another reader."""
    folder = _data_folder(language)
    size = (folder / f"{language}.traineddata").stat().st_size if folder else 0
    return f"{language} {size} bytes"


@functools.cache
def _library(language: str) -> Any:
    """Return the library's reader for a language, made once per process, or None."""
    folder = _data_folder(language)
    if folder is None or importlib.util.find_spec("tesserocr") is None:
        return None
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    import tesserocr

    try:
        api = tesserocr.PyTessBaseAPI(path=str(folder), lang=language, psm=tesserocr.PSM.SINGLE_LINE)
    except RuntimeError:
        return None
    # What one crop taught must not change how the next is read: the same crop gives the same text.
    api.SetVariable("classify_enable_learning", "0")
    api.SetVariable("classify_enable_adaptive_matcher", "0")
    return api


def _read_one(crop: Crop, language: str, characters: str) -> str:
    api = _library(language)
    api.SetPageSegMode(_SINGLE_LINE)
    api.SetVariable("tessedit_char_whitelist", characters)
    api.SetImage(Image.fromarray(crop))
    api.SetSourceResolution(300)
    text = str(api.GetUTF8Text())
    api.ClearAdaptiveClassifier()
    api.Clear()
    return "".join(text.split())


def _library_table(api: Any, image: NDArray[np.uint8]) -> list[tuple[str, Box, float]]:
    import tesserocr

    api.SetPageSegMode(_SPARSE)
    api.SetVariable("tessedit_char_whitelist", "")
    api.SetImage(Image.fromarray(image))
    api.SetSourceResolution(300)
    api.Recognize()
    level = tesserocr.RIL.WORD
    found = []
    for item in tesserocr.iterate_level(api.GetIterator(), level):
        if item.Empty(level):
            continue
        x0, top, x1, bottom = item.BoundingBox(level)
        box = Box(float(x0), float(top), float(x1), float(bottom))
        found.append((str(item.GetUTF8Text(level)), box, float(item.Confidence(level)) / 100.0))
    api.Clear()
    return found


@functools.cache
def _program_languages() -> frozenset[str]:
    """Return the languages of the system's program, none where it is missing or older than 5."""
    if shutil.which("tesseract") is None or importlib.util.find_spec("pytesseract") is None:
        return frozenset()
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    import pytesseract

    try:
        if pytesseract.get_tesseract_version().major < _LEAST_MAJOR:
            return frozenset()
        return frozenset(pytesseract.get_languages(config=""))
    except (pytesseract.TesseractError, pytesseract.TesseractNotFoundError, SystemExit, OSError):
        return frozenset()


def _program_version() -> str:
    import pytesseract

    return str(pytesseract.get_tesseract_version())


def _program_table(
    image: NDArray[np.uint8], languages: str, mode: int = _SPARSE, characters: str = ""
) -> list[tuple[str, Box, float]]:
    import pytesseract

    config = f"--psm {mode} --dpi 300" + (f" -c tessedit_char_whitelist={characters}" if characters else "")
    try:
        table = pytesseract.image_to_data(
            Image.fromarray(image), lang=languages, config=config, output_type=pytesseract.Output.DICT
        )
    except (pytesseract.TesseractError, RuntimeError, OSError):
        return []
    found = []
    for text, left, top, width, height, score in zip(
        *(table[key] for key in ("text", "left", "top", "width", "height", "conf")), strict=True
    ):
        if str(text).strip():
            box = Box(float(left), float(top), float(left + width), float(top + height))
            found.append((str(text), box, max(0.0, float(score)) / 100.0))
    return found


def _read_stacked(crops: list[Crop], languages: str, characters: str) -> list[str]:
    """Read all crops in one call, one above the other; a word goes to the crop in whose band it stands."""
    margin = 20
    width = max(crop.shape[1] for crop in crops) + 2 * margin
    tops, top = [], margin
    for crop in crops:
        tops.append(top)
        top += crop.shape[0] + margin
    page = np.full((top, width), 255, dtype=np.uint8)
    for crop, start in zip(crops, tops, strict=True):
        page[start : start + crop.shape[0], margin : margin + crop.shape[1]] = crop
    found: list[list[tuple[float, str]]] = [[] for _ in crops]
    for text, box, _ in _program_table(page, languages, _SINGLE_BLOCK, characters):
        for number, (crop, start) in enumerate(zip(crops, tops, strict=True)):
            if start - margin / 2 <= box.middle < start + crop.shape[0] + margin / 2:
                found[number].append((box.x0, re.sub(r"\s+", "", text)))
                break
    return ["".join(text for _, text in sorted(parts)) for parts in found]


def _word(text: str, box: Box, score: float) -> Word:
    text = text.strip()
    step = box.width / len(text)
    edges = tuple((box.x0 + step * number, box.x0 + step * (number + 1)) for number in range(len(text)))
    return Word(text, box, edges, min(1.0, max(0.0, score)))
