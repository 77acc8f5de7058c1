"""The sheets of findings, into which the person types: 差异 and 决定存档."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.output.case_json import basis_line
from pipeline.output.papers import account_label, find_account, path_and_page
from pipeline.output.text import absent
from pipeline.output.words import PAPERS, SEVERITIES
from pipeline.output.workbook_read import ANSWERED, NOTE, RECEIVED, SENT, STATUS
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
_PICTURE = (305, 116)  # pixels, at most; the whole width of the paper is in evidence/
_PERSON = (
    Column(STATUS, STATUS, 9, True), Column(SENT, SENT, 11.5, True), Column(RECEIVED, RECEIVED, 11.5, True),
    Column(ANSWERED, ANSWERED, 11.5, True), Column(NOTE, NOTE, 17, True),
)  # fmt: skip
# Printed on two pages side by side: as far as 依据, and from 怎么办 on, each below PAGE_WIDE.
FINDING_COLUMNS = (
    Column("编号", "ID", 17.5), Column("代码", "Code", 8), Column("严重程度", "Severity", 9),
    Column("账户", "Account", 15), Column("日期", "Date", 11.5), Column("问题", "Finding", 27),
    Column("所见", "Observed", 11.5), Column("应为", "Expected", 11.5), Column("差额（元）", "Difference", 11.5),
    Column("计算过程", "Calculation", 29), Column("依据", "Basis", 31), Column("怎么办", "What to do", 27),
    Column("证据（文件·页）", "Evidence", 16), Column("图片", "Picture", 45), Column("草稿", "Draft", 9),
    *_PERSON,
)  # fmt: skip
_REPEATED = "A:B"
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
        if finding.addressee == "bureau":
            lines.append(
                "Send the draft whose name ends with provider to the lender too: only it can correct its data."
                if lang == "en"
                else "另有一份致报送机构的草稿（文件名末尾为 provider），请一并寄出：数据须由其更正。"
            )
    return "\n".join(line for line in lines if line)


def next_step(finding: Finding, request: str | None, lang: str) -> str:
    """Return the next step alone, as short as it can be said."""
    en = lang == "en"
    if finding.needs_review:
        return "check the figures on the sheet Review" if en else "先在“待复核”中对照图片核实"
    if not request:
        return finding.meaning.in_(lang)
    ask = finding.asks[0].in_(lang) if finding.asks else ""
    begin = "sign and send the draft" if en else "核对草稿，签字寄出"
    return f"{begin}: {ask}" if ask and en else f"{begin}：{ask}" if ask else begin


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
    pictures: Mapping[str, bytes],
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
            "\n".join(step.in_(lang) for step in one.steps),
            "\n".join(basis_line(each, lang) for each in one.basis) or PAPERS.in_(lang),
            what_to_do(one, request, lang),
            "\n".join(dict.fromkeys(path_and_page(case, each) for each in one.evidence)),
            None, "打开草稿" if request and lang != "en" else "open" if request else None,
            *_typed(decisions.findings.get(one.id, Decision(one.id))),
        )  # fmt: skip
        write_row(sheet, number, row, columns, "top")
        colour = sheet.cell(number, 3)
        colour.fill = SEVERITY_FILLS[one.severity]
        colour.font = font(bold=True, color=SEVERITY_FONTS[one.severity])
        colour.alignment = Alignment(horizontal="center", vertical="top")
        sheet.cell(number, 6).font = font(bold=True)
        if request:
            link = sheet.cell(number, place_of(columns, "草稿"))
            link.hyperlink = request
            link.font = font(link=True)
        show_picture(sheet, number, place_of(columns, "图片"), pictures.get(one.id), _PICTURE)
    offer(sheet, columns, STATUS, len(findings) + 1, CHOICES)
    finish(sheet, columns, len(findings) + 1)
    sheet.page_setup.fitToWidth = 2
    sheet.print_title_cols = _REPEATED


def place_of(columns: Sequence[Column], heading: str) -> int:
    """Return the number of a column, from 1."""
    return next(number for number, column in enumerate(columns, 1) if column.zh == heading)


def show_picture(sheet: Any, row: int, column: int, data: bytes | None, room: tuple[int, int]) -> None:
    """Put a picture into its row, made high enough for it."""
    if data is None:
        return
    dimension = sheet.row_dimensions[row]
    dimension.height = embed(sheet, row, column, data, width=room[0], height=room[1], least=dimension.height or 0.0)


def offer(sheet: Any, columns: Sequence[Column], heading: str, last_row: int, choices: Sequence[str]) -> None:
    """Give a column that a person types into its drop-down."""
    if last_row < 2:
        return
    rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showDropDown=False)
    rule.error, rule.errorTitle, rule.showErrorMessage = "请从列表中选择", heading, True
    letter = get_column_letter(place_of(columns, heading))
    rule.add(f"{letter}2:{letter}{last_row}")
    sheet.add_data_validation(rule)


def write_orphans(sheet: Any, orphans: Sequence[Decision], lang: str) -> None:
    """Write 决定存档: decisions on findings that this run no longer makes; nothing typed is dropped."""
    write_head(sheet, ORPHAN_COLUMNS, lang)
    for number, one in enumerate(orphans, 2):
        write_row(sheet, number, (one.finding, one.code, one.title, *_typed(one)), ORPHAN_COLUMNS)
    offer(sheet, ORPHAN_COLUMNS, STATUS, len(orphans) + 1, tuple(Status))
    finish(sheet, ORPHAN_COLUMNS, len(orphans) + 1)
