"""The balance formula that a statement prints: its terms, their signs, and when it may be believed.

Banks print it with operators between the labels (closing balance first, or last), or as a row of labels over a row
of values without any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.extract.figures import BALANCES, signed
from pipeline.extract.labels import AMOUNTS, Field
from pipeline.extract.layouts import Layout
from pipeline.extract.tokens import amount_tokens
from pipeline.records.extraction import Term

_TERM_ROLES = ("opening", "payments", "charges", "adjustments", "interest", "cash_interest", "fees")
_SIGNS = {"+": 1, "＋": 1, "-": -1, "－": -1, "−": -1, "–": -1}
_PLAIN = {"opening": 1, "charges": 1, "interest": 1, "cash_interest": 1, "fees": 1, "payments": -1}
"""Signs that follow from what the terms mean; an adjustment may go either way."""


def read_formula(document: str, fields: Sequence[Field], layout: Layout) -> tuple[Term, ...]:
    """Read the printed balance formula.

    Args:
        document: Id of the paper.
        fields: Labels of one currency with their values, from all pages.
        layout: May know the signs where none are printed.

    Returns:
        The closing balance, then the terms it is the sum of (or, where no previous balance is printed, what was charged
        and paid); empty where no whole formula is printed, or where only
        the meaning of its words gives the signs and it does not hold: then nothing shows that it is one.
    """
    for item in fields:
        if item.role != "closing":
            continue
        line = [
            f
            for f in fields
            if f.label.page is item.label.page
            and f.role in AMOUNTS
            and abs(f.label.box.middle - item.label.box.middle) <= 1.0 * item.label.box.height
        ]
        line.sort(key=lambda f: f.label.box.x0)
        terms = [f for f in line if f.role in _TERM_ROLES]
        alone = len([f for f in line if f.role == "closing"]) == 1 and len({f.role for f in terms}) == len(terms)
        if len(terms) < 2 or terms[0].role != "opening" or not alone or not _whole(line):
            continue
        if line[0] is not item and line.index(item) < len(terms):
            continue
        return _read(document, item, terms, [f for f in line if f is item or f in terms], layout)
    return _flows(document, fields, layout)


def _flows(document: str, fields: Sequence[Field], layout: Layout) -> tuple[Term, ...]:
    """Return the closing balance with what was charged and paid, where these are printed beside each other alone.

    No previous balance makes a formula of them; the rows on either side add up to them.
    """
    closing = next((f for f in fields if f.role == "closing"), None)
    charges = [f for f in fields if f.role == "charges"]
    payments = [f for f in fields if f.role == "payments"]
    if closing is None or len(charges) != 1 or len(payments) != 1 or any(f.role == "opening" for f in fields):
        return ()
    values = [signed(document, f, layout) for f in (closing, charges[0], payments[0])]
    if any(value is None for value in values):
        return ()
    roles = (("closing", 1), ("charges", 1), ("payments", -1))
    return tuple(Term(*role, value) for role, value in zip(roles, values, strict=True) if value is not None)


def _read(
    document: str, closing: Field, terms: Sequence[Field], line: Sequence[Field], layout: Layout
) -> tuple[Term, ...]:
    operators = _operators(line)
    if operators is not None:
        # "a = b - c + d" or "b - c + d = a": the sign before each term, the first one's being plus.
        first = line[0] is closing
        signs = dict(zip((f.role for f in terms), operators if first else [1, *operators[:-1]], strict=True))
    else:
        signs = {f.role: layout.signs.get(f.role, 0) for f in terms}  # type: ignore[call-overload]
    known = all(signs.values())
    if not known:
        signs = {f.role: _PLAIN.get(f.role, 0) for f in terms}
        if not all(signs.values()):
            return ()
    result = signed(document, closing, layout)
    values = [signed(document, f, layout) for f in terms]
    if result is None or any(value is None for value in values):
        return ()
    made = (
        Term("closing", 1, result),
        *(Term(f.role, signs[f.role], v) for f, v in zip(terms, values, strict=True) if v is not None),
    )
    if known or _adds_up(made):
        return made
    # Balances that are negative where they are owed: with our sign the words' own signs hold.
    turned = tuple(
        replace(t, amount=replace(t.amount, value=-t.amount.value)) if t.role in BALANCES else t for t in made
    )
    return turned if _adds_up(turned) else ()


def _adds_up(terms: Sequence[Term]) -> bool:
    return terms[0].amount.value == sum(t.sign * t.amount.value for t in terms[1:])


def _whole(line: Sequence[Field]) -> bool:
    """Whether every amount on the formula's line of values belongs to a known label.

    A formula with a term that we do not know cannot be computed, and may not be held against the paper.
    """
    token = line[0].token
    row = [
        cell
        for row in token.page.grid.rows
        if abs(row.box.middle - token.box.middle) <= 0.5 * max(token.box.height, 1.0)
        for cell in row.cells
    ]
    return len(amount_tokens(token.page, row)) == len(line)


def _operators(line: Sequence[Field]) -> list[int] | None:
    """Return the sign of each term after the first label, from the operators printed between labels."""
    page = line[0].label.page
    signs: list[int] = []
    for left, right in pairwise(line):
        found: set[int] = set()
        for row in page.grid.rows:
            if abs(row.box.middle - left.label.box.middle) > 2.5 * left.label.box.height:
                continue
            for cell in row.cells:
                for index, character in enumerate(cell.text):
                    if (character not in "=＝" and character not in _SIGNS) or len(cell.edges) != len(cell.text):
                        continue
                    x = sum(cell.edges[index]) / 2
                    alone = (index == 0 or cell.text[index - 1].isspace()) and (
                        index + 1 == len(cell.text) or cell.text[index + 1].isspace()
                    )
                    if alone and left.label.box.x0 < x < right.label.box.x0 + 1:
                        found.add(_SIGNS.get(character, 1))
        if len(found) != 1:
            return None
        signs.append(found.pop())
    return signs
