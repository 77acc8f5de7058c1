"""What stands in a letter and was not understood: an item of which something is printed is not said to be missing.

A request for a complete letter says that the whole text was searched.  Where an amount, a day or a number is left over
that no item took, it may be the very one: a person looks, and nobody is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.extract.letter_words import DAY, simplified
from pipeline.records.evidence import Value
from pipeline.records.letter import Letter
from pipeline.records.reading import Page
from pipeline.values.dates import first_day
from pipeline.values.money import parse_sum
from pipeline.values.text import key

_MONEY = re.compile(
    r"(?P<mark>人民币|¥|rmb|cny)*(?P<v>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?(?!\d|%|,\d)(?P<unit>万?元|万)?)"
)
_NOT_PAID = re.compile(r"额度|授信|利率|注册资本|工本费|证明费|罚款|滞纳$|月供|每期|第$")
"""What an amount behind these words is no part of a settlement."""
_DAY = re.compile(DAY)
_OTHER_DAY = re.compile(
    r"有效|打印|下载|传真|复核|经办|审核|查询|签订|签署|到期|期限|起始|申请|生效|认证|发送|至$|转让|出生|注册|成立"
)
"""What a day behind these words is neither that of settlement nor that of issue."""
_NUMBER = re.compile(r"(?<![a-z0-9*.,¥])[a-z]{0,8}[-/]?\d[a-z0-9]*(?:[-/][a-z0-9]+)*(?![a-z0-9*.,%年月日元])")
_OTHER_NUMBER = re.compile(
    r"电话|热线|客服|拨打|致电|验证|查询|防伪|邮编|邮政|信用代码|机构代码|流水|网址|传真|手机|微信|第$|no$"
)
_PERSON = re.compile(
    r"(?:^|(?<=[^一-鿿*·]))(?P<v>[一-鿿*·]{2,4})"
    r"(?:先生|女士|[(,:]{1,2}(?:[一-鿿]{2,6}:)*(?:\d{3,6}\*{4,}|\d{17}))",
    re.MULTILINE,
)
"""What may be a name: two to four characters before a title or an ID number."""
_NO_PERSON = re.compile(r"客户|借款|持卡|用户|贷款|本人|该|您|尊敬|证件|号码|居民|身份|公民|姓名|证明")
_BEFORE = 10
"""Characters before a figure among which its label stands."""
_LEAST = 5
"""Characters from which on a number may be a contract's."""


def with_unread(letters: Sequence[Letter], pages: Sequence[Page]) -> tuple[tuple[Letter, ...], tuple[str, ...]]:
    """Mark items that a paper's records lack though something is left over that may be theirs.

    Returns:
        The records, with the names of such items in `printed`, and these names.
    """
    rows = (":".join(key(cell.text) for cell in row.cells) for page in pages for row in page.grid.rows)
    text = simplified("\n".join(rows))
    left = _left_over(text, letters)
    found: set[str] = set()
    result = []
    for letter in letters:
        mine = {name for name in left if not _has(letter, name) and name not in letter.printed}
        found |= mine
        result.append(replace(letter, printed=(*letter.printed, *sorted(mine))) if mine else letter)
    return tuple(result), tuple(sorted(found))


def _has(letter: Letter, name: str) -> bool:
    if name == "account":
        return letter.contract_no is not None or letter.account_tail is not None
    return getattr(letter, name) is not None


def _left_over(text: str, letters: Sequence[Letter]) -> set[str]:
    """Return the items that what no record took may belong to."""
    values = [value for letter in letters for value in _values(letter)]
    left: set[str] = set()
    amounts = {v.value for v in values if isinstance(v.value, int) and not isinstance(v.value, bool)}
    for match in _MONEY.finditer(text):
        if not (match["mark"] or match["unit"] or "." in match["v"]) or _labelled(text, match.start(), _NOT_PAID):
            continue
        fen = parse_sum(match["v"].removesuffix("元"))
        if fen == 0:
            left.add("outstanding")
        elif fen is not None and fen not in amounts:
            left.add("settled_amount")
    days = {v.value for v in values if isinstance(v.value, date)}
    numbers = [key(v.value) for v in values if isinstance(v.value, str)]
    for match in _DAY.finditer(text):
        around = text[max(0, match.start() - 1) : match.end() + 1]
        if match.group().isdigit() and (not around.strip("\n:").isdigit() or any(match.group() in n for n in numbers)):
            continue  # a part of a number
        day = first_day(match.group())
        if (day is None or day not in days) and not _labelled(text, match.start(), _OTHER_DAY):
            left |= {"settled_on", "issued_on"}
    if _numbers_left(text, values):
        left.add("account")
    if any(not _NO_PERSON.search(match["v"]) for match in _PERSON.finditer(text)):
        left.add("name")
    return left


def _numbers_left(text: str, values: Sequence[Value]) -> bool:  # type: ignore[type-arg]
    """Whether a number stands there that is no amount, no day, no ID, no telephone and no item that was read."""
    read = "|".join(simplified(key(str(v.value))) for v in values if isinstance(v.value, str))
    days = [match.span() for match in _DAY.finditer(text)]
    for match in _NUMBER.finditer(text):
        number = match.group()
        if len(number) < _LEAST or sum(c.isdigit() for c in number) < 3 or number in read:
            continue
        if any(low < match.end() and match.start() < high for low, high in days):
            continue
        if re.fullmatch(r"1\d{10}|(?:400|800)-?\d{3}-?\d{4}|95\d{3}|0\d{2,3}-?\d{7,8}", number):
            continue
        if not _labelled(text, match.start(), _OTHER_NUMBER):
            return True
    return False


def _labelled(text: str, start: int, words: re.Pattern[str]) -> bool:
    """Whether one of the words stands before a figure, in its own line or sentence."""
    before = re.split(r"[\n。;]", text[max(0, start - _BEFORE) : start])[-1]
    return words.search(before) is not None


def _values(letter: Letter) -> list[Value]:  # type: ignore[type-arg]
    named = (
        *(letter.serial, letter.issuer_text, letter.name, letter.id_tail, letter.account_tail, letter.contract_no),
        *(letter.loan_amount, letter.settled_amount, letter.outstanding, letter.waived, letter.owed, letter.creditor),
        *(letter.settled_on, letter.as_of, letter.issued_on, letter.opened_on, letter.due_on),
    )
    return [value for value in (*named, *(part for _, part in letter.parts)) if value is not None]
