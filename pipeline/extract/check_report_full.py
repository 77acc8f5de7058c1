"""Whether all of a detailed credit report was read, by its own summary; and what supports a grid's marks.

The summary counts all accounts (信贷交易信息提示) and adds up the unsettled ones (授信及负债信息概要).
Whether bad debts, cards that were never activated, and accounts paid off since the last month's end (当前还款状态 C)
are among the unsettled is told nowhere: one reading of a table must fit it whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from pipeline.records.evidence import Check, CheckKind, Origin, Value
from pipeline.records.report import GridMonth, Report, ReportAccount, ReportStatus

T = TypeVar("T")

_OPEN_TYPES = ("D1", "R4", "R1", "R2", "R3")
_UNSAID = (ReportStatus.BAD_DEBT, ReportStatus.INACTIVE)
"""States of which no rule tells whether 未结清/未销户 counts them."""

_OWED = "各账户"
_SUMMARY = Check(CheckKind.COUNTS, True, "授信及负债信息概要")
_BAD_DEBTS = Check(CheckKind.COUNTS, True, "呆账信息汇总")

Printed = Mapping[tuple[str, str], int]
Sums = Sequence[tuple[str, str, Value[int]]]


def members(accounts: Sequence[ReportAccount], card: str) -> list[list[ReportAccount]]:
    """Return the unsettled accounts of a type, in every reading of what counts as unsettled; the widest first."""
    result: list[list[ReportAccount]] = []
    for paid_since in (False, True):
        chosen = [a for a in accounts if a.card == card and (not a.settled or (paid_since and a.closed_on is None))]
        for left_out in ((), _UNSAID[:1], _UNSAID[1:], _UNSAID):
            kept = [a for a in chosen if a.status.value not in left_out]
            if kept not in result:
                result.append(kept)
    return result


def with_owed(
    sums: Sums, accounts: Sequence[ReportAccount], owed: Mapping[int, tuple[int, ...]]
) -> tuple[tuple[str, str, Value[int]], ...]:
    """Return the printed sums of what is owed, each with a check against what the accounts' cards print.

    A card prints more than an account keeps: 已用额度, which the summary adds up of credit cards, and the balance of
    both its state block and the payment since, of which either may have been added up.

    Args:
        sums: As printed.
        accounts: As read.
        owed: Fen that may have been added up, by ordinal of the account: the newest first, the oldest last.
    """
    result = []
    for row, column, value in sums:
        if row in ("used", "balance") and column in _OPEN_TYPES:
            fits = any(
                value.value == sum(owed.get(a.ordinal, (0,))[at] for a in chosen)
                for chosen in members(accounts, column)
                for at in (0, -1)
            )
            value = value.checked(Check(CheckKind.COUNTS, True, _OWED)) if fits else value
        result.append((row, column, value))
    return tuple(result)


def check_full(report: Report) -> Report:
    """Judge whether every account of a detailed report was read; what the summary proves supports the accounts.

    `complete` is True only where the printed number of all accounts, and every other count and sum that is printed,
    agrees with the accounts; False where one does not or the number of all accounts is not among them, None where
    nothing is counted.  It stays False where pages are missing.
    """
    told = _overdue_told(report)
    accounts = tuple(_graded(account, account.card in told) for account in report.accounts)
    report = replace(report, accounts=accounts)
    if not report.counts and not report.sums:
        return report
    counts = {(row, column): value.value for row, column, value in report.counts}
    sums = {(row, column): value.value for row, column, value in report.sums}
    owed = {(r, c) for r, c, value in report.sums if any(check.source == _OWED for check in value.checks)}
    proved = {card: _proved(accounts, card, counts, sums, owed) for card in _OPEN_TYPES}
    agree = (
        _hints_agree(accounts, counts)
        and all(chosen is not None or not _told_of(card, counts, sums) for card, chosen in proved.items())
        and _recovered_agree(accounts, counts, sums)
        and all(("used", card) in owed for row, card in sums if row == "used")
    )
    bad = [a for a in accounts if a.status.value is ReportStatus.BAD_DEBT]
    bad_agree = _bad_debts_agree(bad, counts, sums)
    bad_proved = bad_agree and ("bad_debt", "total") in counts
    supported = tuple(_supported(a, proved.get(a.card), bad_proved, sums) for a in accounts)
    return replace(report, accounts=supported, complete=report.complete is not False and agree and bad_agree)


def _told_of(column: str, *printed: Printed) -> bool:
    """Whether the summary has a line for a type; one that it leaves out contradicts nothing, and proves nothing."""
    rows = ("unsettled", "limit", "balance", "used")
    return any(column == name and row in rows for some in printed for row, name in some)


def _hints_agree(accounts: Sequence[ReportAccount], counts: Printed) -> bool:
    """Whether the numbers of all accounts by business agree; without them none is proved."""
    printed = {column: number for (row, column), number in counts.items() if row == "all"}
    if not printed:
        return False
    own = {"housing": 0, "commercial": 0, "R2": 0, "R3": 0, "rest": 0}
    for account in accounts:
        if account.card != "C1":
            own[_business(account)] += 1
    rest = printed.get("other_loan", 0) + printed.get("other", 0)
    named = all(printed.get(name, 0) == number for name, number in own.items() if name != "rest")
    total = printed.get("total", sum(number for name, number in printed.items() if name != "total"))
    return named and rest == own["rest"] and total == sum(own.values())


def _business(account: ReportAccount) -> str:
    if account.card in ("R2", "R3"):
        return account.card
    if "商用房" in account.loan_type or "商住" in account.loan_type:
        return "commercial"
    return "housing" if any(word in account.loan_type for word in ("住房", "购房", "公积金")) else "rest"


def _proved(
    accounts: Sequence[ReportAccount], card: str, counts: Printed, sums: Printed, owed: set[tuple[str, str]]
) -> list[ReportAccount] | None:
    """Return the unsettled accounts of a type that number and sums of the summary prove; None where they differ.

    Where a summary has no line for a type, it has none of it unsettled.
    """
    number = counts.get(("unsettled", card), 0)
    limit, balance = sums.get(("limit", card)), sums.get(("balance", card))
    for chosen in members(accounts, card):
        if len(chosen) != number:
            continue
        fits = balance in (None, sum(_of(a.balance) for a in chosen)) or ("balance", card) in owed
        if not fits:
            continue
        # Accounts under one agreement share its limit: what theirs add up to tells nothing.
        if limit is not None and card != "R4" and limit not in _limits(chosen, card):
            continue
        return chosen
    return None


def _limits(chosen: Sequence[ReportAccount], card: str) -> set[int]:
    """Return what the limits of accounts may come to: each counted, or once where one institution shares it."""
    own = [(a.institution.value, _of(a.amount if card == "D1" else a.credit_limit)) for a in chosen]
    once = sum(limit for _, limit in set(own))
    return {sum(limit for _, limit in own), once} if card in ("R2", "R3") else {sum(limit for _, limit in own)}


def _recovered_agree(accounts: Sequence[ReportAccount], counts: Printed, sums: Printed) -> bool:
    every = [a for a in accounts if a.card == "C1"]
    still = [a for a in every if not a.settled]
    number = counts.get(("recovery", "total"))
    money = sums.get(("recovered", "total"))
    return any(
        number in (None, len(chosen)) and money in (None, sum(_of(a.balance) for a in chosen))
        for chosen in (still, every)
    )


def _bad_debts_agree(bad: Sequence[ReportAccount], counts: Printed, sums: Printed) -> bool:
    money = sums.get(("balance", "bad_debt"))
    return counts.get(("bad_debt", "total")) in (None, len(bad)) and money in (None, sum(_of(a.balance) for a in bad))


def _of(value: Value[int] | None) -> int:
    return 0 if value is None else value.value


def _supported(
    account: ReportAccount, proved: Sequence[ReportAccount] | None, bad_agree: bool, sums: Printed
) -> ReportAccount:
    """Let the summary support an account's status, balance and limit."""
    if proved is not None:
        account = replace(account, status=account.status.checked(_SUMMARY))
        if any(account.ordinal == other.ordinal for other in proved):
            if ("balance", account.card) in sums:
                account = replace(account, balance=_checked(account.balance, _SUMMARY))
            if ("limit", account.card) in sums and account.card in ("D1", "R1", "R2", "R3"):
                account = replace(
                    account,
                    amount=_checked(account.amount, _SUMMARY),
                    credit_limit=_checked(account.credit_limit, _SUMMARY),
                )
    if bad_agree and account.status.value is ReportStatus.BAD_DEBT:
        status, balance = account.status.checked(_BAD_DEBTS), _checked(account.balance, _BAD_DEBTS)
        account = replace(account, status=status, balance=balance)
    return account


def _checked(value: Value[T] | None, check: Check) -> Value[T] | None:
    return None if value is None else value.checked(check)


# --- repayment grids -------------------------------------------------------------------------------------------------

_BY_AMOUNT = "金额行"
_BY_MARK = "状态行"
_BY_NEIGHBOURS = "前后月"
_NOTHING_DUE = frozenset("N*C")
_BEFORE_FIRST = frozenset("N*M#/A")
"""Marks after which the first overdue month may follow."""


def _overdue_told(report: Report) -> frozenset[str]:
    """Return the types of account of whose grids the summary counts as many overdue months as were read.

    A month more or less that was read as overdue would show; how long it was overdue would not.
    """
    counts = {(row, column): value.value for row, column, value in report.counts}
    if not any(row == "unsettled" for row, _ in counts):
        return frozenset()  # the summary's second half was not read
    own = dict.fromkeys(_OPEN_TYPES, 0)
    for account in report.accounts:
        if account.card in own:
            own[account.card] += sum(one.mark.value.isdigit() for one in account.grid)
    return frozenset(card for card, number in own.items() if counts.get(("overdue_months", card), 0) == number)


def _graded(account: ReportAccount, counted: bool) -> ReportAccount:
    """Support or contradict the marks of a grid that was read from a picture; and the account's state by the grid."""
    grid = account.grid
    if not grid:
        return account
    if any(one.mark.evidence.origin is Origin.OCR for one in grid):
        grid = tuple(_by_amounts(grid, _by_neighbours(grid), counted))
    return _by_grid(replace(account, grid=grid))


def _months(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month


def _adjacent(before: GridMonth, after: GridMonth) -> bool:
    return _months(before.month, after.month) == 1


def _by_neighbours(grid: Sequence[GridMonth]) -> list[bool | None]:
    """Return for each mark whether the months beside it fit: True, False where they cannot, None where nothing tells.

    Arrears grow by one a month: before an n stands n - 1 or more, before a 1 nothing overdue.
    """
    fits: list[bool | None] = [None] * len(grid)
    for n, one in enumerate(grid):
        mark = one.mark.value
        before = grid[n - 1] if n and _adjacent(grid[n - 1], one) else None
        after = grid[n + 1] if n + 1 < len(grid) and _adjacent(one, grid[n + 1]) else None
        if not mark.isdigit():
            continue
        level = int(mark)
        if before is not None:
            if before.mark.value.isdigit():
                earlier = int(before.mark.value)
                if level > earlier + 1:
                    fits[n] = fits[n - 1] = False
                elif fits[n] is None and (level == earlier + 1 or (level == earlier and fits[n - 1])):
                    fits[n] = True
            elif before.mark.value in _BEFORE_FIRST:
                if level > 1 and before.mark.value in _NOTHING_DUE:
                    fits[n] = fits[n - 1] = False
                elif level == 1 and fits[n] is None:
                    fits[n] = True
        if fits[n] is None and after is not None and after.mark.value.isdigit():
            fits[n] = True if int(after.mark.value) == level + 1 or (level == 7 == int(after.mark.value)) else None
    return fits


def _by_amounts(grid: Sequence[GridMonth], fits: Sequence[bool | None], counted: bool) -> list[GridMonth]:
    """Add what amounts, neighbours and the summary say of each mark.

    An amount, and a number of months, says of a figure only that it is one: which, its neighbours must tell.
    """
    result = []
    for one, fit in zip(grid, fits, strict=True):
        mark, amount = one.mark, one.amount
        if fit is not None:
            mark = mark.checked(Check(CheckKind.ARITHMETIC, fit, _BY_NEIGHBOURS))
        if counted and (mark.value in _NOTHING_DUE or (mark.value.isdigit() and fit)):
            mark = mark.checked(Check(CheckKind.COUNTS, True, "逾期（透支）信息汇总"))
        if amount is not None and (mark.value in _NOTHING_DUE or mark.value.isdigit()):
            holds = (amount.value == 0) if mark.value in _NOTHING_DUE else amount.value > 0
            if not holds or mark.value in _NOTHING_DUE or fit:
                mark = mark.checked(Check(CheckKind.ARITHMETIC, holds, _BY_AMOUNT))
            if not holds or amount.value == 0:
                amount = amount.checked(Check(CheckKind.ARITHMETIC, holds, _BY_MARK))
        result.append(replace(one, mark=mark, amount=amount))
    return result


def _by_grid(account: ReportAccount) -> ReportAccount:
    """Let the last mark of a grid support that an account is closed, or overdue, and when."""
    first, last = account.grid[0], account.grid[-1]
    support = Check(CheckKind.ARITHMETIC, True, "还款记录")
    if _months(account.opened_on.value, first.month) in (0, 1):
        account = replace(account, opened_on=account.opened_on.checked(support))
    if account.settled and last.mark.value in "CG":
        account = replace(account, status=account.status.checked(support))
        if account.closed_on is not None and account.closed_on.value.replace(day=1) == last.month:
            account = replace(account, closed_on=account.closed_on.checked(support))
    as_of = account.data_as_of
    same = as_of is not None and as_of.value.replace(day=1) == last.month
    if same and as_of is not None and not account.settled:
        account = replace(account, data_as_of=as_of.checked(support))
    if same and account.overdue_now is not None and account.overdue_now.value is last.mark.value.isdigit():
        account = replace(account, overdue_now=account.overdue_now.checked(support))
        if last.amount is not None and account.overdue_amount is not None:
            fits = last.amount.value == account.overdue_amount.value
            account = replace(account, overdue_amount=_if(fits, account.overdue_amount, support))
    return account


def _if(fits: bool, value: Value[int], check: Check) -> Value[int]:
    return value.checked(check) if fits else value


