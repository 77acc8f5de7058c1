"""What holds for any papers: order, strangers, reversals and corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from rules import catalogue
from tests.rules.build import (
    OWING,
    SETTLED,
    Computed,
    Moved,
    adjusted,
    assert_asks_only,
    bank_statement,
    bought,
    card_letter,
    charged,
    contract,
    cost_statement,
    entry_of,
    fee,
    findings,
    instalment,
    interest,
    judge,
    letter,
    loan_statement,
    paid,
    payout,
    penalty,
    plan,
    report,
    statement,
    sums,
)

MAY, JUNE = date(2026, 5, 8), date(2026, 6, 8)


def papers():
    """Papers of many accounts that hold each finding once; the first six are those that corrections are typed for."""
    may = statement("may", MAY, [bought(date(2026, 4, 20), 300_000)], minimum=40_000, due=date(2026, 5, 26))
    rows = [paid(date(2026, 5, 20), 50_000), penalty(JUNE, 4220), interest(JUNE, 4626), interest(JUNE, 4626)]
    june = statement("june", JUNE, rows, opening=300_000, minimum=1)
    odd = statement("odd", JUNE, [bought(date(2026, 5, 20), 9_000)], tail="6620", printed={"closing": 9_600})
    lacking = letter(
        "lacking", serial="望海证1", contract_no="WH1", loan_amount=800_000, seal=False, opened_on=date(2023, 11, 5)
    )
    return may, june, odd, letter(), lacking, report(accounts=[OWING, *shown()], complete=True), *cards(), *loans(), *costs()


def cards():
    """A card with PEN201, PEN202, DUP102; one with PEN203; one with STM502; one with STM503."""
    twice = [bought(date(2026, 5, 20), 129_900, "望海家电城")] * 2
    named = [penalty(JUNE, 900, "滞纳金", Kind.LATE_FEE), fee(JUNE, 2_500, "超限费"), *twice]
    yield statement("named", JUNE, named, tail="7701")
    dear = {"tail": "7702", "issuer": "建设银行"}
    yield statement("dear may", MAY, [bought(date(2026, 4, 20), 90_000)], minimum=40_000, due=date(2026, 5, 26), **dear)
    yield statement("dear june", JUNE, [penalty(JUNE, 9_000)], opening=90_000, **dear)
    yield statement("seam may", MAY, [bought(date(2026, 4, 20), 70_000)], tail="7703")
    yield statement("seam june", JUNE, [], opening=71_000, tail="7703")
    yield statement("gap", date(2026, 4, 8), [bought(date(2026, 3, 20), 70_000)], tail="7704")
    yield statement("after the gap", JUNE, [], opening=71_000, tail="7704")


def loans():
    """A loan with DUP103 and LOAN406; one with LOAN405 and SET602; one with SET603; those of the report; a card."""
    one = {"contract_no": "CB-1", "issuer": "春帛消费金融有限公司"}
    due = [date(2026, month, 20) for month in (3, 4, 5)]
    yield plan("plan", [(day, 100_000, 2_400) for day in due], opened_on=date(2026, 2, 20), **one)
    lines = [instalment(day, 102_400, n, principal=100_000, interest=2_400) for n, day in enumerate(due, 1)]
    lines[1] = instalment(due[1], 103_000, 2, principal=100_000, interest=3_000)
    yield loan_statement("list", lines, start=date(2026, 3, 1), until=date(2026, 6, 30), **one)
    debits = [Moved(due[0], 102_400, counterparty=one["issuer"])] * 2 + [
        Moved(due[1], 103_000, counterparty=one["issuer"]),
        Moved(due[2], 102_400, counterparty=one["issuer"]),
    ]
    yield bank_statement("bank", debits, start=date(2026, 3, 1), until=date(2026, 6, 30))
    two = {"contract_no": "DR-1", "issuer": "东榕小额贷款有限公司"}
    last = instalment(date(2026, 6, 18), 315_000, principal=310_000, interest=5_000)
    yield loan_statement("settled", [last, charged(date(2026, 8, 20), 3_650)], **two)
    said = {"loan_amount": 310_000, "opened_on": date(2024, 5, 1), "name": "王小样"}
    yield letter(
        "two",
        serial="东榕证1",
        issuer_text=two["issuer"],
        contract_no="DR-1",
        amount_is="last",
        settled_amount=316_000,
        **said,
    )
    three = {"contract_no": "NH-1", "issuer": "南禾小额贷款有限公司"}
    yield contract("three", opened_on=date(2024, 6, 1), **three)
    said = {"loan_amount": 1_300_000, "opened_on": date(2024, 6, 1)}
    yield letter("three letter", serial="南禾证1", issuer_text=three["issuer"], contract_no="NH-1", **said)
    for lender, opened, fen in REPORTED:
        said = {"loan_amount": fen, "opened_on": opened, "issuer_text": lender}
        yield letter(f"letter of {lender}", serial=f"{lender}证1", contract_no=f"X-{opened:%Y%m%d}", **said)
    yield card_letter(account_tail="7705", settled_on=date(2026, 4, 10), issued_on=date(2026, 4, 11))
    yield statement("after it", JUNE, [interest(JUNE, 1_235)], tail="7705")


def costs():
    """What interest costs: a card with PEN205, INT301 and INT303, one with INT302, loans with LOAN401 to 407, STM504."""
    since = {"start": date(2026, 5, 9), "end": JUNE, "days": 30}
    listed = [
        Computed(1_000_000, **since),
        Computed(5_000, label="违约金", **since),
        Computed(800_000, rate="0.0006", **since),
        Computed(600_000, fen=9_500, **since),
    ]
    rows = [interest(JUNE, 15_000 + 75 + 14_400 + 9_500)]
    yield statement("listed", JUNE, rows, opening=2_405_000, tail="7801", rate="0.0005", list_of_interest=listed)
    three = {"tail": "7802", "issuer": "农业银行"}
    days = [date(2026, month, 8) for month in (4, 5, 6)]
    bought_ = [bought(day - timedelta(days=9), 50_000) for day in days]
    yield statement("full one", days[0], [bought_[0]], **three)
    yield statement("full two", days[1], [paid(date(2026, 4, 20), 50_000), bought_[1]], opening=50_000, **three)
    rows = [paid(date(2026, 5, 20), 50_000), bought_[2], interest(days[2], 321)]
    yield statement("full three", days[2], rows, opening=50_000, **three)
    four = {"contract_no": "HY-4", "issuer": "海盐银行股份有限公司"}
    opened = date(2026, 3, 5)
    said = {"loan_amount": 1_000_000, "yearly_rate": 1_440, "opened_on": opened, "surcharge": None}
    yield contract("four", penalty_rate=2_880, **said, **four)
    due = [date(2026, month, 5) for month in (4, 5)]
    yield plan("plan four", [(due[0], 500_000, 12_000), (due[1], 500_000, 6_000)], opened_on=opened, **four)
    late = instalment(date(2026, 4, 15), 520_000, 1, principal=500_000, interest=12_000, penalty_interest=8_000)
    kept = charged(opened, 30_000, "咨询服务费", Kind.FEE)
    rest = instalment(due[1], 506_000, 2, principal=500_000, interest=6_000)
    yield loan_statement("list four", [kept, late, rest], until=date(2026, 6, 30), opened_on=opened, **four)
    yield payout("slip four", 970_000, opened, **four)
    five = {"contract_no": "XS-5", "issuer": "溪山消费金融有限公司"}
    day = date(2026, 8, 3)
    yield contract("five", loan_amount=100_000, yearly_rate=1_200, opened_on=day, **five)
    yield cost_statement("cost five", ["利息", "担保费"], loan_amount=100_000, **five)
    fee_ = charged(date(2026, 8, 20), 2_600, "咨询服务费", Kind.FEE)
    yield loan_statement("list five", [fee_], until=date(2026, 9, 30), opened_on=day, **five)
    six = {"contract_no": "MH-6", "issuer": "梅花小额贷款有限公司"}
    start = date(2026, 1, 10)
    yield contract("six", loan_amount=1_000_000, yearly_rate=3_600, opened_on=start, surcharge=None, **six)
    paid_back = instalment(date(2026, 4, 10), 1_100_000, 1, principal=1_000_000, interest=100_000)
    yield loan_statement("list six", [paid_back], start=start, until=date(2026, 5, 30), opened_on=start, **six)
    lost = Moved(date(2026, 5, 12), 7_700, "信用卡还款", "农业银行信用卡")
    yield bank_statement("bank six", [lost], start=date(2026, 5, 1), until=date(2026, 6, 30), tail="6666")


REPORTED = (
    ("松烟消费金融有限公司", date(2024, 2, 1), 500_000),
    ("竹里消费金融有限公司", date(2024, 2, 2), 600_000),
    ("梅坞消费金融有限公司", date(2024, 2, 3), 700_000),
)
"""Loans that a report misstates, settled by complete letters: lender, day, amount in fen."""


def shown():
    """What the report says of them: CRD702, CRD706 and CRD710; and of a loan without papers CRD704 and CRD708."""
    first, second, third = (
        replace(SETTLED, institution=lender, opened_on=day, amount=fen) for lender, day, fen in REPORTED
    )
    yield replace(first, closed_on=date(2026, 8, 1))
    yield replace(second, grid={"2026-06": ("C", 0), "2026-08": ("1", 5_000)})
    yield replace(third, amount=900_000)
    old = replace(SETTLED, institution="兰皋消费金融有限公司", opened_on=date(2019, 3, 20), closed_on=date(2021, 2, 1))
    yield replace(old, overdue_months=6)


ALL = {rule.code for rule in catalogue()}


def test_the_papers_hold_each_finding_once() -> None:
    assert sorted(f.code for f in findings(*papers())) == sorted(ALL)


def test_every_sum_can_be_done_again_and_a_question_only_asks() -> None:
    for finding in findings(*papers()):
        sums(finding)
        if finding.severity is Severity.WARNING:
            assert_asks_only(finding)
        if isinstance(finding.observed, int) and isinstance(finding.expected, int):
            assert finding.difference == finding.observed - finding.expected
        else:
            assert finding.difference is None or not isinstance(finding.expected, int)


@given(st.permutations(papers()))
def test_the_order_of_papers_changes_nothing(order) -> None:
    _, before = judge(*papers())
    _, after = judge(*order)
    assert after == before


@given(
    tail=st.from_regex(r"[1-3][0-9]{3}", fullmatch=True),
    amounts=st.lists(st.integers(1, 500_000), min_size=1, max_size=6),
    opened=st.dates(date(2019, 1, 1), date(2023, 1, 1)),
)
def test_an_unrelated_account_changes_nothing(tail, amounts, opened) -> None:
    rows = [bought(JUNE - timedelta(days=n + 1), fen) for n, fen in enumerate(amounts)]
    stranger = statement("stranger", JUNE, rows, tail=tail, issuer="工商银行")
    other = letter("other", serial="他行证1", contract_no="TX-1", opened_on=opened, loan_amount=amounts[0] * 100)
    _, before = judge(*papers())
    _, after = judge(*papers(), stranger, other)
    assert {f.id: f for f in after.findings} == {f.id: f for f in before.findings}


CHARGES = st.sampled_from([(interest, "利息冲正"), (penalty, "违约金冲回"), (fee, "年费返还")])


@given(charge=CHARGES, fen=st.integers(1, 1_000_000), copies=st.integers(1, 4), later=st.integers(0, 29))
def test_a_reversed_charge_never_fires(charge, fen, copies, later) -> None:
    make, words = charge
    may = statement("may", MAY, [bought(date(2026, 4, 20), 300_000)], minimum=40_000, due=date(2026, 5, 26))
    charged = [paid(date(2026, 5, 20), 50_000), *(make(JUNE, fen) for _ in range(copies))]
    june = statement("june", JUNE, charged, opening=300_000)
    back = [adjusted(JUNE + timedelta(days=later), -fen, words) for _ in range(copies)]
    july = statement("july", date(2026, 7, 8), back, opening=250_000 + copies * fen)
    assert findings(may, june, july) == []


@given(fen=st.integers(1, 1_000_000), count=st.integers(2, 5), reversed_=st.integers(0, 5))
def test_as_many_duplicates_as_are_not_taken_back(fen, count, reversed_) -> None:
    rows = [interest(JUNE, fen) for _ in range(count)] + [adjusted(JUNE, -fen, "利息冲正")] * reversed_
    found = findings(statement("june", JUNE, rows), code="DUP101")
    assert len(found) == max(0, count - 1 - reversed_)
    assert {f.difference for f in found} <= {fen}


@given(
    minimum=st.integers(1, 200_000),
    paid_fen=st.integers(1, 200_000),
    day=st.integers(-17, 20),
)
def test_a_penalty_is_an_error_exactly_when_the_minimum_was_paid_in_time(minimum, paid_fen, day) -> None:
    due = date(2026, 5, 26)
    may = statement("may", MAY, [bought(date(2026, 4, 20), 300_000)], minimum=minimum, due=due)
    june = statement(
        "june",
        JUNE + timedelta(days=9),
        [paid(due + timedelta(days=day), paid_fen), penalty(JUNE + timedelta(days=9), 1000)],
        opening=300_000,
    )
    errors = [f for f in findings(may, june, as_of=date(2027, 1, 1)) if f.severity is Severity.ERROR]
    # The June paper is 40 days after May's: another one between them is missing.
    assert errors == []
    june = statement(
        "june", JUNE, [paid(due + timedelta(days=min(day, 12)), paid_fen), penalty(JUNE, 1000)], opening=300_000
    )
    errors = [f for f in findings(may, june) if f.severity is Severity.ERROR]
    assert bool(errors) == (paid_fen >= minimum and day <= 0)


CORRECTIONS = {
    "PEN201": (6, "rows/0/amount", "9.01"),
    "PEN203": (8, "rows/0/amount", "91.00"),
    "STM502": (10, "opening", "711.00"),
    "LOAN406": (14, "rows/1/amount", "-1031.00"),
    "SET602": (17, "settled_amount", "3161.00"),
    "SET603": (19, "loan_amount", "13001.00"),
    "PEN204": (1, "rows/1/amount", "42.21"),
    "STM501": (2, "statement_on", "2026-06-09"),
    "SET601": (4, "issued_on", "2026-06-20"),
    "CRD701": (5, "accounts/0/balance", "3160"),
}


@pytest.mark.parametrize("code", CORRECTIONS)
def test_correcting_a_value_keeps_the_id(code: str) -> None:
    number, path, typed = CORRECTIONS[code]
    given_papers = papers()
    before = {f.id for f in findings(*given_papers)}
    after = {f.id for f in findings(*given_papers, corrections={entry_of(given_papers[number], path): typed})}
    # A row corrected to what it is not breaks the statement's sum, and that is told too.
    assert after >= before


def test_two_papers_in_either_order_number_equal_lines_alike() -> None:
    for order in permutations(papers()[:3]):
        assert {f.id for f in findings(*order)} == {f.id for f in findings(*papers()[:3])}
