"""Which side a row's amount stands on: what its sign, its column, its heading or a flag beside it says.

Banks print the same row in five ways (`SignBy`).  Which one a table uses is told by its heads and its rows
together, never by the bank's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from pipeline.extract.cells import amount_text
from pipeline.extract.lexicon import Lexicon, Section
from pipeline.extract.table import Table, TableRow
from pipeline.records.extraction import Kind
from pipeline.values.money import parse_amount
from pipeline.values.text import key

_NEGATED = re.compile(r"(?:支出|欠款)为-")
_IN = ("贷", "收入", "收", "存入", "入账", "转入", "进", "cr", "credit", "in")
_OUT = ("借", "支出", "支", "支取", "取出", "转出", "付", "出", "dr", "debit", "out")
_FLAG = re.compile(r"[(（].*?[)）]|\s")


class SignBy(StrEnum):
    """What tells the side of a row."""

    PRINTED = "printed"  # + owed, − paid
    NEGATED = "negated"  # − owed: the head says 支出为- or 欠款为-
    SECTION = "section"  # no signs at all: the heading above
    DIRECTION = "direction"  # a column of 借/贷, 收/支
    COLUMNS = "columns"  # 存入 and 支出 in columns of their own


def parse_cell(raw: str, *, decimals: bool) -> int | None:
    """Parse the amount of a table's cell to signed fen, as printed."""
    return parse_amount(amount_text(raw), decimals=True if decimals else None, foreign=True)


def side_of(section: Section | None) -> int:
    """Return +1 where rows under a heading are owed, -1 where they were paid or given back, 0 where it does not say."""
    if section in ("credit", Kind.REPAYMENT, Kind.REFUND):
        return -1
    if section in (None, Kind.OTHER, Kind.ADJUSTMENT):
        return 0
    return 1


def flag_side(raw: str) -> int:
    """Return +1 for a flag that says money out (借, 支出, Dr), -1 for money in (贷, 收入, Cr), 0 for neither."""
    text = _FLAG.sub("", key(raw)) or key(raw).strip("()")
    for words, side in ((_OUT, 1), (_IN, -1)):
        if text in words:
            return side
    parts = set(re.findall(r"[a-z]+|[一-鿿]+", key(raw)))
    out, into = bool(parts & set(_OUT)), bool(parts & set(_IN))
    return 0 if out == into else 1 if out else -1


def sign_by(table: Table, columns: dict[str, int], lexicon: Lexicon, target: Sequence[int]) -> SignBy:
    """Tell how a card statement's table prints the side of its rows.

    That nothing is signed is believed where the headings name sides (还款、退货及费用返还), or where the statement's
    own totals hold with the headings' signs and not with the printed ones.

    Args:
        table: As read.
        columns: Role -> column number.
        lexicon: What headings mean.
        target: Sums (fen) that all amounts together may have by the statement's own figures; empty: unknown.
    """
    if "amount" not in columns:
        return SignBy.COLUMNS
    if "direction" in columns:
        return SignBy.DIRECTION
    head = table.heads[columns["amount"]]
    if _NEGATED.search(key("".join(head.labels))):
        return SignBy.NEGATED
    if any(signed_cell(row, columns["amount"]) for row in table.rows):
        return SignBy.PRINTED
    sections = [lexicon.section(row.section) for row in table.rows]
    if "credit" in sections or any(row.section and lexicon.section(row.section) is None for row in table.rows):
        return SignBy.SECTION  # headings part the rows, and one of them says what we do not know
    cells = [row.cells.get(columns["amount"]) for row in table.rows]
    printed = [parse_cell(cell.text, decimals=False) if cell else None for cell in cells]
    sides = [side_of(section) for section in sections]
    amounts = [amount for amount in printed if amount is not None]
    if -1 not in sides or 0 in sides or len(amounts) != len(printed) or sum(amounts) in target:
        return SignBy.PRINTED
    by_heading = sum(side * amount for side, amount in zip(sides, amounts, strict=True))
    return SignBy.SECTION if by_heading in target else SignBy.PRINTED


def signed_cell(row: TableRow, column: int) -> bool:
    """Whether a row's amount carries a sign of its own, or a word in its place."""
    cell = row.cells.get(column)
    if cell is None:
        return False
    value = parse_cell(cell.text, decimals=False)
    return (value is not None and value < 0) or bool(re.search(r"[+＋]|支出|存入", cell.text))


def signs_of(rows: Sequence[TableRow], by: SignBy, columns: dict[str, int], lexicon: Lexicon) -> list[int]:
    """Return, for each row, what its printed amount is multiplied with; 0 where nothing tells.

    For `COLUMNS` the caller knows better, and 1 is returned.
    """
    result = []
    for row in rows:
        if by is SignBy.NEGATED:
            result.append(-1)
        elif by is SignBy.SECTION:
            result.append(side_of(lexicon.section(row.section)) if row.section else 0)
        elif by is SignBy.DIRECTION:
            cell = row.cells.get(columns["direction"])
            result.append(flag_side(cell.text) if cell else 0)
        else:
            result.append(1)
    return result
