"""A person's whole case: papers, and the findings that reading them must give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samples.canvas_pylopdf import PylopdfCanvas
from samples.degrade import to_photo, to_scan
from samples.papers_letter import draw_letter
from samples.papers_report import draw_report
from samples.papers_statement import draw_statement
from samples.truth import LetterTruth, ReportTruth, StatementTruth, to_json

Truth = StatementTruth | LetterTruth | ReportTruth


@dataclass(frozen=True, slots=True)
class PersonTruth:
    """An invented person; ID numbers exist in their masked forms only."""

    name: str
    id_head: str
    id_tail: str

    @property
    def masked_id(self) -> str:
        """As letters print it."""
        return f"{self.id_head}{'*' * 10}{self.id_tail}"

    @property
    def report_id(self) -> str:
        """As credit reports print it."""
        return f"{'*' * 14}{self.id_tail}"


@dataclass(frozen=True, slots=True)
class PaperTruth:
    """One file of a case.

    Attributes:
        file: Its name, with suffix.
        truth: What it says.
        form: "pdf" (embedded text), "scan" (PDF of pictures) or "photo" (JPEG of the first page).
        seed: Of the scan or photo.
    """

    file: str
    truth: Truth
    form: str = "pdf"
    seed: int = 0

    def draw(self) -> bytes:
        """Return the file's bytes."""
        if isinstance(self.truth, StatementTruth):
            pdf = draw_statement(PylopdfCanvas(), self.truth)
        elif isinstance(self.truth, LetterTruth):
            pdf = draw_letter(PylopdfCanvas(), self.truth)
        else:
            pdf = draw_report(PylopdfCanvas(), self.truth)
        if self.form == "scan":
            return to_scan(pdf, seed=self.seed)
        return to_photo(pdf, seed=self.seed) if self.form == "photo" else pdf

    def json(self) -> dict[str, Any]:
        """Return file name, form and truth for programs."""
        return {"file": self.file, "form": self.form, "truth": self.truth.json()}


@dataclass(frozen=True, slots=True)
class ExpectedFinding:
    """A finding that must come out.

    Attributes:
        code: Of the catalogue.
        severity: "error", "warning" or "notice".
        account: Card tail or contract number as printed; of a letter that lacks both, "".
        difference: Fen, observed − expected; None where the finding has none.
        on: Day of the accused charge or paper, None where it is not certain which day is meant.
        file: The accused paper.
        facts: What else a test can check.
    """

    code: str
    severity: str
    account: str
    difference: int | None
    on: date | None
    file: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseTruth:
    """One case.

    Attributes:
        name: Of the case and of its folder.
        expected: Findings that must come out; no other error and no other warning may.
        tolerated: Findings that may come out or not, because tariff or tolerance decide.
        lookalikes: What is lawful though it looks like an error, for the reader of the truth.
    """

    name: str
    person: PersonTruth
    papers: tuple[PaperTruth, ...]
    expected: tuple[ExpectedFinding, ...] = ()
    tolerated: tuple[ExpectedFinding, ...] = ()
    lookalikes: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the case for programs; amounts are fen."""
        return {
            "case": self.name,
            "person": to_json(self.person),
            "papers": [paper.json() for paper in self.papers],
            "expected": to_json(self.expected),
            "tolerated": to_json(self.tolerated),
            "lookalikes": list(self.lookalikes),
        }


def statement_file(statement: StatementTruth) -> str:
    """Return the file name that the bank or its app gives a statement."""
    year, month = statement.title_month
    if statement.reissued:
        return f"CreditCardReckoning{year}-{month:02d}-{statement.tail}.pdf"
    return f"招商银行信用卡对账单-{statement.tail}-{year}年{month:02d}月.pdf"
