"""What a table of law or tariff may hold: typed values, dated rows, sources."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator

Confidence = Literal["S", "S-", "K", "?"]
Nature = Literal["statute", "supervisory", "court", "guidance", "tariff", "contract"]
Unit = Literal[
    "", "days", "working_days", "months", "years", "fen", "percent", "rate_per_day", "rate_per_year", "factor",
    "count", "per_year", "per_day",
]  # fmt: skip

_DECIMAL = re.compile(r"\d+(?:\.\d+)?")


def exact(text: object) -> Decimal:
    """Return a decimal number that is written as text; a number of YAML with a point would pass through float.

    Raises:
        ValueError: It is no text, or no plain decimal number.
    """
    if isinstance(text, Decimal):
        return text
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text!r} is no decimal number in quotes")
    return Decimal(text)


Whole = Annotated[int, Strict(), Field(ge=0)]
Exact = Annotated[Decimal, BeforeValidator(exact)]
Money = dict[str, Whole]
Clock = Annotated[str, Strict(), Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Record(BaseModel):
    """Several figures that make one quantity."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PenaltyTariff(Record):
    """How an issuer prices a missed minimum payment of a card.

    Attributes:
        percent: Of the unpaid part of the minimum.
        repeated_percent: The same where the minimum was missed in months running, null where there is no such step.
        floor: Least amount per statement by currency, fen; a currency that is not listed is unknown, not free.
        cap: Most per statement by currency, fen; none where not listed.
    """

    percent: Whole
    repeated_percent: Whole | None = None
    floor: Money = {}
    cap: Money = {}


class MinimumPayment(Record):
    """How an issuer composes the minimum payment; for explaining only, the printed minimum is the contract's number.

    Attributes:
        percent: Of the purchases (or of the whole balance) within the limit; null where it is set per customer.
        first_percent: The same on the first bill, null where there is no such step.
        of: What the per cent is taken of.
        in_full: Parts that belong to it whole.
        floor_per_customer: Whether the contract sets a least amount per customer.
    """

    percent: Whole | None
    first_percent: Whole | None = None
    of: Literal["purchases", "balance"]
    in_full: tuple[Literal["cash_advance", "instalment", "fee", "interest", "over_limit", "previous_minimum"], ...]
    floor_per_customer: Annotated[bool, Strict()] = False


class Fee(Record):
    """What a service costs.

    Attributes:
        percent: Of the amount.
        plus: Added to it, by currency, fen.
        floor, cap: Least and most by currency, fen; a currency that is not listed is unknown.
    """

    percent: Exact
    plus: Money = {}
    floor: Money = {}
    cap: Money = {}


class Range(Record):
    """From the lowest to the highest, both included."""

    low: Whole | Exact
    high: Whole | Exact

    @model_validator(mode="after")
    def _in_order(self) -> Range:
        if self.low > self.high:
            raise ValueError(f"range from {self.low} down to {self.high}")
        return self


class Period(Record):
    """From the first to the last day, both included."""

    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.first > self.last:
            raise ValueError(f"period ends before it begins: {self.first}, {self.last}")
        return self


class Hours(Record):
    """A time of day, which may run over midnight."""

    start: Clock
    end: Clock


Value = (
    Annotated[bool, Strict()]
    | Whole
    | Annotated[Decimal, Strict()]
    | Annotated[date, Strict()]
    | Annotated[str, Strict()]
    | PenaltyTariff
    | MinimumPayment
    | Fee
    | Range
    | Period
    | Hours
)


class Source(BaseModel):
    """Where a row comes from.

    Attributes:
        confidence: S: a primary text was read; S-: a secondary one; K: own knowledge; ?: unclear.  Only S may carry
            an error, S- a warning; K and ? may only widen a tolerance or feed a notice.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Annotated[str, Field(min_length=1)]
    issuer: Annotated[str, Field(min_length=1)]
    number: str = ""
    article: str = ""
    dated: date | None = None
    link: str = ""
    checked_on: date
    confidence: Confidence


class Note(Record):
    """What a mark of confidence cannot say: of what one is sure, and of what not."""

    zh: str
    en: str


class Claim(BaseModel):
    """What another source says of the same quantity and days; it never accuses."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    value: Value
    note: Note
    source: Source


class Line(BaseModel):
    """One dated row of a table.

    Attributes:
        value: Null says that the rule was abolished from that day.  Where sources differ this is the value that may
            accuse, the one that is kinder to the lender.
        others: What the other sources say.
        note: Obligatory where the row is marked K or ?.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    value: Value | None
    valid_from: date
    valid_to: date | None = None
    source: Source
    note: Note | None = None
    others: tuple[Claim, ...] = ()

    @model_validator(mode="after")
    def _explained(self) -> Line:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"row of {self.valid_from} ends before it begins")
        if self.source.confidence in ("K", "?") and self.note is None:
            raise ValueError(f"row of {self.valid_from} is marked {self.source.confidence}, and no note says why")
        return self


class Table(BaseModel):
    """One quantity of law or tariff over time.

    Attributes:
        id: Its name.
        says_zh, says_en: What it says, one sentence; letters quote it.
        unit: Of the value, "" where it is no number.  A rate of interest is a plain number: 0.0005 is 0.05 %.
        decides: Which date chooses the row: contract, charge or filing.
        nature: statute, supervisory, court, guidance, tariff or contract.
        rows: Ordered by day, not overlapping.
        known_until: After this day the look-up answers unknown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    says_zh: Annotated[str, Field(min_length=1)]
    says_en: Annotated[str, Field(min_length=1)]
    unit: Unit = ""
    decides: Literal["contract", "charge", "filing"]
    nature: Nature
    rows: tuple[Line, ...]
    known_until: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _decimals(cls, data: Any) -> Any:
        """Make decimals of the texts of a table that has a unit."""
        if not isinstance(data, dict) or not data.get("unit") or not isinstance(data.get("rows"), list):
            return data
        return {**data, "rows": [_with_decimals(row) for row in data["rows"]]}

    @model_validator(mode="after")
    def _in_order(self) -> Table:
        if not self.rows:
            raise ValueError("a table needs a row")
        for before, after in zip(self.rows, self.rows[1:], strict=False):
            if before.valid_to is None or before.valid_to >= after.valid_from:
                raise ValueError(f"rows overlap at {after.valid_from}")
        return self

    @model_validator(mode="after")
    def _of_one_kind(self) -> Table:
        values = [v for row in self.rows for v in (row.value, *(o.value for o in row.others)) if v is not None]
        numbers = [isinstance(value, int | Decimal | Range) and not isinstance(value, bool) for value in values]
        if any(is_number != bool(self.unit) for is_number in numbers):
            raise ValueError("a number needs a unit, and nothing else has one")
        if len({Decimal if type(value) is int else type(value) for value in values}) > 1:
            raise ValueError("rows hold values of different kinds")
        return self


def _with_decimals(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    changed = dict(row)
    if isinstance(row.get("value"), str):
        changed["value"] = exact(row["value"])
    if isinstance(row.get("others"), list):
        changed["others"] = [_with_decimals(other) for other in row["others"]]
    return changed
