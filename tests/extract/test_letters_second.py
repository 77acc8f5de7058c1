"""Wordings of letters that a second round of papers brought: each class in words of its own, and a near miss."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.extract.letter import extract_letter
from pipeline.extract.review import review_entries
from pipeline.records.letter import Letter
from tests.extract.pages import page, paper, raw, wrap
from tests.extract.test_letters_settled import BRANCH, DAY, clause, settles

LOAN = "兹证明王小明（身份证号码：3301**********1424）在我司的贷款（合同编号：HT-2401，贷款金额12,000.00元）"
CARD = "兹证明王小明（身份证号码：3301**********1424）名下"


def records(text: str) -> tuple[Letter, ...]:
    """The records of a letter with this text."""
    return paper(page(["结清证明", *wrap(text), BRANCH, "2026年5月19日"])).letters


def of_lines(*lines: str) -> Letter:
    """A letter of these lines."""
    return extract_letter("d", [page(["结清证明", *lines, BRANCH, "2026年5月19日"])])


# --- what is settled -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "逾期款项已于2025年12月20日全部还清。",
        "逾期的6期款项已于2025年12月20日还清，剩余本金按原计划正常归还。",
        "拖欠的3期月供已于2025年12月20日全部还清。",
        "本金已于2026年3月18日全部结清，利息、罚息合计3,150.00元待结清后另行出具证明。",
        "截至2026年3月18日余额为3,150.00元，客户承诺于2026年4月30日前结清。",
        "债权已于2026年3月18日整体转让给某某资产管理有限公司，我司账面已结清，后续请向受让方还款。",
        "于2026年3月18日在账面上已结清，今后请向某某资产管理有限公司履行还款。",
    ],
)
def test_a_part_a_promise_or_an_assignment_settles_nothing(text):
    assert not settles(clause(LOAN + text))


@pytest.mark.parametrize(
    "text",
    [
        "曾逾期，逾期款项已于2025年12月20日全部还清；该笔贷款于2026年3月18日到期结清。",
        "拖欠的2期月供已于2025年12月20日还清。该笔贷款已于2026年3月18日全部结清。",
        "已于2026年3月18日结清。如有疑问请向我司客服咨询。",
        "，债权由我司自某某银行受让。该笔贷款已于2026年3月18日结清。",
    ],
)
def test_beside_them_the_loan_itself_is_settled_on_its_own_day(text):
    letter = clause(LOAN + text)
    assert settles(letter)
    assert raw(letter.settled_on) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("截至2026年3月18日累计偿还本金12,000.00元，该笔贷款已于当日结清。", DAY),
        ("客户于2026年3月18日归还全部本息，贷款已于同日结清。", DAY),
        ("，2026年3月18日本次结清支付3,540.20元，该笔贷款已结清。", DAY),
        ("截至2026年3月18日逾期3期，当日最低还款额已付清。", None),
    ],
)
def test_the_same_day_is_the_day_named_before_it(text, day):
    assert raw(clause(LOAN + text).settled_on) == day


def test_a_month_is_no_day():
    for text in ("于2026年3月全部结清，无欠款。", "已在2026年3月份结清。"):
        letter = clause(LOAN + text)
        assert (raw(letter.settled_on), raw(letter.as_of)) == (None, date(2026, 3, 31))
    assert raw(clause(LOAN + "拟于2026年6月全部结清。").as_of) is None


# --- how far it reaches ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("信用卡（卡号尾号6049）的现金分期业务（金额20,000.00元，24期）已于2026年3月18日提前结清。", "drawdown"),
        ("信用卡（卡号尾号6049）办理的大额分期已于2026年3月18日结清，卡片其他欠款不在本证明范围。", "drawdown"),
        ("信用卡（卡号尾号6049）欠款及账单分期余额已于2026年3月18日全部结清。", "card_account"),
        ("信用卡（卡号尾号6049）账户全部欠款已于2026年3月18日结清。", "card_account"),
    ],
)
def test_an_instalment_plan_is_not_the_card(text, scope):
    letter = clause(CARD + text)
    assert (letter.scope, letter.kind) == (scope, "credit_card")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("尾号6049信用卡（美元账户）欠款USD 320.15已于2026年3月18日还清，无欠款。人民币账户不在本证明范围。", "USD"),
        ("尾号6049信用卡港币账户欠款HKD1,320.15已于2026年3月18日还清，无欠款。", "HKD"),
        ("尾号6049信用卡人民币账户及美元账户欠款已于2026年3月18日还清，无欠款。", "CNY"),
        ("尾号6049信用卡欠款1,320.15元已于2026年3月18日还清，无欠款。", "CNY"),
    ],
)
def test_its_currency_is_that_of_the_one_account_it_speaks_of(text, currency):
    letter = clause(CARD + text)
    assert letter.currency == currency
    assert currency == "CNY" or letter.settled_amount is None


# --- which account ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("信用卡（原卡尾号1234，换卡后尾号6049）欠款已于2026年3月18日全部还清。", "6049"),
        ("信用卡（旧卡尾号1234已更换为尾号6049）欠款已于2026年3月18日全部还清。", "6049"),
        ("信用卡（卡号尾号1234）欠款已于2026年3月18日全部还清。", "1234"),
    ],
)
def test_a_card_that_was_replaced_is_known_by_its_new_number(text, tail):
    assert raw(clause(CARD + text).account_tail) == tail


def test_a_card_spoken_of_aside_is_not_the_loans():
    for aside in (
        "另，该客户名下尾号6049信用卡尚有欠款18,000.00元未还。",
        "此外，尾号6049的信用卡仍欠5,000.00元。",
    ):
        letter = clause(LOAN + "已于2026年3月18日结清。" + aside)
        assert (raw(letter.account_tail), raw(letter.contract_no), letter.kind) == (None, "HT-2401", "loan")
        assert raw(letter.outstanding) is None
    assert raw(clause(CARD + "尾号6049信用卡已于2026年3月18日结清。").account_tail) == "6049"


def test_two_tails_are_two_records_and_a_day_is_no_number():
    both = records(CARD + "2张信用卡（尾号6049、8186）已于2026年3月18日结清并销户，无欠款。")
    assert [raw(letter.account_tail) for letter in both] == ["6049", "8186"]
    one = records("您在我司的贷款（合同编号HT-7781，2024年1月2日放款）已于2026年3月18日结清。")
    assert [raw(letter.contract_no) for letter in one] == ["HT-7781"]


def test_blanks_are_no_part_of_a_number_a_name_an_amount():
    letter = of_lines("客户姓名：王 小 明", "合同编号：HT 7781 0093", "贷款金额：￥ 50 , 000 . 00", "贷款已结清。")
    assert (raw(letter.name), raw(letter.contract_no), raw(letter.loan_amount)) == ("王小明", "HT77810093", 5000000)
    letter = of_lines("合同编号：HT-7781 Loan Amount", "贷款金额：50, 00元")
    assert (raw(letter.contract_no), raw(letter.loan_amount)) == ("HT-7781", None)


# --- amounts and days ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount", "opened"),
    [
        ("贷款（合同编号HT-1，金额12,000.00元，发放日2024年3月20日），已结清。", 1200000, date(2024, 3, 20)),
        ("合同编号HT-7781项下贷款30,000.00元已于2026年3月18日结清。", 3000000, None),
        ("授信额度50,000元，借款金额8,000.00元（借据号JJ88001）已于2026年3月18日结清。", 800000, None),
        ("2024年1月2日在我司办理的贷款（合同编号HT-7781）已于2026年3月18日结清。", None, date(2024, 1, 2)),
        ("发放2024年度消费贷款，截至2024年1月2日在我司无其他贷款，已结清。", None, None),
    ],
)
def test_a_year_is_no_amount_and_what_was_lent_is_read(text, amount, opened):
    letter = clause(text)
    assert (raw(letter.loan_amount), raw(letter.opened_on)) == (amount, opened)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("原贷款余额为3,150.00元，已于2026年3月18日全部清偿，现余额为0元。", 0),
        ("结清前贷款余额3,150.00元，已于2026年3月18日全部结清，目前余额0.00元。", 0),
        ("已于2026年3月18日结清，剩余本金、利息、罚息均为0.00元。", 0),
        ("已于2026年3月18日全部结清，本金、利息、罚息及各项费用剩余均为0.00元。", 0),
        ("没有尚未偿还的贷款。", 0),
        ("本息已经全部收回。", 0),
        ("已于2026年3月18日结清，我司不再对其享有追偿权利。", 0),
        ("截至2026年3月18日余额为3,150.00元。", 315000),
        ("已于2026年3月18日结清，剩余利息、罚息均为0.00元。", None),
        ("可用余额0.00元，剩余额度0元，已于2026年3月18日结清。", None),
        ("利息已经全部收回。", None),
    ],
)
def test_what_is_left_is_what_is_left_now(text, left):
    letter = clause("合同编号HT-7781项下贷款" + text)
    assert raw(letter.outstanding) == left
    assert letter.outstanding is None or letter.outstanding.verified


def test_interest_left_beside_no_principal_is_in_doubt():
    letter = clause("合同编号HT-7781的贷款于2026年3月18日结清，本金剩余0元，利息剩余35.20元。")
    assert letter.outstanding is not None
    assert (letter.outstanding.value, letter.outstanding.verified) == (3520, False)


@pytest.mark.parametrize(
    ("text", "paid", "waived"),
    [
        ("您于2026年3月18日还清全部欠款￥23,418.06元。", 2341806, None),
        ("您已还清全部应付款项（本金9,000.00元，利息812.35元，担保费240.00元）。", 1005235, None),
        ("您已于2026年3月18日付清所有欠款（本金1,000.00元、罚息12.30元）。", 101230, None),
        ("贷款已于2026年3月18日结清，实还1.35万元。", 1350000, None),
        ("2026年3月18日本次结清支付3,540.20元，该笔贷款已结清。", 354020, None),
        ("您于2026年3月18日一次性偿还28,000.00元，余额3,240.18元由我行豁免，欠款已结清。", 2800000, 324018),
        ("您尚未还清全部应付款项（本金9,000.00元，利息812.35元）。", None, None),
    ],
)
def test_what_was_paid_and_waived(text, paid, waived):
    letter = clause(text)
    assert (raw(letter.settled_amount), raw(letter.waived)) == (paid, waived)


# --- who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "tail"),
    [
        (["王小明（3301**********1424）：您在我司的借款已结清。"], "1424"),
        (["截至2026年3月18日，王小明（3301**********1424）在我司的借款已结清。"], "1424"),
        (["王小明，身份证号3301**********1424，贷款已结清。"], "1424"),
        (["王小明：我司于2022年9月1日代您偿付10,336.48元，您已付清。"], None),
        (["王小明：", "您在我司的贷款（编号：HT-7781）已于2026年3月18日结清，无欠款。"], None),
        (["借款人王小明（3301**********1424）的借款已结清。"], "1424"),
        (["茲證明王小明（身份證號碼：3301**********1424）的貸款已全部結清，無任何欠款。"], "1424"),
        (["王小明您好：您在我行的贷款已于2026年3月18日结清。"], None),
    ],
)
def test_a_name_before_its_id_or_before_a_colon(lines, tail):
    letter = of_lines(*lines)
    assert (raw(letter.name), raw(letter.id_tail)) == ("王小明", tail)


@pytest.mark.parametrize(
    "lines",
    [
        ["特别提示：您在我司的贷款已于2026年3月18日结清。"],
        ["借款明细：", "您在我司的贷款已于2026年3月18日结清。"],
        ["余额为3,150.00元，客户承诺于2026年4月30日前结清。"],
        ["经核查，截至2026年3月18日，您的贷款已结清。"],
    ],
)
def test_other_words_before_a_colon_are_no_name(lines):
    assert of_lines(*lines).name is None


def test_a_line_of_credit_that_ended():
    letter = of_lines(
        "王小明：", "您的授信合同（编号SX2201，额度有效期至2027-12-31）自2026年4月1日起终止，", "额度已关闭。"
    )
    assert (raw(letter.contract_no), letter.scope, raw(letter.closes)) == ("SX2201", "contract", "额度已关闭")


def test_what_the_paper_itself_contradicts_is_told_as_such():
    def reasons(text: str) -> set[str]:
        lines = ["结清证明", *wrap(text), BRANCH, "2026年5月19日"]
        return {entry.why for entry in review_entries(paper(page(lines)))}

    words = "合同编号HT-7781项下借款已于2026年3月18日结清，结清金额13,150.60元（大写：壹万叁仟壹佰伍拾元陆{}）。"
    assert "capitals_differ" in reasons(words.format("分"))
    assert "capitals_differ" not in reasons(words.format("角"))
    two = "（1）合同编号HT-7781，贷款金额30,000.00元，已结清；（2）合同编号HT-7799，贷款金额45,000.00元，已结清。"
    assert {"several_loans", "several_values"} <= reasons(two)
    assert "readers_differ" not in reasons(two) | reasons(words.format("分"))


def test_a_row_in_another_currency_says_so():
    table = [
        ("卡号末四位", "币种", "结清金额", "结清日期", "状态"),
        ("6049", "美元", "320.15", "2026-03-18", "已结清"),
        ("8186", "人民币", "3,150.00", "2026-03-18", "已结清"),
    ]
    rows = [[(60 + 100 * n, cell) for n, cell in enumerate(line)] for line in table]
    found = paper(page(["信用卡结清证明", "王小明名下信用卡如下：", *rows, BRANCH, "2026年5月19日"])).letters
    assert [(raw(x.account_tail), x.currency, raw(x.settled_amount)) for x in found] == [
        ("6049", "USD", None),
        ("8186", "CNY", 315000),
    ]
