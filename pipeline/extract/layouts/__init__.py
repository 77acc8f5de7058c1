"""What differs at one issuer, as data: one YAML file per issuer, checked on load."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.extract.lexicon import KindPhrases, Lexicon, Section, lexicon
from pipeline.values.text import key
from pipeline.values.yaml import DataError, load_yaml

TermRole = Literal["opening", "payments", "charges", "adjustments", "interest", "cash_interest", "fees"]


class Layout(BaseModel):
    """One issuer's differences from the lexicon; a word that stands here means at this issuer what it says here.

    Attributes:
        issuer: Chinese short name.
        markers: Words that name the issuer's papers, for recognition.
        columns: Role of the lexicon -> heads of columns.
        fields: Role of the lexicon -> labels of single values.
        sections: Heading -> kind of the rows under it, or their side.
        kinds: Phrases of descriptions, before the lexicon's.
        signs: Sign of each term of the printed balance formula, where the paper prints no operators.
        owed_is_minus: Labels of balances that are printed negative where they are owed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    issuer: str
    markers: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = {}
    fields: dict[str, tuple[str, ...]] = {}
    sections: dict[str, Section] = {}
    kinds: tuple[KindPhrases, ...] = ()
    signs: dict[TermRole, Literal[-1, 1]] = {}
    owed_is_minus: tuple[str, ...] = ()

    def merged(self, words: Lexicon) -> Lexicon:
        """Return the lexicon as it is at this issuer."""
        phrases = {key(phrase): group.kind for group in self.kinds for phrase in group.phrases}
        return replace(
            words,
            columns=words.columns | _roles(self.columns),
            fields=words.fields | _roles(self.fields),
            sections=words.sections | {key(word): section for word, section in self.sections.items()},
            phrases=(*phrases.items(), *(pair for pair in words.phrases if pair[0] not in phrases)),
        )


def _roles(groups: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {key(label): role for role, labels in groups.items() for label in labels}


GENERAL = Layout(issuer="")
"""For issuers without a file: nothing is known beyond the lexicon."""


def parse(text: str, name: str) -> Layout:
    """Parse and check a layout file.

    Raises:
        DataError: Unknown or duplicate keys, a role that the lexicon does not have, or a label with two roles; the
            message names file and key.
    """
    try:
        layout = Layout.model_validate(load_yaml(text, name))
    except ValidationError as error:
        raise DataError(f"{name}: {error}") from error
    for member, known in (("columns", lexicon().columns), ("fields", lexicon().fields)):
        groups: dict[str, tuple[str, ...]] = getattr(layout, member)
        labels = [key(label) for group in groups.values() for label in group]
        strange = sorted(groups.keys() - set(known.values())) or sorted({x for x in labels if labels.count(x) > 1})
        if strange:
            raise DataError(f"{name}: {member}: {strange[0]!r} is no role, or stands twice")
    return layout


def _files() -> list[tuple[str, str]]:
    folder = resources.files("pipeline.extract.layouts")
    return sorted((f.name, f.read_text("utf-8")) for f in folder.iterdir() if f.name.endswith(".yaml"))


@lru_cache(maxsize=1)
def layouts() -> dict[str, Layout]:
    """Return all layouts by issuer."""
    loaded = [parse(text, name) for name, text in _files()]
    return {layout.issuer: layout for layout in loaded}


def layout_of(issuer: str | None) -> Layout:
    """Return an issuer's layout, or the general one."""
    return layouts().get(issuer or "", GENERAL)


def layouts_hash() -> str:
    """Return the hash of all layout files, for cache keys and provenance."""
    return hashlib.sha256("".join(name + text for name, text in _files()).encode()).hexdigest()
