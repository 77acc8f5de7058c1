"""The request to the institution that reported an account: it alone can correct what it supplied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.output.docx_style import BY_HAND, Letter, blank
from pipeline.output.drafts_common import asks_of, captioned, figures, id_number, papers_of, person_name, proof_line
from pipeline.output.drafts_report import entries_of, identity, proof_of, quoted, reserved, source, write_finding
from pipeline.output.papers import find_account
from pipeline.records.case import AccountReport, Case
from pipeline.records.finding import Basis, Finding, Severity

_OLD = "停止报送并更正上述已超过保存期限的不良记录，配合征信中心删除。"
"""Only the bureau keeps records for five years and deletes them (征信业管理条例 16)."""


def _of_operator(basis: Basis) -> bool:
    """Whether a basis only says what binds the operator of the national database, who is not addressed here."""
    return "征信业管理条例" in basis.title and basis.article == "第三十二条"


def provider_letter(case: Case, findings: Sequence[Finding], pictures: Mapping[str, Sequence[bytes | None]]) -> bytes:
    """Return the letter to the institution that supplied one account's data.

    An objection may go to the bureau or to the provider (征信业管理条例 25); the bureau corrects only what the provider
    confirms, so the person sends both.

    Args:
        case: The case.
        findings: All about this account's entries in credit reports.
        pictures: PNG bytes by id of the finding, one per evidence.
    """
    proven = [one for one in findings if one.severity is Severity.ERROR]
    asked = [one for one in findings if one.severity is Severity.WARNING]
    ordered = [*proven, *asked]
    shown = figures(case, ordered, pictures)
    entries = entries_of(case, findings)
    letter = Letter("关于更正征信信息的申请" if proven else "关于核实征信信息的函", case.as_of)
    letter.line(f"{_institution(entries)}（征信管理部门）：", indent=False, bold=True)
    letter.line(
        f"本人{person_name(case)}，身份证号码{id_number(case)}。贵机构报送的下列账户信息需要"
        + ("更正，现向贵机构提出异议，请予核查。" if proven else "核实，请予办理。")
    )
    letter.heading("一、账户（按信用报告原文）")
    number = _contract(case, findings[0])
    for one in entries:
        letter.table([*identity(one), *number])
    for one in entries:
        letter.line(source(one))
        for words in quoted(one):
            letter.quote(words)
    letter.heading("二、请予更正的事项" if proven else "二、请予核实的事项")
    for place, one_finding in enumerate(ordered, 1):
        own = replace(one_finding, basis=tuple(each for each in one_finding.basis if not _of_operator(each)))
        write_finding(letter, place, own, entries, proof_line(place, shown), basis=place == 1)
    proof = proof_of(case, ordered)
    if proof:
        letter.heading("三、证据")
        for place, sentence in enumerate(proof, 1):
            letter.line(f"{place}. {sentence}")
    letter.heading("四、请求" if proof else "三、请求")
    for place, request in enumerate(_requests(ordered, proven=bool(proven)), 1):
        letter.line(f"{place}. {request}")
    for sentence in reserved(findings):
        letter.line(sentence)
    papers = [f"{name}复印件（第 {pages} 页）" for name, pages in papers_of(case, ordered)]
    letter.closing(
        ["本人身份证复印件", *papers],
        [
            f"申请人（签名）：{BY_HAND}",
            f"联系电话：{blank('联系电话')}",
            f"通讯地址：{blank('通讯地址')}",
            f"日期：{BY_HAND}",
        ],
    )
    letter.heading("送达记录（本人留存）")
    letter.table([(name, BY_HAND) for name in ("寄送方式、单号", "客服工单号", "受理时间")])
    letter.pictures(captioned(shown))
    return letter.done()


def _institution(entries: Sequence[AccountReport]) -> str:
    """Return the institution's full name as the report prints it, a blank where it is not verified."""
    names = {one.entry.institution.value for one in entries if one.entry.institution.verified}
    return names.pop() if len(names) == 1 else blank("报送机构全称")


def _contract(case: Case, finding: Finding) -> list[tuple[str, str]]:
    account = find_account(case, finding.account)
    return [("合同编号（本人材料）", account.contract_no)] if account is not None and account.contract_no else []


def _requests(findings: Sequence[Finding], *, proven: bool) -> list[str]:
    result = []
    for number, one in enumerate(findings, 1):
        begin = f"就第 {number} 项，" if len(findings) > 1 else ""
        asks = [_OLD] if one.code == "CRD704" else asks_of(one)
        result += [f"{begin}{text}" for text in asks]
    if proven:
        result.append("核查后向金融信用信息基础数据库重新报送该账户的信息。")
        result.append("自收到之日起 20 日内以书面形式答复核查和处理结果；如不予更正，请说明理由并提供所依据的材料。")
    else:
        result.append("以书面形式答复，并提供所依据的材料。")
    return result
