"""DUP103: one loan instalment, or the settlement, collected twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from pipeline.records.report import ReportStatus
from tests.rules.build import (
    DISAGREES,
    OWING,
    Moved,
    assert_sound,
    bank_statement,
    drawn,
    figures,
    findings,
    given_back,
    instalment,
    loan_statement,
    moved_in,
    only,
    plan,
    report,
    same_paper_again,
    sums,
)

DUE = [date(2026, month, 20) for month in (3, 4, 5, 6)]
FEN = 102_400
ROWS = [(due, 100_000, 2_400) for due in DUE]
END = date(2026, 6, 30)


def paid(*days, **more):
    """The lender's list: one payment per instalment in order, of those days."""
    return [instalment(day, FEN, n, principal=100_000, interest=2_400, **more) for n, day in enumerate(days, 1)]


def lender(lines, **more):
    return loan_statement("lender", lines, start=date(2026, 3, 1), until=END, **more)


def bank(*days, extra=(), **more):
    lines = sorted([*(Moved(day, FEN) for day in days), *extra], key=lambda m: m.on)
    return bank_statement("bank", lines, start=date(2026, 3, 1), until=END, **more)


def dup103(*papers, **more):
    return findings(*papers, code="DUP103", **more)


# --- the bank shows two, the lender credits one ---------------------------------------------------------------------


def test_two_debits_of_which_the_lender_credits_one_are_an_error_against_the_lender() -> None:
    account = bank(DUE[0], DUE[1], DUE[2], DUE[2] + timedelta(days=1), DUE[3])
    finding = only(account, lender(paid(*DUE)), code="DUP103")
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (2 * FEN, FEN, FEN)
    assert sums(finding) == 2
    assert finding.evidence[0] == account.statement.rows[3].amount.evidence
    assert finding.issuer == "青禾消费金融"
    assert finding.date == DUE[2] + timedelta(days=1)


def test_two_debits_on_one_day() -> None:
    assert dup103(bank(*DUE, DUE[2]), lender(paid(*DUE)))[0].difference == FEN


def test_silent_when_the_debit_was_returned() -> None:
    back = moved_in(DUE[2] + timedelta(days=5), FEN)
    assert findings(bank(*DUE, DUE[2], extra=[back]), lender(paid(*DUE))) == []


def test_money_of_another_amount_is_no_return() -> None:
    back = moved_in(DUE[2] + timedelta(days=5), FEN - 1)
    assert len(dup103(bank(*DUE, DUE[2], extra=[back]), lender(paid(*DUE)))) == 1


def test_silent_when_the_lender_credits_both_to_different_instalments() -> None:
    # Catching up: the fourth instalment was paid with the third.
    lines = paid(DUE[0], DUE[1], DUE[2], DUE[2])
    assert findings(bank(DUE[0], DUE[1], DUE[2], DUE[2]), lender(lines)) == []


def test_silent_when_the_surplus_is_booked_as_a_later_instalment() -> None:
    # No debit in June: the lender kept May's second one for it.
    assert findings(bank(DUE[0], DUE[1], DUE[2], DUE[2]), lender(paid(*DUE))) == []


def test_silent_when_the_lender_books_both_as_one_sum() -> None:
    lines = [*paid(DUE[0], DUE[1]), instalment(DUE[2], 2 * FEN, 3), instalment(DUE[3], FEN, 4)]
    assert dup103(bank(*DUE, DUE[2]), lender(lines)) == []


def test_silent_with_a_second_loan_of_the_lender() -> None:
    other = loan_statement("other", [instalment(DUE[2], FEN, 1)], contract_no="QH-2", until=END)
    assert findings(bank(*DUE, DUE[2]), lender(paid(*DUE)), other) == []
    unknown = report(
        accounts=(
            replace(OWING, opened_on=date(2025, 1, 1), amount=100_000, status=ReportStatus.ACTIVE, overdue_now=False),
        )
    )
    assert dup103(bank(*DUE, DUE[2]), lender(paid(*DUE)), unknown) == []


def test_a_second_loan_with_other_instalments_explains_nothing() -> None:
    other = plan("other plan", [(due, 50_000, 1_000) for due in DUE], contract_no="QH-2")
    assert len(dup103(bank(*DUE, DUE[2]), lender(paid(*DUE)), other)) == 1


@pytest.mark.parametrize("days", [4, 10])
def test_silent_on_debits_further_apart(days: int) -> None:
    lines = paid(*DUE)
    assert dup103(bank(*DUE, DUE[2] + timedelta(days=days)), lender(lines)) == []


def test_silent_when_the_lenders_list_ends_too_early_to_say() -> None:
    short = loan_statement("short", paid(*DUE[:3]), start=date(2026, 3, 1), until=DUE[2] + timedelta(days=1))
    assert dup103(bank(*DUE[:3], DUE[2]), short) == []


def test_silent_when_the_lenders_list_was_not_understood_in_full() -> None:
    assert dup103(bank(*DUE, DUE[2]), lender(paid(*DUE), notes=("row_count",))) == []


def test_silent_on_debits_that_do_not_name_the_lender() -> None:
    extra = [Moved(DUE[2], FEN, "财付通", "某商户", Kind.OTHER)]
    assert findings(bank(*DUE, extra=extra), lender(paid(*DUE))) == []


def test_a_debit_read_in_doubt_is_for_review_only() -> None:
    doubtful = Moved(DUE[2], FEN, checks=DISAGREES)
    (finding,) = dup103(bank(*DUE, extra=[doubtful]), lender(paid(*DUE)))
    assert finding.needs_review


def test_silent_on_an_overlap_of_two_lists_of_the_debit_account() -> None:
    again = bank_statement("again", [Moved(DUE[2], FEN), Moved(DUE[3], FEN)], held=1_000_000 - 2 * FEN)
    assert findings(bank(*DUE), again, lender(paid(*DUE))) == []


def test_silent_on_two_debits_every_month() -> None:
    # Another loan of the lender, of which no paper is on file.
    assert findings(bank(*DUE, *DUE), lender(paid(*DUE))) == []
    assert findings(bank(*DUE, *DUE), plan("plan", ROWS)) == []


# --- the lender's own list shows two --------------------------------------------------------------------------------


def twice(**more):
    return [*paid(*DUE), instalment(DUE[2] + timedelta(days=2), FEN, 3, principal=100_000, interest=2_400, **more)]


def test_two_payments_of_one_period_beside_the_plan_are_a_question() -> None:
    finding = only(lender(twice()), plan("plan", ROWS), code="DUP103")
    assert_sound(finding, Severity.WARNING)
    assert "出现两笔扣款" in finding.title.zh and "两次" not in finding.title.zh and finding.basis == ()
    assert (finding.observed, finding.expected, finding.difference) == (2 * FEN, FEN, FEN)
    assert sums(finding) == 2
    assert figures(finding.calculation[3].zh) == [FEN, FEN, FEN, FEN]


def test_they_are_an_error_where_the_debit_account_shows_both() -> None:
    account = bank(*DUE, DUE[2] + timedelta(days=2))
    finding = only(account, lender(twice()), plan("plan", ROWS), code="DUP103")
    assert_sound(finding, Severity.ERROR)
    assert finding.difference == FEN


def test_silent_where_the_debit_account_shows_only_one() -> None:
    assert findings(bank(*DUE), lender(twice()), plan("plan", ROWS)) == []


def test_without_a_plan_equal_payments_of_one_period_are_a_question() -> None:
    assert only(lender(twice()), code="DUP103").severity is Severity.WARNING


def test_silent_on_two_halves() -> None:
    halves = [
        instalment(DUE[0], FEN, 1),
        instalment(DUE[1], FEN // 2, 2),
        instalment(DUE[1] + timedelta(days=2), FEN // 2, 2),
    ]
    assert findings(lender(halves)) == []
    assert findings(lender(halves), plan("plan", ROWS)) == []


def test_silent_when_the_second_part_pays_the_same_instalment() -> None:
    lines = [instalment(DUE[0], 80_000, 1), instalment(DUE[0] + timedelta(days=2), 22_400, 1)]
    assert findings(lender(lines), plan("plan", ROWS)) == []


def test_silent_on_a_list_of_two_drawdowns_with_numbers_of_their_own() -> None:
    rows = [*paid(*DUE), *paid(*(day + timedelta(days=5) for day in DUE))]
    assert findings(lender(rows)) == []
    assert findings(lender(rows), plan("plan", ROWS)) == []
    both = [drawn(date(2026, 2, 20), 400_000), drawn(date(2026, 2, 25), 400_000), *twice()]
    assert dup103(lender(both)) == []


def test_silent_when_they_lie_far_apart() -> None:
    lines = [*paid(*DUE), instalment(DUE[2] + timedelta(days=31), FEN, 3, principal=100_000, interest=2_400)]
    assert findings(lender(lines), plan("plan", ROWS)) == []


def test_silent_when_it_was_taken_back() -> None:
    lines = [*twice(), given_back(DUE[2] + timedelta(days=4), FEN)]
    assert findings(lender(lines), plan("plan", ROWS)) == []


def test_silent_on_equal_instalments_of_different_periods() -> None:
    lines = [instalment(DUE[1], FEN, n) for n in (1, 2)]
    assert findings(lender(lines), plan("plan", ROWS)) == []


def test_silent_where_the_parts_differ_and_no_plan_says_what_is_due() -> None:
    lines = [*paid(*DUE), instalment(DUE[2] + timedelta(days=2), FEN, 3, principal=60_000, interest=42_400)]
    assert findings(lender(lines)) == []


def test_a_settlement_collected_after_nothing_was_left_is_a_question() -> None:
    lines = [
        instalment(DUE[0], FEN, 1, balance=300_000),
        instalment(DUE[1], 301_000, description="提前结清", balance=0, principal=300_000, interest=1_000),
        instalment(
            DUE[1] + timedelta(days=1), 301_000, description="提前结清", balance=0, principal=300_000, interest=1_000
        ),
    ]
    finding = only(lender(lines), code="DUP103")
    assert_sound(finding, Severity.WARNING)
    assert finding.difference == 301_000


def test_silent_on_a_settlement_in_two_parts() -> None:
    lines = [
        instalment(DUE[1], 150_000, description="提前结清", balance=150_000),
        instalment(DUE[1] + timedelta(days=1), 150_000, description="提前结清", balance=0),
    ]
    assert findings(lender(lines)) == []


# --- the bank and the plan alone ------------------------------------------------------------------------------------


def test_two_debits_of_which_the_plan_asks_one_are_a_question() -> None:
    finding = only(bank(*DUE, DUE[2]), plan("plan", ROWS), code="DUP103")
    assert_sound(finding, Severity.WARNING)
    assert finding.difference == FEN
    assert sums(finding) == 2


def test_silent_when_the_instalment_before_was_not_paid() -> None:
    assert findings(bank(DUE[0], DUE[2], DUE[2], DUE[3]), plan("plan", ROWS)) == []


def test_silent_on_the_bank_alone() -> None:
    assert findings(bank(*DUE, DUE[2])) == []


def test_silent_beside_two_plans_that_differ() -> None:
    other = plan("changed", [(due, 100_000, 2_401) for due in DUE])
    assert findings(bank(*DUE, DUE[2]), plan("plan", ROWS), other) == []


def test_silent_far_from_the_day_it_is_due() -> None:
    assert dup103(bank(*DUE, date(2026, 5, 4), date(2026, 5, 5)), plan("plan", ROWS)) == []


# --- what always holds ----------------------------------------------------------------------------------------------


def test_the_id_stays_when_papers_come_again() -> None:
    papers = [bank(*DUE, DUE[2]), lender(paid(*DUE))]
    alone = only(*papers, code="DUP103")
    again = only(*papers, same_paper_again(papers[0], "copy"), plan("plan", ROWS), code="DUP103")
    assert again.id == alone.id


@given(st.permutations([bank(*DUE, DUE[2]), lender(paid(*DUE)), plan("plan", ROWS)]))
def test_the_order_of_papers_changes_nothing(order) -> None:
    assert [f.code for f in findings(*order)] == ["DUP103"]


@given(lag=st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_each_instalment_collected_once_accuses_nobody(lag) -> None:
    days = [due - timedelta(days=n) for due, n in zip(DUE, lag, strict=True)]
    assert findings(bank(*days), lender(paid(*DUE)), plan("plan", ROWS)) == []


# --- early repayments -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["部分提前还款", "提前还款"])
@pytest.mark.parametrize("first", [False, True])
def test_silent_when_one_of_two_is_an_early_repayment(words: str, first: bool) -> None:
    early = instalment(DUE[1], 202_500, 2, principal=200_000, interest=500, fee=2_000, description=words)
    lines = paid(*DUE)
    lines.insert(1 if first else 2, early)
    assert dup103(lender(lines), plan("plan", ROWS)) == []
    assert dup103(lender(lines)) == []


def test_one_early_repayment_listed_twice_alike() -> None:
    early = instalment(DUE[1], 202_500, 2, principal=200_000, interest=500, fee=2_000, description="部分提前还款")
    lines = paid(*DUE)
    lines[2:2] = [early, early]
    assert [f.difference for f in dup103(lender(lines), plan("plan", ROWS))] == [202_500]


def test_silent_when_the_second_repays_more_principal_than_the_instalment() -> None:
    lines = paid(*DUE)
    lines.insert(2, instalment(DUE[1] + timedelta(days=5), 202_500, 2, principal=200_000, interest=2_500))
    assert dup103(lender(lines), plan("plan", ROWS)) == []
