"""What settles a debt, and what only seems to: parts, promises, conditions, denials, other people's payments."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.check import check_record
from pipeline.extract.letter import extract_letter
from pipeline.records.letter import Letter
from samples.capitals import capitals
from tests.extract.pages import page, paper, raw, wrap

BRANCH = "某某银行股份有限公司某某支行"
DAY = date(2026, 3, 18)


def clause(text: str) -> Letter:
    """A letter with this text."""
    found = extract_letter("d", [page(["结清证明", *wrap(text), BRANCH, "2026年5月19日"])])
    checked = check_record(found)
    assert isinstance(checked, Letter)
    return checked


def settles(letter: Letter) -> bool:
    """Whether it says of anything, for certain, that it is settled."""
    words, left = letter.settled_in_words, letter.outstanding
    return (words is not None and words.verified) or (left is not None and left.value == 0 and left.verified)


@pytest.mark.parametrize(
    "text",
    [
        "该笔贷款不结清不予办理注销。",
        "截至2026年3月18日，该笔贷款未能结清。",
        "该笔贷款未于2026年3月18日结清。",
        "该笔贷款没有全部还清。",
        "该笔贷款并非已全部结清。",
        "本证明不代表该笔贷款已全部结清。",
        "您已结清3笔贷款中的2笔。",
        "您的3笔贷款中2笔已结清。",
        "您共有3笔借款，已结清2笔，未结清1笔。",
        "除第三笔外，其余借款均已结清。",
        "您本期账单已全部结清。",
        "您第12期应还款已还清。",
        "逾期部分已于2026年3月18日全部还清。",
        "本期应还款项，已于2026年3月18日全部还清。",
        "当期最低还款额已付清。",
        "部分本金已还清。",
        "其中利息部分已还清，本金尚未归还。",
        "您拟于2026年3月18日全部结清该笔贷款。",
        "您承诺于2026年3月18日前全部还清。",
        "约定于2026年3月18日还清。",
        "若您于2026年3月31日前支付28,000.00元，则视为全部结清。",
        "如您于2026年3月31日前一次性支付28,000.00元，账户视同已结清，我行不再追索。",
        "一旦款项到账，该笔贷款即已全部结清。",
        "款项到账后，该笔贷款已全部结清。",
        "支付完成后双方债权债务关系终结。",
        "待您付清余款，双方债权债务关系终止，我行不再追索。",
        "请您确认该笔贷款是否已全部结清。",
        "□已全部结清 □尚未结清。",
        "您可在全部结清后申请结清证明。",
        "该笔贷款已全部结清，前提是2026年3月31日前款项足额到账。",
        "该笔贷款本金已还清，利息尚有500.00元未还。",
        "该笔贷款已由某某融资担保有限公司代偿结清。",
        "该笔贷款已核销结清。",
        "该笔债权已转让并结清。",
        "该笔贷款将于2026年3月18日结清。",
        "您的利息已全部结清。",
        "该笔贷款违约金已结清。",
        "该笔贷款本金已全部还清。",
        "预计结清日期：2026年3月18日。",
        "未结清金额：5,000.00元。",
        "请于2026年3月18日前全部结清。",
    ],
)
def test_nothing_is_settled_by(text: str) -> None:
    letter = clause(f"兹证明王小明在我行的贷款情况。{text}")
    assert not settles(letter)
    assert letter.settled_on is None or not letter.settled_on.verified or letter.settled_in_words is None


@pytest.mark.parametrize(
    "text",
    [
        "该笔贷款已于2026年3月18日全额结清。",
        "该笔贷款于2026年3月18日全部结清，如有疑问请致电客服。",
        "该笔贷款已于2026年3月18日结清，剩余部分我行予以减免。",
        "约定款项已于2026年3月18日全部履行完毕，协议终止。",
        "该笔贷款已于2026年3月18日提前结清，我行将于5个工作日内更新征信。",
        "经协商后，您已于2026年3月18日付清全部款项，我行承诺不再追索。",
        "您已于2026年3月18日向我行清偿完毕，如下账户不再计息。",
        "该笔贷款本息已于2026年3月18日归还完毕，尚欠本息0.00元。",
        "该笔贷款，2026年3月18日已全部结清。",
        "该笔贷款本金、利息均已于2026/3/18偿还完毕。",
    ],
)
def test_settled_on_a_day_by(text: str) -> None:
    letter = clause(f"兹证明王小明在我行的贷款情况。{text}")
    assert letter.settled_in_words is not None and letter.settled_in_words.verified
    assert raw(letter.settled_on) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "名下无未结清借款。",
        "您在我行无任何欠款。",
        "双方债权债务关系终止。",
        "双方债权债务关系已终结。",
        "我司对您不再享有追偿权。",
        "您的欠款余额为人民币零元整。",
        "您的账户不存在未偿还款项。",
        "全部应还款项已付清。",
        "您的未结清账单金额为0.00元。",
        "剩余本金：0元。",
    ],
)
def test_nothing_is_owed_by(text: str) -> None:
    assert raw(clause(f"兹证明王小明的贷款情况。{text}").outstanding) == 0


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("截至2026年3月18日剩余本金5,000.00元。", 500_000),
        ("该笔贷款已结清，剩余未还金额0.00元。", 0),
    ],
)
def test_what_is_left_is_what_is_printed(text: str, fen: int) -> None:
    assert raw(clause(text).outstanding) == fen


def test_a_letter_that_contradicts_itself_settles_nothing_for_certain() -> None:
    letter = clause("贷款A已全部结清。贷款B尚未结清，剩余本金5,000.00元。")
    assert letter.settled_in_words is not None and not letter.settled_in_words.verified


def test_several_contracts_that_one_sentence_settles_give_a_record_each() -> None:
    found = paper(page(["结清证明", "王小明合同编号为HT-2401、HT-2402的贷款均已结清。", BRANCH, "2026年5月19日"]))
    assert [raw(letter.contract_no) for letter in found.letters] == ["HT-2401", "HT-2402"]
    assert not found.notes


def test_several_contracts_of_which_one_is_settled_are_doubted() -> None:
    said = "王小明合同编号为HT-2401、合同编号为HT-2402的贷款中，前者已结清。"
    found = paper(page(["结清证明", said, BRANCH, "2026年5月19日"]))
    assert found.letter is not None and found.letter.contract_no is not None
    assert not found.letter.contract_no.verified
    assert "several_loans" in [note.code for note in found.notes]


# --- days, scope, tails -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "截至2026年3月18日，全部贷款均已结清。",
        "截止到2026年3月18日已全部还清。",
        "截至2026-03-18止，本息全部结清。",
        "自2023年3月20日起至2026年3月18日止的借款已全部结清。",
        "于2023年3月20日发放的贷款，截至2026年3月18日已全部结清。",
        "我司于2022年9月1日代您向某某银行偿付10,336.48元，您已付清。",
    ],
)
def test_another_day_is_no_day_of_settlement(text: str) -> None:
    assert clause(text).settled_on is None


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("王小明在我行名下所有贷款均已结清。", "customer"),
        ("王小明在我行无未结清贷款。", "customer"),
        ("王小明名下全部借款均已还清。", "customer"),
        ("王小明（合同编号：HT-2401）合同项下全部贷款均已结清。", "contract"),
        ("王小明借据编号JJ-240188的借款已结清。", "drawdown"),
        ("王小明订单号202303200098，已还清该订单项下全部应付款项。", "drawdown"),
        ("持卡人王小明，卡号末四位6049，欠款已结清。", "card_account"),
        ("王小明在本平台的借款已全部结清。", "platform"),
        ("王小明的借款已全部结清。", "unknown"),
    ],
)
def test_how_far_it_reaches(text: str, scope: str) -> None:
    assert clause(text).scope == scope


@pytest.mark.parametrize(
    "text",
    [
        "王小明（身份证尾号1424）的贷款已结清。",
        "王小明的贷款已结清，还款账号6222020000003381。",
        "王小明（手机尾号8890）的贷款已结清。",
        "王小明的贷款已结清，款项由尾号3381的储蓄账号6222020000003381扣收。",
    ],
)
def test_another_number_is_no_card_s(text: str) -> None:
    assert clause(text).account_tail is None


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("账户当前状态：正常（未销户）。", "stays_open"),
        ("该账户仍可继续使用。", "stays_open"),
        ("该账户已于2026年4月30日办理销户。", "closes"),
        ("授信额度已关闭。", "closes"),
    ],
)
def test_whether_it_stays_open(text: str, field: str) -> None:
    letter = clause(f"持卡人王小明，卡号末四位6049，欠款已结清。{text}")
    other = "closes" if field == "stays_open" else "stays_open"
    assert getattr(letter, field) is not None and getattr(letter, other) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("我行将于5个工作日内更新您的征信记录。", 5),
        ("我行将在3-5个工作日内向征信系统报送。", 5),
        ("征信信息将于T+1更新。", 1),
        ("我行将于十个工作日内向征信中心报送。", 10),
        ("结清证明原件于5个工作日内寄出。", None),
        ("我行将于30日内更新征信。", None),
    ],
)
def test_in_how_many_working_days_it_is_reported(text: str, days: int | None) -> None:
    assert raw(clause(f"王小明的贷款已结清。{text}").updates_within) == days


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("出借方：样例银行股份有限公司。", "样例银行股份有限公司"),
        ("我司受让样例消费金融有限公司对您的债权。", "样例消费金融有限公司"),
        ("我司代您向样例银行偿付1,000.00元。", "样例银行"),
        ("贷款银行：某某银行股份有限公司。", None),
    ],
)
def test_the_creditor_where_another_signs(text: str, who: str | None) -> None:
    assert raw(clause(f"{text}王小明的借款已结清。").creditor) == who


# --- amounts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fen", "supported"),
    [
        ("贷款金额人民币50,000.00元（大写：伍万元整）", 5_000_000, True),
        ("贷款金额：人民币伍万元整（小写：50,000.00元）", 5_000_000, True),
        ("贷款金额（大写）人民币伍万元整（小写）¥50,000.00元", 5_000_000, True),
        ("贷款金额人民币伍万元整", 5_000_000, None),
        ("贷款金额人民币50,000.00元（大写：伍万零壹元整）", 5_000_000, False),
        ("贷款金额人民币50,000.00元（伍万元整）", 5_000_000, True),
        ("贷款金额6.00万元", 6_000_000, None),
    ],
)
def test_figures_and_capitals(text: str, fen: int, supported: bool | None) -> None:
    value = clause(f"王小明的贷款，{text}，已全部结清。").loan_amount
    assert value is not None and value.value == fen
    assert [check.agrees for check in value.checks if check.kind.value == "capitals"] == (
        [] if supported is None else [supported]
    )
    assert value.verified is (supported is not False)


@pytest.mark.parametrize("text", ["贷款金额（万元）：6.00", "贷款金额约5,000元", "贷款金额6,000.00美元", "授信额度60,000.00元"])
def test_what_is_no_sum_in_yuan_is_refused(text: str) -> None:
    found = paper(page(["结清证明", *wrap(f"王小明的贷款，{text}，已全部结清。"), BRANCH, "2026年5月19日"])).letter
    assert found is not None and found.loan_amount is None


def test_a_reduction_adds_up_or_is_doubted() -> None:
    text = "应还总额41,260.77元（本金26,000.00，利息9,410.20，违约金5,850.57）。您已一次性支付28,000.00元，剩余{}元我行予以减免，已全部结清。"
    right, wrong = clause(text.format("13,260.77")), clause(text.format("13,260.70"))
    assert [p.value for _, p in right.parts] == [2_600_000, 941_020, 585_057]
    assert [name for name, _ in right.parts] == ["principal", "interest", "penalty"]
    for letter, agrees in ((right, True), (wrong, False)):
        for value in (letter.owed, letter.settled_amount, letter.waived):
            assert value is not None and value.verified is agrees
    assert raw(right.waived) == 1_326_077


def test_what_is_waived_in_several_sums_without_a_total_is_not_guessed() -> None:
    assert clause("减免利息1,000.00元、违约金500.00元，已全部结清。").waived is None


def test_days_that_cannot_follow_each_other_are_doubted() -> None:
    letter = clause("王小明的贷款已于2026年6月18日全部结清。")
    assert letter.settled_on is not None and letter.issued_on is not None
    assert not letter.settled_on.verified and not letter.issued_on.verified


@given(fen=st.integers(1, 99_999_999_99), grouped=st.booleans(), sign=st.sampled_from(["人民币", "¥", "￥", "人民币¥", ""]))
def test_any_sum_is_read_to_the_fen_and_held_against_its_capitals(fen: int, grouped: bool, sign: str) -> None:
    figure = f"{fen // 100:,}.{fen % 100:02d}" if grouped else f"{fen // 100}.{fen % 100:02d}"
    letter = clause(f"王小明的贷款已全部结清，累计还款金额{sign}{figure}元（大写：{capitals(fen)}）。")
    assert letter.settled_amount is not None and letter.settled_amount.value == fen
    assert [c.agrees for c in letter.settled_amount.checks if c.kind.value == "capitals"] == [True]
    alone = clause(f"王小明的贷款已全部结清，累计还款金额人民币{capitals(fen)}。")
    assert raw(alone.settled_amount) == fen


@given(fen=st.integers(1, 99_999_999), other=st.integers(1, 99_999_999))
def test_capitals_that_differ_leave_no_sum_verified(fen: int, other: int) -> None:
    text = f"王小明的贷款已全部结清，结清金额{fen // 100}.{fen % 100:02d}元（大写：人民币{capitals(other)}）。"
    value = clause(text).settled_amount
    assert value is not None and value.verified is (fen == other)


@pytest.mark.parametrize(
    "lines", [["借款金额|12,345.", "|67元"], ["借款金额|12,345", "|.67元"], ["借款金额|12,", "|345.67元"], ["借款金额|1", "|2,345.67"]]
)
def test_a_figure_broken_by_its_cell_is_not_half_read(lines: list[str]) -> None:
    cells = [[(60.0, a), (200.0, b)] for a, b in (line.split("|") for line in lines)]
    letter = extract_letter("d", [page(["结清证明", *cells, "借款状态|已结清", BRANCH, "2026年5月19日"])])
    assert letter.loan_amount is None


def test_a_number_broken_by_its_cell_is_doubted() -> None:
    cells = [[(60.0, "合同编号"), (200.0, "GX2023-03")], [(200.0, "20-118")]]
    letter = extract_letter("d", [page(["结清证明", *cells, "借款状态|已结清", BRANCH, "2026年5月19日"])])
    assert letter.contract_no is None or not letter.contract_no.verified


# --- tables ----------------------------------------------------------------------------------------------------------

COLUMNS = (60.0, 190.0, 270.0, 350.0, 430.0, 510.0)
HEAD = ("借据编号", "借款金额", "到期日", "结清日", "剩余本金", "状态")


def table(*rows: tuple[str, ...]) -> list[Letter]:
    lines = [list(zip(COLUMNS, row, strict=True)) for row in (HEAD, *rows)]
    found = paper(page(["结清证明", "王小明在我司共有2笔借款，明细如下：", *lines, "某某消费金融有限公司", "2026年3月19日"]))
    return [record for record in map(check_record, found.letters) if isinstance(record, Letter)]


def test_a_total_row_is_no_loan_and_supports_the_rows() -> None:
    found = table(
        ("JJ2303200045", "5,000.00", "2024-03-20", "2024-03-20", "0.00", "已结清"),
        ("JJ2306110012", "8,000.00", "2024-06-11", "", "2,000.00", "还款中"),
        ("合计", "13,000.00", "", "", "2,000.00", ""),
    )
    assert [raw(x.contract_no) for x in found] == ["JJ2303200045", "JJ2306110012"]
    assert [raw(x.outstanding) for x in found] == [0, 200_000]
    assert [raw(x.due_on) for x in found] == [date(2024, 3, 20), date(2024, 6, 11)]
    assert [x.settled_in_words is not None for x in found] == [True, False]
    assert all(x.loan_amount is not None and any(c.source == "合计" for c in x.loan_amount.checks) for x in found)


def test_a_total_that_the_rows_do_not_make_doubts_them() -> None:
    found = table(
        ("JJ2303200045", "5,000.00", "2024-03-20", "2024-03-20", "0.00", "已结清"),
        ("JJ2306110012", "8,000.00", "2024-06-11", "2024-06-11", "0.00", "已结清"),
        ("合计", "18,000.00", "", "", "0.00", ""),
    )
    assert not any(x.loan_amount is not None and x.loan_amount.verified for x in found)


def test_a_row_that_still_owes_is_not_settled_for_certain() -> None:
    (one, _) = table(
        ("JJ2303200045", "5,000.00", "2024-03-20", "2024-03-20", "100.00", "已结清"),
        ("JJ2306110012", "8,000.00", "2024-06-11", "2024-06-11", "0.00", "已结清"),
    )
    assert one.settled_in_words is not None and not one.settled_in_words.verified


def test_a_loan_that_the_table_lacks_is_told() -> None:
    lines = [list(zip(COLUMNS, row, strict=True)) for row in (HEAD, ("JJ2303200045", "5,000.00", "2024-03-20", "2024-03-20", "0.00", "已结清"), ("JJ2306110012", "8,000.00", "2024-06-11", "2024-06-11", "0.00", "已结清"))]
    found = paper(page(["结清证明", "王小明在我司共有3笔借款，均已结清，明细如下：", *lines, "某某消费金融有限公司", "2026年3月19日"]))
    assert "row_count" in [note.code for note in found.notes]


def test_traditional_characters_say_the_same() -> None:
    text = "茲證明王小明在我行辦理的貸款（合同編號：HT-2401）已於2026年3月18日全部結清，無任何欠款。"
    found = paper(page(["貸款結清證明", *wrap(text), "某某银行股份有限公司", "2026年3月19日"])).letter
    assert found is not None
    assert (raw(found.contract_no), raw(found.settled_on), raw(found.outstanding)) == ("HT-2401", DAY, 0)
