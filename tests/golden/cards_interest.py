"""Card statements that show how their interest was computed (计息明细), in many forms; and lists that only look like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from samples.flow import money
from tests.golden import cards_forms as forms
from tests.golden import cards_forms_more as more
from tests.golden.banks_truth import lines as csv_lines
from tests.golden.cards_form import NEW_PAGE, Lines
from tests.golden.cards_mails import bill, mailed
from tests.golden.cards_prints import printed
from tests.golden.cards_truth import Bill, expected
from tests.golden.golden import Golden
from tests.golden.interest_truth import Accrual, accruals, with_interest

_MARCH = date(2025, 3, 16)

# Before the rows; the rate in the heading, the days of a line in one cell.
CMBC_LINES = accruals(
    "上期账单消费本金|2,400.00|2025-02-21|2025-03-16|0.05",
    "取现本金|800.00|2025-02-25|2025-03-16|0.05",
    "上期利息|36.40|2025-02-17|2025-03-16|0.05",
)
CMBC_BILL = bill(
    "民生银行", _MARCH, f"""
    0220 0221 purchase 560.00 7774 [消费] 示例商户-外卖
    0316 0316 interest {money(sum(a.interest for a in CMBC_LINES))} - [利息] 循环利息
    0301 0301 repayment -100.00 7774 [还款] 自动还款
    """, opening=323_640, tails=("7774",), minimum=16_500, USD=(0, 0, ""))  # fmt: skip
_CMBC_LIST = (
    "循环利息计算明细（日利率：万分之五）",
    Lines(
        (
            ("计息项目", "计息期间", "计息天数", "计息本金", "利息"),
            *((a.label, f"{a.start}至{a.end}", f"{a.days}天", money(a.base), money(a.interest)) for a in CMBC_LINES),
            ("合计", "", "", "", money(sum(a.interest for a in CMBC_LINES))),
        )
    ),
)
CMBC_FORM = replace(forms.CMBC, head=(*forms.CMBC.head[:-1], *_CMBC_LIST, forms.CMBC.head[-1]))

# On pages of its own, heads in two lines, words that do not fit their column; the rates in a sentence as well.
CITIC_LINES = accruals(
    "上期账单应还款额中的一般消费本金（商户分期除外）|12,480.55|2025-02-21|2025-03-05|0.05",
    "上期账单应还款额中的一般消费本金（商户分期除外）|10,680.55|2025-03-05|2025-03-20|0.05",
    "预借现金本金|1,000.00|2025-03-02|2025-03-20|0.05",
    "上期透支利息|96.20|2025-02-21|2025-03-20|0.05",
    "上期账单应还款额中的一般消费本金（商户分期除外）|300.00|2025-02-24|2025-03-20|0.05",
)
CITIC_BILL = bill(
    "中信银行", date(2025, 3, 20), f"""
    0301 0302 cash_advance 1,000.00 7715 预借现金
    0305 0305 repayment -1,800.00 7715 银联转账还款
    0310 0311 purchase 45.51 7715 示例茶餐厅
    0320 0320 interest {money(sum(a.interest for a in CITIC_LINES))} 7715 透支利息
    """, opening=1_287_675, tails=("7715",), minimum=123_441)  # fmt: skip
_CITIC_HEADS = ("序号", "计息\n项目", "计息\n本金", "起息\n日期", "止息\n日期", "计息\n天数", "日利率\n(%)", "利息\n金额")


def _citic(numbered: Sequence[tuple[int, Accrual]]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (str(n), a.label, money(a.base), f"{a.start:%Y%m%d}", f"{a.end:%Y%m%d}", str(a.days), "0.0500", money(a.interest))
        for n, a in numbered
    )


_CITIC_NUMBERED = list(enumerate(CITIC_LINES, 1))
CITIC_FORM = replace(
    forms.CITIC,
    after=(
        "透支利息按日利率0.05%逐日计收，近似折算年化利率（单利）为18.25%，按月计收复利。",
        "如您申请账单分期，近似折算年化利率（单利）为15.60%。",
        NEW_PAGE,
        "计息明细",
        Lines((_CITIC_HEADS, *_citic(_CITIC_NUMBERED[:3]))),
        NEW_PAGE,
        Lines((_CITIC_HEADS, *_citic(_CITIC_NUMBERED[3:]),
               ("合计", "", "", "", "", "", "", money(sum(a.interest for a in CITIC_LINES))))),
    ),
)  # fmt: skip

# A list for each currency; the days have no year, over New Year.
_JANUARY = date(2026, 1, 10)
BOCOM_CNY = accruals(
    "消费透支|800.00|2025-12-11|2025-12-20|0.05|both", "消费透支|300.00|2025-12-21|2026-01-10|0.05|both"
)
BOCOM_USD = accruals("消费透支|15.00|2025-12-11|2026-01-10|0.05|both")
BOCOM_BILL = bill(
    "交通银行", _JANUARY, f"""
    1220 1220 repayment -500.00 7702 信用卡还款 转账还款-示例
    1228 1229 purchase 456.00 7702 消费 示例商户
    0110 0110 interest {money(sum(a.interest for a in BOCOM_CNY))} 7702 透支利息
    """, opening=80_000, tails=("7702",), minimum=5_000, due=25,
    USD=(1_500, 1_000, f"""
    1230 0102 purchase 36.90 7702 消费 EXAMPLE SHOP
    0110 0110 interest {money(sum(a.interest for a in BOCOM_USD))} 7702 透支利息
    """))  # fmt: skip


def _bocom(name: str, found: Sequence[Accrual]) -> tuple[str, Lines]:
    heads = ("款项类型", "计息余额", "起息日", "止息日", "天数", "日利率", "应计利息")
    rows = (
        (a.label, money(a.base), f"{a.start:%m/%d}", f"{a.end:%m/%d}", str(a.days), "0.05%", money(a.interest))
        for a in found
    )
    return f"{name}账户计息明细", Lines((heads, *rows))


BOCOM_FORM = replace(forms.BOCOM, after=(*_bocom("人民币", BOCOM_CNY), *_bocom("美元", BOCOM_USD)))

# Columns from the interest back to the card; a rate of a year on each line.
LAKE_LINES = accruals(
    "透支本金|5,200.00|2025-06-19|2025-07-18|18.25|year", "取现本金|650.00|2025-06-30|2025-07-18|18.25|year"
)
LAKE_LINES = tuple(replace(a, tail=tail) for a, tail in zip(LAKE_LINES, ("6655", "7766"), strict=True))
LAKE_BILL = bill(
    "示例湖畔银行", date(2025, 7, 18), f"""
    0620 0621 purchase 300.00 6655 示例面馆
    0701 0701 repayment -450.00 6655 转账还款
    0718 0718 interest {money(sum(a.interest for a in LAKE_LINES))} 6655 循环利息
    """, opening=650_000, tails=("6655",), minimum=34_000)  # fmt: skip
LAKE_FORM = replace(
    more.UNKNOWN,
    after=(
        "本期利息计算明细",
        Lines(
            (
                ("利息", "年利率", "天数", "截止日期", "起始日期", "本金", "摘要", "卡号"),
                *(
                    (f"￥{money(a.interest)}", "18.25%", str(a.days), f"{a.end}", f"{a.start}", f"￥{money(a.base)}",
                     a.label, f"6222******{a.tail}")
                    for a in LAKE_LINES
                ),
                (f"￥{money(sum(a.interest for a in LAKE_LINES))}", "", "", "", "", "", "利息合计", ""),
            )
        ),
        "透支利率 年利率 18.25%",
    ),
)  # fmt: skip

# What looks like it: a deposit's interest, an instalment plan, offers with rates of their own.
NOT_BILL = bill(
    "示例湖畔银行", date(2025, 7, 18), """
    0620 0621 purchase 300.00 6655 示例面馆
    0701 0701 repayment -450.00 6655 转账还款
    """, opening=45_000, tails=("6655",), minimum=3_000)  # fmt: skip
NOT_FORM = replace(
    more.UNKNOWN,
    after=(
        "溢缴款结息明细",
        Lines(
            (
                ("项目", "本金", "起息日", "止息日", "天数", "年利率", "利息"),
                ("活期存款", "1,200.00", "2025-06-21", "2025-07-18", "27", "0.05%", "0.04"),
            )
        ),
        "账单分期付款计划",
        Lines(
            (
                ("分期项目", "分期总额", "起始日", "期数", "本金", "年化利率", "利息", "剩余本金"),
                ("示例电器", "3,000.00", "2025-01-05", "3/12", "250.00", "13.00%", "32.50", "2,250.00"),
            )
        ),
        "现金分期近似折算年化利率（单利）低至9.6%，限时优惠日利率0.02%起。",
        "溢缴款按活期存款年利率0.05%计息。",
    ),
)


def _of(golden: Golden, found: Mapping[str, Sequence[Accrual]], total: bool, rates: Sequence[str] = ()) -> Golden:
    return replace(golden, papers=with_interest(golden.papers, found, total=total, rates=rates))


_CSV_LINES = accruals(
    "透支本金|2,400.00|2025-03-06|2025-04-04|0.05", "透支本金|51.00|2025-03-29|2025-04-04|0.05"
)


def _csv(truth: Bill) -> bytes:
    """Rows and, below an empty line, the list: one head each in one file."""
    heads = ["交易日", "银行记账日", "卡号后四位", "交易描述", "存入", "支出", "币种"]
    rows = [
        [f"{r.traded}", f"{r.posted}", r.tail, r.text, *(("", f"{r.amount / 100:.2f}") if r.amount > 0 else
         (f"{-r.amount / 100:.2f}", "")), "CNY"]
        for r in truth.ledgers[0].rows
    ]  # fmt: skip
    computed = [
        [a.label, f"{a.base / 100:.2f}", f"{a.start}", f"{a.end}", str(a.days), "0.0005", f"{a.interest / 100:.2f}"]
        for a in _CSV_LINES
    ]
    total = ["合计", "", "", "", "", "", f"{sum(a.interest for a in _CSV_LINES) / 100:.2f}"]
    text = "中国银行信用卡账单(2025年04月)\n" + csv_lines([heads, *rows]) + "\n计息明细\n"
    text += csv_lines([["交易说明", "计息金额", "起息日期", "止息日期", "天数", "日利率", "利息"], *computed, total])
    return text.encode("utf-8-sig")


CSV_BILL = bill(
    "中国银行", date(2025, 4, 4), f"""
    0328 0329 purchase 51.00 2208 示例书店
    0330 0330 repayment -100.00 2208 银联转账还款
    0404 0404 interest {money(sum(a.interest for a in _CSV_LINES))} 2208 透支利息
    """, opening=0, tails=("2208",))  # fmt: skip
_ABSENT = ("statement_on", "period_start", "due_on", "opening", "closing", "minimum", "limit")
CSV = Golden(
    "card-boc-interest-csv", "中国银行信用卡账单202504.csv", "csv",
    expected(CSV_BILL, balanced=None, without=_ABSENT), lambda: _csv(CSV_BILL),
)  # fmt: skip


GOLDENS = (
    _of(
        mailed("cmbc-interest-first", CMBC_FORM, CMBC_BILL, eml=True, without=("period_start", "limit")),
        {"CNY": CMBC_LINES}, total=True,
    ),
    _of(
        printed("citic-interest-pages", CITIC_FORM, CITIC_BILL, "reportlab", without=("period_start",)),
        {"CNY": CITIC_LINES}, total=True, rates=("0.05% day", "18.25% year"),
    ),
    _of(mailed("bocom-interest-dollars", BOCOM_FORM, BOCOM_BILL), {"CNY": BOCOM_CNY, "USD": BOCOM_USD}, total=False),
    _of(
        printed("unknown-interest-reversed", LAKE_FORM, LAKE_BILL, "chromium", without=("period_start",)),
        {"CNY": LAKE_LINES}, total=True, rates=("18.25% year",),
    ),
    _of(CSV, {"CNY": _CSV_LINES}, total=True),
    _of(mailed("unknown-not-interest", NOT_FORM, NOT_BILL, without=("period_start",)), {}, total=False),
)  # fmt: skip
