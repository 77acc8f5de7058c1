"""Working days of mainland China: weekends, statutory holidays, and the weekend days worked in exchange (调休).

The calendar is that of the State Council's yearly notices, from the library `chinesecalendar`.  A year's notice comes
in the autumn before; what lies after the last one is unknown.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from chinese_calendar import holidays, is_workday

FIRST_YEAR = 2015
LAST_YEAR = max(holidays).year
_SATURDAY = 5


@lru_cache(maxsize=8192)
def is_working_day(day: date) -> bool | None:
    """Return whether people work on a day; None outside the years whose calendar is known."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return bool(is_workday(day))


def add_working_days(day: date, number: int) -> date | None:
    """Return the day so many working days later, None where the calendar does not reach so far.

    The first day is not counted (民法典 201).
    """
    while number > 0:
        day += timedelta(days=1)
        working = is_working_day(day)
        if working is None:
            return None
        number -= working
    return day


def next_working_day(day: date) -> date | None:
    """Return the day itself if people work on it, else the first working day after it; None where unknown.

    A last day of a period that is a holiday moves to the day after the holiday (民法典 203).
    """
    while not (working := is_working_day(day)):
        if working is None:
            return None
        day += timedelta(days=1)
    return day


def add_weekdays(day: date, number: int) -> date:
    """Return the day so many weekdays later: what can be said where the holidays are not known, at the earliest."""
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < _SATURDAY
    return day


def next_weekday(day: date) -> date:
    """Return the day itself, or the Monday after it where it lies on a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day
