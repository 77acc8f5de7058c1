"""The sheet 概览: what is wrong, how much it is worth, what to do first, for someone in a hurry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from pipeline.output.papers import account_label, find_account, reason_line
from pipeline.output.text import yuan_spaced
from pipeline.output.words import DOC_STATUSES, SEVERITIES
from pipeline.output.workbook_findings import what_to_do
from pipeline.output.workbook_style import (
    BORDER,
    HEAD_FILL,
    SEVERITY_FILLS,
    SEVERITY_FONTS,
    Column,
    Fen,
    alignment,
    font,
    height_for,
    prepare_print,
    put,
)
from pipeline.records.case import Case
from pipeline.records.decision import Decision, Decisions
from pipeline.records.extraction import DocStatus
from pipeline.records.finding import Finding, FollowUp, Severity, Status, Text

DONE = frozenset({Status.RESOLVED, Status.DROPPED})
_WIDTHS = (11.0, 20.0, 40.0, 16.0, 60.0)
_FIRST = 8  # findings shown under "what to do first"
_NEXT = 8  # dates shown
_SECTION_FILL = PatternFill("solid", fgColor="EEF2F6")
_MEANINGS = {
    Severity.ERROR: Text(
        "材料本身足以证明，可要求更正", "the papers themselves prove it; ask for correction"
    ),
    Severity.WARNING: Text(
        "与已知情况不符，请对方说明依据", "differs from what is known; ask for an explanation"
    ),
    Severity.NOTICE: Text("供参考，没有草稿", "for information; no draft"),
}
_DISCLAIMERS = (
    Text("本表由程序根据您放入的材料计算得出，不是法律意见；寄出任何草稿前请逐项核对原件。",
         "Computed from your papers; not legal advice. Compare with the originals before you send."),
    Text("“错误”以材料自身和有约束力的规定为依据；“疑问”只请对方说明，不断定对方有过失。",
         "An error rests on the papers and binding rules; a warning only asks and asserts no fault."),
    Text("“差额”是可以确定的最小金额；标为待复核的问题尚未计入。",
         "The difference is the smallest amount that is certain; findings to be reviewed are not counted."),
    Text("所有处理都在本机完成，材料没有发送到任何地方。没有任何机构可以付费“修复征信”。",
         "All happened on this machine; nothing was sent. No paid service can repair a credit record."),
    Text("黄色列（状态、日期、备注、更正）由您填写，重新运行后会保留。",
         "The yellow columns are yours; what you type there is kept when you run again."),
)  # fmt: skip


class _Writer:
    """Writes rows from top to bottom, with heights that show them whole."""

    def __init__(self, sheet: Any, lang: str) -> None:
        self.sheet, self.lang, self.row = sheet, lang, 1
        self.columns = tuple(Column("", "", width) for width in _WIDTHS)
        for number, width in enumerate(_WIDTHS, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width

    def wide(
        self, text: str, *, size: float = 10, bold: bool = False, color: str = "1D2939", fill: Any = None
    ) -> None:
        """Write one text over the whole width."""
        cell = self.sheet.cell(self.row, 1)
        put(cell, text)
        cell.font = font(size=size, bold=bold, color=color)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        self.sheet.merge_cells(start_row=self.row, start_column=1, end_row=self.row, end_column=len(_WIDTHS))
        if fill is not None:
            cell.fill = fill
        whole = Column("", "", sum(_WIDTHS) * 10 / size)
        self.sheet.row_dimensions[self.row].height = height_for((text,), (whole,), size * 1.9) * max(
            1.0, size / 11
        )
        self.row += 1

    def section(self, zh: str, en: str) -> None:
        """Write a heading with a blank row before it."""
        self.sheet.row_dimensions[self.row].height = 10
        self.row += 1
        self.wide(en if self.lang == "en" else zh, size=12, bold=True, color="1F3A5F", fill=_SECTION_FILL)

    def head(self, *headings: Text) -> None:
        """Write a small head row."""
        for number, heading in enumerate(headings, 1):
            cell = self.sheet.cell(self.row, number)
            put(cell, heading.in_(self.lang))
            cell.font, cell.fill, cell.border = font(bold=True, color="FFFFFF"), HEAD_FILL, BORDER
            cell.alignment = Alignment(horizontal="center", vertical="center")
        self.sheet.row_dimensions[self.row].height = 20
        self.row += 1

    def line(self, *things: Any) -> int:
        """Write one row of a small table and return its number."""
        cells = (*things, *(None,) * (len(_WIDTHS) - len(things)))
        for number, thing in enumerate(cells, 1):
            cell = self.sheet.cell(self.row, number)
            put(cell, thing)
            cell.font, cell.border = font(), BORDER
            cell.alignment = alignment(thing)
        self.sheet.row_dimensions[self.row].height = height_for(cells, self.columns, 20.0)
        self.row += 1
        return self.row - 1

    def link(self, row: int, column: int, location: str) -> None:
        """Make a cell lead to a place in this workbook."""
        cell = self.sheet.cell(row, column)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location)
        cell.font = font(link=True)


def _open(findings: Sequence[Finding], decisions: Decisions) -> list[Finding]:
    """Return the findings that still need something of the person."""
    return [one for one in findings if decisions.findings.get(one.id, Decision(one.id)).status not in DONE]


def certain_total(findings: Sequence[Finding]) -> int:
    """Return the sum in fen of what is certainly wrong: errors that rest on verified figures."""
    return sum(
        one.difference for one in findings
        if one.severity is Severity.ERROR and not one.needs_review and one.difference is not None
        # A balance that a report still shows is no money to get back.
        and one.addressee != "bureau"
    )  # fmt: skip


def write_overview(
    sheet: Any,
    case: Case,
    findings: Sequence[Finding],
    follow_ups: Sequence[FollowUp],
    decisions: Decisions,
    requests: Mapping[str, str],
    sheets: Mapping[str, str],
    lang: str,
) -> None:
    """Write 概览.

    Args:
        sheet: The empty sheet.
        case: The case.
        findings: In the order of the sheet 差异.
        follow_ups: All of them.
        decisions: Of the person.
        requests: Path of the draft by id of the finding.
        sheets: Names of the other sheets by our keys, to lead to them.
        lang: "zh" or "en".
    """
    writer = _Writer(sheet, lang)
    zh = lang != "en"
    writer.wide(f"{'结清核对结果' if zh else 'Result'} · {case.name}", size=18, bold=True, color="1F3A5F")
    writer.wide(f"{'截至' if zh else 'as of'} {case.as_of.isoformat()}", color="667085")
    still = _open(findings, decisions)
    _headline(writer, still, zh)
    _amounts(writer, still)
    _first_steps(writer, case, findings, still, requests, sheets)
    _dates(writer, case, follow_ups)
    _papers(writer, case, sheets)
    writer.section("说明", "Please note")
    for text in _DISCLAIMERS:
        writer.wide(f"· {text.in_(lang)}", color="475467")
    prepare_print(sheet, f"A1:{get_column_letter(len(_WIDTHS))}{writer.row - 1}", landscape=True)


def _headline(writer: _Writer, still: Sequence[Finding], zh: bool) -> None:
    counts = Counter(one.severity for one in still)
    amount = yuan_spaced(certain_total(still))
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    worst = Severity.ERROR if errors else Severity.WARNING if warnings else Severity.NOTICE
    if zh:
        words = f"发现 {errors} 项错误、{warnings} 项疑问；可以确定的差额合计 {amount} 元"
        words = words if still else "没有发现需要处理的问题"
    else:
        words = f"{errors} errors and {warnings} warnings; certainly wrong: CNY {amount}"
        words = words if still else "Nothing that needs to be done was found"
    writer.wide(words, size=14, bold=True, color=SEVERITY_FONTS[worst], fill=SEVERITY_FILLS[worst])


def _amounts(writer: _Writer, still: Sequence[Finding]) -> None:
    writer.section("有什么问题，值多少钱", "What is wrong and what it is worth")
    writer.head(Text("严重程度", "Severity"), Text("数量", "Number"), Text("其中待复核", "To review"),
                Text("差额（元）", "Difference"), Text("含义", "Meaning"))  # fmt: skip
    for severity in Severity:
        those = [one for one in still if one.severity is severity]
        sure = [one.difference for one in those if not one.needs_review and one.difference is not None]
        row = writer.line(
            SEVERITIES[severity].in_(writer.lang), len(those), sum(one.needs_review for one in those),
            Fen(sum(sure)), _MEANINGS[severity].in_(writer.lang),
        )  # fmt: skip
        cell = writer.sheet.cell(row, 1)
        cell.fill, cell.font = SEVERITY_FILLS[severity], font(bold=True, color=SEVERITY_FONTS[severity])


def _first_steps(
    writer: _Writer,
    case: Case,
    findings: Sequence[Finding],
    still: Sequence[Finding],
    requests: Mapping[str, str],
    sheets: Mapping[str, str],
) -> None:
    writer.section("先做什么", "What to do first")
    todo = [one for one in still if one.severity is not Severity.NOTICE][:_FIRST]
    if not todo:
        writer.wide("没有需要寄出的请求。" if writer.lang != "en" else "There is no request to send.")
        return
    writer.head(Text("严重程度", "Severity"), Text("账户", "Account"), Text("问题（点击查看）", "Finding"),
                Text("差额（元）", "Difference"), Text("怎么办", "What to do"))  # fmt: skip
    places = {one.id: number for number, one in enumerate(findings, 2)}
    for one in todo:
        row = writer.line(
            SEVERITIES[one.severity].in_(writer.lang),
            account_label(find_account(case, one.account), writer.lang) or one.issuer,
            one.title.in_(writer.lang),
            None if one.difference is None else Fen(one.difference),
            what_to_do(one, requests.get(one.id), writer.lang),
        )
        cell = writer.sheet.cell(row, 1)
        cell.fill, cell.font = (
            SEVERITY_FILLS[one.severity],
            font(bold=True, color=SEVERITY_FONTS[one.severity]),
        )
        writer.link(row, 3, f"'{sheets['findings']}'!A{places[one.id]}")


def _dates(writer: _Writer, case: Case, follow_ups: Sequence[FollowUp]) -> None:
    writer.section("近期日期", "Next dates")
    coming = sorted((one for one in follow_ups if one.due_on >= case.as_of), key=lambda one: one.due_on)
    if not coming:
        writer.wide("目前没有待办日期。" if writer.lang != "en" else "There are no dates at present.")
        return
    writer.head(Text("日期", "Date"), Text("账户", "Account"), Text("事项", "What"),
                Text("还有天数", "Days left"), Text("为什么", "Why"))  # fmt: skip
    for one in coming[:_NEXT]:
        writer.line(
            one.due_on, account_label(find_account(case, one.account), writer.lang) or None,
            one.action.in_(writer.lang), (one.due_on - case.as_of).days, one.why.in_(writer.lang),
        )  # fmt: skip


def _papers(writer: _Writer, case: Case, sheets: Mapping[str, str]) -> None:
    writer.section("材料", "Papers")
    zh = writer.lang != "en"
    counts = Counter(document.status for document in case.documents)
    words = [f"{DOC_STATUSES[status].in_(writer.lang)} {counts[status]}" for status in DocStatus]
    row = writer.line("文件" if zh else "Files", " · ".join(words))
    _spread(writer, row)
    writer.link(row, 1, f"'{sheets['files']}'!A1")
    text = f"{len(case.review)} 处需要您对照图片确认" if zh else f"{len(case.review)} places need your eyes"
    row = writer.line("待复核" if zh else "Review", text)
    _spread(writer, row)
    writer.link(row, 1, f"'{sheets['review']}'!A1")
    for document in case.documents:
        if document.status is DocStatus.FAILED:
            reason = reason_line(document.reason_code or "", document.detail, writer.lang)
            row = writer.line(DOC_STATUSES[document.status].in_(writer.lang), f"{document.path}：{reason}")
            _spread(writer, row)
            writer.sheet.cell(row, 1).font = font(bold=True, color=SEVERITY_FONTS[Severity.ERROR])


def _spread(writer: _Writer, row: int) -> None:
    """Let the second cell of a row run over the rest of the width."""
    writer.sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=len(_WIDTHS))
    text = str(writer.sheet.cell(row, 2).value or "")
    writer.sheet.row_dimensions[row].height = height_for((text,), (Column("", "", sum(_WIDTHS[1:])),), 20.0)
