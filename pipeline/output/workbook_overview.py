"""The sheet 概览: what is wrong, how much it is worth, what to do first, for someone in a hurry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Any

from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from pipeline.output.papers import account_label, find_account, reason_line
from pipeline.output.review_pages import is_done
from pipeline.output.text import yuan_spaced
from pipeline.output.words import DOC_STATUSES, SEVERITIES
from pipeline.output.workbook_findings import next_step
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
_WIDTHS = (9.0, 16.0, 44.0, 12.0, 39.0, 7.0)  # portrait A4 prints them with text of 8 points
_FIRST = 10  # findings shown under "what to do first"
_LONGEST_TITLE = 120  # characters
_FAILED = 5  # files that could not be read, shown
_NEXT = 6  # dates shown
_SECTION_FILL = PatternFill("solid", fgColor="EEF2F6")
_MEANINGS = {
    Severity.ERROR: Text("材料本身足以证明，可要求更正", "the papers themselves prove it; ask for correction"),
    Severity.WARNING: Text("与已知情况不符，请对方说明依据", "differs from what is known; ask for an explanation"),
    Severity.NOTICE: Text("供参考，没有草稿", "for information; no draft"),
}
_DISCLAIMERS = (
    Text("本表由程序根据您放入的材料计算得出，不是法律意见；寄出任何草稿前请逐项核对原件。",
         "Computed from your papers; not legal advice. Compare with the originals before you send."),
    Text("“错误”以材料自身和有约束力的规定为依据；“疑问”只请对方说明，不断定对方有过失。",
         "An error rests on the papers and binding rules; a warning only asks and asserts no fault."),
    Text("“差额”是可以确定的最小金额，不都是应退的钱：征信上不应显示的余额、账单上待说明的差额都不是。待复核的问题未计入合计。",
         "A difference is the smallest certain amount, not always money to get back: a balance that a report "
         "should not show, or a gap to be explained, is not. Findings to be reviewed are not counted."),
    Text("所有处理都在本机完成，材料没有发送到任何地方。没有任何机构可以付费“修复征信”。",
         "All happened on this machine; nothing was sent. No paid service can repair a credit record."),
    Text("黄色列（状态、日期、备注、更正）由您填写，重新运行后会保留。",
         "The yellow columns are yours; what you type there is kept when you run again."),
)  # fmt: skip


class _Writer:
    """Writes rows from top to bottom, with heights that show them whole."""

    def __init__(self, sheet: Any, lang: str) -> None:
        self.sheet, self.lang, self.row = sheet, lang, 1
        for number, width in enumerate(_WIDTHS, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width

    def wide(self, text: str, *, size: float = 10, bold: bool = False, color: str = "1D2939", fill: Any = None) -> None:
        """Write one text over the whole width."""
        cell = self.sheet.cell(self.row, 1)
        put(cell, text)
        cell.font = font(size=size, bold=bold, color=color)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        self.sheet.merge_cells(start_row=self.row, start_column=1, end_row=self.row, end_column=len(_WIDTHS))
        if fill is not None:
            cell.fill = fill
        whole = Column("", "", sum(_WIDTHS) * 10 / size)
        self.sheet.row_dimensions[self.row].height = height_for((text,), (whole,), size * 1.9) * max(1.0, size / 11)
        self.row += 1

    def section(self, zh: str, en: str) -> None:
        """Write a heading with a blank row before it."""
        self.sheet.row_dimensions[self.row].height = 10
        self.row += 1
        self.wide(en if self.lang == "en" else zh, size=12, bold=True, color="1F3A5F", fill=_SECTION_FILL)

    def head(self, *headings: Text) -> None:
        """Write a small head row."""
        row = self.line(*(heading.in_(self.lang) for heading in headings), least=20.0)
        for cell in self.sheet[row][: len(_WIDTHS)]:
            cell.font, cell.fill = font(bold=True, color="FFFFFF"), HEAD_FILL
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)

    def line(self, *things: Any, least: float = 18.0) -> int:
        """Write one row of a small table, its last thing as far as the right edge, and return its number."""
        last = len(things)
        widths = (*_WIDTHS[: last - 1], sum(_WIDTHS[last - 1 :]))
        columns = tuple(Column("", "", width) for width in widths)
        for number, thing in enumerate((*things, *(None,) * (len(_WIDTHS) - last)), 1):
            cell = self.sheet.cell(self.row, number)
            put(cell, thing)
            cell.font, cell.border = font(), BORDER
            cell.alignment = alignment(thing)
        if last < len(_WIDTHS):
            self.sheet.merge_cells(start_row=self.row, start_column=last, end_row=self.row, end_column=len(_WIDTHS))
        self.sheet.row_dimensions[self.row].height = height_for(things, columns, least)
        self.row += 1
        return self.row - 1

    def severity(self, row: int, severity: Severity) -> None:
        """Colour the first cell of a row."""
        cell = self.sheet.cell(row, 1)
        cell.fill, cell.font = SEVERITY_FILLS[severity], font(bold=True, color=SEVERITY_FONTS[severity])
        cell.alignment = Alignment(horizontal="center", vertical="center")

    def link(self, row: int, column: int, location: str) -> None:
        """Make a cell lead to a place in this workbook; some programs do not wrap the text of such a cell."""
        cell = self.sheet.cell(row, column)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location)
        cell.font = font(link=True)


def _open(findings: Sequence[Finding], decisions: Decisions) -> list[Finding]:
    """Return the findings that still need something of the person."""
    return [
        one for one in findings
        if decisions.findings.get(one.id, Decision(one.id)).status not in DONE
    ]  # fmt: skip


def certain_total(findings: Sequence[Finding]) -> int:
    """Return the fen that are certainly to be paid back."""
    return sum(one.to_get_back or 0 for one in findings)


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
    _dates(writer, case, follow_ups, still)
    _papers(writer, case, sheets)
    writer.section("说明", "Please note")
    for text in _DISCLAIMERS:
        writer.wide(f"· {text.in_(lang)}", color="475467")
    prepare_print(sheet, f"A1:{get_column_letter(len(_WIDTHS))}{writer.row - 1}", landscape=False)


def _headline(writer: _Writer, still: Sequence[Finding], zh: bool) -> None:
    counts = Counter(one.severity for one in still)
    total = certain_total(still)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    worst = Severity.ERROR if errors else Severity.WARNING if warnings else Severity.NOTICE
    if zh:
        words = f"发现 {errors} 项错误、{warnings} 项疑问"
        words += f"；可以确定应退还的金额合计 {yuan_spaced(total)} 元" if total else ""
        words = words if still else "没有发现需要处理的问题"
    else:
        words = f"{_many(errors, 'error')} and {_many(warnings, 'warning')}"
        words += f"; certainly to be paid back: CNY {yuan_spaced(total)}" if total else ""
        words = words if still else "Nothing that needs to be done was found"
    writer.wide(words, size=14, bold=True, color=SEVERITY_FONTS[worst], fill=SEVERITY_FILLS[worst])


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _amounts(writer: _Writer, still: Sequence[Finding]) -> None:
    writer.section("有什么问题，值多少钱", "What is wrong and what it is worth")
    writer.head(Text("严重程度", "Severity"), Text("数量", "Number"), Text("含义", "Meaning"),
                Text("应退还（元）", "To get back"), Text("另外", "Besides"))  # fmt: skip
    for severity in Severity:
        those = [one for one in still if one.severity is severity]
        money = [amount for one in those if (amount := one.to_get_back) is not None]
        row = writer.line(
            SEVERITIES[severity].in_(writer.lang), len(those), _MEANINGS[severity].in_(writer.lang),
            Fen(sum(money)) if money else None, _besides(those, writer.lang != "en"),
        )  # fmt: skip
        writer.severity(row, severity)


def _besides(findings: Sequence[Finding], zh: bool) -> str:
    """Return the amounts that are no money to get back, and how many findings are not sure yet."""
    yuan = [one for one in findings if one.currency == "CNY"]  # amounts of other currencies are in no sum
    sure = [one for one in yuan if not one.needs_review and one.severity is not Severity.NOTICE]
    shown = sum(one.difference or 0 for one in sure if one.addressee == "bureau")
    asked = sum(one.difference or 0 for one in sure if one.addressee != "bureau" and one.severity is Severity.WARNING)
    unsure = sum(one.needs_review for one in findings)
    wrong = [
        one for one in sure if one.severity is Severity.ERROR and one.addressee != "bureau" and one.to_get_back is None
    ]
    words = []
    if wrong:
        count = len(wrong)
        words.append(f"{count} 项是数字应更正，不是应退的钱" if zh else f"{count} to be corrected, not paid back")
    if shown:
        amount = yuan_spaced(shown)
        words.append(f"征信不应显示的余额 {amount} 元" if zh else f"CNY {amount} that a report should not show")
    if asked:
        amount = yuan_spaced(asked)
        words.append(f"待说明的差额 {amount} 元" if zh else f"CNY {amount} to be explained")
    if unsure:
        words.append(f"{unsure} 项待复核，金额未计入" if zh else f"{unsure} to be reviewed, not counted")
    return "；".join(words) if zh else "; ".join(words)


def _to_send(still: Sequence[Finding]) -> list[Finding]:
    """Return the findings shown under "what to do first"."""
    return [one for one in still if one.severity is not Severity.NOTICE][:_FIRST]


def _first_steps(
    writer: _Writer,
    case: Case,
    findings: Sequence[Finding],
    still: Sequence[Finding],
    requests: Mapping[str, str],
    sheets: Mapping[str, str],
) -> None:
    writer.section("先做什么", "What to do first")
    todo = _to_send(still)
    if not todo:
        writer.wide("没有需要寄出的请求。" if writer.lang != "en" else "There is no request to send.")
        return
    writer.head(Text("严重程度", "Severity"), Text("账户", "Account"), Text("问题", "Finding"),
                Text("差额（元）", "Difference"), Text("怎么办", "What to do"), Text("查看", "Look"))  # fmt: skip
    places = {one.id: number for number, one in enumerate(findings, 2)}
    for one in todo:
        row = writer.line(
            SEVERITIES[one.severity].in_(writer.lang),
            account_label(find_account(case, one.account), writer.lang) or one.issuer,
            _shortened(one.title.in_(writer.lang), _LONGEST_TITLE),
            None if one.difference is None else Fen(one.difference),
            _shortened(next_step(one, requests.get(one.id), writer.lang), _LONGEST_TITLE),
            "查看" if writer.lang != "en" else "look",
        )
        writer.severity(row, one.severity)
        writer.link(row, 6, f"'{sheets['findings']}'!A{places[one.id]}")
    rest = sum(one.severity is not Severity.NOTICE for one in still) - len(todo)
    if rest:
        name = sheets["findings"]
        writer.wide(f"另有 {rest} 项，见“{name}”。" if writer.lang != "en" else f"{rest} more on the sheet {name}.")


def _shortened(text: str, longest: int) -> str:
    """Return a text that is whole on the sheet 差异, cut here where it would push the rest off the page."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _dates(writer: _Writer, case: Case, follow_ups: Sequence[FollowUp], still: Sequence[Finding]) -> None:
    writer.section("近期日期", "Next dates")
    coming = sorted((one for one in follow_ups if one.due_on >= case.as_of), key=lambda one: one.due_on)
    if not coming:
        writer.wide("目前没有待办日期。" if writer.lang != "en" else "There are no dates at present.")
        return
    writer.head(Text("还有天数", "Days left"), Text("日期", "Date"), Text("事项", "What"),
                Text("项数", "Number"), Text("为什么", "Why"))  # fmt: skip
    groups: dict[tuple[date, str], list[FollowUp]] = {}
    for one in coming:
        groups.setdefault((one.due_on, one.action.in_(writer.lang)), []).append(one)
    above = {one.id for one in _to_send(still)}
    for (day, action), group in list(groups.items())[:_NEXT]:
        writer.line((day - case.as_of).days, day, action, len(group), _why(case, group, above, writer.lang))


def _why(case: Case, group: Sequence[FollowUp], above: Set[str | None], lang: str) -> str:
    """Return the reasons for one thing to do on one day, without repeating what stands further up."""
    if {one.finding for one in group} <= above:
        whose = [account_label(find_account(case, one.account), lang) for one in group]
        names = ("; " if lang == "en" else "；").join(dict.fromkeys(name for name in whose if name))
        return f"see above: {names}" if lang == "en" else f"见上：{names}"
    return "\n".join(dict.fromkeys(_shortened(one.why.in_(lang), _LONGEST_TITLE) for one in group[:3]))


def _papers(writer: _Writer, case: Case, sheets: Mapping[str, str]) -> None:
    writer.section("材料", "Papers")
    zh = writer.lang != "en"
    counts = Counter(document.status for document in case.documents)
    words = [f"{DOC_STATUSES[status].in_(writer.lang)} {counts[status]}" for status in DocStatus if counts[status]]
    row = writer.line("文件" if zh else "Files", " · ".join(words))
    writer.link(row, 1, f"'{sheets['files']}'!A1")
    done = sum(is_done(entry) for entry in case.review)
    notes = sum(not entry.correctable and not is_done(entry) for entry in case.review)
    left = len(case.review) - done - notes
    text = f"{left} 处需要您对照图片确认" if zh else f"{_many(left, 'place')} to compare with the picture"
    if notes:
        text += f"；{notes} 条提示" if zh else f"; {_many(notes, 'note')}"
    if done:
        text += f"；{done} 处已按您的更正采用" if zh else f"; {done} already corrected by you"
    row = writer.line("待复核" if zh else "Review", text)
    writer.link(row, 1, f"'{sheets['review']}'!A1")
    failed = [document for document in case.documents if document.status is DocStatus.FAILED]
    for document in failed[:_FAILED]:
        reason = reason_line(document.reason_code or "", document.detail, writer.lang)
        between = "：" if zh else ": "
        row = writer.line(DOC_STATUSES[document.status].in_(writer.lang), f"{document.path}{between}{reason}")
        writer.sheet.cell(row, 1).font = font(bold=True, color=SEVERITY_FONTS[Severity.ERROR])
    if len(failed) > _FAILED:
        rest, name = len(failed) - _FAILED, sheets["files"]
        writer.wide(f"另有 {rest} 个文件未能读取，见“{name}”。" if zh else f"{rest} more on the sheet {name}.")
