"""The tables that ship: whole, marked as their facts were found, and right on the days on which the law changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipeline.values.names import short_name
from rules import catalogue, tables
from rules.tables.load import Fee, Hours, MinimumPayment, PenaltyTariff, Period, Range, State, _files, load_tables
from tests.tables.marks import MARKS

ALL = tables().tables


def at(name, day):
    answer = tables().look_up(name, date.fromisoformat(day))
    return answer.state, answer.line.value if answer.line else None


KNOWN, ABOLISHED, UNKNOWN = State.KNOWN, State.ABOLISHED, State.UNKNOWN


def test_every_file_loads():
    from importlib import resources

    files = _files(resources.files("rules.tables"))
    assert len(load_tables(files).tables) == len(files) > 200


def test_every_row_bears_the_mark_that_its_fact_was_given():
    shipped = {(name, row.valid_from.isoformat()): row.source.confidence for name, t in ALL.items() for row in t.rows}
    assert shipped == MARKS


def test_what_nobody_read_says_why():
    for table in ALL.values():
        for row in table.rows:
            assert row.source.checked_on == date(2026, 11, 24), table.id
            assert row.source.confidence in ("S", "S-") or (row.note and row.note.zh and row.note.en), table.id


def test_texts_are_sentences_of_their_language():
    for table in ALL.values():
        assert table.says_zh.endswith("。") and table.says_en.endswith("."), table.id
        assert "违法" not in table.says_zh, table.id


def test_rules_name_tariffs_that_exist():
    for rule in catalogue():
        for quantity in rule.tariffs:
            assert tables().tariffs(quantity), rule.code
    named = {rule.code: rule.tariffs for rule in catalogue()}
    assert named["PEN203"] == ("penalty", "grace_days") and named["PEN204"] == ("grace_days",)


def test_tariffs_belong_to_issuers():
    for name in ALL:
        issuer, slash, _ = name.partition("/")
        assert not slash or short_name(issuer) == issuer


@pytest.mark.parametrize(
    ("name", "day", "state", "value"),
    [
        ("late_fee", "2016-12-31", KNOWN, 5),
        ("late_fee", "2017-01-01", ABOLISHED, None),
        ("overlimit_fee_statutory", "2016-12-31", KNOWN, 5),
        ("overlimit_fee_statutory", "2017-01-01", UNKNOWN, None),
        ("overlimit_fee_forbidden", "2016-12-31", UNKNOWN, None),
        ("overlimit_fee_forbidden", "2017-01-01", KNOWN, True),
        ("no_interest_on_fees", "2016-12-31", UNKNOWN, None),
        ("no_interest_on_fees", "2017-01-01", KNOWN, True),
        ("rate_fixed", "2016-12-31", KNOWN, Decimal("0.0005")),
        ("rate_fixed", "2017-01-01", ABOLISHED, None),
        ("rate_cap", "2016-12-31", UNKNOWN, None),
        ("rate_cap", "2017-01-01", KNOWN, Decimal("0.0005")),
        ("rate_cap", "2020-12-31", KNOWN, Decimal("0.0005")),
        ("rate_cap", "2021-01-01", ABOLISHED, None),
        ("rate_floor", "2020-12-31", KNOWN, Decimal("0.00035")),
        ("rate_floor", "2021-01-01", ABOLISHED, None),
        ("rate_free", "2020-12-31", UNKNOWN, None),
        ("rate_free", "2021-01-01", KNOWN, True),
        ("free_period_old", "2016-12-31", KNOWN, 60),
        ("free_period_old", "2017-01-01", ABOLISHED, None),
        ("deducted_interest", "2020-12-31", UNKNOWN, None),
        ("deducted_interest", "2021-01-01", KNOWN, True),
        ("private_lending_cap_old", "2020-08-19", KNOWN, Decimal("0.24")),
        ("private_lending_cap_old", "2020-08-20", ABOLISHED, None),
        ("private_lending_void_old", "2020-08-19", KNOWN, Decimal("0.36")),
        ("private_lending_void_old", "2020-08-20", ABOLISHED, None),
        ("private_lending_cap", "2020-08-19", UNKNOWN, None),
        ("private_lending_cap", "2020-08-20", KNOWN, 4),
        ("fin_court_24", "2017-08-08", UNKNOWN, None),
        ("fin_court_24", "2017-08-09", KNOWN, Decimal("0.24")),
        ("assisted_lending", "2025-09-30", UNKNOWN, None),
        ("assisted_lending", "2025-10-01", KNOWN, True),
        ("assisted_lending_24", "2025-10-01", KNOWN, Decimal("0.24")),
        ("microloan_24", "2025-12-18", UNKNOWN, None),
        ("microloan_24", "2025-12-19", KNOWN, Decimal("0.24")),
        ("cost_statement", "2026-07-31", UNKNOWN, None),
        ("cost_statement", "2026-08-01", KNOWN, True),
        ("free_reports_extra", "2025-12-31", UNKNOWN, None),
        ("free_reports_extra", "2026-06-30", KNOWN, 2),
        ("free_reports_extra", "2026-07-01", UNKNOWN, None),
        ("collection_calls", "2025-02-27", UNKNOWN, None),
        ("collection_calls", "2025-02-28", KNOWN, 3),
        ("objection_days", "2013-03-14", UNKNOWN, None),
        ("objection_days", "2013-03-15", KNOWN, 20),
        ("complaint_answer_days", "2020-02-29", UNKNOWN, None),
        ("complaint_answer_days", "2020-03-01", KNOWN, 15),
    ],
)
def test_the_days_on_which_the_law_changed(name, day, state, value):
    assert at(name, day) == (state, value)


def test_figures_of_several_numbers():
    day = "2026-02-02"
    assert at("overdue_surcharge", day)[1] == Range(low=Decimal("1.30"), high=Decimal("1.50"))
    assert at("misuse_surcharge", day)[1] == Range(low=Decimal("1.50"), high=Decimal("2.00"))
    assert at("repair_arrears_period", day)[1] == Period(first=date(2020, 1, 1), last=date(2025, 12, 31))
    assert at("repair_second_period", day)[1] == Period(first=date(2025, 12, 1), last=date(2026, 3, 31))
    assert at("repair_single_amount", day)[1] == 1_000_000 and at("repair_repaid_by", day)[1] == date(2026, 3, 31)
    assert at("collection_quiet_hours", day)[1] == Hours(start="22:00", end="08:00")
    assert at("provider_penalty", day)[1] == Range(low=5_000_000, high=50_000_000)
    assert at("招商银行/cash_fee_abroad", day)[1] == Fee(percent="3", floor={"CNY": 3000, "USD": 300})
    assert at("工商银行/cash_fee_abroad", day)[1] == Fee(percent="1", plus={"CNY": 1200})
    minimum = at("中信银行/minimum", day)[1]
    assert isinstance(minimum, MinimumPayment) and (minimum.percent, minimum.first_percent) == (5, 10)


# Per cent, per cent when repeated, floor and cap in yuan, as the tariffs were found.
PENALTIES = {
    "工商银行": (5, None, {}, {"CNY": 500, "HKD": 500, "USD": 100, "EUR": 100}),
    "农业银行": (5, None, {"CNY": 1, "USD": 1}, {}),
    "中国银行": (5, None, {}, {}),
    "建设银行": (5, None, {"CNY": 5, "USD": 1, "EUR": 1}, {}),
    "交通银行": (5, None, {"CNY": 10, "USD": 1}, {}),
    "招商银行": (5, None, {"CNY": 10, "USD": 1}, {}),
    "中信银行": (5, None, {"CNY": 20, "USD": 2, "HKD": 20, "EUR": 2}, {}),
    "光大银行": (5, None, {"CNY": 15, "USD": 2, "EUR": 2}, {}),
    "华夏银行": (5, None, {}, {"CNY": 2000, "USD": 250}),
    "民生银行": (5, None, {"CNY": 10}, {}),
    "兴业银行": (5, None, {"CNY": 20, "USD": 3}, {}),
    "平安银行": (5, None, {"CNY": 20, "USD": 3}, {}),
    "广发银行": (5, 6, {"CNY": 30, "USD": 5}, {}),
    "邮储银行": (5, None, {}, {}),
    "上海银行": (5, None, {"CNY": 30, "USD": 4}, {}),
}
GRACE = {
    "招商银行": [3], "华夏银行": [3], "交通银行": [3], "平安银行": [3], "兴业银行": [3], "民生银行": [3], "邮储银行": [3],
    "浦发银行": [3], "北京银行": [3], "光大银行": [3], "上海银行": [3], "农业银行": [2], "中信银行": [3, 3],
    "工商银行": [0, 3], "中国银行": [3, 8, 9], "建设银行": [3, 5], "广发银行": [1, 3],
}  # fmt: skip


def test_penalties_of_each_issuer():
    shipped = {}
    for table in tables().tariffs("penalty"):
        (line,) = table.rows
        value = line.value
        assert isinstance(value, PenaltyTariff) and line.valid_from == date(2017, 1, 1) and line.valid_to is None
        shipped[table.id.partition("/")[0]] = (
            value.percent, value.repeated_percent,
            {c: fen / 100 for c, fen in value.floor.items()}, {c: fen / 100 for c, fen in value.cap.items()},
        )  # fmt: skip
    assert shipped == PENALTIES  # an issuer that is not here is unknown: 5 % is never assumed


def test_grace_of_each_issuer_keeps_what_all_sources_say_and_accuses_by_the_shortest():
    shipped = {
        table.id.partition("/")[0]: [table.rows[0].value, *(claim.value for claim in table.rows[0].others)]
        for table in tables().tariffs("grace_days")
    }
    assert shipped == GRACE
    assert all(min(days) == days[0] for days in shipped.values())


def test_where_sources_differ_the_higher_floor_stands_and_the_other_is_kept():
    (line,) = ALL["广发银行/penalty"].rows
    (other,) = line.others
    assert line.value.floor["CNY"] == 3000 and other.value.floor["CNY"] == 2000 and other.source.confidence == "S-"
