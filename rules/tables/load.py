"""Law and tariffs as dated data: a strict loader, and look-ups that answer known, abolished or unknown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from pydantic import ValidationError

from pipeline.records.finding import Basis, Severity, Text
from pipeline.values.yaml import DataError, load_yaml
from rules.tables.model import Claim, Fee, Hours, Line, MinimumPayment, PenaltyTariff, Period, Range, Source, Table

__all__ = [
    "Answer",
    "Claim",
    "Fee",
    "Hours",
    "Line",
    "MinimumPayment",
    "PenaltyTariff",
    "Period",
    "Range",
    "Source",
    "State",
    "Table",
    "Tables",
    "load_tables",
    "parse_table",
    "tables",
    "tables_hash",
]

_CARRIES = {"S": Severity.ERROR, "S-": Severity.WARNING, "K": Severity.NOTICE, "?": Severity.NOTICE}
_BINDS_NOBODY_BY_ITSELF = frozenset({"tariff", "court", "guidance"})
"""A published price may not be the contract's, a court reduces on request, guidance is advice."""


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

    def may_carry(self, name: str, day: date) -> Severity:
        """Return the gravest finding that a table's row of a day can be the ground of.

        What is unknown carries a notice: it can be said that the figure is missing.
        """
        line = self.look_up(name, day).line
        if line is None:
            return Severity.NOTICE
        carries = _CARRIES[line.source.confidence]
        if carries is Severity.ERROR and self.tables[name].nature in _BINDS_NOBODY_BY_ITSELF:
            return Severity.WARNING
        return carries

    def bases(self, names: Iterable[str], day: date) -> tuple[Basis, ...]:
        """Return those of the named tables that are in force on a day."""
        return tuple(self.basis(name, day) for name in names if self.look_up(name, day).state is State.KNOWN)

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

    def tariffs(self, quantity: str) -> tuple[Table, ...]:
        """Return what all issuers say of one quantity ("penalty"), by issuer."""
        return tuple(self.tables[name] for name in sorted(self.tables) if name.endswith(f"/{quantity}"))


def parse_table(text: str, name: str) -> Table:
    """Parse and check one table file.

    Raises:
        DataError: Unknown or duplicate keys, overlapping rows, a row without source, a number without unit, a value
            marked K or ? that no note explains.
    """
    try:
        return Table.model_validate(load_yaml(text, name))
    except ValidationError as error:
        raise DataError(f"{name}: {error}") from error


def load_tables(files: Iterable[tuple[str, str]]) -> Tables:
    """Parse table files, given as (path below the folder, text).

    Raises:
        DataError: A file is wrong, is not named after its id, or two have one id.
    """
    result: dict[str, Table] = {}
    for name, text in files:
        table = parse_table(text, name)
        if table.id in result:
            raise DataError(f"{name}: id {table.id} stands twice")
        if name != f"{'tariff' if '/' in table.id else 'law'}/{table.id}.yaml":
            raise DataError(f"{name}: holds the id {table.id}, which belongs into a file of that name")
        result[table.id] = table
    return Tables(result)


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
    return load_tables(_files(resources.files("rules.tables")))


def tables_hash() -> str:
    """Return the hash of all tables, for cache keys and provenance."""
    return hashlib.sha256("".join(n + t for n, t in _files(resources.files("rules.tables"))).encode()).hexdigest()
