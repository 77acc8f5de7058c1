"""Arithmetic between two readers of a picture: who is right, which sign is doubtful, what an unread figure must be.

The second reader's figure is taken in place of the first's only where an equation of the paper fails with the one and
holds with the other; both stay on record.  What neither saw is never taken, only proposed to the person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

from pipeline.extract.fields import Record, iter_values
from pipeline.records.evidence import Check, CheckKind, Origin, Value
from pipeline.records.extraction import Statement
from pipeline.records.loan import Plan, PlanRow
from pipeline.values.balance import ROWS, Equation, Steps, equations, figure, running

_AGAINST_STEP = Check(CheckKind.ARITHMETIC, False, "余额递推")
_AGAINST_SIGN = Check(CheckKind.ARITHMETIC, False, "正负号")
_MOST_SIGNS = 2
"""Of how many lost signs together arithmetic tells which rows they are."""


def settle_statement(statement: Statement) -> Statement:
    """Take the second reader's figure where the paper's arithmetic proves it, and doubt what it disproves.

    Only of values read from pictures: on a paper with embedded text figures that do not add up are the paper's own.
    """
    if not any(row.amount.evidence.origin is Origin.OCR for row in statement.rows):
        return statement
    return _doubt_signs(_doubt_steps(_settle_rows(_settle_steps(statement))))


def settle_plan(plan: Plan) -> Plan:
    """Take the second reader's figure in a row whose parts then, and only then, are its total."""
    return replace(plan, rows=tuple(_settled_row(row) for row in plan.rows))


def proposals(record: Record) -> dict[str, int]:
    """Return what arithmetic would have doubtful figures be: path of a value to fen.

    A figure is proposed where all others of an equation are verified and the equation fails with what was read.
    """
    if isinstance(record, Plan):
        found = dict(_plan_proposals(record))
    elif isinstance(record, Statement):
        found = dict(_step_proposals(record)) | dict(_sum_proposals(record))
    else:
        return {}
    values = dict(iter_values(record))
    return {path: fen for path, fen in found.items() if path in values and values[path].value != fen}


def _alternatives(value: Value[int] | Value[int | None] | None) -> list[int]:
    """Return what the second reader saw, with the sign of the first where only figures differ."""
    if value is None or value.value is None or value.evidence.origin is not Origin.OCR:
        return []
    if any(check.kind is CheckKind.PERSON for check in value.checks):
        return []
    result = []
    for check in value.checks:
        if check.kind is CheckKind.SECOND_READER and not check.agrees and isinstance(check.saw, int):
            size = abs(check.saw)
            result.append(-value.value if size == abs(value.value) else size if value.value >= 0 else -size)
    return result


def _taken(value: Value[int], fen: int) -> Value[int]:
    """Return a value as the second reader saw it, with the first reader's figure as the one that disagrees."""
    checks = tuple(
        Check(check.kind, False, "rapidocr", value.value) if check.kind is CheckKind.SECOND_READER else check
        for check in value.checks
    )
    # Corrections are addressed to what the first reader saw.
    return replace(value, value=fen, checks=checks, first_read=value.as_first_read)


def _settle_steps(statement: Statement) -> Statement:
    """Settle figures beside which the running balance breaks: one change must mend every step it stands in."""
    steps = running(statement)
    if steps is None or steps.principal or steps.hold:
        return statement
    for n in range(len(statement.rows)):
        for name in ("balance", "amount"):
            row = statement.rows[n]
            for fen in _alternatives(getattr(row, name)):
                changed = _with(statement, n, name, fen)
                after = running(changed)
                if after is not None and _mended(steps, after, n, name):
                    statement, steps = changed, after
                    break
    return statement


def _mended(before: Steps, after: Steps, n: int, name: str) -> bool:
    """Whether every step in which a row's figure stands holds now, and one did not before."""
    order = [after.first, *(position for position, _ in after.holds)]
    place = order.index(n)
    touched = {n} if name == "amount" else {n, *order[place + 1 : place + 2]}
    old, new = dict(before.holds), dict(after.holds)
    own = [position for position in touched if position in new]
    return bool(own) and all(new[p] for p in own) and not all(old.get(p, False) for p in own)


def _with(statement: Statement, n: int, name: str, fen: int) -> Statement:
    rows = list(statement.rows)
    change: dict[str, Any] = {name: _taken(getattr(rows[n], name), fen)}
    rows[n] = replace(rows[n], **change)
    return replace(statement, rows=tuple(rows))


def _settle_rows(statement: Statement) -> Statement:
    """Settle the one row whose second reading makes all rows add up."""
    if (residual := _residual(statement)) in (None, 0):
        return statement
    found = [
        (n, fen)
        for n, row in enumerate(statement.rows)
        if row.amount.value is not None
        for fen in _alternatives(row.amount)
        if fen - row.amount.value == residual
    ]
    return _with(statement, found[0][0], "amount", found[0][1]) if len(found) == 1 else statement


def _residual(statement: Statement) -> int | None:
    """Return by how much the rows fall short of closing − opening; None where the paper does not tell."""
    return next((equation.residual for equation in equations(statement) if equation.name == ROWS), None)


def _doubt_steps(statement: Statement) -> Statement:
    """Contradict what stands beside a broken step: an amount of which both readers lost the sign is found here."""
    steps = running(statement)
    if steps is None or steps.hold or 2 * sum(holds for _, holds in steps.holds) < len(steps.holds):
        return statement  # what hardly ever holds is no running balance
    order = [steps.first, *(n for n, _ in steps.holds)]
    held: list[bool | None] = [None, *(holds for _, holds in steps.holds), None]
    rows = list(statement.rows)
    for place, n in enumerate(order):
        row = rows[n]
        if held[place] is False and row.amount.value is not None and not steps.principal:
            row = replace(row, amount=row.amount.checked(_AGAINST_STEP))
        own = [holds for holds in held[place : place + 2] if holds is not None]
        if row.balance is not None and own and not any(own):
            row = replace(row, balance=row.balance.checked(_AGAINST_STEP))
        rows[n] = row
    return replace(statement, rows=tuple(rows))


def _doubt_signs(statement: Statement) -> Statement:
    """Contradict the rows whose signs, turned, would make the sum right."""
    residual = _residual(statement)
    if residual in (None, 0):
        return statement
    amounts = {n: row.amount.value for n, row in enumerate(statement.rows) if row.amount.value}
    doubtful = {
        n
        for count in range(1, _MOST_SIGNS + 1)
        for some in combinations(amounts, count)
        if -2 * sum(amounts[n] for n in some) == residual
        for n in some
    }
    rows = tuple(
        replace(row, amount=row.amount.checked(_AGAINST_SIGN)) if n in doubtful else row
        for n, row in enumerate(statement.rows)
    )
    return replace(statement, rows=rows)


def _settled_row(row: PlanRow) -> PlanRow:
    names = [name for name in ("principal", "interest", "fee", "total") if getattr(row, name) is not None]
    if "total" not in names or "principal" not in names or "interest" not in names or _adds_up(row):
        return row
    changes: list[dict[str, Any]] = [
        {name: _taken(getattr(row, name), fen)} for name in names for fen in _alternatives(getattr(row, name))
    ]
    found = [changed for change in changes if _adds_up(changed := replace(row, **change))]
    return found[0] if len(found) == 1 else row


def _adds_up(row: PlanRow) -> bool:
    parts = [part.value for part in (row.principal, row.interest, row.fee) if part is not None]
    return row.total is not None and sum(parts) == row.total.value


def _step_proposals(statement: Statement) -> Iterator[tuple[str, int]]:
    steps = running(statement)
    if steps is None or steps.principal:
        return
    order = [steps.first, *(n for n, _ in steps.holds)]
    for place, (before, n) in enumerate(pairwise(order), 1):
        old, row = statement.rows[before], statement.rows[n]
        if not _sure(old.balance):
            continue
        if _sure(row.balance) and not _sure(row.amount):
            yield f"rows/{n}/amount", _fen(row.balance) - _fen(old.balance)
        elif _read_surely(row.amount) and row.balance is not None and not _sure(row.balance):
            fen = _fen(old.balance) + _fen(row.amount)
            after = statement.rows[order[place + 1]] if place + 1 < len(order) else None
            told = after is not None and _sure(after.balance) and _read_surely(after.amount)
            if not told or after is None or fen + _fen(after.amount) == _fen(after.balance):
                yield f"rows/{n}/balance", fen


def _sum_proposals(statement: Statement) -> Iterator[tuple[str, int]]:
    """Propose the one doubtful figure of an equation over the whole statement."""
    for equation in (*equations(statement), *_short_sum(statement)):
        doubtful: list[tuple[str, int]] = []
        for name, coefficient in equation.terms:
            doubtful += [(path, coefficient) for path, value in _figures(statement, name) if not _sure(value)]
        if len(doubtful) == 1:
            (path, coefficient), values = doubtful[0], dict(iter_values(statement))
            read = values[path].value if path in values else None
            yield path, (read or 0) - coefficient * equation.residual


def _short_sum(statement: Statement) -> list[Equation]:
    """Return the sum of the rows with an unread row as nought, where that is all that keeps it from being formed."""
    unread = [n for n, row in enumerate(statement.rows) if row.amount.value is None]
    if len(unread) != 1:
        return []
    rows = list(statement.rows)
    amount = rows[unread[0]].amount
    rows[unread[0]] = replace(rows[unread[0]], amount=replace(amount, value=0))
    return [one for one in equations(replace(statement, rows=tuple(rows))) if one.name == ROWS]


def _figures(statement: Statement, name: str) -> list[tuple[str, Value[int] | Value[int | None] | None]]:
    """Return the values that an equation knows under a name, with their paths."""
    if name == "rows":
        own = [(n, row) for n, row in enumerate(statement.rows) if row.currency == statement.currency]
        return [(f"rows/{n}/amount", row.amount) for n, row in own]
    if name == "closing":
        # Every place that prints it prints the same: one sure reading is enough.
        return [] if any(_sure(closing) for closing in statement.closings) else [("closing", statement.closing)]
    if name.startswith("closing:"):
        number = int(name.partition(":")[2])
        return [(f"closings/{number}", statement.closings[number])]
    printed: list[tuple[str, Value[int] | Value[int | None] | None]] = [
        (f"terms/{n}/amount", term.amount)
        for n, term in enumerate(statement.terms)
        if figure(statement, term.role, term.amount) == name
    ]
    if name == "opening":
        printed.insert(0, ("opening", statement.opening))
    if len({value.value for _, value in printed if value is not None}) > 1:
        return printed  # it was read differently in two places: neither is the figure
    return [] if any(_sure(value) for _, value in printed) else printed[:1]


def _plan_proposals(plan: Plan) -> Iterator[tuple[str, int]]:
    for n, row in enumerate(plan.rows):
        if row.total is None or row.principal is None or row.interest is None or _adds_up(row):
            continue
        parts = {name: part for name in ("principal", "interest", "fee") if (part := getattr(row, name)) is not None}
        doubtful = [name for name, part in parts.items() if not _read_surely(part)]
        whole = sum(part.value for part in parts.values())
        if not doubtful and not _read_surely(row.total):
            yield f"rows/{n}/total", whole
        elif len(doubtful) == 1 and _read_surely(row.total):
            fen = parts[doubtful[0]].value + row.total.value - whole
            if fen >= 0:
                yield f"rows/{n}/{doubtful[0]}", fen


def _sure(value: Value[int] | Value[int | None] | None) -> bool:
    return value is not None and value.value is not None and value.verified


def _read_surely(value: Value[int] | Value[int | None] | None) -> bool:
    """Whether a figure is sure but for an equation that contradicts it together with others."""
    if value is None:
        return False
    checks = tuple(check for check in value.checks if check.agrees or check.kind is not CheckKind.ARITHMETIC)
    return value.value is not None and replace(value, checks=checks).verified


def _fen(value: Value[int] | Value[int | None] | None) -> int:
    assert value is not None and value.value is not None  # noqa: S101  it was asked whether it is sure
    return value.value

