"""What card statements of other banks and lists of a debit account say, before they are drawn.

Money is integer fen in the signs of the public contract: on a card positive is owed; in a bank account positive is
money out.  Sums and balances are computed from the rows and never typed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from pipeline.records.extraction import Kind
from samples.truth import RowTruth, to_json

BILL_BANKS = ("中国银行", "交通银行", "建设银行")
"""Banks whose card statements `BillTruth` can be drawn as."""

DEBIT_BANKS = ("农业银行", "招商银行")
"""Banks whose lists of a debit account can be drawn."""

_INTEREST = frozenset({Kind.INTEREST})
_FEES = frozenset({Kind.FEE, Kind.PENALTY, Kind.LATE_FEE})


@dataclass(frozen=True, slots=True)
class LedgerTruth:
    """One currency of a card statement.

    Attributes:
        currency: ISO 4217.
        opening: Balance before, positive when owed.
        rows: In printed order; a section is never printed here, and both days are.
        minimum: Printed minimum payment.
    """

    currency: str
    opening: int
    rows: tuple[RowTruth, ...]
    minimum: int

    def _sum(self, chosen: Callable[[RowTruth], bool]) -> int:
        return sum(row.amount for row in self.rows if chosen(row))

    @property
    def debits(self) -> int:
        """Everything that is owed anew."""
        return self._sum(lambda row: row.amount > 0)

    @property
    def credits(self) -> int:
        """Everything that was paid or given back, as a positive figure."""
        return -self._sum(lambda row: row.amount < 0)

    @property
    def interest(self) -> int:
        """Interest charged."""
        return self._sum(lambda row: row.amount > 0 and row.kind in _INTEREST)

    @property
    def fees(self) -> int:
        """Fees and penalties charged."""
        return self._sum(lambda row: row.amount > 0 and row.kind in _FEES)

    @property
    def principal(self) -> int:
        """What is owed anew without fees and interest."""
        return self.debits - self.fees - self.interest

    @property
    def closing(self) -> int:
        """Balance after."""
        return self.opening + self.debits - self.credits

    @property
    def used(self) -> bool:
        """Whether there is anything to print of it."""
        return bool(self.rows or self.opening)

    def json(self) -> dict[str, Any]:
        """Return the truth for programs."""
        names = ("debits", "credits", "principal", "fees", "interest", "closing")
        result: dict[str, Any] = to_json(self)
        return result | {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class AccrualTruth:
    """One line of the list that shows how a statement's interest was computed (计息明细).

    Attributes:
        label: What bears the interest.
        base: Amount that bears it, fen.
        start, end: First day, and the day up to which it ran; that day bears no more.
        days: Number of days.
        interest: Fen; the lines are cut so that they add up to what is posted.
    """

    label: str
    base: int
    start: date
    end: date
    days: int
    interest: int


@dataclass(frozen=True, slots=True)
class BillTruth:
    """One card statement of a bank of `BILL_BANKS`.

    Attributes:
        tails: Last four digits of the cards that share the account, the main card first.
        card_no: The main card's number as printed, masked.
        period_start: First day of the billing period; `statement_on` is its last.
        ledgers: The yuan account first; a second one is the dollar account.
        reissued: Bank of China only: the supplementary form, with days as MM/DD.
        accruals: Construction Bank only: the list that shows how the yuan account's interest was computed.
    """

    bank: str
    name: str
    tails: tuple[str, ...]
    card_no: str
    period_start: date
    statement_on: date
    due_on: date
    limit: int
    ledgers: tuple[LedgerTruth, ...]
    reissued: bool = False
    accruals: tuple[AccrualTruth, ...] = ()

    def __post_init__(self) -> None:
        if self.bank not in BILL_BANKS:
            raise ValueError(f"no such bank: {self.bank}")

    @property
    def yuan(self) -> LedgerTruth:
        """The yuan account."""
        return self.ledgers[0]

    @property
    def dollar(self) -> LedgerTruth | None:
        """The dollar account, None where nothing is printed of it."""
        used = [ledger for ledger in self.ledgers[1:] if ledger.used]
        return used[0] if used else None

    @property
    def rows(self) -> tuple[RowTruth, ...]:
        """All rows, the yuan account's first."""
        return tuple(row for ledger in self.ledgers for row in ledger.rows)

    def json(self) -> dict[str, Any]:
        """Return the truth for programs."""
        result: dict[str, Any] = to_json(self)
        result["ledgers"] = [ledger.json() for ledger in self.ledgers]
        result["type"] = "card_statement"
        result["issuer"] = self.bank
        return result


@dataclass(frozen=True, slots=True)
class DebitRow:
    """One row of a debit account.

    Attributes:
        amount: Fen, positive for money out; papers print it with the other sign.
        time: HHMMSS, "" where none is printed.
        summary: 交易摘要.
        counterparty: 对手信息, as printed.
        serial: 日志号; only the Agricultural Bank's form prints it, and channel and remark.
    """

    day: date
    summary: str
    amount: int
    counterparty: str = ""
    time: str = ""
    serial: str = ""
    channel: str = ""
    remark: str = ""
    kind: Kind = Kind.OTHER


@dataclass(frozen=True, slots=True)
class DebitTruth:
    """A list of a debit account's transactions (交易流水).

    Attributes:
        account_no: As printed.
        opening: Money held before the first row, fen, positive.
        kangxi: Whether the paper's text uses radicals that look like characters, as the Agricultural Bank's does.
    """

    bank: str
    name: str
    account_no: str
    start: date
    end: date
    opening: int
    rows: tuple[DebitRow, ...]
    printed_on: date
    kangxi: bool = False

    def __post_init__(self) -> None:
        if self.bank not in DEBIT_BANKS:
            raise ValueError(f"no such bank: {self.bank}")
        if list(self.rows) != sorted(self.rows, key=lambda row: row.day):
            raise ValueError("rows are not in the order of their days")
        if min(self.balances, default=0) < 0:
            raise ValueError("a debit account is overdrawn")

    @property
    def balances(self) -> tuple[int, ...]:
        """Money held after each row, positive."""
        return tuple(accumulate((-row.amount for row in self.rows), initial=self.opening))[1:]

    def json(self) -> dict[str, Any]:
        """Return the truth for programs."""
        result: dict[str, Any] = to_json(self)
        for row, balance in zip(result["rows"], self.balances, strict=True):
            row["balance"] = balance
        result["type"] = "bank_statement"
        result["issuer"] = self.bank
        return result
