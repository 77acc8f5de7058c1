"""Walk over the values of a record: name them, correct them, collect those in doubt."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar

from pipeline.extract.rate_words import parse_rate
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.records.extraction import Statement
from pipeline.records.letter import Letter
from pipeline.records.loan import Contract, CostStatement, Payout, Plan
from pipeline.records.rates import Rate
from pipeline.records.report import Report
from pipeline.values.dates import parse_date
from pipeline.values.money import parse_amount

R = TypeVar("R")

Record = Statement | Letter | Report | Plan | Contract | CostStatement | Payout
"""What a paper can hold."""

_COUNTS = (
    "overdue_months", "overdue_90", "overdue_periods", "counts", "open_disputes", "/months", "updates_within", "/days",
)  # fmt: skip


def map_values(record: R, change: Callable[[str, Value[Any]], Value[Any]], path: str = "") -> R:
    """Return the record with every `Value` in it replaced by `change(path, value)`.

    Paths name fields and positions: "rows/3/amount", "settled_on".
    """
    if isinstance(record, Value):
        return change(path, record)  # type: ignore[return-value]
    if isinstance(record, tuple):
        return tuple(  # type: ignore[return-value]
            map_values(item, change, f"{path}/{number}" if path else str(number)) for number, item in enumerate(record)
        )
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        changes = {}
        for item in dataclasses.fields(record):
            old = getattr(record, item.name)
            new = map_values(old, change, f"{path}/{item.name}" if path else item.name)
            if new is not old:
                changes[item.name] = new
        return dataclasses.replace(record, **changes) if changes else record
    return record


def iter_values(record: object) -> Iterator[tuple[str, Value[Any]]]:
    """Yield (path, value) of every value in a record."""
    found: list[tuple[str, Value[Any]]] = []

    def note(path: str, value: Value[Any]) -> Value[Any]:
        found.append((path, value))
        return value

    map_values(record, note)
    return iter(found)


def paper_key(record: Record) -> str:
    """Return what names a paper by what it prints, so that a new scan of it keeps the names of its fields."""
    if isinstance(record, Statement):
        day = record.statement_on.as_first_read.isoformat() if record.statement_on else ""
        month = f"{record.title_month[0]}-{record.title_month[1]:02d}" if record.title_month else ""
        number = record.tails[0] if record.tails else record.contract_no.as_first_read if record.contract_no else ""
        currency = "" if record.currency == "CNY" else f"|{record.currency}"
        return f"statement|{record.issuer or ''}|{number}|{day or month}{currency}"
    if isinstance(record, Plan | Contract):
        what = "plan" if isinstance(record, Plan) else "contract"
        number = record.contract_no.as_first_read if record.contract_no else ""
        opened = record.opened_on.as_first_read.isoformat() if record.opened_on else ""
        return f"{what}|{record.issuer or ''}|{number or opened}"
    if isinstance(record, CostStatement | Payout):
        what = "cost" if isinstance(record, CostStatement) else "payout"
        return f"{what}|{record.issuer or ''}|{record.contract_no.as_first_read if record.contract_no else ''}"
    if isinstance(record, Letter):
        serial = record.serial.as_first_read if record.serial else ""
        number = record.contract_no.as_first_read if record.contract_no else ""
        tail = record.account_tail.as_first_read if record.account_tail else ""
        return f"letter|{record.issuer or ''}|{serial}|{number or tail}"
    return f"report|{record.number.as_first_read if record.number else ''}"


def name_fields(record: R, key: str) -> R:
    """Give every value its field name, made of the paper's key and its path."""
    return map_values(record, lambda path, value: dataclasses.replace(value, field=f"{key}|{path}"))


def review_id(field: str, first_read: object) -> str:
    """Return the id of a review entry for a field."""
    return "r" + hashlib.sha256(f"{field}|{first_read}".encode()).hexdigest()[:10]


def correct(record: R, corrections: dict[str, str]) -> tuple[R, set[str]]:
    """Apply what a person typed: one more reading of a value, before checks and rules run.

    Returns:
        (record, ids whose text could not be understood).
    """
    bad: set[str] = set()
    if not corrections:
        return record, bad

    def change(path: str, value: Value[Any]) -> Value[Any]:
        entry = review_id(value.field, value.as_first_read)
        if entry not in corrections:
            return value
        parsed = parse_correction(path, value.value, corrections[entry])
        if parsed is None:
            bad.add(entry)
            return value
        return dataclasses.replace(
            value,
            value=parsed,
            first_read=value.as_first_read,
            checks=(*value.checks, Check(CheckKind.PERSON, True, "更正")),
        )

    return map_values(record, change), bad


def parse_correction(path: str, old: object, typed: str) -> object | None:
    """Parse a typed correction to the kind of thing the field holds; None where it is not one."""
    text = typed.strip()
    name = path.rsplit("/", 1)[-1]
    if isinstance(old, bool):
        return {"是": True, "有": True, "否": False, "无": False}.get(text)
    if isinstance(old, date):
        return parse_date(text)
    if isinstance(old, Rate):
        return parse_rate(text, "日利率" if old.per == "day" else "年利率")
    if name in ("amount", "opening", "closing", "minimum", "limit", "balance") or (
        isinstance(old, int) and not any(word in path for word in _COUNTS)
    ):
        return parse_amount(text)
    if isinstance(old, int):
        return int(text) if text.isdigit() else None
    if isinstance(old, str):
        return text or None
    return None
