"""Instalment loans, simulated payment by payment: plans, late days, returned debits, settlement."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from .bounds import most_penalty_interest
from .ledger import half_up
from .model import Debit, Loan, PlanRow, Row
from .terms import add_months, draw_start, draw_tail

TODAY = date(2026, 11, 20)
COST_STATEMENT_FROM = date(2026, 8, 1)
LENDERS = (
    ("海棠消费金融有限公司", "consumer_finance"),
    ("青禾消费金融有限公司", "consumer_finance"),
    ("云汉小额贷款有限公司", "microloan"),
    ("南塘小额贷款有限公司", "microloan"),
    ("江左银行股份有限公司", "bank"),
    ("北岭银行股份有限公司", "bank"),
)


@dataclass
class Deal:
    """A contract in the making; rates in hundredths of a per cent a year, money in fen."""

    lender: str
    lender_type: str
    contract_no: str
    amount: int
    opened_on: date
    yearly: int
    style: str  # equal_principal, equal_instalment, interest_only
    months: int
    due_day: int
    day_base: int = 360
    daily_plan: bool = False  # the plan's interest by days, else by twelfths
    penalty_rate: int | None = None
    surcharge: int | None = None
    cost_items: tuple[str, ...] | None = None
    paid_out: int | None = None
    debit_tail: str | None = None
    extra_days: int = 0  # days of penalty interest beyond those late, 0..2 by the count at both ends
    compound: bool = False

    def penalty_yearly(self) -> int | None:
        """The yearly penalty rate the contract prints, outright or as a surcharge."""
        if self.penalty_rate is not None:
            return self.penalty_rate
        if self.surcharge is not None:
            return self.yearly * (100 + self.surcharge) // 100
        return None


@dataclass
class Book:
    """What happens on a loan: plan, the lender's list, the debit account's rows."""

    deal: Deal
    plan: list[PlanRow]
    rows: list[Row] = field(default_factory=list)
    debits: list[Row] = field(default_factory=list)
    settled_on: date | None = None
    words: list[str] = field(default_factory=list)

    def loan(self) -> Loan:
        """The loan as its papers show it."""
        deal = self.deal
        return Loan(
            deal.lender,
            deal.lender_type,
            deal.contract_no,
            deal.amount,
            deal.opened_on,
            deal.yearly,
            tuple(self.plan),
            tuple(self.rows),
            deal.penalty_rate,
            deal.surcharge,
            deal.paid_out,
            deal.cost_items,
            self.settled_on,
        )

    def accounts(self) -> tuple[Debit, ...]:
        """The debit account, where there is one."""
        if self.deal.debit_tail is None:
            return ()
        return (Debit(self.deal.debit_tail, tuple(sorted(self.debits, key=lambda r: r.posted))),)

    def collect(self, day: date, number: int | None, parts: tuple[int, int, int, int], text: str = "还款") -> Row:
        """Collect parts (principal, interest, penalty interest, fee) in fen, from the debit account too."""
        row = Row(day, day, text, "repayment", -sum(parts), number, parts, self.deal.debit_tail)
        self.rows.append(row)
        self.debit(day, sum(parts))
        return row

    def debit(self, day: date, fen: int, text: str | None = None) -> None:
        """Move money on the debit account; below 0 comes back."""
        if self.deal.debit_tail is not None:
            name = text or f"{self.deal.lender} 代扣"
            self.debits.append(Row(day, day, name, "repayment", fen, tail=self.deal.debit_tail))

    def sort(self) -> None:
        """Order the lender's list by day."""
        self.rows.sort(key=lambda r: r.posted)


def make_plan(deal: Deal) -> list[PlanRow]:
    """The printed plan; the last instalment takes the rounding."""
    rate, left, plan = Fraction(deal.yearly, 120000), deal.amount, []
    level = 0
    if deal.style == "equal_instalment":
        growth = (1 + rate) ** deal.months
        level = half_up(deal.amount * rate * growth / (growth - 1)) if rate else -(-deal.amount // deal.months)
    previous = deal.opened_on
    for number in range(1, deal.months + 1):
        due = add_months(deal.opened_on, number, deal.due_day)
        if deal.daily_plan:
            daily = Fraction(deal.yearly, 10000 * deal.day_base)
            interest = half_up(sum((left * daily for _ in range((due - previous).days)), Fraction(0)))
        else:
            interest = half_up(left * rate)
        if number == deal.months:
            principal = left
        elif deal.style == "equal_principal":
            principal = deal.amount // deal.months
        elif deal.style == "equal_instalment":
            principal = min(left, max(0, level - interest))
        else:
            principal = 0
        plan.append(PlanRow(number, due, principal, interest, principal + interest))
        left -= principal
        previous = due
    return plan


def draw_deal(rng: random.Random, first: date = date(2015, 1, 1), last: date = date(2026, 9, 10)) -> Deal:
    """Draw a lawful contract opened in first..last."""
    lender, kind = rng.choice(LENDERS)
    opened = draw_start(rng, first, last, 100)
    deal = Deal(
        lender,
        kind,
        f"JK{rng.randrange(10**8):08d}",
        rng.choice((rng.randint(5, 200) * 100000, rng.randint(500000, 20000000))),
        opened,
        rng.choice((720, 1080, 1440, 1800, 2160, 2400)),
        rng.choice(("equal_principal", "equal_instalment", "equal_instalment", "interest_only")),
        rng.choice((3, 6, 6, 12)),
        min(opened.day, rng.choice((31, 31, 28))),
    )
    deal.day_base = rng.choice((360, 365))
    deal.daily_plan = deal.style != "equal_instalment" and rng.random() < 0.5
    terms = rng.randrange(3)
    if terms == 0:
        deal.penalty_rate = deal.yearly * rng.choice((130, 140, 150)) // 100
    elif terms == 1:
        deal.surcharge = rng.choice((30, 40, 50))
    deal.debit_tail = draw_tail(rng) if rng.random() < 0.6 else None
    deal.paid_out = deal.amount if rng.random() < 0.5 else None
    deal.extra_days = rng.choice((0, 0, 1, 2))
    deal.compound = rng.random() < 0.3
    if opened >= COST_STATEMENT_FROM and rng.random() < 0.6:
        deal.cost_items = ("利息", "账户管理费") if rng.random() < 0.5 else ("利息",)
    return deal


def lawful_penalty(deal: Deal, due: PlanRow, days: int) -> int:
    """Penalty interest in fen on an instalment that came `days` late, counted day by day."""
    yearly = deal.penalty_yearly()
    if yearly is None:
        yearly = deal.yearly * 3 // 2
    daily = Fraction(yearly, 10000 * deal.day_base)
    base, interest, owed = due.total if deal.compound else due.principal, Fraction(0), Fraction(0)
    for _ in range(days + deal.extra_days):
        owed = (base + (interest if deal.compound else 0)) * daily
        interest += owed
    return half_up(interest)


@dataclass
class Life:
    """Chances from 0 to 1 of what happens to an instalment."""

    late: float = 0.2
    part: float = 0.1
    returned: float = 0.1
    early: float = 0.2
    fee: float = 0.3
    traps: bool = True


def run_loan(deal: Deal, rng: random.Random, life: Life) -> Book:
    """Live through the plan up to its end, an early settlement or today."""
    book = Book(deal, make_plan(deal))
    opened = deal.opened_on
    book.rows.append(Row(opened, opened, "放款", "disbursement", deal.amount))
    book.debit(opened, -(deal.paid_out if deal.paid_out is not None else deal.amount), f"{deal.lender} 放款")
    early = rng.randint(2, deal.months) if deal.months > 2 and rng.random() < life.early else None
    skipped = 0  # penalty interest of earlier instalments not collected yet
    for due in book.plan:
        if due.due_on > TODAY - timedelta(days=40):
            break
        if due.period_no == early:
            _settle_early(book, due, rng)
            break
        skipped = _instalment(book, due, rng, life, skipped)
    else:
        book.settled_on = max(r.posted for r in book.rows)
    _fees(book, rng, life)
    book.sort()
    return book


def _instalment(book: Book, due: PlanRow, rng: random.Random, life: Life, skipped: int) -> int:
    """One instalment; returns the penalty interest that is still uncollected."""
    deal, number = book.deal, due.period_no
    if rng.random() < life.late:
        days = rng.choice((1, 2, 3, 5, rng.randint(1, 25)))
        penalty = lawful_penalty(deal, due, days)
        yearly = deal.penalty_yearly()
        if yearly is not None and life.traps and rng.random() < 0.3:
            penalty = most_penalty_interest(due.total, yearly, days) + rng.choice((-1, 0, 1))
            book.words.append(f"instalment {number}: penalty interest at its bound")
        if life.traps and number < deal.months and rng.random() < 0.2:
            book.words.append(f"instalment {number}: penalty interest not collected at once")
            book.collect(due.due_on + timedelta(days=days), number, (due.principal, due.interest, 0, 0))
            return skipped + max(0, penalty - 1)
        book.words.append(f"instalment {number}: {days} days late")
        parts = (due.principal, due.interest, max(0, penalty) + skipped, 0)
        book.collect(due.due_on + timedelta(days=days), number, parts)
        return 0
    if rng.random() < life.part and due.principal > 100:
        # Two payments of one instalment, both in time, at times of the same amount.
        half = min(due.principal, due.total // 2 if rng.random() < 0.5 else rng.randint(1, due.principal))
        day = due.due_on - timedelta(days=rng.choice((0, 1, 3)))
        book.collect(day, number, (half, 0, 0, 0))
        book.collect(due.due_on, number, (due.principal - half, due.interest, 0, 0))
        book.words.append(f"instalment {number}: two part payments")
        return skipped
    if rng.random() < life.returned:
        book.debit(due.due_on, due.total)
        book.debit(due.due_on, -due.total, f"{deal.lender} 代扣退回")
        book.words.append(f"instalment {number}: a debit came back")
    more = rng.choice((0, 0, 0, 0, 1, 2)) if life.traps else 0
    day = due.due_on - timedelta(days=rng.choice((0, 0, 0, 1)))
    book.collect(day, number, (due.principal, due.interest + more, 0, 0))
    return skipped


def _settle_early(book: Book, due: PlanRow, rng: random.Random) -> None:
    """Pay all principal with the interest of the real days."""
    deal = book.deal
    previous = add_months(deal.opened_on, due.period_no - 1, deal.due_day) if due.period_no > 1 else deal.opened_on
    last = max(r.posted for r in book.rows)
    day = max(due.due_on - timedelta(days=rng.randint(1, 20)), last + timedelta(days=1))
    left = sum(r.principal for r in book.plan if r.period_no >= due.period_no)
    daily = Fraction(deal.yearly, 10000 * deal.day_base)
    interest = half_up(sum((left * daily for _ in range(max(0, (day - previous).days))), Fraction(0)))
    book.collect(day, None, (left, interest, 0, 0), "提前结清")
    book.settled_on = day
    book.words.append("settled early")


def _fees(book: Book, rng: random.Random, life: Life) -> None:
    """Lawful fees: named in the cost statement, or on a loan without one."""
    deal = book.deal
    if rng.random() >= life.fee:
        return
    items = [name for name in deal.cost_items or () if name.endswith("费")]
    if deal.cost_items is not None and not items:
        return
    text = items[0] if items else "账户管理费"
    day = deal.opened_on + timedelta(days=rng.randint(1, 25))
    if deal.paid_out is not None and deal.opened_on < date(2021, 1, 1) and rng.random() < 0.4 and life.traps:
        day = deal.opened_on  # kept back before the Civil Code
        fee = deal.amount // 50
        deal.paid_out = deal.amount - fee
        if book.debits:
            book.debits[0] = Row(day, day, f"{deal.lender} 放款", "repayment", -deal.paid_out, tail=deal.debit_tail)
        book.rows.append(Row(day, day, "手续费", "fee", fee))
        book.words.append("less paid out before 2021")
        return
    book.rows.append(Row(day, day, text, "fee", rng.randint(1000, 30000)))
    book.words.append(f"{text} charged")
