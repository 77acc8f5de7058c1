"""A brief personal credit report (个人信用报告, 简版, second generation).

Rules of the summary tables are small filled rectangles with gaps, as the real ones are; the query tables at
the end have no rules at all, and account sentences break anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from samples.canvas import A4, Canvas, Colour, Measure, wrap
from samples.sentences import day, sentence
from samples.truth import QueryTruth, ReportTruth

_LEFT, _RIGHT = 52.0, 543.0
_SIZE, _LEADING = 9.5, 17.0
_BOTTOM = 778.0
_BAR: Colour = (0.87, 0.89, 0.92)
_RULE: Colour = (0.45, 0.45, 0.45)
_GAP = 2.2
"""Between the pieces of an upright rule, points: more than the 2 that table finders usually bridge."""

_HEADINGS = {
    ("credit_card", True): "发生过逾期的贷记卡账户明细如下：",
    ("credit_card", False): "从未逾期过的贷记卡及透支未超过60天的准贷记卡账户明细如下：",
    ("loan", True): "发生过逾期的账户明细如下：",
    ("loan", False): "从未发生过逾期的账户明细如下：",
}

_COUNT_ROWS = (
    ("账户数", "accounts"),
    ("未结清/未销户账户数", "open"),
    ("发生过逾期的账户数", "overdue"),
    ("发生过90天以上逾期的账户数", "overdue_90"),
)

_SIDE_TEXT = (
    "购房贷款，包括个人住房商业贷款、个人商用房（包括商住两用）贷款和个人住房公积金贷款。",
    "发生过逾期的信用卡账户，指曾经“未按时还最低还款额”的贷记卡账户和“透支超过60天”的准贷记卡账户。",
)

_NOTES = (
    "1.除查询记录外，本报告中的信息是依据截至报告时间个人征信系统记录的信息生成，征信中心不确保其真实性和准确性，"
    "但承诺在信息汇总、加工、整合的全过程中保持客观、中立的地位。",
    "2.本报告仅包含可能影响您信用评价的主要信息，如需获取您在个人征信系统中更详细的记录，请到当地信用报告查询网点查询。",
    "3.您有权对本报告中的内容提出异议。如有异议，可联系数据提供单位，也可到当地信用报告查询网点提出异议申请。",
    "4.本报告仅供您了解自己的信用状况，请妥善保管。因保管不当造成个人隐私泄露的，征信中心将不承担相关责任。",
    "5.更多咨询，请致电全国客户服务热线400-810-8866。",
)


class _Printer:
    """Prints one report; pages are counted in a first pass, because each foot names their number."""

    def __init__(self, canvas: Canvas, report: ReportTruth, pages: int) -> None:
        self.canvas = canvas
        self.report = report
        self.pages = pages
        self.page = 0
        self.y = 0.0

    def new_page(self) -> None:
        """Begin a page with its foot."""
        self.page += 1
        self.canvas.new_page(*A4)
        self.canvas.text(A4[0] / 2, 812, f"第 {self.page} 页,共 {self.pages} 页", 8.5, align="center")
        self.y = 62.0

    def room(self, height: float) -> None:
        """Begin the next page unless `height` fits."""
        if self.y + height > _BOTTOM:
            self.new_page()

    def paragraph(self, text: str, *, indent: float = 0.0, size: float = _SIZE) -> None:
        """Print a wrapped text; a page break may fall between any two lines."""
        for line in wrap(self.canvas, text, size, _RIGHT - _LEFT - indent, "serif"):
            self.room(0)
            self.canvas.text(_LEFT + indent, self.y, line, size, font="serif")
            self.y += _LEADING

    def bar(self, title: str) -> None:
        """Print the heading of a part on its coloured bar."""
        self.room(60)
        self.y += 6
        self.canvas.rect(_LEFT, self.y - 14, _RIGHT, self.y + 6, fill=_BAR)
        self.canvas.text(A4[0] / 2, self.y, title, 12, align="center")
        self.y += 26

    def heading(self, title: str, size: float = 11.0) -> None:
        """Print a heading that stays with what follows."""
        self.room(40)
        self.canvas.text(_LEFT, self.y, title, size)
        self.y += _LEADING + 2

    def head(self) -> None:
        """Print title, number, time and the line about the person (the marital status has no label)."""
        canvas, report = self.canvas, self.report
        self.new_page()
        canvas.text(A4[0] / 2, 72, "个人信用报告", 20, align="center")
        canvas.text(_LEFT, 102, f"报告编号：{report.number}", _SIZE)
        canvas.text(_RIGHT, 102, f"报告时间：{report.reported_at:%Y-%m-%d %H:%M:%S}", _SIZE, align="right")
        canvas.line(_LEFT, 109, _RIGHT, 109, width=0.8)
        for x, text in (
            (_LEFT, f"姓名：{report.name}"),
            (_LEFT + 130, "证件类型：身份证"),
            (_LEFT + 250, f"证件号码：{report.id_number}"),
            (_RIGHT - 24, report.marital),
        ):
            canvas.text(x, 126, text, _SIZE)
        self.y = 154.0

    def upright(self, x: float, top: float, bottom: float, row: float) -> None:
        """Draw an upright rule in one piece per row, with a gap between pieces."""
        y = top
        while y < bottom - 1:
            self.canvas.rect(x - 0.25, y, x + 0.25, min(y + row, bottom) - _GAP, fill=_RULE)
            y += row

    def table(self, xs: Sequence[float], rows: Sequence[Sequence[str]], merged: bool = False) -> None:
        """Print a ruled table from (xs[0], self.y); `merged` joins the head cells of the main table."""
        canvas, row, top = self.canvas, 19.0, self.y
        bottom = top + row * len(rows)
        for i in range(len(rows) + 1):
            y = top + row * i
            if merged and i == 1:
                # The first and the last column, and the blank corner, run over both head rows.
                canvas.rect(xs[2], y - 0.25, xs[4], y + 0.25, fill=_RULE)
            else:
                canvas.rect(xs[0], y - 0.25, xs[-1], y + 0.25, fill=_RULE)
        for i, x in enumerate(xs):
            self.upright(x, top + (row if merged and i == 3 else 0), bottom, row)
        for r, cells in enumerate(rows):
            for c, cell in enumerate(cells):
                x = (xs[c] + xs[c + 1]) / 2
                y = top + row * r + 12.8
                if merged and r == 0 and c == 2:
                    x = (xs[2] + xs[4]) / 2
                elif merged and r == 0:
                    y += row / 2
                canvas.text(x, y, cell, 8.5, align="center")
        self.y = bottom

    def summary(self) -> None:
        """Print the three small tables, and the definitions beside the main one."""
        self.heading("信息概要")
        self.y -= 8
        main = [_LEFT, _LEFT + 142, _LEFT + 192, _LEFT + 242, _LEFT + 292, _LEFT + 342]
        small = [main[0], main[1], (main[1] + main[5]) / 2, main[5]]
        self.table(small, [["", "资产处置信息", "垫款信息"], ["账户数", "--", "--"]])
        self.y += 10
        top = self.y
        rows: list[list[str]] = [["", "信用卡", "贷款", "", "其他业务"], ["", "", "购房", "其他", ""]]
        counts = self.report.counts()
        for label, key in _COUNT_ROWS:
            rows.append([label, *(str(count) if count else "--" for count in counts[key]), "--"])
        self.table(main, rows, merged=True)
        y = top + 8
        for text in _SIDE_TEXT:
            for line in wrap(self.canvas, text, 7.8, _RIGHT - main[5] - 10, "serif"):
                self.canvas.text(main[5] + 10, y, line, 7.8, font="serif")
                y += 11.6
            y += 3
        self.y += 10
        self.table(small, [["", "为个人", "为企业"], ["相关还款责任账户数", "--", "--"]])
        self.y += 26

    def accounts(self, kind: str, title: str) -> None:
        """Print the sentences of one kind, numbered anew in each list for cards, through for loans."""
        lists = self.report.ordered(kind)
        if not lists:
            return
        self.heading(title)
        for flag, chosen in lists:
            self.room(60)
            self.canvas.text(_LEFT, self.y, _HEADINGS[kind, flag], _SIZE)
            self.y += _LEADING
            for number, account in enumerate(chosen, 1):
                self.paragraph(f"{number}.{sentence(account)}", indent=18)
            self.y += 6

    def queries(self, title: str, queries: Sequence[QueryTruth]) -> None:
        """Print a query table without rules; long names of institutions go on in a second line."""
        if not queries:
            return
        self.heading(title)
        columns = (_LEFT + 6, _LEFT + 46, _LEFT + 138, _LEFT + 292)
        for x, text in zip(columns, ("编号", "查询日期", "查询机构", "查询原因"), strict=True):
            self.canvas.text(x, self.y, text, _SIZE)
        self.y += _LEADING
        for number, query in enumerate(queries, 1):
            lines = wrap(self.canvas, query.institution, _SIZE, 145, "serif")
            self.room(_LEADING * (len(lines) - 1))
            for x, text in zip(columns, (str(number), day(query.queried_on), "", query.reason), strict=True):
                self.canvas.text(x, self.y, text, _SIZE, font="serif")
            for line in lines:
                self.canvas.text(columns[2], self.y, line, _SIZE, font="serif")
                self.y += _LEADING
        self.y += 8

    def everything(self) -> None:
        """Print the whole report."""
        self.head()
        self.bar("信贷记录")
        self.paragraph("这部分包含您的信用卡、贷款和其他信贷记录。金额类数据均以人民币计算，精确到元。")
        self.y += 6
        self.summary()
        self.accounts("credit_card", "信用卡")
        self.accounts("loan", "贷款")
        self.bar("非信贷交易记录")
        self.paragraph("系统中没有您最近5年内的非信贷交易记录。")
        self.bar("公共记录")
        self.paragraph("系统中没有您最近5年内的公共信息记录。")
        self.bar("查询记录")
        self.paragraph("这部分包含您的信用报告最近2年内被查询的记录。")
        self.y += 4
        self.queries("机构查询记录明细", self.report.queries)
        self.queries("本人查询记录明细", self.report.own_queries)
        self.bar("说 明")
        for note in _NOTES:
            self.paragraph(note)


def draw_report(canvas: Canvas, report: ReportTruth) -> bytes:
    """Draw the report and return the PDF."""
    rehearsal = _Printer(Measure(canvas), report, 0)
    rehearsal.everything()
    _Printer(canvas, report, rehearsal.page).everything()
    return canvas.save()
