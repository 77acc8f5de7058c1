"""Everything that can go wrong, with a stable code, a sentence for the person and what to do.

JieqingError
├── UsageError          wrong call or settings; exit 2
├── OutputError         outputs could not be written, or another run is at work; exit 3
└── DocumentError       one file or page cannot be read; the run goes on
"""

from __future__ import annotations

from pipeline.records.reason import Reason
from pipeline.records.reasons import REASONS

__all__ = ["REASONS", "DocumentError", "JieqingError", "OutputError", "Reason", "UsageError", "explain"]


class JieqingError(Exception):
    """Base of all errors that we raise on purpose."""


class UsageError(JieqingError):
    """The call or the settings are wrong; exit status 2."""


class OutputError(JieqingError):
    """Outputs could not be written, or another run is at work; exit status 3."""


class DocumentError(JieqingError):
    """One file or page cannot be read.

    Attributes:
        code: Key of `REASONS`.
        detail: What exactly was found.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        if code not in REASONS:
            raise KeyError(code)
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def explain(code: str, detail: str = "", lang: str = "zh") -> str:
    """Return the reason's sentence and remedy for a person, with the detail between."""
    reason = REASONS[code]
    if lang == "en":
        return f"{reason.sentence.en}{f' ({detail})' if detail else ''}; {reason.remedy.en}"
    return f"{reason.sentence.zh}{f'（{detail}）' if detail else ''}；{reason.remedy.zh}"
