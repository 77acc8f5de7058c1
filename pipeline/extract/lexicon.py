"""The lexicon: what heads, labels, section words and phrases mean.  Data in `lexicon.yaml`, checked on load."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.records.extraction import Kind
from pipeline.values.text import close, key
from pipeline.values.yaml import DataError, load_yaml

_TRIM = re.compile(r"^[\s:：*·]+|[\s:：*]+$")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,/()&'’-]*[A-Za-z0-9.)]")
_FUZZY_LENGTH = 7  # banks misspell the English half (Transcation, Mininum); only words this long are forgiven


Side = Literal["credit", "debit"]
Section = Kind | Side
"""What a heading tells: what the rows under it are, or only on which side they stand."""
_HEADING = re.compile(r"^(?:以下是)?(?:您的)?(?:本期)?(.+?)(?:交易)?(?:明细|列表|清单)?$")


class _Kinds(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Kind
    phrases: list[str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    columns: dict[str, list[str]]
    fields: dict[str, list[str]]
    sections: dict[str, Section]
    kinds: list[_Kinds]
    merchant_late_fee: list[str]


@dataclass(frozen=True)
class Lexicon:
    """Looks words up, folded.

    Attributes:
        columns: Folded head -> role of the column.
        fields: Folded label -> role of the field.
        sections: Folded section word -> kind of the rows under it, or the side they stand on.
        phrases: (folded phrase, kind), in the order of the file: a reversal's word goes before a charge's.
        merchant_words: Folded words beside which 滞纳金 is a merchant's.
    """

    columns: dict[str, str]
    fields: dict[str, str]
    sections: dict[str, Section]
    phrases: tuple[tuple[str, Kind], ...]
    merchant_words: tuple[str, ...]

    def column(self, text: str) -> str | None:
        """Return the role that a column head names, None where it is unknown."""
        return _look_up(self.columns, text)

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
        """Return what a heading standing alone announces of the rows under it."""
        folded = key(_TRIM.sub("", text))
        if folded in self.sections:
            return self.sections[folded]
        plain = _HEADING.match(folded)
        return self.sections.get(plain.group(1)) if plain else None

    def is_phrase(self, description: str) -> bool:
        """Whether a description is one of the phrases and nothing more."""
        return any(key(description) == phrase for phrase, _ in self.phrases)

    def kind(self, description: str) -> Kind | None:
        """Return the kind that the first phrase found in a description names."""
        folded = key(description)
        for phrase, kind in self.phrases:
            if phrase in folded:
                if kind is Kind.LATE_FEE and any(word in folded for word in self.merchant_words):
                    return Kind.PURCHASE
                return kind
        return None


_OTHER_UNIT = re.compile(r"万元|千元|\(分\)|（分）|单位:分")


def _look_up(table: dict[str, str], text: str) -> str | None:
    if _OTHER_UNIT.search(text):
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
        merchant_words=tuple(key(word) for word in data.merchant_late_fee),
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
