"""Cards of three banks, with errors planted and with lawful things that look like errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from pipeline.records.extraction import Kind
from samples.bills import BillCard, BillPlan, bought, build_bills, charged, due_penalty, returned
from samples.bundles import Bundle, card_flows, card_in_report
from samples.cards import DAY_RATE
from samples.case_truth import ExpectedFinding, PersonTruth, bill_paper
from samples.people_parts import SHOPS
from samples.truth import RowTruth
from samples.truth_bank import AccrualTruth, BillTruth
from samples.truth_loan import half_up


def _shopping(month: tuple[int, int], card: BillCard, amounts: Sequence[int]) -> tuple[RowTruth, ...]:
    """Return one purchase per amount, spread over the month before the statement of `month`."""
    before, endings = "消费 " if card.bank == "交通银行" else "", "CHN" if card.bank == "中国银行" else ""
    year, number = month[0], month[1] - 1
    return tuple(
        bought(
            date(year, number, card.statement_day + 1 + i * 2),
            f"{before}{SHOPS[(i * 3 + number) % len(SHOPS)]}{endings}",
            amount,
            card.tails[0],
        )
        for i, amount in enumerate(amounts)
    )


def boc_with_errors(person: PersonTruth) -> Bundle:
    """Return a Bank of China card: a purchase posted twice, an over-limit fee, a balance that was not carried over."""
    card = BillCard("中国银行", person.name, ("2208",), "6253", 1_000_000, 4)
    twice = bought(date(2026, 5, 19), "支付宝-示例数码专营店CHN", 128_900, "2208")
    large = bought(date(2026, 5, 14), "示例家电商城CHN", 758_900, "2208")
    over = charged(date(2026, 6, 4), "超限费", 2500, "2208", Kind.FEE)
    dollar = bought(date(2026, 4, 20), "EXAMPLE CLOUD*STORAGE USA", 1299, "2208", later=2)
    bills = build_bills(
        card,
        (2026, 5),
        146_320,
        [
            BillPlan(_shopping((2026, 5), card, (23_600, 5480, 61_250, 9900)), dollars=(dollar,)),
            BillPlan((*_shopping((2026, 6), card, (1200, 18_860, 9940, 3290)), large, twice, twice, over)),
            BillPlan(_shopping((2026, 7), card, (15_600, 42_980, 7750)), opening_added=12_000),
        ],
    )
    papers = tuple(bill_paper(bill) for bill in bills)
    expected = (
        ExpectedFinding("DUP102", "warning", "2208", twice.amount, twice.posted_on, papers[1].file, {"times": 2}),
        ExpectedFinding("PEN202", "error", "2208", over.amount, over.posted_on, papers[1].file),
        ExpectedFinding(
            "STM502",
            "error",
            "2208",
            bills[2].yuan.opening - bills[1].yuan.closing,
            bills[2].statement_on,
            papers[2].file,
            {"opening": bills[2].yuan.opening, "closing_before": bills[1].yuan.closing, "closing_in": papers[1].file},
        ),
    )
    account = card_in_report(card, date(2020, 5, 11), bills[2].yuan.closing)
    return Bundle(papers, expected, accounts=(account,), flows=card_flows(bills))


def ccb_with_errors(person: PersonTruth) -> Bundle:
    """Return a Construction Bank card whose 违约金 is above five per cent of what was missing.

    The list of its interest lets the annual fee bear some, and has a line that is not what its own figures make.
    """
    card = BillCard("建设银行", person.name, ("5512",), "62270000", 2_000_000, 14)
    added = 3500
    fee = charged(date(2026, 5, 14), "年费", 30_000, "5512", Kind.FEE)
    bills = build_bills(
        card,
        (2026, 5),
        98_640,
        [
            BillPlan((*_shopping((2026, 5), card, (156_000, 23_480, 88_900, 6720, 34_100)), fee)),
            BillPlan(_shopping((2026, 6), card, (12_800, 45_990, 3360)), pay="half", days_late=9, penalty_added=added),
        ],
    )
    lawful = due_penalty(card, bills[0], bills[1].rows)
    bills[1], on_fee, right = _wrong_accruals(bills[1], fee, 1200)
    papers = (bill_paper(bills[0], "eml"), bill_paper(bills[1], "html"))
    charge = next(row for row in bills[1].rows if row.kind is Kind.PENALTY)
    facts = {"charged": charge.amount, "lawful": lawful, "minimum": bills[0].yuan.minimum, "minimum_in": papers[0].file}
    first = bills[1].accruals[0]
    expected = (
        ExpectedFinding("PEN203", "warning", "5512", charge.amount - lawful, charge.posted_on, papers[1].file, facts),
        ExpectedFinding(
            "PEN205",
            "error",
            "5512",
            on_fee.interest,
            on_fee.end,
            papers[1].file,
            {"base": fee.amount, "days": on_fee.days},
        ),
        ExpectedFinding(
            "INT303",
            "error",
            "5512",
            first.interest - right,
            first.end,
            papers[1].file,
            {"base": first.base, "days": first.days, "charged": first.interest, "lawful": right},
        ),
    )
    account = card_in_report(
        card, date(2021, 9, 3), bills[1].yuan.closing, overdue_list=True, overdue_now=False, overdue_months=1
    )
    return Bundle(papers, expected, accounts=(account,), flows=card_flows(bills))


def _wrong_accruals(bill: BillTruth, fee: RowTruth, added: int) -> tuple[BillTruth, AccrualTruth, int]:
    """Return `bill` with interest on a fee, and with a first line `added` above what its base, rate and days make.

    Also returns the fee's line and what the first line should be.
    """
    first, *others = bill.accruals
    right = half_up(Fraction(first.base * DAY_RATE * first.days, 10_000))
    days = (bill.statement_on - first.start).days
    interest = half_up(Fraction(fee.amount * DAY_RATE * days, 10_000))
    on_fee = AccrualTruth(f"上期{fee.description}", fee.amount, first.start, bill.statement_on, days, interest)
    lines = (replace(first, interest=right + added), *others, on_fee)
    total = sum(line.interest for line in lines)
    more = total - bill.yuan.interest
    rows = tuple(
        replace(row, amount=total, original_amount=total) if row.kind is Kind.INTEREST else row
        for row in bill.yuan.rows
    )
    # Interest belongs to the minimum in full.
    yuan = replace(bill.yuan, rows=rows, minimum=bill.yuan.minimum + more)
    return replace(bill, accruals=lines, ledgers=(yuan, *bill.ledgers[1:])), on_fee, right


def bocom_with_errors(person: PersonTruth) -> Bundle:
    """Return a Bank of Communications card: a month without statement, and a charge called 滞纳金."""
    card = BillCard("交通银行", person.name, ("7702",), "622252", 1_500_000, 10)
    bills = build_bills(
        card,
        (2026, 5),
        73_250,
        [
            BillPlan(_shopping((2026, 5), card, (18_900, 4460, 27_300))),
            BillPlan(_shopping((2026, 6), card, (66_000, 8180))),
            BillPlan(_shopping((2026, 7), card, (243_000, 35_900, 12_250, 5600))),
            BillPlan(_shopping((2026, 8), card, (9900, 28_700)), pay="half", days_late=9, penalty_word="滞纳金"),
        ],
    )
    shown = (bills[0], bills[2], bills[3])
    papers = (bill_paper(shown[0], "html"), bill_paper(shown[1], "eml"), bill_paper(shown[2]))
    late = next(row for row in bills[3].rows if row.kind is Kind.LATE_FEE)
    expected = (
        ExpectedFinding("STM503", "notice", "7702", None, None, papers[1].file, {"missing": "2026-06"}),
        ExpectedFinding("PEN201", "warning", "7702", None, late.posted_on, papers[2].file, {"charged": late.amount}),
    )
    account = card_in_report(
        card, date(2019, 3, 22), bills[3].yuan.closing, overdue_list=True, overdue_now=False, overdue_months=1
    )
    return Bundle(papers, expected, accounts=(account,), flows=card_flows(shown))


def boc_lawful(person: PersonTruth) -> Bundle:
    """Return two Bank of China cards of one account, reissued: equal purchases and equal instalments that are sound."""
    card = BillCard("中国银行", person.name, ("2310", "2318"), "6253", 3_000_000, 6)
    equal = bought(date(2026, 4, 18), "支付宝-示例家居专营店CHN", 45_900, "2310")
    back = returned(date(2026, 4, 22), "支付宝-示例家居专营店CHN", 45_900, "2310")
    both = [bought(date(2026, 5, 23), "示例电影院线CHN", 9800, tail) for tail in card.tails]

    def parts(number: int, day: date) -> tuple[RowTruth, ...]:
        words = (f"分期付款 示例电器 第{number:02d}/12期", f"分期付款 示例家具 第{number + 1:02d}/06期")
        return tuple(bought(day, word, 30_000, "2310", later=0, kind=Kind.INSTALMENT) for word in words)

    bills = build_bills(
        card,
        (2026, 5),
        120_450,
        [
            BillPlan(
                (*_shopping((2026, 5), card, (8900, 23_150)), equal, equal, back, *parts(2, date(2026, 5, 6))),
                dollars=(bought(date(2026, 4, 25), "EXAMPLE AIR TICKET SGP", 18_640, "2310", later=2),),
            ),
            BillPlan((*_shopping((2026, 6), card, (15_600, 3380, 41_200)), *both, *parts(3, date(2026, 6, 6)))),
            BillPlan((*_shopping((2026, 7), card, (27_900, 6050)), *parts(4, date(2026, 7, 6)))),
        ],
        reissued=True,
    )
    return Bundle(
        tuple(bill_paper(bill) for bill in bills),
        accounts=(card_in_report(card, date(2018, 10, 9), bills[2].yuan.closing),),
        flows=card_flows(bills),
        lookalikes=(
            "中国银行2026年05月账单：两笔相同消费，其中一笔已退货",
            "中国银行2026年06月账单：主卡与附属卡同日同商户等额消费",
            "中国银行各期账单：两个分期计划每期金额相同，期数不同",
        ),
    )


def bocom_lawful(person: PersonTruth) -> Bundle:
    """Return a Bank of Communications card: equal fares of one day, and interest that was given back."""
    card = BillCard("交通银行", person.name, ("7811",), "622252", 2_000_000, 12)
    fares = tuple(bought(date(2026, 5, 28), "消费 示例轨道交通", 500, "7811") for _ in range(2))
    bills = build_bills(
        card,
        (2026, 5),
        64_180,
        [
            BillPlan(_shopping((2026, 5), card, (88_000, 12_350, 46_700, 3990))),
            BillPlan((*_shopping((2026, 6), card, (19_900, 7480)), *fares), pay="half"),
            BillPlan(_shopping((2026, 7), card, (5600, 33_020)), reverse_interest=True),
        ],
    )
    papers = (bill_paper(bills[0], "eml"), bill_paper(bills[1], "html"), bill_paper(bills[2]))
    return Bundle(
        papers,
        accounts=(card_in_report(card, date(2022, 2, 15), bills[2].yuan.closing),),
        flows=card_flows(bills),
        lookalikes=(
            "交通银行2026年06月账单：同日两笔等额地铁票是两次乘车",
            "交通银行2026年06月账单的利息已在次月冲正",
        ),
    )
