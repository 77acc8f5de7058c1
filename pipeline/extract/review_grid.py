"""Review of a repayment grid: one entry for a year of which several months are not sure, not one for each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.extract.fields import Record, review_id
from pipeline.records.evidence import CheckKind, Value, union
from pipeline.records.extraction import ReviewEntry
from pipeline.records.report import GridMonth, Report, ReportAccount
from pipeline.values.money import format_yuan

_ALONE = 2
"""Values of one year that are told one by one, at most: these can be corrected in the workbook."""

_NOTHING_DUE = frozenset("N*C")


def is_quiet(record: Record, path: str, value: Value[Any]) -> bool:
    """Whether a value of a credit report needs no look though nothing independent supports it.

    Nothing hangs on the nought below a mark that is sure, nor on a count that the accounts read come to.
    """
    if not isinstance(record, Report) or not all(check.agrees for check in value.checks):
        return False
    parts = path.split("/")
    if parts[0] in ("counts", "sums"):
        return record.form == "full" and record.complete is True
    if parts[-1] != "amount" or "grid" not in parts:
        return False
    one = record.accounts[int(parts[1])].grid[int(parts[3])]
    return value.value == 0 and one.mark.verified and one.mark.value in _NOTHING_DUE


def grid_entries(document: str, report: Report) -> list[tuple[ReviewEntry, frozenset[str]]]:
    """Return an entry for each year of a grid with several unsure values, with the paths of these values."""
    result = []
    for number, account in enumerate(report.accounts):
        for year in sorted({one.month.year for one in account.grid}, reverse=True):
            found = _unsure(report, number, account, year)
            if len(found) > _ALONE:
                result.append((_entry(document, account, year, found), frozenset(path for path, _, _ in found)))
    return result


def _unsure(
    report: Report, number: int, account: ReportAccount, year: int
) -> list[tuple[str, GridMonth, Value[Any]]]:
    found: list[tuple[str, GridMonth, Value[Any]]] = []
    for place, one in enumerate(account.grid):
        if one.month.year != year:
            continue
        for name, value in (("mark", one.mark), ("amount", one.amount)):
            path = f"accounts/{number}/grid/{place}/{name}"
            corrected = value is not None and any(check.kind is CheckKind.PERSON for check in value.checks)
            if value is not None and not corrected and not value.verified and not is_quiet(report, path, value):
                found.append((path, one, value))
    return found


def _entry(
    document: str, account: ReportAccount, year: int, found: list[tuple[str, GridMonth, Value[Any]]]
) -> ReviewEntry:
    """Return one entry for a year: its unsure months as read, framed together."""
    months: dict[int, list[str]] = {}
    for _, one, value in found:
        shown = value.value if isinstance(value.value, str) else format_yuan(value.value)
        months.setdefault(one.month.month, []).append(shown)
    told = "，".join(f"{month}月 {'/'.join(parts)}" for month, parts in sorted(months.items()))
    differ = any(not check.agrees for _, _, value in found for check in value.checks)
    first = found[0][2]
    places = [value.evidence for _, _, value in found if value.evidence.page == first.evidence.page]
    boxes = [place.box for place in places if place.box is not None]
    evidence = replace(first.evidence, box=union(boxes) if boxes else None, text=told)
    return ReviewEntry(
        id=review_id(f"{first.field}|{year}", told),
        document=document,
        field="grid",
        value=f"{year}年：{told}",
        why="readers_differ" if differ else "not_verified",
        detail=f"{account.institution.value} {account.opened_on.value}",
        evidence=evidence,
        correctable=False,
    )
