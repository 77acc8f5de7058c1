"""What a paper, an account or an evidence is called for a person, and where it lies in its file."""

from __future__ import annotations

from pipeline.errors import REASONS, explain
from pipeline.output.text import chinese_date_value
from pipeline.output.words import DOC_TYPES, KINDS_OF_ACCOUNT
from pipeline.records.case import Account, Case
from pipeline.records.evidence import Evidence
from pipeline.records.extraction import Document


def find_document(case: Case, document_id: str) -> Document | None:
    """Return the paper with this id, None where the case has none."""
    return next((document for document in case.documents if document.id == document_id), None)


def find_account(case: Case, account_id: str | None) -> Account | None:
    """Return the account with this id, None where the case has none."""
    return next((account for account in case.accounts if account.id == account_id), None)


def file_page(document: Document, page: int) -> tuple[str, int]:
    """Return (sha256 of the file, page number in that file) of a paper's page; both count from 1.

    A page beyond the paper falls back to its first part, so an anchor can always be made.
    """
    left = page
    for part in document.parts:
        if left <= len(part.pages):
            return part.sha256, part.pages[left - 1] if left >= 1 else 1
        left -= len(part.pages)
    return document.parts[0].sha256, page


def path_and_page(case: Case, evidence: Evidence) -> str:
    """Return "path, page" of an evidence, the page as counted in that very file."""
    document = find_document(case, evidence.document)
    if document is None:
        return evidence.document
    sha256, page = file_page(document, evidence.page)
    path = next((part.path for part in document.parts if part.sha256 == sha256), document.path)
    return f"{path} · p{page}"


def account_label(account: Account | None, lang: str = "zh") -> str:
    """Return what a person calls an account, e.g. "招商银行 信用卡 4417"; "" where there is none."""
    if account is None:
        return ""
    words = [account.issuer or "", KINDS_OF_ACCOUNT[account.kind].in_(lang), account.identifier]
    return " ".join(word for word in words if word)


def paper_label(case: Case, document_id: str) -> str:
    """Return a paper's name for a letter, in Chinese, never with the name of its file.

    A letter is named with its number and day of issue, a statement with its statement day, a report with its
    number and day: what the other side needs to find the same paper.
    """
    document = find_document(case, document_id)
    if document is None or document.type is None:
        return "材料"
    name = f"{document.issuer or ''}{DOC_TYPES[document.type].zh}"
    facts = _facts(case, document_id)
    return f"{name}（{'，'.join(facts)}）" if facts else name


def _facts(case: Case, document_id: str) -> list[str]:
    """Return what identifies a paper, e.g. ["编号 JQ-01", "出具日期 2026年3月5日"]."""
    for one in case.letters:
        if one.letter.document == document_id:
            facts = [f"编号 {one.letter.serial.value}"] if one.letter.serial else []
            return facts + ([f"出具日期 {chinese_date_value(one.letter.issued_on)}"] if one.letter.issued_on else [])
    for two in case.statements:
        if two.statement.document == document_id and two.statement.statement_on:
            return [f"账单日 {chinese_date_value(two.statement.statement_on)}"]
    for three in case.report_accounts:
        if three.report.document == document_id:
            report = three.report
            facts = [f"报告编号 {report.number.value}"] if report.number else []
            return facts + ([f"报告时间 {chinese_date_value(report.reported_on)}"] if report.reported_on else [])
    return []


def reason_line(code: str, detail: str, lang: str) -> str:
    """Return a reason with its remedy; an unknown code as it is, so that nothing hides a file."""
    return explain(code, detail, lang) if code in REASONS else f"{code} {detail}".strip()
