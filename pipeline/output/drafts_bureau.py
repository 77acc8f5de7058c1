"""The objection to the credit bureau: one form per account, named as the report prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.output.docx_style import BY_HAND, Letter, blank
from pipeline.output.drafts_common import asks_of, captioned, figures, id_number, papers_of, person_name, proof_line
from pipeline.output.drafts_report import entries_of, identity, proof_of, quoted, reserved, source, write_finding
from pipeline.records.case import AccountReport, Case
from pipeline.records.finding import Finding, Severity

_RECEIVER = "（由受理机构填写）"


def bureau_form(case: Case, findings: Sequence[Finding], pictures: Mapping[str, Sequence[bytes | None]]) -> bytes:
    """Return the form 个人征信异议申请 for one account.

    Its fields are those of the bureau's own form (`letters.md` §7.1); 异议描述 names the account, the wrong items and
    what they should be, with the proof, so that it can be copied into that form; how it was found stands below.

    Args:
        case: The case.
        findings: All about this account's entries in credit reports.
        pictures: PNG bytes by id of the finding, one per evidence.
    """
    letter = Letter("个人征信异议申请", case.as_of)
    shown = figures(case, findings, pictures)
    letter.line("中国人民银行征信中心：", indent=False, bold=True)
    entries = entries_of(case, findings)
    letter.table(_person(case))
    letter.heading("异议账户（按信用报告原文）")
    for one in entries:
        letter.table(identity(one))
    letter.heading("异议描述")
    _describe(letter, case, findings, entries)
    letter.heading("核对过程及依据")
    for number, finding in enumerate(findings, 1):
        write_finding(letter, number, finding, entries, proof_line(number, shown))
    letter.heading("请求")
    for place, request in enumerate(_requests(findings), 1):
        letter.line(f"{place}. {request}")
    papers = [f"{name}复印件（第 {pages} 页）" for name, pages in papers_of(case, findings)]
    letter.closing(
        ["本人身份证复印件（交验原件）", *papers],
        [f"申请人（签名）：{BY_HAND}", f"日期：{BY_HAND}"],
    )
    letter.heading("受理情况")
    letter.table([(name, _RECEIVER) for name in ("申请表编号", "接收机构", "接收日期", "联系人、电话")])
    letter.pictures(captioned(shown))
    return letter.done()


def _describe(letter: Letter, case: Case, findings: Sequence[Finding], entries: Sequence[AccountReport]) -> None:
    """Write 异议描述: source, the report's own words, the proof, what is asked for, what is left aside."""
    for one in entries:
        letter.line(source(one))
        for words in quoted(one):
            letter.quote(words)
    for sentence in proof_of(case, findings):
        letter.line(sentence)
    for text in dict.fromkeys(ask for finding in findings for ask in asks_of(finding)):
        letter.line(f"请{text}")
    for sentence in reserved(findings):
        letter.line(sentence)


def _person(case: Case) -> list[tuple[str, str]]:
    return [
        ("异议申请人姓名", person_name(case)),
        ("证件类型", "居民身份证"),
        ("证件号码", id_number(case)),
        ("电话号码", blank("电话号码")),
        ("手机号码", blank("手机号码")),
        ("电子邮箱", blank("电子邮箱")),
        ("通讯地址、邮编", blank("通讯地址及邮编")),
        ("代理人（如有）", blank("代理人姓名、证件类型、证件号码、电话；本人办理填“无”")),
    ]


def _requests(findings: Sequence[Finding]) -> list[str]:
    result = []
    for number, one in enumerate(findings, 1):
        begin = f"就第 {number} 项，" if len(findings) > 1 else ""
        result += [f"{begin}{text}" for text in asks_of(one)]
    if any(one.severity is Severity.WARNING for one in findings):
        result.append("请向数据提供机构核实上述记载，并说明其依据。")
    result.append("以书面形式答复核查结果；如不予更正，请说明理由并提供数据提供机构的依据。")
    return result
