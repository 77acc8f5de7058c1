"""Plans of random cases, and how papers and expected findings follow from a plan."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from pipeline.records.extraction import Kind
from samples.cards import CardTruth, month_after, paid_between, purchase, refund
from samples.case_truth import CaseTruth, ExpectedFinding, PaperTruth, PersonTruth, statement_file
from samples.chains import MonthPlan, build_chain
from samples.truth import LetterTruth, QueryTruth, ReportAccountTruth, ReportTruth, RowTruth, StatementTruth
from tests.drawn.rows import SHOPS, money

LENDERS = (
    "青禾消费金融有限公司",
    "望海消费金融股份有限公司",
    "北屿银行股份有限公司",
    "南麓商业银行股份有限公司",
    "临溪小额贷款有限公司",
)
BANK = "招商银行股份有限公司信用卡中心"
GRACE_DAYS = 3
"""A payment so few days late may give a warning, because of grace days, but never an error."""


@dataclass(slots=True)
class Plan:
    """A case before its papers are figured out; operators change it in place.

    Attributes:
        reissued: Numbers of the months whose reissued statement lies beside the monthly one.
        omitted: Items that the letter lacks.
        unsettled: Fen that the report still shows of the settled loan; None when it is settled there, too.
        applied: Names of operators that took hold.
    """

    person: PersonTruth
    card: CardTruth
    first: tuple[int, int]
    opening: int
    months: list[MonthPlan]
    lender: str
    loan_amount: int
    opened_on: date
    settled_on: date
    reported_at: datetime
    contract_no: str
    reissued: list[int] = field(default_factory=list)
    omitted: set[str] = field(default_factory=set)
    unsettled: int | None = None
    applied: list[str] = field(default_factory=list)


def _month_rows(lot: random.Random, month: tuple[int, int], card: CardTruth) -> tuple[RowTruth, ...]:
    """Return purchases of one month, all different, and now and then a refund."""
    end = date(*month, card.statement_day)
    rows: list[RowTruth] = []
    for shop in lot.sample(SHOPS, lot.randint(4, 12)):
        traded = end - timedelta(days=lot.randint(2, 26))
        rows.append(purchase(traded, shop, money(lot), card.tail))
    if lot.random() < 0.3:
        bought = lot.choice(rows)
        back = min(bought.posted_on + timedelta(days=2), end - timedelta(days=1))
        rows.append(refund(back, bought.description, bought.amount, card.tail))
    return tuple(rows)


def draw_plan(lot: random.Random) -> Plan:
    """Draw a clean case: two to four statements of one card, a settled loan, its letter and a report."""
    name = lot.choice("王李张刘陈杨赵黄周吴") + lot.choice(("小样", "示例", "样", "拟名", "小例"))
    person = PersonTruth(name, f"{lot.randint(1100, 6500)}", f"{lot.randint(0, 9999):04d}")
    statement_day = lot.randint(5, 26)
    card = CardTruth(
        name, f"{lot.randint(1000, 9999)}", lot.choice((10, 20, 30, 50)) * 100_000, statement_day
    )
    first = (lot.choice((2024, 2025, 2026)), lot.randint(1, 4))
    months, month = [], first
    for _ in range(lot.randint(2, 4)):
        months.append(MonthPlan(_month_rows(lot, month, card), days_early=lot.randint(1, 8)))
        month = month_after(*month)
    settled_on = date(*first, 1) + timedelta(days=lot.randint(20, 120))
    # Well past the end of the month after the settlement, and after the last statement.
    reported_on = max(settled_on, date(*month, 28)) + timedelta(days=lot.randint(70, 120))
    opened_on = settled_on - timedelta(days=lot.randint(300, 900))
    return Plan(
        person=person,
        card=card,
        first=first,
        opening=money(lot) * 3,
        months=months,
        lender=lot.choice(LENDERS),
        loan_amount=lot.randint(3, 60) * 100_000,
        opened_on=opened_on,
        settled_on=settled_on,
        reported_at=datetime.combine(reported_on, time(lot.randint(8, 20), lot.randint(0, 59), 7)),
        contract_no=f"HT{opened_on:%Y%m%d}{lot.randint(10000, 99999)}",
    )


def _letter(plan: Plan) -> LetterTruth:
    return LetterTruth(
        serial=f"结字{plan.settled_on:%Y}第{plan.settled_on:%m%d}号",
        title="个人贷款结清证明",
        issuer=plan.lender,
        name=plan.person.name,
        id_number=plan.person.masked_id,
        settled_on=plan.settled_on,
        issued_on=plan.settled_on + timedelta(days=1),
        settled_amount=plan.loan_amount // 7 // 100 * 100 + 37,
        wording="loan",
        contract_no=plan.contract_no,
        drawdown_no=f"JJ{plan.opened_on:%y%m%d}001",
        loan_amount=plan.loan_amount,
        opened_on=plan.opened_on,
        omitted=frozenset(plan.omitted),
    )


def _report(plan: Plan, statements: Sequence[StatementTruth]) -> ReportTruth:
    """Return the report: the card with its last balance, and the loan as planned."""
    reported_on = plan.reported_at.date()
    before = reported_on.replace(day=1) - timedelta(days=1)
    as_of = (before.year, before.month)
    late = sum(1 for month in plan.months[1:] if month.days_late)
    card = ReportAccountTruth(
        "credit_card",
        BANK,
        plan.opened_on - timedelta(days=400),
        "active",
        tail=plan.card.tail,
        credit_limit=plan.card.limit,
        balance=(max(statements[-1].closing, 0) + 50) // 100 * 100,
        data_as_of=as_of,
        overdue_list=late > 0,
        overdue_now=False if late else None,
        overdue_months=late,
    )
    loan = ReportAccountTruth(
        "loan",
        plan.lender,
        plan.opened_on,
        "settled",
        amount=plan.loan_amount,
        closed_month=(plan.settled_on.year, plan.settled_on.month),
    )
    if plan.unsettled is not None:
        loan = replace(
            loan,
            state="active",
            closed_month=None,
            ends_on=plan.settled_on - timedelta(days=45),
            balance=plan.unsettled,
            data_as_of=as_of,
            overdue_list=True,
            overdue_now=True,
            overdue_months=5,
        )
    return ReportTruth(
        reported_at=plan.reported_at,
        serial=int(plan.person.id_tail) + 10_000_001,
        name=plan.person.name,
        id_number=plan.person.report_id,
        accounts=(card, loan),
        queries=(QueryTruth(reported_on - timedelta(days=40), BANK, "贷后管理"),),
        own_queries=(QueryTruth(reported_on, "本人", "本人查询（商业银行网上银行）"),),
    )


def _card_findings(plan: Plan, statements: Sequence[StatementTruth]) -> list[ExpectedFinding]:
    """Return what the statements must give."""
    found, tail = [], plan.card.tail
    for index, (month, statement) in enumerate(zip(plan.months, statements, strict=True)):
        file, day = statement_file(statement), statement.statement_on
        if month.interest_twice:
            amount = next(row.amount for row in statement.rows if row.kind is Kind.INTEREST)
            found.append(ExpectedFinding("DUP101", "error", tail, amount, day, file, {"times": 2}))
        if month.wrong_penalty:
            previous = statements[index - 1]
            facts = {
                "minimum": previous.minimum,
                "due_on": previous.due_on,
                "paid": paid_between(statement.rows, previous.statement_on, previous.due_on),
                "minimum_in": statement_file(previous),
            }
            found.append(ExpectedFinding("PEN204", "error", tail, month.wrong_penalty, day, file, facts))
        if month.misprint:
            total, added = month.misprint
            printed = statement.printed(total)
            facts = {"total": total, "printed": printed, "computed": printed - added}
            found.append(ExpectedFinding("STM501", "warning", tail, added, day, file, facts))
    return found


def _tolerated(plan: Plan, statements: Sequence[StatementTruth]) -> list[ExpectedFinding]:
    """Return warnings that only the bank's grace days could give."""
    found = []
    for month, statement in zip(plan.months, statements, strict=True):
        charges = [row for row in statement.rows if row.kind is Kind.PENALTY]
        if 0 < month.days_late <= GRACE_DAYS and charges:
            found.append(
                ExpectedFinding(
                    "PEN204", "warning", plan.card.tail, charges[0].amount, statement.statement_on,
                    statement_file(statement), {"days_late": month.days_late},
                )
            )  # fmt: skip
    return found


def figure_out(plan: Plan, name: str) -> CaseTruth:
    """Turn a plan into papers and expected findings."""
    statements = build_chain(plan.card, plan.first, plan.opening, plan.months)
    letter, report = _letter(plan), _report(plan, statements)
    again = [replace(statements[i], reissued=True) for i in sorted(plan.reissued)]
    papers = [PaperTruth(statement_file(s), s) for s in (*statements, *again)]
    letter_paper, report_paper = PaperTruth("结清证明.pdf", letter), PaperTruth("个人信用报告.pdf", report)
    expected = _card_findings(plan, statements)
    if plan.omitted:
        account = "" if "contract_no" in plan.omitted else plan.contract_no
        expected.append(
            ExpectedFinding(
                "SET601", "warning", account, None, None, letter_paper.file, {"lacks": sorted(plan.omitted)}
            )
        )
    if plan.unsettled is not None:
        account = "" if "contract_no" in plan.omitted else plan.contract_no
        facts = {"settled_on": plan.settled_on, "balance": plan.unsettled, "letter": letter_paper.file}
        expected.append(
            ExpectedFinding("CRD701", "error", account, plan.unsettled, None, report_paper.file, facts)
        )
    return CaseTruth(
        name,
        plan.person,
        (*papers, letter_paper, report_paper),
        tuple(expected),
        tuple(_tolerated(plan, statements)),
        tuple(plan.applied),
    )
