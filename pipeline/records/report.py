"""Typed records of a personal credit report (个人信用报告), brief (简版) and detailed (本人版)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.records.evidence import Value


class ReportStatus(StrEnum):
    """State of an account in a credit report, as in the public contract."""

    ACTIVE = "active"
    OVERDUE = "overdue"
    SETTLED = "settled"
    CLOSED = "closed"
    TRANSFERRED = "transferred"
    BAD_DEBT = "bad_debt"
    FROZEN = "frozen"
    STOPPED = "stopped"
    LITIGATION = "litigation"
    INACTIVE = "inactive"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class GridMonth:
    """One cell of a repayment grid (还款记录).

    Attributes:
        month: First day of the month.
        mark: The printed code: N, *, 1..7, C, G, D, Z, B, M, A, #, /.
        amount: 逾期（透支）总额 printed below it, whole yuan kept as fen; None where the cell is empty or --.
    """

    month: date
    mark: Value[str]
    amount: Value[int] | None = None


@dataclass(frozen=True, slots=True)
class ReportEvent:
    """A special transaction (特殊交易), such as 展期, 提前结清 or 债务减免.

    Attributes:
        kind: 特殊交易类型 as printed.
        happened_on: 发生日期.
        months: 变更月数.
        amount: 发生金额, fen.
        detail: 明细记录.
    """

    kind: Value[str]
    happened_on: Value[date] | None = None
    months: Value[int] | None = None
    amount: Value[int] | None = None
    detail: Value[str] | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on an account: 机构说明, 本人声明, 异议标注 or 特殊事件说明.

    Attributes:
        kind: Which of them, as printed.
        text: What it says.
        added_on: 添加日期.
    """

    kind: str
    text: Value[str]
    added_on: Value[date] | None = None


@dataclass(frozen=True, slots=True)
class ReportAccount:
    """One account of a credit report; amounts are whole yuan kept as fen.

    Attributes:
        document: Id of the report.
        ordinal: Number among all accounts of the report, from 0.
        printed_no: The number printed before the sentence or in the account's title, "" where none.
        section: "credit_card", "loan", "other" or "recovery" (被追偿: 资产处置, 垫款) as headed.
        kind: "credit_card" or "loan".
        institution: As printed.
        issuer: Chinese short name, None where unknown.
        revolving: Whether it is a credit line (授信) rather than one loan.
        sentence: How the report itself puts it: a brief report's whole sentence; of a detailed report the title and
            the cells that name the account, each behind its label.  The box is the first line's.
        status: What it says, with the words that say it as evidence.
        data_as_of: 截至: a month in a brief report (first day, month precision), a day in a detailed one.
        closed_on: 结清, 销户, 转出 or 结束: a month in a brief report, a day in a detailed one.
        overdue_now: True, False, or None where nothing says so.
        overdue_months, overdue_90: Of the five-year clause, which a brief report alone has.
        card: Of a detailed report: D1 (非循环贷), R4 (循环额度下分账户), R1 (循环贷), R2 (贷记卡), R3 (准贷记卡) or
            C1 (被追偿); "" in a brief one.
        account_no: 账户标识.
        ends_on: 到期日期 of a loan, or of a line's limit (额度有效期).
        overdue_amount: 当前逾期总额, fen.
        overdue_periods: 当前逾期期数.
        classification: 五级分类 as printed.
        last_paid_on: 最近一次还款日期.
        original_lender: Of a recovered debt: whose it was (原债权人).
        grid: Months from the oldest to the newest.
    """

    document: str
    ordinal: int
    printed_no: str
    section: str
    kind: str
    institution: Value[str]
    issuer: str | None
    revolving: bool
    currency: str
    tail: Value[str] | None
    opened_on: Value[date]
    loan_type: str
    amount: Value[int] | None
    credit_limit: Value[int] | None
    balance: Value[int] | None
    status: Value[ReportStatus]
    data_as_of: Value[date] | None
    closed_on: Value[date] | None
    overdue_now: Value[bool] | None
    overdue_months: Value[int] | None
    overdue_90: Value[int] | None
    sentence: Value[str]
    card: str = ""
    account_no: Value[str] | None = None
    ends_on: Value[date] | None = None
    overdue_amount: Value[int] | None = None
    overdue_periods: Value[int] | None = None
    classification: Value[str] | None = None
    last_paid_on: Value[date] | None = None
    original_lender: Value[str] | None = None
    grid: tuple[GridMonth, ...] = ()
    events: tuple[ReportEvent, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def is_line(self) -> bool:
        """Whether it is a credit line itself, which may lawfully go on with nothing drawn, and no drawdown of one."""
        return self.revolving and self.card != "R4"

    @property
    def settled(self) -> bool:
        """Whether the report counts it among what is 已结清, 销户, 转出 or 结束."""
        return self.status.value in CLOSED


CLOSED = frozenset({ReportStatus.SETTLED, ReportStatus.CLOSED, ReportStatus.TRANSFERRED, ReportStatus.ENDED})
"""States in which the reporting institution has nothing more to ask."""


@dataclass(frozen=True, slots=True)
class Query:
    """One look into the report (查询记录); `own` where the person asked (本人查询)."""

    queried_on: Value[date]
    institution: Value[str]
    reason: Value[str]
    own: bool


@dataclass(frozen=True, slots=True)
class Liability:
    """A debt of somebody else's that the person answers for (相关还款责任).

    Attributes:
        role: 责任人类型: 保证人, 共同借款人 …
        amount: 相关还款责任金额, fen; None where -- is printed.
        balance: What is left of the debt, fen.
        sentence: As printed.
    """

    opened_on: Value[date] | None
    institution: Value[str] | None
    role: Value[str] | None
    amount: Value[int] | None
    balance: Value[int] | None
    sentence: Value[str]


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """A public record or one of another trade (公共记录, 后付费记录): kind as headed, and its printed items."""

    kind: str
    items: tuple[tuple[str, Value[str]], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A credit report.

    Attributes:
        counts: Printed summary counts: (row, column) -> number, e.g. ("unsettled", "credit_card").
        complete: Whether the counts agree with the accounts read; None where no count is printed.
            Set by `check`.  A report that fails yields no finding about what is missing.
        form: "brief" or "full".
        sums: Printed summary amounts of a detailed report: (row, column) -> fen, e.g. ("balance", "D1").
        open_disputes: How many objections the report says are being dealt with.
    """

    document: str
    number: Value[str] | None
    reported_on: Value[date] | None
    name: Value[str] | None
    id_tail: Value[str] | None
    counts: tuple[tuple[str, str, Value[int]], ...]
    accounts: tuple[ReportAccount, ...]
    complete: bool | None = None
    form: str = "brief"
    sums: tuple[tuple[str, str, Value[int]], ...] = ()
    queries: tuple[Query, ...] = ()
    liabilities: tuple[Liability, ...] = ()
    public_records: tuple[PublicRecord, ...] = ()
    remarks: tuple[Remark, ...] = ()
    open_disputes: Value[int] | None = None
