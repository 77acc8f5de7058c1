"""What a letter prints and nobody understood is not said to be missing."""

from __future__ import annotations

import pytest

from pipeline.extract.kinds import read_records
from pipeline.records.extraction import DocType
from pipeline.records.letter_items import missing_items
from tests.extract.pages import page, wrap

LENDER = "青禾消费金融有限公司"


def lacking(*sentences: str, tail: tuple[str, ...] = (LENDER, "2026年3月19日")) -> tuple[set[str], list[str]]:
    lines = ["贷款结清证明", *(line for sentence in sentences for line in wrap(sentence)), *tail]
    found = read_records("d", DocType.SETTLEMENT_LETTER, [page(lines)])
    assert found is not None
    return {name for name, _ in missing_items(found.records[0])}, [doubt.code for doubt in found.doubts]


WHOLE = "兹证明王小明（身份证号码：3301**********1424）的贷款（合同编号：QH20240320118）已于2026年3月18日全部结清"


def test_a_letter_without_an_amount_lacks_it() -> None:
    assert lacking(f"{WHOLE}，无任何欠款。") == ({"settled_amount"}, [])


@pytest.mark.parametrize("words", ["划付3,150.00元", "对价为人民币3,150元", "以￥3,150.00了结"])
def test_an_amount_that_no_item_took_may_be_the_settled_one(words: str) -> None:
    assert lacking(f"{WHOLE}，{words}，无任何欠款。") == (set(), ["unread_item"])


@pytest.mark.parametrize("words", ["客服电话400-123-4567", "本证明有效期至2026年12月31日", "授信额度50,000.00元"])
def test_a_telephone_a_validity_and_a_limit_are_none(words: str) -> None:
    missing, doubts = lacking(f"{WHOLE}，无任何欠款。{words}。")
    assert (missing, doubts) == ({"settled_amount"}, [])


def test_a_day_that_no_item_took_may_be_that_of_settlement() -> None:
    said = "兹证明王小明的贷款（合同编号：QH20240320118）已全部结清，结清金额3,150.00元，无任何欠款。"
    assert lacking(said)[0] == {"settled_on"}
    assert lacking(said, "末次扣划 2026年3月18日。") == (set(), ["unread_item"])


def test_the_digits_of_a_number_are_no_day() -> None:
    said = "兹证明王小明的贷款（合同编号：QH-20240320-118）已全部结清，结清金额3,150.00元，无任何欠款。"
    assert lacking(said)[0] == {"settled_on"}


def test_a_month_of_settlement_is_by_its_end_or_by_the_day_of_issue() -> None:
    said = "兹证明王小明的贷款（合同编号：QH20240320118）已于2026年3月全部结清，结清金额3,150.00元，无任何欠款。"
    for issued, by in (("2026年3月19日", "2026-03-19"), ("2026年5月6日", "2026-03-31")):
        lines = ["贷款结清证明", *wrap(said), LENDER, issued]
        found = read_records("d", DocType.SETTLEMENT_LETTER, [page(lines)])
        assert found is not None
        assert found.records[0].as_of.value.isoformat() == by
        assert found.records[0].settled_on is None
