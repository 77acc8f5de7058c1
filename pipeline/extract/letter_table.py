"""Letters that settle several loans at once: a table with one row per drawdown (借据), one record each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pipeline.extract.heads import Column, Head, make_columns
from pipeline.extract.letter_fields import parse_day
from pipeline.extract.letter_words import AMOUNT_IS, SETTLED_STATES, simplified
from pipeline.extract.lines import assign
from pipeline.extract.papertext import cell_value, evidence_of
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.records.letter import Letter
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.money import names_other_unit, parse_amount
from pipeline.values.text import key

T = TypeVar("T")

_HEADS = {
    "contract_no": (
        "借据编号", "借据号", "借据号码", "借款编号", "借款单号", "合同编号", "合同号", "借款合同编号",
        "贷款合同编号", "订单号", "订单编号", "贷款编号", "贷款账号",
    ),
    "loan_amount": ("借款金额", "贷款金额", "借款本金", "贷款本金", "放款金额", "金额", "发放金额", "借据金额"),
    "opened_on": ("放款日", "放款日期", "借款日期", "发放日期", "发放日", "起息日", "贷款起始日", "借款日", "起始日"),
    "due_on": ("到期日", "到期日期", "贷款到期日", "借款到期日"),
    "settled_on": ("结清日", "结清日期", "还清日期", "还清日", "结清时间", "还清时间", "清偿日期"),
    "outstanding": (
        "剩余本金", "剩余未还", "未还本金", "剩余欠款", "当前余额", "贷款余额", "剩余未还金额", "未还金额", "余额",
    ),
    "settled_amount": (
        "结清金额", "还款总额", "已还总额", "累计还款", "累计还款金额", "最后一笔还款", "最后一笔还款金额", "已还本金",
    ),
    "state": ("状态", "借款状态", "贷款状态", "台账状态", "还款状态", "结清状态"),
}  # fmt: skip
_ROLES = {head: role for role, heads in _HEADS.items() for head in heads}
_SUMMED = ("loan_amount", "settled_amount", "outstanding")
_TOTAL = re.compile(r"(?:合计|总计|小计|共计)")
_COUNT = re.compile(r"共(?:有|计)?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})笔")
_HAN = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class _Line:
    page: Page
    row: Row
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of drawdowns: what its heads call each column, its lines, its total."""

    heads: dict[str, str]
    lines: tuple[_Line, ...]
    total: _Line | None


def letters_of(letter: Letter, pages: Sequence[Page]) -> tuple[Letter, ...]:
    """Return a letter's records: one per row of its table of drawdowns, or itself where it has none.

    A row that does not say that it is settled gives no settlement: neither words nor day are taken from the letter's
    own text, which speaks of others.  Sums of the letter as a whole are no row's.
    """
    tables = [table for page in pages if (table := _table(page)) is not None]
    records: list[Letter] = []
    for table in tables:
        made = [_record(letter, table, line) for line in table.lines]
        records.extend(_summed(letter, table, made))
    return tuple(records) or (letter,)


def counted(pages: Sequence[Page]) -> int | None:
    """Return how many loans a letter says that it settles (共7笔), None where it does not say."""
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


def _table(page: Page) -> _Table | None:
    rows = page.grid.rows
    for index, row in enumerate(rows):
        named = [
            None if names_other_unit(cell.text) else re.sub(r"\(.*?\)", "", simplified(key(cell.text)))
            for cell in row.cells
        ]
        roles = [_ROLES.get(name) if name else None for name in named]
        if "contract_no" not in roles or sum(role is not None for role in roles) < 3:
            continue
        below = []
        for other in rows[index + 1 :]:
            if len(other.cells) < 2:
                break
            below.append(other)
        heads = [Head((cell.text,), cell.box, role, cell.column) for cell, role in zip(row.cells, roles, strict=True)]
        columns = make_columns(heads, below)
        made = [_line(page, other, columns) for other in below]
        lines = tuple(m for m in made if "contract_no" in m.cells and _number(m.cells["contract_no"].text))
        total = next((m for m in made if m.row.cells and _TOTAL.match(key(m.row.cells[0].text))), None)
        if lines:
            return _Table({role: name for role, name in zip(roles, named, strict=True) if role and name}, lines, total)
    return None


def _line(page: Page, row: Row, columns: list[Column]) -> _Line:
    cells = assign(row, columns)
    return _Line(page, row, {role: cells[n] for n, c in enumerate(columns) if (role := c.head.role) and n in cells})


def _record(letter: Letter, table: _Table, line: _Line) -> Letter:
    state = line.cells.get("state")
    settled_on = _value(letter, line, "settled_on", parse_day)
    outstanding = _value(letter, line, "outstanding", parse_amount)
    owes = outstanding is not None and outstanding.value > 0
    words = None
    if state is not None and SETTLED_STATES.fullmatch(simplified(key(state.text))):
        words = cell_value(letter.document, line.page, state, 0, len(state.text), lambda raw: raw.strip() or None)
    elif "state" not in table.heads and settled_on is not None and not owes:
        words = Value("结清", evidence_of(letter.document, line.page, line.row.box, line.row.text), settled_on.checks)
    if words is not None and owes:
        words = words.checked(Check(CheckKind.COUNTS, False, "本行尚有余额"))
    paid = _value(letter, line, "settled_amount", parse_amount)
    head = table.heads.get("settled_amount", "")
    return replace(
        letter,
        contract_no=_value(letter, line, "contract_no", _number),
        account_tail=None,
        loan_amount=_value(letter, line, "loan_amount", parse_amount),
        opened_on=_value(letter, line, "opened_on", parse_day),
        due_on=_value(letter, line, "due_on", parse_day),
        settled_on=settled_on if words is not None else None,
        settled_amount=paid,
        settled_amount_is=next((n for n, mark in AMOUNT_IS if mark.search(head)), "") if paid is not None else "",
        outstanding=outstanding if outstanding is not None or words is None else _nothing(letter),
        settled_in_words=words,
        waived=None,
        owed=None,
        parts=(),
        scope="drawdown",
        kind="loan",
    )


def _nothing(letter: Letter) -> Value[int] | None:
    """Return the letter's own nought; what it says is left in all is no row's."""
    return letter.outstanding if letter.outstanding is not None and letter.outstanding.value == 0 else None


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


def _number(raw: str) -> str | None:
    text = "".join(raw.split())
    return text if sum(c.isdigit() for c in text) >= 4 else None
