"""LOAN401: a contract's penalty rate above one and a half times its rate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.records.case import Case
from pipeline.records.evidence import Value
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.loan import Contract
from rules.common import account_name
from rules.lender import LenderKind, lender
from rules.loan_facts import contracts_of, loans, told_rate
from rules.registry import Draft, rule
from rules.tables.load import State, Tables

_HIGHEST, _SLACK = 1500, 5
"""Thousandths: 银发〔2003〕251号 part 3 goes to 1.5 times the contract rate; 0.005 is left to rounding."""


def percent(rate: int) -> str:
    """Return hundredths of a per cent as a person writes them: 1440 is "14.4%"."""
    return f"{rate / 100:.2f}".rstrip("0").rstrip(".") + "%"


def agreed_penalty(contract: Contract) -> tuple[Value[int], int] | None:
    """Return where a contract prints what lateness costs, and the yearly rate after the due day that it makes."""
    if contract.penalty_rate is not None:
        return contract.penalty_rate, contract.penalty_rate.value
    if contract.surcharge is not None and contract.yearly_rate is not None:
        return contract.surcharge, -(-contract.yearly_rate.value * (100 + contract.surcharge.value) // 100)
    return None


@rule(
    "LOAN401",
    Severity.WARNING,
    says=Text("合同约定的罚息利率高于合同利率的 1.5 倍", "a penalty rate above 1.5 times the contract rate"),
    needs=Text("写明合同利率和罚息利率（或上浮比例）的借款合同", "a contract with its rate and its penalty rate"),
    silent_when=(
        Text("不高于 1.5 倍", "not above 1.5 times"),
        Text("合同没有写明利率，设置中也没有填写", "the contract prints no rate, nor do settings tell it"),
        Text("消费金融公司、小额贷款公司（只提示）", "consumer finance and microloan companies (a notice)"),
        Text("出借方类型不明（只提示）", "the kind of lender is unknown (a notice)"),
        Text("民间借贷（不适用该规定）", "private loans: the rule is not for them"),
        Text("2004 年以前发放的贷款", "loans granted before 2004"),
    ),
    basis=("overdue_surcharge",),
    example=Text(
        "合同年利率 14.4%，罚息利率 28.8%：14.4% × 1.5 = 21.6%，约定高于此数，请说明依据。",
        "Contract rate 14.4%, penalty rate 28.8%: 14.4% × 1.5 = 21.6%; ask on what the higher rate rests.",
    ),
)
def penalty_rate(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each contract whose penalty rate is above one and a half times its rate."""
    for loan in loans(case):
        kind = lender(case, loan)
        if kind is not None and kind.kind is LenderKind.PRIVATE:
            continue
        for contract in contracts_of(case, loan):
            rate = contract.yearly_rate.value if contract.yearly_rate else told_rate(case, loan)
            agreed = agreed_penalty(contract)
            day = contract.opened_on.value if contract.opened_on else None
            if rate is None or agreed is None or day is None or rate <= 0:
                continue
            if tables.look_up("overdue_surcharge", day).state is not State.KNOWN:
                continue
            value, yearly = agreed
            if yearly * 1000 > rate * (_HIGHEST + _SLACK):
                yield _rate_draft(case, tables, loan, contract, rate, value, yearly, day)


def _meaning(kind: LenderKind | None) -> Text:
    if kind in (LenderKind.BANK, LenderKind.ASSISTED):
        return Text(
            "据转载的人民银行2003年通知，逾期贷款的罚息利率在合同利率上加收三成至五成；先请对方说明依据，"
            "不要据此断言无效。",
            "By copies of a central bank notice of 2003 the penalty rate of an overdue loan is 30 to 50 % above the "
            "contract's; ask first what yours rests on, do not call it void.",
        )
    if kind is None:
        return Text(
            "转载的人民银行2003年通知约束银行；您的出借方是哪一类，材料没有写明，只供了解。",
            "That notice, known from copies, binds banks; the papers do not say what kind of lender yours is: to know.",
        )
    return Text(
        "转载的人民银行2003年通知约束银行；您的出借方不是银行，只供了解和协商时参考。",
        "That notice, known from copies, binds banks; yours is another kind of lender, so it is only to know.",
    )


def _rate_draft(
    case: Case,
    tables: Tables,
    loan: str,
    contract: Contract,
    rate: int,
    agreed: Value[int],
    yearly: int,
    day: date,
) -> Draft:
    name = account_name(case, loan)
    kind = lender(case, loan)
    bank = kind is not None and kind.kind in (LenderKind.BANK, LenderKind.ASSISTED)
    severity = Severity.WARNING if bank else Severity.NOTICE
    highest = f"{percent(rate)} × 1.5 = {rate * 15 / 1000:.3f}".rstrip("0").rstrip(".") + "%"
    steps = [
        Text(
            f"合同年利率 {percent(rate)}，罚息年利率 {percent(yearly)}",
            f"contract {percent(rate)}, penalty {percent(yearly)}",
        ),
        Text(f"合同利率的 1.5 倍：{highest}", f"1.5 times the contract rate: {highest}"),
    ]
    if contract.yearly_rate is None:
        steps.append(Text("合同年利率依您在设置中的填写", "the contract's rate is what you told in settings"))
    if agreed is contract.surcharge:
        rise = f"{percent(rate)} × {100 + agreed.value}% = {percent(yearly)}"
        why = (f"上浮 {agreed.value}%", f"rises by {agreed.value}%")
        steps.insert(1, Text(f"{why[0]}：{rise}（不足的进一位）", f"{why[1]}: {rise} (rounded up)"))
    finding = Finding(
        id="",
        code="LOAN401",
        severity=severity,
        account=loan,
        issuer=case.account(loan).issuer,
        date=day,
        title=Text(
            f"{name.zh}：合同罚息利率 {percent(yearly)}，高于合同利率 {percent(rate)} 的 1.5 倍",
            f"{name.en}: penalty rate {percent(yearly)}, above 1.5 times the contract rate {percent(rate)}",
        ),
        observed=Text(percent(yearly), percent(yearly)),
        expected=Text(f"不高于 {highest.rpartition('= ')[2]}", f"at most {highest.rpartition('= ')[2]}"),
        difference=None,
        calculation=tuple(steps),
        basis=(tables.basis("overdue_surcharge", day),),
        evidence=(agreed.evidence, *((contract.yearly_rate.evidence,) if contract.yearly_rate else ())),
        needs_review=False,
        addressee="lender" if bank else "",
        asks=(Text("说明罚息利率高于合同利率 1.5 倍的依据，并提供相应条款", "say on what the penalty rate rests"),)
        if bank
        else (),
        meaning=_meaning(kind.kind if kind is not None else None),
    )
    who = (
        contract.issuer or "",
        contract.contract_no.as_first_read if contract.contract_no else "",
        "CNY",
        "",
        "penalty_rate",
        day.isoformat(),
        str(agreed.as_first_read),
    )
    values = (agreed, contract.yearly_rate) if contract.yearly_rate else (agreed,)
    return Draft(finding, who, contract.document, values)
