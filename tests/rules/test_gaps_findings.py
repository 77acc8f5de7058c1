"""What holds for everything that is said of any ledger: its sums, its places, its addressee; and what it rests on.

One figure or word of those that a finding shows is doubted at a time: it is then for review, or not said at all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.extract.fields import map_values
from pipeline.extract.papers import Paper
from pipeline.records.evidence import Evidence, Value
from pipeline.records.finding import Finding, Severity
from pipeline.values.money import format_yuan
from tests.ledgers.load import files, load
from tests.ledgers.papers import above_notice, judged, made
from tests.rules.build import DISAGREES, judge, sums
from tests.rules.test_gaps_unprinted import GROUPS

DAY, WORDS = True, False
NOT_RESTED_ON = {
    *((code, WORDS) for code in ("DUP103", "INT303", "PEN205", "LOAN402", "LOAN404", "LOAN405", "LOAN406")),
    *((code, DAY) for code in ("INT302", "LOAN403")),
}
"""Rules that do not ask for the accused row's day or words: columns, parts or other rows tell them."""

BY_PARTS = ("LOAN402", "LOAN406")
"""Rules that may rest on a column beside the amount of the accused row."""

BESIDE = ("STM501", "SET601", "CRD702", "CRD704", "CRD706", "CRD710")
"""Findings that show beside what they rest on a balance printed twice, the place of what is missing, a whole sentence."""

LEDGERS = {f"{path.parent.name}/{path.stem}": ledger for path in files() if not (ledger := load(path)).silent}


@pytest.mark.parametrize("name", LEDGERS)
def test_what_is_said_can_be_followed(name: str) -> None:
    ledger = LEDGERS[name]
    papers = made(ledger)
    places = {value.evidence for paper in papers.papers for value in values_of(paper)}
    findings = above_notice(judged(ledger))
    for finding in findings:
        sums(finding)
        if isinstance(finding.observed, int) and isinstance(finding.expected, int):
            assert finding.observed - finding.expected == finding.difference or came_back(finding)
        assert set(finding.evidence) <= places
        assert len(set(finding.evidence)) == len(finding.evidence)
        assert finding.addressee == "lender"
        if finding.severity is Severity.ERROR and finding.code[:3] in ("PEN", "LOA"):
            assert finding.basis
        assert all(text.zh and text.en for text in (finding.title, finding.meaning, *finding.asks))
        if finding.severity is Severity.ERROR and finding.code[:3] in ("DUP", "PEN", "INT") and finding.difference:
            assert format_yuan(finding.difference, grouped=True) in "".join(ask.zh for ask in finding.asks)
    for expected in ledger.expect:
        row = expected.row.removeprefix("流水 ")
        if row[:4].isdecimal() and expected.code != "LOAN403":  # that one is dated by the loan
            (found,) = [
                f for f in findings if f.code == expected.code and f.evidence[0] in papers.accused(expected.row)
            ]
            assert found.date == date.fromisoformat(row[:10])


def came_back(finding: Finding) -> bool:
    """Whether a part was given back, which lowers what was collected and what is too much alike."""
    return any("已退回" in step.zh for step in finding.calculation)


def values_of(paper: Paper) -> list[Value]:
    found = []
    for record in paper.records:
        map_values(record, lambda _, value: found.append(value) or value)
    return found


def doubted(paper: Paper, place: Evidence) -> Paper:
    """The paper with one value that another reading contradicts."""

    def doubt(_: str, value: Value) -> Value:
        return replace(value, checks=(*value.checks, *DISAGREES)) if value.evidence == place else value

    return paper.with_records(
        [map_values(record, doubt) for record in paper.records], document=paper.document, notes=paper.notes
    )


@pytest.mark.parametrize("name", [name for name, ledger in LEDGERS.items() if ledger.fires])
def test_nothing_is_said_for_sure_of_what_is_doubtful(name: str) -> None:
    ledger = LEDGERS[name]
    papers = made(ledger).papers
    for finding in above_notice(judged(ledger)):
        if finding.needs_review or came_back(finding):
            continue
        for place in finding.evidence[finding.code in BY_PARTS :]:
            again = above_notice(judged(ledger, [doubted(paper, place) for paper in papers]))
            assert not [f for f in again if f.id == finding.id and not f.needs_review], (finding.code, place.text)


@pytest.mark.parametrize("name", [name for name, ledger in LEDGERS.items() if ledger.fires])
def test_a_row_is_accused_for_sure_only_with_its_day_and_words(name: str) -> None:
    ledger = LEDGERS[name]
    papers = made(ledger).papers
    for finding in above_notice(judged(ledger)):
        rows = [r for p in papers for s in p.statements for r in s.rows if r.amount.evidence == finding.evidence[0]]
        for row in rows if not finding.needs_review else ():
            for value in (row.posted_on, row.description):
                if value is not None and (finding.code, DAY if value is row.posted_on else WORDS) not in NOT_RESTED_ON:
                    again = above_notice(judged(ledger, [doubted(paper, value.evidence) for paper in papers]))
                    sure = [f for f in again if f.id == finding.id and not f.needs_review]
                    assert not sure, (finding.code, value.value)


@pytest.mark.parametrize("name", GROUPS)
def test_nothing_is_said_for_sure_of_what_is_doubtful_in_any_paper(name: str) -> None:
    papers = GROUPS[name]
    for finding in above_notice(judge(*papers)[1].findings):
        if finding.needs_review or finding.code in BESIDE:
            continue
        for place in finding.evidence[finding.code in BY_PARTS :]:
            again = above_notice(judge(*(doubted(paper, place) for paper in papers))[1].findings)
            assert not [f for f in again if f.id == finding.id and not f.needs_review], (finding.code, place.text)


@pytest.mark.parametrize("name", GROUPS)
def test_every_finding_has_the_day_of_what_it_accuses(name: str) -> None:
    for finding in judge(*GROUPS[name])[1].findings:
        assert finding.date is not None
        if finding.code.startswith("CRD") and finding.code != "CRD706":  # that one is of a month of the grid
            assert finding.date == date(2026, 9, 10)
