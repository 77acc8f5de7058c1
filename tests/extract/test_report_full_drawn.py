"""Detailed reports drawn at random and read through the pipeline: every field and every month of a grid, exactly."""

from __future__ import annotations

import io
import secrets
from random import Random

import pypdfium2
import pytest

from pipeline.extract.check import check_record
from pipeline.records.extraction import DocStatus, DocType
from samples.canvas_pylopdf import PylopdfCanvas
from samples.papers_report_full import draw_full_report
from tests.acceptance.reader import read_file
from tests.extract.full_reports import random_report, random_style
from tests.golden.golden import shown


def _drawn(accounts: int):
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    lot = Random(seed)
    truth, style = random_report(lot, accounts), random_style(lot)
    return truth, draw_full_report(PylopdfCanvas(), truth, style), lot


def _read(data: bytes):
    (paper,) = read_file("个人信用报告.pdf", data)
    return paper.with_records([check_record(r) for r in paper.records], document=paper.document, notes=paper.notes)


@pytest.mark.parametrize("accounts", [6, 9, 14])
def test_every_field_and_every_month_is_exact(accounts: int) -> None:
    truth, data, _ = _drawn(accounts)
    paper = _read(data)
    assert paper.document.type is DocType.CREDIT_REPORT_FULL
    assert paper.notes == ()
    assert paper.document.status is DocStatus.OK
    expected = truth.json()
    read = shown(paper, {"report": expected})["report"]
    for record in (*expected["public_records"], *read["public_records"]):
        record["items"] = sorted(record["items"])  # printed in the order of the columns
    for name, like in expected.items():
        assert read[name] == like
    assert {(row, column): v.value for row, column, v in paper.report.counts}.items() >= truth.counts().items()
    assert {(row, column): v.value for row, column, v in paper.report.sums}.items() >= truth.sums().items()


def test_without_one_of_its_pages_a_report_is_not_complete() -> None:
    _, data, lot = _drawn(8)
    whole = pypdfium2.PdfDocument(data)
    gone = lot.randrange(len(whole))
    kept = [n for n in range(len(whole)) if n != gone]
    torn = pypdfium2.PdfDocument.new()
    torn.import_pages(whole, kept)
    out = io.BytesIO()
    torn.save(out)
    print(f"without page {gone + 1} of {len(whole)}")
    paper = _read(out.getvalue())
    assert paper.document.type is DocType.CREDIT_REPORT_FULL
    assert paper.document.status is DocStatus.PARTIAL
    assert paper.report.complete is False
