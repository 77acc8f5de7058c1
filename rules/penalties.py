"""PEN: penalties of credit cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.records.case import AccountStatement, Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Transaction
from pipeline.records.finding import Basis, Finding, Severity, Text
from pipeline.values.text import key
from rules.common import (
    amount,
    before,
    card_name,
    day_value,
    entries,
    first_read_day,
    period_text,
    posted,
    printed_tail,
    reversals,
    sound,
    statement_of,
    yuan,
)
from rules.registry import Draft, rule
from rules.tables.load import State, Tables

_BOOKING = timedelta(days=3)
"""A payment whose posting day is not printed is booked that much later at most."""

_BACK = re.compile(r"退票|退回|撤销|撤回|冲正|冲回|失败|领回|转出")
_PENALTIES = (Kind.PENALTY, Kind.LATE_FEE)


@dataclass(frozen=True, slots=True)
class _Paid:
    """Payments between a statement's day and a last day, and those taken back, with their sum (fen)."""

    rows: tuple[Transaction, ...]
    total: int


@rule(
    "PEN204",
    Severity.ERROR,
    says=Text(
        "已在到期还款日前还足最低还款额，仍收取违约金",
        "a penalty although the printed minimum was paid by the due date",
    ),
    needs=Text(
        "收取违约金的账单、前一期账单（最低还款额、到期还款日）、还款记录",
        "the statement with the penalty, the one before (minimum, due date), the payments",
    ),
    silent_when=(
        Text("还款迟于到期还款日，或不足最低还款额", "paid late or short"),
        Text("违约金已冲回", "the penalty was reversed"),
        Text("缺少前一期账单", "the statement before is missing"),
    ),
    basis=("penalty_by_contract",),
    example=Text(
        "最低还款额 412.46，到期日 3 月 26 日；3 月 20 日还 1,000.00 ≥ 412.46，违约金 42.20 应为 0。",
        "Minimum 412.46 due 26 March; 1,000.00 paid on 20 March, so the penalty of 42.20 has no ground.",
    ),
)
def minimum_was_paid(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each penalty of a statement whose predecessor's minimum was paid in time."""
    for entry in case.ledger:
        row = entry.transaction
        if row.kind not in _PENALTIES or amount(row) <= 0:
            continue
        item = statement_of(case, row)
        previous = before(case, item) if item else None
        if item is None or previous is None:
            continue
        minimum, due = previous.statement.minimum, previous.statement.due_on
        start, day = previous.statement.statement_on, posted(row)
        if minimum is None or due is None or start is None or day is None or day <= due.value:
            continue
        if reversals(case, entry, "违约金" if row.kind is Kind.PENALTY else "滞纳金"):
            continue
        if any(
            (other.statement.minimum is None or other.statement.minimum.value != minimum.value)
            or (other.statement.due_on is None or other.statement.due_on.value != due.value)
            for other in case.statements
            if other.account == previous.account
            and other.statement.currency == previous.statement.currency
            and other.statement.statement_on is not None
            and other.statement.statement_on.value == start.value
        ):
            continue  # two prints of one statement contradict each other
        if re.search(r"\d{4}年|\d{1,2}月|补收", key(row.description.value)):
            continue  # it names a cycle of its own
        in_time = _payments(case, item, row.currency, start.value, due.value)
        if in_time.total >= minimum.value:
            yield _draft(case, tables, entry, item, previous, in_time, Severity.ERROR, 0)
            continue
        grace, own = _grace(case, tables, item, day)
        last = due.value + timedelta(days=grace)
        late = _payments(case, item, row.currency, start.value, last)
        if grace and late.total >= minimum.value:
            severity = Severity.WARNING if own else Severity.NOTICE
            yield _draft(case, tables, entry, item, previous, late, severity, grace)


def _payments(case: Case, item: AccountStatement, currency: str, start: date, last: date) -> _Paid:
    """Add up repayments booked after a statement's day and by a last day.

    One taken back counts against them, whenever: a payment that came back paid nothing.
    Refunds booked after the statement's day do not reduce what must be paid (card contracts say so).
    """
    rows = []
    kinds = (Kind.REPAYMENT, Kind.ADJUSTMENT, Kind.OTHER, Kind.PURCHASE)
    found = list(entries(case, item.account, kinds))
    for entry in found:
        row = entry.transaction
        day = posted(row)
        if row.currency != currency or day is None or day <= start:
            continue
        if any(_same_payment(entry, other, item.statement.document) for other in found):
            continue
        booked = day if row.posted_on else day + _BOOKING
        repaid = row.kind is Kind.REPAYMENT and ("退" not in row.section or "还款" in row.description.value)
        paid = repaid and amount(row) < 0 and booked <= last
        named = row.kind is not Kind.PURCHASE or _BACK.search(key(row.description.value)) is not None
        if paid or (amount(row) > 0 and named):
            rows.append(row)
    return _Paid(tuple(rows), -sum(amount(row) for row in rows))


def _same_payment(entry: Entry, other: Entry, document: str) -> bool:
    """Whether another paper's row may be one that the accused statement shows under a near day (traded, not posted)."""
    a, b = posted(entry.transaction), posted(other.transaction)
    return (
        document not in {r.document for r in (entry.transaction, *entry.also_in)}
        and document in {r.document for r in (other.transaction, *other.also_in)}
        and amount(entry.transaction) == amount(other.transaction)
        and a is not None
        and b is not None
        and abs((a - b).days) <= _BOOKING.days
    )


def _grace(case: Case, tables: Tables, item: AccountStatement, day: date) -> tuple[int, bool]:
    """Return days of grace and whether they are the person's own contract (else a published tariff)."""
    issuer, tails = item.statement.issuer, item.statement.tails
    for fact in case.facts:
        if fact.issuer == issuer and fact.grace_days is not None and (fact.tail is None or fact.tail in tails):
            return fact.grace_days, True
    answer = tables.look_up(f"{issuer}/grace_days", day)
    if answer.state is State.KNOWN and answer.line is not None and isinstance(answer.line.value, int):
        return answer.line.value, False
    return 0, False


def _draft(
    case: Case,
    tables: Tables,
    entry: Entry,
    item: AccountStatement,
    previous: AccountStatement,
    paid: _Paid,
    severity: Severity,
    grace: int,
) -> Draft:
    row = entry.transaction
    minimum, due = previous.statement.minimum, previous.statement.due_on
    start = previous.statement.statement_on
    assert minimum is not None and due is not None and start is not None  # noqa: S101  the caller checked
    account = case.account(entry.account) if entry.account else None
    tail = account.tail if account else None
    card = card_name(item.statement.issuer, tail)
    fen = amount(row)
    last = due.value + timedelta(days=grace)
    steps = [
        Text(
            f"上期账单（{start.value}）：最低还款额 {yuan(minimum.value)} 元，到期还款日 {due.value}",
            f"statement of {start.value}: minimum {yuan(minimum.value)}, due {due.value}",
        )
    ]
    steps += [
        Text(f"{posted(p)} 还款 {yuan(-amount(p))} 元", f"{posted(p)} paid {yuan(-amount(p))}")
        if amount(p) < 0
        else Text(f"{posted(p)} 退回 {yuan(amount(p))} 元", f"{posted(p)} taken back {yuan(amount(p))}")
        for p in paid.rows
    ]
    if grace:
        steps.append(Text(f"容时期 {grace} 天：{due.value} + {grace} 天 = {last}", f"grace {grace} days: until {last}"))
    sums = "".join(f" {'+' if amount(p) < 0 else '−'} {yuan(abs(amount(p)))}" for p in paid.rows)
    sums = sums.removeprefix(" + ").strip() or "0.00"
    if len(paid.rows) > 1:
        sums += f" = {yuan(paid.total)}"
    steps.append(
        Text(
            f"{last} 前合计还款 {sums} 元 ≥ {yuan(minimum.value)} 元",
            f"paid by {last}: {sums} ≥ {yuan(minimum.value)}",
        )
    )
    steps.append(Text(f"应收违约金 0.00 元，实收 {yuan(fen)} 元，差 {yuan(fen)} 元", f"due 0.00, charged {yuan(fen)}"))
    basis: list[Basis] = []
    day = posted(row) or case.as_of
    if tables.look_up("penalty_by_contract", day).state is State.KNOWN:
        basis.append(tables.basis("penalty_by_contract", day))
    name = row.description.value
    asks: tuple[Text, ...]
    if severity is Severity.ERROR:
        asks = (
            Text(f"退还违约金 {yuan(fen)} 元", f"refund the penalty of {yuan(fen)}"),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
    else:
        asks = (Text("说明收取该笔违约金所依据的合同条款和计算过程", "send the clause and the computation"),)
    finding = Finding(
        id="",
        code="PEN204",
        severity=severity,
        account=entry.account,
        issuer=item.statement.issuer,
        date=posted(row),
        title=Text(
            f"{card.zh}：已按期还足最低还款额，仍收“{name}”{yuan(fen)} 元"
            if severity is Severity.ERROR
            else f"{card.zh}：在容时期内还足最低还款额，仍收“{name}”{yuan(fen)} 元",
            f"{card.en}: penalty of {yuan(fen)} although the minimum was paid "
            f"{'in time' if severity is Severity.ERROR else 'within the days of grace'}",
        ),
        observed=fen,
        expected=0,
        difference=fen,
        calculation=tuple(steps),
        basis=tuple(basis),
        evidence=(
            row.amount.evidence,
            minimum.evidence,
            due.evidence,
            *(p.amount.evidence for p in paid.rows),
        ),
        needs_review=not sound(item.statement),
        addressee="" if severity is Severity.NOTICE else "lender",
        asks=asks,
        meaning=Text(
            "违约金只在未按期还足最低还款额时才有约定依据；账单显示您已按期还足。"
            if severity is Severity.ERROR
            else "只有算上容时期才算按期；容时期是银行的承诺，请先核对您的合约。",
            "A penalty is agreed only for a missed minimum; the papers show it was paid."
            if severity is Severity.ERROR
            else "It is in time only with the days of grace; check your contract first.",
        ),
    )
    identity = (
        item.statement.issuer or "",
        printed_tail(row, item.statement),
        row.currency,
        period_text(item.statement),
        row.kind.value,
        first_read_day(row),
        str(row.amount.as_first_read),
    )
    values: list[Value] = [row.amount, row.description, minimum, due, start]  # type: ignore[type-arg]
    values += [v for r in (row, *paid.rows) if (v := day_value(r)) is not None]
    values += [p.amount for p in paid.rows]
    return Draft(finding, identity, row.document, tuple(values))
