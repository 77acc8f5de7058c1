"""DUP101: one interest, penalty or annual fee posted twice for one billing period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.records.evidence import Origin
from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from tests.rules.build import (
    DISAGREES,
    adjusted,
    assert_sound,
    bought,
    entry_of,
    fee,
    figures,
    findings,
    interest,
    judge,
    only,
    paid,
    penalty,
    refunded,
    same_paper_again,
    statement,
    sums,
)

MARCH, APRIL = date(2026, 3, 8), date(2026, 4, 8)
TWICE = (interest(MARCH, 4626), interest(MARCH, 4626))


def march(*lines, **more):
    return statement("march", MARCH, lines, **more)


def april(*lines, **more):
    return statement("april", APRIL, lines, **more)


def dup101(*papers, **more):
    return findings(*papers, code="DUP101", **more)


def test_interest_posted_twice_is_an_error_of_the_second_posting() -> None:
    finding = only(march(*TWICE, bought(date(2026, 2, 20), 34860)), code="DUP101")
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (9252, 4626, 4626)
    assert finding.observed - finding.expected == finding.difference
    assert sums(finding) == 2
    assert figures(finding.calculation[0].zh) == [4626]
    assert figures(finding.calculation[1].zh) == [4626]
    assert finding.date == MARCH
    assert finding.addressee == "lender"


def test_the_accused_line_is_the_second_and_the_first_is_shown_too() -> None:
    paper = march(*TWICE)
    first, second = paper.statement.rows
    finding = only(paper, code="DUP101")
    assert finding.evidence == (second.amount.evidence, first.amount.evidence)
    assert finding.evidence[0].box != finding.evidence[1].box


@pytest.mark.parametrize(
    "twice",
    [
        (penalty(MARCH, 4210), penalty(MARCH, 4210)),
        (penalty(MARCH, 4210, "滞纳金", Kind.LATE_FEE), penalty(MARCH, 4210, "滞纳金", Kind.LATE_FEE)),
        (fee(MARCH, 30000), fee(MARCH, 30000)),
        (interest(date(2026, 2, 20), 4626), interest(MARCH, 4626)),
    ],
    ids=["penalty", "late fee", "annual fee", "two days of one period"],
)
def test_what_a_period_knows_once(twice) -> None:
    (finding,) = dup101(march(*twice))
    assert finding.difference == twice[1].fen
    assert finding.date == twice[1].on


def test_three_postings_are_two_findings() -> None:
    found = dup101(march(*TWICE, interest(MARCH, 4626)))
    assert [f.difference for f in found] == [4626, 4626]
    assert len({f.id for f in found}) == 2


def test_one_reversal_of_three_postings_leaves_one_finding() -> None:
    back = adjusted(MARCH, -4626, "利息冲正")
    assert len(dup101(march(*TWICE, interest(MARCH, 4626), back))) == 1


def test_a_charge_that_one_reader_read_otherwise_is_for_review_only() -> None:
    doubtful = replace(TWICE[1], checks=DISAGREES)
    (finding,) = dup101(march(TWICE[0], doubtful))
    assert finding.needs_review


def test_a_page_read_by_one_reader_alone_is_for_review_only() -> None:
    # The rows do not add up with the printed totals, so that nothing at all supports the figures.
    paper = march(*TWICE, origin=Origin.OCR, agreement=None, printed={"closing": 1})
    (finding,) = dup101(paper)
    assert finding.needs_review


# --- silent --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["利息冲正", "循环利息冲回", "费用返还", "贷记调整", "利息减免"])
def test_silent_when_a_reversal_follows_in_the_same_statement(words: str) -> None:
    assert dup101(march(*TWICE, adjusted(MARCH, -4626, words))) == []


def test_silent_when_a_reversal_follows_in_the_next_statement() -> None:
    back = adjusted(date(2026, 3, 20), -4626, "利息冲正")
    assert dup101(march(*TWICE), april(back, opening=9252)) == []


def test_a_purchase_refund_of_the_same_amount_is_no_reversal() -> None:
    bought_ = bought(date(2026, 3, 10), 4626, "示例商城")
    assert len(dup101(march(*TWICE), april(bought_, refunded(date(2026, 3, 20), 4626), opening=9252))) == 1


def test_what_came_back_in_part_lowers_what_is_asked_for() -> None:
    (finding,) = dup101(march(*TWICE), april(adjusted(date(2026, 3, 20), -2000, "利息冲正"), opening=9252))
    assert (finding.observed, finding.expected, finding.difference) == (7252, 4626, 2626)
    assert "26.26" in finding.asks[0].zh
    assert "46.26 − 20.00 = 26.26" in finding.calculation[-1].zh


def test_a_repayment_of_the_same_amount_is_no_reversal() -> None:
    assert len(dup101(march(*TWICE, paid(MARCH, 4626)))) == 1


def test_silent_on_two_cards() -> None:
    one = statement("card one", MARCH, [TWICE[0]], tail="4417")
    other = statement("card two", MARCH, [TWICE[1]], tail="6620")
    assert findings(one, other) == []


def test_silent_on_two_cards_of_one_statement() -> None:
    rows = [replace(TWICE[0], tail="4417"), replace(TWICE[1], tail="6620")]
    assert findings(march(*rows, tails=("4417", "6620"))) == []


def test_silent_on_two_currencies() -> None:
    assert findings(march(TWICE[0], replace(TWICE[1], currency="USD"))) == []


def test_silent_on_two_currency_sections() -> None:
    home = march(TWICE[0])
    abroad = statement("march usd", MARCH, [replace(TWICE[1], currency="USD")], currency="USD")
    assert findings(home, abroad) == []


def test_silent_on_two_periods() -> None:
    assert findings(march(interest(MARCH, 4626)), april(interest(APRIL, 4626), opening=4626)) == []


def test_silent_on_the_reissued_form_of_one_statement() -> None:
    paper = march(interest(MARCH, 4626))
    assert findings(paper, same_paper_again(paper, "march reissued")) == []


def test_silent_on_a_line_in_two_overlapping_papers() -> None:
    # A paper of the unbilled month shows what the statement shows again.
    early = statement("unbilled", date(2026, 3, 6), [interest(date(2026, 3, 5), 4626)])
    late = march(interest(date(2026, 3, 5), 4626), bought(date(2026, 3, 7), 100))
    assert findings(early, late) == []


def test_two_equal_lines_in_two_copies_are_one_finding() -> None:
    paper = march(*TWICE)
    (alone,) = dup101(paper)
    (both,) = dup101(paper, same_paper_again(paper, "march reissued"))
    assert both.id == alone.id


@pytest.mark.parametrize("earlier_id", [True, False])
def test_a_line_counts_as_often_as_in_the_paper_that_shows_it_most_often(earlier_id: bool) -> None:
    # The other paper ends before the second posting; which of the two has the smaller id must not matter.
    late = march(interest(date(2026, 3, 5), 4626), interest(date(2026, 3, 5), 4626))
    made = (statement(name, date(2026, 3, 7), [interest(date(2026, 3, 5), 4626)]) for name in "abcdefghijkl")
    early = next(p for p in made if (p.document.id < late.document.id) is earlier_id)
    (finding,) = dup101(early, late)
    assert finding.difference == 4626


@pytest.mark.parametrize("name", ["取现手续费", "预借现金手续费", "货币兑换费", "挂失费"])
def test_silent_on_fees_per_use(name: str) -> None:
    assert findings(march(fee(MARCH, 1000, name), fee(MARCH, 1000, name))) == []


def test_silent_on_different_amounts() -> None:
    assert findings(march(interest(MARCH, 4626), interest(MARCH, 4627))) == []


def test_silent_on_interest_of_two_kinds() -> None:
    assert findings(march(interest(MARCH, 4626), interest(MARCH, 4626, "取现利息"))) == []


def test_silent_on_equal_purchases() -> None:
    assert findings(march(bought(MARCH, 400), bought(MARCH, 400))) == []


# --- the id ---------------------------------------------------------------------------------------------------------


def test_the_id_stays_when_papers_are_added_renamed_or_scanned_anew() -> None:
    paper = march(*TWICE)
    (alone,) = dup101(paper)
    renamed = same_paper_again(paper, "IMG_0001")
    scan = march(*TWICE, origin=Origin.OCR, agreement=0.95)
    assert [f.id for f in dup101(renamed)] == [alone.id]
    assert [f.id for f in dup101(paper, april(bought(APRIL, 1), opening=9252))] == [alone.id]
    assert [f.id for f in dup101(scan)] == [alone.id]


def test_the_id_stays_when_a_paper_shows_the_card_under_one_more_tail() -> None:
    paper = march(*TWICE)
    (alone,) = dup101(paper)
    with_second_card = april(bought(APRIL, 1), opening=9252, tails=("4417", "1111"))
    assert [f.id for f in dup101(paper, with_second_card)] == [alone.id]


@pytest.mark.parametrize(("path", "typed"), [("rows/1/posted_on", "2026-03-07"), ("statement_on", "2026-03-09")])
def test_the_id_stays_when_a_day_is_corrected(path: str, typed: str) -> None:
    paper = march(*TWICE)
    (before,) = dup101(paper)
    (after,) = dup101(paper, corrections={entry_of(paper, path): typed})
    assert after.id == before.id


def test_the_id_stays_when_both_amounts_are_corrected() -> None:
    paper = march(*TWICE)
    (before,) = dup101(paper)
    typed = {entry_of(paper, f"rows/{n}/amount"): "46.28" for n in (0, 1)}
    (after,) = dup101(paper, corrections=typed)
    assert (after.id, after.difference) == (before.id, 4628)


def test_a_correction_may_take_a_finding_away() -> None:
    paper = march(*TWICE)
    assert dup101(paper, corrections={entry_of(paper, "rows/1/amount"): "46.28"}) == []


def test_the_ledger_keeps_both_equal_lines() -> None:
    case, _ = judge(march(*TWICE))
    assert [e.transaction.ordinal for e in case.ledger] == [0, 1]
