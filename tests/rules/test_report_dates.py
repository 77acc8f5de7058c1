"""CRD702, CRD704, CRD706: months of a credit report that a letter, or the report itself, contradicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.records.evidence import Origin
from pipeline.records.finding import Severity
from pipeline.records.report import ReportStatus
from tests.rules.build import (
    OPEN_CARD,
    OWING,
    SETTLED,
    accusations,
    assert_sound,
    bought,
    card_letter,
    findings,
    judge,
    letter,
    report,
    statement,
)

SETTLED_ON = date(2026, 6, 18)
CLOSED_CARD = replace(OPEN_CARD, status=ReportStatus.CLOSED, balance=None, closed_on=date(2026, 5, 1))


def months(*bad: str, mark: str = "3", amount: int | None = 45_000, **more):
    """A settled loan whose grid shows a bad mark in some months."""
    grid = {"2026-04": ("2", 30_000), "2026-05": ("3", 45_000), "2026-06": ("C", 0)}
    return replace(SETTLED, grid=grid | dict.fromkeys(bad, (mark, amount)), **more)


# --- CRD702 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("closed", "words"), [(date(2026, 8, 1), "晚 2 个月"), (date(2026, 5, 1), "早 1 个月")])
def test_a_closing_month_that_differs_is_a_question(closed: date, words: str) -> None:
    [finding] = findings(letter(), report(accounts=[replace(SETTLED, closed_on=closed)]))
    assert finding.code == "CRD702"
    assert_sound(finding, Severity.WARNING)
    assert (finding.observed.zh, finding.expected.zh) == (f"{closed:%Y-%m}", "2026-06")
    assert words in finding.calculation[1].zh
    assert finding.addressee == "bureau"


def test_silent_in_the_same_month() -> None:
    assert findings(letter(), report(accounts=[SETTLED])) == []


def test_the_month_after_is_a_notice_for_the_last_days_of_a_month_alone() -> None:
    shown = replace(SETTLED, closed_on=date(2026, 7, 1))
    [late] = findings(letter(settled_on=date(2026, 6, 30)), report(accounts=[shown]), code="CRD702")
    [early] = findings(letter(), report(accounts=[shown]), code="CRD702")
    assert (late.severity, late.addressee) == (Severity.NOTICE, "")
    assert early.severity is Severity.WARNING


def test_silent_on_a_card_that_was_paid_first_and_closed_later() -> None:
    assert findings(card_letter(), report(accounts=[replace(CLOSED_CARD, closed_on=date(2026, 8, 1))])) == []


def test_a_card_whose_closing_the_letter_names_is_compared() -> None:
    shown = replace(CLOSED_CARD, closed_on=date(2026, 8, 1))
    [finding] = findings(card_letter(closes="销户"), report(accounts=[shown]))
    assert (finding.code, finding.severity) == ("CRD702", Severity.WARNING)


def test_a_letter_that_only_says_by_when_contradicts_a_later_month_alone() -> None:
    proof = letter(settled_on=None, as_of=SETTLED_ON)
    assert findings(proof, report(accounts=[replace(SETTLED, closed_on=date(2026, 3, 1))]), code="CRD702") == []
    [finding] = findings(proof, report(accounts=[replace(SETTLED, closed_on=date(2026, 9, 1))]), code="CRD702")
    assert finding.severity is Severity.WARNING


def test_silent_on_an_account_that_was_passed_on() -> None:
    shown = replace(SETTLED, status=ReportStatus.TRANSFERRED, closed_on=date(2025, 1, 1))
    assert findings(letter(), report(accounts=[shown]), code="CRD702") == []


# --- CRD704 ---------------------------------------------------------------------------------------------------------

OLD = replace(SETTLED, opened_on=date(2019, 3, 20), closed_on=date(2021, 2, 1), overdue_months=6)


def test_overdue_months_of_a_debt_repaid_five_years_ago_are_an_error() -> None:
    [finding] = findings(report(accounts=[OLD]), code="CRD704")
    assert_sound(finding, Severity.ERROR)
    assert "2026-02-28" in finding.calculation[1].zh
    assert "晚 194 天" in finding.calculation[2].zh
    # The report prints a month only: the debt was repaid by its end, not on that day.
    assert "：不晚于 2021-02-28 已还清，超过五年后仍展示" in finding.title.zh
    assert [one.article for one in finding.basis] == ["第十六条", "第二十五条", "第三十二条"]


@pytest.mark.parametrize(("on", "count"), [(date(2026, 3, 31), 0), (date(2026, 4, 1), 1)])
def test_five_years_and_a_month_of_grace(on: date, count: int) -> None:
    assert len(findings(report(on=on, accounts=[OLD]), code="CRD704")) == count


def test_the_letters_day_counts_where_it_is_later() -> None:
    shown = replace(OLD, opened_on=date(2024, 3, 20))
    assert findings(letter(), report(accounts=[shown]), code="CRD704") == []


def test_the_letters_exact_day_counts_although_the_report_closes_the_account_later() -> None:
    shown = replace(OLD, opened_on=date(2018, 3, 20), closed_on=date(2024, 8, 1))
    proof = letter(settled_on=date(2020, 5, 18), issued_on=date(2020, 5, 19), opened_on=date(2018, 3, 20))
    [finding] = findings(proof, report(accounts=[shown]), code="CRD704")
    assert "2025-05-18" in finding.calculation[1].zh
    assert "：2020-05-18 已还清，超过五年后仍展示" in finding.title.zh


def test_silent_without_a_bad_record_or_without_a_day() -> None:
    assert findings(report(accounts=[replace(OLD, overdue_months=None)]), code="CRD704") == []
    unpaid = replace(OLD, status=ReportStatus.OVERDUE, closed_on=None, balance=90_000)
    assert findings(report(accounts=[unpaid]), code="CRD704") == []


def test_each_bad_mark_that_is_too_old_is_a_finding_of_its_own() -> None:
    grid = {"2020-11": ("1", 10_000), "2020-12": ("2", 20_000), "2021-01": ("N", 0), "2021-02": ("C", 0)}
    shown = replace(OLD, overdue_months=None, grid=grid)
    said = {f.observed.zh for f in findings(report(accounts=[shown]), code="CRD704")}
    assert said == {"2020-11 的“1”", "2020-12 的“2”"}


def test_silent_on_a_card_that_stays_open() -> None:
    shown = replace(OPEN_CARD, overdue_months=3)
    assert findings(card_letter(settled_on=date(2020, 1, 2)), report(accounts=[shown]), code="CRD704") == []


# --- CRD706 ---------------------------------------------------------------------------------------------------------


def test_each_overdue_month_after_the_settlement_is_an_error() -> None:
    found = findings(letter(), report(accounts=[months("2026-07", "2026-08")]))
    assert [f.code for f in found] == ["CRD706"] * 2
    for finding in found:
        assert_sound(finding, Severity.ERROR)
    assert [f.date for f in found] == [date(2026, 7, 1), date(2026, 8, 1)]


def test_silent_in_the_month_of_the_settlement_and_before() -> None:
    assert findings(letter(), report(accounts=[months("2026-06")])) == []


@pytest.mark.parametrize("mark", ["N", "*", "C", "G", "#", "/", "M"])
def test_silent_on_marks_that_are_not_overdue(mark: str) -> None:
    assert findings(letter(), report(accounts=[months("2026-07", mark=mark, amount=None)])) == []


def test_silent_on_another_account() -> None:
    other = months("2026-07", opened_on=date(2025, 1, 2), status=ReportStatus.OVERDUE, closed_on=None, balance=45_000)
    assert accusations(letter(), report(accounts=[other])) == []


def test_the_report_may_contradict_itself_without_any_letter() -> None:
    [finding] = findings(report(accounts=[months("2026-08")]), code="CRD706")
    assert finding.severity is Severity.ERROR


def test_while_the_report_may_still_be_updated_it_is_a_notice() -> None:
    shown = months("2026-07", status=ReportStatus.ACTIVE, closed_on=None, balance=0, overdue_now=False)
    [finding] = findings(letter(), report(on=date(2026, 7, 28), accounts=[shown]), code="CRD706")
    assert (finding.severity, finding.addressee) == (Severity.NOTICE, "")


def test_a_card_that_stays_open_is_a_question_and_silent_where_it_was_used() -> None:
    shown = replace(OPEN_CARD, grid={"2026-07": ("1", 12_000)})
    [finding] = findings(card_letter(), report(accounts=[shown]), code="CRD706")
    assert finding.severity is Severity.WARNING
    used = statement("june", date(2026, 6, 15), [bought(date(2026, 6, 1), 12_000)], tail="9035")
    assert findings(card_letter(), used, report(accounts=[shown]), code="CRD706") == []


def test_what_is_not_verified_goes_to_nobody() -> None:
    [finding] = findings(letter(), report(accounts=[months("2026-08")], origin=Origin.OCR), code="CRD706")
    assert finding.needs_review


# --- other people ---------------------------------------------------------------------------------------------------


def test_a_report_of_another_person_is_named_and_judged_by_nothing() -> None:
    case, judged = judge(letter(), letter("two", serial="x"), report(id_tail="0826"))
    assert judged.findings == () or {f.code for f in judged.findings} <= {"SET603"}
    assert "other_person" in {entry.why for entry in case.review}
    assert case.report_accounts == ()


def test_of_one_letter_and_one_report_the_report_is_the_persons() -> None:
    case, _ = judge(letter(id_tail="0826"), report())
    assert len(case.report_accounts) == 1


def test_reports_of_two_people_and_nothing_else_are_judged_by_nothing() -> None:
    case, judged = judge(report(accounts=[OLD]), report("other", accounts=[OWING], id_tail="0826"))
    assert case.report_accounts == ()
    assert judged.findings == ()
    assert [entry.why for entry in case.review].count("other_person") == 2
