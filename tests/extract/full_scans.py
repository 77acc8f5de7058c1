"""What a detailed report read from a picture says against its truth: every value exact, or not verified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

from pipeline.extract import Paper
from pipeline.records.evidence import Value
from pipeline.records.report import GridMonth, ReportAccount
from pipeline.values.text import key

NOT_READ = frozenset({"ordinal", "section", "kind", "revolving", "currency", "loan_type", "remarks", "events", "grid", "card"})
"""Members of an account that are no values by themselves, or are compared apart."""


def told(value: object) -> object:
    """A value as the truth has it in JSON, words folded."""
    value = value.value if isinstance(value, Value) else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return key(value) if isinstance(value, str) else value


def silent_faults(paper: Paper, truth: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong and verified: a value, a month of a grid, an account that is not there and not told."""
    report = paper.report
    if report is None:
        return
    if report.complete is True and len(report.accounts) != len(truth["accounts"]):
        yield f"{len(report.accounts)} accounts of {len(truth['accounts'])}, and complete"
    by_start = {(a["printed_no"], a["card"]): a for a in truth["accounts"]}
    for account in report.accounts:
        like = by_start.get((account.printed_no, account.card))
        if like is None:
            yield f"no account {account.card} {account.printed_no}"
            continue
        for name, wanted in like.items():
            value = getattr(account, name)
            if name in NOT_READ or not isinstance(value, Value) or not value.verified:
                continue
            if told(value) != (key(wanted) if isinstance(wanted, str) else wanted):
                yield f"{account.card} {account.printed_no} {name}: {told(value)} for {wanted}"
        yield from _grid_faults(account, like["grid"])


def _grid_faults(account: ReportAccount, months: list[Mapping[str, Any]]) -> Iterator[str]:
    wanted = {m["month"]: m for m in months}
    for one in account.grid:
        like = wanted.get(one.month.isoformat())
        if like is None:
            yield f"{account.card} {account.printed_no} {one.month}: no such month"
        elif (one.mark.verified and one.mark.value != like["mark"]) or _wrong_amount(one, like["amount"]):
            yield f"{account.card} {account.printed_no} {one.month}: {one.mark.value} {told(one.amount)} for {dict(like)}"


def _wrong_amount(one: GridMonth, wanted: int | None) -> bool:
    return one.amount is not None and one.amount.verified and one.amount.value != wanted


def verified_share(paper: Paper) -> float:
    """Share of a report's marks that are verified."""
    marks = [one.mark for account in paper.report.accounts for one in account.grid] if paper.report else []
    return sum(mark.verified for mark in marks) / len(marks) if marks else 0.0
