"""A clerk with a pocket calculator: does each sum of a calculation's step again, from its words alone.

What stands before an equals sign is taken as a sum of figures joined by + − × ÷ and brackets; words between them are
names.  What follows it is the result, in as many decimals as it shows: a product is rounded half up unless the words
say that it was rounded up or cut.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction

_DATE = r"\d{4}-\d{2}-\d{2}"
_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?"
_TOKEN = re.compile(rf"(?P<date>{_DATE})|(?P<number>{_NUMBER})|(?P<sign>[+−×÷()])")
_SPAN = re.compile(rf"({_DATE})[^=]*?(?:至|until) ({_DATE}) 计 (\d+) 天")
_UP, _CUT = ("进一分", "进一位", "rounded up"), ("舍去", "cut to the fen")


def clerk(text: str) -> int:
    """Do all sums of a step's text again; return how many there were.

    Raises:
        AssertionError: One does not come out.
    """
    done = 0
    for begins, ends, days in _SPAN.findall(text):
        between = (date.fromisoformat(ends) - date.fromisoformat(begins)).days
        # A span counts both ends, or not the day of repayment; or one day more for what was left that day.
        assert int(days) in (between, between + 1, 1), text
        done += 1
    for part in re.split(r"[；;：:]|，|, ", text):
        done += _sums(part, text)
    return done


def _sums(part: str, text: str) -> int:
    done = 0
    left, equals, rest = part.partition("=")
    while equals:
        tokens = _expression(left)
        result = _TOKEN.search(rest)
        if len(tokens) > 1 and result is not None:
            _compare(tokens, result, text)
            done += 1
        left, equals, rest = rest.partition("=")
    for smaller in re.finditer(rf"({_NUMBER})[^\d≥≤]*([≥≤])[^\d]*({_NUMBER})", part):
        one, other = _value(smaller[1]), _value(smaller[3])
        assert one >= other if smaller[2] == "≥" else one <= other, text
        done += 1
    return done


def _expression(left: str) -> list[re.Match[str]]:
    """Return the tokens of the sum that ends where the equals sign stands: two figures without a sign part it off."""
    tokens = list(_TOKEN.finditer(left))
    start = len(tokens)
    for number in range(len(tokens) - 1, -1, -1):
        after = tokens[number + 1] if number + 1 < len(tokens) else None
        here = tokens[number]
        if after is not None and not here["sign"] and not after["sign"]:
            break
        if here[0] == "(" and after is not None and after.start() != here.end():
            break
        start = number
    tokens = tokens[start:]
    while tokens and tokens[0][0] in "×÷)":
        tokens = tokens[1:]
    return tokens


def _compare(tokens: list[re.Match[str]], result: re.Match[str], text: str) -> None:
    if tokens[0]["date"]:
        if not result["date"]:
            return
        moved = sum(int(n[0]) * (-1 if s[0] == "−" else 1) for s, n in zip(tokens[1::2], tokens[2::2], strict=True))
        assert date.fromisoformat(tokens[0][0]) + timedelta(days=moved) == date.fromisoformat(result[0]), text
        return
    if any(t["date"] for t in tokens) or not result["number"]:
        return
    exact, place = _sum([t[0] for t in tokens])
    assert place == len(tokens), text
    shown = result[0]
    unit = Fraction(1, 10 ** len(shown.rstrip("%").partition(".")[2])) / (100 if shown.endswith("%") else 1)
    scaled = exact / unit
    if not any(t[0] in "×÷" for t in tokens):
        rounded = scaled
    elif any(word in text for word in _UP):
        rounded = Fraction(-((-scaled).__floor__()))
    elif any(word in text for word in _CUT):
        rounded = Fraction(scaled.__floor__())
    else:
        rounded = Fraction((scaled * 2 + 1).__floor__() // 2)
    assert rounded * unit == _value(shown), f"{text}: it is {float(exact)}"


def _value(number: str) -> Fraction:
    plain = Fraction(number.rstrip("%").replace(",", ""))
    return plain / 100 if number.endswith("%") else plain


def _sum(tokens: list[str], at: int = 0) -> tuple[Fraction, int]:
    total, at = _product(tokens, at)
    while at < len(tokens) and tokens[at] in "+−":
        sign = -1 if tokens[at] == "−" else 1
        value, at = _product(tokens, at + 1)
        total += sign * value
    return total, at


def _product(tokens: list[str], at: int) -> tuple[Fraction, int]:
    value, at = _factor(tokens, at)
    while at < len(tokens) and tokens[at] in "×÷":
        divided = tokens[at] == "÷"
        other, at = _factor(tokens, at + 1)
        value = value / other if divided else value * other
    return value, at


def _factor(tokens: list[str], at: int) -> tuple[Fraction, int]:
    if tokens[at] in "+−":
        value, after = _factor(tokens, at + 1)
        return (-value if tokens[at] == "−" else value), after
    if tokens[at] == "(":
        value, at = _sum(tokens, at + 1)
        assert tokens[at] == ")"
        return value, at + 1
    return _value(tokens[at]), at + 1
