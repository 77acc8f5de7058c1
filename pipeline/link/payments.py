"""Payments seen from both sides: out of a bank account, and in on a card or loan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from pipeline.extract.fields import review_id
from pipeline.link.overlap import day_of
from pipeline.records.case import Account, Entry, PaymentMatch
from pipeline.records.extraction import Kind, ReviewEntry, Statement
from pipeline.values.text import key

BOOKING_DAYS = 3
"""Days that a payment may take from the bank account to the card or loan."""

_REPAYS = ("还款", "归还", "还贷", "代扣", "扣款", "转账", "转支", "信用卡", "贷款", "借款", "结清", "支付")


def match_payments(
    ledger: Sequence[Entry], accounts: Mapping[str, Account], statements: Sequence[Statement] = ()
) -> tuple[tuple[PaymentMatch, ...], list[ReviewEntry]]:
    """Match money that left a bank account with repayments of cards and loans.

    A pair is matched where amount and day fit, nothing printed speaks against it, and neither side fits another; of
    one day first, then of near days.

    Args:
        ledger: All entries of a case.
        accounts: By id.
        statements: Whose rows they are; those of wallets are left out.

    Returns:
        (matches, entries for review of payments that fit more than one other).
    """
    wallets = {s.document for s in statements if s.kind == "wallet"}
    left = [e for e in ledger if _kind(e, accounts) == "bank_account" and (e.transaction.amount.value or 0) > 0]
    # What a wallet paid by a card or an account stands there too: one payment would be two.
    out = [e for e in left if e.transaction.document not in wallets]
    paid = [
        e
        for e in ledger
        if _kind(e, accounts) in ("credit_card", "loan")
        and e.transaction.kind is Kind.REPAYMENT
        and (e.transaction.amount.value or 0) < 0
    ]
    same_day = {(a, b) for a, bank in enumerate(out) for b, other in enumerate(paid) if _fit(bank, other, accounts, 0)}
    done = _pairs_alone(same_day) | _in_step(same_day, paid)
    near = {
        (a, b)
        for a, bank in enumerate(out)
        for b, other in enumerate(paid)
        if a not in {x for x, _ in done} and b not in {y for _, y in done} and _fit(bank, other, accounts)
    }
    alone = _pairs_alone(near)
    matches = [PaymentMatch(out[a], paid[b]) for a, b in sorted(done | alone)]
    matched = {a for a, _ in done | alone}
    review = [_ambiguous(bank) for a, bank in enumerate(out) if a not in matched and any(x == a for x, _ in near)]
    return tuple(matches), review


def _pairs_alone(fits: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs of which neither side fits another."""
    left, right = Counter(a for a, _ in fits), Counter(b for _, b in fits)
    return {(a, b) for a, b in fits if left[a] == 1 and right[b] == 1}


def _in_step(fits: set[tuple[int, int]], paid: Sequence[Entry]) -> set[tuple[int, int]]:
    """Return pairs of equal payments of one day and account, as many out as in: which is which is no matter."""
    groups: dict[frozenset[int], list[int]] = {}
    for a in sorted({a for a, _ in fits}):
        groups.setdefault(frozenset(b for x, b in fits if x == a), []).append(a)
    result = set()
    for arrived, left in groups.items():
        others = {a for a, b in fits if b in arrived}
        if len(left) == len(arrived) == len(others) and len({paid[b].account for b in arrived}) == 1:
            result |= set(zip(left, sorted(arrived), strict=True))
    return result


def _kind(entry: Entry, accounts: Mapping[str, Account]) -> str:
    account = accounts.get(entry.account or "")
    return account.kind if account else ""


def _fit(bank: Entry, other: Entry, accounts: Mapping[str, Account], days: int = BOOKING_DAYS) -> bool:
    left, arrived = bank.transaction, other.transaction
    if left.currency != arrived.currency or left.amount.value != -(arrived.amount.value or 0):
        return False
    first, second = day_of(left), day_of(arrived)
    if first is None or second is None or not _near(first, second, days):
        return False
    account = accounts[other.account or ""]
    text = key(left.description.value + (left.counterparty.value if left.counterparty else ""))
    named = bool(account.issuer) and key(account.issuer or "") in text
    return named or any(word in text for word in _REPAYS) or left.kind is Kind.REPAYMENT


def _near(left: date, arrived: date, days: int) -> bool:
    return (-1 if days else 0) <= (arrived - left).days <= days


def _ambiguous(bank: Entry) -> ReviewEntry:
    row = bank.transaction
    return ReviewEntry(
        id=review_id(f"{row.amount.field}|payment_ambiguous", row.description.value),
        document=row.document,
        field="row",
        value=row.description.value,
        why="payment_ambiguous",
        detail="",
        evidence=row.amount.evidence,
        correctable=False,
    )
