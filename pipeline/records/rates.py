"""Rates of interest as papers print them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

YEAR = 365
"""Days of a year of a card's rate: cards are never on 360."""


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """A rate of interest.

    Attributes:
        value: As a plain number: 0.05 % is 0.0005.
        per: What it is for.
    """

    value: Decimal
    per: Literal["day", "year"]

    def daily(self) -> Fraction:
        """Return the rate of one day; of a yearly one a 365th, which is the most that an issuer can make of it."""
        return Fraction(self.value) / (1 if self.per == "day" else YEAR)

    def __str__(self) -> str:
        """Return it as a per cent, as a person writes it: "0.05%"."""
        return f"{(self.value * 100).normalize():f}%"
