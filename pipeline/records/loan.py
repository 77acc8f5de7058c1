"""Typed records of a loan's own papers: its repayment plan and the key page of its contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.records.evidence import Box, Value


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One instalment of a repayment plan (还款计划表).

    Attributes:
        document, page, box: The whole row's place.
        period_no: Number of the instalment.
        due_on: Day it is due.
        principal, interest, fee, total: What is due, fen; None where the plan has no such column.
        penalty_interest: What was added for lateness (罚息), fen; waived: what is given up (减免), fen, positive.
        remaining: Principal left after it.
        paid_on, paid: What the plan prints of the payment made, None where it prints none.
        status: Word printed for its state (已还, 待还 …), "" where there is none.
    """

    document: str
    page: int
    box: Box
    period_no: Value[int]
    due_on: Value[date]
    principal: Value[int] | None
    interest: Value[int] | None
    fee: Value[int] | None
    total: Value[int] | None
    remaining: Value[int] | None = None
    paid_on: Value[date] | None = None
    paid: Value[int] | None = None
    status: str = ""
    penalty_interest: Value[int] | None = None
    waived: Value[int] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A repayment plan.

    Attributes:
        document: Id of the paper.
        issuer: Chinese short name of the lender.
        loan_amount: Fen.
        yearly_rate: Printed yearly rate (年利率) in hundredths of a per cent: 14.4 % is 1440.
        opened_on: Day the loan was paid out.
        rows: In printed order.
        balanced: Whether its parts add up to its totals, its principal to the loan amount and its remaining principal
            runs down to 0; None where nothing can be said.  Set by `check`.
        notes: Reason codes of what could not be understood.
        bare: Whether its totals are by their name principal and interest alone (应还本息): fees are not in them.
    """

    document: str
    issuer: str | None
    contract_no: Value[str] | None
    name: Value[str] | None
    loan_amount: Value[int] | None
    yearly_rate: Value[int] | None
    opened_on: Value[date] | None
    rows: tuple[PlanRow, ...]
    balanced: bool | None = None
    notes: tuple[str, ...] = ()
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """The key page of a loan contract (借款合同).

    Attributes:
        document: Id of the paper.
        issuer: Chinese short name of the lender.
        loan_amount: Fen, with the capital form as a check where it is printed.
        yearly_rate: Agreed yearly rate in hundredths of a per cent.
        penalty_rate: Agreed yearly rate after the due day (罚息利率), same unit, None where not printed as a rate.
        surcharge: By how many per cent the agreed rate rises when overdue (上浮 50% is 50), None where not printed.
        early_fee: The clause on a charge for early repayment (提前还款违约金), None where none was found.
        months: Term of the loan (借款期限) in months.
        lender: The party that lends, as printed in full; guarantor: likewise who stands surety (担保人).
        accelerated: Where it says that the whole loan was called in (提前到期): a notice under the contract's number.
    """

    document: str
    issuer: str | None
    contract_no: Value[str] | None
    name: Value[str] | None
    id_tail: Value[str] | None
    loan_amount: Value[int] | None
    yearly_rate: Value[int] | None
    penalty_rate: Value[int] | None
    surcharge: Value[int] | None
    opened_on: Value[date] | None
    due_on: Value[date] | None
    early_fee: Value[str] | None = None
    months: Value[int] | None = None
    lender: Value[str] | None = None
    guarantor: Value[str] | None = None
    accelerated: Value[str] | None = None


@dataclass(frozen=True, slots=True)
class Payout:
    """A slip on the paying out of a loan (放款凭证, 放款回单): what reached the borrower's account, on which day.

    Attributes:
        document: Id of the paper.
        issuer: Chinese short name of the lender.
        amount: Paid out, fen; a loan's own amount may be more.
        paid_on: Day of the payment.
        account_tail: Last four digits of the account that received it.
        kept: What the slip itself says was kept back of the loan (代扣服务费, 预扣利息), fen.
        ordered: What it says was paid to others on the borrower's order (委托代付), fen.
    """

    document: str
    issuer: str | None
    contract_no: Value[str] | None
    name: Value[str] | None
    amount: Value[int] | None
    paid_on: Value[date] | None
    account_tail: Value[str] | None = None
    kept: tuple[Value[int], ...] = ()
    ordered: tuple[Value[int], ...] = ()


@dataclass(frozen=True, slots=True)
class CostItem:
    """One line of a cost statement.

    Attributes:
        name: Of the charge, as printed (利息, 担保费 …).
        rate: Yearly rate in hundredths of a per cent, None where none is printed.
        amount: Fen, None where none is printed.
        collector: Who collects it, as printed, "" where nobody is named.
        contingent: Whether it falls due on default only (罚息, 违约金): under the second part of the statement.
    """

    name: Value[str]
    rate: Value[int] | None
    amount: Value[int] | None
    collector: str
    contingent: bool


@dataclass(frozen=True, slots=True)
class CostStatement:
    """What a loan costs in all (综合融资成本明示表), signed before it is concluded.

    Attributes:
        document: Id of the paper.
        issuer: Chinese short name of the lender.
        loan_amount: Fen.
        yearly_cost: All costs of normal performance as a yearly rate, in hundredths of a per cent.
        items: In printed order.
    """

    document: str
    issuer: str | None
    contract_no: Value[str] | None
    name: Value[str] | None
    loan_amount: Value[int] | None
    yearly_cost: Value[int] | None
    items: tuple[CostItem, ...]
