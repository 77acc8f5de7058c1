"""A bundle: the papers of one account, with what must be found in them and what other papers must say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.records.extraction import Kind
from samples.bills import BillCard
from samples.case_truth import ExpectedFinding, PaperTruth, PersonTruth
from samples.truth import ReportAccountTruth
from samples.truth_bank import BillTruth, DebitRow, DebitTruth
from samples.truth_loan import BookingsTruth, LoanTruth, PaymentsTruth

INSTITUTIONS = {
    "中国银行": "中国银行股份有限公司",
    "交通银行": "交通银行股份有限公司太平洋信用卡中心",
    "建设银行": "中国建设银行股份有限公司信用卡中心",
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """One account's papers.

    Attributes:
        accounts: Its sentences in a credit report.
        flows: What a debit account pays for it or gets from it.
    """

    papers: tuple[PaperTruth, ...]
    expected: tuple[ExpectedFinding, ...] = ()
    tolerated: tuple[ExpectedFinding, ...] = ()
    accounts: tuple[ReportAccountTruth, ...] = ()
    flows: tuple[DebitRow, ...] = ()
    lookalikes: tuple[str, ...] = ()


def card_in_report(card: BillCard, opened_on: date, balance: int, **more: object) -> ReportAccountTruth:
    """Return the report's sentence on a card that is in use; its balance is rounded to whole yuan."""
    fields: dict[str, object] = {
        "tail": card.tails[0],
        "credit_limit": card.limit,
        "balance": (balance + 50) // 100 * 100,
        "data_as_of": (2026, 8),
    }
    institution = INSTITUTIONS[card.bank]
    return ReportAccountTruth("credit_card", institution, opened_on, "active", **fields | more)  # type: ignore[arg-type]


def loan_in_report(loan: LoanTruth, closed_on: date) -> ReportAccountTruth:
    """Return the report's sentence on a loan that is settled."""
    month = (closed_on.year, closed_on.month)
    return ReportAccountTruth("loan", loan.issuer, loan.opened_on, "settled", amount=loan.amount, closed_month=month)


def _serial(day: date, number: int) -> str:
    return f"{(day.toordinal() * 7919 + number * 104_729) % 1_000_000_000:09d}"


def card_flows(bills: Sequence[BillTruth]) -> tuple[DebitRow, ...]:
    """Return what a debit account pays to a card: every repayment in yuan that its statements show."""
    return tuple(
        DebitRow(
            row.posted_on,
            "信用卡还款",
            -row.amount,
            INSTITUTIONS[bill.bank],
            time=f"{9 + row.posted_on.day % 9:02d}{row.posted_on.day * 7 % 60:02d}18",
            serial=_serial(row.posted_on, 1),
            channel="掌上银行",
            remark=f"信用卡还款尾号{row.tail}",
            kind=Kind.REPAYMENT,
        )
        for bill in bills
        for row in bill.yuan.rows
        if row.kind is Kind.REPAYMENT
    )


def loan_flows(statement: PaymentsTruth | BookingsTruth) -> tuple[DebitRow, ...]:
    """Return what a debit account gets from a loan and pays for it, as the lender's statement shows."""
    loan, rows = statement.loan, []
    if isinstance(statement, PaymentsTruth):
        paid = [(p.day, p.total, f"第{p.period_no}期" if p.period_no else p.note) for p in statement.payments]
    else:
        paid = [(e.day, -e.amount, e.note) for e in statement.entries if e.kind is Kind.REPAYMENT]
    rows.append(_flow(loan, loan.opened_on, -loan.amount, "放款", 0))
    rows += [_flow(loan, day, fen, what, number) for number, (day, fen, what) in enumerate(paid, 1)]
    return tuple(rows)


def _flow(loan: LoanTruth, day: date, amount: int, what: str, number: int) -> DebitRow:
    collected = amount > 0
    return DebitRow(
        day,
        "代扣" if collected else "转存",
        amount,
        loan.issuer,
        serial=_serial(day, number + 10),
        channel="" if collected else "超级网银",
        remark=f"{loan.contract_no}{what}",
        kind=Kind.REPAYMENT if collected else Kind.DISBURSEMENT,
    )


def _month(first: date, salary: int) -> list[DebitRow]:
    """Return a month's pay, rent and small things."""
    number = first.year * 12 + first.month
    pay, shop, rent = (first.replace(day=day) for day in (5, 8, 17))
    small = 2650 + number % 7 * 310
    rows = [
        DebitRow(pay, "代发工资", -salary, "示例科技有限公司", "083012", _serial(pay, 2), "网上银行", "工资"),
        DebitRow(
            shop, "财付通", small, "微信支付示例便利店", "191506", _serial(shop, 3), "电子商务", "购物", Kind.PURCHASE
        ),
        DebitRow(rent, "转支", 185_000, "示例市住房租赁服务中心", "102244", _serial(rent, 4), "掌上银行", "房租"),
    ]
    if first.month % 3 == 0:
        earned = -(number % 5 + 7)
        rows.append(DebitRow(first.replace(day=21), "结息", earned, "--", "", "0000000010", "", "个人活期结息"))
    return rows


def debit_paper(
    bank: str,
    person: PersonTruth,
    account_no: str,
    span: tuple[date, date],
    opening: int,
    bundles: Sequence[Bundle],
    salary: int,
) -> PaperTruth:
    """Return the list of a debit account: pay, some purchases, and what flows to and from `bundles`.

    Args:
        bank: One of `DEBIT_BANKS`.
        person: Whose account.
        account_no: In full, as such lists print it.
        span: First and last day of the list.
        opening: Money held before.
        bundles: Accounts that are paid from here.
        salary: Monthly pay, fen.
    """
    start, end = span
    rows = [row for bundle in bundles for row in bundle.flows if start <= row.day <= end]
    year, month = start.year, start.month
    while (first := date(year, month, 1)) <= end:
        rows += _month(first, salary)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    rows = [row for row in rows if start <= row.day <= end]
    ordered = tuple(sorted(rows, key=lambda row: (row.day, row.amount > 0)))
    truth = DebitTruth(bank, person.name, account_no, start, end, opening, ordered, end, kangxi=bank == "农业银行")
    return PaperTruth(f"{bank}交易流水-{account_no[-4:]}.pdf", truth)
