"""Days and amounts as they stand in the text of a cell, outside tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.extract.papertext import part_box
from pipeline.records.evidence import Box
from pipeline.records.reading import Cell, Page
from pipeline.values.dates import make_date, parse_date, parse_month_day, plain
from pipeline.values.money import parse_amount
from pipeline.values.text import ordinary

DATE_TOKEN = re.compile(r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?|(?<![\d.,])\d{8}(?![\d.,])")
SHORT_DATE_TOKEN = re.compile(r"(?<![\d年./-])\d{1,2}\s*月\s*\d{1,2}\s*日")
"""A day without its year."""
AMOUNT_TOKEN = re.compile(
    r"(?:[(（]?(?:欠款|存款|溢缴款?|多缴|贷(?![记款]))[)）]?(?:/(?:DEBT|DEPOSIT|CREDIT))?\s*|CR\s*)?"
    r"[-−－+]?\s*(?:[￥¥＄$]|RMB|CNY|US\$|HK\$|USD|HKD|EUR|JPY|GBP|人民币|美元|港币|欧元)?\s*[-−－+]?\s*"
    r"(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}"
    r"(?:\s*(?:CR|贷方?|存款|[(（](?:存款|溢缴款?)[)）])|[-−－](?![\d￥¥])|/(?:RMB|CNY|USD|HKD|EUR|JPY|GBP))?(?!\d|\s*[百千万萬亿億%％‰])"
    r"|无欠款|无需还款",
    re.IGNORECASE,
)
_NOTHING = frozenset({"无欠款", "无需还款"})
_SLASHED = re.compile(r"/(?:RMB|CNY|USD|HKD|EUR|JPY|GBP)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A date or amount on a page, outside the table."""

    page: Page
    cell: Cell
    start: int
    end: int
    box: Box

    @property
    def raw(self) -> str:
        """The raw text."""
        return self.cell.text[self.start : self.end]

    @property
    def without_year(self) -> bool:
        """Whether it is a day without its year."""
        return SHORT_DATE_TOKEN.fullmatch(plain(self.raw)) is not None


def holds_value(text: str) -> bool:
    """Whether a cell's text holds a day or an amount."""
    return DATE_TOKEN.search(plain(text)) is not None or AMOUNT_TOKEN.search(text) is not None


def letters(text: str) -> int:
    """Count letters that can be a label's (currency marks are none)."""
    plain = re.sub(r"RMB|CNY|USD|HKD|CR|人民币|美元|欠款|存款|[年月日元]", "", text, flags=re.IGNORECASE)
    return sum(character.isalpha() for character in plain)


def tokens(page: Page, cells: Sequence[Cell], pattern: re.Pattern[str]) -> list[Token]:
    """Find all matches of a pattern in cells."""
    result = []
    for cell in cells:
        for match in pattern.finditer(ordinary(plain(cell.text))):
            start, end = match.span()
            while start < end and cell.text[start].isspace():
                start += 1
            # (1,130.00) is a credit in accounts; both brackets must be there.
            if cell.text[start - 1 : start] in ("(", "（") and cell.text[end : end + 1] in (")", "）"):
                start, end = start - 1, end + 1
            result.append(Token(page, cell, start, end, part_box(cell, start, end)))
    return result


def amount_tokens(page: Page, cells: Sequence[Cell]) -> list[Token]:
    """Find all amounts with two decimals in cells."""
    return tokens(page, cells, AMOUNT_TOKEN)


def parse_field_amount(raw: str) -> int | None:
    """Parse an amount that has two decimals; a currency after a slash is no part of it."""
    if ordinary(raw).strip() in _NOTHING:
        return 0
    return parse_amount(_SLASHED.sub("", raw), decimals=True, foreign=True)


def day_without_year(raw: str, statement_on: date) -> date | None:
    """Return the day of a text without a year (01月08日): the first one after the statement day."""
    day = parse_month_day(raw)
    if day is None:
        return None
    days = (make_date(statement_on.year + step, day.month, day.day) for step in (0, 1))
    return next((found for found in days if found is not None and found > statement_on), None)


def parse_field_date(raw: str) -> date | None:
    """Parse a full date."""
    return parse_date(raw)
