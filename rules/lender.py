"""What kind of lender stands behind a loan; which rules bind it depends on that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.records.case import Case
from pipeline.values.text import key
from rules.loan_facts import contracts_of


class LenderKind(StrEnum):
    """Kinds of lender that rules tell apart; the words are those of `settings.toml`."""

    BANK = "bank"
    ASSISTED = "assisted"
    CONSUMER_FINANCE = "consumer_finance"
    MICROLOAN = "microloan"
    PRIVATE = "private"

    @property
    def zh(self) -> str:
        """Its name in Chinese."""
        return _NAMES[self]


_NAMES = {
    LenderKind.BANK: "银行",
    LenderKind.ASSISTED: "银行（互联网助贷）",
    LenderKind.CONSUMER_FINANCE: "消费金融公司",
    LenderKind.MICROLOAN: "小额贷款公司",
    LenderKind.PRIVATE: "民间借贷",
}
_BY_NAME = (
    (LenderKind.CONSUMER_FINANCE, re.compile(r"消费金融|消金")),
    (LenderKind.MICROLOAN, re.compile(r"小额贷款|小贷")),
    (LenderKind.BANK, re.compile(r"银行|信用社|农商行")),
)


@dataclass(frozen=True, slots=True)
class Lender:
    """A lender's kind, and whether the person told it in settings (else its name says so)."""

    kind: LenderKind
    told: bool


def lender(case: Case, loan: str) -> Lender | None:
    """Return the kind of a loan's lender: what settings say, else what its full name shows; None where unknown.

    An assisted loan (助贷) and a private one never show by a name; only the person can tell.
    """
    account = case.account(loan)
    for fact in case.facts:
        if fact.issuer == account.issuer and fact.contract_no in (None, account.contract_no) and fact.lender_type:
            return Lender(LenderKind(fact.lender_type), True)
    names = [c.lender.value for c in contracts_of(case, loan) if c.lender] + [account.issuer or ""]
    for name in names:
        for kind, pattern in _BY_NAME:
            if pattern.search(key(name)):
                return Lender(kind, False)
    return None
