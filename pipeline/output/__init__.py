"""Output: a case and its findings as files.

`write_case` is pure: it returns the bytes of every file.  `publish.publish` puts them in place, and
`decisions` keeps what the person typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.output.calendar import calendar
from pipeline.output.case_json import case_json
from pipeline.output.drafts import drafts
from pipeline.output.evidence import DPI, Render, Shot, draw
from pipeline.output.publish import WORKBOOK
from pipeline.output.text import file_stem
from pipeline.output.workbook import workbook
from pipeline.records.case import Case
from pipeline.records.decision import Decisions
from pipeline.records.evidence import Evidence
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

    Returns:
        Bytes by path relative to `outbox/<case>/`, the same for the same input.
    """
    ordered = in_order(findings)
    coming = sorted(
        follow_ups, key=lambda one: (one.due_on, one.account or "", one.finding or "", one.action.zh)
    )
    pictures = _pictures(case, ordered, render)
    images = {
        key: [path if data else None for path, data in zip(_names(case, key, shots), shots, strict=True)]
        for key, shots in pictures.items()
    }
    written = drafts(case, ordered, decisions, pictures)
    files = dict(written.files)
    for key, shots in pictures.items():
        files |= {path: data for path, data in zip(images[key], shots, strict=True) if path and data}
    files["follow-ups.ics"] = calendar(case, coming, lang)
    files["case.json"] = case_json(
        case,
        ordered,
        coming,
        decisions,
        images=images,
        requests=written.requests,
        lang=lang,
        provenance=provenance,
        stats=stats,
    )
    files[WORKBOOK] = workbook(
        case, ordered, coming, decisions, pictures=pictures, requests=written.requests, lang=lang
    )
    return files


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings as they are shown: the gravest first, then the largest amount, then by day and id."""

    def key(one: Finding) -> tuple[int, bool, int, str, str]:
        day = one.date.isoformat() if one.date else "9999"
        return _RANK[one.severity], one.needs_review, -(one.difference or 0), day, one.id

    return sorted(findings, key=key)


def _names(case: Case, key: str, shots: Sequence[bytes | None]) -> list[str]:
    """Return the paths of pictures, made from the id alone."""
    if any(entry.id == key for entry in case.review):
        return [f"evidence/review-{file_stem(key)}.png"]
    return [f"evidence/{file_stem(key)}-{number}.png" for number in range(1, len(shots) + 1)]


def _pictures(case: Case, findings: Sequence[Finding], render: Render) -> dict[str, list[bytes | None]]:
    """Return the pictures of findings and review entries by id, drawing each page only once."""
    wanted: dict[str, tuple[Evidence, ...]] = {one.id: one.evidence for one in findings}
    wanted |= {entry.id: (entry.evidence,) for entry in case.review}
    places: dict[tuple[str, int], list[tuple[str, int, Evidence]]] = {}
    for key, evidence in wanted.items():
        for number, one in enumerate(evidence):
            places.setdefault((one.document, one.page), []).append((key, number, one))
    result: dict[str, list[bytes | None]] = {key: [None] * len(evidence) for key, evidence in wanted.items()}
    for (document, page), users in sorted(places.items()):
        shot = render(document, page, DPI)  # one page in memory at a time
        if shot is None:
            continue
        drawn: dict[object, bytes] = {}
        for key, number, one in users:
            if one.box not in drawn:
                drawn[one.box] = draw(shot, one.box)
            result[key][number] = drawn[one.box]
    return result
