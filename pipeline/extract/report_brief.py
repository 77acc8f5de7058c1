"""Brief credit report (简版), second generation: what its parts are and what each holds.

    report   := head part*
    part     := heading (intro | list | table | pairs | notes)*        headings: `PARTS`
    list     := sub-heading "…明细如下：" sentence*                       sentences: `report_grammar`
    table    := the summary (`report_summary`), queries (`report_queries`)
    pairs    := 后付费 and public records (`report_public`)

A sentence says by itself what it is, so a heading that was not recognised loses none.  What fits nowhere (a sentence,
a heading, a line between) goes to review.  Pages are in their printed order and running heads and feet belong to
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pipeline.extract import report_grammar as grammar
from pipeline.extract.papertext import PaperText, page_cells
from pipeline.extract.report_forms import number_tells_time
from pipeline.extract.report_public import HEADINGS as PUBLIC
from pipeline.extract.report_public import PublicRecords
from pipeline.extract.report_queries import Queries
from pipeline.extract.report_sentences import Sentence, account_of, day, joined, liability_of
from pipeline.extract.report_summary import Summary
from pipeline.extract.rows import Doubt
from pipeline.records.evidence import Value
from pipeline.records.reading import Cell, Page, Row
from pipeline.records.report import Liability, Remark, Report, ReportAccount
from pipeline.values.text import key

T = TypeVar("T")

PARTS = {
    "信贷记录": "intro",
    "信息概要": "summary",
    "资产处置信息": "accounts",
    "垫款信息": "accounts",
    "信用卡": "accounts",
    "贷款": "accounts",
    "其他业务": "accounts",
    "相关还款责任信息": "accounts",
    "非信贷交易记录": "public",
    "公共记录": "public",
    **dict.fromkeys(PUBLIC, "public"),
    "查询记录": "queries",
    "机构查询记录明细": "queries",
    "本人查询记录明细": "own_queries",
    "个人查询记录明细": "own_queries",
    "本人声明": "remarks",
    "异议标注": "remarks",
    "声明信息": "remarks",
    "异议信息": "remarks",
    "说明": "notes",
}
"""Heading to what stands under it."""

_LIST_HEAD = re.compile(r"^(?:从未(?:发生过)?逾期过?的|发生过逾期的|透支超过60天的|[^。,]{0,24}?明细如下)[^。]*$")
_LIST_HEAD_END = "明细如下"
_MOST_INTRO = 4
"""Rows of an introduction, at most."""
_INTRO = re.compile(r"^(?:系统中没有您|这部分包含您)")
_FOOT = re.compile(r"^第\d{1,3}页[,，/]?共?\d{1,3}页$")
_RUNNING = re.compile(
    r"^(?:第\d{1,3}页.{0,10}|\d{1,3}/\d{1,3}|-\d{1,3}-|(?:file|https?)://.*|个人信用报告"
    r"|\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[上下]午)?[\d:,]*个人信用报告.*|报告编号:?\d{10,30}.*)$"
)
_HEADING_LIKE = re.compile(r"^[\u4e00-\u9fff]{2,14}:?$")
_OF_A_SENTENCE = re.compile(r"截至\d{4}年\d|最近5年内有\d|\d月(?:已结清|已?销户|已转出)")
_ORDINALS = re.compile(r"(?:\d{1,3}[.、,])+")


def extract_report(document: str, pages: Sequence[Page]) -> tuple[Report, list[Doubt]]:
    """Read a brief credit report.

    Args:
        document: Id of the paper.
        pages: In the order that they print.

    Returns:
        The report (its completeness is judged later, by `check`), and what was not understood.
    """
    reader = _Reader(document)
    rows = list(_rows(pages))
    for n, (page, row) in enumerate(rows):
        reader.row(page, row, rows[n + 1][1] if n + 1 < len(rows) else None)
    reader.close()
    text = PaperText.of(document, page_cells(pages))
    number = _header(text, r"报告编号[:：]?(?P<v>\d{14,22}?)(?=报告时间|查询时间|\D|20\d\d[-./年]|$)", str)
    reported = _header(text, r"报告时间[:：]?(?P<v>\d{4}[-./年]\d{1,2}[-./月]\d{2}日?)", day)
    number, reported = number_tells_time(number, reported)
    queries, query_doubts = reader.queries.finish()
    public, public_doubts = reader.public.finish()
    report = Report(
        document=document,
        number=number,
        reported_on=reported,
        name=_words(text, r"姓名[:：]?(?P<v>[\u4e00-\u9fff*·]{2,20}?)(?=证件|身份证|婚姻|已婚|未婚|$)"),
        id_tail=_header(text, r"证件号码?[:：]?(?P<v>[\dx*]{8,18})", _tail),
        counts=tuple(reader.summary.counts),
        accounts=tuple(reader.accounts),
        complete=False if reader.summary.holes else None,
        queries=queries,
        liabilities=tuple(reader.liabilities),
        public_records=public,
        remarks=tuple(reader.remarks),
    )
    return report, [*reader.doubts, *public_doubts, *query_doubts]


def _rows(pages: Sequence[Page]) -> Iterator[tuple[Page, Row]]:
    """Yield the rows of all pages without running heads and feet."""
    for number, page in enumerate(pages):
        rows = page.grid.rows
        for n, row in enumerate(rows):
            text = key(row.text)
            top, bottom = number > 0 and n < 2, n >= len(rows) - 2
            if _FOOT.match(text) or ((top or bottom) and _RUNNING.match(text)):
                continue
            yield page, row


@dataclass(slots=True)
class _Reader:
    """Takes the rows of a report in order, and hands each to what its part holds."""

    document: str
    part: str = "head"
    heading: str = ""
    accounts: list[ReportAccount] = field(default_factory=list)
    liabilities: list[Liability] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    cells: list[tuple[Page, Cell]] = field(default_factory=list)
    summary: Summary = field(init=False)
    queries: Queries = field(init=False)
    public: PublicRecords = field(init=False)
    _table: list[tuple[Page, Row]] = field(default_factory=list)
    _text: str = ""
    _intro: int = 0
    _skip: bool = False
    _left: float = 0.0

    def __post_init__(self) -> None:
        self.summary = Summary(self.document)
        self.queries = Queries(self.document)
        self.public = PublicRecords(self.document)

    def row(self, page: Page, row: Row, following: Row | None) -> None:
        """Take the next row."""
        text = key(row.text)
        if self._skip:
            self._skip = False
            return
        if self._intro and heading_of(row, text) is None and not grammar.START.search(text):
            self._intro = 0 if text.endswith("。") else self._intro - 1
            return
        self._intro = 0
        at_end = not self._text or self._text[-1] in "。:;"
        heading = heading_of(row, text)
        if heading is not None and ((at_end and not self._in_table(row)) or self._opens(following)):
            self._begin(heading, row)
        elif at_end and (rows := _list_head(text, following)):
            self._flush()
            self.part, self._skip = "accounts", rows == 2
        elif _INTRO.match(text) and at_end:
            self._flush()
            self._intro = 0 if text.endswith("。") else _MOST_INTRO
        elif grammar.START.search(text) or (self.part == "accounts" and not self._unknown_heading(row, text, at_end)):
            self.part = "accounts"
            self.cells.extend((page, cell) for cell in row.cells)
            self._text += text
        else:
            self._other(page, row, text, following)

    def _in_table(self, row: Row) -> bool:
        """Whether a row is a merged head of the summary's table (贷款) and no heading: that stands at the left."""
        cell = row.cells[0]
        return self.part == "summary" and cell.box.x0 > self._left + 2 * cell.box.height

    def _opens(self, following: Row | None) -> bool:
        """Whether the row behind a heading is one that only stands behind headings."""
        if following is None:
            return False
        text = key(following.text)
        listed = _list_head(text, None) or _INTRO.match(text) or heading_of(following, text) is not None
        return bool(listed or grammar.START.match(text))

    def _begin(self, heading: str, row: Row) -> None:
        self._flush()
        if heading == "信息概要":
            self._left = row.cells[0].box.x0
        self.part, self.heading = PARTS[heading], heading
        if self.part in ("queries", "own_queries"):
            self.queries.begin(self.part == "own_queries")
        elif self.part == "public":
            self.public.begin(PUBLIC.get(heading, ""))

    def _unknown_heading(self, row: Row, text: str, at_end: bool) -> bool:
        """Whether a row after a whole sentence is the heading of a part that we do not know."""
        return at_end and bool(self._text) and len(row.cells) == 1 and _HEADING_LIKE.match(text) is not None

    def _other(self, page: Page, row: Row, text: str, following: Row | None) -> None:
        """Take a row of a part that holds no sentences."""
        if self.part == "accounts":
            self._flush()
            self.part = "unknown"
        if self.part in ("head", "intro", "summary", "notes") and _OF_A_SENTENCE.search(text):
            self._doubt(page, row)  # a sentence whose beginning was not read
        elif self.part == "summary":
            self._table.append((page, row))
        elif self.part in ("queries", "own_queries"):
            if not self.queries.row(page, row, following):
                self._doubt(page, row)
        elif self.part == "public":
            if len(row.cells) == 1 and _HEADING_LIKE.match(text) and text.endswith("记录"):
                self._doubt(page, row)
                self.public.begin("")
            else:
                self.public.row(page, row)
        elif self.part in ("unknown", "remarks"):
            self.cells.extend((page, cell) for cell in row.cells)
        elif self.part == "intro" and not text.startswith("金额类数据"):
            self._doubt(page, row)

    def _doubt(self, page: Page, row: Row) -> None:
        self.doubts.append(Doubt("unparsed_sentence", page, row.cells[0], row.text))

    def _flush(self) -> None:
        """Read the list, the summary or the remark that ends here."""
        if self._table:
            self.summary.read(self._table)
        cells, self.cells, self._table, self._text = self.cells, [], [], ""
        if not cells:
            return
        text = PaperText.of(self.document, cells)
        if self.part == "remarks":
            words = text.words(0, len(text.text))
            if words is not None:
                self.remarks.append(Remark(self.heading, words))
        elif self.part == "unknown":
            self._unparsed(text)
        else:
            self._sentences(text)

    def close(self) -> None:
        """Read what is left at the end of the last page."""
        self._flush()

    def _sentences(self, text: PaperText) -> None:
        """Read a list of sentences."""
        starts = list(grammar.START.finditer(text.text))
        lead = text.text[: starts[0].start()] if starts else text.text
        if lead and not _ORDINALS.fullmatch(lead):
            self._unparsed(text.slice(0, len(lead)))
        for order, start in enumerate(starts):
            end = starts[order + 1].start() if order + 1 < len(starts) else len(text.text)
            sentence = text.slice(start.start(), end)
            if not self._sentence(sentence, start.start("day") - start.start()):
                self._unparsed(sentence)

    def _sentence(self, text: PaperText, offset: int) -> bool:
        """Read one sentence; whether every clause of it was understood."""
        parsed = grammar.parse(text.text[offset:])
        if parsed is None or not parsed.whole:
            return False
        end = offset + parsed.end
        if end < len(text.text) and _ORDINALS.fullmatch(text.text[end:]) is None:
            return False
        sentence = Sentence(text.slice(0, end), offset, parsed)
        if parsed.rule == "liability":
            liability = liability_of(sentence)
            if liability is not None:
                self.liabilities.append(liability)
            return liability is not None
        account = account_of(self.document, len(self.accounts), sentence)
        if account is not None:
            self.accounts.append(account)
        return account is not None

    def _unparsed(self, text: PaperText) -> None:
        page, cell, _, _ = text.pieces(0, len(text.text))[0]
        self.doubts.append(Doubt("unparsed_sentence", page, cell, text.raw(0, len(text.text))))


def _list_head(text: str, following: Row | None) -> int:
    """Return how many rows the heading of a list takes from this one on, 0 where it is none."""
    if not _LIST_HEAD.match(text) or grammar.START.search(text):
        return 0
    if _LIST_HEAD_END in text:
        return 1
    return 2 if following is not None and _LIST_HEAD_END in text + key(following.text) else 0


def heading_of(row: Row, text: str) -> str | None:
    """Return the heading that a row is: alone in it, whatever blanks and marks stand around."""
    bare = text.strip(":-=*").removeprefix("(").removesuffix(")")
    bare = re.sub(r"^[一二三四五六七八九十]{1,2}、", "", bare)
    one = len(row.cells) == 1 or all(len(key(cell.text)) == 1 for cell in row.cells)
    return bare if one and bare in PARTS else None


def _header(text: PaperText, pattern: str, parse: Callable[[str], T | None]) -> Value[T] | None:
    match = re.search(pattern, text.text)
    return text.value(match.start("v"), match.end("v"), parse) if match else None


def _words(text: PaperText, pattern: str) -> Value[str] | None:
    match = re.search(pattern, text.text)
    return joined(text.words(match.start("v"), match.end("v"))) if match else None


def _tail(raw: str) -> str | None:
    tail = raw[-4:].upper()
    return tail if "*" not in tail and len(tail) == 4 else None
