"""The detailed credit report's words, as data: its sections, and the labels that an account's card may have.

Labels are matched by meaning, wherever their columns stand.  `CARDS` says which fields a card of each type may show,
`STATES` which ones its state block shows by status; what stands elsewhere goes to review.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pipeline.records.report import ReportStatus
from pipeline.values.text import close, key

_FUZZY_FROM = 4
"""Characters from which on a label may have one misread."""

_CONFUSED = str.maketrans("联营师概妈货树", "账管币额期贷构")
"""Characters that readers of pictures take for one another (账户 read as 联户); both sides are folded, for matching."""

_DASHES = re.compile(r"-|(?<=\d)[一~～至]+(?=\d)")
"""Between the days of 逾期31—60天未还本金: printed in many ways, read as the numeral, or set in a line of its own."""


class Kind(StrEnum):
    """What stands under a label."""

    WORDS = "words"
    NUMBER = "number"  # of an account or agreement: blanks within it are line breaks
    DAY = "day"
    MONTH = "month"
    YUAN = "yuan"
    COUNT = "count"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an account's card: the words it is labelled with, and what stands under them."""

    labels: tuple[str, ...]
    kind: Kind


FIELDS: dict[str, Field] = {
    # what the account is
    "institution": Field(("管理机构", "发卡机构", "业务管理机构"), Kind.WORDS),
    "account_no": Field(("账户标识", "账户编号"), Kind.NUMBER),
    "opened_on": Field(("开立日期", "债权接收日期"), Kind.DAY),
    "ends_on": Field(("到期日期",), Kind.DAY),
    "amount": Field(("借款金额", "债权金额"), Kind.YUAN),
    "credit_limit": Field(("账户授信额度",), Kind.YUAN),
    "shared_limit": Field(("共享授信额度",), Kind.YUAN),
    "currency": Field(("账户币种", "币种"), Kind.WORDS),
    "business": Field(("业务种类",), Kind.WORDS),
    "guarantee": Field(("担保方式",), Kind.WORDS),
    "periods": Field(("还款期数",), Kind.COUNT),
    "frequency": Field(("还款频率",), Kind.WORDS),
    "method": Field(("还款方式",), Kind.WORDS),
    "joint": Field(("共同借款标志",), Kind.WORDS),
    "original_lender": Field(("原债权人",), Kind.WORDS),
    "original_business": Field(("原债务业务种类", "原债务种类"), Kind.WORDS),
    "transfer_mark": Field(("债权转移时的还款状态",), Kind.MARK),
    # how it stands (截至…)
    "status": Field(("账户状态",), Kind.WORDS),
    "classification": Field(("五级分类",), Kind.WORDS),
    "balance": Field(("余额",), Kind.YUAN),
    "overdraft": Field(("透支余额",), Kind.YUAN),
    "used": Field(("已用额度", "已使用额度"), Kind.YUAN),
    "unbilled": Field(("未出单的大额专项分期余额", "未出单大额专项分期余额"), Kind.YUAN),
    "remaining": Field(("剩余还款期数", "剩余分期期数"), Kind.COUNT),
    "due": Field(("本月应还款",), Kind.YUAN),
    "due_on": Field(("应还款日", "账单日"), Kind.DAY),
    "paid": Field(("本月实还款",), Kind.YUAN),
    "last_paid_on": Field(("最近一次还款日期", "最近一次实际还款日期"), Kind.DAY),
    "overdue_periods": Field(("当前逾期期数",), Kind.COUNT),
    "overdue_amount": Field(("当前逾期总额",), Kind.YUAN),
    "overdue_31": Field(("逾期31-60天未还本金", "逾期31-60天未归还本金"), Kind.YUAN),
    "overdue_61": Field(("逾期61-90天未还本金", "逾期61-90天未归还本金"), Kind.YUAN),
    "overdue_91": Field(("逾期91-180天未还本金", "逾期91-180天未归还本金"), Kind.YUAN),
    "overdue_181": Field(("逾期180天以上未还本金", "逾期180天以上未归还本金"), Kind.YUAN),
    "average": Field(("最近6个月平均使用额度", "最近6个月平均透支余额"), Kind.YUAN),
    "highest": Field(("最大使用额度", "最大透支余额"), Kind.YUAN),
    "unpaid_180": Field(("透支180天以上未付余额", "透支180天以上未还余额"), Kind.YUAN),
    "closed_on": Field(("账户关闭日期", "关闭日期", "销户日期"), Kind.DAY),
    "moved_in": Field(("转出月份",), Kind.MONTH),
    # 最新还款记录
    "paid_on": Field(("还款日期",), Kind.DAY),
    "paid_amount": Field(("还款金额",), Kind.YUAN),
    "current_mark": Field(("当前还款状态",), Kind.MARK),
    # 大额专项分期信息
    "plan_limit": Field(("大额专项分期额度",), Kind.YUAN),
    "plan_starts": Field(("分期额度生效日期",), Kind.DAY),
    "plan_ends": Field(("分期额度到期日期",), Kind.DAY),
    "plan_used": Field(("已用分期金额",), Kind.YUAN),
    # 特殊交易
    "event": Field(("特殊交易类型",), Kind.WORDS),
    "happened_on": Field(("发生日期",), Kind.DAY),
    "event_months": Field(("变更月数", "到期日期变更月数"), Kind.COUNT),
    "event_amount": Field(("发生金额",), Kind.YUAN),
    "event_detail": Field(("明细记录",), Kind.WORDS),
    # notes
    "机构说明": Field(("机构说明",), Kind.WORDS),
    "本人声明": Field(("本人声明",), Kind.WORDS),
    "异议标注": Field(("异议标注",), Kind.WORDS),
    "特殊事件说明": Field(("特殊事件说明",), Kind.WORDS),
    "added_on": Field(("添加日期",), Kind.DAY),
}

REMARKS = ("机构说明", "本人声明", "异议标注", "特殊事件说明")
EVENTS = frozenset({"event", "happened_on", "event_months", "event_amount", "event_detail"})
LATEST = frozenset({"paid_on", "paid_amount", "current_mark"})
PLAN = frozenset({"plan_limit", "plan_starts", "plan_ends", "plan_used"})

_LOAN = frozenset(
    {
        *("institution", "account_no", "opened_on", "ends_on", "currency", "business", "guarantee", "periods"),
        *("frequency", "method", "joint"),
    }
)
_CARD = frozenset(
    {
        *("institution", "account_no", "opened_on", "credit_limit", "shared_limit", "currency", "business"),
        *("guarantee",),
    }
)
CARDS: dict[str, frozenset[str]] = {
    "D1": _LOAN | {"amount"},
    "R4": _LOAN | {"amount"},
    "R1": _LOAN | {"credit_limit"},
    "R2": _CARD,
    "R3": _CARD - {"business"},
    "C1": frozenset(
        {
            *("institution", "business", "opened_on", "amount", "original_lender", "original_business"),
            "transfer_mark",
        }
    ),
}
"""What a card of each type tells of the account itself."""

BASE = frozenset().union(*CARDS.values())

_OVERDUE = frozenset({"overdue_periods", "overdue_amount"})
_BUCKETS = frozenset({"overdue_31", "overdue_61", "overdue_91", "overdue_181"})
_OPEN_LOAN = (
    frozenset(
        {"status", "classification", "balance", "remaining", "due", "due_on", "paid", "last_paid_on"}
    )
    | _OVERDUE
    | _BUCKETS
)
_OPEN = {
    **dict.fromkeys(("D1", "R4", "R1"), _OPEN_LOAN),
    "R2": frozenset(
        {
            *("status", "balance", "used", "unbilled", "remaining", "average", "highest", "due_on", "due", "paid"),
            "last_paid_on",
        }
    )
    | _OVERDUE,
    "R3": frozenset(
        {"status", "overdraft", "average", "highest", "due_on", "paid", "last_paid_on", "unpaid_180"}
    ),
    "C1": frozenset({"status", "balance", "last_paid_on"}),
}

STATUSES: dict[str, ReportStatus] = {
    "正常": ReportStatus.ACTIVE,
    "逾期": ReportStatus.OVERDUE,
    "结清": ReportStatus.SETTLED,
    "销户": ReportStatus.CLOSED,
    "转出": ReportStatus.TRANSFERRED,
    "呆账": ReportStatus.BAD_DEBT,
    "冻结": ReportStatus.FROZEN,
    "止付": ReportStatus.STOPPED,
    "银行止付": ReportStatus.STOPPED,
    "司法追偿": ReportStatus.LITIGATION,
    "未激活": ReportStatus.INACTIVE,
    "催收": ReportStatus.OVERDUE,
    "结束": ReportStatus.ENDED,
    "担保物不足": ReportStatus.ACTIVE,
    "强制平仓": ReportStatus.ACTIVE,
}
"""账户状态 as printed; the two about pledged assets leave the debt open and are kept as a remark."""

REMARKED_STATUSES = ("担保物不足", "强制平仓")

_CLOSING = frozenset({"status", "closed_on"})
_BAD = frozenset({"status", "balance", "overdraft", "last_paid_on"})
STATES: dict[ReportStatus, frozenset[str]] = {
    ReportStatus.SETTLED: _CLOSING,
    ReportStatus.CLOSED: _CLOSING,
    ReportStatus.ENDED: _CLOSING,
    ReportStatus.TRANSFERRED: _CLOSING | {"moved_in"},
    ReportStatus.BAD_DEBT: _BAD,
    ReportStatus.INACTIVE: frozenset({"status"}),
}
"""What the state block shows under a status that has a form of its own."""


def state_fields(card: str, status: ReportStatus) -> frozenset[str]:
    """Return the fields that the state block of a card may show under a status."""
    return STATES.get(status) or _OPEN[card]


SECTIONS: dict[str, tuple[str, ...]] = {
    "person": ("个人基本信息", "身份信息", "配偶信息", "居住信息", "职业信息", "手机号码信息"),
    "summary": ("信息概要", "数字解读", "非信贷交易信息概要", "公共信息概要", "查询记录概要"),
    "hints": ("信贷交易信息提示",),
    "defaults": ("信贷交易违约信息概要",),
    "debts": ("信贷交易授信及负债信息概要",),
    "details": ("信贷交易信息明细",),
    "C1": ("被追偿信息",),
    "D1": ("非循环贷账户",),
    "R4": ("循环额度下分账户", "循环贷账户一"),
    "R1": ("循环贷账户", "循环贷账户二"),
    "R2": ("贷记卡账户",),
    "R3": ("准贷记卡账户",),
    "liabilities": ("相关还款责任信息", "相关还款责任"),
    "agreements": ("授信协议信息",),
    "others": ("非信贷交易信息明细", "非信贷交易记录"),
    "public": ("公共信息明细", "公共记录"),
    "statements": ("本人声明",),
    "objections": ("异议标注",),
    "queries": ("查询记录",),
    "lender_queries": ("机构查询记录明细",),
    "own_queries": ("本人查询记录明细", "个人查询记录明细"),
    "end": ("报告说明", "说明"),
}
"""Headings by their words: their numerals are counted anew over the parts that exist."""

IGNORED = frozenset({"person", "summary", "details", "agreements", "end", "queries"})
"""Sections of which nothing is read: what they hold speaks of no account, or is told elsewhere."""

PUBLIC: dict[str, tuple[str, ...]] = {
    "后付费业务信息": (
        *("机构名称", "业务类型", "业务开通日期", "当前缴费状态", "当前欠费金额", "记账年月", "最近24个月缴费记录"),
    ),
    "欠税记录": ("编号", "主管税务机关", "欠税总额", "欠税统计日期", "纳税人识别号"),
    "民事判决记录": (
        *("编号", "立案法院", "案号", "案由", "立案日期", "结案方式", "判决/调解结果", "判决/调解生效日期", "诉讼标的"),
        "诉讼标的金额",
    ),
    "强制执行记录": (
        *("编号", "执行法院", "案号", "执行案由", "立案日期", "结案方式", "案件状态", "结案日期", "申请执行标的"),
        *("申请执行标的金额", "已执行标的", "已执行标的金额"),
    ),
    "行政处罚记录": ("编号", "处罚机构", "文书编号", "处罚内容", "处罚金额", "生效日期", "截止日期", "行政复议结果"),
    "住房公积金参缴记录": (
        *("编号", "参缴地", "参缴日期", "初缴月份", "缴至月份", "缴费状态", "月缴存额", "个人缴存比例", "单位缴存比例"),
        *("缴费单位", "信息更新日期"),
    ),
    "低保救助记录": ("编号", "人员类别", "所在地", "工作单位", "家庭月收入", "申请日期", "批准日期", "信息更新日期"),
    "执业资格记录": ("编号", "执业资格名称", "等级", "获得日期", "到期日期", "吊销日期", "颁发机构", "机构所在地"),
    "行政奖励记录": ("编号", "奖励机构", "奖励内容", "生效日期", "截止日期"),
}
"""Public records and bills of other trades: headings and their labels."""

_PUBLIC_ALSO = {"后付费业务信息": ("后付费记录", "后付费业务"), "住房公积金参缴记录": ("住房公积金缴存记录",)}
PUBLIC_HEADINGS = {name: (name, *_PUBLIC_ALSO.get(name, ())) for name in PUBLIC}

LIABILITY: dict[str, Field] = {
    "institution": Field(("管理机构", "业务管理机构"), Kind.WORDS),
    "business": Field(("业务种类",), Kind.WORDS),
    "opened_on": Field(("开立日期",), Kind.DAY),
    "ends_on": Field(("到期日期",), Kind.DAY),
    "role": Field(("责任人类型", "相关还款责任人类型"), Kind.WORDS),
    "amount": Field(("还款责任金额", "相关还款责任金额"), Kind.YUAN),
    "currency": Field(("币种", "账户币种"), Kind.WORDS),
    "contract_no": Field(("保证合同编号",), Kind.NUMBER),
    "classification": Field(("五级分类",), Kind.WORDS),
    "balance": Field(("余额",), Kind.YUAN),
    "mark": Field(("还款状态",), Kind.MARK),
    "overdue_months": Field(("逾期月数",), Kind.COUNT),
}

QUERY: dict[str, Field] = {
    "no": Field(("编号", "序号"), Kind.COUNT),
    "day": Field(("查询日期",), Kind.DAY),
    "institution": Field(("查询机构",), Kind.WORDS),
    "reason": Field(("查询原因",), Kind.WORDS),
}

NOTE: dict[str, Field] = {
    "no": Field(("编号", "序号"), Kind.COUNT),
    "text": Field(("声明内容", "标注内容", "内容", "本人声明", "异议标注"), Kind.WORDS),
    "added_on": Field(("添加日期",), Kind.DAY),
}

PERSON: dict[str, Field] = {
    "name": Field(("被查询者姓名", "姓名"), Kind.WORDS),
    "id_kind": Field(("被查询者证件类型", "证件类型"), Kind.WORDS),
    "id_number": Field(("被查询者证件号码", "证件号码"), Kind.NUMBER),
    "asked_by": Field(("查询机构", "查询操作员"), Kind.WORDS),
    "why": Field(("查询原因",), Kind.WORDS),
}


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Fold a label for matching: widths, blanks, characters that readers confuse; dashes are left out."""
    return _DASHES.sub("", key(text)).translate(_CONFUSED)


class Vocabulary:
    """Labels of one kind of block, to be matched.

    Args:
        fields: Name to the words it is labelled with.
    """

    def __init__(self, fields: dict[str, tuple[str, ...]]) -> None:
        self._exact = {plain(label): name for name, labels in fields.items() for label in labels}
        self._found: dict[tuple[str, bool], str | None] = {}

    def find(self, text: str, *, of_picture: bool) -> str | None:
        """Return the field that a text labels; of a picture one character may be misread, if that leaves one field."""
        cached = (text, of_picture)
        if cached not in self._found:
            self._found[cached] = self._find(plain(text), of_picture=of_picture)
        return self._found[cached]

    def _find(self, text: str, *, of_picture: bool) -> str | None:
        exact = self._exact.get(text)
        if exact is not None or not of_picture or len(text) < _FUZZY_FROM:
            return exact
        digits = re.sub(r"\D", "", text)
        near = {
            name
            for label, name in self._exact.items()
            if len(label) >= _FUZZY_FROM and re.sub(r"\D", "", label) == digits and close(text, label, 1)
        }
        return near.pop() if len(near) == 1 else None

    def begins(self, text: str) -> bool:
        """Whether a text is the beginning of a label that goes on in the next line."""
        start = plain(text)
        return len(start) >= _FUZZY_FROM and any(label.startswith(start) and label != start for label in self._exact)


ACCOUNT_LABELS = Vocabulary({name: field.labels for name, field in FIELDS.items()})
LIABILITY_LABELS = Vocabulary({name: field.labels for name, field in LIABILITY.items()})
QUERY_LABELS = Vocabulary({name: field.labels for name, field in QUERY.items()})
NOTE_LABELS = Vocabulary({name: field.labels for name, field in NOTE.items()})
PERSON_LABELS = Vocabulary({name: field.labels for name, field in PERSON.items()})
HEADINGS = Vocabulary(SECTIONS | PUBLIC_HEADINGS)
PUBLIC_LABELS = {
    name: Vocabulary({label: (label,) for label in labels}) for name, labels in PUBLIC.items()
}
