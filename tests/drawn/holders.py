"""Plans of people with a card of some bank, a loan with its papers, and a debit account that pays both.

Kind B has a loan with contract, plan and split payments; kind C has one as a list of bookings.  Everything is drawn:
amounts, days, numbers, rates.  Operators change a plan in place; `holder_papers` figures it out afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from samples.bills import BillCard, BillPlan, bought
from samples.cards import month_after
from samples.case_truth import ExpectedFinding, PaperTruth, PersonTruth
from samples.truth import LetterTruth, RowTruth
from samples.truth_bank import BillTruth, DebitRow
from samples.truth_loan import LoanTruth, PaymentTruth, month_on, paid_as_due
from tests.drawn.plans import LENDERS
from tests.drawn.rows import money

SHOPS = (
    "远帆数码专营店",
    "望江家电商城",
    "老树书店",
    "木叶文化用品",
    "青石餐饮",
    "河畔生鲜超市",
    "半山药房连锁",
    "云上服饰旗舰店",
    "晨光眼镜行",
    "巷口五金店",
    "白塔家居生活馆",
    "南屏茶庄",
    "小院母婴用品",
    "松间户外装备",
)
"""Merchants where two equal purchases on one day need an explanation."""

BANKS = {"中国银行": "6253", "建设银行": "62270000", "交通银行": "622252"}
DUE_AFTER = (15, 16, 17)
LATE = 10
"""Days after the due date: past every bank's days of grace, and before the next statement is drawn."""

FindCard = Callable[[Sequence[BillTruth], Sequence[PaperTruth]], ExpectedFinding]
FindLoan = Callable[["LoanPlan", LetterTruth, PaperTruth, PaperTruth], ExpectedFinding]


@dataclass(slots=True)
class CardPlan:
    """A card before its statements are figured out.

    Attributes:
        forms: Of each statement: "pdf", "html" or "eml".
        withheld: Number of the statement that is not on file.
        taken: Months that an operator needs as they are; no other may touch them.
        finds: What must be found, computed from the finished statements and their papers.
    """

    card: BillCard
    first: tuple[int, int]
    opening: int
    months: list[BillPlan]
    forms: list[str]
    reissued: bool = False
    withheld: int | None = None
    taken: set[int] = field(default_factory=set)
    finds: list[FindCard] = field(default_factory=list)

    def month(self, index: int) -> tuple[int, int]:
        """Return year and month of a statement."""
        month = self.first
        for _ in range(index):
            month = month_after(*month)
        return month

    def day(self, index: int) -> date:
        """Return a statement's day."""
        return date(*self.month(index), self.card.statement_day)

    def described(self, merchant: str) -> str:
        """Return a purchase's description as this bank prints it."""
        before, after = {"交通银行": ("消费 ", ""), "中国银行": ("", "CHN")}.get(self.card.bank, ("", ""))
        return f"{before}{merchant}{after}"

    def shopping_day(self, lot: random.Random, index: int) -> date:
        """Return a day whose purchases stand in a statement, also when they are refunded a few days later."""
        return self.day(index) - timedelta(days=lot.randint(8, 24))


@dataclass(slots=True)
class LoanPlan:
    """A loan before its papers are figured out.

    Attributes:
        split: Whether the lender lists payments by their parts (kind B); else it lists bookings (kind C).
        payments: In printed order; those after `settled_on` charge for nothing, but for trailing interest.
        end: Last day of the lender's list.
        early: Whether it was settled before its last instalment.
        waived_from: Number of the first instalment that was missed until a reduced settlement; None is none.
        contract: Whether the contract is on file.
        listed: Whether the lender's list is on file.
        wording, amount_is: Of the letter.
        letter: What an operator changes in it.
        added: Fen that the letter states above what was paid.
        from_here: Whether the debit account on file pays it; else another one does.
        debits: What the debit account shows besides.
        finds: What must be found.
    """

    loan: LoanTruth
    split: bool
    payments: list[PaymentTruth]
    settled_on: date
    end: date
    issued_after: int
    early: bool = False
    waived_from: int | None = None
    contract: bool = True
    listed: bool = True
    wording: str = "pairs"
    amount_is: str = "total"
    letter: dict[str, object] = field(default_factory=dict)
    added: int = 0
    from_here: bool = True
    debits: list[DebitRow] = field(default_factory=list)
    finds: list[FindLoan] = field(default_factory=list)
    touched: bool = False


@dataclass(slots=True)
class HolderPlan:
    """A person's case before it is figured out.

    Attributes:
        kind: "B" or "C".
        more: Letters on other accounts.
        more_finds: What must be found in these.
        applied: Names of operators that took hold.
    """

    kind: str
    person: PersonTruth
    card: CardPlan
    loan: LoanPlan
    debit_bank: str
    debit_no: str
    lot: random.Random
    more: list[tuple[str, LetterTruth]] = field(default_factory=list)
    more_finds: list[ExpectedFinding] = field(default_factory=list)
    applied: list[str] = field(default_factory=list)


def _shopping(lot: random.Random, plan: CardPlan, index: int) -> tuple[RowTruth, ...]:
    """Return three to five purchases of one month, all different, one of them large enough for a real minimum."""
    shops = lot.sample(SHOPS, lot.randint(3, 5))
    amounts = [lot.randint(60_000, 380_000), *(money(lot) for _ in shops[1:])]
    return tuple(
        bought(
            plan.day(index) - timedelta(days=lot.randint(2, 25)),
            plan.described(shop),
            amount,
            lot.choice(plan.card.tails),
        )
        for shop, amount in zip(shops, amounts, strict=True)
    )


def _card(lot: random.Random, name: str, tails: Sequence[str], first: tuple[int, int]) -> CardPlan:
    bank = lot.choice(tuple(BANKS))
    shown = tuple(tails[: lot.choice((1, 1, 2))])
    limit = lot.choice((20, 30, 50, 60)) * 100_000
    card = BillCard(bank, name, shown, BANKS[bank], limit, lot.randint(5, 26), lot.choice(DUE_AFTER))
    plan = CardPlan(
        card, first, lot.randint(5_000, 300_000), [], [], reissued=bank == "中国银行" and lot.random() < 0.4
    )
    for index in range(lot.choice((3, 3, 3, 4))):
        plan.months.append(BillPlan(_shopping(lot, plan, index), days_early=lot.randint(1, 8)))
        plan.forms.append("pdf" if bank == "中国银行" else lot.choice(("pdf", "html", "eml")))
    return plan


def _loan(lot: random.Random, person: PersonTruth, kind: str, first: tuple[int, int], tail: str) -> LoanPlan:
    opened = month_on(date(*first, lot.randint(2, 27)), lot.choice((-1, 0)))
    number = "".join(lot.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=2)) + f"{opened:%Y%m%d}{lot.randint(10_000, 99_999)}"
    loan = LoanTruth(
        lot.choice(LENDERS),
        person.name,
        person.masked_id,
        number,
        f"JJ{opened:%y%m%d}{lot.randint(100, 999)}",
        lot.randint(3, 60) * 100_000,
        lot.randint(36, 118) * 20,
        opened,
        lot.randint(4, 6),
        fee=lot.randint(500, 4000) if kind == "B" and lot.random() < 0.3 else 0,
        account_tail=tail,
    )
    dues = loan.dues
    early = lot.random() < 0.4
    payments = [paid_as_due(due) for due in dues[: -2 if early else None]]
    settled_on = loan.ends_on
    if early:
        last = dues[-3]
        settled_on = last.due_on + timedelta(days=lot.randint(5, 24))
        interest = loan.interest_of(last.remaining, (settled_on - last.due_on).days)
        payments.append(PaymentTruth(settled_on, last.period_no + 1, last.remaining, interest, note="提前结清"))
    wording = lot.choice(("pairs", "pairs", "loan"))
    return LoanPlan(
        loan,
        kind == "B",
        payments,
        settled_on,
        settled_on + timedelta(days=lot.randint(8, 30)),
        lot.randint(1, 10),
        early=early,
        contract=kind == "B" or lot.random() < 0.5,
        wording=wording,
        amount_is=lot.choice(("total", "last", "principal", "")) if wording == "pairs" else "",
    )


def draw_holder(lot: random.Random, kind: str) -> HolderPlan:
    """Draw a clean case of kind B or C."""
    name = lot.choice("孙周吴郑冯陈褚卫蒋沈韩杨") + lot.choice(("小样", "示例", "样", "拟名", "小例"))
    person = PersonTruth(name, f"{lot.randint(1100, 6500)}", f"{lot.randint(0, 9999):04d}")
    first = lot.choice([(year, month) for year in (2024, 2025) for month in range(1, 13)] + [(2026, 1), (2026, 2)])
    tails = [f"{n:04d}" for n in lot.sample(range(1000, 10_000), 5)]
    layouts = ("农业银行", "招商银行") if kind == "B" else ("招商银行", "农业银行")
    bank = layouts[0]
    head = "622848" if bank == "农业银行" else "621483"
    return HolderPlan(
        kind,
        person,
        _card(lot, name, tails[:2], first),
        _loan(lot, person, kind, first, tails[2]),
        bank,
        f"{head}{lot.randint(10**8, 10**9 - 1)}{tails[2]}",
        lot,
    )
