"""Card statements in layouts that nobody has described: other words, other orders, other formats."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipeline.records.extraction import Kind
from samples.canvas import Align, Canvas
from samples.canvas_pylopdf import PylopdfCanvas
from samples.truth import SECTIONS, RowTruth, to_json
from tests.drawn.canvas_skia import SkiaCanvas
from tests.drawn.rows import draw_rows, figures
from tests.drawn.words import EXTRA, KNOWN, STRANGE

BANKS = ("招商银行", "江畔城市银行", "北屿银行", "南麓商业银行", "东篱农村商业银行")
COLUMN_ROLES = ("traded_on", "posted_on", "description", "amount", "tail")
TERMS = ("opening", "payments", "charges", "adjustment", "interest", "closing")


@dataclass(frozen=True, slots=True)
class Word:
    """A head or label as printed: its role, both languages, and whether the synonym dictionary has it."""

    role: str
    chinese: str
    english: str
    known: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that was drawn by lot; see `draw_layout`."""

    engine: str
    columns: tuple[Word, ...]
    labels: Mapping[str, Word]
    bilingual: str  # "none", "one" line or "two" lines
    rules: str  # "none", "lines" or "grid"
    head_repeated: bool
    titles_repeated: bool
    sections: bool
    day_format: str
    head_day_format: str
    minus: str
    mark: str
    mark_first: bool
    thousands: bool
    identity: str  # "formula", "three" or "pairs"
    block: str  # "colon", "gap" or "below"
    pitch: float
    size: float
    amount_align: Align


@dataclass(frozen=True, slots=True)
class DrawnStatement:
    """A drawn statement with its truth.

    Attributes:
        name: Seed and number, to draw it again.
        heads: Words of the columns from left to right; role "" for a column that is none of ours.
        labels: Words of the header block and of the identity, by role.
        header: statement_on, due_on, closing, minimum, limit.
        terms: Printed terms of the identity with their sign towards the closing; fen.
        rows: In printed order; `section` is "" where the layout prints no section words.
    """

    name: str
    pdf: bytes
    issuer: str
    title_month: tuple[int, int]
    layout: Layout
    heads: tuple[Word, ...]
    labels: tuple[Word, ...]
    header: Mapping[str, Any]
    terms: tuple[tuple[str, int, int], ...]
    rows: tuple[RowTruth, ...]
    pages: int

    @property
    def strange(self) -> tuple[Word, ...]:
        """Heads and labels of ours that the synonym dictionary lacks."""
        return tuple(word for word in (*self.heads, *self.labels) if word.role and not word.known)

    def json(self) -> dict[str, Any]:
        """Return the truth for programs."""
        keys = ("name", "issuer", "title_month", "heads", "labels", "header", "terms", "rows", "pages")
        return {key: to_json(getattr(self, key)) for key in keys}


def _word(lot: random.Random, role: str, strange: float) -> Word:
    known = lot.random() >= strange
    chinese, english = lot.choice((KNOWN if known else STRANGE)[role])
    return Word(role, chinese, english, known)


def draw_layout(lot: random.Random, engine: str, strange: float | None = None) -> Layout:
    """Draw a layout by lot; half of the layouts use the dictionary's words only, or `strange` of their words are not."""
    strange = lot.choice((0.0, 0.0, 0.2, 0.5)) if strange is None else strange
    columns = [_word(lot, role, strange) for role in COLUMN_ROLES]
    if lot.random() < 0.15:
        columns = [word for word in columns if word.role != "tail"]
    for chinese, english in lot.sample(EXTRA, lot.choice((0, 1, 1, 2))):
        columns.append(Word("", chinese, english, known=False))
    lot.shuffle(columns)
    labels = {
        role: _word(lot, role, strange) for role in ("statement_on", "due_on", "minimum", "limit", *TERMS)
    }
    return Layout(
        engine=engine,
        columns=tuple(columns),
        labels=labels,
        bilingual=lot.choice(("none", "none", "one", "two", "two")),
        rules=lot.choice(("none", "lines", "grid")),
        head_repeated=lot.random() < 0.5,
        titles_repeated=lot.random() < 0.5,
        sections=lot.random() < 0.4,
        day_format=lot.choice(("%m/%d", "%m%d", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")),
        head_day_format=lot.choice(("%Y年%m月%d日", "%Y-%m-%d", "%Y/%m/%d")),
        minus=lot.choice(("-", "-", "−")),
        mark=lot.choice(("", "", "￥", "¥")),
        mark_first=lot.random() < 0.5,
        thousands=lot.random() < 0.85,
        identity=lot.choice(("formula", "three", "pairs")),
        block=lot.choice(("colon", "gap", "below")),
        pitch=lot.choice((13.5, 15.0, 17.0)),
        size=lot.choice((7.5, 8.0, 8.5)),
        amount_align=lot.choice(("right", "right", "right", "left")),
    )


class Printer:
    """Prints rows of one layout on a canvas."""

    def __init__(self, canvas: Canvas, layout: Layout, title: str, sheet: tuple[float, float]) -> None:
        self.canvas = canvas
        self.layout = layout
        self.title = title
        self.width, self.height = sheet
        self.pages = 0
        self.y = 0.0
        self.xs: list[tuple[float, float]] = []

    def money(self, fen: int) -> str:
        """Return an amount in the layout's style."""
        layout = self.layout
        digits = f"{abs(fen) // 100:,}" if layout.thousands else str(abs(fen) // 100)
        text, sign = f"{digits}.{abs(fen) % 100:02d}", layout.minus if fen < 0 else ""
        return f"{layout.mark}{sign}{text}" if layout.mark_first else f"{sign}{layout.mark}{text}"

    def cell(self, word: Word, row: RowTruth, index: int) -> str:
        """Return the text of one cell."""
        if word.role in ("traded_on", "posted_on"):
            day: date | None = getattr(row, word.role)
            return day.strftime(self.layout.day_format) if day else ""
        if word.role:
            value = getattr(row, word.role)
            return self.money(value) if word.role == "amount" else str(value)
        if word.chinese == "交易地金额":
            return self.money(row.original_amount) if row.original_amount is not None else ""
        plain = row.kind is Kind.PURCHASE
        other = {
            "授权码": f"{(index * 7919 + 10007) % 1000000:06d}",
            "国别": "CHN",
            "积分": str(row.amount // 2000),
        }
        return other.get(word.chinese, f"{(index * 31) % 900 + 100:04d}") if plain else ""

    def heads(self, word: Word) -> list[str]:
        """Return the lines of one column's head."""
        if self.layout.bilingual == "none":
            return [word.chinese]
        both = [word.chinese, word.english]
        return both if self.layout.bilingual == "two" else [" ".join(both)]

    def measure(self, rows: Sequence[RowTruth]) -> float:
        """Place the columns side by side; returns the width they take."""
        x, size = 0.0, self.layout.size
        for word in self.layout.columns:
            texts = [*self.heads(word), *(self.cell(word, row, i) for i, row in enumerate(rows))]
            width = max(self.canvas.text_width(text, size) for text in texts)
            self.xs.append((x, x + width))
            x += width + 14
        spare = self.width - 80 - (x - 14)
        step = min(max(spare, 0) / len(self.xs), 40)
        self.xs = [(40 + a + step * i, 40 + b + step * i) for i, (a, b) in enumerate(self.xs)]
        return x - 14

    def place(self, index: int, text: str, y: float, align: Align) -> None:
        """Write a text into column `index`."""
        left, right = self.xs[index]
        x = {"left": left, "right": right, "center": (left + right) / 2}[align]
        self.canvas.text(x, y, text, self.layout.size, align=align)

    def align(self, word: Word) -> Align:
        """Return how a column is set."""
        if word.role == "amount" or word.chinese == "交易地金额":
            return self.layout.amount_align
        return "center" if word.role == "tail" else "left"

    def new_page(self) -> None:
        """Begin a page."""
        self.pages += 1
        self.canvas.new_page(self.width, self.height)
        self.y = 50.0
        if self.pages == 1 or self.layout.titles_repeated:
            self.canvas.text(self.width / 2, self.y, self.title, 15, align="center")
            self.y += 30
        self.canvas.text(self.width / 2, self.height - 28, f"第 {self.pages} 页", 7.5, align="center")

    def block(self, pairs: Sequence[tuple[Word, str]]) -> None:
        """Print labels with their values."""
        layout, columns = self.layout, 3 if self.width > 700 else 2
        bilingual = layout.bilingual != "none"
        if layout.block == "below":
            columns = len(pairs)
        step = (self.width - 80) / columns
        for i, (word, value) in enumerate(pairs):
            x, y = 40 + step * (i % columns), self.y + (i // columns) * 26
            label = word.chinese
            if layout.block == "below":
                self.canvas.text(x, y, label, 9)
                if bilingual:
                    self.canvas.text(x, y + 10, word.english, 7)
                self.canvas.text(x, y + (25 if bilingual else 16), value, 9.5)
                continue
            if bilingual:
                label += f" {word.english}"
            label += "：" if layout.block == "colon" else ""
            self.canvas.text(x, y, label, 9)
            gap = 4 if layout.block == "colon" else 14
            self.canvas.text(x + self.canvas.text_width(label, 9) + gap, y, value, 9)
        self.y += 44 if layout.block == "below" else 26 * ((len(pairs) + columns - 1) // columns) + 6

    def table_head(self) -> None:
        """Print the head of the table."""
        lines = max(len(self.heads(word)) for word in self.layout.columns)
        top = self.y - 11
        for i, word in enumerate(self.layout.columns):
            for n, text in enumerate(self.heads(word)):
                self.place(i, text, self.y + 10 * n, self.align(word))
        self.y += 10 * (lines - 1) + self.layout.pitch
        self.frame(top, self.y - 11, head=True)

    def frame(self, top: float, bottom: float, *, head: bool = False) -> None:
        """Draw the rules of one row."""
        left, right = self.xs[0][0] - 6, self.xs[-1][1] + 6
        if self.layout.rules == "none":
            return
        if head:
            self.canvas.line(left, top, right, top, width=0.6)
        self.canvas.line(left, bottom, right, bottom, width=0.4)
        if self.layout.rules == "grid":
            middles = [(a[1] + b[0]) / 2 for a, b in zip(self.xs, self.xs[1:], strict=False)]
            for x in (left, *middles, right):
                self.canvas.line(x, top, x, bottom, width=0.4)

    def room(self, height: float, *, head: bool = True) -> None:
        """Begin the next page unless `height` fits."""
        if self.y + height > self.height - 50:
            self.new_page()
            if self.layout.head_repeated and head:
                self.table_head()

    def table(self, rows: Sequence[RowTruth]) -> None:
        """Print all rows, with section words where the layout has them."""
        self.table_head()
        section = ""
        for index, row in enumerate(rows):
            if row.section and row.section != section:
                self.room(self.layout.pitch * 2)
                self.canvas.text(self.xs[0][0], self.y, row.section, self.layout.size)
                section = row.section
                self.y += self.layout.pitch
            self.room(self.layout.pitch)
            top = self.y - 11
            for i, word in enumerate(self.layout.columns):
                self.place(i, self.cell(word, row, index), self.y, self.align(word))
            self.y += self.layout.pitch
            self.frame(top, self.y - 11)

    def identity(self, terms: Sequence[tuple[str, int, int]]) -> None:
        """Print the formula in one row of labels and one of values, or plain pairs."""
        words = self.layout.labels
        self.room(80, head=False)
        self.y += 14
        if self.layout.identity == "pairs":
            self.block([(words[role], self.money(fen)) for role, _, fen in terms])
            return
        ordered = [("closing", 1, terms[-1][2]), *terms[:-1]]
        step = (self.width - 60) / len(ordered)
        bilingual = self.layout.bilingual != "none"
        for i, (role, sign, fen) in enumerate(ordered):
            x = 30 + step * (i + 0.5)
            operator = "=" if i == 1 else "+" if sign > 0 else "-"
            if i:
                self.canvas.text(x - step / 2, self.y + 3, operator, 11, align="center")
            self.canvas.text(x, self.y, words[role].chinese, 8, align="center")
            if bilingual:
                self.canvas.text(x, self.y + 10, words[role].english, 6.5, align="center")
            self.canvas.text(x, self.y + 26, self.money(fen), 8, align="center")
        self.y += 50

    def statement(
        self,
        lot: random.Random,
        header: Mapping[str, Any],
        rows: Sequence[RowTruth],
        terms: Sequence[tuple[str, int, int]],
    ) -> None:
        """Print a whole statement, on pages of its own."""
        layout = self.layout
        self.new_page()
        self.canvas.text(40, self.y, f"尊敬的{lot.choice('王李赵陈周')}示例{lot.choice(('先生', '女士'))}：", 9)
        self.y += 20
        days = [(role, header[role].strftime(layout.head_day_format)) for role in ("statement_on", "due_on")]
        sums = [(role, self.money(header[role])) for role in ("closing", "minimum", "limit")]
        self.block([(layout.labels[role], value) for role, value in days + sums])
        self.table(rows)
        self.identity(terms)
        self.canvas.text(40, self.y + 10, "以上交易如有疑问，请于账单日起60日内致电客服。", 7.5)


def draw_one(lot: random.Random, name: str, engine: str) -> DrawnStatement:
    """Draw one statement."""
    layout = draw_layout(lot, engine)
    issuer = lot.choice(BANKS)
    statement_on = date(lot.randint(2024, 2026), lot.randint(1, 12), lot.randint(3, 28))
    tail = f"{lot.randint(1000, 9999)}"
    with_tail = any(word.role == "tail" for word in layout.columns)
    rows = draw_rows(
        lot, statement_on, tail if with_tail else "", lot.randint(8, 70), sections=layout.sections
    )
    header, terms = figures(lot, rows, layout.identity)
    header |= {"statement_on": statement_on, "due_on": statement_on + timedelta(days=lot.randint(18, 25))}
    year, month = statement_on.year, statement_on.month
    title = f"{issuer}{lot.choice(('信用卡对账单', '信用卡电子账单', '信用卡账单'))}（{year}年{month:02d}月）"

    def printer(sheet: tuple[float, float]) -> Printer:
        return Printer(PylopdfCanvas() if engine == "pylopdf" else SkiaCanvas(), layout, title, sheet)

    for sheet in ((595, 842), (842, 595), (1191, 842)):  # what is wider than its sheet would be cut off
        pen = printer(sheet)
        if pen.measure(rows) <= sheet[0] - 80:
            break
    pen.statement(lot, header, rows, terms)
    used = {"statement_on", "due_on", "closing", "minimum", "limit", *(role for role, _, _ in terms)}
    return DrawnStatement(
        name=name,
        pdf=pen.canvas.save(),
        issuer=issuer,
        title_month=(year, month),
        layout=layout,
        heads=layout.columns,
        labels=tuple(layout.labels[role] for role in sorted(used)),
        header=header,
        terms=tuple(terms),
        rows=tuple(rows),
        pages=pen.pages,
    )


def draw_layouts(seed: int, n: int) -> list[DrawnStatement]:
    """Return `n` statements drawn by lot; both engines take turns, and a seed gives the same bytes again."""
    result = []
    for number in range(n):
        lot = random.Random(f"{seed}/{number}")
        result.append(draw_one(lot, f"{seed}/{number}", ("pylopdf", "skia")[number % 2]))
    return result


__all__ = ["SECTIONS", "DrawnStatement", "Layout", "Word", "draw_layouts"]
