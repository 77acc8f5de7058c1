"""Brief credit reports as the bureau's site, an office and a scanner give them, and papers that only look like one."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from samples.canvas_pylopdf import PylopdfCanvas
from samples.degrade import to_scan
from tests.golden.canvas_reportlab import EMBEDDED, ReportlabCanvas
from tests.golden.golden import Golden
from tests.golden.printing import printed, styled, table_of
from tests.golden.reports_brief_print import drawn, web_page, word_file
from tests.golden.reports_brief_truth import Account, Asked, Brief, Duty


def card(bank: str, issuer: str, opened: date, **more: Any) -> Account:
    return Account("card", bank, opened, issuer, **more)


def loan(bank: str, issuer: str, opened: date, amount: int, **more: Any) -> Account:
    return Account("loan", bank, opened, issuer, **({"type": "其他个人消费贷款"} | more), amount=amount)


def line(bank: str, issuer: str, opened: date, **more: Any) -> Account:
    return Account("line", bank, opened, issuer, **({"type": "其他个人消费贷款"} | more))


CMB = ("招商银行股份有限公司信用卡中心", "招商银行")
ICBC = ("中国工商银行股份有限公司某某分行", "工商银行")
CITIC = ("中信银行股份有限公司信用卡中心", "中信银行")
CCB = ("中国建设银行股份有限公司某市分行", "建设银行")
FINANCE = ("某某消费金融有限公司", "某某消费金融")
MICRO = ("重庆某某小额贷款有限公司", "重庆某某小额贷款")
TRUST = ("某某国际信托有限公司", "某某国际信托")
NET = ("某某网络银行股份有限公司", "某某网络银行")

OCTOBER = (2026, 10)
FEW = Brief(
    datetime(2026, 11, 3, 9, 41, 7),  # noqa: DTZ001
    4021,
    "王小样",
    "110101199003070016",
    (
        card(*ICBC, date(2015, 3, 12), tail="6049", as_of=(2026, 9), limit=20000, balance=0, now=False, months=3),
        card(*CMB, date(2019, 8, 2), as_of=OCTOBER, limit=30000, balance=31240, now=True, months=14, over_90=9),
        card(*CITIC, date(2024, 12, 2), as_of=OCTOBER, limit=15000, balance=4310, word="已使用额度"),
        card(*CMB, date(2023, 9, 11), closed=(2025, 3), state="销户"),
        loan(
            *CCB, date(2020, 4, 25), 860000, type="个人住房商业贷款", ends=date(2050, 4, 25), as_of=OCTOBER, balance=731204
        ),
        loan(*FINANCE, date(2024, 1, 2), 12000, ends=date(2025, 1, 2), as_of=OCTOBER, balance=3150, now=True, months=11, over_90=8),
        loan(*FINANCE, date(2020, 8, 16), 12000, closed=(2021, 8), state="已结清"),
        line(*NET, date(2024, 10, 8), type="个人经营性贷款", as_of=OCTOBER, limit=50000, balance=0, now=False),
    ),
    asked=(
        Asked(date(2026, 10, 21), "某某银行股份有限公司", "贷后管理"),
        Asked(date(2026, 9, 18), "某某消费金融有限公司", "贷款审批"),
        Asked(date(2026, 11, 3), "本人", "本人查询（互联网个人信用信息服务平台）", own=True),
    ),
)
FEW = replace(FEW, accounts=tuple(replace(a, limit=None) if a.closed else a for a in FEW.accounts))

WEB = replace(FEW, serial=4022, at=datetime(2026, 9, 10, 10, 22, 31), name="李示例", marital="已婚")  # noqa: DTZ001
OFFICE = replace(
    WEB,
    serial=4023,
    id_number="**************0029",
    name="张样例",
    accounts=(
        card(*CMB, date(2017, 12, 3), currency="美元", as_of=OCTOBER, limit=12000, balance=0, word="已使用额度"),
        card(*CMB, date(2017, 12, 3), currency="美元", as_of=OCTOBER, limit=12000, balance=0, word="已使用额度"),
        card(*CMB, date(2016, 5, 20), as_of=(2026, 8), limit=0, balance=8412, state="呆账"),
        card(*ICBC, date(2026, 6, 1), as_of=(2026, 9), limit=5000, state="尚未激活"),
        card(*CITIC, date(2018, 2, 11), as_of=OCTOBER, limit=0, balance=12500, instalments=12000, now=False, months=2),
        loan(*MICRO, date(2021, 5, 6), 5000, closed=(2023, 2), state="已结清", months=6, over_90=2),
        loan(*TRUST, date(2022, 3, 1), 8000, type="其他贷款", closed=(2023, 11), state="已转出"),
    ),
    asked=(Asked(date(2026, 8, 30), "中信银行股份有限公司信用卡中心", "信用卡审批"),),
)
EVERYTHING = Brief(
    datetime(2026, 11, 12, 16, 1, 41),  # noqa: DTZ001
    90217,
    "欧阳样",
    "440301198512120035",
    (
        Account(
            *("asset", "某某资产管理有限公司", date(2023, 11, 2), "某某资产管理"),
            amount=21300,
            as_of=date(2026, 9, 30),
            balance=21300,
            paid=date(2023, 6, 5),
        ),
        Account(
            *("asset", "某某资产管理有限公司", date(2022, 1, 18), "某某资产管理"),
            amount=5600,
            as_of=date(2026, 9, 30),
            balance=0,
            paid=date(2024, 6, 5),
        ),
        Account("advance", "某某融资担保有限公司", date(2022, 4, 5), "某某融资担保", amount=10000, closed=(2024, 6), state="已结清"),
        card(*ICBC, date(2015, 3, 12), tail="6049", as_of=(2026, 9), limit=20000, balance=0, now=False, months=3),
        card(*CMB, date(2019, 8, 2), as_of=OCTOBER, limit=30000, balance=31240, now=True, state="止付", months=14, over_90=9),
        card(*CCB, date(2011, 4, 18), type="准贷记卡", as_of=(2026, 9), limit=5000, balance=1200, word="透支余额", months=4, over_90=1),
        card(*CCB, date(2012, 6, 18), type="准贷记卡", as_of=(2026, 9), limit=3000, balance=0, word="透支余额"),
        card(*CITIC, date(2024, 12, 2), tail="0912", as_of=OCTOBER, limit=15000, balance=4310, word="已使用额度"),
        card(*CITIC, date(2024, 12, 2), tail="0912", currency="美元", as_of=OCTOBER, limit=15000, balance=0, word="已使用额度"),
        card(*CMB, date(2023, 9, 11), closed=(2025, 3), state="销户"),
        loan(*FINANCE, date(2024, 1, 2), 12000, ends=date(2025, 1, 2), as_of=OCTOBER, balance=3150, now=True, months=11, over_90=8),
        loan(*MICRO, date(2021, 5, 6), 5000, closed=(2023, 2), state="已结清", months=6, over_90=2),
        line(*FINANCE, date(2021, 7, 1), as_of=OCTOBER, ends=date(2027, 7, 1), limit=20000, balance=6120, now=False, months=1),
        loan(*CCB, date(2020, 4, 25), 860000, type="个人住房商业贷款", ends=date(2050, 4, 25), as_of=OCTOBER, balance=731204),
        loan(*TRUST, date(2022, 3, 1), 8000, type="其他贷款", closed=(2023, 11), state="已转出"),
        line(*FINANCE, date(2023, 3, 23), ends=date(2029, 3, 23), as_of=OCTOBER, limit=35200, balance=18253, now=False),
        line(*NET, date(2024, 10, 8), type="个人经营性贷款", as_of=OCTOBER, limit=50000, balance=0, now=False),
        line(*NET, date(2022, 2, 7), type="个人经营性贷款", closed=(2023, 4), state="已结清"),
        Account(
            *("other", "某某融资租赁有限公司", date(2024, 1, 2), "某某融资租赁"),
            type="融资租赁业务",
            amount=50000,
            ends=date(2027, 1, 2),
            as_of=OCTOBER,
            balance=21000,
        ),
    ),
    (
        Duty(
            *(date(2023, 11, 2), "某某商贸有限公司", "中征码", "3201050000000000", "某某银行股份有限公司某某分行"),
            *("贷款", "保证人", 2000000, date(2026, 9, 28), 1500000, "B0001H0001"),
        ),
        Duty(
            *(date(2024, 5, 6), "王小样", "身份证", "110101199003070016", "某某银行股份有限公司"),
            *("贷款", "共同借款人", None, date(2026, 9, 28), 90000),
        ),
    ),
    (
        (
            "后付费记录",
            (
                (
                    ("机构名称", "某某电信股份有限公司某市分公司"),
                    ("业务类型", "固定电话"),
                    ("业务开通日期", "2019年03月01日"),
                    ("当前缴费状态", "欠费"),
                    ("当前欠费金额", "320"),
                    ("记账年月", "2026年09月"),
                ),
            ),
        ),
        (
            "欠税记录",
            (
                (
                    ("主管税务机关", "某某市税务局"),
                    ("欠税统计日期", "2025年12月31日"),
                    ("欠税总额", "1,200"),
                    ("纳税人识别号", "440301000000000"),
                ),
            ),
        ),
        (
            "民事判决记录",
            (
                (
                    ("立案法院", "某某市某某区人民法院"),
                    ("案号", "（2024）某0105民初12345号"),
                    ("案由", "金融借款合同纠纷"),
                    ("结案方式", "判决"),
                    ("立案日期", "2024年03月01日"),
                    ("判决/调解结果", "被告归还借款本金及利息"),
                    ("判决/调解生效日期", "2024年08月01日"),
                    ("诉讼标的", "借款本息"),
                    ("诉讼标的金额", "3,150"),
                ),
                (
                    ("立案法院", "某某市某某区人民法院"),
                    ("案号", "（2025）某0105民初777号"),
                    ("案由", "信用卡纠纷"),
                    ("结案方式", "调解"),
                    ("立案日期", "2025年01月09日"),
                ),
            ),
        ),
        (
            "强制执行记录",
            (
                (
                    ("执行法院", "某某市某某区人民法院"),
                    ("案号", "（2025）某0105执88号"),
                    ("执行案由", "信用卡纠纷"),
                    ("结案方式", "执行完毕"),
                    ("立案日期", "2025年05月09日"),
                    ("案件状态", "已结案"),
                ),
            ),
        ),
    ),
    (
        Asked(date(2026, 10, 21), "某某银行股份有限公司某省某市某某区某某路社区支行", "贷后管理"),
        Asked(date(2026, 9, 18), "某某消费金融有限公司", "贷款审批"),
        Asked(date(2026, 9, 2), "中国某某融资担保集团股份有限公司某省分公司", "担保资格审查"),
        Asked(date(2026, 8, 30), "中信银行股份有限公司信用卡中心", "信用卡审批"),
        Asked(date(2026, 11, 12), "本人", "本人查询（商业银行网上银行）", own=True),
        Asked(date(2026, 3, 1), "本人", "本人查询（自助查询机）", own=True),
    ),
    "离婚",
)
EMPTY = Brief(datetime(2026, 10, 8, 8, 5, 1), 17, "赵空白", "51010119991231002X")  # noqa: DTZ001


def _truth(report: Brief, make: Callable[[], bytes], name: str, file: str, made_by: str, **more: Any) -> Golden:
    return Golden(f"report-brief-{name}", file, made_by, [report.expected(**more)], make)


def _scanned(report: Brief, make: Callable[[], bytes], name: str, file: str) -> Golden:
    """A picture: what its reader passes over are dashes of the summary, so its counts are not told one by one."""
    said = report.expected()
    del said["report"]["counts"]
    return Golden(f"report-brief-{name}", file, "pylopdf", [said], make)


def _web(report: Brief) -> Callable[[], bytes]:
    return lambda: web_page(report).encode()


# --- papers that are none -------------------------------------------------------------------------------------------

_BAIHANG = styled(
    "个人信用报告",
    '<p style="font-size:15pt;text-align:center">百行征信 个人信用报告</p>'
    "<p>报告编号：BH2026091000012345　报告时间：2026-09-10 10:22:31</p>"
    "<p>姓名：王*样　证件类型：身份证　证件号码：110101********0016</p><p>信贷账户信息</p>"
    + table_of(
        [
            ["机构", "账户类型", "开立日期", "授信额度", "余额", "账户状态", "逾期"],
            ["消费金融公司A", "循环贷", "2023-03-01", "20,000", "3,150", "正常", "无"],
            ["小额贷款公司B", "非循环贷", "2024-01-02", "5,000", "0", "结清", "无"],
        ]
    )
    + "<p>查询记录</p><p>2026-08-01 消费金融公司A 贷款审批</p><p>本报告由百行征信有限公司出具。</p>",
)
_ADVICE = (
    "<!doctype html><html><head><meta charset='utf-8'><title>个人信用报告怎么看</title></head><body>"
    "<h1>个人信用报告怎么看？三分钟读懂征信</h1>"
    "<p>个人信用报告简版里有报告编号、报告时间，还有“信贷记录”“查询记录”等部分。</p>"
    "<p>例如：2019年08月02日某某银行股份有限公司信用卡中心发放的贷记卡（人民币账户）。截至2026年10月，信用额度30,000，余额31,240，当前有逾期。</p>"
    "<p>发生过逾期的贷记卡账户明细如下：出现这样的字样，说明您的征信已经“花”了。</p>"
    "<p>某某金服额度最高20万元，年化利率3.6%起，征信花也能借，点击申请立即到账！</p></body></html>"
)
_FIRST = styled(
    "个人信用报告",
    '<p style="font-size:15pt;text-align:center">个人信用报告</p>'
    "<p>报告编号：2018072600003412345678　查询时间：2018.07.26 13:13:01　报告时间：2018.07.26 13:13:02</p>"
    "<p>姓名：王小样　证件类型：身份证　证件号码：**************0016　未婚</p><p>信贷记录</p>"
    + table_of(
        [
            ["", "信用卡", "购房贷款", "其他贷款"],
            ["账户数", "2", "0", "1"],
            ["未结清/未销户账户数", "1", "0", "0"],
            ["发生过逾期的账户数", "1", "0", "0"],
            ["发生过90天以上逾期的账户数", "0", "0", "0"],
            ["为他人担保笔数", "0", "0", "0"],
        ]
    )
    + "<p>信用卡</p><p>发生过逾期的贷记卡账户明细如下：</p>"
    "<p>1.2007年6月13日招商银行发放的贷记卡（人民币账户）。截至2018年2月，信用额度22,000，已使用额度16,650。"
    "最近5年内有16个月处于逾期状态，没有发生过90天以上逾期。</p>"
    "<p>从未逾期过的贷记卡及透支未超过60天的准贷记卡账户明细如下：</p>"
    "<p>2.2008年3月4日某某银行发放的贷记卡（人民币账户），截至2010年7月已销户。</p>"
    "<p>其他贷款</p><p>从未逾期过的账户明细如下：</p>"
    "<p>1.2014年8月31日某某银行发放的5,098元（人民币）个人消费贷款，2017年10月已结清。</p>"
    "<p>公共记录</p><p>系统中没有您最近5年内的欠税记录、民事判决记录、强制执行记录、行政处罚记录及电信欠费记录。</p>"
    "<p>查询记录</p>"
    + table_of([["编号", "查询日期", "查询操作员", "查询原因"], ["1", "2018年3月1日", "某某银行/A***", "贷后管理"]]),
)
_FIRST_FULL = styled(
    "个人信用报告",
    '<p style="font-size:15pt;text-align:center">个人信用报告（明细版）</p>'
    "<p>报告编号：2016051200003412345678　查询时间：2016.05.12 09:13:01　报告时间：2016.05.12 09:13:02</p>"
    "<p>姓名：王小样　证件类型：身份证　证件号码：110101199003070016</p>"
    "<p>二 信息概要</p><p>（一）信用提示</p>"
    + table_of(
        [
            ["个人住房贷款笔数", "其他贷款笔数", "首笔贷款发放月份", "贷记卡账户数", "准贷记卡账户数"],
            ["0", "1", "2010.05", "1", "0"],
        ]
    )
    + "<p>（二）逾期及违约信息概要</p><p>三 信贷交易信息明细</p>"
    "<p>1.2010年05月12日机构“A”发放的20,000元（人民币）个人消费贷款，业务号X，信用/免担保，24期，按月归还，2012年05月12日到期。"
    "截至2012年05月12日，账户状态为“结清”。</p><p>2010年06月-2012年05月的还款记录</p><p>最近24个月还款状态</p>",
)


def _score() -> bytes:
    """A screenshot of a score in an app."""
    from PIL import Image, ImageDraw

    from pipeline.reading.draw import font

    image = Image.new("RGB", (1080, 1600), "white")
    pencil = ImageDraw.Draw(image)
    for y, size, text in (
        (160, 54, "我的信用分"),
        (330, 200, "688"),
        (600, 48, "信用优秀 超过 76% 的用户"),
        (740, 40, "评估时间 2026年10月06日"),
        (860, 40, "身份特质  履约能力  信用历史"),
        (960, 40, "人脉关系  行为偏好"),
        (1120, 44, "去提升信用分，解锁更多额度"),
        (1300, 36, "本分数仅供参考，不代表个人信用报告"),
    ):
        pencil.text((110, y), text, fill=(30, 30, 30), font=font(size))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _refused(name: str, file: str, made_by: str, make: Callable[[], bytes]) -> Golden:
    return Golden(f"not-{name}", file, made_by, [{"type": "other"}], make)


def _old(name: str, file: str, kind: str, page: str) -> Golden:
    said = {"type": kind, "issuer": "征信中心", "status": "partial", "reason_code": "first_generation_report", "report": None}
    return Golden(f"report-first-{name}", file, "chromium", [said], printed("chromium", page))


GOLDENS = (
    _truth(WEB, _web(WEB), "web", "个人信用报告.html", "html"),
    _truth(FEW, printed("chromium", web_page(FEW, ordinals=False, printed=True)), "browser", "信用报告.pdf", "chromium"),
    _truth(OFFICE, printed("soffice", web_page(OFFICE, ordinals=False, printed=True)), "office", "报告.pdf", "soffice"),
    _truth(EVERYTHING, lambda: drawn(ReportlabCanvas(EMBEDDED), EVERYTHING, own_column=True), "everything", "征信简版.pdf", "reportlab"),
    _truth(OFFICE, lambda: word_file(OFFICE), "word", "信用报告.docx", "docx"),
    _scanned(FEW, lambda: to_scan(drawn(PylopdfCanvas(), FEW), 200, seed=11), "scan", "扫描的报告.pdf"),
    _truth(EMPTY, lambda: drawn(ReportlabCanvas(EMBEDDED), EMPTY), "empty", "空白报告.pdf", "reportlab"),
    _old("brief", "2018年报告.pdf", "credit_report_brief", _FIRST),
    _old("full", "2016年明细版.pdf", "credit_report_full", _FIRST_FULL),
    _refused("other-bureau-report", "百行报告.pdf", "chromium", printed("chromium", _BAIHANG)),
    _refused("report-advice", "征信怎么看.html", "html", lambda: _ADVICE.encode()),
    _refused("score", "信用分.png", "picture", _score),
)
