"""Amounts in another unit or currency, amounts that cannot be read, days without a year: never a silent wrong number."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.extract.fields import iter_values
from pipeline.extract.units import named_currency, other_unit
from pipeline.records.evidence import Precision
from pipeline.records.extraction import DocStatus, DocType
from pipeline.values.money import parse_sum
from tests.acceptance.reader import read_file
from tests.extract.pages import page, raw

CARD_HEAD = [["账单日", "2025-07-28", "到期还款日", "2025-08-17"]]
CARD_ROWS = [
    ["2025-07-03", "2025-07-04", "消费 海岸线书店", "238.60"],
    ["2025-07-05", "2025-07-05", "还款 网银转入", "-1,500.00"],
    ["2025-07-09", "2025-07-10", "消费 青柠咖啡", "36.00"],
]
PLAN = "<h3>还款计划表</h3><p>贷款机构：示例消费金融有限公司</p><p>合同编号：XF2025011500088　{}</p>"
PLAN_HEAD = ["期次", "应还日期", "应还本金", "应还利息", "应还总额"]


def table(rows):
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows) + "</table>"


def html(body):
    return read_file("纸.html", f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode())[0]


def card(*, mark="", more=(), above="", head="金额"):
    figures = [
        ["上期应还款额", f"{mark}1,500.00", "本期应还款额", f"{mark}274.60"],
        ["最低还款额", f"{mark}172.00", *more],
    ]
    rows = table([["交易日", "记账日", "交易描述", head], *CARD_ROWS])
    return html(f"<h3>徽商银行信用卡电子账单</h3>{above}{table([*CARD_HEAD, *figures])}{rows}")


def plan(*rows, note="", head=PLAN_HEAD):
    return html(PLAN.format(note) + table([head, *rows]))


def contract(*lines):
    top = ["个人借款合同", "合同编号：GR20250110-77", "贷款人：示例银行股份有限公司", "借款人：李样例"]
    return html("".join(f"<p>{line}</p>" for line in (*top, *lines))).contract


def codes(found):
    return {note.code for note in found.notes}


def amounts(found):
    """Every amount that was read: no count, no rate."""
    return [v.value for r in found.records for path, v in iter_values(r) if type(v.value) is int and "no" not in path]


@pytest.mark.parametrize(
    "note",
    [
        "单位：万元",
        "（单位：万元）",
        "金额单位：千元",
        "金额单位：分",
        "单位:百元",
        "金额单位为分",
        "单位：人民币万元",
        "金额单位：人民币（万元）",
        "以千元为单位",
        "金额单位：万美元",
    ],
)
def test_a_paper_in_another_unit_gives_no_amount(note):
    bank = (
        f"徽商银行账户交易明细\n账号,6217850012344471\n{note}\n交易日期,交易金额,余额,摘要\n2025-03-01,1.20,3.20,转入\n"
    )
    papers = [
        card(above=f"<p>{note}</p>"),
        read_file("b.csv", (bank + "2025-03-02,-0.50,2.70,贷款还款\n").encode())[0],
        plan(["1", "2025-02-15", "10.00", "0.30", "10.30"], note=note),
    ]
    for found in papers:
        assert found.document.type in (DocType.CARD_STATEMENT, DocType.BANK_STATEMENT, DocType.REPAYMENT_PLAN)
        assert found.document.status is DocStatus.PARTIAL
        assert "other_unit" in codes(found)
        assert amounts(found) == []


@pytest.mark.parametrize(
    "note",
    [
        "单位：元",
        "金额单位：人民币元",
        "单位：人民币",
        "单位名称：万元商贸有限公司",
        "工作单位：分宜县百货公司",
        "单位：分行营业部",
    ],
)
def test_yuan_and_organisations_are_no_other_unit(note):
    assert other_unit([page([note])]) is None
    assert card(above=f"<p>{note}</p>").statement.closing.value == 27_460


def test_a_value_with_its_own_unit_stays_where_the_paper_is_in_another():
    found = plan(["1", "2025-02-15", "10.00", "0.30", "10.30"], note="借款金额：60.00万元　单位：万元")
    assert raw(found.plan.loan_amount) == 60_000_000
    assert found.plan.rows[0].total is None


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("6.00万元", 6000000),
        ("6万", 6000000),
        ("5千元", 500000),
        ("600000分", 600000),
        ("60,000.00元", 6000000),
        ("0.1234567万元", None),
        ("6万余元", None),
        ("0.1000", None),
        ("0.123456万元", 123456),
    ],
)
def test_a_figure_and_its_unit_are_exact(text, fen):
    assert parse_sum(text) == fen


@pytest.mark.parametrize(
    "line",
    [
        "第一条 借款金额：人民币陆万元整（￥60,000.00）",
        "借款金额：6.00万元",
        "借款金额：6万元",
        "借款金额（万元）：6.00",
        "借款金额：借款本金为6万元，授信额度20万元",
        "借款金额：60千元",
        "借款金额：60,000.00元",
    ],
)
def test_a_contract_names_its_amount_in_any_unit(line):
    assert raw(contract(line).loan_amount) == 6_000_000


@pytest.mark.parametrize(
    "line", ["借款金额（万美元）：6.00", "借款金额：6.00万美元", "借款金额：6万余元", "借款金额（美元）：6.00"]
)
def test_a_unit_that_is_not_understood_is_not_read(line):
    assert contract(line).loan_amount is None


def test_capitals_before_the_figures_are_held_against_them():
    checks = contract("借款金额：人民币伍万元整（￥60,000.00）").loan_amount.checks
    assert [check.agrees for check in checks if check.source == "大写"] == [False]


@pytest.mark.parametrize(
    ("line", "rate"),
    [
        ("第三条 年化利率（单利）18%，违约金3%", 1800),
        ("贷款利率：月利率 1.2%", None),
        ("借款利率（月）：1.2%", None),
        ("贷款利率：0.05%/日", None),
        ("年利率12‰", None),
        ("借款利率为日利率万分之五", None),
    ],
)
def test_only_a_yearly_rate_is_one(line, rate):
    assert raw(contract(line).yearly_rate) == rate


def test_a_letter_s_amounts_carry_their_unit():
    text = "兹证明借款人李样例在我公司借款（合同编号：GR20250110-77），借款金额6万元，已于2025年6月18日全部还清，结清金额5.20万元。"
    letter = html(f"<h3>贷款结清证明</h3><p>{text}</p><p>示例消费金融有限公司</p><p>2025年6月20日</p>").letter
    assert (raw(letter.loan_amount), raw(letter.settled_amount)) == (6_000_000, 5_200_000)


@pytest.mark.parametrize(
    ("how", "currency"),
    [
        ({"mark": "USD "}, "USD"),
        ({"mark": "HK$"}, "HKD"),
        ({"head": "金额(美元)"}, "USD"),
        ({"head": "Amount (HKD)"}, "HKD"),
        ({"more": ("账户币种", "美元")}, "USD"),
        ({"above": "<p>币种：日元</p>"}, "JPY"),
        ({"above": "<p>金额单位：港元</p>"}, "HKD"),
        ({"head": "金额(人民币)"}, "CNY"),
        ({"more": ("账户币种", "人民币")}, "CNY"),
    ],
)
def test_a_card_statement_is_in_the_currency_that_it_names(how, currency):
    found = card(**how)
    assert [s.currency for s in found.statements] == [currency]
    assert [row.amount.value for row in found.statement.rows] == [23_860, -150_000, 3_600]
    assert (found.statement.opening.value, found.statement.closing.value) == (150_000, 27_460)


@pytest.mark.parametrize("how", [{"head": "金额(印尼盾)"}, {"more": ("账户币种", "卢比")}])
def test_a_currency_that_is_not_known_is_for_a_person(how):
    found = card(**how)
    assert "unknown_currency" in codes(found)
    assert not [row for s in found.statements for row in s.rows if row.currency == "CNY"]


def test_a_word_of_yuan_beside_it_does_not_make_a_foreign_paper_one_in_yuan():
    found = card(head="金额(美元)", above="<p>请以人民币购汇还款</p>")
    assert [s.currency for s in found.statements] == ["USD"]
    assert found.statement.closing.value == 27_460


def test_a_yuan_paper_that_names_a_foreign_currency_somewhere_stays_in_yuan():
    found = card(mark="￥", above="<p>如以美元还款，请先购汇</p>")
    assert [s.currency for s in found.statements] == ["CNY"]
    assert named_currency("金额(元)") is None


@pytest.mark.parametrize("figure", ["0.1000", "1,000.000", "1 000.00", "******"])
def test_an_amount_that_cannot_be_read_does_not_vanish(figure):
    found = plan(["1", "2025-02-15", figure, "60.00", "1,060.00"], ["2", "2025-03-15", "1,000.00", "60.00", "1,060.00"])
    assert found.document.status is DocStatus.PARTIAL
    assert figure in [note.text for note in found.notes if note.code == "unreadable"]


@pytest.mark.parametrize("nothing", ["-", "--", "—", "（空）", "0", "0.00", ""])
def test_nothing_is_no_amount_that_could_not_be_read(nothing):
    rows = [[str(n), f"2025-0{n + 1}-15", "1,000.00", nothing, "1,000.00"] for n in (1, 2)]
    assert "unreadable" not in codes(plan(*rows))


def test_a_due_day_without_its_year_lies_after_the_statement():
    rows = table([["交易日", "记账日", "交易描述", "金额"], ["12/05", "12/06", "消费 夜市", "45.50"]])
    figures = [["上期应还总额", "0.00", "本期应还款额", "45.50"], ["最低应还额", "10.00"]]
    head = table([["账单日", "2024年12月20日", "到期还款日", "01月08日"], *figures])
    statement = html(f"<h3>徽商银行信用卡电子账单</h3>{head}{rows}").statement
    assert (statement.due_on.value, statement.due_on.precision) == (date(2025, 1, 8), Precision.DAY_WITHOUT_YEAR)
    assert (raw(statement.opening), raw(statement.minimum)) == (0, 1_000)


def test_a_share_is_no_minimum():
    assert card(above="<p>最低还款比例 10.00%</p>").statement.minimum.value == 17_200
