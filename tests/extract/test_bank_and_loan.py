"""Debit accounts, loans and contracts: what each reader makes of a page, and what it must leave open."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.extract.check import check_record, check_statement
from pipeline.records.extraction import DocStatus, DocType, Kind
from tests.extract.pages import page, paper

TITLE = ["某某银行个人账户交易流水", "户名：王小明|账号：6222000000001234|币种：人民币"]


def columns(*lines):
    """Rows of a table: the cells of each stand under those of its head."""
    return [[(60.0 + 110.0 * n, text) for n, text in enumerate(line.split("|"))] for line in lines]


def amounts(result):
    return [r.amount.value for r in result.statements[0].rows]


def test_money_in_and_money_out_in_columns_of_their_own() -> None:
    result = paper(
        page(
            [
                *TITLE,
                *columns(
                    "交易日期|摘要|收入|支出|联机余额|对方户名",
                    "2026-03-01|工资|8,000.00|-|9,200.00|某某公司",
                    "2026-03-05|信用卡还款|-|3,000.00|6,200.00|某某信用卡中心",
                    "2026-03-08|消费|-|120.00|6,080.00|示例超市",
                ),
            ]
        )
    )
    statement = check_record(result.statements[0])
    assert result.document.type is DocType.BANK_STATEMENT
    assert (statement.kind, statement.tails, statement.name.value) == ("bank_account", ("1234",), "王小明")
    assert amounts(result) == [-800_000, 300_000, 12_000]
    assert [r.balance.value for r in statement.rows] == [-920_000, -620_000, -608_000]
    assert [r.kind for r in statement.rows] == [Kind.OTHER, Kind.REPAYMENT, Kind.OTHER]
    assert statement.balanced is True
    assert statement.rows[1].counterparty.value == "某某信用卡中心"


@pytest.mark.parametrize(
    ("flags", "signs"),
    [
        (("贷", "借", "借"), (-1, 1, 1)),
        (("贷 Cr", "借 Dr", "借 Dr"), (-1, 1, 1)),
        (("收入", "支出", "支出"), (-1, 1, 1)),
    ],
)
def test_a_flag_beside_the_amount_tells_its_side(flags, signs) -> None:
    figures = ("8,000.00", "3,000.00", "120.00")
    held = ("9,200.00", "6,200.00", "6,080.00")
    lines = [f"2026-03-0{n + 1}|{flags[n]}|{figures[n]}|{held[n]}|样例商户{n}" for n in range(3)]
    result = paper(page([*TITLE, *columns("交易日期|借贷标志|交易金额|余额|摘要", *lines)]))
    assert amounts(result) == [signs[0] * 800_000, signs[1] * 300_000, signs[2] * 12_000]
    assert check_record(result.statements[0]).balanced is True


def test_without_any_sign_only_the_running_balance_tells() -> None:
    lines = [
        "2026-03-01|工资|8,000.00|9,200.00",
        "2026-03-05|转账|3,000.00|6,200.00",
        "2026-03-08|消费|120.00|6,080.00",
    ]
    result = paper(page([*TITLE, *columns("交易日期|摘要|交易金额|余额", *lines)]))
    # Nothing before the first row tells its side: it is in review.
    assert amounts(result) == [None, 300_000, 12_000]
    assert any(note.code == "unreadable" for note in result.notes)


def test_without_sign_and_balance_nothing_is_guessed() -> None:
    lines = ["2026-03-01|工资|8,000.00|某公司", "2026-03-05|转账|3,000.00|某人", "2026-03-08|消费|120.00|某店"]
    result = paper(page([*TITLE, *columns("交易日期|摘要|交易金额|对方户名", *lines)]))
    assert amounts(result) == []
    assert result.document.status is DocStatus.PARTIAL
    assert sum(note.code == "unknown_column" for note in result.notes) == 3


def test_a_running_balance_that_breaks_is_told_where() -> None:
    lines = [
        "2026-03-01|工资|+8,000.00|9,200.00",
        "2026-03-05|转账|-3,000.00|6,200.00",
        "2026-03-08|消费|-120.00|6,000.00",
        "2026-03-09|消费|-100.00|5,900.00",
    ]
    statement = check_record(paper(page([*TITLE, *columns("交易日期|摘要|交易金额|余额", *lines)])).statements[0])
    assert (statement.balanced, statement.broken_at) == (False, 2)


PLAN = [
    "还款计划表",
    "借款人：王小明|合同编号：SL20250101001",
    "借款金额：6,000.00元|年利率（单利）：14.4%|放款日期：2025-01-05",
    *columns(
        "期数|应还日期|应还总额|应还本金|应还利息|剩余本金|状态",
        "1|2025-02-05|2,072.00|2,000.00|72.00|4,000.00|已还",
        "2|2025-03-05|2,048.00|2,000.00|48.00|2,000.00|已还",
        "3|2025-04-05|2,024.00|2,000.00|24.00|0.00|待还",
    ),
]


def test_a_repayment_plan_is_proved_by_its_own_sums() -> None:
    result = paper(page([*PLAN, *columns("合计||6,144.00|6,000.00|144.00||")]))
    plan = check_record(result.plan)
    assert result.document.type is DocType.REPAYMENT_PLAN
    assert (plan.contract_no.value, plan.name.value, plan.loan_amount.value) == ("SL20250101001", "王小明", 600_000)
    assert (plan.yearly_rate.value, plan.opened_on.value) == (1440, date(2025, 1, 5))
    assert [(r.period_no.value, r.due_on.value, r.total.value) for r in plan.rows] == [
        (1, date(2025, 2, 5), 207_200),
        (2, date(2025, 3, 5), 204_800),
        (3, date(2025, 4, 5), 202_400),
    ]
    assert plan.balanced is True


def test_a_plan_that_does_not_add_up_says_so() -> None:
    wrong = PLAN[:3] + [[(x, text.replace("2,048.00", "2,084.00")) for x, text in line] for line in PLAN[3:]]
    assert check_record(paper(page(wrong)).plan).balanced is False


def test_payments_of_a_loan_with_their_parts() -> None:
    result = paper(
        page(
            [
                "青禾消费金融有限公司还款明细",
                "借款人：王小明|合同编号：QH-2025-0007|借款金额：6,000.00",
                *columns(
                    "期数|还款日期|还款总额|本金|利息|罚息|剩余本金",
                    "1|2025-02-05|2,072.00|2,000.00|72.00|0.00|4,000.00",
                    "2|2025-03-14|2,053.40|2,000.00|48.00|5.40|2,000.00",
                ),
            ]
        )
    )
    statement = check_record(result.statements[0])
    assert result.document.type is DocType.LOAN_STATEMENT
    assert (statement.kind, statement.contract_no.value, statement.issuer) == ("loan", "QH-2025-0007", "青禾消费金融")
    assert [(r.kind, r.amount.value, r.period_no.value) for r in statement.rows] == [
        (Kind.REPAYMENT, -207_200, 1),
        (Kind.REPAYMENT, -205_340, 2),
    ]
    assert [part.value for part in statement.rows[1].components.parts()] == [200_000, 4_800, 540]
    assert statement.balanced is True


def test_a_loan_as_a_list_of_what_was_paid_out_charged_and_paid() -> None:
    result = paper(
        page(
            [
                "某某银行贷款对账单",
                "借款人：王小明|合同编号：DK20250007",
                *columns(
                    "日期|摘要|金额|贷款余额",
                    "2025-01-05|放款|6,000.00|6,000.00",
                    "2025-02-05|还款|2,072.00|4,000.00",
                    "2025-03-10|罚息|5.40|4,000.00",
                    "2025-03-14|还款冲正|2,048.00|4,000.00",
                ),
            ]
        )
    )
    assert [(r.kind, r.amount.value) for r in result.statements[0].rows] == [
        (Kind.DISBURSEMENT, 600_000),
        (Kind.REPAYMENT, -207_200),
        (Kind.PENALTY_INTEREST, 540),
        (Kind.ADJUSTMENT, 204_800),
    ]


CONTRACT = [
    "个人消费借款合同",
    "合同编号：GX2023-0320-118",
    "甲方（借款人）：王小明|证件号码：3301**********1424",
    "乙方（贷款人）：某某消费金融有限公司",
    "借款金额：人民币12,000.00元（大写：壹万贰仟元整）",
    "年利率（单利）：23.9%|还款方式：等额本息",
    "借款期限：自2023年3月20日起至2024年3月20日止",
    "逾期还款的，自逾期之日起在约定利率基础上上浮50%计收罚息。",
    "甲方提前还款的，不收取违约金。",
]


def test_the_key_page_of_a_contract() -> None:
    result = paper(page(CONTRACT))
    contract = result.contract
    assert result.document.type is DocType.LOAN_CONTRACT
    assert (contract.contract_no.value, contract.name.value, contract.id_tail.value) == (
        "GX2023-0320-118",
        "王小明",
        "1424",
    )
    assert (contract.issuer, contract.loan_amount.value) == ("某某消费金融", 1_200_000)
    assert (contract.yearly_rate.value, contract.surcharge.value) == (2390, 50)
    assert contract.loan_amount.checks[-1].source == "大写"
    assert (contract.opened_on.value, contract.due_on.value) == (date(2023, 3, 20), date(2024, 3, 20))


@pytest.mark.parametrize(
    ("clause", "rate"),
    [
        ("罚息利率：27.0%", 2700),
        ("自逾期之日起计收罚息，罚息利率为年利率21.60%，直至清偿之日止。", 2160),
        ("逾期罚息年利率为19.2%。", 1920),
        ("罚息利率为年利率14.40%的150%。", None),
        ("罚息利率为年利率14.40%×1.5。", None),
        ("罚息利率以主合同约定为准。", None),
    ],
)
def test_the_penalty_rate_of_a_contract(clause: str, rate: int | None) -> None:
    printed = [clause if line.startswith("逾期还款的") else line for line in CONTRACT]
    found = paper(page(printed)).contract
    assert (found.penalty_rate.value if found.penalty_rate else None) == rate
    assert found.yearly_rate.value == 2390


@pytest.mark.parametrize(
    "name", ["服务费", "咨询顾问费", "居间费", "平台费", "贷后管理费", "增信费", "保费", "担保费"]
)
def test_what_a_lender_charges_beside_interest_is_a_fee(name: str) -> None:
    rows = ("2025-01-05|放款|6,000.00|6,000.00", f"2025-02-05|{name}|260.00|6,260.00", "2025-02-05|还款|-260.00|6,000.00")
    lines = ["某某银行贷款对账单", "借款人：王小明|合同编号：DK20250007", *columns("日期|摘要|金额|贷款余额", *rows)]
    assert paper(page(lines)).statements[0].rows[1].kind is Kind.FEE


@pytest.mark.parametrize("line", ["授信期限：自2023年3月20日起至2026年3月20日止", "额度有效期：2023-03-20至2026-03-20"])
def test_the_term_of_a_line_is_no_loans(line: str) -> None:
    printed = [line if old.startswith("借款期限") else old for old in CONTRACT]
    assert paper(page(printed)).contract.opened_on is None


def test_capitals_that_say_another_amount_speak_against_it() -> None:
    wrong = [line.replace("壹万贰仟元整", "壹万叁仟元整") for line in CONTRACT]
    assert paper(page(wrong)).contract.loan_amount.verified is False


def test_payments_that_pay_interest_too_and_do_not_say_how_prove_nothing() -> None:
    printed = [
        "贷款对账单",
        "某某银行股份有限公司",
        "合同编号：HT-2025-000123",
        [(60.0, "交易日期"), (180.0, "摘要"), (330.0, "交易金额"), (450.0, "贷款余额")],
        [(60.0, "2025-02-10"), (180.0, "贷款发放"), (330.0, "5,000.00"), (450.0, "5,000.00")],
        [(60.0, "2025-03-10"), (180.0, "还款"), (330.0, "1,050.00"), (450.0, "4,000.00")],
        [(60.0, "2025-04-10"), (180.0, "还款"), (330.0, "1,040.00"), (450.0, "3,000.00")],
    ]
    assert check_statement(paper(page(printed)).statement).balanced is None
    more = [*printed[:-1], [(60.0, "2025-04-10"), (180.0, "还款"), (330.0, "1,040.00"), (450.0, "2,900.00")]]
    broken = check_statement(paper(page(more)).statement)
    assert broken.balanced is False
