"""What holds for any papers: order, strangers, reversals and corrections."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.finding import Severity
from rules import catalogue
from tests.rules.build import (
    OWING,
    adjusted,
    bought,
    entry_of,
    fee,
    findings,
    interest,
    judge,
    letter,
    paid,
    penalty,
    report,
    statement,
)

MAY, JUNE = date(2026, 5, 8), date(2026, 6, 8)


def papers():
    """Two months with a wrong penalty and a double interest, a misprinted card, a letter that lacks its day, a report."""
    may = statement("may", MAY, [bought(date(2026, 4, 20), 300_000)], minimum=40_000, due=date(2026, 5, 26))
    rows = [paid(date(2026, 5, 20), 50_000), penalty(JUNE, 4220), interest(JUNE, 4626), interest(JUNE, 4626)]
    june = statement("june", JUNE, rows, opening=300_000, minimum=1)
    odd = statement("odd", JUNE, [bought(date(2026, 5, 20), 9_000)], tail="6620", printed={"closing": 9_600})
    lacking = letter(
        "lacking", serial="望海证1", contract_no="WH1", loan_amount=800_000, seal=False, opened_on=date(2023, 11, 5)
    )
    return may, june, odd, letter(), lacking, report(accounts=[OWING])


ALL = {"PEN204", "DUP101", "STM501", "SET601", "CRD701"}


def test_the_papers_hold_each_finding_once() -> None:
    assert sorted(f.code for f in findings(*papers())) == sorted(ALL)


def test_every_rule_has_a_firing_ledger_here() -> None:
    assert {rule.code for rule in catalogue()} == ALL


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


@given(charge=CHARGES, fen=st.integers(1, 1_000_000), copies=st.integers(1, 4), later=st.integers(0, 59))
def test_a_reversed_charge_never_fires(charge, fen, copies, later) -> None:
    make, words = charge
    may = statement("may", MAY, [bought(date(2026, 4, 20), 300_000)], minimum=40_000, due=date(2026, 5, 26))
    charged = [paid(date(2026, 5, 20), 50_000), *(make(JUNE, fen) for _ in range(copies))]
    june = statement("june", JUNE, charged, opening=300_000)
    back = [adjusted(JUNE + timedelta(days=later), -fen, words) for _ in range(copies)]
    july = statement("july", date(2026, 8, 8), back, opening=0)
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
