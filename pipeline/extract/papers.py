"""From a file's pages to a paper: recognise it, read it, say what was not understood."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.extract import identify
from pipeline.extract.fields import Record, name_fields, paper_key
from pipeline.extract.kinds import read_records
from pipeline.extract.lexicon import lexicon
from pipeline.extract.papertext import text_source
from pipeline.extract.split import missing_pages, split
from pipeline.records.evidence import Box, Evidence, Origin
from pipeline.records.extraction import DocStatus, DocType, Document, Letter, Part, Report, Statement
from pipeline.records.loan import Contract, Plan
from pipeline.records.reading import Page, Reading

_PARTIAL = frozenset(
    {
        "unparsed_row",
        "not_settled",
        "several_letters",
        "several_loans",
        "kind_and_sign",
        "row_count",
        "no_table",
        "unknown_column",
        "unparsed_sentence",
        "impossible_date",
        "unreadable",
    }
)


_PAGE_DOUBTS = frozenset(
    {
        "low_resolution",
        "hidden_text",
        "unseen_text",
        "texts_over_texts",
        "no_chinese_text",
        "text_on_picture",
        "lookalikes",
        "turned_text",
    }
)
"""What reading doubts about a page and a person must know."""


@dataclass(frozen=True, slots=True)
class Note:
    """A doubt about a paper, as a record: reason code, place, text, detail."""

    code: str
    evidence: Evidence
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as read: what it is and its records."""

    document: Document
    key: str = ""
    statements: tuple[Statement, ...] = ()
    letters: tuple[Letter, ...] = ()
    report: Report | None = None
    plan: Plan | None = None
    contract: Contract | None = None
    notes: tuple[Note, ...] = ()

    @property
    def statement(self) -> Statement | None:
        """The first currency section of a statement, None where the paper is none."""
        return self.statements[0] if self.statements else None

    @property
    def letter(self) -> Letter | None:
        """The first record of a settlement letter, None where the paper is none."""
        return self.letters[0] if self.letters else None

    @property
    def records(self) -> tuple[Record, ...]:
        """Everything that was read of it."""
        single = (self.report, self.plan, self.contract)
        return (*self.statements, *self.letters, *(record for record in single if record is not None))

    def with_records(self, records: Sequence[Record], *, document: Document, notes: tuple[Note, ...]) -> Paper:
        """Return this paper with its records in a new state, each in the place of its kind."""
        single: dict[str, Any] = {}
        for kind in (Report, Plan, Contract):
            single[kind.__name__.lower()] = next((r for r in records if isinstance(r, kind)), None)
        statements = tuple(r for r in records if isinstance(r, Statement))
        letters = tuple(r for r in records if isinstance(r, Letter))
        return Paper(document, self.key, statements, letters, notes=notes, **single)


def document_id(sha256: str, pages: Sequence[int]) -> str:
    """Return a paper's id: a hash of its parts' content and pages."""
    return "d" + hashlib.sha256(f"{sha256}:{','.join(map(str, pages))}".encode()).hexdigest()[:12]


def extract_papers(path: str, reading: Reading) -> list[Paper]:
    """Read one file's pages as the papers that it holds: several statements may stand in one PDF.

    Args:
        path: In the inbox.
        reading: Its pages.

    Returns:
        At least one paper; together they account for every page.
    """
    good = [page for page in reading.pages if page.error is None and page.grid.rows]
    # A page that stands in the file twice would double its rows: it is read once, and said.
    repeated = [page for n, page in enumerate(good) if any(page.grid == other.grid for other in good[:n])]
    groups = split([page for page in reading.pages if page not in repeated], lexicon())
    if not groups:
        return [_paper(path, reading.sha256, reading.pages, [])]
    if len(groups) == 1:
        return [_paper(path, reading.sha256, reading.pages, repeated)]
    return [
        _paper(path, reading.sha256, group, repeated if n == len(groups) - 1 else []) for n, group in enumerate(groups)
    ]


def extract_paper(path: str, reading: Reading) -> Paper:
    """Read one file that holds one paper; of several the first."""
    return extract_papers(path, reading)[0]


def _paper(path: str, sha256: str, pages: Sequence[Page], repeated: Sequence[Page]) -> Paper:
    """Read the pages of one paper."""
    numbers = tuple(page.number for page in pages)
    good = [page for page in pages if page.error is None and page.grid.rows and page not in repeated]
    # Within a paper pages count from 1; its part says which pages of the file they are.
    places = {number: place for place, number in enumerate(numbers, 1)}
    good = [replace(page, number=places[page.number]) for page in good]
    repeated = [replace(page, number=places.get(page.number, 1)) for page in repeated]
    seals = {page.seal for page in good}
    document = Document(
        id=document_id(sha256, numbers),
        parts=(Part(path, sha256, numbers),),
        type=None,
        issuer=None,
        text_source=text_source(good),
        status=DocStatus.OK,
        pages_ocr=sum(page.origin is Origin.OCR for page in pages),
        seal=True if True in seals else (None if None in seals or not seals else False),
    )
    errors = [page for page in pages if page.error is not None]
    if not good:
        code = errors[0].error if errors else "no_text"
        return Paper(replace(document, status=DocStatus.FAILED, reason_code=code or "no_text"))
    ranked = identify.candidates(good, lexicon())
    best = ranked[0] if ranked else None
    if best is None or best.score < identify.THRESHOLD:
        code = "foreign_language" if identify.is_foreign(good) else "unknown_paper"
        return Paper(replace(document, type=DocType.OTHER, status=DocStatus.PARTIAL, reason_code=code))
    document = replace(document, type=best.type, confidence=round(best.score, 3))
    if len(ranked) > 1 and best.score - ranked[1].score < identify.MARGIN:
        other = f"{best.type.value}, {ranked[1].type.value}"
        return Paper(
            replace(
                document,
                type=DocType.OTHER,
                status=DocStatus.PARTIAL,
                reason_code="ambiguous_paper",
                detail=other,
            )
        )
    paper = _read(document, good)
    absent = missing_pages(good) if paper.records else []
    if errors:
        paper = _partial(paper, errors[0].error or "page_failed", [page.number for page in errors])
    elif absent:
        paper = _partial(paper, "page_missing", absent)
    notes = paper.notes + tuple(
        Note(warning, Evidence(document.id, page.number, None, "", page.origin, page.agreement), "")
        for page in good
        for warning in page.warnings
        if warning in _PAGE_DOUBTS
    )
    notes += tuple(
        Note("page_repeated", Evidence(document.id, page.number, None, "", page.origin, page.agreement), "")
        for page in repeated
    )
    return replace(paper, notes=notes)


def _partial(paper: Paper, code: str, numbers: Sequence[int]) -> Paper:
    """Return the paper as one of which pages are missing: its rows are not all there, and its statements say so."""
    detail = f"第 {'、'.join(map(str, numbers))} 页"
    document = replace(paper.document, status=DocStatus.PARTIAL, reason_code=code, detail=detail)
    place = Evidence(document.id, numbers[0], None, "", Origin.EMBEDDED)
    notes = paper.notes if code != "page_missing" else (*paper.notes, Note(code, place, "", detail))
    records = [replace(r, notes=(*r.notes, code)) if isinstance(r, Statement | Plan) else r for r in paper.records]
    return paper.with_records(records, document=document, notes=notes)


def _read(document: Document, pages: Sequence[Page]) -> Paper:
    assert document.type is not None  # noqa: S101  the caller recognised it
    if document.type is DocType.OTHER:
        return Paper(replace(document, reason_code="unknown_paper", status=DocStatus.PARTIAL))
    found = read_records(document.id, document.type, pages)
    if found is None:
        return Paper(replace(document, status=DocStatus.PARTIAL, reason_code="not_parsed_yet"))
    notes = []
    for doubt in found.doubts:
        box: Box | None = doubt.page.on_page(doubt.cell.box) if doubt.cell else None
        place = Evidence(document.id, doubt.page.number, box, doubt.text, doubt.page.origin, doubt.page.agreement)
        notes.append(Note(doubt.code, place, doubt.text, doubt.detail))
    document = replace(document, issuer=found.issuer)
    code = next((note for note in notes if note.code in _PARTIAL), None)
    if code is not None:
        document = replace(document, status=DocStatus.PARTIAL, reason_code=code.code, detail=code.detail)
    named = [name_fields(record, paper_key(record)) for record in found.records]
    return Paper(document, paper_key(found.records[0])).with_records(named, document=document, notes=tuple(notes))
