"""LOAN406: an instalment collected above the repayment plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.records.case import Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.loan import Plan, PlanRow
from pipeline.values.text import key
from rules.common import account_name, amount, day_value, identity, posted, statement_of, yuan
from rules.loan_facts import (
    called_in,
    interest_for,
    only_plan,
    plan_total,
    plan_values,
    rates,
    repayments,
    understood,
)
from rules.loan_rates import percent
from rules.registry import Draft, rule
from rules.tables.load import State, Tables

_TOLERANCE = 2
"""Fen: a plan's rounding."""

_EARLY = ("提前", "结清", "全部", "一次性", "部分还本")


@dataclass(frozen=True, slots=True)
class _Lateness:
    """What late days of an instalment can cost at most: its number, total (fen), days, yearly rate, and that (fen)."""

    number: int
    base: int
    days: int
    rate: int
    fen: int


@dataclass(frozen=True, slots=True)
class _Above:
    """Payments for one instalment that exceed it.

    Attributes:
        due: The plan's row, with `total` due (fen).
        paid: The payments; the last is accused.
        allowed: Most that penalty interest can be for late days, fen.
        certain: Whether nothing but the plan and that allowance can explain a payment.
        bare: Whether the plan's total is principal and interest alone: so is what is held against it.
        told: Whether the allowance rests on a rate that the person told in settings.
        lates: How the allowance comes about.
    """

    due: PlanRow
    total: int
    paid: tuple[Entry, ...]
    allowed: int
    certain: bool
    bare: bool = False
    told: bool = False
    lates: tuple[_Lateness, ...] = ()

    @property
    def sum(self) -> int:
        """What was collected, fen."""
        return sum(_collected(e, self.bare) or 0 for e in self.paid)

    @property
    def excess(self) -> int:
        """What is certainly too much, fen."""
        return self.sum - self.total - self.allowed


def _collected(entry: Entry, bare: bool) -> int | None:
    """Return what a payment is held against the plan with; None where its principal and interest are not known."""
    parts = entry.transaction.components
    if not bare:
        return -amount(entry.transaction)
    if parts is None or parts.principal is None or parts.interest is None:
        return None
    return parts.principal.value + parts.interest.value


def _read_from(entry: Entry, bare: bool) -> list[Value[int] | Value[int | None]]:
    """Return the values that what a payment is held against rests on."""
    parts = entry.transaction.components
    return [v for v in (parts.principal, parts.interest) if v] if bare and parts else [entry.transaction.amount]


@rule(
    "LOAN406",
    Severity.ERROR,
    says=Text("某一期贷款还款高于还款计划", "an instalment collected above the plan"),
    needs=Text("还款计划表和贷款还款明细", "the repayment plan and the lender's list of payments"),
    silent_when=(
        Text("高出的部分可由逾期罚息解释", "penalty interest for late days explains it"),
        Text("有几份不同的还款计划（计划已变更）", "several plans that differ (the plan was changed)"),
        Text("提前还款或结清，或贷款已提前到期", "an early repayment or settlement, or the loan was called in"),
        Text("同时补还了别期", "another instalment was paid with it"),
        Text("计划只列本息，高出的是费用", "the plan lists principal and interest alone, and the rest is a fee"),
    ),
    basis=("unjust_enrichment",),
    example=Text(
        "计划第 5 期应还 1,024.00，按期扣收 1,074.00：1,074.00 − 1,024.00 = 50.00 元为多收。",
        "The plan asks 1,024.00 for instalment 5, collected in time 1,074.00: 50.00 too much.",
    ),
)
def above_the_plan(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each instalment for which more was collected than the plan asks."""
    for account in case.accounts:
        plan = only_plan(case, account.id) if account.kind == "loan" else None
        if plan is None or called_in(case, account.id):
            continue  # what the plan asks no longer says what is due
        by_period = _by_period(plan, repayments(case, account.id))
        for row in plan.rows:
            above = _above(case, account.id, plan, row, by_period)
            if above is not None and above.excess > _TOLERANCE:
                yield _draft(case, tables, account.id, plan, above)


def _by_period(plan: Plan, paid: Sequence[Entry]) -> dict[int, list[Entry]]:
    """Return payments by the instalment that they name, or whose due day and principal are theirs alone."""
    result: dict[int, list[Entry]] = defaultdict(list)
    for entry in paid:
        row = entry.transaction
        if row.period_no is not None:
            result[row.period_no.value].append(entry)
            continue
        part = row.components.principal if row.components else None
        # Where instalments share their principal, one that is behind may be paid on another's day.
        fitting = [r for r in plan.rows if part is not None and r.principal and r.principal.value == part.value]
        if len(fitting) == 1 and fitting[0].due_on.value == posted(row):
            result[fitting[0].period_no.value].append(entry)
    return result


def _above(case: Case, loan: str, plan: Plan, row: PlanRow, by_period: dict[int, list[Entry]]) -> _Above | None:
    """Return what was collected for an instalment, where it can be compared with the plan."""
    total = plan_total(row)
    paid = by_period.get(row.period_no.value, [])
    if total is None or not paid or any(_is_early(e, row) for e in paid):
        return None
    collected = [_collected(e, plan.bare) for e in paid]
    if None in collected:
        return None
    over = sum(fen for fen in collected if fen is not None) - total
    another = any(abs(over - (plan_total(r) or 0)) <= _TOLERANCE for r in plan.rows)
    if over >= total or another or over <= _TOLERANCE:
        return None  # another instalment may be in it; DUP103 speaks of what was collected twice
    lates, known = _lateness(case, loan, plan, row, by_period)
    if lates is None:
        return None
    allowed = sum(late.fen for late in lates)
    printed = [e.transaction.components.penalty_interest for e in paid if e.transaction.components]
    if len(printed) == len(paid) and None not in printed:
        allowed = min(allowed, sum(part.value for part in printed if part is not None))  # the list itself says how much
    fee = sum(
        e.transaction.components.fee.value for e in paid if e.transaction.components and e.transaction.components.fee
    )
    unplanned_fee = row.fee is None and fee >= over and not plan.bare
    if unplanned_fee and _regular(by_period, fee):
        return None  # a fee that comes with every instalment: the plan lists principal and interest alone
    certain = known and not unplanned_fee and plan.balanced is True
    told = bool(allowed) and (found := rates(case, loan)) is not None and found.told
    return _Above(row, total, tuple(paid), allowed, certain, plan.bare, told, tuple(lates))


def _regular(by_period: dict[int, list[Entry]], fee: int) -> bool:
    """Whether a fee of just an amount comes with several instalments."""
    parts = [[e.transaction.components for e in group] for group in by_period.values()]
    fees = [sum(p.fee.value for p in group if p is not None and p.fee is not None) for group in parts]
    return fees.count(fee) > 1


def _is_early(entry: Entry, row: PlanRow) -> bool:
    """Whether a payment repays more of the loan than the instalment does: that is no loss."""
    paid = entry.transaction
    if any(word in key(paid.description.value + paid.section) for word in _EARLY):
        return True
    part = paid.components.principal if paid.components else None
    return part is not None and row.principal is not None and part.value > row.principal.value


def _lateness(
    case: Case, loan: str, plan: Plan, row: PlanRow, by_period: dict[int, list[Entry]]
) -> tuple[list[_Lateness] | None, bool]:
    """Return the most that late days can cost, collected with an instalment, and whether nothing else is unknown.

    Penalty interest of an earlier instalment may be collected with a later one.  Every late day is counted at the
    highest rate known, on the whole instalment.  None where an instalment was late and no rate is on file.
    """
    known, found = True, []
    rate = rates(case, loan)
    for other in plan.rows:
        if other.due_on.value > row.due_on.value:
            continue
        paid = by_period.get(other.period_no.value, [])
        last = max((d for e in paid if (d := posted(e.transaction)) is not None), default=None)
        if last is None:
            known = False  # it may have been late: then what is asked is a question
            continue
        late = (last - other.due_on.value).days
        own = (e.transaction.components.penalty_interest for e in paid if e.transaction.components)
        if late <= 0 or (other is not row and any(part is not None and part.value > 0 for part in own)):
            continue  # in time, or its lateness was collected with it
        if rate is None:
            return None, False
        known = False if other is row or rate.told else known
        base = plan_total(other) or 0
        fen = interest_for(base, rate.overdue, late + 1)
        found.append(_Lateness(other.period_no.value, base, late + 1, rate.overdue, fen))
    return found, known


def _draft(case: Case, tables: Tables, loan: str, plan: Plan, above: _Above) -> Draft:
    accused = above.paid[-1]
    row, due = accused.transaction, above.due
    item = statement_of(case, row)
    assert item is not None  # noqa: S101  entries come from statements
    day = posted(row) or case.as_of
    number, excess = due.period_no.value, above.excess
    name = account_name(case, loan)
    error = above.certain
    known = tables.look_up("unjust_enrichment", day).state is State.KNOWN
    sums = " + ".join(yuan(_collected(e, above.bare) or 0) for e in above.paid) + f" − {yuan(above.total)}"
    steps = [
        Text(
            f"还款计划第 {number} 期（{due.due_on.value} 到期）应还 {yuan(above.total)} 元",
            f"the plan asks {yuan(above.total)} for instalment {number}, due {due.due_on.value}",
        ),
        *(
            Text(
                f"{posted(e.transaction)} 扣收{_what(above).zh} {yuan(_collected(e, above.bare) or 0)} 元{_parts(e)}",
                f"{posted(e.transaction)} collected {yuan(_collected(e, above.bare) or 0)}{_what(above).en}",
            )
            for e in above.paid
        ),
    ]
    if above.allowed:
        told = ("（利率依您在设置中的填写）", " (the rate is what you told in settings)") if above.told else ("", "")
        for late in above.lates:
            product = f"{yuan(late.base)} × {percent(late.rate)} × {late.days} ÷ 360 = {yuan(late.fen)}"
            steps.append(
                Text(
                    f"第 {late.number} 期逾期，多计一天共 {late.days} 天，按最高利率：{product} 元（不足一分进一分）",
                    f"instalment {late.number} was late, {late.days} days with one more: {product} (rounded up)",
                )
            )
        steps.append(
            Text(
                f"可由逾期解释的罚息按最宽口径至多 {yuan(above.allowed)} 元{told[0]}",
                f"penalty interest for late days, at its most generous: {yuan(above.allowed)}{told[1]}",
            )
        )
        sums += f" − {yuan(above.allowed)}"
    tail = ("元为多收", "too much") if error else ("元待说明", "to be explained")
    steps.append(Text(f"{sums} = {yuan(excess)} {tail[0]}", f"{sums} = {yuan(excess)} {tail[1]}"))
    asks: tuple[Text, ...]
    if error:
        asks = (
            Text(f"退还第 {number} 期多收的 {yuan(excess)} 元", f"refund {yuan(excess)} of instalment {number}"),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
    else:
        asks = (
            Text(
                f"说明第 {number} 期高出还款计划 {yuan(excess)} 元所依据的合同条款和计算过程",
                f"send the clause and the computation of the {yuan(excess)} above the plan in instalment {number}",
            ),
        )
    finding = Finding(
        id="",
        code="LOAN406",
        severity=Severity.ERROR if error else Severity.WARNING,
        account=loan,
        issuer=case.account(loan).issuer,
        date=day,
        title=Text(
            f"{name.zh}：第 {number} 期扣收{_what(above).zh} {yuan(above.sum)} 元，高于还款计划 {yuan(above.total)} 元",
            f"{name.en}: {yuan(above.sum)} collected for instalment {number}, the plan asks {yuan(above.total)}",
        ),
        observed=above.sum,
        expected=above.sum - excess,
        difference=excess,
        calculation=tuple(steps),
        basis=(tables.basis("unjust_enrichment", day),) if known else (),
        evidence=(
            row.amount.evidence,
            (due.total or due.principal or due.due_on).evidence,
            *(e.transaction.amount.evidence for e in above.paid[:-1]),
        ),
        needs_review=not understood(item.statement, (row,)),
        addressee="lender",
        asks=asks,
        meaning=Text(
            "每期应还的金额由还款计划定下；按期还款时没有理由多收。"
            if error
            else "实收高于还款计划；可能有计划之外的费用或罚息，先请对方说明依据。",
            "The plan fixes what each instalment costs; paid in time, nothing more is due."
            if error
            else "More than the plan was collected; a fee or penalty interest may be behind it, so ask first.",
        ),
    )
    values: list[Value] = plan_values(due)  # type: ignore[type-arg]
    for entry in above.paid:
        one = entry.transaction
        values += [*_read_from(entry, above.bare), *(v for v in (day_value(one), one.period_no) if v is not None)]
    return Draft(finding, identity(row, item.statement), row.document, tuple(values), charge=accused)


def _what(above: _Above) -> Text:
    return Text("本息", " of principal and interest") if above.bare else Text("", "")


def _parts(entry: Entry) -> str:
    parts = entry.transaction.components
    named = (
        (
            ("本金", parts.principal),
            ("利息", parts.interest),
            ("罚息", parts.penalty_interest),
            ("费用", parts.fee),
        )
        if parts
        else ()
    )
    shown = "、".join(f"{name} {yuan(v.value)}" for name, v in named if v is not None and v.value)
    return f"（{shown}）" if shown else ""
