"""Errors put into a loan on purpose, and lawful events that look like one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from .bounds import most_penalty_interest
from .loans import COST_STATEMENT_FROM, TODAY, Book
from .model import Kind, PlanRow, Row

Found = tuple[Row, int]  # the accused row and the difference in fen
LoanPlanter = Callable[[Book, random.Random], Found | None]


def _single(book: Book) -> list[tuple[Row, PlanRow]]:
    """Instalments that were paid by one payment, with their plan rows."""
    numbers = [r.period_no for r in book.rows if r.period_no is not None]
    plan = {p.period_no: p for p in book.plan}
    return [
        (row, plan[row.period_no])
        for row in book.rows
        if row.period_no is not None and numbers.count(row.period_no) == 1
    ]


def _whole(book: Book) -> list[tuple[Row, PlanRow]]:
    """Instalments paid in time by one payment of exactly the plan's total, without the last one."""
    return [
        (row, plan)
        for row, plan in _single(book)
        if -row.fen == plan.total and row.posted <= plan.due_on and plan.period_no < book.deal.months
    ]


def _change(book: Book, row: Row, parts: tuple[int, int, int, int]) -> Row:
    """Collect other parts with a payment, on the debit account too."""
    new = replace(row, fen=-sum(parts), parts=parts)
    book.rows[next(i for i, r in enumerate(book.rows) if r is row)] = new
    for i, debit in enumerate(book.debits):
        if debit.posted == row.posted and debit.fen == -row.fen:
            book.debits[i] = replace(debit, fen=-new.fen)
            break
    return new


def _charge(book: Book, day: date, text: str, kind: Kind, fen: int) -> Row:
    row = Row(day, day, text, kind, fen)
    book.rows.append(row)
    return row


def penalty_too_high(book: Book, rng: random.Random) -> Found | None:
    """LOAN402: penalty interest above its bound."""
    yearly = book.deal.penalty_yearly()
    late = [(r, p) for r, p in _single(book) if r.posted > p.due_on]
    if yearly is None or not late:
        return None
    row, plan = rng.choice(late)
    if any(r.posted < row.posted and r.parts is not None and r.parts[2] == 0 for r, _ in late):
        return None  # what was not collected then could be collected now
    bound = most_penalty_interest(plan.total, yearly, (row.posted - plan.due_on).days)
    excess = rng.choice((2, rng.randint(2, 100), rng.randint(2, 20000)))
    return _change(book, row, (plan.principal, plan.interest, bound + excess, 0)), excess


def kept_back(book: Book, rng: random.Random) -> Found | None:
    """LOAN403: less was paid out, the lender's list shows who kept the rest."""
    deal = book.deal
    fee = deal.amount * rng.randint(1, 15) // 100
    text, kind = rng.choice((("手续费", "fee"), ("首期利息", "interest"), ("服务费", "fee")))
    deal.paid_out = deal.amount - fee
    if deal.cost_items is not None:
        deal.cost_items = (*deal.cost_items, text)
    if book.debits:
        book.debits[0] = replace(book.debits[0], fen=-deal.paid_out)
    return _charge(book, deal.opened_on, text, "fee" if kind == "fee" else "interest", fee), fee


def charged_after_end(book: Book, rng: random.Random) -> Found | None:
    """LOAN405: a charge more than 31 days after the settlement."""
    if book.settled_on is None:
        return None
    day = book.settled_on + timedelta(days=rng.choice((32, 33, rng.randint(32, 200))))
    if day > TODAY:
        return None
    fen = rng.randint(100, 30000)
    kinds: tuple[tuple[str, Kind], ...] = (("利息", "interest"), ("账户管理费", "fee"), ("罚息", "penalty_interest"))
    text, kind = rng.choice(kinds)
    return _charge(book, day, text, kind, fen), fen


def above_plan(book: Book, rng: random.Random) -> Found | None:
    """LOAN406: an instalment paid in time cost more than the plan says."""
    found = [(r, p) for r, p in _single(book) if r.posted <= p.due_on and p.total > 10]
    if not found:
        return None
    row, plan = rng.choice(found)
    # An excess near the total would be another instalment paid with it.
    excess = min(plan.total * 9 // 10, rng.choice((3, 10, rng.randint(3, 500), rng.randint(3, 50000))))
    return _change(book, row, (plan.principal, plan.interest + excess, 0, 0)), excess


def undisclosed(book: Book, rng: random.Random) -> Found | None:
    """LOAN407: a fee that the signed cost statement does not name."""
    deal = book.deal
    if deal.cost_items is None:
        deal.cost_items = ("利息",)
    text = rng.choice(("担保费", "咨询服务费", "会员费"))
    fen = rng.randint(1000, 60000)
    day = deal.opened_on + timedelta(days=rng.randint(1, 50))
    return _charge(book, day, text, "fee", fen), fen


def collected_twice(book: Book, rng: random.Random) -> Found | None:
    """DUP103: one instalment collected twice in full, by both papers."""
    found = _whole(book)
    if not found or book.deal.debit_tail is None:
        return None
    row, plan = rng.choice(found)
    assert row.parts is not None
    day = row.posted + timedelta(days=rng.choice((0, 0, 1, 3, rng.randint(0, 10))))
    return book.collect(day, row.period_no, row.parts), plan.total


def lawful_event(book: Book, rng: random.Random) -> None:
    """Now and then something that only looks wrong."""
    choice = rng.randrange(8)
    if choice == 0:
        # Collected twice, but the debit account got it back in time.
        found = collected_twice(book, rng)
        if found is not None:
            back = found[0].posted + timedelta(days=rng.choice((1, 7, rng.randint(1, 40))))
            book.debit(back, found[1], None)
            book.debits[-1] = replace(book.debits[-1], fen=-found[1], text=f"{book.deal.lender} 重复扣款退回")
            book.words.append("collected twice and returned")
    elif choice == 1 and book.deal.debit_tail is not None:
        tail, book.deal.debit_tail = book.deal.debit_tail, None
        out = [r.fen for r in book.debits if r.fen > 0]
        once = [r for r, _ in _whole(book) if out.count(-r.fen) == 1]  # a returned debit would look like the second one
        if once:
            row = rng.choice(once)
            assert row.parts is not None
            book.collect(row.posted, row.period_no, row.parts)
            book.words.append("twice in the lender's list, once in the bank's: no more than a warning")
        book.deal.debit_tail = tail
    elif choice == 2 and book.settled_on is not None and book.settled_on < TODAY - timedelta(days=31):
        day = book.settled_on + timedelta(days=rng.choice((1, 30, 31)))
        # What the last days cost may come late; more than they can have cost is no trailing interest.
        last = book.plan[-1].interest
        _charge(book, day, "利息", "interest", rng.randint(1, max(1, min(last, 9000))))
        book.words.append("a charge within 31 days of the settlement")
    elif choice == 3:
        _accelerated(book, rng)
    elif choice == 4 and book.deal.paid_out is not None:
        # Nobody shows who kept the rest: a question, not an error.
        book.deal.paid_out -= book.deal.amount // 20
        if book.debits:
            book.debits[0] = replace(book.debits[0], fen=-book.deal.paid_out)
        book.words.append("less paid out, no row says why")
    elif choice == 5 and book.deal.opened_on < COST_STATEMENT_FROM and book.deal.opened_on.year == 2026:
        book.deal.cost_items = ("利息",)
        _charge(book, book.deal.opened_on + timedelta(days=3), "担保费", "fee", rng.randint(1000, 60000))
        book.words.append("a fee outside the cost statement before 2026-08-01")


def _accelerated(book: Book, rng: random.Random) -> None:
    """The lender called the whole loan in: penalty interest on all principal."""
    late = [(r, p) for r, p in _single(book) if r.posted > p.due_on and p.period_no < book.deal.months]
    if not late or book.settled_on is not None:
        return
    row, plan = late[-1]
    if any(r.period_no is not None and r.period_no > plan.period_no for r in book.rows):
        return
    left = sum(p.principal for p in book.plan if p.period_no >= plan.period_no)
    new = _change(book, row, (left, plan.interest, rng.randint(100, left // 20 + 200), 0))
    book.rows[next(i for i, r in enumerate(book.rows) if r is new)] = replace(new, text="贷款提前到期 还款")
    book.settled_on = row.posted
    book.words.append("called in early")
