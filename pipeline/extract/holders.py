"""Which account or card the rows of a list belong to, where lines between them name another one.

An export of several accounts repeats their numbers (账号：…, 卡号：…) above the rows of each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.cells import first_token_is_date
from pipeline.extract.heads import tail_hint
from pipeline.extract.table import Table
from pipeline.records.evidence import Origin
from pipeline.records.reading import Page, Row
from pipeline.values.text import key

_OTHERS = "".join(
    f"(?<!{word})"
    for word in ("对方", "对手", "收款", "付款", "还款", "扣款", "关联", "绑定", "转入", "转出", "贷款", "交易", "入账")
)
"""Words by which a number is that of somebody else, or of another account."""
_NUMBER = re.compile(
    _OTHERS + r"(?:账号|卡号|账户号码?|账户|卡號|賬號|帐号|accountno\.?|accountnumber|cardno\.?|cardnumber)"
    r"(?:/(?:账号|卡号|[a-z. ]+))*(?:末四位|后四位|尾号)?[:：为]?(?P<n>[0-9*x×\-]{3,30}\d)(?!\d)"
    r"|(?:末四位|后四位|尾号)[:：为]?(?P<t>\d{4})(?!\d)"
)
_LEAST = 10
"""Figures of a whole number, at least; shorter ones are days and counts unless they are masked."""


def _named(row: Row) -> set[str]:
    """Return the last four figures of the accounts that a line names."""
    if any(first_token_is_date(cell.text) for cell in row.cells[:1]):
        return set()
    found = set()
    for match in _NUMBER.finditer(key(row.text)):
        number = match.group("t") or match.group("n").replace("-", "")
        if match.group("t") or len(number) >= _LEAST or re.search(r"[*x×]", number):
            found.add(number[-4:])
    return {tail for tail in found if tail.isdigit()}


def _leads(row: Row) -> bool:
    """Whether a line of the table is a heading that begins with a card's number, and no words of a row (转至尾号…)."""
    match = _NUMBER.match(key(row.text))
    return tail_hint(row) is not None and match is not None and match.group("n") is not None


def accounts_of(pages: Sequence[Page], table: Table) -> list[str]:
    """Return for each row the account (its last four figures) that the lines above it name; "" each where it is one.

    Numbers that stand together above the first row (卡号 and 账号) are one account; one that was not named there
    begins another.
    """
    tops: dict[int, list[float]] = {}
    for row in table.rows:
        tops.setdefault(row.page.number, []).append(row.row.box.top)
    accounts: list[set[str]] = [set()]
    current, since = 0, False  # whether a row was met since a number was named
    owner: dict[tuple[int, float], int] = {}
    for page in pages:
        waiting = sorted(tops.get(page.number, ()), reverse=True)
        for line in page.grid.rows:
            while waiting and waiting[-1] <= line.box.top:
                owner[page.number, waiting.pop()] = current
                since = True
            tails = _named(line) if id(line) not in table.used or _leads(line) else set()
            if not tails:
                continue
            known = next((n for n, held in enumerate(accounts) if held & tails), None)
            # The foot of a page may be the first to name the account of the rows above it.
            begins = since and (bool(accounts[current]) or page.origin is Origin.STRUCTURED)
            if known is None and begins:
                accounts.append(set())
                known = len(accounts) - 1
            current = current if known is None else known
            accounts[current] |= tails
            since = False
        for top in waiting:
            owner[page.number, top] = current
            since = True
    if len(set(owner.values())) < 2:
        return [""] * len(table.rows)
    return [min(accounts[owner[row.page.number, row.row.box.top]], default="") for row in table.rows]


def part_by_card(pages: Sequence[Page], table: Table) -> None:
    """Give each row the card that the lines above it name: of a list that was parted already, the rows of its first."""
    parted = next((n for n, row in enumerate(table.rows) if row.tail_hint), len(table.rows))
    for row, tail in list(zip(table.rows, accounts_of(pages, table), strict=True))[:parted]:
        row.tail_hint = tail
