"""What the person decided: kept, joined with what the workbook shows, re-attached.

old = load(path)
decisions = merge(old, *read_workbooks(outbox / case))
settled = settle(decisions, case, findings, resolved=ids_that_a_newer_paper_proves)
save(path, settled.decisions, temp)
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import tomli_w

from pipeline.errors import OutputError
from pipeline.output.papers import file_page, find_document
from pipeline.output.publish import write_whole
from pipeline.output.workbook_read import TYPED_FIELDS, Typed, read_workbook, read_workbooks
from pipeline.records.case import Case
from pipeline.records.decision import NOTHING_SAID, Decision, Decisions, Said
from pipeline.records.evidence import Evidence
from pipeline.records.extraction import DocType
from pipeline.records.finding import Finding, Status

__all__ = [
    "Kept",
    "Settled",
    "Typed",
    "anchor",
    "load",
    "merge",
    "read_workbook",
    "read_workbooks",
    "save",
    "settle",
]

OURS = frozenset({Status.WITHDRAWN, Status.PAPER_GONE})
"""Statuses that a person cannot choose."""


@dataclass(frozen=True, slots=True)
class Kept(Decision):
    """A decision whose status we set; `before` is the person's own, given back when the finding reappears."""

    before: Status | None = None


class Settled(NamedTuple):
    """Decisions after a run.

    Attributes:
        decisions: All of them, with one for every finding of this run.
        orphans: Those of them that belong to no finding of this run, by id.
    """

    decisions: Decisions
    orphans: tuple[Decision, ...]


def load(path: Path) -> Decisions:
    """Read `decisions.toml`; a missing file holds no decisions.

    Raises:
        OutputError: The file cannot be understood; nothing is overwritten then.
    """
    if not path.exists():
        return Decisions()
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        findings = {key: _decision(key, row) for key, row in table.get("findings", {}).items()}
        corrections = {str(key): str(text) for key, text in table.get("corrections", {}).items()}
        papers = {
            key: Said(DocType(row["type"]) if row.get("type") else None, str(row.get("issuer", "")))
            for key, row in table.get("papers", {}).items()
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise OutputError(f"无法读取 {path.name}：{error}（请修正或移走该文件后再运行）") from error
    return Decisions(dict(sorted(findings.items())), dict(sorted(corrections.items())), dict(sorted(papers.items())))


def _day(value: Any) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value))


def _decision(key: str, row: dict[str, Any]) -> Decision:
    common: dict[str, Any] = {
        "finding": key,
        "status": Status(row.get("status", Status.OPEN)),
        "sent_on": _day(row.get("sent_on")),
        "received_on": _day(row.get("received_on")),
        "answered_on": _day(row.get("answered_on")),
        "note": str(row.get("note", "")),
        "code": str(row.get("code", "")),
        "title": str(row.get("title", "")),
        "anchor": str(row.get("anchor", "")),
        "documents": tuple(str(each) for each in row.get("documents", ())),
    }
    return Kept(**common, before=Status(row["before"])) if "before" in row else Decision(**common)


def _row(decision: Decision) -> dict[str, Any]:
    """Return the TOML table of a decision, empty fields left out."""
    before = decision.before if isinstance(decision, Kept) else None
    row = {
        "status": str(decision.status),
        "before": str(before) if before else None,
        "sent_on": decision.sent_on,
        "received_on": decision.received_on,
        "answered_on": decision.answered_on,
        "note": decision.note,
        "code": decision.code,
        "title": decision.title,
        "anchor": decision.anchor,
        "documents": sorted(decision.documents),
    }
    return {key: value for key, value in row.items() if value}


def _said_row(said: Said) -> dict[str, str]:
    row = {"type": said.type.value if said.type else "", "issuer": said.issuer}
    return {key: value for key, value in row.items() if value}


def save(path: Path, decisions: Decisions, temp: Path | None = None) -> None:
    """Write `decisions.toml` whole, sorted, for the owner alone.

    Raises:
        OutputError: It could not be written.
    """
    table = {
        "findings": {key: _row(decisions.findings[key]) for key in sorted(decisions.findings)},
        "corrections": {key: decisions.corrections[key] for key in sorted(decisions.corrections)},
        "papers": {key: _said_row(decisions.papers[key]) for key in sorted(decisions.papers)},
    }
    try:
        write_whole(path, tomli_w.dumps(table).encode("utf-8"), temp)
    except OSError as error:
        raise OutputError(f"无法写入 {path.name}：{error.strerror or error}（请检查磁盘空间和权限）") from error


def merge(old: Decisions, *typed: Decisions) -> Decisions:
    """Return the decisions with what the person typed put over them.

    What a workbook shows wins, an emptied cell clears; what it does not show
    (another id, a deleted column) stays.  Of several workbooks (one was held open last time, so a second lay
    beside it) each brings what was changed in it.
    """
    findings, corrections, papers = dict(old.findings), dict(old.corrections), dict(old.papers)
    for one in typed:
        for key, new in one.findings.items():
            shown = one.shown.get(key, TYPED_FIELDS) if isinstance(one, Typed) else TYPED_FIELDS
            base = old.findings.get(key, Decision(key))
            changes = {name: getattr(new, name) for name in shown if getattr(new, name) != getattr(base, name)}
            if changes.get("status") in OURS:
                del changes["status"]  # ours only; what a person means by it, 不追究 says
            if key not in findings and not changes:
                continue
            current = findings.get(key, Decision(key, code=new.code, title=new.title))
            if "status" in changes and isinstance(current, Kept):
                changes["before"] = None
            findings[key] = replace(current, **changes)
        papers |= {key: said for key, said in one.papers.items() if said != old.papers.get(key, NOTHING_SAID)}
        corrections |= {key: text for key, text in one.corrections.items() if text != old.corrections.get(key, "")}
    kept = {key: corrections[key] for key in sorted(corrections) if corrections[key]}
    told = {key: papers[key] for key in sorted(papers) if papers[key] != NOTHING_SAID}
    return Decisions(dict(sorted(findings.items())), kept, told)


def anchor(case: Case, evidence: Sequence[Evidence]) -> str:
    """Return where the first evidence stands: "sha256 prefix:page in that file:text", or ""."""
    if not evidence:
        return ""
    document = find_document(case, evidence[0].document)
    if document is None or not document.parts:
        return ""
    sha256, page = file_page(document, evidence[0].page)
    return f"{sha256[:16]}:{page}:{evidence[0].text}"


def _hashes(case: Case, evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Return the hashes of the files in which the evidence stands, sorted."""
    found = set()
    for each in evidence:
        document = find_document(case, each.document)
        if document is not None and document.parts:
            found.add(file_page(document, each.page)[0])
    return tuple(sorted(found))


def settle(decisions: Decisions, case: Case, findings: Sequence[Finding], *, resolved: Collection[str] = ()) -> Settled:
    """Attach decisions to the findings of this run and say what became of those that vanished.

    Args:
        decisions: Already merged with what was typed.
        case: The case of this run.
        findings: The findings of this run.
        resolved: Ids of vanished findings that a newer paper proves to be put right.

    Returns:
        A decision for every finding, the vanished ones with our status, and the list of the latter.
    """
    present = {finding.id: finding for finding in findings}
    attached = dict(decisions.findings)
    for old, new in _moves(attached, case, present).items():
        attached[new] = replace(attached.pop(old), finding=new)
    files = {part.sha256 for document in case.documents for part in document.parts}
    result: dict[str, Decision] = {}
    for key, decision in attached.items():
        if key not in present:
            result[key] = _vanished(decision, files, resolved)
    for key, finding in present.items():
        result[key] = replace(
            _appeared(attached.get(key, Decision(key))),
            code=finding.code,
            title=finding.title.zh,
            anchor=anchor(case, finding.evidence),
            documents=_hashes(case, finding.evidence),
        )
    ordered = dict(sorted(result.items()))
    orphans = tuple(decision for key, decision in ordered.items() if key not in present)
    return Settled(replace(decisions, findings=ordered), orphans)


def _moves(decisions: dict[str, Decision], case: Case, present: dict[str, Finding]) -> dict[str, str]:
    """Return old id -> new id where the same evidence now bears another id and only one fits."""
    new: dict[tuple[str, str], list[str]] = {}
    for key, finding in present.items():
        if key not in decisions:
            new.setdefault((finding.code, anchor(case, finding.evidence)), []).append(key)
    gone = {key: (one.code, one.anchor) for key, one in decisions.items() if key not in present and one.anchor}
    claims = Counter(gone.values())
    return {key: new[place][0] for key, place in gone.items() if claims[place] == 1 and len(new.get(place, ())) == 1}


def _vanished(decision: Decision, files: set[str], resolved: Collection[str]) -> Decision:
    if decision.finding in resolved:
        status = Status.RESOLVED
    elif not set(decision.documents) <= files:
        status = Status.PAPER_GONE
    else:
        status = Status.WITHDRAWN
    if status is decision.status:
        return decision
    before = decision.before if isinstance(decision, Kept) and decision.before else decision.status
    return _kept(decision, status, before)


def _appeared(decision: Decision) -> Decision:
    """Return a present finding's decision: a status of ours gives way to what the person had said before."""
    before = decision.before if isinstance(decision, Kept) else None
    if before is None and decision.status not in OURS:
        return decision
    if before is None or before in OURS:
        before = Status.OPEN
    plain = {name: getattr(decision, name) for name in Decision.__dataclass_fields__}
    return Decision(**(plain | {"status": before}))


def _kept(decision: Decision, status: Status, before: Status) -> Kept:
    plain = {name: getattr(decision, name) for name in Decision.__dataclass_fields__}
    return Kept(**(plain | {"status": status}), before=None if before in OURS else before)
