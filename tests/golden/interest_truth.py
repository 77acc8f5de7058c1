"""What a list that shows how interest was computed says, before it is written: the interest is worked out from the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tests.golden.cards_truth import fen

_YEAR = 365


@dataclass(frozen=True, slots=True)
class Accrual:
    """One line: an amount in fen, its first and last day, and a rate in per cent.

    Attributes:
        per: "day" or "year".
        both: Whether the last day counts too.
    """

    label: str
    base: int
    start: date
    end: date
    rate: str
    per: str = "day"
    both: bool = False
    tail: str = ""

    @property
    def days(self) -> int:
        """Number of days for which interest is due."""
        return (self.end - self.start).days + self.both

    @property
    def interest(self) -> int:
        """Interest in fen, half a fen rounded up."""
        daily = Fraction(self.rate) / 100 / (_YEAR if self.per == "year" else 1)
        return int(self.base * daily * self.days + Fraction(1, 2))

    def expected(self) -> dict[str, Any]:
        """Return what must be read of the line."""
        return {
            "label": self.label or None,
            "base": self.base,
            "start": self.start,
            "end": self.end,
            "days": self.days,
            "rate": f"{self.rate}% {self.per}",
            "amount": self.interest,
            "posted_on": None,
            "tail": self.tail or None,
        }


def accruals(*lines: str) -> tuple[Accrual, ...]:
    """Read lines written as label|amount|first day|last day|rate in per cent, then at will "year" or "both"."""
    result = []
    for line in lines:
        label, base, start, end, rate, *more = line.split("|")
        per, both = "year" if "year" in more else "day", "both" in more
        result.append(Accrual(label, fen(base), date.fromisoformat(start), date.fromisoformat(end), rate, per, both))
    return tuple(result)


def with_interest(
    papers: Sequence[Mapping[str, Any]],
    found: Mapping[str, Sequence[Accrual]],
    *,
    total: bool,
    rates: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Return expected papers with the lines of each currency, their printed sum, and the rates printed beside them."""
    result = []
    for paper in papers:
        statements = [
            {
                **statement,
                "rates": list(rates),
                "interest_lines": [one.expected() for one in found.get(statement["currency"], ())],
                "interest_total": sum(a.interest for a in found.get(statement["currency"], ())) if total else None,
            }
            for statement in paper["statements"]
        ]
        result.append({**paper, "statements": statements})
    return result
