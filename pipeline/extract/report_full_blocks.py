"""Label rows of a detailed report and the values under them: each value goes to its label by where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from pipeline.extract.cells import sub_cell
from pipeline.extract.papertext import PaperText
from pipeline.extract.report_full_grammar import Field, Kind, Vocabulary
from pipeline.extract.report_full_lines import Line
from pipeline.extract.rows import Doubt
from pipeline.records.evidence import Origin, Precision, Value
from pipeline.records.reading import Cell, Page, ReaderText, Row
from pipeline.values.dates import find_month, make_date, parse_date
from pipeline.values.money import parse_amount
from pipeline.values.text import is_chinese, key

T = TypeVar("T")

Pieces = list[tuple[Page, Cell]]

_BLANK = re.compile(r"[-—–－−_]{0,4}")
_BLANK_OF_PICTURE = re.compile(r"[-—–－−_一~=.·]{0,4}")
"""What `--` is read as; of figures and days only."""

MARKS = frozenset("N*1234567CGDZBMA#/")
"""Codes of a repayment grid."""

_MARK_LOOKS = str.maketrans({"★": "*", "☆": "*", "＊": "*", "∗": "*", "﹡": "*", "✱": "*", "＃": "#", "／": "/"})
"""Shapes that readers take an asterisk for; no code looks like them otherwise."""


def mark_of(raw: str) -> str | None:
    """Return the code that a text is, None where it is none."""
    text = "".join(raw.translate(_MARK_LOOKS).split())
    text = key(text).upper() if len(text) == 1 else text
    return text if len(text) == 1 and text in MARKS else None


def yuan(raw: str) -> int | None:
    """Return whole yuan as fen, None for anything else."""
    return parse_amount("".join(raw.split()), decimals=False)


def day(raw: str) -> date | None:
    """Return a day that a text is, None for anything else."""
    return parse_date("".join(raw.split()))


def month(raw: str) -> date | None:
    """Return the first day of the month that a text is, None for anything else."""
    text = "".join(raw.split())
    found = find_month(text)
    whole = re.fullmatch(r"\d{4}[-./年]\d{1,2}月?", text)
    return make_date(found[0], found[1], 1) if found and whole else None


def count(raw: str) -> int | None:
    """Return a number, which may have a sign; None for anything else."""
    text = key(raw)
    return int(text) if re.fullmatch(r"[-+]?\d{1,6}", text) else None


def tidy(raw: str) -> str:
    """Return words without the line breaks of their cell, and without blanks beside Chinese characters."""
    text = " ".join(raw.replace("\n", "").split())
    return "".join(
        character
        for n, character in enumerate(text)
        if character != " " or not (is_chinese(text[n - 1]) or is_chinese(text[n + 1]))
    )


_PARSE: dict[Kind, Callable[[str], Any]] = {
    Kind.NUMBER: lambda raw: "".join(raw.split()) or None,
    Kind.DAY: day,
    Kind.MONTH: month,
    Kind.YUAN: yuan,
    Kind.COUNT: count,
    Kind.MARK: mark_of,
}
_PRECISION = {Kind.YUAN: Precision.YUAN, Kind.MONTH: Precision.MONTH}


@dataclass(slots=True)
class Reader:
    """Makes values of cells, and keeps what it could not understand."""

    document: str
    doubts: list[Doubt] = field(default_factory=list)

    def doubt(self, code: str, page: Page, cell: Cell | None, text: str, detail: str = "") -> None:
        """Note something that a person must look at."""
        self.doubts.append(Doubt(code, page, cell, text, detail))

    def line_doubt(self, code: str, line: Line, detail: str = "") -> None:
        """Note a line that was not understood."""
        self.doubt(code, line.page, line.row.cells[0], line.row.text, detail)

    def value(self, kind: Kind, pieces: Pieces, label: str = "") -> Value[Any] | None:
        """Read what stands under a label; None for `--`, and (with a doubt) for what cannot be read."""
        if not pieces:
            return None
        text = PaperText.of(self.document, [(p, _flat(c)) for p, c in pieces] if kind is Kind.NUMBER else pieces)
        page, cell = pieces[0]
        blank = _BLANK_OF_PICTURE if page.origin is Origin.OCR and kind is not Kind.WORDS else _BLANK
        if blank.fullmatch(text.text):
            return None
        if kind is Kind.WORDS:
            words = text.words(0, len(text.text))
            return None if words is None else replace(words, value=tidy(words.value))
        found = text.value(0, len(text.text), _PARSE[kind], precision=_PRECISION.get(kind, Precision.EXACT))
        if found is None:
            raw = text.raw(0, len(text.text))
            dated = kind is Kind.DAY and sum(character.isdigit() for character in raw) >= 6
            self.doubt("impossible_date" if dated else "unreadable", page, cell, raw, label)
        return found


def _flat(cell: Cell) -> Cell:
    """Return a cell whose text wraps as one line."""
    if "\n" not in cell.text:
        return cell
    edges = cell.edges
    if len(edges) == len(cell.text):
        edges = tuple(edge for edge, character in zip(edges, cell.text, strict=True) if character != "\n")
    readings = tuple(replace(reading, text=reading.text.replace("\n", "")) for reading in cell.readings)
    return replace(cell, text=cell.text.replace("\n", ""), edges=edges, readings=readings)


@dataclass(slots=True)
class Column:
    """A column of a label row: its field (None where the label is not known) and the label's cell."""

    name: str | None
    cell: Cell
    label: str


@dataclass(slots=True)
class Labels:
    """A label row with the value rows that followed it.

    Attributes:
        rows: Of each value row the pieces by column.
        lines: The value rows themselves.
        stray: Cells that stand under no label.
    """

    line: Line
    columns: list[Column]
    rows: list[dict[int, Pieces]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    stray: list[tuple[Page, Cell]] = field(default_factory=list)

    @property
    def names(self) -> frozenset[str]:
        """The fields that its labels name."""
        return frozenset(column.name for column in self.columns if column.name is not None)

    def take(self, line: Line) -> None:
        """Take a line as a value row."""
        self.rows.append(self.place(line))
        self.lines.append(line)

    def place(self, line: Line) -> dict[int, Pieces]:
        """Return a value row's cells by column; a cell that stands under no one label is kept apart."""
        placed: dict[int, Pieces] = {}
        if line.page is not self.line.page and not self.rows and len(line.row.cells) == len(self.columns):
            return {n: [(line.page, cell)] for n, cell in enumerate(line.row.cells)}  # a page may lie elsewhere
        for cell in line.row.cells:
            lines = line_cells(cell)
            places = [self._under(line, one) for one in lines]
            if None in places or len(set(places)) == 1:
                lines, places = [cell], [self._under(line, cell)]
            for one, at in zip(lines, places, strict=True):
                if at is None:
                    self.stray.append((line.page, one))
                else:
                    placed.setdefault(at, []).append((line.page, one))
        return placed

    def _under(self, line: Line, cell: Cell) -> int | None:
        """Return the column of the label that a cell stands under, None where two may be meant.

        Numbers of columns decide only between the two nearest labels: two rows of one table do not always see the
        same ruled lines.
        """
        shift = self.line.middle - line.middle  # on the next page a table may lie elsewhere
        overlaps = [(_overlap(column.cell, cell, shift), n) for n, column in enumerate(self.columns)]
        best = max(overlaps)
        if best[0] > 0 and sum(overlap > 0.5 * best[0] for overlap, _ in overlaps) == 1:
            return best[1]
        place = _middle(cell) + shift
        middles = sorted((abs(_middle(column.cell) - place), n) for n, column in enumerate(self.columns))
        if len(middles) == 1 or middles[0][0] < 0.5 * middles[1][0]:
            return middles[0][1]
        near = [n for _, n in middles[:2] if self.columns[n].cell.column == cell.column is not None]
        return near[0] if line.page is self.line.page and len(near) == 1 else None

    def one(self, name: str) -> Pieces:
        """Return all that stands under a field's label, over all value rows."""
        at = next((n for n, column in enumerate(self.columns) if column.name == name), None)
        return [] if at is None else [piece for row in self.rows for piece in row.get(at, [])]


def _overlap(left: Cell, right: Cell, shift: float) -> float:
    return min(left.box.x1, right.box.x1 + shift) - max(left.box.x0, right.box.x0 + shift)


def _middle(cell: Cell) -> float:
    return (cell.box.x0 + cell.box.x1) / 2


def label_row(line: Line, vocabulary: Vocabulary) -> Labels | None:
    """Return a line as a label row, None where fewer than half of its cells are known labels.

    Where the ruled line below the labels was not seen, their values stand in the same cells, below them.
    """
    columns: list[Column] = []
    below: dict[int, Pieces] = {}
    loose: list[Cell] = []
    for cell in line.row.cells:
        lines = [(one, vocabulary.find(one.text, of_picture=line.of_picture)) for one in line_cells(cell)]
        if sum(name is not None for _, name in lines) > 1:  # several columns, the rule between them not seen
            columns += [Column(name, one, tidy(one.text)) for one, name in lines if name is not None]
            loose += [one for one, name in lines if name is None]
            continue
        label, rest = _parted(cell, vocabulary, of_picture=line.of_picture)
        columns.append(Column(vocabulary.find(label.text, of_picture=line.of_picture), label, tidy(label.text)))
        if rest is not None:
            below[len(columns) - 1] = [(line.page, rest)]
    if below:
        if any(column.name is None for column in columns):
            return None
        labels = Labels(line, columns, [below], [line])
        for at, pieces in labels.place(replace(line, row=Row(tuple(loose), line.row.box))).items():
            below.setdefault(at, []).extend(pieces)
        return labels
    columns = _whole(columns, vocabulary, of_picture=line.of_picture)
    known = sum(column.name is not None for column in columns)
    begun = sum(column.name is None and vocabulary.begins(column.label) for column in columns)
    if known == 0 or 2 * (known + begun) < len(columns):
        return None
    return Labels(line, columns)


def line_cells(cell: Cell) -> list[Cell]:
    """Part a cell at its line breaks, each line with its own place."""
    texts = cell.text.split("\n")
    if len(texts) == 1:
        return [cell]
    parts, at = [], 0
    step = cell.box.height / len(texts)
    for n, text in enumerate(texts):
        part = sub_cell(cell, at, at + len(text))
        box = replace(cell.box, top=cell.box.top + n * step, bottom=cell.box.top + (n + 1) * step)
        if part.edges:
            box = replace(box, x0=min(e[0] for e in part.edges), x1=max(e[1] for e in part.edges))
        parts.append(replace(part, box=box, readings=_line_readings(cell, n, len(texts), part)))
        at += len(text) + 1
    return parts


def _line_readings(cell: Cell, n: int, of: int, part: Cell) -> tuple[ReaderText, ...]:
    """Return every reader's line `n` of a cell; where a reader has other lines, what stands there."""
    result = []
    for reading, own in zip(cell.readings, part.readings, strict=False):
        lines = reading.text.split("\n")
        result.append(replace(own, text=lines[n]) if len(lines) == of else own)
    return tuple(result)


def _parted(cell: Cell, vocabulary: Vocabulary, *, of_picture: bool) -> tuple[Cell, Cell | None]:
    """Part a cell in which a value stands below its label."""
    if "\n" not in cell.text or vocabulary.find(cell.text, of_picture=of_picture) is not None:
        return cell, None
    ends = [n for n, character in enumerate(cell.text) if character == "\n"]
    for end in reversed(ends):
        if vocabulary.find(cell.text[:end], of_picture=of_picture) is not None:
            return sub_cell(cell, 0, end), sub_cell(cell, end + 1, len(cell.text))
    return cell, None


def _whole(columns: list[Column], vocabulary: Vocabulary, *, of_picture: bool) -> list[Column]:
    """Join neighbours that make a label together: a ruled line of another table seemed to part it."""
    result: list[Column] = []
    for column in columns:
        before = result[-1] if result else None
        if before is not None and before.name is None and column.name is None:
            words = before.label + column.label
            name = vocabulary.find(words, of_picture=of_picture)
            if name is not None:
                box = before.cell.box.union(column.cell.box)
                result[-1] = Column(name, replace(before.cell, text=words, box=box, edges=(), column=None), words)
                continue
        result.append(column)
    return result


def goes_on(labels: Labels, line: Line, vocabulary: Vocabulary) -> bool:
    """Take a line that only ends the labels begun in the line above (最近6个月平均使用额 / 度); whether it did."""
    if labels.rows or all(column.name is not None for column in labels.columns):
        return False
    placed = labels.place(line)
    ends: dict[int, str] = {}
    for at, pieces in placed.items():
        column = labels.columns[at]
        whole = column.label + "".join(tidy(cell.text) for _, cell in pieces)
        name = vocabulary.find(whole, of_picture=line.of_picture)
        if column.name is not None or name is None:
            labels.stray.clear()
            return False
        ends[at] = name
    for at, name in ends.items():
        labels.columns[at].name = name
    return bool(ends)


def read_tables(
    reader: Reader, lines: Sequence[Line], vocabulary: Vocabulary, *, strays: bool = True
) -> tuple[list[Labels], list[Line]]:
    """Read lines as label rows with their value rows.

    Args:
        reader: Keeps what is not understood.
        lines: In order.
        vocabulary: The labels.
        strays: Whether cells under no label, or under one that is not known, are to be told.

    Returns:
        (tables, lines before the first label row)
    """
    tables: list[Labels] = []
    lead: list[Line] = []
    for line in lines:
        found = label_row(line, vocabulary)
        if found is not None:
            tables.append(found)
        elif not tables:
            lead.append(line)
        elif not goes_on(tables[-1], line, vocabulary):
            tables[-1].take(line)
    if strays:
        for table in tables:
            tell_strays(reader, table)
    return tables, lead


def tell_strays(reader: Reader, table: Labels) -> None:
    """Note what stood under no label, and what stood under a label that is not known."""
    for page, cell in table.stray:
        reader.doubt("unparsed_row", page, cell, cell.text)
    table.stray.clear()
    for at, column in enumerate(table.columns):
        if column.name is None:
            held = "".join(tidy(cell.text) for row in table.rows for _, cell in row.get(at, []))
            reader.doubt("unknown_column", table.line.page, column.cell, f"{column.label} {held}".strip(), column.label)


def records_of(table: Labels, anchors: frozenset[str]) -> Iterator[dict[str, Pieces]]:
    """Yield the rows of a table of many, by field; a row without any anchor goes on with the one before."""
    current: dict[str, Pieces] | None = None
    for row in table.rows:
        named = {name: pieces for at, pieces in row.items() if (name := table.columns[at].name) is not None}
        if current is not None and not anchors & named.keys():
            for name, pieces in named.items():
                current.setdefault(name, []).extend(pieces)
            continue
        if current is not None:
            yield current
        current = named
    if current is not None:
        yield current


def fields_of(reader: Reader, table: Labels, fields: dict[str, Field]) -> dict[str, Value[Any]]:
    """Return the values of a table with one value row, by field."""
    result: dict[str, Value[Any]] = {}
    for column in table.columns:
        if column.name is not None and column.name in fields:
            value = reader.value(fields[column.name].kind, table.one(column.name), column.label)
            if value is not None:
                result[column.name] = value
    return result
