"""Statements of a card month after month, from a plan of purchases, payments and errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pipeline.records.extraction import Kind
from samples.cards import (
    CardTruth,
    arranged,
    month_after,
    next_statement,
    penalty,
    refigured,
    repayment,
    reversal,
)
from samples.truth import RowTruth, StatementTruth


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """One month of a card.

    Attributes:
        rows: What is bought, refunded and due by instalments.
        pay: How the statement before is paid: "full", "half", "minimum" or "none".
        days_late: Days after the due date on which the payment is posted; 0 pays before it.
        days_early: Days before the due date, when not late.
        interest_twice: Whether the month's interest is posted a second time.
        wrong_penalty: A 违约金 posted although nothing is owed for it, fen.
        reverse: Kinds of charges that the bank takes back in this very statement.
        reverse_previous: Kinds of charges of the statement before that the bank takes back in this one.
        misprint: (total, fen added to what is printed).
    """

    rows: tuple[RowTruth, ...]
    pay: str = "full"
    days_late: int = 0
    days_early: int = 3
    interest_twice: bool = False
    wrong_penalty: int = 0
    reverse: tuple[Kind, ...] = ()
    reverse_previous: tuple[Kind, ...] = ()
    misprint: tuple[str, int] | None = None


def _payment(plan: MonthPlan, previous: StatementTruth, tail: str) -> list[RowTruth]:
    """Return the repayment of the previous statement, none where nothing is paid."""
    due = max(previous.closing, 0)
    half = max(due // 2, previous.minimum)
    amount = {"full": due, "half": half, "minimum": previous.minimum, "none": 0}[plan.pay]
    if amount == 0:
        return []
    offset = plan.days_late or -plan.days_early
    return [repayment(previous.due_on + timedelta(days=offset), amount, tail)]


def _planted(plan: MonthPlan, statement: StatementTruth, previous: StatementTruth | None) -> list[RowTruth]:
    """Return the rows that an error or a reversal adds to the lawful ones."""
    day = statement.statement_on
    rows = [row for row in statement.rows if row.kind is Kind.INTEREST] if plan.interest_twice else []
    if plan.wrong_penalty:
        rows.append(penalty(day, plan.wrong_penalty))
    charged = [*statement.rows, *rows]
    rows += [reversal(row, day) for row in charged if row.kind in plan.reverse]
    if previous is not None:
        early = day - timedelta(days=20)
        rows += [reversal(row, early) for row in previous.rows if row.kind in plan.reverse_previous]
    return rows


def build_chain(
    card: CardTruth, first: tuple[int, int], opening: int, plans: Sequence[MonthPlan]
) -> list[StatementTruth]:
    """Return consecutive statements, each opening with the closing before.

    Args:
        card: Whose statements.
        first: Year and month of the first one.
        opening: Balance that the first one opens with; it is paid in full there.
        plans: One per month.
    """
    statements: list[StatementTruth] = []
    month = first
    for plan in plans:
        previous = statements[-1] if statements else None
        rows = list(plan.rows)
        if previous is not None:
            rows += _payment(plan, previous, card.tail)
            statement = next_statement(card, month, previous, rows)
        else:
            statement = next_statement(card, month, opening, rows)
            if opening > 0:
                paid = repayment(statement.statement_on - timedelta(days=17), opening, card.tail)
                statement = next_statement(card, month, opening, [*rows, paid])
        if extra := _planted(plan, statement, previous):
            unpaid = statement.minimum - refigured(statement).minimum
            rows = [*statement.rows, *extra]
            statement = refigured(replace(statement, rows=arranged(rows)), max(unpaid, 0))
        if plan.misprint:
            total, added = plan.misprint
            statement = replace(statement, misprints=((total, statement.printed(total) + added),))
        statements.append(statement)
        month = month_after(*month)
    return statements
