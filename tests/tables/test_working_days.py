"""Working days by the State Council's notices, and deadlines that end on a holiday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.values.working_days import (
    FIRST_YEAR,
    LAST_YEAR,
    add_weekdays,
    add_working_days,
    is_working_day,
    next_weekday,
    next_working_day,
)

# From the notices on holidays of each year; "" where the day is an ordinary one.
NOTICES = """
2015-09-03 off  the seventieth anniversary of the victory
2015-09-06 on   a Sunday worked for it
2016-02-06 on   a Saturday worked for the Spring Festival
2016-02-08 off  Spring Festival
2016-10-08 on   a Saturday worked for the National Day
2017-01-27 off  New Year's Eve by the moon
2017-10-04 off  Mid-Autumn within the National Day
2018-12-29 on   a Saturday worked for the New Year
2018-12-31 off  the Monday before the New Year
2019-05-01 off  Labour Day, four days
2019-05-03 off  Labour Day, four days
2019-05-05 on   a Sunday worked for it
2020-01-31 off  Spring Festival, extended
2020-02-01 off  a Saturday that was to be worked before the extension
2020-02-02 off  the last day of the extension
2020-02-03 on   the first day of work
2020-10-08 off  National Day and Mid-Autumn, eight days
2020-10-10 on   a Saturday worked for it
2021-02-07 on   a Sunday worked for the Spring Festival
2021-02-17 off  Spring Festival
2022-10-07 off  National Day
2022-10-09 on   a Sunday worked for it
2023-01-27 off  Spring Festival
2023-01-28 on   a Saturday worked for it
2023-10-06 off  National Day
2024-02-09 on   New Year's Eve by the moon, no holiday that year
2024-02-12 off  Spring Festival
2024-02-18 on   a Sunday worked for it
2025-01-26 on   a Sunday worked for the Spring Festival
2025-01-28 off  New Year's Eve by the moon, a holiday from that year
2025-10-08 off  National Day and Mid-Autumn, eight days
2025-10-11 on   a Saturday worked for it
2026-02-14 on   a Saturday worked for the Spring Festival
2026-02-23 off  Spring Festival, nine days
2026-10-07 off  National Day
2026-10-10 on   a Saturday worked for it
2026-11-24 on   an ordinary Tuesday
2026-11-28 off  an ordinary Saturday
"""


@pytest.mark.parametrize("line", [line for line in NOTICES.splitlines() if line])
def test_days_of_the_notices(line):
    day, state, _ = line.split(maxsplit=2)
    assert is_working_day(date.fromisoformat(day)) is (state == "on")


def test_outside_the_known_years_nothing_is_said():
    assert (FIRST_YEAR, LAST_YEAR) == (2015, 2026)
    for day in (date(2014, 12, 31), date(2027, 1, 1), date(2027, 1, 4)):
        assert is_working_day(day) is None and next_working_day(day) is None
    assert is_working_day(date(2015, 1, 5)) and is_working_day(date(2026, 12, 31))
    assert add_working_days(date(2026, 12, 31), 1) is None and add_working_days(date(2026, 12, 30), 1) == date(2026, 12, 31)


def test_working_days_skip_holidays_and_count_worked_weekends():
    assert add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)  # over the National Day
    assert add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)  # a Saturday that is worked
    assert add_working_days(date(2020, 1, 23), 1) == date(2020, 2, 3)
    assert add_working_days(date(2026, 11, 24), 0) == date(2026, 11, 24)


def test_a_last_day_on_a_holiday_moves_to_the_day_after_it():
    assert next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)
    assert next_working_day(date(2026, 2, 15)) == date(2026, 2, 24)
    assert next_working_day(date(2026, 10, 10)) == date(2026, 10, 10)
    assert next_working_day(date(2026, 11, 24) + timedelta(days=20)) == date(2026, 12, 14)


@given(st.dates(date(2015, 1, 1), date(2026, 11, 30)), st.integers(1, 15))
def test_after_so_many_working_days_so_many_were_worked(day, number):
    last = add_working_days(day, number)
    assert last is not None and is_working_day(last)
    assert sum(bool(is_working_day(day + timedelta(days=n))) for n in range(1, (last - day).days + 1)) == number


@given(st.dates(date(2027, 1, 1), date(2040, 1, 1)), st.integers(1, 20))
def test_where_holidays_are_unknown_weekdays_are_counted(day, number):
    assert add_weekdays(day, number).weekday() < 5 and next_weekday(day).weekday() < 5
    assert 0 <= (next_weekday(day) - day).days <= 2 and (next_weekday(day) == day) == (day.weekday() < 5)
