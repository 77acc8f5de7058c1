"""The amounts of a letter: what was lent, owed, paid, waived and left, each against its capital form (大写)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.letter_fields import Labelled, best, in_condition, labelled
from pipeline.extract.letter_guards import denied
from pipeline.extract.letter_text import LetterText
from pipeline.extract.letter_words import AMOUNT_IS, CAPITALS, DAY, DONE, FIGURE, LABELS, NOTHING_OWED, PART_NAMES, VERB
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.records.letter import SAYS_BOTH
from pipeline.values.money import parse_capitals, parse_sum
from pipeline.values.text import key

MADE_OF = "构成合计"
_PART = r"(?:借款|贷款|逾期|平台|担保|违约)?(?:本金|利息|罚息|违约金|滞纳金|复利|代偿款|[一-鿿]{1,4}费用?|费用)"
LEAD = re.compile(
    r"(?:\((?:含|包括|包含|其中)[^()]{1,24}\):?)?(?:共计|合计|共|总计)?:?(?:人民币|¥|rmb|cny|\(?小写\)?:?)*"
)
ONE_FIGURE = re.compile(FIGURE)
_SUMMED = re.compile(rf"(?:{_PART}:?(?:人民币|¥)*{FIGURE}元?[,、;及和]*)+(?=(?:合计|共计|总计))")
"""Parts that stand before the sum that they make (本金12,000.00元，利息86.40元，合计12,086.40元)."""
_GOES_ON = re.compile(r"[.,]?[\n\t][\d.,]|[.,](?:[\n\t]|$)")
_IN_CAPITALS = re.compile(rf"\(?(?:人民币)?\(?(?:大写)?\)?:?(?:人民币)?(?P<v>{CAPITALS})\)?")
_CAPITALS_BEHIND = re.compile(
    rf"元?整?[,;\t]?\(?(?:人民币)?\(?大写(?:金额)?\)?[:为\t]*(?:人民币)?(?P<v>{CAPITALS})|元?整?\((?:人民币)?(?P<w>{CAPITALS})\)"
)
_FIGURE_BEHIND = re.compile(rf"\)?[,(\t]*(?:小写)?\)?[:为\t]*(?:人民币|¥|rmb|cny)*(?P<v>{FIGURE})")


_APART = re.compile(r"\s+([.,，．])\s+")


def _sum(raw: str) -> int | None:
    return parse_sum(_APART.sub(r"\1", raw.rstrip("元")))


def money_at(text: LetterText, at: int) -> Value[int] | None:
    """Read the amount that begins here: a figure, held against the capitals behind it, or capitals alone."""
    summed = _SUMMED.match(text.text, at)
    at = summed.end() if summed else at
    lead = LEAD.match(text.text, at)
    at = lead.end() if lead else at
    figure = ONE_FIGURE.match(text.text, at)
    if figure is not None:
        if text.text[figure.end() : figure.end() + 1] in ("年", "月", "期"):
            return None
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


def best_amount(found: Sequence[tuple[Labelled, Value[int]]], field: str) -> Value[int] | None:
    """Return the amount behind the weightiest of a field's labels."""
    return best([(label.word, value) for label, value in found], LABELS[field])


_SURE = re.compile(
    rf"(?:人民币|¥|rmb|cny|\(|大写|小写|:)*(?:{CAPITALS}|(?:{_PART}:?)?(?:人民币|¥)*(?:[\d,]+\.\d|\d{{1,3}},\d{{3}}|[\d,.]+[十百千万亿]*元))|(?:人民币|¥|rmb|cny)+\d"
)
"""An amount of a sentence has a mark, fen, a comma or 元: what has none may be a year."""


def spoken_amounts(text: LetterText, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Value[int]]]:
    """Yield the amounts in sentences: a pattern ends where one begins."""
    for match in pattern.finditer(text.text):
        if in_condition(text, match.start()):
            continue
        value = money_at(text, match.end())
        if value is not None and _SURE.match(text.text, match.end()):
            yield match, value


_LENT = (
    re.compile(r"(?:贷款|借款|分期(?:业务|付款)?|借据)\((?:[^()。;\n]{0,50}?[,;、])?(?:发放|贷款|借款|放款)?金额[:为]*(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
    re.compile(r"项下(?:的)?[一-鿿]{0,6}?(?:贷款|借款)(?:本金|金额)?(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
    re.compile(r"发放(?!日|时)(?:的|了)?[一-鿿]{0,8}?(?:贷款|借款)?(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
    re.compile(r"向[^,。;\n\t]{1,20}?借款(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
    re.compile(r"(?:我[行司]|我公司|本公司)(?:办理|申请)?[一-鿿]{0,8}?(?:贷款|借款)(?:一笔)?,?(?:金额)?[:为计]?(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"),
)


def loan_amount(text: LetterText) -> Value[int] | None:
    """Return what was lent; a credit limit is no loan."""
    for field in ("loan_amount", "contract_amount"):
        value = best_amount(money_behind(text, field), field)
        if value is not None:
            return value
    for pattern in _LENT:
        for _, value in spoken_amounts(text, pattern):
            return value
    return None


_MONEY = r"(?=人民币|¥|[\d壹贰叁肆伍陆柒捌玖])"
_PAY = r"(?:支付|偿还|归还|还款|清偿|缴纳|缴付|付款|付清|付讫|偿付|汇入|扣收|扣款)"
_OF_ALL = (
    re.compile(rf"(?:共计支付|累计支付|已支付[^。;\n\t]{{0,16}}?(?:共计|合计|总计))(?:金额|款项)?[:为]?{_MONEY}"),
    re.compile(
        rf"(?:一次性?(?:支付|偿还|归还|还款|清偿|付清)|付[清讫][^。;\n\t]{{0,24}}?(?:共计?|合计|总计))(?:金额|款项|欠款|了)?[:为]?{_MONEY}"
    ),
    re.compile(
        rf"(?:{VERB})(?:了)?(?:全部|所有|剩余)(?:的)?[一-鿿]{{0,6}}?(?:款项|欠款|本息|债务)[,:]?(?:金额)?(?:共计|合计|总计)?[:为]?{_MONEY}"
    ),
    re.compile(rf"(?:本次|提前|一次性)(?:结清|还清)(?:支付|还款|付款|缴纳)(?:了|金额)?[:为]?{_MONEY}"),
    re.compile(rf"最后一[期笔](?:款项|还款|本息)?(?:已)?于{DAY}[^,。;\n\t]{{0,6}}?{_PAY}(?:了|金额)?[:为]?{_MONEY}"),
)
"""What was paid to end the debt, by its words."""
_IF_SETTLED = (
    re.compile(
        rf"(?:(?:全部|所有)(?:应还|剩余)?(?:欠款|本息|款项|债务)|(?:本息|费用|欠款)(?:共计|合计|总计)){_MONEY}"
    ),
    re.compile(
        rf"于{DAY}(?:向我[行司])?(?:全额|提前|一次性|实际)*(?:归还|偿还|支付|还款|清偿)(?:了|欠款|款项|本息|剩余)*(?:共计|合计)?{_MONEY}"
    ),
    re.compile(rf"于{DAY}(?:(?!{DAY}|代)[^。;,\n\t]){{0,44}}?(?:支付|偿还|归还|还款|付款)(?:了|款项|欠款)*(?:共计|合计)?{_MONEY}"),
    re.compile(rf"实际(?:支付|偿还|归还|还款)(?:了|金额|款项)*[:为]?{_MONEY}"),
    re.compile(rf"(?:支付|付清|归还|偿还|还清|缴纳|结清)(?:了)?(?:剩余)?尾款(?:金额)?[:为]?{_MONEY}"),
)
"""Of what was owed, or one of several payments: what was paid only where it settled."""
_AFTER_SETTLED = (re.compile(rf"执行款(?:项)?(?:共计|合计)?[:为]?{_MONEY}"),)
_SETTLED_BEHIND = re.compile(
    rf"[^。;\n\t]{{0,40}}?(?:(?:已?于{DAY}|已|均)[^。;\n\t]{{0,10}}?{DONE}|(?:债务|欠款|款项|债权)?(?:全部|全额){DONE})"
)
_PAID_PARTS = re.compile(
    rf"(?P<verb>(?:累计)?{_PAY})(?:了)?(?P<list>{_PART}:?(?:人民币|¥)*{FIGURE}元?(?:[,、;及和]+{_PART}:?(?:人民币|¥)*{FIGURE}元?)+)"
    rf"(?P<sum>[,、;]?(?:合计|共计|总计|共|总额)(?:人民币)?[:为]?{_MONEY})?"
)
"""Paid in parts (归还本金…元、利息…元，共计…元): the total is what was paid, never the first of them."""
_PAID_ALL = re.compile(
    rf"已(?:经|全部|全额|提前|一次性|于{DAY})*(?:{VERB})[^,。;:()\n\t]{{0,12}}?(?:全部|所有)(?:应付|应还|剩余)*(?:款项|欠款|本息|债务)"
    rf"\((?:其中|包括|含)?:?(?P<list>{_PART}:?(?:人民币|¥)*{FIGURE}元?(?:[,、;及和]+{_PART}:?(?:人民币|¥)*{FIGURE}元?)+)\)"
)
_PAID_WORDS = re.compile(
    rf"(?:{_PAY}|执行款|尾款|收到)(?:了|人民币|¥|款项|欠款|共计|合计|总计|金额|本息|[:为,])*[\d壹贰叁肆伍陆柒捌玖][\d,.]*[十百千万]*[\d]*[百]?元"
)


def settled_amount(text: LetterText, settled: Value[str] | None) -> tuple[Value[int] | None, str]:
    """Return what the letter says was paid to settle, and what it calls that ("" where it leaves it open)."""
    listed = [m for m in _PAID_PARTS.finditer(text.text) if not in_condition(text, m.start())]
    found = [
        (label, value)
        for label, value in money_behind(text, "settled_amount")
        if not any(m.start() <= label.start < m.end() for m in listed)
    ]
    value = best_amount(found, "settled_amount")
    if value is not None:
        word = next(label.word for label, one in found if one.evidence == value.evidence)
        return value, _which(word)
    for match in listed:
        if match.group("sum"):
            total = money_at(text, match.end())
            if total is None:
                return None, ""
            made = _members(text, match) or ()
            adds_up = bool(made) and sum(part.value for _, part in made) == total.value
            return total.checked(Check(CheckKind.ARITHMETIC, adds_up, MADE_OF)), _which(match.group("verb"))
    if listed:
        return None, ""
    for match in _PAID_ALL.finditer(text.text):
        total = None if denied(text, match.start(), match.start("list")) else _total(text, match)
        if total is not None:
            return total, ""
    for number, pattern in enumerate(_OF_ALL):
        for match, spoken in spoken_amounts(text, pattern):
            if number < 2 or not denied(text, match.start(), match.end()):
                return spoken, _which(match.group(0)) if number in (0, len(_OF_ALL) - 1) else ""
    for pattern in _IF_SETTLED:
        for match, spoken in spoken_amounts(text, pattern):
            behind = _SETTLED_BEHIND.match(text.text, match.end())
            if behind is not None and _PAID_WORDS.search(text.text, match.end(), behind.end()) is None:
                return spoken, _which(match.group(0)) if "尾款" in match.group(0) else ""
    for pattern in _AFTER_SETTLED if settled is not None else ():
        for _, spoken in spoken_amounts(text, pattern):
            return spoken, ""
    return None, ""


def _total(text: LetterText, match: re.Match[str]) -> Value[int] | None:
    """Return the sum of a list of parts; None where one of them is not understood."""
    made = _members(text, match)
    if not made or text.text.count("元", *match.span("list")) > len(made):
        return None
    total = text.value(*match.span("list"), _added)
    return total if total is not None and total.value == sum(part.value for _, part in made) else None


def _added(raw: str) -> int | None:
    found = [_sum(m.group("v")) for m in _MEMBER.finditer(key(raw))]
    return sum(fen for fen in found if fen is not None) if found and None not in found else None


def tells_payment(text: LetterText) -> bool:
    """Whether a sentence prints a sum that was paid, even where it is not certain to be what settled."""
    return _PAID_WORDS.search(text.text) is not None


def tells_left(text: LetterText) -> bool:
    """Whether something stands behind a label of what is left, be it a word (无) or a credit."""
    return any(_A_WORD.match(text.text, label.at) for label in labelled(text, "outstanding"))


_A_WORD = re.compile(r"(?:人民币|¥)*(?:-|无|零)")


def _which(words: str) -> str:
    return next((name for name, mark in AMOUNT_IS if mark.search(words)), "")


_SURPLUS = re.compile(r"溢缴|存款|多缴")
_NOTHING = re.compile(r"(?:无|零|没有)(?:元整?)?(?=[\n\t,。;()]|$)")
_CREDIT = re.compile(rf"(?:人民币|¥)?-(?:人民币|¥)?(?P<v>{FIGURE})元?[^。;\n\t]{{0,6}}(?:溢缴|存款|多缴|贷方)")
_OF_PRINCIPAL = re.compile(r"本金|贷款余额|借款余额|当前余额|未偿余额")
"""Labels of what is left that leave out interest and fees."""
_KIND_LEFT = r"(?:利息|罚息|复利|违约金|滞纳金|手续费|服务费|担保费|逾期利息|逾期费用|其他费用|费用)"
_LEFT_PART = re.compile(
    rf"(?:(?:剩余|尚欠|仍欠|还欠|未还|未付|未缴|未偿还?|结欠|欠付|拖欠|待还|待缴)(?:应还|未还|应付)?{_KIND_LEFT}|{_KIND_LEFT}(?:剩余|尚欠|仍欠|还欠|未还|未付)|欠息|欠费)"
    rf"(?:余额|金额|合计)?[:为是]{{0,2}}\t?"
)
_LEFT_NEXT = re.compile(rf"元?[、及和]{_KIND_LEFT}[:为]?(?={FIGURE})")
"""The next of several that are left (剩余本金0.00元、利息35.20元)."""
_NOTHING_OF_PART = re.compile(rf"[^,。;]*?{_KIND_LEFT}[:为是]*(?:人民币|¥)*(?:零|0)")
_WHOLE = re.compile(r"本金|本息|欠款|债务|款项|贷款|借款|账单|余额")


def outstanding(text: LetterText, settled: Value[str] | None) -> Value[int] | None:
    """Return what is still owed; 0 where words say that nothing is.

    Interest or fees that are left are added to a principal of nothing.  A figure and words that contradict each other
    are both said: the figure stays, in doubt.
    """
    found = [
        (label, value)
        for label, value in money_behind(text, "outstanding")
        if not _SURPLUS.search(text.text, max(0, label.start - 6), label.start) and not _given_up(text, label.at)
    ]
    value = _with_parts(text, found, best_amount(found, "outstanding"))
    words = next((m for m in NOTHING_OWED.finditer(text.text) if _frees(text, m)), None)
    if value is not None:
        against = value.value > 0 and (words is not None or settled is not None)
        return value.checked(SAYS_BOTH) if against and SAYS_BOTH not in value.checks else value
    for label in labelled(text, "outstanding"):
        nothing = _NOTHING.match(text.text, label.at) or _CREDIT.match(text.text, label.at)
        if nothing is not None and not in_condition(text, label.start):
            return _nought(text, label.start, nothing.end())
    return _nought(text, words.start(), words.end()) if words is not None else None


def _nought(text: LetterText, start: int, end: int) -> Value[int] | None:
    nothing = text.words(start, end)
    return None if nothing is None else Value(0, nothing.evidence, nothing.checks)


def _frees(text: LetterText, words: re.Match[str]) -> bool:
    """Whether these words say that nothing at all is owed; that no interest is left says nothing of the principal."""
    of_part = _NOTHING_OF_PART.match(words.group(0)) is not None and _WHOLE.search(words.group(0)) is None
    return not of_part and not denied(text, words.start(), words.end())


def _with_parts(
    text: LetterText, found: Sequence[tuple[Labelled, Value[int]]], value: Value[int] | None
) -> Value[int] | None:
    """Add what is left of interest and fees to a principal; a whole that is less than they are is contradicted."""
    left = _left_parts(text, [label for label, _ in found])
    owed_more = [part for part in left if part.value > 0]
    if not owed_more:
        return value
    total = sum(part.value for part in owed_more)
    if value is None or value.value == 0:
        checks = owed_more[0].checks + (value.checks if value is not None else ())
        made = Value(total, owed_more[0].evidence, checks)
        whole = value is not None and not any(_OF_PRINCIPAL.search(label.word) for label, _ in found)
        return made.checked(SAYS_BOTH) if whole else made
    word = next((label.word for label, one in found if one.evidence == value.evidence), "")
    if _OF_PRINCIPAL.search(word):
        return Value(value.value + total, value.evidence, value.checks)
    return value if total <= value.value else value.checked(SAYS_BOTH)


def _left_parts(text: LetterText, labels: Sequence[Labelled]) -> list[Value[int]]:
    places = [m.end() for m in _LEFT_PART.finditer(text.text) if not in_condition(text, m.start())]
    places = [at for at in places if not re.search(r"减免|豁免|免除|核免", text.text[max(0, at - 16) : at])]
    for at in [label.at for label in labels] + places:
        lead = LEAD.match(text.text, at)
        figure = ONE_FIGURE.match(text.text, lead.end() if lead else at)
        more = _LEFT_NEXT.match(text.text, figure.end()) if figure else None
        while more is not None and more.end() not in places:
            places.append(more.end())
            figure = ONE_FIGURE.match(text.text, more.end())
            more = _LEFT_NEXT.match(text.text, figure.end()) if figure else None
    parts = {at: money_at(text, at) for at in places if not _given_up(text, at)}
    return [part for part in parts.values() if part is not None]


REST = re.compile(r"[^。;\n\t]{0,14}?(?:予以)?(?:减免|豁免|核免|免除|不再)")


def _given_up(text: LetterText, at: int) -> bool:
    """Whether what is left is not claimed any more (剩余本息5,000.00元予以减免): it is waived, not owed."""
    money = LEAD.match(text.text, at)
    figure = ONE_FIGURE.match(text.text, money.end() if money else at)
    return figure is not None and REST.match(text.text, figure.end()) is not None


_LIST = re.compile(
    rf"(?:[(:]|其中:?|包括:?)(?P<list>(?:其中:?)?{_PART}:?(?:人民币|¥)*{FIGURE}元?(?:[,、;及和]+{_PART}:?(?:人民币|¥)*{FIGURE}元?)+)"
)
_MEMBER = re.compile(rf"(?P<name>{_PART}):?(?:人民币|¥)*(?P<v>{FIGURE})")
_OTHERS = re.compile(r"减免|豁免|免除|核免|剩余|余额|未结清|尚欠")


def parts(text: LetterText) -> tuple[tuple[str, Value[int]], ...]:
    """Return what the sum owed, or paid, is made of, as the letter lists it behind that sum or before it."""
    for match in _LIST.finditer(text.text):
        low, _ = text.clause(match.start(), match.start())
        before = text.text[low : match.start()]
        if _OTHERS.search(before) or in_condition(text, match.start()):
            continue
        made = _members(text, match)
        if made is not None and any(value.value for _, value in made):
            return made
    for match in _PAID_PARTS.finditer(text.text):
        made = _members(text, match) if match.group("sum") and not in_condition(text, match.start()) else None
        total = money_at(text, match.end()) if made else None
        if made and total is not None:
            check = Check(CheckKind.ARITHMETIC, sum(v.value for _, v in made) == total.value, MADE_OF)
            return tuple((name, value.checked(check)) for name, value in made)
    return ()


def _members(text: LetterText, match: re.Match[str]) -> tuple[tuple[str, Value[int]], ...] | None:
    made = []
    for member in _MEMBER.finditer(text.text, match.start("list"), match.end("list")):
        name = next((name for name, words in PART_NAMES if words.search(member.group("name"))), None)
        value = text.value(member.start("v"), member.end("v"), _sum)
        if name is None or value is None:
            return None
        made.append((name, value))
    return tuple(made)
