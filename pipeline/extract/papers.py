"""From a file's pages to a paper: recognise it, read it, say what was not understood."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from pipeline.extract import identify
from pipeline.extract.fields import Record, name_fields, paper_key
from pipeline.extract.kinds import read_records
from pipeline.extract.lexicon import lexicon
from pipeline.extract.papertext import text_source
from pipeline.extract.report_forms import first_generation, is_report, other_bureau
from pipeline.extract.report_pages import copies, in_order
from pipeline.extract.sheet_table import ends_of
from pipeline.extract.split import missing_pages, numbering, split
from pipeline.records.decision import NOTHING_SAID, Said
from pipeline.records.evidence import Box, Evidence, Origin
from pipeline.records.extraction import DocStatus, DocType, Document, Part, Statement
from pipeline.records.letter import Letter
from pipeline.records.loan import Contract, CostStatement, Payout, Plan
from pipeline.records.reading import Page, Reading
from pipeline.records.report import Report

_PARTIAL = frozenset(
    {
        "unparsed_row",
        "not_settled",
        "says_both",
        "several_letters",
        "several_loans",
        "several_statements",
        "several_accounts",
        "kind_and_sign",
        "row_count",
        "totals_differ",
        "no_table",
        "unknown_column",
        "unparsed_sentence",
        "impossible_date",
        "other_unit",
        "unknown_currency",
        "unreadable",
    }
)


_REPORTS = frozenset({DocType.CREDIT_REPORT_BRIEF, DocType.CREDIT_REPORT_FULL})

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
    cost: CostStatement | None = None
    payout: Payout | None = None
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
        single = (self.report, self.plan, self.contract, self.cost, self.payout)
        return (*self.statements, *self.letters, *(record for record in single if record is not None))

    def with_records(self, records: Sequence[Record], *, document: Document, notes: tuple[Note, ...]) -> Paper:
        """Return this paper with its records in a new state, each in the place of its kind."""
        single: dict[str, Any] = {}
        kinds = {"report": Report, "plan": Plan, "contract": Contract, "cost": CostStatement, "payout": Payout}
        for name, kind in kinds.items():
            single[name] = next((r for r in records if isinstance(r, kind)), None)
        statements = tuple(r for r in records if isinstance(r, Statement))
        letters = tuple(r for r in records if isinstance(r, Letter))
        return Paper(document, self.key, statements, letters, notes=notes, **single)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page with the file it comes from; `page.number` counts over all files, `number` in its own."""

    path: str
    sha256: str
    number: int
    page: Page


def document_id(sha256: str, pages: Sequence[int]) -> str:
    """Return the id of a paper that lies in one file: a hash of the file's content and the paper's pages."""
    return _id([Part("", sha256, tuple(pages))])


def _id(parts: Sequence[Part]) -> str:
    text = "|".join(f"{part.sha256}:{','.join(map(str, part.pages))}" for part in parts)
    return "d" + hashlib.sha256(text.encode()).hexdigest()[:12]


def extract_papers(path: str, reading: Reading, said: Mapping[str, Said] = MappingProxyType({})) -> list[Paper]:
    """Read one file's pages as the papers that it holds: several statements may stand in one PDF.

    Args:
        path: In the inbox.
        reading: Its pages.
        said: What a person said that papers are, by id of the paper.

    Returns:
        At least one paper; together they account for every page.
    """
    return extract_joined([(path, reading)], said)


def extract_joined(
    files: Sequence[tuple[str, Reading]], said: Mapping[str, Said] = MappingProxyType({})
) -> list[Paper]:
    """Read several files, in order, whose pages belong together: a paper photographed page by page.

    Args:
        files: Path and pages of each.
        said: What a person said that papers are, by id of the paper.

    Returns:
        At least one paper; together they account for every page.
    """
    pages = [(path, reading.sha256, page) for path, reading in files for page in reading.pages]
    if any(is_report(page) for _, _, page in pages):
        pages = in_order(pages, lambda one: one[2])
    leaves = [
        _Leaf(path, sha256, page.number, replace(page, number=place))
        for place, (path, sha256, page) in enumerate(pages, 1)
    ]
    good = [leaf.page for leaf in leaves if leaf.page.error is None and leaf.page.grid.rows]
    # A page that stands in the file twice would double its rows: it is read once, and said.
    repeated = [page for n, page in enumerate(good) if any(page.grid == other.grid for other in good[:n])]
    groups = split(ends_of([leaf.page for leaf in leaves if leaf.page not in repeated]), lexicon())
    if len(groups) <= 1:
        return [_paper(leaves, repeated, said)]
    by_number = {leaf.page.number: leaf for leaf in leaves}
    if any(is_report(leaf.page) for leaf in leaves):
        return _reports(leaves, said)
    return [
        _paper([by_number[page.number] for page in group], repeated if n == len(groups) - 1 else [], said)
        for n, group in enumerate(groups)
    ]


def _reports(leaves: Sequence[_Leaf], said: Mapping[str, Said]) -> list[Paper]:
    """Read a file with several papers of which one is a credit report: a second copy of one is read once, and said.

    Two reports may end with the same page, word for word; each has its own.
    """
    by_number = {leaf.page.number: leaf for leaf in leaves}
    groups = split(ends_of([leaf.page for leaf in leaves]), lexicon())
    again = copies(groups)
    papers = []
    for index, group in enumerate(groups):
        if index in again:
            continue
        own = [by_number[page.number] for page in group]
        more = [by_number[page.number] for n, first in again.items() if first == index for page in groups[n]]
        seen = [leaf.page for leaf in own]
        repeated = [page for n, page in enumerate(seen) if any(page.grid == other.grid for other in seen[:n])]
        had = {found.number for page in seen if (found := numbering(page)) is not None}
        lacking = [leaf for leaf in more if (found := numbering(leaf.page)) is not None and found.number not in had]
        rest = [leaf for leaf in more if leaf not in lacking]
        whole = in_order([*own, *lacking], lambda leaf: leaf.page)
        papers.append(_paper([*whole, *rest], [*repeated, *(leaf.page for leaf in rest)], said))
    return papers


def extract_paper(path: str, reading: Reading) -> Paper:
    """Read one file that holds one paper; of several the first."""
    return extract_papers(path, reading)[0]


def _parts(leaves: Sequence[_Leaf]) -> tuple[Part, ...]:
    """Return the files that a paper's pages come from, each with its pages."""
    parts: list[Part] = []
    for leaf in leaves:
        if parts and parts[-1].sha256 == leaf.sha256:
            parts[-1] = replace(parts[-1], pages=(*parts[-1].pages, leaf.number))
        else:
            parts.append(Part(leaf.path, leaf.sha256, (leaf.number,)))
    return tuple(parts)


def _paper(leaves: Sequence[_Leaf], repeated: Sequence[Page], said: Mapping[str, Said]) -> Paper:
    """Read the pages of one paper."""
    pages = [leaf.page for leaf in leaves]
    # Within a paper pages count from 1; its parts say which pages of which files they are.
    places = {page.number: place for place, page in enumerate(pages, 1)}
    good = [page for page in pages if page.error is None and page.grid.rows and page not in repeated]
    good = [replace(page, number=places[page.number]) for page in good]
    repeated = [replace(page, number=places.get(page.number, 1)) for page in repeated]
    seals = {page.seal for page in good}
    parts = _parts(leaves)
    document = Document(
        id=_id(parts),
        parts=parts,
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
    told = said.get(document.id, NOTHING_SAID)
    document = _recognised(document, good) if told.type is None else replace(document, type=told.type, confidence=1.0)
    if document.reason_code is not None:
        return Paper(document, notes=_unread_letter(document, good))
    paper = _read(document, good, told.issuer or None, set_aside=told.type is DocType.OTHER)
    absent = missing_pages(ends_of(good)) if paper.records else []
    if errors:
        paper = _partial(paper, errors[0].error or "page_failed", [places[page.number] for page in errors])
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
    return replace(paper, notes=notes + _moved(paper, leaves, repeated))


def _moved(paper: Paper, leaves: Sequence[_Leaf], repeated: Sequence[Page]) -> tuple[Note, ...]:
    """Return a note where a paper's pages lay in the file in another order than they print."""
    again = {page.number for page in repeated}
    order = [(leaf.path, leaf.number) for leaf in leaves if leaf.page.number not in again]
    if all(a[0] != b[0] or a[1] < b[1] for a, b in pairwise(order)):
        return ()
    place = Evidence(paper.document.id, 1, None, "", leaves[0].page.origin)
    detail = f"按文件中的顺序为第 {'、'.join(str(number) for _, number in order)} 页"
    return (Note("pages_reordered", place, "", detail),)


def _recognised(document: Document, pages: Sequence[Page]) -> Document:
    """Return the document with the kind of paper it is, or with the reason why that cannot be said."""
    old = first_generation(pages)
    if old is not None:
        return _named(document, old, "first_generation_report", "征信中心")
    if other_bureau(pages):
        return _named(document, DocType.OTHER, "other_bureau", None)
    ranked = identify.candidates(pages, lexicon())
    if identify.own_paper(pages, ranked):
        return _named(document, DocType.OTHER, "own_paper", None)
    best = ranked[0] if ranked else None
    if best is None or best.score < identify.THRESHOLD:
        code = "foreign_language" if identify.is_foreign(pages) else "unknown_paper"
        return replace(document, type=DocType.OTHER, status=DocStatus.PARTIAL, reason_code=code)
    document = replace(document, type=best.type, confidence=round(best.score, 3))
    if len(ranked) > 1 and best.score - ranked[1].score < identify.MARGIN:
        return replace(
            document,
            type=DocType.OTHER,
            status=DocStatus.PARTIAL,
            reason_code="ambiguous_paper",
            detail=f"{best.type.value}, {ranked[1].type.value}",
        )
    return document


def _unread_letter(document: Document, pages: Sequence[Page]) -> tuple[Note, ...]:
    """Return a note where a paper that nobody knows is a certificate that speaks of a settlement."""
    for page in pages if document.reason_code == "unknown_paper" else ():
        row = identify.names_settlement([page])
        if row is not None:
            box = page.on_page(row.box)
            place = Evidence(document.id, page.number, box, row.text, page.origin, page.agreement)
            return (Note("unknown_paper", place, row.text),)
    return ()


def _named(document: Document, kind: DocType, code: str, issuer: str | None) -> Document:
    """Return a document that is known for what it is and not read."""
    return replace(document, type=kind, issuer=issuer, status=DocStatus.PARTIAL, reason_code=code, confidence=1.0)


def _partial(paper: Paper, code: str, numbers: Sequence[int]) -> Paper:
    """Return the paper as one of which pages are missing: its rows are not all there, and its statements say so."""
    detail = f"第 {'、'.join(map(str, numbers))} 页"
    document = replace(paper.document, status=DocStatus.PARTIAL, reason_code=code, detail=detail)
    place = Evidence(document.id, numbers[0], None, "", Origin.EMBEDDED)
    notes = paper.notes if code != "page_missing" else (*paper.notes, Note(code, place, "", detail))
    records = [
        replace(r, notes=(*r.notes, code))
        if isinstance(r, Statement | Plan)
        else replace(r, complete=False)
        if isinstance(r, Report)
        else r
        for r in paper.records
    ]
    return paper.with_records(records, document=document, notes=notes)


def _read(document: Document, pages: Sequence[Page], issuer: str | None, *, set_aside: bool) -> Paper:
    assert document.type is not None  # noqa: S101  the caller recognised it
    if document.type is DocType.OTHER:
        unknown = replace(document, reason_code="unknown_paper", status=DocStatus.PARTIAL)
        return Paper(document) if set_aside else Paper(unknown, notes=_unread_letter(unknown, pages))
    if document.type in _REPORTS and (old := first_generation(pages)) is not None:
        return Paper(_named(document, old, "first_generation_report", "征信中心"))  # whatever a person said
    found = read_records(document.id, document.type, pages, issuer)
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
