"""SET603: the letter contradicts other papers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.finding import Severity
from rules.letter_conflicts import same_name, same_tail
from tests.rules.build import (
    DISAGREES,
    SETTLED,
    assert_sound,
    contract,
    drawn,
    entry_of,
    figures,
    findings,
    instalment,
    letter,
    loan_statement,
    only,
    plan,
    report,
    sums,
)

ROWS = [(date(2024, 4, 20), 1_200_000, 14_400)]


def set603(*papers, **more):
    return findings(*papers, code="SET603", **more)


def test_silent_when_the_papers_agree() -> None:
    assert findings(letter(), contract(), plan("plan", ROWS, holder="王小样")) == []


def test_another_amount_than_the_contracts_is_an_error() -> None:
    paper, agreed = letter(loan_amount=1_250_000, scope="contract"), contract()
    finding = only(paper, agreed, code="SET603")
    assert_sound(finding, Severity.ERROR)
    assert (finding.observed, finding.expected, finding.difference) == (1_250_000, 1_200_000, 50_000)
    assert "，借款合同写“12,000.00 元”" in finding.calculation[0].zh
    assert sums(finding) == 2
    assert finding.evidence == (paper.letter.loan_amount.evidence, agreed.contract.loan_amount.evidence)


@pytest.mark.parametrize(
    ("said", "field"),
    [({"name": "李大样"}, "姓名"), ({"id_tail": "9999"}, "身份证件尾号"), ({"loan_amount": 1_300_000}, "贷款金额")],
)
def test_each_item_is_named(said, field: str) -> None:
    finding = only(letter(**said), contract(), code="SET603")
    assert_sound(finding, Severity.ERROR)
    assert field in finding.title.zh
    assert field in finding.asks[0].zh


def test_several_items_are_one_finding() -> None:
    finding = only(letter(name="李大样", id_tail="9999", loan_amount=1_300_000), contract(), code="SET603")
    assert finding.difference is None
    assert len(finding.evidence) == 6
    assert all(field in finding.title.zh for field in ("姓名", "身份证件尾号", "贷款金额"))


@pytest.mark.parametrize(
    "other",
    [
        plan("plan", ROWS, holder="李大样"),
        loan_statement("list", [instalment(date(2026, 6, 18), 1_000)], holder="李大样"),
    ],
    ids=["plan", "list"],
)
def test_the_name_of_plan_or_list(other) -> None:
    assert "姓名" in only(letter(), other, code="SET603").title.zh


def test_the_name_of_a_report_of_the_same_person() -> None:
    assert "姓名" in only(letter(name="王小洋"), report(accounts=(SETTLED,)), code="SET603").title.zh


def test_a_number_misprinted_in_the_letter() -> None:
    finding = only(letter(contract_no="QH-XF-2024-0320113"), contract(), code="SET603")
    assert (finding.severity, finding.needs_review) == (Severity.ERROR, True)
    assert "合同号" in finding.title.zh


def test_silent_where_the_near_number_is_a_loan_of_its_own() -> None:
    paper = letter(contract_no="QH-XF-2024-0320113")
    own = plan("plan", ROWS, contract_no="QH-XF-2024-0320113")
    assert findings(paper, contract(), own) == []


def test_a_letter_taken_for_another_persons_on_a_contract_of_ours() -> None:
    papers = letter(id_tail="9999"), contract(), report(accounts=())
    found = set603(*papers)
    assert [f.account is not None for f in found] == [True]


def test_a_name_read_in_doubt_is_for_review_only() -> None:
    assert set603(letter(name="李大样"), contract(checks=DISAGREES))[0].needs_review


def test_another_amount_than_was_paid_out_is_an_error() -> None:
    listed = loan_statement("list", [drawn(date(2024, 3, 20), 1_000_000), instalment(date(2026, 6, 18), 1_000)])
    finding = only(letter(), listed, code="SET603")
    assert_sound(finding, Severity.ERROR)
    assert finding.difference == 200_000


def test_silent_where_several_drawdowns_were_paid_out_or_one_of_another_day() -> None:
    days = [drawn(date(2024, 3, 20), 500_000), drawn(date(2024, 3, 20), 600_000)]
    assert set603(letter(), loan_statement("list", days)) == []
    assert set603(letter(), loan_statement("list", [drawn(date(2024, 5, 1), 500_000)])) == []


# --- silent --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["王*样", "王**", "**样", "*小样", "***", "王小*", "王小样先生", "王 小 样", "WANG XIAOYANG"]
)
def test_silent_on_masked_names_that_do_not_conflict(name: str) -> None:
    assert findings(letter(name=name), contract()) == []


@pytest.mark.parametrize("name", ["李**", "王*明", "*大样"])
def test_masked_names_that_do_conflict(name: str) -> None:
    assert len(set603(letter(name=name), contract())) == 1


@pytest.mark.parametrize("tail", ["424", "001424", "14*4", "1424"])
def test_silent_on_tails_of_other_length_or_masked(tail: str) -> None:
    assert findings(letter(id_tail=tail), contract()) == []


def test_silent_where_any_other_paper_agrees_with_the_letter() -> None:
    assert set603(letter(), contract(name="李大样"), plan("plan", ROWS, holder="王小样")) == []
    assert set603(letter(), contract(loan_amount=1_000_000), plan("plan", ROWS)) == []


def test_silent_on_one_drawdown_of_a_larger_line() -> None:
    assert set603(letter(), contract(loan_amount=5_000_000)) == []
    assert len(set603(letter(), contract(loan_amount=1_000_000))) == 1
    assert len(set603(letter(scope="contract"), contract(loan_amount=5_000_000))) == 1


def test_silent_where_two_letters_settle_parts() -> None:
    one = letter("one", loan_amount=700_000, scope="contract")
    other = letter("other", serial="青禾证2", loan_amount=500_000, scope="contract")
    assert set603(one, other, contract()) == []


def test_silent_where_no_other_paper_knows_the_account() -> None:
    assert findings(letter(name="李大样", id_tail="9999")) == []
    assert set603(letter(name="李大样", id_tail="9999", contract_no="XX-1"), report(accounts=())) == []


def test_silent_on_numbers_of_another_kind() -> None:
    assert findings(letter(contract_no="JJ24032001"), contract()) == []


def test_silent_on_a_contract_of_another_day_or_amount_with_a_near_number() -> None:
    near = contract(contract_no="QH-XF-2024-0320119", opened_on=date(2024, 3, 21))
    assert findings(letter(), near) == []


def test_silent_on_a_letter_that_settles_nothing() -> None:
    assert set603(letter(name="李大样", settled_in_words=None, outstanding=None), contract()) == []


def test_the_name_of_a_report_with_another_number_says_nothing() -> None:
    assert set603(letter(name="李大样", id_tail=None), report(accounts=(SETTLED,))) == []


@pytest.mark.parametrize("name", ["客户姓名", "借款人账户", "王小样、李大样", "某某银行"])
def test_silent_where_what_was_read_is_no_name(name: str) -> None:
    assert set603(letter(), contract(name=name)) == []
    assert set603(letter(name=name), contract()) == []


def test_silent_on_a_plan_made_later_for_what_was_left() -> None:
    later = plan("plan", [(date(2026, 1, 20), 500_000, 5_000)], opened_on=date(2025, 12, 20))
    assert set603(letter(), later) == []


# --- what always holds ----------------------------------------------------------------------------------------------


def test_the_id_stays_when_an_item_is_corrected() -> None:
    papers = letter(loan_amount=1_300_000), contract()
    (before,) = set603(*papers)
    (after,) = set603(*papers, corrections={entry_of(papers[0], "loan_amount"): "13100.00"})
    assert after.id == before.id
    assert figures(after.calculation[-1].zh) == [1_310_000, 1_200_000, 110_000]


NAMES = st.text("王李张小大明样", min_size=2, max_size=4)


@given(name=NAMES, places=st.sets(st.integers(0, 3)))
def test_a_name_is_itself_however_masked(name: str, places: set[int]) -> None:
    masked = "".join("*" if n in places else c for n, c in enumerate(name))
    assert same_name(name, masked)
    assert same_name(masked, name)


@given(NAMES, NAMES)
def test_clear_names_are_one_exactly_when_equal(one: str, other: str) -> None:
    assert same_name(one, other) is (one == other)
    assert same_name(one, other) is same_name(other, one)


@given(st.from_regex(r"[0-9]{3,6}[0-9X]", fullmatch=True), st.integers(1, 7))
def test_a_shorter_tail_of_one_number_is_its_own(tail: str, kept: int) -> None:
    assert same_tail(tail, tail[-kept:])


def test_an_amount_that_the_lenders_own_list_contradicts() -> None:
    own = loan_statement(
        "list", [instalment(date(2024, 4, 20), 102_400, 1)], opened_on=date(2024, 3, 20), loan_amount=1_200_000
    )
    found = [f for f in findings(letter(loan_amount=2_100_000), own) if f.code == "SET603"]
    assert [f.difference for f in found] == [900_000]
    assert not [f for f in findings(letter(), own) if f.code == "SET603"]
