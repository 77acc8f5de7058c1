"""PEN204: a penalty although the printed minimum was paid by the due date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.records.case import AccountFact
from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from tests.rules.build import (
    DISAGREES,
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
    same_paper_again,
    statement,
    sums,
)

MAY, JUNE = date(2026, 5, 8), date(2026, 6, 8)
DUE = date(2026, 5, 26)
MINIMUM = 41_246
GRACE = AccountFact("招商银行", "4417", None, grace_days=3)


def may(*lines, minimum=MINIMUM, **more):
    return statement("may", MAY, (bought(date(2026, 4, 20), 300_000), *lines), minimum=minimum, due=DUE, **more)


def june(*lines, fen=4220, on=JUNE, **more):
    charge = penalty(on, fen, **more)
    return statement("june", JUNE, (*lines, charge), opening=300_000, minimum=1000)


def pen204(*papers, **more):
    return findings(*papers, code="PEN204", **more)


def test_a_penalty_after_the_minimum_was_paid_is_an_error() -> None:
    finding = only(may(), june(paid(date(2026, 5, 20), 100_000)), code="PEN204")
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (4220, 0, 4220)
    assert finding.observed - finding.expected == finding.difference
    assert any(step.zh.startswith("截至 2026-05-26（含当日）合计还款") for step in finding.calculation)
    assert finding.date == JUNE
    assert finding.addressee == "lender"


def test_the_calculation_can_be_followed() -> None:
    payments = (paid(date(2026, 5, 12), 20_000), paid(date(2026, 5, 20), 30_000))
    finding = only(may(), june(*payments), code="PEN204")
    assert sums(finding) == 4  # the payments' sum and that it suffices, in Chinese and in English
    head, first, second, total, last = (step.zh for step in finding.calculation)
    assert figures(head) == [MINIMUM]
    assert str(MAY) in head
    assert str(DUE) in head
    assert figures(first) + figures(second) == [20_000, 30_000]
    assert figures(total) == [20_000, 30_000, 50_000, MINIMUM]
    expected, charged, difference = figures(last)
    assert charged - expected == difference == finding.difference


def test_the_places_shown_are_the_penalty_the_minimum_its_due_day_and_the_payment() -> None:
    before, after = may(), june(paid(date(2026, 5, 20), 100_000))
    finding = only(before, after, code="PEN204")
    assert finding.evidence == (
        after.statement.rows[1].amount.evidence,
        before.statement.minimum.evidence,
        before.statement.due_on.evidence,
        after.statement.rows[0].amount.evidence,
    )


def test_paid_on_the_due_date_to_the_fen_is_in_time() -> None:
    finding = only(may(), june(paid(DUE, MINIMUM)), code="PEN204")
    assert finding.severity is Severity.ERROR


def test_a_penalty_under_its_old_name_is_one_too() -> None:
    charged = june(paid(DUE, MINIMUM), description="滞纳金", kind=Kind.LATE_FEE)
    assert only(may(), charged, code="PEN204").severity is Severity.ERROR


def test_the_payments_own_day_decides_and_not_the_paper_it_stands_in() -> None:
    july = statement("july", date(2026, 7, 8), [paid(date(2026, 5, 20), MINIMUM)], opening=304_220)
    assert only(may(), june(), july, code="PEN204").difference == 4220


def test_a_minimum_of_nothing_needs_no_payment() -> None:
    assert only(may(minimum=0), june(), code="PEN204").severity is Severity.ERROR


def test_the_persons_own_grace_days_give_a_warning() -> None:
    late = june(paid(date(2026, 5, 29), MINIMUM))
    finding = only(may(), late, code="PEN204", facts=[GRACE])
    assert_sound(finding, Severity.WARNING)
    assert finding.difference == 4220
    assert any("2026-05-26 + 3 天 = 2026-05-29" in step.zh for step in finding.calculation)
    assert "退还" not in "".join(ask.zh for ask in finding.asks)


def test_the_penalty_read_in_doubt_is_for_review_only() -> None:
    finding = only(may(), june(paid(DUE, MINIMUM), checks=DISAGREES), code="PEN204")
    assert finding.needs_review


@pytest.mark.parametrize("path", ["minimum", "due_on"])
def test_a_minimum_or_due_day_read_in_doubt_is_for_review_only(path: str) -> None:
    paper = may(checks=DISAGREES)
    assert only(paper, june(paid(DUE, MINIMUM)), code="PEN204").needs_review
    typed = {entry_of(paper, p): {"minimum": "412.46", "due_on": "2026-05-26"}[p] for p in ("minimum", "due_on")}
    typed |= {entry_of(paper, "statement_on"): "2026-05-08"}
    assert not only(paper, june(paid(DUE, MINIMUM)), code="PEN204", corrections=typed).needs_review
    typed.pop(entry_of(paper, path))
    assert only(paper, june(paid(DUE, MINIMUM)), code="PEN204", corrections=typed).needs_review


# --- silent --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [27, 28, 29])
def test_within_a_published_grace_that_sources_agree_on_it_is_a_question(day: int) -> None:
    (finding,) = pen204(may(), june(paid(date(2026, 5, day), 300_000)))
    assert_sound(finding, Severity.WARNING)
    assert any("转载的容时说明" in step.zh for step in finding.calculation)


@pytest.mark.parametrize("bank", ["中国银行", "建设银行", "中信银行"])
def test_a_grace_on_which_sources_differ_gives_a_notice_without_a_draft(bank: str) -> None:
    rows = [paid(date(2026, 5, 27), MINIMUM), penalty(JUNE, 4220)]
    late = statement("june", JUNE, rows, opening=300_000, minimum=1000, issuer=bank)
    (finding,) = pen204(may(issuer=bank), late)
    assert (finding.severity, finding.addressee) == (Severity.NOTICE, "")


def test_silent_a_day_after_the_grace() -> None:
    assert pen204(may(), june(paid(date(2026, 5, 30), 300_000))) == []
    assert pen204(may(), june(paid(date(2026, 5, 30), 300_000)), facts=[GRACE]) == []


def test_another_cards_grace_is_not_this_ones() -> None:
    other = AccountFact("招商银行", "6620", None, grace_days=20)
    assert pen204(may(), june(paid(date(2026, 6, 5), 300_000)), facts=[other]) == []


def test_silent_when_short_by_one_fen() -> None:
    assert pen204(may(), june(paid(date(2026, 5, 20), MINIMUM - 1))) == []


def test_silent_when_one_fen_short_by_the_due_day_and_paid_up_after_the_grace() -> None:
    payments = (paid(date(2026, 5, 20), MINIMUM - 1), paid(date(2026, 6, 5), 1))
    assert pen204(may(), june(*payments)) == []


def test_silent_when_nothing_was_paid() -> None:
    assert pen204(may(), june()) == []


@pytest.mark.parametrize("words", ["违约金冲回", "违约金减免", "费用返还"])
def test_silent_when_reversed_in_the_same_statement(words: str) -> None:
    back = adjusted(JUNE, -4220, words)
    assert findings(may(), june(paid(DUE, MINIMUM), back)) == []


def test_silent_when_reversed_in_the_next_statement() -> None:
    july = statement(
        "july", date(2026, 7, 8), [adjusted(date(2026, 6, 20), -4220, "违约金冲回")], opening=304_220 - MINIMUM
    )
    assert findings(may(), june(paid(DUE, MINIMUM)), july) == []


def test_silent_when_the_statement_before_is_missing() -> None:
    assert findings(june(paid(DUE, MINIMUM))) == []


def test_silent_when_a_month_between_is_missing() -> None:
    april = statement("april", date(2026, 4, 8), [bought(date(2026, 3, 20), 300_000)], minimum=1, due=date(2026, 4, 26))
    assert pen204(april, june(paid(date(2026, 4, 20), MINIMUM))) == []


@pytest.mark.parametrize("field", ["minimum", "due_on"])
def test_silent_when_the_statement_before_lacks_a_figure(field: str) -> None:
    paper = may()
    paper = replace(paper, statements=(replace(paper.statement, **{field: None}),))
    assert findings(paper, june(paid(DUE, MINIMUM))) == []


def test_silent_when_the_repayment_was_taken_back() -> None:
    lines = (paid(date(2026, 5, 20), MINIMUM), adjusted(date(2026, 5, 22), MINIMUM, "还款冲正"))
    assert pen204(may(), june(*lines)) == []


def test_silent_when_the_repayment_was_taken_back_after_the_due_day() -> None:
    # A debit that bounced comes back days later: it never was a payment.
    lines = (paid(date(2026, 5, 25), MINIMUM), adjusted(date(2026, 5, 28), MINIMUM, "还款失败退回"))
    assert pen204(may(), june(*lines)) == []


def test_a_part_taken_back_is_shown_in_the_calculation() -> None:
    lines = (paid(date(2026, 5, 20), 100_000), adjusted(date(2026, 5, 22), 50_000, "还款冲正"))
    finding = only(may(), june(*lines), code="PEN204")
    assert sums(finding) == 4
    assert any(figures(step.zh) == [100_000, 50_000, 50_000, MINIMUM] for step in finding.calculation)


def test_a_payment_on_or_before_the_statements_day_does_not_count() -> None:
    before = may(paid(MAY, MINIMUM), paid(date(2026, 5, 1), MINIMUM))
    assert pen204(before, june()) == []


def test_a_refund_does_not_count() -> None:
    assert pen204(may(), june(refunded(date(2026, 5, 20), MINIMUM))) == []


def test_another_cards_payment_does_not_count() -> None:
    other = statement("other card", JUNE, [paid(date(2026, 5, 20), MINIMUM)], tail="6620", opening=300_000)
    assert pen204(may(), june(), other) == []


def test_another_currencys_payment_does_not_count() -> None:
    assert pen204(may(), june(paid(date(2026, 5, 20), MINIMUM, currency="USD"))) == []


def test_silent_on_a_penalty_posted_before_the_due_day() -> None:
    # It judges the minimum before that one.
    early = june(paid(date(2026, 5, 12), MINIMUM), on=date(2026, 5, 20))
    assert findings(may(), early) == []


def test_silent_on_a_penalty_waived_to_nothing() -> None:
    assert findings(may(), june(paid(DUE, MINIMUM), fen=0)) == []


# --- one charge, one finding; the id --------------------------------------------------------------------------------


def test_a_penalty_that_is_also_a_duplicate_is_listed_once_and_says_so() -> None:
    both = june(paid(DUE, MINIMUM), penalty(JUNE, 4220))
    found = findings(may(), both)
    assert sorted(f.code for f in found) == ["DUP101", "PEN204"]
    assert found[0].evidence[0] != found[1].evidence[0]
    duplicate = next(f for f in found if f.code == "DUP101")
    assert any("PEN204" in step.zh for step in duplicate.also)


def test_the_id_stays_when_papers_come_in_again_or_a_value_is_corrected() -> None:
    papers = may(), june(paid(DUE, MINIMUM))
    alone = only(*papers, code="PEN204")
    again = only(papers[0], papers[1], same_paper_again(papers[1], "june reissued"), code="PEN204")
    assert again.id == alone.id
    for path, typed in (("rows/1/amount", "42.30"), ("rows/1/posted_on", "2026-06-07")):
        corrected = pen204(*papers, corrections={entry_of(papers[1], path): typed})
        assert [f.id for f in corrected] == [alone.id], path
