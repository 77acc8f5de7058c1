"""Arithmetic and the calendar over one settlement letter: what supports its figures and days, what contradicts them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.records.evidence import Check, CheckKind, Origin, Value
from pipeline.records.letter import DAYS_DIFFER, ISSUED_BEFORE, Letter

_AMOUNTS = ("loan_amount", "settled_amount", "outstanding", "waived", "owed")
_NO_FEN = Check(CheckKind.ARITHMETIC, False, "小数位")
_WITH_FEN = re.compile(r"[.．]\s?\d\s?\d(?!\d)")
_REDUCED = "应还 = 已付 + 减免"
_MADE_OF = "构成合计"
_ORDER = ("opened_on", "settled_on", "issued_on")


def check_letter(letter: Letter) -> Letter:
    """Judge a letter by its own sums and days.

    What was owed is what was paid and what is waived; the parts make their sum; a loan is opened, then settled, then
    certified.  What contradicts leaves the values in review: which of them is wrong is not told.
    """
    return _in_order(_parts_add_up(_reduction_adds_up(_fen_are_there(letter))))


def _fen_are_there(letter: Letter) -> Letter:
    """Contradict amounts read from a picture that lack their fen beside amounts that have them.

    A digit that the rim cuts off, or a stroke through the point, leaves a whole number that two readers agree on.
    """
    amounts = {name: value for name in _AMOUNTS if (value := getattr(letter, name)) is not None and value.evidence.box}
    others = [part for _, part in letter.parts if part.evidence.box]
    whole = {n: v for n, v in amounts.items() if not _WITH_FEN.search(v.evidence.text)}
    of_parts = [part for part in others if not _WITH_FEN.search(part.evidence.text)]
    if len(whole) + len(of_parts) == len(amounts) + len(others):
        return letter
    changes: dict[str, Any] = {name: value.checked(_NO_FEN) for name, value in whole.items() if _is_doubtful(value)}
    if of_parts:
        changes["parts"] = tuple(
            (name, part.checked(_NO_FEN) if part in of_parts and _is_doubtful(part) else part)
            for name, part in letter.parts
        )
    return replace(letter, **changes)


def _is_doubtful(value: Value[int]) -> bool:
    return value.evidence.origin is Origin.OCR and any(c.isdigit() for c in value.evidence.text)


def _reduction_adds_up(letter: Letter) -> Letter:
    owed, paid, waived = letter.owed, letter.settled_amount, letter.waived
    if owed is None or paid is None or waived is None:
        return letter
    check = Check(CheckKind.ARITHMETIC, owed.value == paid.value + waived.value, _REDUCED)
    return replace(
        letter, owed=owed.checked(check), settled_amount=paid.checked(check), waived=waived.checked(check)
    )


def _parts_add_up(letter: Letter) -> Letter:
    """Hold the parts against the sum that they make; a list that makes none may leave some out."""
    if not letter.parts:
        return letter
    total = sum(part.value for _, part in letter.parts)
    name = next(
        (n for n in ("owed", "settled_amount") if (v := getattr(letter, n)) is not None and v.value == total), None
    )
    known = [v for v in (letter.owed, letter.settled_amount) if v is not None]
    if name is None:
        seen = known and all(part.evidence.origin is Origin.OCR for _, part in letter.parts)
        check = Check(CheckKind.ARITHMETIC, False, _MADE_OF)
        return replace(letter, parts=tuple((n, p.checked(check)) for n, p in letter.parts)) if seen else letter
    check = Check(CheckKind.ARITHMETIC, True, _MADE_OF)
    changes: dict[str, Any] = {
        name: getattr(letter, name).checked(check),
        "parts": tuple((n, p.checked(check)) for n, p in letter.parts),
    }
    return replace(letter, **changes)


def _in_order(letter: Letter) -> Letter:
    """Contradict days that cannot follow each other; a letter certifies no day to come."""
    pairs = [(a, b) for n, a in enumerate(_ORDER) for b in _ORDER[n + 1 :]] + [("as_of", "issued_on")]
    doubted: dict[str, Check] = {}
    for earlier, later in pairs:
        first, second = _day(letter, earlier), _day(letter, later)
        if first is not None and second is not None and first > second:
            check = ISSUED_BEFORE if later == "issued_on" and earlier != "opened_on" else DAYS_DIFFER
            doubted |= {earlier: check, later: check}
    changes: dict[str, Any] = {name: getattr(letter, name).checked(check) for name, check in doubted.items()}
    return replace(letter, **changes) if changes else letter


def _day(letter: Letter, name: str) -> date | None:
    value: Value[date] | None = getattr(letter, name)
    return None if value is None else value.value
