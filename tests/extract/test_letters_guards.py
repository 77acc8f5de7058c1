"""What is settled only in part, by hearsay, on a condition, or no longer; and what is as good as settled."""

from __future__ import annotations

from datetime import date

import pytest

from tests.extract.pages import page, paper, raw, wrap
from tests.extract.test_letters_settled import BRANCH, DAY, clause, settles

LOAN = "兹证明王小明在我司的贷款（合同编号：HT-2401，贷款金额12,000.00元，放款日期：2024年1月15日）"


def notes(text: str) -> list[str]:
    """What a person is told of a letter with this text."""
    return [note.code for note in paper(page(["结清证明", *wrap(text), BRANCH, "2026年5月19日"])).notes]


@pytest.mark.parametrize(
    "text",
    [
        # interest, fees, an instalment, what was overdue
        "的利息已于2026年3月18日结清，本金3,150.00元按原合同继续履行。",
        "的罚息均已于2026年3月18日付清。",
        "已于2026年3月18日结清利息，本金另行归还。",
        "的违约金已于2026年3月18日付清，贷款按原计划还款。",
        "的手续费，已于2026年3月18日全部结清。",
        "首期款已于2026年3月18日付清。",
        "首付款于2026年3月18日付清。",
        "的逾期欠款已于2026年3月18日全部结清，目前还款正常，剩余本金未到期。",
        "的逾期本息于2026年3月18日全部还清。",
        "拖欠的逾期款项全部于2026年3月18日结清。",
        # it goes on
        "已于2026年3月18日结清，其后各期正常还款。",
        "已于2026年3月18日结清。贷款按原计划还款。",
        "已于2026年3月18日结清。剩余本金未到期，继续履行。",
        "已于2026年3月18日结清。尚欠罚息未付。",
        # one of several
        "的第3笔借据已于2026年3月18日结清，其余两笔正常还款。",
        "的第二次提款已于2026年3月18日结清。",
        "其中一笔已于2026年3月18日结清。",
        "尚未结清；另一笔贷款已于2025年1月9日结清。",
        # hearsay
        "据其本人陈述已于2026年3月18日结清，我司正在核实。",
        "客户称已于2026年3月18日结清。经核实，与事实不符。",
        "借款人表示已于2026年3月18日结清。",
        "已于2026年3月18日结清，尚待核实。",
        "我司不能确认其已于2026年3月18日结清。",
        # undone, or not in force
        "已于2026年3月18日结清，后因扣款退回，上述结清已于2026年3月19日撤销，本证明作废。",
        "已于2026年3月18日结清。因扣款退票，上述结清于2026年3月19日撤销。",
        "已于2026年3月18日结清。该笔还款已被冲正。",
        "已于2026年3月18日结清。本证明现予以作废。",
        "已于2026年3月18日结清，本证明自出具之日起七日内款项未被退回方可生效。",
        "已于2026年3月18日结清，款项到账后本证明方为有效。",
        "已于2026年3月18日结清，请予确认。",
        # promises
        "将于2026年3月18日全部结清。",
        "應於2026年3月18日結清。",
        "將於2026年3月18日結清。",
    ],
)
def test_nothing_is_settled_by(text: str) -> None:
    letter = clause(f"{LOAN}{text}")
    assert not settles(letter)
    assert letter.settled_in_words is None
    assert letter.settled_on is None
    assert raw(letter.outstanding) != 0
    assert "not_settled" in notes(f"{LOAN}{text}")


@pytest.mark.parametrize(
    "text",
    [
        "已于2026年3月18日结清，借款期间还款正常。",
        "已于2026年3月18日结清，历史还款正常，无逾期。",
        "已于2026年3月18日结清。本证明加盖公章后方可生效。",
        "已于2026年3月18日结清。本证明涂改无效，有效期30日，逾期本证明自动失效。",
        "已于2026年3月18日结清，多缴款项已退回。",
        "已于2026年3月18日结清。如需进一步核实，请致电我行客服。",
        "已于2026年3月18日结清。您名下其他贷款正常还款中。",
        "已于2026年3月18日结清，自动扣款授权同时取消。",
        "的本金、利息、罚息及费用已于2026年3月18日全部结清。",
        "的全部欠款及违约金已于2026年3月18日付清。",
        "的逾期贷款已于2026年3月18日全部结清，剩余款项不再追索。",
        "经我行核实，已于2026年3月18日结清。",
        "曾于2025年1月1日结清后因退票撤销，现已于2026年3月18日重新结清。",
        "已于2026年3月18日办理结清手续。",
        "即2026年3月18日提前还清。",
        "已于2026年3月18日按时还清。",
        "原定于2026年1月18日结清，实际延至2026年3月18日结清。",
        "原计划于2026年1月18日结清，实际于2026年3月18日全部结清。",
        "现已全数还清，还清之日为2026年3月18日。",
        "於貳零貳陸年參月拾捌日將其在本行之貸款全部結清。",
    ],
)
def test_still_settled_on_its_day_by(text: str) -> None:
    letter = clause(f"{LOAN}{text}")
    assert letter.settled_in_words is not None and letter.settled_in_words.verified
    assert raw(letter.settled_on) == DAY


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("项下历次提款均于二〇二六年三月十八日前偿还完毕，我行与借款人再无债权债务。", DAY),
        ("已于2026年3月18日之前全部还清。", DAY),
        ("自2024年1月15日起至2026年3月18日止已全部结清。", DAY),
        ("自2024年1月15日至2026年3月18日均已还清。", DAY),
        ("自2024年1月15日起至2026年3月18日止的借款已全部结清。", None),
    ],
)
def test_a_day_by_which_it_was_settled_is_not_the_day(text: str, by: date | None) -> None:
    letter = clause(f"{LOAN}{text}")
    assert letter.settled_in_words is not None
    assert letter.settled_on is None and raw(letter.as_of) == by


@pytest.mark.parametrize(("printed", "day"), [("2026年3月18日前", None), ("2026年3月18日之前", None), ("2026年3月18日", DAY)])
def test_a_pair_with_a_day_before_which_it_was(printed: str, day: date | None) -> None:
    found = paper(page(["结清证明", "合同编号|HT-2401", f"结清日期|{printed}", "状态|已结清", BRANCH, "2026年5月19日"]))
    assert found.letter is not None and raw(found.letter.settled_on) == day
    assert raw(found.letter.as_of) == (None if day else DAY)
    assert "settled_on" in found.letter.printed


@pytest.mark.parametrize("day", ["2026年2月30日", "2026-02-30", "二〇二六年二月三十日"])
def test_a_day_that_no_calendar_has_is_told_and_not_missed(day: str) -> None:
    text = f"{LOAN}已于{day}结清。"
    letter = clause(text)
    assert letter.settled_on is None and "settled_on" in letter.printed
    assert "impossible_date" in notes(text)
    assert "impossible_date" not in notes(f"{LOAN.replace('HT-2401', 'HT-2024-33-45')}已于2026年3月18日结清。")


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ([BRANCH, "二零二六年十一月零一日"], date(2026, 11, 1)),
        ([BRANCH, "贰零贰陆年伍月拾玖日"], date(2026, 5, 19)),
        ([BRANCH, "二〇二六年五月廿九日"], date(2026, 5, 29)),
        ([BRANCH, "2026年5月19日　　经办时间：2026年5月25日"], date(2026, 5, 19)),
        (["复核日期：2026年5月30日", BRANCH, "2026年5月19日"], date(2026, 5, 19)),
        (["打印日期：2026年5月30日", BRANCH, "2026年5月19日"], date(2026, 5, 19)),
        (["下载日期：2026年6月1日", BRANCH, "2026年5月19日"], date(2026, 5, 19)),
        ([BRANCH, "传真日期：2026-06-30"], None),
        ([BRANCH, "打印日期：2026-05-19"], date(2026, 5, 19)),
        ([BRANCH, "出具日期：2026年5月19日"], date(2026, 5, 19)),
        ([BRANCH, "日期：2026年5月19日"], date(2026, 5, 19)),
    ],
)
def test_the_day_of_issue_is_the_signature_s(lines: list[str], day: date | None) -> None:
    found = paper(page(["结清证明", *wrap(f"{LOAN}已于2026年3月18日结清。"), *lines])).letter
    assert found is not None and raw(found.issued_on) == day


@pytest.mark.parametrize(
    ("below", "is_settled"),
    [
        ("剩余本金未到期，贷款按原计划还款。", False),
        ("因扣款退票，上述结清已撤销，本证明作废。", False),
        ("您名下其他贷款正常还款中。", True),
        ("本证明涂改无效。", True),
    ],
)
def test_sentences_below_a_form_are_heard(below: str, is_settled: bool) -> None:
    for state in ("状态|已结清", "贷款余额|0.00"):
        pairs = ["合同编号|HT-2401", "结清日期|2026年3月18日", state]
        found = paper(page(["结清证明", *pairs, below, BRANCH, "2026年5月19日"])).letter
        assert found is not None and (found.settled_in_words is not None) is is_settled
