"""Card statements: head, table and printed formula to a `Statement`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.extract.formula import read_formula
from pipeline.extract.heads import currency_hint
from pipeline.extract.labels import AMOUNTS, DATES, Field, match_fields, value_currency
from pipeline.extract.layouts import Layout
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.papertext import cell_value
from pipeline.extract.period import find_period
from pipeline.extract.roles import Roles, likely_tail_columns, resolve
from pipeline.extract.rows import PLACEHOLDER_TAILS, Doubt, read_rows
from pipeline.extract.table import Table, read_table
from pipeline.extract.tokens import parse_field_amount, parse_field_date
from pipeline.records.evidence import Value
from pipeline.records.extraction import Statement, Transaction
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.dates import end_of_month, find_month
from pipeline.values.text import key

_BALANCES = frozenset({"opening", "closing", "minimum"})
_OWED_IS_MINUS = "欠款为-"
_CARD = re.compile(r"(?:\*{2,}|\d{4})\D{0,3}(\d{4})(?!\d)")
_FOUR = re.compile(r"(?<!\d)(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class StatementResult:
    """What a paper's pages gave: a statement per currency account, in the order CNY first."""

    statements: tuple[Statement, ...]
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
    by_currency = _fields(pages, lexicon, table)
    heads = {currency: _head(document, fields) for currency, fields in by_currency.items()}
    days = _head(document, [f for fields in by_currency.values() for f in fields])
    start, end = find_period(document, pages)
    statement_on = days.day("statement_on") or end
    title_month = _title_month(pages)
    tails = _head_tails(pages, table, lexicon)
    doubts: list[Doubt] = []
    rows: tuple[Transaction, ...] = ()
    notes: list[str] = []
    if table is not None:
        sums = {c - o for head in heads.values() for c, o in head.balances()} if len(heads) == 1 else set()
        roles = resolve(table, sorted(sums), frozenset(tails))
        reference = statement_on.value if statement_on else None
        if reference is None and title_month is not None:
            reference = end_of_month(date(*title_month, 1))
        rows, row_doubts = read_rows(document, table, roles, reference, lexicon)
        doubts.extend(row_doubts)
        notes.extend(_notes(table, roles, rows))
    elif not _says_empty(pages, heads):
        notes.append("no_table")
    for row in rows:
        if row.tail and row.tail.value not in tails:
            tails.append(row.tail.value)
    heads = {currency: head.turned(rows, currency) for currency, head in heads.items()}
    statements = tuple(
        Statement(
            document=document,
            issuer=issuer,
            tails=tuple(tails),
            currency=currency,
            title_month=title_month,
            period_start=start,
            statement_on=statement_on,
            due_on=days.day("due_on"),
            opening=head.amount("opening"),
            closing=head.amount("closing"),
            minimum=head.amount("minimum"),
            limit=head.amount("limit"),
            terms=read_formula(document, by_currency.get(currency, ()), layout),
            rows=_numbered(row for row in rows if row.currency == currency),
            row_bands=table.bands if table else 0,
            notes=tuple(dict.fromkeys(notes)),
            closings=tuple(head.amounts.get("closing", [])),
        )
        for currency, head in _sections(heads, rows)
    )
    return StatementResult(statements, tuple(doubts))


def _numbered(rows: Iterable[Transaction]) -> tuple[Transaction, ...]:
    return tuple(replace(row, ordinal=number) for number, row in enumerate(rows))


def _sections(heads: Mapping[str, _Head], rows: Sequence[Transaction]) -> list[tuple[str, _Head]]:
    """Return the paper's currency accounts: CNY, and every other with rows or a figure that is not 0."""
    used = {row.currency for row in rows}
    used |= {c for c, head in heads.items() if any(v.value for values in head.amounts.values() for v in values)}
    others = sorted(used - {"CNY"})
    first = ["CNY"] if "CNY" in used or not others else []
    return [(currency, heads.get(currency, _Head({}, {}))) for currency in (*first, *others)]


_EMPTY = re.compile(r"(?:无|没有|未发生|暂无)(?:任何)?(?:新?交易|账务|消费|明细)|notransaction|nonewactivity")


def _says_empty(pages: Sequence[Page], heads: Mapping[str, _Head]) -> bool:
    """Whether a statement without rows says, in words or by its figures, that there were none."""
    if any(_EMPTY.search(key(row.text)) for page in pages for row in page.grid.rows):
        return True
    figures = [
        v.value
        for head in heads.values()
        for role in ("payments", "charges", "adjustments", "interest", "fees")
        for v in head.amounts.get(role, [])
    ]
    return bool(figures) and not any(figures)


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


def _fields(pages: Sequence[Page], lexicon: Lexicon, table: Table | None) -> dict[str, list[Field]]:
    """Find labels with their values outside the table, by currency account.

    A value's own mark tells its account, then the name at the start of its line, then the heading above.
    """
    used = table.used if table else set()
    result: dict[str, list[Field]] = {}
    under = "CNY"
    for page in pages:
        cells = [cell for row in page.grid.rows if id(row) not in used for cell in row.cells]
        headings = [(row.box.top, hint) for row in page.grid.rows if (hint := currency_hint(row))]
        for item in match_fields(page, cells, lexicon, AMOUNTS | DATES):
            above = [hint for top, hint in headings if top <= item.label.box.top]
            named = value_currency(item.token, cells) if item.role in AMOUNTS else None
            currency = named or (above[-1] if above else under)
            result.setdefault(currency if item.role in AMOUNTS else "CNY", []).append(item)
        under = headings[-1][1] if headings else under
    result.pop("?", None)  # 外币, of which no currency is named: nothing could be said of it
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

    def turned(self, rows: Sequence[Transaction], currency: str) -> _Head:
        """Return the head with its balances in our signs: some banks print what is owed with a minus.

        That is believed only where the rows prove it: they lead from one balance to the other when both are turned,
        and do not as printed.
        """
        moved = [row.amount.value for row in rows if row.currency == currency]
        opening, closing = self.amount("opening"), self.amount("closing")
        if opening is None or closing is None or not moved or any(m is None for m in moved):
            return self
        change = sum(m for m in moved if m is not None)
        if not change or closing.value - opening.value != -change:
            return self
        amounts = dict(self.amounts)
        for role in ("opening", "closing"):
            amounts[role] = [replace(value, value=-value.value) for value in amounts[role]]
        return _Head(self.days, amounts)

    def balances(self) -> list[tuple[int, int]]:
        """Return every printed (closing, opening)."""
        opening = self.amount("opening")
        return [(c.value, opening.value) for c in self.amounts.get("closing", [])] if opening else []


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
            if amount is not None and item.role in _BALANCES and _OWED_IS_MINUS in key(item.label.cell.text):
                amount = replace(amount, value=-amount.value)
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


_MASKED = re.compile(r"\d{4,8}\*{2,12}(\d{4})")


def _under_card(cell: Cell, above: Sequence[Row]) -> bool:
    """Whether a column's head right above says that it holds card numbers."""
    return any(
        ("卡号" in key(c.text) or "cardn" in key(c.text)) and c.box.x0 < cell.box.x1 and c.box.x1 > cell.box.x0
        for row in above
        for c in row.cells
    )


def _head_tails(pages: Sequence[Page], table: Table | None, lexicon: Lexicon) -> list[str]:
    """Return the card tails that the paper prints outside the table."""
    used = table.used if table else set()
    tails: list[str] = []
    for page in pages:
        for number, row in enumerate(page.grid.rows):
            if id(row) in used:
                continue
            for cell in row.cells:
                masked = _MASKED.fullmatch(cell.text.strip())
                above = page.grid.rows[max(0, number - 3) : number]
                if masked and masked.group(1) not in tails and _under_card(cell, above):
                    tails.append(masked.group(1))
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
