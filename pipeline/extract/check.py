"""Arithmetic over one paper: what supports its figures, what contradicts them.

Runs after corrections, so that a corrected figure is checked like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pipeline.extract.arbiter import settle_plan, settle_statement
from pipeline.extract.check_interest import check_interest
from pipeline.extract.check_letter import check_letter
from pipeline.extract.check_report import check_report
from pipeline.extract.fields import Record
from pipeline.extract.order import doubt_order
from pipeline.records.evidence import Check, CheckKind, Origin, Value
from pipeline.records.extraction import Kind, Statement, Transaction
from pipeline.records.letter import Letter
from pipeline.records.loan import Plan, PlanRow
from pipeline.records.report import Report
from pipeline.values.balance import ROWS, Steps, equations, figure, one_closing, running


def check_record(record: Record) -> Record:
    """Add to a record what arithmetic on its own paper says."""
    if isinstance(record, Statement):
        return check_interest(check_statement(record))
    if isinstance(record, Report):
        return check_report(record)
    if isinstance(record, Plan):
        return check_plan(record)
    if isinstance(record, Letter):
        return check_letter(record)
    return record


_MEMBERS = ("principal", "interest", "penalty_interest", "fee", "waived", "total")
"""Members of the sum of a plan's row."""


def check_plan(plan: Plan) -> Plan:
    """Judge a repayment plan by its own sums: each row's parts, the principal together, the principal left.

    Rows that a sum supports say so; `balanced` is None where the plan prints nothing that could be added up.
    """
    plan = doubt_order(settle_plan(plan))
    sums: list[bool] = []
    rows = []
    for row in plan.rows:
        parts = [part for part in (row.principal, row.interest, row.penalty_interest, row.fee) if part is not None]
        of_picture = row.total is not None and row.total.evidence.origin is Origin.OCR
        holds: bool | None = None
        if row.total is not None and parts:
            fits = sum(part.value for part in parts) - (row.waived.value if row.waived else 0) == row.total.value
            if row.principal is not None and row.interest is not None:
                holds = fits
                sums.append(fits)
            elif of_picture and not fits:
                holds = False  # a part that was not read, or one that was misread
        told = holds is True or (holds is False and of_picture)
        rows.append(_checked_row(row, Check(CheckKind.ARITHMETIC, bool(holds), "本行合计")) if told else row)
    loan = plan.loan_amount
    principals = [row.principal for row in rows]
    if loan is not None and rows and all(p is not None for p in principals):
        whole = sum(p.value for p in principals if p is not None) == loan.value
        sums.append(whole)
        if whole:
            support = Check(CheckKind.ARITHMETIC, True, "本金合计")
            loan = loan.checked(support)
            rows = [replace(r, principal=r.principal.checked(support) if r.principal else None) for r in rows]
    left = [(a.remaining, b.remaining, b.principal) for a, b in pairwise(rows)]
    if rows and all(a is not None and b is not None and p is not None for a, b, p in left):
        sums.append(all(a.value - p.value == b.value for a, b, p in left if a and b and p))
        if rows[-1].remaining is not None:
            sums.append(rows[-1].remaining.value == 0)
    rows = [_no_negative(_none_alone(row)) for row in _run_down(_from_the_loan(rows, loan))]
    return replace(plan, rows=tuple(rows), loan_amount=loan, balanced=all(sums) if sums else None)


def _no_negative(row: PlanRow) -> PlanRow:
    """Contradict what a picture's plan has below nought: a stroke before the figure was taken for its sign."""
    names = ("principal", "interest", "penalty_interest", "fee", "waived", "total", "remaining")
    below: dict[str, Any] = {
        name: value.checked(Check(CheckKind.ARITHMETIC, False, "正负号"))
        for name in names
        if (value := getattr(row, name)) is not None and value.value < 0 and value.evidence.origin is Origin.OCR
    }
    return replace(row, **below)


def _none_alone(row: PlanRow) -> PlanRow:
    """Take a row's sum back where another equation contradicts one of its members: it then supports none of them."""
    members = [part for name in _MEMBERS if (part := getattr(row, name)) is not None]
    broken = any(
        not c.agrees and c.kind is CheckKind.ARITHMETIC and c.source != "本行合计" for m in members for c in m.checks
    )
    if not broken:
        return row

    def without(value: Value[int]) -> Value[int]:
        return replace(value, checks=tuple(c for c in value.checks if not (c.agrees and c.source == "本行合计")))

    return _each(row, without)


def _from_the_loan(rows: list[PlanRow], loan: Value[int] | None) -> list[PlanRow]:
    """Hold what the first instalment leaves against the loan; of a picture, what does not fit is contradicted."""
    if not rows or loan is None:
        return rows
    first = rows[0]
    if first.remaining is None or first.principal is None or first.remaining.evidence.origin is not Origin.OCR:
        return rows
    fits = first.remaining.value in (loan.value, loan.value - first.principal.value)
    check = Check(CheckKind.ARITHMETIC, False, "借款金额")
    return rows if fits else [replace(first, remaining=first.remaining.checked(check)), *rows[1:]]


def _run_down(rows: list[PlanRow]) -> list[PlanRow]:
    """Let what is left after each instalment be supported by the one before and the one after, as far as they fit."""
    held: list[bool | None] = [None] * (len(rows) + 1)
    for n, (a, b) in enumerate(pairwise(rows), 1):
        if a.remaining is not None and b.remaining is not None and b.principal is not None:
            held[n] = a.remaining.value - b.principal.value == b.remaining.value
    done = []
    for n, row in enumerate(rows):
        checks = [c for c, holds in ((_STEP, held[n]), (_NEXT_STEP, held[n + 1])) if holds]
        remaining = row.remaining.checked(*checks) if row.remaining else None
        principal = row.principal.checked(_STEP) if row.principal and held[n] else row.principal
        if held[n] is False and principal is not None and principal.evidence.origin is Origin.OCR:
            principal = principal.checked(_BROKEN_STEP)  # of a picture: a misread figure, or another column's
        done.append(replace(row, remaining=remaining, principal=principal))
    return done


def _checked_row(row: PlanRow, check: Check) -> PlanRow:
    return _each(row, lambda value: value.checked(check))


def _each(row: PlanRow, change: Callable[[Value[int]], Value[int]]) -> PlanRow:
    """Return a row with the members of its sum changed."""
    members = {name: getattr(row, name) for name in _MEMBERS}
    changed: dict[str, Any] = {name: change(value) for name, value in members.items() if value is not None}
    return replace(row, **changed)


def check_statement(statement: Statement) -> Statement:
    """Add what arithmetic says to a statement's figures, and whether it balances."""
    statement = doubt_order(settle_statement(statement))
    found = equations(statement)
    by_name = {e.name: e for e in found}
    supported: dict[str, list[Check]] = {}
    for equation in found:
        if equation.holds:
            for name, _ in equation.terms:
                supported.setdefault(name, []).append(Check(CheckKind.ARITHMETIC, True, equation.name))
    groups = _groups_hold(statement)
    row_checks = supported.get("rows", []) + ([Check(CheckKind.ARITHMETIC, True, "正负分组合计")] if groups else [])
    rows = tuple(
        replace(row, amount=row.amount.checked(*row_checks))
        if row_checks and row.currency == statement.currency
        else row
        for row in statement.rows
    )
    rows, steps = _stepped(rows, statement)
    terms = tuple(
        replace(t, amount=_supported(t.amount, supported, figure(statement, t.role, t.amount))) for t in statement.terms
    )
    balanced: bool | None = None
    if found:
        balanced = all(e.holds for e in found) and "row_count" not in statement.notes
        unread = any(row.amount.value is None for row in statement.rows)
        if balanced and (unread or (ROWS not in by_name and not statement.terms)):
            balanced = None
    elif groups and "row_count" not in statement.notes:
        balanced = True  # no previous balance is printed; the rows are what was charged and what was paid
    broken_at = None
    if "not_provable" in statement.notes:
        balanced = None
    elif steps is not None:
        broken_at = next((n for n, held in sorted(steps.holds) if not held), None)
        balanced = steps.hold and balanced is not False and not {"row_count", "totals_differ"} & set(statement.notes)
    closings = tuple(
        _supported(c, supported, "closing" if one_closing(statement) else f"closing:{number}")
        for number, c in enumerate(statement.closings)
    )
    return replace(
        statement,
        rows=rows,
        terms=terms,
        closings=closings,
        opening=_supported(statement.opening, supported, "opening") if statement.opening else None,
        closing=closings[0] if closings else statement.closing,
        balanced=balanced,
        broken_at=broken_at,
    )


def _stepped(rows: tuple[Transaction, ...], statement: Statement) -> tuple[tuple[Transaction, ...], Steps | None]:
    """Let each figure be supported by the running balance where it fits.

    A balance stands in two equations, the step before it and the one after.  A change stands in one; where its two
    balances each fit their other neighbour too, they are sure without it, and their difference is a second.
    """
    steps = running(statement)
    if steps is None:
        return rows, None
    order = [steps.first, *(n for n, _ in steps.holds)]
    held = [False, *(holds for _, holds in steps.holds), False]
    done = list(rows)
    anchored = _anchored([rows[n].balance for n in order], held)
    for place, n in enumerate(order):
        before, after = held[place], held[place + 1]
        balance = rows[n].balance
        if balance is not None and anchored[place]:
            checks = [c for c, holds in ((_STEP, before), (_NEXT_STEP, after)) if holds]
            done[n] = replace(done[n], balance=balance.checked(*checks))
        if before:
            pinned = after and place > 1 and held[place - 1]
            done[n] = _changed(done[n], steps, (_STEP, _BETWEEN) if pinned else (_STEP,))
    return tuple(done), steps


def _anchored(balances: Sequence[Value[int] | None], held: Sequence[bool]) -> list[bool]:
    """Return for each balance whether one that it is linked with by steps was seen alike by two readers.

    Steps fix differences alone: balances of which one reader misread the same figure in the same way fit each other.
    """
    result = [False] * len(balances)
    start = 0
    for place in range(1, len(balances) + 1):
        if place < len(balances) and held[place]:
            continue
        known = any(balance is not None and _seen_alike(balance) for balance in balances[start:place])
        result[start:place] = [known] * (place - start)
        start = place
    return result


def _seen_alike(balance: Value[int]) -> bool:
    kinds = {check.kind for check in balance.checks if check.agrees}
    return balance.evidence.origin is not Origin.OCR or bool(kinds & {CheckKind.SECOND_READER, CheckKind.PERSON})


_STEP = Check(CheckKind.ARITHMETIC, True, "余额递推")
_BROKEN_STEP = Check(CheckKind.ARITHMETIC, False, "余额递推")
_NEXT_STEP = Check(CheckKind.ARITHMETIC, True, "余额递推（下一行）")
_BETWEEN = Check(CheckKind.ARITHMETIC, True, "前后余额之差")


def _changed(row: Transaction, steps: Steps, checks: tuple[Check, ...]) -> Transaction:
    """Support what a row changes the balance by: its amount, or the principal it pays."""
    if not steps.principal or row.kind is Kind.DISBURSEMENT:
        return replace(row, amount=row.amount.checked(*checks))
    parts = row.components
    if row.kind is Kind.REPAYMENT and parts is None:
        return replace(row, amount=row.amount.checked(*checks))  # all of it principal
    if row.kind is not Kind.REPAYMENT or parts is None or parts.principal is None:
        return row
    return replace(row, components=replace(parts, principal=parts.principal.checked(*checks)))


def _supported(value: Value[int], supported: dict[str, list[Check]], figure: str) -> Value[int]:
    return value.checked(*supported[figure]) if figure in supported else value


def _groups_hold(statement: Statement) -> bool:
    """Whether credits and debits each add up to the formula's terms: a second equation over the rows."""
    terms = {t.role: t.amount.value for t in statement.terms}
    own = [row for row in statement.rows if row.currency == statement.currency]
    if not {"payments", "charges"} <= terms.keys() or any(row.amount.value is None for row in own):
        return False
    credits = -sum(min(row.amount.value or 0, 0) for row in own)
    debits = sum(max(row.amount.value or 0, 0) for row in own)
    return credits == terms["payments"] + terms.get("adjustments", 0) and debits == terms["charges"] + terms.get(
        "interest", 0
    ) + terms.get("cash_interest", 0) + terms.get("fees", 0)
