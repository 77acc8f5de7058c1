"""Plain words: what each code means, what to do, what not to claim; and the popular errors.  Strict, as data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from pipeline.records.catalogue import Misbelief, Provision, Wording
from pipeline.records.finding import Text
from pipeline.values.yaml import DataError, load_yaml
from rules.registry import catalogue
from rules.tables.load import Tables, tables
from rules.tables.model import Confidence

FAQ = "faq.yaml"

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Said(_Model):
    zh: _Words
    en: _Words

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


class _Short(_Said):
    zh: Annotated[_Words, Field(max_length=120)]


class _Wording(_Model):
    means: _Short
    do: _Short
    never: _Short


class _Provision(_Model):
    """A row of a table (the last, or that of a day), or words of its own with their mark."""

    table: str | None = None
    on: date | None = None
    zh: _Words | None = None
    en: _Words | None = None
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> _Provision:
        own = (self.zh, self.en, self.confidence)
        if (self.table is None) != all(own) or any(own) != all(own) or (self.on and not self.table):
            raise ValueError("either `table` (with `on`), or `zh`, `en` and `confidence`")
        return self


class _Misbelief(_Model):
    id: int
    question: _Said
    answer: _Said
    instead: _Said
    provisions: Annotated[tuple[_Provision, ...], Field(min_length=1)]


_FAMILY = TypeAdapter(dict[str, _Wording])
_FAQ = TypeAdapter(tuple[_Misbelief, ...])


def parse_wordings(files: Iterable[tuple[str, str]], codes: Collection[str]) -> dict[str, Wording]:
    """Parse files of wordings, given as (name, text), one per family: `PEN.yaml` holds the codes PEN….

    Raises:
        DataError: Unknown, missing or duplicate keys, a text too long, a code in the wrong file or of no rule, or a
            code without wording; the message names file and code.
    """
    result: dict[str, Wording] = {}
    families = set()
    for name, text in files:
        family = name.removesuffix(".yaml")
        families.add(family)
        try:
            found = _FAMILY.validate_python(load_yaml(text, name))
        except ValidationError as error:
            raise DataError(f"{name}: {error}") from error
        for code, one in found.items():
            if code not in codes:
                raise DataError(f"{name}: {code} is the code of no rule")
            if _family(code) != family:
                raise DataError(f"{name}: {code} belongs into {_family(code)}.yaml")
            result[code] = Wording(one.means.text, one.do.text, one.never.text)
    for code in sorted(codes):
        if code not in result:
            raise DataError(f"{_family(code)}.yaml: no wording for {code}")
    if unused := families - {_family(code) for code in codes}:
        raise DataError(f"{min(unused)}.yaml: no rule is of that family")
    return {code: result[code] for code in sorted(result)}


def _family(code: str) -> str:
    return code.rstrip("0123456789")


def parse_misbeliefs(text: str, known: Tables, name: str = FAQ) -> tuple[Misbelief, ...]:
    """Parse the popular errors.

    Raises:
        DataError: Unknown, missing or duplicate keys, ids that do not count from 1, a table or day that is unknown.
    """
    try:
        found = _FAQ.validate_python(load_yaml(text, name))
    except ValidationError as error:
        raise DataError(f"{name}: {error}") from error
    for number, one in enumerate(found, 1):
        if one.id != number:
            raise DataError(f"{name}: entry {number} has the id {one.id}")
    return tuple(
        Misbelief(
            one.id,
            one.question.text,
            one.answer.text,
            one.instead.text,
            tuple(dict.fromkeys(_provision(each, known, f"{name}: entry {one.id}") for each in one.provisions)),
        )
        for one in found
    )


def _provision(one: _Provision, known: Tables, where: str) -> Provision:
    if one.table is None:
        assert one.zh and one.en and one.confidence  # noqa: S101  held by the model
        return Provision(Text(one.zh, one.en), one.confidence)
    table = known.tables.get(one.table)
    if table is None:
        raise DataError(f"{where}: no table {one.table}")
    line = table.rows[-1] if one.on is None else known.look_up(one.table, one.on).line
    if line is None:
        raise DataError(f"{where}: {one.table} says nothing of {one.on}")
    source = line.source
    place = source.title + (f"（{source.number}）" if source.number else "") + source.article
    return Provision(Text(place, place), source.confidence)


def _files() -> dict[str, str]:
    folder = resources.files("rules").joinpath("wording")
    return {item.name: item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".yaml")}


@lru_cache(maxsize=1)
def wordings() -> Mapping[str, Wording]:
    """Return the plain words of every rule, by code.

    Raises:
        DataError: A file is wrong, or a rule has none.
    """
    files = sorted((name, text) for name, text in _files().items() if name != FAQ)
    return parse_wordings(files, [rule.code for rule in catalogue()])


@lru_cache(maxsize=1)
def misbeliefs() -> tuple[Misbelief, ...]:
    """Return the popular errors, each with what is true, what to do and the provisions.

    Raises:
        DataError: The file is wrong or missing.
    """
    files = _files()
    if FAQ not in files:
        raise DataError(f"rules/wording/{FAQ} is missing")
    return parse_misbeliefs(files[FAQ], tables())
