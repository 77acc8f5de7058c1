"""What to do on which day: requests to send, answers to expect, the next report to pull."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.records.case import Case
from pipeline.records.decision import Decision
from pipeline.records.finding import Finding, FollowUp, Severity, Status, Text
from pipeline.values.dates import add_days, end_of_month
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
    return tuple(sorted(result, key=lambda f: (f.due_on, f.finding or "", f.action.zh)))


def _todo(finding: Finding, day: date, action: Text) -> FollowUp:
    return FollowUp(finding.account, day, action, finding.title, finding.id)


def _watch(finding: Finding, case: Case) -> Iterable[FollowUp]:
    if finding.code != "CRD701" or finding.date is None:
        return
    day = add_days(end_of_month(finding.date, 1), 1)
    if day >= case.as_of:
        yield _todo(finding, day, Text("查询新的信用报告，核对该账户状态", "pull a new credit report and check"))


def _answer(finding: Finding, decision: Decision, tables: Tables) -> Iterable[FollowUp]:
    start = decision.received_on or decision.sent_on
    if start is None:
        return
    name = "objection_days" if finding.addressee == "bureau" else "complaint_answer_days"
    answer = tables.look_up(name, start)
    if answer.state is not State.KNOWN or answer.line is None or not isinstance(answer.line.value, int):
        return
    basis = tables.basis(name, start)
    yield FollowUp(
        finding.account,
        add_days(start, answer.line.value),
        Text(
            f"答复期限（{answer.line.value} 日）届满，核对是否已答复",
            f"the {answer.line.value} days to answer end",
        ),
        Text(
            f"{basis.title}{basis.article}：{finding.title.zh}",
            f"{basis.title} {basis.article}: {finding.title.en}",
        ),
        finding.id,
    )
