"""The review list by pages: which places stand together, in which order, and what waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.output.papers import find_document, path_and_page
from pipeline.output.words import field_label
from pipeline.records.case import Case
from pipeline.records.evidence import PAGE_AGREEMENT, Box, Evidence
from pipeline.records.extraction import DocType, ReviewEntry
from pipeline.records.finding import Finding

_COARSE = "low_resolution"
_SAME_ROW = 0.5
"""Share of the lower height that two boxes must have in common to stand in one row."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One entry in its place.

    Attributes:
        entry: What is asked.
        number: In the picture of its page; None where it speaks of the whole page.
        waiting: Findings whose own evidence stands in this place or this row: no draft until it is confirmed.
        perhaps: Findings of this paper that wait for something, where no place tells for what.
    """

    entry: ReviewEntry
    number: int | None
    waiting: tuple[Finding, ...] = ()
    perhaps: tuple[Finding, ...] = ()

    @property
    def done(self) -> bool:
        """Whether a person has given the right value already."""
        return is_done(self.entry)

    @property
    def to_type(self) -> bool:
        """Whether a person shall type a value for it."""
        return self.entry.correctable and not self.done


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A page with everything that is asked of it.

    Attributes:
        document, page: The paper and the page in it, from 1.
        place: Path of its file and page in that file.
        asked: Open ones in reading order, then what speaks of the whole page, then what is done.
    """

    document: str
    page: int
    place: str
    asked: tuple[Asked, ...]

    @property
    def to_type(self) -> int:
        """How many values are to be typed."""
        return sum(one.to_type for one in self.asked)

    @property
    def done(self) -> int:
        """How many were typed already."""
        return sum(one.done for one in self.asked)

    @property
    def notes(self) -> int:
        """How many only tell something."""
        return len(self.asked) - self.to_type - self.done

    @property
    def waiting(self) -> tuple[Finding, ...]:
        """Findings that wait for a value of this page, the gravest first."""
        return tuple(dict.fromkeys(f for one in self.asked if not one.done for f in one.waiting))

    @property
    def coarse(self) -> bool:
        """Whether the picture is so coarse that digits are confused."""
        return any(one.entry.why == _COARSE for one in self.asked)

    @property
    def agreement(self) -> float | None:
        """Share of this page's amounts on which both readers agree, None where that says nothing more."""
        shares = [s for one in self.asked if (s := one.entry.evidence.page_agreement) is not None]
        return min(shares) if shares and min(shares) < PAGE_AGREEMENT else None


def is_done(entry: ReviewEntry) -> bool:
    """Tell whether a person has given the right value already."""
    return entry.why == "corrected"


def review_pages(case: Case, findings: Sequence[Finding]) -> list[ReviewPage]:
    """Return the pages on which something is asked.

    Pages whose figures block a finding come first, in the order of these findings; then those on which something is
    to be typed; then those that only tell something; last those on which all is done.

    Args:
        case: The case.
        findings: In the order in which they are shown.
    """
    blocked = [one for one in findings if one.needs_review]
    direct = {entry.id: tuple(f for f in blocked if _rests_on(f, entry.evidence)) for entry in case.review}
    settled = {f.id for entry in case.review if not is_done(entry) for f in direct[entry.id]}
    vague = [one for one in blocked if one.id not in settled]
    groups: dict[tuple[str, int], list[ReviewEntry]] = {}
    for entry in case.review:
        groups.setdefault((entry.evidence.document, entry.evidence.page), []).append(entry)
    ranks = {one.id: rank for rank, one in enumerate(blocked)}
    pages = []
    for (document, page), entries in groups.items():
        perhaps = tuple(f for f in vague if any(e.document == document for e in f.evidence))
        numbers = 0
        asked = []
        for entry in _in_reading_order(entries):
            numbers += entry.evidence.box is not None
            number = numbers if entry.evidence.box is not None else None
            guessed = perhaps if entry.correctable and not direct[entry.id] else ()
            asked.append(Asked(entry, number, direct[entry.id], guessed))
        pages.append(ReviewPage(document, page, path_and_page(case, entries[0].evidence), tuple(asked)))
    last = len(blocked)

    def key(one: ReviewPage) -> tuple[bool, int, bool, bool, str, str, int]:
        rank = min((ranks[f.id] for f in one.waiting), default=last)
        guessed = any(a.perhaps for a in one.asked if not a.done)
        path = one.place.rsplit(" · p", 1)[0]
        return one.done == len(one.asked), rank, not guessed, one.to_type == 0, path, one.document, one.page

    return sorted(pages, key=key)


def entry_label(case: Case, entry: ReviewEntry, lang: str) -> str:
    """Return what an entry is about; a figure that has only a place in a list is called by its paper's kind."""
    if not entry.field.isdigit():
        return field_label(entry.field, lang)
    document = find_document(case, entry.document)
    report = document is not None and document.type in (DocType.CREDIT_REPORT_BRIEF, DocType.CREDIT_REPORT_FULL)
    return field_label("counts" if report else "closing", lang)


def _in_reading_order(entries: Iterable[ReviewEntry]) -> list[ReviewEntry]:
    """Return open entries row by row from left to right, then those without a place, then those that are done."""
    placed = sorted(
        (entry for entry in entries if entry.evidence.box is not None),
        key=lambda entry: (_box(entry).middle, _box(entry).x0, entry.id),
    )
    rows: list[list[ReviewEntry]] = []
    for entry in placed:
        if rows and _one_row(_box(rows[-1][0]), _box(entry)):
            rows[-1].append(entry)
        else:
            rows.append([entry])
    ordered = [entry for row in rows for entry in sorted(row, key=lambda one: (_box(one).x0, one.id))]
    ordered += sorted((entry for entry in entries if entry.evidence.box is None), key=lambda entry: entry.id)
    return sorted(ordered, key=is_done)


def _box(entry: ReviewEntry) -> Box:
    return entry.evidence.box or Box(0.0, 0.0, 0.0, 0.0)


def _rests_on(finding: Finding, place: Evidence) -> bool:
    """Whether a finding shows this very place, or one in the same row."""
    return any(
        one.document == place.document
        and one.page == place.page
        and one.box is not None
        and place.box is not None
        and _one_row(one.box, place.box)
        for one in finding.evidence
    )


def _one_row(left: Box, right: Box) -> bool:
    common = min(left.bottom, right.bottom) - max(left.top, right.top)
    lower = min(left.height, right.height)
    return common > _SAME_ROW * lower or (lower == 0.0 and common >= 0.0)
