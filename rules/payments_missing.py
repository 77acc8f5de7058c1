"""STM504: a payment that left a debit account and that the card or loan does not show after three working days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.records.case import Account, AccountStatement, Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.finding import Finding, Severity, Text
from pipeline.values.text import key
from pipeline.values.working_days import add_working_days
from rules.common import account_name, amount, before, day_value, identity, posted, statement_of, yuan
from rules.loan_facts import is_bank, named_beside, taken_back, understood
from rules.registry import Draft, rule
from rules.tables.load import Tables

_WORKING_DAYS = 3
"""Within so many working days a payment is booked."""

_EARLY = timedelta(days=1)
"""A lender may date a payment to the day before the bank does."""

_TO_CARD = re.compile(r"信用卡|贷记卡|还卡|卡还款")
_TO_LOAN = re.compile(r"贷款|借款|还贷|代扣|归还|还本|还息|结清")
_REPAYS = re.compile(r"还款|归还|还贷|代扣|扣款|结清|还卡|还本|还息")


@dataclass(frozen=True, slots=True)
class _Lost:
    """A payment out of a debit account that its destination does not show.

    Attributes:
        bank: The debit.
        account: Where it was to go.
        until: Last of the three working days.
        shown: The destination's statements that cover these days.
    """

    bank: Entry
    account: Account
    until: date
    shown: tuple[AccountStatement, ...]


@rule(
    "STM504",
    Severity.WARNING,
    says=Text(
        "银行流水证明的还款，3 个工作日后仍未入账", "a payment proven by the bank is not credited after 3 working days"
    ),
    needs=Text(
        "写明收款机构的银行流水，以及覆盖其后 3 个工作日的信用卡账单或贷款明细",
        "a bank list that names the payee, and a statement of the card or loan that covers the 3 working days after",
    ),
    silent_when=(
        Text("已退回", "it was returned"),
        Text("同一机构有两个账户，不知付给哪一个", "two accounts of one lender, and it cannot be told which"),
        Text("期间另有还款入账（可能合并或拆分）", "another payment was booked then (it may be joined or split)"),
        Text("没有覆盖这些天的账单", "no statement covers those days"),
        Text("该年的节假日安排不明", "the holidays of that year are not known"),
    ),
    basis=(),
    example=Text(
        "9 月 29 日银行流水付“招商银行信用卡还款”1,000.00 元；国庆假期不计，10 月 10 日前账单仍无该笔还款。",
        "1,000.00 left for the card on 29 September; the holidays do not count, and by 10 October it is not credited.",
    ),
)
def not_credited(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each payment that left a debit account and did not arrive."""
    matched = {id(match.bank) for match in case.matches}
    matched |= {id(match.bank.transaction) for match in case.matches}
    arrived = {id(match.account.transaction) for match in case.matches}
    for entry in case.ledger:
        if id(entry) in matched or id(entry.transaction) in matched:
            continue
        lost = _lost(case, entry, arrived)
        if lost is not None:
            yield _draft(case, lost)


def _lost(case: Case, entry: Entry, arrived: set[int]) -> _Lost | None:
    row, day = entry.transaction, posted(entry.transaction)
    if day is None or amount(row) <= 0 or row.currency != "CNY" or not is_bank(case, row):
        return None
    words = named_beside(row)
    account = _destination(case, words) if _REPAYS.search(words) else None
    if account is None or taken_back(case, entry):
        return None
    until = add_working_days(day, _WORKING_DAYS)
    if until is None:
        return None
    shown = _covering(case, account, day - _EARLY, until)
    if not shown:
        return None
    for other in case.ledger:
        when = posted(other.transaction)
        if other.account != account.id or when is None or amount(other.transaction) >= 0:
            continue
        near = day - _EARLY <= when <= until
        if near and id(other.transaction) not in arrived:
            return None  # it may be in there, joined with another or split
        if amount(other.transaction) == -amount(row) and abs((when - day).days) <= _SOON:
            return None  # it arrived late, or matches it without the day
    return _Lost(entry, account, until, shown)


_SOON = 45
"""Days within which an equal credit may be this payment after all."""


def _destination(case: Case, words: str) -> Account | None:
    """Return the one card or loan that a debit names; None where none or several fit."""
    fitting = []
    for account in case.accounts:
        if account.kind not in ("credit_card", "loan") or not account.issuer or key(account.issuer) not in words:
            continue
        card = account.kind == "credit_card"
        if (_TO_CARD if card else _TO_LOAN).search(words) is None or (not card and _TO_CARD.search(words)):
            continue
        fitting.append(account)
    named = [a for a in fitting if a.tail and re.search(rf"(?<!\d){a.tail}(?!\d)", words)]
    if named:
        return named[0] if len(named) == 1 else None
    if re.search(r"(?:尾号|末四位|\*)\d{4}(?!\d)", words):
        return None  # it names a card that no paper knows
    return fitting[0] if len(fitting) == 1 else None


def _covering(case: Case, account: Account, first: date, last: date) -> tuple[AccountStatement, ...]:
    """Return statements of an account, understood in full, that together cover a span of days; else none."""
    spans = []
    for item in case.statements:
        statement = item.statement
        if item.account != account.id or statement.statement_on is None or not understood(statement):
            continue
        if statement.kind == "credit_card" and statement.balanced is not True:
            continue
        days = [d for r in statement.rows if (d := posted(r)) is not None]
        start = statement.period_start.value if statement.period_start else min(days, default=None)
        earlier = before(case, item) if statement.kind == "credit_card" else None
        if earlier is not None and earlier.statement.statement_on is not None:
            start = earlier.statement.statement_on.value + timedelta(days=1)
        if start is not None:
            spans.append((start, statement.statement_on.value, item))
    covered, used = first, []
    for start, end, item in sorted(spans, key=lambda s: (s[0], s[1], s[2].statement.document)):
        if start <= covered <= end:
            used.append(item)
            covered = end + timedelta(days=1)
        if covered > last:
            return tuple(used)
    return ()


def _draft(case: Case, lost: _Lost) -> Draft:
    row, day = lost.bank.transaction, posted(lost.bank.transaction)
    item = statement_of(case, row)
    assert item is not None and day is not None  # noqa: S101  filtered by `_lost`
    name, fen = account_name(case, lost.account.id), amount(row)
    ends = [i.statement.statement_on for i in lost.shown if i.statement.statement_on]
    covered = ends[-1].value if ends else lost.until
    finding = Finding(
        id="",
        code="STM504",
        severity=Severity.WARNING,
        account=lost.account.id,
        issuer=lost.account.issuer,
        date=day,
        title=Text(
            f"{name.zh}：{day} 付出的还款 {yuan(fen)} 元，至 {lost.until} 未见入账",
            f"{name.en}: {yuan(fen)} paid on {day} is not credited by {lost.until}",
        ),
        observed=Text("未见入账", "not credited"),
        expected=fen,
        difference=None,
        calculation=(
            Text(f"银行流水：{day} 付出 {yuan(fen)} 元（{row.description.value}）", f"bank list: {day}, {yuan(fen)}"),
            Text(
                f"{day} 起 {_WORKING_DAYS} 个工作日（节假日不计）至 {lost.until}",
                f"{_WORKING_DAYS} working days from {day} (holidays not counted) end on {lost.until}",
            ),
            Text(
                f"账单已覆盖至 {covered}，没有这笔还款，流水中也没有退回",
                f"the statements cover until {covered} without it, and the bank list shows no return",
            ),
        ),
        basis=(),
        evidence=(row.amount.evidence, *(v.evidence for v in ends)),
        needs_review=not understood(item.statement),
        addressee="lender",
        asks=(
            Text(
                f"查明 {day} 付出的 {yuan(fen)} 元还款是否收到、何时入账、记入哪个账户",
                f"find out whether the {yuan(fen)} of {day} arrived, when and where it was booked",
            ),
        ),
        meaning=Text(
            "钱已从银行付出而账单里没有；可能记到了别的账户或被退回，先请对方查询。",
            "The money left and the statement does not show it; it may be elsewhere, so ask first.",
        ),
    )
    values: list[Value] = [row.amount, row.description, *ends]  # type: ignore[type-arg]
    values += [v for v in (day_value(row), row.counterparty) if v is not None]
    return Draft(finding, identity(row, item.statement), row.document, tuple(values))
