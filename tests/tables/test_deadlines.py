"""Deadlines of the calendar: a last day on a holiday moves, a promise in working days counts those that are worked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.records.decision import Decision
from pipeline.records.finding import Status
from rules import follow_ups, tables
from tests.output import example as ex
from tests.rules.build import judge, letter

CASE, _ = judge(letter(), as_of=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("addressee", "received", "due"),
    [
        ("bureau", "2026-11-24", "2026-12-14"),  # 20 days, a Monday
        ("lender", "2026-11-24", "2026-12-09"),  # 15 days, a Wednesday
        ("bureau", "2026-11-22", "2026-12-14"),  # 20 days end on a Saturday
        ("bureau", "2026-09-11", "2026-10-08"),  # they end on the National Day
        ("bureau", "2026-09-20", "2026-10-10"),  # they end on a Saturday that is worked
        ("lender", "2026-12-18", "2027-01-04"),  # past the known years only weekends are known
    ],
)
def test_the_last_day_to_answer(addressee, received, due):
    finding = replace(ex.DUP, addressee=addressee, needs_review=False)
    done = {finding.id: Decision(finding.id, Status.SENT, received_on=date.fromisoformat(received))}
    (one,) = [f for f in follow_ups(CASE, [finding], done, tables()) if f.finding == finding.id]
    assert one.due_on == date.fromisoformat(due)


def test_a_promise_in_working_days_skips_the_national_day():
    case, judged = judge(letter(updates_within=75), as_of=date(2026, 6, 20))  # from 19 June
    days = [f.due_on for f in follow_ups(case, judged.findings, {}, tables()) if "查询新的信用报告" in f.action.zh]
    assert days == [date(2026, 10, 10)]  # the day after 9 October


def answer(addressee, **done):
    finding = replace(ex.DUP, addressee=addressee, needs_review=False)
    decided = {finding.id: Decision(finding.id, Status.SENT, **done)}
    (one,) = [f for f in follow_ups(CASE, [finding], decided, tables()) if f.finding == finding.id]
    return one


def test_a_term_runs_from_receipt_so_a_day_of_sending_gives_an_estimate():
    day = date(2026, 11, 24)
    assert answer("bureau", received_on=day).action.zh == "答复期限（20 日）届满，核对是否已答复"
    guess = answer("bureau", sent_on=day)
    assert guess.action.zh == "按寄出日估算的答复期限（20 日）届满；请先核对并填写签收日期"
    assert guess.due_on == answer("bureau", received_on=day).due_on


def test_the_days_of_a_lender_are_those_of_simple_complaints():
    why = answer("lender", received_on=date(2026, 11, 24)).why.zh
    assert why.startswith("参照") and "简单投诉 15 日，复杂的 30 日" in why
    assert "参照" not in answer("bureau", received_on=date(2026, 11, 24)).why.zh
