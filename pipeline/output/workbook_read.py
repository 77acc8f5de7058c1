"""Read back what the person typed into a workbook, whatever they did: sorted, filtered, moved columns.

A sheet is known by its head row, a finding by the id in its row; nothing depends on the sheet's name or
on where a column stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError
from pipeline.output.publish import WORKBOOK, beside_names
from pipeline.output.words import DOC_TYPES
from pipeline.records.decision import Decision, Decisions, Said
from pipeline.records.finding import Status
from pipeline.values.names import find_issuer

ID_HEADERS = ("编号", "ID")
STATUS, SENT, RECEIVED, ANSWERED, NOTE, CORRECTION = (
    "状态",
    "发出日期",
    "签收日期",
    "答复日期",
    "备注",
    "更正",
)
REAL_TYPE, REAL_ISSUER = "材料更正为", "机构更正为"
PERSON_HEADERS = {
    STATUS: "status",
    SENT: "sent_on",
    RECEIVED: "received_on",
    ANSWERED: "answered_on",
    NOTE: "note",
}
TYPED_FIELDS = frozenset(PERSON_HEADERS.values())
_CODE_HEADERS = ("代码", "Code")
_TITLE_HEADERS = ("问题", "Finding")
_HEAD_WITHIN = 60  # rows in which a head row is looked for; a person may put notes above it
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:\s.*)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")


@dataclass(frozen=True, slots=True)
class Typed(Decisions):
    """Decisions as a workbook shows them.

    Attributes:
        shown: By id of the finding, which of its fields the workbook has columns for.
    """

    shown: dict[str, frozenset[str]] = field(default_factory=dict)


def read_workbooks(folder: Path) -> list[Typed]:
    """Read the case's workbook and any that was laid beside it while it was held open.

    Raises:
        OutputError: One of them cannot be read.
    """
    names = (WORKBOOK, *beside_names())
    return [read_workbook(folder / name) for name in names if (folder / name).is_file()]


def read_workbook(path: Path) -> Typed:
    """Read what the person typed into a workbook; a missing file shows nothing.

    An emptied cell reads as empty (and so clears).  What is no status or date there is kept in the note
    rather than lost.

    Raises:
        OutputError: The workbook is damaged, or locked with a password.
    """
    if not path.exists():
        return Typed()
    import openpyxl  # here, for most runs read no workbook and this library takes long to load

    try:
        # Read-only mode leaves pictures alone and streams rows; values, since a person may use formulas.
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            sheets = [list(_rows(sheet)) for sheet in book.worksheets]
        finally:
            book.close()
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise OutputError(f"无法读取 {path.name}：{error}（请把它移走或另存后再运行，已保存的决定不会丢失）") from error
    findings: dict[str, Decision] = {}
    shown: dict[str, frozenset[str]] = {}
    corrections: dict[str, str] = {}
    papers: dict[str, Said] = {}
    for rows in sheets:
        _read_findings(rows, findings, shown)
        _read_corrections(rows, corrections)
        _read_papers(rows, papers)
    return Typed(findings, corrections, papers, shown=shown)


def _rows(sheet: Any) -> Iterable[tuple[Any, ...]]:
    sheet.reset_dimensions()  # other programs write wrong ones
    yield from sheet.iter_rows(values_only=True)


def _fold(value: Any) -> str:
    """Return a head cell's text as it is compared: no blanks, full width folded."""
    return "".join(unicodedata.normalize("NFKC", str(value)).split()) if value is not None else ""


def _text(value: Any) -> str:
    """Return a cell as the person sees it, as text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _head(rows: list[tuple[Any, ...]], wanted: Iterable[str]) -> tuple[int, dict[str, int]] | None:
    """Return (row number, header -> column) of the first row that has an id header and one of `wanted`."""
    wanted = set(wanted)
    for number, row in enumerate(rows[:_HEAD_WITHIN]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            columns.setdefault(_fold(cell), place)
        if wanted & set(columns) and _first(columns, ID_HEADERS) is not None:
            return number, columns
    return None


def _first(columns: dict[str, int], names: Iterable[str]) -> int | None:
    return next((columns[name] for name in names if name in columns), None)


def _at(row: tuple[Any, ...], place: int | None) -> Any:
    return row[place] if place is not None and place < len(row) else None


def _read_findings(
    rows: list[tuple[Any, ...]], findings: dict[str, Decision], shown: dict[str, frozenset[str]]
) -> None:
    head = _head(rows, PERSON_HEADERS)
    if head is None:
        return
    number, columns = head
    fields = frozenset(name for header, name in PERSON_HEADERS.items() if header in columns)
    # An unreadable date or status goes to the note, so the note then counts as shown.
    for row in rows[number + 1 :]:
        key = _text(_at(row, _first(columns, ID_HEADERS)))
        if not key:
            continue
        decision = _decision(key, row, columns)
        if key in findings and _weight(findings[key]) >= _weight(decision):
            continue  # the person copied a row: the fuller one speaks
        findings[key] = decision
        shown[key] = fields | ({"note"} if decision.note else set())


def _weight(decision: Decision) -> int:
    given = (decision.sent_on, decision.received_on, decision.answered_on, decision.note)
    return sum(1 for one in given if one) + (decision.status is not Status.OPEN)


def _decision(key: str, row: tuple[Any, ...], columns: dict[str, int]) -> Decision:
    notes = [_text(_at(row, columns.get(NOTE)))]
    word = _fold(_at(row, columns.get(STATUS)))
    status = next((each for each in Status if each == word), None)
    if status is None and word:
        notes.append(f"（{STATUS}栏原填：{_text(_at(row, columns[STATUS]))}）")
    days: dict[str, date | None] = {}
    for header in (SENT, RECEIVED, ANSWERED):
        cell = _at(row, columns.get(header))
        days[header] = read_day(cell)
        if days[header] is None and _text(cell):
            notes.append(f"（{header}栏原填：{_text(cell)}）")
    return Decision(
        finding=key,
        status=status or Status.OPEN,
        sent_on=days[SENT],
        received_on=days[RECEIVED],
        answered_on=days[ANSWERED],
        note="".join(notes),
        code=_text(_at(row, _first(columns, _CODE_HEADERS))),
        title=_text(_at(row, _first(columns, _TITLE_HEADERS))),
    )


def read_day(cell: Any) -> date | None:
    """Return the day in a cell: a date, a spreadsheet's day number, or text such as 2026年3月5日."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        # A day typed into a cell formatted as number arrives as days since 1899-12-30 (36526 is 2000-01-01).
        if 36526 <= cell <= 73050:
            return date(1899, 12, 30) + timedelta(days=int(cell))
        cell = _text(cell)
    text = unicodedata.normalize("NFKC", str(cell or "")).strip()
    match = _DATE.match(text) or _COMPACT.match(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _read_corrections(rows: list[tuple[Any, ...]], corrections: dict[str, str]) -> None:
    head = _head(rows, (CORRECTION,))
    if head is None:
        return
    number, columns = head
    for row in rows[number + 1 :]:
        key = _text(_at(row, _first(columns, ID_HEADERS)))
        if key:
            corrections[key] = _text(_at(row, columns[CORRECTION])) or corrections.get(key, "")


_TYPES = {"".join(word.split()): kind for kind, words in DOC_TYPES.items() for word in (words.zh, words.en)}


def _read_papers(rows: list[tuple[Any, ...]], papers: dict[str, Said]) -> None:
    head = _head(rows, (REAL_TYPE,))
    if head is None:
        return
    number, columns = head
    for row in rows[number + 1 :]:
        key = _text(_at(row, _first(columns, ID_HEADERS)))
        if key:
            kind = _TYPES.get(_fold(_at(row, columns[REAL_TYPE])))
            issuer = _text(_at(row, columns.get(REAL_ISSUER)))
            papers[key] = Said(kind, (find_issuer(issuer) or issuer) if issuer else "")
