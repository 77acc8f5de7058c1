"""The parts of a loan's rows: which columns they stand in, and whether they make the row's total.

Lenders part what they charge into columns of many names (违约金, 担保费, 保险费): several of them are one part of ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.bank import column_value
from pipeline.extract.signs import parse_cell
from pipeline.extract.table import Table, TableRow
from pipeline.records.evidence import Check, CheckKind, Origin, Value, union
from pipeline.records.extraction import Components
from pipeline.values.money import looks_like_amount
from pipeline.values.text import key

PARTS = {
    "principal": "principal",
    "interest": "loan_interest",
    "penalty_interest": "penalty_interest",
    "fee": "loan_fee",
}
"""Part -> role of its columns."""
ROW_SUM = "本行合计"
_ADDED = frozenset({"loan_fee", "penalty_interest"})
_TEXTS = frozenset({"description", "type", "status", "remark", "counterparty", "time"})
"""Roles of words: several columns of one say more, and contradict nothing."""
_WHICH = re.compile(r"^(?:本期|本次|当期)?(?:应还|应收|应付|实还|实收|实付|已还|已收|归还|还款)|[(（].*?[)）]|金额$")
_SERVICE = re.compile(r"^(?:服务费|手续费|担保费|保险费|管理费)")


@dataclass(slots=True)
class LoanColumns:
    """Columns of a loan's table.

    Attributes:
        of: Role -> column number.
        more: Role of a part -> further columns that are added to it.
        doubled: Roles that several columns claim.
        unknown: Columns of amounts whose head is unknown, with its words.
    """

    of: dict[str, int] = field(default_factory=dict)
    more: dict[str, list[int]] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    unknown: dict[int, str] = field(default_factory=dict)

    def part_columns(self) -> list[int]:
        """Return all columns that hold parts."""
        known = [self.of[role] for role in PARTS.values() if role in self.of]
        return known + [number for numbers in self.more.values() for number in numbers]


def columns_of(table: Table) -> LoanColumns:
    """Tell a loan table's columns; 罚息 and 复利 are added up, 应收罚息 and 实收罚息 are one thing twice."""
    found = LoanColumns()
    names: dict[str, set[str]] = {}
    for number, head in enumerate(table.heads):
        label = key("".join(head.labels))
        role = "loan_fee" if head.role == "ignored" and _SERVICE.match(label) else head.role
        name = _WHICH.sub("", label)
        if role is None:
            if any(looks_like_amount(row.cells[number].text) for row in table.rows if number in row.cells):
                found.unknown[number] = "".join(head.labels)
        elif role == "ignored":
            continue
        elif role not in found.of:
            found.of[role] = number
            names[role] = {name}
        elif role in _ADDED and name not in names[role]:
            found.more.setdefault(role, []).append(number)
            names[role].add(name)
        elif role not in _TEXTS:
            found.doubled.append(role)
    return found


def amount_of(row: TableRow, document: str, columns: dict[str, int], role: str) -> Value[int] | None:
    """Return the amount in a row's column of a role, None where there is none."""
    decimals = row.page.origin is not Origin.STRUCTURED
    return column_value(document, row, columns, role, lambda raw: parse_cell(raw, decimals=decimals))


def part_of(row: TableRow, document: str, columns: LoanColumns, part: str) -> Value[int] | None:
    """Return a part of a row: what stands in its column, or in all its columns together."""
    role = PARTS[part]
    first = amount_of(row, document, columns.of, role)
    others = [amount_of(row, document, {role: number}, role) for number in columns.more.get(role, ())]
    values = [value for value in (first, *others) if value is not None]
    filled = [value for value in values if value.value]
    if len(filled) < 2:
        return filled[0] if filled else next(iter(values), None)
    boxes = [value.evidence.box for value in filled if value.evidence.box is not None]
    text = " + ".join(value.evidence.text for value in filled)
    place = replace(filled[0].evidence, text=text, box=union(boxes) if boxes else None)
    # What readers saw of one figure proves nothing of the sum; a contradiction holds of both.
    against = tuple(check for value in filled for check in value.checks if not check.agrees)
    return Value(sum(value.value for value in filled), place, against)


def parts_of(row: TableRow, document: str, columns: LoanColumns) -> Components:
    """Return all parts of a row."""
    return Components(**{part: part_of(row, document, columns, part) for part in PARTS})


def judged(
    amount: Value[int | None],
    parts: Components,
    waived: Value[int] | None,
    total: int,
    columns: LoanColumns,
    whole: bool,
) -> tuple[Value[int | None], Components, bool]:
    """Hold a payment against its parts.

    Args:
        amount: The payment.
        parts: Of the row.
        waived: What the row gives up (减免).
        total: The payment as printed, fen.
        columns: Of the table.
        whole: Whether every column is known: then what does not add up speaks against the total, too.

    Returns:
        The two with what the sum says, and whether the difference may stand in a column that we do not know.
    """
    known = parts.parts()
    if len(known) < 2:
        return amount, parts, False
    sums = sum(part.value for part in known)
    if total in (sums, sums - (waived.value if waived else 0)):
        support = Check(CheckKind.ARITHMETIC, True, ROW_SUM)
        return amount.checked(support), parts.checked(support), False
    against = Check(CheckKind.ARITHMETIC, False, ROW_SUM)
    return (amount.checked(against) if whole else amount), parts.checked(against), bool(columns.unknown)


def prove_paid(table: Table, columns: LoanColumns) -> None:
    """Find the column of what was paid among those of unknown name: the one that is the sum of the parts in each row.

    Where there is none nothing is summed up for it: another part may stand under a name that we do not know.
    """
    parts = columns.part_columns()
    fitting = [
        number
        for number, head in enumerate(table.heads)
        if head.role is None and all(_is_sum(row, number, parts) for row in table.rows)
    ]
    if len(fitting) == 1 and len(parts) > 1:
        columns.of["paid"] = fitting[0]
        columns.unknown.pop(fitting[0], None)


def _is_sum(row: TableRow, number: int, parts: Sequence[int]) -> bool:
    decimals = row.page.origin is not Origin.STRUCTURED
    found = [parse_cell(cell.text, decimals=decimals) for n in parts if (cell := row.cells.get(n)) is not None]
    cell = row.cells.get(number)
    total = parse_cell(cell.text, decimals=decimals) if cell else None
    return total is not None and total == sum(part or 0 for part in found)
