"""Lists beside a card statement's rows that are none of them: interest computed, plans, what is not billed yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from pipeline.extract.cells import holds_figure
from pipeline.extract.heads import currency_hint, is_section, names_columns
from pipeline.extract.lexicon import Aside, Lexicon
from pipeline.records.reading import Page, Row
from pipeline.values.text import key


def find_asides(pages: Sequence[Page], lexicon: Lexicon) -> dict[int, Aside]:
    """Return the rows, by identity, that belong to such a list, its heading and head included.

    It begins with its heading, or with a head of its own words, and goes on, over pages too, to the next heading or
    head of rows, or to a label of the paper's own figures.
    """
    found: dict[int, Aside] = {}
    current: Aside | None = None
    for page in pages:
        for row, below in zip_longest(page.grid.rows, page.grid.rows[1:]):
            texts = [cell.text for cell in row.cells]
            if len(texts) > 1:
                named = lexicon.aside_of(texts)
            else:
                heads = below is not None and names_columns(below, lexicon)
                named = lexicon.aside(texts[0]) or (_not_now(texts[0]) if heads else None)
            if named is not None:
                current = named
            elif current is not None and not _goes_on(current, row, lexicon):
                current = None
            if current is not None:
                found[id(row)] = current
    return found


_OTHER_TIME = re.compile(r"未出账|未入账|预计|下期|试算|模拟|参考|争议|撤销|上月|往期|历史")
_LONGEST_HEADING = 12


def _not_now(text: str) -> Aside | None:
    """Return what a heading over a head says that speaks of rows of another time, or of such as do not count."""
    folded = key(text).strip("【】[]()-:：")
    heading = len(folded) <= _LONGEST_HEADING and not any(map(str.isdigit, folded))
    return "unbilled" if heading and _OTHER_TIME.search(folded) else None


def _goes_on(current: Aside, row: Row, lexicon: Lexicon) -> bool:
    """Whether a row still belongs to the list above it."""
    if is_section(row, lexicon) or currency_hint(row) is not None:
        return False
    if names_columns(row, lexicon):
        return current == "unbilled"  # its heading has the same columns under it as the rows have
    if any(lexicon.field(cell.text) is not None for cell in row.cells):
        return False
    values = any(map(holds_figure, row.cells))
    return values or len(row.cells) > 1
