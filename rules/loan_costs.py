"""LOAN403 and LOAN407: what a lender kept of the loan, and what it collected beside its own cost statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.records.case import Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Transaction
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.loan import CostStatement
from pipeline.values.text import key
from rules.common import account_name, amount, day_value, entries, identity, posted, statement_of, yuan
from rules.loan_facts import bank_credits, contracts_of, loans, taken_back, understood
from rules.registry import Draft, rule
from rules.tables.load import State, Tables

_TOLERANCE = 1
"""Fen."""

_NEAR = timedelta(days=1)
"""The money arrives, and what was kept is booked, so near to the day of the loan."""

_ORDERED = re.compile(r"受托支付|商户|商家|购物|购车|医美|教育|培训|租房|分期商品|货款")
"""The loan went to a merchant on the borrower's order."""


@dataclass(frozen=True, slots=True)
class _PaidOut:
    """What reached the borrower of a loan: how much, on which day, and what else that is read from."""

    fen: Value[int]
    on: Value[date]
    document: str
    row: Transaction | None
    number: str
    kept: tuple[Value[int], ...] = ()
    ordered: int = 0


def _paid_out(case: Case, loan: str, contract_amount: int) -> _PaidOut | None:
    """Return the one payment by which a loan was paid out; None where none, or several parts, are on file."""
    slips = [
        x.payout
        for x in case.payouts
        if x.account == loan and x.payout.amount is not None and x.payout.paid_on is not None
    ]
    found = []
    for slip in slips:
        assert slip.amount is not None and slip.paid_on is not None  # noqa: S101  filtered above
        number = slip.contract_no.as_first_read if slip.contract_no else ""
        ordered = sum(v.value for v in slip.ordered)
        found.append(_PaidOut(slip.amount, slip.paid_on, slip.document, None, number, slip.kept, ordered))
    if len({(f.fen.value, f.on.value) for f in found}) > 1:
        return None
    if found:
        return found[0]
    days = [c.opened_on.value for c in contracts_of(case, loan) if c.opened_on]
    if len(set(days)) != 1:
        return None
    rows = bank_credits(case, case.account(loan).issuer, days[0], _NEAR, contract_amount)
    if len(rows) != 1 or rows[0].transaction.amount.value is None:
        return None
    row = rows[0].transaction
    on = day_value(row)
    fen = Value(-amount(row), row.amount.evidence, row.amount.checks)
    return _PaidOut(fen, on, row.document, row, "") if on is not None else None


@rule(
    "LOAN403",
    Severity.ERROR,
    says=Text(
        "实际放款少于合同本金，差额由出借方或担保方扣下（砍头息）",
        "less was paid out than the contract's principal: the rest kept by lender or guarantor",
    ),
    needs=Text(
        "借款合同与放款凭证或银行流水；差额的去向见还款明细",
        "the contract and the payout slip or bank list; the lender's list shows who kept the rest",
    ),
    silent_when=(
        Text("按借款人的委托支付给商户", "it was paid to a merchant on order"),
        Text("费用在放款之后另行收取", "a fee charged later"),
        Text("分次放款", "it was paid out in parts"),
        Text("没有材料写明差额被谁扣下（只要求说明）", "no paper shows who kept the rest (a question only)"),
    ),
    basis=("deducted_interest",),
    example=Text(
        "合同借款 12,000.00 元，放款 11,400.00 元，当日扣“服务费”600.00 元：12,000.00 − 11,400.00 = 600.00 元；"
        "本金应按实际到手的 11,400.00 元计。",
        "Contract 12,000.00, paid out 11,400.00, a fee of 600.00 kept that day: 12,000.00 − 11,400.00 = 600.00; "
        "what was really received is the principal.",
    ),
)
def kept_back(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each loan of which less was paid out than its contract says."""
    for loan in loans(case):
        amounts = [c.loan_amount for c in contracts_of(case, loan) if c.loan_amount is not None]
        if len({v.value for v in amounts}) != 1:
            continue
        paid = _paid_out(case, loan, amounts[0].value)
        if paid is None or paid.fen.value <= 0 or _in_parts(case, loan, paid.fen.value, amounts[0].value):
            continue
        gap = amounts[0].value - paid.fen.value
        if gap <= _TOLERANCE or tables.look_up("deducted_interest", _contract_day(case, loan, paid)).line is None:
            continue
        words = key(paid.row.description.value) if paid.row else ""
        if _ORDERED.search(words) or gap <= paid.ordered:
            continue
        kept = _kept(case, loan, gap, paid.on.value)
        if kept is None or not taken_back(case, kept):
            yield _kept_draft(case, tables, loan, amounts[0], paid, kept)


def _contract_day(case: Case, loan: str, paid: _PaidOut) -> date:
    days = [c.opened_on.value for c in contracts_of(case, loan) if c.opened_on]
    return min(days, default=paid.on.value)


def _in_parts(case: Case, loan: str, fen: int, whole: int) -> bool:
    """Whether the lender's list shows the loan paid out in other parts; it may book it whole and what it kept."""
    parts = [abs(amount(e.transaction)) for e in entries(case, loan, (Kind.DISBURSEMENT,))]
    return len(parts) > 1 or any(part not in (fen, whole) for part in parts)


def _kept(case: Case, loan: str, gap: int, on: date) -> Entry | None:
    """Return the row by which the lender's list shows who kept the rest: a charge of just that on just that day."""
    for entry in entries(case, loan, (Kind.FEE, Kind.INTEREST, Kind.REPAYMENT)):
        row, day = entry.transaction, posted(entry.transaction)
        if day is None or abs(day - on) > _NEAR:
            continue
        parts = row.components
        if row.kind is not Kind.REPAYMENT:
            if amount(row) == gap:
                return entry
        elif parts is not None and -amount(row) == gap and (parts.principal is None or parts.principal.value == 0):
            return entry
    return None


def _kept_draft(
    case: Case, tables: Tables, loan: str, principal: Value[int], paid: _PaidOut, kept: Entry | None
) -> Draft:
    name = account_name(case, loan)
    gap = principal.value - paid.fen.value
    sums = f"{yuan(principal.value)} − {yuan(paid.fen.value)} = {yuan(gap)}"
    own = sum(v.value for v in paid.kept) == gap
    error = kept is not None or own
    day = _contract_day(case, loan, paid)
    steps = [
        Text(f"合同借款金额 {yuan(principal.value)} 元", f"the contract lends {yuan(principal.value)}"),
        Text(f"{paid.on.value} 实际放款 {yuan(paid.fen.value)} 元", f"{yuan(paid.fen.value)} was paid out"),
    ]
    if kept is not None:
        row = kept.transaction
        # Of a list in columns the row says 还款; its fee column says what was kept.
        name_of = "息费" if row.kind is Kind.REPAYMENT else row.description.value
        steps.append(
            Text(
                f"{posted(row)} 同时扣收“{name_of}”{yuan(abs(amount(row)))} 元",
                f"kept with it: {name_of} of {yuan(abs(amount(row)))}",
            )
        )
    elif own:
        parts = " + ".join(yuan(v.value) for v in paid.kept)
        total = f" = {yuan(gap)}" if len(paid.kept) > 1 else ""
        steps.append(Text(f"放款凭证写明扣下：{parts}{total} 元", f"the slip says it was kept: {parts}{total}"))
    end = ("元被预先扣下", "was kept back") if error else ("元待说明", "to be explained")
    steps.append(Text(f"{sums} {end[0]}", f"{sums} {end[1]}"))
    finding = Finding(
        id="",
        code="LOAN403",
        severity=Severity.ERROR if error else Severity.WARNING,
        account=loan,
        issuer=case.account(loan).issuer,
        date=paid.on.value,
        title=Text(
            f"{name.zh}：合同借款 {yuan(principal.value)} 元，实际放款 {yuan(paid.fen.value)} 元，少 {yuan(gap)} 元",
            f"{name.en}: {yuan(principal.value)} by contract, {yuan(paid.fen.value)} paid out, {yuan(gap)} less",
        ),
        observed=principal.value,
        expected=paid.fen.value,
        difference=gap,
        calculation=tuple(steps),
        basis=(tables.basis("deducted_interest", day),),
        evidence=(
            *((kept.transaction.amount.evidence,) if kept is not None else ()),
            paid.fen.evidence,
            principal.evidence,
            *(v.evidence for v in paid.kept),
        ),
        needs_review=False,
        addressee="lender",
        asks=(
            Text(
                f"按实际放款 {yuan(paid.fen.value)} 元核定借款本金，重新计算利息并退还多收部分；"
                "如认为该项不属于预先扣除的利息，请说明依据",
                f"take {yuan(paid.fen.value)} as the principal, compute the interest anew and refund the rest; "
                "or say on what it rests that this was not interest kept back",
            ),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
        if error
        else (
            Text(
                f"说明 {yuan(gap)} 元差额的去向、收取主体和合同条款",
                f"say where the {yuan(gap)} went, who took it and by which clause",
            ),
        ),
        meaning=Text(
            "利息不得预先从本金中扣除；扣除的，按实际借到的数额还本付息。这里的差额是本金，不是已付的利息。",
            "Interest may not be kept back from the principal; what was really received is the principal.",
        )
        if error
        else Text(
            "到手的钱少于合同本金；可能是委托支付或另有约定，先请对方说明差额去了哪里。",
            "Less arrived than the contract says; there may be a reason, so ask where the rest went.",
        ),
    )
    who = (
        case.account(loan).issuer or "",
        case.account(loan).contract_no or paid.number,
        "CNY",
        "",
        "payout",
        paid.on.as_first_read.isoformat(),
        str(paid.fen.as_first_read),
    )
    values: list[Value] = [principal, paid.fen, paid.on]  # type: ignore[type-arg]
    values += paid.kept
    if kept is not None:
        values += [kept.transaction.amount, kept.transaction.description]
    return Draft(finding, who, paid.document, tuple(values), charge=kept)


# --- beside the cost statement ----------------------------------------------------------------------------------------

_NORMAL = (Kind.FEE,)
_EARLY = re.compile(r"提前还款|提前结清")
_SAME = (
    ("担保", re.compile(r"担保|增信|保证保险|履约保证")),
    ("保险", re.compile(r"保险|保费")),
    ("咨询", re.compile(r"咨询|顾问|居间|中介")),
    ("平台", re.compile(r"平台|会员|权益|技术|信息")),
    ("管理", re.compile(r"管理")),
    ("手续", re.compile(r"手续|分期")),
    ("印花", re.compile(r"印花|税")),
    ("公证", re.compile(r"公证|评估|登记|抵押|律师|诉讼|鉴定")),
    ("支付", re.compile(r"支付|代扣|通道|转账")),
)
"""Names of charges by what they are for: one item of the statement may go by another name of its group."""

_CATCH_ALL = re.compile(r"其他|其它|等费用|各项|全部费用|费用合计|息费")


@rule(
    "LOAN407",
    Severity.ERROR,
    says=Text(
        "收取了综合融资成本明示表没有列出的项目（2026 年 8 月 1 日起的贷款）",
        "an item collected that the cost statement 明示表 does not list, loans from 2026-08-01",
    ),
    needs=Text(
        "该笔贷款的综合融资成本明示表、借款合同或放款日、还款明细",
        "the loan's cost statement, its day, and the lender's list",
    ),
    silent_when=(
        Text("明示表不在案", "the statement is not on file"),
        Text("2026 年 8 月 1 日以前的贷款", "a loan concluded before 2026-08-01"),
        Text("项目以别名列在表中，或表中有概括项", "the item stands under another name, or a general one covers it"),
        Text("已退回", "it was returned"),
    ),
    basis=("cost_statement",),
    example=Text(
        "明示表只列利息和担保费，还款明细另收“咨询服务费”260.00 元：表外项目不得收取，260.00 − 0.00 = 260.00 元。",
        "The statement lists interest and a guarantee fee; a consulting fee of 260.00 was collected beside it.",
    ),
)
def beside_the_statement(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each fee of a loan that its cost statement does not list."""
    for loan in loans(case):
        statements = [x.cost for x in case.costs if x.account == loan]
        concluded = _concluded(case, loan)
        if len(statements) != 1 or concluded is None or not statements[0].items:
            continue
        if tables.look_up("cost_statement", concluded.value).state is not State.KNOWN:
            continue
        for entry in entries(case, loan, _NORMAL):
            row = entry.transaction
            if amount(row) <= 0 or taken_back(case, entry) or _listed(statements[0], key(row.description.value)):
                continue
            yield _beside_draft(case, tables, loan, entry, statements[0], concluded)


def _concluded(case: Case, loan: str) -> Value[date] | None:
    """Return the day a loan was concluded, as its contract, payout slip or list says; the earliest."""
    days = [c.opened_on for c in contracts_of(case, loan)]
    days += [x.payout.paid_on for x in case.payouts if x.account == loan]
    days += [i.statement.opened_on for i in case.statements if i.account == loan]
    days += [x.plan.opened_on for x in case.plans if x.account == loan]
    return min((d for d in days if d is not None), key=lambda d: d.value, default=None)


def _listed(statement: CostStatement, words: str) -> bool:
    """Whether an item of the statement may be what a row charges, by its name or another of its group."""
    if _EARLY.search(words):
        return True  # a charge for the borrower's own early repayment is none of normal performance
    groups = _groups(words)
    for item in statement.items:
        name = key(item.name.value)
        if name in words or words in name or _CATCH_ALL.search(name) or groups & _groups(name):
            return True
    return not groups  # what it is for cannot be told


def _groups(words: str) -> set[str]:
    """Return what a charge may be for by its words; a bare 服务费 may be for any service."""
    found = {name for name, pattern in _SAME if pattern.search(words)}
    return found or ({"咨询", "平台", "管理", "手续"} if "服务" in words else set())


def _beside_draft(
    case: Case, tables: Tables, loan: str, entry: Entry, cost: CostStatement, concluded: Value[date]
) -> Draft:
    row = entry.transaction
    item = statement_of(case, row)
    assert item is not None  # noqa: S101  entries come from statements
    name, fen, what = account_name(case, loan), amount(row), row.description.value
    listed = "、".join(i.name.value for i in cost.items)
    finding = Finding(
        id="",
        code="LOAN407",
        severity=Severity.ERROR,
        account=loan,
        issuer=case.account(loan).issuer,
        date=posted(row),
        title=Text(
            f"{name.zh}：收取“{what}”{yuan(fen)} 元，综合融资成本明示表没有列出",
            f"{name.en}: {what} of {yuan(fen)} is not in the cost statement",
        ),
        observed=fen,
        expected=0,
        difference=fen,
        calculation=(
            Text(
                f"贷款于 {concluded.value} 成立，不早于规定施行之日（2026-08-01）",
                f"the loan was concluded on {concluded.value}, not before the rule of 2026-08-01",
            ),
            Text(f"明示表列明的项目：{listed}", f"the statement lists: {listed}"),
            Text(f"{posted(row)} 收取“{what}”{yuan(fen)} 元，不在其中", f"{what} of {yuan(fen)} is not in it"),
            Text(f"{yuan(fen)} − 0.00 = {yuan(fen)} 元", f"{yuan(fen)} − 0.00 = {yuan(fen)}"),
        ),
        basis=(tables.basis("cost_statement", concluded.value),),
        evidence=(row.amount.evidence, *(i.name.evidence for i in cost.items), concluded.evidence),
        needs_review=not understood(item.statement, (row,)),
        addressee="lender",
        asks=(
            Text(f"退还明示表以外收取的“{what}”{yuan(fen)} 元", f"refund {what} of {yuan(fen)}"),
            Text("以书面形式告知处理结果", "answer in writing"),
        ),
        meaning=Text(
            "2026 年 8 月起，贷款须签明示表，表外不得另收与贷款有关的费用；您签的表里没有这一项。",
            "From August 2026 nothing beside the signed statement may be collected; this item is not in it.",
        ),
    )
    values: list[Value] = [row.amount, row.description, concluded]  # type: ignore[type-arg]
    values += [i.name for i in cost.items]
    values += [v for v in (day_value(row),) if v is not None]
    return Draft(finding, identity(row, item.statement), row.document, tuple(values), charge=entry)
