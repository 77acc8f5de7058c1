"""The sheet 计息明细: the lines by which card statements show how their interest was computed."""

from __future__ import annotations

from pipeline.output.text import inner
from pipeline.output.workbook_cells import Table, day, fen, label_of, make_table, path_of, yes_no
from pipeline.output.workbook_style import Column
from pipeline.records.case import Case
from pipeline.records.extraction import InterestLine
from pipeline.records.finding import Text

_PER = {"day": Text("日", "a day"), "year": Text("年", "a year")}


def interest_table(case: Case, lang: str) -> Table:
    """Return the sheet: a row per line, in the order of statements and of the paper."""
    columns = (
        Column("账户", "Account", 24), Column("账单日", "Statement day", 11.5), Column("币种", "Ccy", 7),
        Column("计息项目", "What bears it", 20), Column("计息本金", "Bearing", 13),
        Column("起息日", "From", 11.5), Column("止息日", "To", 11.5), Column("天数", "Days", 7),
        Column("利率", "Rate", 13), Column("利息", "Interest", 12), Column("入账日", "Posted on", 11.5),
        Column("卡号末四位", "Card", 9), Column("已核实", "Verified", 9), Column("文件", "File", 32),
        Column("页", "Page", 6),
    )  # fmt: skip
    rows = [
        (
            label_of(case, one.account, lang), day(one.statement.statement_on), one.statement.currency,
            inner(line.label), fen(line.base), day(line.start), day(line.end), inner(line.days), _rate(line, lang),
            fen(line.amount), day(line.posted_on), inner(line.tail), yes_no(_verified(line), lang),
            path_of(case, line.document), line.page,
        )
        for one in case.statements
        for line in one.statement.interest_lines
    ]  # fmt: skip
    return make_table(Text("计息明细", "Interest list"), columns, rows)


def _rate(line: InterestLine, lang: str) -> str | None:
    """Return a rate as a person writes it, with what it is for: 0.05%/日."""
    if line.rate is None:
        return None
    per = _PER[line.rate.value.per].in_(lang)
    return f"{line.rate.value} {per}" if lang == "en" else f"{line.rate.value}/{per}"


def _verified(line: InterestLine) -> bool:
    values = (
        line.label, line.base, line.start, line.end, line.days, line.rate, line.amount, line.posted_on, line.tail,
    )  # fmt: skip
    return all(value is None or value.verified for value in values)
