"""One line of a card's printed 计息明细 against its own figures: PEN205, INT301 and INT303."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from pipeline.records.case import AccountStatement, Case
from pipeline.records.evidence import Value
from pipeline.records.extraction import InterestLine, Statement
from pipeline.records.finding import Severity, Text
from pipeline.records.rates import YEAR, Rate
from pipeline.values.text import key
from rules.bill_interest import cap, percent, rate_text
from rules.card_interest import half_up, simple
from rules.common import facts_of, yuan
from rules.interest_free import FEE
from rules.tables.load import State, Tables

_NOT_A_FEE = re.compile(r"分期|本金|消费|利息|透支额|不含|除外|贷款|借款")
"""分期手续费 is interest by another name; a line over several things at once proves nothing of the fee in it."""

_ROUNDING = 1
"""Fen by which a line may be rounded up (law.md §2.5)."""

_CUT = -6
"""A daily rate printed to 0.0001 % (18 % ÷ 365 = 0.0493 %) was cut to these digits; 0.05 % or 0.045 % is exact."""


@dataclass(frozen=True, slots=True)
class Read:
    """A line with all its figures read."""

    line: InterestLine
    label: str
    base: Value[int]
    rate: Value[Rate]
    amount: Value[int]
    days: int
    start: date | None
    end: date | None

    def values(self) -> tuple[Value, ...]:  # type: ignore[type-arg]
        """Return what a finding on the line rests on."""
        line = self.line
        found = (self.amount, self.base, self.rate, line.label, line.days, line.start, line.end)
        return tuple(v for v in found if v is not None)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a line: code, fen that the line may carry at most, how that is computed, and the basis."""

    code: str
    allowed: int
    steps: tuple[Text, ...]
    tables: tuple[str, ...]
    title: Text
    severity: Severity = Severity.ERROR


def read_line(line: InterestLine) -> Read | None:
    """Return a line with all its figures; None where one is missing, or contradicts the others."""
    if line.base is None or line.rate is None or line.amount is None:
        return None
    if line.base.value <= 0 or line.amount.value <= 0 or line.rate.value.value <= 0:
        return None
    start, end = (v.value if v else None for v in (line.start, line.end))
    printed = line.days.value if line.days else None
    span = (end - start).days + 1 if start and end else None
    if span is not None and span <= 0:
        return None
    # More days than lie between the printed ones, both counted, no lawful count knows.
    candidates = [n for n in (printed, span) if n is not None]
    if not candidates:
        return None
    label = key(line.label.value) if line.label else ""
    return Read(line, label, line.base, line.rate, line.amount, min(candidates), start, end)


def judge_line(case: Case, tables: Tables, item: AccountStatement, read: Read) -> Wrong | None:
    """Return what is wrong with a line by the narrowest code that fits; None where nothing is."""
    return (
        _on_fee(tables, item.statement, read)
        or _rate_too_high(case, tables, item, read)
        or _more_than_computed(item.statement, read)
    )


def last_day(read: Read, statement: Statement) -> date | None:
    """Return the last day the line is for."""
    return read.end or (statement.statement_on.value if statement.statement_on else None)


def _on_fee(tables: Tables, statement: Statement, read: Read) -> Wrong | None:
    """PEN205: interest on a fee, for days from 2017-01-01."""
    if not FEE.search(read.label) or _NOT_A_FEE.search(read.label):
        return None
    last = last_day(read, statement)
    first = read.start or last
    if last is None or first is None or tables.look_up("no_interest_on_fees", last).state is not State.KNOWN:
        return None
    allowed = 0
    what = read.line.label.value if read.line.label else ""
    fen = read.amount.value
    steps = [
        Text(
            f"计息明细：以“{what}”{yuan(read.base.value)} 元为计息本金，计息 {yuan(fen)} 元",
            f"the list computes interest of {yuan(fen)} on {what} of {yuan(read.base.value)}",
        )
    ]
    if tables.look_up("no_interest_on_fees", first).state is not State.KNOWN:
        line = tables.look_up("no_interest_on_fees", last).line
        assert line is not None  # noqa: S101  known above
        after = max((last - line.valid_from).days, 0)
        certain = min(fen, (read.base.value * read.rate.value.daily() * after).__floor__())
        allowed = fen - certain
        steps.append(
            Text(
                f"其中 {line.valid_from} 起至少 {after} 天：{yuan(read.base.value)} × {read.rate.value} × {after} = "
                f"{yuan(certain)} 元（舍去不足一分的部分）",
                f"of it at least {after} days from {line.valid_from}: {yuan(read.base.value)} × {read.rate.value} × "
                f"{after} = {yuan(certain)} (cut to the fen)",
            )
        )
        if certain <= 0:
            return None
    gap = f"{yuan(fen)} − {yuan(allowed)} = {yuan(fen - allowed)}"
    steps.append(
        Text(
            f"对该项费用不得计收利息，应计 {yuan(allowed)} 元：{gap} 元",
            f"such a fee may bear no interest: {gap}",
        )
    )
    title = Text(f"对“{what}”计收利息 {yuan(fen)} 元", f"interest of {yuan(fen)} on {what}")
    return Wrong("PEN205", allowed, tuple(steps), ("no_interest_on_fees",), title)


@dataclass(frozen=True, slots=True)
class _Lawful:
    """A daily rate that binds a line: its name, the factor to compute with, its tables, how far it carries."""

    daily: Fraction
    name: str
    factor: str
    tables: tuple[str, ...]
    severity: Severity


def _lawful_rate(case: Case, tables: Tables, item: AccountStatement, read: Read) -> _Lawful | None:
    """Return the lowest rate that binds a line and that its own is above, None where it is above none."""
    found = []
    legal = cap(tables, read.start, read.end) if read.start and read.end else None
    if legal is not None:
        text = percent(legal)
        found.append(_Lawful(legal, f"规定的上限（每日 {text}）", text, ("rate_cap",), Severity.ERROR))
    if item.statement.rates:
        top = max((v.value for v in item.statement.rates), key=Rate.daily)
        name = f"账单写明的{'日' if top.per == 'day' else '年'}利率（{top}）"
        found.append(_Lawful(top.daily(), name, rate_text(top), (), Severity.ERROR))
    for fact in facts_of(case, item):
        if fact.contract_rate is not None:
            rate = Rate(Decimal(fact.contract_rate) / 10_000, "year")
            name = f"您在设置中填写的合同年利率（{rate}）"
            # What the person told is no paper: it asks, it does not accuse.
            found.append(_Lawful(rate.daily(), name, rate_text(rate), (), Severity.WARNING))
    above = [f for f in found if _surely_above(read.rate.value, f.daily)]
    return min(above, key=lambda f: (f.severity is not Severity.ERROR, f.daily), default=None)


def _last_digit(rate: Rate) -> Fraction:
    """Return half a unit of a rate's last printed digit, where it has so many that it was surely cut to them."""
    exponent = rate.value.normalize().as_tuple().exponent
    return Fraction(10) ** exponent / 2 if isinstance(exponent, int) and exponent <= _CUT else Fraction(0)


def _surely_above(rate: Rate, lawful: Fraction) -> bool:
    """Whether a rate is above another even if its last printed digit was rounded up."""
    return rate.daily() - _last_digit(rate) / (1 if rate.per == "day" else YEAR) > lawful


def _rate_too_high(case: Case, tables: Tables, item: AccountStatement, read: Read) -> Wrong | None:
    """INT301: a rate above the law's cap of its days, or above the statement's own."""
    lawful = _lawful_rate(case, tables, item, read)
    if lawful is None:
        return _above_cap_in_part(tables, read)
    allowed = simple(read.base.value, lawful.daily, read.days)
    fen = read.amount.value
    if fen <= allowed + _ROUNDING:
        return None
    error = lawful.severity is Severity.ERROR
    product = f"{yuan(read.base.value)} × {lawful.factor} × {read.days} = {yuan(allowed)}"
    steps = (
        Text(
            f"计息明细所用利率 {read.rate.value}，高于{lawful.name}",
            f"the list uses {read.rate.value}, above {lawful.factor}",
        ),
        Text(f"按后者：{product} 元（四舍五入到分）", f"at the latter: {product} (rounded half up)"),
        _gap(fen, allowed, error),
    )
    title = Text(
        f"计息明细利率 {read.rate.value} 高于{lawful.name}，{'多计' if error else '差额'} {yuan(fen - allowed)} 元",
        f"rate of {read.rate.value} above {lawful.factor}: {yuan(fen - allowed)} more",
    )
    return Wrong("INT301", allowed, steps, lawful.tables, title, lawful.severity)


def _above_cap_in_part(tables: Tables, read: Read) -> Wrong | None:
    """INT301 of a line that only partly lies in the years of the cap: what is too much for those days alone."""
    capped = tables.tables.get("rate_cap")
    if capped is None or read.start is None or read.end is None:
        return None
    for row in capped.rows:
        if not isinstance(row.value, Decimal) or row.valid_to is None:
            continue
        # The first day of a line counts in every way of counting, its last day does not.
        begins, ends = max(read.start, row.valid_from), min(read.end - timedelta(days=1), row.valid_to)
        days = min((ends - begins).days + 1, read.days)
        if days <= 0 or not _surely_above(read.rate.value, Fraction(row.value)):
            continue
        base, rate, highest = read.base.value, read.rate.value.daily(), Fraction(row.value)
        allowed = -(-base * (highest * days + rate * (read.days - days)) // 1)
        fen = read.amount.value
        if fen <= allowed + _ROUNDING:
            continue
        shown = f"{yuan(base)} × {percent(highest)} × {days} + {yuan(base)} × {rate_text(read.rate.value)}"
        product = f"{shown} × {read.days - days} = {yuan(int(allowed))}"
        steps = (
            Text(
                f"{begins} 至 {ends} 的 {days} 天，日利率上限为 {percent(highest)}，明细用 {read.rate.value}",
                f"{begins} to {ends}, {days} days: the cap is {percent(highest)}, the list uses {read.rate.value}",
            ),
            Text(f"这些天按上限、其余按明细：{product} 元（不足一分进一分）", f"at the cap: {product} (rounded up)"),
            _gap(fen, int(allowed), True),
        )
        title = Text(
            f"计息明细利率 {read.rate.value} 在 {ends} 以前高于规定的上限 {percent(highest)}，"
            f"多计 {yuan(fen - int(allowed))} 元",
            f"rate of {read.rate.value} above the cap of {percent(highest)} until {ends}: {yuan(fen - int(allowed))}",
        )
        return Wrong("INT301", int(allowed), steps, ("rate_cap",), title)
    return None


def _gap(fen: int, allowed: int, error: bool) -> Text:
    gap = f"{yuan(fen)} − {yuan(allowed)} = {yuan(fen - allowed)}"
    if error:
        return Text(f"计收 {yuan(fen)} 元：{gap} 元为多计", f"charged {yuan(fen)}: {gap} too much")
    return Text(f"计收 {yuan(fen)} 元：{gap} 元待说明", f"charged {yuan(fen)}: {gap} to be explained")


def _more_than_computed(statement: Statement, read: Read) -> Wrong | None:
    """INT303: a line's interest is above what its own base, rate and days make."""
    allowed = simple(read.base.value, read.rate.value.daily(), read.days)
    fen = read.amount.value
    slack = half_up(read.base.value * _last_digit(read.rate.value) * read.days)
    if read.rate.value.per == "year":
        slack = -(-slack // YEAR)
    if fen <= allowed + slack + _ROUNDING:
        return None
    allowed += slack
    rate = read.rate.value
    factor = rate_text(rate)
    shown = simple(read.base.value, rate.daily(), read.days)
    steps = [
        Text(
            f"计息明细自身的数字：{yuan(read.base.value)} × {factor} × {read.days} = {yuan(shown)} 元（四舍五入到分）",
            f"by its own figures: {yuan(read.base.value)} × {factor} × {read.days} = {yuan(shown)}",
        )
    ]
    if slack:
        steps.append(
            Text(
                f"利率末位按四舍五入从宽：{yuan(shown)} + {yuan(slack)} = {yuan(allowed)} 元",
                f"the rate's last digit taken generously: {yuan(shown)} + {yuan(slack)} = {yuan(allowed)}",
            )
        )
    if read.line.days is not None and read.line.days.value > read.days:
        steps.insert(
            0,
            Text(
                f"明细写 {read.line.days.value} 天，{read.start} 至 {read.end} 首尾均计只有 {read.days} 天",
                f"{read.line.days.value} days printed, {read.start} to {read.end} are {read.days}, both counted",
            ),
        )
    steps.append(_gap(fen, allowed, True))
    title = Text(
        f"计息明细一行利息 {yuan(fen)} 元，高于其自身本金、利率、天数算得的 {yuan(allowed)} 元",
        f"a line's interest of {yuan(fen)} is above {yuan(allowed)} by its own figures",
    )
    return Wrong("INT303", allowed, tuple(steps), ("unjust_enrichment",), title)
