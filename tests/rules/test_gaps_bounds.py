"""Days and figures at the very border of what `law.md` and the catalogue name: the last that clears, the first that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pipeline.extract.fields import name_fields
from pipeline.records.extraction import Kind
from tests.rules.build import (
    Moved,
    bank_statement,
    bought,
    card_letter,
    charged,
    contract,
    drawn,
    findings,
    instalment,
    interest,
    letter,
    loan_statement,
    moved_in,
    paid,
    plan,
    statement,
)

DUE = [date(2026, month, 20) for month in (3, 4, 5, 6)]
FEN = 102_400
END = date(2026, 7, 31)
SETTLED = date(2026, 6, 18)
MAY, JUNE, JULY = date(2026, 5, 8), date(2026, 6, 8), date(2026, 7, 8)


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


# --- DUP103: at most three days apart, given back within 45 days (law.md, duplicates) -------------------------------


def lender(*days: date, start: date = date(2026, 3, 1), until: date = END, extra=()):
    lines = [instalment(day, FEN, n, principal=100_000, interest=2_400) for n, day in enumerate(days, 1)]
    return loan_statement("lender", [*lines, *extra], start=start, until=until)


def bank(*days: date, extra=(), until: date = END):
    lines = sorted([*(Moved(day, FEN) for day in days), *extra], key=lambda m: m.on)
    return bank_statement("bank", lines, start=date(2026, 3, 1), until=until)


def twice(*papers) -> list[str]:
    return [f.severity.value for f in findings(*papers, code="DUP103")]


@pytest.mark.parametrize(("apart", "said"), [(0, 1), (1, 1), (3, 1), (4, 0)])
def test_two_debits_at_most_three_days_apart(apart: int, said: int) -> None:
    assert len(twice(bank(*DUE, later(DUE[2], apart)), lender(*DUE))) == said


@pytest.mark.parametrize(("days", "said"), [(0, 0), (45, 0), (46, 1)])
def test_money_that_came_back_within_45_days_clears(days: int, said: int) -> None:
    # The second of two debits of one day came back; 46 days later it is some other money.
    again = moved_in(later(DUE[0], days), FEN)
    assert len(twice(bank(*DUE, DUE[0], extra=[again]), lender(*DUE))) == said


@pytest.mark.parametrize(("days", "said"), [(3, 1), (2, 0)])
def test_the_list_must_reach_three_days_beyond_the_second_debit(days: int, said: int) -> None:
    papers = bank(*DUE[:3], later(DUE[2], 1)), lender(*DUE[:3], until=later(DUE[2], 1 + days))
    assert len(twice(*papers)) == said


@pytest.mark.parametrize(("start", "said"), [(DUE[0], 1), (later(DUE[0], 1), 1)])
def test_the_list_must_begin_by_the_first_debit(start: date, said: int) -> None:
    assert len(twice(bank(*DUE, later(DUE[0], 1)), lender(*DUE, start=start))) == said


@pytest.mark.parametrize(("days", "said"), [(3, 1), (4, 0), (-1, 1), (-2, 0)])
def test_a_payment_is_booked_up_to_three_days_after_its_debit(days: int, said: int) -> None:
    booked = [DUE[0], DUE[1], later(DUE[2], days), DUE[3]]
    assert len(twice(bank(*DUE, DUE[2]), lender(*booked))) == said


@pytest.mark.parametrize("number", [2, 3])
def test_two_a_month_in_month_after_month_are_two_loans(number: int) -> None:
    double = [day for day in DUE[:number] for _ in range(2)]
    assert twice(bank(*double), lender(*DUE[:number])) == []


# --- STM504: three working days -------------------------------------------------------------------------------------


def card_and_bank(booked: date | None, amount: int = 50_000, end: date = JULY, extra=()):
    """50,000 fen left on Monday 15 June 2026; Thursday 18 is the last of three working days."""
    before = statement("june", JUNE, [bought(date(2026, 6, 1), 200_000)])
    lines = [paid(booked, amount)] if booked else []
    after = statement("july", end, [*lines, *extra], opening=200_000)
    debit = Moved(date(2026, 6, 15), 50_000, "信用卡还款", "招商银行信用卡")
    return before, after, bank_statement("bank", [debit], start=date(2026, 5, 1), until=END)


def lost(*papers) -> int:
    return len(findings(*papers, code="STM504"))


@pytest.mark.parametrize(
    ("booked", "amount", "said"),
    [
        (None, 0, 1),
        (date(2026, 6, 13), 20_000, 1),
        (date(2026, 6, 14), 20_000, 0),
        (date(2026, 6, 18), 20_000, 0),
        (date(2026, 6, 19), 20_000, 1),
        (date(2026, 6, 30), 50_000, 0),
    ],
)
def test_another_payment_within_the_three_working_days_may_hold_it(booked: date | None, amount: int, said: int) -> None:
    assert lost(*card_and_bank(booked, amount)) == said


@pytest.mark.parametrize(("words", "payee"), [("转账", "招商银行信用卡"), ("信用卡还款", "示例超市")])
def test_silent_where_the_words_do_not_say_that_a_card_of_this_bank_was_paid(words: str, payee: str) -> None:
    before, after, _ = card_and_bank(None)
    debit = Moved(date(2026, 6, 15), 50_000, words, payee)
    assert lost(before, after, bank_statement("bank", [debit], start=date(2026, 5, 1), until=END)) == 0


@pytest.mark.parametrize(("named", "said"), [("信用卡还款4417", 1), ("信用卡还款尾号6620", 0), ("信用卡还款84417", 1)])
def test_a_card_that_is_named_is_the_one_that_was_paid(named: str, said: int) -> None:
    before, after, _ = card_and_bank(None)
    debit = Moved(date(2026, 6, 15), 50_000, named, "招商银行信用卡")
    assert lost(before, after, bank_statement("bank", [debit], start=date(2026, 5, 1), until=END)) == said


# --- LOAN405: a month, one yuan, the interest of the last days ------------------------------------------------------

LAST = instalment(SETTLED, 315_000, principal=310_000, interest=5_000)


def charged_later(*lines, papers=(), last=LAST) -> list[str]:
    found = findings(letter(), loan_statement("lender", [last, *lines]), *papers, code="LOAN405")
    return [f.severity.value for f in found]


@pytest.mark.parametrize(("fen", "said"), [(99, ["notice"]), (100, [])])
def test_less_than_a_yuan_within_a_month_is_what_rounding_leaves(fen: int, said: list[str]) -> None:
    # One yuan is no more than the interest of the last month on 3,100.00.
    assert charged_later(charged(later(SETTLED, 10), fen), papers=[contract()]) == said


@pytest.mark.parametrize(("fen", "said"), [(7_936, []), (7_937, ["error"])])
def test_trailing_interest_is_at_most_that_of_a_month_at_the_highest_rate(fen: int, said: list[str]) -> None:
    # 3,100.00 × 28.8 % (twice 14.4 %) × 32 days ÷ 360 = 79.36: a month of 31 days and both ends.
    assert charged_later(charged(later(SETTLED, 10), fen), papers=[contract()]) == said


@pytest.mark.parametrize(
    ("paper", "most"),
    [
        # 3,100.00 × rate × 32 days ÷ 360, by the highest rate that any paper or the law's surcharge makes.
        (contract(surcharge=150), 9_920),  # 14.4 % × 2.5 = 36 %
        (contract(penalty_rate=4_320), 11_904),  # 43.2 %
        (contract(yearly_rate=720, surcharge=None), 3_968),  # 7.2 % × 2
        (plan("plan", [(SETTLED, 1_200_000, 0)], yearly_rate=1_440), 7_936),
    ],
)
def test_the_rate_of_the_last_days_is_the_highest_on_paper(paper, most: int) -> None:
    assert charged_later(charged(later(SETTLED, 10), most), papers=[paper]) == []
    assert charged_later(charged(later(SETTLED, 10), most + 1), papers=[paper]) == ["error"]


@pytest.mark.parametrize(("fen", "said"), [(30_720, []), (30_721, ["error"])])
def test_where_the_settlement_prints_no_principal_the_whole_loan_bears_it(fen: int, said: list[str]) -> None:
    # 12,000.00 × 28.8 % × 32 ÷ 360 = 307.20.
    last = instalment(SETTLED, 315_000)
    assert charged_later(charged(later(SETTLED, 10), fen), papers=[contract()], last=last) == said


@pytest.mark.parametrize(("fen", "said"), [(15_128, []), (15_129, ["error"])])
def test_the_last_days_run_from_the_payment_before(fen: int, said: list[str]) -> None:
    # Paid 60 days before: 3,100.00 × 28.8 % × 61 ÷ 360 = 151.28.
    before = instalment(later(SETTLED, -60), 50_000, principal=45_000, interest=5_000)
    assert charged_later(before, charged(later(SETTLED, 10), fen), papers=[contract()]) == said


@pytest.mark.parametrize(("days", "said"), [(3, []), (4, ["error"])])
def test_a_payment_of_interest_is_one_for_later_days_only_after_three_days_of_booking(days: int, said) -> None:
    row = instalment(later(SETTLED, days), 60_000, interest=60_000)
    assert charged_later(row, papers=[contract()]) == said


@pytest.mark.parametrize("words", ["结清证明工本费", "诉讼费", "公证费"])
def test_the_price_of_another_service_is_not_for_the_debt(words: str) -> None:
    assert charged_later(charged(date(2026, 8, 20), 2_000, words, Kind.FEE)) == []


@pytest.mark.parametrize(("days", "said"), [(31, ["notice"]), (32, ["error"])])
def test_a_fee_for_repaying_early_is_agreed_within_a_month(days: int, said: list[str]) -> None:
    row = charged(later(SETTLED, days), 5_000, "提前还款违约金", Kind.PENALTY)
    assert charged_later(row, papers=[contract(early_fee="提前还款收取剩余本金的1%")]) == said


@pytest.mark.parametrize("lines", [[drawn(later(SETTLED, 1), -500_000)], [drawn(date(2024, 3, 20), -1), drawn(date(2024, 4, 20), -1)]])
def test_silent_where_more_was_borrowed(lines) -> None:
    assert charged_later(*lines, charged(date(2026, 8, 20), 3_650)) == []


def test_silent_where_principal_is_repaid_after_it() -> None:
    goes_on = instalment(later(SETTLED, 30), 100_001, principal=1, interest=100_000)
    assert charged_later(charged(date(2026, 8, 20), 3_650), goes_on) == []


def test_silent_on_principal_left() -> None:
    left = instalment(later(SETTLED, 40), 5_000, interest=5_000, balance=200_000)
    assert charged_later(left) == []


# --- SET604 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "said"), [(31, "notice"), (32, "error")])
def test_what_a_card_is_charged_a_cycle_after_its_settlement(days: int, said: str) -> None:
    day = later(date(2026, 5, 20), days)
    bill = statement("bill", day, [interest(day, 1_235)], tail="9035")
    assert [f.severity.value for f in findings(card_letter(), bill, code="SET604")] == [said]


@pytest.mark.parametrize(("fen", "said"), [(99, 0), (100, 1)])
def test_one_yuan_within_a_cycle_is_told(fen: int, said: int) -> None:
    bill = statement("bill", JUNE, [interest(JUNE, fen)], tail="9035")
    assert len(findings(card_letter(), bill, code="SET604")) == said


@pytest.mark.parametrize(("opening", "said"), [(0, "error"), (1, "warning")])
def test_a_bill_that_opens_with_nothing_shows_that_the_card_was_not_used(opening: int, said: str) -> None:
    day = date(2026, 9, 8)
    bill = statement("bill", day, [interest(day, 1_235)], opening=opening, tail="9035")
    assert [f.severity.value for f in findings(card_letter(), bill, code="SET604")] == [said]


@pytest.mark.parametrize(("days", "left"), [(0, 3_650), (5, 3_650), (6, 1_650)])
def test_money_of_a_debit_that_failed_within_five_days_is_for_that_debit(days: int, left: int) -> None:
    # 36.50 of interest after the settlement; another debit of 20.00 fails and comes back.
    debit = date(2026, 9, 1)
    rows = [Moved(debit, 2_000), moved_in(later(debit, days), 2_000, "还款退回", "青禾消费金融有限公司")]
    bank = bank_statement("bank", rows, start=date(2026, 6, 1), until=date(2026, 9, 30))
    lists = loan_statement("lender", [LAST, charged(date(2026, 8, 20), 3_650)])
    assert [f.difference for f in findings(letter(), lists, bank, code="LOAN405")] == [left]


def with_start(paper, day: date):
    """The statement with the first day of its cycle."""
    made = paper.statement
    value = replace(made.statement_on, value=day, field="")
    return replace(paper, statements=(name_fields(replace(made, period_start=value), paper.key),))


@pytest.mark.parametrize(("start", "said"), [(date(2026, 5, 20), "error"), (date(2026, 5, 21), "warning")])
def test_a_bill_whose_cycle_began_by_the_settlement_shows_all_since(start: date, said: str) -> None:
    day = date(2026, 6, 25)
    bill = with_start(statement("bill", day, [interest(day, 1_235)], opening=50_000, tail="9035"), start)
    assert [f.severity.value for f in findings(card_letter(), bill, code="SET604")] == [said]


@pytest.mark.parametrize(("first", "said"), [(date(2026, 5, 20), "error"), (date(2026, 5, 21), "warning")])
def test_bills_from_the_day_of_the_settlement_on_show_all_since(first: date, said: str) -> None:
    days = [first, later(first, 31), later(first, 61)]
    papers = [statement("first", days[0], [bought(later(first, -5), 50_000)], tail="9035")]
    papers.append(statement("second", days[1], [], opening=50_000, tail="9035"))
    papers.append(statement("third", days[2], [interest(days[2], 1_235)], opening=50_000, tail="9035"))
    assert [f.severity.value for f in findings(card_letter(), *papers, code="SET604")] == [said]
