"""What a detailed report holds beside accounts: head, queries, liabilities, public records, notes on the whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from pipeline.extract.papertext import PaperText, evidence_of
from pipeline.extract.report_forms import number_tells_time
from pipeline.extract.report_full_blocks import (
    Labels,
    Reader,
    day,
    fields_of,
    label_row,
    read_tables,
    records_of,
    tell_strays,
    tidy,
)
from pipeline.extract.report_full_grammar import (
    LIABILITY,
    LIABILITY_LABELS,
    NOTE,
    NOTE_LABELS,
    PERSON,
    PERSON_LABELS,
    PUBLIC,
    PUBLIC_LABELS,
    QUERY,
    QUERY_LABELS,
    Kind,
)
from pipeline.extract.report_full_lines import Line, Section
from pipeline.records.evidence import Value
from pipeline.records.report import Liability, PublicRecord, Query, Remark

T = TypeVar("T")

_ITEM = re.compile(r"(?:账户|记录|编号)\d{1,3}")
_NOTHING = re.compile(r"没有|无")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the first part."""

    number: Value[str] | None
    reported_on: Value[date] | None
    name: Value[str] | None
    id_tail: Value[str] | None
    open_disputes: Value[int] | None


def read_head(reader: Reader, lines: Sequence[Line]) -> Head:
    """Read number, time, person and running disputes."""
    text = PaperText.of(reader.document, [(line.page, cell) for line in lines for cell in line.row.cells])
    number = _find(text, r"报告编号[:：]?(?P<v>\d{14,30}?)(?=报告时间|查询时间|\D|$)", str)
    reported = _find(text, r"报告时间[:：]?(?P<v>\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?)", day)
    number, reported = number_tells_time(number, reported)
    rows = [line for line in lines if not line.text.endswith("。")]  # sentences stand below the table
    tables, _ = read_tables(Reader(reader.document), rows, PERSON_LABELS)
    person: dict[str, Value[str]] = {}
    for table in tables:
        person = fields_of(reader, table, PERSON) | person
    disputes = _find(text, r"提出了(?P<v>\d{1,3})笔异议", int)
    if disputes is None:
        disputes = _find(text, r"(?P<v>没有正在处理的异议)", lambda _: 0)
    identity = person.get("id_number")
    tail = None
    if identity is not None and re.fullmatch(r"[\dXx*]{8,18}", identity.value) and "*" not in identity.value[-4:]:
        tail = replace(identity, value=identity.value[-4:].upper())
    return Head(number, reported, person.get("name"), tail, disputes)



def _find(text: PaperText, pattern: str, parse: Callable[[str], T | None]) -> Value[T] | None:
    match = re.search(pattern, text.text)
    return text.value(match.start("v"), match.end("v"), parse) if match else None


def read_queries(reader: Reader, sections: Sequence[Section]) -> tuple[Query, ...]:
    """Read both tables of queries (查询记录)."""
    result: list[Query] = []
    for section in sections:
        if section.name not in ("lender_queries", "own_queries"):
            continue
        tables, lead = read_tables(reader, section.lines, QUERY_LABELS)
        _tell(reader, lead)
        for table in tables:
            for row in records_of(table, frozenset({"day", "no"})):
                asked = reader.value(Kind.DAY, row.get("day", []), "查询日期")
                name = reader.value(Kind.WORDS, row.get("institution", []))
                reason = reader.value(Kind.WORDS, row.get("reason", []))
                if asked is None or name is None or reason is None:
                    pieces = [piece for part in row.values() for piece in part]
                    reader.doubt("unparsed_row", *pieces[0], " ".join(tidy(cell.text) for _, cell in pieces))
                else:
                    own = section.name == "own_queries" or reason.value.startswith("本人查询")
                    result.append(Query(asked, name, reason, own))
        _tell_missing(reader, tables)
    return tuple(result)


def _tell_missing(reader: Reader, tables: Sequence[Labels]) -> None:
    """Tell a table of queries of which a column is missing."""
    for table in tables:
        missing = {"day", "institution", "reason"} - table.names
        if missing:
            labels = "、".join(QUERY[name].labels[0] for name in sorted(missing))
            reader.line_doubt("missing_field", table.line, labels)


def _tell(reader: Reader, lines: Sequence[Line]) -> None:
    """Tell lines that belong to no table, but for the sentence that there is nothing to tell."""
    for line in lines:
        if not _NOTHING.search(line.text):
            reader.line_doubt("unparsed_row", line)


def read_liabilities(reader: Reader, sections: Sequence[Section]) -> tuple[Liability, ...]:
    """Read 相关还款责任信息: a block per debt, each with a title of its own."""
    result: list[Liability] = []
    for section in sections:
        if section.name != "liabilities":
            continue
        for block in _blocks(section.lines):
            title = block[0] if _ITEM.fullmatch(block[0].text) else None
            rest = block[1:] if title else block
            tables, lead = read_tables(reader, [x for x in rest if not _as_of(x)], LIABILITY_LABELS)
            _tell(reader, lead)
            found: dict[str, Value[object]] = {}
            for table in tables:
                found = found | fields_of(reader, table, LIABILITY)
            if not found:
                continue
            lines = [line for line in block if _as_of(line) or line is title]
            words = " ".join([*(tidy(x.row.text) for x in lines), *_told(tables)])
            place = evidence_of(reader.document, block[0].page, block[0].row.box, words)
            result.append(
                Liability(
                    opened_on=found.get("opened_on"),  # type: ignore[arg-type]
                    institution=found.get("institution"),  # type: ignore[arg-type]
                    role=found.get("role"),  # type: ignore[arg-type]
                    amount=found.get("amount"),  # type: ignore[arg-type]
                    balance=found.get("balance"),  # type: ignore[arg-type]
                    sentence=Value(words, place),
                )
            )
    return tuple(result)


def _as_of(line: Line) -> bool:
    return re.fullmatch(r"截至\d{4}年\d{1,2}月\d{1,2}日", line.text) is not None


def _told(tables: Sequence[Labels]) -> list[str]:
    """Return each label with what stands under it."""
    return [
        f"{column.label} {''.join(tidy(cell.text) for row in table.rows for _, cell in row.get(at, []))}"
        for table in tables
        for at, column in enumerate(table.columns)
    ]


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Cut lines at titles of single items (账户1); where there are none, at a label that comes a second time."""
    result: list[list[Line]] = []
    seen: frozenset[str] = frozenset()
    for line in lines:
        table = label_row(line, LIABILITY_LABELS)
        names = table.names if table is not None else frozenset()
        again = "institution" in names & seen
        if _ITEM.fullmatch(line.text) or not result or again:
            result.append([])
            seen = frozenset()
        seen |= names
        result[-1].append(line)
    return result


def read_public(reader: Reader, sections: Sequence[Section]) -> tuple[PublicRecord, ...]:
    """Read public records and bills of other trades: printed items, each behind its label."""
    result: list[PublicRecord] = []
    for section in sections:
        if section.name not in PUBLIC:
            if section.name in ("others", "public"):
                _tell(reader, section.lines)
            continue
        lines = [line for line in section.lines if not _ITEM.fullmatch(line.text)]
        tables, lead = read_tables(reader, lines, PUBLIC_LABELS[section.name])
        _tell(reader, lead)
        title = tidy(section.title.row.text) if section.title else section.name
        kind = re.sub(r"^[(（][一二三四五六七八九十]+[)）]", "", title)
        result.extend(PublicRecord(kind, items) for items in _items(reader, tables))
    return tuple(result)


def _items(reader: Reader, tables: Sequence[Labels]) -> list[tuple[tuple[str, Value[str]], ...]]:
    """Return records: label rows below each other belong to one until a label comes again."""
    records: list[dict[str, Value[str]]] = []
    for table in tables:
        for n in range(len(table.rows)):
            alone = replace(table, rows=table.rows[n : n + 1])
            found = {
                column.label: value
                for at, column in enumerate(table.columns)
                if column.name is not None
                and (value := reader.value(Kind.WORDS, alone.rows[0].get(at, []))) is not None
            }
            if not records or n or records[-1].keys() & {column.label for column in table.columns}:
                records.append({})
            records[-1].update(found)
    return [tuple(record.items()) for record in records if record]


def read_notes(reader: Reader, sections: Sequence[Section]) -> tuple[Remark, ...]:
    """Read 本人声明 and 异议标注 on the report as a whole."""
    result: list[Remark] = []
    for section in sections:
        kind = {"statements": "本人声明", "objections": "异议标注"}.get(section.name)
        if kind is None:
            continue
        tables, lead = read_tables(reader, section.lines, NOTE_LABELS)
        _tell(reader, lead)
        for table in tables:
            for row in records_of(table, frozenset({"added_on", "no"})):
                words = reader.value(NOTE["text"].kind, row.get("text", []))
                if words is not None:
                    result.append(Remark(kind, words, reader.value(Kind.DAY, row.get("added_on", []), "添加日期")))
            tell_strays(reader, table)
    return tuple(result)

