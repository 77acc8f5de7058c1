"""The stretch of days that a statement covers (账单周期, 起止日期)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pipeline.extract.papertext import cell_value
from pipeline.extract.tokens import Token, parse_field_date
from pipeline.records.evidence import Value
from pipeline.records.reading import Cell, Page
from pipeline.values.dates import plain
from pipeline.values.text import fold, key

_DAY = r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?|\d{8}"
_RANGE = re.compile(
    rf"(?<!\d)({_DAY})(?:\s*\d{{2}}:\d{{2}}(?::\d{{2}})?)?\s*(?:-{{1,2}}|—{{1,2}}|–|~|～|至|到|to)\s*({_DAY})(?!\d)"
)
_LABEL = re.compile(
    r"账单周期|账期|起[止讫]日期|日期范围|日期区间|交易区间|交易时段|查询区间|查询时间段|查询期间|时间范围|对账期间|统计期间"
    r"|statementcycle|billingcycle|period|daterange"
)
_START = re.compile(r"(?:查询起日|起始日期|开始日期|起始时间|查询起始日期?|querystartingdate|startdate)")
_END = re.compile(r"(?:查询止日|结束日期|终止日期|截止日期|终止时间|查询终止日期?|queryendingdate|enddate)")

Period = tuple[Value[date] | None, Value[date] | None]


def find_period(document: str, pages: Sequence[Page]) -> Period:
    """Find the first and the last day a statement covers.

    Args:
        document: Id of the paper.
        pages: Of the paper; only what a label names counts.

    Returns:
        (first day, last day), each None where it is not printed or is no day that exists.
    """
    for page in pages:
        for row in page.grid.rows:
            for number, cell in enumerate(row.cells):
                match = _RANGE.search(plain(cell.text))
                before = "".join(key(c.text) for c in row.cells[max(0, number - 2) : number])
                named = _LABEL.search(key(cell.text[: match.start()]) if match else "") or _LABEL.search(before)
                if match and (named or _LABEL.search(_above(page, cell))):
                    return _day(document, page, cell, match.span(1)), _day(document, page, cell, match.span(2))
    labelled = _labelled(document, pages, _START), _labelled(document, pages, _END)
    return labelled if any(labelled) else _alone(document, pages)


def in_range(token: Token) -> bool:
    """Whether a day is the first or the last of a stretch of days, which no label of a single day means."""
    return any(m.start() <= token.start < m.end() for m in _RANGE.finditer(plain(token.cell.text)))


def _alone(document: str, pages: Sequence[Page]) -> Period:
    """Return the one range of days that stands alone in its line near the top (2026-01-01 -- 2026-07-31)."""
    for row in pages[0].grid.rows[:_TOP_ROWS] if pages else ():
        match = _RANGE.fullmatch(plain(row.cells[0].text).strip()) if len(row.cells) == 1 else None
        if match:
            cell = row.cells[0]
            lead = len(cell.text) - len(cell.text.lstrip())
            first, last = ((a + lead, b + lead) for a, b in (match.span(1), match.span(2)))
            return _day(document, pages[0], cell, first), _day(document, pages[0], cell, last)
    return None, None


_TOP_ROWS = 12


def _above(page: Page, cell: Cell) -> str:
    """Return the folded text right above a cell."""
    over = [
        c.text
        for row in page.grid.rows
        for c in row.cells
        if 0 < cell.box.top - c.box.bottom < 2.0 * cell.box.height and c.box.x0 < cell.box.x1 and c.box.x1 > cell.box.x0
    ]
    return key("".join(over))


def _labelled(document: str, pages: Sequence[Page], label: re.Pattern[str]) -> Value[date] | None:
    for page in pages:
        for row in page.grid.rows:
            for number, cell in enumerate(row.cells):
                folded = fold(cell.text)
                named = label.search(folded.text)
                if named is None:
                    continue
                behind = folded.index[named.end() - 1] + 1
                for other in row.cells[number : number + 2]:
                    match = re.compile(_DAY).search(plain(other.text), behind if other is cell else 0)
                    if match:
                        return _day(document, page, other, match.span())
    return None


def _day(document: str, page: Page, cell: Cell, span: tuple[int, int]) -> Value[date] | None:
    return cell_value(document, page, cell, *span, parse_field_date)
