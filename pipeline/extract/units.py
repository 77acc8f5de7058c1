"""In which unit and currency a paper says that its amounts are: 单位：万元, 金额单位：分, 账户币种 美元.

Figures in another unit than yuan are not read as yuan: of such a paper no amount is used, but those that print a unit
of their own right behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from pipeline.extract.heads import CURRENCY_WORDS, currency_hint
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.rows import Doubt
from pipeline.extract.table import Table
from pipeline.records.evidence import Value
from pipeline.records.extraction import Statement, Transaction
from pipeline.records.loan import Plan
from pipeline.records.reading import Cell, Page
from pipeline.values.money import UNITS, currency_of, holds_unit, unit_of
from pipeline.values.text import key

R = TypeVar("R")

_NOTE = re.compile(
    r"(?P<of>金额|货币|貨幣|币值)?(?:(?<!积分)单位|單位)(?:[:：]|均?为)\(?(?P<word>[^,，;；。:：|]{1,12})"
)
_COUNTED_IN = re.compile(r"以(?P<word>[分角]|[十百千万萬亿億]{1,2}元)为(?:计量|货币|金额)?单位")
_TITLE = re.compile(r"^[^\d:：]{2,30}[(（](?P<word>[十百千万亿]{1,2}元)[)）]$")
_LABELLED = re.compile(r"金额|本金|利息|余额|总额|费")
_ENGLISH = re.compile(
    r"amounts?\s+in\s+(?:RMB\s+|CNY\s+)?(?:thousands|millions|cents)|(?:RMB|CNY)\s?['’]000", re.IGNORECASE
)
_YUAN = UNITS["元"]
_WORD = re.compile(r"[十百千]?[万萬亿億]元?|[百千]元|[元圆分角]")
_BEHIND = re.compile(r"[)\]】》]|$|币种|货币|人民币|期[次数]|[a-z/]")
"""What may stand right behind a unit; 单位：分行 and 单位：万元商贸公司 name organisations."""
_CURRENCY_LABEL = re.compile(
    r"(?:(?:账户|账单|结算|交易|金额|賬戶)?(?:币种|币别|货币|貨幣|幣種|幣別)(?:名称)?|(?:account)?currency)"
)
_SOME_CURRENCY = re.compile(r"[一-鿿]{1,4}(?:元|币|镑|盾|铢|比|朗|法郎|卢布)|[a-z]{3}")
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]+)[)\]】]")
_NO_CURRENCY = frozenset({"元", "圆", "本币", "记账币", "本位币", "全币", "all"})
_AMOUNT_ROLES = ("amount", "trade_amount", "amount_in", "amount_out")
_AMOUNTS = frozenset(
    {"opening", "closing", "closings", "minimum", "limit", "terms", "balance", "components", "loan_amount"}
    | {"settled_amount", "outstanding", "waived", "principal", "interest", "fee", "total", "remaining", "paid"}
    | {"penalty_interest", "amount", "owed", "parts"}
)
"""Fields of records that hold amounts."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a line says of a paper's amounts: fen in one of its unit (None: not known), and their currency."""

    page: Page
    cell: Cell
    text: str
    fen: int | None
    currency: str | None


def named_currency(text: str) -> str | None:
    """Return the currency that a head or a word names; "?" for several or one that is not known, None for none."""
    folded = key(text)
    found = {code for code, words in CURRENCY_WORDS if any(word in folded for word in words)}
    marked = currency_of(text)
    if not found and marked is not None:
        found.add(marked)
    if found:
        return found.pop() if len(found) == 1 else "?"
    for word in _BRACKETS.findall(folded):
        if _SOME_CURRENCY.fullmatch(word) and word not in _NO_CURRENCY and unit_of(word) is None:
            return "?"
    return None


def unit_notes(pages: Sequence[Page]) -> list[Note]:
    """Return what a paper's lines say of the unit of its amounts, outside heads and labels."""
    lines = [(page, row.cells) for page in pages for row in page.grid.rows]
    return [note for page, line in lines for cell in line for note in _notes(page, line, cell)]


def _notes(page: Page, line: Sequence[Cell], cell: Cell) -> Iterator[Note]:
    # Most cells hold no such word: they are not looked at any further.
    if not any(word in cell.text for word in ("单位", "單位", "元", "000", "amount", "Amount")):
        return
    for part in re.split(r"\s{2,}|[　|]", cell.text) if "单位" in cell.text or "單位" in cell.text else ():
        yield from _said(page, line, cell, key(part))
    title = _TITLE.match(key(cell.text)) if len(line) == 1 else None
    if title and not _LABELLED.search(title.string):
        yield Note(page, cell, cell.text.strip(), unit_of(title["word"]), None)
    english = _ENGLISH.search(cell.text)
    if english:
        yield Note(page, cell, english.group(0), None, None)


def _said(page: Page, line: Sequence[Cell], cell: Cell, text: str) -> Iterator[Note]:
    for match in _COUNTED_IN.finditer(text):
        yield Note(page, cell, match.group(0), unit_of(match["word"]), None)
    if re.fullmatch(r"(?:金额|货币)单位[:：]?|单位[:：]", text):
        behind = next((other for other in line if other.box.x0 >= cell.box.x1 - 1 and other is not cell), None)
        text = f"{text.rstrip(':：')}:{key(behind.text)}" if behind is not None else text
    for match in _NOTE.finditer(text):
        word = match["word"]
        currency = named_currency(word)
        rest = word
        for code, names in CURRENCY_WORDS:
            for name in names if code == currency else ():
                rest = rest.replace(name, "")
        rest = rest.strip("()[]【】")
        unit = _WORD.match(rest)
        if unit is not None and _BEHIND.match(rest, unit.end()):
            yield Note(page, cell, match.group(0), unit_of(unit.group(0)) or unit_of(unit.group(0) + "元"), currency)
        elif currency is not None and not rest:
            yield Note(page, cell, match.group(0), _YUAN, currency)
        elif match["of"] and any(c.isalnum() for c in word):
            yield Note(page, cell, match.group(0), None, currency)  # a unit of amounts that we do not know


def other_unit(pages: Sequence[Page]) -> Doubt | None:
    """Return the doubt about a paper that says that its amounts are in another unit than yuan."""
    note = next((note for note in unit_notes(pages) if note.fen != _YUAN), None)
    return Doubt("other_unit", note.page, note.cell, note.text, note.text) if note is not None else None


def paper_currency(pages: Sequence[Page]) -> str | None:
    """Return the one foreign currency that a paper says its amounts are in; None where it says none, or CNY too."""
    rows = [row for page in pages for row in page.grid.rows]
    if any(currency_hint(row) == "CNY" for row in rows):
        return None
    found = {note.currency for note in unit_notes(pages)} | {c for row in rows for c in _labelled(row.cells)}
    found -= {None}
    return found.pop() if len(found) == 1 and "CNY" not in found else "?" if found - {"CNY"} else None


def _labelled(line: Sequence[Cell]) -> Iterator[str]:
    """Yield the currencies that labels of a line name: 账户币种 美元, 币种：美元."""
    for number, cell in enumerate(line):
        text = key(cell.text)
        label = _CURRENCY_LABEL.search(text)
        if label is None:
            continue
        behind = text[label.end() :].lstrip(":：")
        if label.end() == len(text.rstrip(":：")) and label.start() == 0 and number + 1 < len(line):
            behind = key(line[number + 1].text)
        elif not text[label.end() :].startswith((":", "：")):
            continue
        word = re.split(r"[,，;；。:：|]", behind)[0]
        named = named_currency(word)
        known = named is not None and len(word) <= _LONGEST_NAME
        if known or (_SOME_CURRENCY.fullmatch(word) and word not in _NO_CURRENCY and "币" not in word[:-1]):
            yield named or "?"


_LONGEST_NAME = 12


def head_currency(table: Table, columns: Mapping[str, int], pages: Sequence[Page], lexicon: Lexicon) -> str | None:
    """Return the currency that the head of the amounts names, "?" where other heads of amounts name another one."""
    heads = [table.heads[columns[role]].labels for role in _AMOUNT_ROLES if role in columns]
    own = {named_currency("".join(labels)) for labels in heads} - {None}
    if not own - {"CNY"}:
        return own.pop() if own else None
    others = {
        named
        for page in pages
        for row in page.grid.rows
        if id(row) in table.used
        for cell in row.cells
        if (named := named_currency(cell.text)) and lexicon.column(cell.text) in _AMOUNT_ROLES
    }
    return next(iter(own)) if len(own | others) == 1 else "?"


def columns_named(table: Table) -> dict[str, int]:
    """Return role -> number of the columns whose head names it, the first of several."""
    return {head.role: n for n, head in reversed(list(enumerate(table.heads))) if head.role is not None}


def give_currency(table: Table, currency: str | None, pages: Iterable[Page]) -> None:
    """Let rows be in a currency, where none is named over them and no heading announces CNY."""
    if currency in (None, "CNY") or any(currency_hint(row) == "CNY" for page in pages for row in page.grid.rows):
        return
    for row in table.rows:
        if row.currency in ("CNY", "?"):
            row.currency = currency or row.currency


def names_cny(pages: Iterable[Page]) -> bool:
    """Whether anything on a paper names or marks CNY."""
    words = ("￥", "¥", "人民币", "人民幣", "RMB", "CNY", "本币")
    return any(word in cell.text for page in pages for row in page.grid.rows for cell in row.cells for word in words)


def without_amounts(record: R, note: str) -> R:
    """Return a record without its amounts, but those that have their own unit right behind them."""
    if isinstance(record, Statement | Plan):
        record = replace(record, notes=(*record.notes, note))
    made: R = _blank(record)
    return made


def _blank(thing: Any) -> Any:
    if isinstance(thing, tuple):
        return tuple(_blank(item) for item in thing)
    if not is_dataclass(thing) or isinstance(thing, type | Value):
        return thing
    changes: dict[str, Any] = {}
    for item in fields(thing):
        old = getattr(thing, item.name)
        if item.name in _AMOUNTS and isinstance(old, tuple):
            changes[item.name] = ()
        elif item.name in _AMOUNTS and isinstance(old, Value) and not holds_unit(old.evidence.text):
            kept = isinstance(thing, Transaction) and item.name == "amount"
            changes[item.name] = replace(old, value=None, checks=()) if kept else None
        elif item.name == "components":
            changes[item.name] = None
        else:
            changes[item.name] = _blank(old)
    return replace(thing, **changes)
