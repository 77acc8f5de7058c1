"""Card statements of other banks month after month, with lawful interest, penalty and minimum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.records.extraction import Kind
from samples.cards import DAY_RATE, month_after
from samples.truth import RowTruth
from samples.truth_bank import AccrualTruth, BillTruth, LedgerTruth

PENALTY_FLOORS = {"中国银行": 0, "交通银行": 1000, "建设银行": 500}
"""Lowest 违约金 of each bank in fen; above it 5 % of the unpaid part of the minimum."""

_REPAID = {"中国银行": "示例银行还款成功", "交通银行": "信用卡还款 转账还款-示例", "建设银行": "按卡转账还款"}
_GIVEN_BACK = {"中国银行": "利息冲正", "交通银行": "费用返还 利息冲正", "建设银行": "利息冲正"}


@dataclass(frozen=True, slots=True)
class BillCard:
    """What stays the same on all statements of an account.

    Attributes:
        tails: Last four digits of its cards, the main card first.
        head: First digits of the main card's number.
    """

    bank: str
    name: str
    tails: tuple[str, ...]
    head: str
    limit: int
    statement_day: int
    due_after: int = 20

    @property
    def card_no(self) -> str:
        """The main card's number as the bank masks it."""
        if self.bank == "中国银行":
            return f"{self.head[:4]} **** **** {self.tails[0]}"
        return f"{self.head}{'*' * (4 if self.bank == '建设银行' else 6)}{self.tails[0]}"


@dataclass(frozen=True, slots=True)
class BillPlan:
    """One month.

    Attributes:
        rows: What is bought, given back and due by instalments, in yuan.
        dollars: The same in dollars.
        pay: How the statement before is paid: "full", "half", "minimum", "short" (half the minimum) or "none".
        days_late: Days after the due date on which it is posted; 0 pays `days_early` before it.
        penalty_added: Fen charged above the lawful 违约金.
        penalty_word: What the paper calls the penalty.
        opening_added: Fen by which it opens above the closing before.
        reverse_interest: Whether it gives back the interest of the statement before.
        interest_twice: Whether the month's interest is posted a second time.
    """

    rows: tuple[RowTruth, ...]
    dollars: tuple[RowTruth, ...] = ()
    pay: str = "full"
    days_late: int = 0
    days_early: int = 3
    penalty_added: int = 0
    penalty_word: str = "违约金"
    opening_added: int = 0
    reverse_interest: bool = False
    interest_twice: bool = False


def bought(
    day: date, description: str, amount: int, tail: str, *, later: int = 1, kind: Kind = Kind.PURCHASE
) -> RowTruth:
    """Return what was bought, or due by an instalment."""
    return RowTruth("", day, day + timedelta(days=later), description, amount, tail, amount, "", kind)


def returned(day: date, description: str, amount: int, tail: str) -> RowTruth:
    """Return a refund of `amount` (positive)."""
    return RowTruth("", day, day + timedelta(days=1), description, -amount, tail, -amount, "", Kind.REFUND)


def repaid(day: date, description: str, amount: int, tail: str) -> RowTruth:
    """Return a repayment of `amount` (positive)."""
    return RowTruth("", day, day, description, -amount, tail, -amount, "", Kind.REPAYMENT)


def charged(day: date, description: str, amount: int, tail: str, kind: Kind) -> RowTruth:
    """Return interest, a fee or a penalty."""
    return RowTruth("", day, day, description, amount, tail, amount, "", kind)


def paid_of(rows: Sequence[RowTruth], after: date, until: date) -> int:
    """Return what was repaid with a posting day in (after, until]."""
    return -sum(row.amount for row in rows if row.kind is Kind.REPAYMENT and after < row.posted_on <= until)


def due_penalty(card: BillCard, previous: BillTruth, rows: Sequence[RowTruth]) -> int:
    """Return the lawful 违约金 for what was missing of the minimum on the due date."""
    missing = previous.yuan.minimum - paid_of(rows, previous.statement_on, previous.due_on)
    return max((missing * 5 + 50) // 100, PENALTY_FLOORS[card.bank]) if missing > 0 else 0


def accruals(previous: BillTruth, rows: Sequence[RowTruth], until: date) -> tuple[AccrualTruth, ...]:
    """Return 0.05 % a day on what stayed unpaid of the statement before, nothing if it was paid by its due date.

    It counts on the old balance only, without fees: the mildest of the lawful methods.  From one repayment to the next
    is a line; parts of a fen are carried on, so that the lines add up to the whole.
    """
    if paid_of(rows, previous.statement_on, previous.due_on) >= previous.yuan.closing:
        return ()
    balance, day, total = max(previous.yuan.closing - previous.yuan.fees, 0), previous.statement_on, 0
    result = []
    paid = sorted((r for r in rows if r.kind is Kind.REPAYMENT), key=lambda r: r.posted_on)
    for end, change in [*((row.posted_on, row.amount) for row in paid), (until, 0)]:
        days = (end - day).days
        before, total = total, total + balance * days
        interest = total * DAY_RATE // 10_000 - before * DAY_RATE // 10_000
        if balance and days:
            result.append(AccrualTruth("上期账单未还本金", balance, day, end, days, interest))
        balance, day = max(balance + change, 0), end
    return tuple(result)


def due_interest(previous: BillTruth, rows: Sequence[RowTruth], until: date) -> int:
    """Return the interest on what stayed unpaid of the statement before."""
    return sum(line.interest for line in accruals(previous, rows, until))


def ordered(bank: str, rows: Sequence[RowTruth]) -> tuple[RowTruth, ...]:
    """Return rows as printed: by posting day, and where the bank prints two headings, what was paid first."""
    split = bank == "交通银行"
    return tuple(sorted(rows, key=lambda row: (split and row.amount > 0, row.posted_on)))


def with_minimum(bank: str, ledger: LedgerTruth, unpaid: int = 0) -> LedgerTruth:
    """Return the ledger with its rows in order and its minimum: what is due in full, and a tenth of the rest."""
    full = ledger.fees + ledger.interest + unpaid
    full += sum(row.amount for row in ledger.rows if row.kind is Kind.INSTALMENT)
    closing = max(ledger.closing, 0)
    least = min(closing, full + max(closing - full, 0) // 10)
    return replace(ledger, rows=ordered(bank, ledger.rows), minimum=least)


def build_bills(
    card: BillCard, first: tuple[int, int], opening: int, plans: Sequence[BillPlan], *, reissued: bool = False
) -> list[BillTruth]:
    """Return consecutive statements, each opening with the closing before.

    Args:
        card: Whose statements.
        first: Year and month of the first one.
        opening: What the first one opens with in yuan; it is paid in full there.
        plans: One per month.
        reissued: Whether they are drawn in the reissued form.
    """
    bills: list[BillTruth] = []
    month = first
    for plan in plans:
        previous = bills[-1] if bills else None
        bills.append(_bill(card, month, opening, plan, previous, reissued=reissued))
        month = month_after(*month)
    return bills


def _bill(
    card: BillCard, month: tuple[int, int], opening: int, plan: BillPlan, previous: BillTruth | None, *, reissued: bool
) -> BillTruth:
    day, tail = date(*month, card.statement_day), card.tails[0]
    before = date(*(month[0] - 1, 12) if month[1] == 1 else (month[0], month[1] - 1), card.statement_day)
    rows, dollars, unpaid, dollar_opening = list(plan.rows), list(plan.dollars), 0, 0
    if previous is None:
        if opening > 0:
            rows.append(repaid(before + timedelta(days=card.due_after - 2), _REPAID[card.bank], opening, tail))
    else:
        opening = previous.yuan.closing
        rows += _payment(card, plan, previous)
        rows += _charges(card, plan, previous, rows, day)
        unpaid = max(0, previous.yuan.minimum - paid_of(rows, previous.statement_on, day))
        if len(previous.ledgers) > 1 and previous.ledgers[1].closing > 0:
            dollar_opening = previous.ledgers[1].closing
            dollars.append(repaid(previous.due_on - timedelta(days=3), "自动购汇还款", dollar_opening, tail))
    yuan = with_minimum(card.bank, LedgerTruth("CNY", opening + plan.opening_added, tuple(rows), 0), unpaid)
    ledgers = [yuan]
    shown = accruals(previous, rows, day) if previous is not None and card.bank == "建设银行" else ()
    if dollars or dollar_opening:
        ledgers.append(with_minimum(card.bank, LedgerTruth("USD", dollar_opening, tuple(dollars), 0)))
    return BillTruth(
        bank=card.bank,
        name=card.name,
        tails=card.tails,
        card_no=card.card_no,
        period_start=before + timedelta(days=1),
        statement_on=day,
        due_on=day + timedelta(days=card.due_after),
        limit=card.limit,
        ledgers=tuple(ledgers),
        reissued=reissued,
        accruals=shown,
    )


def _payment(card: BillCard, plan: BillPlan, previous: BillTruth) -> list[RowTruth]:
    """Return the repayment of the statement before, none where nothing is paid."""
    due, least = max(previous.yuan.closing, 0), previous.yuan.minimum
    amounts = {"full": due, "half": max(due // 2, least), "minimum": least, "short": least // 2, "none": 0}
    if not (amount := amounts[plan.pay]):
        return []
    day = previous.due_on + timedelta(days=plan.days_late or -plan.days_early)
    return [repaid(day, _REPAID[card.bank], amount, card.tails[0])]


def _charges(
    card: BillCard, plan: BillPlan, previous: BillTruth, rows: Sequence[RowTruth], day: date
) -> list[RowTruth]:
    """Return penalty and interest that follow from a late or short payment, and what the plan adds."""
    tail, result = card.tails[0], []
    if amount := due_penalty(card, previous, rows) + plan.penalty_added:
        kind = Kind.LATE_FEE if plan.penalty_word == "滞纳金" else Kind.PENALTY
        result.append(charged(day, plan.penalty_word, amount, tail, kind))
    if amount := due_interest(previous, rows, day):
        result += [charged(day, "利息", amount, tail, Kind.INTEREST)] * (2 if plan.interest_twice else 1)
    if plan.reverse_interest:
        back = day - timedelta(days=18)
        given = [row for row in previous.yuan.rows if row.kind is Kind.INTEREST]
        result += [
            RowTruth("", back, back, _GIVEN_BACK[card.bank], -row.amount, tail, -row.amount, "", Kind.ADJUSTMENT)
            for row in given
        ]
    return result
