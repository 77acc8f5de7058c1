"""What a card's holder does - buys, pays, comes late - and what the bank takes back of its charges."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from .cards import CardSim, Draft, DraftRow
from .ledger import half_up
from .model import Kind
from .terms import NEW_RULES_FROM

SHOPS = ("永辉超市", "京东商城", "中石化加油", "海底捞火锅", "苏宁易购", "中国铁路", "盒马鲜生", "美团外卖", "新华书店")
BEHAVIOURS = ("full", "minimum", "part", "late_full", "late_minimum", "none")


@dataclass
class Habits:
    """Chances from 0 to 1 and weights of BEHAVIOURS; `only` fixes the behaviour for all bills."""

    weights: tuple[int, ...] = (4, 3, 2, 2, 2, 1)
    only: str | None = None
    busy: tuple[int, int] = (0, 3)  # purchases a bill
    cash: float = 0.12
    refund: float = 0.15
    fees: float = 0.15
    instalment: float = 0.05
    reversal: float = 0.15
    wrong_reversed: float = 0.06
    overpay: float = 0.06
    settle_at: int | None = None  # bill index in whose days all is paid
    return_at: int | None = None  # bill index from which the holder buys again
    plan: dict[int, str] = field(default_factory=dict)  # behaviour by bill index


class Holder:
    """Plugs the habits into a simulation."""

    def __init__(self, habits: Habits, rng: random.Random) -> None:
        self.habits, self.rng = habits, rng
        self.instalment: tuple[int, int, int] | None = None  # first bill, count, fen each

    def attach(self, sim: CardSim) -> None:
        """Let this holder live on the card."""
        sim.live, sim.repay, sim.charged = self.live, self.repay, self.charged

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randint(0, max(0, (last - first).days)))

    def _quiet(self, draft: Draft) -> bool:
        """Whether the card rests after its settlement."""
        settle, back = self.habits.settle_at, self.habits.return_at
        return settle is not None and draft.index > settle and (back is None or draft.index < back)

    def live(self, sim: CardSim, draft: Draft) -> None:
        """Plan the purchases, cash, fees and instalments of a bill."""
        habits, rng = self.habits, self.rng
        if self._quiet(draft):
            return
        last = draft.statement_on
        if habits.settle_at == draft.index:
            sim.settle_on = self._day(draft.period_start + timedelta(days=5), last - timedelta(days=1))
            last = sim.settle_on - timedelta(days=1)
        least, most = habits.busy
        for _ in range(max(rng.randint(least, most), 1 if draft.index in (0, habits.return_at) else 0)):
            self._buy(sim, draft, last)
        if rng.random() < habits.cash:
            self._cash(sim, draft, last)
        if rng.random() < habits.fees:
            text, fen = rng.choice((("年费", 20000), ("年费", 30000), ("货币兑换费", rng.randint(80, 4000))))
            day = self._day(draft.period_start, last)
            sim.plan(DraftRow(day, day, text, "fee", fen))
        if self.instalment is None and draft.index == 1 and rng.random() < habits.instalment:
            self.instalment = (1, rng.choice((3, 6, 12)), rng.randint(20000, 90000))
            sim.words.append("instalments")
        if self.instalment and self.instalment[0] <= draft.index < self.instalment[0] + self.instalment[1]:
            number = draft.index - self.instalment[0] + 1
            text = f"账单分期 第{number}/{self.instalment[1]}期"
            if habits.settle_at is None:
                sim.plan(DraftRow(draft.statement_on, draft.statement_on, text, "instalment", self.instalment[2]))
        if rng.random() < habits.wrong_reversed and not sim.is_last(draft) and draft.period_start >= NEW_RULES_FROM:
            self._wrong_reversed(sim, draft, last)
        if draft.statement_on < NEW_RULES_FROM and rng.random() < 0.1:
            day = self._day(draft.period_start, last)
            sim.plan(DraftRow(day, day, "超限费", "fee", rng.randint(500, 9000)))
            sim.words.append("over-limit fee before 2017")

    def _buy(self, sim: CardSim, draft: Draft, last: date) -> None:
        rng = self.rng
        fen = rng.choice((rng.randint(1, 90) * 10000, rng.randint(1000, 800000)))
        posted = self._day(draft.period_start, last)
        day = posted - timedelta(days=rng.choice((0, 0, 0, 1, 2)))
        shop = rng.choice(SHOPS)
        sim.plan(DraftRow(day, posted, shop, "purchase", fen))
        if rng.random() < self.habits.refund:
            # Half of the refunds come after the statement day and leave the minimum as it was.
            late = rng.random() < 0.5 and not sim.is_last(draft) and self.habits.settle_at is None
            when = self._day(draft.statement_on + timedelta(days=1), draft.due_on) if late else self._day(posted, last)
            sim.plan(DraftRow(when, when, f"退货 {shop}", "refund", -rng.choice((fen, max(1, fen // 3)))))
            sim.words.append("refund after the statement day" if late else "refund within the bill")

    def _cash(self, sim: CardSim, draft: Draft, last: date) -> None:
        for number in range(self.rng.choice((1, 1, 2))):
            day = self._day(draft.period_start, last)
            fen = self.rng.choice((50000, 80000, 100000, 300000))
            sim.plan(DraftRow(day, day, "ATM取现", "cash_advance", fen))
            sim.plan(DraftRow(day, day, "取现手续费", "fee", max(1000, fen // 100)))
            if number:
                sim.words.append("two cash advances, their fees may be equal")

    def repay(self, sim: CardSim, bill: Draft, following: Draft) -> None:
        """Plan what is paid after `bill` closed, up to the statement day of `following`."""
        habits, rng = self.habits, self.rng
        if bill.closing <= 0 or (habits.settle_at == following.index):
            return
        chosen = habits.only or habits.plan.get(bill.index) or rng.choices(BEHAVIOURS, habits.weights)[0]
        if self._quiet(following) or (habits.settle_at is not None and bill.index == habits.settle_at):
            chosen = "full"
        sim.words.append(f"bill {bill.index}: {chosen}")
        early, due = bill.statement_on + timedelta(days=1), bill.due_on
        late = min(due + timedelta(days=rng.choice((1, 1, 2, 3, 4))), following.statement_on)
        day = rng.choice((due, due, self._day(early, due)))
        fen = {
            "full": bill.closing,
            "late_full": bill.closing,
            "minimum": bill.minimum,
            "late_minimum": bill.minimum,
            "part": half_up(Fraction(bill.closing * rng.randint(1, 95), 100)),
            "none": 0,
        }[chosen]
        if chosen.startswith("late"):
            day = late
        if fen <= 0:
            return
        pieces = [fen]
        if fen > 200 and rng.random() < 0.2:
            first = rng.randint(1, fen - 1)
            pieces = [first, fen - first]
        for piece in pieces:
            traded = day - timedelta(days=1) if rng.random() < 0.2 else day
            sim.plan(DraftRow(traded, day, "还款 谢谢", "repayment", -piece))
            if len(pieces) > 1 and day > early:
                day -= timedelta(days=1)
        if chosen == "full" and rng.random() < habits.overpay and habits.settle_at is None:
            sim.plan(DraftRow(due, due, "还款", "repayment", -rng.randint(100, 50000)))
            sim.words.append("paid more than owed")

    def charged(self, sim: CardSim, draft: Draft, row: DraftRow) -> None:
        """Now and then take a charge back, whole or in two parts."""
        if row.ghost or sim.is_last(draft) or self.habits.settle_at is not None:
            return
        if row.text == "超限费" or self.rng.random() >= self.habits.reversal:
            return
        row.ghost = True
        self._take_back(sim, draft, row.posted, row.text, row.fen)

    def _take_back(self, sim: CardSim, draft: Draft, charged_on: date, text: str, fen: int) -> None:
        rng = self.rng
        last = sim.statement(draft.index + 1)
        pieces = [fen]
        if fen >= 2 and rng.random() < 0.3:
            first = rng.randint(1, fen - 1)
            pieces = [first, fen - first]
        kind: Kind = "adjustment"
        for piece in pieces:
            until = min(last, charged_on + timedelta(days=28))
            day = self._day(charged_on + timedelta(days=1), until)
            sim.plan(DraftRow(day, day, text + rng.choice(("冲正", "返还", "减免")), kind, -piece, ghost=True))
        sim.words.append(f"{text} taken back in {len(pieces)} part(s)")

    def _wrong_reversed(self, sim: CardSim, draft: Draft, last: date) -> None:
        """A charge without ground that the bank took back itself: lawful in the end."""
        rng = self.rng
        day = self._day(draft.period_start, last)
        if day < NEW_RULES_FROM:
            return
        fen = rng.randint(500, 9000)
        choice = rng.randrange(3)
        if choice == 0:
            sim.plan(DraftRow(day, day, "超限费", "fee", fen, ghost=True))
            self._take_back(sim, draft, day, "超限费", fen)
        elif choice == 1:
            sim.plan(DraftRow(day, day, "年费", "fee", 18000))
            sim.plan(DraftRow(day, day, "年费", "fee", 18000, ghost=True))
            self._take_back(sim, draft, day, "年费", 18000)
        else:
            other = rng.randint(500, 9000)
            sim.plan(DraftRow(day, day, "超限费", "fee", fen, ghost=True))
            sim.plan(DraftRow(day, day, "年费", "fee", other, ghost=True))
            back = min(sim.statement(draft.index + 1), day + timedelta(days=rng.randint(1, 28)))
            sim.plan(DraftRow(back, back, "费用返还", "adjustment", -fen - other, ghost=True))
            sim.words.append("one credit for two charges")
