"""Card statements: head, table and printed formula to a `Statement`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from pipeline.extract.labels import (
    AMOUNTS,
    DATES,
    Field,
    amount_tokens,
    match_fields,
    parse_field_amount,
    parse_field_date,
)
from pipeline.extract.layouts import Layout
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.papertext import cell_value, evidence_of
from pipeline.extract.roles import Day, Roles, likely_tail_columns, parse_day, resolve
from pipeline.extract.table import Table, TableRow, read_table
from pipeline.records.evidence import Precision, Value
from pipeline.records.extraction import Kind, Statement, Term, Transaction
from pipeline.records.reading import Cell, Page
from pipeline.values.dates import MonthDay, find_month, place_year
from pipeline.values.money import parse_amount
from pipeline.values.text import key

_TERM_ROLES = ("opening", "payments", "charges", "adjustments", "interest", "fees")
_CARD = re.compile(r"(?:\*{2,}|\d{4})\D{0,3}(\d{4})(?!\d)")
_FOUR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_SIGNS = {"+": 1, "＋": 1, "-": -1, "－": -1, "−": -1, "–": -1}
_PLACEHOLDER_TAILS = frozenset({"0000"})
_REFINED = frozenset({Kind.PENALTY, Kind.LATE_FEE, Kind.INTEREST, Kind.FEE, Kind.PENALTY_INTEREST})
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


@dataclass(frozen=True, slots=True)
class StatementResult:
    """What a paper's pages gave."""

    statement: Statement
    doubts: tuple[Doubt, ...]


def extract_statement(
    document: str, issuer: str | None, pages: Sequence[Page], lexicon: Lexicon, layout: Layout
) -> StatementResult:
    """Read a card statement.

    Args:
        document: Id of the paper.
        issuer: Chinese short name, None where unknown.
        pages: Of the paper, in order.
        lexicon: What heads and labels mean.
        layout: What differs at this issuer.
    """
    table = read_table(pages, lexicon)
    fields = _fields(pages, lexicon, table)
    values = _values(document, fields)
    statement_on = values.get("statement_on", [None])[0]
    title_month = _title_month(pages)
    terms = _terms(document, fields, layout)
    tails = _head_tails(pages, table, lexicon)
    doubts: list[Doubt] = []
    rows: tuple[Transaction, ...] = ()
    notes: list[str] = []
    if table is None:
        notes.append("no_table")
    else:
        opening, closing = _one(values, "opening"), _one(values, "closing")
        target = {t.amount.value for t in ()}
        if opening is not None:
            target = {c.value - opening.value for c in values.get("closing", [])}
        roles = resolve(table, sorted(target), frozenset(tails))
        rows, row_doubts = _rows(document, table, roles, statement_on, title_month, lexicon)
        doubts.extend(row_doubts)
        notes.extend(_notes(table, roles, rows))
        _ = closing
    for row in rows:
        if row.tail and row.tail.value not in tails:
            tails.append(row.tail.value)
    result = Statement(
        document=document,
        issuer=issuer,
        tails=tuple(tails),
        currency="CNY",
        title_month=title_month,
        period_start=None,
        statement_on=statement_on,
        due_on=_one_day(values, "due_on"),
        opening=_one(values, "opening"),
        closing=_one(values, "closing"),
        minimum=_one(values, "minimum"),
        limit=_one(values, "limit"),
        terms=terms,
        rows=rows,
        row_bands=table.bands if table else 0,
        notes=tuple(dict.fromkeys(notes)),
        closings=tuple(values.get("closing", [])),
    )
    return StatementResult(result, tuple(doubts))


def _notes(table: Table, roles: Roles, rows: Sequence[Transaction]) -> list[str]:
    notes = []
    if not table.heads:
        notes.append("no_table")
    if roles.unproven or likely_tail_columns(table, roles):
        notes.append("unknown_column")
    if len(rows) != table.bands or table.unparsed:
        notes.append("row_count")
    return notes


def _fields(pages: Sequence[Page], lexicon: Lexicon, table: Table | None) -> list[Field]:
    used = table.used if table else set()
    result: list[Field] = []
    for page in pages:
        cells = [cell for row in page.grid.rows if id(row) not in used for cell in row.cells]
        result.extend(match_fields(page, cells, lexicon, AMOUNTS | DATES))
    return result


def _values(document: str, fields: Sequence[Field]) -> dict[str, list[Value[date] | Value[int]]]:
    result: dict[str, list[Value[date] | Value[int]]] = {}
    for item in fields:
        token = item.token
        value: Value[date] | Value[int] | None
        if item.role in DATES:
            value = cell_value(document, token.page, token.cell, token.start, token.end, parse_field_date)
        else:
            value = cell_value(document, token.page, token.cell, token.start, token.end, parse_field_amount)
        if value is not None:
            result.setdefault(item.role, []).append(value)
    return result


def _one(values: dict[str, list[Value[date] | Value[int]]], role: str) -> Value[int] | None:
    found = values.get(role)
    return found[0] if found and isinstance(found[0].value, int) else None  # type: ignore[return-value]


def _one_day(values: dict[str, list[Value[date] | Value[int]]], role: str) -> Value[date] | None:
    found = values.get(role)
    return found[0] if found and isinstance(found[0].value, date) else None  # type: ignore[return-value]


def _title_month(pages: Sequence[Page]) -> tuple[int, int] | None:
    """Return the month named in the title lines (对账单 … 2025年03月)."""
    for page in pages[:1]:
        for row in page.grid.rows[:12]:
            if any(word in key(row.text) for word in ("账单", "帳單", "statement", "对账单")):
                month = find_month(row.text)
                if month:
                    return month
    return None


def _head_tails(pages: Sequence[Page], table: Table | None, lexicon: Lexicon) -> list[str]:
    """Return the card tails that the paper prints outside the table."""
    used = table.used if table else set()
    tails: list[str] = []
    for page in pages:
        for row in page.grid.rows:
            if id(row) in used:
                continue
            folded = key(row.text)
            if not any(word in folded for word in ("卡号", "尾号", "末四位", "后四位", "cardno", "accountnumber")):
                continue
            for cell in row.cells:
                match = _CARD.search(cell.text) or (
                    _FOUR.search(cell.text) if lexicon.field(cell.text) is None and len(cell.text) <= 24 else None
                )
                if match and match.group(1) not in tails and match.group(1) not in _PLACEHOLDER_TAILS:
                    tails.append(match.group(1))
    return tails


def _terms(document: str, fields: Sequence[Field], layout: Layout) -> tuple[Term, ...]:
    """Read the printed balance formula: its terms in order, with the operators between their labels."""
    for start, item in enumerate(fields):
        if item.role != "closing":
            continue
        line = [
            f
            for f in fields
            if f.label.page is item.label.page
            and f.role in (*_TERM_ROLES, "closing")
            and abs(f.label.box.middle - item.label.box.middle) <= 1.0 * item.label.box.height
        ]
        line.sort(key=lambda f: f.label.box.x0)
        if len(line) < 3 or line[0] is not fields[start] or not _whole_formula(line):
            continue
        signs = _operators(line)
        terms = []
        for number, f in enumerate(line[1:]):
            value = cell_value(
                document, f.token.page, f.token.cell, f.token.start, f.token.end, parse_field_amount
            )
            sign = signs[number] if signs else layout.signs.get(f.role)
            if value is None or sign is None:
                return ()
            terms.append(Term(f.role, sign, value))
        closing = cell_value(
            document, item.token.page, item.token.cell, item.token.start, item.token.end, parse_field_amount
        )
        if closing is None or terms[0].role != "opening":
            return ()
        return (Term("closing", 1, closing), *terms)
    return ()


def _whole_formula(line: Sequence[Field]) -> bool:
    """Whether every amount on the formula's line of values belongs to a known label.

    A formula with a term that we do not know cannot be computed, and may not be held against the paper.
    """
    token = line[0].token
    row = [
        cell
        for row in token.page.grid.rows
        if abs(row.box.middle - token.box.middle) <= 0.5 * max(token.box.height, 1.0)
        for cell in row.cells
    ]
    return len(amount_tokens(token.page, row)) == len(line)


def _operators(line: Sequence[Field]) -> list[int] | None:
    """Return the sign of each term after the first label, from the operators printed between labels."""
    page = line[0].label.page
    signs: list[int] = []
    for left, right in pairwise(line):
        found: set[int] = set()
        for row in page.grid.rows:
            if abs(row.box.middle - left.label.box.middle) > 2.5 * left.label.box.height:
                continue
            for cell in row.cells:
                for index, character in enumerate(cell.text):
                    if character not in "=＝" and character not in _SIGNS or len(cell.edges) != len(cell.text):
                        continue
                    x = sum(cell.edges[index]) / 2
                    alone = (index == 0 or cell.text[index - 1].isspace()) and (
                        index + 1 == len(cell.text) or cell.text[index + 1].isspace()
                    )
                    if alone and left.label.box.x0 < x < right.label.box.x0 + 1:
                        found.add(_SIGNS.get(character, 1))
        if len(found) != 1:
            return None
        signs.append(found.pop())
    return signs


def _rows(
    document: str,
    table: Table,
    roles: Roles,
    statement_on: Value[date] | Value[int] | None,
    title_month: tuple[int, int] | None,
    lexicon: Lexicon,
) -> tuple[tuple[Transaction, ...], list[Doubt]]:
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
    reference = statement_on.value if statement_on and isinstance(statement_on.value, date) else None
    if reference is None and title_month is not None:
        from pipeline.values.dates import end_of_month

        reference = end_of_month(date(*title_month, 1))
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
        days[role] = _day(document, row.page, cell, reference, role) if cell else None
        if cell and days[role] is None:
            code = "impossible_date" if parse_day(cell.text) or _digits(cell.text) >= 3 else "unreadable"
            doubts.append(Doubt(code, row.page, cell, cell.text, row.row.text))
    text_cell = row.cells.get(roles.columns["description"])
    amount = _amount(document, row, roles, section_kind)
    place = evidence_of(document, row.page, row.row.box, row.row.text)
    description = (
        cell_value(document, row.page, text_cell, 0, len(text_cell.text), lambda raw: " ".join(raw.split()))
        if text_cell
        else None
    ) or Value("", place)
    tail_cell = row.cells.get(roles.columns.get("tail", -1))
    tail = None
    if tail_cell and tail_cell.text.strip() not in _PLACEHOLDER_TAILS:
        tail = cell_value(document, row.page, tail_cell, 0, len(tail_cell.text), _tail)
    if amount.value is None:
        doubts.append(Doubt("unreadable", row.page, _first(row), row.row.text))
    kind, source = classify(description.value, amount.value, section_kind, lexicon)
    if amount.value is not None and (
        (kind in _GIVES_BACK and amount.value > 0) or (kind in _OWES and amount.value < 0)
    ):
        doubts.append(Doubt("kind_and_sign", row.page, _first(row), row.row.text, kind.value))
        kind, source = Kind.OTHER, "sign"
    assert place.box is not None  # noqa: S101  a row always has a place
    return Transaction(
        document=document,
        page=row.page.number,
        box=place.box,
        traded_on=days["traded_on"],
        posted_on=days["posted_on"],
        description=description,
        amount=amount,
        currency="CNY",
        kind=kind,
        kind_source=source,
        tail=tail,
        section=section,
        ordinal=ordinal,
    )


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _tail(raw: str) -> str | None:
    match = _FOUR.fullmatch(raw.strip())
    return match.group(1) if match else None


def _day(
    document: str, page: Page, cell: Cell, reference: date | None, role: str
) -> Value[date] | None:
    """Read a table's day; one without a year is placed before the statement day."""

    def parse(raw: str) -> Day | None:
        return parse_day(raw)

    value = cell_value(document, page, cell, 0, len(cell.text), parse)
    if value is None:
        return None
    if isinstance(value.value, MonthDay):
        if reference is None:
            return None
        placed = place_year(value.value, reference)
        if placed is None:
            return None
        return Value(placed, value.evidence, value.checks, Precision.DAY_WITHOUT_YEAR)
    return Value(value.value, value.evidence, value.checks)


def _amount(document: str, row: TableRow, roles: Roles, section: Kind | None) -> Value[int | None]:
    place = evidence_of(document, row.page, row.row.box, row.row.text)
    empty: Value[int | None] = Value(None, place)
    if "amount" in roles.columns:
        cell = row.cells.get(roles.columns["amount"])
        if cell is None:
            return empty
        value = cell_value(document, row.page, cell, 0, len(cell.text), parse_row_amount)
        return Value(value.value, value.evidence, value.checks) if value else empty
    filled = [
        (cell, sign)
        for role, sign in (("amount_in", -1), ("amount_out", 1))
        if (cell := row.cells.get(roles.columns[role])) is not None and cell.text.strip()
    ]
    if len(filled) != 1:
        return empty
    cell, sign = filled[0]
    value = cell_value(document, row.page, cell, 0, len(cell.text), parse_row_amount)
    return Value(sign * value.value, value.evidence, value.checks) if value else empty


def parse_row_amount(raw: str) -> int | None:
    """Parse a row's amount: two decimals; a currency after a slash is dropped (700.00/RMB)."""
    return parse_amount(raw.split("/")[0], decimals=True)


def classify(
    description: str, amount: int | None, section: Kind | None, lexicon: Lexicon
) -> tuple[Kind, str]:
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


def with_rows(statement: Statement, rows: tuple[Transaction, ...]) -> Statement:
    """Return the statement with other rows."""
    return replace(statement, rows=rows)
