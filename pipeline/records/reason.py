"""One reason: why something was not read or is doubted, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records.finding import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code's sentence and remedy."""

    sentence: Text
    remedy: Text


def reason(zh: str, en: str, do_zh: str, do_en: str) -> Reason:
    """Return a reason from its sentence and remedy in both languages."""
    return Reason(Text(zh, en), Text(do_zh, do_en))
