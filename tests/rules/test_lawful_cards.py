"""Cards on which nothing is wrong, lived by lot: paid late or short with a lawful penalty, refunds, months lost."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import tables
from rules.penalty_amounts import price
from tests.rules.build import (
    accusations,
    adjusted,
    bought,
    fee,
    findings,
    interest,
    paid,
    penalty,
    refunded,
    same_paper_again,
    statement,
)

BANKS = ("招商银行", "建设银行", "广发银行", "工商银行", "中国银行", "浦发银行")
SHOPS = ("望海家电城", "支付宝-望海书城", "财付通-早餐铺", "地铁乘车码", "消费", "BLUE HARBOUR BOOKS", "中铁网络12306")


def day_of(month: int) -> date:
    return date(2024 + month // 12, month % 12 + 1, 8)


def purchases(lot, on):
    lines = []
    for _ in range(lot.randint(0, 6)):
        line = bought(
            on - timedelta(days=lot.randint(1, 28)),
            lot.choice((200, 3_000, lot.randint(5_000, 400_000))),
            lot.choice(SHOPS),
        )
        lines.append(line)
        if line.fen < 5_000 and lot.random() < 0.4:
            lines.append(line)  # two coffees
        elif line.fen >= 5_000 and lot.random() < 0.1:
            lines += [
                line,
                refunded(line.on + timedelta(days=1), line.fen, line.description + "退款"),
            ]  # posted twice, put right
    return lines


def payments(lot, previous_on, due, closing, minimum):
    """What is paid of a statement: (rows, paid by the due day)."""
    way = lot.choice(("full", "full", "minimum", "short", "late", "none", "parts", "bounced"))
    if closing <= 0 or way == "none":
        return [], 0
    early = due - timedelta(days=lot.randint(0, 10))
    if way == "late":
        return [paid(due + timedelta(days=lot.randint(4, 8)), closing)], 0
    if way == "bounced":
        return [paid(early, closing), adjusted(due + timedelta(days=1), closing, "还款退票")], 0
    if way == "short":
        return [paid(early, max(minimum // 2, 1))], max(minimum // 2, 1)
    if way == "parts":
        first = closing // 2
        return [paid(early, first or 1), paid(due, closing - first or 1)], closing
    fen = closing if way == "full" else max(minimum, 1)
    return [paid(early, fen)], fen


def lawful_penalty(lot, bank, shortfall):
    tariff = tables().look_up(f"{bank}/penalty", date(2024, 6, 1)).line
    if tariff is None:
        return lot.randint(500, 9_000)  # nobody knows
    most = price(tariff.value, shortfall, "CNY").expected
    return lot.choice((most, most, most + 2, max(most // 2, 1)))


@settings(max_examples=200)
@given(st.integers(0, 2**48))
def test_a_lawful_life_accuses_nobody(seed) -> None:
    lot = random.Random(seed)
    bank, months = lot.choice(BANKS), lot.randint(2, 7)
    closing = minimum = 0
    due, papers = None, []
    for month in range(months):
        on, rows = day_of(month), []
        if due is not None:
            rows, in_time = payments(lot, day_of(month - 1), due, closing, minimum)
            if closing > in_time:
                rows.append(interest(on, lot.randint(1, 5_000)))
            if in_time < minimum:
                charge = penalty(on, lawful_penalty(lot, bank, minimum - in_time))
                rows.append(charge)
                if lot.random() < 0.2:
                    rows.append(adjusted(on, -charge.fen, "违约金减免"))
        rows += purchases(lot, on)
        if lot.random() < 0.1:
            rows.append(fee(on - timedelta(days=3), 30_000))
        due = on + timedelta(days=lot.randint(18, 20))
        opening, closing = closing, closing + sum(row.fen for row in rows)
        minimum = max(closing, 0) // 10
        papers.append(statement(f"m{month}", on, rows, opening=opening, minimum=minimum, due=due, issuer=bank))
    kept = [paper for paper in papers if lot.random() < 0.9]
    kept += [same_paper_again(paper, f"copy {n}") for n, paper in enumerate(kept) if lot.random() < 0.2]
    lot.shuffle(kept)
    assert accusations(*kept) == []
    assert {f.code for f in findings(*kept)} <= {"STM503", "PEN203", "PEN204"}
