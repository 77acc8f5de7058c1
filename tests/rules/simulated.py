"""The simulator's accounts as papers: what it draws, as extract would hand it to link."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from pipeline.extract.fields import name_fields, paper_key
from pipeline.extract.papers import Paper
from pipeline.records.case import AccountFact
from pipeline.records.extraction import Components, DocType, InterestLine, Kind, Statement, Transaction
from pipeline.records.loan import Contract, CostItem, CostStatement, Payout, Plan, PlanRow
from pipeline.records.rates import Rate
from pipeline.values.names import short_name
from tests.rules.build import BANK_ACCOUNT, Maker, Moved, bank_statement, card_letter, document, judge, letter
from tests.simulator import model

_LISTED_AFTER = timedelta(days=10)


@dataclass
class Papers:
    """Papers of one drawn account, the person's facts, and where each row and line of it stands."""

    papers: list[Paper] = field(default_factory=list)
    facts: list[AccountFact] = field(default_factory=list)
    places: dict[tuple, object] = field(default_factory=dict)


def judged(drawn):
    """What all rules say of a drawn account."""
    made = papers_of(drawn)
    _, judgement = judge(*made.papers, facts=made.facts, unchecked=True)
    return made, judgement.findings


def papers_of(drawn):
    """The papers of a drawn account."""
    made = Papers()
    if isinstance(drawn.account, model.Card):
        _card(drawn.account, made)
    else:
        _loan(drawn.account, made)
        for debit in drawn.debits:
            _debit(debit, drawn.account, made)
    return made


def _transaction(maker, ordinal, row, currency="CNY", tail=None):
    amount = maker.value(row.fen)
    named = ("principal", "interest", "penalty_interest", "fee")
    parts = {n: maker.value(v) for n, v in zip(named, row.parts, strict=True)} if row.parts else None
    return Transaction(
        document=maker.document,
        page=1,
        box=amount.evidence.box,
        traded_on=maker.value(row.day),
        posted_on=maker.value(row.posted),
        description=maker.value(row.text),
        amount=amount,
        currency=currency,
        kind=Kind(row.kind),
        kind_source="phrase",
        tail=maker.value(row.tail or tail),
        section="",
        ordinal=ordinal,
        period_no=maker.value(row.period_no),
        components=Components(**parts) if parts else None,
    )


def _line(maker, line):
    amount = maker.value(line.fen)
    return InterestLine(
        document=maker.document,
        page=1,
        box=amount.evidence.box,
        label=maker.value(line.label),
        base=maker.value(line.base),
        start=maker.value(line.start),
        end=maker.value(line.end),
        days=maker.value(line.days),
        rate=maker.value(Rate(line.rate, "day")),
        amount=amount,
    )


def _card(card, made):
    for number, bill in enumerate(card.bills):
        name = f"{card.issuer} {card.tail} {bill.statement_on}"
        maker = Maker(name)
        rows = tuple(_transaction(maker, n, row, card.currency, card.tail) for n, row in enumerate(bill.rows))
        lines = tuple(_line(maker, line) for line in bill.interest_lines)
        closing = maker.value(bill.closing)
        rates = (maker.value(Rate(bill.daily_rate, "day")),) if bill.daily_rate is not None else ()
        statement = Statement(
            document=maker.document,
            issuer=card.issuer,
            tails=(card.tail,),
            currency=card.currency,
            title_month=(bill.statement_on.year, bill.statement_on.month),
            period_start=maker.value(bill.period_start),
            statement_on=maker.value(bill.statement_on),
            due_on=maker.value(bill.due_on),
            opening=maker.value(bill.opening),
            closing=closing,
            minimum=maker.value(bill.minimum),
            limit=None,
            terms=(),
            rows=rows,
            row_bands=len(rows),
            closings=(closing,),
            rates=rates,
            interest_lines=lines,
        )
        made.places[number, "bill", -1] = statement.opening.evidence
        for n, row in enumerate(rows):
            made.places[number, "row", n] = row.amount.evidence
        for n, line in enumerate(lines):
            made.places[number, "line", n] = line.amount.evidence
        made.papers.append(_paper(maker, name, DocType.CARD_STATEMENT, card.issuer, statements=(statement,)))
    if card.grace_days is not None:
        made.facts.append(AccountFact(card.issuer, card.tail, None, grace_days=card.grace_days))
    if card.settled_on is not None:
        # Whoever goes on using a card did not close it; what else is charged to a closed one has no ground.
        used = any(
            row.kind in ("purchase", "cash_advance") and row.posted > card.settled_on
            for bill in card.bills
            for row in bill.rows
        )
        made.papers.append(
            card_letter(
                f"letter {card.tail}",
                issuer_text=card.issuer,
                account_tail=card.tail,
                settled_on=card.settled_on,
                issued_on=card.settled_on + timedelta(days=1),
                settled_amount=None,
                name=None,
                id_tail=None,
                currency=card.currency,
                closes=None if used else "已销户",
            )
        )


def _paper(maker, name, kind, issuer, **records):
    """The paper that holds one record, its fields named."""
    ((slot, record),) = records.items()
    many = isinstance(record, tuple)
    key = paper_key(record[0] if many else record)
    named = tuple(name_fields(r, key) for r in record) if many else name_fields(record, key)
    return Paper(document(maker, name, kind, issuer), key, **{slot: named})


def _loan(loan, made):
    issuer = short_name(loan.lender)
    number = loan.contract_no
    maker = Maker(f"contract {number}")
    contract = Contract(
        document=maker.document,
        issuer=issuer,
        contract_no=maker.value(number),
        name=None,
        id_tail=None,
        loan_amount=maker.value(loan.amount),
        yearly_rate=maker.value(loan.yearly_rate),
        penalty_rate=maker.value(loan.penalty_rate),
        surcharge=maker.value(loan.surcharge),
        opened_on=maker.value(loan.opened_on),
        due_on=maker.value(loan.plan[-1].due_on) if loan.plan else None,
        lender=maker.value(loan.lender),
    )
    made.papers.append(_paper(maker, f"contract {number}", DocType.LOAN_CONTRACT, issuer, contract=contract))
    if loan.plan:
        _plan(loan, issuer, made)
    maker = Maker(f"list {number}")
    rows = tuple(_transaction(maker, n, row) for n, row in enumerate(loan.rows))
    last = max((row.posted for row in loan.rows), default=loan.opened_on) + _LISTED_AFTER
    listed = Statement(
        document=maker.document,
        issuer=issuer,
        tails=(),
        currency="CNY",
        title_month=None,
        period_start=maker.value(loan.opened_on),
        statement_on=maker.value(last),
        due_on=None,
        opening=None,
        closing=None,
        minimum=None,
        limit=None,
        terms=(),
        rows=rows,
        row_bands=len(rows),
        kind="loan",
        contract_no=maker.value(number),
        opened_on=maker.value(loan.opened_on),
        loan_amount=maker.value(loan.amount),
    )
    for n, row in enumerate(rows):
        made.places[None, "row", n] = row.amount.evidence
    made.papers.append(_paper(maker, f"list {number}", DocType.LOAN_STATEMENT, issuer, statements=(listed,)))
    if loan.paid_out is not None:
        maker = Maker(f"payout {number}")
        slip = Payout(
            document=maker.document,
            issuer=issuer,
            contract_no=maker.value(number),
            name=None,
            amount=maker.value(loan.paid_out),
            paid_on=maker.value(loan.opened_on),
        )
        made.places["payout"] = slip.amount.evidence
        made.papers.append(_paper(maker, f"payout {number}", DocType.PAYMENT_RECEIPT, issuer, payout=slip))
    if loan.cost_items is not None:
        maker = Maker(f"cost {number}")
        cost = CostStatement(
            document=maker.document,
            issuer=issuer,
            contract_no=maker.value(number),
            name=None,
            loan_amount=maker.value(loan.amount),
            yearly_cost=None,
            items=tuple(CostItem(maker.value(item), None, None, "", False) for item in loan.cost_items),
        )
        made.papers.append(_paper(maker, f"cost {number}", DocType.COST_STATEMENT, issuer, cost=cost))
    if loan.settled_on is not None:
        made.papers.append(
            letter(
                f"letter {number}",
                issuer_text=loan.lender,
                contract_no=number,
                loan_amount=loan.amount,
                settled_amount=None,
                settled_on=loan.settled_on,
                issued_on=loan.settled_on + timedelta(days=1),
                opened_on=loan.opened_on,
                name=None,
                id_tail=None,
            )
        )
    made.facts.append(AccountFact(issuer, None, number, lender_type=loan.lender_type))


def _plan(loan, issuer, made):
    maker = Maker(f"plan {loan.contract_no}")
    rows = []
    left = loan.amount
    for row in loan.plan:
        left -= row.principal
        due = maker.value(row.due_on)
        rows.append(
            PlanRow(
                document=maker.document,
                page=1,
                box=due.evidence.box,
                period_no=maker.value(row.period_no),
                due_on=due,
                principal=maker.value(row.principal),
                interest=maker.value(row.interest),
                fee=None,
                total=maker.value(row.total),
                remaining=maker.value(left),
            )
        )
    plan = Plan(
        document=maker.document,
        issuer=issuer,
        contract_no=maker.value(loan.contract_no),
        name=None,
        loan_amount=maker.value(loan.amount),
        yearly_rate=maker.value(loan.yearly_rate),
        opened_on=maker.value(loan.opened_on),
        rows=tuple(rows),
    )
    made.papers.append(_paper(maker, f"plan {loan.contract_no}", DocType.REPAYMENT_PLAN, issuer, plan=plan))


def _debit(debit, loan, made):
    lines = [Moved(row.posted, row.fen, row.text, kind=Kind(row.kind), counterparty=loan.lender) for row in debit.rows]
    if not lines:
        return
    days = [line.on for line in lines]
    made.papers.append(
        bank_statement(
            f"debit {debit.tail}",
            lines,
            start=min(days) - timedelta(days=31),
            until=max(days) + timedelta(days=60),
            issuer=BANK_ACCOUNT,
            tail=debit.tail,
        )
    )
