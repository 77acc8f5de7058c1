"""Card tails that a statement prints outside its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.lexicon import Lexicon
from pipeline.extract.rows import PLACEHOLDER_TAILS
from pipeline.extract.table import Table
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.text import key

_CARD_WORDS = ("卡号", "卡號", "尾号", "末四位", "末四碼", "后四位", "cardno", "cardnumber", "accountnumber")
_CARD = re.compile(r"(?:\*{2,}|\d{4})\D{0,3}(\d{4})(?!\d)")
_FOUR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_MASKED = re.compile(r"\d{4,8}\*{2,12}(\d{4})")
_NAMED = re.compile(r"(\d{4})(?:\s*[(（][^()（）]*[)）])?")  # 3381(牡丹贷记卡)


def _under_card(cell: Cell, above: Sequence[Row]) -> bool:
    """Whether a column's head right above says that it holds card numbers."""
    return any(
        ("卡号" in key(c.text) or "cardn" in key(c.text)) and c.box.x0 < cell.box.x1 and c.box.x1 > cell.box.x0
        for row in above
        for c in row.cells
    )


def head_tails(pages: Sequence[Page], table: Table | None, lexicon: Lexicon) -> list[str]:
    """Return the card tails that the paper prints outside the table."""
    used = table.used if table else set()
    tails: list[str] = []
    for page in pages:
        for number, row in enumerate(page.grid.rows):
            if id(row) in used:
                continue
            for cell in row.cells:
                masked = _MASKED.fullmatch(cell.text.strip()) or _NAMED.fullmatch(cell.text.strip())
                above = page.grid.rows[max(0, number - 3) : number]
                if masked and masked.group(1) not in tails and _under_card(cell, above):
                    tails.append(masked.group(1))
            folded = key(row.text)
            if not any(word in folded for word in _CARD_WORDS):
                continue
            for cell in row.cells:
                match = _CARD.search(cell.text) or (
                    _FOUR.search(cell.text) if lexicon.field(cell.text) is None and len(cell.text) <= 24 else None
                )
                if match and match.group(1) not in tails and match.group(1) not in PLACEHOLDER_TAILS:
                    tails.append(match.group(1))
    return tails
