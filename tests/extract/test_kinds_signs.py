"""Which sign the rows of a card's table carry: what nothing printed proves goes to a person."""

from __future__ import annotations

import pytest

from pipeline.extract.lexicon import lexicon
from pipeline.records.extraction import Kind
from tests.extract.pages import page, paper

MERCHANTS = (("示例书店", "238.60"), ("网银转入", "-1,500.00"), ("示例咖啡", "36.00"), ("示例书店", "-119.30"))
SPENT = (*MERCHANTS[:1], ("示例酒店", "61.40"), ("示例超市", "88.80"), ("网银转入", "-400.00"))


def flipped(rows):
    return tuple((text, raw[1:] if raw.startswith("-") else f"-{raw}") for text, raw in rows)


def plain(rows):
    return tuple((text, raw.lstrip("-")) for text, raw in rows)


def read(rows, *figures, headings=(), bank="示例银行"):
    """A statement of rows (text, amount) and figures; headings is {number of row: heading above it}."""
    lines = [f"{bank}信用卡电子账单", "账单日|2025-07-28", "到期还款日|2025-08-17", *figures]
    lines.append([(60, "交易日"), (160, "记账日"), (260, "交易描述"), (460, "金额")])
    for number, (text, raw) in enumerate(rows):
        lines += [dict(headings)[number]] if number in dict(headings) else []
        lines.append([(60, "2025-07-03"), (160, "2025-07-04"), (260, text), (460, raw)])
    return paper(page(lines))


def amounts(made):
    return [row.amount.value for row in made.records[0].rows]


def sure(made):
    return [row.amount.verified for row in made.records[0].rows]


def told(made):
    return "kind_and_sign" in {note.code for note in made.notes}


OWED = ("上期应还款额|1,500.00", "本期应还款额|155.30")


def test_rows_that_lead_from_head_to_head_are_as_printed() -> None:
    made = read(MERCHANTS, *OWED)
    assert (amounts(made), sure(made), told(made)) == ([23860, -150000, 3600, -11930], [True] * 4, False)


def test_reversed_rows_between_heads_that_are_owed_are_turned() -> None:
    made = read(flipped(MERCHANTS), *OWED)
    assert (amounts(made), sure(made), told(made)) == ([23860, -150000, 3600, -11930], [True] * 4, False)


@pytest.mark.parametrize("rows", [MERCHANTS, SPENT])
@pytest.mark.parametrize("figures", [(), ("本期应还款额|155.30",), ("上期应还款额|-1,500.00", "本期应还款额|-155.30")])
def test_reversed_rows_that_no_head_proves_are_all_in_doubt(rows, figures) -> None:
    made = read(flipped(rows), *figures)
    assert not any(sure(made)) and told(made)
    statement = made.records[0]
    assert {row.kind for row in statement.rows} == {Kind.OTHER}
    balances = [statement.opening, *statement.closings]
    assert not any(balance.verified for balance in balances if balance is not None and balance.value < 0)


def test_payments_in_plenty_are_no_reversed_rows() -> None:
    made = read((("还款 网银", "-300.00"), ("退款 示例书店", "-20.00"), ("跨行还款", "-10.00"), ("示例书店", "36.00")))
    assert all(sure(made)) and not told(made)


def test_unsigned_rows_one_of_which_came_in_are_in_doubt_unless_the_heads_prove_them() -> None:
    assert not any(sure(read(plain(MERCHANTS), "本期应还款额|155.30")))
    proven = read(plain(MERCHANTS), "上期应还款额|100.00", "本期应还款额|1,993.90")
    assert all(sure(proven))


def test_many_rows_without_any_sign_are_not_sure_and_a_few_are() -> None:
    shops = tuple((f"示例商户{number}", f"{number}1.00") for number in "12345")
    assert not any(sure(read(shops)))
    assert all(sure(read(shops[:4])))
    assert all(sure(read(tuple((f"消费 {text}", raw) for text, raw in shops)))), "its own word says that it is owed"


@pytest.mark.parametrize(
    ("into", "out"),
    [
        ("入账", "出账"),
        ("您的还款/退款", "您的消费/费用"),
        ("一、还款及贷记", "二、消费及借记"),
        ("贷方交易", "借方交易"),
    ],
)
def test_headings_of_sides_are_known_by_meaning(into: str, out: str) -> None:
    assert (lexicon().section(into), lexicon().section(out)) == ("credit", "debit")


NOTED = ("上期余额(欠款为-)|-1,500.00", "本期余额(欠款为-)|-155.30")


@pytest.mark.parametrize(("minimum", "fen", "fine"), [("172.00", 17200, True), ("-172.00", -17200, False)])
def test_a_note_at_the_balances_turns_no_minimum_and_a_negative_one_is_contradicted(minimum, fen, fine) -> None:
    statement = read(MERCHANTS, *NOTED, f"最低还款额|{minimum}").records[0]
    assert (statement.opening.value, statement.closing.value) == (150000, 15530)
    assert (statement.minimum.value, statement.minimum.verified) == (fen, fine)


@pytest.mark.parametrize("minimum", ["172.00", "-172.00"])
def test_a_minimum_with_the_note_is_what_must_be_paid(minimum: str) -> None:
    statement = read(MERCHANTS, *NOTED, f"最低还款额(欠款为-)|{minimum}").records[0]
    assert (statement.minimum.value, statement.minimum.verified) == (17200, True)
