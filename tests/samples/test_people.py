"""The people's planted errors follow from their papers, and the clean person's look-alikes are lawful."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise

import pytest

from pipeline.records.extraction import Kind
from samples.bills import PENALTY_FLOORS, paid_of
from samples.people import demo, with_errors
from samples.people_more import many_banks, many_lawful, many_loans, more_cases
from samples.truth import LetterTruth, ReportTruth
from samples.truth_bank import BillTruth, DebitTruth
from samples.truth_loan import BookingsTruth, ContractTruth, PaymentsTruth, PlanTruth
from samples.write import DEMO

NEW_CODES = {
    "DUP102", "DUP103", "PEN201", "PEN202", "PEN203", "STM502", "STM503", "LOAN405", "LOAN406", "SET602", "SET603",
    "SET604", "CRD702", "CRD704", "CRD708", "PEN205", "INT303", "LOAN402", "LOAN403",
}  # fmt: skip
OLD_CODES = {"DUP101", "PEN204", "STM501", "SET601", "CRD701"}


def of(case, kind):
    return [paper.truth for paper in case.papers if isinstance(paper.truth, kind)]


def found(case, code):
    return next(one for one in case.expected if one.code == code)


def accused(case, code):
    return next(paper.truth for paper in case.papers if paper.file == found(case, code).file)


def bills(case, bank):
    return sorted((b for b in of(case, BillTruth) if b.bank == bank), key=lambda bill: bill.statement_on)


def test_the_first_and_the_third_person_hold_every_error_and_the_second_none() -> None:
    first, second, third = more_cases()
    assert {one.code for case in (first, third) for one in case.expected} == NEW_CODES | OLD_CODES
    assert second.expected == second.tolerated == () and len(second.lookalikes) >= 8


@pytest.mark.parametrize("case", [*more_cases(), demo()], ids=lambda case: case.name)
def test_each_accused_paper_is_there_and_bears_its_own_name(case) -> None:
    files = [paper.file for paper in case.papers]
    assert len(set(files)) == len(files)
    assert {one.file for one in (*case.expected, *case.tolerated)} <= set(files)
    json.dumps(case.json(), ensure_ascii=False)


@pytest.mark.parametrize("case", more_cases(), ids=lambda case: case.name)
def test_a_statement_opens_with_the_closing_before_it_unless_planted(case) -> None:
    for bank in {bill.bank for bill in of(case, BillTruth)}:
        chain = bills(case, bank)
        for before, bill in pairwise(chain):
            off = bill.yuan.opening - before.yuan.closing
            months = (bill.statement_on - before.statement_on).days
            planted = [e for e in case.expected if e.code == "STM502" and e.on == bill.statement_on]
            assert months > 40 or off == (planted[0].difference if planted else 0)
            assert 0 <= bill.yuan.minimum <= bill.yuan.closing


def test_what_the_second_statement_opens_with_too_much_is_the_difference() -> None:
    facts = found(many_banks(), "STM502")
    assert facts.difference == facts.facts["opening"] - facts.facts["closing_before"]


@pytest.mark.parametrize("case", more_cases(), ids=lambda case: case.name)
def test_a_penalty_is_five_per_cent_of_what_was_missing_unless_planted(case) -> None:
    for bank in {bill.bank for bill in of(case, BillTruth)}:
        chain = bills(case, bank)
        for before, bill in pairwise(chain):
            charges = [r for r in bill.rows if r.kind in (Kind.PENALTY, Kind.LATE_FEE)]
            missing = before.yuan.minimum - paid_of(bill.rows, before.statement_on, before.due_on)
            if (bill.statement_on - before.statement_on).days > 40:
                continue
            assert bool(charges) is (missing > 0)
            for charge in charges:
                planted = next((e for e in case.expected if e.code == "PEN203" and e.on == charge.posted_on), None)
                lawful = max((missing * 5 + 50) // 100, PENALTY_FLOORS[bank])
                assert charge.amount - lawful == (planted.difference if planted else 0)


def test_the_purchase_posted_twice_stands_there_twice_and_nothing_gives_it_back() -> None:
    case = many_banks()
    rows = accused(case, "DUP102").yuan.rows
    day = Counter((r.traded_on, r.description, r.amount) for r in rows if r.kind is Kind.PURCHASE)
    assert [amount for (_, _, amount), times in day.items() if times == 2] == [found(case, "DUP102").difference]
    assert not any(r.kind is Kind.REFUND for bill in bills(case, "中国银行") for r in bill.rows)


def test_no_other_month_is_missing_than_the_planted_one() -> None:
    case = many_loans()
    shown = {(bill.statement_on.year, bill.statement_on.month) for bill in bills(case, "交通银行")}
    assert shown == {(2026, 5), (2026, 7), (2026, 8)}
    assert found(case, "STM503").facts["missing"] == "2026-06"


def test_the_loan_with_errors_differs_from_its_plan_as_planted() -> None:
    case = many_banks()
    (statement,), (plan,), (contract,) = of(case, PaymentsTruth), of(case, PlanTruth), of(case, ContractTruth)
    letter = next(one for one in of(case, LetterTruth) if one.contract_no == statement.loan.contract_no)
    dues = {due.period_no: due for due in plan.loan.dues}
    seen = Counter(p.period_no for p in statement.payments)
    assert [n for n, times in seen.items() if times > 1] == [found(case, "DUP103").facts["period_no"]]
    punished = [p for p in statement.payments if p.period_no and p.penalty_interest]
    assert [(p.period_no, p.day) for p in punished] == [(5, found(case, "LOAN402").on)]
    assert punished[0].penalty_interest - found(case, "LOAN402").facts["most"] == found(case, "LOAN402").difference
    above = {
        p.period_no: p.total - p.penalty_interest - dues[p.period_no].total for p in statement.payments if p.period_no
    }
    assert {n: fen for n, fen in above.items() if fen > 0} == {9: found(case, "LOAN406").difference}
    late = [p for p in statement.payments if p.day > letter.settled_on]
    assert [(p.total, p.day) for p in late] == [(found(case, "LOAN405").difference, found(case, "LOAN405").on)]
    assert letter.loan_amount - contract.loan.amount == found(case, "SET603").difference
    last = [p for p in statement.payments if p.day <= letter.settled_on][-1]
    assert letter.settled_amount == last.total


def test_less_was_paid_out_than_the_contract_lends() -> None:
    case = many_banks()
    (account,), (contract,), planted = of(case, DebitTruth), of(case, ContractTruth), found(case, "LOAN403")
    (row,) = (row for row in account.rows if row.kind is Kind.DISBURSEMENT)
    assert (row.day, contract.loan.amount + row.amount) == (planted.on, planted.difference)


def test_the_list_of_interest_is_wrong_in_two_lines_and_adds_up_to_what_is_charged() -> None:
    case = many_banks()
    bill = accused(case, "INT303")
    (fee,) = (row for row in bills(case, "建设银行")[0].rows if row.kind is Kind.FEE)
    first, *_, on_fee = bill.accruals
    assert sum(line.interest for line in bill.accruals) == bill.yuan.interest
    assert (on_fee.base, on_fee.interest) == (fee.amount, found(case, "PEN205").difference)
    assert first.interest * 10_000 - first.base * 5 * first.days == pytest.approx(
        found(case, "INT303").difference * 10_000, abs=5_000
    )


def test_the_bank_shows_the_instalment_collected_twice_too() -> None:
    case = many_banks()
    (account,), planted = of(case, DebitTruth), found(case, "DUP103")
    days = [row.day for row in account.rows if row.amount == planted.difference and "第7期" in row.remark]
    assert len(days) == 2 and days[1] == planted.on


def test_the_letter_with_another_last_payment_differs_from_the_lenders_list() -> None:
    case = many_loans()
    (statement,), letter = of(case, BookingsTruth), accused(case, "SET602")
    assert letter.settled_amount + statement.entries[-1].amount == found(case, "SET602").difference
    assert letter.amount_is == "last" and statement.balances[-1] == 0


@pytest.mark.parametrize("case", more_cases(), ids=lambda case: case.name)
def test_what_the_debit_account_pays_is_credited_on_the_same_day(case) -> None:
    (account,) = of(case, DebitTruth)
    credited = Counter(
        (row.posted_on, -row.amount) for bill in of(case, BillTruth) for row in bill.yuan.rows if row.kind is Kind.REPAYMENT
    )
    for statement in of(case, PaymentsTruth):
        credited.update((p.day, p.total) for p in statement.payments)
    for statement in of(case, BookingsTruth):
        credited.update((e.day, -e.amount) for e in statement.entries if e.kind is Kind.REPAYMENT)
    paid = Counter((row.day, row.amount) for row in account.rows if row.kind is Kind.REPAYMENT)
    assert not paid - credited and sum(paid.values()) >= 8


@pytest.mark.parametrize("case", more_cases(), ids=lambda case: case.name)
def test_the_report_knows_every_account_of_the_papers(case) -> None:
    (report,) = of(case, ReportTruth)
    known = {(a.tail or a.institution) for a in report.accounts}
    for bill in of(case, BillTruth):
        assert bill.tails[0] in known
    for kind in (PaymentsTruth, BookingsTruth):
        assert {paper.loan.issuer for paper in of(case, kind)} <= known


def test_the_look_alikes_are_there() -> None:
    case = many_lawful()
    boc, bocom = bills(case, "中国银行"), bills(case, "交通银行")
    equal = Counter((r.description, r.amount) for r in boc[0].yuan.rows)
    back = next(r for r in boc[0].yuan.rows if r.kind is Kind.REFUND)
    assert equal[back.description, -back.amount] == 2
    by_card = Counter((r.traded_on, r.description, r.amount) for r in boc[1].yuan.rows if r.kind is Kind.PURCHASE)
    assert max(by_card.values()) == 2 and len({r.tail for r in boc[1].yuan.rows}) == 2
    parts = [r for r in boc[2].yuan.rows if r.kind is Kind.INSTALMENT]
    assert len({r.amount for r in parts}) == 1 and len({r.description for r in parts}) == len(parts) == 2
    fares = [r for r in bocom[1].yuan.rows if "轨道交通" in r.description]
    assert len(fares) == 2 and len({(r.traded_on, r.amount) for r in fares}) == 1
    charge = next(r for r in bocom[1].yuan.rows if r.kind is Kind.INTEREST)
    assert [r.amount for r in bocom[2].yuan.rows if r.kind is Kind.ADJUSTMENT] == [-charge.amount]
    (paid,) = of(case, PaymentsTruth)
    day = Counter(p.day for p in paid.payments)
    assert sorted(p.period_no for p in paid.payments if day[p.day] == 2) == [3, 4]
    late = next(p for p in paid.payments if p.penalty_interest)
    due = paid.loan.dues[2]
    assert late.penalty_interest == paid.loan.penalty_of(due.principal, (late.day - due.due_on).days)
    reduced = next(one for one in of(case, LetterTruth) if one.waived)
    booked = next(b for b in of(case, BookingsTruth) if b.loan.contract_no == reduced.contract_no)
    assert -booked.entries[-1].amount == reduced.waived and -booked.entries[-2].amount == reduced.settled_amount
    trailing = next(b for b in of(case, BookingsTruth) if b is not booked)
    settled = next(one for one in of(case, LetterTruth) if one.contract_no == trailing.loan.contract_no).settled_on
    after = [e for e in trailing.entries if e.day > settled]
    assert [e.kind for e in after] == [Kind.INTEREST, Kind.REPAYMENT] and f"至{settled}" in after[0].note


# --- the demonstration ---


def test_the_demonstration_shows_each_code_and_stays_small() -> None:
    assert {one.code for one in demo().expected} == NEW_CODES | OLD_CODES
    files = list(DEMO.iterdir())
    assert {path.name for path in files} == {paper.file for paper in demo().papers}
    assert len(files) <= 28 and sum(path.stat().st_size for path in files) < 3_000_000
    assert {path.suffix for path in files} >= {".html", ".eml", ".jpg"}


def test_the_demonstration_lies_there_as_it_is_drawn() -> None:
    case = demo()
    for paper in case.papers:
        if paper.form == "pdf":  # scans and photos depend on the picture libraries
            assert (DEMO / paper.file).read_bytes() == paper.draw(), paper.file
    kept = json.loads(DEMO.with_name("demo_truth.json").read_text("utf-8"))
    assert kept == json.loads(json.dumps(case.json(), ensure_ascii=False))


def test_the_case_with_errors_is_what_it_was() -> None:
    case = with_errors()
    assert len(case.papers) == 10 and {one.code for one in case.expected} == OLD_CODES
    assert demo().papers[8].form == "photo" and demo().papers[-1].file == case.papers[-1].file
