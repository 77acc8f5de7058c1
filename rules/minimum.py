"""The minimum payment that a penalty judges, and what was paid of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.records.case import AccountStatement, Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Transaction
from pipeline.records.finding import Severity, Text
from pipeline.values.text import key
from rules.common import amount, before, card_statement, cleared, entries, facts_of, posted, yuan
from rules.tables.load import State, Tables

_BOOKING = timedelta(days=3)
"""A payment whose posting day is not printed is booked that much later at most."""

_BACK = re.compile(r"退票|退回|撤销|撤回|冲正|冲回|失败|领回|转出")
PENALTIES = (Kind.PENALTY, Kind.LATE_FEE)


@dataclass(frozen=True, slots=True)
class Paid:
    """Payments between a statement's day and a last day, and those taken back, with their sum (fen)."""

    rows: tuple[Transaction, ...]
    total: int

    @property
    def sum(self) -> str:
        """How the payments add up, for a sentence: "800.00 + 200.00 = 1,000.00", "0.00" where there are none."""
        parts = "".join(f" {'+' if amount(p) < 0 else '−'} {yuan(abs(amount(p)))}" for p in self.rows)
        total = f" = {yuan(self.total)}" if len(self.rows) > 1 else ""
        return (parts.removeprefix(" + ").strip() or "0.00") + total

    def steps(self) -> list[Text]:
        """Return one step per payment."""
        return [
            Text(f"{posted(p)} 还款 {yuan(-amount(p))} 元", f"{posted(p)} paid {yuan(-amount(p))}")
            if amount(p) < 0
            else Text(f"{posted(p)} 退回 {yuan(amount(p))} 元", f"{posted(p)} taken back {yuan(amount(p))}")
            for p in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Minimum:
    """A penalty with the minimum payment that it judges.

    Attributes:
        entry: The penalty.
        item: The statement with the penalty.
        previous: The statement before, which prints the minimum.
        fen, due, start: Minimum, its due day, and the day of that statement.
        day: Day on which the penalty was posted.
    """

    entry: Entry
    item: AccountStatement
    previous: AccountStatement
    fen: Value[int]
    due: Value[date]
    start: Value[date]
    day: date

    @property
    def step(self) -> Text:
        """What was to be paid, as the first step of a calculation."""
        return Text(
            f"上期账单（{self.start.value}）：最低还款额 {yuan(self.fen.value)} 元，到期还款日 {self.due.value}",
            f"statement of {self.start.value}: minimum {yuan(self.fen.value)}, due {self.due.value}",
        )


def judged_minimum(case: Case, entry: Entry) -> Minimum | None:
    """Return the minimum that a penalty judges; None where the papers do not say which, or it was taken back."""
    row = entry.transaction
    item = card_statement(case, row)
    if row.kind not in PENALTIES or amount(row) <= 0 or item is None:
        return None
    previous = before(case, item)
    if previous is None:
        return None
    minimum, due = previous.statement.minimum, previous.statement.due_on
    start, day = previous.statement.statement_on, posted(row)
    if minimum is None or due is None or start is None or day is None or day <= due.value:
        return None
    if minimum.value < 0:
        return None  # a misread sign: any payment, and none, would be enough
    if cleared(case, entry, "违约金" if row.kind is Kind.PENALTY else "滞纳金"):
        return None
    if any(
        (other.statement.minimum is None or other.statement.minimum.value != minimum.value)
        or (other.statement.due_on is None or other.statement.due_on.value != due.value)
        for other in case.statements
        if other.account == previous.account
        and other.statement.currency == previous.statement.currency
        and other.statement.statement_on is not None
        and other.statement.statement_on.value == start.value
    ):
        return None  # two prints of one statement contradict each other
    if re.search(r"\d{4}年|\d{1,2}月|补收", key(row.description.value)):
        return None  # it names a cycle of its own
    return Minimum(entry, item, previous, minimum, due, start, day)


def missing_for(case: Case, entry: Entry) -> Text | None:
    """Return what is missing to judge a penalty by the minimum it is for; None where nothing is."""
    row = entry.transaction
    item = card_statement(case, row)
    if row.kind not in PENALTIES or amount(row) <= 0 or item is None or posted(row) is None:
        return None
    if cleared(case, entry, "违约金" if row.kind is Kind.PENALTY else "滞纳金"):
        return None
    previous = before(case, item)
    if previous is None:
        return Text("上一期账单", "the statement before")
    if previous.statement.minimum is None or previous.statement.due_on is None:
        return Text("上一期账单的最低还款额和到期还款日", "minimum and due day of the statement before")
    return None


def payments(case: Case, judged: Minimum, last: date) -> Paid:
    """Add up repayments booked after the statement's day and by a last day, as the bill with the penalty shows them."""
    return paid_between(case, judged.item, judged.start.value, last)


def paid_between(case: Case, shown_in: AccountStatement, start: date, last: date) -> Paid:
    """Add up repayments booked after one day and by another, of the card whose bill shows them.

    One taken back counts against them, whenever: a payment that came back paid nothing.
    Refunds booked after the statement's day do not reduce what must be paid (card contracts say so).
    """
    rows = []
    kinds = (Kind.REPAYMENT, Kind.ADJUSTMENT, Kind.OTHER, Kind.PURCHASE)
    document, currency = shown_in.statement.document, shown_in.statement.currency
    found = list(entries(case, shown_in.account, kinds))
    for entry in found:
        row = entry.transaction
        day = posted(row)
        if row.currency != currency or day is None or day <= start:
            continue
        if any(_same_payment(entry, other, document) for other in found):
            continue
        booked = day if row.posted_on else day + _BOOKING
        repaid = row.kind is Kind.REPAYMENT and ("退" not in row.section or "还款" in row.description.value)
        paid = repaid and amount(row) < 0 and booked <= last
        named = row.kind is not Kind.PURCHASE or _BACK.search(key(row.description.value)) is not None
        if paid or (amount(row) > 0 and named):
            rows.append(row)
    return Paid(tuple(rows), -sum(amount(row) for row in rows))


def _same_payment(entry: Entry, other: Entry, document: str) -> bool:
    """Whether another paper's row may be one that the accused statement shows under a near day (traded, not posted)."""
    a, b = posted(entry.transaction), posted(other.transaction)
    return (
        document not in {r.document for r in (entry.transaction, *entry.also_in)}
        and document in {r.document for r in (other.transaction, *other.also_in)}
        and amount(entry.transaction) == amount(other.transaction)
        and a is not None
        and b is not None
        and abs((a - b).days) <= _BOOKING.days
    )


@dataclass(frozen=True, slots=True)
class Grace:
    """Days of grace (容时): how many, whether the person told them, and the gravest finding they carry."""

    days: int
    told: bool
    carries: Severity


def grace(case: Case, tables: Tables, item: AccountStatement, day: date) -> Grace:
    """Return a card's days of grace: the person's own contract, else a published tariff; none where unknown."""
    for fact in facts_of(case, item):
        if fact.grace_days is not None:
            return Grace(fact.grace_days, told=True, carries=Severity.WARNING)
    name = f"{item.statement.issuer}/grace_days"
    answer = tables.look_up(name, day)
    if answer.state is State.KNOWN and answer.line is not None and isinstance(answer.line.value, int):
        return Grace(answer.line.value, told=False, carries=tables.may_carry(name, day))
    return Grace(0, told=False, carries=Severity.NOTICE)
