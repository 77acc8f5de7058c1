"""PEN203: a penalty above what the issuer's price makes of the unpaid minimum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from pipeline.records.case import Case
from pipeline.records.evidence import Value
from pipeline.records.extraction import PenaltyTerms
from pipeline.records.finding import Finding, Severity, Text
from rules.common import account_name, amount, card_statement, day_value, identity, posted, sound, yuan
from rules.loan_rates import percent
from rules.minimum import Minimum, Paid, grace, judged_minimum, missing_for, payments
from rules.registry import Draft, rule
from rules.tables.load import PenaltyTariff, State, Tables
from rules.unchecked import unchecked

_TOLERANCE = 2
"""Fen: a derived total may be off by as much."""

_HIGHEST_FLOOR = 3_000
"""Fen, the highest floor seen at any bank: it stands in where an issuer's own floor is not known, in its favour."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a tariff makes of a shortfall.

    Attributes:
        percent: The rate used, as a person writes it: the higher one where the tariff knows two.
        raw: Rate times shortfall, rounded half up, fen.
        floor, cap: Fen; a cap of None is none.
        expected: The result.
        floor_known: Whether the issuer's own floor is known.
    """

    percent: str
    raw: int
    floor: int
    cap: int | None
    expected: int
    floor_known: bool


def price(tariff: PenaltyTariff, shortfall: int, currency: str) -> Price | None:
    """Return the most that a tariff carries for a shortfall; None where it does not know the currency.

    Where sources leave a choice the one that is kinder to the lender is taken: the higher rate for repeated misses,
    and the highest known floor where the issuer's own is not known.
    """
    percent = max(tariff.percent, tariff.repeated_percent or 0)
    raw = (percent * shortfall + 50) // 100
    known = currency in tariff.floor
    if not known and currency != "CNY":
        return None
    floor = tariff.floor.get(currency, _HIGHEST_FLOOR)
    cap = tariff.cap.get(currency)
    expected = 0 if shortfall <= 0 else max(raw, floor)
    return Price(str(percent), raw, floor, cap, expected if cap is None else min(expected, cap), known)


@rule(
    "PEN203",
    Severity.ERROR,
    says=Text(
        "违约金高于账单写明的或转载的收费标准：比例 × 最低还款额未还部分，计入上下限",
        "a penalty above rate × unpaid part of the printed minimum, floor and cap counted, by the bill's own terms "
        "(error) or a published tariff (a question)",
    ),
    needs=Text(
        "收取违约金的账单、前一期账单（最低还款额、到期还款日）、还款记录、该行该日的收费标准",
        "the statement with the penalty, the one before (minimum, due date), the payments, the issuer's tariff",
    ),
    silent_when=(
        Text("不高于标准，或差额在 0.02 元以内", "not above the tariff, or by 0.02 at most"),
        Text("已按期还足（见 PEN204）", "the minimum was paid in time (see PEN204)"),
        Text("已冲回", "it was reversed"),
        Text("缺少前一期账单或其最低还款额（只提示）", "the statement before, or its minimum, is missing (a notice)"),
        Text("该行该日的标准不明（只提示缺什么）", "the tariff of that issuer and date is unknown (a notice says so)"),
    ),
    basis=("penalty_by_contract",),
    tariffs=("penalty", "grace_days"),
    example=Text(
        "招商银行：最低还款额 800.00，到期前还 300.00，未还部分 500.00 × 5% = 25.00；收取 40.00，高出 15.00。",
        "Minimum 800.00, 300.00 paid by the due date: 500.00 × 5% = 25.00; charged 40.00, which is 15.00 more.",
    ),
)
def above_the_tariff(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each penalty above the issuer's tariff, or whose tariff is unknown.

    Only payments booked by the due date reduce the shortfall.  Days of grace would reduce it further, and the penalty
    that is due with it: whether a part payment in them counts no source says, so it is not held against the lender.
    """
    told: set[tuple[str | None, str]] = set()
    for entry in case.ledger:
        account = (entry.account, entry.transaction.currency)
        judged = judged_minimum(case, entry)
        if judged is None:
            missing = missing_for(case, entry)
            item = card_statement(case, entry.transaction)
            known = tables.look_up("penalty_by_contract", posted(entry.transaction) or case.as_of).state is State.KNOWN
            if missing is not None and item is not None and known and account not in told:
                told.add(account)
                yield unchecked("PEN203", case, entry, item, _PENALTY, missing)
            continue
        if tables.look_up("penalty_by_contract", judged.day).state is not State.KNOWN:
            continue
        paid = payments(case, judged, judged.due.value)
        shortfall = judged.fen.value - paid.total
        days = grace(case, tables, judged.item, judged.day).days
        late = payments(case, judged, judged.due.value + timedelta(days=days))
        if shortfall <= 0 or (days and late.total >= judged.fen.value):
            continue  # PEN204 speaks of it
        own = _own_terms(judged)
        if own is not None:
            if amount(entry.transaction) > own.price(shortfall).expected + _TOLERANCE:
                yield _draft(case, tables, judged, paid, own.price(shortfall), own)
            continue
        answer = tables.look_up(f"{judged.item.statement.issuer}/penalty", judged.day)
        line = answer.line if answer.state is State.KNOWN else None
        # What nobody read in a source, or sources give differently, is not known well enough to ask about.
        tariff = line.value if line is not None and line.source.confidence in ("S", "S-") else None
        found = price(tariff, shortfall, entry.transaction.currency) if isinstance(tariff, PenaltyTariff) else None
        if found is None and account not in told:
            told.add(account)
            yield _unknown(case, tables, judged, paid)
        elif found is not None and amount(entry.transaction) > found.expected + _TOLERANCE:
            yield _draft(case, tables, judged, paid, found)


_PENALTY = Text("违约金", "the penalty")


@dataclass(frozen=True, slots=True)
class _Own:
    """What the card's own statement says a missed minimum costs."""

    terms: PenaltyTerms

    def price(self, shortfall: int) -> Price:
        """Return what its terms make of a shortfall, fen, rounded half up."""
        share, floor = self.terms.percent.value, self.terms.floor.value
        cap = self.terms.cap.value if self.terms.cap else None
        raw = (share * shortfall + 5_000) // 10_000
        expected = max(raw, floor)
        most = expected if cap is None else min(expected, cap)
        return Price(percent(share).removesuffix("%"), raw, floor, cap, most, True)

    def values(self) -> list[Value[int]]:
        """Return what the terms are read from."""
        return [v for v in (self.terms.percent, self.terms.floor, self.terms.cap) if v is not None]


def _own_terms(judged: Minimum) -> _Own | None:
    """Return the terms that the bill with the penalty prints, else those of the bill before; None where they differ."""
    if judged.entry.transaction.currency != "CNY":
        return None
    found = [s.penalty_terms for s in (judged.item.statement, judged.previous.statement) if s.penalty_terms]
    said = {(t.percent.value, t.floor.value, t.cap.value if t.cap else None) for t in found}
    return _Own(found[0]) if len(said) == 1 else None


def _unknown(case: Case, tables: Tables, judged: Minimum, paid: Paid) -> Draft:
    issuer, currency = judged.item.statement.issuer or "", judged.entry.transaction.currency
    missing = Text(
        f"{issuer}{judged.day} 适用的违约金标准（比例、下限、上限，币种 {currency}）",
        f"the penalty tariff of {issuer} on {judged.day} (rate, floor, cap, {currency})",
    )
    basis = (tables.basis("penalty_by_contract", judged.day),)
    steps = _shortfall_steps(judged, paid)
    return unchecked("PEN203", case, judged.entry, judged.item, _PENALTY, missing, steps, basis)


def _shortfall_steps(judged: Minimum, paid: Paid) -> list[Text]:
    minimum, last = judged.fen.value, judged.due.value
    sums = "".join(f" {'−' if amount(p) < 0 else '+'} {yuan(abs(amount(p)))}" for p in paid.rows) or " − 0.00"
    short = yuan(minimum - paid.total)
    return [
        judged.step,
        *paid.steps(),
        Text(
            f"至 {last} 未还部分：{yuan(minimum)}{sums} = {short} 元",
            f"unpaid on {last}: {yuan(minimum)}{sums} = {short}",
        ),
    ]


def _price_steps(found: Price, shortfall: int, fen: int, *, own: bool) -> list[Text]:
    steps = [
        Text(
            f"{found.percent}% × {yuan(shortfall)} = {yuan(found.raw)} 元（四舍五入到分）",
            f"{found.percent}% × {yuan(shortfall)} = {yuan(found.raw)} (rounded half up)",
        )
    ]
    if found.raw < found.floor:
        why = ("低于下限", "below the floor") if found.floor_known else ("下限不明，从宽取", "floor unknown, taken as")
        steps.append(Text(f"{why[0]} {yuan(found.floor)} 元", f"{why[1]} {yuan(found.floor)}"))
    if found.cap is not None and max(found.raw, found.floor) > found.cap:
        steps.append(Text(f"高于上限，按上限 {yuan(found.cap)} 元", f"above the cap: {yuan(found.cap)}"))
    gap = f"{yuan(fen)} − {yuan(found.expected)} = {yuan(fen - found.expected)}"
    by = ("账单写明的标准", "the bill's own terms carry") if own else ("转载的收费标准", "the tariff carries")
    end = ("元为多收", "too much") if own else ("元待说明", "to be explained")
    steps.append(
        Text(
            f"按{by[0]}至多 {yuan(found.expected)} 元，收取 {yuan(fen)} 元；{gap} {end[0]}",
            f"{by[1]} {yuan(found.expected)}, charged {yuan(fen)}; {gap} {end[1]}",
        )
    )
    return steps


def _draft(
    case: Case, tables: Tables, judged: Minimum, paid: Paid, found: Price, own: _Own | None = None
) -> Draft:
    row, statement = judged.entry.transaction, judged.item.statement
    fen, shortfall = amount(row), judged.fen.value - paid.total
    card = account_name(case, judged.entry.account, statement)
    name, excess = row.description.value, fen - found.expected
    basis = [tables.basis("penalty_by_contract", judged.day)]
    if own is None:
        basis.append(tables.basis(f"{statement.issuer}/penalty", judged.day))
    by = ("账单写明的标准", "the bill's own terms") if own else ("转载的收费标准", "the tariff")
    finding = Finding(
        id="",
        code="PEN203",
        severity=Severity.WARNING if own is None else Severity.ERROR,
        account=judged.entry.account,
        issuer=statement.issuer,
        date=judged.day,
        title=Text(
            f"{card.zh}：{judged.day}“{name}”{yuan(fen)} 元，比按{by[0]}算得的 {yuan(found.expected)} 元"
            f"多 {yuan(excess)} 元",
            f"{card.en}: penalty of {yuan(fen)} on {judged.day}, {by[1]} makes {yuan(found.expected)}",
        ),
        observed=fen,
        expected=found.expected,
        difference=excess,
        calculation=(*_shortfall_steps(judged, paid), *_price_steps(found, shortfall, fen, own=own is not None)),
        basis=tuple(basis),
        evidence=(
            row.amount.evidence,
            judged.fen.evidence,
            judged.due.evidence,
            *(p.amount.evidence for p in paid.rows),
            *(v.evidence for v in (own.values() if own else ())),
        ),
        # A payment taken back that was not read would make the shortfall too small.
        needs_review=not sound(statement),
        addressee="lender",
        asks=(
            Text(f"退还多收的违约金 {yuan(excess)} 元", f"refund {yuan(excess)} of the penalty"),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
        if own
        else (
            Text(
                "说明收取该笔违约金所依据的合同条款、收取标准和计算过程",
                "send the clause, the price and the computation of this penalty",
            ),
        ),
        meaning=Text(
            "账单自己写明了违约金怎么算，按它算不出这么多。",
            "The bill itself says how the penalty is computed, and that makes less.",
        )
        if own
        else Text(
            "与转载的该行收费标准不一致；您的合约可能另有约定，先请银行说明条款和计算过程。",
            "It differs from the published tariff; your contract may say otherwise, so ask for the clause first.",
        ),
    )
    values: list[Value] = [row.amount, row.description, judged.fen, judged.due, judged.start]  # type: ignore[type-arg]
    values += [v for r in (row, *paid.rows) if (v := day_value(r)) is not None]
    values += [*(p.amount for p in paid.rows), *(own.values() if own else ())]
    return Draft(finding, identity(row, statement), row.document, tuple(values), charge=judged.entry)
