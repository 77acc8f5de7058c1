"""Letters that settle several loans at once: a table with one row per drawdown (借据), one record each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.extract.heads import Column, Head, make_columns
from pipeline.extract.lines import assign
from pipeline.extract.papertext import cell_value, evidence_of
from pipeline.records.evidence import Value
from pipeline.records.letter import Letter
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.dates import first_day
from pipeline.values.money import names_other_unit, parse_amount
from pipeline.values.text import key

T = TypeVar("T")

_HEADS = {
    "contract_no": ("借据编号", "借据号", "借款编号", "合同编号", "合同号", "借款合同编号", "订单号", "贷款编号"),
    "loan_amount": ("借款金额", "贷款金额", "借款本金", "放款金额", "金额", "发放金额"),
    "opened_on": ("放款日", "放款日期", "借款日期", "发放日期", "起息日", "贷款起始日", "借款日"),
    "settled_on": ("结清日", "结清日期", "还清日期", "结清时间", "还清时间"),
    "outstanding": ("剩余本金", "剩余未还", "未还本金", "剩余欠款", "当前余额", "贷款余额"),
    "settled_amount": ("结清金额", "还款总额", "已还总额", "累计还款"),
    "state": ("状态", "借款状态", "贷款状态", "台账状态", "还款状态"),
}
_ROLES = {head: role for role, heads in _HEADS.items() for head in heads}
_SETTLED = ("已结清", "结清", "已还清", "提前结清", "正常结清")


@dataclass(frozen=True, slots=True)
class _Line:
    page: Page
    row: Row
    cells: dict[str, Cell]


def letters_of(letter: Letter, pages: Sequence[Page]) -> tuple[Letter, ...]:
    """Return a letter's records: one per row of its table of drawdowns, or itself where it has none.

    A row that does not say that it is settled gives no settlement: neither words nor day are taken from the letter's
    own text, which speaks of others.
    """
    lines = [line for page in pages for line in _lines(page)]
    if not lines:
        return (letter,)
    return tuple(_record(letter, line) for line in lines)


def _lines(page: Page) -> list[_Line]:
    rows = page.grid.rows
    for index, row in enumerate(rows):
        named = [None if names_other_unit(cell.text) else re.sub(r"\(.*?\)", "", key(cell.text)) for cell in row.cells]
        roles = [_ROLES.get(name) if name else None for name in named]
        if "contract_no" not in roles or sum(role is not None for role in roles) < 3:
            continue
        below = []
        for other in rows[index + 1 :]:
            if len(other.cells) < 3:
                break
            below.append(other)
        heads = [Head((cell.text,), cell.box, role, cell.column) for cell, role in zip(row.cells, roles, strict=True)]
        columns = make_columns(heads, below)
        made = [_line(page, other, columns) for other in below]
        return [line for line in made if "contract_no" in line.cells and _number(line.cells["contract_no"].text)]
    return []


def _line(page: Page, row: Row, columns: list[Column]) -> _Line:
    cells = assign(row, columns)
    return _Line(page, row, {role: cells[n] for n, c in enumerate(columns) if (role := c.head.role) and n in cells})


def _record(letter: Letter, line: _Line) -> Letter:
    state = line.cells.get("state")
    settled_on = _value(letter, line, "settled_on", first_day)
    said = state is not None and key(state.text) in _SETTLED
    outstanding = _value(letter, line, "outstanding", parse_amount)
    words = None
    if said and state is not None:
        words = cell_value(letter.document, line.page, state, 0, len(state.text), lambda raw: raw.strip() or None)
    elif state is None and settled_on is not None:
        words = Value("结清", evidence_of(letter.document, line.page, line.row.box, line.row.text), settled_on.checks)
    return replace(
        letter,
        contract_no=_value(letter, line, "contract_no", _number),
        account_tail=None,
        loan_amount=_value(letter, line, "loan_amount", parse_amount),
        opened_on=_value(letter, line, "opened_on", first_day),
        settled_on=settled_on if words is not None else None,
        settled_amount=_value(letter, line, "settled_amount", parse_amount),
        outstanding=outstanding if outstanding is not None or words is None else letter.outstanding,
        settled_in_words=words,
        scope="drawdown",
        kind="loan",
    )


def _value(letter: Letter, line: _Line, role: str, parse: Callable[[str], T | None]) -> Value[T] | None:
    cell = line.cells.get(role)
    return cell_value(letter.document, line.page, cell, 0, len(cell.text), parse) if cell else None


def _number(raw: str) -> str | None:
    text = "".join(raw.split())
    return text if sum(c.isdigit() for c in text) >= 4 else None
