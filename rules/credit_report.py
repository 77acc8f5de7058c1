"""CRD701: a settled account that a credit report still shows as unsettled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.records.case import AccountReport, Case, LinkedBy
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.report import ReportAccount, ReportStatus
from rules.common import yuan
from rules.registry import Draft, rule
from rules.report_facts import (
    Proof,
    doubt_of,
    identity,
    printed_day,
    proofs,
    rests_on,
    stays_open,
    sure,
    update_by,
    used_since,
)
from rules.tables.load import Tables

_YUAN = 100
_BASIS = ("objection_days", "applies_to_pboc_db", "credit_correction_right", "report_update_months")
_HELD = {
    ReportStatus.FROZEN: Text("冻结", "frozen"),
    ReportStatus.STOPPED: Text("止付", "stopped"),
    ReportStatus.LITIGATION: Text("司法追偿", "in litigation"),
}


@rule(
    "CRD701",
    Severity.ERROR,
    says=Text("已结清的账户在征信报告里仍显示未结清", "a settled account is still shown as unsettled"),
    needs=Text("写明结清日期的结清证明、结清之后的征信报告", "a letter with the day of settlement, a report after it"),
    silent_when=(
        Text("报告不晚于结清日", "the report is not later than the settlement"),
        Text("几笔借据中只结清了一笔", "only one of several drawdowns is settled"),
        Text("未销户的信用卡状态正常、余额为 0，或余额是之后的新消费", "an open card with 0, or with later use"),
        Text("已转出给受让方的账户", "an account that was passed on to another creditor"),
        Text("结清证明只写“截至”某日结清（至多为警示）", "a letter that only says by which day (at most a warning)"),
    ),
    basis=_BASIS,
    example=Text(
        "6 月 18 日结清；9 月 10 日的报告仍写“余额 3,150，当前有逾期”，已过 7 月 31 日。",
        "Settled on 18 June; the report of 10 September still says 余额3,150: it is past 31 July.",
    ),
)
def still_unsettled(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each report account that a letter proves settled and the report shows as owing."""
    for link in case.report_accounts:
        proof = next(iter(proofs(case, link)), None)
        if proof is None or link.report.reported_on is None:
            continue
        if link.report.reported_on.value <= proof.day.value or link.entry.opened_on.value > proof.day.value:
            continue
        wrong = _wrong(case, link, proof)
        if wrong is not None:
            draft = _draft(tables, link, proof, wrong)
            yield replace(draft, put_right=_corrected_later(case, link))


def _corrected_later(case: Case, link: AccountReport) -> bool:
    """Whether a later report shows the account as closed."""
    reported = link.report.reported_on
    return any(
        other.account == link.account
        and other.report.reported_on is not None
        and reported is not None
        and other.report.reported_on.value > reported.value
        and other.entry.settled
        for other in case.report_accounts
    )


_Wrong = tuple[Text, bool | None]


def _wrong(case: Case, link: AccountReport, proof: Proof) -> _Wrong | None:
    """Return what the report shows that a settled account may not show, and whether that is certain.

    True: it cannot be right; None: it hardly can; False: it may well be.
    """
    entry, status = link.entry, link.entry.status.value
    shown = _shown(entry)
    if entry.settled:
        return (_all(shown), True) if shown and status is not ReportStatus.TRANSFERRED else None
    if status is ReportStatus.INACTIVE:
        return None
    if (entry.kind == "credit_card" or entry.is_line) and stays_open(link, proof.letter):
        return _open(case, link, proof, shown)
    if shown and (shown[-1] not in _HELD.values() or len(shown) > 1):
        return _all(shown), True
    closes = proof.letter.closes is not None
    shown.append(Text("未写“销户”", "not shown as closed") if closes else Text("未写“已结清”", "not shown as settled"))
    return _all(shown), closes


def _open(case: Case, link: AccountReport, proof: Proof, shown: list[Text]) -> _Wrong | None:
    """Return what is wrong with a card or line that nobody closed: zero is right, and a balance may be later use."""
    status = link.entry.status.value
    if status is ReportStatus.BAD_DEBT:
        return _all(shown), True
    used = used_since(case, link.account, proof.day.value)
    if not shown or (used and status not in _HELD):
        return None
    # An open card may have fallen behind on something newer of which no statement is on file.
    return _all(shown), None if status is ReportStatus.OVERDUE or status in _HELD else False


def _shown(entry: ReportAccount) -> list[Text]:
    """Return what an entry shows of a debt, in words."""
    shown = []
    if entry.balance is not None and entry.balance.value >= _YUAN:
        shown.append(Text(f"余额 {yuan(entry.balance.value)} 元", f"balance {yuan(entry.balance.value)}"))
    if entry.overdue_amount is not None and entry.overdue_amount.value >= _YUAN:
        sum_ = yuan(entry.overdue_amount.value)
        shown.append(Text(f"当前逾期总额 {sum_} 元", f"overdue {sum_}"))
    elif entry.overdue_now is not None and entry.overdue_now.value:
        shown.append(Text("当前有逾期", "overdue now"))
    if entry.status.value is ReportStatus.BAD_DEBT:
        shown.append(Text("呆账", "bad debt"))
    held = _HELD.get(entry.status.value)
    return [*shown, held] if held else shown


def _all(shown: list[Text]) -> Text:
    return Text("，".join(text.zh for text in shown), ", ".join(text.en for text in shown))


def _draft(tables: Tables, link: AccountReport, proof: Proof, wrong: _Wrong) -> Draft:
    entry, report, settled = link.entry, link.report, proof.day
    reported = report.reported_on
    assert reported is not None  # noqa: S101  the caller checked
    shown, certain = wrong
    last = update_by(tables, settled.value, reported.value)
    late = reported.value > last
    if not late or (certain is False and entry.kind == "credit_card"):
        severity = Severity.NOTICE
    else:
        # A letter that says by when, and not on which day, is weaker: what it supports is a question.
        firm = certain and proof.exact and link.linked_by is not LinkedBy.OTHER_ISSUER
        severity = Severity.ERROR if firm else Severity.WARNING
    steps = [
        *doubt_of(link),
        proof.said,
        Text(
            f"以还清次月月底（{last}）为更新的参照期限；报告日 {reported.value}"
            + ("，已超过" if late else "，尚未超过，请在此日之后再查一次"),
            f"the end of the month after it, {last}, is taken as the yardstick; the report is of {reported.value}"
            + (", which is later" if late else ", which is not later: pull another one after that day"),
        ),
        Text(f"报告仍显示：{shown.zh}", f"the report still shows: {shown.en}"),
    ]
    newer = late and severity is Severity.NOTICE
    if newer:
        steps.append(
            Text(
                "该卡未销户，材料中没有其后的账单，余额可能是结清之后的使用，故只作提示",
                "the card is open and no later statement is on file: it may be later use, so this is only to know",
            )
        )
    if entry.data_as_of is not None and entry.data_as_of.value < settled.value.replace(day=1):
        as_of = printed_day(entry.data_as_of)
        steps.append(
            Text(
                f"该账户数据截至 {as_of}，早于结清日，此后没有更新",
                f"the account's data are of {as_of}, older than the settlement, and were not updated since",
            )
        )
    if report.open_disputes is not None and report.open_disputes.value:
        number = report.open_disputes.value
        steps.append(
            Text(
                f"报告载明有 {number} 笔异议正在处理，提交前请先确认是否就是这一项",
                f"the report says that {number} objections are being dealt with: check that this is not one of them",
            )
        )
    amount = entry.balance if entry.balance and entry.balance.value else entry.overdue_amount
    balance = amount.value if amount else None
    name = entry.institution.value
    day = f"{settled.value} 已结清" if proof.exact else f"截至 {settled.value} 已结清"
    finding = Finding(
        id="",
        code="CRD701",
        severity=severity,
        account=link.account,
        issuer=entry.issuer,
        date=reported.value,
        title=Text(
            f"{name}：{day}，{reported.value} 的征信报告仍显示{shown.zh}",
            f"{name}: settled {'on' if proof.exact else 'by'} {settled.value}, the report of {reported.value} still "
            f"shows {shown.en}",
        ),
        observed=balance if balance else shown,
        expected=0 if balance else Text("已结清", "settled"),
        difference=balance if balance else None,
        calculation=tuple(steps),
        basis=tables.bases(_BASIS, reported.value),
        evidence=(
            (amount or entry.status).evidence if entry.balance or amount else entry.status.evidence,
            entry.sentence.evidence,
            settled.evidence,
        ),
        needs_review=not sure(link, proof),
        addressee="" if severity is Severity.NOTICE else "bureau",
        asks=(_ask(entry, proof, severity),),
        meaning=Text(
            "余额可能是结清之后的使用；没有再用过卡的，请向银行核对。",
            "It may be later use; if the card was not used, ask the bank.",
        )
        if newer
        else Text(
            "结清之后，机构通常会更新报送；历史上的真实逾期不会因此删除。",
            "After settlement the lender usually reports anew; true past overdue months stay.",
        ),
    )
    values = rests_on(
        settled,
        reported,
        entry.status,
        entry.opened_on,
        entry.balance,
        entry.overdue_now,
        entry.overdue_amount,
        entry.amount,
        proof.letter.settled_in_words,
        proof.letter.closes if certain else None,
    )
    return Draft(finding, identity(link, "status"), entry.document, values)


def _ask(entry: ReportAccount, proof: Proof, severity: Severity) -> Text:
    if severity is Severity.WARNING:
        return Text(
            "核实该账户当前的余额和状态，并说明其由来", "check the balance and status of the account and explain them"
        )
    settled = proof.day.value
    when = Text(
        f"，结清时间 {settled.year}年{settled.month}月" if proof.exact else "",
        f", settled in {settled:%Y-%m}" if proof.exact else "",
    )
    if entry.kind == "loan" and not entry.is_line:
        return Text(
            f"将该账户更正为已结清，余额 0，当前无逾期{when.zh}",
            f"show the account as settled, balance 0, nothing overdue{when.en}",
        )
    if proof.letter.closes is not None:
        return Text("将该账户更正为销户（结清），余额和当前逾期为 0", "show the account as closed, with nothing owed")
    if entry.status.value is ReportStatus.BAD_DEBT:
        return Text(
            "将该账户的状态由“呆账”更正，余额和当前逾期更正为 0",
            "no longer call it bad debt; show balance and overdue as 0",
        )
    return Text("将该账户的余额和当前逾期更正为 0", "show balance and overdue as 0")
