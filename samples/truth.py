"""What the sample papers say, before they are drawn: the truth that tests compare readings with.

Money is integer fen, positive for what the person owes and negative for what was paid or got back.  Sums of a
statement are computed here from its rows and never typed in; an error is planted by naming it a misprint.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from pipeline.records.extraction import Kind
from samples.capitals import capitals

SECTIONS = ("还款", "退款", "消费", "分期", "费用", "利息")
"""Section words of a CMB card statement in the order in which they are printed."""

TOTALS = ("closing", "opening", "payments", "charges", "adjustment", "interest")
"""Terms of the printed identity: closing = opening − payments + charges − adjustment + interest."""

DESCRIPTION_BYTES = 36
"""The bank cuts a description after so many bytes of GBK; nothing is wrapped."""


def cut(description: str) -> str:
    """Return `description` as the bank's printer leaves it: cut, not wrapped."""
    kept, used = "", 0
    for char in description:
        used += 1 if ord(char) < 128 else 2
        if used > DESCRIPTION_BYTES:
            break
        kept += char
    return kept


@dataclass(frozen=True, slots=True)
class RowTruth:
    """One printed row of a card statement.

    Attributes:
        section: The section word it stands under, "" where a layout has none.
        traded_on: None where no trade date is printed (repayments, fees, interest).
        description: As printed, already cut.
        amount: Signed fen: positive is owed.
        tail: Last four digits of the card, "" where none is printed.
        original_amount: 交易地金额 in fen, None where none is printed.
        region: Code printed in brackets behind the original amount, e.g. "CN".
        kind: What it is, as in the public contract.
    """

    section: str
    traded_on: date | None
    posted_on: date
    description: str
    amount: int
    tail: str = ""
    original_amount: int | None = None
    region: str = ""
    kind: Kind = Kind.OTHER


@dataclass(frozen=True, slots=True)
class StatementTruth:
    """One card statement as printed.

    Attributes:
        title_month: Year and month of the title.
        reissued: Whether it is the reissued form (补).
        address: Lines of the address block above the name.
        rows: In printed order, grouped by section.
        minimum: Printed minimum payment.
        misprints: (total, printed fen) of totals that the paper prints wrongly; empty in a sound paper.
    """

    title_month: tuple[int, int]
    reissued: bool
    name: str
    tail: str
    statement_on: date
    due_on: date
    limit: int
    opening: int
    rows: tuple[RowTruth, ...]
    minimum: int
    address: tuple[str, ...] = ("100000", "示例市示例区样例路1号")
    misprints: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        order = [SECTIONS.index(row.section) for row in self.rows if row.section]
        if order != sorted(order):
            raise ValueError("rows are not in the order of their sections")

    def _sum(self, *sections: str) -> int:
        return sum(row.amount for row in self.rows if row.section in sections)

    @property
    def payments(self) -> int:
        """上期还款金额: what stands under 还款, as a positive figure."""
        return -self._sum("还款")

    @property
    def adjustment(self) -> int:
        """本期调整金额: what stands under 退款, as a positive figure."""
        return -self._sum("退款")

    @property
    def interest(self) -> int:
        """循环利息: what stands under 利息."""
        return self._sum("利息")

    @property
    def charges(self) -> int:
        """本期账单金额: everything else."""
        return sum(row.amount for row in self.rows if row.section not in ("还款", "退款", "利息"))

    @property
    def closing(self) -> int:
        """本期还款总额, by the identity."""
        return self.opening - self.payments + self.charges - self.adjustment + self.interest

    def printed(self, total: str) -> int:
        """Return what the paper prints for one of `TOTALS`."""
        for name, fen in self.misprints:
            if name == total:
                return fen
        value: int = getattr(self, total)
        return value

    @property
    def title(self) -> str:
        """First title line."""
        year, month = self.title_month
        mark = "（补）" if self.reissued else ""
        return f"招商银行信用卡对账单（个人消费卡账户 {year}年{month:02d}月）{mark}"

    def json(self) -> dict[str, Any]:
        """Return the truth for programs: totals as printed, and which of them are wrong."""
        result: dict[str, Any] = to_json(self)
        result.update({total: self.printed(total) for total in TOTALS})
        result["computed_closing"] = self.closing
        result["type"] = "card_statement"
        result["issuer"] = "招商银行"
        return result


LETTER_ITEMS = (
    "serial",
    "issuer",
    "name",
    "id_number",
    "contract_no",
    "account_tail",
    "loan_amount",
    "opened_on",
    "settled_on",
    "settled_amount",
    "outstanding",
    "issued_on",
    "seal",
)
"""Items of a settlement letter that can be left out by name."""

WORDINGS = ("loan", "card", "pairs", "drawdowns", "platform", "bad_debt", "reduced", "card_open")
"""Kinds of settlement letter that can be drawn, see `LetterTruth`."""

AMOUNT_WORDS = {"": "结清金额", "total": "累计还款金额", "last": "最后一笔还款金额", "principal": "已还本金"}
"""What a letter calls its settled amount."""


@dataclass(frozen=True, slots=True)
class DrawdownTruth:
    """One drawdown (借据) in a letter that lists several; `paid` is all that was paid for it."""

    drawdown_no: str
    amount: int
    opened_on: date
    ends_on: date
    settled_on: date
    paid: int


@dataclass(frozen=True, slots=True)
class LetterTruth:
    """One settlement letter.

    Attributes:
        issuer: Full legal name as signed.
        id_number: Masked as printed, e.g. "3301**********1424".
        drawdown_no: 借据编号; left out together with the contract number.
        as_of: 截至 day, None where the letter names none.
        omitted: Names from `LETTER_ITEMS` that the paper does not print; the fields hold what is missing.
        wording: "loan" (single drawdown), "card" (card account), "pairs" (table of items), "drawdowns" (table of
            drawdowns), "platform" (all that an app lent), "bad_debt" (a card account that had been written off),
            "reduced" (part of the debt waived) or "card_open" (a card that owes nothing and stays open).
        amount_is: What the letter calls its settled amount, a key of `AMOUNT_WORDS`.
        drawdowns: Of the wording "drawdowns".
        owed, waived: Of the wording "reduced": what was owed before, and what is not claimed any more.
        parts: Name and amount of each part of `owed`.
    """

    serial: str
    title: str
    issuer: str
    name: str
    id_number: str
    settled_on: date
    issued_on: date
    settled_amount: int
    wording: str
    contract_no: str = ""
    drawdown_no: str = ""
    account_tail: str = ""
    loan_amount: int | None = None
    opened_on: date | None = None
    as_of: date | None = None
    outstanding: int = 0
    omitted: frozenset[str] = frozenset()
    amount_is: str = ""
    drawdowns: tuple[DrawdownTruth, ...] = ()
    owed: int | None = None
    waived: int | None = None
    parts: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if unknown := self.omitted - set(LETTER_ITEMS):
            raise ValueError(f"no such items of a letter: {sorted(unknown)}")
        if self.wording not in WORDINGS:
            raise ValueError(f"no such wording: {self.wording}")
        if self.drawdowns and self.settled_amount != sum(drawn.paid for drawn in self.drawdowns):
            raise ValueError("what was paid for the drawdowns does not add up")
        if self.owed is not None and self.owed != sum(fen for _, fen in self.parts):
            raise ValueError("the parts of what was owed do not add up")
        if self.owed is not None and self.owed != self.settled_amount + (self.waived or 0):
            raise ValueError("what was paid and what is waived are not what was owed")

    def has(self, item: str) -> bool:
        """Return whether the paper prints this item."""
        if item in self.omitted:
            return False
        return item == "seal" or getattr(self, item) not in (None, "")

    @property
    def seal(self) -> bool:
        """Whether a red seal stands on the paper."""
        return self.has("seal")

    def json(self) -> dict[str, Any]:
        """Return the truth for programs: an item that is not printed is null."""
        result: dict[str, Any] = to_json(self)
        for item in LETTER_ITEMS:
            if not self.has(item):
                result[item] = None
        if not self.has("contract_no"):
            result["drawdown_no"] = None
        printed_amount = self.loan_amount if self.has("loan_amount") else None
        result["loan_amount_capitals"] = None if printed_amount is None else capitals(printed_amount)
        result["seal"] = self.seal
        result["type"] = "settlement_letter"
        return result


@dataclass(frozen=True, slots=True)
class ReportAccountTruth:
    """One account sentence of a brief credit report; amounts are fen of whole yuan.

    Attributes:
        state: "active", "settled", "closed" (销户), "transferred", "bad_debt" or "inactive" (尚未激活).
        data_as_of: Year and month of 截至, for accounts that are still open.
        closed_month: Year and month of 结清, 销户 or 转出.
        overdue_list: Whether it stands in the list of accounts that were once overdue.
        overdue_now: For the clause 当前有逾期 or 当前无逾期; None prints no clause.
        overdue_months, overdue_90: Counts of the five-year clause, printed in the list of overdue accounts.
    """

    kind: str
    institution: str
    opened_on: date
    state: str
    tail: str = ""
    amount: int | None = None
    credit_limit: int | None = None
    loan_type: str = "其他个人消费贷款"
    ends_on: date | None = None
    data_as_of: tuple[int, int] | None = None
    balance: int | None = None
    closed_month: tuple[int, int] | None = None
    overdue_list: bool = False
    overdue_now: bool | None = None
    overdue_months: int = 0
    overdue_90: int = 0
    currency: str = "人民币"

    @property
    def open(self) -> bool:
        """Whether the summary counts it as 未结清/未销户."""
        return self.state not in ("settled", "closed", "transferred")


@dataclass(frozen=True, slots=True)
class QueryTruth:
    """One line of the query tables."""

    queried_on: date
    institution: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportTruth:
    """One brief credit report, second generation."""

    reported_at: datetime
    serial: int
    name: str
    id_number: str
    accounts: tuple[ReportAccountTruth, ...]
    marital: str = "未婚"
    queries: tuple[QueryTruth, ...] = ()
    own_queries: tuple[QueryTruth, ...] = ()

    @property
    def number(self) -> str:
        """22 digits; the first 14 are the time of the report."""
        return f"{self.reported_at:%Y%m%d%H%M%S}{self.serial:08d}"

    def ordered(self, kind: str) -> list[tuple[bool, list[ReportAccountTruth]]]:
        """Return the lists of one kind as printed: those once overdue first."""
        return [
            (flag, chosen)
            for flag in (True, False)
            if (chosen := [a for a in self.accounts if a.kind == kind and a.overdue_list is flag])
        ]

    def counts(self) -> Mapping[str, tuple[int, int, int]]:
        """Return the summary's rows, each for cards, housing loans and other loans."""
        columns: list[list[ReportAccountTruth]] = [[], [], []]
        for account in self.accounts:
            housing = "住房" in account.loan_type or "商用房" in account.loan_type
            columns[0 if account.kind == "credit_card" else 1 if housing else 2].append(account)

        def row(test: Any) -> tuple[int, int, int]:
            cards, houses, others = (sum(1 for account in column if test(account)) for column in columns)
            return cards, houses, others

        return {
            "accounts": row(lambda a: True),
            "open": row(lambda a: a.open),
            "overdue": row(lambda a: a.overdue_list),
            "overdue_90": row(lambda a: a.overdue_90 > 0),
        }

    def json(self) -> dict[str, Any]:
        """Return the truth for programs."""
        from samples.sentences import sentence

        result: dict[str, Any] = to_json(self)
        result["number"] = self.number
        result["counts"] = to_json(self.counts())
        order = [a for kind in ("credit_card", "loan") for _, chosen in self.ordered(kind) for a in chosen]
        result["accounts"] = [to_json(a) | {"sentence": sentence(a)} for a in order]
        result["type"] = "credit_report_brief"
        return result


def to_json(value: Any) -> Any:
    """Return `value` in plain JSON types: dates as ISO text, sets sorted, dataclasses as objects."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(to_json(item) for item in value)
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return value
