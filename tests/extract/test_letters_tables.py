"""Tables of accounts in settlement letters: a record per row, whatever its number looks like, and nobody else's."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.records.extraction import DocStatus
from pipeline.records.letter_items import missing_items
from tests.extract.pages import page, paper, raw

COLUMNS = (40.0, 190.0, 270.0, 350.0, 430.0, 510.0)
HEADS = ("借据编号", "借款金额", "放款日", "结清日", "状态", "剩余本金")


def table(*rows):
    """Rows of a table, each cell in its column."""
    return [[(x, text) for x, text in zip(COLUMNS, row, strict=False) if text] for row in rows]


def letter(*lines, head="借款结清证明", lead="客户：王小明 证件号码：3301**********1424"):
    """What is made of a letter with these lines between its head and its signature."""
    return paper(page([head, lead, *lines, "青禾消费金融有限公司", "2026年3月20日"]))


@pytest.mark.parametrize(
    ("first", "second"), [("YC001", "YC002"), ("K-3", "K-4"), ("1", "2"), ("（2021）个借字第7号", "（2021）个借字第8号")]
)
def test_a_row_is_a_row_whatever_its_number_looks_like(first: str, second: str) -> None:
    found = letter(
        *table(
            HEADS,
            (first, "12,000.00", "2024-01-15", "2026-03-18", "已结清", "0.00"),
            (second, "8,000.00", "2024-02-20", "", "未结清", "2,100.00"),
            ("合计", "20,000.00", "", "", "", "2,100.00"),
        )
    )
    assert [
        (raw(x.contract_no), raw(x.loan_amount), raw(x.settled_on), raw(x.outstanding), raw(x.settled_in_words))
        for x in found.letters
    ] == [
        (first, 1_200_000, date(2026, 3, 18), 0, "已结清"),
        (second, 800_000, None, 210_000, None),
    ]
    assert [note.code for note in found.notes] == ["not_settled"]
    assert all(check.agrees for x in found.letters for check in x.loan_amount.checks)


@pytest.mark.parametrize(
    "rows",
    [
        [("见附件", "详见附件", "另附", "另附", "另附", "另附")],
        [],
    ],
)
def test_a_table_of_which_no_row_is_read_is_told_and_lacks_nothing(rows) -> None:
    found = letter("您的借款均已结清，明细如下：", *table(HEADS, *rows))
    assert [note.code for note in found.notes] == ["unparsed_row"]
    assert found.document.status is DocStatus.PARTIAL
    (only,) = found.letters
    assert not {"account", "outstanding", "settled_on"} & {name for name, _ in missing_items(only)}


def test_a_row_that_is_not_understood_is_told() -> None:
    found = letter(
        *table(
            HEADS,
            ("YC001", "12,000.00", "2024-01-15", "2026-03-18", "已结清", "0.00"),
            ("—", "8,000.00", "2024-02-20", "2026-03-18", "已结清", "0.00"),
        )
    )
    assert len(found.letters) == 1
    assert [(note.code, "8,000.00" in note.text) for note in found.notes] == [("unparsed_row", True)]


@pytest.mark.parametrize(
    ("balance", "settled"), [("0.00", True), ("", True), ("--", True), ("500.00", False), ("见说明", False)]
)
def test_without_a_status_the_day_and_the_balance_tell(balance: str, settled: bool) -> None:
    found = letter(
        *table(
            ("合同编号", "贷款金额", "放款日期", "结清日期", "贷款余额"),
            ("AB-1", "1,000.00", "2025-01-02", "2026-01-02", balance),
            ("AB-2", "2,000.00", "2025-01-03", "2026-01-03", "0.00"),
        )
    )
    first, second = found.letters
    assert (first.settled_in_words is not None, raw(first.settled_on)) == (
        settled,
        date(2026, 1, 2) if settled else None,
    )
    assert raw(second.settled_on) == date(2026, 1, 3)
    assert first.scope == "contract"


def test_each_of_two_tables_gives_its_own_records() -> None:
    found = letter(
        *table(
            ("合同号", "借据号", "贷款余额", "结清日期", "发放日期", "贷款金额"),
            ("YJ-100", "YJ-100-1", "0.00", "2025-12-01", "2023-12-01", "10,000.00"),
            ("YJ-100", "YJ-100-2", "0.00", "2026-01-08", "2024-01-08", "20,000.00"),
        ),
        "另有信用卡：",
        *table(("卡号", "账户状态", "当前欠款", "销户日"), ("6225********9911", "已销户", "0.00", "2026-01-20")),
    )
    assert [(x.kind, raw(x.contract_no), raw(x.account_tail), raw(x.closes)) for x in found.letters] == [
        ("loan", "YJ-100-1", None, None),
        ("loan", "YJ-100-2", None, None),
        ("credit_card", None, "9911", "已销户"),
    ]
    card = found.letters[2]
    assert (raw(card.outstanding), card.scope, card.loan_amount) == (0, "card_account", None)
    assert card.settled_on is None  # that it was closed on that day does not say when it was paid


def test_a_table_of_cards_gives_a_record_per_card() -> None:
    found = letter(
        *table(
            ("卡片尾号", "币种", "销户日期", "销户前结清金额"),
            ("2291", "人民币", "2026年3月2日", "12,408.77"),
            ("2292", "美元", "2026年3月2日", "30.00"),
        ),
        head="信用卡账户注销证明",
        lead="兹证明持卡人王小明名下以下两张信用卡均已还清全部欠款并注销：",
    )
    assert [
        (raw(x.account_tail), raw(x.settled_on), raw(x.settled_amount), x.closes is not None, x.kind)
        for x in found.letters
    ] == [
        ("2291", date(2026, 3, 2), 1_240_877, True, "credit_card"),
        ("2292", date(2026, 3, 2), None, True, "credit_card"),
    ]
    assert not found.notes


def test_a_card_that_was_closed_without_a_word_of_payment_has_no_day_of_settlement() -> None:
    found = letter(
        *table(("卡号", "币种", "销户日期", "当前欠款"), ("6225********9911", "人民币", "2026-01-20", "0.00")),
        head="信用卡销户证明",
    )
    (card,) = found.letters
    assert (card.settled_on, raw(card.outstanding), raw(card.closes)) == (None, 0, "销户日期2026-01-20")
    assert "settled_on" not in {name for name, _ in missing_items(card)}


def test_a_line_of_a_form_is_no_head_of_a_table() -> None:
    found = letter(
        "姓名|王小明|证件号码|330106199001011424",
        "合同编号|RQ-2024-1|借款金额|9,999.99|放款日|2024-02-02",
        "结清日|2025-02-02|状态|已结清|剩余本金|0.00",
    )
    (only,) = found.letters
    assert (raw(only.contract_no), raw(only.loan_amount), raw(only.settled_on)) == (
        "RQ-2024-1",
        999_999,
        date(2025, 2, 2),
    )


@pytest.mark.parametrize(
    ("words", "amounts"),
    [
        ("三份借款合同（合同编号：SQ-01、SQ-02、SQ-07，借款金额分别为5,000.00元、8,000.00元、12,000.00元）均已于2026年2月1日结清。", [500_000, 800_000, 1_200_000]),
        ("合同号：SQ-01、SQ-02、SQ-07项下贷款，贷款金额共25,000.00元，现均已于2026年2月1日结清。", [None] * 3),
    ],
)
def test_contracts_that_one_sentence_settles_give_a_record_each(words: str, amounts: list[int | None]) -> None:
    found = letter(f"王小明与我司签订的{words}")
    assert [(raw(x.contract_no), raw(x.loan_amount), raw(x.settled_on)) for x in found.letters] == [
        (number, amount, date(2026, 2, 1)) for number, amount in zip(("SQ-01", "SQ-02", "SQ-07"), amounts, strict=True)
    ]


def test_days_that_are_said_of_each_are_each_one_s_own() -> None:
    found = letter("王小明的贷款（合同编号：AA-1、AA-2）均已分别于2026年1月9日、2026年2月9日全部结清，均已结清。")
    assert [raw(x.settled_on) for x in found.letters] == [date(2026, 1, 9), date(2026, 2, 9)]


def test_contracts_of_which_not_all_are_settled_are_told_and_lack_nothing() -> None:
    found = letter(
        "您的合同编号 ZZ-1 的借款已于2026年1月9日结清，合同编号 ZZ-2 的借款尚有1,050.00元未还。",
    )
    (only,) = found.letters
    assert "several_loans" in [note.code for note in found.notes]
    assert not all(check.agrees for check in only.contract_no.checks)
    assert not {"settled_amount", "outstanding", "settled_on"} & {name for name, _ in missing_items(only)}


@pytest.mark.parametrize(
    ("words", "tails"),
    [
        ("名下尾号 9911、9922 的两张信用卡已于2026年3月18日结清并销户。", ["9911", "9922"]),
        ("持有的卡片（卡号尾号：9911、9922）均已于2026年3月18日结清。", ["9911", "9922"]),
        ("持有的信用卡（原卡号尾号 1111，现卡号尾号 2222）已于2026年3月18日结清。", ["2222"]),
    ],
)
def test_several_cards_of_a_sentence(words: str, tails: list[str]) -> None:
    found = letter(f"兹证明王小明{words}", head="信用卡结清证明")
    assert [raw(x.account_tail) for x in found.letters] == tails
    assert {x.kind for x in found.letters} == {"credit_card"}


@pytest.mark.parametrize("again", [True, False])
def test_a_table_may_go_on_over_the_page(again: bool) -> None:
    one = ("YC001", "12,000.00", "2024-01-15", "2026-03-18", "已结清", "0.00")
    two = ("YC002", "8,000.00", "2024-02-20", "2026-03-18", "已结清", "0.00")
    first = page(["借款结清证明", "客户：王小明", *table(HEADS, one), "第1页/共2页"])
    last = ["青禾消费金融有限公司", "2026年3月20日", "第2页/共2页"]
    second = page([*table(*([HEADS] if again else []), two), *last], number=2)
    found = paper(first, second)
    assert [raw(x.contract_no) for x in found.letters] == ["YC001", "YC002"]
    assert not found.notes


def test_what_stands_on_the_next_page_is_no_row_of_a_table_that_ended() -> None:
    one = ("YC001", "12,000.00", "2024-01-15", "2026-03-18", "已结清", "0.00")
    first = page(["借款结清证明", "客户：王小明", *table(HEADS, one), "以上均已结清。", "第1页/共2页"])
    second = page([[(40.0, "经办：李三"), (190.0, "1,200.00")], "青禾消费金融有限公司", "第2页/共2页"], number=2)
    assert [raw(x.contract_no) for x in paper(first, second).letters] == ["YC001"]
