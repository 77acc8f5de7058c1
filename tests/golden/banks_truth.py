"""Debit accounts of invented people: what happened, from which every form of list and its truth are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from pipeline.records.extraction import Kind


@dataclass(frozen=True)
class Move:
    """One row of an account.

    Attributes:
        amount: Fen, positive for money out.
        text: 摘要; `party` and `number` stand on the other side; `remark` is 附言.
    """

    day: date
    time: str
    text: str
    amount: int
    party: str = ""
    number: str = ""
    remark: str = ""
    kind: Kind = Kind.OTHER


@dataclass(frozen=True)
class Account:
    """A debit account over some months; `held` is in it before the first row, fen."""

    bank: str
    name: str
    number: str
    start: date
    end: date
    held: int
    moves: tuple[Move, ...]

    @property
    def balances(self) -> list[int]:
        """Money held after each row, fen."""
        return list(accumulate((-move.amount for move in self.moves), initial=self.held))[1:]

    @property
    def out(self) -> int:
        """All that went out, fen."""
        return sum(move.amount for move in self.moves if move.amount > 0)

    @property
    def into(self) -> int:
        """All that came in, fen."""
        return -sum(move.amount for move in self.moves if move.amount < 0)


_USUAL = (
    ("工资", -1, "示例科技有限公司", "", "三月工资", Kind.OTHER),
    ("快捷支付", 1, "示例支付科技有限公司", "243300133", "示例商户-早餐", Kind.OTHER),
    ("快捷支付", 1, "示例支付科技有限公司", "243300133", "示例出行", Kind.OTHER),
    ("信用卡还款", 1, "示例银行信用卡中心", "6225880000001234", "主动还款", Kind.REPAYMENT),
    ("转账汇款", 1, "李样例", "6217000010009876543", "房租", Kind.OTHER),
    ("贷款发放", -1, "示例消费金融有限公司", "", "借款到账", Kind.DISBURSEMENT),
    ("归还贷款", 1, "示例消费金融有限公司", "", "第1期", Kind.REPAYMENT),
    ("手续费", 1, "", "", "跨行转账", Kind.FEE),
    ("银联入账", -1, "张样例", "6228480000005555", "还钱", Kind.OTHER),
    ("结息", -1, "", "", "", Kind.OTHER),
    ("消费", 1, "示例超市城南店", "", "", Kind.OTHER),
)


def account(bank: str, number: str, rows: int, seed: int, *, start: date = date(2025, 1, 6)) -> Account:
    """Return an account with so many rows; every row of the usual kinds stands in it, and two that are equal."""
    lot = Random(seed)
    day, held = start, 1_250_000
    moves: list[Move] = []
    money = held
    for n in range(rows):
        text, side, party, no, remark, kind = _USUAL[n % len(_USUAL)]
        amount = lot.randint(1, 900_000 if side < 0 else 120_000)
        if side > 0 and amount > money:
            amount = money // 2
        time = f"{lot.randint(8, 21):02d}:{lot.randint(0, 59):02d}:{lot.randint(0, 59):02d}"
        move = Move(day, time, text, side * amount, party, no, remark, kind)
        if n % len(_USUAL) == 2 and n == 2:
            move = replace(move, amount=moves[-1].amount, day=moves[-1].day, remark=moves[-1].remark)
        moves.append(move)
        money -= move.amount
        day += timedelta(days=lot.randint(0, 4))
    end = moves[-1].day + timedelta(days=2)
    return Account(bank, "王小样", number, start, end, held, tuple(moves))


def paper(
    account: Account,
    *,
    traded: bool,
    posted: bool = False,
    newest_first: bool = False,
    party: bool = True,
    balance: bool = True,
    balanced: bool | None = True,
    **more: Any,
) -> dict[str, Any]:
    """Return what must be read of a list.

    Args:
        account: What happened.
        traded: Whether the list has a day of the trade.
        posted: Whether it has a day of the booking too; one day alone stands for both.
        newest_first: Whether it begins with the last row.
        party: Whether it names who stands on the other side.
        balance: Whether it prints running balances.
        balanced: What must be said of them.
        more: Further members of the paper.
    """
    rows = []
    for move, held in zip(account.moves, account.balances, strict=True):
        row: dict[str, Any] = {
            "traded_on": move.day if traded else None,
            "posted_on": move.day,
            "description": move.text,
            "amount": move.amount,
            "kind": move.kind,
            "balance": -held if balance else None,
        }
        if party:
            row["counterparty"] = move.party or None
        rows.append(row)
    assert traded or posted
    return {
        "type": "bank_statement",
        "issuer": account.bank,
        "status": "ok",
        **more,
        "statements": [
            {
                "kind": "bank_account",
                "currency": "CNY",
                "tails": [account.number[-4:]],
                "period_start": account.start,
                "statement_on": account.end,
                "balanced": balanced,
                "rows": rows[::-1] if newest_first else rows,
            }
        ],
    }


def lines(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    """Return rows as csv, cells with a comma quoted."""
    return "".join(separator.join(f'"{c}"' if separator in c else c for c in row) + "\r\n" for row in rows)
