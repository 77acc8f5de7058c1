"""Which account of ours a report's account is: what is certain, what the person is asked, what is left over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.records.case import LinkedBy
from pipeline.records.finding import Severity
from pipeline.records.report import ReportStatus
from tests.rules.build import OPEN_CARD, OWING, SETTLED, card_letter, instalment, judge, letter, loan_statement, report

OTHER_LENDER = replace(OWING, institution="白露信托有限公司")


def links(case):
    return [link.linked_by for link in case.report_accounts]


def asked(case):
    return [entry for entry in case.review if entry.why == "link_to_confirm"]


def test_day_and_amount_of_one_lender_are_certain_and_nobody_is_asked() -> None:
    case, _ = judge(letter(), report())
    assert links(case) == [LinkedBy.AMOUNT_AND_DAY]
    assert asked(case) == []


def test_another_lender_of_that_day_and_amount_is_asked_about() -> None:
    case, judged = judge(letter(), report(accounts=[OTHER_LENDER]))
    assert links(case) == [LinkedBy.OTHER_ISSUER]
    [entry] = asked(case)
    assert entry.correctable
    [finding] = [f for f in judged.findings if f.code == "CRD701"]
    assert (finding.severity, finding.needs_review) == (Severity.WARNING, True)
    assert "机构不同" in finding.calculation[0].zh


@pytest.mark.parametrize(("typed", "link", "codes"), [("是", "confirmed", ["CRD701"]), ("否", "", [])])
def test_what_the_person_says_decides(typed: str, link: str, codes: list[str]) -> None:
    papers = (letter(), report(accounts=[OTHER_LENDER]))
    case, _ = judge(*papers)
    case, judged = judge(*papers, corrections={asked(case)[0].id: typed})
    assert links(case) == [link]
    assert [f.code for f in judged.findings if f.code == "CRD701"] == codes
    assert not any(f.needs_review for f in judged.findings)


def test_the_question_keeps_its_id_when_the_report_is_scanned_again() -> None:
    first, _ = judge(letter(), report(accounts=[OTHER_LENDER]))
    again, _ = judge(letter(), report("scanned again", accounts=[OTHER_LENDER]))
    assert [entry.id for entry in asked(first)] == [entry.id for entry in asked(again)]


def test_a_list_of_payments_finds_its_loan() -> None:
    said = {"opened_on": date(2024, 3, 20), "loan_amount": 1_200_000, "contract_no": "L-1"}
    own = loan_statement("list", [instalment(date(2024, 4, 20), 102_400, 1)], **said)
    case, _ = judge(own, report(accounts=[SETTLED]))
    assert links(case) == [LinkedBy.AMOUNT_AND_DAY]


def test_a_line_is_found_by_the_day_that_its_letter_names() -> None:
    line = replace(OWING, revolving=True, amount=None, credit_limit=3_520_000)
    proof = letter(loan_amount=None, scope="contract", closes="额度已关闭")
    case, _ = judge(proof, report(accounts=[line]))
    assert links(case) == [LinkedBy.CARD_DAY]


def test_a_card_that_was_opened_after_another_was_closed_is_no_other() -> None:
    new = replace(OPEN_CARD, tail=None, opened_on=date(2026, 6, 12))
    case, _ = judge(card_letter(closes="已销户", settled_on=date(2026, 4, 30)), report(accounts=[new]))
    assert links(case) == [LinkedBy.NOTHING]


def test_what_a_report_shows_as_open_is_listed_where_papers_of_its_lender_are_left_over() -> None:
    shown = replace(OWING, opened_on=date(2025, 1, 2), amount=900_000, status=ReportStatus.OVERDUE)
    case, _ = judge(letter(), report(accounts=[shown]))
    assert [entry.why for entry in case.review] == ["no_counts", "not_linked"]


def test_a_debt_taken_over_is_asked_about_by_its_signer_alone() -> None:
    taker = "星渡融资担保有限公司"
    claim = replace(
        OWING, institution=taker, section="recovery", opened_on=date(2022, 9, 1), amount=1_033_600, balance=1_033_600
    )
    said = {"contract_no": None, "opened_on": None, "loan_amount": None, "creditor": "某某银行"}
    case, judged = judge(letter(issuer_text=taker, **said), report(accounts=[claim]))
    assert links(case) == [LinkedBy.ONLY_ONE]
    assert [f.needs_review for f in judged.findings if f.code == "CRD701"] == [True]


def test_a_letter_on_all_loans_of_a_lender_supports_a_question() -> None:
    whole = letter(
        contract_no=None, opened_on=None, loan_amount=None, settled_on=None, as_of=date(2026, 6, 18), scope="customer"
    )
    _, judged = judge(whole, report())
    [finding] = [f for f in judged.findings if f.code == "CRD701"]
    assert (finding.severity, finding.needs_review) == (Severity.WARNING, False)
    younger = replace(OWING, opened_on=date(2026, 6, 20))
    assert [f.code for f in judge(whole, report(accounts=[younger]))[1].findings if f.code == "CRD701"] == []
