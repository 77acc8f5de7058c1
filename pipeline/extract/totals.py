"""Totals that a list prints of its own rows: what comes in, what goes out, how many rows; they tell what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.rows import Doubt
from pipeline.extract.signs import parse_cell
from pipeline.extract.table import Table, TableRow
from pipeline.records.extraction import Transaction
from pipeline.records.reading import Cell, Page
from pipeline.values.money import parse_amount
from pipeline.values.text import key

_FIGURE = r"[:：=]?(?:人民币|cny|rmb|[¥￥])?([-+]?\d[\d,]*\.\d\d)(?!\d)"
_OUT = re.compile(
    r"(?:合计支出|支出合计|总支出|支出总额|支出金额合计|借方发生额?汇总|借方发生额?合计|借方发生[额数]|借方合计|合计取出)"
    r"(?:\([^()]*\)|金额|totaldebit|debitamount)*" + _FIGURE
)
_IN = re.compile(
    r"(?:合计收入|收入合计|总收入|收入总额|收入金额合计|贷方发生额?汇总|贷方发生额?合计|贷方发生[额数]|贷方合计|合计存入)"
    r"(?:\([^()]*\)|金额|totalcredit|creditamount)*" + _FIGURE
)
_PAGE_OUT = re.compile(r"本页(?:支出|借方)(?:合计|金额|发生额)*" + _FIGURE)
_PAGE_IN = re.compile(r"本页(?:收入|贷方)(?:合计|金额|发生额)*" + _FIGURE)
_COUNT = re.compile(r"(?:总行数|行数|总笔数|合计笔数|总条数)[:：]?(\d{1,6})(?!\d)|共[:：]?(\d{1,6})(?:笔|条)")
_PAGE_COUNT = re.compile(r"本页(?:行数|笔数|条数)[:：]?(\d{1,6})(?!\d)")
_WHEN = r"(?:本[期月页年季日]|当[期月日]|上[期月日年]|[期月年日][初末终]|账户|人民币|承前|承上[页期]?|累计)*"
_NOT_MOVED = re.compile(
    _WHEN + r"(?:(?:收入|支出|借方|贷方|存入|支取|取出|转入|转出|发生额?|交易|收支)(?:金额|总额|发生额|笔数)?)?"
    r"(?:合计|小计|总计|总额|累计|汇总)(?:金额|数)?"
    r"|"
    + _WHEN
    + r"(?:期初|期末|月初|月末|年初|年末|日终|起始|上期|本期|承前|结转|账户)+(?:账户|可用)?(?:余额|结余|结存)"
    r"|(?:余额)?(?:承前[页期]?|承上页|过次页|结转下[页期]|转下页)(?:余额)?|(?:opening|closing)balance|balance[bc]/?f"
)


def without_totals(table: Table) -> None:
    """Take out of a table the rows whose words say that they are a total or a balance: they move nothing.

    One total of a kind is kept to be held against the rows; several are of months or pages, which are not told.
    """
    said = {id(row): word for row in table.rows if (word := _total_in(row)) is not None}
    for row in table.rows:
        word = said.get(id(row))
        if word is not None:
            table.bands -= 1
            table.used.add(id(row.row))
            if list(said.values()).count(word) == 1 and "余额" not in word:
                table.totals.append((row.page, row.row))
    table.rows = [row for row in table.rows if id(row) not in said]


def _total_in(row: TableRow) -> str | None:
    texts = (key(cell.text) for cell in row.cells.values())
    return next((text for text in texts if _NOT_MOVED.fullmatch(text)), None)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums of rows, fen, as positive figures, and their number; None where not all rows were read."""

    out: int | None
    into: int | None
    rows: int


def _sums(rows: Sequence[Transaction]) -> _Sums:
    amounts = [row.amount.value for row in rows]
    if None in amounts:
        return _Sums(None, None, len(rows))
    known = [amount for amount in amounts if amount is not None]
    return _Sums(sum(a for a in known if a > 0), -sum(a for a in known if a < 0), len(rows))


def doubts_of_totals(pages: Sequence[Page], table: Table, rows: Sequence[Transaction]) -> list[Doubt]:
    """Return a doubt for each printed total that the rows read do not make.

    Args:
        pages: Of the paper.
        table: Its table, whose rows are not looked at.
        rows: As read.
    """
    result = []
    whole = _sums(rows)
    counted: list[tuple[int, Page, Cell, str]] = []
    for page in pages:
        own = _sums([row for row in rows if row.page == page.number])
        for row in page.grid.rows:
            if id(row) in table.used:
                continue
            text = key(row.text)
            cell = row.cells[0]
            for pattern, sums, side in (
                (_PAGE_OUT, own, "out"),
                (_PAGE_IN, own, "into"),
                (_OUT, whole, "out"),
                (_IN, whole, "into"),
            ):
                match = pattern.search(text)
                printed = parse_amount(match.group(1)) if match else None
                made = getattr(sums, side)
                if printed is not None and made is not None and abs(printed) != made:
                    result.append(Doubt("totals_differ", page, cell, row.text))
            match = _PAGE_COUNT.search(text)
            if match and int(match.group(1)) != own.rows:
                result.append(Doubt("totals_differ", page, cell, row.text))
            match = None if match else _COUNT.search(text)
            if match:
                counted.append((int(match.group(1) or match.group(2)), page, cell, row.text))
    return [*result, *_wrong_counts(counted, pages, rows), *doubts_of_columns(table, rows)]


def doubts_of_columns(table: Table, rows: Sequence[Transaction]) -> list[Doubt]:
    """Return a doubt for each row of totals under the columns of money in and out that the rows do not make."""
    whole = _sums(rows)
    return [
        Doubt("totals_differ", page, row.cells[0], row.text)
        for page, row in table.totals
        if not _column_totals_fit(table, row.cells, whole)
    ]


def _wrong_counts(
    counted: Sequence[tuple[int, Page, Cell, str]], pages: Sequence[Page], rows: Sequence[Transaction]
) -> list[Doubt]:
    """Judge numbers of rows: of the whole list, or where every page prints one, of each page (BOC)."""
    if all(number == len(rows) for number, *_ in counted):
        return []
    each = len(counted) == len(pages) and len({page.number for _, page, *_ in counted}) == len(pages)
    return [
        Doubt("totals_differ", page, cell, text)
        for number, page, cell, text in counted
        if number != (sum(row.page == page.number for row in rows) if each else len(rows))
    ]


def _column_totals_fit(table: Table, cells: Sequence[Cell], sums: _Sums) -> bool:
    """Whether a row of totals under the columns of money in and out holds what the rows make."""
    sides = {"amount_in": sums.into, "amount_out": sums.out, "trade_in": None, "trade_out": None}
    words = key("".join(cell.text for cell in cells))
    if ("支出" in words) is not ("收入" in words):  # 支出合计 under one column of amounts
        sides["amount"] = sides["trade_amount"] = sums.out if "支出" in words else sums.into
    for head in table.heads:
        made = sides.get(head.role or "")
        cell = next((c for c in cells if c.column == head.column), None)
        printed = parse_cell(cell.text, decimals=False) if cell is not None else None
        if made is not None and printed is not None and abs(printed) != made:
            return False
    return True
