"""A loan's papers in the forms that lenders, banks and apps give out; all contents invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from samples.flow import money
from samples.truth_loan import month_on
from tests.golden.golden import Golden
from tests.golden.printing import csv_of, printed, styled, table_of

Rows = Sequence[Sequence[str]]
NAME = "示例某"


def _pairs(pairs: Sequence[tuple[str, str]], columns: int = 2) -> str:
    lines = [pairs[n : n + columns] for n in range(0, len(pairs), columns)]
    rows = "".join(f"<tr>{''.join(f'<td>{a}：</td><td>{b}</td>' for a, b in line)}</tr>" for line in lines)
    return f'<table width="100%" cellpadding="3">{rows}</table>'


def _page(title: str, *parts: str) -> str:
    heading = f'<p style="font-size:15pt;text-align:center">{title}</p>'
    return styled(title, heading + "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts))


def _dues(amount: int, rate: int, months: int, opened: date) -> list[dict[str, Any]]:
    """Return instalments of equal principal: fen, `rate` in hundredths of a per cent a year, interest by the month."""
    part, left, result = amount // months, amount, []
    for number in range(1, months + 1):
        principal = left if number == months else part
        interest = (left * rate + 60_000) // 120_000
        left -= principal
        result.append(
            {
                "period_no": number,
                "due_on": month_on(opened, number),
                "principal": principal,
                "interest": interest,
                "remaining": left,
            }
        )
    return result


def _plan_with_penalty() -> Golden:
    dues = _dues(600_000, 1440, 6, date(2025, 1, 5))
    for n, due in enumerate(dues):
        due["penalty_interest"] = 540 if n == 1 else 0
        due["waived"] = 340 if n == 1 else 0
        due["fee"] = 1500
        parts = ("principal", "interest", "penalty_interest", "fee")
        due["total"] = sum(due[part] for part in parts) - due["waived"]
        due["status"] = "逾期已还" if n == 1 else "已还" if n < 4 else "待还"
    head = ["期数", "应还款日期", "应还本金", "应还利息", "罚息", "服务费", "减免", "应还总额", "剩余本金", "状态"]
    names = ("principal", "interest", "penalty_interest", "fee", "waived", "total", "remaining")
    rows = [head] + [
        [str(d["period_no"]), d["due_on"].isoformat(), *(money(d[name]) for name in names), d["status"]] for d in dues
    ]
    facts = [("合同编号", "SL20250105001"), ("借款金额", "6,000.00元"), ("年利率", "14.4%"), ("借款日", "2025-01-05")]
    page = _page("还款计划表", "示例消费金融有限公司", _pairs([("借款人", NAME), *facts]), table_of(rows))
    plan = {
        "contract_no": "SL20250105001",
        "loan_amount": 600_000,
        "yearly_rate": 1440,
        "opened_on": date(2025, 1, 5),
        "rows": dues,
    }
    return Golden(
        "loan-plan-with-penalty",
        "还款计划表.pdf",
        "chromium",
        [{"type": "repayment_plan", "issuer": "示例消费金融", "plan": plan}],
        printed("chromium", page),
    )


def _app_plan() -> Golden:
    dues = _dues(1_200_000, 1800, 12, date(2025, 8, 28))
    for due in dues:
        due["total"] = due["principal"] + due["interest"]
    rows: list[list[str]] = [
        ["借款还款计划", "", "", ""],
        ["借据编号", "JJ2025082800077", "借款金额", "12000.00"],
        ["期次", "应还日期", "应还本金(元)", "应还利息(元)", "应还本息(元)"],
    ]
    for d in dues:
        amounts = [money(d[name], thousands=False) for name in ("principal", "interest", "total")]
        rows.append([f"第{d['period_no']}期", d["due_on"].strftime("%Y/%m/%d"), *amounts])
    plan = {
        "contract_no": "JJ2025082800077",
        "loan_amount": 1_200_000,
        "rows": [{k: v for k, v in d.items() if k != "remaining"} for d in dues],
    }
    return Golden(
        "loan-plan-app-csv",
        "还款计划.csv",
        "csv",
        [{"type": "repayment_plan", "plan": plan}],
        csv_of(rows, "gb18030"),
    )


def _payments(name: str, file: str, made_by: str, style: str) -> Golden:
    """A list of payments with their parts: of a consumer finance company, or of a bank."""
    dues = _dues(900_000, 1680, 5, date(2024, 11, 20))
    paid = []
    for n, due in enumerate(dues):
        late = 6 if n == 2 else 0
        penalty = half_up_div(due["principal"] * 2520 * late, 3_600_000)
        total = due["principal"] + due["interest"] + penalty
        paid.append(
            {
                "posted_on": date.fromordinal(due["due_on"].toordinal() + late),
                "amount": -total,
                "kind": "repayment",
                "period_no": due["period_no"],
                "components": {
                    "principal": due["principal"],
                    "interest": due["interest"],
                    "penalty_interest": penalty,
                },
            }
        )
    number = "XJ-2024-1120-0042"
    heads = {
        "finance": ["还款日期", "期数", "还款金额", "还款本金", "还款利息", "罚息", "还款方式"],
        "bank": ["序号", "期次", "实还日期", "实还本金", "实还利息", "实还罚息", "实还总额"],
    }[style]
    rows = [heads]
    for n, p in enumerate(paid, 1):
        parts = [money(p["components"][k]) for k in ("principal", "interest", "penalty_interest")]
        if style == "finance":
            rows.append([p["posted_on"].isoformat(), str(p["period_no"]), money(-p["amount"]), *parts, "银行卡代扣"])
        else:
            rows.append([str(n), str(p["period_no"]), p["posted_on"].strftime("%Y%m%d"), *parts, money(-p["amount"])])
    title = "还款明细" if style == "finance" else "个人贷款还款明细清单"
    lender = "示例消费金融有限公司" if style == "finance" else "示例城市银行股份有限公司"
    facts = [("借款人", NAME), ("合同编号", number), ("借款金额", "9,000.00"), ("打印日期", "2025-06-01")]
    page = _page(title, lender, _pairs(facts), table_of(rows))
    statement = {"kind": "loan", "contract_no": number, "rows": paid}
    issuer = "示例消费金融" if style == "finance" else "示例城市银行"
    make = printed(made_by, page) if made_by != "html" else (lambda: page.encode())
    return Golden(name, file, made_by, [{"type": "loan_statement", "issuer": issuer, "statements": [statement]}], make)


def half_up_div(number: int, by: int) -> int:
    """Return `number / by` rounded half up."""
    return (2 * number + by) // (2 * by)


def _account_statement() -> Golden:
    """A list of what was paid out, charged and paid, with the principal left."""
    rows = [
        (date(2025, 2, 10), "贷款发放", 500_000, "disbursement", 500_000),
        (date(2025, 3, 10), "还款（本金）", -100_000, "repayment", 400_000),
        (date(2025, 4, 10), "逾期罚息", 1_260, "penalty_interest", 400_000),
        (date(2025, 4, 18), "还款（本金）", -150_000, "repayment", 250_000),
        (date(2025, 5, 10), "提前结清还款", -250_000, "repayment", 0),
    ]
    head = ["交易日期", "摘要", "交易金额", "贷款余额"]
    table = [head] + [[d.isoformat(), text, money(fen), money(left)] for d, text, fen, _, left in rows]
    facts = [("借款人", NAME), ("合同号", "DK2025021000318"), ("贷款金额", "5,000.00")]
    page = _page("贷款对账单", "示例村镇银行股份有限公司", _pairs(facts), table_of(table))
    truth = [
        {"posted_on": d, "description": text, "amount": fen, "kind": kind, "balance": left}
        for d, text, fen, kind, left in rows
    ]
    statement = {"kind": "loan", "contract_no": "DK2025021000318", "balanced": True, "rows": truth}
    return Golden(
        "loan-account-statement",
        "贷款对账单.html",
        "html",
        [{"type": "loan_statement", "issuer": "示例村镇银行", "statements": [statement]}],
        page.encode,
    )


def _contract() -> Golden:
    facts = [
        ("合同编号", "WD-20250316-88120"), ("甲方（借款人）", NAME), ("乙方（贷款人）", "示例网络小额贷款有限公司"),
        ("丙方（担保人）", "示例融资担保有限公司"), ("借款金额", "人民币20,000.00元（大写：贰万元整）"), ("借款期限", "12个月"),
        ("年利率", "18.0%"), ("罚息利率", "27.0%"), ("放款日期", "2025年03月16日"), ("到期日", "2026年03月16日"),
        ("还款方式", "等额本息"),
    ]  # fmt: skip
    page = _page(
        "借款合同（关键信息页）",
        _pairs(facts, 1),
        "第七条 乙方提前收回或甲方提前还款的，甲方应按剩余本金的1%支付提前还款违约金。",
        "第十一条 争议解决：向乙方住所地人民法院提起诉讼。",
    )
    contract = {
        "contract_no": "WD-20250316-88120",
        "loan_amount": 2_000_000,
        "yearly_rate": 1800,
        "penalty_rate": 2700,
        "months": 12,
        "lender": "示例网络小额贷款有限公司",
        "guarantor": "示例融资担保有限公司",
        "opened_on": date(2025, 3, 16),
        "due_on": date(2026, 3, 16),
    }
    return Golden(
        "loan-contract-key-page",
        "借款合同.pdf",
        "chromium",
        [{"type": "loan_contract", "contract": contract}],
        printed("chromium", page),
    )


def _drawdown_note() -> Golden:
    facts = [
        ("借据编号", "JD202504020015"), ("借款人", NAME), ("贷款人", "示例银行股份有限公司"), ("借款金额", "¥8,000.00"),
        ("执行年利率", "10.8%"), ("贷款期限", "6个月"), ("放款日", "2025-04-02"), ("到期日", "2025-10-02"),
        ("逾期罚息", "在执行利率基础上加收50%"), ("还款方式", "按月付息到期还本"),
    ]  # fmt: skip
    page = _page("个人贷款借款借据", _pairs(facts))
    contract = {
        "contract_no": "JD202504020015",
        "loan_amount": 800_000,
        "yearly_rate": 1080,
        "surcharge": 50,
        "months": 6,
        "lender": "示例银行股份有限公司",
        "opened_on": date(2025, 4, 2),
        "due_on": date(2025, 10, 2),
    }
    return Golden(
        "loan-drawdown-note",
        "借据.pdf",
        "soffice",
        [{"type": "loan_contract", "contract": contract}],
        printed("soffice", page),
    )


def _cost() -> Golden:
    normal = [
        ["项目", "收取方式", "年化成本", "收取主体"],
        ["利息", "按月收取", "18.00%", "示例网络小额贷款有限公司"],
        ["担保服务费", "按月收取", "4.80%", "示例融资担保有限公司"],
    ]
    default = [
        ["项目", "收取条件", "费率", "收取主体"],
        ["罚息", "逾期当日起", "27.00%", "示例网络小额贷款有限公司"],
        ["提前还款违约金", "提前结清时", "1.00%", "示例网络小额贷款有限公司"],
    ]
    facts = [("借款人", NAME), ("合同编号", "WD-20260901-00719"), ("借款金额", "15,000.00元"), ("借款期限", "12个月")]
    page = _page(
        "个人贷款综合融资成本明示表",
        "贷款人：示例网络小额贷款有限公司",
        _pairs(facts),
        "一、正常履约情形下的融资成本",
        table_of(normal),
        "综合融资成本（年化）：22.80%",
        "二、违约情形下的或有成本",
        table_of(default),
        "除以上项目外，不收取任何与本笔贷款有关的其他费用。借款人确认：示例某　2026年09月01日",
    )

    def item(name: str, rate: int, collector: str, contingent: bool) -> dict[str, Any]:
        return {"name": name, "rate": rate, "collector": collector, "contingent": contingent}

    lender, surety = "示例网络小额贷款有限公司", "示例融资担保有限公司"
    cost = {
        "contract_no": "WD-20260901-00719",
        "loan_amount": 1_500_000,
        "yearly_cost": 2280,
        "items": [
            item("利息", 1800, lender, False),
            item("担保服务费", 480, surety, False),
            item("罚息", 2700, lender, True),
            item("提前还款违约金", 100, lender, True),
        ],
    }
    return Golden(
        "loan-cost-statement",
        "综合融资成本明示表.pdf",
        "chromium",
        [{"type": "cost_statement", "cost": cost}],
        printed("chromium", page),
    )


def _slip(name: str, file: str, made_by: str, title: str, facts: Sequence[tuple[str, str]]) -> Golden:
    page = _page(title, _pairs(facts, 1))
    payout = {
        "contract_no": "WD-20250316-88120",
        "amount": 1_980_000,
        "paid_on": date(2025, 3, 16),
        "account_tail": "4471",
    }
    make = printed(made_by, page) if made_by != "html" else (lambda: page.encode())
    return Golden(name, file, made_by, [{"type": "payment_receipt", "payout": payout}], make)


GOLDENS = (
    _plan_with_penalty(),
    _app_plan(),
    _payments("loan-payments-finance", "还款明细.pdf", "soffice", "finance"),
    _payments("loan-payments-bank", "个人贷款还款明细.html", "html", "bank"),
    _account_statement(),
    _contract(),
    _drawdown_note(),
    _cost(),
    _slip(
        "loan-payout-slip",
        "放款凭证.pdf",
        "chromium",
        "放款凭证",
        [
            ("贷款人", "示例网络小额贷款有限公司"), ("借款人", NAME), ("合同编号", "WD-20250316-88120"),
            ("借款金额", "20,000.00元"), ("实际放款金额", "19,800.00元"), ("放款日期", "2025-03-16"),
            ("收款账号", "6222 **** **** 4471"), ("收款银行", "示例银行"),
        ],
    ),
    _slip(
        "loan-payout-receipt",
        "电子回单.html",
        "html",
        "网上银行电子回单",
        [
            ("回单编号", "990000128841"), ("付款人", "示例网络小额贷款有限公司"), ("收款人", NAME),
            ("收款人账号", "62220000000004471"), ("交易时间", "2025-03-16 10:21:05"), ("交易金额", "19,800.00"),
            ("摘要", "贷款发放"), ("附言", "借款合同编号：WD-20250316-88120"),
        ],
    ),
)  # fmt: skip
