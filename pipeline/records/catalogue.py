"""Rules and popular errors as the person reads them, apart from the rules themselves."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records.finding import Severity, Text


@dataclass(frozen=True, slots=True)
class Wording:
    """A code in plain words.

    Attributes:
        means: What it means.
        do: What to do.
        never: What not to claim.
    """

    means: Text
    do: Text
    never: Text


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What a code means.

    Attributes:
        code: The code.
        severity: The gravest it can say.
        says: What a finding of it means.
        basis: Titles, numbers and articles, one each.
        natures: Of the basis: statute, supervisory rule, published price …; empty where the papers alone decide.
        silent_when: When it says nothing, one each.
        plain: The same for a person who knows nothing of it.
    """

    code: str
    severity: Severity
    says: Text
    basis: tuple[Text, ...]
    natures: tuple[Text, ...]
    silent_when: tuple[Text, ...]
    plain: Wording


@dataclass(frozen=True, slots=True)
class Provision:
    """What an answer rests on, with its mark: S, S-, K or ?."""

    place: Text
    confidence: str


@dataclass(frozen=True, slots=True)
class Misbelief:
    """A popular error.

    Attributes:
        id: Its number, from 1.
        question: As people ask it.
        answer: What is true.
        instead: What to do instead.
        provisions: What the answer rests on.
    """

    id: int
    question: Text
    answer: Text
    instead: Text
    provisions: tuple[Provision, ...]
