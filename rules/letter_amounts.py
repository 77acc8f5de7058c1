"""SET602: what a settlement letter calls the settled amount, against what was paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.records.case import AccountLetter, Case, Entry
from pipeline.records.evidence import Precision, Value
from pipeline.records.extraction import Kind
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.letter import Letter
from pipeline.records.letter_items import says_settled
from rules.common import account_name, amount, day_value, entries, posted, yuan
from rules.loan_facts import (
    BOOKING,
    credited,
    day_of,
    drawn_after,
    goes_on,
    loan_amounts,
    loan_statements,
    taken_back,
    understood,
)
from rules.registry import Draft, rule
from rules.tables.load import Tables

_NAMES = {
    "total": Text("累计还款", "all payments"),
    "last": Text("最后一笔还款", "the last payment"),
    "principal": Text("贷款本金", "the principal"),
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the papers say was paid, by what it may be called.

    Attributes:
        amounts: "total", "last", "principal" where the papers prove them, fen.
        fits: Every sum that a lender may mean by each: what was paid on the last days, without fees …
        rows: Payments each rests on.
        rests: Other values each rests on.
    """

    amounts: dict[str, int]
    fits: dict[str, set[int]]
    rows: dict[str, tuple[Entry, ...]]
    rests: dict[str, tuple[Value[int], ...]]


@rule(
    "SET602",
    Severity.ERROR,
    says=Text("结清证明上的金额与实际还款不符", "the letter's amount differs from what was paid"),
    needs=Text(
        "写有结清金额的结清证明、覆盖到结清日的贷款还款明细",
        "a letter with a settled amount, the lender's list up to the settlement",
    ),
    silent_when=(
        Text("减免恰好说明差额", "a waiver explains it exactly"),
        Text("还款材料不全（缺首笔或末笔）", "the payments on file are not complete"),
        Text("金额与另一种叫法相符（未写明是哪种金额时）", "it fits another meaning, where the letter names none"),
        Text("同一合同有几笔借据", "several drawdowns under one contract"),
    ),
    basis=("post_contract_duty",),
    example=Text(
        "结清证明写“最后一笔还款 3,150.00”，还款明细最后一笔为 3,105.00：3,150.00 − 3,105.00 = 45.00 元不符。",
        "The letter calls 3,150.00 the last payment; the list shows 3,105.00: off by 45.00.",
    ),
)
def amount_differs(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each letter whose settled amount is none that the payments make."""
    for item in case.letters:
        letter = item.letter
        if item.account is None or item.other_person or letter.settled_amount is None or not says_settled(letter):
            continue
        if letter.kind != "loan" or letter.settled_on is None or letter.settled_on.precision is not Precision.EXACT:
            continue
        if _in_parts(case, item):
            continue
        known = _known(case, item.account, letter)
        named = letter.settled_amount_is
        stated = letter.settled_amount.value
        if named:
            fits = known.fits.get(named)
            if fits and not _explained(stated, fits, letter):
                yield _draft(case, tables, item, known, named, Severity.ERROR)
            continue
        complete = {"total", "last"} <= known.amounts.keys()
        if complete and not _explained(stated, set().union(*known.fits.values()), letter):
            nearest = min(("last", "total"), key=lambda n: (abs(known.amounts[n] - stated), n))
            yield _draft(case, tables, item, known, nearest, Severity.WARNING)


def _in_parts(case: Case, item: AccountLetter) -> bool:
    """Whether several letters, or several drawdowns, each speak of a part of the loan."""
    assert item.account is not None and item.letter.settled_on is not None  # noqa: S101  the caller checked
    amounts = {x.letter.settled_amount.value if x.letter.settled_amount else None for x in case.letters
               if x.account == item.account}  # fmt: skip
    day = item.letter.settled_on.value
    return len(amounts) > 1 or drawn_after(case, item.account, day) or goes_on(case, item.account, day)


def _explained(stated: int, fits: set[int], letter: Letter) -> bool:
    waived = letter.waived.value if letter.waived else 0
    return any(stated in (fen, fen - waived, fen + waived) for fen in fits)


def _known(case: Case, loan: str, letter: Letter) -> _Known:
    """Collect what the papers prove of a loan's payments up to the settlement."""
    known = _Known({}, {}, {}, {})
    settled = letter.settled_on
    assert settled is not None  # noqa: S101  the caller checked
    everything = [e for e in credited(case, loan) if day_of(e) <= settled.value + BOOKING]
    paid = [e for e in everything if not taken_back(case, e)]
    if not paid or not _covers(case, loan, settled.value) or settled.value - day_of(paid[-1]) > BOOKING:
        return known
    if any(day_of(e) >= day_of(paid[-1]) - BOOKING and e not in paid for e in everything):
        return known  # one that may have been taken back stands near the end: which was the last is open
    last = paid[-1]
    near = [e for e in paid if day_of(last) - day_of(e) <= BOOKING]
    known.amounts["last"], known.rows["last"] = _fen(last), (last,)
    known.fits["last"] = {_fen(e) for e in near} | {sum(map(_fen, near))}
    known.fits["last"] |= {sum(_fen(e) for e in near if day_of(e) == day_of(last))}
    left = {p.value for e in near for p in (_part(e, "principal"),) if p is not None}
    known.fits["last"] |= {
        p.value + q.value for e in near if (p := _part(e, "principal")) and (q := _part(e, "interest"))
    }
    lent = _lent(case, loan)
    if lent is None:
        return known
    _principal(known, lent, left, paid, letter)
    principals = [p for e in paid if (p := _part(e, "principal")) is not None]
    interest = sum(p.value for e in paid if (p := _part(e, "interest")) is not None)
    parted = len(principals) == len(paid) and sum(p.value for p in principals) == lent.value
    rows = [e for e in case.ledger if e.account == loan and _until(e, settled.value + BOOKING)]
    drawn = [e for e in rows if e.transaction.kind is Kind.DISBURSEMENT]
    runs_out = bool(drawn) and paid == everything and sum(amount(e.transaction) for e in rows) == 0
    # Principal that adds up to the loan, or a list that runs from the loan to nothing: no payment is missing.
    if parted or runs_out:
        total = sum(map(_fen, paid))
        if not parted:
            interest = sum(amount(e.transaction) for e in rows if e.transaction.kind is Kind.INTEREST)
        known.amounts["total"], known.rows["total"] = total, tuple(paid)
        known.rests["total"] = (lent, *principals)
        known.fits["total"] = {total, lent.value + interest}
    return known


def _principal(known: _Known, lent: Value[int], left: set[int], paid: Sequence[Entry], letter: Letter) -> None:
    """Note the principal, where it can be told from what was left of it, which 本金 may mean as well."""
    fits = {lent.value, sum(left), *left}
    stated = letter.settled_amount.value if letter.settled_amount else 0
    if not left:
        balances = {e.transaction.balance.value for e in paid if e.transaction.balance is not None}
        fits |= balances | {_fen(paid[-1])}
        if stated <= lent.value:
            return  # it may be a part of it that no paper prints
    known.amounts["principal"], known.rows["principal"], known.rests["principal"] = lent.value, (), (lent,)
    known.fits["principal"] = fits


def _until(entry: Entry, day: date) -> bool:
    when = posted(entry.transaction)
    return when is None or when <= day


def _fen(entry: Entry) -> int:
    return -amount(entry.transaction)


def _part(entry: Entry, name: str) -> Value[int] | None:
    parts = entry.transaction.components
    part: Value[int] | None = getattr(parts, name) if parts is not None else None
    return part


def _covers(case: Case, loan: str, settled: date) -> bool:
    """Whether a list of the lender's, understood in full, reaches the settlement."""
    return any(
        understood(i.statement) and i.statement.statement_on is not None and i.statement.statement_on.value >= settled
        for i in loan_statements(case, loan)
    )


def _lent(case: Case, loan: str) -> Value[int] | None:
    """Return the amount of a loan where all papers that print it agree."""
    found = list(loan_amounts(case, loan))
    for entry in entries(case, loan, (Kind.DISBURSEMENT,)):
        row = entry.transaction
        found.append(Value(abs(amount(row)), row.amount.evidence, row.amount.checks))
    return found[0] if found and len({v.value for v in found}) == 1 else None


def _draft(case: Case, tables: Tables, item: AccountLetter, known: _Known, named: str, severity: Severity) -> Draft:
    letter = item.letter
    stated, settled = letter.settled_amount, letter.settled_on
    assert stated is not None and settled is not None  # noqa: S101  the caller checked
    fen, name = known.amounts[named], _NAMES[named]
    account = account_name(case, item.account)
    error = severity is Severity.ERROR
    rows, rests = known.rows[named], known.rests.get(named, ())
    gap = stated.value - fen
    shown = [
        Text(f"{posted(e.transaction)} 还款 {yuan(-amount(e.transaction))} 元", f"{posted(e.transaction)} paid "
             f"{yuan(-amount(e.transaction))}")
        for e in rows
    ]  # fmt: skip
    steps = [
        Text(
            f"结清证明（{settled.value} 结清）写{name.zh if error else '结清金额'} {yuan(stated.value)} 元",
            f"the letter (settled on {settled.value}) states {yuan(stated.value)}",
        ),
        *shown,
    ]
    if len(rows) > 1:
        total = " + ".join(yuan(-amount(e.transaction)) for e in rows)
        steps.append(Text(f"{total} = {yuan(fen)} 元", f"{total} = {yuan(fen)}"))
    elif not rows:
        steps.append(Text(f"贷款本金 {yuan(fen)} 元", f"the principal of the loan is {yuan(fen)}"))
    sums = f"{yuan(stated.value)} − {yuan(fen)} = {yuan(gap)}"
    steps.append(Text(f"{sums} 元", sums))
    if letter.waived is not None:
        steps.append(
            Text(f"证明所写减免 {yuan(letter.waived.value)} 元不能说明此差额", "the waiver stated does not explain it")
        )
    asks: tuple[Text, ...]
    if error:
        asks = (
            Text(
                f"核实结清证明的{name.zh}金额，更正为 {yuan(fen)} 元后重新出具",
                f"check the amount of {name.en} and issue the letter again with {yuan(fen)}",
            ),
        )
    else:
        asks = (
            Text(
                f"说明结清证明所写 {yuan(stated.value)} 元的构成（是累计还款、最后一笔还款还是本金）",
                f"say what the {yuan(stated.value)} of the letter is made of",
            ),
        )
    finding = Finding(
        id="",
        code="SET602",
        severity=severity,
        account=item.account,
        issuer=letter.issuer,
        date=letter.issued_on.value if letter.issued_on else settled.value,
        title=Text(
            f"{account.zh}：结清证明写 {yuan(stated.value)} 元，还款明细的{name.zh}为 {yuan(fen)} 元",
            f"{account.en}: the letter states {yuan(stated.value)}, {name.en} on file: {yuan(fen)}",
        ),
        observed=stated.value,
        expected=fen,
        difference=gap,
        calculation=tuple(steps),
        basis=(tables.basis("post_contract_duty", case.as_of),),
        evidence=(
            stated.evidence,
            *(e.transaction.amount.evidence for e in rows),
            *(v.evidence for v in rests[:1]),
        ),
        needs_review=False,
        addressee="lender",
        asks=asks,
        meaning=Text(
            "结清证明的金额应与实际还款一致；不一致时日后难以作证。",
            "The letter's amount should be what was paid; else it proves little later.",
        ),
    )
    number = letter.contract_no or letter.account_tail
    serial = letter.serial.as_first_read if letter.serial else ""
    identity = (
        letter.issuer or "",
        str(number.as_first_read) if number else "",
        "",
        serial,
        "settled_amount",
        "",
        str(stated.as_first_read),
    )
    values: list[Value] = [stated, settled, *rests]  # type: ignore[type-arg]
    for entry in rows:
        values += [entry.transaction.amount, *(v for v in (day_value(entry.transaction),) if v is not None)]
    return Draft(finding, identity, letter.document, tuple(values))
