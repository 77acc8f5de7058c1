"""Letters whose sentence settles several accounts at once (合同编号：A、B、C，均已结清): one record each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pipeline.extract.letter_fields import card_lists, number_lists, parse_day, tail4
from pipeline.extract.letter_text import LetterText
from pipeline.extract.letter_words import DAY, FIGURE, simplified
from pipeline.records.evidence import Value
from pipeline.records.letter import Letter
from pipeline.records.reading import Page
from pipeline.values.money import parse_sum
from pipeline.values.text import key

T = TypeVar("T")

_AMOUNTS = re.compile(
    rf"(?:借款|贷款|发放|放款|合同)(?:本金|金额)?分别[为:是]*(?P<v>{FIGURE}元?(?:[、,和及]+{FIGURE}元?)+)"
)
_DAYS = re.compile(rf"分别(?:已)?[于在](?P<v>{DAY}(?:[、,和及]+{DAY})+)")
_EACH = re.compile(r"分别")
_FIGURE, _DAY = re.compile(FIGURE), re.compile(DAY)
_UNTOLD = ("settled_amount", "outstanding", "settled_on", "account")


def several_of(letter: Letter, pages: Sequence[Page]) -> tuple[Letter, ...]:
    """Return a record for each account that one sentence settles together, else the letter itself.

    The numbers must stand in one list and the words that settle behind it in the same sentence.  Sums and days are a
    record's only where the letter gives each its own (分别为), and the day that is said of all of them.
    """
    text = LetterText(letter.document, pages)
    cards = card_lists(text)
    contracts, drawdowns = number_lists(text, "contract_no"), number_lists(text, "drawdown_no")
    field, lists = "account_tail", cards
    if drawdowns and len({text.text[slice(*span)] for spans in contracts for span in spans}) <= 1:
        field, lists = "drawdown_no", drawdowns
    if contracts and (field != "drawdown_no" or len(_distinct(text, drawdowns)) < 2):
        field, lists = "contract_no", contracts
    numbers = _distinct(text, lists)
    if len(numbers) < 2:
        return (letter,)
    whole = [spans for spans in lists if len(_distinct(text, [spans])) == len(numbers)]
    if not whole or not _settles(letter, text, whole[0]):
        # What it says of which of them is not told: nothing is missing under the one that is recorded.
        return (replace(letter, printed=tuple(sorted({*letter.printed, *_UNTOLD}))),)
    return tuple(_records(letter, text, field, whole[0]))


def _distinct(text: LetterText, lists: Sequence[Sequence[tuple[int, int]]]) -> set[str]:
    return {text.text[a:b].replace("-", "")[-4 if b - a == 4 else 0 :] for spans in lists for a, b in spans}


def _settles(letter: Letter, text: LetterText, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the words that settle stand behind a list, in its sentence, and nothing speaks against them."""
    words = letter.settled_in_words
    if words is None or not all(check.agrees for check in words.checks):
        return False
    if letter.outstanding is not None and letter.outstanding.value > 0:
        return False
    _, high = text.sentence(*spans[-1])
    return simplified(key(words.value)) in text.text[spans[-1][1] : high]


def _records(letter: Letter, text: LetterText, field: str, spans: Sequence[tuple[int, int]]) -> list[Letter]:
    low, high = text.sentence(*spans[0])
    amounts = _each(text, _AMOUNTS, _FIGURE, low, high, lambda raw: parse_sum(raw.rstrip("元")), len(spans))
    days = _each(text, _DAYS, _DAY, low, high, parse_day, len(spans))
    dated = days is not None or _EACH.search(text.text, spans[-1][1], high) is None or amounts is not None
    apart = _DAYS.search(text.text, low, high) is not None
    nothing = letter.outstanding if letter.outstanding is not None and letter.outstanding.value == 0 else None
    printed = {name for name in ("settled_amount",) if letter.settled_amount is not None} | {*letter.printed}
    made = []
    for n, span in enumerate(spans):
        named: dict[str, Any] = {"contract_no": text.words(*span), "account_tail": None, "kind": "loan"}
        if field == "account_tail":
            named = {"contract_no": None, "account_tail": text.value(*span, tail4), "kind": "credit_card"}
        scopes = {"contract_no": "contract", "drawdown_no": "drawdown", "account_tail": "card_account"}
        day = days[n] if days is not None else letter.settled_on if dated and not apart else None
        made.append(
            replace(
                letter,
                **named,
                loan_amount=amounts[n] if amounts is not None else None,
                settled_amount=None,
                settled_amount_is="",
                settled_on=day,
                opened_on=None,
                due_on=None,
                outstanding=nothing,
                waived=None,
                owed=None,
                parts=(),
                scope=scopes[field],
                printed=tuple(sorted(printed | ({"settled_on"} if apart else set()))),
            )
        )
    return made


def _each(
    text: LetterText, listed: re.Pattern[str], one: re.Pattern[str], low: int, high: int, parse: Any, count: int
) -> list[Value[Any]] | None:
    """Return the values of a list (分别为A、B、C), None where it does not give each account its own."""
    match = listed.search(text.text, low, high)
    if match is None:
        return None
    found = [text.value(m.start(), m.end(), parse) for m in one.finditer(text.text, match.start("v"), match.end("v"))]
    values = [value for value in found if value is not None]
    return values if len(values) == count == len(found) else None
