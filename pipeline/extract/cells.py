"""Cells cut and joined, with every reader's part of them; what a cell looks like."""

from __future__ import annotations

import re
from datetime import date

from pipeline.extract.papertext import part_box, same_part
from pipeline.extract.witnesses import ONLY_CONTRADICT
from pipeline.records.evidence import union
from pipeline.records.reading import Cell, ReaderText
from pipeline.values.dates import find_date, make_date, parse_date, parse_month_day, plain, without_clock
from pipeline.values.money import parse_amount


def first_token_is_date(text: str, *, compact: bool = True) -> bool:
    """Whether a cell begins with a day (MM/DD, MMDD, full date; a clock time may follow)."""
    parts = without_clock(text).split()
    if not parts:
        return False
    if parse_month_day(parts[0]) is not None:
        return compact or not parts[0].isdigit()
    if parse_date(parts[0]) is not None:
        return True
    found = find_date(text)
    return found is not None and text.strip().startswith(found[1].split()[0][:4]) and len(found[1]) <= len(parts[0])


_SHORT_YEARS = range(15, 40)


def short_day(text: str) -> date | None:
    """Return a day printed as YYMMDD, as one bank has printed since 2025; six other digits may look like one."""
    match = re.fullmatch(r"(\d{2})(\d{2})(\d{2})", plain(text.strip()))
    if match is None or int(match.group(1)) not in _SHORT_YEARS:
        return None
    return make_date(2000 + int(match.group(1)), int(match.group(2)), int(match.group(3)))


_GLUED = re.compile(
    r"\s*(\d{4}[-/.]\d{2}[-/.]\d{2}|\d{4}年\d{1,2}月\d{1,2}日)\s*([一-鿿(（][^\n]*?)\s*"
    r"((?:[(（](?:存入|支出)[)）])?\s*[￥¥]?\s*[-−－]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2})?\s*"
)


def glued(cell: Cell) -> tuple[Cell, Cell, Cell | None] | None:
    """Part a cell in which a day, words and an amount stand without a blank between them (2025/03/12消费利息13.30).

    Returns:
        (day, words, amount or None); None where the cell is not made so.
    """
    match = _GLUED.fullmatch(cell.text)
    if match is None:
        return None
    parts = [sub_cell(cell, *match.span(n)) if match.group(n) else None for n in (1, 2, 3)]
    assert parts[0] is not None and parts[1] is not None  # noqa: S101  the pattern has both
    return parts[0], parts[1], parts[2]


_SLASHED = re.compile(r"/(?:RMB|CNY|USD|HKD|EUR|JPY|GBP|人民币|美元|港币)", re.IGNORECASE)
_COLON = re.compile(r"^(\s*(?:RMB|CNY|USD|HKD|EUR|JPY|GBP))\s*[:：]", re.IGNORECASE)


def amount_text(raw: str) -> str:
    """Return a cell's amount without a currency behind a slash (700.00/RMB), or a colon behind one (RMB:12.50).

    A word after it stays.
    """
    return _COLON.sub(r"\1 ", _SLASHED.sub("", raw))


def amount_in(text: str) -> bool:
    """Whether a cell holds an amount, alone or between blanks."""
    plain_text = amount_text(text)
    parts = (plain_text, *plain_text.split())
    return any(parse_amount(part, decimals=True, foreign=True) is not None for part in parts)


def holds_figure(cell: Cell) -> bool:
    """Whether a cell holds an amount or begins with a day: what stands under a head, never in one."""
    return bool(amount_in(cell.text)) or first_token_is_date(cell.text)


def split_at_blanks(cell: Cell) -> list[Cell]:
    """Part a cell at its blanks; a lone currency mark or sign stays with what follows."""
    pieces: list[Cell] = []
    start: int | None = None
    text = cell.text
    for index in range(len(text) + 1):
        if index < len(text) and not text[index].isspace():
            start = index if start is None else start
            continue
        if start is None:
            continue
        if text[start:index] in ("￥", "¥", "-", "−", "+", "RMB", "CNY", "-¥", "-￥"):
            continue
        pieces.append(sub_cell(cell, start, index))
        start = None
    if start is not None:
        pieces.append(sub_cell(cell, start, len(text)))
    return pieces or [cell]


def sub_cell(cell: Cell, start: int, end: int) -> Cell:
    """Return the characters `start:end` of a cell as a cell, with every reader's part."""
    if start == 0 and end == len(cell.text):
        return cell
    readings = tuple(ReaderText(r.reader, same_part(cell.text, r.text, start, end), r.score) for r in cell.readings)
    edges = cell.edges[start:end] if len(cell.edges) == len(cell.text) else ()
    return Cell(cell.text[start:end], part_box(cell, start, end), edges, cell.column, readings)


def glue(left: Cell, right: Cell, joint: str) -> Cell:
    """Join two cells, with `joint` between their texts."""
    left_texts, right_texts = ({r.reader: r.text for r in cell.readings} for cell in (left, right))
    # A reader that only contradicts has nothing to say of the other part; of any other both parts are needed.
    readings = tuple(
        ReaderText(name, left_texts.get(name, left.text) + joint + right_texts.get(name, right.text))
        for name in dict.fromkeys((*left_texts, *right_texts))
        if name in ONLY_CONTRADICT or (name in left_texts and name in right_texts)
    )
    if readings and readings[0].reader in ONLY_CONTRADICT:
        readings = (ReaderText("", left.text + joint + right.text), *readings)
    gap = ((left.box.x1, max(left.box.x1, right.box.x0)),) * len(joint)
    edges = left.edges + gap + right.edges if left.edges and right.edges else ()
    return Cell(left.text + joint + right.text, union([left.box, right.box]), edges, left.column, readings)
