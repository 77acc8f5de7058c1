"""Write `case.json`, the public contract that `docs/case.schema.json` describes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.output.case_json_credit import letter_table, money, report_account, report_table
from pipeline.output.papers import reason_line
from pipeline.output.text import absent, iso, iso_value, yuan
from pipeline.output.words import CONFIDENCES, LAWS, NATURES
from pipeline.records.case import Account, AccountPlan, AccountStatement, Case, Entry
from pipeline.records.decision import Decision, Decisions
from pipeline.records.evidence import Box, Check, Value
from pipeline.records.extraction import Document, InterestLine, Kind, ReviewEntry, Transaction
from pipeline.records.finding import Basis, Finding, FollowUp, Text
from pipeline.records.rates import Rate

SCHEMA_VERSION = 1
_LABELLED = frozenset({Kind.INTEREST, Kind.PENALTY, Kind.LATE_FEE, Kind.PENALTY_INTEREST, Kind.FEE})

Images = Mapping[str, Sequence[str | None]]
"""Paths of pictures by id: one per evidence of a finding, one for a review entry."""


def case_json(
    case: Case,
    findings: Sequence[Finding],
    follow_ups: Sequence[FollowUp],
    decisions: Decisions,
    *,
    images: Images,
    requests: Mapping[str, str],
    providers: Mapping[str, str],
    lang: str,
    provenance: Mapping[str, Any],
    stats: Mapping[str, Any],
) -> bytes:
    """Return the bytes of `case.json`.

    Args:
        case: The case.
        findings: In the order in which they are shown.
        follow_ups: In order.
        decisions: Of the person.
        images: Paths relative to the case's folder.
        requests: Path of the draft by id of the finding.
        providers: Path of the second draft, to who supplied the data of a credit report.
        lang: "zh" or "en".
        provenance: Versions and hashes, as they shall stand there.
        stats: Counts and seconds, as they shall stand there.
    """
    table = {
        "schema_version": SCHEMA_VERSION,
        "case": case.name,
        "as_of": case.as_of.isoformat(),
        "provenance": dict(provenance),
        "stats": dict(stats),
        "documents": [_document(each, lang) for each in case.documents],
        "accounts": [_account(each) for each in case.accounts],
        "statements": [_statement(each) for each in case.statements],
        "transactions": [_transaction(each) for each in case.ledger],
        "letters": [letter_table(each) for each in case.letters],
        "report_accounts": [report_account(each) for each in case.report_accounts],
        "reports": [report_table(each) for each in case.reports],
        "plans": [row for plan in case.plans for row in _plan_rows(plan)],
        "findings": [
            {**_finding(each, decisions, images, requests, lang), "provider_request": providers.get(each.id)}
            for each in findings
        ],
        "follow_ups": [_follow_up(each, lang) for each in follow_ups],
        "review": [_review(each, images, decisions, lang) for each in case.review],
    }
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _sentence(thing: int | Text | None, lang: str) -> str | None:
    if isinstance(thing, Text):
        return absent(thing.in_(lang))
    return None if thing is None else yuan(thing)


def _box(box: Box | None) -> list[float] | None:
    return None if box is None else [round(edge, 2) for edge in (box.x0, box.top, box.x1, box.bottom)]


def _document(document: Document, lang: str) -> dict[str, Any]:
    code = document.reason_code
    return {
        "id": document.id,
        "path": document.path,
        "parts": [{"path": p.path, "sha256": p.sha256, "pages": list(p.pages)} for p in document.parts],
        "type": document.type,
        "issuer": absent(document.issuer),
        "pages": document.pages,
        "text_source": absent(document.text_source),
        "status": document.status,
        "reason_code": absent(code),
        "reason": reason_line(code, document.detail, lang) if code else None,
        "confidence": None if document.confidence is None else round(document.confidence, 4),
    }


def _account(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "kind": account.kind,
        "issuer": absent(account.issuer),
        "tail": absent(account.tail),
        "contract_no": absent(account.contract_no),
        "opened_on": iso_value(account.opened_on),
        "settled_on": iso_value(account.settled_on),
        "settled_amount": money(account.settled_amount),
        "documents": sorted(account.documents),
    }


def _statement(one: AccountStatement) -> dict[str, Any]:
    statement = one.statement
    return {
        "account": one.account,
        "document": statement.document,
        "currency": statement.currency,
        "period_start": iso_value(statement.period_start),
        "statement_on": iso_value(statement.statement_on),
        "due_on": iso_value(statement.due_on),
        "opening_balance": money(statement.opening),
        "closing_balance": money(statement.closing),
        "minimum_due": money(statement.minimum),
        "credit_limit": money(statement.limit),
        "balanced": statement.balanced,
        "broken_at": statement.broken_at,
        "rates": [_rate(rate) for rate in statement.rates],
        "interest_lines": [_interest_line(line) for line in statement.interest_lines],
        "interest_total": money(statement.interest_total),
    }


def _rate(rate: Value[Rate]) -> dict[str, Any]:
    """Return a rate of interest: a plain number (0.0005 is 0.05 %), and whether it is of a day or a year."""
    return {"rate": f"{rate.value.value:f}", "per": rate.value.per, "verified": rate.verified}


def _interest_line(line: InterestLine) -> dict[str, Any]:
    values: list[tuple[str, Value[Any] | None]] = [
        ("label", line.label), ("base", line.base), ("start", line.start), ("end", line.end), ("days", line.days),
        ("rate", line.rate), ("amount", line.amount), ("posted_on", line.posted_on), ("tail", line.tail),
    ]  # fmt: skip
    return {
        "page": line.page,
        "label": absent(line.label.value) if line.label else None,
        "base": money(line.base),
        "start": iso_value(line.start),
        "end": iso_value(line.end),
        "days": line.days.value if line.days else None,
        "rate": f"{line.rate.value.value:f}" if line.rate else None,
        "rate_per": line.rate.value.per if line.rate else None,
        "amount": money(line.amount),
        "posted_on": iso_value(line.posted_on),
        "tail": absent(line.tail.value) if line.tail else None,
        "verified": all(value is None or value.verified for _, value in values),
        "checks": [check for name, value in values for check in _checks(value, name)],
    }


def row_verified(row: Transaction) -> bool:
    """Tell whether a row's amount, days and, of a charge, its label are verified."""
    values: list[Value[Any] | None] = [row.amount, row.traded_on, row.posted_on]
    if row.kind in _LABELLED:
        values.append(row.description)
    return row.amount.value is not None and all(value is None or value.verified for value in values)


def _checks(value: Value[Any] | None, name: str) -> list[dict[str, Any]]:
    def as_table(check: Check) -> dict[str, Any]:
        return {"field": name, "kind": check.kind, "agrees": check.agrees, "source": absent(check.source)}

    return [] if value is None else [as_table(check) for check in value.checks]


def _transaction(entry: Entry) -> dict[str, Any]:
    row = entry.transaction
    fields: list[tuple[str, Value[Any] | None]] = [
        ("amount", row.amount), ("traded_on", row.traded_on), ("posted_on", row.posted_on),
        ("description", row.description),
    ]  # fmt: skip
    return {
        "account": entry.account,
        "document": row.document,
        "page": row.page,
        "traded_on": iso_value(row.traded_on),
        "posted_on": iso_value(row.posted_on),
        "description": absent(row.description.value),
        "amount": money(row.amount),
        "currency": row.currency,
        "kind": row.kind,
        "components": _components(row),
        "verified": row_verified(row),
        "checks": [check for name, value in fields for check in _checks(value, name)],
        "also_in": [{"document": other.document, "page": other.page} for other in entry.also_in],
    }


def _components(row: Transaction) -> dict[str, Any] | None:
    parts = row.components
    if parts is None:
        return None
    names = ("principal", "interest", "penalty_interest", "fee")
    return {name: money(getattr(parts, name)) for name in names}


def _plan_rows(one: AccountPlan) -> list[dict[str, Any]]:
    return [
        {
            "account": one.account,
            "document": row.document,
            "page": row.page,
            "due_on": iso_value(row.due_on),
            "period_no": row.period_no.value,
            "principal": money(row.principal),
            "interest": money(row.interest),
            "fee": money(row.fee),
            "total": money(row.total),
        }
        for row in one.plan.rows
    ]


def basis_line(basis: Basis, lang: str) -> str:
    """Return a basis as one line: title, article, nature, since when, how sure we are, what it says."""
    nature, day = NATURES[basis.nature].in_(lang), basis.valid_from
    if basis.nature in LAWS:  # the day of a price, a contract or guidance is our tables' assumption
        nature += f" since {day}" if lang == "en" else f"，自 {day} 起"
    sure = "" if basis.confidence == "S" else CONFIDENCES[basis.confidence].in_(lang)
    if lang == "en":
        head = f"{basis.title} {basis.article}".strip()
        return f"{head} ({nature}{sure and f'; {sure}'}): {basis.text.en}"
    return f"{basis.title}{basis.article}（{nature}{sure and f'；{sure}'}）：{basis.text.zh}"


def _finding(
    finding: Finding, decisions: Decisions, images: Images, requests: Mapping[str, str], lang: str
) -> dict[str, Any]:
    decision = decisions.findings.get(finding.id, Decision(finding.id))
    paths = images.get(finding.id, ())
    return {
        "id": finding.id,
        "code": finding.code,
        "severity": finding.severity,
        "account": finding.account,
        "date": iso(finding.date),
        "title": finding.title.in_(lang),
        "observed": _sentence(finding.observed, lang),
        "expected": _sentence(finding.expected, lang),
        "difference": None if finding.difference is None else yuan(finding.difference),
        "calculation": [step.in_(lang) for step in finding.steps],
        "basis": [basis_line(basis, lang) for basis in finding.basis],
        "evidence": [
            {
                "document": one.document,
                "page": one.page,
                "box": _box(one.box),
                "text": absent(one.text),
                "image": paths[number] if number < len(paths) else None,
            }
            for number, one in enumerate(finding.evidence)
        ],
        "needs_review": finding.needs_review,
        "request": requests.get(finding.id),
        "status": decision.status,
        "sent_on": iso(decision.sent_on),
        "received_on": iso(decision.received_on),
        "answered_on": iso(decision.answered_on),
        "note": absent(decision.note),
        "issuer": absent(finding.issuer),
        "meaning": absent(finding.meaning.in_(lang)),
    }


def _follow_up(one: FollowUp, lang: str) -> dict[str, Any]:
    return {
        "account": one.account,
        "due_on": one.due_on.isoformat(),
        "action": one.action.in_(lang),
        "why": absent(one.why.in_(lang)),
        "finding": one.finding,
    }


def _review(entry: ReviewEntry, images: Images, decisions: Decisions, lang: str) -> dict[str, Any]:
    paths = images.get(entry.id, ())
    return {
        "id": entry.id,
        "document": entry.document,
        "page": entry.evidence.page,
        "field": entry.field,
        "value": absent(entry.value),
        "why": reason_line(entry.why, entry.detail, lang),
        "why_code": entry.why,
        "image": paths[0] if paths else None,
        "correctable": entry.correctable,
        "proposal": absent(entry.proposal),
        "correction": absent(decisions.corrections.get(entry.id)),
    }
