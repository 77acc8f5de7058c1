"""Loan payments (还款明细) and repayment plans (还款计划表) drawn by lot, with parts that add up to the fen."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.drawn.account_words import LOAN_KNOWN, LOAN_STRANGE, PLAN_KNOWN, PLAN_STRANGE
from tests.drawn.sheet import Printed, Sheet, Style, Word, Words, draw_style

LENDERS = ("北屿消费金融有限公司", "东篱小额贷款有限公司", "江畔城市银行", "南麓商业银行")
PARTS = ("principal", "interest", "penalty_interest", "fee")


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment; fen."""

    number: int
    due_on: date
    principal: int
    interest: int
    fee: int
    remaining: int

    @property
    def total(self) -> int:
        """What is due in all."""
        return self.principal + self.interest + self.fee


def month_on(day: date, months: int) -> date:
    """Return the same day of a later month; `day` is before the 29th."""
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, day.day)


def draw_dues(lot: random.Random, opened_on: date, amount: int, rate: int) -> list[Due]:
    """Return the instalments of one loan; `rate` is hundredths of a per cent a year."""
    count = lot.choice((3, 6, 12, 12, 24, 36))
    method = lot.choice(("equal total", "equal principal", "equal both", "interest first"))
    fee = lot.choice((0, 0, amount * 3 // 1000))
    monthly = rate / 120_000
    equal = round(amount * monthly / (1 - (1 + monthly) ** -count))
    left, result = amount, []
    for number in range(1, count + 1):
        interest = round((amount if method == "equal both" else left) * monthly)
        principal = {
            "equal total": equal - interest,
            "interest first": 0,
        }.get(method, amount // count)
        if number == count:
            principal = left
        left -= principal
        result.append(Due(number, month_on(opened_on, number), principal, interest, fee, left))
    return result


@dataclass(frozen=True, slots=True)
class _Loan:
    """Draws a loan's head, the same for payments and plans."""

    issuer: str
    name: str
    contract_no: str
    amount: int
    rate: int
    opened_on: date

    def pairs(self, lot: random.Random, words: Words, style: Style) -> list[tuple[Word, str]]:
        """Return labels with their values."""
        rate = f"{self.rate / 100:g}%" if lot.random() < 0.5 else f"{self.rate / 100:.2f}%"
        amount = style.money(self.amount) + lot.choice(("", "", "元"))
        pairs = [
            (words.word("name"), self.name),
            (words.word("contract_no"), self.contract_no),
            (words.word("loan_amount"), amount),
            (words.word("yearly_rate"), rate),
        ]
        if lot.random() < 0.6:
            pairs.append((words.word("opened_on"), self.opened_on.strftime(style.head_day)))
        return pairs


def _draw_loan(lot: random.Random) -> _Loan:
    return _Loan(
        issuer=lot.choice(LENDERS),
        name=f"{lot.choice('王李赵陈周')}示例",
        contract_no=f"{lot.choice(('SL', 'JK', 'HT-', ''))}{lot.randint(2023, 2025)}{lot.randint(10**6, 10**8)}",
        amount=lot.choice((3000, 6000, 10000, 12000, 50000, 80600)) * 100,
        rate=lot.choice((720, 1440, 1800, 2160, 2395)),
        opened_on=date(lot.randint(2023, 2025), lot.randint(1, 12), lot.randint(1, 28)),
    )


def _number(lot: random.Random) -> Callable[[int, int], str]:
    form = lot.choice(("{n}", "{n}", "{n:02d}", "第{n}期", "{n}/{of}"))
    return lambda n, of: form.format(n=n, of=of)


def _order(lot: random.Random, words: Words, groups: list[list[str]]) -> tuple[Word, ...]:
    """Number and day first, the rest in groups by lot."""
    first, *rest = groups
    lot.shuffle(rest)
    return tuple(words.word(role) for group in (first, *rest) for role in group)


def _sheet(
    lot: random.Random,
    loan: _Loan,
    title: str,
    pairs: list[tuple[Word, str]],
    columns: tuple[Word, ...],
    rows: list[tuple[str, ...]],
    total: tuple[str, ...],
    form: str,
) -> Sheet:
    return Sheet(
        title=f"{loan.issuer}{title}" if lot.random() < 0.7 else title,
        greeting="",
        pairs=tuple(pairs),
        columns=columns,
        rows=tuple(("", row) for row in rows),
        total=total,
        terms=(),
        foot=(lot.choice(("本表仅供参考，以实际扣款为准。", f"{loan.issuer}", "如有疑问请致电客服。")),),
        bilingual=lot.choice(("none", "none", "none", "one", "two")) if form == "pdf" else "none",
        right=frozenset({"total", *PARTS, "remaining", "paid"}) if lot.random() < 0.7 else frozenset(),
        wraps=frozenset(),
    )


def _totals(
    lot: random.Random, columns: tuple[Word, ...], truths: list[dict[str, Any]], style: Style
) -> tuple[str, ...]:
    summed = {"total", *PARTS, "paid"}
    if columns[0].role in summed:
        return ()
    word = lot.choice(("合计", "合计", "总计"))
    sums = {role: style.money(sum(row[role] or 0 for row in truths)) for role in summed if role in truths[0]}
    return (word, *(sums.get(column.role, "") for column in columns[1:]))


def draw_loan(lot: random.Random, form: str) -> Printed:
    """Draw a list of payments of a loan."""
    words = Words(lot, LOAN_KNOWN, LOAN_STRANGE, lot.choice((0.0, 0.0, 0.2, 0.5)))
    style, loan = draw_style(lot, plus=False), _draw_loan(lot)
    dues = draw_dues(lot, loan.opened_on, loan.amount, loan.rate)
    dues = dues[: lot.randint(min(5, len(dues)), len(dues))]
    late = lot.random() < 0.6
    number, empty = _number(lot), lot.choice(("0.00", "0.00", "-", ""))
    fees = any(due.fee for due in dues) or lot.random() < 0.3
    truths: list[dict[str, Any]] = []
    for due in dues:
        days = lot.choice((0, 0, 0, lot.randint(1, 40))) if late else 0
        penalty = round((due.principal + due.interest) * loan.rate * 1.5 / 10000 / 360 * days)
        truth = {"period_no": due.number, "day": due.due_on + timedelta(days=days), "total": due.total + penalty}
        truth |= {"principal": due.principal, "interest": due.interest, "remaining": due.remaining}
        truth |= {"penalty_interest": penalty} if late else {}
        truth |= {"fee": due.fee} if fees else {}
        truths.append(truth)
    amounts = ["total", *(part for part in PARTS if part in truths[0])]
    if lot.random() < 0.4:
        amounts = [*amounts[1:], "total"]
    groups = [["period_no", "day"], amounts, ["remaining"]]
    if lot.random() < 0.3:
        groups.append(["status"])
    columns = _order(lot, words, groups)
    if lot.random() < 0.15:
        columns = tuple(word for word in columns if word.role != "remaining")
        truths = [{key: value for key, value in row.items() if key != "remaining"} for row in truths]

    def cell(role: str, row: dict[str, Any]) -> str:
        if role == "period_no":
            return number(row[role], len(dues))
        if role == "day":
            return style.date(row[role])
        if role == "status":
            return "逾期已还" if row.get("penalty_interest") else "正常还款"
        return empty if row[role] == 0 and role in PARTS else style.money(row[role])

    shown = truths[::-1] if lot.random() < 0.2 else truths
    rows = [tuple(cell(word.role, row) for word in columns) for row in shown]
    total = _totals(lot, columns, truths, style) if lot.random() < 0.4 else ()
    pairs = loan.pairs(lot, words, style)
    title = lot.choice(("贷款对账单", "还款明细", "个人贷款对账单", "贷款还款明细"))
    sheet = _sheet(lot, loan, title, pairs, columns, rows, total, form)
    header = {"name": loan.name, "contract_no": loan.contract_no}
    return Printed(sheet, loan.issuer, tuple(word for word, _ in pairs), header, tuple(shown))


def draw_plan(lot: random.Random, form: str) -> Printed:
    """Draw a repayment plan."""
    words = Words(lot, PLAN_KNOWN, PLAN_STRANGE, lot.choice((0.0, 0.0, 0.2, 0.5)))
    style, loan = draw_style(lot, plus=False), _draw_loan(lot)
    dues = draw_dues(lot, loan.opened_on, loan.amount, loan.rate)
    number, empty = _number(lot), lot.choice(("0.00", "0.00", "-", ""))
    fees = any(due.fee for due in dues) or lot.random() < 0.3
    made = lot.randint(0, len(dues))
    paid, status = lot.random() < 0.25, lot.random() < 0.6
    truths: list[dict[str, Any]] = []
    for due in dues:
        truth = {"period_no": due.number, "day": due.due_on, "total": due.total}
        truth |= {"principal": due.principal, "interest": due.interest, "remaining": due.remaining}
        truth |= {"fee": due.fee} if fees else {}
        done = due.number <= made
        truth |= {"status": "已还" if done else "待还"} if status else {}
        truth |= {"paid_on": due.due_on if done else None, "paid": due.total if done else None} if paid else {}
        truths.append(truth)
    amounts = ["total", *(part for part in PARTS if part in truths[0])]
    if lot.random() < 0.4:
        amounts = [*amounts[1:], "total"]
    groups = [["period_no", "day"], amounts, ["remaining"]]
    groups += [["status"]] if status else []
    groups += [["paid_on", "paid"]] if paid else []
    columns = _order(lot, words, groups)

    def cell(role: str, row: dict[str, Any]) -> str:
        if role == "period_no":
            return number(row[role], len(dues))
        if role in ("day", "paid_on"):
            return style.date(row[role]) if row[role] else "-"
        if role == "status":
            return str(row[role])
        if row[role] is None:
            return "-"
        return empty if row[role] == 0 and role in PARTS else style.money(row[role])

    rows = [tuple(cell(word.role, row) for word in columns) for row in truths]
    total = _totals(lot, columns, truths, style) if lot.random() < 0.7 else ()
    pairs = loan.pairs(lot, words, style)
    header: dict[str, Any] = {"name": loan.name, "contract_no": loan.contract_no}
    header |= {"loan_amount": loan.amount, "yearly_rate": loan.rate}
    if any(word.role == "opened_on" for word, _ in pairs):
        header["opened_on"] = loan.opened_on
    sheet = _sheet(lot, loan, lot.choice(("还款计划表", "还款计划表", "还款计划书")), pairs, columns, rows, total, form)
    return Printed(sheet, loan.issuer, tuple(word for word, _ in pairs), header, tuple(truths))
