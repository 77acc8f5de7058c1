"""What a paper does not print: each optional figure, day or word is left out at a time.

That must not stop the run, and never make an accusation of what was none: where a paper says less, less is said of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.extract.papers import Paper
from pipeline.records.evidence import Value
from pipeline.records.finding import Finding, Severity
from pipeline.values.names import short_name
from tests.ledgers.load import files, load
from tests.ledgers.papers import judged, made
from tests.rules.build import judge
from tests.rules.test_properties import REPORTED, papers

LEDGERS = {f"{path.parent.name}/{path.stem}": load(path) for path in files()}


def less(record: Any) -> Iterator[tuple[str, Any]]:
    """Yield the record without one of the values that it need not have, with the value's name."""
    if isinstance(record, tuple):
        for number, item in enumerate(record):
            for name, changed in less(item):
                yield f"{number}/{name}", (*record[:number], changed, *record[number + 1 :])
    elif dataclasses.is_dataclass(record) and not isinstance(record, Value | type):
        for field in dataclasses.fields(record):
            value = getattr(record, field.name)
            if isinstance(value, Value):
                if str(field.type).endswith("| None"):
                    yield field.name, dataclasses.replace(record, **{field.name: None})
            elif isinstance(value, tuple) or dataclasses.is_dataclass(value):
                for name, changed in less(value):
                    yield f"{field.name}/{name}", dataclasses.replace(record, **{field.name: changed})


def errors(findings: tuple[Finding, ...]) -> list[str]:
    return [f.code for f in findings if f.severity is Severity.ERROR and not f.needs_review]


def all_less(whole: list[Paper]) -> Iterator[tuple[str, list[Paper]]]:
    for number, paper in enumerate(whole):
        for at, record in enumerate(paper.records):
            for name, changed in less(record):
                records = [*paper.records[:at], changed, *paper.records[at + 1 :]]
                smaller = paper.with_records(records, document=paper.document, notes=paper.notes)
                yield f"{paper.document.type}/{name}", [*whole[:number], smaller, *whole[number + 1 :]]


TELLS_MORE = {
    # The print that contradicts the other is of no known day any more.
    ("STM502/two_prints_contradict", "card_statement/statement_on"),
    # What goes beyond the plan is named a fee there, and nothing here.
    ("LOAN406/a_fee_inside", "loan_statement/rows/1/components/fee"),
    # Money that came back, but not when, or from whom.
    ("DUP103/returned_after_sixty_days", "bank_statement/rows/4/posted_on"),
    ("DUP103/returned_after_sixty_days", "bank_statement/rows/4/counterparty"),
}
"""What clears somebody: without it, what is left accuses."""


def chosen() -> list[str]:
    """Two ledgers of each code on which it fires, two on which nothing is said."""
    by_code: dict[tuple[str, bool], list[str]] = {}
    for name, ledger in LEDGERS.items():
        if ledger.fires or ledger.silent:
            by_code.setdefault((ledger.code, ledger.fires), []).append(name)
    return [name for names in by_code.values() for name in (names[0], names[-1])]


CHOSEN = chosen()


@pytest.mark.parametrize("name", CHOSEN)
def test_a_ledger_that_prints_less_accuses_no_more(name: str) -> None:
    ledger = LEDGERS[name]
    before, wrong = errors(judged(ledger)), []
    for what, smaller in all_less(made(ledger).papers):
        after = errors(judged(ledger, smaller))
        if len(after) > len(before) and (name, what) not in TELLS_MORE:
            wrong.append((what, after))
    assert not wrong


def groups() -> dict[str, list[Paper]]:
    """The papers that hold each finding once, by what belongs together."""
    found: dict[str, list[Paper]] = {}
    for paper in papers():
        record = paper.records[0]
        reported = paper.report is not None or getattr(record, "issuer", None) in {
            *(short_name(lender) for lender, _, _ in REPORTED),
        }
        name = "report" if reported else str(getattr(record, "issuer", ""))
        found.setdefault(name, []).append(paper)
    return found


GROUPS = groups()


@pytest.mark.parametrize("name", GROUPS)
def test_papers_that_print_less_accuse_no_more(name: str) -> None:
    whole = GROUPS[name]
    before, wrong = errors(judge(*whole)[1].findings), []
    for what, smaller in all_less(whole):
        after = errors(judge(*smaller)[1].findings)
        if len(after) > len(before):
            wrong.append((what, after))
    assert not wrong
