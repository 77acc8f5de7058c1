"""A CMB credit-card statement (招商银行信用卡对账单): the monthly form and the reissued one (补).

The monthly form has a coloured bar, ruled bands and its table head on every page; the reissued form has no
rules, prints the table head once and repeats only its titles.  Rows, sections and the identity are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samples.canvas import A4, Align, Canvas, Colour
from samples.truth import RowTruth, StatementTruth

_RED: Colour = (0.76, 0.08, 0.18)
_BAND: Colour = (0.93, 0.93, 0.94)
_HAIR: Colour = (0.72, 0.72, 0.74)
_GREY: Colour = (0.35, 0.35, 0.35)
_ROW = 7.4

_COLUMNS: tuple[tuple[str, str, float, Align], ...] = (
    ("交易日", "SOLD", 44.0, "left"),
    ("记账日", "POSTED", 92.0, "left"),
    ("交易摘要", "DESCRIPTION", 140.0, "left"),
    ("人民币金额", "RMB AMOUNT", 404.0, "right"),
    ("卡号末四位", "CARD NO(Last 4digits)", 488.0, "right"),
    ("交易地金额", "Original Tran Amount", 574.0, "right"),
)

_IDENTITY = (
    ("", "本期还款总额", "Current Balance", "closing"),
    ("=", "上期账单金额", "Balance B/F", "opening"),
    ("-", "上期还款金额", "Payment", "payments"),
    ("+", "本期账单金额", "New Charges", "charges"),
    ("-", "本期调整金额", "Adjustment", "adjustment"),
    ("+", "循环利息", "Interest", "interest"),
)

_NOTES = (
    "(1)上述交易摘要中的商户名称仅供您参考，如与签购单不符，请以签购单为准。",
    "(2)若本期还款总额为负数，表示您的账户中尚有存款，无需另行还款，本账单仅供对账参考。",
    "(3)您的还款入账后，信用额度一般可即时恢复。",
    "★温馨提示：本行将如实向金融信用信息基础数据库报送您的信用信息，请按时还款，保持良好的信用记录。",
)


@dataclass(frozen=True, slots=True)
class _Form:
    """What differs between the two forms: where things stand and how many lines fit."""

    ruled: bool
    details: float  # top of the heading 本期账务明细 on the first page
    again: float  # baseline of the first line on later pages
    bottom: float
    pitch: float


_MONTHLY = _Form(ruled=True, details=300.0, again=122.0, bottom=772.0, pitch=13.6)
_REISSUED = _Form(ruled=False, details=418.0, again=88.0, bottom=726.0, pitch=12.7)


def _money(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _marked(fen: int) -> str:
    return f"¥ {_money(fen)}"


def _chinese_day(value: date) -> str:
    return f"{value.year}年{value.month:02d}月{value.day:02d}日"


class _Printer:
    """Prints one statement, page after page."""

    def __init__(self, canvas: Canvas, statement: StatementTruth) -> None:
        self.canvas = canvas
        self.statement = statement
        self.form = _REISSUED if statement.reissued else _MONTHLY
        self.page = 0
        self.y = 0.0

    def titles(self) -> None:
        """Begin a page with what every page of the form bears."""
        self.page += 1
        canvas, statement = self.canvas, self.statement
        canvas.new_page(*A4)
        year, month = statement.title_month
        english = f"CMB Credit Card Statement ({year}.{month:02d})"
        if self.form.ruled:
            canvas.rect(0, 0, A4[0], 34, fill=_RED)
            canvas.text(44, 22, "招商银行", 13, colour=(1, 1, 1))
            canvas.text(106, 22, "CHINA MERCHANTS BANK", 7.5, colour=(1, 1, 1))
            canvas.text(574, 22, "信用卡中心", 8.5, align="right", colour=(1, 1, 1))
            canvas.text(A4[0] / 2, 62, statement.title, 14, align="center")
            canvas.text(A4[0] / 2, 79, english, 10.5, align="center", colour=_GREY)
            canvas.text(574, 822, f"第 {self.page} 页", 7, align="right", colour=_GREY)
            canvas.line(44, 810, 574, 810, width=0.4, colour=_HAIR)
        else:
            canvas.text(313, 57, statement.title, 16, align="center")
            canvas.text(307, 76, english, 13, align="center")
        self.y = self.form.again

    def table_head(self) -> None:
        """Print the two-line bilingual head at the current place."""
        canvas = self.canvas
        if self.form.ruled:
            canvas.rect(40, self.y - 10, 578, self.y + 14, fill=_BAND)
            canvas.line(40, self.y - 10, 578, self.y - 10, width=0.6, colour=_RED)
            canvas.line(40, self.y + 14, 578, self.y + 14, colour=_HAIR)
        for chinese, english, x, align in _COLUMNS:
            canvas.text(x, self.y, chinese, 7.4, align=align)
            canvas.text(x, self.y + 10, english, 7, align=align)
        self.y += 10 + self.form.pitch + (2 if self.form.ruled else 0)

    def break_before(self, height: float, *, head: bool = True) -> None:
        """Begin the next page unless `height` fits; `head` False when no rows will follow."""
        if self.y + height <= self.form.bottom:
            return
        self.titles()
        if self.form.ruled and head:
            self.table_head()

    def rows(self) -> None:
        """Print the rows under their section words."""
        section = ""
        for row in self.statement.rows:
            if row.section != section:
                # A section word is never the last line of a page.
                self.break_before(self.form.pitch * 2)
                self.canvas.text(44, self.y, row.section, _ROW)
                section = row.section
                self.advance()
            self.break_before(0)
            self.row(row)
            self.advance()

    def advance(self) -> None:
        """Go to the next line, with a hairline between rows in the ruled form."""
        if self.form.ruled:
            self.canvas.line(40, self.y + 4, 578, self.y + 4, width=0.25, colour=_HAIR)
        self.y += self.form.pitch

    def row(self, row: RowTruth) -> None:
        """Print one row; a missing date, tail or original amount leaves its column empty."""
        original = "" if row.original_amount is None else _money(row.original_amount)
        if row.region:
            original += f"({row.region})"
        texts = (
            f"{row.traded_on:%m/%d}" if row.traded_on else "",
            f"{row.posted_on:%m/%d}",
            row.description,
            _money(row.amount),
            row.tail,
            original,
        )
        for (_, _, x, align), text in zip(_COLUMNS, texts, strict=True):
            # In the reissued form dates stand two points to the right of their head.
            nudge = 2.0 if not self.form.ruled and align == "left" and x < 100 else 0.0
            self.canvas.text(x + nudge, self.y, text, _ROW, align=align)

    def identity(self) -> None:
        """Print the formula: labels and operators, and below them the values."""
        self.break_before(150, head=False)
        canvas, step = self.canvas, 93.0
        y = self.y + 12
        if self.form.ruled:
            canvas.rect(40, y - 12, 578, y + 40, stroke=_HAIR, width=0.5)
            canvas.line(40, y + 18, 578, y + 18, width=0.4, colour=_HAIR)
        for i, (sign, chinese, english, total) in enumerate(_IDENTITY):
            x = 80.0 + step * i
            if sign:
                canvas.text(x - step / 2, y + 6, sign, 13, align="center")
            canvas.text(x, y, chinese, 8.5, align="center")
            canvas.text(x, y + 10, english, 8, align="center")
            canvas.text(x, y + 31, _marked(self.statement.printed(total)), 8, align="center")
        self.y = y + 58

    def notes(self) -> None:
        """Print the notes, the end mark and the hotline."""
        for i, note in enumerate(_NOTES):
            self.canvas.text(44, self.y, note, 7 if i < 3 else 7.8)
            self.y += 12 if i != 2 else 22
        self.canvas.text(44, self.y, "[END]", 8.2)
        hotline = "【招商银行信用卡24小时服务热线：400-000-0000】"
        self.canvas.text(574, self.y + 14, hotline, 8.2, align="right")

    def blocks(self) -> None:
        """Print the bilingual label blocks; values stand to the right, between the two baselines."""
        statement = self.statement
        labels = (
            ("账单日", "Statement Date", _chinese_day(statement.statement_on)),
            ("信用额度", "Credit Limit", _marked(statement.limit)),
            ("到期还款日", "Payment Due Date", _chinese_day(statement.due_on)),
            ("本期还款总额", "Current Balance", _marked(statement.printed("closing"))),
            ("本期最低还款额", "Minimum Payment", _marked(statement.minimum)),
        )
        if self.form.ruled:
            places = ((44, 190), (310, 190), (44, 224), (310, 224), (44, 258))
            for y in (176, 210, 244, 278):
                self.canvas.line(40, y, 578, y, width=0.4, colour=_HAIR)
        else:
            places = ((45, 224), (336, 224), (45, 271), (45, 319), (45, 364))
        for (chinese, english, value), (x, y) in zip(labels, places, strict=True):
            gap, value_x, size = (11, 108, 9.5) if self.form.ruled else (23, 102 + (y - 224) / 8, 12)
            self.canvas.text(x, y, chinese, size)
            self.canvas.text(x, y + gap, english, 7.5 if self.form.ruled else 10)
            self.canvas.text(x + value_x, y + gap / 2, value, 10.5 if self.form.ruled else 12)

    def first_page(self) -> None:
        """Print everything above the rows."""
        self.titles()
        canvas, statement = self.canvas, self.statement
        y, pitch = (102.0, 15.0) if self.form.ruled else (107.0, 19.0)
        if not self.form.ruled:
            canvas.text(307, 95, "（本账单仅供对账参考，不作为还款依据。）", 9.5, align="center")
        for line in (*statement.address, statement.name + "（收）"):
            canvas.text(44, y, line, 9.5)
            y += pitch
        self.blocks()
        canvas.text(48, self.form.details, "本期账务明细 Transaction Details", 11.5)
        canvas.text(46, self.form.details + 18, "人民币账户 RMB A/C", 7.8)
        self.y = self.form.details + 36
        self.table_head()


def draw_statement(canvas: Canvas, statement: StatementTruth) -> bytes:
    """Draw a statement in the form that its truth names and return the PDF."""
    printer = _Printer(canvas, statement)
    printer.first_page()
    printer.rows()
    printer.identity()
    printer.notes()
    return canvas.save()
