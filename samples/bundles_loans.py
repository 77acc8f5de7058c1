"""Loans with their papers, with errors planted and with lawful things that look like errors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pipeline.records.extraction import Kind
from samples.bundles import Bundle, loan_flows, loan_in_report
from samples.case_truth import ExpectedFinding, PaperTruth, PersonTruth
from samples.people_parts import loan_letter
from samples.truth import DrawdownTruth, LetterTruth, ReportAccountTruth
from samples.truth_loan import (
    BookingsTruth,
    ContractTruth,
    EntryTruth,
    LoanTruth,
    PaymentsTruth,
    PaymentTruth,
    PlanTruth,
    entry,
    paid_as_due,
)

YUNLU = "云麓消费金融有限公司"
XINGQIAO = "星桥消费金融股份有限公司"
HUYU = "湖屿小额贷款有限公司"
SHIGUANG = "拾光数字科技有限公司"


def _letter(person: PersonTruth, loan: LoanTruth, serial: str, settled_on: date, **more: object) -> LetterTruth:
    """Return a letter on `loan` with its items filled in."""
    items: dict[str, object] = {
        "title": "结清证明",
        "wording": "pairs",
        "contract_no": loan.contract_no,
        "drawdown_no": loan.drawdown_no,
        "loan_amount": loan.amount,
        "opened_on": loan.opened_on,
    }
    return loan_letter(person, loan.issuer, serial, settled_on, **items | more)


def loan_with_errors(person: PersonTruth, paid_into: str) -> Bundle:
    """Return a loan with contract, plan, payments and letter.

    Less was paid out than lent.  One instalment was late and bore too much penalty interest, one was collected twice,
    one above the plan, penalty interest after the settlement; and the letter names another loan amount than the
    contract.

    Args:
        person: Whose loan.
        paid_into: File of the debit account's list, which shows the payout.
    """
    loan = LoanTruth(
        YUNLU,
        person.name,
        person.masked_id,
        "YLXF20250610073",
        "YLJJ250610073",
        3_000_000,
        1440,
        date(2025, 6, 10),
        12,
        account_tail="3381",
    )
    dues, settled_on, added, late_charge, kept = loan.dues, date(2026, 5, 20), 5000, 1260, 60_000
    payments = [paid_as_due(due) for due in dues[:11]]
    overdue, days = dues[4], 8
    late = paid_as_due(overdue, later=overdue.due_on + timedelta(days=days), penalty=3600, note="逾期还款")
    payments[4], most = late, loan.most_penalty_of(overdue.principal + overdue.interest, days)
    payments.insert(7, payments[6])
    payments[9] = replace(payments[9], interest=payments[9].interest + added)
    interest = loan.interest_of(dues[10].remaining, (settled_on - dues[10].due_on).days)
    payments.append(PaymentTruth(settled_on, 12, dues[11].principal, interest, note="提前结清"))
    last = payments[-1].total
    # More than a month later: no trailing interest can be booked so late.
    payments.append(PaymentTruth(date(2026, 7, 10), None, 0, 0, late_charge, note="罚息"))
    statement = PaymentsTruth(loan, loan.opened_on, date(2026, 7, 31), tuple(payments), remaining=False)
    letter = _letter(
        person,
        loan,
        "云麓结证2026第0521018号",
        settled_on,
        settled_amount=last,
        amount_is="last",
        loan_amount=3_600_000,
    )
    papers = (
        PaperTruth("借款合同-云麓消费金融.pdf", ContractTruth(loan, rate_printed=True)),
        PaperTruth("还款计划表-云麓消费金融.pdf", PlanTruth(loan, loan.opened_on)),
        PaperTruth("还款明细-云麓消费金融.pdf", statement),
        PaperTruth("结清证明-云麓消费金融.pdf", letter),
    )
    number, listed = loan.contract_no, papers[2].file
    again, above = payments[7], payments[9]
    flows = tuple(
        replace(flow, amount=kept - loan.amount) if flow.kind is Kind.DISBURSEMENT else flow
        for flow in loan_flows(statement)
    )
    paid_out = {"contract": loan.amount, "paid_out": loan.amount - kept, "contract_in": papers[0].file}
    too_late = {"period_no": late.period_no, "charged": late.penalty_interest, "most": most}
    expected = (
        ExpectedFinding("LOAN403", "warning", number, kept, loan.opened_on, paid_into, paid_out),
        ExpectedFinding("LOAN402", "error", number, late.penalty_interest - most, late.day, listed, too_late),
        ExpectedFinding("DUP103", "error", number, again.total, again.day, listed, {"period_no": again.period_no}),
        ExpectedFinding(
            "LOAN406", "error", number, above.total - dues[8].total, above.day, listed, {"plan": dues[8].total}
        ),
        ExpectedFinding("LOAN405", "error", number, late_charge, payments[-1].day, listed, {"settled_on": settled_on}),
        ExpectedFinding(
            "SET603",
            "error",
            number,
            (letter.loan_amount or 0) - loan.amount,
            letter.issued_on,
            papers[3].file,
            {"item": "loan_amount", "letter": letter.loan_amount, "contract": loan.amount},
        ),
    )
    # The report has the contract's amount, so the letter differs from it, too.
    tolerated = (
        ExpectedFinding("CRD710", "warning", number, loan.amount - (letter.loan_amount or 0), None, papers[3].file),
    )
    return Bundle(
        papers,
        expected,
        tolerated,
        (loan_in_report(loan, settled_on),),
        flows,
        ("云麓消费金融第5、9期以外各期实收与计划一致；提前结清按实际天数计息",),
    )


def _booked(loan: LoanTruth, count: int) -> list[EntryTruth]:
    """Return the payout, and interest and payment of each of the first `count` instalments, on their days."""
    entries = [entry(loan.opened_on, Kind.DISBURSEMENT, loan.amount)]
    for due in loan.dues[:count]:
        entries += [
            entry(due.due_on, Kind.INTEREST, due.interest),
            entry(due.due_on, Kind.REPAYMENT, due.total, f"还款（第{due.period_no}期）"),
        ]
    return entries


def loan_amount_wrong(person: PersonTruth, *, unsettled: bool = False) -> Bundle:
    """Return a loan whose letter names another last payment than the lender's own list.

    Args:
        person: Whose loan.
        unsettled: Whether the report still shows its last instalment as overdue.
    """
    loan = LoanTruth(
        XINGQIAO,
        person.name,
        person.masked_id,
        "XQ2025121500286",
        "XQD251215008",
        1_200_000,
        1800,
        date(2025, 12, 15),
        6,
        account_tail="3381",
    )
    settled_on = loan.ends_on
    statement = BookingsTruth(loan, loan.opened_on, date(2026, 6, 30), tuple(_booked(loan, 6)))
    added, last = 18_000, -statement.entries[-1].amount
    letter = _letter(person, loan, "XQ-JQ-20260616-0442", settled_on, settled_amount=last + added, amount_is="last")
    papers = (
        PaperTruth("贷款对账单-星桥消费金融.pdf", statement),
        PaperTruth("结清证明-星桥消费金融.pdf", letter),
        PaperTruth("借款合同-星桥消费金融.pdf", ContractTruth(loan)),
    )
    facts = {"letter": letter.settled_amount, "paid": last}
    expected = [
        ExpectedFinding("SET602", "error", loan.contract_no, added, letter.issued_on, papers[1].file, facts),
    ]
    account = loan_in_report(loan, settled_on)
    if unsettled:
        balance = (loan.dues[5].principal + 50) // 100 * 100
        account = ReportAccountTruth(
            "loan",
            loan.issuer,
            loan.opened_on,
            "active",
            amount=loan.amount,
            ends_on=loan.ends_on,
            balance=balance,
            data_as_of=(2026, 8),
            overdue_list=True,
            overdue_now=True,
            overdue_months=2,
        )
        shown = {"settled_on": settled_on, "balance": balance, "letter": papers[1].file}
        expected.append(ExpectedFinding("CRD701", "error", loan.contract_no, balance, None, "", shown))
    return Bundle(papers, tuple(expected), accounts=(account,), flows=loan_flows(statement))


def drawdowns(person: PersonTruth) -> Bundle:
    """Return one letter on three drawdowns of one contract."""
    terms = (
        (350_000, date(2025, 1, 9), date(2025, 7, 9), 368_466),
        (500_000, date(2025, 3, 12), date(2025, 9, 12), 526_380),
        (800_000, date(2025, 5, 6), date(2025, 11, 6), 842_208),
    )
    drawn = tuple(
        DrawdownTruth(f"HYJJ{opened:%y%m%d}{n:03d}", amount, opened, ends, ends, paid)
        for n, (amount, opened, ends, paid) in enumerate(terms, 1)
    )
    letter = loan_letter(
        person,
        HUYU,
        "湖屿证字2025第1110号",
        drawn[-1].settled_on,
        title="借款结清证明",
        wording="drawdowns",
        contract_no="HYED20250109021",
        drawdowns=drawn,
        as_of=date(2025, 11, 10),
        issued_on=date(2025, 11, 10),
        settled_amount=sum(one.paid for one in drawn),
        amount_is="total",
    )
    accounts = tuple(
        ReportAccountTruth(
            "loan",
            HUYU,
            d.opened_on,
            "settled",
            amount=d.amount,
            closed_month=(d.settled_on.year, d.settled_on.month),
        )
        for d in drawn
    )
    return Bundle((PaperTruth("借款结清证明-湖屿小贷.pdf", letter),), accounts=accounts)


def platform(person: PersonTruth) -> Bundle:
    """Return a platform's proof that names neither contract nor day of settlement."""
    letter = loan_letter(
        person,
        SHIGUANG,
        "SG-20260402-7715",
        date(2026, 4, 2),
        wording="platform",
        title="结清证明",
        settled_amount=864_000,
        as_of=date(2026, 4, 2),
        omitted=frozenset({"settled_on"}),
    )
    paper = PaperTruth("结清证明-拾光.pdf", letter)
    facts = {"lacks": ["contract_no", "settled_on"]}
    return Bundle((paper,), (ExpectedFinding("SET601", "warning", "", None, letter.issued_on, paper.file, facts),))


def loan_caught_up(person: PersonTruth) -> Bundle:
    """Return a sound loan: one instalment was missed, and two were paid on one day."""
    loan = LoanTruth(
        YUNLU,
        person.name,
        person.masked_id,
        "YLXF20251016114",
        "YLJJ251016114",
        1_800_000,
        1560,
        date(2025, 10, 16),
        6,
        account_tail="6027",
    )
    dues = loan.dues
    payments = [paid_as_due(due) for due in dues]
    days = (dues[3].due_on - dues[2].due_on).days
    penalty = loan.penalty_of(dues[2].principal, days)
    payments[2] = paid_as_due(dues[2], later=dues[3].due_on, penalty=penalty, note="逾期还款")
    statement = PaymentsTruth(loan, loan.opened_on, date(2026, 4, 30), tuple(payments))
    letter = _letter(
        person,
        loan,
        "云麓结证2026第0417006号",
        loan.ends_on,
        settled_amount=statement.sums["total"],
        amount_is="total",
    )
    papers = (
        PaperTruth("借款合同-云麓消费金融.pdf", ContractTruth(loan)),
        PaperTruth("还款计划表-云麓消费金融.pdf", PlanTruth(loan, loan.opened_on, paid=0)),
        PaperTruth("还款明细-云麓消费金融.pdf", statement),
        PaperTruth("结清证明-云麓消费金融.pdf", letter),
    )
    account = replace(loan_in_report(loan, loan.ends_on), overdue_list=True, overdue_months=1)
    return Bundle(
        papers,
        accounts=(account,),
        flows=loan_flows(statement),
        lookalikes=("云麓消费金融：2026-02-16同日补缴第3期（含罚息）并还第4期，不是重复扣款",),
    )


def loan_trailing(person: PersonTruth) -> Bundle:
    """Return a sound loan settled early: interest up to the payment day is posted two days later."""
    loan = LoanTruth(
        XINGQIAO,
        person.name,
        person.masked_id,
        "XQ2025120800731",
        "XQD251208019",
        900_000,
        1680,
        date(2025, 12, 8),
        12,
        account_tail="6027",
    )
    settled_on = date(2026, 5, 20)
    left, last = loan.dues[4].remaining, loan.dues[4].due_on
    interest = loan.interest_of(left, (settled_on - last).days)
    posted = settled_on + timedelta(days=2)
    entries = [
        *_booked(loan, 5),
        entry(settled_on, Kind.REPAYMENT, left, "提前结清还款（本金）"),
        entry(posted, Kind.INTEREST, interest, f"利息（{last + timedelta(days=1)}至{settled_on}）"),
        entry(posted, Kind.REPAYMENT, interest, "还款（结清日前利息）"),
    ]
    statement = BookingsTruth(loan, loan.opened_on, date(2026, 5, 31), tuple(entries))
    letter = _letter(
        person,
        loan,
        "XQ-JQ-20260525-0107",
        settled_on,
        settled_amount=loan.amount,
        amount_is="principal",
        issued_on=date(2026, 5, 25),
    )
    papers = (
        PaperTruth("贷款对账单-星桥消费金融.pdf", statement),
        PaperTruth("结清证明-星桥消费金融.pdf", letter),
    )
    return Bundle(
        papers,
        accounts=(loan_in_report(loan, settled_on),),
        flows=loan_flows(statement),
        lookalikes=("星桥消费金融：结清后两日入账的利息只计到结清日",),
    )


def loan_reduced(person: PersonTruth) -> Bundle:
    """Return a loan that was overdue, paid in part by agreement and waived for the rest."""
    loan = LoanTruth(
        HUYU,
        person.name,
        person.masked_id,
        "HYXF20241115008",
        "HYJJ241115008",
        2_000_000,
        1800,
        date(2024, 11, 15),
        12,
        account_tail="6027",
    )
    settled_on = date(2026, 3, 16)
    missed = loan.dues[7:]
    entries = _booked(loan, 7)
    entries += [entry(due.due_on, Kind.INTEREST, due.interest) for due in missed]
    penalty = sum(loan.penalty_of(due.principal, (settled_on - due.due_on).days) for due in missed)
    entries.append(entry(settled_on, Kind.PENALTY_INTEREST, penalty))
    interest, principal = sum(due.interest for due in missed), loan.dues[6].remaining
    owed = principal + interest + penalty
    paid = owed * 7 // 10 // 10_000 * 10_000
    entries += [
        entry(settled_on, Kind.REPAYMENT, paid, "协商一次性还款"),
        entry(settled_on, Kind.ADJUSTMENT, owed - paid, "减免"),
    ]
    statement = BookingsTruth(loan, loan.opened_on, date(2026, 3, 31), tuple(entries))
    letter = _letter(
        person,
        loan,
        "湖屿减结〔2026〕0317号",
        settled_on,
        title="债务减免结清函",
        wording="reduced",
        settled_amount=paid,
        owed=owed,
        waived=owed - paid,
        parts=(("本金", principal), ("利息", interest), ("罚息", penalty)),
        as_of=settled_on,
        loan_amount=None,
        opened_on=None,
        drawdown_no="",
    )
    papers = (
        PaperTruth("贷款对账单-湖屿小贷.pdf", statement),
        PaperTruth("债务减免结清函-湖屿小贷.pdf", letter),
    )
    account = replace(loan_in_report(loan, settled_on), overdue_list=True, overdue_months=9, overdue_90=6)
    return Bundle(
        papers,
        accounts=(account,),
        flows=loan_flows(statement),
        lookalikes=("湖屿小贷：结清函金额小于应还总额，差额为减免",),
    )
