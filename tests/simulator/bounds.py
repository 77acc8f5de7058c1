"""Upper bounds, counted day by day: what a card's bill and a late instalment may cost at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .ledger import NEW_RULES, half_up
from .model import Bill

LAST_CAPPED = date(2020, 12, 31)


@dataclass(frozen=True)
class Bound:
    """Most interest in fen, its tolerance in fen, the first day that counts."""

    upper: int
    tolerance: int
    first_day: date


def upper_interest(before: Bill, bill: Bill, issuer: str) -> Bound | None:
    """The bound of the interest in `bill`; None where nobody can say.

    Reversed charges and their reversals must have been taken out of both bills and of the opening.
    """
    items: list[tuple[int, int]] = []  # day from, fen
    fees: list[tuple[int, int]] = []
    payments: list[tuple[int, int]] = []
    p, s = before.statement_on.toordinal(), bill.statement_on.toordinal()
    to_pay = max(0, before.opening)
    owed_fees = 0
    for row in sorted(before.rows, key=lambda r: (r.posted, r.fen < 0)):
        if row.kind in ("repayment", "refund"):
            # While a card is overdue by at most 90 days fees come before what was owed (art. 57).
            left = -row.fen - min(owed_fees, -row.fen)
            owed_fees -= min(owed_fees, -row.fen)
            within = min(to_pay, left)
            to_pay -= within
            if left > within:
                payments.append((row.posted.toordinal(), left - within))
        elif row.kind == "interest":
            items.append((p, row.fen))
        elif row.kind in ("penalty", "fee", "late_fee"):
            owed_fees += row.fen
    if to_pay:
        items.append((p, to_pay))
    for row in before.rows + bill.rows:
        if row.kind in ("purchase", "cash_advance"):
            items.append((row.day.toordinal(), row.fen))
        elif row.kind == "instalment":
            return None
    if owed_fees:
        fees.append((p, owed_fees))
    fees += [(r.posted.toordinal(), r.fen) for r in bill.rows if r.kind in ("penalty", "fee", "late_fee")]
    payments += [(r.posted.toordinal(), -r.fen) for r in bill.rows if r.kind in ("repayment", "refund")]
    payments.sort()
    # Fees too: what they cost until the end of 2016 was lawful and may be booked later.
    booked = [r.posted.toordinal() for r in before.rows if r.kind in ("penalty", "fee", "late_fee")]
    first = min([p, *(day for day, _ in items), *(day for day, _ in fees), *booked])
    rate = _rate(before, bill, first, s)
    if rate is None or first < NEW_RULES:
        return None
    amount_days = 0
    outstanding, unpaid_fees = 0, 0
    for day in range(first, s + 1):
        outstanding += sum(fen for start, fen in items if start == day)
        unpaid_fees += sum(fen for booked, fen in fees if booked == day)
        paid_today = [fen for booked, fen in payments if booked == day]
        amount_days += outstanding  # the day before any payment of it counts
        for fen in paid_today:
            fee = min(fen, unpaid_fees)
            unpaid_fees -= fee
            outstanding -= min(outstanding, fen - fee)
            amount_days += outstanding  # and once more for what remains
    tolerance = len(items) + len(payments) + 5 + (100 if issuer == "广发银行" else 0)
    return Bound(half_up(Fraction(rate) * amount_days), tolerance, date.fromordinal(first))


def _rate(before: Bill, bill: Bill, first: int, s: int) -> Decimal | None:
    printed = [rate for rate in (before.daily_rate, bill.daily_rate) if rate is not None]
    if printed:
        return max(printed)
    if first >= NEW_RULES and s <= LAST_CAPPED.toordinal():
        return Decimal("0.0005")
    return None


def most_penalty_interest(due: int, yearly: int, days_late: int) -> int:
    """Most penalty interest in fen on `due` fen at `yearly` hundredths of a per cent, rounded up."""
    daily = Fraction(yearly, 10000 * 360)
    simple = Fraction(0)
    for _ in range(days_late + 2):
        simple += due * daily
    share = simple / due
    exact = simple + simple * share
    return -(-exact.numerator // exact.denominator)


def set604_border(settled_on: date) -> date:
    """Last day of the second month after the settlement."""
    day = settled_on.replace(day=1)
    for _ in range(3):
        day = (day + timedelta(days=32)).replace(day=1)
    return day - timedelta(days=1)
