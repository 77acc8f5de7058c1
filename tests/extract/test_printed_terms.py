"""What papers say of their own prices: a card's penalty, a loan's penalty rate, what a payout slip kept, a loan called in."""

from __future__ import annotations

import pytest

from pipeline.extract.papers import Paper
from tests.acceptance.reader import read_file
from tests.extract.test_interest_list import read


def terms(*after: str) -> tuple[int, int, int | None] | None:
    found = read(*after).statements[0].penalty_terms
    return None if found is None else (found.percent.value, found.floor.value, found.cap.value if found.cap else None)


@pytest.mark.parametrize(
    ("said", "price"),
    [
        ("违约金按最低还款额未还部分的5%收取，最低10元。", (500, 1_000, None)),
        ("未还足最低还款额的，违约金为最低还款额未偿还部分的5%，最低收取人民币20元，最高500元。", (500, 2_000, 50_000)),
        (
            "应支付违约金：（1）最低还款额未偿还部分不超过200元（含）人民币，按照10元人民币的标准支付违约金；"
            "（2）最低还款额未偿还部分超过200元的，按照最低还款额未还部分金额的5%支付违约金。",
            (500, 1_000, None),
        ),
    ],
)
def test_a_bills_own_price_of_a_missed_minimum(said: str, price) -> None:
    assert terms(said) == price


@pytest.mark.parametrize(
    "said",
    [
        "违约金按最低还款额未还部分的5%收取。",  # what the least is it does not say
        "违约金按最低还款额未还部分的5%收取，最低10元；连续两期未还足的为6%。",
        "违约金按最低还款额未还部分的5%收取，最低10元。另一种账户的违约金为最低还款额未还部分的4%，最低5元。",
        "分期提前还款违约金为剩余本金的3%，最低10元。",
    ],
)
def test_a_price_that_is_not_plain_is_left_out(said: str) -> None:
    assert terms(said) is None


def loan_paper(*lines: str) -> Paper:
    body = "".join(f"<p>{line}</p>" for line in lines)
    (found,) = read_file("合同.html", f"<html><meta charset='utf-8'><body>{body}</body></html>".encode())
    return found


CONTRACT = (
    "个人借款合同（关键信息页）",
    "合同编号：HT2025010501",
    "贷款人：示例湖畔银行股份有限公司",
    "借款人：王小样",
    "借款金额：12,000.00元",
    "借款年利率（单利）：14.40%",
    "借款期限：2025-01-05至2026-01-05",
)


@pytest.mark.parametrize(
    ("clause", "rate", "surcharge"),
    [
        ("逾期罚息：按日万分之八计收", 2_880, None),
        ("罚息利率：日利率0.08%", 2_880, None),
        ("逾期罚息利率：年利率21.60%", 2_160, None),
        ("罚息：按借款利率加收100%（挪用贷款）；逾期加收50%", None, 50),
    ],
)
def test_what_a_contract_says_lateness_costs(clause: str, rate: int | None, surcharge: int | None) -> None:
    contract = loan_paper(*CONTRACT, clause).contract
    assert contract is not None
    assert (contract.penalty_rate.value if contract.penalty_rate else None) == rate
    if surcharge is not None:
        assert contract.surcharge is not None and contract.surcharge.value == surcharge


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("本贷款已于2025-05-06宣布提前到期。", True),
        ("状态：提前到期", True),
        ("发生违约情形的，贷款人有权宣布贷款提前到期。", False),
        ("如借款人逾期，贷款可被宣布提前到期。", False),
    ],
)
def test_a_loan_that_was_called_in(clause: str, said: bool) -> None:
    contract = loan_paper(*CONTRACT, clause).contract
    assert contract is not None and (contract.accelerated is not None) is said


SLIP = (
    "放款凭证",
    "贷款机构：示例湖畔小额贷款有限公司",
    "合同编号：HT2025010501",
    "放款日期：2025-01-05",
    "贷款金额：12,000.00",
    "实际放款金额：11,400.00",
)


@pytest.mark.parametrize(
    ("line", "kept", "ordered"),
    [
        ("代扣服务费 600.00（由贷款人收取）", [60_000], []),
        ("预扣首期利息：600.00", [60_000], []),
        ("借款人委托代付保险费（示例财险）600.00", [], [60_000]),
        ("备注：本笔无其他费用", [], []),
    ],
)
def test_what_a_payout_slip_says_of_the_rest(line: str, kept: list[int], ordered: list[int]) -> None:
    payout = loan_paper(*SLIP, line).payout
    assert payout is not None and payout.amount is not None and payout.amount.value == 1_140_000
    assert [v.value for v in payout.kept] == kept
    assert [v.value for v in payout.ordered] == ordered
