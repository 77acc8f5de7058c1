"""The letter to a lender: correct what is proven, explain what is unclear, complete the letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.output.docx_style import BY_HAND, Letter, blank
from pipeline.output.drafts_common import (
    asks_of,
    basis_text,
    captioned,
    figures,
    id_number,
    papers_of,
    person_name,
    proof_line,
    side,
    soft,
)
from pipeline.output.papers import find_account, paper_label
from pipeline.output.text import chinese_date, chinese_date_value, yuan_spaced
from pipeline.records.case import Account, Case
from pipeline.records.extraction import DocType
from pipeline.records.finding import Finding, Severity, Text

REISSUE = frozenset({"SET601"})
"""Codes that ask for a complete settlement letter."""


_OF_LETTERS = ("SET602", "SET603")
"""Codes that accuse a figure or word of a settlement letter, and no entry of an account."""
_CHARGES = ("DUP", "PEN", "INT", "LOAN")
_NO_CHARGE = ("DUP102", "DUP103", "LOAN401", "LOAN403", "LOAN404")
"""Codes that speak of a charge, whose clause can be asked for; those of the second line speak of a purchase, a payment,
a rate, a payout, a whole loan."""


def lender_letter(case: Case, findings: Sequence[Finding], pictures: Mapping[str, Sequence[bytes | None]]) -> bytes:
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
    shown = figures(case, ordered, pictures)
    letter = Letter(_title(proven, asked), case.as_of)
    account = find_account(case, findings[0].account)
    letter.line(f"{_addressee(case, findings[0], account)}：", indent=False, bold=True)
    letter.line(_opening(case, account))
    numerals, number = iter("一二三四"), 0
    for title, group in _parts(proven, asked, incomplete):
        letter.heading(f"{next(numerals)}、{title}")
        for one in group:
            number += 1
            _finding(case, letter, number, one, proof_line(number, shown))
    letter.heading(f"{next(numerals)}、请求")
    for place, request in enumerate(_requests(proven, asked, incomplete), 1):
        letter.line(f"{place}. {request}")
    letter.line("特此申请，请予办理。" if proven or incomplete else "特此函询，请予答复。")
    _closing(letter, case, ordered)
    letter.pictures(captioned(shown))
    return letter.done()


def _title(proven: Sequence[Finding], asked: Sequence[Finding]) -> str:
    if proven:
        letters = all(one.code in _OF_LETTERS for one in proven) and not asked
        return "关于更正结清证明的申请" if letters else "关于更正账务记录的申请"
    if asked:
        charges = all(map(_is_charge, asked))
        return "关于请求说明收费依据的函" if charges else "关于请求说明账单记录的函"
    return "关于补开结清证明的申请"


def _addressee(case: Case, finding: Finding, account: Account | None) -> str:
    """Return whom the letter goes to: the full name that a paper prints of it, else its short name."""
    issuer = finding.issuer or (account.issuer if account else None)
    if issuer is None:
        return blank("机构全称")
    names = [
        one.letter.issuer_text for one in case.letters
        if one.account == finding.account and one.letter.issuer == issuer
    ]  # fmt: skip
    names += [
        one.entry.institution for one in case.report_accounts
        if one.account == finding.account and one.entry.issuer == issuer
    ]  # fmt: skip
    for name in names:
        if name is not None and name.verified:
            return name.value
    card = account is not None and account.kind == "credit_card"
    return f"{issuer}（信用卡业务部门）" if card else issuer


def _opening(case: Case, account: Account | None) -> str:
    """Return the first sentence: who writes, about which account."""
    words = f"本人{person_name(case)}，身份证号码{id_number(case)}，"
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


def _is_charge(finding: Finding) -> bool:
    return finding.code.startswith(_CHARGES) and finding.code not in _NO_CHARGE


def _parts(proven: list[Finding], asked: list[Finding], incomplete: list[Finding]) -> list[tuple[str, list[Finding]]]:
    parts = [("请予更正的事项", proven), ("请予说明的事项", asked), ("结清证明有待补全的事项", incomplete)]
    return [(title, group) for title, group in parts if group]


def _finding(case: Case, letter: Letter, number: int, one: Finding, proof: str) -> None:
    title = soft(one, one.title.zh) or "请说明下列记录"
    day = chinese_date(one.date) if one.date else ""
    # Behind what a settlement letter lacks, its day of issue would read as that very item.
    shown = f"（{day}）" if day and day not in title and one.code not in REISSUE else ""
    letter.line(f"{number}. {title}{shown}", bold=True, keep=True)
    observed, expected = soft(one, side(one.observed)), soft(one, side(one.expected))
    if one.code in REISSUE:
        if one.evidence:
            letter.line(f"所指证明：{paper_label(case, one.evidence[0].document)}")
        if observed:
            letter.line(f"现有证明的情况：{observed.replace('未见：', '未见')}")
    elif observed:
        amount = f"；差额：{yuan_spaced(one.difference)} 元" if one.difference is not None else ""
        where = "证明所写" if one.code in _OF_LETTERS else "账面所示"
        letter.line(f"{where}：{observed}" + (f"；{_other_side(one)}：{expected}" if expected else "") + amount)
    steps = [step for step in (soft(one, each.zh) for each in one.calculation) if step]
    if steps:
        letter.line("核对过程：" if one.code in REISSUE else "计算过程：", keep=True)
        for place, step in enumerate(steps, 1):
            letter.line(f"（{place}）{step}")
    for basis in one.basis:
        words = basis_text(one, basis)
        if words:
            letter.line(f"依据：{words}")
    if not one.basis:
        letter.line(f"依据：{_own_figures(case, one)}")
    if proof:
        letter.line(proof)


def _other_side(one: Finding) -> str:
    """Return what stands before the expected side of a finding."""
    if one.severity is Severity.ERROR:
        return "应为"
    if isinstance(one.expected, Text):
        return "参照" if one.expected.zh.startswith("不高于") else "待说明"
    return "按材料核算为"


def _own_figures(case: Case, one: Finding) -> str:
    """Return what a finding rests on that rests on no rule: what the papers themselves print."""
    types = {case.document(each.document).type for each in one.evidence}
    return "上述账单自身所载的数字。" if types == {DocType.CARD_STATEMENT} else "上述材料自身所载的数字和文字。"


def _requests(proven: Sequence[Finding], asked: Sequence[Finding], incomplete: Sequence[Finding]) -> list[str]:
    """Return what the letter asks for, each with the number of its finding where there are several."""
    ordered = [*proven, *asked, *incomplete]

    def about(one: Finding, text: str) -> str:
        return f"就第 {ordered.index(one) + 1} 项，{text}" if len(ordered) > 1 else text

    result = []
    for one in proven:
        result += [about(one, text) for text in asks_of(one) or ["核查并更正该项记录。"]]
    money = {number: fen for number, one in enumerate(ordered, 1) if one in proven and (fen := one.to_get_back)}
    if money:
        total = "合计 " if len(money) > 1 else " "
        result.append(
            f"第 {'、'.join(map(str, money))} 项款项{total}{yuan_spaced(sum(money.values()))} 元，请冲回原账户；"
            f"账户已注销的，请退至本人账户：{blank('收款银行及账号')}。"
        )
    for one in asked:
        result += [about(one, text) for text in asks_of(one) or ["说明该项记录的由来。"]]
    # Where its own request names the clause already, a second one would only repeat it.
    charges = [one for one in asked if _is_charge(one) and not any("条款" in text for text in asks_of(one))]
    if charges:
        which = "、".join(str(ordered.index(one) + 1) for one in charges)
        name = f"第 {which} 项" if len(ordered) > 1 else "上述"
        result.append(f"提供{name}收费所依据的合同条款或收费标准（注明适用日期），并说明计算过程。")
    for one in incomplete:
        lacking = "；".join(text.rstrip("。") for text in asks_of(one))
        if not lacking.startswith("重新出具"):
            lacking = f"补开内容完整的结清证明：{lacking or '写明上述所缺项目'}"
        result.append(about(one, f"{lacking}。新证明出具后，请以其替换原证明。"))
    if proven:
        result.append("以书面形式答复处理结果；如不同意上述请求，请说明理由并提供所依据的材料。")
    elif incomplete:
        result.append("以书面形式答复处理结果；如不能补开，请说明理由。")
    else:
        result.append("以书面形式答复，并提供所依据的材料。")
    return result


def _closing(letter: Letter, case: Case, findings: Sequence[Finding]) -> None:
    papers = [f"{name}复印件（第 {pages} 页）" for name, pages in papers_of(case, findings)]
    lines = [f"申请人（签名）：{BY_HAND}", f"联系电话：{blank('联系电话')}"]
    lines += [f"通讯地址：{blank('通讯地址')}", f"日期：{BY_HAND}"]
    letter.closing(["本人身份证复印件", *papers], lines)
