"""Says which errors a drawn account contains, straight from the definitions: the check that there is only one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from .bounds import most_penalty_interest, set604_border, upper_interest
from .draw import CardCase
from .ledger import line_interest
from .model import Bill, Card, Drawn, Loan, Row

CAP = Decimal("0.0005")
FEE_WORDS = ("违约金", "滞纳金", "年费", "手续费", "兑换费", "服务费", "管理费", "超限费")


@dataclass(frozen=True, order=True)
class Found:
    """An error: code, bill (-1 for a loan), index of the row or line, difference in fen."""

    code: str
    bill: int
    index: int
    difference: int


def _repaid(after: Bill, until: date, rows: tuple[Row, ...]) -> int:
    return -sum(r.fen for r in rows if r.kind == "repayment" and after.statement_on < r.posted <= until)


def audit_card(case: CardCase) -> list[Found]:
    """All errors of a card, the narrowest code for each charge."""
    card = case.drawn.account
    assert isinstance(card, Card)
    ghosts = {
        (b, i) for b, draft in enumerate(case.sim.drafts) for i, row in enumerate(draft.rows) if row.ghost
    }
    found: list[Found] = []
    bought = card.settled_on is not None and any(
        r.kind in ("purchase", "cash_advance") and r.posted > card.settled_on for bill in card.bills for r in bill.rows
    )
    for b, bill in enumerate(card.bills):
        assert bill.closing == bill.opening + sum(r.fen for r in bill.rows)
        taken: set[int] = {i for i in range(len(bill.rows)) if (b, i) in ghosts}
        found += _lines(b, bill)
        if b and bill.opening != card.bills[b - 1].closing:
            found.append(Found("STM502", b, -1, bill.opening - card.bills[b - 1].closing))
        narrow = _rows(card, b, taken, None if bought else card.settled_on)
        found += narrow
        taken |= {f.index for f in narrow}
        found += _interest(card, b, taken, ghosts)
    return sorted(found)


def _lines(b: int, bill: Bill) -> list[Found]:
    found: list[Found] = []
    for i, line in enumerate(bill.interest_lines):
        limits = [bill.daily_rate] if bill.daily_rate is not None else []
        if line.start >= date(2017, 1, 1) and line.end <= date(2020, 12, 31):
            limits.append(CAP)
        days = min(line.days, (line.end - line.start).days + 1)
        own = line_interest(line.base, line.rate, days)
        if any(word in line.label for word in FEE_WORDS) and line.end >= date(2017, 1, 1):
            assert line.start >= date(2017, 1, 1)
            found.append(Found("PEN205", b, i, line.fen))
        elif limits and line.rate > min(limits):
            lawful = line_interest(line.base, min(limits), line.days)
            found.append(Found("INT301", b, i, line.fen - lawful))
        elif line.fen > own + 1:
            found.append(Found("INT303", b, i, line.fen - own))
    return found


def _rows(card: Card, b: int, taken: set[int], settled_on: date | None) -> list[Found]:
    bill, found = card.bills[b], []
    before = card.bills[b - 1] if b else None
    seen: set[tuple[str, int]] = set()
    for i, row in enumerate(bill.rows):
        if i in taken or row.fen <= 0 or row.kind not in ("interest", "penalty", "late_fee", "fee"):
            continue
        if settled_on is not None and row.posted > set604_border(settled_on):
            found.append(Found("SET604", b, i, row.fen))
        elif (row.text, row.fen) in seen and (row.kind != "fee" or row.text == "年费"):
            found.append(Found("DUP101", b, i, row.fen))
        elif "超限费" in row.text and row.posted >= date(2017, 1, 1):
            found.append(Found("PEN202", b, i, row.fen))
        elif row.kind in ("penalty", "late_fee") and before is not None:
            if _repaid(before, before.due_on, bill.rows) >= before.minimum:
                found.append(Found("PEN204", b, i, row.fen))
        elif row.kind in ("penalty", "late_fee"):
            found.append(Found("PEN204", b, i, row.fen))
        seen.add((row.text, row.fen))
    return found


def _interest(card: Card, b: int, taken: set[int], ghosts: set[tuple[int, int]]) -> list[Found]:
    bill = card.bills[b]
    rows = [(i, r) for i, r in enumerate(bill.rows) if r.kind == "interest" and i not in taken]
    if not rows or bill.interest_lines or not b:
        return []
    before = card.bills[b - 1]
    if b >= 2:
        three = card.bills[b - 2 : b + 1]
        pairs = itertools.pairwise(three)
        full = all(x.closing <= 0 or x.closing <= _repaid(x, x.due_on, y.rows) for x, y in pairs)
        plain = not any(r.kind in ("cash_advance", "instalment") for x in three for r in x.rows)
        if full and plain:
            return [Found("INT302", b, i, r.fen) for i, r in rows]

    def clean(at: int) -> Bill:
        old = card.bills[at]
        # A charge of an older bill that is taken back later stands in the opening too.
        still = sum(card.bills[x].rows[i].fen for x, i in ghosts if x < at)
        rows = tuple(r for i, r in enumerate(old.rows) if (at, i) not in ghosts)
        return replace(old, opening=old.opening - still, rows=rows)

    bound = upper_interest(clean(b - 1), clean(b), card.issuer)
    total = sum(r.fen for _, r in rows)
    if bound is not None and bill.opening == before.closing and total > bound.upper + bound.tolerance:
        return [Found("INT303", b, rows[-1][0], total - bound.upper)]
    return []


def audit_loan(drawn: Drawn) -> list[Found]:
    """All errors of a loan."""
    loan = drawn.account
    assert isinstance(loan, Loan)
    found: list[Found] = []
    for i, row in enumerate(loan.rows):
        if row.kind not in ("interest", "fee", "penalty_interest"):
            continue
        if loan.settled_on is not None and row.posted > loan.settled_on + timedelta(days=31):
            found.append(Found("LOAN405", -1, i, row.fen))
        elif (
            loan.opened_on >= date(2021, 1, 1)
            and row.posted == loan.opened_on
            and loan.paid_out is not None
            and loan.amount - loan.paid_out == row.fen
        ):
            found.append(Found("LOAN403", -1, i, row.fen))
        elif (
            row.kind == "fee"
            and loan.opened_on >= date(2026, 8, 1)
            and loan.cost_items is not None
            and row.text not in loan.cost_items
        ):
            found.append(Found("LOAN407", -1, i, row.fen))
    return sorted(found + _payments(loan, drawn))


def _payments(loan: Loan, drawn: Drawn) -> list[Found]:
    found: list[Found] = []
    yearly = loan.penalty_rate
    if yearly is None and loan.surcharge is not None and loan.yearly_rate is not None:
        yearly = loan.yearly_rate * (100 + loan.surcharge) // 100
    bank = [r for debit in drawn.debits for r in debit.rows]
    allowed_before = 0
    for plan in loan.plan:
        rows = [(i, r) for i, r in enumerate(loan.rows) if r.period_no == plan.period_no and r.parts is not None]
        paid = -sum(r.fen for _, r in rows)
        late = [(i, r) for i, r in rows if r.posted > plan.due_on]
        if len(rows) > 1 and all(-r.fen == plan.total for _, r in rows):
            days = {r.posted for _, r in rows}
            out = sum(r.fen == plan.total and r.posted in days for r in bank)
            first = rows[1][1].posted
            back = any(r.fen == -plan.total and first < r.posted <= first + timedelta(days=45) for r in bank)
            if out > 1 and not back:
                found.append(Found("DUP103", -1, rows[1][0], plan.total))
        elif late and yearly is not None and not any("提前到期" in r.text for _, r in rows):
            days_late = (late[-1][1].posted - plan.due_on).days
            bound = most_penalty_interest(plan.total, yearly, days_late)
            collected = sum(r.parts[2] for _, r in rows if r.parts)
            if collected == 0:
                allowed_before += bound
            elif collected > bound + allowed_before + 1:
                found.append(Found("LOAN402", -1, late[-1][0], collected - bound - allowed_before))
            else:
                allowed_before = 0
        elif not late and rows and plan.total + 2 < paid < 2 * plan.total:
            found.append(Found("LOAN406", -1, rows[-1][0], paid - plan.total))
    return found
