"""The worked numbers of the notes on the law, out of the functions that the findings are made with."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.appropriation import Debt as Claim
from rules.appropriation import Owed, among_debts, card_payment, loan_payment
from rules.card_interest import Credit, Debt, full_amount, half_up, net_of_fees, simple, unpaid_part
from rules.loan_penalty import most_for
from rules.yearly_cost import Flow, effective, monthly_rate, monthly_rate_by_days, nominal, on_principal

RATE = Fraction(5, 10_000)
BOOKED, BILL, DUE, NEXT = date(2025, 3, 10), date(2025, 4, 5), date(2025, 4, 25), date(2025, 5, 5)
BOUGHT = (Debt(BOOKED, 1_000_000),)


def test_the_published_example_of_1500_booked_on_30_may() -> None:
    bought, paid = (Debt(date(2025, 5, 30), 150_000),), (Credit(date(2025, 6, 25), 15_000),)
    assert full_amount(bought, paid, date(2025, 7, 5)).interest(RATE) == 2_625


@pytest.mark.parametrize(("paid", "interest"), [(75_000, 34_050), (150_000, 33_600)])
def test_the_published_example_of_15000_booked_on_10_december(paid: int, interest: int) -> None:
    bought = (Debt(date(2024, 12, 10), 1_500_000),)
    credit = (Credit(date(2025, 1, 13), paid),)
    assert full_amount(bought, credit, date(2025, 1, 25)).interest(RATE) == interest


def test_the_minimum_paid_by_the_full_amount_method() -> None:
    assert full_amount(BOUGHT, (Credit(DUE, 100_000),), NEXT).interest(RATE) == 27_500


def test_the_minimum_paid_by_the_unpaid_part_method() -> None:
    assert unpaid_part(BOUGHT, (Credit(DUE, 100_000),), NEXT).interest(RATE) == 25_200


@pytest.mark.parametrize(("both_ends", "interest"), [(False, 28_000), (True, 28_500)])
def test_nothing_paid_in_both_conventions(both_ends: bool, interest: int) -> None:
    assert full_amount(BOUGHT, (), NEXT, both_ends=both_ends).interest(RATE) == interest


@pytest.mark.parametrize(
    ("joins", "interest"),
    [((), 15_500), ((Debt(NEXT, 28_000),), 15_934), ((Debt(NEXT, 28_000), Debt(NEXT, 5_000)), 16_012)],
)
def test_the_month_after_simple_compounding_and_with_the_penalty_in_the_base(joins, interest) -> None:
    debts = (Debt(NEXT, 1_000_000), *joins)
    assert full_amount(debts, (), date(2025, 6, 5)).interest(RATE) == interest


def test_a_payment_splits_a_segment_and_both_days_count_for_what_is_left() -> None:
    accrual = full_amount(BOUGHT, (Credit(DUE, 100_000),), NEXT, both_ends=True)
    assert accrual.amount_days == 1_000_000 * 47 + 900_000 * 11
    assert accrual.tolerance == 2 + 5


def test_the_bounds_hold_every_lawful_method_between_them() -> None:
    paid = (Credit(DUE, 100_000),)
    most = full_amount(BOUGHT, paid, NEXT, both_ends=True).interest(RATE)
    least = unpaid_part(BOUGHT, paid, NEXT).interest(RATE)
    assert least <= 25_200 <= 27_500 <= most


def test_fees_are_paid_before_what_bears_interest() -> None:
    left = net_of_fees([Credit(DUE, 6_000)], [Debt(BILL, 5_000), Debt(NEXT, 9_000)])
    assert [(c.day, c.fen) for c in left] == [(DUE, 1_000)]


def test_more_paid_than_owed_reduces_no_later_debt() -> None:
    later = (Debt(BOOKED, 10_000), Debt(NEXT, 20_000))
    accrual = full_amount(later, (Credit(DUE, 50_000),), date(2025, 5, 15))
    assert accrual.amount_days == 10_000 * 46 + 20_000 * 10


@pytest.mark.parametrize(("value", "whole"), [("0.5", 1), ("0.49", 0), ("1.5", 2), ("-0.5", 0), ("2", 2)])
def test_halves_are_rounded_up(value: str, whole: int) -> None:
    assert half_up(Fraction(value)) == whole
    assert simple(155, RATE, 100) == 8  # 7.75


# --- yearly cost ---------------------------------------------------------------------------------------------------


def test_the_loan_of_12000_in_twelve_times_1072() -> None:
    rate = monthly_rate(1_200_000, [107_200] * 12)
    assert rate is not None
    assert f"{nominal(rate) * 100:.2f}" == "13.03"
    assert f"{effective(rate) * 100:.2f}" == "13.84"


def test_flows_on_their_days() -> None:
    rate = monthly_rate_by_days([Flow(date(2025, 1, 1), 1_000_000), Flow(date(2026, 1, 1), -1_120_000)])
    assert rate is not None
    assert f"{effective(rate):.4f}" == "0.1200"


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [Flow(date(2025, 1, 1), -100)],
        [Flow(date(2025, 1, 1), 1_000), Flow(date(2025, 2, 1), -900)],
    ],
)
def test_flows_without_a_rate_have_none(flows) -> None:
    assert monthly_rate_by_days(flows) is None


def test_cost_on_what_was_owed() -> None:
    assert on_principal(12_000, [(100_000, 365)]) == Decimal("0.12")
    assert on_principal(12_000, []) is None


def test_penalty_interest_is_bounded_over_every_way_of_compounding() -> None:
    # 1,024.00 at 21.6 % for 12 days: 7.3728, and with compounding at most 7.4259.
    assert most_for(102_400, 2_160, 12) == 743
    daily, total = Fraction(2_160, 360 * 10_000), Fraction(102_400)
    for _ in range(12):
        total += total * daily
    assert total - 102_400 <= most_for(102_400, 2_160, 12)


# --- what a payment meets first --------------------------------------------------------------------------------------

OWED = Owed(costs=1_000, fees=5_000, interest=20_000, principal=100_000)


@pytest.mark.parametrize("days", [1, 90])
def test_a_card_overdue_by_ninety_days_at_most_pays_interest_and_fees_first(days: int) -> None:
    assert card_payment(OWED, 30_000, days) == Owed(costs=1_000, fees=5_000, interest=20_000, principal=4_000)


def test_a_card_overdue_by_more_pays_principal_first() -> None:
    assert card_payment(OWED, 30_000, 91) == Owed(principal=30_000)
    assert card_payment(OWED, 104_000, 91) == Owed(principal=100_000, costs=1_000, interest=3_000)


def test_a_loan_pays_costs_then_interest_then_principal() -> None:
    assert loan_payment(OWED, 22_000) == Owed(costs=1_000, interest=20_000, fees=1_000)
    assert loan_payment(OWED, 1_000_000) == OWED
    assert loan_payment(OWED, 500).total == 500


def claims():
    since = date(2024, 1, 1)
    return [
        Claim("later", date(2026, 3, 1), 50_000, since),
        Claim("secured", date(2026, 1, 1), 50_000, since, secured=True),
        Claim("dear", date(2026, 2, 1), 50_000, since, burden=2_400),
        Claim("cheap", date(2026, 1, 15), 50_000, since, burden=1_200),
    ]


def test_among_debts_what_is_due_and_weakest_secured_and_heaviest_comes_first() -> None:
    today = date(2026, 2, 10)
    assert among_debts(claims(), 70_000, today) == {"later": 0, "secured": 0, "dear": 50_000, "cheap": 20_000}
    assert among_debts(claims(), 160_000, today) == {"later": 10_000, "secured": 50_000, "dear": 50_000, "cheap": 50_000}


def test_among_debts_the_debtor_may_choose() -> None:
    assert among_debts(claims(), 50_000, date(2026, 2, 10), chosen="later")["later"] == 50_000


def test_debts_alike_share_in_proportion() -> None:
    since, due = date(2024, 1, 1), date(2026, 1, 1)
    alike = [Claim("one", due, 20_000, since), Claim("two", due, 10_000, since)]
    assert among_debts(alike, 10_001, date(2026, 2, 1)) == {"one": 6_668, "two": 3_333}
