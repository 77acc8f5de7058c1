"""DUP103: one loan instalment, or the settlement, collected twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from pipeline.records.case import Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.loan import PlanRow
from rules.common import account_name, amount, day_value, identity, posted, statement_of, yuan
from rules.loan_credits import Twice, both_credited, often
from rules.loan_facts import (
    BOOKING,
    bank_debits,
    credited,
    day_of,
    loan_statements,
    loans,
    near,
    only_plan,
    plan_total,
    plan_values,
    repayments,
    taken_back,
    understood,
)
from rules.registry import Draft, rule
from rules.tables.load import State, Tables

_APART = timedelta(days=3)
"""Two debits for one instalment lie so near to each other."""

_TERM = timedelta(days=10)
"""An instalment is collected within so many days of its due day."""


@rule(
    "DUP103",
    Severity.ERROR,
    says=Text("同一期贷款还款或结清款收取了两次", "one loan instalment or settlement was collected twice"),
    needs=Text(
        "银行流水与贷款还款明细；或其中之一与还款计划",
        "the debit account's list and the lender's; or one of them and the plan",
    ),
    silent_when=(
        Text("第二笔只是补足同一期", "the second part-pays the same instalment"),
        Text("已退回", "it was returned"),
        Text("同一机构有两笔贷款，或不同期的等额还款", "two loans of one lender, or equal instalments of two periods"),
        Text("多收的部分后来抵作别期还款", "the surplus was later booked as another payment"),
    ),
    basis=("unjust_enrichment",),
    example=Text(
        "银行流水 5 月 20 日扣款两笔各 1,024.00，贷款明细只入账一笔："
        "1,024.00 + 1,024.00 − 1,024.00 = 1,024.00 元为多收。",
        "Two debits of 1,024.00 on 20 May, one credited by the lender: 1,024.00 too much.",
    ),
)
def collected_twice(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each collection beyond what one instalment or settlement asks for."""
    for loan in loans(case):
        for twice in (*both_credited(case, loan), *_one_credited(case, loan), *_by_plan(case, loan)):
            yield _draft(case, tables, loan, twice)


# --- the debit account shows two, the lender one ----------------------------------------------------------------------


def _pairs(case: Case, loan: str, fen: int) -> list[tuple[Entry, Entry]]:
    """Return pairs of equal debits to the lender within a few days, and no third one near them."""
    debits = [e for e in bank_debits(case, case.account(loan).issuer, fen) if not taken_back(case, e)]
    found = []
    for first, second in pairwise(debits):
        start, end = day_of(first), day_of(second)
        rivals = [e for e in debits if start - _APART <= day_of(e) <= end + _APART]
        if end - start <= _APART and len(rivals) == 2:
            found.append((first, second))
    months = {(day_of(e).year, day_of(e).month) for e in debits}
    return [] if often(len(found), len(months)) else found  # two a month, month after month, are two loans


def _one_credited(case: Case, loan: str) -> Iterator[Twice]:
    """Yield debits that the lender's list, which covers their days, credits only once."""
    paid = credited(case, loan)
    for fen in sorted({-amount(e.transaction) for e in paid}):
        for first, second in _pairs(case, loan, fen):
            start, end = day_of(first), day_of(second)
            if not _covered(case, loan, start, end) or _another_fits(case, loan, fen, start):
                continue
            around = [e for e in paid if start - timedelta(days=1) <= day_of(e) <= end + BOOKING]
            if len(around) != 1 or -amount(around[0].transaction) != fen:
                continue
            if _booked_elsewhere(case, loan, fen, start, end, paid):
                continue
            sums = f"{yuan(fen)} + {yuan(fen)} − {yuan(fen)} = {yuan(fen)}"
            day = day_of(around[0])
            yield Twice(
                first,
                second,
                fen,
                Text(f"{day} 的还款", f"the payment of {day}"),
                Severity.ERROR,
                (
                    Text(f"贷款还款明细只入账一笔：{day} {yuan(fen)} 元", f"the lender credits one: {day} {yuan(fen)}"),
                    Text(f"{sums} 元未入账", f"{sums} was not credited"),
                ),
                (around[0],),
            )


def _covered(case: Case, loan: str, start: date, end: date) -> bool:
    """Whether a list of the lender's, understood in full, covers the days in which a payment would be credited."""
    for item in loan_statements(case, loan):
        s = item.statement
        days = [d for row in s.rows if (d := posted(row)) is not None]
        begins = min([*days, *([s.period_start.value] if s.period_start else [])], default=None)
        if not understood(s) or begins is None or s.statement_on is None:
            continue
        if begins <= start and s.statement_on.value >= end + BOOKING:
            return True
    return False


def _another_fits(case: Case, loan: str, fen: int, day: date) -> bool:
    """Whether another account of the lender may have asked for the same amount."""
    issuer = case.account(loan).issuer
    for other in case.accounts:
        if other.id == loan or other.issuer != issuer or other.kind == "bank_account":
            continue
        closed = [x.entry.closed_on.value for x in case.report_accounts if x.account == other.id and x.entry.closed_on]
        if closed and max(closed) < day.replace(day=1):
            continue
        plan = only_plan(case, other.id) if other.kind == "loan" else None
        asked = {plan_total(row) for row in plan.rows} if plan else {None}
        if None in asked or fen in asked or any(-amount(e.transaction) == fen for e in repayments(case, other.id)):
            return True
    return False


def _booked_elsewhere(case: Case, loan: str, fen: int, start: date, end: date, paid: Sequence[Entry]) -> bool:
    """Whether the lender credits the same amount on another day for which the debit account shows nothing."""
    debits = bank_debits(case, case.account(loan).issuer, fen)
    later = [e for e in paid if day_of(e) > end + BOOKING and -amount(e.transaction) == fen]
    return any(not any(near(debit, e) for debit in debits) for e in later)


# --- the debit account shows two, the plan asks for one ---------------------------------------------------------------


def _by_plan(case: Case, loan: str) -> Iterator[Twice]:
    """Yield debits of which a plan asks for one, where no list of the lender's says what it credited."""
    plan = only_plan(case, loan)
    if plan is None or loan_statements(case, loan):
        return
    for place, row in enumerate(plan.rows):
        fen = plan_total(row)
        if fen is None:
            continue
        for first, second in _pairs(case, loan, fen):
            due = row.due_on.value
            if not due - _TERM <= day_of(first) <= day_of(second) <= due + _TERM or _another_fits(case, loan, fen, due):
                continue
            if place and not _paid_by_bank(case, loan, plan.rows[place - 1]):
                continue  # the second may catch up on the instalment before
            number = row.period_no.value
            sums = f"{yuan(fen)} + {yuan(fen)} − {yuan(fen)} = {yuan(fen)}"
            yield Twice(
                first,
                second,
                fen,
                Text(f"第 {number} 期还款", f"instalment {number}"),
                Severity.WARNING,
                (
                    Text(
                        f"还款计划第 {number} 期（{due}）应还 {yuan(fen)} 元，前一期已还",
                        f"the plan asks {yuan(fen)} on {due}, the instalment before was paid",
                    ),
                    Text(f"{sums} 元待说明", f"{sums} to be explained"),
                ),
                (),
                tuple(plan_values(row)),
            )


def _paid_by_bank(case: Case, loan: str, row: PlanRow) -> bool:
    """Whether the debit account shows an instalment's payment around its due day."""
    total = plan_total(row)
    due = row.due_on.value
    debits = bank_debits(case, case.account(loan).issuer, total) if total is not None else []
    return any(due - _TERM <= day_of(e) <= due + _TERM for e in debits)


# --- the finding ------------------------------------------------------------------------------------------------------


def _draft(case: Case, tables: Tables, loan: str, twice: Twice) -> Draft:
    row, one = twice.second.transaction, twice.first.transaction
    item = statement_of(case, row)
    assert item is not None  # noqa: S101  entries come from statements
    name = account_name(case, loan)
    days = day_of(twice.first), day_of(twice.second)
    fens = abs(amount(one)), abs(amount(row))
    error = twice.severity is Severity.ERROR
    lender = case.account(loan).issuer
    known = tables.look_up("unjust_enrichment", days[1]).state is State.KNOWN
    asks: tuple[Text, ...]
    if error:
        asks = (
            Text(f"核实上述两笔扣款，退还多收的 {yuan(twice.fen)} 元", f"refund the {yuan(twice.fen)} collected twice"),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
    else:
        asks = (
            Text(
                f"说明 {days[0]}、{days[1]} 两笔扣款各自对应哪一期、如何入账",
                f"say which instalment each of the two payments of {days[0]} and {days[1]} was booked to",
            ),
        )
    statements = {s.document: s for s in (i.statement for i in case.statements)}
    used = [statements[e.transaction.document] for e in (twice.first, twice.second, *twice.rows)]
    finding = Finding(
        id="",
        code="DUP103",
        severity=twice.severity,
        account=loan,
        issuer=lender,
        date=days[1],
        title=Text(
            f"{name.zh}：{twice.what.zh}{'扣收两次' if error else '出现两笔扣款'}，"
            f"第二笔 {days[1]} {yuan(fens[1])} 元",
            f"{name.en}: {twice.what.en} {'collected twice' if error else 'shows two payments'}, "
            f"the second on {days[1]} ({yuan(fens[1])})",
        ),
        observed=fens[0] + fens[1] if fens[1] == twice.fen else fens[1],
        expected=fens[0] if fens[1] == twice.fen else fens[1] - twice.fen,
        difference=twice.fen,
        calculation=(
            Text(f"第一笔：{days[0]} {yuan(fens[0])} 元", f"first: {days[0]} {yuan(fens[0])}"),
            Text(f"第二笔：{days[1]} {yuan(fens[1])} 元", f"second: {days[1]} {yuan(fens[1])}"),
            *twice.steps,
            Text("银行流水和贷款明细中没有对应的退回", "no return is found in the papers"),
        ),
        basis=(tables.basis("unjust_enrichment", days[1]),) if known and error else (),  # a question claims no ground
        evidence=(
            row.amount.evidence,
            one.amount.evidence,
            *(e.transaction.amount.evidence for e in twice.rows),
            *(v.evidence for v in twice.rests[:1]),
        ),
        # A list that was not understood in full may show a row twice, or hide the one that gave it back.
        needs_review=not all(understood(s, (row, one)) for s in used),
        addressee="lender",
        asks=asks,
        meaning=Text(
            "同一期只应收一次；多出的一笔既未入账抵扣也未见退回。"
            if error
            else "同一期出现两笔等额扣款；也可能抵作别期，先请对方说明入账去向。",
            "One instalment is due once; the second payment was neither credited nor returned."
            if error
            else "Two equal payments for one instalment; one may be booked to another, so ask where it went.",
        ),
    )
    values: list[Value] = [*twice.rests]  # type: ignore[type-arg]
    for entry in (twice.first, twice.second, *twice.rows):
        values += [entry.transaction.amount, entry.transaction.description]
        values += [v for v in (day_value(entry.transaction), entry.transaction.period_no) if v is not None]
    return Draft(finding, identity(row, item.statement), row.document, tuple(values), charge=twice.second)
