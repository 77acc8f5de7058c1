"""What became of the words of a page: which columns its table has, and how far each value is supported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.extract import identify
from pipeline.extract.check import check_record
from pipeline.extract.fields import iter_values
from pipeline.extract.lexicon import lexicon
from pipeline.extract.papers import Paper
from pipeline.extract.roles import Roles, resolve
from pipeline.extract.table import Table, read_table
from pipeline.output.words import field_label, role_label
from pipeline.records.evidence import Box, Value, union
from pipeline.records.extraction import Statement
from pipeline.records.reading import Page


class Verdict(StrEnum):
    """How far a value is supported."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    CONTRADICTED = "contradicted"
    NOTE = "note"


_GRAVITY = tuple(Verdict)
"""Of two verdicts on one place the later is shown."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A place on the page with its verdict.

    Attributes:
        box: On the original page.
        verdict: Of the value read there, or a doubt.
        name: What it is, in Chinese; "" for a cell of a column that has a heading.
    """

    box: Box
    verdict: Verdict
    name: str


@dataclass(frozen=True, slots=True)
class Band:
    """A column of the recognised table on one page: its extent on the flat page, and its heading in Chinese."""

    box: Box
    heading: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What is drawn over one page.

    Attributes:
        frames: Places with verdicts; those that are to be seen best come last.
        bands: Columns from left to right.
        papers: The papers that this page belongs to.
    """

    frames: tuple[Frame, ...]
    bands: tuple[Band, ...]
    papers: tuple[Paper, ...]


def verdict(value: Value[Any]) -> Verdict:
    """Return how far a value is supported."""
    if value.value is not None and value.verified:
        return Verdict.VERIFIED
    return Verdict.CONTRADICTED if any(not check.agrees for check in value.checks) else Verdict.UNVERIFIED


def seen(papers: Sequence[Paper], pages: Sequence[Page]) -> dict[int, Seen]:
    """Return what is drawn over each page, by its number in the file."""
    frames: dict[int, dict[Box, Frame]] = {}
    bands: dict[int, list[Band]] = {}
    members: dict[int, list[Paper]] = {}
    for paper in papers:
        numbers = [number for part in paper.document.parts for number in part.pages]
        for number in numbers:
            members.setdefault(number, []).append(paper)
        for within, frame in _frames(paper):
            if 1 <= within <= len(numbers):
                place = frames.setdefault(numbers[within - 1], {})
                place[frame.box] = _graver(place.get(frame.box), frame)
        good = [page for page in pages if page.number in numbers and page.error is None and page.grid.rows]
        for number, band in _bands(paper, good):
            bands.setdefault(number, []).append(band)
    result = {}
    for page in pages:
        found = sorted(
            frames.get(page.number, {}).values(), key=lambda f: (_GRAVITY.index(f.verdict), f.box.top, f.box.x0)
        )
        result[page.number] = Seen(tuple(found), tuple(bands.get(page.number, ())), tuple(members.get(page.number, ())))
    return result


def _frames(paper: Paper) -> Iterable[tuple[int, Frame]]:
    """Yield (page in the paper, frame) of every value and doubt that has a place."""
    for record in paper.records:
        for path, value in iter_values(check_record(record)):
            if value.evidence.box is not None:
                parts = path.split("/")
                name = "" if parts[0] == "rows" else field_label(_name(parts), "zh")
                if parts[0] == "terms" and isinstance(record, Statement):
                    name = role_label(record.terms[int(parts[1])].role, "zh")
                yield value.evidence.page, Frame(value.evidence.box, verdict(value), name)
    for note in paper.notes:
        if note.evidence.box is not None:
            yield note.evidence.page, Frame(note.evidence.box, Verdict.NOTE, "")


def _name(parts: Sequence[str]) -> str:
    """Return the field that a path ends in, whatever its number in a list."""
    if parts[0] == "closings":
        return "closing"
    return next((part for part in reversed(parts) if not part.isdigit()), parts[-1])


def _graver(old: Frame | None, new: Frame) -> Frame:
    if old is None:
        return new
    worse = max(old, new, key=lambda frame: _GRAVITY.index(frame.verdict)).verdict
    return Frame(new.box, worse, old.name or new.name)


def table_of(statement: Statement, good: Sequence[Page]) -> tuple[Table, Roles] | None:
    """Return the table of a statement's pages with the roles of its columns, None where there is none."""
    table = read_table(good, lexicon())
    if table is None:
        return None
    opening = statement.opening
    target = {c.value - opening.value for c in statement.closings} if opening is not None else set()
    return table, resolve(table, sorted(target), frozenset(statement.tails))


def _bands(paper: Paper, good: Sequence[Page]) -> Iterable[tuple[int, Band]]:
    """Yield (page in the file, column) of the paper's table, wherever it has rows."""
    if not paper.statements or not good:
        return
    found = table_of(paper.statements[0], good)
    if found is None:
        return
    table, roles = found
    by_column = {number: role for role, number in roles.columns.items()}
    first = min((row.page.number for row in table.rows), default=0)
    for page in good:
        boxes: dict[int, list[Box]] = {}
        for row in table.rows:
            if row.page.number == page.number:
                for column, cell in row.cells.items():
                    boxes.setdefault(column, []).append(cell.box)
        if not boxes:
            continue
        for number, head in enumerate(table.heads):
            places = boxes.get(number, [])
            if page.number == first:
                places = [*places, head.box]
            if places:
                role = by_column.get(number, head.role)
                mark = "（由内容证实）" if role in roles.proven else ""
                yield page.number, Band(union(places), role_label(role, "zh") + mark)


def candidates(good: Sequence[Page]) -> list[identify.Candidate]:
    """Return what the pages may be, best first, with the words that speak for it."""
    return identify.candidates(good, lexicon())
