"""SET601: a settlement letter lacks an item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.records.evidence import Origin
from pipeline.records.finding import Severity
from tests.rules.build import assert_sound, card_letter, entry_of, findings, letter, only

ITEMS = {
    "name": ({"name": None}, "姓名"),
    "account": ({"contract_no": None}, "合同号、借据号或卡号末四位"),
    "settled_amount": ({"settled_amount": None}, "结清金额"),
    "outstanding": ({"outstanding": None}, "剩余欠款（或“无欠款”字样）"),
    "settled_on": ({"settled_on": None}, "结清日期"),
    "issued_on": ({"issued_on": None}, "出具日期"),
    "issuer": ({"issuer_text": None}, "出具机构名称"),
    "seal": ({"seal": False}, "印章"),
}


def test_silent_on_a_complete_letter() -> None:
    assert findings(letter()) == []
    assert findings(card_letter()) == []


@pytest.mark.parametrize("item", ITEMS)
def test_each_item_is_missed_by_its_name(item: str) -> None:
    said, name = ITEMS[item]
    finding = only(letter(**said), code="SET601")
    assert finding.severity is Severity.WARNING
    assert finding.difference is None
    assert finding.observed.zh == f"未见：{name}"
    assert finding.title.zh.endswith(f"缺少：{name}")
    assert len(finding.calculation) == 1
    assert name in finding.calculation[0].zh
    assert finding.addressee == "lender"
    assert name in finding.asks[0].zh


def test_it_rests_on_law_and_shows_the_paper_in_which_the_item_is_missing() -> None:
    paper = letter(settled_on=None)
    finding = only(paper, code="SET601")
    absence, *rest = finding.evidence
    assert (absence.document, absence.page, absence.box) == (paper.document.id, 1, None)
    assert paper.letter.settled_in_words.evidence in rest
    assert all(e.box is not None for e in rest)
    assert [b.confidence for b in finding.basis] == ["S"]
    assert finding.date == date(2026, 6, 19)


def test_several_items_are_one_finding_that_names_each() -> None:
    finding = only(letter(settled_on=None, settled_amount=None, seal=False), code="SET601")
    assert finding.observed.zh == "未见：结清金额、结清日期、印章"
    assert len(finding.calculation) == 3


def test_an_as_of_day_is_no_day_of_settlement() -> None:
    finding = only(letter(settled_on=None, as_of=date(2026, 6, 18)), code="SET601")
    assert "结清日期" in finding.observed.zh


# --- silent, or less ------------------------------------------------------------------------------------------------


def test_a_card_tail_stands_for_a_contract_number() -> None:
    assert findings(letter(contract_no=None, account_tail="9035")) == []


def test_a_seal_is_not_missed_on_a_paper_without_colour() -> None:
    assert findings(letter(seal=None)) == []


def test_a_loan_amount_is_not_among_the_items() -> None:
    assert findings(letter(loan_amount=None, opened_on=None, serial=None, id_tail=None)) == []


def test_a_cards_letter_that_lacks_only_the_amount_is_a_notice_without_a_draft() -> None:
    finding = only(card_letter(settled_amount=None), code="SET601")
    assert (finding.severity, finding.addressee) == (Severity.NOTICE, "")


def test_a_cards_letter_that_lacks_more_is_a_warning() -> None:
    finding = only(card_letter(settled_amount=None, settled_on=None), code="SET601")
    assert finding.severity is Severity.WARNING


def test_a_loans_letter_that_lacks_only_the_amount_is_a_warning() -> None:
    assert only(letter(settled_amount=None), code="SET601").severity is Severity.WARNING


def test_what_ocr_did_not_see_may_still_stand_there() -> None:
    finding = only(letter(settled_on=None, origin=Origin.OCR, agreement=0.95), code="SET601")
    assert finding.needs_review


def test_the_id_stays_for_a_second_copy_and_a_correction() -> None:
    alone = only(letter(settled_on=None), code="SET601")
    assert only(letter("a scan", settled_on=None, origin=Origin.OCR), code="SET601").id == alone.id
    assert [f.id for f in findings(letter(settled_on=None), letter("copy", settled_on=None))] == [alone.id]
    paper = letter(settled_on=None)
    for path, typed in (("contract_no", "QH-XF-2024-0320119"), ("issued_on", "2026-06-20")):
        corrected = only(paper, code="SET601", corrections={entry_of(paper, path): typed})
        assert corrected.id == alone.id, path


def test_the_finding_accuses_in_the_sense_of_a_warning() -> None:
    finding = only(letter(seal=False), code="SET601")
    shown = [e for e in finding.evidence if e.box is not None]
    assert_sound(replace(finding, evidence=tuple(shown)), Severity.WARNING)


@pytest.mark.parametrize("item", ["settled_amount", "outstanding", "settled_on"])
def test_what_is_printed_and_was_not_understood_is_not_missing(item: str) -> None:
    paper = letter(**{item: None})
    told = replace(paper, letters=(replace(paper.letter, printed=(item,)),))
    assert findings(paper, code="SET601") and not findings(told, code="SET601")


def test_a_letter_on_all_loans_of_a_lender_is_asked_for_no_account_and_no_amount() -> None:
    said = {"contract_no": None, "settled_amount": None, "loan_amount": None, "opened_on": None, "settled_on": None}
    assert findings(letter(scope="customer", as_of=date(2026, 6, 18), **said)) == []


def test_a_courts_notice_is_no_letter_of_the_lender() -> None:
    said = {"issuer_text": "示例市样例区人民法院", "contract_no": None, "settled_amount": None, "outstanding": None}
    assert findings(letter(**said), code="SET601") == []
