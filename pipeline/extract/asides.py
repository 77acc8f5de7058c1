"""Lists beside a card statement's rows that are none of them: interest computed, plans, what is not billed yet."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.cells import amount_in, first_token_is_date
from pipeline.extract.heads import currency_hint, is_section, names_columns
from pipeline.extract.lexicon import Aside, Lexicon
from pipeline.records.reading import Page, Row


def find_asides(pages: Sequence[Page], lexicon: Lexicon) -> dict[int, Aside]:
    """Return the rows, by identity, that belong to such a list, its heading and head included.

    It begins with its heading, or with a head of its own words, and goes on, over pages too, to the next heading or
    head of rows, or to a label of the paper's own figures.
    """
    found: dict[int, Aside] = {}
    current: Aside | None = None
    for page in pages:
        for row in page.grid.rows:
            texts = [cell.text for cell in row.cells]
            named = lexicon.aside(texts[0]) if len(texts) == 1 else lexicon.aside_of(texts)
            if named is not None:
                current = named
            elif current is not None and not _goes_on(current, row, lexicon):
                current = None
            if current is not None:
                found[id(row)] = current
    return found


def _goes_on(current: Aside, row: Row, lexicon: Lexicon) -> bool:
    """Whether a row still belongs to the list above it."""
    if is_section(row, lexicon) or currency_hint(row) is not None:
        return False
    if names_columns(row, lexicon):
        return current == "unbilled"  # its heading has the same columns under it as the rows have
    if any(lexicon.field(cell.text) is not None for cell in row.cells):
        return False
    values = any(amount_in(cell.text) or first_token_is_date(cell.text) for cell in row.cells)
    return values or len(row.cells) > 1
