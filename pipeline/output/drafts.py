"""Group findings into drafts, one per addressee and account, and name their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.output.drafts_bureau import bureau_form
from pipeline.output.drafts_lender import lender_letter
from pipeline.output.text import file_stem
from pipeline.records.case import Case
from pipeline.records.decision import Decision, Decisions
from pipeline.records.finding import Finding, Severity, Status

Pictures = Mapping[str, Sequence[bytes | None]]


class Drafts(NamedTuple):
    """What was drafted.

    Attributes:
        files: Bytes by path relative to the case's folder.
        requests: Path of the draft by id of the finding.
    """

    files: dict[str, bytes]
    requests: dict[str, str]


def wants_draft(finding: Finding, decisions: Decisions) -> bool:
    """Tell whether a finding goes into a draft.

    Notices ask nothing; what rests on an unverified reading goes to nobody; what the person closed is closed.
    """
    decision = decisions.findings.get(finding.id, Decision(finding.id))
    return (
        finding.addressee in ("lender", "bureau")
        and finding.severity is not Severity.NOTICE
        and not finding.needs_review
        and decision.status not in (Status.RESOLVED, Status.DROPPED)
    )


def request_paths(findings: Sequence[Finding], decisions: Decisions) -> dict[str, str]:
    """Return the draft's path by id of the finding; one without an account has a draft of its own."""
    return {
        one.id: f"requests/{file_stem(one.account or one.id)}-{one.addressee}.docx"
        for one in findings
        if wants_draft(one, decisions)
    }


def drafts(case: Case, findings: Sequence[Finding], decisions: Decisions, pictures: Pictures) -> Drafts:
    """Return all drafts of a case, in Chinese whatever the interface's language: their readers are Chinese.

    Args:
        case: The case.
        findings: In the order in which they are numbered within a draft.
        decisions: Of the person.
        pictures: PNG bytes by id of the finding, one per evidence.
    """
    requests = request_paths(findings, decisions)
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        if one.id in requests:
            groups.setdefault(requests[one.id], []).append(one)
    files = {}
    for path, group in groups.items():
        write = bureau_form if group[0].addressee == "bureau" else lender_letter
        files[path] = write(case, group, pictures)
    return Drafts(files, requests)
