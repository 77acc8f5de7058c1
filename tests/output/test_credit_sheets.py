"""The sheets 结清材料, 征信, 还款记录 and 征信其他: what stands in them, and what stands out."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from pipeline.output.workbook_style import SEVERITY_FILLS
from pipeline.records.case import Account, AccountReport, LinkedBy
from pipeline.records.evidence import Precision
from pipeline.records.finding import Severity
from pipeline.records.report import GridMonth, Liability, PublicRecord, Query, Remark, ReportEvent, ReportStatus

from . import example as ex
from .example import build

RED = SEVERITY_FILLS[Severity.ERROR].fgColor.rgb


def of(thing, text="", **more):
    return ex.value(thing, ex.REPORT, text or str(thing), **more)


def detailed():
    """The example, its account as a detailed report shows it, with queries and all else that a report holds."""
    case = ex.example()
    link = case.report_accounts[0]
    cells = tuple(
        GridMonth(date(2026, month, 1), of(mark), of(fen, precision=Precision.YUAN))
        for month, mark, fen in ((1, "N", 0), (2, "3", 123_400), (3, "C", 0))
    )
    entry = replace(
        link.entry,
        card="D1",
        account_no=of("ZH20240102X"),
        grid=cells,
        events=(ReportEvent(of("提前结清"), of(date(2026, 3, 18)), amount=of(315_000)),),
        remarks=(Remark("机构说明", of("该账户已与客户协商"), of(date(2026, 4, 1))),),
    )
    report = replace(
        link.report,
        accounts=(entry,),
        form="full",
        queries=(Query(of(date(2026, 5, 2)), of("安心消费金融有限公司"), of("贷后管理"), own=False),),
        liabilities=(Liability(of(date(2023, 11, 2)), of("某某银行"), of("保证人"), None, None, of("为某某商贸承担")),),
        public_records=(PublicRecord("欠税记录", (("主管税务机关", of("某某税务局")), ("欠税总额", of("500")))),),
    )
    links = (AccountReport(link.account, entry, report, link.linked_by),)
    return replace(case, report_accounts=links, reports=(report,))


def rows(files, name):
    page = openpyxl.load_workbook(io.BytesIO(files["discrepancies.xlsx"]))[name]
    heads = [cell.value for cell in page[1]]
    return [dict(zip(heads, line, strict=True)) for line in page.iter_rows(min_row=2)]


def texts(line):
    return {head: cell.value for head, cell in line.items() if cell.value is not None}


def test_a_letter_says_what_it_proves_and_lacks() -> None:
    [line] = rows(build(), "结清材料")
    assert texts(line)["证明力"].startswith(("A", "B", "C"))
    assert "印章" in line["缺少"].value
    assert line["缺少"].fill.fgColor.rgb == RED


def test_a_complete_letter_lacks_nothing() -> None:
    case = ex.example()
    item = case.letters[0]
    whole = replace(item.letter, has_seal=True, settled_amount=of(315_000), outstanding=of(0), name=of("王小明"))
    [line] = rows(build(replace(case, letters=(replace(item, letter=whole),))), "结清材料")
    assert line["缺少"].value == "不缺"
    assert line["缺少"].fill.fgColor.rgb != RED


def test_an_account_that_was_paid_and_has_no_letter_is_listed() -> None:
    case = ex.example()
    link = case.report_accounts[0]
    paid = replace(link.entry, status=of(ReportStatus.SETTLED, "已结清"))
    other = Account("a-other", "loan", "望海消费金融", None, "WH-1", None, None, None, ())
    links = (AccountReport("a-other", paid, link.report, LinkedBy.NUMBER),)
    lines = rows(build(replace(case, accounts=(*case.accounts, other), report_accounts=links)), "结清材料")
    assert "没有结清证明" in lines[-1]["缺少"].value
    assert lines[-1]["出具单位"].value == "望海消费金融"


def test_each_account_of_the_report_stands_beside_our_papers() -> None:
    [line] = rows(build(), "征信")
    shown = texts(line)
    assert (shown["材料：结清日"].date(), shown["材料：金额"]) == (date(2026, 3, 18), 12_000)
    assert shown["对照"].startswith("CRD701")
    assert line["对照"].fill.fgColor.rgb == RED
    assert shown["报告原文"] == ex.SENTENCE


def test_the_grid_has_a_row_per_year_and_overdue_months_stand_out() -> None:
    [line] = rows(build(detailed()), "还款记录")
    assert [line[f"{n}月"].value for n in (1, 2, 3, 4)] == ["N", "3\n1,234", "C", None]
    assert [line[f"{n}月"].fill.fgColor.rgb == RED for n in (1, 2, 3)] == [False, True, False]


def test_all_else_that_a_report_holds_is_listed() -> None:
    found = {line["类别"].value: texts(line) for line in rows(build(detailed()), "征信其他")}
    assert set(found) == {"机构查询", "相关还款责任", "欠税记录", "机构说明", "特殊交易"}
    assert found["机构查询"]["内容"] == "贷后管理"
    assert found["特殊交易"]["内容"] == "提前结清 3,150 元"
    assert found["欠税记录"]["内容"] == "主管税务机关：某某税务局；欠税总额：500"


@pytest.mark.parametrize("name", ["还款记录", "征信其他"])
def test_a_sheet_with_nothing_on_it_is_left_out(name: str) -> None:
    assert name not in openpyxl.load_workbook(io.BytesIO(build()["discrepancies.xlsx"])).sheetnames
