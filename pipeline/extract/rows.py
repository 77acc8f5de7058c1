"""Rows of a statement's table to transactions: days, amounts with their sign, kinds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.extract.conventions import UNPROVEN, Balances, convention
from pipeline.extract.lexicon import Lexicon, Section
from pipeline.extract.papertext import cell_value, evidence_of
from pipeline.extract.roles import Roles, likely_tail_columns, parse_day
from pipeline.extract.signs import SignBy, parse_cell, sign_by, signs_of
from pipeline.extract.table import Table, TableRow
from pipeline.records.evidence import Check, CheckKind, Origin, Precision, Value
from pipeline.records.extraction import Kind, Transaction
from pipeline.records.reading import Cell, Page
from pipeline.values.dates import MonthDay, place_year
from pipeline.values.money import currency_of, parse_amount
from pipeline.values.text import key

_FOUR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_OLDEST = 300
"""Days before a statement beyond which a day without a year is not believed."""
PLACEHOLDER_TAILS = frozenset({"0000"})
FAILED = re.compile(r"失败|未成功|未入账|已撤销|已冲正|已退回|已退票|交易关闭|处理中")
"""Words of a status by which no money moved, or moved back."""
_HELD = re.compile("(?:预授权|預授權)(?!完成)")
"""Money that is held, not owed yet."""
_UNCLEAR = re.compile(_HELD.pattern + "|逾期[手续續]*[费費]")
"""Of what is charged as 逾期费 the paper does not say whether it is a penalty or a price."""
_GUARANTEED = re.compile("代偿|垫付")
_REFINED = frozenset({Kind.PENALTY, Kind.LATE_FEE, Kind.INTEREST, Kind.FEE, Kind.PENALTY_INTEREST})
_BROAD = frozenset({Kind.FEE, Kind.OTHER, Kind.ADJUSTMENT, Kind.INSTALMENT})
"""Headings under which charges of several kinds stand (分期手续费 under 分期)."""
_CHARGED = frozenset({Kind.FEE, Kind.INTEREST, Kind.INSTALMENT})
"""Headings under which a charge is the bank's, whatever words stand beside it."""
_GIVES_BACK = frozenset({Kind.REPAYMENT, Kind.REFUND})
_OWES = frozenset({Kind.PURCHASE, Kind.INTEREST, Kind.PENALTY, Kind.LATE_FEE, Kind.FEE, Kind.CASH_ADVANCE})


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
    balances: Balances | None = None,
) -> tuple[tuple[Transaction, ...], list[Doubt]]:
    """Read a table's rows.

    Args:
        document: Id of the paper.
        table: As found.
        roles: Meaning of its columns.
        reference: Day before which rows without a year lie; None where the paper prints none.
        lexicon: What section words and phrases mean.
        balances: What the heads print, by currency: they may prove the sign of the rows.

    Returns:
        (transactions, what was not understood); no transaction where the columns are not proven.
    """
    doubts: list[Doubt] = []
    for page, row in table.unparsed:
        doubts.append(Doubt("unparsed_row", page, row.cells[0], row.text))
    for page, row in table.remarks:
        doubts.append(Doubt("no_amount", page, row.cells[0], row.text))
    tail_columns = likely_tail_columns(table, roles)
    if roles.unproven or not table.heads:
        detail = "、".join(roles.unknown) or "、".join(roles.unproven)
        doubts.extend(Doubt("unknown_column", r.page, _first(r), r.row.text, detail) for r in table.rows)
        return (), doubts
    if tail_columns:
        doubts.extend(
            Doubt("unknown_column", r.page, _first(r), r.row.text, "、".join(tail_columns)) for r in table.rows
        )
    if "place" in roles.columns and "type" not in roles.columns:
        roles.columns["type"], roles.columns["description"] = roles.columns["description"], roles.columns["place"]
    by = sign_by(table, roles.columns, lexicon, roles.target)
    currencies = [_currency(row, roles.columns) for row in table.rows]
    told = convention(table.rows, roles.columns, by, currencies, lexicon, balances or {})
    by = told.by
    signs = signs_of(table.rows, by, roles.columns, lexicon)
    minus_out = all_minus(table.rows, roles.columns)
    # Credits alone in a currency: where some are purchases the heading over what is owed was not understood.
    owed = {currency for currency, sign in zip(currencies, signs, strict=True) if sign == 1}
    alone = by is SignBy.SECTION
    result = []
    for number, (r, sign) in enumerate(zip(table.rows, signs, strict=True)):
        credits_alone = alone and currencies[number] not in owed
        made = _transaction(document, number, r, roles, sign, minus_out, reference, lexicon, doubts, credits_alone)
        if made is not None and number in told.unproven:
            doubts.append(Doubt("kind_and_sign", r.page, _first(r), r.row.text, UNPROVEN.source))
            kind = Kind.OTHER if number in told.reversed_rows else made.kind  # 消费 −88.80 is no refund here
            made = replace(made, amount=made.amount.checked(UNPROVEN), kind=kind)
        result.append(made)
    return tuple(t for t in result if t is not None), doubts


def _currency(row: TableRow, columns: dict[str, int]) -> str:
    """Return the ISO code of a row's currency: by its column, by its amount's own mark, by the heading above."""
    cell = row.cells.get(columns.get("currency", -1))
    if cell is not None:
        return currency_named(cell.text)
    marks = [row.cells.get(columns.get(role, -1)) for role in ("amount", "amount_in", "amount_out")]
    return next((mark for m in marks if m is not None and (mark := currency_of(m.text))), None) or row.currency


def _first(row: TableRow) -> Cell:
    return row.row.cells[0]


def _transaction(
    document: str,
    ordinal: int,
    row: TableRow,
    roles: Roles,
    sign: int,
    minus_out: bool,
    reference: date | None,
    lexicon: Lexicon,
    doubts: list[Doubt],
    credits_alone: bool,
) -> Transaction | None:
    section = row.section
    section_kind = lexicon.section(section) if section else None
    days: dict[str, Value[date] | None] = {}
    for role in ("posted_on", "traded_on"):
        cell = row.cells.get(roles.columns.get(role, -1))
        posted = days.get("posted_on")
        if reference is None and posted is not None and posted.precision is Precision.EXACT:
            reference = posted.value  # 0305 beside 20250306: a trade lies before its posting
        days[role] = _day(document, row.page, cell, reference) if cell else None
        if cell and days[role] is None:
            doubts.append(unread_day(row, cell))
    text_cell = row.cells.get(roles.columns["description"])
    amount, mark = row_amount(document, row, roles.columns, sign, minus_out=minus_out)
    currency_cell = row.cells.get(roles.columns.get("currency", -1))
    currency = currency_named(currency_cell.text) if currency_cell else mark or row.currency
    if currency == "?":
        doubts.append(Doubt("unknown_currency", row.page, currency_cell or _first(row), row.row.text))
        return None
    place = evidence_of(document, row.page, row.row.box, row.row.text)
    type_cell = row.cells.get(roles.columns.get("type", -1))
    description = _words_of(document, row, text_cell) or _words_of(document, row, type_cell) or Value("", place)
    tail_cell = row.cells.get(roles.columns.get("tail", -1))
    tail = None
    if tail_cell and tail_cell.text.strip() not in PLACEHOLDER_TAILS:
        tail = cell_value(document, row.page, tail_cell, 0, len(tail_cell.text), _tail)
    if tail is None and row.tail_hint:
        tail = Value(row.tail_hint, place)
    if amount.value is None:
        doubts.append(Doubt("unreadable", row.page, _first(row), row.row.text))
    kind, source = classify(description.value, amount.value, section_kind, lexicon)
    told = lexicon.kind(type_cell.text) if type_cell and section_kind in (None, "credit", "debit") else None
    if told is not None:
        kind, source = told, "column"  # 交易类型 says what the row is; a charge that is given back is none
        if amount.value is not None and amount.value < 0 and kind in _OWES:
            kind = Kind.REFUND if kind is Kind.PURCHASE else Kind.ADJUSTMENT
    status = row.cells.get(roles.columns.get("status", -1))
    if status and (FAILED.search(key(status.text)) or _HELD.search(key(status.text))):
        doubts.append(Doubt("kind_and_sign", row.page, status, row.row.text, status.text))
        amount = amount.checked(Check(CheckKind.COUNTS, False, "交易状态"))
        kind, source = Kind.OTHER, "column"
    bought = credits_alone and lexicon.kind(description.value) is Kind.PURCHASE
    if amount.value is not None and (
        (kind in _GIVES_BACK and amount.value > 0) or ((kind in _OWES or bought) and amount.value < 0)
    ):
        doubts.append(Doubt("kind_and_sign", row.page, _first(row), row.row.text, kind.value))
        # What a section says of the direction and what the row prints contradict each other: nothing proves the sign.
        amount = amount.checked(Check(CheckKind.COUNTS, False, "正负号与种类"))
        kind, source = Kind.OTHER, "sign"
    if _HELD.search(key(row.row.text)) and kind is Kind.OTHER:
        amount = amount.checked(Check(CheckKind.COUNTS, False, "预授权"))
    if kind in (Kind.OTHER, Kind.FEE) and _UNCLEAR.search(key(row.row.text)):
        doubts.append(Doubt("kind_and_sign", row.page, _first(row), row.row.text, kind.value))
    if _GUARANTEED.search(key(description.value)):
        doubts.append(Doubt("kind_and_sign", row.page, _first(row), row.row.text, kind.value))  # the debt only moved
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


def _words_of(document: str, row: TableRow, cell: Cell | None) -> Value[str] | None:
    """Return a cell's words, None where it holds none."""
    if cell is None or not cell.text.strip("-—－/ "):
        return None
    return cell_value(document, row.page, cell, 0, len(cell.text), lambda raw: " ".join(raw.split()))


def unread_day(row: TableRow, cell: Cell) -> Doubt:
    """Return the doubt about a day that could not be read: digits that are no day, or no digits at all."""
    digits = sum(character.isdigit() for character in cell.text)
    code = "impossible_date" if parse_day(cell.text) or digits >= 3 else "unreadable"
    return Doubt(code, row.page, cell, cell.text, row.row.text)


def _without_year(day: Value[date] | None) -> bool:
    return day is not None and day.precision is Precision.DAY_WITHOUT_YEAR


def _tail(raw: str) -> str | None:
    match = _FOUR.match(raw.strip())
    # 5512/扫码: what follows a slash says how the card was used.
    return match.group(1) if match and raw.strip()[4:5] in ("", "/") else None


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


def row_amount(
    document: str, row: TableRow, columns: dict[str, int], sign: int, *, minus_out: bool = False
) -> tuple[Value[int | None], str | None]:
    """Read a row's amount: one column, or the one filled of 存入 and 支出; and the currency its own mark names.

    Args:
        document: Id of the paper.
        row: As read.
        columns: Role -> column number.
        sign: What the printed amount is multiplied with; 0 where nothing tells its side.
        minus_out: Whether every amount in the 支出 column carries a minus, which then says the same again.
    """
    signs = {"amount": sign} if "amount" in columns else {"amount_in": -1, "amount_out": 1}
    filled = [
        (cell, side)
        for role, side in signs.items()
        if (cell := row.cells.get(columns[role])) is not None and not _is_empty(cell.text, len(signs) > 1)
    ]
    # A structured file's number is one number, however many decimals it shows; a page's may be half a number.
    decimals = row.page.origin is not Origin.STRUCTURED
    if len(filled) == 1 and filled[0][1]:
        cell, side = filled[0]
        if len(signs) > 1 and side == 1 and (parse_cell(cell.text, decimals=False) or 0) < 0 and minus_out:
            side = -1
        value = cell_value(document, row.page, cell, 0, len(cell.text), lambda raw: parse_cell(raw, decimals=decimals))
        # Of two columns each carries its side already: a minus in one takes back.
        if value is not None:
            return Value(side * value.value, value.evidence, value.checks), currency_of(cell.text)
    return Value(None, evidence_of(document, row.page, row.row.box, row.row.text)), None


def all_minus(rows: Sequence[TableRow], columns: dict[str, int]) -> bool:
    """Whether every amount in the column of 支出 is printed with a minus."""
    cells = [cell for row in rows if (cell := row.cells.get(columns.get("amount_out", -1))) is not None]
    values = [value for cell in cells if (value := parse_cell(cell.text, decimals=False))]
    return bool(values) and all(value < 0 for value in values)


def _is_empty(text: str, one_of_two: bool) -> bool:
    """Whether a cell holds no amount: nothing, a dash, and of two columns also nought."""
    plain = text.strip().strip("-—–－/")
    return not plain or (one_of_two and parse_amount(plain) == 0)


def currency_named(text: str) -> str:
    """Return the ISO code of a currency's name or mark, "CNY" for nothing, "?" for one that is not known."""
    return (currency_of(text) or "?") if key(text).strip("-/") else "CNY"


def classify(description: str, amount: int | None, section: Section | None, lexicon: Lexicon) -> tuple[Kind, str]:
    """Tell a row's kind.

    The section's heading goes first; the description refines it where a section is generic (费用) or files
    credits of another kind (回馈金 under 还款, 冲回 under 利息).  Without a heading the phrase decides, then the sign.
    """
    phrase = lexicon.kind(description, banks=section in _CHARGED)
    credit = amount is not None and amount < 0
    if isinstance(section, Kind):
        if phrase in (Kind.ADJUSTMENT, Kind.REFUND) and (credit or phrase is Kind.ADJUSTMENT):
            return phrase, "word"
        if section in _BROAD and phrase in _REFINED and not credit:
            return phrase, "word"
        if section is Kind.PURCHASE and phrase in _REFINED and not credit and lexicon.is_phrase(description):
            return phrase, "word"  # nothing but 违约金: the bank's charge, no merchant's
        if section in _OWES | {Kind.INSTALMENT} and credit:
            if phrase in _GIVES_BACK:
                return phrase, "word"
            return (Kind.ADJUSTMENT if section is not Kind.PURCHASE else Kind.REFUND), "sign"
        return section, "section"
    if amount == 0:
        return Kind.OTHER, "sign"  # something waived, or told: it says when, not how much
    if phrase is Kind.INSTALMENT and credit:
        return Kind.ADJUSTMENT, "sign"  # a bill turned into instalments: taken for a refund it would hide the debt
    if phrase is None and "转账" in key(description) and amount is not None:
        return (Kind.REPAYMENT if credit else Kind.CASH_ADVANCE), "phrase"
    if phrase is not None and not (phrase in _OWES and credit):
        return phrase, "phrase"
    if phrase in _REFINED and credit:
        return Kind.ADJUSTMENT, "sign"
    if credit:
        return Kind.OTHER, "sign"
    return Kind.PURCHASE, "sign"
