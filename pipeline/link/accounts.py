"""Accounts as papers make them known: each once, with what was said of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pipeline.records.case import Account
from pipeline.records.evidence import Value
from pipeline.records.letter import Letter
from pipeline.records.report import ReportAccount


def account_id(kind: str, issuer: str | None, identifier: str) -> str:
    """Return an account's id: a hash of kind, issuer and identifier as printed."""
    return "a" + hashlib.sha256(f"{kind}|{issuer or ''}|{identifier}".encode()).hexdigest()[:10]


class Accounts:
    """Collects what papers say of each account, in a fixed order."""

    def __init__(self) -> None:
        self.kind: dict[str, tuple[str, str | None, str | None, str | None]] = {}
        self.documents: dict[str, set[str]] = {}
        self.letters: dict[str, list[Letter]] = {}
        self.entries: dict[str, list[ReportAccount]] = {}
        self.opened: dict[str, list[Value | None]] = {}  # type: ignore[type-arg]

    def add(self, kind: str, issuer: str | None, tail: str | None, contract: str | None, identifier: str) -> str:
        """Make an account known, if it is not yet, and return its id."""
        identity = account_id(kind, issuer, identifier)
        self.kind.setdefault(identity, (kind, issuer, tail, contract))
        return identity

    def note(self, identity: str, document: str) -> None:
        """Note that a paper speaks of an account."""
        self.documents.setdefault(identity, set()).add(document)

    def build(self) -> tuple[Account, ...]:
        """Return all accounts in the order of their ids."""
        result = []
        for identity, (kind, issuer, tail, contract) in sorted(self.kind.items()):
            letters = self.letters.get(identity, [])
            entries = self.entries.get(identity, [])
            result.append(
                Account(
                    id=identity,
                    kind=kind,
                    issuer=issuer,
                    tail=tail,
                    contract_no=contract,
                    opened_on=_first(
                        [
                            *(x.opened_on for x in letters),
                            *self.opened.get(identity, []),
                            *(e.opened_on for e in entries),
                        ]
                    ),
                    settled_on=_first(x.settled_on for x in letters),
                    settled_amount=_first(x.settled_amount for x in letters),
                    documents=tuple(sorted(self.documents.get(identity, set()))),
                )
            )
        return tuple(result)


def _first(values: Iterable[Value | None]) -> Value | None:  # type: ignore[type-arg]
    return next((value for value in values if value is not None), None)
