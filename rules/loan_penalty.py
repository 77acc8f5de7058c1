"""LOAN402: penalty interest of a loan above what its contract makes of the late days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.records.case import Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.loan import Plan, PlanRow
from pipeline.values.text import key
from rules.common import account_name, day_value, identity, posted, statement_of, yuan
from rules.loan_facts import (
    called_in,
    contracts_of,
    loans,
    only_plan,
    plan_values,
    repayments,
    taken_back,
    understood,
)
from rules.loan_rates import agreed_penalty, percent
from rules.registry import Draft, rule
from rules.tables.load import Tables
from rules.unchecked import unchecked

_EDGE_DAYS = 2
"""A day more at each end: some lenders count the due day and the day of payment."""

_YEAR = 360
_UNIT = 10_000
"""Rates are hundredths of a per cent."""

_ACCELERATED = ("提前到期", "加速到期", "宣布到期", "全部到期")


@dataclass(frozen=True, slots=True)
class _Late:
    """An instalment paid late: its plan's row, the payment with the penalty interest, and what that may be.

    Attributes:
        entry: The payment.
        row: Of the plan.
        charged: Penalty interest in it.
        base: Principal and interest of the instalment, fen.
        days: Late days, an extra one at each end counted.
        rate: Yearly, hundredths of a per cent.
        others: What lateness of earlier instalments, with which nothing was collected, may add, fen.
    """

    entry: Entry
    row: PlanRow
    charged: Value[int]
    base: int
    days: int
    rate: int
    others: int

    @property
    def simple(self) -> int:
        """Penalty interest without compounding, fen, rounded up."""
        return -(-self.base * self.rate * self.days // (_YEAR * _UNIT))

    @property
    def most(self) -> int:
        """The most that any compounding makes of it, fen, rounded up."""
        return most_for(self.base, self.rate, self.days) + self.others


def most_for(base: int, rate: int, days: int) -> int:
    """Return the most penalty interest that any way of compounding makes, fen, rounded up.

    With x the rate of all days, simple interest is base × x, and compounding as often as one likes makes less than
    base × (x + x²) as long as x is below 1.79, since eˣ − 1 ≤ x + x² there.

    Args:
        base: What was overdue, fen.
        rate: Yearly, hundredths of a per cent, of 360 days.
        days: Late days.
    """
    unit = _YEAR * _UNIT
    x = rate * max(days, 0)
    return -(-base * x * (unit + x) // (unit * unit))


@rule(
    "LOAN402",
    Severity.ERROR,
    says=Text(
        "逾期罚息高于逾期本息 × 罚息利率 × 天数的最宽口径",
        "penalty interest above what was overdue × rate × days in its most generous reading",
    ),
    needs=Text(
        "写明罚息利率（或上浮比例）的借款合同、还款计划、列明罚息的还款明细",
        "a contract with the penalty rate, the plan, and a list of payments that shows penalty interest",
    ),
    silent_when=(
        Text(
            "不高于最宽口径（360 天、首尾各多一天、计复利）",
            "not above it (360 days, a day more at each end, compounding)",
        ),
        Text("合同没有写明罚息利率（只提示）", "the contract prints no penalty rate (a notice)"),
        Text("同时补收了前几期的罚息", "it makes up for earlier instalments"),
        Text("贷款已提前到期", "the loan was accelerated"),
        Text("已退回", "it was returned"),
    ),
    basis=("overdue_interest_by_contract",),
    example=Text(
        "第 4 期本息 1,024.00 元逾期 10 天，罚息年利率 21.6%：首尾各多计一天共 12 天，"
        "1,024.00 × 21.6% × 12 ÷ 360 = 7.38 元，连同复利至多 7.43 元；收取 18.00 元，18.00 − 7.43 = 10.57 元为多收。",
        "1,024.00 late by 10 days at 21.6%: 12 days with both ends, 1,024.00 × 21.6% × 12 ÷ 360 = 7.38, with "
        "compounding at most 7.43; charged 18.00, so 18.00 − 7.43 = 10.57 too much.",
    ),
)
def penalty_interest(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each instalment with penalty interest above the bound, and one notice for what is missing."""
    for loan in loans(case):
        plan = only_plan(case, loan)
        charged = [e for e in repayments(case, loan) if _penalty(e) is not None and not taken_back(case, e)]
        if not charged or _accelerated(case, loan):
            continue
        rate = _printed_rate(case, loan)
        if plan is None or rate is None:
            yield _notice(case, charged[0], plan, rate)
            continue
        for late in _late(case, loan, plan, rate[1]):
            if late.charged.value > late.most + 1:
                yield _draft(case, tables, loan, late, rate[0])


def _penalty(entry: Entry) -> Value[int] | None:
    parts = entry.transaction.components
    part = parts.penalty_interest if parts else None
    return part if part is not None and part.value > 0 else None


def _accelerated(case: Case, loan: str) -> bool:
    """Whether a paper says that the whole loan was called in: penalty interest then runs on all of it."""
    return called_in(case, loan) or any(
        word in key(e.transaction.description.value) for e in repayments(case, loan) for word in _ACCELERATED
    )


def _printed_rate(case: Case, loan: str) -> tuple[Value[int], int] | None:
    """Return the highest penalty rate that contracts print, with its value; None where none prints one."""
    found = [a for c in contracts_of(case, loan) if (a := agreed_penalty(c)) is not None]
    return max(found, key=lambda a: a[1], default=None)


def _late(case: Case, loan: str, plan: Plan, rate: int) -> Iterator[_Late]:
    """Yield the payments with penalty interest, each with the instalment that it names."""
    rows = {r.period_no.value: r for r in plan.rows}
    paid: dict[int, list[Entry]] = {}
    for entry in repayments(case, loan):
        named = entry.transaction.period_no
        if named is not None:
            paid.setdefault(named.value, []).append(entry)
    for number, group in sorted(paid.items()):
        row = rows.get(number)
        charged = [(e, p) for e in group if (p := _penalty(e)) is not None]
        if row is None or row.principal is None or row.interest is None or len(charged) != 1:
            continue  # parts of one instalment, each with its own days, are not told apart
        entry, part = charged[0]
        days = _days(row, entry)
        if days is not None:
            base = row.principal.value + row.interest.value
            others = _others(rows, paid, number, posted(entry.transaction), rate)
            yield _Late(entry, row, part, base, days, rate, others)


def _days(row: PlanRow, entry: Entry) -> int | None:
    day = posted(entry.transaction)
    # Of a payment in time no penalty interest is due at all: LOAN406 speaks of it.
    return (day - row.due_on.value).days + _EDGE_DAYS if day is not None and day > row.due_on.value else None


def _others(
    rows: Mapping[int, PlanRow], paid: Mapping[int, list[Entry]], number: int, until: date | None, rate: int
) -> int:
    """Return what lateness of other instalments may add that were due before and paid for without penalty interest."""
    total = 0
    for other, row in rows.items():
        parts = (row.principal, row.interest)
        if other == number or until is None or row.due_on.value > until or None in parts:
            continue
        group = paid.get(other, [])
        if any(_penalty(e) is not None for e in group):
            continue
        last = max((d for e in group if (d := posted(e.transaction)) is not None), default=until)
        late = (min(last, until) - row.due_on.value).days
        if late > 0:
            total += most_for(sum(p.value for p in parts if p), rate, late + _EDGE_DAYS)
    return total


def _draft(case: Case, tables: Tables, loan: str, late: _Late, rate: Value[int]) -> Draft:
    row = late.entry.transaction
    item = statement_of(case, row)
    assert item is not None  # noqa: S101  entries come from statements
    name = account_name(case, loan)
    number, fen, most = late.row.period_no.value, late.charged.value, late.most
    day = posted(row) or case.as_of
    own = late.most - late.others
    parts = [late.row.principal, late.row.interest]
    sums = " + ".join(yuan(v.value) for v in parts if v is not None)
    product = f"{yuan(late.base)} × {percent(late.rate)} × {late.days} ÷ 360 = {yuan(late.simple)}"
    x = f"{percent(late.rate)} × {late.days} ÷ 360"
    compound = f"{yuan(late.base)} × {x} × (1 + {x}) = {yuan(own)}"
    gap = f"{yuan(fen)} − {yuan(most)} = {yuan(fen - most)}"
    steps = [
        Text(
            f"第 {number} 期（{late.row.due_on.value} 到期）逾期本息：{sums} = {yuan(late.base)} 元",
            f"instalment {number}, due {late.row.due_on.value}, principal and interest: {sums} = {yuan(late.base)}",
        ),
        Text(
            f"{late.row.due_on.value} 至 {day}，首尾各多计一天，共 {late.days} 天",
            f"{late.row.due_on.value} to {day}, a day more at each end: {late.days} days",
        ),
        Text(
            f"罚息年利率 {percent(late.rate)}，日利率按 ÷ 360：{product} 元（不足一分进一分）",
            f"penalty rate {percent(late.rate)}: {product} (rounded up)",
        ),
        Text(
            f"连同任何方式的复利，至多：{compound} 元（不足一分进一分）",
            f"with compounding of any kind at most: {compound} (rounded up)",
        ),
    ]
    if late.others:
        steps.append(
            Text(
                f"前几期逾期未另收罚息，按同一口径加计：{yuan(own)} + {yuan(late.others)} = {yuan(most)} 元",
                f"earlier late instalments likewise: {yuan(own)} + {yuan(late.others)} = {yuan(most)}",
            )
        )
    steps.append(Text(f"收取罚息 {yuan(fen)} 元：{gap} 元为多收", f"charged {yuan(fen)}: {gap} too much"))
    finding = Finding(
        id="",
        code="LOAN402",
        severity=Severity.ERROR,
        account=loan,
        issuer=case.account(loan).issuer,
        date=day,
        title=Text(
            f"{name.zh}：第 {number} 期罚息 {yuan(fen)} 元，高于约定利率最宽口径的 {yuan(most)} 元",
            f"{name.en}: penalty interest of {yuan(fen)} with instalment {number}, at most {yuan(most)} is agreed",
        ),
        observed=fen,
        expected=most,
        difference=fen - most,
        calculation=tuple(steps),
        basis=tables.bases(("overdue_interest_by_contract",), day),
        evidence=(row.amount.evidence, late.charged.evidence, late.row.due_on.evidence, rate.evidence),
        needs_review=not understood(item.statement, (row,)),
        addressee="lender",
        asks=(
            Text(f"退还第 {number} 期多收的罚息 {yuan(fen - most)} 元", f"refund {yuan(fen - most)}"),
            Text("以书面形式告知处理结果", "answer in writing"),
        ),
        meaning=Text(
            "即使按对出借方最有利的算法，合同约定的罚息也没有这么多。",
            "Even in the reading kindest to the lender the agreed penalty interest is less.",
        ),
    )
    values: list[Value] = [late.charged, rate, *plan_values(late.row), late.row.due_on]  # type: ignore[type-arg]
    values += [v for v in (*parts, day_value(row), row.period_no) if v is not None]
    return Draft(finding, identity(row, item.statement), row.document, tuple(values), charge=late.entry)


def _notice(case: Case, entry: Entry, plan: Plan | None, rate: tuple[Value[int], int] | None) -> Draft:
    item = statement_of(case, entry.transaction)
    assert item is not None  # noqa: S101  entries come from statements
    missing = [
        text
        for text, there in (
            (Text("还款计划", "the repayment plan"), plan is not None),
            (Text("写明罚息利率的借款合同", "a contract that prints the penalty rate"), rate is not None),
        )
        if not there
    ]
    lacking = Text("、".join(t.zh for t in missing), " and ".join(t.en for t in missing))
    name = Text("罚息", "penalty interest")
    return unchecked("LOAN402", case, entry, item, name, lacking, charge=_penalty(entry))
