"""Letters on all of a person's loans, letters that name several things, and reports that are joined by a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.records.decision import Decision
from pipeline.records.report import ReportStatus
from rules import follow_ups, tables
from rules.letter_conflicts import same_name
from tests.rules.build import (
    AS_OF,
    LENDER,
    OPEN_CARD,
    OWING,
    SETTLED,
    bank_statement,
    bought,
    card_letter,
    contract,
    findings,
    instalment,
    judge,
    letter,
    loan_statement,
    moved_in,
    plan,
    report,
    statement,
)

ALL_LOANS = {"scope": "customer", "contract_no": None, "loan_amount": None, "opened_on": None, "settled_amount": None}


def crd701(*papers):
    return findings(*papers, code="CRD701")


def test_a_letter_on_all_loans_of_a_lender_asks_about_each_that_still_owes() -> None:
    """名下所有贷款均已结清: it says by which day, not on which, so it supports a question and no claim."""
    second = replace(OWING, opened_on=date(2025, 2, 3), amount=300_000, balance=20_000)
    found = crd701(letter(**ALL_LOANS), report(accounts=[OWING, second]))
    assert [(f.severity.value, f.needs_review) for f in found] == [("warning", False)] * 2


@pytest.mark.parametrize(
    "shown",
    [
        replace(OWING, opened_on=date(2026, 6, 18)),  # borrowed on that very day
        replace(OWING, opened_on=date(2026, 7, 1)),
        replace(OWING, institution="望海消费金融有限公司"),
        replace(OWING, section="recovery"),
        replace(OPEN_CARD, institution=LENDER, status=ReportStatus.OVERDUE, balance=5_000),
    ],
)
def test_such_a_letter_speaks_of_no_newer_loan_no_other_lender_no_card(shown) -> None:
    assert crd701(letter(**ALL_LOANS), report(accounts=[shown])) == []


@pytest.mark.parametrize("said", [{"id_tail": None}, {"id_tail": "2099"}])
def test_such_a_letter_needs_the_persons_own_number(said) -> None:
    assert crd701(letter(**ALL_LOANS, **said), report()) == []


def test_by_the_day_of_issue_where_it_names_no_other() -> None:
    said = letter(**ALL_LOANS, settled_on=None, as_of=None, issued_on=date(2026, 6, 19))
    assert [f.severity.value for f in crd701(said, report())] == ["warning"]


@pytest.mark.parametrize(("settled", "outstanding", "said"), [(None, None, 0), (None, 0, 1), ("全部结清", None, 1), ("全部结清", 1, 0)])
def test_a_letter_proves_by_words_or_by_nothing_left(settled: str | None, outstanding: int | None, said: int) -> None:
    assert len(crd701(letter(settled_in_words=settled, outstanding=outstanding), report())) == said


@pytest.mark.parametrize(("reported", "said"), [(date(2026, 6, 18), 0), (date(2026, 6, 19), 1)])
def test_only_a_report_after_the_day_can_be_wrong(reported: date, said: int) -> None:
    assert len(crd701(letter(), report(on=reported))) == said


@pytest.mark.parametrize(("balance", "said"), [(99, 0), (100, 1)])
def test_a_balance_below_one_yuan_cannot_be_printed(balance: int, said: int) -> None:
    shown = replace(SETTLED, balance=balance)
    assert len(crd701(letter(), report(accounts=[shown]))) == said


@pytest.mark.parametrize(
    ("closes", "status", "words"),
    [
        (None, ReportStatus.OVERDUE, None),
        ("已销户", ReportStatus.OVERDUE, "销户"),
        (None, ReportStatus.BAD_DEBT, "呆账"),
        ("已销户", ReportStatus.BAD_DEBT, "销户"),
    ],
)
def test_what_is_asked_for_a_card(closes: str | None, status: ReportStatus, words: str | None) -> None:
    shown = replace(OPEN_CARD, status=status, balance=5_000, overdue_now=True)
    (finding,) = crd701(card_letter(closes=closes), report(accounts=[shown]))
    if words is None:
        assert finding.severity.value == "warning"
    else:
        assert finding.severity.value == "error"
        assert words in finding.asks[0].zh


def test_the_contract_number_of_another_drawdown_says_nothing() -> None:
    """One contract, two drawdowns: the letter names the other's day and amount."""
    shown = replace(OWING, account_no="QH-XF-2024-0320118", opened_on=date(2025, 2, 3), amount=300_000)
    assert crd701(letter(), report(accounts=[shown])) == []
    for one in ({"opened_on": None}, {"loan_amount": None}):
        assert len(crd701(letter(**one), report(accounts=[shown]))) == 1


@pytest.mark.parametrize(("signed", "said"), [(date(2024, 3, 20), 0), (date(2024, 3, 13), 0), (date(2024, 3, 12), 1)])
def test_a_contract_is_signed_at_most_a_week_before(signed: date, said: int) -> None:
    shown = replace(SETTLED, account_no="QH-XF-2024-0320118")
    found = findings(contract(opened_on=signed), report(accounts=[shown], complete=True), code="CRD710")
    assert len(found) == said


@pytest.mark.parametrize("said", [{"loan_amount": 1_300_000}, {"loan_amount": 1_200_001}])
def test_any_other_amount_than_plan_list_or_contract_is_told(said) -> None:
    lines = [instalment(date(2026, 6, 18), 100, principal=100)]
    for other in (
        contract(),
        plan("plan", [(date(2026, 6, 18), 1_200_000, 0)]),
        loan_statement("list", lines, loan_amount=1_200_000, opened_on=date(2024, 3, 20)),
    ):
        (finding,) = findings(letter(amount_is="", settled_amount=None, **said), other, code="SET603")
        assert finding.difference == said["loan_amount"] - 1_200_000


def test_of_two_lists_one_that_agrees_clears() -> None:
    right = plan("right", [(date(2026, 6, 18), 1_300_000, 0)])
    assert findings(letter(loan_amount=1_300_000, settled_amount=None), contract(), right, code="SET603") == []


def test_a_card_used_after_the_letter_may_owe_something_newer() -> None:
    shown = replace(OPEN_CARD, balance=5_000)
    for day, said in ((date(2026, 5, 20), 1), (date(2026, 5, 21), 0)):
        bill = statement("bill", date(2026, 6, 8), [bought(day, 5_000)], tail="9035")
        assert len(crd701(card_letter(), report(accounts=[shown]), bill)) == said


@pytest.mark.parametrize(
    ("dollars", "said"),
    [
        ({}, 0),
        ({"opened_on": date(2018, 1, 1)}, 0),  # the same tail
        ({"tail": "1111"}, 0),  # the same day
        ({"tail": "1111", "opened_on": date(2018, 1, 1)}, 1),
        ({"tail": None, "opened_on": date(2018, 1, 1)}, 1),
        ({"institution": "中国工商银行股份有限公司"}, 1),
    ],
)
def test_the_dollars_of_a_card_on_file_are_no_account_without_papers(dollars, said: int) -> None:
    other = replace(OPEN_CARD, currency="USD", **dollars)
    found = findings(card_letter(), report(accounts=[OPEN_CARD, other]), code="CRD708")
    assert len(found) == said


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")])
def test_of_two_letters_the_sealed_one_is_shown(names: tuple[str, str]) -> None:
    plain, sealed = letter(names[0], seal=False), letter(names[1], seal=True)
    (finding,) = crd701(plain, sealed, report())
    assert sealed.letter.settled_on.evidence in finding.evidence
    assert plain.letter.settled_on.evidence not in finding.evidence


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_of_two_letters_the_one_that_names_the_day_is_shown(names: tuple[str, str]) -> None:
    by, on = letter(names[0], settled_on=None, as_of=date(2026, 6, 18)), letter(names[1])
    (finding,) = crd701(by, on, report())
    assert finding.severity.value == "error"
    assert on.letter.settled_on.evidence in finding.evidence


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("WANG XIAOYANG", "王小样", True),  # letters and characters cannot be compared
        ("WANG XIAOYANG", "WANGXIAOYANG", True),
        ("WANG XIAOYANG", "LI XIAOYANG", False),
        ("先生", "王小样", True),
        ("王小样先生", "王小样", True),
        ("**", "王小样", True),
        ("王**", "王小样", True),
        ("王**", "李小样", False),
        ("*小样", "王小样", True),
        ("*大样", "王小样", False),
        ("王*", "李*", False),
        ("阿依古丽·买买提", "阿依古丽买买提", True),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


@pytest.mark.parametrize(("days", "said"), [(3, 0), (4, 1)])
def test_a_payment_of_the_last_three_days_that_may_have_come_back(days: int, said: int) -> None:
    settled = date(2026, 6, 18)
    before = date(2026, 6, 18 - days)
    lines = [instalment(before, 9_900), instalment(settled, 405_500)]
    bank = bank_statement("bank", [moved_in(date(2026, 6, 19), 9_900), moved_in(date(2026, 6, 20), 1)])
    found = findings(letter(settled_amount=1, amount_is="last"), loan_statement("list", lines), bank, code="SET602")
    assert len(found) == said


def test_the_next_report_of_an_account_is_waited_for_once() -> None:
    case, judged = judge(letter("one"), letter("other"), letter("third", contract_no="QH-2", opened_on=date(2023, 1, 1)))
    todo = follow_ups(case, (), {}, tables())
    assert sorted(f.due_on for f in todo) == [AS_OF] * len({f.account for f in todo})
    assert len(todo) == 2
    assert not [f for f in judged.findings if f.severity.value == "error"]


def test_a_draft_is_to_be_sent_today_and_an_answer_awaited_after() -> None:
    case, judged = judge(letter(), report())
    (finding,) = [f for f in judged.findings if f.code == "CRD701"]

    def todo(**decided):
        decision = Decision(finding.id, **decided)
        return [(f.due_on, "寄出" in f.action.zh) for f in follow_ups(case, [finding], {finding.id: decision}, tables())]

    assert todo() == [(AS_OF, True)]
    # Twenty days to answer (征信业管理条例 art. 25): 2026-10-12 and 20 days is Sunday 1 November, so Monday.
    assert todo(sent_on=date(2026, 10, 10), received_on=date(2026, 10, 12)) == [(date(2026, 11, 2), False)]
    assert todo(received_on=date(2026, 10, 12)) == [(date(2026, 11, 2), False)]
    assert todo(sent_on=date(2026, 10, 10), answered_on=date(2026, 10, 20)) == []
