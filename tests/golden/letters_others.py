"""Settlement letters of others than banks (T8, T10 to T13, T16 to T20), and papers that only look like letters."""

from __future__ import annotations

from datetime import date

from tests.golden.golden import Golden
from tests.golden.letters_form import Form, Pairs, Rows, letter, maker

_FINANCE = "示例消费金融有限公司"

PAIRS = Form(
    "结清证明",
    [
        Pairs(
            [
                ("姓名", "王小明样"),
                ("证件号码", "3301**********1424"),
                ("合同编号", "XJ20230320001"),
                ("借款金额", "12,000.00元（大写：壹万贰仟元整）"),
                ("放款日期", "2023-03-20"),
                ("到期日期", "2024-03-20"),
                ("结清日期", "2026-03-18"),
                ("累计还款金额", "14,436.12元"),
                ("剩余未还金额", "0.00元"),
                ("借款状态", "已结清"),
            ]
        ),
        "本证明由系统自动生成，加盖电子签章后生效。",
    ],
    _FINANCE,
    "打印时间：2026-03-19 10:22:31",
    serial="证明编号：JQZM20260319000127",
    seal=_FINANCE,
    over="company",
    foot="验证码：8F3K-22QA",
)
_PAIRS = {
    "serial": "JQZM20260319000127",
    "issuer": "示例消费金融",
    "issuer_text": _FINANCE,
    "name": "王小明样",
    "id_tail": "1424",
    "contract_no": "XJ20230320001",
    "loan_amount": 1_200_000,
    "settled_amount": 1_443_612,
    "settled_amount_is": "total",
    "outstanding": 0,
    "settled_on": date(2026, 3, 18),
    "issued_on": date(2026, 3, 19),
    "opened_on": date(2023, 3, 20),
    "due_on": date(2024, 3, 20),
    "settled_in_words": "已结清",
    "scope": "contract",
}

PLATFORM = Form(
    "结清证明",
    [
        "用户方 李示例，身份证号 330103********1424，使用我方提供的消费/现金服务并签订分期合同。"
        "截止 2026 年 3 月 18 日，用户方已支付本金和服务费共计 8,640.00 元（大写：捌仟陆佰肆拾元整），"
        "所有款项现已结清。本证明不作他用。特此证明。",
    ],
    "示例小额贷款有限公司（公章）",
    "2026 年 3 月 19 日",
)
_PLATFORM = {
    "issuer": "示例小额贷款",
    "issuer_text": "示例小额贷款有限公司",
    "name": "李示例",
    "id_tail": "1424",
    "settled_amount": 864_000,
    "settled_amount_is": "total",
    "outstanding": 0,
    "as_of": date(2026, 3, 18),
    "issued_on": date(2026, 3, 19),
    "settled_in_words": "现已结清",
    "scope": "platform",
}

PAY_LATER = Form(
    "示例付业务证明",
    [
        "经查询，尊敬的 *小明（证件号 330***********1424）截至2026年03月18日 24:00，您的示例付服务账户未结清账单金额为0.00元，"
        "无拖欠。",
        "本证明仅供本人使用。",
    ],
    _FINANCE,
    "2026年03月19日",
    seal=_FINANCE,
)
_PAY_LATER = {
    "issuer": "示例消费金融",
    "issuer_text": _FINANCE,
    "name": "*小明",
    "id_tail": "1424",
    "outstanding": 0,
    "as_of": date(2026, 3, 18),
    "issued_on": date(2026, 3, 19),
    "scope": "platform",
}

ORDER = Form(
    "借款还清证明",
    [
        "订单号 2023032000098，出借方：示例银行股份有限公司；服务方：样例科技有限公司。",
        "出借方确认借款人李示例已还清该订单项下全部应付款项（本金9,000.00元，利息812.35元，担保费240.00元），"
        "还清时间：2026-03-18 21:07:55。",
    ],
    "样例科技有限公司",
    "2026-03-19",
)
_ORDER = {
    "issuer": "样例科技",
    "issuer_text": "样例科技有限公司",
    "name": "李示例",
    "contract_no": "2023032000098",
    "settled_amount": 1_005_235,  # all that was payable, which the paper lists part by part
    "parts": [["principal", 900_000], ["interest", 81_235], ["fee", 24_000]],
    "outstanding": 0,
    "settled_on": date(2026, 3, 18),
    "issued_on": date(2026, 3, 19),
    "settled_in_words": "已还清",
    "creditor": "示例银行股份有限公司",
    "scope": "drawdown",
}

SHORT = Form("结清证明", ["王小明样于我司借款5000元，已还清，特此证明。"], "示例小额贷款有限公司", "", word="（公章）")
_SHORT = {
    "issuer": "示例小额贷款",
    "issuer_text": "示例小额贷款有限公司",
    "name": "王小明样",
    "loan_amount": 500_000,
    "settled_in_words": "已还清",
}

GUARANTOR = Form(
    "代偿款项结清证明",
    [
        "致：李示例先生",
        "我司于2022年9月1日代您向示例银行偿付10,336.48元，您已于2026年3月18日向我司付清代偿款、滞纳金共计11,020.00元"
        "（其中代偿款10,336.48元，滞纳金683.52元），我司对您不再享有追偿权。",
        "我司将在T+1个工作日内更新征信信息。",
    ],
    "样例融资担保有限公司",
    "2026年3月20日",
    serial="函号：样担结字〔2026〕第0018号",
    seal="样例融资担保有限公司",
)
_GUARANTOR = {
    "serial": "样担结字〔2026〕第0018号",
    "issuer": "样例融资担保",
    "issuer_text": "样例融资担保有限公司",
    "name": "李示例",
    "settled_amount": 1_102_000,
    "parts": [["principal", 1_033_648], ["penalty", 68_352]],
    "outstanding": 0,
    "settled_on": date(2026, 3, 18),
    "issued_on": date(2026, 3, 20),
    "settled_in_words": "已于2026年3月18日向我司付清",
    "claims_given_up": "不再享有追偿权",
    "creditor": "示例银行",
    "updates_within": 1,
}

ASSIGNEE = Form(
    "债务清偿证明",
    [
        "李示例女士：",
        "根据2023年5月《债权转让协议》，我司受让示例消费金融有限公司对您的债权（原合同 C-88120）。"
        "您已清偿完毕，我司承诺配合更新相关信用信息。",
        "特此证明。",
    ],
    "样例资产管理有限公司",
    "2026年3月20日",
)
_ASSIGNEE = {
    "issuer": "样例资产管理",
    "issuer_text": "样例资产管理有限公司",
    "name": "李示例",
    "contract_no": "C-88120",
    "issued_on": date(2026, 3, 20),
    "settled_in_words": "已清偿完毕",
    "creditor": _FINANCE,
    "scope": "contract",
}

COURT = Form(
    "结案通知书",
    [
        "李示例：",
        "（2025）示0101民初1234号调解书确定的给付义务已于二〇二六年三月十八日履行完毕，"
        "申请人示例银行股份有限公司对此无异议，本案予以结案。",
    ],
    "示例市样例区人民法院",
    "二〇二六年三月二十日",
    serial="（2026）示0101执0456号",
)
_COURT = {
    "serial": "（2026）示0101执0456号",
    "issuer": "示例市样例区人民法院",
    "issuer_text": "示例市样例区人民法院",
    "settled_on": date(2026, 3, 18),
    "issued_on": date(2026, 3, 20),
    "settled_in_words": "已于二〇二六年三月十八日履行完毕",
    "creditor": "示例银行股份有限公司",
}

TERMINATION = Form(
    "协议终止函",
    [
        "李示例女士：",
        "您的授信合同（额度有效期至2027-12-31）自2026年4月1日起终止，额度已关闭，名下无未结清借款。",
    ],
    _FINANCE,
    "2026年4月2日",
)
_TERMINATION = {
    "issuer": "示例消费金融",
    "issuer_text": _FINANCE,
    "name": "李示例",
    "outstanding": 0,
    "issued_on": date(2026, 4, 2),
    "closes": "额度已关闭",
    "scope": "customer",
}

# --- what only looks like one -----------------------------------------------------------------------------------------

_PAYMENTS = Form(
    "还款证明",
    [
        "兹证明借款人李示例于2023年3月20日在我行办理个人住房贷款一笔，截至2026年3月18日按期还款36期，"
        "累计归还本金36,000.00元、利息12,000.00元，贷款余额464,000.00元。",
        "特此证明。",
    ],
    "示例银行股份有限公司样例支行",
    "2026年3月19日",
)
_BALANCE = Form(
    "贷款余额证明",
    [
        "兹证明李示例在我行的个人贷款（合同编号：ED-2022-0907），截至2026年3月18日贷款余额为人民币12,500.00元。",
        "本证明不作为结清依据。",
    ],
    "示例银行股份有限公司样例支行",
    "2026年3月19日",
)
_MARKETING = Form(
    "提前还款享优惠",
    [
        "尊敬的客户：",
        "好消息！即日起至2026年6月30日，提前结清借款可享利息八折优惠。全部结清后，您可在APP“我的—借款记录”中申请结清证明，"
        "系统将在1个工作日内发送至您的邮箱。",
        "如何开具结清证明？登录后点击“结清证明开具”即可。",
    ],
    _FINANCE,
    "2026年5月1日",
)
_OFFER = Form(
    "债务减免方案",
    [
        "李示例女士：",
        "您尾号6049的信用卡欠款41,260.77元。若您于2026年2月15日24:00前一次性还款28,000.00元，我行可减免剩余款项13,260.77元，"
        "届时视为全部结清并出具结清证明；逾期本方案自动失效。",
        Rows([("方案编号", "应还总额", "优惠后应还", "截止日期"), ("JM-2026-0201", "41,260.77", "28,000.00", "2026-02-15")]),
    ],
    "示例银行股份有限公司信用卡中心",
    "2026年2月1日",
)
_LAWYER = Form(
    "律师函",
    [
        "李示例：",
        "受示例消费金融有限公司委托，就您拖欠借款一事函告如下：您的借款（合同编号：XJ20230320001）已严重逾期，"
        "尚欠本息合计3,150.00元。请于2026年5月31日前全部结清，否则我所将依法提起诉讼。",
        "特此函告。",
    ],
    "示例律师事务所",
    "2026年5月9日",
)
_RELEASE = Form(
    "抵押登记注销（解押）材料清单",
    [
        "办理不动产抵押注销登记须提交以下材料：",
        "一、抵押权人出具的结清证明原件；二、不动产权证书；三、抵押权人营业执照复印件；四、申请人身份证件。",
        "贷款结清后方可办理解押手续。",
    ],
    "示例市不动产登记中心",
    "2026年3月1日",
)


def _not(name: str, file: str, made_by: str, form: Form, kind: str = "other") -> Golden:
    return Golden(f"not-{name}", file, made_by, [{"type": kind}], maker(form, made_by))


GOLDENS = (
    letter("finance-pairs", "结清证明_消金.pdf", "chromium", PAIRS, _PAIRS),
    letter("platform", "结清证明.html", "html", PLATFORM, _PLATFORM),
    letter("pay-later", "业务证明.pdf", "chromium", PAY_LATER, _PAY_LATER),
    letter("order", "借款还清证明.pdf", "soffice", ORDER, _ORDER),
    letter("micro-short", "结清证明_小贷.pdf", "reportlab-named", SHORT, _SHORT),
    letter("guarantor", "代偿结清证明.pdf", "chromium", GUARANTOR, _GUARANTOR),
    letter("assignee", "债务清偿证明.pdf", "reportlab", ASSIGNEE, _ASSIGNEE),
    letter("court", "结案通知书.pdf", "soffice", COURT, _COURT),
    letter("termination", "协议终止函.html", "html", TERMINATION, _TERMINATION),
    letter("scan-finance-pairs", "扫描_结清证明_消金.pdf", "scan", PAIRS, _PAIRS),
    letter("scan-guarantor", "扫描_代偿结清证明.pdf", "scan", GUARANTOR, _GUARANTOR),
    _not("payments-certificate", "还款证明.pdf", "chromium", _PAYMENTS),
    _not("balance-certificate", "余额证明.pdf", "soffice", _BALANCE),
    _not("marketing-letter", "提前还款优惠.html", "html", _MARKETING),
    _not("reduction-offer", "减免方案.pdf", "chromium", _OFFER, "offer"),
    _not("lawyers-letter", "律师函.pdf", "soffice", _LAWYER),
    _not("release-papers", "解押材料.html", "html", _RELEASE),
)
