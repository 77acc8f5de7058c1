"""The letter to a lender: correct what is proven, explain what is unclear, complete the letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.output.docx_style import Letter, blank
from pipeline.output.drafts_common import (
    basis_text,
    captioned,
    id_number,
    papers_of,
    person_name,
    side,
    soft,
)
from pipeline.output.papers import find_account
from pipeline.output.text import chinese_date, chinese_date_value, yuan_spaced
from pipeline.records.case import Account, Case
from pipeline.records.finding import Finding, Severity

REISSUE = frozenset({"SET601"})
"""Codes that ask for a complete settlement letter."""


def lender_letter(
    case: Case, findings: Sequence[Finding], pictures: Mapping[str, Sequence[bytes | None]]
) -> bytes:
    """Return one letter for all findings of one account at one lender.

    Args:
        case: The case.
        findings: Of this account, for this lender; numbered in this order within the three parts.
        pictures: PNG bytes by id of the finding, one per evidence.
    """
    proven = [one for one in findings if one.severity is Severity.ERROR and one.code not in REISSUE]
    incomplete = [one for one in findings if one.code in REISSUE]
    asked = [one for one in findings if one.severity is Severity.WARNING and one.code not in REISSUE]
    ordered = [*proven, *asked, *incomplete]
    letter = Letter(_title(proven, asked), case.as_of)
    account = find_account(case, findings[0].account)
    letter.line(f"{_addressee(findings[0], account)}：", indent=False, bold=True)
    letter.line(_opening(case, account))
    number = 0
    for title, group in _parts(proven, asked, incomplete):
        letter.heading(title)
        for one in group:
            number += 1
            _finding(letter, number, one)
    letter.heading("请求")
    for place, request in enumerate(_requests(proven, asked, incomplete), 1):
        letter.line(f"{place}. {request}")
    _closing(letter, case, ordered)
    letter.pictures(captioned(case, ordered, pictures))
    return letter.done()


def _title(proven: Sequence[Finding], asked: Sequence[Finding]) -> str:
    if proven:
        return "关于更正账务记录的申请"
    return "关于请求说明收费依据的函" if asked else "关于补开结清证明的申请"


def _addressee(finding: Finding, account: Account | None) -> str:
    issuer = finding.issuer or (account.issuer if account else None) or blank("机构全称")
    return f"{issuer}（信用卡业务部门）" if account is not None and account.kind == "credit_card" else issuer


def _opening(case: Case, account: Account | None) -> str:
    """Return the first sentence: who writes, about which account."""
    words = f"本人{person_name(case)}，身份证号码 {id_number(case)}，"
    if account is None:
        return words + f"系贵机构客户，账户：{blank('卡号后四位或合同编号')}。现就下列事项致函贵机构："
    if account.kind == "credit_card":
        words += f"持有贵机构信用卡（卡号末四位 {account.tail or blank('卡号末四位')}）"
    elif account.kind == "loan":
        words += f"与贵机构有借款关系（合同编号 {account.contract_no or blank('合同编号')}"
        words += f"，放款日期 {chinese_date_value(account.opened_on)}）" if account.opened_on else "）"
    else:
        words += f"在贵机构开有账户（尾号 {account.tail or blank('账户尾号')}）"
    return words + "。经核对本人持有的材料，现就下列事项致函贵机构："


def _parts(
    proven: list[Finding], asked: list[Finding], incomplete: list[Finding]
) -> list[tuple[str, list[Finding]]]:
    parts = [("请予更正的事项", proven), ("请予说明的事项", asked), ("结清证明有待补全的事项", incomplete)]
    numerals = iter("一二三")
    return [(f"{next(numerals)}、{title}", group) for title, group in parts if group]


def _finding(letter: Letter, number: int, one: Finding) -> None:
    title = soft(one, one.title.zh) or "请说明下列记录"
    day = f"（{chinese_date(one.date)}）" if one.date else ""
    letter.line(f"{number}. {title}{day}", bold=True)
    observed, expected = soft(one, side(one.observed)), soft(one, side(one.expected))
    if one.code in REISSUE:
        if observed:
            letter.line(f"现有证明的情况：{observed}")
    elif observed:
        amount = f"；差额：{yuan_spaced(one.difference)} 元" if one.difference is not None else ""
        name = "应为" if one.severity is Severity.ERROR else "本人所了解的"
        letter.line(f"账面所示：{observed}" + (f"；{name}：{expected}" if expected else "") + amount)
    steps = [step for step in (soft(one, each.zh) for each in one.calculation) if step]
    if steps:
        letter.line("核对过程：" if one.code in REISSUE else "计算过程：")
        for place, step in enumerate(steps, 1):
            letter.line(f"（{place}）{step}")
    for basis in one.basis:
        words = basis_text(one, basis)
        if words:
            letter.line(f"依据：{words}")


def _requests(
    proven: Sequence[Finding], asked: Sequence[Finding], incomplete: Sequence[Finding]
) -> list[str]:
    result = []
    for one in proven:
        result += [f"{_ended(ask.zh)}" for ask in one.asks] or [f"核查并更正“{one.title.zh}”一项。"]
    money = [one.difference for one in proven if one.difference]
    if money:
        result.append(
            f"上述可以确定的差额合计 {yuan_spaced(sum(money))} 元，请冲回原账户；账户已注销的，"
            f"请退至本人账户：{blank('收款银行及账号')}。"
        )
    for one in asked:
        result += [_ended(text) for text in (soft(one, ask.zh) for ask in one.asks) if text]
    if asked:
        result.append("提供上述收费所依据的合同条款或收费标准（注明适用日期），并说明计算过程。")
    lacking = [text for one in incomplete for text in (soft(one, ask.zh) for ask in one.asks) if text]
    if incomplete:
        words = f"补开内容完整的结清证明：{'；'.join(text.rstrip('。') for text in lacking)}。"
        result.append(words if lacking else "补开内容完整的结清证明，写明上述所缺项目。")
    result.append("以书面形式答复处理结果；如不同意上述请求，请说明理由并提供所依据的材料。")
    return result


def _ended(text: str) -> str:
    return text if text.endswith(("。", "？", "！")) else f"{text}。"


def _closing(letter: Letter, case: Case, findings: Sequence[Finding]) -> None:
    papers = [f"{name}复印件（第 {pages} 页）" for name, pages in papers_of(case, findings)]
    blanks = {"申请人（签名）": "签名", "联系电话": "联系电话", "通讯地址": "通讯地址", "日期": "日期"}
    letter.closing(["本人身份证复印件", *papers], [f"{name}：{blank(what)}" for name, what in blanks.items()])
