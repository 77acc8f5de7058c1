"""More forms: the other issuers, reissued papers, Hong Kong's in two languages, and one of a bank that nobody knows."""

from __future__ import annotations

from samples.mails import MailStyle
from tests.golden.cards_form import Form, Lines
from tests.golden.cards_truth import Row

_WORDS = {"purchase": "消费", "repayment": "还款", "refund": "退款", "instalment": "分期", "fee": "费用", "interest": "利息",
          "penalty": "费用", "cash_advance": "取现"}  # fmt: skip

CGB = Form(
    "广发信用卡{on:%Y}年{on:%m}月电子账单",
    (
        "尊敬的{name}： 账单周期:{start:%Y/%m/%d}-{on:%Y/%m/%d}",
        Lines(
            (
                ("卡号末四位", "本期账单金额", "最低还款额", "最后还款日", "入账货币", "存款", "卡片消费额度"),
                ("{tail}（7761附）", "{closing:z}", "{minimum}", "{due:%Y/%m/%d}", "{named}", "0.00", "{limit}"),
            ),
            each="ledger",
        ),
        Lines(
            (
                ("本期账单金额", "=", "上期账单金额", "-", "本期还款金额", "+", "本期消费金额", "-", "本期调整金额", "+", "消费利息",
                 "+", "现金利息"),
                ("{closing}", "", "{opening}", "", "{paid}", "", "{charges}", "", "{adjusted}", "", "{plain_interest}",
                 "", "{cash_interest}"),
            ),
            border=False,
        ),
    ),
    (
        ("交易日期", "{traded:%Y/%m/%d}"), ("入账日期", "{posted:%Y/%m/%d}"), ("交易摘要", "{text}"),
        ("交易金额", "{original}"), ("交易货币", "{original_named}"), ("入账金额", "{amount}"), ("入账货币", "{named}"),
    ),
    group=lambda row: f"卡号：6225********{row.tail}",
    style=MailStyle(("广发银行信用卡中心", "creditcard@cgbchina.com.cn"), "gbk", "quoted-printable"),
    widths=(5, 5, 12, 5, 4, 5, 4),
)  # fmt: skip


def _by_card(row: Row) -> str:
    if row.word == "分期":
        return "分期 Installment 合计：￥ {sum}"
    return f"平安示例卡（{row.tail}） / 主卡 Main Card 合计：￥ {{sum}}"


PAB = Form(
    "平安信用卡电子账单",
    (
        "尊敬的{name}先生，您好！",
        Lines(
            (
                ("本期账单日\nStatement Date", "{on:%Y-%m-%d}", "本期还款日\nPayment Due Date", "{due:%Y-%m-%d}"),
                ("本期应还金额\nNew Balance", "￥{closing} ${usd_closing}", "本期最低应还金额\nMin. Payment",
                 "￥{minimum} ${usd_minimum}"),
                ("信用额度\nCredit Limit", "￥{limit}", "取现额度\nCash Advance Limit", "￥{half}"),
            )
        ),
        Lines(
            (
                ("本期应还金额\nNew Balance", "=", "上期账单金额\nPre Statement", "-", "上期还款金额\nPre Payment", "+",
                 "本期账单金额\nNew Charges", "-", "本期调整金额\nAdjustment", "+", "循环利息\nInterest"),
            ),
            border=False,
        ),
        Lines(
            (("￥{closing}", "￥{opening}", "￥{paid}", "￥{charges}", "￥{adjusted}", "￥{interest}"),), border=False
        ),
    ),
    (
        ("交易日期\nTrans Date", "{traded:%Y-%m-%d}"), ("记账日期\nPost Date", "{posted:%Y-%m-%d}"),
        ("交易说明\nDescription", "{text}"), ("人民币金额\nRMB Amount", "￥{amount}"),
    ),
    group=_by_card,
    style=MailStyle(("平安信用卡", "creditcard@service.pingan.com"), "utf-8", "base64"),
)  # fmt: skip

CEB = Form(
    "光大银行信用卡电子对账单",
    (
        "尊敬的{name}先生/女士：",
        Lines(
            (
                ("账单日\nStatement Date", "到期还款日\nPayment Due Date", "信用额度\nCredit Limit",
                 "人民币本期账单金额\nRMB Statement Balance"),
                ("{on:%Y/%m/%d}", "{due:%Y/%m/%d}", "{limit}", "{closing:h}"),
            )
        ),
        Lines(
            (
                ("账号\nAccount Number", "卡名", "本期应还款额", "最低还款额\nMinimum Payment Due"),
                ("6226********{tail}", "示例联名卡", "{closing:h}", "{minimum}"),
            ),
            each="ledger",
        ),
        "上期欠款 Previous Balance", "本期支出", "本期存入", "本期欠款 Closing Balance",
        "{opening}", "{owed}", "{back}", "{closing}",
    ),
    (
        ("交易日", "{traded:%Y/%m/%d}"), ("记账日", "{posted:%Y/%m/%d}"), ("卡末四位", "{tail}"),
        ("交易说明", "{text}"), ("金额", "{amount:c}"),
    ),
    after=("本期欠款 Closing Balance {closing}",),
    glued="{posted:%Y/%m/%d}{text}{amount:c}",
    style=MailStyle(("光大银行信用卡", "cebbank@cardcenter.cebbank.com"), "gbk", "base64"),
)  # fmt: skip

HXB = Form(
    "华夏信用卡对账单({on:%Y}/{on:%m})",
    (
        "尊敬的{name}：华夏信用卡-电子账单{on:%Y}年{on:%m}月",
        Lines(
            (
                ("本期应还款\nAmount Payable", "＄{usd_closing}", "￥{closing}"),
                ("最低应还款", "＄{usd_minimum}", "￥{minimum}"),
                ("账单日", "每月{on:%d}日", ""),
                ("最后还款日", "{due:%Y/%m/%d}", ""),
            )
        ),
    ),
    (
        ("交易日", "{traded:%m/%d}"), ("记账日", "{posted:%m/%d}"), ("摘要", "{text}"), ("卡尾", "{tail}"),
        ("金额", "{minus}{mark}{size}"),
    ),
    style=MailStyle(("华夏信用卡", "bill@creditcardmail.hxb.com.cn"), "utf-8", "quoted-printable"),
)

CIB = Form(
    "兴业银行信用卡{on:%Y}年{on:%m}月电子账单",
    (
        "尊敬的{name}，卡号末四位 {tail}",
        Lines(
            (
                ("账单周期\nStatement Cycle", "{start:%Y年%m月%d日}-{on:%Y年%m月%d日}"),
                ("账单日\nStatement Date", "{on:%Y年%m月%d日}"),
                ("到期还款日\nPayment Due Date", "{due:%Y年%m月%d日}"),
                ("本期应还款总额\nNew Balance", "RMB {closing}"),
                ("本期最低还款额\nMinimum Payment", "RMB {minimum}"),
                ("信用额度\nCredit Limit", "RMB {limit}"),
                ("预借现金额度\nCash Advance Limit", "RMB {half}"),
            )
        ),
    ),
    (
        ("交易日期", "{traded:%Y-%m-%d} 12:30"), ("记账日期", "{posted:%Y-%m-%d}"), ("摘要", "{text}"),
        ("原币金额", "{original_currency} {original}"), ("入账金额", "{currency} {amount}"),
    ),
    style=MailStyle(("兴业银行信用卡", "creditcard@message.cib.com.cn"), "utf-8", "base64"),
)

PSBC = Form(
    "邮储银行信用卡电子账单",
    (
        "尊敬的{name}，现呈上您尾号为{tail}的邮储银行信用卡账单，账单周期为【{start:%Y/%m/%d}-{on:%Y/%m/%d}】。",
        Lines(
            (
                ("本期应还款总额", "本期最低还款额", "到期还款日", "信用额度", "预借现金额度"),
                ("￥{closing}", "￥{minimum}", "{due:%Y年%m月%d日}", "￥{limit}", "￥{half}"),
            )
        ),
    ),
    (
        ("交易日", "{traded:%Y%m%d}"), ("记账日", "{posted:%Y%m%d}"), ("摘要", "{text}"), ("金额", "￥{amount}"),
        ("卡号末四位", "{tail}"), ("国别", "CHN"), ("境内外标识", "境内"),
    ),
    style=MailStyle(("邮储银行信用卡", "creditcard@cardmail.psbcltd.cn"), "gbk", "quoted-printable"),
)

CMB_PDF = Form(
    "招商银行信用卡对账单（个人消费卡账户 {on:%Y}年{on:%m}月）（补）",
    (
        "CMB Credit Card Statement ({on:%Y}.{on:%m})",
        Lines(
            (
                ("账单日\nStatement Date", "{on:%Y年%m月%d日}", "信用额度\nCredit Limit", "¥ {limit}"),
                ("到期还款日\nPayment Due Date", "{due:%Y年%m月%d日}", "本期还款总额\nCurrent Balance", "¥ {closing}"),
                ("", "", "本期最低还款额\nMinimum Payment", "¥ {minimum}"),
            )
        ),
        "本期账务明细 Transaction Details",
        "人民币账户 RMB A/C",
    ),
    (
        ("交易日\nSOLD", "{traded:%m/%d}"), ("记账日\nPOSTED", "{posted:%m/%d}"), ("交易摘要\nDESCRIPTION", "{text}"),
        ("人民币金额\nRMB AMOUNT", "{amount}"), ("卡号末四位\nCARD NO\n(Last 4digits)", "{tail}"),
        ("交易地金额\nOriginal Tran\nAmount", "{original}"),
    ),
    group=lambda row: _WORDS[row.kind],
    after=(
        Lines(
            (
                ("本期还款总额\nCurrent\nBalance", "=", "上期账单金额\nBalance B/F", "-", "上期还款金额\nPayment", "+",
                 "本期账单金额\nNew Charges", "-", "本期调整金额\nAdjustment", "+", "循环利息\nInterest"),
                ("{closing}", "", "{opening}", "", "{paid}", "", "{charges}", "", "{adjusted}", "", "{interest}"),
            ),
            border=False,
        ),
    ),
    widths=(5, 5, 14, 6, 6, 7),
)  # fmt: skip

HK_CHINESE = Form(
    "示例港灣銀行信用卡月結單",
    (
        "客戶姓名：{name}　信用卡號碼：4567-****-****-{tail}",
        Lines(
            (
                ("結單日", "{on:%Y年%m月%d日}"),
                ("付款到期日", "{due:%Y年%m月%d日}"),
                ("信貸限額", "HKD {limit}"),
                ("上期結欠", "HKD {opening}"),
                ("結欠總額", "HKD {closing}"),
                ("最低還款額", "HKD {minimum}"),
            )
        ),
        "港幣賬戶交易明細",
    ),
    (
        ("過賬日期", "{posted:%Y/%m/%d}"), ("簽賬日期", "{traded:%Y/%m/%d}"), ("交易說明", "{text}"),
        ("金額 (港幣)", "{size}{credit}"),
    ),
)  # fmt: skip

HK_ENGLISH = Form(
    "Example Harbour Bank Credit Card Statement",
    (
        "Account Number 4567-****-****-{tail}",
        Lines(
            (
                ("Statement Date", "{on:%Y-%m-%d}", "Credit Limit", "HKD {limit}"),
                ("Payment Due Date", "{due:%Y-%m-%d}", "Minimum Payment Due", "HKD {minimum}"),
                ("Previous Balance", "HKD {opening}", "Statement Balance", "HKD {closing}"),
            )
        ),
        "HKD Account Transactions",
    ),
    (
        ("Post Date", "{posted:%Y-%m-%d}"), ("Trans Date", "{traded:%Y-%m-%d}"), ("Transaction Description", "{text}"),
        ("Amount (HKD)", "{size}{credit}"),
    ),
    widths=(4, 4, 12, 5),
)  # fmt: skip

UNKNOWN = Form(
    "示例湖畔银行信用卡电子账单",
    (
        "尊敬的{name}先生：卡号末四位 {tail}",
        Lines(
            (
                ("账单日", "{on:%Y-%m-%d}", "到期还款日", "{due:%Y-%m-%d}"),
                ("上期欠款", "{opening}", "本期欠款", "{closing}"),
                ("最低还款额", "{minimum}", "信用额度", "{limit}"),
            )
        ),
    ),
    (
        ("交易日期", "{traded:%Y.%m.%d}"), ("入账日期", "{posted:%Y.%m.%d}"), ("商户名称", "{text}"),
        ("存入金额", "{into}"), ("支出金额", "{out}"), ("卡片尾号", "{tail}"),
    ),
)  # fmt: skip
