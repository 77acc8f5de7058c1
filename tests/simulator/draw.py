"""Draws accounts: half of them lawful, half with one error; every code about equally often."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from .cards import CardSim
from .habits import Habits, Holder
from .loans import Book, Deal, Life, draw_deal, run_loan
from .model import Drawn, Planted
from .plant import (
    Planter,
    PlantHook,
    above_bound,
    after_settlement,
    interest_on_fee,
    line_above_itself,
    near_misses,
    needless_interest,
    needless_penalty,
    over_limit_fee,
    rate_too_high,
    twice,
    wrong_opening,
)
from .plant_loans import (
    LoanPlanter,
    above_plan,
    charged_after_end,
    collected_twice,
    kept_back,
    lawful_event,
    penalty_too_high,
    undisclosed,
)
from .terms import Terms, draw_terms

CARD_CODES = ("DUP101", "PEN202", "PEN204", "PEN205", "INT301", "INT302", "INT303", "SET604", "STM502")
LOAN_CODES = ("LOAN402", "LOAN403", "LOAN405", "LOAN406", "LOAN407", "DUP103")
CODES = CARD_CODES + LOAN_CODES
_EARLY, _LATE = date(2015, 1, 1), date(2026, 2, 1)


@dataclass
class CardCase:
    """A card that was run, with its inner books for those who check it."""

    sim: CardSim
    planted: tuple[Planted, ...]
    drawn: Drawn


@dataclass
class _Setup:
    """What a code needs of a card."""

    planter: Planter
    first: date = _EARLY
    last: date = _LATE
    habits: Habits = field(default_factory=Habits)
    adjust: Callable[[Terms], None] = lambda _terms: None


def draw_account(rng: random.Random) -> Drawn:
    """Draw one account; the same state of `rng` draws the same account."""
    code = rng.choice(CODES) if rng.random() < 0.5 else None
    if code in CARD_CODES or (code is None and rng.random() < 0.6):
        return draw_card(rng, code).drawn
    return draw_loan(rng, code)


def draw_card(rng: random.Random, code: str | None = None) -> CardCase:
    """Draw a card with that error, or a lawful one."""
    while True:
        case = _lawful_card(rng) if code is None else _wrong_card(rng, code)
        if case is not None:
            return case


def _run(rng: random.Random, terms: Terms, habits: Habits, hook: PlantHook | None) -> CardSim:
    sim = CardSim(terms, rng, [hook if hook is not None else near_misses(0.25, rng)])
    Holder(habits, rng).attach(sim)
    sim.run()
    return sim


def _case(sim: CardSim, planted: tuple[Planted, ...]) -> CardCase:
    card = sim.card(sim.settle_on)
    words = sim.terms.words() + tuple(sim.words)
    return CardCase(sim, planted, Drawn(card, (), planted, words))


def _lawful_card(rng: random.Random) -> CardCase:
    terms, habits = draw_terms(rng, last=_LATE), Habits()
    if rng.random() < 0.2:
        habits.only = rng.choice(("full", "none", "late_full", "minimum"))
    if rng.random() < 0.15:
        habits.settle_at = rng.randint(1, 3)
        if rng.random() < 0.4:
            habits.return_at = habits.settle_at + rng.randint(1, 3)
    return _case(_run(rng, terms, habits, None), ())


def _wrong_card(rng: random.Random, code: str) -> CardCase | None:
    setup = _setup(rng, code)
    terms = draw_terms(rng, setup.first, setup.last)
    setup.adjust(terms)
    hook = PlantHook(code, setup.planter, rng, setup.habits)
    sim = _run(rng, terms, setup.habits, hook)
    return _case(sim, (hook.planted(sim),)) if hook.mark is not None else None


def _lines(terms: Terms) -> None:
    terms.prints_lines = True


def _no_lines(terms: Terms) -> None:
    terms.prints_lines, terms.rate_from_2021 = False, None


def _plain(terms: Terms) -> None:
    _no_lines(terms)
    terms.interest_text = "循环利息"


def _printed(terms: Terms) -> None:
    _lines(terms)
    terms.rate_from_2021, terms.prints_rate = None, True


def _long(terms: Terms) -> None:
    terms.bills = max(terms.bills, 7)


def _contract_penalty(terms: Terms) -> None:
    terms.penalty_text = "违约金"


def _setup(rng: random.Random, code: str) -> _Setup:
    late = Habits(weights=(1, 3, 3, 3, 3, 3), busy=(1, 3))
    if code == "DUP101":
        text = rng.choice(("", "违约金", "年费"))
        late.fees = 0.6 if text == "年费" else late.fees
        first = date(2017, 1, 1) if text == "违约金" else _EARLY
        return _Setup(twice(text), first, habits=late, adjust=_contract_penalty if text == "违约金" else _long)
    if code == "PEN202":
        return _Setup(over_limit_fee, date(2016, 10, 1))
    if code == "PEN204":
        return _Setup(needless_penalty, date(2016, 11, 1), habits=Habits(weights=(4, 4, 1, 1, 1, 0), busy=(1, 3)))
    if code == "PEN205":
        late.fees = 0.5
        return _Setup(interest_on_fee, date(2016, 11, 1), habits=late, adjust=_lines)
    if code == "INT301":
        if rng.random() < 0.5:
            return _Setup(rate_too_high, date(2016, 12, 1), date(2020, 8, 1), late, _lines)
        return _Setup(rate_too_high, habits=late, adjust=_printed)
    if code == "INT302":
        steady = Habits(only="full", busy=(1, 4), cash=0.04, instalment=0.02)
        return _Setup(needless_interest, date(2016, 10, 1), habits=steady, adjust=_plain)
    if code == "INT303" and rng.random() < 0.5:
        return _Setup(line_above_itself, habits=late, adjust=_lines)
    if code == "INT303":
        late.instalment = 0.02
        return _Setup(above_bound, date(2016, 11, 1), habits=late, adjust=_no_lines)
    if code == "SET604":
        settled = Habits(settle_at=rng.randint(1, 2), busy=(1, 3), weights=(3, 3, 2, 2, 2, 0))
        return _Setup(after_settlement, habits=settled, adjust=_long)
    return _Setup(wrong_opening)


def draw_loan(rng: random.Random, code: str | None = None) -> Drawn:
    """Draw a loan with that error, or a lawful one."""
    while True:
        drawn = _loan(rng, code)
        if drawn is not None:
            return drawn


def _loan(rng: random.Random, code: str | None) -> Drawn | None:
    if code is None:
        spans = ((date(2015, 1, 1), date(2026, 9, 10)),) * 6 + (
            (date(2026, 6, 1), date(2026, 9, 10)),
            (date(2026, 7, 30), date(2026, 8, 2)),
            (date(2020, 12, 20), date(2021, 1, 5)),
        )
        book = run_loan(draw_deal(rng, *rng.choice(spans)), rng, Life())
        lawful_event(book, rng)
        book.sort()
        return _drawn(book, ())
    deal, life, planter = _loan_setup(rng, code)
    book = run_loan(deal, rng, life)
    found = planter(book, rng)
    if found is None:
        return None
    book.sort()
    row, difference = found
    place = next(i for i, r in enumerate(book.rows) if r is row)
    return _drawn(book, (Planted(code, deal.contract_no, (None, place), "error", difference),))


def _drawn(book: Book, planted: tuple[Planted, ...]) -> Drawn:
    deal = book.deal
    words = (deal.lender, deal.style, f"{deal.months} months", f"opened {deal.opened_on}", *book.words)
    return Drawn(book.loan(), book.accounts(), planted, words)


def _loan_setup(rng: random.Random, code: str) -> tuple[Deal, Life, LoanPlanter]:
    calm = Life(traps=False)
    if code == "LOAN402":
        calm.late, calm.early = 0.4, 0.1
        return draw_deal(rng), calm, penalty_too_high
    if code == "LOAN403":
        first = date(2021, 1, 1)
        deal = draw_deal(rng, first) if rng.random() < 0.9 else draw_deal(rng, first, first)
        return deal, calm, kept_back
    if code == "LOAN405":
        return draw_deal(rng, last=date(2026, 2, 1)), calm, charged_after_end
    if code == "LOAN406":
        return draw_deal(rng), calm, above_plan
    if code == "LOAN407":
        deal = draw_deal(rng, date(2026, 8, 1))
        deal.cost_items = deal.cost_items or ("利息",)
        return deal, calm, undisclosed
    calm.early, calm.returned = 0.0, 0.0
    deal = draw_deal(rng)
    deal.debit_tail = deal.debit_tail or f"{rng.randrange(10000):04d}"
    return deal, calm, collected_twice
