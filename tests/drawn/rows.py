"""Random rows of a card statement and the figures that follow from them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pipeline.records.extraction import Kind
from samples.truth import SECTIONS, RowTruth, cut

SHOPS = (
    "美团支付-青石餐饮",
    "财付通-巷口便利店",
    "支付宝-河畔生鲜超市",
    "云上商城平台商户",
    "支付宝-半山药房连锁",
    "财付通-城市轨道出行",
    "支付宝-远帆（海市）电子商务有限公司",
    "云闪付-老树书店",
    "美团支付-小院外卖",
    "青石加油站",
    "财付通-晨光早点铺",
    "支付宝-蓝湾影城",
    "7天便利-线上收单",
    "App Store _ Example",
    "支付宝-木叶（泉城）文化用品有限公司",
    "财付通-新里停车",
    "中铁网络票务",
    "水务集团水费",
)


def money(lot: random.Random) -> int:
    """Return an amount of fen as purchases have it: mostly small, sometimes four figures of yuan."""
    yuan = lot.choice((lot.randint(2, 60), lot.randint(10, 300), lot.randint(100, 3999)))
    return yuan * 100 + lot.choice((0, 0, lot.randint(1, 99)))


def draw_rows(
    lot: random.Random, statement_on: date, tail: str, count: int, *, sections: bool
) -> list[RowTruth]:
    """Return `count` rows of one month in printed order.

    Args:
        lot: Source of chance.
        statement_on: Last day of the period.
        tail: Card tail, "" where the layout has no such column.
        count: How many rows.
        sections: Whether rows stand under section words; otherwise they stand by posting day, and
            account-level rows and repayments carry a trade date of their own.
    """
    rows = []
    interest = lot.random() < 0.7
    for number in range(count):
        posted = statement_on - timedelta(days=lot.randint(0, 27))
        traded: date | None = posted - timedelta(days=lot.randint(0, 2))
        shop, amount = lot.choice(SHOPS), money(lot)
        if number == 0:
            repaid = lot.choice(("掌上银行还款", "自动还款", "转账还款"))
            rows.append(
                RowTruth("还款", traded, posted, repaid, -amount * 7, tail, -amount * 7, "", Kind.REPAYMENT)
            )
        elif number == 1:
            text = shop if sections else f"退款-{shop}"
            rows.append(
                RowTruth("退款", traded, posted, cut(text), -amount, tail, -amount, "CN", Kind.REFUND)
            )
        elif number == 2 and interest:
            charge = lot.randint(800, 9000)
            rows.append(
                RowTruth("利息", None, statement_on, "循环利息", charge, "", charge, "", Kind.INTEREST)
            )
        elif number == 3 and lot.random() < 0.5:
            charge = lot.randint(1000, 6000)
            rows.append(RowTruth("费用", None, statement_on, "违约金", charge, "", charge, "", Kind.PENALTY))
        elif number == 4 and lot.random() < 0.5:
            of = lot.choice((6, 12, 24))
            text = f"消费分期 本金 第{lot.randint(1, of)}/{of}期"
            rows.append(RowTruth("分期", traded, posted, text, amount, tail, amount, "", Kind.INSTALMENT))
        else:
            rows.append(
                RowTruth("消费", traded, posted, cut(shop), amount, tail, amount, "CN", Kind.PURCHASE)
            )
    if sections:
        blank = [_without(row, traded=True) if row.section == "还款" else row for row in rows]
        return sorted(blank, key=lambda row: (SECTIONS.index(row.section), row.posted_on))
    dated = [_without(row, section=True) for row in rows]
    return sorted(dated, key=lambda row: (row.posted_on, row.traded_on or row.posted_on))


def _without(row: RowTruth, *, traded: bool = False, section: bool = False) -> RowTruth:
    """Return a row without trade date; or without section, then dated by its posting day if need be."""
    return RowTruth(
        "" if section else row.section,
        None if traded else (row.traded_on or row.posted_on) if section else row.traded_on,
        row.posted_on,
        row.description,
        row.amount,
        row.tail,
        row.original_amount,
        row.region,
        row.kind,
    )


def figures(
    lot: random.Random, rows: Sequence[RowTruth], identity: str
) -> tuple[dict[str, Any], list[tuple[str, int, int]]]:
    """Return the header's figures, and the terms of the identity with their signs, the closing last.

    Args:
        lot: Source of chance.
        rows: What the sums are made of.
        identity: "formula" prints five terms (repayments, refunds and interest apart), else there are three.
    """
    opening = money(lot) * 9

    def total(*kinds: Kind) -> int:
        return sum(row.amount for row in rows if row.kind in kinds)

    closing = opening + sum(row.amount for row in rows)
    if identity == "formula":
        paid, back, cost = total(Kind.REPAYMENT), total(Kind.REFUND), total(Kind.INTEREST)
        charges = closing - opening - paid - back - cost
        terms = [("opening", 1, opening), ("payments", -1, -paid), ("charges", 1, charges)]
        terms += [("adjustment", -1, -back), ("interest", 1, cost)]
    else:
        owed = sum(row.amount for row in rows if row.amount > 0)
        terms = [("opening", 1, opening), ("payments", -1, owed - (closing - opening)), ("charges", 1, owed)]
    header = {
        "closing": closing,
        "minimum": max(closing, 0) // 10,
        "limit": lot.choice((10, 20, 30, 50)) * 100_000,
    }
    return header, [*terms, ("closing", 1, closing)]
