"""What a person decided: typed into the workbook, kept in `state/<case>/decisions.toml`, which is the truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pipeline.records.extraction import DocType
from pipeline.records.finding import Status


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says that a paper is.

    Attributes:
        type: Its kind, None: as recognised.
        issuer: Chinese short name of who made it, "": as recognised.
    """

    type: DocType | None = None
    issuer: str = ""


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person wrote beside a finding.

    Attributes:
        finding: Id of the finding.
        status: What became of it.
        sent_on, received_on, answered_on: 发出日期, 签收日期, 答复日期.
        note: 备注, as typed.
        code, title: Of the finding when last seen, for the list of those that fit nowhere any more.
        anchor: Where its first evidence stands ("sha256-prefix:page:text"), to re-attach it when the id changed.
        documents: Hashes (sha256) of the files its evidence stood in.
    """

    finding: str
    status: Status = Status.OPEN
    sent_on: date | None = None
    received_on: date | None = None
    answered_on: date | None = None
    note: str = ""
    code: str = ""
    title: str = ""
    anchor: str = ""
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a case.

    Attributes:
        findings: By id of the finding.
        corrections: By id of the review entry: the text typed under 更正.
        papers: By id of the paper: what it is said to be.
    """

    findings: dict[str, Decision] = field(default_factory=dict)
    corrections: dict[str, str] = field(default_factory=dict)
    papers: dict[str, Said] = field(default_factory=dict)
