"""A detailed credit report as headings, paragraphs and tables, before it is drawn on a page or written as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from samples.report_cards import Pairs, account_rows, label
from samples.report_words import (
    DEBTS,
    HEADINGS,
    LENDER_HEADINGS,
    NOTES,
    after_grid,
    cell_amount,
    count_of,
    dotted,
    first_month,
    liability_rows,
    overdue_row,
    prose,
    query_row,
    width_of,
    yuan,
)
from samples.truth_report import FullAccountTruth, FullReportTruth, MonthTruth

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: the title, a heading of level 1 or 2, the name above a table, or a paragraph."""

    kind: Literal["title", "part", "section", "name", "text"]
    text: str


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table: texts, and the share of the width that each takes; `head` rows hold labels."""

    texts: tuple[str, ...]
    widths: tuple[float, ...]
    head: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a repayment grid: marks above amounts, both of twelve months; the year's cell spans both rows.

    Attributes:
        widths: Share of the width that each of the thirteen columns takes.
        head: What is printed again above it where it begins a page.
    """


    year: str
    marks: tuple[str, ...]
    amounts: tuple[str, ...] | None
    widths: tuple[float, ...]
    head: Cells | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that stand under each other without a gap, whatever their columns."""

    rows: tuple[Cells | Year, ...]


Part = Line | Table


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is printed, where real ones differ.

    Attributes:
        dash: Between the days of 逾期31—60天未还本金.
        shuffle: Seed that puts the columns of every label row in another order; None: as usual.
        without: Labels whose columns are left out.
        two_rows: Whether a repayment grid has a row of amounts under each row of marks.
        size: Of the text in points.
        inner_blank: Whether titles are printed 账户 1 instead of 账户1.
        uneven: Seed of the widths of a grid's columns, another for every grid; None: all months are as wide.
        repeat_head: Whether the head of months is printed again on each page of a grid.
        align: How cells of a grid are set.
        mirrored: Points by which tables of every second page lie further right.
    """

    dash: str = "—"
    shuffle: int | None = None
    without: frozenset[str] = frozenset()
    two_rows: bool = True
    size: float = 7.5
    inner_blank: bool = False
    uneven: int | None = None
    repeat_head: bool = False
    align: Literal["left", "center", "right"] = "center"
    mirrored: float = 0.0


@dataclass(slots=True)
class _Composer:
    report: FullReportTruth
    style: Style
    parts: list[Part] = field(default_factory=list)
    part_no: int = 0
    section_no: int = 0

    def line(self, kind: Literal["title", "part", "section", "name", "text"], text: str) -> None:
        """Add a line."""
        if kind == "part":
            self.part_no, self.section_no = self.part_no + 1, 0
            text = f"{_NUMERALS[self.part_no - 1]} {text}"
        if kind == "section":
            self.section_no += 1
            text = f"（{_NUMERALS[self.section_no - 1]}）{text}"
        self.parts.append(Line(kind, text))

    def rows_of(self, pairs: Pairs) -> list[Cells]:
        """Return a label row and its value row; a single text without a label is a row by itself."""
        if len(pairs) == 1 and not pairs[0][1]:
            return [Cells((pairs[0][0],), (1.0,), head=True)]
        kept = [(label(name, self.style.dash), value) for name, value in pairs if name not in self.style.without]
        if self.style.shuffle is not None:
            Random(f"{self.style.shuffle} {kept[0][0]}").shuffle(kept)  # noqa: S311  an order of columns
        widths = tuple(width_of(name) for name, _ in kept)
        share = tuple(width / sum(widths) for width in widths)
        return [
            Cells(tuple(name for name, _ in kept), share, head=True),
            Cells(tuple(value for _, value in kept), share),
        ]

    def table(self, *blocks: Pairs) -> None:
        """Add a table of label rows, each with its value row."""
        self.parts.append(Table(tuple(row for pairs in blocks for row in self.rows_of(pairs))))

    def list_of(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """Add a table with one head row and many rows."""
        share = tuple(width / sum(widths) for width in widths)
        body = [Cells(tuple(row), share) for row in rows]
        self.parts.append(Table((Cells(tuple(head), share, head=True), *body)))

    def head(self) -> None:
        """Add title, number, time, who asked, and the person."""
        report = self.report
        self.line("title", "个人信用报告")
        self.line("title", "（授信机构版）" if report.lender_copy else "（本人版）")
        self.line("text", f"报告编号：{report.number}    报告时间：{report.reported_at:%Y-%m-%d %H:%M:%S}")
        self.table(
            (
                ("被查询者姓名", report.name),
                ("被查询者证件类型", "身份证"),
                ("被查询者证件号码", report.id_number),
                ("查询机构", "中国人民银行示例市分行"),
                ("查询原因", "贷款审批" if report.lender_copy else "本人查询（临柜）"),
            )
        )
        disputes = report.open_disputes
        self.line(
            "text",
            f"信息主体对信用报告内容提出了{disputes}笔异议且正在处理中，请浏览时注意阅读相关内容。"
            if disputes
            else "没有正在处理的异议。",
        )

    def person(self) -> None:
        """Add 个人基本信息, of which nothing is read."""
        self.line("part", "个人基本信息")
        self.line("section", "身份信息")
        self.table(
            (("性别", "女"), ("出生日期", "1988.05.06"), ("婚姻状况", "未婚"), ("学历", "大学本科"), ("学位", "学士")),
            (("就业状况", "在职"), ("国籍", "中国"), ("电子邮箱", "--"), ("通讯地址", "示例市示例区示例路1号")),
        )
        if self.report.lender_copy:
            self.line("section", "配偶信息")
            self.table((("姓名", "--"), ("证件类型", "--"), ("证件号码", "--"), ("工作单位", "--"), ("联系电话", "--")))
        self.line("section", "居住信息")
        rows = [("1", "示例市示例区示例路1号", "--", "自置", "2024.03.11")]
        self.list_of(("编号", "居住地址", "住宅电话", "居住状况", "信息更新日期"), rows, (1, 4, 2, 2, 2))

    def summary(self) -> None:
        """Add 信息概要: what the accounts are counted to."""
        report = self.report
        self.line("part", "信息概要")
        if report.lender_copy:
            self.line("section", "数字解读")
            self.table((("数字解读", "650"), ("相对位置", ">55%"), ("说明", "影响因素一：较长的信用历史")))
        self.line("section", "信贷交易信息提示")
        hints = report.hints()
        rows = [
            (business, kind, *(count_of(chosen), first_month(chosen)))
            for business, kind, chosen in hints
        ]
        rows.append(("合计", "", str(sum(len(chosen) for _, _, chosen in hints)), "--"))
        self.list_of(("业务类型", "", "账户数", "首笔业务发放月份"), rows, (2, 4, 2, 3))
        counts, sums = report.counts(), report.sums()
        if counts.keys() & {("recovery", "total"), ("bad_debt", "total")} or report.overdue():
            self.line("section", "信贷交易违约信息概要")
        if ("recovery", "total") in counts:
            self.line("name", "被追偿信息汇总")
            number, money = str(counts["recovery", "total"]), yuan(sums["recovered", "total"])
            lines = [("资产处置业务", number, money), ("垫款业务", "0", "0"), ("合计", number, money)]
            self.list_of(("业务类型", "账户数", "余额"), lines, (2, 1, 1))
        if ("bad_debt", "total") in counts:
            self.line("name", "呆账信息汇总")
            row = (str(counts["bad_debt", "total"]), yuan(sums["balance", "bad_debt"]))
            self.list_of(("账户数", "余额"), [row], (1, 1))
        if report.overdue():
            self.line("name", "逾期（透支）信息汇总")
            head = ("账户类型", "账户数", "月份数", "单月最高逾期/透支总额", "最长逾期/透支月数")
            self.list_of(head, (overdue_row(*line) for line in report.overdue()), (3, 2, 2, 4, 4))
        self.debts()

    def debts(self) -> None:
        """Add 信贷交易授信及负债信息概要."""
        counts, sums = self.report.counts(), self.report.sums()
        self.line("section", "信贷交易授信及负债信息概要（未结清/未销户）")
        for card, (title, institutions, owed, average) in DEBTS.items():
            if ("unsettled", card) not in counts:
                continue
            chosen = self.report.of(card, test=lambda a: a.open)
            self.line("name", title)
            highest = max(a.credit_limit or 0 for a in chosen)
            per_card = card in ("R2", "R3")
            self.table(
                (
                    (institutions, str(counts["institutions", card])),
                    ("账户数", str(counts["unsettled", card])),
                    ("授信总额", yuan(sums["limit", card])),
                    *((("单家机构最高授信额", yuan(highest)),) if per_card else ()),
                    *((("单家机构最低授信额", yuan(highest)),) if per_card else ()),
                    (owed, yuan(sums["used" if card == "R2" else "balance", card])),
                    (average, "--"),
                )
            )
        if self.report.liabilities:
            self.line("name", "相关还款责任信息汇总")
            number = str(len(self.report.liabilities))
            amount = yuan(sum(item.amount or 0 for item in self.report.liabilities))
            balance = yuan(sum(item.balance for item in self.report.liabilities))
            self.table((("账户数", number), ("担保金额", amount), ("余额", balance)))

    def accounts(self) -> None:
        """Add 信贷交易信息明细."""
        report = self.report
        self.line("part", "信贷交易信息明细")
        headings = LENDER_HEADINGS if report.lender_copy else HEADINGS
        before = ""
        for card, number, account in report.ordered():
            if card != before:
                self.line("section", headings[card])
                before = card
            blank = " " if self.style.inner_blank else ""
            brackets = f"（授信协议标识：{account.agreement}）" if account.agreement else ""
            brackets += f"（卡片尾号：{account.tail}）" if account.tail else ""
            self.line("name", f"账户{blank}{number}{brackets}")
            if account.status == "未激活":
                self.table(*account_rows(account)[:1])
                self.line("text", f"截至{prose(account.data_as_of)}，账户状态为“未激活”。")
                continue
            rows: list[Cells | Year] = []
            for pairs in account_rows(account):
                rows.extend(self.rows_of(pairs))
            rows.extend(self.grid(account))
            for kind, texts in after_grid(account):
                rows.extend(_plain_rows(kind, texts))
            self.parts.append(Table(tuple(rows)))
        self.others()

    def grid(self, account: FullAccountTruth) -> Iterator[Cells | Year]:
        """Yield the rows of an account's repayment grid, the newest year first."""
        if not account.grid:
            return
        first, last = account.grid[0].month, account.grid[-1].month
        yield Cells((f"{first:%Y年%m月}—{last:%Y年%m月}的还款记录",), (1.0,), head=True)
        share = self.shares(account)
        head = Cells(("", *(str(n) for n in range(1, 13))), share, head=True)
        yield head
        for year in range(last.year, first.year - 1, -1):
            held: dict[int, MonthTruth] = {m.month.month: m for m in account.grid if m.month.year == year}
            marks = tuple(held[n].mark if n in held else "" for n in range(1, 13))
            amounts = tuple(cell_amount(held[n].amount) if n in held else "" for n in range(1, 13))
            again = head if self.style.repeat_head else None
            yield Year(str(year), marks, amounts if self.style.two_rows else None, share, again)

    def shares(self, account: FullAccountTruth) -> tuple[float, ...]:
        """Return the share of the width that each column of an account's grid takes."""
        share = (1.3, *[1.0] * 12)
        if self.style.uneven is not None:
            lot = Random(f"{self.style.uneven} {account.account_no}")  # noqa: S311  the same for every run
            share = (1.4, *(lot.choice((1.0, 1.0, 1.2, 1.6, 2.4)) for _ in range(12)))
        return tuple(width / sum(share) for width in share)

    def others(self) -> None:
        """Add what the person answers for and the agreements."""
        if self.report.liabilities:
            self.line("section", "相关还款责任信息")
            for number, item in enumerate(self.report.liabilities, 1):
                self.line("name", f"账户{number}")
                self.table(*liability_rows(item))
        if self.report.agreements:
            self.line("section", "授信协议信息")
            for number, agreement in enumerate(self.report.agreements, 1):
                self.line("name", f"授信协议{number}")
                self.table(
                    (
                        ("管理机构", agreement.institution),
                        ("授信协议标识", agreement.number),
                        ("生效日期", dotted(agreement.starts_on)),
                        ("到期日期", dotted(agreement.ends_on)),
                        ("授信额度用途", "循环贷款额度"),
                    ),
                    (
                        ("授信额度", yuan(agreement.limit)),
                        ("授信限额", "--"),
                        ("授信限额编号", "--"),
                        ("已用额度", "0"),
                        ("币种", "人民币元"),
                    ),
                )

    def public(self) -> None:
        """Add bills of other trades, and public records."""
        for title, bills in (("非信贷交易信息明细", True), ("公共信息明细", False)):
            records = [p for p in self.report.public_records if ("后付费" in p.kind) is bills]
            if not records:
                continue
            self.line("part", title)
            before = ""
            for record in records:
                if record.kind != before:
                    self.line("section", record.kind)
                    before = record.kind
                items = record.items
                self.table(*(items[at : at + 5] for at in range(0, len(items), 5)))

    def notes(self) -> None:
        """Add the person's statements and the disputes marked on the report as a whole."""
        for kind, column in (("本人声明", "声明内容"), ("异议标注", "标注内容")):
            rows = [remark for remark in self.report.remarks if remark.kind == kind]
            if rows:
                self.line("part", kind)
                lines = [(str(n), r.text, dotted(r.added_on)) for n, r in enumerate(rows, 1)]
                self.list_of(("编号", column, "添加日期"), lines, (1, 8, 2))

    def queries(self) -> None:
        """Add both tables of queries."""
        self.line("part", "查询记录")
        for title, queries in (
            ("机构查询记录明细", self.report.queries),
            ("本人查询记录明细", self.report.own_queries),
        ):
            if queries:
                self.line("section", title)
                head = ("编号", "查询日期", "查询机构", "查询原因")
                self.list_of(head, (query_row(n, q) for n, q in enumerate(queries, 1)), (1, 2, 5, 4))

    def everything(self) -> list[Part]:
        """Return the whole report."""
        self.head()
        self.person()
        self.summary()
        self.accounts()
        self.public()
        self.notes()
        self.queries()
        self.parts.append(Line("part", "报告说明"))
        self.parts.extend(Line("text", text) for text in NOTES)
        return self.parts


def _plain_rows(head: str, rows: Sequence[tuple[str, ...]]) -> Iterator[Cells]:
    names = tuple(head.split("|"))
    widths = {1: (1.0,), 2: (0.8, 0.2)}.get(len(names), (0.2, 0.15, 0.12, 0.15, 0.38))
    yield Cells(names, widths, head=True)
    for row in rows:
        yield Cells(row, widths)


def compose(report: FullReportTruth, style: Style) -> list[Part]:
    """Return a report's parts from top to bottom."""
    return _Composer(report, style).everything()
