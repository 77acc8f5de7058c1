"""What is wrong with the findings of a drawn world, one line for each complaint."""

from __future__ import annotations

from datetime import date

from pipeline.records.case import Case
from pipeline.records.extraction import DocStatus
from pipeline.records.finding import Finding, Severity
from tests.acceptance.reader import judge, read_paper
from tests.drawn.worlds import World

AS_OF = date(2026, 11, 25)


def _number(case: Case, finding: Finding) -> str:
    """Return the contract number or card tail that a finding is about, "" where its paper names none."""
    if finding.account is None:
        return ""
    return case.account(finding.account).identifier


def complaints(world: World) -> list[str]:
    """Return what was missed, what was found besides, and what was not understood."""
    papers = {name: read_paper(name, data) for name, data in world.files.items()}
    case, judged = judge(papers, AS_OF)
    result = [f"unread {n} {p.document.reason_code}" for n, p in papers.items() if p.document.status is not DocStatus.OK]
    loud = [f for f in judged.findings if f.severity is not Severity.NOTICE]
    said = sorted((f.code, _number(case, f)) for f in loud)
    expected = list(world.expected)
    for one in expected:
        if one in said:
            said.remove(one)
        else:
            result.append(f"missed {one}")
    result += [f"extra {one}" for one in said]
    result += [f"for review: {f.code} {f.title.zh}" for f in loud if f.needs_review]
    result += [f"review {e.field} {e.value} {e.why}" for e in case.review]
    alone = {f.number for f in world.facts if f.alone}
    result += [
        f"no paper of {f.title.zh}, and no such account"
        for f in judged.findings
        if f.code == "CRD708" and not alone
    ]
    return [f"{world.name} {world.form}: {line}" for line in result]
