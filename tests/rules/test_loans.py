"""LOAN406: an instalment collected above the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.finding import Severity
from tests.rules.build import (
    DISAGREES,
    assert_sound,
    contract,
    figures,
    findings,
    given_back,
    instalment,
    loan_statement,
    only,
    plan,
    same_paper_again,
    sums,
)

DUE = [date(2026, month, 20) for month in (3, 4, 5, 6)]
FEN = 102_400
ROWS = [(due, 100_000, 2_400) for due in DUE]


def paid(extra=0, *, late=0, period=3, **more):
    """Four payments; that of `period` is `extra` above the plan and `late` days late."""
    lines = []
    for n, due in enumerate(DUE, 1):
        here = n == period
        parts = {"principal": 100_000, "interest": 2_400} | (more if here else {})
        lines.append(instalment(due + timedelta(days=late * here), FEN + extra * here, n, **parts))
    return lines


def lender(lines, **more):
    return loan_statement("lender", lines, **more)


def loan406(*papers, **more):
    return findings(*papers, code="LOAN406", **more)


def test_more_than_the_plan_paid_in_time_is_an_error() -> None:
    lines, schedule = lender(paid(5_000, interest=7_400)), plan("plan", ROWS)
    finding = only(lines, schedule, code="LOAN406")
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (107_400, FEN, 5_000)
    assert sums(finding) == 2
    assert finding.evidence[:2] == (lines.statement.rows[2].amount.evidence, schedule.plan.rows[2].total.evidence)


def test_penalty_interest_although_nothing_was_late_is_an_error() -> None:
    assert only(lender(paid(300, penalty_interest=300)), plan("plan", ROWS), code="LOAN406").difference == 300


def test_a_plan_without_a_column_of_totals_is_added_up() -> None:
    assert only(lender(paid(5_000)), plan("plan", ROWS, totals=False), code="LOAN406").difference == 5_000


def test_a_payment_without_its_number_is_known_by_its_day_and_principal() -> None:
    lines = [instalment(due, FEN + 5_000 * (n == 2), principal=100_000, interest=2_400) for n, due in enumerate(DUE)]
    same = [(due, 100_000 - n, 2_400 + n) for n, due in enumerate(DUE)]
    assert loan406(lender(lines), plan("plan", same)) == []  # the principal is another: nothing ties them
    lines = [
        instalment(due, FEN + 5_000 * (n == 2), principal=100_000 - n, interest=2_400 + n) for n, due in enumerate(DUE)
    ]
    assert only(lender(lines), plan("plan", same), code="LOAN406").difference == 5_000


def test_two_payments_for_one_instalment_are_added() -> None:
    lines = paid()
    lines[2:3] = [instalment(DUE[2] - timedelta(days=2), 60_000, 3), instalment(DUE[2], 45_000, 3)]
    finding = only(lender(lines), plan("plan", ROWS), code="LOAN406")
    assert finding.difference == 2_600
    assert figures(finding.calculation[-1].zh) == [60_000, 45_000, FEN, 2_600]


def test_late_and_above_what_penalty_interest_can_be_is_a_question() -> None:
    finding = only(lender(paid(50_000, late=3)), plan("plan", ROWS, yearly_rate=1440), contract(), code="LOAN406")
    assert_sound(finding, Severity.WARNING)
    allowed = -(-FEN * 2880 * 4 // 3_600_000)
    assert finding.difference == 50_000 - allowed
    assert sums(finding) == 4


def test_a_fee_that_the_plan_has_no_column_for_is_a_question() -> None:
    assert only(lender(paid(5_000, fee=5_000)), plan("plan", ROWS), code="LOAN406").severity is Severity.WARNING


def test_a_fee_above_that_of_the_plan_is_an_error() -> None:
    rows = [(due, 100_000, 1_400, 1_000) for due in DUE]
    lines = paid(5_000, interest=1_400, fee=6_000)
    assert only(lender(lines), plan("plan", rows), code="LOAN406").severity is Severity.ERROR


def test_where_earlier_instalments_are_not_on_file_it_is_a_question() -> None:
    lines = paid(5_000)[2:]
    assert only(lender(lines), plan("plan", ROWS), code="LOAN406").severity is Severity.WARNING


def test_a_plan_that_proves_nothing_gives_a_question() -> None:
    rows = plan("plan", ROWS, loan_amount=1)
    assert findings(lender(paid(5_000)), rows) == []  # it does not add up


@pytest.mark.parametrize("more", [{"checks": DISAGREES}])
def test_a_figure_read_in_doubt_is_for_review_only(more) -> None:
    lines = paid(5_000)
    lines[2] = instalment(DUE[2], FEN + 5_000, 3, **more)
    assert only(lender(lines), plan("plan", ROWS), code="LOAN406").needs_review


# --- silent --------------------------------------------------------------------------------------------------------


def test_silent_when_the_plan_is_kept_and_on_roundings() -> None:
    for extra in (0, 1, 2, -500):
        assert findings(lender(paid(extra)), plan("plan", ROWS)) == []


def test_silent_when_penalty_interest_explains_it() -> None:
    assert findings(lender(paid(250, late=3)), plan("plan", ROWS, yearly_rate=1440)) == []


def test_silent_when_penalty_interest_of_an_earlier_instalment_explains_it() -> None:
    lines = paid(250)
    lines[1] = instalment(DUE[1] + timedelta(days=5), FEN, 2)
    assert findings(lender(lines), plan("plan", ROWS, yearly_rate=1440)) == []


def test_silent_when_it_was_late_and_no_rate_is_on_file() -> None:
    assert findings(lender(paid(5_000, late=3)), plan("plan", ROWS)) == []


def test_silent_when_the_contracts_own_penalty_rate_explains_it() -> None:
    rate = contract(penalty_rate=9_000, yearly_rate=1440)
    schedule = plan("plan", ROWS)
    assert findings(lender(paid(1_000, late=3)), schedule, rate, code="LOAN406") == []
    assert len(loan406(lender(paid(1_000, late=3)), schedule, contract())) == 1


def test_silent_when_the_plan_was_changed() -> None:
    other = plan("changed", [(due, 100_000, 7_400) for due in DUE])
    assert findings(lender(paid(5_000)), plan("plan", ROWS), other) == []


@pytest.mark.parametrize("words", ["提前还款", "提前结清", "结清", "一次性还清"])
def test_silent_on_an_early_repayment(words: str) -> None:
    lines = paid()
    lines[2] = instalment(DUE[2], FEN + 5_000, 3, description=words)
    assert findings(lender(lines), plan("plan", ROWS)) == []


def test_silent_when_more_principal_was_repaid() -> None:
    assert findings(lender(paid(50_000, principal=150_000)), plan("plan", ROWS)) == []


@pytest.mark.parametrize("extra", [FEN, FEN + 5_000])
def test_silent_when_another_instalment_may_be_in_it(extra: int) -> None:
    assert findings(lender(paid(extra)), plan("plan", ROWS)) == []


def test_silent_when_it_was_taken_back() -> None:
    lines = [*paid(5_000), given_back(DUE[2] + timedelta(days=2), FEN + 5_000)]
    assert findings(lender(lines), plan("plan", ROWS)) == []


def test_silent_on_another_loan() -> None:
    assert findings(lender(paid(5_000), contract_no="QH-2"), plan("plan", ROWS)) == []


def test_a_second_copy_of_plan_and_list_changes_nothing() -> None:
    lines, schedule = lender(paid(5_000)), plan("plan", ROWS)
    alone = only(lines, schedule, code="LOAN406")
    both = only(lines, schedule, same_paper_again(lines, "copy"), same_paper_again(schedule, "copy 2"), code="LOAN406")
    assert both.id == alone.id


@given(extra=st.integers(-2_000, 60_000), late=st.integers(0, 40))
def test_never_more_is_claimed_than_what_exceeds_plan_and_penalty_interest(extra: int, late: int) -> None:
    found = loan406(lender(paid(extra, late=late)), plan("plan", ROWS, yearly_rate=1440))
    allowed = -(-FEN * 2880 * (late + 1) // 3_600_000) if late else 0
    assert [f.difference for f in found] == ([extra - allowed] if extra - allowed > 2 else [])
    assert {f.severity for f in found} <= {Severity.WARNING if late else Severity.ERROR}


def test_a_plan_of_principal_and_interest_says_nothing_of_fees() -> None:
    schedule = plan("plan", ROWS)
    bare = replace(schedule, plan=replace(schedule.plan, bare=True))
    assert loan406(lender(paid(5_000, fee=5_000)), schedule)
    assert loan406(lender(paid(5_000, fee=5_000)), bare) == []
    finding = only(lender(paid(5_000, interest=7_400)), bare, code="LOAN406")
    assert (finding.observed, finding.difference) == (107_400, 5_000)
    assert sums(finding) == 2
