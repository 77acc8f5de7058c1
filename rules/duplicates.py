"""DUP: the same thing charged twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.records.case import Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind
from pipeline.records.finding import Finding, Severity, Text
from pipeline.values.text import key
from rules.common import (
    amount,
    card_name,
    card_statement,
    day_value,
    given_back,
    identity,
    period_text,
    posted,
    reversals,
    sound,
    statement_of,
    yuan,
)
from rules.registry import Draft, rule
from rules.tables.load import Tables

# Charges that one billing period knows once; fees per use (取现手续费) may lawfully repeat.
_ONCE = {
    Kind.INTEREST: ("利息", "interest"),
    Kind.PENALTY: ("违约金", "penalty"),
    Kind.LATE_FEE: ("滞纳金", "late fee"),
    Kind.FEE: ("年费", "annual fee"),
}


_PER_PLAN = re.compile(r"分期|\d+/\d+|第\d+期")


@rule(
    "DUP101",
    Severity.ERROR,
    says=Text(
        "同一账单周期内，同一笔利息、违约金或年费入账了两次",
        "one interest, penalty or annual fee was posted twice for one billing period",
    ),
    needs=Text("该期账单的全部交易行", "all rows of that statement"),
    silent_when=(
        Text("随后已冲回", "a reversal follows"),
        Text("两张卡或两个币种", "two cards or currencies"),
        Text("不同账期", "different periods"),
        Text("同一行出现在两份重叠的账单里", "the same line in two overlapping papers"),
    ),
    basis=("unjust_enrichment",),
    example=Text(
        "3 月账单有两行“循环利息 46.26”：46.26 × 2 − 46.26 = 46.26 元为重复。",
        "Two rows of interest 46.26 in one statement: 46.26 × 2 − 46.26 = 46.26 is one too many.",
    ),
)
def posted_twice(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each charge beyond the first among equals of one statement."""
    groups: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in case.ledger:
        row = entry.transaction
        if row.kind not in _ONCE or amount(row) <= 0:
            continue
        if row.kind is Kind.FEE and "年费" not in key(row.description.value):
            continue
        if _PER_PLAN.search(key(row.description.value)):
            continue  # two plans of equal amount each bear theirs
        item = card_statement(case, row)
        if item is None:
            continue  # a loan may bear interest twice in one list, and 结息 of a debit account is income
        tail = row.tail.value if row.tail else ""
        period = period_text(item.statement)
        groups[entry.account, row.currency, period, row.kind, amount(row), key(row.description.value), tail].append(
            entry
        )
    for group in groups.values():
        group.sort(key=lambda e: (posted(e.transaction) or case.as_of, e.transaction.ordinal))
        word = _ONCE[group[0].transaction.kind]
        credits = [r for entry in group for r in reversals(case, entry, word[0])]
        back = {id(r) for r in credits}
        surplus = len(group) - 1 - len(back)
        if _computed(case, group):
            continue
        if surplus > 0 and given_back(case, group, back):
            continue
        for accused in group[len(group) - surplus :] if surplus > 0 else []:
            yield replace(_draft(case, tables, group[0], accused, word), counted=tuple(credits))


def _computed(case: Case, group: list[Entry]) -> bool:
    """Whether the bill's own 计息明细 accounts for each of several equal interest rows."""
    row = group[0].transaction
    item = card_statement(case, row)
    if row.kind is not Kind.INTEREST or item is None or not item.statement.interest_lines:
        return False
    fen = [line.amount.value for line in item.statement.interest_lines if line.amount]
    posted_ = [amount(r) for r in item.statement.rows if r.kind is Kind.INTEREST and r.currency == row.currency]
    return fen.count(amount(row)) >= len(group) or sum(fen) == sum(posted_)


def _draft(case: Case, tables: Tables, first: Entry, accused: Entry, word: tuple[str, str]) -> Draft:
    row = accused.transaction
    item = statement_of(case, row)
    assert item is not None  # noqa: S101  the group was made from statements
    statement = item.statement
    account = case.account(accused.account) if accused.account else None
    tail = account.tail if account else None
    fen = amount(row)
    card = card_name(statement.issuer, tail)
    days = [str(posted(e.transaction) or "") for e in (first, accused)]
    values: list[Value[Any]] = [
        row.amount,
        row.description,
        first.transaction.amount,
        first.transaction.description,
    ]
    values += [v for v in (day_value(row), day_value(first.transaction), statement.statement_on) if v is not None]
    # An annual fee without a card on its row may be the main card's and the supplementary card's.
    severity = Severity.WARNING if row.kind is Kind.FEE and row.tail is None else Severity.ERROR
    finding = Finding(
        id="",
        code="DUP101",
        severity=severity,
        account=accused.account,
        issuer=statement.issuer,
        date=posted(row),
        title=Text(
            f"{card.zh}：同一账期的“{row.description.value}”{yuan(fen)} 元入账两次",
            f"{card.en}: {word[1]} of {yuan(fen)} posted twice in one period",
        ),
        observed=2 * fen,
        expected=fen,
        difference=fen,
        calculation=(
            Text(
                f"第一笔：{days[0]} {first.transaction.description.value} {yuan(fen)} 元",
                f"first: {days[0]} {yuan(fen)}",
            ),
            Text(f"第二笔：{days[1]} {row.description.value} {yuan(fen)} 元", f"second: {days[1]} {yuan(fen)}"),
            Text("账单及其他材料中没有对应的冲回", "no reversal is found in the papers"),
            _difference(fen, severity),
        ),
        basis=(tables.basis("unjust_enrichment", posted(row) or case.as_of),)
        if (posted(row) or case.as_of).year >= 2021
        else (),
        evidence=(row.amount.evidence, first.transaction.amount.evidence),
        # Only totals that hold with both rows prove that the bank posted both: else a page may be in the file twice.
        needs_review=not sound(statement),
        addressee="lender",
        asks=_asks(fen, severity),
        meaning=Text(
            f"同一期账单里同样的{word[0]}记了两次，第二次没有依据。",
            f"The same {word[1]} stands twice in one statement; the second has no ground.",
        ),
    )
    return Draft(finding, identity(row, statement), row.document, tuple(values), charge=accused)


def _difference(fen: int, severity: Severity) -> Text:
    sums = f"{yuan(fen)} + {yuan(fen)} − {yuan(fen)} = {yuan(fen)}"
    if severity is Severity.WARNING:
        return Text(f"{sums} 元待说明", f"{sums} to be explained")
    return Text(f"{sums} 元为重复收取", f"{sums} was charged twice")


def _asks(fen: int, severity: Severity) -> tuple[Text, ...]:
    if severity is Severity.WARNING:
        return (Text("说明上述两笔各属哪一张卡、依据哪一条款", "say which card and clause each of the two belongs to"),)
    return (
        Text(f"核实上述两笔入账，退还重复收取的 {yuan(fen)} 元", f"refund the {yuan(fen)} charged twice"),
        Text("以书面形式告知处理结果", "answer in writing"),
    )
