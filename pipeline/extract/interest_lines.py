"""Lines of a card statement's 计息明细 to records: figures, days, rates, and the currency whose statement has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from pipeline.extract.interest_list import DAYS, PERIOD, TOTAL, InterestList, Listed
from pipeline.extract.papertext import PaperText, cell_value, evidence_of
from pipeline.extract.printed_rates import rates_in
from pipeline.extract.rate_words import parse_rate
from pipeline.extract.roles import parse_day
from pipeline.extract.rows import Doubt, currency_named
from pipeline.extract.signs import parse_cell
from pipeline.extract.tokens import amount_tokens, parse_field_amount
from pipeline.records.evidence import Check, CheckKind, Origin, Precision, Value
from pipeline.records.extraction import InterestLine, Kind, Statement
from pipeline.records.rates import Rate
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.dates import MonthDay, make_date, place_year
from pipeline.values.money import currency_of
from pipeline.values.text import key

T = TypeVar("T")

UNREAD = "interest_line_unread"
_OLDEST = 400
"""Days before its statement beyond which a day without a year is not believed."""
_FOUR = re.compile(r"(\d{4})\D*$")
_WHOLE = re.compile(r"合计|总计|共计|总额|(?<!sub)total")


@dataclass(frozen=True, slots=True)
class _Read:
    """A line with the currency that its paper says it is in, None where it says none, and its list's number."""

    line: InterestLine
    currency: str | None
    place: Listed
    number: int


def with_interest(
    document: str, statements: Sequence[Statement], lists: Sequence[InterestList], reference: date | None
) -> tuple[tuple[Statement, ...], list[Doubt]]:
    """Give each statement of a paper the lines that show how its interest was computed.

    Args:
        document: Id of the paper.
        statements: One per currency.
        lists: As found.
        reference: The statement's day, near which days without a year lie.

    Returns:
        (the statements, what could not be read in full).
    """
    doubts: list[Doubt] = []
    read: list[_Read] = []
    totals: list[tuple[int, str | None, Value[int], str]] = []
    for number, one in enumerate(lists):
        if one.another:
            continue
        doubts.extend(Doubt(UNREAD, page, row.cells[0], row.text) for page, row in one.unread)
        rate = _of_list(document, one)
        for listed in one.lines:
            made = _line(document, listed, one, rate, reference, doubts)
            cell = listed.cells.get("currency")
            named = currency_named(cell.text) if cell else currency_of(listed.cells["amount"].text)
            read.append(_Read(made, named or listed.currency or one.currency, listed, number))
        totals += [(number, one.currency, total, words) for total, words in _totals(document, one)]
    read = _booked(read)
    currencies = [statement.currency for statement in statements]
    of_list = {
        number: _currency_of_list(
            [item for item in read if item.number == number], statements, [t for n, _, t, _ in totals if n == number]
        )
        for number in range(len(lists))
    }
    result = []
    for statement in statements:
        mine = [item for item in read if (item.currency or of_list[item.number]) == statement.currency]
        sums = [(t, words) for n, named, t, words in totals if (named or of_list[n]) == statement.currency]
        result.append(
            replace(
                statement,
                interest_lines=tuple(item.line for item in mine),
                interest_total=_whole([item for item in sums if mine]),
            )
        )
    lost = [item for item in read if (item.currency or of_list[item.number]) not in currencies]
    doubts.extend(Doubt(UNREAD, i.place.page, i.place.row.cells[0], i.place.row.text, "币种") for i in lost)
    return tuple(result), doubts


def _currency_of_list(
    lines: Sequence[_Read], statements: Sequence[Statement], totals: Sequence[Value[int]]
) -> str | None:
    """Return the currency of a list that names none: the paper's only one, or the one in which its sum was posted."""
    if len(statements) == 1:
        return statements[0].currency
    said = {item.currency for item in lines} - {None}
    if said:
        return said.pop() if len(said) == 1 else None
    sums = {sum(item.line.amount.value for item in lines if item.line.amount), *(total.value for total in totals)}
    posted = [s.currency for s in statements if sums & posted_interest(s)]
    return posted[0] if len(posted) == 1 else None


def posted_interest(statement: Statement) -> set[int]:
    """Return the amounts, fen, in which a statement's interest was posted: each row's, and all together."""
    rows = [
        row.amount.value
        for row in statement.rows
        if row.kind is Kind.INTEREST and row.amount.value and row.currency == statement.currency
    ]
    return {*rows, sum(rows)} if rows else set()


def _whole(totals: Sequence[tuple[Value[int], str]]) -> Value[int] | None:
    """Return the sum of all lines: the one that says so, or the only one that is printed."""
    whole = [total for total, words in totals if _WHOLE.search(words)]
    found = whole or [total for total, _ in totals]
    return found[0] if found and len({total.value for total in found}) == 1 else None


def _totals(document: str, one: InterestList) -> list[tuple[Value[int], str]]:
    """Return what a list prints as the sum of its interest, with the words beside it."""
    found = []
    for page, row, cell in one.totals:
        value = _amount(document, page, cell) if cell is not None else _last_amount(document, page, row)
        if value is not None:
            found.append((value, key(row.text)))
    for page, row in one.above:
        if TOTAL.search(key(row.text)) and (value := _last_amount(document, page, row)) is not None:
            found.append((value, key(row.text)))
    return found


def _last_amount(document: str, page: Page, row: Row) -> Value[int] | None:
    found = amount_tokens(page, row.cells)
    if not found:
        return None
    token = found[-1]
    return cell_value(document, page, token.cell, token.start, token.end, parse_field_amount)


def _of_list(document: str, one: InterestList) -> Value[Rate] | None:
    """Return the rate that stands once over a list; of two for different things none is each line's."""
    found: list[Value[Rate]] = []
    for page, row in one.above:
        text = PaperText.of(document, [(page, cell) for cell in row.cells])
        found += rates_in(text)
    for per in ("day", "year"):
        same = [value for value in found if value.value.per == per]
        if same:
            return same[0] if len({value.value for value in same}) == 1 else None
    return None


def _line(
    document: str,
    listed: Listed,
    one: InterestList,
    rate: Value[Rate] | None,
    reference: date | None,
    doubts: list[Doubt],
) -> InterestLine:
    page, cells = listed.page, listed.cells

    def read(role: str, parse: Callable[[str], T | None]) -> Value[T] | None:
        """Read a cell whole; what it holds and does not say is a doubt."""
        cell = cells.get(role)
        if cell is None or not key(cell.text).strip("-/"):
            return None
        value = cell_value(document, page, cell, 0, len(cell.text), parse)
        if value is None:
            doubts.append(Doubt(UNREAD, page, cell, listed.row.text, " ".join(cell.text.split())))
        return value

    def day(role: str, near_to: date | None, *, near: bool) -> Value[date] | None:
        value: Value[date | MonthDay] | None = read(role, _one_day)
        placed = _day(value, near_to, near=near)
        if value is not None and placed is None:
            doubts.append(Doubt(UNREAD, page, cells[role], listed.row.text, " ".join(cells[role].text.split())))
        return placed

    if "period" in cells:
        start, end = _period(document, page, cells["period"], reference)
        if start is None or end is None:
            doubts.append(Doubt(UNREAD, page, cells["period"], listed.row.text, " ".join(cells["period"].text.split())))
    else:
        end = day("end", reference, near=True)
        start = day("start", end.value if end else reference, near=end is None)
    head = one.heads.get("rate", "")
    own = read("rate", lambda raw: parse_rate(raw, head))
    tail = read("tail", _tail)
    place = evidence_of(document, page, listed.row.box, listed.row.text)
    assert place.box is not None  # noqa: S101  a line has a place
    return InterestLine(
        document=document,
        page=page.number,
        box=place.box,
        label=read("label", lambda raw: " ".join(raw.split()) or None),
        base=read("base", _money(page)),
        start=start,
        end=end,
        days=read("days", _number),
        rate=own if "rate" in cells else rate,
        amount=read("amount", _money(page)),
        posted_on=day("posted_on" if "posted_on" in cells else "day", reference, near=True),
        tail=tail or (Value(listed.tail, place) if listed.tail else None),
    )


def _booked(read: Sequence[_Read]) -> list[_Read]:
    """Leave a bare 入账日 where it is the interest's: no line has it before the line's last day.

    Else it is the day on which the purchase was booked, from which its interest runs.
    """
    result: list[_Read] = []
    for number in dict.fromkeys(item.number for item in read):
        mine = [item for item in read if item.number == number]
        bare = any("day" in item.place.cells and "posted_on" not in item.place.cells for item in mine)
        pairs = [(item.line.posted_on, item.line.end) for item in mine if item.line.posted_on]
        after = all(end is not None and day.value >= end.value for day, end in pairs)
        drop = bare and not after
        result += [replace(item, line=replace(item.line, posted_on=None)) if drop else item for item in mine]
    return result


def _money(page: Page) -> Callable[[str], int | None]:
    return lambda raw: parse_cell(raw, decimals=page.origin is not Origin.STRUCTURED)


def _amount(document: str, page: Page, cell: Cell) -> Value[int] | None:
    return cell_value(document, page, cell, 0, len(cell.text), _money(page))


def _number(raw: str) -> int | None:
    match = DAYS.fullmatch(raw.strip())
    return int(match.group(1)) if match else None


def _tail(raw: str) -> str | None:
    match = _FOUR.search(raw.strip())
    return match.group(1) if match else None


def _period(
    document: str, page: Page, cell: Cell, reference: date | None
) -> tuple[Value[date] | None, Value[date] | None]:
    """Read the first and the last day of a stretch in one cell (2025-03-10至2025-04-25, 03/10-04/25)."""
    match = PERIOD.match(cell.text)
    if match is None:
        return None, None
    first: Value[date | MonthDay] | None = cell_value(document, page, cell, *match.span(1), _one_day)
    last: Value[date | MonthDay] | None = cell_value(document, page, cell, *match.span(2), _one_day)
    end = _day(last, reference, near=True)
    return _day(first, end.value if end else reference, near=end is None), end


def _one_day(raw: str) -> date | MonthDay | None:
    text = re.sub(r"\s", "", raw)
    short = re.fullmatch(r"(\d{1,2})\.(\d{1,2})", text)
    return parse_day(f"{short.group(1)}/{short.group(2)}" if short else text)


def _day(value: Value[date | MonthDay] | None, reference: date | None, *, near: bool) -> Value[date] | None:
    """Place a day without a year: nearest to the reference, or else the last one up to it."""
    if value is None:
        return None
    day = value.value
    if not isinstance(day, MonthDay):
        return Value(day, value.evidence, value.checks)
    if reference is None:
        return None
    years = (make_date(reference.year + step, day.month, day.day) for step in (-1, 0, 1))
    found = sorted((abs((one - reference).days), one) for one in years if one is not None)
    placed = (found[0][1] if found else None) if near else place_year(day, reference)
    if placed is None:
        return None
    checks = value.checks
    if (reference - placed).days > _OLDEST:
        checks += (Check(CheckKind.CALENDAR, False, "账期"),)
    return Value(placed, value.evidence, checks, Precision.DAY_WITHOUT_YEAR)
