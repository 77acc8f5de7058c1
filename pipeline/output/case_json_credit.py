"""Letters and credit reports in `case.json`."""

from __future__ import annotations

from typing import Any

from pipeline.output.text import absent, inner, iso_value, yuan
from pipeline.records.case import AccountLetter, AccountReport
from pipeline.records.evidence import Value
from pipeline.records.letter_items import missing_items, strength
from pipeline.records.report import GridMonth, Report, ReportAccount


def money(value: Value[Any] | None) -> str | None:
    """Return an amount in yuan, None where the paper has none or it could not be parsed."""
    fen = inner(value)
    return None if fen is None else yuan(fen)


def letter_table(one: AccountLetter) -> dict[str, Any]:
    """Return a letter: what it prints, what it lacks and how much it proves (A, B, C; null: nothing settled)."""
    letter = one.letter
    return {
        "account": one.account,
        "document": letter.document,
        "issuer": absent(letter.issuer),
        "name": absent(inner(letter.name)),
        "id_tail": absent(inner(letter.id_tail)),
        "account_tail": absent(inner(letter.account_tail)),
        "contract_no": absent(inner(letter.contract_no)),
        "loan_amount": money(letter.loan_amount),
        "settled_amount": money(letter.settled_amount),
        "outstanding": money(letter.outstanding),
        "settled_on": iso_value(letter.settled_on),
        "as_of": iso_value(letter.as_of),
        "issued_on": iso_value(letter.issued_on),
        "has_seal": letter.has_seal,
        "scope": letter.scope,
        "waived": money(letter.waived),
        "opened_on": iso_value(letter.opened_on),
        "closed": True if letter.closes is not None else False if letter.stays_open is not None else None,
        "strength": absent(strength(letter)),
        "lacks": [name for name, _ in missing_items(letter)],
        "other_person": one.other_person,
    }


def report_account(one: AccountReport) -> dict[str, Any]:
    """Return an account of a report, and what joined it to ours (null: only the report knows it)."""
    entry = one.entry
    return {
        "account": one.account,
        "document": entry.document,
        "reported_on": iso_value(one.report.reported_on),
        "data_as_of": iso_value(entry.data_as_of),
        "institution": absent(entry.institution.value),
        "kind": entry.kind,
        "currency": entry.currency,
        "account_no": absent(inner(entry.account_no)),
        "tail": absent(inner(entry.tail)),
        "opened_on": iso_value(entry.opened_on),
        "amount": money(entry.amount),
        "credit_limit": money(entry.credit_limit),
        "balance": money(entry.balance),
        "status": entry.status.value,
        "closed_on": iso_value(entry.closed_on),
        "overdue_now": inner(entry.overdue_now),
        "overdue_amount": money(entry.overdue_amount),
        "overdue_months": inner(entry.overdue_months),
        "overdue_90": inner(entry.overdue_90),
        "grid": {f"{cell.month:%Y-%m}": _cell(cell) for cell in entry.grid},
        "section": entry.section,
        "linked_by": absent(str(one.linked_by)),
        "verified": _verified(entry),
        "last_paid_on": iso_value(entry.last_paid_on),
        "original_lender": absent(inner(entry.original_lender)),
        "classification": absent(inner(entry.classification)),
        "events": [
            {
                "kind": event.kind.value,
                "happened_on": iso_value(event.happened_on),
                "months": inner(event.months),
                "amount": money(event.amount),
                "detail": absent(inner(event.detail)),
            }
            for event in entry.events
        ],
        "remarks": [
            {"kind": remark.kind, "text": remark.text.value, "added_on": iso_value(remark.added_on)}
            for remark in entry.remarks
        ],
    }


def _cell(cell: GridMonth) -> list[str]:
    amount = money(cell.amount)
    return [cell.mark.value] if amount is None else [cell.mark.value, amount]


def _verified(entry: ReportAccount) -> bool:
    """Whether everything that tells the account and its state is verified."""
    values = (entry.opened_on, entry.status, entry.balance, entry.amount, entry.closed_on, entry.overdue_amount)
    return all(value.verified for value in values if value is not None)


def report_table(report: Report) -> dict[str, Any]:
    """Return a report with what it holds beside accounts."""
    return {
        "document": report.document,
        "number": absent(inner(report.number)),
        "reported_on": iso_value(report.reported_on),
        "form": report.form,
        "complete": report.complete,
        "open_disputes": inner(report.open_disputes),
        "queries": [
            {
                "queried_on": iso_value(query.queried_on),
                "institution": absent(query.institution.value),
                "reason": absent(query.reason.value),
                "own": query.own,
            }
            for query in report.queries
        ],
        "liabilities": [
            {
                "opened_on": iso_value(debt.opened_on),
                "institution": absent(inner(debt.institution)),
                "role": absent(inner(debt.role)),
                "amount": money(debt.amount),
                "balance": money(debt.balance),
            }
            for debt in report.liabilities
        ],
        "public_records": [
            {"kind": record.kind, "items": [{"label": label, "text": value.value} for label, value in record.items]}
            for record in report.public_records
        ],
    }
