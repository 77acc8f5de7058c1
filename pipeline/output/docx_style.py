"""How the drafts look: a formal Chinese letter on A4, its blanks in yellow, its pictures at the end."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from PIL import Image

from pipeline.output.text import clean
from pipeline.output.zips import settled_zip

BODY, HEAD, TITLE = "仿宋", "黑体", "宋体"
LATIN = "Times New Roman"
_BLANK = re.compile(r"(【请填写：[^】]*】|＿{4,})")
BY_HAND = "＿" * 9
"""A blank for a pen: a signature, the day of signing."""
_PICTURE_WIDTH, _PICTURE_HEIGHT = 15.5, 20.0  # centimetres, at most


def blank(what: str) -> str:
    """Return a blank to be filled in by hand; `Letter` shows it in yellow."""
    return f"【请填写：{what}】"


class Letter:
    """A draft under construction, written from top to bottom."""

    def __init__(self, title: str, as_of: date) -> None:
        self.as_of = as_of
        self.file = Document()
        self._page()
        self._styles()
        properties = self.file.core_properties
        midnight = datetime.combine(as_of, time())
        properties.author = properties.last_modified_by = ""
        properties.title, properties.comments = clean(title), ""
        properties.created = properties.modified = midnight
        heading = self.file.add_paragraph()
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        heading.paragraph_format.space_after = Pt(14)
        self._run(heading, title, font=TITLE, size=20, bold=True)

    def _page(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.top_margin, section.bottom_margin = Cm(3.0), Cm(2.6)
        section.left_margin, section.right_margin = Cm(2.7), Cm(2.7)
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for piece in ("第 ", "PAGE", " 页 共 ", "NUMPAGES", " 页"):
            if piece.isascii() and piece.isupper():
                self._field(paragraph, piece)
            else:
                self._run(paragraph, piece, size=9)

    def _field(self, paragraph: Any, name: str) -> None:
        for kind in ("begin", None, "end"):
            run = self._run(paragraph, "", size=9)
            if kind is None:
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = name
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            run._element.append(element)

    def _styles(self) -> None:
        normal = self.file.styles["Normal"]
        normal.font.name, normal.font.size = LATIN, Pt(12)
        normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")
        normal.element.get_or_add_rPr().append(language)
        normal.paragraph_format.space_after = Pt(0)
        normal.paragraph_format.line_spacing = 1.4

    def _run(
        self, paragraph: Any, text: str, *, font: str = BODY, size: float | None = None, bold: bool = False
    ) -> Any:
        run = paragraph.add_run(clean(text))
        run.font.name = LATIN
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        run.bold = bold or None
        if size is not None:
            run.font.size = Pt(size)
        return run

    def write(self, paragraph: Any, text: str, *, bold: bool = False, size: float | None = None) -> None:
        """Write text into a paragraph, its blanks in yellow."""
        for piece in _BLANK.split(text):
            if piece:
                run = self._run(paragraph, piece, bold=bold, size=size)
                if _BLANK.fullmatch(piece):
                    run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def line(self, text: str, *, indent: bool = True, bold: bool = False, keep: bool = False) -> None:
        """Write a paragraph, its first line indented by two characters as in a Chinese letter.

        Args:
            text: What it says; blanks become yellow.
            indent: Whether the first line is indented.
            bold: Whether it is bold.
            keep: Whether it stays on one page with what follows it.
        """
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = keep or None
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(24)
        self.write(paragraph, text, bold=bold)

    def closing(self, enclosures: Sequence[str], signature: Sequence[str]) -> None:
        """Write 附件 and the signature in one cell that is not split, so that no signature stands alone."""
        table = self.file.add_table(rows=1, cols=1)
        self._whole_row(table.rows[0], True)
        cell = table.rows[0].cells[0]
        heading = cell.paragraphs[0]
        heading.paragraph_format.space_before = Pt(10)
        self._run(heading, "附件", font=HEAD, size=13)
        for number, text in enumerate(enclosures, 1):
            paragraph = cell.add_paragraph()
            paragraph.paragraph_format.first_line_indent = Pt(24)
            self.write(paragraph, f"{number}. {text}")
        for number, text in enumerate(signature):
            paragraph = cell.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(7.2)  # one under the other, on the right half
            paragraph.paragraph_format.space_before = Pt(2 if number else 24)
            self.write(paragraph, text)

    def heading(self, text: str) -> None:
        """Write a heading that stays with what follows it."""
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(10)
        paragraph.paragraph_format.keep_with_next = True
        self._run(paragraph, text, font=HEAD, size=13)

    def table(self, rows: Sequence[tuple[str, str]], *, first: float = 4.2) -> None:
        """Write a form: names of fields left (`first` centimetres), what is in them right."""
        table = self.file.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        table.columns[0].width, table.columns[1].width = Cm(first), Cm(15.6 - first)
        for name, content in rows:
            cells = table.add_row().cells
            cells[0].width, cells[1].width = Cm(first), Cm(15.6 - first)
            for cell, text, bold in ((cells[0], name, True), (cells[1], content, False)):
                lines = text.split("\n")
                for number, each in enumerate(lines):
                    paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                    paragraph.paragraph_format.line_spacing = 1.25
                    paragraph.paragraph_format.space_before = Pt(2)
                    self.write(paragraph, each, bold=bold, size=11)
            self._whole_row(table.rows[-1], len(content) < 400)
        self.file.add_paragraph().paragraph_format.line_spacing = 0.6

    def _whole_row(self, row: Any, whole: bool) -> None:
        if whole:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def quote(self, text: str) -> None:
        """Write a paper's own words, set in from both sides."""
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(0.8)
        self._run(paragraph, f"“{text}”", font="楷体")

    def pictures(self, items: Sequence[tuple[str, bytes]]) -> None:
        """Write the evidence on pages of their own: a caption and its picture, kept together."""
        if not items:
            return
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.page_break_before = True
        paragraph.paragraph_format.keep_with_next = True
        self._run(paragraph, "证据图", font=HEAD, size=13)
        for caption, data in items:
            paragraph = self.file.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_before = Pt(8)
            self.write(paragraph, caption, size=10.5)
            with Image.open(io.BytesIO(data)) as image:
                wide, high = image.size
            width = min(_PICTURE_WIDTH, _PICTURE_HEIGHT * wide / high)
            place = self.file.add_paragraph()
            place.alignment = WD_ALIGN_PARAGRAPH.CENTER
            place.paragraph_format.line_spacing = 1.0
            place.add_run().add_picture(io.BytesIO(data), width=Cm(width))

    def done(self) -> bytes:
        """Return the file's bytes, the same for the same content."""
        target = io.BytesIO()
        self.file.save(target)
        return settled_zip(target.getvalue(), self.as_of)
