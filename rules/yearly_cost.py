"""The yearly cost of a loan from what was really paid out and in (综合融资成本, 内部收益率)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

_MONTH = Decimal(365) / 12
_HIGHEST = Decimal(10)
"""A monthly rate of 1000 %: dearer than any paper; above it no answer is given."""

_STEPS = 120


@dataclass(frozen=True, slots=True)
class Flow:
    """Money on a day: positive to the borrower, negative from them, fen."""

    day: date
    fen: int


def _present(flows: Sequence[tuple[Decimal, int]], rate: Decimal) -> Decimal:
    return sum((Decimal(fen) / (1 + rate) ** when for when, fen in flows), Decimal(0))


def _root(flows: Sequence[tuple[Decimal, int]]) -> Decimal | None:
    """Return the monthly rate at which flows are worth nothing, by halving a bracket; None where there is none."""
    with localcontext() as context:
        context.prec = 28
        low, high = Decimal(0), _HIGHEST
        if _present(flows, low) > 0 or _present(flows, high) < 0:
            return None  # more came in than went out, or no rate is high enough
        for _ in range(_STEPS):
            middle = (low + high) / 2
            if _present(flows, middle) < 0:
                low = middle
            else:
                high = middle
        return (low + high) / 2


def monthly_rate(paid_out: int, payments: Sequence[int]) -> Decimal | None:
    """Return the monthly internal rate of equal months: one amount out, one payment at the end of each month."""
    return _root([(Decimal(0), paid_out), *((Decimal(n), -fen) for n, fen in enumerate(payments, 1))])


def monthly_rate_by_days(flows: Sequence[Flow]) -> Decimal | None:
    """Return the monthly internal rate of flows on their real days, a month being a twelfth of 365 days.

    None where they have none: nothing was paid out first, or less came back than went out.
    """
    ordered = sorted(flows, key=lambda f: f.day)
    if not ordered or ordered[0].fen <= 0:
        return None
    start = ordered[0].day
    return _root([(Decimal((f.day - start).days) / _MONTH, f.fen) for f in ordered])


def nominal(monthly: Decimal) -> Decimal:
    """Return the yearly rate as twelve monthly ones (IRR × 12), the way Chinese lenders state it."""
    return monthly * 12


def effective(monthly: Decimal) -> Decimal:
    """Return the yearly rate with compounding."""
    return (1 + monthly) ** 12 - 1


def on_principal(cost: int, owed: Sequence[tuple[int, int]]) -> Decimal | None:
    """Return cost a year on what was really owed: cost over the sum of principal times days, times 365.

    Args:
        cost: Fen of interest, fees and penalties.
        owed: Principal (fen) and for how many days it was owed.
    """
    principal_days = sum(fen * days for fen, days in owed)
    return Decimal(cost) * 365 / principal_days if principal_days > 0 else None
