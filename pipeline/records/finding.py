"""What rules say, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.records.evidence import Evidence


class Severity(StrEnum):
    """How sure, and what a draft may ask: correction (error), explanation (warning), nothing (notice)."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Status(StrEnum):
    """What became of a finding; the last two are set by us only."""

    OPEN = "未处理"
    SENT = "已发出"
    ANSWERED = "已答复"
    RESOLVED = "已解决"
    DROPPED = "不追究"
    WITHDRAWN = "已撤回"
    PAPER_GONE = "文件已移除"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages of the interface."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """Return the sentence in "zh" or "en"."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis: title, article, issuer and number, nature, the day it came into force, confidence mark."""

    title: str
    article: str
    nature: str
    valid_from: date
    confidence: str
    text: Text


CHARGED = frozenset(
    {
        *("DUP101", "DUP103", "PEN202", "PEN204", "PEN205", "INT301", "INT302", "INT303"),
        *("LOAN402", "LOAN405", "LOAN406", "LOAN407", "SET604"),
    }
)
"""Codes whose difference is money that was collected and has no ground; of others it is a figure to be corrected."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or to know, about one charge, letter or report account.

    Attributes:
        id: Stable between runs; see `rules.finding_id`.
        code: Catalogue code, e.g. "PEN204".
        account: Id of the account, None only where there is none.
        date: Day of the charge or paper accused.
        observed, expected, difference: Fen where amounts, else a sentence or None.
        calculation: Steps that a clerk can follow with a pocket calculator.
        basis: What it rests on; empty where that is the papers' own figures and words.
        evidence: Where to look; the first is the accused line itself.
        needs_review: Whether a figure or word it rests on is not verified; no draft then.
        addressee: "lender", "bureau" or "" for no draft; `issuer` is whom the lender's letter goes to.
        asks: What the draft asks for, one sentence each.
        currency: ISO 4217 of the amounts.
        also: What other rules say of the same charge, for the person alone: no draft shows it.
    """

    id: str
    code: str
    severity: Severity
    account: str | None
    issuer: str | None
    date: date | None
    title: Text
    observed: int | Text | None
    expected: int | Text | None
    difference: int | None
    calculation: tuple[Text, ...]
    basis: tuple[Basis, ...]
    evidence: tuple[Evidence, ...]
    needs_review: bool
    addressee: str
    asks: tuple[Text, ...]
    meaning: Text
    currency: str = "CNY"
    also: tuple[Text, ...] = ()

    @property
    def steps(self) -> tuple[Text, ...]:
        """The calculation as the person sees it, with what other rules say of the same charge."""
        return self.calculation + self.also

    @property
    def to_get_back(self) -> int | None:
        """Fen (renminbi) that the papers prove to be owed to the person; None where that is not what it says.

        A balance that a report still shows, a figure of a letter, a balance carried over wrongly is no money collected,
        nor is what a lender shall only explain.
        """
        proven = self.severity is Severity.ERROR and not self.needs_review
        return self.difference if proven and self.code in CHARGED and self.currency == "CNY" else None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something to do on a day."""

    account: str | None
    due_on: date
    action: Text
    why: Text
    finding: str | None
