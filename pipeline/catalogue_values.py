"""How the values of law and tariffs are shown to a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from pipeline.records.finding import Text
from pipeline.values.money import format_yuan
from rules.tables.load import Fee, Hours, Line, MinimumPayment, PenaltyTariff, Period, Range
from rules.tables.model import Value

QUANTITIES = {
    "penalty": Text("违约金标准", "penalties"),
    "grace_days": Text("还款容时", "days of grace"),
}
_CURRENCIES = {"CNY": "元", "USD": "美元", "HKD": "港元", "EUR": "欧元"}
_UNITS = {
    "days": Text(" 天", " days"),
    "working_days": Text(" 个工作日", " working days"),
    "months": Text(" 个月", " months"),
    "years": Text(" 年", " years"),
    "percent": Text("%", " %"),
    "rate_per_day": Text("%/日", " % a day"),
    "rate_per_year": Text("%/年", " % a year"),
    "factor": Text(" 倍", " times"),
    "count": Text("", ""),
    "per_year": Text(" 次/年", " a year"),
    "per_day": Text(" 次/日", " a day"),
}
_WORDS = {
    "full_amount": Text("全额计息", "full amount"),
    "unpaid_part": Text("未清偿部分计息", "unpaid part"),
    "monthly": Text("按月", "monthly"),
    "actual": Text("当年实际天数", "real days of the year"),
    "interest_fees_first": Text("先息费后本金", "interest and fees first"),
    "principal_first": Text("先本金后息费", "principal first"),
    "costs_interest_principal": Text("费用、利息、本金", "costs, interest, principal"),
    "principal_interest_fees": Text("本金、利息、费用", "principal, interest, fees"),
    "next_bill": Text("计入下期账单", "on the next bill"),
}
_PARTS = {
    "cash_advance": Text("预借现金", "cash advance"),
    "instalment": Text("分期款", "instalments"),
    "fee": Text("费用", "fees"),
    "interest": Text("利息", "interest"),
    "over_limit": Text("超限部分", "over-limit part"),
    "previous_minimum": Text("上期未还最低额", "unpaid previous minimum"),
}

_NOTHING = ("–", "不明", "unknown", "未见", "none seen")


def _say(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def money(amounts: dict[str, int], lang: str) -> str:
    """Return amounts by currency in whole units and cents, "–" where none is known."""
    if not amounts:
        return "–"
    if lang == "zh":
        return "、".join(f"{format_yuan(fen, grouped=True)} {_CURRENCIES.get(c, c)}" for c, fen in amounts.items())
    return ", ".join(f"{c} {format_yuan(fen, grouped=True)}" for c, fen in amounts.items())


def _number(value: int | Decimal, unit: str, lang: str) -> str:
    if unit == "fen":
        return money({"CNY": int(value)}, lang)
    shown = value
    if unit.startswith("rate_"):
        shown = (Decimal(value) * 100).normalize()
    return f"{shown:f}{_UNITS[unit].in_(lang)}" if isinstance(shown, Decimal) else f"{shown}{_UNITS[unit].in_(lang)}"


def show_value(value: Value | None, unit: str, lang: str) -> str:
    """Return a value of a table in words."""
    if value is None:
        return _say(lang, "已取消", "abolished")
    if isinstance(value, bool):
        return _say(lang, "是" if value else "否", "yes" if value else "no")
    if isinstance(value, int | Decimal):
        return _number(value, unit, lang)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _WORDS[value].in_(lang) if value in _WORDS else value
    if isinstance(value, Range):
        return f"{_number(value.low, unit, lang)} – {_number(value.high, unit, lang)}"
    if isinstance(value, Period):
        return f"{value.first} – {value.last}"
    if isinstance(value, Hours):
        return f"{value.start}–{value.end}"
    if isinstance(value, Fee):
        parts = [f"{value.percent:f}%", *_bounds(value, lang)]
        return _say(lang, "，", ", ").join(parts)
    if isinstance(value, MinimumPayment):
        return _minimum(value, lang)
    return _say(lang, "，", ", ").join(part for part in penalty_cells(value, lang) if part not in _NOTHING)


def _bounds(value: Fee, lang: str) -> list[str]:
    named = ((value.plus, "另加 ", "plus "), (value.floor, "最低 ", "at least "), (value.cap, "最高 ", "at most "))
    return [_say(lang, zh, en) + money(amounts, lang) for amounts, zh, en in named if amounts]


def _minimum(value: MinimumPayment, lang: str) -> str:
    share = f"{value.percent}%" if value.percent is not None else _say(lang, "按客户设定的比例", "a share per customer")
    whole = _say(lang, "、", ", ").join(_PARTS[part].in_(lang) for part in value.in_full)
    of = {"purchases": ("消费款", "purchases"), "balance": ("应还款", "the balance")}[value.of]
    return _say(lang, f"{of[0]}的 {share}，另加全额：{whole}", f"{share} of {of[1]}, in full: {whole}")


def penalty_cells(value: PenaltyTariff, lang: str) -> tuple[str, str, str, str]:
    """Return per cent, per cent when repeated, floor and cap; one that is not known is no zero."""
    repeated = f"{value.repeated_percent}%" if value.repeated_percent is not None else "–"
    floor = money(value.floor, lang) if value.floor else _say(lang, "不明", "unknown")
    cap = money(value.cap, lang) if value.cap else _say(lang, "未见", "none seen")
    return f"{value.percent}%", repeated, floor, cap


def span(line: Line, lang: str) -> str:
    """Return from when to when a row holds."""
    until = line.valid_to.isoformat() if line.valid_to else _say(lang, "至今", "now")
    return f"{line.valid_from} – {until}"


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def aligned(rows: Iterable[Sequence[str]], indent: str = "") -> list[str]:
    """Return rows of cells as lines whose columns begin under each other."""
    rows = list(rows)
    wide = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = (cell + " " * (wide[place] - width(cell)) for place, cell in enumerate(row))
        lines.append((indent + "  ".join(cells)).rstrip())
    return lines
