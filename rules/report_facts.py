"""What papers say of an account in a credit report, for rules: the letter that settles it, later use, names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.records.case import AccountLetter, AccountReport, Case, LinkedBy
from pipeline.records.evidence import Precision, Value
from pipeline.records.extraction import Kind
from pipeline.records.finding import Text
from pipeline.records.letter import Letter
from pipeline.records.report import ReportAccount
from pipeline.values.dates import end_of_month
from pipeline.values.money import same_yuan
from rules.common import entries, posted
from rules.tables.load import State, Tables

MISPRINTED = frozenset({LinkedBy.DAY, LinkedBy.NEAR_DAY})
"""Links that rest on what a report would have misprinted: nothing else is said by them."""

_USE = (Kind.PURCHASE, Kind.CASH_ADVANCE, Kind.INSTALMENT, Kind.FEE)


@dataclass(frozen=True, slots=True)
class Proof:
    """A letter that says that an account of a report is settled.

    Attributes:
        item: The letter.
        day: The day of settlement, or the 截至 day by which it was.
        exact: Whether it is the day of settlement itself.
    """

    item: AccountLetter
    day: Value[date]
    exact: bool

    @property
    def letter(self) -> Letter:
        """The letter."""
        return self.item.letter

    @property
    def said(self) -> Text:
        """What it says of the day."""
        if self.exact:
            return Text(f"结清证明：{self.day.value} 结清", f"letter: settled on {self.day.value}")
        return Text(f"结清证明：截至 {self.day.value} 已结清", f"letter: settled by {self.day.value}")


def proves(letter: Letter) -> bool:
    """Whether a letter says that the debt is settled and that nothing is left; a plan or an offer does not."""
    if letter.outstanding is not None and letter.outstanding.value > 0:
        return False
    return letter.settled_in_words is not None or letter.outstanding is not None


def proofs(case: Case, link: AccountReport) -> list[Proof]:
    """Return the letters that settle what an entry of a report speaks of, the weightiest first.

    Of several drawdowns under one contract only the one of the entry's own day and amount counts.
    """
    if link.linked_by in MISPRINTED:
        return []
    found = []
    for item in case.letters:
        letter = item.letter
        if item.other_person or not proves(letter) or _another_number(letter, link):
            continue
        if _of_all(letter, link):
            found.append(Proof(item, letter.settled_on or letter.as_of or letter.issued_on, False))  # type: ignore[arg-type]
            continue
        if not link.linked_by or item.account != link.account:
            continue
        if link.entry.kind == "loan" and _another_drawdown(letter, link):
            continue
        if link.entry.is_line and letter.scope == "drawdown":
            continue  # the line goes on
        if link.entry.kind == "credit_card" and (letter.scope == "drawdown" or letter.currency != link.entry.currency):
            continue  # one instalment plan of the card, or its account in another currency
        if letter.settled_on is not None:
            found.append(Proof(item, letter.settled_on, True))
        elif letter.as_of is not None:
            found.append(Proof(item, letter.as_of, False))
    return sorted(found, key=_weight, reverse=True)


def _another_number(letter: Letter, link: AccountReport) -> bool:
    """Whether letter and report print different ID numbers: one is misprinted, or they are of two people."""
    mine, theirs = letter.id_tail, link.report.id_tail
    return mine is not None and theirs is not None and mine.value != theirs.value


def _of_all(letter: Letter, link: AccountReport) -> bool:
    """Whether a letter on all of a person's loans at a lender (名下所有贷款均已结清) speaks of this one too.

    It names no account; so the lender, the person's ID number and a loan that is older than the letter must fit.
    """
    day = letter.settled_on or letter.as_of or letter.issued_on
    entry, tail = link.entry, link.report.id_tail
    return (
        letter.scope == "customer"
        and day is not None
        and entry.kind == "loan"
        and entry.section != "recovery"
        and entry.issuer is not None
        and letter.issuer == entry.issuer
        and letter.id_tail is not None
        and tail is not None
        and letter.id_tail.value == tail.value
        and entry.opened_on.value < day.value
    )


def sure(link: AccountReport, proof: Proof | None) -> bool:
    """Whether what a letter says may be said of an entry without a person having looked if they are one account."""
    return link.linked_by.certain or (proof is not None and _of_all(proof.letter, link))


def doubt_of(link: AccountReport) -> tuple[Text, ...]:
    """Return the step that says what a doubtful link rests on; none where it is certain."""
    said = _DOUBTS.get(link.linked_by)
    return (said,) if said is not None else ()


_DOUBTS = {
    LinkedBy.AMOUNT: Text(
        "报告账户与材料只按机构和金额对应，请先确认是同一账户",
        "joined by lender and amount alone: check that it is one account",
    ),
    LinkedBy.ONLY_ONE: Text(
        "报告和材料中该机构各只有一个账户，据此对应，请先确认",
        "the only account of this lender on each side: check it first",
    ),
    LinkedBy.OTHER_ISSUER: Text(
        "日期和金额相同而机构不同，请先确认是同一账户",
        "same day and amount, another lender: check that it is one account",
    ),
}


def _another_drawdown(letter: Letter, link: AccountReport) -> bool:
    """Whether a letter names another day and another amount than an entry that was joined by its contract number."""
    if link.linked_by is not LinkedBy.NUMBER:
        return False
    opened, amount = letter.opened_on, letter.loan_amount
    other_day = opened is not None and opened.value != link.entry.opened_on.value
    entry = link.entry.amount
    other_amount = amount is not None and entry is not None and not same_yuan(amount.value, entry.value)
    return other_day and other_amount


def _weight(proof: Proof) -> tuple[bool, bool, bool, str]:
    letter = proof.letter
    owed = letter.outstanding is not None and letter.outstanding.value == 0
    said = letter.settled_in_words is not None or owed
    return (proof.exact, said, letter.has_seal is True, letter.document)


def used_since(case: Case, account: str, day: date) -> bool:
    """Whether statements show that a card was used after a day: what it owes then may be newer."""
    return any((posted(e.transaction) or day) > day for e in entries(case, account, _USE))


def stays_open(link: AccountReport, letter: Letter) -> bool:
    """Whether an account may lawfully go on after its debt is paid: a card or line that nobody closed."""
    return (link.entry.kind == "credit_card" or link.entry.is_line) and letter.closes is None


def update_by(tables: Tables, settled: date, reported: date) -> date:
    """Return the day by which a report has to show a settlement: the end of the month after it.

    The yardstick was published with the repair policy; before that the same kindness is shown to the lender.
    """
    answer = tables.look_up("report_update_months", reported)
    months = answer.line.value if answer.state is State.KNOWN and answer.line else None
    return end_of_month(settled, months if isinstance(months, int) else 1)


def identity(link: AccountReport, kind: str, day: str = "") -> tuple[str, ...]:
    """Return what the report prints of an account, as first read, for ids."""
    entry, report = link.entry, link.report
    amount = entry.amount or entry.credit_limit
    return (
        entry.issuer or "",
        entry.tail.as_first_read if entry.tail else entry.opened_on.as_first_read.isoformat(),
        entry.currency,
        report.number.as_first_read if report.number else "",
        kind,
        day,
        str(amount.as_first_read if amount else ""),
    )


def rests_on(*values: Value[Any] | None) -> tuple[Value[Any], ...]:
    """Return those values that are printed."""
    return tuple(value for value in values if value is not None)


def entry_name(entry: ReportAccount) -> Text:
    """Return what a person calls an account of a report: its institution and the day it was opened."""
    day = entry.opened_on.value
    return Text(f"{entry.institution.value}（{day} 开立）", f"{entry.institution.value} (opened {day})")


def printed_day(value: Value[date]) -> str:
    """Return a day as precisely as it is printed: 2026-02-28, or 2026-02."""
    return f"{value.value:%Y-%m}" if value.precision is Precision.MONTH else value.value.isoformat()
