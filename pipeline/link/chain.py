"""Balances between papers: what one statement closes with is what the next opens with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.records.case import AccountStatement
from pipeline.records.evidence import Check, CheckKind

LONGEST_CYCLE = 35
"""Days between two monthly statements; more, and one may be missing between them."""


def prove_between(statements: Sequence[AccountStatement]) -> tuple[AccountStatement, ...]:
    """Let a closing balance and the next statement's opening one support each other where they are equal.

    Where they differ nothing is said here: whether that is the bank's fault or a paper between them is missing is for
    a rule to judge.
    """
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, item in enumerate(statements):
        if item.account is not None and item.statement.statement_on is not None:
            groups[item.account, item.statement.currency].append(number)
    result = list(statements)
    for numbers in groups.values():
        days = sorted({result[n].statement.statement_on.value for n in numbers})  # type: ignore[union-attr]
        for earlier, later in pairwise(days):
            if (later - earlier).days > LONGEST_CYCLE:
                continue
            before = [n for n in numbers if result[n].statement.statement_on.value == earlier]  # type: ignore[union-attr]
            after = [n for n in numbers if result[n].statement.statement_on.value == later]  # type: ignore[union-attr]
            closings = {result[n].statement.closing.value for n in before if result[n].statement.closing}  # type: ignore[union-attr]
            openings = {result[n].statement.opening.value for n in after if result[n].statement.opening}  # type: ignore[union-attr]
            if len(closings) != 1 or closings != openings:
                continue
            for n in before:
                result[n] = _support(result[n], "closing", "下期账单的上期余额")
            for n in after:
                result[n] = _support(result[n], "opening", "上期账单的应还款额")
    return tuple(result)


def _support(item: AccountStatement, field: str, source: str) -> AccountStatement:
    value = getattr(item.statement, field)
    if value is None:
        return item
    checked = value.checked(Check(CheckKind.OTHER_PAPER, True, source))
    return replace(item, statement=replace(item.statement, **{field: checked}))
