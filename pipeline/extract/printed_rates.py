"""Rates of interest on what is owed that a card's statement prints beside its rows (日利率 0.05%, 年化利率 18.25%).

Only a rate said to be for what is overdrawn, revolved, drawn in cash or billed is taken; never one of an instalment
offer, a deposit or an advertisement.  In doubt it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from pipeline.extract.papertext import PaperText
from pipeline.extract.rate_words import FIGURE, parse_rate, span_of
from pipeline.records.evidence import Check, CheckKind, Origin, Value
from pipeline.records.rates import YEAR, Rate
from pipeline.records.reading import Cell, Page, Row

_NAMED = re.compile(
    rf"(?P<name>[^\d,，。;；、:：]{{0,10}}?(?:利率|利息率|日息|年化|每日按?|按日))"
    rf"(?P<more>(?:\([^()]{{0,16}}\))?[^\d百千万%,，。;；]{{0,10}}?)(?P<rate>{FIGURE})(?P<tail>(?:/(?:日|天|年))?)"
)
_OWED = re.compile(r"透支|循环|取现|预借现金|账单利息|账单未还|未还|未偿|欠款|计收利息|计息|未全额还款|全额还款")
_NOT_OWED = re.compile(
    r"分期|存款|存期|定期|活期|结息|理财|收益|贷款|借款|借贷|现金贷|低至|优惠|活动|限时|打折|折扣|\d折|专享|尊享|礼|促销|推广|试算|"
    r"每期|期数|手续费率|费率|上限|下限|区间|上浮|下浮|人民银行|lpr|基准|溢缴"
)
_ENDS = re.compile(r"[。；;!！?？]\s*$")
_ALONE = re.compile(r"^(?:人民币|美元)?(?:账户)?日利率$")
"""Of a day alone is told what an account bears: instalments and deposits have no rate of a day."""
_TIGHT = 1.0
_LONGEST = 400


def rates_in(text: PaperText) -> list[Value[Rate]]:
    """Return every rate of a text, whatever it is for: the heading of a 计息明细 speaks of its own."""
    found = []
    for match in re.finditer(FIGURE, text.text):
        words = text.text[max(0, match.start() - 14) : match.start()]
        behind = re.match(r"/(?:日|天|年)", text.text[match.end() :])
        found.append((match.span(), _last_span(words) + (behind.group() if behind else "")))
    values = (text.value(*span, partial(parse_rate, head=head)) for span, head in found)
    return [value for value in values if value is not None]


def _last_span(words: str) -> str:
    """Return what stands behind the figure before it: each rate is named by its own words."""
    parts = re.split(r"[,，、;；%‰‱]", words)
    own = parts[-1]
    return own if span_of(own) is not None or len(parts) == 1 else ""


def find_rates(document: str, pages: Sequence[Page], table: Collection[int]) -> tuple[Value[Rate], ...]:
    """Return the rates on what is owed that a paper prints, each once, in its order.

    Args:
        document: Id of the paper.
        pages: Of the paper, without the lists beside its rows.
        table: Rows, by identity, of the table of transactions.
    """
    found: dict[Rate, Value[Rate]] = {}
    for cells in passages(pages, set(table)):
        text = PaperText.of(document, cells)
        for start, end in _clauses(text.text):
            for value in _of_clause(text.slice(start, end)):
                found.setdefault(value.value, value)
    return _agreeing(list(found.values()))


def passages(pages: Sequence[Page], without: set[int]) -> Iterator[list[tuple[Page, Cell]]]:
    """Yield the cells that belong together: the lines of a sentence, the cells of a row, but for certain rows."""
    for page in pages:
        passage: list[tuple[Page, Cell]] = []
        before: Row | None = None
        for row in page.grid.rows:
            if id(row) in without:
                continue
            goes_on = (
                before is not None
                and len(row.cells) == len(before.cells) == 1
                and page.origin is not Origin.STRUCTURED
                and row.box.top - before.box.bottom <= _TIGHT * row.box.height
                and not _ENDS.search(before.text)
                and sum(len(cell.text) for _, cell in passage) < _LONGEST
            )
            if passage and not goes_on:
                yield passage
                passage = []
            passage = [*passage, *((page, cell) for cell in row.cells)]
            before = row
        if passage:
            yield passage


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(r"[。；;!！?？]", text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _of_clause(clause: PaperText) -> list[Value[Rate]]:
    """Return the rates of a sentence or a row that says they are for what is owed, and speaks of nothing else."""
    if _NOT_OWED.search(clause.text):
        return []
    said = _OWED.search(clause.text) is not None
    found: list[Value[Rate]] = []
    for match in _NAMED.finditer(clause.text):
        head = match["name"] + match["more"] + match["tail"]
        value = clause.value(*match.span("rate"), partial(parse_rate, head=head))
        if value is None or value.value.value == 0:
            continue
        alone = _ALONE.match(re.sub(r"[\W_]|\(.*?\)", "", match["name"])) is not None and span_of(head) == "day"
        same_year = any(_is_year_of(value.value, other.value) for other in found)  # 年化 beside the day's rate
        if said or alone or same_year:
            found.append(value)
    return found


def _is_year_of(year: Rate, day: Rate) -> bool:
    return year.per == "year" and day.per == "day" and year.value in (day.value * YEAR, day.value * (YEAR + 1))


def _agreeing(rates: Sequence[Value[Rate]]) -> tuple[Value[Rate], ...]:
    """Let a rate of a day and one of a year that are the same support each other."""
    support = Check(CheckKind.ARITHMETIC, True, "日利率×365")

    def supported(value: Value[Rate]) -> bool:
        return any(_is_year_of(value.value, o.value) or _is_year_of(o.value, value.value) for o in rates)

    return tuple(value.checked(support) if supported(value) else value for value in rates)

