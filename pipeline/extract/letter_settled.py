"""What a letter says is done: that a debt is settled, on which day, how far that reaches."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date

from pipeline.extract import letter_words as words
from pipeline.extract.letter_fields import best, day_at, day_behind, in_condition, labelled, parse_day
from pipeline.extract.letter_guards import denied, goes_on, taken_back
from pipeline.extract.letter_text import LetterText
from pipeline.records.evidence import Value
from pipeline.records.letter import SAYS_BOTH

_SETTLED = re.compile(words.SETTLED)
_SETTLED_WITH_DAY = re.compile(words.SETTLED_WITH_DAY)
_SETTLED_ON = re.compile(words.SETTLED_ON)
_THAT_DAY = re.compile(words.SETTLED_THAT_DAY)
_IT = re.compile(words.SETTLED_IT)
_BY_DAY = re.compile(words.SETTLED_BY_DAY)
_TILL = re.compile(words.SETTLED_TILL)
_BEFORE = re.compile(r"\)?(?:之|以)?[前内起止]")
"""Behind a day that is not the day itself (3月18日前)."""
_CLOSED_ON = re.compile(words.CLOSED_ON)
_PAID_ON = re.compile(words.PAID_ON)
_PAID_NOW = re.compile(
    rf"(?<!截至)(?<!截止)(?<![至定]){words.DAY}(?:本次|提前|一次性|全额)*(?:结清|还清)(?:支付|还款|付款|缴纳)(?!计划|方案)"
)
_SAME_DAY = re.compile(rf"[已均]?[于在](?:当[日天]|同[日天])(?:已|全部|全额|正常|提前)*{words.DONE}")
_IN_MONTH = re.compile(
    rf"(?<![定划拟应须可请将能欲会望需至])[于在](?P<v>\d{{4}}年\d{{1,2}}月)"
    rf"(?:份|已|全部|全额|正常|提前|一次性)*{words.DONE}"
)
_MONTHS = 12
_ENDED = re.compile(f"(?:双方)?(?:{words.ENDED})")
_DAY = re.compile(words.DAY)


def settled_words(text: LetterText) -> Value[str] | None:
    """Return the clause that says that the debt is settled; doubted where others of the letter's words deny it."""
    found = _done(text)
    if found is None:
        return None
    against = any(
        not in_condition(text, match.start()) and not _none_of_it(text, match.start())
        for match in words.STILL_OWED.finditer(text.text)
    )
    return found.checked(SAYS_BOTH) if against else found


def _none_of_it(text: LetterText, start: int) -> bool:
    return re.search(r"(?:无|没有|不存在)(?:任何)?$", text.text[max(0, start - 5) : start]) is not None


def _done(text: LetterText) -> Value[str] | None:
    for pattern in (_SETTLED, _SETTLED_WITH_DAY, _SETTLED_ON, _THAT_DAY, _IT, _BY_DAY):
        for match in pattern.finditer(text.text):
            if not denied(text, match.start(), match.end()):
                start = match.start() - (text.text[match.start() - 1 : match.start()] == "已")
                return text.words(start, match.end())
    for label in labelled(text, "state", colon=True):
        state = words.SETTLED_STATES.match(text.text, label.at)
        if state is None or text.text[state.end() : state.end() + 1] not in ("", "\n", "\t", ",", "。", "(", ";"):
            continue
        if not _undone(text, state.end()):
            return text.words(state.start(), state.end())
    day = _dated(text)
    if day is not None:
        return day
    for match in _ENDED.finditer(text.text):
        if not denied(text, match.start(), match.end()):
            return text.words(match.start(), match.end())
    return None


def _undone(text: LetterText, end: int) -> bool:
    """Whether sentences below a form take back what it says, or say that paying goes on."""
    return taken_back(text, end) or goes_on(text, end, end)


def _dated(text: LetterText) -> Value[str] | None:
    """Return the day of settlement behind its label as the words that settle, in a form that prints no status."""
    if any(True for _ in labelled(text, "state", colon=True)):
        return None
    for label in labelled(text, "settled_on", colon=True):
        day = _DAY.match(text.text, label.at)
        if day is not None and not in_condition(text, label.start) and not _undone(text, day.end()):
            return text.words(label.start, day.end())
    return None


def settled_on(text: LetterText, settled: Value[str] | None) -> Value[date] | None:
    """Return the day of settlement; a 截至 day is none."""
    value = _labelled_day(text) or _spoken_day(text, settled)
    if value is None or settled is None:
        return value
    # Where the letter contradicts itself, of which debt the day speaks is not told.
    return value.checked(*(check for check in settled.checks if check == SAYS_BOTH))


def _labelled_day(text: LetterText) -> Value[date] | None:
    """Return the day behind a label of its own; a day before which it was (3月18日前) is none."""
    found = [
        (label.word, value)
        for label in labelled(text, "settled_on")
        if not in_condition(text, label.start)
        and (day := _DAY.match(text.text, label.at)) is not None
        and not _BEFORE.match(text.text, day.end())
        and (value := day_at(text, label.at)) is not None
    ]
    return best(found, words.LABELS["settled_on"])


def _spoken_day(text: LetterText, settled: Value[str] | None) -> Value[date] | None:
    # The one payment that ended a reduced debt, only where the letter says that it did end.
    patterns = [_SETTLED_ON, _THAT_DAY, _IT, _CLOSED_ON, *([_PAID_ON, _PAID_NOW] if settled is not None else [])]
    for pattern in patterns:
        for match in pattern.finditer(text.text):
            day = _DAY.search(text.text, match.start(), match.end())
            if day is None or denied(text, match.start(), match.end()):
                continue
            return text.value(day.start(), day.end(), parse_day)
    for match in _SAME_DAY.finditer(text.text):
        # The day that the sentence named last.
        low, _ = text.sentence(match.start(), match.end())
        days = list(_DAY.finditer(text.text, low, match.start()))
        if days and not denied(text, match.start(), match.end()):
            return text.value(*days[-1].span(), parse_day)
    return None


def tells_day(text: LetterText) -> bool:
    """Whether the words that settle stand beside a day, even one that cannot be read or does not exist."""
    return any(
        not denied(text, match.start(), match.end())
        for pattern in (_SETTLED_WITH_DAY, _SETTLED_ON, _THAT_DAY, _IT)
        for match in pattern.finditer(text.text)
        if _DAY.search(text.text, match.start(), match.end())
    )


_AS_OF = re.compile(rf"(?:截至|截止)(?:到|至|日期|于)?:?(?P<v>{words.DAY})")
_OPENED = re.compile(
    rf"(?:于|(?<=[一-鿿,。;()\n])(?<!至)(?<!止)(?<!期)(?<!日)(?={words.DAY}在我))(?P<v>{words.DAY})(?:在|向|与)?(?:我行|我司|本行|本公司|我公司)?(?:[^,。;\n\t]{{0,12}}?(?:发放|借款|放款|开户|开卡)"
    r"|[^,。;\n\t]{0,12}?(?:办理|申请)(?:了)?[^,。;\n\t]{0,14}?(?:贷款|借款|分期|信用卡))"
)
_TERM = re.compile(rf"(?:期限|自)[:为自]*(?P<from>{words.DAY})(?:起)?(?:至|到|-|~)(?P<to>{words.DAY})")


def as_of(text: LetterText, issued: Value[date] | None = None) -> Value[date] | None:
    """Return the day up to which the letter speaks; of a mere month its last day, or that of issue within it."""
    for match in _AS_OF.finditer(text.text):
        value = text.value(match.start("v"), match.end("v"), parse_day)
        if value is not None:
            return value
    value = day_behind(text, "as_of")
    return value if value is not None else _settled_by(text, issued)


def _settled_by(text: LetterText, issued: Value[date] | None) -> Value[date] | None:
    """Return the day by which the letter says that all was settled: the end of a span, a day before which it was."""
    for pattern in (_TILL, _BY_DAY):
        for match in pattern.finditer(text.text):
            if not denied(text, match.start(), match.end()):
                return text.value(match.start("v"), match.end("v"), parse_day)
    for match in _IN_MONTH.finditer(text.text):
        if not denied(text, match.start(), match.end()):
            month = text.value(match.start("v"), match.end("v"), _end_of)
            if month is None or issued is None or issued.value.replace(day=1) != month.value.replace(day=1):
                return month
            return replace(month, value=issued.value)
    for label in labelled(text, "settled_on"):
        day = _DAY.match(text.text, label.at)
        if day is not None and not in_condition(text, label.start) and _BEFORE.match(text.text, day.end()):
            return day_at(text, label.at)
    return None


def _end_of(raw: str) -> date | None:
    """Return the last day of a month (2026年3月): by then it was settled, on which day is not told."""
    year, month = (int(digits) for digits in re.findall(r"\d+", raw))
    return date(year, month, monthrange(year, month)[1]) if year and 1 <= month <= _MONTHS else None


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
