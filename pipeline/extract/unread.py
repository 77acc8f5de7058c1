"""Cells under a known head of amounts that hold something, and no amount: they must not vanish."""

from __future__ import annotations

from pipeline.extract.cells import amount_text
from pipeline.extract.rows import Doubt
from pipeline.extract.table import Table
from pipeline.records.reading import Cell
from pipeline.values.money import parse_amount
from pipeline.values.text import key

_MONEY = frozenset(
    {"principal", "loan_interest", "penalty_interest", "loan_fee", "total", "paid", "remaining", "balance", "waived"}
    | {"amount", "trade_amount", "amount_in", "amount_out"}
)
_NOTHING = frozenset(
    {"", "空", "无", "无需还款", "免", "免息", "免收", "减免", "none", "null", "nan", "n/a", "na", "nil"}
)


def unread_amounts(table: Table, *, roles: frozenset[str] = _MONEY) -> list[Doubt]:
    """Return a doubt for each cell in a column of amounts that is not empty and gives no amount.

    Args:
        table: As read.
        roles: Of the columns that are looked at.
    """
    columns = {number: head for number, head in enumerate(table.heads) if head.role in roles}
    return [
        Doubt("unreadable", row.page, cell, cell.text, "".join(columns[number].labels))
        for row in table.rows
        for number, cell in row.cells.items()
        if number in columns and _unread(cell)
    ]


def _unread(cell: Cell) -> bool:
    said = key(cell.text).strip("-－/()_~")
    return said not in _NOTHING and parse_amount(amount_text(cell.text), foreign=True) is None
