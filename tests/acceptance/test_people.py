"""The invented people's whole cases: what is found above a notice is what was planted, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.records.extraction import DocStatus
from pipeline.records.finding import Severity
from samples.case_truth import CaseTruth
from samples.people_more import more_cases
from tests.acceptance.reader import judge, read_file

AS_OF = date(2026, 11, 25)


@pytest.mark.parametrize("case", more_cases(), ids=lambda case: case.name)
def test_the_papers_give_what_was_planted(case: CaseTruth) -> None:
    papers = {
        f"{paper.file}/{number}": found
        for paper in case.papers
        for number, found in enumerate(read_file(paper.file, paper.draw()))
    }
    assert {found.document.status for found in papers.values()} == {DocStatus.OK}
    linked, judged = judge(papers, AS_OF)
    numbers = {account.id: account.identifier for account in linked.accounts}
    heard = [
        (f.code, f.severity.value, numbers.get(f.account or "", ""), f.difference)
        for f in judged.findings
        if f.severity is not Severity.NOTICE
    ]
    planted = [(e.code, e.severity, e.account, e.difference) for e in case.expected if e.severity != "notice"]
    tolerated = [(e.code, e.severity, e.account, e.difference) for e in case.tolerated]
    assert sorted(map(str, (one for one in heard if one not in tolerated))) == sorted(map(str, planted))
    assert not [f.title.zh for f in judged.findings if f.needs_review] and not linked.review
