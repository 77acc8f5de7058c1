"""Random detailed reports: people, accounts and grids that a report may show, all invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from samples.report_parts import Style
from samples.truth import QueryTruth
from samples.truth_report import (
    CARDS,
    EventTruth,
    FullAccountTruth,
    FullReportTruth,
    InstalmentTruth,
    LatestTruth,
    LiabilityTruth,
    MonthTruth,
    PublicTruth,
    RemarkTruth,
)

AS_OF = date(2026, 10, 31)
LENDERS = (
    "青禾示例消费金融有限公司",
    "望海示例银行股份有限公司示例市城南支行",
    "示例农村商业银行股份有限公司",
    "江川示例小额贷款有限公司",
    "示例市商业银行股份有限公司信用卡中心",
)
BUSINESS = ("其他个人消费贷款", "个人经营性贷款", "个人住房商业贷款", "个人汽车消费贷款", "个人商用房（包括商住两用）贷款")
OPEN_WORDS = {
    "D1": ("正常", "逾期", "司法追偿", "担保物不足"),
    "R4": ("正常", "逾期", "司法追偿"),
    "R1": ("正常", "逾期", "银行止付"),
    "R2": ("正常", "冻结", "止付", "银行止付", "司法追偿"),
    "R3": ("正常", "冻结", "止付"),
    "C1": ("催收",),
}
CLOSED_WORDS = {"D1": ("结清", "转出"), "R4": ("结清",), "R1": ("结清",), "R2": ("销户",), "R3": ("销户",), "C1": ("结束",)}


def yuan(lot: Random, most: int = 60_000) -> int:
    """Fen of a random amount of whole yuan, of any number of digits."""
    return lot.randint(0, 10 ** lot.randint(1, len(str(most)) - 1)) * 100


def any_day(lot: Random, since: date = date(2012, 1, 1), until: date = AS_OF) -> date:
    return since + timedelta(lot.randrange((until - since).days))


def random_grid(lot: Random, first: date, last: date, end: str) -> tuple[MonthTruth, ...]:
    """Marks as arrears grow and end, of at most sixty months; the last one is `end` where it is not empty."""
    size = min((last.year - first.year) * 12 + last.month - first.month + 1, lot.choice((1, 5, 13, 24, 37, 60, 60)))
    result: list[MonthTruth] = []
    level = 0
    for n in range(size):
        index = last.year * 12 + last.month - size + n
        if end and n == size - 1:
            mark = end
        elif level:
            level = min(level + 1, 7) if lot.random() < 0.6 else 0
            mark = str(level) if level else "N"
        elif lot.random() < 0.08:
            level, mark = 1, "1"
        else:
            mark = lot.choice("NNNNNNN**MA#/DZ")
        amount = yuan(lot) + 100 if mark in "1234567BDZ" else None if mark in "#/" else 0
        result.append(MonthTruth(date(index // 12, index % 12 + 1, 1), mark, amount))
    return tuple(result)


def random_account(lot: Random, number: int) -> FullAccountTruth:
    card = lot.choice(CARDS)
    opened = any_day(lot, until=date(2026, 6, 1))
    state = lot.choice(("open", "open", "open", "closed", "bad", "inactive"))
    if state == "inactive" and card not in ("R2", "R3"):
        state = "open"
    if card == "C1" and state == "bad":
        state = "open"
    words = {"open": OPEN_WORDS[card], "closed": CLOSED_WORDS[card], "bad": ("呆账",), "inactive": ("未激活",)}[state]
    status = lot.choice(words)
    closed = any_day(lot, opened, date(2026, 10, 30)) if state == "closed" else None
    as_of = AS_OF if closed is None else date(closed.year, closed.month, 28)
    last = as_of if closed is None else closed
    end = {"结清": "C", "销户": "C", "转出": "G", "呆账": "B"}.get(status, "")
    grid = random_grid(lot, opened, last, end) if card != "C1" and state != "inactive" else ()
    is_open = state == "open"
    late = is_open and status == "逾期"
    balance = yuan(lot) if is_open or state == "bad" else None
    recent = is_open and card in ("D1", "R4", "R1", "R2") and not late and lot.random() < 0.2
    paid_on = AS_OF + timedelta(lot.randint(1, 18))
    remarks = [
        RemarkTruth(kind, lot.choice(("该笔款项正在核实。", "本人对此记录有异议，已提交材料，请予以核查，谢谢。")), any_day(lot, date(2024, 1, 1)))
        for kind in ("机构说明", "本人声明", "异议标注")
        if state != "inactive" and lot.random() < 0.1
    ]
    if state != "inactive" and lot.random() < 0.1:
        remarks.insert(0, RemarkTruth("特殊事件说明", "该账户2024年05月因系统升级调整还款日。"))
    if status == "担保物不足":
        remarks.insert(0, RemarkTruth("账户状态", "担保物不足"))
    transfer = card == "C1" and lot.random() < 0.6
    return FullAccountTruth(
        card=card,
        institution=lot.choice(LENDERS),
        opened_on=opened,
        status=status,
        account_no="" if card == "C1" else f"{lot.choice(('', 'QH', 'XD-', 'B0'))}{lot.randrange(10**lot.randint(4, 27)):04d}-{number}",
        ends_on=opened + timedelta(lot.randint(90, 3650)) if card in ("D1", "R4", "R1") else None,
        amount=yuan(lot) if card in ("D1", "R4", "C1") else None,
        credit_limit=yuan(lot) if card in ("R1", "R2", "R3") else None,
        currency=lot.choice(("人民币元", "人民币元", "人民币元", "美元")) if card == "R2" else "人民币元",
        business=lot.choice(BUSINESS) if card in ("D1", "R4", "R1") else "资产处置" if card == "C1" else "贷记卡",
        periods=lot.choice((None, 6, 12, 36)),
        tail=f"{lot.randrange(10**4):04d}" if card == "R2" and lot.random() < 0.5 else "",
        data_as_of=as_of,
        classification=lot.choice(("正常", "关注", "次级", "可疑", "损失")),
        balance=balance,
        used=yuan(lot) if card == "R2" and is_open else None,
        unbilled=lot.choice((None, yuan(lot))) if card == "R2" else None,
        remaining=lot.choice((None, lot.randint(0, 36))),
        due=yuan(lot),
        due_on=any_day(lot, date(2026, 10, 1)),
        paid=yuan(lot),
        last_paid_on=lot.choice((None, any_day(lot, opened))),
        average=yuan(lot),
        highest=yuan(lot),
        overdue_periods=lot.randint(1, 30) if late else 0,
        overdue_amount=yuan(lot) + 100 if late else 0,
        closed_on=closed,
        latest=LatestTruth(AS_OF, paid_on, yuan(lot), yuan(lot), lot.choice("NN*C12"), "正常") if recent else None,
        instalment=InstalmentTruth(yuan(lot), any_day(lot), any_day(lot), yuan(lot))
        if card == "R2" and is_open and lot.random() < 0.2
        else None,
        grid=grid,
        events=tuple(
            EventTruth(
                lot.choice(("提前结清", "债务减免", "展期", "其他")),
                any_day(lot, date(2022, 1, 1)),
                lot.choice((None, -3, 0, 12)),
                yuan(lot),
                lot.choice(("", "提前3个月还清全部款项，机构减免其余利息")),
            )
            for _ in range(lot.choice((0, 0, 0, 1, 2)))
            if state != "inactive"
        ),
        remarks=tuple(remarks),
        original_lender="示例市银行股份有限公司" if transfer else "",
        original_business=lot.choice(("其他个人消费贷款", "贷记卡")) if transfer else "",
        transfer_mark=lot.choice("1234567") if card == "C1" else "",
    )


def random_report(lot: Random, accounts: int) -> FullReportTruth:
    reasons = ("贷款审批", "信用卡审批", "贷后管理", "担保资格审查", "法人代表、负责人、高管等资信审查")
    return FullReportTruth(
        reported_at=datetime(2026, 11, 20, lot.randrange(24), lot.randrange(60), lot.randrange(60)),  # noqa: DTZ001  # noqa: DTZ001
        serial=lot.randrange(10**8),
        name=lot.choice(("林示例", "欧阳示例", "周示")),
        id_number=lot.choice(("320105198805061234", "**************123X")),
        accounts=tuple(random_account(lot, n) for n in range(accounts)),
        queries=tuple(
            QueryTruth(any_day(lot, date(2024, 11, 21)), lot.choice(LENDERS), lot.choice(reasons))
            for _ in range(lot.randrange(12))
        ),
        own_queries=tuple(
            QueryTruth(any_day(lot, date(2024, 11, 21)), "本人", "本人查询（临柜）") for _ in range(lot.randrange(3))
        ),
        liabilities=tuple(
            LiabilityTruth(lot.choice(LENDERS), any_day(lot), lot.choice(("保证人", "共同借款人")), lot.choice((None, yuan(lot))), yuan(lot), data_as_of=AS_OF, ends_on=date(2029, 1, 1))
            for _ in range(lot.randrange(3))
        ),
        public_records=tuple(
            PublicTruth("强制执行记录", (("编号", "1"), ("执行法院", "示例市人民法院"), ("执行案由", "借款合同纠纷"), ("立案日期", "2024.02.02"), ("结案方式", "--"), ("案件状态", "执行中"), ("申请执行标的金额", "20,000")))
            for _ in range(lot.randrange(2))
        ),
        remarks=(RemarkTruth("本人声明", "本人身份证曾经遗失，特此声明。", date(2021, 1, 5)),) if lot.random() < 0.5 else (),
        open_disputes=lot.randrange(3),
    )


def random_style(lot: Random) -> Style:
    return Style(
        dash=lot.choice("—－-"),
        shuffle=lot.choice((None, lot.randrange(1000))),
        size=lot.choice((7.0, 7.5, 8.0)),
        inner_blank=lot.random() < 0.5,
        uneven=lot.choice((None, lot.randrange(1000))),
        repeat_head=lot.random() < 0.4,
        align=lot.choice(("left", "center", "center", "right")),
    )
