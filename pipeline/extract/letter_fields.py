"""What stands behind a label of a letter: in its line, in the next cell of its line, or in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from pipeline.extract.letter_text import BESIDE, LetterText
from pipeline.extract.letter_words import CONDITION, DAY, LABELS, NUMBER
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.values.dates import first_day
from pipeline.values.text import key

T = TypeVar("T")

SEVERAL = Check(CheckKind.COUNTS, False, "同一标签几个不同的值")
"""Of which debt each speaks is not told."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label that a letter prints: its word, where it begins, where what it names begins."""

    word: str
    start: int
    at: int


# A label is not the end of a longer word: 原告编号, 还款账号, 未还贷款金额.
_BEFORE = {
    "serial": r"(?:(?<=^)|(?<=[\n\t]))",
    "account_tail": r"(?<!还款)(?<!扣款)(?<!收款)(?<!绑定)(?<!储蓄)(?<!借记)(?<!银行)(?<!对方)(?<!入账)"
    r"(?<!贷款)(?<!借款)",
    "loan_amount": r"(?<!归还)(?<!已还)(?<!剩余)(?<!未还)(?<!结清)(?<!偿还)(?<!尚欠)"
    r"(?<!减免)(?<!豁免)(?<!逾期)(?<!支付)(?<!其中)",
    "settled_amount": r"(?<!未)(?<!待)(?<!剩余)",
    "settled_on": r"(?<!未)(?<!预计)(?<!约定)(?<!计划)(?<!拟)(?<!应)(?<!最迟)",
    "name": r"(?<!共同)(?<!非)",
    "issued_on": r"(?<![款期清始放户卡偿请效生订署止息至月])",
    "creditor": r"(?<!被)(?<!委托)(?<!我行)",
    "owed": r"(?<!剩余)",
    "outstanding": r"(?<!原)(?<!原有)(?<!原来)(?<!此前)(?<!之前)(?<!结清前)(?<!还款前)(?<!减免前)(?<!逾期时)",
    "drawdown_no": r"(?<!支付)",
}
_NOTE = r"(?:\((?:小写|人民币|元|人民币元|末四位|后四位|尾号|出借人|甲方|乙方|原合同)\))?"
_LABEL = {
    field: re.compile(_BEFORE.get(field, "") + "(?P<word>" + "|".join(map(re.escape, words)) + ")" + _NOTE)
    for field, words in LABELS.items()
}
_COLON = re.compile(r"[均皆][:为是系]{1,2}|[:为是系]{0,2}|\.(?=\d{4})")


_BEFORE_BARE = re.compile(r"(?:^|[\n\t,。;(]|日|现|目前|当前|账户现有?)$")


def _is_bare(said: str, start: int, end: int) -> bool:
    """Whether the bare word for a balance begins its clause; what ends a longer word (可用余额, 原余额) is none."""
    return _BEFORE_BARE.search(said[max(0, start - 4) : start]) is not None and said[end : end + 1] not in ("度", "宝")


def labelled(text: LetterText, field: str, *, colon: bool = False) -> Iterator[Labelled]:
    """Yield where a field's labels stand, in the order of the text.

    Args:
        text: The letter's.
        field: A key of `LABELS`.
        colon: Whether a colon (or a cell's edge) must part the label from what it names.
    """
    for match in _LABEL[field].finditer(text.text):
        after = _COLON.match(text.text, match.end())
        at = after.end() if after else match.end()
        if match.group("word") == "余额" and not _is_bare(text.text, *match.span()):
            continue
        beside = text.text[at : at + 1] == BESIDE
        if beside and text.text[match.start() - 1 : match.start()] not in ("", "\n", BESIDE):
            continue  # the end of a cell's text is no label of the cell beside
        if colon and not beside and text.text[at - 1] not in ":为是系.":
            continue
        yield Labelled(match.group("word"), match.start(), at + beside)


def in_condition(text: LetterText, start: int) -> bool:
    """Whether what is said here stands in a condition, a promise or an offer."""
    low, _ = text.sentence(start, start)
    return CONDITION.search(text.text, low, start) is not None


def best(found: Sequence[tuple[str, Value[T]]], order: Sequence[str]) -> Value[T] | None:
    """Return the value of the first label in `order`; doubted where that label names several different ones."""
    for word in order:
        values = [value for name, value in found if name == word]
        if values:
            several = any(value.value != values[0].value for value in values)
            return values[0].checked(SEVERAL) if several else values[0]
    return None


def first(text: LetterText, pattern: re.Pattern[str], parse: Callable[[str], T | None]) -> Value[T] | None:
    """Return the first value that the group `v` of a pattern finds."""
    for match in pattern.finditer(text.text):
        value = text.value(match.start("v"), match.end("v"), parse)
        if value is not None:
            return value
    return None


# --- days ------------------------------------------------------------------------------------------------------------

_DAY = re.compile(DAY)
_NOUGHT = str.maketrans("OoО0○零壹贰貳叁參肆伍陆陸柒捌玖拾", "〇〇〇〇〇〇一二二三三四五六六七八九十")
_LONG = (("廿", "二十"), ("卅", "三十"))
_EMPTY = re.compile(r"(?<=[月年])〇(?=[一二三四五六七八九])")


def parse_day(raw: str) -> date | None:
    """Parse a day; a nought among Chinese figures may have any form (二0二六年)."""
    plain = "".join(raw.split()).translate(_NOUGHT)
    for short, long in _LONG:
        plain = plain.replace(short, long)
    return first_day(raw) or first_day(_EMPTY.sub("", plain))


def day_at(text: LetterText, at: int) -> Value[date] | None:
    """Return the day that begins here."""
    match = _DAY.match(text.text, at)
    return text.value(match.start(), match.end(), parse_day) if match else None


def day_behind(text: LetterText, field: str) -> Value[date] | None:
    """Return the day behind a field's label."""
    found = [
        (label.word, value)
        for label in labelled(text, field)
        if not in_condition(text, label.start) and (value := day_at(text, label.at)) is not None
    ]
    return best(found, LABELS[field])


# --- numbers ---------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(NUMBER)
_MORE = re.compile(rf"[、,和及与]+(?!{DAY})(?P<v>{NUMBER})(?!年)")
_GOES_ON = re.compile(r"\n[a-z0-9\-]+(?:\n|$)")
_OF_CONTRACT = re.compile(
    rf"编号为?(?P<v>{NUMBER})的?[《<]?[一-鿿]*(?:合同|协议)|(?:合同|协议|贷款|借款)[》>]?\((?:合同)?编号:?(?P<w>{NUMBER})(?=[),;])"
)
_NOW = re.compile(r"现|新|变更后")


def number_lists(text: LetterText, field: str) -> list[list[tuple[int, int]]]:
    """Return where the numbers behind each of a field's labels stand: a list behind one label (A、B) gives each.

    Of a contract that was replaced (原合同编号…现合同编号…) the present number counts.
    """
    found: list[tuple[str, list[tuple[int, int]]]] = []
    for label in labelled(text, field):
        spans = []
        match = _NUMBER.match(text.text, label.at)
        while match is not None:
            span = match.span("v") if "v" in match.re.groupindex else match.span()
            if any(c.isdigit() for c in text.text[slice(*span)]):
                spans.append(span)
            match = _MORE.match(text.text, match.end())
        if spans:
            found.append((label.word, spans))
    if any(_NOW.match(word) for word, _ in found):
        found = [(word, spans) for word, spans in found if not word.startswith("原")]
    if field == "contract_no":
        others = [m.span("v") if m.group("v") else m.span("w") for m in _OF_CONTRACT.finditer(text.text)]
        found += [("", [span]) for span in others if not any(span in spans for _, spans in found)]
    return [spans for _, spans in found]


def numbers_behind(text: LetterText, field: str) -> list[tuple[int, int]]:
    """Return where the numbers behind a field's labels stand."""
    return [span for spans in number_lists(text, field) for span in spans]


def _without_blanks(number: str) -> str:
    """Return a number without its blanks, and without a word behind it that has no figure (HT-7781 Loan Amount)."""
    pieces = number.split()
    last = max((n for n, piece in enumerate(pieces) if any(c.isdigit() for c in piece)), default=len(pieces) - 1)
    return "".join(pieces[: last + 1])


def number_of(text: LetterText) -> tuple[Value[str] | None, bool]:
    """Return the number of the contract, else of the drawdown; and whether it is a drawdown's alone.

    Where the letter names several of one kind, which of them its words speak of is not told: the value is doubted.
    """
    for field in ("contract_no", "drawdown_no"):
        spans = numbers_behind(text, field)
        if not spans:
            continue
        value = text.words(*spans[0])
        if value is None:
            continue
        several = {key(text.text[a:b]).strip("-").replace("-", "") for a, b in spans}
        if field == "contract_no" and len(several) == 1:
            drawn = {text.text[a:b].replace("-", "") for a, b in numbers_behind(text, "drawdown_no")}
            several = drawn if len(drawn) > 1 else several
        if len(several) > 1:
            value = value.checked(Check(CheckKind.COUNTS, False, "多个合同或借据编号"))
        # A narrow cell breaks a long number: what stands in the line below may belong to it.
        if value.value.endswith("-") or _GOES_ON.match(text.text, spans[0][1]):
            value = value.checked(Check(CheckKind.COUNTS, False, "编号不完整"))
        return replace(value, value=_without_blanks(value.value)), field == "drawdown_no"
    return None, False


_DIGITS = re.compile(r"(?:\(?(?:末|后)四位\)?:?)?(?P<v>[\dx*]{4,19})(?![\d*])")
_NOT_PAYING = (
    r"(?<!还款)(?<!扣款)(?<!收款)(?<!绑定)(?<!储蓄)(?<!借记)(?<!银行)(?<!对方)(?<!入账)(?<!结算)(?<!放款)(?<!支付)(?<!转出)"
)
_TAIL = r"(?:尾号|末四位|后四位)(?:分别)?[为是]?:?"
_CARD = re.compile(
    rf"{_NOT_PAYING}(?:信用卡|贷记卡|卡片|卡|(?<=元)账户|(?<=币)账户)(?:账户)?\(?(?:卡号)?{_TAIL}(?P<v>\d{{4}})(?!\d)"
    rf"|(?:换|补|更换|变更|升级|换发)(?:卡|为|后|新|的|卡号)*{_TAIL}(?P<n>\d{{4}})(?!\d)"
    rf"|(?:(?<=您)|(?<=名下)|(?<=[,。\n()])|(?<=[的有其])|^){_TAIL}(?P<w>\d{{4}})(?!\d)"
    r"(?=(?:[、,和及与]+\d{4}(?!\d))*的?(?:[一-鿿]{0,8}?(?:信用卡|贷记卡|卡)|账户|(?:借款|贷款)(?!人)))"
)
_CARD_MORE = re.compile(r"[、,和及与]+(?:尾号)?(?P<v>\d{4})(?![\d年.\-/])")
_OLD = re.compile(r"[原旧](?:信用卡|卡片|卡)?$")


_ASIDE = re.compile(r"(?:[(（]?[二三四五六2-9][)、.])?(?:另(?:外|有|查|悉)?|此外|除此|又)")
_OWES = re.compile(r"(?:尚|仍|还)(?:有|欠|余|未)|未(?:还|结清|偿|清偿)|(?:欠款|余额|逾期)[^,。;]{0,6}[\d¥]")


def _of_another(text: LetterText, at: int) -> bool:
    """Whether a card is spoken of in a sentence beside the matter, that it owes something (另，尾号…尚有欠款)."""
    low, high = text.sentence(at, at)
    return _ASIDE.match(text.text, low, high) is not None and _OWES.search(text.text, at, high) is not None


def tail4(raw: str) -> str | None:
    """Return the last four of a number, None where they are masked."""
    digits = key(raw)[-4:]
    return digits.upper() if len(digits) == 4 and "*" not in digits else None


def card_lists(text: LetterText) -> list[list[tuple[int, int]]]:
    """Return where the tails of cards stand, those behind one label (尾号9911、9922) together; an old card is none."""
    found = []
    for label in labelled(text, "account_tail"):
        match = _DIGITS.match(text.text, label.at)
        if match is not None:
            found.append((label.start, match.span("v")))
    if all(_OLD.search(text.text[max(0, start - 4) : start]) for start, _ in found):
        groups = [(m, next(name for name in "vnw" if m.group(name))) for m in _CARD.finditer(text.text)]
        found += [(m.start(), m.span(group)) for m, group in groups]
    found = [one for one in found if not _of_another(text, one[0])]
    now = [one for one in found if not _OLD.search(text.text[max(0, one[0] - 4) : one[0]])]
    lists = []
    for _, span in now or found:
        lists.append([span])
        while (match := _CARD_MORE.match(text.text, lists[-1][-1][1])) is not None:
            lists[-1].append(match.span("v"))
    return lists


def card_tail(text: LetterText) -> Value[str] | None:
    """Return the last four digits of a card, or of what the letter calls by a tail (尾号0045的借款)."""
    spans = [span for spans in card_lists(text) for span in spans]
    found = [value for span in spans if (value := text.value(*span, tail4)) is not None]
    if not found:
        return None
    several = any(value.value != found[0].value for value in found)
    return found[0].checked(SEVERAL) if several else found[0]
