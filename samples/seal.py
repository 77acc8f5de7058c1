"""A round red company seal (公章) as outlines: ring, star, the issuer's name on the arc, a word below.

A real seal is a picture or a stamp, so no text can be copied out of it; the characters are therefore drawn as
the font's outlines and not written as text.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

import pylopdf

from samples.canvas import Canvas, Colour, Segment
from samples.canvas_pylopdf import noto

RED: Colour = (0.84, 0.11, 0.13)
_OPACITY = 0.78
_PIECE = re.compile(r"([MLCZ])([^MLCZ]*)")
_KAPPA = 0.5523


@lru_cache(maxsize=512)
def _outline(char: str) -> tuple[Segment, ...]:
    """Return a character's outline in an em of 1, y downwards, centred on the em box."""
    document: Any = pylopdf.Document()
    page = document.new_page(width=200, height=100)
    page.insert_text((0, 80), char, font=noto("sans"), fontsize=10)
    match = re.search(r'<path id="g0" d="([^"]*)"', document.render_page_svg(0))
    if match is None:
        raise ValueError(f"no outline for {char!r}")
    segments: list[Segment] = []
    for operator, numbers in _PIECE.findall(match.group(1)):
        values = [float(number) / 1000 for number in numbers.replace(",", " ").split()]
        # Font units have y upwards from the baseline; the middle of the em is about 0.38 above it.
        points = [v - 0.5 if i % 2 == 0 else 0.38 - v for i, v in enumerate(values)]
        if operator != "Z":
            segments.append((operator, tuple(points)))
    return tuple(segments)


def _placed(
    segments: tuple[Segment, ...], x: float, y: float, size: float, turn: float, squeeze: float = 1.0
) -> list[Segment]:
    """Return an outline scaled, narrowed, turned clockwise (radians) and moved to (x, y)."""
    cosine, sine = math.cos(turn), math.sin(turn)
    result: list[Segment] = []
    for operator, values in segments:
        moved: list[float] = []
        for px, py in zip(values[::2], values[1::2], strict=True):
            sx, sy = px * size * squeeze, py * size
            moved += [x + sx * cosine - sy * sine, y + sx * sine + sy * cosine]
        result.append((operator, tuple(moved)))
    return result


def _circle(x: float, y: float, radius: float, *, clockwise: bool) -> list[Segment]:
    """Return a circle; the inner one of a ring runs the other way round."""
    k, side = radius * _KAPPA, 1.0 if clockwise else -1.0
    corners = [(1.0, 0.0), (0.0, side), (-1.0, 0.0), (0.0, -side), (1.0, 0.0)]
    segments: list[Segment] = [("M", (x + radius, y))]
    for (ax, ay), (bx, by) in pairwise(corners):
        first = (x + ax * radius + bx * k, y + ay * radius + by * k)
        second = (x + bx * radius + ax * k, y + by * radius + ay * k)
        segments.append(("C", (*first, *second, x + bx * radius, y + by * radius)))
    return segments


def _star(x: float, y: float, radius: float) -> list[Segment]:
    points = []
    for i in range(10):
        angle = math.pi * i / 5 - math.pi / 2
        reach = radius if i % 2 == 0 else radius * 0.382
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return [("M" if i == 0 else "L", point) for i, point in enumerate([*points, points[0]])]


def draw_seal(canvas: Canvas, x: float, y: float, name: str, word: str = "业务专用章", radius: float = 58.0) -> None:
    """Press the seal of `name` with its middle at (x, y), above everything on the page.

    Args:
        canvas: Where to draw; the current page gets a new layer.
        x: Middle, points from the left.
        y: Middle, points from the top.
        name: Issuer on the arc.
        word: Word below the star.
        radius: Points; 58 is the usual 41 mm across.
    """
    canvas.layer()
    segments = _circle(x, y, radius, clockwise=True) + _circle(x, y, radius - 2.2, clockwise=False)
    segments += _star(x, y, radius * 0.3)
    span = math.radians(min(250.0, 20.0 * len(name)))
    size = min(radius * 0.25, span * radius * 0.8 / max(len(name), 1) * 1.15)
    for i, char in enumerate(name):
        angle = -span / 2 + span * i / max(len(name) - 1, 1)
        reach = radius * 0.79
        segments += _placed(
            _outline(char),
            x + reach * math.sin(angle),
            y - reach * math.cos(angle),
            size,
            angle,
            squeeze=0.85,
        )
    step = radius * 0.2
    for i, char in enumerate(word):
        segments += _placed(
            _outline(char),
            x + step * (i - (len(word) - 1) / 2),
            y + radius * 0.56,
            radius * 0.2,
            0.0,
            squeeze=0.9,
        )
    canvas.path(segments, fill=RED, opacity=_OPACITY)
