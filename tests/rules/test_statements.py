"""STM501: a statement does not add up by its own figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.records.evidence import Origin
from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from tests.rules.build import (
    DISAGREES,
    accusations,
    assert_sound,
    bought,
    entry_of,
    figures,
    findings,
    interest,
    judge,
    only,
    paid,
    refunded,
    same_paper_again,
    statement,
    sums,
)

MARCH = date(2026, 3, 8)
LINES = (
    paid(date(2026, 2, 20), 100_000),
    bought(date(2026, 2, 21), 34_860),
    refunded(date(2026, 2, 25), 8_800),
    interest(MARCH, 4_626),
)
OPENING, CLOSING = 320_000, 250_686


def march(**more):
    return statement("march", MARCH, more.pop("lines", LINES), opening=OPENING, **more)


def review(*papers, **more):
    case, judged = judge(*papers, **more)
    assert judged.findings == ()
    return {entry.why for entry in case.review}


def test_silent_when_it_adds_up() -> None:
    case, judged = judge(march())
    assert judged.findings == ()
    assert case.statements[0].statement.balanced is True
    assert case.review == ()


@pytest.mark.parametrize("off", [6000, -6000, 1], ids=["too much", "too little", "one fen"])
def test_a_total_that_one_figure_explains_is_a_warning_with_its_sign(off: int) -> None:
    finding = only(march(printed={"closing": CLOSING + off}), code="STM501")
    assert_sound(finding, Severity.WARNING)
    assert (finding.observed, finding.expected, finding.difference) == (CLOSING + off, CLOSING, off)
    assert sums(finding) == 4  # the formula and the gap, in both languages
    assert figures(finding.calculation[0].zh) == [320_000, 100_000, 34_860, 8_800, 4_626, CLOSING]
    assert finding.calculation[-1].zh.endswith("：本期应还款额、上期账单金额")
    assert finding.addressee == "lender"


def test_without_a_printed_formula_rows_alone_accuse_nobody() -> None:
    # A page may be missing from the file: then it is our copy that is short, not the bank's sum.
    assert "does_not_add_up" in review(march(printed={"closing": CLOSING + 6000}, with_formula=False))


def test_every_figure_that_may_be_the_wrong_one_is_named() -> None:
    # The rows support both balances, so one of the four terms between them is misprinted; which one, nothing tells.
    finding = only(march(printed={"payments": 106_000}), code="STM501")
    assert finding.difference == 6000
    assert sums(finding) == 4
    named = finding.calculation[-1].zh.partition("：")[2].split("、")
    assert sorted(named) == sorted(["还款金额", "本期账单金额（新增）", "调整金额", "循环利息"])


def test_another_currencys_rows_are_not_added_up() -> None:
    abroad = replace(bought(date(2026, 2, 22), 99_900), currency="USD")
    assert findings(march(lines=(*LINES, abroad))) == []


# --- silent: it goes to review --------------------------------------------------------------------------------------


def test_silent_when_the_row_count_differs() -> None:
    assert "does_not_add_up" in review(march(printed={"closing": CLOSING + 6000}, notes=("row_count",)))


def test_silent_when_one_row_is_not_verified() -> None:
    lines = (LINES[0], replace(LINES[1], checks=DISAGREES), *LINES[2:])
    assert "does_not_add_up" in review(march(lines=lines, printed={"closing": CLOSING + 6000}))


def test_silent_when_a_row_could_not_be_read() -> None:
    paper = march(printed={"closing": CLOSING + 6000})
    unread = tuple(
        replace(row, amount=replace(row.amount, value=None)) if row.ordinal == 1 else row
        for row in paper.statement.rows
    )
    assert "unreadable" in review(replace(paper, statements=(replace(paper.statement, rows=unread),)))


def test_silent_when_only_one_reader_saw_the_page() -> None:
    paper = march(printed={"closing": CLOSING + 6000}, origin=Origin.OCR, agreement=None)
    assert "does_not_add_up" in review(paper)


@pytest.mark.parametrize(
    "dates",
    [
        {"title_month": (2026, 5)},
        {"due": date(2026, 3, 10)},
        {"due": date(2026, 6, 10)},
        {"lines": (*LINES[:3], interest(date(2026, 3, 9), 4_626))},
        {"lines": (replace(LINES[0], on=date(2025, 12, 1)), *LINES[1:])},
    ],
    ids=["another month's title", "due at once", "due after months", "posted after its day", "posted long before"],
)
def test_silent_when_its_days_contradict_each_other(dates) -> None:
    assert "does_not_add_up" in review(march(printed={"closing": CLOSING + 6000}, **dates))


def test_silent_when_no_single_figure_explains_the_gap() -> None:
    paper = march(printed={"closing": CLOSING + 6000, "payments": 101_000})
    assert "does_not_add_up" in review(paper)


def test_a_correction_that_makes_it_add_up_leaves_nothing() -> None:
    paper = march(printed={"closing": CLOSING + 6000})
    typed = {entry_of(paper, path): "2506.86" for path in ("closing", "closings/0", "terms/0/amount")}
    assert findings(paper, corrections=typed) == []


# --- the id ---------------------------------------------------------------------------------------------------------


def test_the_id_stays_for_a_second_copy_and_a_correction() -> None:
    paper = march(printed={"closing": CLOSING + 6000})
    alone = only(paper, code="STM501")
    assert only(paper, same_paper_again(paper, "reissued"), code="STM501").id == alone.id
    typed = {entry_of(paper, path): "2566.96" for path in ("closing", "closings/0", "terms/0/amount")}
    corrected = only(paper, code="STM501", corrections=typed)
    assert (corrected.id, corrected.difference) == (alone.id, 6010)


def test_a_statement_off_by_a_lawful_looking_fee_accuses_no_row() -> None:
    # The rows themselves are not in question: only the totals are.
    lines = (*LINES, replace(LINES[3], kind=Kind.FEE, description="年费"))
    assert accusations(statement("march", MARCH, lines, opening=OPENING, printed={"closing": 1})) == ["STM501"]
