"""Operators on the card of kinds B and C: each plants one error or one lawful thing that looks like one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from pipeline.records.extraction import Kind
from samples.bills import BillPlan, bought, charged, due_penalty, returned
from samples.case_truth import ExpectedFinding, PaperTruth
from samples.truth import RowTruth
from samples.truth_bank import BillTruth
from tests.drawn.holders import LATE, SHOPS, CardPlan, HolderPlan

BOC_FLOOR = 3000
"""No source states this bank's floor; so only what exceeds the highest one seen anywhere is certainly too much."""


def _take(plan: CardPlan, lot: random.Random, before: int = 0, after: int = 0) -> int | None:
    """Choose a month whose neighbours no other operator needs, and keep them; None where there is none."""
    last = len(plan.months) - 1
    free = [i for i in range(before, last + 1 - after) if not plan.taken & set(range(i - before, i + after + 1))]
    if not free:
        return None
    index = lot.choice(free)
    plan.taken |= set(range(index - before, index + after + 1))
    return index


def _change(plan: CardPlan, index: int, **changes: object) -> None:
    plan.months[index] = replace(plan.months[index], **changes)  # type: ignore[arg-type]


def _add(plan: CardPlan, index: int, rows: Iterable[RowTruth]) -> None:
    _change(plan, index, rows=(*plan.months[index].rows, *rows))


def _rows(bill: BillTruth, kind: Kind) -> list[RowTruth]:
    return [row for row in bill.yuan.rows if row.kind is kind and row.amount > 0]


def _missed(lot: random.Random) -> dict[str, object]:
    """Return how a minimum is missed: nothing or half of it paid, or half of the balance past every day of grace."""
    return lot.choice(({"pay": "none"}, {"pay": "short"}, {"pay": "half", "days_late": LATE}))


def bought_twice(lot: random.Random, case: HolderPlan) -> bool:
    """DUP102: one purchase posted twice."""
    plan = case.card
    if (index := _take(plan, lot)) is None:
        return False
    day, tail, amount = plan.shopping_day(lot, index), lot.choice(plan.card.tails), lot.randint(5100, 400_000)
    row = bought(day, plan.described(f"{lot.choice(SHOPS)}二店"), amount, tail)
    _add(plan, index, (row, row))

    def find(bills: Sequence[BillTruth], papers: Sequence[PaperTruth]) -> ExpectedFinding:
        return ExpectedFinding("DUP102", "warning", tail, amount, row.posted_on, papers[index].file)

    plan.finds.append(find)
    return True


def late_fee_by_name(lot: random.Random, case: HolderPlan) -> bool:
    """PEN201: a lawful penalty under the abolished name."""
    plan = case.card
    if (index := _take(plan, lot, before=1)) is None:
        return False
    _change(plan, index, **_missed(lot), penalty_word="滞纳金")

    def find(bills: Sequence[BillTruth], papers: Sequence[PaperTruth]) -> ExpectedFinding:
        (row,) = _rows(bills[index], Kind.LATE_FEE)
        return ExpectedFinding("PEN201", "warning", row.tail, None, row.posted_on, papers[index].file)

    plan.finds.append(find)
    return True


def overlimit_fee(lot: random.Random, case: HolderPlan) -> bool:
    """PEN202: a fee for use beyond the limit."""
    plan = case.card
    if (index := _take(plan, lot)) is None:
        return False
    day = plan.day(index) - timedelta(days=lot.choice((0, 0, 3, 11)))
    row = charged(day, "超限费", lot.randint(500, 9000), plan.card.tails[0], Kind.FEE)
    _add(plan, index, (row,))

    def find(bills: Sequence[BillTruth], papers: Sequence[PaperTruth]) -> ExpectedFinding:
        return ExpectedFinding("PEN202", "error", row.tail, row.amount, day, papers[index].file)

    plan.finds.append(find)
    return True


def penalty_above_tariff(lot: random.Random, case: HolderPlan) -> bool:
    """PEN203: a penalty above five per cent of what was missing."""
    plan = case.card
    if (index := _take(plan, lot, before=1)) is None:
        return False
    boc = plan.card.bank == "中国银行"
    _change(plan, index, **_missed(lot), penalty_added=lot.randint(BOC_FLOOR if boc else 3, 9000))

    def find(bills: Sequence[BillTruth], papers: Sequence[PaperTruth]) -> ExpectedFinding:
        (row,) = _rows(bills[index], Kind.PENALTY)
        lawful = max(due_penalty(plan.card, bills[index - 1], bills[index].rows), BOC_FLOOR if boc else 0)
        return ExpectedFinding("PEN203", "warning", row.tail, row.amount - lawful, row.posted_on, papers[index].file)

    plan.finds.append(find)
    return True


def penalty_without_ground(lot: random.Random, case: HolderPlan) -> bool:
    """PEN204: a penalty although the minimum was paid by its due date."""
    plan = case.card
    if (index := _take(plan, lot, before=1)) is None:
        return False
    amount = lot.randint(300, 9000)
    pay, early = lot.choice(("full", "half", "minimum")), lot.choice((0, 1, 5))
    _change(plan, index, pay=pay, days_early=early, penalty_added=amount)

    def find(bills: Sequence[BillTruth], papers: Sequence[PaperTruth]) -> ExpectedFinding:
        (row,) = _rows(bills[index], Kind.PENALTY)
        return ExpectedFinding("PEN204", "error", row.tail, amount, row.posted_on, papers[index].file)

    plan.finds.append(find)
    return True


def opens_otherwise(lot: random.Random, case: HolderPlan) -> bool:
    """STM502: a statement opens above the closing before."""
    plan = case.card
    if (index := _take(plan, lot, before=1)) is None:
        return False
    added = lot.randint(1, 60_000)
    _change(plan, index, opening_added=added)

    def find(bills: Sequence[BillTruth], papers: Sequence[PaperTruth]) -> ExpectedFinding:
        bill = bills[index]
        return ExpectedFinding("STM502", "error", bill.tails[0], added, bill.statement_on, papers[index].file)

    plan.finds.append(find)
    return True


def month_missing(lot: random.Random, case: HolderPlan) -> bool:
    """STM503: a statement between two others is not on file."""
    plan = case.card
    if plan.withheld is not None or (index := _take(plan, lot, before=1, after=1)) is None:
        return False
    plan.withheld = index

    def find(bills: Sequence[BillTruth], papers: Sequence[PaperTruth]) -> ExpectedFinding:
        later = bills[index + 1]
        return ExpectedFinding("STM503", "notice", later.tails[0], None, later.statement_on, papers[index + 1].file)

    plan.finds.append(find)
    return True


# --- lawful -----------------------------------------------------------------------------------------------------------


def one_of_two_returned(lot: random.Random, case: HolderPlan) -> bool:
    """Two equal purchases, one of them given back, at once or in the next statement."""
    plan = case.card
    later = lot.random() < 0.4
    if (index := _take(plan, lot, after=int(later))) is None:
        return False
    day, tail, amount = plan.shopping_day(lot, index), lot.choice(plan.card.tails), lot.randint(5100, 400_000)
    # Another branch than that of `bought_twice`: a refund from its own shop rightly keeps that rule silent.
    words = plan.described(f"{lot.choice(SHOPS)}三店")
    row = bought(day, words, amount, tail)
    _add(plan, index, (row, row))
    back = plan.day(index) if later else day
    _add(plan, index + later, (returned(back + timedelta(days=lot.randint(1, 6)), words, amount, tail),))
    return True


def equal_instalments(lot: random.Random, case: HolderPlan) -> bool:
    """Instalments of one amount on one day, of two plans."""
    plan = case.card
    if (index := _take(plan, lot)) is None:
        return False
    amount, number = lot.randint(80, 900) * 100, lot.randint(1, 5)
    words = (f"分期付款 望江电器 第{number:02d}/12期", f"分期付款 望江电器 第{number + 1:02d}/06期")
    day = plan.day(index) - timedelta(days=lot.randint(0, 5))
    tail = plan.card.tails[0]
    _add(plan, index, (bought(day, word, amount, tail, later=0, kind=Kind.INSTALMENT) for word in words))
    return True


def two_fares(lot: random.Random, case: HolderPlan) -> bool:
    """Two equal fares of one day, also where they are not small."""
    plan = case.card
    if (index := _take(plan, lot)) is None:
        return False
    who, fen = lot.choice((("城市轨道交通", 200, 900), ("中铁网络票务", 5500, 55_300), ("新里停车", 500, 6000))), 0
    fen = lot.randint(who[1], who[2])
    row = bought(plan.shopping_day(lot, index), plan.described(who[0]), fen, lot.choice(plan.card.tails))
    _add(plan, index, (row, row))
    return True


def interest_given_back(lot: random.Random, case: HolderPlan) -> bool:
    """Interest that the next statement takes back."""
    plan = case.card
    if (index := _take(plan, lot, before=1, after=1)) is None:
        return False
    _change(plan, index, pay=lot.choice(("half", "minimum")))
    _change(plan, index + 1, reverse_interest=True)
    return True


def equal_on_second_card(lot: random.Random, case: HolderPlan) -> bool:
    """One purchase on each of two cards of the account."""
    plan = case.card
    if len(plan.card.tails) < 2 or (index := _take(plan, lot)) is None:
        return False
    day, amount = plan.shopping_day(lot, index), lot.randint(5100, 90_000)
    words = plan.described(f"{lot.choice(SHOPS)}二店")
    _add(plan, index, (bought(day, words, amount, tail) for tail in plan.card.tails))
    return True


def penalty_by_tariff(lot: random.Random, case: HolderPlan) -> bool:
    """A penalty for a missed minimum, exactly as the bank publishes it."""
    plan = case.card
    if (index := _take(plan, lot, before=1)) is None:
        return False
    _change(plan, index, **_missed(lot))
    return True


def merchants_late_fee(lot: random.Random, case: HolderPlan) -> bool:
    """滞纳金 of a utility, paid by card."""
    plan = case.card
    if (index := _take(plan, lot)) is None:
        return False
    words = lot.choice(("海市供电 电费滞纳金", "泉城水务 水费滞纳金", "青石物业 物业费滞纳金"))
    _add(
        plan,
        index,
        (bought(plan.shopping_day(lot, index), plan.described(words), lot.randint(120, 4000), plan.card.tails[0]),),
    )
    return True


def unused_month(lot: random.Random, case: HolderPlan) -> bool:
    """A month in which nothing was owed or used, of which the bank sends no statement."""
    plan = case.card
    if plan.withheld is not None or (index := _take(plan, lot, before=1, after=1)) is None:
        return False
    plan.months[index - 1] = BillPlan((), days_early=plan.months[index - 1].days_early)
    plan.months[index] = BillPlan(())
    plan.withheld = index
    return True
