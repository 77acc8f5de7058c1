"""What a finding on interest says besides its figure: how grave it is, on what it rests, at which rate it was counted."""

from datetime import date, timedelta

import pytest

from pipeline.records.case import AccountFact
from pipeline.records.finding import Severity
from tests.rules.build import Computed, adjusted, bought, findings, interest, only, penalty, statement, sums

APRIL, MAY = date(2025, 4, 5), date(2025, 5, 5)


def bills(fen, *, rates=(None, None), year=2025, opened=0):
    """10,000.00 bought on 10 March, unpaid on the bills of April and May, which charges interest of `fen`."""
    first, second = APRIL.replace(year=year), MAY.replace(year=year)
    one = statement("one", first, [bought(date(year, 3, 10), 1_000_000)], opening=opened, rate=rates[0])
    two = statement("two", second, [interest(second, fen)], opening=opened + 1_000_000, rate=rates[1])
    return one, two


# 57 days with both ends counted, at 0.05 %: 285.00.
MOST = 28_500


def test_above_the_bound_at_the_caps_rate_rests_on_the_cap() -> None:
    (finding,) = findings(*bills(33_100, year=2019), code="INT303")
    assert (finding.severity, finding.expected, finding.difference) == (Severity.ERROR, MOST, 4_600)
    assert [b.title.partition("（")[2].rstrip("）") for b in finding.basis] == ["银发〔2016〕111号"]
    assert sums(finding)


def test_above_the_bound_at_the_printed_rate_rests_on_the_papers_alone() -> None:
    (finding,) = findings(*bills(33_100, rates=("0.0005", "0.0005")), code="INT303")
    assert (finding.severity, finding.difference, finding.basis) == (Severity.ERROR, 4_600, ())


@pytest.mark.parametrize("rates", [("0.0005", "0.0004"), ("0.0004", "0.0005")])
def test_of_two_printed_rates_the_higher_bounds(rates) -> None:
    assert findings(*bills(MOST, rates=rates), code="INT303") == []
    (finding,) = findings(*bills(33_100, rates=rates), code="INT303")
    assert finding.expected == MOST


@pytest.mark.parametrize(("fen", "said"), [(MOST, 0), (MOST + 6, 0), (MOST + 7, 1)])
def test_the_tolerance_is_a_fen_for_each_part_and_five(fen: int, said: int) -> None:
    # One debt and no payment: 0.01 + 0.05.
    assert len(findings(*bills(fen, rates=("0.0005", None)), code="INT303")) == said


def test_by_a_rate_that_the_person_told_it_is_a_question_that_says_so() -> None:
    fact = AccountFact("招商银行", "4417", None, contract_rate=1_825)
    (finding,) = findings(*bills(33_100), code="INT303", facts=[fact])
    assert (finding.severity, finding.expected) == (Severity.WARNING, MOST)
    assert "您填写的合同利率" in finding.title.zh
    assert "退还" not in "".join(ask.zh for ask in finding.asks)


def test_without_any_rate_since_2021_only_a_notice_says_what_is_missing() -> None:
    (notice,) = findings(*bills(33_100), unchecked=True)
    assert (notice.code, notice.severity) == ("INT303", Severity.NOTICE)
    assert "日利率" in notice.title.zh


LINE = Computed(1_000_000, MAY - timedelta(days=30), MAY, 30)


@pytest.mark.parametrize(
    ("total", "severity"), [(15_000, Severity.ERROR), (None, Severity.WARNING), (14_000, Severity.WARNING)]
)
def test_posted_above_the_list_is_proven_by_the_printed_total_alone(total, severity) -> None:
    rows = [interest(MAY, 18_000)]
    paper = statement("may", MAY, rows, opening=1_000_000, list_of_interest=[LINE], interest_total=total)
    finding = only(paper, code="INT303")
    assert (finding.severity, finding.difference) == (severity, 3_000)
    assert ("退还" in finding.asks[0].zh) is (severity is Severity.ERROR)


def test_a_rate_above_the_one_that_the_person_told_is_a_question() -> None:
    fact = AccountFact("招商银行", "4417", None, contract_rate=1_460)  # 0.04 % a day
    paper = statement("may", MAY, [interest(MAY, 15_000)], opening=1_000_000, list_of_interest=[LINE])
    finding = only(paper, code="INT301", facts=[fact])
    assert (finding.severity, finding.difference) == (Severity.WARNING, 3_000)
    assert "待说明" in finding.calculation[-1].zh
    assert "多计" not in finding.title.zh


def test_a_penalty_whose_bill_before_prints_no_minimum_is_told_once() -> None:
    april = statement("april", APRIL, [bought(date(2025, 3, 20), 300_000)])
    may = statement("may", MAY, [penalty(MAY, 4_000), penalty(MAY, 5_000)], opening=300_000)
    (notice,) = findings(april, may, unchecked=True)
    assert (notice.code, notice.severity) == ("PEN203", Severity.NOTICE)
    assert "最低还款额" in notice.title.zh


@pytest.mark.parametrize("fen", [33_100, 4_600])
def test_interest_that_came_back_after_half_a_year_is_not_asked_for(fen: int) -> None:
    one, two = bills(33_100, rates=("0.0005", "0.0005"))
    back = [adjusted(date(2025, 11, 20), -fen, "利息返还")]
    late = statement("late", date(2025, 12, 5), back, opening=1_033_100)
    assert findings(one, two, late, code="INT303") == []
    other = statement("late", date(2025, 12, 5), [adjusted(date(2025, 11, 20), -1_234, "利息返还")], opening=1_033_100)
    assert len(findings(one, two, other, code="INT303")) == 1
