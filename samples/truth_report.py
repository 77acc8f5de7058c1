"""What a detailed credit report (个人信用报告 本人版, second generation) says: the truth its paper is drawn from.

Amounts are fen of whole yuan; None prints `--`.  What the summary prints is counted here from the accounts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from samples.truth import QueryTruth, to_json
from samples.truth_report_items import EventTruth as EventTruth
from samples.truth_report_items import InstalmentTruth as InstalmentTruth
from samples.truth_report_items import LatestTruth as LatestTruth
from samples.truth_report_items import MonthTruth as MonthTruth
from samples.truth_report_items import RemarkTruth as RemarkTruth

CARDS = ("C1", "D1", "R4", "R1", "R2", "R3")
"""Types of account in the order in which a report prints them."""
CLOSED_WORDS = frozenset({"结清", "销户", "转出", "结束"})
_HOUSING = ("个人住房商业贷款", "个人住房公积金贷款")
_COMMERCIAL = "个人商用房（包括商住两用）贷款"


@dataclass(frozen=True, slots=True)
class FullAccountTruth:
    """One account as a detailed report shows it; amounts are fen of whole yuan.

    Attributes:
        card: C1 (被追偿), D1 (非循环贷), R4 (循环额度下分账户), R1 (循环贷), R2 (贷记卡) or R3 (准贷记卡).
        status: 账户状态 as printed, e.g. 正常, 逾期, 结清, 销户, 转出, 呆账, 冻结, 止付, 司法追偿, 未激活, 催收, 结束.
        opened_on: 开立日期; of C1 the 债权接收日期.
        amount: 借款金额; of C1 the 债权金额.
        balance: 余额; of R3 the 透支余额.
        used: 已用额度 of R2.
        buckets: 逾期31—60天, 61—90, 91—180 and over 180 days 未还本金.
        closed_on: 账户关闭日期 or 销户日期; of 转出 a day of the printed month.
        transfer_mark: 债权转移时的还款状态 of C1.
    """

    card: str
    institution: str
    opened_on: date
    status: str = "正常"
    account_no: str = ""
    ends_on: date | None = None
    amount: int | None = None
    credit_limit: int | None = None
    shared_limit: int | None = None
    currency: str = "人民币元"
    business: str = "其他个人消费贷款"
    guarantee: str = "信用/免担保"
    periods: int | None = 12
    frequency: str = "月"
    method: str = "分期等额本息"
    co_borrower: str = "无"
    tail: str = ""
    agreement: str = ""
    data_as_of: date | None = None
    classification: str = "正常"
    balance: int | None = None
    used: int | None = None
    unbilled: int | None = None
    remaining: int | None = None
    due: int | None = None
    due_on: date | None = None
    paid: int | None = None
    last_paid_on: date | None = None
    average: int | None = None
    highest: int | None = None
    overdue_periods: int = 0
    overdue_amount: int = 0
    buckets: tuple[int, int, int, int] = (0, 0, 0, 0)
    over_180: int = 0
    closed_on: date | None = None
    latest: LatestTruth | None = None
    instalment: InstalmentTruth | None = None
    grid: tuple[MonthTruth, ...] = ()
    events: tuple[EventTruth, ...] = ()
    remarks: tuple[RemarkTruth, ...] = ()
    original_lender: str = ""
    original_business: str = ""
    transfer_mark: str = ""

    @property
    def open(self) -> bool:
        """Whether the summary counts it as 未结清/未销户."""
        paid_off = self.latest is not None and self.latest.mark == "C" and _STATUSES[self.status] in _PLAIN
        return self.status not in CLOSED_WORDS and not paid_off

    @property
    def owed(self) -> int:
        """What the summary adds up: the used limit of a card, else the newest balance."""
        if self.latest is not None and self.card != "R2":
            return self.latest.balance
        return (self.used if self.card == "R2" and self.used is not None else self.balance) or 0

    def json(self) -> dict[str, Any]:
        """Return what a reader must make of it, by the names of `ReportAccount`."""
        latest = self.latest
        still = self.status not in CLOSED_WORDS
        dated = still and self.card not in ("C1", "R3") and self.status not in ("呆账", "未激活")
        overdue_now: bool | None = self.overdue_periods > 0 if dated else None
        if latest is not None:
            overdue_now = latest.mark.isdigit()
        status = _STATUSES[self.status]
        if status == "active" and overdue_now:
            status = "overdue"
        if status in _PLAIN and latest is not None:
            closed = "closed" if self.card in ("R2", "R3") else "settled"
            status = "overdue" if latest.mark.isdigit() else closed if latest.mark == "C" else "active"
        lasting = dated or self.status in ("呆账", "催收") or (
            self.card == "R3" and still and self.status != "未激活"
        )
        of_card = "卡" in self.original_business
        loan = self.card in ("D1", "R4", "R1")
        value: dict[str, Any] = {
            "section": "recovery" if self.card == "C1" else "credit_card" if self.card in ("R2", "R3") else "loan",
            "kind": "credit_card" if self.card in ("R2", "R3") or of_card else "loan",
            "card": self.card,
            "institution": self.institution,
            "revolving": self.card in ("R1", "R4"),
            "currency": _CURRENCIES.get(self.currency, self.currency),
            "tail": self.tail or None,
            "opened_on": self.opened_on,
            "loan_type": "" if self.card == "R3" else self.business,
            "amount": self.amount if self.card in ("D1", "R4", "C1") else None,
            "credit_limit": self.credit_limit if self.card in ("R1", "R2", "R3") else None,
            "balance": latest.balance if latest else self.balance if self.status not in _NO_BALANCE else None,
            "status": status,
            "data_as_of": latest.paid_on if latest else self.data_as_of,
            "closed_on": self._closed_on(),
            "overdue_now": overdue_now,
            "account_no": self.account_no or None,
            "ends_on": self.ends_on if loan else None,
            "overdue_amount": self.overdue_amount if dated and latest is None else None,
            "overdue_periods": self.overdue_periods if dated and latest is None else None,
            "classification": latest.classification if latest else self.classification if loan and dated else None,
            "last_paid_on": latest.paid_on if latest else self.last_paid_on if lasting else None,
            "original_lender": self.original_lender or None,
            "grid": self.grid,
            "events": [to_json(e) | {"detail": e.detail or None} for e in self.events],
            "remarks": self.remarks,
        }
        result: dict[str, Any] = to_json(value)
        return result

    def _closed_on(self) -> date | None:
        if self.status not in CLOSED_WORDS or self.closed_on is None:
            return None
        return self.closed_on.replace(day=1) if self.status == "转出" else self.closed_on


_PLAIN = frozenset({"active", "overdue"})
_NO_BALANCE = CLOSED_WORDS | {"未激活"}
_STATUSES = {
    **{"正常": "active", "逾期": "overdue", "结清": "settled", "销户": "closed", "转出": "transferred"},
    **{"呆账": "bad_debt", "冻结": "frozen", "止付": "stopped", "银行止付": "stopped", "司法追偿": "litigation"},
    **{"未激活": "inactive", "催收": "overdue", "结束": "ended", "担保物不足": "active", "强制平仓": "active"},
}
_CURRENCIES = {"人民币元": "CNY", "美元": "USD", "欧元": "EUR", "港元": "HKD", "日元": "JPY", "英镑": "GBP"}


@dataclass(frozen=True, slots=True)
class LiabilityTruth:
    """相关还款责任: a debt of somebody else's."""

    institution: str
    opened_on: date
    role: str
    amount: int | None
    balance: int
    business: str = "个人经营性贷款"
    ends_on: date | None = None
    data_as_of: date | None = None
    contract_no: str = ""


@dataclass(frozen=True, slots=True)
class AgreementTruth:
    """授信协议: named only, nothing is read of it."""

    institution: str
    number: str
    starts_on: date
    ends_on: date
    limit: int


@dataclass(frozen=True, slots=True)
class PublicTruth:
    """A public record or a bill of another trade, as headed (欠税记录, 后付费业务信息 …), label by label."""

    kind: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FullReportTruth:
    """One detailed report.

    Attributes:
        serial: Last eight digits of the report number; the first 14 are the time.
        accounts: In any order; the report prints them by type, and within a type in this order.
        open_disputes: Objections that are being dealt with.
        remarks: 本人声明 and 异议标注 on the whole report.
        lender_copy: Whether it is the copy for lenders (授信机构版).
    """

    reported_at: datetime
    serial: int
    name: str
    id_number: str
    accounts: tuple[FullAccountTruth, ...]
    queries: tuple[QueryTruth, ...] = ()
    own_queries: tuple[QueryTruth, ...] = ()
    liabilities: tuple[LiabilityTruth, ...] = ()
    agreements: tuple[AgreementTruth, ...] = ()
    public_records: tuple[PublicTruth, ...] = ()
    remarks: tuple[RemarkTruth, ...] = ()
    open_disputes: int = 0
    lender_copy: bool = False

    @property
    def number(self) -> str:
        """22 digits; the first 14 are the time of the report."""
        return f"{self.reported_at:%Y%m%d%H%M%S}{self.serial:08d}"

    def of(self, *cards: str, test: Callable[[FullAccountTruth], bool] = lambda _: True) -> list[FullAccountTruth]:
        """Return the accounts of some types, in the order of the report."""
        return [a for card in cards for a in self.accounts if a.card == card and test(a)]

    def ordered(self) -> list[tuple[str, int, FullAccountTruth]]:
        """Return (type, number within its type from 1, account) in the order of the report."""
        return [(card, n, a) for card in CARDS for n, a in enumerate(self.of(card), 1)]

    def hints(self) -> list[tuple[str, str, list[FullAccountTruth]]]:
        """Return the lines of 信贷交易信息提示: business, type of account, the accounts counted."""
        loans = self.of("D1", "R4", "R1")
        housing = [a for a in loans if a.business in _HOUSING]
        commercial = [a for a in loans if a.business == _COMMERCIAL]
        rest = [a for a in loans if a not in housing and a not in commercial]
        return [
            ("贷款", "个人住房贷款", housing),
            ("贷款", "个人商用房贷款（包括商住两用房）", commercial),
            ("贷款", "其他类贷款", rest),
            ("信用卡", "贷记卡", self.of("R2")),
            ("信用卡", "准贷记卡", self.of("R3")),
            ("其他", "--", []),
        ]

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Return the numbers of accounts that the summary prints, by (row, column) of `Report.counts`."""
        names = ("housing", "commercial", "other_loan", "R2", "R3", "other")
        counts = {("all", name): len(line[2]) for name, line in zip(names, self.hints(), strict=True)}
        counts["all", "total"] = sum(counts.values())
        for card in ("D1", "R4", "R1", "R2", "R3"):
            if chosen := self.of(card, test=lambda a: a.open):
                counts["unsettled", card] = len(chosen)
                counts["institutions", card] = len({a.institution for a in chosen})
        if recovered := self.of("C1", test=lambda a: a.open):
            counts["recovery", "total"] = len(recovered)
        if bad := [a for a in self.accounts if a.status == "呆账"]:
            counts["bad_debt", "total"] = len(bad)
        for card, chosen, months in self.overdue():
            counts["overdue", card], counts["overdue_months", card] = len(chosen), len(months)
        return counts

    def sums(self) -> Mapping[tuple[str, str], int]:
        """Return the amounts that the summary prints and that accounts add up to, by (row, column) of `Report.sums`."""
        sums: dict[tuple[str, str], int] = {}
        for card in ("D1", "R4", "R1", "R2", "R3"):
            if chosen := self.of(card, test=lambda a: a.open):
                limits = (a.credit_limit if card in ("R1", "R2", "R3") else a.amount for a in chosen)
                sums["limit", card] = sum(limit or 0 for limit in limits)
                sums["used" if card == "R2" else "balance", card] = sum(a.owed for a in chosen)
        if recovered := self.of("C1", test=lambda a: a.open):
            sums["recovered", "total"] = sum(a.owed for a in recovered)
        if bad := [a for a in self.accounts if a.status == "呆账"]:
            sums["balance", "bad_debt"] = sum(a.balance or 0 for a in bad)
        return sums

    def overdue(self) -> list[tuple[str, list[FullAccountTruth], list[MonthTruth]]]:
        """Return per type the accounts with months marked 1 to 7, and these months: 逾期（透支）信息汇总."""
        result = []
        for card in ("D1", "R4", "R1", "R2", "R3"):
            chosen = self.of(card, test=lambda a: any(m.mark.isdigit() for m in a.grid))
            months = [m for a in chosen for m in a.grid if m.mark.isdigit()]
            if chosen:
                result.append((card, chosen, months))
        return result

    def json(self) -> dict[str, Any]:
        """Return what a reader must make of it, by the names of `Report`."""
        order = self.ordered()
        accounts = [a.json() | {"ordinal": n, "printed_no": str(no)} for n, (_, no, a) in enumerate(order)]
        queries = [query_json(q, False) for q in self.queries] + [query_json(q, True) for q in self.own_queries]
        tail = self.id_number[-4:]
        return {
            "form": "full",
            "number": self.number,
            "reported_on": self.reported_at.date().isoformat(),
            "name": self.name,
            "id_tail": None if "*" in tail else tail.upper(),
            "complete": True,
            "open_disputes": self.open_disputes,
            "accounts": accounts,
            "queries": queries,
            "liabilities": [
                to_json({name: getattr(item, name) for name in _LIABILITY}) for item in self.liabilities
            ],
            "public_records": [
                {"kind": p.kind, "items": [list(item) for item in p.items if item[1] != "--"]}
                for p in self.public_records
            ],
            "remarks": to_json(self.remarks),
        }


_LIABILITY = ("opened_on", "institution", "role", "amount", "balance")


def query_json(query: QueryTruth, own: bool) -> dict[str, Any]:
    """Return a query by the names of `Query`."""
    result: dict[str, Any] = to_json(query)
    return result | {"own": own}


def months(
    until: tuple[int, int], marks: str, amounts: Mapping[str, int] | Sequence[int | None] = ()
) -> tuple[MonthTruth, ...]:
    """Return grid months whose last one is `until`.

    Args:
        until: Year and month of the last mark.
        marks: One character per month, oldest first.
        amounts: Fen by mark, or one per month; where it says nothing, `/` and `#` have none and all others 0.
    """
    last = until[0] * 12 + until[1] - 1
    result = []
    for n, mark in enumerate(marks):
        index = last - len(marks) + 1 + n
        amount: int | None = None if mark in "/#" else 0
        if isinstance(amounts, Mapping):
            amount = amounts.get(mark, amount)
        elif amounts:
            amount = amounts[n]
        result.append(MonthTruth(date(index // 12, index % 12 + 1, 1), mark, amount))
    return tuple(result)


