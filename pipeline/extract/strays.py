"""Rows that look like a card's and may be none: a balance or total among them, days after the statement's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.extract.rows import Doubt
from pipeline.extract.table import Table
from pipeline.records.evidence import Check, CheckKind, Precision
from pipeline.records.extraction import Transaction
from pipeline.values.text import key

_SUM = re.compile(
    r"^(?:上期|本期|上月|本月|期初|期末|承前|结转|累计)?[一-鿿]{0,6}(?:余额|结余|结欠|合计|总计|小计|承前页|过次页)$"
)
"""A description that is nothing but the name of a balance or a sum."""

_AFTER = Check(CheckKind.CALENDAR, False, "账单日之后")


def without_strays(
    rows: Sequence[Transaction], table: Table, statement_on: date | None
) -> tuple[tuple[Transaction, ...], list[Doubt]]:
    """Take out rows that are balances or sums, and doubt those that the statement cannot have billed yet.

    Args:
        rows: As read.
        table: Their table.
        statement_on: The statement's own day, None where it prints none.

    Returns:
        (the rows that stay, what a person must look at).
    """
    pages = {row.page.number: row.page for row in table.rows}
    after = sum(_is_after(row, statement_on) for row in rows)
    doubtful = after * 2 <= len(rows)  # of most rows it would say that the statement's day was misread, not they
    kept: list[Transaction] = []
    doubts: list[Doubt] = []
    for row in rows:
        text = f"{row.description.value} {row.amount.evidence.text}"
        if _SUM.match(key(row.description.value)):
            doubts.append(Doubt("unparsed_row", pages[row.page], None, text))
            continue
        if doubtful and _is_after(row, statement_on):
            assert row.posted_on is not None  # noqa: S101  it lies after a day
            doubts.append(Doubt("kind_and_sign", pages[row.page], None, text, row.posted_on.value.isoformat()))
            row = replace(row, amount=row.amount.checked(_AFTER))
        kept.append(row)
    return tuple(kept), doubts


def _is_after(row: Transaction, statement_on: date | None) -> bool:
    """Whether a row is posted after the statement's day, by a day that is printed whole."""
    day = row.posted_on
    if statement_on is None or day is None:
        return False
    return day.precision is Precision.EXACT and day.value > statement_on
