"""The loan prime rate by the day of a contract, to the last day that anybody looked at."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules import tables
from rules.lpr import four_times_lpr, lpr, private_cap, private_cap_carries

# Day of publication, per cent, four times.
PUBLISHED = """
2019-08-20 4.25 17.00
2019-09-20 4.20 16.80
2019-11-20 4.15 16.60
2020-02-20 4.05 16.20
2020-04-20 3.85 15.40
2021-12-20 3.80 15.20
2022-01-20 3.70 14.80
2022-08-22 3.65 14.60
2023-06-20 3.55 14.20
2023-08-21 3.45 13.80
2024-07-22 3.35 13.40
2024-10-21 3.10 12.40
2025-05-20 3.00 12.00
"""
ROWS = [line.split() for line in PUBLISHED.split("\n") if line]


@pytest.mark.parametrize(("place", "row"), list(enumerate(ROWS)))
def test_each_value_holds_from_its_day_to_the_day_before_the_next(place, row):
    day, rate, four = date.fromisoformat(row[0]), Decimal(row[1]) / 100, Decimal(row[2]) / 100
    last = date.fromisoformat(ROWS[place + 1][0]) - timedelta(days=1) if place + 1 < len(ROWS) else date(2026, 7, 19)
    for one in (day, last):
        assert lpr(tables(), one) == rate and four_times_lpr(tables(), one) == four
    before = Decimal(ROWS[place - 1][1]) / 100 if place else None
    assert lpr(tables(), day - timedelta(days=1)) == before


def test_nothing_is_known_from_the_next_publication_on():
    assert lpr(tables(), date(2026, 6, 22)) == lpr(tables(), date(2026, 7, 19)) == Decimal("0.03")
    for day in (date(2026, 7, 20), date(2026, 11, 24), date(2019, 8, 19)):
        assert lpr(tables(), day) is None and four_times_lpr(tables(), day) is None


def test_what_a_private_lender_may_take():
    cap = {day: private_cap(tables(), date.fromisoformat(day)) for day in (
        "2015-08-31", "2015-09-01", "2020-08-19", "2020-08-20", "2025-05-19", "2025-05-20", "2026-07-20",
    )}  # fmt: skip
    assert list(cap.values()) == [
        None, Decimal("0.24"), Decimal("0.24"), Decimal("0.154"), Decimal("0.124"), Decimal("0.12"), None,
    ]  # fmt: skip
    carries = [private_cap_carries(tables(), date.fromisoformat(day)) for day in ("2015-08-31", "2018-01-01", "2020-08-20", "2025-06-01", "2026-07-20")]
    assert carries == ["notice", "warning", "warning", "notice", "notice"]
