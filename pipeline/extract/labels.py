"""Single values beside labels: the head of a statement, the printed balance formula.

A label may share a cell with its value, stand left of it, a little above or below it (bilingual labels straddle
their value), or head a row of labels over a row of values.  All label-value pairs are scored by distance and
assigned best first, so no value serves two labels.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from pipeline.extract.lexicon import Lexicon
from pipeline.extract.papertext import part_box
from pipeline.extract.period import in_range
from pipeline.extract.tokens import AMOUNT_TOKEN, DATE_TOKEN, SHORT_DATE_TOKEN, Token, holds_value, letters, tokens
from pipeline.records.evidence import Box, Origin, union
from pipeline.records.reading import Cell, Page
from pipeline.values.dates import plain
from pipeline.values.money import currency_of
from pipeline.values.text import fold, is_chinese, key

T = TypeVar("T")

DATES = frozenset({"statement_on", "due_on"})
AMOUNTS = frozenset(
    {
        "opening",
        "payments",
        "charges",
        "adjustments",
        "interest",
        "cash_interest",
        "fees",
        "closing",
        "minimum",
        "limit",
        "cash_limit",
    }
)

_NEAR = 2.3  # label heights: how far above or below its label's middle a value may stand


_REACH = 8.0  # label heights beyond which nothing is a label's own: covers every distance used below


class _Near(Generic[T]):
    """Things by their height on the page, to find those near a line without looking at all."""

    def __init__(self, items: list[tuple[float, int, T]]) -> None:
        self._items = sorted(items, key=lambda item: item[:2])
        self._middles = [item[0] for item in self._items]

    def within(self, middle: float, reach: float) -> list[tuple[int, T]]:
        """Return (number, thing) of those whose middle lies so near, in the order of their numbers."""
        first = bisect_left(self._middles, middle - reach)
        last = bisect_right(self._middles, middle + reach)
        return sorted(((number, thing) for _, number, thing in self._items[first:last]), key=lambda i: i[0])


@dataclass(frozen=True, slots=True)
class Label:
    """A known label on a page; `inline` is the stretch of its own cell after it.

    `foot` is the height of its last line: the other language's half, or the rest of its name, may stand under it.
    """

    role: str
    page: Page
    cell: Cell
    start: int
    end: int
    box: Box
    inline: tuple[int, int]
    foot: float = 0.0
    under: tuple[Cell, ...] = ()

    @property
    def line(self) -> float:
        """Height of one of its lines."""
        return _line(self.page, self.cell)


def _line(page: Page, cell: Cell) -> float:
    lines = 1 if page.origin is Origin.STRUCTURED else cell.text.count("\n") + 1
    return cell.box.height / lines


def find_labels(page: Page, cells: Sequence[Cell], lexicon: Lexicon) -> list[Label]:
    """Find known labels in cells; a cell may hold several, each followed by its value."""
    found: list[Label] = []
    pairs = _stacked(cells, lexicon)
    for above, below, role in pairs:
        box = union([above.box, below.box])
        found.append(Label(role, page, above, 0, len(above.text), box, (0, 0), below.box.middle, (below,)))
    taken = {id(cell) for above, below, _ in pairs for cell in (above, below)}
    for cell in cells:
        if id(cell) in taken:
            continue
        whole = lexicon.field(cell.text)
        if whole is not None and not holds_value(cell.text):
            found.append(Label(whole, page, cell, 0, len(cell.text), cell.box, (0, 0)))
            continue
        found.extend(_inline_labels(page, cell, lexicon))
    return found


_SHORT = 12
"""Characters of one line of a label in two lines, at most."""


def _stacked(cells: Sequence[Cell], lexicon: Lexicon) -> list[tuple[Cell, Cell, str]]:
    """Find labels set in two lines (上期账单 / 应还款额), whose last line alone would mean another thing."""
    short = [
        cell
        for cell in cells
        if 2 <= len(cell.text) <= _SHORT and any(map(is_chinese, cell.text)) and not holds_value(cell.text)
    ]
    short.sort(key=lambda c: c.box.top)
    result = []
    for number, above in enumerate(short):
        for below in short[number + 1 :]:
            step = below.box.top - above.box.bottom
            if step > above.box.height:
                break
            over = min(above.box.x1, below.box.x1) - max(above.box.x0, below.box.x0)
            close = -0.3 * above.box.height < step <= 0.8 * above.box.height
            if close and over > 0.7 * min(above.box.width, below.box.width):
                role = lexicon.fields.get(key(above.text + below.text))
                if role is not None:
                    result.append((above, below, role))
    return result


def _inline_labels(page: Page, cell: Cell, lexicon: Lexicon) -> list[Label]:
    folded = fold(cell.text)
    hits: list[tuple[int, int, str]] = []
    position = 0
    while position < len(folded.text):
        for label, role in lexicon.fields_by_start.get(folded.text[position], ()):
            apart = position > 0 and folded.index[position] - folded.index[position - 1] > 1
            end = position + len(label)
            whole = folded.text.startswith(label, position) and not _OTHER_THING.match(folded.text, end)
            if whole and (apart or _starts_here(folded.text, position)):
                hits.append((position, position + len(label), role))
                position += len(label)
                break
        else:
            position += 1
    result: list[Label] = []
    for number, (start, end, role) in enumerate(hits):
        stop = hits[number + 1][0] if number + 1 < len(hits) else len(folded.text)
        raw_start, raw_end = folded.span(start, end)
        tail_start, tail_end = folded.span(end, stop) if stop > end else (raw_end, raw_end)
        box = part_box(cell, raw_start, raw_end)
        result.append(Label(role, page, cell, raw_start, raw_end, box, (tail_start, tail_end)))
    return result


_OTHER_THING = re.compile("比例|率|方式|提醒|说明|提示")
"""What makes a label's words part of another name: 最低还款比例."""


def _starts_here(text: str, position: int) -> bool:
    """Whether a word may start here: never inside a longer one of the same script (还款日 in 最迟还款日)."""
    if position == 0:
        return True
    before, first = text[position - 1], text[position]
    if first.isascii():
        return not (before.isascii() and (before.isalnum() or before in ".&'"))
    return not is_chinese(before)


@dataclass(frozen=True, slots=True)
class Field:
    """A label with the value found for it; `unsure` where only their order tells that they belong together."""

    role: str
    label: Label
    token: Token
    unsure: bool = False


def match_fields(page: Page, cells: Sequence[Cell], lexicon: Lexicon, roles: frozenset[str]) -> list[Field]:
    """Match labels of `roles` with values on one page, nearest pairs first.

    Args:
        page: The page.
        cells: Its cells outside transaction rows.
        lexicon: What labels mean.
        roles: Roles wanted; labels of other roles still claim their values.
    """
    labels = _with_feet(find_labels(page, cells, lexicon), cells, lexicon)
    candidates: list[tuple[float, int, int, Label, Token]] = []
    found = {
        "date": [t for t in tokens(page, cells, DATE_TOKEN) if not in_range(t)],  # 账单周期 has its own reader
        "amount": tokens(page, cells, AMOUNT_TOKEN),
    }
    if "due_on" in roles:
        found["date"] += [t for t in tokens(page, cells, SHORT_DATE_TOKEN) if not in_range(t)]
    near = {kind: _Near([(t.box.middle, order, t) for order, t in enumerate(ts)]) for kind, ts in found.items()}
    texts = _Near([(c.box.middle, order, c) for order, c in enumerate(cells) if letters(c.text) >= 2])
    names = _Near([(label.box.middle, order, label) for order, label in enumerate(labels)])
    for number, label in enumerate(labels):
        kind = "date" if label.role in DATES else "amount" if label.role in AMOUNTS else ""
        reach = _REACH * max(label.box.height, 1.0) + label.foot - label.box.middle
        for order, token in near[kind].within(label.box.middle, reach) if kind else ():
            score = _distance(label, token)
            if score is None or (token.without_year and not _may_lack_year(label, token)):
                continue
            around = reach + max(token.box.height, 1.0)
            beside = [cell for _, cell in texts.within(label.box.middle, around)]
            twins_near = [twin for _, twin in names.within(label.box.middle, around)]
            if not _belongs_elsewhere(label, token, beside, twins_near):
                candidates.append((score, number, order, label, token))
    taken_labels: set[int] = set()
    taken: set[tuple[int, int]] = set()
    result: list[Field] = []
    for _, number, _, label, token in sorted(candidates, key=lambda c: c[:3]):
        place = (id(token.cell), token.start)
        if number in taken_labels or place in taken:
            continue
        # The other half of a bilingual label must not claim a second value.
        twins = [
            other
            for other, twin in names.within(label.box.middle, _REACH * max(label.box.height, 1.0))
            if twin.role == label.role and _same_label(twin.box, label.box)
        ]
        taken_labels.update(twins)
        taken.add(place)
        if label.role in roles:
            result.append(Field(label.role, label, token))
    result.extend(_other_currencies(result, found["amount"], taken, cells))
    return sorted(result, key=lambda f: (f.label.box.top, f.label.box.x0))


def _may_lack_year(label: Label, token: Token) -> bool:
    """Whether a value is the day without a year on which a bill is due: such days stand in tables, too."""
    height = 0.5 * label.line
    beside = abs(token.box.middle - label.box.middle) <= height and token.box.x0 >= label.box.x1 - height
    return label.role == "due_on" and (beside or token.cell is label.cell)


def _with_feet(labels: list[Label], cells: Sequence[Cell], lexicon: Lexicon) -> list[Label]:
    """Let each label know its last line: Latin text right under it is the rest of its name (Payment / Due Date).

    What is part of a name is no label of its own.
    """
    texts = sorted((c for c in cells if letters(c.text) >= 2 and not holds_value(c.text)), key=lambda c: c.box.top)
    result: list[Label] = []
    parts: set[int] = set()
    for label in sorted(labels, key=lambda x: x.box.top):
        if id(label.cell) in parts:
            continue
        whole = label.start == 0 and label.inline == (0, 0) and not label.under
        if label.under:
            parts.update(id(cell) for cell in label.under)
            result.append(label)
            continue
        under = _lines_under(label.cell, texts) if whole else []
        chinese = any(map(is_chinese, label.cell.text))
        role = None if chinese else lexicon.field(" ".join([label.cell.text, *(c.text for c in under)]))
        if under and not chinese and role is None:
            under = []
        parts.update(id(cell) for cell in under)
        foot = under[-1].box.middle if under else label.box.middle
        result.append(replace(label, role=role or label.role, foot=foot, under=tuple(under)))
    return result


def _lines_under(cell: Cell, texts: Sequence[Cell]) -> list[Cell]:
    """Return the Latin lines that stand right under a cell, each close to the one above it."""
    box, under = cell.box, []
    for other in texts:
        gap = other.box.top - box.bottom
        over = min(box.x1, other.box.x1) - max(box.x0, other.box.x0)
        height = max(box.height, other.box.height)
        near = -0.3 * height < gap <= height and over > 0.5 * min(box.width, other.box.width)
        if near and other is not cell and other.box.middle > box.middle and not any(map(is_chinese, other.text)):
            box = Box(min(cell.box.x0, other.box.x0), other.box.top, max(cell.box.x1, other.box.x1), other.box.bottom)
            under.append(other)
    return under


def _other_currencies(
    fields: Sequence[Field], amounts: Sequence[Token], taken: set[tuple[int, int]], cells: Sequence[Cell]
) -> list[Field]:
    """Find the values of other currencies that stand under or right behind a label's first value.

    One label may head a figure per currency account: on the next line, or in the same one, each with its mark.
    """
    result = []
    for item in fields:
        if item.role not in AMOUNTS:
            continue
        seen = {value_currency(item.token, cells)}
        last = item.token
        for token in sorted(amounts, key=lambda t: (t.box.top, t.box.x0)):
            place = (id(token.cell), token.start)
            if place in taken:
                continue
            height = max(last.box.height, 1.0)
            over = min(token.box.x1, last.box.x1) - max(token.box.x0, last.box.x0)
            under = over > 0 and 0 < token.box.middle - last.box.middle <= 2.6 * height
            beside = (
                abs(token.box.middle - last.box.middle) < 0.5 * height and 0 <= token.box.x0 - last.box.x1 < 4 * height
            )
            if under and any(
                last.box.middle < f.label.box.middle < token.box.middle
                and min(token.box.x1, f.label.box.x1) > max(token.box.x0, f.label.box.x0)
                for f in fields
            ):
                continue  # it stands under another label
            own = currency_of(token.raw) if beside and not under else value_currency(token, cells)
            if (under or beside) and own is not None and own not in seen and len(seen) < 4:
                taken.add(place)
                seen.add(own)
                result.append(Field(item.role, item.label, token))
                last = token
    return result


def value_currency(token: Token, cells: Sequence[Cell]) -> str | None:
    """Return the currency that a value's own mark, or the nearest name left of it in its line, says; None: neither."""
    own = currency_of(token.raw)
    if own is not None:
        return own
    height = max(token.box.height, 1.0)
    line = [c for c in cells if abs(c.box.middle - token.box.middle) <= 0.5 * height and c.box.x1 <= token.box.x0]
    names = [c for c in line if c is not token.cell and not holds_value(c.text) and currency_of(c.text)]
    nearest = max(names, key=lambda c: c.box.x0, default=None)
    return currency_of(nearest.text) if nearest is not None else None


def _belongs_elsewhere(label: Label, token: Token, texts: Sequence[Cell], labels: Sequence[Label]) -> bool:
    """Whether other words stand closer to a value than the label does: an unknown label keeps its own value."""
    if token.cell is label.cell:
        return False
    if letters(token.cell.text[: token.start]) >= 2:
        return True
    own = [twin.cell for twin in labels if twin.role == label.role and _same_label(twin.box, label.box)]
    own += label.under
    height = max(label.line, _line(token.page, token.cell), 1.0)
    below = token.box.x0 < label.box.x1 - 0.5 * height
    for cell in texts:
        if cell is token.cell or any(cell is mine for mine in own):
            continue
        box = cell.box
        if below:
            between = label.box.middle < box.middle < token.box.middle
            over = min(box.x1, token.box.x1) - max(box.x0, token.box.x0) > 0
            if between and over:
                return True
        else:
            above = label.box.middle - height < box.middle < token.box.middle - 0.6 * height
            if above and min(box.x1, token.box.x1) - max(box.x0, token.box.x0) > 0 and box.x0 > label.box.x1:
                return True  # a value a line lower stands under a head of its own
            beside = abs(box.middle - token.box.middle) <= _NEAR * height
            if beside and box.x1 <= token.box.x0 + 0.5 * height and box.x0 >= label.box.x1 - 0.5 * height:
                return True
    return False


def _same_label(a: Box, b: Box) -> bool:
    near = abs(a.middle - b.middle) <= 2.6 * max(a.height, b.height)
    return near and min(a.x1, b.x1) - max(a.x0, b.x0) > -max(a.height, b.height)


def _distance(label: Label, token: Token) -> float | None:
    """Return how far a value stands from a label, None where it cannot belong to it."""
    if token.cell is label.cell:
        if label.inline[0] <= token.start and token.end <= label.inline[1] + 1:
            return float(token.start - label.inline[0]) / 1000
        return None
    if label.inline[1] > label.inline[0] and key(label.cell.text[slice(*label.inline)]).strip(":："):
        own = label.cell.text[slice(*label.inline)]
        if any(map(str.isdigit, own)):
            return None  # it says something of its own (每月19日), which is no value we could read
        if AMOUNT_TOKEN.search(own) or DATE_TOKEN.search(plain(own)):
            return None
    height = max(label.line, 1.0)
    spread = max(label.box.height - height, 0.0) / 2  # of a label in several lines, from its middle
    dx = token.box.x0 - label.box.x1
    dy = token.box.middle - label.box.middle
    if dx >= -0.5 * height and abs(dy) <= _NEAR * height + spread:
        return max(dx, 0.0) + 3.0 * abs(dy)
    left = min([label.box.x0, *(c.box.x0 for c in label.under)])
    right = max([label.box.x1, *(c.box.x1 for c in label.under)])
    overlap = min(token.box.x1, right) - max(token.box.x0, left)
    dy = token.box.middle - label.foot
    if 0 < dy <= (5.5 if label.under else 4.0) * height + spread and overlap > -height:
        shift = min(abs(token.box.x0 - label.box.x0), abs(token.box.x1 - label.box.x1))
        return 1.5 * dy + shift
    return None
