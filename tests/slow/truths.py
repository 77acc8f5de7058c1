"""What a reading may not get wrong: every verified value against the truth that drew the paper."""

from __future__ import annotations

from datetime import date

from pipeline.records.extraction import Kind
from pipeline.records.report import ReportStatus
from pipeline.values.text import key
from samples.truth import LetterTruth, ReportTruth, StatementTruth

_CHARGES = frozenset({Kind.INTEREST, Kind.PENALTY, Kind.LATE_FEE, Kind.FEE})
_STATES = {
    "settled": ReportStatus.SETTLED,
    "closed": ReportStatus.CLOSED,
    "transferred": ReportStatus.TRANSFERRED,
    "bad_debt": ReportStatus.BAD_DEBT,
    "inactive": ReportStatus.INACTIVE,
}


def same(read, true):
    return key(read) == key(true) if isinstance(read, str) and isinstance(true, str) else read == true


def fits(value, true):
    """Whether a value does not contradict the truth: it is not there, is in review, or is right."""
    return value is None or not value.verified or same(value.value, true)


def right(value, true):
    """Whether a value is read and right (absent where nothing is printed)."""
    return same(value.value if value else None, true)


def wrong_values(paper, truth):
    """Return each verified value that is not what the paper says."""
    if isinstance(truth, StatementTruth):
        return _wrong_statement(paper.statement, truth) if paper.statement else []
    if isinstance(truth, LetterTruth):
        return _wrong_letter(paper.letter, truth) if paper.letter else []
    return _wrong_report(paper.report, truth) if paper.report else []


def _row_fields(row, true):
    """The pairs of one row; a label is held to the truth where it names a charge."""
    pairs = [(row.posted_on, true.posted_on), (row.amount, true.amount), (row.tail, true.tail or None)]
    if row.kind is not Kind.INSTALMENT:
        pairs.append((row.traded_on, true.traded_on))
    if row.kind in _CHARGES or true.kind in _CHARGES:
        pairs.append((row.description, true.description))
    return pairs


def _wrong_statement(statement, truth):
    head = {
        "statement_on": truth.statement_on,
        "due_on": truth.due_on,
        "opening": truth.printed("opening"),
        "closing": truth.printed("closing"),
        "minimum": truth.minimum,
        "limit": truth.limit,
    }
    result = [
        f"{name}: {getattr(statement, name).value}, true {true}"
        for name, true in head.items()
        if not fits(getattr(statement, name), true)
    ]
    totals = {"adjustments": "adjustment"}
    result += [
        f"{term.role}: {term.amount.value}"
        for term in statement.terms
        if not fits(term.amount, truth.printed(totals.get(term.role, term.role)))
    ]
    left = list(truth.rows)
    for row in statement.rows:
        possible = [t for t in left if all(fits(v, true) for v, true in _row_fields(row, t))]
        if not possible:
            result.append(f"row {[v.value if v else None for v, _ in _row_fields(row, truth.rows[0])]}")
            continue
        left.remove(max(possible, key=lambda t: sum(right(v, true) for v, true in _row_fields(row, t))))
    return result


def rows_right(paper, truth):
    """How many of the truth's rows were read with the right day, amount and tail."""
    left = list(truth.rows)
    for row in paper.statement.rows if paper.statement else ():
        found = next(
            (
                t
                for t in left
                if right(row.posted_on, t.posted_on) and right(row.amount, t.amount) and right(row.tail, t.tail or None)
            ),
            None,
        )
        if found is not None:
            left.remove(found)
    return len(truth.rows) - len(left)


def _wrong_letter(letter, truth):
    def printed(item, value):
        return value if truth.has(item) else None

    said = {
        "serial": printed("serial", truth.serial),
        "name": printed("name", truth.name),
        "id_tail": printed("id_number", truth.id_number[-4:]),
        "account_tail": printed("account_tail", truth.account_tail),
        "contract_no": printed("contract_no", truth.contract_no),
        "loan_amount": printed("loan_amount", truth.loan_amount),
        "settled_amount": printed("settled_amount", truth.settled_amount),
        "outstanding": printed("outstanding", truth.outstanding),
        "settled_on": printed("settled_on", truth.settled_on),
        "issued_on": printed("issued_on", truth.issued_on),
        "opened_on": printed("opened_on", truth.opened_on),
        "as_of": truth.as_of,
        "issuer_text": printed("issuer", truth.issuer),
    }
    return [
        f"{name}: {getattr(letter, name).value}, true {true}"
        for name, true in said.items()
        if not fits(getattr(letter, name), true)
    ]


def _month(value):
    return date(*value, 1) if value else None


def _account_fields(account, true):
    active = ReportStatus.OVERDUE if true.overdue_now else ReportStatus.ACTIVE
    once = true.overdue_list
    return [
        (account.opened_on, true.opened_on),
        (account.institution, true.institution),
        (account.tail, true.tail or None),
        (account.amount, true.amount),
        (account.credit_limit, true.credit_limit),
        (account.balance, true.balance),
        (account.status, _STATES.get(true.state, active)),
        (account.data_as_of, _month(true.data_as_of)),
        (account.closed_on, _month(true.closed_month)),
        (account.overdue_now, true.overdue_now),
        (account.overdue_months, true.overdue_months if once else None),
        (account.overdue_90, (true.overdue_90 or None) if once else None),
    ]


def _wrong_report(report, truth):
    said = {
        "number": truth.number,
        "reported_on": truth.reported_at.date(),
        "name": truth.name,
        "id_tail": truth.id_number[-4:],
    }
    result = [
        f"{name}: {getattr(report, name).value}, true {true}"
        for name, true in said.items()
        if not fits(getattr(report, name), true)
    ]
    left = list(truth.accounts)
    for account in report.accounts:
        possible = [t for t in left if all(fits(v, true) for v, true in _account_fields(account, t))]
        if not possible:
            result.append(f"account {account.sentence.value}")
            continue
        left.remove(max(possible, key=lambda t: sum(right(v, true) for v, true in _account_fields(account, t))))
    return result


def lost(paper, truth):
    """Whether something printed was neither read nor told to be missing."""
    told = bool(paper.notes) or paper.document.reason_code is not None
    if isinstance(truth, StatementTruth):
        read = len(paper.statement.rows) if paper.statement else 0
        return read < len(truth.rows) and not told
    if isinstance(truth, ReportTruth):
        read = len(paper.report.accounts) if paper.report else 0
        return read < len(truth.accounts) and not told
    return paper.letter is None and not told
