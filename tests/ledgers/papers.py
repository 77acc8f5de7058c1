"""A ledger's papers, as extract would hand them to link, and where each printed line of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.fields import name_fields, paper_key
from pipeline.extract.papers import Paper
from pipeline.records.evidence import Evidence
from pipeline.records.extraction import Kind, Term
from pipeline.records.finding import Finding, Severity
from pipeline.values.names import short_name
from tests.ledgers.load import Bank, CardPapers, Ledger, Letter, Line, LoanPapers
from tests.rules import simulated
from tests.rules.build import Maker, Moved, bank_statement, card_letter, judge, letter, only_missing, same_paper_again
from tests.simulator import model

_SIGNS = {"opening": 1, "payments": -1, "charges": 1, "adjustments": -1, "interest": 1}


@dataclass
class Made:
    """Papers of a ledger, and the places of what they print under the names that `expect` uses."""

    papers: list[Paper] = field(default_factory=list)
    places: dict[str, list[Evidence]] = field(default_factory=dict)
    whole: dict[str, set[Evidence]] = field(default_factory=dict)

    def accused(self, name: str) -> set[Evidence]:
        """The places that a name stands for.

        Raises:
            KeyError: No line, or several, read so.
        """
        if name in self.whole:
            return self.whole[name]
        text, _, number = name.partition(" 第")
        if number.endswith("笔"):
            return {self.places[text][int(number[:-1]) - 1]}
        found = self.places[name]
        if len(found) != 1:
            raise KeyError(f"{len(found)} lines read {name}: say which, as in “{name} 第2笔”")
        return set(found)

    def _line(self, name: str, place: Evidence) -> None:
        self.places.setdefault(name, []).append(place)


def made(ledger: Ledger) -> Made:
    """The papers of a ledger."""
    result = Made()
    for card in ledger.cards:
        _card(card, result)
    for loan in ledger.loans:
        _loan(loan, result)
    for bank in ledger.banks:
        _bank(bank, result)
    return result


def judged(ledger: Ledger, papers: Sequence[Paper] | None = None) -> tuple[Finding, ...]:
    """What all rules say of a ledger, or of its papers in another order or with others."""
    shown = made(ledger).papers if papers is None else papers
    return judge(*shown, facts=ledger.facts, unchecked=True)[1].findings


def above_notice(findings: Iterable[Finding]) -> list[Finding]:
    """What goes into a letter."""
    return [f for f in findings if f.severity is not Severity.NOTICE]


def own_notices(findings: Iterable[Finding], code: str) -> list[Finding]:
    """Notices of one code that say more than what is missing to check a charge."""
    return [f for f in findings if f.code == code and f.severity is Severity.NOTICE and not only_missing(f)]


def _drawn(account: model.Account) -> list[Paper]:
    return simulated.papers_of(model.Drawn(account, (), (), ())).papers


def _card(one: CardPapers, made: Made) -> None:
    card = one.card
    for number, (paper, bill) in enumerate(zip(_drawn(card), card.bills, strict=True)):
        if card.currency != "CNY":
            paper = same_paper_again(paper, f"{card.issuer} {card.tail} {bill.statement_on} {card.currency}")
        statement = paper.statement
        if one.tails:
            rows = tuple(
                replace(shown, tail=shown.tail if row.tail else None)
                for shown, row in zip(statement.rows, bill.rows, strict=True)
            )
            statement = replace(statement, tails=one.tails, rows=rows)
        if number in one.formulas:
            maker = Maker("formula")
            maker.document, maker.top = statement.document, 2_000.0
            terms = one.formulas[number]
            opening = replace(statement.opening, value=terms["opening"])
            closing = Term("closing", 1, statement.closing)
            others = (Term(role, sign, maker.value(terms[role])) for role, sign in _SIGNS.items() if role != "opening")
            statement = replace(statement, terms=(closing, Term("opening", 1, opening), *others))
        key = paper_key(statement)
        paper = replace(paper, key=key, statements=(name_fields(statement, key),))
        made.papers.append(paper)
        if number in one.again:
            made.papers.append(same_paper_again(paper, f"again {card.issuer} {card.tail} {bill.statement_on}"))
        for row, printed in zip(bill.rows, paper.statement.rows, strict=True):
            made._line(f"{row.posted} {row.text}", printed.amount.evidence)
        for line, shown in zip(bill.interest_lines, paper.statement.interest_lines, strict=True):
            made._line(f"计息明细 {line.label} {line.start} 至 {line.end}", shown.amount.evidence)
        figures = [paper.statement.opening, paper.statement.closing, paper.statement.statement_on]
        figures += [term.amount for term in paper.statement.terms]
        named = made.whole.setdefault(f"账单 {bill.statement_on}", set())
        named |= {value.evidence for value in figures if value is not None}
    if one.letter is not None:
        made.papers.append(
            card_letter(
                f"letter {card.issuer} {card.tail}",
                issuer_text=card.issuer,
                account_tail=card.tail,
                currency=card.currency,
                closes="已销户" if one.letter.closes else None,
                **_said(one.letter),
            )
        )


def _said(one: Letter) -> dict[str, object]:
    return {
        "settled_on": one.settled_on,
        "issued_on": one.issued_on,
        "settled_amount": one.amount,
        "outstanding": one.outstanding,
        "amount_is": "last" if one.amount is not None else "",
    }


def _loan(one: LoanPapers, made: Made) -> None:
    loan = one.loan
    for paper in _drawn(loan):
        if paper.contract is not None:
            if "contract" in one.not_on_file:
                continue
            contract = paper.contract
            values = {v.evidence for v in (contract.yearly_rate, contract.penalty_rate, contract.surcharge) if v}
            made.whole[f"合同 {loan.contract_no}"] = values
            if one.early_fee is not None:
                maker = Maker("clause")
                maker.document, maker.top = contract.document, 2_000.0
                contract = replace(contract, early_fee=maker.value(one.early_fee))
                paper = replace(paper, contract=name_fields(contract, paper.key))
        elif paper.statements:
            if "list" in one.not_on_file:
                continue
            paper = _with_balances(paper, one.lines)
            rows = paper.statement.rows
            for line, printed in zip(one.lines, rows, strict=True):
                made._line(f"{line.row.posted} {line.row.text}", printed.amount.evidence)
            made.whole[f"贷款 {loan.contract_no}"] = {row.amount.evidence for row in rows}
        elif paper.payout is not None:
            made.whole[f"放款 {loan.contract_no}"] = {paper.payout.amount.evidence}
        elif paper.plan is not None and one.bare:
            paper = replace(paper, plan=replace(paper.plan, bare=True))
        if any(paper.document.id == other.document.id for other in made.papers):
            paper = same_paper_again(paper, f"changed {paper.document.id}")
        made.papers.append(paper)
    if one.letter is not None:
        made.papers.append(
            letter(
                f"letter {loan.contract_no}",
                issuer_text=loan.lender,
                contract_no=loan.contract_no,
                loan_amount=loan.amount,
                opened_on=loan.opened_on,
                **_said(one.letter),
            )
        )


def _with_balances(paper: Paper, lines: Sequence[Line]) -> Paper:
    """The list with the balances that it prints."""
    if all(line.balance is None for line in lines):
        return paper
    statement = paper.statement
    maker = Maker("balances")
    maker.document, maker.top = statement.document, 5_000.0
    rows = tuple(
        replace(row, balance=maker.value(line.balance)) for row, line in zip(statement.rows, lines, strict=True)
    )
    return replace(paper, statements=(name_fields(replace(statement, rows=rows), paper.key),))


def _bank(bank: Bank, made: Made) -> None:
    moved = [
        Moved(line.row.posted, line.row.fen, line.row.text, line.payee, Kind(line.row.kind)) for line in bank.lines
    ]
    name = f"bank {bank.issuer} {bank.tail} {bank.start}"
    held = 100_000_000
    paper = bank_statement(
        name, moved, held=held, start=bank.start, until=bank.until, tail=bank.tail, issuer=short_name(bank.issuer)
    )
    for line, printed in zip(bank.lines, paper.statement.rows, strict=True):
        made._line(f"流水 {line.row.posted} {line.row.text}", printed.amount.evidence)
    made.papers.append(paper)
