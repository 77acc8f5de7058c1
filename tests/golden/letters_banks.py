"""Settlement letters of banks (`letters.md` §3, T1 to T7, T14, T15): loans, cards, reductions; all contents invented."""

from __future__ import annotations

from datetime import date

from tests.golden.letters_form import Form, Pairs, Rows, letter

_BANK, _BRANCH = "示例银行股份有限公司", "示例银行股份有限公司样例支行"
_CENTRE = "示例银行股份有限公司信用卡中心"
_ID = "3301**********1424"

DRAWDOWN = Form(
    "个人贷款结清证明",
    [
        f"兹证明客户王小明样（证件类型：居民身份证，证件号码：{_ID}）于2023年3月20日在我行办理个人消费贷款一笔，"
        "借款合同编号：GX2023-0320-118，借据编号：JJ2303200045，贷款金额人民币50,000.00元（大写：伍万元整）。"
        "截至2026年3月18日，该笔借据项下贷款本金、利息、罚息及费用已全部结清。",
        "本证明仅对上述借据有效，不作他用。",
        "特此证明。",
    ],
    _BRANCH,
    "2026年3月19日",
    head=_BANK,
    serial="编号：示银证〔2026〕0318-07",
    word="（业务专用章）",
    seal=_BRANCH,
    foot="经办：样某　复核：例某　客服电话：400-000-0000",
)
_DRAWDOWN = {
    "serial": "示银证〔2026〕0318-07",
    "issuer": "示例银行",
    "issuer_text": _BRANCH,
    "name": "王小明样",
    "id_tail": "1424",
    "contract_no": "GX2023-0320-118",
    "loan_amount": 5_000_000,
    "outstanding": 0,
    "as_of": date(2026, 3, 18),
    "issued_on": date(2026, 3, 19),
    "opened_on": date(2023, 3, 20),
    "settled_in_words": "已全部结清",
    "scope": "drawdown",
}

CONTRACT = Form(
    "贷款结清证明",
    [
        "借款人李示例在我行的编号为 XY-2021-00871 的《个人额度借款合同》项下全部借款已于二〇二六年三月十八日归还完毕，"
        "合同权利义务终止，后续不再在该合同项下发放贷款。",
        "特此证明。",
    ],
    _BRANCH,
    "二〇二六年三月十九日",
    word="（公章）",
)
_CONTRACT = {
    "issuer": "示例银行",
    "issuer_text": _BRANCH,
    "name": "李示例",
    "contract_no": "XY-2021-00871",
    "outstanding": 0,
    "settled_on": date(2026, 3, 18),
    "issued_on": date(2026, 3, 19),
    "settled_in_words": "已于二〇二六年三月十八日归还完毕",
    "scope": "contract",
}

CUSTOMER = Form(
    "贷款结清证明",
    [
        "经核查，截至本证明出具之日，李示例（身份证号码：330***********0026）在我行名下所有贷款均已结清，无未偿还本息。",
        "如需核实，请致电我行客服。",
        "特此证明。",
    ],
    _BRANCH,
    "2026年3月19日",
    serial="证明编号：KHJQ-20260319-0031",
)
_CUSTOMER = {
    "serial": "KHJQ-20260319-0031",
    "issuer": "示例银行",
    "issuer_text": _BRANCH,
    "name": "李示例",
    "id_tail": "0026",
    "outstanding": 0,
    "issued_on": date(2026, 3, 19),
    "settled_in_words": "均已结清",
    "scope": "customer",
}

MORTGAGE = Form(
    "贷款结清通知书",
    [
        "示例市不动产登记中心：",
        Pairs(
            [
                ("借款人", "李示例"),
                ("合同编号", "FD-2016-0088"),
                ("贷款金额", "500,000.00元（大写：伍拾万元整）"),
                ("贷款起始日", "2016年5月10日"),
                ("贷款到期日", "2036年5月10日"),
                ("抵押物", "示例市样例路1号"),
                ("权证号", "示房权证2016第001122号"),
            ]
        ),
        "上述贷款已于2026年3月18日全部还清，剩余本金0.00元，同意办理抵押登记注销手续。",
    ],
    _BRANCH,
    "2026年3月19日",
    serial="示银房结〔2026〕第0031号",
)
_MORTGAGE = {
    "serial": "示银房结〔2026〕第0031号",
    "issuer": "示例银行",
    "issuer_text": _BRANCH,
    "name": "李示例",
    "contract_no": "FD-2016-0088",
    "loan_amount": 50_000_000,
    "outstanding": 0,
    "settled_on": date(2026, 3, 18),
    "issued_on": date(2026, 3, 19),
    "opened_on": date(2016, 5, 10),
    "due_on": date(2036, 5, 10),
    "settled_in_words": "全部还清",
    "scope": "contract",
}

CARD_OPEN = Form(
    "信用卡账户结清证明",
    [
        f"持卡人王小明样（证件号码：{_ID}），卡号末四位6049（人民币账户），截至2026年3月18日账户欠款余额为0.00元，"
        "无逾期欠款。账户当前状态：正常（未销户）。",
        "特此证明。",
    ],
    _CENTRE,
    "2026年3月19日",
    seal=_CENTRE,
    over="company",
    foot="本证明加盖印章后生效，涂改无效。",
)
_CARD_OPEN = {
    "issuer": "示例银行",
    "issuer_text": _CENTRE,
    "name": "王小明样",
    "id_tail": "1424",
    "account_tail": "6049",
    "outstanding": 0,
    "as_of": date(2026, 3, 18),
    "issued_on": date(2026, 3, 19),
    "stays_open": "未销户",
    "scope": "card_account",
    "kind": "credit_card",
}

CARD_CLOSED = Form(
    "销户证明",
    [
        "尊敬的李示例女士：",
        "您尾号6049的信用卡账户已于2026年4月30日办理销户，销户前全部应还款项已付清。",
        "特此证明。",
    ],
    _CENTRE,
    "2026年5月6日",
    seal=_CENTRE,
)
_CARD_CLOSED = {
    "issuer": "示例银行",
    "issuer_text": _CENTRE,
    "name": "李示例",
    "account_tail": "6049",
    "outstanding": 0,
    "settled_on": date(2026, 4, 30),
    "issued_on": date(2026, 5, 6),
    "settled_in_words": "已付清",
    "closes": "已于2026年4月30日办理销户",
    "scope": "card_account",
    "kind": "credit_card",
}

BAD_DEBT = Form(
    "欠款结清确认书",
    [
        f"尊敬的王小明样先生（证件号码：{_ID}）：",
        "您名下尾号8186信用卡曾于2019年形成逾期，现全部欠款本息及费用合计人民币23,418.06元已于2026年2月11日清偿完毕，"
        "账户欠款余额为0.00元。我中心将按规定于5个工作日内向征信系统报送更新后的信息。",
        "特此证明。",
    ],
    _CENTRE,
    "2026年2月12日",
    serial="编号：JQ-8186-20260212",
    seal=_CENTRE,
)
_BAD_DEBT = {
    "serial": "JQ-8186-20260212",
    "issuer": "示例银行",
    "issuer_text": _CENTRE,
    "name": "王小明样",
    "id_tail": "1424",
    "account_tail": "8186",
    "settled_amount": 2_341_806,
    "outstanding": 0,
    "settled_on": date(2026, 2, 11),
    "issued_on": date(2026, 2, 12),
    "settled_in_words": "已于2026年2月11日清偿完毕",
    "updates_within": 5,
    "scope": "card_account",
    "kind": "credit_card",
}

REDUCTION = Form(
    "债务减免结清函",
    [
        "尊敬的李示例女士：",
        "您与我行贷款（合同号 HT-19-4471）截至2026年1月31日应还总额41,260.77元（本金26,000.00元，利息9,410.20元，"
        "违约金5,850.57元）。经协商，您已于2026年2月10日一次性支付28,000.00元，剩余13,260.77元我行予以减免，"
        "双方债权债务关系终结，我行不再以任何方式追索。",
        "特此函告。",
    ],
    _BRANCH,
    "2026年2月12日",
    seal=_BRANCH,
)
_REDUCTION = {
    "issuer": "示例银行",
    "issuer_text": _BRANCH,
    "name": "李示例",
    "contract_no": "HT-19-4471",
    "settled_amount": 2_800_000,
    "owed": 4_126_077,
    "waived": 1_326_077,
    "parts": [["principal", 2_600_000], ["interest", 941_020], ["penalty", 585_057]],
    "outstanding": 0,
    "settled_on": date(2026, 2, 10),
    "as_of": date(2026, 1, 31),
    "issued_on": date(2026, 2, 12),
    "settled_in_words": "双方债权债务关系终结",
    "claims_given_up": "双方债权债务关系终结",
    "scope": "contract",
}

AGREEMENT = Form(
    "还款协议履行完毕确认书",
    [
        "王小明样先生：",
        "双方于2024年6月1日签订的个性化分期还款协议（协议编号：GF-2024-0601，期数60期，实际提前结清），"
        "约定款项已于2026年3月18日全部履行完毕，协议终止。",
    ],
    _CENTRE,
    "2026年3月20日",
    word="（公章）",
)
_AGREEMENT = {
    "issuer": "示例银行",
    "issuer_text": _CENTRE,
    "name": "王小明样",
    "contract_no": "GF-2024-0601",
    "outstanding": 0,
    "settled_on": date(2026, 3, 18),
    "issued_on": date(2026, 3, 20),
    "settled_in_words": "全部履行完毕",
    "scope": "contract",
}

DRAWDOWNS = Form(
    "贷款结清证明",
    [
        "兹证明李示例（身份证号：330***********0026），截至2026年3月18日，在我行合同编号ED-2022-0907项下共有3笔借款，"
        "明细如下：",
        Rows(
            [
                ("借据编号", "借款金额", "放款日期", "到期日期", "结清日期", "剩余本金", "状态"),
                ("JJ2203200045", "5,000.00", "2022-03-20", "2024-03-20", "2024-03-20", "0.00", "已结清"),
                ("JJ2206110012", "8,000.00", "2022-06-11", "2025-06-11", "2025-02-08", "0.00", "已结清"),
                ("JJ2409010003", "3,000.00", "2024-09-01", "2026-09-01", "", "1,250.00", "还款中"),
                ("合计", "16,000.00", "", "", "", "1,250.00", ""),
            ],
            (84.0, 58.0, 62.0, 62.0, 62.0, 52.0, 39.0),
        ),
        "特此证明。",
    ],
    _BRANCH,
    "2026年3月19日",
    seal=_BRANCH,
    over="company",
)
_DRAWDOWNS_ALL = {
    "issuer": "示例银行",
    "issuer_text": _BRANCH,
    "name": "李示例",
    "id_tail": "0026",
    "as_of": date(2026, 3, 18),
    "issued_on": date(2026, 3, 19),
    "scope": "drawdown",
}
_DRAWDOWNS = (
    {
        "contract_no": "JJ2203200045", "loan_amount": 500_000, "opened_on": date(2022, 3, 20),
        "due_on": date(2024, 3, 20), "settled_on": date(2024, 3, 20), "outstanding": 0, "settled_in_words": "已结清",
    },
    {
        "contract_no": "JJ2206110012", "loan_amount": 800_000, "opened_on": date(2022, 6, 11),
        "due_on": date(2025, 6, 11), "settled_on": date(2025, 2, 8), "outstanding": 0, "settled_in_words": "已结清",
    },
    {
        "contract_no": "JJ2409010003", "loan_amount": 300_000, "opened_on": date(2024, 9, 1),
        "due_on": date(2026, 9, 1), "outstanding": 125_000,
    },
)  # fmt: skip
_EACH = tuple({**_DRAWDOWNS_ALL, **one} for one in _DRAWDOWNS)

GOLDENS = (
    letter("bank-drawdown", "结清证明.pdf", "chromium", DRAWDOWN, _DRAWDOWN),
    letter("bank-contract", "贷款结清证明.pdf", "soffice", CONTRACT, _CONTRACT),
    letter("bank-customer", "结清证明.html", "html", CUSTOMER, _CUSTOMER),
    letter("bank-mortgage", "贷款结清通知书.pdf", "soffice", MORTGAGE, _MORTGAGE),
    letter("bank-drawdowns", "多笔借款结清证明.pdf", "chromium", DRAWDOWNS, *_EACH),
    letter("card-open", "信用卡结清证明.pdf", "chromium", CARD_OPEN, _CARD_OPEN),
    letter("card-closed", "销户证明.pdf", "reportlab", CARD_CLOSED, _CARD_CLOSED),
    letter("card-bad-debt", "欠款结清确认书.pdf", "pylopdf", BAD_DEBT, _BAD_DEBT),
    letter("bank-reduction", "债务减免结清函.pdf", "pylopdf", REDUCTION, _REDUCTION),
    letter("bank-agreement", "履行完毕确认书.pdf", "soffice", AGREEMENT, _AGREEMENT),
    letter("scan-drawdown", "扫描_结清证明.pdf", "scan", DRAWDOWN, _DRAWDOWN),
    letter("scan-card-open", "扫描_信用卡结清证明.pdf", "scan", CARD_OPEN, _CARD_OPEN),
    letter("scan-card-bad-debt", "扫描_欠款结清确认书.pdf", "scan", BAD_DEBT, _BAD_DEBT),
    letter("scan-reduction", "扫描_债务减免结清函.pdf", "scan", REDUCTION, _REDUCTION),
    letter("scan-drawdowns", "扫描_多笔借款结清证明.pdf", "scan", DRAWDOWNS, *_EACH),
)
