"""What a loan's papers say, before they are drawn: contract, repayment plan, and what was collected.

Money is integer fen; rates are hundredths of a per cent a year.  Instalments follow from the terms by exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import Any

from pipeline.records.extraction import Kind
from samples.capitals import capitals
from samples.truth import to_json


def half_up(value: Fraction) -> int:
    """Return the nearest whole number, halves upwards."""
    return int((value * 2 + 1) // 2)


def month_on(day: date, months: int) -> date:
    """Return the same day `months` later; `day` is before the 29th."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, day.day)


@dataclass(frozen=True, slots=True)
class DueTruth:
    """One instalment of a plan."""

    period_no: int
    due_on: date
    principal: int
    interest: int
    fee: int
    remaining: int

    @property
    def total(self) -> int:
        """What is due in all."""
        return self.principal + self.interest + self.fee


@dataclass(frozen=True, slots=True)
class LoanTruth:
    """The terms of one loan, repaid in equal instalments (等额本息).

    Attributes:
        issuer: Full legal name of the lender.
        id_number: Masked as printed.
        drawdown_no: 借据编号.
        rate: Agreed yearly rate, hundredths of a per cent.
        surcharge: By how many per cent the rate rises when overdue.
        fee: Service fee of each instalment, fen.
        account_tail: Last four digits of the account that instalments are taken from.
    """

    issuer: str
    name: str
    id_number: str
    contract_no: str
    drawdown_no: str
    amount: int
    rate: int
    opened_on: date
    months: int
    surcharge: int = 50
    fee: int = 0
    account_tail: str = ""
    purpose: str = "个人日常消费"

    @property
    def ends_on(self) -> date:
        """Day of the last instalment."""
        return month_on(self.opened_on, self.months)

    @property
    def instalment(self) -> int:
        """Principal and interest of each instalment but the last."""
        monthly = Fraction(self.rate, 120_000)
        return half_up(self.amount * monthly / (1 - 1 / (1 + monthly) ** self.months))

    @property
    def dues(self) -> tuple[DueTruth, ...]:
        """The plan; the last instalment clears what rounding left."""
        left, result = self.amount, []
        for number in range(1, self.months + 1):
            interest = half_up(Fraction(left * self.rate, 120_000))
            principal = left if number == self.months else self.instalment - interest
            left -= principal
            day = month_on(self.opened_on, number)
            result.append(DueTruth(number, day, principal, interest, self.fee, left))
        return tuple(result)

    def interest_of(self, principal: int, days: int) -> int:
        """Return interest on `principal` for so many days, the year at 360."""
        return half_up(Fraction(principal * self.rate * days, 3_600_000))

    def penalty_of(self, principal: int, days: int) -> int:
        """Return penalty interest (罚息) on overdue `principal` for so many days."""
        return half_up(Fraction(principal * self.rate * (100 + self.surcharge) * days, 360_000_000))

    def most_penalty_of(self, overdue: int, days: int) -> int:
        """Return the most penalty interest that the contract carries, in the reading kindest to the lender.

        A day more at each end counts, and what accrues compounds in any way: with x the rate of these days that makes
        less than `overdue` × (x + x²), rounded up.
        """
        x = Fraction(self.rate * (100 + self.surcharge) * (days + 2), 360_000_000)
        return int(-(-overdue * (x + x * x) // 1))

    def json(self) -> dict[str, Any]:
        """Return the terms for programs."""
        result: dict[str, Any] = to_json(self)
        return result | {"ends_on": self.ends_on.isoformat(), "instalment": self.instalment}


@dataclass(frozen=True, slots=True)
class PlanTruth:
    """A repayment plan (还款计划表).

    Attributes:
        paid: Number of the instalments that the column 状态 calls paid; None prints no such column.
    """

    loan: LoanTruth
    printed_on: date
    paid: int | None = None

    def status(self, due: DueTruth) -> str:
        """Return the word printed for an instalment's state, "" where there is no such column."""
        if self.paid is None:
            return ""
        return "已还" if due.period_no <= self.paid else "待还"

    @property
    def sums(self) -> dict[str, int]:
        """The row 合计."""
        names = ("total", "principal", "interest", "fee")
        return {name: sum(getattr(due, name) for due in self.loan.dues) for name in names}

    def json(self) -> dict[str, Any]:
        """Return the truth for programs."""
        rows = [to_json(due) | {"total": due.total, "status": self.status(due)} for due in self.loan.dues]
        return {
            "type": "repayment_plan",
            "issuer": self.loan.issuer,
            "loan": self.loan.json(),
            "printed_on": self.printed_on.isoformat(),
            "rows": rows,
            "sums": self.sums,
        }


@dataclass(frozen=True, slots=True)
class ContractTruth:
    """The key page of a loan contract (个人消费借款合同).

    Attributes:
        rate_printed: Whether the penalty rate stands there as a rate, not only as a surcharge.
        early_clause: The clause on early repayment, as printed.
    """

    loan: LoanTruth
    rate_printed: bool = False
    early_clause: str = "借款人可提前归还全部或部分借款，贷款人按实际用款天数计收利息，不收取提前还款违约金。"

    @property
    def penalty_rate(self) -> int | None:
        """Printed penalty rate, hundredths of a per cent; None where only the surcharge is printed."""
        return self.loan.rate * (100 + self.loan.surcharge) // 100 if self.rate_printed else None

    def json(self) -> dict[str, Any]:
        """Return the truth for programs."""
        return {
            "type": "loan_contract",
            "issuer": self.loan.issuer,
            "loan": self.loan.json(),
            "loan_amount_capitals": capitals(self.loan.amount),
            "penalty_rate": self.penalty_rate,
            "surcharge": self.loan.surcharge,
            "early_clause": self.early_clause,
        }


@dataclass(frozen=True, slots=True)
class PaymentTruth:
    """One payment of a loan, split as printed; fen, positive.

    Attributes:
        period_no: Number of the instalment it is for, None where it is for none.
        note: 摘要, e.g. 正常还款.
    """

    day: date
    period_no: int | None
    principal: int
    interest: int
    penalty_interest: int = 0
    fee: int = 0
    note: str = "正常还款"

    @property
    def total(self) -> int:
        """What was collected."""
        return self.principal + self.interest + self.penalty_interest + self.fee


def paid_as_due(due: DueTruth, *, later: date | None = None, penalty: int = 0, note: str = "正常还款") -> PaymentTruth:
    """Return the payment of one instalment, on its day unless `later`."""
    return PaymentTruth(later or due.due_on, due.period_no, due.principal, due.interest, penalty, due.fee, note)


@dataclass(frozen=True, slots=True)
class PaymentsTruth:
    """A consumer lender's list of payments (还款明细), split into principal, interest, penalty interest and fee.

    Attributes:
        payments: In printed order.
        remaining: Whether the column 剩余本金 is printed.
    """

    loan: LoanTruth
    start: date
    end: date
    payments: tuple[PaymentTruth, ...]
    remaining: bool = True

    @property
    def left(self) -> tuple[int, ...]:
        """Principal left after each payment."""
        return tuple(accumulate((-p.principal for p in self.payments), initial=self.loan.amount))[1:]

    @property
    def sums(self) -> dict[str, int]:
        """The row 合计."""
        names = ("total", "principal", "interest", "penalty_interest", "fee")
        return {name: sum(getattr(p, name) for p in self.payments) for name in names}

    def json(self) -> dict[str, Any]:
        """Return the truth for programs; an amount of a row is negative, as a payment is."""
        rows = [
            to_json(p)
            | {"amount": -p.total, "kind": Kind.REPAYMENT.value, "remaining": left if self.remaining else None}
            for p, left in zip(self.payments, self.left, strict=True)
        ]
        return {
            "type": "loan_statement",
            "issuer": self.loan.issuer,
            "loan": self.loan.json(),
            "period": [self.start.isoformat(), self.end.isoformat()],
            "rows": rows,
            "sums": self.sums,
        }


@dataclass(frozen=True, slots=True)
class EntryTruth:
    """One booking on a loan: what is owed more is positive, what was paid or waived negative."""

    day: date
    note: str
    amount: int
    kind: Kind


_NOTES: Mapping[Kind, str] = {
    Kind.DISBURSEMENT: "放款",
    Kind.INTEREST: "利息",
    Kind.PENALTY_INTEREST: "罚息",
    Kind.FEE: "服务费",
    Kind.REPAYMENT: "还款",
    Kind.ADJUSTMENT: "息费减免",
}


def entry(day: date, kind: Kind, amount: int, note: str = "") -> EntryTruth:
    """Return a booking; `amount` is positive, and what was paid or waived is turned."""
    sign = -1 if kind in (Kind.REPAYMENT, Kind.ADJUSTMENT) else 1
    return EntryTruth(day, note or _NOTES[kind], sign * amount, kind)


@dataclass(frozen=True, slots=True)
class BookingsTruth:
    """A loan's list of bookings (贷款对账单): day, what, amount, balance.

    Attributes:
        entries: In printed order, the payout first.
    """

    loan: LoanTruth
    start: date
    end: date
    entries: tuple[EntryTruth, ...] = field(default=())

    @property
    def balances(self) -> tuple[int, ...]:
        """What is owed after each booking."""
        return tuple(accumulate(e.amount for e in self.entries))

    @property
    def paid(self) -> int:
        """All that was repaid, as a positive figure."""
        return -sum(e.amount for e in self.entries if e.kind is Kind.REPAYMENT)

    def json(self) -> dict[str, Any]:
        """Return the truth for programs."""
        rows = [to_json(e) | {"balance": b} for e, b in zip(self.entries, self.balances, strict=True)]
        return {
            "type": "loan_statement",
            "issuer": self.loan.issuer,
            "loan": self.loan.json(),
            "period": [self.start.isoformat(), self.end.isoformat()],
            "rows": rows,
        }
