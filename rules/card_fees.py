"""PEN201 and PEN202: card charges that lost their ground in 2017: 滞纳金 by its name, 超限费 altogether."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.records.case import AccountStatement, Case, Entry
from pipeline.records.evidence import Value
from pipeline.records.extraction import Kind
from pipeline.records.finding import Basis, Finding, Severity, Text
from pipeline.values.text import key
from rules.common import account_name, amount, card_statement, cleared, day_value, identity, posted, sound, yuan
from rules.registry import Draft, rule
from rules.tables.load import State, Tables

_OVERLIMIT = re.compile(r"超限(?:额)?(?:手续|服务)?费")
# What may stand beside 超限费 and still name the card's own fee: a toll or a permit for a lorry is something else.
_BESIDE = re.compile(
    r"信用卡|贷记卡|人民币|美元|账户|本期|收取|扣收|入账|费用|overlimitfee|overlimit|over-limit|fee|[a-z]{3}(?=$)|[\W_]"
)
_OLD_YEAR = re.compile(r"(?<!\d)20(?:0\d|1[0-6])(?!\d)")


_MAINLAND = frozenset({"CNY", "USD"})
"""Currencies of the accounts that mainland cards have; a card kept in Hong Kong dollars is under another law."""


def _charged(
    case: Case, tables: Tables, kind: Kind, table: str, state: State
) -> Iterator[tuple[Entry, AccountStatement]]:
    """Yield positive card rows of a kind, on days for which a table gives an answer."""
    for entry in case.ledger:
        row = entry.transaction
        day = posted(row)
        if row.kind is not kind or amount(row) <= 0 or day is None or row.currency not in _MAINLAND:
            continue
        item = card_statement(case, row)
        if item is None or tables.look_up(table, day).state is not state:
            continue
        if _OLD_YEAR.search(key(row.description.value)):
            continue  # it names a period before the change
        yield entry, item


@rule(
    "PEN201",
    Severity.WARNING,
    says=Text("2017 年起信用卡仍以“滞纳金”名目收费", "a charge named 滞纳金 on a credit card from 2017-01-01"),
    needs=Text("有该笔收费的信用卡账单", "the card statement with the charge"),
    silent_when=(
        Text("已冲回", "it was reversed"),
        Text("入账在 2017 年以前，或写明属于此前的账期", "posted before 2017, or said to be for a period before"),
        Text("以港元等其他货币记账的卡", "a card kept in Hong Kong dollars or another currency"),
        Text("贷款，或商户（水电、物业、税务）的滞纳金", "a loan, or a merchant's 滞纳金 (utilities, taxes)"),
    ),
    basis=("late_fee",),
    example=Text(
        "2026 年 6 月账单列“滞纳金 42.20”：名目已取消，请银行说明是否为合同约定的违约金。",
        "A statement of June 2026 lists 滞纳金 42.20: the name is abolished; ask which clause carries the charge.",
    ),
)
def late_fee_by_name(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each 滞纳金 posted on a card since the name was abolished."""
    for entry, item in _charged(case, tables, Kind.LATE_FEE, "late_fee", State.ABOLISHED):
        row = entry.transaction
        if "滞纳金" not in key(row.description.value) and "late" not in key(row.description.value):
            continue
        if cleared(case, entry, "滞纳金"):
            continue
        yield _draft(tables, case, entry, item, "PEN201")


@rule(
    "PEN202",
    Severity.ERROR,
    says=Text("2017 年起信用卡仍收取超限费", "an over-limit fee on a credit card from 2017-01-01"),
    needs=Text("有该笔收费的信用卡账单", "the card statement with the fee"),
    silent_when=(
        Text("已冲回", "it was reversed"),
        Text("入账在 2017 年以前，或写明属于此前的账期", "posted before 2017, or said to be for a period before"),
        Text("以港元等其他货币记账的卡", "a card kept in Hong Kong dollars or another currency"),
        Text(
            "摘要说的是别的事（返还、减免、公路超限等）", "the words are about something else (a return, a road toll)"
        ),
    ),
    basis=("overlimit_fee_forbidden",),
    example=Text(
        "2026 年 6 月账单列“超限费 25.00”：2017 年 1 月 1 日起不得收取，应为 0.00。",
        "A statement of June 2026 lists 超限费 25.00: it may not be charged since 2017, so 0.00 is due.",
    ),
)
def overlimit_fee(case: Case, tables: Tables) -> Iterator[Draft]:
    """Yield a draft for each over-limit fee posted on a card since it was forbidden."""
    for entry, item in _charged(case, tables, Kind.FEE, "overlimit_fee_forbidden", State.KNOWN):
        text = key(entry.transaction.description.value)
        if not _OVERLIMIT.search(text) or _BESIDE.sub("", _OVERLIMIT.sub("", text)):
            continue
        if not cleared(case, entry, "超限费"):
            yield _draft(tables, case, entry, item, "PEN202")


def _draft(tables: Tables, case: Case, entry: Entry, item: AccountStatement, code: str) -> Draft:
    row, statement = entry.transaction, item.statement
    fen, day = amount(row), posted(row)
    assert day is not None  # noqa: S101  the caller looked it up
    card = account_name(case, entry.account, statement)
    name = row.description.value
    forbidden = code == "PEN202"
    basis: tuple[Basis, ...] = (tables.basis("overlimit_fee_forbidden" if forbidden else "late_fee", day),)
    charged = Text(f"{day} 入账“{name}”{yuan(fen)} 元", f"{day}: {name} {yuan(fen)}")
    steps: tuple[Text, ...]
    asks: tuple[Text, ...]
    if forbidden:
        title = Text(
            f"{card.zh}：{day} 收取超限费 {yuan(fen)} 元", f"{card.en}: over-limit fee of {yuan(fen)} on {day}"
        )
        steps = (
            charged,
            Text(
                f"{basis[0].valid_from} 起不得收取超限费：{yuan(fen)} − 0.00 = {yuan(fen)} 元",
                f"none may be charged since {basis[0].valid_from}: {yuan(fen)} − 0.00 = {yuan(fen)}",
            ),
        )
        asks = (
            Text(f"退还超限费 {yuan(fen)} 元", f"refund the over-limit fee of {yuan(fen)}"),
            Text("以书面形式告知处理结果", "answer in writing"),
        )
        meaning = Text(
            "超过额度用卡，银行自 2017 年起不得另收超限费；超限部分的利息不在此列。",
            "Since 2017 a bank may charge no fee for use beyond the limit; interest on that part is another matter.",
        )
    else:
        title = Text(
            f"{card.zh}：{day} 以“{name}”名目收取 {yuan(fen)} 元",
            f"{card.en}: {yuan(fen)} charged under the name {name} on {day}",
        )
        steps = (
            charged,
            Text(
                f"{basis[0].valid_from} 起信用卡取消滞纳金，合同仍可约定违约金；"
                "请说明该笔是否为合同约定的违约金",
                f"滞纳金 ended on {basis[0].valid_from}; a contract may agree on a penalty: say whether this is one",
            ),
        )
        asks = (
            Text(
                f"说明 {day} 该笔 {yuan(fen)} 元对应的合同条款、收取标准和计算过程",
                f"send the clause, the price and the computation of the {yuan(fen)} of {day}",
            ),
        )
        meaning = Text(
            "“滞纳金”这个名目已经取消，但合同可以约定违约金；先请银行说明这一笔的依据。",
            "The name is abolished, yet a contract may agree on a penalty; ask first what this charge rests on.",
        )
    finding = Finding(
        id="",
        code=code,
        severity=Severity.ERROR if forbidden else Severity.WARNING,
        account=entry.account,
        issuer=statement.issuer,
        date=day,
        title=title,
        observed=fen,
        expected=0
        if forbidden
        else Text("合同约定的违约金及其条款", "a penalty agreed in the contract, with its clause"),
        difference=fen if forbidden else None,
        calculation=steps,
        basis=basis,
        evidence=(row.amount.evidence, row.description.evidence),
        # Only totals that hold prove that the row stands there once and is read as what it is.
        needs_review=not sound(statement),
        addressee="lender",
        asks=asks,
        meaning=meaning,
    )
    values: list[Value] = [row.amount, row.description]  # type: ignore[type-arg]
    values += [v for v in (day_value(row),) if v is not None]
    return Draft(finding, identity(row, statement), row.document, tuple(values), charge=entry)
