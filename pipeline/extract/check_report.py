"""Whether all of a credit report was read, by its own counts; they then support each status."""

from __future__ import annotations

from dataclasses import replace

from pipeline.extract.check_report_full import check_full
from pipeline.extract.report_sentences import ASSET, for_firm
from pipeline.extract.report_summary import MAIN
from pipeline.records.evidence import Check, CheckKind, Origin
from pipeline.records.report import Report, ReportAccount, ReportStatus


def report_counts(report: Report) -> dict[tuple[str, str], int]:
    """Count what was read of a brief report, in the rows and columns of its summary tables."""
    result: dict[tuple[str, str], int] = {}

    def count(row: str, column: str) -> None:
        result[row, column] = result.get((row, column), 0) + 1

    for account in report.accounts:
        if account.section == "recovery":
            count("all", "asset" if account.loan_type == ASSET else "advance")
            continue
        column = account.section
        if column == "loan" and any(word in account.loan_type for word in ("住房", "商用房", "购房", "公积金")):
            column = "housing"
        count("all", column)
        if not account.settled:
            count("unsettled", column)
        if account.overdue_months is not None:
            count("overdue", column)
        elif account.status.value in _OVERDUE_UNSAID:
            count("perhaps_overdue", column)
        if account.overdue_90 is not None:
            count("overdue_90", column)
    for liability in report.liabilities:
        count("liabilities", "firm" if for_firm(liability) else "person")
    return result


_OVERDUE_UNSAID = frozenset({ReportStatus.BAD_DEBT, ReportStatus.OVERDUE})
"""States of accounts that may stand in the list of overdue ones without a clause on the last five years."""


def _agree(report: Report) -> bool:
    counted = report_counts(report)

    def fits(row: str, column: str, printed: int) -> bool:
        own = counted.get((row, column), 0)
        unsaid = counted.get(("perhaps_overdue", column), 0) if row == "overdue" else 0
        return own <= printed <= own + unsaid

    if not all(fits(row, column, value.value) for row, column, value in report.counts):
        return False
    # Every account that was read must have been counted.  Dashes that a picture's reader passed over count nothing.
    printed = {(row, column) for row, column, _ in report.counts}
    if not all(any((row, column) in printed for column in MAIN) for row in ("all", "unsettled")):
        return False
    return all(place in printed for place in counted if place[0] in ("all", "unsettled", "liabilities"))


def check_report(report: Report) -> Report:
    """Judge whether every account of a report was read, by its own counts; they then support each status.

    `complete` is False where a count differs or could not be read, and stays False where pages are missing.
    """
    if report.form == "full":
        return check_full(report)
    if not report.counts:
        return report
    if report.complete is False or not _agree(report):
        return replace(report, complete=False)
    support = Check(CheckKind.COUNTS, True, "信息概要")
    accounts = tuple(replace(a, status=a.status.checked(support)) if _counted(a) else a for a in report.accounts)
    return replace(report, accounts=accounts, complete=True)


_COUNTED = frozenset({"credit_card", "loan", "other"})
"""Sections whose accounts the summary counts by their state; of recovered debts it counts the number alone."""


def _counted(account: ReportAccount) -> bool:
    """Whether the counts speak of an account's state: of open ones they say that they are open, not 有 or 无 逾期.

    On a picture that is the difference of one glyph, which another reader must have seen too.
    """
    seen = any(check.agrees and check.kind is CheckKind.SECOND_READER for check in account.status.checks)
    surely = account.settled or seen or account.status.evidence.origin is not Origin.OCR
    return account.section in _COUNTED and surely

