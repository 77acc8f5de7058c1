"""Repayment grids (还款记录) of a detailed report: marks and amounts by month.

A year has two rows, marks above and 逾期（透支）总额 below; its cell spans both.  A page may end anywhere: the head
of months is carried over, and a row of marks waits for its amounts on the next page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TypeVar

from pipeline.extract.cells import split_at_blanks, sub_cell
from pipeline.extract.papertext import PaperText, evidence_of, same_part
from pipeline.extract.report_full_blocks import Reader, line_cells, mark_of, yuan
from pipeline.extract.report_full_lines import Line
from pipeline.records.evidence import Check, CheckKind, Origin, Precision, Value
from pipeline.records.reading import FIGURES_READER, NOT_READ, Cell, Page
from pipeline.records.report import GridMonth
from pipeline.values.dates import end_of_month, find_month, make_date
from pipeline.values.text import key

T = TypeVar("T")

_RANGE = re.compile(
    r"(\d{4}年\d{1,2}月)[-—–－一~至到]*(\d{4}年\d{1,2}月)的?(?:还款记录|还款状态|历史表现)(?:信息)?"
)
_LAST = re.compile(r"最近(?:(\d{1,2})个月|(\d)年)内?的?(?:还款记录|还款状态|历史表现)(?:信息)?")
_YEAR = re.compile(r"(20\d\d)年?")
_DASHES = re.compile(r"[-—–－−_.·\s]+")
_PITCH = 0.5
"""How far from the middle of its month's column a cell may stand, in widths of a column."""

_LEAST_HEADS = 6


@dataclass(frozen=True, slots=True)
class Span:
    """Months that a grid's heading names: the first, the last; None where it does not tell."""

    first: date | None
    last: date | None


def grid_heading(line: Line, as_of: date | None) -> Span | None:
    """Return the months that a grid's heading names, None where the line is none."""
    text = line.text
    match = _RANGE.fullmatch(text)
    if match:
        ends = [find_month(part) for part in match.groups()]
        days = [make_date(found[0], found[1], 1) if found else None for found in ends]
        return Span(days[0], days[1])
    match = _LAST.fullmatch(text)
    if match is None:
        return None
    if as_of is None or match.group(1) is None:
        return Span(None, as_of.replace(day=1) if as_of else None)
    first = end_of_month(as_of.replace(day=1), 1 - int(match.group(1))).replace(day=1)
    return Span(first, as_of.replace(day=1))


@dataclass(slots=True)
class _Half:
    """A row of marks or of amounts: cells by month number."""

    line: Line
    cells: dict[int, Cell]


@dataclass(slots=True)
class _Year:
    """A year as it comes: its printed number, its marks, its amounts."""

    year: int | None
    marks: _Half
    amounts: _Half | None = None


@dataclass(slots=True)
class GridReader:
    """Takes a grid's lines one by one, and gives its months."""

    reader: Reader
    span: Span
    _heads: dict[int, Cell] = field(default_factory=dict)
    _middle: float = 0.0
    _years: list[_Year] = field(default_factory=list)
    _waiting: int | None = None
    _single: list[GridMonth] = field(default_factory=list)

    def take(self, line: Line) -> bool:
        """Take a line; False where it is none of a grid."""
        cells = [piece for cell in line.row.cells for piece in self._apart(cell)]
        if self._is_head(cells):
            self._heads = {int(m.group()): c for c in cells if (m := re.match(r"\d{1,2}", key(c.text)))}
            self._middle = line.middle
            return True
        if not self._heads:
            return self._single_row(line, cells)
        shift = self._middle - line.middle  # on the next page the grid may lie elsewhere
        left = min(cell.box.x0 for cell in self._heads.values()) - shift
        year: int | None = None
        months: dict[int, list[Cell]] = {}
        uppers: dict[int, Cell] = {}
        lowers: dict[int, Cell] = {}
        both = any("\n" in cell.text for cell in line.row.cells)
        strange: list[Cell] = []
        dashed = False
        for cell in line.row.cells:
            match = _YEAR.fullmatch(key(cell.text))
            if match and cell.box.x0 < left:
                year = int(match.group(1))
                continue
            for piece in self._apart(cell):
                if _DASHES.fullmatch(piece.text):
                    dashed = True  # nothing told, or pieces of the dashed line between marks and amounts
                    continue
                for one in line_cells(piece):
                    at = self._month(one, shift)
                    if at is None:
                        strange.append(one)
                    else:
                        months.setdefault(at, []).append(one)
        for at, found in months.items():
            if len(found) == 2:
                uppers[at], lowers[at] = found
            elif len(found) > 2:
                strange.extend(found)
            elif both and found[0].box.middle > line.row.box.middle:
                lowers[at] = found[0]  # an amount whose mark was not seen
            else:
                uppers[at] = found[0]
        if strange and not uppers:
            return False
        for cell in strange:
            self.reader.doubt("unparsed_row", line.page, cell, cell.text, line.row.text)
        if not uppers:
            return self._year_alone(year) or dashed
        self._rows(line, year, uppers, lowers)
        return True

    def _is_head(self, cells: Sequence[Cell]) -> bool:
        numbers = [int(m.group(1)) for c in cells if (m := re.fullmatch(r"(\d{1,2})月?", key(c.text)))]
        rising = all(a < b for a, b in pairwise(numbers))
        return len(numbers) >= _LEAST_HEADS and len(numbers) >= len(cells) - 1 and rising and numbers[-1] <= 12

    def _apart(self, cell: Cell) -> list[Cell]:
        """Part a cell in which several months' marks or amounts stand, as where no ruled line was seen."""
        return [cell] if "\n" in cell.text else split_at_blanks(cell)

    def _month(self, cell: Cell, shift: float) -> int | None:
        """Return the number of the month whose column a cell stands in."""
        place = (cell.box.x0 + cell.box.x1) / 2 + shift
        middles = {n: (head.box.x0 + head.box.x1) / 2 for n, head in self._heads.items()}
        numbers = sorted(middles)
        first, last = numbers[0], numbers[-1]
        pitch = (middles[last] - middles[first]) / max(last - first, 1)
        at = round((place - middles[first]) / pitch) + first if pitch > 0 else 0
        if not 1 <= at <= 12:
            return None
        middle = middles.get(at, middles[first] + (at - first) * pitch)
        return at if abs(place - middle) <= _PITCH * pitch else None

    def _year_alone(self, year: int | None) -> bool:
        """Take a line that holds a year only: that of the marks above, or of those that follow."""
        if year is None:
            return False
        if self._years and self._years[-1].year is None:
            self._years[-1].year = year
        else:
            self._waiting = year
        return True

    def _rows(self, line: Line, year: int | None, uppers: dict[int, Cell], lowers: dict[int, Cell]) -> None:
        if lowers:
            self._begin(_Year(year, _Half(line, uppers), _Half(line, lowers)))
            return
        last = self._years[-1] if self._years else None
        own_year = year is not None and last is not None and last.year is not None
        if last is not None and last.amounts is None and _are_amounts(uppers.values(), has_year=own_year):
            last.amounts = _Half(line, uppers)
            if year is not None and last.year is None:
                last.year = year
            return
        self._begin(_Year(year, _Half(line, uppers)))

    def _begin(self, year: _Year) -> None:
        if year.year is None and self._waiting is not None:
            year.year = self._waiting
        self._waiting = None
        self._years.append(year)

    def _single_row(self, line: Line, cells: Sequence[Cell]) -> bool:
        """Take a row of marks alone, one for each month of the heading, oldest first."""
        first, last = self.span.first, self.span.last
        if first is None or last is None or self._single:
            return False
        singles = [sub_cell(cell, n, n + 1) for cell in cells for n in range(len(cell.text)) if cell.text[n].strip()]
        size = (last.year - first.year) * 12 + last.month - first.month + 1
        if len(singles) != size or any(mark_of(cell.text) is None for cell in singles):
            return False
        for n, cell in enumerate(singles):
            index = first.year * 12 + first.month - 1 + n
            mark = self._mark(line.page, cell)
            assert mark is not None  # noqa: S101  tried above
            self._single.append(GridMonth(date(index // 12, index % 12 + 1, 1), mark))
        return True

    def _mark(self, page: Page, cell: Cell) -> Value[str] | None:
        """Read a mark.  A second reader that saw nothing has nothing to say of a lone character."""
        mark = mark_of(cell.text)
        if mark is None:
            return None
        checks = _second(cell, mark, mark_of) if mark.isdigit() else ()  # it is shown figures alone
        return Value(mark, evidence_of(self.reader.document, page, cell.box, cell.text), checks)

    def _amount(self, page: Page, cell: Cell) -> Value[int] | None:
        if not key(cell.text).strip("-—"):
            return None
        amount = yuan(cell.text)
        if amount is None:
            self.reader.doubt("unreadable", page, cell, cell.text, "逾期（透支）总额")
            return None
        if page.origin is not Origin.OCR:
            return PaperText.of(self.reader.document, [(page, cell)]).value(
                0, len(key(cell.text)), yuan, precision=Precision.YUAN
            )
        checks = _second(cell, amount, yuan)
        evidence = evidence_of(self.reader.document, page, cell.box, cell.text)
        return Value(amount, evidence, checks, Precision.YUAN)

    def finish(self) -> tuple[GridMonth, ...]:
        """Return the months read, oldest first; months of the range without a mark are told."""
        months: dict[date, GridMonth] = {one.month: one for one in self._single}
        before: int | None = None
        for one in self._years:
            year = self._year_of(one, before)
            before = year
            if year is None:
                self.reader.line_doubt("unparsed_row", one.marks.line, "年份")
                continue
            months.update(self._months(one, year))
        return tuple(months[m] for m in sorted(months))

    def _year_of(self, one: _Year, before: int | None) -> int | None:
        """Return a year's number: as printed, else the one that follows, years being in descending order."""
        last = self.span.last
        follows = before - 1 if before is not None else last.year if last is not None else None
        if one.year is None:
            return follows
        if before is not None and one.year >= before:
            return None
        if follows is not None and one.year != follows:
            self.reader.line_doubt("unparsed_row", one.marks.line, f"{follows} 年")  # a year between was not read
        return one.year

    def _months(self, one: _Year, year: int) -> dict[date, GridMonth]:
        first, last = self.span.first, self.span.last
        found: dict[date, GridMonth] = {}
        unread: list[int] = []
        for number in range(1, 13):
            month = date(year, number, 1)
            inside = (first is None or month >= first) and (last is None or month <= last)
            cell = one.marks.cells.get(number)
            mark = self._mark(one.marks.line.page, cell) if cell is not None else None
            if cell is not None and not inside:
                self.reader.doubt("unparsed_row", one.marks.line.page, cell, cell.text, f"{year}年{number}月")
            elif mark is not None:
                below = one.amounts.cells.get(number) if one.amounts is not None else None
                amount = self._amount(one.amounts.line.page, below) if one.amounts and below else None
                found[month] = GridMonth(month, mark, amount)
            elif cell is not None or (inside and first is not None):
                unread.append(number)
        if unread:
            places = "、".join(f"{n}月" for n in unread)
            self.reader.line_doubt("unreadable", one.marks.line, f"{year}年{places}")
        return found


def _are_amounts(cells: Iterable[Cell], *, has_year: bool) -> bool:
    """Whether a row below marks holds amounts: figures that are no marks, or figures in a row without a year."""
    texts = [key(cell.text) for cell in cells]
    if not all(re.fullmatch(r"[\d,.]+|-+", text) for text in texts):
        return sum(re.fullmatch(r"\d[\d,]+|0", text) is not None for text in texts) > len(texts) / 2
    return any(mark_of(text) is None for text in texts) or not has_year


def _second(cell: Cell, value: T, parse: Callable[[str], T | None]) -> tuple[Check, ...]:
    """Judge what the reader of figures made of a cell of the grid: what is no mark, or no amount, says nothing.

    It sees lone characters badly; that it saw none is no contradiction.
    """
    for reading in cell.readings[1:]:
        text = same_part(cell.text, reading.text, 0, len(cell.text))
        seen = None if reading.reader != FIGURES_READER or NOT_READ in text else parse(text)
        if seen is not None:
            agrees = seen == value
            return (Check(CheckKind.SECOND_READER, agrees, FIGURES_READER, None if agrees else seen),)
    return ()
