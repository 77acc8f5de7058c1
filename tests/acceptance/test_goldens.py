"""Goldens: papers over all types, layouts and producers, held to the truth that they were made from."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest

from pipeline.extract import Paper, layouts
from pipeline.extract.check import check_record
from pipeline.extract.papers import extract_papers
from pipeline.records.evidence import CheckKind, Value
from pipeline.records.extraction import Transaction
from pipeline.records.reading import Page, Reading
from tests.acceptance.reader import readings_of
from tests.golden import scans
from tests.golden.golden import PAPERS, plain, shown
from tests.golden.make import goldens

NAMES = sorted(folder.name for folder in PAPERS.iterdir() if (folder / "expected.json").exists())
LEAST_READ, LEAST_REFUSED = 40, 10
GENERAL_SHARE = 0.95
SCANNED = "scan"
"""Maker of goldens that are pictures; they are read from recorded readings."""
SCAN_SHARE = 0.75
"""Share of a scan's items that must be read rightly, sure or in review; a seal may cover some."""


def expected(name: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((PAPERS / name / "expected.json").read_text("utf-8"))
    return result


@cache
def readings(name: str) -> dict[str, Reading]:
    truth = expected(name)
    if truth["made_by"] == SCANNED:
        return {truth["file"]: scans.recorded(name)}
    data = (PAPERS / name / truth["file"]).read_bytes()
    return readings_of(truth["file"], data, tuple(truth["passwords"]))


def papers(found: dict[str, Reading]) -> list[Paper]:
    """Return the papers with what arithmetic says of each."""
    return [checked(paper) for path, reading in found.items() for paper in extract_papers(path, reading)]


def checked(paper: Paper) -> Paper:
    if not paper.records:
        return paper
    records = [check_record(record) for record in paper.records]
    return paper.with_records(records, document=paper.document, notes=paper.notes)


def is_negative(name: str) -> bool:
    return all(paper["type"] in ("other", "offer") for paper in expected(name)["papers"])


READ = [name for name in NAMES if not is_negative(name) and expected(name)["made_by"] != SCANNED]
REFUSED = [name for name in NAMES if is_negative(name)]
SCANS = scans.scans()


def test_there_are_enough_of_each_sort_and_more_than_one_producer() -> None:
    assert len(READ) >= LEAST_READ and len(REFUSED) >= LEAST_REFUSED
    makers = Counter(expected(name)["made_by"] for name in NAMES)
    assert {"reportlab", "soffice", "chromium", "csv", "html"} <= makers.keys()


def test_the_truth_is_the_makers() -> None:
    """No golden is filled from what the reader printed: each is what its maker says, to the letter."""
    made = goldens()
    assert sorted(made) == NAMES
    assert [name for name in NAMES if made[name].expected() != expected(name)] == []


@pytest.mark.parametrize("name", READ)
def test_a_golden_is_read_exactly(name: str) -> None:
    wanted = expected(name)["papers"]
    read = papers(readings(name))
    assert [plain(paper.document.type) for paper in read] == [paper["type"] for paper in wanted]
    for paper, like in zip(read, wanted, strict=True):
        assert shown(paper, like) == like
        for statement, truth in zip(paper.statements, like.get("statements", ()), strict=True):
            computed = statement.interest_lines or statement.interest_total or statement.rates
            assert not computed or "interest_lines" in truth  # where the maker printed none, none is read


@pytest.mark.parametrize("name", REFUSED)
def test_a_paper_that_is_none_of_ours_gives_no_figures(name: str) -> None:
    kinds = [paper["type"] for paper in expected(name)["papers"]]
    read = papers(readings(name))
    assert [plain(paper.document.type) for paper in read] == kinds
    for paper in read:
        assert paper.records == () and paper.document.reason_code


def _items(value: Any, like: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield (name, what was read, the truth) of every member that a truth names; a record too many has no truth."""
    if isinstance(like, dict):
        for member, truth in like.items():
            yield from _items(None if value is None else getattr(value, member), truth, f"{name}/{member}")
    elif isinstance(like, list) and (value or like):
        pairs = value if value is not None else ()
        for n in range(max(len(pairs), len(like))):
            yield from _items(
                pairs[n] if n < len(pairs) else None, like[n] if n < len(like) else None, f"{name}/{n}"
            )
    else:
        yield name, value, like


@pytest.mark.parametrize("name", SCANS)
def test_what_a_scan_says_is_exact_or_in_review(name: str) -> None:
    wanted = expected(name)["papers"]
    read = papers(readings(name))
    assert [plain(paper.document.type) for paper in read] == [paper["type"] for paper in wanted]
    total = found = 0
    for paper, like in zip(read, wanted, strict=True):
        records = {k: v for k, v in like.items() if k not in ("type", "issuer")}
        for field, value, truth in _items(paper, records):
            member = field.rsplit("/", 1)[-1]
            right = plain(value, member) == plain(truth, member)
            if isinstance(value, Value):
                assert right or not value.verified, f"{field}: {value.value}, true {truth}: {value.checks}"
            elif value not in (None, (), "", "unknown") and member != "issuer":  # in review by its `issuer_text`
                assert right, f"{field}: {value}, true {truth}"
            if truth not in (None, [], ""):
                total += 1
                found += right
    assert found >= SCAN_SHARE * total, f"{found} of {total}"


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.parametrize("name", SCANS)
def test_a_scan_is_read_as_it_was_recorded(name: str) -> None:
    assert scans.read_again(name) == scans.recorded_text(name)


def _rows(paper: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for record in (*paper.get("statements", ()), *filter(None, [paper.get("plan")])):
        yield from record.get("rows", ())


def test_the_general_reader_alone_reads_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the issuers' layouts: nearly every row all the same, what is missed is told, and nothing is wrong."""
    monkeypatch.setattr(layouts, "_files", list)
    layouts.layouts.cache_clear()
    total = right = 0
    faults = []
    for name in READ:
        for paper, like in zip(papers(readings(name)), expected(name)["papers"], strict=False):
            truth = Counter(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in _rows(like))
            read = Counter(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in _rows(shown(paper, like)))
            total += truth.total()
            right += (truth & read).total()
            told = bool(paper.notes) or paper.document.reason_code
            if read - truth:
                faults.append(f"{name}: wrong {(read - truth).most_common(2)}")
            if truth - read and not told:
                faults.append(f"{name}: missed in silence {(truth - read).most_common(2)}")
    layouts.layouts.cache_clear()
    assert faults == []
    assert right >= GENERAL_SHARE * total, f"{right} of {total}"


def _altered(page: Page, box: tuple[float, float, float, float], raw: str, lot: Random) -> Page | None:
    """Return the page with one digit changed in the cell at a place, None where it is not there."""
    for r, row in enumerate(page.grid.rows):
        for c, cell in enumerate(row.cells):
            b = cell.box
            if raw not in cell.text or not (b.x0 - 1 <= box[0] and box[2] <= b.x1 + 1 and abs(b.top - box[1]) < 2):
                continue
            digits = [n for n, char in enumerate(cell.text) if char.isdigit() and cell.text.find(raw) <= n]
            at = lot.choice(digits[: sum(map(str.isdigit, raw))])
            text = cell.text[:at] + str((int(cell.text[at]) + lot.randint(1, 9)) % 10) + cell.text[at + 1 :]
            changed = replace(cell, text=text, readings=tuple(replace(x, text=text) for x in cell.readings))
            cells = (*row.cells[:c], changed, *row.cells[c + 1 :])
            rows = (*page.grid.rows[:r], replace(row, cells=cells), *page.grid.rows[r + 1 :])
            return replace(page, grid=replace(page.grid, rows=rows))
    return None


def _supported(row: Transaction) -> bool:
    return any(check.kind is CheckKind.ARITHMETIC and check.agrees for check in row.amount.checks)


BALANCED = [
    name
    for name in READ
    if any(
        s.get("balanced") and s.get("rows") for paper in expected(name)["papers"] for s in paper.get("statements", ())
    )
]


@pytest.mark.parametrize("name", BALANCED)
def test_an_altered_row_unbalances_its_statement(name: str) -> None:
    """One digit of one amount changed: the identity no longer holds, and a running balance says where.

    Of the amounts that an equation supports: what the first row of a list changes its balance by, none tells.
    """
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    lot = Random(seed)
    found = readings(name)
    read = papers(found)
    index, number, row = lot.choice(
        [
            (index, number, row)
            for index, paper in enumerate(read)
            for number, statement in enumerate(paper.statements)
            for row in statement.rows
            if statement.balanced and _supported(row)
        ]
    )
    paper = read[index]
    place = row.amount.evidence
    part = paper.document.parts[0]
    reading = found[part.path]
    assert place.box is not None
    box = (place.box.x0, place.box.top, place.box.x1, place.box.bottom)
    pages = list(reading.pages)
    at = next(n for n, page in enumerate(pages) if page.number == part.pages[place.page - 1])
    changed = _altered(pages[at], box, place.text, lot)
    assert changed is not None, f"seed {seed}: {place}"
    pages[at] = changed
    again = papers(found | {part.path: replace(reading, pages=tuple(pages))})[index].statements[number]
    assert again.balanced is not True, f"seed {seed}: {place.text}"
    if any(r.balance is not None for r in again.rows):
        assert again.balanced is False and again.broken_at is not None, f"seed {seed}"
        near = {row.ordinal - 1, row.ordinal, row.ordinal + 1}  # the first row has no balance before it to tell
        assert again.broken_at in near, f"seed {seed}: {again.broken_at} for {row.ordinal}"
