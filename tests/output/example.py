"""An invented case, made by hand: a card charged twice, a settled loan reported as open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PIL import Image, ImageDraw, ImageFont

from pipeline.output.decisions import settle
from pipeline.output.write import Shot, write_case
from pipeline.records.case import (
    Account,
    AccountLetter,
    AccountReport,
    AccountStatement,
    Case,
    Entry,
    Person,
)
from pipeline.records.decision import Decisions
from pipeline.records.evidence import Box, Check, CheckKind, Evidence, Origin, Precision, Value
from pipeline.records.extraction import DocStatus, DocType, Document, Kind, Part, ReviewEntry, Statement, Transaction
from pipeline.records.finding import Basis, Finding, FollowUp, Severity, Text
from pipeline.records.letter import Letter
from pipeline.records.report import Report, ReportAccount, ReportStatus

AS_OF = date(2026, 11, 20)
CARD, LOAN = "acc-7f3a19c2", "acc-b81e0d44"
STATEMENT, LETTER, REPORT, LOCKED = (
    "doc-1a2b3c4d5e6f",
    "doc-2b3c4d5e6f70",
    "doc-3c4d5e6f7081",
    "doc-4d5e6f708192",
)
OK = (Check(CheckKind.ARITHMETIC, True, "行合计"),)
SENTENCE = (
    "10. 2024年01月02日安心消费金融有限公司发放的12,000元（人民币）其他个人消费贷款，2025年01月02日到期。"
    "截至2026年10月，余额3,150，当前有逾期。"
)


def evidence(document: str, text: str, top: float = 200.0, *, page: int = 1, absent: bool = False) -> Evidence:
    """Return evidence at a height of the page."""
    box = None if absent else Box(330.0, top, 420.0, top + 12.0)
    return Evidence(document, page, box, text, Origin.EMBEDDED)


def value(thing, document=STATEMENT, text="", precision=Precision.EXACT, **more):
    """Return a value with evidence and one check that agrees."""
    return Value(thing, evidence(document, text or str(thing), **more), OK, precision)


def row(day: date, description: str, fen: int | None, kind: Kind, ordinal: int) -> Transaction:
    """Return a statement row."""
    top = 150.0 + 20 * ordinal
    return Transaction(
        STATEMENT,
        1,
        Box(60.0, top, 520.0, top + 12.0),
        value(day),
        value(day),
        value(description),
        value(fen, text="1,234.50"),
        "CNY",
        kind,
        "phrase",
        value("4417"),
        "",
        ordinal,
    )


ROWS = (
    row(date(2025, 2, 8), "支付宝-某某超市", 128850, Kind.PURCHASE, 0),
    row(date(2025, 2, 20), "跨行还款", -500000, Kind.REPAYMENT, 1),
    row(date(2025, 3, 5), "违约金", 8231, Kind.PENALTY, 2),
    row(date(2025, 3, 5), "利息", 15604, Kind.INTEREST, 3),
    row(date(2025, 3, 5), "利息", 15604, Kind.INTEREST, 4),
)

CARD_RULE = Basis(
    "《示例银行卡管理办法》",
    "第四条",
    "supervisory",
    date(2017, 1, 1),
    "S",
    Text(
        "持卡人未按期还款的，违约金由发卡机构与持卡人通过协议约定。",
        "The penalty is agreed between issuer and holder.",
    ),
)
CREDIT_RULE = Basis(
    "《征信业管理条例》",
    "第二十五条",
    "statute",
    date(2013, 3, 15),
    "S",
    Text("信息主体认为信息存在错误的，有权提出异议，要求更正。", "A person may object to wrong information."),
)


def finding(id_: str, code: str, severity: Severity, account: str | None, zh: str, **more) -> Finding:
    """Return a finding with defaults."""
    base = Finding(
        id=id_,
        code=code,
        severity=severity,
        account=account,
        issuer="招商银行",
        date=date(2025, 3, 5),
        title=Text(zh, f"{code} on the account"),
        observed=None,
        expected=None,
        difference=None,
        calculation=(),
        basis=(),
        evidence=(),
        needs_review=False,
        addressee="lender",
        asks=(),
        meaning=Text(zh, zh),
    )
    return replace(base, **more)


DUP = finding(
    "DUP101-9c01d2e3",
    "DUP101",
    Severity.ERROR,
    CARD,
    "同一账期的利息记了两次",
    observed=31208,
    expected=15604,
    difference=15604,
    calculation=(
        Text("2025年3月5日账单（尾号4417，人民币）：利息 156.04 元", "statement of 2025-03-05: interest 156.04"),
        Text("同一账单、同一日又一笔：利息 156.04 元，其后没有冲回", "again 156.04, no reversal follows"),
        Text("156.04 + 156.04 − 156.04 = 156.04 元", "156.04 + 156.04 - 156.04 = 156.04"),
    ),
    evidence=(evidence(STATEMENT, "利息 156.04", 240.0), evidence(STATEMENT, "利息 156.04", 220.0)),
    asks=(Text("冲回重复计收的利息 156.04 元", "reverse the second interest of 156.04"),),
    meaning=Text("同一账期的利息只应计收一次，多出的一笔应当冲回。", "Interest of one period is charged once."),
)
PEN = finding(
    "PEN204-4b7a8c9d",
    "PEN204",
    Severity.ERROR,
    CARD,
    "已按时还清最低还款额，仍收违约金",
    observed=8231,
    expected=0,
    difference=8231,
    calculation=(
        Text("最低还款额 1,646.20 元，到期日 2025年2月25日", "minimum 1,646.20 due 2025-02-25"),
        Text("2025年2月20日还款 5,000.00 元 ≥ 1,646.20 元", "paid 5,000.00 on 2025-02-20"),
        Text("应收违约金 0.00 元，实收 82.31 元，差 82.31 元", "due 0.00, charged 82.31"),
    ),
    basis=(CARD_RULE,),
    evidence=(evidence(STATEMENT, "违约金 82.31", 200.0),),
    asks=(Text("退还违约金 82.31 元", "refund the penalty of 82.31"),),
    meaning=Text("到期日前已足额归还最低还款额，不产生违约金。", "No penalty arises when the minimum is paid in time."),
)
SET = finding(
    "SET601-5d6e7f80",
    "SET601",
    Severity.WARNING,
    LOAN,
    "结清证明缺少项目：结清日期、出具单位印章",
    issuer="安心消费金融",
    date=date(2026, 3, 19),
    observed=Text("未写明结清日期；未见印章", "no settlement day; no seal"),
    expected=Text("写明结清日期并加盖印章", "settlement day and a seal"),
    calculation=(
        Text("逐项核对：姓名 有；合同编号 有；结清日期 无；印章 无", "name yes; contract yes; day no; seal no"),
    ),
    evidence=(evidence(LETTER, "", absent=True),),
    asks=(
        Text("补写结清日期", "add the settlement day"),
        Text("加盖出具单位印章", "add the seal"),
    ),
    meaning=Text("证明缺少这些项目时，其他机构可能不予认可。", "Others may not accept the letter."),
)
CRD = finding(
    "CRD701-6e7f8091",
    "CRD701",
    Severity.ERROR,
    LOAN,
    "贷款已结清，信用报告仍显示有余额和逾期",
    issuer="安心消费金融",
    date=date(2026, 11, 2),
    observed=Text("余额 3,150 元，当前有逾期", "balance 3,150, overdue"),
    expected=Text("已结清，余额 0，无逾期，结清时间 2026年3月", "settled, balance 0"),
    calculation=(
        Text("结清证明：2026年3月18日全部结清", "letter: settled on 2026-03-18"),
        Text("最迟应于 2026年4月30日前更新；报告时间 2026年11月2日", "to be updated by 2026-04-30"),
    ),
    basis=(CREDIT_RULE,),
    evidence=(evidence(REPORT, SENTENCE, 300.0, page=2), evidence(LETTER, "已全部结清", 320.0)),
    addressee="bureau",
    asks=(Text("将该账户更正为已结清，余额 0，无当前逾期", "correct it to settled"),),
    meaning=Text("结清后的账户应当按结清状态报送。", "A settled account is reported as settled."),
)
TARIFF = finding(
    "PEN203-7f809102",
    "PEN203",
    Severity.NOTICE,
    CARD,
    "没有该行当时的违约金收费标准，无法核对金额",
    addressee="",
    calculation=(Text("缺少：2025年的收费标准", "missing: the tariff of 2025"),),
    evidence=(evidence(STATEMENT, "违约金 82.31", 200.0),),
    meaning=Text("把收费标准放入 inbox 后可以核对。", "Drop the tariff into the inbox."),
)
FINDINGS = (DUP, PEN, SET, CRD, TARIFF)

FOLLOW_UPS = (
    FollowUp(
        LOAN,
        date(2026, 12, 10),
        Text("查收异议答复", "look for the answer"),
        Text("异议受理后应在规定期限内书面答复。", "A written answer is due."),
        CRD.id,
    ),
    FollowUp(
        CARD,
        date(2026, 12, 5),
        Text("核对下一期账单是否冲回", "check the next statement"),
        Text("退款应出现在下一期账单。", "The refund should be there."),
        DUP.id,
    ),
)


def _documents() -> tuple[Document, ...]:
    def paper(id_, path, seed, kind, issuer, status=DocStatus.OK, **more):
        pages = tuple(range(1, more.pop("count", 1) + 1))
        return Document(
            id_, (Part(path, seed * 64, pages),), kind, issuer, more.pop("source", "embedded"), status, **more
        )

    return (
        paper(STATEMENT, "招行2025-03.pdf", "a", DocType.CARD_STATEMENT, "招商银行", confidence=0.97, count=2),
        paper(
            LETTER,
            "结清证明.jpg",
            "b",
            DocType.SETTLEMENT_LETTER,
            "安心消费金融",
            confidence=0.91,
            source="ocr",
            pages_ocr=1,
            seal=False,
        ),
        paper(
            REPORT,
            "征信/简版.pdf",
            "c",
            DocType.CREDIT_REPORT_BRIEF,
            "中国人民银行征信中心",
            confidence=0.99,
            count=3,
        ),
        paper(
            LOCKED,
            "2025-04账单.pdf",
            "d",
            None,
            None,
            DocStatus.FAILED,
            source=None,
            reason_code="locked_pdf",
            count=0,
        ),
    )


def _letter() -> Letter:
    def of(thing, text, **more):
        return value(thing, LETTER, text, **more)

    return Letter(
        LETTER,
        of("JQ-0318-07", "JQ-0318-07"),
        "安心消费金融",
        of("安心消费金融有限公司", "安心消费金融有限公司"),
        of("王小明", "王小明"),
        of("1424", "3301**********1424"),
        None,
        of("HT-2401-118", "HT-2401-118"),
        of(1200000, "12,000.00"),
        of(315000, "3,150.00"),
        of(0, "无任何欠款"),
        of(date(2026, 3, 18), "2026年3月18日"),
        None,
        of(date(2026, 3, 19), "2026年3月19日"),
        of(date(2024, 1, 2), "2024年1月2日"),
        of("已全部结清", "已全部结清"),
        "contract",
        "loan",
        False,
    )


def _report() -> Report:
    def of(thing, text, **more):
        return value(thing, REPORT, text, page=2, **more)

    month = Precision.MONTH
    account = ReportAccount(
        REPORT,
        9,
        "10",
        "other",
        "loan",
        of("安心消费金融有限公司", "安心消费金融有限公司"),
        "安心消费金融",
        False,
        "CNY",
        None,
        of(date(2024, 1, 2), "2024年01月02日"),
        "其他个人消费贷款",
        of(1200000, "12,000", precision=Precision.YUAN),
        None,
        of(315000, "3,150", precision=Precision.YUAN),
        of(ReportStatus.OVERDUE, "当前有逾期"),
        of(date(2026, 10, 1), "2026年10月", precision=month),
        None,
        of(True, "当前有逾期"),
        of(3, "3"),
        of(0, "0"),
        of(SENTENCE, SENTENCE),
    )
    return Report(
        REPORT,
        value("2026110200001234567890", REPORT),
        value(date(2026, 11, 2), REPORT),
        value("王小明", REPORT),
        value("1424", REPORT),
        (),
        (account,),
        True,
    )


def example() -> Case:
    """Return the case."""
    report = _report()
    statement = Statement(
        STATEMENT,
        "招商银行",
        ("4417",),
        "CNY",
        (2025, 3),
        value(date(2025, 2, 6)),
        value(date(2025, 3, 5)),
        value(date(2025, 3, 25)),
        value(3292400),
        value(3060689),
        value(153034),
        value(5000000),
        (),
        ROWS,
        balanced=True,
    )
    return Case(
        name="王小明",
        as_of=AS_OF,
        person=Person(id_tail="1424"),
        documents=_documents(),
        accounts=(
            Account(CARD, "credit_card", "招商银行", "4417", None, None, None, None, (STATEMENT,)),
            Account(
                LOAN,
                "loan",
                "安心消费金融",
                None,
                "HT-2401-118",
                value(date(2024, 1, 2), LETTER),
                value(date(2026, 3, 18), LETTER),
                value(315000, LETTER),
                (LETTER, REPORT),
            ),
        ),
        statements=(AccountStatement(CARD, statement),),
        ledger=tuple(Entry(CARD, each) for each in ROWS),
        letters=(AccountLetter(LOAN, _letter()),),
        report_accounts=(AccountReport(LOAN, report.accounts[0], report, "amount_and_day"),),
        review=(
            ReviewEntry(
                "REV-0a1b2c3d",
                STATEMENT,
                "amount",
                "1,288.50",
                "readers_differ",
                "1,288.50 / 1,268.50",
                evidence(STATEMENT, "1,288.50", 160.0),
                True,
            ),
        ),
    )


def render(document: str, page: int, dpi: float) -> Shot | None:
    """Return a drawn page, A4 with ruled rows of figures; the locked file cannot be drawn."""
    if document == LOCKED:
        return None
    width, height = round(595 * dpi / 72), round(842 * dpi / 72)
    picture = Image.new("RGB", (width, height), "white")
    pencil = ImageDraw.Draw(picture)
    letters = ImageFont.load_default(10 * dpi / 72)
    for number in range(36):
        top = (60 + 20 * number) * dpi / 72
        pencil.text((60 * dpi / 72, top), f"2025-03-{number % 28 + 1:02d}   {document} page {page}", "black", letters)
        pencil.text((335 * dpi / 72, top), f"{number * 37 + 11}.{number:02d}", "black", letters)
    return Shot(picture, 595.0)


PROVENANCE = {
    "version": "0.1.0",
    "engines": {"pdfium": "5.0", "rapidocr": "3.10"},
    "tables_hash": "0" * 64,
    "layouts_hash": "1" * 64,
    "settings": {"language": "zh"},
}
STATS = {
    "documents": 4,
    "pages": 6,
    "pages_ocr": 1,
    "cached_pages": 0,
    "seconds": {
        "intake": 0.1,
        "reading": 1.0,
        "extract": 0.1,
        "link": 0.1,
        "rules": 0.1,
        "output": 0.5,
        "total": 1.9,
    },
}


def build(case=None, findings=FINDINGS, decisions=None, lang="zh"):
    """Build a case's files as a run does."""
    case = case or example()
    settled = settle(decisions or Decisions(), case, findings)
    return write_case(
        case, findings, FOLLOW_UPS, settled.decisions,
        render=render, lang=lang, provenance=PROVENANCE, stats=STATS,
    )  # fmt: skip
