"""The sheets on credit reports: 征信 (each account beside our papers), 还款记录 (grids) and 征信其他 (all else)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pipeline.output.text import decimal_yuan, inner
from pipeline.output.words import CARDS, KINDS_OF_ACCOUNT, LINKS, REPORT_STATUSES
from pipeline.output.workbook_cells import Table, day, fen, label_of, make_table, path_of
from pipeline.output.workbook_style import Alert, Column, Fen, Mark
from pipeline.records.case import AccountReport, Case, LinkedBy
from pipeline.records.evidence import Value
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.report import Remark, ReportAccount

_COLUMNS = (
    Column("账户", "Account", 14), Column("报告时间", "Reported on", 11.5),
    Column("机构（报告原文）", "Institution", 12), Column("种类", "Kind", 7),
    Column("开立日期", "Opened on", 11.5), Column("金额或额度", "Amount or limit", 10.5),
    Column("数据截至", "Data as of", 10), Column("状态", "Status", 6.5), Column("余额", "Balance", 10.5),
    Column("逾期", "Arrears", 8), Column("结清或销户", "Closed on", 10),
    Column("材料：结清日", "Papers: settled", 11), Column("材料：金额", "Papers: amount", 10.5),
    Column("材料：余额", "Papers: balance", 10), Column("对照", "Compared", 13),
    Column("报告原文", "Sentence", 18), Column("文件", "File", 8),
)  # fmt: skip


def report_table(case: Case, findings: Sequence[Finding], lang: str) -> Table:
    """Return the sheet 征信: each account of each report, beside what our papers say of it."""
    rows = [_row(case, one, findings, lang) for one in case.report_accounts]
    return make_table(Text("征信", "Credit report"), _COLUMNS, rows)


def _row(case: Case, one: AccountReport, findings: Sequence[Finding], lang: str) -> tuple[Any, ...]:
    entry = one.entry
    return (
        label_of(case, one.account, lang),
        day(one.report.reported_on),
        entry.institution.value,
        _kind(entry, lang),
        day(entry.opened_on),
        fen(entry.amount or entry.credit_limit),
        day(entry.data_as_of),
        REPORT_STATUSES[entry.status.value].in_(lang),
        fen(entry.balance),
        _arrears(entry, lang),
        day(entry.closed_on),
        *_ours(case, one),
        _compared(one, findings, lang),
        _sentence(entry),
        path_of(case, entry.document),
    )


def _sentence(entry: ReportAccount) -> str:
    """Return a brief report's sentence; of a detailed one, whose cells stand in the row already, what finds it."""
    if not entry.card:
        return entry.sentence.value
    number = f" 账户标识 {entry.account_no.value}" if entry.account_no is not None else ""
    return f"{CARDS[entry.card]} 账户{entry.printed_no}{number}"


def _kind(entry: ReportAccount, lang: str) -> str:
    name = KINDS_OF_ACCOUNT[entry.kind].in_(lang)
    if entry.section == "recovery":
        name = "recovered" if lang == "en" else "被追偿"
    return name if entry.currency == "CNY" else f"{name} {entry.currency}"


def _arrears(entry: ReportAccount, lang: str) -> str | None:
    """Return what the report says of arrears, now and in the last five years."""
    said = []
    if entry.overdue_amount is not None and entry.overdue_amount.value:
        sum_ = decimal_yuan(entry.overdue_amount.value)
        said.append(f"now {sum_:,.2f}" if lang == "en" else f"当前 {sum_:,.2f}")
    elif entry.overdue_now is not None:
        now = entry.overdue_now.value
        said.append(("now" if now else "not now") if lang == "en" else ("当前有" if now else "当前无"))
    if entry.overdue_months is not None:
        months = entry.overdue_months.value
        said.append(f"{months} months in 5 years" if lang == "en" else f"5年内{months}个月")
    if entry.overdue_90 is not None:
        months = entry.overdue_90.value
        said.append(f"{months} over 90 days" if lang == "en" else f"90天以上{months}个月")
    return ("; " if lang == "en" else "；").join(said) or None


def _ours(case: Case, one: AccountReport) -> tuple[Any, Fen | None, Fen | None]:
    """Return what our papers say of the account: day of settlement, amount of the loan, last balance."""
    if not one.linked_by:
        return None, None, None
    letters = [x.letter for x in case.letters if x.account == one.account and not x.other_person]
    settled = next((x.settled_on for x in letters if x.settled_on is not None), None)
    amounts: list[Value[int] | None] = [x.loan_amount for x in letters]
    amounts += [x.contract.loan_amount for x in case.contracts if x.account == one.account]
    amounts += [x.plan.loan_amount for x in case.plans if x.account == one.account]
    own = [x.statement for x in case.statements if x.account == one.account and x.statement.currency == "CNY"]
    dated = sorted((s.statement_on.value, s.document, s) for s in own if s.statement_on is not None)
    balance = fen(dated[-1][2].closing) if dated else None
    if balance is None:
        balance = next((fen(x.outstanding) for x in letters if x.outstanding is not None), None)
    return day(settled), next((fen(a) for a in amounts if a is not None), None), balance


def _compared(one: AccountReport, findings: Sequence[Finding], lang: str) -> str:
    """Return how the account compares: the codes of what is wrong, that it agrees, or that there is nothing on file."""
    mine = [f for f in findings if f.account == one.account and _points_at(f, one.entry)]
    codes = sorted({f.code for f in mine})
    link = LINKS[one.linked_by].in_(lang)
    if codes:
        loud = any(f.severity is not Severity.NOTICE for f in mine)
        return (Alert if loud else str)(f"{'、'.join(codes)}\n{link}")
    agrees = "agrees" if lang == "en" else "未见不符"
    return link if one.linked_by is LinkedBy.NOTHING else f"{agrees}\n{link}"


def _points_at(finding: Finding, entry: ReportAccount) -> bool:
    return any(e.document == entry.document for e in finding.evidence) and finding.code.startswith("CRD")


_MONTHS = tuple(Column(f"{n}月", f"{n}", 8) for n in range(1, 13))
_OVERDUE = frozenset("1234567BDZ")
_GRID = (
    Column("账户", "Account", 18), Column("机构（报告原文）", "Institution", 18),
    Column("开立日期", "Opened on", 11.5), Column("报告时间", "Reported on", 11.5),
    Column("年", "Year", 7), *_MONTHS, Column("文件", "File", 14),
)  # fmt: skip


def grid_table(case: Case, lang: str) -> Table:
    """Return the sheet 还款记录: a row per account and year of a detailed report, mark and amount per month."""
    rows = []
    for one in case.report_accounts:
        newest_first = sorted(one.entry.grid, key=lambda cell: (-cell.month.year, cell.month.month))
        for year, cells in groupby(newest_first, key=lambda cell: cell.month.year):
            months = {cell.month.month: cell for cell in cells}
            marks = []
            for number in range(1, 13):
                cell = months.get(number)
                sum_ = f"\n{cell.amount.value // 100:,}" if cell and cell.amount and cell.amount.value else ""
                style = Alert if cell and cell.mark.value in _OVERDUE else Mark
                marks.append(style(f"{cell.mark.value}{sum_}") if cell else None)
            rows.append(
                (
                    label_of(case, one.account, lang),
                    one.entry.institution.value,
                    day(one.entry.opened_on),
                    day(one.report.reported_on),
                    year,
                    *marks,
                    path_of(case, one.entry.document),
                )
            )
    return make_table(Text("还款记录", "Repayment grid"), _GRID, rows)


_REST = (
    Column("类别", "Kind", 16), Column("日期", "Day", 12), Column("机构", "Institution", 40),
    Column("内容", "Says", 70), Column("报告时间", "Reported on", 12), Column("文件", "File", 24),
)  # fmt: skip


def rest_table(case: Case, lang: str) -> Table:
    """Return the sheet 征信其他: queries, debts of others that the person answers for, public records, remarks."""
    rows: list[tuple[Any, ...]] = []
    for report in case.reports:
        end = (day(report.reported_on), path_of(case, report.document))
        for query in report.queries:
            kind = Text("本人查询", "own query") if query.own else Text("机构查询", "query")
            rows.append((kind.in_(lang), day(query.queried_on), query.institution.value, query.reason.value, *end))
        for debt in report.liabilities:
            kind = Text("相关还款责任", "liability for another")
            rows.append((kind.in_(lang), day(debt.opened_on), inner(debt.institution), debt.sentence.value, *end))
        for record in report.public_records:
            says = "；".join(f"{label}：{value.value}" for label, value in record.items)
            rows.append((record.kind, None, None, says, *end))
        owned: list[tuple[str | None, Remark]] = [(None, remark) for remark in report.remarks]
        owned += [(a.institution.value, remark) for a in report.accounts for remark in a.remarks]
        for institution, remark in owned:
            rows.append((remark.kind, day(remark.added_on), institution, remark.text.value, *end))
        for account in report.accounts:
            for event in account.events:
                amount = f" {event.amount.value // 100:,} 元" if event.amount is not None else ""
                detail = f" {event.detail.value}" if event.detail is not None else ""
                kind = Text("特殊交易", "special transaction")
                says = f"{event.kind.value}{amount}{detail}"
                rows.append((kind.in_(lang), day(event.happened_on), account.institution.value, says, *end))
    return make_table(Text("征信其他", "Report: the rest"), _REST, rows)
