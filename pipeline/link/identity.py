"""Which records speak of one account.  What cannot be joined with certainty is not joined, and is listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.link.accounts import Accounts
from pipeline.link.person import own_reports
from pipeline.link.reports import Answers, join_report, known_loans, listed
from pipeline.records.case import (
    Account,
    AccountContract,
    AccountCost,
    AccountLetter,
    AccountPayout,
    AccountPlan,
    AccountReport,
    AccountStatement,
    Person,
)
from pipeline.records.evidence import Value
from pipeline.records.extraction import ReviewEntry, Statement
from pipeline.records.letter import Letter
from pipeline.records.loan import Contract, CostStatement, Payout, Plan
from pipeline.records.report import Report, ReportStatus
from pipeline.values.money import same_yuan
from pipeline.values.text import number_key

NOBODY = Person()


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
    reports: tuple[Report, ...] = ()
    bad: frozenset[str] = frozenset()
    costs: tuple[AccountCost, ...] = ()
    payouts: tuple[AccountPayout, ...] = ()


def join(
    statements: Sequence[Statement],
    letters: Sequence[Letter],
    reports: Sequence[Report],
    plans: Sequence[Plan] = (),
    contracts: Sequence[Contract] = (),
    person: Person = NOBODY,
    corrections: Mapping[str, str] = MappingProxyType({}),
    costs: Sequence[CostStatement] = (),
    payouts: Sequence[Payout] = (),
) -> Joined:
    """Join records to accounts.

    Cards and bank accounts are one account where they share issuer and a tail; loans where they share issuer and
    contract number.  Report accounts are joined by tail, or by day and amount, and only where exactly one fits on
    each side.
    """
    accounts = Accounts()
    review: list[ReviewEntry] = []
    loans = _Loans([*statements, *letters, *plans, *contracts, *costs, *payouts])
    linked_statements = _join_statements(statements, accounts, loans)
    linked_plans = [AccountPlan(_loan(plan, plan.contract_no, accounts, loans), plan) for plan in plans]
    linked_contracts = [AccountContract(_loan(c, c.contract_no, accounts, loans), c) for c in contracts]
    linked_costs = [AccountCost(_loan(c, c.contract_no, accounts, loans), c) for c in costs]
    linked_payouts = [AccountPayout(_loan(p, p.contract_no, accounts, loans), p) for p in payouts]
    reports, others = own_reports(reports, letters, contracts, person)
    for report in others:
        shown = report.id_tail or report.name or report.number
        if shown is not None:
            review.append(listed(report.document, "report", shown.value, "other_person", shown))
    id_tails = {report.id_tail.value for report in reports if report.id_tail}
    linked_letters: list[AccountLetter] = []
    for letter in letters:
        stranger = letter.id_tail and id_tails and letter.id_tail.value not in id_tails
        if letter.id_tail and stranger and not _known_by_name(letter, reports):
            review.append(listed(letter.document, "letter", letter.id_tail.value, "other_person", letter.id_tail))
            linked_letters.append(AccountLetter(None, letter, other_person=True))
            continue
        identity = _letter_account(letter, accounts, loans)
        if identity is not None:
            accounts.note(identity, letter.document)
            accounts.letters.setdefault(identity, []).append(letter)
        linked_letters.append(AccountLetter(identity, letter))
    known = known_loans(linked_letters, linked_plans, linked_contracts, linked_statements)
    answers = Answers(corrections)
    linked_reports = [link for report in reports for link in join_report(report, known, accounts, review, answers)]
    told = {entry.evidence for entry in review if entry.why == "not_linked"}
    review.extend(entry for entry in _left_over(linked_reports, accounts) if entry.evidence not in told)
    return Joined(
        accounts.build(),
        tuple(linked_statements),
        tuple(linked_letters),
        tuple(linked_reports),
        tuple(review),
        tuple(linked_plans),
        tuple(linked_contracts),
        tuple(reports),
        frozenset(answers.bad),
        tuple(linked_costs),
        tuple(linked_payouts),
    )


def _known_by_name(letter: Letter, reports: Sequence[Report]) -> bool:
    """Whether a report of a person of that very name lists the letter's loan: its ID number is then misprinted."""
    name, opened, amount = letter.name, letter.opened_on, letter.loan_amount
    if name is None or "*" in name.value or opened is None or amount is None:
        return False
    return any(
        report.name is not None
        and report.name.value == name.value
        and entry.issuer == letter.issuer
        and entry.opened_on.value == opened.value
        and entry.amount is not None
        and same_yuan(entry.amount.value, amount.value)
        for report in reports
        for entry in report.accounts
    )


def _left_over(links: Sequence[AccountReport], accounts: Accounts) -> list[ReviewEntry]:
    """List what a report still shows as open and no paper was joined to, where papers of its lender are left over."""
    only_reported = {link.account for link in links if not link.linked_by}
    result = []
    for link in links:
        entry = link.entry
        if link.linked_by or entry.settled or entry.issuer is None or entry.status.value is ReportStatus.INACTIVE:
            continue
        joined = {x.account for x in links if x.linked_by and x.report.document == link.report.document}
        loose = [
            identity
            for identity, (kind, issuer, _, _) in accounts.kind.items()
            if kind == entry.kind and issuer == entry.issuer and identity not in joined | only_reported
        ]
        if loose:
            sentence = entry.sentence
            result.append(listed(link.report.document, "account", sentence.value, "not_linked", sentence))
    return result


_OfLoan = Plan | Contract | CostStatement | Payout


class _Loans:
    """Which issuer a contract number belongs to: papers that name none go with the one issuer that the others name."""

    def __init__(self, records: Iterable[Statement | Letter | _OfLoan]) -> None:
        self._issuers: dict[str, set[str]] = {}
        for record in records:
            if record.contract_no is not None and record.issuer is not None:
                self._issuers.setdefault(number_key(record.contract_no.value), set()).add(record.issuer)

    def issuer(self, number: str, printed: str | None) -> str | None:
        issuers = self._issuers.get(number_key(number), set())
        return next(iter(issuers)) if printed is None and len(issuers) == 1 else printed


def _loan(record: Statement | _OfLoan, number: Value[str] | None, accounts: Accounts, loans: _Loans) -> str | None:
    """Return the loan that a paper speaks of; None where it prints no number by which it could be told."""
    if number is None:
        return None
    issuer = loans.issuer(number.value, record.issuer)
    identity = accounts.add("loan", issuer, None, number.value, number_key(number.value))
    accounts.note(identity, record.document)
    if isinstance(record, Plan | Contract):
        accounts.opened.setdefault(identity, []).append(record.opened_on)
    return identity


def _join_statements(statements: Sequence[Statement], accounts: Accounts, loans: _Loans) -> list[AccountStatement]:
    groups: list[tuple[str | None, str, set[str]]] = []
    printed = _tails(statements)
    for statement in statements:
        tails = set(printed[statement.document])
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
            (
                g[2]
                for g in groups
                if g[:2] == (statement.issuer, statement.kind) and g[2] & set(printed[statement.document])
            ),
            set(printed[statement.document]),
        )
        if statement.kind == "wallet":
            # One person's wallet at each: exports of it that overlap are one account.
            identity = accounts.add("bank_account", statement.issuer, None, None, "wallet")
            accounts.note(identity, statement.document)
            result.append(AccountStatement(identity, statement))
            continue
        tail = min(tails) if tails else None
        identity = accounts.add(statement.kind, statement.issuer, tail, None, tail or _chain(statement, statements))
        accounts.note(identity, statement.document)
        result.append(AccountStatement(identity, statement))
    return result


def _tails(statements: Sequence[Statement]) -> dict[str, tuple[str, ...]]:
    """Return card tails by paper: a card's bill that prints none has those of the bills it follows or precedes.

    A month of nothing but interest and fees prints no tail; that it opens with what the one card's bill before closed
    with, or closes with what the one after opens with, tells whose it is.
    """
    tails = {s.document: s.tails for s in statements}
    cards = [s for s in statements if s.kind == "credit_card" and s.statement_on is not None]
    changed = True
    while changed:
        changed = False
        for statement in cards:
            if tails[statement.document]:
                continue
            near = [s for s in cards if tails[s.document] and (_follows(statement, s) or _follows(s, statement))]
            said = {tails[s.document] for s in near}
            if len(said) == 1:
                tails[statement.document] = said.pop()
                changed = True
    return tails


def _follows(later: Statement, earlier: Statement) -> bool:
    """Whether a bill comes a month after another of its issuer and opens with what that one closed with."""
    if (later.issuer, later.currency) != (earlier.issuer, earlier.currency) or later.document == earlier.document:
        return False
    if later.statement_on is None or earlier.statement_on is None or later.opening is None or earlier.closing is None:
        return False
    days = (later.statement_on.value - earlier.statement_on.value).days
    return 20 <= days <= 35 and later.opening.value == earlier.closing.value != 0


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


def _letter_account(letter: Letter, accounts: Accounts, loans: _Loans) -> str | None:
    if letter.kind == "credit_card" and letter.account_tail is not None:
        tail = letter.account_tail.value
        return accounts.add("credit_card", letter.issuer, tail, None, tail)
    if letter.contract_no is not None:
        number = letter.contract_no.value
        return accounts.add("loan", loans.issuer(number, letter.issuer), None, number, number_key(number))
    if letter.opened_on is not None and letter.loan_amount is not None:
        identifier = f"{letter.opened_on.value.isoformat()}|{letter.loan_amount.value}"
        return accounts.add("loan", letter.issuer, None, None, identifier)
    if letter.creditor is not None and letter.kind == "loan":
        # Who took a debt over or paid it off may name no contract: a report lists it under the signer's own name.
        day = letter.settled_on or letter.as_of or letter.issued_on
        identifier = letter.serial.value if letter.serial else day.value.isoformat() if day else letter.document
        return accounts.add("loan", letter.issuer, None, None, f"taken over|{identifier}")
    return None
