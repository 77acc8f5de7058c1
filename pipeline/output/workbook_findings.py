"""The sheets into which the person types: 差异, 待复核 and 决定存档."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.output.case_json import basis_line
from pipeline.output.papers import account_label, find_account, path_and_page, reason_line
from pipeline.output.text import absent
from pipeline.output.words import SEVERITIES, field_label
from pipeline.output.workbook_read import ANSWERED, CORRECTION, NOTE, RECEIVED, SENT, STATUS
from pipeline.output.workbook_style import (
    SEVERITY_FILLS,
    SEVERITY_FONTS,
    Column,
    Fen,
    embed,
    finish,
    font,
    write_head,
    write_row,
)
from pipeline.records.case import Case
from pipeline.records.decision import Decision, Decisions
from pipeline.records.finding import Finding, Status, Text

CHOICES = (Status.OPEN, Status.SENT, Status.ANSWERED, Status.RESOLVED, Status.DROPPED)
_PICTURE = (470, 380)  # pixels, at most
_PERSON = (
    Column(STATUS, STATUS, 11, True), Column(SENT, SENT, 12, True), Column(RECEIVED, RECEIVED, 12, True),
    Column(ANSWERED, ANSWERED, 12, True), Column(NOTE, NOTE, 28, True),
)  # fmt: skip
FINDING_COLUMNS = (
    Column("编号", "ID", 17), Column("代码", "Code", 10), Column("严重程度", "Severity", 10),
    Column("账户", "Account", 15), Column("日期", "Date", 12), Column("问题", "Finding", 24),
    Column("所见", "Observed", 16), Column("应为", "Expected", 16), Column("差额（元）", "Difference", 12),
    Column("计算过程", "Calculation", 42), Column("依据", "Basis", 34), Column("怎么办", "What to do", 34),
    Column("证据（文件·页）", "Evidence", 22), Column("图片", "Picture", 68), Column("草稿", "Draft", 11),
    *_PERSON,
)  # fmt: skip
REVIEW_COLUMNS = (
    Column("编号", "ID", 20), Column("文件", "Paper", 34), Column("页", "Page", 6),
    Column("项目", "Field", 14),
    Column("读到的值", "Value read", 22), Column("原因", "Why", 46), Column("图片", "Picture", 68),
    Column(CORRECTION, CORRECTION, 24, True),
)  # fmt: skip
ORPHAN_COLUMNS = (
    Column("编号", "ID", 20), Column("代码", "Code", 10), Column("问题", "Finding", 46), *_PERSON,
)  # fmt: skip


def what_to_do(finding: Finding, request: str | None, lang: str) -> str:
    """Return the finding's meaning and the next step in words."""
    lines = [finding.meaning.in_(lang)]
    if finding.needs_review:
        lines.append(
            "First check the figures on the sheet Review; no draft is made until then."
            if lang == "en"
            else "依据的内容尚未核实：请先在“待复核”中对照图片更正，之后才会生成草稿。"
        )
    elif request:
        lines += [f"{number}. {ask.in_(lang)}" for number, ask in enumerate(finding.asks, 1)]
        lines.append(
            "Fill in the yellow blanks of the draft, sign and send it."
            if lang == "en"
            else "补全草稿中黄色的空白，核对、签字后寄出。"
        )
    return "\n".join(line for line in lines if line)


def _side(thing: int | Text | None, lang: str) -> Any:
    if isinstance(thing, Text):
        return absent(thing.in_(lang))
    return None if thing is None else Fen(thing)


def _typed(decision: Decision) -> tuple[Any, ...]:
    return (
        str(decision.status), decision.sent_on, decision.received_on, decision.answered_on,
        absent(decision.note),
    )  # fmt: skip


def write_findings(
    sheet: Any,
    case: Case,
    findings: Sequence[Finding],
    decisions: Decisions,
    pictures: Mapping[str, Sequence[bytes | None]],
    requests: Mapping[str, str],
    lang: str,
) -> None:
    """Write 差异: one row per finding, its picture in the row, the person's columns at the end."""
    columns = FINDING_COLUMNS
    write_head(sheet, columns, lang)
    sheet.freeze_panes = "D2"
    for number, one in enumerate(findings, 2):
        request = requests.get(one.id)
        row = (
            one.id, one.code, SEVERITIES[one.severity].in_(lang),
            absent(account_label(find_account(case, one.account), lang)) or one.issuer, one.date,
            one.title.in_(lang), _side(one.observed, lang), _side(one.expected, lang), _side(one.difference,
            lang),
            "\n".join(step.in_(lang) for step in one.calculation),
            "\n".join(basis_line(each, lang) for each in one.basis),
            what_to_do(one, request, lang),
            "\n".join(dict.fromkeys(path_and_page(case, each) for each in one.evidence)),
            None, "打开草稿" if request and lang != "en" else "open draft" if request else None,
            *_typed(decisions.findings.get(one.id, Decision(one.id))),
        )  # fmt: skip
        write_row(sheet, number, row, columns, "top")
        colour = sheet.cell(number, 3)
        colour.fill = SEVERITY_FILLS[one.severity]
        colour.font = font(bold=True, color=SEVERITY_FONTS[one.severity])
        colour.alignment = Alignment(horizontal="center", vertical="top")
        sheet.cell(number, 6).font = font(bold=True)
        if request:
            link = sheet.cell(number, _place(columns, "草稿"))
            link.hyperlink = request
            link.font = font(link=True)
        first = next((data for data in pictures.get(one.id, ()) if data), None)
        _show(sheet, number, _place(columns, "图片"), first)
    _choices(sheet, _place(columns, STATUS), len(findings) + 1, CHOICES)
    finish(sheet, columns, len(findings) + 1)
    # Twenty columns on one sheet of A4 could not be read: two pages wide, the first columns repeated.
    sheet.page_setup.fitToWidth = 2
    sheet.print_title_cols = "A:C"


def _place(columns: Sequence[Column], heading: str) -> int:
    """Return the number of a column, from 1."""
    return next(number for number, column in enumerate(columns, 1) if column.zh == heading)


def _show(sheet: Any, row: int, column: int, data: bytes | None) -> None:
    """Put a picture into its row, made high enough for it."""
    if data is None:
        return
    needed = embed(sheet, row, column, data, width=_PICTURE[0], height=_PICTURE[1])
    dimension = sheet.row_dimensions[row]
    dimension.height = max(dimension.height or 0.0, needed)


def _choices(sheet: Any, column: int, last_row: int, choices: Sequence[Status]) -> None:
    """Give the status column its drop-down."""
    if last_row < 2:
        return
    rule = DataValidation(
        type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showDropDown=False
    )
    rule.error, rule.errorTitle, rule.showErrorMessage = "请从列表中选择", STATUS, True
    letter = get_column_letter(column)
    rule.add(f"{letter}2:{letter}{last_row}")
    sheet.add_data_validation(rule)


def write_review(
    sheet: Any, case: Case, decisions: Decisions, pictures: Mapping[str, Sequence[bytes | None]], lang: str
) -> None:
    """Write 待复核: what a person must look at, with the picture and a cell for the right value."""
    columns = REVIEW_COLUMNS
    write_head(sheet, columns, lang)
    for number, entry in enumerate(case.review, 2):
        place = path_and_page(case, entry.evidence).rsplit(" · p", 1)
        row = (
            entry.id, place[0], int(place[1]) if len(place) == 2 else entry.evidence.page,
            field_label(entry.field, lang), absent(entry.value), reason_line(entry.why, entry.detail, lang),
            None,
            decisions.corrections.get(entry.id),
        )  # fmt: skip
        write_row(sheet, number, row, columns, "top")
        typed = sheet.cell(number, len(columns))
        typed.number_format = "@"  # what is typed stays as typed: 0012 and 2025-03 too
        _show(sheet, number, _place(columns, "图片"), next(iter(pictures.get(entry.id, ())), None))
    finish(sheet, columns, len(case.review) + 1)


def write_orphans(sheet: Any, orphans: Sequence[Decision], lang: str) -> None:
    """Write 决定存档: decisions on findings that this run no longer makes; nothing typed is dropped."""
    write_head(sheet, ORPHAN_COLUMNS, lang)
    for number, one in enumerate(orphans, 2):
        write_row(sheet, number, (one.finding, one.code, one.title, *_typed(one)), ORPHAN_COLUMNS)
    _choices(sheet, _place(ORPHAN_COLUMNS, STATUS), len(orphans) + 1, tuple(Status))
    finish(sheet, ORPHAN_COLUMNS, len(orphans) + 1)
