"""Which account of ours a credit report's sentence speaks of: only where one fits from both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.extract.fields import review_id
from pipeline.link.accounts import Accounts
from pipeline.records.case import (
    AccountContract,
    AccountLetter,
    AccountPlan,
    AccountReport,
    AccountStatement,
    LinkedBy,
)
from pipeline.records.evidence import Value
from pipeline.records.extraction import ReviewEntry
from pipeline.records.report import Report, ReportAccount
from pipeline.values.money import same_yuan
from pipeline.values.text import key, number_key

_KEPT = 5 * 365
"""Days for which a report surely still lists what was settled."""
_LONG = 8
"""Characters from which on a contract number found in an 账户标识 is no accident."""


def join_report(
    report: Report,
    known: Sequence[KnownLoan],
    accounts: Accounts,
    review: list[ReviewEntry],
    answers: Answers,
) -> list[AccountReport]:
    """Give every account of a report one of ours, or a new one that only the report knows.

    Links that are not certain are listed, to be confirmed or refused by the person (`Answers`).
    """
    found: dict[int, tuple[str, LinkedBy]] = {}
    doubted: set[int] = set()
    cards: set[str] = set()
    for entry in report.accounts:
        if entry.kind == "credit_card":
            link = _card_account(entry, report, accounts, cards)
            if link is not None:
                cards.add(link[0])
        else:
            link = _loan_account(entry, report, known)
            if link is not None and not link[0]:
                doubted.add(entry.ordinal)
                review.append(listed(report.document, "account", entry.sentence.value, "not_linked", entry.sentence))
        if link is not None and link[0]:
            found[entry.ordinal] = link
    for entry in report.accounts:
        if entry.kind == "loan" and entry.ordinal not in found.keys() | doubted:
            link = _misprinted(entry, report, known, {identity for identity, _ in found.values()})
            if link is not None:
                found[entry.ordinal] = link
    for entry in report.accounts:
        link = found.get(entry.ordinal)
        if link is None or link[1].certain or _agrees(entry, link[0], known):
            continue
        asked = _to_confirm(report, entry, *link)
        review.append(asked)
        said = answers.of(asked.id)
        if said is True:
            found[entry.ordinal] = link[0], LinkedBy.CONFIRMED
        elif said is False:
            del found[entry.ordinal]
    result = []
    for entry in report.accounts:
        identity, by = found.get(entry.ordinal) or (_new_account(entry, report, accounts), LinkedBy.NOTHING)
        accounts.note(identity, report.document)
        accounts.entries.setdefault(identity, []).append(entry)
        result.append(AccountReport(identity, entry, report, by))
    return result


def _agrees(entry: ReportAccount, account: str, known: Sequence[KnownLoan]) -> bool:
    """Whether a report closes an account in the very month of its letter: nothing waits for it to be confirmed."""
    if not entry.settled or entry.closed_on is None:
        return False
    month = entry.closed_on.value.replace(day=1)
    days = [x.settled_on.value for x in known if x.account == account and x.settled_on is not None]
    return any(day.replace(day=1) == month for day in days) and not any(cell.month > month for cell in entry.grid)


class Answers:
    """What the person said under 更正 of links that are not certain."""

    _YES = frozenset({"是", "是的", "同一账户", "对", "yes", "y"})
    _NO = frozenset({"否", "不是", "不对", "no", "n"})

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self.bad: set[str] = set()

    def of(self, entry: str) -> bool | None:
        """Return what was said of a review entry; None where nothing was, or nothing that can be understood."""
        text = self._typed.get(entry, "").strip().casefold()
        if text in self._YES or text in self._NO:
            return text in self._YES
        if text:
            self.bad.add(entry)
        return None


def _to_confirm(report: Report, entry: ReportAccount, account: str, by: LinkedBy) -> ReviewEntry:
    number = report.number.as_first_read if report.number else report.document
    amount = entry.amount or entry.credit_limit
    what = (entry.institution.as_first_read, entry.opened_on.as_first_read.isoformat(), entry.currency)
    named = "|".join((*what, str(amount.as_first_read if amount else ""), str(_equals_before(entry, report))))
    return ReviewEntry(
        id=review_id(f"report|{number}|link|{named}", account),
        document=report.document,
        field="link",
        value=entry.sentence.value,
        why="link_to_confirm",
        detail=by.value,
        evidence=entry.sentence.evidence,
        correctable=True,
    )


def _new_account(entry: ReportAccount, report: Report, accounts: Accounts) -> str:
    """Make an account known that only the report speaks of."""
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
    return accounts.add(entry.kind, entry.issuer, tail, None, identifier)


def _equals_before(entry: ReportAccount, report: Report) -> int:
    """Return how many equal accounts stand before this one: two equal ones can be two accounts."""

    def said(one: ReportAccount) -> tuple[str, ...]:
        amount = one.amount or one.credit_limit
        # Of a detailed report the title holds a running number, so the sentence tells nothing.
        return (
            one.issuer or key(one.institution.value),
            one.tail.value if one.tail else "",
            one.opened_on.value.isoformat(),
            one.currency,
            str(amount.value if amount else ""),
        )

    return sum(1 for other in report.accounts[: entry.ordinal] if said(other) == said(entry))


def _card_account(
    entry: ReportAccount, report: Report, accounts: Accounts, taken: set[str]
) -> tuple[str, LinkedBy] | None:
    if entry.currency != "CNY":
        return None
    ours = {
        identity: tail
        for identity, (kind, issuer, tail, _) in accounts.kind.items()
        if kind == "credit_card" and issuer == entry.issuer and tail and identity not in taken
        # A card that was opened after another was closed is no other's.
        and not any(
            x.closes is not None and x.settled_on is not None and x.settled_on.value <= entry.opened_on.value
            for x in accounts.letters.get(identity, [])
        )
    }
    if entry.tail is not None:
        fitting = [identity for identity, tail in ours.items() if tail[-4:] == entry.tail.value[-4:]]
        return (fitting[0], LinkedBy.TAIL) if len(fitting) == 1 else None
    rivals = [
        other
        for other in report.accounts
        if other.kind == "credit_card" and other.issuer == entry.issuer and other.currency == "CNY"
    ]
    on_day = [
        identity
        for identity in ours
        if any(x.opened_on and x.opened_on.value == entry.opened_on.value for x in accounts.letters.get(identity, []))
    ]
    if len(on_day) == 1 and sum(other.opened_on.value == entry.opened_on.value for other in rivals) == 1:
        return on_day[0], LinkedBy.CARD_DAY
    if len(ours) == 1 and len(rivals) == 1:
        return next(iter(ours)), LinkedBy.ONLY_ONE
    return None


@dataclass(frozen=True, slots=True)
class KnownLoan:
    """What one paper of a loan's own (letter, contract, plan, list of payments) says of it, to find it in a report."""

    account: str
    issuer: str | None
    name: Value[str] | None
    id_tail: Value[str] | None
    opened_on: Value[date] | None
    amount: Value[int] | None
    settled_on: Value[date] | None
    number: str = ""

    def is_of(self, report: Report) -> bool:
        """Whether nothing printed says that the paper and a report speak of two persons."""
        pairs = ((self.id_tail, report.id_tail), (self.name, report.name))
        both = [(a.value, b.value) for a, b in pairs if a is not None and b is not None]
        told = [a == b for a, b in both if "*" not in a + b]
        # One person's name beside another number: the number may be misprinted.  The loan itself must fit as well.
        return not told or any(told)

    def same_amount(self, entry: ReportAccount) -> bool:
        """Whether a report's amount, in whole yuan, is this paper's."""
        return (
            self.amount is not None
            and entry.amount is not None
            and same_yuan(self.amount.value, entry.amount.value)
        )

    def same_day(self, entry: ReportAccount) -> bool:
        """Whether a report names the day on which this paper says that the loan was paid out."""
        return self.opened_on is not None and self.opened_on.value == entry.opened_on.value

    def numbered(self, entry: ReportAccount) -> bool:
        """Whether a detailed report's 账户标识 holds this paper's contract number."""
        if entry.account_no is None or len(self.number) < _LONG:
            return False
        return self.number in number_key(entry.account_no.value).replace("*", "")


def known_loans(
    letters: Sequence[AccountLetter],
    plans: Sequence[AccountPlan],
    contracts: Sequence[AccountContract],
    statements: Sequence[AccountStatement] = (),
) -> list[KnownLoan]:
    """Collect what the loans' own papers say of them."""
    result = []
    for x in letters:
        if x.account is not None and x.letter.kind == "loan":
            own = x.letter
            said = (own.issuer, own.name, own.id_tail, own.opened_on, own.loan_amount, own.settled_on)
            result.append(KnownLoan(x.account, *said, _folded(own.contract_no)))
    for c in contracts:
        if c.account is not None:
            con = c.contract
            said = (con.issuer, con.name, con.id_tail, con.opened_on, con.loan_amount, None)
            result.append(KnownLoan(c.account, *said, _folded(con.contract_no)))
    for p in plans:
        if p.account is not None:
            plan = p.plan
            said = (plan.issuer, plan.name, None, plan.opened_on, plan.loan_amount, None)
            result.append(KnownLoan(p.account, *said, _folded(plan.contract_no)))
    for s in statements:
        if s.account is not None and s.statement.kind == "loan":
            own_list = s.statement
            said = (own_list.issuer, own_list.name, None, own_list.opened_on, own_list.loan_amount, None)
            result.append(KnownLoan(s.account, *said, _folded(own_list.contract_no)))
    return result


def _folded(number: Value[str] | None) -> str:
    return number_key(number.value) if number is not None else ""


_Fits = Callable[[KnownLoan, ReportAccount], bool]


def _by_day(x: KnownLoan, e: ReportAccount) -> bool:
    return x.same_amount(e) and x.same_day(e)


def _by_amount(x: KnownLoan, e: ReportAccount) -> bool:
    borrowed_before = x.settled_on is None or x.settled_on.value >= e.opened_on.value
    return x.opened_on is None and borrowed_before and x.same_amount(e) and x.issuer == e.issuer


def _received(x: KnownLoan, e: ReportAccount) -> bool:
    """Whether a debt that a third party took over or paid off may be the one of its letter."""
    return e.section == "recovery" and x.issuer is not None and x.issuer == e.issuer


def _line_day(x: KnownLoan, e: ReportAccount) -> bool:
    """Whether a report's credit line was opened on the day that a letter on the line names."""
    return e.is_line and x.same_day(e)


_WAYS: tuple[tuple[_Fits, bool, LinkedBy], ...] = (
    (KnownLoan.numbered, True, LinkedBy.NUMBER),
    (_by_day, True, LinkedBy.AMOUNT_AND_DAY),
    (_line_day, True, LinkedBy.CARD_DAY),
    (_by_amount, True, LinkedBy.AMOUNT),
    (_received, True, LinkedBy.ONLY_ONE),
    (_by_day, False, LinkedBy.OTHER_ISSUER),
)
"""What joins a loan, whether the issuers must be the same, and what the link is called; the surest first."""


def _loan_account(entry: ReportAccount, report: Report, known: Sequence[KnownLoan]) -> tuple[str, LinkedBy] | None:
    """Join a loan of a report to the account whose own papers speak of it, where one and only one fits each way.

    Returns:
        The account and what joined it; no account ("") where several fit; None where none does.
    """
    own = [x for x in known if x.is_of(report)]
    for fits, same_issuer, name in _WAYS:
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
        return "", LinkedBy.NOTHING
    return None


def _misprinted(
    entry: ReportAccount, report: Report, known: Sequence[KnownLoan], taken: set[str]
) -> tuple[str, LinkedBy] | None:
    """Join a loan that fits but for its amount, or but for one digit of its day, and that nothing else claims.

    Only in a report whose counts prove that every account was read, and that must still list the loan: else it may
    speak of another drawdown.  A person looks before anything is said of it.
    """
    if report.complete is not True or entry.is_line or entry.amount is None or entry.section == "recovery":
        return None
    own = [
        x
        for x in known
        if x.is_of(report) and x.account not in taken and x.issuer == entry.issuer and _still_listed(x, report)
    ]
    loans = [e for e in report.accounts if e.kind == "loan" and e.issuer == entry.issuer]
    on_day = {x.account for x in own if x.same_day(entry) and x.amount is not None}
    if len(on_day) == 1 and sum(e.opened_on.value == entry.opened_on.value for e in loans) == 1:
        return on_day.pop(), LinkedBy.DAY
    near = {x.account for x in own if x.same_amount(entry) and x.opened_on and _one_digit(x.opened_on.value, entry)}
    if len(near) == 1 and sum(e.amount is not None and e.amount.value == entry.amount.value for e in loans) == 1:
        return near.pop(), LinkedBy.NEAR_DAY
    return None


def _still_listed(x: KnownLoan, report: Report) -> bool:
    if x.settled_on is None or report.reported_on is None:
        return True
    return (report.reported_on.value - x.settled_on.value).days < _KEPT


def _one_digit(day: date, entry: ReportAccount) -> bool:
    pairs = zip(day.isoformat(), entry.opened_on.value.isoformat(), strict=True)
    return sum(a != b for a, b in pairs) == 1


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
