"""The data sheets of the workbook as tables: 账户, 账单, 交易, 计息明细, 结清材料, 征信, 文件."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.errors import REASONS
from pipeline.output.case_json import row_verified
from pipeline.output.text import inner
from pipeline.output.words import (
    DOC_STATUSES,
    DOC_TYPES,
    KINDS,
    KINDS_OF_ACCOUNT,
    TEXT_SOURCES,
)
from pipeline.output.workbook_cells import Table, day, fen, label_of, make_table, path_of, yes_no
from pipeline.output.workbook_interest import interest_table
from pipeline.output.workbook_letters import letters_table
from pipeline.output.workbook_loans import loans_table
from pipeline.output.workbook_read import REAL_ISSUER, REAL_TYPE
from pipeline.output.workbook_reports import grid_table, report_table, rest_table
from pipeline.output.workbook_style import Column, Fen
from pipeline.records.case import AccountStatement, Case, Entry
from pipeline.records.decision import NOTHING_SAID, Decisions, Said
from pipeline.records.evidence import Value
from pipeline.records.extraction import Document, Kind
from pipeline.records.finding import Finding, Text

_CHARGES = {Kind.INTEREST, Kind.PENALTY, Kind.LATE_FEE, Kind.PENALTY_INTEREST, Kind.FEE}


def tables(case: Case, findings: Sequence[Finding], decisions: Decisions, lang: str) -> dict[str, Table]:
    """Return the data sheets by a key of ours."""
    return {
        "accounts": _accounts(case, findings, lang),
        "statements": _statements(case, lang),
        "transactions": _transactions(case, lang),
        "interest": interest_table(case, lang),
        "loans": loans_table(case, lang),
        "letters": letters_table(case, lang),
        "report": report_table(case, findings, lang),
        "grid": grid_table(case, lang),
        "rest": rest_table(case, lang),
        "files": _files(case, decisions, lang),
    }


def ledger(case: Case) -> pd.DataFrame:
    """Return the ledger as a frame with whole fen (int64): account, kind, fen; rows of yuan only."""
    rows = [
        (entry.account or "", str(entry.transaction.kind), entry.transaction.amount.value)
        for entry in case.ledger
        if entry.transaction.amount.value is not None and entry.transaction.currency == "CNY"
    ]
    frame = pd.DataFrame(rows, columns=["account", "kind", "fen"])
    return frame.astype({"fen": "int64"})


def _accounts(case: Case, findings: Sequence[Finding], lang: str) -> Table:
    columns = (
        Column("机构", "Issuer", 20), Column("种类", "Kind", 12), Column("尾号", "Tail", 9),
        Column("合同编号", "Contract", 22), Column("开立日期", "Opened on", 13),
        Column("结清日期", "Settled on", 13), Column("结清金额（元）", "Settled amount", 14),
        Column("息费合计（元）", "Interest and fees (CNY)", 14), Column("还款合计（元）", "Paid (CNY)", 14),
        Column("材料份数", "Papers", 10), Column("问题数", "Findings", 9),
        Column("账户编号", "Account id", 14),
    )  # fmt: skip
    frame = ledger(case)
    # What a bank account shows of these is another account's.
    banks = {one.id for one in case.accounts if one.kind == "bank_account"}
    frame = frame[~frame["account"].isin(banks)]
    charges = frame[frame["kind"].isin([str(kind) for kind in _CHARGES])].groupby("account")["fen"].sum()
    paid = frame[frame["kind"] == str(Kind.REPAYMENT)].groupby("account")["fen"].sum()
    counts = pd.Series([finding.account or "" for finding in findings], dtype=object).value_counts()

    def total(series: pd.Series[Any], key: str, sign: int = 1) -> Fen | None:
        return Fen(sign * int(series[key])) if key in series.index else None

    rows = [
        (
            one.issuer, KINDS_OF_ACCOUNT[one.kind].in_(lang), one.tail, one.contract_no, day(one.opened_on),
            day(one.settled_on), fen(one.settled_amount), total(charges, one.id), total(paid, one.id, -1),
            len(one.documents), int(counts.get(one.id, 0)), one.id,
        )
        for one in case.accounts
    ]  # fmt: skip
    return make_table(Text("账户", "Accounts"), columns, rows)


def _statements(case: Case, lang: str) -> Table:
    def held(one: AccountStatement, value: Value[int] | None) -> Fen | None:
        """Return a balance as its paper prints it: money held in a bank account is no debt."""
        return Fen(-value.value) if value and one.statement.kind == "bank_account" else fen(value)

    columns = (
        Column("账户", "Account", 24), Column("币种", "Ccy", 9), Column("账期起", "Period from", 11.5),
        Column("账单日", "Statement day", 11.5), Column("还款日", "Due day", 11.5),
        Column("上期余额", "Opening", 13), Column("本期余额", "Closing", 13),
        Column("最低还款额", "Minimum", 13), Column("信用额度", "Limit", 13), Column("行数", "Rows", 7),
        Column("是否加平", "Adds up", 10), Column("文件", "File", 45),
    )  # fmt: skip
    rows = [
        (
            label_of(case, one.account, lang), one.statement.currency, day(one.statement.period_start),
            day(one.statement.statement_on), day(one.statement.due_on), held(one, one.statement.opening),
            held(one, one.statement.closing), fen(one.statement.minimum), fen(one.statement.limit),
            len(one.statement.rows), yes_no(one.statement.balanced, lang), path_of(case,
            one.statement.document),
        )
        for one in case.statements
    ]  # fmt: skip
    return make_table(Text("账单", "Statements"), columns, rows)


def _transactions(case: Case, lang: str) -> Table:
    columns = (
        Column("账户", "Account", 20), Column("交易日", "Traded on", 11.5),
        Column("入账日", "Posted on", 11.5), Column("摘要", "Description", 30), Column("种类", "Kind", 12),
        Column("金额（正为应还或支出）", "Amount (owed or out)", 14), Column("币种", "Ccy", 9),
        Column("对方", "Counterparty", 18), Column("对应的另一笔", "Seen also", 20), Column("已核实", "Verified", 9),
        Column("文件", "File", 22), Column("页", "Page", 6),
    )  # fmt: skip
    others = {id(m.bank): m.account for m in case.matches} | {id(m.account): m.bank for m in case.matches}
    rows = [
        (
            label_of(case, entry.account, lang), day(row.traded_on), day(row.posted_on), row.description.value,
            KINDS[row.kind].in_(lang), fen(row.amount), row.currency, inner(row.counterparty),
            _other_side(case, others.get(id(entry)), lang), yes_no(row_verified(row), lang),
            path_of(case, row.document), row.page,
        )
        for entry in case.ledger
        for row in (entry.transaction,)
    ]  # fmt: skip
    return make_table(Text("交易", "Transactions"), columns, rows)


def _other_side(case: Case, entry: Entry | None, lang: str) -> str | None:
    """Return where a payment is seen from the other side: the account and the day."""
    if entry is None:
        return None
    value = entry.transaction.posted_on or entry.transaction.traded_on
    return f"{label_of(case, entry.account, lang)} {value.value.isoformat() if value else ''}".strip()


def _files(case: Case, decisions: Decisions, lang: str) -> Table:
    columns = (
        Column("文件", "File", 32), Column("材料", "Paper", 15), Column("机构", "Issuer", 13),
        Column("读取结果", "Result", 10), Column("页数", "Pages", 6.5), Column("文字来源", "Text from", 10),
        Column("原因", "Reason", 26), Column("怎么办", "What to do", 27),
        Column(REAL_TYPE, REAL_TYPE, 15, True), Column(REAL_ISSUER, REAL_ISSUER, 12, True), Column("编号", "ID", 15),
    )  # fmt: skip
    rows = [
        (*_file(each, lang), *_said(decisions.papers.get(each.id, NOTHING_SAID), lang), each.id)
        for each in case.documents
    ]
    return make_table(Text("文件", "Files"), columns, rows)


def _said(said: Said, lang: str) -> tuple[str | None, str | None]:
    return DOC_TYPES[said.type].in_(lang) if said.type else None, said.issuer or None


def _file(one: Document, lang: str) -> tuple[Any, ...]:
    reason = REASONS.get(one.reason_code or "")
    detail = (f" ({one.detail})" if lang == "en" else f"（{one.detail}）") if one.detail else ""
    source = TEXT_SOURCES.get(one.text_source or "")
    return (
        "\n".join(dict.fromkeys(part.path for part in one.parts)),
        DOC_TYPES[one.type].in_(lang) if one.type else None,
        one.issuer,
        DOC_STATUSES[one.status].in_(lang),
        one.pages,
        source.in_(lang) if source else None,
        reason.sentence.in_(lang) + detail if reason else None,
        reason.remedy.in_(lang) if reason else None,
    )
