"""Sentences of a brief credit report to accounts and liabilities, by the grammar of `report_grammar`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from pipeline.extract import report_grammar as grammar
from pipeline.extract.papertext import PaperText
from pipeline.records.evidence import Precision, Value
from pipeline.records.report import Liability, ReportAccount, ReportStatus
from pipeline.values.dates import find_date, find_month, make_date
from pipeline.values.money import parse_amount
from pipeline.values.names import short_name

T = TypeVar("T")

ASSET, ADVANCE = "资产处置", "垫款"
"""`loan_type` of the two kinds of recovered debt, as the report heads them."""

STATUSES: tuple[tuple[str, ReportStatus], ...] = (
    ("bad_debt", ReportStatus.BAD_DEBT),
    ("closed", ReportStatus.CLOSED),
    ("transferred", ReportStatus.TRANSFERRED),
    ("settled", ReportStatus.SETTLED),
    ("litigation", ReportStatus.LITIGATION),
    ("stopped", ReportStatus.STOPPED),
    ("frozen", ReportStatus.FROZEN),
    ("inactive", ReportStatus.INACTIVE),
)
"""Clauses that name a state by themselves, the gravest first; `now` and a bare balance come after them."""

_BALANCES = ("overdraft", "balance", "used")
_CLOSED_ON = ("settled_on", "closed_on", "transferred_on")


_BRACKETS = str.maketrans("()", "（）")


class Sentence:
    """One sentence with its groups as values."""

    def __init__(self, text: PaperText, offset: int, parsed: grammar.Parsed) -> None:
        """Keep the sentence's text, where its day begins in it, and how the grammar took it apart."""
        self.text = text
        self.offset = offset
        self.parsed = parsed

    def value(
        self, name: str, parse: Callable[[str], T | None], precision: Precision = Precision.EXACT
    ) -> Value[T] | None:
        """Return a group as a value; None where the sentence does not have it or it cannot be parsed."""
        if name not in self.parsed.spans:
            return None
        start, end = self.parsed.spans[name]
        return self.text.value(self.offset + start, self.offset + end, parse, precision=precision)

    def words(self, name: str) -> Value[str] | None:
        """Return a group as words, without the ends of lines in it."""
        if name not in self.parsed.spans:
            return None
        start, end = self.parsed.spans[name]
        return joined(self.text.words(self.offset + start, self.offset + end))

    def folded(self, name: str) -> str:
        """Return a group folded, "" where the sentence does not have it."""
        if name not in self.parsed.spans:
            return ""
        start, end = self.parsed.spans[name]
        return self.text.text[self.offset + start : self.offset + end]

    def amount(self, name: str) -> Value[int] | None:
        """Return an amount in fen, whole yuan."""
        return self.value(name, yuan, Precision.YUAN)

    def unread(self) -> set[str]:
        """Return the groups that are there and are no value: a day that does not exist, say."""
        days = ("opened_on", "ends_on", "limit_ends_on", "as_of_day", "paid_on")
        months = ("as_of", *_CLOSED_ON)
        return {
            name
            for name in self.parsed.spans
            if (name in days and self.value(name, day) is None)
            or (name in months and self.value(name, month) is None)
            or (name in (*_BALANCES, "amount", "limit", "claim", "debt") and self.amount(name) is None)
        }


def joined(value: Value[str] | None) -> Value[str] | None:
    """Return words without the blanks that the ends of lines left in them, brackets full-width as the report prints."""
    return None if value is None else replace(value, value=re.sub(r"\s+", "", value.value).translate(_BRACKETS))


def day(raw: str) -> date | None:
    """Return a day; 口 is OCR's 日."""
    found = find_date(re.sub(r"\s+", "", raw).replace("口", "日"))
    return found[0] if found else None


def month(raw: str) -> date | None:
    """Return the first day of a month."""
    found = find_month(re.sub(r"\s+", "", raw))
    return make_date(found[0], found[1], 1) if found else None


def yuan(raw: str) -> int | None:
    """Return whole yuan as fen."""
    return parse_amount(re.sub(r"\s+", "", raw), decimals=False)


def integer(raw: str) -> int | None:
    """Return a count."""
    digits = re.sub(r"\s+", "", raw)
    return int(digits) if digits.isdigit() else None


def account_of(document: str, ordinal: int, sentence: Sentence) -> ReportAccount | None:
    """Return the account that a sentence tells of; None where a figure of it is none."""
    parsed = sentence.parsed
    rule = grammar.RULES[parsed.rule]
    opened, institution = sentence.value("opened_on", day), sentence.words("institution")
    status = _status(sentence)
    whole = sentence.text.words(0, len(sentence.text.text))
    if opened is None or institution is None or status is None or whole is None or sentence.unread():
        return None
    currency = sentence.folded("currency") or sentence.folded("limit_currency") or "人民币"
    return ReportAccount(
        document=document,
        ordinal=ordinal,
        printed_no=re.sub(r"\D", "", sentence.text.text[: sentence.offset]),
        section=rule.section,
        kind=rule.kind,
        institution=institution,
        issuer=short_name(institution.value),
        revolving=parsed.rule == "line",
        currency=grammar.CURRENCIES.get(currency, currency),
        tail=sentence.value("tail", lambda raw: raw),
        opened_on=opened,
        loan_type={"asset": ASSET, "advance": ADVANCE}.get(parsed.rule, sentence.folded("type")),
        amount=sentence.amount("claim") or sentence.amount("amount"),
        credit_limit=sentence.amount("limit"),
        balance=_first(sentence.amount(name) for name in _BALANCES),
        status=status,
        data_as_of=sentence.value("as_of", month, Precision.MONTH) or sentence.value("as_of_day", day),
        closed_on=_first(sentence.value(name, month, Precision.MONTH) for name in _CLOSED_ON),
        overdue_now=sentence.value("overdue", lambda raw: {"有": True, "无": False}.get(raw.strip())),
        overdue_months=sentence.value("months", integer),
        overdue_90=sentence.value("over_90", integer),
        sentence=whole,
        ends_on=sentence.value("ends_on", day) or sentence.value("limit_ends_on", day),
        overdue_amount=sentence.amount("overdue_sum"),
        last_paid_on=sentence.value("paid_on", day),
    )


def _first(values: Iterable[Value[T] | None]) -> Value[T] | None:
    return next((value for value in values if value is not None), None)


def _status(sentence: Sentence) -> Value[ReportStatus] | None:
    """Return what the sentence says of the account's state, with the words that say it."""
    for name, status in STATUSES:
        if name in sentence.parsed.spans:
            return _said(sentence, name, status)
    if grammar.RULES[sentence.parsed.rule].section == "recovery":
        balance = _first(sentence.amount(name) for name in _BALANCES)
        if balance is None:
            return _said(sentence, "type", ReportStatus.OVERDUE)
        return _said(sentence, "balance", ReportStatus.OVERDUE if balance.value > 0 else ReportStatus.ENDED)
    if "now" in sentence.parsed.spans:
        overdue = sentence.folded("overdue") == "有"
        return _said(sentence, "now", ReportStatus.OVERDUE if overdue else ReportStatus.ACTIVE)
    for name in ("unsettled", *_BALANCES):
        if name in sentence.parsed.spans:
            return _said(sentence, name, ReportStatus.ACTIVE)
    return None


def _said(sentence: Sentence, name: str, status: ReportStatus) -> Value[ReportStatus] | None:
    start, end = sentence.parsed.spans[name]
    start, end = sentence.offset + start, sentence.offset + end
    if name in _BALANCES:  # the word before the figure belongs to what says it
        text = sentence.text.text
        while start and text[start - 1] in "余额为已使用透支度":
            start -= 1
    words = sentence.text.words(start, end)
    return None if words is None else Value(status, words.evidence, words.checks)


_FIRM_PAPERS = re.compile(r"中征码|统一社会信用代码|组织机构代码|营业执照|登记注册号|贷款卡|机构信用代码")


def liability_of(sentence: Sentence) -> Liability | None:
    """Return the debt of somebody else's that a sentence tells of; None where a figure of it is none."""
    whole = sentence.text.words(0, len(sentence.text.text))
    opened = sentence.value("opened_on", day)
    if whole is None or opened is None or sentence.unread():
        return None
    return Liability(
        opened_on=opened,
        institution=sentence.words("institution"),
        role=sentence.words("role"),
        amount=sentence.amount("answers_for"),
        balance=sentence.amount("debt"),
        sentence=whole,
    )


def for_firm(liability: Liability) -> bool:
    """Whether a liability is for an enterprise, by the paper that its debtor is named with."""
    return _FIRM_PAPERS.search(liability.sentence.value) is not None
