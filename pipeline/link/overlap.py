"""The same line in two papers: counted as often as in the paper that shows it most often, not the sum and not once.

That one rule separates overlap from a double charge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from pipeline.records.case import AccountStatement, Entry
from pipeline.records.extraction import Transaction


def day_of(row: Transaction) -> date | None:
    """Return the day that places a row: posted, else traded."""
    value = row.posted_on or row.traded_on
    return value.value if value else None


def ledger(statements: Sequence[AccountStatement], trust: Mapping[str, int]) -> tuple[Entry, ...]:
    """Merge all statements' rows into one ledger.

    Args:
        statements: With their accounts.
        trust: Rank of each paper by id; of papers that show a line equally often the lower rank is shown.

    Returns:
        Entries ordered by account, day and printed order.
    """
    groups: dict[tuple[str, str, date | None, int], dict[str, list[Transaction]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for item in statements:
        for row in item.statement.rows:
            if row.amount.value is None:
                continue
            place = (item.account or "", row.currency, day_of(row), row.amount.value)
            groups[place][row.document].append(row)
    result: list[Entry] = []
    for (account, _, _, _), by_paper in groups.items():
        shown = min(by_paper, key=lambda d: (-len(by_paper[d]), trust.get(d, 0), d))
        for number, row in enumerate(by_paper[shown]):
            others = tuple(
                rows[number] for paper, rows in sorted(by_paper.items()) if paper != shown and number < len(rows)
            )
            result.append(Entry(account or None, row, others))
    return tuple(sorted(result, key=_order))


def _order(entry: Entry) -> tuple[str, str, str, int, str]:
    row = entry.transaction
    day = day_of(row)
    return (entry.account or "", row.currency, day.isoformat() if day else "", row.ordinal, row.document)
