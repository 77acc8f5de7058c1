"""LOAN405: interest, fee or penalty of a loan for days after its settlement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from tests.rules.build import (
    DISAGREES,
    Collected,
    assert_sound,
    bank_statement,
    charged,
    contract,
    drawn,
    findings,
    instalment,
    letter,
    loan_statement,
    moved_in,
    only,
    plan,
    same_paper_again,
    sums,
)

SETTLED = date(2026, 6, 18)
LATER = date(2026, 8, 20)
LAST = instalment(SETTLED, 315_000, principal=310_000, interest=5_000)


def lender(*lines, **more):
    return loan_statement("lender", [LAST, *lines], **more)


def loan405(*papers, **more):
    return findings(*papers, code="LOAN405", **more)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.INTEREST, "利息"),
        (Kind.PENALTY_INTEREST, "罚息"),
        (Kind.FEE, "账户管理费"),
        (Kind.PENALTY, "违约金"),
        (Kind.LATE_FEE, "滞纳金"),
    ],
)
def test_a_charge_months_after_the_settlement_is_an_error(kind: Kind, words: str) -> None:
    papers = letter(), lender(charged(LATER, 3_650, words, kind))
    finding = only(*papers, code="LOAN405")
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (3_650, 0, 3_650)
    assert sums(finding) == 2
    assert finding.evidence == (papers[1].statement.rows[1].amount.evidence, papers[0].letter.settled_on.evidence)
    assert finding.date == LATER


def test_a_payment_with_interest_and_fee_after_the_settlement_is_an_error_of_these_parts() -> None:
    row = instalment(LATER, 4_000, interest=3_650, fee=350, principal=0)
    finding = only(letter(), lender(row), code="LOAN405")
    assert_sound(finding, Severity.ERROR)
    assert finding.difference == 4_000
    assert sums(finding) == 4


def test_each_charge_is_a_finding() -> None:
    rows = [charged(LATER, 3_650), charged(LATER + timedelta(days=30), 3_650)]
    found = loan405(letter(), lender(*rows))
    assert [f.difference for f in found] == [3_650, 3_650]
    assert len({f.id for f in found}) == 2


def test_interest_within_the_month_that_the_days_before_cannot_have_cost_is_an_error() -> None:
    row = charged(SETTLED + timedelta(days=10), 60_000)
    finding = only(letter(), lender(row), contract(), code="LOAN405")
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(("days", "kind"), [(10, Kind.FEE), (1, Kind.PENALTY)])
def test_a_fee_right_after_the_settlement_is_an_error(days: int, kind: Kind) -> None:
    row = charged(SETTLED + timedelta(days=days), 5_000, "服务费", kind)
    assert only(letter(), lender(row), contract(), code="LOAN405").severity is Severity.ERROR


def test_a_charge_read_in_doubt_is_for_review_only() -> None:
    assert only(letter(), lender(charged(LATER, 3_650, checks=DISAGREES)), code="LOAN405").needs_review
    assert only(letter(), lender(charged(LATER, 3_650), notes=("row_count",)), code="LOAN405").needs_review


# --- notices -------------------------------------------------------------------------------------------------------


def test_interest_within_the_month_that_nothing_bounds_is_a_notice() -> None:
    row = charged(SETTLED + timedelta(days=10), 3_650)
    finding = only(letter(), lender(row), code="LOAN405")
    assert (finding.severity, finding.addressee) == (Severity.NOTICE, "")


def test_a_residue_below_one_yuan_within_the_month_is_a_notice() -> None:
    row = charged(SETTLED + timedelta(days=10), 99)
    assert only(letter(), lender(row), code="LOAN405").severity is Severity.NOTICE


@pytest.mark.parametrize("with_contract", [True, False])
def test_a_charge_for_early_repayment_is_a_notice(with_contract: bool) -> None:
    row = charged(SETTLED + timedelta(days=2), 5_000, "提前还款违约金", Kind.FEE)
    papers = [contract(early_fee="提前还款收取剩余本金1%")] if with_contract else []
    assert only(letter(), lender(row), *papers, code="LOAN405").severity is Severity.NOTICE


def test_a_fee_within_the_month_is_a_question_where_no_contract_is_on_file() -> None:
    row = charged(SETTLED + timedelta(days=10), 5_000, "服务费", Kind.FEE)
    finding = only(letter(), lender(row), code="LOAN405")
    assert_sound(finding, Severity.WARNING)
    assert finding.basis == () and "没有借款合同" in finding.calculation[-1].zh


@pytest.mark.parametrize(("last", "early"), [(SETTLED + timedelta(days=60), True), (SETTLED, False)])
def test_interest_for_real_days_is_cited_only_before_the_term(last: date, early: bool) -> None:
    schedule = plan("plan", [(last, 310_000, 5_000)])
    (finding,) = loan405(letter(), lender(charged(LATER, 3_650)), schedule)
    articles = [one.article for one in finding.basis]
    assert any("六百七十七" in one for one in articles) == early and any("九百八十五" in one for one in articles)
    for kind, words in ((Kind.FEE, "管理费"), (Kind.PENALTY_INTEREST, "罚息")):
        (other,) = loan405(letter(), lender(charged(LATER, 3_650, words, kind)), schedule)
        assert not any("六百七十七" in one.article for one in other.basis)


def test_a_contract_without_such_a_clause_makes_it_an_error() -> None:
    row = charged(SETTLED + timedelta(days=2), 5_000, "提前还款违约金", Kind.FEE)
    assert only(letter(), lender(row), contract(), code="LOAN405").severity is Severity.ERROR


# --- silent --------------------------------------------------------------------------------------------------------


def test_silent_on_trailing_interest() -> None:
    row = charged(SETTLED + timedelta(days=10), 3_650)
    assert findings(letter(), lender(row), contract()) == []


@pytest.mark.parametrize("days", [0, -1, -30])
def test_silent_up_to_the_day_of_settlement(days: int) -> None:
    assert findings(letter(), lender(charged(SETTLED + timedelta(days=days), 3_650))) == []


def test_silent_when_it_was_reversed() -> None:
    back = Collected(LATER + timedelta(days=3), -3_650, description="利息冲正", kind=Kind.ADJUSTMENT)
    assert findings(letter(), lender(charged(LATER, 3_650), back)) == []


def test_silent_when_it_was_returned_to_the_debit_account() -> None:
    account = bank_statement("bank", [moved_in(LATER + timedelta(days=9), 3_650)])
    assert findings(letter(), lender(charged(LATER, 3_650)), account) == []


def test_silent_on_another_loan() -> None:
    other = loan_statement("other", [charged(LATER, 3_650)], contract_no="QH-2")
    assert findings(letter(), other) == []


def test_silent_when_more_was_borrowed_after() -> None:
    assert findings(letter(), lender(drawn(date(2026, 7, 1), 500_000), charged(LATER, 3_650))) == []


def test_silent_on_a_line_with_several_drawdowns() -> None:
    rows = [drawn(date(2024, 3, 20), 500_000), drawn(date(2025, 3, 20), 700_000), charged(LATER, 3_650)]
    assert findings(letter(), lender(*rows)) == []


def test_silent_when_another_drawdown_is_still_repaid() -> None:
    alive = instalment(date(2026, 7, 20), 105_000, principal=100_000, interest=5_000)
    assert findings(letter(), lender(alive, charged(LATER, 3_650))) == []
    left = charged(LATER, 3_650, balance=900_000)
    assert findings(letter(), lender(left)) == []


def test_a_balance_that_the_charge_itself_makes_is_no_other_drawdown() -> None:
    rows = [charged(LATER, 3_650, balance=3_650), instalment(LATER, 3_650, balance=0)]
    assert only(letter(), lender(*rows), code="LOAN405").difference == 3_650


def test_silent_without_a_day_of_settlement() -> None:
    assert loan405(letter(settled_on=None), lender(charged(LATER, 3_650))) == []


def test_silent_when_a_letter_says_that_something_is_left() -> None:
    assert loan405(letter(outstanding=5_000), lender(charged(LATER, 3_650))) == []


def test_of_two_letters_the_later_day_counts() -> None:
    later = letter("later", serial="青禾证2", settled_on=LATER + timedelta(days=1))
    assert loan405(letter(), later, lender(charged(LATER, 3_650))) == []


def test_silent_on_the_settlements_own_payment_booked_days_later() -> None:
    row = instalment(SETTLED + timedelta(days=3), 5_000, interest=5_000, principal=0)
    assert loan405(letter(), loan_statement("lender", [row])) == []


def test_silent_on_a_payment_of_principal() -> None:
    row = instalment(LATER, 103_650, interest=3_650, principal=100_000)
    assert loan405(letter(), lender(row)) == []


@pytest.mark.parametrize("words", ["结清证明工本费", "证明邮寄费"])
def test_silent_on_a_fee_for_the_letter_itself(words: str) -> None:
    assert findings(letter(), lender(charged(LATER, 2_000, words, Kind.FEE))) == []


def test_it_is_reported_before_what_the_plan_says_of_the_same_row() -> None:
    schedule = plan("plan", [(date(2026, 6, 20), 310_000, 5_000), (LATER, 0, 5_000)])
    row = instalment(LATER, 6_000, 2, interest=6_000, principal=0)
    (finding,) = findings(letter(loan_amount=310_000), lender(row), schedule)
    assert finding.code == "LOAN405"
    assert "LOAN406" in finding.also[-1].zh and "LOAN406" not in "".join(step.zh for step in finding.calculation)


def test_the_id_stays_when_papers_come_again() -> None:
    papers = [letter(), lender(charged(LATER, 3_650))]
    alone = only(*papers, code="LOAN405")
    again = only(*papers, same_paper_again(papers[1], "copy"), contract(), code="LOAN405")
    assert again.id == alone.id


@given(days=st.integers(-60, 400), fen=st.integers(1, 200_000))
def test_nothing_up_to_the_settlement_is_ever_accused(days: int, fen: int) -> None:
    found = loan405(letter(), lender(charged(SETTLED + timedelta(days=days), fen)), contract(), as_of=date(2028, 1, 1))
    errors = [f for f in found if f.severity is Severity.ERROR]
    if days <= 0:
        assert found == []
    if days > 31:
        assert [f.difference for f in errors] == [fen]
