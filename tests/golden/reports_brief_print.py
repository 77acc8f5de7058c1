"""Brief credit reports on paper: as a web page, printed, as a Word file, and drawn with rules of small rectangles."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx

from samples.canvas import A4, Canvas, wrap
from tests.golden.printing import styled
from tests.golden.reports_brief_truth import SIDE, Asked, Brief, day

_QUERY_HEAD = ("编号", "查询日期", "查询机构", "查询原因")


# --- web page -------------------------------------------------------------------------------------------------------


def web_page(report: Brief, *, ordinals: bool = True, printed: bool = False) -> str:
    """The report as a page: `ordinals` in a column of their own; `printed` in the sample's font."""
    body = "".join(_html(kind, what, ordinals) for kind, what in report.blocks())
    if printed:
        return styled("个人信用报告", body)
    style = "body{width:980px;margin:auto;font:14px SimSun} .h{text-align:center;background:#dde3ea} .b{font-weight:bold}"
    return (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        f"<title>个人信用报告</title><style>{style}</style></head><body>{body}</body></html>"
    )


def _html(kind: str, what: Any, ordinals: bool) -> str:
    if kind == "title":
        return f'<h1 style="text-align:center">{what}</h1>'
    if kind == "cells":
        return f"<table width='100%'><tr>{''.join(f'<td>{text}</td>' for text in what)}</tr></table>"
    if kind == "bar":
        return f'<div class="h">{what}</div>'
    if kind in ("heading", "list"):
        return f'<p class="b">{what}</p>'
    if kind == "item":
        number, text = what
        if ordinals:
            return f"<table width='100%'><tr><td width='24' valign='top'>{number}</td><td>{text}</td></tr></table>"
        return f"<p>{number}{text}</p>"
    if kind == "table":
        return _ruled(what)
    if kind == "main":
        return (
            f'<table width="100%"><tr><td width="62%">{_main(what)}</td>'
            f'<td valign="top">{"".join(f"<p>{text}</p>" for text in SIDE)}</td></tr></table>'
        )
    if kind == "queries":
        rows = [[str(n), day(a.on), a.bank, a.reason] for n, a in enumerate(what, 1)]
        lines = "".join(_tr(row) for row in [_QUERY_HEAD, *rows])
        return f"<table width='100%'>{lines}</table>"
    if kind == "pairs":
        pairs = [f"<td>{label}</td><td>{value}</td>" for label, value in what]
        lines = "".join("<tr>" + "".join(pairs[n : n + 2]) + "</tr>" for n in range(0, len(pairs), 2))
        return f"<table width='100%'>{lines}</table>"
    return f"<p>{what}</p>"


def _tr(row: Sequence[str], more: str = "") -> str:
    return "<tr>" + "".join(f"<td{more}>{text}</td>" for text in row) + "</tr>"


def _ruled(rows: Sequence[Sequence[str]]) -> str:
    lines = "".join(_tr(row, " align='center'") for row in rows)
    return f'<table border="1" cellspacing="0" cellpadding="3" width="62%">{lines}</table>'


def _main(rows: Sequence[Sequence[str]]) -> str:
    head = (
        '<tr><td rowspan="2"></td><td rowspan="2">信用卡</td><td colspan="2">贷款</td><td rowspan="2">其他业务</td></tr>'
        "<tr><td>购房</td><td>其他</td></tr>"
    )
    lines = "".join(_tr(row, " align='center'") for row in rows[2:])
    return f'<table border="1" cellspacing="0" cellpadding="3" width="100%">{head}{lines}</table>'


# --- Word -----------------------------------------------------------------------------------------------------------


def word_file(report: Brief) -> bytes:
    """The report as a Word file: paragraphs, and tables of which the main one has merged heads."""
    file = docx.Document()
    for kind, what in report.blocks():
        if kind == "cells":
            file.add_paragraph("  ".join(what))
        elif kind == "item":
            file.add_paragraph("".join(what))
        elif kind in ("table", "main"):
            _word_table(file, what, merged=kind == "main")
            if kind == "main":
                for text in SIDE:
                    file.add_paragraph(text)
        elif kind == "queries":
            _word_table(file, [_QUERY_HEAD, *([str(n), day(a.on), a.bank, a.reason] for n, a in enumerate(what, 1))])
        elif kind == "pairs":
            for label, value in what:
                file.add_paragraph(f"{label}：{value}")
        else:
            file.add_paragraph(what)
    file.core_properties.created = file.core_properties.modified = datetime(2026, 9, 10)  # noqa: DTZ001
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _word_table(file: Any, rows: Sequence[Sequence[str]], *, merged: bool = False) -> None:
    table = file.add_table(len(rows), len(rows[0]), style="Table Grid")
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    if merged:
        for c in (0, 1, 4):
            table.cell(0, c).merge(table.cell(1, c))
        table.cell(0, 2).merge(table.cell(0, 3))


# --- drawn ----------------------------------------------------------------------------------------------------------

_LEFT, _RIGHT, _BOTTOM = 52.0, 543.0, 778.0
_SIZE, _LEADING, _ROW = 9.5, 17.0, 19.0
_GAP = 2.28
"""Between the pieces of an upright rule, points, as in a real report."""


class Drawn:
    """Draws a report; the foot names how many pages there are, so it is drawn twice."""

    def __init__(self, canvas: Canvas, pages: int, own_column: bool, *, draw: bool = True) -> None:
        self.canvas, self.pages, self.own_column, self.draw = canvas, pages, own_column, draw
        self.page, self.y = 0, 999.0

    def room(self, height: float = 0.0) -> None:
        if self.y + height > _BOTTOM:
            self.page += 1
            self.y = 62.0
            if self.draw:
                self.canvas.new_page(*A4)
                self.put(A4[0] / 2, 812, f"第 {self.page} 页,共 {self.pages} 页", 8.5, "center")

    def put(self, x: float, y: float, text: str, size: float = _SIZE, align: Any = "left") -> None:
        if self.draw:
            self.canvas.text(x, y, text, size, align=align, font="serif")

    def lines(self, text: str, x: float = _LEFT, right: float = _RIGHT, size: float = _SIZE) -> list[str]:
        return wrap(self.canvas, text, size, right - x, "serif")

    def text(self, text: str, indent: float = 0.0) -> None:
        for line in self.lines(text, _LEFT + indent):
            self.room()
            self.put(_LEFT + indent, self.y, line)
            self.y += _LEADING

    def block(self, kind: str, what: Any) -> None:
        """Draw one block."""
        if kind in ("title", "bar"):
            self.room(60)
            if kind == "bar" and self.draw:
                self.canvas.rect(_LEFT, self.y - 14, _RIGHT, self.y + 6, fill=(0.87, 0.89, 0.92))
            self.put(A4[0] / 2, self.y, what, 20 if kind == "title" else 12, "center")
            self.y += 30
        elif kind == "cells":
            step = (_RIGHT - _LEFT) / len(what)
            for n, text in enumerate(what):
                self.put(_RIGHT - 24 if text == what[-1] and len(what) == 4 else _LEFT + n * step, self.y, text)
            self.y += 24
        elif kind in ("heading", "list"):
            self.room(60)
            self.put(_LEFT, self.y, what, 11 if kind == "heading" else _SIZE)
            self.y += _LEADING + 2
        elif kind == "item":
            self.item(*what)
        elif kind in ("table", "main"):
            self.table(what, main=kind == "main")
        elif kind == "queries":
            self.queries(what)
        elif kind == "pairs":
            self.text("  ".join(f"{label}：{value}" for label, value in what))
        else:
            self.text(what)

    def item(self, number: str, text: str) -> None:
        if not self.own_column:
            self.text(number + text, 18)
            return
        self.room()
        self.put(_LEFT + 2, self.y, number)
        self.text(text, 26)

    def table(self, rows: Sequence[Sequence[str]], *, main: bool) -> None:
        self.room(_ROW * len(rows) + 20)
        xs = [_LEFT + w for w in ((0, 142, 192, 242, 292, 342) if main else (0, 142, 242, 342))]
        top, bottom = self.y, self.y + _ROW * len(rows)
        for r in range(len(rows) + 1):
            y = top + _ROW * r
            self.rule(xs[2] if main and r == 1 else xs[0], y - 0.25, xs[4] if main and r == 1 else xs[-1], y + 0.25)
        for c, x in enumerate(xs):
            y = top + (_ROW if main and c == 3 else 0)
            while y < bottom - 1:
                self.rule(x - 0.25, y, x + 0.25, min(y + _ROW, bottom) - _GAP)
                y += _ROW
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                merged = main and r == 0
                x = (xs[2] + xs[4]) / 2 if merged and c == 2 else (xs[c] + xs[c + 1]) / 2
                self.put(x, top + _ROW * r + 12.8 + (_ROW / 2 if merged and c != 2 else 0), text, 8.5, "center")
        if main:
            y = top + 8
            for text in SIDE:
                for line in self.lines(text, xs[-1] + 10, _RIGHT, 7.8):
                    self.put(xs[-1] + 10, y, line, 7.8)
                    y += 11.6
        self.y = bottom + 14

    def rule(self, x0: float, top: float, x1: float, bottom: float) -> None:
        if self.draw:
            self.canvas.rect(x0, top, x1, bottom, fill=(0.45, 0.45, 0.45))

    def queries(self, asked: Sequence[Asked]) -> None:
        xs = (_LEFT + 6, _LEFT + 46, _LEFT + 138, _LEFT + 292)
        for x, text in zip(xs, _QUERY_HEAD, strict=True):
            self.put(x, self.y, text)
        self.y += _LEADING
        for n, one in enumerate(asked, 1):
            lines = self.lines(one.bank, xs[2], xs[2] + 145)
            self.room(_LEADING * (len(lines) - 1))
            for x, text in zip(xs, (str(n), day(one.on), lines[0], one.reason), strict=True):
                self.put(x, self.y, text)
            self.y += _LEADING
            for line in lines[1:]:
                self.put(xs[2], self.y, line)
                self.y += _LEADING
        self.y += 8


def drawn(canvas: Canvas, report: Brief, *, own_column: bool = False) -> bytes:
    """The report as a PDF; `own_column` sets the numbers apart from the sentences."""
    measured = Drawn(canvas, 0, own_column, draw=False)
    for kind, what in report.blocks():
        measured.room()
        measured.block(kind, what)
    real = Drawn(canvas, measured.page, own_column)
    for kind, what in report.blocks():
        real.room()
        real.block(kind, what)
    return canvas.save()
