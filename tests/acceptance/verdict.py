"""What was read of a drawn paper against its truth: rows, fields, and what stands in review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.errors import DocumentError
from pipeline.extract import Paper
from pipeline.intake.containers import members
from pipeline.intake.sniff import sniff
from pipeline.records.evidence import Value
from pipeline.records.extraction import DocType, Kind, Statement, Transaction
from pipeline.records.loan import Plan, PlanRow
from pipeline.records.source import FileKind
from pipeline.values.text import key
from tests.acceptance.reader import read_paper
from tests.drawn.sheet import Drawn

TYPES = {
    "card": DocType.CARD_STATEMENT,
    "bank": DocType.BANK_STATEMENT,
    "loan": DocType.LOAN_STATEMENT,
    "plan": DocType.REPAYMENT_PLAN,
}
KINDS = {"card": "credit_card", "bank": "bank_account", "loan": "loan"}
REVIEWED = (
    "unknown_column",
    "unparsed_row",
    "unreadable",
    "no_amount",
    "unknown_currency",
    "impossible_date",
    "no_day",
)
"""Codes of notes that put one row into review."""

_PARTS = ("principal", "interest", "penalty_interest", "fee")


@dataclass(slots=True)
class Verdict:
    """How one paper fared.

    Attributes:
        known: Whether the synonym dictionary has all heads.
        done: Whether there are records of the right kind.
        true, right: Rows of the truth, and how many of them were read exactly.
        partly: Rows of a paper with unknown heads that say nothing wrong, and leave open what those heads hold.
        unread: Rows of the truth that no read row is like.
        wrong: Rows that were read and that the paper does not say.
        fields: Wrong fields of the head.
        blank: Fields of the head that were not read.
        reviewed: Notes that put a row into review.
        reason: The document's type, status and reason.
    """

    name: str
    known: bool
    strange: tuple[str, ...]
    done: bool = False
    said: bool = False
    true: int = 0
    right: int = 0
    partly: int = 0
    unread: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    reviewed: int = 0
    reason: str = ""

    @property
    def faults(self) -> list[str]:
        """Return what breaks a bound in this one paper, as for the drawn card statements.

        Known heads: nothing wrong, and what is not right counts against the 98 % over all papers.  Unknown heads:
        what was not proven is in review, row by row.
        """
        if not self.done:
            sound = bool(self.strange) and self.said
            return [] if sound else [f"{self.name}: not read ({self.reason}), strange {self.strange}"]
        result = [f"{self.name}: {text}" for text in self.fields]
        if self.known:
            return result + [f"{self.name}: wrong row {text}" for text in self.wrong]
        if self.reviewed < self.true:
            result += [f"{self.name}: outside review {text}" for text in self.wrong]
            if len(self.unread) > self.reviewed + len(self.wrong):
                result.append(f"{self.name}: {len(self.unread)} rows neither read nor in review ({self.reviewed})")
        return result


def read_drawn(drawn: Drawn) -> Paper:
    """Read a drawn paper; of a mail the page in it."""
    if drawn.form != "eml":
        return read_paper(f"paper.{drawn.form}", drawn.data)
    kind = sniff(drawn.data)
    assert kind is FileKind.EML, f"{drawn.name}: taken for {kind}"
    (member,) = members(drawn.data, kind)
    name, data = member.name, member.data
    return read_paper(name, data)


def _value(value: Value[Any] | None) -> Any:
    return value.value if value is not None else None


def _transaction(row: Transaction, family: str) -> dict[str, Any]:
    """Return a row as read, in the words of the truth."""
    traded, posted = _value(row.traded_on), _value(row.posted_on)
    read: dict[str, Any] = {"amount": row.amount.value, "description": row.description.value}
    if family == "card":
        return read | {"traded_on": traded, "posted_on": posted, "tail": _value(row.tail)}
    read["day"] = posted or traded
    if family == "bank":
        return read | {"balance": _value(row.balance), "counterparty": _value(row.counterparty)}
    total = -row.amount.value if row.amount.value is not None else None
    parts = {part: _value(getattr(row.components, part)) if row.components else None for part in _PARTS}
    result = {"day": read["day"], "period_no": _value(row.period_no), "total": total, "remaining": _value(row.balance)}
    return result | parts | {"kind": row.kind}


def _plan_row(row: PlanRow) -> dict[str, Any]:
    names = ("period_no", "principal", "interest", "fee", "total", "remaining", "paid_on", "paid")
    return {name: _value(getattr(row, name)) for name in names} | {"day": _value(row.due_on), "status": row.status}


def _same(name: str, read: Any, true: Any, *, strict: bool) -> bool:
    """Whether a field was read as printed; what is empty or nought may be None, as may what no known head names."""
    if read in (None, "") and (not true or (not strict and name not in ("amount", "day"))):
        return True
    return key(str(read)) == key(true) if isinstance(true, str) else bool(read == true)


def _agree(read: Mapping[str, Any], true: Mapping[str, Any], *, strict: bool) -> bool:
    return all(_same(name, read.get(name), value, strict=strict) for name, value in true.items())


def _shown(row: Mapping[str, Any], names: Sequence[str]) -> str:
    return " ".join(
        f"{name}={value.isoformat() if isinstance(value, date) else value}"
        for name in names
        if (value := row.get(name)) is not None
    )


def _difference(read: Mapping[str, Any], truths: Sequence[Mapping[str, Any]]) -> str:
    """Name the fields in which a wrong row differs from the row of the truth most like it."""

    def unlike(true: Mapping[str, Any]) -> list[str]:
        return [n for n, value in true.items() if not _same(n, read.get(n), value, strict=True)]

    best = min(truths, key=lambda true: len(unlike(true)), default=None)
    if best is None:
        return "where nothing is left"
    return "; ".join(f"{n}: read {read.get(n)!s}, true {best[n]!s}" for n in unlike(best)) or "said twice"


def _rows(verdict: Verdict, read: list[dict[str, Any]], truth: Sequence[Mapping[str, Any]], family: str) -> None:
    verdict.true = len(truth)
    left = list(truth)
    amount = {"loan": "total", "plan": "day"}.get(family, "amount")
    rest = []
    for row in read:
        exact = next((n for n, true in enumerate(left) if _agree(row, true, strict=True)), None)
        if exact is not None and (family != "loan" or row["kind"] is Kind.REPAYMENT):
            verdict.right += 1
            left.pop(exact)
        else:
            rest.append(row)
    for row in rest:
        if row[amount] is None:
            continue  # in review: it neither says anything nor hides that the row is missing
        like = next((n for n, true in enumerate(left) if _agree(row, true, strict=False)), None)
        if like is not None and not verdict.known:
            left.pop(like)
            verdict.partly += 1
        else:
            verdict.wrong.append(f"[{_shown(row, list(row))}] {_difference(row, left)}")
    verdict.unread = [_shown(true, list(true)) for true in left]


def _fields(verdict: Verdict, record: Statement | Plan, drawn: Drawn) -> None:
    """Compare the head: a field that was not read is no wrong field, but is told."""
    for name, true in drawn.header.items():
        value = getattr(record, name)
        if name == "tails":
            if not value:
                verdict.blank.append(name)
            elif not set(true) <= set(value):
                verdict.fields.append(f"{name}: {value}, true {true}")
            continue
        if value is None:
            verdict.blank.append(name)
        elif not _same(name, value.value, true, strict=True):
            verdict.fields.append(f"{name}: {value.value}, true {true}")
    if record.issuer is not None and drawn.family != "card" and not drawn.issuer.startswith(record.issuer):
        verdict.fields.append(f"issuer: {record.issuer}, true {drawn.issuer}")


def judge_drawn(drawn: Drawn) -> Verdict:
    """Read a drawn paper and say how that went."""
    verdict = Verdict(drawn.name, drawn.known, tuple(f"{w.role}={w.chinese}" for w in drawn.strange))
    verdict.true = len(drawn.rows)
    try:
        paper = read_drawn(drawn)
    except DocumentError as error:
        verdict.reason = f"DocumentError {error}"
        return verdict
    document = paper.document
    kind = document.type.value if document.type else "no type"
    verdict.reason = " ".join(filter(None, (kind, document.status.value, document.reason_code, document.detail)))
    verdict.said = bool(document.reason_code)
    if "page_missing" in (document.reason_code, *(note.code for note in paper.notes)):
        verdict.fields.append("said to lack pages")
    verdict.reviewed = sum(note.code in REVIEWED for note in paper.notes)
    record: Statement | Plan | None = paper.plan
    if drawn.family != "plan":
        record = next((s for s in paper.statements if s.kind == KINDS[drawn.family]), None)
    if record is None:
        other = [s.kind for s in paper.statements] + (["plan"] if paper.plan else [])
        if other:
            verdict.reason += f"; read as {other}"
            verdict.said = False
        return verdict
    if not record.rows and not verdict.reviewed and "no_table" in record.notes:
        return verdict
    verdict.done = True
    if isinstance(record, Plan):
        read = [_plan_row(row) for row in record.rows]
    else:
        read = [_transaction(row, drawn.family) for s in paper.statements for row in s.rows]
    _rows(verdict, read, drawn.rows, drawn.family)
    _fields(verdict, record, drawn)
    if document.type is not TYPES[drawn.family]:
        verdict.fields.append(f"type {kind}")
    return verdict
