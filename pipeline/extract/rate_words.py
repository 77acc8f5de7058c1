"""Rates of interest in the words of papers: 0.05%, 0.5‰, 万分之五, 18.25% a year, bare under a head with the unit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from pipeline.records.rates import Rate
from pipeline.values.text import ordinary

Per = Literal["day", "year"]

_MARKS = {"%": Decimal("0.01"), "‰": Decimal("0.001"), "‱": Decimal("0.0001")}
_PARTS = {"百": _MARKS["%"], "千": _MARKS["‰"], "万": _MARKS["‱"]}
_HAN = {character: str(number) for number, character in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_HAN_DIGIT = "零〇一二两三四五六七八九"

NUMBER = r"\d{1,3}(?:\.\d{1,8})?"
_SAID = rf"[百千万]分之(?:{NUMBER}|[{_HAN_DIGIT}](?:点[{_HAN_DIGIT}]{{1,4}})?)"
FIGURE = rf"(?:{_SAID}|{NUMBER}[%‰‱])"
"""A rate with its unit, in folded text."""

_DAY = re.compile(r"日(?:利率|息|率|化)|[每按/(（][日天]|^[日天]|daily|perday|/day", re.IGNORECASE)
_YEAR = re.compile(r"年(?:利率|息|率|化)|[每按/(（]年|^年|annual|yearly|perannum|p\.a\.", re.IGNORECASE)
_OTHER_SPAN = re.compile(r"月(?:利率|息|率|化)|期(?:利率|费率)|[每/(（][月期季]|^[月季]|month", re.IGNORECASE)
_AROUND = re.compile(
    r"[()（）\[\]:：/为是约]|每|按|单利|复利|近似|折算|化|利率|息率|率|日|天|年|daily|annual|rate|per|day|year",
    re.IGNORECASE,
)
_WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")

_MOST_A_DAY, _LEAST_A_DAY = Decimal("0.01"), Decimal("0.00001")
_MOST_A_YEAR, _LEAST_A_YEAR = Decimal("1"), Decimal("0.005")
_PLAINLY_DAY, _PLAINLY_YEAR = Decimal("0.002"), Decimal("0.03")
_PLAIN_NUMBER = Decimal("0.001")
"""A bare figure below this is the rate itself: 0.0005 is 0.05 % a day."""


def span_of(words: str) -> Per | Literal["other"] | None:
    """Return what a rate's name says it is for, "other" for a month or an instalment; None where it does not say."""
    day, year = _DAY.search(words) is not None, _YEAR.search(words) is not None
    if _OTHER_SPAN.search(words) or (day and year):
        return "other"
    return "day" if day else "year" if year else None


def unit_of_head(head: str) -> Decimal | None:
    """Return what a bare figure under a head is multiplied with: 日利率(%), 利率‰, 万分之."""
    text = ordinary(head).translate(_WIDE)
    found = {scale for mark, scale in _MARKS.items() if mark in text}
    found |= {scale for part, scale in _PARTS.items() if f"{part}分之" in text}
    return found.pop() if len(found) == 1 else None


def parse_rate(raw: str, head: str = "") -> Rate | None:
    """Parse a printed rate.

    Args:
        raw: The text of one cell, or of the figure alone.
        head: What names it: the head of its column, the label before it; "" where nothing does.

    Returns:
        The rate; None where the text is no rate, or where neither words nor size tell whether it is of a day or a year.
    """
    text = re.sub(r"\s", "", ordinary(raw)).translate(_WIDE)
    span = span_of(text) or span_of(head)
    bare = _AROUND.sub("", text)
    value = _number(bare, unit_of_head(head), day=span == "day")
    if value is None or span == "other":
        return None
    if value == 0:
        return Rate(Decimal(0), span or "day")
    if span is None:
        span = "day" if value <= _PLAINLY_DAY else "year" if value >= _PLAINLY_YEAR else None
    if span == "day" and _LEAST_A_DAY <= value <= _MOST_A_DAY:
        return Rate(value, "day")
    if span == "year" and _LEAST_A_YEAR <= value <= _MOST_A_YEAR:
        return Rate(value, "year")
    return None


def _number(text: str, unit: Decimal | None, *, day: bool) -> Decimal | None:
    """Return a rate as a plain number; a bare figure needs the unit of its head, or is one already (0.0005 a day)."""
    said = re.fullmatch(rf"([百千万])分之({NUMBER}|[{_HAN_DIGIT}](?:点[{_HAN_DIGIT}]+)?)", text)
    if said is not None:
        digits = "".join(_HAN.get(character, "." if character == "点" else character) for character in said.group(2))
        return (Decimal(digits) * _PARTS[said.group(1)]).normalize()
    printed = re.fullmatch(rf"({NUMBER})([%‰‱]?)", text)
    if printed is None:
        return None
    number, mark = Decimal(printed.group(1)), printed.group(2)
    scale = _MARKS[mark] if mark else unit
    if scale is None:
        return number.normalize() if day and number <= _PLAIN_NUMBER else None
    return (number * scale).normalize()
