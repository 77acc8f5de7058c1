"""Three invented people and their papers: one with every error, one without, one scanned and photographed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from pipeline.records.extraction import Kind
from samples.cards import CardTruth, instalment, purchase, refund
from samples.case_truth import CaseTruth, ExpectedFinding, PaperTruth, PersonTruth, statement_file
from samples.chains import MonthPlan, build_chain
from samples.people_more import with_more
from samples.people_parts import (
    QINGHE,
    WANGHAI,
    card_account,
    card_letter,
    loan_letter,
    pdf_paper,
    purchases,
    report_of,
)
from samples.truth import ReportAccountTruth


def with_errors() -> CaseTruth:
    """Return the case that holds each error once."""
    person = PersonTruth("王小样", "3301", "1424")
    card = CardTruth(person.name, "4417", 2_000_000, 8, address=("310000", "示例市东区样例路18号3幢502室"))
    months = [(2026, m) for m in range(4, 9)]
    amounts = (
        (5640, 12900, 3280, 45900, 8850, 2500),
        (38800, 6990, 129900, 15600, 4250, 76500, 1290, 23400),
        (8990, 21500, 3400, 56800, 9900),
        (12800, 45600, 3290, 7700, 18800, 25900),
        (6600, 15900, 31200, 2890),
    )
    bought = [purchases(m, card.tail, a, 8) for m, a in zip(months, amounts, strict=True)]
    parts = [
        instalment(date(2025, 11, 8), date(*m, 8), "消费分期-示例电器", 25000, card.tail, m[1] - 1, 12) for m in months
    ]
    back = refund(date(2026, 4, 22), "示例商城平台商户", 8800, card.tail)
    statements = build_chain(
        card,
        months[0],
        118640,
        [
            MonthPlan((*bought[0], parts[0])),
            MonthPlan((*bought[1], parts[1], back)),
            MonthPlan((*bought[2], parts[2]), pay="half", days_early=6, wrong_penalty=4210),
            MonthPlan((*bought[3], parts[3]), pay="half", days_early=4, interest_twice=True),
            MonthPlan((*bought[4], parts[4]), pay="full", days_early=5),
        ],
    )
    second = CardTruth(person.name, "6620", 800_000, 20, address=card.address)
    odd = build_chain(
        second,
        (2026, 8),
        64210,
        [
            MonthPlan(
                purchases((2026, 8), second.tail, (15800, 4290, 33600, 990, 12750), 20),
                misprint=("closing", 6000),
            ),
        ],
    )[0]
    kept = CardTruth(person.name, "9035", 500_000, 15)
    unsettled = loan_letter(
        person,
        QINGHE,
        "青禾消金证〔2026〕0618-07",
        date(2026, 6, 18),
        contract_no="QH-XF-2024-0320118",
        drawdown_no="JJ2403200045",
        loan_amount=1_200_000,
        opened_on=date(2024, 3, 20),
        settled_amount=315_000,
    )
    lacking = loan_letter(
        person,
        WANGHAI,
        "望海消金结字2026第0412号",
        date(2026, 4, 10),
        contract_no="WH2023110500921",
        drawdown_no="WHJ231105008",
        loan_amount=800_000,
        opened_on=date(2023, 11, 5),
        settled_amount=142_640,
        omitted=frozenset({"settled_on"}),
    )
    closed = card_letter(person, kept.tail, "招银卡证〔2026〕0520-113", date(2026, 5, 20), 86_430)
    report = report_of(
        person,
        datetime.fromisoformat("2026-09-10T10:22:31"),
        [
            card_account(card, date(2019, 8, 2), statements[-1].closing, (2026, 8)),
            card_account(second, date(2022, 3, 16), odd.closing, (2026, 8)),
            card_account(kept, date(2017, 12, 3), 0, (2026, 8)),
            ReportAccountTruth(
                "loan",
                QINGHE,
                date(2024, 3, 20),
                "active",
                amount=1_200_000,
                ends_on=date(2026, 3, 20),
                balance=315_000,
                data_as_of=(2026, 8),
                overdue_list=True,
                overdue_now=True,
                overdue_months=5,
                overdue_90=2,
            ),
            ReportAccountTruth(
                "loan",
                WANGHAI,
                date(2023, 11, 5),
                "settled",
                amount=800_000,
                closed_month=(2026, 4),
            ),
        ],
    )
    twice = next(row for row in statements[3].rows if row.kind is Kind.INTEREST)
    papers = (
        *(pdf_paper(statement) for statement in statements),
        pdf_paper(odd),
        PaperTruth("结清证明-青禾消费金融.pdf", unsettled),
        PaperTruth("结清证明-望海消费金融.pdf", lacking),
        PaperTruth("信用卡结清证明-9035.pdf", closed),
        PaperTruth("个人信用报告-20260910.pdf", report),
    )
    paid = -sum(row.amount for row in statements[2].rows if row.kind is Kind.REPAYMENT)
    expected = (
        ExpectedFinding(
            "PEN204",
            "error",
            card.tail,
            4210,
            date(2026, 6, 8),
            papers[2].file,
            {
                "minimum": statements[1].minimum,
                "due_on": statements[1].due_on,
                "paid": paid,
                "minimum_in": papers[1].file,
            },
        ),
        ExpectedFinding("DUP101", "error", card.tail, twice.amount, date(2026, 7, 8), papers[3].file, {"times": 2}),
        ExpectedFinding(
            "STM501",
            "warning",
            second.tail,
            6000,
            odd.statement_on,
            papers[5].file,
            {"total": "closing", "printed": odd.printed("closing"), "computed": odd.closing},
        ),
        ExpectedFinding(
            "CRD701",
            "error",
            unsettled.contract_no,
            315_000,
            None,
            papers[9].file,
            {"settled_on": unsettled.settled_on, "balance": 315_000, "letter": papers[6].file},
        ),
        ExpectedFinding(
            "SET601",
            "warning",
            lacking.contract_no,
            None,
            lacking.issued_on,
            papers[7].file,
            {"lacks": ["settled_on"]},
        ),
    )
    return CaseTruth(
        "示例-有误",
        person,
        papers,
        expected,
        lookalikes=(
            "尾号4417按期还最低以上，其循环利息本身有据",
            "尾号9035已还清未销户，报告显示已使用额度0，无误",
        ),
    )


def without_errors() -> CaseTruth:
    """Return the clean case, with what is lawful though it looks like an error."""
    person = PersonTruth("李小样", "4401", "0826")
    card = CardTruth(person.name, "5083", 3_000_000, 12, address=("510000", "样例市南区示例大道6号"))
    months = [(2026, m) for m in range(5, 9)]
    amounts = (
        (9900, 25800, 3150, 47600),
        (15900, 8800, 64900, 2290),
        (12900, 33800, 5600),
        (7800, 19900, 4450, 26500),
    )
    bought = [purchases(m, card.tail, a, 12) for m, a in zip(months, amounts, strict=True)]
    # Two equal fares on one day are two journeys.
    fares = tuple(purchase(date(2026, 7, 3), "财付通-示例地铁出行", 400, card.tail) for _ in range(2))
    statements = build_chain(
        card,
        months[0],
        96_500,
        [
            MonthPlan(bought[0]),
            MonthPlan(bought[1], pay="full", days_late=6),
            MonthPlan(
                (*bought[2], *fares, refund(date(2026, 6, 25), "示例商城平台商户", 2290, card.tail)),
                reverse_previous=(Kind.PENALTY,),
            ),
            MonthPlan(bought[3]),
        ],
    )
    again = replace(statements[2], reissued=True)
    kept = CardTruth(person.name, "7716", 1_000_000, 15)
    loan = loan_letter(
        person,
        QINGHE,
        "青禾消金证〔2026〕0512-31",
        date(2026, 5, 12),
        contract_no="QH-XF-2025-0211077",
        drawdown_no="JJ2502110012",
        loan_amount=600_000,
        opened_on=date(2025, 2, 11),
        settled_amount=104_550,
    )
    letter = card_letter(person, kept.tail, "招银卡证〔2026〕0318-042", date(2026, 3, 18), 231_806)
    once_late = replace(
        card_account(card, date(2018, 6, 11), statements[-1].closing, (2026, 8)),
        overdue_list=True,
        overdue_now=False,
        overdue_months=1,
    )
    report = report_of(
        person,
        datetime.fromisoformat("2026-09-11T15:04:09"),
        [
            once_late,
            card_account(kept, date(2021, 1, 25), 0, (2026, 8)),
            ReportAccountTruth("loan", QINGHE, date(2025, 2, 11), "settled", amount=600_000, closed_month=(2026, 5)),
        ],
    )
    papers = (
        *(pdf_paper(statement) for statement in statements),
        pdf_paper(again),
        PaperTruth("结清证明-青禾消费金融.pdf", loan),
        PaperTruth("信用卡结清证明-7716.pdf", letter),
        PaperTruth("个人信用报告-20260911.pdf", report),
    )
    return CaseTruth(
        "示例-无误",
        person,
        papers,
        lookalikes=(
            "2026年06月账单的违约金系逾期6天还款所致，且次月已冲回",
            "2026年07月账单另有补发件：同一账单两份，不是重复入账",
            "同日两笔等额地铁票是两次乘车",
            "退款；已还清未销户的信用卡显示额度使用0",
        ),
    )


def scanned() -> CaseTruth:
    """Return a small case that has to be read by OCR."""
    person = PersonTruth("赵小样", "5101", "3358")
    card = CardTruth(person.name, "2264", 1_500_000, 10, address=("610000", "样本市北区例子街2号"))
    months = [(2026, 6), (2026, 7)]
    amounts = ((12800, 5690, 39900, 8300, 2750), (9900, 46800, 3180, 15400))
    bought = [purchases(m, card.tail, a, 10) for m, a in zip(months, amounts, strict=True)]
    statements = build_chain(
        card,
        months[0],
        73_420,
        [
            MonthPlan(bought[0]),
            MonthPlan(bought[1], pay="half", interest_twice=True),
        ],
    )
    loan = loan_letter(
        person,
        WANGHAI,
        "望海消金结字2026第0731号",
        date(2026, 7, 28),
        contract_no="WH2024060300417",
        drawdown_no="WHJ240603002",
        loan_amount=500_000,
        opened_on=date(2024, 6, 3),
        settled_amount=98_215,
    )
    papers = (
        PaperTruth(statement_file(statements[0]), statements[0], "scan", 11),
        PaperTruth(statement_file(statements[1]), statements[1], "scan", 12),
        PaperTruth("IMG_20260729_101522.jpg", loan, "photo", 2),
    )
    twice = next(row for row in statements[1].rows if row.kind is Kind.INTEREST)
    expected = (
        ExpectedFinding("DUP101", "error", card.tail, twice.amount, twice.posted_on, papers[1].file, {"times": 2}),
    )
    return CaseTruth("示例-扫描", person, papers, expected)


def cases() -> tuple[CaseTruth, ...]:
    """Return all three."""
    return (with_errors(), without_errors(), scanned())


def demo() -> CaseTruth:
    """Return the case with errors as the demonstration shows it, with the same person's other accounts.

    One paper is scanned and one photographed; neither carries an accusation, so that every draft can be shown.
    """
    case = with_errors()
    forms = {case.papers[0].file: ("scan", 21), "信用卡结清证明-9035.pdf": ("photo", 5)}
    papers = []
    for paper in case.papers:
        form, seed = forms.get(paper.file, ("pdf", 0))
        file = "IMG_20260521_093012.jpg" if form == "photo" else paper.file
        papers.append(replace(paper, file=file, form=form, seed=seed))
    return with_more(replace(case, papers=tuple(papers)))
