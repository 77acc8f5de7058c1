"""Words of debit accounts, loan payments and repayment plans, as `words` has them for cards.

KNOWN words stand in the synonym dictionary; STRANGE ones do not, and are as plausible.  Roles are those of the truth:
`drawn_bank` and `drawn_loan` say what each means.
"""

from __future__ import annotations

from tests.drawn.words import Pair

BANK_KNOWN: dict[str, tuple[Pair, ...]] = {
    "day": (
        ("交易日期", "Trans Date"),
        ("记账日期", "Posting Date"),
        ("交易日", "Transaction Date"),
        ("入账日期", "Posting Date"),
    ),
    "moment": (("交易日期", "Trans Date"), ("记账日期", "Posting Date"), ("交易时间", "Trans Date")),
    "posted": (("记账日期", "Posting Date"), ("入账日期", "Posting Date"), ("记账日", "Posting Date")),
    "time": (("交易时间", "Trans Time"), ("记账时间", "Time")),
    "description": (
        ("摘要", "Abstract"),
        ("交易摘要", "Description"),
        ("交易说明", "Description"),
        ("交易名称", "Transaction Description"),
        ("交易描述", "Description"),
    ),
    "amount": (
        ("交易金额", "Amount"),
        ("金额", "Amount"),
        ("收入/支出金额", "Amount"),
    ),
    "amount_in": (
        ("收入", "Credit"),
        ("存入", "Deposit"),
        ("贷方发生额", "Credit Amount"),
        ("收入金额", "Credit"),
        ("存入金额", "Deposit"),
    ),
    "amount_out": (
        ("支出", "Debit"),
        ("支取", "Withdrawal"),
        ("借方发生额", "Debit Amount"),
        ("支出金额", "Debit"),
        ("取出金额", "Withdrawal"),
    ),
    "direction": (("借贷", "Dc Flg"), ("借贷标志", "Dc Flg"), ("收/支", "Debit/Credit"), ("收支", "Debit/Credit")),
    "balance": (
        ("余额", "Balance"),
        ("账户余额", "Balance"),
        ("联机余额", "Balance"),
        ("本次余额", "Balance"),
    ),
    "counterparty": (
        ("对方户名", "Counter Party"),
        ("对手信息", "Counter Party"),
        ("对方账户名", "Counter Party"),
        ("交易对手名称", "Counter Party"),
    ),
    "currency": (("币种", "Currency"), ("币别", "Currency"), ("货币", "Currency")),
    "name": (("户名", "Account Name"), ("客户姓名", "Customer Name"), ("账户名", "Account Name")),
    "account": (
        ("账号", "Account Number"),
        ("借记卡号", "Card No"),
        ("客户账号", "Account Number"),
        ("卡号", "Card No"),
    ),
    "period": (("起止日期", "Period"), ("日期范围", "Period"), ("交易区间", "Period"), ("日期区间", "Period")),
}

BANK_STRANGE: dict[str, tuple[Pair, ...]] = {
    "day": (("发生日期", "Occurred"), ("上账日期", "Booked On"), ("落账日期", "Entry Day")),
    "moment": (("发生时刻", "Occurred"), ("上账时刻", "Booked At")),
    "posted": (("登账日", "Booked"), ("落账日期", "Entry Day")),
    "time": (("时分秒", "Clock"), ("发生时分", "Clock")),
    "description": (("业务内容", "Narrative"), ("往来说明", "Details"), ("事由", "Particulars")),
    "amount": (("本币发生数", "Value in CNY"), ("变动数额", "Movement"), ("进出账数额", "Movement")),
    "amount_in": (("进账", "Money Received"), ("转入数额", "Received"), ("收方数额", "Inward")),
    "amount_out": (("出账", "Money Sent"), ("转出数额", "Sent"), ("付方数额", "Outward")),
    "direction": (("方向", "Way"), ("进出标记", "In or Out")),
    "balance": (("账面结存", "Held After"), ("户内结余", "Left"), ("结存数", "Held After")),
    "counterparty": (("往来户", "Other Side"), ("对方名号", "Other Side")),
    "currency": (("钱币", "Money"),),
    "name": (("开户人", "Held By"),),
    "account": (("户口号码", "Account Ref"),),
    "period": (("所涉时段", "Covers"), ("涵盖日期", "Covers")),
}

BANK_EXTRA: tuple[Pair, ...] = (
    ("序号", "No."),
    ("渠道", "Channel"),
    ("交易渠道", "Channel"),
    ("网点", "Outlet"),
    ("日志号", "Log No."),
    ("交易地点", "Place"),
    ("对方账号", "Counter Account"),
    ("附言", "Remark"),
    ("钞汇", "Note"),
)

LOAN_KNOWN: dict[str, tuple[Pair, ...]] = {
    "period_no": (("期数", "Installment"), ("期次", "Period"), ("还款期次", "Installment")),
    "day": (
        ("还款日期", "Payment Date"),
        ("实还日期", "Payment Date"),
        ("实际还款日", "Payment Date"),
        ("实际还款日期", "Payment Date"),
    ),
    "total": (
        ("还款总额", "Payment Amount"),
        ("实还金额", "Amount Paid"),
        ("还款金额", "Payment Amount"),
        ("实还总额", "Amount Paid"),
    ),
    "principal": (("本金", "Principal"), ("已还本金", "Principal"), ("实还本金", "Principal")),
    "interest": (("利息", "Interest"), ("已还利息", "Interest"), ("实还利息", "Interest")),
    "penalty_interest": (("罚息", "Late Charge"), ("实收罚息", "Late Charge"), ("逾期利息", "Penalty Interest")),
    "fee": (("费用", "Fee"), ("服务费", "Fee"), ("手续费", "Fee")),
    "remaining": (
        ("剩余本金", "Outstanding Principal"),
        ("贷款余额", "Outstanding Principal"),
        ("未还本金", "Remaining Principal"),
    ),
    "status": (("状态", "Status"), ("还款状态", "Status")),
    "name": (("借款人", "Borrower"), ("姓名", "Name"), ("客户姓名", "Customer Name")),
    "contract_no": (
        ("合同编号", "Contract No."),
        ("借据号", "Loan No."),
        ("借据编号", "Loan No."),
        ("合同号", "Contract No."),
    ),
    "loan_amount": (("借款金额", "Loan Amount"), ("贷款金额", "Loan Amount"), ("放款金额", "Loan Amount")),
    "yearly_rate": (("年利率", "Yearly Rate"), ("年利率(单利)", "Yearly Rate")),
    "opened_on": (("借款日", "Open Date"), ("放款日", "Open Date"), ("发放日期", "Open Date")),
}

LOAN_STRANGE: dict[str, tuple[Pair, ...]] = {
    "period_no": (("第几次", "Turn"), ("回数", "Turn")),
    "day": (("收讫日", "Received On"), ("缴款日", "Received On")),
    "total": (("缴款数额", "Sum Received"), ("实收款项", "Sum Received")),
    "principal": (("冲抵本金部分", "Capital Part"), ("还本数", "Capital Part")),
    "interest": (("冲抵息部分", "Cost Part"), ("还息数", "Cost Part")),
    "penalty_interest": (("迟付加收", "Late Extra"), ("拖延计息", "Late Extra")),
    "fee": (("平台收取", "Platform Part"), ("杂项", "Sundry")),
    "remaining": (("尚未归还", "Still Owed"), ("结欠本数", "Still Owed")),
    "status": (("情形", "State"),),
    "name": (("用款人", "Drawn By"),),
    "contract_no": (("约据号", "Deed No."),),
    "loan_amount": (("用款数额", "Sum Drawn"),),
    "yearly_rate": (("每年计息", "Rate a Year"),),
    "opened_on": (("起用日", "Drawn On"),),
}

PLAN_KNOWN: dict[str, tuple[Pair, ...]] = LOAN_KNOWN | {
    "period_no": (("期数", "Installment"), ("期次", "Period"), ("期号", "Installment")),
    "day": (
        ("应还日期", "Due Date"),
        ("应还款日期", "Due Date"),
        ("合约还款日期", "Due Date"),
        ("约定还款日", "Due Date"),
        ("到期日", "Due Date"),
    ),
    "total": (
        ("应还总额", "Total Due"),
        ("每期应还", "Total Due"),
        ("月供", "Total Due"),
    ),
    "principal": (("应还本金", "Principal"), ("本金", "Principal")),
    "interest": (("应还利息", "Interest"), ("利息", "Interest")),
    "fee": (("服务费", "Fee"), ("应还服务费", "Fee"), ("担保费", "Fee"), ("手续费", "Fee")),
    "remaining": (("剩余本金", "Outstanding Principal"), ("本金余额", "Remaining Principal")),
    "status": (("状态", "Status"), ("还款状态", "Status")),
    "paid_on": (("实还日期", "Payment Date"), ("实际还款日", "Payment Date")),
    "paid": (("实还金额", "Amount Paid"), ("已还金额", "Amount Paid")),
}

PLAN_STRANGE: dict[str, tuple[Pair, ...]] = LOAN_STRANGE | {
    "day": (("缴款期限", "Pay By"), ("截止日", "Pay By")),
    "total": (("每回缴款", "Sum a Turn"), ("缴款合计", "Sum a Turn")),
    "paid_on": (("收讫日", "Received On"),),
    "paid": (("实收款项", "Sum Received"),),
}
