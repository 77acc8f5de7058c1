"""Card statements with what readers fall into: other lists beside the rows, several cards, currencies, nothing owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from samples.flow import money
from tests.golden import cards_forms as forms
from tests.golden import cards_forms_more as more
from tests.golden.cards_form import Form, Lines
from tests.golden.cards_mails import bill, mailed
from tests.golden.cards_prints import TWO_CARDS_ICBC, printed
from tests.golden.cards_truth import Bill, Ledger, rows
from tests.golden.golden import Golden
from tests.golden.interest_truth import accruals, with_interest

_ACCRUED = accruals(
    "|2,400.00|2025-02-21|2025-03-14|0.05|both", "|6,917.64|2025-02-26|2025-03-14|0.05|both"
)
_INTEREST = (
    "计息明细",
    Lines(
        (
            ("交易日期", "起息日", "止息日", "计息金额", "天数", "日利率", "利息"),
            *(
                (day, f"{a.start}", f"{a.end}", money(a.base), str(a.days), "0.05%", money(a.interest))
                for day, a in zip(("2025-02-20", "2025-02-25"), _ACCRUED, strict=True)
            ),
        )
    ),
)
_PLAN = (
    "分期付款计划",
    Lines(
        (
            ("交易日期", "分期摘要", "分期总额", "总期数", "剩余期数", "每期金额"),
            ("2025-01-05", "示例电器", "3,000.00", "12", "9", "250.00"),
            ("2024-11-02", "示例家具", "1,200.00", "6", "1", "200.00"),
        )
    ),
)
_UNBILLED = (
    "未入账交易明细",
    Lines(
        (
            ("交易日期", "记账日期", "交易摘要", "金额"),
            ("2025-07-17", "2025-07-19", "示例面馆", "38.00"),
            ("2025-07-18", "2025-07-19", "示例超市", "99.00"),
        )
    ),
)

CCB_INTEREST = bill(
    "建设银行", date(2025, 3, 14), """
    0220 0221 purchase 500.00 5512 示例商户
    0301 0301 repayment -1,500.00 5512 建行 按卡转账还款
    0314 0314 interest 85.20 5512 利息
    """, opening=240_000, tails=("5512",), minimum=19_213)  # fmt: skip

UNKNOWN_PLAN = bill(
    "示例湖畔银行", date(2025, 7, 18), """
    0620 0621 purchase 300.00 6655 示例面馆
    0701 0701 repayment -450.00 6655 转账还款
    0705 0705 instalment 250.00 6655 分期本金-示例电器(003/012)
    """, opening=45_000, tails=("6655",), minimum=11_205)  # fmt: skip

OVER = bill(
    "光大银行", date(2025, 4, 12), """
    0401 0402 purchase 90.00 7753 网上支付 示例
    0405 0405 repayment -200.00 7753 还款
    """, opening=0, tails=("7753",), minimum=0)  # fmt: skip

NOTHING_OWED = bill(
    "广发银行", date(2025, 4, 26), """
    0401 0402 purchase 90.00 7760 （消费）示例商户
    0405 0405 repayment -290.00 7760 （还款）银联转账还款
    """, opening=20_000, tails=("7760",), minimum=0)  # fmt: skip

BOCOM_USD = bill(
    "交通银行", date(2026, 1, 10), """
    1220 1220 repayment -800.00 7702 信用卡还款 转账还款-示例
    1228 1229 purchase 456.00 7702 消费 示例商户
    0105 0105 fee 12.00 7702 分期手续费 示例电器
    """, opening=80_000, tails=("7702",), minimum=5_000, due=25,
    USD=(1_500, 1_000, """
    1222 1222 repayment -15.00 7702 自动购汇还款
    1230 0102 purchase 36.90 7702 消费 EXAMPLE SHOP
    """))  # fmt: skip

BOCOM_HELD = bill(
    "交通银行", date(2025, 6, 10), """
    0520 0520 repayment -500.00 7702 信用卡还款 转账还款-示例
    0528 0529 purchase 56.00 7702 消费 示例商户
    """, opening=30_000, tails=("7702",), due=None)  # fmt: skip

BOC_HELD = bill(
    "中国银行", date(2025, 6, 4), """
    0510 0511 purchase 30.00 2208 支付宝-示例商户CHN
    0520 0520 repayment -500.00 2208 示例银行还款成功
    0604 0604 other -0.41 - 存款利息
    """, opening=20_000, tails=("2208",), due=None)  # fmt: skip

ABC_OLD = bill(
    "农业银行", date(2020, 12, 19), """
    1201 1202 purchase 600.00 7731 示例商户，网上消费
    1203 1204 purchase 35.00 7731 示例水费 滞纳金
    1210 1210 repayment -1,100.00 7731 自动还款
    1219 1219 interest 16.45 7731 利息
    """, opening=110_000, tails=("7731",), minimum=6_515, due=25,
    USD=(0, 500, "1205 1206 purchase 48.00 7731 EXAMPLE STORE\n"))  # fmt: skip
ABC_OLD_FORM = replace(
    forms.ABC,
    columns=(
        ("交易日期", "{traded:%Y%m%d}"), ("入账日期", "{posted:%Y%m%d}"), ("卡号后四位", "{tail}"),
        ("交易描述", "{text}"), ("交易地点", ""), ("交易金额/币种", "{original}/{original_currency}"),
        ("入账金额/币种(支出为-)", "{amount:n}/{currency}"),
    ),
)  # fmt: skip

BOC_REISSUED = replace(
    forms.BOC,
    columns=(
        ("交易日\nTransaction Date", "{traded:%m/%d}"), ("银行记账日\nPosting Date", "{posted:%m/%d}"),
        *forms.BOC.columns[2:],
    ),
    section="{named}账户交易明细/{currency} Transaction Detailed List",
)  # fmt: skip
BOC_NEW_YEAR = bill(
    "中国银行", date(2026, 1, 4), """
    1210 1211 purchase 300.00 2208 支付宝-示例商户CHN
    1220 1220 repayment -500.00 2208 示例银行还款成功
    0104 0104 interest 27.30 2208 利息
    """, opening=98_000, tails=("2208",), minimum=8_073)  # fmt: skip

_TWO = date(2025, 5, 4)
BOC_TWO = Bill(
    "中国银行", _TWO,
    (
        Ledger(98_000, rows(_TWO, """
        0410 0411 purchase 300.00 2208 支付宝-示例商户CHN
        0420 0420 repayment -500.00 2208 示例银行还款成功
        """), 7_800, tail="2208"),
        Ledger(12_000, rows(_TWO, """
        0412 0413 purchase 45.60 3319 示例书店CHN
        0425 0425 repayment -120.00 3319 示例银行还款成功
        """), 456, tail="3319"),
    ),
    ("2208", "3319"), date(2025, 5, 24),
)  # fmt: skip
BOC_TWO_FORM = replace(
    forms.BOC,
    head=forms.BOC.head[:2],
    section="示例白金卡(卡号：{tail})",
    part=(forms.BOC.head[3],),
)

ICBC_TOTAL = replace(
    forms.ICBC,
    head=(
        *forms.ICBC.head[:-2],
        Lines(
            (
                ("卡号后四位", "上期余额", "本期收入", "本期支出", "本期余额"),
                ("7715", "-1,000.00/RMB", "1,000.00/RMB", "412.30/RMB", "-412.30/RMB"),
                ("8816", "-500.00/RMB", "500.00/RMB", "66.00/RMB", "-66.00/RMB"),
                ("合计", "-1,500.00/RMB", "1,500.00/RMB", "478.30/RMB", "-478.30/RMB"),
            )
        ),
        "---主卡明细---",
    ),
)

FOREIGN = bill(
    "示例湖畔银行", date(2025, 7, 18), """
    0620 0621 purchase 300.00 6655 示例面馆
    0701 0701 repayment -450.00 6655 转账还款
    """, opening=45_000, tails=("6655",), minimum=3_000)  # fmt: skip
FOREIGN_FORM = replace(more.UNKNOWN, section="本币账户交易明细")

CMBC_CARDS = bill(
    "民生银行", date(2025, 9, 16), """
    0820 0821 purchase 560.00 7774 [消费] 示例商户-外卖
    0825 0826 purchase 99.90 8825 [消费] 示例药房
    0901 0901 repayment -1,000.00 7774 [还款] 自动还款
    0905 0905 refund -20.00 8825 [退货] 示例药房
    """, opening=150_000, tails=("7774", "8825"), minimum=6_500,
    USD=(0, 0, ""))  # fmt: skip


def _with(form: Form, *after: str | Lines) -> Form:
    return replace(form, after=(*after, *form.after))


def _computed(golden: Golden) -> Golden:
    return replace(golden, papers=with_interest(golden.papers, {"CNY": _ACCRUED}, total=False))


GOLDENS = (
    _computed(mailed("ccb-interest-table", _with(forms.CCB, *_INTEREST), CCB_INTEREST, eml=True)),
    _computed(printed("ccb-interest-print", _with(forms.CCB, *_INTEREST), CCB_INTEREST, "chromium")),
    mailed("unknown-plan", _with(more.UNKNOWN, *_PLAN), UNKNOWN_PLAN, without=("period_start",)),
    mailed("unknown-unbilled", _with(more.UNKNOWN, *_UNBILLED), FOREIGN, without=("period_start",)),
    mailed("unknown-home-currency", FOREIGN_FORM, FOREIGN, without=("period_start",)),
    mailed("ceb-overpaid", more.CEB, OVER, eml=True, without=("period_start",)),
    mailed("cgb-nothing-owed", more.CGB, NOTHING_OWED),
    mailed("bocom-dollars", forms.BOCOM, BOCOM_USD, eml=True),
    mailed("bocom-held", forms.BOCOM, BOCOM_HELD),
    mailed("boc-held", forms.BOC, BOC_HELD, without=("period_start", "limit")),
    mailed("abc-old", ABC_OLD_FORM, ABC_OLD, without=("opening",)),
    printed("boc-reissued", BOC_REISSUED, BOC_NEW_YEAR, "reportlab-named", without=("period_start", "limit")),
    mailed("boc-two-cards", BOC_TWO_FORM, BOC_TWO, without=("period_start", "limit")),
    mailed("icbc-total", ICBC_TOTAL, TWO_CARDS_ICBC),
    mailed("cmbc-two-cards", forms.CMBC, CMBC_CARDS, eml=True, without=("period_start", "limit")),
)
