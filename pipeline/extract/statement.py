"""Card statements: head, table and printed formula to a `Statement`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
from pipeline.extract.papertext import cell_value
from pipeline.extract.roles import Roles, likely_tail_columns, resolve
from pipeline.extract.rows import PLACEHOLDER_TAILS, Doubt, read_rows
from pipeline.extract.table import Table, read_table
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Statement, Term, Transaction
from pipeline.records.reading import Page
from pipeline.values.dates import end_of_month, find_month
from pipeline.values.text import key

_TERM_ROLES = ("opening", "payments", "charges", "adjustments", "interest", "fees")
_CARD = re.compile(r"(?:\*{2,}|\d{4})\D{0,3}(\d{4})(?!\d)")
_FOUR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_SIGNS = {"+": 1, "＋": 1, "-": -1, "－": -1, "−": -1, "–": -1}
_REFINED = frozenset({Kind.PENALTY, Kind.LATE_FEE, Kind.INTEREST, Kind.FEE, Kind.PENALTY_INTEREST})
_GIVES_BACK = frozenset({Kind.REPAYMENT, Kind.REFUND})
_OWES = frozenset({Kind.PURCHASE, Kind.INTEREST, Kind.PENALTY, Kind.LATE_FEE, Kind.FEE, Kind.CASH_ADVANCE})


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
    head = _head(document, fields)
    statement_on = head.day("statement_on")
    title_month = _title_month(pages)
    terms = _terms(document, fields, layout)
    tails = _head_tails(pages, table, lexicon)
    doubts: list[Doubt] = []
    rows: tuple[Transaction, ...] = ()
    notes: list[str] = []
    if table is None:
        notes.append("no_table")
    else:
        opening = head.amount("opening")
        sums = {c.value - opening.value for c in head.amounts.get("closing", [])} if opening else set()
        roles = resolve(table, sorted(sums), frozenset(tails))
        reference = statement_on.value if statement_on else None
        if reference is None and title_month is not None:
            reference = end_of_month(date(*title_month, 1))
        rows, row_doubts = read_rows(document, table, roles, reference, lexicon)
        doubts.extend(row_doubts)
        notes.extend(_notes(table, roles, rows))
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
        due_on=head.day("due_on"),
        opening=head.amount("opening"),
        closing=head.amount("closing"),
        minimum=head.amount("minimum"),
        limit=head.amount("limit"),
        terms=terms,
        rows=rows,
        row_bands=table.bands if table else 0,
        notes=tuple(dict.fromkeys(notes)),
        closings=tuple(head.amounts.get("closing", [])),
    )
    return StatementResult(result, tuple(doubts))


def _notes(table: Table, roles: Roles, rows: Sequence[Transaction]) -> list[str]:
    notes = []
    if table.cards_unnamed:
        notes.append("not_linked")
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


@dataclass(frozen=True, slots=True)
class _Head:
    """Values of the paper's head and formula by role, every place in order."""

    days: dict[str, list[Value[date]]]
    amounts: dict[str, list[Value[int]]]

    def day(self, role: str) -> Value[date] | None:
        return next(iter(self.days.get(role, [])), None)

    def amount(self, role: str) -> Value[int] | None:
        return next(iter(self.amounts.get(role, [])), None)


def _head(document: str, fields: Sequence[Field]) -> _Head:
    head = _Head({}, {})
    for item in fields:
        token = item.token
        place = (document, token.page, token.cell, token.start, token.end)
        if item.role in DATES:
            day = cell_value(*place, parse_field_date)
            if day is not None:
                head.days.setdefault(item.role, []).append(day)
        else:
            amount = cell_value(*place, parse_field_amount)
            if amount is not None:
                head.amounts.setdefault(item.role, []).append(amount)
    return head


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
                if match and match.group(1) not in tails and match.group(1) not in PLACEHOLDER_TAILS:
                    tails.append(match.group(1))
    return tails


def _terms(document: str, fields: Sequence[Field], layout: Layout) -> tuple[Term, ...]:
    """Read the printed balance formula: its terms in order, with the operators between their labels."""
    printed_nowhere: dict[str, int] = dict(layout.signs.items())
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
            value = cell_value(document, f.token.page, f.token.cell, f.token.start, f.token.end, parse_field_amount)
            sign = signs[number] if signs else printed_nowhere.get(f.role)
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
                    if (character not in "=＝" and character not in _SIGNS) or len(cell.edges) != len(cell.text):
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
