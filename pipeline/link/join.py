"""Papers to a case: corrections, arithmetic, accounts, ledger, review, in this order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.extract.check import check_record
from pipeline.extract.fields import Record, correct
from pipeline.extract.papers import Note, Paper
from pipeline.extract.review import review_entries, unique
from pipeline.link.chain import prove_between
from pipeline.link.identity import join
from pipeline.link.overlap import ledger
from pipeline.link.payments import match_payments
from pipeline.records.case import AccountFact, Case, Person
from pipeline.records.evidence import Evidence, Origin
from pipeline.records.extraction import DocStatus, ReviewEntry, Statement
from pipeline.records.loan import Plan
from pipeline.records.report import Report
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
        [s for p in checked for s in p.statements],
        [letter for p in checked for letter in p.letters],
        [p.report for p in checked if p.report],
        [p.plan for p in checked if p.plan],
        [p.contract for p in checked if p.contract],
        person,
        corrections,
        [p.cost for p in checked if p.cost],
        [p.payout for p in checked if p.payout],
    )
    bad |= joined.bad
    statements = prove_between(joined.statements)
    trust = {p.document.id: _TRUST[p.document.text_source] for p in checked}
    review: list[ReviewEntry] = []
    for paper in checked:
        review.extend(review_entries(paper))
    review.extend(joined.review)
    entries = ledger(statements, trust)
    matches, doubtful = match_payments(entries, {a.id: a for a in joined.accounts}, [s.statement for s in statements])
    review.extend(doubtful)
    marked = [replace(entry, why="bad_correction") if entry.id in bad else entry for entry in unique(review)]
    case = Case(
        name=name,
        as_of=as_of,
        person=person,
        documents=tuple(p.document for p in checked),
        accounts=joined.accounts,
        statements=tuple(
            sorted(
                statements,
                key=lambda s: (
                    s.account or "",
                    s.statement.statement_on.value.isoformat() if s.statement.statement_on else "",
                    s.statement.document,
                ),
            )
        ),
        ledger=entries,
        letters=joined.letters,
        report_accounts=joined.report_accounts,
        review=tuple(marked),
        facts=tuple(facts),
        plans=joined.plans,
        contracts=joined.contracts,
        matches=matches,
        reports=joined.reports,
        costs=joined.costs,
        payouts=joined.payouts,
    )
    return case, bad


def _check(paper: Paper, corrections: dict[str, str], bad: set[str]) -> Paper:
    """Apply corrections, then arithmetic; what arithmetic contradicts becomes a note."""
    notes = list(paper.notes)
    document = paper.document
    checked: list[Record] = []
    for record in paper.records:
        corrected, wrong = correct(record, corrections)
        bad |= wrong
        result = check_record(corrected)
        checked.append(result)
        adds_up = result.balanced if isinstance(result, Statement | Plan) else None
        if adds_up is False and not (isinstance(result, Statement) and accusable(result)):
            notes.append(_note(paper, "does_not_add_up"))
            if document.status is DocStatus.OK:
                # A page may be missing, or a row misread: it is not known that all was read.
                document = replace(document, status=DocStatus.PARTIAL, reason_code="does_not_add_up")
        if isinstance(result, Report) and result.complete is None and result.accounts:
            notes.append(_note(paper, "no_counts"))
            if document.status is DocStatus.OK:
                document = replace(document, status=DocStatus.PARTIAL, reason_code="no_counts")
        if isinstance(result, Report) and result.complete is False:
            notes.append(_note(paper, "counts_differ"))
            if document.status is DocStatus.OK:
                document = replace(document, status=DocStatus.PARTIAL, reason_code="counts_differ")
    return paper.with_records(checked, document=document, notes=tuple(notes))


def _note(paper: Paper, code: str) -> Note:
    origin = Origin.OCR if paper.document.text_source == "ocr" else Origin.EMBEDDED
    return Note(code, Evidence(paper.document.id, 1, None, "", origin), "")
