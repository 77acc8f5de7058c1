"""The gate before a page's embedded text: its characters, looked at in the page's picture, and the signs they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.reading import embedded, ink
from pipeline.reading.embedded import Character, Geometry, turn_box
from pipeline.reading.overlay import clashes
from pipeline.reading.things import Things
from pipeline.reading.trust import TextSigns, unmapped
from pipeline.records.evidence import Box
from pipeline.values.text import is_chinese

_MARKS = frozenset(".,-\u2212\uff0d\uff0e\uff0c\u00a5\uffe5")
"""Marks of a figure: without its point it is another one."""


def looked_at(
    page: pdfium.PdfPage, things: Things, found: Sequence[Character], geometry: Geometry
) -> tuple[list[Character], ink.Seen]:
    """Return the characters with what the page's picture shows of them, and what it shows besides.

    Args:
        page: A loaded pdfium page.
        things: What lies on it.
        found: Its characters.
        geometry: Of the page.
    """
    places = [(c.text, c.box, c.thing) for c in found]
    seen = ink.look(page, things.texts, places, geometry.width, geometry.height)
    shown = list(found)
    if any(seen.faint) or not all(seen.inked):
        for number, (c, inked, faint) in enumerate(zip(found, seen.inked, seen.faint, strict=True)):
            if (faint or not inked) and not c.text.isspace():
                shown[number] = c._replace(inked=inked, faint=faint)
    return shown, seen


def signs(
    page: pdfium.PdfPage, things: Things, found: Sequence[Character], seen: ink.Seen, geometry: Geometry
) -> TextSigns:
    """Count the trust gate's signs.

    Args:
        page: A loaded pdfium page.
        things: What lies on it.
        found: The page's characters, looked at.
        seen: What the page's picture shows besides.
        geometry: Of the page.
    """
    plain = [c for c in found if not c.text.isspace()]
    texts = Counter(c.text for c in plain)
    whole = _inside(found, geometry)
    on_page = plain if whole else [c for c in plain if embedded.on_page(c, geometry)]
    turn = embedded.turned(found, geometry)
    visible = [c for c in on_page if c.inked and not c.invisible]
    standing = {a: embedded.stands(a, geometry, turn) for a in {c.angle for c in visible}}
    lying = {a for a, stands in standing.items() if not stands and (a + geometry.rotation) % 90 == 0}
    upright = [c for c in visible if standing[c.angle] and not c.faint]
    level = upright
    if turn:
        level = [c._replace(box=turn_box(c.box, turn, geometry.width, geometry.height)) for c in upright]
    return TextSigns(
        characters=len(plain),
        unmapped=sum(c.map_error or unmapped(c.text) for c in plain),
        invisible=sum(c.invisible for c in plain),
        chinese=sum(count for text, count in texts.items() if is_chinese(text)),
        image_share=things.image_share(geometry),
        outside=len(plain) - len(on_page),
        unseen=sum(not c.inked and not c.invisible for c in on_page),
        clashes=clashes([(c.text, c.box) for c in level]),
        latin=sum(count for text, count in texts.items() if text.isascii() and text.isalnum()),
        chinese_font=seen.chinese_font,
        other_ink=seen.other_ink,
        turned=sum(c.angle in lying for c in visible),
        torn=_torn(found) + (0 if whole else _cut_off(found, geometry)),
        added=_added(page),
        pictured=_pictured(things.pictures, upright),
        inked_blanks=seen.inked_blanks + sum(c.map_error and c.text.isspace() for c in found),
    )


_SAY_NOTHING = frozenset(
    {
        raw.FPDF_ANNOT_LINK,
        raw.FPDF_ANNOT_POPUP,
        raw.FPDF_ANNOT_TEXT,
        raw.FPDF_ANNOT_HIGHLIGHT,
        raw.FPDF_ANNOT_UNDERLINE,
        raw.FPDF_ANNOT_SQUIGGLY,
        raw.FPDF_ANNOT_FILEATTACHMENT,
        raw.FPDF_ANNOT_STAMP,
    }
)
"""Kinds of annotations that show no text of the paper's; stamps are its seals."""

_FIELD = 20.0
"""Points: a form field narrower than this holds a tick, not an amount."""


def _added(page: pdfium.PdfPage) -> int:
    """Count annotations and form fields that may show text: it stands on the page, and not in its characters."""
    count = 0
    form = getattr(page.pdf, "formenv", None)
    for number in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        note = raw.FPDFPage_GetAnnot(page.raw, number)
        if not note:
            continue
        kind = raw.FPDFAnnot_GetSubtype(note)
        hidden = raw.FPDFAnnot_GetFlags(note) & raw.FPDF_ANNOT_FLAG_HIDDEN
        box = raw.FS_RECTF()
        raw.FPDFAnnot_GetRect(note, box)
        small = abs(box.right - box.left) < _FIELD and kind == raw.FPDF_ANNOT_WIDGET
        field = raw.FPDFAnnot_GetFormFieldType(form.raw, note) if form and kind == raw.FPDF_ANNOT_WIDGET else -1
        raw.FPDFPage_CloseAnnot(note)
        silent = field in (raw.FPDF_FORMFIELD_SIGNATURE, raw.FPDF_FORMFIELD_PUSHBUTTON)
        count += not (kind in _SAY_NOTHING or hidden or small or silent)
    return count


def _pictured(pictures: Sequence[Box], upright: Sequence[Character]) -> int:
    """Count small pictures that stand beside characters in one line, where a word or an amount would stand."""
    lines = [c.box for c in upright if c.text.isalnum()] if pictures else []
    count = 0
    for box in pictures:
        for other in lines:
            height = max(other.height, 1.0)
            level = abs(other.middle - box.middle) <= 0.35 * height and 0.5 * height <= box.height <= 1.8 * height
            gap = max(other.x0 - box.x1, box.x0 - other.x1)
            if level and -0.2 * height <= gap <= 1.2 * height and box.width >= 0.8 * height:
                count += 1
                break
    return count


def _inside(found: Sequence[Character], geometry: Geometry) -> bool:
    """Whether all characters lie on the page, as on nearly all pages."""
    boxes = [c.box for c in found]
    return not boxes or (
        min([b.x0 for b in boxes]) >= 0
        and max([b.x1 for b in boxes]) <= geometry.width
        and min([b.top for b in boxes]) >= 0
        and max([b.bottom for b in boxes]) <= geometry.height
    )


def _straddles(box: Box, geometry: Geometry) -> bool:
    """Whether a good part of a character lies beyond the left or right edge of the page."""
    least = 0.2 * box.width
    return (box.x0 < -least and box.x1 > 0) or (box.x1 > geometry.width + least and box.x0 < geometry.width)


def _cut_off(found: Sequence[Character], geometry: Geometry) -> int:
    """Count the places where the page's edge parts one word: what is printed there cannot all be seen."""
    standing = [embedded.on_page(c, geometry) for c in found]
    count = sum(_straddles(c.box, geometry) for c in found if c.text.isalnum() and c.angle == 0)
    for (one, here), (other, there) in pairwise(zip(found, standing, strict=True)):
        if here == there or one.text.isspace() or other.text.isspace() or one.angle != other.angle:
            continue
        height = max(min(one.box.height, other.box.height), 1.0)
        level = abs(one.box.middle - other.box.middle) <= 0.3 * height
        count += level and -0.2 * height <= other.box.x0 - one.box.x1 <= 0.3 * height
    return count


def _torn(found: Sequence[Character]) -> int:
    """Count the places where a character that cannot be seen stands in one word with one that can."""
    count = 0
    if all(c.inked for c in found):
        return 0
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
