"""Papers to a case: corrections, arithmetic, accounts, ledger, review, in this order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.extract.check import check_report, check_statement
from pipeline.extract.fields import correct
from pipeline.extract.papers import Note, Paper
from pipeline.extract.review import review_entries, unique
from pipeline.link.identity import join
from pipeline.link.overlap import ledger
from pipeline.records.case import AccountFact, Case, Person
from pipeline.records.evidence import Evidence, Origin
from pipeline.records.extraction import DocStatus, ReviewEntry
from pipeline.values.balance import accusable

_TRUST = {"structured": 0, "embedded": 1, "mixed": 2, "ocr": 3, None: 4}


def build_case(
    name: str,
    papers: Sequence[Paper],
    *,
    as_of: date,
    person: Person,
    facts: Sequence[AccountFact],
    corrections: Mapping[str, str],
) -> tuple[Case, set[str]]:
    """Build a case from its papers.

    Args:
        name: Of the case.
        papers: In any order; the result does not depend on it.
        as_of: Today.
        person: From settings.
        facts: What settings say of accounts.
        corrections: Typed under 更正, by id of the review entry.

    Returns:
        (the case, ids of corrections that could not be understood).
    """
    ordered = sorted(papers, key=lambda p: p.document.id)
    bad: set[str] = set()
    checked = [_check(paper, dict(corrections), bad) for paper in ordered]
    joined = join(
        [p.statement for p in checked if p.statement],
        [p.letter for p in checked if p.letter],
        [p.report for p in checked if p.report],
    )
    trust = {p.document.id: _TRUST[p.document.text_source] for p in checked}
    review: list[ReviewEntry] = []
    for paper in checked:
        review.extend(review_entries(paper))
    review.extend(joined.review)
    marked = [replace(entry, why="bad_correction") if entry.id in bad else entry for entry in unique(review)]
    case = Case(
        name=name,
        as_of=as_of,
        person=person,
        documents=tuple(p.document for p in checked),
        accounts=joined.accounts,
        statements=tuple(
            sorted(
                joined.statements,
                key=lambda s: (
                    s.account or "",
                    s.statement.statement_on.value.isoformat() if s.statement.statement_on else "",
                    s.statement.document,
                ),
            )
        ),
        ledger=ledger(joined.statements, trust),
        letters=joined.letters,
        report_accounts=joined.report_accounts,
        review=tuple(marked),
        facts=tuple(facts),
    )
    return case, bad


def _check(paper: Paper, corrections: dict[str, str], bad: set[str]) -> Paper:
    """Apply corrections, then arithmetic; what arithmetic contradicts becomes a note."""
    notes = list(paper.notes)
    document = paper.document
    statement, letter, report = paper.statement, paper.letter, paper.report
    if statement is not None:
        corrected, wrong = correct(statement, corrections)
        bad |= wrong
        statement = check_statement(corrected)
        if statement.balanced is False and not accusable(statement):
            notes.append(_note(paper, "does_not_add_up"))
    if letter is not None:
        letter, wrong = correct(letter, corrections)
        bad |= wrong
    if report is not None:
        read, wrong = correct(report, corrections)
        bad |= wrong
        report = check_report(read)
        if report.complete is False:
            notes.append(_note(paper, "counts_differ"))
            if document.status is DocStatus.OK:
                document = replace(document, status=DocStatus.PARTIAL, reason_code="counts_differ")
    return replace(paper, document=document, statement=statement, letter=letter, report=report, notes=tuple(notes))


def _note(paper: Paper, code: str) -> Note:
    origin = Origin.OCR if paper.document.text_source == "ocr" else Origin.EMBEDDED
    return Note(code, Evidence(paper.document.id, 1, None, "", origin), "")
