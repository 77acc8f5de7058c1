"""Instalments collected above the plan or twice by the lender's own list: the last figure that is lawful, the first that is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.records.case import AccountFact
from pipeline.records.extraction import Kind
from rules.loan_yearly import _by_months, shown
from rules.yearly_cost import Flow
from tests.rules.build import (
    CONTRACT,
    Moved,
    bank_statement,
    charged,
    contract,
    cost_statement,
    drawn,
    findings,
    instalment,
    judge,
    loan_statement,
    moved_in,
    payout,
    plan,
)

DUE = [date(2026, month, 20) for month in (3, 4, 5, 6)]
FEN = 102_400
END = date(2026, 7, 31)
ROWS = [(due, 100_000, 2_400) for due in DUE]
PLAN = plan("plan", ROWS)
AGREED = (contract(loan_amount=400_000),)


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


# --- LOAN406 --------------------------------------------------------------------------------------------------------

# Ten days late, eleven with one more: 1,024.00 × 28.8 % (twice 14.4 %) × 11 ÷ 360 = 9.0112, so 9.02 at most.
LATE = 902


def above(extra, *, late=(0, 0, 0), parts=(None, None, None), papers=AGREED, **more):
    """Severity and difference of what is said of three instalments with so much more collected, so many days late."""
    lines = [
        instalment(later(due, days), FEN + fen, n, principal=100_000, interest=2_400, penalty_interest=own)
        for n, (due, days, fen, own) in enumerate(zip(DUE, late, extra, parts, strict=False), 1)
    ]
    found = findings(loan_statement("lender", lines, until=END), PLAN, *papers, code="LOAN406", **more)
    return [(f.severity.value, f.difference) for f in found]


@pytest.mark.parametrize(("extra", "said"), [(2, []), (3, [("error", 3)]), (-3, [])])
def test_two_fen_above_the_plan_are_its_rounding(extra: int, said) -> None:
    assert above((0, extra, 0)) == said


@pytest.mark.parametrize(("extra", "said"), [(LATE + 2, []), (LATE + 3, [("warning", 3)])])
def test_the_penalty_interest_of_late_days_is_no_surplus(extra: int, said) -> None:
    assert above((0, extra, 0), late=(0, 10, 0)) == said


@pytest.mark.parametrize(("extra", "said"), [(LATE + 2, []), (LATE + 3, [("error", 3)])])
def test_penalty_interest_of_an_earlier_instalment_may_be_collected_with_a_later_one(extra: int, said) -> None:
    assert above((0, extra, 0), late=(10, 0, 0)) == said


def test_but_not_where_it_was_collected_with_its_own_or_belongs_to_a_later_one() -> None:
    assert above((900, 500, 0), late=(10, 0, 0), parts=(900, None, None)) == [("error", 500)]
    assert above((0, 500, 0), late=(0, 0, 10)) == [("error", 500)]


@pytest.mark.parametrize(("surcharge", "most"), [(50, LATE), (150, 1_127)])
def test_at_the_highest_rate_on_paper(surcharge: int, most: int) -> None:
    # 14.4 % × 2.5 = 36 %: 1,024.00 × 36 % × 11 ÷ 360 = 11.264.
    papers = (contract(loan_amount=400_000, surcharge=surcharge),)
    assert above((0, most + 2, 0), late=(0, 10, 0), papers=papers) == []
    assert above((0, most + 3, 0), late=(0, 10, 0), papers=papers) == [("warning", 3)]


def test_at_the_rate_that_the_person_told_it_only_asks() -> None:
    papers = (contract(loan_amount=400_000, yearly_rate=None, surcharge=None),)
    facts = (AccountFact("青禾消费金融", None, CONTRACT, None, 1_440, None),)
    assert above((0, LATE + 3, 0), late=(10, 0, 0), papers=papers, facts=facts) == [("warning", 3)]
    assert above((0, LATE + 2, 0), late=(10, 0, 0), papers=papers, facts=facts) == []


@pytest.mark.parametrize(
    "fact",
    [
        AccountFact("青禾消费金融", None, "QH-9", None, 7_200, None),
        AccountFact("望海消费金融", None, CONTRACT, None, 7_200, None),
        AccountFact("青禾消费金融", None, None, None, 7_200, None),
    ],
)
def test_a_rate_told_for_another_contract_or_lender_is_none_of_this(fact: AccountFact) -> None:
    # The contract's own 14.4 % counts, and where it prints none there is none.
    assert above((0, LATE + 3, 0), late=(0, 10, 0), facts=(fact,)) == [("warning", 3)]
    papers = (contract(loan_amount=400_000, yearly_rate=None, surcharge=None),)
    assert above((0, 50_000, 0), late=(0, 10, 0), papers=papers, facts=(fact,)) == above(
        (0, 50_000, 0), late=(0, 10, 0), papers=papers
    )


@pytest.mark.parametrize("words", ["提前还款", "提前结清", "一次性还款", "部分还本"])
def test_silent_on_an_early_repayment(words: str) -> None:
    lines = [instalment(DUE[0], FEN, 1), instalment(DUE[1], 150_000, 2, description=words)]
    assert findings(loan_statement("lender", lines, until=END), PLAN, code="LOAN406") == []


@pytest.mark.parametrize(("principal", "said"), [(100_000, 1), (100_001, 0)])
def test_silent_where_more_principal_was_repaid_than_planned(principal: int, said: int) -> None:
    lines = [instalment(DUE[0], FEN, 1), instalment(DUE[1], FEN + 5_000, 2, principal=principal, interest=2_400)]
    assert len(findings(loan_statement("lender", lines, until=END), PLAN, code="LOAN406")) == said


def test_silent_beside_two_plans_that_differ_or_a_number_that_stands_twice() -> None:
    lines = loan_statement("lender", [instalment(DUE[0], FEN + 5_000, 1)], until=END)
    assert len(findings(lines, PLAN, code="LOAN406")) == 1
    assert len(findings(lines, PLAN, plan("same", ROWS), code="LOAN406")) == 1
    for rows in ([(later(due, 1), *parts) for due, *parts in ROWS], [(due, 100_000, 2_500) for due in DUE]):
        assert findings(lines, PLAN, plan("other", rows), code="LOAN406") == []


# --- DUP103 by the lender's own list --------------------------------------------------------------------------------


def doubled(second: int = FEN, days: int = 1, *papers, others: int = FEN, number: int = 2, **more):
    lines = [instalment(due, others if n != 2 else FEN, n) for n, due in enumerate(DUE, 1)]
    lines.append(instalment(later(DUE[1], days), second, number, **more))
    lines.sort(key=lambda line: line.on)
    found = findings(loan_statement("lender", lines, until=END), *papers, code="DUP103")
    return [(f.severity.value, f.difference) for f in found]


@pytest.mark.parametrize(("days", "said"), [(0, 1), (20, 1), (21, 0)])
def test_two_for_one_instalment_at_most_twenty_days_apart(days: int, said: int) -> None:
    assert len(doubled(FEN, days, PLAN)) == said
    assert len(doubled(FEN, days)) == said


@pytest.mark.parametrize(("second", "difference"), [(FEN, FEN), (FEN + 1, FEN + 1), (FEN - 1, None), (1, None)])
def test_beside_a_plan_the_second_must_be_the_whole_of_it(second: int, difference: int | None) -> None:
    assert [fen for _, fen in doubled(second, 1, PLAN)] == ([] if difference is None else [difference])


@pytest.mark.parametrize(
    ("others", "said"), [(FEN, 1), (FEN * 6 // 5, 1), (FEN * 6 // 5 + 1, 0), (FEN * 4 // 5 + 1, 1), (FEN * 4 // 5 - 1, 0)]
)
def test_without_a_plan_it_must_be_what_the_others_are_within_a_fifth(others: int, said: int) -> None:
    assert len(doubled(others=others)) == said


def test_each_of_two_instalments_twice_is_how_the_loan_runs() -> None:
    lines = [instalment(due, FEN, n) for n, due in enumerate(DUE, 1) for _ in range(2 if n <= 2 else 1)]
    assert findings(loan_statement("lender", lines, until=END), PLAN, code="DUP103") == []


@pytest.mark.parametrize(("balance", "said"), [(0, 1), (1, 0), (None, 0)])
def test_a_second_settlement_only_where_nothing_was_left(balance: int | None, said: int) -> None:
    first = instalment(DUE[0], 500_000, description="提前结清", balance=balance)
    second = instalment(later(DUE[0], 1), 500_000, description="提前结清", balance=balance)
    assert len(findings(loan_statement("lender", [first, second], until=END), code="DUP103")) == said


@pytest.mark.parametrize(
    ("debits", "start", "until", "said"),
    [
        ((0, 1), 0, 0, [("error", FEN)]),  # both left the account
        ((0,), 0, 0, []),  # one did, and the list covers both days
        ((1,), 0, 0, []),
        ((), 0, 0, [("warning", FEN)]),
        ((0,), 1, 0, [("warning", FEN)]),  # it begins less than three days before the first
        ((0,), 0, 1, [("warning", FEN)]),  # it ends on the day before the second
    ],
)
def test_what_the_debit_account_says_of_two_payments(debits, start: int, until: int, said) -> None:
    days = [DUE[1], later(DUE[1], 4)]
    rows = [Moved(date(2026, 4, 17), 100, "消费", "示例超市"), *(Moved(days[n], FEN) for n in debits)]
    span = {"start": later(DUE[1], -3 + start), "until": later(DUE[1], 4 - until)}
    bank = bank_statement("bank", [r for r in rows if r.on >= span["start"]] or rows[:1], **span)
    assert doubled(FEN, 4, PLAN, bank) == said


# --- LOAN404: whole months, LOAN405: ids ----------------------------------------------------------------------------


def shown_by_months(*days: date, fen: int = 107_200, out: date = date(2024, 1, 20)) -> str | None:
    flows = [Flow(out, 1_200_000), *(Flow(day, -fen) for day in days)]
    rate = _by_months(flows)
    return None if rate is None else shown(rate)


YEAR = [date(2024 + month // 12, month % 12 + 1, 20) for month in range(1, 13)]


def test_the_catalogues_example_of_twelve_months() -> None:
    """12,000.00 repaid in 12 monthly payments of 1,072.00: the monthly internal rate × 12 is 13.03 %."""
    assert shown_by_months(*YEAR) == "13.03%"


@pytest.mark.parametrize(("off", "said"), [(-7, "13.03%"), (7, "13.03%"), (-8, None), (8, None)])
def test_a_payment_up_to_a_week_off_is_one_of_its_month(off: int, said: str | None) -> None:
    assert shown_by_months(*YEAR[:4], later(YEAR[4], off), *YEAR[5:]) == said


def test_at_a_months_end_28_to_31_are_one_day() -> None:
    ends = [date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 1)]
    # The 1st of May is a payment of May, a month and a day early by the calendar; of the months between it is the fourth.
    assert shown_by_months(*ends, fen=310_000, out=date(2024, 1, 31)) is not None


def test_silent_on_a_payment_in_the_month_of_the_loan() -> None:
    assert shown_by_months(date(2024, 1, 27), *YEAR[1:]) is None


def test_a_list_drawn_up_again_for_another_span_keeps_the_id() -> None:
    lines = [instalment(DUE[0], FEN + 5_000, 1, principal=100_000, interest=7_400)]
    ids = [
        [f.id for f in findings(loan_statement("list", lines, start=start, until=until), PLAN, code="LOAN406")]
        for start, until in ((None, END), (date(2026, 1, 1), END), (None, later(END, 30)))
    ]
    assert ids[0] == ids[1] == ids[2] != []


def test_the_paper_goes_before_what_was_told() -> None:
    fact = AccountFact("青禾消费金融", None, CONTRACT, None, 7_200, None)
    assert above((0, LATE + 3, 0), late=(0, 10, 0), facts=(fact,)) == [("warning", 3)]


# --- DUP103 by the plan alone: within ten days of the due day -------------------------------------------------------


def by_plan(*days: date, number: int = 1) -> int:
    rows = [Moved(later(DUE[0], -19), 100, "消费", "示例超市"), *(Moved(day, FEN) for day in sorted(days))]
    bank = bank_statement("bank", rows, start=later(DUE[0], -19), until=END)
    return len(findings(bank, PLAN, code="DUP103"))


@pytest.mark.parametrize(
    ("first", "second", "said"), [(0, 1, 1), (-10, -9, 1), (-11, -10, 0), (9, 10, 1), (10, 11, 0), (-2, 1, 1), (-2, 2, 0)]
)
def test_two_debits_about_the_day_of_one_instalment(first: int, second: int, said: int) -> None:
    assert by_plan(later(DUE[0], first), later(DUE[0], second)) == said


@pytest.mark.parametrize(("before", "said"), [(0, 1), (-10, 1), (-11, 0), (10, 1), (11, 0), (None, 0)])
def test_the_instalment_before_must_have_been_paid(before: int | None, said: int) -> None:
    earlier = [] if before is None else [later(DUE[0], before)]
    assert by_plan(*earlier, DUE[1], later(DUE[1], 1)) == said


# --- LOAN403 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("listed", "said"), [(970_000, 1), (1_000_000, 1), (900_000, 0), (None, 1)])
def test_a_loan_that_the_list_shows_paid_out_in_another_way(listed: int | None, said: int) -> None:
    opened = date(2026, 3, 5)
    lines = [instalment(date(2026, 4, 5), 506_000, 1), *([drawn(opened, -listed)] if listed else [])]
    papers = contract(loan_amount=1_000_000, opened_on=opened), payout("slip", 970_000, opened)
    found = findings(*papers, loan_statement("list", lines, until=END), code="LOAN403")
    assert [(f.severity.value, f.difference) for f in found] == [("warning", 30_000)] * said


@pytest.mark.parametrize(
    ("days", "fen", "said"), [(0, 30_000, "error"), (1, 30_000, "error"), (-1, 30_000, "error"), (2, 30_000, "warning"), (0, 30_001, "warning")]
)
def test_who_kept_the_rest_is_told_by_a_fee_of_just_that_on_about_that_day(days: int, fen: int, said: str) -> None:
    opened = date(2026, 3, 5)
    lines = [charged(later(opened, days), fen, "咨询服务费", Kind.FEE), instalment(date(2026, 4, 5), 506_000, 1)]
    papers = contract(loan_amount=1_000_000, opened_on=opened), payout("slip", 970_000, opened)
    (finding,) = findings(*papers, loan_statement("list", lines, until=END), code="LOAN403")
    assert (finding.severity.value, finding.difference) == (said, 30_000)


@pytest.mark.parametrize(("principal", "said"), [(None, "error"), (0, "error"), (1, "warning")])
def test_or_by_a_payment_of_just_that_without_principal(principal: int | None, said: str) -> None:
    opened = date(2026, 3, 5)
    lines = [instalment(opened, 30_000, principal=principal, fee=30_000), instalment(date(2026, 4, 5), 506_000, 1)]
    papers = contract(loan_amount=1_000_000, opened_on=opened), payout("slip", 970_000, opened)
    (finding,) = findings(*papers, loan_statement("list", lines, until=END), code="LOAN403")
    assert (finding.severity.value, finding.difference) == (said, 30_000)


@pytest.mark.parametrize(("paid_out", "said"), [(999_999, 0), (999_998, 1), (1_000_001, 0)])
def test_one_fen_less_is_rounding(paid_out: int, said: int) -> None:
    papers = contract(loan_amount=1_000_000, opened_on=DUE[0]), payout("slip", paid_out, DUE[0])
    assert len(findings(*papers, code="LOAN403")) == said


def test_two_slips_that_differ_prove_nothing() -> None:
    papers = contract(loan_amount=1_000_000, opened_on=DUE[0]), payout("slip", 970_000, DUE[0])
    assert len(findings(*papers, payout("copy", 970_000, DUE[0]), code="LOAN403")) == 1
    assert findings(*papers, payout("other", 30_000, DUE[0]), code="LOAN403") == []
    assert findings(*papers, payout("other", 970_000, later(DUE[0], 1)), code="LOAN403") == []


def received(*rows: Moved) -> list[int | None]:
    bank = bank_statement("bank", [Moved(later(DUE[0], -2), 100, "消费", "示例超市"), *rows], until=END)
    return [f.difference for f in findings(contract(loan_amount=1_000_000, opened_on=DUE[0]), bank, code="LOAN403")]


@pytest.mark.parametrize(
    ("days", "words", "said"),
    [
        (0, "贷款放款", [30_000]),
        (1, "贷款放款", [30_000]),
        (2, "贷款放款", []),
        (-1, "贷款放款", [30_000]),
        (0, "放款失败退回", []),
        (0, "工资", []),
        (0, "贷款放款受托支付", []),
    ],
)
def test_what_the_debit_account_received_of_a_loan(days: int, words: str, said) -> None:
    day = later(DUE[0], days)
    assert received(Moved(day, -970_000, words, kind=Kind.DISBURSEMENT)) == said
    assert received(Moved(day, -970_000, words, "张三", kind=Kind.DISBURSEMENT)) == []


def test_what_arrived_in_two_parts_is_not_less() -> None:
    parts = [Moved(DUE[0], -fen, "贷款放款", kind=Kind.DISBURSEMENT) for fen in (500_000, 470_000)]
    assert received(*parts) == []
    assert received(Moved(DUE[0], -1_000_001, "贷款放款", kind=Kind.DISBURSEMENT)) == []


@pytest.mark.parametrize(("extra", "said"), [(51_000, 0), (51_002, 0), (51_003, 1), (50_997, 1), (50_998, 0)])
def test_silent_where_another_instalment_was_paid_with_it(extra: int, said: int) -> None:
    # The fourth instalment is 510.00.
    uneven = plan("uneven", [*ROWS[:3], (DUE[3], 50_000, 1_000)])
    lines = [instalment(DUE[0], FEN, 1), instalment(DUE[1], FEN + extra, 2)]
    assert len(findings(loan_statement("lender", lines, until=END), uneven, code="LOAN406")) == said


# --- what came back, and was paid again -----------------------------------------------------------------------------


@pytest.mark.parametrize(("again", "said"), [(None, 0), (2, 1), (45, 1), (46, 0), (-3, 1)])
def test_a_debit_that_came_back_and_was_paid_again_stands(again: int | None, said: int) -> None:
    fen = FEN + 5_000
    lines = [instalment(DUE[0], fen, 1, principal=100_000, interest=7_400), instalment(DUE[1], FEN, 2)]
    days = [DUE[0], *([] if again is None else [later(DUE[0], again)])]
    rows = sorted([*(Moved(day, fen) for day in days), moved_in(later(DUE[0], 1), fen)], key=lambda row: row.on)
    bank = bank_statement("bank", rows, start=date(2026, 3, 1), until=END)
    assert len(findings(loan_statement("lender", lines, until=END), PLAN, bank, code="LOAN406")) == said


def test_a_list_whose_balance_breaks_elsewhere_is_looked_at_first() -> None:
    rows = [Moved(later(DUE[0], -9), 100, "消费", "示例超市"), *(Moved(day, FEN) for day in (*DUE[:3], DUE[2], DUE[3]))]
    lines = loan_statement("lender", [instalment(day, FEN, n) for n, day in enumerate(DUE, 1)], start=date(2026, 3, 1), until=END)
    for printed, said in ((None, [False]), ({1: 1}, [True])):
        bank = bank_statement("bank", rows, start=date(2026, 3, 1), until=END, printed=printed)
        found = findings(bank, lines, code="DUP103")
        assert [f.needs_review for f in found] in (said, [] if printed else said)


@pytest.mark.parametrize(
    ("papers", "missing", "there"),
    [
        ((AGREED[0],), "还款计划", "罚息利率"),
        ((PLAN,), "罚息利率", "还款计划"),
    ],
)
def test_what_is_missing_to_check_penalty_interest_is_named_and_nothing_else(papers, missing: str, there: str) -> None:
    line = instalment(later(DUE[0], 10), FEN + 1_800, 1, principal=100_000, interest=2_400, penalty_interest=1_800)
    _, judged = judge(loan_statement("lender", [line], until=END), *papers, unchecked=True)
    (finding,) = [f for f in judged.findings if f.code == "LOAN402"]
    words = "".join(step.zh for step in finding.calculation)
    assert missing in words
    assert there not in words


def test_two_drawdowns_of_that_amount_are_no_one_loan() -> None:
    opened = date(2026, 3, 5)
    lines = [drawn(opened, -970_000), drawn(opened, -970_000), instalment(date(2026, 4, 5), 506_000, 1)]
    papers = contract(loan_amount=1_000_000, opened_on=opened), payout("slip", 970_000, opened)
    assert findings(*papers, loan_statement("list", lines, until=END), code="LOAN403") == []


@pytest.mark.parametrize(("yearly", "said"), [(1_505, 0), (1_506, 1)])
def test_a_penalty_rate_of_one_and_a_half_times_and_its_rounding(yearly: int, said: int) -> None:
    # 10 % × 1.5 = 15 %; half a hundredth of it may be rounding.
    agreed = contract(yearly_rate=1_000, penalty_rate=yearly, surcharge=None)
    assert len(findings(agreed, code="LOAN401")) == said


@pytest.mark.parametrize(("day", "said"), [(date(2026, 8, 1), 1), (date(2026, 7, 31), 0), (None, 0)])
@pytest.mark.parametrize("where", ["contract", "plan", "list"])
def test_a_loan_was_concluded_on_the_day_that_any_paper_prints(where: str, day: date | None, said: int) -> None:
    """From 2026-08-01 nothing beside the cost statement may be collected."""
    lines = [charged(date(2026, 8, 20), 2_600, "咨询服务费", Kind.FEE)]
    papers = [
        contract(loan_amount=400_000, opened_on=day if where == "contract" else None),
        plan("plan", ROWS, opened_on=day if where == "plan" else None),
        loan_statement("list", lines, until=date(2026, 9, 30), opened_on=day if where == "list" else None),
        cost_statement("cost", ["利息", "担保费"], loan_amount=400_000),
    ]
    assert len(findings(*papers, code="LOAN407")) == said


@pytest.mark.parametrize(("second", "said"), [(FEN, 1), (FEN - 1, 0)])
def test_an_instalment_paid_in_two_parts_and_then_whole(second: int, said: int) -> None:
    parts = [instalment(DUE[1], 60_000, 2), instalment(DUE[1], FEN - 60_000, 2), instalment(later(DUE[1], 1), second, 2)]
    lines = [instalment(DUE[0], FEN, 1), *parts, instalment(DUE[2], FEN, 3)]
    found = findings(loan_statement("lender", lines, until=END), PLAN, code="DUP103")
    assert [f.difference for f in found] == [FEN] * said
