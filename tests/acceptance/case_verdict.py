"""What is wrong with the findings of a drawn case, one line for each complaint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.records.case import ReviewEntry
from pipeline.records.extraction import DocStatus
from pipeline.records.finding import Finding, Severity
from samples.case_truth import ExpectedFinding
from tests.acceptance.reader import judge, read_paper
from tests.drawn.operators import DrawnCase

AS_OF = date(2026, 11, 25)


def fits(finding: Finding, expected: ExpectedFinding) -> bool:
    """Whether a finding is the expected one.

    A printed total that does not add up is judged from the closing balance, so where another term was altered the
    difference has the other sign.
    """
    if finding.code != expected.code or finding.severity.value != expected.severity or finding.needs_review:
        return False
    if finding.code == "STM501":
        return finding.difference in (expected.difference, -(expected.difference or 0))
    return finding.difference == expected.difference


AMBIGUOUS = {
    "debited_twice": "payment_ambiguous",
    "debit_returned": "payment_ambiguous",
    "debited_twice_by_plan": "payment_ambiguous",
}
"""Operators that justify a review entry: which of two equal debits is the one that the lender books, no paper says."""


def found(case: DrawnCase) -> tuple[Sequence[Finding], Sequence[ReviewEntry], Sequence[str]]:
    """Return what the pipeline finds in a case, what it puts up for review, and papers that it could not read."""
    papers = {name: read_paper(name, data) for name, data in case.files.items()}
    joined, judged = judge(papers, AS_OF)
    unread = [n for n, paper in papers.items() if paper.document.status is not DocStatus.OK]
    return judged.findings, joined.review, unread


def complaints(case: DrawnCase) -> list[str]:
    """Return what was missed, what was found besides, and what was not understood."""
    findings, review, unread = found(case)
    left = list(findings)
    result = [f"{case.name} {case.operators}: unread {name}" for name in unread]
    for expected in case.expected:
        match = next((f for f in left if fits(f, expected)), None)
        if match is None:
            result.append(f"{case.name} {case.operators}: missed {expected}")
        else:
            left.remove(match)
    left = [f for f in left if f.severity is not Severity.NOTICE]
    left = [f for f in left if not any(f.code == t.code for t in case.tolerated)]
    result += [
        f"{case.name} {case.operators}: extra {f.code} {f.severity.value} {f.difference} {f.title.zh}" for f in left
    ]
    excused = {AMBIGUOUS[name] for name in case.operators if name in AMBIGUOUS}
    return result + [
        f"{case.name} {case.operators}: review {e.field} {e.value} {e.why}" for e in review if e.why not in excused
    ]
