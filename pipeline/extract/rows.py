"""Rows of a statement's table to transactions: days, amounts with their sign, kinds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pipeline.extract.lexicon import Lexicon
from pipeline.extract.papertext import cell_value, evidence_of
from pipeline.extract.roles import Roles, likely_tail_columns, parse_day
from pipeline.extract.table import Table, TableRow
from pipeline.records.evidence import Check, CheckKind, Origin, Precision, Value
from pipeline.records.extraction import Kind, Transaction
from pipeline.records.reading import Cell, Page
from pipeline.values.dates import MonthDay, place_year
from pipeline.values.money import parse_amount
from pipeline.values.text import key

_FOUR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_OLDEST = 300
"""Days before a statement beyond which a day without a year is not believed."""
PLACEHOLDER_TAILS = frozenset({"0000"})
_REFINED = frozenset({Kind.PENALTY, Kind.LATE_FEE, Kind.INTEREST, Kind.FEE, Kind.PENALTY_INTEREST})
_GIVES_BACK = frozenset({Kind.REPAYMENT, Kind.REFUND})
_OWES = frozenset({Kind.PURCHASE, Kind.INTEREST, Kind.PENALTY, Kind.LATE_FEE, Kind.FEE, Kind.CASH_ADVANCE})


_CURRENCIES = {"": "CNY", "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "美元": "USD", "usd": "USD"}
_CURRENCIES |= {"港币": "HKD", "hkd": "HKD"}
_CURRENCIES |= {"欧元": "EUR", "eur": "EUR", "日元": "JPY", "jpy": "JPY", "英镑": "GBP", "gbp": "GBP"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about the paper that a person must look at: reason code, page, place, text."""

    code: str
    page: Page
    cell: Cell | None
    text: str
    detail: str = ""


def read_rows(
    document: str,
    table: Table,
    roles: Roles,
    reference: date | None,
    lexicon: Lexicon,
) -> tuple[tuple[Transaction, ...], list[Doubt]]:
    """Read a table's rows.

    Args:
        document: Id of the paper.
        table: As found.
        roles: Meaning of its columns.
        reference: Day before which rows without a year lie; None where the paper prints none.
        lexicon: What section words and phrases mean.

    Returns:
        (transactions, what was not understood); no transaction where the columns are not proven.
    """
    doubts: list[Doubt] = []
    for page, row in table.unparsed:
        doubts.append(Doubt("unparsed_row", page, row.cells[0], row.text))
    tail_columns = likely_tail_columns(table, roles)
    if roles.unproven or not table.heads:
        detail = "、".join(roles.unknown) or "、".join(roles.unproven)
        doubts.extend(Doubt("unknown_column", r.page, _first(r), r.row.text, detail) for r in table.rows)
        return (), doubts
    if tail_columns:
        doubts.extend(
            Doubt("unknown_column", r.page, _first(r), r.row.text, "、".join(tail_columns)) for r in table.rows
        )
    result = [
        _transaction(document, number, r, roles, reference, lexicon, doubts) for number, r in enumerate(table.rows)
    ]
    return tuple(t for t in result if t is not None), doubts


def _first(row: TableRow) -> Cell:
    return row.row.cells[0]


def _transaction(
    document: str,
    ordinal: int,
    row: TableRow,
    roles: Roles,
    reference: date | None,
    lexicon: Lexicon,
    doubts: list[Doubt],
) -> Transaction | None:
    section = row.section
    section_kind = lexicon.section(section) if section else None
    days: dict[str, Value[date] | None] = {}
    for role in ("traded_on", "posted_on"):
        cell = row.cells.get(roles.columns.get(role, -1))
        days[role] = _day(document, row.page, cell, reference) if cell else None
        if cell and days[role] is None:
            code = "impossible_date" if parse_day(cell.text) or _digits(cell.text) >= 3 else "unreadable"
            doubts.append(Doubt(code, row.page, cell, cell.text, row.row.text))
    text_cell = row.cells.get(roles.columns["description"])
    amount = _amount(document, row, roles)
    currency_cell = row.cells.get(roles.columns.get("currency", -1))
    currency = _CURRENCIES.get(key(currency_cell.text), "?") if currency_cell else row.currency
    if currency == "?":
        doubts.append(Doubt("unknown_currency", row.page, currency_cell or _first(row), row.row.text))
        return None
    place = evidence_of(document, row.page, row.row.box, row.row.text)
    description = (
        cell_value(document, row.page, text_cell, 0, len(text_cell.text), lambda raw: " ".join(raw.split()))
        if text_cell
        else None
    ) or Value("", place)
    tail_cell = row.cells.get(roles.columns.get("tail", -1))
    tail = None
    if tail_cell and tail_cell.text.strip() not in PLACEHOLDER_TAILS:
        tail = cell_value(document, row.page, tail_cell, 0, len(tail_cell.text), _tail)
    if tail is None and row.tail_hint:
        tail = Value(row.tail_hint, place)
    if amount.value is None:
        doubts.append(Doubt("unreadable", row.page, _first(row), row.row.text))
    kind, source = classify(description.value, amount.value, section_kind, lexicon)
    if amount.value is not None and (
        (kind in _GIVES_BACK and amount.value > 0) or (kind in _OWES and amount.value < 0)
    ):
        doubts.append(Doubt("kind_and_sign", row.page, _first(row), row.row.text, kind.value))
        # What a section says of the direction and what the row prints contradict each other: nothing proves the sign.
        amount = amount.checked(Check(CheckKind.COUNTS, False, "正负号与种类"))
        kind, source = Kind.OTHER, "sign"
    if kind is Kind.INSTALMENT and _without_year(days["traded_on"]):
        days["traded_on"] = None  # the original purchase may be years back; nothing printed tells
    assert place.box is not None  # noqa: S101  a row always has a place
    return Transaction(
        document=document,
        page=row.page.number,
        box=place.box,
        traded_on=days["traded_on"],
        posted_on=days["posted_on"],
        description=description,
        amount=amount,
        currency=currency,
        kind=kind,
        kind_source=source,
        tail=tail,
        section=section,
        ordinal=ordinal,
    )


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _without_year(day: Value[date] | None) -> bool:
    return day is not None and day.precision is Precision.DAY_WITHOUT_YEAR


def _tail(raw: str) -> str | None:
    match = _FOUR.fullmatch(raw.strip())
    return match.group(1) if match else None


def _day(document: str, page: Page, cell: Cell, reference: date | None) -> Value[date] | None:
    """Read a table's day; one without a year is placed before the statement day."""
    value: Value[date | MonthDay] | None = cell_value(document, page, cell, 0, len(cell.text), parse_day)
    if value is None:
        return None
    day = value.value
    if not isinstance(day, MonthDay):
        return Value(day, value.evidence, value.checks)
    placed = place_year(day, reference) if reference is not None else None
    if placed is None or reference is None:
        return None
    checks = value.checks
    if (reference - placed).days > _OLDEST:
        # A row after its statement, or a misread one: that it is of a year earlier is a guess.
        checks += (Check(CheckKind.CALENDAR, False, "账期"),)
    return Value(placed, value.evidence, checks, Precision.DAY_WITHOUT_YEAR)


def _amount(document: str, row: TableRow, roles: Roles) -> Value[int | None]:
    """Read a row's amount: one column that carries its sign, or the one filled of 存入 and 支出."""
    signs = {"amount": 1} if "amount" in roles.columns else {"amount_in": -1, "amount_out": 1}
    filled = [
        (cell, sign)
        for role, sign in signs.items()
        if (cell := row.cells.get(roles.columns[role])) is not None and cell.text.strip()
    ]
    if len(filled) == 1:
        cell, sign = filled[0]
        value = cell_value(document, row.page, cell, 0, len(cell.text), _parser(row.page))
        if value is not None:
            return Value(sign * value.value, value.evidence, value.checks)
    return Value(None, evidence_of(document, row.page, row.row.box, row.row.text))


def _parser(page: Page) -> Callable[[str], int | None]:
    """A structured file's number is one number, however many decimals it shows; a page's may be half a number."""
    if page.origin is Origin.STRUCTURED:
        return lambda raw: parse_amount(raw.split("/")[0])
    return parse_row_amount


def parse_row_amount(raw: str) -> int | None:
    """Parse a row's amount: two decimals; a currency after a slash is dropped (700.00/RMB)."""
    return parse_amount(raw.split("/")[0], decimals=True)


def classify(description: str, amount: int | None, section: Kind | None, lexicon: Lexicon) -> tuple[Kind, str]:
    """Tell a row's kind.

    The section's heading goes first; the description refines it where a section is generic (费用) or files
    credits of another kind (回馈金 under 还款, 冲回 under 利息).  Without a heading the phrase decides, then the sign.
    """
    phrase = lexicon.kind(description)
    credit = amount is not None and amount < 0
    if section is not None:
        if phrase in (Kind.ADJUSTMENT, Kind.REFUND) and (credit or phrase is Kind.ADJUSTMENT):
            return phrase, "word"
        if section in (Kind.FEE, Kind.OTHER, Kind.ADJUSTMENT) and phrase in _REFINED and not credit:
            return phrase, "word"
        if section in _OWES and credit:
            return (Kind.ADJUSTMENT if section is not Kind.PURCHASE else Kind.REFUND), "sign"
        return section, "section"
    if phrase is not None and not (phrase in _OWES and credit):
        return phrase, "phrase"
    if phrase in _REFINED and credit:
        return Kind.ADJUSTMENT, "sign"
    if credit:
        return Kind.OTHER, "sign"
    return Kind.PURCHASE, "sign"
