"""Card statements of fifteen issuers as mails: pages, and mail files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.golden import cards_forms as forms
from tests.golden import cards_forms_more as more
from tests.golden.cards_form import Form, as_html, as_mail
from tests.golden.cards_truth import Bill, Ledger, expected, rows
from tests.golden.golden import Golden


def bill(
    issuer: str, on: date, text: str, *, opening: int, tails: tuple[str, ...], minimum: int = 0, due: int | None = 20,
    **more_ledgers: tuple[int, int, str],
) -> Bill:  # fmt: skip
    """Return a statement of one currency, or of more: CURRENCY=(opening, minimum, rows)."""
    ledgers = [Ledger(opening, rows(on, text), minimum)]
    ledgers += [Ledger(first, rows(on, lines), least, currency) for currency, (first, least, lines) in
                more_ledgers.items()]  # fmt: skip
    return Bill(issuer, on, tuple(ledgers), tails, on + timedelta(days=due) if due is not None else None)


def mailed(name: str, form: Form, truth: Bill, *, eml: bool = False, **members: Any) -> Golden:
    """Return a golden that is a mail's page, or the mail itself."""
    file = f"{truth.issuer or '示例'}信用卡账单{truth.statement_on:%Y%m}.{'eml' if eml else 'html'}"
    charset = form.style.charset if eml else "utf-8"
    make: Callable[[], bytes] = (
        (lambda: as_mail(form, truth)) if eml else (lambda: as_html(form, truth, charset).encode(charset))
    )
    return Golden(f"card-{name}", file, "mail" if eml else "html", expected(truth, **members), make)


_MARCH = date(2025, 3, 31)

CMB_BILL = bill(
    "招商银行", date(2025, 3, 8), """
    ---- 0220 repayment -1,000.00 4417 掌上生活还款
    0211 0212 purchase 56.40 4417 美团支付-示例餐饮
    0214 0215 purchase 42.20 4417 示例超市
    1108 0304 instalment 250.00 4417 消费分期-示例电器 本金 第4/12期
    0215 0217 refund -88.00 4417 支付宝-示例商户退款
    ---- 0308 penalty 42.20 - 违约金
    ---- 0308 interest 46.26 - 循环利息
    """, opening=320_000, tails=("4417",), minimum=41_246, due=18)  # fmt: skip

ICBC_BILL = bill(
    "工商银行", _MARCH, """
    0305 0306 purchase 700.00 3381 [消费] 示例超市
    0320 0320 repayment -1,250.00 3381 [还款] 示例分行
    0322 0323 refund -60.00 3381 [退货] 示例超市
    0325 0325 cash_advance 500.00 3381 [取现] 示例自助设备
    0331 0331 interest 36.50 3381 [利息]
    0331 0331 penalty 100.00 3381 [违约金]
    """, opening=125_000, tails=("3381",), minimum=11_265, due=25)  # fmt: skip

CCB_BILL = bill(
    "建设银行", date(2025, 3, 14), """
    0220 0221 purchase 500.00 5512 [/扫码] 示例市 跨行消费 示例商户
    0301 0301 repayment -1,500.00 5512 建行 按卡转账还款
    0305 0306 purchase 366.08 5512 @HKD398.00 示例免税店
    0314 0314 interest 85.20 5512 利息
    0314 0314 penalty 30.00 5512 违约金
    """, opening=240_000, tails=("5512",), minimum=19_213,
    USD=(0, 2_050, """
    0226 0227 purchase 41.00 5512 EXAMPLE BOOKS SEATTLE
    0312 0312 fee 2.00 5512 跨境交易手续费
    """))  # fmt: skip

BOC_BILL = bill(
    "中国银行", date(2025, 3, 4), """
    0210 0211 purchase 300.00 2208 支付宝-示例商户CHN
    0220 0220 repayment -500.00 2208 示例银行还款成功
    0304 0304 interest 27.30 2208 利息
    """, opening=98_000, tails=("2208",), minimum=8_073,
    USD=(-1_000, 0, """
    0215 0217 purchase 88.00 2208 EXAMPLE HOTEL TOKYO JPN
    0226 0226 repayment -78.00 2208 BOCNET[汇率701.00]
    """))  # fmt: skip

ABC_BILL = bill(
    "农业银行", date(2025, 3, 19), """
    0301 0302 purchase 600.00 7731 示例商户，网上消费
    0310 0310 repayment -500.00 - 转账还款
    0312 0312 adjustment -120.00 7731 年费贷调（客服）20250228
    0319 0319 penalty 64.40 7731 违约金
    """, opening=110_000, tails=("7731",), minimum=11_444, due=25)  # fmt: skip

BOCOM_BILL = bill(
    "交通银行", date(2025, 3, 10), """
    0220 0220 repayment -1,200.00 7702 信用卡还款 转账还款-示例
    0223 0224 refund -35.50 7702 退货 示例商户
    0228 0228 refund -5.00 7702 刷卡金返还
    0225 0226 purchase 400.00 7702 消费 示例商户
    0310 0310 penalty 20.00 7702 违约金
    0310 0310 interest 11.55 7702 利息
    """, opening=300_000, tails=("7702",), minimum=18_000, due=25)  # fmt: skip

CITIC_BILL = bill(
    "中信银行", date(2025, 3, 20), """
    0301 0302 purchase 412.30 7715 示例商户
    0305 0305 repayment -1,800.00 7715 银联转账还款
    0310 0310 instalment 200.00 7715 分期本金-商户分期分12期(003/012)
    0310 0310 fee 30.00 7715 分期手续费-商户分期分12期(003/012)
    0312 0313 purchase 45.51 7715 @HKD51.00 示例茶餐厅
    """, opening=180_000, tails=("7715",), minimum=3_441)  # fmt: skip

CMBC_BILL = bill(
    "民生银行", date(2025, 3, 16), """
    0220 0221 purchase 560.00 7774 [消费] 示例商户-外卖
    0222 0223 purchase 560.00 7774 [消费] 示例商户-外卖
    0316 0316 interest 30.00 - [利息] 循环利息
    0301 0301 repayment -1,000.00 7774 [还款] 自动还款
    """, opening=150_000, tails=("7774",), minimum=16_500, USD=(0, 0, ""))  # fmt: skip

CGB_BILL = bill(
    "广发银行", date(2025, 3, 26), """
    0301 0302 purchase 720.00 7760 [消费] （消费）示例商户
    0303 0303 repayment -650.00 7760 [还款] （还款）银联转账还款
    0305 0306 refund -50.00 7760 [退款] （退款）示例商户
    0310 0310 instalment 80.00 7760 [分期] （分期）银联分期000123/10/12期
    0326 0326 interest 40.66 7760 [利息] （利息）消费利息
    0326 0326 interest 8.00 7760 [利息] （利息）现金利息
    """, opening=200_000, tails=("7760",), minimum=10_743)  # fmt: skip

PAB_BILL = bill(
    "平安银行", date(2025, 3, 17), """
    0301 0302 purchase 300.00 7787 示例商户-加油
    0305 0305 repayment -400.00 7787 一键还款
    0310 0310 instalment 400.00 - [分期] 商户分期 本金03-02期 示例商户
    0317 0317 interest 12.40 7787 循环利息
    """, opening=100_000, tails=("7787",), minimum=6_562, USD=(0, 0, ""))  # fmt: skip

CEB_BILL = bill(
    "光大银行", date(2025, 3, 12), """
    0301 0302 purchase 300.00 7753 网上支付 示例
    0305 0305 repayment -600.00 7753 还款
    ---- 0312 interest 13.30 - 消费利息
    ---- 0312 penalty 20.00 - 违约金
    """, opening=120_000, tails=("7753",), minimum=9_333)  # fmt: skip

HXB_BILL = bill(
    "华夏银行", date(2025, 3, 19), """
    0301 0301 purchase 998.00 7746 示例商户
    0305 0306 repayment -920.00 7746 银联信用卡还款
    0312 0313 refund -15.80 7746 示例商户退货
    """, opening=92_000, tails=("7746",), minimum=9_980, USD=(0, 0, ""))  # fmt: skip

CIB_BILL = bill(
    "兴业银行", date(2025, 3, 25), """
    0301 0302 purchase 45.51 - @HKD51.00 示例商户
    0311 0311 repayment -300.00 - 掌上还款
    0318 0319 purchase 597.46 - 示例百货
    """, opening=30_000, tails=("7739",), minimum=6_430)  # fmt: skip

PSBC_BILL = bill(
    "邮储银行", date(2025, 3, 27), """
    0301 0302 purchase 616.68 7728 示例商户
    0303 0303 repayment -88.00 7728 快捷还款
    """, opening=8_800, tails=("7728",), minimum=6_167)  # fmt: skip

SPDB_BILL = bill("浦发银行", date(2025, 3, 19), "", opening=90_520, tails=(), minimum=4_526, USD=(0, 0, ""))

NEW_YEAR_BILL = bill(
    "民生银行", date(2026, 1, 8), """
    1209 1210 purchase 100.00 7774 [消费] 示例超市
    1231 0101 purchase 200.00 7774 [消费] 示例书店
    0107 0108 purchase 300.00 7774 [消费] 示例药房
    1220 1220 repayment -250.00 7774 [还款] 自动还款
    """, opening=25_000, tails=("7774",), minimum=6_000, USD=(0, 0, ""))  # fmt: skip

CREDIT_BILL = bill(
    "招商银行", date(2025, 5, 8), """
    ---- 0420 repayment -2,000.00 4417 跨行转账还款
    0421 0422 purchase 310.50 4417 示例超市
    ---- 0508 adjustment -46.26 - 利息减免
    """, opening=90_000, tails=("4417",), minimum=0, due=18)  # fmt: skip

ZERO_BILL = bill("工商银行", _MARCH, "", opening=0, tails=("3381",), due=25)

KINDS_BILL = bill(
    "中信银行", date(2025, 6, 20), """
    0522 0522 purchase 88.00 7715 示例市供电公司电费滞纳金
    0523 0523 fee 20.00 7715 取现手续费
    0524 0524 cash_advance 1,000.00 7715 ATM取现
    0525 0525 interest 5.50 7715 取现利息
    0526 0526 adjustment -3,000.00 7715 账单分期入账
    0527 0527 instalment 250.00 7715 账单分期 本金 第1/12期
    0528 0528 fee 18.00 7715 分期手续费
    0529 0529 penalty_interest 6.66 7715 逾期利息
    0530 0530 penalty 30.00 7715 逾期违约金
    0531 0531 fee 50.00 7715 提前还款违约金
    0601 0601 adjustment -30.00 7715 违约金返还
    0602 0602 refund -10.00 7715 还款立减返现
    0603 0603 other 0.00 7715 消费6次免年费300元
    0604 0604 adjustment -200.00 7715 年费返还
    0605 0605 adjustment 35.00 7715 溢缴款转出
    0606 0606 disbursement 5,000.00 7715 现金分期入账
    0607 0607 purchase 12.00 7715 扫码 示例小吃
    0608 0608 fee 15.00 7715 挂失费
    0609 0609 repayment -500.00 7715 财付通还款
    """, opening=400_000, tails=("7715",), minimum=30_000)  # fmt: skip

GOLDENS = (
    mailed("cmb-mail", forms.CMB, CMB_BILL, yearless=True),
    mailed("cmb-overpaid", forms.CMB, CREDIT_BILL, eml=True),
    mailed("icbc-mail", forms.ICBC, ICBC_BILL, eml=True),
    mailed("icbc-zero", forms.ICBC, ZERO_BILL),
    mailed("ccb-mail", forms.CCB, CCB_BILL, eml=True),
    mailed("boc-mail", forms.BOC, BOC_BILL, eml=True, without=("period_start", "limit")),
    mailed("abc-mail", forms.ABC, ABC_BILL, eml=True, without=("opening",)),
    mailed("bocom-mail", forms.BOCOM, BOCOM_BILL),
    mailed("citic-mail", forms.CITIC, CITIC_BILL, without=("period_start",)),
    mailed("citic-kinds", forms.CITIC, KINDS_BILL, eml=True, without=("period_start",)),
    mailed(
        "spdb-mail", forms.SPDB, SPDB_BILL, status="partial", balanced=None,
        without=("statement_on", "period_start", "limit", "opening"),
    ),
    mailed("cmbc-mail", forms.CMBC, CMBC_BILL, eml=True, without=("period_start", "limit")),
    mailed("cmbc-new-year", forms.CMBC, NEW_YEAR_BILL, without=("period_start", "limit")),
    mailed("cgb-mail", more.CGB, CGB_BILL, eml=True),
    mailed("pab-mail", more.PAB, PAB_BILL, without=("period_start",)),
    mailed("ceb-mail", more.CEB, CEB_BILL, eml=True, without=("period_start",)),
    mailed(
        "hxb-mail", more.HXB, HXB_BILL, eml=True, balanced=None,
        without=("statement_on", "period_start", "limit", "opening"),
    ),
    mailed("cib-mail", more.CIB, CIB_BILL, without=("opening",), balanced=None),
    mailed("psbc-mail", more.PSBC, PSBC_BILL, eml=True, without=("opening",), balanced=None),
)  # fmt: skip
