"""A settlement letter as a form: its pieces in order, set by a browser, an office suite or on a canvas, or scanned."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

from samples.canvas import A4, Canvas, wrap
from samples.canvas_pylopdf import PylopdfCanvas
from samples.degrade import render, to_scan
from samples.flow import Flow, TableStyle, paragraph, table
from samples.seal import draw_seal
from tests.golden.canvas_reportlab import EMBEDDED, ReportlabCanvas
from tests.golden.golden import Golden
from tests.golden.printing import print_html, styled, table_of

_LEFT, _RIGHT, _SIZE, _LEADING = 88.0, 507.0, 11.5, 24.0
_SEAL = 58.0
"""Radius of a company's seal, points (41 mm across)."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A table of items: label and content."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table, the first row its heads; widths in points for a canvas."""

    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What a letter prints.

    Attributes:
        title: Its title.
        body: Paragraphs and tables in order.
        company, day: The signature's lines; "" where it has none.
        head: A letterhead above the title.
        serial: The line of its number, with its label.
        word: What is printed where a seal belongs (（公章）).
        seal: The name on the arc of the seal; "" where none is pressed.
        over: What the seal lies on: "day" or "company".
        foot: A line below everything.
    """

    title: str
    body: Sequence[str | Pairs | Rows]
    company: str
    day: str
    head: str = ""
    serial: str = ""
    word: str = ""
    seal: str = ""
    over: str = "day"
    foot: str = ""


@lru_cache(maxsize=16)
def _seal_picture(name: str) -> str:
    """Return a seal as a picture with a clear ground, for a page of HTML."""
    canvas = PylopdfCanvas()
    side = 2 * _SEAL + 8
    canvas.new_page(side, side)
    draw_seal(canvas, side / 2, side / 2, name)
    picture = render(canvas.save(), 0, 200)
    clear = 255 - picture.min(axis=2)
    out = io.BytesIO()
    Image.fromarray(np.dstack([picture, clear]).astype(np.uint8), "RGBA").save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def as_html(form: Form, *, seal: bool = True) -> str:
    """Return the letter as a page."""
    parts = []
    if form.head:
        parts.append(f'<p style="text-align:center;color:#555;font-size:11pt">{form.head}</p>')
    parts.append(f'<p style="text-align:center;font-size:18pt;margin:20pt 0">{form.title}</p>')
    if form.serial:
        parts.append(f'<p style="text-align:right;font-size:9pt">{form.serial}</p>')
    for piece in form.body:
        if isinstance(piece, str):
            parts.append(f'<p style="font-size:11pt;line-height:1.9;text-indent:2em">{piece}</p>')
        elif isinstance(piece, Pairs):
            lines = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in piece.rows)
            parts.append(f'<table border="1" cellspacing="0" cellpadding="6" width="100%">{lines}</table>')
        else:
            parts.append(table_of(piece.rows))
    lines = [line for line in (form.company, form.word, form.day) if line]
    sign = "".join(f'<p style="text-align:right;font-size:11pt;margin:6pt 0">{line}</p>' for line in lines)
    if form.seal and seal:
        top = "-20pt" if form.over == "day" else "-62pt"
        sign += (
            f'<img alt="" src="{_seal_picture(form.seal)}" style="position:absolute;right:8pt;top:{top};'
            'width:42mm;opacity:.85">'
        )
    parts.append(f'<div style="position:relative;margin-top:48pt">{sign}</div>')
    if form.foot:
        parts.append(f'<p style="font-size:8pt;color:#666;margin-top:90pt">{form.foot}</p>')
    return styled(form.title, "".join(parts))


def draw(canvas: Canvas, form: Form) -> bytes:
    """Set the letter on one page of a canvas."""
    flow = Flow(canvas, lambda f: setattr(f, "y", 196.0), bottom=800.0)
    flow.new_page()
    middle = A4[0] / 2
    if form.head:
        canvas.text(middle, 90, form.head, 12, align="center", font="serif", colour=(0.35, 0.35, 0.35))
        canvas.line(_LEFT, 102, _RIGHT, 102, width=0.8, colour=(0.7, 0.1, 0.1))
    canvas.text(middle, 142, form.title, 20, align="center", font="serif")
    if form.serial:
        canvas.text(_RIGHT, 172, form.serial, 10, align="right", font="serif")
    for piece in form.body:
        if isinstance(piece, str):
            paragraph(flow, _LEFT, _RIGHT, piece, _SIZE, _LEADING, font="serif", indent=2)
            continue
        head, *rows = [("项目", "内容"), *piece.rows] if isinstance(piece, Pairs) else piece.rows
        widths = (130.0, 289.0) if isinstance(piece, Pairs) else tuple(piece.widths)
        size = 9.5 if isinstance(piece, Pairs) else 8.5
        style = TableStyle(size=size, height=22, leading=13, pad=4, font="serif", head_fill=(0.95, 0.95, 0.95))
        table(flow, _LEFT, widths, tuple(head), [tuple(row) for row in rows], ("center",) * len(widths), style)
        flow.y += 28
    y = max(flow.y + 54, 520.0)
    places = {}
    for name, line in (("company", form.company), ("word", form.word), ("day", form.day)):
        if line:
            canvas.text(_RIGHT, y, line, _SIZE, align="right", font="serif")
            places[name] = y
            y += _LEADING
    for number, line in enumerate(wrap(canvas, form.foot, 8.5, _RIGHT - _LEFT) if form.foot else ()):
        canvas.text(_LEFT, 770 + 12 * number, line, 8.5, colour=(0.4, 0.4, 0.4))
    if form.seal:
        draw_seal(canvas, _RIGHT - 62, places.get(form.over, y) - 4, form.seal)
    return canvas.save()


def maker(form: Form, made_by: str) -> Callable[[], bytes]:
    """Return what makes the paper: "chromium", "soffice", "html", "pylopdf", "reportlab", "reportlab-named", "scan"."""

    def make() -> bytes:
        if made_by == "chromium":
            return print_html("chromium", as_html(form))
        if made_by == "soffice":
            return print_html("soffice", as_html(form, seal=False))
        if made_by == "html":
            return as_html(form, seal=False).encode()
        if made_by == "scan":
            return to_scan(draw(PylopdfCanvas(), form), dpi=200, seed=len(form.title) + len(form.company))
        if made_by == "pylopdf":
            return draw(PylopdfCanvas(), form)
        return draw(ReportlabCanvas(EMBEDDED if made_by == "reportlab" else ""), form)

    return make


NOTHING: dict[str, Any] = {
    "serial": None, "issuer": None, "issuer_text": None, "name": None, "id_tail": None, "account_tail": None,
    "contract_no": None, "loan_amount": None, "settled_amount": None, "settled_amount_is": "", "outstanding": None,
    "settled_on": None, "as_of": None, "issued_on": None, "opened_on": None, "due_on": None, "settled_in_words": None,
    "waived": None, "owed": None, "parts": [], "claims_given_up": None, "stays_open": None, "closes": None,
    "creditor": None, "updates_within": None, "scope": "unknown", "kind": "loan",
}  # fmt: skip
"""What a letter says that says nothing: a truth names what it says besides."""

FORMS: dict[str, Form] = {}
"""Every letter's form by the name of its golden: the test of labels changes them."""


def letter(name: str, file: str, made_by: str, form: Form, *said: dict[str, Any]) -> Golden:
    """Return the golden of a letter.

    Args:
        name: Of its folder, after "letter-".
        file: Name of the paper.
        made_by: See `maker`.
        form: What it prints.
        said: What each of its records says, besides `NOTHING`.
    """
    sealed = None if made_by == "html" else bool(form.seal) and made_by != "soffice"
    truths = [{**NOTHING, "has_seal": sealed, **one} for one in said]
    FORMS[f"letter-{name}"] = form
    paper = {"type": "settlement_letter", "issuer": said[0].get("issuer"), "letters": truths}
    producer = made_by.partition("-")[0]
    return Golden(f"letter-{name}", file, producer, [paper], maker(form, made_by))
