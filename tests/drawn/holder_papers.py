"""How papers and expected findings of kinds B and C follow from a plan."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from pipeline.records.extraction import Kind
from samples.bills import build_bills
from samples.bundles import card_flows, loan_flows
from samples.case_truth import CaseTruth, ExpectedFinding, PaperTruth, bill_paper
from samples.truth import LetterTruth
from samples.truth_bank import BillTruth, DebitRow, DebitTruth
from samples.truth_loan import (
    BookingsTruth,
    ContractTruth,
    EntryTruth,
    PaymentsTruth,
    PaymentTruth,
    PlanTruth,
    entry,
)
from tests.drawn.holders import HolderPlan, LoanPlan

_PARTS = ((Kind.PENALTY_INTEREST, "penalty_interest"), (Kind.FEE, "fee"))


def figure_out_holder(plan: HolderPlan, name: str) -> CaseTruth:
    """Turn a plan into papers and expected findings."""
    bills = build_bills(
        plan.card.card, plan.card.first, plan.card.opening, plan.card.months, reissued=plan.card.reissued
    )
    shown = [bill_paper(bill, form) for bill, form in zip(bills, plan.card.forms, strict=True)]
    expected = [find(bills, shown) for find in plan.card.finds]
    papers, findings, flows = _loan_papers(plan.loan, plan.lot)
    debit = _debit(plan, bills, flows)
    cards = [paper for index, paper in enumerate(shown) if index != plan.card.withheld]
    more = [PaperTruth(file, letter) for file, letter in plan.more]
    return CaseTruth(
        name,
        plan.person,
        (*cards, *papers, debit, *more),
        (*expected, *findings, *plan.more_finds),
        lookalikes=tuple(plan.applied),
    )


def _loan_papers(
    plan: LoanPlan, lot: random.Random
) -> tuple[list[PaperTruth], list[ExpectedFinding], tuple[DebitRow, ...]]:
    loan = plan.loan
    statement: PaymentsTruth | BookingsTruth
    if plan.split:
        # A list that counts a payment twice, or nothing after the settlement, prints no principal left.
        column = lot.random() < 0.5 and not plan.touched
        statement = PaymentsTruth(loan, loan.opened_on, plan.end, tuple(plan.payments), remaining=column)
        listed = PaperTruth("还款明细.pdf", statement)
    else:
        statement = BookingsTruth(loan, loan.opened_on, plan.end, _bookings(plan))
        listed = PaperTruth("贷款对账单.pdf", statement)
    letter = _letter(plan, lot, statement)
    letter_paper = PaperTruth("结清证明.pdf", letter)
    papers = [listed, letter_paper] if plan.listed else [letter_paper]
    if plan.contract:
        papers.append(PaperTruth("借款合同.pdf", ContractTruth(loan, rate_printed=lot.random() < 0.5)))
    if plan.split:
        papers.append(PaperTruth("还款计划表.pdf", PlanTruth(loan, loan.opened_on, lot.choice((None, 0)))))
    flows = (*loan_flows(statement), *plan.debits) if plan.from_here else ()
    return papers, [find(plan, letter, listed, letter_paper) for find in plan.finds], flows


def _bookings(plan: LoanPlan) -> tuple[EntryTruth, ...]:
    """Return the list of bookings: interest on its due day, what was paid on the day it came."""
    loan = plan.loan
    dues = {due.period_no: due for due in loan.dues}
    entries, seen = [entry(loan.opened_on, Kind.DISBURSEMENT, loan.amount)], set()
    for payment in plan.payments:
        number = payment.period_no
        again = number is not None and number in seen
        seen.add(number)
        if not again:
            due = dues.get(number or 0)
            on = min(payment.day, due.due_on) if due else payment.day
            if payment.interest:
                entries.append(entry(on, Kind.INTEREST, payment.interest))
            for kind, part in _PARTS:
                if fen := getattr(payment, part):
                    entries.append(entry(payment.day, kind, fen, "罚息" if part == "penalty_interest" else "服务费"))
        entries.append(entry(payment.day, Kind.REPAYMENT, payment.total, _note(payment)))
    if plan.waived_from is not None:
        entries += _reduced(plan)
    return tuple(sorted(entries, key=lambda e: e.day))


def _note(payment: PaymentTruth) -> str:
    if "结清" in payment.note:
        return f"{payment.note}还款"
    return f"还款（第{payment.period_no}期）" if payment.period_no else "还款"


def owed_and_paid(plan: LoanPlan) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    """Return what was owed before a reduced settlement, what was paid of it, and the parts of the first."""
    missed = plan.loan.dues[plan.waived_from :]
    principal = sum(due.principal for due in missed)
    interest = sum(due.interest for due in missed)
    penalty = sum(plan.loan.penalty_of(d.principal, (plan.settled_on - d.due_on).days) for d in missed)
    owed = principal + interest + penalty
    return owed, owed * 7 // 10 // 10_000 * 10_000, (("本金", principal), ("利息", interest), ("罚息", penalty))


def _reduced(plan: LoanPlan) -> list[EntryTruth]:
    missed = plan.loan.dues[plan.waived_from :]
    owed, paid, parts = owed_and_paid(plan)
    return [
        *(entry(due.due_on, Kind.INTEREST, due.interest) for due in missed),
        entry(plan.settled_on, Kind.PENALTY_INTEREST, parts[2][1]),
        entry(plan.settled_on, Kind.REPAYMENT, paid, "协商一次性还款"),
        entry(plan.settled_on, Kind.ADJUSTMENT, owed - paid, "减免"),
    ]


def _letter(plan: LoanPlan, lot: random.Random, statement: PaymentsTruth | BookingsTruth) -> LetterTruth:
    """Return the letter; what it calls the settled amount is what was paid by then, and what an operator adds."""
    loan = plan.loan
    # Interest up to the settlement may come some days after it.
    before = [p for p in plan.payments if p.day <= plan.settled_on + timedelta(days=3)]
    amounts = {
        "total": sum(p.total for p in before),
        "last": before[-1].total,
        "principal": loan.amount,
    }
    base = LetterTruth(
        serial=f"结字{plan.settled_on:%Y}第{lot.randint(1000, 99_999)}号",
        title="个人贷款结清证明" if plan.wording == "loan" else "结清证明",
        issuer=loan.issuer,
        name=loan.name,
        id_number=loan.id_number,
        settled_on=plan.settled_on,
        issued_on=plan.settled_on + timedelta(days=plan.issued_after),
        settled_amount=amounts[plan.amount_is or ("last" if plan.early else "total")] + plan.added,
        wording=plan.wording,
        contract_no=loan.contract_no,
        drawdown_no=loan.drawdown_no,
        loan_amount=loan.amount,
        opened_on=loan.opened_on,
        amount_is=plan.amount_is,
    )
    if plan.waived_from is not None:
        owed, paid, parts = owed_and_paid(plan)
        base = replace(
            base,
            title="债务减免结清函",
            wording="reduced",
            settled_amount=paid,
            owed=owed,
            waived=owed - paid,
            parts=parts,
            as_of=plan.settled_on,
            loan_amount=None,
            opened_on=None,
            drawdown_no="",
            amount_is="",
        )
    return replace(base, **plan.letter)  # type: ignore[arg-type]


def _debit(plan: HolderPlan, bills: list[BillTruth], loan: tuple[DebitRow, ...]) -> PaperTruth:
    """Return the debit account's list: what it pays and gets, wages, rent and small things."""
    lot = plan.lot
    flows = [*card_flows(bills), *loan]
    start = min(row.day for row in flows) - timedelta(days=lot.randint(1, 9))
    end = max(plan.loan.end, max(row.day for row in flows)) + timedelta(days=lot.randint(4, 12))
    wage, rent = lot.randint(600_000, 2_200_000), lot.randint(90_000, 400_000)
    day = date(start.year, start.month, lot.randint(3, 12))
    rows = list(flows)
    while day <= end:
        if day >= start:
            rows.append(
                DebitRow(day, "代发工资", -wage, "示例科技有限公司", "083012", _serial(lot), "网上银行", "工资")
            )
        paid = day + timedelta(days=lot.randint(3, 12))
        what = lot.choice(("转支", "财付通"))
        if start <= paid <= end:
            who, fen = (
                ("示例市住房租赁服务中心", rent) if what == "转支" else ("微信支付示例便利店", lot.randint(800, 9000))
            )
            rows.append(
                DebitRow(paid, what, fen, who, "102244", _serial(lot), "掌上银行", "房租" if fen == rent else "购物")
            )
        day = date(day.year + day.month // 12, day.month % 12 + 1, day.day)
    rows = [
        row if row.time else replace(row, time=f"{lot.randint(8, 20):02d}{lot.randint(0, 59):02d}41") for row in rows
    ]
    ordered = tuple(sorted(rows, key=lambda row: (row.day, row.amount > 0)))
    lowest, held = 0, 0
    for row in ordered:
        held -= row.amount
        lowest = min(lowest, held)
    opening = lot.randint(10_000, 900_000) - lowest
    bank = plan.debit_bank
    truth = DebitTruth(
        bank, plan.person.name, plan.debit_no, start, end, opening, ordered, end, kangxi=bank == "农业银行"
    )
    return PaperTruth(f"{bank}交易流水-{plan.debit_no[-4:]}.pdf", truth)


def _serial(lot: random.Random) -> str:
    return f"{lot.randint(10**8, 10**9 - 1)}"
