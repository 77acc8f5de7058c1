"""Which records speak of one account.  What cannot be joined with certainty is not joined, and is listed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.extract.fields import review_id
from pipeline.records.case import (
    Account,
    AccountContract,
    AccountLetter,
    AccountPlan,
    AccountReport,
    AccountStatement,
)
from pipeline.records.evidence import Value
from pipeline.records.extraction import Letter, Report, ReportAccount, ReviewEntry, Statement
from pipeline.records.loan import Contract, Plan
from pipeline.values.text import key

_ROUNDING = 100  # fen: reports print whole yuan

AMOUNT_AND_DAY, AMOUNT, TAIL, ONLY_ONE, OTHER_ISSUER = (
    "amount_and_day",
    "amount",
    "tail",
    "only_one",
    "other_issuer",
)


@dataclass(frozen=True, slots=True)
class Joined:
    """Accounts, and every record with its account."""

    accounts: tuple[Account, ...]
    statements: tuple[AccountStatement, ...]
    letters: tuple[AccountLetter, ...]
    report_accounts: tuple[AccountReport, ...]
    review: tuple[ReviewEntry, ...]
    plans: tuple[AccountPlan, ...] = ()
    contracts: tuple[AccountContract, ...] = ()


def account_id(kind: str, issuer: str | None, identifier: str) -> str:
    """Return an account's id: a hash of kind, issuer and identifier as printed."""
    return "a" + hashlib.sha256(f"{kind}|{issuer or ''}|{identifier}".encode()).hexdigest()[:10]


class _Accounts:
    """Collects what papers say of each account, in a fixed order."""

    def __init__(self) -> None:
        self.kind: dict[str, tuple[str, str | None, str | None, str | None]] = {}
        self.documents: dict[str, set[str]] = {}
        self.letters: dict[str, list[Letter]] = {}
        self.entries: dict[str, list[ReportAccount]] = {}
        self.opened: dict[str, list[Value | None]] = {}  # type: ignore[type-arg]

    def add(self, kind: str, issuer: str | None, tail: str | None, contract: str | None, identifier: str) -> str:
        identity = account_id(kind, issuer, identifier)
        self.kind.setdefault(identity, (kind, issuer, tail, contract))
        return identity

    def note(self, identity: str, document: str) -> None:
        self.documents.setdefault(identity, set()).add(document)

    def build(self) -> tuple[Account, ...]:
        result = []
        for identity, (kind, issuer, tail, contract) in sorted(self.kind.items()):
            letters = self.letters.get(identity, [])
            entries = self.entries.get(identity, [])
            result.append(
                Account(
                    id=identity,
                    kind=kind,
                    issuer=issuer,
                    tail=tail,
                    contract_no=contract,
                    opened_on=_first(
                        [
                            *(x.opened_on for x in letters),
                            *self.opened.get(identity, []),
                            *(e.opened_on for e in entries),
                        ]
                    ),
                    settled_on=_first(x.settled_on for x in letters),
                    settled_amount=_first(x.settled_amount for x in letters),
                    documents=tuple(sorted(self.documents.get(identity, set()))),
                )
            )
        return tuple(result)


def _first(values: Iterable[Value | None]) -> Value | None:  # type: ignore[type-arg]
    return next((value for value in values if value is not None), None)


def join(
    statements: Sequence[Statement],
    letters: Sequence[Letter],
    reports: Sequence[Report],
    plans: Sequence[Plan] = (),
    contracts: Sequence[Contract] = (),
) -> Joined:
    """Join records to accounts.

    Cards and bank accounts are one account where they share issuer and a tail; loans where they share issuer and
    contract number.  Report accounts are joined by tail, or by day and amount, and only where exactly one fits on
    each side.
    """
    accounts = _Accounts()
    review: list[ReviewEntry] = []
    loans = _Loans([*statements, *letters, *plans, *contracts])
    linked_statements = _join_statements(statements, accounts, loans)
    linked_plans = [AccountPlan(_loan(plan, plan.contract_no, accounts, loans), plan) for plan in plans]
    linked_contracts = [AccountContract(_loan(c, c.contract_no, accounts, loans), c) for c in contracts]
    id_tails = {report.id_tail.value for report in reports if report.id_tail}
    linked_letters: list[AccountLetter] = []
    for letter in letters:
        if letter.id_tail and id_tails and letter.id_tail.value not in id_tails:
            review.append(_entry(letter.document, "letter", letter.id_tail.value, "other_person", letter.id_tail))
            linked_letters.append(AccountLetter(None, letter, other_person=True))
            continue
        identity = _letter_account(letter, accounts, loans)
        if identity is not None:
            accounts.note(identity, letter.document)
            accounts.letters.setdefault(identity, []).append(letter)
        linked_letters.append(AccountLetter(identity, letter))
    linked_reports = [link for report in reports for link in _join_report(report, linked_letters, accounts, review)]
    return Joined(
        accounts.build(),
        tuple(linked_statements),
        tuple(linked_letters),
        tuple(linked_reports),
        tuple(review),
        tuple(linked_plans),
        tuple(linked_contracts),
    )


class _Loans:
    """Which issuer a contract number belongs to: papers that name none go with the one issuer that the others name."""

    def __init__(self, records: Iterable[Statement | Letter | Plan | Contract]) -> None:
        self._issuers: dict[str, set[str]] = {}
        for record in records:
            if record.contract_no is not None and record.issuer is not None:
                self._issuers.setdefault(number_key(record.contract_no.value), set()).add(record.issuer)

    def issuer(self, number: str, printed: str | None) -> str | None:
        issuers = self._issuers.get(number_key(number), set())
        return next(iter(issuers)) if printed is None and len(issuers) == 1 else printed


def number_key(number: str) -> str:
    """Return a contract number for comparison: folded, without blanks and hyphens."""
    return re.sub(r"[-－—_/]", "", key(number))


def _loan(
    record: Statement | Plan | Contract, number: Value[str] | None, accounts: _Accounts, loans: _Loans
) -> str | None:
    """Return the loan that a paper speaks of; None where it prints no number by which it could be told."""
    if number is None:
        return None
    issuer = loans.issuer(number.value, record.issuer)
    identity = accounts.add("loan", issuer, None, number.value, number_key(number.value))
    accounts.note(identity, record.document)
    if not isinstance(record, Statement):
        accounts.opened.setdefault(identity, []).append(record.opened_on)
    return identity


def _join_statements(statements: Sequence[Statement], accounts: _Accounts, loans: _Loans) -> list[AccountStatement]:
    groups: list[tuple[str | None, str, set[str]]] = []
    for statement in statements:
        tails = set(statement.tails)
        merged = [g for g in groups if g[:2] == (statement.issuer, statement.kind) and g[2] & tails]
        for group in merged:
            tails |= group[2]
            groups.remove(group)
        groups.append((statement.issuer, statement.kind, tails))
    result = []
    for statement in statements:
        if statement.kind == "loan":
            result.append(AccountStatement(_loan(statement, statement.contract_no, accounts, loans), statement))
            continue
        tails = next(
            (g[2] for g in groups if g[:2] == (statement.issuer, statement.kind) and g[2] & set(statement.tails)),
            set(statement.tails),
        )
        tail = min(tails) if tails else None
        identity = accounts.add(statement.kind, statement.issuer, tail, None, tail or _chain(statement, statements))
        accounts.note(identity, statement.document)
        result.append(AccountStatement(identity, statement))
    return result


def _chain(statement: Statement, statements: Sequence[Statement]) -> str:
    """Return an identifier for a statement without card tails: that of the first of its chain of equal balances.

    Two cards of one bank whose papers print no tail are told apart by what each statement opens and closes with.
    """
    seen = {statement.document}
    while True:
        earlier = [
            s
            for s in statements
            if not s.tails
            and (s.issuer, s.kind, s.currency) == (statement.issuer, statement.kind, statement.currency)
            and s.document not in seen
            and s.closing is not None
            and statement.opening is not None
            and s.closing.value == statement.opening.value
            and s.statement_on is not None
            and statement.statement_on is not None
            and 20 <= (statement.statement_on.value - s.statement_on.value).days <= 35
        ]
        places = {(s.statement_on.value, s.opening.value if s.opening else None) for s in earlier if s.statement_on}
        if len(places) != 1:
            day = statement.statement_on.value.isoformat() if statement.statement_on else statement.document
            opening = statement.opening.value if statement.opening else ""
            closing = statement.closing.value if statement.closing else ""
            return f"?{day}|{opening}|{closing}"
        statement = min(earlier, key=lambda s: s.document)
        seen.add(statement.document)


def _letter_account(letter: Letter, accounts: _Accounts, loans: _Loans) -> str | None:
    if letter.kind == "credit_card" and letter.account_tail is not None:
        tail = letter.account_tail.value
        return accounts.add("credit_card", letter.issuer, tail, None, tail)
    if letter.contract_no is not None:
        number = letter.contract_no.value
        return accounts.add("loan", loans.issuer(number, letter.issuer), None, number, number_key(number))
    if letter.opened_on is not None and letter.loan_amount is not None:
        identifier = f"{letter.opened_on.value.isoformat()}|{letter.loan_amount.value}"
        return accounts.add("loan", letter.issuer, None, None, identifier)
    return None


def _join_report(
    report: Report,
    letters: Sequence[AccountLetter],
    accounts: _Accounts,
    review: list[ReviewEntry],
) -> list[AccountReport]:
    result: list[AccountReport] = []
    taken: set[str] = set()
    for entry in report.accounts:
        if entry.kind == "credit_card":
            identity, by = _card_account(entry, report, accounts, taken)
        else:
            identity, by = _loan_account(entry, report, letters, review)
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


def _card_account(entry: ReportAccount, report: Report, accounts: _Accounts, taken: set[str]) -> tuple[str | None, str]:
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


def _one_person(letter: Letter, report: Report) -> bool:
    """Whether nothing printed says that a letter and a report speak of two persons."""
    for mine, theirs in ((letter.id_tail, report.id_tail), (letter.name, report.name)):
        if mine is not None and theirs is not None and "*" not in mine.value + theirs.value:
            return mine.value == theirs.value
    return True


def _same_amount(letter: Letter, entry: ReportAccount) -> bool:
    return (
        letter.loan_amount is not None
        and entry.amount is not None
        and abs(letter.loan_amount.value - entry.amount.value) < _ROUNDING
    )


def _loan_account(
    entry: ReportAccount, report: Report, letters: Sequence[AccountLetter], review: list[ReviewEntry]
) -> tuple[str | None, str]:
    """Join a loan of a report to the letter that speaks of it, where one and only one does, from both sides."""
    own = [x for x in letters if x.account is not None and x.letter.kind == "loan" and _one_person(x.letter, report)]

    def by_day(x: AccountLetter, e: ReportAccount) -> bool:
        return (
            _same_amount(x.letter, e)
            and x.letter.opened_on is not None
            and x.letter.opened_on.value == e.opened_on.value
        )

    def by_amount(x: AccountLetter, e: ReportAccount) -> bool:
        borrowed_before = x.letter.settled_on is None or x.letter.settled_on.value >= e.opened_on.value
        return (
            x.letter.opened_on is None and borrowed_before and _same_amount(x.letter, e) and x.letter.issuer == e.issuer
        )

    for fits, same_issuer, name in (
        (by_day, True, AMOUNT_AND_DAY),
        (by_amount, True, AMOUNT),
        (by_day, False, OTHER_ISSUER),
    ):
        fitting = [x for x in own if fits(x, entry) and (not same_issuer or x.letter.issuer == entry.issuer)]
        if not fitting:
            continue
        rivals = [
            e
            for e in report.accounts
            if e.kind == "loan" and fits(fitting[0], e) and (not same_issuer or e.issuer == fitting[0].letter.issuer)
        ]
        if len({x.account for x in fitting}) == 1 and len(rivals) == 1:
            return fitting[0].account, name
        review.append(_entry(report.document, "account", entry.sentence.value, "not_linked", entry.sentence))
        return None, ""
    return None, ""


def _entry(document: str, field: str, text: str, code: str, value: Value[str]) -> ReviewEntry:
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
