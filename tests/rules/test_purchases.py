"""DUP102: one purchase posted twice on a card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.finding import Severity
from rules.purchases import merchant
from tests.rules.build import (
    DISAGREES,
    Moved,
    accusations,
    adjusted,
    assert_sound,
    bank_statement,
    bought,
    entry_of,
    findings,
    only,
    paid,
    refunded,
    same_paper_again,
    statement,
    sums,
)

MARCH, APRIL, DAY = date(2026, 3, 8), date(2026, 4, 8), date(2026, 3, 3)
SHOP = "支付宝-望海家电城"
TWICE = (bought(DAY, 129_900, SHOP), bought(DAY, 129_900, SHOP))


def march(*lines, **more):
    return statement("march", MARCH, lines, **more)


def dup102(*papers, **more):
    return findings(*papers, code="DUP102", **more)


def test_a_purchase_posted_twice_is_a_question_about_the_second() -> None:
    paper = march(*TWICE, bought(date(2026, 3, 1), 10_000, "另一家书店"))
    finding = only(paper, code="DUP102")
    assert_sound(finding, Severity.WARNING)
    assert finding.basis == ()
    assert (finding.observed, finding.expected, finding.difference) == (259_800, 129_900, 129_900)
    assert sums(finding) == 2
    first, second, _ = paper.statement.rows
    assert finding.evidence == (second.amount.evidence, first.amount.evidence)


def test_in_a_foreign_currency_too() -> None:
    rows = [replace(row, currency="USD", description="BLUE HARBOUR BOOKS", fen=4_500) for row in TWICE]
    finding = only(statement("usd", MARCH, rows, currency="USD"), code="DUP102")
    assert finding.difference == 4_500


def test_three_are_two_findings() -> None:
    found = dup102(march(*TWICE, TWICE[0]))
    assert len({f.id for f in found}) == len(found) == 2


@pytest.mark.parametrize(
    "more", [{"notes": ("row_count",)}, {"printed": {"closing": 1}}, {"printed": {"charges": 1, "opening": 9}}]
)
def test_a_statement_that_does_not_prove_its_rows_gives_a_notice_at_most(more) -> None:
    (finding,) = dup102(march(*TWICE, **more))
    assert (finding.severity, finding.addressee, finding.needs_review) == (Severity.NOTICE, "", True)


def test_a_row_read_in_doubt_is_for_review_only() -> None:
    (finding,) = dup102(march(TWICE[0], replace(TWICE[1], checks=DISAGREES)))
    assert finding.needs_review


# --- silent --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "back",
    [
        refunded(date(2026, 3, 5), 129_900, "望海家电城退款"),
        refunded(date(2026, 3, 5), 129_900, "退款"),
        refunded(date(2026, 3, 5), 30_000, "支付宝-望海家电城退货"),
        adjusted(date(2026, 3, 5), -129_900, "交易撤销"),
        paid(date(2026, 3, 5), 129_900, "消费撤销"),
    ],
    ids=["whole", "without a name", "part", "reversal", "under repayments"],
)
def test_silent_when_money_came_back(back) -> None:
    assert dup102(march(*TWICE, back)) == []


def test_silent_when_it_came_back_in_the_next_statement() -> None:
    april = statement("april", APRIL, [refunded(date(2026, 3, 20), 129_900, "望海家电城退款")], opening=259_800)
    assert findings(march(*TWICE), april) == []


def test_a_repayment_of_the_same_amount_is_no_refund() -> None:
    assert len(dup102(march(*TWICE, paid(date(2026, 3, 5), 129_900)))) == 1


@pytest.mark.parametrize("words", ["望海家电城 3/12", "望海家电城分期第3期", "望海家电城预授权"])
def test_silent_on_instalments(words: str) -> None:
    assert dup102(march(*(replace(row, description=words) for row in TWICE))) == []


@pytest.mark.parametrize("fen", [200, 400, 4_999])
def test_silent_on_small_amounts(fen: int) -> None:
    assert dup102(march(*(replace(row, fen=fen) for row in TWICE))) == []


@pytest.mark.parametrize(
    "words",
    [
        "北京一卡通", "上海地铁", "深圳公交乘车码", "高速ETC通行费", "望海停车场", "友宝自动售货机", "中铁网络12306",
        "春秋航空", "望海影城", "中国移动话费充值", "国家电网缴费", "市第一医院挂号", "望海大酒店", "微信转账-张三",
    ],
)  # fmt: skip
def test_silent_on_what_is_sold_by_the_trip_the_head_or_the_piece(words: str) -> None:
    assert dup102(march(*(replace(row, description=words, fen=20_000) for row in TWICE))) == []


@pytest.mark.parametrize(
    "words",
    [
        "消费", "快捷支付", "支付宝", "财付通", "财付通-微信支付", "网上消费 银联在线", "扫码支付", "支付宝(中国)网络技术有限公司",
        "随机商家CHNCHN", "随机商家CHN随机商家CHN", "随机商家CHN科技有限公司CHN", "POS消费", "",
    ],
)  # fmt: skip
def test_silent_where_the_words_name_no_merchant(words: str) -> None:
    assert merchant(words) == ""
    assert dup102(march(*(replace(row, description=words) for row in TWICE))) == []


def test_silent_where_pairs_are_a_habit() -> None:
    before = [replace(row, on=date(2026, 2, 24)) for row in TWICE]
    assert dup102(march(*TWICE, *before)) == []


def test_silent_where_the_same_amount_comes_again_and_again() -> None:
    others = [bought(date(2026, 2, day), 129_900, SHOP) for day in (12, 17, 25)]
    assert dup102(march(*TWICE, *others)) == []


def test_silent_on_four_equal_ones() -> None:
    assert dup102(march(*TWICE, *TWICE)) == []


def test_silent_on_two_cards() -> None:
    rows = [replace(TWICE[0], tail="4417"), replace(TWICE[1], tail="6620")]
    assert dup102(march(*rows, tails=("4417", "6620"))) == []
    one, other = march(TWICE[0]), statement("other", MARCH, [TWICE[1]], tail="6620")
    assert dup102(one, other) == []


def test_silent_where_rows_of_two_cards_do_not_say_whose_they_are() -> None:
    assert dup102(march(*TWICE, tails=("4417", "6620"))) == []
    paper = march(*TWICE)
    assert dup102(replace(paper, statements=(replace(paper.statement, tails=()),))) == []


def test_silent_on_two_currencies() -> None:
    assert dup102(march(TWICE[0], replace(TWICE[1], currency="USD"))) == []


def test_silent_on_two_days_merchants_or_amounts() -> None:
    for other in (
        replace(TWICE[1], on=date(2026, 3, 4)),
        replace(TWICE[1], description="支付宝-望海书城"),
        replace(TWICE[1], fen=129_901),
    ):
        assert dup102(march(TWICE[0], other)) == []


def test_silent_on_two_days_of_trade_posted_on_one() -> None:
    paper = march(*TWICE)
    first, second = paper.statement.rows
    traded = [replace(r.posted_on, value=date(2026, 3, day)) for r, day in ((first, 1), (second, 2))]
    rows = tuple(replace(r, traded_on=t) for r, t in zip((first, second), traded, strict=True))
    assert dup102(replace(paper, statements=(replace(paper.statement, rows=rows),))) == []


def test_silent_on_a_line_in_two_overlapping_papers() -> None:
    early = statement("unbilled", date(2026, 3, 6), [TWICE[0]])
    assert dup102(early, march(TWICE[0])) == []
    paper = march(TWICE[0])
    assert dup102(paper, same_paper_again(paper, "again")) == []


def test_silent_on_a_debit_account() -> None:
    rows = [Moved(DAY, 129_900, "消费", "望海家电城") for _ in range(2)]
    assert findings(bank_statement("bank", rows)) == []


# --- the id, and what always holds ---------------------------------------------------------------------------------


def test_the_id_stays_when_papers_come_again_or_a_value_is_corrected() -> None:
    paper = march(*TWICE)
    (alone,) = dup102(paper)
    assert [f.id for f in dup102(paper, same_paper_again(paper, "again"))] == [alone.id]
    typed = {entry_of(paper, f"rows/{n}/amount"): "1300.00" for n in (0, 1)}
    (after,) = dup102(paper, corrections=typed)
    assert (after.id, after.difference) == (alone.id, 130_000)


PURCHASES = st.lists(
    st.builds(
        bought,
        st.dates(date(2026, 2, 10), MARCH),
        st.sampled_from([100, 5_000, 129_900]),
        st.sampled_from([SHOP, "望海书城", "地铁", "消费"]),
    ),
    max_size=8,
)


@given(rows=PURCHASES, more=PURCHASES, order=st.randoms())
def test_the_order_of_rows_and_papers_changes_nothing(rows, more, order) -> None:
    april = statement("april", APRIL, more, opening=sum(r.fen for r in rows))
    shuffled = list(rows)
    order.shuffle(shuffled)
    one = accusations(march(*rows), april)
    assert one == accusations(april, march(*shuffled))


@given(rows=PURCHASES)
def test_a_paper_that_comes_twice_says_nothing_new(rows) -> None:
    paper = march(*rows)
    once = {f.id for f in dup102(paper)}
    assert {f.id for f in dup102(paper, same_paper_again(paper, "again"))} == once
