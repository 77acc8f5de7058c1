"""Operators on the loan of kinds B and C and its letter: each plants one error or one lawful look-alike."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from pipeline.records.extraction import Kind
from samples.case_truth import ExpectedFinding, PaperTruth
from samples.truth import LetterTruth
from samples.truth_bank import DebitRow
from samples.truth_loan import PaymentTruth, paid_as_due
from tests.drawn.holders import FindLoan, HolderPlan, LoanPlan


def _found(code: str, severity: str, difference: int | None, on: date | None, *, letter: bool = False) -> FindLoan:
    """Return what gives the expected finding, against the lender's list or the letter."""

    def find(plan: LoanPlan, said: LetterTruth, listed: PaperTruth, paper: PaperTruth) -> ExpectedFinding:
        day = said.issued_on if letter else on
        file = paper.file if letter else listed.file
        return ExpectedFinding(code, severity, plan.loan.contract_no, difference, day, file)

    return find


def _touch(case: HolderPlan) -> LoanPlan | None:
    """Return the loan unless an operator has it already: two would explain each other."""
    if case.loan.touched:
        return None
    case.loan.touched = True
    return case.loan


def _regular(plan: LoanPlan, lot: random.Random, *, before_last: int = 0) -> int | None:
    """Return the place of an ordinary instalment, None where there are too few to compare it with."""
    count = len(plan.payments) - plan.early - before_last
    return lot.randrange(count) if count >= 2 else None


def _debit(plan: LoanPlan, payment: PaymentTruth, day: date, lot: random.Random, *, back: bool = False) -> DebitRow:
    return DebitRow(
        day,
        "退款" if back else "代扣",
        -payment.total if back else payment.total,
        plan.loan.issuer,
        serial=f"{lot.randint(10**8, 10**9 - 1)}",
        remark=f"{plan.loan.contract_no}{'代扣退回' if back else f'第{payment.period_no}期'}",
        kind=Kind.OTHER if back else Kind.REPAYMENT,
    )


def collected_twice(lot: random.Random, case: HolderPlan) -> bool:
    """DUP103: the lender's list shows an instalment twice; the debit account, too, or another account paid."""
    plan = case.loan
    # Without a plan only the other instalments tell that each of the two was a whole one.
    if not plan.split and plan.early:
        return False
    index = _regular(plan, lot)
    if index is None or _touch(case) is None:
        return False
    first = plan.payments[index]
    second = replace(first, day=first.day + timedelta(days=lot.choice((0, 0, 1, 2))))
    plan.payments.insert(index + 1, second)
    plan.from_here = lot.random() < 0.6
    severity = "error" if plan.from_here else "warning"
    plan.finds.append(_found("DUP103", severity, second.total, second.day))
    return True


def debited_twice(lot: random.Random, case: HolderPlan) -> bool:
    """DUP103: two debits for one instalment, of which the lender books one."""
    plan = case.loan
    index = _regular(plan, lot)
    if index is None or _touch(case) is None:
        return False
    payment = plan.payments[index]
    day = payment.day + timedelta(days=lot.choice((0, 0, 1, 2)))
    plan.debits.append(_debit(plan, payment, day, lot))
    plan.finds.append(_found("DUP103", "error", payment.total, day))
    return True


def debited_twice_by_plan(lot: random.Random, case: HolderPlan) -> bool:
    """DUP103: two debits for one instalment of the plan; no paper says what the lender booked."""
    plan = case.loan
    if not plan.split or not debited_twice(lot, case):
        return False
    plan.listed = False
    plan.finds = [_found("DUP103", "warning", plan.debits[0].amount, plan.debits[0].day)]
    return True


def charged_after_settlement(lot: random.Random, case: HolderPlan) -> bool:
    """LOAN405: interest, a fee or penalty interest, booked when no trailing interest can be meant any more."""
    if (plan := _touch(case)) is None:
        return False
    part, note = lot.choice((("interest", "利息"), ("penalty_interest", "罚息"), ("fee", "服务费")))
    day, fen = plan.settled_on + timedelta(days=lot.randint(35, 70)), lot.randint(150, 30_000)
    payment = replace(PaymentTruth(day, None, 0, 0, note=note), **{part: fen})  # type: ignore[arg-type]
    plan.payments.append(payment)
    plan.end = day + timedelta(days=lot.randint(3, 15))
    plan.finds.append(_found("LOAN405", "error", fen, day))
    return True


def above_plan(lot: random.Random, case: HolderPlan) -> bool:
    """LOAN406: an instalment that was paid on its day is collected above the plan."""
    plan = case.loan
    if not plan.split or (index := _regular(plan, lot)) is None or _touch(case) is None:
        return False
    payment, added = plan.payments[index], lot.randint(101, 9000)
    part = lot.choice(("interest", "interest", "penalty_interest"))
    plan.payments[index] = replace(payment, **{part: getattr(payment, part) + added})
    plan.finds.append(_found("LOAN406", "error", added, payment.day))
    return True


def letter_amount_wrong(lot: random.Random, case: HolderPlan) -> bool:
    """SET602: the letter states another amount than was paid."""
    if (plan := _touch(case)) is None:
        return False
    plan.added = lot.randint(101, 40_000)
    plan.finds.append(_found("SET602", "error" if plan.amount_is else "warning", plan.added, None, letter=True))
    return True


def letter_contradicts(lot: random.Random, case: HolderPlan) -> bool:
    """SET603: the letter names another amount, person or ID tail than the loan's other papers."""
    if (plan := _touch(case)) is None:
        return False
    loan = plan.loan
    item = lot.choice(("loan_amount", "loan_amount", "name", "id_number"))
    difference = None
    if item == "loan_amount":
        # Without a plan, less than the contract's amount may be one drawdown of a credit line.
        down = plan.split and lot.random() < 0.5 and loan.amount > 1_000_000
        difference = lot.randint(1, 9) * 100_000 * (-1 if down else 1)
        plan.letter["loan_amount"] = loan.amount + difference
    elif item == "name":
        surname = lot.choice([s for s in "魏陶姜戚谢邹喻" if s not in loan.name])
        plan.letter["name"] = surname + loan.name[1:]
    else:
        # Only a contract prints the number's tail, too.
        plan.contract = True
        tail = f"{(int(loan.id_number[-4:]) + lot.randint(1, 9998)) % 10_000:04d}"
        plan.letter["id_number"] = loan.id_number[:-4] + tail
    plan.finds.append(_found("SET603", "error", difference, None, letter=True))
    return True


# --- lawful -----------------------------------------------------------------------------------------------------------


def trailing_interest(lot: random.Random, case: HolderPlan) -> bool:
    """Interest up to the settlement is booked some days after it."""
    plan = case.loan
    if not plan.early or _touch(case) is None:
        return False
    last = plan.payments[-1]
    day = last.day + timedelta(days=lot.randint(1, 3))
    plan.payments[-1] = replace(last, interest=0)
    plan.payments.append(PaymentTruth(day, None, 0, last.interest, note="结清日前利息"))
    # What the letter calls 最后一笔 may be either of the two.
    plan.amount_is = "principal" if plan.amount_is == "last" else plan.amount_is
    if plan.wording == "loan" or not plan.amount_is:
        plan.wording, plan.amount_is = "pairs", "total"
    plan.issued_after = max(plan.issued_after, 5)
    return True


def reduced(lot: random.Random, case: HolderPlan) -> bool:
    """A settlement by agreement, whose letter names the waiver that explains its amount."""
    plan = case.loan
    if plan.split or plan.early or _touch(case) is None:
        return False
    start = lot.randint(1, len(plan.payments) - 2)
    plan.waived_from = start
    plan.payments = plan.payments[:start]
    plan.settled_on = plan.loan.ends_on + timedelta(days=lot.randint(5, 40))
    plan.end = plan.settled_on + timedelta(days=lot.randint(1, 20))
    return True


def caught_up(lot: random.Random, case: HolderPlan) -> bool:
    """One instalment was missed and is paid, with penalty interest, on the day of the next."""
    plan = case.loan
    if (index := _regular(plan, lot, before_last=1)) is None or _touch(case) is None:
        return False
    due, following = plan.loan.dues[index], plan.loan.dues[index + 1]
    days = (following.due_on - due.due_on).days
    penalty = plan.loan.penalty_of(due.principal, days)
    plan.payments[index] = paid_as_due(due, later=following.due_on, penalty=penalty, note="逾期还款")
    return True


def debit_returned(lot: random.Random, case: HolderPlan) -> bool:
    """A second debit for one instalment that came back some days later."""
    plan = case.loan
    index = _regular(plan, lot)
    if index is None or _touch(case) is None:
        return False
    payment = plan.payments[index]
    day = payment.day + timedelta(days=lot.choice((0, 1)))
    plan.debits.append(_debit(plan, payment, day, lot))
    plan.debits.append(_debit(plan, payment, day + timedelta(days=lot.randint(1, 8)), lot, back=True))
    return True
