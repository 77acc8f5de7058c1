"""The sheet 贷款还款: each instalment as planned, beside what was paid for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pipeline.output.workbook_cells import Table, day, fen, label_of, make_table, path_of
from pipeline.output.workbook_style import Column, Fen
from pipeline.records.case import Case
from pipeline.records.extraction import Components, Kind, Transaction
from pipeline.records.finding import Text
from pipeline.records.loan import PlanRow

_NOTHING = Components()


def loans_table(case: Case, lang: str) -> Table:
    """Return the sheet: a row per instalment and payment, in the order of accounts, instalments and days."""
    columns = (
        Column("账户", "Account", 24), Column("期数", "No.", 6), Column("应还日期", "Due on", 11.5),
        Column("应还总额", "Due", 12), Column("应还本金", "Principal due", 12),
        Column("应还利息", "Interest due", 11), Column("应还费用", "Fee due", 10),
        Column("还款日期", "Paid on", 11.5), Column("实还总额", "Paid", 12), Column("其中本金", "Principal", 12),
        Column("其中利息", "Interest", 11), Column("其中罚息", "Penalty interest", 11), Column("其中费用", "Fee", 10),
        Column("剩余本金", "Left", 12), Column("文件", "File", 40), Column("页", "Page", 6),
    )  # fmt: skip
    rows = [row for account in case.accounts if account.kind == "loan" for row in _rows(case, account.id, lang)]
    return make_table(Text("贷款还款", "Loans"), columns, rows)


def _rows(case: Case, account: str, lang: str) -> Iterator[tuple[Any, ...]]:
    planned = [row for one in case.plans if one.account == account for row in one.plan.rows]
    paid = [
        entry.transaction
        for entry in case.ledger
        if entry.account == account and entry.transaction.kind is Kind.REPAYMENT
    ]
    used: set[int] = set()
    lines: list[tuple[tuple[int, date], PlanRow | None, Transaction | None]] = []
    for row in planned:
        mine = [p for p in paid if p.period_no is not None and p.period_no.value == row.period_no.value]
        used.update(id(p) for p in mine)
        place = (row.period_no.value, row.due_on.value)
        lines.append((place, row, mine[0] if mine else None))
        lines.extend((place, None, more) for more in mine[1:])
    for payment in paid:
        if id(payment) not in used:
            on = payment.posted_on.value if payment.posted_on else date.max
            number = payment.period_no.value if payment.period_no else 10**6
            lines.append(((number, on), None, payment))
    for _, plan, made in sorted(lines, key=lambda line: line[0]):
        yield _line(case, account, plan, made, lang)


def _line(
    case: Case, account: str, plan: PlanRow | None, payment: Transaction | None, lang: str
) -> tuple[Any, ...]:
    parts = payment.components if payment and payment.components else _NOTHING
    number = plan.period_no if plan else payment.period_no if payment else None
    left = (payment.balance if payment else None) or (plan.remaining if plan else None)
    shown = payment or plan
    assert shown is not None  # noqa: S101  a line has one or the other
    total = payment.amount.value if payment else None
    return (
        label_of(case, account, lang), number.value if number else None, day(plan.due_on) if plan else None,
        fen(plan.total) if plan else None, fen(plan.principal) if plan else None,
        fen(plan.interest) if plan else None, fen(plan.fee) if plan else None,
        day(payment.posted_on) if payment else None, Fen(-total) if total is not None else None,
        fen(parts.principal), fen(parts.interest), fen(parts.penalty_interest), fen(parts.fee), fen(left),
        path_of(case, shown.document), shown.page,
    )  # fmt: skip
