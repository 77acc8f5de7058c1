"""What was read of a paper beside what it prints: right, wrong, verified, in review, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bench.specimens import Facts, Specimen
from pipeline.extract.check import check_record
from pipeline.extract.papers import Paper
from pipeline.records.evidence import CheckKind, Value
from pipeline.records.extraction import Statement, Transaction
from pipeline.records.letter import Letter
from pipeline.records.loan import Plan, PlanRow
from pipeline.records.report import Report, ReportAccount
from pipeline.values.text import key

IDENTIFIERS = frozenset({"tail", "id_tail", "account_tail", "contract_no", "serial", "number"})
CLASSES = ("amounts", "dates", "words", "numbers")
Read = Mapping[str, Value[Any] | None]

_PARTS = ("principal", "interest", "penalty_interest", "fee")
_ACCOUNT = (
    "opened_on",
    "institution",
    "tail",
    "amount",
    "credit_limit",
    "balance",
    "status",
    "data_as_of",
    "closed_on",
)
_PLAN = ("period_no", "principal", "interest", "fee", "total", "remaining", "paid_on", "paid")


@dataclass(frozen=True, slots=True)
class Reading:
    """One printed field and what became of it.

    Attributes:
        field: Where it stands, e.g. "rows/3/amount".
        kind: One of `CLASSES`; numbers are identifiers and counts.
        true: What is printed; None where a thing was read that the paper does not say.
        read: What was read, None when nothing.
        verified: Whether the pipeline would let it stand in a letter.
        alone: Whether it would without any equation, and without any second reader.
        value: The value read, for its evidence.
    """

    field: str
    kind: str
    true: Any
    read: Any
    verified: bool
    by_readers: bool
    value: Value[Any] | None

    @property
    def right(self) -> bool:
        """Whether it was read as printed."""
        return _same(self.read, self.true)


def readings(paper: Paper, truth: Specimen) -> tuple[list[Reading], int]:
    """Compare a paper with its truth.

    Returns:
        Every printed field, and every field read in a row that the paper does not have; and the number of the
        truth's rows that were read exactly.
    """
    head: dict[str, Value[Any] | None] = {}
    rows: list[Read] = []
    for record in paper.records:
        checked = check_record(record)
        head |= {name: value for name, value in _head(checked).items() if value is not None or name not in head}
        rows += list(_rows(checked))
    result = [_reading(name, true, head.get(name)) for name, true in truth.head.items()]
    exact = 0
    for number, (read, true_row) in enumerate(_aligned(rows, truth.rows)):
        names = true_row if true_row is not None else dict.fromkeys(read or {})
        fields = [_reading(f"rows/{number}/{name}", true, (read or {}).get(name)) for name, true in names.items()]
        exact += true_row is not None and all(one.right for one in fields)
        # Of a row that is not there only what is said counts.
        result += [one for one in fields if true_row is not None or one.read is not None]
    # A nought that is not read may be one that is not printed.
    return [one for one in result if one.true or one.read is not None], exact


def _head(record: object) -> dict[str, Value[Any] | None]:
    if isinstance(record, Statement):
        found: dict[str, Value[Any] | None] = _single(record)
        # Of several cards' or currencies' sections each adds its own terms.
        found |= {("adjustment" if t.role == "adjustments" else t.role): t.amount for t in record.terms[1:]}
        return found
    if isinstance(record, Letter | Report | Plan):
        return _single(record)
    return {}


def _single(record: Any) -> dict[str, Value[Any] | None]:
    return {name: value for name in record.__dataclass_fields__ if isinstance(value := getattr(record, name), Value)}


def _rows(record: object) -> Iterator[Read]:
    if isinstance(record, Statement):
        yield from (_transaction(row, record.kind) for row in record.rows)
    elif isinstance(record, Report):
        yield from (_account(account) for account in record.accounts)
    elif isinstance(record, Plan):
        yield from (_plan_row(row) for row in record.rows)


def _transaction(row: Transaction, kind: str) -> Read:
    if kind == "credit_card":
        return {name: getattr(row, name) for name in ("traded_on", "posted_on", "description", "amount", "tail")}
    day = row.posted_on or row.traded_on
    if kind == "bank_account":
        return {
            "day": day,
            "amount": row.amount,
            "description": row.description,
            "balance": row.balance,
            "counterparty": row.counterparty,
        }
    parts = {part: getattr(row.components, part) if row.components else None for part in _PARTS}
    return {"day": day, "period_no": row.period_no, "total": row.amount, "remaining": row.balance} | parts


def _account(account: ReportAccount) -> Read:
    return {name: getattr(account, name) for name in _ACCOUNT}


def _plan_row(row: PlanRow) -> Read:
    return {name: getattr(row, name) for name in _PLAN} | {"day": row.due_on}


def _reading(field: str, true: Any, value: Value[Any] | None) -> Reading:
    name = field.rsplit("/", 1)[-1]
    read = value.value if value is not None else None
    if name == "total" and field.startswith("rows/") and isinstance(read, int) and isinstance(true, int):
        read = abs(read)  # a payment is a credit in a loan's list, and printed without sign
    of = true if true is not None else read
    if name in IDENTIFIERS or name == "period_no":
        kind = "numbers"
    else:
        kind = "amounts" if isinstance(of, int) else "dates" if isinstance(of, date) else "words"
    readers = value is not None and any(c.kind is CheckKind.SECOND_READER and c.agrees for c in value.checks)
    return Reading(field, kind, true, read, value is not None and value.verified, readers, value)


def _same(read: Any, true: Any) -> bool:
    if read in (None, "") and not true:
        return True
    if isinstance(read, str) and isinstance(true, str):
        return _letters(read) == _letters(true)
    return bool(read == true)


def _letters(text: str) -> str:
    """Return a text folded and without marks: ·, - and 〔 are read for each other, and say nothing."""
    return "".join(character for character in key(text) if character.isalnum() or character == "*")


def _aligned(read: Sequence[Read], true: Sequence[Facts]) -> Iterator[tuple[Read | None, Facts | None]]:
    """Pair rows in order so that as many fields as possible agree; rows without a partner stand alone."""

    def likeness(one: Read, other: Facts) -> float:
        return sum(_same(v.value if (v := one.get(n)) is not None else None, t) for n, t in other.items()) / len(other)

    rows, columns = len(read), len(true)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    alike = [[likeness(one, other) for other in true] for one in read]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            pair = best[i + 1][j + 1] + alike[i][j] if alike[i][j] > 0.25 else -1.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and alike[i][j] > 0.25 and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            yield read[i], true[j]
            i, j = i + 1, j + 1
        elif i < rows and (j == columns or best[i][j] == best[i + 1][j]):
            yield read[i], None
            i += 1
        else:
            yield None, true[j]
            j += 1
