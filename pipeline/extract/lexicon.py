"""The lexicon: what heads, labels, section words and phrases mean.  Data in `lexicon.yaml`, checked on load."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.extract.own_words import CHARGES, OwnWords
from pipeline.records.extraction import Kind
from pipeline.values.money import names_other_unit
from pipeline.values.text import close, is_chinese, key
from pipeline.values.yaml import DataError, load_yaml

_TRIM = re.compile(r"^[\s:：*·]+|[\s:：*]+$")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,/()&'’-]*[A-Za-z0-9.)]")
_FUZZY_LENGTH = 7  # banks misspell the English half (Transcation, Mininum); only words this long are forgiven


Side = Literal["credit", "debit"]
Section = Kind | Side
"""What a heading tells: what the rows under it are, or only on which side they stand."""
_HEADING = re.compile(
    r"^(?:\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.])?(?:以下是)?(?:您的)?(?:本期)?(.+?)(?:交易)?(?:明细|列表|清单|记录)?$"
)


class KindPhrases(BaseModel):
    """Phrases of descriptions that name a kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Kind
    phrases: tuple[str, ...]


Aside = Literal["interest_table", "instalment_plan", "unbilled"]
"""Lists that may stand beside a statement's rows and are none of them."""


InterestRole = Literal[
    "label", "base", "start", "end", "period", "days", "rate", "amount", "posted_on", "day", "tail", "currency",
    "ignored",
]  # fmt: skip
"""Columns of the list by which a card's statement shows how its interest was computed (计息明细)."""


class _Aside(BaseModel):
    model_config = ConfigDict(extra="forbid")
    headings: list[str] = []
    columns: list[str] = []


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    columns: dict[str, list[str]]
    fields: dict[str, list[str]]
    sections: dict[str, Section]
    kinds: list[KindPhrases]
    asides: dict[Aside, _Aside] = {}
    interest_list: dict[InterestRole, list[str]] = {}
    bank_words: list[str]
    particles: list[str] = []
    card_only: list[str] = []


@dataclass(frozen=True)
class Lexicon:
    """Looks words up, folded.

    Attributes:
        columns: Folded head -> role of the column.
        fields: Folded label -> role of the field.
        sections: Folded section word -> kind of the rows under it, or the side they stand on.
        phrases: (folded phrase, kind), in the order of the file: a reversal's word goes before a charge's.
        aside_headings, aside_columns: Folded heading, or head of a column -> the list it announces, which has no rows.
        interest_columns: Folded head -> role of the column, in the list that shows how interest was computed.
        own_words: Tell whether the words around 违约金, 利息, 年费 … are the bank's own or a merchant's.
    """

    columns: dict[str, str]
    fields: dict[str, str]
    sections: dict[str, Section]
    phrases: tuple[tuple[str, Kind], ...]
    aside_headings: dict[str, Aside]
    aside_columns: dict[str, Aside]
    interest_columns: dict[str, str]
    own_words: OwnWords

    def column(self, text: str) -> str | None:
        """Return the role that a column head names, None where it is unknown."""
        return _look_up(self.columns, text)

    def interest_column(self, text: str) -> str | None:
        """Return the role that a head names in the list that shows how interest was computed, None where unknown."""
        return _look_up(self.interest_columns, text) or _look_up(self.interest_columns, _UNIT_OF_RATE.sub("", text))

    def field(self, text: str) -> str | None:
        """Return the role that a whole label names, None where it is unknown."""
        return _look_up(self.fields, text)

    @cached_property
    def fields_by_start(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Folded labels with their roles by first character, longest first: for labels inside a cell."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for label, role in sorted(self.fields.items(), key=lambda item: (-len(item[0]), item[0])):
            groups.setdefault(label[0], []).append((label, role))
        return {first: tuple(labels) for first, labels in groups.items()}

    def section(self, text: str) -> Section | None:
        """Return what a heading standing alone announces of the rows under it; a total behind it says nothing."""
        folded = key(_TRIM.sub("", _TOTAL.sub("", text)))
        if folded in self.sections:
            return self.sections[folded]
        plain = _HEADING.match(folded)
        if plain and plain.group(1) in self.sections:
            return self.sections[plain.group(1)]
        chinese = _LATIN.sub("", _TRIM.sub("", _TOTAL.sub("", text))).strip("/:-() ")
        return self.sections.get(key(chinese)) if any(map(is_chinese, chinese)) else None

    def aside(self, text: str) -> Aside | None:
        """Return the list that a heading standing alone announces, where it is none of rows."""
        whole = key(_TRIM.sub("", text)).strip("【】[]()-")
        for folded in (whole, _CURRENCY.sub("", re.sub(r"\(.*?\)", "", whole))):
            plain = _HEADING.match(folded)
            for candidate in (folded, plain.group(1) if plain else folded):
                if candidate in self.aside_headings:
                    return self.aside_headings[candidate]
        return None

    def aside_of(self, heads: Sequence[str]) -> Aside | None:
        """Return the list that column heads announce, where it is none of rows: two of its own words suffice."""
        found = [a for head in heads if (a := self.aside_columns.get(re.sub(r"\(.*?\)", "", key(head)))) is not None]
        return found[0] if len(found) >= 2 else None

    def is_phrase(self, description: str) -> bool:
        """Whether a description is one of the phrases and nothing more."""
        return any(key(description) == phrase for phrase, _ in self.phrases)

    def kind(self, description: str, *, banks: bool = False) -> Kind | None:
        """Return the kind that a description names.

        A kind word that leads it, in brackets or apart, says it alone.  Else of all phrases found in it those count
        that are no part of a longer one (利息 in 逾期利息), and of these the first in the file's order.  A charge
        beside a merchant's words is the merchant's: a purchase.

        Args:
            description: As printed.
            banks: Whether a heading or a column already says that it is a charge of the bank.
        """
        leading = _LEADING.match(description.strip())
        if leading:
            led = self.sections.get(key(leading.group(1) or leading.group(2)))
            if isinstance(led, Kind) and led not in _BROAD:
                return led
        folded = key(description)
        spans = [
            (found.start(), found.end(), order)
            for order, (phrase, _) in enumerate(self.phrases)
            for found in re.finditer(re.escape(phrase), folded)
        ]
        whole = [s for s in spans if not any(o[0] <= s[0] and s[1] <= o[1] and o[:2] != s[:2] for o in spans)]
        if not whole:
            return None
        kind = self.phrases[min(whole, key=lambda span: span[2])[2]][1]
        if kind not in CHARGES or banks:
            return kind
        charges = [span[:2] for span in whole if self.phrases[span[2]][1] in CHARGES]
        return kind if self.own_words.own(folded, charges) else Kind.PURCHASE


_CURRENCY = re.compile(r"^(?:人民币|美元|港币|欧元|日元|英镑|本币|外币)(?:账户)?")
_UNIT_OF_RATE = re.compile(r"[%％‰‱]|[万千百]分之")
_LEADING = re.compile(r"[(（【\[]\s*([一-鿿]{2,4})\s*[)）】\]]|([一-鿿]{2,4})\s+(?=\S)")
_BROAD = frozenset({Kind.FEE, Kind.OTHER, Kind.ADJUSTMENT, Kind.INTEREST})
"""What is led by 费用 may be a penalty: its own words tell."""
_TOTAL = re.compile(r"(?:合计|小计|共计|total)\s*[:：]?\s*[￥¥$＄]?\s*-?[\d,]+\.\d\d\s*$", re.IGNORECASE)


def _look_up(table: dict[str, str], text: str) -> str | None:
    if names_other_unit(text):
        return None  # amounts in another unit are not read as yuan
    trimmed = _TRIM.sub("", text)
    whole = key(trimmed)
    if whole in table:
        return table[whole]
    plain = re.sub(r"\(.*?\)", "", whole)
    if plain in table:
        return table[plain]
    latin = [key(part) for part in _LATIN.findall(trimmed)]
    chinese = key(_LATIN.sub(" ", trimmed)).strip("/:-=+()")
    if chinese and chinese != whole and chinese in table:
        return table[chinese]
    for part in latin:
        part_plain = re.sub(r"\(.*?\)", "", part)
        for candidate in (part, part_plain):
            if candidate in table:
                return table[candidate]
        # Beside an unknown Chinese label the English half must be exact: what it merely resembles proves nothing.
        if len(part) >= _FUZZY_LENGTH and not chinese:
            roles = {role for label, role in table.items() if label.isascii() and close(part, label, 2)}
            if len(roles) == 1:
                return roles.pop()
    return None


def _invert(name: str, groups: dict[str, list[str]]) -> dict[str, str]:
    table: dict[str, str] = {}
    for role, labels in groups.items():
        for label in labels:
            folded = key(label)
            if table.get(folded, role) != role:
                raise DataError(f"lexicon.yaml: {name}: {label!r} means {table[folded]} and {role}")
            table[folded] = role
    return table


def parse(text: str) -> Lexicon:
    """Parse and check a lexicon.

    Raises:
        DataError: Unknown or duplicate keys, or one word with two meanings.
    """
    try:
        data = _File.model_validate(load_yaml(text, "lexicon.yaml"))
    except ValidationError as error:
        raise DataError(f"lexicon.yaml: {error}") from error
    phrases: dict[str, Kind] = {}
    for group in data.kinds:
        for phrase in group.phrases:
            folded = key(phrase)
            if phrases.setdefault(folded, group.kind) is not group.kind:
                raise DataError(f"lexicon.yaml: kinds: {phrase!r} means {phrases[folded]} and {group.kind}")
    return Lexicon(
        columns=_invert("columns", data.columns),
        fields=_invert("fields", data.fields),
        sections={key(word): kind for word, kind in data.sections.items()},
        phrases=tuple(phrases.items()),
        aside_headings={key(word): name for name, group in data.asides.items() for word in group.headings},
        aside_columns={key(word): name for name, group in data.asides.items() for word in group.columns},
        interest_columns=_invert("interest_list", {str(role): words for role, words in data.interest_list.items()}),
        own_words=OwnWords.of(data.bank_words, data.particles, data.card_only),
    )


def _text() -> str:
    return resources.files("pipeline.extract").joinpath("lexicon.yaml").read_text("utf-8")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the program."""
    return parse(_text())


def lexicon_hash() -> str:
    """Return the hash of the lexicon's text, for cache keys and provenance."""
    return hashlib.sha256(_text().encode()).hexdigest()
