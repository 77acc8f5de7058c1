"""Statements as they come: adverts and page numbers between rows, empty columns, rows over a page break, two in a file."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from samples.canvas import Canvas
from samples.canvas_pylopdf import PylopdfCanvas
from samples.truth import RowTruth
from tests.drawn.canvas_skia import SkiaCanvas
from tests.drawn.layouts import BANKS, DrawnStatement, Layout, Printer, Word, draw_layout
from tests.drawn.rows import draw_rows, figures

SHEETS = ((595.0, 842.0), (842.0, 595.0), (842.0, 1191.0), (1191.0, 842.0))
"""A4 and A3, upright and across."""

ADVERTS = (
    "尊享礼遇：当月消费满6次，即可减免次年年费，详情请见官方网站。",
    "温馨提示：账单分期手续费率低至0.38%，可致电客服办理。",
    "分期商城热卖：示例手机 12期×299.00元，下单即送礼品",
    "活动时间为2025年1月1日至2026年12月31日，刷卡满1,000.00元立减50.00元",
    "—— 未完，接下页 ——",
    "积分兑换请登录手机银行，本期新增积分以系统记录为准。",
)
EMPTY = (("备用栏", "Reserved"), ("备注栏", "Notes"), ("附加信息", "Additional"))
"""Heads of columns that stay empty."""


@dataclass(frozen=True, slots=True)
class Roughness:
    """What a file does to its rows.

    Attributes:
        adverts: Share of rows after which a line that is none stands.
        numbers: Page number at the top of each page: "", "dashes" or "plain".
        wraps: Whether longer descriptions take two lines, the second of which may stand on the next page.
    """

    adverts: float
    numbers: str
    wraps: bool


class RoughPrinter(Printer):
    """Prints rows with what stands between them."""

    def __init__(
        self,
        canvas: Canvas,
        layout: Layout,
        title: str,
        sheet: tuple[float, float],
        roughness: Roughness,
        lot: random.Random,
    ) -> None:
        super().__init__(canvas, layout, title, sheet)
        self.roughness = roughness
        self.lot = lot

    def cell(self, word: Word, row: RowTruth, index: int) -> str:
        """Return the text of one cell; an empty column has none."""
        return "" if (word.chinese, word.english) in EMPTY else super().cell(word, row, index)

    def new_page(self) -> None:
        """Begin a page, with a number above it where the file has one."""
        super().new_page()
        if self.roughness.numbers:
            text = f"- {self.pages} -" if self.roughness.numbers == "dashes" else str(self.pages)
            self.canvas.text(self.width / 2, 24, text, 7.5, align="center")

    def table(self, rows: Sequence[RowTruth]) -> None:
        """Print all rows, adverts between them, long descriptions over two lines and over the page's end."""
        self.table_head()
        section = ""
        for index, row in enumerate(rows):
            if row.section and row.section != section:
                self.room(self.layout.pitch * 2)
                self.canvas.text(self.xs[0][0], self.y, row.section, self.layout.size)
                section = row.section
                self.y += self.layout.pitch
            self.room(self.layout.pitch)
            self._row(row, index)
            if self.lot.random() < self.roughness.adverts:
                self.room(self.layout.pitch)
                self.canvas.text(40, self.y, self.lot.choice(ADVERTS), 7)
                self.y += self.layout.pitch

    def _row(self, row: RowTruth, index: int) -> None:
        top = self.y - 11
        texts = [self.cell(word, row, index) for word in self.layout.columns]
        second: tuple[int, str] | None = None
        for place, (word, text) in enumerate(zip(self.layout.columns, texts, strict=True)):
            if word.role == "description" and self.roughness.wraps and len(text) > 9:
                second = (place, text[8:].strip())
                self.place(place, text[:8].strip(), self.y, "left")
            else:
                self.place(place, text, self.y, self.align(word))
        if second is not None:
            self.y += self.layout.size + 2
            self.room(0.0)  # the line may go to the next page by itself
            if self.y < top:
                top = self.y - 11
            self.place(second[0], second[1], self.y, "left")
        self.y += self.layout.pitch
        self.frame(top, self.y - 11)


def draw_rough(seed: int, number: int, strange: float) -> tuple[bytes, list[DrawnStatement]]:
    """Draw a file of one or two statements; `strange` of the words in their heads are not in the lexicon.

    Returns:
        The file, and each statement's truth in order (their `pdf` is the whole file).
    """
    name = f"{seed}/{number}/{strange}"
    lot = random.Random(name)
    engine = lot.choice(("pylopdf", "skia"))
    layout = _layout(lot, engine, strange)
    roughness = Roughness(
        adverts=lot.choice((0.0, 0.05, 0.15)),
        numbers=lot.choice(("", "dashes", "plain")),
        wraps=lot.random() < 0.4,
    )
    issuer, tail = lot.choice(BANKS), f"{lot.randint(1000, 9999)}"
    tails = tail if any(word.role == "tail" for word in layout.columns) else ""
    months = [date(lot.randint(2024, 2026), lot.randint(1, 11), lot.randint(3, 28))]
    if lot.random() < 0.4:
        months.append(months[0].replace(month=months[0].month + 1))
    drawn = []
    for month in months:
        rows = draw_rows(lot, month, tails, lot.randint(8, 60), sections=layout.sections)
        header, terms = figures(lot, rows, layout.identity)
        header |= {"statement_on": month, "due_on": month + timedelta(days=20)}
        drawn.append((month, rows, header, terms))
    canvas = PylopdfCanvas() if engine == "pylopdf" else SkiaCanvas()
    sheets = lot.sample(SHEETS, len(SHEETS))
    every = [row for _, rows, _, _ in drawn for row in rows]
    wide = RoughPrinter(canvas, layout, "", SHEETS[-1], roughness, lot).measure(every)
    sheet = next((s for s in sheets if wide <= s[0] - 80), SHEETS[-1])
    result, pages = [], 0
    for month, rows, header, terms in drawn:
        title = f"{issuer}信用卡对账单（{month.year}年{month.month:02d}月）"
        pen = RoughPrinter(canvas, layout, title, sheet, roughness, lot)
        pen.measure(every)
        pen.statement(lot, header, rows, terms)
        pages += pen.pages
        used = {"statement_on", "due_on", "closing", "minimum", "limit", *(role for role, _, _ in terms)}
        labels = tuple(layout.labels[role] for role in sorted(used))
        at = (month.year, month.month)
        result.append(
            DrawnStatement(
                name, b"", issuer, at, layout, layout.columns, labels, header, tuple(terms), tuple(rows), pen.pages
            )
        )
    pdf = canvas.save()
    return pdf, [replace(one, pdf=pdf) for one in result]


def _layout(lot: random.Random, engine: str, strange: float) -> Layout:
    """Draw a layout whose labels the lexicon knows; `strange` of its heads are other words, and some stay empty."""
    heads, labels = draw_layout(lot, engine, strange), draw_layout(lot, engine, 0.0).labels
    columns = list(heads.columns)
    for chinese, english in lot.sample(EMPTY, lot.choice((0, 1, 2))):
        columns.insert(lot.randint(0, len(columns)), Word("", chinese, english, known=False))
    return replace(heads, columns=tuple(columns), labels=labels)
