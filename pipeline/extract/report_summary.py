"""The small tables of a brief report's summary (信息概要): printed counts by row and column.

Three tables: 资产处置/垫款, the main one, 相关还款责任.  They are read by geometry: each figure belongs to the column
whose head it stands under.  The definitions beside the main table interleave with its rows and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.cells import split_at_blanks
from pipeline.extract.papertext import PaperText
from pipeline.extract.report_sentences import integer
from pipeline.records.evidence import Origin, Value
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.text import key

Count = tuple[str, str, Value[int]]
"""Row, column, printed number (-- is none: 0)."""

MAIN = ("credit_card", "housing", "loan", "other")
"""Columns of the main table, from left to right."""

TABLES: dict[str, dict[str, str]] = {
    "recovery": {"资产处置信息": "asset", "垫款信息": "advance"},
    "main": {
        "信用卡": "credit_card",
        "购房": "housing",
        "购房贷款": "housing",
        "其他": "loan",
        "其他贷款": "loan",
        "其他业务": "other",
    },
    "liabilities": {"为个人": "person", "为企业": "firm"},
}
"""Heads of each table's columns; `贷款` alone stands over two columns and heads none."""

ROWS = {
    "账户数": "all",
    "未结清/未销户账户数": "unsettled",
    "未结清/未销户的账户数": "unsettled",
    "发生过逾期的账户数": "overdue",
    "发生过90天以上逾期的账户数": "overdue_90",
    "相关还款责任账户数": "liabilities",
}
"""First cell of a row to the name of the row."""

_NUMBER = re.compile(r"\d{1,4}|[-—一]{1,3}")
"""A count, or dashes for none (OCR reads a long dash as 一)."""
_FIGURE_AT_END = re.compile(r"^(?P<name>.*?数)(?P<rest>[\d\s\-—]+)$")


@dataclass(slots=True)
class Summary:
    """Rows of the summary as they come, and what they count.

    Attributes:
        counts: What was read.
        holes: Rows of which a column has no figure that was read.  Of a picture a cell without any ink that was read
            is none: readers pass over dashes.
    """

    document: str
    counts: list[Count] = field(default_factory=list)
    holes: list[str] = field(default_factory=list)
    _table: str = ""
    _heads: dict[str, Cell] = field(default_factory=dict)

    def read(self, rows: Sequence[tuple[Page, Row]]) -> None:
        """Read the summary's rows, in order."""
        for n, (page, row) in enumerate(rows):
            if self._names_columns(row):
                continue
            name, figures = _row_name(rows, n)
            if name is not None and figures:
                self._count(page, name, figures)

    def _names_columns(self, row: Row) -> bool:
        """Take a row that holds heads of columns; the main table's stand in two rows."""
        for table, heads in TABLES.items():
            found = {heads[key(cell.text)]: cell for cell in row.cells if key(cell.text) in heads}
            if found and not any(_NUMBER.fullmatch(key(cell.text)) for cell in row.cells):
                if table != self._table:
                    self._table, self._heads = table, {}
                self._heads |= found
                return True
        return False

    def _count(self, page: Page, name: str, figures: list[Cell]) -> None:
        if name == "liabilities":
            self._table = "liabilities"
        columns = list(TABLES[self._table].values()) if self._table else list(MAIN)
        columns = list(dict.fromkeys(columns))
        main = columns == list(MAIN)
        if (name in ("unsettled", "overdue", "overdue_90") and not main) or (name == "liabilities" and main):
            return
        row = "all" if name == "all" else name
        if any((row, column) == (r, c) for r, c, _ in self.counts for column in columns):
            return
        placed = self._placed(columns, figures)
        if placed is None:
            self.holes.append(row)
            return
        for column in columns:
            cell = placed.get(column)
            value = _value(self.document, page, cell) if cell is not None else None
            if value is not None:
                self.counts.append((row, column, value))
            elif cell is not None or page.origin is not Origin.OCR:
                self.holes.append(row)

    def _placed(self, columns: Sequence[str], figures: list[Cell]) -> dict[str, Cell] | None:
        """Return which figure stands in which column; None where that cannot be told."""
        if len(figures) == len(columns):
            placed = dict(zip(columns, figures, strict=True))
            return placed if all(self._near(column, cell) for column, cell in placed.items()) else None
        if len(figures) > len(columns) or any(column not in self._heads for column in columns):
            return None
        result: dict[str, Cell] = {}
        for cell in figures:
            nearest = min(columns, key=lambda column: abs(_middle(self._heads[column]) - _middle(cell)))
            if nearest in result or not self._near(nearest, cell):
                return None
            result[nearest] = cell
        return result

    def _near(self, column: str, cell: Cell) -> bool:
        """Whether a figure stands nearer to its column's head than to any other's (where heads are known)."""
        if column not in self._heads:
            return True
        own = _distance(self._heads[column], cell)
        return all(own <= _distance(other, cell) for name, other in self._heads.items() if name != column)


def _middle(cell: Cell) -> float:
    return (cell.box.x0 + cell.box.x1) / 2


def _distance(head: Cell, cell: Cell) -> float:
    """Return how far a figure stands from a head: by the left edge or the middle, whichever is nearer."""
    return min(abs(_middle(head) - _middle(cell)), abs(head.box.x0 - cell.box.x0))


def _row_name(rows: Sequence[tuple[Page, Row]], n: int) -> tuple[str | None, list[Cell]]:
    """Return the name of the row at `n` and its figures; a long name may wrap over the rows around it."""
    row = rows[n][1]
    first, figures = row.cells[0], _figures(row.cells[1:])
    name = key(first.text)
    glued = _FIGURE_AT_END.match(first.text) if name not in ROWS else None
    if glued and key(glued["name"]) in ROWS:  # name and figures in one cell, blanks between them
        pieces = split_at_blanks(first)
        return ROWS[key(glued["name"])], _figures([p for p in pieces if _NUMBER.fullmatch(key(p.text))]) + figures
    if name in ROWS:
        return ROWS[name], figures
    before = _lone(rows, n - 1)
    behind = _lone(rows, n + 1)
    if _NUMBER.fullmatch(name):  # the name stands above and below its figures
        return ROWS.get(before + behind), _figures(row.cells)
    return ROWS.get(name + behind) or ROWS.get(before + name), figures


def _lone(rows: Sequence[tuple[Page, Row]], n: int) -> str:
    """Return the first cell of a neighbouring row that has no figures, "" where it has some."""
    if not 0 <= n < len(rows):
        return ""
    row = rows[n][1]
    return "" if _figures(row.cells[1:]) or key(row.cells[0].text) in ROWS else key(row.cells[0].text)


def _figures(cells: Sequence[Cell]) -> list[Cell]:
    """Return a row's figures up to the text that stands beside the table."""
    result: list[Cell] = []
    for cell in cells:
        for piece in split_at_blanks(cell):
            if not _NUMBER.fullmatch(key(piece.text)):
                return result
            result.append(piece)
    return result


def _value(document: str, page: Page, cell: Cell) -> Value[int] | None:
    text = PaperText.of(document, [(page, cell)])
    return text.value(0, len(text.text), lambda raw: 0 if not raw.strip().strip("-—一") else integer(raw))
