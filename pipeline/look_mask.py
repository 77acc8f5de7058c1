"""Masking: the shape of a paper without its content, so that a layout can be shown to a stranger.

What stays is what our own lists know (heads, labels, titles, banks), punctuation, blanks, and for every other
character whether it was a digit, Chinese or a letter.  What a mask looks like depends on nothing but that: two papers
of one shape give one mask.  When in doubt a character is masked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pipeline.extract.layouts import layouts
from pipeline.extract.lexicon import lexicon
from pipeline.extract.marks import MARKS
from pipeline.records.reading import Cell, Grid, Page
from pipeline.values.names import aliases
from pipeline.values.text import is_chinese, key

HAN, UPPER, LOWER, DIGIT = "某", "X", "x", "8"
_FULL: Final = {UPPER: "Ｘ", LOWER: "ｘ", DIGIT: "８"}

_LONG: Final = 3
"""Characters from which a known Chinese word is kept also amid other ones; a shorter one may be a name's part."""

_FRAGMENT: Final = 4
"""Characters from which a word we know may be set in two lines (上期账单 / 应还款额)."""

_STRUCTURE: Final = frozenset("年月日元角分第页共期至的及与和笔天时号整")
"""Single characters that stand between figures; alone they name nothing."""

_UNITS: Final = frozenset("年月日元角分页期笔天")
"""Those that stay behind a figure, whatever follows."""

_BETWEEN: Final = frozenset(("页共", "期共", "日至", "月至", "年至", "日起", "元整", "元及", "元和", "个月"))
"""Runs of such characters alone that may stay; other ones may be a name."""

_TITLES: Final = """
结清证明 还清证明 结清通知书 销户证明 无欠款证明 兹证明 特此证明 已全部结清 已结清 全部结清 未结清
结清金额 结清日期 剩余未还 贷款金额 借款金额 合同编号 借据编号 证件类型 证件号码 身份证 居民身份证
借款人 贷款人 大写 人民币 美元 港币 港元 股份有限公司 有限责任公司 有限公司 业务专用章 专用章 信用卡
对账单 账单 信用卡对账单 交易明细 还款明细 还款计划 还款计划表 借款合同 贷款合同 个人信用报告 报告编号
报告时间 信息概要 贷记卡 发放的 截至 余额为 账户数 未结清 未销户 逾期 从未逾期 本期 上期 小计 合计 总计
页码 打印日期 查询日期 开户行 流水号 交易流水 银行 支行 分行 消费金融 小额贷款 CNY RMB USD HKD EUR JPY
GBP Page of No
当前无逾期 当前有逾期 最近 年内有 个月处于逾期状态 没有发生过 天以上逾期 尚未激活 已使用额度 信用卡中心
查询机构 查询原因 查询操作员 信贷记录 公共记录 查询记录 非信贷交易记录 机构查询记录明细 本人查询记录明细
"""

_DATES: Final = re.compile(
    r"(?<!\d)(?:"
    r"(?P<year>\d{4})(?P<s1>\s*[-/.年]\s*)(?P<month>\d{1,2})(?P<s2>\s*[-/.月]\s*)(?P<day>\d{1,2})"
    r"|(?P<year2>\d{4})(?P<s3>\s*[-/年]\s*)(?P<month2>\d{1,2})(?=\s*月|(?![\d/-]))"
    r"|(?P<year3>\d{4})(?=\s*年)"
    r"|(?P<compact>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
    r"|(?P<month3>\d{1,2})(?P<s4>\s*[-/月]\s*)(?P<day3>\d{1,2})"
    r"|(?P<hour>\d{1,2})(?P<s5>[:：])(?P<minute>\d\d)(?:(?P<s6>[:：])(?P<second>\d\d))?"
    r")(?!\d)",
    re.ASCII,
)
"""Shapes of days and times, so that they stay days and times; told by their shape, a run of eight by its range."""

_PARTS: Final = {"year": "2018", "year2": "2018", "year3": "2018", "compact": "20180808"}


@dataclass(frozen=True)
class Vocabulary:
    """The words that may stay.

    Attributes:
        chinese: Folded words that hold a Chinese character.
        latin: Folded words of Latin letters only.
        fragments: Beginnings and ends of longer Chinese words: a label may be set in two lines.
        longest: Characters of the longest word.
    """

    chinese: frozenset[str]
    latin: frozenset[str]
    fragments: frozenset[str]
    longest: int


def _fragments(words: Iterable[str]) -> frozenset[str]:
    long = [word for word in words if len(word) >= _FRAGMENT]
    heads = {word[:cut] for word in long for cut in range(2, len(word))}
    return frozenset(heads | {word[cut:] for word in long for cut in range(1, len(word) - 1)})


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the words of our own lists: lexicon, layouts, banks, titles."""
    known = lexicon()
    words: set[str] = {*known.columns, *known.fields, *known.sections, *known.own_words.listed}
    words |= {phrase for phrase, _ in known.phrases}
    words |= {key(word) for word in _TITLES.split()} | {key(mark) for marks in MARKS.values() for mark in marks}
    words |= {key(name) for pair in aliases() for name in pair}
    for issuer, layout in layouts().items():
        words |= {key(issuer), *(key(marker) for marker in layout.markers)}
    words = {word for word in words if word and not any(c.isdigit() for c in word)}
    chinese = frozenset(word for word in words if any(map(is_chinese, word)))
    return Vocabulary(chinese, frozenset(words - chinese), _fragments(chinese), max(map(len, words)))


def mask(text: str) -> str:
    """Return a text of the same length in which only known words, punctuation and the kinds of characters are left."""
    kept = _kept(text)
    dated = _dated(text)
    return "".join(
        char if keep else (day if day is not None else _mask(char))
        for char, keep, day in zip(text, kept, dated, strict=True)
    )


def masked_page(page: Page) -> Page:
    """Return a page whose cells and readings are masked."""
    rows = tuple(replace(row, cells=tuple(_masked_cell(cell) for cell in row.cells)) for row in page.grid.rows)
    return replace(page, grid=Grid(rows))


def _masked_cell(cell: Cell) -> Cell:
    readings = tuple(replace(reading, text=mask(reading.text)) for reading in cell.readings)
    return replace(cell, text=mask(cell.text), readings=readings)


def _mask(char: str) -> str:
    """Return what stands for a character: of its kind, and nothing of itself."""
    kind = unicodedata.category(char)
    if char == "\n" or kind == "Zs":
        return char
    if is_chinese(char):
        return HAN
    if kind[0] in "PS" and not any(c.isalnum() for c in unicodedata.normalize("NFKC", char)):
        return char
    if kind[0] == "N":
        mark = DIGIT
    elif kind[0] in "LM":
        mark = UPPER if kind in ("Lu", "Lt") else LOWER
    elif kind[0] in "PS":
        return HAN  # ㊞ ㍿ ℡: a sign that holds letters
    else:
        return " "
    if unicodedata.east_asian_width(char) in "WF":
        return _FULL[mark] if char in _FULL_WIDTH else HAN
    return mark


_FULL_WIDTH: Final = frozenset(map(chr, range(0xFF10, 0xFF5B)))


def _dated(text: str) -> list[str | None]:
    """Return, for each character of a day or time, the digit that stands for it."""
    result: list[str | None] = [None] * len(text)
    for match in _DATES.finditer(text):
        for name, digits in match.groupdict().items():
            if digits is None or not digits.isdigit():
                continue
            shown = _PARTS.get(name, "08"[-len(digits) :])
            start = match.start(name)
            result[start : start + len(digits)] = list(shown)
    return result


def _kept(text: str) -> list[bool]:
    kept = [False] * len(text)
    for start, end in _runs(text):
        if start and text[start - 1].isdecimal() and text[start] in _UNITS:
            kept[start] = True
        for left, right in _known_parts(text[start:end]):
            kept[start + left : start + right] = [True] * (right - left)
    _keep_mixed(text, kept)
    return kept


def _runs(text: str) -> Iterable[tuple[int, int]]:
    """Yield (start, end) of each run of Chinese characters."""
    start: int | None = None
    for place, char in enumerate(text):
        if is_chinese(char):
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(text)


def _known_parts(run: str) -> list[tuple[int, int]]:
    """Return the stretches of a run of Chinese characters that are known words.

    All of it where it consists of known words alone; else only long ones: two characters may be part of a name.
    """
    words = vocabulary()
    folded = [key(char) for char in run]
    if any(len(char) != 1 for char in folded):
        return []
    text = "".join(folded)
    if text in words.fragments or text in _STRUCTURE or text in _BETWEEN or _consists(text, words):
        return [(0, len(text))]
    parts: list[tuple[int, int]] = []
    place = 0
    while place < len(text):
        longest = min(words.longest, len(text) - place)
        size = next((n for n in range(longest, _LONG - 1, -1) if text[place : place + n] in words.chinese), 0)
        if size:
            parts.append((place, place + size))
        place += size or 1
    return parts


def _consists(text: str, words: Vocabulary) -> bool:
    """Whether a text is known words, one after the other, with single characters of structure between."""
    reached = [True] + [False] * len(text)
    worded = [False] * (len(text) + 1)  # whether a whole word has been passed on the way
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - words.longest), end):
            if not reached[start]:
                continue
            part = text[start:end]
            if part in words.chinese:
                reached[end] = worded[end] = True
            elif part in _STRUCTURE:
                reached[end] = True
                worded[end] |= worded[start]
    return worded[len(text)]


_WORD: Final = re.compile(r"[A-Za-z](?:[A-Za-z .,/()&'’-]*[A-Za-z])?")


def _keep_mixed(text: str, kept: list[bool]) -> None:
    """Keep known words of Latin letters that stand as words, the longest first."""
    latin = vocabulary().latin
    for match in _WORD.finditer(text):
        starts = [m.start() + match.start() for m in re.finditer(r"[A-Za-z]+", match.group())]
        ends = [m.end() + match.start() for m in re.finditer(r"[A-Za-z]+", match.group())]
        number = 0
        while number < len(starts):
            start = starts[number]
            longest = range(len(starts) - 1, number - 1, -1)
            last = next((n for n in longest if key(text[start : ends[n]]) in latin), None)
            if last is None or not _free(text, start, ends[last]):
                number += 1
                continue
            for place in range(start, ends[last]):
                kept[place] = True
            number = last + 1


def _free(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit adjoins a stretch."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not any(c.isalnum() and not is_chinese(c) for c in (before, after) if c)
