"""What the invented people's papers have in common: lenders, shops, and shorthands for papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from samples.cards import CardTruth, purchase
from samples.case_truth import PaperTruth, PersonTruth, statement_file
from samples.truth import LetterTruth, QueryTruth, ReportAccountTruth, ReportTruth, RowTruth, StatementTruth

BANK = "招商银行股份有限公司信用卡中心"
QINGHE = "青禾消费金融有限公司"
WANGHAI = "望海消费金融股份有限公司"
SHOPS = (
    "美团支付-示例餐饮",
    "财付通-示例便利店",
    "支付宝-示例生鲜超市",
    "示例商城平台商户",
    "支付宝-示例药房连锁",
    "财付通-示例地铁出行",
    "支付宝-示例商贸（示例市）电子商务有限公司",
    "云闪付-示例书店",
    "美团支付-示例外卖",
    "示例加油站",
)


def purchases(month: tuple[int, int], tail: str, amounts: Sequence[int], day: int) -> tuple[RowTruth, ...]:
    """Return one purchase per amount, spread over the month before the statement day."""
    year, number = month if month[1] > 1 else (month[0] - 1, 13)
    first = date(year, number - 1, day + 2)
    step = max(24 // max(len(amounts), 1), 1)
    return tuple(
        purchase(first + timedelta(days=min(i * step, 25)), SHOPS[(i + number) % len(SHOPS)], amount, tail)
        for i, amount in enumerate(amounts)
    )


def pdf_paper(statement: StatementTruth) -> PaperTruth:
    """Return a statement as the bank's own PDF under the bank's own file name."""
    return PaperTruth(statement_file(statement), statement)


def card_account(card: CardTruth, opened_on: date, balance: int, month: tuple[int, int]) -> ReportAccountTruth:
    """Return the report's sentence on a card; a balance is rounded to whole yuan."""
    return ReportAccountTruth(
        "credit_card",
        BANK,
        opened_on,
        "active",
        tail=card.tail,
        credit_limit=card.limit,
        balance=(balance + 50) // 100 * 100,
        data_as_of=month,
    )


def report_of(person: PersonTruth, at: datetime, accounts: Sequence[ReportAccountTruth]) -> ReportTruth:
    """Return a report with its usual queries: the bank's loan management and the person's own."""
    return ReportTruth(
        reported_at=at,
        serial=int(person.id_tail) * 7 + 10_000_001,
        name=person.name,
        id_number=person.report_id,
        accounts=tuple(accounts),
        queries=(
            QueryTruth(date(2026, 7, 14), BANK, "贷后管理"),
            QueryTruth(date(2026, 1, 15), BANK, "贷后管理"),
        ),
        own_queries=(QueryTruth(at.date(), "本人", "本人查询（互联网个人信用信息服务平台）"),),
    )


def loan_letter(person: PersonTruth, issuer: str, serial: str, settled_on: date, **more: object) -> LetterTruth:
    """Return the letter on a loan, issued the day after its settlement."""
    letter = LetterTruth(
        serial=serial,
        title="个人贷款结清证明",
        issuer=issuer,
        name=person.name,
        id_number=person.masked_id,
        settled_on=settled_on,
        issued_on=settled_on + timedelta(days=1),
        settled_amount=0,
        wording="loan",
    )
    return replace(letter, **more)  # type: ignore[arg-type]


def card_letter(person: PersonTruth, tail: str, serial: str, settled_on: date, amount: int) -> LetterTruth:
    """Return the letter on a card account that is paid and stays open."""
    return replace(
        loan_letter(person, BANK, serial, settled_on),
        title="信用卡账户结清证明",
        wording="card",
        account_tail=tail,
        settled_amount=amount,
    )
