"""Card statements: head, table and printed formula to a `Statement`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.extract.accounts import card_groups, place_of, settle
from pipeline.extract.asides import find_asides
from pipeline.extract.figures import BALANCES, Figures, as_printed, figures_of, read_fields
from pipeline.extract.formula import read_formula
from pipeline.extract.heads import currency_hint
from pipeline.extract.interest_lines import with_interest
from pipeline.extract.interest_list import find_interest_lists
from pipeline.extract.labels import DATES, Field, value_currency
from pipeline.extract.layouts import Layout
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.papertext import cell_value
from pipeline.extract.penalty_terms import penalty_terms
from pipeline.extract.period import find_period
from pipeline.extract.printed_rates import find_rates
from pipeline.extract.roles import Roles, likely_tail_columns, resolve
from pipeline.extract.rows import Doubt, read_rows
from pipeline.extract.sheet_table import find_table
from pipeline.extract.strays import without_strays
from pipeline.extract.table import Table
from pipeline.extract.tails import head_tails
from pipeline.extract.tokens import day_without_year
from pipeline.extract.totals import doubts_of_columns
from pipeline.extract.units import columns_named, give_currency, head_currency, names_cny, paper_currency
from pipeline.records.evidence import Precision, Value
from pipeline.records.extraction import Statement, Transaction
from pipeline.records.reading import Page
from pipeline.values.dates import end_of_month, find_month
from pipeline.values.text import key


@dataclass(frozen=True, slots=True)
class StatementResult:
    """What a paper's pages gave: a statement per currency account, in the order CNY first."""

    statements: tuple[Statement, ...]
    doubts: tuple[Doubt, ...]


def extract_statement(
    document: str, issuer: str | None, pages: Sequence[Page], lexicon: Lexicon, layout: Layout
) -> StatementResult:
    """Read a card statement.

    Args:
        document: Id of the paper.
        issuer: Chinese short name, None where unknown.
        pages: Of the paper, in order.
        lexicon: What heads and labels mean.
        layout: What differs at this issuer.
    """
    lexicon = layout.merged(lexicon)
    layout = as_printed(layout, pages)
    lists = find_interest_lists(pages, lexicon)
    computed: set[int] = set().union(*(one.used for one in lists if not one.another))
    beside = find_asides(pages, lexicon) | dict.fromkeys(set().union(*(one.used for one in lists)), "interest_table")
    # A list that is read is no doubt; another one is told by its first line.
    doubts = _told(pages, {row: name for row, name in beside.items() if row not in computed})
    # What stands over a list whose lines name their rates may be the bill's own rate.
    own = [one for one in lists if not one.another and "rate" in one.heads]
    said = _without(pages, beside.keys() - {id(row) for one in own for _, row in one.above})
    if beside:
        pages = _without(pages, beside.keys())
    table = find_table(pages, lexicon)
    by_currency = read_fields(pages, lexicon, table, layout)
    foreign = _in_currency(pages, lexicon, table, by_currency)
    groups = card_groups(pages, lexicon, table, by_currency, foreign)
    for currency, of_cards in groups.items():
        places = {place for group in of_cards for place in group.places}
        by_currency[currency] = [f for f in by_currency.get(currency, []) if place_of(f) not in places]
    heads = {currency: figures_of(document, fields, layout) for currency, fields in by_currency.items()}
    days = figures_of(document, [f for fields in by_currency.values() for f in fields], layout)
    start, end = find_period(document, pages)
    statement_on = days.day("statement_on") or end
    title_month = _title_month(pages)
    tails = head_tails(pages, table, lexicon)
    rows: tuple[Transaction, ...] = ()
    notes: list[str] = []
    if table is not None:
        sums = {c - o for head in heads.values() for c, o in head.balances()} if len(heads) == 1 else set()
        give_currency(table, foreign, pages)
        roles = resolve(table, sorted(sums), frozenset(tails))
        reference = statement_on.value if statement_on else None
        if reference is None and title_month is not None:
            reference = end_of_month(date(*title_month, 1))
        rows, row_doubts = read_rows(
            document, table, roles, reference, lexicon, {c: head.balances() for c, head in heads.items()}
        )
        rows, strays = without_strays(rows, table, statement_on.value if statement_on else None)
        row_doubts.extend(strays)
        totals = doubts_of_columns(table, rows)
        doubts.extend((*row_doubts, *totals))
        notes.extend(["totals_differ"] if totals else [])
        notes.extend(_notes(table, roles, rows))
    elif not _says_empty(pages, heads):
        notes.append("no_table")
    for row in rows:
        if row.tail and row.tail.value not in tails:
            tails.append(row.tail.value)
    for currency, of_cards in groups.items():
        heads[currency], left_out = settle(document, heads[currency], of_cards, rows, currency, layout)
        if left_out:
            doubts.append(Doubt("several_cards", pages[0], None, "", currency))
    terms = {currency: read_formula(document, fields, layout) for currency, fields in by_currency.items()}
    if not layout.issuer:  # a layout says how its issuer prints balances
        heads = {currency: head.turned(rows, currency, terms[currency]) for currency, head in heads.items()}
    statements = tuple(
        Statement(
            document=document,
            issuer=issuer,
            tails=tuple(tails),
            currency=currency,
            title_month=title_month,
            period_start=start,
            statement_on=statement_on,
            due_on=days.day("due_on") or _due(document, by_currency, statement_on),
            opening=head.amount("opening"),
            closing=head.amount("closing"),
            minimum=head.amount("minimum"),
            limit=head.amount("limit"),
            terms=terms.get(currency, ()),
            rows=_numbered(row for row in rows if row.currency == currency),
            row_bands=table.bands if table else 0,
            notes=tuple(dict.fromkeys(notes)),
            closings=tuple(head.amounts.get("closing", [])),
        )
        for currency, head in _sections(heads, rows)
    )
    statements, unread = with_interest(document, statements, lists, statement_on.value if statement_on else None)
    used = table.used if table else ()
    rates, price = find_rates(document, said, used), penalty_terms(document, pages, used)
    statements = tuple(
        replace(one, rates=rates, penalty_terms=price if one.currency == "CNY" else None) for one in statements
    )
    return StatementResult(statements, (*doubts, *unread))


def _without(pages: Sequence[Page], rows: Collection[int]) -> list[Page]:
    """Return pages without certain rows, by identity."""
    kept = [tuple(row for row in page.grid.rows if id(row) not in rows) for page in pages]
    return [replace(page, grid=replace(page.grid, rows=left)) for page, left in zip(pages, kept, strict=True)]


def _due(
    document: str, by_currency: Mapping[str, Sequence[Field]], statement_on: Value[date] | None
) -> Value[date] | None:
    """Return the day that is printed as due without its year: the first such day after the statement's."""
    if statement_on is None:
        return None
    after = statement_on.value
    for item in (item for fields in by_currency.values() for item in fields if item.role == "due_on"):
        token = item.token
        day = cell_value(
            document, token.page, token.cell, token.start, token.end, lambda raw: day_without_year(raw, after)
        )
        if day is not None:
            return Value(day.value, day.evidence, day.checks, Precision.DAY_WITHOUT_YEAR)
    return None


def _in_currency(
    pages: Sequence[Page], lexicon: Lexicon, table: Table | None, by_currency: dict[str, list[Field]]
) -> str | None:
    """Return the foreign currency that a paper is in, by what it says, its head of amounts or all its balances.

    The figures that have no mark of their own are put under it.
    """
    said = head_currency(table, columns_named(table), pages, lexicon) if table is not None else None
    said = said or paper_currency(pages)
    if said == "CNY" or (said is None and names_cny(pages)):
        return None
    unmarked = by_currency.get("CNY", [])
    if said is None:
        # Balances in one currency, and none without a mark: rows without a mark are in it, too.
        balances = {c for c, found in by_currency.items() if any(f.role in BALANCES for f in found)}
        return balances.pop() if len(balances) == 1 and "CNY" not in balances else None
    if any(currency_hint(row) == "CNY" for page in pages for row in page.grid.rows) or any(map(_in_cny, unmarked)):
        return said  # an account in CNY beside it
    by_currency["CNY"] = [f for f in unmarked if f.role in DATES]
    if said != "?":
        by_currency[said] = [*by_currency.get(said, []), *(f for f in unmarked if f.role not in DATES)]
    return said


def _in_cny(item: Field) -> bool:
    """Whether a figure is marked as CNY itself, or by a name left of it."""
    cells = [cell for row in item.token.page.grid.rows for cell in row.cells]
    return item.role not in DATES and value_currency(item.token, cells) == "CNY"


def _told(pages: Sequence[Page], beside: Mapping[int, str]) -> list[Doubt]:
    """Name each list that stands beside the rows and is none of them, once, by its first line."""
    doubts: dict[str, Doubt] = {}
    for page in pages:
        for row in page.grid.rows:
            name = beside.get(id(row))
            if name is not None:
                doubts.setdefault(name, Doubt("list_beside", page, row.cells[0], row.text))
    return list(doubts.values())


def _numbered(rows: Iterable[Transaction]) -> tuple[Transaction, ...]:
    return tuple(replace(row, ordinal=number) for number, row in enumerate(rows))


def _sections(heads: Mapping[str, Figures], rows: Sequence[Transaction]) -> list[tuple[str, Figures]]:
    """Return the paper's currency accounts: CNY, and every other with rows or a figure that is not 0."""
    used = {row.currency for row in rows}
    used |= {c for c, head in heads.items() if any(v.value for values in head.amounts.values() for v in values)}
    others = sorted(used - {"CNY"})
    first = ["CNY"] if "CNY" in used or not others else []
    return [(currency, heads.get(currency, Figures({}, {}))) for currency in (*first, *others)]


_EMPTY = re.compile(r"(?:无|没有|未发生|暂无)(?:任何)?(?:新?交易|账务|消费|明细)|notransaction|nonewactivity")


def _says_empty(pages: Sequence[Page], heads: Mapping[str, Figures]) -> bool:
    """Whether a statement without rows says, in words or by its figures, that there were none."""
    if any(_EMPTY.search(key(row.text)) for page in pages for row in page.grid.rows):
        return True
    figures = [
        v.value
        for head in heads.values()
        for role in ("payments", "charges", "adjustments", "interest", "fees")
        for v in head.amounts.get(role, [])
    ]
    return bool(figures) and not any(figures)


def _notes(table: Table, roles: Roles, rows: Sequence[Transaction]) -> list[str]:
    notes = []
    if table.cards_unnamed:
        notes.append("not_linked")
    if not table.heads:
        notes.append("no_table")
    if roles.unproven or likely_tail_columns(table, roles):
        notes.append("unknown_column")
    if len(rows) != table.bands or table.unparsed:
        notes.append("row_count")
    return notes


def _title_month(pages: Sequence[Page]) -> tuple[int, int] | None:
    """Return the month named in the title lines (对账单 … 2025年03月)."""
    for page in pages[:1]:
        for row in page.grid.rows[:12]:
            if any(word in key(row.text) for word in ("账单", "帳單", "statement", "对账单")):
                month = find_month(row.text)
                if month:
                    return month
    return None
