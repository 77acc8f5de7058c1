"""Repayment grids (还款记录) of a detailed report: marks and amounts by month.

A year has two rows, marks above and 逾期（透支）总额 below; its cell spans both.  A page may end anywhere: the head
of months is carried over, and a row of marks waits for its amounts on the next page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from typing import TypeVar

from pipeline.extract.cells import split_at_blanks, sub_cell
from pipeline.extract.papertext import PaperText, evidence_of, same_part
from pipeline.extract.report_full_blocks import Reader, line_cells, mark_of, tidy, yuan
from pipeline.extract.report_full_columns import YEAR, Columns, rising
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
_DASHES = re.compile(r"[-—–－−_.·\s]+")
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


def until_grid(lines: Sequence[Line]) -> list[Line]:
    """Return the lines before the next grid's heading."""
    return list(takewhile(lambda line: grid_heading(line, None) is None, lines))


@dataclass(slots=True)
class _Half:
    """A row of marks or of amounts: cells by month number; `torn` where not every one of them told its month."""

    line: Line
    cells: dict[int, Cell]
    torn: bool = False


@dataclass(slots=True)
class _Year:
    """A year as it comes: its printed number, its marks, its amounts."""

    year: int | None
    marks: _Half
    amounts: _Half | None = None


@dataclass(slots=True)
class GridReader:
    """Takes a grid's lines one by one, and gives its months.

    Attributes:
        reader: Keeps what is not understood.
        span: The months that the heading names.
        places: Where years stand, by the identity of their page.
    """

    reader: Reader
    span: Span
    places: Mapping[int, float] = field(default_factory=dict)
    _columns: Columns | None = None
    _years: list[_Year] = field(default_factory=list)
    _waiting: int | None = None
    _single: list[GridMonth] = field(default_factory=list)

    def take(self, line: Line) -> bool:
        """Take a line; False where it is none of a grid."""
        cells = [piece for cell in line.row.cells for piece in self._apart(cell)]
        if self._is_head(cells):
            heads = {int(m.group()): c for c in cells if (m := re.match(r"\d{1,2}", key(c.text)))}
            self._columns = Columns(line, heads, self.places)
            return True
        if self._columns is None:
            return self._single_row(line, cells)
        year: int | None = None
        left = self._columns.left(line)
        pieces: list[Cell] = []
        dashed = False
        for cell in line.row.cells:
            match = YEAR.fullmatch(key(cell.text))
            if match and cell.box.x0 < left:
                year = int(match.group(1))
                continue
            for piece in self._apart(cell):
                if _DASHES.fullmatch(piece.text):
                    dashed = True  # nothing told, or pieces of the dashed line between marks and amounts
                else:
                    pieces += line_cells(piece)
        if not pieces:
            return self._year_alone(year) or dashed
        return self._placed(line, year, pieces)

    def _placed(self, line: Line, year: int | None, pieces: Sequence[Cell]) -> bool:
        """Take a line's cells, each in the column of its month; a line in which one fits none is torn as a whole."""
        assert self._columns is not None  # noqa: S101  a head was read
        months: dict[int, list[Cell]] = {}
        strange: list[Cell] = []
        for one, at in zip(pieces, self._columns.places(line, pieces), strict=True):
            if at is None:
                strange.append(one)
            else:
                months.setdefault(at, []).append(one)
        wraps = any("\n" in cell.text for cell in line.row.cells)
        uppers: dict[int, Cell] = {}
        lowers: dict[int, Cell] = {}
        for at, found in months.items():
            if len(found) > 2 or (len(found) == 2 and not wraps):
                strange.extend(found)
            elif len(found) == 2:
                uppers[at], lowers[at] = sorted(found, key=lambda one: one.box.middle)
            elif wraps and found[0].box.middle > line.row.box.middle:
                lowers[at] = found[0]  # an amount whose mark was not seen
            else:
                uppers[at] = found[0]
        if sum(_of_grid(one) for one in pieces) * 2 < len(pieces):
            return False
        torn = any(_of_grid(one) for one in strange)
        if strange and not torn:
            self.reader.line_doubt("unparsed_row", line, " ".join(tidy(one.text) for one in strange))
        if uppers or torn:
            self._rows(line, year, pieces, _Half(line, uppers, torn), _Half(line, lowers, torn) if lowers else None)
        return True

    def _is_head(self, cells: Sequence[Cell]) -> bool:
        numbers = [int(m.group(1)) for c in cells if (m := re.fullmatch(r"(\d{1,2})月?", key(c.text)))]
        enough = len(numbers) >= _LEAST_HEADS and len(numbers) >= len(cells) - 1
        return enough and rising(numbers) and numbers[0] >= 1 and numbers[-1] <= 12

    def _apart(self, cell: Cell) -> list[Cell]:
        """Part a cell in which several months' marks or amounts stand, as where no ruled line was seen."""
        return [cell] if "\n" in cell.text else split_at_blanks(cell)

    def _year_alone(self, year: int | None) -> bool:
        """Take a line that holds a year only: that of the marks above, or of those that follow."""
        if year is None:
            return False
        last = self._years[-1] if self._years else None
        if last is not None and last.year is None:
            last.year = year
        elif last is None or last.year != year:
            self._waiting = year
            below = last.amounts if last is not None else None
            if below is not None and last is not None and all(mark_of(cell.text) for cell in below.cells.values()):
                last.amounts = None  # figures only, and a year below them: they may be that year's marks
                self._begin(_Year(None, _Half(below.line, {}, torn=True)))
        return True

    def _rows(
        self, line: Line, year: int | None, cells: Sequence[Cell], upper: _Half, lower: _Half | None
    ) -> None:
        if lower is not None:
            self._begin(_Year(year, upper, lower))
            return
        last = self._years[-1] if self._years else None
        if last is not None and last.amounts is None:
            own_year = year is not None and last.year is not None
            again = own_year and last.year == year
            if again or _are_amounts(cells, has_year=own_year):
                if self._columns is not None and not self._columns.laid_together(line, upper.cells):
                    upper = _in_order(line, cells, last.marks)
                last.amounts = upper
                if upper.torn:
                    self.reader.line_doubt("unparsed_row", line, f"{last.year or ''}逾期（透支）总额")
                if year is not None and last.year is None:
                    last.year = year
                return
        self._begin(_Year(year, upper))

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

    def _amount(self, page: Page, cell: Cell, amount: int) -> Value[int] | None:
        if page.origin is not Origin.OCR:
            return PaperText.of(self.reader.document, [(page, cell)]).value(
                0, len(key(cell.text)), yuan, precision=Precision.YUAN
            )
        checks = _second(cell, amount, yuan)
        evidence = evidence_of(self.reader.document, page, cell.box, cell.text)
        return Value(amount, evidence, checks, Precision.YUAN)

    def finish(self) -> tuple[GridMonth, ...]:
        """Return the months read, oldest first; months of the range without a mark are told, once for a year."""
        months: dict[date, GridMonth] = {one.month: one for one in self._single}
        printed = [one.year for one in self._years if one.year is not None]
        step = 1 if len(printed) > 1 and rising(printed) else -1
        numbers: list[int | None] = []
        for one in self._years:
            numbers.append(self._year_of(one, numbers, step))
        first = self.span.first or self._earliest(numbers)
        for one, year in zip(self._years, numbers, strict=True):
            if year is None:
                self.reader.line_doubt("unparsed_row", one.marks.line, "年份")
            else:
                months.update(self._months(one, year, first))
        self._tell_missing([number for number in numbers if number is not None])
        return tuple(months[m] for m in sorted(months))

    def _year_of(self, one: _Year, before: Sequence[int | None], step: int) -> int | None:
        """Return a year's number: as printed, else the one that follows; nothing follows one that is not known."""
        known = [number for number in before if number is not None]
        if one.year is not None:
            return None if known and (one.year - known[-1]) * step <= 0 else one.year
        if before:
            return None if before[-1] is None else before[-1] + step
        end = self.span.last if step < 0 else self.span.first
        return end.year if end is not None else None

    def _earliest(self, numbers: Sequence[int | None]) -> date | None:
        """Return the first month with a mark, where the heading names none."""
        found = [
            date(year, min(one.marks.cells), 1)
            for one, year in zip(self._years, numbers, strict=True)
            if year is not None and one.marks.cells
        ]
        return min(found, default=None)

    def _tell_missing(self, numbers: Sequence[int]) -> None:
        """Tell years of the range of which no row was read."""
        if not self._years:
            return
        ends = (self.span.first.year if self.span.first else None, self.span.last.year if self.span.last else None)
        known = [*numbers, *(end for end in ends if end is not None)]
        for year in sorted(set(range(min(known), max(known) + 1)) - set(numbers) if known else (), reverse=True):
            self.reader.line_doubt("unparsed_row", self._years[-1].marks.line, f"{year} 年")

    def _months(self, one: _Year, year: int, first: date | None) -> dict[date, GridMonth]:
        last, page = self.span.last, one.marks.line.page
        found: dict[date, GridMonth] = {}
        unread: list[int] = []
        outside: list[int] = []
        for number in range(1, 13):
            month = date(year, number, 1)
            inside = (first is None or month >= first) and (last is None or month <= last)
            cell = one.marks.cells.get(number)
            mark = self._mark(page, cell) if cell is not None else None
            if cell is not None and not inside:
                outside.append(number)
            elif mark is not None:
                found[month] = GridMonth(month, mark)
            elif cell is not None or (inside and first is not None):
                unread.append(number)
        alone = self._columns is not None and not self._columns.laid_together(one.marks.line, one.marks.cells)
        unsure = alone and (unread or outside)
        if one.marks.torn or unsure:
            self.reader.line_doubt("unparsed_row", one.marks.line, f"{year}年")  # which mark is whose is not sure
            return {}
        for code, numbers in (("unreadable", unread), ("unparsed_row", outside)):
            if numbers:
                self.reader.line_doubt(code, one.marks.line, _months_of(year, numbers))
        amounts = self._amounts(one, year, [month.month for month in found])
        return {month: replace(mark, amount=amounts.get(month.month)) for month, mark in found.items()}

    def _amounts(self, one: _Year, year: int, months: Iterable[int]) -> dict[int, Value[int]]:
        """Read the amounts below marks; what is none is told, once for a year."""
        if one.amounts is None or one.amounts.torn:
            return {}
        found: dict[int, Value[int]] = {}
        unread: list[int] = []
        for number in months:
            cell = one.amounts.cells.get(number)
            if cell is None or not key(cell.text).strip("-—"):
                continue
            amount = yuan(cell.text)
            value = None if amount is None else self._amount(one.amounts.line.page, cell, amount)
            if value is None:
                unread.append(number)
            else:
                found[number] = value
        if unread:
            self.reader.line_doubt("unreadable", one.amounts.line, f"{_months_of(year, unread)}逾期（透支）总额")
        return found


def _months_of(year: int, numbers: Sequence[int]) -> str:
    return f"{year}年{'、'.join(f'{number}月' for number in numbers)}"


def _in_order(line: Line, cells: Sequence[Cell], marks: _Half) -> _Half:
    """Return amounts below marks on a page of which nothing tells how it lies: as many as marks, or torn."""
    if len(cells) != len(marks.cells):
        return _Half(line, {}, torn=True)
    return _Half(line, dict(zip(sorted(marks.cells), sorted(cells, key=lambda cell: cell.box.x0), strict=True)))


def _of_grid(cell: Cell) -> bool:
    """Whether a cell may be a mark or an amount."""
    return mark_of(cell.text) is not None or re.fullmatch(r"[\d,.]+", key(cell.text)) is not None


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
