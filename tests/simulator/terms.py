"""Contract terms and calendars of drawn cards: all of them lawful at the time they are used."""

from __future__ import annotations

import calendar
import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ISSUERS = (
    "工商银行",
    "农业银行",
    "中国银行",
    "建设银行",
    "交通银行",
    "招商银行",
    "中信银行",
    "光大银行",
    "华夏银行",
    "民生银行",
    "浦发银行",
    "兴业银行",
    "平安银行",
    "广发银行",
    "邮储银行",
    "上海银行",
    "北京银行",
)
# Floors and caps of the penalty in fen, as tariffs print them.
FLOORS = {
    "农业银行": 100,
    "建设银行": 500,
    "交通银行": 1000,
    "招商银行": 1000,
    "中信银行": 2000,
    "光大银行": 1500,
    "民生银行": 1000,
    "兴业银行": 2000,
    "平安银行": 2000,
    "广发银行": 3000,
    "上海银行": 3000,
}
CAPS = {"工商银行": 50000, "华夏银行": 200000}
FREE_RATES_FROM = date(2021, 1, 1)
NEW_RULES_FROM = date(2017, 1, 1)
BORDERS = (
    date(2016, 12, 31),
    date(2017, 1, 1),
    date(2020, 12, 31),
    date(2021, 1, 1),
    date(2016, 2, 29),
    date(2020, 2, 29),
    date(2024, 2, 29),
)
STANDARD = Decimal("0.0005")


@dataclass
class Terms:
    """One contract; rates a day, money in fen, days in calendar days."""

    issuer: str
    tail: str = "8812"
    currency: str = "CNY"
    statement_day: int = 5
    first_statement: date = date(2025, 4, 5)
    bills: int = 6
    due_after: int = 20
    unpaid_part: bool = False  # 未清偿部分计息, else 全额计息
    both_ends: bool = False  # day count B, else A
    compound: bool = True
    lose_next: bool = False  # the purchases of the running bill lose their free period too
    from_posting: bool = False  # interest runs from the booking day, not the trade day
    rate: Decimal = STANDARD
    later_rate: Decimal | None = None  # from bill `change_at`
    change_at: int = 0
    rate_from_2021: Decimal | None = None  # another rate for days from 2021-01-01, none printed
    prints_rate: bool = True
    prints_lines: bool = False
    prints_last_day: bool = False
    interest_text: str = "循环利息"
    own_cash_row: bool = False
    penalty_text: str = "违约金"
    penalty_percent: int = 5
    penalty_floor: int = 0
    penalty_cap: int | None = None
    penalty_on_statement: bool = False
    fees_bear_interest: bool = False  # only for days before 2017
    minimum_percent: int = 10
    minimum_floor: int = 0
    grace: int = 0  # days the bank really grants
    told_grace: int | None = None
    tolerance: int = 0  # fen still counted as full payment

    def rate_of(self, bill: int) -> Decimal:
        """Daily rate of everything booked with this bill."""
        if self.later_rate is not None and bill >= self.change_at:
            return self.later_rate
        return self.rate

    def words(self) -> tuple[str, ...]:
        """The features in English, for failing output."""
        return (
            self.issuer,
            "unpaid-part method" if self.unpaid_part else "full-amount method",
            "day count B" if self.both_ends else "day count A",
            "compounding" if self.compound else "simple interest",
            f"rate {self.rate}" + (f" then {self.later_rate}" if self.later_rate else ""),
            "prints the rate" if self.prints_rate else "prints no rate",
            "prints interest lines" if self.prints_lines else "prints no interest lines",
            f"penalty {self.penalty_percent} % floor {self.penalty_floor} cap {self.penalty_cap}",
            f"grace {self.grace} told {self.told_grace}, tolerance {self.tolerance}",
        ) + (("free period of the next cycle lost too",) if self.lose_next else ())


def month_day(year: int, month: int, day: int) -> date:
    """That day of the month, or the last one of a shorter month."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def add_months(day: date, months: int, day_of_month: int) -> date:
    """The given day of the month, `months` later."""
    index = day.year * 12 + day.month - 1 + months
    return month_day(index // 12, index % 12 + 1, day_of_month)


def draw_tail(rng: random.Random) -> str:
    """Last four digits of a number."""
    return f"{rng.randrange(10000):04d}"


def draw_start(rng: random.Random, first: date, last: date, lead: int) -> date:
    """A first day; in 45 of 100 cases such that a border day follows within `lead` days."""
    if rng.random() < 0.45:
        near = [b for b in BORDERS if first + timedelta(days=lead) <= b <= last]
        if near:
            return rng.choice(near) - timedelta(days=rng.randint(20, lead))
    return first + timedelta(days=rng.randint(0, (last - first).days))


def draw_terms(rng: random.Random, first: date = date(2015, 1, 1), last: date = date(2026, 2, 1)) -> Terms:
    """Draw a lawful contract whose first statement lies in first..last (all bills end by November 2026)."""
    terms = Terms(issuer=rng.choice(ISSUERS), tail=draw_tail(rng))
    terms.currency = "USD" if rng.random() < 0.04 else "CNY"
    terms.statement_day = rng.choice((31, 31, 30, 29, 28, 1, 5, rng.randint(2, 27), rng.randint(2, 27)))
    start = draw_start(rng, first, last, 130)
    terms.first_statement = month_day(start.year, start.month, terms.statement_day)
    terms.bills = rng.randint(5, 9)
    terms.due_after = rng.choice((18, 20, 20, 24, 25))
    terms.unpaid_part = rng.random() < (0.8 if terms.issuer == "工商银行" else 0.15)
    terms.both_ends = rng.random() < 0.4
    terms.compound = rng.random() < 0.7
    terms.lose_next = not terms.unpaid_part and rng.random() < 0.25
    terms.from_posting = rng.random() < 0.3
    terms.prints_lines = rng.random() < 0.45
    terms.prints_last_day = rng.random() < 0.4
    terms.prints_rate = rng.random() < 0.6
    terms.interest_text = rng.choice(("循环利息", "循环利息", "循环利息", "透支利息"))
    terms.own_cash_row = rng.random() < 0.5
    terms.penalty_text = "滞纳金" if rng.random() < 0.12 else "违约金"
    terms.penalty_floor = FLOORS.get(terms.issuer, rng.choice((0, 1000, 2000)))
    terms.penalty_cap = CAPS.get(terms.issuer)
    terms.penalty_on_statement = rng.random() < 0.4
    terms.fees_bear_interest = rng.random() < 0.5
    terms.minimum_percent = rng.choice((5, 10, 10))
    terms.minimum_floor = rng.choice((0, 0, 5000, 10000))
    terms.grace = rng.choice((0, 0, 1, 3, 3))
    terms.told_grace = rng.choice((None, None, terms.grace))
    terms.tolerance = rng.choice((0, 0, 0, 1000))
    _draw_rate(rng, terms)
    return terms


def _draw_rate(rng: random.Random, terms: Terms) -> None:
    start, end = terms.first_statement, add_months(terms.first_statement, terms.bills, terms.statement_day)
    lawful = ("0.0005", "0.0005", "0.0005", "0.00045", "0.0004", "0.00035")
    if start < add_months(NEW_RULES_FROM, 4, 1):
        return  # the rate was fixed, and bills across the border keep it
    if start >= add_months(FREE_RATES_FROM, 3, 1):
        terms.rate = Decimal(rng.choice((*lawful, "0.0006", "0.00055", "0.0003")))
    else:
        terms.rate = Decimal(rng.choice(lawful))
        if start < FREE_RATES_FROM < end and terms.prints_lines and rng.random() < 0.5:
            terms.rate_from_2021, terms.prints_rate = Decimal("0.0006"), False
            return
    if rng.random() < 0.15:
        terms.later_rate, terms.change_at = Decimal(rng.choice(lawful)), rng.randint(2, terms.bills - 1)
