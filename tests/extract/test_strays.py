"""What looks like a row of a card statement and is none: sums, what is not billed yet, another month's statement."""

from __future__ import annotations

import pytest

from pipeline.records.extraction import DocStatus
from tests.extract.cmb import COLUMNS, ROWS, lines
from tests.extract.pages import page, paper

HEADS = ("交易日", "记账日", "交易摘要", "人民币金额", "卡号末四位")


def printed(*rows: tuple[str, ...]) -> list[list[tuple[float, str]]]:
    return [list(zip(COLUMNS, row, strict=True)) for row in rows]


def without_opening(*more: object) -> list:
    """A statement that prints no opening balance, so that no sum holds its rows together."""
    return [line for line in lines() if line != "上期账单金额|3,200.00"] + list(more)


def texts(read) -> list[str]:
    return [row.description.value for row in read.statement.rows]


@pytest.mark.parametrize("words", ["上期账单余额", "本期消费合计", "承前页", "本期应还款合计"])
def test_a_balance_or_sum_among_the_rows_is_no_row(words: str) -> None:
    read = paper(page(without_opening(*printed(("2026/03/08", "2026/03/08", words, "274.60", "")))))
    assert texts(read) == [row.description for row in ROWS]
    assert read.document.status is DocStatus.PARTIAL
    assert [note.text for note in read.notes if note.code == "unparsed_row"] == [f"{words} 274.60"]


def test_a_day_after_the_statement_is_doubted() -> None:
    read = paper(page(without_opening(*printed(("2026/03/09", "2026/03/10", "示例商店", "18.80", "4417")))))
    *before, last = read.statement.rows
    assert not last.amount.verified and all(row.amount.verified for row in before)
    assert any(note.code == "kind_and_sign" and "示例商店" in note.text for note in read.notes)


def test_the_statements_own_day_is_not() -> None:
    read = paper(page(without_opening(*printed(("2026/03/08", "2026/03/08", "示例商店", "18.80", "4417")))))
    assert all(row.amount.verified for row in read.statement.rows)


@pytest.mark.parametrize("heading", ["下期预计入账", "争议交易", "已撤销交易", "免息分期试算", "上月明细参考"])
def test_rows_under_a_heading_of_another_time_are_told_and_not_booked(heading: str) -> None:
    other = printed(HEADS, ("2026/02/25", "2026/02/26", "示例书店", "77.00", "4417"))
    read = paper(page(without_opening(heading, *other)))
    assert texts(read) == [row.description for row in ROWS]
    assert [note.text for note in read.notes if note.code == "list_beside"] == [heading]


def test_a_word_of_a_description_under_its_row_begins_no_list() -> None:
    whole = without_opening(*printed(("2026/03/05", "2026/03/06", "示例商店消费", "-18.80", "4417")))
    read = paper(page([*whole, [(COLUMNS[2], "撤销")], *printed(("2026/03/06", "2026/03/07", "示例书店", "9.90", "4417"))]))
    assert texts(read)[-1] == "示例书店"


def test_statements_of_two_months_on_one_page_are_not_read_as_one() -> None:
    read = paper(page([*lines(), *lines(on="2026年04月08日", due="2026年04月26日", month="2026年04月")]))
    assert read.document.status is DocStatus.PARTIAL
    assert any(note.code == "several_statements" for note in read.notes)
    assert not any(row.amount.verified for row in read.statement.rows)


def test_where_most_days_lie_after_the_statements_day_it_is_that_day_which_proves_nothing() -> None:
    late = printed(*(("2026/03/10", "2026/03/10", f"示例商店{n}", "18.80", "4417") for n in range(4)))
    read = paper(page(without_opening(*late)))
    assert all(row.amount.verified for row in read.statement.rows)
