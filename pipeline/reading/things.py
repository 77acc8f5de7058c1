"""One walk over the objects of a PDF page, those inside forms too: its texts, its pictures, its ruled lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ctypes import c_float, c_int
from dataclasses import dataclass, field
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.reading import calls
from pipeline.reading.embedded import Geometry
from pipeline.records.evidence import Box
from pipeline.records.reading import Rule

_DEEPEST: Final = 12
"""Forms within forms that are looked into."""

_MAX_RULE: Final = 2.5
"""Points: what is thinner than this is a ruled line."""

_MIN_RULE: Final = 4.0
"""Points: what is shorter than this is none."""

_SQUARE: Final = 0.01
"""Points by which the corners of a rectangle may lie off each other's lines."""

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Things:
    """What lies on a page.

    Attributes:
        texts: Addresses of the text objects.
        pictures: Boxes of the pictures on the visible page, cut off nowhere.
        rules: Ruled lines on the visible page.
    """

    texts: list[int] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def image_share(self, geometry: Geometry) -> float:
        """Return the share of the page that its largest picture covers, 0..1."""
        area = geometry.width * geometry.height
        share = 0.0
        for box in self.pictures:
            width = min(box.x1, geometry.width) - max(box.x0, 0.0)
            height = min(box.bottom, geometry.height) - max(box.top, 0.0)
            if width > 0 and height > 0 and area > 0:
                share = max(share, width * height / area)
        return share


def things(page: pdfium.PdfPage, geometry: Geometry) -> Things:
    """Return what lies on a page; annotations are no part of it."""
    found = Things()

    def walk(count: int, get: Callable[[int], int], matrix: Matrix, depth: int) -> None:
        for number in range(count):
            handle = get(number)
            kind = calls.kind_of(handle)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                found.texts.append(handle)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                found.rules.extend(_rules(handle, matrix, geometry))
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                found.pictures.append(_picture(handle, matrix, geometry))
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = _within(_matrix(handle), matrix)
                walk(calls.form_objects(handle), lambda n, form=handle: calls.form_object(form, n), inner, depth + 1)  # type: ignore[misc]

    sheet = calls.address(page.raw)
    walk(calls.page_objects(sheet), lambda n: calls.page_object(sheet, n), _IDENTITY, 0)
    return found


def _matrix(handle: int) -> Matrix:
    m = raw.FS_MATRIX()
    return (m.a, m.b, m.c, m.d, m.e, m.f) if calls.matrix_of(handle, m) else _IDENTITY


def _within(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that does the inner one first."""
    if outer is _IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _picture(handle: int, matrix: Matrix, geometry: Geometry) -> Box:
    left, bottom, right, top = (c_float() for _ in range(4))
    calls.bounds_of(handle, left, bottom, right, top)
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return geometry.box(min(xs), min(ys), max(xs), max(ys))


def _rules(handle: int, matrix: Matrix, geometry: Geometry) -> list[Rule]:
    """Return the ruled lines that a path draws; colour and clipping are not looked at."""
    filled, stroked = c_int(), c_int()
    if not calls.draw_mode(handle, filled, stroked) or not (filled.value or stroked.value):
        return []
    a, b, c, d, e, f = _within(_matrix(handle), matrix)
    result: list[Rule] = []
    points: list[tuple[float, float]] = []
    straight, closed, curve = True, False, 0
    px, py = c_float(), c_float()
    for number in range(calls.segments(handle)):
        segment = calls.segment(handle, number)
        kind = calls.segment_kind(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            result.extend(_rules_of(points, geometry, outlined=bool(stroked.value) and straight, closed=closed))
            points, straight, closed, curve = [], True, False, 0
        elif kind == raw.FPDF_SEGMENT_BEZIERTO:
            straight, curve = False, curve + 1
            closed = closed or bool(calls.segment_closes(segment))
            if curve % 3:
                continue  # a handle of the curve, which lies on it only by chance
        else:
            closed = closed or bool(calls.segment_closes(segment))
        calls.segment_point(segment, px, py)
        x, y = px.value, py.value
        points.append((a * x + c * y + e, b * x + d * y + f))
    result.extend(_rules_of(points, geometry, outlined=bool(stroked.value) and straight, closed=closed))
    return result


def _rules_of(points: Sequence[tuple[float, float]], geometry: Geometry, *, outlined: bool, closed: bool) -> list[Rule]:
    """Turn one part of a path into ruled lines: a thin one into one, an outlined rectangle into four."""
    if len(points) < 2:
        return []
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = geometry.box(min(xs), min(ys), max(xs), max(ys))
    thin, long = sorted((box.width, box.height))
    if thin <= _MAX_RULE:
        return [Rule(box)] if long >= _MIN_RULE else []
    if not outlined or not _rectangle(points, closed=closed):
        return []
    return [
        Rule(Box(box.x0, box.top, box.x1, box.top)),
        Rule(Box(box.x0, box.bottom, box.x1, box.bottom)),
        Rule(Box(box.x0, box.top, box.x0, box.bottom)),
        Rule(Box(box.x1, box.top, box.x1, box.bottom)),
    ]


def _rectangle(points: Sequence[tuple[float, float]], *, closed: bool) -> bool:
    """Whether points are the corners of an upright rectangle, one after the other and back to the first."""
    first, last = points[0], points[-1]
    if abs(first[0] - last[0]) <= _SQUARE and abs(first[1] - last[1]) <= _SQUARE:
        points, closed = points[:-1], True
    if len(points) != 4 or not closed:
        return False
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    first_up = _near(x0, x1) and _near(y1, y2) and _near(x2, x3) and _near(y3, y0)
    first_level = _near(y0, y1) and _near(x1, x2) and _near(y2, y3) and _near(x3, x0)
    return first_up or first_level


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= _SQUARE
