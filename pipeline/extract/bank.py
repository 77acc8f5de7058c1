"""Debit accounts (交易流水, 活期明细): rows with their side and running balance to a `Statement`.

In a bank account money out is positive and money in negative; a balance held is negative, so that every balance is
the one before plus the amount, as on a card.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

from pipeline.extract.holders import accounts_of
from pipeline.extract.labels import match_fields
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.outcome import no_money_moved
from pipeline.extract.papertext import cell_value, evidence_of
from pipeline.extract.people import find_name, find_number
from pipeline.extract.period import find_period
from pipeline.extract.roles import parse_day, resolve
from pipeline.extract.rows import FAILED, Doubt, all_minus, currency_named, row_amount, unread_day
from pipeline.extract.sheet_table import ends_of, find_table
from pipeline.extract.signs import flag_side, parse_cell
from pipeline.extract.table import Table, TableRow
from pipeline.extract.tokens import parse_field_amount
from pipeline.extract.totals import doubts_of_totals, without_totals
from pipeline.extract.units import columns_named, give_currency, head_currency, paper_currency
from pipeline.extract.unread import unread_amounts
from pipeline.records.evidence import Origin, Value
from pipeline.records.extraction import Kind, Statement, Transaction
from pipeline.records.reading import Page
from pipeline.values.text import key

_KINDS = (
    (Kind.DISBURSEMENT, re.compile(r"放款|贷款发放|借款发放|借呗放款|贷款入账")),
    (Kind.REPAYMENT, re.compile(r"还款|还贷|归还|贷款扣款|信用卡自动还|扣收贷款|代扣.*贷")),
    (Kind.FEE, re.compile(r"手续费|年费|工本费|短信费|账户管理费|小额账户费")),
)
_NUMBER_LABELS = ("账号", "账户", "账户号", "卡号", "借记卡号", "客户账号", "卡号/账号", "账号/卡号", "accountno")
_BALANCE = frozenset({"opening", "closing"})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BankResult:
    """What a paper's pages gave."""

    statement: Statement
    doubts: tuple[Doubt, ...]


def extract_bank(document: str, issuer: str | None, pages: Sequence[Page], lexicon: Lexicon) -> BankResult:
    """Read a debit account's list of transactions.

    Args:
        document: Id of the paper.
        issuer: Chinese short name of the bank, None where unknown.
        pages: Of the paper, in order.
        lexicon: What heads and labels mean.

    Returns:
        The statement, whose `opening` and `closing` are set only where the paper prints them apart from the rows.
    """
    table = find_table(pages, lexicon)
    others = _other_accounts(pages, table) if table is not None else []
    pages = ends_of(pages)
    start, end = find_period(document, pages)
    number = find_number(document, pages, table, _NUMBER_LABELS)
    doubts: list[Doubt] = []
    notes: list[str] = []
    rows: tuple[Transaction, ...] = ()
    currency = "CNY"
    if table is None:
        notes.append("no_table")
    else:
        give_currency(table, head_currency(table, columns_named(table), pages, lexicon) or paper_currency(pages), pages)
        without_totals(table)
        rows = tuple(_rows(document, table, lexicon, doubts))
        if others:
            doubts += others
            notes.append("several_accounts")
        if any(row.balance for row in rows):
            doubts += unread_amounts(table, roles=frozenset({"balance"}))
        if table.unparsed or len(rows) != table.bands:
            notes.append("row_count")
        if any(d.code == "unknown_column" for d in doubts):
            notes.append("unknown_column")
        totals = doubts_of_totals(pages, table, rows) if rows else []
        doubts += totals
        notes += ["totals_differ"] if totals else []
        currencies = {row.currency for row in rows}
        unprovable = _unprovable(pages, table, rows)
        if unprovable is not None:
            doubts.append(Doubt("not_provable", pages[0], None, "", unprovable))
            notes += ["not_provable"] if unprovable in (_MIXED, _FILTERED) else []
        currency = currencies.pop() if len(currencies) == 1 else "CNY"
    days = [row.posted_on for row in rows if row.posted_on is not None]
    last = max(days, key=lambda v: v.value, default=None)
    opening, closing = _printed_balances(document, pages, table, lexicon)
    statement = Statement(
        document=document,
        issuer=issuer,
        tails=(number.value[-4:],) if number else (),
        currency=currency,
        title_month=None,
        period_start=start,
        statement_on=end or last,
        due_on=None,
        opening=opening,
        closing=closing,
        minimum=None,
        limit=None,
        terms=(),
        rows=rows,
        row_bands=table.bands if table else 0,
        notes=tuple(notes),
        closings=(closing,) if closing else (),
        kind="bank_account",
        name=find_name(document, pages, table),
    )
    return BankResult(statement, tuple(doubts))


def _other_accounts(pages: Sequence[Page], table: Table) -> list[Doubt]:
    """Take out the rows that stand under another account's number: they are not booked on the first one's."""
    owners = accounts_of(pages, table)
    kept = [row for row, owner in zip(table.rows, owners, strict=True) if owner == owners[0]]
    rest = [(row, owner) for row, owner in zip(table.rows, owners, strict=True) if owner != owners[0]]
    table.rows = kept
    return [Doubt("several_accounts", row.page, row.row.cells[0], row.row.text, owner) for row, owner in rest]


_MIXED, _FILTERED = "多币种", "经过筛选"
_CHOSEN = re.compile(
    r"(?:交易类型|收支类型|收支方向|交易方向|筛选条件|查询条件|借贷标志|金额范围|交易金额范围|摘要条件|关键字)[:：]"
    r"(?!全部|所有|不限|all|无|-)[^:：]"
)


def _unprovable(pages: Sequence[Page], table: Table, rows: Sequence[Transaction]) -> str | None:
    """Return why the running balance proves nothing of a list, None where it may."""
    held = [head.role == "balance" for head in table.heads]
    if len({row.currency for row in rows}) > 1:
        return _MIXED
    outside = (row for page in pages for row in page.grid.rows if id(row) not in table.used)
    if any(_CHOSEN.search(key(row.text)) for row in outside):
        return _FILTERED
    if rows and any(held) and all(row.balance is None for row in rows):
        return "余额未显示"
    return "没有余额栏" if rows and not any(held) else None


def _printed_balances(
    document: str, pages: Sequence[Page], table: Table | None, lexicon: Lexicon
) -> tuple[Value[int] | None, Value[int] | None]:
    """Return opening and closing balance where labels name them (期初余额, 期末余额), owed positive."""
    found: dict[str, Value[int]] = {}
    used = table.used if table else set()
    for page in pages:
        cells = [cell for row in page.grid.rows if id(row) not in used for cell in row.cells]
        for item in match_fields(page, cells, lexicon, _BALANCE):
            token = item.token
            value = cell_value(document, page, token.cell, token.start, token.end, _held)
            if value is not None:
                found.setdefault(item.role, value)
    return found.get("opening"), found.get("closing")


def _held(raw: str) -> int | None:
    held = parse_field_amount(raw)
    return None if held is None else -held


def _rows(document: str, table: Table, lexicon: Lexicon, doubts: list[Doubt]) -> list[Transaction]:
    doubts.extend(Doubt("unparsed_row", page, row.cells[0], row.text) for page, row in table.unparsed)
    doubts.extend(Doubt("no_amount", page, row.cells[0], row.text) for page, row in table.remarks)
    roles = resolve(table, (), frozenset())
    columns = roles.columns
    if "type" in columns and all(head.role != "description" for head in table.heads):
        if "description" in columns and table.heads[columns["description"]].role == "remark":
            columns["remark"] = columns["description"]
        columns["description"] = columns["type"]  # 交易类型 alone says what a row is
        roles.unproven[:] = [role for role in roles.unproven if role != "description"]
    if "place" in columns and "remark" not in columns:
        columns["remark"] = columns["place"]
    sides = _sides(table.rows, columns) if not roles.unproven else None
    if sides is None:
        detail = "、".join(roles.unknown) or "、".join(roles.unproven) or "借贷方向"
        doubts.extend(Doubt("unknown_column", r.page, r.row.cells[0], r.row.text, detail) for r in table.rows)
        return []
    minus_out = all_minus(table.rows, columns)
    result = []
    for number, (row, side) in enumerate(zip(table.rows, sides, strict=True)):
        made = _row(document, row, columns, side, minus_out, number, doubts)
        if made is not None:
            result.append(made)
    return result


def _sides(rows: Sequence[TableRow], columns: dict[str, int]) -> list[int] | None:
    """Return, for each row, what its printed amount is multiplied with to be money out; None where nothing tells.

    The flag beside it tells, or its sign (a minus is money out); where no amount is signed, only the running balance
    can: every row must then change it by its own amount.
    """
    if "amount" not in columns:
        return [1] * len(rows)
    if "direction" in columns:
        cells = [row.cells.get(columns["direction"]) for row in rows]
        flags = [flag_side(cell.text) if cell else 0 for cell in cells]
        return _with_signs(rows, columns, flags)
    amounts = [_number(row, columns["amount"]) for row in rows]
    texts = [cell.text for row in rows if (cell := row.cells.get(columns["amount"])) is not None]
    if any(a is not None and a < 0 for a in amounts) or any(re.search(r"[+＋]", text) for text in texts):
        return [-1] * len(rows)
    return _by_balance(rows, columns, amounts)


def _with_signs(rows: Sequence[TableRow], columns: dict[str, int], flags: list[int]) -> list[int]:
    """A flag beside an amount that carries a minus already says the same thing twice."""
    result = []
    for row, flag in zip(rows, flags, strict=True):
        value = _number(row, columns["amount"])
        result.append(-1 if value is not None and value < 0 and flag == 1 else flag)
    return result


def _by_balance(rows: Sequence[TableRow], columns: dict[str, int], amounts: Sequence[int | None]) -> list[int] | None:
    if "balance" not in columns:
        return None
    balances = [_number(row, columns["balance"]) for row in rows]
    if None in balances or None in amounts or len(rows) < 2:
        return None
    for order in (1, -1):
        held = [b for b in balances if b is not None][::order]
        moved = [a for a in amounts if a is not None][::order]
        steps = [after - before for before, after in pairwise(held)]
        if all(abs(step) == amount for step, amount in zip(steps, moved[1:], strict=True)):
            sides = [0, *(-1 if step > 0 else 1 for step in steps)]
            return sides[::order]  # the first row's side is told by nothing: its amount goes to review
    return None


def _number(row: TableRow, column: int) -> int | None:
    cell = row.cells.get(column)
    return parse_cell(cell.text, decimals=row.page.origin is not Origin.STRUCTURED) if cell else None


def _row(
    document: str,
    row: TableRow,
    columns: dict[str, int],
    side: int,
    minus_out: bool,
    ordinal: int,
    doubts: list[Doubt],
) -> Transaction | None:
    place = evidence_of(document, row.page, row.row.box, row.row.text)
    assert place.box is not None  # noqa: S101  a row always has a place
    days = {role: _day(document, row, columns, role, doubts) for role in ("posted_on", "traded_on")}
    day = days["posted_on"] if "posted_on" in columns else days["traded_on"]
    amount, mark = row_amount(document, row, columns, side, minus_out=minus_out)
    if amount.value is None:
        doubts.append(Doubt("unreadable", row.page, row.row.cells[0], row.row.text))
    currency_cell = row.cells.get(columns.get("currency", -1))
    currency = currency_named(currency_cell.text) if currency_cell else mark or row.currency
    if currency == "?":
        doubts.append(Doubt("unknown_currency", row.page, currency_cell or row.row.cells[0], row.row.text))
        return None
    decimals = row.page.origin is not Origin.STRUCTURED
    balance = column_value(document, row, columns, "balance", lambda raw: _minus(parse_cell(raw, decimals=decimals)))
    description = column_value(document, row, columns, "description", words_in) or Value("", place)
    counterparty = column_value(document, row, columns, "counterparty", party)
    remark = column_value(document, row, columns, "remark", words_in)
    status = column_value(document, row, columns, "status", words_in)
    words = key("".join(text.value for text in (description, remark, status) if text is not None))
    kind = _kind(words, amount.value)
    if FAILED.search(words) or "代偿" in words or no_money_moved(cell.text for cell in row.cells.values()):
        kind = Kind.OTHER
        doubts.append(Doubt("kind_and_sign", row.page, row.row.cells[0], row.row.text))
    return Transaction(
        document=document,
        page=row.page.number,
        box=place.box,
        traded_on=days["traded_on"],
        posted_on=day,
        description=description,
        amount=amount,
        currency=currency,
        kind=kind,
        kind_source="phrase",
        tail=None,
        section=row.section,
        ordinal=ordinal,
        balance=balance,
        counterparty=counterparty,
        remark=remark,
    )


def _day(
    document: str, row: TableRow, columns: dict[str, int], role: str, doubts: list[Doubt]
) -> Value[date] | None:
    day = column_value(document, row, columns, role, full_day)
    cell = row.cells.get(columns.get(role, -1))
    if day is None and cell is not None:
        doubts.append(unread_day(row, cell))
    return day


def _kind(words: str, amount: int | None) -> Kind:
    """Tell what a row of a debit account is, as far as it concerns cards and loans; 利息 here is income."""
    for kind, pattern in _KINDS:
        if pattern.search(words) and amount is not None and (amount < 0) is (kind is Kind.DISBURSEMENT):
            return kind
    return Kind.OTHER


def column_value(
    document: str, row: TableRow, columns: dict[str, int], role: str, parse: Callable[[str], T | None]
) -> Value[T] | None:
    """Return the value in a row's column of a role; None where the column or its cell is missing, or holds none."""
    cell = row.cells.get(columns.get(role, -1))
    return cell_value(document, row.page, cell, 0, len(cell.text), parse) if cell else None


def full_day(raw: str) -> date | None:
    """Return a day that is printed with its year, None for any other text."""
    day = parse_day(raw)
    return day if isinstance(day, date) else None


def _minus(value: int | None) -> int | None:
    return None if value is None else -value


def words_in(raw: str) -> str | None:
    """Return a cell's words with single blanks, None where it holds none."""
    return " ".join(raw.split()) or None


def party(raw: str) -> str | None:
    """Return who stands on the other side; dashes and （空） say nobody."""
    text = " ".join(raw.split())
    return None if not text.strip("-—－/*") or key(text) in ("(空)", "空", "无") else text
