"""Rows of card statements: years, sections, kinds; corrections and the ids under which they are typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.check import check_statement
from pipeline.extract.fields import iter_values, review_id
from pipeline.extract.lexicon import lexicon
from pipeline.extract.review import review_entries
from pipeline.extract.rows import classify
from pipeline.link import build_case
from pipeline.records.case import Person
from pipeline.records.evidence import Origin
from pipeline.records.extraction import DocStatus, DocType, Kind
from pipeline.values.dates import MonthDay, place_year
from tests.extract.cmb import ROWS, Printed, statement_page
from tests.extract.pages import paper, raw


def read(rows=ROWS, **more):
    return paper(statement_page(rows, **more))


def case_of(*papers, corrections=None):
    return build_case(
        "case", list(papers), as_of=date(2026, 11, 25), person=Person(), facts=(), corrections=corrections or {}
    )


def id_of(read_paper, path):
    value = dict(iter_values(read_paper.statement))[path]
    return review_id(value.field, value.as_first_read)


def test_a_page_is_read_whole() -> None:
    result = read()
    statement = result.statement
    assert (result.document.type, result.document.status) == (DocType.CARD_STATEMENT, DocStatus.OK)
    assert statement.issuer == "招商银行"
    assert (raw(statement.statement_on), raw(statement.due_on)) == (date(2026, 3, 8), date(2026, 3, 26))
    assert (raw(statement.opening), raw(statement.closing), raw(statement.minimum)) == (320_000, 259_486, 30_000)
    assert [(raw(r.traded_on), raw(r.posted_on), raw(r.description), raw(r.amount), raw(r.tail), r.kind)
            for r in statement.rows] == [
        (None, date(2026, 2, 20), "掌上生活还款", -100_000, "4417", Kind.REPAYMENT),
        (date(2026, 2, 20), date(2026, 2, 21), "示例超市", 34_860, "4417", Kind.PURCHASE),
        (None, date(2026, 3, 8), "循环利息", 4_626, None, Kind.INTEREST),
    ]  # fmt: skip
    assert check_statement(statement).balanced is True


# --- the year of a day ----------------------------------------------------------------------------------------------


def test_over_new_year_december_belongs_to_the_year_before() -> None:
    rows = (
        Printed("12/09", "12/10", "示例超市", "100.00", "4417", "消费"),
        Printed("12/31", "01/01", "示例书店", "200.00", "4417"),
        Printed("01/07", "01/08", "示例药房", "300.00", "4417"),
    )
    statement = read(rows, on="2026年01月08日", due="2026年01月26日", month="2026年01月").statement
    assert [(raw(r.traded_on), raw(r.posted_on)) for r in statement.rows] == [
        (date(2025, 12, 9), date(2025, 12, 10)),
        (date(2025, 12, 31), date(2026, 1, 1)),
        (date(2026, 1, 7), date(2026, 1, 8)),
    ]


@given(on=st.dates(date(2017, 1, 1), date(2030, 12, 31)), back=st.integers(0, 364))
def test_a_row_never_lies_after_its_statement(on, back) -> None:
    posted = date.fromordinal(on.toordinal() - back)
    assert place_year(MonthDay(posted.month, posted.day), on) == posted


def test_the_leap_day_belongs_to_a_leap_year() -> None:
    assert place_year(MonthDay(2, 29), date(2024, 3, 8)) == date(2024, 2, 29)
    assert place_year(MonthDay(2, 29), date(2025, 1, 8)) == date(2024, 2, 29)
    assert place_year(MonthDay(2, 29), date(2026, 3, 8)) is None


def test_a_day_that_does_not_exist_is_told() -> None:
    rows = (ROWS[0], Printed("02/30", "02/28", "示例超市", "348.60", "4417", "消费"), ROWS[2])
    result = read(rows)
    assert "impossible_date" in {note.code for note in result.notes}
    assert result.statement.rows[1].traded_on is None


# --- sections and kinds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "amount", "kind"),
    [
        ("还款", "-100.00", Kind.REPAYMENT),
        ("消费", "100.00", Kind.PURCHASE),
        ("退款", "-100.00", Kind.REFUND),
        ("分期", "100.00", Kind.INSTALMENT),
        ("费用", "100.00", Kind.FEE),
        ("利息", "100.00", Kind.INTEREST),
        ("取现", "100.00", Kind.CASH_ADVANCE),
    ],
)
def test_a_section_word_tells_what_its_rows_are(section: str, amount: str, kind: Kind) -> None:
    rows = (Printed("02/20", "02/21", "某某事项", amount, "4417", section), *ROWS)
    row = read(rows).statement.rows[0]
    assert (row.kind, row.section, row.kind_source) == (kind, section, "section")


REFINED = [
    ("还款", "还款回馈金", -100, Kind.REFUND),
    ("还款", "掌上生活还款", -100, Kind.REPAYMENT),
    ("利息", "利息冲正", -100, Kind.ADJUSTMENT),
    ("利息", "循环利息", 100, Kind.INTEREST),
    ("费用", "违约金", 100, Kind.PENALTY),
    ("费用", "滞纳金", 100, Kind.LATE_FEE),
    ("费用", "年费", 100, Kind.FEE),
    ("费用", "违约金冲回", -100, Kind.ADJUSTMENT),
    ("费用", "取现手续费", 100, Kind.FEE),
    ("消费", "某某电费滞纳金", 100, Kind.PURCHASE),
    ("消费", "违约金主题书店", 100, Kind.PURCHASE),
    ("消费", "示例超市", -100, Kind.REFUND),
    ("", "电费滞纳金", 100, Kind.PURCHASE),
    ("", "水费 滞纳金", 100, Kind.PURCHASE),
    ("", "滞纳金", 100, Kind.LATE_FEE),
    ("", "还款回馈金", -100, Kind.REFUND),
    ("", "利息冲正", -100, Kind.ADJUSTMENT),
    ("", "提前还款违约金", 100, Kind.FEE),
    ("", "逾期罚息", 100, Kind.PENALTY_INTEREST),
    ("", "循环利息", -100, Kind.ADJUSTMENT),
    ("", "跨行转账还款", -100, Kind.REPAYMENT),
    ("", "示例超市", 100, Kind.PURCHASE),
    ("", "示例超市", -100, Kind.OTHER),
    ("", "免年费活动", 100, Kind.OTHER),
]


@pytest.mark.parametrize(("section", "description", "fen", "kind"), REFINED)
def test_a_description_refines_its_section(section: str, description: str, fen: int, kind: Kind) -> None:
    words = lexicon()
    assert classify(description, fen, words.section(section) if section else None, words)[0] is kind


def test_a_repayment_that_is_owed_is_in_doubt_and_told() -> None:
    rows = (Printed("", "02/20", "掌上生活还款", "1,000.00", "4417", "还款"), *ROWS[1:])
    result = read(rows)
    row = result.statement.rows[0]
    assert (row.kind, row.amount.verified) == (Kind.OTHER, False)
    assert "kind_and_sign" in {note.code for note in result.notes}


# --- corrections ----------------------------------------------------------------------------------------------------


def test_a_correction_changes_the_value_and_the_arithmetic_after_it() -> None:
    rows = (ROWS[0], Printed("02/20", "02/21", "示例超市", "343.60", "4417", "消费"), ROWS[2])
    result = read(rows, closing=259_486)
    case, _ = case_of(result)
    assert case.statements[0].statement.balanced is False
    case, bad = case_of(result, corrections={id_of(result, "rows/1/amount"): "348.60"})
    statement = case.statements[0].statement
    amount = statement.rows[1].amount
    assert (bad, amount.value, amount.as_first_read, amount.verified) == (set(), 34_860, 34_360, True)
    assert statement.balanced is True
    assert [e.transaction.amount.value for e in case.ledger].count(34_860) == 1


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        ("statement_on", "2026-03-09", date(2026, 3, 9)),
        ("due_on", "2026年3月27日", date(2026, 3, 27)),
        ("minimum", "1,300.00", 130_000),
        ("rows/0/posted_on", "2026/02/22", date(2026, 2, 22)),
        ("rows/0/amount", "-999.00", -99_900),
        ("rows/2/description", "违约金", "违约金"),
    ],
)
def test_any_kind_of_value_can_be_corrected(path: str, typed: str, value) -> None:
    result = read()
    case, bad = case_of(result, corrections={id_of(result, path): typed})
    corrected = dict(iter_values(case.statements[0].statement))[path]
    assert (bad, corrected.value) == (set(), value)
    assert corrected.verified
    entry = next(e for e in case.review if e.id == id_of(result, path))
    assert entry.why == "corrected"


@pytest.mark.parametrize(("path", "typed"), [("minimum", "三百"), ("statement_on", "2026-02-30"), ("due_on", "300.00")])
def test_a_correction_that_is_no_such_value_is_told_and_changes_nothing(path: str, typed: str) -> None:
    result = read(origin=Origin.OCR, agreement=0.95, second_reader=False)
    wrong = id_of(result, path)
    case, bad = case_of(result, corrections={wrong: typed})
    assert bad == {wrong}
    assert dict(iter_values(case.statements[0].statement))[path].value == raw(getattr(result.statement, path))
    assert [e.why for e in case.review if e.id == wrong] == ["bad_correction"]


def test_a_correction_of_another_paper_changes_nothing() -> None:
    result = read()
    before, _ = case_of(result)
    after, bad = case_of(result, corrections={"r0000000000": "1.00"})
    assert (after, bad) == (before, set())


# --- ids of the review list -----------------------------------------------------------------------------------------


def test_an_id_is_the_same_whichever_reader_read_the_paper() -> None:
    embedded = read()
    scanned = read(origin=Origin.OCR, agreement=0.95)
    paths = [path for path, _ in iter_values(embedded.statement)]
    assert paths == [path for path, _ in iter_values(scanned.statement)]
    assert [id_of(embedded, p) for p in paths] == [id_of(scanned, p) for p in paths]
    assert embedded.document.id != scanned.document.id


def test_a_correction_typed_for_a_scan_serves_the_bank_file_too() -> None:
    scanned = read(origin=Origin.OCR, agreement=0.95)
    typed = {id_of(scanned, "minimum"): "310.00"}
    case, _ = case_of(read(), corrections=typed)
    assert case.statements[0].statement.minimum.value == 31_000


def test_no_two_values_of_a_paper_share_an_id() -> None:
    result = read()
    ids = [id_of(result, path) for path, value in iter_values(result.statement)]
    assert len(ids) == len(set(ids))


def test_what_nothing_supports_is_in_review_and_what_agrees_is_not() -> None:
    alone = review_entries(read(origin=Origin.OCR, agreement=None, second_reader=False))
    assert {"amount", "posted_on", "statement_on", "closing", "minimum"} <= {e.field for e in alone}
    assert {e.why for e in alone} == {"not_verified"}
    assert review_entries(read(origin=Origin.OCR, agreement=0.95)) == []


def test_a_day_outside_the_cycle_keeps_its_month_and_day_and_goes_to_review() -> None:
    """A row of 01/10 on the statement of 8 January is of no year that anything proves."""
    from datetime import date

    from pipeline.extract.rows import _day
    from pipeline.records.evidence import Box, Origin
    from pipeline.records.reading import Cell, Grid, Page

    page = Page(1, 600, 800, Origin.EMBEDDED, Grid(()))
    cell = Cell("01/10", Box(10, 10, 40, 20))
    day = _day("d", page, cell, date(2026, 1, 8))
    assert day is not None and (day.value.month, day.value.day) == (1, 10)
    assert not day.verified
    assert _day("d", page, Cell("12/20", Box(10, 10, 40, 20)), date(2026, 1, 8)).verified
