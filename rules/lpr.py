"""The one-year loan prime rate (LPR) and the ceilings made of it, by the day on which a contract was made.

Four times the LPR bounds loans of private persons and unlicensed companies only; banks, consumer finance, microloan
companies and the other licensed lenders are outside (tables `licensed_excluded`, `seven_local_excluded`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pipeline.records.finding import Severity
from rules.tables.load import State, Tables

LPR = "lpr_1y"
_FOUR = 4


def lpr(tables: Tables, contract_day: date) -> Decimal | None:
    """Return the LPR of the day of a contract as a plain number (0.03 is 3 %).

    None where unknown: before the first publication of the series, and past the last one that was looked up.
    """
    return _number(tables, LPR, contract_day)


def four_times_lpr(tables: Tables, contract_day: date) -> Decimal | None:
    """Return four times the LPR of the day of a contract, None where the LPR is unknown."""
    rate = lpr(tables, contract_day)
    return None if rate is None else _FOUR * rate


def private_cap(tables: Tables, contract_day: date) -> Decimal | None:
    """Return what a private lender may take a year for a loan of that day, None where unknown.

    From 2020-08-20 a multiple of the LPR of the contract's day; before, what courts protected (24 %).
    """
    factor = _number(tables, "private_lending_cap", contract_day)
    if factor is None:
        return _number(tables, "private_lending_cap_old", contract_day)
    rate = lpr(tables, contract_day)
    return None if rate is None else factor * rate


def private_cap_carries(tables: Tables, contract_day: date) -> Severity:
    """Return the gravest finding that `private_cap` can be the ground of: that of its weakest part."""
    parts = [Severity.NOTICE]
    if tables.look_up("private_lending_cap", contract_day).state is State.KNOWN:
        parts = [tables.may_carry(name, contract_day) for name in ("private_lending_cap", LPR)]
    elif tables.look_up("private_lending_cap_old", contract_day).state is State.KNOWN:
        parts = [tables.may_carry("private_lending_cap_old", contract_day)]
    return max(parts, key=list(Severity).index)


def _number(tables: Tables, name: str, day: date) -> Decimal | None:
    answer = tables.look_up(name, day)
    value = answer.line.value if answer.state is State.KNOWN and answer.line is not None else None
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
