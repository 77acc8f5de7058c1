"""The list by which a card's statement shows how its interest was computed (计息明细): where it stands, cell by cell.

It is known by the meaning of its heads alone: an amount that bears interest, the days, the interest.  It may stand
before or after the rows or on pages of its own; its heads may be set in several lines and stand again on each page.
What the cells say is read by `interest_lines`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.extract.cells import amount_in, glue, split_at_blanks
from pipeline.extract.heads import Column, Head, currency_hint, is_section, make_columns, names_columns, tail_hint
from pipeline.extract.interest_heads import heads_at
from pipeline.extract.labels import find_labels
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.lines import assign
from pipeline.extract.rate_words import FIGURE
from pipeline.extract.roles import parse_day
from pipeline.extract.signs import parse_cell
from pipeline.records.evidence import Origin, union
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.text import key

_MOST_LINES = 2
"""Further lines of a cell on either side of its line, at most."""
_ABOVE = 3
"""Lines between the heading of a list and its heads, at most."""
_TOP = 14
"""Lines at the top of a page that may stand before the rest of a list of the page before."""
_TITLE = re.compile(r"计息|利息计?算|利息(?:计收)?明细|利息清单|(?:透支|循环|消费|取现)利息|利率|interest")
_SENTENCE = re.compile(r"[。；!?]|敬请|详见|如有")
_LONGEST_TITLE = 80
_OF_ANOTHER = re.compile(
    r"积数|利息税|税率|税后|实付|存款|存期|结息|活期|定期|溢缴|分期|期数|期次|每期|应还|还款计划|试算|模拟|预计|举例"
)
"""Words in a heading or a head that make a list another's: a deposit's interest, an instalment plan, a trial."""
TOTAL = re.compile(r"合计|小计|总计|共计|总额|subtotal|total")
DAYS = re.compile(r"\D{0,2}(\d{1,4})\s*[天日]?")
_DAY = r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?|\d{8}|\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?|\d{4}"
PERIOD = re.compile(rf"\s*({_DAY})\s*(?:至|到|~|～|-{{1,2}}|—{{1,2}}|–|－)\s*({_DAY})\s*")
_OWN_FIGURES = frozenset({"opening", "closing", "minimum", "limit", "cash_limit", "statement_on", "due_on"})
"""Labels of the paper's own head: what stands beside them is no line."""
_SPREADS = frozenset({"label", "period", "ignored"})
"""Columns whose cells may go on in further lines."""


@dataclass(slots=True)
class Listed:
    """One line: its place, the cell of each role, what the headings above it say."""

    page: Page
    row: Row
    cells: dict[str, Cell]
    tail: str = ""
    currency: str | None = None


@dataclass(slots=True)
class InterestList:
    """One list over all its pages.

    Attributes:
        heads: Label of each role's column, as printed.
        lines: In order.
        totals: Lines that add up the others, with the cell of the sum where columns tell it.
        unread: Lines of which figures are there, but not enough of them.
        above: Rows of its heading and of what stands between heading and heads: its rate may be there.
        currency: ISO code that its heading names; None where it names none.
        another: Whether its words make it a deposit's, a plan's or a trial: it is told, and not read.
        used: Its rows, by identity.
    """

    heads: dict[str, str]
    lines: list[Listed] = field(default_factory=list)
    totals: list[tuple[Page, Row, Cell | None]] = field(default_factory=list)
    unread: list[tuple[Page, Row]] = field(default_factory=list)
    above: list[tuple[Page, Row]] = field(default_factory=list)
    currency: str | None = None
    another: bool = False
    used: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Under:
    """What the headings within a list say of the lines under them."""

    tail: str = ""
    currency: str | None = None


def find_interest_lists(pages: Sequence[Page], lexicon: Lexicon) -> list[InterestList]:
    """Return every list of a paper that shows how interest was computed, and those that only look like one."""
    found: list[InterestList] = []
    seen: set[str] = set()  # lines of the pages before
    last: tuple[InterestList, list[Column], _Under] | None = None  # may go on on the page after
    for page in pages:
        rows, n = page.grid.rows, 0
        if last is not None:
            n = _goes_on(page, *last, lexicon)
        floor = n
        while n < len(rows):
            heads = heads_at(rows, n, lexicon)
            if heads is None:
                n += 1
                continue
            span, made = heads
            again = n == floor or key(rows[n - 1].text) in seen  # nothing new stands between the list and these heads
            one, under = _begin(page, n, floor, made, found if again else [])
            if not any(one is other for other in found):
                found.append(one)
            one.used.update(id(row) for row in rows[n : n + span])
            one.above += [(page, row) for row in rows[n : n + span] if re.search(FIGURE, key(row.text))]
            columns = make_columns(made, _shown(rows, n + span, lexicon))
            n = floor = _read(page, n + span, one, columns, under, lexicon)
            last = (one, columns, under)
        if last is not None and any(names_columns(row, lexicon) for row in rows[floor:]):
            last = None  # another list stands below it
        seen.update(key(row.text) for row in rows)
    return [one for one in found if one.lines or one.unread or one.another]


def _begin(
    page: Page, n: int, floor: int, heads: list[Head], before: Sequence[InterestList]
) -> tuple[InterestList, _Under]:
    """Return the list whose heads stand at row `n`, and what its headings say: a new one, or the last one before."""
    rows = page.grid.rows
    top = _title_above(rows, n, floor)
    named = {head.role: " ".join(head.labels) for head in heads if head.role}
    above = rows[top:n]
    hint = next((h for row in above if (h := currency_hint(row) or _named_in(row)) is not None), None)
    tail = next((t for row in above if (t := tail_hint(row)) is not None), "")
    words = key("".join(row.text for row in above) + "".join("".join(head.labels) for head in heads))
    other = _OF_ANOTHER.search(words) is not None
    if before and not above and not other and before[-1].heads.keys() == named.keys() and not before[-1].another:
        return before[-1], _Under(currency=before[-1].currency)  # its heads again: a further page, or a further card
    one = InterestList(named, currency=hint, another=other)
    one.above = [(page, row) for row in above]
    one.used.update(id(row) for row in above)
    return one, _Under(tail, hint)


def _named_in(row: Row) -> str | None:
    """Return the currency that a heading names beside other words (计息明细 币种：美元 日利率：0.05%)."""
    return next(
        (hint for cell in row.cells for piece in split_at_blanks(cell) if (hint := _only_currency(row, piece))), None
    )


def _only_currency(row: Row, piece: Cell) -> str | None:
    text = re.sub(r"^币种[:：]?", "", key(piece.text))
    return currency_hint(Row((Cell(text, piece.box),), row.box)) if text else None


def _title_above(rows: Sequence[Row], n: int, floor: int) -> int:
    """Return the first of the rows right above the heads that are the list's heading, `n` where it has none."""
    top = n
    for at in range(n - 1, max(n - 1 - _ABOVE, floor - 1), -1):
        text = key(rows[at].text)
        summed = amount_in(rows[at].text) and not TOTAL.search(text) and not re.search(FIGURE, text)
        if len(text) > _LONGEST_TITLE or _SENTENCE.search(text) or summed or _holds_day(rows[at]):
            break
        if _TITLE.search(text) or _OF_ANOTHER.search(text):
            top = at
        elif currency_hint(rows[at]) is None and tail_hint(rows[at]) is None and _named_in(rows[at]) is None:
            break
    return top


def _holds_day(row: Row) -> bool:
    return any(parse_day(cell.text) is not None for cell in row.cells)


def _shown(rows: Sequence[Row], n: int, lexicon: Lexicon) -> list[Row]:
    """Return the rows under heads that show where the columns are: up to the next heads, those with two figures."""
    result = []
    for row in rows[n:]:
        if names_columns(row, lexicon):
            break
        if sum(any(map(str.isdigit, cell.text)) for cell in row.cells) >= 2:
            result.append(row)
        elif result and len(row.cells) == 1 and (is_section(row, lexicon) or _SENTENCE.search(row.text)):
            break
    return result


def _goes_on(page: Page, one: InterestList, columns: list[Column], under: _Under, lexicon: Lexicon) -> int:
    """Read the rest of a list at the top of the page after; return the number of the first row that is not its."""
    rows = page.grid.rows
    for n, row in enumerate(rows[:_TOP]):
        if names_columns(row, lexicon) or is_section(row, lexicon) or heads_at(rows, n, lexicon) is not None:
            return 0
        cells = _cells(page, row, columns)
        if _fits(page, cells) and _all_fit(page, cells, one.heads):
            return _read(page, n, one, columns, under, lexicon)
    return 0


def _read(
    page: Page, n: int, one: InterestList, columns: list[Column], under: _Under, lexicon: Lexicon
) -> int:
    """Read lines from row `n` on; return the number of the first row that is not the list's."""
    rows = page.grid.rows
    band: list[tuple[Row, Listed | dict[str, Cell]]] = []  # lines, and further lines of their cells
    while n < len(rows):
        row = rows[n]
        cells = _cells(page, row, columns)
        below = _cells(page, rows[n + 1], columns) if n + 1 < len(rows) else {}
        if any(label.role in _OWN_FIGURES for label in find_labels(page, row.cells, lexicon)):
            break
        if _fits(page, cells):
            one.lines.append(Listed(page, row, cells, under.tail, under.currency))
            band.append((row, one.lines[-1]))
        elif names_columns(row, lexicon) or heads_at(rows, n, lexicon) is not None:
            break
        elif TOTAL.search(key(row.text)) and amount_in(row.text):
            cell = cells.get("amount")
            summed = cell is not None and _money(page, cell) is not None and cell is not row.cells[0]
            one.totals.append((page, row, cell if summed else None))
        elif _is_part(page, row, cells, one.heads):
            one.unread.append((page, row))
        elif cells and cells.keys() <= _SPREADS and not _ends(row, lexicon) and _beside(page, n, columns):
            band.append((row, cells))
        elif len(row.cells) <= 2 and not amount_in(row.text) and _fits(page, below):
            under.tail = tail_hint(row) or under.tail
            under.currency = currency_hint(row) or _named_in(row) or under.currency
        else:
            break
        one.used.add(id(row))
        n += 1
    _give_back(band)
    return n


def _give_back(band: Sequence[tuple[Row, Listed | dict[str, Cell]]]) -> None:
    """Give further lines of cells to their lines: between two of these they are parted at the widest gap."""
    at = [n for n, (_, what) in enumerate(band) if isinstance(what, Listed)]
    for before, after in pairwise([-1, *at, len(band)]):
        cut = after
        if before >= 0 and after < len(band):
            gaps = [band[n + 1][0].box.top - band[n][0].box.bottom for n in range(before, after)]
            cut = before + 1 + max(range(len(gaps)), key=lambda g: gaps[g])
        elif before < 0:
            cut = 0
        for n in range(before + 1, after):
            row, cells = band[n]
            line = band[before][1] if n < cut else band[after][1] if after < len(band) else None
            if isinstance(line, Listed) and isinstance(cells, dict):
                _append(line, row, cells)


def _ends(row: Row, lexicon: Lexicon) -> bool:
    return is_section(row, lexicon) or _SENTENCE.search(row.text) is not None or currency_hint(row) is not None


def _beside(page: Page, n: int, columns: list[Column]) -> bool:
    """Whether a row that holds words alone is a further line of a cell: it stands close to a line of the list."""
    if page.origin is Origin.STRUCTURED:
        return False  # there a cell is whole
    rows = page.grid.rows
    for step in (-1, 1):
        at = n
        while 0 <= at + step < len(rows) and abs(at + step - n) <= _MOST_LINES and _tight(rows[at], rows[at + step]):
            at += step
            if _fits(page, _cells(page, rows[at], columns)):
                return True
    return False


def _tight(one: Row, other: Row) -> bool:
    """Whether two lines stand as close as the lines of one cell do."""
    gap = max(one.box.top, other.box.top) - min(one.box.bottom, other.box.bottom)
    return gap <= 0.7 * min(one.box.height, other.box.height)


def _append(line: Listed, row: Row, cells: dict[str, Cell]) -> None:
    """Add a further line to a line's cells, above or below what they hold."""
    for role, cell in cells.items():
        mine = line.cells.get(role)
        above = mine is not None and cell.box.middle < mine.box.middle
        line.cells[role] = cell if mine is None else glue(cell, mine, "") if above else glue(mine, cell, "")
    line.row = Row(line.row.cells, union([line.row.box, row.box]))


def _cells(page: Page, row: Row, columns: list[Column]) -> dict[str, Cell]:
    """Return the cell of each role; a line of text in a mail has none."""
    if page.origin is Origin.STRUCTURED and any(cell.column is None for cell in row.cells):
        return {}
    found: dict[str, Cell] = {}
    for number, cell in assign(row, columns).items():
        found.setdefault(columns[number].head.role or "ignored", cell)
    return found


def _money(page: Page, cell: Cell) -> int | None:
    return parse_cell(cell.text, decimals=page.origin is not Origin.STRUCTURED)


def _right(page: Page, cells: dict[str, Cell], role: str) -> bool:
    """Whether a cell holds the kind of thing that its column has."""
    cell = cells.get(role)
    if cell is None:
        return False
    if role in ("base", "amount"):
        return _money(page, cell) is not None
    if role in ("start", "end"):
        return parse_day(cell.text) is not None
    if role == "period":
        return PERIOD.match(cell.text) is not None
    return DAYS.fullmatch(cell.text.strip()) is not None


def _fits(page: Page, cells: dict[str, Cell]) -> bool:
    """Whether a row is a line: an amount that bears interest, the interest, and days of some kind."""
    days = any(_right(page, cells, role) for role in ("start", "end", "period", "days"))
    return days and _right(page, cells, "base") and _right(page, cells, "amount")


def _all_fit(page: Page, cells: dict[str, Cell], heads: dict[str, str]) -> bool:
    """Whether every column that its kind tells is filled right: else a row of another list may look like a line."""
    return all(_right(page, cells, role) for role in ("start", "end", "period", "days") if role in heads)


def _is_part(page: Page, row: Row, cells: dict[str, Cell], heads: dict[str, str]) -> bool:
    """Whether a row is a line of which some was not read: two of its figures are right, or it fills most columns."""
    right = sum(_right(page, cells, role) for role in ("base", "amount", "start", "end", "period", "days"))
    filled = sum(role in cells for role in heads)
    digits = any(map(str.isdigit, row.text))
    return digits and (right > 1 or (right == 1 and filled > len(heads) // 2) or filled >= len(heads) - 1)
