"""Every sample paper as a scan and as a photo: a verified value is right, and nothing is lost in silence."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import cache

import pytest

from pipeline.records.extraction import DocType
from samples.degrade import page_count, to_photo, to_scan
from samples.people import cases
from samples.truth import LetterTruth, StatementTruth
from tests.acceptance.reader import read_paper
from tests.slow.truths import lost, rows_right, wrong_values

PAPERS = [replace(paper, form="pdf") for case in cases() for paper in case.papers]
NAMES = [f"{number:02d}" for number in range(len(PAPERS))]
SEED = secrets.randbits(31)
"""Drawn anew each time, and told when a test fails."""

FORMS = {
    "scan": lambda pdf, seed: to_scan(pdf, dpi=200, skew_deg=1.8, noise=8.0, seed=seed),
    "photo": lambda pdf, seed: to_photo(pdf, seed=seed),
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@cache
def read(number: int, form: str, seed: int):
    data = FORMS[form](PAPERS[number].draw(), seed + number)
    return read_paper("scan.pdf" if form == "scan" else "photo.jpg", data)


@cache
def whole(number: int, form: str) -> bool:
    """Whether the picture shows the whole paper: a photo shows its first page alone."""
    return form == "scan" or page_count(PAPERS[number].draw()) == 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", range(len(PAPERS)), ids=NAMES)
def test_a_verified_value_is_right_and_nothing_is_lost_in_silence(number: int, form: str) -> None:
    print(f"seed {SEED}")
    paper, truth = read(number, form, SEED), PAPERS[number].truth
    assert wrong_values(paper, truth) == [], f"seed {SEED}"
    if whole(number, form):
        assert not lost(paper, truth), f"seed {SEED}"


@pytest.mark.parametrize("form", FORMS)
def test_it_is_known_for_what_it_is(form: str) -> None:
    print(f"seed {SEED}")
    types = {StatementTruth: DocType.CARD_STATEMENT, LetterTruth: DocType.SETTLEMENT_LETTER}
    true = [types.get(type(p.truth), DocType.CREDIT_REPORT_BRIEF) for p in PAPERS]
    assert [read(n, form, SEED).document.type for n in range(len(PAPERS))] == true, f"seed {SEED}"


@pytest.mark.parametrize("form", FORMS)
def test_of_a_hundred_rows_ninety_five_are_read(form: str) -> None:
    print(f"seed {SEED}")
    chosen = [n for n, p in enumerate(PAPERS) if isinstance(p.truth, StatementTruth) and whole(n, form)]
    good = sum(rows_right(read(n, form, SEED), PAPERS[n].truth) for n in chosen)
    total = sum(len(PAPERS[n].truth.rows) for n in chosen)
    assert total > 80
    assert good >= 0.95 * total, f"seed {SEED}: {good} of {total}"
