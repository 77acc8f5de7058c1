"""A paper's text as one string, with a way back from any span of it to the place on the page.

Letters and report sentences run over lines, cells and pages; their grammars match on this text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TypeVar

from pipeline.extract.witnesses import ONLY_CONTRADICT, checks_of
from pipeline.records.evidence import Box, Evidence, Origin, Precision, Value, union
from pipeline.records.reading import Cell, Page
from pipeline.values.text import fold, key

T = TypeVar("T")

def part_box(cell: Cell, start: int, end: int) -> Box:
    """Return the box of the characters `start:end` of a cell (the whole cell where edges are not known)."""
    if len(cell.edges) != len(cell.text) or start >= end or "\n" in cell.text:
        return cell.box
    edges = cell.edges[start:end]
    return Box(min(e[0] for e in edges), cell.box.top, max(e[1] for e in edges), cell.box.bottom)


def same_part(first: str, second: str, start: int, end: int) -> str:
    """Return the part of `second` that stands where `first[start:end]` stands."""
    if first == second:
        return second[start:end]
    low = high = None
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        equal = i2 - i1 == j2 - j1
        if low is None and i1 <= start < max(i2, i1 + 1):
            low = j1 + (start - i1) if equal else j1
        if i1 < end <= i2:
            high = j1 + (end - i1) if equal else j2
    return second[low if low is not None else 0 : high if high is not None else len(second)]


def cell_value(
    document: str, page: Page, cell: Cell, start: int, end: int, parse: Callable[[str], T | None]
) -> Value[T] | None:
    """Read characters `start:end` of a cell as a value, with what every reader made of them.

    Args:
        document: Id of the paper.
        page: The cell's page.
        cell: The cell.
        start: First character.
        end: One past the last.
        parse: Text to the value, None where it is not one.

    Returns:
        The first reader's value with a check per further reader, or None when it cannot be parsed.
    """
    raw = cell.text[start:end]
    parsed = parse(raw)
    if parsed is None:
        return None
    texts = {reading.reader: same_part(cell.text, reading.text, start, end) for reading in cell.readings[1:]}
    checks = checks_of(raw, parsed, parse, texts)
    return Value(parsed, evidence_of(document, page, part_box(cell, start, end), raw), checks)


def evidence_of(document: str, page: Page, box: Box | None, raw: str) -> Evidence:
    """Return evidence for a flat box of a page."""
    return Evidence(document, page.number, page.on_page(box) if box else None, raw, page.origin, page.agreement)


@dataclass(frozen=True, slots=True)
class _Place:
    page: Page
    cell: Cell
    offset: int


@dataclass(slots=True)
class PaperText:
    """Folded text of a stretch of rows with the place of every character.

    Attributes:
        document: Id of the paper.
        text: Folded; blanks and line ends are gone.
    """

    document: str
    text: str = ""
    _places: list[_Place] = field(default_factory=list)

    @classmethod
    def of(cls, document: str, cells: Sequence[tuple[Page, Cell]]) -> PaperText:
        """Build from cells in reading order."""
        parts: list[str] = []
        result = cls(document)
        for page, cell in cells:
            folded = fold(cell.text)
            parts.append(folded.text)
            result._places.extend(_Place(page, cell, offset) for offset in folded.index)
        result.text = "".join(parts)
        return result

    def slice(self, start: int, end: int) -> PaperText:
        """Return the stretch `start:end` as a text of its own."""
        part = PaperText(self.document, self.text[start:end])
        part._places = self._places[start:end]
        return part

    def pieces(self, start: int, end: int) -> list[tuple[Page, Cell, int, int]]:
        """Return the (page, cell, first, one past last) raw stretches that `start:end` covers."""
        result: list[tuple[Page, Cell, int, int]] = []
        for place in self._places[start:end]:
            if result and result[-1][1] is place.cell and place.offset >= result[-1][2]:
                page, cell, first, last = result[-1]
                result[-1] = (page, cell, first, max(last, place.offset + 1))
            else:
                result.append((place.page, place.cell, place.offset, place.offset + 1))
        return result

    def starts_cell(self, index: int) -> bool:
        """Whether the character at `index` is the first of its cell."""
        return index == 0 or self._places[index - 1].cell is not self._places[index].cell

    def cell_end(self, start: int) -> int:
        """Return the end of the stretch from `start` that lies in one cell."""
        cell, end = self._places[start].cell, start
        while end < len(self._places) and self._places[end].cell is cell:
            end += 1
        return end

    def raw(self, start: int, end: int) -> str:
        """Return the raw text of a stretch, pieces joined without blanks."""
        return "".join(cell.text[first:last] for _, cell, first, last in self.pieces(start, end))

    def evidence(self, start: int, end: int) -> Evidence:
        """Return evidence for a stretch; its box covers the pieces on the first piece's page."""
        pieces = self.pieces(start, end)
        page = pieces[0][0]
        box = union([part_box(cell, a, b) for p, cell, a, b in pieces if p is page])
        return evidence_of(self.document, page, box, self.raw(start, end))

    def value(
        self,
        start: int,
        end: int,
        parse: Callable[[str], T | None],
        *,
        precision: Precision = Precision.EXACT,
    ) -> Value[T] | None:
        """Read a stretch as a value, with a check per further reader (all pieces must have that reader)."""
        if end <= start:
            return None
        parsed = parse(self.raw(start, end))
        if parsed is None:
            return None
        pieces = self.pieces(start, end)
        names = [reading.reader for reading in pieces[0][1].readings[1:]]
        names += sorted({r.reader for _, cell, _, _ in pieces for r in cell.readings[1:]} & ONLY_CONTRADICT)
        texts: dict[str, str] = {}
        for name in dict.fromkeys(names):
            parts = []
            for _, cell, first, last in pieces:
                other = next((r.text for r in cell.readings[1:] if r.reader == name), None)
                if other is None and name in ONLY_CONTRADICT:
                    other = cell.text
                if other is None:
                    break
                parts.append(same_part(cell.text, other, first, last))
            else:
                texts[name] = "".join(parts)
        raw = self.raw(start, end)
        return Value(parsed, self.evidence(start, end), checks_of(raw, parsed, parse, texts), precision)

    def words(self, start: int, end: int) -> Value[str] | None:
        """Read a stretch as words; readers are compared folded."""
        value = self.value(start, end, lambda raw: key(raw) or None)
        return None if value is None else replace(value, value=self.raw(start, end))


def page_cells(pages: Sequence[Page]) -> list[tuple[Page, Cell]]:
    """Return all cells of all pages in reading order."""
    return [(page, cell) for page in pages for row in page.grid.rows for cell in row.cells]


def text_source(pages: Sequence[Page]) -> str | None:
    """Return embedded, ocr, mixed or structured for a paper's pages; None when nothing was read."""
    origins = {page.origin for page in pages if page.error is None}
    if not origins:
        return None
    if len(origins) > 1:
        return "mixed"
    return {Origin.EMBEDDED: "embedded", Origin.OCR: "ocr", Origin.STRUCTURED: "structured"}[origins.pop()]
