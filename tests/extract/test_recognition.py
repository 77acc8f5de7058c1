"""What kind of paper it is: a paper of another kind is never taken for one of the three that are read."""

from __future__ import annotations

import pytest

from pipeline.extract import extract_paper
from pipeline.records.evidence import Origin
from pipeline.records.extraction import DocStatus, DocType
from pipeline.records.reading import Grid, Page, Reading
from tests.extract.pages import page, paper, wrap

READ = {DocType.CARD_STATEMENT, DocType.SETTLEMENT_LETTER, DocType.CREDIT_REPORT_BRIEF}

OTHERS = {
    "a lender's advertisement": [
        "青禾消费金融 · 限时优惠",
        *wrap("尊敬的王先生：您的专属额度最高200,000元已到账！日利率低至0.02%，随借随还，新客首期免息。"),
        *wrap("凭身份证即可申请，最快3分钟放款。已结清客户可享额度提升，点击链接立即领取。"),
        "客服电话：400-000-0000",
        "青禾消费金融有限公司",
    ],
    "an invoice": [
        "增值税电子普通发票",
        "发票代码：011002100311|发票号码：12345678",
        "开票日期：2026年03月18日",
        "购买方名称|王小明",
        "项目名称|金额|税率|税额",
        "服务费|1,000.00|6%|60.00",
        "价税合计（大写）壹仟零陆拾元整|（小写）￥1,060.00",
    ],
    "a report on a company": [
        "企业信用报告",
        "（自主查询版）",
        "报告编号：2026091010223110009968|报告时间：2026-09-10",
        "名称|某某商贸有限公司",
        "中征码|3201050000000000|统一社会信用代码|91310000MA00000000",
        "信贷记录",
        "未结清信贷及授信信息概要",
        "已结清信贷信息概要",
    ],
    "a certificate of payments": [
        "还款证明",
        *wrap("兹证明借款人王小明于2023年3月20日在我行办理个人住房贷款一笔，截至2026年3月18日按期还款36期，"),
        *wrap("累计归还本金36,000.00元、利息12,000.00元，贷款余额464,000.00元。"),
        "某某银行股份有限公司某某支行",
        "2026年3月19日",
    ],
    "a letter in English": [
        "Dear Mr. Wang,",
        "Thank you for your interest in our services. Your application has been received.",
        "We will contact you within three working days.",
        "Yours sincerely,",
        "Example Ltd.",
    ],
    "an overdue notice": [
        "逾期催收通知",
        *wrap("王小明：您在我司的借款已逾期30天，应还总额3,150.00元，请于2026年4月10日前还款，避免影响您的征信。"),
        "某某消费金融有限公司",
    ],
    "an offer": [
        "减免方案",
        *wrap("若您于2026年4月10日前一次性支付28,000.00元，我行可减免剩余欠款13,260.77元，并视为结清。"),
        "某某银行股份有限公司某某支行",
    ],
    "a page of numbers": ["2026-03-01|100.00", "2026-03-02|200.00", "2026-03-03|300.00"],
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_paper_is_not_read_as_one_of_ours(name: str) -> None:
    result = paper(page(OTHERS[name]))
    assert result.document.type not in READ
    assert (result.letter, result.report, result.statement) == (None, None, None)


@pytest.mark.parametrize("name", OTHERS)
def test_and_the_person_is_told_that_it_was_not_read(name: str) -> None:
    document = paper(page(OTHERS[name])).document
    assert document.status is DocStatus.PARTIAL
    assert document.reason_code in ("unknown_paper", "not_parsed_yet", "ambiguous_paper", "other_bureau")


def test_an_empty_page_gives_no_paper() -> None:
    blank = Page(1, 595.0, 842.0, Origin.EMBEDDED, Grid(()))
    document = extract_paper("blank.pdf", Reading("0" * 64, (blank,))).document
    assert (document.type, document.status, document.reason_code) == (None, DocStatus.FAILED, "no_text")


def test_a_page_that_could_not_be_read_gives_its_reason() -> None:
    broken = Page(1, 595.0, 842.0, Origin.OCR, Grid(()), error="timeout")
    document = extract_paper("broken.pdf", Reading("0" * 64, (broken,))).document
    assert (document.status, document.reason_code) == (DocStatus.FAILED, "timeout")


@pytest.mark.parametrize(
    "title",
    [
        "结清证明", "贷款结清证明", "借款结清证明", "个人贷款结清证明书", "贷款结清通知书", "还清证明", "贷款还清证明",
        "信用卡账户结清证明", "信用卡结清函", "信用卡销户证明", "无欠款证明", "欠款结清确认书", "债务清偿证明",
        "债务减免结清函", "减免结清证明", "代偿款项结清证明",
    ],
)  # fmt: skip
def test_titles_of_settlement_letters(title: str) -> None:
    text = "王小明的贷款（合同号 HT-19-4471）已于2026年3月18日全部结清。"
    result = paper(page([title, *wrap(text), "某某银行股份有限公司某某支行", "2026年3月19日"]))
    assert result.document.type is DocType.SETTLEMENT_LETTER
    assert result.letter is not None


def test_a_file_name_says_nothing() -> None:
    named = paper(page(OTHERS["an invoice"]), path="结清证明.pdf")
    assert named.document.type is paper(page(OTHERS["an invoice"]), path="x.pdf").document.type
