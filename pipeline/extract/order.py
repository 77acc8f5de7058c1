"""Days and instalment numbers that stand out of the order of their column: misread by both readers alike.

Only of pictures.  On a paper with embedded text a day out of order is the paper's own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pipeline.records.evidence import Check, CheckKind, Origin, Value
from pipeline.records.extraction import Statement
from pipeline.records.loan import Plan

S = TypeVar("S", Statement, Plan)

_AGAINST = Check(CheckKind.CALENDAR, False, "本列次序")
_MOST_OUT = 0.2
"""Share of a column that may stand out of order; with more of it the column is in no order."""

_LEAST_ROWS = 4


def doubt_order(record: S) -> S:
    """Contradict the days and numbers of a record's rows that break the order of the others."""
    days: tuple[str, ...] = ("traded_on", "posted_on") if isinstance(record, Statement) else ("due_on", "paid_on")
    rows: list[Any] = list(record.rows)
    for name in (*days, "period_no"):
        rows = _doubted(rows, name)
    return replace(record, rows=tuple(rows))


def _doubted(rows: list[Any], name: str) -> list[Any]:
    places = [n for n, row in enumerate(rows) if _read(getattr(row, name)) is not None]
    values = [getattr(rows[n], name) for n in places]
    if len(values) < _LEAST_ROWS or not any(value.evidence.origin is Origin.OCR for value in values):
        return rows
    read = [value.value for value in values]
    kept = max((_longest(read, rising) for rising in (True, False)), key=len)
    if len(read) - len(kept) > _MOST_OUT * len(read):
        return rows
    out = set(range(len(read))) - set(kept)
    done = list(rows)
    for position in out:
        value: Value[Any] = values[position]
        if value.evidence.origin is Origin.OCR:
            n = places[position]
            done[n] = replace(done[n], **{name: value.checked(_AGAINST)})
    return done


def _read(value: Value[Any] | None) -> Any:
    return value.value if value is not None else None


def _longest(items: Sequence[Any], rising: bool) -> list[int]:
    """Return the positions of the longest run of items, not all neighbours, that never falls (or never rises)."""
    order: Callable[[Any], Any] = (lambda item: item) if rising else _reversed
    tails: list[Any] = []
    last: list[int] = []
    before: list[int | None] = []
    for position, item in enumerate(items):
        key = order(item)
        at = bisect_right(tails, key)
        before.append(last[at - 1] if at else None)
        tails[at:] = [key, *tails[at + 1 :]]
        last[at:] = [position, *last[at + 1 :]]
    result: list[int] = []
    step: int | None = last[-1] if last else None
    while step is not None:
        result.append(step)
        step = before[step]
    return result[::-1]


def _reversed(item: Any) -> Any:
    return -(item.toordinal() if hasattr(item, "toordinal") else item)
