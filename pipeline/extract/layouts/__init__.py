"""What differs at one issuer, as data: one YAML file per issuer, checked on load."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.values.yaml import DataError, load_yaml

TermRole = Literal["opening", "payments", "charges", "adjustments", "interest", "fees"]


class Layout(BaseModel):
    """One issuer's differences from the lexicon.

    Attributes:
        issuer: Chinese short name.
        markers: Words that name the issuer's papers, for recognition.
        signs: Sign of each term of the printed balance formula, where the paper prints no operators.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    issuer: str
    markers: tuple[str, ...] = ()
    signs: dict[TermRole, Literal[-1, 1]] = {}


GENERAL = Layout(issuer="")
"""For issuers without a file: nothing is known beyond the lexicon."""


def parse(text: str, name: str) -> Layout:
    """Parse and check a layout file.

    Raises:
        DataError: Unknown or duplicate keys; the message names file and key.
    """
    try:
        return Layout.model_validate(load_yaml(text, name))
    except ValidationError as error:
        raise DataError(f"{name}: {error}") from error


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
