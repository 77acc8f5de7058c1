"""Settlement letters in twenty wordings: what each says is read exactly, and what it does not say stays open."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.check import check_record
from pipeline.extract.letter import extract_letter
from pipeline.records.evidence import CheckKind, Origin
from pipeline.records.extraction import DocType
from pipeline.records.letter import Letter
from pipeline.records.letter_items import missing_items
from tests.extract import letters
from tests.extract.pages import page, paper, raw, wrap

DAY = date(2026, 3, 18)
FIELDS = (
    "serial", "issuer_text", "name", "id_tail", "account_tail", "contract_no", "loan_amount", "settled_amount",
    "outstanding", "settled_on", "as_of", "issued_on", "opened_on", "settled_in_words", "waived", "owed",
    "claims_given_up", "stays_open", "closes", "creditor", "updates_within", "due_on",
)  # fmt: skip
BRANCH = "某某银行股份有限公司某某支行"
CENTRE = "某某银行股份有限公司信用卡中心"

SAID = {
    "T1": {
        "serial": "某银证〔2026〕0318-07",
        "issuer_text": BRANCH,
        "name": "王小明",
        "id_tail": "1424",
        "contract_no": "GX2023-0320-118",
        "loan_amount": 5_000_000,
        "outstanding": 0,
        "as_of": DAY,
        "issued_on": date(2026, 3, 19),
        "opened_on": date(2023, 3, 20),
        "settled_in_words": "已全部结清",
    },
    "T2": {
        "issuer_text": BRANCH,
        "name": "王小明",
        "contract_no": "XY-2021-00871",
        "outstanding": 0,
        "settled_on": DAY,
        "issued_on": date(2026, 3, 19),
        "settled_in_words": "已于二〇二六年三月十八日归还完毕",
    },
    "T3": {
        "issuer_text": BRANCH,
        "name": "王小明",
        "outstanding": 0,
        "issued_on": date(2026, 3, 19),
        "settled_in_words": "均已结清",
    },
    "T5": {
        "issuer_text": CENTRE,
        "name": "王小明",
        "account_tail": "6049",
        "outstanding": 0,
        "as_of": DAY,
        "issued_on": date(2026, 3, 19),
        "stays_open": "未销户",
    },
    "T6": {
        "issuer_text": CENTRE,
        "account_tail": "6049",
        "outstanding": 0,
        "settled_on": date(2026, 4, 30),
        "issued_on": date(2026, 5, 6),
        "settled_in_words": "已付清",
        "closes": "已于2026年4月30日办理销户",
    },
    "T8": {
        "issuer_text": "某某消费金融有限公司",
        "name": "王小明",
        "id_tail": "1424",
        "contract_no": "XJ20230320001",
        "loan_amount": 1_200_000,
        "settled_on": DAY,
        "issued_on": date(2026, 3, 19),
        "opened_on": date(2023, 3, 20),
        "due_on": date(2024, 3, 20),
        "settled_in_words": "已结清",
    },
    "T10": {
        "issuer_text": "某某小额贷款有限公司",
        "name": "王小明",
        "id_tail": "1424",
        "settled_amount": 864_000,
        "outstanding": 0,
        "as_of": DAY,
        "issued_on": date(2026, 3, 19),
        "settled_in_words": "现已结清",
    },
    "T11": {
        "issuer_text": "某某消费金融有限公司",
        "name": "*小明",
        "id_tail": "1424",
        "outstanding": 0,
        "as_of": DAY,
        "issued_on": date(2026, 3, 19),
    },
    "T13": {
        "issuer_text": "某某小额贷款有限公司",
        "name": "王小明",
        "loan_amount": 500_000,
        "settled_in_words": "已还清",
    },
    "T14": {
        "issuer_text": BRANCH,
        "contract_no": "HT-19-4471",
        "settled_amount": 2_800_000,
        "owed": 4_126_077,
        "waived": 1_326_077,
        "claims_given_up": "双方债权债务关系终结",
        "outstanding": 0,
        "settled_on": date(2026, 2, 10),
        "as_of": date(2026, 1, 31),
        "issued_on": date(2026, 2, 12),
        "settled_in_words": "双方债权债务关系终结",
    },
    "T4": {
        "serial": "某银房结〔2026〕第0031号",
        "issuer_text": BRANCH,
        "name": "王小明",
        "contract_no": "FD-2016-0088",
        "loan_amount": 50_000_000,
        "settled_on": DAY,
        "issued_on": date(2026, 3, 19),
        "settled_in_words": "全部还清",
    },
    "T7": {
        "issuer_text": CENTRE,
        "name": "王小明",
        "account_tail": "8186",
        "settled_amount": 2_341_806,
        "outstanding": 0,
        "settled_on": date(2026, 2, 11),
        "issued_on": date(2026, 2, 12),
        "settled_in_words": "已结清",
        "updates_within": 10,
    },
    "T12": {
        "issuer_text": "某某科技有限公司",
        "name": "王小明",
        "contract_no": "2023032000098",
        "settled_amount": 1005235,
        "outstanding": 0,
        "settled_on": DAY,
        "issued_on": date(2026, 3, 19),
        "settled_in_words": "已还清",
        "creditor": "某某银行股份有限公司",
    },
    "T15": {
        "issuer_text": CENTRE,
        "name": "王小明",
        "contract_no": "GF-2024-0601",
        "outstanding": 0,
        "settled_on": DAY,
        "issued_on": date(2026, 3, 20),
        "settled_in_words": "全部履行完毕",
    },
    "T16": {
        "issuer_text": "某某融资担保有限公司",
        "name": "王小明",
        "settled_amount": 1_102_000,
        "outstanding": 0,
        "settled_on": DAY,
        "issued_on": date(2026, 3, 20),
        "settled_in_words": "已于2026年3月18日向我司付清",
        "claims_given_up": "不再享有追偿权",
        "creditor": "某某银行",
    },
    "T17": {
        "issuer_text": "某某资产管理有限公司",
        "contract_no": "C-88120",
        "issued_on": date(2026, 3, 20),
        "settled_in_words": "已清偿完毕",
        "creditor": "某某消费金融",
    },
    "T18": {
        "serial": "（2026）某0101执0456号",
        "issuer_text": "某某市某某区人民法院",
        "issued_on": date(2026, 3, 20),
        "settled_in_words": "已履行完毕",
        "creditor": "某某银行",
    },
    "T19": {
        "issuer_text": "某某消费金融有限公司",
        "name": "王小明",
        "outstanding": 0,
        "issued_on": date(2026, 4, 2),
        "closes": "额度已关闭",
    },
    "T20": {
        "issuer_text": "某某消金",
        "name": "王小明",
        "account_tail": "0045",
        "settled_in_words": "已于03月18日结清",
    },
    "MINIMAL": {
        "issuer_text": "样例银行样例支行",
        "name": "王小明",
        "contract_no": "DK20230088",
        "settled_on": DAY,
        "issued_on": DAY,
        "settled_in_words": "全额结清",
    },
    "LONG": {
        "issuer_text": "样例银行股份有限公司样例支行",
        "name": "王小明",
        "id_tail": "1424",
        "contract_no": "(2021)样银个借字第00871号",
        "loan_amount": 20_000_000,
        "outstanding": 0,
        "settled_on": DAY,
        "issued_on": date(2026, 3, 19),
        "opened_on": date(2021, 5, 6),
        "due_on": date(2026, 5, 6),
        "settled_in_words": "已于2026年3月18日通过手机银行提前结清",
    },
    "LINES": {
        "issuer_text": "样例银行股份有限公司",
        "name": "王小明",
        "id_tail": "1424",
        "contract_no": "8801223344556677",
        "loan_amount": 5_000_000,
        "settled_amount": 1_208_640,
        "settled_on": DAY,
        "issued_on": date(2026, 3, 19),
        "opened_on": date(2023, 3, 20),
        "due_on": date(2026, 3, 20),
        "settled_in_words": "结清日期：2026-03-18",
    },
    "TWO_PARTIES": {
        "issuer_text": "样例网络小额贷款有限公司",
        "name": "王小明",
        "loan_amount": 800_000,
        "outstanding": 0,
        "as_of": DAY,
        "issued_on": DAY,
        "opened_on": date(2023, 3, 20),
        "settled_in_words": "已还清",
        "claims_given_up": "债权债务已结清",
    },
    "NOTICE": {
        "issuer_text": "样例银行",
        "name": "王小明",
        "contract_no": "0045678901",
        "settled_on": DAY,
        "settled_in_words": "已于2026年3月18日结清",
    },
}
SCOPES = {
    "T1": "drawdown", "T2": "contract", "T3": "customer", "T5": "card_account", "T6": "card_account",
    "T8": "contract", "T10": "platform", "T11": "platform", "T13": "unknown", "T14": "contract",
    "T4": "contract", "T7": "card_account", "T12": "drawdown", "T15": "contract", "T16": "unknown", "T17": "contract",
    "T18": "unknown", "T19": "customer", "T20": "drawdown", "MINIMAL": "contract", "LONG": "contract", "LINES": "drawdown",
    "TWO_PARTIES": "unknown", "NOTICE": "drawdown",
}  # fmt: skip


def lines(number: str) -> list[str]:
    return getattr(letters, number)


def read(text_lines, **more) -> Letter:
    return extract_letter("d", [page(text_lines, **more)])


def said(letter: Letter) -> dict:
    return {name: raw(getattr(letter, name)) for name in FIELDS if getattr(letter, name) is not None}


def clause(text: str) -> Letter:
    """A letter with this one sentence."""
    return read(["结清证明", *wrap(text), BRANCH, "2026年5月19日"])


@pytest.mark.parametrize("number", SAID)
def test_it_is_taken_for_a_settlement_letter(number: str) -> None:
    assert paper(page(lines(number))).document.type is DocType.SETTLEMENT_LETTER


@pytest.mark.parametrize("number", SAID)
def test_what_it_says_is_read_and_nothing_else(number: str) -> None:
    assert said(read(lines(number))) == SAID[number]


@pytest.mark.parametrize("number", SAID)
def test_it_says_how_far_it_reaches(number: str) -> None:
    letter = read(lines(number))
    assert letter.scope == SCOPES[number]
    assert letter.kind == ("credit_card" if number in ("T5", "T6", "T7") else "loan")


@pytest.mark.parametrize("number", SAID)
def test_each_value_shows_the_words_it_was_read_from(number: str) -> None:
    sheet = page(lines(number))
    whole = "".join(r.text for r in sheet.grid.rows).replace(" ", "")
    letter = extract_letter("d", [sheet])
    for name in FIELDS:
        value = getattr(letter, name)
        if value is not None:
            assert value.evidence.text.replace(" ", "") in whole
            assert value.evidence.box.width > 0


@pytest.mark.parametrize(
    ("number", "lacks"),
    [
        ("T1", {"settled_amount", "settled_on"}),
        ("T2", {"settled_amount"}),
        ("T3", {"settled_on"}),
        ("T5", {"settled_amount", "settled_on"}),
        ("T8", {"settled_amount", "outstanding"}),
        ("T10", {"account", "settled_on"}),
        ("T13", {"account", "settled_amount", "outstanding", "settled_on", "issued_on"}),
        ("T14", {"name"}),
    ],
)
def test_the_items_that_the_rule_misses_are_those_that_are_missing(number: str, lacks: set[str]) -> None:
    letter = read(lines(number), seal=True)
    assert {name for name, _ in missing_items(letter)} == lacks


@pytest.mark.parametrize("number", SAID)
@pytest.mark.parametrize("characters", [11, 17, 23, 29, 50])
def test_where_its_lines_break_does_not_matter(number: str, characters: int) -> None:
    # A title, a signature and pairs stay lines of their own; the body is wrapped otherwise.
    body = {"T1": (2, -5), "T2": (1, -2), "T3": (1, -2), "T5": (1, -2), "T6": (1, -2), "T10": (1, -2),
            "T11": (1, -2), "T14": (1, -2), "T4": (5, -2), "T7": (2, -2), "T12": (1, -2), "T15": (1, -2), "T16": (2, -2),
            "T17": (1, -2), "T18": (2, -2), "T19": (1, -2), "MINIMAL": (1, -4), "LONG": (1, -2), "TWO_PARTIES": (1, -2),
            "NOTICE": (1, -1)}.get(number)  # fmt: skip
    if body is None:
        body = (0, 0)
    printed = lines(number)
    first, last = body[0], len(printed) + body[1] if body[1] else 0
    text = "".join(printed[first:last])
    assert said(read([*printed[:first], *wrap(text, characters), *printed[last:]])) == SAID[number]


# --- amounts in capitals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("capitals", "agrees"), [("伍万元整", True), ("伍万零壹元整", False)])
def test_the_capital_form_supports_or_contradicts_the_figure(capitals: str, agrees: bool) -> None:
    letter = read([line.replace("伍万元整", capitals) for line in wrap("".join(lines("T1")), 60)])
    checks = [c.agrees for c in letter.loan_amount.checks if c.kind is CheckKind.CAPITALS]
    assert checks == [agrees]
    assert letter.loan_amount.verified is agrees


def test_the_paid_sum_has_its_capital_form_too() -> None:
    letter = read(lines("T10"))
    assert [c.agrees for c in letter.settled_amount.checks if c.kind is CheckKind.CAPITALS] == [True]


# --- 截至 is an as-of day -------------------------------------------------------------------------------------------


@given(
    day=st.dates(date(2019, 1, 1), date(2026, 5, 1)),
    word=st.sampled_from(["截至", "截止"]),
    form=st.sampled_from(["{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y%m%d}日"]),
    rest=st.sampled_from(
        ["，该笔贷款已全部结清。", "已全部结清。", "，欠款余额为0.00元。", "，本息均已还清，无拖欠。"]
    ),
)
def test_an_as_of_day_is_never_a_day_of_settlement(day, word, form, rest) -> None:
    letter = clause(f"借款人王小明的贷款{word}{form.format(day)}{rest}")
    assert letter.settled_on is None
    assert raw(letter.as_of) == day


@pytest.mark.parametrize(
    "text",
    [
        "该笔贷款已于2026年3月18日部分结清，剩余本金5,000.00元。",
        "该笔贷款于2026年3月18日到期，尚未结清。",
        "您的第3期还款未结清，逾期部分如期于2026年3月18日还清后可恢复额度。",
        "若于2026年4月10日前一次性支付28,000.00元，可减免13,260.77元，视为结清。",
        "若于2026年4月10日前付清，可减免剩余欠款，届时账户已结清。",
        "如需提前结清，将于2026年4月10日前出具全部结清证明。",
        "贷款结清后方可办理，拟于2026年4月10日全部结清。",
    ],
)
def test_a_part_a_future_or_an_offer_settles_nothing(text: str) -> None:
    letter = clause(text)
    assert letter.settled_amount is None
    assert letter.settled_in_words is None
    assert letter.settled_on is None


@pytest.mark.parametrize(
    "text",
    ["该笔贷款部分结清，费用尚未全部结清。", "本金尚未全部还清。", "若于4月10日前支付，可减免，本息全部结清。"],
)
def test_nor_does_it_say_that_nothing_is_owed(text: str) -> None:
    assert clause(text).outstanding is None


def test_a_guard_in_another_clause_changes_nothing() -> None:
    letter = clause("该笔贷款已于2026年3月18日全部结清。如需查询请致电，若于本行另有贷款不在此列。")
    assert (raw(letter.settled_on), raw(letter.settled_in_words)) == (DAY, "全部结清")


@pytest.mark.parametrize(
    "text",
    [
        "兹证明王小明于2023年3月20日在我行办理贷款一笔，已全部结清。",
        "您于2023年3月20日签订的合同，已结清。",
        "我司于2023年3月20日发放的贷款已全部结清。",
    ],
)
def test_the_day_of_the_loan_is_no_day_of_settlement(text: str) -> None:
    letter = clause(text)
    assert letter.settled_on is None
    assert letter.settled_in_words is not None


# --- synonyms: an item that stands there under another name is not missed --------------------------------------------


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("客户姓名：王小明，证件号码：330103********1424。", "name", "王小明"),
        ("持卡人：王小明，卡号末四位6049。", "name", "王小明"),
        ("借款人姓名：王*明，身份证号：330103********1424。", "name", "王*明"),
        ("合同号：HT-19-4471。", "contract_no", "HT-19-4471"),
        ("借据号：JJ2303200045。", "contract_no", "JJ2303200045"),
        ("订单号：202303200098。", "contract_no", "202303200098"),
        ("卡号后四位：6049。", "account_tail", "6049"),
        ("卡号：6222********6049。", "account_tail", "6049"),
        ("结清金额：3,150.00元。", "settled_amount", 315_000),
        ("累计还款总额：3,150.00元。", "settled_amount", 315_000),
        ("实际清偿金额：¥3,150.00。", "settled_amount", 315_000),
        ("您一次性支付3,150.00元。", "settled_amount", 315_000),
        ("剩余本金：0.00元。", "outstanding", 0),
        ("未还金额0元。", "outstanding", 0),
        ("尚欠本息合计0.00元。", "outstanding", 0),
        ("您无任何欠款。", "outstanding", 0),
        ("账户已无欠款，无拖欠。", "outstanding", 0),
        ("还清日期：2026年3月18日。", "settled_on", DAY),
        ("结清时间：2026-03-18 21:07:55。", "settled_on", DAY),
        ("全部款项已于2026/3/18偿还完毕。", "settled_on", DAY),
        ("已于20260318全部清偿。", "settled_on", DAY),
        ("还清时间：2026.03.18。", "settled_on", DAY),
    ],
)
def test_synonyms(text: str, field: str, value) -> None:
    assert raw(getattr(clause(text), field)) == value


@pytest.mark.parametrize("label", ["出具日期", "开具日期", "打印日期", "打印时间", "日期"])
def test_labels_of_the_day_of_issue(label: str) -> None:
    letter = read(["结清证明", "结清日期：2026年3月18日", f"{label}：2026年3月20日", "某某消费金融有限公司"])
    assert raw(letter.issued_on) == date(2026, 3, 20)


@pytest.mark.parametrize("label", ["放款日期", "到期日期", "结清日期", "出生日期", "借款日期"])
def test_another_day_is_not_the_day_of_issue(label: str) -> None:
    letter = read(["结清证明", f"{label}：2024年3月20日", "某某消费金融有限公司"])
    assert letter.issued_on is None


def test_a_debt_that_is_left_is_read_as_it_stands() -> None:
    letter = clause("该笔贷款剩余本金：5,000.00元。")
    assert (raw(letter.outstanding), letter.settled_in_words) == (500_000, None)


# --- seal, readers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seal", [True, False, None])
def test_the_seal_is_what_the_page_shows_and_not_the_printed_word(seal) -> None:
    assert read(lines("T10"), seal=seal).has_seal is seal


def test_read_by_ocr_it_says_the_same_and_agreement_verifies_it() -> None:
    letter = read(lines("T1"), origin=Origin.OCR, agreement=0.95)
    assert said(letter) == SAID["T1"]
    assert letter.settled_in_words.verified
    assert letter.as_of.verified


def test_read_by_one_reader_alone_nothing_of_it_is_verified_but_by_capitals() -> None:
    letter = read(lines("T1"), origin=Origin.OCR, second_reader=False)
    verified = [name for name in FIELDS if (v := getattr(letter, name)) is not None and v.verified]
    assert verified == []
    # The capital form is one equation: on a page that one reader alone has seen it does not suffice.
    assert [c.agrees for c in letter.loan_amount.checks] == [True]


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("结清日：2026年6月18日", "settled_on"),
        ("实收结清款：3,150.00元", "settled_amount"),
        ("未偿还余额：0.00元", "outstanding"),
        ("账户号码：6225********4417", "account_tail"),
        ("样本县农村信用合作联社", "issuer_text"),
        ("例子科技有限公司", "issuer_text"),
    ],
)
def test_an_item_under_another_name_is_not_missed(line: str, item: str) -> None:
    from pipeline.extract.letter import extract_letter
    from pipeline.records.evidence import Box, Origin
    from pipeline.records.reading import Cell, Grid, Page, Row

    box = Box(10, 10, 300, 22)
    page = Page(1, 600, 800, Origin.EMBEDDED, Grid((Row((Cell(line, box),), box),)))
    assert getattr(extract_letter("d", [page]), item) is not None


def test_a_table_of_drawdowns_gives_a_record_each() -> None:
    columns = (60.0, 200.0, 290.0, 380.0, 470.0)
    table = [
        ("借据编号", "借款金额", "放款日", "结清日", "状态"),
        ("JJ2303200045", "5,000.00", "2023-03-20", "2024-03-20", "已结清"),
        ("JJ2306110012", "8,000.00", "2023-06-11", "2024-06-11", "已结清"),
        ("JJ2309010003", "3,000.00", "2023-09-01", "", "未结清"),
    ]
    lines = [
        "结清证明",
        "兹证明王小明（证件号码：3301**********1424）截至2026年3月18日在我司共有3笔借款，明细如下：",
        *[list(zip(columns, row, strict=True)) for row in table],
        "特此证明。",
        "某某消费金融有限公司",
        "2026年3月19日",
    ]
    result = paper(page(lines))
    assert [
        (x.contract_no.value, x.loan_amount.value, x.settled_on and x.settled_on.value, bool(x.settled_in_words))
        for x in result.letters
    ] == [
        ("JJ2303200045", 500_000, date(2024, 3, 20), True),
        ("JJ2306110012", 800_000, date(2024, 6, 11), True),
        ("JJ2309010003", 300_000, None, False),
    ]
    assert {x.id_tail.value for x in result.letters} == {"1424"}
    assert [note.code for note in result.notes] == ["not_settled"]


@pytest.mark.parametrize(
    ("words", "fen", "which"),
    [
        ("累计还款28,000.00元", 2_800_000, "total"),
        ("最后一笔还款金额：1,050.00元", 105_000, "last"),
        ("归还本金12,000.00元", 1_200_000, "principal"),
        ("结清金额3,150.00元", 315_000, ""),
    ],
)
def test_a_settled_amount_is_what_its_label_calls_it(words: str, fen: int, which: str) -> None:
    letter = paper(page(["结清证明", f"王小明的借款（合同编号：HT2401）已全部结清，{words}。", BRANCH])).letter
    assert (letter.settled_amount.value, letter.settled_amount_is) == (fen, which)


@pytest.mark.parametrize("words", ["减免金额13,260.77元", "剩余13,260.77元我行予以减免"])
def test_what_was_waived_is_read(words: str) -> None:
    letter = paper(
        page(["债务减免结清函", f"您已一次性支付28,000.00元，{words}，双方债权债务关系终结。", BRANCH])
    ).letter
    assert letter.waived.value == 1_326_077


@pytest.mark.parametrize("printed", ["14,619/77元", "14,619:77元", "14,619-77元", "5,977.6.4元"])
def test_a_part_of_an_amount_is_no_amount(printed: str) -> None:
    """A stroke through the point: both readers see the same wrong text, and the whole yuan alone would be wrong."""
    letter = read(
        ["结清证明", f"王小明的贷款已于2026年3月18日结清，累计还款金额人民币{printed}。", "某某银行", "2026年3月19日"]
    )
    assert letter.settled_amount is None


def test_of_a_picture_a_sum_without_fen_is_doubted_beside_sums_that_have_them() -> None:
    said_by = "王小明的贷款，贷款金额50,000.00元，已于2026年3月18日结清，累计还款金额人民币23456元。"
    text_lines = ["结清证明", said_by, "某某银行", "2026年3月19日"]
    for origin, doubted in ((Origin.OCR, True), (Origin.EMBEDDED, False)):
        letter = check_record(read(text_lines, origin=origin))
        assert letter.settled_amount.value == 23_456_00
        assert any(not check.agrees for check in letter.settled_amount.checks) is doubted
        assert all(check.agrees for check in letter.loan_amount.checks)


def test_a_day_right_behind_an_amount_belongs_to_the_sentence() -> None:
    letter = read(
        ["结清证明", "王小明的贷款，累计还款金额人民币5,230.00，2026年3月18日结清。", "某某银行", "2026年3月19日"]
    )
    assert letter.settled_amount.value == 5_230_00
