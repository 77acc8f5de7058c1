"""LOAN404: what a loan cost in all as a yearly rate, above the line that applies to its lender and day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pipeline.records.case import Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind
from pipeline.records.finding import Finding, Severity, Text
from rules.common import account_name, amount, day_value, entries, posted, statement_of, yuan
from rules.lender import LenderKind, lender
from rules.loan_facts import contracts_of, loan_amounts, loan_statements, loans, repayments, understood
from rules.lpr import private_cap, private_cap_carries
from rules.registry import Draft, rule
from rules.tables.load import State, Tables
from rules.yearly_cost import Flow, monthly_rate, monthly_rate_by_days, nominal, on_principal

_ROUNDING = Decimal("0.0005")
"""0.05 percentage points: what rounding of instalments and days may add (law.md §4.3)."""

_LINES = {
    LenderKind.BANK: ("fin_court_24", Severity.NOTICE),
    LenderKind.CONSUMER_FINANCE: ("fin_court_24", Severity.NOTICE),
    LenderKind.ASSISTED: ("assisted_lending_24", Severity.WARNING),
    LenderKind.MICROLOAN: ("microloan_24", Severity.WARNING),
}
_TWENTY_FOUR = Decimal("0.24")


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a fully repaid loan cost.

    Attributes:
        flows: Paid out first, then each payment, by day.
        entries: The payments.
        cost: Fen of everything paid beyond the principal.
        by_flows: Yearly rate as twelve monthly internal rates.
        by_principal: Cost over principal times days.
        by_months: As by_flows, each payment taken as a whole number of months after the loan; None where payments
            do not lie so.
    """

    flows: tuple[Flow, ...]
    entries: tuple[Entry, ...]
    cost: int
    by_flows: Decimal
    by_principal: Decimal
    by_months: Decimal | None = None

    @property
    def rate(self) -> Decimal:
        """The lowest of all ways: the one kindest to the lender."""
        return min(r for r in (self.by_flows, self.by_principal, self.by_months) if r is not None)


def _cost(case: Case, loan: str) -> _Cost | None:
    """Return what a loan cost; None where its flows are not on file in full."""
    opened = {c.opened_on.value for c in contracts_of(case, loan) if c.opened_on}
    opened |= {i.statement.opened_on.value for i in loan_statements(case, loan) if i.statement.opened_on}
    opened |= {x.plan.opened_on.value for x in case.plans if x.account == loan and x.plan.opened_on}
    amounts = {v.value for v in loan_amounts(case, loan)}
    paid = sorted(repayments(case, loan), key=lambda e: posted(e.transaction) or case.as_of)
    if len(opened) != 1 or len(amounts) != 1 or not paid:
        return None
    (start,), (principal,) = opened, amounts
    if any(not understood(i.statement) for i in loan_statements(case, loan)):
        return None
    repaid: list[tuple[date, int]] = []
    for entry in paid:
        parts, day = entry.transaction.components, posted(entry.transaction)
        if parts is None or parts.principal is None or day is None or day < start:
            return None
        repaid.append((day, parts.principal.value))
    if sum(fen for _, fen in repaid) != principal:
        return None  # a payment is missing, or more was borrowed
    if len(list(entries(case, loan, (Kind.DISBURSEMENT,)))) > 1:
        return None
    # Charges listed beside the payments may be in them already: what is sure is what the payments hold.
    in_payments = sum(-amount(e.transaction) for e in paid) - principal
    flows = (Flow(start, principal), *(Flow(d, amount(e.transaction)) for e in paid if (d := posted(e.transaction))))
    monthly = monthly_rate_by_days(flows)
    left, owed, last = principal, [], start
    for day, fen in repaid:
        owed.append((left, (day - last).days))
        left, last = left - fen, day
    simple = on_principal(in_payments, owed)
    if monthly is None or simple is None:
        return None
    return _Cost(flows, tuple(paid), in_payments, nominal(monthly), simple, _by_months(flows))


_NEAR_DUE = 7
"""Days by which a payment of a month may lie off the day of the month on which the loan was paid out."""


def _by_months(flows: Sequence[Flow]) -> Decimal | None:
    """Return the yearly rate of whole months: lenders compute a month's interest as a twelfth of the yearly rate."""
    start, *back = flows
    count = [(f.day.year - start.day.year) * 12 + f.day.month - start.day.month for f in back]
    off = [abs(f.day.day - start.day.day) for f in back]
    # At a month's end 28 to 31 are one day.
    if any(n <= 0 for n in count) or any(min(d, 31 - d) > _NEAR_DUE for d in off):
        return None
    payments = [0] * max(count)
    for n, flow in zip(count, back, strict=True):
        payments[n - 1] -= flow.fen
    monthly = monthly_rate(start.fen, payments)
    return None if monthly is None else nominal(monthly)


def shown(rate: Decimal) -> str:
    """Return a rate as a per cent of two digits."""
    return f"{(rate * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


@rule(
    "LOAN404",
    Severity.WARNING,
    says=Text(
        "综合年化成本高于适用于该类出借方和时间的参考线",
        "total yearly cost above the line that applies to this lender and date",
    ),
    needs=Text(
        "放款日、放款金额和全部还款（本金已还清）；出借方的类型",
        "the day and amount of the loan and all payments until it was repaid; what kind of lender it is",
    ),
    silent_when=(
        Text("现金流不全，或尚未还清", "the flows are incomplete, or it is not repaid"),
        Text("出借方类型不明", "the kind of lender is unknown"),
        Text("不高于参考线加 0.05 个百分点", "not above the line by more than 0.05 points"),
        Text("持牌机构（只提示：法院可依请求调减）", "a licensed lender (a notice: a court may reduce on request)"),
    ),
    basis=("fin_court_24", "assisted_lending_24", "microloan_24", "private_lending_cap"),
    example=Text(
        "借 12,000.00 元，12 期每期还 1,072.00 元：月内部收益率 × 12 = 13.03%，低于 24%，不触发。",
        "12,000.00 repaid in 12 monthly payments of 1,072.00: the monthly internal rate × 12 is 13.03%, "
        "below 24%, so silent.",
    ),
)
def yearly_cost(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each repaid loan whose cost is above the line of its lender and day."""
    for loan in loans(case):
        kind = lender(case, loan)
        found = _cost(case, loan) if kind is not None else None
        if kind is None or found is None:
            continue
        day = found.flows[0].day
        if kind.kind is LenderKind.PRIVATE:
            line = private_cap(tables, day)
            new = tables.look_up("private_lending_cap", day).state is State.KNOWN
            table = "private_lending_cap" if new else "private_lending_cap_old"
            severity = max(Severity.WARNING, private_cap_carries(tables, day), key=list(Severity).index)
            if line is None:
                continue
        else:
            table, severity = _LINES[kind.kind]
            line = _TWENTY_FOUR
            if tables.look_up(table, day).state is not State.KNOWN:
                table, severity = "fin_court_24", Severity.NOTICE
                if tables.look_up(table, day).state is not State.KNOWN:
                    continue
        if found.rate > line + _ROUNDING:
            yield _draft(case, tables, loan, found, (line, table, severity), kind.told)


def _draft(
    case: Case, tables: Tables, loan: str, found: _Cost, against: tuple[Decimal, str, Severity], told: bool
) -> Draft:
    line, table, severity = against
    name = account_name(case, loan)
    out, *back = found.flows
    principal, cost = out.fen, found.cost
    last = found.entries[-1].transaction
    item = statement_of(case, last)
    assert item is not None  # noqa: S101  entries come from statements
    total = sum(-f.fen for f in back)
    steps = [
        Text(f"{out.day} 放款 {yuan(principal)} 元", f"{out.day}: {yuan(principal)} paid out"),
        *(Text(f"{f.day} 还款 {yuan(-f.fen)} 元", f"{f.day}: {yuan(-f.fen)} repaid") for f in back),
        Text(
            f"本金以外共付：{yuan(total)} − {yuan(principal)} = {yuan(cost)} 元",
            f"paid beyond the principal: {yuan(total)} − {yuan(principal)} = {yuan(cost)}",
        ),
        Text(
            f"实际现金流的月内部收益率的 12 倍为 {shown(found.by_flows)}；按占用本金和天数的年化为 "
            f"{shown(found.by_principal)}"
            + (f"；按整月计为 {shown(found.by_months)}" if found.by_months is not None else ""),
            f"internal rate: {shown(found.by_flows)}; on the principal owed: {shown(found.by_principal)}",
        ),
        Text(
            f"取最低者 {shown(found.rate)}，参考线 {shown(line)}",
            f"the lowest is {shown(found.rate)}, the line {shown(line)}",
        ),
    ]
    if told:
        steps.append(Text("出借方类型依您在设置中的填写", "the kind of lender is what you told in settings"))
    notice = severity is Severity.NOTICE
    finding = Finding(
        id="",
        code="LOAN404",
        severity=severity,
        account=loan,
        issuer=case.account(loan).issuer,
        date=out.day,
        title=Text(
            f"{name.zh}：综合年化成本 {shown(found.rate)}，高于参考线 {shown(line)}",
            f"{name.en}: yearly cost {shown(found.rate)}, above the line of {shown(line)}",
        ),
        observed=Text(shown(found.rate), shown(found.rate)),
        expected=Text(f"不高于 {shown(line)}", f"at most {shown(line)}"),
        difference=None,
        calculation=tuple(steps),
        basis=(tables.basis(table, out.day),),
        evidence=tuple(e.transaction.amount.evidence for e in found.entries),
        needs_review=False,
        addressee="" if notice else "lender",
        asks=()
        if notice
        else (
            Text(
                "说明该笔贷款综合融资成本的构成和计算过程，以及高于上述参考线的部分如何处理",
                "explain what makes up the cost of this loan, and what will be done about what is above the line",
            ),
        ),
        meaning=Text(
            "这不等于违法或无效：诉讼中法院可依借款人请求调减过高的部分。只供了解。",
            "That is not unlawful or void: a court may reduce on request what is too high. To know only.",
        )
        if notice
        else Text(
            "高于上述参考线；先请对方说明构成，不要据此断言违法或者无效。",
            "Above the line named; ask how it is made up, do not call it unlawful or void.",
        ),
    )
    number = case.account(loan).contract_no or ""
    who = (case.account(loan).issuer or "", number, "CNY", "", "yearly_cost", out.day.isoformat(), str(principal))
    values: list[Value] = [e.transaction.amount for e in found.entries]  # type: ignore[type-arg]
    values += [v for e in found.entries if (v := day_value(e.transaction)) is not None]
    return Draft(finding, who, last.document, tuple(values))
