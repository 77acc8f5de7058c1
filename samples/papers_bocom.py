"""A Bank of Communications card statement (交通银行信用卡电子账单): mail page, mail file, and its print as PDF.

Every amount is unsigned; two headings tell what was paid from what is owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from samples.canvas import Canvas
from samples.flow import Flow, TableStyle, money, paragraph, table
from samples.mails import MailStyle, cells, layout, mail, page, ruled
from samples.truth import RowTruth
from samples.truth_bank import BillTruth, LedgerTruth

STYLE = MailStyle(("交通银行太平洋信用卡中心", "pccc@bocomcc.com"), "utf-8", "base64")

_PAID = "以下是您的还款、退货及费用返还明细"
_OWED = "以下是您的消费、取现及其他费用明细"
_COLUMNS = ("交易日期", "记账日期", "交易说明", "交易币种/金额", "入账币种/金额")
_FORMULA = ("本期账单\n应还款额", "上期账单\n应还款额", "还款/退货/\n费用返还", "本期本金", "本期费用", "本期利息")
_SIGNS = ("=", "-", "+", "+", "+")
_NAMES = {"CNY": "人民币账户", "USD": "美元账户"}
_NOTES = (
    "1.透支利息：自银行记账日起按日计收，日利率0.050%（年化利率18.250%，按日利率×365计算），按月计收复利。",
    "2.违约金：到期还款日未还清最低还款额的，最低还款额未还部分不足200元（含）的收取10元，超过200元的按未还部分的5%收取。",
    "3.如您对账单明细有异议，请于账单日起60日内致电客服热线。",
)


def _plain(fen: int) -> str:
    return money(fen, thousands=False)


def _terms(ledger: LedgerTruth | None) -> list[str]:
    """Return the six figures of the formula, `---` for a currency that is not used."""
    if ledger is None:
        return ["---"] * 6
    names = (ledger.closing, ledger.opening, ledger.credits, ledger.principal, ledger.fees, ledger.interest)
    return [_plain(fen) for fen in names]


def _summary(bill: BillTruth) -> list[tuple[str, str, str]]:
    """Return the head's rows: label, yuan, dollars."""
    yuan, dollar = bill.yuan, bill.dollar
    return [
        ("到期还款日", bill.due_on.isoformat(), ""),
        ("本期应还款额", f"¥ {_plain(yuan.closing)}", f"${_plain(dollar.closing) if dollar else '---'}"),
        ("最低还款额", f"¥ {_plain(yuan.minimum)}", f"${_plain(dollar.minimum) if dollar else '---'}"),
        ("信用额度", f"¥ {bill.limit // 100}", "$---"),
        ("取现额度", f"¥ {bill.limit // 200}", "$---"),
    ]


def _cells(row: RowTruth, currency: str) -> tuple[str, ...]:
    original = row.amount if row.original_amount is None else row.original_amount
    return (
        row.traded_on.isoformat() if row.traded_on else "",
        row.posted_on.isoformat(),
        row.description,
        f"{row.region or currency} {_plain(abs(original))}",
        f"{currency} {_plain(abs(row.amount))}",
    )


def _parts(bill: BillTruth) -> list[tuple[str, list[tuple[str, str, list[RowTruth]]]]]:
    """Return the two headings with, for each currency and card, its rows; what has none is not printed."""
    result = []
    for heading, paid in ((_PAID, True), (_OWED, False)):
        groups = [
            (ledger.currency, tail, rows)
            for ledger in bill.ledgers
            for tail in bill.tails
            if (rows := [row for row in ledger.rows if (row.amount < 0) is paid and row.tail == tail])
        ]
        if groups:
            result.append((heading, groups))
    return result


def _card(bill: BillTruth, tail: str) -> str:
    """Return the line above a card's rows."""
    return f"{'主卡' if tail == bill.tails[0] else '附属卡'} 卡号末四位 {tail}"


def _title(bill: BillTruth) -> str:
    return f"交通银行信用卡{bill.statement_on:%Y}年{bill.statement_on:%m}月电子账单"


def _cycle(bill: BillTruth) -> str:
    return f"{bill.period_start:%Y/%m/%d}-{bill.statement_on:%Y/%m/%d}"


def html_of(bill: BillTruth) -> str:
    """Return the mail's page."""
    blank = "&nbsp;" * 4
    month = f"{bill.statement_on:%Y}年{bill.statement_on:%m}"
    tops = (
        f'<td height="32" colspan="3"><font>{blank}尊敬的{escape(bill.name)}先生您好！</font></td>',
        f'<td height="20" colspan="3">{blank}感谢您选用交通银行信用卡，现寄上{month}月电子账单，请核对。</td>',
        f'<td height="20">{blank}交通银行信用卡</td><td width="48" nowrap>卡号：</td><td>{bill.card_no}</td>',
        f'<td height="20" colspan="3">{blank}账单周期：<font>{_cycle(bill)}</font></td>',
        '<td height="44" valign="bottom"><b>本期账务说明</b></td><td colspan="2">&nbsp;</td>',
    )
    inner = "".join(f"<tr>{line}</tr>\n" for line in tops)
    head = f'<table width="650" border="0" align="left" style="font-size:13px"><tbody>\n{inner}</tbody></table>\n'
    rows = "".join(
        f'<tr align="center"><th width="111" height="30" scope="row" bgcolor="e4eef8">{label}</th>'
        f'<td width="146">{yuan}</td><td width="144">{dollar or "&nbsp;"}</td><td>&nbsp;</td></tr>\n'
        for label, yuan, dollar in _summary(bill)
    )
    rows += '<tr align="left"><td colspan="4">美元额度按当日汇率折算，请以实际可用额度为准。</td></tr>\n'
    formula_head = "<tr><th></th><th>本期账单<br>应还款额</th>"
    for sign, label in zip(_SIGNS, _FORMULA[1:], strict=True):
        formula_head += f'<th width="10">&nbsp;&nbsp;{sign}&nbsp;</th><th>{label.replace(chr(10), "<br>")}</th>'
    formula = formula_head + "</tr>\n"
    for currency, ledger in (("CNY", bill.yuan), ("USD", bill.dollar)):
        first, *others = _terms(ledger)
        spaced = "".join(f'<td width="10"></td><td>{value}</td>' for value in others)
        formula += f'<tr align="center"><td>{_NAMES[currency]}</td><td>{first}</td>{spaced}</tr>\n'
    body = layout(head) + layout(ruled(rows, width="620", attributes='align="center"'))
    body += layout(
        f'<table id="table2" width="660" align="center" style="font-size:12px"><tbody>{formula}</tbody></table>\n'
    )
    body += layout('<p style="font-size:14px"><b>本期账务明细</b></p>\n')
    for heading, groups in _parts(bill):
        lines = cells(_COLUMNS, tag="th")
        for number, (currency, tail, chosen) in enumerate(groups):
            if number == 0 or groups[number - 1][0] != currency:
                lines += f'<tr><td width="100%" colspan="5"><span> {_NAMES[currency]}明细 </span></td></tr>\n'
            lines += f'<tr><td width="100%" colspan="5"><span> {_card(bill, tail)} </span></td></tr>\n'
            lines += "".join(cells(_cells(row, currency)) for row in chosen)
        band = f'<p align="center" style="background:#f5f5f4;font-size:13px">{heading}</p>\n'
        body += layout(band + ruled(lines, width="630", attributes='id="table3" align="center"'))
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in _NOTES)
    return page(_title(bill), body + layout(f'<div style="font-size:11px">{notes}</div>\n'), STYLE.charset)


def draw_html(bill: BillTruth) -> bytes:
    """Return the mail's page as a file."""
    return html_of(bill).encode(STYLE.charset)


def draw_eml(bill: BillTruth) -> bytes:
    """Return the mail as a file."""
    notice = f"尊敬的{bill.name}先生，您的交通银行信用卡账单已生成，请使用支持HTML的邮件程序查看。"
    return mail(_title(bill), bill.statement_on + timedelta(days=1), html_of(bill), notice, STYLE)


def draw_pdf(canvas: Canvas, bill: BillTruth) -> bytes:
    """Draw the print of the mail and return the PDF."""
    flow = Flow(canvas, lambda f: setattr(f, "y", 52.0), bottom=800.0)
    flow.new_page()
    canvas.text(297, 60, _title(bill), 15, align="center")
    texts = (
        f"尊敬的{bill.name}先生您好！",
        f"感谢您选用交通银行信用卡，现寄上{bill.statement_on:%Y}年{bill.statement_on:%m}月电子账单，请核对。",
        f"交通银行信用卡　　卡号：{bill.card_no}",
        f"账单周期：{_cycle(bill)}",
    )
    for n, text in enumerate(texts):
        canvas.text(52, 88 + n * 17, text, 9.5)
    canvas.text(46, 170, "本期账务说明", 11.5)
    flow.y = 180
    style = TableStyle(size=8.5, height=21, head_fill=None)
    widths = (100.0, 150.0, 150.0)
    table(flow, 52, widths, (), _summary(bill), ("center", "center", "center"), style)
    flow.y += 14
    _formula(flow, bill)
    canvas.text(46, flow.y + 12, "本期账务明细", 11.5)
    flow.y += 22
    for heading, groups in _parts(bill):
        flow.need(90)
        canvas.rect(52, flow.y, 543, flow.y + 20, fill=(0.96, 0.96, 0.95))
        canvas.text(297, flow.y + 14, heading, 9, align="center")
        flow.y += 24
        _lines(flow, bill, groups)
        flow.y += 12
    flow.need(60)
    flow.y += 12
    for note in _NOTES:
        paragraph(flow, 52, 543, note, 7.5, 11)
    return canvas.save()


def _formula(flow: Flow, bill: BillTruth) -> None:
    """Print labels with the signs between them, and below the figures of both currencies."""
    canvas, y, step = flow.canvas, flow.y + 10, 76.0
    for n, label in enumerate(_FORMULA):
        x, lines = 150 + step * n, label.split("\n")
        for m, line in enumerate(lines):
            canvas.text(x, y + m * 11 + (6 if len(lines) == 1 else 0), line, 8.5, align="center")
        if n:
            canvas.text(x - step / 2, y + 6, _SIGNS[n - 1], 9, align="center")
    for m, (currency, ledger) in enumerate((("CNY", bill.yuan), ("USD", bill.dollar))):
        baseline = y + 34 + m * 18
        canvas.text(52, baseline, _NAMES[currency], 8.5)
        for n, value in enumerate(_terms(ledger)):
            canvas.text(150 + step * n, baseline, value, 8.5, align="center")
    flow.y = y + 70


def _lines(flow: Flow, bill: BillTruth, groups: Sequence[tuple[str, str, list[RowTruth]]]) -> None:
    """Print the rows of one heading as one table, with lines of their own for currency and card."""
    widths = (66.0, 66.0, 189.0, 85.0, 85.0)
    style = TableStyle(size=8, height=17)
    wide = TableStyle(size=8, height=17, head_fill=None)
    heads: Sequence[str] = _COLUMNS
    for number, (currency, tail, rows) in enumerate(groups):
        if heads:
            table(flow, 52, widths, heads, (), ["center"] * 5, style)
            heads = ()
        if number == 0 or groups[number - 1][0] != currency:
            table(flow, 52, (491.0,), (), [(f"{_NAMES[currency]}明细",)], ("left",), wide)
        table(flow, 52, (491.0,), (), [(_card(bill, tail),)], ("left",), wide)
        table(flow, 52, widths, (), [_cells(row, currency) for row in rows], ["center"] * 5, style)
