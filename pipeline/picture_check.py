"""The picture check under findings: before a draft is written, what it rests on is compared with the page's picture.

Of embedded text alone: what was read by OCR came from the picture.  A value that the picture contradicts is not
verified any more, so its finding needs review and gets no draft.  Papers without findings start no reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pipeline.cache import Cache, cache_key, package_hash
from pipeline.errors import DocumentError
from pipeline.extract import Paper
from pipeline.extract.fields import iter_values, map_values, review_id
from pipeline.intake.opening import load
from pipeline.keys import engine_versions
from pipeline.output.papers import file_page
from pipeline.reading import confirm, ocr_rapid, ocr_tesseract
from pipeline.reading.render import render_page
from pipeline.records.case import Case
from pipeline.records.evidence import Box, Check, CheckKind, Evidence, Origin, Value
from pipeline.records.extraction import ReviewEntry
from pipeline.records.finding import Finding, Severity
from pipeline.records.reading import Page, Reading
from pipeline.records.source import FileKind, Source
from rules import catalogue, tables

SOURCE = "picture"
"""Name of the check on a value that the picture contradicts."""

_ROUNDS = 4
"""What is withdrawn may let another rule speak of the same line; its values are looked at too."""

_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)

Build = Callable[[Sequence[Paper]], Case]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the picture says against a text: reason code and, for a person, both."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where the pages' pictures come from, and who may read them.

    Attributes:
        sources: Files by hash.
        readings: Their pages as read.
        passwords: Tried on a locked file.
        cache: Where opinions are kept.
        mode: auto, rapidocr, tesseract or off.
    """

    sources: Mapping[str, Source]
    readings: Mapping[str, Reading]
    passwords: tuple[str, ...]
    cache: Cache
    mode: str = "auto"

    @property
    def first(self) -> bool:
        """Whether the first reader may be asked."""
        return self.mode in ("auto", "rapidocr")

    @property
    def second(self) -> bool:
        """Whether the second reader may be asked."""
        return self.mode in ("auto", "tesseract")

    def readable(self) -> bool:
        """Whether a reader that may be asked is installed; asked only when something is to be read."""
        return (self.first and ocr_rapid.is_available()) or (self.second and ocr_tesseract.is_available())


def looked_at(
    case: Case, papers: Sequence[Paper], build: Build, pictures: Pictures
) -> tuple[Case, dict[Evidence, Doubt]]:
    """Compare what a case's findings rest on with the pictures.

    Args:
        case: As built from `papers`.
        papers: As read.
        build: Makes the case of papers.
        pictures: Of the papers' pages.

    Returns:
        The case, built anew where a picture contradicts, with review entries that name both texts; and the
        contradicted places.
    """
    doubts: dict[Evidence, Doubt] = {}
    asked: set[Evidence] = set()
    for _ in range(_ROUNDS):
        places = [place for place in dict.fromkeys(_places(case)) if place not in asked]
        asked.update(places)
        found = _opinions(case, places, pictures)
        if not found:
            break
        doubts |= found
        case = build([_marked(paper, doubts) for paper in papers])
    return replace(case, review=_review(case, doubts)) if doubts else case, doubts


def doubted(findings: Sequence[Finding], doubts: Mapping[Evidence, Doubt]) -> tuple[Finding, ...]:
    """Return findings; those that point at a contradicted place need review."""
    return tuple(replace(f, needs_review=True) if any(place in doubts for place in f.evidence) else f for f in findings)


def _places(case: Case) -> Iterator[Evidence]:
    """Yield the places of embedded text that a draft could rest on."""
    by_hand = {
        value.evidence
        for _, value in iter_values(case)
        if any(check.kind is CheckKind.PERSON for check in value.checks)
    }
    for entry in catalogue():
        for draft in entry.check(case, tables()):
            finding = draft.finding
            if finding.severity is Severity.NOTICE or draft.put_right or finding.needs_review:
                continue
            if not all(value.verified for value in draft.values):
                continue
            for place in (*(value.evidence for value in draft.values), *finding.evidence):
                if place.origin is Origin.EMBEDDED and place.box is not None and place not in by_hand:
                    yield place


def _opinions(case: Case, places: Sequence[Evidence], pictures: Pictures) -> dict[Evidence, Doubt]:
    """Return what the pictures contradict; a page is drawn once, and only if something of it is not known yet."""
    doubts: dict[Evidence, Doubt] = {}
    by_page: dict[tuple[str, int], list[Evidence]] = {}
    for place in places:
        sha256, number = file_page(case.document(place.document), place.page)  # a file may hold several papers
        source = pictures.sources.get(sha256)
        if source is not None and source.kind is FileKind.PDF:
            by_page.setdefault((sha256, number), []).append(place)
    for (sha256, number), there in sorted(by_page.items()):
        drawn = _Drawn(sha256, number, pictures)
        for place in there:
            doubt = drawn.doubt(place)
            if doubt is not None:
                doubts[place] = doubt
    return doubts


class _Drawn:
    """A page whose picture is made when it is first asked for."""

    def __init__(self, sha256: str, number: int, pictures: Pictures) -> None:
        self.sha256, self.number, self.pictures = sha256, number, pictures
        self._flat: tuple[Page, Any] | None = None

    def doubt(self, place: Evidence) -> Doubt | None:
        """Return what the picture says against a place's text, None where nothing."""
        key = cache_key(
            "picture",
            self.sha256,
            self.number,
            place.box,
            place.text,
            self.pictures.mode,
            engine_versions(),
            package_hash("pipeline"),
        )
        known = self.pictures.cache.get(key)
        if not (isinstance(known, tuple) and len(known) == 3):
            if not self.pictures.readable():
                return None
            try:
                page, flat = self._picture()
                opinion = confirm.confirm(
                    page,
                    flat,
                    place.box or Box(0.0, 0.0, 0.0, 0.0),
                    first=self.pictures.first,
                    second=self.pictures.second,
                )
            except DocumentError as error:
                return Doubt("picture_failed", error.code)
            except Exception as error:  # a reader that breaks must not let a draft pass, nor end the run
                return Doubt("picture_failed", type(error).__name__)
            known = (opinion.agrees, opinion.seen, opinion.run)
            self.pictures.cache.put(key, known)
        agrees, seen, run = known
        if agrees is not False:
            return None
        if not run:
            return Doubt("picture_failed", place.text)
        read = " / ".join(text or "—" for text in seen)
        return Doubt("picture_differs", f"文字层 {run}；图像 {read}")

    def _picture(self) -> tuple[Page, Any]:
        if self._flat is None:
            source, reading = self.pictures.sources[self.sha256], self.pictures.readings.get(self.sha256)
            if reading is None or not 1 <= self.number <= len(reading.pages):
                raise DocumentError("page_failed", f"{self.number}")
            page = reading.pages[self.number - 1]
            image = render_page(load(source), source.kind, self.number, confirm.DPI, self.pictures.passwords)
            self._flat = page, confirm.flat_picture(page, np.asarray(image))
        return self._flat


def _marked(paper: Paper, doubts: Mapping[Evidence, Doubt]) -> Paper:
    """Return a paper whose contradicted values say so."""
    against = Check(CheckKind.SECOND_READER, False, SOURCE)

    def change(_: str, value: Value[Any]) -> Value[Any]:
        return value.checked(against) if value.evidence in doubts else value

    records = [map_values(record, change) for record in paper.records]
    return paper.with_records(records, document=paper.document, notes=paper.notes)


def _review(case: Case, doubts: Mapping[Evidence, Doubt]) -> tuple[ReviewEntry, ...]:
    """Return the review list with what the pictures say; a place that is on no entry gets one."""
    entries = [
        replace(entry, why=doubts[entry.evidence].code, detail=doubts[entry.evidence].detail)
        if entry.evidence in doubts and entry.why in ("readers_differ", "not_verified")
        else entry
        for entry in case.review
    ]
    there = {entry.evidence for entry in entries}
    for place, doubt in doubts.items():
        if place not in there:
            entries.append(
                ReviewEntry(
                    id=review_id(f"{place.document}|picture|{place.page}|{place.box}", place.text),
                    document=place.document,
                    field="row",
                    value=place.text,
                    why=doubt.code,
                    detail=doubt.detail,
                    evidence=place,
                    correctable=False,
                )
            )
    return tuple(entries)
