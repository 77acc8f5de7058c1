"""DUP103 by the lender's own list: two payments for one instalment, or two settlements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pipeline.records.case import Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity, Text
from pipeline.records.loan import Plan, PlanRow
from pipeline.values.text import key
from rules.common import amount, entries, posted, statement_of, yuan
from rules.loan_facts import BOOKING, bank_debits, day_of, near, only_plan, plan_total, plan_values, repayments


@dataclass(frozen=True, slots=True)
class Twice:
    """Two collections for one obligation.

    Attributes:
        first, second: The rows; the second is accused.
        fen: What was collected without ground.
        what: What it was for, in words.
        steps: What proves that there was only one obligation.
        rests: Values and rows besides the two that this stands on.
        severity: How far the papers prove it.
    """

    first: Entry
    second: Entry
    fen: int
    what: Text
    severity: Severity
    steps: tuple[Text, ...] = ()
    rows: tuple[Entry, ...] = ()
    rests: tuple[Value, ...] = field(default=())  # type: ignore[type-arg]


_TOGETHER = timedelta(days=20)
"""Two collections for one instalment lie so near to each other; further apart two loans may bear the same number."""


def often(times: int, of: int) -> bool:
    """Whether something happens so often that it is how a loan runs, not what went wrong with it."""
    return times > 1 and times * 2 >= of


def _doubled(groups: dict[str, list[Entry]], plan: Plan | None) -> int:
    """Count the instalments of which two equal payments are listed that are no halves of what the plan asks."""
    asked = {str(r.period_no.value): plan_total(r) for r in plan.rows} if plan else {}
    found = 0
    for number, group in groups.items():
        fen = [-amount(e.transaction) for e in group]
        halves = sum(fen) == asked.get(number)
        found += not halves and len(set(fen)) < len(fen)
    return found


def both_credited(case: Case, loan: str) -> Iterator[Twice]:
    """Yield what the lender's own list shows twice for one period number, or for one settlement."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in repayments(case, loan):
        row = entry.transaction
        if row.period_no is not None:
            groups[str(row.period_no.value)].append(entry)
        elif "结清" in key(row.description.value):
            groups["settlement"].append(entry)
    plan = only_plan(case, loan)
    if len(list(entries(case, loan, (Kind.DISBURSEMENT,)))) > 1 or often(_doubled(groups, plan), len(groups)):
        return  # a list of two drawdowns, each with numbers of its own
    for number, group in _apart(groups):
        due = next((r for r in plan.rows if str(r.period_no.value) == number), None) if plan else None
        total = plan_total(due) if due is not None else None
        for place, second in enumerate(group[1:], 1):
            before = [e for e in group[:place] if day_of(second) - day_of(e) <= _TOGETHER and _alike(e, second, due)]
            if not before:
                continue
            first = next((e for e in before if amount(e.transaction) == amount(second.transaction)), None)
            covered = -sum(amount(e.transaction) for e in group[:place])
            if total is not None and due is not None:
                whole = covered >= total and (first is not None or -amount(second.transaction) >= total)
                if whole and not _left_once(case, loan, first or before[0], second):
                    yield _against_plan(case, loan, due, total, group[: place + 1], first or before[0], second)
            elif (
                first is not None
                and _whole(groups, number, first, second)
                and not _left_once(case, loan, first, second)
            ):
                yield _as_before(case, loan, number, first, second)


_EARLY = ("提前", "部分还本", "部分还款")


def _early(entry: Entry) -> bool:
    """Whether a payment's words say that it repays before the due day: no instalment's regular payment."""
    row = entry.transaction
    return any(word in key(row.description.value + row.section) for word in _EARLY)


def _apart(groups: dict[str, list[Entry]]) -> Iterator[tuple[str, list[Entry]]]:
    """Yield the payments of each number, early ones by themselves: lenders book them under the current number."""
    for number, group in groups.items():
        for early in (False, True):
            part = [e for e in group if _early(e) is early] if number != "settlement" else [] if early else group
            if part:
                yield number, part


def _alike(first: Entry, second: Entry, due: PlanRow | None) -> bool:
    """Whether two payments may be one thing collected twice; early ones only where nothing tells them apart."""
    one, other = first.transaction, second.transaction
    if _early(first) and one.period_no is not None:
        words = key(one.description.value) == key(other.description.value)
        return words and amount(one) == amount(other) and day_of(first) == day_of(second)
    if amount(one) == amount(other) or due is None or due.principal is None:
        return True
    repaid = [t.components.principal.value for t in (one, other) if t.components and t.components.principal]
    return all(part <= due.principal.value for part in repaid)


def _whole(groups: dict[str, list[Entry]], number: str, first: Entry, second: Entry) -> bool:
    """Whether, without a plan, each of two equal payments is the whole obligation and not a half of it."""
    if number == "settlement":
        left = first.transaction.balance
        return left is not None and left.value == 0
    one, other = first.transaction.components, second.transaction.components
    if one is not None and other is not None and [p.value for p in one.parts()] != [p.value for p in other.parts()]:
        return False
    fen = -amount(first.transaction)
    singles = [-amount(g[0].transaction) for n, g in groups.items() if n not in (number, "settlement") and len(g) == 1]
    return any(abs(s - fen) * 5 <= fen for s in singles) and all(s * 2 < fen * 3 for s in singles)


def _bank_pair(case: Case, loan: str, first: Entry, second: Entry) -> tuple[Entry, ...]:
    """Return the two debits that paid two payments, where the debit account shows both."""
    if amount(first.transaction) != amount(second.transaction):
        return ()
    debits = bank_debits(case, case.account(loan).issuer, -amount(second.transaction))
    for one in debits:
        for other in debits:
            if one is not other and near(one, first) and near(other, second):
                return (one, other)
    return ()


def _left_once(case: Case, loan: str, first: Entry, second: Entry) -> bool:
    """Whether a debit account that shows one of two payments, and covers the days of both, shows only that one."""
    debits = bank_debits(case, case.account(loan).issuer, -amount(second.transaction))
    shown = [e for e in debits if near(e, first) or near(e, second)]
    if len(shown) != 1:
        return False
    item = statement_of(case, shown[0].transaction)
    if item is None or item.statement.statement_on is None:
        return False
    days = [d for row in item.statement.rows if (d := posted(row)) is not None]
    start = item.statement.period_start.value if item.statement.period_start else min(days)
    return start <= day_of(first) - BOOKING and item.statement.statement_on.value >= day_of(second)


def _against_plan(
    case: Case, loan: str, due: PlanRow, total: int, group: Sequence[Entry], first: Entry, second: Entry
) -> Twice:
    paid = -sum(amount(e.transaction) for e in group)
    bank = _bank_pair(case, loan, first, second)
    sums = " + ".join(yuan(-amount(e.transaction)) for e in group)
    number = due.period_no.value
    fen = min(-amount(second.transaction), paid - total)
    return Twice(
        first,
        second,
        fen,
        Text(f"第 {number} 期还款", f"instalment {number}"),
        Severity.ERROR if bank else Severity.WARNING,
        (
            Text(f"还款计划第 {number} 期应还 {yuan(total)} 元", f"the plan asks {yuan(total)}"),
            Text(f"{sums} − {yuan(total)} = {yuan(paid - total)} 元", f"{sums} − {yuan(total)} = {yuan(paid - total)}"),
        ),
        (*bank, *(e for e in group if e is not first and e is not second)),
        tuple(plan_values(due)),
    )


def _as_before(case: Case, loan: str, number: str, first: Entry, second: Entry) -> Twice:
    fen = -amount(second.transaction)
    bank = _bank_pair(case, loan, first, second)
    settled = number == "settlement"
    what = Text("结清款", "the settlement") if settled else Text(f"第 {number} 期还款", f"instalment {number}")
    sums = f"{yuan(fen)} + {yuan(fen)} − {yuan(fen)} = {yuan(fen)}"
    steps = (Text("第一笔之后剩余本金已为 0.00 元", "after the first the principal left is 0.00"),) if settled else ()
    left = first.transaction.balance
    return Twice(
        first,
        second,
        fen,
        what,
        Severity.ERROR if bank else Severity.WARNING,
        (*steps, Text(f"{sums} 元", sums)),
        bank,
        (left,) if settled and left is not None else (),
    )
