"""CRD702, CRD704, CRD706: days and months of a credit report that settlement letters or the report contradict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.records.case import AccountReport, Case
from pipeline.records.evidence import Precision, Value
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.report import GridMonth, ReportStatus
from pipeline.values.dates import end_of_month, make_date
from rules.common import yuan
from rules.registry import Draft, rule
from rules.report_facts import (
    Proof,
    doubt_of,
    entry_name,
    identity,
    proofs,
    rests_on,
    stays_open,
    sure,
    update_by,
    used_since,
)
from rules.tables.load import State, Tables

_BASIS = ("objection_days", "applies_to_pboc_db", "credit_correction_right")
_BOOKED = timedelta(days=5)
"""A settlement in the last days of a month may be booked in the next."""
_BAD_MARKS = frozenset("1234567B")
_MONTH_OF_GRACE = 1


def _month(day: date) -> date:
    return day.replace(day=1)


@rule(
    "CRD702",
    Severity.WARNING,
    says=Text("征信报告的结清（销户）月份与结清证明不同", "closing date differs from the letter by month"),
    needs=Text("写明结清日期的结清证明、写明结清月份的征信报告", "a letter with the day, a report with the month"),
    silent_when=(
        Text("同一个月", "the same month"),
        Text("月末几天结清、次月入账（仅提示）", "settled in a month's last days and booked in the next (a notice)"),
        Text("信用卡还清之后另行销户", "a card that was paid first and closed later"),
        Text("结清证明只写“截至”，报告的月份不晚于它", "a letter that only says by when, and the report is not later"),
    ),
    basis=_BASIS,
    example=Text(
        "结清证明写 2026-03-18 结清，报告写“2026年05月已结清”：相差 2 个月，不良记录会多显示 2 个月。",
        "The letter says 2026-03-18, the report 2026年05月已结清: two months off.",
    ),
)
def closed_in_another_month(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each closed report account whose month no letter of it agrees with."""
    for link in case.report_accounts:
        entry = link.entry
        if not entry.settled or entry.status.value is ReportStatus.TRANSFERRED or entry.closed_on is None:
            continue
        known = [p for p in proofs(case, link) if entry.kind == "loan" or p.letter.closes is not None]
        closed = _month(entry.closed_on.value)
        if not known or any(_agrees(p, closed) for p in known):
            continue
        yield _another_month(tables, link, known[0], entry.closed_on)


def _agrees(proof: Proof, closed: date) -> bool:
    month = _month(proof.day.value)
    return closed == month if proof.exact else closed <= month


def _months_between(one: date, other: date) -> int:
    return (other.year - one.year) * 12 + other.month - one.month


def _another_month(tables: Tables, link: AccountReport, proof: Proof, closed: Value[date]) -> Draft:
    entry, reported = link.entry, link.report.reported_on
    settled = proof.day
    off = _months_between(settled.value, closed.value)
    last_days = off == 1 and end_of_month(settled.value) - settled.value < _BOOKED
    name = entry_name(entry)
    later = off > 0
    finding = Finding(
        id="",
        code="CRD702",
        severity=Severity.NOTICE if last_days else Severity.WARNING,
        account=link.account,
        issuer=entry.issuer,
        date=reported.value if reported else None,
        title=Text(
            f"{name.zh}：结清证明为 {settled.value:%Y-%m}，征信报告写 {closed.value:%Y-%m} 结清",
            f"{name.en}: the letter says {settled.value:%Y-%m}, the report {closed.value:%Y-%m}",
        ),
        observed=Text(f"{closed.value:%Y-%m}", f"{closed.value:%Y-%m}"),
        expected=Text(f"{settled.value:%Y-%m}", f"{settled.value:%Y-%m}"),
        difference=None,
        calculation=(
            *doubt_of(link),
            proof.said,
            Text(
                f"报告写 {closed.value:%Y-%m} 结清：{'晚' if later else '早'} {abs(off)} 个月",
                f"the report says {closed.value:%Y-%m}: {abs(off)} months {'later' if later else 'earlier'}",
            ),
        ),
        basis=tables.bases(_BASIS, reported.value) if reported else (),
        evidence=(closed.evidence, entry.sentence.evidence, settled.evidence),
        needs_review=not sure(link, proof),
        addressee="" if last_days else "bureau",
        asks=(
            Text(
                f"核实该账户的结清时间；结清证明所写为 {settled.value.year}年{settled.value.month}月",
                f"check the closing date; the letter says {settled.value:%Y-%m}",
            ),
        ),
        meaning=Text(
            "不良记录自还清之日起保存 5 年：结清时间记晚，就会多显示。",
            "Bad records are kept 5 years from the day of repayment: a late date keeps them longer.",
        ),
    )
    values = rests_on(closed, settled, entry.status, entry.opened_on, proof.letter.settled_in_words)
    return Draft(finding, identity(link, "closed_on"), entry.document, values)


@rule(
    "CRD704",
    Severity.ERROR,
    says=Text("还清超过五年的不良记录仍在展示", "a bad record shown more than five years after its debt was repaid"),
    needs=Text("还清日期（结清证明或报告自己的结清月份）、其后的报告", "the day of repayment, and a later report"),
    silent_when=(
        Text("没有还清，或不知道哪天还清", "not repaid, or the day is unknown"),
        Text("五年期满后一个月之内", "within a month after the five years"),
        Text("未销户的信用卡（之后可能再逾期）", "a card that stays open: it may have fallen behind again"),
        Text("账户本身仍列出而没有不良记录", "the account is listed, without a bad record"),
    ),
    basis=("bad_record_years", "objection_days", "applies_to_pboc_db"),
    example=Text(
        "2021-02-10 还清，五年至 2026-02-10；2026-09-10 的报告仍写“最近5年内有6个月处于逾期状态”。",
        "Repaid on 2021-02-10: five years end on 2026-02-10; the report of 2026-09-10 still counts overdue months.",
    ),
)
def too_old(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each overdue count or bad mark of a debt that was repaid more than five years before."""
    for link in case.report_accounts:
        reported = link.report.reported_on
        repaid = _repaid(case, link)
        if reported is None or repaid is None:
            continue
        answer = tables.look_up("bad_record_years", reported.value)
        years = answer.line.value if answer.state is State.KNOWN and answer.line else None
        if not isinstance(years, int):
            continue
        last = _years_later(repaid[0], years)
        if reported.value <= end_of_month(last, _MONTH_OF_GRACE):
            continue
        entry = link.entry
        if entry.overdue_months is not None and entry.overdue_months.value > 0:
            months = entry.overdue_months.value
            shown = Text(f"最近5年内有 {months} 个月处于逾期状态", f"{months} months late")
            yield _old(tables, link, repaid, last, entry.overdue_months, shown, "old")
        for cell in entry.grid:
            if cell.mark.value in _BAD_MARKS and cell.month <= repaid[0]:
                month, mark = f"{cell.month:%Y-%m}", cell.mark
                shown = Text(f"{month} 的“{mark.value}”", f"mark {mark.value} of {month}")
                yield _old(tables, link, repaid, last, mark, shown, f"old {month}")


_Repaid = tuple[date, Value[date], bool]


def _repaid(case: Case, link: AccountReport) -> _Repaid | None:
    """Return the last day on which the debt can have been repaid, what says so, and whether it is the day itself.

    None where the debt may go on.
    """
    entry = link.entry
    found: list[_Repaid] = []
    if entry.settled and entry.status.value is not ReportStatus.TRANSFERRED and entry.closed_on is not None:
        closed = entry.closed_on
        month = closed.precision is Precision.MONTH
        found.append((end_of_month(closed.value) if month else closed.value, closed, not month))
    known = [p for p in proofs(case, link) if not stays_open(link, p.letter)]
    if any(p.exact for p in known):
        # The lender's own letter says when the debt was repaid; a later closing in the report is the report's matter.
        found = []
    found += [(p.day.value, p.day, p.exact) for p in known if p.exact or not any(q.exact for q in known)]
    return max(found, key=lambda one: one[0], default=None)


def _years_later(day: date, years: int) -> date:
    return make_date(day.year + years, day.month, day.day) or date(day.year + years, day.month, 28)


def _old(
    tables: Tables, link: AccountReport, repaid: _Repaid, last: date, shown: Value, words: Text, kind: str  # type: ignore[type-arg]
) -> Draft:
    entry, reported = link.entry, link.report.reported_on
    assert reported is not None  # noqa: S101  the caller checked
    day, said, exact = repaid
    name = entry_name(entry)
    finding = Finding(
        id="",
        code="CRD704",
        severity=Severity.ERROR,
        account=link.account,
        issuer=entry.issuer,
        date=reported.value,
        title=Text(
            f"{name.zh}：{'' if exact else '不晚于 '}{day} 已还清，超过五年后仍展示{words.zh}",
            f"{name.en}: repaid {'on' if exact else 'by'} {day}, and after five years it still shows {words.en}",
        ),
        observed=words,
        expected=Text("不再展示", "not shown"),
        difference=None,
        calculation=(
            Text(f"还清日期：{'' if exact else '不晚于 '}{day}", f"repaid: {'on' if exact else 'by'} {day}"),
            Text(f"保存期限 5 年，至 {last} 止", f"kept for 5 years, until {last}"),
            Text(
                f"报告日 {reported.value}，晚 {(reported.value - last).days} 天，仍展示{words.zh}",
                f"the report is of {reported.value}, {(reported.value - last).days} days later",
            ),
        ),
        basis=tables.bases(("bad_record_years", "objection_days", "applies_to_pboc_db"), reported.value),
        evidence=(shown.evidence, entry.sentence.evidence, said.evidence),
        needs_review=bool(link.linked_by) and not link.linked_by.certain,
        addressee="bureau",
        asks=(Text(f"删除已超过保存期限的不良记录：{words.zh}", f"delete what is too old: {words.en}"),),
        meaning=Text(
            "五年从还清之日起算；没有还清的欠款不会因时间而消失。",
            "The five years run from repayment; a debt that is not repaid never ages out.",
        ),
    )
    values = rests_on(shown, said, reported, entry.status, entry.opened_on)
    return Draft(finding, identity(link, kind), entry.document, values)


@rule(
    "CRD706",
    Severity.ERROR,
    says=Text("结清之后的月份仍记逾期", "overdue months after the settlement"),
    needs=Text("结清日期（结清证明或报告自己的结清月份）、有还款记录的详版报告", "the day, and a report with a grid"),
    silent_when=(
        Text("另一个账户", "another account"),
        Text("结清当月及以前的逾期", "the month of the settlement and those before"),
        Text("信用卡结清之后又有使用", "a card that was used after"),
        Text("报告尚在更新期限之内（仅提示）", "the report may still be updated (a notice)"),
    ),
    basis=_BASIS,
    example=Text(
        "2026-03-18 结清，还款记录 2026 年 5 月仍为“3”：该月已无欠款可逾期。",
        "Settled on 2026-03-18, and the grid shows 3 in May 2026: nothing was owed then.",
    ),
)
def overdue_after_settlement(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each overdue mark of a month after that in which the debt was settled."""
    for link in case.report_accounts:
        reported = link.report.reported_on
        if reported is None or not link.entry.grid:
            continue
        proof = next(iter(proofs(case, link)), None)
        if proof is not None and stays_open(link, proof.letter) and used_since(case, link.account, proof.day.value):
            continue
        settled = proof.day if proof is not None else _closed_by_itself(link)
        if settled is None:
            continue
        for cell in link.entry.grid:
            if cell.mark.value in _BAD_MARKS and cell.month > _month(settled.value):
                yield _after(tables, link, proof, settled, cell)


def _closed_by_itself(link: AccountReport) -> Value[date] | None:
    """Return the day on which the report itself says that the account was settled or closed."""
    entry = link.entry
    if not entry.settled or entry.status.value is ReportStatus.TRANSFERRED:
        return None
    return entry.closed_on


def _after(
    tables: Tables, link: AccountReport, proof: Proof | None, settled: Value[date], cell: GridMonth
) -> Draft:
    entry, reported = link.entry, link.report.reported_on
    assert reported is not None  # noqa: S101  the caller checked
    late = reported.value > update_by(tables, settled.value, reported.value)
    firm = proof is None or (proof.exact and not stays_open(link, proof.letter))
    severity = (Severity.ERROR if firm else Severity.WARNING) if late else Severity.NOTICE
    month = f"{cell.month:%Y-%m}"
    name = entry_name(entry)
    sum_ = f"，金额 {yuan(cell.amount.value)} 元" if cell.amount is not None and cell.amount.value else ""
    shown = Text(f"“{cell.mark.value}”{sum_}", f"{cell.mark.value}{sum_ and f', {yuan(cell.amount.value)}'}")  # type: ignore[union-attr]
    said = proof.said if proof is not None else Text(f"报告：{settled.value} 结清", f"the report: {settled.value}")
    finding = Finding(
        id="",
        code="CRD706",
        severity=severity,
        account=link.account,
        issuer=entry.issuer,
        date=cell.month,
        title=Text(
            f"{name.zh}：{settled.value} 已结清，{month} 的还款记录仍为{shown.zh}",
            f"{name.en}: settled on {settled.value}, the grid of {month} still shows {shown.en}",
        ),
        observed=shown,
        expected=Text("该月没有逾期", "nothing overdue in that month"),
        difference=None,
        calculation=(
            *doubt_of(link),
            said,
            Text(
                f"{month} 晚于结清月份 {settled.value:%Y-%m}，还款记录为{shown.zh}",
                f"{month} is later than {settled.value:%Y-%m}; the grid shows {shown.en}",
            ),
        ),
        basis=tables.bases(_BASIS, reported.value),
        evidence=(cell.mark.evidence, entry.sentence.evidence, settled.evidence),
        needs_review=proof is not None and not sure(link, proof),
        addressee="" if severity is Severity.NOTICE else "bureau",
        asks=(
            Text(f"将 {month} 的还款记录更正为未逾期", f"correct the mark of {month}")
            if severity is Severity.ERROR
            else Text(f"核实 {month} 的还款记录，并说明其由来", f"check the mark of {month} and explain it"),
        ),
        meaning=Text(
            "结清之后没有欠款，也就没有逾期；结清之前的真实逾期不受影响。",
            "Nothing was owed after the settlement; true arrears before it stay.",
        ),
    )
    values = rests_on(cell.mark, settled, reported, entry.opened_on, proof.letter.settled_in_words if proof else None)
    return Draft(finding, identity(link, "grid", month), entry.document, values)
