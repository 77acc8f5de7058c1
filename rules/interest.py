"""PEN205, INT301 and INT303: interest against its own printed figures, else against what any lawful method carries."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.records.case import AccountStatement, Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind, Transaction
from pipeline.records.finding import Finding, Severity, Text
from pipeline.values.text import key
from rules.bill_interest import MISSING, Bill, Bounds, bill_before, bills, bound_steps, bounds
from rules.common import (
    account_name,
    amount,
    cleared,
    day_value,
    entry_of,
    identity,
    period_text,
    posted,
    yuan,
)
from rules.interest_free import interest_free
from rules.printed_interest import judged_lines, posted_above_the_list
from rules.registry import Draft, rule
from rules.tables.load import Tables
from rules.unchecked import unchecked

_BACK_DAYS = 62
"""Interest of a bill is given back with one of the next two bills, if at all."""


@rule(
    "PEN205",
    Severity.ERROR,
    says=Text(
        "对违约金、年费、取现手续费、货币兑换费等费用计收利息", "interest on a penalty, annual, cash or exchange fee"
    ),
    needs=Text(
        "印有计息明细的账单；没有明细的，本期和上期账单及全部交易",
        "a bill that prints how its interest was computed; else this bill and the one before with all rows",
    ),
    silent_when=(
        Text("2017 年以前的天数", "days before 2017"),
        Text("计息本金不只是费用（消费、取现、上期利息）", "the base is not a fee alone"),
        Text("分期手续费（性质是利息）", "an instalment fee, which is interest by another name"),
        Text("没有明细，且利息不超过最宽口径", "no such list, and interest below the bound"),
        Text("已冲回", "it was reversed"),
    ),
    basis=("no_interest_on_fees",),
    example=Text(
        "计息明细列“违约金”50.00 元、利率 0.05%、31 天，利息 0.78 元：对违约金不得计息，0.78 − 0.00 = 0.78 元。",
        "The list lets a penalty of 50.00 bear 0.05% for 31 days, 0.78: it may bear none, so 0.78 is too much.",
    ),
)
def interest_on_fees(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each line, or bill, whose interest a fee bears."""
    yield from judged_lines(case, tables, "PEN205")
    yield from _above_bound(case, tables, "PEN205")


@rule(
    "INT301",
    Severity.ERROR,
    says=Text(
        "2017 至 2020 年日利率高于 0.05%，或高于账单、合同自己写明的利率",
        "a day rate above 0.05 % in 2017–2020, or above the bill's or contract's own rate",
    ),
    needs=Text("印有利率的计息明细", "a list of the computation that prints the rate"),
    silent_when=(
        Text("利率不高于上限和自己写明的利率", "the rate is above neither"),
        Text("2021 年起账单未写明利率（由合约约定）", "from 2021 where the bill states no rate (it is agreed)"),
        Text("没有印出利率（见 INT303）", "no rate is printed (see INT303)"),
        Text("已冲回", "it was reversed"),
    ),
    basis=("rate_cap",),
    example=Text(
        "2019 年账单：本金 10,000.00、日利率 0.06%、30 天，利息 180.00 元；"
        "按上限 10,000.00 × 0.05% × 30 = 150.00 元，多计 30.00 元。",
        "2019: 10,000.00 at 0.06% for 30 days is 180.00; at the cap 10,000.00 × 0.05% × 30 = 150.00: 30.00 too much.",
    ),
)
def rate_too_high(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each line of a 计息明细 with a rate above what binds it."""
    yield from judged_lines(case, tables, "INT301")


@rule(
    "INT303",
    Severity.ERROR,
    says=Text(
        "利息高于计息明细自身的数字，或高于最宽口径（全额计息、首尾均计、按月复利）算得的数",
        "interest above the printed computation, or above the upper bound over all lawful methods",
    ),
    needs=Text(
        "计息明细；没有明细的，本期和上期账单（相符、相接）、全部交易和利率",
        "the printed computation; else this bill and the one before (adding up, following each other) and the rate",
    ),
    silent_when=(
        Text("不高于最宽口径（全额计息、首尾均计、复利）", "not above the widest method"),
        Text("有计息明细，且入账的利息不高于明细合计", "a printed list, and what was posted is not above its sum"),
        Text("缺少上期账单、利率或有分期（只提示缺什么）", "a bill or the rate is missing, or instalments (a notice)"),
        Text("已冲回", "it was reversed"),
        Text("2017 年以前", "before 2017"),
    ),
    basis=("rate_cap",),
    example=Text(
        "10,000.00 元自 3 月 10 日未还至 5 月 5 日，首尾均计 57 天：10,000.00 × 0.05% × 57 = 285.00 元；"
        "收取 331.00 元，331.00 − 285.00 = 46.00 元为多计。",
        "10,000.00 unpaid from 10 March to 5 May, 57 days with both ends: 10,000.00 × 0.05% × 57 = 285.00; "
        "charged 331.00, so 331.00 − 285.00 = 46.00 too much.",
    ),
)
def above_every_method(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each line, or bill, with more interest than any lawful method makes; and what is missing."""
    yield from judged_lines(case, tables, "INT303")
    yield from posted_above_the_list(case, tables)
    yield from _above_bound(case, tables, "INT303")
    yield from _cannot_tell(case, tables)


def _candidates(case: Case) -> Iterator[tuple[AccountStatement, tuple[Transaction, ...]]]:
    """Yield bills with interest that no printed list explains and that nothing narrower speaks of."""
    for item, charged in bills(case):
        if item.account is None or item.statement.interest_lines or interest_free(case, item):
            continue
        standing = tuple(r for r in charged if not _reversed(case, r))
        if standing:
            yield item, standing


def _reversed(case: Case, row: Transaction) -> bool:
    entry = entry_of(case, row)
    return entry is not None and cleared(case, entry, "利息")


def _given_back_later(case: Case, bill: Bill, most: int) -> int:
    """Return fen of interest that later bills give back by name; much later only what is just this bill's."""
    back = 0
    own = {bill.total, bill.total - most, *map(amount, bill.charged)}
    for entry in case.ledger:
        row, day = entry.transaction, posted(entry.transaction)
        if entry.account != bill.item.account or row.currency != bill.item.statement.currency or day is None:
            continue
        named = row.kind is Kind.INTEREST or "息" in key(row.description.value)
        near = (day - bill.end).days <= _BACK_DAYS or -amount(row) in own
        if amount(row) < 0 and named and bill.end < day and near:
            back -= amount(row)
    return back


def _above_bound(case: Case, tables: Tables, code: str) -> Iterator[Draft]:
    for item, charged in _candidates(case):
        bill = bill_before(case, item, charged)
        if isinstance(bill, str):
            continue
        found = bounds(case, tables, bill)
        if isinstance(found, str):
            continue
        total = bill.total - _given_back_later(case, bill, found.most)
        if total <= found.most + found.tolerance:
            continue
        fees = bounds(case, tables, bill, with_fees=True)
        # Only where letting fees bear interest makes just that sum is it said to be what happened.
        on_fees = isinstance(fees, Bounds) and fees.most > found.most and abs(total - fees.most) <= fees.tolerance
        if code == ("PEN205" if on_fees else "INT303"):
            entry = entry_of(case, bill.charged[-1])
            if entry is not None:
                yield _draft(case, tables, entry, bill, found, total, code)


def _draft(case: Case, tables: Tables, entry: Entry, bill: Bill, found: Bounds, total: int, code: str) -> Draft:
    row, statement = entry.transaction, bill.item.statement
    card = account_name(case, entry.account, statement)
    day = posted(row) or bill.end
    excess = total - found.most
    error = found.rate.source != "settings"
    sums = " + ".join(yuan(amount(r)) for r in bill.charged)
    charged = sums if len(bill.charged) == 1 and total == amount(row) else f"{sums} 等，净额 {yuan(total)}"
    gap = f"{yuan(total)} − {yuan(found.most)} = {yuan(excess)}"
    end = ("元为多计", "too much") if error else ("元待说明", "to be explained")
    steps = (
        Text(f"{bill.end} 账单计收利息 {charged} 元", f"the bill of {bill.end} charges interest of {yuan(total)}"),
        *bound_steps(found, bill.end),
        Text(f"{gap} {end[0]}", f"{gap} {end[1]}"),
    )
    on_fees = code == "PEN205"
    # That the issuer chooses its method is no ground of ours: it is counted in the bound already.
    tables_used = ("no_interest_on_fees",) if on_fees else ("rate_cap",) if found.rate.source == "law" else ()
    by = Text("", "") if error else Text("您填写的合同利率、", " at the rate that you told")
    what = Text("", "")
    if on_fees:
        asked = Text("；请说明计息本金是否包含费用", "; say whether fees are in the base")
        what = Text("，与把费用计入本金的算法相符", ", as letting fees bear it would make") if error else asked
    ask = (
        Text(
            f"更正 {period_text(statement)} 账单的利息，退还多计的 {yuan(excess)} 元，并提供计息明细",
            f"correct the interest of {period_text(statement)}, refund {yuan(excess)}, send the computation",
        )
        if error
        else Text("提供该期利息的计息明细和利率条款", "send the computation and the clause on the rate")
    )
    meaning = (
        Text(
            "按全额计息、首尾均计、按月复利的最宽口径，也得不出这么多利息。",
            "Even the widest method (full amount, both ends counted, compounding) does not make so much.",
        )
        if error
        else Text(
            "按您填写的合同利率算不出这么多利息；先请银行提供明细。",
            "The rate that you told does not make so much; ask for the computation first.",
        )
    )
    finding = Finding(
        id="",
        code=code,
        severity=Severity.ERROR if error else Severity.WARNING,
        account=entry.account,
        issuer=statement.issuer,
        date=day,
        title=Text(
            f"{card.zh}：{bill.end} 账单利息 {yuan(total)} 元，"
            f"高于按{by.zh}最宽口径算得的 {yuan(found.most)} 元{what.zh}",
            f"{card.en}: interest of {yuan(total)} on {bill.end}, "
            f"the widest method{by.en} makes {yuan(found.most)}{what.en}",
        ),
        observed=total,
        expected=found.most,
        difference=excess,
        calculation=steps,
        basis=tables.bases(tables_used, day),
        evidence=(
            row.amount.evidence,
            *((found.rate.value.evidence,) if found.rate.value is not None else ()),
            *(r.amount.evidence for r in bill.charged[:-1]),
        ),
        needs_review=False,
        addressee="lender",
        asks=(ask, Text("以书面形式告知处理结果", "answer in writing")) if error else (ask,),
        meaning=meaning,
    )
    read = (v for r in bill.rows for v in (r.amount, day_value(r)) if v is not None)
    values: list[Value] = [*read, *(r.description for r in bill.charged)]  # type: ignore[type-arg]
    for one in (bill.item.statement, bill.previous.statement):
        values += [v for v in (one.opening, one.closing, one.statement_on) if v is not None]
    if found.rate.value is not None:
        values.append(found.rate.value)
    return Draft(finding, identity(row, statement), row.document, tuple(values))


def _cannot_tell(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield one notice per account that says what is missing to check its interest."""
    told: set[tuple[str | None, str]] = set()
    for item, charged in _candidates(case):
        bill = bill_before(case, item, charged)
        found = bill if isinstance(bill, str) else bounds(case, tables, bill)
        account = (item.account, item.statement.currency)
        if not isinstance(found, str) or account in told:
            continue
        told.add(account)
        entry = entry_of(case, charged[-1])
        if entry is not None:
            yield unchecked("INT303", case, entry, item, Text("利息", "interest"), MISSING[found])
