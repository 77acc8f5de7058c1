"""Errors put into a card on purpose, and lawful charges that come close to one."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from .bounds import set604_border, upper_interest
from .cards import CardSim, Draft, DraftRow
from .habits import Habits
from .ledger import FREE_RATES, Item, half_up, line_interest
from .model import InterestLine, Planted
from .terms import NEW_RULES_FROM, STANDARD

CHARGES = ("interest", "penalty", "late_fee", "fee")
LAST_CAPPED = date(2020, 12, 31)


@dataclass(eq=False)
class Mark:
    """What was planted where; `thing` is the row or line itself, difference in fen."""

    bill: int
    on: Literal["row", "line", "bill"]
    thing: DraftRow | InterestLine | None
    difference: int


Planter = Callable[[CardSim, Draft, random.Random], Mark | None]


class PlantHook:
    """Plants one error, at a bill drawn among those where it can be planted alone."""

    def __init__(self, code: str, planter: Planter, rng: random.Random, habits: Habits) -> None:
        self.code, self.planter, self.rng, self.habits = code, planter, rng, habits
        self.mark: Mark | None = None

    def __call__(self, sim: CardSim, draft: Draft) -> None:
        if self.mark is not None or draft.index == 0 or _taken_back(sim, draft):
            return
        if draft.index < sim.terms.bills - 2 and self.rng.random() < 0.4:
            return
        self.mark = self.planter(sim, draft, self.rng)
        if self.mark is not None:
            # What is taken back later could be taken for this error's reversal.
            self.habits.reversal = self.habits.wrong_reversed = 0

    def planted(self, sim: CardSim) -> Planted:
        """The planted error with its place in the printed card."""
        assert self.mark is not None
        draft = sim.drafts[self.mark.bill]
        place = -1
        if self.mark.on == "row":
            place = next(i for i, row in enumerate(draft.rows) if row is self.mark.thing)
        elif self.mark.on == "line":
            place = next(i for i, line in enumerate(draft.lines) if line is self.mark.thing)
        where = (self.mark.bill, place)
        return Planted(self.code, sim.terms.tail, where, "error", self.mark.difference, self.mark.on)


def _taken_back(sim: CardSim, draft: Draft) -> bool:
    """Whether a reversal stands in this bill or the two before, or is still to come."""
    near = sim.drafts[max(0, draft.index - 2) :]
    return any(r.ghost for d in near for r in d.rows) or any(r.ghost for rows in sim.planned.values() for r in rows)


def _add(draft: Draft, posted: date, text: str, fen: int) -> DraftRow:
    kind: Literal["interest", "penalty", "late_fee", "fee"] = "fee"
    if "利息" in text:
        kind = "interest"
    elif text == "违约金":
        kind = "penalty"
    row = DraftRow(posted, posted, text, kind, fen)
    draft.rows.append(row)
    return row


def _more_interest(sim: CardSim, draft: Draft, fen: int) -> None:
    """Let the interest posted follow a changed line."""
    for row in draft.rows:
        if row.kind == "interest":
            row.fen += fen
            return
    _add(draft, draft.statement_on, sim.terms.interest_text, fen)


def _day(rng: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def _replace_line(draft: Draft, old: InterestLine, new: InterestLine) -> None:
    draft.lines[next(i for i, line in enumerate(draft.lines) if line is old)] = new


def twice(text: str) -> Planter:
    """DUP101: a charge of this name, or any interest (""), posted twice in one bill."""

    def planter(sim: CardSim, draft: Draft, rng: random.Random) -> Mark | None:
        wanted = [r for r in draft.rows if r.text == text or (not text and r.kind == "interest")]
        wanted = [r for r in wanted if r.fen >= 10]
        if not wanted:
            return None
        first = rng.choice(wanted)
        posted = _day(rng, first.posted, draft.statement_on) if rng.random() < 0.5 else first.posted
        second = DraftRow(posted, posted, first.text, first.kind, first.fen)
        draft.rows.append(second)
        return Mark(draft.index, "row", second, second.fen)

    return planter


def over_limit_fee(_sim: CardSim, draft: Draft, rng: random.Random) -> Mark | None:
    """PEN202: 超限费 from 2017-01-01, often on that very day."""
    if draft.statement_on < NEW_RULES_FROM:
        return None
    first = max(draft.period_start, NEW_RULES_FROM)
    day = first if rng.random() < 0.2 else _day(rng, first, draft.statement_on)
    row = _add(draft, day, "超限费", rng.randint(100, 20000))
    return Mark(draft.index, "row", row, row.fen)


def needless_penalty(sim: CardSim, draft: Draft, rng: random.Random) -> Mark | None:
    """PEN204: 违约金 although the printed minimum was repaid by its due day."""
    before = sim.drafts[draft.index - 1]
    first = max(before.due_on + timedelta(days=1), NEW_RULES_FROM)
    if before.minimum <= 0 or sim.repaid(before, before.due_on, draft.rows) < before.minimum:
        return None
    if draft.statement_on < first or any(r.kind in ("penalty", "late_fee") for r in draft.rows):
        return None
    fen = max(half_up(Fraction(before.minimum * 5, 100)), 1000)
    row = _add(draft, rng.choice((first, draft.statement_on)), "违约金", fen)
    return Mark(draft.index, "row", row, fen)


def interest_on_fee(sim: CardSim, draft: Draft, rng: random.Random) -> Mark | None:
    """PEN205: a line of the 计息明细 whose base is a fee."""
    before = sim.drafts[draft.index - 1]
    found = [(before.statement_on, r) for r in before.rows] + [(r.posted, r) for r in draft.rows]
    fees = [(day, r) for day, r in found if r.kind in ("penalty", "late_fee", "fee") and day >= NEW_RULES_FROM]
    fees = [(day, r) for day, r in fees if r.text != "超限费" and day < draft.statement_on]
    if not fees:
        return None
    start, fee = rng.choice(fees)
    days = (draft.statement_on - start).days
    if sim.terms.both_ends:
        days += 1
    rate = draft.rate
    if sim.terms.rate_from_2021 is not None and start.toordinal() >= FREE_RATES:
        rate = sim.terms.rate_from_2021
    fen = half_up(sum((Fraction(fee.fen) * Fraction(rate) for _ in range(days)), Fraction(0)))
    if fen < 2:
        return None
    line = InterestLine(fee.text, fee.fen, start, draft.statement_on, days, rate, fen)
    draft.lines.insert(rng.randint(0, len(draft.lines)), line)
    _more_interest(sim, draft, fen)
    return Mark(draft.index, "line", line, fen)


def rate_too_high(sim: CardSim, draft: Draft, rng: random.Random) -> Mark | None:
    """INT301: a line above 0.05 % a day in 2017-2020, or above the rate this bill prints."""
    lines = list(draft.lines)
    rng.shuffle(lines)
    for line in lines:
        limits = [draft.printed_rate] if draft.printed_rate is not None else []
        if line.start >= NEW_RULES_FROM and line.end <= LAST_CAPPED:
            limits.append(STANDARD)
        if not limits:
            continue
        lawful = min(limits)
        rate = lawful + Decimal(rng.choice(("0.00001", "0.00005", "0.0001", "0.0002")))
        fen = line_interest(line.base, rate, line.days)
        excess = fen - line_interest(line.base, lawful, line.days)
        if excess < 10:
            continue
        new = replace(line, rate=rate, fen=fen)
        _replace_line(draft, line, new)
        _more_interest(sim, draft, fen - line.fen)
        return Mark(draft.index, "line", new, excess)
    return None


def needless_interest(sim: CardSim, draft: Draft, rng: random.Random) -> Mark | None:
    """INT302: 循环利息 although this bill's two predecessors were paid in full in time."""
    if draft.index < 2 or draft.lines or draft.statement_on < NEW_RULES_FROM:
        return None
    three = sim.drafts[draft.index - 2 : draft.index + 1]
    for bill, following in itertools.pairwise(three):
        if bill.closing <= 0 or sim.repaid(bill, bill.due_on, following.rows) < bill.closing:
            return None
    if any(r.kind in ("cash_advance", "instalment", "interest") for bill in three for r in bill.rows):
        return None
    if draft.index > 2:
        older = sim.drafts[draft.index - 3]
        if older.closing > 0 and sim.repaid(older, older.due_on, three[0].rows) < older.closing:
            return None
    row = _add(draft, draft.statement_on, "循环利息", rng.randint(500, 9000))
    return Mark(draft.index, "row", row, row.fen)


def line_above_itself(sim: CardSim, draft: Draft, rng: random.Random) -> Mark | None:
    """INT303: a line above its own base x rate x days, or with more days than its dates."""
    if not draft.lines:
        return None
    line = rng.choice(draft.lines)
    if rng.random() < 0.5:
        days = (line.end - line.start).days + 1 + rng.randint(1, 30)
        new = replace(line, days=days, fen=line_interest(line.base, line.rate, days))
        expected = line_interest(line.base, line.rate, (line.end - line.start).days + 1)
    else:
        expected = line_interest(line.base, line.rate, line.days)
        new = replace(line, fen=expected + rng.choice((2, 3, 10, 500, rng.randint(2, 9000))))
    if new.fen - expected < 2:
        return None
    _replace_line(draft, line, new)
    _more_interest(sim, draft, new.fen - line.fen)
    return Mark(draft.index, "line", new, new.fen - expected)


def _bounded(sim: CardSim, draft: Draft) -> tuple[DraftRow, int, int] | None:
    """The only interest row of a bill without lines, its bound and tolerance in fen."""
    before = sim.drafts[draft.index - 1]
    interest = [r for r in draft.rows if r.kind == "interest"]
    rows = before.rows + draft.rows
    if draft.lines or len(interest) != 1 or interest[0].fen < 100 or any(r.ghost for r in rows):
        return None
    paid = [r.posted for r in rows if r.kind in ("repayment", "refund")]
    if len(set(paid)) < len(paid):
        return None  # two payments of one day can be counted in two ways
    bound = upper_interest(before.printed(), draft.printed(), sim.terms.issuer)
    return None if bound is None else (interest[0], bound.upper, bound.tolerance)


def above_bound(sim: CardSim, draft: Draft, rng: random.Random) -> Mark | None:
    """INT303: the interest of a bill without lines is well above the bound."""
    found = _bounded(sim, draft)
    if found is None:
        return None
    row, upper, tolerance = found
    excess = 2 * tolerance + rng.choice((20, rng.randint(20, 500), rng.randint(100, 20000)))
    row.fen = upper + excess
    return Mark(draft.index, "row", row, excess)


def after_settlement(sim: CardSim, draft: Draft, rng: random.Random) -> Mark | None:
    """SET604: a charge later than the second month after the settlement."""
    if sim.settle_on is None:
        return None
    first = max(draft.period_start, set604_border(sim.settle_on) + timedelta(days=1))
    if first > draft.statement_on:
        return None
    text = rng.choice(("年费", "循环利息", "违约金"))
    if text == "违约金" and first < NEW_RULES_FROM:
        text = "年费"
    day = draft.statement_on if text == "循环利息" else rng.choice((first, _day(rng, first, draft.statement_on)))
    row = _add(draft, day, text, 20000 if text == "年费" else rng.randint(100, 9000))
    return Mark(draft.index, "row", row, row.fen)


def wrong_opening(sim: CardSim, draft: Draft, rng: random.Random) -> Mark | None:
    """STM502: the bill opens higher than the one before closed."""
    more = rng.choice((1, rng.randint(1, 100), rng.randint(100, 50000)))
    draft.opening += more
    # Paid first and without interest, like a fee: the charges of later bills stay lawful.
    sim.ledger.items.append(Item("上期余额", "fee", draft.index - 1, draft.statement_on.toordinal(), more))
    return Mark(draft.index, "bill", None, more)


def near_misses(chance: float, rng: random.Random) -> Callable[[CardSim, Draft], None]:
    """A hook for lawful cards: interest that is as high as it may be."""

    def hook(sim: CardSim, draft: Draft) -> None:
        if draft.index == 0 or rng.random() >= chance or _taken_back(sim, draft):
            return
        found = _bounded(sim, draft)
        if found is not None:
            row, upper, tolerance = found
            row.fen = max(row.fen, upper + rng.choice((-1, 0, tolerance // 2)))
            sim.words.append(f"bill {draft.index}: interest close to its bound")
        elif draft.lines:
            line = rng.choice(draft.lines)
            _replace_line(draft, line, replace(line, fen=line.fen + 1))
            _more_interest(sim, draft, 1)
            sim.words.append(f"bill {draft.index}: a line is 0.01 above its product")

    return hook
