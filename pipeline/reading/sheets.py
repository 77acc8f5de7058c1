"""Files that are tables already (csv, html, xlsx, xls, docx): their rows as a `Grid` on a page that we lay out.

The page is synthetic, but its geometry is meant: label and value, head and column stand to each other as in
the file, so that the code that reads pages reads these too, and a picture of any place can be drawn.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pipeline.errors import DocumentError
from pipeline.intake.sniff import decode
from pipeline.records.evidence import Box, Origin
from pipeline.records.reading import Cell, Grid, Page, Row
from pipeline.records.source import FileKind

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200

EM: Final = 9.0
"""Height of a line of text, and width of a Chinese character, in points."""

NARROW: Final = 0.56 * EM
"""Width of any other character: that of a figure in the font that draws the page."""

PITCH: Final = 2.5 * EM
"""From one row to the next: so far that no row passes for a second line of another."""

TIGHT: Final = 1.35 * EM
"""From one line to the next where the file itself puts both into one row."""

MARGIN: Final = 2.0 * EM
_GUTTER: Final = 1.4 * EM
_WIDEST: Final = 26.0 * EM  # a column; longer texts are drawn smaller, over two lines and more
_FULL: Final = 60.0 * EM  # what a text may take up where nothing stands right of it

_LONG: Final = 3_000
"""Rows from which on the places of single characters are left out: a cell of an export is one value."""

_SEPARATORS: Final = (",", "\t", ";", "|")
_AS_TEXT: Final = re.compile(r'="([^"]*)"')  # how a spreadsheet is told that figures are no number
_DAY: Final = re.compile(r"[\s'\"=]*(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|(?:19|20)\d{6}(?!\d)|\d{1,2}/\d{1,2}(?!\d))")
_DAYS_WITHIN: Final = 6
"""Cells of a row among which its day is, where it is a row of a list."""

_BLANKS: Final = "\0\ufeff\u200b\u200c\u200d\u2060\u00ad"
_NO_BLANKS: Final = {ord(character): None for character in _BLANKS}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file before it has a place.

    Attributes:
        cells: (column, text) from left to right, empty ones left out; column None: in no table.
        table: Rows with the same number share their columns' places.
        tight: Whether it is a further line of the row above.
    """

    cells: tuple[tuple[int | None, str], ...]
    table: int = 0
    tight: bool = False


def read(data: bytes, kind: FileKind) -> Page:
    """Read a structured file as one page.

    Args:
        data: The file's bytes.
        kind: HTML, CSV, XLSX, XLS or DOCX.

    Returns:
        Its rows; every cell of a table has its column number, text outside tables has none.

    Raises:
        DocumentError: `too_large` or `broken_file`.
    """
    from pipeline.reading import sheets_docx, sheets_html, sheets_xls, sheets_xlsx

    if kind is FileKind.HTML:
        return lay_out(sheets_html.lines_of(data))
    if kind is FileKind.XLSX:
        return lay_out(sheets_xlsx.lines_of(data))
    if kind is FileKind.XLS:
        return lay_out(sheets_xls.lines_of(data))
    if kind is FileKind.DOCX:
        return lay_out(sheets_docx.lines_of(data))
    if kind is FileKind.CSV:
        return lay_out(numbered(_csv_rows(decode(data))))
    raise DocumentError("unsupported_type", kind.value)


def clean(text: str) -> str:
    """Return a cell's text without what surrounds it: blanks, tabs, marks that have no width."""
    if not text.isascii() or "\0" in text:
        text = text.translate(_NO_BLANKS)
    return text.strip()


def numbered(rows: Iterable[Sequence[str]]) -> list[Line]:
    """Turn rows of one sheet into lines; rows without any text are left out.

    Raises:
        DocumentError: `too_large`.
    """
    lines: list[Line] = []
    for row in rows:
        cells = tuple((number, text) for number, raw in enumerate(row) if (text := clean(raw)))
        if not cells:
            continue
        if len(lines) >= MAX_ROWS or (cells[-1][0] or 0) >= MAX_COLUMNS:
            raise DocumentError("too_large", f"> {MAX_ROWS} × {MAX_COLUMNS}")
        lines.append(Line(cells))
    return lines


# csv


def _csv_rows(text: str) -> Iterator[list[str]]:
    if "\0" in text.strip("\0"):
        raise DocumentError("broken_file", "NUL")  # a figure may have lost a digit there
    separator = _separator(text)
    for row in _whole(_parsed(text, separator)):
        yield [_AS_TEXT.sub(r"\1", cell) if cell.startswith('="') else cell for cell in row]


def _whole(rows: list[list[str]]) -> Iterator[list[str]]:
    """Yield rows; one of days whose cells are not as many as those of the rows around it is put into one cell.

    A comma that was not quoted, or a quote that was not closed, moves all that follows under another head.
    """
    head: list[str] = []
    block: list[list[str]] = []
    for row in rows:
        if any(_DAY.match(cell) for cell in row[:_DAYS_WITHIN]):
            block.append(row)
        elif any(map(str.strip, row)):
            yield from _as_wide_as_most(block, head)
            block = []
            head = row
            yield row
    yield from _as_wide_as_most(block, head)


def _as_wide_as_most(rows: list[list[str]], head: list[str]) -> Iterator[list[str]]:
    widths = Counter(map(len, rows))
    usual = max(widths, key=lambda width: (widths[width], width == len(head)), default=0)
    titles = _filled(head)
    for row in rows:
        # Under a head no row has more cells that hold something.
        whole = len(row) == usual and not 3 <= titles < _filled(row)
        yield row if whole else [" ".join(cell.strip() for cell in row)]


def _filled(row: list[str]) -> int:
    return max((number for number, cell in enumerate(row, 1) if cell.strip()), default=0)


def _parsed(text: str, separator: str) -> list[list[str]]:
    """Parse by the rules of csv; where a quote that was never meant as one swallows rows, line by line."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True))
    except csv.Error:
        rows = None
    if rows is not None and not any(_swallowed(cell, separator) for row in rows for cell in row):
        return rows
    try:
        return [_one_line(line, separator) for line in text.splitlines()]
    except csv.Error as error:
        raise DocumentError("broken_file", "csv") from error


def _one_line(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])


def _swallowed(cell: str, separator: str) -> bool:
    return "\n" in cell and any(line.count(separator) >= 2 for line in cell.splitlines()[1:])


def _separator(text: str) -> str:
    """Return what parts the cells: the first of our candidates that gives most lines one and the same width.

    Some exports pad their cells with a tab at the end, which is no separator; a tab between words is one.
    """
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:400]
    scores: dict[str, int] = {}
    for separator in _SEPARATORS:
        try:
            widths = Counter(len(_one_line(line, separator)) for line in lines if separator in line)
        except csv.Error as error:
            raise DocumentError("broken_file", "csv") from error
        scores[separator] = max(widths.values(), default=0)
    tabbed = sum(any("\t" in piece.strip(' \t"') for piece in line.split(",")) for line in lines)
    if 2 * tabbed > len(lines):
        scores[","] = 0
    best = max(scores.values())
    return next((separator for separator in _SEPARATORS if best and scores[separator] >= 0.8 * best), ",")


# layout


@lru_cache(maxsize=65536)
def _character_width(character: str) -> float:
    return EM if unicodedata.east_asian_width(character) in "WF" else NARROW


def text_width(text: str) -> float:
    """Return how wide a text is drawn, in points: its widest line."""
    if "\n" in text:
        return max(text_width(line) for line in text.split("\n"))
    return len(text) * NARROW if text.isascii() else sum(map(_character_width, text))


@dataclass(slots=True)
class _Edges:
    """Makes the edges of a text's characters; equal ones are shared, for a large export has millions."""

    pairs: dict[tuple[float, float], tuple[float, float]] = field(default_factory=dict)
    runs: dict[tuple[float, int], tuple[tuple[float, float], ...]] = field(default_factory=dict)

    def of(self, text: str, x0: float) -> tuple[tuple[float, float], ...]:
        plain = text.isascii()
        if plain and (x0, len(text)) in self.runs:
            return self.runs[x0, len(text)]
        result = []
        x = x0
        for character in text:
            pair = (x, x + _character_width(character))
            result.append(self.pairs.setdefault(pair, pair))
            x = pair[1]
        if plain:
            return self.runs.setdefault((x0, len(text)), tuple(result))
        return tuple(result)


def lay_out(lines: Sequence[Line]) -> Page:
    """Give rows their places on one page as large as they need.

    Raises:
        DocumentError: `too_large`.
    """
    if len(lines) > MAX_ROWS:
        raise DocumentError("too_large", f"> {MAX_ROWS}")
    places = _column_places(lines)
    right = max([_FULL, *(x + width for columns in places.values() for x, width in columns.values())])
    edges = _Edges()
    short = len(lines) <= _LONG
    rows: list[Row] = []
    y = MARGIN
    for line in lines:
        if rows:
            y += TIGHT if line.tight else PITCH
        starts = [MARGIN if column is None else places[line.table][column][0] for column, _ in line.cells]
        stops = [*(x - _GUTTER for x in starts[1:]), max(right, starts[-1] + 8 * EM)]
        cells = []
        for (column, text), x0, stop in zip(line.cells, starts, stops, strict=True):
            width = text_width(text)
            fits = short and "\n" not in text and width <= stop - x0 + 0.01
            box = Box(x0, y, x0 + min(width, stop - x0), y + EM)
            cells.append(Cell(text, box, edges.of(text, x0) if fits else (), column))
        rows.append(Row(tuple(cells), Box(cells[0].box.x0, y, max(cell.box.x1 for cell in cells), y + EM)))
    width = max([right, *(row.box.x1 for row in rows)]) + MARGIN
    return Page(1, width, y + EM + MARGIN, Origin.STRUCTURED, Grid(tuple(rows)))


def _column_places(lines: Sequence[Line]) -> dict[int, dict[int, tuple[float, float]]]:
    """Return where each column of each table begins and how wide it is: as wide as its widest content.

    Titles and preambles have few cells and would stretch a column that is not theirs; they only count for
    columns that nothing else fills.
    """
    most: dict[int, int] = {}
    for line in lines:
        most[line.table] = max(most.get(line.table, 0), len(line.cells))
    full: dict[int, dict[int, float]] = {}
    thin: dict[int, dict[int, float]] = {}
    for line in lines:
        widths = (full if 2 * len(line.cells) >= most[line.table] else thin).setdefault(line.table, {})
        for column, text in line.cells:
            if column is not None:
                widths[column] = max(widths.get(column, 0.0), min(text_width(text), _WIDEST))
    places: dict[int, dict[int, tuple[float, float]]] = {}
    for table in most:
        widths = thin.get(table, {}) | full.get(table, {})
        x = MARGIN
        places[table] = {}
        for column in sorted(widths):
            places[table][column] = (x, widths[column])
            x += widths[column] + _GUTTER
    return places
