"""Three more invented people, each with several banks, loans and a debit account that pays them.

The first and the third hold errors, the second only what is lawful though it looks like one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from pipeline.records.extraction import Kind
from samples.bundles import Bundle, debit_paper
from samples.bundles_cards import boc_lawful, boc_with_errors, bocom_lawful, bocom_with_errors, ccb_with_errors
from samples.bundles_loans import (
    drawdowns,
    loan_amount_wrong,
    loan_caught_up,
    loan_reduced,
    loan_trailing,
    loan_with_errors,
    platform,
)
from samples.bundles_reports import charged_after_settlement, closed_in_another_month, kept_too_long
from samples.cards import CardTruth
from samples.case_truth import CaseTruth, ExpectedFinding, PaperTruth, PersonTruth
from samples.chains import MonthPlan, build_chain
from samples.people_parts import BANK, card_account, card_letter, loan_letter, pdf_paper, purchases, report_of
from samples.truth import ReportAccountTruth, ReportTruth

_ABC_CARDS = "中国农业银行股份有限公司信用卡中心"
_ACCOUNT_NO = "6228480402560003381"
_DEBIT = f"农业银行交易流水-{_ACCOUNT_NO[-4:]}.pdf"
_SPAN = (date(2025, 6, 1), date(2026, 7, 31))
"""Of the debit account: it shows what the loan paid out."""


def _case(
    name: str, person: PersonTruth, bundles: Sequence[Bundle], debit: Sequence[PaperTruth], reported_at: datetime
) -> CaseTruth:
    """Return a case of these bundles, with a report that knows all of their accounts."""
    report = report_of(person, reported_at, [account for bundle in bundles for account in bundle.accounts])
    paper = PaperTruth(f"个人信用报告-{reported_at:%Y%m%d}.pdf", report)
    papers = [one for bundle in bundles for one in bundle.papers]
    return CaseTruth(
        name,
        person,
        (*papers, *debit, paper),
        # What a report is accused of knows its file only here.
        tuple(_in_report(one, paper.file) for bundle in bundles for one in bundle.expected),
        tuple(one for bundle in bundles for one in bundle.tolerated),
        tuple(line for bundle in bundles for line in bundle.lookalikes),
    )


def _in_report(expected: ExpectedFinding, file: str) -> ExpectedFinding:
    return replace(expected, file=file) if not expected.file else expected


def many_banks() -> CaseTruth:
    """Return a person with cards of two banks, a loan, and a debit account; errors in each of them."""
    person = PersonTruth("孙小样", "3205", "7719")
    bundles = (boc_with_errors(person), ccb_with_errors(person), loan_with_errors(person, _DEBIT))
    debit = debit_paper("农业银行", person, _ACCOUNT_NO, _SPAN, 2_643_217, bundles, 1_260_000)
    return _case("示例-多行有误", person, bundles, (debit,), datetime.fromisoformat("2026-09-08T09:15:44"))


def many_lawful() -> CaseTruth:
    """Return a person in whose papers nothing is wrong."""
    person = PersonTruth("周小样", "3702", "4056")
    bundles = (
        boc_lawful(person),
        bocom_lawful(person),
        loan_caught_up(person),
        loan_trailing(person),
        loan_reduced(person),
        _closed_card(person),
        _settled_card(person),
    )
    span = (date(2025, 10, 1), date(2026, 7, 31))
    debit = debit_paper("招商银行", person, "6214830012346027", span, 1_918_406, bundles, 1_380_000)
    return _case("示例-多行无误", person, bundles, (debit,), datetime.fromisoformat("2026-09-09T20:31:02"))


def many_loans() -> CaseTruth:
    """Return a person with two cards, several lenders with their letters, and a debit account; most hold errors."""
    person = PersonTruth("吴小样", "4301", "2287")
    bundles = (
        bocom_with_errors(person),
        _cmb_with_errors(person),
        loan_amount_wrong(person, unsettled=True),
        drawdowns(person),
        platform(person),
        _open_card(person),
        closed_in_another_month(person),
        kept_too_long(),
        charged_after_settlement(person),
    )
    span = (date(2025, 12, 1), date(2026, 8, 31))
    debit = debit_paper("招商银行", person, "6214830098763381", span, 1_307_755, bundles, 1_150_000)
    return _case("示例-多贷有误", person, bundles, (debit,), datetime.fromisoformat("2026-09-12T12:40:17"))


def _cmb_with_errors(person: PersonTruth) -> Bundle:
    """Return a China Merchants Bank card: a penalty though the minimum was paid, interest twice, a wrong total."""
    card = CardTruth(person.name, "3846", 1_200_000, 18, address=("410000", "样例市西区示例巷9号"))
    months = [(2026, m) for m in range(5, 9)]
    amounts = ((45_600, 7890, 23_310), (88_000, 15_400, 9960, 31_270), (12_900, 50_480), (27_600, 8880, 4150))
    shopping = [purchases(m, card.tail, a, 18) for m, a in zip(months, amounts, strict=True)]
    statements = build_chain(
        card,
        months[0],
        52_430,
        [
            MonthPlan(shopping[0]),
            MonthPlan(shopping[1], days_early=5, wrong_penalty=2680),
            MonthPlan(shopping[2], pay="half", interest_twice=True),
            MonthPlan(shopping[3], misprint=("closing", 4500)),
        ],
    )
    papers = tuple(pdf_paper(statement) for statement in statements)
    twice = next(row for row in statements[2].rows if row.kind is Kind.INTEREST)
    last = statements[3]
    facts = {"total": "closing", "printed": last.printed("closing"), "computed": last.closing}
    expected = (
        ExpectedFinding("PEN204", "error", card.tail, 2680, statements[1].statement_on, papers[1].file),
        ExpectedFinding("DUP101", "error", card.tail, twice.amount, twice.posted_on, papers[2].file, {"times": 2}),
        ExpectedFinding("STM501", "warning", card.tail, 4500, last.statement_on, papers[3].file, facts),
    )
    return Bundle(papers, expected, accounts=(card_account(card, date(2020, 11, 30), last.closing, (2026, 8)),))


def _closed_card(person: PersonTruth) -> Bundle:
    """Return the letter on a card that was settled after it had become bad debt, and closed."""
    letter = loan_letter(
        person,
        _ABC_CARDS,
        "农银卡证2026第0213号",
        date(2026, 2, 11),
        title="信用卡欠款结清证明",
        wording="bad_debt",
        account_tail="8186",
        settled_amount=2_341_806,
        opened_on=date(2019, 4, 1),
    )
    account = ReportAccountTruth(
        "credit_card", _ABC_CARDS, date(2016, 7, 5), "closed", tail="8186", closed_month=(2026, 2),
        overdue_list=True, overdue_months=40, overdue_90=37,
    )  # fmt: skip
    return Bundle((PaperTruth("信用卡欠款结清证明-8186.pdf", letter),), accounts=(account,))


def _settled_card(person: PersonTruth) -> Bundle:
    """Return the letter on a card that was paid and stays open."""
    card = CardTruth(person.name, "6049", 600_000, 20)
    letter = card_letter(person, card.tail, "招银卡证〔2026〕0702-066", date(2026, 7, 2), 118_290)
    return Bundle(
        (PaperTruth("信用卡结清证明-6049.pdf", letter),),
        accounts=(card_account(card, date(2021, 6, 17), 0, (2026, 8)),),
        lookalikes=("尾号6049已还清未销户，报告显示已使用额度0，无误",),
    )


def _open_card(person: PersonTruth) -> Bundle:
    """Return the letter on a card that owes nothing on a day; it names no day of settlement."""
    card = CardTruth(person.name, "2960", 800_000, 20)
    letter = loan_letter(
        person,
        BANK,
        "招银卡证〔2026〕0702-118",
        date(2026, 7, 1),
        title="信用卡账户结清证明",
        wording="card_open",
        account_tail=card.tail,
        as_of=date(2026, 7, 1),
        issued_on=date(2026, 7, 2),
        omitted=frozenset({"settled_on", "settled_amount"}),
    )
    paper = PaperTruth(f"信用卡账户结清证明-{card.tail}.pdf", letter)
    facts = {"lacks": ["settled_on"]}
    return Bundle(
        (paper,),
        (ExpectedFinding("SET601", "warning", card.tail, None, letter.issued_on, paper.file, facts),),
        accounts=(card_account(card, date(2019, 1, 8), 0, (2026, 8)),),
    )


def more_cases() -> tuple[CaseTruth, ...]:
    """Return all three."""
    return (many_banks(), many_lawful(), many_loans())


def with_more(case: CaseTruth) -> CaseTruth:
    """Return `case` with cards of three more banks, two loans and a debit account of the same person.

    Its report, which must be its last paper, is drawn anew with their accounts.
    """
    person, (*papers, last) = case.person, case.papers
    report = last.truth
    if not isinstance(report, ReportTruth):
        raise TypeError("the last paper is no report")
    # The person shows no contract of the second loan.
    second = loan_amount_wrong(person)
    second = replace(second, papers=second.papers[:2])
    loan = loan_with_errors(person, _DEBIT)
    cards = (boc_with_errors(person), ccb_with_errors(person), bocom_with_errors(person))
    debit = debit_paper("农业银行", person, _ACCOUNT_NO, _SPAN, 2_643_217, (*cards[:2], loan), 1_260_000)
    more = (closed_in_another_month(person), kept_too_long(), charged_after_settlement(person))
    bundles = (*cards, loan, second, *more)
    accounts = (*report.accounts, *(account for bundle in bundles for account in bundle.accounts))
    added = (*(paper for bundle in bundles for paper in bundle.papers), debit)
    return replace(
        case,
        papers=(*papers, *added, replace(last, truth=replace(report, accounts=accounts))),
        expected=(*case.expected, *(_in_report(one, last.file) for bundle in bundles for one in bundle.expected)),
        tolerated=(*case.tolerated, *(one for bundle in bundles for one in bundle.tolerated)),
        lookalikes=(*case.lookalikes, *(line for bundle in bundles for line in bundle.lookalikes)),
    )
