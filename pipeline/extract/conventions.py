"""Whether anything printed proves which sign a card table's amounts carry.

Most tables print what is owed plain and what was paid with a minus; some print it the other way round without saying
so, and some print no sign at all.  A reversed or an unsigned payment would be a silent wrong number, so a table that
looks like either must be proven by its heads, or its rows go to a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.lexicon import Lexicon
from pipeline.extract.own_words import CHARGES
from pipeline.extract.signs import SignBy, parse_cell, side_of, signed_cell
from pipeline.extract.table import TableRow
from pipeline.records.evidence import Check, CheckKind
from pipeline.records.extraction import Kind
from pipeline.values.text import key

UNPROVEN = Check(CheckKind.COUNTS, False, "正负号的约定")
"""Beside an amount whose sign nothing printed proves."""

Balances = Mapping[str, Sequence[tuple[int, int]]]
"""Currency to every printed (closing, opening), fen."""

_GIVES_BACK = frozenset({Kind.REPAYMENT, Kind.REFUND, Kind.ADJUSTMENT})
_OWES = CHARGES | {Kind.PURCHASE, Kind.CASH_ADVANCE}
_COMES_IN = re.compile(r"转入|存入|来账|入账|汇入|退款|退货|退回|还款|payment|refund")
_PAID_IN = re.compile(r"转入|存入|来账|汇入")
_LEAST_REVERSED = 3
_MOST_REVERSED = 0.6
"""From what share of negative rows on a table is asked what they are."""
_MOST_UNSIGNED = 5
"""From how many rows on a table is expected to hold something that was paid."""


@dataclass(frozen=True, slots=True)
class Convention:
    """How a table's signs are to be read, and the rows (by number) whose sign nothing proves.

    `reversed_rows` are those of a table that looks reversed: what kind and sign together would say is void too.
    """

    by: SignBy
    unproven: frozenset[int] = frozenset()
    reversed_rows: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Row:
    """What tells of a row's side: its number, printed amount, the side that its heading or type says, its words."""

    number: int
    amount: int
    side: int
    kind: Kind | None
    text: str

    @property
    def comes_in(self) -> bool:
        """Whether heading, type or words say that money came in."""
        if self.side < 0 or self.kind in _GIVES_BACK:
            return True
        return self.kind not in CHARGES and _COMES_IN.search(self.text) is not None  # 还款违约金 is no payment

    @property
    def paid_in(self) -> bool:
        """Whether its words say a payment; a 溢缴款转出 is one that goes out."""
        return self.kind is Kind.REPAYMENT or (
            self.kind is not Kind.ADJUSTMENT and _PAID_IN.search(self.text) is not None
        )


def convention(
    rows: Sequence[TableRow],
    columns: Mapping[str, int],
    by: SignBy,
    currencies: Sequence[str],
    lexicon: Lexicon,
    balances: Balances,
) -> Convention:
    """Tell how a table's printed signs are to be read.

    Args:
        rows: Of the table.
        columns: Role -> column number.
        by: What seems to tell the side of its rows.
        currencies: Of each row.
        lexicon: What headings and words mean.
        balances: What the heads print, in our signs as far as they say.
    """
    if by is not SignBy.PRINTED:
        return Convention(by)
    column = columns["amount"]
    signs_printed = any(signed_cell(row, column) for row in rows)
    unproven: set[int] = set()
    turned = False
    for currency in dict.fromkeys(currencies):
        own = [
            seen
            for number, (row, named) in enumerate(zip(rows, currencies, strict=True))
            if named == currency and (seen := _seen(number, row, columns, lexicon))
        ]
        printed = sum(row.amount for row in own)
        pairs = balances.get(currency, ())
        owed = any(closing > 0 or opening > 0 for closing, opening in pairs)
        fits = printed != 0 and any(closing - opening == printed for closing, opening in pairs)
        if not signs_printed:
            unproven |= set() if fits else _unsigned(own)
        elif not (fits and owed) and _looks_reversed(own):
            if owed and printed and any(closing - opening == -printed for closing, opening in pairs):
                turned = True
            unproven |= {row.number for row in own}
    if turned and len(set(currencies)) == 1:
        return Convention(SignBy.NEGATED)  # heads that say what is owed add up with the rows only when those are turned
    return Convention(by, frozenset(unproven), frozenset(unproven) if signs_printed else frozenset())


def _seen(number: int, row: TableRow, columns: Mapping[str, int], lexicon: Lexicon) -> _Row | None:
    cells = {role: row.cells.get(columns.get(role, -1)) for role in ("amount", "description", "type")}
    amount = parse_cell(cells["amount"].text, decimals=False) if cells["amount"] else None
    if not amount:
        return None
    words, kind = "", None
    side = side_of(lexicon.section(row.section)) if row.section else 0
    for role in ("type", "description"):
        cell = cells[role]
        if cell is None:
            continue
        words += key(cell.text) + " "
        kind = kind or lexicon.kind(cell.text)
        if role == "type" and not side and kind in _OWES:
            side = 1
    return _Row(number, amount, side, kind, words)


def _unsigned(rows: Sequence[_Row]) -> set[int]:
    """Return the rows of a table without any sign that nothing but their being printed plain says is owed."""
    open_rows = [row for row in rows if not row.side]
    if any(row.comes_in for row in open_rows):
        return {row.number for row in open_rows}
    return {row.number for row in open_rows if row.kind is None} if len(rows) >= _MOST_UNSIGNED else set()


def _looks_reversed(rows: Sequence[_Row]) -> bool:
    """Whether what is negative looks bought rather than paid, or what was paid stands positive among negative rows."""
    negative = [row for row in rows if row.amount < 0]
    told = sum(row.comes_in for row in negative)
    if len(rows) >= _LEAST_REVERSED and len(negative) >= _MOST_REVERSED * len(rows) and 3 * told <= len(negative):
        return True
    return len(negative) >= 2 and not told and any(row.amount > 0 and row.paid_in for row in rows)
