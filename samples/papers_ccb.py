"""A China Construction Bank card statement (中国建设银行信用卡电子账单): mail page, mail file, and its print as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from samples.canvas import Canvas
from samples.flow import Flow, TableStyle, money, paragraph, table
from samples.mails import MailStyle, cells, layout, mail, page, ruled
from samples.truth import RowTruth
from samples.truth_bank import BillTruth, LedgerTruth

STYLE = MailStyle(("中国建设银行", "service@vip.ccb.com"), "gbk", "quoted-printable")

_CURRENCIES = {"CNY": "人民币(CNY)", "USD": "美元(USD)"}
_FORMULA = (
    "账户币种\nCurrency",
    "上期全部应还款额\nLast Statement Balance",
    "+",
    "消费/取现/其它费用\nNew Spending",
    "-",
    "还款/退货/费用返还\nPayment/Credit",
    "=",
    "本期全部应还款额\nNew Balance",
)
_DUES = (
    "卡号\nCard Number",
    "币种\nCurrency",
    "应还款额/溢缴款\nNew Balance/Overpayment",
    "最低还款额\nMinimum Payment",
    "争议款/笔数\nDispute Amt/Nbr",
)
_COLUMNS = (
    "交易日\nTrans Date",
    "银行记账日\nPost Date",
    "卡号后四位\nCard No. (last 4 digits)",
    "交易描述\nDescription",
    "交易币\nTrans Curr",
    "金额\nTrans Amt",
    "结算币\nSett Curr",
    "金额\nSett Amt",
)
_ACCRUALS = ("计息项目", "计息本金", "起息日", "止息日", "天数", "日利率", "利息")
_NOTES = (
    "温馨提示：请您在到期还款日前足额还款；未足额还款的，将按领用合约计收透支利息和违约金。",
    "如您对本账单有疑问，请在账单日起60日内致电24小时客服热线。",
)


def _title(bill: BillTruth) -> str:
    return "中国建设银行信用卡电子账单"


def _greeting(bill: BillTruth) -> list[str]:
    return [
        f"尊敬的{bill.name}先生：",
        f"　　感谢您使用建设银行龙卡信用卡，以下是您{bill.statement_on:%Y}年{bill.statement_on:%m}月的信用卡账单。",
    ]


def _head(bill: BillTruth) -> list[tuple[str, str]]:
    """Return the head's labels with their values."""
    cycle = f"{bill.period_start:%Y/%m/%d}-{bill.statement_on:%Y/%m/%d}"
    return [
        ("账单周期\nStatement Cycle", cycle),
        ("本期账单日\nStatement Date", bill.statement_on.isoformat()),
        ("本期到期还款日\nPayment Due Date", f"{bill.due_on:%Y/%m/%d}"),
        ("授信额度\nCredit Limit", f"CNY {money(bill.limit)}"),
        ("取现额度\nCash Advance Limit", f"CNY {money(bill.limit // 2)}"),
    ]


def _used(bill: BillTruth) -> list[LedgerTruth]:
    return [ledger for ledger in bill.ledgers if ledger.used or ledger is bill.yuan]


def _terms(ledger: LedgerTruth) -> tuple[str, ...]:
    figures = [money(fen) for fen in (ledger.opening, ledger.debits, ledger.credits, ledger.closing)]
    return (_CURRENCIES[ledger.currency], figures[0], "+", figures[1], "-", figures[2], "=", figures[3])


def _dues(bill: BillTruth) -> list[tuple[str, ...]]:
    return [
        (bill.card_no, _CURRENCIES[led.currency], money(led.closing), money(led.minimum), "0.00/0")
        for led in _used(bill)
    ]


def _cells(row: RowTruth, currency: str) -> tuple[str, ...]:
    original = row.amount if row.original_amount is None else row.original_amount
    return (
        row.traded_on.isoformat() if row.traded_on else "",
        row.posted_on.isoformat(),
        row.tail,
        row.description,
        row.region or currency,
        money(original, thousands=False),
        currency,
        money(row.amount, thousands=False),
    )


def _rows(bill: BillTruth) -> list[tuple[str, ...]]:
    return [_cells(row, ledger.currency) for ledger in bill.ledgers for row in ledger.rows]


def _accruals(bill: BillTruth) -> list[tuple[str, ...]]:
    """Return the lines that show how the interest was computed, and their sum."""
    lines = [
        (line.label, money(line.base), line.start.isoformat(), line.end.isoformat(), str(line.days), "0.05%",
         money(line.interest))
        for line in bill.accruals
    ]  # fmt: skip
    return [*lines, ("合计", "", "", "", "", "", money(sum(line.interest for line in bill.accruals)))]


def html_of(bill: BillTruth) -> str:
    """Return the mail's page."""
    greeting = "".join(f'<p style="font-size:13px">{escape(line)}</p>\n' for line in _greeting(bill))
    head = "".join(
        f'<tr><td bgcolor="#eef2f8" width="200">{label.replace(chr(10), "<br>")}</td><td>{value}</td></tr>\n'
        for label, value in _head(bill)
    )
    labels = cells(_FORMULA, aligns=["center"] * 8)
    formula = labels + "".join(cells(_terms(ledger), aligns=["center"] * 8) for ledger in _used(bill))
    dues = cells(_DUES, aligns=["center"] * 5) + "".join(cells(row, aligns=["center"] * 5) for row in _dues(bill))
    aligns = ("center", "center", "center", "left", "center", "right", "center", "right")
    rows = cells(_COLUMNS, aligns=["center"] * 8) + "".join(cells(row, aligns=aligns) for row in _rows(bill))
    accruals = "".join(cells(row, aligns=["center"] * 7) for row in (_ACCRUALS, *_accruals(bill)))
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in _NOTES)
    band = '<p style="font-size:14px;color:#0a4a9b"><b>{}</b></p>\n'
    body = layout(band.format("中国建设银行龙卡信用卡对账单") + greeting)
    body += layout(ruled(head, width="430"))
    body += layout("<p></p>\n" + ruled(formula))
    body += layout(band.format("【应还款明细】") + ruled(dues))
    body += layout(band.format("【交易明细】") + ruled(rows))
    if bill.accruals:
        body += layout(band.format("【计息明细】") + ruled(accruals))
    return page(_title(bill), body + layout(f'<div style="font-size:11px">{notes}</div>\n'), STYLE.charset)


def draw_html(bill: BillTruth) -> bytes:
    """Return the mail's page as a file."""
    return html_of(bill).encode(STYLE.charset)


def draw_eml(bill: BillTruth) -> bytes:
    """Return the mail as a file."""
    notice = f"尊敬的{bill.name}先生，附上您的龙卡信用卡账单，请使用支持HTML的邮件程序查看。"
    return mail(_title(bill), bill.statement_on + timedelta(days=1), html_of(bill), notice, STYLE)


def draw_pdf(canvas: Canvas, bill: BillTruth) -> bytes:
    """Draw the print of the mail and return the PDF."""
    flow = Flow(canvas, lambda f: setattr(f, "y", 48.0), bottom=800.0)
    flow.new_page()
    canvas.text(46, 58, "中国建设银行龙卡信用卡对账单", 14, colour=(0.04, 0.29, 0.61))
    for n, line in enumerate(_greeting(bill)):
        canvas.text(46, 84 + n * 18, line, 9.5)
    flow.y = 116
    style = TableStyle(size=8, height=17, leading=10)
    table(flow, 46, (150.0, 170.0), (), _head(bill), ("left", "left"), style)
    flow.y += 16
    widths = (58.0, 104.0, 16.0, 96.0, 16.0, 96.0, 16.0, 102.0)
    plain = TableStyle(size=7.8, height=18, leading=10, grid="rows", head_fill=None, pad=1)
    table(flow, 46, widths, _FORMULA, [_terms(ledger) for ledger in _used(bill)], ["center"] * 8, plain)
    _heading(flow, "【应还款明细】")
    table(flow, 46, (132.0, 80.0, 116.0, 96.0, 80.0), _DUES, _dues(bill), ["center"] * 5, style)
    _heading(flow, "【交易明细】")
    aligns: Sequence[str] = ("center", "center", "center", "left", "center", "right", "center", "right")
    widths = (58.0, 58.0, 62.0, 142.0, 40.0, 52.0, 40.0, 52.0)
    table(flow, 46, widths, _COLUMNS, _rows(bill), aligns, style)  # type: ignore[arg-type]
    if bill.accruals:
        _heading(flow, "【计息明细】")
        columns = (118.0, 70.0, 66.0, 66.0, 44.0, 56.0, 64.0)
        table(flow, 46, columns, _ACCRUALS, _accruals(bill), ["center"] * 7, style)
    flow.y += 16
    for note in _NOTES:
        paragraph(flow, 46, 549, note, 7.5, 11)
    return canvas.save()


def _heading(flow: Flow, text: str) -> None:
    flow.need(70)
    flow.canvas.text(46, flow.y + 18, text, 10.5, colour=(0.04, 0.29, 0.61))
    flow.y += 26
