"""SET604: a card is charged after its settlement or closing."""

from __future__ import annotations

from datetime import date

from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from tests.rules.build import (
    adjusted,
    assert_sound,
    bought,
    card_letter,
    fee,
    findings,
    interest,
    penalty,
    statement,
)

SETTLED_ON = date(2026, 5, 20)
JUNE, JULY, AUGUST = date(2026, 6, 8), date(2026, 7, 8), date(2026, 8, 8)


def card(name, on, lines, **more):
    return statement(name, on, lines, tail="9035", **more)


def set604(*papers):
    return findings(*papers, code="SET604")


def test_interest_on_a_card_that_owes_nothing_is_an_error() -> None:
    [finding] = set604(card_letter(), card("july", JULY, [interest(JULY, 1_235)]))
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (1_235, 0, 1_235)
    assert finding.to_get_back == 1_235


def test_a_penalty_too_and_nothing_else_is_said_of_the_same_line() -> None:
    found = findings(card_letter(), card("july", JULY, [penalty(JULY, 2_000)]))
    assert [f.code for f in found] == ["SET604"]


def test_silent_after_a_purchase_on_a_card_that_stays_open() -> None:
    used = card("june", JUNE, [bought(date(2026, 6, 1), 50_000)])
    assert set604(card_letter(), used, card("july", JULY, [interest(JULY, 1_235)], opening=50_000)) == []


def test_silent_on_a_fee_of_a_card_that_stays_open() -> None:
    assert set604(card_letter(), card("july", JULY, [fee(JULY, 20_000)])) == []


def test_a_fee_of_a_closed_card_is_an_error() -> None:
    [finding] = set604(card_letter(closes="办理销户"), card("july", JULY, [fee(JULY, 20_000)]))
    assert_sound(finding, Severity.ERROR)
    assert "销户" in finding.title.zh


def test_trailing_interest_within_a_cycle_is_a_notice_and_less_than_a_yuan_nothing() -> None:
    [finding] = set604(card_letter(), card("june", JUNE, [interest(JUNE, 1_235)]))
    assert (finding.severity, finding.addressee) == (Severity.NOTICE, "")
    assert "尾息" in finding.meaning.zh
    assert set604(card_letter(), card("june", JUNE, [interest(JUNE, 99)])) == []


def test_silent_when_it_was_taken_back() -> None:
    lines = [interest(JULY, 1_235), adjusted(JULY, -1_235, "利息冲正")]
    assert set604(card_letter(), card("july", JULY, lines)) == []


def test_silent_before_the_settlement() -> None:
    may = date(2026, 5, 8)
    assert set604(card_letter(), card("may", may, [interest(may, 1_235), penalty(may, 900)])) == []


def test_silent_on_another_currency() -> None:
    dollars = card("july", JULY, [interest(JULY, 1_235)], currency="USD")
    assert set604(card_letter(), dollars) == []


def test_where_a_month_between_is_missing_it_is_a_question() -> None:
    """In the month that nobody has seen the card may have been used."""
    [finding] = set604(card_letter(), card("august", AUGUST, [interest(AUGUST, 1_235)], opening=50_000))
    assert finding.severity is Severity.WARNING
    assert "材料不全，先请银行说明" in finding.meaning.zh
    assert [one.article for one in finding.basis] == ["第五百五十八条"]  # a question claims no unjust enrichment


def test_silent_where_the_letter_speaks_of_dollars_or_of_one_instalment_plan() -> None:
    charged = card("july", JULY, [interest(JULY, 1_235)])
    assert set604(card_letter(currency="USD"), charged) == []
    assert set604(card_letter(scope="drawdown"), charged) == []


def test_silent_without_a_day_of_settlement() -> None:
    assert set604(card_letter(settled_on=None), card("july", JULY, [interest(JULY, 1_235)])) == []


def test_silent_where_the_letter_says_that_something_is_left() -> None:
    assert set604(card_letter(outstanding=5_000), card("july", JULY, [interest(JULY, 1_235)])) == []


def test_a_late_fee_after_the_settlement_is_one_finding() -> None:
    lines = [penalty(JULY, 900, "滞纳金", Kind.LATE_FEE)]
    assert [f.code for f in findings(card_letter(), card("july", JULY, lines))] == ["SET604"]
