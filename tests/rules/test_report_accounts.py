"""CRD708 and CRD710: accounts of a report beside the papers on file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.records.case import LinkedBy
from pipeline.records.finding import Severity
from pipeline.records.report import ReportStatus
from tests.rules.build import (
    OPEN_CARD,
    OWING,
    SETTLED,
    assert_asks_only,
    bought,
    card_letter,
    contract,
    findings,
    judge,
    letter,
    plan,
    report,
    statement,
)

# --- CRD708 ---------------------------------------------------------------------------------------------------------


def test_an_account_without_papers_is_a_notice() -> None:
    [finding] = findings(report(accounts=[SETTLED]))
    assert (finding.code, finding.severity, finding.addressee) == ("CRD708", Severity.NOTICE, "")
    assert finding.account is not None


def test_silent_where_a_paper_speaks_of_it() -> None:
    assert findings(letter(), report(accounts=[SETTLED])) == []
    card = statement("may", date(2026, 5, 15), [bought(date(2026, 5, 1), 86_400)], tail="9035")
    assert findings(card, report(accounts=[OPEN_CARD])) == []


def test_silent_on_a_card_that_was_never_activated() -> None:
    assert findings(report(accounts=[replace(OPEN_CARD, status=ReportStatus.INACTIVE)])) == []


def test_silent_on_the_same_cards_other_currency() -> None:
    assert findings(card_letter(), report(accounts=[OPEN_CARD, replace(OPEN_CARD, currency="USD")])) == []


def test_silent_where_papers_of_the_same_lender_were_not_joined() -> None:
    """Two cards of one bank without tails in the report: which is which nobody knows."""
    shown = [replace(OPEN_CARD, tail=None), replace(OPEN_CARD, tail=None, opened_on=date(2019, 1, 1))]
    assert findings(card_letter(), report(accounts=shown)) == []


def test_only_the_newest_report_counts() -> None:
    older = report("older", date(2026, 3, 1), [SETTLED, replace(SETTLED, opened_on=date(2022, 1, 1))])
    newer = report("newer", date(2026, 9, 10), [SETTLED])
    assert len(findings(older, newer, code="CRD708")) == 1


# --- CRD710 ---------------------------------------------------------------------------------------------------------


def test_another_amount_on_the_same_day_is_looked_at_first() -> None:
    shown = replace(SETTLED, amount=2_100_000)
    case, judged = judge(letter(), report(accounts=[shown], complete=True))
    [finding] = [f for f in judged.findings if f.code == "CRD710"]
    assert case.report_accounts[0].linked_by is LinkedBy.DAY
    assert (finding.severity, finding.needs_review) == (Severity.WARNING, True)
    assert (finding.observed, finding.expected, finding.difference) == (2_100_000, 1_200_000, 900_000)
    assert_asks_only(finding)


def test_a_day_with_one_digit_off_is_looked_at_first() -> None:
    shown = replace(SETTLED, opened_on=date(2024, 8, 20))
    [finding] = findings(letter(), report(accounts=[shown], complete=True), code="CRD710")
    assert finding.needs_review
    assert (finding.observed.zh, finding.expected.zh) == ("2024-08-20", "2024-03-20")


def test_where_the_contract_number_joins_them_no_look_is_needed() -> None:
    shown = replace(SETTLED, opened_on=date(2023, 1, 5), amount=1_250_000, account_no="B10QHXF20240320118001")
    found = findings(letter(), report(accounts=[shown]), code="CRD710")
    assert [f.needs_review for f in found] == [False, False]
    assert {str(f.expected.zh) if not isinstance(f.expected, int) else f.expected for f in found} == {
        "2024-03-20",
        1_200_000,
    }


@pytest.mark.parametrize("said", [1_200_050, 1_199_950])
def test_silent_on_rounding_to_yuan(said: int) -> None:
    assert findings(letter(loan_amount=said), report(accounts=[SETTLED], complete=True)) == []


def test_silent_in_a_report_that_fails_its_counts() -> None:
    assert findings(letter(), report(accounts=[replace(SETTLED, amount=2_100_000)]), code="CRD710") == []


def test_silent_on_limits() -> None:
    shown = replace(OPEN_CARD, credit_limit=900_000)
    card = statement("may", date(2026, 5, 15), [bought(date(2026, 5, 1), 86_400)], tail="9035")
    assert findings(card, report(accounts=[shown], complete=True), code="CRD710") == []


def test_silent_on_a_drawdown_of_a_contracts_line() -> None:
    shown = replace(SETTLED, amount=300_000, account_no="B10QHXF20240320118001")
    assert findings(contract(loan_amount=1_200_000), report(accounts=[shown]), code="CRD710") == []


def test_silent_where_the_contract_was_signed_days_before() -> None:
    shown = replace(SETTLED, opened_on=date(2024, 3, 25), account_no="B10QHXF20240320118001")
    assert findings(contract(), report(accounts=[shown]), code="CRD710") == []


def test_silent_where_two_loans_of_the_lender_may_be_meant() -> None:
    shown = [replace(SETTLED, amount=2_100_000), replace(SETTLED, amount=900_000)]
    assert findings(letter(), report(accounts=shown, complete=True), code="CRD710") == []


def test_what_may_be_misprinted_is_accused_of_nothing_else() -> None:
    stale = replace(OWING, amount=2_100_000)
    found = findings(letter(), report(accounts=[stale], complete=True))
    assert [f.code for f in found] == ["CRD710"]


def test_a_plan_knows_the_amount_too() -> None:
    due = [date(2024, month, 20) for month in (4, 5, 6)]
    own = plan("plan", [(day, 400_000, 9_600) for day in due], opened_on=date(2024, 3, 20), loan_amount=1_200_000)
    shown = replace(SETTLED, amount=2_100_000)
    assert [f.code for f in findings(own, report(accounts=[shown], complete=True))] == ["CRD710"]
