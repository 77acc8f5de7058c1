"""Card statements as mails: what stands beside the rows, balances of several cards, labels over values, kinds."""

from __future__ import annotations

import pytest

from pipeline.extract.cells import amount_in, glued, short_day
from pipeline.extract.check import check_statement
from pipeline.extract.lexicon import lexicon
from pipeline.extract.papers import Paper
from pipeline.extract.rows import classify
from pipeline.records.evidence import Box
from pipeline.records.extraction import DocStatus, Kind
from pipeline.records.reading import Cell
from tests.acceptance.reader import read_file
from tests.extract.pages import raw

TITLE = "示例湖畔银行信用卡电子账单"
HEAD = ("交易日期|入账日期|交易说明|金额",)
ROWS = ("2025-06-20|2025-06-21|示例面馆|300.00", "2025-06-22|2025-06-23|示例超市|700.00")


def table(*rows: str) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


DAYS = table("账单日|2025-07-18", "到期还款日|2025-08-07")
FIGURES = table("上期欠款|0.00", "本期欠款|1,000.00", "最低还款额|100.00")


def read(*parts: str, title: str = TITLE) -> Paper:
    body = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in (title, *parts))
    (paper,) = read_file("账单.html", f"<html><meta charset='utf-8'><body>{body}</body></html>".encode())
    return paper


def amounts(paper: Paper) -> list[int | None]:
    return [row.amount.value for statement in paper.statements for row in statement.rows]


def codes(paper: Paper) -> set[str]:
    return {note.code for note in paper.notes}


# --- lists beside the rows ------------------------------------------------------------------------------------------

INTEREST = table("起息日|止息日|计息金额|天数|日利率|利息", "2025-06-21|2025-07-18|1,200.00|27|0.05%|16.20")
PLAN = table("交易日期|分期摘要|分期总额|剩余期数|每期金额", "2025-01-05|示例电器|3,000.00|9|250.00")
STRANGE = table("入账时点|本金基数|起始|截止|日数|息额", "2025-06-20|2,400.00|2025-06-21|2025-07-18|27|32.40")
PERIODS = table("交易日期|交易说明|金额|期数", "2025-06-20|示例电器|2,400.00|3")


@pytest.mark.parametrize(
    "beside",
    [
        ("溢缴款结息明细", INTEREST),
        ("分期付款计划", PLAN),
        (PLAN,),
        ("未出账单交易明细", table(*HEAD, *ROWS)),
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_a_list_beside_the_rows_is_told_and_none_of_it_is_a_row(beside: tuple[str, ...], first: bool) -> None:
    rows = ("本期交易明细", table(*HEAD, *ROWS))
    paper = read(DAYS, FIGURES, *(*beside, *rows) if first else (*rows, *beside))
    assert amounts(paper) == [30_000, 70_000]
    assert codes(paper) == {"list_beside"} and paper.document.status is DocStatus.OK
    assert check_statement(paper.statements[0]).balanced is True


@pytest.mark.parametrize("beside", [(INTEREST,), ("计息明细", INTEREST)])
@pytest.mark.parametrize("first", [False, True])
def test_the_list_that_shows_how_interest_was_computed_is_kept_and_none_of_it_is_a_row(
    beside: tuple[str, ...], first: bool
) -> None:
    rows = ("本期交易明细", table(*HEAD, *ROWS))
    paper = read(DAYS, FIGURES, *(*beside, *rows) if first else (*rows, *beside))
    assert amounts(paper) == [30_000, 70_000]
    assert codes(paper) == set() and paper.document.status is DocStatus.OK
    assert len(paper.statements[0].interest_lines) == 1


@pytest.mark.parametrize("beside", [STRANGE, PERIODS])
def test_a_list_that_nobody_knows_is_in_review_row_by_row(beside: str) -> None:
    paper = read(DAYS, FIGURES, table(*HEAD, *ROWS), beside)
    assert amounts(paper) == [30_000, 70_000]
    assert "unparsed_row" in codes(paper) and paper.document.status is DocStatus.PARTIAL


# --- currencies -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "currency"),
    [("本币账户交易明细", "CNY"), ("人民幣賬戶明細", "CNY"), ("澳元账户交易明细", "AUD"), ("港幣賬戶交易明細", "HKD")],
)
def test_a_heading_names_the_currency_of_its_rows(heading: str, currency: str) -> None:
    paper = read(DAYS, FIGURES, heading, table(*HEAD, *ROWS))
    assert {row.currency for statement in paper.statements for row in statement.rows} == {currency}


@pytest.mark.parametrize("heading", ["外币账户交易明细", "辅币账户", "示例币账户明细"])
def test_rows_under_a_currency_without_a_name_are_in_review_not_in_yuan(heading: str) -> None:
    paper = read(DAYS, FIGURES, "人民币账户", table(*HEAD, ROWS[0]), heading, table(*HEAD, ROWS[1]))
    assert amounts(paper) == [30_000]
    assert "unknown_currency" in codes(paper)


# --- several cards --------------------------------------------------------------------------------------------------

CARDS = ("卡号|上期欠款|本期欠款|最低还款额", "6222******1111|0.00|300.00|30.00", "6222******2222|0.00|700.00|70.00")


def test_the_balances_of_several_cards_are_added_up_where_the_rows_prove_it() -> None:
    statement = check_statement(read(DAYS, table(*CARDS), table(*HEAD, *ROWS)).statements[0])
    figures = (statement.opening, statement.closing, statement.minimum)
    assert [raw(value) for value in figures] == [0, 100_000, 10_000]
    assert statement.closing is not None and statement.closing.evidence.text == "300.00 + 700.00"
    assert statement.balanced is True


def test_a_total_beside_them_is_taken_as_printed() -> None:
    statement = read(DAYS, table(*CARDS, "合计|0.00|1,000.00|100.00"), table(*HEAD, *ROWS)).statements[0]
    assert statement.closing is not None and statement.closing.evidence.text == "1,000.00"
    assert raw(statement.minimum) == 10_000


@pytest.mark.parametrize("wrong", [ROWS[0].replace("300.00", "310.00"), ROWS[0].replace("300.00", "3oo.00")])
def test_what_the_rows_do_not_prove_is_not_taken_from_the_first_card(wrong: str) -> None:
    paper = read(DAYS, table(*CARDS), table(*HEAD, wrong, ROWS[1]))
    statement = paper.statements[0]
    assert (statement.opening, statement.closing, statement.minimum) == (None, None, None)
    assert {"several_cards", "missing_field"} <= codes(paper)


def test_a_line_printed_again_on_the_next_page_is_one_line() -> None:
    again = table(CARDS[0], CARDS[1])
    statement = read(DAYS, again, table(*HEAD, ROWS[0]), again).statements[0]
    assert (raw(statement.closing), raw(statement.minimum)) == (30_000, 3_000)


# --- labels over values ---------------------------------------------------------------------------------------------

STACK = ("上期欠款", "本期支出", "本期存入", "本期欠款", "最低还款额")


def test_a_stack_of_labels_over_a_stack_of_values_is_paired_by_order_and_proven_by_the_identity() -> None:
    statement = read(DAYS, *STACK, "50.00", "1,000.00", "0.00", "1,050.00", "105.00", table(*HEAD, *ROWS)).statements[0]
    values = (statement.opening, statement.closing, statement.minimum)
    assert [(raw(v), v is not None and v.verified) for v in values] == [(5_000, True), (105_000, True), (10_500, True)]


def test_what_only_the_order_tells_is_in_review() -> None:
    statement = read(DAYS, *STACK, "50.00", "1,000.00", "7.00", "1,050.00", "105.00", table(*HEAD, *ROWS)).statements[0]
    values = (statement.opening, statement.closing, statement.minimum)
    assert all(value is not None and not value.verified for value in values)


def test_of_unequal_stacks_nothing_is_taken() -> None:
    paper = read(DAYS, *STACK, "1,000.00", "0.00", "1,050.00", "105.00", table(*HEAD, *ROWS))
    statement = paper.statements[0]
    assert (statement.opening, statement.closing, statement.minimum) == (None, None, None)
    assert "missing_field" in codes(paper)


def test_nothing_owed_in_words_is_nought_and_what_is_held_is_negative() -> None:
    none = read(DAYS, table("上期欠款|1,000.00", "本期欠款|无欠款"), table(*HEAD, ROWS[0])).statements[0]
    assert raw(none.closing) == 0
    held = read(DAYS, table("本期存款|110.00", "最低还款额|0.00"), table(*HEAD, ROWS[0])).statements[0]
    assert raw(held.closing) == -11_000


# --- cells ----------------------------------------------------------------------------------------------------------


def test_a_day_of_six_digits_counts_only_beside_another() -> None:
    assert short_day("250301") is not None and short_day("251301") is None and short_day("690301") is None
    pair = read(DAYS, FIGURES, table(*HEAD, "250620|250621|示例面馆|300.00", "250622|250623|示例超市|700.00"))
    assert [raw(r.posted_on).isoformat() for r in pair.statements[0].rows] == ["2025-06-21", "2025-06-23"]
    code = read(DAYS, FIGURES, table("授权码|商品|金额", "250620|示例面馆|300.00"))
    assert amounts(code) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2025/03/12消费利息13.30", ("2025/03/12", "消费利息", "13.30")),
        ("2025/03/12 违约金 20.00", ("2025/03/12", "违约金", "20.00")),
        ("2025/03/05还款(存入)600.00", ("2025/03/05", "还款", "(存入)600.00")),
        ("2025/03/12第4/12期本金 1,250.00", ("2025/03/12", "第4/12期本金", "1,250.00")),
        ("2025/03/12消费利息", ("2025/03/12", "消费利息", None)),
        ("2025/03/12", None),
        ("消费利息13.30", None),
    ],
)
def test_a_day_glued_to_its_words_is_parted(text: str, parts: tuple[str | None, ...] | None) -> None:
    found = glued(Cell(text, Box(0, 0, 100, 10)))
    assert (None if found is None else tuple(part.text if part else None for part in found)) == parts


@pytest.mark.parametrize("text", ["700.00/RMB", "700.00/RMB(支出)", "RMB:12.50", "RMB:-612.00", "CNY 45.51", "(存入)5.00"])
def test_an_amount_is_one_in_any_dress(text: str) -> None:
    assert amount_in(text)


# --- kinds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fen", "kind"),
    [
        ("逾期违约金", 100, Kind.PENALTY),
        ("提前结清违约金", 100, Kind.FEE),
        ("提前还款手续费", 100, Kind.FEE),
        ("滞纳金", 100, Kind.LATE_FEE),
        ("信用卡滞纳金", 100, Kind.LATE_FEE),
        ("最低还款滞纳金", 100, Kind.LATE_FEE),
        ("示例市供电公司滞纳金", 100, Kind.PURCHASE),
        ("物业费滞纳金", 100, Kind.PURCHASE),
        ("取现手续费", 100, Kind.FEE),
        ("取现利息", 100, Kind.INTEREST),
        ("ATM取现", 100, Kind.CASH_ADVANCE),
        ("分期手续费", 100, Kind.FEE),
        ("分期利息", 100, Kind.INTEREST),
        ("商户分期 第3/12期", 100, Kind.INSTALMENT),
        ("循环利息", -100, Kind.ADJUSTMENT),
        ("存款利息", -100, Kind.OTHER),
        ("逾期利息", 100, Kind.PENALTY_INTEREST),
        ("罚息的复利", 100, Kind.PENALTY_INTEREST),
        ("还款返现", -100, Kind.REFUND),
        ("还款失败", 0, Kind.OTHER),
        ("账单分期", -300_000, Kind.ADJUSTMENT),
        ("账单分期入账", -300_000, Kind.ADJUSTMENT),
        ("现金分期入账", 300_000, Kind.DISBURSEMENT),
        ("现金分期 第1/12期", 100, Kind.INSTALMENT),
        ("违约金返还", -100, Kind.ADJUSTMENT),
        ("取现手续费冲正", -100, Kind.ADJUSTMENT),
        ("年费2000.00元 减免", 0, Kind.OTHER),
        ("年费返还", -100, Kind.ADJUSTMENT),
        ("消费6次免年费300元", 0, Kind.OTHER),
        ("年费贷调（客服）", -100, Kind.ADJUSTMENT),
        ("示例财政厅考试工本费", 100, Kind.PURCHASE),
        ("示例影音会员费", 100, Kind.PURCHASE),
        ("补卡工本费", 100, Kind.FEE),
        ("工本费", 100, Kind.FEE),
        ("增值服务使用费", 100, Kind.FEE),
        ("跨行转账", 100, Kind.CASH_ADVANCE),
        ("跨行转账", -100, Kind.REPAYMENT),
        ("示例担保代偿", -100, Kind.OTHER),
        ("利息税", 100, Kind.OTHER),
        ("消费 示例还款机专卖", 100, Kind.PURCHASE),
        ("（消费）示例利息书店", 100, Kind.PURCHASE),
        ("信用卡还款 转账还款-示例", -100, Kind.REPAYMENT),
        ("BOCNET[汇率701.00]", -100, Kind.REPAYMENT),
        ("RETURN EXAMPLE STORE", -100, Kind.REFUND),
        ("LATE CHARGE", 100, Kind.LATE_FEE),
        ("CASH ADVANCE FEE", 100, Kind.FEE),
    ],
)
def test_a_phrase_tells_the_kind(text: str, fen: int, kind: Kind) -> None:
    assert classify(text, fen, None, lexicon())[0] is kind


def test_a_payment_by_a_guarantor_is_in_review() -> None:
    paper = read(DAYS, FIGURES, table(*HEAD, *ROWS, "2025-07-01|2025-07-01|示例担保公司代偿|-500.00"))
    assert "kind_and_sign" in codes(paper)


def test_a_balance_that_words_call_held_is_not_turned_into_one_owed_by_a_misread_row() -> None:
    figures = table("上期余额|存款 10.00", "本期余额|0.00")
    right = check_statement(read(DAYS, figures, table(*HEAD, "2025-06-20|2025-06-21|示例面馆|10.00")).statements[0])
    assert (raw(right.opening), right.balanced) == (-1_000, True)
    wrong = check_statement(read(DAYS, figures, table(*HEAD, "2025-06-20|2025-06-21|示例面馆|-10.00")).statements[0])
    assert (raw(wrong.opening), wrong.balanced) == (-1_000, False)


def test_balances_printed_with_a_minus_where_they_are_owed_are_turned() -> None:
    figures = table("上期余额|-450.00", "本期余额|-1,450.00")
    statement = check_statement(read(DAYS, figures, table(*HEAD, *ROWS)).statements[0])
    assert (raw(statement.opening), raw(statement.closing), statement.balanced) == (45_000, 145_000, True)
