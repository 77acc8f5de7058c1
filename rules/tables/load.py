"""Law and tariffs as dated data: a strict loader, and look-ups that answer known, abolished or unknown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from pipeline.records.finding import Basis, Text
from pipeline.values.yaml import DataError, load_yaml


class Source(BaseModel):
    """Where a row comes from.

    Attributes:
        confidence: S: a primary text was read; S-: a secondary one; K: own knowledge; ?: unclear.  Only S may carry
            an error, S- a warning; K and ? may only widen a tolerance or feed a notice.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    issuer: str
    number: str = ""
    article: str = ""
    dated: date | None = None
    link: str = ""
    checked_on: date
    confidence: Literal["S", "S-", "K", "?"]


class PenaltyTariff(BaseModel):
    """How an issuer prices a missed minimum payment of a card.

    Attributes:
        percent: Of the unpaid part of the minimum.
        repeated_percent: The same where the minimum was missed in months running, null where there is no such step.
        floor: Least amount per statement by currency, fen; a currency that is not listed is unknown, not free.
        cap: Most per statement by currency, fen; none where not listed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    percent: int
    repeated_percent: int | None = None
    floor: dict[str, int] = {}
    cap: dict[str, int] = {}


class Line(BaseModel):
    """One dated row of a table; `value` null says that the rule was abolished from that day."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    value: int | str | bool | PenaltyTariff | None
    valid_from: date
    valid_to: date | None = None
    source: Source


class Table(BaseModel):
    """One quantity of law or tariff over time.

    Attributes:
        id: Its name.
        says_zh, says_en: What it says, one sentence.
        unit: Of the value ("days", "fen", "percent", "").
        decides: Which date chooses the row: contract, charge or filing.
        nature: statute, supervisory, court, guidance, tariff or contract.
        rows: Ordered by day, not overlapping.
        known_until: After this day the look-up answers unknown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    says_zh: str
    says_en: str
    unit: Literal["", "days", "fen", "percent"] = ""
    decides: Literal["contract", "charge", "filing"]
    nature: Literal["statute", "supervisory", "court", "guidance", "tariff", "contract"]
    rows: tuple[Line, ...]
    known_until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Table:
        if not self.rows:
            raise ValueError("a table needs a row")
        for before, after in zip(self.rows, self.rows[1:], strict=False):
            if before.valid_to is None or before.valid_to >= after.valid_from:
                raise ValueError(f"rows overlap at {after.valid_from}")
        for row in self.rows:
            if row.valid_to is not None and row.valid_to < row.valid_from:
                raise ValueError(f"row of {row.valid_from} ends before it begins")
        return self


class State(StrEnum):
    """The three answers of a look-up."""

    KNOWN = "known"
    ABOLISHED = "abolished"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """A look-up's answer, with the row it comes from (None when unknown)."""

    state: State
    line: Line | None


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables by id; tariffs are named "<issuer>/<quantity>"."""

    tables: dict[str, Table]

    def look_up(self, name: str, day: date) -> Answer:
        """Return what a table says on a day; a missing table is unknown."""
        table = self.tables.get(name)
        if table is None or (table.known_until is not None and day > table.known_until):
            return Answer(State.UNKNOWN, None)
        for line in table.rows:
            if line.valid_from <= day and (line.valid_to is None or day <= line.valid_to):
                return Answer(State.ABOLISHED if line.value is None else State.KNOWN, line)
        return Answer(State.UNKNOWN, None)

    def basis(self, name: str, day: date) -> Basis:
        """Return a table's row of a day as a legal basis.

        Raises:
            KeyError: The table says nothing about that day: a rule may not rest on it.
        """
        line = self.look_up(name, day).line
        if line is None:
            raise KeyError(f"{name} is unknown on {day}")
        table, source = self.tables[name], line.source
        title = source.title + (f"（{source.number}）" if source.number else "")
        return Basis(
            title=title,
            article=source.article,
            nature=table.nature,
            valid_from=line.valid_from,
            confidence=source.confidence,
            text=Text(table.says_zh, table.says_en),
        )


def parse_table(text: str, name: str) -> Table:
    """Parse and check one table file.

    Raises:
        DataError: Unknown or duplicate keys, overlapping rows, a row without source.
    """
    try:
        return Table.model_validate(load_yaml(text, name))
    except ValidationError as error:
        raise DataError(f"{name}: {error}") from error


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, str]]:
    found = []
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            found.extend(_files(item, f"{prefix}{item.name}/"))
        elif item.name.endswith(".yaml"):
            found.append((f"{prefix}{item.name}", item.read_text("utf-8")))
    return sorted(found)


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Return the tables that ship with the program.

    Raises:
        DataError: A file is wrong, or two have one id.
    """
    result: dict[str, Table] = {}
    for name, text in _files(resources.files("rules.tables")):
        table = parse_table(text, name)
        if table.id in result:
            raise DataError(f"{name}: id {table.id} stands twice")
        result[table.id] = table
    return Tables(result)


def tables_hash() -> str:
    """Return the hash of all tables, for cache keys and provenance."""
    return hashlib.sha256("".join(n + t for n, t in _files(resources.files("rules.tables"))).encode()).hexdigest()
