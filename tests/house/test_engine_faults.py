"""An engine that dies, hangs or raises in the middle of a page costs that page only, and the page is named."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from functools import cache, partial

import pytest

from pipeline.errors import REASONS
from pipeline.executor import Limits, PoolExecutor, SerialExecutor
from pipeline.reading import ocr_rapid, ocr_tesseract
from pipeline.reading.pages import read_page
from pipeline.reading.render import render_page
from samples.cards import CardTruth
from samples.case_truth import PaperTruth
from samples.chains import MonthPlan, build_chain
from samples.degrade import to_scan
from samples.people_parts import purchases

from .workspace import TWICE, Workspace, paper

pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(
        not (ocr_rapid.is_available() and ocr_tesseract.is_available()), reason="both engines are needed"
    ),
]

SCAN = "扫描.pdf"
ENGINES = {"rapidocr": (ocr_rapid, "recognise"), "tesseract": (ocr_tesseract, "figures")}
CODES = {
    "exit": "page_crashed",
    "kill": "page_crashed",
    "hang": "page_timeout",
    "memory": "page_memory",
    "error": "page_failed",
}
PATIENT, SHORT = Limits(seconds=150), Limits(seconds=30)
"""A page takes some seconds; a hanging one is waited for as long as the limit says."""


def strike(fault: str, *_: object) -> None:
    if fault == "exit":
        os._exit(3)
    if fault == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "hang":
        time.sleep(600)
    raise MemoryError if fault == "memory" else RuntimeError("the engine broke")


def read_with_a_fault(task, *, engine: str, fault: str, pages: tuple[int, ...]):
    """Read a page in a worker; of these pages of the scan the engine is struck when it has begun."""
    module, name = ENGINES[engine]
    real = getattr(module, name)
    if task.source.path == SCAN and task.page in pages:
        setattr(module, name, partial(strike, fault))
    try:
        return read_page(task)
    finally:
        setattr(module, name, real)


class Struck:
    """One worker, so that what comes after the fault needs a new one, or the same one alive and well."""

    def __init__(self, engine: str, fault: str, *pages: int) -> None:
        self.pool = PoolExecutor(1, SHORT if fault == "hang" else PATIENT)
        self.function = partial(read_with_a_fault, engine=engine, fault=fault, pages=pages)

    def map(self, function, tasks):
        return self.pool.map(self.function, tasks) if function is read_page else SerialExecutor().map(function, tasks)


@cache
def scan() -> bytes:
    """A statement of two pages, with rows on both, as a scanner gives it."""
    card = CardTruth("赵小样", "2264", 1_500_000, 10, address=("610000", "样本市北区例子街2号"))
    amounts = tuple(3_000 + 1_117 * n for n in range(40))
    (statement,) = build_chain(card, (2026, 6), 73_420, [MonthPlan(purchases((2026, 6), card.tail, amounts, 10))])
    clean = PaperTruth("paper.pdf", statement).draw()
    return to_scan(clean, dpi=130, skew_deg=0.3, noise=3.0, grey=True, seed=1, quality=85)


def filled(space: Workspace) -> Workspace:
    space.put(SCAN, scan())
    space.drop(TWICE)
    return space


def coarse(data, kind, page, dpi, passwords):
    return render_page(data, kind, page, 30.0, passwords)


@pytest.fixture(scope="module")
def calm(tmp_path_factory):
    """The same papers where nothing happened."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.run.render_page", coarse)
        space = filled(Workspace(tmp_path_factory.mktemp("calm")))
        (result,) = space.run(PoolExecutor(1, PATIENT))
    assert not result.failed
    assert {finding["code"] for finding in space.findings().values()} == {"DUP101"}
    assert pages_of_rows(space, SCAN) == {1, 2}, "the statement's rows stand on both pages"
    return space


def rows_of(space: Workspace, path: str) -> list[dict]:
    document = space.documents()[path]["id"]
    return [row for row in space.case()["transactions"] if row["document"] == document]


def pages_of_rows(space: Workspace, path: str) -> set[int]:
    return {row["page"] for row in rows_of(space, path)}


def told(rows: list[dict]) -> Counter:
    return Counter((row["posted_on"], row["amount"], row["description"]) for row in rows)


def assert_that_page_only(space: Workspace, calm: Workspace, result, code: str, page: int) -> None:
    other = paper(TWICE)[0]
    # named: file, page and what happened, in the result, in case.json and in the workbook
    assert result.failed == ((SCAN, code, f"第 {page} 页"),)
    document = space.documents()[SCAN]
    assert (document["status"], document["reason_code"]) == ("partial", code)
    assert REASONS[code].sentence.zh in document["reason"] and f"第 {page} 页" in document["reason"]
    (row,) = (row for row in space.sheet("文件") if row["文件"] == SCAN)
    cells = " ".join(str(cell) for cell in row.values())
    assert REASONS[code].sentence.zh in cells and f"第 {page} 页" in cells and REASONS[code].remedy.zh in cells
    # the other file and the other page are read as ever
    assert space.documents()[other]["status"] == "ok"
    assert rows_of(space, other) == rows_of(calm, other)
    mine, whole = rows_of(space, SCAN), rows_of(calm, SCAN)
    assert told(mine) == told([row for row in whole if row["page"] != page])
    # nothing of the page is taken as read
    assert page not in pages_of_rows(space, SCAN)
    assert not [
        e for e in space.case()["review"] if e["document"] == document["id"] and e["page"] == page and e["image"]
    ]
    # what needs the whole paper is held back; what the other file shows is not
    findings = space.findings()
    assert {f["code"] for f in findings.values() if f["severity"] == "error" and not f["needs_review"]} == {"DUP101"}
    assert findings.keys() >= calm.findings().keys()
    for finding in findings.values():
        if any(place["document"] == document["id"] for place in finding["evidence"]):
            assert finding["needs_review"] or finding["severity"] == "notice"
    (statement,) = (s for s in space.case()["statements"] if s["document"] == document["id"])
    assert statement["balanced"] is not True


def assert_the_next_run_reads_it(space: Workspace, calm: Workspace) -> None:
    (result,) = space.run(PoolExecutor(1, PATIENT))
    assert not result.failed and not result.unchanged
    assert space.case()["stats"]["cached_pages"] == 2, "the pages that were read are not read again"
    outputs = space.outputs()
    outputs.pop("discrepancies.previous.xlsx", None)
    assert outputs == calm.outputs()


@pytest.mark.parametrize(
    ("engine", "fault"),
    [
        ("rapidocr", "kill"),
        ("tesseract", "hang"),
        # Each costs a whole reading and another.
        *[pytest.param("rapidocr", fault, marks=pytest.mark.slow) for fault in CODES if fault != "kill"],
        *[pytest.param("tesseract", fault, marks=pytest.mark.slow) for fault in ("kill", "error")],
    ],
)
def test_a_fault_costs_one_page_that_is_named(space, calm, engine: str, fault: str) -> None:
    (result,) = filled(space).run(Struck(engine, fault, 2))
    assert_that_page_only(space, calm, result, CODES[fault], 2)
    assert_the_next_run_reads_it(space, calm)


@pytest.mark.slow
def test_the_first_page_alone_may_fail(space, calm) -> None:
    """It has the heads: what is left may be no statement at all, and is no smaller one."""
    (result,) = filled(space).run(Struck("rapidocr", "kill", 1))
    assert [path for path, _, _ in result.failed] == [SCAN]
    document = space.documents()[SCAN]
    assert document["status"] in ("partial", "failed")
    assert document["reason_code"] == "page_crashed" and "第 1 页" in document["reason"]
    assert 1 not in pages_of_rows(space, SCAN)
    assert rows_of(space, paper(TWICE)[0]) == rows_of(calm, paper(TWICE)[0])
    assert [f["code"] for f in space.findings().values() if not f["needs_review"]] == ["DUP101"]
    assert_the_next_run_reads_it(space, calm)


def test_a_file_of_which_every_page_fails_is_named_and_gives_nothing(space, calm) -> None:
    (result,) = filled(space).run(Struck("tesseract", "memory", 1, 2))
    document = space.documents()[SCAN]
    assert (document["status"], document["reason_code"]) == ("failed", "page_memory")
    assert [(path, code) for path, code, _ in result.failed] == [(SCAN, "page_memory")]
    assert not rows_of(space, SCAN)
    assert rows_of(space, paper(TWICE)[0]) == rows_of(calm, paper(TWICE)[0])
    assert space.findings().keys() == calm.findings().keys()
    (row,) = (row for row in space.sheet("文件") if row["文件"] == SCAN)
    assert REASONS["page_memory"].sentence.zh in " ".join(str(cell) for cell in row.values())
