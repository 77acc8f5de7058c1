"""A block of labels over a block of values: their order tells which belongs to which, the identity proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.labels import AMOUNTS, DATES, Field, Label, find_labels
from pipeline.extract.layouts import Layout
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.tokens import AMOUNT_TOKEN, DATE_TOKEN, Token, letters, parse_field_amount, tokens
from pipeline.records.reading import Page, Row
from pipeline.values.text import key

_FEWEST = 3
_OPERATORS = {"+": 1, "＋": 1, "-": -1, "－": -1, "−": -1, "–": -1}
_PLAIN = {"opening": 1, "charges": 1, "interest": 1, "cash_interest": 1, "fees": 1, "payments": -1}


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows of labels, and the rows of values under them."""

    labels: list[Label]
    values: list[Token]
    stacked: bool  # one label, and one value, to each row
    apart: bool  # values stand in columns in which the rows of labels have nothing


def pair_blocks(
    page: Page, rows: Sequence[Row], fields: Sequence[Field], lexicon: Lexicon, layout: Layout
) -> list[Field]:
    """Return a page's fields, those of blocks paired by order.

    Only where there are as many values as labels, and none stands under its own label.  What the identity does not
    prove is marked as unsure; where there are more of the one than of the other nothing is paired.

    Args:
        page: The page.
        rows: Its rows outside the table.
        fields: As found by nearness.
        lexicon: What labels mean.
        layout: May know signs that are not printed.
    """
    result = list(fields)
    for block in _blocks(page, rows, lexicon):
        equal = len(block.labels) == len(block.values)
        if not block.stacked and (_aligned(block) if equal else not block.apart):
            continue
        places = {(id(token.cell), token.start) for token in block.values}
        names = {(id(label.cell), label.start) for label in block.labels}
        pairs = list(zip(block.labels, block.values, strict=False)) if equal else []
        if all((label.role in DATES) == _is_day(token) for label, token in pairs):
            result = [
                f
                for f in result
                if (id(f.token.cell), f.token.start) not in places and (id(f.label.cell), f.label.start) not in names
            ]
            paired = [Field(label.role, label, token) for label, token in pairs]
            proven = _holds(paired, layout)
            result += [replace(field, unsure=not proven) for field in paired]
    return sorted(result, key=lambda f: (f.label.box.top, f.label.box.x0))


def _blocks(page: Page, rows: Sequence[Row], lexicon: Lexicon) -> list[_Block]:
    found: list[_Block] = []
    number = 0
    while number < len(rows):
        first = number
        labels: list[Label] = []
        values: list[Token] = []
        alone = True
        lines = 0
        while number < len(rows) and (named := _labels(page, rows[number], lexicon)):
            alone &= len(named) == 1
            roles = [label.role for label in named]
            if [label.role for label in labels[-len(roles) :]] != roles:  # not the other language's line
                labels += named
                lines += 1
            number += 1
        begun = number
        while labels and number < len(rows) and (held := _values(page, rows[number])):
            alone &= len(held) == 1
            values += held
            number += 1
        stacked = alone and begun - first >= _FEWEST - 1 and number - begun >= _FEWEST - 1
        if len(labels) >= _FEWEST and values and (stacked or lines == 1):
            above = {cell.column for row in rows[first:begun] for cell in row.cells if letters(cell.text)}
            apart = not {token.cell.column for token in values} <= above
            found.append(_Block(labels, values, stacked, apart))
        number = max(number, first + 1)
    return found


def _labels(page: Page, row: Row, lexicon: Lexicon) -> list[Label]:
    """Return the labels of a row of nothing else, twins in the other language left out."""
    found = find_labels(page, row.cells, lexicon)
    if _tokens(page, row) or any(label.role not in AMOUNTS | DATES for label in found):
        return []
    found.sort(key=lambda label: (label.box.x0, label.start))
    return [label for n, label in enumerate(found) if n == 0 or found[n - 1].role != label.role]


def _values(page: Page, row: Row) -> list[Token]:
    """Return the values of a row that holds nothing else."""
    found = _tokens(page, row)
    rest = "".join(cell.text for cell in row.cells)
    for token in found:
        rest = rest.replace(token.raw, "", 1)
    return found if letters(rest) < 2 else []


def _tokens(page: Page, row: Row) -> list[Token]:
    found = [*tokens(page, row.cells, DATE_TOKEN), *tokens(page, row.cells, AMOUNT_TOKEN)]
    return sorted(found, key=lambda token: (token.box.x0, token.start))


def _is_day(token: Token) -> bool:
    return parse_field_amount(token.raw) is None


def _aligned(block: _Block) -> bool:
    """Whether each value stands under its label: then nearness tells them better than order."""
    pairs = list(zip(block.labels, block.values, strict=True))
    if all(label.cell.column is not None and token.cell.column is not None for label, token in pairs):
        cells = {id(label.cell) for label, _ in pairs}
        return len(cells) == len(pairs) and all(label.cell.column == token.cell.column for label, token in pairs)
    return all(label.box.x0 < token.box.x1 and token.box.x0 < label.box.x1 for label, token in pairs)


def _holds(fields: Sequence[Field], layout: Layout) -> bool:
    """Whether the closing balance is the sum of the other terms, by printed signs or by those that are known."""
    amounts = {f.role: parse_field_amount(f.token.raw) for f in fields if f.role in AMOUNTS}
    closing = amounts.pop("closing", None)
    terms = {role: amount for role, amount in amounts.items() if role in _PLAIN or role == "adjustments"}
    if closing is None or "opening" not in terms or len(terms) < _FEWEST - 1 or any(a is None for a in terms.values()):
        return False
    known: dict[str, int] = dict(layout.signs)  # type: ignore[arg-type]
    signs = {role: _printed(fields, role) or known.get(role) or _PLAIN.get(role, 0) for role in terms}
    # An adjustment may go either way.
    options = [signs] if signs.get("adjustments", 1) else [signs | {"adjustments": sign} for sign in (1, -1)]
    return any(closing == sum(option[role] * (terms[role] or 0) for role in terms) for option in options)


def _printed(fields: Sequence[Field], role: str) -> int:
    """Return the sign printed right before a term's label in its own cell, 0 where there is none."""
    label = next(f.label for f in fields if f.role == role)
    before = key(label.cell.text[: label.start])
    return _OPERATORS.get(before[-1:], 0)
