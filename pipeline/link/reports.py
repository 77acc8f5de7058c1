"""Which account of ours a credit report's sentence speaks of: only where one fits from both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.extract.fields import review_id
from pipeline.link.accounts import Accounts
from pipeline.records.case import AccountContract, AccountLetter, AccountPlan, AccountReport
from pipeline.records.evidence import Value
from pipeline.records.extraction import ReviewEntry
from pipeline.records.report import Report, ReportAccount
from pipeline.values.text import key

_ROUNDING = 100  # fen: reports print whole yuan

AMOUNT_AND_DAY, AMOUNT, TAIL, ONLY_ONE, OTHER_ISSUER = (
    "amount_and_day",
    "amount",
    "tail",
    "only_one",
    "other_issuer",
)


def join_report(
    report: Report,
    known: Sequence[KnownLoan],
    accounts: Accounts,
    review: list[ReviewEntry],
) -> list[AccountReport]:
    """Give every sentence of a report its account: one of ours, or a new one that only the report knows."""
    result: list[AccountReport] = []
    taken: set[str] = set()
    for entry in report.accounts:
        if entry.kind == "credit_card":
            identity, by = _card_account(entry, report, accounts, taken)
        else:
            identity, by = _loan_account(entry, report, known, review)
        if identity is None:
            tail = entry.tail.value if entry.tail else None
            amount = entry.amount or entry.credit_limit
            identifier = "|".join(
                (
                    tail or "",
                    entry.opened_on.as_first_read.isoformat(),
                    entry.currency,
                    str(amount.as_first_read if amount else ""),
                    str(_equals_before(entry, report)),
                )
            )
            identity = accounts.add(entry.kind, entry.issuer, tail, None, identifier)
        taken.add(identity)
        accounts.note(identity, report.document)
        accounts.entries.setdefault(identity, []).append(entry)
        result.append(AccountReport(identity, entry, report, by))
    return result


def _equals_before(entry: ReportAccount, report: Report) -> int:
    """Return how many equal sentences stand before this one: two equal ones can be two accounts."""
    text = key(entry.sentence.value)
    return sum(1 for other in report.accounts[: entry.ordinal] if key(other.sentence.value) == text)


def _card_account(entry: ReportAccount, report: Report, accounts: Accounts, taken: set[str]) -> tuple[str | None, str]:
    if entry.currency != "CNY":
        return None, ""
    ours = {
        identity: tail
        for identity, (kind, issuer, tail, _) in accounts.kind.items()
        if kind == "credit_card" and issuer == entry.issuer and tail and identity not in taken
    }
    if entry.tail is not None:
        fitting = [identity for identity, tail in ours.items() if tail == entry.tail.value]
        return (fitting[0], TAIL) if len(fitting) == 1 else (None, "")
    rivals = [
        other
        for other in report.accounts
        if other.kind == "credit_card" and other.issuer == entry.issuer and other.currency == "CNY"
    ]
    if len(ours) == 1 and len(rivals) == 1:
        return next(iter(ours)), ONLY_ONE
    return None, ""


@dataclass(frozen=True, slots=True)
class KnownLoan:
    """What one paper of a loan's own (letter, contract, plan) says of it, to find it in a report."""

    account: str
    issuer: str | None
    name: Value[str] | None
    id_tail: Value[str] | None
    opened_on: Value[date] | None
    amount: Value[int] | None
    settled_on: Value[date] | None

    def is_of(self, report: Report) -> bool:
        """Whether nothing printed says that the paper and a report speak of two persons."""
        for mine, theirs in ((self.id_tail, report.id_tail), (self.name, report.name)):
            if mine is not None and theirs is not None and "*" not in mine.value + theirs.value:
                return mine.value == theirs.value
        return True

    def same_amount(self, entry: ReportAccount) -> bool:
        """Whether a report's amount, in whole yuan, is this paper's."""
        return (
            self.amount is not None
            and entry.amount is not None
            and abs(self.amount.value - entry.amount.value) < _ROUNDING
        )


def known_loans(
    letters: Sequence[AccountLetter], plans: Sequence[AccountPlan], contracts: Sequence[AccountContract]
) -> list[KnownLoan]:
    """Collect what the loans' own papers say of them."""
    result = []
    for x in letters:
        if x.account is not None and x.letter.kind == "loan":
            own = x.letter
            said = (own.issuer, own.name, own.id_tail, own.opened_on, own.loan_amount, own.settled_on)
            result.append(KnownLoan(x.account, *said))
    for c in contracts:
        if c.account is not None:
            con = c.contract
            result.append(KnownLoan(c.account, con.issuer, con.name, con.id_tail, con.opened_on, con.loan_amount, None))
    for p in plans:
        if p.account is not None:
            plan = p.plan
            result.append(KnownLoan(p.account, plan.issuer, plan.name, None, plan.opened_on, plan.loan_amount, None))
    return result


def _loan_account(
    entry: ReportAccount, report: Report, known: Sequence[KnownLoan], review: list[ReviewEntry]
) -> tuple[str | None, str]:
    """Join a loan of a report to the account whose own papers speak of it, where one and only one fits each way."""
    own = [x for x in known if x.is_of(report)]

    def by_day(x: KnownLoan, e: ReportAccount) -> bool:
        return x.same_amount(e) and x.opened_on is not None and x.opened_on.value == e.opened_on.value

    def by_amount(x: KnownLoan, e: ReportAccount) -> bool:
        borrowed_before = x.settled_on is None or x.settled_on.value >= e.opened_on.value
        return x.opened_on is None and borrowed_before and x.same_amount(e) and x.issuer == e.issuer

    for fits, same_issuer, name in (
        (by_day, True, AMOUNT_AND_DAY),
        (by_amount, True, AMOUNT),
        (by_day, False, OTHER_ISSUER),
    ):
        fitting = [x for x in own if fits(x, entry) and (not same_issuer or x.issuer == entry.issuer)]
        if not fitting:
            continue
        rivals = [
            e
            for e in report.accounts
            if e.kind == "loan" and fits(fitting[0], e) and (not same_issuer or e.issuer == fitting[0].issuer)
        ]
        if len({x.account for x in fitting}) == 1 and len(rivals) == 1:
            return fitting[0].account, name
        review.append(listed(report.document, "account", entry.sentence.value, "not_linked", entry.sentence))
        return None, ""
    return None, ""


def listed(document: str, field: str, text: str, code: str, value: Value[str]) -> ReviewEntry:
    """Return a review entry about something that was not joined."""
    return ReviewEntry(
        id=review_id(f"{value.field}|{code}", text),
        document=document,
        field=field,
        value=text,
        why=code,
        detail="",
        evidence=value.evidence,
        correctable=False,
    )
