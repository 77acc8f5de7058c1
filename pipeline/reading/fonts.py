"""The fonts in which pdfium draws what a PDF names and does not carry: those that come with the program.

Banks' PDFs often name 宋体 or STSong-Light without holding it.  Were the system's fonts used, one machine would draw
such a page and another, without Chinese fonts, would leave it empty: its text would then pass for hidden.  With these
every machine draws and reads the same.  Latin fonts are left to pdfium's own substitutes.
"""

from __future__ import annotations

import ctypes
import struct
from functools import lru_cache
from importlib import resources
from typing import Any

import pypdfium2.raw as raw

_CHINESE = frozenset({134, 136, 128, 129})
"""Windows' numbers of the character sets GB 2312, Big 5, Shift JIS and Hangul."""

_SERIF_NAMES = ("song", "sim sun", "simsun", "ming", "kai", "fang", "serif", "宋", "明", "楷", "仿")
_SANS_NAMES = ("hei", "gothic", "yahei", "dengxian", "noto sans", "source han sans", "pingfang", "黑", "等线", "圆")
_SANS, _SERIF = 1, 2
_FILES = {_SANS: "NotoSansSC-Regular.otf", _SERIF: "NotoSerifSC-Regular.otf"}


@lru_cache(maxsize=2)
def _font(handle: int) -> bytes:
    return resources.files("pylopdf_fonts_zh_cn").joinpath(_FILES[handle]).read_bytes()


@lru_cache(maxsize=2)
def _tables(handle: int) -> dict[int, tuple[int, int]]:
    """Return where each table of a font lies, by its tag: (offset, length)."""
    data = _font(handle)
    (count,) = struct.unpack_from(">H", data, 4)
    found = (struct.unpack_from(">IIII", data, 12 + 16 * n) for n in range(count))
    return {tag: (offset, length) for tag, _, offset, length in found}


def font_for(name: str, charset: int) -> int | None:
    """Return the handle of the font that stands for one that is missing; None where pdfium's own do.

    Args:
        name: Of the missing font, as the PDF has it.
        charset: Windows' number of the characters that it is for.
    """
    folded = name.casefold()
    if any(word in folded for word in _SANS_NAMES):
        return _SANS
    if any(word in folded for word in _SERIF_NAMES):
        return _SERIF
    return _SERIF if charset in _CHINESE or not name.isascii() else None


def _map_font(_: object, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: object) -> int | None:
    return font_for(_text(face), charset)


def _get_font(_: object, face: Any) -> int | None:
    return font_for(_text(face), 0)


def _text(face: Any) -> str:
    return (ctypes.cast(face, ctypes.c_char_p).value or b"").decode("utf-8", "replace")


def _get_data(_: object, handle: int, tag: int, buffer: Any, size: int) -> int:
    data = _font(handle)
    offset, length = (0, len(data)) if tag == 0 else _tables(handle).get(tag, (0, 0))
    if buffer and size >= length > 0:
        ctypes.memmove(buffer, data[offset : offset + length], length)
    return length


def _get_name(_: object, handle: int, buffer: Any, size: int) -> int:
    name = _FILES[handle].removesuffix(".otf").encode() + b"\0"
    if buffer and size >= len(name):
        ctypes.memmove(buffer, name, len(name))
    return len(name)


def _interface() -> raw.FPDF_SYSFONTINFO:
    types = dict(raw.FPDF_SYSFONTINFO._fields_)
    calls = {
        "Release": lambda _: None,
        "EnumFonts": lambda _, mapper: None,
        "MapFont": _map_font,
        "GetFont": _get_font,
        "GetFontData": _get_data,
        "GetFaceName": _get_name,
        "GetFontCharset": lambda _, handle: 134,
        "DeleteFont": lambda _, handle: None,
    }
    return raw.FPDF_SYSFONTINFO(version=1, **{name: types[name](call) for name, call in calls.items()})


_INTERFACE = _interface()
"""Kept for the life of the process: pdfium calls it whenever a page has such a font."""


def install() -> None:
    """Let pdfium take these fonts from now on; called before the first page is drawn."""
    raw.FPDF_SetSystemFontInfo(_INTERFACE)
