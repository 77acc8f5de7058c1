"""What a run is asked to do, and what it says it did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.records.finding import Finding


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do; folders are absolute."""

    inbox: Path
    outbox: Path
    state: Path
    settings: Path
    as_of: date
    lang: str | None = None
    ocr: str = "auto"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a run did for one case.

    Attributes:
        name: Of the case.
        workbook: Where it lies.
        held: Whether another program held the old workbook open, so that the new one lies beside it.
        failed: Papers that could not be read or only in part: (path, reason code, detail).
        findings: In order.
        review: Number of entries to look at.
        unchanged: Whether nothing had to be written.
        edited: Drafts that the person had changed; ours lie beside them.
        lang: Language of the case's messages.
    """

    name: str
    workbook: Path
    held: bool
    failed: tuple[tuple[str, str, str], ...]
    findings: tuple[Finding, ...]
    review: int
    unchanged: bool
    edited: tuple[str, ...] = ()
    lang: str = "zh"


Progress = Callable[[Sequence[Any], str], Any]
"""(tasks, what is done to them) -> an object whose `update(1)` and `close()` follow the work."""
