"""Typed record of a settlement letter (结清证明)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.records.evidence import Check, CheckKind, Value

SAYS_BOTH = Check(CheckKind.COUNTS, False, "既写已结清，又写有欠款")
"""The letter contradicts itself: something is settled, and something is left."""
ISSUED_BEFORE = Check(CheckKind.CALENDAR, False, "出具日期在先")
"""The letter is dated before what it certifies."""
DAYS_DIFFER = Check(CheckKind.CALENDAR, False, "日期先后")
"""A loan is settled before it was opened."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One settlement statement of a settlement letter (结清证明).

    Attributes:
        document: Id of the paper.
        serial: The letter's own number (编号).
        issuer: Chinese short name; `issuer_text` as signed.
        outstanding: Fen; 0 where words say that nothing is owed.
        settled_on: Day of settlement; `as_of` is only the 截至 day and proves no settlement day.
        scope: customer, contract, drawdown, card_account, platform or unknown.
        has_seal: Whether a red seal is visible; None where colour is lost.
        settled_in_words: The clause that says the debt is settled.
        settled_amount_is: What the letter's label calls the settled amount: "total" (累计), "last" (最后一笔),
            "principal" (本金) or "" where it does not say.
        waived: What the lender gives up by the letter (减免), fen; None where nothing is said of it.
        parts: What the settled amount, or what was owed, is made of, as (name, fen): "principal", "interest",
            "penalty" (罚息, 违约金, 滞纳金), "fee".
        owed: What was owed before a reduction (应还总额), fen.
        claims_given_up: The clause by which the rest is not claimed any more (不再追索, 债权债务关系终结).
        stays_open, closes: Of a card or line: the clause that it is not closed (未销户), that it is (销户).
        creditor: Who the letter itself says the creditor is (出借方, 原债权人), where that is not who signs.
        updates_within: Working days in which the lender promises to update the credit data.
        seal_text: What the seal itself says, where that could be read.
        due_on: 到期日 of the loan.
        currency: Of the account that it speaks of (美元账户), ISO 4217.
        printed: Names of items that stand behind a label of theirs, even where what stands there was not understood.
    """

    document: str
    serial: Value[str] | None
    issuer: str | None
    issuer_text: Value[str] | None
    name: Value[str] | None
    id_tail: Value[str] | None
    account_tail: Value[str] | None
    contract_no: Value[str] | None
    loan_amount: Value[int] | None
    settled_amount: Value[int] | None
    outstanding: Value[int] | None
    settled_on: Value[date] | None
    as_of: Value[date] | None
    issued_on: Value[date] | None
    opened_on: Value[date] | None
    settled_in_words: Value[str] | None
    scope: str
    kind: str
    has_seal: bool | None
    settled_amount_is: str = ""
    waived: Value[int] | None = None
    printed: tuple[str, ...] = ()
    parts: tuple[tuple[str, Value[int]], ...] = ()
    owed: Value[int] | None = None
    claims_given_up: Value[str] | None = None
    stays_open: Value[str] | None = None
    closes: Value[str] | None = None
    creditor: Value[str] | None = None
    updates_within: Value[int] | None = None
    seal_text: Value[str] | None = None
    due_on: Value[date] | None = None
    currency: str = "CNY"
