"""Penalties, bills and letters at the border of what `law.md` and the catalogue name, to the fen and to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pipeline.extract.fields import name_fields
from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from rules.appropriation import Owed
from tests.rules.build import (
    OWING,
    Computed,
    Moved,
    adjusted,
    bank_statement,
    bought,
    charged,
    contract,
    drawn,
    fee,
    findings,
    instalment,
    interest,
    judge,
    letter,
    loan_statement,
    only,
    paid,
    penalty,
    plan,
    report,
    statement,
)
from tests.rules.build import SETTLED as SETTLED_ACCOUNT

DUE = [date(2026, month, 20) for month in (3, 4, 5, 6)]
FEN = 102_400
END = date(2026, 7, 31)
SETTLED = date(2026, 6, 18)
MAY, JUNE, JULY = date(2026, 5, 8), date(2026, 6, 8), date(2026, 7, 8)


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


# --- PEN203, PEN204: the minimum, to the fen and to the day ---------------------------------------------------------

BILL = {"minimum": 40_000, "due": date(2026, 5, 26)}


def two_bills(*lines, fen: int, kind: Kind = Kind.PENALTY, words: str = "违约金", **more):
    may = statement("may", MAY, [bought(date(2026, 4, 20), 300_000)], **BILL)
    return may, statement("june", JUNE, [*lines, penalty(JUNE, fen, words, kind)], opening=300_000, **more)


@pytest.mark.parametrize(
    ("fen", "day", "code"),
    [
        (40_000, date(2026, 5, 26), ["PEN204"]),
        (39_999, date(2026, 5, 26), []),
        (40_000, date(2026, 5, 9), ["PEN204"]),
        (40_000, date(2026, 5, 8), []),
    ],
)
def test_the_minimum_is_paid_to_the_fen_after_the_bill_and_by_the_due_day(fen: int, day: date, code) -> None:
    found = findings(*two_bills(paid(day, fen), fen=1_000))
    assert [f.code for f in found if f.severity is Severity.ERROR] == code


def test_a_payment_that_came_back_paid_nothing() -> None:
    lines = paid(date(2026, 5, 20), 40_000), adjusted(date(2026, 5, 22), 40_000, "还款退回")
    assert [f.code for f in findings(*two_bills(*lines, fen=1_000)) if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize(("fen", "said"), [(2_002, 0), (2_003, 1)])
def test_a_penalty_two_fen_above_the_published_price_is_left_alone(fen: int, said: int) -> None:
    # 招商银行: 5 % of 400.00 that were not paid, 20.00 (law.md §2).
    assert len(findings(*two_bills(fen=fen), code="PEN203")) == said


@pytest.mark.parametrize("words", ["违约金（2026年3月）", "3月违约金", "补收违约金"])
def test_a_penalty_that_names_a_cycle_of_its_own_is_not_of_the_bill_before(words: str) -> None:
    assert findings(*two_bills(paid(date(2026, 5, 20), 40_000), fen=1_000, words=words), code="PEN204") == []


@pytest.mark.parametrize(("back", "left"), [(998, None), (997, 3), (500, 500)])
def test_of_what_came_back_in_part_two_fen_are_rounding(back: int, left: int | None) -> None:
    lines = paid(date(2026, 5, 20), 40_000), adjusted(later(JUNE, -1), -back, "违约金减免")
    found = findings(*two_bills(*lines, fen=1_000), code="PEN204")
    assert [f.difference for f in found] == ([] if left is None else [left])


@pytest.mark.parametrize(("words", "left"), [("利息减免", 1_000), ("年费返还", 1_000), ("减免", 600), ("违约金返还", 600)])
def test_a_credit_for_another_kind_of_charge_lowers_nothing(words: str, left: int) -> None:
    lines = paid(date(2026, 5, 20), 40_000), adjusted(JUNE, -400, words)
    assert [f.difference for f in findings(*two_bills(*lines, fen=1_000), code="PEN204")] == [left]


@pytest.mark.parametrize(("charge", "left"), [(400, 1_000), (401, 600)])
def test_a_credit_that_is_just_another_charge_is_for_that_one(charge: int, left: int) -> None:
    lines = paid(date(2026, 5, 20), 40_000), fee(JUNE, charge), adjusted(JUNE, -400, "费用减免")
    assert [f.difference for f in findings(*two_bills(*lines, fen=1_000), code="PEN204")] == [left]


def test_a_credit_that_is_two_other_charges_together_is_for_them() -> None:
    lines = paid(date(2026, 5, 20), 40_000), fee(JUNE, 150), fee(JUNE, 250, "短信费"), adjusted(JUNE, -400, "减免")
    assert [f.difference for f in findings(*two_bills(*lines, fen=1_000), code="PEN204")] == [1_000]


# --- LOAN402, LOAN406 -----------------------------------------------------------------------------------------------


def overdue(fen: int, days: int = 10, **terms):
    """An instalment of 1,024.00 late by ten days, at 21.6 %: at most 7.43 (the catalogue's example)."""
    lines = [instalment(DUE[0], FEN, 1, principal=100_000, interest=2_400)]
    late = {"principal": 100_000, "interest": 2_400, "penalty_interest": fen}
    lines.append(instalment(later(DUE[1], days), FEN + fen, 2, **late))
    rows = [(day, 100_000, 2_400) for day in DUE]
    papers = loan_statement("lender", lines, start=date(2026, 3, 1), until=END), plan("plan", rows)
    agreed = contract(loan_amount=400_000, yearly_rate=1_440, **{"surcharge": 50, "penalty_rate": None, **terms})
    return [(f.severity.value, f.difference) for f in findings(*papers, agreed, code="LOAN402")]


@pytest.mark.parametrize(("fen", "said"), [(744, []), (745, [("error", 2)]), (1_800, [("error", 1_057)])])
def test_penalty_interest_above_the_widest_reading(fen: int, said) -> None:
    assert overdue(fen) == said


@pytest.mark.parametrize(("terms", "most"), [({"surcharge": 50}, 743), ({"surcharge": None, "penalty_rate": 2_160}, 743)])
def test_the_penalty_rate_is_printed_or_a_surcharge_on_the_rate(terms, most: int) -> None:
    assert overdue(1_800, **terms) == [("error", 1_800 - most)]


def test_without_a_penalty_rate_it_is_only_told() -> None:
    assert [severity for severity, _ in overdue(1_800, surcharge=None)] in ([], ["notice"])


@pytest.mark.parametrize("back", [0, 45, 46])
def test_a_payment_given_back_on_the_lenders_list_is_no_payment(back: int) -> None:
    lines = [instalment(day, FEN + 5_000 * (n == 0), n + 1, principal=100_000) for n, day in enumerate(DUE[:2])]
    lines.append(charged(later(DUE[0], back), FEN + 5_000, "还款冲正", Kind.ADJUSTMENT))
    papers = loan_statement("lender", lines, until=END), plan("plan", [(day, 100_000, 2_400) for day in DUE])
    assert findings(*papers, code="LOAN406") == []


@pytest.mark.parametrize(("days", "said"), [(0, "error"), (1, "warning")])
def test_above_the_plan_and_in_time_is_an_error(days: int, said: str) -> None:
    lines = [instalment(later(DUE[0], days), FEN + 90_000, 1, principal=100_000, interest=92_400)]
    papers = loan_statement("lender", lines, until=END), plan("plan", [(day, 100_000, 2_400) for day in DUE])
    found = findings(*papers, code="LOAN406")
    assert {f.severity.value for f in found} <= {said}
    assert found or days


# --- STM502 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "said"), [(19, 0), (20, 1), (35, 1), (36, 0)])
def test_two_bills_of_one_cycle_are_20_to_35_days_apart(days: int, said: int) -> None:
    before = statement("before", MAY, [bought(date(2026, 4, 20), 70_000)])
    after = statement("after", later(MAY, days), [bought(later(MAY, 5), 1_000)], opening=71_000)
    assert len(findings(before, after, code="STM502")) == said


@pytest.mark.parametrize(("days", "said"), [(35, 0), (36, 1)])
def test_a_bill_is_missing_where_more_than_35_days_lie_between(days: int, said: int) -> None:
    before = statement("before", MAY, [bought(date(2026, 4, 20), 70_000)])
    after = statement("after", later(MAY, days), [bought(later(MAY, 5), 1_000)], opening=71_000)
    assert len(findings(before, after, code="STM503")) == said


@pytest.mark.parametrize(("closing", "opening", "said"), [(0, 0, 0), (0, 5, 1), (5, 0, 1)])
def test_no_bill_need_be_sent_where_nothing_was_owed(closing: int, opening: int, said: int) -> None:
    before = statement("before", MAY, [bought(date(2026, 4, 20), closing)] if closing else [])
    after = statement("after", later(MAY, 61), [bought(later(MAY, 50), 1_000)], opening=opening)
    assert len(findings(before, after, code="STM503")) == said


@pytest.mark.parametrize(("start", "held", "said"), [(1, 999_800, 0), (1, 999_900, 1), (1, 999_700, 1), (2, 999_900, 0)])
def test_a_gap_between_two_lists_of_a_debit_account_that_follow_each_other(start: int, held: int, said: int) -> None:
    # 10,000.00 were held, 2.00 went out in May; the list of June begins on the next day, or one too late.
    rows = [Moved(date(2026, 5, 3), 100, "消费"), Moved(date(2026, 5, 4), 100, "消费")]
    one = bank_statement("one", rows, start=date(2026, 5, 1), until=date(2026, 5, 31))
    rows = [Moved(date(2026, 6, 3), 100, "消费"), Moved(date(2026, 6, 4), 100, "消费")]
    two = bank_statement("two", rows, held=held, start=date(2026, 6, start), until=date(2026, 6, 30))
    found = findings(one, two, code="STM502")
    assert len(found) == said
    for finding in found:
        assert (finding.severity, finding.difference) == (Severity.ERROR, None)
        assert (finding.observed.zh, finding.expected.zh) == (
            f"期初余额 {held / 100:,.2f} 元",
            "期初余额 9,998.00 元",
        )


def test_charges_of_one_fen_are_charges() -> None:
    july = statement("july", JULY, [interest(JULY, 1), interest(JULY, 1)], tail="9035")
    assert [f.difference for f in findings(july, code="DUP101")] == [1]
    assert only(july, code="DUP101").observed == 2


# --- letters and reports --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fen", "said"), [(105_700, 0), (105_000, 0), (105_701, 1), (104_300, 1)])
def test_the_total_of_a_list_that_runs_out_is_with_or_without_its_fees(fen: int, said: int) -> None:
    # 1,000.00 lent, 50.00 interest and a fee of 7.00, 1,057.00 repaid.
    lines = [
        drawn(date(2024, 3, 20), 100_000),
        charged(date(2026, 6, 1), 5_000),
        charged(date(2026, 6, 1), 700, "账户管理费", Kind.FEE),
        instalment(SETTLED, 105_700),
    ]
    said_of = letter(loan_amount=100_000, settled_amount=fen, amount_is="total")
    assert len(findings(said_of, loan_statement("lender", lines), code="SET602")) == said


@pytest.mark.parametrize(("settled", "said"), [(date(2026, 3, 27), "notice"), (date(2026, 3, 26), "warning")])
def test_a_settlement_of_a_months_last_five_days_may_be_booked_in_the_next(settled: date, said: str) -> None:
    shown = replace(SETTLED_ACCOUNT, closed_on=date(2026, 4, 1))
    found = findings(letter(settled_on=settled, issued_on=settled), report(accounts=[shown]), code="CRD702")
    assert [f.severity.value for f in found] == [said]


@pytest.mark.parametrize(("closed", "on", "said"), [
    (date(2021, 2, 1), date(2026, 3, 31), 0),
    (date(2021, 2, 1), date(2026, 4, 1), 1),
    (date(2020, 2, 1), date(2025, 3, 31), 0),
    (date(2020, 2, 1), date(2025, 4, 1), 1),
])
def test_five_years_from_the_end_of_the_month_and_a_month(closed: date, on: date, said: int) -> None:
    # Closed in February 2021: until 2026-02-28, then a month. In February 2020: until 2025-02-28 (there is no 29th).
    shown = replace(SETTLED_ACCOUNT, opened_on=date(2019, 3, 20), closed_on=closed, overdue_months=6)
    assert len(findings(report(on=on, accounts=[shown]), code="CRD704")) == said


@pytest.mark.parametrize(("missing", "digit", "said"), [(None, "3", 1), (None, "9", 1), ("opened_on", "9", 0), ("loan_amount", "9", 0)])
def test_a_number_misprinted_in_a_letter_needs_day_and_amount(missing: str | None, digit: str, said: int) -> None:
    mine = letter(contract_no=f"QH-XF-2024-032011{digit}", **({missing: None} if missing else {}))
    found = findings(mine, contract(), code="SET603")
    assert len(found) == said
    assert all(f.needs_review for f in found)


@pytest.mark.parametrize(("fen", "nearest"), [(319_900, 315_000), (619_000, 630_000), (472_499, 315_000), (472_501, 630_000)])
def test_an_amount_without_a_label_is_compared_with_what_is_nearest(fen: int, nearest: int) -> None:
    # Two payments of 3,150.00: the last is 3,150.00, the total 6,300.00.
    lines = [instalment(day, 315_000, principal=300_000, interest=15_000) for day in (date(2026, 3, 1), SETTLED)]
    said = letter(loan_amount=600_000, settled_amount=fen)
    (finding,) = findings(said, loan_statement("lender", lines, loan_amount=600_000), code="SET602")
    assert (finding.severity, finding.expected) == (Severity.WARNING, nearest)


@pytest.mark.parametrize(("days", "left"), [(62, 1_000), (63, 600)])
def test_a_credit_for_two_charges_comes_within_two_cycles(days: int, left: int) -> None:
    # 1.50 and 2.50 were charged; 62 days later 4.00 come back.
    may = statement("may", MAY, [bought(date(2026, 4, 20), 300_000)], **BILL)
    lines = [paid(date(2026, 5, 20), 40_000), fee(JUNE, 150), fee(JUNE, 250, "短信费"), penalty(JUNE, 1_000)]
    june = statement("june", JUNE, lines, opening=300_000)
    end = later(JUNE, 65)
    back = statement("august", end, [adjusted(later(JUNE, days), -400, "减免")])
    found = findings(may, june, back, code="PEN204")
    assert [f.difference for f in found] == [left]


def test_the_total_of_two_payments_is_added_up() -> None:
    lines = [instalment(day, 315_000, principal=300_000, interest=15_000) for day in (date(2026, 3, 1), SETTLED)]
    said = letter(loan_amount=600_000, settled_amount=640_000, amount_is="total")
    (finding,) = findings(said, loan_statement("lender", lines, loan_amount=600_000), code="SET602")
    assert (finding.severity, finding.expected, finding.difference) == (Severity.ERROR, 630_000, 10_000)
    assert "3,150.00 + 3,150.00 = 6,300.00" in "".join(step.zh for step in finding.calculation)


# --- DUP101: the bill's own list of interest ------------------------------------------------------------------------


@pytest.mark.parametrize(("lines", "said"), [(0, 1), (1, 1), (2, 0)])
def test_interest_twice_that_the_bills_own_list_computes_twice(lines: int, said: int) -> None:
    since = {"start": date(2026, 6, 9), "end": JULY, "days": 30}
    listed = [Computed(1_000_000, label=f"消费本金{n}", **since) for n in range(lines)]
    rows = [interest(JULY, 15_000), interest(JULY, 15_000)]
    july = statement("july", JULY, rows, opening=2_000_000, rate="0.0005", list_of_interest=listed)
    assert len(findings(july, code="DUP101")) == said


# --- LOAN404: the flows must be on file in full ---------------------------------------------------------------------

MICRO = {"contract_no": "MH-6", "issuer": "梅花小额贷款有限公司"}
START = date(2026, 1, 10)


def micro(
    *, signed: date | None = START, opened: date | None = START, planned: date | None = None, lent: int = 1_000_000,
    listed: int | None = None, parts=(1_000_000, 100_000), on: date = date(2026, 4, 10), extra=(),
):  # fmt: skip
    """10,000.00 for three months, repaid with 1,000.00 of interest: 40 % a year, above 24 %."""
    principal, cost = parts
    back = instalment(on, principal + cost, 1, principal=principal, interest=cost)
    papers = [contract(loan_amount=lent, yearly_rate=3_600, opened_on=signed, surcharge=None, **MICRO)]
    papers.append(loan_statement("list", [*extra, back], start=START, opened_on=opened, loan_amount=listed, **MICRO))
    if planned:
        papers.append(plan("plan", [(on, principal, cost)], opened_on=planned, **MICRO))
    return [f.severity.value for f in findings(*papers, code="LOAN404")]


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ({}, 1),
        ({"signed": None}, 1),
        ({"opened": None}, 1),
        ({"signed": None, "opened": None}, 0),
        ({"signed": None, "opened": None, "planned": START}, 1),
        ({"opened": later(START, 1)}, 0),
        ({"planned": later(START, 1)}, 0),
        ({"listed": 1_000_000}, 1),
        ({"listed": 1_000_100}, 0),
        ({"parts": (999_999, 100_001)}, 0),
        ({"on": later(START, -1)}, 0),
        ({"extra": [drawn(START, -1_000_000)]}, 1),
        ({"extra": [drawn(START, -500_000), drawn(START, -500_000)]}, 0),
        ({"extra": [instalment(later(START, 5), 100, 1)]}, 0),
    ],
)
def test_a_yearly_cost_is_said_only_of_flows_that_are_on_file_in_full(said, count: int) -> None:
    assert len(micro(**said)) == count


@pytest.mark.parametrize(("cost", "count"), [(60_000, 0), (59_000, 0), (63_000, 1)])
def test_the_lowest_of_all_ways_of_computing_is_held_against_the_line(cost: int, count: int) -> None:
    # Three months at 24 % are 600.00 of simple interest; compounding months make less than 2 % of each.
    assert len(micro(parts=(1_000_000, cost))) == count


@pytest.mark.parametrize("other", [{"minimum": 39_000}, {"minimum": None}, {"due": date(2026, 5, 27)}])
def test_two_prints_of_the_bill_before_that_differ_prove_nothing(other) -> None:
    may, june = two_bills(paid(date(2026, 5, 20), 40_000), fen=1_000)
    again = statement("may again", MAY, [bought(date(2026, 4, 20), 300_000)], **(BILL | other))
    assert findings(may, again, june, code="PEN204") == []


def test_what_is_not_known_of_a_card_is_told_once() -> None:
    """Two penalties of a card whose tariff nobody knows: one notice, and one more for another card."""
    papers = []
    for tail, issuer in (("4417", "示例湖畔银行"), ("6620", "示例湖畔银行")):
        same = {"tail": tail, "issuer": issuer}
        papers.append(statement(f"may {tail}", MAY, [bought(date(2026, 4, 20), 300_000)], **BILL, **same))
        more = {"minimum": 40_000, "due": date(2026, 6, 26)}
        papers.append(statement(f"june {tail}", JUNE, [penalty(JUNE, 2_000)], opening=300_000, **more, **same))
        papers.append(statement(f"july {tail}", JULY, [penalty(JULY, 2_000)], opening=302_000, **same))
    found = [f for f in judge(*papers, unchecked=True)[1].findings if f.code == "PEN203"]
    assert [f.severity for f in found] == [Severity.NOTICE] * 2
    assert len({f.account for f in found}) == 2


def with_start(paper, day: date):
    """The statement with the first day of its cycle."""
    made = paper.statement
    value = replace(made.statement_on, value=day, field="")
    return replace(paper, statements=(name_fields(replace(made, period_start=value), paper.key),))


@pytest.mark.parametrize(("gap", "said"), [(0, 0), (1, 0), (2, 1), (-1, 1)])
def test_no_bill_is_missing_where_one_begins_as_the_other_ends(gap: int, said: int) -> None:
    before = statement("before", MAY, [bought(date(2026, 4, 20), 70_000)])
    after = statement("after", later(MAY, 45), [bought(later(MAY, 5), 1_000)], opening=71_000)
    assert len(findings(before, with_start(after, later(MAY, gap)), code="STM503")) == said


@pytest.mark.parametrize(("on", "said"), [(date(2024, 4, 30), "notice"), (date(2024, 5, 1), "error")])
def test_a_report_has_until_the_next_months_end_before_that_was_published_too(on: date, said: str) -> None:
    settled = letter(settled_on=date(2024, 3, 18), issued_on=date(2024, 3, 19), opened_on=date(2023, 3, 20))
    shown = report(on=on, accounts=[replace(OWING, opened_on=date(2023, 3, 20))])
    assert [f.severity.value for f in findings(settled, shown, code="CRD701")] == [said]


@pytest.mark.parametrize(("start", "said"), [(date(2026, 6, 14), 1), (date(2026, 6, 15), 0)])
def test_a_bill_must_show_the_day_before_the_debit_too(start: date, said: int) -> None:
    """The card may book it under the day before."""
    bill = with_start(statement("july", JULY, [bought(date(2026, 6, 20), 200_000)]), start)
    debit = Moved(date(2026, 6, 15), 50_000, "信用卡还款", "招商银行信用卡")
    bank = bank_statement("bank", [debit], start=date(2026, 5, 1), until=date(2026, 7, 31))
    assert len(findings(bill, bank, code="STM504")) == said


def test_no_grace_is_taken_from_an_issuer_that_publishes_none() -> None:
    same = {"issuer": "示例湖畔银行"}
    may = statement("may", MAY, [bought(date(2026, 4, 20), 300_000)], **BILL, **same)
    rows = [paid(date(2026, 5, 27), 40_000), penalty(JUNE, 2_000)]
    assert findings(may, statement("june", JUNE, rows, opening=300_000, **same), code="PEN204") == []


@pytest.mark.parametrize(("days", "said"), [(0, 0), (-31, 0), (-32, 1), (60, 0)])
def test_a_correction_may_be_dated_back_by_a_cycle_and_come_late(days: int, said: int) -> None:
    lines = paid(date(2026, 5, 20), 40_000), adjusted(later(JUNE, days), -1_000, "违约金冲回")
    assert len(findings(*two_bills(*lines, fen=1_000), code="PEN204")) == said


def test_what_is_owed_in_all() -> None:
    assert Owed(costs=1, fees=20, interest=300, principal=4_000).total == 4_321
