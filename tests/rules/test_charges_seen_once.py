"""Charges that look wrong and are not, or are wrong by less than they look: each was once said otherwise."""

from datetime import date, timedelta

import pytest

from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from tests.rules.build import (
    Computed,
    bought,
    charged,
    contract,
    findings,
    instalment,
    interest,
    judge,
    loan_statement,
    only,
    paid,
    payout,
    penalty,
    plan,
    statement,
)

APRIL, MAY, JUNE = date(2026, 4, 8), date(2026, 5, 8), date(2026, 6, 8)


def listed(*lines, rows):
    return statement("listed", JUNE, rows, opening=2_000_000, list_of_interest=lines)


def line(base, days, **more):
    return Computed(base, JUNE - timedelta(days=days), JUNE, days, **more)


def test_two_equal_interest_rows_that_the_list_computes_are_no_double_charge() -> None:
    rows = [interest(JUNE, 3_250), interest(JUNE, 3_250)]
    assert findings(listed(line(500_000, 13), line(250_000, 26), rows=rows)) == []


def test_interest_posted_above_the_printed_list_is_asked_about() -> None:
    finding = only(listed(line(1_000_000, 31), rows=[interest(JUNE, 18_500)]), code="INT303")
    assert (finding.severity, finding.observed, finding.expected) == (Severity.WARNING, 18_500, 15_500)


@pytest.mark.parametrize("posted", [15_500, 15_506])
def test_interest_as_the_list_makes_it_is_not(posted: int) -> None:
    assert findings(listed(line(1_000_000, 31), rows=[interest(JUNE, posted)])) == []


def test_a_list_of_one_kind_of_interest_is_not_held_against_another() -> None:
    rows = [interest(JUNE, 13_750, "消费利息"), interest(JUNE, 4_700, "取现利息")]
    assert findings(listed(line(235_000, 40), rows=rows)) == []


def test_a_line_that_the_list_takes_back_is_not_accused() -> None:
    fee = line(50_000, 31, label="滞纳金", fen=775)
    back = line(50_000, 31, label="滞纳金（冲回）", fen=-775)
    assert findings(listed(line(1_000_000, 31), fee, back, rows=[interest(JUNE, 15_500)])) == []


def bills(first_opening: int, repaid: int):
    rows = [bought(date(2026, 3, 20), 50_000)]
    if repaid:
        rows.append(paid(date(2026, 3, 25), repaid))
    one = statement("one", APRIL, rows, opening=first_opening)
    owed = first_opening + 50_000 - repaid
    two = statement("two", MAY, [paid(date(2026, 4, 20), owed), bought(date(2026, 4, 28), 30_000)], opening=owed)
    three = statement("three", JUNE, [paid(date(2026, 5, 20), 30_000), interest(JUNE, 321)], opening=30_000)
    return one, two, three


def test_interest_after_an_older_balance_was_carried_over_is_not_accused() -> None:
    assert [f.code for f in findings(*bills(80_000, 0))] == []
    assert [f.code for f in findings(*bills(80_000, 80_000))] == ["INT302"]


def test_a_bill_without_a_card_number_belongs_to_the_one_it_follows() -> None:
    may = statement("may", MAY, [bought(date(2026, 4, 20), 300_000)], minimum=40_000, due=date(2026, 5, 26))
    june = statement("june", JUNE, [penalty(JUNE, 4_220), paid(date(2026, 5, 20), 50_000)], opening=300_000, tails=())
    case, judged = judge(may, june)
    assert len({s.account for s in case.statements}) == 1
    assert [f.code for f in judged.findings] == ["PEN204"]


def test_a_bill_without_a_card_number_that_follows_two_cards_alike_belongs_to_neither() -> None:
    for_two = [
        statement(f"may {tail}", MAY, [bought(date(2026, 4, 20), 300_000)], minimum=40_000, tail=tail) for tail in "AB"
    ]
    june = statement("june", JUNE, [interest(JUNE, 4_220)], opening=300_000, tails=())
    case, _ = judge(*for_two, june)
    assert len({s.account for s in case.statements}) == 3


TERMS = {"opened_on": date(2026, 2, 20), "issuer": "春帛消费金融有限公司", "contract_no": "CB-1"}
DUE = [date(2026, month, 20) for month in (3, 4, 5)]


def loan(penalty_fen: int, **more):
    day, parts = DUE[0] + timedelta(days=10), {"principal": 100_000, "interest": 2_400}
    late = instalment(day, 102_400 + penalty_fen, 1, penalty_interest=penalty_fen, **parts)
    issuer = {"issuer": TERMS["issuer"], "contract_no": TERMS["contract_no"]}
    yield contract("contract", loan_amount=300_000, yearly_rate=1_440, surcharge=50, **TERMS, **more)
    yield plan("plan", [(day, 100_000, 2_400) for day in DUE], **TERMS)
    yield loan_statement("list", [late], start=date(2026, 2, 20), until=date(2026, 6, 30), **issuer)


def test_penalty_interest_above_the_bound_unless_the_loan_was_called_in() -> None:
    assert [f.difference for f in findings(*loan(1_800), code="LOAN402")] == [1_800 - 743]
    assert findings(*loan(1_800, accelerated="已于2026年3月25日宣布提前到期")) == []


def test_a_fee_that_comes_with_every_instalment_is_not_above_the_plan() -> None:
    issuer = {"issuer": TERMS["issuer"], "contract_no": TERMS["contract_no"]}
    lines = [instalment(day, 105_400, n, principal=100_000, interest=2_400, fee=3_000) for n, day in enumerate(DUE, 1)]
    papers = [plan("plan", [(day, 100_000, 2_400) for day in DUE], **TERMS), loan_statement("list", lines, **issuer)]
    assert findings(*papers, code="LOAN406") == []


def test_what_a_notice_calls_penalty_interest_is_only_that() -> None:
    papers = list(loan(600))[1:]
    (notice,) = [f for f in findings(*papers, unchecked=True) if f.code == "LOAN402"]
    assert (notice.severity, notice.observed) == (Severity.NOTICE, 600)


@pytest.mark.parametrize(
    ("said", "severity"),
    [({}, [Severity.WARNING]), ({"kept": (60_000,)}, [Severity.ERROR]), ({"ordered": (60_000,)}, [])],
)
def test_who_kept_the_rest_of_a_loan_the_slip_may_say(said, severity) -> None:
    issuer = {"issuer": TERMS["issuer"], "contract_no": TERMS["contract_no"]}
    papers = [
        contract("contract", loan_amount=1_200_000, yearly_rate=1_440, **TERMS),
        payout("slip", 1_140_000, TERMS["opened_on"], **issuer, **said),
    ]
    assert [f.severity for f in findings(*papers, code="LOAN403")] == severity


def test_a_payment_with_the_other_sign_gives_back_a_charge() -> None:
    issuer = {"issuer": TERMS["issuer"], "contract_no": TERMS["contract_no"]}
    lines = [
        charged(date(2026, 8, 5), 3_650, "利息", Kind.INTEREST),
        charged(date(2026, 8, 9), -3_650, "退款", Kind.REFUND),
    ]
    assert findings(loan_statement("list", lines, **issuer), code="LOAN405") == []
