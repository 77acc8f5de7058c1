"""Balances printed for each of several cards: together they are the account's, where its rows prove it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.figures import Figures, signed
from pipeline.extract.heads import currency_hint, tail_hint
from pipeline.extract.labels import AMOUNTS, Field, Label, value_currency
from pipeline.extract.layouts import Layout
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.lines import TOTAL
from pipeline.extract.table import Table
from pipeline.extract.tokens import Token, amount_tokens, holds_value
from pipeline.records.evidence import Origin, Value, union
from pipeline.records.extraction import Transaction
from pipeline.records.reading import Cell, Page, Row
from pipeline.values.text import is_chinese, key

_CARD = re.compile(r"[*xX]\D{0,2}(\d{4})(?!\d)|^\s*(\d{4})(?=\s*(?:[(（]|$))")
_LEAST = 2
_BETWEEN = 2
"""Lines of the other language between a head and its first row, at most."""
_SHARED = frozenset({"limit", "cash_limit"})
"""What the cards of one account have together: it is printed for each and is not added up."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of figures under a head of labels: of one card, or a total."""

    fields: tuple[Field, ...]
    card: str
    total: bool
    places: frozenset[tuple[int, int]]  # of all its values, those too whose label is unknown


@dataclass(slots=True)
class CardGroup:
    """Lines of one currency under one head, or under heads with the same labels; `whole`: one for every card."""

    lines: list[_Line] = field(default_factory=list)
    heads: int = 0
    whole: bool = True

    @property
    def cards(self) -> list[str]:
        """The card of each line, "" where none is named."""
        return [line.card for line in self.lines if not line.total]

    @property
    def several(self) -> bool:
        """Whether these are lines of several cards, and not one line that is printed again on each page."""
        lines = [line for line in self.lines if not line.total]
        if len(lines) < _LEAST:
            return False
        printed = {tuple((f.role, f.token.raw) for f in line.fields) for line in lines}
        pictured = any(f.token.page.origin is Origin.OCR for line in lines for f in line.fields)
        # What is printed again on each page is printed alike; of a picture it may be read otherwise.
        return self.heads < len(lines) or len(set(self.cards) - {""}) > 1 or (len(printed) > 1 and not pictured)

    @property
    def places(self) -> set[tuple[int, int]]:
        """Places of all its values."""
        return {place for line in self.lines for place in line.places}

    def sums(self, document: str, layout: Layout) -> dict[str, Value[int]]:
        """Return what each role comes to: the total that is printed, else all cards together."""
        result = {}
        for role in dict.fromkeys(f.role for line in self.lines for f in line.fields):
            totals = [f for line in self.lines if line.total for f in line.fields if f.role == role]
            parts = totals[:1] or [f for line in self.lines for f in line.fields if f.role == role]
            values = [signed(document, f, layout) for f in parts]
            whole = [value for value in values if value is not None]
            if len(whole) != len(values) or not (totals or len(parts) == len(self.cards)):
                continue
            if role not in _SHARED:
                result[role] = _sum(whole)
            elif len({value.value for value in whole}) == 1:
                result[role] = whole[0]
        return result


def place_of(item: Field) -> tuple[int, int]:
    """Return what tells a field's value from all others."""
    return id(item.token.cell), item.token.start


def _sum(values: Sequence[Value[int]]) -> Value[int]:
    """Return the sum of printed values; its evidence holds all of them that stand on the first one's page."""
    first = values[0].evidence
    boxes = [v.evidence.box for v in values if v.evidence.page == first.page and v.evidence.box is not None]
    place = replace(first, box=union(boxes) if boxes else None, text=" + ".join(v.evidence.text for v in values))
    checks = tuple(check for value in values for check in value.checks)
    return Value(sum(value.value for value in values), place if values[1:] else first, checks)


def card_groups(
    pages: Sequence[Page],
    lexicon: Lexicon,
    table: Table | None,
    currencies: Iterable[str],
    currency: str | None = None,
) -> dict[str, list[CardGroup]]:
    """Return, by currency, the groups of lines that stand for several cards each.

    Args:
        pages: Of the paper.
        lexicon: What labels mean.
        table: Of the rows, whose lines are none of these.
        currencies: That the paper has.
        currency: Of figures over which none is named, where it is not CNY.
    """
    used = table.used if table else set()
    groups: dict[tuple[str, tuple[str, ...]], CardGroup] = {}
    under = currency or "CNY"
    for page in pages:
        rows = [row for row in page.grid.rows if id(row) not in used]
        number = 0
        while number < len(rows):
            under = currency_hint(rows[number]) or under
            heads = _heads(rows[number], lexicon)
            if not heads:
                number += 1
                continue
            above = _card_above(page, rows[number])
            labels = tuple(key(cell.text) for cell, _ in heads)
            seen: set[str] = set()
            number = _first(rows, number + 1, lexicon)
            while number < len(rows) and (line := _line(page, rows[number], heads, above)) is not None:
                for currency, own in _by_currency(line.fields, rows[number], under).items():
                    group = groups.setdefault((currency, labels), CardGroup())
                    group.heads += currency not in seen
                    seen.add(currency)
                    group.lines.append(replace(line, fields=own))
                number += 1
    result: dict[str, list[CardGroup]] = {currency: [] for currency in currencies}
    for (currency, _), group in groups.items():
        cards = {card for (other, _), g in groups.items() if other == currency for card in g.cards} - {""}
        if group.several or (len(cards) > 1 and set(group.cards) & cards):
            group.whole = set(group.cards) >= cards  # another head may name the figures of the others in other words
            result.setdefault(currency, []).append(group)
    return result


def _card_above(page: Page, row: Row) -> str:
    """Return the card that one of the lines right above names, "" where none does."""
    at = next(n for n, other in enumerate(page.grid.rows) if other is row)
    return next((hint for other in page.grid.rows[max(0, at - 3) : at][::-1] if (hint := tail_hint(other))), "")


def _heads(row: Row, lexicon: Lexicon) -> list[tuple[Cell, str]]:
    """Return the labels of a row that heads lines of figures, empty for any other row."""
    if any(holds_value(cell.text) for cell in row.cells):
        return []
    named = [(cell, role) for cell in row.cells if (role := lexicon.field(cell.text)) in AMOUNTS]
    return [(cell, role) for cell, role in named if role is not None] if len(named) >= _LEAST else []


def _first(rows: Sequence[Row], number: int, lexicon: Lexicon) -> int:
    """Return the number of the first row of figures under a head, past the head's lines in the other language."""
    for step in range(_BETWEEN):
        if number + step >= len(rows) or _holds_amount(rows[number + step]):
            break
        if any(any(map(is_chinese, cell.text)) for cell, _ in _heads(rows[number + step], lexicon)):
            break
    else:
        step = _BETWEEN
    return number + step if number + step < len(rows) and _holds_amount(rows[number + step]) else number


def _holds_amount(row: Row) -> bool:
    """Whether a row holds an amount."""
    return any(holds_value(cell.text) for cell in row.cells)


def _line(page: Page, row: Row, heads: Sequence[tuple[Cell, str]], above: str) -> _Line | None:
    """Return a row's figures under a head; None where they do not stand under it."""
    found = amount_tokens(page, row.cells)
    fields = []
    for cell, role in heads:
        token = _under(cell, found, heads)
        if token is not None:
            label = Label(role, page, cell, 0, len(cell.text), cell.box, (0, 0))
            fields.append(Field(role, label, token))
    if not fields or len(fields) < len(heads) / 2:
        return None
    cards = [match for cell in row.cells if (match := _CARD.search(cell.text)) is not None]
    card = next((group for match in cards for group in match.groups() if group), above)
    places = frozenset((id(token.cell), token.start) for token in found)
    return _Line(tuple(fields), card, TOTAL.match(key(row.text)) is not None, places)


def _under(cell: Cell, found: Sequence[Token], heads: Sequence[tuple[Cell, str]]) -> Token | None:
    """Return the value in a label's column: of the labels none is nearer to it."""
    if cell.column is not None:
        return next((token for token in found if token.cell.column == cell.column), None)

    def far(head: Cell, token: Token) -> float:
        return abs(head.box.x0 + head.box.x1 - token.box.x0 - token.box.x1)

    mine = [t for t in found if min((h for h, _ in heads), key=lambda h: far(h, t)) is cell]
    return min(mine, key=lambda token: far(cell, token), default=None)


def _by_currency(fields: Sequence[Field], row: Row, under: str) -> dict[str, tuple[Field, ...]]:
    result: dict[str, tuple[Field, ...]] = {}
    for item in fields:
        currency = value_currency(item.token, row.cells) or under
        result[currency] = (*result.get(currency, ()), item)
    return result


def settle(
    document: str,
    found: Figures,
    groups: Sequence[CardGroup],
    rows: Sequence[Transaction],
    currency: str,
    layout: Layout,
) -> tuple[Figures, bool]:
    """Put what the cards come to together into a currency's figures, where that is proven.

    Balances are proven where the rows lead from the one sum to the other, and what stands beside a balance that is
    proven is as good as it.

    Args:
        document: Id of the paper.
        found: The other figures of this currency.
        groups: Lines of several cards.
        rows: Of all currencies.
        currency: Whose figures these are.
        layout: May know signs.

    Returns:
        (figures, whether something was left out because nothing proves it).
    """
    made = {role: list(values) for role, values in found.amounts.items()}
    sums = [group.sums(document, layout) if group.whole else {} for group in groups]
    moves = [row.amount.value for row in rows if row.currency == currency]
    moved = None if any(m is None for m in moves) else sum(m for m in moves if m is not None)
    proven = {value.value for value in found.amounts.get("closing", [])}
    for figures in sums:
        if "opening" in figures and "closing" in figures and moved is not None:
            change = figures["closing"].value - figures["opening"].value
            if abs(change) == abs(moved):
                proven |= {figures["closing"].value, -figures["closing"].value}
    left_out = False
    for figures in sums:
        if "closing" not in figures or figures["closing"].value not in proven:
            left_out = True
            continue
        for role, value in figures.items():
            made.setdefault(role, []).append(value)
    return Figures(found.days, made), left_out
