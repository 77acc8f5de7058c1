"""The sheets 规则 and 常见误解: the catalogue and the popular errors beside the findings."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from pipeline.catalogue import entries
from pipeline.output.workbook_style import PAGE_WIDE
from pipeline.output.write import write_case
from pipeline.records.decision import Decisions
from rules import catalogue
from rules.wording_load import misbeliefs, wordings

from . import example as ex

HEADS = {
    "规则": ["代码", "级别", "这是什么意思", "怎么办", "不要说什么", "依据"],
    "Rules": ["Code", "Severity", "What it means", "What to do", "What not to claim", "Basis"],
    "常见误解": ["序号", "常听到的说法", "实际上", "怎么办", "依据（可信度）"],
    "Common errors": ["No.", "What people ask", "What is true", "What to do instead", "Rests on (how sure)"],
}


def book(lang="zh", decisions=None):
    files = write_case(
        ex.example(), ex.FINDINGS, ex.FOLLOW_UPS, decisions or Decisions(), render=ex.render, lang=lang,
        provenance=ex.PROVENANCE, stats=ex.STATS, catalogue=entries(), misbeliefs=misbeliefs(),
    )  # fmt: skip
    return openpyxl.load_workbook(io.BytesIO(files["discrepancies.xlsx"]))


@pytest.mark.parametrize(("lang", "rules", "errors"), [("zh", "规则", "常见误解"), ("en", "Rules", "Common errors")])
def test_every_code_and_every_error_has_its_row(lang, rules, errors):
    made = book(lang)
    assert made.sheetnames[-2:] == [errors, rules]
    for name, ids in ((rules, [r.code for r in catalogue()]), (errors, list(range(1, 28)))):
        sheet = made[name]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[0] == HEADS[name]
        assert [row[0] for row in rows[1:]] == ids
        assert all(cell for row in rows[1:] for cell in row)
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref and sheet.print_title_rows == "$1:$1"
        wide = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, len(HEADS[name]) + 1)]
        assert sum(wide) <= PAGE_WIDE
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows(min_row=2, min_col=3) for cell in row)


def test_a_row_says_severity_plain_words_basis_and_nature():
    sheet = book()["规则"]
    row = next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "PEN203")
    plain = wordings()["PEN203"]
    assert row[1:5] == ["错误", plain.means.zh, plain.do.zh, plain.never.zh]
    assert "银发〔2016〕111号" in row[5] and row[5].split("\n")[-1] == "（监管规定；收费标准）"
    row = next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "STM503")
    assert row[5] == "材料自身"


def test_a_popular_error_says_how_sure_each_source_is():
    zh, en = book()["常见误解"], book("en")["Common errors"]
    assert "法发〔2017〕22号）第二条【二手资料】" in zh.cell(3, 5).value
    assert "[second-hand]" in en.cell(3, 5).value and "[text read]" in en.cell(3, 5).value


def test_nothing_is_cut_and_the_rows_are_high_enough_to_read():
    for sheet in (book()["规则"], book()["常见误解"], book("en")["Rules"], book("en")["Common errors"]):
        assert all(cell.font.sz == 10 for row in sheet.iter_rows(min_row=2) for cell in row), sheet.title
        assert max(sheet.row_dimensions[n].height for n in range(2, sheet.max_row + 1)) <= 220, sheet.title


def test_both_sheets_are_missing_where_none_is_given():
    names = openpyxl.load_workbook(io.BytesIO(ex.build()["discrepancies.xlsx"])).sheetnames
    assert "规则" not in names and "常见误解" not in names
