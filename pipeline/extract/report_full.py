"""Detailed credit report, second generation (个人信用报告 本人版, and the lenders' copy 授信机构版).

Report  := head, part*            parts and sections are told by their words; numerals are counted anew
Section := heading, block*        (非循环贷账户, 贷记卡账户, 查询记录 …)
Block   := title?, (label row, value row+)*, grid?, notes*

The grammar's words are data (`report_full_grammar`).  What does not parse goes to review and never vanishes.
Amounts are whole yuan; `--` is nothing, not zero.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.check_report_full import with_owed
from pipeline.extract.report_full_blocks import Reader
from pipeline.extract.report_full_cards import read_cards
from pipeline.extract.report_full_lines import feet, lines_of, sections
from pipeline.extract.report_full_summary import read_summary
from pipeline.extract.report_full_tables import read_head, read_liabilities, read_notes, read_public, read_queries
from pipeline.extract.rows import Doubt
from pipeline.records.reading import Page
from pipeline.records.report import Report


def extract_full_report(document: str, pages: Sequence[Page]) -> tuple[Report, list[Doubt]]:
    """Read a detailed credit report.

    Returns:
        The report (its completeness is judged later, by `check_full`, but for pages that are not there), and what was
        not understood.
    """
    reader = Reader(document)
    parts = sections(lines_of(pages))
    head = read_head(reader, parts[0].lines)
    counts, sums = read_summary(reader, parts)
    accounts, owed = read_cards(reader, parts)
    report = Report(
        document=document,
        number=head.number,
        reported_on=head.reported_on,
        name=head.name,
        id_tail=head.id_tail,
        counts=tuple(counts),
        accounts=tuple(accounts),
        complete=None if pages_run(pages) else False,
        form="full",
        sums=with_owed(sums, accounts, owed),
        queries=read_queries(reader, parts),
        liabilities=read_liabilities(reader, parts),
        public_records=read_public(reader, parts),
        remarks=read_notes(reader, parts),
        open_disputes=head.open_disputes,
    )
    return report, reader.doubts


def pages_run(pages: Sequence[Page]) -> bool:
    """Whether the printed page numbers run from 1 to the last, but for as many as there are pages without a number."""
    found = [feet(page) for page in pages]
    numbers = {(number, total) for on_page in found for number, total, _ in on_page}
    totals = {total for _, total in numbers}
    if not totals:
        return True
    absent = set(range(1, max(totals) + 1)) - {number for number, _ in numbers}
    return len(totals) == 1 and len(absent) <= sum(not on_page for on_page in found)
