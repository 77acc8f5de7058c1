"""SET602: the letter's amount differs from what was paid."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.finding import Severity
from tests.rules.build import (
    DISAGREES,
    assert_sound,
    bank_statement,
    charged,
    contract,
    drawn,
    entry_of,
    figures,
    findings,
    given_back,
    instalment,
    letter,
    loan_statement,
    moved_in,
    only,
    plan,
    sums,
)

SETTLED = date(2026, 6, 18)
LINES = (
    instalment(date(2026, 4, 20), 410_000, 1, principal=400_000, interest=10_000),
    instalment(date(2026, 5, 20), 408_000, 2, principal=400_000, interest=8_000),
    instalment(SETTLED, 405_500, description="提前结清", principal=400_000, interest=4_000, fee=1_500),
)
TOTAL, LAST, LOAN = 1_223_500, 405_500, 1_200_000


def lender(lines=LINES, **more):
    return loan_statement("lender", lines, until=date(2026, 6, 30), **more)


def says(fen, amount_is="", **more):
    return letter(settled_amount=fen, amount_is=amount_is, **more)


def set602(*papers, **more):
    return findings(*papers, code="SET602", **more)


@pytest.mark.parametrize(
    ("amount_is", "right", "steps"),
    [("last", LAST, 2), ("total", TOTAL, 4), ("principal", LOAN, 2)],
)
def test_an_amount_that_is_not_what_its_label_says_is_an_error(amount_is: str, right: int, steps: int) -> None:
    paper = says(right + 4_500, amount_is)
    finding = only(paper, lender(), contract(), code="SET602")
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (right + 4_500, right, 4_500)
    assert sums(finding) == steps
    assert finding.evidence[0] == paper.letter.settled_amount.evidence
    assert finding.date == date(2026, 6, 19)


def test_an_amount_without_a_label_that_fits_nothing_is_a_question() -> None:
    finding = only(says(400_500), lender(), contract(), code="SET602")
    assert_sound(finding, Severity.WARNING)
    assert (finding.expected, finding.difference) == (LAST, -5_000)
    assert figures(finding.calculation[-1].zh) == [400_500, LAST, -5_000]


def test_an_amount_read_in_doubt_is_for_review_only() -> None:
    paper = says(LAST + 1, "last", checks=DISAGREES)
    assert set602(paper, lender())[0].needs_review


BOOKED = (
    drawn(date(2026, 3, 20), LOAN),
    charged(date(2026, 4, 20), 14_400),
    instalment(date(2026, 4, 20), 414_400),
    charged(date(2026, 5, 20), 9_600),
    instalment(date(2026, 5, 20), 409_600),
    charged(SETTLED, 4_800),
    instalment(SETTLED, 404_800, description="提前结清"),
)


@pytest.mark.parametrize(
    ("amount_is", "fen", "right"),
    [("total", 1_230_000, 1_228_800), ("last", 405_000, 404_800), ("principal", 1_250_000, LOAN)],
)
def test_a_list_that_runs_from_the_loan_to_nothing_proves_the_same(amount_is: str, fen: int, right: int) -> None:
    finding = only(says(fen, amount_is), lender(BOOKED), contract(), code="SET602")
    assert_sound(finding, Severity.ERROR)
    assert (finding.expected, finding.difference) == (right, fen - right)


def test_silent_on_a_part_of_the_principal_that_no_paper_prints() -> None:
    assert findings(says(399_000, "principal"), lender(BOOKED), contract()) == []
    assert findings(says(1_228_800), lender(BOOKED), contract()) == []


# --- silent --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount_is", "fen"),
    [
        ("last", LAST),
        ("last", 404_000),  # principal and interest of it, without the fee
        ("total", TOTAL),
        ("total", 1_222_000),  # without the fee
        ("principal", LOAN),
        ("principal", 400_000),  # what was left of it
        ("", LAST),
        ("", TOTAL),
        ("", LOAN),
        ("", 400_000),
    ],
)
def test_silent_on_what_the_amount_may_mean(amount_is: str, fen: int) -> None:
    assert findings(says(fen, amount_is), lender(), contract()) == []


@pytest.mark.parametrize(("amount_is", "right"), [("last", LAST), ("total", TOTAL), ("", LAST)])
@pytest.mark.parametrize("sign", [1, -1])
def test_silent_when_a_waiver_explains_it_exactly(amount_is: str, right: int, sign: int) -> None:
    assert findings(says(right + sign * 4_500, amount_is, waived=4_500), lender(), contract()) == []


def test_a_waiver_of_another_amount_explains_nothing() -> None:
    assert set602(says(LAST + 4_500, "last", waived=4_499), lender())[0].difference == 4_500


def test_silent_when_the_list_ends_before_the_settlement() -> None:
    short = loan_statement("short", LINES[:2])
    assert findings(says(1, "last"), short, contract()) == []
    assert findings(says(1, "total"), short, contract()) == []


def test_silent_on_the_total_where_a_payment_is_missing() -> None:
    assert findings(says(1, "total"), lender(LINES[1:]), contract()) == []
    assert findings(says(1), lender(LINES[1:]), contract()) == []


def test_silent_on_the_total_where_parts_are_not_printed() -> None:
    bare = [instalment(line.on, -line.fen, line.period) for line in LINES]
    assert findings(says(1, "total"), lender(bare), contract()) == []


def test_silent_when_the_last_payment_is_of_another_time() -> None:
    lines = [*LINES[:2], instalment(SETTLED - timedelta(days=9), 405_500, principal=400_000, interest=5_500)]
    assert findings(says(1, "last"), lender(lines)) == []


def test_silent_on_a_settlement_in_two_payments() -> None:
    lines = [*LINES[:2], instalment(SETTLED - timedelta(days=1), 200_000), instalment(SETTLED, 205_500)]
    for fen in (200_000, 205_500, 405_500):
        assert findings(says(fen, "last"), lender(lines)) == []


def test_a_payment_taken_back_was_none() -> None:
    lines = [*LINES, instalment(SETTLED, 9_900), given_back(SETTLED + timedelta(days=1), 9_900)]
    assert findings(says(LAST, "last"), lender(lines)) == []


def test_silent_with_several_drawdowns() -> None:
    lines = [drawn(date(2024, 1, 1), 600_000), drawn(date(2024, 3, 1), 600_000), *LINES]
    assert findings(says(1, "last"), lender(lines)) == []


def test_silent_when_another_drawdown_is_still_repaid() -> None:
    alive = instalment(date(2026, 6, 29), 105_000, principal=100_000, interest=5_000)
    assert findings(says(1, "last"), lender([*LINES, alive])) == []


def test_silent_when_a_payment_near_the_end_may_have_bounced() -> None:
    account = bank_statement("bank", [moved_in(SETTLED + timedelta(days=1), LAST)])
    assert findings(says(1, "last"), lender(), account) == []


def test_silent_where_several_letters_speak_of_parts() -> None:
    one, other = says(1, "last", file="one"), says(2, "last", file="other", serial="青禾证2")
    assert findings(one, other, lender()) == []


def test_silent_where_contract_and_plan_disagree_about_the_loan() -> None:
    other = plan("plan", [(SETTLED, 1_100_000, 1)])
    assert set602(says(1, "principal"), lender(), contract(), other) == []


def test_silent_on_a_list_that_was_not_understood() -> None:
    assert findings(says(1, "last"), lender(notes=("row_count",))) == []


def test_silent_on_a_letter_that_settles_nothing() -> None:
    assert set602(says(1, "last", settled_in_words=None, outstanding=None), lender()) == []


def test_silent_on_another_loan() -> None:
    assert findings(says(1, "last", contract_no="QH-9", loan_amount=None, opened_on=None), lender()) == []


# --- what always holds ----------------------------------------------------------------------------------------------


def test_the_id_stays_when_the_amount_is_corrected() -> None:
    papers = says(LAST + 4_500, "last"), lender()
    (before,) = set602(*papers)
    (after,) = set602(*papers, corrections={entry_of(papers[0], "settled_amount"): "4101.00"})
    assert (after.id, after.difference) == (before.id, 410_100 - LAST)


@given(fen=st.integers(1, 2_000_000), waived=st.none() | st.integers(1, 500_000))
def test_the_last_payment_is_told_exactly_when_it_differs_beyond_the_waiver(fen: int, waived: int | None) -> None:
    found = set602(says(fen, "last", waived=waived), lender())
    off = {fen, fen + (waived or 0), fen - (waived or 0)}
    assert bool(found) == (not off & {LAST, 404_000})
