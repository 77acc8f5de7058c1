"""SET604: interest, fees and penalties on a card after its settlement or closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.records.case import AccountStatement, Case, Entry
from pipeline.records.evidence import Precision
from pipeline.records.extraction import Kind
from pipeline.records.finding import Finding, Severity, Text
from rules.common import (
    CHARGES,
    account_name,
    amount,
    before,
    cleared,
    day_value,
    entries,
    identity,
    posted,
    statement_of,
    yuan,
)
from rules.loan_facts import Settled, settlement, taken_back, understood
from rules.registry import Draft, rule
from rules.report_facts import rests_on
from rules.tables.load import Tables

_CYCLE = 31
"""Days after the settlement in which what ran up to it may still be booked (a statement cycle)."""
_RESIDUE = 100
"""Fen: less than one yuan within a cycle is what rounding leaves."""
_BORNE_BY_DEBT = (Kind.INTEREST, Kind.PENALTY, Kind.LATE_FEE, Kind.PENALTY_INTEREST)
_USE = (Kind.PURCHASE, Kind.CASH_ADVANCE, Kind.INSTALMENT)
_WORDS = {Kind.INTEREST: "利息", Kind.PENALTY: "违约金", Kind.LATE_FEE: "滞纳金", Kind.FEE: "费"}


@rule(
    "SET604",
    Severity.ERROR,
    says=Text("信用卡结清或销户之后仍收利息、违约金或费用", "a card is charged after its settlement or closing"),
    needs=Text("写明结清或销户日期的证明、其后的账单", "a letter with the day, and later statements"),
    silent_when=(
        Text("未销户的卡结清后又有消费、取现或分期", "own new purchases on a card that stays open"),
        Text("截至结清日的尾息（其后一个账单周期内入账，仅提示）", "trailing interest within a cycle (a notice)"),
        Text("未销户的卡的年费等费用", "a yearly or other fee on a card that stays open"),
        Text("已冲回", "it was reversed"),
        Text("另一币种的账户", "the card's account in another currency"),
    ),
    basis=("post_contract_duty", "unjust_enrichment"),
    example=Text(
        "5 月 20 日结清，7 月 5 日账单又计利息 12.35，其间没有任何使用：12.35 元没有欠款可计。",
        "Settled on 20 May, interest of 12.35 on 5 July without any use between: no debt bore it.",
    ),
)
def charged_after_settlement(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each charge on a card after the day on which letters prove it settled or closed."""
    cards = [account for account in case.accounts if account.kind == "credit_card"]
    for card, currency in ((c, currency) for c in cards for currency in _currencies(case, c.id)):
        settled = settlement(case, card.id, currency)
        if settled is None or settled.on.precision is not Precision.EXACT:
            continue
        closed = settled.letter.letter.closes is not None
        for entry in entries(case, card.id, CHARGES):
            row, day = entry.transaction, posted(entry.transaction)
            item = statement_of(case, row)
            if day is None or item is None or day <= settled.on.value or amount(row) <= 0 or row.currency != currency:
                continue
            if not closed and (row.kind not in _BORNE_BY_DEBT or _used(case, card.id, settled.on.value, day)):
                continue
            if cleared(case, entry, _WORDS.get(row.kind, "费")) or taken_back(case, entry):
                continue
            severity = _severity(amount(row), (day - settled.on.value).days)
            if severity is Severity.ERROR and not closed and not _seen_through(case, item, settled.on.value):
                severity = Severity.WARNING  # in a month whose statement is missing the card may have been used
            if severity is not None:
                yield _draft(case, tables, item, entry, settled, severity, closed=closed)


def _currencies(case: Case, card: str) -> list[str]:
    """Return the currencies of which letters say that a card was settled in them."""
    return sorted({x.letter.currency for x in case.letters if x.account == card})


def _used(case: Case, card: str, settled: date, until: date) -> bool:
    """Whether the card was used between two days: what is charged may belong to that use.

    A purchase before the settlement that was booked after it counts too.
    """
    return any(settled < (posted(e.transaction) or until) <= until for e in entries(case, card, _USE))


def _seen_through(case: Case, item: AccountStatement, settled: date) -> bool:
    """Whether statements show all that happened since the settlement, or that nothing was owed as this one began."""
    current: AccountStatement | None = item
    if item.statement.opening is not None and item.statement.opening.value <= 0:
        return True
    while current is not None and current.statement.statement_on is not None:
        if current.statement.statement_on.value <= settled:
            return True
        start = current.statement.period_start
        if start is not None and start.value <= settled:
            return True
        current = before(case, current)
    return False


def _severity(fen: int, days: int) -> Severity | None:
    """Return how far a charge is wrong; None where it is what rounding leaves of the last days."""
    if days > _CYCLE:
        return Severity.ERROR
    return None if fen < _RESIDUE else Severity.NOTICE


def _meaning(severity: Severity) -> Text:
    if severity is Severity.ERROR:
        return Text(
            "证明写明已无欠款；其后没有使用，没有欠款可以计收利息和费用。",
            "The letter says that nothing is owed; without later use no debt bears interest or a fee.",
        )
    if severity is Severity.WARNING:
        return Text(
            "证明写明已无欠款；其后是否用过卡，材料不全，先请银行说明。",
            "The letter says that nothing is owed; whether the card was used later the papers do not tell: ask first.",
        )
    return Text(
        "证明写明已无欠款；一个账单周期之内入账的，可能是截至结清日的尾息。",
        "The letter says that nothing is owed; what is booked within a cycle may have run up to the settlement.",
    )


def _draft(
    case: Case,
    tables: Tables,
    item: AccountStatement,
    entry: Entry,
    settled: Settled,
    severity: Severity,
    *,
    closed: bool,
) -> Draft:
    row, on = entry.transaction, settled.on
    day = posted(row)
    assert day is not None and item.account is not None  # noqa: S101  the caller checked
    name = account_name(case, item.account)
    fen, words = amount(row), row.description.value
    error = severity is Severity.ERROR
    ended = Text("销户", "closed") if closed else Text("结清", "settled")
    steps = [
        Text(f"证明：{on.value} {ended.zh}，未有欠款", f"letter: {ended.en} on {on.value}, nothing is owed"),
        Text(
            f"{day} 入账“{words}”{yuan(fen)} 元，晚于{ended.zh}日 {(day - on.value).days} 天",
            f"{day}: {words} of {yuan(fen)}, {(day - on.value).days} days after",
        ),
    ]
    if error:
        steps.append(
            Text(
                f"其间没有消费、取现或分期，没有欠款可计：{yuan(fen)} − 0.00 = {yuan(fen)} 元",
                f"nothing was used between, no debt bears a charge: {yuan(fen)} − 0.00 = {yuan(fen)}",
            )
        )
    elif severity is Severity.NOTICE:
        steps.append(
            Text(
                "入账在一个账单周期之内，可能是截至结清日的尾息，请先核对账单",
                "booked within a cycle: it may have run up to the settlement; check the statement first",
            )
        )
    else:
        steps.append(
            Text(
                "其间有账单不在材料中，未见这些月份是否用过卡",
                "statements between are not on file: they may show that the card was used",
            )
        )
    finding = Finding(
        id="",
        code="SET604",
        severity=severity,
        account=item.account,
        issuer=item.statement.issuer,
        date=day,
        title=Text(
            f"{name.zh}：{on.value} 已{ended.zh}，{day} 仍收“{words}”{yuan(fen)} 元",
            f"{name.en}: {ended.en} on {on.value}, {words} of {yuan(fen)} on {day}",
        ),
        observed=fen,
        expected=0,
        difference=fen,
        calculation=tuple(steps),
        basis=tables.bases(("post_contract_duty", "unjust_enrichment") if error else ("post_contract_duty",), day),
        evidence=(row.amount.evidence, on.evidence),
        needs_review=not understood(item.statement, (row,)),
        addressee="" if severity is Severity.NOTICE else "lender",
        asks=(
            Text(f"退还{ended.zh}之后收取的“{words}”{yuan(fen)} 元", f"refund {words} of {yuan(fen)}"),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
        if error
        else (Text("说明该笔款项对应的日期和欠款", "say which days and which debt it is for"),),
        meaning=_meaning(severity),
    )
    letter = settled.letter.letter
    values = rests_on(
        row.amount, row.description, on, day_value(row), letter.settled_in_words, letter.closes if closed else None
    )
    return Draft(finding, identity(row, item.statement), row.document, values, charge=entry)
