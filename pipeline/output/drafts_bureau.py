"""The objection to the credit bureau: one form per account, named as the report prints it."""

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
from pipeline.output.text import chinese_date_value, yuan_spaced
from pipeline.records.case import AccountReport, Case
from pipeline.records.evidence import Precision, Value
from pipeline.records.finding import Finding, Severity
from pipeline.records.report import ReportAccount

_RECEIVER = "（由受理机构填写）"
_SECTIONS = {"credit_card": "“信用卡”部分", "loan": "“贷款”部分"}  # each counts its accounts from 1
_LONGEST = 24  # characters; longer evidence is the line around a figure, not the figure


def bureau_form(case: Case, findings: Sequence[Finding], pictures: Mapping[str, Sequence[bytes | None]]) -> bytes:
    """Return the form 个人征信异议申请 for one account.

    Args:
        case: The case.
        findings: All about this account's entries in credit reports.
        pictures: PNG bytes by id of the finding, one per evidence.
    """
    letter = Letter("个人征信异议申请", case.as_of)
    shown = figures(case, findings, pictures)
    letter.line("中国人民银行征信中心：", indent=False, bold=True)
    entries = _entries(case, findings)
    letter.table(_person(case))
    letter.heading("异议账户（按信用报告原文）")
    for one in entries:
        letter.table(_identity(one))
    letter.heading("异议描述")
    for one in entries:
        letter.line(_source(one))
        letter.quote(one.entry.sentence.value)
    for number, finding in enumerate(findings, 1):
        _finding(letter, number, finding, entries, proof_line(number, shown))
    letter.line("除上述项目外，本人在本申请中对该账户的其他记录（包括属实的历史逾期记录）不提出异议。")
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


def _entries(case: Case, findings: Sequence[Finding]) -> list[AccountReport]:
    """Return the report entries that the findings point at, else all of the account."""
    places = {(one.document, one.page, one.box) for finding in findings for one in finding.evidence}
    texts = {one.text for finding in findings for one in finding.evidence if one.text}
    documents = {one.document for finding in findings for one in finding.evidence}
    own = [
        one for one in case.report_accounts
        if one.account == findings[0].account and one.entry.document in documents
    ]  # fmt: skip

    def pointed_at(one: AccountReport) -> bool:
        sentence = one.entry.sentence
        place = (sentence.evidence.document, sentence.evidence.page, sentence.evidence.box)
        return place in places or sentence.value in texts

    return [one for one in own if pointed_at(one)] or own


def _printed(value: Value[int] | None) -> str:
    """Return an amount as the report prints it, rebuilt where its evidence is a whole line."""
    if value is None:
        return ""
    if 0 < len(value.evidence.text) <= _LONGEST:
        return value.evidence.text
    if value.precision is Precision.YUAN:
        return f"{value.value // 100:,}"
    return yuan_spaced(value.value)


def _identity(one: AccountReport) -> list[tuple[str, str]]:
    """Return what the bureau finds the account by: its own words of institution, kind, day, amount."""
    entry: ReportAccount = one.entry
    opened = entry.opened_on.evidence.text
    day = opened if 0 < len(opened) <= _LONGEST else chinese_date_value(entry.opened_on)
    if entry.kind == "credit_card":
        rows = [
            ("发卡机构名称", entry.institution.value),
            ("卡类型", entry.loan_type or "信用卡"),
            ("开户日期", day),
            ("信用额度", _printed(entry.credit_limit or entry.amount)),
        ]
    else:
        rows = [
            ("贷款机构名称", entry.institution.value),
            ("贷款种类", entry.loan_type),
            ("贷款发放日期", day),
            ("贷款合同金额", _printed(entry.amount or entry.credit_limit)),
        ]
    rows = [(name, text or blank(name)) for name, text in rows]
    if entry.tail is not None:
        rows.append(("账户尾号", entry.tail.value))
    return rows


def _source(one: AccountReport) -> str:
    """Return where the sentence stands: report number, report time, page, printed number."""
    report, entry = one.report, one.entry
    number = report.number.value if report.number else blank("报告编号")
    day = chinese_date_value(report.reported_on) if report.reported_on else blank("报告时间")
    which = f"第 {entry.printed_no} 项" if entry.printed_no else "该账户"
    which = f"{_SECTIONS[entry.section]}{which}" if entry.section in _SECTIONS else which
    page = entry.sentence.evidence.page
    return f"本人信用报告（报告编号 {number}，报告时间 {day}）第 {page} 页{which}记载："


def _finding(letter: Letter, number: int, one: Finding, entries: Sequence[AccountReport], proof: str) -> None:
    letter.line(f"{number}. {soft(one, one.title.zh) or '请核查下列记载'}", bold=True, keep=True)
    observed, expected = soft(one, side(one.observed)), soft(one, side(one.expected))
    name = _item(one, entries)
    if observed:
        letter.line(f"报告所示{name}：{observed}")
    if expected:
        letter.line(f"{f'{name}应为' if one.severity is Severity.ERROR else '其他材料所示'}：{expected}")
    steps = [step for step in (soft(one, each.zh) for each in one.calculation) if step]
    if steps:
        letter.line("核对过程：", keep=True)
        for place, step in enumerate(steps, 1):
            letter.line(f"（{place}）{step}")
    for basis in one.basis:
        words = basis_text(one, basis)
        if words:
            letter.line(f"依据：{words}")
    if proof:
        letter.line(proof)


def _item(one: Finding, entries: Sequence[AccountReport]) -> str:
    """Return what the report calls the amount that is objected to, "" where it is no amount of its."""
    for each in entries:
        balance = each.entry.balance
        if balance is not None and isinstance(one.observed, int) and balance.value == one.observed:
            return "已使用额度" if "已使用额度" in each.entry.sentence.value else "余额"
    return ""


def _requests(findings: Sequence[Finding]) -> list[str]:
    result = []
    for number, one in enumerate(findings, 1):
        begin = f"就第 {number} 项，" if len(findings) > 1 else ""
        result += [f"{begin}{text}" for text in asks_of(one)]
    if any(one.severity is Severity.WARNING for one in findings):
        result.append("请向数据提供机构核实上述记载，并说明其依据。")
    result.append("以书面形式答复核查结果；如不予更正，请说明理由并提供数据提供机构的依据。")
    return result
