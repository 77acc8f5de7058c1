"""May embedded text be trusted?  Pages on which it may not, each with a neighbour on which it may."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pylopdf
import pylopdf_fonts_zh_cn
import pytest

from pipeline.reading import embedded, gate, lookalike, pages, render, things, trust
from pipeline.records.evidence import Box, Origin
from pipeline.records.reading import Cell, Grid, Page, Row
from pipeline.records.source import FileKind, Source
from tests.reading.handmade import line, made, page_of_text

SECRET = "9,876.54"


def verdict_of(data: bytes) -> tuple[trust.TextSigns, trust.Verdict, list[str]]:
    """Signs, verdict and words of the first page."""
    document = render.open_pdf(data)
    page = document[0]
    geometry = embedded.Geometry(page)
    lying = things.things(page, geometry)
    found, seen = gate.looked_at(page, lying, embedded.characters(page, geometry), geometry)
    signs = gate.signs(page, lying, found, seen, geometry)
    words = [word.text for word in embedded.words(found, geometry)]
    document.close()
    return signs, trust.judge(signs), words


def read(data: bytes, tmp_path: Path, mode: str = "off") -> Page:
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    source = Source("x", "x.pdf", str(path), (), hashlib.sha256(data).hexdigest(), len(data), FileKind.PDF)
    return pages.read_page(pages.PageTask(source, 1, mode))


# --- what a person cannot see ---

UNSEEN = {
    "white": line(500, SECRET, before="1 g"),
    "nearly white": line(500, SECRET, before="0.95 0.96 0.95 rg"),
    "transparent": line(500, SECRET, before="/Gone gs"),
    "under a white rectangle": line(500, SECRET) + "q 1 g 50 490 200 30 re f Q\n",
    "under a grey rectangle": line(500, SECRET) + "q 0.8 g 50 490 200 30 re f Q\n",
    "under a picture": line(500, SECRET) + "q 200 0 0 30 50 490 cm /P Do Q\n",
    "clipped away": "q 10 10 50 50 re W n " + line(500, SECRET) + "Q\n",
    "hidden layer": line(500, SECRET, before="3 Tr"),
    "white under black": line(500, SECRET, before="1 g") + line(500, "1,234.50"),
}


@pytest.mark.parametrize("how", UNSEEN)
def test_what_cannot_be_seen_is_no_word_and_is_said(how: str) -> None:
    signs, verdict, words = verdict_of(made(page_of_text(UNSEEN[how])))
    assert verdict.embedded and verdict.warnings == ("unseen_text",), (signs, verdict)
    assert not any("9,8" in word or "6.54" in word for word in words), words
    assert sum(word.startswith("transfer") for word in words) == 8
    if how == "white under black":
        assert words.count("1,234.50") == 1


def test_text_of_a_layer_that_is_switched_off_is_no_word() -> None:
    content = page_of_text("/OC /L BDC " + line(500, SECRET) + " EMC\n")
    data = made(content, resources="/Properties<</L 7 0 R>>", objects=(b"<</Type/OCG/Name(x)>>",))
    on = verdict_of(data)
    assert SECRET in on[2] and on[1].warnings == ()
    off = data.replace(
        b"/Catalog/Pages 2 0 R>>", b"/Catalog/Pages 2 0 R/OCProperties<</OCGs[7 0 R]/D<</OFF[7 0 R]>>>>>>"
    )
    signs, verdict, words = verdict_of(off)
    assert SECRET not in words and verdict.warnings == ("unseen_text",) and signs.unseen == len(SECRET)


def test_text_off_the_page_is_counted_and_no_word() -> None:
    signs, verdict, words = verdict_of(made(page_of_text(line(500, SECRET, x=700), line(-40, SECRET))))
    assert verdict == trust.Verdict(True) and signs.outside == 2 * len(SECRET) and SECRET not in words


SEEN = {
    "white on a dark band": "q 0 0 0.4 rg 50 490 300 30 re f Q\n" + line(500, SECRET, before="1 g"),
    "on a white picture": "q 595 0 0 842 0 0 cm /P Do Q\n" + page_of_text(line(500, SECRET)),
    "on a half transparent rectangle": "q /Half gs 0.9 g 50 490 300 30 re f Q\n" + line(500, SECRET),
    "under a half transparent rectangle": line(500, SECRET) + "q /Half gs 1 0.9 0.9 rg 50 490 300 30 re f Q\n",
    "grey": line(500, SECRET, before="0.55 g"),
    "bold by double drawing": line(500, SECRET) + "q 1 0 0 1 0.3 0 cm " + line(500, SECRET) + "Q\n",
    "within a clip": "q 50 480 300 60 re W n " + line(500, SECRET) + "Q\n",
    "red": line(500, SECRET, before="0.8 0.1 0.1 rg"),
    "yellow on black": "q 0 g 50 490 300 30 re f Q\n" + line(500, SECRET, before="1 1 0 rg"),
    "minus, point and comma": line(500, "-9,876.54 - . , 1"),
    "tiny": line(500, SECRET, size=5),
}


@pytest.mark.parametrize("how", SEEN)
def test_what_can_be_seen_stays(how: str) -> None:
    signs, verdict, words = verdict_of(made(SEEN[how] if "picture" in how else page_of_text(SEEN[how])))
    assert verdict == trust.Verdict(True), (signs, verdict)
    assert sum(SECRET in word for word in words) == 1, words
    assert sum(word.startswith("transfer") for word in words) == 8


@pytest.mark.parametrize("cover", ["50 490 30 30", "85 490 10 30"])
def test_a_figure_covered_in_part_makes_the_page_doubtful(cover: str) -> None:
    _, verdict, _ = verdict_of(made(page_of_text(line(500, SECRET) + f"q 1 g {cover} re f Q\n")))
    assert verdict == trust.Verdict(False, ("unseen_text",), layer=True)


# --- texts over each other ---


@pytest.mark.parametrize("shift", [(0, 0), (1, 0), (0, 1), (2, -1)])
def test_an_old_figure_under_a_new_one_makes_the_page_doubtful(shift: tuple[int, int]) -> None:
    over = line(500, "1,234.50") + line(500 + shift[1], "9,876.54", x=60 + shift[0])
    signs, verdict, _ = verdict_of(made(page_of_text(over)))
    assert signs.clashes >= 2 and verdict == trust.Verdict(False, ("texts_over_texts",), layer=True)


def test_lines_near_each_other_do_not_clash() -> None:
    close = "".join(line(500 - 8 * n, f"1,234.5{n} WAVAToTyVfifflll", size=9) for n in range(8))
    signs, verdict, _ = verdict_of(made(page_of_text(close)))
    assert signs.clashes == 0 and verdict == trust.Verdict(True)


# --- watermarks ---


def test_a_level_watermark_is_no_word_of_a_row() -> None:
    marks = "".join(line(765 - 20 * n, "SAMPLE BANK 2025", x=90, size=30, before="0.85 g") for n in range(0, 8, 3))
    signs, verdict, words = verdict_of(made(page_of_text(marks)))
    assert verdict == trust.Verdict(True), signs
    assert words == verdict_of(made(page_of_text()))[2]


def test_a_watermark_by_transparency_printed_first_is_none_either() -> None:
    marks = "".join(line(765 - 20 * n, "SAMPLE BANK 2025", x=90, size=30, before="/Faint gs") for n in range(0, 8, 3))
    _, verdict, words = verdict_of(made(marks + page_of_text()))
    assert verdict == trust.Verdict(True) and words == verdict_of(made(page_of_text()))[2]


def test_pale_print_beside_the_table_stays() -> None:
    notes = line(500, "Amount due", before="0.65 g", size=20) + line(470, "88.00", before="0.65 g")
    _, verdict, words = verdict_of(made(page_of_text(notes)))
    assert verdict == trust.Verdict(True) and {"Amount", "due", "88.00"} <= set(words)


# --- turned pages ---


def turned_content(angle: int) -> str:
    matrices = {90: "0 -1 1 0 0 842", 180: "-1 0 0 -1 595 842", 270: "0 1 -1 0 595 0"}
    # Within the turned system a landscape page's lines; what stands off the page is moved onto it.
    return f"q {matrices[angle]} cm 1 0 0 1 0 -300 cm {page_of_text()} Q\n"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_turned_by_its_key_reads_upright(rotate: int, tmp_path: Path) -> None:
    page = read(made(turned_content((360 - rotate) % 360) if rotate else page_of_text(), rotate=rotate), tmp_path)
    assert page.origin is Origin.EMBEDDED and page.to_page is None and page.warnings == ()
    assert [row.text.split()[1] for row in page.grid.rows] == ["transfer"] * 8


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90])
def test_a_page_whose_text_runs_sideways_reads_upright(angle: int, rotate: int, tmp_path: Path) -> None:
    data = made(turned_content(angle), rotate=rotate)
    page = read(data, tmp_path)
    if (angle + rotate) % 360:
        assert page.to_page is not None
    assert page.origin is Origin.EMBEDDED and page.warnings == ()
    assert [row.text.split()[1:2] for row in page.grid.rows] == [["transfer"]] * 8, page.grid
    ink = np.asarray(render.render_page(data, FileKind.PDF, 1, 144.0).convert("L")) < 128
    total = ink.sum()
    for row in page.grid.rows:
        for cell in row.cells:
            box = page.on_page(cell.box)
            ink[round(box.top * 2) - 2 : round(box.bottom * 2) + 2, round(box.x0 * 2) - 2 : round(box.x1 * 2) + 2] = 0
    assert ink.sum() < 0.01 * total


def test_a_sideways_note_is_said_not_read() -> None:
    note = "q 0 1 -1 0 560 100 cm BT /F 9 Tf (12,345.67 12,345.67 12,345.67) Tj ET Q\n"
    _, verdict, words = verdict_of(made(page_of_text(note)))
    assert verdict == trust.Verdict(True, ("turned_text",)) and "12,345.67" not in words


# --- maps ---


def chinese(text: str = "违约金 1,234.50 元整，请于到期还款日前存入足额款项") -> bytes:
    document = pylopdf.Document()
    page = document.new_page(width=595, height=842)
    font = pylopdf.Font(fontfile=pylopdf_fonts_zh_cn.sans_path())
    for n in range(6):
        page.insert_text((60, 100 + 20 * n), text, fontsize=11, font=font)
    return bytes(document.tobytes())


def test_a_chinese_page_is_trusted() -> None:
    signs, verdict, words = verdict_of(chinese())
    assert verdict == trust.Verdict(True) and signs.chinese > 100 and signs.unseen == 0
    assert words.count("1,234.50") == 6


@pytest.mark.parametrize("sign", ["chinese_font", "elsewhere_chinese"])
def test_no_chinese_where_there_should_be_some_is_doubted(sign: str) -> None:
    signs = trust.TextSigns(200, 0, 0, 0, 0.0, latin=150)
    assert trust.judge(signs) == trust.Verdict(True)
    assert trust.judge(replace(signs, **{sign: True})) == trust.Verdict(False, ("no_chinese_text",), layer=True)
    assert trust.judge(replace(signs, chinese=3, **{sign: True})) == trust.Verdict(True)


def test_many_unmapped_glyphs_are_doubted() -> None:
    signs = trust.TextSigns(200, 20, 0, 100, 0.0, latin=80)
    assert trust.judge(signs) == trust.Verdict(False, ("texts_differ",), layer=True)
    assert trust.unmapped("\ue123") and trust.unmapped("\x02") and not trust.unmapped("中")


def test_text_over_a_scan_is_doubted_and_over_a_background_is_not() -> None:
    rows = np.full((842, 595), 255, np.uint8)
    rows[60:780:12, 40:550] = 0
    rows[61:780:12, 40:550] = 0
    rows[62:780:12, 40:550] = 0
    whole = "q 595 0 0 842 0 0 cm /P Do Q\n" + page_of_text()
    scan = made(whole, image=rows.tobytes(), image_size=(595, 842))
    assert verdict_of(scan)[1] == trust.Verdict(False, ("text_on_picture",), layer=True)
    pale = np.full((842, 595), 235, np.uint8)
    ground = made(whole, image=pale.tobytes(), image_size=(595, 842))
    assert verdict_of(ground)[1] == trust.Verdict(True)


# --- lookalikes ---

DOUBTED = [
    "1O0.00", "1,2О4.50", "l,234.50", "5I.00", "2025-0l-12", "2O25年01月12日", "٣4.50", "1٢3.45", "12².50",
    "100²", "①23.45", "‒88.00", "ー88.00", "１O０．００", "8\ue0018.00", "￥1O0.00", "合计1O0.00元", "2025‑01‑12",
    "١٢٣.٤٥",
]  # fmt: skip
HONEST = [
    "100.00", "１００．００", "-88.00", "−88.00", "—88.00", "－88.00", "﹣88.00", "¥1,234.50", "O2O平台", "Room 101A",
    "500.00①", "③ 100.00", "m²", "100m²", "IPHONE15", "l0 items", "2025-01-12", "2025年01月12日", "H2O 3.50", "二〇二五年",
    "Iloo", "B2B", "QH-XF-2024-0320118", "上海OIl石油", "尾号4417", "3.5‰", "20%", "No.1", "COVID19", "ＣＭＢ",
]  # fmt: skip


@pytest.mark.parametrize("text", DOUBTED)
def test_a_figure_with_a_lookalike_is_contradicted(text: str) -> None:
    assert "?" in lookalike.strict(text), text
    cell = Cell(text, Box(0, 0, 10, 10))
    grid, count = lookalike.mark(Grid((Row((cell,), cell.box),)))
    assert count == 1 and grid.rows[0].cells[0].readings[-1].reader == lookalike.READER


@pytest.mark.parametrize("text", HONEST)
def test_honest_characters_are_let_be(text: str) -> None:
    assert lookalike.strict(text) == text


# --- speed ---


# --- what stands on the page and not in its characters ---


NOTE = b"<</Type/Annot/Subtype/FreeText/Rect[350 600 420 614]/F 4/DA(/F 10 Tf)/Contents(88.00)>>"
LINK = b"<</Type/Annot/Subtype/Link/Rect[60 600 420 614]/Border[0 0 0]>>"
FIELD = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(88.00)/Rect[350 600 420 614]/F 4>>"


@pytest.mark.parametrize("annotation", [NOTE, FIELD], ids=["free text", "form field"])
def test_a_page_with_text_in_an_annotation_is_looked_at(annotation: bytes) -> None:
    signs, verdict, _ = verdict_of(made(page_of_text(), objects=(annotation,), page="/Annots[7 0 R]"))
    assert signs.added == 1
    assert (verdict.embedded, verdict.warnings, verdict.layer) == (False, ("text_on_picture",), True)


def test_a_link_is_no_text() -> None:
    signs, verdict, _ = verdict_of(made(page_of_text(), objects=(LINK,), page="/Annots[7 0 R]"))
    assert (signs.added, verdict.embedded) == (0, True)


@pytest.mark.parametrize(
    ("place", "counted"),
    [
        ("40 0 0 10 345 759 cm", 1),  # right behind the first line
        ("80 0 0 60 400 400 cm", 0),  # a picture in the free part of the page
        ("3 0 0 3 345 759 cm", 0),  # a dot
    ],
    ids=["in the line", "apart", "dot"],
)
def test_a_picture_in_place_of_a_word_is_looked_at(place: str, counted: int) -> None:
    row = line(760, "2025-01-11   transfer 1   1,134.51   1,134.51   1,134.51   1,134.51")
    signs, verdict, _ = verdict_of(made(page_of_text(row, f"q {place} /P Do Q\n")))
    assert signs.pictured == counted
    assert verdict.embedded is (counted == 0)


def test_a_figure_that_the_page_s_edge_cuts_is_looked_at() -> None:
    signs, verdict, _ = verdict_of(made(page_of_text(line(300, "18887.87", x=-6))))
    assert signs.torn and not verdict.embedded
