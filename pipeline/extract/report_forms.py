"""Which form of credit report a paper is, before it is read; and what its number tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pipeline.extract.report_grammar import START
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.records.extraction import DocType
from pipeline.records.reading import Page
from pipeline.values.text import key

_HEAD_ROWS = 12
_TITLE_LENGTH = 24
"""Characters of a title's line, at most; a longer one is a sentence that names a report."""
_TITLE = re.compile(r"个人信用报告|个人征信报告")
_NUMBER = re.compile(r"报告编号[:：]?\d{10}")

_FIRST_BRIEF = (
    "查询操作员",
    "为他人担保笔数",
    "为他人担保信息",
    "保证人代偿信息",
    "住房贷款",
    "查询时间",
    "已销户。",
    "电信欠费记录",
)
_SECOND_BRIEF = ("未结清/未销户账户数", "相关还款责任", "非信贷交易记录", "贷款授信", "卡片尾号", "垫款信息")
_FIRST_FULL = ("业务号", "账户状态为", "信用提示", "逾期及违约信息概要", "24个月", "首笔贷款发放月份", "准贷记卡账户数")
_SECOND_FULL = ("账户标识", "非循环贷账户", "循环额度下分账户", "信贷交易授信及负债信息概要", "账户关闭日期")
_UNPADDED = re.compile(r"\d{4}年[1-9]月[1-9]?\d日")

_OTHER_BUREAUS = re.compile(r"百行征信|朴道征信|钱塘征信|企业信用报告|企业征信报告|芝麻信用|腾讯信用|鹏元征信")
_OF_CREDIT = re.compile(r"信用报告|征信报告|个人征信|信用评分|信用分")
_ADVERTISING = re.compile(
    r"立即申请|马上申请|额度最高|最高可借|点击(?:查看|下载|申请|领取)|关注(?:公众号|我们)|下载app|怎么看|如何(?:查询|看|解读)|小编|客服微信|扫码"
)


def _text(pages: Sequence[Page]) -> str:
    return "".join(key(row.text) for page in pages for row in page.grid.rows)


def _head(pages: Sequence[Page]) -> str:
    return "\n".join(key(row.text) for page in pages[:1] for row in page.grid.rows[:_HEAD_ROWS])


def first_generation(pages: Sequence[Page]) -> DocType | None:
    """Return which kind of report a paper is where it is one of before 2020; None for any other.

    Its sentences look like today's, but its tables, lists and marks are others: it is named and not read.
    """
    if not pages or not is_report(pages[0]):
        return None
    text = _text(pages)

    def marks(words: Sequence[str]) -> int:
        return sum(key(word) in text for word in words)

    full = marks(_FIRST_FULL)
    if full >= 2 and full > marks(_SECOND_FULL):
        return DocType.CREDIT_REPORT_FULL
    old, new = marks(_FIRST_BRIEF), marks(_SECOND_BRIEF[1:])
    old += bool(_UNPADDED.search(text))
    if old >= 2 and old > new:
        return DocType.CREDIT_REPORT_BRIEF
    return None


def other_bureau(pages: Sequence[Page]) -> bool:
    """Whether a paper is headed by another bureau's name, or is an enterprise's report: layouts that we do not have."""
    lines = [key(row.text) for page in pages[:1] for row in page.grid.rows[:_HEAD_ROWS]]
    titles = [line for line in lines if len(line) <= _TITLE_LENGTH]
    named = any(_OTHER_BUREAUS.search(line) for line in titles) and any(_OF_CREDIT.search(line) for line in titles)
    return named and "账户明细如下" not in _text(pages)


def holds_report(pages: Sequence[Page]) -> bool:
    """Whether a paper that has a brief report's words is one, and does not only speak of one.

    A report prints its number, or (a page of it alone) account sentences without anything that advertises.
    """
    text = _text(pages)
    return not advertises(pages) and bool(_NUMBER.search(text) or START.search(text))


def advertises(pages: Sequence[Page]) -> bool:
    """Whether a paper sells or explains something about reports: it has words of that kind, and no report's head."""
    text = _text(pages)
    return _ADVERTISING.search(text) is not None and not (_NUMBER.search(text) and "姓名" in text)


def report_number(page: Page) -> str:
    """Return the report's number that a page prints, "" where it prints none."""
    match = re.search(r"报告编号[:：]?(\d{14,22})", "".join(key(row.text) for row in page.grid.rows[:_HEAD_ROWS]))
    return match.group(1)[:22] if match else ""


def is_report(page: Page) -> bool:
    """Whether a page is headed as a personal credit report: one of its first lines is little more than the title."""
    lines = [key(row.text) for row in page.grid.rows[:_HEAD_ROWS]]
    return any(len(line) <= _TITLE_LENGTH and _TITLE.search(line) for line in lines)


def speaks_of_reports(pages: Sequence[Page]) -> bool:
    """Whether a paper is headed by words about reports, and sells or explains something."""
    return bool(pages) and is_report(pages[0]) and advertises(pages)


def number_tells_time(
    number: Value[str] | None, reported: Value[date] | None
) -> tuple[Value[str] | None, Value[date] | None]:
    """Check report time against report number, whose first digits repeat it; a difference only warns."""
    if number is None or reported is None or len(number.value) != 22:
        return number, reported
    if number.value[:8] != f"{reported.value:%Y%m%d}":
        return number, reported
    return (
        number.checked(Check(CheckKind.ARITHMETIC, True, "报告时间")),
        reported.checked(Check(CheckKind.ARITHMETIC, True, "报告编号")),
    )
