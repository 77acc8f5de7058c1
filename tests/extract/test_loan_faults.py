"""Loan lists that print more than payments: failed and reversed ones, parts of many names, what was waived."""

from __future__ import annotations

import pytest

from pipeline.extract.check import check_record
from pipeline.extract.letter import extract_letter
from pipeline.extract.outcome import is_taken_back, no_money_moved
from pipeline.records.extraction import DocStatus, Kind
from pipeline.records.letter_items import missing_items
from tests.acceptance.reader import read_file
from tests.extract.pages import page, paper, raw
from tests.extract.test_bank_and_loan import columns

TITLE = ["青禾消费金融有限公司还款明细", "借款人：王小明|合同编号：QH-2025-0007|借款金额：6,000.00"]


def payments(head, *lines):
    return paper(page([*TITLE, *columns(head, *lines)]))


def rows(result):
    return check_record(result.statements[0]).rows


def codes(result):
    return {note.code for note in result.notes}


# --- no money moved -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("扣款状态", "失败"),
        ("扣款结果", "扣款失败"),
        ("交易结果", "余额不足"),
        ("处理结果", "已冲正"),
        ("某某栏", "已撤销"),
        ("备注", "扣款失败，余额不足"),
    ],
)
def test_a_debit_that_failed_is_no_payment_under_whatever_head(head, said) -> None:
    result = payments(
        f"期数|还款日期|本金|利息|还款金额|{head}",
        "1|2025-02-15|1,000.00|60.00|1,060.00|成功",
        f"2|2025-03-15|1,000.00|60.00|1,060.00|{said}",
        "2|2025-03-16|1,000.00|60.00|1,060.00|成功",
    )
    assert [(r.kind, r.amount.value) for r in rows(result)] == [
        (Kind.REPAYMENT, -106_000),
        (Kind.OTHER, None),
        (Kind.REPAYMENT, -106_000),
    ]
    assert "kind_and_sign" in codes(result)
    assert result.document.status is DocStatus.PARTIAL


@pytest.mark.parametrize(("head", "said"), [("还款类型", "还款撤销"), ("还款方式", "冲正"), ("还款类型", "冲正")])
def test_a_reversal_without_a_sign_is_owed_again_and_in_doubt(head, said) -> None:
    result = payments(
        f"期数|还款日期|{head}|本金|利息|还款金额",
        "1|2025-02-15|正常还款|1,000.00|60.00|1,060.00",
        f"1|2025-02-16|{said}|1,000.00|60.00|1,060.00",
    )
    assert [(r.kind, r.amount.value) for r in rows(result)] == [
        (Kind.REPAYMENT, -106_000),
        (Kind.ADJUSTMENT, 106_000),
    ]
    assert "kind_and_sign" in codes(result)


def test_words_of_another_payment_say_nothing_of_this_one() -> None:
    assert not no_money_moved(["重新扣款成功", "上次扣款失败，本次扣款成功", "正常还款", "1,060.00", ""])
    assert not is_taken_back(["正常还款", "提前还款", "余额不足"])
    assert no_money_moved(["还款未成功"])


# --- parts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "part"),
    [("违约金", "fee"), ("提前还款手续费", "fee"), ("平台服务费", "fee"), ("复利", "penalty_interest")],
)
def test_what_is_charged_beside_principal_and_interest_is_a_part(head, part) -> None:
    result = payments(f"期数|还款日期|本金|利息|{head}|还款金额", "1|2025-02-15|1,000.00|60.00|20.00|1,080.00")
    (row,) = rows(result)
    assert raw(getattr(row.components, part)) == 2_000
    assert getattr(row.components, part).verified and row.amount.verified


def test_several_columns_of_one_part_are_added_up() -> None:
    result = payments(
        "期数|还款日期|本金|利息|罚息|复利|担保费|违约金|还款金额",
        "1|2025-02-15|1,000.00|60.00|5.00|1.00|20.00|3.00|1,089.00",
    )
    (row,) = rows(result)
    assert (raw(row.components.penalty_interest), raw(row.components.fee)) == (600, 2_300)
    assert row.components.fee.verified and row.components.fee.evidence.text == "20.00 + 3.00"


def test_what_was_due_and_what_was_paid_are_not_added_up() -> None:
    result = payments(
        "期数|还款日期|应还本金|应还利息|应收罚息|实收罚息|还款金额", "1|2025-02-15|1,000.00|60.00|5.00|5.00|1,065.00"
    )
    assert rows(result) == () and "unknown_column" in codes(result)


def test_a_part_under_an_unknown_head_contradicts_the_others() -> None:
    result = payments("期数|还款日期|本金|利息|某某款|还款金额", "1|2025-02-15|1,000.00|60.00|20.00|1,080.00")
    (row,) = rows(result)
    assert not any(part.verified for part in row.components.parts())
    assert "unknown_column" in codes(result)


def test_what_is_given_up_lowers_the_sum() -> None:
    (row,) = rows(
        payments("期数|还款日期|本金|利息|罚息|减免|还款金额", "1|2025-02-15|1,000.00|60.00|5.00|5.00|1,060.00")
    )
    assert row.amount.verified and all(part.verified for part in row.components.parts())


def test_waived_interest_is_not_owed() -> None:
    result = payments(
        "交易日期|交易类型|交易金额|本金|利息",
        "2025-02-15|还款|1,060.00|1,000.00|60.00",
        "2025-06-01|利息减免|12.00|0.00|12.00",
    )
    assert [(r.kind, r.amount.value) for r in rows(result)][1] == (Kind.ADJUSTMENT, -1_200)


# --- letters --------------------------------------------------------------------------------------------------------


def letter(words):
    text = f"兹证明借款人王小明（合同编号：QH-2025-0007）的借款已于2025年6月18日全部还清，{words}。特此证明。"
    sheet = page(["结清证明", text, "青禾消费金融有限公司", "2025年6月20日"])
    return extract_letter("d", [sheet])


@pytest.mark.parametrize(
    "words", ["剩余本息0.00元", "未偿本息为零", "剩余应还本息为0元", "尚欠本息：零元", "剩余借款本息￥0.00"]
)
def test_nothing_left_is_said_in_many_words(words) -> None:
    assert raw(letter(words).outstanding) == 0


@pytest.mark.parametrize("words", ["剩余本息5,000.00元予以减免", "剩余本息0.50元", "未偿本息零星"])
def test_something_left_is_not_nothing(words) -> None:
    assert raw(letter(words).outstanding) != 0


def test_what_stands_behind_its_label_is_not_missing() -> None:
    found = letter("结清金额约五万贰千元")
    assert found.settled_amount is None
    assert "settled_amount" not in {name for name, _ in missing_items(found)}
    assert "settled_amount" in {name for name, _ in missing_items(letter("无欠款"))}


# --- lists of debit accounts ----------------------------------------------------------------------------------------

BANK = "徽商银行账户交易明细\n账号,6217850012344471\n"


def test_rows_under_another_account_are_not_booked_on_the_first() -> None:
    head = "交易日期,支出,收入,摘要\n"
    text = f"{BANK}{head}2025-03-01,1060.00,,贷款还款\n账号,6217850099998820\n{head}2025-03-02,70.00,,消费\n"
    found = read_file("b.csv", text.encode())[0]
    assert found.statements[0].tails == ("4471",)
    assert [r.amount.value for r in found.statements[0].rows] == [106_000]
    assert "several_accounts" in codes(found) and found.document.status is DocStatus.PARTIAL


def test_the_same_account_named_again_is_one_account() -> None:
    head = "交易日期,支出,收入,摘要\n"
    text = f"{BANK}{head}2025-03-01,1060.00,,贷款还款\n账号,6217850012344471\n{head}2025-03-02,70.00,,消费\n"
    found = read_file("b.csv", text.encode())[0]
    assert [r.amount.value for r in found.statements[0].rows] == [106_000, 7_000]


def test_rows_under_another_card_bear_its_number() -> None:
    head = "交易日期,交易描述,交易金额\n"
    text = f"徽商银行信用卡对账单\n卡号,6228********3096\n{head}2025-03-01,星河家电城,1299.00\n"
    text += f"卡号,6228********5514\n{head}2025-03-01,星河家电城,1299.00\n"
    found = read_file("b.csv", text.encode())[0]
    assert [raw(r.tail) for r in found.statements[0].rows] == ["3096", "5514"]


def test_totals_and_balances_with_a_day_are_no_movements() -> None:
    text = f"{BANK}交易日期,交易金额,摘要\n2025-03-01,-1060.00,贷款还款\n2025-03-31,-1060.00,支出合计\n"
    found = read_file("b.csv", f"{text}2025-03-31,2000.00,期末余额\n2025-03-31,0.00,收入合计\n".encode())[0]
    assert [r.amount.value for r in found.statements[0].rows] == [106_000]
    assert found.document.status is DocStatus.OK


def test_a_total_that_the_rows_do_not_make_is_told() -> None:
    text = f"{BANK}交易日期,交易金额,摘要\n2025-03-01,-1060.00,贷款还款\n2025-03-31,-1160.00,支出合计\n"
    assert "totals_differ" in codes(read_file("b.csv", text.encode())[0])
