"""The day on which a letter was issued: its label's, else the signature's; never that of a check, a download, a fax."""

from __future__ import annotations

import re
from datetime import date

from pipeline.extract.letter_fields import SEVERAL, best, day_at, in_condition, labelled, parse_day
from pipeline.extract.letter_text import BESIDE, LetterText
from pipeline.extract.letter_words import CLOSING, COMPANY_LINE, DAY, LABELS
from pipeline.records.evidence import Value

_DAYS = re.compile(DAY)
_SEALED = re.compile(r"\((?:公章|盖章|签章|[一-鿿]{0,6}章|银行盖章有效)\)")
_SURE = re.compile(r"(?:出具|开具|开立|出证|签发|落款)(?:日期|时间|日)")
_OF_ANOTHER_DAY = re.compile(
    rf"(?!{_SURE.pattern}|打印)[一-鿿]{{2,8}}(?:日期|时间|期限?|至|日):?{DAY}(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?"
)
"""A day with another label beside the signature's own (经办时间, 复核日期, 有效期至)."""


def issued_on(text: LetterText) -> Value[date] | None:
    """Return the day of issue: behind a label that names it, else the signature's day, else that of the print.

    Any other day with a label (复核日期, 下载日期, 传真日期) is none.
    """
    found = [
        (label, value)
        for label in labelled(text, "issued_on")
        if not in_condition(text, label.start) and (value := day_at(text, label.at)) is not None
    ]
    sure = best([(label.word, v) for label, v in found if _SURE.fullmatch(label.word)], LABELS["issued_on"])
    signed = _signed_on(text)
    if sure is not None:
        return sure if signed is None or signed.value == sure.value else sure.checked(SEVERAL)
    if signed is not None:
        return signed
    others = [
        (label.word, value)
        for label, value in found
        if len(label.word) > len("日期") or not re.match(r"[一-鿿]", text.text[max(0, label.start - 1) : label.start])
    ]
    return best(others, LABELS["issued_on"])


def tells_issue(text: LetterText) -> bool:
    """Whether a day stands alone in a line of the signature, even one that does not exist."""
    return _signature_day(text) is not None


def _signed_on(text: LetterText) -> Value[date] | None:
    """Return the day alone in a line at the end of the letter."""
    span = _signature_day(text)
    return None if span is None else text.value(*span, parse_day)


def _signature_day(text: LetterText) -> tuple[int, int] | None:
    found = None
    ended = False
    for start, end in text.blocks():
        line = _SEALED.sub(lambda m: BESIDE * len(m.group(0)), text.text[start:end])
        line = _OF_ANOTHER_DAY.sub(lambda m: BESIDE * len(m.group(0)), line)
        company = COMPANY_LINE.match(text.text, start, end)
        if company is not None:
            ended = True
        days = list(_DAYS.finditer(line))
        if len(days) != 1:
            ended = ended or CLOSING.search(line) is not None
            continue
        rest = line[: days[0].start()] + BESIDE + line[days[0].end() :]
        # A single character beside it is what was read of a seal.
        rest = "".join(piece for piece in rest.split(BESIDE) if len(piece) > 1 or piece.isdigit())
        rest = re.sub(r"\d{1,2}:\d{2}(?::\d{2})?$|^(?:日期:?|于)|[()]", "", rest)
        closing = CLOSING.search(line, 0, days[0].start())
        alone = not rest or (company is not None and COMPANY_LINE.fullmatch(rest) is not None)
        after_closing = closing is not None and not line[closing.end() : days[0].start()].strip("。,\t")
        if (alone and (ended or start > 0)) or after_closing:
            found = start + days[0].start(), start + days[0].end()
        ended = ended or closing is not None
    return found
