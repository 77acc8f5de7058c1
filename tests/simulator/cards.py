"""A credit card, simulated day by day: charges, payments, interest, penalties, bills."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .ledger import (
    FREE_RATES,
    NEW_RULES,
    Item,
    Ledger,
    Segment,
    half_up,
    print_line,
    segments,
    split_at,
)
from .model import Bill, Card, InterestLine, Kind, Row
from .terms import Terms, add_months

_LEDGER_KIND = {
    "purchase": "purchase",
    "instalment": "purchase",
    "cash_advance": "cash",
    "interest": "interest",
}
_LABELS = {"purchase": "消费本金", "instalment": "分期本金", "cash_advance": "取现本金", "interest": "上期利息"}


@dataclass(eq=False)
class DraftRow:
    """A row before printing; `ghost`: a charge taken back later, or what takes it back: no interest on either."""

    day: date
    posted: date
    text: str
    kind: Kind
    fen: int
    ghost: bool = False

    def printed(self) -> Row:
        """The row as the bill shows it."""
        return Row(self.day, self.posted, self.text, self.kind, self.fen)


@dataclass(eq=False)
class Draft:
    """A bill in the making, money in fen."""

    index: int
    period_start: date
    statement_on: date
    due_on: date
    opening: int
    rate: Decimal
    printed_rate: Decimal | None
    rows: list[DraftRow] = field(default_factory=list)
    lines: list[InterestLine] = field(default_factory=list)
    minimum: int = 0
    closing: int = 0
    settled: bool = False  # counted as paid in full by its due day (as the bank sees it)

    def total(self) -> int:
        """Opening and all rows."""
        return self.opening + sum(row.fen for row in self.rows)

    def sort(self) -> None:
        """Order rows by booking day; equal days keep their order."""
        self.rows.sort(key=lambda row: row.posted)

    def printed(self, ghosts: bool = True) -> Bill:
        """The bill; without `ghosts` as if reversed charges had never been posted."""
        rows = tuple(row.printed() for row in self.rows if ghosts or not row.ghost)
        return Bill(
            self.statement_on,
            self.period_start,
            self.due_on,
            self.opening,
            self.opening + sum(row.fen for row in rows),
            self.minimum,
            rows,
            tuple(self.lines),
            self.printed_rate,
        )


Hook = Callable[["CardSim", Draft], None]


class CardSim:
    """Runs the days of a card; `before_close` may add to a bill after its lawful charges were made."""

    def __init__(self, terms: Terms, rng: random.Random, before_close: list[Hook] | None = None) -> None:
        self.terms, self.rng = terms, rng
        self.hooks = before_close or []
        self.ledger = Ledger()
        self.drafts: list[Draft] = []
        self.planned: dict[date, list[DraftRow]] = {}
        self.settle_on: date | None = None
        self.missed = 0  # minimum payments missed in a row
        self.words: list[str] = []
        # What the bank's customer does: called at the start of each bill, and after each but the last closes.
        self.live: Callable[[CardSim, Draft], None] = lambda _sim, _draft: None
        self.repay: Callable[[CardSim, Draft, Draft], None] = lambda _sim, _bill, _next: None
        self.charged: Callable[[CardSim, Draft, DraftRow], None] = lambda _sim, _draft, _row: None

    def plan(self, row: DraftRow) -> None:
        """Have a row booked on its day."""
        self.planned.setdefault(row.posted, []).append(row)

    def statement(self, index: int) -> date:
        """Statement day of a bill."""
        return add_months(self.terms.first_statement, index, self.terms.statement_day)

    def is_last(self, draft: Draft) -> bool:
        """Whether no bill follows."""
        return draft.index == self.terms.bills - 1

    def repaid(self, bill: Draft, until: date, rows: list[DraftRow]) -> int:
        """Repayments in fen booked after the statement day of `bill`, up to `until`."""
        return -sum(r.fen for r in rows if r.kind == "repayment" and bill.statement_on < r.posted <= until)

    def run(self) -> None:
        """Run all bills."""
        opening = 0
        for index in range(self.terms.bills):
            draft = self._open(index, opening)
            self.drafts.append(draft)
            if index:
                self.repay(self, self.drafts[-2], draft)
            self.live(self, draft)
            day = draft.period_start
            while day <= draft.statement_on:
                self._day(draft, day)
                if day < draft.statement_on:
                    self.ledger.end_day(day.toordinal())
                day += timedelta(days=1)
            self._close(draft)
            self.ledger.end_day(draft.statement_on.toordinal())
            opening = draft.closing

    def _open(self, index: int, opening: int) -> Draft:
        terms = self.terms
        statement = self.statement(index)
        start = self.statement(index - 1) + timedelta(days=1)
        rate = terms.rate_of(index)
        due = statement + timedelta(days=terms.due_after)
        return Draft(index, start, statement, due, opening, rate, rate if terms.prints_rate else None)

    def _day(self, draft: Draft, day: date) -> None:
        rows = sorted(self.planned.pop(day, []), key=lambda row: row.fen < 0)
        for row in rows:
            self._book(draft, row)
        if draft.index:
            before = self.drafts[-2]
            first = before.due_on + timedelta(days=self.terms.grace + 1)
            if day == (draft.statement_on if self.terms.penalty_on_statement else first):
                self._penalty(before, draft, day)
        if day == self.settle_on:
            owed = draft.total()
            if owed > 0:
                self._book(draft, DraftRow(day, day, "还款 结清", "repayment", -owed))

    def _book(self, draft: Draft, row: DraftRow) -> None:
        draft.rows.append(row)
        if row.fen > 0 and row.kind in ("fee", "penalty", "late_fee", "interest"):
            self.charged(self, draft, row)
        if row.ghost:
            return
        if row.fen < 0:
            self.ledger.pay(-row.fen)
            return
        self._owe(draft, row)

    def _owe(self, draft: Draft, row: DraftRow) -> None:
        kind = _LEDGER_KIND.get(row.kind, "fee")
        booked = row.posted.toordinal()
        since = row.day.toordinal() if kind in ("purchase", "cash") and not self.terms.from_posting else booked
        self.ledger.charge(Item(_LABELS.get(row.kind, row.text), kind, draft.index, since, row.fen), booked)

    def _penalty(self, before: Draft, draft: Draft, day: date) -> None:
        until = before.due_on + timedelta(days=self.terms.grace)
        shortfall = before.minimum - self.repaid(before, until, draft.rows)
        if shortfall <= 0:
            self.missed = 0
            return
        self.missed += 1
        percent = 6 if self.terms.issuer == "广发银行" and self.missed >= 2 else self.terms.penalty_percent
        fen = max(half_up(Fraction(shortfall * percent, 100)), self.terms.penalty_floor)
        if self.terms.penalty_cap is not None:
            fen = min(fen, self.terms.penalty_cap)
        if fen > 0:
            old = day.toordinal() < NEW_RULES
            text = "滞纳金" if old else self.terms.penalty_text
            self._book(draft, DraftRow(day, day, text, "late_fee" if text == "滞纳金" else "penalty", fen))

    def _close(self, draft: Draft) -> None:
        parts = self._accrue(draft)
        fresh = self._book_interest(draft, parts)
        for hook in self.hooks:
            hook(self, draft)
        for row in draft.rows[fresh:]:
            if not row.ghost:
                self._owe(draft, row)
        draft.sort()
        draft.closing = draft.total()
        draft.minimum = self._minimum(draft)

    def _book_interest(self, draft: Draft, parts: list[Segment]) -> int:
        """Book the interest of the segments; returns the index of the first row not yet in the ledger."""
        terms, fresh = self.terms, len(draft.rows)
        groups: dict[str, list[Segment]] = {}
        for part in parts:
            cash = terms.own_cash_row and part.label == "取现本金"
            groups.setdefault("取现利息" if cash else terms.interest_text, []).append(part)
        for text, group in groups.items():
            if terms.prints_lines:
                # Where both ends count, the last day printed is always one that counts.
                last_day = terms.prints_last_day or terms.both_ends
                lines = [print_line(p, self._rate(draft, p), last_day) for p in group]
                lines = [line for line in lines if line.fen > 0]
                draft.lines += lines
                fen = sum(line.fen for line in lines)
            else:
                exact = sum(Fraction(p.base * (p.stop - p.start)) * Fraction(self._rate(draft, p)) for p in group)
                fen = half_up(Fraction(exact))
                if terms.issuer == "广发银行" and 0 < fen < 100 and len(groups) == 1:
                    fen = 100
            if fen > 0:
                row = DraftRow(draft.statement_on, draft.statement_on, text, "interest", fen)
                draft.rows.append(row)
                self.charged(self, draft, row)
        return fresh

    def _rate(self, draft: Draft, part: Segment) -> Decimal:
        if self.terms.rate_from_2021 is not None and part.start >= FREE_RATES:
            return self.terms.rate_from_2021
        return draft.rate

    def _accrue(self, draft: Draft) -> list[Segment]:
        """Segments that bear interest with this bill; what was decided starts afresh on the statement day."""
        before = self.drafts[-2] if draft.index else None
        limit: int | None = None
        if before is not None:
            until = before.due_on + timedelta(days=self.terms.grace)
            paid = self.repaid(before, until, draft.rows)
            before.settled = before.closing <= 0 or paid + self.terms.tolerance >= before.closing
            limit = until.toordinal()
        full = before is None or before.settled
        stop = draft.statement_on.toordinal()
        found: list[Segment] = []
        for item in self.ledger.items:
            billed = item.bill < draft.index
            if self._bears(item, billed, full):
                most = None
                if self.terms.unpaid_part and item.kind == "purchase" and not item.bearing and limit is not None:
                    most = item.eod.get(min(limit, stop - 1), 0)
                cut = segments(item, stop, self.terms.both_ends, most)
                if item.kind == "fee":
                    # No line may name a day from 2017, not even as the day after its last one.
                    cut = [replace(p, split=True) for p in split_at(cut, NEW_RULES) if p.stop <= NEW_RULES]
                elif self.terms.rate_from_2021 is not None:
                    cut = split_at(cut, FREE_RATES)
                found += cut
                item.bearing = item.bearing or item.kind != "fee"
            elif not billed:
                continue
            elif item.kind == "purchase":
                item.bill = draft.index  # forgiven within the tolerance: billed again
            item.since, item.eod = stop, {}
        self.ledger.items = [
            item for item in self.ledger.items if item.left > 0 or (item.bill == draft.index and not item.bearing)
        ]
        return found

    def _bears(self, item: Item, billed: bool, full: bool) -> bool:
        if item.kind == "fee":
            return self.terms.fees_bear_interest and billed and not full and item.since < NEW_RULES
        if item.bearing or item.kind == "cash":
            return True
        if item.kind == "interest":
            return self.terms.compound and billed and not full
        return not full and (billed or self.terms.lose_next)

    def _minimum(self, draft: Draft) -> int:
        if draft.closing <= 0:
            return 0
        charges = sum(r.fen for r in draft.rows if r.fen > 0 and r.kind not in ("purchase", "cash_advance"))
        carried = 0
        if draft.index:
            before = self.drafts[-2]
            carried = max(0, before.minimum - self.repaid(before, draft.statement_on, draft.rows))
        rest = max(0, draft.closing - charges - carried)
        minimum = charges + carried + half_up(Fraction(rest * self.terms.minimum_percent, 100))
        return min(draft.closing, max(minimum, self.terms.minimum_floor))

    def card(self, settled_on: date | None = None) -> Card:
        """The card as its papers show it."""
        return Card(
            self.terms.issuer,
            self.terms.tail,
            self.terms.currency,
            tuple(draft.printed() for draft in self.drafts),
            self.terms.told_grace,
            settled_on,
        )
