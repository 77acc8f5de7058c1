"""What several rules ask of a case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pipeline.records.case import AccountFact, AccountStatement, Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Statement, Transaction
from pipeline.records.finding import Text
from pipeline.values.money import format_yuan
from pipeline.values.text import key

CHARGES = frozenset({Kind.INTEREST, Kind.PENALTY, Kind.LATE_FEE, Kind.FEE, Kind.PENALTY_INTEREST})
_REVERSALS = ("冲", "返还", "减免", "退", "撤销", "调账", "调整")
REVERSAL_BEFORE = 31  # a correction may be dated back within the cycle; one that comes late still gives back


def yuan(fen: int) -> str:
    """Return fen as grouped yuan for a sentence."""
    return format_yuan(fen, grouped=True)


def statement_of(case: Case, row: Transaction) -> AccountStatement | None:
    """Return the statement that a row stands in."""
    for item in case.statements:
        if item.statement.document == row.document and item.statement.currency == row.currency:
            return item
    return None


def card_statement(case: Case, row: Transaction) -> AccountStatement | None:
    """Return the card statement that a row stands in; None for a row of a loan or a debit account."""
    item = statement_of(case, row)
    return item if item is not None and item.statement.kind == "credit_card" else None


def posted(row: Transaction) -> date | None:
    """Return the day a row was posted, else traded."""
    value = row.posted_on or row.traded_on
    return value.value if value else None


def day_value(row: Transaction) -> Value[date] | None:
    """Return the value of the day a row was posted, else traded."""
    return row.posted_on or row.traded_on


def first_read_day(row: Transaction) -> str:
    """Return the day of a row as first read, for ids: a correction keeps them."""
    value = row.posted_on or row.traded_on
    return value.as_first_read.isoformat() if value else ""


def printed_tail(row: Transaction, statement: Statement) -> str:
    """Return the card tail by which the accused paper itself names the card, for ids."""
    return row.tail.as_first_read if row.tail is not None else printed_tail_of(statement)


def printed_tail_of(statement: Statement) -> str:
    """Return the card tail that a statement prints first, "" where it prints none, for ids."""
    return statement.tails[0] if statement.tails else ""


def identity(row: Transaction, statement: Statement) -> tuple[str, ...]:
    """Return what the accused paper prints of a row, as first read, for ids.

    Only a card's statement has a day of its own; a list of a loan or debit account may be drawn up again for any span.
    """
    card = statement.kind == "credit_card"
    number = statement.contract_no.as_first_read if statement.contract_no else printed_tail(row, statement)
    period = period_text(statement) if card else ""
    if row.period_no is not None:
        period = str(row.period_no.as_first_read)
    return (
        statement.issuer or "",
        number,
        row.currency,
        period,
        row.kind.value,
        first_read_day(row),
        str(row.amount.as_first_read),
    )


def amount(row: Transaction) -> int:
    """Return a ledger row's amount, fen (rows without one are not in the ledger)."""
    return row.amount.value or 0


def entries(case: Case, account: str | None, kinds: Iterable[Kind]) -> Iterator[Entry]:
    """Yield an account's ledger entries of certain kinds."""
    wanted = frozenset(kinds)
    for entry in case.ledger:
        if entry.account == account and entry.transaction.kind in wanted:
            yield entry


def reversals(case: Case, entry: Entry, word: str) -> list[Entry]:
    """Return credits that take a charge back: its amount with the other sign, soon after it, and named so.

    Args:
        case: The case.
        entry: The charge.
        word: What the charge is called (利息, 违约金 …): a credit that names it, or names a reversal, counts.
    """
    row = entry.transaction
    start = posted(row)
    result = []
    for other in case.ledger:
        back = other.transaction
        if other.account != entry.account or back.currency != row.currency or amount(back) != -amount(row):
            continue
        if back.kind is Kind.REPAYMENT and not any(mark in back.description.value for mark in _REVERSALS):
            continue
        day = posted(back)
        if start and day and (day - start).days < -REVERSAL_BEFORE:
            continue
        text = key(back.description.value)
        if back.kind is Kind.REFUND and word not in text and is_refund_of_purchase(case, other):
            continue
        if word in text or any(mark in text for mark in _REVERSALS) or back.kind is Kind.ADJUSTMENT:
            result.append(other)
    return result


_REFUND_WORDS = re.compile(r"消费|退货|退款|退回|退|撤销|冲正|[\W_]")


def is_refund_of_purchase(case: Case, refund: Entry) -> bool:
    """Whether a refund names the merchant of a purchase that it gives back."""
    row = refund.transaction
    name = _REFUND_WORDS.sub("", key(row.description.value))
    return len(name) >= 2 and any(
        name in key(e.transaction.description.value) and amount(e.transaction) >= -amount(row)
        for e in entries(case, refund.account, (Kind.PURCHASE,))
    )


def given_back(case: Case, group: Sequence[Entry], matched: set[int]) -> bool:
    """Whether credits in parts, or one credit for several charges, may have taken one of equal charges back.

    Args:
        case: The case.
        group: Equal charges of one period.
        matched: Credits that already stand for one of them, by identity of their entries.
    """
    first = min((day for e in group if (day := posted(e.transaction))), default=None)
    fen, mine = amount(group[0].transaction), {id(e) for e in group}
    credits, others = [], []
    for entry in case.ledger:
        row, day = entry.transaction, posted(entry.transaction)
        if entry.account != group[0].account or row.currency != group[0].transaction.currency:
            continue
        if first and day and (day - first).days < -REVERSAL_BEFORE:
            continue
        if row.kind in (Kind.ADJUSTMENT, Kind.OTHER) and amount(row) < 0 and id(entry) not in matched:
            credits.append(-amount(row))
        elif row.kind in CHARGES and amount(row) > 0 and id(entry) not in mine:
            others.append(amount(row))
    wanted = {fen + charged for charged in _sums(others)}
    return bool(wanted & _sums(credits))


def cleared(case: Case, entry: Entry, word: str) -> bool:
    """Whether a charge was taken back: by one credit, in parts, or together with another charge."""
    return bool(reversals(case, entry, word)) or given_back(case, [entry], set())


def _sums(amounts: Sequence[int]) -> set[int]:
    """Return what any of the first dozen amounts add up to, nothing included."""
    result = {0}
    for one in amounts[:12]:
        result |= {one + other for other in result}
    return result


def entry_of(case: Case, row: Transaction) -> Entry | None:
    """Return the ledger's entry of a statement's row; None where it has none (a row without an amount)."""
    for entry in case.ledger:
        if entry.transaction is row or any(other is row for other in entry.also_in):
            return entry
    return None


def facts_of(case: Case, item: AccountStatement) -> Iterator[AccountFact]:
    """Yield what the person says of a statement's account in settings."""
    statement = item.statement
    number = statement.contract_no.value if statement.contract_no else None
    for fact in case.facts:
        fits = fact.issuer == statement.issuer and (fact.contract_no is None or fact.contract_no == number)
        if fits and (fact.tail is None or fact.tail in statement.tails):
            yield fact


def sound(statement: Statement) -> bool:
    """Whether a statement's own totals prove its rows complete and none of them a copy."""
    return statement.balanced is True and not statement.notes


def before(case: Case, item: AccountStatement) -> AccountStatement | None:
    """Return the statement just before one of the same account and currency, None where a month is missing."""
    this = item.statement
    if this.statement_on is None:
        return None
    earlier = [
        other
        for other in case.statements
        if other.account == item.account
        and other.statement.currency == this.currency
        and other.statement.statement_on is not None
        and other.statement.statement_on.value < this.statement_on.value
        and _carried_over(other.statement, this)
    ]
    if not earlier:
        return None
    last = max(earlier, key=_recency)
    assert last.statement.statement_on is not None  # noqa: S101  filtered above
    return last if (this.statement_on.value - last.statement.statement_on.value).days <= 35 else None


def _carried_over(earlier: Statement, later: Statement) -> bool:
    """Whether nothing printed contradicts that one statement opens with the other's closing balance."""
    return earlier.closing is None or later.opening is None or earlier.closing.value == later.opening.value


def _recency(item: AccountStatement) -> tuple[date, bool, str]:
    assert item.statement.statement_on is not None  # noqa: S101  callers filter
    complete = item.statement.minimum is not None and item.statement.due_on is not None
    return (item.statement.statement_on.value, complete, item.statement.document)


def period_text(statement: Statement) -> str:
    """Return a statement's day for ids and sentences, "" where it has none."""
    return statement.statement_on.as_first_read.isoformat() if statement.statement_on else ""


def account_name(case: Case, account: str | None, statement: Statement | None = None) -> Text:
    """Return what a person calls an account: a card by its tail, a loan by its contract."""
    known = case.account(account) if account else None
    issuer = (known.issuer if known else None) or (statement.issuer if statement else None) or ""
    kind = known.kind if known else statement.kind if statement else "credit_card"
    if kind == "credit_card":
        return card_name(issuer, known.tail if known else None)
    number = known.identifier if known else ""
    if kind == "loan":
        name = issuer if issuer.endswith(("贷款", "借款")) else f"{issuer}贷款"
        return Text(f"{name}{f'（合同 {number}）' if number else ''}", f"{issuer} loan {number}".strip())
    return Text(f"{issuer}账户{f'（尾号 {number}）' if number else ''}", f"{issuer} account {number}".strip())


def card_name(issuer: str | None, tail: str | None) -> Text:
    """Return what a person calls a card."""
    return Text(
        f"{issuer or ''}信用卡{f'（尾号 {tail}）' if tail else ''}",
        f"{issuer or ''} card {tail or ''}".strip(),
    )
