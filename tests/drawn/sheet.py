"""A paper's printed content before anything draws it, and what each of its rows says."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.drawn.layouts import Word
from tests.drawn.words import Pair


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a paper prints, whoever prints it.

    Attributes:
        pairs: Labels of the head with their values.
        columns: From left to right; role "" for a column that is none of ours.
        rows: Section word ("" for none) and cells of each row.
        total: Cells of the 合计 row, empty where there is none.
        terms: Printed formula: sign (0 for the closing balance, which stands first), label, value.
        right: Roles whose columns are set right.
        wraps: Roles whose cells may take two lines.
    """

    title: str
    greeting: str
    pairs: tuple[tuple[Word, str], ...]
    columns: tuple[Word, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    total: tuple[str, ...]
    terms: tuple[tuple[int, Word, str], ...]
    foot: tuple[str, ...]
    bilingual: str
    right: frozenset[str]
    wraps: frozenset[str]


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet with what it says: fields as in `Drawn`."""

    sheet: Sheet
    issuer: str
    labels: tuple[Word, ...]
    header: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn paper with its truth.

    Attributes:
        name: Family, form, seed and number, to draw it again.
        family: card, bank, loan or plan.
        form: pdf, html, eml or csv.
        issuer: As the title says it.
        header: Fields of the head, by the names of the records.
        rows: In printed order; each has the fields that the paper prints.
    """

    name: str
    family: str
    form: str
    data: bytes
    issuer: str
    heads: tuple[Word, ...]
    labels: tuple[Word, ...]
    header: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]

    @property
    def known(self) -> bool:
        """Whether the synonym dictionary has every head of ours."""
        return all(word.known for word in self.heads if word.role)

    @property
    def strange(self) -> tuple[Word, ...]:
        """Heads and labels of ours that the synonym dictionary lacks."""
        return tuple(word for word in (*self.heads, *self.labels) if word.role and not word.known)


@dataclass(frozen=True, slots=True)
class Style:
    """How figures and days are written."""

    day: str
    head_day: str
    minus: str
    plus: str
    mark: str
    mark_first: bool
    thousands: bool

    def money(self, fen: int, *, signed: bool = False) -> str:
        """Return an amount; `signed` writes a plus too, where the style has one."""
        digits = f"{abs(fen) // 100:,}" if self.thousands else str(abs(fen) // 100)
        text = f"{digits}.{abs(fen) % 100:02d}"
        sign = self.minus if fen < 0 else self.plus if signed else ""
        return f"{self.mark}{sign}{text}" if self.mark_first else f"{sign}{self.mark}{text}"

    def date(self, day: date) -> str:
        """Return a day of a row."""
        return day.strftime(self.day)


def draw_style(lot: random.Random, *, plus: bool) -> Style:
    """Draw how a paper writes its figures."""
    return Style(
        day=lot.choice(("%Y%m%d", "%Y-%m-%d", "%Y-%m-%d", "%Y/%m/%d")),
        head_day=lot.choice(("%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日")),
        minus=lot.choice(("-", "-", "-", "−")),
        plus="+" if plus and lot.random() < 0.4 else "",
        mark=lot.choice(("", "", "", "", "￥", "¥")),
        mark_first=lot.random() < 0.5,
        thousands=lot.random() < 0.6,
    )


@dataclass(frozen=True, slots=True)
class Words:
    """Draws words by role: each with chance `strange` from those the dictionary lacks."""

    lot: random.Random
    known: Mapping[str, Sequence[Pair]]
    unknown: Mapping[str, Sequence[Pair]]
    strange: float

    def word(self, role: str, *, among: Sequence[int] | None = None) -> Word:
        """Draw a word; `among` restricts the known ones to these numbers."""
        known = self.lot.random() >= self.strange
        words = (self.known if known else self.unknown)[role]
        if known and among is not None:
            words = [words[n] for n in among]
        chinese, english = self.lot.choice(words)
        return Word(role, chinese, english, known)


__all__ = ["Drawn", "Printed", "Sheet", "Style", "Word", "Words", "draw_style"]
