"""PEN203: a penalty above rate × unpaid part of the printed minimum, floor and cap counted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.finding import Severity
from rules import tables
from rules.penalty_amounts import _HIGHEST_FLOOR, price
from rules.tables.load import PenaltyTariff
from tests.rules.build import (
    DISAGREES,
    accusations,
    adjusted,
    assert_sound,
    bought,
    entry_of,
    figures,
    findings,
    only,
    paid,
    penalty,
    refunded,
    statement,
    sums,
)

MAY, JUNE, DUE = date(2026, 5, 8), date(2026, 6, 8), date(2026, 5, 26)
MINIMUM = 80_000


def may(*lines, minimum=MINIMUM, **more):
    return statement("may", MAY, (bought(date(2026, 4, 20), 300_000), *lines), minimum=minimum, due=DUE, **more)


def june(*lines, fen=4000, checks=(), currency="CNY", issuer="招商银行", **more):
    charge = penalty(JUNE, fen, checks=checks, currency=currency)
    return statement(
        "june", JUNE, (*lines, charge), opening=300_000, minimum=1000, currency=currency, issuer=issuer, **more
    )


def pen203(*papers, **more):
    return findings(*papers, code="PEN203", **more)


def test_above_the_tariff_is_a_question_with_its_exact_difference() -> None:
    finding = only(may(), june(paid(date(2026, 5, 20), 30_000)), code="PEN203")
    assert_sound(finding, Severity.WARNING)
    assert (finding.observed, finding.expected, finding.difference) == (4000, 2500, 1500)
    assert sums(finding) == 6  # shortfall, share, gap; each in both languages
    assert figures(finding.calculation[2].zh) == [80_000, 30_000, 50_000]
    assert figures(finding.calculation[3].zh) == [50_000, 2500]
    assert [b.confidence for b in finding.basis] == ["S", "S-"]


def test_the_places_shown_are_the_penalty_the_minimum_its_due_day_and_the_payments() -> None:
    before, after = may(), june(paid(date(2026, 5, 20), 30_000))
    finding = only(before, after, code="PEN203")
    assert finding.evidence == (
        after.statement.rows[1].amount.evidence,
        before.statement.minimum.evidence,
        before.statement.due_on.evidence,
        after.statement.rows[0].amount.evidence,
    )


def test_the_unknown_tariff_is_a_notice_that_names_what_is_missing() -> None:
    bank = "浦发银行"
    finding = only(may(issuer=bank), june(issuer=bank), code="PEN203", unchecked=True)
    assert (finding.severity, finding.addressee, finding.difference) == (Severity.NOTICE, "", None)
    assert "浦发银行" in finding.calculation[-1].zh
    assert "违约金标准" in finding.calculation[-1].zh


def test_a_foreign_currency_without_a_known_floor_is_a_notice() -> None:
    before = statement(
        "may",
        MAY,
        [bought(date(2026, 4, 20), 300_000, currency="USD")],
        minimum=10_000,
        due=DUE,
        currency="USD",
        issuer="民生银行",
    )
    after = june(currency="USD", issuer="民生银行")
    assert only(before, after, code="PEN203", unchecked=True).severity is Severity.NOTICE


def test_a_foreign_currency_has_its_own_floor() -> None:
    before = statement(
        "may", MAY, [bought(date(2026, 4, 20), 300_000, currency="USD")], minimum=1_000, due=DUE, currency="USD"
    )
    assert pen203(before, june(currency="USD", fen=100)) == []  # 5 % of 10.00 is 0.50; the floor is 1.00
    assert only(before, june(currency="USD", fen=400), code="PEN203").difference == 300


@pytest.mark.parametrize(
    ("bank", "minimum", "expected"),
    [
        ("招商银行", 5_000, 1_000),  # the floor
        ("建设银行", 5_000, 500),
        ("工商银行", 1_500_000, 50_000),  # the cap
        ("华夏银行", 6_000_000, 200_000),
        ("中国银行", 5_000, 3_000),  # no floor is stated: the highest of all banks stands in
        ("广发银行", 100_000, 6_000),  # the rate of repeated misses
        ("广发银行", 10_000, 3_000),
        ("招商银行", 1_010, 1_000),
        ("招商银行", 50_010, 2_501),  # 25.005 is rounded half up
    ],
)
def test_the_most_that_each_tariff_carries(bank: str, minimum: int, expected: int) -> None:
    def before():
        return may(minimum=minimum, issuer=bank)

    assert pen203(before(), june(issuer=bank, fen=expected)) == []
    assert pen203(before(), june(issuer=bank, fen=expected + 2)) == []
    finding = only(before(), june(issuer=bank, fen=expected + 3), code="PEN203")
    assert (finding.expected, finding.difference) == (expected, 3)
    sums(finding)


# --- silent --------------------------------------------------------------------------------------------------------


def test_silent_on_the_tariff_itself_and_below() -> None:
    assert findings(may(), june(fen=4000)) == []
    assert findings(may(), june(fen=1)) == []


def test_silent_when_the_minimum_was_paid_where_pen204_speaks() -> None:
    assert [f.code for f in findings(may(), june(paid(DUE, MINIMUM)))] == ["PEN204"]


def test_silent_when_only_grace_makes_it_on_time_where_pen204_speaks() -> None:
    found = findings(may(), june(paid(date(2026, 5, 28), MINIMUM), fen=9000))
    assert [(f.code, f.severity) for f in found] == [("PEN204", Severity.WARNING)]


def test_a_part_paid_in_the_days_of_grace_is_not_held_against_the_lender() -> None:
    # 800.00 unpaid on the due day: 40.00 is what the tariff carries, though 400.00 came a day later.
    assert findings(may(), june(paid(date(2026, 5, 27), 40_000))) == []


def test_a_refund_does_not_reduce_what_is_unpaid() -> None:
    assert findings(may(), june(refunded(date(2026, 5, 20), 70_000))) == []


def test_a_payment_taken_back_does_not_count() -> None:
    lines = (paid(date(2026, 5, 20), 70_000), adjusted(date(2026, 5, 22), 70_000, "还款冲正"))
    assert findings(may(), june(*lines)) == []


@pytest.mark.parametrize("words", ["违约金冲回", "违约金减免"])
def test_silent_when_reversed(words: str) -> None:
    assert pen203(may(), june(adjusted(JUNE, -9000, words), fen=9000)) == []


def test_silent_when_the_statement_before_is_missing() -> None:
    assert findings(june(fen=90_000)) == []


def test_silent_before_2017() -> None:
    before = statement(
        "may", date(2016, 5, 8), [bought(date(2016, 4, 20), 300_000)], minimum=MINIMUM, due=date(2016, 5, 26)
    )
    after = statement("june", date(2016, 6, 8), [penalty(date(2016, 6, 8), 90_000)], opening=300_000)
    assert findings(before, after) == []


def test_a_charge_read_in_doubt_is_for_review_only() -> None:
    assert only(may(), june(fen=9000, checks=DISAGREES), code="PEN203").needs_review
    assert only(may(), june(fen=9000, notes=("page_missing",)), code="PEN203").needs_review


def test_the_id_stays_when_the_minimum_is_corrected() -> None:
    papers = may(), june(fen=9000)
    (before,) = pen203(*papers)
    (after,) = pen203(*papers, corrections={entry_of(papers[0], "minimum"): "790.00"})
    assert (after.id, after.difference) == (before.id, 9000 - 3950)


# --- what always holds ---------------------------------------------------------------------------------------------

BANKS = sorted(name.partition("/")[0] for name in tables().tables if name.endswith("/penalty"))


@given(
    bank=st.sampled_from(BANKS),
    minimum=st.integers(1, 3_000_000),
    early=st.integers(0, 3_000_000),
    fen=st.integers(1, 200_000),
)
def test_a_charge_not_above_the_tariff_is_never_accused(bank, minimum, early, fen) -> None:
    lines = (paid(date(2026, 5, 20), early),) if early else ()
    tariff = tables().look_up(f"{bank}/penalty", JUNE).line.value
    shortfall = minimum - early
    found = price(tariff, shortfall, "CNY") if shortfall > 0 else None
    codes = accusations(may(minimum=minimum, issuer=bank), june(*lines, fen=fen, issuer=bank))
    assert codes.count("PEN203") == int(found is not None and fen > found.expected + 2)


def test_the_floor_that_stands_in_is_the_highest_known() -> None:
    tariffs = [tables().tables[f"{bank}/penalty"].rows[0].value for bank in BANKS]
    assert max(t.floor.get("CNY", 0) for t in tariffs) == _HIGHEST_FLOOR


@given(st.integers(1, 10**8), st.integers(1, 10**8))
def test_more_unpaid_never_costs_less(one: int, other: int) -> None:
    tariff = PenaltyTariff(percent=5, floor={"CNY": 1000}, cap={"CNY": 50_000})
    low, high = sorted((one, other))
    assert price(tariff, low, "CNY").expected <= price(tariff, high, "CNY").expected <= 50_000
