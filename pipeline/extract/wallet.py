"""Exports of wallets (支付宝, 微信支付, 京东, 美团): what they are, and their rows to a `Statement`.

A wallet shows what a card or a bank account shows too.  Its rows are kept apart (kind "wallet"): they are never added
to those of a card or an account, and no rule accuses by them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from pipeline.extract.bank import BankResult, column_value, full_day, party, words_in
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.papertext import cell_value, evidence_of
from pipeline.extract.people import find_name
from pipeline.extract.period import find_period
from pipeline.extract.rows import FAILED, Doubt, unread_day
from pipeline.extract.sheet_table import ends_of, find_table
from pipeline.extract.signs import flag_side
from pipeline.extract.table import Table, TableRow
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.records.extraction import Kind, Statement, Transaction
from pipeline.records.reading import Page
from pipeline.values.money import parse_amount
from pipeline.values.text import key

_TITLES = {
    "支付宝": re.compile(
        r"^支付宝账户[:：]|^支付宝交易(?:记录明细查询|明细)|支付宝\(中国\)网络技术有限公司电子客户回单"
    ),
    "微信支付": re.compile(r"^微信支付账单明细"),
    "京东": re.compile(r"^京东账号名[:：]"),
    "美团": re.compile(r"^美团(?:交易)?账单明细"),
}
_HEADS = {
    "支付宝": {"交易分类", "商品说明", "收/付款方式"},
    "微信支付": {"商品", "支付方式", "当前状态"},
    "京东": {"商户名称", "交易说明", "收/付款方式"},
    "美团": {"订单标题", "支付方式", "实付金额"},
}
"""Columns that only this wallet's list has, for files whose preamble was cut off."""

_TOP_ROWS = 40
_STILL = re.compile(
    FAILED.pattern + r"|已关闭|等待付款|待付款|待支付|解冻成功|信用服务使用成功|芝麻免押下单成功|已退还"
)
"""Words of a status by which no money moved, or moved back."""

_BACK = re.compile(r"^退款|-退款|退款成功|已退款$")
_PAID_BACK = re.compile(r"还款|归还")
_PAID_OUT = re.compile(r"放款|备用金取出")
_INTO = re.compile(r"充值|转入\S*来自(?!零钱|余额)|卖出|赎回|转出到余额|收款")
_AWAY = re.compile(r"提现|转出到(?!零钱|余额)|转出-到(?!零钱|余额)|买入|购买|申购|转账")
_WITHIN = re.compile(r"转入零钱通|零钱通转出|转入余额宝|余额宝转出|单次转入|自动转入|转出到余额|来自零钱|到零钱")
_REFUNDED = re.compile(r"[(（]已(?:退款|全额退款)?[^()（）]*[)）]\s*$")
_REFUND_PART = re.compile(r"已退款[(（]?[¥￥]?([\d,]+\.\d{1,2})")
_CARD = re.compile(r"[(（](\d{4})[)）]")

_ALL = re.compile(r"^共[:：]?(\d+)笔")
_SIDES = (
    ("out", re.compile(r"^(?:支出|已支出)[:：](\d+)笔(?:\([^()]*\))?[,，]?([\d,]+\.\d\d)元")),
    ("into", re.compile(r"^(?:收入|已收入)[:：](\d+)笔(?:\([^()]*\))?[,，]?([\d,]+\.\d\d)元")),
    ("neither", re.compile(r"^(?:不计收支|中性交易|其他)[:：](\d+)笔(?:\([^()]*\))?[,，]?([\d,]+\.\d\d)元")),
)


def wallet_of(pages: Sequence[Page]) -> str | None:
    """Return whose wallet a list comes from, by its title or its columns; None where it is no wallet's."""
    for row in islice((row for page in pages for row in page.grid.rows), _TOP_ROWS):
        labels = {key(cell.text) for cell in row.cells}
        text = key(row.text).strip("-—=*")
        for issuer, title in _TITLES.items():
            if len(row.cells) <= 2 and title.search(text):
                return issuer
            if {key(label) for label in _HEADS[issuer]} <= labels:
                return issuer
    return None


def extract_wallet(document: str, issuer: str, pages: Sequence[Page], lexicon: Lexicon) -> BankResult:
    """Read a wallet's list.

    Amounts are positive where money leaves the wallet, or the card or pocket that pays for it, and negative where it
    comes back or in.  Refunds are rows of their own: a payment's amount is what was paid, whatever came back later.

    Args:
        document: Id of the paper.
        issuer: Whose wallet.
        pages: Of the paper.
        lexicon: What heads mean.
    """
    table = find_table(pages, lexicon)
    pages = ends_of(pages)
    doubts: list[Doubt] = []
    notes: list[str] = []
    rows: list[Transaction] = []
    if table is None:
        notes.append("no_table")
    else:
        doubts += [Doubt("unparsed_row", page, row.cells[0], row.text) for page, row in table.unparsed]
        doubts += [Doubt("no_amount", page, row.cells[0], row.text) for page, row in table.remarks]
        columns = _columns(table)
        missing = {"amount", "direction", "traded_on", "description"} - columns.keys()
        if missing:
            detail = "、".join(sorted(missing))
            doubts += [Doubt("unknown_column", r.page, r.row.cells[0], r.row.text, detail) for r in table.rows]
            notes.append("unknown_column")
        else:
            rows = [_row(document, row, columns, number, doubts) for number, row in enumerate(table.rows)]
        if table.unparsed or len(rows) != table.bands:
            notes.append("row_count")
        counted = _count_doubts(pages, table, columns) if not missing else []
        doubts += counted
        notes += ["totals_differ"] if counted else []
    start, end = find_period(document, pages)
    days = [row.posted_on for row in rows if row.posted_on is not None]
    statement = Statement(
        document=document,
        issuer=issuer,
        tails=(),
        currency="CNY",
        title_month=None,
        period_start=start,
        statement_on=end or max(days, key=lambda value: value.value, default=None),
        due_on=None,
        opening=None,
        closing=None,
        minimum=None,
        limit=None,
        terms=(),
        rows=tuple(rows),
        row_bands=table.bands if table else 0,
        notes=tuple(notes),
        kind="wallet",
        name=find_name(document, pages, table),
    )
    return BankResult(statement, tuple(doubts))


def _columns(table: Table) -> dict[str, int]:
    """Return the column of each role; of several days the one on which money moved (付款时间), of equals the first."""
    columns: dict[str, int] = {}
    for number, head in enumerate(table.heads):
        if head.role is None or head.role == "ignored":
            continue
        paid = head.role == "traded_on" and key("".join(head.labels)) == "付款时间"
        if paid or head.role not in columns:
            columns[head.role] = number
    if "trade_amount" in columns:
        columns.setdefault("amount", columns["trade_amount"])
    return columns


def _text(row: TableRow, columns: dict[str, int], role: str) -> str:
    cell = row.cells.get(columns.get(role, -1))
    text = key(cell.text) if cell else ""
    return "" if text in ("/", "-") else text


def _row(
    document: str, row: TableRow, columns: dict[str, int], ordinal: int, doubts: list[Doubt]
) -> Transaction:
    place = evidence_of(document, row.page, row.row.box, row.row.text)
    assert place.box is not None  # noqa: S101  a row always has a place
    day = column_value(document, row, columns, "traded_on", full_day)
    cell = row.cells.get(columns["traded_on"])
    if day is None and cell is not None:
        doubts.append(unread_day(row, cell))
    side, told = _side(row, columns)
    printed = column_value(document, row, columns, "amount", _paid)
    amount: Value[int | None] = Value(None, place)
    if printed is not None:
        amount = Value(side * printed.value, printed.evidence, printed.checks)
    else:
        doubts.append(Doubt("unreadable", row.page, row.row.cells[0], row.row.text))
    kind = _kind(row, columns, side)
    if not told or _STILL.search(_text(row, columns, "status")):
        status = row.cells.get(columns.get("status", -1), row.row.cells[0])
        doubts.append(Doubt("kind_and_sign", row.page, status, row.row.text, status.text))
        amount = amount.checked(Check(CheckKind.COUNTS, False, "交易状态"))
        kind = Kind.OTHER
    words = column_value(document, row, columns, "description", party)
    words = words or column_value(document, row, columns, "type", words_in) or Value("", place)
    method = row.cells.get(columns.get("method", -1))
    card = _CARD.search(method.text) if method else None
    return Transaction(
        document=document,
        page=row.page.number,
        box=place.box,
        traded_on=day,
        posted_on=day,
        description=words,
        amount=amount,
        currency="CNY",
        kind=kind,
        kind_source="column",
        tail=cell_value(document, row.page, method, *card.span(1), str) if method and card else None,
        section="",
        ordinal=ordinal,
        counterparty=column_value(document, row, columns, "counterparty", party),
        remark=column_value(document, row, columns, "method", party),
    )


def _paid(raw: str) -> int | None:
    """Return what was paid, without what the cell says of a later refund (131.77(已退款89.84))."""
    amount = parse_amount(_REFUNDED.sub("", raw))
    return amount if amount is None or amount >= 0 else None


def _side(row: TableRow, columns: dict[str, int]) -> tuple[int, bool]:
    """Return +1 for money out, -1 for money in, and whether anything tells."""
    flag = flag_side(_text(row, columns, "direction"))
    if flag:
        return flag, True
    said = [_text(row, columns, role) for role in ("type", "description", "status", "counterparty")]
    if any(_BACK.search(text) for text in said):
        return -1, True
    words = "|".join(said)
    if _STILL.search(said[2]):
        return 1, False
    if _PAID_OUT.search(words):
        return -1, True
    if _PAID_BACK.search(words):
        return 1, True
    if _WITHIN.search(words) and not re.search(r"银行|来自(?!零钱|余额)|到(?!零钱|余额)", words):
        return 1, True  # from one pocket to another: out of the one that 支付方式 names
    for pattern, side in ((_INTO, -1), (_AWAY, 1)):
        if pattern.search(words):
            return side, True
    return 1, "全额退款" in _raw(row, columns, "amount") + said[2]  # paid, and given back by rows of their own


def _raw(row: TableRow, columns: dict[str, int], role: str) -> str:
    cell = row.cells.get(columns.get(role, -1))
    return cell.text if cell else ""


def _kind(row: TableRow, columns: dict[str, int], side: int) -> Kind:
    """Tell what a row is, as far as it concerns cards and loans."""
    words = "|".join(_text(row, columns, role) for role in ("type", "description", "status", "counterparty"))
    if side < 0:
        return Kind.DISBURSEMENT if _PAID_OUT.search(words) else Kind.REFUND if "退款" in words else Kind.OTHER
    return Kind.REPAYMENT if _PAID_BACK.search(words) else Kind.OTHER


def _count_doubts(pages: Sequence[Page], table: Table, columns: dict[str, int]) -> list[Doubt]:
    """Hold the numbers of payments that the preamble prints, and its sums, against the rows.

    The wallets say that their sums may differ from those of the rows: closed payments and refunds may be left out.
    """
    result = []
    groups: dict[str, list[TableRow]] = {"out": [], "into": [], "neither": []}
    for entry in table.rows:
        flag = flag_side(_text(entry, columns, "direction"))
        groups["out" if flag > 0 else "into" if flag < 0 else "neither"].append(entry)
    for page in pages:
        for row in page.grid.rows:
            if id(row) in table.used or len(row.cells) > 3:
                continue
            text = key(row.text)
            match = _ALL.search(text)
            if match and int(match.group(1)) != len(table.rows):
                result.append(Doubt("totals_differ", page, row.cells[0], row.text, f"{len(table.rows)}"))
            for name, pattern in _SIDES:
                match = pattern.search(text)
                if match is None:
                    continue
                printed = parse_amount(match.group(2))
                if int(match.group(1)) != len(groups[name]) or printed not in _sums(groups[name], columns):
                    result.append(Doubt("totals_differ", page, row.cells[0], row.text, f"{len(groups[name])}"))
    return result


def _sums(rows: Sequence[TableRow], columns: dict[str, int]) -> set[int]:
    """Return what rows may be said to add up to: with or without those that moved nothing, refunds taken off or not."""
    whole = moved = off = 0
    for row in rows:
        raw = _raw(row, columns, "amount")
        paid = _paid(raw) or 0
        part = _REFUND_PART.search(raw + _raw(row, columns, "status"))
        back = (parse_amount(part.group(1)) or 0) if part else paid if "全额退款" in raw else 0
        still = _STILL.search(_text(row, columns, "status")) or not _side(row, columns)[1]
        whole += paid
        moved += 0 if still else paid
        off += 0 if still else paid - back
    return {whole, moved, off}
