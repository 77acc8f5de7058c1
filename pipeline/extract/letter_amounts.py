"""The amounts of a letter: what was lent, owed, paid, waived and left, each against its capital form (大写)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.letter_fields import Labelled, best, in_condition, labelled
from pipeline.extract.letter_settled import denied
from pipeline.extract.letter_text import LetterText
from pipeline.extract.letter_words import AMOUNT_IS, CAPITALS, DAY, DONE, FIGURE, LABELS, NOTHING_OWED, PART_NAMES
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.values.money import parse_capitals, parse_sum

_PART = r"(?:借款|贷款|逾期|平台|担保|违约)?(?:本金|利息|罚息|违约金|滞纳金|复利|代偿款|[一-鿿]{1,4}费用?|费用)"
_LEAD = re.compile(r"(?:共计|合计|共|总计)?:?(?:人民币|¥|rmb|cny|\(?小写\)?:?)*")
_FIGURE = re.compile(FIGURE)
_SUMMED = re.compile(rf"(?:{_PART}:?(?:人民币|¥)*{FIGURE}元?[,、;及和]*)+(?=(?:合计|共计|总计))")
"""Parts that stand before the sum that they make (本金12,000.00元，利息86.40元，合计12,086.40元)."""
_GOES_ON = re.compile(r"[.,]?[\n\t][\d.,]|[.,](?:[\n\t]|$)")
_IN_CAPITALS = re.compile(rf"\(?(?:人民币)?\(?(?:大写)?\)?:?(?:人民币)?(?P<v>{CAPITALS})\)?")
_CAPITALS_BEHIND = re.compile(
    rf"元?整?[,;\t]?\(?(?:人民币)?\(?大写(?:金额)?\)?[:为\t]*(?:人民币)?(?P<v>{CAPITALS})|元?整?\((?:人民币)?(?P<w>{CAPITALS})\)"
)
_FIGURE_BEHIND = re.compile(rf"\)?[,(\t]*(?:小写)?\)?[:为\t]*(?:人民币|¥|rmb|cny)*(?P<v>{FIGURE})")


def _sum(raw: str) -> int | None:
    return parse_sum(raw.rstrip("元"))


def money_at(text: LetterText, at: int) -> Value[int] | None:
    """Read the amount that begins here: a figure, held against the capitals behind it, or capitals alone."""
    summed = _SUMMED.match(text.text, at)
    at = summed.end() if summed else at
    lead = _LEAD.match(text.text, at)
    at = lead.end() if lead else at
    figure = _FIGURE.match(text.text, at)
    if figure is not None:
        if _GOES_ON.match(text.text, figure.end()) and "." not in figure.group(0):
            return None  # a narrow cell broke the figure: its fen stand in the next line
        value = text.value(figure.start(), figure.end(), _sum)
        behind = _CAPITALS_BEHIND.match(text.text, figure.end())
        if value is None or behind is None:
            return value
        group = "v" if behind.group("v") else "w"
        capital = parse_capitals(behind.group(group))
        return value if capital is None else value.checked(_capitals(capital == value.value))
    words = _IN_CAPITALS.match(text.text, at)
    value = text.value(words.start("v"), words.end("v"), parse_capitals) if words else None
    if value is None or words is None:
        return None
    behind = _FIGURE_BEHIND.match(text.text, words.end())
    shown = text.value(behind.start("v"), behind.end("v"), _sum) if behind else None
    return value if shown is None else shown.checked(_capitals(shown.value == value.value))


def _capitals(agrees: bool) -> Check:
    return Check(CheckKind.CAPITALS, agrees, "大写")


def money_behind(text: LetterText, field: str) -> list[tuple[Labelled, Value[int]]]:
    """Return every amount behind a field's labels, outside conditions and offers."""
    return [
        (label, value)
        for label in labelled(text, field)
        if not in_condition(text, label.start) and (value := money_at(text, label.at)) is not None
    ]


def _best(found: Sequence[tuple[Labelled, Value[int]]], field: str) -> Value[int] | None:
    return best([(label.word, value) for label, value in found], LABELS[field])


def _spoken(text: LetterText, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Value[int]]]:
    """Yield the amounts in sentences: a pattern ends where one begins."""
    for match in pattern.finditer(text.text):
        if in_condition(text, match.start()):
            continue
        value = money_at(text, match.end())
        if value is not None:
            yield match, value


_LENT = (
    re.compile(r"发放(?:的|了)?[一-鿿]{0,8}?(?:贷款|借款)?(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
    re.compile(r"向[^,。;\n\t]{1,20}?借款(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
    re.compile(r"(?:我[行司]|我公司|本公司)(?:办理|申请)?[一-鿿]{0,8}?(?:贷款|借款)(?:一笔)?,?(?:金额)?[:为计]?(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
)


def loan_amount(text: LetterText) -> Value[int] | None:
    """Return what was lent; a credit limit is no loan."""
    for field in ("loan_amount", "contract_amount"):
        value = _best(money_behind(text, field), field)
        if value is not None:
            return value
    for pattern in _LENT:
        for _, value in _spoken(text, pattern):
            return value
    return None


_PAID = (
    re.compile(r"(?:共计支付|累计支付|已支付[^。;\n\t]{0,16}?(?:共计|合计|总计))(?:金额|款项)?[:为]?(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
    re.compile(
        r"(?:一次性(?:支付|偿还|归还|还款|清偿|付清)|付清[^。;\n\t]{0,24}?(?:共计|合计|总计))(?:金额|款项|欠款|了)?[:为]?"
        r"(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"
    ),
    re.compile(r"(?:本息|费用|欠款)(?:共计|合计|总计)(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
    re.compile(rf"于{DAY}(?:向我[行司])?(?:全额|提前|一次性|实际)*(?:归还|偿还|支付|还款|清偿)(?:了|欠款|款项|本息|剩余)*(?:共计|合计)?(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
)
_SETTLED_BEHIND = re.compile(rf"[^。;\n\t]{{0,40}}?(?:已?于{DAY}|已|均)[^。;\n\t]{{0,10}}?{DONE}")


def settled_amount(text: LetterText) -> tuple[Value[int] | None, str]:
    """Return what the letter says was paid to settle, and what it calls that ("" where it leaves it open)."""
    found = money_behind(text, "settled_amount")
    value = _best(found, "settled_amount")
    if value is not None:
        word = next(label.word for label, one in found if one.evidence == value.evidence)
        return value, _which(word)
    for number, pattern in enumerate(_PAID):
        for match, spoken in _spoken(text, pattern):
            # A sum of what was owed (费用合计), or one of several payments, counts only where it settled.
            if number >= 2 and _SETTLED_BEHIND.match(text.text, match.end()) is None:
                continue
            return spoken, _which(match.group(0)) if number == 0 else ""
    return None, ""


def _which(words: str) -> str:
    return next((name for name, mark in AMOUNT_IS if mark.search(words)), "")


_SURPLUS = re.compile(r"溢缴|存款|多缴")


def outstanding(text: LetterText) -> Value[int] | None:
    """Return what is still owed; 0 where words say that nothing is.

    A figure and words that contradict each other are both said: the figure stays, in doubt.
    """
    found = [
        (label, value)
        for label, value in money_behind(text, "outstanding")
        if not _SURPLUS.search(text.text, max(0, label.start - 6), label.start) and not _given_up(text, label)
    ]
    value = _best(found, "outstanding")
    words = next((m for m in NOTHING_OWED.finditer(text.text) if not denied(text, m.start(), m.end())), None)
    if value is not None:
        against = value.value > 0 and words is not None
        return value.checked(Check(CheckKind.COUNTS, False, "另有已结清字样")) if against else value
    nothing = text.words(words.start(), words.end()) if words is not None else None
    return None if nothing is None else Value(0, nothing.evidence, nothing.checks)


_REST = re.compile(r"[^。;\n\t]{0,14}?(?:予以)?(?:减免|豁免|核免|免除|不再)")


def _given_up(text: LetterText, label: Labelled) -> bool:
    """Whether what is left is not claimed any more (剩余本息5,000.00元予以减免): it is waived, not owed."""
    money = _LEAD.match(text.text, label.at)
    figure = _FIGURE.match(text.text, money.end() if money else label.at)
    return figure is not None and _REST.match(text.text, figure.end()) is not None


_WAIVED = (
    re.compile(r"(?:减免|豁免|核免|免除)(?:金额|总额|本息|利息|费用|款项|罚息|违约金|欠款|了|其|您|的|及|和|、|剩余)*(?:共计|合计|总计)?[:为]*(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
    re.compile(r"(?:剩余|其余|余款|余下)(?:欠款|款项|债务|本息|部分|的)*(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
)


_SEVERAL_WAIVED = re.compile(r"(?:减免|豁免|核免|免除)[^。;]*?元?、[一-鿿]{2,6}(?:人民币|¥)*[\d,.]+元")


def waived(text: LetterText) -> Value[int] | None:
    """Return what is waived in all; where several sums are waived and none is the total, nothing is taken for it."""
    value = _best(money_behind(text, "waived"), "waived")
    if value is not None:
        return value
    found = [value for _, value in _spoken(text, _WAIVED[0])]
    if len({value.value for value in found}) == 1:
        # 减免利息X元、违约金Y元: the first of several is not all.
        low, high = text.sentence(*_span(text, found[0]))
        rest = text.text[low:high]
        return None if _SEVERAL_WAIVED.search(rest) else found[0]
    for match, rest_value in _spoken(text, _WAIVED[1]):
        lead = _LEAD.match(text.text, match.end())
        figure = _FIGURE.match(text.text, lead.end() if lead else match.end())
        if figure is not None and _REST.match(text.text, figure.end()) is not None:
            return rest_value
    return None


def _span(text: LetterText, value: Value[int]) -> tuple[int, int]:
    for match in _FIGURE.finditer(text.text):
        if text.raw(match.start(), match.end()) == value.evidence.text:
            return match.span()
    return 0, 0


_LIST = re.compile(
    rf"(?:[(:]|其中:?|包括:?)(?P<list>(?:其中:?)?{_PART}:?(?:人民币|¥)*{FIGURE}元?(?:[,、;及和]+{_PART}:?(?:人民币|¥)*{FIGURE}元?)+)"
)
_MEMBER = re.compile(rf"(?P<name>{_PART}):?(?:人民币|¥)*(?P<v>{FIGURE})")
_OTHERS = re.compile(r"减免|豁免|免除|核免|剩余|余额|未结清|尚欠")


def parts(text: LetterText) -> tuple[tuple[str, Value[int]], ...]:
    """Return what the sum owed, or paid, is made of, as the letter lists it behind that sum."""
    for match in _LIST.finditer(text.text):
        low, _ = text.clause(match.start(), match.start())
        before = text.text[low : match.start()]
        if _OTHERS.search(before) or in_condition(text, match.start()):
            continue
        made = []
        for member in _MEMBER.finditer(text.text, match.start("list"), match.end("list")):
            name = next((name for name, words in PART_NAMES if words.search(member.group("name"))), None)
            value = text.value(member.start("v"), member.end("v"), _sum)
            if name is None or value is None:
                break
            made.append((name, value))
        else:
            if any(value.value for _, value in made):
                return tuple(made)
    return ()


def owed(text: LetterText) -> Value[int] | None:
    """Return what was owed before a reduction."""
    return _best(money_behind(text, "owed"), "owed")
