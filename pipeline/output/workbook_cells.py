"""What the data sheets share: a table, and how amounts, days, accounts and papers stand in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pipeline.output.papers import account_label, find_account, find_document
from pipeline.output.text import inner
from pipeline.output.workbook_style import Column, Fen, Month
from pipeline.records.case import Case
from pipeline.records.evidence import Precision, Value
from pipeline.records.finding import Text


@dataclass(frozen=True, slots=True)
class Table:
    """A data sheet: its name, its columns and its rows (one frame column per column, in that order)."""

    name: Text
    columns: tuple[Column, ...]
    frame: pd.DataFrame

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """Yield the rows as plain tuples; cells are objects, so nothing was turned into NaN or float."""
        return self.frame.itertuples(index=False, name=None)


def make_table(name: Text, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> Table:
    """Return a table of plain objects; nothing in it is turned into NaN or float."""
    frame = pd.DataFrame(list(rows), columns=[column.zh for column in columns], dtype=object)
    return Table(name, tuple(columns), frame)


def fen(value: Value[Any] | None) -> Fen | None:
    """Return a value's amount for a cell."""
    amount = inner(value)
    return None if amount is None else Fen(amount)


def day(value: Value[date] | None) -> date | Month | None:
    """Return a value's day for a cell, as precisely as it is printed."""
    if value is None:
        return None
    return Month(value.value) if value.precision is Precision.MONTH else value.value


def yes_no(thing: bool | None, lang: str) -> str | None:
    """Return 是, 否 or nothing."""
    if thing is None:
        return None
    return ("yes" if thing else "no") if lang == "en" else ("是" if thing else "否")


def path_of(case: Case, document_id: str) -> str:
    """Return the path of a paper, its id where the case has no such paper."""
    document = find_document(case, document_id)
    return document_id if document is None else document.path


def label_of(case: Case, account_id: str | None, lang: str) -> str:
    """Return what a person calls an account, "" where there is none."""
    return account_label(find_account(case, account_id), lang)
