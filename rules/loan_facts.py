"""What papers say of a loan, for rules: payments, plan, rates, what came back, what the debit account shows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from pipeline.records.case import AccountLetter, AccountStatement, Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Statement, Transaction
from pipeline.records.loan import Contract, Plan, PlanRow
from pipeline.values.balance import running
from pipeline.values.text import key
from rules.common import CHARGES, amount, entries, posted, statement_of

BOOKING = timedelta(days=3)
"""A payment may take so long from the debit account to the loan."""

RETURN_DAYS = 45
"""Within so many days money that came back clears a charge."""

_MISUSE = 2
"""Contract rate times this is the highest surcharge that the supervisory rule knows (1.5 overdue, 2 for misuse)."""

_BACK = re.compile(r"退|冲|撤销|返还|失败|返回")
_REPAYS = re.compile(r"还款|归还|还贷|代扣|扣款|贷款|借款|结清")


def loans(case: Case) -> list[str]:
    """Return ids of the loans of a case."""
    return [account.id for account in case.accounts if account.kind == "loan"]


def loan_statements(case: Case, loan: str) -> list[AccountStatement]:
    """Return the lender's own lists of a loan."""
    return [i for i in case.statements if i.account == loan and i.statement.kind == "loan"]


class _Ledger:
    """A ledger as a key: the same object is the same key, without looking at its thousands of rows."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries

    def __hash__(self) -> int:
        return id(self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ledger) and self.entries is other.entries


@lru_cache(maxsize=1)
def _by_amount(ledger: _Ledger) -> dict[int, list[Entry]]:
    result: dict[int, list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        result[abs(amount(entry.transaction))].append(entry)
    return result


def of_amount(case: Case, fen: int) -> list[Entry]:
    """Return all entries of an amount, whatever its sign, in the order of the ledger."""
    return _by_amount(_Ledger(case.ledger)).get(abs(fen), [])


def credited(case: Case, loan: str) -> list[Entry]:
    """Return a loan's payments with a day, by day and printed order, whatever became of them."""
    return [e for e in entries(case, loan, (Kind.REPAYMENT,)) if amount(e.transaction) < 0 and posted(e.transaction)]


def repayments(case: Case, loan: str) -> list[Entry]:
    """Return a loan's payments without those that may have been taken back."""
    return [e for e in credited(case, loan) if not taken_back(case, e)]


def day_of(entry: Entry) -> date:
    """Return the day of an entry that has one."""
    day = posted(entry.transaction)
    assert day is not None  # noqa: S101  debits and payments without a day are left out
    return day


def taken_back(case: Case, entry: Entry) -> bool:
    """Whether a payment came back, or a charge was given back: on the loan itself or in a debit account."""
    row = entry.transaction
    day, fen = posted(row), abs(amount(row))
    if day is None:
        return False
    for other in of_amount(case, fen):
        back = other.transaction
        when = posted(back)
        if other is entry or when is None or back.currency != row.currency:
            continue
        if not timedelta(days=-1) <= when - day <= timedelta(days=RETURN_DAYS):
            continue
        if back.kind is Kind.DISBURSEMENT:
            continue
        if is_bank(case, back):
            if amount(back) == -fen and not _paid_again(case, entry, day):
                return True  # money of just that amount came in: whatever its words, it may be this one
        elif other.account == entry.account and amount(back) == -amount(row) and _named_back(back):
            return True
    return False


def _paid_again(case: Case, entry: Entry, day: date) -> bool:
    """Whether so much left debit accounts and did not come back that all equal payments of a loan stand."""
    row = entry.transaction
    if is_bank(case, row):
        return False
    listed = left = 0
    for other in of_amount(case, abs(amount(row))):
        when = posted(other.transaction)
        if when is None or not -BOOKING <= when - day <= timedelta(days=RETURN_DAYS):
            continue
        if is_bank(case, other.transaction):
            left += 1 if amount(other.transaction) > 0 else -1
        elif other.account == entry.account and amount(other.transaction) == amount(row):
            listed += 1
    return left >= listed


def _named_back(row: Transaction) -> bool:
    if row.kind is Kind.REPAYMENT and amount(row) > 0:
        return True  # a payment with the other sign
    return row.kind in (Kind.ADJUSTMENT, Kind.REFUND) or _BACK.search(key(row.description.value)) is not None


def is_bank(case: Case, row: Transaction) -> bool:
    """Whether a row stands in a debit account."""
    item = statement_of(case, row)
    return item is not None and item.statement.kind == "bank_account"


def understood(statement: Statement, accused: Collection[Transaction] = ()) -> bool:
    """Whether a list was read in full and nothing in it contradicts itself, but for the very rows that are accused.

    A payment that the lender books without lowering what is owed breaks the running balance just there.
    """
    if statement.notes:
        return False
    if statement.balanced is not False:
        return True
    steps = running(statement)
    excused = {row.ordinal for row in accused if row.document == statement.document}
    return steps is not None and all(held or statement.rows[n].ordinal in excused for n, held in steps.holds)


def bank_debits(case: Case, issuer: str | None, fen: int) -> list[Entry]:
    """Return what left debit accounts for a lender: of just an amount, with the lender's name beside it, by day."""
    if not issuer:
        return []
    found = [
        e
        for e in of_amount(case, fen)
        if amount(e.transaction) == fen
        and posted(e.transaction) is not None
        and is_bank(case, e.transaction)
        and key(issuer) in named_beside(e.transaction)
        # A bank's own name stands beside every transfer to one of its accounts.
        and (e.transaction.kind is Kind.REPAYMENT or _REPAYS.search(named_beside(e.transaction)))
    ]
    return sorted(found, key=lambda e: (posted(e.transaction) or case.as_of, e.transaction.ordinal))


_PAYS_OUT = re.compile(r"放款|发放|贷款|借款|提款|支用|借呗|到账")


def bank_credits(case: Case, issuer: str | None, day: date, within: timedelta, most: int) -> list[Entry]:
    """Return what a lender paid into debit accounts near a day, of at most an amount (fen), its name beside it."""
    found = []
    for entry in case.ledger:
        row, on = entry.transaction, posted(entry.transaction)
        if on is None or abs(on - day) > within or not 0 < -amount(row) <= most or not is_bank(case, row):
            continue
        words = named_beside(row)
        if issuer and key(issuer) in words and _PAYS_OUT.search(words) and not _BACK.search(words):
            found.append(entry)
    return found


def named_beside(row: Transaction) -> str:
    """Return all words of a debit account's row, folded."""
    parts = (row.description, row.counterparty, row.remark)
    return key("".join(part.value for part in parts if part is not None))


def near(bank: Entry, paid: Entry) -> bool:
    """Whether a debit and a payment may be one, by their days."""
    left, arrived = posted(bank.transaction), posted(paid.transaction)
    return left is not None and arrived is not None and timedelta(days=-1) <= arrived - left <= BOOKING


def only_plan(case: Case, loan: str) -> Plan | None:
    """Return a loan's plan; None where there is none, it was not understood, or two plans differ."""
    plans = [x.plan for x in case.plans if x.account == loan]
    if not plans or any(p.notes or p.balanced is False for p in plans):
        return None
    shapes = {tuple((r.period_no.value, r.due_on.value, plan_total(r)) for r in p.rows) for p in plans}
    numbers = [r.period_no.value for r in plans[0].rows]
    if len(shapes) != 1 or len(set(numbers)) != len(numbers):
        return None
    return min(plans, key=lambda p: p.document)


def plan_total(row: PlanRow) -> int | None:
    """Return what a plan says is due for an instalment: its total, else the sum of principal and interest and fee."""
    if row.total is not None:
        return row.total.value
    if row.principal is None or row.interest is None:
        return None
    return row.principal.value + row.interest.value + (row.fee.value if row.fee else 0)


def plan_values(row: PlanRow) -> list[Value]:  # type: ignore[type-arg]
    """Return what the due amount of an instalment rests on."""
    parts = (row.total,) if row.total is not None else (row.principal, row.interest, row.fee)
    return [v for v in (row.period_no, row.due_on, *parts) if v is not None]


def contracts_of(case: Case, loan: str) -> list[Contract]:
    """Return a loan's contracts."""
    return [x.contract for x in case.contracts if x.account == loan]


def called_in(case: Case, loan: str) -> bool:
    """Whether a paper says that the whole of a loan was called in before its term (提前到期)."""
    lists = (i.statement.accelerated for i in loan_statements(case, loan))
    return any(said is not None for said in (*lists, *(c.accelerated for c in contracts_of(case, loan))))


@dataclass(frozen=True, slots=True)
class Rates:
    """Yearly rates of a loan in hundredths of a per cent: the agreed one, and the most after the due day.

    `told` says that no paper prints the agreed one and the person told it in settings.
    """

    agreed: int
    overdue: int
    told: bool = False


def rates(case: Case, loan: str) -> Rates | None:
    """Return a loan's rates in the reading most generous to the lender; None where no paper prints one."""
    agreed = [c.yearly_rate.value for c in contracts_of(case, loan) if c.yearly_rate]
    agreed += [x.plan.yearly_rate.value for x in case.plans if x.account == loan and x.plan.yearly_rate]
    said = told_rate(case, loan)
    told = not agreed and said is not None
    if told and said is not None:
        agreed = [said]
    if not agreed:
        return None
    rate = max(agreed)
    overdue = [rate * _MISUSE]
    for contract in contracts_of(case, loan):
        if contract.penalty_rate is not None:
            overdue.append(contract.penalty_rate.value)
        if contract.surcharge is not None:
            overdue.append(-(-rate * (100 + contract.surcharge.value) // 100))
    return Rates(rate, max(overdue), told)


def told_rate(case: Case, loan: str) -> int | None:
    """Return the contract's yearly rate as the person told it in settings, hundredths of a per cent."""
    account = case.account(loan)
    for fact in case.facts:
        same = fact.contract_no is not None and fact.contract_no == account.contract_no
        if fact.issuer == account.issuer and same and fact.contract_rate is not None:
            return fact.contract_rate
    return None


def interest_for(base: int, rate: int, days: int) -> int:
    """Return interest of days on an amount (fen) at a yearly rate of 360 days, rounded up in the lender's favour."""
    return -(-base * rate * max(days, 0) // (360 * 10_000))


@dataclass(frozen=True, slots=True)
class Settled:
    """A loan's settlement as letters prove it: the latest day that any of them names."""

    letter: AccountLetter
    on: Value[date]


def settlement(case: Case, loan: str, currency: str = "CNY") -> Settled | None:
    """Return when a loan, or a card's account in a currency, was settled.

    None where no letter says so, or one says that something is left.
    """
    found = []
    for item in case.letters:
        letter = item.letter
        if item.account != loan or item.other_person or letter.currency != currency:
            continue
        if letter.kind == "credit_card" and letter.scope == "drawdown":
            continue  # one instalment plan of a card
        if letter.outstanding is not None and letter.outstanding.value > 0:
            return None
        if letter.settled_on is not None and (letter.settled_in_words is not None or letter.outstanding is not None):
            found.append(Settled(item, letter.settled_on))
    return max(found, key=lambda s: (s.on.value, s.letter.letter.document), default=None)


def drawn_after(case: Case, loan: str, day: date) -> bool:
    """Whether more was borrowed after a day, or in several parts: charges may then belong to another drawdown."""
    paid_out = list(entries(case, loan, (Kind.DISBURSEMENT,)))
    return len(paid_out) > 1 or any((posted(e.transaction) or day) > day for e in paid_out)


def goes_on(case: Case, loan: str, day: date) -> bool:
    """Whether a loan's list shows principal repaid or left after a day: then another drawdown is still running.

    A balance that only the charges after that day make up is none of it.
    """
    charged = 0
    for entry in case.ledger:
        row = entry.transaction
        when = posted(row)
        if entry.account != loan or when is None or when <= day:
            continue
        if row.kind in CHARGES:
            charged += max(amount(row), 0)
        if when <= day + BOOKING:
            continue
        part = row.components.principal if row.components else None
        if (part is not None and part.value > 0) or (row.balance is not None and row.balance.value > charged):
            return True
    return False


def loan_amounts(case: Case, loan: str) -> Iterator[Value[int]]:
    """Yield what plans, contracts and the lender's list print of the amount of a loan."""
    yield from (x.plan.loan_amount for x in case.plans if x.account == loan and x.plan.loan_amount is not None)
    yield from (c.loan_amount for c in contracts_of(case, loan) if c.loan_amount is not None)
    lists = (i.statement.loan_amount for i in loan_statements(case, loan))
    yield from (amount for amount in lists if amount is not None)
