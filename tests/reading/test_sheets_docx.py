"""Word files: what a person sees of them becomes rows; what is locked away in them is never opened."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.errors import DocumentError
from pipeline.extract.papers import extract_paper
from pipeline.intake.sniff import sniff
from pipeline.reading.draw import draw_page
from pipeline.reading.sheets import read
from pipeline.records.evidence import Origin
from pipeline.records.extraction import DocType
from pipeline.records.reading import Page, Reading
from pipeline.records.source import FileKind
from tests.house import files


def saved(file: Any) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def texts(page: Page) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in page.grid.rows]


def shown(file: Any) -> list[list[str]]:
    return texts(read(saved(file), FileKind.DOCX))


def more(data: bytes, *members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def test_a_word_file_is_known_by_what_it_holds() -> None:
    assert sniff(saved(docx.Document())) is FileKind.DOCX
    assert FileKind.DOCX.structured


def test_paragraphs_and_tables_come_in_the_order_of_the_document() -> None:
    file = docx.Document()
    file.add_paragraph("还款明细")
    table = file.add_table(2, 3)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], ["期数", "日期", "金额", "1", "2025-03-08", "120.00"], strict=True):
        cell.text = text
    file.add_paragraph("以上为全部记录。")
    page = read(saved(file), FileKind.DOCX)
    assert texts(page) == [["还款明细"], ["期数", "日期", "金额"], ["1", "2025-03-08", "120.00"], ["以上为全部记录。"]]
    assert [cell.column for cell in page.grid.rows[1].cells] == [0, 1, 2]
    assert page.origin is Origin.STRUCTURED


def test_merged_cells_hold_their_text_once_where_they_begin() -> None:
    file = docx.Document()
    table = file.add_table(3, 4)
    for r in range(3):
        for c in range(4):
            table.cell(r, c).text = f"{r}{c}"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "宽"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "高"
    page = read(saved(file), FileKind.DOCX)
    assert texts(page) == [["00", "宽", "03"], ["高", "11", "12", "13"], ["21", "22", "23"]]
    assert [[cell.column for cell in row.cells] for row in page.grid.rows] == [[0, 1, 3], [0, 1, 2, 3], [1, 2, 3]]


def test_lines_within_a_paragraph_are_lines_and_tabs_are_blanks() -> None:
    file = docx.Document()
    file.add_paragraph("姓名：王小样\t证件号码：1234\n金额：5.00")
    assert shown(file) == [["姓名：王小样 证件号码：1234"], ["金额：5.00"]]


def test_what_is_hidden_or_deleted_is_not_read() -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("余额 ")
    paragraph.add_run("9,999.00").font.hidden = True
    paragraph.add_run("0.00")
    gone = f'<w:del {nsdecls("w")} w:id="1" w:author="x"><w:r><w:delText>8.00</w:delText></w:r></w:del>'
    new = f'<w:ins {nsdecls("w")} w:id="2" w:author="x"><w:r><w:t>元</w:t></w:r></w:ins>'
    for xml in (gone, new):
        paragraph._p.append(parse_xml(xml))
    assert shown(file) == [["余额 0.00元"]]


def test_a_text_box_is_read_once() -> None:
    file = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>结清证明</w:t></w:r></w:p></w:txbxContent>"
    names = nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    xml = f"<w:r {names}><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    file.add_paragraph("前")._p.append(parse_xml(xml))
    assert shown(file) == [["前"], ["结清证明"]]


def test_a_banks_name_above_the_pages_is_read_and_a_pages_number_is_not() -> None:
    file = docx.Document()
    file.add_paragraph("结清证明")
    file.sections[0].header.paragraphs[0].text = "某某银行股份有限公司"
    assert shown(file) == [["某某银行股份有限公司"], ["结清证明"]]
    file.sections[0].header.paragraphs[0].text = "第 1 页 共 3 页"
    assert shown(file) == [["结清证明"]]


def test_macros_and_embedded_objects_are_left_alone() -> None:
    file = docx.Document()
    file.add_paragraph("结清证明")
    data = more(saved(file), ("word/vbaProject.bin", b"\0" * 64), ("word/embeddings/oleObject1.bin", b"MZ"))
    assert texts(read(data, FileKind.DOCX)) == [["结清证明"]]


@pytest.mark.parametrize(
    "data",
    [files.docx(), files.packed(("word/document.xml", b"<x/>")), saved(docx.Document())[:-200], b"PK\x03\x04 nothing"],
)
def test_a_broken_file_says_so(data: bytes) -> None:
    with pytest.raises(DocumentError) as error:
        read(data, FileKind.DOCX)
    assert error.value.code == "broken_file"


def test_entities_are_not_resolved() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
        b"A&a;B</w:t></w:r></w:p></w:body></w:document>"
    )
    page = read(files.packed(("word/document.xml", bomb)), FileKind.DOCX)
    assert "root" not in "".join(row.text for row in page.grid.rows)


def test_a_file_without_text_has_no_rows() -> None:
    assert read(saved(docx.Document()), FileKind.DOCX).grid.rows == ()


def test_a_letter_in_a_word_file_is_a_letter_and_can_be_shown() -> None:
    file = docx.Document()
    for text in (
        "结清证明",
        "兹证明王小样（证件号码：110101199003070016）在我行办理的贷款（合同编号：HT20230001）已于2026年3月18日全部结清。",
        "特此证明。",
        "某某银行股份有限公司",
        "2026年3月19日",
    ):
        file.add_paragraph(text)
    page = read(saved(file), FileKind.DOCX)
    paper = extract_paper("证明.docx", Reading("0" * 64, (page,)))
    assert paper.document.type is DocType.SETTLEMENT_LETTER and paper.document.text_source == "structured"
    assert paper.letter is not None and paper.letter.settled_on is not None
    assert paper.letter.settled_on.evidence.box is not None
    assert draw_page(page, 72.0).size[0] > 100
