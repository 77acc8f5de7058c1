"""Clauses of a report's sentence: all of them are known, or the sentence goes to review."""

from __future__ import annotations

import re

import pytest

from pipeline.extract import report_grammar as grammar
from pipeline.extract.report_brief import extract_report
from pipeline.records.evidence import Origin
from pipeline.records.report import ReportStatus
from pipeline.values.text import key
from tests.extract.pages import page, raw, wrap
from tests.extract.sentences import CARDS, LOANS, OTHERS

ALL = {**CARDS, **LOANS, **{n: text for n, (_, text) in OTHERS.items()}}
HEADS = {n: "信用卡" if n in CARDS else "贷款" if n in LOANS else OTHERS[n][0] for n in ALL}


def read(number, text, **more):
    return extract_report("d", [page([HEADS[number], *wrap(text)], **more)])


@pytest.mark.parametrize("number", ALL)
def test_each_sentence_fits_exactly_one_rule_whole(number: int) -> None:
    text = key(ALL[number]).split(".", 1)[1]
    whole = [name for name in grammar.RULES if (p := grammar._parse(name, text)) and p.whole and p.end == len(text)]
    assert len(whole) == 1
    assert grammar.parse(text).rule == whole[0]


@pytest.mark.parametrize("number", ALL)
@pytest.mark.parametrize("clause", ["，已被质押", "，协商中", "（异议处理中）", "，代偿金额500", "，账户另有余额1,000"])
def test_a_clause_that_no_rule_knows_takes_the_sentence_to_review(number: int, clause: str) -> None:
    text = ALL[number]
    last = text.rindex("。")
    for altered in (text[:last] + clause + "。", text + clause.strip("，") + "。"):
        report, doubts = read(number, altered)
        assert report.accounts == () and report.liabilities == ()
        assert [d.code for d in doubts] == ["unparsed_sentence"]
        assert key(clause.strip("，（）")) in key(doubts[0].text)


@pytest.mark.parametrize(
    ("clause", "status"),
    [
        ("，已冻结", ReportStatus.FROZEN),
        ("，冻结", ReportStatus.FROZEN),
        ("，止付", ReportStatus.STOPPED),
        ("，银行止付", ReportStatus.STOPPED),
        ("，已司法追偿", ReportStatus.LITIGATION),
        ("，司法追偿", ReportStatus.LITIGATION),
    ],
)
@pytest.mark.parametrize("number", [1, 2, 3, 8, 9, 10, 14])
def test_a_known_state_behind_the_balance_is_the_accounts_state(number: int, clause: str, status: ReportStatus) -> None:
    text = re.sub(r"(余额为?[\d,]+|已使用额度[\d,]+)", rf"\1{clause}", ALL[number], count=1)
    report, doubts = read(number, text)
    assert doubts == []
    assert report.accounts[0].status.value is status
    assert key(report.accounts[0].status.evidence.text) == key(clause.strip("，"))


@pytest.mark.parametrize(
    ("number", "old", "new"),
    [
        (11, "2021年08月已结清。", "2021年08月已结清，当前有逾期。"),
        (5, "2025年03月销户。", "2025年03月销户，已变成呆账。"),
        (13, "2023年11月已转出。", "2023年11月已转出。2023年12月已结清。"),
        (1, "没有发生过90天以上逾期。", "没有发生过90天以上逾期，其中2个月逾期超过90天。"),
        (2, "最近5年内有14个月处于逾期状态，", ""),
        (9, "余额80,000。", "余额80,000，余额70,000。"),
    ],
)
def test_a_sentence_that_contradicts_itself_is_not_read(number: int, old: str, new: str) -> None:
    assert old in ALL[number]
    report, doubts = read(number, ALL[number].replace(old, new))
    assert report.accounts == () and len(doubts) == 1


@pytest.mark.parametrize(
    ("number", "lost"),
    [
        (1, "截至2026年09月，信用额度20,000，"),
        (2, "信用额度30,000，"),
        (3, "，已使用额度4,310"),
        (9, "，2027年04月25日到期"),
        (10, "余额3,150，"),
        (14, "截至2026年10月，"),
        (14, "信用额度35,200元（人民币），"),
        (17, "余额为21,300，"),
        (19, "责任人类型为保证人，"),
    ],
)
def test_a_sentence_that_lost_a_line_is_not_read(number: int, lost: str) -> None:
    assert lost in ALL[number]
    report, doubts = read(number, ALL[number].replace(lost, ""))
    assert report.accounts == () and report.liabilities == () and len(doubts) == 1


@pytest.mark.parametrize(
    ("number", "day"), [(9, "2025年04月25日"), (9, "2027年04月25日"), (14, "2029年03月23日"), (17, "2026年09月30日")]
)
def test_a_day_that_does_not_exist_is_not_passed_over(number: int, day: str) -> None:
    report, doubts = read(number, ALL[number].replace(day, day[:5] + "13月31日"))
    assert report.accounts == () and len(doubts) == 1


@pytest.mark.parametrize("figure", ["80.000", "80,00", "8O,000", "80，00O", "80,0000"])
def test_a_misread_figure_is_no_figure(figure: str) -> None:
    report, doubts = read(9, ALL[9].replace("80,000", figure), origin=Origin.OCR, agreement=1.0)
    assert report.accounts == () and len(doubts) == 1


def test_a_foreign_limit_may_say_what_it_is_converted_to() -> None:
    text = ALL[4].replace("信用额度12,000，已使用额度0", "信用额度折合人民币12,000，已使用额度折合人民币80")
    (account,) = read(4, text)[0].accounts
    assert (raw(account.credit_limit), raw(account.balance), account.currency) == (1_200_000, 8_000, "USD")


def test_a_semi_credit_card_counts_overdrafts() -> None:
    past = "最近5年内有4个月透支超过60天，其中1个月透支超过90天。"
    (account,), doubts = read(8, ALL[8] + past)[0].accounts, read(8, ALL[8] + past)[1]
    assert doubts == []
    assert (raw(account.overdue_months), raw(account.overdue_90)) == (4, 1)
    none = read(8, ALL[8] + past.replace("其中1个月透支超过90天", "没有发生过90天以上透支"))[0].accounts[0]
    assert (raw(none.overdue_months), none.overdue_90) == (4, None)


def test_an_unknown_heading_between_two_lists_is_told_and_costs_neither() -> None:
    lines = ["贷款", *wrap(ALL[9]), "特别关注信息", "某某机构的提示一条", "其他业务", *wrap(ALL[11])]
    report, doubts = extract_report("d", [page(lines)])
    assert len(report.accounts) == 2
    assert [key(d.text) for d in doubts] == ["特别关注信息某某机构的提示一条"]


def test_a_line_between_two_sentences_is_told() -> None:
    lines = ["贷款", *wrap(ALL[9]), "（以上账户由某某公司代为管理，请知悉。）", *wrap(ALL[11])]
    report, doubts = extract_report("d", [page(lines)])
    assert len(doubts) == 1 and "代为管理" in doubts[0].text
    assert [raw(a.amount) for a in report.accounts] == [1_200_000]  # what the line belongs to cannot be told


def test_a_sentence_under_a_heading_that_was_misread_is_read_all_the_same() -> None:
    lines = ["信用卡", *wrap(ALL[1]), "货款", "从未发生过逾期的账户明细如下：", *wrap(ALL[9])]
    report, doubts = extract_report("d", [page(lines)])
    assert [a.section for a in report.accounts] == ["credit_card", "loan"]
    assert [d.text for d in doubts] == ["货款"]
