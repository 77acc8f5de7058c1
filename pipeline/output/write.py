"""Every file of a case, from the case and its findings; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.output.calendar import calendar
from pipeline.output.case_json import case_json
from pipeline.output.drafts import drafts
from pipeline.output.evidence import DPI, Render, Shot, closeup, draw, shows
from pipeline.output.evidence_page import Mark, for_cell, page_strips
from pipeline.output.publish import WORKBOOK
from pipeline.output.review_pages import review_pages
from pipeline.output.text import file_stem
from pipeline.output.workbook import workbook
from pipeline.output.workbook_review import PICTURE, colour_of
from pipeline.records.case import Case
from pipeline.records.catalogue import CatalogueEntry, Misbelief
from pipeline.records.decision import Decisions
from pipeline.records.evidence import Box, Evidence
from pipeline.records.finding import Finding, FollowUp, Severity

__all__ = ["Render", "Shot", "in_order", "write_case"]

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


def write_case(
    case: Case,
    findings: Sequence[Finding],
    follow_ups: Sequence[FollowUp],
    decisions: Decisions,
    *,
    render: Render,
    lang: str,
    provenance: Mapping[str, Any],
    stats: Mapping[str, Any],
    catalogue: Sequence[CatalogueEntry] = (),
    misbeliefs: Sequence[Misbelief] = (),
) -> dict[str, bytes]:
    """Return every file of a case.

    Args:
        case: The case.
        findings: All findings of this run.
        follow_ups: All follow-ups of this run.
        decisions: As `decisions.settle` returns them: typed in, re-attached.
        render: Draws a page of a paper; None where it cannot be drawn (the finding then has no picture).
        lang: "zh" or "en"; drafts are always Chinese.
        provenance: Versions and hashes, as they shall stand in `case.json`.
        stats: Counts and seconds, as they shall stand there.
        catalogue: What each code means, for a sheet of the workbook.
        misbeliefs: Popular errors, for another.

    Returns:
        Bytes by path relative to `outbox/<case>/`, the same for the same input.
    """
    ordered = in_order(findings)
    coming = sorted(follow_ups, key=lambda one: (one.due_on, one.account or "", one.finding or "", one.action.zh))
    pictures, strips = _pictures(case, ordered, render)
    images = {
        key: [path if data else None for path, data in zip(_names(case, key, each.files), each.files, strict=True)]
        for key, each in pictures.items()
    }
    written = drafts(case, ordered, decisions, {key: each.letter for key, each in pictures.items()})
    files = dict(written.files)
    for key, each in pictures.items():
        files |= {path: data for path, data in zip(images[key], each.files, strict=True) if path and data}
    files["follow-ups.ics"] = calendar(case, coming, lang)
    files["case.json"] = case_json(
        case,
        ordered,
        coming,
        decisions,
        images=images,
        requests=written.requests,
        providers=written.providers,
        lang=lang,
        provenance=provenance,
        stats=stats,
    )
    reviewed = {entry.id for entry in case.review}
    files[WORKBOOK] = workbook(
        case,
        ordered,
        coming,
        decisions,
        pictures={
            key: for_cell(each.close, PICTURE[0]) if key in reviewed else each.close
            for key, each in pictures.items()
            if each.close
        },
        requests=written.requests,
        lang=lang,
        strips=strips,
        catalogue=catalogue,
        misbeliefs=misbeliefs,
    )
    return files


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings as they are shown: the gravest first, then the largest amount, then by day and id.

    Of errors those come last that are a figure to be corrected, neither money nor an entry of a credit report.
    """

    def key(one: Finding) -> tuple[int, bool, bool, int, str, str]:
        day = one.date.isoformat() if one.date else "9999"
        figure = one.severity is Severity.ERROR and one.to_get_back is None and one.addressee != "bureau"
        return _RANK[one.severity], one.needs_review, figure, -(one.difference or 0), day, one.id

    return sorted(findings, key=key)


def _names(case: Case, key: str, shots: Sequence[bytes | None]) -> list[str]:
    """Return the paths of pictures, made from the id alone."""
    if any(entry.id == key for entry in case.review):
        return [f"evidence/review-{file_stem(key)}.png"]
    return [f"evidence/{file_stem(key)}-{number}.png" for number in range(1, len(shots) + 1)]


@dataclass(slots=True)
class _Pictures:
    """The pictures of a finding or review entry.

    Attributes:
        files: One per evidence, None where its page cannot be drawn; of a review entry the close-up.
        letter: The same for a draft: None also where an earlier one shows that place already.
        close: The close-up for the workbook, None where nothing can be drawn.
    """

    files: list[bytes | None]
    letter: list[bytes | None]
    close: bytes | None = None


_Strips = dict[tuple[str, int], tuple[bytes, ...]]


def _pictures(case: Case, findings: Sequence[Finding], render: Render) -> tuple[dict[str, _Pictures], _Strips]:
    """Return the pictures of findings and review entries by id, and those of the pages that are to be reviewed.

    Each page is drawn only once.
    """
    marks = {
        (page.document, page.page): [
            Mark(one.entry.evidence.box, str(one.number), colour_of(one))
            for one in page.asked
            if one.entry.evidence.box is not None
        ]
        for page in review_pages(case, findings)
    }
    strips: _Strips = {}
    wanted: dict[str, tuple[Evidence, ...]] = {one.id: one.evidence for one in findings}
    reviewed = {entry.id for entry in case.review}
    wanted |= {entry.id: (entry.evidence,) for entry in case.review}
    result = {key: _Pictures([None] * len(each), [None] * len(each)) for key, each in wanted.items()}
    places: dict[tuple[str, int], list[str]] = {}
    for key, evidence in wanted.items():
        for place in dict.fromkeys((one.document, one.page) for one in evidence):
            places.setdefault(place, []).append(key)
    for place, users in sorted(places.items()):
        shot = render(*place, DPI)  # one page in memory at a time
        if shot is None:
            continue
        drawn: dict[tuple[Box | None, tuple[Box, ...]], bytes] = {}
        for key in users:
            here = [n for n, one in enumerate(wanted[key]) if (one.document, one.page) == place]
            first = _first_to_show(wanted[key])
            if first in here:
                result[key].close = closeup(shot, *_framed(wanted[key], here, first), closer=key in reviewed)
            if key in reviewed:
                result[key].files[first] = result[key].close
            else:
                _draw_all(result[key], wanted[key], here, shot, drawn)
        if place in marks:
            strips[place] = page_strips(shot, marks[place])
    return result, strips


def _draw_all(
    pictures: _Pictures,
    evidence: Sequence[Evidence],
    here: Sequence[int],
    shot: Shot,
    drawn: dict[tuple[Box | None, tuple[Box, ...]], bytes],
) -> None:
    """Draw the evidence of one finding that lies on one page."""
    kept: list[Box | None] = []
    for number in here:
        what = _framed(evidence, here, number)
        if what not in drawn:
            drawn[what] = draw(shot, *what)
        pictures.files[number] = drawn[what]
        if not any(shows(shot, box, evidence[number].box) for box in kept):
            kept.append(evidence[number].box)
            pictures.letter[number] = drawn[what]


def _framed(evidence: Sequence[Evidence], here: Sequence[int], number: int) -> tuple[Box | None, tuple[Box, ...]]:
    """Return the box of an evidence and the other boxes of the same finding on its page."""
    box = evidence[number].box
    boxes = (evidence[each].box for each in here)
    return box, tuple(dict.fromkeys(each for each in boxes if each is not None and each != box))


def _first_to_show(evidence: Sequence[Evidence]) -> int:
    """Return the number of the evidence that stands for all in a cell: a figure rather than a whole page."""
    return next((number for number, one in enumerate(evidence) if one.box is not None), 0)
