"""Loans: repayment plans (还款计划表) and statements of payments (还款明细, 贷款对账单)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.bank import column_value, full_day, words_in
from pipeline.extract.lexicon import Lexicon
from pipeline.extract.loan_head import called_in, loan_text, read_loan_head
from pipeline.extract.loan_parts import LoanColumns, amount_of, columns_of, judged, parts_of, prove_paid
from pipeline.extract.outcome import is_taken_back, no_money_moved
from pipeline.extract.papertext import evidence_of
from pipeline.extract.period import find_period
from pipeline.extract.rows import FAILED, Doubt, unread_day
from pipeline.extract.signs import flag_side
from pipeline.extract.table import Table, TableRow, read_table
from pipeline.extract.unread import unread_amounts
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Statement, Transaction
from pipeline.records.loan import Plan, PlanRow
from pipeline.records.reading import Page
from pipeline.values.text import key

_PAID_OUT = re.compile(r"放款|发放|借款入账|贷款支用|提款")
_OWED = (
    (Kind.DISBURSEMENT, _PAID_OUT),
    (Kind.PENALTY_INTEREST, re.compile(r"罚息|逾期利息|复利")),
    (Kind.PENALTY, re.compile(r"违约金")),
    (Kind.LATE_FEE, re.compile(r"滞纳金")),
    (Kind.INTEREST, re.compile(r"结息|计息|利息")),
    (
        Kind.FEE,
        re.compile(r"(?:手续|服务|担保|增信|保险|管理|咨询|顾问|居间|中介|平台|技术|会员|权益|评估|公证|律师)费|保费|费用"),
    ),
)
_PAID = re.compile(r"还款|归还|扣款|结清|还本|还息|收回|代扣")
_BACK = re.compile(r"退回|冲正|冲销|撤销|返还|减免|豁免|退款|退还")
_SUCCEEDED = re.compile(r"(?<!未)(?<!不)成功")
_ONLY_DONE = re.compile(r"(?:交易|处理|扣款|支付|代扣)?(?:成功|完成)")
_CHARGE = re.compile(r"利息|罚息|违约金|滞纳金|费")
_WAIVED = re.compile(r"减免|豁免|免除|核免")


@dataclass(frozen=True, slots=True)
class LoanResult:
    """What a loan paper's pages gave."""

    record: Statement | Plan
    doubts: tuple[Doubt, ...]


def _count(raw: str) -> int | None:
    """Read an instalment's number: 3, 第3期, 3/12, 03."""
    match = re.fullmatch(r"第?(\d{1,3})期?(?:[/／]\d{1,3}期?)?", key(raw))
    return int(match.group(1)) if match else None


def _period_in(raw: str) -> int | None:
    """Return the instalment that a row's words name (还款（第1期）)."""
    found = re.findall(r"第(\d{1,3})期", key(raw))
    return int(found[0]) if len(found) == 1 else None


def _unknown(table: Table, what: str) -> list[Doubt]:
    return [Doubt("unknown_column", r.page, r.row.cells[0], r.row.text, what) for r in table.rows]


def _leftovers(table: Table) -> list[Doubt]:
    doubts = [Doubt("unparsed_row", page, row.cells[0], row.text) for page, row in table.unparsed]
    doubts += [Doubt("no_amount", page, row.cells[0], row.text) for page, row in table.remarks]
    return doubts + unread_amounts(table)


def extract_plan(document: str, pages: Sequence[Page], lexicon: Lexicon) -> LoanResult:
    """Read a repayment plan.

    Args:
        document: Id of the paper.
        pages: Of the paper, in order.
        lexicon: What heads and labels mean.
    """
    table = read_table(pages, lexicon)
    head = read_loan_head(document, pages, table)
    doubts: list[Doubt] = []
    rows: list[PlanRow] = []
    notes: list[str] = []
    bare = False
    if table is None:
        notes.append("no_table")
        doubts.append(Doubt("no_table", pages[0], None, ""))
    else:
        doubts.extend(_leftovers(table))
        found = columns_of(table)
        columns, doubled = found.of, found.doubled
        if "due_on" not in columns and "paid_on" in columns:
            columns["due_on"] = columns.pop("paid_on")  # 还款日 of a plan is the day it is due
        if "total" not in columns and "paid" in columns:
            columns["total"] = columns.pop("paid")
        if "total" in columns:
            bare = "本息" in key("".join(table.heads[columns["total"]].labels))
        needed = {"due_on"} <= columns.keys() and bool({"total", "principal"} & columns.keys())
        if doubled or not needed:
            doubts.extend(_unknown(table, "、".join(doubled) or "应还日期、应还金额"))
            notes.append("unknown_column")
        else:
            for number, row in enumerate(table.rows):
                made = _plan_row(document, row, found, number, doubts)
                if made is not None:
                    rows.append(made)
        if len(rows) != table.bands or table.unparsed:
            notes.append("row_count")
            doubts.append(Doubt("row_count", pages[0], None, "", f"{len(rows)} / {table.bands}"))
    plan = Plan(
        document=document,
        issuer=head.issuer,
        contract_no=head.contract_no,
        name=head.name,
        loan_amount=head.loan_amount,
        yearly_rate=head.yearly_rate,
        opened_on=head.opened_on,
        rows=tuple(rows),
        notes=tuple(notes),
        bare=bare,
    )
    return LoanResult(plan, tuple(doubts))


def _plan_row(document: str, row: TableRow, found: LoanColumns, number: int, doubts: list[Doubt]) -> PlanRow | None:
    columns = found.of
    place = evidence_of(document, row.page, row.row.box, row.row.text)
    assert place.box is not None  # noqa: S101  a row always has a place
    due_cell = row.cells.get(columns["due_on"])
    due = column_value(document, row, columns, "due_on", full_day)
    if due is None:
        doubts.append(unread_day(row, due_cell or row.row.cells[0]))
        return None
    period = column_value(document, row, columns, "period_no", _count) or Value(number + 1, place)
    parts = parts_of(row, document, found)
    status_cell = row.cells.get(columns.get("status", -1))
    return PlanRow(
        document=document,
        page=row.page.number,
        box=place.box,
        period_no=period,
        due_on=due,
        principal=parts.principal,
        interest=parts.interest,
        fee=parts.fee,
        total=amount_of(row, document, columns, "total"),
        remaining=amount_of(row, document, columns, "remaining") or amount_of(row, document, columns, "balance"),
        paid_on=column_value(document, row, columns, "paid_on", full_day),
        paid=amount_of(row, document, columns, "paid"),
        status=" ".join(status_cell.text.split()) if status_cell else "",
        penalty_interest=parts.penalty_interest,
        waived=amount_of(row, document, columns, "waived"),
    )


def extract_loan_statement(document: str, pages: Sequence[Page], lexicon: Lexicon) -> LoanResult:
    """Read a loan's statement: payments with their parts, or a list of what was paid out, charged and paid.

    Args:
        document: Id of the paper.
        pages: Of the paper, in order.
        lexicon: What heads and labels mean.
    """
    table = read_table(pages, lexicon)
    head = read_loan_head(document, pages, table)
    start, end = find_period(document, pages)
    doubts: list[Doubt] = []
    rows: list[Transaction] = []
    notes: list[str] = []
    if table is None:
        notes.append("no_table")
        doubts.append(Doubt("no_table", pages[0], None, ""))
    else:
        doubts.extend(_leftovers(table))
        rows = _statement_rows(document, table, doubts)
        if any(d.code == "unknown_column" for d in doubts):
            notes.append("unknown_column")
        if len(rows) != table.bands or table.unparsed:
            notes.append("row_count")
            doubts.append(Doubt("row_count", pages[0], None, "", f"{len(rows)} / {table.bands}"))
    last = max((r.posted_on for r in rows if r.posted_on is not None), key=lambda v: v.value, default=None)
    statement = Statement(
        document=document,
        issuer=head.issuer,
        tails=(),
        currency="CNY",
        title_month=None,
        period_start=start,
        statement_on=end or head.printed_on or last,
        due_on=None,
        opening=None,
        closing=None,
        minimum=None,
        limit=None,
        terms=(),
        rows=tuple(rows),
        row_bands=table.bands if table else 0,
        notes=tuple(notes),
        kind="loan",
        accelerated=called_in(loan_text(document, pages, None)),
        contract_no=head.contract_no,
        name=head.name,
        opened_on=head.opened_on,
        loan_amount=head.loan_amount,
    )
    return LoanResult(statement, tuple(doubts))


def _statement_rows(document: str, table: Table, doubts: list[Doubt]) -> list[Transaction]:
    found = columns_of(table)
    columns, doubled = found.of, found.doubled
    for role in ("posted_on", "traded_on", "due_on"):
        if "paid_on" not in columns and role in columns:
            columns["paid_on"] = columns[role]
    split = len({"principal", "loan_interest"} & columns.keys()) > 0
    for role in ("amount", "trade_amount", "total"):
        if "paid" not in columns and role in columns:
            columns["paid"] = columns[role]
    if split and "paid" not in columns:
        prove_paid(table, found)
    usable = "paid_on" in columns and "paid" in columns
    if not split and "description" not in columns and "direction" not in columns:
        usable = False
    if doubled or not usable:
        doubts.extend(_unknown(table, "、".join(doubled) or "还款日期、还款金额"))
        return []
    signed = not split and any(
        (amount := amount_of(row, document, columns, "paid")) is not None and amount.value < 0 for row in table.rows
    )
    # Where every column is known, parts that do not add up to the total contradict it.
    whole = all(head.role is not None for head in table.heads)
    result = []
    for number, row in enumerate(table.rows):
        made = _payment(document, row, found, split, signed, whole, number, doubts)
        if made is not None:
            result.append(made)
    return result


def _payment(
    document: str,
    row: TableRow,
    found: LoanColumns,
    split: bool,
    signed: bool,
    whole: bool,
    ordinal: int,
    doubts: list[Doubt],
) -> Transaction | None:
    columns = found.of
    place = evidence_of(document, row.page, row.row.box, row.row.text)
    assert place.box is not None  # noqa: S101  a row always has a place
    day = column_value(document, row, columns, "paid_on", full_day)
    if day is None:
        cell = row.cells.get(columns["paid_on"])
        if cell is None and split:
            return None  # an instalment not paid yet
        doubts.append(unread_day(row, cell or row.row.cells[0]))
    texts = [column_value(document, row, columns, role, words_in) for role in ("description", "type", "status")]
    # That it succeeded does not say what a row is.
    description = next((text for text in texts if text is not None and not _ONLY_DONE.fullmatch(key(text.value))), None)
    parts = parts_of(row, document, found)
    total = amount_of(row, document, columns, "paid")
    words = [key(text.value) for text in texts if text is not None]
    stopped = _no_money_moved(row, words)
    kind, side = (Kind.OTHER, 0) if stopped else _kind("".join(words), row, columns, split)
    printed = 0 if total is None else total.value
    if signed and total is not None and not stopped:
        # The list's own signs tell: + owed, - paid or waived; a word that says otherwise is in doubt.
        against = side * printed < 0 if kind is not Kind.REPAYMENT else printed > 0
        side = 0 if against and kind is not Kind.ADJUSTMENT else 1
    elif split and kind is Kind.ADJUSTMENT and printed < 0:
        side = -side  # the sign says what the word says: a payment of -1,060.00 taken back is owed again
    elif (
        kind is Kind.ADJUSTMENT
        and (split or not _BACK.search("".join(words)))  # a list of movements prints such rows without a sign
        and is_taken_back(cell.text for cell in row.cells.values())
    ):
        doubts.append(Doubt("kind_and_sign", row.page, row.row.cells[0], row.row.text, "冲正"))
    if total is None or side == 0:
        code = "unreadable" if total is None else "kind_and_sign"
        doubts.append(Doubt(code, row.page, row.row.cells[0], row.row.text))
    amount: Value[int | None] = Value(None, place)
    if total is not None and side:
        amount = Value(side * printed, total.evidence, total.checks)
        if kind is Kind.REPAYMENT:
            waived = amount_of(row, document, columns, "waived")
            amount, parts, elsewhere = judged(amount, parts, waived, printed, found, whole)
            if elsewhere:
                names = "、".join(found.unknown.values())
                doubts.append(Doubt("unknown_column", row.page, row.row.cells[0], row.row.text, names))
    return Transaction(
        document=document,
        page=row.page.number,
        box=place.box,
        traded_on=None,
        posted_on=day,
        description=description or Value("还款" if kind is Kind.REPAYMENT else "", place),
        amount=amount,
        currency="CNY",
        kind=kind,
        kind_source="column" if split else "phrase",
        tail=None,
        section=row.section,
        ordinal=ordinal,
        balance=amount_of(row, document, columns, "remaining") or amount_of(row, document, columns, "balance"),
        period_no=column_value(document, row, columns, "period_no", _count)
        or column_value(document, row, columns, "description", _period_in),
        components=parts if parts.parts() else None,
    )


def _no_money_moved(row: TableRow, words: Sequence[str]) -> bool:
    """Whether a row says that its payment failed or was undone: in its own words, or in a cell of any column."""
    told = any(FAILED.search(text) and not _SUCCEEDED.search(text) for text in words)
    return told or no_money_moved(cell.text for cell in row.cells.values())


def _kind(said: str, row: TableRow, columns: dict[str, int], split: bool) -> tuple[Kind, int]:
    """Return what a row is and what its printed amount is multiplied with; 0 where its words do not tell."""
    direction = row.cells.get(columns.get("direction", -1))
    side = flag_side(direction.text) if direction else 0
    if split and _PAID_OUT.search(said) and not _PAID.search(said):
        return Kind.DISBURSEMENT, 1
    waived = _WAIVED.search(said) is not None
    if waived and split and _PAID.search(said):
        return Kind.ADJUSTMENT, 0  # a payment that ends the debt, or what was given up with it
    undone = is_taken_back(cell.text for cell in row.cells.values())
    if waived or undone or _BACK.search(said):
        # A payment taken back is owed again, a charge taken back or given up is not owed any more.
        again = undone or _PAID.search(said) or (split and not _CHARGE.search(said))
        return Kind.ADJUSTMENT, side or (1 if again and not waived else -1)
    if split:
        return Kind.REPAYMENT, -1  # what else has parts
    for kind, pattern in _OWED:
        if pattern.search(said) and not _PAID.search(said):
            return kind, side or 1
    if _PAID.search(said):
        return Kind.REPAYMENT, side or -1
    return Kind.OTHER, side
