"""The neutral picture of an account: what its papers print. Money is int fen, dates are inclusive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal[
    "purchase",
    "repayment",
    "interest",
    "penalty",
    "late_fee",
    "penalty_interest",
    "fee",
    "cash_advance",
    "instalment",
    "refund",
    "disbursement",
    "adjustment",
]


@dataclass(frozen=True)
class Row:
    """One printed row: fen > 0 is owed or charged, < 0 is paid or got back; parts sum to what was paid."""

    day: date
    posted: date
    text: str
    kind: Kind
    fen: int
    period_no: int | None = None
    parts: tuple[int, int, int, int] | None = None
    tail: str | None = None


@dataclass(frozen=True)
class InterestLine:
    """A line of the 计息明细: base and interest in fen, first and last day printed, rate a day (0.0005)."""

    label: str
    base: int
    start: date
    end: date
    days: int
    rate: Decimal
    fen: int


@dataclass(frozen=True)
class Bill:
    """A card bill; closing = opening + sum of its rows; daily_rate is None where none is printed."""

    statement_on: date
    period_start: date
    due_on: date
    opening: int
    closing: int
    minimum: int
    rows: tuple[Row, ...]
    interest_lines: tuple[InterestLine, ...] = ()
    daily_rate: Decimal | None = None


@dataclass(frozen=True)
class Card:
    """A card with its bills; grace_days as told by the person; settled_on as proven by a letter."""

    issuer: str
    tail: str
    currency: str
    bills: tuple[Bill, ...]
    grace_days: int | None = None
    settled_on: date | None = None


@dataclass(frozen=True)
class PlanRow:
    """One instalment of the printed plan, in fen."""

    period_no: int
    due_on: date
    principal: int
    interest: int
    total: int


@dataclass(frozen=True)
class Loan:
    """A loan; rates in hundredths of a per cent a year, surcharge in per cent, money in fen."""

    lender: str
    lender_type: str
    contract_no: str
    amount: int
    opened_on: date
    yearly_rate: int | None
    plan: tuple[PlanRow, ...]
    rows: tuple[Row, ...]
    penalty_rate: int | None = None
    surcharge: int | None = None
    paid_out: int | None = None
    cost_items: tuple[str, ...] | None = None
    settled_on: date | None = None


@dataclass(frozen=True)
class Debit:
    """A bank account from which a loan is paid: positive rows go out, negative ones come in."""

    tail: str
    rows: tuple[Row, ...]


Account = Card | Loan


@dataclass(frozen=True)
class Planted:
    """An error on purpose. `account`: card tail or contract number; `row`: (bill index or None, index).

    `on` says what the second index counts: rows, lines of the 计息明细, or nothing (the bill itself, -1).
    """

    code: str
    account: str
    row: tuple[int | None, int]
    severity: str
    difference: int
    on: Literal["row", "line", "bill"] = "row"


@dataclass(frozen=True)
class Drawn:
    """One drawn account, its debit accounts, the planted errors (none or one), its features in English."""

    account: Account
    debits: tuple[Debit, ...]
    planted: tuple[Planted, ...]
    words: tuple[str, ...]
