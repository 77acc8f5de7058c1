"""The review list: what a person must look at, from doubts and from values that nothing independent supports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pipeline.extract.arbiter import proposals
from pipeline.extract.fields import Record, iter_values, review_id
from pipeline.extract.papers import Paper
from pipeline.extract.review_grid import grid_entries, is_quiet
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.records.extraction import Kind, ReviewEntry, Statement
from pipeline.records.letter import DAYS_DIFFER, ISSUED_BEFORE, SAYS_BOTH
from pipeline.records.report import Report
from pipeline.values.money import format_yuan

_CHARGES = frozenset({Kind.INTEREST, Kind.PENALTY, Kind.LATE_FEE, Kind.FEE, Kind.PENALTY_INTEREST})
_OF_ROWS = frozenset({"unparsed_row", "unknown_column", "row_count", "totals_differ"})
_NUMBERS = frozenset({"counts", "overdue_periods", "overdue_months", "overdue_90", "months", "open_disputes", "days"})
"""Fields that hold a number of something, no amount."""

_OF_INTEREST = {"amount": "interest", "label": "interest_label", "start": "interest_from", "end": "interest_to"}
"""Fields of a line of the 计息明细 by the names under which a person is asked for them."""

_QUIET = frozenset({"sentence", "institution", "limit", "credit_limit", "issuer_text", "serial", "settled_in_words"})

_OF_LETTERS = ((SAYS_BOTH, "says_both"), (ISSUED_BEFORE, "issued_before"), (DAYS_DIFFER, "days_differ"))
"""Why a letter's value contradicts the letter itself."""


_OF_PAPER = {
    Check(CheckKind.CAPITALS, False, "大写"): "capitals_differ",
    Check(CheckKind.COUNTS, False, "多个合同或借据编号"): "several_loans",
    Check(CheckKind.COUNTS, False, "同一标签几个不同的值"): "several_values",
}
"""What the paper itself contradicts: each was read well, and no picture tells which of them is right."""


def review_entries(paper: Paper) -> list[ReviewEntry]:
    """Return a paper's review entries, in the order of the page."""
    result: list[ReviewEntry] = []
    for note in paper.notes:
        field = f"{paper.key or paper.document.id}|note|{note.code}"
        result.append(
            ReviewEntry(
                id=review_id(field, note.text),
                document=paper.document.id,
                field="row" if note.code in _OF_ROWS else note.code,
                value=note.text,
                why=note.code,
                detail=note.detail,
                evidence=note.evidence,
                correctable=False,
            )
        )
    for record in paper.records:
        result.extend(_value_entries(paper, record))
    return unique(result)


def _value_entries(paper: Paper, record: Record) -> Iterable[ReviewEntry]:
    proposed = proposals(record)
    kinds = {str(n): row.kind for n, row in enumerate(record.rows)} if isinstance(record, Statement) else {}
    grids = grid_entries(paper.document.id, record) if isinstance(record, Report) else []
    yield from (entry for entry, _ in grids)
    told = frozenset(path for _, paths in grids for path in paths)
    for path, value in iter_values(record):
        parts = path.split("/")
        if path in told or is_quiet(record, path, value):
            continue
        name = parts[-1]
        own = next((why for check, why in _OF_LETTERS if check in value.checks), "")
        if (name in _QUIET and not own) or (parts[0] == "closings" and len(parts) > 1 and parts[1] == "0"):
            continue
        if name == "description" and kinds.get(parts[1]) not in _CHARGES:
            continue
        if parts[0] == "public_records":
            name = "public_record"  # its items are named as they are printed
        if parts[0] in ("parts", "counts", "sums"):
            name = parts[0]
        if parts[0] == "rates":
            name = "rate"
        if parts[0] == "interest_lines":
            name = _OF_INTEREST.get(name, name)
        corrected = any(check.kind is CheckKind.PERSON for check in value.checks)
        unread = value.value is None
        if not corrected and not unread and value.verified:
            continue
        differ = any(not check.agrees for check in value.checks)
        why = "unreadable" if unread else "readers_differ" if differ else "not_verified"
        if any(check.kind is CheckKind.CALENDAR and not check.agrees for check in value.checks):
            why = "out_of_cycle"
        against = [check for check in value.checks if not check.agrees]
        if why == "readers_differ" and all(check in _OF_PAPER for check in against):
            why = _OF_PAPER[against[0]]
        why = own or why
        why = "corrected" if corrected else why
        yield ReviewEntry(
            id=review_id(value.field, value.as_first_read),
            document=paper.document.id,
            field=name if parts[0] != "terms" else "terms",
            value=show(value.value) if name not in _NUMBERS else str(value.value),
            why=why,
            detail=f"原读：{show(value.as_first_read)}" if corrected else _other_readings(value),
            evidence=value.evidence,
            correctable=not hasattr(value.value, "name") or value.value is None,
            proposal=show(proposed[path]) if path in proposed and not corrected else "",
        )


def _other_readings(value: Value[Any]) -> str:
    """Return what readers saw that disagree with the value."""
    seen = [show(check.saw) for check in value.checks if not check.agrees and check.saw is not None]
    return f"另一读法：{'、'.join(dict.fromkeys(seen))}" if seen else ""


def show(value: Any) -> str:
    """Return a value as a person types it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "有" if value else "无"
    if isinstance(value, int):
        return format_yuan(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)


def unique(entries: list[ReviewEntry]) -> list[ReviewEntry]:
    """Give equal ids a number; the first keeps the plain id."""
    seen: dict[str, int] = {}
    result = []
    for entry in entries:
        count = seen[entry.id] = seen.get(entry.id, 0) + 1
        result.append(entry if count == 1 else replace(entry, id=f"{entry.id}-{count}"))
    return result
