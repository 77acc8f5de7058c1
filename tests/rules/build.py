"""Papers as extract hands them to link, made by hand: every figure is said in the test that uses it.

Amounts are integer fen, positive for what the person owes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import filterfalse

from pipeline.extract.check_report import report_counts
from pipeline.extract.fields import iter_values, map_values, name_fields, paper_key, review_id
from pipeline.extract.papers import Paper, document_id
from pipeline.extract.report_summary import MAIN
from pipeline.link import build_case
from pipeline.records.case import Person
from pipeline.records.evidence import Box, Check, CheckKind, Evidence, Origin, Precision, Value
from pipeline.records.extraction import (
    Components,
    DocStatus,
    DocType,
    Document,
    InterestLine,
    Kind,
    Part,
    Statement,
    Term,
    Transaction,
)
from pipeline.records.finding import Severity, Text
from pipeline.records.letter import Letter
from pipeline.records.loan import Contract, CostItem, CostStatement, Payout, Plan, PlanRow
from pipeline.records.rates import Rate
from pipeline.records.report import GridMonth, Report, ReportAccount, ReportStatus
from pipeline.values.names import short_name
from rules import catalogue, run_all, tables
from rules.card_interest import half_up
from tests.clerk import clerk

AS_OF = date(2026, 11, 25)
BANK = "招商银行"
LENDER = "青禾消费金融有限公司"
HARD_WORDS = ("违法", "违规", "退还", "错误", "多收", "多计", "重复收取", "没有依据", "不得", "合法")
DISAGREES = (Check(CheckKind.SECOND_READER, False, "tesseract-eng"),)


def sha(name):
    return hashlib.sha256(name.encode()).hexdigest()


class Maker:
    """Makes values of one paper; each stands at a place of its own."""

    def __init__(self, name, origin=Origin.EMBEDDED, agreement=None):
        self.document = document_id(sha(name), (1,))
        self.origin = origin
        self.agreement = agreement
        self.top = 100.0

    def value(self, thing, text=None, precision=Precision.EXACT, checks=()):
        if thing is None:
            return None
        self.top += 14.0
        box = Box(320.0, self.top, 400.0, self.top + 11.0)
        place = Evidence(self.document, 1, box, text or str(thing), self.origin, self.agreement)
        return Value(thing, place, tuple(checks), precision)


def document(maker, name, kind, issuer, seal=None):
    source = {Origin.OCR: "ocr", Origin.EMBEDDED: "embedded", Origin.STRUCTURED: "structured"}[maker.origin]
    return Document(
        id=maker.document,
        parts=(Part(f"{name}.pdf", sha(name), (1,)),),
        type=kind,
        issuer=issuer,
        text_source=source,
        status=DocStatus.OK,
        pages_ocr=int(source == "ocr"),
        seal=seal,
    )


@dataclass(frozen=True)
class Line:
    """One printed row of a statement."""

    on: date
    description: str
    fen: int
    kind: Kind
    tail: str = ""
    currency: str = "CNY"
    checks: tuple[Check, ...] = ()


def interest(on, fen, description="循环利息", **more):
    return Line(on, description, fen, Kind.INTEREST, **more)


def penalty(on, fen, description="违约金", kind=Kind.PENALTY, **more):
    return Line(on, description, fen, kind, **more)


def fee(on, fen, description="年费", **more):
    return Line(on, description, fen, Kind.FEE, **more)


def paid(on, fen, description="掌上生活还款", **more):
    return Line(on, description, -fen, Kind.REPAYMENT, **more)


def bought(on, fen, description="示例超市", **more):
    return Line(on, description, fen, Kind.PURCHASE, **more)


def refunded(on, fen, description="示例商城退款", **more):
    return Line(on, description, -fen, Kind.REFUND, **more)


def adjusted(on, fen, description, **more):
    """A reversal (negative) or a repayment taken back (positive)."""
    return Line(on, description, fen, Kind.ADJUSTMENT, **more)


_TERMS = (("opening", 1), ("payments", -1), ("charges", 1), ("adjustments", -1), ("interest", 1))


def formula(lines, opening, currency):
    """The terms of the printed formula, from the rows."""
    own = [line for line in lines if line.currency == currency]
    total = {"opening": opening, "payments": 0, "charges": 0, "adjustments": 0, "interest": 0}
    for line in own:
        if line.kind is Kind.REPAYMENT:
            total["payments"] -= line.fen
        elif line.kind in (Kind.REFUND, Kind.ADJUSTMENT):
            total["adjustments"] -= line.fen
        elif line.kind is Kind.INTEREST:
            total["interest"] += line.fen
        else:
            total["charges"] += line.fen
    return total


@dataclass(frozen=True)
class Computed:
    """One line of a 计息明细; without `fen` what its own figures make, rounded half up."""

    base: int
    start: date
    end: date
    days: int
    rate: str = "0.0005"
    label: str | None = "消费本金"
    fen: int | None = None
    per: str = "day"


def computed(maker, line):
    """The record of a line of a 计息明细."""
    fen = half_up(line.base * Fraction(line.rate) * line.days) if line.fen is None else line.fen
    amount = maker.value(fen)
    return InterestLine(
        document=maker.document,
        page=1,
        box=amount.evidence.box,
        label=maker.value(line.label),
        base=maker.value(line.base),
        start=maker.value(line.start),
        end=maker.value(line.end),
        days=maker.value(line.days),
        rate=maker.value(Rate(Decimal(line.rate), line.per)),
        amount=amount,
    )


def statement(
    name,
    on,
    lines,
    *,
    opening=0,
    minimum=None,
    due=None,
    tail="4417",
    tails=None,
    issuer=BANK,
    printed=None,
    with_formula=True,
    origin=Origin.EMBEDDED,
    agreement=None,
    notes=(),
    title_month=None,
    checks=(),
    currency="CNY",
    rate=None,
    list_of_interest=(),
    interest_total=None,
):
    """A card statement whose figures add up, but for what `printed` says otherwise ({"closing": fen})."""
    maker = Maker(name, origin, agreement)
    rows = []
    for ordinal, line in enumerate(lines):
        description = maker.value(line.description, checks=checks)
        amount = maker.value(line.fen, checks=(*checks, *line.checks))
        rows.append(
            Transaction(
                document=maker.document,
                page=1,
                box=amount.evidence.box,
                traded_on=None,
                posted_on=maker.value(line.on, checks=checks),
                description=description,
                amount=amount,
                currency=line.currency,
                kind=line.kind,
                kind_source="phrase",
                tail=maker.value(line.tail or None, checks=checks),
                section="",
                ordinal=ordinal,
            )
        )
    terms = formula(lines, opening, currency)
    closing = sum(sign * terms[role] for role, sign in _TERMS)
    terms = {"closing": closing, **terms} | (printed or {})
    head = maker.value(terms["closing"], checks=checks)
    signs = {"closing": 1} | dict(_TERMS)
    made = Statement(
        document=maker.document,
        issuer=issuer,
        tails=(tail,) if tails is None else tuple(tails),
        currency=currency,
        title_month=title_month or (on.year, on.month),
        period_start=None,
        statement_on=maker.value(on, checks=checks),
        due_on=maker.value(due or on + timedelta(days=18), checks=checks),
        opening=maker.value(terms["opening"], checks=checks),
        closing=head,
        minimum=maker.value(minimum, checks=checks),
        limit=None,
        terms=tuple(
            Term(role, signs[role], head if role == "closing" else maker.value(terms[role], checks=checks))
            for role in ("closing", *(role for role, _ in _TERMS))
        )
        if with_formula
        else (),
        rows=tuple(rows),
        row_bands=len(rows),
        closings=(head,),
        notes=tuple(notes),
        rates=(maker.value(Rate(Decimal(rate), "day")),) if rate else (),
        interest_lines=tuple(computed(maker, line) for line in list_of_interest),
        interest_total=maker.value(interest_total),
    )
    key = paper_key(made)
    paper = document(maker, name, DocType.CARD_STATEMENT, issuer)
    return Paper(paper, key, (name_fields(made, key),))


CONTRACT = "QH-XF-2024-0320118"
BANK_ACCOUNT = "工商银行"


@dataclass(frozen=True)
class Collected:
    """One row of a lender's list; `parts` are principal, interest, penalty interest and fee as printed."""

    on: date
    fen: int
    period: int | None = None
    parts: dict[str, int] | None = None
    description: str = "还款"
    kind: Kind = Kind.REPAYMENT
    balance: int | None = None
    checks: tuple[Check, ...] = ()


def instalment(on, fen, period=None, *, principal=None, interest=None, penalty_interest=None, fee=None, **more):
    """A payment of a loan, -fen, with what of its parts is printed."""
    named = {"principal": principal, "interest": interest, "penalty_interest": penalty_interest, "fee": fee}
    parts = {name: value for name, value in named.items() if value is not None}
    return Collected(on, -fen, period, parts or None, **more)


def charged(on, fen, description="利息", kind=Kind.INTEREST, **more):
    """A charge in a list of a loan that prints each row by its words."""
    return Collected(on, fen, description=description, kind=kind, **more)


def given_back(on, fen, description="还款退回"):
    """A payment of a loan that was taken back."""
    return Collected(on, fen, description=description, kind=Kind.ADJUSTMENT)


def drawn(on, fen):
    """The loan as it was paid out."""
    return Collected(on, fen, description="放款", kind=Kind.DISBURSEMENT)


def _row(maker, ordinal, line, currency="CNY"):
    amount = maker.value(line.fen, checks=line.checks)
    parts = {name: maker.value(fen) for name, fen in (line.parts or {}).items()}
    return Transaction(
        document=maker.document,
        page=1,
        box=amount.evidence.box,
        traded_on=None,
        posted_on=maker.value(line.on),
        description=maker.value(line.description),
        amount=amount,
        currency=currency,
        kind=line.kind,
        kind_source="column" if line.parts else "phrase",
        tail=None,
        section="",
        ordinal=ordinal,
        balance=maker.value(line.balance),
        period_no=maker.value(line.period),
        components=Components(**parts) if parts else None,
    )


def loan_statement(
    name,
    lines,
    *,
    start=None,
    until=None,
    contract_no=CONTRACT,
    issuer=LENDER,
    holder=None,
    notes=(),
    origin=Origin.EMBEDDED,
    opened_on=None,
    loan_amount=None,
):
    """A lender's list of what a loan was paid."""
    maker = Maker(name, origin)
    rows = tuple(_row(maker, n, line) for n, line in enumerate(lines))
    made = Statement(
        document=maker.document,
        issuer=short_name(issuer),
        tails=(),
        currency="CNY",
        title_month=None,
        period_start=maker.value(start),
        statement_on=maker.value(until or max(line.on for line in lines)),
        due_on=None,
        opening=None,
        closing=None,
        minimum=None,
        limit=None,
        terms=(),
        rows=rows,
        row_bands=len(rows),
        notes=tuple(notes),
        kind="loan",
        contract_no=maker.value(contract_no),
        name=maker.value(holder),
        opened_on=maker.value(opened_on),
        loan_amount=maker.value(loan_amount),
    )
    key = paper_key(made)
    return Paper(document(maker, name, DocType.LOAN_STATEMENT, made.issuer), key, (name_fields(made, key),))


@dataclass(frozen=True)
class Moved:
    """One row of a debit account: positive is money out."""

    on: date
    fen: int
    description: str = "贷款还款"
    counterparty: str | None = LENDER
    kind: Kind = Kind.REPAYMENT
    checks: tuple[Check, ...] = ()


def moved_in(on, fen, description="转账", counterparty="张三"):
    """Money that came in."""
    return Moved(on, -fen, description, counterparty, Kind.OTHER)


def bank_statement(
    name, lines, *, held=1_000_000, start=None, until=None, tail="8888", issuer=BANK_ACCOUNT, printed=None, notes=()
):
    """A debit account's list with its running balance, which starts with `held` (fen of the person's money).

    Args:
        printed: Balances to print otherwise: {number of the row: fen held}.
    """
    maker = Maker(name)
    rows, balance = [], -held
    for n, line in enumerate(lines):
        balance += line.fen
        amount = maker.value(line.fen, checks=line.checks)
        shown = -(printed or {}).get(n, -balance)
        rows.append(
            Transaction(
                document=maker.document,
                page=1,
                box=amount.evidence.box,
                traded_on=None,
                posted_on=maker.value(line.on),
                description=maker.value(line.description),
                amount=amount,
                currency="CNY",
                kind=line.kind,
                kind_source="phrase",
                tail=None,
                section="",
                ordinal=n,
                balance=maker.value(shown),
                counterparty=maker.value(line.counterparty),
            )
        )
    made = Statement(
        document=maker.document,
        issuer=issuer,
        tails=(tail,),
        currency="CNY",
        title_month=None,
        period_start=maker.value(start),
        statement_on=maker.value(until or max(line.on for line in lines)),
        due_on=None,
        opening=None,
        closing=None,
        minimum=None,
        limit=None,
        terms=(),
        rows=tuple(rows),
        row_bands=len(rows),
        notes=tuple(notes),
        kind="bank_account",
    )
    key = paper_key(made)
    return Paper(document(maker, name, DocType.BANK_STATEMENT, issuer), key, (name_fields(made, key),))


def plan(
    name,
    rows,
    *,
    contract_no=CONTRACT,
    issuer=LENDER,
    loan_amount=None,
    yearly_rate=None,
    opened_on=date(2024, 3, 20),
    holder=None,
    totals=True,
    checks=(),
):
    """A repayment plan: rows of (due day, principal, interest) or (due day, principal, interest, fee)."""
    maker = Maker(name)
    made_rows = []
    for number, (due, *parts) in enumerate(rows, 1):
        due_on = maker.value(due, checks=checks)
        principal, interest_, *rest = (maker.value(p, checks=checks) for p in parts)
        made_rows.append(
            PlanRow(
                document=maker.document,
                page=1,
                box=due_on.evidence.box,
                period_no=maker.value(number, checks=checks),
                due_on=due_on,
                principal=principal,
                interest=interest_,
                fee=rest[0] if rest else None,
                total=maker.value(sum(parts), checks=checks) if totals else None,
            )
        )
    made = Plan(
        document=maker.document,
        issuer=short_name(issuer),
        contract_no=maker.value(contract_no),
        name=maker.value(holder),
        loan_amount=maker.value(sum(r[1] for r in rows) if loan_amount is None else loan_amount),
        yearly_rate=maker.value(yearly_rate),
        opened_on=maker.value(opened_on),
        rows=tuple(made_rows),
    )
    key = paper_key(made)
    return Paper(document(maker, name, DocType.REPAYMENT_PLAN, made.issuer), key, plan=name_fields(made, key))


_CONTRACT = {
    "contract_no": CONTRACT,
    "name": "王小样",
    "id_tail": "1424",
    "loan_amount": 1_200_000,
    "yearly_rate": 1440,
    "penalty_rate": None,
    "surcharge": 50,
    "opened_on": date(2024, 3, 20),
    "due_on": date(2025, 3, 20),
    "early_fee": None,
}


def contract(name="contract", *, issuer=LENDER, checks=(), **said):
    """The key page of a loan contract; what is None in `said` is not printed."""
    maker = Maker(name)
    values = {field: maker.value(thing, checks=checks) for field, thing in (_CONTRACT | said).items()}
    made = Contract(document=maker.document, issuer=short_name(issuer), **values)
    key = paper_key(made)
    return Paper(document(maker, name, DocType.LOAN_CONTRACT, made.issuer), key, contract=name_fields(made, key))


def payout(name, fen, on, *, contract_no=CONTRACT, issuer=LENDER, kept=(), ordered=()):
    """A slip on the paying out of a loan."""
    maker = Maker(name)
    made = Payout(
        document=maker.document,
        issuer=short_name(issuer),
        contract_no=maker.value(contract_no),
        name=None,
        amount=maker.value(fen),
        paid_on=maker.value(on),
        kept=tuple(maker.value(part) for part in kept),
        ordered=tuple(maker.value(part) for part in ordered),
    )
    key = paper_key(made)
    return Paper(document(maker, name, DocType.PAYMENT_RECEIPT, made.issuer), key, payout=name_fields(made, key))


def cost_statement(name, items, *, contract_no=CONTRACT, issuer=LENDER, loan_amount=1_200_000):
    """A cost statement (明示表) that lists items by name."""
    maker = Maker(name)
    made = CostStatement(
        document=maker.document,
        issuer=short_name(issuer),
        contract_no=maker.value(contract_no),
        name=None,
        loan_amount=maker.value(loan_amount),
        yearly_cost=None,
        items=tuple(CostItem(maker.value(item), None, None, "", False) for item in items),
    )
    key = paper_key(made)
    return Paper(document(maker, name, DocType.COST_STATEMENT, made.issuer), key, cost=name_fields(made, key))


_LETTER = {
    "serial": "青禾证〔2026〕0618-07",
    "issuer_text": LENDER,
    "name": "王小样",
    "id_tail": "1424",
    "contract_no": "QH-XF-2024-0320118",
    "account_tail": None,
    "loan_amount": 1_200_000,
    "settled_amount": 315_000,
    "outstanding": 0,
    "settled_on": date(2026, 6, 18),
    "as_of": None,
    "issued_on": date(2026, 6, 19),
    "opened_on": date(2024, 3, 20),
    "settled_in_words": "全部结清",
}


def letter(
    file="letter",
    *,
    origin=Origin.EMBEDDED,
    agreement=None,
    seal=True,
    kind="loan",
    checks=(),
    scope="drawdown",
    amount_is="",
    waived=None,
    currency="CNY",
    **said,
):
    """A complete letter on a loan; what is None in `said` is not printed."""
    maker = Maker(file, origin, agreement)
    values = {field: maker.value(thing, checks=checks) for field, thing in (_LETTER | said).items()}
    issuer = values["issuer_text"]
    made = Letter(
        document=maker.document,
        issuer=short_name(issuer.value) if issuer else None,
        scope=scope,
        kind=kind,
        has_seal=seal,
        settled_amount_is=amount_is,
        waived=maker.value(waived),
        currency=currency,
        **values,
    )
    key = paper_key(made)
    paper = document(maker, file, DocType.SETTLEMENT_LETTER, made.issuer, seal)
    return Paper(paper, key, letters=(name_fields(made, key),))


def card_letter(file="card letter", **said):
    """A complete letter on a card account that stays open."""
    card = {
        "issuer_text": "招商银行股份有限公司信用卡中心",
        "serial": "招银卡证〔2026〕0520-113",
        "contract_no": None,
        "account_tail": "9035",
        "loan_amount": None,
        "opened_on": None,
        "settled_amount": 86_430,
        "settled_on": date(2026, 5, 20),
        "issued_on": date(2026, 5, 21),
    }
    return letter(file, kind="credit_card", **({"scope": "card_account"} | card | said))


@dataclass(frozen=True)
class Shown:
    """One account of a report; amounts are whole yuan kept as fen."""

    status: ReportStatus = ReportStatus.OVERDUE
    institution: str = LENDER
    kind: str = "loan"
    opened_on: date = date(2024, 3, 20)
    amount: int | None = 1_200_000
    balance: int | None = 315_000
    overdue_now: bool | None = True
    credit_limit: int | None = None
    tail: str | None = None
    revolving: bool = False
    closed_on: date | None = None
    data_as_of: date | None = date(2026, 8, 1)
    currency: str = "CNY"
    sentence: str = ""
    overdue_months: int | None = None
    account_no: str | None = None
    overdue_amount: int | None = None
    section: str = ""
    card: str = ""
    grid: dict[str, tuple[str, int | None]] = field(default_factory=dict)


OWING = Shown()
SETTLED = Shown(
    status=ReportStatus.SETTLED, balance=None, overdue_now=None, closed_on=date(2026, 6, 1), data_as_of=None
)
OPEN_CARD = Shown(
    status=ReportStatus.ACTIVE,
    institution="招商银行股份有限公司信用卡中心",
    kind="credit_card",
    opened_on=date(2017, 12, 3),
    amount=None,
    balance=0,
    overdue_now=None,
    credit_limit=500_000,
    tail="9035",
)


def report(
    name="report",
    on=date(2026, 9, 10),
    accounts=(OWING,),
    *,
    origin=Origin.EMBEDDED,
    checks=(),
    complete=False,
    disputes=None,
    id_tail="1424",
):
    """A credit report; without a summary table, or with one that proves it complete."""
    maker = Maker(name, origin)
    entries = []
    for ordinal, shown in enumerate(accounts):
        text = shown.sentence or f"{shown.opened_on}{shown.institution}{shown.amount}{shown.status.value}"
        entries.append(
            ReportAccount(
                document=maker.document,
                ordinal=ordinal,
                printed_no=str(ordinal + 1),
                section=shown.section or shown.kind,
                kind=shown.kind,
                institution=maker.value(shown.institution, checks=checks),
                issuer=short_name(shown.institution),
                revolving=shown.revolving,
                currency=shown.currency,
                tail=maker.value(shown.tail, checks=checks),
                opened_on=maker.value(shown.opened_on, checks=checks),
                loan_type="其他个人消费贷款" if shown.kind == "loan" else "贷记卡",
                amount=maker.value(shown.amount, precision=Precision.YUAN, checks=checks),
                credit_limit=maker.value(shown.credit_limit, precision=Precision.YUAN, checks=checks),
                balance=maker.value(shown.balance, precision=Precision.YUAN, checks=checks),
                status=maker.value(shown.status, checks=checks),
                data_as_of=maker.value(shown.data_as_of, precision=Precision.MONTH, checks=checks),
                closed_on=maker.value(shown.closed_on, precision=Precision.MONTH, checks=checks),
                overdue_now=maker.value(shown.overdue_now, checks=checks),
                overdue_months=maker.value(shown.overdue_months, checks=checks),
                overdue_90=None,
                card=shown.card,
                account_no=maker.value(shown.account_no, checks=checks),
                overdue_amount=maker.value(shown.overdue_amount, precision=Precision.YUAN, checks=checks),
                grid=tuple(
                    GridMonth(
                        date.fromisoformat(f"{month}-01"),
                        maker.value(mark, checks=checks),
                        maker.value(fen, precision=Precision.YUAN, checks=checks),
                    )
                    for month, (mark, fen) in sorted(shown.grid.items())
                ),
                sentence=maker.value(text, checks=checks),
            )
        )
    made = Report(
        document=maker.document,
        number=maker.value(f"{on:%Y%m%d}10223110009968", checks=checks),
        reported_on=maker.value(on, checks=checks),
        name=maker.value("王小样", checks=checks),
        id_tail=maker.value(id_tail, checks=checks),
        counts=(),
        accounts=tuple(entries),
        open_disputes=maker.value(disputes, checks=checks),
    )
    if complete:
        counted = report_counts(made)
        cells = [(row, column) for row in ("all", "unsettled", "overdue", "overdue_90") for column in MAIN]
        made = replace(made, counts=tuple((*cell, maker.value(counted.get(cell, 0))) for cell in cells))
    key = paper_key(made)
    return Paper(document(maker, name, DocType.CREDIT_REPORT_BRIEF, "征信中心"), key, report=name_fields(made, key))


def judge(*papers, facts=(), corrections=None, as_of=AS_OF, unchecked=False):
    """Link papers by the real `build_case` and run all rules.

    Without `unchecked`, notices that say only what is missing to check a charge are left out: a paper or two of a
    test seldom hold all that another rule needs.
    """
    case, bad = build_case(
        "case", list(papers), as_of=as_of, person=Person(), facts=tuple(facts), corrections=corrections or {}
    )
    assert not bad
    judged = run_all(case, tables())
    return case, judged if unchecked else replace(judged, findings=tuple(filterfalse(only_missing, judged.findings)))


def only_missing(finding):
    """Whether a finding says only what is missing to check a charge."""
    return finding.severity is Severity.NOTICE and isinstance(finding.expected, Text) and "无法核算" in finding.expected.zh


def findings(*papers, code=None, **more):
    """What all rules say of the papers; only one code where it is named."""
    _, judged = judge(*papers, **more)
    return [f for f in judged.findings if code is None or f.code == code]


def accusations(*papers, **more):
    """Codes of everything above a notice."""
    return [f.code for f in findings(*papers, **more) if f.severity is not Severity.NOTICE]


def only(*papers, code, **more):
    """The one finding that there must be, of this code."""
    found = findings(*papers, **more)
    assert [f.code for f in found] == [code]
    return found[0]


def entry_of(paper, path):
    """The id under which a correction of one value is typed."""
    value = dict(iter_values(paper.records[0]))[path]
    return review_id(value.field, value.as_first_read)


def same_paper_again(paper, name):
    """The same print under another file: a second copy, a new scan, the reissued form."""
    identity = document_id(sha(name), (1,))

    def moved(record):
        changed = map_values(
            record, lambda _, value: replace(value, evidence=replace(value.evidence, document=identity))
        )
        changed = replace(changed, document=identity)
        if isinstance(record, Statement | Plan):
            changed = replace(changed, rows=tuple(replace(r, document=identity) for r in record.rows))
        if isinstance(record, Report):
            changed = replace(changed, accounts=tuple(replace(a, document=identity) for a in record.accounts))
        return changed

    paper_document = replace(paper.document, id=identity, parts=(Part(f"{name}.pdf", sha(name), (1,)),))
    return paper.with_records([moved(record) for record in paper.records], document=paper_document, notes=paper.notes)


# --- a clerk with a pocket calculator -------------------------------------------------------------------------------

_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}")


def fen(text):
    """A printed figure as fen."""
    return int(text.replace(",", "").replace(".", ""))


def figures(text):
    """All amounts of a sentence, in order."""
    return [fen(match) for match in _FIGURE.findall(text)]


def recompute(step):
    """Do the sums of one step again from its own words, in both languages; return how many there were."""
    return clerk(step.zh) + clerk(step.en)


def sums(finding):
    """How many sums a finding shows, each done again in both languages."""
    return sum(recompute(step) for step in finding.calculation)


def assert_sound(finding, severity):
    """What holds for every finding that accuses: basis, places, arithmetic, a number."""
    assert finding.severity is severity
    assert not finding.needs_review
    # What rests on the papers' own figures needs no rule, and a question claims no ground.
    needs = severity is Severity.ERROR and next(one.basis for one in catalogue() if one.code == finding.code)
    assert finding.basis or not needs
    carried = ("S",) if severity is Severity.ERROR else ("S", "S-")
    assert all(b.confidence in carried for b in finding.basis)
    assert all(e.box is not None and e.box.width > 0 and e.text for e in finding.evidence)
    assert re.fullmatch(finding.code + r"-[0-9a-f]{8}", finding.id)
    assert finding.addressee
    assert finding.asks
    assert all(step.zh and step.en for step in finding.calculation)
    if severity is Severity.WARNING:
        assert_asks_only(finding)


def assert_asks_only(finding):
    """A question asserts no breach, in whatever of it a draft shows; its meaning may say what not to claim."""
    shown = [text.zh.replace("多计一天", "") for text in (finding.title, *finding.asks, *finding.calculation)]
    shown.append(re.sub(r"不要据此断言[^。；]*", "", finding.meaning.zh))
    assert not [(word, text) for text in shown for word in HARD_WORDS if word in text]
