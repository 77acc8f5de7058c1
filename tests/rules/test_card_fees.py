"""PEN201 and PEN202: 滞纳金 by its name, and over-limit fees."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from tests.rules.build import (
    DISAGREES,
    Collected,
    adjusted,
    assert_sound,
    bought,
    fee,
    findings,
    loan_statement,
    only,
    paid,
    penalty,
    statement,
    sums,
)

JUNE = date(2026, 6, 8)
FIRST = date(2017, 1, 1)


def late_fee(on=JUNE, fen=4220, description="滞纳金", **more):
    return penalty(on, fen, description, Kind.LATE_FEE, **more)


def overlimit(on=JUNE, fen=2500, description="超限费", **more):
    return fee(on, fen, description, **more)


def june(*lines, on=JUNE, **more):
    return statement("june", on, lines, **more)


# --- PEN201 --------------------------------------------------------------------------------------------------------


def test_a_late_fee_by_its_old_name_is_a_question() -> None:
    finding = only(june(late_fee()), code="PEN201")
    assert_sound(finding, Severity.WARNING)
    assert (finding.observed, finding.difference, finding.date) == (4220, None, JUNE)
    assert [b.valid_from for b in finding.basis] == [FIRST]
    assert "请说明该笔是否为合同约定的违约金" in finding.calculation[1].zh and "只能" not in finding.calculation[1].zh


@pytest.mark.parametrize(("day", "count"), [(FIRST, 1), (FIRST - timedelta(days=1), 0)])
def test_the_name_was_abolished_on_one_day(day: date, count: int) -> None:
    assert len(findings(june(late_fee(day), on=day), code="PEN201")) == count


@pytest.mark.parametrize(("currency", "count"), [("CNY", 1), ("USD", 1), ("HKD", 0), ("JPY", 0)])
def test_silent_for_a_card_that_is_kept_in_a_currency_of_elsewhere(currency: str, count: int) -> None:
    late = late_fee(description="LATE CHARGE", currency=currency)
    assert len(findings(june(late, currency=currency), code="PEN201")) == count
    over = overlimit(currency=currency)
    assert len(findings(june(over, currency=currency), code="PEN202")) == count


def test_silent_when_the_row_names_an_older_period() -> None:
    assert findings(june(late_fee(date(2017, 1, 5), description="2016年12月滞纳金"), on=date(2017, 1, 8))) == []


@pytest.mark.parametrize("words", ["滞纳金冲回", "滞纳金减免", "费用返还"])
def test_silent_when_the_late_fee_was_reversed(words: str) -> None:
    assert findings(june(late_fee(), adjusted(JUNE, -4220, words))) == []


def test_silent_on_a_loan() -> None:
    row = Collected(JUNE, 4220, description="滞纳金", kind=Kind.LATE_FEE)
    assert findings(loan_statement("loan", [row])) == []


def test_silent_on_a_merchants_late_fee() -> None:
    # The lexicon makes a merchant's 滞纳金 a purchase.
    assert findings(june(bought(JUNE, 4220, "国网电费滞纳金"))) == []


def test_silent_on_a_penalty_by_its_own_name() -> None:
    assert findings(june(penalty(JUNE, 4220)), code="PEN201") == []


def test_a_late_fee_read_in_doubt_is_for_review_only() -> None:
    assert only(june(late_fee(checks=DISAGREES)), code="PEN201").needs_review


def test_a_statement_that_does_not_prove_its_rows_is_for_review_only() -> None:
    assert only(june(late_fee(), notes=("page_missing",)), code="PEN201").needs_review


def test_what_pen204_says_of_a_late_fee_is_said_once_and_names_the_label() -> None:
    may = statement(
        "may", date(2026, 5, 8), [bought(date(2026, 4, 20), 300_000)], minimum=40_000, due=date(2026, 5, 26)
    )
    paid_up = june(paid(date(2026, 5, 20), 40_000), late_fee(), opening=300_000)
    finding = only(may, paid_up, code="PEN204")
    assert "PEN201" in finding.also[-1].zh and finding.steps[-1] == finding.also[-1]


def test_a_notice_about_an_unknown_tariff_does_not_hide_the_label() -> None:
    bank = {"issuer": "某某银行"}
    may = statement(
        "may", date(2026, 5, 8), [bought(date(2026, 4, 20), 300_000)], minimum=40_000, due=date(2026, 5, 26), **bank
    )
    finding = only(may, june(late_fee(), opening=300_000, **bank), code="PEN201")
    assert finding.severity is Severity.WARNING


# --- PEN202 --------------------------------------------------------------------------------------------------------


def test_an_overlimit_fee_is_an_error() -> None:
    finding = only(june(overlimit()), code="PEN202")
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (2500, 0, 2500)
    assert sums(finding) == 2
    assert [b.article for b in finding.basis] == ["第三部分"]


@pytest.mark.parametrize("words", ["超限费", "信用卡超限费", "人民币账户超限费", "超限手续费", "OVERLIMIT FEE 超限费"])
def test_the_fee_under_its_names(words: str) -> None:
    assert only(june(overlimit(description=words)), code="PEN202").difference == 2500


@pytest.mark.parametrize(("day", "count"), [(FIRST, 1), (FIRST - timedelta(days=1), 0)])
def test_the_fee_was_forbidden_from_one_day(day: date, count: int) -> None:
    assert len(findings(june(overlimit(day), on=day), code="PEN202")) == count


@pytest.mark.parametrize("words", ["超限费返还", "费用返还", "超限费减免"])
def test_silent_when_the_fee_was_reversed(words: str) -> None:
    assert findings(june(overlimit(), adjusted(JUNE, -2500, words))) == []


@pytest.mark.parametrize(
    "words",
    [
        "货车超限费",
        "高速公路超限费",
        "超限费优惠券",
        "超限运输许可费",
        "超限费退还",
        "年费",
        "2016年超限费",
        "消费超限提醒服务费",
    ],
)
def test_silent_where_the_words_are_about_something_else(words: str) -> None:
    assert findings(june(overlimit(description=words)), code="PEN202") == []


def test_silent_on_a_credit_of_that_name() -> None:
    assert findings(june(fee(JUNE, -2500, "超限费"))) == []


def test_silent_on_another_account_kind() -> None:
    assert findings(loan_statement("loan", [Collected(JUNE, 2500, description="超限费", kind=Kind.FEE)])) == []


def test_a_fee_that_two_postings_make_twice_is_two_findings() -> None:
    found = findings(june(overlimit(), overlimit()), code="PEN202")
    assert [f.difference for f in found] == [2500, 2500]
    assert len({f.id for f in found}) == 2


def test_a_charge_in_dollars_is_said_in_dollars_and_is_no_yuan_to_get_back() -> None:
    found = only(june(overlimit(currency="USD"), currency="USD"), code="PEN202")
    words = "".join(text.zh for text in (found.title, *found.calculation, *found.asks))
    assert (found.currency, found.to_get_back) == ("USD", None)
    assert "25.00 美元" in words and "25.00 元" not in words
