"""Purchases twice and lines of a 计息明细: the last day, the last figure that clears, and the first that does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.records.case import AccountFact
from pipeline.records.extraction import Kind
from tests.rules.build import (
    Computed,
    Line,
    adjusted,
    bought,
    findings,
    interest,
    paid,
    refunded,
    statement,
)

MARCH, APRIL, MAY, JUNE = (date(2026, month, 8) for month in (3, 4, 5, 6))
DAY = date(2026, 3, 3)
SHOP = "望海家电城"


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


# --- DUP102 ---------------------------------------------------------------------------------------------------------


def twice(*lines, fen: int = 129_900, **more) -> int:
    rows = [bought(DAY, fen, SHOP), bought(DAY, fen, SHOP), *lines]
    return len(findings(statement("march", MARCH, rows, **more), code="DUP102"))


@pytest.mark.parametrize(("fen", "said"), [(4_999, 0), (5_000, 1)])
def test_fifty_yuan_are_no_small_amount(fen: int, said: int) -> None:
    assert twice(fen=fen) == said


@pytest.mark.parametrize(("days", "said"), [(-4, 1), (-3, 0), (0, 0), (4, 0)])
def test_money_of_that_amount_may_be_dated_three_days_before(days: int, said: int) -> None:
    back = refunded(later(DAY, days), 129_900, "别家书店退款")
    assert twice(back) == said


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (refunded(DAY, 30_000, f"{SHOP}退款"), 0),  # a part, from that merchant
        (refunded(DAY, 30_000, "别家书店退款"), 1),
        (paid(DAY, 129_900, "还款"), 1),
        (paid(DAY, 129_900, "退回"), 0),
        (adjusted(DAY, -129_900, "调账"), 0),
        (adjusted(DAY, -129_901, "调账"), 1),
        (bought(DAY, 30_000, "别家书店"), 1),
    ],
)
def test_what_may_have_given_a_purchase_back(back, said: int) -> None:
    assert twice(back) == said


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([later(DAY, -2)], 1),
        ([later(DAY, -2), later(DAY, -4)], 1),
        ([later(DAY, -2), later(DAY, -4), later(DAY, -6)], 0),
        ([later(DAY, -2)] * 2, 0),
    ],
)
def test_what_is_a_habit(others: list[date], said: int) -> None:
    assert twice(*(bought(day, 129_900, SHOP) for day in others)) == said
    assert twice(*(bought(day, 129_900, "别家书店") for day in others[:1])) == 1
    assert twice(*(bought(day, 129_901, SHOP) for day in {*others})) == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [(Kind.CASH_ADVANCE, "银联取现"), (Kind.FEE, "望海健身季卡"), (Kind.OTHER, "望海家电城"), (Kind.INSTALMENT, "望海家电城")],
)
def test_only_purchases_are_bought_twice(kind: Kind, words: str) -> None:
    rows = [Line(DAY, words, 129_900, kind), Line(DAY, words, 129_900, kind)]
    assert findings(statement("march", MARCH, rows), code="DUP102") == []


# --- 计息明细 -------------------------------------------------------------------------------------------------------


def listed(*lines: Computed, fen: int | None = None, rate: str | None = "0.0005", on: date = JUNE, facts=(), **more):
    """What is said of a bill that lists these lines, and posts their sum."""
    total = fen if fen is not None else sum(line.fen or 0 for line in lines)
    paper = statement("bill", on, [interest(on, total)], opening=5_000_000, rate=rate, list_of_interest=lines, **more)
    found = findings(paper, facts=facts)
    return sorted((f.code, f.severity.value, f.difference) for f in found if f.code[:3] in ("INT", "PEN"))


MONTH = {"start": date(2026, 5, 10), "end": JUNE, "days": 30}


@pytest.mark.parametrize(("fen", "said"), [(15_000, []), (15_001, []), (15_002, [("INT303", "error", 2)])])
def test_a_line_may_be_rounded_up_by_one_fen(fen: int, said) -> None:
    # 10,000.00 × 0.05 % × 30 = 150.00 (law.md §2.5).
    assert listed(Computed(1_000_000, fen=fen, **MONTH)) == said


@pytest.mark.parametrize(("days", "fen", "said"), [(31, 15_500, [("INT303", "error", 500)]), (30, 15_000, []), (29, 14_500, [])])
def test_no_more_days_than_the_printed_ones_with_both_ends(days: int, fen: int, said) -> None:
    assert listed(Computed(1_000_000, date(2026, 5, 10), JUNE, days, fen=fen)) == said


@pytest.mark.parametrize(
    ("rate", "own", "said"),
    [
        ("0.0005", "0.0005", []),
        ("0.0006", "0.0005", [("INT301", "error", 3_000)]),
        ("0.0004", "0.0005", []),
        ("0.0006", None, []),  # agreed since 2021, and no paper says otherwise
    ],
)
def test_a_rate_above_the_bills_own(rate: str, own: str | None, said) -> None:
    fen = {"0.0004": 12_000, "0.0005": 15_000, "0.0006": 18_000}[rate]
    assert listed(Computed(1_000_000, rate=rate, fen=fen, **MONTH), rate=own) == said


@pytest.mark.parametrize(
    ("told", "tail", "said"),
    [(1_460, "4417", [("INT301", "warning", 3_000)]), (1_825, "4417", []), (1_460, "6620", [])],
)
def test_a_rate_above_what_the_person_told_of_this_card_is_asked_about(told: int, tail: str, said) -> None:
    # 14.6 % a year are 0.04 % a day: 120.00 of 150.00; 18.25 % are 0.05 %.
    fact = AccountFact("招商银行", tail, None, None, told, None)
    assert listed(Computed(1_000_000, fen=15_000, **MONTH), rate=None, facts=(fact,)) == said


def test_where_the_cap_ends_with_the_day_before_the_last_of_a_line() -> None:
    # The last day of a line does not count in every way of counting: 22 days of December, one of January.
    line = Computed(1_000_000, date(2020, 12, 10), date(2021, 1, 1), 23, rate="0.0006", fen=600 * 23)
    assert listed(line, rate=None, on=date(2021, 1, 1)) == [("INT301", "error", 2_200)]


YEAR_END = date(2021, 1, 8)


@pytest.mark.parametrize(
    ("start", "days", "said"),
    [
        # The cap of 0.05 % ended with 2020: 22 days of December at it, 8 of January at 0.06 %: 110.00 + 48.00.
        (date(2020, 12, 10), 30, [("INT301", "error", 2_200)]),
        (date(2021, 1, 1), 8, []),
        (date(2020, 12, 31), 9, [("INT301", "error", 100)]),
    ],
)
def test_the_cap_binds_only_the_days_until_the_end_of_2020(start: date, days: int, said) -> None:
    line = Computed(1_000_000, start, YEAR_END, days, rate="0.0006", fen=600 * days)
    assert listed(line, rate=None, on=YEAR_END) == said


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("违约金", [("PEN205", "error", 75)]),
        ("年费", [("PEN205", "error", 75)]),
        ("取现手续费", [("PEN205", "error", 75)]),
        ("分期手续费", []),
        ("消费及违约金", []),
        ("上期利息", []),
        (None, []),
    ],
)
def test_a_fee_alone_may_bear_no_interest(label: str | None, said) -> None:
    # 50.00 × 0.05 % × 30 = 0.75.
    assert listed(Computed(5_000, label=label, fen=75, **MONTH)) == said


@pytest.mark.parametrize(
    ("start", "days", "said"),
    [
        # From 2017-01-01: until 8 January seven days are certain: 5,000.00 × 0.05 % × 7 = 17.50.
        (date(2016, 12, 10), 30, [("PEN205", "error", 1_750)]),
        (date(2017, 1, 1), 8, [("PEN205", "error", 2_000)]),
    ],
)
def test_interest_on_a_fee_is_unlawful_from_2017(start: date, days: int, said) -> None:
    line = Computed(500_000, start, date(2017, 1, 8), days, label="违约金", fen=250 * days)
    assert listed(line, on=date(2017, 1, 8)) == said


def test_silent_where_no_day_after_2016_is_certain() -> None:
    line = Computed(500_000, date(2016, 12, 3), date(2017, 1, 1), 30, label="违约金", fen=7_500)
    assert listed(line, on=date(2017, 1, 1)) == []


def test_nothing_is_said_of_days_before_2017() -> None:
    line = Computed(500_000, date(2016, 11, 9), date(2016, 12, 8), 30, label="违约金", fen=7_500)
    assert listed(line, on=date(2016, 12, 8)) == []


@pytest.mark.parametrize("line", [{"base": 0}, {"start": JUNE, "end": MAY}])
def test_a_line_that_contradicts_itself_says_nothing(line) -> None:
    given = {"base": 1_000_000, **MONTH, "fen": 99_000} | line
    assert not [one for one in listed(Computed(**given)) if one[0] in ("INT301", "PEN205")]


@pytest.mark.parametrize(("posted", "said"), [(15_000, []), (15_001, [])])
def test_what_is_posted_is_the_sum_of_the_list(posted: int, said) -> None:
    assert listed(Computed(1_000_000, fen=15_000, **MONTH), fen=posted) == said


def test_more_posted_than_the_list_makes_is_said() -> None:
    found = listed(Computed(1_000_000, fen=15_000, **MONTH), fen=16_000)
    assert [(code, fen) for code, severity, fen in found if severity != "notice"] == [("INT303", 1_000)]


@pytest.mark.parametrize(("posted", "said"), [(15_006, 0), (15_007, 1)])
def test_five_fen_and_one_for_each_line_are_rounding(posted: int, said: int) -> None:
    assert len(listed(Computed(1_000_000, fen=15_000, **MONTH), fen=posted)) == said


@pytest.mark.parametrize(("currency", "fen", "said"), [("AUD", 99_999, 0), ("AUD", 100_000, 1), ("USD", 999, 0), ("USD", 1_000, 1)])
def test_what_is_small_in_another_currency(currency: str, fen: int, said: int) -> None:
    rows = [bought(DAY, fen, "BLUE HARBOUR BOOKS", currency=currency)] * 2
    assert len(findings(statement("abroad", MARCH, rows, currency=currency), code="DUP102")) == said


def test_interest_of_an_instalment_plan_stands_in_no_list() -> None:
    line = Computed(1_000_000, fen=15_000, **MONTH)
    rows = [interest(JUNE, 15_000), interest(JUNE, 5_000, "账单分期利息")]
    paper = statement("bill", JUNE, rows, opening=5_000_000, rate="0.0005", list_of_interest=[line])
    assert findings(paper, code="INT303") == []


@pytest.mark.parametrize(("fen", "said"), [(14_806, 0), (14_807, 1)])
def test_a_rate_cut_to_six_digits_may_be_half_of_the_last_more(fen: int, said: int) -> None:
    # 18 % ÷ 365 = 0.0493 %: 10,000.00 × 0.0493 % × 30 = 147.90, half a digit more is 0.15, and one fen.
    line = Computed(1_000_000, rate="0.000493", fen=fen, **MONTH)
    assert len(listed(line, rate="0.000493")) == said


@pytest.mark.parametrize(("fen", "said"), [(13_501, 0), (13_502, 1)])
def test_a_rate_of_five_digits_is_exact(fen: int, said: int) -> None:
    assert len(listed(Computed(1_000_000, rate="0.00045", fen=fen, **MONTH), rate="0.00045")) == said


@pytest.mark.parametrize("with_formula", [True, False])
def test_a_bill_that_does_not_add_up_with_and_without_a_printed_formula(with_formula: bool) -> None:
    paper = statement("odd", JUNE, [bought(DAY, 9_000)], printed={"closing": 9_600}, with_formula=with_formula)
    for finding in findings(paper, code="STM501"):
        assert (finding.observed, finding.expected, finding.difference) == (9_600, 9_000, 600)
        assert finding.evidence[0] == paper.statement.closing.evidence
