"""The next report to pull: after the end of the month that follows a settlement, or after the lender's own promise."""

from __future__ import annotations

from datetime import date

from rules import follow_ups, tables
from tests.rules.build import SETTLED, judge, letter, report


def due(*papers, as_of=date(2026, 6, 20)):
    case, judged = judge(*papers, as_of=as_of)
    found = follow_ups(case, judged.findings, {}, tables())
    return [one.due_on for one in found if "查询新的信用报告" in one.action.zh]


def test_no_rule_fixes_the_day_of_update() -> None:
    case, judged = judge(letter(), as_of=date(2026, 6, 20))
    (one,) = [f for f in follow_ups(case, judged.findings, {}, tables()) if "查询新的信用报告" in f.action.zh]
    assert one.why.zh == "2026-06-18 结清，通常至迟 2026-07-31 更新"


def test_a_settled_debt_is_looked_up_after_the_next_months_end() -> None:
    assert due(letter()) == [date(2026, 8, 1)]


def test_not_where_a_report_of_then_is_on_file() -> None:
    assert due(letter(), report(on=date(2026, 8, 1), accounts=[SETTLED])) == []
    assert due(letter(), report(on=date(2026, 7, 31), accounts=[SETTLED])) == [date(2026, 8, 1)]


def test_a_day_long_past_is_today() -> None:
    assert due(letter(), as_of=date(2026, 11, 20)) == [date(2026, 11, 20)]


def test_a_promise_that_ends_later_counts() -> None:
    assert due(letter(updates_within=45)) == [date(2026, 8, 22)]  # 45 working days after 19 June
    assert due(letter(updates_within=5)) == [date(2026, 8, 1)]


def test_not_for_a_letter_that_leaves_something_owed() -> None:
    assert due(letter(outstanding=5_000)) == []
