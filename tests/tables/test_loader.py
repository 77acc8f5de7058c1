"""A wrong table is refused, and the message names its file; what a row may carry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from pipeline.records.finding import Severity
from pipeline.values.yaml import DataError
from rules import tables
from rules.tables.load import Range, State, Tables, load_tables, parse_table

SOURCE = "source: {title: 通知, issuer: 中国人民银行, checked_on: 2026-11-24, confidence: S}"
NOTE = "note: {zh: 未见原文。, en: Not seen.}"
RATE = f"""
id: rate
says_zh: 日利率不超过万分之五。
says_en: At most 0.05 % a day.
unit: rate_per_day
decides: charge
nature: supervisory
rows:
  - value: '0.0005'
    valid_from: 2017-01-01
    valid_to: 2020-12-31
    {SOURCE}
  - value: null
    valid_from: 2021-01-01
    {SOURCE.replace("confidence: S", "confidence: S-")}
"""
RANGE = RATE.replace("value: '0.0005'", "value: {low: '1.30', high: '1.50'}").replace("rate_per_day", "factor")
DAYS = RATE.replace("value: '0.0005'", "value: {first: 2020-01-01, last: 2025-12-31}").replace("unit: rate_per_day\n", "")
HOURS = RATE.replace("value: '0.0005'", "value: {start: '22:00', end: '08:00'}").replace("unit: rate_per_day\n", "")
FEE = RATE.replace("value: '0.0005'", "value: {percent: '2.5', floor: {CNY: 1000}}").replace("unit: rate_per_day\n", "")
TWO = RATE.replace(
    "    valid_to: 2020-12-31\n",
    f"    valid_to: 2020-12-31\n    others: [{{value: '0.0004', note: {{zh: 另一来源。, en: Other.}}, {SOURCE}}}]\n",
)


def test_decimals_are_exact_and_never_pass_through_float():
    first, second = parse_table(RATE, "a.yaml").rows
    assert first.value == Decimal("0.0005") and isinstance(first.value, Decimal) and second.value is None
    assert parse_table(RANGE, "a.yaml").rows[0].value == Range(low="1.30", high="1.50")
    assert parse_table(TWO, "a.yaml").rows[0].others[0].value == Decimal("0.0004")
    for text in (DAYS, HOURS, FEE):
        assert parse_table(text, "a.yaml").rows[0].value is not None


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a number with a point that is no text", RATE.replace("'0.0005'", "0.0005")),
        ("a decimal in words", RATE.replace("'0.0005'", "'万分之五'")),
        ("a negative decimal", RATE.replace("'0.0005'", "'-0.0005'")),
        ("a negative number", RATE.replace("'0.0005'", "-1")),
        ("a number that is infinite", RATE.replace("'0.0005'", "'Infinity'")),
        ("a number without unit", RATE.replace("unit: rate_per_day\n", "").replace("'0.0005'", "5")),
        ("a unit without number", RATE.replace("'0.0005'", "true")),
        ("an unknown unit", RATE.replace("rate_per_day", "parsec")),
        ("rows of different kinds", RANGE.replace("value: null", "value: '1.5'")),
        ("another source's value of another kind", RANGE.replace("    valid_to: 2020-12-31\n", f"    valid_to: 2020-12-31\n    others: [{{value: '1.4', {NOTE}, {SOURCE}}}]\n")),
        ("another source's value without note", TWO.replace("note: {zh: 另一来源。, en: Other.}, ", "")),
        ("another source's value without source", TWO.replace(f", {SOURCE}}}", "}")),
        ("a range that runs down", RANGE.replace("high: '1.50'", "high: '1.20'")),
        ("a range of floats", RANGE.replace("'1.30'", "1.30")),
        ("a range without end", RANGE.replace(", high: '1.50'", "")),
        ("a period that ends before it begins", DAYS.replace("2025-12-31", "2019-12-31")),
        ("an hour that does not exist", HOURS.replace("22:00", "25:00")),
        ("a fee of floats", FEE.replace("'2.5'", "2.5")),
        ("a floor of floats", FEE.replace("CNY: 1000", "CNY: 10.5")),
        ("a fee with an unknown key", FEE.replace("percent: '2.5',", "percent: '2.5', least: 1,")),
        ("own knowledge without a note", RATE.replace("confidence: S}", "confidence: K}", 1)),
        ("what is unclear without a note", RATE.replace("confidence: S}", "confidence: '?'}", 1)),
        ("a note in one language", RATE.replace("    valid_to: 2020-12-31\n", "    valid_to: 2020-12-31\n    note: {zh: 未见。}\n")),
        ("no sentence", RATE.replace("says_zh: 日利率不超过万分之五。", "says_zh: ''")),
        ("an empty title", RATE.replace("title: 通知", "title: ''")),
        ("a key that stands twice", RATE.replace("unit: rate_per_day", "unit: rate_per_day\nunit: days")),
        ("an unknown key", RATE + "comment: x\n"),
        ("rows that overlap", RATE.replace("2020-12-31", "2021-01-01")),
        ("a row without source", RATE.replace(f"    {SOURCE}\n", "", 1)),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_and_named(what, text):
    assert text not in (RATE, RANGE, DAYS, HOURS, FEE, TWO)
    with pytest.raises(DataError, match=r"law/rate\.yaml"):
        parse_table(text, "law/rate.yaml")


def test_own_knowledge_with_a_note_loads():
    text = RATE.replace(f"    {SOURCE}\n", f"    {NOTE}\n    {SOURCE.replace('confidence: S', 'confidence: K')}\n", 1)
    assert parse_table(text, "a.yaml").rows[0].note is not None


def test_a_file_is_named_after_its_table_and_an_id_stands_once():
    assert set(load_tables([("law/rate.yaml", RATE)]).tables) == {"rate"}
    for name in ("law/rates.yaml", "rate.yaml", "tariff/rate.yaml"):
        with pytest.raises(DataError, match=name):
            load_tables([(name, RATE)])
    with pytest.raises(DataError, match=r"law/again\.yaml.*rate"):
        load_tables([("law/rate.yaml", RATE), ("law/again.yaml", RATE)])
    own = RATE.replace("id: rate", "id: 示例银行/rate")
    assert set(load_tables([("tariff/示例银行/rate.yaml", own)]).tables) == {"示例银行/rate"}


# --- what a row may carry ---

ORDER = list(Severity)


@pytest.mark.parametrize(
    ("confidence", "nature"),
    list(product(("S", "S-", "K", "?"), ("statute", "supervisory", "contract", "court", "guidance", "tariff"))),
)
def test_what_a_row_may_carry(confidence, nature):
    text = RATE.replace("nature: supervisory", f"nature: {nature}").replace(
        f"    {SOURCE}\n", f"    {NOTE}\n    {SOURCE.replace('confidence: S', f'confidence: {confidence!r}')}\n", 1
    )
    carried = Tables({"rate": parse_table(text, "a.yaml")}).may_carry("rate", date(2018, 1, 1))
    by_mark = {"S": "error", "S-": "warning", "K": "notice", "?": "notice"}[confidence]
    binds = nature in ("statute", "supervisory", "contract")
    assert carried == (by_mark if binds or by_mark != "error" else "warning")


def test_what_is_unknown_carries_a_notice_and_what_was_abolished_carries_by_its_mark():
    known = Tables({"rate": parse_table(RATE, "a.yaml")})
    assert known.may_carry("rate", date(2016, 12, 31)) == known.may_carry("no such table", date(2018, 1, 1)) == "notice"
    assert known.may_carry("rate", date(2020, 12, 31)) == "error"
    assert known.look_up("rate", date(2021, 1, 1)).state is State.ABOLISHED
    assert known.may_carry("rate", date(2021, 1, 1)) == "warning"


@pytest.mark.parametrize(
    ("name", "day", "carries"),
    [
        ("late_fee", "2017-01-01", "error"),
        ("late_fee", "2016-12-31", "notice"),
        ("overlimit_fee_forbidden", "2026-01-01", "error"),
        ("rate_cap", "2020-12-31", "error"),
        ("objection_days", "2026-11-24", "error"),
        ("deducted_interest", "2021-01-01", "error"),
        ("cost_statement", "2026-08-01", "error"),
        ("repair_single_amount", "2026-02-01", "error"),
        ("overdue_surcharge", "2020-01-01", "warning"),
        ("fin_court_24", "2020-01-01", "warning"),
        ("appropriation_ge_91", "2020-01-01", "warning"),
        ("assisted_lending_24", "2025-10-01", "warning"),
        ("private_lending_cap", "2020-08-20", "warning"),
        ("cf_20_guidance", "2025-11-01", "warning"),
        ("microloan_4lpr", "2026-01-01", "warning"),
        ("collection_calls", "2025-03-01", "warning"),
        ("report_update_months", "2026-01-01", "warning"),
        ("广发银行/penalty", "2020-01-01", "warning"),
        ("招商银行/penalty", "2020-01-01", "warning"),
        ("instalment_no_minimum", "2022-07-07", "notice"),
        ("instalment_no_minimum", "2023-07-06", "notice"),
        ("instalment_no_minimum", "2023-07-07", "error"),
        ("compound_within_term", "2020-01-01", "notice"),
        ("grace_days", "2020-01-01", "notice"),
        ("广发银行/grace_days", "2020-01-01", "notice"),
        ("浦发银行/penalty", "2020-01-01", "notice"),
        ("lpr_1y", "2026-07-20", "notice"),
    ],
)
def test_what_the_shipped_tables_carry(name, day, carries):
    assert tables().may_carry(name, date.fromisoformat(day)) == carries
