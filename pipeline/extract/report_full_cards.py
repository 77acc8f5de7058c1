"""Account cards of a detailed report: title, label rows, state block, grid, what follows, to one account each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from pipeline.extract.papertext import PaperText, evidence_of
from pipeline.extract.report_full_after import events_of, months_of, remarks_of
from pipeline.extract.report_full_bands import apart
from pipeline.extract.report_full_blocks import (
    Labels,
    Reader,
    goes_on,
    label_row,
    tell_strays,
    tidy,
)
from pipeline.extract.report_full_columns import year_places
from pipeline.extract.report_full_grammar import (
    ACCOUNT_LABELS,
    BASE,
    CARDS,
    EVENTS,
    FIELDS,
    LATEST,
    PLAN,
    REMARKED_STATUSES,
    REMARKS,
    STATUSES,
    plain,
    state_fields,
)
from pipeline.extract.report_full_grid import GridReader, grid_heading, until_grid
from pipeline.extract.report_full_lines import Line, Section
from pipeline.records.evidence import Value
from pipeline.records.report import Remark, ReportAccount, ReportStatus
from pipeline.values.dates import first_day
from pipeline.values.money import currency_of
from pipeline.values.names import short_name
from pipeline.values.text import fold

T = TypeVar("T")

_TITLE = re.compile(r"账户(?P<no>\d{1,3})(?P<more>(?:[(（].*[)）])?)")
_TAIL = re.compile(r"卡片尾号[:：]?(?P<v>\d{3,8})")
_AS_OF = re.compile(r"截至(?P<v>\d{4}年\d{1,2}月\d{1,2}日)")
_LATEST = re.compile(r"(?P<v>\d{4}年\d{1,2}月\d{1,2}日)以后的?最新还款记录")
_PLAN = re.compile(r"大额专项分期信息")
_INACTIVE = re.compile(r"截至(?P<v>\d{4}年\d{1,2}月\d{1,2}日),?账户状态为[“\"'「]?(?P<word>.{2,6}?)[”\"'」]?。?")
_OPEN_MARKS = frozenset("N*M")


@dataclass(slots=True)
class _Card:
    """One account's lines, sorted into what they are."""

    section: str
    title: Line | None
    tables: list[Labels] = field(default_factory=list)
    as_of: Value[date] | None = None
    latest_after: Value[date] | None = None
    word: Value[str] | None = None
    grids: list[GridReader] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def labels(self) -> frozenset[str]:
        """All fields that its label rows name."""
        return frozenset().union(*(table.names for table in self.tables))


def read_cards(reader: Reader, sections: Sequence[Section]) -> tuple[list[ReportAccount], dict[int, tuple[int, ...]]]:
    """Read every account of the sections of account cards; a block that does not parse goes to review as a whole.

    Returns:
        (accounts, fen that the summary may have added up by ordinal: 已用额度 of a credit card, else the balances)
    """
    result: list[ReportAccount] = []
    owed: dict[int, tuple[int, ...]] = {}
    for section in sections:
        if section.name not in CARDS:
            continue
        for lines in _cards(apart(section.lines, ACCOUNT_LABELS)):
            card = _sorted(reader, section.name, lines)
            values = _values(reader, card)
            account = _account(reader, card, values, len(result))
            if account is not None:
                result.append(account)
                if sums := values.owed:
                    owed[account.ordinal] = sums
            else:
                first = lines[0]
                shown = " ".join(tidy(line.row.text) for line in lines[:6])
                reader.doubt("unparsed_sentence", first.page, first.row.cells[0], shown)
    return result, owed


def _cards(lines: Sequence[Line]) -> list[list[Line]]:
    """Cut a section at its account titles, or where the label row of the account itself comes again."""
    result: list[list[Line]] = []
    based = False
    for line in lines:
        base = _is_base(line)
        titled = title_of(line) is not None
        if titled or not result or (base and based):
            result.append([])
            based = False
        based = based or base
        result[-1].append(line)
    return result


def _is_base(line: Line) -> bool:
    labels = label_row(line, ACCOUNT_LABELS)
    return labels is not None and {"institution", "opened_on"} <= labels.names


def title_of(line: Line) -> re.Match[str] | None:
    """Return the parts of an account's title (账户3（卡片尾号：1234）), None where a line is none."""
    return _TITLE.fullmatch(plain(line.row.text))


def _sorted(reader: Reader, section: str, lines: Sequence[Line]) -> _Card:
    """Sort an account's lines: headings, label rows with their values, rows of grids."""
    card = _Card(section, None, lines=list(lines))
    table: Labels | None = None
    grid: GridReader | None = None
    for number, line in enumerate(lines):
        if title_of(line) is not None:
            card.title = line
            continue
        if _heading(reader, card, line):
            table = grid = None
            continue
        span = grid_heading(line, card.as_of.value if card.as_of else None)
        if span is not None:
            grid, table = GridReader(reader, span, year_places(until_grid(lines[number + 1 :]))), None
            card.grids.append(grid)
            continue
        found = label_row(line, ACCOUNT_LABELS)
        if found is not None:
            table, grid = found, None
            card.tables.append(found)
            continue
        if grid is not None and grid.take(line):
            continue
        if table is None:
            reader.line_doubt("unparsed_row", line)
        elif not goes_on(table, line, ACCOUNT_LABELS):
            table.take(line)
    for one in card.tables:
        tell_strays(reader, one)
    return card


def _heading(reader: Reader, card: _Card, line: Line) -> bool:
    """Take a heading within an account's card; whether the line is one."""
    text = PaperText.of(reader.document, [(line.page, cell) for cell in line.row.cells])
    for pattern in (_AS_OF, _LATEST, _INACTIVE):
        match = pattern.fullmatch(text.text)
        if match is None:
            continue
        found = text.value(match.start("v"), match.end("v"), first_day)
        if found is None:
            reader.line_doubt("impossible_date", line)
        else:
            found = replace(found, evidence=replace(found.evidence, text=tidy(line.row.text)))
            if pattern is _LATEST:
                card.latest_after = found
            else:
                card.as_of = found
        if pattern is _INACTIVE:
            card.word = text.words(match.start("word"), match.end("word"))
        return True
    return _PLAN.fullmatch(text.text) is not None


def _phase(table: Labels) -> str:
    """Return which part of a card a label row belongs to, by the fields that it names."""
    names = table.names
    for phase, fields in (("latest", LATEST), ("plan", PLAN), ("event", EVENTS)):
        if names & fields:
            return phase
    if names & {*REMARKS, "added_on"}:
        return "remark"
    if names & {"institution", "opened_on", "account_no"} or names <= BASE:
        return "base"
    return "state"


@dataclass(slots=True)
class _Values:
    """Values of a card by part: what the account is, how it stands, what was paid since."""

    base: dict[str, Value[Any]] = field(default_factory=dict)
    state: dict[str, Value[Any]] = field(default_factory=dict)
    latest: dict[str, Value[Any]] = field(default_factory=dict)

    @property
    def owed(self) -> tuple[int, ...]:
        """What is owed, in fen, as the summary may count it: the newest first."""
        if "used" in self.state:
            return (self.state["used"].value,)
        found = (self.latest.get("balance"), self.state.get("balance"), self.state.get("overdraft"))
        return tuple(value.value for value in found if value is not None)


def _values(reader: Reader, card: _Card) -> _Values:
    values = _Values()
    parts = {"base": values.base, "state": values.state, "latest": values.latest}
    for table in card.tables:
        phase = _phase(table)
        if phase not in parts:
            continue
        for column in table.columns:
            if column.name is None:
                continue
            pieces = table.one(column.name)
            kind = FIELDS[column.name].kind
            if not pieces and column.name in _KEPT and table.line.of_picture:
                reader.doubt("unreadable", table.line.page, column.cell, column.label)  # never empty: `--` is printed
            value = reader.value(kind, pieces, column.label)
            if value is not None:
                parts[phase][column.name] = _in_words(value, column.label) if column.name in _QUOTED else value
    return values


_QUOTED = frozenset({"balance", "overdraft", "overdue_amount", "overdue_periods"})
"""Fields that a letter to the bureau quotes: with their label."""


def _in_words(value: Value[T], label: str) -> Value[T]:
    """Return a value whose evidence says by itself what it is."""
    return replace(value, evidence=replace(value.evidence, text=f"{label} {tidy(value.evidence.text)}"))


_KEPT = frozenset(
    {
        *("institution", "account_no", "opened_on", "ends_on", "amount", "credit_limit", "currency", "status"),
        *("balance", "overdraft", "last_paid_on", "overdue_periods", "overdue_amount", "closed_on", "paid_on"),
        "current_mark",
    }
)


def _card_type(card: _Card) -> str:
    """Return the type of an account: by its own labels where they tell, by its heading else.

    循环额度下分账户 has a 借款金额 and may be headed 循环贷账户一; 循环贷账户 has an 账户授信额度.
    """
    labels = card.labels
    if card.section in ("R2", "R3", "C1"):
        return card.section
    if "credit_limit" in labels:
        return "R1"
    return "R4" if card.section == "R1" and "amount" in labels else card.section


def _account(reader: Reader, card: _Card, found: _Values, ordinal: int) -> ReportAccount | None:
    """Make an account of a card; None where it lacks what every account has."""
    kind = _card_type(card)
    base, state, latest = found.base, found.state, found.latest
    _tell_others(reader, card, kind, base, CARDS[kind])
    word = state.get("status") or card.word
    status = _status_of(word)
    institution, opened_on = base.get("institution"), base.get("opened_on")
    if institution is None or opened_on is None or word is None or status is None:
        return None
    _tell_others(reader, card, kind, state, state_fields(kind, status))
    periods = state.get("overdue_periods")
    mark = latest.get("current_mark")
    business = base.get("business")
    of_card = kind in ("R2", "R3") or "卡" in _said(base.get("original_business"))
    recent = bool(latest)
    return ReportAccount(
        document=reader.document,
        ordinal=ordinal,
        printed_no=_printed_no(card),
        section="recovery" if kind == "C1" else "credit_card" if kind in ("R2", "R3") else "loan",
        kind="credit_card" if of_card else "loan",
        institution=institution,
        issuer=short_name(institution.value),
        revolving=kind in ("R1", "R4"),
        currency=_currency(base.get("currency")),
        tail=_tail(reader, card),
        opened_on=opened_on,
        loan_type=_said(business) if kind != "R3" else "",
        amount=base.get("amount") if kind in ("D1", "R4", "C1") else None,
        credit_limit=base.get("credit_limit") if kind in ("R1", "R2", "R3") else None,
        balance=latest.get("balance") if recent else state.get("balance") or state.get("overdraft"),
        status=_status(word, status, periods, mark, kind),
        data_as_of=latest.get("paid_on") or card.latest_after if recent else card.as_of,
        closed_on=state.get("closed_on") or state.get("moved_in"),
        overdue_now=_overdue_now(periods, mark, recent),
        overdue_months=None,
        overdue_90=None,
        sentence=_sentence(reader, card),
        card=kind,
        account_no=base.get("account_no"),
        ends_on=base.get("ends_on"),
        overdue_amount=None if recent else state.get("overdue_amount"),
        overdue_periods=None if recent else periods,
        classification=latest.get("classification") if recent else state.get("classification"),
        last_paid_on=latest.get("paid_on") if recent else state.get("last_paid_on"),
        original_lender=base.get("original_lender"),
        grid=months_of(card.grids),
        events=tuple(events_of(reader, card.tables)),
        remarks=(*_status_remark(word), *remarks_of(reader, card.tables)),
    )


def _tell_others(
    reader: Reader, card: _Card, kind: str, values: dict[str, Value[Any]], allowed: frozenset[str]
) -> None:
    """Tell what a card shows that one of its type and status does not show: it is not used."""
    for name in [name for name in values if name not in allowed]:
        value = values.pop(name)
        place = next((t for t in card.tables if name in t.names), None)
        if place is not None:
            text = value.evidence.text if name in _QUOTED else f"{FIELDS[name].labels[0]} {value.evidence.text}"
            reader.doubt("unknown_column", place.line.page, place.line.row.cells[0], text, kind)


def _status_of(word: Value[str] | None) -> ReportStatus | None:
    return None if word is None else STATUSES.get(fold(word.value).text)


def _status(
    word: Value[str], status: ReportStatus, periods: Value[int] | None, mark: Value[str] | None, kind: str
) -> Value[ReportStatus]:
    """Return the newest state: of an open account the latest mark tells it, else overdue periods, else the word."""
    if mark is not None and status in (ReportStatus.ACTIVE, ReportStatus.OVERDUE):
        if mark.value == "C":
            closed = ReportStatus.CLOSED if kind in ("R2", "R3") else ReportStatus.SETTLED
            return Value(closed, mark.evidence, mark.checks)
        if mark.value in _OPEN_MARKS or mark.value.isdigit():
            newest = ReportStatus.OVERDUE if mark.value.isdigit() else ReportStatus.ACTIVE
            evidence, checks = (word.evidence, word.checks) if newest is status else (mark.evidence, mark.checks)
            return Value(newest, evidence, checks)
    if mark is None and status is ReportStatus.ACTIVE and periods is not None and periods.value > 0:
        return Value(ReportStatus.OVERDUE, word.evidence, word.checks)
    return Value(status, word.evidence, word.checks)


def _overdue_now(periods: Value[int] | None, mark: Value[str] | None, recent: bool) -> Value[bool] | None:
    if recent:
        if mark is None or not (mark.value.isdigit() or mark.value in _OPEN_MARKS | {"C"}):
            return None
        return Value(mark.value.isdigit(), mark.evidence, mark.checks)
    return None if periods is None else Value(periods.value > 0, periods.evidence, periods.checks)


def _status_remark(word: Value[str]) -> tuple[Remark, ...]:
    """Keep a status that says more than that the account is open."""
    return (Remark("账户状态", word),) if word.value in REMARKED_STATUSES else ()


def _said(value: Value[str] | None) -> str:
    return "" if value is None else value.value


def _currency(value: Value[str] | None) -> str:
    """Return the ISO code of a currency's name, the name as printed where it is not known, CNY where none is."""
    if value is None:
        return "CNY"
    code = currency_of(value.value)
    return value.value if code is None or code == "?" else code


def _printed_no(card: _Card) -> str:
    match = title_of(card.title) if card.title is not None else None
    return match["no"] if match else ""


def _tail(reader: Reader, card: _Card) -> Value[str] | None:
    if card.title is None:
        return None
    text = PaperText.of(reader.document, [(card.title.page, cell) for cell in card.title.row.cells])
    match = _TAIL.search(text.text)
    return text.value(match.start("v"), match.end("v"), lambda raw: raw.strip() or None) if match else None


def _sentence(reader: Reader, card: _Card) -> Value[str]:
    """Return how the report names the account: its title, and each cell of the label rows behind its label."""
    first = card.title or card.lines[0]
    words = [tidy(card.title.row.text)] if card.title is not None else []
    for table in card.tables:
        if _phase(table) == "base":
            for at, column in enumerate(table.columns):
                held = "".join(tidy(cell.text) for row in table.rows for _, cell in row.get(at, []))
                words.append(f"{column.label} {held}")
    text = " ".join(words)
    return Value(text, evidence_of(reader.document, first.page, first.row.box, text))
