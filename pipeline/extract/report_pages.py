"""Pages of credit reports in one file: put into their printed order, and a second copy of a report told from another.

Sentences run over pages, so a page behind the wrong one would be read into the wrong account.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pipeline.extract.report_forms import is_report, report_number
from pipeline.extract.split import numbering
from pipeline.records.reading import Page

T = TypeVar("T")


def in_order(items: Sequence[T], page_of: Callable[[T], Page]) -> list[T]:
    """Put pages of credit reports into the order that they print; all others stay where they are.

    Args:
        items: Pages, or what has one, in the order of the file.
        page_of: The page of each.

    Returns:
        The same items; a run of pages of one total, each number once, among them a report's first page, by number.
    """
    result: list[T] = []
    run: list[tuple[int, T]] = []
    total = 0

    def flush() -> None:
        begins = any(number == 1 and is_report(page_of(item)) for number, item in run)
        result.extend(item for _, item in (sorted(run, key=lambda one: one[0]) if begins else run))
        run.clear()

    for item in items:
        number = numbering(page_of(item))
        if number is None:
            flush()
            result.append(item)
            continue
        if run and (number.total != total or any(number.number == n for n, _ in run) or len(run) == total):
            flush()
        total = number.total
        run.append((number.number, item))
    flush()
    return result


def copies(groups: Sequence[Sequence[Page]]) -> dict[int, int]:
    """Return which groups of pages are one more copy of a report: index of the copy to index of the first.

    Two papers of one report number are one report, however often it was scanned.
    """
    first: dict[str, int] = {}
    result: dict[int, int] = {}
    for index, group in enumerate(groups):
        number = next((found for page in group if (found := report_number(page))), "")
        if not number or not any(is_report(page) for page in group):
            continue
        if number in first:
            result[index] = first[number]
        else:
            first[number] = index
    return result
