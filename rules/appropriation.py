"""Which part of a debt a payment meets first (抵充顺序)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

CARD_TURNS = 90
"""Days overdue up to which a card payment meets interest and fees first (信用卡业务监督管理办法 art. 57)."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed, fen: costs of enforcement, fees (违约金 included), interest and principal."""

    costs: int = 0
    fees: int = 0
    interest: int = 0
    principal: int = 0

    @property
    def total(self) -> int:
        """Sum of all parts, fen."""
        return self.costs + self.fees + self.interest + self.principal


def _in_turn(owed: Owed, paid: int, order: Sequence[str]) -> Owed:
    met = {}
    for part in order:
        met[part] = min(getattr(owed, part), paid)
        paid -= met[part]
    return Owed(**met)


def card_payment(owed: Owed, paid: int, days_overdue: int) -> Owed:
    """Return what a card payment meets: up to 90 days overdue interest and fees first, later principal first.

    Source: 商业银行信用卡业务监督管理办法 (银监会令2011年第2号) art. 57; the same order stands in card contracts.
    """
    first = ("costs", "interest", "fees", "principal")
    later = ("principal", "costs", "interest", "fees")
    return _in_turn(owed, paid, first if days_overdue <= CARD_TURNS else later)


def loan_payment(owed: Owed, paid: int) -> Owed:
    """Return what a payment on one loan meets, unless agreed otherwise: costs, then interest, then principal.

    Source: 民法典 art. 561.  Fees that it does not name stand with the interest, before the principal.
    """
    return _in_turn(owed, paid, ("costs", "interest", "fees", "principal"))


@dataclass(frozen=True, slots=True)
class Debt:
    """One of several debts to one creditor.

    Attributes:
        name: What it is called.
        due_on: When it is or was due.
        fen: What is owed of it.
        secured: Whether it has security; a debt with less of it comes first.
        burden: What it costs a year, hundredths of a per cent; the heavier comes first.
        since: When it came about; the older comes first.
    """

    name: str
    due_on: date
    fen: int
    since: date
    secured: bool = False
    burden: int = 0


def among_debts(debts: Sequence[Debt], paid: int, on: date, chosen: str | None = None) -> dict[str, int]:
    """Return what of a payment each debt gets, fen.

    Source: 民法典 art. 560: the debtor's choice; else what is due first, least secured, heaviest, due earliest; what is
    alike in all of that shares in proportion (here: the rest of a fen goes to the earlier in the list).
    """

    def rank(debt: Debt) -> tuple[bool, bool, bool, int, date, date]:
        return (debt.name != chosen, debt.due_on > on, debt.secured, -debt.burden, debt.due_on, debt.since)

    result = dict.fromkeys((d.name for d in debts), 0)
    left = paid
    for place in sorted({rank(d) for d in debts}):
        group = [d for d in debts if rank(d) == place]
        total = sum(d.fen for d in group)
        spent = min(left, total)
        for debt in group:
            result[debt.name] = spent * debt.fen // total if total else 0
        short = spent - sum(result[d.name] for d in group)
        for debt in group:
            more = min(short, debt.fen - result[debt.name])
            result[debt.name] += more
            short -= more
        left -= spent
    return result
