"""A detailed personal credit report (个人信用报告 本人版, second generation), drawn or as HTML.

Tables are ruled throughout; a page ends wherever it is full, in the midst of an account or of a repayment grid.
"""

from __future__ import annotations

from samples.canvas import A4, Canvas, Colour, Measure, wrap
from samples.report_parts import Cells, Line, Part, Style, Table, Year, compose
from samples.truth_report import FullReportTruth

_LEFT, _RIGHT = 42.0, 553.0
_TOP, _BOTTOM = 46.0, 792.0
_RULE: Colour = (0.2, 0.2, 0.2)
_HEAD: Colour = (0.92, 0.94, 0.96)
_LEADING = 1.35
"""Of wrapped lines, in heights of the text."""

_PAD = 3.2
_SIZES = {"title": 16.0, "part": 12.0, "section": 10.0, "name": 9.0, "text": 8.5}


class _Printer:
    """Prints one report; pages are counted in a first pass, because each foot names their number."""

    def __init__(self, canvas: Canvas, style: Style, pages: int) -> None:
        self.canvas = canvas
        self.style = style
        self.pages = pages
        self.page = 0
        self.y = 0.0

    def edges(self, widths: tuple[float, ...]) -> list[float]:
        """Return where a table's columns begin and end on this page."""
        aside = self.style.mirrored if self.page % 2 == 0 else 0.0
        xs = [_LEFT + aside]
        for width in widths:
            xs.append(xs[-1] + width * (_RIGHT - _LEFT))
        return xs

    def new_page(self) -> None:
        """Begin a page with its foot."""
        self.page += 1
        self.canvas.new_page(*A4)
        self.canvas.text(A4[0] / 2, 818, f"第{self.page}页，共{self.pages}页", 8.5, align="center")
        self.y = _TOP

    def room(self, height: float) -> None:
        """Begin the next page unless `height` fits."""
        if self.page == 0 or self.y + height > _BOTTOM:
            self.new_page()

    def line(self, line: Line) -> None:
        """Print a heading or a wrapped paragraph."""
        size = _SIZES[line.kind]
        centred = line.kind in ("title", "part", "section")
        self.room(size * 2.2)
        self.y += {"part": 8.0, "section": 6.0, "name": 5.0}.get(line.kind, 2.0)
        for text in wrap(self.canvas, line.text, size, _RIGHT - _LEFT):
            self.room(size * 1.6)
            x, align = (A4[0] / 2, "center") if centred else (_LEFT, "left")
            self.canvas.text(x, self.y + size, text, size, align=align)  # type: ignore[arg-type]
            self.y += size * 1.6
        self.y += 2.0

    def lines_of(self, text: str, width: float) -> list[str]:
        """Return a cell's lines."""
        return wrap(self.canvas, text, self.style.size, width - 2 * _PAD) or [""]

    def set(self, x0: float, x1: float, y: float, text: str) -> None:
        """Print a cell of a grid."""
        x = {"left": x0 + _PAD, "center": (x0 + x1) / 2, "right": x1 - _PAD}[self.style.align]
        self.canvas.text(x, y, text, self.style.size, align=self.style.align)

    def cells(self, row: Cells, *, grid: bool = False) -> None:
        """Print a row of ruled cells, each text in the middle of its cell, or of a grid where the style has it."""
        size, step = self.style.size, self.style.size * _LEADING
        texts = [
            self.lines_of(text, width * (_RIGHT - _LEFT)) for text, width in zip(row.texts, row.widths, strict=True)
        ]
        height = max(len(lines) for lines in texts) * step + 2 * _PAD
        self.room(height)
        xs = self.edges(row.widths)
        for lines, a, b in zip(texts, xs, xs[1:], strict=False):
            self.box(a, b, height, head=row.head)
            top = self.y + (height - len(lines) * step) / 2
            for n, text in enumerate(lines):
                if grid:
                    self.set(a, b, top + size * 1.05, text)
                else:
                    self.canvas.text((a + b) / 2, top + n * step + size * 1.05, text, size, align="center")
        self.y += height

    def box(self, x0: float, x1: float, height: float, *, head: bool = False) -> None:
        """Rule a cell."""
        canvas, top, bottom = self.canvas, self.y, self.y + height
        if head:
            canvas.rect(x0, top, x1, bottom, fill=_HEAD)
        canvas.line(x0, top, x1, top, colour=_RULE)
        canvas.line(x0, top, x0, bottom, colour=_RULE)
        canvas.line(x1, top, x1, bottom, colour=_RULE)
        canvas.line(x0, bottom, x1, bottom, colour=_RULE)

    def year(self, row: Year) -> None:
        """Print a year's marks, and its amounts below a dashed line; the page may end between them."""
        size = self.style.size
        height = size * _LEADING + 2 * _PAD
        halves = [row.marks] if row.amounts is None else [row.marks, row.amounts]
        self.room(height)
        self.head_again(row)
        xs = self.edges(row.widths)
        both = len(halves) == 2 and self.y + 2 * height <= _BOTTOM
        # The year stands in the middle of its cell, or on the half that is left of it on this page.
        place = self.y + (height if both else height / 2) + size * 0.35
        self.canvas.text((xs[0] + xs[1]) / 2, place, row.year, size, align="center")
        for n, half in enumerate(halves):
            self.room(height)
            self.head_again(row)
            xs = self.edges(row.widths)
            top, bottom = self.y, self.y + height
            for x in xs:
                self.canvas.line(x, top, x, bottom, colour=_RULE)
            for a, b, text in zip(xs[1:], xs[2:], half, strict=False):
                self.set(a, b, top + _PAD + size * 1.05, text)
            if n == 0 or not both:
                self.canvas.line(xs[0], top, xs[-1], top, colour=_RULE)
            if n == 0 and len(halves) == 2:
                self.dashes(xs[1], xs[-1], bottom)
            if n == len(halves) - 1 or not both:
                self.canvas.line(xs[0], bottom, xs[-1], bottom, colour=_RULE)
            self.y = bottom

    def head_again(self, row: Year) -> None:
        """Print a grid's head again where its year begins a page."""
        if row.head is not None and self.y == _TOP:
            self.cells(row.head, grid=True)

    def dashes(self, x0: float, x1: float, y: float) -> None:
        """Rule a dashed line."""
        while x0 < x1:
            self.canvas.line(x0, y, min(x0 + 2.4, x1), y, width=0.3, colour=_RULE)
            x0 += 4.4

    def part(self, part: Part) -> None:
        """Print a line or a table."""
        if isinstance(part, Line):
            self.line(part)
            return
        self.y += 3
        for row in part.rows:
            if isinstance(row, Year):
                self.year(row)
            else:
                self.cells(row, grid=len(row.texts) == 13)
        self.y += 5


_PLAIN = Style()


def draw_full_report(canvas: Canvas, truth: FullReportTruth, style: Style = _PLAIN) -> bytes:
    """Draw a detailed report and return the PDF; all counts and sums of its summary come from its accounts."""
    parts = compose(truth, style)
    rehearsal = _Printer(Measure(canvas), style, 99)
    for part in parts:
        rehearsal.part(part)
    printer = _Printer(canvas, style, rehearsal.page)
    for part in parts:
        printer.part(part)
    return canvas.save()


_TAGS = {"title": "h1", "part": "h2", "section": "h3", "name": "h4", "text": "p"}


def full_report_html(truth: FullReportTruth, style: Style = _PLAIN) -> str:
    """Return a detailed report as the body of an HTML page, to be printed by a browser or an office suite."""
    out: list[str] = []
    for part in compose(truth, style):
        if isinstance(part, Line):
            tag = _TAGS[part.kind]
            out.append(f"<{tag}>{part.text}</{tag}>")
        else:
            out.extend(_html_table(part))
    return "\n".join(out)


def _html_table(table: Table) -> list[str]:
    """Return a table: rows of other columns begin a table of their own, right below the one before."""
    out: list[str] = []
    widths: tuple[float, ...] = ()
    for row in table.rows:
        shape = row.widths
        if len(shape) != len(widths):
            out += ["</table>"] if widths else []
            out.append('<table border="1" cellspacing="0" cellpadding="2" width="100%">')
            widths = shape
        if isinstance(row, Cells):
            share = [f'<td width="{round(100 * w)}%">{t}</td>' for t, w in zip(row.texts, row.widths, strict=True)]
            out.append(f"<tr>{''.join(share)}</tr>")
            continue
        span = ' rowspan="2"' if row.amounts is not None else ""
        out.append(f"<tr><td{span}>{row.year}</td>{''.join(f'<td>{m}</td>' for m in row.marks)}</tr>")
        if row.amounts is not None:
            out.append(f"<tr>{''.join(f'<td>{a}</td>' for a in row.amounts)}</tr>")
    return [*out, "</table>"]
