"""Heads of the list by which a card's statement shows how its interest was computed, known by what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.cells import split_at_blanks
from pipeline.extract.heads import Head, stacked
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.rate_words import FIGURE
from pipeline.records.evidence import union
from pipeline.records.reading import Cell, Row
from pipeline.values.text import key

_MOST_HEAD_LINES = 3
_FEWEST_HEADS = 4


def heads_at(rows: Sequence[Row], n: int, lexicon: Lexicon) -> tuple[int, list[Head]] | None:
    """Return the number of lines and the heads where a list's heads begin at row `n`."""
    own = _roles_of(rows, n, lexicon)
    if own is None:
        return None
    below = _roles_of(rows, n + 1, lexicon)
    if below is not None and len(_named(below[1])) >= len(_named(own[1])):
        return None  # this line is no part of them: a heading over them
    return own


def _named(heads: Sequence[Head]) -> set[str]:
    return {head.role for head in heads if head.role is not None}


def _roles_of(rows: Sequence[Row], n: int, lexicon: Lexicon) -> tuple[int, list[Head]] | None:
    best: tuple[int, list[Head]] | None = None
    for span in range(1, _MOST_HEAD_LINES + 1):
        lines = rows[n : n + span]
        # A head may have the rate in it: 利息(日利率0.05%).
        if len(lines) < span or any(map(str.isdigit, re.sub(FIGURE, "", key(lines[-1].text)))):
            break
        if span > 1 and not _near(lines[-2], lines[-1]):
            break
        heads = _joined(lines, lexicon)
        if _is_list(heads) and (best is None or len(_named(heads)) > len(_named(best[1])) or _under_all(lines)):
            best = (span, heads)
    return best


def _near(above: Row, below: Row) -> bool:
    return below.box.top - above.box.bottom <= 0.9 * min(above.box.height, below.box.height)


def _under_all(lines: Sequence[Row]) -> bool:
    """Whether the last of some lines stands under the line above cell by cell: the other language's half of it."""
    above, last = lines[-2:] if len(lines) > 1 else (lines[0], lines[0])
    if above is last or len(last.cells) < 2:
        return False
    over = sum(any(min(c.box.x1, a.box.x1) > max(c.box.x0, a.box.x0) for a in above.cells) for c in last.cells)
    return over == len(last.cells)


def _is_list(heads: Sequence[Head]) -> bool:
    """Whether heads are those of the list: what bears interest, the days, and the interest."""
    roles = _named(heads)
    days = bool(roles & {"period", "days"}) or {"start", "end"} <= roles
    one_of_each = all(sum(head.role == role for head in heads) == 1 for role in ("base", "amount"))
    return one_of_each and days and len(heads) >= _FEWEST_HEADS


def _said_plainly(heads: list[Head]) -> list[Head]:
    """Leave of several heads that could name what bears interest, or the interest, the one that says 计息."""
    for role in ("base", "amount"):
        same = [head for head in heads if head.role == role]
        plain = [head for head in same if "计息" in key("".join(head.labels))]
        if len(same) > 1 and len(plain) == 1:
            heads = [replace(h, role="ignored") if h in same and h not in plain else h for h in heads]
    return heads


def _joined(lines: Sequence[Row], lexicon: Lexicon) -> list[Head]:
    """Return the heads that some lines make: pieces over one another are one head's."""
    pieces = (piece for row in lines for cell in row.cells for piece in _pieces(cell, lexicon))
    heads = []
    for group in stacked(pieces):
        labels = tuple(cell.text for cell in group)
        role = lexicon.interest_column("".join(labels)) or lexicon.interest_column(" ".join(labels))
        for label in labels if len(labels) > 1 and not role else ():
            role = role or lexicon.interest_column(label)
        heads.append(Head(labels, union([c.box for c in group]), role, group[0].column))
    return _said_plainly(sorted(heads, key=lambda head: head.box.x0))


def _pieces(cell: Cell, lexicon: Lexicon) -> list[Cell]:
    """Part a cell that holds several heads side by side."""
    pieces = split_at_blanks(cell)
    several = len(pieces) > 1 and sum(lexicon.interest_column(piece.text) is not None for piece in pieces) > 1
    return pieces if several and lexicon.interest_column(cell.text) is None else [cell]
