"""Where one paper ends and the next begins within a file, and which pages of a paper are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.labels import match_fields
from pipeline.extract.letter_words import LETTER_TITLE, TITLES
from pipeline.extract.lexicon import Lexicon
from pipeline.records.reading import Page
from pipeline.values.dates import find_date, find_month
from pipeline.values.names import find_issuer
from pipeline.values.text import key

_EDGE_ROWS = 4
_NUMBERED = (
    re.compile(r"第(\d{1,3})页[/,，(（]?(?:共|总)(\d{1,3})页"),
    re.compile(r"(?:共|总)(\d{1,3})页[/,，]?第(\d{1,3})页"),
    re.compile(r"^page(\d{1,3})(?:of|/)(\d{1,3})$"),
    re.compile(r"^[-(]?([1-9]\d?)/([1-9]\d?)[-)]?$"),  # alone in its line: 03/08 in a row is a day
)
_TITLE = re.compile(
    "|".join(sorted(TITLES, key=len, reverse=True))
    + r"|账单|对账单|个人信用报告|交易流水|交易明细|还款计划|还款明细|借款合同|statement"
)
_HEAD_ROWS = 12
_NUMBER = re.compile(r"(?:合同编号|合同号|借据编号|借据号|贷款编号)[:：]?([a-z0-9][a-z0-9-]{4,30})")
_REPORT = re.compile(r"报告编号[:：]?(\d{14,22})")
_ACCOUNT = re.compile(r"(?<!对方)(?<!对手)(?:账号|卡号)[:：]?(?:[a-z/. ]*[:：]?)[\d* ]{4,24}?(\d{4})(?!\d)")
_WHOLE_TITLE = 36
"""Characters of a title line, at most: a longer one is a sentence."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """What a page says of its place: number and number of all pages; None where it prints none."""

    number: int
    total: int


def numbering(page: Page) -> Numbering | None:
    """Return the page number printed at the top or bottom of a page."""
    rows = page.grid.rows
    for row in (*rows[-_EDGE_ROWS:][::-1], *rows[:_EDGE_ROWS]):
        for cell in row.cells:
            for at, pattern in enumerate(_NUMBERED):
                match = pattern.search(key(cell.text))
                if match and (at < 2 or len(row.cells) == 1):
                    a, b = int(match.group(1)), int(match.group(2))
                    number, total = (b, a) if at == 1 else (a, b)
                    if 1 <= number <= total:
                        return Numbering(number, total)
    return None


def numberings(page: Page) -> list[Numbering]:
    """Return all page numbers of a page: two where two pages lie side by side on a sheet, each with its own foot."""
    first = numbering(page)
    if first is None:
        return []
    for row in page.grid.rows:
        both = [m for cell in row.cells if (m := _NUMBERED[0].search(key(cell.text))) is not None]
        if len(both) == 2:
            left, right = (Numbering(int(m.group(1)), int(m.group(2))) for m in both)
            if left.total == right.total and right.number == left.number + 1 <= right.total:
                return [left, right]
    return [first]


@dataclass(frozen=True, slots=True)
class _Start:
    """What a page's first lines and labels say of the paper it belongs to."""

    title: str
    issuer: str | None
    month: tuple[int, int] | None
    day: str
    number: str


def _start(page: Page, lexicon: Lexicon) -> _Start | None:
    """Return what a page that carries a title says; None for one that only goes on."""
    title = next(
        (row.text for row in page.grid.rows[:8] if _is_title(key(row.text))),
        None,
    )
    if title is None:
        return None
    cells = [cell for row in page.grid.rows for cell in row.cells]
    days = [f.token.raw for f in match_fields(page, cells, lexicon, frozenset({"statement_on"}))]
    kind = _TITLE.search(key(title))
    assert kind is not None  # noqa: S101  found by it
    text = "\n".join(key(row.text) for row in page.grid.rows[:_HEAD_ROWS])
    number = _NUMBER.search(text) or _REPORT.search(text)
    account = _ACCOUNT.search(text)
    named = number.group(1).replace("-", "") if number else account.group(1) if account else ""
    return _Start(kind.group(0), find_issuer(title), find_month(title), key(days[0]) if days else "", named)


def _is_title(text: str) -> bool:
    """Whether a line is short and names a kind of paper; a detailed report's labels name a day of its accounts."""
    return len(text) <= _WHOLE_TITLE and _TITLE.search(text) is not None and _OF_CARD.search(text) is None


_OF_CARD = re.compile(r"本月应还款|本月实还款|最近一次还款日期|透支余额")


def split(pages: Sequence[Page], lexicon: Lexicon) -> list[list[Page]]:
    """Part a file's pages into papers.

    A new paper begins where page numbers begin again, or where a page carries a title that names another month,
    issuer or kind, or another statement day, than the paper so far.  A title that is merely repeated begins nothing.

    Args:
        pages: Of one file, in order.
        lexicon: What labels mean.
    """
    papers: list[list[Page]] = []
    current: _Start | None = None
    last: Numbering | None = None
    upto = 0
    for page in pages:
        start = _start(page, lexicon)
        number = numbering(page)
        again = number is not None and last is not None and number.number == 1 and (last.total == last.number)
        goes_on = number is not None and number.number > 1
        again = again or (number is not None and number.number == 1 and start is not None and start.title == _REPORTS)
        again = again or (bool(papers) and not goes_on and _another_letter(current, start, papers[-1][-1]))
        of_report = current is not None and current.title == "个人信用报告"  # what it says of 结清证明 is no title
        runs_on = of_report and number is not None and last is not None and number.total == last.total
        runs_on = runs_on and number is not None and number.number > upto
        upto = numberings(page)[-1].number if number is not None else upto
        if not papers or again or (start and current and not runs_on and _differs(current, start)):
            papers.append([])
            current = start
        current = current or start
        last = number or last
        papers[-1].append(page)
    return papers


def _differs(current: _Start, start: _Start) -> bool:
    if start.title != current.title and {start.title, current.title} & _LETTERS:
        return True
    pairs = (
        (current.month, start.month),
        (current.day, start.day),
        (current.issuer, start.issuer),
        (current.number, start.number) if current.title == start.title else ("", ""),
    )
    return any(a and b and a != b for a, b in pairs)


def differ(one: Page, other: Page, lexicon: Lexicon) -> bool:
    """Whether two pages carry titles that name two papers."""
    first, second = _start(one, lexicon), _start(other, lexicon)
    return first is not None and second is not None and _differs(first, second)


def continues(page: Page, lexicon: Lexicon) -> bool:
    """Whether a page carries no title: it can only go on with another."""
    return _start(page, lexicon) is None


_SETTLED = frozenset(TITLES)
_REPORTS = "个人信用报告"
_LETTERS = _SETTLED | {_REPORTS}
_FOOT_ROWS = 8
"""Rows at the end of a letter among which its day of issue stands."""


def letter_titles(page: Page) -> int:
    """Count the titles of settlement letters on a page: cells that are little more than such a title."""
    return sum(
        len(key(cell.text)) <= _WHOLE_TITLE // 2 and LETTER_TITLE.fullmatch(key(cell.text)) is not None
        for row in page.grid.rows
        for cell in row.cells
    )


def title_months(page: Page) -> set[tuple[int, int]]:
    """Return the months that titles of statements on a page name: more than one where it holds several statements."""
    titles = [row.text for row in page.grid.rows if len(row.cells) <= 2 and len(key(row.text)) <= _WHOLE_TITLE]
    found = {find_month(text) for text in titles if re.search(r"账单|对账单|statement", key(text))}
    return {month for month in found if month is not None}


def _another_letter(current: _Start | None, start: _Start | None, before: Page) -> bool:
    """Whether a page begins one more letter: it has a letter's title, and the page before ends with a day of issue.

    Two letters of one lender may differ in nothing that a head tells; read as one they would say what neither says.
    """
    if current is None or start is None or not {current.title, start.title} <= _SETTLED:
        return False
    return any(find_date(row.text) is not None for row in before.grid.rows[-_FOOT_ROWS:])


def missing_pages(pages: Sequence[Page]) -> list[int]:
    """Return the numbers of pages that a paper says it has and that are not there; empty where none are numbered."""
    found = [n for page in pages for n in numberings(page)]
    totals = {n.total for n in found}
    if len(totals) != 1 or len(found) < max(1, len(pages) - 1):
        return []
    present = {n.number for n in found}
    # A page without a number may be the one that seems to be missing.
    absent = [n for n in range(1, totals.pop() + 1) if n not in present]
    return absent if len(absent) > max(len(pages) - len(found), 0) else []
