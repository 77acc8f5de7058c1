"""Dates as Chinese papers print them, and the calendar arithmetic of deadlines."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

# Full-width digits, and the radicals that PDF fonts give for the characters of a date; one for one.
_DIGITS = str.maketrans("０１２３４５６７８９⽇⽉⼀⼆⼋⼗", "0123456789日月一二八十")
_CHINESE = str.maketrans("〇零○一二三四五六七八九", "000123456789")

_FULL = re.compile(r"(?<!\d)(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?(?!\s*[-./月\d])")
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[-/月]\s*(\d{1,2})\s*日?(?!\d)")
_MONTH_DAY_COMPACT = re.compile(r"(?<!\d)(\d{2})(\d{2})(?!\d)")
_HAN_FULL = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day without its year, as statements print it (MM/DD or MMDD)."""

    month: int
    day: int


def _han_number(text: str) -> int:
    """Return a Chinese numeral below 100, e.g. 十二, 二十, 三十一."""
    tens, ten, ones = text.rpartition("十")
    units = int(ones.translate(_CHINESE)) if ones else 0
    if not ten:
        return units
    return (int(tens.translate(_CHINESE)) if tens else 1) * 10 + units


def plain(raw: str) -> str:
    """Return `raw` with a date's lookalike characters made ordinary, character for character."""
    return raw.translate(_DIGITS)


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_date(raw: str) -> tuple[date | None, str] | None:
    """Find the first full date in `raw`.

    Returns:
        (date, matched text); the date is None when the printed day does not exist; None when no date is there.
    """
    text = raw.translate(_DIGITS)
    match = _FULL.search(text) or _COMPACT.search(text)
    if match:
        year, month, day = (int(group) for group in match.groups())
        return make_date(year, month, day), match.group(0)
    match = _HAN_FULL.search(text)
    if match:
        year = int(match.group(1).translate(_CHINESE))
        return make_date(year, _han_number(match.group(2)), _han_number(match.group(3))), match.group(0)
    return None


def first_day(raw: str) -> date | None:
    """Return the first full date in `raw`; None where there is none, or where it is no day that exists."""
    found = find_date(raw)
    return found[0] if found else None


def parse_date(raw: str) -> date | None:
    """Parse a text that is one full date and nothing else but blanks."""
    found = find_date(raw)
    if found is None or found[0] is None:
        return None
    return found[0] if "".join(raw.translate(_DIGITS).split()) == "".join(found[1].split()) else None


_CLOCK = re.compile(r"^(\d{4}[-/.]\d{2}[-/.]\d{2}|\d{8})\s*\d{2}:\d{2}(?::\d{2})?$")


def without_clock(raw: str) -> str:
    """Return a day without the time of day printed behind it, with or without a blank (2026/03/1509:00:33)."""
    match = _CLOCK.match(raw.strip())
    return match.group(1) if match else raw


def parse_month_day(raw: str) -> MonthDay | None:
    """Parse MM/DD, MM-DD, MMDD or M月D日; month and day are checked against a leap year."""
    text = "".join(raw.translate(_DIGITS).split())
    match = _MONTH_DAY.fullmatch(text) or _MONTH_DAY_COMPACT.fullmatch(text)
    if not match:
        return None
    month, day = int(match.group(1)), int(match.group(2))
    return MonthDay(month, day) if make_date(2000, month, day) else None


def find_month(raw: str) -> tuple[int, int] | None:
    """Find the first year and month (2026年03月, 2026.03) in `raw`."""
    match = _MONTH.search(raw.translate(_DIGITS))
    if not match or not 1 <= int(match.group(2)) <= 12:
        return None
    return int(match.group(1)), int(match.group(2))


def place_year(day: MonthDay, statement_on: date) -> date | None:
    """Give a posted day its year: that of the statement, or the year before when it would lie after it.

    A statement never holds rows posted after its own day, so over New Year a December row of a January statement
    belongs to the year before.
    """
    for year in (statement_on.year, statement_on.year - 1):
        candidate = make_date(year, day.month, day.day)
        if candidate is not None and candidate <= statement_on:
            return candidate
    return make_date(statement_on.year - 1, day.month, day.day)


def end_of_month(day: date, months: int = 0) -> date:
    """Return the last day of the month `months` after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def add_days(day: date, days: int) -> date:
    """Return the day `days` calendar days later; the first day is not counted (民法典 201)."""
    return day + timedelta(days=days)
