"""The words a person reads for our codes, in both languages of the interface."""

from __future__ import annotations

from pipeline.errors import REASONS
from pipeline.records.case import LinkedBy
from pipeline.records.extraction import DocStatus, DocType, Kind
from pipeline.records.finding import Severity, Text
from pipeline.records.report import ReportStatus

SEVERITIES = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("疑问", "warning"),
    Severity.NOTICE: Text("提示", "notice"),
}

CONFIDENCES = {
    "S": Text("已读原文", "text read"),
    "S-": Text("二手资料", "second-hand"),
    "K": Text("未核实", "not verified"),
    "?": Text("不明或来源不一", "unclear"),
}

NATURES = {
    "statute": Text("法律法规", "statute"),
    "supervisory": Text("监管规定", "supervisory rule"),
    "court": Text("司法规则", "court practice"),
    "guidance": Text("指引或惯例", "guidance"),
    "tariff": Text("收费标准", "published price"),
    "contract": Text("合同约定", "contract"),
}
PAPERS = Text("材料自身", "the papers")
"""What a rule or finding rests on that rests on no rule: the papers' own figures and words."""

LAWS = frozenset({"statute", "supervisory", "court"})
"""Natures of what has a day of its own on which it came into force."""

DOC_TYPES = {
    DocType.CARD_STATEMENT: Text("信用卡账单", "card statement"),
    DocType.LOAN_STATEMENT: Text("贷款账单", "loan statement"),
    DocType.BANK_STATEMENT: Text("银行流水", "bank statement"),
    DocType.REPAYMENT_PLAN: Text("还款计划", "repayment plan"),
    DocType.LOAN_CONTRACT: Text("借款合同", "loan contract"),
    DocType.COST_STATEMENT: Text("综合融资成本明示表", "cost statement"),
    DocType.SETTLEMENT_LETTER: Text("结清证明", "settlement letter"),
    DocType.CREDIT_REPORT_BRIEF: Text("个人信用报告", "credit report (brief)"),
    DocType.CREDIT_REPORT_FULL: Text("个人信用报告（详版）", "credit report (full)"),
    DocType.PAYMENT_RECEIPT: Text("付款回单", "payment receipt"),
    DocType.COLLECTION_LOG: Text("催收记录", "collection log"),
    DocType.OFFER: Text("还款方案", "offer"),
    DocType.OTHER: Text("其他材料", "other"),
}

DOC_STATUSES = {
    DocStatus.OK: Text("已读", "read"),
    DocStatus.PARTIAL: Text("部分读出", "partly read"),
    DocStatus.FAILED: Text("未能读取", "not read"),
    DocStatus.DUPLICATE: Text("重复文件", "duplicate"),
}

KINDS = {
    Kind.PURCHASE: Text("消费", "purchase"),
    Kind.REPAYMENT: Text("还款", "repayment"),
    Kind.INTEREST: Text("利息", "interest"),
    Kind.PENALTY: Text("违约金", "penalty"),
    Kind.LATE_FEE: Text("滞纳金", "late fee"),
    Kind.PENALTY_INTEREST: Text("罚息", "penalty interest"),
    Kind.FEE: Text("费用", "fee"),
    Kind.CASH_ADVANCE: Text("取现", "cash advance"),
    Kind.INSTALMENT: Text("分期", "instalment"),
    Kind.REFUND: Text("退款", "refund"),
    Kind.DISBURSEMENT: Text("放款", "disbursement"),
    Kind.PRINCIPAL: Text("本金", "principal"),
    Kind.ADJUSTMENT: Text("调整", "adjustment"),
    Kind.OTHER: Text("其他", "other"),
}

KINDS_OF_ACCOUNT = {
    "credit_card": Text("信用卡", "credit card"),
    "loan": Text("贷款", "loan"),
    "bank_account": Text("银行账户", "bank account"),
}

REPORT_STATUSES = {
    ReportStatus.ACTIVE: Text("正常", "active"),
    ReportStatus.OVERDUE: Text("逾期", "overdue"),
    ReportStatus.SETTLED: Text("结清", "settled"),
    ReportStatus.CLOSED: Text("销户", "closed"),
    ReportStatus.TRANSFERRED: Text("转出", "transferred"),
    ReportStatus.BAD_DEBT: Text("呆账", "bad debt"),
    ReportStatus.FROZEN: Text("冻结", "frozen"),
    ReportStatus.STOPPED: Text("止付", "stopped"),
    ReportStatus.LITIGATION: Text("司法追偿", "litigation"),
    ReportStatus.INACTIVE: Text("未激活", "inactive"),
    ReportStatus.ENDED: Text("已终止", "ended"),
}

LINKS = {
    LinkedBy.NOTHING: Text("没有对应的材料", "no papers on file"),
    LinkedBy.NUMBER: Text("按合同编号对应", "joined by contract number"),
    LinkedBy.TAIL: Text("按卡号末四位对应", "joined by card tail"),
    LinkedBy.AMOUNT_AND_DAY: Text("按日期和金额对应", "joined by day and amount"),
    LinkedBy.CARD_DAY: Text("按开卡日期对应", "joined by opening day"),
    LinkedBy.AMOUNT: Text("仅按金额对应，请核对", "joined by amount alone: check"),
    LinkedBy.ONLY_ONE: Text("该机构仅此一户，请核对", "the only one of this lender: check"),
    LinkedBy.OTHER_ISSUER: Text("日期金额相同而机构不同，请核对", "another lender's of that day and amount: check"),
    LinkedBy.CONFIRMED: Text("您已确认是同一账户", "confirmed by you"),
    LinkedBy.DAY: Text("日期相同而金额不同，请核对", "same day, another amount: check"),
    LinkedBy.NEAR_DAY: Text("金额相同而日期差一位，请核对", "same amount, a digit of the day off: check"),
}

CARDS = {
    "D1": "非循环贷账户",
    "R4": "循环额度下分账户",
    "R1": "循环贷账户",
    "R2": "贷记卡账户",
    "R3": "准贷记卡账户",
    "C1": "被追偿信息",
}
"""Sections of a detailed report, by the type of account."""

SCOPES = {
    "customer": Text("该机构名下全部", "all debts at this institution"),
    "contract": Text("合同项下全部", "all under the contract"),
    "drawdown": Text("单笔借据", "one drawdown only"),
    "card_account": Text("信用卡账户", "card account"),
    "platform": Text("平台全部", "all on the platform"),
    "unknown": Text("未写明", "not stated"),
}

TEXT_SOURCES = {
    "embedded": Text("内嵌文字", "embedded text"),
    "ocr": Text("图像识别", "OCR"),
    "mixed": Text("内嵌文字与图像识别", "embedded text and OCR"),
    "structured": Text("表格文件", "structured file"),
}

FIELDS = {
    "amount": Text("金额", "amount"),
    "row": Text("整行", "row"),
    "traded_on": Text("交易日期", "traded on"),
    "posted_on": Text("入账日期", "posted on"),
    "description": Text("摘要", "description"),
    "kind": Text("交易种类", "kind"),
    "statement_on": Text("账单日", "statement day"),
    "due_on": Text("还款日或到期日", "due day"),
    "period_start": Text("账期起始日", "start of the period"),
    "opening_balance": Text("上期余额", "opening balance"),
    "closing_balance": Text("本期余额", "closing balance"),
    "minimum_due": Text("最低还款额", "minimum due"),
    "credit_limit": Text("信用额度", "credit limit"),
    "settled_on": Text("结清日期", "settled on"),
    "settled_amount": Text("结清金额", "settled amount"),
    "loan_amount": Text("贷款金额", "loan amount"),
    "outstanding": Text("剩余欠款", "outstanding"),
    "issued_on": Text("出具日期", "issued on"),
    "name": Text("姓名", "name"),
    "id_tail": Text("证件尾号", "ID tail"),
    "contract_no": Text("合同编号", "contract number"),
    "account_tail": Text("账户尾号", "account tail"),
    "balance": Text("余额", "balance"),
    "status": Text("账户状态", "status"),
    "closed_on": Text("结清或销户月份", "closed on"),
    "opened_on": Text("开立日期", "opened on"),
    "type": Text("材料种类", "kind of paper"),
    "opening": Text("上期余额", "opening balance"),
    "closing": Text("本期应还款额", "closing balance"),
    "minimum": Text("最低还款额", "minimum due"),
    "limit": Text("信用额度", "credit limit"),
    "terms": Text("账单公式中的金额", "term of the balance formula"),
    "tail": Text("卡号末四位", "card tail"),
    "counterparty": Text("对方", "counterparty"),
    "remark": Text("附言", "remark"),
    "period_no": Text("期数", "instalment number"),
    "principal": Text("本金", "principal"),
    "interest": Text("利息", "interest"),
    "interest_label": Text("计息项目", "what bears interest"),
    "interest_from": Text("起息日", "interest from"),
    "interest_to": Text("止息日", "interest to"),
    "interest_total": Text("计息明细的利息合计", "sum of the interest list"),
    "base": Text("计息本金", "amount bearing interest"),
    "days": Text("计息天数", "days of interest"),
    "rate": Text("利率", "rate of interest"),
    "penalty_interest": Text("罚息", "penalty interest"),
    "fee": Text("费用", "fee"),
    "total": Text("应还总额", "total due"),
    "remaining": Text("剩余本金", "remaining principal"),
    "paid": Text("实还金额", "paid"),
    "paid_on": Text("实还日期", "paid on"),
    "as_of": Text("截至日期", "as of"),
    "waived": Text("减免金额", "waived"),
    "yearly_rate": Text("年利率", "yearly rate"),
    "penalty_rate": Text("罚息利率", "penalty rate"),
    "surcharge": Text("罚息上浮比例", "surcharge"),
    "early_fee": Text("提前还款违约金", "fee for early repayment"),
    "number": Text("报告编号", "report number"),
    "serial": Text("证明编号", "serial number"),
    "issuer_text": Text("出具机构", "issuer as signed"),
    "institution": Text("机构", "institution"),
    "settled_in_words": Text("结清字样", "words of settlement"),
    "sentence": Text("账户句子", "account sentence"),
    "reported_on": Text("报告日期", "reported on"),
    "data_as_of": Text("数据截至月份", "data as of"),
    "overdue_now": Text("当前是否逾期", "overdue now"),
    "overdue_months": Text("逾期月数", "months overdue"),
    "overdue_90": Text("90 天以上逾期月数", "months over 90 days overdue"),
    "grid": Text("还款记录（一年）", "a year of the grid"),
    "mark": Text("还款记录", "mark of the grid"),
    "account_no": Text("账户标识", "account number"),
    "ends_on": Text("到期日期", "ends on"),
    "overdue_amount": Text("当前逾期总额", "overdue amount"),
    "overdue_periods": Text("当前逾期期数", "overdue periods"),
    "classification": Text("五级分类", "classification"),
    "last_paid_on": Text("最近一次还款日期", "last paid on"),
    "original_lender": Text("原债权人", "original lender"),
    "happened_on": Text("发生日期", "happened on"),
    "queried_on": Text("查询日期", "queried on"),
    "reason": Text("查询原因", "reason of the query"),
    "added_on": Text("添加日期", "added on"),
    "text": Text("说明或声明", "remark"),
    "role": Text("责任人类型", "role"),
    "sums": Text("概要里的金额", "amount of the summary"),
    "open_disputes": Text("正在处理的异议笔数", "objections being dealt with"),
    "owed": Text("减免前欠款", "owed before the reduction"),
    "creditor": Text("债权人", "creditor"),
    "claims_given_up": Text("不再追索的字样", "words that give up the rest"),
    "closes": Text("销户字样", "words of closing"),
    "stays_open": Text("未销户字样", "words that it stays open"),
    "updates_within": Text("承诺更新征信的工作日数", "working days to update the report"),
    "seal_text": Text("印章文字", "text of the seal"),
    "report": Text("整份报告", "the report"),
    "link": Text("是否同一账户", "whether it is one account"),
    "parts": Text("其中的本金、利息或费用", "part of the amount"),
    "public_record": Text("公共记录、后付费记录", "public or other record"),
    "counts": Text("概要里的账户数", "count of the summary"),
    "letter": Text("整份证明", "the letter"),
    "account": Text("账户", "account"),
}

COLUMN_ROLES = {
    "trade_amount": Text("交易金额", "trade amount"),
    "original_amount": Text("原币金额", "original amount"),
    "amount_in": Text("收入金额", "amount in"),
    "amount_out": Text("支出金额", "amount out"),
    "currency": Text("币种", "currency"),
    "trade_currency": Text("交易币种", "trade currency"),
    "counter_account": Text("对方账号", "counter account"),
    "time": Text("时间", "time"),
    "direction": Text("借贷方向", "direction"),
    "due_on": Text("应还日期", "due on"),
    "loan_interest": Text("利息", "interest"),
    "loan_fee": Text("费用", "fee"),
    "type": Text("交易类型", "type"),
    "status": Text("状态", "status"),
    "ignored": Text("不采用", "not used"),
    "payments": Text("已还款", "payments"),
    "charges": Text("新增账款", "charges"),
    "adjustments": Text("调整", "adjustments"),
    "cash_interest": Text("取现利息", "interest on cash"),
    "fees": Text("费用", "fees"),
}
"""What a column of a table or a term of a balance formula is; a role missing here is called as its field."""


def field_label(field: str, lang: str) -> str:
    """Return the word for a field of the interface, the field's own name where we have none.

    A doubt about a page or a paper bears its reason's code as its field: it is called a note.
    """
    text = FIELDS.get(field) or (Text("提示", "note") if field in REASONS else None)
    return text.in_(lang) if text else field


def role_label(role: str | None, lang: str) -> str:
    """Return the word for what a column of a table is; "?" where that is not known."""
    if role is None:
        return "?"
    return COLUMN_ROLES[role].in_(lang) if role in COLUMN_ROLES else field_label(role, lang)
