"""The sheet 待复核: what a person must look at, page by page, with the picture and a cell for the right value."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill

from pipeline.output.evidence_page import STRIP, WIDTH
from pipeline.output.papers import reason_line
from pipeline.output.review_pages import Asked, ReviewPage, entry_label
from pipeline.output.text import absent
from pipeline.output.words import field_label
from pipeline.output.workbook_findings import place_of, show_picture
from pipeline.output.workbook_read import CORRECTION
from pipeline.output.workbook_style import (
    FONT,
    Column,
    embed,
    finish,
    font,
    put,
    write_head,
    write_row,
)
from pipeline.records.case import Case
from pipeline.records.decision import Decisions
from pipeline.records.finding import Finding, Text

REVIEW_COLUMNS = (
    Column("编号", "ID", 13.2), Column("序号", "No.", 6), Column("文件·页", "Paper · page", 12.3),
    Column("项目", "Field", 10.5), Column("原因", "Why", 25), Column("关系到", "Bears on", 19),
    Column("图片", "Picture", 39), Column("读到的值", "Value read", 16), Column("各读法·细节", "Readings, details", 14),
    Column("算式推得", "Arithmetic says", 12), Column(CORRECTION, CORRECTION, 15, True),
)  # fmt: skip
PICTURE = (265, 108)  # pixels, at most
_FIRST_ROW = 2
_LONGEST_NAME = 14  # characters of a file's name in an entry's row
_WIDE_LINE = 150  # characters of one line over the whole width; Chinese characters take two
_BAND_FILL = PatternFill("solid", fgColor="DCE6F2")
_DONE_FILL = PatternFill("solid", fgColor="EAF5EC")
_DONE_COLOUR = "667085"
_GREY_FILL = PatternFill("solid", fgColor="D0D5DD")
_PROPOSAL_FILL = PatternFill("solid", fgColor="F1EBFA")
_PROPOSAL_COLOUR = "5B3A9B"
_WARN_COLOUR = "9B1C1C"
_QUIET_COLOUR = "667085"

RED, ORANGE, GREEN, VIOLET = (204, 0, 0), (190, 90, 0), (30, 125, 60), (110, 60, 170)
"""Frames in the picture of a page: a finding waits; to be typed; typed; only tells something."""

_COLOURS = Text(
    "框的颜色：红＝有差异在等这个数；橙＝待填；紫＝只是提示，不用填；绿＝已更正",
    "frames: red, a finding waits for it; orange, to be typed; violet, a note only; green, corrected",
)
_NOT_READ = Text(
    "算式推得 {}：不是读出来的。请与图片比较，相符才填入“更正”",
    "Arithmetic says {}: this was not read. Compare with the picture; type it under 更正 only if it is right",
)
_NO_TYPING = Text("（此行不用填）", "(nothing to type in this row)")
_COARSE = Text(
    "这一页清晰度不足（低于约 150 dpi，或数字低于 16 像素），数字容易读错：请尽量用 300 dpi 重新扫描，"
    "或靠近、拍正再拍一次后放入",
    "This page is too coarse (below about 150 dpi, or digits lower than 16 pixels) and its digits are easily misread: "
    "if you can, scan it again at 300 dpi, or take the photo again from near by",
)
_DISAGREE = Text(
    "这一页上两种读法只有 {} 的金额一致，因此每个数都要两项佐证；重新扫描往往能减少待填的数",
    "On this page both readers agree on {} of the amounts only, so each figure needs two supports; a better scan helps",
)


def colour_of(one: Asked) -> tuple[int, int, int]:
    """Return the colour of an entry's frame in the picture of its page."""
    if one.done:
        return GREEN
    if not one.entry.correctable:
        return VIOLET
    return RED if one.waiting else ORANGE


def write_review(
    sheet: Any,
    case: Case,
    pages: Sequence[ReviewPage],
    decisions: Decisions,
    pictures: Mapping[str, bytes],
    strips: Mapping[tuple[str, int], Sequence[bytes]],
    lang: str,
) -> None:
    """Write 待复核.

    Each page has rows of its own that name it and show its picture once; these rows have no id, so nothing is read
    back from them, however the sheet was sorted.  No cells are merged: a sheet with merged ones cannot be sorted.

    Args:
        sheet: The empty sheet.
        case: The case.
        pages: In the order in which they are shown.
        decisions: Of the person.
        pictures: Close-ups by id of the entry.
        strips: Pictures of pages by (document, page), see `page_strips`.
        lang: "zh" or "en".
    """
    write_head(sheet, REVIEW_COLUMNS, lang)
    row, explained = _FIRST_ROW, False
    for page in pages:
        shown = strips.get((page.document, page.page), ())
        row = _write_band(sheet, row, page, shown, lang, explain_colours=not explained)
        explained |= bool(shown)
        for one in page.asked:
            _write_entry(sheet, row, case, page, one, decisions, pictures, lang)
            row += 1
    finish(sheet, REVIEW_COLUMNS, row - 1)


def _write_band(
    sheet: Any, row: int, page: ReviewPage, strips: Sequence[bytes], lang: str, *, explain_colours: bool
) -> int:
    """Write the rows that name a page, say what is wrong with it and show it; return the next row."""
    row = _wide(sheet, row, band_title(page, lang), font(bold=True, color="1F3A5F", size=11), _BAND_FILL)
    if page.waiting:
        row = _wide(sheet, row, _waiting_line(page.waiting, lang), font(bold=True, color=_WARN_COLOUR), _BAND_FILL)
    if page.coarse:
        row = _wide(sheet, row, _COARSE.in_(lang), font(color=_WARN_COLOUR), _BAND_FILL)
    elif page.agreement is not None:
        row = _wide(sheet, row, _DISAGREE.in_(lang).format(f"{page.agreement:.0%}"), font(color=_QUIET_COLOUR), None)
    if strips and explain_colours:
        row = _wide(sheet, row, _COLOURS.in_(lang), font(color=_QUIET_COLOUR, size=9), None)
    for strip in strips:
        height = embed(sheet, row, 2, strip, width=WIDTH, height=STRIP, least=0.0)
        sheet.row_dimensions[row].height = height
        row += 1
    return row


def band_title(page: ReviewPage, lang: str) -> str:
    """Return the line that names a page and says how much is open on it."""
    path, _, number = page.place.rpartition(" · p")
    if lang == "en":
        parts = [f"{page.to_type} to type" if page.to_type else "", f"{page.notes} to know" if page.notes else ""]
        parts.append(f"{page.done} corrected" if page.done else "")
        head = f"{path}, page {number}" if path else page.place
        return f"{head}: {', '.join(part for part in parts if part)}"
    parts = [f"待填 {page.to_type} 处" if page.to_type else "", f"提示 {page.notes} 条" if page.notes else ""]
    parts.append(f"已更正 {page.done} 处" if page.done else "")
    head = f"{path} 第 {number} 页" if path else page.place
    return f"{head}：{'，'.join(part for part in parts if part)}"


def _waiting_line(waiting: Sequence[Finding], lang: str) -> str:
    names = [f"{one.code} {one.title.in_(lang)}" for one in waiting]
    if lang == "en":
        return f"Waiting for figures of this page: {'; '.join(names)}. The draft is made once they are confirmed."
    return f"在等这一页的数字：{'；'.join(names)}。确认后才会生成草稿。"


def _wide(sheet: Any, row: int, text: str, face: Font, fill: PatternFill | None) -> int:
    """Write a text that runs on over the empty cells right of it; return the next row."""
    for line in textwrap.wrap(text, _WIDE_LINE if text.isascii() else _WIDE_LINE // 2, break_on_hyphens=False):
        if fill is not None:
            for number in range(1, len(REVIEW_COLUMNS) + 1):
                sheet.cell(row, number).fill = fill
        cell = sheet.cell(row, 2)
        put(cell, line)
        cell.font, cell.alignment = face, Alignment(horizontal="left", vertical="center", wrap_text=False)
        sheet.row_dimensions[row].height = 20.0
        row += 1
    return row


def _write_entry(
    sheet: Any,
    row: int,
    case: Case,
    page: ReviewPage,
    one: Asked,
    decisions: Decisions,
    pictures: Mapping[str, bytes],
    lang: str,
) -> None:
    entry = one.entry
    things = (
        entry.id, str(one.number) if one.number is not None else "整页" if lang != "en" else "page",
        _short(page.place),
        entry_label(case, entry, lang), _why(one, lang), absent(_bears_on(one, lang)), None,
        absent(entry.value or _raw(one, lang)), absent(_detail(one, lang)), absent("" if one.done else entry.proposal),
        decisions.corrections.get(entry.id),
    )  # fmt: skip
    write_row(sheet, row, things, REVIEW_COLUMNS, "top")
    cells = {column.zh: sheet.cell(row, number) for number, column in enumerate(REVIEW_COLUMNS, 1)}
    cells["编号"].font = font(color=_QUIET_COLOUR, size=8)
    cells["序号"].font = font(bold=True, color="{:02X}{:02X}{:02X}".format(*colour_of(one)))
    cells["序号"].alignment = Alignment(horizontal="center", vertical="top")
    cells["读到的值"].font = font(bold=True, size=11)
    if one.waiting and not one.done:
        cells["关系到"].font = font(bold=True, color=_WARN_COLOUR)
    if cells["算式推得"].value is not None:
        cells["算式推得"].fill, cells["算式推得"].font = _PROPOSAL_FILL, _italic()
    typed = cells[CORRECTION]
    typed.number_format = "@"  # what is typed stays as typed: 0012 and 2025-03 too
    if one.done:
        for name, cell in cells.items():
            if name != CORRECTION:
                cell.fill, cell.font = _DONE_FILL, font(color=_DONE_COLOUR)
    elif not entry.correctable:
        typed.fill = _GREY_FILL
    if entry.evidence.box is not None:  # the whole page is shown above
        show_picture(sheet, row, place_of(REVIEW_COLUMNS, "图片"), pictures.get(entry.id), PICTURE)


def _short(place: str) -> str:
    """Return a file and its page in two lines at most; the row above the entries names them whole."""
    path, _, number = place.rpartition(" · p")
    name = path.rsplit("/", 1)[-1]
    name = name if len(name) <= _LONGEST_NAME else f"{name[:5]}…{name[5 - _LONGEST_NAME :]}"
    return f"{name}·p{number}" if path else place


@cache
def _italic() -> Font:
    return Font(name=FONT, size=10, italic=True, color=_PROPOSAL_COLOUR)


def _why(one: Asked, lang: str) -> str:
    """Return the reason and what to do, in words."""
    entry = one.entry
    # What exactly was found stands in a cell of its own.
    lines = [reason_line(entry.why, "", lang)]
    if entry.proposal and not one.done:
        lines.append(_NOT_READ.in_(lang).format(entry.proposal))
    if not entry.correctable and not one.done:
        lines.append(_NO_TYPING.in_(lang))
    return "\n".join(lines)


def _raw(one: Asked, lang: str) -> str:
    """Return what stands in the place of a value that could not be understood."""
    raw = one.entry.evidence.text.strip()
    if not raw or not one.entry.correctable:
        return ""
    return f"(as seen: {raw})" if lang == "en" else f"（原样：{raw}）"


def _detail(one: Asked, lang: str) -> str:
    """Return what exactly was found: each reader's text, or the name of what is missing."""
    return field_label(one.entry.detail, lang)


def _bears_on(one: Asked, lang: str) -> str:
    lines = [f"{finding.code} {finding.title.in_(lang)}" for finding in one.waiting]
    if one.perhaps and not one.done:
        codes = (", " if lang == "en" else "、").join(dict.fromkeys(finding.code for finding in one.perhaps))
        lines.append(f"perhaps {codes}" if lang == "en" else f"可能关系到 {codes}")
    return "\n".join(lines)
