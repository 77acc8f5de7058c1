"""Whose papers are these: which reports are the person's own and which somebody else's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.records.case import Person
from pipeline.records.evidence import Value
from pipeline.records.letter import Letter
from pipeline.records.loan import Contract
from pipeline.records.report import Report


def own_reports(
    reports: Sequence[Report], letters: Sequence[Letter], contracts: Sequence[Contract], person: Person
) -> tuple[list[Report], list[Report]]:
    """Part reports into the person's own and those of other people, by the tail of the ID number.

    Settings decide; else what more papers say than anything else, a report before a letter; where reports alone differ
    nobody knows whose the case is, and all of them are set aside.  A report without a legible ID number is judged by
    its name, and only against the settings.

    Returns:
        (own, other people's).
    """
    tail = person.id_tail.upper() or _most_said(reports, letters, contracts)
    own: list[Report] = []
    others: list[Report] = []
    for report in reports:
        if report.id_tail is not None and tail is not None:
            same = report.id_tail.value.upper() == tail
        else:
            same = not (person.name and _another_name(report.name, person.name))
        (own if same else others).append(report)
    return own, others


def _most_said(reports: Sequence[Report], letters: Sequence[Letter], contracts: Sequence[Contract]) -> str | None:
    """Return the ID tail that most papers print; "" (nobody's) where reports differ and nothing else decides."""
    of_reports = [r.id_tail.value.upper() for r in reports if r.id_tail is not None]
    told = Counter(of_reports)
    others = [*(x.id_tail for x in letters), *(x.id_tail for x in contracts)]
    told.update(tail.value.upper() for tail in others if tail is not None)
    if not of_reports:
        return None
    most = max(told.values())
    first = sorted(tail for tail, count in told.items() if count == most)
    printed = [tail for tail in first if tail in of_reports]
    if len(first) == 1:
        return first[0]
    return printed[0] if len(printed) == 1 else ""


def _another_name(printed: Value[str] | None, name: str) -> bool:
    return printed is not None and "*" not in printed.value and printed.value != name
