"""pdfium's functions that are called once per character or object, with plain integers for its handles.

The binding's own prototypes make a Python object of every handle, and `ctypes.cast` of its address costs more than
the call; a page has thousands of them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import POINTER, c_bool, c_float, c_int, c_uint, c_ulong, c_void_p
from typing import Any

import pypdfium2.raw as raw


def address(handle: Any) -> int:
    """Return the address behind a handle of the binding, 0 for none."""
    return ctypes.cast(handle, c_void_p).value or 0


def _typed(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.cast(function, ctypes.CFUNCTYPE(result, *arguments))


_NUMBER = POINTER(c_float)
_COLOUR = POINTER(c_uint)

unicode_of = _typed(raw.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
generated = _typed(raw.FPDFText_IsGenerated, c_int, c_void_p, c_int)
unmapped = _typed(raw.FPDFText_HasUnicodeMapError, c_int, c_void_p, c_int)
loose_box = _typed(raw.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, POINTER(raw.FS_RECTF))
angle_of = _typed(raw.FPDFText_GetCharAngle, c_float, c_void_p, c_int)
text_object = _typed(raw.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)

page_objects = _typed(raw.FPDFPage_CountObjects, c_int, c_void_p)
page_object = _typed(raw.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
form_objects = _typed(raw.FPDFFormObj_CountObjects, c_int, c_void_p)
form_object = _typed(raw.FPDFFormObj_GetObject, c_void_p, c_void_p, c_ulong)
kind_of = _typed(raw.FPDFPageObj_GetType, c_int, c_void_p)
matrix_of = _typed(raw.FPDFPageObj_GetMatrix, c_int, c_void_p, POINTER(raw.FS_MATRIX))
bounds_of = _typed(raw.FPDFPageObj_GetBounds, c_int, c_void_p, _NUMBER, _NUMBER, _NUMBER, _NUMBER)
set_active = _typed(raw.FPDFPageObj_SetIsActive, c_int, c_void_p, c_bool)
fill_colour = _typed(raw.FPDFPageObj_GetFillColor, c_int, c_void_p, _COLOUR, _COLOUR, _COLOUR, _COLOUR)
render_mode = _typed(raw.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
font_of = _typed(raw.FPDFTextObj_GetFont, c_void_p, c_void_p)
font_name = _typed(raw.FPDFFont_GetBaseFontName, c_ulong, c_void_p, ctypes.c_char_p, c_ulong)
font_embedded = _typed(raw.FPDFFont_GetIsEmbedded, c_int, c_void_p)

draw_mode = _typed(raw.FPDFPath_GetDrawMode, c_int, c_void_p, POINTER(c_int), POINTER(c_int))
segments = _typed(raw.FPDFPath_CountSegments, c_int, c_void_p)
segment = _typed(raw.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
segment_point = _typed(raw.FPDFPathSegment_GetPoint, c_int, c_void_p, _NUMBER, _NUMBER)
segment_kind = _typed(raw.FPDFPathSegment_GetType, c_int, c_void_p)
segment_closes = _typed(raw.FPDFPathSegment_GetClose, c_int, c_void_p)
