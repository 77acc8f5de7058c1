"""SET: settlement letters."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.records.case import Account, AccountLetter, Case
from pipeline.records.evidence import Evidence, Origin, Value
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.letter import Letter
from rules.registry import Draft, rule
from rules.tables.load import Tables

_ITEMS: tuple[tuple[str, Text], ...] = (
    ("name", Text("姓名", "name")),
    ("account", Text("合同号、借据号或卡号末四位", "contract number or card tail")),
    ("settled_amount", Text("结清金额", "settled amount")),
    ("outstanding", Text("剩余欠款（或“无欠款”字样）", "remaining debt")),
    ("settled_on", Text("结清日期", "day of settlement")),
    ("issued_on", Text("出具日期", "day of issue")),
    ("issuer", Text("出具机构名称", "issuer")),
    ("seal", Text("印章", "seal")),
)


_UPDATES = (
    Text("在证明中写明将按规定报送更新后的征信信息", "and state that the updated data will be reported to the bureau"),
)
"""What a good letter promises too; its lack alone is no finding."""


def says_settled(letter: Letter) -> bool:
    """Whether a letter says that something is settled, in words or by a remaining debt of nothing."""
    return letter.settled_in_words is not None or (letter.outstanding is not None and letter.outstanding.value == 0)


def missing_items(letter: Letter) -> list[tuple[str, Text]]:
    """Return the items a letter lacks; a seal is not missed on a paper without colour.

    What stands behind its label is not missing, whether or not we understood it.
    """
    present = {
        "name": letter.name is not None,
        "account": letter.contract_no is not None or letter.account_tail is not None,
        "settled_amount": letter.settled_amount is not None,
        # Who claims nothing more has said what is left.
        "outstanding": letter.outstanding is not None or letter.claims_given_up is not None,
        "settled_on": letter.settled_on is not None,
        "issued_on": letter.issued_on is not None,
        "issuer": letter.issuer_text is not None,
        "seal": letter.has_seal is not False,
    }
    return [(name, text) for name, text in _ITEMS if not present[name] and name not in letter.printed]


def lacking(letter: Letter) -> list[Text]:
    """Return the names of what a letter lacks."""
    return [text for _, text in missing_items(letter)]


def strength(letter: Letter) -> str:
    """Return how much a letter proves by itself.

    A names the account and the day, says that nothing is owed, and bears a seal; of B one of these is missing, so that
    a receipt or statement must supply it; C is anything weaker, a platform's word or a mere balance at a day among it.
    "" where it says of nothing that it is settled.  Source: practice, `letters.md` §4.
    """
    if not says_settled(letter) or (letter.outstanding is not None and letter.outstanding.value > 0):
        return ""
    if letter.scope == "platform" or (letter.settled_on is None and letter.settled_in_words is None):
        return "C"
    has = (
        letter.contract_no is not None or letter.account_tail is not None,
        letter.settled_on is not None,
        letter.has_seal is True,
    )
    return ("A", "B")[has.count(False)] if has.count(False) < 2 else "C"


def without_letter(case: Case) -> list[Account]:
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


@rule(
    "SET601",
    Severity.WARNING,
    says=Text("结清证明缺少应有的项目", "the settlement letter lacks an item"),
    needs=Text("结清证明", "the settlement letter"),
    silent_when=(
        Text("没有说任何款项已结清（转待复核）", "the letter says of nothing that it is settled (goes to review)"),
        Text("该项目以同义词出现", "the item stands under a synonym"),
        Text("标签之后印有内容而没有读懂", "something is printed behind its label that was not understood"),
        Text("复印件没有颜色（印章无从判断）", "the paper has no colour (seal)"),
        Text(
            "信用卡或债权受让方的结清证明只缺结清金额（仅提示）",
            "the letter of a card or an assignee lacks only the settled amount (a notice)",
        ),
    ),
    basis=("post_contract_duty",),
    example=Text(
        "证明写“该笔贷款已全部结清”而没有写哪一天：缺“结清日期”。",
        "The letter says 全部结清 but not on which day: the day of settlement is missing.",
    ),
)
def lacks_an_item(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield one draft per letter that lacks an item."""
    for item in case.letters:
        missing = missing_items(item.letter)
        # A letter that says of nothing that it is settled (an offer, a plan, a demand) is no settlement letter.
        if missing and not item.other_person and says_settled(item.letter):
            yield _draft(case, tables, item, missing)


def _draft(case: Case, tables: Tables, item: AccountLetter, missing: list[tuple[str, Text]]) -> Draft:
    letter = item.letter
    # A card's letter often names no amount, nor does that of who took a debt over.
    weak = letter.kind == "credit_card" or letter.creditor is not None
    only_amount = weak and [name for name, _ in missing] == ["settled_amount"]
    severity = Severity.NOTICE if only_amount else Severity.WARNING
    zh = "、".join(text.zh for _, text in missing)
    en = ", ".join(text.en for _, text in missing)
    document = case.document(letter.document)
    ocr = document.text_source in ("ocr", "mixed")
    origin = Origin.OCR if ocr else Origin.EMBEDDED
    issuer = letter.issuer or ""
    number = letter.contract_no or letter.account_tail
    name = f"{issuer}结清证明{f'（{number.value}）' if number else ''}"
    absence = Evidence(letter.document, 1, None, f"缺：{zh}", origin)
    read: tuple[Value | None, ...] = (letter.settled_in_words, letter.serial)  # type: ignore[type-arg]
    finding = Finding(
        id="",
        code="SET601",
        severity=severity,
        account=item.account,
        issuer=letter.issuer,
        date=letter.issued_on.value if letter.issued_on else None,
        title=Text(f"{name}缺少：{zh}", f"settlement letter of {issuer} lacks: {en}"),
        observed=Text(f"未见：{zh}", f"not found: {en}"),
        expected=Text("写明上述各项", "each item is stated"),
        difference=None,
        calculation=tuple(Text(f"全文未见“{text.zh}”及其同义写法", f"no {text.en} in the text") for _, text in missing),
        basis=(tables.basis("post_contract_duty", case.as_of),),
        evidence=(absence, *(v.evidence for v in read if v is not None)),
        # What OCR did not see may still stand on the paper.
        needs_review=ocr,
        addressee="" if only_amount else "lender",
        asks=(
            Text(f"重新出具结清证明，写明：{zh}", f"issue the letter again, stating: {en}"),
            *(_UPDATES if letter.updates_within is None else ()),
        ),
        meaning=Text(
            "缺少这些项目的结清证明，日后更正征信或对账时可能不被接受。",
            "A letter without these items may not be accepted when the credit report must be corrected.",
        ),
    )
    serial = letter.serial.as_first_read if letter.serial else ""
    identity = (issuer, str(number.as_first_read) if number else "", "", serial, "letter", "", "")
    return Draft(finding, identity, letter.document)
