"""Card statements as PDF, by four programs; reissued papers, Hong Kong's in two languages, a bank that nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.golden import cards_forms as forms
from tests.golden import cards_forms_more as more
from tests.golden.canvas_reportlab import EMBEDDED, ReportlabCanvas
from tests.golden.cards_form import Form, as_html, draw
from tests.golden.cards_mails import (
    ABC_BILL,
    CCB_BILL,
    CEB_BILL,
    CGB_BILL,
    CITIC_BILL,
    CMBC_BILL,
    ICBC_BILL,
    bill,
    mailed,
)
from tests.golden.cards_truth import Bill, Ledger, expected, rows
from tests.golden.golden import Golden
from tests.golden.printing import print_html, styled


def printed(name: str, form: Form, truth: Bill, engine: str, *, grid: str = "all", **members: Any) -> Golden:
    """Return a golden that is a PDF: engine "chromium", "soffice", "reportlab" or "reportlab-named" (a font by name)."""

    def make() -> bytes:
        if engine.startswith("reportlab"):
            return draw(ReportlabCanvas(EMBEDDED if engine == "reportlab" else ""), form, truth, grid)
        page = as_html(form, truth)
        body = page[page.index("<body>") + 6 : page.index("</body>")]
        return print_html(engine, styled("账单", body))

    file = f"{truth.issuer or '示例'}信用卡账单{truth.statement_on:%Y%m}.pdf"
    return Golden(f"card-{name}", file, engine.partition("-")[0], expected(truth, **members), make)


_MAY = date(2025, 5, 8)

REISSUED = bill(
    "招商银行", _MAY, """
    ---- 0420 repayment -1,500.00 4417 掌上生活还款
    ---- 0421 refund -3.60 4417 还款回馈金
    0415 0417 refund -88.00 4417 支付宝-示例商户退款
    0411 0412 purchase 56.40 4417 美团支付-示例餐饮
    0413 0414 purchase 1,203.99 4417 示例家居
    0413 0414 purchase 56.40 4417 美团支付-示例餐饮
    ---- 0508 instalment 250.00 4417 消费分期-示例电器 本金 第4/12期
    ---- 0508 fee 30.00 4417 消费分期手续费 第4/12期
    ---- 0508 penalty 42.20 - 违约金
    ---- 0508 interest 46.26 - 循环利息
    """, opening=320_000, tails=("4417",), minimum=41_246, due=18)  # fmt: skip

NEW_YEAR = bill(
    "招商银行", date(2026, 1, 8), """
    ---- 1220 repayment -800.00 4417 自动还款
    1209 1210 purchase 100.00 4417 示例超市
    1231 0101 purchase 200.00 4417 示例书店
    0107 0108 purchase 300.00 4417 示例药房
    """, opening=80_000, tails=("4417",), minimum=6_000, due=18)  # fmt: skip

HARBOUR = bill(
    "", date(2025, 6, 12), """
    0515 0517 purchase 1,288.00 - 示例茶餐廳
    0520 0521 purchase 45.50 - 示例便利店
    0525 0526 repayment -2,000.00 - 付款 PAYMENT THANK YOU
    0601 0602 refund -120.00 - 示例百貨 RETURN
    0612 0612 interest 28.70 - FINANCE CHARGE
    """, opening=250_000, tails=("8834",), minimum=14_922, due=25)  # fmt: skip
HARBOUR = replace(HARBOUR, ledgers=(replace(HARBOUR.ledgers[0], currency="HKD"),))

ENGLISH = bill(
    "", date(2025, 6, 12), """
    0515 0517 purchase 1,288.00 - EXAMPLE CAFE KOWLOON
    0525 0526 repayment -2,000.00 - PAYMENT - THANK YOU
    0601 0602 refund -120.00 - RETURN EXAMPLE STORE
    0605 0606 cash_advance 500.00 - CASH ADVANCE EXAMPLE ATM
    0605 0606 fee 35.00 - CASH ADVANCE FEE
    0612 0612 interest 28.70 - FINANCE CHARGE
    0612 0612 late_fee 300.00 - LATE CHARGE
    """, opening=250_000, tails=("8834",), minimum=14_922, due=25)  # fmt: skip
ENGLISH = replace(ENGLISH, ledgers=(replace(ENGLISH.ledgers[0], currency="HKD"),))

LAKESIDE = bill(
    "示例湖畔银行", date(2025, 7, 18), """
    0620 0621 purchase 300.00 6655 示例面馆
    0701 0701 repayment -450.00 6655 转账还款
    0705 0706 purchase 1,020.50 6655 示例家电
    0718 0718 fee 100.00 6655 年费
    """, opening=45_000, tails=("6655",), minimum=11_205)  # fmt: skip

TWO_CARDS = Bill(
    "中信银行", date(2025, 3, 20),
    (
        Ledger(100_000, rows(date(2025, 3, 20), """
        0301 0302 purchase 412.30 7715 示例商户
        0305 0305 repayment -1,000.00 7715 银联转账还款
        """), 2_062, tail="7715"),
        Ledger(50_000, rows(date(2025, 3, 20), """
        0308 0309 purchase 66.00 8816 示例书店
        0310 0310 repayment -500.00 8816 银联转账还款
        """), 500, tail="8816"),
    ),
    ("7715", "8816"), date(2025, 4, 9),
)  # fmt: skip

TWO_CARDS_ICBC = replace(
    TWO_CARDS, issuer="工商银行", statement_on=date(2025, 3, 31), due_on=date(2025, 4, 25),
    ledgers=tuple(
        replace(led, rows=tuple(replace(row, word="还款" if row.amount < 0 else "消费") for row in led.rows))
        for led in TWO_CARDS.ledgers
    ),
)  # fmt: skip

GOLDENS = (
    printed("cmb-reissued", more.CMB_PDF, REISSUED, "reportlab-named", grid="none", without=("period_start",),
            yearless=True),
    printed("cmb-new-year", more.CMB_PDF, NEW_YEAR, "chromium", without=("period_start",)),
    printed("icbc-print", forms.ICBC, ICBC_BILL, "chromium"),
    printed("ccb-print", forms.CCB, CCB_BILL, "soffice"),
    printed("abc-print", forms.ABC, ABC_BILL, "chromium", without=("opening",)),
    printed("citic-print", forms.CITIC, CITIC_BILL, "reportlab", without=("period_start",)),
    printed("cmbc-print", forms.CMBC, CMBC_BILL, "reportlab-named", without=("period_start", "limit")),
    printed("cgb-reissued", more.CGB, CGB_BILL, "soffice"),
    printed("ceb-print", more.CEB, CEB_BILL, "reportlab", grid="none", without=("period_start",)),
    printed("hk-chinese", more.HK_CHINESE, HARBOUR, "chromium", without=("period_start",)),
    printed("hk-english", more.HK_ENGLISH, ENGLISH, "reportlab", without=("period_start",)),
    printed("unknown-print", more.UNKNOWN, LAKESIDE, "reportlab-named", without=("period_start",)),
    mailed("unknown-mail", more.UNKNOWN, LAKESIDE, without=("period_start",)),
    mailed("citic-two-cards", forms.CITIC, TWO_CARDS, without=("period_start",)),
    mailed("icbc-two-cards", forms.ICBC, TWO_CARDS_ICBC, eml=True),
)  # fmt: skip
