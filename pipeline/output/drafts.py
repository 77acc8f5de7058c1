"""Group findings into drafts, one per addressee and account, and name their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.output.drafts_bureau import bureau_form
from pipeline.output.drafts_lender import lender_letter
from pipeline.output.drafts_provider import provider_letter
from pipeline.output.text import file_stem
from pipeline.records.case import Case
from pipeline.records.decision import Decision, Decisions
from pipeline.records.finding import Finding, Severity, Status

Pictures = Mapping[str, Sequence[bytes | None]]


class Drafts(NamedTuple):
    """What was drafted.

    Attributes:
        files: Bytes by path relative to the case's folder.
        requests: Path of the draft by id of the finding; of two the one to the bureau.
        providers: Path of the draft to the institution that supplied the data, by id of the finding.
    """

    files: dict[str, bytes]
    requests: dict[str, str]
    providers: dict[str, str]


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


def provider_paths(findings: Sequence[Finding], decisions: Decisions) -> dict[str, str]:
    """Return the path of the draft to who supplied the data, by id of the finding: beside each one to the bureau."""
    return {
        one.id: f"requests/{file_stem(one.account or one.id)}-provider.docx"
        for one in findings
        if one.addressee == "bureau" and wants_draft(one, decisions)
    }


def drafts(case: Case, findings: Sequence[Finding], decisions: Decisions, pictures: Pictures) -> Drafts:
    """Return all drafts of a case, in Chinese whatever the interface's language: their readers are Chinese.

    Args:
        case: The case.
        findings: In the order in which they are numbered within a draft.
        decisions: Of the person.
        pictures: PNG bytes by id of the finding, one per evidence.
    """
    requests, providers = request_paths(findings, decisions), provider_paths(findings, decisions)
    files = {}
    for path, group in _grouped(findings, requests).items():
        write = bureau_form if group[0].addressee == "bureau" else lender_letter
        files[path] = write(case, group, pictures)
    for path, group in _grouped(findings, providers).items():
        files[path] = provider_letter(case, group, pictures)
    return Drafts(files, requests, providers)


def _grouped(findings: Sequence[Finding], paths: Mapping[str, str]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        if one.id in paths:
            groups.setdefault(paths[one.id], []).append(one)
    return groups
