"""What was paid to settle and what is left, in the many ways in which letters put it."""

from __future__ import annotations

import pytest

from pipeline.extract.check import check_record
from pipeline.extract.review import review_entries
from pipeline.records.letter import Letter
from tests.extract.pages import page, paper, raw, wrap
from tests.extract.test_letters_settled import BRANCH, clause

LOAN = "兹证明王小明在我司的贷款（合同编号：HT-2401，贷款金额12,000.00元）"


def form(*lines: str) -> Letter:
    """A letter of labels and values."""
    found = paper(page(["结清证明", "合同编号|HT-2401", *lines, BRANCH, "2026年5月19日"])).letter
    assert found is not None
    checked = check_record(found)
    assert isinstance(checked, Letter)
    return checked


def reviewed(text: str) -> dict[str, str]:
    """What is in review of a letter with this text, and why."""
    found = paper(page(["结清证明", *wrap(text), BRANCH, "2026年5月19日"]))
    records = [check_record(record) for record in found.records]
    whole = found.with_records(records, document=found.document, notes=found.notes)
    return {entry.field: entry.why for entry in review_entries(whole)}


# --- what is left -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("剩余本金0.00元，剩余利息35.20元。", 35_20),
        ("贷款余额0.00元，欠息88.10元。", 88_10),
        ("本金余额0.00元，尚欠罚息120.00元。", 120_00),
        ("剩余本金0.00元、利息35.20元、罚息1.00元。", 36_20),
        ("剩余本金100.00元，剩余利息35.20元。", 135_20),
        ("剩余欠款3,150.00元。", 3_150_00),
        ("剩余欠款3,150.00元，剩余利息35.20元。", 3_150_00),
    ],
)
def test_whatever_is_left_speaks_against_the_settlement(text: str, fen: int) -> None:
    letter = clause(f"{LOAN}已于2026年3月18日结清，{text}")
    assert letter.outstanding is not None
    assert letter.outstanding.value == fen
    assert letter.outstanding.verified is (letter.settled_in_words is None)
    assert letter.settled_in_words is None or not letter.settled_in_words.verified
    assert letter.settled_on is None or not letter.settled_on.verified


@pytest.mark.parametrize(
    ("lines", "fen"),
    [
        (("结清日期|2026年3月18日", "剩余本金|0", "剩余利息|35.2", "剩余罚息|0", "状态|已结清"), 35_20),
        (("结清日期|2026年3月18日", "贷款余额|0.00", "欠息|88.10"), 88_10),
        (("结清日期|2026年3月18日", "剩余本金|0.00", "剩余利息|0.00", "状态|已结清"), 0),
    ],
)
def test_whatever_is_left_in_a_form(lines: tuple[str, ...], fen: int) -> None:
    letter = form(*lines)
    assert raw(letter.outstanding) == fen
    assert letter.outstanding is not None and letter.outstanding.verified is (fen == 0)


@pytest.mark.parametrize(
    "text",
    [
        "剩余本金0.00元，剩余利息0.00元。",
        "剩余本金0.00元，剩余利息35.20元我行予以减免。",
        "贷款余额为0.00元，保证金余额500.00元。",
        "账户余额-35.20元（溢缴款）。",
        "剩余欠款：无。",
        "未还金额：零元。",
    ],
)
def test_nothing_is_left_by(text: str) -> None:
    letter = clause(f"{LOAN}已于2026年3月18日结清，{text}")
    assert raw(letter.outstanding) == 0
    assert letter.settled_in_words is not None and letter.settled_in_words.verified


@pytest.mark.parametrize("text", ["剩余利息0.00元。", "目前还款正常，无逾期欠款。", "账户余额-35.20元。"])
def test_of_what_is_left_in_all_nothing_is_said_by(text: str) -> None:
    assert clause(f"{LOAN}的情况：{text}").outstanding is None


def test_a_form_that_says_none_is_left() -> None:
    letter = form("结清日期|2026年3月18日", "剩余欠款|无")
    assert raw(letter.outstanding) == 0


def test_a_letter_that_says_both_is_told_as_such() -> None:
    for text in ("剩余欠款3,150.00元。", "剩余本金0.00元，剩余利息35.20元。"):
        found = reviewed(f"{LOAN}已于2026年3月18日结清，{text}")
        assert found["says_both"] == found["outstanding"] == found["settled_in_words"] == "says_both"
    assert reviewed(f"{LOAN}已于2026年3月18日结清，剩余欠款0.00元。") == {}


def test_a_letter_dated_before_what_it_certifies_is_told_as_such() -> None:
    late = reviewed(f"{LOAN}已于2026年6月18日结清。")
    assert late["settled_on"] == late["issued_on"] == "issued_before"
    as_of = reviewed(f"{LOAN}已于2026年3月18日结清。截至2026年6月30日，贷款余额为0.00元。")
    assert as_of["as_of"] == as_of["issued_on"] == "issued_before"
    opened = reviewed("兹证明王小明于2026年4月1日在我行办理贷款（合同编号：HT-2401），已于2026年3月18日结清。")
    assert opened["settled_on"] == "days_differ"


# --- what was paid ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fen", "is_called"),
    [
        ("您于2026年3月18日一次还款3,000.00元，其余2,118.40元由我行予以免除，债权债务关系消灭。", 3_000_00, ""),
        ("您已于2026年3月18日通过银行转账向我司账户8110223344556677支付人民币9,500.00元，债务全部清偿。", 9_500_00, ""),
        ("您于2026年3月18日通过支付宝支付9,500.00元，全部欠款已结清。", 9_500_00, ""),
        ("已于2026年3月18日履行完毕，执行款46,300.00元已发还申请人。", 46_300_00, ""),
        ("累计支付本金6,000.00元、服务费742.10元，共6,742.10元（大写：陆仟柒佰肆拾贰元壹角），款项均已结清。", 6_742_10, "total"),
        ("已于2026年3月18日还清全部透支款项，共计人民币7,190.31元。", 7_190_31, ""),
        ("已于2026年3月18日结清全部欠款3,210.00元。", 3_210_00, ""),
        ("应还总额8,000.00元，减免金额3,000.00元，实际支付5,000.00元，已于2026年3月18日结清。", 5_000_00, ""),
        ("最后一期于2026年3月18日扣款1,022.17元后全部结清。", 1_022_17, "last"),
        ("最后一笔于2026年3月18日支付1,022.17元，贷款已全部结清。", 1_022_17, "last"),
        ("已于2026年3月18日结清，结清金额（含利息120.00元）3,120.00元。", 3_120_00, ""),
        ("由其配偶代为支付尾款1,234.56元，该借款已于2026年3月18日全部结清。", 1_234_56, "last"),
        ("已于2026年3月18日结清，结清当日归还本金800.00元、利息20.50元、罚息3.00元，共计823.50元。", 823_50, ""),
    ],
)
def test_what_was_paid_is_read_from(text: str, fen: int, is_called: str) -> None:
    letter = clause(f"{LOAN}{text}")
    assert letter.settled_amount is not None
    assert (letter.settled_amount.value, letter.settled_amount.verified) == (fen, True)
    assert letter.settled_amount_is == is_called


@pytest.mark.parametrize("total", ["832.50", "1,823.50"])
def test_parts_that_do_not_make_their_sum_contradict_it(total: str) -> None:
    text = f"{LOAN}已于2026年3月18日结清，归还本金800.00元、利息20.50元、罚息3.00元，共计{total}元。"
    letter = clause(text)
    assert letter.settled_amount is not None and not letter.settled_amount.verified
    assert [part.value for _, part in letter.parts] == [800_00, 20_50, 3_00]
    assert not any(part.verified for _, part in letter.parts)


@pytest.mark.parametrize(
    "text",
    [
        "结清当日归还本金800.00元、利息20.50元。",
        "于2026年1月9日还款1,000.00元，于2026年2月9日还款888.00元。",
        "欠款22,118.40元，于2026年3月18日还款15,000.00元，减免7,118.40元。",
        "我司代您支付3,000.00元。",
    ],
)
def test_a_sum_that_may_not_be_what_settled_is_neither_taken_nor_missed(text: str) -> None:
    letter = clause(f"{LOAN}已于2026年3月18日结清。{text}")
    assert letter.settled_amount is None
    assert "settled_amount" in letter.printed


def test_no_sum_at_all_is_missed() -> None:
    letter = clause(f"{LOAN}已于2026年3月18日结清。")
    assert letter.settled_amount is None and letter.printed == ()
