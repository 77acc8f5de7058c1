"""Whose charge a row is: the bank's own words make it the bank's, a merchant's words make it a purchase."""

from __future__ import annotations

import pytest

from pipeline.extract.lexicon import lexicon
from pipeline.extract.rows import classify
from pipeline.records.extraction import Kind
from tests.extract.pages import page, paper

MERCHANTS = [
    "租车违约金 神州租车", "中国移动 违约金 3.20", "违约金-链家租房", "财付通-哈啰出行调度违约金", "支付宝-中国移动 违约金",
    "利息 平安普惠", "年费 樊登读书会", "贷款利息 示例小贷公司", "中国人寿 保险费", "酒店超限费 如家", "用户服务年费 某云盘",
    "利息 分期乐", "年费 日立", "滞纳金 国家电网", "挂号服务费", "ANNUAL FEE AMAZON", "罚息 示例金服",
]  # fmt: skip

BANKS = [
    ("违约金", Kind.PENALTY), ("违约金（2025年6月）", Kind.PENALTY), ("最低还款额未还部分违约金", Kind.PENALTY),
    ("招商银行信用卡年费", Kind.FEE), ("年费(附属卡 尾号3096)", Kind.FEE), ("白金卡年费", Kind.FEE),
    ("利息-消费", Kind.INTEREST), ("利息 20250601-20250628", Kind.INTEREST), ("循环信用利息", Kind.INTEREST),
    ("利息 美元账户", Kind.INTEREST), ("消费分期手续费 星河家电 第5/12期", Kind.FEE), ("境外交易手续费", Kind.FEE),
    ("预借现金手续费 江北支行ATM", Kind.FEE), ("跨行转账手续费", Kind.FEE), ("短信服务费", Kind.FEE),
    ("信用卡滞纳金", Kind.LATE_FEE), ("LATE PAYMENT FEE", Kind.LATE_FEE), ("INTEREST CHARGE", Kind.INTEREST),
    ("透支息", Kind.INTEREST), ("逾期费", Kind.FEE), ("財務費用", Kind.INTEREST), ("逾期費用", Kind.FEE), ("年費", Kind.FEE),
    ("現金透支", Kind.CASH_ADVANCE), ("現金透支手續費", Kind.FEE), ("超出信用額手續費", Kind.FEE),
    ("现金转出至储蓄卡", Kind.CASH_ADVANCE), ("预授权", Kind.OTHER), ("预授权完成", Kind.PURCHASE),
]  # fmt: skip


@pytest.mark.parametrize("text", MERCHANTS)
def test_a_charge_beside_the_words_of_a_merchant_is_a_purchase(text: str) -> None:
    assert classify(text, 100, None, lexicon())[0] is Kind.PURCHASE


@pytest.mark.parametrize(("text", "kind"), BANKS)
def test_a_charge_in_the_words_of_a_bank_is_the_banks(text: str, kind: Kind) -> None:
    assert classify(text, 100, None, lexicon())[0] is kind


@pytest.mark.parametrize("text", ["繳款－多謝", "自動轉賬付款"])
def test_thanks_for_a_payment_name_a_repayment(text: str) -> None:
    assert classify(text, -100, None, lexicon())[0] is Kind.REPAYMENT


def test_under_a_heading_of_charges_any_words_leave_a_charge_the_banks() -> None:
    assert classify("违约金 示例说明", 100, Kind.FEE, lexicon())[0] is Kind.PENALTY
    assert classify("利息 示例说明", 100, Kind.INTEREST, lexicon())[0] is Kind.INTEREST
    assert classify("违约金 示例租车", 100, Kind.PURCHASE, lexicon())[0] is Kind.PURCHASE


@pytest.mark.parametrize(("text", "kind", "sure"), [("逾期费", Kind.FEE, True), ("预授权 示例酒店", Kind.OTHER, False)])
def test_what_is_unclear_is_told(text: str, kind: Kind, sure: bool) -> None:
    made = paper(
        page(
            [
                "示例银行信用卡电子账单", "账单日|2025-07-28", "到期还款日|2025-08-17",
                "上期应还款额|100.00", "本期应还款额|120.00",
                [(60, "交易日"), (160, "记账日"), (260, "交易描述"), (460, "金额")],
                [(60, "2025-07-03"), (160, "2025-07-04"), (260, text), (460, "50.00")],
                [(60, "2025-07-05"), (160, "2025-07-05"), (260, "还款"), (460, "-30.00")],
            ]
        )
    )  # fmt: skip
    row = made.records[0].rows[0]
    assert (row.kind, row.amount.verified) == (kind, sure)
    assert "kind_and_sign" in {note.code for note in made.notes}
