"""What to do on which day: requests to send, answers to expect, the next report to pull."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.records.case import Case
from pipeline.records.decision import Decision
from pipeline.records.finding import Finding, FollowUp, Severity, Status, Text
from pipeline.values.dates import add_days, end_of_month
from pipeline.values.working_days import add_weekdays, add_working_days, next_weekday, next_working_day
from rules.report_facts import proves
from rules.tables.load import State, Tables

_ENDED = frozenset({Status.RESOLVED, Status.DROPPED, Status.WITHDRAWN, Status.PAPER_GONE})


def follow_ups(
    case: Case, findings: Iterable[Finding], decisions: Mapping[str, Decision], tables: Tables
) -> tuple[FollowUp, ...]:
    """Return what follows from findings and from what the person did about them, by day."""
    result: list[FollowUp] = []
    for finding in findings:
        decision = decisions.get(finding.id, Decision(finding.id))
        if decision.status in _ENDED:
            continue
        if finding.needs_review:
            result.append(
                _todo(
                    finding,
                    case.as_of,
                    Text("核对待复核中的识读结果", "check the reading in the review sheet"),
                )
            )
        elif finding.severity is Severity.NOTICE:
            result.extend(_watch(finding, case))
        elif decision.sent_on is None and decision.received_on is None:
            result.append(_todo(finding, case.as_of, Text("核对草稿并签字后寄出", "check the draft, sign and send it")))
        elif decision.answered_on is None:
            result.extend(_answer(finding, decision, tables))
    result.extend(_next_reports(case))
    return tuple(sorted(result, key=lambda f: (f.due_on, f.finding or "", f.action.zh, f.account or "")))


def _next_reports(case: Case) -> Iterable[FollowUp]:
    """Yield for each settled debt the day from which a report has to show it, where no report of then is on file.

    A lender's own promise (在N个工作日内报送) counts where it is later than the end of the month after the settlement.
    """
    reported = [link.report.reported_on.value for link in case.report_accounts if link.report.reported_on is not None]
    newest = max(reported, default=None)
    seen: set[str] = set()
    for item in case.letters:
        letter = item.letter
        settled = letter.settled_on or letter.as_of
        if item.account is None or item.other_person or item.account in seen or settled is None or not proves(letter):
            continue
        seen.add(item.account)
        last = end_of_month(settled.value, 1)
        if letter.updates_within is not None and letter.issued_on is not None:
            last = max(last, _working_days(letter.issued_on.value, letter.updates_within.value))
        if newest is None or newest <= last:
            yield FollowUp(
                item.account,
                max(add_days(last, 1), case.as_of),
                Text("查询新的信用报告，核对结清状态", "pull a new report and check that it shows it"),
                Text(
                    f"{settled.value} 结清，通常至迟 {last} 更新",
                    f"settled on {settled.value}: usually shown by {last}",
                ),
                None,
            )


def _working_days(start: date, days: int) -> date:
    """Return the day so many working days later; by weekdays where the year's holidays are not known yet."""
    return add_working_days(start, days) or add_weekdays(start, days)


def _todo(finding: Finding, day: date, action: Text) -> FollowUp:
    return FollowUp(finding.account, day, action, finding.title, finding.id)


def _watch(finding: Finding, case: Case) -> Iterable[FollowUp]:
    if finding.code != "CRD701" or finding.date is None:
        return
    day = add_days(end_of_month(finding.date, 1), 1)
    if day >= case.as_of:
        yield _todo(finding, day, Text("查询新的信用报告，核对该账户状态", "pull a new credit report and check"))


def _ended(days: int, *, received: bool) -> Text:
    """Return what to do as the days to answer end; they run from receipt, so a day of sending gives an estimate."""
    if received:
        return Text(f"答复期限（{days} 日）届满，核对是否已答复", f"the {days} days to answer end")
    return Text(
        f"按寄出日估算的答复期限（{days} 日）届满；请先核对并填写签收日期",
        f"the {days} days to answer, counted from the day of sending, end: fill in the day of receipt first",
    )


def _answer(finding: Finding, decision: Decision, tables: Tables) -> Iterable[FollowUp]:
    start = decision.received_on or decision.sent_on
    if start is None:
        return
    name = "objection_days" if finding.addressee == "bureau" else "complaint_answer_days"
    answer = tables.look_up(name, start)
    if answer.state is not State.KNOWN or answer.line is None or not isinstance(answer.line.value, int):
        return
    basis = tables.basis(name, start)
    last = add_days(start, answer.line.value)
    said, simple = (Text("", ""), Text("", "")) if finding.addressee == "bureau" else (
        Text("参照", "after "), Text("，简单投诉 15 日，复杂的 30 日", ", simple complaints 15 days, others 30")
    )  # fmt: skip
    yield FollowUp(
        finding.account,
        next_working_day(last) or next_weekday(last),  # a last day on a holiday moves (民法典 203)
        _ended(answer.line.value, received=decision.received_on is not None),
        Text(
            f"{said.zh}{basis.title}{basis.article}{simple.zh}：{finding.title.zh}",
            f"{said.en}{basis.title} {basis.article}{simple.en}: {finding.title.en}",
        ),
        finding.id,
    )
