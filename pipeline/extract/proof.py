"""What a paper prints outside its table, of whatever meaning: figures that its rows can be held against."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.table import Table
from pipeline.extract.tokens import amount_tokens, parse_field_amount
from pipeline.records.reading import Page

_MOST = 40
"""Figures beyond which a difference of two may be met by chance."""


def figures_beside(pages: Sequence[Page], table: Table) -> frozenset[int]:
    """Return the amounts (fen) printed outside a table; none where they are too many to prove anything."""
    rows = [(page, row) for page in pages for row in page.grid.rows if id(row) not in table.used]
    found = {parse_field_amount(token.raw) for page, row in rows for token in amount_tokens(page, row.cells)}
    return frozenset(fen for fen in found if fen is not None) if len(found) <= _MOST else frozenset()
