"""A card's printed 计息明细, line by line: the findings on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from pipeline.records.case import AccountStatement, Case, Entry
from pipeline.records.extraction import Kind, Transaction
from pipeline.records.finding import Finding, Severity, Text
from pipeline.values.text import key
from rules.common import (
    account_name,
    amount,
    card_name,
    entry_of,
    identity,
    period_text,
    posted,
    printed_tail_of,
    sound,
    yuan,
)
from rules.interest_free import interest_free
from rules.interest_line import Read, Wrong, judge_line, last_day, read_line
from rules.registry import Draft
from rules.tables.load import Tables

_BACK = re.compile(r"冲|返还|减免|退|撤销|调账|调整|免收")
_BACK_DAYS = timedelta(days=62)
"""Interest of a bill is given back with one of the next two bills, if at all."""


def judged_lines(case: Case, tables: Tables, code: str) -> Iterator[Draft]:
    """Yield a draft for each line of a 计息明细 that a code speaks of; of several codes the narrower takes the line."""
    for item in case.statements:
        statement = item.statement
        if statement.kind != "credit_card" or not statement.interest_lines or interest_free(case, item):
            continue
        for line in statement.interest_lines:
            read = read_line(line)
            wrong = judge_line(case, tables, item, read) if read is not None else None
            if read is None or wrong is None or wrong.code != code:
                continue
            if not _given_back(case, item, read, read.amount.value - wrong.allowed):
                yield _draft(case, tables, item, read, wrong)


def _given_back(case: Case, item: AccountStatement, read: Read, wrong: int) -> bool:
    """Whether a credit may have taken the line's interest, its wrong part or the bill's whole interest back."""
    statement = item.statement
    assert statement.statement_on is not None or statement.interest_lines  # noqa: S101
    end = statement.statement_on.value if statement.statement_on else None
    listed = [line.amount.value for line in statement.interest_lines if line.amount]
    if -read.amount.value in listed or -wrong in listed:
        return True  # the list itself takes it back in another line
    whole = sum(listed)
    posted_interest = [amount(r) for r in statement.rows if r.kind is Kind.INTEREST and amount(r) > 0]
    clears = {wrong, read.amount.value, whole, *posted_interest}
    for entry in case.ledger:
        row = entry.transaction
        day = posted(row)
        if entry.account != item.account or row.currency != statement.currency or amount(row) >= 0:
            continue
        if end is not None and day is not None and (day - end).days < -31:
            continue
        late = end is not None and day is not None and day - end > _BACK_DAYS
        text = key(row.description.value)
        named = "息" in text or row.kind is Kind.INTEREST
        if row.kind in (Kind.REPAYMENT, Kind.REFUND) and not _BACK.search(text):
            continue
        # What comes later is for another bill, unless it is just what this one charged or had too much.
        if (named and not late and -amount(row) >= wrong) or -amount(row) in clears:
            return True
    return False


def posted_above_the_list(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each bill that posts more interest than its own 计息明细 comes to.

    An error where the bill prints the list's total and it is the lines' sum; else a line may be missing, and it asks.
    """
    for item in case.statements:
        statement = item.statement
        fen = [line.amount.value for line in statement.interest_lines if line.amount is not None]
        rows = [r for r in statement.rows if r.kind is Kind.INTEREST and r.currency == statement.currency]
        charged = [r for r in rows if amount(r) > 0]
        if statement.kind != "credit_card" or not fen or len(fen) < len(statement.interest_lines):
            continue
        if len(charged) != 1:
            continue  # the list may be of one of several kinds of interest
        if any(_PLANS.search(key(r.description.value)) for r in rows) or not sound(statement):
            continue
        excess = sum(map(amount, rows)) - sum(fen)
        # An issuer may round what is below one yuan up to it (law.md §3.1).
        whole = 100 if statement.issuer == "广发银行" else 0
        if excess <= len(fen) + _SLACK + whole or interest_free(case, item):
            continue
        entry = entry_of(case, charged[0])
        if entry is not None:
            yield _above_list_draft(case, tables, item, entry, fen, rows)


_PLANS = re.compile(r"分期|补收|补计")
_SLACK = 5
"""Fen, besides one for each line that was rounded."""


def _above_list_draft(
    case: Case, tables: Tables, item: AccountStatement, entry: Entry, fen: list[int], rows: list[Transaction]
) -> Draft:
    statement, row = item.statement, entry.transaction
    card = account_name(case, entry.account, statement)
    day, bill = posted(row) or case.as_of, period_text(statement)
    listed, total = sum(fen), sum(map(amount, rows))
    proven = statement.interest_total is not None and statement.interest_total.value == listed
    gap = f"{yuan(total)} − {yuan(listed)} = {yuan(total - listed)}"
    end = ("元为多计", "too much") if proven else ("元待说明", "to be explained")
    added = " + ".join(map(yuan, fen)) + (f" = {yuan(listed)}" if len(fen) > 1 else "")
    steps = [
        Text(f"计息明细各行利息：{added} 元", f"the lines of the list: {added}"),
        Text(f"入账利息 {yuan(total)} 元：{gap} {end[0]}", f"posted {yuan(total)}: {gap} {end[1]}"),
    ]
    finding = Finding(
        id="",
        code="INT303",
        severity=Severity.ERROR if proven else Severity.WARNING,
        account=entry.account,
        issuer=statement.issuer,
        date=day,
        title=Text(
            f"{card.zh}：{bill} 账单入账利息 {yuan(total)} 元，计息明细合计 {yuan(listed)} 元",
            f"{card.en}, {bill}: interest of {yuan(total)} posted, the list comes to {yuan(listed)}",
        ),
        observed=total,
        expected=listed,
        difference=total - listed,
        calculation=tuple(steps),
        basis=tables.bases(("unjust_enrichment",) if proven else (), day),
        evidence=(
            row.amount.evidence,
            *(v.evidence for v in (statement.interest_total,) if v is not None),
            *(line.amount.evidence for line in statement.interest_lines if line.amount is not None),
        ),
        needs_review=False,
        addressee="lender",
        asks=(
            Text(f"退还多计的利息 {yuan(total - listed)} 元", f"refund {yuan(total - listed)} of interest"),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
        if proven
        else (Text("提供与入账利息相符的完整计息明细", "send the whole list that makes the interest posted"),),
        meaning=Text(
            "账单自己的计息明细合计，少于它入账的利息。",
            "The bill's own list of interest comes to less than the bill posts.",
        )
        if proven
        else Text(
            "读到的计息明细合计少于入账的利息；明细可能不全，先请银行提供。",
            "The lines that were read come to less than was posted; the list may be incomplete, so ask for it.",
        ),
    )
    values = [line.amount for line in statement.interest_lines if line.amount is not None]
    values += [statement.interest_total] if statement.interest_total is not None else []
    return Draft(finding, identity(row, statement), row.document, (row.amount, row.description, *values), charge=entry)


_MEANING = {
    "PEN205": Text(
        "自 2017 年起，违约金、年费、取现手续费、货币兑换费等费用不得计收利息；账单自己的计息明细把它算进了计息本金。",
        "Since 2017 such fees may bear no interest; the bill's own list let one bear it.",
    ),
    "INT301": Text(
        "计息明细所用的利率高于当时规定的上限，或高于账单自己写明的利率。",
        "The rate used is above the cap of that time, or above the rate that the bill itself states.",
    ),
    "INT303": Text(
        "计息明细里这一行的本金、利率、天数相乘，得不出所收的利息。",
        "Base, rate and days of this line do not make the interest charged.",
    ),
}


def _named(read: Read) -> Text:
    """Return how a person finds a line in its list: what bears the interest, and the days."""
    label = f"“{read.line.label.value}”" if read.line.label else ""
    days = (f"、{read.start} 至 {read.end}", f", {read.start} to {read.end}") if read.start and read.end else ("", "")
    base = yuan(read.base.value)
    return Text(f"{label}本金 {base} 元{days[0]}一行", f"{label} {base}{days[1]}".strip())


def _draft(case: Case, tables: Tables, item: AccountStatement, read: Read, wrong: Wrong) -> Draft:
    statement = item.statement
    account = case.account(item.account) if item.account else None
    card = card_name(statement.issuer, account.tail if account else None)
    day = last_day(read, statement) or case.as_of
    fen = read.amount.value
    error = wrong.severity is Severity.ERROR
    bill = period_text(statement)
    line = _named(read)
    asks = (
        (
            Text(
                f"更正 {bill} 账单的利息，退还多计的 {yuan(fen - wrong.allowed)} 元",
                f"correct the interest of {bill} and refund {yuan(fen - wrong.allowed)}",
            ),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
        if error
        else (Text("说明该行计息所用利率的合同条款和计算过程", "send the clause on the rate and the computation"),)
    )
    meaning = _MEANING[wrong.code]
    if not error:
        meaning = Text(
            "与您填写的合同利率不一致；先请银行说明条款，不要据此断言多收。",
            "It differs from the rate you told; ask for the clause first, claim nothing yet.",
        )
    finding = Finding(
        id="",
        code=wrong.code,
        severity=wrong.severity,
        account=item.account,
        issuer=statement.issuer,
        date=day,
        title=Text(
            f"{card.zh}：{bill} 账单{wrong.title.zh}（计息明细{line.zh}）",
            f"{card.en}, {bill}: {wrong.title.en} ({line.en})",
        ),
        observed=fen,
        expected=wrong.allowed,
        difference=fen - wrong.allowed,
        calculation=wrong.steps,
        basis=tables.bases(wrong.tables, day),
        evidence=(
            read.amount.evidence,
            *(v.evidence for v in (read.line.label, read.base, read.rate) if v is not None),
        ),
        needs_review=False,
        addressee="lender",
        asks=asks,
        meaning=meaning,
    )
    identity = (
        statement.issuer or "",
        printed_tail_of(statement),
        statement.currency,
        period_text(statement),
        "interest_line",
        read.line.start.as_first_read.isoformat() if read.line.start else "",
        str(read.amount.as_first_read),
    )
    return Draft(finding, identity, read.line.document, read.values())
