"""Accounts that a credit report misdates or keeps too long, and a card that is charged after its settlement."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.records.extraction import Kind
from samples.bundles import Bundle
from samples.cards import CardTruth
from samples.case_truth import ExpectedFinding, PaperTruth, PersonTruth
from samples.people_parts import card_account, card_letter, loan_letter, pdf_paper
from samples.truth import ReportAccountTruth, RowTruth, StatementTruth

_ZHULI = "竹里消费金融有限公司"
_LANGAO = "兰皋消费金融有限公司"


def closed_in_another_month(person: PersonTruth) -> Bundle:
    """Return a loan that its letter settles in February and the report in May."""
    letter = loan_letter(
        person,
        _ZHULI,
        "竹里证〔2026〕0210-31",
        date(2026, 2, 10),
        wording="pairs",
        contract_no="ZL20240612-0088",
        drawdown_no="ZLJJ240612088",
        loan_amount=800_000,
        settled_amount=214_306,
        opened_on=date(2024, 6, 12),
    )
    paper = PaperTruth("结清证明-竹里消费金融.pdf", letter)
    account = ReportAccountTruth(
        "loan", _ZHULI, date(2024, 6, 12), "settled", amount=800_000, closed_month=(2026, 5)
    )
    facts = {"settled_on": letter.settled_on, "closed_month": "2026-05", "letter": paper.file}
    expected = ExpectedFinding("CRD702", "warning", letter.contract_no, None, None, "", facts)
    return Bundle((paper,), (expected,), accounts=(account,))


def kept_too_long() -> Bundle:
    """Return a loan repaid more than five years ago, of which the report still counts overdue months."""
    account = ReportAccountTruth(
        "loan",
        _LANGAO,
        date(2018, 9, 4),
        "settled",
        amount=500_000,
        closed_month=(2021, 3),
        overdue_list=True,
        overdue_months=4,
    )
    facts = {"closed_month": "2021-03", "overdue_months": 4}
    expected = ExpectedFinding("CRD704", "error", "", None, None, "", facts)
    unknown = ExpectedFinding("CRD708", "notice", "", None, None, "")
    return Bundle((), (expected, unknown), accounts=(account,))


def charged_after_settlement(person: PersonTruth) -> Bundle:
    """Return a card that owed nothing after its letter, and is charged interest two months later."""
    card = CardTruth(person.name, "7316", 500_000, 20)
    letter = card_letter(person, card.tail, "招银卡证〔2026〕0412-207", date(2026, 4, 12), 93_118)
    day = date(2026, 6, 20)
    row = RowTruth("利息", None, day, "循环利息", 1_864, card.tail, 1_864, "", Kind.INTEREST)
    statement = StatementTruth(
        (2026, 6), False, card.name, card.tail, day, day + timedelta(days=card.due_after), card.limit, 0, (row,), 1_864
    )
    papers = (PaperTruth(f"信用卡结清证明-{card.tail}.pdf", letter), pdf_paper(statement))
    expected = ExpectedFinding(
        "SET604", "error", card.tail, row.amount, day, papers[1].file, {"settled_on": letter.settled_on}
    )
    account = card_account(card, date(2018, 3, 14), row.amount, (2026, 8))
    return Bundle(papers, (expected,), accounts=(account,))
