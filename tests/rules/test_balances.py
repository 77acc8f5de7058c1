"""STM502: an opening balance that is not the closing one before.  STM503: a period without a statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.finding import Severity
from pipeline.records.report import ReportStatus
from tests.rules.build import (
    DISAGREES,
    OPEN_CARD,
    Moved,
    assert_sound,
    bank_statement,
    bought,
    card_letter,
    figures,
    findings,
    only,
    report,
    same_paper_again,
    statement,
    sums,
)

MARCH, APRIL, MAY = date(2026, 3, 8), date(2026, 4, 8), date(2026, 5, 8)


def march(fen=100_000, **more):
    return statement("march", MARCH, [bought(date(2026, 2, 20), fen)], **more)


def april(opening=100_000, fen=5_000, on=APRIL, **more):
    return statement("april", on, [bought(on - timedelta(days=9), fen, "另一家店")], opening=opening, **more)


def stm502(*papers, **more):
    return findings(*papers, code="STM502", **more)


# --- STM502 --------------------------------------------------------------------------------------------------------


def test_silent_when_one_closes_with_what_the_other_opens_with() -> None:
    assert findings(march(), april()) == []


def test_a_gap_between_two_sound_statements_is_an_error() -> None:
    before, after = march(), april(opening=106_000)
    finding = only(before, after, code="STM502")
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (106_000, 100_000, 6_000)
    assert sums(finding) == 2
    assert finding.evidence == (after.statement.opening.evidence, before.statement.closing.evidence)
    assert finding.date == APRIL


def test_a_gap_in_the_persons_favour_is_told_but_is_no_money_to_get_back() -> None:
    finding = only(march(), april(opening=94_000), code="STM502")
    assert finding.severity is Severity.ERROR
    assert (figures(finding.observed.zh), figures(finding.expected.zh), finding.difference) == (
        [94_000],
        [100_000],
        None,
    )
    assert not any("退还" in ask.zh for ask in finding.asks)


@pytest.mark.parametrize("which", ["earlier", "later"])
@pytest.mark.parametrize("more", [{"printed": {"charges": 7}}, {"notes": ("row_count",)}, {"checks": DISAGREES}])
def test_a_statement_in_doubt_is_for_review_only(which: str, more) -> None:
    papers = march(**(more if which == "earlier" else {})), april(opening=106_000, **(more if which == "later" else {}))
    (finding,) = stm502(*papers)
    assert finding.needs_review


@pytest.mark.parametrize("days", [36, 61])
def test_silent_when_a_statement_between_may_be_missing(days: int) -> None:
    assert stm502(march(), april(opening=106_000, on=MARCH + timedelta(days=days))) == []


def test_silent_when_the_one_between_is_on_file_and_fits() -> None:
    may = statement("may", MAY, [bought(date(2026, 4, 20), 700)], opening=105_000)
    assert findings(march(), may, april()) == []


def test_silent_on_an_extra_print_within_the_cycle() -> None:
    assert stm502(march(), april(opening=106_000, on=MARCH + timedelta(days=10))) == []


def test_silent_on_another_currency() -> None:
    abroad = statement("usd", APRIL, [bought(date(2026, 3, 20), 500, currency="USD")], opening=1, currency="USD")
    assert stm502(march(), abroad) == []


def test_silent_on_another_card() -> None:
    other = statement("other", APRIL, [bought(date(2026, 3, 20), 500)], opening=1, tail="6620")
    assert stm502(march(), other) == []


def test_silent_where_a_third_paper_makes_two_cards_one_account() -> None:
    one, other = march(tail="1111"), april(opening=106_000, tail="2222")
    both = statement("both", date(2026, 1, 8), [bought(date(2026, 1, 2), 1)], tails=("1111", "2222"))
    assert stm502(one, other, both) == []


def test_silent_when_two_prints_of_one_day_contradict_each_other() -> None:
    again = statement("march b", MARCH, [bought(date(2026, 2, 20), 106_000)])
    assert stm502(march(), again, april(opening=103_000)) == []


def test_a_second_copy_changes_nothing() -> None:
    before, after = march(), april(opening=106_000)
    alone = only(before, after, code="STM502")
    found = findings(same_paper_again(before, "copy"), before, same_paper_again(after, "copy 2"), after)
    assert [f.id for f in found] == [alone.id]


def bank(name, start, until, fen, held, **more):
    return bank_statement(
        name,
        [Moved(start + timedelta(days=n), fen, "消费", "店") for n in (1, 2)],
        held=held,
        start=start,
        until=until,
        **more,
    )


def test_two_lists_of_a_debit_account_that_do_not_fit_are_an_error() -> None:
    one = bank("one", date(2026, 1, 1), date(2026, 3, 31), 10_000, 500_000)
    other = bank("other", date(2026, 4, 1), date(2026, 6, 30), 10_000, 470_000)
    finding = only(one, other, code="STM502")
    assert_sound(finding, Severity.ERROR)
    assert sums(finding) == 2
    assert figures(finding.calculation[-1].zh)[-1] == -1_000 * 10
    assert finding.difference is None


def test_silent_on_lists_of_a_debit_account_that_fit_or_do_not_touch() -> None:
    one = bank("one", date(2026, 1, 1), date(2026, 3, 31), 10_000, 500_000)
    fits = bank("fits", date(2026, 4, 1), date(2026, 6, 30), 10_000, 480_000)
    apart = bank("apart", date(2026, 4, 2), date(2026, 6, 30), 10_000, 470_000)
    elsewhere = bank("elsewhere", date(2026, 4, 1), date(2026, 6, 30), 10_000, 470_000, tail="7777")
    for other in (fits, apart, elsewhere):
        assert findings(one, other) == []


def test_silent_where_a_running_balance_fails() -> None:
    one = bank("one", date(2026, 1, 1), date(2026, 3, 31), 10_000, 500_000)
    other = bank("other", date(2026, 4, 1), date(2026, 6, 30), 10_000, 470_000, printed={1: 1})
    assert stm502(one, other) == []


@given(first=st.integers(1, 10**7), opening=st.integers(1, 10**7))
def test_it_is_told_exactly_when_they_differ(first: int, opening: int) -> None:
    found = stm502(march(first), april(opening=opening))
    assert len(found) == int(first != opening)
    assert {f.difference for f in found} <= {opening - first, None}


# --- STM503 --------------------------------------------------------------------------------------------------------


def test_a_month_without_a_statement_is_a_notice() -> None:
    finding = only(march(), april(on=MAY), code="STM503")
    assert (finding.severity, finding.addressee, finding.difference) == (Severity.NOTICE, "", None)
    assert "2026-04" in finding.title.zh
    assert len(finding.evidence) == 2


def test_a_long_gap_is_one_notice() -> None:
    finding = only(march(), april(on=date(2027, 3, 8)), code="STM503", as_of=date(2027, 12, 1))
    assert "2026-04 至 2027-02 共 11 期" in finding.title.zh


def test_silent_before_the_first_and_after_the_last() -> None:
    assert findings(march(), april(), as_of=date(2027, 12, 1)) == []


def test_silent_when_nothing_was_owed_in_between() -> None:
    quiet = statement("march", MARCH, [], opening=0)
    assert findings(quiet, april(opening=0, on=MAY)) == []


def test_silent_when_the_account_was_settled_in_between() -> None:
    paper = card_letter(account_tail="4417", settled_on=date(2026, 3, 20), issued_on=date(2026, 3, 21))
    assert findings(march(), april(on=MAY), paper, code="STM503") == []


def test_silent_when_the_account_was_opened_later() -> None:
    shown = replace(OPEN_CARD, tail="4417", opened_on=date(2026, 4, 1), status=ReportStatus.ACTIVE)
    assert findings(march(), april(on=MAY), report(accounts=(shown,)), code="STM503") == []


def test_a_month_that_another_currencys_paper_shows_is_not_missing() -> None:
    abroad = statement("usd", APRIL, [bought(date(2026, 3, 20), 500, currency="USD")], currency="USD")
    assert findings(march(), abroad, april(on=MAY), code="STM503") == []


def test_silent_on_debit_accounts_and_loans() -> None:
    one = bank("one", date(2026, 1, 1), date(2026, 1, 31), 10_000, 500_000)
    other = bank("other", date(2026, 6, 1), date(2026, 6, 30), 10_000, 470_000)
    assert findings(one, other) == []
