"""The figures of a statement's head and formula: which label says what, in whose signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.extract.blocks import pair_blocks
from pipeline.extract.conventions import UNPROVEN
from pipeline.extract.heads import currency_hint
from pipeline.extract.labels import AMOUNTS, DATES, Field, match_fields, value_currency
from pipeline.extract.layouts import Layout
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.papertext import cell_value
from pipeline.extract.table import Table
from pipeline.extract.tokens import parse_field_amount, parse_field_date
from pipeline.records.evidence import Check, CheckKind, Value
from pipeline.records.extraction import Term, Transaction
from pipeline.records.reading import Page
from pipeline.values.text import key

BALANCES = frozenset({"opening", "closing", "minimum"})
_OWED_IS_MINUS = "欠款为-"
_ALONE = re.compile(r"[(\[注*:说明、,\d.]*(?:金额)?欠款为-")
"""The note beside no label: it speaks of every balance."""
_EVERY_LABEL = ""
_BELOW_NOUGHT = Check(CheckKind.ARITHMETIC, False, "最低还款额为负")
_BY_ORDER = Check(CheckKind.COUNTS, False, "标签与数值的次序")


def read_fields(pages: Sequence[Page], lexicon: Lexicon, table: Table | None, layout: Layout) -> dict[str, list[Field]]:
    """Find labels with their values outside the table, by currency account.

    A value's own mark tells its account, then the name at the start of its line, then the heading above.
    """
    used = table.used if table else set()
    result: dict[str, list[Field]] = {}
    under = "CNY"
    for page in pages:
        rows = [row for row in page.grid.rows if id(row) not in used]
        cells = [cell for row in rows for cell in row.cells]
        headings = [(row.box.top, hint) for row in page.grid.rows if (hint := currency_hint(row))]
        for item in pair_blocks(page, rows, match_fields(page, cells, lexicon, AMOUNTS | DATES), lexicon, layout):
            above = [hint for top, hint in headings if top <= item.label.box.top]
            named = value_currency(item.token, cells) if item.role in AMOUNTS else None
            currency = named or (above[-1] if above else under)
            result.setdefault(currency if item.role in AMOUNTS else "CNY", []).append(item)
        under = headings[-1][1] if headings else under
    result.pop("?", None)  # 外币, of which no currency is named: nothing could be said of it
    return result


def _in_words(value: Value[int]) -> bool:
    return any(word in key(value.evidence.text) for word in ("欠款", "存款", "溢缴", "cr", "debt", "deposit"))


def as_printed(layout: Layout, pages: Sequence[Page]) -> Layout:
    """Return the layout with what the paper itself says: 欠款为- holds for the label it is printed with."""
    texts = [key(cell.text) for page in pages for row in page.grid.rows for cell in row.cells]
    if any(_ALONE.match(text) for text in texts):
        return layout.model_copy(update={"owed_is_minus": (_EVERY_LABEL, *layout.owed_is_minus)})
    if not any(_OWED_IS_MINUS in text for text in texts):
        return layout
    return layout.model_copy(update={"owed_is_minus": (_OWED_IS_MINUS, *layout.owed_is_minus)})


@dataclass(frozen=True, slots=True)
class Figures:
    """Values of the paper's head and formula by role, every place in order."""

    days: dict[str, list[Value[date]]]
    amounts: dict[str, list[Value[int]]]

    def day(self, role: str) -> Value[date] | None:
        """Return the day of a role as first printed."""
        return next(iter(self.days.get(role, [])), None)

    def amount(self, role: str) -> Value[int] | None:
        """Return the amount of a role as first printed."""
        return next(iter(self.amounts.get(role, [])), None)

    def turned(self, rows: Sequence[Transaction], currency: str, terms: Sequence[Term]) -> Figures:
        """Return the figures with their balances in our signs: some banks print what is owed with a minus.

        That is believed only where the printed formula says so, or, where none is printed, the rows prove it: they lead
        from one balance to the other when both are turned, and do not as printed.  A balance that words call 存款 or
        欠款 is what they call it.

        Args:
            rows: Of all currencies.
            currency: Whose figures these are.
            terms: The formula, already in our signs; empty where none is printed.
        """
        if any(UNPROVEN in row.amount.checks for row in rows if row.currency == currency):
            return self._doubted()  # nobody knows in which signs the rows are: nor of a balance with a minus
        opening, closings = self.amount("opening"), self.amounts.get("closing", [])
        if opening is None or not closings:
            return self
        if any(term.role == "opening" for term in terms):
            # 应还款额 836.50 may stand above 本期余额 -836.50: the balance that is turned is the one with the minus.
            minus = next((c for c in closings if c.value == -terms[0].amount.value and c.value), None)
        else:
            moved = [row.amount.value for row in rows if row.currency == currency]
            change = sum(m for m in moved if m is not None)
            if not change or None in moved or opening.value > 0 or _in_words(opening):
                return self
            if any(c.value - opening.value == change for c in closings):
                return self
            minus = next((c for c in closings if c.value - opening.value == -change and c.value <= 0), None)
        if minus is None or _in_words(minus):
            return self
        amounts = dict(self.amounts)
        amounts["opening"] = [replace(value, value=-value.value) for value in amounts["opening"]]
        amounts["closing"] = [
            replace(value, value=-value.value) if value.value == minus.value else value for value in closings
        ]
        return Figures(self.days, amounts)

    def _doubted(self) -> Figures:
        """Return the figures with every balance that is printed with a minus contradicted."""
        amounts = {
            role: [v.checked(UNPROVEN) if role in BALANCES and v.value < 0 and not _in_words(v) else v for v in values]
            for role, values in self.amounts.items()
        }
        return Figures(self.days, amounts)

    def balances(self) -> list[tuple[int, int]]:
        """Return every printed (closing, opening)."""
        opening = self.amount("opening")
        return [(c.value, opening.value) for c in self.amounts.get("closing", [])] if opening else []


def figures_of(document: str, fields: Sequence[Field], layout: Layout) -> Figures:
    """Return what fields hold, in our signs as far as labels and layout tell them."""
    found = Figures({}, {})
    for item in fields:
        if item.role in DATES:
            token = item.token
            day = cell_value(document, token.page, token.cell, token.start, token.end, parse_field_date)
            if day is not None:
                found.days.setdefault(item.role, []).append(day.checked(_BY_ORDER) if item.unsure else day)
        else:
            amount = signed(document, item, layout)
            if amount is not None:
                found.amounts.setdefault(item.role, []).append(amount)
    return found


def signed(document: str, item: Field, layout: Layout) -> Value[int] | None:
    """Return a field's amount, positive where it is owed; None where it is none."""
    token = item.token
    amount = cell_value(document, token.page, token.cell, token.start, token.end, parse_field_amount)
    if amount is None:
        return None
    if item.unsure:
        amount = amount.checked(_BY_ORDER)
    if item.role not in BALANCES:
        return amount
    label = key(item.label.cell.text)
    if item.role == "minimum":
        # What must be paid is never below nought, in whatever signs the balances are printed.
        named = any(key(word) in label for word in layout.owed_is_minus if word != _EVERY_LABEL)
        amount = replace(amount, value=abs(amount.value)) if named else amount
        return amount.checked(_BELOW_NOUGHT) if amount.value < 0 else amount
    if any(key(word) in label for word in layout.owed_is_minus):
        return replace(amount, value=-amount.value)
    if amount.value < 0 and _OWED_IS_MINUS in layout.owed_is_minus and not _in_words(amount):
        return amount.checked(UNPROVEN)  # other labels of the paper have the note, and this one has a minus
    held = "存款" in label and "欠款" not in label and "溢缴" not in label  # 本期存款 110.00
    return replace(amount, value=-abs(amount.value)) if held else amount
