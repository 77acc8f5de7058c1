"""A head or a label in words that nobody knows: what it names is missing or in review, and nothing takes its place."""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from random import Random
from typing import Any

import pytest

from pipeline.extract.check import check_record
from pipeline.values.text import key
from tests.acceptance.reader import read_file
from tests.golden.golden import Golden, shown
from tests.golden.make import goldens

_CELL = re.compile(r">([^<>\n\d]{2,40})<")
_FIGURES = ("statement_on", "period_start", "due_on", "opening", "closing", "minimum", "limit")
_EACH = 6
_FAILED_ONCE = (
    ("card-citic-mail", "金额"),
    ("card-bocom-mail", "以下是您的消费、取现及其他费用明细"),
    ("card-boc-two-cards", "上期存款/欠款余额"),
    ("card-boc-two-cards", "Account Type"),
    ("card-icbc-zero", "贷记卡到期还款日"),
    ("card-abc-old", "本期应还款额(欠款为-)"),
)

MAILS = {name: golden for name, golden in goldens().items() if name.startswith("card-") and golden.made_by == "html"}


def faults(golden: Golden, page: str, without: set[str]) -> list[str]:
    """Return what is wrong in a changed paper and neither in review nor told; descriptions changed count as right."""
    (paper,) = read_file(golden.file, page.encode())
    wanted: dict[str, Any] = golden.expected()["papers"][0]
    if not paper.records:
        return []
    records = [check_record(record) for record in paper.records]
    paper = paper.with_records(records, document=paper.document, notes=paper.notes)
    told = bool(paper.notes) or paper.document.reason_code is not None
    right = {statement["currency"]: statement for statement in wanted["statements"]}
    found = []
    for record, read in zip(paper.statements, shown(paper, wanted)["statements"], strict=True):
        truth = right.get(read["currency"], {})
        for name in _FIGURES:
            value = getattr(record, name)
            if name in truth and value is not None and value.verified and read[name] not in (truth[name], None):
                found.append(f"{name} {read[name]}")
        rows = Counter(_row(row) for row in read["rows"] if key(row["description"]) not in without)
        true = Counter(_row(row) for row in truth.get("rows", ()))
        if rows - true and not told:
            found.append(f"rows {(rows - true).most_common(1)}")
    return found if found and (not told or any(not f.startswith("rows") for f in found)) else []


def _row(row: dict[str, Any]) -> str:
    return json.dumps({name: row[name] for name in ("posted_on", "description", "amount")}, ensure_ascii=False)


def changed(page: str, place: re.Match[str]) -> str:
    return page[: place.start(1)] + "某某" + page[place.end(1) :]


@pytest.mark.parametrize("name", sorted(MAILS))
def test_an_unknown_word_makes_nothing_wrong(name: str) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    lot = Random(seed)
    page = MAILS[name].make().decode()
    places = [place for place in _CELL.finditer(page) if place.group(1).strip()]
    for place in lot.sample(places, min(_EACH, len(places))):
        assert faults(MAILS[name], changed(page, place), {"某某"}) == [], f"seed {seed}: {place.group(1)}"


@pytest.mark.parametrize(("name", "word"), _FAILED_ONCE)
def test_words_that_failed_once(name: str, word: str) -> None:
    page = MAILS[name].make().decode()
    places = [place for place in _CELL.finditer(page) if place.group(1).strip() == word]
    assert places
    for place in places:
        assert faults(MAILS[name], changed(page, place), {"某某"}) == []
