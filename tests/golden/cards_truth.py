"""What the card statements among the goldens say, before any of them is written; sums are computed from the rows.

Money is integer fen in the signs of the public contract: positive is owed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from pipeline.records.extraction import Kind

_ROW = re.compile(
    r"(\d{4}|-{4}) (\d{4}|-{4}) (\w+) (-?[\d,]+\.\d\d) (\d{4}|-)(?: @([A-Z]{3})([\d,.]+))?(?: \[(.*?)\])?(?: (.*))?"
)


def fen(text: str) -> int:
    """Return an amount with two decimals in fen."""
    return int(text.replace(",", "").replace(".", ""))


@dataclass(frozen=True, slots=True)
class Row:
    """One row as its layout prints it; `word` is a kind word that the layout prints beside or above it."""

    traded: date | None
    posted: date | None
    kind: Kind
    amount: int
    tail: str
    text: str
    word: str = ""
    original: int | None = None
    original_currency: str = ""


@dataclass(frozen=True)
class Ledger:
    """One currency of a statement, or of one card of it."""

    opening: int
    rows: tuple[Row, ...]
    minimum: int = 0
    currency: str = "CNY"
    tail: str = ""

    def _sum(self, *kinds: Kind) -> int:
        return sum(r.amount for r in self.rows if r.amount > 0 and (not kinds or r.kind in kinds))

    @cached_property
    def figures(self) -> dict[str, int]:
        """Every sum that a bank prints."""
        back = -sum(r.amount for r in self.rows if r.amount < 0)
        paid = -sum(r.amount for r in self.rows if r.kind is Kind.REPAYMENT)
        interest, cash = self._sum(Kind.INTEREST, Kind.PENALTY_INTEREST), 0
        cash = sum(r.amount for r in self.rows if r.kind is Kind.INTEREST and "现金" in r.text)
        fees = self._sum(Kind.FEE, Kind.PENALTY, Kind.LATE_FEE)
        owed = self._sum()
        return {
            "opening": self.opening,
            "closing": self.opening + owed - back,
            "owed": owed,
            "back": back,
            "paid": paid,
            "adjusted": back - paid,
            "interest": interest,
            "plain_interest": interest - cash,
            "cash_interest": cash,
            "fees": fees,
            "principal": owed - fees - interest,
            "charges": owed - interest,
            "minimum": self.minimum,
        }


@dataclass(frozen=True)
class Bill:
    """One card statement."""

    issuer: str
    statement_on: date
    ledgers: tuple[Ledger, ...]
    tails: tuple[str, ...]
    due_on: date | None
    name: str = "示例持卡人"
    limit: int = 3_000_000

    @property
    def start(self) -> date:
        """First day of the billing period: the day after a month before its own."""
        last = self.statement_on.replace(day=1) - timedelta(days=1)
        return last.replace(day=min(self.statement_on.day, last.day)) + timedelta(days=1)

    def of(self, currency: str) -> list[Ledger]:
        """Return the ledgers of one currency: one per card where the bank keeps them apart."""
        return [ledger for ledger in self.ledgers if ledger.currency == currency]


def rows(on: date, text: str) -> tuple[Row, ...]:
    """Read rows written one a line: trade day, posting day (MMDD or ----), kind, amount, tail or -, then at will the
    original amount (@HKD51.00), a kind word in brackets, and the description.  Days lie in the year up to `on`.
    """

    def day(digits: str) -> date | None:
        if digits == "----":
            return None
        month, number = int(digits[:2]), int(digits[2:])
        return date(on.year - ((month, number) > (on.month, on.day)), month, number)

    result = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _ROW.fullmatch(line)
        assert match is not None, line
        traded, posted, kind, amount, tail, currency, original, word, words = match.groups()
        result.append(
            Row(
                day(traded), day(posted), Kind(kind), fen(amount), "" if tail == "-" else tail, words or "",
                word or "", fen(original) if original else None, currency or "",
            )
        )  # fmt: skip
    return tuple(result)


def expected(
    bill: Bill,
    *,
    without: Iterable[str] = (),
    balanced: Mapping[str, bool | None] | bool | None = True,
    yearless: bool = False,
    status: str = "ok",
    **instead: Any,
) -> list[dict[str, Any]]:
    """Return what a layout prints of a bill, as the golden's papers.

    Args:
        bill: The truth.
        without: Members that the layout does not print: of statements (period_start, opening, tails …) they are then
            null, of rows (row.traded_on, row.tail) too.
        balanced: Whether the printed identity holds and the rows add up to it; None where the layout prints none.
        yearless: Whether days are printed without a year: that of an instalment's purchase is then not known.
        status: Of the document.
        instead: Members that the layout prints otherwise than the bill has them.
    """
    left_out = set(without)
    statements = []
    shown = {led.currency for led in bill.ledgers if led.currency == "CNY" or led.rows or led.opening}
    for currency in sorted(shown, key=lambda c: (c != "CNY", c)):
        ledgers = bill.of(currency)
        sums = {name: sum(led.figures[name] for led in ledgers) for name in ("opening", "closing", "minimum")}
        statement: dict[str, Any] = {
            "currency": currency,
            "tails": list(bill.tails),
            "statement_on": bill.statement_on,
            "period_start": bill.start,
            "due_on": bill.due_on,
            **sums,
            "limit": bill.limit if currency == bill.ledgers[0].currency else None,
            "balanced": balanced.get(currency) if isinstance(balanced, Mapping) else balanced,
            "rows": [
                {
                    "traded_on": None if yearless and row.kind is Kind.INSTALMENT else row.traded,
                    "posted_on": row.posted,
                    "description": row.text or row.word,
                    "amount": row.amount,
                    "kind": row.kind,
                    "tail": row.tail or None,
                }
                for ledger in ledgers
                for row in ledger.rows
            ],
        }
        for name in left_out:
            if name.startswith("row."):
                for row_ in statement["rows"]:
                    row_[name[4:]] = None
            else:
                statement[name] = [] if name == "tails" else None
        statements.append(statement | instead)
    return [{"type": "card_statement", "issuer": bill.issuer or None, "status": status, "statements": statements}]
