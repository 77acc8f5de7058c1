"""Scanned detailed reports, one page a sheet and two: what is wrong is in review, and most of a grid is sure.

They run on recorded readings; the truth is the maker's.
"""

from __future__ import annotations

import pytest

from pipeline.extract.check import check_record
from pipeline.extract.papers import extract_papers
from pipeline.extract.review import review_entries
from tests.extract.full_scans import silent_faults, verified_share
from tests.golden.reports_full import SCANS
from tests.golden.scans import recorded

LEAST_SURE = {"report-full-scan": 0.6, "report-full-two-up": 0.6}
MOST_ENTRIES = 60
"""Lines that a person must look at for four to six accounts with some 150 months."""


def paper_of(name: str):
    (paper,) = extract_papers(f"{name}.pdf", recorded(name))
    return paper.with_records([check_record(r) for r in paper.records], document=paper.document, notes=paper.notes)


@pytest.mark.parametrize("name", SCANS)
def test_no_value_and_no_month_is_wrong_in_silence(name: str) -> None:
    paper = paper_of(name)
    truth = SCANS[name].json()
    assert list(silent_faults(paper, truth)) == []
    assert len(paper.report.accounts) == len(truth["accounts"])
    assert paper.report.complete is True


@pytest.mark.parametrize("name", SCANS)
def test_a_month_that_was_not_seen_is_told(name: str) -> None:
    paper = paper_of(name)
    for account, like in zip(paper.report.accounts, SCANS[name].json()["accounts"], strict=True):
        seen = {one.month.isoformat() for one in account.grid}
        for month in (m["month"] for m in like["grid"] if m["month"] not in seen):
            year, number = month[:4], int(month[5:7])
            told = [note.detail for note in paper.notes if note.code == "unreadable"]
            assert any(f"{year}年" in detail and f"{number}月" in detail for detail in told), month


@pytest.mark.parametrize("name", SCANS)
def test_review_stays_short(name: str) -> None:
    """Unsure months of a year are one line together."""
    paper = paper_of(name)
    assert verified_share(paper) >= LEAST_SURE[name]
    entries = review_entries(paper)
    assert len(entries) <= MOST_ENTRIES
    years = [entry.value[:5] + entry.detail for entry in entries if entry.field == "grid"]
    assert len(years) == len(set(years))
