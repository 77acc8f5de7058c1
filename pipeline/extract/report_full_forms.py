"""Is a paper a detailed credit report, a brief one, or does it only speak of one?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.values.text import key

_NUMBER = re.compile(r"报告编号[:：]?\d{14}")
_FULL = (
    *("本人版", "授信机构版", "信贷交易信息明细", "信贷交易授信及负债", "信贷交易信息提示", "非循环贷账户", "账户标识"),
    *("循环额度下分账户", "贷记卡账户信息汇总", "账户授信额度"),
)
_BRIEF = ("账户明细如下", "未结清/未销户账户数", "发放的贷记卡", "从未逾期过的贷记卡", "这部分包含您的信用卡")
_BLOCK = (
    re.compile(r"账户标识"),
    re.compile(r"开立日期|债权接收日期"),
    re.compile(r"截至\d{4}年\d{1,2}月\d{1,2}日"),
    re.compile(r"\d{4}年\d{1,2}月.{0,3}\d{4}年\d{1,2}月的还款记录"),
    re.compile(r"账户状态"),
)
"""What account cards show; a page of a report, without its first one, shows most of it."""

_SCREEN = re.compile(r"征信查询|查询操作员|操作柜员|当前用户|登录机构|返回列表|导出excel|打印预览")
"""What a screen of a bank's own system shows."""

_LEAST = 4
"""How much of an account card a page must show."""


def is_full(text: str) -> bool:
    """Whether a paper that has a detailed report's words is one: it prints its number, or is a page of account cards.

    Args:
        text: All of the paper's text, folded.
    """
    if _NUMBER.search(text):
        return rather_full(text)
    return not _SCREEN.search(text) and sum(pattern.search(text) is not None for pattern in _BLOCK) >= _LEAST


def rather_full(text: str) -> bool:
    """Whether a report's text (folded) has more of the detailed one's own words than of the brief one's."""
    return _marks(text, _FULL) > _marks(text, _BRIEF)


def _marks(text: str, words: Sequence[str]) -> int:
    return sum(key(word) in text for word in words)
