"""A person's papers joined: accounts, one ledger, and what speaks of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.records.evidence import Value
from pipeline.records.extraction import Document, ReviewEntry, Statement, Transaction
from pipeline.records.letter import Letter
from pipeline.records.loan import Contract, CostStatement, Payout, Plan
from pipeline.records.report import Report, ReportAccount


@dataclass(frozen=True, slots=True)
class Account:
    """One credit card, loan or bank account, from whatever papers know it.

    Attributes:
        id: Stable hash of kind, issuer and identifier as printed.
        kind: "credit_card", "loan" or "bank_account".
        issuer: Chinese short name, None where unknown.
        tail: Last digits of the card, None where none is printed.
        contract_no: As printed, None where none is printed.
        settled_on: Day of settlement with its evidence; None where no paper proves one.
        settled_amount: Fen.
        documents: Ids of the papers that speak of it, sorted.
    """

    id: str
    kind: str
    issuer: str | None
    tail: str | None
    contract_no: str | None
    opened_on: Value[date] | None
    settled_on: Value[date] | None
    settled_amount: Value[int] | None
    documents: tuple[str, ...]

    @property
    def identifier(self) -> str:
        """What a person calls it: contract number or card tail as printed, "" where there is none."""
        return self.contract_no or self.tail or ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger: one transaction counted once, however many papers show it.

    Attributes:
        account: Id of the account, None where it could not be told.
        transaction: The row of the paper that shows it (the one that shows the line most often).
        also_in: Rows of other papers that show the same line.
    """

    account: str | None
    transaction: Transaction
    also_in: tuple[Transaction, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """A statement with the account it belongs to."""

    account: str | None
    statement: Statement


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """A repayment plan with the loan it belongs to."""

    account: str | None
    plan: Plan


@dataclass(frozen=True, slots=True)
class AccountContract:
    """A contract with the loan it belongs to."""

    account: str | None
    contract: Contract


@dataclass(frozen=True, slots=True)
class AccountCost:
    """A cost statement with the loan it belongs to."""

    account: str | None
    cost: CostStatement


@dataclass(frozen=True, slots=True)
class AccountPayout:
    """A slip on the paying out of a loan, with the loan it belongs to."""

    account: str | None
    payout: Payout


@dataclass(frozen=True, slots=True)
class PaymentMatch:
    """A payment seen from both sides: money out of a bank account, and its arrival on a card or loan.

    Only pairs that fit each other and nothing else are matched.
    """

    bank: Entry
    account: Entry


@dataclass(frozen=True, slots=True)
class AccountLetter:
    """A letter with the account it speaks of, None where that cannot be told (or it is another person's)."""

    account: str | None
    letter: Letter
    other_person: bool = False


class LinkedBy(StrEnum):
    """What joined a report's account to one of ours."""

    NOTHING = ""
    NUMBER = "number"
    TAIL = "tail"
    AMOUNT_AND_DAY = "amount_and_day"
    CARD_DAY = "card_day"
    AMOUNT = "amount"
    ONLY_ONE = "only_one"
    OTHER_ISSUER = "other_issuer"
    CONFIRMED = "confirmed"
    DAY = "day"
    NEAR_DAY = "near_day"

    @property
    def certain(self) -> bool:
        """Whether what is said of the one may be said of the other without a person having looked."""
        return self in (
            LinkedBy.NUMBER,
            LinkedBy.TAIL,
            LinkedBy.AMOUNT_AND_DAY,
            LinkedBy.CARD_DAY,
            LinkedBy.CONFIRMED,
        )


@dataclass(frozen=True, slots=True)
class AccountReport:
    """A report account with the account of ours it was joined to, and by what.

    Attributes:
        account: Id of the account.
        entry: The account as the report prints it.
        report: The report it stands in.
        linked_by: What joined it; NOTHING for an account that only the report knows.
    """

    account: str
    entry: ReportAccount
    report: Report
    linked_by: LinkedBy


@dataclass(frozen=True, slots=True)
class Person:
    """What settings say of the person; all optional."""

    name: str = ""
    id_tail: str = ""


@dataclass(frozen=True, slots=True)
class AccountFact:
    """What the person says of one account, from settings; a finding that used one says so.

    Attributes:
        grace_days: Days of grace that the contract grants, None where not said.
        contract_rate: Yearly rate in hundredths of a per cent, None where not said.
    """

    issuer: str
    tail: str | None
    contract_no: str | None
    grace_days: int | None = None
    contract_rate: int | None = None
    lender_type: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One person's papers, read and joined; what rules see.

    `reports` are the person's own; one of another person is named in the review list and judged by nothing.
    """

    name: str
    as_of: date
    person: Person
    documents: tuple[Document, ...]
    accounts: tuple[Account, ...]
    statements: tuple[AccountStatement, ...]
    ledger: tuple[Entry, ...]
    letters: tuple[AccountLetter, ...]
    report_accounts: tuple[AccountReport, ...]
    review: tuple[ReviewEntry, ...]
    facts: tuple[AccountFact, ...] = ()
    plans: tuple[AccountPlan, ...] = ()
    contracts: tuple[AccountContract, ...] = ()
    matches: tuple[PaymentMatch, ...] = ()
    reports: tuple[Report, ...] = ()
    costs: tuple[AccountCost, ...] = ()
    payouts: tuple[AccountPayout, ...] = ()

    def document(self, document_id: str) -> Document:
        """Return the paper with this id.

        Raises:
            KeyError: No such paper.
        """
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)

    def account(self, account_id: str) -> Account:
        """Return the account with this id.

        Raises:
            KeyError: No such account.
        """
        for account in self.accounts:
            if account.id == account_id:
                return account
        raise KeyError(account_id)
