"""What follows the state block of an account's card in a detailed report: its grids, special transactions, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from pipeline.extract.report_full_blocks import Labels, Reader, records_of, tidy
from pipeline.extract.report_full_grammar import EVENTS, FIELDS, REMARKS, Kind
from pipeline.extract.report_full_grid import GridReader
from pipeline.records.evidence import Check, CheckKind
from pipeline.records.report import GridMonth, Remark, ReportEvent

_TWO_GRIDS = Check(CheckKind.COUNTS, False, "另一份还款记录")


def months_of(grids: Sequence[GridReader]) -> tuple[GridMonth, ...]:
    """Return the months of all grids of an account; where two differ over a month, neither is sure."""
    months: dict[date, GridMonth] = {}
    for grid in grids:
        for one in grid.finish():
            other = months.get(one.month)
            if other is not None and other.mark.value != one.mark.value:
                other = replace(other, mark=other.mark.checked(_TWO_GRIDS))
            months[one.month] = one if other is None else replace(other, amount=other.amount or one.amount)
    return tuple(months[key] for key in sorted(months))


def events_of(reader: Reader, tables: Sequence[Labels]) -> Iterator[ReportEvent]:
    """Yield the special transactions (特殊交易) of an account."""
    for table in tables:
        if not table.names & EVENTS:
            continue
        for row in records_of(table, frozenset({"event", "happened_on"})):
            values = {name: reader.value(FIELDS[name].kind, pieces, name) for name, pieces in row.items()}
            kind = values.get("event")
            if kind is None:
                pieces = [piece for part in row.values() for piece in part]
                reader.doubt("unparsed_row", *pieces[0], " ".join(tidy(cell.text) for _, cell in pieces))
                continue
            yield ReportEvent(
                kind=kind,
                happened_on=values.get("happened_on"),
                months=values.get("event_months"),
                amount=values.get("event_amount"),
                detail=values.get("event_detail"),
            )


def remarks_of(reader: Reader, tables: Sequence[Labels]) -> Iterator[Remark]:
    """Yield 机构说明, 本人声明, 异议标注 and 特殊事件说明 of an account."""
    for table in tables:
        if not table.names & {*REMARKS, "added_on"}:
            continue
        names = [name for name in REMARKS if name in table.names]
        anchors = frozenset({"added_on"}) if "added_on" in table.names else frozenset(names)
        for row in records_of(table, anchors):
            added = reader.value(Kind.DAY, row.get("added_on", []), "添加日期")
            for name in names:
                words = reader.value(Kind.WORDS, row.get(name, []))
                if words is not None:
                    yield Remark(name, words, added)

