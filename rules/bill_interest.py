"""The interest of one card bill without a 计息明细: what the papers carry at most, by any lawful method.

`law.md` §3.3: full-amount method, both ends of each segment counted, interest already booked compounding, at the rate
that the papers print, else (2017 to 2020) at the highest that the law knew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from pipeline.records.case import AccountStatement, Case
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Transaction
from pipeline.records.finding import Text
from pipeline.records.rates import Rate
from pipeline.values.text import key
from rules.card_interest import Accrual, Credit, Debt, full_amount, net_of_fees
from rules.common import amount, before, facts_of, posted, sound, yuan
from rules.tables.load import State, Tables

INTEREST = (Kind.INTEREST, Kind.PENALTY_INTEREST)
_FEES = (Kind.FEE, Kind.PENALTY, Kind.LATE_FEE)
_PLANS = re.compile(r"分期|\d+/\d+|第\d+期")
_OF_OTHER_DAYS = re.compile(r"补收|补计|调整|追溯")
_BOOKING = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill with interest and the one before it.

    Attributes:
        item, previous: The statements.
        end, start: Their days: interest of the bill ends and the cycle begins.
        charged: Its interest rows, those taken back left out; the last is accused.
        total: What they come to, fen.
        rows: All rows of both that the interest may rest on.
    """

    item: AccountStatement
    previous: AccountStatement
    end: date
    start: date
    charged: tuple[Transaction, ...]
    total: int
    rows: tuple[Transaction, ...]


@dataclass(frozen=True, slots=True)
class UsedRate:
    """A daily rate and where it is from: printed, the person's own fact, or the law's cap.

    Attributes:
        daily: As a fraction.
        text: As a person writes it.
        source: "printed", "settings" or "law".
        value: Where it is printed.
    """

    daily: Fraction
    text: str
    source: str
    value: Value[Rate] | None = None


def bills(case: Case) -> Iterator[tuple[AccountStatement, tuple[Transaction, ...]]]:
    """Yield card statements with the interest rows in them that were not taken back."""
    for item in case.statements:
        if item.statement.kind != "credit_card" or item.statement.statement_on is None:
            continue
        rows = _standing([r for r in item.statement.rows if r.currency == item.statement.currency])
        charged = [r for r in rows if r.kind in INTEREST and amount(r) > 0]
        unlike: list[Transaction] = []
        for row in charged:  # a second equal one is a double charge, which DUP101 speaks of
            words = key(row.description.value)
            if not any(amount(o) == amount(row) and key(o.description.value) == words for o in unlike):
                unlike.append(row)
        if unlike:
            yield item, tuple(unlike)


def _standing(rows: Sequence[Transaction]) -> list[Transaction]:
    """Return rows without charges that were taken back within the same bill, and without what took them back."""
    left = list(rows)
    for back in rows:
        if amount(back) >= 0 or back.kind in (Kind.REPAYMENT, Kind.REFUND):
            continue
        for row in left:
            if row.kind in (*INTEREST, *_FEES) and amount(row) == -amount(back):
                left = [r for r in left if r is not row and r is not back]
                break
    return left


def bill_before(case: Case, item: AccountStatement, charged: tuple[Transaction, ...]) -> Bill | str:
    """Return a bill with the one before it, or what is missing (a key of `MISSING`)."""
    previous = before(case, item)
    if previous is None:
        return "previous"
    this, last = item.statement, previous.statement
    if this.opening is None or last.closing is None or last.opening is None or this.opening.value != last.closing.value:
        return "previous"
    if not sound(this) or not sound(last):
        return "sound"
    assert this.statement_on is not None and last.statement_on is not None  # noqa: S101  `before` compared them
    rows = tuple(r for s in (last, this) for r in _standing([x for x in s.rows if x.currency == s.currency]))
    if any(r.kind is Kind.INSTALMENT or _PLANS.search(key(r.description.value)) for r in rows):
        return "plans"
    if any(_OF_OTHER_DAYS.search(key(r.description.value)) for r in charged):
        return "other_days"
    if any(posted(r) is None for r in rows):
        return "days"
    back = sum(-amount(r) for r in rows if r.document == this.document and r.kind in INTEREST and amount(r) < 0)
    total = sum(map(amount, charged)) - back
    return Bill(item, previous, this.statement_on.value, last.statement_on.value, charged, total, rows)


MISSING = {
    "previous": Text("上一期账单", "the statement before"),
    "sound": Text("相符的账单数字（有金额未经核实或账单不平）", "statements that add up (a figure is unverified)"),
    "plans": Text("分期部分的计息方式", "how the instalment part bears interest"),
    "other_days": Text("该笔利息所属的日期", "the days that the interest is for"),
    "days": Text("全部交易的入账日", "the days of all rows"),
    "rate": Text("适用的日利率（账单未印，2021 年起由合约约定）", "the daily rate (not printed; agreed since 2021)"),
    "old": Text("2017 年以前的计息规则（仅有二手来源）", "the rules before 2017 (only second-hand sources)"),
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What any lawful method makes of a bill's interest.

    Attributes:
        most: Fen.
        accrual: How it comes about.
        rate: The rate used for it.
        tolerance: Fen that rounding may add.
    """

    most: int
    accrual: Accrual
    rate: UsedRate
    tolerance: int


def bounds(case: Case, tables: Tables, bill: Bill, *, with_fees: bool = False) -> Bounds | str:
    """Return the bounds of a bill's interest, or what is missing (a key of `MISSING`).

    Args:
        case: The case.
        tables: Law and tariffs.
        bill: The bill.
        with_fees: Let fees bear interest too, which is unlawful: to see whether that explains what was charged.
    """
    debts, credits, fees = _flows(bill)
    booked = [day for r in bill.rows if r.kind in _FEES and (day := posted(r)) is not None]
    first = min([bill.start, *(d.day for d in debts), *booked])
    if tables.look_up("no_interest_on_fees", first).state is not State.KNOWN:
        return "old"
    rate = used_rate(case, tables, bill, first)
    if rate is None:
        return "rate"
    if with_fees:
        debts, fees = sorted([*debts, *fees], key=lambda d: d.day), []
    most = full_amount(debts, net_of_fees(credits, fees), bill.end, both_ends=True)
    # An issuer may round what is below one yuan up to it (广发银行, law.md §3.1).
    whole = 100 if bill.item.statement.issuer == "广发银行" else 0
    return Bounds(most.interest(rate.daily), most, rate, most.tolerance + whole)


def _flows(bill: Bill) -> tuple[list[Debt], list[Credit], list[Debt]]:
    """Return what bears interest, what reduces it and the fees that do not bear any, of both bills."""
    opening = bill.previous.statement.opening
    assert opening is not None  # noqa: S101  `bill_before` asks for it
    # Money that the bank held lowers what is owed; leaving it out is kinder to the bank.
    carried, old_fees = max(opening.value, 0), 0
    debts: list[Debt] = []
    credits: list[Credit] = []
    fees: list[Debt] = []
    earlier = bill.previous.statement.document
    ordered = sorted(bill.rows, key=lambda r: (posted(r) or bill.end, amount(r) < 0, r.ordinal))
    for row in ordered:
        day, fen = posted(row), amount(row)
        assert day is not None  # noqa: S101  `bill_before` asks for it
        name = row.description.value
        old = row.document == earlier
        if row.kind in INTEREST:
            if old and fen > 0:
                debts.append(Debt(bill.start, fen, f"上期{name}"))
            elif old:
                credits.append(Credit(day, -fen, name))
        elif fen < 0:
            if row.posted_on is None:
                day += _BOOKING
            if old:
                # Fees come before what was owed while a card is overdue by 90 days at most (art. 57).
                on_fees = min(old_fees, -fen)
                met = min(carried, -fen - on_fees)
                old_fees, carried, fen = old_fees - on_fees, carried - met, fen + on_fees + met
            if fen < 0:
                credits.append(Credit(day, -fen, name))
        elif row.kind in _FEES and old:
            old_fees += fen
        elif row.kind in _FEES:
            fees.append(Debt(day, fen, name))
        elif fen > 0:
            debts.append(Debt(min(day, row.traded_on.value if row.traded_on else day), fen, name))
    if old_fees:
        fees.append(Debt(bill.start, old_fees, "上期费用未还"))
    if carried:
        debts.append(Debt(bill.start, carried, "上期结转未还"))
    return sorted(debts, key=lambda d: d.day), credits, sorted(fees, key=lambda d: d.day)


def printed_rates(bill: Bill) -> list[Value[Rate]]:
    """Return the rates that both bills print."""
    return [v for s in (bill.item.statement, bill.previous.statement) for v in s.rates]


def cap(tables: Tables, start: date, end: date) -> Fraction | None:
    """Return the highest daily rate that the law allowed on all days of a span, None where it named none."""
    both = [tables.look_up("rate_cap", day) for day in (start, end)]
    lines = [a.line for a in both if a.state is State.KNOWN and a.line is not None]
    if len(lines) < 2 or lines[0] is not lines[1]:
        return None
    value = lines[0].value
    return Fraction(value) if isinstance(value, Decimal) else None


def used_rate(case: Case, tables: Tables, bill: Bill, first: date) -> UsedRate | None:
    """Return the highest lawful daily rate: the printed one, the person's fact, or the cap of the law."""
    legal = cap(tables, first, bill.end)
    printed = max(printed_rates(bill), key=lambda v: v.value.daily(), default=None)
    if printed is not None and (legal is None or printed.value.daily() <= legal):
        return UsedRate(printed.value.daily(), rate_text(printed.value), "printed", printed)
    if legal is not None:
        return UsedRate(legal, percent(legal), "law")
    said = next((f.contract_rate for f in facts_of(case, bill.item) if f.contract_rate is not None), None)
    if said is None:
        return None
    rate = Rate(Decimal(said) / 10_000, "year")
    return UsedRate(rate.daily(), rate_text(rate), "settings")


def rate_text(rate: Rate) -> str:
    """Return a rate as a factor of a calculation."""
    return str(rate) if rate.per == "day" else f"{rate} ÷ 365"


def percent(rate: Fraction) -> str:
    """Return a rate as a per cent with as many digits as it needs."""
    value = Decimal(rate.numerator) / Decimal(rate.denominator) * 100
    return f"{value.normalize():f}%"


def bound_steps(found: Bounds, end: date) -> list[Text]:
    """Return how the most comes about, line by line, for a pocket calculator."""
    steps = []
    for span in found.accrual.spans:
        sign = "−" if span.fen < 0 else ""
        product = f"{yuan(abs(span.fen))} × {span.days} = {yuan(abs(span.amount_days))}"
        steps.append(
            Text(
                f"{sign or '+'} {span.day} {span.name}，至 {end} 计 {span.days} 天：{product}",
                f"{sign or '+'} {span.day} {span.name}, {span.days} days until {end}: {product}",
            )
        )
    total = yuan(found.accrual.amount_days)
    sums = "".join(f" {'−' if s.fen < 0 else '+'} {yuan(abs(s.amount_days))}" for s in found.accrual.spans)
    if len(found.accrual.spans) > 1:
        added = f"{sums.removeprefix(' + ')} = {total}"
        steps.append(Text(f"合计：{added}", f"in all: {added}"))
    rate = found.rate.text
    steps.append(
        Text(
            f"最宽口径（全额计息、首尾均计、复利、不含费用）：{total} × {rate} = {yuan(found.most)} 元（四舍五入）",
            f"most that any lawful method carries: {total} × {rate} = {yuan(found.most)} (rounded half up)",
        )
    )
    return steps
