"""SET: settlement letters."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.records.case import AccountLetter, Case
from pipeline.records.evidence import Evidence, Origin, Value
from pipeline.records.finding import Finding, Severity, Text
from pipeline.records.letter_items import missing_items, says_settled
from rules.registry import Draft, rule
from rules.tables.load import Tables

_UPDATES = (
    Text("在证明中写明将按规定报送更新后的征信信息", "and state that the updated data will be reported to the bureau"),
)
"""What a good letter promises too; its lack alone is no finding."""


@rule(
    "SET601",
    Severity.WARNING,
    says=Text("结清证明缺少通常载明的项目", "the settlement letter lacks an item"),
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
