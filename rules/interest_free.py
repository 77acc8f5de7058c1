"""INT302: interest on purchases although this and the previous statement were paid in full by the due date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipeline.records.case import AccountStatement, Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Statement
from pipeline.records.finding import Finding, Severity, Text
from pipeline.values.text import key
from rules.common import (
    account_name,
    amount,
    before,
    card_statement,
    cleared,
    day_value,
    entries,
    identity,
    period_text,
    posted,
    sound,
    yuan,
)
from rules.minimum import Paid, paid_between
from rules.registry import Draft, rule
from rules.tables.load import Tables

_OTHER_INTEREST = re.compile(r"取现|预借|现金|分期|转账|透支转|CASH|补收|补计", re.IGNORECASE)
FEE = re.compile(r"违约金|滞纳金|年费|手续费|兑换费|转换费|服务费|超限费|挂失费|工本费|短信费|补卡费|换卡费")
"""Charges of the bank by name: interest on one is no interest on purchases."""

_NO_FREE_PERIOD = frozenset({Kind.CASH_ADVANCE, Kind.INSTALMENT, Kind.DISBURSEMENT, Kind.PRINCIPAL})


@dataclass(frozen=True, slots=True)
class _InFull:
    """A bill that was paid in full by its due day: what was to be paid, and what was."""

    item: AccountStatement
    closing: Value[int]
    due: Value[date]
    start: Value[date]
    paid: Paid


@dataclass(frozen=True, slots=True)
class _Free:
    """An interest row that no lawful method knows: the bill, and the two before it, both paid in full in time."""

    entry: Entry
    item: AccountStatement
    bills: tuple[_InFull, _InFull]


def _in_full(case: Case, item: AccountStatement, later: AccountStatement) -> _InFull | None:
    """Return a bill that the next one shows paid in full by its due day; None where it was not, or cannot be told."""
    statement = item.statement
    closing, due, start = statement.closing, statement.due_on, statement.statement_on
    if closing is None or due is None or start is None or not sound(statement) or due.value <= start.value:
        return None
    paid = paid_between(case, later, start.value, due.value)
    return _InFull(item, closing, due, start, paid) if paid.total >= max(closing.value, 0) else None


def _purchases_only(item: AccountStatement) -> bool:
    """Whether a bill holds nothing that bears interest from its first day: cash, transfers, instalments."""
    return not any(
        row.kind in _NO_FREE_PERIOD or _OTHER_INTEREST.search(key(row.description.value))
        for row in item.statement.rows
        # 转账还款 is money that came in.
        if row.currency == item.statement.currency and amount(row) > 0
    )


def _free(case: Case, entry: Entry) -> _Free | None:
    row = entry.transaction
    item = card_statement(case, row)
    if row.kind is not Kind.INTEREST or amount(row) <= 0 or item is None or not sound(item.statement):
        return None
    first = before(case, item)
    second = before(case, first) if first else None
    if first is None or second is None or not all(map(_purchases_only, (item, first, second))):
        return None
    labels = (key(line.label.value) for line in item.statement.interest_lines if line.label is not None)
    if any(_OTHER_INTEREST.search(label) or FEE.search(label) for label in labels):
        return None
    # The chain of balances proves that no bill and no row is missing between them.
    for earlier, later in pairwise((second, first, item)):
        closing, opening = earlier.statement.closing, later.statement.opening
        if closing is None or opening is None or closing.value != opening.value:
            return None
    if cleared(case, entry, "利息") or _carried_over(second.statement):
        return None
    one, other = _in_full(case, second, first), _in_full(case, first, item)
    return _Free(entry, item, (one, other)) if one is not None and other is not None else None


def _carried_over(statement: Statement) -> bool:
    """Whether what a bill opens with was not repaid within it: what follows may then bear interest, too."""
    opening = statement.opening.value if statement.opening else 0
    repaid = -sum(amount(r) for r in statement.rows if r.kind is Kind.REPAYMENT and r.currency == statement.currency)
    return opening > max(repaid, 0)


def interest_free(case: Case, item: AccountStatement) -> bool:
    """Whether INT302 speaks of a bill's interest: then nothing else is said of how it was computed."""
    return any(_free(case, entry) is not None for entry in interest_rows(case, item))


def interest_rows(case: Case, item: AccountStatement) -> list[Entry]:
    """Return the ledger's entries of a bill's interest."""
    rows = {id(row) for row in item.statement.rows}
    return [e for e in entries(case, item.account, (Kind.INTEREST,)) if id(e.transaction) in rows]


@rule(
    "INT302",
    Severity.ERROR,
    says=Text(
        "本期和上期账单均已在到期还款日前全额还清，仍对消费计收利息",
        "interest on purchases although this and the previous statement were paid in full by the due date",
    ),
    needs=Text(
        "收取利息的账单及其前两期账单、还款记录，且各期相符、首尾相接",
        "the bill with the interest, the two before it, the payments; each adding up and following the other",
    ),
    silent_when=(
        Text("有取现、转账、分期或更早的结转未还", "cash advances, transfers, instalments, or an older balance"),
        Text("任一期未全额还清，或晚于到期还款日（含容时期内）", "one was paid short, or late (within grace too)"),
        Text("缺少其中一期账单", "one of the statements is missing"),
        Text("利息已冲回", "the interest was reversed"),
    ),
    basis=(),
    example=Text(
        "3、4 月账单均在到期日前全额还清，5 月账单仍计“循环利息 35.60”：消费享受免息期，应为 0.00。",
        "The bills of March and April were paid in full in time, May still charges interest of 35.60: 0.00 is due.",
    ),
)
def paid_in_full(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each interest row after two bills that were paid in full by their due days."""
    for entry in case.ledger:
        free = _free(case, entry)
        if free is not None:
            yield _draft(case, tables, free)


def _steps(bill: _InFull) -> list[Text]:
    closing, last = bill.closing.value, bill.due.value
    steps = [
        Text(
            f"{bill.start.value} 账单：本期应还 {yuan(closing)} 元，到期还款日 {last}",
            f"bill of {bill.start.value}: {yuan(closing)} owed, due {last}",
        ),
        *bill.paid.steps(),
    ]
    if closing <= 0:
        steps.append(Text("没有应还款项", "nothing was owed"))
        return steps
    paid, enough = bill.paid.sum, f"≥ {yuan(closing)}"
    steps.append(Text(f"截至 {last}（含当日）合计还款 {paid} 元 {enough} 元", f"paid by {last}: {paid} {enough}"))
    return steps


def _draft(case: Case, tables: Tables, free: _Free) -> Draft:
    row, statement = free.entry.transaction, free.item.statement
    card = account_name(case, free.entry.account, statement)
    fen, day = amount(row), posted(row) or case.as_of
    name, bill = row.description.value, period_text(statement)
    gap = f"{yuan(fen)} − 0.00 = {yuan(fen)}"
    finding = Finding(
        id="",
        code="INT302",
        severity=Severity.ERROR,
        account=free.entry.account,
        issuer=statement.issuer,
        date=day,
        title=Text(
            f"{card.zh}：前两期账单均已按期全额还清，{bill} 账单仍计“{name}”{yuan(fen)} 元",
            f"{card.en}: both bills before were paid in full in time, {bill} still charges interest of {yuan(fen)}",
        ),
        observed=fen,
        expected=0,
        difference=fen,
        calculation=(
            *(step for bill_ in free.bills for step in _steps(bill_)),
            Text(
                "三期账单首尾相接，没有取现、分期或结转未还",
                "the three bills follow each other; no cash, no instalments, nothing carried over",
            ),
            Text(
                f"前两期均按期全额还清，按免息还款期的约定，本期消费应计利息 0.00 元：{gap} 元",
                f"both bills before were paid in full in time; by the free period 0.00 is due: {gap}",
            ),
        ),
        basis=(),  # the free period is the contract's; the rule that lets the issuer set it is no ground of ours
        evidence=(
            row.amount.evidence,
            *(e for b in free.bills for e in (b.closing.evidence, b.due.evidence)),
            *(p.amount.evidence for b in free.bills for p in b.paid.rows),
        ),
        needs_review=False,
        addressee="lender",
        asks=(
            Text(
                f"退还该笔利息 {yuan(fen)} 元；如合同对免息还款期另有约定，请写明条款",
                f"refund the interest of {yuan(fen)}, or name the clause if the contract says otherwise",
            ),
            Text("以书面形式告知处理结果", "answer in writing"),
        ),
        meaning=Text(
            "按通常的免息期约定，全额还清的账单，消费不计利息；账单和还款记录显示您两期都按期全额还清。",
            "By the usual free period purchases of a bill paid in full bear no interest; the papers show both were.",
        ),
    )
    values: list[Value] = [row.amount, row.description]  # type: ignore[type-arg]
    values += [v for v in (day_value(row),) if v is not None]
    for one in free.bills:
        values += [one.closing, one.due, one.start, *(p.amount for p in one.paid.rows)]
        values += [v for p in one.paid.rows if (v := day_value(p)) is not None]
    return Draft(finding, identity(row, statement), row.document, tuple(values), charge=free.entry)
