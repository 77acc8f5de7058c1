"""What the objection to the bureau and the request to the reporting institution share: the account, the proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pipeline.output.docx_style import Letter, blank
from pipeline.output.drafts_common import basis_text, side, soft
from pipeline.output.papers import paper_label
from pipeline.output.text import chinese_date_value, yuan_spaced
from pipeline.output.words import CARDS
from pipeline.records.case import AccountReport, Case
from pipeline.records.evidence import Precision, Value
from pipeline.records.finding import Finding, Severity
from pipeline.records.report import ReportAccount

_SECTIONS = {
    "credit_card": "“信用卡”部分",
    "loan": "“贷款”部分",
    "other": "“其他业务”部分",
    "recovery": "被追偿信息",
}  # each counts its accounts from 1
_LONGEST = 24  # characters; longer evidence is the line around a figure, not the figure


def entries_of(case: Case, findings: Sequence[Finding]) -> list[AccountReport]:
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


def identity(one: AccountReport) -> list[tuple[str, str]]:
    """Return what an account is found by, in the report's own words: institution, kind, day, amount, number."""
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
    if entry.account_no is not None and entry.account_no.verified:
        rows.append(("账户标识", entry.account_no.value))
    if entry.tail is not None:
        rows.append(("账户尾号", entry.tail.value))
    return rows


def source(one: AccountReport) -> str:
    """Return where the account stands: report number, report time, page, section, printed number."""
    report, entry = one.report, one.entry
    number = report.number.value if report.number else blank("报告编号")
    day = chinese_date_value(report.reported_on) if report.reported_on else blank("报告时间")
    which = f"第 {entry.printed_no} 项" if entry.printed_no else "该账户"
    if entry.card:
        which = f"“{CARDS[entry.card]}”" + (f"账户{entry.printed_no}" if entry.printed_no else "")
    else:
        which = f"{_SECTIONS[entry.section]}{which}" if entry.section in _SECTIONS else which
    page = entry.sentence.evidence.page
    return f"本人信用报告（报告编号 {number}，报告时间 {day}）第 {page} 页{which}记载："


def quoted(one: AccountReport) -> list[str]:
    """Return the report's own words on an account: its sentence; of a detailed report its head and its state."""
    entry = one.entry
    if not entry.card:
        return [entry.sentence.value]
    state = [
        ("截至", entry.data_as_of),
        ("账户状态", entry.status),
        ("余额", entry.balance),
        ("当前逾期期数", entry.overdue_periods),
        ("当前逾期总额", entry.overdue_amount),
        ("账户关闭日期", entry.closed_on),
    ]
    words = [f"{label} {_as_printed(value)}" for label, value in state if value is not None and value.verified]
    return [entry.sentence.value, *(["；".join(words)] if words else [])]


def _as_printed(value: Value[Any]) -> str:
    """Return what a cell of the report prints; where only a longer stretch was kept, what was read in it."""
    text = value.evidence.text.strip()
    if 0 < len(text) <= _LONGEST:
        return text
    if isinstance(value.value, date):
        return chinese_date_value(value)
    return _printed(value) if value.precision is Precision.YUAN else str(value.value)


def proof_of(case: Case, findings: Sequence[Finding]) -> list[str]:
    """Return the letters that the findings rest on, a sentence each: which, of what day, and what it says."""
    documents = dict.fromkeys(one.document for finding in findings for one in finding.evidence)
    said = []
    for item in case.letters:
        letter = item.letter
        if letter.document not in documents or item.account != findings[0].account:
            continue
        parts = [f"{paper_label(case, letter.document)}载明"]
        if letter.settled_on is not None and letter.settled_on.verified:
            parts.append(f"该账户已于 {chinese_date_value(letter.settled_on)}结清")
        elif letter.as_of is not None and letter.as_of.verified:
            parts.append(f"截至 {chinese_date_value(letter.as_of)}该账户已结清")
        else:
            continue
        text = "".join(parts)
        if letter.outstanding is not None and letter.outstanding.value == 0 and letter.outstanding.verified:
            text += "，剩余欠款 0.00 元"
        said.append(f"{text}。")
    return list(dict.fromkeys(said))


def reserved(findings: Sequence[Finding]) -> list[str]:
    """Return what is left aside: nothing is conceded on other records; what is only too old did happen."""
    said = ["本申请仅就上述事项提出，不涉及该账户的其他记录。"]
    if any(one.code == "CRD704" for one in findings):
        said.append("本人不否认上述逾期曾经发生，仅因保存期限届满请求删除。")
    return said


def write_finding(
    letter: Letter, number: int, one: Finding, entries: Sequence[AccountReport], proof: str, *, basis: bool = True
) -> None:
    """Write one finding: what the report shows, what it should, how that was found, on what ground, where to look."""
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
    for each in one.basis if basis else ():
        words = basis_text(one, each)
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
