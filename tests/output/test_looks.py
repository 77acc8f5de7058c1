"""What a person and a clerk see: money, order, words and room."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, get_column_letter
from PIL import Image

from pipeline.output.drafts_common import formal
from pipeline.output.evidence import Shot, closeup, draw, shows
from pipeline.output.workbook_overview import certain_total
from pipeline.output.workbook_review import REVIEW_COLUMNS
from pipeline.output.workbook_style import PAGE_WIDE
from pipeline.records.evidence import Box
from pipeline.records.finding import Severity, Text

from . import example as ex
from .example import build

STATEMENT = replace(
    ex.DUP, id="STM501-00000001", code="STM501", severity=Severity.WARNING, date=ex.DUP.date,
    title=Text("2025-03-05 账单加不平，相差 60.00 元", "off by 60.00"), difference=6000, basis=(),
    asks=(Text("说明 2025-03-05 账单中 60.00 元差额的由来", "x"), Text("以书面形式告知处理结果", "x")),
)  # fmt: skip
SHOWN = replace(ex.CRD, observed=315000, expected=0, difference=315000)


def lines(data: bytes) -> list[str]:
    file = docx.Document(io.BytesIO(data))
    return [paragraph.text for paragraph in file.paragraphs]


def book(**more):
    return openpyxl.load_workbook(io.BytesIO(build(**more)["discrepancies.xlsx"]))


def texts(page) -> list[str]:
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]


def test_a_balance_in_a_report_and_a_gap_are_no_money_to_get_back():
    findings = [ex.DUP, SHOWN, STATEMENT, replace(ex.PEN, needs_review=True)]
    assert certain_total(findings) == ex.DUP.difference
    page = book(findings=findings)["概览"]
    shown = texts(page)
    assert any("可以确定应退还的金额合计 156.04 元" in text for text in shown)
    head = next(row for row in page.iter_rows() if row[3].value == "应退还（元）")[0].row
    errors, warnings = page[head + 1], page[head + 2]
    assert (errors[0].value, errors[3].value) == ("错误", 156.04)
    assert errors[4].value == "征信不应显示的余额 3,150.00 元；1 项待复核，金额未计入"
    assert warnings[3].value is None and warnings[4].value == "待说明的差额 60.00 元"


@pytest.mark.parametrize("code", ["STM502", "SET602", "SET603"])
def test_a_figure_to_be_corrected_is_no_money_to_get_back(code):
    findings = [ex.DUP, replace(ex.DUP, id=f"{code}-00000000", code=code, difference=600_000)]
    assert certain_total(findings) == ex.DUP.difference
    assert any("1 项是数字应更正" in text for text in texts(book(findings=findings)["概览"]))


def test_a_charge_in_another_currency_is_in_no_sum_of_yuan():
    assert certain_total([ex.DUP, replace(ex.DUP, id="DUP101-00000000", currency="USD")]) == ex.DUP.difference


def test_what_was_corrected_is_done():
    case = ex.example()
    (entry,) = case.review
    done = replace(entry, id="REV-00000000", why="corrected", detail="原读：1.00")
    made = book(case=replace(case, review=(done, entry)))
    assert "1 处需要您对照图片确认；1 处已按您的更正采用" in texts(made["概览"])
    rows = [row for row in made["待复核"].iter_rows(min_row=2) if row[0].value]
    assert [row[0].value for row in rows] == [entry.id, done.id]
    assert rows[1][0].fill.fgColor.rgb != rows[0][0].fill.fgColor.rgb


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_prints_at_eight_points(lang):
    for page in book(lang=lang):
        if page.page_setup.orientation != "landscape":
            continue
        wide = [page.column_dimensions[get_column_letter(n)].width for n in range(1, page.max_column + 1)]
        if page.page_setup.fitToWidth == 1:
            assert sum(wide) <= PAGE_WIDE + 1, page.title
            continue
        repeated = column_index_from_string(page.print_title_cols.split(":")[-1].strip("$"))
        first = next(n for n in range(1, len(wide) + 1) if sum(wide[: n + 1]) > PAGE_WIDE + 1)
        assert sum(wide[:repeated]) + sum(wide[first:]) <= PAGE_WIDE + 1
        assert page.cell(1, first + 1).value in ("怎么办", "What to do")
    assert sum(column.width for column in REVIEW_COLUMNS) <= PAGE_WIDE


def test_the_overview_is_one_page_wide_and_its_links_are_short():
    page = book()["概览"]
    assert page.page_setup.orientation == "portrait"
    assert sum(page.column_dimensions[letter].width for letter in "ABCDEF") <= 127
    linked = [cell.value for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert linked and all(len(value) <= 4 for value in linked)


def test_a_statement_that_does_not_add_up_asks_for_an_explanation_only():
    text = lines(build(findings=[STATEMENT])[f"requests/{ex.CARD}-lender.docx"])
    whole = "\n".join(text)
    assert text[0] == "关于请求说明账单记录的函"
    assert "说明2025年3月5日账单中 60.00 元差额的由来。" in whole
    for word in ("退还", "退至", "冲回原账户", "收费", "合同条款", "更正"):
        assert word not in whole, word
    assert whole.count("以书面形式") == 1


def test_a_letter_to_be_issued_again_is_named_and_no_day_stands_for_the_missing_one():
    text = lines(build()[f"requests/{ex.LOAN}-lender.docx"])
    (title,) = [line for line in text if line.startswith("1. 结清证明缺少")]
    assert "2026年3月19日" not in title
    assert "所指证明：安心消费金融结清证明（编号 JQ-0318-07，出具日期 2026年3月19日）" in text
    assert text[1] == "安心消费金融有限公司："
    again = replace(ex.SET, asks=(Text("重新出具结清证明，写明：结清日期", "x"),))
    whole = "\n".join(lines(build(findings=[again])[f"requests/{ex.LOAN}-lender.docx"]))
    assert "1. 重新出具结清证明，写明：结清日期。" in whole and "补开内容完整" not in whole


def test_requests_name_their_finding_and_lead_to_its_picture():
    text = lines(build()[f"requests/{ex.CARD}-lender.docx"])
    assert any(line.endswith("就第 1 项，冲回重复计收的利息 156.04 元。") for line in text)
    assert any(line.endswith("就第 2 项，退还违约金 82.31 元。") for line in text)
    assert text.count("证据：见文末图1。") == text.count("证据：见文末图2。") == 1
    assert sum(line.startswith(("图1（第 1 项）", "图2（第 2 项）")) for line in text) == 2


def test_the_objection_names_the_wrong_item():
    text = lines(build(findings=[SHOWN])[f"requests/{ex.LOAN}-bureau.docx"])
    assert "报告所示余额：3,150.00 元" in text and "余额应为：0.00 元" in text


def test_days_in_a_letter():
    assert formal("2026-06-18 已结清，于 2026-09-10 查") == "2026年6月18日已结清，于2026年9月10日查"
    assert formal("HT-2024-03-20-1、2026-13-01") == "HT-2024-03-20-1、2026-13-01"


@given(st.integers(1, 60), st.integers(1, 60), *[st.floats(-50, 120)] * 4)
def test_any_box_has_a_close_up(wide, high, left, top, right, bottom):
    box = Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))
    shot = Shot(Image.new("RGB", (wide, high)), 50.0)
    assert closeup(shot, box, (box,)).startswith(b"\x89PNG")
    assert shows(shot, None, box) and not shows(shot, box, None)


def test_a_picture_ends_between_two_lines_and_frames_its_neighbours():
    shot = ex.render(ex.STATEMENT, 1, 150.0)
    box, other, far = (Box(330.0, top, 420.0, top + 12.0) for top in (220.0, 240.0, 600.0))
    assert shows(shot, box, other) and not shows(shot, box, far)
    alone, both = (Image.open(io.BytesIO(draw(shot, box, also))) for also in ((), (other, far)))
    assert alone.size == both.size

    def red(image):
        return {colour: count for count, colour in image.getcolors(1 << 20)}[(204, 0, 0)]

    assert red(both) > 1.8 * red(alone)
    for row in (1, alone.height - 2):  # just inside the grey edge
        assert alone.crop((1, row, alone.width - 1, row + 1)).getcolors() == [(alone.width - 2, (255, 255, 255))]
