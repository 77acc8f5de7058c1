"""Query tables of a brief report (查询记录): 编号 | 查询日期 | 查询机构 | 查询原因, without rules.

A long name of an institution goes on in a line without a day, below its row or, where rows are centred, around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.extract.cells import sub_cell
from pipeline.extract.papertext import PaperText
from pipeline.extract.report_grammar import DAY
from pipeline.extract.report_sentences import day, joined
from pipeline.extract.rows import Doubt
from pipeline.records.reading import Cell, Page, Row
from pipeline.records.report import Query
from pipeline.values.text import fold, key

REASONS = (
    "法人代表、负责人、高管等资信审查",
    "特约商户实名审查",
    "公积金提取复核查询",
    "客户准入资格审查",
    "担保资格审查",
    "融资租赁审批",
    "信用卡审批",
    "股指期货开户",
    "保前审查",
    "保后管理",
    "贷后管理",
    "贷款审批",
    "资信审查",
    "融资审批",
    "额度审批",
    "司法调查",
    "异议处理",
    "异议查询",
    "异议申请",
    "异议核查",
)
"""Reasons of institutions (查询原因), as printed; any other is kept where a column sets it apart."""

_OWN = re.compile(r"本人查询(?:\([^()]{1,30}\))?")
_REASON = re.compile("|".join([*map(re.escape, map(key, REASONS)), _OWN.pattern]))
_DAY = re.compile(rf"(?:\d{{1,4}}[.、]?)?(?P<day>{DAY}|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}})")
HEADS = {"编号": "no", "序号": "no", "查询日期": "day", "查询机构": "institution", "查询原因": "reason"}


@dataclass(slots=True)
class _Row:
    """One query while it is read: the cells of each part, in order."""

    page: Page
    cell: Cell
    own: bool
    day: PaperText | None = None
    institution: list[tuple[Page, Cell]] = field(default_factory=list)
    reason: list[tuple[Page, Cell]] = field(default_factory=list)


@dataclass(slots=True)
class Queries:
    """Rows of the query tables as they come.

    Attributes:
        own: Whether the table that is being read is the person's own.
    """

    document: str
    own: bool = False
    _rows: list[_Row] = field(default_factory=list)
    _heads: dict[str, Cell] = field(default_factory=dict)
    _before: list[tuple[Page, Cell]] = field(default_factory=list)

    def begin(self, own: bool) -> None:
        """Begin a table."""
        self.own, self._heads, self._before = own, {}, []

    def row(self, page: Page, row: Row, following: Row | None) -> bool:
        """Take a row of a query table.

        Args:
            page: Its page.
            row: The row.
            following: The row behind it, in the same table.

        Returns:
            Whether it is one.
        """
        heads = {HEADS[key(cell.text)]: cell for cell in row.cells if key(cell.text) in HEADS}
        if len(heads) >= 2:
            self._heads = heads
            return True
        dated = next((n for n, cell in enumerate(row.cells[:2]) if _DAY.match(key(cell.text))), None)
        if dated is None:
            return self._goes_on(page, row, following)
        if dated == 1 and not re.fullmatch(r"\d{1,4}[.、]?", key(row.cells[0].text)):
            return False
        cell = row.cells[dated]
        match = _DAY.match(fold(cell.text).text)
        assert match is not None  # noqa: S101  it was found by it
        text = PaperText.of(self.document, [(page, cell)])
        one = _Row(page, cell, self.own, text.slice(*match.span("day")), [*self._before])
        self._before = []
        rest = text.text[match.end() :]
        if rest:  # day and name without a gap between them
            first, last = text.pieces(match.end(), len(text.text))[0][2], len(cell.text)
            self._take(one, sub_cell(cell, first, last))
        for other in row.cells[dated + 1 :]:
            self._take(one, other)
        self._rows.append(one)
        return True

    def _goes_on(self, page: Page, row: Row, following: Row | None) -> bool:
        """Append a line without a day to the names and reasons of the query that it belongs to."""
        if any(re.fullmatch(r"[\d.、]+", key(cell.text)) for cell in row.cells):
            return False
        if following is not None and self._lacks_name(following) and not (self._rows and not self._rows[-1].reason):
            self._before.extend((page, cell) for cell in row.cells)
            return True
        if not self._rows:
            return False
        last = self._rows[-1]
        for cell in row.cells:
            (last.reason if self._right(cell) else last.institution).append((page, cell))
        return True

    def _lacks_name(self, row: Row) -> bool:
        """Whether a row has a day and a reason, and its name must stand above and below."""
        cells = [c for c in row.cells if not re.fullmatch(r"\d{1,4}[.、]?", key(c.text))]
        return len(cells) == 2 and _DAY.fullmatch(key(cells[0].text)) is not None and self._right(cells[1])

    def _take(self, one: _Row, cell: Cell) -> None:
        """Give a cell to a query's name or reason, or part it where both ran together."""
        if self._is_reason(cell, one):
            one.reason.append((one.page, cell))
            return
        folded = fold(cell.text)
        ends = [m for m in _REASON.finditer(folded.text) if m.start() and m.end() == len(folded.text)]
        if not ends or one.reason:
            one.institution.append((one.page, cell))
            return
        at = folded.span(ends[0].start(), len(folded.text))[0]
        one.institution.append((one.page, sub_cell(cell, 0, at)))
        one.reason.append((one.page, sub_cell(cell, at, len(cell.text))))

    def _is_reason(self, cell: Cell, one: _Row) -> bool:
        return bool(one.reason) or self._right(cell) or (bool(one.institution) and not self._heads)

    def _right(self, cell: Cell) -> bool:
        """Whether a cell stands in the column of reasons: by its words, else by the nearer head."""
        if _REASON.fullmatch(key(cell.text)):
            return True
        if "reason" not in self._heads or "institution" not in self._heads:
            return False
        x = cell.box.x0
        return abs(self._heads["reason"].box.x0 - x) < abs(self._heads["institution"].box.x0 - x)

    def finish(self) -> tuple[tuple[Query, ...], list[Doubt]]:
        """Return the queries, and doubts about rows that are none."""
        queries: list[Query] = []
        doubts: list[Doubt] = []
        for row in self._rows:
            query = self._query(row)
            if query is None:
                shown = " ".join(c.text for _, c in [(row.page, row.cell), *row.institution, *row.reason])
                doubts.append(Doubt("unparsed_sentence", row.page, row.cell, shown))
            else:
                queries.append(query)
        doubts.extend(Doubt("unparsed_sentence", page, cell, cell.text) for page, cell in self._before)
        return tuple(queries), doubts

    def _query(self, row: _Row) -> Query | None:
        assert row.day is not None  # noqa: S101  set where the row is made
        asked = row.day.value(0, len(row.day.text), day)
        name = PaperText.of(self.document, row.institution)
        why = PaperText.of(self.document, row.reason)
        if asked is None or not name.text or not why.text:
            return None
        institution = joined(name.words(0, len(name.text)))
        reason = joined(why.words(0, len(why.text)))
        if institution is None or reason is None:
            return None
        own = row.own or _OWN.fullmatch(key(reason.value)) is not None
        return Query(asked, institution, reason, own)

