"""Papers that are none of ours, however much they look like it: they become `other`, without a figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from tests.golden.golden import Golden
from tests.golden.printing import print_html, styled

Rows = Sequence[Sequence[str]]


def _table(rows: Rows) -> str:
    head, *body = rows
    cells = "".join(f"<th>{text}</th>" for text in head)
    lines = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in body)
    return f'<table border="1" cellspacing="0" cellpadding="3" width="100%"><tr>{cells}</tr>{lines}</table>'


def _page(title: str, lines: Sequence[str], rows: Rows = (), after: Sequence[str] = ()) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    below = "".join(f"<p>{line}</p>" for line in after)
    heading = f'<p style="font-size:15pt;text-align:center">{title}</p>'
    return styled(title, heading + paragraphs + (_table(rows) if rows else "") + below)


def _printed(engine: str, page: str) -> Callable[[], bytes]:
    return lambda: print_html(engine, page)


def _html(page: str, charset: str = "utf-8") -> Callable[[], bytes]:
    return lambda: page.replace('charset="utf-8"', f'charset="{charset}"').encode(charset)


def _csv(rows: Rows, charset: str = "utf-8-sig") -> Callable[[], bytes]:
    def make() -> bytes:
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        return out.getvalue().encode(charset)

    return make


_INVOICE = _page(
    "电子发票（普通发票）",
    [
        "发票号码：25990000000000012345　开票日期：2025年03月18日",
        "购买方名称：示例个人　统一社会信用代码/纳税人识别号：",
    ],
    [
        ["项目名称", "规格型号", "单位", "数量", "单价", "金额", "税率", "税额"],
        ["*信息技术服务*年度会员", "", "次", "1", "283.02", "283.02", "6%", "16.98"],
        ["*物流服务*配送", "", "次", "2", "9.43", "18.86", "6%", "1.14"],
    ],
    ["价税合计（大写）叁佰贰拾圆整　（小写）¥320.00", "开票人：示例"],
)
_ENTERPRISE = _page(
    "企业信用报告",
    [
        "（自主查询版）",
        "名称：示例商贸有限公司　统一社会信用代码：91990000MA00000X0X",
        "中征码：9900000000000000　报告时间：2025-06-30",
    ],
    [
        ["授信机构", "业务种类", "发放日期", "到期日", "币种", "余额", "五级分类"],
        ["示例银行", "流动资金贷款", "2024-05-06", "2025-05-06", "人民币", "1,200,000.00", "正常"],
        ["示例村镇银行", "流动资金贷款", "2024-09-10", "2025-09-10", "人民币", "300,000.00", "关注"],
    ],
)
_BROKERAGE = [
    ["示例证券股份有限公司资金对账单"],
    ["客户姓名：示例", "资金账号：990012345678", "币种：人民币"],
    [
        "发生日期",
        "业务名称",
        "证券代码",
        "证券名称",
        "成交价格",
        "成交数量",
        "发生金额",
        "剩余金额",
        "手续费",
        "印花税",
    ],
    ["20250303", "证券买入", "600000", "示例股份", "9.870", "1000", "-9875.00", "12034.56", "5.00", "0.00"],
    ["20250310", "证券卖出", "600000", "示例股份", "10.120", "1000", "10104.88", "22139.44", "5.00", "10.12"],
    ["20250321", "利息归本", "", "", "0.000", "0", "3.21", "22142.65", "0.00", "0.00"],
]
_FUND = _page(
    "住房公积金个人明细账",
    ["单位名称：示例科技有限公司　个人账号：990000112233　姓名：示例", "示例市住房公积金管理中心"],
    [
        ["日期", "摘要", "借方", "贷方", "余额"],
        ["2025-01-15", "汇缴 202501", "", "1,800.00", "23,400.00"],
        ["2025-02-14", "汇缴 202502", "", "1,800.00", "25,200.00"],
        ["2025-02-20", "还贷提取", "3,000.00", "", "22,200.00"],
    ],
)
_PAYSLIP = [
    ["示例科技有限公司 2025年03月工资条"],
    ["姓名", "发放日期", "基本工资", "绩效", "社保", "公积金", "个税", "实发金额"],
    ["示例", "2025-04-10", "8000.00", "2000.00", "-840.00", "-960.00", "-120.00", "8080.00"],
]
_POWER = _page(
    "示例供电公司 电费账单",
    ["户号：9900001234　户名：示例　用电地址：示例路1号", "账单月份：2025年02月　应缴日期：2025-03-15"],
    [
        ["抄表日期", "项目", "电量(千瓦时)", "单价", "金额"],
        ["2025-02-28", "居民生活用电", "210", "0.5380", "112.98"],
        ["2025-02-28", "违约金", "", "", "3.40"],
        ["2025-02-28", "代征基金", "210", "0.0300", "6.30"],
    ],
    ["本期应缴电费 122.68 元，逾期按日收取千分之一违约金。"],
)
_PROPERTY = _page(
    "物业服务费催缴通知单",
    ["尊敬的业主示例：您名下示例花园1栋101室拖欠以下费用，请于2025年4月30日前缴清。"],
    [
        ["所属月份", "收费项目", "应收日期", "应收金额", "滞纳金", "合计"],
        ["2025-01", "物业费", "2025-01-31", "268.00", "12.06", "280.06"],
        ["2025-02", "物业费", "2025-02-28", "268.00", "4.02", "272.02"],
    ],
    ["示例物业管理有限公司"],
)
_LEASING = _page(
    "融资租赁合同 附件二 租金支付表",
    ["出租人：示例融资租赁有限公司　承租人：示例", "租赁物：家用轿车一辆　合同编号：RZZL-2024-000123"],
    [
        ["期数", "应付日期", "租金本金", "租金利息", "租金总额", "剩余本金"],
        ["1", "2024-07-15", "2,310.20", "540.00", "2,850.20", "87,689.80"],
        ["2", "2024-08-15", "2,324.06", "526.14", "2,850.20", "85,365.74"],
        ["3", "2024-09-15", "2,338.00", "512.20", "2,850.20", "83,027.74"],
    ],
)
_DEPOSIT = _page(
    "存款证明",
    [
        "兹证明示例先生（证件号码尾号 0012）在我行开立账户，截至2025年05月06日存款余额为人民币 50,000.00 元（伍万元整）。",
        "特此证明。",
        "示例银行股份有限公司　2025年05月06日",
    ],
)
_GUARANTEE = _page(
    "最高额保证合同",
    [
        "合同编号：BZ-2024-00991　债权人：示例银行股份有限公司　保证人：示例",
        "第一条 保证人为债务人示例商贸有限公司自2024年1月1日至2026年12月31日期间发生的债务提供连带责任保证，最高债权额人民币 300,000.00 元。",
        "第二条 保证范围包括本金、利息、罚息、复利、违约金及实现债权的费用，罚息利率以主合同约定为准。",
    ],
)
_TAX = _page(
    "中华人民共和国 税收完税证明",
    ["填发日期：2025年07月02日　纳税人名称：示例　税务机关：国家税务总局示例区税务局"],
    [
        ["原凭证号", "税种", "品目名称", "税款所属时期", "入（退）库日期", "实缴（退）金额"],
        ["399000001", "个人所得税", "工资薪金所得", "2025-01-01至2025-01-31", "2025-02-14", "120.00"],
        ["399000002", "个人所得税", "滞纳金", "2025-01-01至2025-01-31", "2025-02-14", "0.60"],
    ],
    ["金额合计（大写）壹佰贰拾元陆角"],
)
_POINTS = _page(
    "示例航空 常旅客里程账单",
    ["会员卡号：9900 1234 5678　会员姓名：示例　账单月份：2025年05月"],
    [
        ["入账日期", "活动日期", "明细", "里程"],
        ["2025-05-06", "2025-05-03", "XX1234 示例-样例", "1,280"],
        ["2025-05-20", "2025-05-20", "兑换礼品", "-5,000"],
    ],
    ["本期里程余额：23,410"],
)
_PHONE = _page(
    "中国示例通信 客户账单",
    ["客户姓名：示例　手机号码：199****0000　计费周期：2025-04-01至2025-04-30", "打印日期：2025-05-08"],
    [
        ["费用项目", "金额(元)"],
        ["套餐及固定费", "58.00"],
        ["套餐外语音通信费", "3.20"],
        ["违约金", "0.00"],
        ["合计", "61.20"],
    ],
    ["话费余额 12.60 元"],
)


def _negative(name: str, file: str, made_by: str, make: Callable[[], bytes]) -> Golden:
    return Golden(f"not-{name}", file, made_by, [{"type": "other"}], make)


GOLDENS = (
    _negative("invoice", "电子发票.pdf", "chromium", _printed("chromium", _INVOICE)),
    _negative("enterprise-report", "企业信用报告.pdf", "soffice", _printed("soffice", _ENTERPRISE)),
    _negative("brokerage", "资金对账单.csv", "csv", _csv(_BROKERAGE, "gb18030")),
    _negative("provident-fund", "公积金明细.html", "html", _html(_FUND)),
    _negative("payslip", "工资条.csv", "csv", _csv(_PAYSLIP)),
    _negative("power", "电费账单.pdf", "chromium", _printed("chromium", _POWER)),
    _negative("property-dues", "物业催缴.pdf", "soffice", _printed("soffice", _PROPERTY)),
    _negative("leasing-plan", "租金支付表.pdf", "chromium", _printed("chromium", _LEASING)),
    _negative("deposit-certificate", "存款证明.pdf", "chromium", _printed("chromium", _DEPOSIT)),
    _negative("guarantee", "保证合同.pdf", "soffice", _printed("soffice", _GUARANTEE)),
    _negative("tax", "完税证明.html", "html", _html(_TAX, "gb18030")),
    _negative("miles", "里程账单.html", "html", _html(_POINTS)),
    _negative("phone", "话费账单.pdf", "chromium", _printed("chromium", _PHONE)),
)
