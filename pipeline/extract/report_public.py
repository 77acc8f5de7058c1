"""Records of a brief report that are no credit: 后付费, 欠税, 民事判决, 强制执行, 行政处罚.

They are pairs of label and value: `label：value`, a label's cell beside its value's, or a row of labels over a row of
values.  A record may straddle a page, and its second part then repeats who keeps it and its number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.cells import sub_cell
from pipeline.extract.papertext import PaperText
from pipeline.extract.report_sentences import joined
from pipeline.extract.rows import Doubt
from pipeline.records.evidence import Value
from pipeline.records.reading import Cell, Page, Row
from pipeline.records.report import PublicRecord
from pipeline.values.text import key

LABELS: dict[str, tuple[str, ...]] = {
    "后付费记录": ("机构名称", "业务类型", "业务开通日期", "当前缴费状态", "当前欠费金额", "记账年月"),
    "欠税记录": ("主管税务机关", "欠税统计日期", "欠税总额", "纳税人识别号"),
    "民事判决记录": (
        *("立案法院", "案号", "案由", "结案方式", "立案日期", "判决/调解结果", "判决/调解生效日期"),
        *("诉讼标的", "诉讼标的金额"),
    ),
    "强制执行记录": (
        *("执行法院", "案号", "执行案由", "结案方式", "立案日期", "案件状态", "结案日期", "申请执行标的"),
        *("申请执行标的价值", "申请执行标的金额", "已执行标的", "已执行标的金额"),
    ),
    "行政处罚记录": (
        *("处罚机构", "文书编号", "处罚内容", "是否行政复议", "行政复议结果", "处罚金额"),
        *("生效日期", "处罚生效日期", "截止日期", "处罚截止日期"),
    ),
}
"""Kind of record to its labels; the first names who keeps it and begins a record."""

HEADINGS = {
    "后付费记录": "后付费记录",
    "后付费业务": "后付费记录",
    "电信缴费记录": "后付费记录",
    "欠税记录": "欠税记录",
    "民事判决记录": "民事判决记录",
    "强制执行记录": "强制执行记录",
    "行政处罚记录": "行政处罚记录",
}

_FIRST = {labels[0]: kind for kind, labels in LABELS.items()}
_NUMBERS = ("案号", "文书编号", "纳税人识别号")
_ALL = sorted({label for labels in LABELS.values() for label in labels}, key=lambda label: (-len(label), label))
_LABEL = re.compile(rf"(?P<label>{'|'.join(map(re.escape, _ALL))})(?P<colon>:)?")
_ANY = re.compile(r"(?P<label>[\u4e00-\u9fff/]{2,14})(?P<colon>:)")
_ORDINAL = re.compile(r"\d{1,3}[.、]?")


@dataclass(slots=True)
class _Item:
    """A label and the cells of its value."""

    label: str
    cells: list[tuple[Page, Cell]] = field(default_factory=list)


@dataclass(slots=True)
class _Record:
    kind: str
    items: list[_Item] = field(default_factory=list)


@dataclass(slots=True)
class PublicRecords:
    """Rows of these parts of a report as they come."""

    document: str
    kind: str = ""
    _records: list[_Record] = field(default_factory=list)
    _doubts: list[Doubt] = field(default_factory=list)
    _waiting: list[tuple[_Item, Cell]] = field(default_factory=list)
    _stream: list[tuple[Page, Cell]] = field(default_factory=list)
    _closed: bool = True

    def begin(self, kind: str) -> None:
        """Begin records of a kind; "" where the heading does not tell it."""
        self._read_stream()
        self.kind, self._waiting, self._closed = kind, [], True

    def row(self, page: Page, row: Row) -> None:
        """Take a row; what is neither label nor value goes to review."""
        cells = list(row.cells)
        if _ORDINAL.fullmatch(key(cells[0].text)) and (len(cells) > 1 or not cells[0].text.strip().isdigit()):
            cells = cells[1:]
        if len(cells) >= 2 and all(key(cell.text) in _ALL for cell in cells):
            self._read_stream()
            self._waiting = [(self._item(key(cell.text)), cell) for cell in cells]
        elif self._waiting and not any(_LABEL.match(key(cell.text)) for cell in cells):
            for cell in cells:  # each under its label; a further row only goes on with its words
                item, _ = min(self._waiting, key=lambda one: abs(one[1].box.x0 - cell.box.x0))
                item.cells.append((page, cell))
        else:
            self._waiting = []
            self._stream.extend((page, cell) for cell in cells)

    def _read_stream(self) -> None:
        """Part what was printed as paragraphs at its labels: lines break anywhere, in a label too."""
        cells, self._stream = self._stream, []
        text = PaperText.of(self.document, cells)
        found: list[re.Match[str]] = []
        for match in sorted([*_LABEL.finditer(text.text), *_ANY.finditer(text.text)], key=_by_start):
            if (not found or match.start() >= found[-1].end()) and _is_label(text, match):
                found.append(match)
        lead = found[0].start() if found else len(text.text)
        if lead:
            self._go_on(text, lead)
        for n, match in enumerate(found):
            item = self._item(match["label"])
            start, end = match.end(), found[n + 1].start() if n + 1 < len(found) else len(text.text)
            while end > start and text.text[end - 1] in ",;。":
                end -= 1
            if end > start:
                pieces = text.pieces(start, end)
                item.cells.extend((page, sub_cell(cell, first, last)) for page, cell, first, last in pieces)

    def _go_on(self, text: PaperText, end: int) -> None:
        """Append words without a label to the value before them."""
        pieces = text.pieces(0, end)
        if self._records and self._records[-1].items and not self._closed:
            last = self._records[-1].items[-1]
            last.cells.extend((page, sub_cell(cell, first, stop)) for page, cell, first, stop in pieces)
        else:
            self._doubts.append(Doubt("unparsed_sentence", pieces[0][0], pieces[0][1], text.raw(0, end)))

    def _item(self, label: str) -> _Item:
        """Return a new item, in a new record where its label begins one or stands in the last one already."""
        kind = self.kind or _FIRST.get(label) or (self._records[-1].kind if self._records else "")
        last = self._records[-1] if self._records else None
        again = last is None or last.kind != kind or any(item.label == label for item in last.items)
        if again or label in _FIRST:
            self._records.append(_Record(kind))
        item = _Item(label)
        self._closed = False
        self._records[-1].items.append(item)
        return item

    def finish(self) -> tuple[tuple[PublicRecord, ...], list[Doubt]]:
        """Return the records, fragments of one record joined, and doubts about what belongs to none."""
        self._read_stream()
        done: list[tuple[str, dict[str, Value[str]]]] = []
        for record in self._records:
            items = {item.label: value for item in record.items if (value := self._value(item)) is not None}
            if not items:
                continue
            same = next((d for d in done if d[0] == record.kind and _same(d[1], items)), None)
            if same is None:
                done.append((record.kind, items))
            else:
                same[1].update({label: value for label, value in items.items() if label not in same[1]})
        return tuple(PublicRecord(kind, tuple(items.items())) for kind, items in done), self._doubts

    def _value(self, item: _Item) -> Value[str] | None:
        if not item.cells:
            return None
        text = PaperText.of(self.document, item.cells)
        return joined(text.words(0, len(text.text)))


def _by_start(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


def _is_label(text: PaperText, match: re.Match[str]) -> bool:
    """Whether words are a label: a colon behind them, or a cell of their own; one in no list only at a cell's start."""
    if match["label"] not in _ALL:
        return text.starts_cell(match.start()) and not match["label"].endswith(tuple(_ALL))
    end = match.end()
    own_cell = text.starts_cell(match.start()) and (end == len(text.text) or text.starts_cell(end))
    return bool(match["colon"]) or own_cell


def _same(one: dict[str, Value[str]], other: dict[str, Value[str]]) -> bool:
    """Whether two fragments are of one record: they name the same keeper and number, and nothing else twice."""

    def names(items: dict[str, Value[str]], labels: Sequence[str]) -> set[str]:
        return {key(items[label].value) for label in labels if label in items}

    keeper, number = list(_FIRST), list(_NUMBERS)
    if not names(one, number) or names(one, number) != names(other, number):
        return False
    if names(one, keeper) and names(other, keeper) and names(one, keeper) != names(other, keeper):
        return False
    return all(key(one[label].value) == key(other[label].value) for label in one.keys() & other.keys())
