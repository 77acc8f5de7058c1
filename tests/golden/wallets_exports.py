"""Exports of wallets, each in its own form: Alipay (app and web), WeChat Pay (csv and xlsx), JD, Meituan."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl
import pyzipper

from pipeline.records.extraction import Kind
from tests.golden.banks_truth import lines
from tests.golden.golden import Golden

PASSWORD = "738204"


@dataclass(frozen=True)
class Paid:
    """One row of a wallet: what the file prints, and after it what is true.

    Attributes:
        side: 收/支 as printed.
        printed: Amount as printed, without a mark of currency.
        amount: Fen; positive out.
        review: Whether nothing moved, or nothing tells which way: kept, and said in review.
    """

    at: str
    sort: str
    party: str
    text: str
    side: str
    printed: str
    method: str
    status: str
    amount: int
    kind: Kind = Kind.OTHER
    review: bool = False
    note: str = ""


def _expected(issuer: str, rows: Sequence[Paid], first: str, last: str, described: Sequence[str] = ()) -> dict[str, Any]:
    doubted = any(row.review for row in rows)
    return {
        "type": "bank_statement",
        "issuer": issuer,
        "status": "partial" if doubted else "ok",
        "reason_code": "kind_and_sign" if doubted else None,
        "statements": [
            {
                "kind": "wallet",
                "currency": "CNY",
                "tails": [],
                "period_start": first,
                "statement_on": last,
                "balanced": None,
                "rows": [
                    {
                        "traded_on": row.at[:10],
                        "posted_on": row.at[:10],
                        "description": described[n] if described else row.text,
                        "amount": row.amount,
                        "kind": row.kind,
                        "counterparty": None if row.party == "/" else row.party,
                        "balance": None,
                        "tail": row.method[-5:-1] if row.method.endswith(")") else None,
                    }
                    for n, row in enumerate(rows)
                ],
            }
        ],
    }


def _sum(rows: Sequence[Paid], side: str) -> str:
    own = [row for row in rows if row.side == side and not row.review]
    return f"{sum(abs(row.amount) for row in own) / 100:.2f}"


def _count(rows: Sequence[Paid], side: str) -> int:
    return sum(row.side == side for row in rows)


_ALIPAY = (
    Paid("2025-03-31 21:32:14", "日用百货", "示例便利店", "商品示例", "支出", "49.74", "示例银行信用卡(7449)", "交易成功", 4974),
    Paid("2025-03-30 08:16:52", "餐饮美食", "示例早餐", "早餐", "支出", "20.00", "余额", "等待确认收货", 2000),
    Paid("2025-03-30 08:16:20", "餐饮美食", "示例早餐", "早餐", "支出", "20.00", "花呗&红包", "交易成功", 2000),
    Paid("2025-03-28 18:21:04", "退款", "示例商城", "退款-外套", "不计收支", "160.30", "示例银行信用卡(7449)", "退款成功", -16030, Kind.REFUND),
    Paid("2025-03-20 10:00:00", "转账红包", "李样例", "转账", "收入", "500.00", "余额", "交易成功", -50000),
    Paid("2025-03-12 09:00:00", "信用借还", "示例消费金融公司", "蚂蚁借呗放款至银行卡", "不计收支", "5000.00", "", "放款成功", -500000, Kind.DISBURSEMENT),
    Paid("2025-03-10 13:10:16", "日用百货", "示例商城", "未付款的杯子", "不计收支", "82.00", "", "交易关闭", 8200, review=True),
    Paid("2025-03-09 10:02:11", "信用借还", "花呗", "花呗主动还款-2025年02月账单", "不计收支", "812.40", "示例银行(1234)", "还款成功", 81240, Kind.REPAYMENT),
    Paid("2025-03-08 10:02:11", "信用借还", "花呗", "花呗主动还款-2025年02月账单", "不计收支", "300.00", "示例银行(1234)", "还款失败", 30000, review=True),
    Paid("2025-03-05 15:24:35", "投资理财", "示例基金", "示例债券基金-卖出至余额宝", "不计收支", "99.34", "余额宝", "交易成功", -9934),
)  # fmt: skip


def _alipay() -> bytes:
    """Padded cells, a tab behind numbers, a comma at the end of each line, in GB 18030."""
    neither = f"{sum(abs(r.amount) for r in _ALIPAY if r.side == '不计收支') / 100:.2f}"
    top = [
        "-" * 60,
        "导出信息：",
        "姓名：王小样",
        "支付宝账户：138******21",
        "起始时间：[2025-03-01 00:00:00]    终止时间：[2025-03-31 23:59:59]",
        "导出交易类型：[全部]",
        "导出时间：[2025-04-01 09:12:52]",
        f"共{len(_ALIPAY)}笔记录",
        f"收入：{_count(_ALIPAY, '收入')}笔 {_sum(_ALIPAY, '收入')}元",
        f"支出：{_count(_ALIPAY, '支出')}笔 {_sum(_ALIPAY, '支出')}元",
        f"不计收支：{_count(_ALIPAY, '不计收支')}笔 {neither}元",
        "",
        "特别提示：",
        "1.本回单内容可表明支付宝受理了相应支付交易申请；",
        "3.支付宝快捷支付等非余额支付方式可能既产生支付宝交易也同步产生银行交易，因此请勿使用本回单进行重复记账；",
        "9.本明细仅供个人对账使用。",
        "",
        "-" * 24 + "支付宝（中国）网络技术有限公司  电子客户回单" + "-" * 24,
    ]
    heads = "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注"
    body = [[f"{head:<12}" for head in heads.split(",")] + [""]]
    for n, r in enumerate(_ALIPAY):
        cells = [r.at, r.sort, r.party, "/", r.text, r.side, r.printed, r.method, r.status]
        body.append([f"{cell:<12}" for cell in cells] + [f"2025{n:024d}\t", f"T{n:020d}\t", " " * 12, ""])
    return ("\r\n".join(top) + "\r\n" + lines(body)).encode("gb18030")


def _zipped() -> bytes:
    """Return the export as the app sends it: in a zip locked by AES, its name in GB 18030 without a mark."""
    out = io.BytesIO()
    raw = "支付宝交易明细(20250301-20250331).csv".encode("gb18030")
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(PASSWORD.encode())
        info = archive.zipinfo_cls("N" * len(raw), date_time=(2025, 4, 1, 9, 13, 0))
        info.compress_type = pyzipper.ZIP_DEFLATED
        archive.writestr(info, _alipay())
    return out.getvalue().replace(b"N" * len(raw), raw)


_WEB = (
    Paid("2025-02-18 12:03:44", "即时到账交易", "示例外卖", "午餐外卖", "支出", "36.50", "", "交易成功", 3650),
    Paid("2025-02-16 19:20:01", "即时到账交易", "示例出行", "打车", "支出", "18.80", "", "交易成功", 1880),
    Paid("2025-02-10 07:45:10", "支付宝担保交易", "示例书店", "退款-词典", "不计收支", "45.00", "", "退款成功", -4500, Kind.REFUND),
    Paid("2025-02-02 09:30:00", "转账", "张样例", "还你饭钱", "收入", "120.00", "", "交易成功", -12000),
)  # fmt: skip


def _web() -> bytes:
    heads = "交易号,商家订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,交易对方,商品名称,金额（元）,收/支,交易状态,服务费（元）,成功退款（元）,备注,资金状态,"
    top = "支付宝交易记录明细查询\r\n账号:[138******21]\r\n起始日期:[2025-02-01 00:00:00]    终止日期:[2025-02-28 23:59:59]\r\n"
    top += "---------------------------------交易记录明细列表------------------------------------\r\n"
    body = [heads.split(",")]
    for n, r in enumerate(_WEB):
        created = f"{r.at[:-2]}00"
        cells = [f"2025{n:024d}\t", f"T{n:012d}\t", created, r.at, r.at, "其他（包括阿里巴巴和外部商家）", r.sort, r.party]
        cells += [r.text, r.printed, r.side, r.status, "0.00", "0.00", "", "已支出" if r.amount > 0 else "已收入", ""]
        body.append(cells)
    return (top + lines(body)).encode("gb18030")


_WECHAT = (
    Paid("2025-03-26 12:45:27", "商户消费", "示例米线店", "总共消费:28.16", "支出", "28.16", "示例银行(1234)", "支付成功", 2816),
    Paid("2025-03-24 10:10:11", "微信红包", "李样例", "/", "收入", "0.35", "/", "已存入零钱", -35),
    Paid("2025-03-22 12:34:56", "转账", "房东", "转账备注:三月房租", "支出", "500.00", "零钱通", "朋友已收钱", 50000),
    Paid("2025-03-21 09:00:00", "商户消费", "示例商城", "耳机", "支出", "199.00", "示例银行(1234)", "已退款(￥50.00)", 19900),
    Paid("2025-03-21 11:00:00", "示例商城-退款", "示例商城", "耳机", "收入", "50.00", "示例银行(1234)", "已退款￥50.00", -5000, Kind.REFUND),
    Paid("2025-03-17 10:07:31", "转入零钱通-来自示例银行(9876)", "/", "/", "/", "2000.00", "示例银行(9876)", "支付成功", -200000),
    Paid("2025-03-15 16:29:37", "零钱提现", "示例银行", "/", "/", "100.10", "示例银行", "提现已到账", 10010, note="服务费¥0.10"),
    Paid("2025-03-12 18:36:44", "信用卡还款", "示例银行信用卡还款", "/", "/", "548.58", "零钱", "支付成功", 54858, Kind.REPAYMENT),
    Paid("2025-03-11 01:20:00", "转入零钱通-来自零钱", "/", "/", "/", "1.23", "零钱", "支付成功", 123),
    Paid("2025-03-10 16:28:55", "零钱充值", "示例银行(9876)", "/", "/", "1300.00", "示例银行(9876)", "充值完成", -130000),
    Paid("2025-03-02 20:28:55", "转账", "李样例", "转账备注:微信转账", "支出", "60.00", "零钱", "对方已退还", 6000, review=True),
)  # fmt: skip
_WECHAT_TEXTS = tuple(r.sort if r.text == "/" else r.text for r in _WECHAT)


def _wechat_rows(mark: str) -> list[list[str]]:
    out = [r for r in _WECHAT if r.side == "支出"]
    into = [r for r in _WECHAT if r.side == "收入"]
    neither = [r for r in _WECHAT if r.side == "/"]

    def line(name: str, rows: Sequence[Paid]) -> list[str]:
        return [f"{name}：{len(rows)}笔 {sum(abs(r.amount) for r in rows) / 100:.2f}元"]

    top = [
        ["微信支付账单明细"],
        ["微信昵称：[示例]"],
        ["起始时间：[2025-03-01 00:00:00] 终止时间：[2025-03-31 23:59:59]"],
        ["导出类型：[全部]"],
        ["导出时间：[2025-04-02 16:05:22]"],
        [],
        [f"共{len(_WECHAT)}笔记录"],
        line("收入", into),
        line("支出", out),
        line("中性交易", neither),
        ["注："],
        ["1. 充值/提现/理财通购买/零钱通存取/信用卡还款等交易，将计入中性交易"],
        ["2. 本明细仅展示当前账单中的交易，不包括已删除的记录"],
        [],
        ["----------------------微信支付账单明细列表--------------------"],
    ]
    heads = ["交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)", "支付方式", "当前状态", "交易单号", "商户单号", "备注"]
    body = [
        [
            *(r.at, r.sort, r.party, r.text, r.side, f"{mark}{r.printed}", r.method, r.status),
            *(f"1800{n:020d}\t", f"1000{n:020d}\t", r.note or "/"),
        ]
        for n, r in enumerate(_WECHAT)
    ]
    return [*top, heads, *body]


def _wechat_csv() -> bytes:
    return lines([[*row, *[""] * (11 - len(row))] for row in _wechat_rows("¥")]).encode("utf-8-sig")


def _wechat_xlsx() -> bytes:
    """A workbook with days and amounts as such, under an extra first row of column names."""
    book = openpyxl.Workbook()
    book.active.append([f"Column{n}" for n in range(1, 12)])
    for row in _wechat_rows(""):
        cells: list[object] = list(row)
        if len(row) == 11 and row[0][:2] == "20":
            cells[0] = datetime.fromisoformat(row[0])
            cells[5] = float(row[5])
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_JD = (
    Paid("2025-01-30 17:16:02", "收发快递", "示例物流", "京东外部商户", "支出", "10.20", "钱包余额", "交易成功", 1020),
    Paid("2025-01-28 13:28:32", "网购", "京东平台商户", "退款-外套 深蓝", "不计收支", "89.84", "示例银行信用卡(1875)", "退款成功", -8984, Kind.REFUND),
    Paid("2025-01-28 13:27:56", "服饰内衣", "京东平台商户", "外套 深蓝 等多件", "支出", "131.77(已退款89.84)", "示例银行信用卡(1875)", "交易成功", 13177),
    Paid("2025-01-26 22:33:54", "网购", "京东平台商户", "退款-裤子", "不计收支", "397.84", "示例银行信用卡(1875)", "退款成功", -39784, Kind.REFUND),
    Paid("2025-01-26 22:33:07", "服饰内衣", "京东平台商户", "裤子", "不计收支", "397.84(已全额退款)", "示例银行信用卡(1875)", "交易成功", 39784),
    Paid("2025-01-21 13:40:59", "先享后付", "京东平台商户", "热水袋", "不计收支", "35.61", "先享后付", "交易成功", 3561, review=True),
    Paid("2025-01-15 09:00:00", "白条", "京东金融", "白条主动还款", "不计收支", "260.00", "示例银行(1234)", "交易成功", 26000, Kind.REPAYMENT),
    Paid("2025-01-09 23:22:23", "运动户外", "京东平台商户", "自行车, 21速", "支出", "657.21", "白条", "交易成功", 65721),
)  # fmt: skip


def _jd() -> bytes:
    heads = ["交易时间", "商户名称", "交易说明", "金额", "收/付款方式", "交易状态", "收/支", "交易分类", "交易订单号", "商家订单号", "备注"]
    top = [
        "导出信息：",
        "京东账号名：jd_示例",
        "申请时间：2025-02-01 11:32:42",
        "日期区间：2025-01-01 至 2025-01-31",
        "导出交易类型：全部",
        f"共：{len(_JD)}笔记录",
        "收入：0笔，0.00元",
        f"支出：{_count(_JD, '支出')}笔(含1笔部分退款)，{(1020 + 13177 - 8984 + 65721) / 100:.2f}元",
        f"不计收支：{_count(_JD, '不计收支')}笔，{(8984 + 39784 + 26000) / 100:.2f}元",
        "",
        "特别提示",
        "1.本明细为每笔订单支付的明细，不包括已删除的记录；如需计算白条相关费用明细，请访问“白条-查账还款”进行查看；",
        "",
    ]
    body = [heads]
    for n, r in enumerate(_JD):
        cells = [f"{r.at}\t", r.party, r.text, r.printed, r.method, r.status, r.side, r.sort]
        body.append([*cells, f"10000{n:08d}\t", f"1000345{n:08d}\t", " ", " "])
    return ("\n".join(top) + "\n" + lines(body)).encode("utf-8-sig")


_MEITUAN = (
    Paid("2025-03-30 12:01:00", "支付", "", "示例餐厅-双人餐", "支出", "88.00", "美团月付", "", 8800),
    Paid("2025-03-28 18:30:12", "退款", "", "示例外卖订单退款", "收入", "12.50", "示例银行(1234)", "", -1250, Kind.REFUND),
    Paid("2025-03-25 09:00:31", "还款", "", "【美团月付】主动还款-2025年02月账单", "支出", "230.60", "示例银行(1234)", "", 23060, Kind.REPAYMENT),
    Paid("2025-03-20 20:11:05", "支付", "", "单车月卡", "支出", "15.90", "微信支付", "", 1590),
)  # fmt: skip


def _meituan() -> bytes:
    heads = ["交易创建时间", "交易成功时间", "交易类型", "订单标题", "收/支", "支付方式", "订单金额", "实付金额", "交易单号", "商家单号", "备注"]
    top = [
        "美团交易账单明细",
        "用户名：[示例用户]",
        "起始时间：[2025-03-01 00:00:00] 终止时间：[2025-03-31 23:59:59]",
        f"共{len(_MEITUAN)}笔记录",
        "收入：1笔 12.50元",
        "支出：3笔 334.50元",
        "",
    ]
    body = [heads]
    for n, r in enumerate(_MEITUAN):
        ordered = f"¥{float(r.printed) + (3 if r.sort == '支付' else 0):.2f}"
        cells = [r.at, r.at, r.sort, r.text, r.side, r.method, ordered, f"¥{r.printed}"]
        body.append([*cells, f"{n:020d}\t", f"{n:020d}\t", "/"])
    return ("\r\n".join(top) + "\r\n" + lines(body)).encode("utf-8-sig")


_MARCH = ("2025-03-01", "2025-03-31")
_MEITUAN_TRUTH = _expected("美团", _MEITUAN, *_MARCH)
for _row in _MEITUAN_TRUTH["statements"][0]["rows"]:
    _row["counterparty"] = None  # it prints none

GOLDENS = (
    Golden("wallet-alipay", "支付宝交易明细.csv", "csv", (_expected("支付宝", _ALIPAY, *_MARCH),), _alipay),
    Golden(
        "wallet-alipay-zip", "支付宝交易明细.zip", "zip", (_expected("支付宝", _ALIPAY, *_MARCH),), _zipped, (PASSWORD,)
    ),
    Golden(
        "wallet-alipay-web", "alipay_record.txt", "csv", (_expected("支付宝", _WEB, "2025-02-01", "2025-02-28"),), _web
    ),
    Golden(
        "wallet-wechat-csv",
        "微信支付账单(20250301-20250331).csv",
        "csv",
        (_expected("微信支付", _WECHAT, *_MARCH, _WECHAT_TEXTS),),
        _wechat_csv,
    ),
    Golden(
        "wallet-wechat-xlsx",
        "微信支付账单流水文件.xlsx",
        "xlsx",
        (_expected("微信支付", _WECHAT, *_MARCH, _WECHAT_TEXTS),),
        _wechat_xlsx,
    ),
    Golden("wallet-jd", "京东交易流水_1.csv", "csv", (_expected("京东", _JD, "2025-01-01", "2025-01-31"),), _jd),
    Golden("wallet-meituan", "美团账单.csv", "csv", (_MEITUAN_TRUTH,), _meituan),
)
