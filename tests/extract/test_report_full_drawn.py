"""Detailed reports drawn at random and read through the pipeline: every field and every month of a grid, exactly."""

from __future__ import annotations

import io
import secrets
from dataclasses import replace
from random import Random

import pypdfium2
import pytest

from pipeline.extract.check import check_record
from pipeline.records.extraction import DocStatus, DocType
from samples.canvas_pylopdf import PylopdfCanvas
from samples.papers_report_full import draw_full_report, full_report_html
from tests.acceptance.reader import read_file
from tests.extract.full_reports import random_report, random_style
from tests.golden.golden import shown


def _drawn(accounts: int):
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    lot = Random(seed)
    truth, style = random_report(lot, accounts), random_style(lot)
    return truth, draw_full_report(PylopdfCanvas(), truth, style), lot


def _read(data: bytes, name: str = "个人信用报告.pdf"):
    (paper,) = read_file(name, data)
    return paper.with_records([check_record(r) for r in paper.records], document=paper.document, notes=paper.notes)


@pytest.mark.parametrize("accounts", [6, 9, 14])
def test_every_field_and_every_month_is_exact(accounts: int) -> None:
    truth, data, _ = _drawn(accounts)
    _assert_exact(truth, _read(data))


@pytest.mark.parametrize("accounts", [5, 12])
def test_a_file_whose_structure_tells_its_columns_is_exact(accounts: int) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    lot = Random(seed)
    truth, style = random_report(lot, accounts), random_style(lot)
    page = f"<html><head><meta charset='utf-8'></head><body>{full_report_html(truth, style)}</body></html>"
    _assert_exact(truth, _read(page.encode(), "个人信用报告.html"))


def test_where_pages_lie_aside_every_month_is_exact_or_told() -> None:
    """A page on which a row of amounts stands alone, some of them blank, tells not whose they are."""
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    lot = Random(seed)
    truth, style = random_report(lot, 12), replace(random_style(lot), mirrored=lot.choice((9.0, 17.0, 28.0)))
    paper = _read(draw_full_report(PylopdfCanvas(), truth, style))
    read = {(a.printed_no, a.card): a for a in paper.report.accounts}
    expected = {(a["printed_no"], a["card"]): a for a in truth.json()["accounts"]}
    told = [note.text + note.detail for note in paper.notes]
    lost = expected.keys() - read.keys()
    assert len(lost) <= sum(note.code == "unparsed_sentence" for note in paper.notes)
    assert not lost or paper.report.complete is not True
    for name, like in expected.items():
        if name in lost:
            continue
        for field in ("balance", "amount", "credit_limit", "overdue_amount"):
            value = getattr(read[name], field)
            assert value is None or value.value == like[field]
        grid = {one.month.isoformat(): one for one in read[name].grid}
        for cell in like["grid"]:
            one = grid.get(cell["month"])
            amount = one.amount.value if one is not None and one.amount is not None else None
            is_told = any(cell["month"][:4] in text for text in told)
            assert is_told if one is None else one.mark.value == cell["mark"]
            assert amount == cell["amount"] or (amount is None and is_told)


def _assert_exact(truth, paper) -> None:
    assert paper.document.type is DocType.CREDIT_REPORT_FULL
    assert paper.notes == ()
    assert paper.document.status is DocStatus.OK
    assert paper.report.complete is True
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
