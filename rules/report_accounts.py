"""CRD708, CRD710: accounts of a credit report beside the papers that are on file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pipeline.records.case import AccountReport, Case, LinkedBy
from pipeline.records.evidence import Value
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.report import Report, ReportStatus
from pipeline.values.money import same_yuan
from rules.common import yuan
from rules.loan_facts import contracts_of
from rules.registry import Draft, rule
from rules.report_facts import entry_name, identity, rests_on
from rules.tables.load import Tables

_BASIS = ("objection_days", "applies_to_pboc_db", "credit_correction_right")
_SIGNED = timedelta(days=7)
"""A contract may be signed so long before the loan is paid out."""


@rule(
    "CRD708",
    Severity.NOTICE,
    says=Text("征信报告中的账户没有对应的材料", "an account in the report of which there is no paper"),
    needs=Text("征信报告", "a credit report"),
    silent_when=(
        Text("未激活的信用卡", "a card that was never activated"),
        Text("同一张卡的另一币种账户", "the same card's account in another currency"),
        Text("同一机构有材料未能对应（见待复核）", "papers of the lender that were not joined (see the review)"),
        Text("有更新的报告（只看最新的一份）", "a newer report is on file: only the newest counts"),
    ),
    basis=(),
    example=Text(
        "报告列有某某消费金融 2024-01-02 的贷款，材料里没有它的合同、账单或结清证明。",
        "The report lists a loan of 2024-01-02 of which there is no contract, statement or letter.",
    ),
)
def without_papers(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a notice for each account of the newest report that no paper speaks of."""
    newest = _newest(case)
    for link in case.report_accounts:
        if newest is None or link.report.document != newest.document or link.linked_by:
            continue
        if link.entry.status.value is ReportStatus.INACTIVE or _twin(case, link) or _may_be_on_file(case, link):
            continue
        yield _unknown(link)


def _newest(case: Case) -> Report | None:
    dated = [(r.reported_on.value, r.document, r) for r in case.reports if r.reported_on is not None]
    return max(dated, key=lambda one: one[:2])[2] if dated else None


def _twin(case: Case, link: AccountReport) -> bool:
    """Whether another currency's account of the same card is joined to our papers."""
    mine = link.entry
    return mine.kind == "credit_card" and any(
        other.linked_by
        and other.report.document == link.report.document
        and other.entry.currency != mine.currency
        and other.entry.issuer == mine.issuer
        and (
            other.entry.opened_on.value == mine.opened_on.value
            or (mine.tail is not None and other.entry.tail is not None and other.entry.tail.value == mine.tail.value)
        )
        for other in case.report_accounts
    )


def _may_be_on_file(case: Case, link: AccountReport) -> bool:
    """Whether papers of the same lender and kind were joined to no account of this report: one may be this one."""
    joined = {
        x.account for x in case.report_accounts if x.linked_by and x.report.document == link.report.document
    }
    reported = {x.account for x in case.report_accounts if not x.linked_by}
    loose = [
        account
        for account in case.accounts
        if account.kind == link.entry.kind and account.id not in joined and account.id not in reported
    ]
    nobodys = [x.letter.issuer for x in case.letters if x.account is None and not x.other_person]
    return any(a.issuer == link.entry.issuer for a in loose) or link.entry.issuer in nobodys


def _unknown(link: AccountReport) -> Draft:
    entry, reported = link.entry, link.report.reported_on
    name = entry_name(entry)
    finding = Finding(
        id="",
        code="CRD708",
        severity=Severity.NOTICE,
        account=link.account,
        issuer=entry.issuer,
        date=reported.value if reported else None,
        title=Text(f"{name.zh}：征信报告中有，材料中没有", f"{name.en}: in the report, and no paper of it is on file"),
        observed=Text("报告列有该账户", "the report lists it"),
        expected=Text("有合同、账单或结清证明可以核对", "a contract, statement or letter to compare"),
        difference=None,
        calculation=(
            Text("全部材料中没有同一机构、同一账户的记录", "no paper of this lender and account is on file"),
        ),
        basis=(),
        evidence=(entry.sentence.evidence,),
        needs_review=False,
        addressee="",
        asks=(
            Text(
                "回忆是否办过；办过的请放入其材料，没有办过的可向该机构查询",
                "if it is yours, add its papers; if not, ask the lender",
            ),
        ),
        meaning=Text(
            "不在材料里的账户无法核对；不是本人办理的，应尽快向机构和征信中心提出。",
            "What is not on file cannot be checked; an account that is not yours should be reported at once.",
        ),
    )
    return Draft(finding, identity(link, "no paper"), entry.document, rests_on(entry.opened_on))


@rule(
    "CRD710",
    Severity.WARNING,
    says=Text("征信报告的开立日期或金额与合同、结清证明不同", "opened-on or amount differs from contract or letter"),
    needs=Text("数目核对无误的征信报告，同一账户的结清证明、合同或还款计划", "a complete report, the loan's papers"),
    silent_when=(
        Text("只差四舍五入到元", "rounding to yuan"),
        Text("信用额度（会调整）", "limits: they change"),
        Text("授信额度之下的一笔借款", "one drawdown of a credit line"),
        Text("合同签订后几天内放款", "a contract signed some days before the loan was paid out"),
        Text("报告自身数目不符，或不能确定是同一账户", "a report that fails its counts, or another account"),
    ),
    basis=_BASIS,
    example=Text(
        "结清证明写 2024-03-20 放款 12,000.00，报告同日写 21,000：12,000.00 与 21,000.00 不同。",
        "The letter says 12,000.00 of 2024-03-20, the report 21,000 of the same day.",
    ),
)
def differs_from_papers(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each report account whose day of opening or amount no paper of it agrees with."""
    for link in case.report_accounts:
        if link.entry.section == "recovery":
            continue  # its day and amount are those of the claim, not of the loan
        for name, shown, known in (*_days(case, link), *_amounts(case, link)):
            yield _differs(tables, link, name, shown, known)


_Conflict = tuple[str, Value[Any], Value[Any]]


def _days(case: Case, link: AccountReport) -> Iterator[_Conflict]:
    """Yield the conflict of days, where what joined the account was not the day itself."""
    if link.linked_by not in (LinkedBy.NUMBER, LinkedBy.TAIL, LinkedBy.NEAR_DAY):
        return
    own = [x.letter.opened_on for x in case.letters if x.account == link.account and not x.other_person]
    own += [x.plan.opened_on for x in case.plans if x.account == link.account]
    printed = [day for day in own if day is not None]
    signed = [c.opened_on for c in contracts_of(case, link.account) if c.opened_on is not None]
    shown = link.entry.opened_on
    if any(day.value == shown.value for day in printed):
        return
    if any(timedelta() <= shown.value - day.value <= _SIGNED for day in signed):
        return
    known = [*printed, *signed]
    if known:
        yield "opened_on", shown, known[0]


def _amounts(case: Case, link: AccountReport) -> Iterator[_Conflict]:
    """Yield the conflict of amounts of a loan, where what joined it was not the amount itself."""
    shown = link.entry.amount
    if shown is None or link.linked_by not in (LinkedBy.NUMBER, LinkedBy.DAY) or link.entry.is_line:
        return
    own = [x.letter.loan_amount for x in case.letters if x.account == link.account and not x.other_person]
    own += [x.plan.loan_amount for x in case.plans if x.account == link.account]
    printed = [amount for amount in own if amount is not None]
    agreed = [c.loan_amount for c in contracts_of(case, link.account) if c.loan_amount is not None]
    if any(same_yuan(amount.value, shown.value) for amount in (*printed, *agreed)):
        return
    if not printed:
        # A contract may be for a line, of which this is one drawdown.
        printed = [amount for amount in agreed if amount.value < shown.value]
    if printed:
        yield "amount", shown, printed[0]


_NAMES = {"opened_on": Text("开立日期", "opened on"), "amount": Text("借款金额", "amount")}


def _differs(tables: Tables, link: AccountReport, field: str, shown: Value[Any], known: Value[Any]) -> Draft:
    entry, reported = link.entry, link.report.reported_on
    name, what = entry_name(entry), _NAMES[field]
    money = isinstance(shown.value, int)
    one, other = (yuan(v.value) if money else f"{v.value}" for v in (shown, known))
    unit = " 元" if money else ""
    off = shown.value - known.value if money else None
    steps = [
        Text(f"征信报告：{what.zh} {one}{unit}", f"report: {what.en} {one}"),
        Text(f"结清证明、合同等材料：{what.zh} {other}{unit}", f"letter or contract: {what.en} {other}"),
    ]
    if money:
        high, low = max(shown.value, known.value), min(shown.value, known.value)
        sums = f"{yuan(high)} − {yuan(low)} = {yuan(high - low)}"
        steps.append(Text(f"{sums} 元", sums))
    finding = Finding(
        id="",
        code="CRD710",
        severity=Severity.WARNING,
        account=link.account,
        issuer=entry.issuer,
        date=reported.value if reported else None,
        title=Text(
            f"{name.zh}：征信报告的{what.zh}为 {one}{unit}，材料为 {other}{unit}",
            f"{name.en}: the report says {what.en} {one}, the papers {other}",
        ),
        observed=shown.value if money else Text(one, one),
        expected=known.value if money else Text(other, other),
        difference=off,
        calculation=tuple(steps),
        basis=tables.bases(_BASIS, reported.value) if reported else (),
        evidence=(shown.evidence, entry.sentence.evidence, known.evidence),
        needs_review=not link.linked_by.certain,
        addressee="bureau",
        asks=(Text(f"核实该账户的{what.zh}；材料所写为 {other}{unit}", f"check the {what.en}: papers say {other}"),),
        meaning=Text(
            "开立日期和金额是辨认账户的依据，与合同不符时日后难以对应。",
            "Day and amount identify an account; where they differ from the contract it is hard to find later.",
        ),
    )
    values = rests_on(shown, known, entry.status)
    return Draft(finding, identity(link, field), entry.document, values)
