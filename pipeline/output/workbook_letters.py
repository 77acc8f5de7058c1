"""The sheet 结清材料: what each settlement letter has and lacks, and which settled debts have no letter."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.output.text import inner
from pipeline.output.words import SCOPES
from pipeline.output.workbook_cells import Table, day, fen, label_of, make_table, path_of, yes_no
from pipeline.output.workbook_style import Alert, Column
from pipeline.records.case import Account, AccountLetter, Case
from pipeline.records.finding import Text
from pipeline.records.letter import Letter
from pipeline.records.letter_items import lacking, strength

_COLUMNS = (
    Column("账户", "Account", 18), Column("出具单位", "Issuer", 11), Column("证明编号", "Serial", 13),
    Column("出具日期", "Issued on", 11.5), Column("姓名、证件尾号", "Name, ID tail", 9),
    Column("合同编号或尾号", "Contract or card", 14), Column("范围", "Scope", 9),
    Column("贷款金额", "Loan amount", 11.5), Column("结清金额", "Settled amount", 11.5),
    Column("减免金额", "Waived", 10), Column("剩余欠款", "Left", 10),
    Column("结清日期", "Settled on", 11.5), Column("印章", "Seal", 5), Column("证明力", "Strength", 7),
    Column("缺少", "Lacks", 18), Column("文件", "File", 13),
)  # fmt: skip

_STRENGTHS = {
    "A": Text("A 四项俱全", "A: account, day, nothing owed, seal"),
    "B": Text("B 缺一项，须有凭证佐证", "B: one of them is missing"),
    "C": Text("C 证明力弱", "C: weak"),
    "": Text("未写结清", "says of nothing that it is settled"),
}
_COMPLETE = Text("不缺", "nothing")
_NO_LETTER = Text("没有结清证明，请向该机构索取", "no settlement letter: ask the lender for one")
_OTHER_PERSON = Text("可能是别人的证明，见待复核", "may be another person's, see the review")


def letters_table(case: Case, lang: str) -> Table:
    """Return the sheet: a row per letter, and one per account that the papers show as paid and no letter names."""
    rows = [_row(case, one, lang) for one in case.letters]
    rows += [
        (label_of(case, account.id, lang), account.issuer, *[None] * 12, Alert(_NO_LETTER.in_(lang)), None)
        for account in _without_letter(case)
    ]
    return make_table(Text("结清材料", "Letters"), _COLUMNS, rows)


def _row(case: Case, one: AccountLetter, lang: str) -> tuple[Any, ...]:
    letter = one.letter
    who = " ".join(text for text in (inner(letter.name), inner(letter.id_tail)) if text)
    missing = lacking(letter)
    lacks = "、".join(text.zh for text in missing) if lang == "zh" else ", ".join(text.en for text in missing)
    return (
        label_of(case, one.account, lang),
        letter.issuer or inner(letter.issuer_text),
        inner(letter.serial),
        day(letter.issued_on),
        who or None,
        inner(letter.contract_no) or inner(letter.account_tail),
        SCOPES.get(letter.scope, SCOPES["unknown"]).in_(lang),
        fen(letter.loan_amount),
        fen(letter.settled_amount),
        fen(letter.waived),
        fen(letter.outstanding),
        _settled(letter, lang),
        yes_no(letter.has_seal, lang),
        _STRENGTHS[strength(letter)].in_(lang),
        Alert(_OTHER_PERSON.in_(lang)) if one.other_person else Alert(lacks) if lacks else _COMPLETE.in_(lang),
        path_of(case, letter.document),
    )


def _settled(letter: Letter, lang: str) -> date | str | None:
    """Return the day of settlement; a 截至 day is shown as what it is."""
    if letter.settled_on is not None:
        return letter.settled_on.value
    if letter.as_of is None:
        return None
    return f"by {letter.as_of.value}" if lang == "en" else f"截至 {letter.as_of.value}"


def _without_letter(case: Case) -> list[Account]:
    """Return cards and loans that the papers show as paid, and that no letter of the lender speaks of.

    Paid is what a credit report calls settled or closed, or a loan whose last list or plan leaves nothing.
    """
    named = {item.account for item in case.letters}
    # A letter on all that is owed to a lender names no account.
    whole = {item.letter.issuer for item in case.letters if item.letter.scope == "customer" and not item.other_person}
    known = {link.account for link in case.report_accounts if link.linked_by}
    settled = {link.account for link in case.report_accounts if link.entry.settled and link.account in known}
    for item in case.statements:
        rows = item.statement.rows
        last = rows[-1].balance if rows else None
        if item.statement.kind == "loan" and last is not None and last.value == 0 and item.account is not None:
            settled.add(item.account)
    return [
        account
        for account in case.accounts
        if account.id in settled and account.id not in named and account.issuer not in whole
    ]
