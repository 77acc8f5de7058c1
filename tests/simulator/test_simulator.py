"""The simulator against worked numbers of the law file, against itself, and its speed of turning up every error."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from .audit import Found, audit_card, audit_loan
from .bounds import most_penalty_interest, set604_border, upper_interest
from .cards import CardSim, DraftRow
from .draw import CARD_CODES, CODES, CardCase, draw_account, draw_card, draw_loan
from .loans import Deal, make_plan
from .model import Bill, Card, Drawn, Loan
from .terms import Terms


def card_of(terms: Terms, purchase: tuple[date, int], payments: list[tuple[date, int]]) -> list[Bill]:
    """The bills of a card with one purchase and these repayments (fen)."""
    sim = CardSim(terms, random.Random(0))
    sim.plan(DraftRow(purchase[0], purchase[0], "消费", "purchase", purchase[1]))
    for day, fen in payments:
        sim.plan(DraftRow(day, day, "还款", "repayment", -fen))
    sim.run()
    return list(sim.card().bills)


def terms_of(statement: date, due_after: int, bills: int = 2, **more: bool) -> Terms:
    """A plain contract: 10 % minimum, 5 % penalty without floor, 0.05 % a day."""
    terms = Terms("招商银行", statement_day=statement.day, first_statement=statement, due_after=due_after, bills=bills)
    for name, value in more.items():
        setattr(terms, name, value)
    return terms


def charged(bill: Bill, kind: str) -> int:
    """What the bill charges of a kind, in fen."""
    return sum(r.fen for r in bill.rows if r.kind == kind)


@pytest.mark.parametrize(
    ("start", "due_after", "purchase", "payment", "interest"),
    [
        (date(2025, 6, 5), 20, (date(2025, 5, 30), 150000), (date(2025, 6, 25), 15000), 2625),
        (date(2024, 12, 25), 19, (date(2024, 12, 10), 1500000), (date(2025, 1, 13), 75000), 34050),
        (date(2024, 12, 25), 19, (date(2024, 12, 10), 1500000), (date(2025, 1, 13), 150000), 33600),
    ],
)
def test_published_examples(
    start: date, due_after: int, purchase: tuple[date, int], payment: tuple[date, int], interest: int
) -> None:
    bills = card_of(terms_of(start, due_after), purchase, [payment])
    assert charged(bills[1], "interest") == interest


OWN = (date(2025, 3, 10), 1000000)
DUE = date(2025, 4, 25)


@pytest.mark.parametrize(
    ("paid", "more", "interest", "penalty"),
    [
        (1000000, {}, 0, 0),
        (100000, {}, 27500, 0),
        (100000, {"unpaid_part": True}, 25200, 0),
        (0, {}, 28000, 5000),
        (0, {"both_ends": True}, 28500, 5000),
        (0, {"prints_lines": True}, 28000, 5000),
    ],
)
def test_own_example(paid: int, more: dict[str, bool], interest: int, penalty: int) -> None:
    bills = card_of(terms_of(date(2025, 4, 5), 20, **more), OWN, [(DUE, paid)] if paid else [])
    assert bills[0].minimum == 100000
    assert charged(bills[1], "interest") == interest
    assert charged(bills[1], "penalty") == penalty
    assert sum(line.fen for line in bills[1].interest_lines) == (interest if more.get("prints_lines") else 0)
    bound = upper_interest(bills[0], bills[1], "招商银行")
    assert bound is not None
    assert interest <= bound.upper


@pytest.mark.parametrize(("compound", "interest"), [(True, 15934), (False, 15500)])
def test_second_month_unpaid(compound: bool, interest: int) -> None:
    bills = card_of(terms_of(date(2025, 4, 5), 20, 3, compound=compound), OWN, [])
    assert charged(bills[2], "interest") == interest


def test_bound_of_own_example() -> None:
    bills = card_of(terms_of(date(2025, 4, 5), 20, 3), OWN, [(DUE, 100000)])
    bound = upper_interest(bills[0], bills[1], "招商银行")
    assert bound is not None
    # 10,000 on 47 days (10 March to 25 April), 9,000 on 11 (25 April to 5 May).
    assert bound.upper == 23500 + 4950
    assert bound.tolerance == 2 + 5
    assert bound.first_day == date(2025, 3, 10)


def test_equal_instalments_of_law() -> None:
    """12,000 in 12 x 1,072 is 13.03 % a year: a hundredth more costs more than that, a hundredth less does not."""
    plans = []
    for yearly in (1303, 1304):
        deal = Deal("甲银行", "bank", "1", 1200000, date(2025, 1, 15), yearly, "equal_instalment", 12, 15)
        plans.append(make_plan(deal))
        assert sum(row.principal for row in plans[-1]) == 1200000
        assert len({row.total for row in plans[-1][:-1]}) == 1
    assert plans[0][0].total <= 107200 <= plans[1][0].total


def test_penalty_interest_bound() -> None:
    # 1,000.00 at 21.6 % a year, 8 + 2 days: 6.00, and 0.036 on top.
    assert most_penalty_interest(100000, 2160, 8) == 604
    assert set604_border(date(2024, 12, 31)) == date(2025, 2, 28)
    assert set604_border(date(2023, 12, 1)) == date(2024, 2, 29)


def wanted(drawn: Drawn) -> list[Found]:
    """The planted errors as the audit reports them."""
    return sorted(Found(p.code, -1 if p.row[0] is None else p.row[0], p.row[1], p.difference) for p in drawn.planted)


@pytest.mark.parametrize("code", [None, *CODES])
def test_each_account_has_its_error_only(code: str | None) -> None:
    for seed in range(40 if code else 200):
        rng = random.Random(seed)
        if code in CARD_CODES or (code is None and seed % 2):
            case = draw_card(rng, code)
            assert audit_card(case) == wanted(case.drawn), (seed, case.drawn.words)
        else:
            drawn = draw_loan(rng, code)
            assert audit_loan(drawn) == wanted(drawn), (seed, drawn.words)


def test_bills_add_up_and_follow_each_other() -> None:
    for seed in range(300):
        case = draw_card(random.Random(seed), CARD_CODES[seed % 9] if seed % 2 else None)
        card = case.drawn.account
        assert isinstance(card, Card)
        check_books(case)
        wrong = {p.row[0] for p in case.planted if p.code == "STM502"}
        for bill in card.bills:
            assert bill.closing == bill.opening + sum(r.fen for r in bill.rows)
            assert all(bill.period_start <= r.posted <= bill.statement_on and r.fen for r in bill.rows)
            assert 0 <= bill.minimum <= max(0, bill.closing)
            doubled = any(p.code in ("DUP101", "SET604") for p in case.planted)
            if bill.interest_lines and not doubled:
                assert sum(line.fen for line in bill.interest_lines) == charged(bill, "interest")
        for index, (one, two) in enumerate(itertools.pairwise(card.bills), 1):
            assert (two.opening == one.closing) == (index not in wrong)
            assert one.statement_on < one.due_on < two.statement_on


def check_books(case: CardCase) -> None:
    """The bank's items sum to what the last bill says, but for charges taken back."""
    ghosts = sum(r.fen for d in case.sim.drafts for r in d.rows if r.ghost)
    assert case.sim.ledger.total() + ghosts == case.sim.drafts[-1].closing


def test_loans_add_up() -> None:
    for seed in range(300):
        drawn = draw_loan(random.Random(seed))
        loan = drawn.account
        assert isinstance(loan, Loan)
        assert sum(p.principal for p in loan.plan) == loan.amount
        assert all(p.total == p.principal + p.interest for p in loan.plan)
        assert all(r.parts is None or sum(r.parts) == -r.fen for r in loan.rows)


def test_draws_are_even_and_repeatable() -> None:
    codes = Counter[str]()
    borders = set()
    for seed in range(1000):
        drawn = draw_account(random.Random(seed))
        codes[drawn.planted[0].code if drawn.planted else ""] += 1
        if seed < 60:
            assert drawn == draw_account(random.Random(seed))
        if isinstance(drawn.account, Card):
            borders |= {b.statement_on for b in drawn.account.bills}
    assert 400 < codes.pop("") < 600
    assert set(codes) == set(CODES)
    assert min(codes.values()) > 15
    assert {date(2016, 12, 31), date(2020, 12, 31)} <= borders


def test_lawful_cards_reach_the_bound_and_the_printed_rates() -> None:
    words = [word for seed in range(300) for word in draw_card(random.Random(seed)).drawn.words]
    for feature in ("close to its bound", "0.01 above", "one credit for two charges", "taken back in 2", "after the statement"):
        assert any(feature in word for word in words), feature
    rates = {Decimal(word.split()[1]) for word in words if word.startswith("rate ")}
    assert Decimal("0.0006") in rates
