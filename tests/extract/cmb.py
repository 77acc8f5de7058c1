"""A card statement of one bank, laid out by hand: head, sections, rows and the printed formula."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records.evidence import Origin
from tests.extract.pages import page

COLUMNS = (60.0, 120.0, 180.0, 400.0, 480.0)


@dataclass(frozen=True)
class Printed:
    """A row as printed: text under each head; `section` opens a section before it."""

    traded: str
    posted: str
    description: str
    amount: str
    tail: str = ""
    section: str = ""


ROWS = (
    Printed("", "02/20", "掌上生活还款", "-1,000.00", "4417", "还款"),
    Printed("02/20", "02/21", "示例超市", "348.60", "4417", "消费"),
    Printed("", "03/08", "循环利息", "46.26", "", "利息"),
)


def fen(text):
    return int(text.replace(",", "").replace(".", ""))


def yuan(value):
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 100:,}.{abs(value) % 100:02d}"


def lines(rows=ROWS, *, on="2026年03月08日", due="2026年03月26日", month="2026年03月", opening=320_000, closing=None):
    """The lines of a page; the closing balance adds up unless it is said otherwise."""
    total = opening + sum(fen(r.amount) for r in rows)
    closing = total if closing is None else closing
    printed = [
        f"招商银行信用卡对账单（个人消费卡账户 {month}）",
        f"账单日|{on}",
        f"到期还款日|{due}",
        f"本期应还款额|{yuan(closing)}",
        "最低还款额|300.00",
        f"上期账单金额|{yuan(opening)}",
        list(zip(COLUMNS, ("交易日", "记账日", "交易摘要", "人民币金额", "卡号末四位"), strict=True)),
    ]
    for r in rows:
        if r.section:
            printed.append(r.section)
        printed.append(list(zip(COLUMNS, (r.traded, r.posted, r.description, r.amount, r.tail), strict=True)))
    return printed


def statement_page(rows=ROWS, *, origin=Origin.EMBEDDED, agreement=None, second_reader=True, **more):
    return page(lines(rows, **more), origin=origin, agreement=agreement, second_reader=second_reader)
