"""A person's whole case: papers, and the findings that reading them must give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samples.degrade import to_photo, to_scan
from samples.drawing import Truth, draw_mail, draw_pdf
from samples.truth import StatementTruth, to_json
from samples.truth_bank import BillTruth


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
        mail: "html" or "eml" for a statement that is kept as the bank mailed it; `form` then says nothing.
    """

    file: str
    truth: Truth
    form: str = "pdf"
    seed: int = 0
    mail: str = ""

    def draw(self) -> bytes:
        """Return the file's bytes."""
        if self.mail:
            return draw_mail(self.truth, self.mail)
        pdf = draw_pdf(self.truth)
        if self.form == "scan":
            return to_scan(pdf, seed=self.seed)
        return to_photo(pdf, seed=self.seed) if self.form == "photo" else pdf

    def json(self) -> dict[str, Any]:
        """Return file name, form and truth for programs."""
        return {"file": self.file, "form": self.mail or self.form, "truth": self.truth.json()}


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


def bill_file(bill: BillTruth, suffix: str = "pdf") -> str:
    """Return the file name that a bank, its mailer or a browser gives a card statement."""
    year, month, tail = bill.statement_on.year, bill.statement_on.month, bill.tails[0]
    if bill.bank == "中国银行":
        form = "补制账单" if bill.reissued else "电子合并账单"
        return f"中国银行信用卡{form}{year}年{month:02d}月账单-{tail}.{suffix}"
    if bill.bank == "交通银行":
        return f"交通银行信用卡{year}年{month:02d}月电子账单-{tail}.{suffix}"
    return f"中国建设银行信用卡电子账单-{tail}-{year}{month:02d}.{suffix}"


def bill_paper(bill: BillTruth, suffix: str = "pdf") -> PaperTruth:
    """Return a card statement as PDF, as the mailed page ("html") or as the mail ("eml")."""
    return PaperTruth(bill_file(bill, suffix), bill, mail="" if suffix == "pdf" else suffix)
