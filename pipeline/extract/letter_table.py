"""Letters that settle several accounts at once: tables with a row per drawdown (借据), contract or card."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from pipeline.extract.heads import Column, Head, make_columns
from pipeline.extract.letter_fields import parse_day, tail4
from pipeline.extract.letter_words import (
    AMOUNT_IS,
    CLOSING,
    COMPANY_LINE,
    SETTLED_STATES,
    TABLE_HEADS,
    TITLE_LINE,
    simplified,
)
from pipeline.extract.lines import assign
from pipeline.extract.papertext import cell_value, evidence_of
from pipeline.extract.rows import Doubt
from pipeline.extract.units import named_currency
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.records.letter import Letter
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.money import names_other_unit, parse_amount
from pipeline.values.text import key

T = TypeVar("T")

_ROLES = {head: role for role, heads in TABLE_HEADS.items() for head in heads}
_NAMING = ("drawdown_no", "contract_no", "account_tail")
_TELLING = frozenset({"settled_on", "closed_on", "outstanding", "settled_amount", "state", "opened_on", "loan_amount"})
_SUMMED = ("loan_amount", "settled_amount", "outstanding")
_TOTAL = re.compile(r"(?:合计|总计|小计|共计)")
_BLANK = re.compile(r"[-—–/\\*无]*")
_CLOSED_STATES = re.compile(r"(?:已|正常)*(?:销户|注销|关闭|结清销户|销卡)")
_OF_ALL = re.compile(r"均|皆|都已")
_YUAN = re.compile(r"人民币元?|rmb|cny|本币|元")
_LABELLED = re.compile(r"[一-鿿]{2,8}:")
_TOP = 4
_FOOT = re.compile(r"第?\d{1,3}(?:页|/\d{1,3})?(?:[,/]?共\d{1,3}页)?|[-—]\d{1,3}[-—]")
"""The number of a page, under a table that may go on."""
_COUNT = re.compile(
    r"(?:共(?:有|计|办理(?:了)?|发放|申请|签订)?|以下|上述|下列)(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})[笔张]"
)
_HAN = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class _Line:
    page: Page
    row: Row
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of accounts: what its heads call each column, its lines, its total, the rows that gave nothing."""

    head: _Line
    heads: dict[str, str]
    lines: tuple[_Line, ...]
    total: _Line | None
    unread: tuple[_Line, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Tabled:
    """A letter's records, whether they come from a table, and what of its tables was not understood."""

    letters: tuple[Letter, ...]
    is_table: bool
    doubts: tuple[Doubt, ...]


def letters_of(letter: Letter, pages: Sequence[Page]) -> Tabled:
    """Return a letter's records: one per row of its tables of accounts, or itself where it has none.

    A row that does not say that it is settled gives no settlement: neither words nor day are taken from the letter's
    own text, which speaks of others, unless that says so of all of them.  Sums of the letter as a whole are no row's.
    """
    tables: list[_Table] = []
    for page in pages:
        tables += _tables(page, tables[-1].head.row if tables and tables[-1].is_open else None)
    # A nought that stands in one row, or one table, is not said of the others.
    own = replace(letter, outstanding=None) if any("outstanding" in table.heads for table in tables) else letter
    records: list[Letter] = []
    doubts: list[Doubt] = []
    for table in tables:
        made = [_record(own, table, line) for line in table.lines]
        records.extend(_summed(letter, table, made))
        lost = table.unread if table.lines else (table.head,)
        doubts.extend(Doubt("unparsed_row", line.page, line.row.cells[0], line.row.text) for line in lost)
    if records:
        return Tabled(tuple(records), True, tuple(doubts))
    if tables:  # what its columns name is not missing, though none of its rows was understood
        named = {name for table in tables for role in table.heads if (name := _item(role))}
        letter = replace(letter, printed=tuple(sorted({*letter.printed, *named})))
    return Tabled((letter,), False, tuple(doubts))


def counted(pages: Sequence[Page]) -> int | None:
    """Return how many loans or cards a letter says that it speaks of (共7笔), None where it does not say."""
    for page in pages:
        for row in page.grid.rows:
            match = _COUNT.search(simplified(key(row.text)))
            if match is None:
                continue
            word = match.group("n")
            if word.isdigit():
                return int(word)
            tens, ten, ones = word.rpartition("十")
            return (_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(ones, 0)
    return None


def _item(role: str) -> str:
    """Return the item of a letter (`letter_items`) that a column holds, "" where it is none."""
    if role in _NAMING:
        return "account"
    if role == "closed_on":
        return "settled_on"
    return role if role in ("settled_amount", "outstanding", "settled_on", "name") else ""


# --- the tables ------------------------------------------------------------------------------------------------------


def _tables(page: Page, before: Row | None) -> list[_Table]:
    """Return a page's tables; the first may go on with the one of the page before, whose head is not printed again."""
    rows = page.grid.rows
    found = []
    index = 0
    while index < len(rows):
        row, named = rows[index], _head(rows[index])
        if named is None and before is not None and index < _TOP and len(row.cells) > 1:
            row, named = before, _head(before)
        else:
            index += 1
        before = before if named is None and index < _TOP else None
        if named is None:
            continue
        below = []
        while index < len(rows) and not _ends(rows[index]) and _head(rows[index]) is None:
            below.append(rows[index])
            index += 1
        heads = [
            Head((cell.text,), cell.box, _ROLES.get(name) if name else None, cell.column)
            for cell, name in zip(row.cells, named, strict=True)
        ]
        columns = make_columns(heads, below)
        lines: list[_Line] = []
        unread: list[_Line] = []
        total = None
        for line in (_line(page, other, columns) for other in below):
            if any(_TOTAL.match(key(cell.text)) for cell in line.row.cells):
                total = total or line
            elif _is_row(line):
                lines.append(line)
            else:
                unread.append(line)
        called = {_ROLES[name]: name for name in named if name and name in _ROLES}
        is_open = all(len(other.cells) == 1 and _FOOT.fullmatch(key(other.text)) for other in rows[index:])
        if lines or row in rows:
            found.append(_Table(_Line(page, row, {}), called, tuple(lines), total, tuple(unread), is_open))
    return found


def _head(row: Row) -> list[str | None] | None:
    """Return what a row calls its columns, None where it is no head of such a table."""
    if len(row.cells) < len(("number", "fact", "fact")):
        return None
    texts = [(cell.text, re.sub(r"\(.*?\)", "", simplified(key(cell.text)))) for cell in row.cells]
    named = [None if names_other_unit(text) else name for text, name in texts]
    roles = [_ROLES.get(name) if name else None for name in named]
    if not any(role in _NAMING for role in roles) or sum(role is not None for role in roles) < 3:
        return None
    # A line of a form (合同编号 | GX-1 | 借款金额 | 500.00) has values between its labels; a head has words alone.
    values = [cell for cell, role in zip(row.cells, roles, strict=True) if role is None and not _is_words(cell.text)]
    return None if values or not _TELLING.intersection(r for r in roles if r) else named


def _is_words(text: str) -> bool:
    return names_other_unit(text) or not any(c.isdigit() for c in text)


def _ends(row: Row) -> bool:
    """Whether a row is no more of a table: a line of its own, a signature, a label and what it names."""
    if len(row.cells) < 2:
        return True
    whole = simplified(key(row.text))
    if COMPANY_LINE.fullmatch(whole) or CLOSING.match(whole) or TITLE_LINE.fullmatch(whole):
        return True
    first = simplified(key(row.cells[0].text))
    return _LABELLED.match(first) is not None or COMPANY_LINE.fullmatch(first) is not None


def _line(page: Page, row: Row, columns: list[Column]) -> _Line:
    cells = assign(row, columns)
    found: dict[str, Cell] = {}
    for n, column in enumerate(columns):
        if (role := column.head.role) and n in cells:
            found.setdefault(role, cells[n])
    return _Line(page, row, found)


def _is_row(line: _Line) -> bool:
    """Whether a row names an account, in whatever form, and tells something of it."""
    named = any(role in line.cells and _parsers(role)(line.cells[role].text) is not None for role in _NAMING)
    return named and any(
        role in line.cells and _parsers(role)(line.cells[role].text) is not None for role in _TELLING
    )


def _parsers(role: str) -> Callable[[str], Any]:
    if role in ("drawdown_no", "contract_no"):
        return _number
    if role == "account_tail":
        return _card
    if role in ("settled_on", "closed_on", "opened_on", "due_on"):
        return parse_day
    return _state if role == "state" else parse_amount


def _number(raw: str) -> str | None:
    text = "".join(raw.split())
    return text if any(c.isdigit() or (c.isascii() and c.isalpha()) for c in text) else None


def _card(raw: str) -> str | None:
    """Return a card's tail; a number of fewer digits is none."""
    return tail4(raw) if sum(c.isdigit() for c in raw) >= 4 else None


def _state(raw: str) -> str | None:
    return raw.strip() or None


# --- a row's record --------------------------------------------------------------------------------------------------


def _record(letter: Letter, table: _Table, line: _Line) -> Letter:
    is_card = not any(role in table.heads for role in ("drawdown_no", "contract_no"))
    outstanding = _money(letter, line, "outstanding")
    words, settled_on = _settled(letter, table, line, outstanding)
    paid = _money(letter, line, "settled_amount")
    head = table.heads.get("settled_amount", "")
    printed = {name for role in line.cells if (name := _item(role)) and not _blank(line, role)}
    of_letter = {"issued_on", "name"}.intersection(letter.printed)
    drawn = _value(letter, line, "drawdown_no", _number)
    return replace(
        letter,
        name=_value(letter, line, "name", _state) or letter.name,
        id_tail=_value(letter, line, "id_tail", tail4) or letter.id_tail,
        contract_no=drawn or _value(letter, line, "contract_no", _number),
        account_tail=_value(letter, line, "account_tail", _card) if is_card else None,
        loan_amount=_money(letter, line, "loan_amount"),
        opened_on=_value(letter, line, "opened_on", parse_day),
        due_on=_value(letter, line, "due_on", parse_day),
        settled_on=settled_on,
        settled_amount=paid,
        settled_amount_is=next((n for n, mark in AMOUNT_IS if mark.search(head)), "") if paid is not None else "",
        outstanding=outstanding if outstanding is not None or words is None else _nothing(letter),
        settled_in_words=words,
        waived=None,
        owed=None,
        parts=(),
        stays_open=None,
        closes=_closes(letter, table, line),
        printed=tuple(sorted(printed | of_letter)),
        currency=_currency(line) or letter.currency,
        scope="card_account" if is_card else "drawdown" if drawn is not None else "contract",
        kind="credit_card" if is_card else "loan",
    )


def _settled(
    letter: Letter, table: _Table, line: _Line, outstanding: Value[int] | None
) -> tuple[Value[str] | None, Value[date] | None]:
    """Return the words that say that a row is settled, and its day; none where it says otherwise, or nothing."""
    state = line.cells.get("state")
    told = "" if state is None else simplified(key(state.text))
    closed_on = _value(letter, line, "closed_on", parse_day)
    settled_on = _value(letter, line, "settled_on", parse_day)
    owes = outstanding is not None and outstanding.value > 0
    unknown = outstanding is None and not _blank(line, "outstanding")
    of_all = letter.settled_in_words
    if of_all is not None and (_OF_ALL.search(of_all.value) is None or not all(c.agrees for c in of_all.checks)):
        of_all = None
    closed = closed_on is not None or _CLOSED_STATES.fullmatch(told) is not None
    words = None
    if state is not None and SETTLED_STATES.fullmatch(told):
        words = cell_value(letter.document, line.page, state, 0, len(state.text), lambda raw: raw.strip() or None)
    elif (told and not closed) or owes or unknown:
        return None, None  # it says that it is not settled, or nobody knows what it says
    elif closed:
        # A card that was closed is settled where the letter says so of all, or names what was paid to settle it.
        paid = "结清" in table.heads.get("settled_amount", "") and _money(letter, line, "settled_amount") is not None
        words = of_all or (_of_row(letter, line, "结清") if paid or settled_on is not None else None)
    elif settled_on is not None and "state" not in table.heads:
        words = _of_row(letter, line, "结清")
    elif "state" not in table.heads and "settled_on" not in table.heads:
        words = of_all  # a list of what the letter itself says is settled
    if words is not None and owes:
        words = words.checked(Check(CheckKind.COUNTS, False, "本行尚有余额"))
    return words, None if words is None else settled_on or closed_on


def _closes(letter: Letter, table: _Table, line: _Line) -> Value[str] | None:
    """Return the words by which a row says that its card or line is closed."""
    state = line.cells.get("state")
    if state is not None and _CLOSED_STATES.fullmatch(simplified(key(state.text))):
        return cell_value(letter.document, line.page, state, 0, len(state.text), _state)
    day = line.cells.get("closed_on")
    if day is None or parse_day(day.text) is None:
        return None
    value = cell_value(letter.document, line.page, day, 0, len(day.text), _state)
    return None if value is None else replace(value, value=f"{table.heads['closed_on']}{value.value}")


def _of_row(letter: Letter, line: _Line, words: str) -> Value[str]:
    return Value(words, evidence_of(letter.document, line.page, line.row.box, line.row.text))


def _blank(line: _Line, role: str) -> bool:
    cell = line.cells.get(role)
    return cell is None or _BLANK.fullmatch(key(cell.text)) is not None


def _nothing(letter: Letter) -> Value[int] | None:
    """Return the letter's own nought; what it says is left in all is no row's."""
    return letter.outstanding if letter.outstanding is not None and letter.outstanding.value == 0 else None


def _money(letter: Letter, line: _Line, role: str) -> Value[int] | None:
    """Return an amount of a row; one in another currency is none of ours."""
    currency = line.cells.get("currency")
    if currency is not None and not _YUAN.fullmatch(simplified(key(currency.text))):
        return None
    return _value(letter, line, role, parse_amount)


def _currency(line: _Line) -> str:
    """Return the currency that a row names, "" where it names none."""
    cell = line.cells.get("currency")
    if cell is None or _BLANK.fullmatch(key(cell.text)):
        return ""
    return "CNY" if _YUAN.fullmatch(simplified(key(cell.text))) else named_currency(cell.text) or "?"


def _summed(letter: Letter, table: _Table, records: Sequence[Letter]) -> list[Letter]:
    """Let a total support the column that adds up to it, and contradict one that does not."""
    checks: dict[str, Check] = {}
    for name in _SUMMED:
        total = _value(letter, table.total, name, parse_amount) if table.total is not None else None
        values = [value for record in records if (value := getattr(record, name)) is not None]
        if total is not None and name in table.heads and values:
            adds_up = sum(value.value for value in values) == total.value
            checks[name] = Check(CheckKind.ARITHMETIC, adds_up, "合计")
    return [_checked(record, table, checks) for record in records]


def _checked(record: Letter, table: _Table, checks: dict[str, Check]) -> Letter:
    changes: dict[str, Any] = {}
    for name, check in checks.items():
        value = getattr(record, name)
        if value is not None and name in table.heads:
            changes[name] = value.checked(check)
    return replace(record, **changes)


def _value(letter: Letter, line: _Line, role: str, parse: Callable[[str], T | None]) -> Value[T] | None:
    cell = line.cells.get(role)
    return cell_value(letter.document, line.page, cell, 0, len(cell.text), parse) if cell else None
