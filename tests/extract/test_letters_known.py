"""What is taken for a lender's settlement letter, and whom it speaks of."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.records.extraction import DocType
from tests.extract.pages import page, paper, raw, wrap

LENDER = "青禾消费金融有限公司"
DAY = "2026年3月20日"
LOAN = "在我司的贷款（合同编号：EE-1，贷款金额12,000.00元）已于2026年3月18日结清。"

OWN = {
    "an application": [
        "结清证明开具申请",
        "本人王小明，身份证号码：330106199001011424，于2026年3月18日还清在青禾消费金融有限公司的贷款（合同编号：EE-1），"
        "现申请贵司开具结清证明。",
        "申请人：王小明",
        DAY,
    ],
    "an application to a lender": [
        "贷款结清证明申请书",
        "青禾消费金融有限公司：",
        "本人王小明向贵公司所借款项（合同编号：EE-1）已于2026年3月18日全部结清，请贵公司出具结清证明。",
        "此致",
        LENDER,
        "申请人（签字）：王小明",
        DAY,
    ],
    "a statement of one's own": [
        "结清证明",
        "兹证明本人王小明在青禾消费金融有限公司的借款（合同编号：EE-1）已于2026年3月18日全部结清。特此证明。",
        "证明人：王小明",
        DAY,
    ],
    "a form for the customer": [
        "欠款结清确认书（客户填写）",
        "本人 王小明（身份证号码：330106199001011424）确认在青禾消费金融有限公司的贷款（合同编号：EE-1）"
        "已于2026年3月18日结清，请予确认。",
        "客户签名：王小明",
        DAY,
    ],
}


@pytest.mark.parametrize("name", OWN)
def test_the_person_s_own_paper_is_no_lender_s_letter(name: str) -> None:
    found = paper(page(OWN[name]))
    assert (found.document.type, found.document.reason_code) == (DocType.OTHER, "own_paper")
    assert not found.letters


@pytest.mark.parametrize(
    "lines",
    [
        ["结清证明", f"兹证明王小明{LOAN}", LENDER, DAY, "回执：本人已收到上述证明。", "客户签名：王小明"],
        ["结清证明", f"借款人王小明{LOAN}本证明仅供客户本人使用。", LENDER, DAY],
        ["结清证明", f"应申请人王小明申请，现证明其{LOAN}", LENDER, DAY],
    ],
)
def test_a_lender_s_letter_may_speak_of_the_person_s_hand(lines: list[str]) -> None:
    found = paper(page(lines))
    assert found.document.type is DocType.SETTLEMENT_LETTER
    assert raw(found.letter.settled_on) == date(2026, 3, 18)


@pytest.mark.parametrize(
    "title",
    [
        "贷款清偿通知书", "代偿债务清结证明", "结清情况说明", "借款清偿情况证明", "无贷款余额证明", "借款还清确认", "还清欠款通知",
        "Loan Clearance Letter 结清证明", "月月付业务证明", "还款协议完成确认", "贷款付清确认函",
    ],
)  # fmt: skip
def test_a_title_and_words_that_settle_make_a_letter(title: str) -> None:
    found = paper(page([title, f"兹证明借款人王小明（身份证号码：330106199001011424）{LOAN}", LENDER, DAY]))
    assert found.document.type is DocType.SETTLEMENT_LETTER
    assert (raw(found.letter.name), raw(found.letter.contract_no)) == ("王小明", "EE-1")


def test_a_form_with_pairs_and_a_title_is_a_letter_and_no_contract() -> None:
    found = paper(
        page(
            [
                "贷款清偿通知书",
                "借款人|马小明",
                "贷款合同编号|FD-2019-0771",
                "贷款本金|1,350,000.00元",
                "放款日|2019/06/21",
                "结清日|2026/01/09",
                "上列贷款本息已经全部收回，请贵中心办理抵押权注销手续。",
                "青禾银行股份有限公司住房金融部",
                "2026年1月12日",
            ]
        )
    )
    assert found.document.type is DocType.SETTLEMENT_LETTER
    assert (raw(found.letter.settled_on), raw(found.letter.opened_on)) == (date(2026, 1, 9), date(2019, 6, 21))
    assert raw(found.letter.issuer_text) == "青禾银行股份有限公司住房金融部"


@pytest.mark.parametrize(
    "lines",
    [
        ["还款优惠通知", "如您在2026年4月30日前一次性还款，则视为全部结清，我司将出具结清证明。", LENDER],
        ["贷款情况证明", "经查，王小明在我行贷款（合同编号 WG-22）目前尚未结清，尚欠本金18,400.00元。", "青禾银行", DAY],
        ["借款合同", "合同编号：EE-1", "贷款人：青禾银行股份有限公司", "借款人：王小明", "第五条 借款人可提前结清全部借款。"],
    ],
)
def test_what_settles_nothing_is_no_letter(lines: list[str]) -> None:
    assert paper(page(lines)).document.type is not DocType.SETTLEMENT_LETTER


def test_a_certificate_that_nobody_knows_and_that_names_a_settlement_is_told() -> None:
    found = paper(page(["贷款情况证明", "王小明在我行的贷款目前尚未结清，尚欠本金18,400.00元。", "青禾银行", DAY]))
    assert [note.code for note in found.notes] == ["unknown_paper"]
    other = paper(page(["放假通知", "本行于国庆节期间照常营业。", "青禾银行", DAY]))
    assert not other.notes


@pytest.mark.parametrize(
    "text",
    [
        "【青禾消金】亲爱的王小明，您尾号0045的借款已于2026年03月18日还清，谢谢支持。需要结清证明请在APP内办理。",
        "【青禾银行】尊敬的王小明，您的贷款（尾号0045）已于2026年03月18日全部结清。",
    ],
)
def test_a_short_message_is_a_weak_letter(text: str) -> None:
    assert paper(page(wrap(text))).document.type is DocType.SETTLEMENT_LETTER


# --- whom it speaks of -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("甲方（服务使用者）何归，身份证2102**********0011，曾使用本平台的服务，款项现均已结清。", "何归"),
        ("黄得清向本公司所借伍仟元整，已全部还清。", "黄得清"),
        ("王小明自我社借得的款项已全部还清。", "王小明"),
        ("程远：您在我行的综合授信合同（编号SX-2023-4410）项下借款已全部结清。", "程远"),
        ("我司于2022年9月1日代您（洪清越，身份证号330106199001011424）偿付的款项，您已全部结清。", "洪清越"),
        ("兹证明持卡人 苏已了（身份证末四位 4405）的欠款已全部结清。", "苏已了"),
        ("用户方吴小样（身份证号：4301**********2287）使用我方提供的服务，所有款项现已结清。", "吴小样"),
        ("用户方李四（身份证号：4301**********2287）使用我方提供的服务，用户方已付清全部款项。", "李四"),
        ("用户方小样（身份证号：4301**********2287）的款项现已全部结清。", "方小样"),
        ("借款人薛付清就上述订单应付的款项已经全部付清。", "薛付清"),
        ("申请执行人：青禾银行股份有限公司 被执行人：丁一清", "丁一清"),
    ],
)
def test_the_name_is_read(words: str, name: str) -> None:
    found = paper(page(["结清证明", words, "上述贷款已全部结清。", LENDER, DAY]))
    assert raw(found.letter.name) == name


@pytest.mark.parametrize(
    "words",
    ["客户签名：________", "尊敬的客户：您的借款已全部结清。", "该用户（本平台注册）的借款已全部结清。"],
)
def test_a_word_that_stands_for_a_person_is_no_name(words: str) -> None:
    assert paper(page(["结清证明", words, f"您{LOAN}", LENDER, DAY])).letter.name is None


@pytest.mark.parametrize(
    ("words", "name", "tail", "sure"),
    [
        ("借款人田甲、共同借款人李乙（身份证号码：320106198001018877、110101199001011234）", "田甲", "8877", True),
        ("借款人田甲（身份证号码：320106198001018877）、共同借款人李乙（身份证号码：110101199001011234）", "田甲", "8877", True),
        ("借款人田甲及其代办人李乙（身份证号码：110101199001011234）", "田甲", "1234", False),
    ],
)
def test_the_id_is_that_of_the_person_who_is_named(words: str, name: str, tail: str, sure: bool) -> None:
    found = paper(page(["贷款结清证明", f"兹证明{words}{LOAN}", LENDER, DAY])).letter
    assert (raw(found.name), raw(found.id_tail)) == (name, tail)
    assert all(check.agrees for check in found.id_tail.checks) is sure


@pytest.mark.parametrize(
    ("words", "issuer"),
    [
        ("王小明于2026年3月18日还清在青禾消费金融股份有限公司的贷款，款项已全部结清。", "青禾消费金融股份有限公司"),
        ("现确认王小明向青禾小额贷款有限公司所借款项已全部结清。", "青禾小额贷款有限公司"),
    ],
)
def test_an_issuer_begins_where_its_name_begins(words: str, issuer: str) -> None:
    assert raw(paper(page(["结清证明", words, DAY])).letter.issuer_text) == issuer


def test_a_brand_may_begin_with_a_word_of_a_sentence() -> None:
    found = paper(page(["结清证明", "王小明的贷款已全部结清。", "向阳小额贷款有限公司", DAY])).letter
    assert raw(found.issuer_text) == "向阳小额贷款有限公司"


def test_an_issuer_in_traditional_characters_is_one_with_its_short_name() -> None:
    found = paper(page(["結清證明書", "茲證明客戶王小明的貸款已全部結清。", "粵海銀行股份有限公司", DAY])).letter
    assert (found.issuer, raw(found.issuer_text)) == ("粤海银行", "粵海銀行股份有限公司")


# --- which account, which day ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "tail"),
    [
        ("持卡人王小明（身份证号码：330106199001011424）尾号8186信用卡的全部欠款已清偿完毕。", "8186"),
        ("王小明的信用卡美元账户（尾号6049）欠款已全部清偿。", "6049"),
        ("持卡人王小明的信用卡欠款已由其还款卡尾号1234全部清偿。", None),
        ("身份证尾号1234的借款人王小明的借款已全部清偿。", None),
    ],
)
def test_the_tail_of_a_card(words: str, tail: str | None) -> None:
    assert raw(paper(page(["信用卡结清证明", words, "青禾银行信用卡中心", DAY])).letter.account_tail) == tail


def test_of_a_replaced_contract_the_present_number_counts() -> None:
    words = "王小明的贷款（原合同编号：HT2021-777，现合同编号：HT2024-001）已于2026年3月18日结清。"
    found = paper(page(["贷款结清证明", words, LENDER, DAY]))
    assert raw(found.letter.contract_no) == "HT2024-001"
    assert not found.notes


@pytest.mark.parametrize("label", ["发放日", "放款日", "借款日", "放款日：", "发放日为"])
def test_the_day_of_the_loan_in_a_sentence(label: str) -> None:
    words = f"借款人王小明，贷款合同号 YC-1，{label} 2024.01.15，结清日 2026.03.18，当前余额 0.00 元。"
    found = paper(page(["贷款结清证明", words, LENDER, DAY])).letter
    assert (raw(found.opened_on), raw(found.settled_on)) == (date(2024, 1, 15), date(2026, 3, 18))
