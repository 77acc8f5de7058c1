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
