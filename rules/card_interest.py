"""Interest of a credit card by the lawful methods, and the most and least that any of them makes of a bill.

Issuers choose the method (银发〔2016〕111号 part 1): the full-amount method (全额计息) lets each purchase bear interest
from its booking until it is repaid; the unpaid-part method (未清偿部分计息) only what was left unpaid.  Some count the
day of repayment, some do not.  Amounts are fen, rates plain fractions of one day, amount-days fen times days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

CENT = 1
"""Fen by which each line may be rounded up."""

_SLACK = 5
"""Fen that a whole computation may be off besides the rounding of its parts."""


@dataclass(frozen=True, slots=True)
class Debt:
    """What bears interest: an amount from a day on, and what it is called."""

    day: date
    fen: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """What reduces it: an amount (positive) booked on a day."""

    day: date
    fen: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """An amount that bears interest (negative: ceases to) for a number of days, up to the end."""

    name: str
    day: date
    fen: int
    days: int

    @property
    def amount_days(self) -> int:
        """Fen times days."""
        return self.fen * self.days


@dataclass(frozen=True, slots=True)
class Accrual:
    """Interest as a sum of spans.

    Attributes:
        spans: What bears it, and what ceases to.
        parts: How many segments were rounded.
    """

    spans: tuple[Span, ...]
    parts: int

    @property
    def amount_days(self) -> int:
        """Fen times days of all spans."""
        return sum(span.amount_days for span in self.spans)

    def interest(self, rate: Fraction) -> int:
        """Return the interest at a daily rate, fen, rounded half up once."""
        return half_up(self.amount_days * rate)

    @property
    def tolerance(self) -> int:
        """Fen that rounding of its parts may add."""
        return CENT * self.parts + _SLACK


def half_up(value: Fraction) -> int:
    """Round half up to a whole number."""
    return (value * 2 + 1).__floor__() // 2


def simple(fen: int, rate: Fraction, days: int) -> int:
    """Return interest of an amount for some days, fen, rounded half up."""
    return half_up(fen * rate * days)


def _in_order(debts: Iterable[Debt], credits: Iterable[Credit]) -> list[Debt | Credit]:
    """Return both by day; on one day what is charged comes first, so that a payment finds it."""
    return sorted([*debts, *credits], key=lambda e: (e.day, isinstance(e, Credit)))


def full_amount(debts: Sequence[Debt], credits: Sequence[Credit], until: date, *, both_ends: bool = False) -> Accrual:
    """Return the accrual by the full-amount method up to a statement's day.

    Every debt bears interest from its day until it is repaid.  `both_ends` counts the first and the last day of every
    segment (some issuers do); else the day of repayment and the statement's own day do not count.
    """
    one = int(both_ends)
    spans: list[Span] = []
    left = parts = 0
    for event in _in_order(debts, credits):
        days = (until - event.day).days
        if isinstance(event, Debt):
            left += event.fen
            parts += 1
            spans.append(Span(event.name, event.day, event.fen, days + one))
            continue
        repaid = min(event.fen, left)
        parts += 1
        if repaid:
            left -= repaid
            spans.append(Span(event.name, event.day, -repaid, days))
        if both_ends and left:
            # The day of repayment then ends one segment and begins the next: it counts twice for what is left.
            spans.append(Span(f"{event.name}后未还", event.day, left, 1))
    return Accrual(tuple(spans), parts)


def unpaid_part(debts: Sequence[Debt], credits: Sequence[Credit], until: date) -> Accrual:
    """Return the accrual by the unpaid-part method: what was repaid bears nothing; the oldest is repaid first."""
    repaid = sum(c.fen for c in credits)
    spans = []
    for debt in sorted(debts, key=lambda d: d.day):
        taken = min(repaid, debt.fen)
        repaid -= taken
        if debt.fen > taken:
            spans.append(Span(debt.name, debt.day, debt.fen - taken, (until - debt.day).days))
    return Accrual(tuple(spans), len(spans))


def net_of_fees(credits: Iterable[Credit], fees: Iterable[Debt]) -> list[Credit]:
    """Return what credits leave for what bears interest (it may be 0) after fees booked before were paid by them.

    Interest and fees come first while a card is at most 90 days overdue (信用卡业务监督管理办法 art. 57); that leaves
    the most principal to bear interest, so it is what an upper bound takes.
    """
    owed = 0
    result = []
    for event in _in_order(fees, credits):
        if isinstance(event, Debt):
            owed += event.fen
            continue
        taken = min(owed, event.fen)
        owed -= taken
        result.append(Credit(event.day, event.fen - taken, event.name))
    return result
