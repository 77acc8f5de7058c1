"""Loans on which nothing is wrong, lived by lot: late, caught up, paid in parts, bounced, settled early, waived."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.build import (
    Moved,
    accusations,
    bank_statement,
    charged,
    contract,
    instalment,
    letter,
    loan_statement,
    moved_in,
    plan,
)

OPENED = date(2025, 1, 15)


def dues(lot, amount, count, rate):
    """Rows of a plan: (due day, principal, interest)."""
    left, rows = amount, []
    for n in range(count):
        principal = left if n == count - 1 else amount // count
        year, month = divmod(OPENED.month + n, 12)
        rows.append((date(OPENED.year + year, month + 1, OPENED.day), principal, left * rate // 120_000))
        left -= principal
    return rows


class Life:
    """Pays one loan as a person does; what is collected is lawful to the fen."""

    def __init__(self, lot, name, lender):
        self.lot, self.name, self.lender = lot, name, lender
        self.amount = lot.choice((600_000, 1_200_000, 1_000_000))
        self.rate = lot.choice((720, 1440, 2400))
        self.rows = dues(lot, self.amount, lot.randint(3, 8), self.rate)
        self.numbered = lot.random() < 0.8
        self.lines, self.debits, self.letters = [], [], []
        self.left = self.amount

    def pay(self, day, n, **parts):
        """One payment, in the lender's list and, mostly, in the debit account a few days before."""
        total = sum(parts.values())
        words = parts.pop("words", "还款") if "words" in parts else "还款"
        self.left -= parts.get("principal", 0)
        number = n if self.numbered else None
        self.lines.append(instalment(day, total, number, description=words, **parts))
        self.debit(day - timedelta(days=self.lot.choice((0, 0, 0, 1))), total)

    def debit(self, day, total):
        if self.lot.random() < 0.9:
            if self.lot.random() < 0.15:  # bounces first
                self.debits.append(Moved(day - timedelta(days=1), total, counterparty=self.lender))
                self.debits.append(moved_in(day, total, "退回", self.lender))
            self.debits.append(Moved(day, total, counterparty=self.lender))

    def live(self):
        behind = []
        early = self.lot.randint(1, len(self.rows)) if self.lot.random() < 0.4 else None
        for n, (due, principal, interest) in enumerate(self.rows, 1):
            if n == early:
                return self.settle_early(due)
            way = self.lot.choice(("on time", "on time", "on time", "early", "late", "behind", "parts"))
            last = n == len(self.rows)
            if way == "behind" and not last and not behind:
                behind.append((n, due, principal, interest))
                continue
            for item in behind:
                self.pay_late(due, *item)
            behind = []
            if way == "late":
                self.pay_late(due + timedelta(days=self.lot.randint(1, 20)), n, due, principal, interest)
            elif way == "parts":
                some = principal // 2
                self.pay(due - timedelta(days=2), n, principal=some, interest=0)
                self.pay(due, n, principal=principal - some, interest=interest)
            else:
                self.pay(
                    due - timedelta(days=self.lot.randint(1, 3) * (way == "early")),
                    n,
                    principal=principal,
                    interest=interest,
                )
        return self.lines[-1].on

    def pay_late(self, day, n, due, principal, interest):
        late = (day - due).days
        penalty = (principal + interest) * self.rate * 3 // 2 * late // 3_600_000
        self.pay(day, n, principal=principal, interest=interest, penalty_interest=penalty)

    def settle_early(self, due):
        day = due - timedelta(days=self.lot.randint(1, 20))
        if self.lines and self.lines[-1].on >= day:
            day = due
        interest = self.left * self.rate * self.lot.randint(0, 30) // 3_600_000
        self.numbered, kept = False, self.numbered
        total = self.left + interest
        self.lines.append(instalment(day, total, principal=self.left, interest=interest, description="提前结清"))
        self.debit(day, total)
        self.left, self.numbered = 0, kept
        return day

    def papers(self, until):
        lot, settled = self.lot, self.live()
        self.lines.sort(key=lambda line: line.on)
        last, total = -self.lines[-1].fen, -sum(line.fen for line in self.lines)
        if lot.random() < 0.3:  # interest up to the settlement, booked with the month's other interest
            self.lines.append(
                charged(settled + timedelta(days=lot.randint(1, 9)), self.amount * self.rate // 3_600_000)
            )
        common = {"contract_no": self.name, "issuer": self.lender}
        made = []
        if lot.random() < 0.8:
            made.append(loan_statement(f"{self.name} list", self.lines, start=OPENED, until=until, **common))
        if lot.random() < 0.7:
            made.append(plan(f"{self.name} plan", self.rows, yearly_rate=self.rate, opened_on=OPENED, **common))
        if lot.random() < 0.7:
            rate = {"yearly_rate": self.rate, "surcharge": 50, "loan_amount": self.amount, "opened_on": OPENED}
            made.append(contract(f"{self.name} contract", **common, **rate))
        waived = lot.choice((None, None, 5_000))
        amount_is, fen = lot.choice(
            (("last", last), ("total", total), ("principal", self.amount), ("", last), ("", total))
        )
        said = {"loan_amount": self.amount, "opened_on": OPENED, "issued_on": settled + timedelta(days=1)}
        said |= {"name": lot.choice(("王小样", "王*样", "王**")), "contract_no": self.name, "issuer_text": self.lender}
        made.append(
            letter(
                f"{self.name} letter",
                serial=f"证{self.name}",
                settled_on=settled,
                settled_amount=fen - (waived or 0),
                amount_is=amount_is,
                waived=waived,
                **said,
            )
        )
        return made


@settings(max_examples=300)
@given(st.integers(0, 2**48))
def test_a_lawful_life_accuses_nobody(seed) -> None:
    lot = random.Random(seed)
    lender = "春帛消费金融有限公司"
    until = date(2026, 6, 30)
    lives = [Life(lot, "CB-1", lender)]
    if lot.random() < 0.3:
        lives.append(Life(random.Random(lot.random()), "CB-20250115-2", lot.choice((lender, "东榕小额贷款有限公司"))))
    papers = [paper for life in lives for paper in life.papers(until)]
    debits = sorted((d for life in lives for d in life.debits), key=lambda d: d.on)
    if debits and lot.random() < 0.9:
        papers.append(bank_statement("bank", debits, held=10_000_000, start=OPENED, until=until))
    assert accusations(*papers) == []
