"""Structured files: every row of the file becomes a row of the grid, and extract reads it."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from pipeline.errors import DocumentError
from pipeline.extract.papers import Paper, extract_paper
from pipeline.reading import sheets, sheets_xlsx
from pipeline.reading.sheets import read
from pipeline.records.evidence import Origin
from pipeline.records.extraction import DocType
from pipeline.records.reading import Page, Reading
from pipeline.records.source import FileKind


def cells(page: Page) -> list[list[tuple[int | None, str]]]:
    return [[(cell.column, cell.text) for cell in row.cells] for row in page.grid.rows]


def texts(page: Page) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in page.grid.rows]


def day(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001  a workbook's days have no zone


def paper(page: Page) -> Paper:
    return extract_paper("a", Reading("0" * 64, (page,)))


def rows_of(found: Paper) -> list[tuple[object, object, str, int | None, object]]:
    assert found.statement is not None
    return [
        (
            row.traded_on.value if row.traded_on else None,
            row.posted_on.value if row.posted_on else None,
            row.description.value,
            row.amount.value,
            row.tail.value if row.tail else None,
        )
        for row in found.statement.rows
    ]


# csv

HEAD = "交易日,记账日,交易摘要,人民币金额,卡号末四位,交易地金额"
STATEMENT = f"""招商银行信用卡对账单（个人消费卡账户 2026年03月）
账单日: 2026-03-05,"到期还款日: 2026-03-23"
本期应还款额,"￥1,285.50"

{HEAD}
 \t,02/08    \t,"掌上生活还款        \t","-1,000.00           \t",4417,"-1,000.00 \t"
02/07    \t,02/09    \t,青山超市 城南店,"1,234.50",4417,"1,234.50(CN)"
02/28,03/01,"望江书店, 二楼",51.00,,51.00(CN)
"""
ROWS = [
    (None, date(2026, 2, 8), "掌上生活还款", -100000, "4417"),
    (date(2026, 2, 7), date(2026, 2, 9), "青山超市 城南店", 123450, "4417"),
    (date(2026, 2, 28), date(2026, 3, 1), "望江书店, 二楼", 5100, None),
]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_padded_card_statement_with_a_preamble(encoding: str) -> None:
    page = read(STATEMENT.encode(encoding), FileKind.CSV)
    assert page.origin is Origin.STRUCTURED
    found = paper(page)
    assert found.document.type is DocType.CARD_STATEMENT
    assert found.statement is not None
    assert found.document.issuer == "招商银行"
    assert rows_of(found) == ROWS
    assert found.statement.row_bands == 3
    assert found.statement.statement_on is not None
    assert found.statement.statement_on.value == date(2026, 3, 5)
    assert found.statement.closing is not None
    assert found.statement.closing.value == 128550
    assert all(row.amount.verified for row in found.statement.rows)


def test_columns_are_those_of_the_file() -> None:
    page = read(STATEMENT.encode("gb18030"), FileKind.CSV)
    assert cells(page)[4] == [
        (1, "02/08"),
        (2, "掌上生活还款"),
        (3, "-1,000.00"),
        (4, "4417"),
        (5, "-1,000.00"),
    ]
    assert all(cell.readings == () for row in page.grid.rows for cell in row.cells)


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_separator(separator: str) -> None:
    lines = ["日期,摘要,金额", "2026-01-02,甲,1.00", "2026-01-03,乙,2.00"]
    page = read("\n".join(lines).replace(",", separator).encode(), FileKind.CSV)
    assert texts(page) == [line.split(",") for line in lines]


def test_tabs_that_pad_are_no_separator_and_commas_in_amounts_are_none() -> None:
    padded = '日期\t,摘要\t,金额\t\n2026-01-02 \t,"甲 \t","1,234.00 \t"\n2026-01-03 \t,乙 \t,"5.00\t"\n'
    assert texts(read(padded.encode(), FileKind.CSV))[1] == ["2026-01-02", "甲", "1,234.00"]
    tabbed = "日期\t摘要\t支出\t收入\n2026-01-02\t甲\t1,234.00\t2,000.00\n"
    tabbed += "2026-01-03\t乙\t5,000.00\t6,000.00\n"
    assert texts(read(tabbed.encode(), FileKind.CSV))[2] == ["2026-01-03", "乙", "5,000.00", "6,000.00"]


def test_a_stray_quote_swallows_no_rows() -> None:
    text = 'a,b,c\n1,"约 5 寸屏,3\n4,5,6\n7,8,9\n'
    assert len(read(text.encode(), FileKind.CSV).grid.rows) == 4


def test_a_quoted_line_break_stays_in_its_cell() -> None:
    page = read('a,b,c\n1,"两行\n说明",3\n'.encode(), FileKind.CSV)
    assert texts(page)[1] == ["1", "两行\n说明", "3"]


def test_figures_marked_as_text() -> None:
    assert texts(read('卡号,a,b\n="0123",x,y\n'.encode(), FileKind.CSV))[1] == ["0123", "x", "y"]


def test_limits() -> None:
    with pytest.raises(DocumentError) as wide:
        read((",".join(["1"] * 201) + "\n").encode() * 3, FileKind.CSV)
    assert wide.value.code == "too_large"
    with pytest.raises(DocumentError) as long:
        read(b"1,2,3\n" * 100_001, FileKind.CSV)
    assert long.value.code == "too_large"


@pytest.mark.timeout(120)
def test_sixty_thousand_rows_are_read_whole() -> None:
    line = "01/02,01/03,商户{},{}.{:02d},1234,1.00\n"
    rows = "".join(line.format(i, i % 9000 + 1, i % 100) for i in range(60_000))
    page = read(f"信用卡对账单 2026年01月\n{HEAD}\n{rows}".encode("gb18030"), FileKind.CSV)
    assert len(page.grid.rows) == 60_002
    assert texts(page)[-1] == ["01/02", "01/03", "商户59999", "6000.99", "1234", "1.00"]


# geometry


def test_cells_lie_on_the_page_apart_and_in_order() -> None:
    long = "很长的说明" * 40
    page = read(f"甲,乙,丙\n1,{long},3\n标题{long}\n4,,{long}\n".encode(), FileKind.CSV)
    before = 0.0
    for row in page.grid.rows:
        assert row.box.top > before
        before = row.box.bottom
        for left, right in zip(row.cells, row.cells[1:], strict=False):
            assert left.box.x1 < right.box.x0
        for cell in row.cells:
            assert page.on_page(cell.box) == cell.box
            if cell.edges:
                assert len(cell.edges) == len(cell.text)
                assert cell.edges[-1][1] <= cell.box.x1 + 1
    starts = {cell.column: cell.box.x0 for cell in page.grid.rows[0].cells}
    assert all(cell.box.x0 == starts[cell.column] for row in page.grid.rows for cell in row.cells)


# html


def _mail_row(*values: str) -> str:
    tds = "".join(f"<td valign=top><div><font size=2>{value}</font></div></td>" for value in values)
    return (
        "<tr><td><span id=fixBand><table width=100%><tr><td><table><tr><td width=12></td>"
        f"{tds}</tr></table></td></tr></table></span></td></tr>"
    )


MAIL = (
    "<html><head><meta charset=gb2312><title>不显示</title><style>.m{display:none} "
    "@media screen{.w{display:none}}</style></head><body><!-- 交易日 -->"
    "<div style='DISPLAY: none'>预览：应还 ￥9.99</div><script>var a='记账日 01.00'</script>"
    "<table class=w><tr><td><table><tr><td>招商银行信用卡<b>电子账单</b></td></tr></table></td></tr>"
    "<tr><td><table><tr><td>账单日</td><td>2026年01月05日</td><td>到期还款日</td><td>2026年01月23日</td></tr>"
    "<tr><td>本期还款总额</td><td>￥&nbsp;1,183.40</td><td>最低还款额</td><td>￥&nbsp;59.17</td></tr>"
    "</table></td></tr>"
    "<tr><td><table>"
    + _mail_row("交易日<br>SOLD", "记账日", "交易摘要", "人民币金额", "卡号末四位", "交易地", "交易地金额")
    + "<tr><td><table><tr><td>还款</td></tr></table></td></tr>"
    + _mail_row("", "1208", "自动还款&amp;", "￥&nbsp;-500.00", "4417", "CN", "-500.00")
    + "<tr><td><table><tr><td>消费</td></tr></table></td></tr>"
    + _mail_row("1209", "1211", "青山超市", "￥&nbsp;1,650.40", "4417", "CN", "1,650.40")
    + _mail_row("0102", "0103", "望江<!-- x -->书店<br>二楼", "￥&nbsp;33.00", "6620", "", "33.00")
    + "</table></td></tr></table>"
    "<table class=m><tr><td>0102</td><td>0103</td><td>望江书店</td><td>33.00</td></tr></table>"
    "<p>谢谢。<br>再见</body></html>"
)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_mail_with_each_row_in_tables_of_its_own(encoding: str) -> None:
    page = read(MAIL.encode(encoding), FileKind.HTML)
    found = paper(page)
    assert found.document.type is DocType.CARD_STATEMENT
    assert found.statement is not None
    assert rows_of(found) == [
        (None, date(2025, 12, 8), "自动还款&", -50000, "4417"),
        (date(2025, 12, 9), date(2025, 12, 11), "青山超市", 165040, "4417"),
        (date(2026, 1, 2), date(2026, 1, 3), "望江书店 二楼", 3300, "6620"),
    ]
    assert [row.section for row in found.statement.rows] == ["还款", "消费", "消费"]
    assert found.statement.closing is not None
    assert found.statement.closing.value == 118340
    assert found.statement.due_on is not None
    assert found.statement.due_on.value == date(2026, 1, 23)
    assert found.statement.minimum is not None
    assert found.statement.minimum.value == 5917
    assert texts(page)[-2:] == [["谢谢。"], ["再见"]]
    assert cells(page)[-1] == [(None, "再见")]
    shown = "".join("".join(row) for row in texts(page))
    assert not any(hidden in shown for hidden in ("不显示", "预览", "9.99", "var a"))


def html(body: str) -> list[list[tuple[int | None, str]]]:
    return cells(read(f"<html><body>{body}</body></html>".encode(), FileKind.HTML))


def test_spans() -> None:
    found = html(
        "<table><tr><th rowspan=2>交易日<th rowspan=2>摘要<th colspan=2>金额<th rowspan=2>余额</tr>"
        "<tr><th>收入<th>支出</tr><tr><td>1<td>甲<td><td>5.00<td>9.00</tr><tr><td colspan=5>合计</tr></table>"
    )
    assert found == [
        [(0, "交易日"), (1, "摘要"), (2, "金额"), (4, "余额")],
        [(0, "交易日"), (1, "摘要"), (2, "收入"), (3, "支出"), (4, "余额")],
        [(0, "1"), (1, "甲"), (3, "5.00"), (4, "9.00")],
        [(None, "合计")],
    ]


def test_an_amount_that_spans_lines_is_not_counted_twice() -> None:
    found = html(
        "<table><tr><td rowspan=2>03/01<td rowspan=2>03/02<td>甲<td rowspan=2>5.00<td>x</tr>"
        "<tr><td>第二行<td>y</tr></table>"
    )
    assert sum(text == "5.00" for row in found for _, text in row) == 1
    assert found[1] == [(2, "第二行"), (4, "y")]


def test_a_day_that_spans_rows_belongs_to_each() -> None:
    found = html(
        "<table><tr><td rowspan=2>03/01<td>甲<td>5.00<td>x</tr><tr><td>乙<td>6.00<td>y</tr></table>"
    )
    assert found == [
        [(0, "03/01"), (1, "甲"), (2, "5.00"), (3, "x")],
        [(0, "03/01"), (1, "乙"), (2, "6.00"), (3, "y")],
    ]


def test_cells_that_list_lines_side_by_side_are_rows() -> None:
    assert html("<table><tr><td>账单日<br>还款日<td><p>1日</p><p>2日</p></tr></table>") == [
        [(0, "账单日"), (1, "1日")],
        [(0, "还款日"), (1, "2日")],
    ]


def test_text_between_and_around_tables_keeps_its_order() -> None:
    found = html(
        "一<table><caption>题</caption><tr><td>a<td>b</table>二<div>三<table><tr><td>c<td>d</table>四</div>"
    )
    assert ["".join(text for _, text in row) for row in found] == ["一", "题", "ab", "二", "三", "cd", "四"]


def test_a_long_paragraph_becomes_lines_that_break_no_figure() -> None:
    found = html("<p>" + "说明文字" * 30 + "￥1,234.50" + "余下的话" * 30 + "2026年03月05日。</p>")
    assert len(found) > 3
    assert any("￥1,234.50" in row[0][1] for row in found)
    assert any("2026年03月05日" in row[0][1] for row in found)


def test_entities_of_the_outside_are_not_read() -> None:
    page = read(
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;&lt;b&gt;</p></body></html>',
        FileKind.HTML,
    )
    shown = "".join("".join(row) for row in texts(page))
    assert "root:" not in shown
    assert "<b>" in shown


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<div>" * 900_000, "broken_file"),
        ("<table><tr><td>" * 300_000, "broken_file"),
        ("<table><tr>" + "<td>" * 900_000, "too_large"),
        ("<table>" + "<tr><td>1<td>2" * 300_000, "too_large"),
        ("<b>" * 3_300_000, "too_large"),
        ("a<br>" * 900_000, "too_large"),
    ],
)
@pytest.mark.timeout(120)
def test_hostile_nesting_and_size_end_soon(body: str, code: str) -> None:
    with pytest.raises(DocumentError) as failure:
        read(f"<html><body>{body}".encode(), FileKind.HTML)
    assert failure.value.code == code


def test_deep_layout_tables_are_read() -> None:
    assert html("<table><tr><td>" * 60 + "<table><tr><td>a<td>b</table>" + "</td></tr></table>" * 60) == [
        [(0, "a"), (1, "b")]
    ]


# xlsx


def book(*sheets_: tuple[str, list[list[object]]], hidden: str = "") -> openpyxl.Workbook:
    result = openpyxl.Workbook()
    result.remove(result.active)
    for title, rows in sheets_:
        sheet = result.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title == hidden:
            sheet.sheet_state = "hidden"
    return result


def saved(workbook: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def test_workbook_of_a_card_statement() -> None:
    rows: list[list[object]] = [
        ["招商银行信用卡对账单（个人消费卡账户 2026年03月）"],
        [],
        HEAD.split(","),
        [None, day(2026, 2, 8), "掌上生活还款", -1000, "4417", -1000],
        [date(2026, 2, 7), date(2026, 2, 9), "青山超市 城南店", 1234.5, "4417", 1234.5],
        [date(2026, 2, 28), date(2026, 3, 1), "望江书店, 二楼", 16.9 + 34.1, None, 51],
    ]
    workbook = book(("空", []), ("内部", [["不该出现", 1.0, 2.0]]), ("账单", rows), hidden="内部")
    for row in workbook["账单"].iter_rows(min_row=4, min_col=4, max_col=4):
        row[0].number_format = "#,##0.00"
    page = read(saved(workbook), FileKind.XLSX)
    assert cells(page)[2] == [
        (1, "2026-02-08"),
        (2, "掌上生活还款"),
        (3, "-1,000.00"),
        (4, "4417"),
        (5, "-1000"),
    ]
    assert rows_of(paper(page)) == ROWS


def test_sheets_follow_each_other_and_formulas_give_their_kept_values_only() -> None:
    page = read(saved(book(("a", [["x", "=1+1"]]), ("b", [[True, 7]]))), FileKind.XLSX)
    assert texts(page) == [["x"], ["TRUE", "7"]]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (0.1 + 0.2, "0.00", "0.30"),
        (16964.730000000003, "0.00", "16964.73"),
        (-5, "0.00", "-5.00"),
        (-5, "0.00;[Red]0.00", "-5.00"),
        (-5, "0.00_);(0.00)", "(5.00)"),
        (-5, "0.00;[Red]-0.00", "-5.00"),
        (8.5, '"¥"#,##0.00', "¥8.50"),
        (8.5, "[$¥-804]#,##0.00", "¥8.50"),
        (8.5, "_ * #,##0.00_ ;_ * -#,##0.00_ ", "8.50"),
        (8, "[$$-409]#,##0.00", "$8.00"),
        (12.345, "0.00", "12.345"),
        (0.0005, "0.00%", "0.05%"),
        (123, "0000", "0123"),
        (6222021234567890, "General", "6222021234567890"),
        (50, "General", "50"),
        (9.9, "General", "9.9"),
        (1500000, "0.00,", "1500000"),
        (1e20, "0.00", "100000000000000000000.00"),
        (day(2026, 3, 5), "yyyy/m/d", "2026-03-05"),
        (day(2026, 3, 5, 8, 9, 10), "yyyy/m/d h:mm", "2026-03-05 08:09:10"),
        ("文字", "0.00", "文字"),
        (True, "General", "TRUE"),
    ],
)
def test_numbers_as_they_are_shown(value: object, number_format: str, text: str) -> None:
    assert sheets_xlsx.display(value, number_format) == text


@pytest.mark.parametrize("data", [b"PK\x03\x04 no zip at all", saved(book(("a", [[1]])))[:-400]])
def test_damaged_workbook(data: bytes) -> None:
    with pytest.raises(DocumentError) as failure:
        read(data, FileKind.XLSX)
    assert failure.value.code == "broken_file"


def test_workbook_limits() -> None:
    with pytest.raises(DocumentError) as wide:
        read(saved(book(("a", [[1] * 201]))), FileKind.XLSX)
    assert wide.value.code == "too_large"
    workbook = book(("a", [[1]]))
    workbook["a"].cell(1_048_576, 1, 2)
    assert texts(read(saved(workbook), FileKind.XLSX)) == [["1"], ["2"]]


def test_other_kinds_are_refused() -> None:
    with pytest.raises(DocumentError):
        read(b"", FileKind.PDF)
    assert sheets.MAX_ROWS == 100_000
