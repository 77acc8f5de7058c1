"""Nineteen invented sentences of brief credit reports, and what each says."""

from __future__ import annotations

from datetime import date

from pipeline.records.report import ReportStatus

CARDS = {
    1: (
        "1.2015年03月12日中国工商银行股份有限公司某某分行发放的贷记卡（人民币账户，卡片尾号：6049）。截至2026年09月，信用额度20"
        ",000，余额0，当前无逾期。最近5年内有3个月处于逾期状态，没有发生过90天以上逾期。"
    ),
    2: (
        "2.2019年08月02日某某银行股份有限公司信用卡中心发放的贷记卡（人民币账户）。截至2026年10月，信用额度30,000，余额31,2"
        "40，当前有逾期。最近5年内有14个月处于逾期状态，其中9个月逾期超过90天。"
    ),
    3: (
        "1.2024年12月02日某某银行股份有限公司发放的贷记卡（人民币账户）。截至2026年10月，信用额度15,000，已使用额度4,310。"
    ),
    4: (
        "2.2017年12月03日某某银行股份有限公司信用卡中心发放的贷记卡（美元账户）。截至2026年10月，信用额度12,000，已使用额度0。"
    ),
    5: ("3.2023年09月11日某某银行股份有限公司信用卡中心发放的贷记卡（人民币账户），2025年03月销户。"),
    6: (
        "3.2016年05月20日某某银行股份有限公司发放的贷记卡（人民币账户）。截至2026年08月，信用额度0，已变成呆账，余额8,412。"
    ),
    7: ("4.2026年06月01日某某银行股份有限公司发放的贷记卡（美元账户）。截至2026年09月，信用额度5,000，尚未激活。"),
    8: (
        "4.2011年04月18日某某银行股份有限公司某市分行发放的准贷记卡（人民币账户）。截至2026年09月，信用额度5,000，透支余额1,2"
        "00。"
    ),
}
LOANS = {
    9: (
        "1.2025年04月25日某某银行股份有限公司发放的100,000元（人民币）个人经营性贷款，2027年04月25日到期。截至2026年10"
        "月，余额80,000。"
    ),
    10: (
        "2.2024年01月02日某某消费金融有限公司发放的12,000元（人民币）其他个人消费贷款，2025年01月02日到期。截至2026年10"
        "月，余额3,150，当前有逾期。最近5年内有11个月处于逾期状态，其中8个月逾期超过90天。"
    ),
    11: ("3.2020年08月16日某某消费金融有限公司发放的12,000元（人民币）其他个人消费贷款，2021年08月已结清。"),
    12: (
        "4.2021年05月06日某某小额贷款有限公司发放的5,000元（人民币）其他个人消费贷款，2023年02月已结清。最近5年内有6个月处于逾"
        "期状态，其中2个月逾期超过90天。"
    ),
    13: ("5.2022年03月01日某某信托有限公司发放的8,000元（人民币）其他贷款，2023年11月已转出。"),
    14: (
        "6.2023年03月23日某某消费金融有限公司为其他个人消费贷款授信，额度有效期至2029年03月23日，可循环使用。截至2026年10月，"
        "信用额度35,200元（人民币），余额为18,253，当前无逾期。"
    ),
    15: (
        "7.2024年10月08日某某网络银行股份有限公司为个人经营性贷款授信，额度长期有效，可循环使用。截至2026年10月，信用额度50,000"
        "元（人民币），余额为0，当前无逾期。"
    ),
    16: ("8.2022年02月07日某某银行股份有限公司为个人经营性贷款授信，可循环使用。2023年04月已结清。"),
}
OTHERS = {
    17: (
        "资产处置信息",
        (
            "1.2023年11月02日，某某资产管理有限公司接收债权，金额为21,300。截至2026年09月30日，余额为21,300，最近一次还款日"
            "期为2023年06月05日。"
        ),
    ),
    18: ("垫款信息", ("1.2022年04月05日以来某某融资担保有限公司累计代偿金额10,000。2024年06月已结清。")),
    19: (
        "相关还款责任信息",
        (
            "1.2023年11月02日，为某某商贸有限公司（证件类型：中征码，证件号码：3201050000000000）在某某银行股份有限公司某分行办"
            "理的贷款承担相关还款责任，责任人类型为保证人，相关还款责任金额2,000,000（保证合同编号：B0001H0001）。截至2026年09月"
            "28日，贷款余额1,500,000（人民币元）。"
        ),
    ),
}


_BANK, _CENTRE, _FINANCE = "某某银行股份有限公司", "某某银行股份有限公司信用卡中心", "某某消费金融有限公司"


def _card(no, opened_on, institution=_BANK, issuer="某某银行", **more):
    said = {
        "printed_no": no,
        "kind": "credit_card",
        "institution": institution,
        "issuer": issuer,
        "revolving": False,
        "currency": "CNY",
        "opened_on": opened_on,
        "loan_type": "贷记卡",
        "status": ReportStatus.ACTIVE,
    }
    return said | more


def _loan(no, opened_on, institution, issuer, loan_type="其他个人消费贷款", **more):
    said = {
        "printed_no": no,
        "kind": "loan",
        "institution": institution,
        "issuer": issuer,
        "revolving": False,
        "currency": "CNY",
        "opened_on": opened_on,
        "loan_type": loan_type,
        "status": ReportStatus.ACTIVE,
    }
    return said | more


SAID = {
    1: _card(
        "1",
        date(2015, 3, 12),
        "中国工商银行股份有限公司某某分行",
        "工商银行",
        tail="6049",
        credit_limit=2_000_000,
        balance=0,
        data_as_of=date(2026, 9, 1),
        overdue_now=False,
        overdue_months=3,
    ),
    2: _card(
        "2",
        date(2019, 8, 2),
        _CENTRE,
        credit_limit=3_000_000,
        balance=3_124_000,
        status=ReportStatus.OVERDUE,
        data_as_of=date(2026, 10, 1),
        overdue_now=True,
        overdue_months=14,
        overdue_90=9,
    ),
    3: _card("1", date(2024, 12, 2), credit_limit=1_500_000, balance=431_000, data_as_of=date(2026, 10, 1)),
    4: _card(
        "2",
        date(2017, 12, 3),
        _CENTRE,
        currency="USD",
        credit_limit=1_200_000,
        balance=0,
        data_as_of=date(2026, 10, 1),
    ),
    5: _card("3", date(2023, 9, 11), _CENTRE, status=ReportStatus.CLOSED, closed_on=date(2025, 3, 1)),
    6: _card(
        "3",
        date(2016, 5, 20),
        credit_limit=0,
        balance=841_200,
        status=ReportStatus.BAD_DEBT,
        data_as_of=date(2026, 8, 1),
    ),
    7: _card(
        "4",
        date(2026, 6, 1),
        currency="USD",
        credit_limit=500_000,
        status=ReportStatus.INACTIVE,
        data_as_of=date(2026, 9, 1),
    ),
    8: _card(
        "4",
        date(2011, 4, 18),
        "某某银行股份有限公司某市分行",
        loan_type="准贷记卡",
        credit_limit=500_000,
        balance=120_000,
        data_as_of=date(2026, 9, 1),
    ),
    9: _loan(
        "1",
        date(2025, 4, 25),
        _BANK,
        "某某银行",
        "个人经营性贷款",
        amount=10_000_000,
        balance=8_000_000,
        data_as_of=date(2026, 10, 1),
    ),
    10: _loan(
        "2",
        date(2024, 1, 2),
        _FINANCE,
        "某某消费金融",
        amount=1_200_000,
        balance=315_000,
        status=ReportStatus.OVERDUE,
        data_as_of=date(2026, 10, 1),
        overdue_now=True,
        overdue_months=11,
        overdue_90=8,
    ),
    11: _loan(
        "3",
        date(2020, 8, 16),
        _FINANCE,
        "某某消费金融",
        amount=1_200_000,
        status=ReportStatus.SETTLED,
        closed_on=date(2021, 8, 1),
    ),
    12: _loan(
        "4",
        date(2021, 5, 6),
        "某某小额贷款有限公司",
        "某某小额贷款",
        amount=500_000,
        status=ReportStatus.SETTLED,
        closed_on=date(2023, 2, 1),
        overdue_months=6,
        overdue_90=2,
    ),
    13: _loan(
        "5",
        date(2022, 3, 1),
        "某某信托有限公司",
        "某某信托",
        "其他贷款",
        amount=800_000,
        status=ReportStatus.TRANSFERRED,
        closed_on=date(2023, 11, 1),
    ),
    14: _loan(
        "6",
        date(2023, 3, 23),
        _FINANCE,
        "某某消费金融",
        revolving=True,
        credit_limit=3_520_000,
        balance=1_825_300,
        data_as_of=date(2026, 10, 1),
        overdue_now=False,
    ),
    15: _loan(
        "7",
        date(2024, 10, 8),
        "某某网络银行股份有限公司",
        "某某网络银行",
        "个人经营性贷款",
        revolving=True,
        credit_limit=5_000_000,
        balance=0,
        data_as_of=date(2026, 10, 1),
        overdue_now=False,
    ),
    16: _loan(
        "8",
        date(2022, 2, 7),
        _BANK,
        "某某银行",
        "个人经营性贷款",
        revolving=True,
        status=ReportStatus.SETTLED,
        closed_on=date(2023, 4, 1),
    ),
    17: _loan(
        "1",
        date(2023, 11, 2),
        "某某资产管理有限公司",
        "某某资产管理",
        "资产处置",
        amount=2_130_000,
        balance=2_130_000,
        status=ReportStatus.OVERDUE,
        data_as_of=date(2026, 9, 30),
    ),
    18: _loan(
        "1",
        date(2022, 4, 5),
        "某某融资担保有限公司",
        "某某融资担保",
        "垫款",
        amount=1_000_000,
        status=ReportStatus.SETTLED,
        closed_on=date(2024, 6, 1),
    ),
}
