"""CRD701: a settled account still shown as unsettled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.records.evidence import Origin
from pipeline.records.finding import Severity
from pipeline.records.report import ReportStatus
from pipeline.values.dates import parse_date
from tests.rules.build import (
    DISAGREES,
    OPEN_CARD,
    OWING,
    SETTLED,
    accusations,
    assert_asks_only,
    assert_sound,
    bought,
    card_letter,
    entry_of,
    findings,
    judge,
    letter,
    only,
    report,
    statement,
)

SETTLED_ON = date(2026, 6, 18)
LATER = date(2026, 9, 10)
QUIET_CARD = replace(OPEN_CARD, status=ReportStatus.ACTIVE)


def crd701(*papers, **more):
    return findings(*papers, code="CRD701", **more)


def test_a_loan_that_still_owes_after_the_next_months_end_is_an_error() -> None:
    finding = only(letter(), report(), code="CRD701")
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (315_000, 0, 315_000)
    assert finding.observed - finding.expected == finding.difference
    assert finding.date == LATER
    assert finding.addressee == "bureau"


def test_the_calculation_can_be_followed() -> None:
    finding = only(letter(), report(), code="CRD701")
    first, second, third = (step.zh for step in finding.calculation)
    settled = parse_date(first.partition("：")[2].removesuffix(" 结清"))
    last = parse_date(second.partition("（")[2].partition("）")[0])
    reported = parse_date(second.partition("报告日 ")[2].partition("，")[0])
    assert settled == SETTLED_ON
    # The last day of the month after: the day before the first of the month after that.
    months = settled.year * 12 + settled.month + 1
    assert (date(months // 12, months % 12 + 1, 1) - last).days == 1
    assert reported == LATER
    assert reported > last
    assert second.endswith("已超过")
    assert "3,150.00" in third
    assert "当前有逾期" in third


def test_the_places_shown_are_the_balance_the_sentence_and_the_letters_day() -> None:
    paper, proof = report(), letter()
    finding = only(paper, proof, code="CRD701")
    account = paper.report.accounts[0]
    assert finding.evidence == (
        account.balance.evidence,
        account.sentence.evidence,
        proof.letter.settled_on.evidence,
    )


@pytest.mark.parametrize(
    ("shown", "observed"),
    [
        (OWING, 315_000),
        (replace(OWING, status=ReportStatus.ACTIVE, overdue_now=False), 315_000),
        (replace(OWING, status=ReportStatus.BAD_DEBT, overdue_now=None), 315_000),
    ],
    ids=["overdue", "active with a balance", "bad debt"],
)
def test_what_a_settled_loan_may_not_show(shown, observed: int) -> None:
    finding = only(letter(), report(accounts=[shown]), code="CRD701")
    assert (finding.severity, finding.observed) == (Severity.ERROR, observed)


def test_a_loan_without_a_balance_that_does_not_say_settled_is_only_asked_about() -> None:
    shown = replace(OWING, status=ReportStatus.ACTIVE, balance=0, overdue_now=False)
    finding = only(letter(), report(accounts=[shown]), code="CRD701")
    assert (finding.severity, finding.difference) == (Severity.WARNING, None)


def test_an_overdue_card_that_stays_open_is_a_question_for_it_may_owe_something_newer() -> None:
    shown = replace(OPEN_CARD, status=ReportStatus.OVERDUE, balance=86_400, overdue_now=True)
    finding = only(card_letter(), report(accounts=[shown]), code="CRD701")
    assert (finding.severity, finding.difference) == (Severity.WARNING, 86_400)


# --- the day --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2026, 6, 17), SETTLED_ON])
def test_silent_when_the_report_is_not_later_than_the_settlement(day: date) -> None:
    assert findings(letter(), report(on=day)) == []


@pytest.mark.parametrize("day", [date(2026, 6, 19), date(2026, 7, 1), date(2026, 7, 31)])
def test_until_the_end_of_the_next_month_it_is_a_notice(day: date) -> None:
    finding = only(letter(), report(on=day), code="CRD701")
    assert (finding.severity, finding.addressee) == (Severity.NOTICE, "")
    assert finding.calculation[1].zh.endswith("尚未超过，请在此日之后再查一次")


def test_the_day_after_it_is_an_error() -> None:
    assert only(letter(), report(on=date(2026, 8, 1)), code="CRD701").severity is Severity.ERROR


@pytest.mark.parametrize(
    ("settled", "last"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 11, 5), date(2026, 12, 31)),
        (date(2028, 1, 3), date(2028, 2, 29)),
    ],
)
def test_the_next_months_end_is_that_of_the_calendar(settled: date, last: date) -> None:
    paper = letter(settled_on=settled)
    as_of = date(2028, 6, 1)
    assert only(paper, report(on=last), code="CRD701", as_of=as_of).severity is Severity.NOTICE
    after = date.fromordinal(last.toordinal() + 1)
    assert only(paper, report(on=after), code="CRD701", as_of=as_of).severity is Severity.ERROR


# --- silent ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [ReportStatus.SETTLED, ReportStatus.CLOSED, ReportStatus.TRANSFERRED])
def test_silent_on_accounts_that_are_closed(status: ReportStatus) -> None:
    assert findings(letter(), report(accounts=[replace(SETTLED, status=status)])) == []


def test_silent_when_the_letter_names_no_day_at_all() -> None:
    assert crd701(letter(settled_on=None), report()) == []


def test_a_letter_that_says_by_which_day_supports_a_question_and_no_claim() -> None:
    proof = letter(settled_on=None, as_of=SETTLED_ON)
    [finding] = crd701(proof, report())
    assert (finding.severity, finding.difference) == (Severity.WARNING, 315_000)
    assert "截至 2026-06-18" in finding.title.zh
    assert_asks_only(finding)


def test_silent_on_an_open_card_with_nothing_owed() -> None:
    assert findings(card_letter(), report(accounts=[OPEN_CARD])) == []


def test_silent_on_an_open_card_with_later_purchases_on_file() -> None:
    later = statement("august", date(2026, 8, 15), [bought(date(2026, 7, 20), 86_400)], tail="9035")
    shown = replace(OPEN_CARD, balance=86_400)
    assert findings(card_letter(), later, report(accounts=[shown])) == []


def test_an_open_card_with_a_balance_that_nothing_explains_is_a_notice() -> None:
    before = statement("may", date(2026, 5, 15), [bought(date(2026, 5, 1), 86_400)], tail="9035")
    shown = replace(OPEN_CARD, balance=86_400)
    finding = only(card_letter(), before, report(accounts=[shown]), code="CRD701")
    assert (finding.severity, finding.addressee) == (Severity.NOTICE, "")
    # It says why it is only one.
    assert "余额可能是结清之后的使用" in "".join(step.zh for step in finding.calculation) + finding.meaning.zh


def test_silent_on_a_card_that_was_never_activated() -> None:
    shown = replace(OPEN_CARD, status=ReportStatus.INACTIVE, balance=None)
    assert findings(card_letter(), report(accounts=[shown])) == []


def test_silent_on_a_credit_line_with_nothing_drawn() -> None:
    line = replace(
        OWING, status=ReportStatus.ACTIVE, revolving=True, balance=0, overdue_now=False, credit_limit=1_200_000
    )
    assert findings(letter(), report(accounts=[line])) == []


def test_a_drawdown_of_a_line_is_a_loan_that_ends() -> None:
    """R4 (循环额度下分账户) is one drawdown; R1 is the line, which may go on with nothing drawn."""
    drawn = replace(OWING, status=ReportStatus.ACTIVE, revolving=True, balance=0, overdue_now=False, card="R4")
    [finding] = crd701(letter(), report(accounts=[drawn]))
    assert finding.severity is Severity.WARNING
    assert crd701(letter(), report(accounts=[replace(drawn, card="R1")])) == []


def test_a_closed_line_may_not_go_on() -> None:
    line = replace(OWING, status=ReportStatus.ACTIVE, revolving=True, balance=0, overdue_now=False)
    [finding] = crd701(letter(scope="contract", closes="额度已关闭"), report(accounts=[line]))
    assert (finding.severity, finding.observed.zh) == (Severity.ERROR, "未写“销户”")


@pytest.mark.parametrize("status", [ReportStatus.FROZEN, ReportStatus.STOPPED, ReportStatus.LITIGATION])
def test_what_is_still_held_after_the_settlement_is_a_question(status: ReportStatus) -> None:
    held = replace(OPEN_CARD, status=status)
    [finding] = crd701(card_letter(), report(accounts=[held]))
    assert finding.severity is Severity.WARNING
    assert_asks_only(finding)


def test_of_two_equal_drawdowns_none_is_accused_and_both_are_for_review() -> None:
    other = replace(OWING, balance=200_000, sentence="the second")
    case, judged = judge(letter(), report(accounts=[OWING, other]))
    assert [f for f in judged.findings if f.severity is not Severity.NOTICE] == []
    unlinked = [entry for entry in case.review if entry.why == "not_linked"]
    assert len(unlinked) == 2
    assert {link.linked_by for link in case.report_accounts} == {""}


def test_of_two_equal_drawdowns_one_settled_none_is_accused() -> None:
    assert accusations(letter(), report(accounts=[OWING, SETTLED])) == []


@pytest.mark.parametrize(
    "other",
    [replace(OWING, opened_on=date(2024, 3, 21)), replace(OWING, amount=1_200_100), replace(OWING, amount=1_199_900)],
    ids=["another day", "a yuan more", "a yuan less"],
)
def test_silent_on_another_drawdown(other) -> None:
    assert accusations(letter(), report(accounts=[other])) == []


def test_the_same_amount_in_yuan_is_the_same() -> None:
    proof = letter(loan_amount=1_200_050)
    assert accusations(proof, report()) == ["CRD701"]


def test_two_identical_sentences_are_two_accounts() -> None:
    case, _ = judge(report(accounts=[OWING, OWING]))
    assert len({link.account for link in case.report_accounts}) == 2


def test_a_card_of_the_same_bank_with_another_tail_is_another_card() -> None:
    shown = replace(OPEN_CARD, tail="1111", status=ReportStatus.OVERDUE, balance=86_400, overdue_now=True)
    assert accusations(card_letter(), report(accounts=[shown])) == []


def test_a_foreign_currency_account_of_the_card_is_another_account() -> None:
    shown = replace(OPEN_CARD, currency="USD", status=ReportStatus.OVERDUE, balance=86_400, overdue_now=True)
    assert accusations(card_letter(), report(accounts=[shown])) == []


OWED_CARD = replace(OPEN_CARD, status=ReportStatus.BAD_DEBT, balance=1_800_000)


def test_a_letter_on_the_dollars_of_a_card_says_nothing_of_its_renminbi() -> None:
    assert crd701(card_letter(currency="USD"), report(accounts=[OWED_CARD])) == []
    assert len(crd701(card_letter(), report(accounts=[OWED_CARD]))) == 1


def test_a_letter_on_one_instalment_plan_says_nothing_of_the_card() -> None:
    assert crd701(card_letter(scope="drawdown"), report(accounts=[OWED_CARD])) == []


def test_a_letter_of_another_person_settles_nothing() -> None:
    case, judged = judge(letter(id_tail="0826", name="李小样"), report())
    assert [f.code for f in judged.findings if f.code == "CRD701"] == []
    assert "other_person" in {entry.why for entry in case.review}


def test_a_letter_of_that_name_and_loan_with_another_number_contradicts_the_report() -> None:
    found = findings(letter(id_tail="0826"), report())
    assert [f.code for f in found] == ["SET603"]
    assert (found[0].observed.zh, found[0].expected.zh) == ("身份证件尾号 0826", "身份证件尾号 1424")


def test_a_letter_of_a_platform_that_is_not_the_reporting_lender_is_looked_at_first() -> None:
    proof = letter(issuer_text="拾光数字科技有限公司")
    [finding] = crd701(proof, report())
    assert finding.needs_review


def test_the_same_report_twice_accuses_once() -> None:
    again = report("the same, scanned again")
    assert [f.code for f in findings(letter(), report(), again) if f.severity is not Severity.NOTICE] == ["CRD701"]


# --- put right ------------------------------------------------------------------------------------------------------


def test_settled_in_a_later_report_it_is_put_right_and_no_finding() -> None:
    wrong = only(letter(), report(), code="CRD701")
    newer = report("newer", date(2026, 10, 20), [SETTLED])
    _, judged = judge(letter(), report(), newer)
    assert judged.findings == ()
    assert judged.put_right == {wrong.id}


def test_an_older_report_puts_nothing_right() -> None:
    older = report("older", date(2026, 7, 20), [SETTLED])
    _, judged = judge(letter(), report(), older)
    assert [f.code for f in judged.findings] == ["CRD701"]
    assert judged.put_right == frozenset()


# --- who reports it, and doubt --------------------------------------------------------------------------------------


def test_under_another_institutions_name_it_is_for_review() -> None:
    shown = replace(OWING, institution="海城信托股份有限公司")
    finding = only(letter(), report(accounts=[shown]), code="CRD701")
    assert finding.needs_review


@pytest.mark.parametrize("proof", [letter(checks=DISAGREES), letter(origin=Origin.OCR)])
def test_resting_on_a_letter_in_doubt_it_is_for_review(proof) -> None:
    (finding,) = crd701(proof, report())
    assert finding.needs_review


def test_a_status_word_in_doubt_is_for_review() -> None:
    (finding,) = crd701(letter(), report(checks=DISAGREES))
    assert finding.needs_review


def test_the_id_stays_for_a_second_copy_a_scan_and_a_correction() -> None:
    alone = only(letter(), report(), code="CRD701")
    scanned = report("IMG_0001", origin=Origin.OCR)
    paper = report()
    typed = {entry_of(paper, "accounts/0/balance"): "3160"}
    assert [f.id for f in crd701(letter(), scanned)] == [alone.id]
    assert [f.id for f in crd701(letter("another file"), report("another file"))] == [alone.id]
    corrected = only(letter(), paper, code="CRD701", corrections=typed)
    assert (corrected.id, corrected.difference) == (alone.id, 316_000)
