"""Which column is what, where heads do not tell: only what content and the statement's own arithmetic prove.

An unknown column is never taken for its neighbour.  What cannot be proven stays unknown, and its rows go to review.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.extract.cells import first_token_is_date
from pipeline.extract.table import Table, TableRow
from pipeline.values.dates import MonthDay, parse_date, parse_month_day, without_clock
from pipeline.values.money import looks_like_amount, parse_amount
from pipeline.values.text import key

_MOST = 0.95
_MAX_LAG = 45  # days between a trade and its posting that we accept as proof of order

Day = date | MonthDay


@dataclass(slots=True)
class Roles:
    """Column number of each role, and what stayed unknown.

    Attributes:
        columns: Role -> column number.
        unknown: Labels of columns whose meaning is unknown.
        unproven: Roles that a table must have and that could not be proven.
        proven: Roles that content proved though the head was unknown.
        target: Sums (fen) that all amounts together may have by the statement's own figures.
    """

    columns: dict[str, int]
    unknown: list[str]
    unproven: list[str]
    proven: list[str]
    target: tuple[int, ...] = ()


def parse_day(text: str) -> Day | None:
    """Parse a table's day: its first blank-separated token, a full date or a month and day."""
    parts = without_clock(text).split()
    if not parts:
        return None
    return parse_date(parts[0]) or parse_month_day(parts[0]) or parse_date(text)


def _texts(rows: Sequence[TableRow], column: int) -> list[str]:
    return [row.cells[column].text.strip() for row in rows if column in row.cells]


def _share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(1 for text in texts if test(text)) / len(texts) if texts else 0.0


def _is_tail(text: str) -> bool:
    return len(text) == 4 and text.isdigit()


def _ordinal(day: Day) -> int:
    """Return a day's place in a year that begins in July of an unknown year; good for comparing near days."""
    return day.month * 31 + day.day


def _lag(earlier: Day, later: Day) -> int:
    if isinstance(earlier, date) and isinstance(later, date):
        return (later - earlier).days
    return (_ordinal(later) - _ordinal(earlier)) % 372


def resolve(table: Table, target: Sequence[int], known_tails: frozenset[str]) -> Roles:
    """Give roles to the columns of a table.

    Args:
        table: As read.
        target: Sums (fen) that all amounts together may have by the statement's own figures; empty: unknown.
        known_tails: Card tails that the paper prints elsewhere.

    Returns:
        The roles; where amount or day cannot be proven they are in `unproven`.
    """
    rows = table.rows
    columns: dict[str, int] = {}
    doubled: dict[str, list[int]] = {}
    open_columns: list[int] = []
    for number, head in enumerate(table.heads):
        if head.role is None:
            open_columns.append(number)
        elif head.role == "ignored":
            continue
        elif head.role in columns or head.role in doubled:
            doubled.setdefault(head.role, [columns.pop(head.role)] if head.role in columns else []).append(number)
        else:
            columns[head.role] = number
    proven: list[str] = []
    _settle_pairs(table, columns, doubled)
    if "trade_amount" in columns and "amount" not in columns and "amount" not in doubled:
        columns["amount"] = columns.pop("trade_amount")
    _prove_amount(rows, columns, doubled, open_columns, target, proven)
    _prove_days(rows, columns, open_columns, proven)
    _prove_tail(rows, columns, open_columns, known_tails, proven)
    _prove_description(rows, columns, open_columns, proven)
    unproven = [role for role in ("amount", "description") if role not in columns]
    if "amount_in" in columns and "amount_out" in columns:
        unproven = [role for role in unproven if role != "amount"]
    if ("posted_on" not in columns and "traded_on" not in columns) or any(
        _share(_texts(rows, n), first_token_is_date) >= _MOST for n in open_columns
    ):
        unproven.append("posted_on")
    unknown = ["".join(table.heads[n].labels) for n in open_columns]
    unknown += ["".join(table.heads[n].labels) for numbers in doubled.values() for n in numbers]
    return Roles(columns, unknown, unproven, proven, tuple(target))


_TEXTS = ("description", "counterparty", "counter_account", "remark", "time", "status")


def _settle_pairs(table: Table, columns: dict[str, int], doubled: dict[str, list[int]]) -> None:
    """Tell columns of one name apart where what stands beside them does, and let texts share a name.

    The amount beside 交易币 is the original one, the amount beside 结算币 the posted one.
    """
    if "trade_currency" in columns and "currency" not in columns and "amount" not in doubled:
        columns["currency"] = columns.pop("trade_currency")
    if len(doubled.get("amount", [])) == 2 and {"trade_currency", "currency"} <= columns.keys():
        beside = {number: _role_left_of(table, number) for number in doubled["amount"]}
        if sorted(filter(None, beside.values())) == ["currency", "trade_currency"]:
            columns["amount"] = next(n for n, role in beside.items() if role == "currency")
            columns["original_amount"] = next(n for n, role in beside.items() if role == "trade_currency")
            del doubled["amount"]
    for role in ("traded_on", "posted_on"):  # 交易日期 beside 交易时间
        days = doubled.get(role, [])
        full = [n for n in days if _share(_texts(table.rows, n), first_token_is_date) >= _MOST]
        if len(full) == 1:
            columns[role] = full[0]
            columns.setdefault("time", next(n for n in days if n != full[0]))
            del doubled[role]
    for role in _TEXTS:
        if role in doubled:
            numbers = doubled.pop(role)
            columns[role] = max(numbers, key=lambda n: (len(_texts(table.rows, n)), -n))


def _role_left_of(table: Table, number: int) -> str | None:
    return table.heads[number - 1].role if number else None


def _prove_amount(
    rows: Sequence[TableRow],
    columns: dict[str, int],
    doubled: dict[str, list[int]],
    open_columns: list[int],
    target: Sequence[int],
    proven: list[str],
) -> None:
    if "amount" in columns or ("amount_in" in columns and "amount_out" in columns):
        return
    candidates = doubled.get("amount", []) or [
        n for n in open_columns if _share(_texts(rows, n), looks_like_amount) >= _MOST
    ]
    fitting = []
    for number in candidates:
        amounts = [parse_amount(row.cells[number].text) if number in row.cells else None for row in rows]
        if None not in amounts and sum(a for a in amounts if a is not None) in target:
            fitting.append(number)
    if len(fitting) == 1:
        columns["amount"] = fitting[0]
        proven.append("amount")
        if "amount" in doubled:
            doubled["amount"].remove(fitting[0])
        else:
            open_columns.remove(fitting[0])


def _prove_days(rows: Sequence[TableRow], columns: dict[str, int], open_columns: list[int], proven: list[str]) -> None:
    days = [n for n in open_columns if _share(_texts(rows, n), lambda t: parse_day(t)) >= _MOST]
    known = [role for role in ("traded_on", "posted_on") if role in columns]
    pair: tuple[int, int] | None = None
    if len(days) == 1 and len(known) == 1:
        other = columns[known[0]]
        pair = (other, days[0]) if known[0] == "traded_on" else (days[0], other)
        if not _ordered(rows, *pair):
            return
    elif len(days) == 2 and not known:
        orders = [p for p in ((days[0], days[1]), (days[1], days[0])) if _ordered(rows, *p)]
        if len(orders) != 1:
            same = all(_lag_of(row, days[0], days[1]) == 0 for row in rows)
            if not same:
                return
        pair = orders[0]
    if pair is None:
        return
    for role, number in zip(("traded_on", "posted_on"), pair, strict=True):
        if number in open_columns:
            open_columns.remove(number)
            columns[role] = number
            proven.append(role)


def _lag_of(row: TableRow, traded: int, posted: int) -> int | None:
    if traded not in row.cells or posted not in row.cells:
        return None
    first, second = parse_day(row.cells[traded].text), parse_day(row.cells[posted].text)
    return _lag(first, second) if first and second else None


def _ordered(rows: Sequence[TableRow], traded: int, posted: int) -> bool:
    """Whether every row posts on or after its trade, and every row has a posted day."""
    lags = [_lag_of(row, traded, posted) for row in rows]
    return all(posted in row.cells for row in rows) and all(lag is None or 0 <= lag <= _MAX_LAG for lag in lags)


def _prove_tail(
    rows: Sequence[TableRow],
    columns: dict[str, int],
    open_columns: list[int],
    known_tails: frozenset[str],
    proven: list[str],
) -> None:
    if "tail" in columns:
        return
    fitting = [
        n for n in open_columns if _texts(rows, n) and all(_is_tail(t) and t in known_tails for t in _texts(rows, n))
    ]
    if len(fitting) == 1:
        columns["tail"] = fitting[0]
        open_columns.remove(fitting[0])
        proven.append("tail")


def _prove_description(
    rows: Sequence[TableRow], columns: dict[str, int], open_columns: list[int], proven: list[str]
) -> None:
    if "description" in columns:
        return
    if "remark" in columns and not any(_wordy(rows, number) for number in open_columns):
        columns["description"] = columns.pop("remark")  # 附言 alone; beside an unknown text it may be another thing
        return
    wordy = [number for number in open_columns if _wordy(rows, number)]
    candidates = []
    for number in wordy if len(wordy) == 1 else []:
        texts = _texts(rows, number)
        filled = len(texts) / len(rows) if rows else 0
        long = sum(len(t) for t in texts) / len(texts) if texts else 0
        if filled >= _MOST and long >= 4 and len(set(texts)) > len(rows) // 10:
            candidates.append(number)
    if {"counterparty", "remark"} & columns.keys() or len(candidates) != 1:
        return
    columns["description"] = candidates[0]
    open_columns.remove(candidates[0])
    proven.append("description")


def _wordy(rows: Sequence[TableRow], number: int) -> bool:
    """Whether a column holds words rather than figures, days or flags."""
    texts = _texts(rows, number)
    return _share(texts, lambda t: sum(not c.isdigit() for c in key(t)) >= 2 and not looks_like_amount(t)) >= 0.9


def likely_tail_columns(table: Table, roles: Roles) -> list[str]:
    """Return labels of unknown columns that may hold card tails, so that rows without one are reviewed."""
    used = set(roles.columns.values())
    return [
        "".join(head.labels)
        for number, head in enumerate(table.heads)
        if head.role is None
        and number not in used
        and _texts(table.rows, number)
        and all(_is_tail(text) for text in _texts(table.rows, number))
    ]
