"""Word files (.docx): paragraphs and tables in the order of the document.

Only the text part of the file is opened: macros and embedded objects are never touched.  What a person does not see
(deleted or hidden text) is left out; automatic numbers before paragraphs are not text and are not made up.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from lxml import etree

from pipeline.errors import DocumentError
from pipeline.reading.sheets import MAX_COLUMNS, MAX_ROWS, Line, clean
from pipeline.reading.sheets_html import paragraphs

_MAX_UNPACKED: Final = 100 * 1024 * 1024
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MAIN: Final = "word/document.xml"
_HEAD: Final = re.compile(r"word/header\d*\.xml")
_PAGE_NUMBER: Final = re.compile(r"第?\s*\d{0,3}\s*页|\d{1,3}\s*/\s*\d{1,3}|page", re.IGNORECASE)
_LEFT_OUT: Final = frozenset(
    ["del", "moveFrom", "instrText", "delText", "object", "pPr", "rPr", "Fallback", "sectPr", "txbxContent"]
)


def lines_of(data: bytes) -> list[Line]:
    """Return the rows of a Word file in reading order; a table's rows keep their columns.

    Raises:
        DocumentError: `too_large` or `broken_file`.
    """
    result: list[Line] = []
    for root in _parts(data):
        for line in _blocks(root):
            result.append(line)
            if len(result) > MAX_ROWS:
                raise DocumentError("too_large", f"> {MAX_ROWS}")
    return result


def _parts(data: bytes) -> list[etree._Element]:
    """Return what is above the pages (a bank's name may stand there alone), then the document's body."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            wanted = [*sorted(name for name in names if _HEAD.fullmatch(name)), _MAIN]
            if sum(archive.getinfo(name).file_size for name in wanted) > _MAX_UNPACKED:
                raise DocumentError("too_large", "docx")
            parts = [archive.read(name) for name in wanted]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, OSError, ValueError, RuntimeError) as error:
        raise DocumentError("broken_file", "docx") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        *heads, main = [etree.fromstring(part, parser) for part in parts]
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError("broken_file", "docx") from error
    body = next((child for child in main if _name(child) == "body"), None)
    if body is None:
        raise DocumentError("broken_file", "docx")
    return [*_shown_once(heads), body]


def _shown_once(heads: list[etree._Element]) -> Iterator[etree._Element]:
    """Yield heads of pages that say something besides the page's number, each text once."""
    seen: set[str] = set()
    for head in heads:
        text = "".join("".join(_texts(child)) for child in head if _name(child) == "p").strip()
        if text and text not in seen and not _PAGE_NUMBER.search(text):
            seen.add(text)
            yield head


def _name(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _blocks(parent: etree._Element) -> Iterator[Line]:
    """Yield the rows of paragraphs and tables, one after another."""
    for child in parent:
        name = _name(child)
        if name == "p":
            yield from paragraphs(_texts(child), None, 0)
            for box in child.iter(f"{_W}txbxContent", f"{_STRICT}txbxContent"):
                if not any(_name(above) in ("Fallback", "del") for above in box.iterancestors()):
                    yield from _blocks(box)
        elif name == "tbl":
            yield from _table(child)
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _blocks(child)


def _texts(element: etree._Element) -> list[str]:
    """Return a paragraph's lines of text, the empty ones left out."""
    parts: list[str] = []
    _collect(element, parts)
    lines = (clean(re.sub(r"[ \u3000\xa0]+", " ", line)) for line in "".join(parts).split("\n"))
    return [line for line in lines if line]


def _collect(element: etree._Element, parts: list[str]) -> None:
    for child in element:
        name = _name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name in ("tab", "ptab"):
            parts.append(" ")
        elif name in ("noBreakHyphen", "softHyphen"):
            parts.append("-" if name == "noBreakHyphen" else "")
        elif name == "r" and _hidden(child):
            continue
        elif name and name not in _LEFT_OUT:
            _collect(child, parts)


def _hidden(run: etree._Element) -> bool:
    """Whether a run of text is not shown."""
    for child in run:
        if _name(child) == "rPr":
            return any(_name(mark) == "vanish" and _value(mark) not in ("0", "false", "off") for mark in child)
    return False


def _value(element: etree._Element) -> str:
    return element.get(f"{_W}val") or element.get(f"{_STRICT}val") or ""


def _table(table: etree._Element) -> Iterator[Line]:
    """Yield a table's rows; merged cells hold their text where they begin."""
    rows = [list(_cells(row)) for row in _within(table, "tr")]
    width = max((column + span for row in rows for column, span, _ in row), default=0)
    if width > MAX_COLUMNS:
        raise DocumentError("too_large", f"> {MAX_COLUMNS}")
    for row in rows:
        filled = [(column, span, texts) for column, span, texts in row if texts]
        if len(filled) == 1 and (filled[0][1] > 1 or width < 3):
            yield from paragraphs(filled[0][2], None, width)
        elif filled:
            yield Line(tuple((column, "\n".join(texts)) for column, _, texts in filled), width)


def _within(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield children of a name, also inside content controls and accepted insertions."""
    for child in parent:
        name = _name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _within(child, wanted)


def _cells(row: etree._Element) -> Iterator[tuple[int, int, list[str]]]:
    """Yield each cell's column, how many columns it spans, and its lines."""
    column = 0
    for mark in _within(row, "trPr"):
        column += sum(_number(one) for one in mark if _name(one) == "gridBefore")
    for cell in _within(row, "tc"):
        marks = [mark for properties in _within(cell, "tcPr") for mark in properties]
        span = next((_number(mark) for mark in marks if _name(mark) == "gridSpan"), 1)
        goes_on = any(_name(mark) == "vMerge" and _value(mark) != "restart" for mark in marks)
        texts = [] if goes_on else [text for line in _blocks(cell) for _, text in line.cells]
        yield column, span, texts
        column += span


def _number(element: etree._Element) -> int:
    digits = re.fullmatch(r"\d{1,3}", _value(element))
    return max(1, int(digits.group())) if digits else 1
