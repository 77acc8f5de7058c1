"""What a small change of a rule would have left unnoticed: each side of a border, and what is near to what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pipeline.extract.fields import name_fields
from pipeline.records.extraction import Kind, PenaltyTerms
from pipeline.records.finding import Severity
from pipeline.records.report import ReportStatus
from pipeline.values.yaml import DataError
from rules.tables.load import parse_table
from tests.rules.build import (
    OWING,
    Computed,
    Line,
    Moved,
    adjusted,
    bank_statement,
    bought,
    charged,
    contract,
    fee,
    findings,
    instalment,
    interest,
    judge,
    letter,
    loan_statement,
    only,
    paid,
    payout,
    penalty,
    plan,
    report,
    same_paper_again,
    statement,
)

DUE = [date(2026, month, 20) for month in (3, 4, 5, 6)]
FEN = 102_400
END = date(2026, 7, 31)
SETTLED = date(2026, 6, 18)
APRIL, MAY, JUNE, JULY = (date(2026, month, 8) for month in (4, 5, 6, 7))
BY = date(2026, 5, 26)


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def changed(paper, **more):
    """The paper with other values in its statement."""
    return replace(paper, statements=(name_fields(replace(paper.statement, **more), paper.key),))


def traded_only(paper):
    """The bill with the first row's trading day alone."""
    first, *rest = paper.statement.rows
    return changed(paper, rows=(replace(first, traded_on=replace(first.posted_on, field=""), posted_on=None), *rest))


# --- STM502: a list of a debit account that begins with its newest row ----------------------------------------------


def newest_first(name: str, month: int, held: int, last: int):
    """1.00 on the 3rd and 2.50 on the 4th, the later one printed first."""
    rows = [Moved(date(2026, month, 4), 250, "消费"), Moved(date(2026, month, 3), 100, "消费")]
    span = {"start": date(2026, month, 1), "until": date(2026, month, last)}
    return bank_statement(name, rows, printed={0: held - 350, 1: held - 100}, **span)


@pytest.mark.parametrize(("held", "said"), [(999_650, 0), (999_550, 1), (999_750, 1)])
def test_a_list_with_its_newest_row_first_begins_with_its_last(held: int, said: int) -> None:
    # 10,000.00 − 2.50 − 1.00 = 9,996.50 is what May ends with.
    found = findings(newest_first("one", 5, 1_000_000, 31), newest_first("two", 6, held, 30), code="STM502")
    assert [(f.observed.zh, f.expected.zh) for f in found] == [
        (f"期初余额 {held / 100:,.2f} 元", "期初余额 9,996.50 元")
    ] * said


# --- INT303: what stands beside the interest in the bill ------------------------------------------------------------

MAY_5 = date(2026, 5, 5)


def above_every_method(*lines):
    """The catalogue's example: 10,000.00 from 10 March to 5 May, 57 days at 0.05 % are 285.00; 331.00 is charged."""
    one = statement("april", date(2026, 4, 5), [bought(date(2026, 3, 10), 1_000_000)], rate="0.0005")
    rows = [bought(date(2026, 4, 20), 0, "示例书店"), *lines, interest(MAY_5, 33_100)]
    return one, statement("may", MAY_5, rows, opening=1_000_000, rate="0.0005")


def test_the_catalogues_example() -> None:
    finding = only(*above_every_method(), code="INT303")
    assert (finding.observed, finding.expected, finding.difference) == (33_100, 28_500, 4_600)


@pytest.mark.parametrize("words", ["年费返还", "费用减免", "短信费冲回"])
def test_what_takes_back_another_charge_leaves_the_interest_standing(words: str) -> None:
    # 0.10 came back on 4 May; both ends of each segment counted, that day counts twice for what is left:
    # 10,000.00 × 57 − 0.10 × 1 + 9,999.90 × 1 = 579,999.80, × 0.05 % = 290.00.
    found = findings(*above_every_method(adjusted(date(2026, 5, 4), -10, words)), code="INT303")
    assert [f.expected for f in found] == [29_000]
    assert found[0].observed in (33_100, 33_090)


def test_a_bill_in_two_papers_is_accused_of_the_same_row() -> None:
    one, two = above_every_method()
    alone = only(one, two, code="INT303")
    for name in ("a copy", "b copy", "c copy", "d copy"):
        again = only(one, same_paper_again(one, f"{name} of april"), two, same_paper_again(two, name), code="INT303")
        assert (again.id, again.date, again.difference) == (alone.id, alone.date, alone.difference)
        assert again.evidence[0].text == alone.evidence[0].text == "33100"


def paid_in_april(traded: bool):
    rows = [paid(date(2026, 4, 20), 1_000_000), interest(MAY_5, 33_100)]
    one = statement("april", date(2026, 4, 5), [bought(date(2026, 3, 10), 1_000_000)], rate="0.0005")
    two = statement("may", MAY_5, rows, opening=1_000_000, rate="0.0005")
    return one, traded_only(two) if traded else two


@pytest.mark.parametrize(("traded", "most"), [(False, 21_000), (True, 22_500)])
def test_a_payment_with_its_trading_day_alone_ends_the_interest_three_days_later(traded: bool, most: int) -> None:
    # 10 March to 20 April with both ends are 42 days, to the 23rd 45: 10,000.00 × 0.05 % × 42 = 210.00, × 45 = 225.00.
    finding = only(*paid_in_april(traded), code="INT303")
    assert (finding.expected, finding.difference) == (most, 33_100 - most)


def bounded(*rows: Line, opening: int = 0, traded: date | None = None):
    """What the widest method makes of the bill of 5 May after one with these rows; 331.00 is charged."""
    one = statement("april", date(2026, 4, 5), rows, opening=opening, rate="0.0005")
    if traded is not None:
        first, *rest = one.statement.rows
        one = changed(one, rows=(replace(first, traded_on=replace(first.posted_on, value=traded, field="")), *rest))
    owed = opening + sum(row.fen for row in rows)
    two = statement("may", MAY_5, [interest(MAY_5, 33_100)], opening=owed, rate="0.0005")
    return [(f.expected, f.difference) for f in findings(one, two, code="INT303")]


def test_what_was_paid_before_pays_fees_before_purchases() -> None:
    # 100.00 of 5,000.00 pay the fee (art. 57): 10,000.00 × 57 − 4,900.00 × 46 + 5,100.00 × 1 = 349,700.00.
    march = (bought(date(2026, 3, 10), 1_000_000), fee(date(2026, 3, 12), 10_000), paid(date(2026, 3, 20), 500_000))
    assert bounded(*march) == [(17_485, 15_615)]


def test_money_that_the_bank_held_before_lowers_nothing() -> None:
    assert bounded(bought(date(2026, 3, 10), 1_000_000), opening=-300_000) == [(28_500, 4_600)]


@pytest.mark.parametrize(("traded", "most"), [(None, 27_500), (date(2026, 3, 10), 28_500), (date(2026, 3, 14), 27_500)])
def test_a_purchase_bears_interest_from_the_earlier_of_its_days(traded: date | None, most: int) -> None:
    assert bounded(bought(date(2026, 3, 12), 1_000_000), traded=traded) == [(most, 33_100 - most)]


@pytest.mark.parametrize(("days", "left"), [(0, 2_600), (1, 2_600), (62, 2_600)])
def test_interest_given_back_in_part_is_taken_off_once(days: int, left: int) -> None:
    day = later(MAY_5, days)
    back = Line(day, "利息冲回", -2_000, Kind.INTEREST)
    papers = above_every_method(back) if days == 0 else above_every_method()
    papers += (statement("late", day, [back], opening=9_000),) if days else ()
    assert [f.difference for f in findings(*papers, code="INT303")] == [left]


def above_its_list(posted: int, issuer: str, *, amounts: bool = True) -> int:
    line = Computed(1_000_000, date(2026, 5, 10), JUNE, 30, fen=15_000)
    more = {"issuer": issuer, "list_of_interest": [line] * 2}
    june = statement("june", JUNE, [interest(JUNE, posted)], opening=5_000_000, **more)
    first, second = june.statement.interest_lines
    lines = (first, second) if amounts else (first, replace(second, amount=None))
    return len(findings(changed(june, interest_lines=lines), code="INT303"))


@pytest.mark.parametrize(("issuer", "slack"), [("招商银行", 7), ("广发银行", 107)])
def test_five_fen_one_for_each_line_and_a_whole_yuan_at_guangfa_are_rounding(issuer: str, slack: int) -> None:
    # law.md §3.1: 广发银行 may round what is below one yuan up to it.
    assert above_its_list(30_000 + slack, issuer) == 0
    assert above_its_list(30_000 + slack + 1, issuer) == 1


def test_a_list_with_a_line_that_was_not_read_proves_nothing() -> None:
    assert above_its_list(40_000, "招商银行") == 1
    assert above_its_list(40_000, "招商银行", amounts=False) == 0


# --- INT302: both bills to the fen and to the day -------------------------------------------------------------------


def free(*, opening: int = 0, repaid: int = 0, first=(date(2026, 4, 26), 50_000), second=(BY, 30_000)):
    """Bills of 500.00 due on 26 April and of 300.00 due on 26 May, and one that charges interest."""
    rows = [bought(date(2026, 3, 20), 50_000 - opening + repaid)]
    rows += [paid(date(2026, 3, 25), repaid)] if repaid else []
    one = statement("one", APRIL, rows, opening=opening)
    two = statement("two", MAY, [paid(*first), bought(date(2026, 4, 28), 30_000 - 50_000 + first[1])], opening=50_000)
    three = statement("three", JUNE, [paid(*second), interest(JUNE, 321)], opening=30_000)
    return [f.code for f in findings(one, two, three, code="INT302")]


@pytest.mark.parametrize(
    ("papers", "said"),
    [
        ({}, 1),
        ({"first": (date(2026, 4, 26), 49_999)}, 0),
        ({"first": (date(2026, 4, 27), 50_000)}, 0),
        ({"first": (APRIL, 50_000)}, 0),  # by the day of the bill it was for the one before
        ({"first": (later(APRIL, 1), 50_000)}, 1),
        ({"second": (BY, 29_999)}, 0),
        ({"second": (later(BY, 1), 30_000)}, 0),
        ({"second": (MAY, 30_000)}, 0),
        ({"opening": 40_000, "repaid": 40_000}, 1),
        ({"opening": 40_000, "repaid": 39_999}, 0),
    ],
)
def test_purchases_are_free_after_two_bills_paid_in_full_and_in_time(papers, said: int) -> None:
    assert len(free(**papers)) == said


# --- 计息明细: what was given back ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "said"), [(-32, 1), (-31, 0), (0, 0), (62, 0)])
def test_a_lines_interest_may_come_back_from_a_cycle_before_to_two_after(days: int, said: int) -> None:
    # 10,000.00 × 0.05 % × 30 = 150.00; 160.00 is charged, and 10.00 came back.
    month = Computed(1_000_000, date(2026, 5, 10), JUNE, 30, fen=16_000)
    june = statement("june", JUNE, [interest(JUNE, 16_000)], opening=5_000_000, rate="0.0005", list_of_interest=[month])
    day = later(JUNE, days)
    back = statement("back", later(JUNE, 62 if days > 0 else -31), [adjusted(day, -1_000, "调整利息")], opening=9_000)
    assert len(findings(june, back, code="INT303")) == said


def too_much(*more: Computed, back=(), rows=(20_000, 11_000)) -> int:
    """A list whose one line charges 160.00 where its figures make 150.00, and another that is right."""
    month = {"start": date(2026, 5, 10), "end": JUNE, "days": 30}
    lines = [Computed(1_000_000, fen=16_000, **month), Computed(1_000_000, fen=15_000, label="取现本金", **month), *more]
    posted = [interest(JUNE, fen, f"循环利息{n}") for n, fen in enumerate(rows)]
    june = statement("june", JUNE, posted, opening=5_000_000, rate="0.0005", list_of_interest=lines)
    late = [statement("late", later(JUNE, 31), back, opening=9_000)] if back else []
    return len(findings(june, *late, code="INT303"))


@pytest.mark.parametrize(("fen", "said"), [(-16_000, 0), (-1_000, 0), (-999, 1), (-2_000, 1)])
def test_a_list_takes_a_line_back_by_its_amount_or_by_what_is_wrong_of_it(fen: int, said: int) -> None:
    assert too_much(Computed(1_000_000, later(JUNE, -29), JUNE, 30, fen=fen, label="调整")) == said


@pytest.mark.parametrize(
    ("words", "fen", "said"),
    [
        *(("账务调整", fen, 0) for fen in (1_000, 16_000, 31_000, 20_000, 11_000)),
        *(("账务调整", fen, 1) for fen in (999, 1_001, 2_000, 15_000)),
        *(("利息返还", fen, 0) for fen in (1_000, 1_001, 15_000)),
        ("利息返还", 999, 1),
    ],
)
def test_what_may_have_given_a_lines_interest_back(words: str, fen: int, said: int) -> None:
    assert too_much(back=[adjusted(later(JUNE, 20), -fen, words)]) == said


# --- PEN203, PEN204 -------------------------------------------------------------------------------------------------


def may(minimum: int = 40_000, **more):
    return statement("may", MAY, [bought(date(2026, 4, 20), 300_000)], minimum=minimum, due=BY, **more)


def june(*lines, fen: int = 1_000, on: date = JUNE, charged_on: date | None = None, **more):
    return statement("june", on, [*lines, penalty(charged_on or on, fen)], opening=300_000, **more)


@pytest.mark.parametrize(("day", "said"), [(23, "error"), (24, "warning"), (26, "warning"), (27, None)])
def test_a_payment_whose_posting_day_is_not_printed_is_booked_three_days_later(day: int, said: str | None) -> None:
    # Due on the 26th; by the 29th it is within the three days of grace that 招商银行 publishes.
    found = findings(may(), traded_only(june(paid(date(2026, 5, day), 40_000))), code="PEN204")
    assert [f.severity.value for f in found] == ([] if said is None else [said])


GRACE = "招商银行信用卡还款容时说明（转载）"


@pytest.mark.parametrize(("day", "carried"), [(26, []), (27, [GRACE]), (29, [GRACE])])
def test_within_a_published_grace_the_notice_on_it_is_among_the_grounds(day: int, carried: list[str]) -> None:
    finding = only(may(), june(paid(date(2026, 5, day), 40_000)), code="PEN204")
    titles = [b.title for b in finding.basis]
    assert titles == ["中国人民银行关于信用卡业务有关事项的通知（银发〔2016〕111号）", *carried]
    assert all(b.confidence == "S-" for b in finding.basis[1:])


@pytest.mark.parametrize(("charged_on", "said"), [(BY, 0), (later(BY, 1), 1), (JUNE, 1)])
def test_a_penalty_is_for_the_bill_before_only_from_the_day_after_its_due_day(charged_on: date, said: int) -> None:
    assert len(findings(may(), june(paid(later(MAY, 5), 40_000), charged_on=charged_on), code="PEN204")) == said


@pytest.mark.parametrize(("days", "said"), [(35, 1), (36, 0)])
def test_the_bill_before_is_at_most_35_days_older(days: int, said: int) -> None:
    assert len(findings(may(), june(paid(later(MAY, 5), 40_000), on=later(MAY, days)), code="PEN204")) == said


@pytest.mark.parametrize(("minimum", "said"), [(0, 1), (-1, 0), (40_000, 0)])
def test_a_minimum_below_nothing_was_misread(minimum: int, said: int) -> None:
    assert len(findings(may(minimum), june(), code="PEN204")) == said


@pytest.mark.parametrize(("apart", "said"), [(0, 0), (3, 0), (-3, 0), (4, 1), (-4, 1)])
def test_another_papers_payment_of_a_near_day_is_the_same(apart: int, said: int) -> None:
    """Half of the minimum on 18 May by the bill; another print shows a payment of that amount up to three days off."""
    other = statement("other", date(2026, 5, 25), [paid(later(date(2026, 5, 18), apart), 20_000)], opening=300_000)
    assert len(findings(may(), other, june(paid(date(2026, 5, 18), 20_000)), code="PEN204")) == said


def test_a_missing_bill_of_a_card_is_asked_for_once() -> None:
    """Two penalties of a card whose bills before are not on file: one notice, and one more for another card."""
    papers = [
        statement(f"{tail} {on}", on, [penalty(on, 2_000)], opening=opening, tail=tail)
        for tail in ("4417", "6620")
        for on, opening in ((date(2026, 3, 8), 300_000), (date(2026, 6, 8), 400_000))
    ]
    found = [f for f in judge(*papers, unchecked=True)[1].findings if f.code == "PEN203"]
    assert [f.severity for f in found] == [Severity.NOTICE] * 2
    assert len({f.account for f in found}) == 2


def with_terms(paper, percent: int = 500, floor: int = 1_000, cap: int | None = None):
    """The bill with what it prints of the penalty."""
    at = paper.statement.statement_on
    made = [None if x is None else replace(at, value=x, field="") for x in (percent, floor, cap)]
    return changed(paper, penalty_terms=PenaltyTerms(*made))


def by_own_terms(fen: int, minimum: int = 40_000, where: str = "june", **terms):
    papers = {"may": may(minimum), "june": june(fen=fen)}
    papers = {name: with_terms(p, **terms) if name in where else p for name, p in papers.items()}
    return [(f.severity.value, f.difference) for f in findings(*papers.values(), code="PEN203")]


@pytest.mark.parametrize("where", ["june", "may", "may and june"])
@pytest.mark.parametrize(
    ("terms", "minimum", "most"),
    [
        ({}, 40_000, 2_000),  # 400.00 × 5 %
        ({"percent": 600}, 40_000, 2_400),
        ({"floor": 3_000}, 40_000, 3_000),
        ({"cap": 1_500}, 40_000, 1_500),
        ({"cap": 2_500}, 40_000, 2_000),
        ({"floor": 3_000, "cap": 2_500}, 40_000, 2_500),
        ({}, 40_009, 2_000),  # 20.0045
        ({}, 40_010, 2_001),  # 20.005, half up
        ({"floor": 1_000}, 20_000, 1_000),
    ],
)
def test_the_bills_own_terms_and_two_fen_of_rounding(where: str, terms, minimum: int, most: int) -> None:
    assert by_own_terms(most + 2, minimum, where, **terms) == []
    assert by_own_terms(most + 3, minimum, where, **terms) == [("error", 3)]


@pytest.mark.parametrize("first", [{"percent": 600}, {"floor": 1_100}, {"cap": 5_000}])
def test_terms_of_two_bills_that_differ_leave_the_published_tariff(first) -> None:
    papers = with_terms(may(), **first), with_terms(june(fen=2_500))
    assert [(f.severity.value, f.difference) for f in findings(*papers, code="PEN203")] == [("warning", 500)]


# --- What came back of a charge -------------------------------------------------------------------------------------


def left_of_1000(*lines, before=(), after=()):
    papers = [statement("may", MAY, [bought(date(2026, 4, 20), 300_000 - sum(x.fen for x in before)), *before],
                        minimum=40_000, due=BY)]  # fmt: skip
    papers += [june(paid(date(2026, 5, 20), 40_000), *lines), *after]
    return [f.difference for f in findings(*papers, code="PEN204")]


@pytest.mark.parametrize(
    ("words", "left"), [("违约金返还", 600), ("账务调整", 600), ("减免", 600), ("转入", 1_000), ("积分兑换", 1_000)]
)
def test_a_credit_of_no_known_kind_counts_by_its_words(words: str, left: int) -> None:
    assert left_of_1000(Line(JUNE, words, -400, Kind.OTHER)) == [left]


@pytest.mark.parametrize(("days", "left"), [(-32, 1_000), (-31, 600), (0, 600)])
def test_a_part_may_come_back_from_a_cycle_before(days: int, left: int) -> None:
    assert left_of_1000(adjusted(later(JUNE, days), -400, "违约金减免")) == [left]


@pytest.mark.parametrize("days", [31, 62, 63, 120])
def test_a_part_that_comes_back_late_came_back(days: int) -> None:
    day = later(JUNE, days)
    assert left_of_1000(after=[statement("late", day, [adjusted(day, -400, "违约金减免")], opening=9_000)]) == [600]


@pytest.mark.parametrize(("days", "left"), [(61, 1_000), (62, 1_000), (63, 600)])
def test_a_credit_is_for_two_other_charges_of_the_last_two_cycles(days: int, left: int) -> None:
    fees = [fee(later(JUNE, -days), 150), fee(later(JUNE, -days), 250, "短信费")]
    assert left_of_1000(adjusted(JUNE, -400, "减免"), before=fees) == [left]


@pytest.mark.parametrize(("days", "left"), [(0, 1_000), (31, 1_000), (32, 600)])
def test_a_credit_is_for_another_charge_that_was_booked_up_to_a_cycle_after_it(days: int, left: int) -> None:
    day = later(JUNE, -10)
    after = statement("late", later(day, days + 20), [fee(later(day, days), 400)], opening=9_000)
    assert left_of_1000(adjusted(day, -400, "减免"), after=[after]) == [left]


@pytest.mark.parametrize("parts", [[400], [100, 100, 200], [50] * 8])
def test_another_charge_may_come_back_in_parts(parts: list[int]) -> None:
    credits = [adjusted(JUNE, -part, f"减免{n}") for n, part in enumerate(parts)]
    assert left_of_1000(fee(JUNE, 400), *credits) == [1_000]
    assert left_of_1000(fee(JUNE, 401), *credits) == [600]


def after_settlement(*lines):
    last = instalment(SETTLED, 315_000, principal=310_000, interest=5_000)
    return [f.difference for f in findings(letter(), loan_statement("lender", [last, *lines]), code="LOAN405")]


@pytest.mark.parametrize(("days", "left"), [(-2, 3_650), (-1, 2_650), (0, 2_650), (100, 2_650)])
def test_a_part_of_a_loans_charge_may_be_dated_a_day_before_it(days: int, left: int) -> None:
    day = date(2026, 8, 20)
    back = charged(later(day, days), -1_000, "利息返还", Kind.ADJUSTMENT)
    assert after_settlement(*sorted([charged(day, 3_650), back], key=lambda line: line.on)) == [left]


def test_which_of_two_equal_charges_came_back_in_parts_cannot_be_told() -> None:
    twice = [charged(date(2026, month, 20), 3_650) for month in (8, 9)]
    parts = [charged(date(2026, 9, 25), -fen, "利息返还", Kind.ADJUSTMENT) for fen in (1_650, 2_000)]
    assert after_settlement(*twice) == [3_650, 3_650]
    assert after_settlement(*twice, *parts) == []


# --- One charge, one finding ----------------------------------------------------------------------------------------


def test_a_finding_names_other_codes_of_its_charge_and_never_its_own() -> None:
    one = only(may(), june(paid(date(2026, 5, 20), 40_000)), code="PEN204")
    assert one.also == ()
    found = findings(may(), june(paid(date(2026, 5, 20), 40_000), penalty(JUNE, 1_000)))
    twice = next(f for f in found if f.code == "DUP101")
    said = "".join(step.zh + step.en for step in twice.also)
    assert "PEN204" in said and "DUP101" not in said


# --- CRD701: a loan that is held ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "balance", "said"),
    [
        (ReportStatus.FROZEN, 0, ("warning", "报告仍显示：冻结，未写“已结清”")),
        (ReportStatus.STOPPED, None, ("warning", "报告仍显示：止付，未写“已结清”")),
        (ReportStatus.FROZEN, 315_000, ("error", "报告仍显示：余额 3,150.00 元，冻结")),
        (ReportStatus.STOPPED, 315_000, ("error", "报告仍显示：余额 3,150.00 元，止付")),
    ],
)
def test_a_settled_loan_that_is_only_held_is_asked_about(status: ReportStatus, balance: int | None, said) -> None:
    shown = replace(OWING, status=status, balance=balance, overdue_now=False)
    finding = only(letter(), report(accounts=[shown]), code="CRD701")
    assert (finding.severity.value, *(t.zh for t in finding.calculation if "仍显示" in t.zh)) == said


# --- Tables ---------------------------------------------------------------------------------------------------------

ROW = """
  - value: {value}
    valid_from: {day}-01-01
    valid_to: {day}-12-31
    source: {{title: 通知, issuer: 中国人民银行, checked_on: 2026-11-24, confidence: S}}"""


def table(*values: str, unit: str = "unit: days\n") -> str:
    rows = "".join(ROW.format(value=value, day=2017 + n) for n, value in enumerate(values))
    return f"id: some\nsays_zh: 某事。\nsays_en: Something.\n{unit}decides: charge\nnature: supervisory\nrows:{rows}\n"


def test_a_table_of_what_was_only_abolished_has_no_kind_of_value() -> None:
    for unit in ("unit: days\n", ""):
        assert [row.value for row in parse_table(table("null", "null", unit=unit), "a.yaml").rows] == [None, None]


@pytest.mark.parametrize("values", [("3", "true"), ("true", "3"), ("3", "null", "true")])
def test_numbers_and_words_make_no_table(values: tuple[str, ...]) -> None:
    assert parse_table(table("3", "null"), "a.yaml").rows[0].value == 3
    for unit in ("unit: days\n", ""):
        with pytest.raises(DataError, match="a number needs a unit"):
            parse_table(table(*values, unit=unit), "a.yaml")


# --- DUP103, LOAN402, LOAN404, LOAN405 ------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "said"), [(0, 1), (1, 1), (2, 0), (-3, 1), (-4, 0)])
def test_a_debit_up_to_a_day_after_a_payment_made_it(days: int, said: int) -> None:
    """Two debits in May, one payment; that of June has a debit of its own, so it is not the other one of May."""
    lines = [Moved(day, FEN) for day in (*DUE[:3], DUE[2], later(DUE[3], days))]
    bank = bank_statement("bank", lines, start=date(2026, 3, 1), until=END)
    rows = [instalment(day, FEN, n, principal=100_000, interest=2_400) for n, day in enumerate(DUE, 1)]
    lender = loan_statement("lender", rows, start=date(2026, 3, 1), until=END)
    assert len(findings(bank, lender, code="DUP103")) == said


def late_again(*first, fen: int, days: int = 10, late: int = 10, parts: int = 1):
    """Instalments of March and April each ten days late at 21.6 %, 7.43 at most; `fen` of it with April's."""
    lines = [instalment(later(DUE[0], days), sum(paid_.values()), 1, **paid_) for paid_ in first]
    own = {"principal": 100_000, "interest": 2_400, "penalty_interest": fen}
    lines.append(instalment(later(DUE[1], late), FEN + fen, 2, **own))
    lines += [instalment(later(DUE[1], late + 1), fen + n, 2, penalty_interest=fen + n) for n in range(1, parts)]
    lines.sort(key=lambda line: line.on)
    list_ = loan_statement("lender", lines, start=date(2026, 3, 1), until=END)
    papers = list_, plan("plan", [(due, 100_000, 2_400) for due in DUE])
    agreed = contract(loan_amount=400_000, yearly_rate=1_440, surcharge=50, penalty_rate=None)
    return [f.difference for f in findings(*papers, agreed, code="LOAN402")]


PART, REST = {"principal": 60_000, "interest": 2_400}, {"principal": 40_000}


OWN = {"penalty_interest": 700}


@pytest.mark.parametrize("first", [(PART | OWN, REST), (PART, REST | OWN)])
def test_an_earlier_instalment_that_paid_its_own_penalty_interest_adds_nothing(first) -> None:
    assert late_again(*first, fen=744) == []
    assert late_again(*first, fen=745) == [2]


def test_an_earlier_one_that_paid_none_adds_its_own() -> None:
    assert late_again(PART, REST, fen=1_487) == []
    assert late_again(PART, REST, fen=1_488) == [2]


@pytest.mark.parametrize(
    ("days", "most"),
    [
        (0, 743),
        (1, 743 + 185),  # three days: x = 0.0018, 1,024.00 × 0.0018 × 1.0018 = 1.8465…
        (10, 1_486),
        (41, 743 + 2_711),  # 30 April, 43 days: x = 0.0258, 1,024.00 × 0.0258 × 1.0258 = 27.1008…
        (70, 743 + 2_711),  # after that day nothing of it was collected with April's
    ],
)
def test_an_earlier_one_adds_the_days_that_it_was_late_by_then(days: int, most: int) -> None:
    assert late_again(PART, REST, fen=most + 1, days=days) == []
    assert late_again(PART, REST, fen=most + 2, days=days) == [2]


def test_penalty_interest_in_two_parts_or_without_lateness_is_not_computed() -> None:
    assert late_again(PART, REST, fen=90_000, days=0) == [90_000 - 743]
    assert late_again(PART, REST, fen=90_000, days=0, parts=2) == []
    assert late_again(PART, REST, fen=90_000, days=0, late=0) == []


@pytest.mark.parametrize(("fen", "other", "said"), [(970_000, 0, 1), (0, 0, 0), (-970_000, 0, 0), (970_000, 1, 1)])
def test_a_slip_must_say_what_was_paid_out(fen: int, other: int, said: int) -> None:
    agreed = [contract(name, loan_amount=1_000_000, opened_on=later(DUE[0], n)) for name, n in (("a", 0), ("b", other))]
    assert len(findings(*agreed, payout("slip", fen, DUE[0]), code="LOAN403")) == said


@pytest.mark.parametrize(("other", "said"), [(0, 1), (1, 0)])
def test_two_days_of_one_loan_do_not_say_when_it_was_paid_out(other: int, said: int) -> None:
    agreed = [contract(name, loan_amount=1_000_000, opened_on=later(DUE[0], n)) for name, n in (("a", 0), ("b", other))]
    rows = [Moved(later(DUE[0], -2), 100, "消费", "示例超市")]
    rows.append(Moved(DUE[0], -970_000, "贷款放款", kind=Kind.DISBURSEMENT))
    assert len(findings(*agreed, bank_statement("bank", rows, until=END), code="LOAN403")) == said


MICRO = {"contract_no": "MH-6", "issuer": "梅花小额贷款有限公司"}


@pytest.mark.parametrize(
    ("lent", "cost", "said"), [(1_000_000, 20_041, 0), (1_000_000, 20_042, 1), (240_000, 4_811, 1)]
)
def test_five_hundredths_of_a_point_above_the_line_are_rounding(lent: int, cost: int, said: int) -> None:
    """A month of 28 days, of which whole months make the least: 12 × 2.0041 % is below 24.05 %, 12 × 2.0042 % above."""
    out, back = date(2026, 2, 10), date(2026, 3, 10)
    line = instalment(back, lent + cost, 1, principal=lent, interest=cost)
    papers = [contract(loan_amount=lent, yearly_rate=2_400, opened_on=out, surcharge=None, **MICRO)]
    papers.append(loan_statement("list", [line], start=out, opened_on=out, **MICRO))
    assert len(findings(*papers, code="LOAN404")) == said


@pytest.mark.parametrize(("days", "said"), [(0, ["error"]), (3, ["error"]), (4, [])])
def test_the_settlements_own_payment_may_be_booked_three_days_after_it(days: int, said: list[str]) -> None:
    """Principal that is repaid later than that is of another drawdown."""
    last = instalment(later(SETTLED, days), 315_000, principal=310_000, interest=5_000)
    again = instalment(date(2026, 8, 20), 3_650, principal=0, interest=3_650)
    found = findings(letter(), loan_statement("lender", [last, again]), code="LOAN405")
    assert [f.severity.value for f in found] == said


# --- STM504: what may be the payment after all ----------------------------------------------------------------------


def not_credited(*, end: date = JULY, on: date | None = None, fen: int = 50_000) -> int:
    """500.00 left for the card on Monday 15 June; the third working day after it is Thursday 18."""
    bills = [statement("june", JUNE, [bought(date(2026, 5, 30), 200_000)])]
    bills.append(statement("july", end, [], opening=200_000))
    if on is not None:
        day = later(max(on, end), 5)
        bills.append(statement("another", day, [paid(on, fen)], opening=200_000))
    debit = Moved(date(2026, 6, 15), 50_000, "信用卡还款", "招商银行信用卡")
    bank = bank_statement("bank", [debit], start=date(2026, 3, 1), until=date(2026, 9, 30))
    return len(findings(*bills, bank, code="STM504"))


@pytest.mark.parametrize(("end", "said"), [(date(2026, 6, 17), 0), (date(2026, 6, 18), 1)])
def test_the_bills_must_reach_the_third_working_day(end: date, said: int) -> None:
    assert not_credited(end=end) == said


@pytest.mark.parametrize(("days", "said"), [(45, 0), (46, 1), (-45, 0), (-46, 1)])
def test_an_equal_payment_within_45_days_may_be_this_one(days: int, said: int) -> None:
    assert not_credited(on=later(date(2026, 6, 15), days)) == said
    assert not_credited(on=later(date(2026, 6, 15), days), fen=50_001) == 1
