"""LOAN405: interest, fees and penalties of a loan for days after its settlement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.records.case import Case, Entry
from pipeline.records.evidence import Precision, Value
from pipeline.records.extraction import Kind
from pipeline.records.finding import Basis, Finding, Severity, Text
from pipeline.values.text import key
from rules.common import CHARGES, account_name, amount, day_value, entries, identity, posted, statement_of, yuan
from rules.loan_facts import (
    BOOKING,
    Settled,
    contracts_of,
    drawn_after,
    goes_on,
    interest_for,
    loan_amounts,
    loans,
    rates,
    repayments,
    settlement,
    taken_back,
    understood,
)
from rules.registry import Draft, rule
from rules.tables.load import State, Tables

_CYCLE = 31
"""Days after the settlement in which what ran up to it may still be booked."""

_INTEREST = (Kind.INTEREST, Kind.PENALTY_INTEREST)
_OTHER_SERVICE = ("证明", "工本", "邮寄", "快递", "公证", "诉讼", "律师")
_RESIDUE = 100
"""Fen: interest below one yuan booked within a cycle is what rounding leaves."""


@dataclass(frozen=True, slots=True)
class _Charge:
    """A charge after the settlement.

    Attributes:
        entry: The row.
        fen: What of it is interest, fee or penalty.
        parts: The values it is read from.
        interest_only: Whether it is for days: interest and penalty interest only.
    """

    entry: Entry
    fen: int
    parts: tuple[Value[int], ...]
    interest_only: bool


@rule(
    "LOAN405",
    Severity.ERROR,
    says=Text("贷款结清之后仍收利息、费用或罚息", "interest, fee or penalty for days after the settlement"),
    needs=Text(
        "写明结清日期的结清证明、其后的贷款还款明细", "a letter with the day of settlement, a later list of the loan"
    ),
    silent_when=(
        Text("已冲回或退回", "it was reversed or returned"),
        Text("另一笔贷款，或结清后又借款", "another loan, or more was borrowed after"),
        Text("截至结清日的尾息（其后一个月内入账，不超过这些天的利息）", "trailing interest up to the settlement"),
        Text("合同约定的提前还款费用（仅提示）", "a charge for early repayment that the contract fixes (a notice)"),
        Text(
            "结清后一个月内的费用而没有合同（至多为疑问）",
            "a fee within a month and no contract on file (at most a warning)",
        ),
    ),
    basis=("interest_for_real_period", "unjust_enrichment"),
    example=Text(
        "6 月 18 日结清，8 月 20 日又收利息 36.50：结清之后没有本金可计息，36.50 元没有依据。",
        "Settled on 18 June, interest of 36.50 on 20 August: there was no principal left to bear it.",
    ),
)
def charged_after_settlement(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each charge on a loan after the day on which letters prove it settled."""
    for loan in loans(case):
        settled = settlement(case, loan)
        if settled is None or settled.on.precision is not Precision.EXACT:
            continue
        if drawn_after(case, loan, settled.on.value) or goes_on(case, loan, settled.on.value):
            continue
        for charge in _charges(case, loan, settled.on.value):
            row = charge.entry.transaction
            if taken_back(case, charge.entry) or any(w in key(row.description.value) for w in _OTHER_SERVICE):
                continue
            severity = _severity(case, loan, charge, settled.on.value)
            if severity is not None:
                yield _draft(case, tables, loan, charge, settled, severity)


def _charges(case: Case, loan: str, settled: date) -> Iterator[_Charge]:
    """Yield rows after the settlement that charge something; the settlement's own payment may be booked days later."""
    for entry in entries(case, loan, (*CHARGES, Kind.REPAYMENT)):
        row = entry.transaction
        day = posted(row)
        if day is None or day <= settled:
            continue
        if row.kind is not Kind.REPAYMENT:
            if amount(row) > 0:
                value = Value(amount(row), row.amount.evidence, row.amount.checks)
                yield _Charge(entry, amount(row), (value,), row.kind in _INTEREST)
            continue
        parts = row.components
        if parts is None or amount(row) >= 0 or day <= settled + BOOKING:
            continue
        if parts.principal is not None and parts.principal.value > 0:
            continue  # principal was left: whether the loan was settled is another question
        wrong = tuple(v for v in (parts.interest, parts.penalty_interest, parts.fee) if v is not None and v.value > 0)
        if wrong:
            yield _Charge(entry, sum(v.value for v in wrong), wrong, parts.fee is None or parts.fee.value == 0)


def _severity(case: Case, loan: str, charge: _Charge, settled: date) -> Severity | None:
    """Return how far a charge is wrong, None where it may be for days up to the settlement."""
    day = posted(charge.entry.transaction)
    assert day is not None  # noqa: S101  charges without a day are left out
    if (day - settled).days > _CYCLE:
        return Severity.ERROR
    if not charge.interest_only:
        contracts = contracts_of(case, loan)
        early = any(c.early_fee is not None for c in contracts)
        if early or (not contracts and "提前" in key(charge.entry.transaction.description.value)):
            return Severity.NOTICE
        return Severity.ERROR if contracts else Severity.WARNING  # one that was not seen may fix such a charge
    if charge.fen < _RESIDUE:
        return Severity.NOTICE
    possible = _trailing(case, loan, settled)
    if possible is None:
        return Severity.NOTICE
    return None if charge.fen <= possible else Severity.ERROR


def _trailing(case: Case, loan: str, settled: date) -> int | None:
    """Return the most that the days before the settlement can have cost, at the highest rate known.

    On the principal that the settlement repaid where that is printed, else on the whole loan.
    """
    rate = rates(case, loan)
    paid = [(d, e.transaction) for e in repayments(case, loan) if (d := posted(e.transaction)) is not None]
    last = [
        row.components.principal.value
        for d, row in paid
        if abs(d - settled) <= BOOKING and row.components and row.components.principal
    ]
    principal = max(last, default=None) or max((v.value for v in loan_amounts(case, loan)), default=None)
    if rate is None or principal is None:
        return None
    earlier = [d for d, _ in paid if d < settled]
    since = max(earlier, default=settled - timedelta(days=_CYCLE))
    return interest_for(principal, rate.overdue, max((settled - since).days, _CYCLE) + 1)


def _plain(charge: _Charge) -> bool:
    """Whether a charge is interest alone, without penalty interest or fee."""
    row = charge.entry.transaction
    parts = row.components
    late = parts.penalty_interest if parts is not None else None
    return row.kind is Kind.INTEREST or (
        row.kind is Kind.REPAYMENT and charge.interest_only and (late is None or late.value == 0)
    )


def _before_term(case: Case, loan: str, settled: date) -> bool:
    """Whether papers show that the loan was settled before its last due day."""
    due = [row.due_on.value for x in case.plans if x.account == loan for row in x.plan.rows]
    due += [c.due_on.value for c in contracts_of(case, loan) if c.due_on is not None]
    return bool(due) and settled < max(due)


def _draft(case: Case, tables: Tables, loan: str, charge: _Charge, settled: Settled, severity: Severity) -> Draft:
    row = charge.entry.transaction
    item = statement_of(case, row)
    day = posted(row)
    assert item is not None and day is not None  # noqa: S101  entries come from statements, with their day
    name = account_name(case, loan)
    on, fen = settled.on, charge.fen
    error, asked = severity is Severity.ERROR, severity is Severity.WARNING
    what = _what(charge)
    # 677 speaks of a loan that is repaid before its term ends; a question claims no ground.
    resting = ["interest_for_real_period"] if _plain(charge) and _before_term(case, loan, on.value) else []
    basis: tuple[Basis, ...] = tuple(
        tables.basis(table, day)
        for table in (*resting, "unjust_enrichment")
        if error and tables.look_up(table, day).state is State.KNOWN
    )
    sums = " + ".join(yuan(v.value) for v in charge.parts)
    steps = [
        Text(f"结清证明：{on.value} 结清，未有欠款", f"letter: settled on {on.value}, nothing is owed"),
        Text(
            f"{day} 又收{what.zh} {yuan(fen)} 元，晚于结清日 {(day - on.value).days} 天",
            f"{day}: {what.en} of {yuan(fen)}, {(day - on.value).days} days after the settlement",
        ),
    ]
    if len(charge.parts) > 1:
        steps.append(Text(f"{sums} = {yuan(fen)} 元", f"{sums} = {yuan(fen)}"))
    if error:
        steps.append(
            Text(
                f"结清之后没有本金可以计息收费：{yuan(fen)} − 0.00 = {yuan(fen)} 元",
                f"after the settlement nothing bears a charge: {yuan(fen)} − 0.00 = {yuan(fen)}",
            )
        )
    elif asked:
        steps.append(
            Text(
                f"材料中没有借款合同，未见其是否约定该项费用：{yuan(fen)} − 0.00 = {yuan(fen)} 元待说明",
                f"no contract on file says whether it fixes this: {yuan(fen)} − 0.00 = {yuan(fen)} to be explained",
            )
        )
    else:
        steps.append(
            Text(
                "可能是截至结清日的尾息或合同约定的提前还款费用，请先核对合同",
                "it may be trailing interest or a charge for early repayment; check the contract first",
            )
        )
    finding = Finding(
        id="",
        code="LOAN405",
        severity=severity,
        account=loan,
        issuer=case.account(loan).issuer,
        date=day,
        title=Text(
            f"{name.zh}：{on.value} 已结清，{day} 仍收{what.zh} {yuan(fen)} 元",
            f"{name.en}: settled on {on.value}, {what.en} of {yuan(fen)} on {day}",
        ),
        observed=fen,
        expected=0,
        difference=fen,
        calculation=tuple(steps),
        basis=basis,
        evidence=(row.amount.evidence, on.evidence, *(v.evidence for v in charge.parts if row.kind is Kind.REPAYMENT)),
        needs_review=not understood(item.statement, (row,)),
        addressee="lender" if error or asked else "",
        asks=(
            Text(f"退还结清之后收取的{what.zh} {yuan(fen)} 元", f"refund the {what.en} of {yuan(fen)}"),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
        if error
        else (Text("说明该笔款项对应的日期和条款", "say which days and which clause it is for"),),
        meaning=Text(
            "结清证明写明已无欠款；其后的利息、费用没有依据。",
            "The letter says that nothing is owed; interest or fees after it have no ground.",
        )
        if error
        else Text(
            "结清证明写明已无欠款；该项费用合同是否约定，材料中没有合同，先请对方说明。"
            if asked
            else "结清后一个月内入账的小额利息或费用，可能属于结清之前。",
            "The letter says that nothing is owed; no contract is on file: ask whether it fixes this fee."
            if asked
            else "Small interest or a fee booked within a month may belong to the days before.",
        ),
    )
    values: list[Value] = [row.amount, on, *charge.parts]  # type: ignore[type-arg]
    values += [v for v in (day_value(row), settled.letter.letter.settled_in_words) if v is not None]
    if row.kind is not Kind.REPAYMENT:
        values.append(row.description)
    return Draft(finding, identity(row, item.statement), row.document, tuple(values), charge=charge.entry)


def _what(charge: _Charge) -> Text:
    row = charge.entry.transaction
    if row.kind is not Kind.REPAYMENT:
        return Text(f"“{row.description.value}”", row.description.value)
    parts = row.components
    named = (
        (
            ("利息", "interest", parts.interest),
            ("罚息", "penalty interest", parts.penalty_interest),
            ("费用", "fee", parts.fee),
        )
        if parts
        else ()
    )
    shown = [(zh, en) for zh, en, value in named if value is not None and value.value > 0]
    return Text("、".join(zh for zh, _ in shown), " and ".join(en for _, en in shown))
