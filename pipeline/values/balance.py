"""Equations that a statement's printed figures should satisfy, and which single figure breaks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Statement, Transaction


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation over printed figures: sum of coefficient * figure should be 0.

    Attributes:
        name: What it is, as the workbook says it.
        terms: (name of the figure, coefficient).
        residual: What is left over, fen; 0 when it holds.
    """

    name: str
    terms: tuple[tuple[str, int], ...]
    residual: int

    @property
    def holds(self) -> bool:
        """Whether it adds up to the fen."""
        return self.residual == 0


FORMULA, ROWS, TWICE = "账单公式", "交易行合计", "应还款额两处"


def equations(statement: Statement) -> list[Equation]:
    """Return the equations that a statement's printed figures should satisfy.

    Figures are named "closing" where every place that prints the closing balance prints the same, else
    "closing:0", "closing:1" …; "opening"; the formula's other terms by role; and "rows" (all rows together).
    """
    result: list[Equation] = []
    formula_closing = figure(statement, "closing", statement.terms[0].amount) if statement.terms else "closing"
    if any(term.role == "opening" for term in statement.terms):
        closing = statement.terms[0].amount
        residual = closing.value - sum(t.sign * t.amount.value for t in statement.terms[1:])
        terms = ((formula_closing, 1), *((t.role, -t.sign) for t in statement.terms[1:]))
        result.append(Equation(FORMULA, terms, residual))
    amounts = [row.amount.value for row in statement.rows if row.currency == statement.currency]
    if statement.opening is not None and statement.closing is not None and amounts and None not in amounts:
        total = sum(a for a in amounts if a is not None)
        closing_value = statement.terms[0].amount.value if statement.terms else statement.closing.value
        formula_closing = formula_closing if statement.terms else figure(statement, "closing", statement.closing)
        result.append(
            Equation(
                ROWS,
                ((formula_closing, 1), ("opening", -1), ("rows", -1)),
                closing_value - statement.opening.value - total,
            )
        )
    for number, closing in enumerate(statement.closings):
        if statement.terms and not one_closing(statement) and f"closing:{number}" != formula_closing:
            result.append(
                Equation(
                    TWICE,
                    ((formula_closing, 1), (f"closing:{number}", -1)),
                    statement.terms[0].amount.value - closing.value,
                )
            )
    return result


def one_closing(statement: Statement) -> bool:
    """Whether every place that prints the closing balance prints the same."""
    return len({closing.value for closing in statement.closings}) <= 1


def figure(statement: Statement, role: str, amount: Value[int]) -> str:
    """Return the name under which equations know a printed figure."""
    if role != "closing" or one_closing(statement):
        return role
    places = [c.evidence for c in statement.closings]
    return f"closing:{places.index(amount.evidence)}" if amount.evidence in places else "closing:0"


def explain(found: list[Equation]) -> list[tuple[str, int]]:
    """Return each single figure that, changed alone, would make all equations hold, with the change (fen).

    Several broken equations that no one figure explains point to our own misreading, or to a paper whose figures
    prove nothing.
    """
    result: list[tuple[str, int]] = []
    for figure in sorted({name for e in found for name, _ in e.terms}):
        changes = set()
        for equation in found:
            coefficient = sum(c for name, c in equation.terms if name == figure)
            if coefficient == 0:
                if not equation.holds:
                    break
                continue
            changes.add(-equation.residual * coefficient)
        else:
            if len(changes) == 1 and 0 not in changes:
                result.append((figure, changes.pop()))
    return result


@dataclass(frozen=True, slots=True)
class Steps:
    """How a running balance runs: each row's balance is the one before, in the order of time, changed by the row.

    Attributes:
        holds: (position of a row in the statement's rows, whether its step holds), in the order of time; the first row
            has no step.
        rows: How many rows print a balance.
        first: Position of the first row in the order of time.
        principal: Whether a payment lowers the balance by the principal it pays, not by all of it.
    """

    holds: tuple[tuple[int, bool], ...]
    rows: int
    first: int = 0
    principal: bool = False

    @property
    def hold(self) -> bool:
        """Whether every step holds, and there is one."""
        return bool(self.holds) and all(held for _, held in self.holds)


def running(statement: Statement) -> Steps | None:
    """Check a statement's running balance, from the oldest row or from the newest, whichever fits better.

    Returns:
        The steps; None where fewer than two rows in a row print a balance, and for a loan whose payments all lower the
        principal by less than themselves without saying how they are parted: so it should be, and it proves nothing.
    """
    rows = statement.rows
    if len({row.currency for row in rows}) != 1 or sum(row.balance is not None for row in rows) < 2:
        return None
    printed = sum(row.balance is not None for row in rows)
    runs = []
    for principal in (False, True) if statement.kind == "loan" else (False,):
        for order in (range(len(rows)), range(len(rows) - 1, -1, -1)):
            holds = [(after, _step(rows[before], rows[after], principal)) for before, after in pairwise(order)]
            runs.append(Steps(tuple(holds), printed, order[0], principal))
    best = max(runs, key=lambda run: sum(held for _, held in run.holds))
    if statement.kind == "loan" and not best.hold and _pays_interest_too(rows, best):
        return None
    return best


def _pays_interest_too(rows: Sequence[Transaction], steps: Steps) -> bool:
    """Whether the steps that fail are all the payments, not parted, each of them more than the principal falls by."""
    order = [steps.first, *(n for n, _ in steps.holds)]
    for (before, after), (_, held) in zip(pairwise(order), steps.holds, strict=True):
        row, old = rows[after], rows[before].balance
        if held and row.kind is not Kind.REPAYMENT:
            continue
        if held or row.kind is not Kind.REPAYMENT or row.components is not None or row.amount.value is None:
            return False
        if old is None or row.balance is None or not 0 <= old.value - row.balance.value <= -row.amount.value:
            return False
    return True


def _step(before: Transaction, after: Transaction, principal: bool) -> bool:
    """Whether a row's balance is the one before, changed by it: by all of it, or by the principal it pays."""
    if before.balance is None or after.balance is None or after.amount.value is None:
        return False
    change = after.amount.value
    if principal:
        parts = after.components
        if after.kind is Kind.REPAYMENT:
            if parts is None or not parts.parts():
                return after.balance.value - before.balance.value == change  # all of it principal
            # Where interest alone is paid the column of the principal is left blank.
            change = -parts.principal.value if parts.principal is not None else 0
        elif after.kind is not Kind.DISBURSEMENT:
            change = 0
    return after.balance.value - before.balance.value == change


_LONGEST_CYCLE = 62
"""Days before its own day in which a monthly statement may hold rows."""


def dates_fit(statement: Statement) -> bool:
    """Whether the statement's days are those of a real billing cycle.

    Days that contradict each other show that its figures prove nothing, whoever is to blame.
    """
    if statement.statement_on is None:
        return False
    day = statement.statement_on.value
    if statement.title_month is not None:
        months = (day.year - statement.title_month[0]) * 12 + day.month - statement.title_month[1]
        if not 0 <= months <= 1:
            return False
    if statement.due_on is not None and not 5 <= (statement.due_on.value - day).days <= 62:
        return False
    posted = [row.posted_on.value for row in statement.rows if row.posted_on is not None]
    return all(0 <= (day - p).days <= _LONGEST_CYCLE for p in posted)


def accusable(statement: Statement) -> bool:
    """Whether broken equations may be held against the paper rather than against our reading.

    Every row was read and twice over, the days fit, and one printed figure alone explains all that is broken.
    """
    figures = [row.amount for row in statement.rows] + [t.amount for t in statement.terms] + list(statement.closings)
    broken = [e for e in equations(statement) if not e.holds]
    if {e.name for e in broken} == {ROWS}:
        return False  # the printed totals do not contradict each other: what we read of the rows may be what is short
    return (
        not statement.notes
        and all(value.value is not None and value.verified for value in figures)
        and dates_fit(statement)
        and bool(explain(equations(statement)))
    )
