"""Worlds of letters, payments and one credit report: one to twelve accounts, lawful but for what was planted.

An account's facts are drawn first; the report, brief or detailed, and the letters are figured out from them, so that
nothing differs but what a plant changed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from pipeline.values.dates import end_of_month
from samples.canvas_pylopdf import PylopdfCanvas
from samples.case_truth import PersonTruth
from samples.drawing import draw_pdf
from samples.papers_report_full import draw_full_report
from samples.truth import DrawdownTruth, LetterTruth, QueryTruth, ReportAccountTruth, ReportTruth
from samples.truth_loan import ContractTruth, LoanTruth, PaymentsTruth, month_on, paid_as_due
from samples.truth_report import FullAccountTruth, FullReportTruth, MonthTruth

LENDERS = (
    "青禾消费金融有限公司",
    "望海消费金融股份有限公司",
    "北屿银行股份有限公司",
    "南麓商业银行股份有限公司",
    "临溪小额贷款有限公司",
    "松烟网络小额贷款有限公司",
)
CARD_BANKS = (
    "招商银行股份有限公司信用卡中心",
    "中国光大银行股份有限公司信用卡中心",
    "交通银行股份有限公司太平洋信用卡中心",
    "平安银行股份有限公司信用卡中心",
)
_LOAN_LETTERS = ("loan", "loan", "pairs", "reduced", "drawdowns")
_BAD = "1234567"


@dataclass(slots=True)
class Facts:
    """What is true of one account, and what the papers wrongly say.

    Attributes:
        kind: "loan" or "card".
        settled_on: None where it still runs.
        wording: Of its letter, "" where there is none.
        shown: How the report shows it: "settled", "closed", "active", "stale", "bad_debt", "transferred".
        closed_on: What the report says, of settled, closed and passed on ones.
        late: Months, counted back from the settlement, that were overdue in truth.
        after: Months after the settlement that the report marks as overdue.
        omitted: Items that the letter lacks.
        planted: Codes that must be found, as often as they stand here.
        alone: Whether no paper speaks of it.
        fen: By which the letter's amount exceeds the whole yuan of the report.
        masked: Whether the letter masks the name.
        currency: Of a card's account, as the report calls it.
        card: Type of a loan's account in a detailed report: D1 or R4.
        traps: Names of lawful things that look like errors.
        months: Of the lender's list of payments, whose last one settles the loan; 0 where there is none.
    """

    kind: str
    institution: str
    opened_on: date
    amount: int
    number: str
    settled_on: date | None
    wording: str
    shown: str
    closed_on: date | None = None
    balance: int = 0
    late: int = 0
    after: tuple[date, ...] = ()
    omitted: frozenset[str] = frozenset()
    planted: list[str] = field(default_factory=list)
    alone: bool = False
    months: int = 0
    fen: int = 0
    masked: bool = False
    currency: str = "人民币"
    card: str = "D1"
    traps: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class World:
    """A drawn world: papers by name, and the (code, contract number or card tail) of each planted thing."""

    name: str
    files: Mapping[str, bytes]
    expected: tuple[tuple[str, str], ...]
    facts: tuple[Facts, ...]
    form: str
    reported_on: date


def _month(day: date, months: int = 0) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _loan(lot: random.Random, n: int, reported_on: date) -> Facts:
    opened = reported_on - timedelta(days=lot.randint(420, 1500))
    settled = opened + timedelta(days=lot.randint(150, 900))
    amount = lot.randint(2, 80) * 100_000
    running = lot.random() < 0.2 or settled > reported_on - timedelta(days=75)
    facts = Facts(
        "loan",
        lot.choice(LENDERS),
        opened,
        amount,
        f"HT{opened:%Y%m%d}{n:02d}{lot.randint(1000, 9999)}",
        None if running else settled,
        "" if running else lot.choice(_LOAN_LETTERS),
        "active" if running else "settled",
        None if running else settled,
        late=lot.choice((0, 0, 2, 5)),
        card=lot.choice(("D1", "D1", "R4")),
    )
    if running:
        facts.balance, facts.late = amount // 200 * 100, 0
    elif lot.random() < 0.15:
        facts.wording = ""  # settled long ago, and no letter was kept
    elif lot.random() < 0.3:
        months = lot.randint(6, 12)
        opened = facts.opened_on = opened.replace(day=min(opened.day, 28))
        facts.months, facts.wording = months, lot.choice(("pairs", "pairs", ""))
        facts.settled_on = facts.closed_on = month_on(opened, months)
    facts.alone = not facts.wording and not facts.months
    return facts


def _card(lot: random.Random, bank: str, reported_on: date) -> Facts:
    opened = reported_on - timedelta(days=lot.randint(900, 3000))
    settled = reported_on - timedelta(days=lot.randint(90, 400))
    wording = lot.choice(("card", "bad_debt", "card_open", ""))
    facts = Facts(
        "card",
        bank,
        opened,
        lot.choice((5, 10, 20, 50)) * 100_000,
        f"{lot.randint(1000, 9999)}",
        settled if wording else None,
        wording,
        lot.choice(("active", "active", "closed")),
        late=lot.choice((0, 3)) if wording != "card_open" else 0,
    )
    if facts.shown == "closed":
        # Closed some time after it was paid.
        facts.closed_on = min(settled + timedelta(days=lot.randint(0, 80)), reported_on - timedelta(days=5))
    elif not wording:
        facts.balance, facts.late = lot.randint(0, 300) * 100, 0
    facts.alone = not wording
    return facts


# --- plants ---------------------------------------------------------------------------------------------------------

Plant = Callable[[random.Random, Facts, date], bool]
"""Changes what the papers say of one account, where it fits; says whether it did."""


def _provable(facts: Facts) -> bool:
    """Whether a complete letter with a day stands behind the account, and the report may be held to it."""
    quiet = not facts.omitted and not facts.planted and not set(facts.traps) - {"masked_name", "odd_fen"}
    return bool(facts.wording) and facts.wording != "card_open" and quiet


def stale_loan(lot: random.Random, facts: Facts, reported_on: date) -> bool:
    """The report still shows a settled loan as overdue."""
    if facts.kind != "loan" or not _provable(facts) or facts.shown != "settled":
        return False
    facts.shown, facts.closed_on, facts.balance = "stale", None, lot.randint(1, facts.amount // 200) * 100
    facts.planted.append("CRD701")
    return True


def stale_bad_debt(lot: random.Random, facts: Facts, reported_on: date) -> bool:
    """The report still calls a settled account 呆账."""
    if not _provable(facts) or facts.shown == "stale":
        return False
    facts.shown, facts.closed_on, facts.balance = "bad_debt", None, lot.randint(1, facts.amount // 200) * 100
    facts.planted.append("CRD701")
    return True


def wrong_closing_month(lot: random.Random, facts: Facts, reported_on: date) -> bool:
    """The report closes a loan in another month than its letter."""
    if facts.kind != "loan" or not _provable(facts) or facts.shown != "settled" or facts.settled_on is None:
        return False
    if (end_of_month(facts.settled_on) - facts.settled_on).days < 6:
        return False  # the month after would be right
    latest = (reported_on.year - facts.settled_on.year) * 12 + reported_on.month - facts.settled_on.month - 1
    off = lot.choice([n for n in (-2, -1, 1, 2, 3, 7) if n <= latest])
    facts.closed_on = _month(facts.settled_on, off).replace(day=min(facts.settled_on.day, 28))
    if facts.closed_on <= facts.opened_on:
        facts.closed_on = facts.settled_on
        return False
    facts.planted.append("CRD702")
    return True


def overdue_after(lot: random.Random, facts: Facts, reported_on: date) -> bool:
    """The grid of a settled loan goes on with overdue months."""
    if facts.kind != "loan" or not _provable(facts) or facts.shown != "settled" or facts.settled_on is None:
        return False
    months = [_month(facts.settled_on, n) for n in range(1, lot.randint(1, 2) + 1)]
    months = [month for month in months if month < _month(reported_on)]
    if not months:
        return False
    facts.after = tuple(months)
    facts.planted += ["CRD706"] * len(months)
    return True


def incomplete_letter(lot: random.Random, facts: Facts, reported_on: date) -> bool:
    """The letter lacks an item."""
    if facts.wording not in ("loan", "pairs") or not _provable(facts) or facts.shown != "settled":
        return False
    facts.omitted = frozenset({lot.choice(("settled_amount", "outstanding", "settled_on", "issued_on", "seal"))})
    facts.planted.append("SET601")
    return True


PLANTS: tuple[Plant, ...] = (
    stale_loan,
    stale_bad_debt,
    wrong_closing_month,
    overdue_after,
    incomplete_letter,
)


# --- lawful things that look like errors ----------------------------------------------------------------------------


def not_yet_updated(lot: random.Random, facts: Facts, reported_on: date) -> Facts | None:
    """The report is younger than the settlement by some days only: it may still be updated."""
    if facts.kind != "loan" or facts.shown != "settled" or not _provable(facts) or facts.months:
        return None
    facts.settled_on = reported_on - timedelta(days=lot.randint(1, 25))
    facts.shown, facts.closed_on, facts.balance = "stale", None, lot.randint(1, facts.amount // 200) * 100
    return facts


def settled_after_the_report(lot: random.Random, facts: Facts, reported_on: date) -> Facts | None:
    """The report is older than the settlement."""
    if not_yet_updated(lot, facts, reported_on) is None:
        return None
    facts.settled_on = reported_on + timedelta(days=lot.randint(1, 40))
    return facts


def passed_on(lot: random.Random, facts: Facts, reported_on: date) -> Facts | None:
    """The account was passed on to another creditor in a month of its own."""
    if facts.kind != "loan" or facts.shown != "settled" or not facts.wording or facts.settled_on is None:
        return None
    facts.shown = "transferred"
    facts.closed_on = _month(facts.settled_on, -lot.randint(0, 3)).replace(day=3)
    return None if facts.closed_on <= facts.opened_on else facts


def used_later(lot: random.Random, facts: Facts, reported_on: date) -> Facts | None:
    """A card that nobody closed owes something newer."""
    if facts.kind != "card" or not facts.wording or facts.shown != "active":
        return None
    facts.balance = lot.randint(1, 300) * 100
    return facts


def masked_name(lot: random.Random, facts: Facts, reported_on: date) -> Facts | None:
    """The letter masks the name."""
    if facts.wording not in ("loan", "pairs"):
        return None
    facts.masked = True
    return facts


def odd_fen(lot: random.Random, facts: Facts, reported_on: date) -> Facts | None:
    """The report rounds the amount to whole yuan."""
    if facts.kind != "loan" or facts.wording not in ("loan", "pairs") or facts.months:
        return None
    facts.fen = lot.choice((-37, 37, 50, 99))
    return facts


def another_drawdown(lot: random.Random, facts: Facts, reported_on: date) -> Facts | None:
    """The same lender lent more, on the same day or the same sum, and that still runs."""
    if facts.kind != "loan" or facts.settled_on is None or facts.months:
        return None
    other = replace(facts, wording="", settled_on=None, closed_on=None, shown="active", late=0, planted=[], traps=[])
    other.after, other.omitted, other.number, other.alone = (), frozenset(), f"{facts.number[:-4]}0000", True
    if lot.random() < 0.5:
        other.amount += lot.randint(1, 9) * 100_000
    else:
        other.opened_on += timedelta(days=lot.choice((1, 30, 100)))
    other.balance = other.amount // 300 * 100
    return other if other.opened_on < reported_on - timedelta(days=70) else None


def in_dollars(lot: random.Random, facts: Facts, reported_on: date) -> Facts | None:
    """The card has an account in dollars that owes something."""
    if facts.kind != "card" or facts.shown != "active":
        return None
    other = replace(facts, wording="", settled_on=None, late=0, planted=[], traps=[], alone=True, currency="美元")
    other.balance = lot.randint(0, 40) * 100
    return other


TRAPS = (
    not_yet_updated,
    settled_after_the_report,
    passed_on,
    used_later,
    masked_name,
    odd_fen,
    another_drawdown,
    in_dollars,
)
"""Each changes an account or gives one more; None where it does not fit."""


# --- papers ---------------------------------------------------------------------------------------------------------


def _letter(lot: random.Random, person: PersonTruth, facts: Facts) -> LetterTruth:
    settled = facts.settled_on
    assert settled is not None
    paid = facts.amount // 5 // 100 * 100 + 37
    loan = facts.kind == "loan"
    if facts.months:
        paid = _payments(facts, person).sums["total"]
    base = LetterTruth(
        serial=f"证{settled:%Y%m%d}-{facts.number[-4:]}",
        title="贷款结清证明" if loan else "信用卡账户结清证明",
        issuer=facts.institution,
        name=person.name[0] + "*" * (len(person.name) - 1) if facts.masked else person.name,
        id_number=person.masked_id,
        settled_on=settled,
        issued_on=settled + timedelta(days=lot.randint(0, 9)),
        settled_amount=paid,
        wording=facts.wording,
        contract_no=facts.number if loan else "",
        account_tail="" if loan else facts.number,
        loan_amount=facts.amount + facts.fen if loan else None,
        opened_on=facts.opened_on,
        omitted=facts.omitted,
        amount_is="total" if facts.months else "",
    )
    if facts.wording == "loan":
        return replace(base, drawdown_no=f"JJ{facts.opened_on:%y%m%d}{facts.number[-3:]}")
    if facts.wording == "reduced":
        waived = paid // 3
        parts = (("本金", paid // 2), ("利息", paid + waived - paid // 2))
        return replace(base, owed=paid + waived, waived=waived, parts=parts, as_of=settled - timedelta(days=9))
    if facts.wording == "drawdowns":
        one = DrawdownTruth(facts.number, facts.amount, facts.opened_on, settled, settled, paid)
        return replace(base, contract_no="", drawdowns=(one,), as_of=settled, amount_is="total")
    if facts.wording == "card_open":
        return replace(base, as_of=settled, omitted=frozenset({"settled_on", "settled_amount"}))
    return base


def _brief(facts: Facts, as_of: tuple[int, int]) -> ReportAccountTruth:
    card = facts.kind == "card"
    late = {"overdue_list": facts.late > 0, "overdue_months": facts.late}
    made = ReportAccountTruth(
        "credit_card" if card else "loan",
        facts.institution,
        facts.opened_on,
        facts.shown,
        tail=facts.number if card else "",
        amount=None if card else facts.amount,
        credit_limit=facts.amount if card else None,
        currency=facts.currency,
        **late,
    )
    if facts.closed_on is not None:
        return replace(made, closed_month=(facts.closed_on.year, facts.closed_on.month))
    made = replace(made, data_as_of=as_of, balance=facts.balance, ends_on=_month(facts.opened_on, 36))
    if facts.shown == "stale":
        return replace(made, state="active", overdue_list=True, overdue_now=True, overdue_months=max(facts.late, 1))
    if facts.shown == "bad_debt":
        return replace(made, overdue_list=True, overdue_months=max(facts.late, 1))
    return replace(made, overdue_now=False if facts.late else None)


def _grid(facts: Facts, reported_on: date) -> tuple[MonthTruth, ...]:
    """Return the marks of at most five years, up to the closing or the month before the report."""
    last = _month(reported_on, -1)
    settled = facts.settled_on
    end = last if facts.closed_on is None else min(last, _month(facts.closed_on))
    end = max([end, *facts.after])
    start = max(_month(facts.opened_on, 1), _month(end, -59))
    marks = []
    month = start
    while month <= end:
        mark, amount = "N", 0
        back = (settled.year - month.year) * 12 + settled.month - month.month if settled is not None else -1
        if 1 <= back <= facts.late:
            mark, amount = str(min(facts.late - back + 1, 7)), 12_300 * (facts.late - back + 1)
        if month in facts.after:
            mark, amount = "1", 4_500
        elif settled is not None and month > _month(settled) and facts.shown in ("stale", "bad_debt"):
            mark, amount = "#", 0  # the lender reports nothing new
        elif facts.closed_on is not None and month == _month(facts.closed_on):
            mark = "C"
        marks.append(MonthTruth(month, mark, amount // 100 * 100))
        month = _month(month, 1)
    return tuple(marks)


def _full(facts: Facts, reported_on: date) -> FullAccountTruth:
    as_of = end_of_month(_month(reported_on, -1))
    card = facts.kind == "card"
    words = {
        "settled": "结清", "closed": "销户", "active": "正常", "stale": "逾期", "bad_debt": "呆账",
        "transferred": "转出",
    }  # fmt: skip
    made = FullAccountTruth(
        "R2" if card else facts.card,
        facts.institution,
        facts.opened_on,
        words[facts.shown],
        account_no=f"ZH{facts.opened_on:%Y%m%d}{facts.amount // 100:08d}X",
        ends_on=None if card else _month(facts.opened_on, 36),
        amount=None if card else facts.amount,
        credit_limit=facts.amount if card else None,
        tail=facts.number if card else "",
        currency=f"{facts.currency}元" if facts.currency == "人民币" else facts.currency,
        business="贷记卡" if card else "其他个人消费贷款",
        data_as_of=as_of,
        closed_on=facts.closed_on,
        grid=_grid(facts, reported_on),
    )
    if facts.closed_on is not None:
        return made
    made = replace(made, balance=facts.balance, used=facts.balance if card else None, last_paid_on=_month(as_of, -1))
    if facts.shown == "stale":
        return replace(made, overdue_periods=3, overdue_amount=facts.balance, due=facts.balance, paid=0)
    return made


def _payments(facts: Facts, person: PersonTruth) -> PaymentsTruth:
    """Return the lender's list of payments of a loan, the last of which settles it."""
    loan = _terms(facts, person)
    payments = tuple(paid_as_due(due) for due in loan.dues)
    return PaymentsTruth(loan, facts.opened_on, payments[-1].day, payments)


def _terms(facts: Facts, person: PersonTruth) -> LoanTruth:
    return LoanTruth(
        issuer=facts.institution,
        name=person.name,
        id_number=person.masked_id,
        contract_no=facts.number,
        drawdown_no=f"JJ{facts.opened_on:%y%m%d}{facts.number[-3:]}",
        amount=facts.amount,
        rate=1200,
        opened_on=facts.opened_on,
        months=facts.months or 12,
    )


@dataclass(frozen=True, slots=True)
class WorldPlan:
    """A world before its papers are drawn."""

    lot: random.Random
    person: PersonTruth
    facts: tuple[Facts, ...]
    form: str
    reported_on: date

    @property
    def expected(self) -> tuple[tuple[str, str], ...]:
        """What must be found: a letter on a card that stays open names no day of settlement, beside what was planted."""
        planted = [(code, one.number) for one in self.facts for code in one.planted]
        return tuple(sorted([*planted, *(("SET601", one.number) for one in self.facts if one.wording == "card_open")]))


def plan_world(seed: int, number: int, *, form: str = "", plants: int | None = None) -> WorldPlan:
    """Return what is true in one world, and what its papers wrongly say.

    Args:
        seed: Of the lot.
        number: Of the world.
        form: "brief" or "full"; "" draws it.
        plants: How many things to plant; None draws none to three.
    """
    lot = random.Random(f"world {seed}/{number}")
    form = form or lot.choice(("brief", "brief", "full"))
    name = lot.choice("王李张刘陈杨赵黄周吴") + lot.choice(("小样", "示例", "样", "拟名", "小例"))
    person = PersonTruth(name, f"{lot.randint(1100, 6500)}", f"{lot.randint(0, 9999):04d}")
    reported_on = date(lot.choice((2025, 2026)), lot.randint(1, 10), lot.randint(1, 28))
    count = lot.choice((1, 2, 3, 4, 6, 8, 12))
    banks = lot.sample(CARD_BANKS, len(CARD_BANKS))
    facts: list[Facts] = []
    while len(facts) < count:
        if banks and lot.random() < 0.35:
            facts.append(_card(lot, banks.pop(), reported_on))
            continue
        drawn = _loan(lot, len(facts), reported_on)
        if not any((f.opened_on, f.amount) == (drawn.opened_on, drawn.amount) for f in facts):
            facts.append(drawn)
    wanted = lot.choice((0, 1, 1, 2, 3)) if plants is None else plants
    for _ in range(lot.choice((0, 1, 2, 3))):
        trap, one = lot.choice(TRAPS), lot.choice(facts)
        changed = replace(one, traps=[*one.traps], planted=[*one.planted])
        made = trap(lot, changed, reported_on)
        if made is None or one.traps:
            continue
        made.traps.append(trap.__name__)
        if made is changed:
            facts[facts.index(one)] = changed
        else:
            facts.append(made)
    options = [plant for plant in PLANTS if form == "full" or plant is not overdue_after]
    for _ in range(20):
        if sum(bool(f.planted) for f in facts) >= wanted:
            break
        lot.choice(options)(lot, lot.choice(facts), reported_on)
    return WorldPlan(lot, person, tuple(facts), form, reported_on)


def draw_world(seed: int, number: int, *, form: str = "", plants: int | None = None) -> World:
    """Return one world, planned as `plan_world` does, with its papers; a seed and number give the same bytes again."""
    plan = plan_world(seed, number, form=form, plants=plants)
    lot, person, facts = plan.lot, plan.person, plan.facts
    files: dict[str, bytes] = {}
    for n, one in enumerate(facts):
        if one.wording:
            files[f"证明{n}.pdf"] = draw_pdf(_letter(lot, person, one))
        if one.months:
            files[f"还款{n}.pdf"] = draw_pdf(_payments(one, person))
        if one.wording == "reduced":
            # Such a letter names neither day nor amount of the loan: only the contract joins it to the report.
            files[f"合同{n}.pdf"] = draw_pdf(ContractTruth(_terms(one, person)))
    files["信用报告.pdf"] = _report(lot, person, facts, plan.reported_on, plan.form)
    return World(f"{seed}/{number}", files, plan.expected, facts, plan.form, plan.reported_on)


def _report(lot: random.Random, person: PersonTruth, facts: tuple[Facts, ...], reported_on: date, form: str) -> bytes:
    at = datetime.combine(reported_on, time(lot.randint(8, 20), lot.randint(0, 59), 7))
    serial = lot.randint(10_000_001, 99_999_999)
    days = [reported_on - timedelta(days=lot.randint(5, 700)) for _ in range(lot.randint(0, 6))]
    queries = tuple(QueryTruth(day, lot.choice(LENDERS), lot.choice(("贷后管理", "贷款审批"))) for day in days)
    before = _month(reported_on, -1)
    if form == "full":
        accounts = tuple(_full(one, reported_on) for one in facts)
        full = FullReportTruth(at, serial, person.name, person.report_id, accounts, queries=queries)
        return draw_full_report(PylopdfCanvas(), full)
    brief = ReportTruth(
        reported_at=at,
        serial=serial,
        name=person.name,
        id_number=person.report_id,
        accounts=tuple(_brief(one, (before.year, before.month)) for one in facts),
        queries=queries,
        own_queries=(QueryTruth(reported_on, "本人", "本人查询（商业银行网上银行）"),),
    )
    return draw_pdf(brief)
