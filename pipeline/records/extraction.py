"""Typed records that extract makes of a paper.

Signs follow the public contract: an amount is positive for what the person owes, negative for what was paid or
got back; balances and minimum payments are positive when owed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.records.evidence import Box, Check, Evidence, Value
from pipeline.records.rates import Rate


class DocType(StrEnum):
    """Kinds of paper, as in the public contract."""

    CARD_STATEMENT = "card_statement"
    LOAN_STATEMENT = "loan_statement"
    BANK_STATEMENT = "bank_statement"
    REPAYMENT_PLAN = "repayment_plan"
    LOAN_CONTRACT = "loan_contract"
    COST_STATEMENT = "cost_statement"
    SETTLEMENT_LETTER = "settlement_letter"
    CREDIT_REPORT_BRIEF = "credit_report_brief"
    CREDIT_REPORT_FULL = "credit_report_full"
    PAYMENT_RECEIPT = "payment_receipt"
    COLLECTION_LOG = "collection_log"
    OFFER = "offer"
    OTHER = "other"


READ_TYPES = (
    DocType.CARD_STATEMENT,
    DocType.BANK_STATEMENT,
    DocType.LOAN_STATEMENT,
    DocType.REPAYMENT_PLAN,
    DocType.LOAN_CONTRACT,
    DocType.COST_STATEMENT,
    DocType.PAYMENT_RECEIPT,
    DocType.SETTLEMENT_LETTER,
    DocType.CREDIT_REPORT_BRIEF,
    DocType.CREDIT_REPORT_FULL,
)
"""Kinds of paper whose contents are read."""


class DocStatus(StrEnum):
    """How far a paper was understood."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"
    DUPLICATE = "duplicate"


class Kind(StrEnum):
    """Kinds of transaction, as in the public contract."""

    PURCHASE = "purchase"
    REPAYMENT = "repayment"
    INTEREST = "interest"
    PENALTY = "penalty"
    LATE_FEE = "late_fee"
    PENALTY_INTEREST = "penalty_interest"
    FEE = "fee"
    CASH_ADVANCE = "cash_advance"
    INSTALMENT = "instalment"
    REFUND = "refund"
    DISBURSEMENT = "disbursement"
    PRINCIPAL = "principal"
    ADJUSTMENT = "adjustment"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file that belongs to a paper: path in the inbox, hash, page numbers (from 1)."""

    path: str
    sha256: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A paper, or a file that gave none.

    Attributes:
        id: Hash of its parts' content and pages.
        parts: Where it lies.
        type: What it is; None for a file that gave no paper.
        issuer: Chinese short name of who made it; None where unknown.
        text_source: embedded, ocr, mixed or structured; None when nothing was read.
        status: ok, partial, failed or duplicate.
        reason_code: Why not ok, see `pipeline.errors`; None when ok.
        detail: What exactly, appended to the reason's sentence.
        confidence: Score of the recognised type, 0..1.
        pages_ocr: How many of its pages were read by OCR.
        seal: Whether a red seal is visible on any page; None where colour is lost.
    """

    id: str
    parts: tuple[Part, ...]
    type: DocType | None
    issuer: str | None
    text_source: str | None
    status: DocStatus
    reason_code: str | None = None
    detail: str = ""
    confidence: float | None = None
    pages_ocr: int = 0
    seal: bool | None = None

    @property
    def path(self) -> str:
        """Path of its first part in the inbox."""
        return self.parts[0].path

    @property
    def pages(self) -> int:
        """Number of pages over all parts."""
        return sum(len(part.pages) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Components:
    """Parts of a loan payment as printed, fen, positive; None where the paper has no such column."""

    principal: Value[int] | None = None
    interest: Value[int] | None = None
    penalty_interest: Value[int] | None = None
    fee: Value[int] | None = None

    def parts(self) -> tuple[Value[int], ...]:
        """Return the printed parts."""
        found = (self.principal, self.interest, self.penalty_interest, self.fee)
        return tuple(part for part in found if part is not None)

    def checked(self, *checks: Check) -> Components:
        """Return the parts with `checks` appended to each."""
        fields = (self.principal, self.interest, self.penalty_interest, self.fee)
        return Components(*(part.checked(*checks) if part is not None else None for part in fields))


@dataclass(frozen=True, slots=True)
class Transaction:
    """One printed row of a card, loan or bank statement.

    Attributes:
        document, page, box: The whole row's place.
        traded_on, posted_on: Days, None where the paper prints none.
        description: As printed.
        amount: Signed fen; `value` None when no reading of it can be parsed (the row is then in review only).
            In a bank account positive is money out, negative money in.
        currency: ISO 4217.
        kind: What it is.
        kind_source: What told the kind: "section", "word", "phrase", "sign" or "column".
        tail: Last four digits of the card as printed in the row.
        section: Heading it stands under, "" where there is none.
        ordinal: Number of the row within its statement, from 0.
        balance: Running balance printed after the row, fen, positive when owed (money held in a bank account is
            negative; of a loan it is the principal left).
        counterparty: Who stands on the other side, as printed.
        remark: What else the row says (附言), as printed.
        period_no: Number of the instalment a loan payment is for.
        components: How the paper splits a loan payment, None where it does not.
    """

    document: str
    page: int
    box: Box
    traded_on: Value[date] | None
    posted_on: Value[date] | None
    description: Value[str]
    amount: Value[int | None]
    currency: str
    kind: Kind
    kind_source: str
    tail: Value[str] | None
    section: str
    ordinal: int
    balance: Value[int] | None = None
    counterparty: Value[str] | None = None
    remark: Value[str] | None = None
    period_no: Value[int] | None = None
    components: Components | None = None


@dataclass(frozen=True, slots=True)
class InterestLine:
    """One line of the list by which a card's statement shows how its interest was computed (计息明细).

    Attributes:
        document, page, box: The whole line's place.
        label: What bears the interest, as printed (消费本金, 取现本金, 上期利息, 违约金 …); None where the list names
            none.
        base: Amount that bears it, fen.
        start, end: First and last day as printed; whether either counts the list itself shows by `days`.
        days: Number of days printed.
        rate: Printed on the line, or at the head of its list.
        amount: Interest, fen; negative where it is taken back.
        posted_on: Day on which the interest was booked, where the list has such a column.
        tail: Last digits of the card.
    """

    document: str
    page: int
    box: Box
    label: Value[str] | None
    base: Value[int] | None
    start: Value[date] | None
    end: Value[date] | None
    days: Value[int] | None
    rate: Value[Rate] | None
    amount: Value[int] | None
    posted_on: Value[date] | None = None
    tail: Value[str] | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the balance identity that a statement prints: role, +1 or -1, printed value."""

    role: str
    sign: int
    amount: Value[int]


@dataclass(frozen=True, slots=True)
class PenaltyTerms:
    """What a card's statement itself says a missed minimum costs (违约金), in yuan.

    Attributes:
        percent: Of the unpaid part of the minimum, hundredths of a per cent.
        floor: Least amount, fen.
        cap: Highest amount, fen; None where none is printed.
    """

    percent: Value[int]
    floor: Value[int]
    cap: Value[int] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One currency section of a card, loan or bank statement.

    Attributes:
        document: Id of the paper.
        issuer: Chinese short name.
        tails: Card or account tails printed in rows or heads, in order of first appearance.
        kind: "credit_card", "loan", "bank_account" or "wallet" (支付宝 …: its rows stand on cards and accounts too).
        contract_no: Of a loan: contract number (or 借据号) as printed.
        name: The holder, as printed.
        opened_on, loan_amount: Of a loan: when it was paid out, and how much (fen), as the head says.
        accelerated: Of a loan: where its paper says that all of it was called in (提前到期), None where it does not.
        rates: Rates of interest on what is owed that a card's statement prints outside its 计息明细 (日利率, 年利率).
        interest_lines: The printed 计息明细, in order; empty where none is printed.
        interest_total: Sum printed below or above it, fen.
        penalty_terms: What it says a missed minimum costs, None where it does not say so plainly.
        currency: ISO 4217.
        title_month: (year, month) of the title, or None.
        period_start, statement_on, due_on: Days; `statement_on` of a bank or loan statement is its last day.
        opening, closing, minimum, limit: Fen, positive when owed (money held in a bank account is negative).
        closings: Every place where the closing balance is printed (head, formula).
        terms: The printed formula: first the closing balance, then the terms it is said to be the sum of
            (sign * amount); empty where none is printed.
        rows: Its transactions in printed order.
        row_bands: Rows counted a second way (date-amount pairs on the page), to compare with `rows`.
        balanced: Whether identity and rows add up to the fen; None where nothing can be said.  Set by `check`.
        broken_at: Ordinal of the first row after which a running balance fails, else None.
        notes: Reason codes of what could not be understood about the table.
    """

    document: str
    issuer: str | None
    tails: tuple[str, ...]
    currency: str
    title_month: tuple[int, int] | None
    period_start: Value[date] | None
    statement_on: Value[date] | None
    due_on: Value[date] | None
    opening: Value[int] | None
    closing: Value[int] | None
    minimum: Value[int] | None
    limit: Value[int] | None
    terms: tuple[Term, ...]
    rows: tuple[Transaction, ...]
    row_bands: int = 0
    closings: tuple[Value[int], ...] = ()
    balanced: bool | None = None
    broken_at: int | None = None
    notes: tuple[str, ...] = ()
    kind: str = "credit_card"
    contract_no: Value[str] | None = None
    name: Value[str] | None = None
    opened_on: Value[date] | None = None
    loan_amount: Value[int] | None = None
    rates: tuple[Value[Rate], ...] = ()
    interest_lines: tuple[InterestLine, ...] = ()
    interest_total: Value[int] | None = None
    penalty_terms: PenaltyTerms | None = None
    accelerated: Value[str] | None = None


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """Something a person must look at.

    Attributes:
        id: Stable between runs.
        document: Id of the paper.
        field: What it is about, in the interface's field names ("amount", "row", "statement_on", ...).
        value: What was read, "" when nothing.
        why: Reason code, see `pipeline.errors`.
        detail: What exactly, e.g. both readers' texts.
        evidence: Where to look.
        correctable: Whether a correction typed for it changes a value.
        proposal: What arithmetic alone would have it be, "" where nothing tells; never taken without the person.
    """

    id: str
    document: str
    field: str
    value: str
    why: str
    detail: str
    evidence: Evidence
    correctable: bool
    proposal: str = ""
