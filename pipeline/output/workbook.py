"""Build `discrepancies.xlsx`: everything that was found, on sheets a person can sort, filter and fill in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook

from pipeline.output.review_pages import review_pages
from pipeline.output.words import DOC_TYPES
from pipeline.output.workbook_cells import Table
from pipeline.output.workbook_findings import offer, write_findings, write_orphans
from pipeline.output.workbook_overview import write_overview
from pipeline.output.workbook_read import REAL_TYPE
from pipeline.output.workbook_review import write_review
from pipeline.output.workbook_rules import misbeliefs_table, rules_table
from pipeline.output.workbook_style import UNIT_FONT, finish, write_head, write_row
from pipeline.output.workbook_tables import tables
from pipeline.output.zips import settled_zip
from pipeline.records.case import Case
from pipeline.records.catalogue import CatalogueEntry, Misbelief
from pipeline.records.decision import Decisions
from pipeline.records.extraction import READ_TYPES, DocType
from pipeline.records.finding import Finding, FollowUp, Text

SHEETS = {
    "overview": Text("概览", "Overview"),
    "findings": Text("差异", "Findings"),
    "accounts": Text("账户", "Accounts"),
    "statements": Text("账单", "Statements"),
    "transactions": Text("交易", "Transactions"),
    "interest": Text("计息明细", "Interest list"),
    "loans": Text("贷款还款", "Loans"),
    "letters": Text("结清材料", "Letters"),
    "report": Text("征信", "Credit report"),
    "grid": Text("还款记录", "Repayment grid"),
    "rest": Text("征信其他", "Report: the rest"),
    "review": Text("待复核", "Review"),
    "files": Text("文件", "Files"),
    "misbeliefs": Text("常见误解", "Common errors"),
    "rules": Text("规则", "Rules"),
    "orphans": Text("决定存档", "Kept decisions"),
}
_TABS = {"overview": "1F3A5F", "findings": "9B1C1C", "review": "8A6100"}


def workbook(
    case: Case,
    findings: Sequence[Finding],
    follow_ups: Sequence[FollowUp],
    decisions: Decisions,
    *,
    pictures: Mapping[str, bytes],
    requests: Mapping[str, str],
    lang: str,
    strips: Mapping[tuple[str, int], Sequence[bytes]] = MappingProxyType({}),
    catalogue: Sequence[CatalogueEntry] = (),
    misbeliefs: Sequence[Misbelief] = (),
) -> bytes:
    """Return the workbook's bytes, the same for the same input.

    Args:
        case: The case.
        findings: In the order in which they are shown.
        follow_ups: In order.
        decisions: Of the person; those on findings that are not among `findings` get a sheet of their own.
        pictures: PNG bytes by id of a finding (one per evidence) or of a review entry (one).
        requests: Path of the draft, relative to the case's folder, by id of the finding.
        lang: "zh" or "en".
        strips: Pictures of the pages to be reviewed, by (document, page).
        catalogue: What each code means; the sheet is left out where none is given.
        misbeliefs: Popular errors; likewise.
    """
    book = Workbook()
    book.remove(book.active)
    # openpyxl has no public way to say which font the widths of columns count in.
    book._fonts.clear()
    book._fonts.add(UNIT_FONT)
    book._named_styles["Normal"].font = UNIT_FONT
    present = {finding.id for finding in findings}
    orphans = [one for key, one in sorted(decisions.findings.items()) if key not in present]
    data = tables(case, findings, decisions, lang)
    for key in ("interest", "loans", "grid", "rest"):
        if not len(data[key].frame):
            del data[key]
    if misbeliefs:
        data["misbeliefs"] = misbeliefs_table(misbeliefs, lang)
    if catalogue:
        data["rules"] = rules_table(catalogue, lang)
    shown = {*data, "overview", "findings", "review", *(("orphans",) if orphans else ())}
    names = {key: text.in_(lang) for key, text in SHEETS.items() if key in shown}
    sheets = {key: book.create_sheet(name) for key, name in names.items()}
    for key, colour in _TABS.items():
        sheets[key].sheet_properties.tabColor = colour
    write_overview(sheets["overview"], case, findings, follow_ups, decisions, requests, names, lang)
    write_findings(sheets["findings"], case, findings, decisions, pictures, requests, lang)
    for key, table in data.items():
        _write_table(sheets[key], table, lang)
    kinds = [DOC_TYPES[kind].in_(lang) for kind in (*READ_TYPES, DocType.OTHER)]
    offer(sheets["files"], data["files"].columns, REAL_TYPE, len(case.documents) + 1, kinds)
    write_review(sheets["review"], case, review_pages(case, findings), decisions, pictures, strips, lang)
    if orphans:
        write_orphans(sheets["orphans"], orphans, lang)
    midnight = datetime.combine(case.as_of, time())
    book.properties.creator = book.properties.lastModifiedBy = "Jieqing"
    book.properties.created = book.properties.modified = midnight
    target = io.BytesIO()
    book.save(target)
    return settled_zip(target.getvalue(), case.as_of)


def _write_table(sheet: Any, table: Table, lang: str) -> None:
    write_head(sheet, table.columns, lang)
    last = 1
    for last, row in enumerate(table.rows(), 2):
        write_row(sheet, last, row, table.columns)
    finish(sheet, table.columns, last)
