"""Three pages in the normal run: one scan, one photo, and the scan again without the second reader."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from pipeline.extract.check import check_statement
from pipeline.extract.fields import iter_values
from pipeline.records.evidence import EQUATIONS, CheckKind, Origin
from samples.degrade import to_photo, to_scan
from samples.people import scanned
from tests.acceptance.reader import judge, read_paper
from tests.rules.build import only_missing
from tests.slow.truths import lost, rows_right, wrong_values

pytestmark = pytest.mark.ocr

CASE = scanned()
STATEMENT, LETTER = CASE.papers[1], CASE.papers[2]
SEED = secrets.randbits(31)


def clean(paper):
    return replace(paper, form="pdf").draw()


@cache
def scan(mode):
    return read_paper("scan.pdf", to_scan(clean(STATEMENT), skew_deg=1.8, seed=SEED), mode)


def test_a_scan_of_a_statement_has_no_wrong_verified_value() -> None:
    print(f"seed {SEED}")
    paper, truth = scan("auto"), STATEMENT.truth
    assert wrong_values(paper, truth) == [], f"seed {SEED}"
    assert not lost(paper, truth), f"seed {SEED}"
    assert rows_right(paper, truth) >= 0.95 * len(truth.rows), f"seed {SEED}"


def test_a_photo_of_a_letter_has_no_wrong_verified_value() -> None:
    print(f"seed {SEED}")
    paper = read_paper("photo.jpg", to_photo(clean(LETTER), seed=SEED))
    assert paper.letter is not None, f"seed {SEED}"
    assert wrong_values(paper, LETTER.truth) == [], f"seed {SEED}"


# --- without the second reader --------------------------------------------------------------------------------------


def test_one_reader_alone_agrees_with_nobody() -> None:
    paper = scan("rapidocr")
    values = [value for _, value in iter_values(paper.statement)]
    assert values
    assert {value.evidence.origin for value in values} == {Origin.OCR}
    assert not any(check.kind is CheckKind.SECOND_READER for value in values for check in value.checks)
    assert not any(value.verified for value in values)


def test_arithmetic_alone_may_verify_what_one_reader_read() -> None:
    statement = check_statement(scan("rapidocr").statement)
    verified = [value for _, value in iter_values(statement) if value.verified]
    for value in verified:
        sources = {check.source for check in value.checks if check.kind in EQUATIONS and check.agrees}
        assert len(sources) >= 2
        assert isinstance(value.value, int)
    assert wrong_values(replace(scan("rapidocr"), statements=(statement,)), STATEMENT.truth) == [], f"seed {SEED}"


def test_findings_that_rest_on_one_reader_are_for_review() -> None:
    _, judged = judge({"scan": scan("rapidocr")}, date(2026, 11, 25))
    said = [f for f in judged.findings if not only_missing(f)]
    assert all(f.needs_review for f in said), f"seed {SEED}"
    if rows_right(scan("rapidocr"), STATEMENT.truth) == len(STATEMENT.truth.rows):
        assert [f.code for f in said] == ["DUP101"]
