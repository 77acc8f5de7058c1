"""What came back of a charge: whole, in parts, late, or only what was too much.

A request may ask for no more than what is still wrong; so every finding about a charge is lowered by credits that may
be for it, and is silent where nothing is left.  A credit is for another charge where its words name another kind of
charge, or where its amount, alone or with others, is just what another charge was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from pipeline.records.case import Case, Entry
from pipeline.records.extraction import Kind, Transaction
from pipeline.records.finding import Finding, Text
from pipeline.values.text import key
from rules.common import CHARGES, REVERSAL_BEFORE, amount, entries, is_refund_of_purchase, posted, statement_of, yuan

_BACK = re.compile(r"冲|返还|减免|退|撤销|调账|调整|返回|免收|多扣|多收")
_TYPES = (
    *("利息", "罚息", "违约金", "滞纳金", "年费", "手续费", "超限费"),
    *("担保费", "服务费", "管理费", "保险", "兑换费"),
)
_AT_ONCE = timedelta(days=5)
"""A debit that failed comes back so soon."""

_NEAR_DAYS = 62
"""A credit for two charges comes within two cycles of them."""

_MOST = 8
"""Credits of one account that are tried in sums."""

_TOLERANCE = 2
"""Fen: what is left of a difference that is no more than rounding."""


def still_wrong(case: Case, finding: Finding, charge: Entry, counted: Sequence[Entry] = ()) -> Finding | None:
    """Return a finding lowered by what came back of its charge; None where nothing is left of it.

    Args:
        case: The case.
        finding: About the charge.
        charge: The entry of the ledger.
        counted: Credits that are for another charge.
    """
    if finding.difference is None or finding.difference <= 0:
        return finding
    found = _unexplained(case, charge, list(_candidates(case, charge, finding.issuer)))
    back = [e for e in found if not any(e is other for other in counted)]
    back.sort(key=lambda e: (posted(e.transaction) or case.as_of, e.transaction.ordinal))
    fen = sum(abs(amount(e.transaction)) for e in back)
    left = finding.difference - fen
    if fen == 0:
        return finding
    if left <= _TOLERANCE:
        return None
    parts = " + ".join(yuan(abs(amount(e.transaction))) for e in back)
    sums = f"{yuan(finding.difference)} − {parts.replace(' + ', ' − ')} = {yuan(left)}"
    days = "、".join(str(posted(e.transaction)) for e in back)
    step = Text(f"{days} 已退回 {parts} 元：{sums} 元", f"came back on {days}: {sums}")
    old, new = yuan(finding.difference), yuan(left)

    def lowered(text: Text) -> Text:
        figure = re.compile(rf"(?<![\d,.]){re.escape(old)}(?!\d)")
        return Text(figure.sub(new, text.zh), figure.sub(new, text.en))

    sure = all(e.transaction.amount.verified and e.transaction.description.verified for e in back)
    return replace(
        finding,
        needs_review=finding.needs_review or not sure,
        difference=left,
        observed=finding.observed - fen if isinstance(finding.observed, int) else finding.observed,
        calculation=(*finding.calculation, step),
        asks=tuple(map(lowered, finding.asks)),
        evidence=(*finding.evidence, *(e.transaction.amount.evidence for e in back)),
    )


def _candidates(case: Case, charge: Entry, issuer: str | None) -> Iterable[Entry]:
    row, day = charge.transaction, posted(charge.transaction)
    item = statement_of(case, row)
    kind = item.statement.kind if item is not None else "credit_card"
    if day is None:
        return
    for entry in case.ledger:
        # What came back on a day that is not printed may be for this charge, too.
        back, when = entry.transaction, posted(entry.transaction) or day
        if entry is charge or back.currency != row.currency:
            continue
        earliest = day - timedelta(days=REVERSAL_BEFORE if kind == "credit_card" else 1)
        if when < earliest or back.kind is Kind.DISBURSEMENT:
            continue
        words = key(back.description.value)
        if entry.account == charge.account and kind != "bank_account":
            # Lists differ in the sign of what came back of a payment; its words tell.
            opposite = amount(back) * amount(row) < 0 or (row.kind is Kind.REPAYMENT and _BACK.search(words))
            payment = back.kind is Kind.REPAYMENT and amount(back) < 0 and not _BACK.search(words)
            if opposite and not payment and _may_be_for(case, row, entry, words):
                yield entry
        elif kind != "credit_card" and issuer and amount(back) < 0:
            other = statement_of(case, back)
            if other is not None and other.statement.kind == "bank_account":
                beside = key("".join(v.value for v in (back.description, back.counterparty, back.remark) if v))
                if key(issuer) in beside and _BACK.search(beside) and _same_type(row, beside):
                    yield entry


def _may_be_for(case: Case, row: Transaction, credit: Entry, words: str) -> bool:
    back = credit.transaction
    if back.kind is Kind.REFUND and is_refund_of_purchase(case, credit):
        return False
    # What stands on a loan's list against a payment may be a charge; a credit of a charge's kind is none.
    kinds = (Kind.ADJUSTMENT, Kind.REPAYMENT) if row.kind is Kind.REPAYMENT else (*CHARGES, Kind.ADJUSTMENT)
    named = (back.kind in kinds and amount(back) * amount(row) < 0) or _BACK.search(words) is not None
    return named and _same_type(row, words)


def _same_type(row: Transaction, words: str) -> bool:
    """Whether a credit's words name no charge, or one that this row is."""
    types = {t for t in _TYPES if t in words}
    own = {t for t in _TYPES if t in key(row.description.value)}
    if not own and row.components is not None:
        own = {t for t, part in (("利息", row.components.interest), ("罚息", row.components.penalty_interest)) if part}
    return not types or not own or bool(types & own)


def _unexplained(case: Case, charge: Entry, credits: list[Entry]) -> list[Entry]:
    """Return credits without those that are just what another charge, or another debit, was."""
    left = [e for e in credits if not _a_failed_debit(case, charge, e)]
    kinds = (*CHARGES,) if amount(charge.transaction) > 0 else (Kind.REPAYMENT,)
    others = [
        e
        for e in entries(case, charge.account, kinds)
        if e is not charge and amount(e.transaction) * amount(charge.transaction) > 0
    ]
    for other in sorted(others, key=lambda e: (posted(e.transaction) or date.max, e.transaction.ordinal)):
        fen = abs(amount(other.transaction))
        if fen == abs(amount(charge.transaction)):
            continue  # which of two equal charges came back cannot be told: it may be this one
        made = _making(fen, other, left)
        left = [e for e in left if not any(e is used for used in made)]
    return [e for e in left if not _for_two(others, e)]


def _for_two(others: Sequence[Entry], credit: Entry) -> bool:
    """Whether one credit is just what two other charges were together."""
    fen, day = abs(amount(credit.transaction)), posted(credit.transaction)
    words = key(credit.transaction.description.value)
    fitting = [
        e
        for e in others
        if day is not None
        and abs(((posted(e.transaction) or day) - day).days) <= _NEAR_DAYS
        and _same_type(e.transaction, words)
    ]
    return any(abs(amount(a.transaction)) + abs(amount(b.transaction)) == fen for a, b in combinations(fitting, 2))


def _making(fen: int, other: Entry, credits: Sequence[Entry]) -> Sequence[Entry]:
    """Return the credits that together are just another charge, none where there are none."""
    day = posted(other.transaction)
    fitting = [
        e
        for e in credits[:_MOST]
        if day is not None
        and (posted(e.transaction) or day) >= day - timedelta(days=REVERSAL_BEFORE)
        and _same_type(other.transaction, key(e.transaction.description.value))
    ]
    for size in range(1, len(fitting) + 1):
        for group in combinations(fitting, size):
            if sum(abs(amount(e.transaction)) for e in group) == fen:
                return group
    return ()


def _a_failed_debit(case: Case, charge: Entry, credit: Entry) -> bool:
    """Whether money that came into a debit account is another debit of just its amount, failed a few days before."""
    row, day = credit.transaction, posted(credit.transaction)
    item = statement_of(case, row)
    if day is None or item is None or item.statement.kind != "bank_account":
        return False
    for entry in case.ledger:
        other, when = entry.transaction, posted(entry.transaction)
        if entry is charge or entry.account != credit.account or when is None or amount(other) != -amount(row):
            continue
        if timedelta(0) <= day - when <= _AT_ONCE:
            return True
    return False
