"""Lists of a debit account (交易流水): the Agricultural Bank's and China Merchants Bank's forms, both without rules."""

from __future__ import annotations

from samples.canvas import Canvas, wrap
from samples.flow import Flow, Rehearsal, money
from samples.truth_bank import DebitRow, DebitTruth

_KANGXI = str.maketrans("日金手言网行人支水止一心子户民", "⽇⾦⼿⾔⽹⾏⼈⽀⽔⽌⼀⼼⼦⼾⺠")
"""Characters that the Agricultural Bank's papers print as radicals of the same look."""

_ABC = (
    (47.0, "交易日期"),
    (94.0, "交易时间"),
    (135.0, "交易摘要"),
    (177.0, "交易金额"),
    (218.0, "本次余额"),
    (260.0, "对手信息"),
    (317.0, "日 志 号"),
    (359.0, "交易渠道"),
    (401.0, "交易附言"),
)
_ABC_SIZE, _ABC_PITCH, _ABC_COUNTERPARTY = 5.4, 15.6, 54.0

_CMB = (
    (38.0, "记账日期", "Date", "left"),
    (112.0, "货币", "Currency", "left"),
    (232.0, "交易金额", "Transaction\nAmount", "right"),
    (318.0, "联机余额", "Balance", "right"),
    (336.0, "交易摘要", "Transaction Type", "left"),
    (436.0, "对手信息", "Counter Party", "left"),
)


def draw_debit(canvas: Canvas, account: DebitTruth) -> bytes:
    """Draw the list in its bank's form and return the PDF."""
    if account.bank == "农业银行":
        _Abc(canvas, account).draw()
    else:
        rehearsal = Rehearsal()
        _Cmb(rehearsal, account, 1).draw()
        _Cmb(canvas, account, rehearsal.pages).draw()
    return canvas.save()


class _Abc:
    """Small print, the title on the first page only, the table head on every page."""

    def __init__(self, canvas: Canvas, account: DebitTruth) -> None:
        self.canvas = canvas
        self.account = account
        self.flow = Flow(canvas, self._begin, bottom=808.0)

    def _text(self, x: float, y: float, text: str, size: float = _ABC_SIZE, *, right: bool = False) -> None:
        shown = text.translate(_KANGXI) if self.account.kangxi else text
        self.canvas.text(x, y, shown, size, align="right" if right else "left")

    def _begin(self, flow: Flow) -> None:
        if flow.page == 1:
            account = self.account
            title = "中国农业银行账户活期交易明细清单"
            self._text(297 - self.canvas.text_width(title, 9.6) / 2, 58, title, 9.6)
            lines = (
                (f"户名：{account.name}", f"账户：{account.account_no}"),
                ("币种：人民币", "钞汇标识：本币"),
                (
                    f"起止日期：{account.start:%Y%m%d}-{account.end:%Y%m%d}",
                    f"电子流水号：{account.printed_on:%Y%m%d}{int(account.account_no[-4:]) * 7919:012d}",
                ),
            )
            for n, (left, right) in enumerate(lines):
                self._text(47, 72 + n * 14.4, left, 8.4)
                self._text(548, 72 + n * 14.4, right, 8.4, right=True)
        flow.y = 120.5 if flow.page == 1 else 40.0
        for x, head in _ABC:
            self._text(x, flow.y, head)
        flow.y += 8.6

    def draw(self) -> None:
        """Print all pages."""
        self.flow.new_page()
        for row, balance in zip(self.account.rows, self.account.balances, strict=True):
            self._row(row, balance)
        self.flow.need(24)
        note = "本明细仅供核对，以银行系统记录为准；如有疑问请到开户网点查询。"
        for offset in (0.0, 1.0):  # bold by printing twice
            self._text(46 + offset, self.flow.y + 16, note, 9)

    def _row(self, row: DebitRow, balance: int) -> None:
        """Print a row; a long counterparty takes two lines around the others' baseline."""
        lines = wrap(self.canvas, row.counterparty, _ABC_SIZE, _ABC_COUNTERPARTY) or [""]
        half = _ABC_PITCH / 2 + (len(lines) - 1) * 2.4
        self.flow.need(half * 2)
        self.flow.y += half
        y = self.flow.y
        printed = f"{'-' if row.amount > 0 else '+'}{money(abs(row.amount), thousands=False)}"
        texts = (
            f"{row.day:%Y%m%d}",
            row.time,
            row.summary,
            printed,
            money(balance, thousands=False),
            "",
            row.serial,
            row.channel,
            row.remark,
        )
        for (x, _), text in zip(_ABC, texts, strict=True):
            self._text(x, y, text)
        for n, line in enumerate(lines):
            self._text(_ABC[5][0], y + (n - (len(lines) - 1) / 2) * 8.2, line)
        self.flow.y += half


class _Cmb:
    """Chinese and English heads on every page, the number of pages, tall rows where a counterparty is long."""

    def __init__(self, canvas: Canvas, account: DebitTruth, pages: int) -> None:
        self.canvas = canvas
        self.account = account
        self.pages = pages
        self.flow = Flow(canvas, self._begin, bottom=782.0)

    def _begin(self, flow: Flow) -> None:
        canvas, account = self.canvas, self.account
        canvas.text(297, 820, f"{flow.page}/{self.pages}", 8.5, align="center")
        flow.y = 60.0
        if flow.page == 1:
            canvas.text(297, 62, "招商银行交易流水", 16, align="center")
            canvas.text(297, 80, "Transaction Statement of China Merchants Bank", 10, align="center")
            canvas.text(297, 98, f"{account.start.isoformat()} -- {account.end.isoformat()}", 10, align="center")
            number = account.account_no
            pairs = (
                ("户    名：", "Name", account.name),
                ("账号：", "Account No", number),
                ("账户类型：", "Account Type", "ALL/全币种"),
                ("开 户 行：", "Sub Branch", "示例市示例支行"),
                ("申请时间：", "Date", f"{account.printed_on.isoformat()} 09:41:26"),
                ("验 证 码：", "Verification Code", f"{int(number[-4:]) * 104729 % 10**8:08d}"),
            )
            for n, (chinese, english, value) in enumerate(pairs):
                x, y = (38.0, 312.0)[n % 2], 126 + n // 2 * 30
                canvas.text(x, y, chinese, 9)
                canvas.text(x, y + 11, english, 7.5)
                canvas.text(x + 74, y + 4, value, 9)
            flow.y = 232.0
        for x, chinese, english, align in _CMB:
            canvas.text(x, flow.y, chinese, 8.5, align="right" if align == "right" else "left")
            for n, line in enumerate(english.split("\n")):
                canvas.text(x, flow.y + 11 + n * 9, line, 7.5, align="right" if align == "right" else "left")
        flow.y += 30

    def draw(self) -> None:
        """Print all pages."""
        self.flow.new_page()
        for row, balance in zip(self.account.rows, self.account.balances, strict=True):
            self._row(row, balance)
        self.flow.need(80)
        canvas, y = self.canvas, self.flow.y + 14
        canvas.text(297, y, "—" * 40, 8, align="center")
        spent = sum(row.amount for row in self.account.rows if row.amount > 0)
        earned = -sum(row.amount for row in self.account.rows if row.amount < 0)
        canvas.text(38, y + 20, "合并统计", 9)
        canvas.text(38, y + 36, f"合计支出 CNY {money(-spent)}    合计收入 CNY {money(earned)}", 8.5)
        canvas.text(38, y + 54, "温馨提示：交易流水验真请登录招商银行网站，凭验证码查询。", 8)

    def _row(self, row: DebitRow, balance: int) -> None:
        """Print a row; lines of a long counterparty stand above and below the others' baseline."""
        lines = wrap(self.canvas, row.counterparty, 8, 122) or [""]
        half = 9.0 + (len(lines) - 1) * 5.5
        self.flow.need(half * 2)
        self.flow.y += half
        y = self.flow.y
        texts = (row.day.isoformat(), "CNY", money(-row.amount), money(balance), row.summary)
        for (x, _, _, align), text in zip(_CMB, texts, strict=False):
            self.canvas.text(x, y, text, 8, align="right" if align == "right" else "left")
        for n, line in enumerate(lines):
            self.canvas.text(_CMB[5][0], y + (n - (len(lines) - 1) / 2) * 11, line, 8)
        self.flow.y += half
