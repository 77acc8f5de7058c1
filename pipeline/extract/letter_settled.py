"""What a letter says is done: that a debt is settled, on which day, how far that reaches."""

from __future__ import annotations

import re
from datetime import date

from pipeline.extract import letter_words as words
from pipeline.extract.letter_fields import day_behind, in_condition, labelled, parse_day
from pipeline.extract.letter_text import LetterText
from pipeline.records.evidence import Check, CheckKind, Value

_SETTLED = re.compile(words.SETTLED)
_SETTLED_WITH_DAY = re.compile(words.SETTLED_WITH_DAY)
_SETTLED_ON = re.compile(words.SETTLED_ON)
_THAT_DAY = re.compile(words.SETTLED_THAT_DAY)
_CLOSED_ON = re.compile(words.CLOSED_ON)
_PAID_ON = re.compile(words.PAID_ON)
_ENDED = re.compile(f"(?:双方)?(?:{words.ENDED})")
_DAY = re.compile(words.DAY)


def denied(text: LetterText, start: int, end: int) -> bool:
    """Whether the words `start:end` that something is settled are denied, conditional, of a part, or taken back."""
    low, high = text.sentence(start, end)
    clause, _ = text.clause(start, end)
    said = text.text
    return (
        words.CONDITION.search(said, low, end) is not None
        or words.NEGATION.search(_plain(said[clause:end])) is not None
        or words.AFTERWARDS.search(said, end, high) is not None
        or _of_a_part(said[clause:start])
    )


def _of_a_part(before: str) -> bool:
    """Whether what is settled is the interest, a fee or the principal alone (利息已全部结清)."""
    return words.ONLY_A_PART.search(before) is not None and words.WHOLE.search(before) is None


def _plain(clause: str) -> str:
    """Return a clause without the words that deny a debt, not its settlement (无未结清借款)."""
    return re.sub(r"(?:无|没有|不存在)(?:任何)?(?:逾期)?(?:未(?:结清|偿还?|还|清偿)|欠款|拖欠|逾期|债务)", "", clause)


def settled_words(text: LetterText) -> Value[str] | None:
    """Return the clause that says that the debt is settled; doubted where others of the letter's words deny it."""
    found = _done(text)
    if found is None:
        return None
    against = any(
        not in_condition(text, match.start()) and not _none_of_it(text, match.start())
        for match in words.STILL_OWED.finditer(text.text)
    )
    return found.checked(Check(CheckKind.COUNTS, False, "另有未结清字样")) if against else found


def _none_of_it(text: LetterText, start: int) -> bool:
    return re.search(r"(?:无|没有|不存在)(?:任何)?$", text.text[max(0, start - 5) : start]) is not None


def _done(text: LetterText) -> Value[str] | None:
    for pattern in (_SETTLED, _SETTLED_WITH_DAY, _SETTLED_ON, _THAT_DAY):
        for match in pattern.finditer(text.text):
            if not denied(text, match.start(), match.end()):
                start = match.start() - (text.text[match.start() - 1 : match.start()] == "已")
                return text.words(start, match.end())
    for label in labelled(text, "state", colon=True):
        state = words.SETTLED_STATES.match(text.text, label.at)
        if state is not None and text.text[state.end() : state.end() + 1] in ("", "\n", "\t", ",", "。", "(", ";"):
            return text.words(state.start(), state.end())
    day = _dated(text)
    if day is not None:
        return day
    for match in _ENDED.finditer(text.text):
        if not denied(text, match.start(), match.end()):
            return text.words(match.start(), match.end())
    return None


def _dated(text: LetterText) -> Value[str] | None:
    """Return the day of settlement behind its label as the words that settle, in a form that prints no status."""
    if any(True for _ in labelled(text, "state", colon=True)):
        return None
    for label in labelled(text, "settled_on", colon=True):
        day = _DAY.match(text.text, label.at)
        if day is not None and not in_condition(text, label.start):
            return text.words(label.start, day.end())
    return None


def settled_on(text: LetterText, settled: Value[str] | None) -> Value[date] | None:
    """Return the day of settlement; a 截至 day is none."""
    labelled_day = day_behind(text, "settled_on")
    if labelled_day is not None:
        return labelled_day
    # The one payment that ended a reduced debt, only where the letter says that it did end.
    patterns = [_SETTLED_ON, _THAT_DAY, _CLOSED_ON, *([_PAID_ON] if settled is not None else [])]
    for pattern in patterns:
        for match in pattern.finditer(text.text):
            day = _DAY.search(text.text, match.start(), match.end())
            if day is None or denied(text, match.start(), match.end()):
                continue
            return text.value(day.start(), day.end(), parse_day)
    return None


_AS_OF = re.compile(rf"(?:截至|截止)(?:到|至|日期|于)?:?(?P<v>{words.DAY})")
_OPENED = re.compile(
    rf"于(?P<v>{words.DAY})(?:在|向|与)?(?:我行|我司|本行|本公司|我公司)?(?:[^,。;\n\t]{{0,12}}?(?:发放|借款|放款|开户|开卡)"
    r"|[^,。;\n\t]{0,12}?(?:办理|申请)(?:了)?[^,。;\n\t]{0,14}?(?:贷款|借款|分期|信用卡))"
)
_TERM = re.compile(rf"(?:期限|自)[:为自]*(?P<from>{words.DAY})(?:起)?(?:至|到|-|~)(?P<to>{words.DAY})")


def as_of(text: LetterText) -> Value[date] | None:
    """Return the day up to which the letter speaks."""
    for match in _AS_OF.finditer(text.text):
        value = text.value(match.start("v"), match.end("v"), parse_day)
        if value is not None:
            return value
    return day_behind(text, "as_of")


def opened_on(text: LetterText) -> Value[date] | None:
    """Return the day on which the loan was paid out, or the account opened."""
    value = day_behind(text, "opened_on")
    if value is not None:
        return value
    for match in _OPENED.finditer(text.text):
        if "代您" not in match.group(0) and "代为" not in match.group(0):
            return text.value(match.start("v"), match.end("v"), parse_day)
    term = _TERM.search(text.text)
    return text.value(term.start("from"), term.end("from"), parse_day) if term else None


def due_on(text: LetterText) -> Value[date] | None:
    """Return the day on which the loan was to end."""
    value = day_behind(text, "due_on")
    term = _TERM.search(text.text) if value is None else None
    return text.value(term.start("to"), term.end("to"), parse_day) if term else value


def clause_of(text: LetterText, *patterns: re.Pattern[str]) -> Value[str] | None:
    """Return the words of the first pattern that stand in no condition."""
    for pattern in patterns:
        for match in pattern.finditer(text.text):
            if not in_condition(text, match.start()):
                return text.words(match.start(), match.end())
    return None


def updates_within(text: LetterText) -> Value[int] | None:
    """Return in how many working days the lender promises to report anew; of a span (3-5) the longer."""
    for match in words.UPDATES.finditer(text.text):
        low, high = text.sentence(match.start(), match.end())
        if words.UPDATES_WHAT.search(text.text, low, high) is None:
            continue
        group = next(name for name in ("t", "m", "n") if match.group(name))
        return text.value(match.start(group), match.end(group), _count)
    return None


def _count(raw: str) -> int | None:
    text = "".join(raw.split())
    if text.isdigit():
        return int(text)
    digits = {c: n for n, c in enumerate("〇一二三四五六七八九")}
    tens, ten, ones = text.rpartition("十")
    if not set(tens + ones) <= digits.keys():
        return None
    return (digits.get(tens, 1) * 10 if ten else 0) + digits.get(ones, 0)


_CUSTOMER = re.compile(
    r"名下(?:的)?(?:所有|全部|各项|各笔|任何)(?:的)?[^,。;\n]{0,8}(?:贷款|借款|授信|债务)|在(?:我行|我司|本行|本公司|我公司)(?:的)?(?:所有|全部|各项|各笔)(?:的)?(?:贷款|借款|债务)"
    r"|(?:名下|在我[行司])[^,。;\n]{0,6}(?:无|没有|不存在)(?:任何)?未(?:结清|偿还)|客户级|客户编号:"
)
_PLATFORM = re.compile(r"本平台|平台(?:内|上)?(?:的)?所有|我方提供的[^,。;\n]{0,16}服务|您的[一-鿿a-z]{0,10}服务账户")
_DRAWN = re.compile(r"该笔借据|上述借据|借据项下|本笔借款|该笔订单|该订单|单笔借款|借据级|尾号\d{4}的(?:借款|贷款)")
_CONTRACT = re.compile(r"合同项下(?:的)?(?:全部|所有)|合同级")


def scope_of(text: LetterText, *, card: bool, contract: bool, drawdown: bool) -> str:
    """Return how far the letter reaches (§1.2).

    Args:
        text: The letter's.
        card: Whether it speaks of a card account.
        contract: Whether it names a contract.
        drawdown: Whether the only number that it names is a drawdown's (借据).
    """
    said = text.text
    if _CUSTOMER.search(said) and not contract:
        return "customer"
    if card and not contract:
        return "card_account"
    if _DRAWN.search(said) or drawdown:
        return "drawdown"
    if contract:
        several = any(True for _ in labelled(text, "drawdown_no", colon=True))
        return "drawdown" if several and not _CONTRACT.search(said) else "contract"
    return "platform" if _PLATFORM.search(said) else "unknown"
