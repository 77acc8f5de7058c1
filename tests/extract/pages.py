"""Pages of text laid out by hand: what reading hands to extract, without a reader."""

from __future__ import annotations

import hashlib

from pipeline.extract import extract_paper
from pipeline.records.evidence import Box, Origin
from pipeline.records.reading import Cell, Grid, Page, ReaderText, Reading, Row

SIZE, LEADING, LEFT = 12.0, 24.0, 60.0
READERS = ("rapidocr", "tesseract-eng", "tesseract-chi_sim")


def width(character):
    return SIZE if ord(character) > 0x2E7F or character in "￥·" else SIZE / 2


def cell(text, x, top, readings=()):
    """A run of text from `x` on; every character has its place."""
    edges = []
    for character in text:
        edges.append((x, x + width(character)))
        x += width(character)
    return Cell(text, Box(edges[0][0], top, edges[-1][1], top + SIZE), tuple(edges), None, tuple(readings))


def row(cells, top, readers=()):
    """A band of (x, text) pairs."""
    made = [cell(text, x, top, [ReaderText(reader, text, 0.99) for reader in readers]) for x, text in cells]
    return Row(tuple(made), Box(made[0].box.x0, top, made[-1].box.x1, top + SIZE))


def page(lines, *, number=1, origin=Origin.EMBEDDED, agreement=None, seal=None, second_reader=True):
    """A page of lines; `|` sets the cells of one line apart, a list of (x, text) says where they stand."""
    readers = (READERS if second_reader else READERS[:1]) if origin is Origin.OCR else ()
    rows, top = [], 50.0
    for line in lines:
        if isinstance(line, str):
            x, cells = LEFT, []
            for text in line.split("|"):
                cells.append((x, text))
                x += sum(width(c) for c in text) + 3 * SIZE
        else:
            cells = line
        if any(text for _, text in cells):
            rows.append(row([(x, text) for x, text in cells if text], top, readers))
        top += LEADING
    return Page(number, 595.0, max(842.0, top), origin, Grid(tuple(rows)), agreement=agreement, seal=seal)


def wrap(text, characters=36):
    """A paragraph as lines of so many characters."""
    return [text[start : start + characters] for start in range(0, len(text), characters)]


def paper(*pages, path="paper.pdf"):
    """What extract makes of a file of these pages."""
    text = "\n".join(r.text for p in pages for r in p.grid.rows)
    sha256 = hashlib.sha256((path + text + pages[0].origin.value).encode()).hexdigest()
    return extract_paper(path, Reading(sha256, tuple(pages)))


def raw(value):
    """The thing a value says, None where there is none."""
    return None if value is None else value.value
