"""What a card owes, item by item and day by day: the bank's own books behind the bills."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .model import InterestLine

# Within one bill fees are paid first, then interest, then principal.
_ORDER = {"fee": 0, "interest": 1, "cash": 2, "purchase": 3}
NEW_RULES = date(2017, 1, 1).toordinal()
FREE_RATES = date(2021, 1, 1).toordinal()


def half_up(value: Fraction) -> int:
    """Round a non-negative number of fen half up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def line_interest(base: int, rate: Decimal, days: int) -> int:
    """Interest of a line in fen, half up."""
    return half_up(Fraction(base) * Fraction(rate) * days)


@dataclass(eq=False)
class Item:
    """One debt: `since` is the first day (ordinal) whose interest is not booked yet, `left` in fen."""

    label: str
    kind: str
    bill: int
    since: int
    left: int
    bearing: bool = False
    eod: dict[int, int] = field(default_factory=dict)  # what was left at the end of each day since `since`


@dataclass(frozen=True)
class Segment:
    """Days start..stop-1 (ordinals) on one base in fen."""

    label: str
    base: int
    start: int
    stop: int
    split: bool = False


@dataclass
class Ledger:
    """All debts of a card and a credit balance, in fen."""

    items: list[Item] = field(default_factory=list)
    credit: int = 0

    def total(self) -> int:
        """What is owed in all; below 0 for a credit balance."""
        return sum(item.left for item in self.items) - self.credit

    def charge(self, item: Item, today: int) -> None:
        """Add a debt booked today; a credit balance pays for it at once, also for days before its booking."""
        used = min(self.credit, item.left)
        self.credit -= used
        item.left -= used
        for day in range(item.since, today):
            item.eod[day] = item.left
        self.items.append(item)

    def pay(self, amount: int) -> None:
        """Pay oldest bill first; what is too much becomes a credit balance."""
        for item in sorted(self.items, key=lambda i: (i.bill, _ORDER[i.kind], i.since)):
            used = min(amount, item.left)
            item.left -= used
            amount -= used
        self.credit += amount

    def end_day(self, today: int) -> None:
        """Write down what is left of each item at the end of the day."""
        for item in self.items:
            if today >= item.since:
                item.eod[today] = item.left


def segments(item: Item, stop: int, both_ends: bool, most: int | None = None) -> list[Segment]:
    """Cut the days since..stop into runs of one base.

    Without `both_ends` the day of repayment and the statement day `stop` do not count; with it both ends
    of every run count. `most` bounds the base (the part that was not repaid).
    """
    found: list[Segment] = []
    start, base = item.since, 0
    for day in range(item.since, stop):
        left = item.eod.get(day, 0)
        if most is not None:
            left = min(left, most)
        if left != base:
            if base > 0:
                found.append(Segment(item.label, base, start, day + both_ends))
            start, base = day, left
    if base > 0:
        found.append(Segment(item.label, base, start, stop + both_ends))
    return [s for s in found if s.stop > s.start]


def split_at(parts: list[Segment], border: int) -> list[Segment]:
    """Cut segments in two at the beginning of the day `border`."""
    found: list[Segment] = []
    for part in parts:
        if part.start < border < part.stop:
            found.append(Segment(part.label, part.base, part.start, border, True))
            found.append(Segment(part.label, part.base, border, part.stop, part.split))
        else:
            found.append(part)
    return found


def print_line(part: Segment, rate: Decimal, last_day: bool) -> InterestLine:
    """The printed line; `last_day`: the last day that counts is printed, else the day after it."""
    days = part.stop - part.start
    end = part.stop - 1 if last_day or part.split else part.stop
    return InterestLine(
        part.label,
        part.base,
        date.fromordinal(part.start),
        date.fromordinal(end),
        days,
        rate,
        line_interest(part.base, rate, days),
    )
