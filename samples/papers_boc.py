"""A Bank of China card statement (中国银行信用卡账单): no rules, heads over several lines, two amount columns.

The monthly form prints days as YYYY-MM-DD and names the card above each currency; the reissued form prints MM/DD.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from samples.canvas import Canvas, wrap
from samples.flow import Flow, Rehearsal, money
from samples.truth import RowTruth
from samples.truth_bank import BillTruth, LedgerTruth

_LEFT, _RIGHT = 18.0, 578.0
_SMALL, _LEADING = 8.0, 11.5
_DESCRIPTION = 92.0
"""Width of a description before it takes a second line."""

_CURRENCIES = {"CNY": ("人民币", "RMB"), "USD": ("美元", "USD")}

_SUMMARY = (
    (88.0, ("到期还款日", "Payment", "Due Date")),
    (228.0, ("账单日", "Statement", "Closing Date")),
    (368.0, ("本期应还款额", "New Balance")),
    (508.0, ("最低还款额", "Minimum", "Payment due")),
)
_FORMULA = (
    (74.0, ("上期存款/欠款余额", "Previous Balance")),
    (186.0, ("本期支出金额", "Purchase and", "Adjustments")),
    (298.0, ("本期存入金额", "Payments and", "Other Credits")),
    (409.0, ("本期存款/欠款余额", "New Balance")),
    (521.0, ("最低还款额", "Minimum", "Payment due")),
)
_COLUMNS = (
    (64.0, ("交易日", "Transcation Date")),
    (158.0, ("银行记账日", "Posting Date")),
    (251.0, ("卡号后四位", "Last Four", "Digits", "of Card Number")),
    (344.0, ("交易描述", "Description")),
    (438.0, ("存入", "Deposit")),
    (531.0, ("支出", "Expenditure")),
)
_POINTS = (
    (58.0, ("序号", "ID")),
    (138.0, ("上月积分余额", "Beginning Balance")),
    (218.0, ("本期累计积分", "New Points Earned")),
    (298.0, ("本期兑换积分", "Points Used")),
    (378.0, ("本期积分余额", "Ending Balance")),
    (508.0, ("到期日", "Expiration Date")),
)


def _plain(fen: int) -> str:
    return money(fen, thousands=False)


def _balance(fen: int, gap: str = "") -> str:
    """Return a balance with its word: 欠款 is owed, 存款 stands with the bank."""
    return f"{'欠款' if fen > 0 else '存款'}{gap}{_plain(abs(fen))}"


class _Printer:
    """Prints one statement; `pages` is how many there will be."""

    def __init__(self, canvas: Canvas, bill: BillTruth, pages: int) -> None:
        self.bill = bill
        self.pages = pages
        self.flow = Flow(canvas, self._begin, bottom=785.0)
        self.canvas = canvas

    def _begin(self, flow: Flow) -> None:
        flow.canvas.text(305, 837, f"第 {flow.page} 页/共 {self.pages} 页", 10, align="center")
        flow.y = 112.0

    def _heads(self, columns: Sequence[tuple[float, Sequence[str]]]) -> None:
        """Print heads of one to four lines, each centred on the middle of the tallest."""
        most = max(len(lines) for _, lines in columns)
        for x, lines in columns:
            y = self.flow.y + (most - len(lines)) * _LEADING / 2
            for n, line in enumerate(lines):
                self.canvas.text(x, y + n * _LEADING, line, _SMALL, align="center")
        self.flow.y += most * _LEADING

    def _values(self, columns: Sequence[tuple[float, Sequence[str]]], values: Sequence[str]) -> None:
        for (x, _), value in zip(columns, values, strict=True):
            lines = value.split("\n")
            for n, line in enumerate(lines):
                y = self.flow.y + (n - (len(lines) - 1) / 2) * 13.0
                self.canvas.text(x, y, line, _SMALL, align="center")

    def _heading(self, text: str) -> None:
        """Print a heading; it may be the last line of its page."""
        self.flow.need(14)
        self.canvas.text(_LEFT, self.flow.y, text, 13)
        self.flow.y += 38

    def _day(self, day: date | None) -> str:
        if day is None:
            return ""
        return f"{day:%m/%d}" if self.bill.reissued else day.isoformat()

    def head(self) -> None:
        """Print titles, holder and summary."""
        bill, flow = self.bill, self.flow
        flow.new_page()
        year, month = bill.statement_on.year, bill.statement_on.month
        kind = "Supplementary Card" if bill.reissued else "Card"
        self.canvas.text(298, 101, f"中国银行信用卡账单({year}年{month:02d}月)", 15, align="center")
        english = f"BOC Credit {kind} Billing Statement({year}-{month:02d})"
        self.canvas.text(298, 124, english, 15, align="center")
        for y, label, value in (
            (176, "客户姓名/Customer Name", bill.name),
            (191, "信用卡卡号/Credit Card No.", bill.card_no),
        ):
            self.canvas.text(_LEFT, y, label, 10)
            self.canvas.text(_RIGHT, y, value, 10, align="right")
        flow.y = 236
        self._heading("账单信息总览/Account Summary")
        flow.y += 9
        self._heads(_SUMMARY)
        flow.y += 22
        used = [ledger for ledger in bill.ledgers if ledger.used or ledger is bill.yuan]
        due = [f"{_balance(led.closing, ' ' + _CURRENCIES[led.currency][1] + ' ')}" for led in used]
        least = [f"{_CURRENCIES[led.currency][1]} {_plain(led.minimum)}" for led in used]
        self._values(
            _SUMMARY, (bill.due_on.isoformat(), bill.statement_on.isoformat(), "\n".join(due), "\n".join(least))
        )
        flow.y += 62

    def ledger(self, ledger: LedgerTruth) -> None:
        """Print one currency: heading, formula and rows."""
        chinese, english = _CURRENCIES[ledger.currency]
        if not self.bill.reissued:
            self.flow.need(60)
            self.canvas.text(_LEFT, self.flow.y, f"长城示例信用卡(卡号：{self.bill.tails[0]})", 10)
            self.flow.y += 24
        self._heading(f"{chinese}账户交易明细/{english} Transaction Detailed List")
        self.flow.need(150)
        self._heads(_FORMULA)
        self.flow.y += 16
        figures = (
            _balance(ledger.opening),
            _plain(ledger.debits),
            _plain(ledger.credits),
            _balance(ledger.closing),
            _plain(ledger.minimum),
        )
        self._values(_FORMULA, figures)
        self.flow.y += 62
        self._heads(_COLUMNS)
        self.flow.y += 2
        for row in ledger.rows:
            self._row(row)
        self.flow.y += 45

    def _row(self, row: RowTruth) -> None:
        """Print a row; a long description stands on two lines around the others' baseline."""
        lines = wrap(self.canvas, row.description, _SMALL, _DESCRIPTION)
        half = 8.0 if len(lines) == 1 else 19.5
        self.flow.need(half * 2)
        self.flow.y += half
        y = self.flow.y
        cells = (
            self._day(row.traded_on),
            self._day(row.posted_on),
            row.tail,
            "",
            _plain(-row.amount) if row.amount < 0 else "",
            _plain(row.amount) if row.amount > 0 else "",
        )
        for (x, _), cell in zip(_COLUMNS, cells, strict=True):
            self.canvas.text(x, y, cell, _SMALL, align="center")
        for line, offset in zip(lines, (-10.0, 3.0) if len(lines) > 1 else (0.0,), strict=True):
            self.canvas.text(_COLUMNS[3][0], y + offset, line, _SMALL, align="center")
        self.flow.y += half

    def points(self) -> None:
        """Print the loyalty plan, where the rows have long ended."""
        self._heading("积分奖励计划/Loyalty Plan")
        self.flow.need(90)
        earned = sum(row.amount for row in self.bill.yuan.rows if row.amount > 0) // 2000
        self._heads(_POINTS)
        self.flow.y += 14
        expires = date(self.bill.statement_on.year + 1, 12, 31).isoformat()
        self._values(_POINTS, ("1", "0", str(earned), "0", str(earned), expires))
        self.flow.y += 17
        self._values(_POINTS, ("总计", "0", str(earned), "0", str(earned), ""))


def _print(canvas: Canvas, bill: BillTruth, pages: int) -> None:
    printer = _Printer(canvas, bill, pages)
    printer.head()
    for ledger in bill.ledgers:
        if ledger.used or ledger is bill.yuan:
            printer.ledger(ledger)
    printer.points()


def draw_boc(canvas: Canvas, bill: BillTruth) -> bytes:
    """Draw a Bank of China statement in the form that its truth names and return the PDF."""
    rehearsal = Rehearsal()
    _print(rehearsal, bill, 1)
    _print(canvas, bill, rehearsal.pages)
    return canvas.save()
