"""Who a paper is about: the holder's name and the account's number, beside their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.papertext import cell_value
from pipeline.extract.table import Table
from pipeline.records.evidence import Value
from pipeline.records.reading import Cell, Page
from pipeline.values.text import fold, key

_NAME = re.compile(
    r"^(?:户名|账户名称?|客户姓名|姓名|借款人\(甲方\)|借款人(?:姓名)?|持卡人(?:姓名)?|甲方\(借款人\)|甲方"
    r"|customername|accountname|name)"
    r"(?:/[a-z ]+)?[:：]?"
)
_LABELS = re.compile(
    r"借据|约据|借记|储蓄|户口|打印|出具|制表|交易|查询|区间|时段|时间|周期|性别|联系|客户|证件|身份|币种|开户|机构|类型|产品|金额|利率|日期|期限|余额|电话|手机|地址|方式|用途|状态|钞|起止|额度|账户|卡种|贷款|借款|合同"
)
_PERSON = re.compile(r"[一-鿿*×]{2,4}(?:·[一-鿿]{1,8})?")
_NUMBER = re.compile(r"[0-9*×xX][0-9*×xX \-]{2,30}[0-9]")
_FIRST_ROWS = 40
_LONGEST = 4
"""Characters of a name right behind its label without a colon, at most."""


def find_name(document: str, pages: Sequence[Page], table: Table | None) -> Value[str] | None:
    """Return the holder's name beside its label, None where none is printed."""
    for page, cell, start in _beside(pages, table, _NAME):
        if start and key(cell.text[:start])[-1:] not in ":/" and len(key(cell.text[start:])) > _LONGEST:
            continue  # a sentence about the person (甲方本人名下…)
        # In a cell of its own a name stands alone: a longer text there is the next label.
        value = cell_value(document, page, cell, start, len(cell.text), _person if start else _person_alone)
        if value is not None:
            return value
    return None


def _person_alone(raw: str) -> str | None:
    text = key(raw)
    return _person(raw) if _PERSON.fullmatch(text) and not _LABELS.search(text) else None


def _person(raw: str) -> str | None:
    text = key(raw)
    cut = _LABELS.search(text)
    if re.search(r"[号编]", text[: cut.start() if cut else 7]):
        return None  # a number's label, whatever its first characters are
    # What follows a name in its line is another label.
    match = _PERSON.match(text[: cut.start()] if cut else text)
    if match is None or _LABELS.search(match.group(0)):
        return None  # the next label, not a name
    return match.group(0).replace("×", "*") if match else None


def find_number(
    document: str, pages: Sequence[Page], table: Table | None, labels: Sequence[str]
) -> Value[str] | None:
    """Return an account's number beside one of its labels (folded), blanks dropped; masked digits stay masked.

    Args:
        document: Id of the paper.
        pages: Of the paper.
        table: Its table, whose cells are not looked at.
        labels: Folded words that name the number.
    """
    words = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    pattern = re.compile(rf"^(?:{words})(?:/(?:{words}))*(?:[a-z/ .]*)[:：]?")
    for page, cell, start in _beside(pages, table, pattern):
        for match in _NUMBER.finditer(cell.text, start):
            value = cell_value(document, page, cell, *match.span(), _digits)
            if value is not None:
                return value
    return None


def _digits(raw: str) -> str | None:
    text = re.sub(r"[\s\-]", "", raw)
    whole = len(text) >= 10 or "*" in text  # shorter ones are days and counts
    return text if whole and re.search(r"\d{4}$", text) else None


def _beside(
    pages: Sequence[Page], table: Table | None, label: re.Pattern[str]
) -> Iterator[tuple[Page, Cell, int]]:
    """Yield places after a label: the rest of its cell, else the next cell of its row, else the one below."""
    used = table.used if table else set()
    for page in pages:
        rows = page.grid.rows[:_FIRST_ROWS]
        for number, row in enumerate(rows):
            if id(row) in used:
                continue
            for at, cell in enumerate(row.cells):
                folded = fold(cell.text)
                match = label.match(folded.text)
                if match is None:
                    continue
                if match.end() < len(folded.text):
                    yield page, cell, folded.index[match.end()]
                    continue
                if at + 1 < len(row.cells):
                    yield page, row.cells[at + 1], 0
                if number + 1 < len(rows):
                    for below in rows[number + 1].cells:
                        if below.box.x0 < cell.box.x1 and below.box.x1 > cell.box.x0:
                            yield page, below, 0
