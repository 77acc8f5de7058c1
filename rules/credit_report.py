"""CRD: the credit report against letters and ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pipeline.records.case import AccountLetter, AccountReport, Case
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind
from pipeline.records.finding import Basis, Finding, Severity, Text
from pipeline.records.letter import Letter
from pipeline.records.report import ReportAccount, ReportStatus
from pipeline.values.dates import end_of_month
from rules.common import entries, posted, yuan
from rules.registry import Draft, rule
from rules.tables.load import State, Tables

_CLOSED = frozenset({ReportStatus.SETTLED, ReportStatus.CLOSED, ReportStatus.TRANSFERRED, ReportStatus.ENDED})
_BAD = frozenset({ReportStatus.OVERDUE, ReportStatus.BAD_DEBT})
_YUAN = 100


@rule(
    "CRD701",
    Severity.ERROR,
    says=Text("已结清的账户在征信报告里仍显示未结清", "a settled account is still shown as unsettled"),
    needs=Text("写明结清日期的结清证明、结清之后的征信报告", "a letter with the day of settlement, a report after it"),
    silent_when=(
        Text("报告不晚于结清日", "the report is not later than the settlement"),
        Text("几笔借据中只结清了一笔", "only one of several drawdowns is settled"),
        Text("未销户的信用卡状态正常、余额为 0，或余额是之后的新消费", "an open card with 0, or with later use"),
    ),
    basis=("objection_days", "credit_correction_right", "report_update_months"),
    example=Text(
        "6 月 18 日结清；9 月 10 日的报告仍写“余额 3,150，当前有逾期”，已过 7 月 31 日。",
        "Settled on 18 June; the report of 10 September still says 余额3,150: it is past 31 July.",
    ),
)
def still_unsettled(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each report account that a letter proves settled and the report shows as owing."""
    for link in case.report_accounts:
        letters = [x for x in case.letters if x.account == link.account and x.letter.settled_on is not None]
        if not letters or not link.linked_by or link.report.reported_on is None:
            continue
        letter = max(letters, key=lambda x: _strength(x.letter))
        settled = letter.letter.settled_on
        assert settled is not None  # noqa: S101  filtered above
        if link.report.reported_on.value <= settled.value or link.entry.opened_on.value > settled.value:
            continue
        if not _proves(letter.letter):
            continue
        wrong = _wrong(case, link, letter.letter)
        if wrong is not None:
            draft = _draft(tables, link, letter, wrong)
            yield replace(draft, put_right=_corrected_later(case, link))


def _proves(letter: Letter) -> bool:
    """Whether a letter says that the debt is settled and that nothing is left; a plan or an offer does not."""
    if letter.outstanding is not None and letter.outstanding.value > 0:
        return False
    return letter.settled_in_words is not None or letter.outstanding is not None


def _corrected_later(case: Case, link: AccountReport) -> bool:
    """Whether a later report shows the account as closed."""
    reported = link.report.reported_on
    return any(
        other.account == link.account
        and other.report.reported_on is not None
        and reported is not None
        and other.report.reported_on.value > reported.value
        and other.entry.status.value in _CLOSED
        for other in case.report_accounts
    )


def _strength(letter: Letter) -> tuple[bool, bool, str]:
    owed = letter.outstanding is not None and letter.outstanding.value == 0
    return (letter.settled_in_words is not None or owed, letter.has_seal is True, letter.document)


def _wrong(case: Case, link: AccountReport, letter: Letter) -> tuple[Text, bool | None] | None:
    """Return what the report shows that a settled account may not show, and whether that is certain.

    True: it cannot be right; None: it hardly can; False: it may well be.
    """
    entry = link.entry
    if entry.status.value in _CLOSED or entry.status.value is ReportStatus.INACTIVE:
        return None
    balance = entry.balance.value if entry.balance else None
    shown_zh, shown_en = [], []
    if balance is not None and balance >= _YUAN:
        shown_zh.append(f"余额 {yuan(balance)} 元")
        shown_en.append(f"balance {yuan(balance)}")
    if entry.overdue_now is not None and entry.overdue_now.value:
        shown_zh.append("当前有逾期")
        shown_en.append("overdue now")
    if entry.status.value is ReportStatus.BAD_DEBT:
        shown_zh.append("呆账")
        shown_en.append("bad debt")
    if entry.kind == "credit_card" or entry.revolving:
        if (
            entry.status.value is ReportStatus.OVERDUE
            and letter.settled_on is not None
            and _used_since(case, link.account, letter.settled_on.value)
        ):
            return None
        if entry.status.value is ReportStatus.OVERDUE:
            # An open card may have fallen behind on something newer of which no statement is on file.
            return Text("，".join(shown_zh), ", ".join(shown_en)), None
        if entry.status.value not in _BAD:
            # An open card or line: zero is right, and a balance may be later use.
            if not shown_zh or letter.settled_on is None or _used_since(case, link.account, letter.settled_on.value):
                return None
            return Text("，".join(shown_zh), ", ".join(shown_en)), False
        return Text("，".join(shown_zh), ", ".join(shown_en)), True
    if not shown_zh:
        shown_zh.append("未写“已结清”")
        shown_en.append("not shown as settled")
        return Text("，".join(shown_zh), ", ".join(shown_en)), False
    return Text("，".join(shown_zh), ", ".join(shown_en)), True


def _used_since(case: Case, account: str, day: date) -> bool:
    kinds = (Kind.PURCHASE, Kind.CASH_ADVANCE, Kind.INSTALMENT, Kind.FEE)
    return any((posted(e.transaction) or day) > day for e in entries(case, account, kinds))


def _draft(tables: Tables, link: AccountReport, letter: AccountLetter, wrong: tuple[Text, bool | None]) -> Draft:
    entry, report = link.entry, link.report
    settled, reported = letter.letter.settled_on, report.reported_on
    assert settled is not None and reported is not None  # noqa: S101  the caller checked
    shown, certain = wrong
    # The yardstick is a kindness to the lender: before it was published the same allowance is made.
    answer = tables.look_up("report_update_months", reported.value)
    months = answer.line.value if answer.state is State.KNOWN and answer.line else None
    last = end_of_month(settled.value, months if isinstance(months, int) else 1)
    late = reported.value > last
    if not late or (certain is False and entry.kind == "credit_card"):
        severity = Severity.NOTICE
    else:
        severity = Severity.ERROR if certain else Severity.WARNING
    basis: list[Basis] = [
        tables.basis(name, reported.value)
        for name in ("objection_days", "credit_correction_right", "report_update_months")
        if tables.look_up(name, reported.value).state is State.KNOWN
    ]
    steps = [
        Text(f"结清证明：{settled.value} 结清", f"letter: settled on {settled.value}"),
        Text(
            f"应于还清次月月底前更新：{last}；报告日 {reported.value}"
            + ("，已超过" if late else "，尚未超过，请在此日之后再查一次"),
            f"to be updated by {last}; the report is of {reported.value}"
            + (", which is later" if late else ", which is not later: pull another one after that day"),
        ),
        Text(f"报告仍显示：{shown.zh}", f"the report still shows: {shown.en}"),
    ]
    if entry.data_as_of is not None and entry.data_as_of.value < settled.value.replace(day=1):
        steps.append(
            Text(
                "该账户数据的截至月份早于结清月份，尚未更新",
                "the account's data are older than the settlement",
            )
        )
    balance = entry.balance.value if entry.balance else None
    values: list[Value] = [settled, reported, entry.status, entry.opened_on]  # type: ignore[type-arg]
    values += [v for v in (entry.balance, entry.overdue_now, entry.amount) if v is not None]
    if letter.letter.settled_in_words is not None:
        values.append(letter.letter.settled_in_words)
    name = entry.institution.value
    finding = Finding(
        id="",
        code="CRD701",
        severity=severity,
        account=link.account,
        issuer=entry.issuer,
        date=reported.value,
        title=Text(
            f"{name}：{settled.value} 已结清，{reported.value} 的征信报告仍显示{shown.zh}",
            f"{name}: settled on {settled.value}, the report of {reported.value} still shows {shown.en}",
        ),
        observed=balance if balance else shown,
        expected=0 if balance else Text("已结清", "settled"),
        difference=balance if balance else None,
        calculation=tuple(steps),
        basis=tuple(basis),
        evidence=(
            entry.balance.evidence if entry.balance else entry.status.evidence,
            entry.sentence.evidence,
            settled.evidence,
        ),
        needs_review=link.linked_by in ("other_issuer", "amount", "only_one"),
        addressee="" if severity is Severity.NOTICE else "bureau",
        asks=(_ask(entry, settled.value, severity),),
        meaning=Text(
            "结清之后，机构应更新报送；历史上的真实逾期不会因此删除。",
            "After settlement the lender must report anew; true past overdue months stay.",
        ),
    )
    amount = entry.amount or entry.credit_limit
    identity = (
        entry.issuer or "",
        entry.tail.as_first_read if entry.tail else entry.opened_on.as_first_read.isoformat(),
        entry.currency,
        report.number.as_first_read if report.number else "",
        "status",
        "",
        str(amount.as_first_read if amount else ""),
    )
    return Draft(finding, identity, entry.document, tuple(values))


def _ask(entry: ReportAccount, settled: date, severity: Severity) -> Text:
    if severity is Severity.WARNING:
        return Text(
            "核实该账户当前的余额和状态，并说明其由来", "check the balance and status of the account and explain them"
        )
    if entry.kind == "loan" and not entry.revolving:
        return Text(
            f"将该账户更正为已结清，余额 0，当前无逾期，结清时间 {settled.year}年{settled.month}月",
            f"show the account as settled, balance 0, nothing overdue, settled in {settled:%Y-%m}",
        )
    return Text("将该账户的余额和当前逾期更正为 0", "show balance and overdue as 0")
