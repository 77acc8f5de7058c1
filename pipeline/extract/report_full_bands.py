"""Rows of a picture that became one because the ruled line between them was not seen: values above the next labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.report_full_blocks import line_cells
from pipeline.extract.report_full_grammar import Vocabulary
from pipeline.extract.report_full_lines import Line
from pipeline.records.evidence import union
from pipeline.records.reading import Cell, Row


def apart(lines: Sequence[Line], vocabulary: Vocabulary) -> list[Line]:
    """Return lines, each that is a row of values with a row of labels below it as two."""
    return [part for line in lines for part in _parted(line, vocabulary)]


def _parted(line: Line, vocabulary: Vocabulary) -> list[Line]:
    whole = [vocabulary.find(cell.text, of_picture=line.of_picture) is not None for cell in line.row.cells]
    if not any("\n" in cell.text and not known for cell, known in zip(line.row.cells, whole, strict=True)):
        return [line]
    pieces: list[tuple[Cell, bool]] = []
    for cell, known in zip(line.row.cells, whole, strict=True):
        parts = [cell] if known else line_cells(cell)
        pieces += [(part, vocabulary.find(part.text, of_picture=line.of_picture) is not None) for part in parts]
    labels = [cell for cell, known in pieces if known]
    values = [cell for cell, known in pieces if not known]
    if len(labels) < 2 or not values or max(c.box.middle for c in values) >= min(c.box.middle for c in labels):
        return [line]
    return [_line(line, values), _line(line, labels)]


def _line(line: Line, cells: Sequence[Cell]) -> Line:
    row = Row(tuple(sorted(cells, key=lambda cell: cell.box.x0)), union([cell.box for cell in cells]))
    return replace(line, row=row)
