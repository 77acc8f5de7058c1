"""Words for the same thing in heads and labels of card statements.

KNOWN words stand in the synonym dictionary that the lexicon is made from; STRANGE ones do not, and are
as plausible.  Each entry is (Chinese, English): a bilingual head takes both from the same entry, so that a
strange Chinese word never stands above a well-known English one.
"""

from __future__ import annotations

Pair = tuple[str, str]

KNOWN: dict[str, tuple[Pair, ...]] = {
    "traded_on": (
        ("交易日", "SOLD"),
        ("交易日期", "Trans Date"),
        ("消费日期", "Transaction Date"),
        ("交易时间", "Trans Date"),
    ),
    "posted_on": (
        ("记账日", "POSTED"),
        ("记账日期", "Posting Date"),
        ("银行记账日", "Post Date"),
        ("入账日", "Post Date"),
        ("入账日期", "Posting Date"),
    ),
    "description": (
        ("交易摘要", "DESCRIPTION"),
        ("摘要", "Abstract"),
        ("交易描述", "Description"),
        ("交易说明", "Description"),
        ("商户名称/城市", "Description"),
    ),
    "amount": (
        ("人民币金额", "RMB AMOUNT"),
        ("金额", "Amount"),
        ("入账金额", "Billing amount"),
        ("记账金额", "Sett Amt"),
        ("结算金额", "Sett Amt"),
        ("金额（元）", "Amount"),
    ),
    "tail": (
        ("卡号末四位", "CARD NO(Last 4digits)"),
        ("卡号后四位", "Last Four Digits of Card Number"),
        ("卡末四位", "CARD NO(Last 4digits)"),
        ("卡片尾号", "CARD NO(Last 4digits)"),
        ("末四位", "CARD NO(Last 4digits)"),
    ),
    "statement_on": (
        ("账单日", "Statement Date"),
        ("账单日期", "Statement Date"),
        ("本期账单日", "Statement Date"),
        ("出账日", "Statement Closing Date"),
        ("对账单生成日", "Statement Closing Date"),
    ),
    "due_on": (
        ("到期还款日", "Payment Due Date"),
        ("本期到期还款日", "Payment Due Date"),
        ("最后还款日", "Due Date"),
        ("最迟还款日", "Payment Due Date"),
        ("本期最后还款日", "Payment Due Date"),
    ),
    "closing": (
        ("本期应还款额", "New Balance"),
        ("本期还款总额", "Current Balance"),
        ("本期应还款总额", "New Balance"),
        ("本期应还金额", "New Balance"),
        ("本期应还款金额", "Statement Balance"),
    ),
    "minimum": (
        ("最低还款额", "Minimum Payment"),
        ("本期最低还款额", "Minimum Payment Due"),
        ("最低还款金额", "Min.Payment"),
        ("本期最低应还金额", "Minimum Payment"),
    ),
    "limit": (
        ("信用额度", "Credit Limit"),
        ("授信额度", "Credit Limit"),
        ("固定额度", "Credit Limit"),
        ("授信总额", "Credit Limit"),
    ),
    "opening": (
        ("上期账单金额", "Balance B/F"),
        ("上期应还款额", "Previous Balance"),
        ("上期余额", "Last Statement Balance"),
        ("上期欠款", "Pre Statement"),
        ("期初余额", "Previous Balance"),
    ),
    "payments": (
        ("上期还款金额", "Payment"),
        ("上期已还款额", "Payments and Other Credits"),
        ("本期已还金额", "Pre Payment"),
        ("本期存入金额", "Payment/Credit"),
    ),
    "charges": (
        ("本期新增金额", "New Charges"),
        ("本期新增账款", "New Charges"),
        ("本期支出金额", "New Spending"),
        ("本期新增", "New Charges"),
    ),
    "adjustment": (("本期调整金额", "Adjustment"), ("本期调整", "Adjustment"), ("调整金额", "Adjustment")),
    "interest": (("循环利息", "Interest"), ("本期利息", "Finance Charge"), ("透支利息", "Interest")),
}

STRANGE: dict[str, tuple[Pair, ...]] = {
    "traded_on": (("刷卡日期", "Day of Use"), ("发生日期", "Occurred"), ("用卡日", "Card Used")),
    "posted_on": (("登账日", "Booked"), ("落账日期", "Entry Day"), ("上账日期", "Booked On")),
    "description": (
        ("摘要说明", "Narrative"),
        ("往来说明", "Details"),
        ("账目说明", "Particulars"),
        ("业务内容", "Narrative"),
    ),
    "amount": (("本币发生额", "Value in CNY"), ("发生额", "Value"), ("计账数额", "Value")),
    "tail": (("卡尾四码", "Card Ending"), ("卡号尾数", "Ending In"), ("末尾四位数", "Card Ending")),
    "statement_on": (("结账日", "Cut-off Day"), ("出单日期", "Issued On"), ("账单生成日期", "Cut-off Day")),
    "due_on": (("还款截止日", "Pay By"), ("缴款期限", "Pay By"), ("还款到期日期", "Payable Until")),
    "closing": (
        ("本期结欠总计", "Amount Owed"),
        ("应还总计", "Total Payable"),
        ("本期账款总计", "Total Owed"),
    ),
    "minimum": (
        ("最低缴款额", "Least Payable"),
        ("最少还款金额", "Least Payable"),
        ("至少应还金额", "Pay At Least"),
    ),
    "limit": (("透支限额", "Spending Cap"), ("信用限额", "Spending Cap"), ("卡片总限额", "Card Cap")),
    "opening": (("上期结欠", "Brought Over"), ("上月结转", "Carried In"), ("前期账款", "Brought Over")),
    "payments": (("本期已缴", "Received"), ("已还合计", "Paid In"), ("本期收到款项", "Received")),
    "charges": (
        ("本期新增欠款", "Newly Owed"),
        ("新增支出合计", "Newly Spent"),
        ("本期发生合计", "Newly Owed"),
    ),
    "adjustment": (("本期更正", "Corrected"), ("冲减金额", "Reversed"), ("更正金额", "Corrected")),
    "interest": (("利息合计", "Interest Total"), ("信用利息", "Credit Cost"), ("本期计息", "Credit Cost")),
}

EXTRA: tuple[Pair, ...] = (
    ("交易地金额", "Original Tran Amount"),
    ("授权码", "Auth Code"),
    ("国别", "Country"),
    ("积分", "Points"),
    ("网点", "Outlet"),
)
"""Columns that may stand among ours and have no role of ours."""
