"""What the reader saw of one file: pictures with rows and cells drawn over them, and what came of them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pipeline.errors import DocumentError, OutputError, explain
from pipeline.extract import identify
from pipeline.extract.check import check_record
from pipeline.extract.fields import iter_values
from pipeline.extract.lexicon import lexicon
from pipeline.extract.papers import Paper, extract_papers
from pipeline.extract.roles import resolve
from pipeline.extract.table import read_table
from pipeline.intake.opening import load
from pipeline.intake.scan import scan
from pipeline.output.publish import write_whole
from pipeline.reading import draw, pages, render
from pipeline.records.evidence import Box, Check, Value
from pipeline.records.extraction import Statement
from pipeline.records.reading import Cell, Page, ReaderText, Reading
from pipeline.records.source import FileKind, Source
from pipeline.values import balance
from pipeline.values.money import format_yuan
from pipeline.values.text import key

_DPI: Final = 150.0
_POINTS_PER_INCH: Final = 72.0
_TALLEST: Final = 4000.0
"""Points of a structured page that are drawn; words.txt has all of its rows."""


def look(path: Path, folder: Path, mode: str, passwords: tuple[str, ...]) -> list[Path]:
    """Draw what the reader saw of a file, and write what was read and made of it.

    Args:
        path: The file; of a container every member is looked at.
        folder: Where the pictures (page-1.png …) and words.txt go.
        mode: Readers to use: auto, rapidocr, tesseract or off.
        passwords: Tried on a locked file.

    Returns:
        The files written, words.txt last.

    Raises:
        DocumentError: The file cannot be read at all.
        OutputError: The folder cannot be written to.
    """
    path = path.resolve()
    found = scan("look", [path], path.parent)
    if not found.sources:
        first = found.refusals[0]
        raise DocumentError(first.reason_code, first.detail)
    written: list[Path] = []
    lines = [f"{refusal.path}: {explain(refusal.reason_code, refusal.detail)}" for refusal in found.refusals]
    try:
        for number, source in enumerate(sorted(found.sources, key=lambda s: s.path), 1):
            prefix = f"{number}-" if len(found.sources) > 1 else ""
            lines.extend(_look_at(source, folder, prefix, mode, passwords, written))
        words = folder / "words.txt"
        write_whole(words, ("\n".join(lines) + "\n").encode("utf-8", "replace"))
    except OSError as error:
        raise OutputError(f"{folder}: {error.strerror or error}") from error
    return [*written, words]


def _look_at(
    source: Source, folder: Path, prefix: str, mode: str, passwords: tuple[str, ...], written: list[Path]
) -> list[str]:
    lines = [f"# {source.path} ({source.kind.value})", ""]
    try:
        total = pages.count(source, passwords)
    except DocumentError as error:
        return [*lines, explain(error.code, error.detail), ""]
    read: list[Page] = []
    for number in range(1, total + 1):
        try:
            page = pages.read_page(pages.PageTask(source, number, mode, passwords))
            image = _picture(source, page, passwords)
        except DocumentError as error:
            lines += [f"## page {number}", explain(error.code, error.detail), ""]
            continue
        read.append(page)
        target = folder / f"{prefix}page-{number}.png"
        shown = draw.overlay(image, page, scale=image.width / page.width)
        buffer = io.BytesIO()
        shown.save(buffer, "PNG")
        write_whole(target, buffer.getvalue())
        written.append(target)
        lines.extend(_page(page))
    return lines + list(_paper(source, read))


def _picture(source: Source, page: Page, passwords: tuple[str, ...]) -> Any:
    if source.kind in (FileKind.PDF, FileKind.IMAGE):
        return render.render_page(load(source), source.kind, page.number, _DPI, passwords)
    return draw.draw_window(page, Box(0.0, 0.0, page.width, min(page.height, _TALLEST)), _DPI)


def _page(page: Page) -> Iterator[str]:
    facts = [f"{page.width:.0f}×{page.height:.0f}", page.origin.value]
    if page.agreement is not None:
        facts.append(f"agreement {page.agreement:.2f}")
    if page.dpi is not None:
        facts.append(f"{page.dpi:.0f} dpi")
    if page.seal is not None:
        facts.append("red seal" if page.seal else "no red seal")
    facts += [*page.treatment, *page.warnings, *([page.error] if page.error else [])]
    yield f"## page {page.number}: {', '.join(facts)}"
    for number, row in enumerate(page.grid.rows, 1):
        yield f"{number:4}  " + " | ".join(_cell(cell) for cell in row.cells)
        for cell in row.cells:
            yield from _differences(cell)
    yield ""


def _cell(cell: Cell) -> str:
    text = cell.text.replace("\n", "⏎")
    return text if cell.column is None else f"[{cell.column}] {text}"


def _differences(cell: Cell) -> Iterator[str]:
    """Yield every reader's text of a cell where they differ when folded."""
    if len({key(reading.text) for reading in cell.readings}) > 1:
        yield "      ≠ " + "  ".join(_reading(reading) for reading in cell.readings)


def _reading(reading: ReaderText) -> str:
    score = "" if reading.score is None else f" ({reading.score:.2f})"
    return f"{reading.reader} {reading.text!r}{score}"


def _paper(source: Source, read: Sequence[Page]) -> Iterator[str]:
    good = [page for page in read if page.error is None and page.grid.rows]
    if not good:
        return
    for paper in extract_papers(source.path, Reading(source.sha256, tuple(read))):
        numbers = {number for part in paper.document.parts for number in part.pages}
        yield from _one_paper(paper, [page for page in good if page.number in numbers])


def _one_paper(paper: Paper, good: Sequence[Page]) -> Iterator[str]:
    yield "## type"
    for candidate in identify.candidates(good, lexicon()):
        yield f"{candidate.score:.2f}  {candidate.type.value}: {'、'.join(candidate.reasons)}"
    document = paper.document
    kind = document.type.value if document.type else "-"
    yield f"{kind}, {document.issuer or '-'}, {document.status.value}" + (
        f": {explain(document.reason_code, document.detail)}" if document.reason_code else ""
    )
    yield ""
    for statement in paper.statements:
        yield from _statement(statement, good)
    yield from _values(paper)
    for note in paper.notes:
        yield f"? page {note.evidence.page}: {explain(note.code, note.detail)} {note.text!r}"
    yield ""


def _statement(statement: Statement, good: Sequence[Page]) -> Iterator[str]:
    yield "## table"
    table = read_table(good, lexicon())
    if table is not None:
        opening = statement.opening
        target = {c.value - opening.value for c in statement.closings} if opening is not None else set()
        roles = resolve(table, sorted(target), frozenset(statement.tails))
        by_column = {number: role for role, number in roles.columns.items()}
        for number, head in enumerate(table.heads):
            role = by_column.get(number, "?")
            proven = ", proven by content" if role in roles.proven else ""
            place = "" if head.column is None else f", column {head.column}"
            yield f"{' / '.join(head.labels)} → {role}{proven} (x {head.box.x0:.0f}–{head.box.x1:.0f}{place})"
        if roles.unproven:
            yield f"not proven: {', '.join(roles.unproven)}"
        for page, row in table.unparsed:
            yield f"not understood, page {page.number}: {row.text}"
    yield f"rows read: {len(statement.rows)} of {statement.row_bands} with a day and an amount"
    for equation in balance.equations(statement):
        terms = " ".join(f"{'+' if sign > 0 else '-'} {name}" for name, sign in equation.terms)
        result = "holds" if equation.holds else f"is off by {format_yuan(equation.residual)}"
        yield f"{equation.name} (0 = {terms}): {result}"
    yield ""


def _values(paper: Paper) -> Iterator[str]:
    """Yield each value read, with what supports it."""
    for record in paper.records:
        yield "## values"
        for path, value in iter_values(check_record(record)):
            yield _value(path, value)
        yield ""


def _value(path: str, value: Value[Any]) -> str:
    checks = " ".join(_check(check) for check in value.checks)
    mark = "✓" if value.verified else "·"
    return f"{mark} {path}: {value.value} ← {value.evidence.text!r}" + (f" ({checks})" if checks else "")


def _check(check: Check) -> str:
    return f"{'=' if check.agrees else '≠'}{check.source}"
