"""What the reader saw, in words: `words.txt`, and the lines under each picture.

Every text that comes from the paper goes through `hide`, which masks it where the output is to be shown to others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.errors import REASONS, explain
from pipeline.extract.check import check_record
from pipeline.extract.fields import iter_values
from pipeline.extract.papers import Paper
from pipeline.look_draw import MARKS, differing
from pipeline.look_seen import candidates, table_of, verdict
from pipeline.output.words import DOC_TYPES, FIELDS, TEXT_SOURCES, field_label, role_label
from pipeline.records.evidence import PAGE_AGREEMENT, Check, Origin, Value
from pipeline.records.extraction import Statement
from pipeline.records.reading import Cell, Page, ReaderText
from pipeline.values import balance
from pipeline.values.money import format_yuan

Hide = Callable[[str], str]

_SOURCES = {Origin.EMBEDDED: "embedded", Origin.OCR: "ocr", Origin.STRUCTURED: "structured"}


def page_lines(page: Page, hide: Hide) -> Iterator[str]:
    """Yield what was read on a page: facts, doubts in words, rows of cells, each reader's text where they differ."""
    facts = [f"{page.width:.0f}×{page.height:.0f}", page.origin.value]
    if page.agreement is not None:
        facts.append(f"agreement {page.agreement:.2f}")
    if page.dpi is not None:
        facts.append(f"{page.dpi:.0f} dpi")
    if page.seal is not None:
        facts.append("red seal" if page.seal else "no red seal")
    facts += [*page.treatment, *page.warnings, *([page.error] if page.error else [])]
    yield f"## page {page.number}: {', '.join(facts)}"
    for line in _doubts(page):
        yield f"! {line}"
    for number, row in enumerate(page.grid.rows, 1):
        yield f"{number:4}  " + " | ".join(_cell(cell, hide) for cell in row.cells)
        for cell in row.cells:
            if differing(cell):
                yield "      ≠ " + "  ".join(_reading(reading, hide) for reading in cell.readings)
    yield ""


def strip_lines(
    page: Page, papers: Sequence[Paper], pages: Sequence[Page], hide: Hide, *, pixels: bool
) -> Iterator[str]:
    """Yield the lines under a page's picture: its facts, its doubts, and what the paper was taken for and why.

    Args:
        page: The page.
        papers: Those it belongs to.
        pages: All pages of the file.
        hide: Masks what comes from the paper.
        pixels: Whether its size is in pixels (pictures) and not in points.
    """
    unit = "像素" if pixels else "点"
    facts = [f"第 {page.number} 页", f"{page.width:.0f}×{page.height:.0f} {unit}"]
    facts.append(TEXT_SOURCES[_SOURCES[page.origin]].zh if page.origin in _SOURCES else page.origin.value)
    if page.dpi is not None:
        facts.append(f"{page.dpi:.0f} dpi")
    if page.agreement is not None:
        enough = "" if page.agreement >= PAGE_AGREEMENT else "（偏低：每个数要两项佐证）"
        facts.append(f"两种读法的金额一致率 {page.agreement:.0%}{enough}")
    if page.seal is not None:
        facts.append("有红章" if page.seal else "没有看到红章")
    if page.treatment:
        facts.append(f"处理：{'、'.join(page.treatment)}")
    yield "  ·  ".join(facts)
    for line in _doubts(page):
        yield f"！{line}"
    for paper in papers:
        numbers = {number for part in paper.document.parts for number in part.pages}
        good = [one for one in pages if one.number in numbers and one.error is None and one.grid.rows]
        yield from _recognised(paper, good, hide)
    yield "黄、蓝底：行  ·  蓝虚线：列，上方是列的含义  ·  框上小字：读到的文字  ·  ≠：另一种读法不同"


def _recognised(paper: Paper, good: Sequence[Page], hide: Hide) -> Iterator[str]:
    document = paper.document
    kind = DOC_TYPES[document.type].zh if document.type else "未认出"
    yield f"认作：{kind}，{hide(document.issuer or '机构未知')}" + (
        f"；{explain(document.reason_code, _detail(document.detail, hide))}" if document.reason_code else ""
    )
    for candidate in candidates(good)[:3] if good else ():
        yield f"  {DOC_TYPES[candidate.type].zh} {candidate.score:.2f}：{hide('、'.join(candidate.reasons))}"


def _detail(detail: str, hide: Hide) -> str:
    """Return what exactly was found; the name of a field of ours is no text of the paper."""
    return field_label(detail, "zh") if detail in FIELDS else hide(detail)


def _doubts(page: Page) -> Iterator[str]:
    for code in (*page.warnings, *([page.error] if page.error else [])):
        if code in REASONS:
            yield explain(code)


def _cell(cell: Cell, hide: Hide) -> str:
    text = hide(cell.text).replace("\n", "⏎")
    return text if cell.column is None else f"[{cell.column}] {text}"


def _reading(reading: ReaderText, hide: Hide) -> str:
    score = "" if reading.score is None else f" ({reading.score:.2f})"
    return f"{reading.reader} {hide(reading.text)!r}{score}"


def paper_lines(paper: Paper, good: Sequence[Page], hide: Hide) -> Iterator[str]:
    """Yield what was made of a paper: its type and why, its table, its equations, each value with its support."""
    yield "## type"
    for candidate in candidates(good):
        yield f"{candidate.score:.2f}  {candidate.type.value}: {hide('、'.join(candidate.reasons))}"
    document = paper.document
    kind = document.type.value if document.type else "-"
    yield f"{kind}, {hide(document.issuer or '-')}, {document.status.value}" + (
        f": {explain(document.reason_code, _detail(document.detail, hide))}" if document.reason_code else ""
    )
    yield ""
    for statement in paper.statements:
        yield from _statement(statement, good, hide)
    yield from _values(paper, hide)
    for note in paper.notes:
        yield f"! page {note.evidence.page}: {explain(note.code, _detail(note.detail, hide))} {hide(note.text)!r}"
    yield ""


def _statement(statement: Statement, good: Sequence[Page], hide: Hide) -> Iterator[str]:
    yield "## table"
    found = table_of(statement, good)
    if found is not None:
        table, roles = found
        by_column = {number: role for role, number in roles.columns.items()}
        for number, head in enumerate(table.heads):
            role = by_column.get(number, "?")
            word = "" if role == "?" else f" {role_label(role, 'zh')}"
            proven = ", proven by content" if role in roles.proven else ""
            place = "" if head.column is None else f", column {head.column}"
            labels = hide(" / ".join(head.labels))
            yield f"{labels} → {role}{word}{proven} (x {head.box.x0:.0f}–{head.box.x1:.0f}{place})"
        if roles.unproven:
            yield f"not proven: {', '.join(roles.unproven)}"
        for page, row in table.unparsed:
            yield f"not understood, page {page.number}: {hide(row.text)}"
    yield f"rows read: {len(statement.rows)} of {statement.row_bands} with a day and an amount"
    for equation in balance.equations(statement):
        terms = " ".join(f"{'+' if sign > 0 else '-'} {name}" for name, sign in equation.terms)
        result = "holds" if equation.holds else f"is off by {hide(format_yuan(equation.residual))}"
        yield f"{equation.name} (0 = {terms}): {result}"
    yield ""


def _values(paper: Paper, hide: Hide) -> Iterator[str]:
    """Yield each value read, with its verdict and what supports it."""
    for record in paper.records:
        yield "## values"
        for path, value in iter_values(check_record(record)):
            yield _value(path, value, hide)
        yield ""


def _value(path: str, value: Value[Any], hide: Hide) -> str:
    checks = " ".join(_check(check) for check in value.checks)
    mark = MARKS[verdict(value)]
    text = f"{mark} {path}: {hide(str(value.value))} ← {hide(value.evidence.text)!r}"
    return text + (f" ({checks})" if checks else "")


def _check(check: Check) -> str:
    return f"{'=' if check.agrees else '≠'}{check.source}"
