"""The forms of fifteen issuers, and of some that are in no list: labels, order and signs as their mails have them."""

from __future__ import annotations

from samples.mails import MailStyle
from tests.golden.cards_form import Form, Lines
from tests.golden.cards_truth import Row


def _by_side(row: Row) -> str:
    return "以下是您的还款、退货及费用返还明细" if row.amount < 0 else "以下是您的消费、取现及其他费用明细"


def _spaced(row: Row) -> str:
    return " ".join(row.word)


CMB = Form(
    "招商银行信用卡电子账单",
    (
        "尊敬的{name} 先生，您好！",
        Lines(
            (
                ("账单周期\nStatement Cycle", "信用额度\nCredit Limit", "本期应还金额\nNew Balance",
                 "本期最低还款额\nMinimum Payment", "到期还款日\nPayment Due Date"),
                ("{start:%Y/%m/%d}-{on:%Y/%m/%d}", "￥{limit}", "￥{closing}", "￥{minimum}", "{due:%Y/%m/%d}"),
            )
        ),
        Lines(
            (
                ("本期应还金额\nNew Balance", "=", "上期账单金额\nBalance B/F", "-", "上期还款金额\nPayment", "+",
                 "本期账单金额\nNew Charges", "-", "本期调整金额\nAdjustment", "+", "循环利息\nInterest"),
                ("￥{closing}", "", "￥{opening}", "", "￥{paid}", "", "￥{charges}", "", "￥{adjusted}", "",
                 "￥{interest}"),
            ),
            border=False,
        ),
        "本期账务明细 Transaction Details",
    ),
    (
        ("交易日\nTrans Date", "{traded:%m%d}"), ("记账日\nPost Date", "{posted:%m%d}"),
        ("交易摘要\nDescription", "{text}"), ("人民币金额\nRMB Amount", "￥{amount}"),
        ("卡号末四位\nCard Number(last 4 digits)", "{tail}"),
        ("交易地金额\nOriginal Trans Amount", "{original}"),
    ),
    alone=True,
    style=MailStyle(("招商银行信用卡", "ccsvc@message.cmbchina.com"), "utf-8", "base64"),
)  # fmt: skip

ICBC = Form(
    "中国工商银行客户对账单(ICBC Peony Card Bank Statement)",
    (
        Lines(
            (
                ("尊敬的{name}先生", ""),
                ("对账单生成日", "{on:%Y年%m月%d日}"),
                ("贷记卡到期还款日", "{due:%Y年%m月%d日}"),
                ("账单周期", "{start:%Y年%m月%d日}—{on:%Y年%m月%d日}"),
            )
        ),
        "需还款明细",
        Lines(
            (
                ("卡号后四位", "币种", "应还款额", "最低还款额", "信用额度"),
                ("{tail}(牡丹贷记卡)", "{named}(本位币)", "{closing}/RMB", "{minimum}/RMB", "{limit}/RMB"),
            ),
            each="ledger",
        ),
        "本期交易汇总",
        Lines(
            (
                ("卡号后四位", "上期余额", "本期收入", "本期支出", "本期余额"),
                ("{tail}", "{opening:n}/RMB", "{back}/RMB", "{owed}/RMB", "{closing:n}/RMB"),
            ),
            each="ledger",
        ),
        "---主卡明细---",
    ),
    (
        ("卡号后四位", "{tail}"), ("交易日", "{traded:%Y-%m-%d}"), ("记账日", "{posted:%Y-%m-%d}"),
        ("交易类型", "{word}"), ("商户名称/城市", "{text}"), ("交易金额/币种", "{original:a}/RMB"),
        ("记账金额/币种", "{size}/RMB{side}"),
    ),
    style=MailStyle(("中国工商银行", "webmaster@icbc.com.cn"), "gbk", "quoted-printable"),
)  # fmt: skip

CCB = Form(
    "中国建设银行信用卡电子账单",
    (
        "感谢您于上一账单周期还款1,234.00元，祝您用卡愉快。",
        Lines(
            (
                ("账单周期\nStatement Cycle", "{start:%Y/%m/%d}-{on:%Y/%m/%d}"),
                ("本期账单日\nStatement Date", "{on:%Y-%m-%d}"),
                ("本期到期还款日\nPayment Due Date", "{due:%Y/%m/%d}"),
                ("授信额度\nCredit Limit", "CNY {limit}"),
                ("取现额度\nCash Advance Limit", "CNY {half}"),
            )
        ),
        Lines(
            (
                ("账户币种\nCurrency", "上期全部应还款额\nLast Statement Balance", "+", "消费/取现/其它费用\nNew Spending",
                 "-", "还款/退货/费用返还\nPayment/Credit", "=", "本期全部应还款额\nNew Balance"),
                ("{named}（{currency}）", "{opening}", "+", "{owed}", "-", "{back}", "=", "{closing}"),
            ),
            each="ledger",
        ),
        "【应还款明细】",
        Lines(
            (
                ("卡号\nCard Number", "币种\nCurrency", "应还款额/溢缴款\nNew Balance/Overpayment",
                 "最低还款额\nMinimum Payment", "争议款/笔数\nDispute Amt/Nbr"),
                ("{card}", "{named}({currency})", "{closing}", "{minimum}", "0.00/0"),
            ),
            each="ledger",
        ),
        "【交易明细】",
    ),
    (
        ("交易日\nTranscation Date", "{traded:%Y-%m-%d}"), ("银行记账日\nPost Date", "{posted:%Y-%m-%d}"),
        ("卡号后四位\nCard No. (last 4 digits)", "{tail}{word}"), ("交易描述\nDescription", "{text}"),
        ("交易币\nTrans Curr", "{original_currency}"), ("金额\nTrans Amt", "{original:p}"),
        ("结算币\nSett Curr", "{currency}"), ("金额\nSett Amt", "{amount:p}"),
    ),
    style=MailStyle(("中国建设银行", "service@vip.ccb.com"), "gbk", "quoted-printable"),
    widths=(6, 6, 6, 13, 4, 5, 4, 5),
)  # fmt: skip

BOC = Form(
    "中国银行信用卡账单({on:%Y}年{on:%m}月)",
    (
        "账单信息总览/Account Summary",
        Lines(
            (
                ("到期还款日\nPayment Due Date", "账单日\nStatement Closing Date",
                 "本期人民币欠款总计\nCurrent RMB Total Balance Due", "本期外币欠款总计\nCurrent FCY Total Balance Due"),
                ("{due:%Y-%m-%d}", "{on:%Y-%m-%d}", "{all_closing}", ""),
            )
        ),
        "示例白金卡(卡号：{tail})",
        Lines(
            (
                ("账号类型\nAccount Type", "上期存款/欠款余额\nPrevious Balance", "本期支出金额\nExpenditure",
                 "本期存入金额\nDeposit", "本期存款/欠款余额\nCurrent Balance", "最低还款额\nMinimum Payment"),
                ("{named}/{currency}", "{opening:d}", "{owed}", "{back}", "{closing:d}", "{minimum}"),
            ),
            each="ledger",
        ),
    ),
    (
        ("交易日\nTransaction Date", "{traded:%Y-%m-%d}"), ("银行记账日\nPosting Date", "{posted:%Y-%m-%d}"),
        ("卡号后四位\nLast Four Digits of Card Number", "{tail}"), ("交易描述\nTransaction Description", "{text}"),
        ("存入\nDeposit", "{into}"), ("支出\nExpenditure", "{out}"),
    ),
    split=True,
    section="{named}交易明细/{currency} Transaction Detailed List",
    after=("积分奖励计划/Loyalty Plan",),
    style=MailStyle(("中国银行", "boczhangdan@bankofchina.com"), "gbk", "base64"),
    widths=(5, 5, 5, 12, 5, 5),
)  # fmt: skip

ABC = Form(
    "中国农业银行金穗信用卡电子对账单",
    (
        "尊敬的{name}先生/女士：",
        Lines(
            (
                ("卡号\nCard No", "账单周期\nStatement Cycle", "到期还款日\nPayment Due Date", "信用额度\nCredit Limit"),
                ("625900******{tail}", "{start:%Y/%m/%d}-{on:%Y/%m/%d}", "{due:%Y/%m/%d}", "{limit}"),
            )
        ),
        Lines(
            (
                ("币种", "本期应还款额(欠款为-)\nNew Balance", "最低还款额(欠款为-)\nMin Payment"),
                ("{named}({currency})", "{closing:n}", "{minimum:n}"),
            ),
            each="ledger",
        ),
        "本期账务说明",
        Lines((("币种", "本期账单金额", "本期还款、退货金额"), ("{named}({currency})", "{owed}", "{back}")), each="ledger"),
        "交易明细",
    ),
    (
        ("交易日期", "{traded:%y%m%d}"), ("入账日期", "{posted:%y%m%d}"), ("卡号后四位", "{tail}"),
        ("交易描述", "{text}"), ("交易金额/币种", "{original}/{original_currency}"),
        ("入账金额/币种(支出为-)", "{amount:n}/{currency}"),
    ),
    style=MailStyle(("中国农业银行", "e-statement@creditcard.abchina.com.cn"), "gbk", "quoted-printable"),
)  # fmt: skip

BOCOM = Form(
    "交通银行个人信用卡{on:%Y}年{on:%m}月电子账单",
    (
        "卡号：{card} 账单周期：{start:%Y/%m/%d}-{on:%Y/%m/%d}",
        Lines(
            (
                ("到期还款日", "{due:%Y-%m-%d|---}", ""),
                ("本期应还款额", "¥ {closing:p}", "${usd_closing:p}"),
                ("最低还款额", "¥ {minimum:p}", "${usd_minimum:p}"),
                ("信用额度", "¥ {limit:p}", "$---"),
            )
        ),
        Lines(
            (
                ("", "本期账单应还款额", "=", "上期账单应还款额", "-", "还款/退货/费用返还", "+", "本期本金", "+", "本期费用",
                 "+", "本期利息"),
                ("{named}账户", "{closing:p}", "", "{opening:p}", "", "{back:p}", "", "{principal:p}", "", "{fees:p}", "",
                 "{interest:p}"),
            ),
            each="ledger",
            border=False,
        ),
        "本期账务明细",
    ),
    (
        ("交易日期", "{traded:%Y-%m-%d}"), ("记账日期", "{posted:%Y-%m-%d}"), ("交易说明", "{text}"),
        ("交易币种/金额", "{original_currency} {original:ap}"), ("入账币种/金额", "{currency} {size:p}"),
    ),
    group=lambda row: f"{_by_side(row)}\n主卡 卡号末四位 {row.tail}",
    split=True,
    section="{named}账户明细",
)  # fmt: skip

CITIC = Form(
    "中信银行信用卡电子账单",
    (
        "尊敬的{name}：您好！",
        Lines((("账单日", "{on:%Y年%m月%d日}"), ("到期还款日", "{due:%Y年%m月%d日}"), ("信用额度", "{limit}"))),
        Lines(
            (
                ("卡号", "币种", "上期应还款额", "上期已还款额", "本期新增金额", "账户账单金额", "最低还款额"),
                ("6226-00**-****-{tail}", "{currency}", "{opening}", "{back}", "{owed}", "{closing}", "{minimum}"),
            ),
            each="ledger",
        ),
        "交易明细",
    ),
    (
        ("交易日", "{traded:%Y%m%d}"), ("入账日", "{posted:%Y%m%d}"), ("卡号后四位", "{tail}"), ("交易描述", "{text}"),
        ("交易币", "{original_currency}"), ("金额", "{original}"), ("入账币", "{currency}"), ("金额", "{amount}"),
    ),
    style=MailStyle(("中信银行信用卡中心", "citiccard@bill.citiccard.com"), "utf-8", "base64"),
    widths=(5, 5, 4, 13, 3, 5, 3, 5),
)  # fmt: skip

SPDB = Form(
    "浦发银行-信用卡电子账单",
    (
        "尊敬的{name}先生/女士，您好！",
        Lines(
            (
                ("{on:%Y%m%d} 65000000 0400000", ""),
                ("本期应还款总额：", "￥{closing} ＄{usd_closing}"),
                ("本期最低还款额：", "￥{minimum}"),
                ("到期还款日：", "{due:%Y/%m/%d}"),
            )
        ),
        "点击查看账单明细",
    ),
    (),
    style=MailStyle(("浦发银行信用卡中心", "estmtservice@eb.spdbccc.com.cn"), "gbk", "base64"),
)

CMBC = Form(
    "民生信用卡{on:%Y}年{on:%m}月电子对账单",
    (
        "尊敬的{name}先生/女士：",
        Lines(
            (
                ("本期账单日\nStatement Date", "{on:%Y/%m/%d}"),
                ("本期最后还款日\nPayment Due Date", "{due:%Y/%m/%d}"),
            )
        ),
        Lines(
            (
                ("", "本期应还款金额\nNew Balance", "本期最低还款金额\nMin.Payment"),
                ("人民币/美元账户\nRMB/USD Account", "RMB {closing}\nUSD {usd_closing}",
                 "RMB {minimum}\nUSD {usd_minimum}"),
            )
        ),
        Lines(
            (
                ("本期应还款金额\nNewBalance", "=", "上期账单金额\nBalanceB/F", "-", "本期已还金额\nPayment", "+",
                 "本期账单金额\nNewCharges", "+", "本期调整金额\nAdjustment", "+", "循环利息\nInterest"),
                ("{closing}", "", "{opening}", "", "{paid}", "", "{charges}", "", "{adjusted:n}", "", "{interest}"),
            ),
            border=False,
        ),
        "本期对账单明细",
    ),
    (
        ("交易日\nTrans Date", "{traded:%m/%d}"), ("记账日\nPost Date", "{posted:%m/%d}"),
        ("交易摘要\nDescription", "{text}"), ("金额\nAmount", "{amount}"), ("卡号末四位\nCard No.", "{tail}"),
    ),
    group=_spaced,
    style=MailStyle(("民生信用卡", "master@creditcard.cmbc.com.cn"), "gbk", "quoted-printable"),
)  # fmt: skip
