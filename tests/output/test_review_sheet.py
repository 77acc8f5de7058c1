"""The sheet 待复核: page by page, what waits comes first, and what is typed comes back."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import replace

import openpyxl
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.executor import Outcome, SerialExecutor, attempt
from pipeline.output.decisions import merge, read_workbook
from pipeline.output.evidence import Shot
from pipeline.output.evidence_page import STRIP, WIDTH, Mark, page_strips
from pipeline.output.review_pages import review_pages
from pipeline.output.workbook_review import GREEN, ORANGE, RED, VIOLET, colour_of
from pipeline.reading.pages import read_page
from pipeline.records.decision import Decisions
from pipeline.records.evidence import Box, Evidence, Origin
from pipeline.records.extraction import ReviewEntry
from pipeline.records.reading import ReaderText, Reading

from ..house.workspace import TWICE, Workspace, paper
from ..recorded.record import papers, recorded
from . import example as ex
from .example import build

CLEAR, COARSE = 0.95, 0.4


def entry(name: str, top: float | None, *, page: int = 1, why: str = "readers_differ", x: float = 330.0, **more):
    """A review entry at a height of a page of the statement."""
    box = None if top is None else Box(x, top, x + 90.0, top + 12.0)
    place = Evidence(ex.STATEMENT, page, box, "1,288.50", Origin.OCR, more.pop("agreement", CLEAR))
    plain = {"field": "amount", "value": "1288.50", "detail": "rapidocr 1,288.50 / tesseract-eng 1,268.50"}
    return ReviewEntry(
        id=name, document=ex.STATEMENT, why=why, evidence=place, correctable=more.pop("correctable", True),
        **(plain | more),
    )  # fmt: skip


WAITING = replace(ex.DUP, needs_review=True)
"""A finding whose two rows stand at the heights of its evidence, on page 1."""

ROW = next(one.box.top for one in WAITING.evidence if one.box is not None)
ENTRIES = (
    entry("page2", 300.0, page=2),
    entry("right", 100.0, x=430.0),
    entry("done", 90.0, why="corrected", detail="原读：1.00"),
    entry("left", 100.5, x=60.0),
    entry("waited", ROW, proposal="156.04"),
    entry("note", 500.0, why="unparsed_row", correctable=False, field="row", detail=""),
    entry("coarse", None, why="low_resolution", correctable=False, field="low_resolution", value="", detail=""),
    entry("finished", 100.0, page=3, why="corrected"),
)


@pytest.fixture(scope="module")
def case():
    return replace(ex.example(), review=ENTRIES)


@pytest.fixture(scope="module")
def files(case):
    return build(case, [WAITING, ex.PEN])


def rows(data: bytes, sheet: str = "待复核") -> list[dict]:
    page = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    heads = [cell.value for cell in page[1]]
    return [dict(zip(heads, row, strict=True)) for row in page.iter_rows(min_row=2)]


def texts(row: dict) -> str:
    return " ".join(str(cell.value) for cell in row.values() if cell.value is not None)


def test_one_page_is_one_look_and_what_a_finding_waits_for_comes_first(case):
    ordered = review_pages(case, [WAITING, ex.PEN])
    assert [page.page for page in ordered] == [1, 2, 3]
    first = ordered[0]
    assert [one.entry.id for one in first.asked] == ["left", "right", "waited", "note", "coarse", "done"]
    assert [one.number for one in first.asked] == [1, 2, 3, 4, None, 5]
    assert [one.waiting for one in first.asked if one.entry.id == "waited"] == [(WAITING,)]
    assert (first.to_type, first.notes, first.done, first.coarse) == (3, 2, 1, True)
    colours = {one.entry.id: colour_of(one) for one in first.asked}
    assert (colours["waited"], colours["left"], colours["note"], colours["done"]) == (RED, ORANGE, VIOLET, GREEN)
    # The page that blocks a finding goes before one that comes earlier in the paper.
    later = replace(case, review=(entry("early", 400.0), entry("late", ROW, page=2)))
    moved = replace(WAITING, evidence=tuple(replace(one, page=2) for one in WAITING.evidence))
    assert [page.page for page in review_pages(later, [moved])] == [2, 1]


def test_a_finding_that_waits_for_no_place_of_its_own_is_named_with_a_perhaps(case):
    alone = replace(case, review=(entry("elsewhere", 700.0), entry("note", 720.0, correctable=False)))
    (page,) = review_pages(alone, [WAITING])
    assert [one.perhaps for one in page.asked] == [(WAITING,), ()]
    shown = {row["编号"].value: row for row in rows(build(alone, [WAITING])["discrepancies.xlsx"])}
    assert shown["elsewhere"]["关系到"].value == "可能关系到 DUP101"


def test_the_sheet_names_each_page_shows_it_once_and_lists_its_entries(files):
    table = rows(files["discrepancies.xlsx"])
    bands = [texts(row) for row in table if not row["编号"].value and "页：" in texts(row)]
    assert bands == [
        "招行2025-03.pdf 第 1 页：待填 3 处，提示 2 条，已更正 1 处",
        "招行2025-03.pdf 第 2 页：待填 1 处",
        "招行2025-03.pdf 第 3 页：已更正 1 处",
    ]
    whole = "\n".join(texts(row) for row in table if not row["编号"].value)
    assert f"在等这一页的数字：DUP101 {WAITING.title.zh}" in whole
    assert "清晰度不足" in whole and "300 dpi" in whole
    shown = {row["编号"].value: row for row in table if row["编号"].value}
    assert set(shown) == {one.id for one in ENTRIES}
    waited = shown["waited"]
    assert waited["关系到"].value == f"DUP101 {WAITING.title.zh}"
    assert waited["算式推得"].value == "156.04" and waited["更正"].value is None
    assert "不是读出来的" in waited["原因"].value
    assert waited["各读法·细节"].value == ENTRIES[4].detail and waited["读到的值"].value == "1288.50"
    assert "不用填" in shown["note"]["原因"].value
    assert shown["note"]["更正"].fill.fgColor.rgb != waited["更正"].fill.fgColor.rgb
    assert shown["done"]["编号"].fill.fgColor.rgb != waited["编号"].fill.fgColor.rgb


def test_pictures_stand_in_their_rows_and_no_cells_are_merged(files):
    page = openpyxl.load_workbook(io.BytesIO(files["discrepancies.xlsx"]))["待复核"]
    assert not page.merged_cells.ranges  # a sheet with merged cells cannot be sorted
    ids = [row[0].value for row in page.iter_rows()]
    strips = [image for image in page._images if ids[image.anchor._from.row] is None]
    close = [image for image in page._images if ids[image.anchor._from.row] is not None]
    assert len(strips) >= 3 and len(close) == sum(one.evidence.box is not None for one in ENTRIES)
    for image in page._images:
        assert image.anchor.ext.height / 12700 <= page.row_dimensions[image.anchor._from.row + 1].height <= 409
    assert len({image.anchor._from.row for image in page._images}) == len(page._images)


def test_a_page_whose_readers_disagree_says_so(case):
    poor = replace(case, review=(entry("one", 100.0, agreement=COARSE),))
    assert any("只有 40% 的金额一致" in texts(row) for row in rows(build(poor, [])["discrepancies.xlsx"]))


def test_in_english(case):
    table = rows(build(case, [WAITING], lang="en")["discrepancies.xlsx"], "Review")
    whole = "\n".join(texts(row) for row in table)
    assert "page 1: 3 to type, 2 to know, 1 corrected" in whole and "Arithmetic says 156.04" in whole
    shown = {row["ID"].value: row for row in table}
    assert shown["waited"]["Arithmetic says"].value == "156.04"


def test_what_arithmetic_proposes_is_in_case_json_and_in_no_correction(files):
    review = {one["id"]: one for one in json.loads(files["case.json"])["review"]}
    assert review["waited"]["proposal"] == "156.04" and review["left"]["proposal"] is None
    assert review["waited"]["correction"] is None and review["waited"]["value"] == "1288.50"


TYPED = st.dictionaries(st.sampled_from([one.id for one in ENTRIES]), st.sampled_from(["1.00", "0012", "2025-03-08"]))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED, st.randoms(use_true_random=False), st.booleans())
def test_what_was_typed_comes_back_from_a_sorted_filtered_widened_sheet(tmp_path, files, typed, chance, drop):
    opened = openpyxl.load_workbook(io.BytesIO(files["discrepancies.xlsx"]))
    old = opened["待复核"]
    heads = [cell.value for cell in old[1]]
    for row in old.iter_rows(min_row=2):
        if row[0].value in typed:
            row[heads.index("更正")].value = typed[row[0].value]
    body = [[cell.value for cell in row] for row in old.iter_rows(min_row=2)]
    chance.shuffle(body)  # pages and entries in any order
    if drop:  # rows that name pages deleted, as a filter on an id leaves them
        body = [line for line in body if line[0]]
    order = [*range(len(heads)), None]
    chance.shuffle(order)
    new = opened.create_sheet("我的表")
    for line in [heads, *body]:
        new.append(["x" if place is None else line[place] for place in order])
    del opened["待复核"]
    opened.save(tmp_path / "discrepancies.xlsx")
    back = merge(Decisions(), read_workbook(tmp_path / "discrepancies.xlsx"))
    assert back.corrections == typed


BOXES = st.tuples(*[st.floats(-50, 900)] * 4).map(
    lambda e: Box(min(e[0], e[2]), min(e[1], e[3]), max(e[0], e[2]), max(e[1], e[3]))
)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 300), st.integers(1, 3000), st.lists(BOXES, min_size=1, max_size=5))
def test_any_places_of_any_page_can_be_shown(wide, high, boxes):
    shot = Shot(Image.new("RGB", (wide, high), "white"), 300.0)
    strips = page_strips(shot, [Mark(box, str(number), RED) for number, box in enumerate(boxes)])
    assert strips
    for data in strips:
        with Image.open(io.BytesIO(data)) as image:
            assert image.format == "JPEG" and image.width <= WIDTH and image.height <= STRIP
            assert "exif" not in image.info


def test_strips_are_cut_between_lines_and_only_those_with_something_asked_are_kept():
    shot = ex.render(ex.STATEMENT, 1, 150.0)
    top, low = Box(335.0, 60.0, 390.0, 72.0), Box(335.0, 740.0, 390.0, 752.0)
    assert len(page_strips(shot, [Mark(top, "1", RED)])) == 1
    both = page_strips(shot, [Mark(top, "1", RED), Mark(low, "2", ORANGE)])
    assert len(both) == 2
    with Image.open(io.BytesIO(both[0])) as image:
        darkest, lightest = image.convert("L").crop((0, image.height - 1, image.width, image.height)).getextrema()
        assert lightest - darkest < 40  # no line of text is cut in two
    long = Shot(Image.new("RGB", (300, 6000), "white"), 300.0)
    ends = [Mark(Box(10, y, 60, y + 12), str(y), RED) for y in (10.0, 5900.0)]
    assert len(page_strips(long, ends)) == 2
    assert page_strips(shot, []) == ()


# --- from the photograph to the letter ---

DAY = re.compile(r"\d\d/\d\d")
SCAN = "paper-3-scan"
"""A scanned statement that shows one interest twice."""


class Recorded(SerialExecutor):
    """Hands out a recorded reading in place of reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def map(self, function, tasks):
        for task in tasks:
            yield Outcome(self.reading.pages[task.page - 1]) if function is read_page else attempt(function, task)


def disputed(reading: Reading) -> tuple[Reading, str]:
    """The reading with a second reader that sees another day in the last row of interest; and what is printed.

    No arithmetic speaks for a day.
    """
    (page,) = reading.pages
    lines = list(page.grid.rows)
    place = max(n for n, row in enumerate(lines) if "循环利息" in row.text and DAY.fullmatch(row.cells[0].text))
    cells = list(lines[place].cells)
    printed = cells[0].text
    other = f"{printed[:-1]}{(int(printed[-1]) + 1) % 10}"
    cells[0] = replace(cells[0], readings=(cells[0].readings[0], ReaderText("tesseract-eng", other, 0.5)))
    lines[place] = replace(lines[place], cells=tuple(cells))
    return replace(reading, pages=(replace(page, grid=replace(page.grid, rows=tuple(lines))),)), printed


def test_a_value_typed_after_looking_at_the_picture_gives_the_draft(tmp_path):
    space = Workspace(tmp_path / "workspace")
    paper = papers()[SCAN]
    data = paper.draw()
    space.put(paper.file, data)
    reading, printed = disputed(recorded(SCAN))
    executor = Recorded(replace(reading, sha256=hashlib.sha256(data).hexdigest()))

    space.run(executor)
    (finding,) = (one for one in space.findings().values() if one["code"] == "DUP101")
    assert finding["needs_review"] and finding["request"] is None
    asked = [row for row in space.sheet("待复核") if row["关系到"] and "DUP101" in row["关系到"]]
    (row,) = (one for one in asked if one["项目"] == "入账日期")
    assert "两种读法不一致" in row["原因"] and row["读到的值"].endswith(printed.replace("/", "-"))

    space.type("待复核", row["编号"], 更正=row["读到的值"])
    space.run(executor)
    after = space.findings()[finding["id"]]
    assert not after["needs_review"] and (space.folder() / after["request"]).is_file()
    book = openpyxl.load_workbook(space.folder() / "discrepancies.xlsx")
    line = next(line for line in book["待复核"].iter_rows(min_row=2) if line[0].value == row["编号"])
    assert line[0].fill.fgColor.rgb == "00EAF5EC" and line[-1].value == row["读到的值"]
    assert space.run(executor)[0].unchanged


def test_a_paper_further_back_in_its_file_is_shown_by_its_own_page(tmp_path):
    """Of two statements in one PDF each finding and entry is framed on the page that prints it."""
    both = pypdfium2.PdfDocument.new()
    for number in (TWICE - 1, TWICE):
        both.import_pages(pypdfium2.PdfDocument(paper(number)[1]))
    data = io.BytesIO()
    both.save(data)
    places = []
    for name, content in (("both.pdf", data.getvalue()), ("alone.pdf", paper(TWICE)[1])):
        space = Workspace(tmp_path / name)
        space.put(name, content)
        space.run()
        (finding,) = (one for one in space.findings().values() if one["code"] == "DUP101")
        assert finding["request"], "the picture of another page would contradict it"
        with Image.open(space.folder() / finding["evidence"][0]["image"]) as image:
            places.append((image.size, image.convert("L").tobytes()))
    assert places[0] == places[1]
