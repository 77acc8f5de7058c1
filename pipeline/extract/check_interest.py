"""What arithmetic says of a card statement's 计息明细: each line by itself, its days, its sum.

What holds supports the figures in which a misreading would show.  What does not hold on paper with its own text is the
paper's: such lines are what rules look for.  On a picture it may as well be ours, and is doubted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pipeline.records.evidence import Check, CheckKind, Origin, Value
from pipeline.records.extraction import InterestLine, Kind, Statement

_LINE, _NOT_LINE = (Check(CheckKind.ARITHMETIC, holds, "本金×利率×天数") for holds in (True, False))
_DAYS, _NOT_DAYS = (Check(CheckKind.ARITHMETIC, holds, "起止日与天数") for holds in (True, False))
_TOTAL = Check(CheckKind.ARITHMETIC, True, "利息合计")
_POSTED = Check(CheckKind.ARITHMETIC, True, "入账利息")
_SAME_AMOUNT = Check(CheckKind.COUNTS, True, "本账单中的同一金额")

_LEAST_WEIGHT = 3
"""Fen by which one day more must change the interest for the equation to show a misread number of days."""
_FEWEST = 2
"""Lines whose days count alike, at least, for the list to show by itself whether both ends count."""


def check_interest(statement: Statement) -> Statement:
    """Add to the lines by which a statement shows its interest what arithmetic says of them."""
    if not statement.interest_lines:
        return statement
    counted = _counting(statement.interest_lines)
    amounts = _amounts_of(statement)
    lines = [_with_days(_by_itself(_known(line, amounts)), counted) for line in statement.interest_lines]
    checks, total = _sums(statement)
    lines = [replace(one, amount=one.amount.checked(*checks)) if one.amount else one for one in lines]
    return replace(statement, interest_lines=tuple(lines), interest_total=total)


def interest_of(line: InterestLine) -> Fraction | None:
    """Return what a line's own figures come to, in fen and parts of it; None where one of them is not printed."""
    if line.base is None or line.days is None or line.rate is None:
        return None
    return line.base.value * line.rate.value.daily() * line.days.value


def _by_itself(line: InterestLine) -> InterestLine:
    """Hold a line's interest against its own figures.

    Of the amount that bears it a misread last figure changes the interest by less than a fen: the equation says
    nothing for it, but where it fails it speaks against it too.
    """
    due = interest_of(line)
    if due is None or line.amount is None or line.base is None or line.rate is None:
        return line
    sized = abs(line.base.value) * line.rate.value.daily() >= _LEAST_WEIGHT
    if abs(line.amount.value) == _rounded(abs(due)) and sized:
        return _checked(line, ("days", "rate", "amount"), _LINE)
    if abs(abs(line.amount.value) - abs(due)) > 1:
        return _doubted(line, ("base", "days", "rate", "amount"), _NOT_LINE)
    return line


def _rounded(fen: Fraction) -> int:
    return int(fen + Fraction(1, 2))


def _counting(lines: Sequence[InterestLine]) -> int | None:
    """Return by how much the printed days exceed the difference of the ends: 0 or 1, None where lines differ."""
    found = {_excess(line) for line in lines} - {None}
    several = sum(_excess(line) is not None for line in lines) >= _FEWEST
    return found.pop() if several and len(found) == 1 and found <= {0, 1} else None


def _excess(line: InterestLine) -> int | None:
    if line.start is None or line.end is None or line.days is None:
        return None
    return line.days.value - (line.end.value - line.start.value).days


def _with_days(line: InterestLine, counted: int | None) -> InterestLine:
    excess = _excess(line)
    if excess is None:
        return line
    if excess == counted:
        return _checked(line, ("start", "end", "days"), _DAYS)
    return line if excess in (0, 1) else _doubted(line, ("start", "end", "days"), _NOT_DAYS)


def _known(line: InterestLine, amounts: set[int]) -> InterestLine:
    """Support an amount that bears interest where the statement prints it in another place too."""
    if line.base is None or abs(line.base.value) not in amounts:
        return line
    return _checked(line, ("base",), _SAME_AMOUNT)


def _amounts_of(statement: Statement) -> set[int]:
    """Return the amounts, without sign, that a statement prints elsewhere and that may bear interest."""
    values: list[Value[int] | Value[int | None] | None] = [statement.opening, *(row.amount for row in statement.rows)]
    return {abs(value.value) for value in values if value is not None and value.value}


def _sums(statement: Statement) -> tuple[list[Check], Value[int] | None]:
    """Return what the sum of the lines supports: each line's interest, and the printed total."""
    total = statement.interest_total
    if any(line.amount is None for line in statement.interest_lines):
        return [], total
    whole = sum(line.amount.value for line in statement.interest_lines if line.amount)
    checks = []
    posted = [
        row.amount.value
        for row in statement.rows
        if row.kind is Kind.INTEREST and row.currency == statement.currency and row.amount.value is not None
    ]
    if total is not None and total.value == whole:
        checks.append(_TOTAL)
    if posted and whole in (sum(posted), *posted):
        checks.append(_POSTED)
    return checks, total.checked(*checks) if total is not None and total.value == whole else total


def _checked(line: InterestLine, names: Sequence[str], check: Check) -> InterestLine:
    found = {name: getattr(line, name) for name in names}
    changed: dict[str, Any] = {name: value.checked(check) for name, value in found.items() if value is not None}
    return replace(line, **changed)


def _doubted(line: InterestLine, names: Sequence[str], check: Check) -> InterestLine:
    """Contradict figures of a picture; what a paper's own text prints stays as it is."""
    pictured = [
        name
        for name in names
        if (value := getattr(line, name)) is not None and value.evidence.origin is Origin.OCR
    ]
    return _checked(line, pictured, check)
