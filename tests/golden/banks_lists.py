"""Lists of debit accounts (流水) of eight banks, each in the form that the bank prints or exports."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import openpyxl

from samples.canvas import Align, Canvas
from samples.canvas_pylopdf import PylopdfCanvas
from samples.flow import Flow, TableStyle, money, table
from samples.papers_debit import draw_debit
from samples.truth_bank import DebitRow, DebitTruth
from tests.golden.banks_truth import Account, Move, account, lines, paper
from tests.golden.canvas_reportlab import EMBEDDED, ReportlabCanvas
from tests.golden.golden import Golden
from tests.golden.printing import convert, print_html, styled

LANDSCAPE = (842.0, 595.0)
PLAIN = TableStyle(size=6.5, grid="none", leading=8.0, height=13.0, pad=2.0, head_fill=None)
RULED = TableStyle(size=6.5, leading=8.0, height=14.0, pad=2.0)


def _signed(fen: int, plus: str = "+") -> str:
    """Return money as a list prints it: in with a plus, out with a minus."""
    return f"-{money(fen)}" if fen > 0 else f"{plus}{money(-fen)}"


def _pairs(account: Account) -> zip[tuple[Move, int]]:
    return zip(account.moves, account.balances, strict=True)


def _list(
    canvas: Canvas,
    title: str,
    top: Sequence[str],
    widths: Sequence[float],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    below: Sequence[str],
    style: TableStyle,
) -> bytes:
    """Draw a list on landscape pages."""

    def begin(flow: Flow) -> None:
        flow.y = 40.0
        if flow.page == 1:
            canvas.text(421, 40, title, 14, align="center")
            for n, line in enumerate(top):
                canvas.text(24, 62 + 13 * n, line, 8)
            flow.y = 66.0 + 13 * len(top)

    flow = Flow(canvas, begin, bottom=560.0, size=LANDSCAPE)
    flow.new_page()
    aligns: list[Align] = ["left"] * len(head)
    table(flow, 24, widths, head, rows, aligns, style)
    for line in below:
        flow.need(16)
        flow.y += 14
        canvas.text(24, flow.y, line, 8)
    return canvas.save()


def _drawn(account: Account) -> bytes:
    rows = tuple(
        DebitRow(m.day, m.text, m.amount, m.party, m.time.replace(":", ""), f"{n:09d}", "电子商务", m.remark)
        for n, m in enumerate(account.moves, 1)
    )
    truth = DebitTruth(
        account.bank,
        account.name,
        account.number,
        account.start,
        account.end,
        account.held,
        rows,
        account.end,
        kangxi=account.bank == "农业银行",
    )
    return draw_debit(ReportlabCanvas(EMBEDDED), truth)


_CMB = account("招商银行", "6214830000004401", 34, 11)
_ABC = account("农业银行", "6228480000004402", 60, 12)
_ICBC = account("工商银行", "6222020000000004403", 40, 13)
_CCB = account("建设银行", "6217000010000004404", 30, 14)
_BOC = account("中国银行", "6217850000000004405", 44, 15)
_COMM = account("交通银行", "6222600000000004406", 38, 16)
_CMBC = account("民生银行", "6226220000004407", 26, 17)
_SPDB = account("浦发银行", "6217920000004408", 28, 18)


def _icbc_pdf() -> bytes:
    head = ["交易日期", "帐号", "储种", "序号", "币种", "钞汇", "摘要", "地区", "收入/支出金额", "余额", "对方户名", "对方帐号", "渠道"]
    rows = [
        [
            f"{m.day:%Y-%m-%d}\n{m.time}",
            "0200****01",
            "活期",
            "00000",
            "人民币",
            "钞",
            m.text,
            "0200",
            _signed(m.amount),
            money(held),
            m.party or "（空）",
            m.number or "（空）",
            "快捷支付",
        ]
        for m, held in _pairs(_ICBC)
    ]
    top = [f"卡号 {_ICBC.number}　户名：{_ICBC.name}　起止日期：{_ICBC.start:%Y-%m-%d} — {_ICBC.end:%Y-%m-%d}"]
    below = [f"合计支出：{money(_ICBC.out)}　合计收入：{money(_ICBC.into)}　总笔数：{len(_ICBC.moves)}"]
    widths = (52, 56, 30, 36, 40, 28, 58, 34, 70, 70, 136, 112, 60)
    return _list(PylopdfCanvas(), "中国工商银行借记账户历史明细（电子版）", top, widths, head, rows, below, RULED)


_PAIRED = ["交易金额(收入)", "交易金额(支出)", "交易币种", "记账金额(收入)", "记账金额(支出)", "记账币种"]


def _icbc_csv() -> bytes:
    """Padded cells with a tab behind each, newest row first, the total below."""
    head = ["交易日期", "摘要", "交易场所", "交易国家或地区简称", "钞/汇", *_PAIRED, "余额", "对方户名"]
    rows = []
    for m, held in reversed(list(_pairs(_ICBC))):
        into, out = ("", money(m.amount)) if m.amount > 0 else (money(-m.amount), "")
        cells = [f"{m.day}", m.text, m.remark, "CHN", "钞", "-", "-", "-", into, out, "人民币", money(held), m.party]
        rows.append([f"{cell:<20}\t" for cell in cells] + [""])
    number = f"卡号: {_ICBC.number[:4]}****{_ICBC.number[-4:]}"
    text = f'明细查询文件下载\r\n\r\n{number},"卡别名: "\r\n\r\n子账户序号: 00000,子账户类别: 活期,"子账户别名: "\r\n\r\n'
    text += lines([head, *rows])
    total = ["人民币合计", "", "", "", "", "", "", "", f"{money(_ICBC.into)}   ", f"{money(_ICBC.out)}   ", ""]
    return (text + " \r\n" + lines([total])).encode("gb18030")


def _workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return convert(out.getvalue(), "xlsx", "xls")


def _ccb_xls() -> bytes:
    head = ["记账日", "交易日期", "交易时间", "支出", "收入", "账户余额", "币种", "摘要", "对方账号", "对方户名", "交易地点"]
    rows: list[list[object]] = [
        ["China Construction Bank"],
        ["开户机构：示例支行", "币种：人民币", f"账号：{_CCB.number}"],
        [f"起始日期：{_CCB.start:%Y%m%d}", "", f"结束日期：{_CCB.end:%Y%m%d}"],
        [],
        head,
    ]
    for m, held in _pairs(_CCB):
        day = f"{m.day:%Y%m%d}"
        out, into = (m.amount / 100, 0.0) if m.amount > 0 else (0.0, -m.amount / 100)
        rows.append([day, day, m.time, out, into, held / 100, "人民币", m.text, m.number, m.party, m.remark])
    rows.append(["以上数据仅供参考，具体内容请以柜台为准。"])
    return _workbook(rows)


def _ccb_csv() -> bytes:
    head = ["序号", "摘要", "币别", "钞汇", "交易日期", "交易金额", "账户余额", "交易地点/附言", "对方账号与户名"]
    rows = [
        [f"{n}", m.text, "人民币元", "钞", f"{m.day:%Y%m%d}", _signed(m.amount, ""), money(held), m.remark, ""]
        for n, (m, held) in enumerate(_pairs(_CCB), 1)
    ]
    top = f"中国建设银行个人活期账户全部交易明细\r\n卡号/账号:{_CCB.number},客户名称:{_CCB.name}\r\n"
    top += f"起始日期:{_CCB.start:%Y%m%d},结束日期:{_CCB.end:%Y%m%d}\r\n"
    return (top + lines([head, *rows])).encode("gb18030")


def _boc_pdf() -> bytes:
    """Two pages, each with its head and the number and sums of its own rows."""
    names = ["记账日期", "记账时间", "币别", "金额", "余额", "交易名称", "渠道", "网点名称", "附言", "对方账户名", "对方卡号/账号", "对方开户行"]
    pages = []
    rows = list(_pairs(_BOC))
    for n, part in enumerate((rows[:26], rows[26:]), 1):
        meta = (
            f"<p>交易区间：{_BOC.start} 至 {_BOC.end}　客户姓名：{_BOC.name}</p>"
            f"<p>借记卡号：{_BOC.number}　行数：{len(part)}</p>"
        )
        body = "".join(
            "<tr>"
            + "".join(
                f"<td>{text or '-------'}</td>"
                for text in (
                    f"{m.day}",
                    m.time,
                    "人民币",
                    _signed(m.amount, ""),
                    money(held),
                    m.text,
                    "手机银行",
                    "",
                    m.remark,
                    m.party,
                    m.number,
                    "",
                )
            )
            + "</tr>"
            for m, held in part
        )
        end = f"<p>{'---END---　' if n == 2 else ''}第 {n} 页/共 2 页</p>"
        head = "".join(f"<th>{name}</th>" for name in names)
        pages.append(
            f"<p style='text-align:center;font-size:12pt'>中国银行交易流水明细清单</p>{meta}"
            f"<table border=1 cellspacing=0 width=100%><tr>{head}</tr>{body}</table>{end}"
        )
    page = styled(
        "中国银行交易流水明细清单",
        "<div style='break-before:page'></div>".join(pages),
        size="A4 landscape",
        more="body, td, th { font-size: 6.5pt; } table { border-collapse: collapse; }",
    )
    return print_html("chromium", page)


def _comm_pdf() -> bytes:
    """Amounts without a sign beside 借 Dr and 贷 Cr; the holder's whole identity number in the head."""
    head = [
        "序号\nSerial",
        "交易日期\nTrans Date",
        "交易时间\nTrans Time",
        "交易类型\nTrading Type",
        "借贷\nDc Flg",
        "交易金额\nTrans Amt",
        "余额\nBalance",
        "对方账号\nPayment Account",
        "对方户名\nPayment Name",
        "交易地点\nTrading Place",
        "摘要\nAbstract",
    ]
    rows = [
        [
            f"{n}",
            f"{m.day}",
            m.time,
            "网上银行",
            "借 Dr" if m.amount > 0 else "贷 Cr",
            money(abs(m.amount)),
            money(held),
            m.number,
            m.party,
            "示例市",
            m.text,
        ]
        for n, (m, held) in enumerate(_pairs(_COMM), 1)
    ]
    top = [
        f"账号/卡号Account/Card No: {_COMM.number}　户名Account Name: {_COMM.name}　币种Currency: 人民币",
        f"查询起日Query Starting Date: {_COMM.start}　查询止日Query Ending Date: {_COMM.end}",
        "证件种类ID Type: 居民身份证　证件号码ID Number: 11010119900307001X",
    ]
    below = [
        "*" * 60,
        f"借方发生额汇总Total Debit: {money(_COMM.out)}　贷方发生额汇总Total Credit: {money(_COMM.into)}",
        "打印完毕",
    ]
    widths = (36, 62, 56, 60, 44, 76, 80, 116, 118, 66, 76)
    style = TableStyle(size=6.5, grid="rows", leading=8.0, height=14.0, pad=2.0, head_fill=None)
    title = "交通银行个人客户交易清单 Bocom Personal Account Details"
    return _list(ReportlabCanvas(), title, top, widths, head, rows, below, style)


def _cmbc_pdf() -> bytes:
    names = ["凭证类型", "凭证号码", "交易时间", "摘要", "交易金额", "账户余额", "现转标志", "交易渠道", "交易机构", "对方户名", "对方账号", "对方行名"]
    body = "".join(
        "<tr>"
        + "".join(
            f"<td>{text}</td>"
            for text in (
                "",
                "",
                f"{m.day:%Y/%m/%d} {m.time}",
                m.text,
                _signed(m.amount, ""),
                money(held),
                "转账",
                "网银",
                "示例支行",
                m.party,
                m.number,
                "",
            )
        )
        + "</tr>"
        for m, held in _pairs(_CMBC)
    )
    head = "".join(f"<th align=left>{name}</th>" for name in names)
    meta = (
        f"<p>客户姓名:{_CMBC.name}</p><p>客户账号:{_CMBC.number}</p>"
        f"<p>起止日期:{_CMBC.start:%Y/%m/%d}-{_CMBC.end:%Y/%m/%d}</p>"
    )
    page = styled(
        "个人账户对账单",
        f"<p style='text-align:center;font-size:13pt'>中国民生银行个人账户对账单</p>{meta}"
        f"<table border=0 cellspacing=0 cellpadding=2 width=100%><tr>{head}</tr>{body}</table><p>{'_' * 60}</p>",
        size="A4 landscape",
        more="body, td, th { font-size: 7pt; }",
    )
    return print_html("chromium", page)


def _spdb_xls() -> bytes:
    head = ["顺序号", "交易日期", "交易类型", "存入金额", "取出金额", "余额", "交易对手名称", "交易对手账号", "附言"]
    rows: list[list[object]] = [
        [f"账号:{_SPDB.number}", "账户类型:活期", f"日期范围:{_SPDB.start:%Y/%m/%d}-{_SPDB.end:%Y/%m/%d}"],
        head,
    ]
    for n, (m, held) in enumerate(_pairs(_SPDB), 1):
        into, out = ("", money(m.amount)) if m.amount > 0 else (money(-m.amount), "")
        rows.append([f"{n}", f"{m.day:%Y/%m/%d}  {m.time}", m.text, into, out, money(held), m.party, m.number, m.remark])
    return _workbook(rows)


def _golden(name: str, file: str, made_by: str, truth: dict[str, object], make: Callable[[], bytes]) -> Golden:
    return Golden(f"bank-{name}", file, made_by, (truth,), make)


GOLDENS = (
    _golden(
        "cmb-list",
        "招商银行交易流水.pdf",
        "reportlab",
        paper(_CMB, traded=False, posted=True),
        lambda: _drawn(_CMB),
    ),
    _golden("abc-list", "农业银行明细.pdf", "reportlab", paper(_ABC, traded=True), lambda: _drawn(_ABC)),
    _golden("icbc-list", "工商银行历史明细.pdf", "pylopdf", paper(_ICBC, traded=True), _icbc_pdf),
    _golden(
        "icbc-csv",
        "hisdetail.csv",
        "csv",
        {
            **(icbc := paper(_ICBC, traded=True, newest_first=True)),
            "statements": [
                {k: v for k, v in icbc["statements"][0].items() if k not in ("period_start", "statement_on")}
            ],
        },
        _icbc_csv,
    ),
    _golden("ccb-xls", "交易明细_4404.xls", "xls", paper(_CCB, traded=True, posted=True, issuer="建设银行"), _ccb_xls),
    _golden("ccb-csv", "建行流水.csv", "csv", paper(_CCB, traded=True, party=False), _ccb_csv),
    _golden("boc-list", "交易流水明细20250401093000.pdf", "chromium", paper(_BOC, traded=False, posted=True), _boc_pdf),
    _golden("bocom-list", "交易清单.pdf", "reportlab", paper(_COMM, traded=True), _comm_pdf),
    _golden("cmbc-list", "民生账户对账单.pdf", "chromium", paper(_CMBC, traded=True), _cmbc_pdf),
    _golden("spdb-xls", "浦发明细.xls", "xls", paper(_SPDB, traded=True), _spdb_xls),
)
