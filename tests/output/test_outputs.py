from __future__ import annotations

import io
import json
import time
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import jsonschema
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from PIL import Image

from pipeline.output.drafts_common import HARD_WORDS
from pipeline.output.evidence import Shot, draw
from pipeline.output.text import decimal_yuan, file_stem, yuan, yuan_spaced
from pipeline.output.workbook_style import Fen, put
from pipeline.records.decision import Decision, Decisions
from pipeline.records.evidence import Box
from pipeline.records.finding import Severity, Status, Text

from . import example as ex
from .example import build

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "case.schema.json").read_text("utf-8"))
CARD, LOAN, BUREAU = (
    f"requests/{ex.CARD}-lender.docx", f"requests/{ex.LOAN}-lender.docx", f"requests/{ex.LOAN}-bureau.docx",
)  # fmt: skip
PROVIDER = f"requests/{ex.LOAN}-provider.docx"


def words(data: bytes) -> str:
    """All text of a Word file."""
    file = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in file.paragraphs] + cells)


def sheet(files, name):
    return openpyxl.load_workbook(io.BytesIO(files["discrepancies.xlsx"]))[name]


@given(st.integers(-(10**15), 10**15))
def test_amounts(fen):
    assert Decimal(yuan(fen)) * 100 == fen == decimal_yuan(fen) * 100
    assert yuan_spaced(fen).replace(",", "") == yuan(fen)


@given(st.text(max_size=30), st.text(max_size=30))
def test_names_of_files_are_plain_and_distinct(one, other):
    assert (
        file_stem(one).isascii()
        and not set(file_stem(one)) & set('/\\:*?"<>| ')
        and len(file_stem(one)) <= 80
    )
    assert file_stem(one).strip(".")
    assert (file_stem(one) == file_stem(other)) == (one == other)


@given(st.sampled_from(["=", "+", "-", "@", "\t", "\n", "", "#N/A", "{="]), st.text(max_size=40))
def test_text_never_becomes_a_formula(start, rest):
    book = openpyxl.Workbook()
    put(book.active["A1"], start + rest)
    target = io.BytesIO()
    book.save(target)
    xml = zipfile.ZipFile(target).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml and b'<c r="A1" t="e"' not in xml
    cell = openpyxl.load_workbook(target).active["A1"]
    assert cell.data_type in ("s", "n") and (cell.value is None or isinstance(cell.value, str))


def test_injection_reaches_no_sheet():
    case = ex.example()
    evil = '=HYPERLINK("http://x","a")\x00\x0b'
    rows = tuple(
        replace(entry, transaction=replace(entry.transaction, description=replace(
            entry.transaction.description, value=evil)))
        for entry in case.ledger
    )  # fmt: skip
    files = build(replace(case, ledger=rows), [replace(ex.PEN, title=Text(evil, evil))],
                  Decisions({ex.PEN.id: Decision(ex.PEN.id, note="=1+1")}))  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(files["discrepancies.xlsx"])) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_case_json_follows_its_schema(lang):
    table = json.loads(build(lang=lang)["case.json"])
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).validate(table)
    assert '""' not in json.dumps(table)


def test_schema_refuses_what_is_wrong(files):
    table = json.loads(files["case.json"])
    for spoil in (
        lambda t: t["transactions"][0].update(amount=12.5), lambda t: t["findings"][0].update(status="done"),
        lambda t: t["findings"][0].update(note=""), lambda t: t["documents"][0].pop("reason"),
        lambda t: t["letters"][0].update(settled_on="2026-13"),
    ):  # fmt: skip
        copy = json.loads(json.dumps(table))
        spoil(copy)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(copy, SCHEMA)


def test_paths_in_case_json_exist(files):
    table = json.loads(files["case.json"])
    named = [one["request"] for one in table["findings"]] + [one["image"] for one in table["review"]]
    named += [one["provider_request"] for one in table["findings"]]
    named += [one["image"] for finding in table["findings"] for one in finding["evidence"]]
    named = {name for name in named if name}
    assert named <= set(files) and {name for name in files if "/" in name} == named
    assert {one["code"]: bool(one["request"]) for one in table["findings"]} == {
        "DUP101": True, "PEN204": True, "SET601": True, "CRD701": True, "PEN203": False,
    }  # fmt: skip


def test_same_input_same_bytes_whatever_the_clock(files, monkeypatch):
    time.sleep(2.1)  # zip times have two seconds
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    assert build() == files


def test_names_of_inputs_change_nothing_but_names(files):
    case = ex.example()
    documents = tuple(
        replace(one, parts=tuple(replace(part, path=f"别名/{part.path}") for part in one.parts))
        for one in case.documents
    )
    renamed = build(replace(case, documents=documents))
    assert set(renamed) == set(files)
    shows_names = {"case.json", "discrepancies.xlsx"}
    assert {name for name in files if files[name] != renamed[name]} <= shows_names


def test_findings_sheet(files):
    page = sheet(files, "差异")
    heads = [cell.value for cell in page[1]]
    assert heads[-5:] == ["状态", "发出日期", "签收日期", "答复日期", "备注"]
    first = dict(zip(heads, page[2], strict=True))
    assert (first["编号"].value, first["代码"].value) == (ex.DUP.id, "DUP101")
    assert first["差额（元）"].value == 156.04 and first["差额（元）"].number_format == "#,##0.00"
    assert first["日期"].value.date() == date(2025, 3, 5) and first["草稿"].hyperlink.target == CARD
    assert page.data_validations.dataValidation[0].formula1 == '"未处理,已发出,已答复,已解决,不追究"'
    assert page.auto_filter.ref and page.freeze_panes and page.print_title_rows == "$1:$1"
    assert len(page._images) == len(ex.FINDINGS)
    for image in page._images:  # each picture stays within its own row and column
        row = image.anchor._from.row + 1
        assert image.anchor.ext.height / 12700 <= page.row_dimensions[row].height
    column = page.column_dimensions["N"].width * 7 * 9525
    assert heads[13] == "图片" and all(image.anchor.ext.width <= column for image in page._images)


def test_sheets_and_overview(files):
    book = openpyxl.load_workbook(io.BytesIO(files["discrepancies.xlsx"]))
    assert book.sheetnames == ["概览", "差异", "账户", "账单", "交易", "结清材料", "征信", "待复核", "文件"]
    text = "\n".join(
        str(cell.value) for row in book["概览"].iter_rows() for cell in row if cell.value is not None
    )
    assert "3 项错误" in text and "238.35 元" in text and "2025-04账单.pdf" in text
    assert [cell.value for cell in book["待复核"][1]][-1] == "更正"
    english = openpyxl.load_workbook(io.BytesIO(build(lang="en")["discrepancies.xlsx"]))
    assert [cell.value for cell in english["Findings"][1]][-5:] == [
        "状态",
        "发出日期",
        "签收日期",
        "答复日期",
        "备注",
    ]
    assert "差异" not in english.sheetnames and english["Findings"]["A1"].value == "ID"


def test_orphans_have_a_sheet():
    files = build(
        decisions=Decisions({"OLD": Decision("OLD", Status.SENT, note="寄过", code="PEN203", title="旧")})
    )
    line = [cell.value for cell in sheet(files, "决定存档")[2]]
    assert line[:4] == ["OLD", "PEN203", "旧", "已撤回"] and line[-1] == "寄过"


def test_lender_letter(files):
    text = words(files[CARD])
    assert "招商银行" in text and "4417" in text and "156.04" in text and "238.35" in text
    assert "《示例银行卡管理办法》第四条" in text and "【请填写：身份证号码】（尾号 1424）" in text
    assert "招行2025-03.pdf" not in text
    xml = zipfile.ZipFile(io.BytesIO(files[CARD])).read("word/document.xml").decode()
    assert 'w:val="yellow"' in xml and 'w:eastAsia="仿宋"' in xml and 'w:w="11906"' in xml
    names = zipfile.ZipFile(io.BytesIO(files[CARD])).namelist()
    # The two interest rows stand in one picture, both framed; the penalty's stands alone.
    assert sum(name.startswith("word/media/") for name in names) == 2


def test_reissue_and_questions_assert_no_breach(files):
    assert "结清日期" in words(files[LOAN]) and "印章" in words(files[LOAN])
    asked = replace(
        ex.PEN, code="PEN201", severity=Severity.WARNING, title=Text("滞纳金违规", "x"),
        calculation=(Text("实收 82.31 元", "x"), Text("银行违法收费", "x")),
        asks=(Text("退还 82.31 元", "x"), Text("说明滞纳金所依据的条款", "x")),
    )  # fmt: skip
    for text in (words(files[LOAN]), words(build(findings=[asked])[CARD])):
        assert not [word for word in HARD_WORDS if word in text]
    # Its own request names the clause already: it is not asked for twice.
    assert "说明滞纳金所依据的条款" in text and "收费所依据的合同条款" not in text
    unnamed = words(build(findings=[replace(asked, asks=(Text("说明该笔收费", "x"),))])[CARD])
    assert "提供上述收费所依据的合同条款或收费标准" in unnamed


def test_bureau_form(files):
    text = words(files[BUREAU])
    for wanted in (
        ex.SENTENCE, "第 2 页“其他业务”部分第 10 项", "安心消费金融有限公司", "其他个人消费贷款", "2024年01月02日",
        "12,000",
        "2026110200001234567890", "已结清，余额 0", "JQ-0318-07", "贷款发放日期", "不涉及该账户的其他记录",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_the_institution_that_supplied_the_data_is_asked_too(files):
    text = words(files[PROVIDER])
    for wanted in (
        "安心消费金融有限公司（征信管理部门）", ex.SENTENCE, "HT-2401-118", "已于 2026年3月18日结清", "20 日内",
        "重新报送", "客服工单号", "不涉及该账户的其他记录",
    ):  # fmt: skip
        assert wanted in text, wanted


@pytest.mark.parametrize(
    "change",
    [{"needs_review": True}, {"severity": Severity.NOTICE}, {"addressee": ""}],
    ids=["needs_review", "notice", "no addressee"],
)
def test_no_draft(change):
    assert not [name for name in build(findings=[replace(ex.PEN, **change)]) if name.startswith("requests/")]


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.DROPPED])
def test_no_draft_for_what_the_person_closed(status):
    files = build(findings=[ex.PEN], decisions=Decisions({ex.PEN.id: Decision(ex.PEN.id, status)}))
    assert not [name for name in files if name.startswith("requests/")]


def test_pictures(files):
    with Image.open(io.BytesIO(files[f"evidence/{ex.PEN.id}-1.png"])) as image:
        assert image.format == "PNG" and image.info == {} and image.width == 1240
        colours = {colour: count for count, colour in image.getcolors(1 << 20)}
        assert colours[(204, 0, 0)] > 200
    with Image.open(io.BytesIO(files[f"evidence/{ex.SET.id}-1.png"])) as image:
        assert image.height > image.width  # a thing that is missing shows the whole page
    assert f"evidence/{ex.LOCKED}-1.png" not in files


@given(st.integers(1, 60), st.integers(1, 60), *[st.floats(-50, 120)] * 4)
def test_any_box_can_be_drawn(wide, high, left, top, right, bottom):
    box = Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))
    assert draw(Shot(Image.new("RGB", (wide, high)), 50.0), box).startswith(b"\x89PNG")


def test_calendar(files):
    found = Calendar.from_ical(files["follow-ups.ics"])
    events = found.walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [date(2026, 12, 5), date(2026, 12, 10)]
    assert all(event.walk("VALARM") and str(event["dtstamp"].dt.date()) == "2026-11-20" for event in events)
    assert len({str(event["uid"]) for event in events}) == 2


def test_an_empty_case_has_its_files():
    case = replace(
        ex.example(), documents=(), accounts=(), statements=(), ledger=(), letters=(),
        report_accounts=(), review=(),
    )  # fmt: skip
    files = build(case, [])
    assert {"case.json", "discrepancies.xlsx", "follow-ups.ics"} <= set(files)
    jsonschema.validate(json.loads(files["case.json"]), SCHEMA)


def test_amount_cells_are_exact():
    cell = openpyxl.Workbook().active["A1"]
    put(cell, Fen(123450))
    assert str(cell.value) == "1234.50"
