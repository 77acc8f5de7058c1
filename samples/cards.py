"""Consecutive card statements: how one follows from another, with lawful interest, penalty and minimum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.records.extraction import Kind
from samples.truth import SECTIONS, RowTruth, StatementTruth, cut

DAY_RATE = 5
"""Interest a day in ten-thousandths: 0.05 %."""

PENALTY_FLOOR = 1000
"""Lowest 违约金 of this bank in fen; above it 5 % of the unpaid part of the minimum."""


@dataclass(frozen=True, slots=True)
class CardTruth:
    """What stays the same on all statements of a card."""

    name: str
    tail: str
    limit: int
    statement_day: int
    due_after: int = 18
    address: tuple[str, ...] = ("100000", "示例市示例区样例路1号")


def month_after(year: int, month: int) -> tuple[int, int]:
    """Return the month that follows."""
    return (year + 1, 1) if month == 12 else (year, month + 1)


def purchase(traded_on: date, description: str, amount: int, tail: str, *, later: int = 1) -> RowTruth:
    """Return a purchase in the home country, posted `later` days after."""
    posted = traded_on + timedelta(days=later)
    return RowTruth("消费", traded_on, posted, cut(description), amount, tail, amount, "CN", Kind.PURCHASE)


def repayment(posted_on: date, amount: int, tail: str, description: str = "掌上生活还款") -> RowTruth:
    """Return a repayment of `amount` (positive); the paper prints no trade date."""
    return RowTruth("还款", None, posted_on, cut(description), -amount, tail, -amount, "", Kind.REPAYMENT)


def refund(traded_on: date, description: str, amount: int, tail: str) -> RowTruth:
    """Return a refund of `amount` (positive)."""
    posted = traded_on + timedelta(days=1)
    return RowTruth("退款", traded_on, posted, cut(description), -amount, tail, -amount, "CN", Kind.REFUND)


def instalment(
    traded_on: date, posted_on: date, description: str, amount: int, tail: str, number: int, of: int
) -> RowTruth:
    """Return the principal of one instalment; the trade date is the original purchase's."""
    text = cut(f"{description} 本金 第{number}/{of}期")
    return RowTruth("分期", traded_on, posted_on, text, amount, tail, amount, "", Kind.INSTALMENT)


def penalty(posted_on: date, amount: int, description: str = "违约金") -> RowTruth:
    """Return a 违约金; account-level rows bear no card tail."""
    return RowTruth("费用", None, posted_on, description, amount, "", amount, "", Kind.PENALTY)


def fee(posted_on: date, description: str, amount: int) -> RowTruth:
    """Return a bank's fee."""
    return RowTruth("费用", None, posted_on, cut(description), amount, "", amount, "", Kind.FEE)


def interest(posted_on: date, amount: int, description: str = "循环利息") -> RowTruth:
    """Return an interest row."""
    return RowTruth("利息", None, posted_on, description, amount, "", amount, "", Kind.INTEREST)


def reversal(row: RowTruth, posted_on: date) -> RowTruth:
    """Return the row that takes `row` back, under the same section word."""
    words = {Kind.PENALTY: "违约金冲回", Kind.INTEREST: "利息冲正"}
    return replace(
        row,
        posted_on=posted_on,
        description=words.get(row.kind, "费用返还"),
        amount=-row.amount,
        original_amount=-row.amount,
        kind=Kind.ADJUSTMENT,
    )


def arranged(rows: Sequence[RowTruth]) -> tuple[RowTruth, ...]:
    """Return rows as printed: by section, and by posting day within."""
    return tuple(sorted(rows, key=lambda row: (SECTIONS.index(row.section), row.posted_on)))


def paid_between(rows: Sequence[RowTruth], after: date, until: date) -> int:
    """Return what was repaid with a posting day in (after, until]."""
    return -sum(row.amount for row in rows if row.kind is Kind.REPAYMENT and after < row.posted_on <= until)


def carried_interest(previous: StatementTruth, rows: Sequence[RowTruth], until: date) -> int:
    """Return 0.05 % a day on what stayed unpaid of the previous statement, 0 if it was paid by its due date.

    The mildest of the lawful methods: it counts from the previous statement day, on the old balance only, and
    leaves 违约金 and fees out of the base.
    """
    if paid_between(rows, previous.statement_on, previous.due_on) >= previous.closing:
        return 0
    fees = max(sum(row.amount for row in previous.rows if row.section == "费用"), 0)
    balance, day, total = max(previous.closing - fees, 0), previous.statement_on, 0
    for row in sorted((r for r in rows if r.kind is Kind.REPAYMENT), key=lambda r: r.posted_on):
        total += balance * (row.posted_on - day).days
        balance, day = max(balance + row.amount, 0), row.posted_on
    total += balance * (until - day).days
    return total * DAY_RATE // 10_000


def lawful_penalty(previous: StatementTruth, rows: Sequence[RowTruth]) -> int:
    """Return 5 % of the unpaid part of the previous minimum, not below the floor; 0 if it was paid."""
    missing = previous.minimum - paid_between(rows, previous.statement_on, previous.due_on)
    return max(missing * 5 // 100, PENALTY_FLOOR) if missing > 0 else 0


def minimum_due(closing: int, rows: Sequence[RowTruth], unpaid: int = 0) -> int:
    """Return the minimum: instalments, fees, interest and the old minimum in full, a tenth of the rest."""
    full = unpaid + sum(row.amount for row in rows if row.section in ("分期", "费用", "利息"))
    full = max(full, 0)
    return max(0, min(closing, full + max(closing - full, 0) // 10))


def next_statement(
    card: CardTruth,
    month: tuple[int, int],
    opening: int | StatementTruth,
    rows: Sequence[RowTruth],
    *,
    lawful: bool = True,
    reissued: bool = False,
) -> StatementTruth:
    """Return the statement of `month` with `rows`.

    Args:
        card: Whose statement.
        month: Year and month of the statement day.
        opening: The statement before (its closing is carried over), or a balance for the first one.
        rows: What was bought, paid and charged.
        lawful: Whether to add the interest and the penalty that follow from a late or short payment.
        reissued: Whether it is drawn in the reissued form.
    """
    statement_on = date(*month, card.statement_day)
    entries, unpaid = list(rows), 0
    if isinstance(opening, StatementTruth):
        if lawful:
            if amount := lawful_penalty(opening, entries):
                entries.append(penalty(statement_on, amount))
            if amount := carried_interest(opening, entries, statement_on):
                entries.append(interest(statement_on, amount))
        paid = paid_between(entries, opening.statement_on, statement_on)
        unpaid = max(0, opening.minimum - paid)
        balance = opening.closing
    else:
        balance = opening
    statement = StatementTruth(
        title_month=month,
        reissued=reissued,
        name=card.name,
        tail=card.tail,
        statement_on=statement_on,
        due_on=statement_on + timedelta(days=card.due_after),
        limit=card.limit,
        opening=balance,
        rows=arranged(entries),
        minimum=0,
        address=card.address,
    )
    return refigured(statement, unpaid)


def refigured(statement: StatementTruth, unpaid: int = 0) -> StatementTruth:
    """Return the statement with its minimum computed again from its rows."""
    return replace(statement, minimum=minimum_due(statement.closing, statement.rows, unpaid))
