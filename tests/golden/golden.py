"""What a golden is: a paper, what made it, and the truth it was made from (never what the reader printed)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from pipeline.extract import Paper
from pipeline.records.rates import Rate
from pipeline.values.text import key

PAPERS = Path(__file__).parent / "papers"
"""A folder per golden: the paper under its own name, and `expected.json`."""

_WORDS = frozenset(
    {"description", "counterparty", "label", "remark", "name", "issuer_text", "section", "serial", "settled_in_words"}
    | {"claims_given_up", "stays_open", "closes", "creditor"}
)
"""Members compared folded: lookalikes, blanks and widths do not matter in words."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden before it is written.

    Attributes:
        name: Of its folder.
        file: Name of the paper, as a person would have it in the inbox.
        made_by: The program that draws it: reportlab, soffice, chromium, pylopdf, csv, html, xlsx, xls, mail, zip.
        papers: What the file holds, in order, as `shown` shows it: of each paper its type, and of its records the
            members that the truth knows.  A negative golden has one paper of type "other".
        make: Draws it; may need a program that only the maker has (a browser, an office suite).
        passwords: That open it.
    """

    name: str
    file: str
    made_by: str
    papers: Sequence[Mapping[str, Any]]
    make: Callable[[], bytes] = field(compare=False)
    passwords: tuple[str, ...] = ()

    def expected(self) -> dict[str, Any]:
        """Return what `expected.json` holds."""
        return {
            "file": self.file,
            "made_by": self.made_by,
            "passwords": list(self.passwords),
            "papers": plain(self.papers),
        }

    def write(self) -> None:
        """Draw the paper and write it with its truth."""
        folder = PAPERS / self.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / self.file).write_bytes(self.make())
        text = json.dumps(self.expected(), ensure_ascii=False, indent=1)
        (folder / "expected.json").write_text(text + "\n", "utf-8")


def plain(value: Any, name: str = "") -> Any:
    """Return a truth or a record as JSON has it: days in ISO form, words folded, values without their evidence."""
    if hasattr(value, "evidence") and hasattr(value, "value"):
        value = value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Rate):
        return f"{value} {value.per}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return key(value) if name in _WORDS else value
    if isinstance(value, Mapping):
        return {k: plain(v, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v, name) for v in value]
    return value


def shown(paper: Paper, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return of a paper what an expected paper names, in its form."""
    return {name: _shown(_member(paper, name), like, name) for name, like in wanted.items()}


def _member(record: Any, name: str) -> Any:
    return getattr(record.document if name in ("type", "issuer", "status", "reason_code", "detail") else record, name)


def _shown(value: Any, like: Any, name: str) -> Any:
    if isinstance(like, Mapping):
        return {k: _shown(getattr(value, k), v, k) for k, v in like.items()} if value is not None else None
    if isinstance(like, list | tuple) and like and isinstance(like[0], Mapping):
        # A record more than expected is shown by the members of the last.
        return [_shown(v, like[min(n, len(like) - 1)], name) for n, v in enumerate(value or ())]
    return plain(value, name)
