"""Papers of STM501 to STM504, each with a twin in which nothing is wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date

import openpyxl

from samples.bills import BillCard, BillPlan, bought, build_bills
from samples.cards import CardTruth, next_statement, purchase, repayment
from samples.case_truth import bill_paper
from samples.people_parts import pdf_paper
from tests.acceptance.papers_of_codes import PERSON, Pack, Said, drawn, files_of, yuan
from tests.golden import cards_forms_more as more
from tests.golden.cards_mails import bill
from tests.golden.cards_truth import Bill, Ledger


class _Misprinted(Ledger):
    """A ledger whose closing balance is printed 60.00 too high."""

    @property
    def figures(self) -> dict[str, int]:  # type: ignore[override]
        """Every sum that a bank prints."""
        right = dict(Ledger.figures.func(self))
        return right | {"closing": right["closing"] + 6000}


def stm501() -> Iterator[Pack]:
    """The printed closing balance is 60.00 above the printed sums; in the twin it is not."""
    on = date(2025, 4, 16)
    truth = bill(
        "平安银行", on, """
        0320 0321 purchase 1,560.00 9940 示例家居
        0329 0330 purchase 88.40 9940 示例药房
        0402 0402 repayment -900.00 9940 银联转账还款
        """, opening=90_000, tails=("9940",), minimum=16_484)  # fmt: skip
    (right,) = truth.ledgers
    wrong = _Misprinted(right.opening, right.rows, right.minimum)
    closing = right.figures["closing"]
    said = Said("STM501", "warning", "9940", on, closing + 6000, closing, 6000, f"￥{yuan(closing + 6000)}")
    for name, ledger, found in (("应还款额相加不符", wrong, (said,)), ("相符", right, ())):
        shown = Bill(truth.issuer, on, (ledger,), truth.tails, truth.due_on)
        yield Pack(f"STM501-{name}", "STM501", {"平安信用卡202504.pdf": drawn(more.PAB, shown, "skia", size=6.0)}, found)


def stm502() -> Iterator[Pack]:
    """A mail opens 35.00 above what the bill before closed with; in the twin it opens with that."""
    card = BillCard("建设银行", PERSON.name, ("5546",), "62270000", 1_200_000, 22)
    for name, added in (("上期余额不一致", 3500), ("上期余额一致", 0)):
        plans = [
            BillPlan((bought(date(2025, 8, 1), "示例市 示例书店", 26_750, "5546"),)),
            BillPlan((bought(date(2025, 9, 4), "示例市 示例药房", 7_320, "5546"),), opening_added=added),
        ]
        one, two = build_bills(card, (2025, 8), 18_000, plans)
        said = Said(
            "STM502", "error", "5546", two.statement_on, two.yuan.opening, one.yuan.closing, added,
            yuan(two.yuan.opening),
        )  # fmt: skip
        papers = files_of(bill_paper(one), bill_paper(two, "eml"))
        yield Pack(f"STM502-{name}", "STM502", papers, (said,) if added else ())


def stm503() -> Iterator[Pack]:
    """The bill of April is not there; in the twin it is."""
    card = BillCard("交通银行", PERSON.name, ("7748",), "622252", 900_000, 8)
    plans = [
        BillPlan((bought(date(2025, month - 1, 14), "消费 示例商户", 3_000 * month, "7748"),)) for month in (3, 4, 5)
    ]
    march, april, may = build_bills(card, (2025, 3), 9_900, plans)
    said = Said(
        "STM503", "notice", "7748", may.statement_on, f"{march.statement_on} 之后的下一份账单是 {may.statement_on}",
        "每月一份账单", None, f"{may.statement_on:%Y/%m/%d}",
    )  # fmt: skip
    for name, bills, found in (("缺四月账单", (march, may), (said,)), ("三期齐全", (march, april, may), ())):
        yield Pack(f"STM503-{name}", "STM503", files_of(*map(bill_paper, bills)), found)


def _workbook(rows: Sequence[tuple[date, str, int, str, str]], held: int) -> bytes:
    """Return a debit account's list as an xlsx file: money in and out in two columns, the balance behind."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["中国工商银行借记账户历史明细"])
    sheet.append(["户名", PERSON.name, "卡号", "6222020000000004417"])
    sheet.append(["交易日期", "摘要", "收入", "支出", "余额", "对方户名", "附言"])
    for day, words, fen, party, note in rows:
        held -= fen
        sides = (yuan(-fen), "") if fen < 0 else ("", yuan(fen))
        sheet.append([f"{day}", words, *sides, yuan(held), party, note])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def stm504() -> Iterator[Pack]:
    """1,000.00 left the bank for the card and no bill credits it; in the twin it came back two days later."""
    card = CardTruth(PERSON.name, "4462", 1_000_000, 18)
    paid_on, amount = date(2025, 6, 4), 100_000
    bought_in_may = purchase(date(2025, 4, 28), "示例家电商城", 240_000, card.tail)
    first = next_statement(card, (2025, 5), 62_000, [bought_in_may, repayment(date(2025, 5, 2), 62_000, card.tail)])
    enough = repayment(date(2025, 5, 28), first.closing, card.tail)
    second = next_statement(card, (2025, 6), first, [purchase(date(2025, 5, 25), "示例书店", 5_600, card.tail), enough])
    third = next_statement(card, (2025, 7), second, [repayment(date(2025, 6, 28), second.closing, card.tail)])
    bank = "招商银行股份有限公司信用卡中心"
    sent = [
        (row.posted_on, "信用卡还款", -row.amount, bank, f"招商银行信用卡还款尾号{card.tail}")
        for row in (enough, repayment(paid_on, amount, card.tail), repayment(date(2025, 6, 28), second.closing, ""))
    ]
    back = (date(2025, 6, 6), "退款", -amount, bank, "信用卡还款退回")
    said = Said(
        "STM504", "warning", card.tail, paid_on, "未见入账", amount, None, yuan(amount), ("2025-06-09",)
    )  # fmt: skip
    for name, returned, found in (("还款未入账", [], (said,)), ("已退回", [back], ())):
        made = files_of(*map(pdf_paper, (first, second, third)))
        made["工商银行借记账户明细.xlsx"] = _workbook(sorted(sent + returned), 900_000)
        yield Pack(f"STM504-{name}", "STM504", made, found)


PACKS = (stm501, stm502, stm503, stm504)
