"""Which column is what, where heads do not tell: only what content and the statement's own arithmetic prove.

An unknown column is never taken for its neighbour.  What cannot be proven stays unknown, and its rows go to review.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.extract.cells import first_token_is_date, short_day
from pipeline.extract.table import Table, TableRow
from pipeline.values.dates import MonthDay, parse_date, parse_month_day, without_clock
from pipeline.values.money import looks_like_amount, parse_amount
from pipeline.values.text import is_chinese, key

_MOST = 0.95
_UNIT = re.compile(r"万|千元|[(（]\s*分\s*[)）]")
"""Units in a head in which figures are no yuan."""
_MOST_SOON = 0.9
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
    return parse_date(parts[0]) or parse_month_day(parts[0]) or parse_date(text) or short_day(parts[0])


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
    _prove_amount(table, columns, doubled, open_columns, target, proven)
    _prove_tail(table, columns, open_columns, known_tails, proven)  # first: 1224 is a day too
    _prove_days(rows, columns, open_columns, proven)
    _prove_description(rows, columns, open_columns, proven)
    others = any(_wordy(rows, number) for number in open_columns)
    if "description" not in columns and "counterparty" in columns and not others:
        columns["description"] = columns["counterparty"]  # who it was paid to is all that the row says
    unproven = [role for role in ("amount", "description") if role not in columns]
    if "amount_in" in columns and "amount_out" in columns:
        unproven = [role for role in unproven if role != "amount"]
    if ("posted_on" not in columns and "traded_on" not in columns) or any(
        _share(_texts(rows, n), first_token_is_date) >= _MOST for n in open_columns
    ):
        unproven.append("posted_on")
    unproven += _astray(table, columns)
    unknown = ["".join(table.heads[n].labels) for n in open_columns]
    unknown += ["".join(table.heads[n].labels) for numbers in doubled.values() for n in numbers]
    return Roles(columns, unknown, unproven, proven, tuple(target))


def _astray(table: Table, columns: dict[str, int]) -> list[str]:
    """Return roles whose columns are empty while days or amounts are glued to the words beside them.

    Where columns stand close and some of them are empty, what is under a head may be taken for its neighbour's.
    """
    tests: dict[str, Callable[[str], object]] = dict.fromkeys(("traded_on", "posted_on"), parse_day)
    tests |= dict.fromkeys(("amount", "amount_in", "amount_out", "balance"), looks_like_amount)
    used = {number for role, number in columns.items() if role not in _TEXTS}
    found = []
    for role, test in tests.items():
        number = columns.get(role)
        if number is None or _texts(table.rows, number):
            continue
        beside = [_texts(table.rows, n) for n in (number - 1, number + 1) if n not in used]
        ends = [[any(test(text[-n:]) for n in _ENDS) for text in texts] for texts in beside]
        if any(sum(held) >= 0.5 * len(held) for held in ends if held):
            found.append(role)
    return found


_ENDS = (4, 5, 6, 8, 10, 100)
"""Characters at a text's end that may be a day or an amount: 0822, 08/22, 2026-08-22, or all of it."""


_TEXTS = ("description", "counterparty", "counter_account", "remark", "time", "status")


def _settle_pairs(table: Table, columns: dict[str, int], doubled: dict[str, list[int]]) -> None:
    """Tell columns of one name apart where what stands beside them does, and let texts share a name.

    The amount beside 交易币 is the original one, the amount beside 结算币 the posted one.
    """
    for original, posted in (("trade_in", "amount_in"), ("trade_out", "amount_out")):
        if original in columns and posted not in columns and posted not in doubled:
            columns[posted] = columns.pop(original)
    if "trade_currency" in columns and "currency" not in columns and "amount" not in doubled:
        columns["currency"] = columns.pop("trade_currency")
    if {"amount", "currency", "trade_currency"} <= columns.keys():
        beside_one = _role_left_of(table, columns["amount"])
        if beside_one == "trade_currency":
            columns["original_amount"] = columns.pop("amount")  # the posted one stands under words that nobody knows
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
    table: Table,
    columns: dict[str, int],
    doubled: dict[str, list[int]],
    open_columns: list[int],
    target: Sequence[int],
    proven: list[str],
) -> None:
    rows = table.rows
    if "amount" in columns or ("amount_in" in columns and "amount_out" in columns):
        return
    candidates = doubled.get("amount", []) or [
        n
        for n in open_columns
        if _share(_texts(rows, n), looks_like_amount) >= _MOST and not _UNIT.search("".join(table.heads[n].labels))
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
    """Whether every row has a posted day, and nearly all post soon after their trade: instalments tell an old one."""
    lags = [lag for row in rows if (lag := _lag_of(row, traded, posted)) is not None]
    soon = sum(0 <= lag <= _MAX_LAG for lag in lags)
    return all(posted in row.cells for row in rows) and soon >= _MOST_SOON * len(lags)


_TAIL_HEAD = re.compile(r"尾|末4|末四|后4|后四|last4|lastfour")
"""Words in a head by which four figures under it are the last of a card's number, and no branch or serial."""


def _prove_tail(
    table: Table,
    columns: dict[str, int],
    open_columns: list[int],
    known_tails: frozenset[str],
    proven: list[str],
) -> None:
    if "tail" in columns:
        return
    fitting = []
    for n in open_columns:
        texts = _texts(table.rows, n)
        named = _TAIL_HEAD.search(key("".join(table.heads[n].labels))) is not None
        if texts and all(_is_tail(t) and (named or t in known_tails) for t in texts):
            fitting.append(n)
    if len(fitting) == 1:
        columns["tail"] = fitting[0]
        open_columns.remove(fitting[0])
        proven.append("tail")


_SORTS = 5
"""Different texts from which on a column of short words is no flag."""


def _prove_description(
    rows: Sequence[TableRow], columns: dict[str, int], open_columns: list[int], proven: list[str]
) -> None:
    if "description" in columns:
        return
    if "remark" in columns and not any(_wordy(rows, number) for number in open_columns):
        columns["description"] = columns.pop("remark")  # 附言 alone; beside an unknown text it may be another thing
        return
    # A code (CHN, 网银) says little and often the same: what is told apart by it is no description.
    wordy = [number for number in open_columns if _wordy(rows, number) and not _coded(rows, number)]
    candidates = []
    for number in wordy if len(wordy) == 1 else []:
        texts = _texts(rows, number)
        filled = len(texts) / len(rows) if rows else 0
        if filled >= _MOST and len(set(texts)) > len(rows) // 10:
            candidates.append(number)
    if "counterparty" in columns and "balance" not in columns and not wordy:
        columns["description"] = columns["counterparty"]  # a card's 商户名称 is all that its rows say
        return
    if {"counterparty", "remark"} & columns.keys() or len(candidates) != 1:
        return
    if "balance" in columns and any(_may_say(rows, n) for n in open_columns if n != candidates[0]):
        return  # of a debit account: who stood on the other side beside what was done, in short words
    columns["description"] = candidates[0]
    open_columns.remove(candidates[0])
    proven.append("description")


def _wordy(rows: Sequence[TableRow], number: int) -> bool:
    """Whether a column holds words rather than figures, days or flags."""
    texts = _texts(rows, number)
    return _share(texts, lambda t: sum(not c.isdigit() for c in key(t)) >= 2 and not looks_like_amount(t)) >= 0.9


def _may_say(rows: Sequence[TableRow], number: int) -> bool:
    """Whether a column holds words of several sorts, each short, that may say what a row is (代扣, 结息)."""
    texts = _texts(rows, number)
    return _wordy(rows, number) and len(set(texts)) >= _SORTS and any(is_chinese(c) for text in texts for c in text)


def _coded(rows: Sequence[TableRow], number: int) -> bool:
    """Whether a column holds codes of a few characters."""
    texts = _texts(rows, number)
    return sum(len(t) for t in texts) < 4 * len(texts)


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
