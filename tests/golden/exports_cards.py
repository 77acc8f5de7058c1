"""Downloads of cards (csv, old workbooks, text and HTML named .xls) and a mail whose details lie in an attachment."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage
from typing import Any

import openpyxl

from pipeline.records.extraction import Kind
from samples.flow import money
from tests.golden.banks_truth import lines
from tests.golden.golden import Golden
from tests.golden.printing import convert, styled


@dataclass(frozen=True)
class Line:
    """One row of a card: fen, positive owed; `sort` is what some banks print beside the merchant."""

    traded: date | None
    posted: date
    sort: str
    text: str
    amount: int
    kind: Kind
    tail: str = "3381"
    currency: str = "CNY"


def _d(month: int, day: int, year: int = 2025) -> date:
    return date(year, month, day)


_LINES = (
    Line(_d(3, 5), _d(3, 6), "消费", "财付通-示例超市", 70000, Kind.PURCHASE),
    Line(_d(3, 5), _d(3, 6), "消费", "支付宝-示例早餐", 1250, Kind.PURCHASE),
    Line(_d(3, 5), _d(3, 6), "消费", "支付宝-示例早餐", 1250, Kind.PURCHASE),
    Line(_d(3, 11), _d(3, 12), "退款", "示例商城退款", -8800, Kind.REFUND),
    Line(_d(3, 20), _d(3, 20), "人民币自动转帐还款", "示例分行银行卡中心", -125000, Kind.REPAYMENT),
    Line(_d(3, 28), _d(3, 29), "消费", "示例书店, 二楼", 5100, Kind.PURCHASE),
    Line(_d(3, 31), _d(3, 31), "利息", "循环利息", 3650, Kind.INTEREST),
    Line(_d(3, 31), _d(3, 31), "违约金", "违约金", 10000, Kind.PENALTY),
)
_PLAIN = tuple(replace(r, text="银联转账还款") if r.kind is Kind.REPAYMENT else r for r in _LINES)
_DOLLARS = (Line(_d(3, 22), _d(3, 24), "消费", "EXAMPLE STORE JPN", 372, Kind.PURCHASE, currency="USD"),)


def _rows(rows: Sequence[Line], **other: Any) -> list[dict[str, Any]]:
    return [
        {
            "traded_on": row.traded,
            "posted_on": row.posted,
            "description": row.text,
            "amount": row.amount,
            "kind": row.kind,
            "tail": row.tail,
            **other,
        }
        for row in rows
    ]


def _card(issuer: str, *sections: tuple[str, list[dict[str, Any]]], **more: Any) -> dict[str, Any]:
    """Return what must be read: sections of (currency, rows)."""
    return {
        "type": "card_statement",
        "issuer": issuer,
        "status": "ok",
        "statements": [
            {"kind": "credit_card", "currency": currency, "tails": ["3381"], "balanced": None, **more, "rows": rows}
            for currency, rows in sections
        ],
    }


def _two(fen: int) -> tuple[str, str]:
    """Return an amount as 收入 and 支出 print it."""
    return (money(-fen), "") if fen < 0 else ("", money(fen))


_ICBC_ORDER = tuple(_LINES[n] for n in (6, 7, 5, 4, 3, 1, 2, 0))  # not in the order of their days


def _icbc() -> bytes:
    """Padded cells, the original and the posted amounts in two pairs of columns, balances negative where owed."""
    head = "交易日期,记账日期,摘要,交易场所,交易国家或地区简称,交易金额(收入),交易金额(支出),交易币种"
    head += ",记账金额(收入),记账金额(支出),记账币种,余额,对方户名"
    held: dict[int, int] = {}
    owed = 30000
    for n, row in enumerate(_LINES):
        owed += row.amount
        held[n] = owed
    body = []
    for row in _ICBC_ORDER:
        balance = money(-held[next(n for n, other in enumerate(_LINES) if other is row)])
        cells = [f"{row.traded}", f"{row.posted}", row.sort, row.text, "CHN", *_two(row.amount), "人民币"]
        cells += [*_two(row.amount), "人民币", balance, ""]
        body.append([f"{cell:<20}\t" for cell in cells] + [""])
    into = money(-sum(row.amount for row in _LINES if row.amount < 0))
    out = money(sum(row.amount for row in _LINES if row.amount > 0))
    top = '明细查询文件下载\r\n\r\n卡号: 6222****3381,"卡别名: "\r\n\r\n子账户类别:\r\n\r\n'
    total = ["合计金额", "", "", "", "", into, out, "\t", into, out, "\t"]
    return (top + lines([head.split(","), *body]) + " \r\n" + lines([total])).encode("gb18030")


def _boc() -> bytes:
    body = [
        [f"{r.traded}", f"{r.posted}", r.tail, r.text, *(cell.replace(",", "") for cell in _two(r.amount)), r.currency]
        for r in (*_PLAIN, *_DOLLARS)
    ]
    text = "中国银行信用卡账单(2025年04月)\n" + lines([["交易日", "银行记账日", "卡号后四位", "交易描述", "存入", "支出", "币种"]])
    return (text + lines(body)).encode("utf-8-sig")


def _cmb() -> bytes:
    body = [
        ["" if r.amount < 0 else f"{r.traded:%m/%d}", f"{r.posted:%m/%d}", r.text, money(r.amount), r.tail, money(r.amount)]
        for r in _PLAIN
    ]
    text = "招商银行信用卡对账单（个人消费卡账户 2025年04月）（补）\n交易日,记账日,交易摘要,人民币金额,卡号末四位,交易地金额\n"
    return (text + lines(body)).encode()


def _cmbc() -> bytes:
    """The trade's day without its year beside the whole day of the posting; over New Year the year is the one before."""
    body = [[f"{r.traded:%m%d}", f"{r.posted:%Y%m%d}", r.tail, "000000", money(r.amount), r.text] for r in _CMBC]
    text = "民生信用卡账单明细\r\n" + lines([["交易日", "记账日", "卡号末四位", "授权码", "金额", "摘要"]])
    return (text + lines(body)).encode("gb18030")


_CMBC = (
    Line(_d(12, 31, 2024), _d(1, 2), "", "示例商户-外卖", 5600, Kind.PURCHASE),
    Line(_d(12, 30, 2024), _d(1, 2), "", "示例商户-跨年", 12000, Kind.PURCHASE),
    Line(_d(1, 3), _d(1, 3), "", "自动还款", -100000, Kind.REPAYMENT),
    Line(_d(1, 9), _d(1, 10), "", "示例超市", 4321, Kind.PURCHASE),
)

_CITIC_HEAD = ["交易日期", "入账日期", "交易描述", "卡末四位", "交易币种", "结算币种", "交易金额", "结算金额"]


def _citic_rows() -> list[list[object]]:
    return [
        [f"{r.traded}", f"{r.posted}", r.text, int(r.tail), "人民币", "人民币", f"{r.amount / 100:.2f}", f"{r.amount / 100:.2f}"]
        for r in _PLAIN
    ]


def _citic() -> bytes:
    book = openpyxl.Workbook()
    for row in (["本期账单明细(人民币)"], _CITIC_HEAD, *_citic_rows()):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return convert(out.getvalue(), "xlsx", "xls")


def _as_text() -> bytes:
    """A file called .xls that is text with tabs, in GB 18030."""
    rows: list[list[object]] = [["中信银行信用卡本期账单明细"], _CITIC_HEAD, *_citic_rows()]  # type: ignore[list-item]
    return "".join("\t".join(map(str, row)) + "\r\n" for row in rows).encode("gb18030")


def _as_html() -> bytes:
    """A file called .xls that is an HTML table."""
    rows = [_CITIC_HEAD, *_citic_rows()]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<html><head><meta charset=gb2312></head><body><p>中信银行信用卡本期账单明细</p><table>{cells}</table></body></html>"
    return page.encode("gb18030")


def _mail() -> bytes:
    """A notice as the mail's body, in two forms, and the statement as an HTML attachment that names no character set."""
    body = "".join(
        f"<tr><td>{r.tail}</td><td>{r.traded}</td><td>{r.posted}</td><td>{r.sort}</td><td>{r.text}</td>"
        f"<td>{money(abs(r.amount))}/RMB</td><td>{money(abs(r.amount))}/RMB({'存入' if r.amount < 0 else '支出'})</td></tr>"
        for r in _LINES
    )
    owed = 30000 + sum(r.amount for r in _LINES)
    names = ("卡号后四位", "交易日", "记账日", "交易类型", "商户名称/城市", "交易金额/币种", "记账金额/币种")
    head = "".join(f"<td>{name}</td>" for name in names)
    detail = styled(
        "对账单",
        "<p>中国工商银行客户对账单(ICBC Peony Card Bank Statement)</p>"
        "<table><tr><td>对账单生成日</td><td>2025年03月31日</td><td>贷记卡到期还款日</td><td>2025年4月25日</td></tr></table>"
        f"<p>本期应还款额 {money(owed)}</p><table border=1><tr>{head}</tr>{body}</table>",
    )
    message = EmailMessage()
    message["From"] = "webmaster@icbc.example"
    message["To"] = "person@example.org"
    message["Subject"] = "中国工商银行客户对账单"
    message["Date"] = "Tue, 01 Apr 2025 09:00:00 +0800"
    notice = "尊敬的客户，您的对账单已生成，详见附件。"
    message.set_content(notice, charset="gb18030")
    message.add_alternative(f"<html><body><p>{notice}</p></body></html>", subtype="html", charset="gb18030")
    message.add_attachment(
        detail.replace('charset="utf-8"', 'charset=""').encode("gb18030"),
        maintype="text",
        subtype="html",
        filename="对账单明细.html",
    )
    # As some banks send it: the character set is named and empty.
    return message.as_bytes().replace(b"Content-Type: text/html\n", b'Content-Type: text/html; charset=""\n')


_PAID_ONLY = [{**row, "traded_on": None} if row["amount"] < 0 else row for row in _rows(_PLAIN)]
_NOTICE = {"type": "other", "reason_code": "unknown_paper"}

GOLDENS = (
    Golden(
        "export-icbc", "工行信用卡.csv", "csv", (_card("工商银行", ("CNY", _rows(_ICBC_ORDER, tail=None))),), _icbc
    ),
    Golden(
        "export-boc",
        "中行账单.csv",
        "csv",
        (_card("中国银行", ("CNY", _rows(_PLAIN)), ("USD", _rows(_DOLLARS))),),
        _boc,
    ),
    Golden("export-cmb", "招行账单.csv", "csv", (_card("招商银行", ("CNY", _PAID_ONLY)),), _cmb),
    Golden("export-cmbc", "民生账单.csv", "csv", (_card("民生银行", ("CNY", _rows(_CMBC))),), _cmbc),
    Golden("export-citic", "已出账单.xls", "xls", (_card("中信银行", ("CNY", _rows(_PLAIN))),), _citic),
    Golden("export-text-xls", "账单.xls", "csv", (_card("中信银行", ("CNY", _rows(_PLAIN))),), _as_text),
    Golden("export-html-xls", "账单明细.xls", "html", (_card("中信银行", ("CNY", _rows(_PLAIN))),), _as_html),
    Golden(
        "export-icbc-mail",
        "工商银行对账单.eml",
        "mail",
        (
            _NOTICE,
            _card(
                "工商银行",
                ("CNY", _rows(_LINES)),
                statement_on=_d(3, 31),
                due_on=_d(4, 25),
                closing=30000 + sum(r.amount for r in _LINES),
            ),
        ),
        _mail,
    ),
)
