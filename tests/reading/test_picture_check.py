"""The picture check under findings: text that says another figure than the page shows costs the draft, not the person.

The altered papers have one figure set in a font of its own, whose map says another digit than its glyph shows.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from pipeline import picture_check
from pipeline.errors import DocumentError
from pipeline.reading import confirm, ocr_rapid, ocr_tesseract
from pipeline.reading.draw import font
from pipeline.reading.pages import PageTask, read_page
from pipeline.reading.render import render_page
from pipeline.records.reading import Grid
from pipeline.records.source import FileKind, Source
from samples.canvas_pylopdf import PylopdfCanvas
from samples.people import with_errors
from tests.house.workspace import TWICE, Workspace, paper
from tests.reading.handmade import line, made, page_of_text
from tests.reading.test_trust import turned_content

pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(not ocr_rapid.is_available() or not ocr_tesseract.is_available(), reason="needs both readers"),
]

TEXT, SHOWN = "31.22", "31.72"


def remapped(data: bytes, glyph: str, says: str) -> tuple[bytes, int]:
    """Return a PDF in which maps that know `glyph` but not many others say `says` for it, and how many do."""
    out, count = bytearray(data), 0
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S):
        try:
            text = zlib.decompress(match.group(1))
        except zlib.error:
            continue
        known = re.findall(rb"<[0-9A-Fa-f]{4}> <([0-9A-Fa-f]{4})>", text)
        if b"begincmap" not in text or not 0 < len(known) <= 6:
            continue
        new = re.sub(rb"(<[0-9A-Fa-f]{4}> )<%04x>" % ord(glyph), rb"\g<1><%04x>" % ord(says), text, flags=re.IGNORECASE)
        packed = zlib.compress(new, 9)
        room = len(match.group(1))
        assert new != text and len(packed) <= room
        # What stands behind the end of the compressed data is never read, so no offset moves.
        out[match.start(1) : match.end(1)] = packed + b"\0" * (room - len(packed))
        count += 1
    return bytes(out), count


@lru_cache
def altered(text: str = TEXT, shown: str = SHOWN, number: int = TWICE, nth: int = 3) -> bytes:
    """A sample paper whose nth `text` shows `shown` on the page, and still says `text` in its text."""
    plain, count = PylopdfCanvas.text, 0

    def drawn(self, x, baseline, string, size, **more):
        nonlocal count
        if string == text:
            count += 1
            if count == nth:
                string, more["font"] = shown, "serif"
        plain(self, x, baseline, string, size, **more)

    patch = pytest.MonkeyPatch()
    patch.setattr(PylopdfCanvas, "text", drawn)
    try:
        data = with_errors().papers[number].draw()
    finally:
        patch.undo()
    assert count >= nth
    (glyph,) = {b for a, b in zip(text, shown, strict=True) if a != b}
    (says,) = {a for a, b in zip(text, shown, strict=True) if a != b}
    data, maps = remapped(data, glyph, says)
    assert maps == 1
    return data


def text_of(data: bytes) -> str:
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    return "".join(page.get_text_range().split())


def drafts(space: Workspace) -> str:
    folder = space.folder() / "requests"
    return " ".join(sorted(path.name for path in folder.rglob("*"))) if folder.is_dir() else ""


def test_the_altered_paper_says_what_the_clean_one_says() -> None:
    assert text_of(altered()) == text_of(paper(TWICE)[1]) and altered() != paper(TWICE)[1]


def test_a_clean_paper_keeps_its_finding_and_its_draft(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.drop(TWICE)
    space.run()
    (found,) = space.findings().values()
    assert found["code"] == "DUP101" and not found["needs_review"] and drafts(space)
    assert not [entry for entry in space.case()["review"] if entry["why_code"].startswith("picture")]


def test_a_figure_that_the_picture_contradicts_costs_the_draft(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.put(paper(TWICE)[0], altered())
    space.run()
    found = [one for one in space.findings().values() if one["code"] == "DUP101"]
    assert all(one["needs_review"] for one in found) and not drafts(space)
    entries = [entry for entry in space.case()["review"] if entry["why_code"] == "picture_differs"]
    assert entries and all(TEXT in entry["why"] and SHOWN in entry["why"] for entry in entries)
    assert all(entry["image"] for entry in entries)


def test_a_person_who_types_the_right_figure_is_believed(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.put(paper(TWICE)[0], altered())
    space.run()
    (entry,) = [e for e in space.case()["review"] if e["why_code"] == "picture_differs" and e["correctable"]]
    space.type("待复核", entry["id"], 更正=SHOWN)
    space.run()
    assert "DUP101" not in {one["code"] for one in space.findings().values()}
    assert not [e for e in space.case()["review"] if e["why_code"] == "picture_differs"]


def test_an_unchanged_opinion_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = Workspace(tmp_path)
    space.put(paper(TWICE)[0], altered())
    space.run()
    first = space.findings()

    def none(*_: object) -> None:
        raise AssertionError("a reader was started")

    monkeypatch.setattr(confirm, "confirm", none)
    space.run(lang="en")
    assert space.findings().keys() == first.keys() and not drafts(space)


def test_a_page_that_cannot_be_drawn_costs_the_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise DocumentError("page_failed", "1")

    monkeypatch.setattr(picture_check, "render_page", broken)
    space = Workspace(tmp_path)
    space.drop(TWICE)
    space.run()
    assert all(one["needs_review"] for one in space.findings().values()) and not drafts(space)
    assert {e["why_code"] for e in space.case()["review"]} >= {"picture_failed"}


def test_without_readers_nothing_is_asked(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.put(paper(TWICE)[0], altered())
    space.run(ocr="off")
    (found,) = space.findings().values()
    assert not found["needs_review"]


# --- words ---


@lru_cache
def page_of(data: bytes, folder: str) -> tuple:
    path = Path(folder) / "x.pdf"
    path.write_bytes(data)
    source = Source("x", "x.pdf", str(path), (), hashlib.sha256(data).hexdigest(), len(data), FileKind.PDF)
    page = read_page(PageTask(source, 1))
    return page, confirm.flat_picture(page, np.asarray(render_page(data, FileKind.PDF, 1, confirm.DPI)))


def test_every_cell_of_a_clean_paper_is_confirmed(tmp_path: Path) -> None:
    page, flat = page_of(paper(TWICE)[1], str(tmp_path))
    cells = [cell for row in page.grid.rows for cell in row.cells]
    wrong = [(c.text, o) for c in cells if (o := confirm.confirm(page, flat, c.box)).agrees is False]
    print(len(cells), wrong)
    assert len(wrong) <= 0.02 * len(cells), wrong


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_looked_at_upright(angle: int, tmp_path: Path) -> None:
    page, flat = page_of(made(turned_content(angle)), str(tmp_path))
    assert page.to_page is not None
    for row in page.grid.rows:
        for cell in row.cells:
            assert confirm.confirm(page, flat, page.on_page(cell.box)).agrees, cell.text
    row = page.grid.rows[0]
    lying = replace(row.cells[0], text=row.cells[0].text.replace("2025", "2026"))
    other = replace(page, grid=Grid((replace(row, cells=(lying, *row.cells[1:])),)))
    opinion = confirm.confirm(other, flat, page.on_page(lying.box))
    assert opinion.agrees is False and "2026" in opinion.run


def test_a_digit_in_front_of_the_figure_is_seen(tmp_path: Path) -> None:
    """Drawn as an outline, a leading digit is in no text: the figure's picture is another one."""
    image = Image.new("L", (100, 120), 255)
    ImageDraw.Draw(image).text((0, 0), "1,", font=font(110), fill=0)
    digit = "q 9.5 0 0 11.4 50.5 498 cm /P Do Q\n"
    content = page_of_text(line(500, "234.50") + digit)
    page, flat = page_of(made(content, image=image.tobytes(), image_size=image.size), str(tmp_path))
    (cell,) = [c for row in page.grid.rows for c in row.cells if c.text == "234.50"]
    opinion = confirm.confirm(page, flat, cell.box)
    assert opinion.agrees is False, opinion


@pytest.mark.parametrize(
    ("own", "seen", "alike"),
    [
        ("未结清", "已结清", False),
        ("未结清", "未结清", True),
        ("结清", "未结清", False),
        ("该笔贷款已全部结清", "该笔货款已全部结清", True),
        ("滞纳金", "违约金", False),
        ("示例商城平台商户", "示例商城平合商户", True),
        ("示例商城", "别家超市", False),
    ],
)
def test_decisive_words_must_agree(own: str, seen: str, alike: bool) -> None:
    assert confirm._alike(own, seen) is alike
