"""The gate before a page's embedded text: its characters, looked at in the page's picture, and the signs they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pypdfium2 as pdfium

from pipeline.reading import embedded, ink
from pipeline.reading.embedded import Character, Geometry, turn_box
from pipeline.reading.overlay import clashes
from pipeline.reading.trust import TextSigns, signs_of

_MARKS = frozenset(".,-\u2212\uff0d\uff0e\uff0c\u00a5\uffe5")
"""Marks of a figure: without its point it is another one."""


def looked_at(page: pdfium.PdfPage, found: Sequence[Character], geometry: Geometry) -> tuple[list[Character], ink.Seen]:
    """Return the characters with what the page's picture shows of them, and what it shows besides."""
    places = [(c.text, c.box, c.thing) for c in found]
    seen = ink.look(page, places, geometry.width, geometry.height)
    shown = [
        c if (inked and not faint) or c.text.isspace() else replace(c, inked=inked, faint=faint)
        for c, inked, faint in zip(found, seen.inked, seen.faint, strict=True)
    ]
    return shown, seen


def signs(found: Sequence[Character], share: float, seen: ink.Seen, geometry: Geometry) -> TextSigns:
    """Count the trust gate's signs.

    Args:
        found: The page's characters, looked at.
        share: Share of the page that the largest picture covers.
        seen: What the page's picture shows besides.
        geometry: Of the page.
    """
    counted = signs_of([(c.text, c.map_error, c.invisible) for c in found], share)
    plain = [c for c in found if not c.text.isspace()]
    on_page = [c for c in plain if embedded.on_page(c, geometry)]
    turn = embedded.turned(found, geometry)
    visible = [c for c in on_page if c.inked and not c.invisible]
    standing = {a: embedded.stands(a, geometry, turn) for a in {c.angle for c in visible}}
    lying = {a for a, stands in standing.items() if not stands and (a + geometry.rotation) % 90 == 0}
    upright = [c for c in visible if standing[c.angle] and not c.faint]
    return replace(
        counted,
        outside=len(plain) - len(on_page),
        unseen=sum(not c.inked and not c.invisible for c in on_page),
        clashes=clashes([(c.text, turn_box(c.box, turn, geometry.width, geometry.height)) for c in upright]),
        latin=sum(c.text.isascii() and c.text.isalnum() for c in plain),
        chinese_font=seen.chinese_font,
        other_ink=seen.other_ink,
        turned=sum(c.angle in lying for c in visible),
        torn=_torn(found),
    )


def _torn(found: Sequence[Character]) -> int:
    """Count the places where a character that cannot be seen stands in one word with one that can."""
    count = 0
    for one, other in pairwise(found):
        if one.inked == other.inked or one.invisible or other.invisible or one.angle != other.angle:
            continue
        unseen = other if one.inked else one
        if one.text.isspace() or other.text.isspace() or not (unseen.text.isalnum() or unseen.text in _MARKS):
            continue
        height = max(min(one.box.height, other.box.height), 1.0)
        level = abs(one.box.middle - other.box.middle) <= 0.3 * height
        count += level and -0.2 * height <= other.box.x0 - one.box.x1 <= 0.3 * height
    return count
