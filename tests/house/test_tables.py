"""Law, tariffs, lexicon and layouts: dated, sourced, and refused when they are wrong."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import layouts, lexicon
from pipeline.records.extraction import Kind
from pipeline.records.finding import Severity
from pipeline.values.names import short_name
from pipeline.values.text import key
from pipeline.values.yaml import DataError, load_yaml
from rules import catalogue, tables
from rules.tables.load import PenaltyTariff, State, Tables, parse_table

GOOD = """
id: late_fee
says_zh: 滞纳金为最低还款额未还部分的5%。
says_en: The late fee is 5 % of the unpaid minimum.
unit: percent
decides: charge
nature: tariff
rows:
  - value: 5
    valid_from: 2010-01-01
    valid_to: 2016-12-31
    source: {title: 收费标准, issuer: 示例银行, checked_on: 2026-11-24, confidence: S}
  - value: null
    valid_from: 2017-01-01
    valid_to: 2019-12-31
    source: {title: 通知, issuer: 中国人民银行, number: 银发〔2016〕111号, checked_on: 2026-11-24, confidence: S}
  - value: 6
    valid_from: 2021-03-01
    source: {title: 收费标准, issuer: 示例银行, checked_on: 2026-11-24, confidence: S-}
known_until: 2026-11-24
"""
ROWS = [(table.id, number, row) for table in tables().tables.values() for number, row in enumerate(table.rows)]
LIMIT = {"S": Severity.ERROR, "S-": Severity.WARNING, "K": Severity.NOTICE, "?": Severity.NOTICE}


def without(text: str, line: str) -> str:
    assert text.count(line) >= 1
    return text.replace(line, "", 1)


# --- the tables that ship ---


@pytest.mark.parametrize(("table", "number", "row"), ROWS)
def test_every_row_says_where_it_comes_from(table, number, row):
    assert row.source.title.strip() and row.source.issuer.strip()
    assert row.source.checked_on >= date(2026, 1, 1)


def test_a_rule_says_no_more_than_its_basis_carries():
    """Only what was read in a primary text may carry an error; a secondary one a warning; the rest a notice.

    Some row must carry the gravest that a rule can say: one that ended, or the word that it ended, may be marked less
    (the cap on card rates was read, its end was not).  What one day's row carries `may_carry` tells.
    """
    order = list(Severity)
    for rule in catalogue():
        for name in rule.basis:
            assert name in tables().tables, f"{rule.code} rests on {name}, which is no table"
            ceiling = min((LIMIT[row.source.confidence] for row in tables().tables[name].rows), key=order.index)
            assert order.index(rule.severity) >= order.index(ceiling), f"{rule.code}: {name}"


def test_every_rule_says_what_it_needs_and_when_it_is_silent():
    for rule in catalogue():
        texts = [rule.says, rule.needs, rule.example, *rule.silent_when]
        assert rule.silent_when and all(text.zh.strip() and text.en.strip() for text in texts), rule.code


# --- the loader ---


def test_a_good_table_loads():
    table = parse_table(GOOD, "a.yaml")
    assert [row.value for row in table.rows] == [5, None, 6]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("rows that overlap", GOOD.replace("valid_to: 2016-12-31", "valid_to: 2017-01-01")),
        ("an open row before another", without(GOOD, "    valid_to: 2016-12-31\n")),
        ("rows out of order", GOOD.replace("valid_from: 2021-03-01", "valid_from: 2009-03-01")),
        (
            "a row that ends before it begins",
            GOOD.replace("valid_from: 2021-03-01", "valid_from: 2021-03-01\n    valid_to: 2021-02-01"),
        ),
        ("a key that stands twice", GOOD + "nature: court\n"),
        ("a row's key that stands twice", GOOD.replace("  - value: 5\n", "  - value: 5\n    value: 6\n")),
        ("an unknown key", GOOD + "comment: x\n"),
        ("an unknown key of a row", GOOD.replace("  - value: 5\n", "  - value: 5\n    until: 2016-12-31\n")),
        ("an unknown key of a source", GOOD.replace("{title: 通知,", "{title: 通知, url: x,")),
        ("a row without source", GOOD.replace("    source: {title: 通知", "    # source: {title: 通知")),
        ("a source without title", GOOD.replace("{title: 通知, ", "{")),
        ("a source without issuer", GOOD.replace("issuer: 中国人民银行, ", "")),
        ("a source without confidence", GOOD.replace(", confidence: S-}", "}")),
        ("an unknown mark of confidence", GOOD.replace("confidence: S-}", "confidence: A}")),
        ("a row without its first day", GOOD.replace("    valid_from: 2021-03-01\n", "")),
        ("a day that does not exist", GOOD.replace("2021-03-01", "2021-02-30")),
        ("a value that is a fraction", GOOD.replace("value: 6", "value: 6.5")),
        ("no rows", GOOD.split("rows:")[0] + "rows: []\n"),
        ("an unknown nature", GOOD.replace("nature: tariff", "nature: rumour")),
        ("no table at all", "- 1\n- 2\n"),
        ("no YAML", "id: [\n"),
        ("nothing", ""),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_and_named(what, text):
    assert text != GOOD
    with pytest.raises(DataError, match=r"tariff/示例银行/late_fee\.yaml"):
        parse_table(text, "tariff/示例银行/late_fee.yaml")


TARIFF = """
id: 示例银行/penalty
says_zh: 违约金为最低还款额未还部分的5%，最低10元。
says_en: The penalty is 5 % of the unpaid minimum, at least 10.
decides: charge
nature: tariff
rows:
  - value: {percent: 5, floor: {CNY: 1000}, cap: {}}
    valid_from: 2017-01-01
    source: {title: 收费标准, issuer: 示例银行, checked_on: 2026-11-24, confidence: S-}
"""


def test_a_tariff_of_several_numbers_loads():
    (row,) = parse_table(TARIFF, "a.yaml").rows
    assert row.value == PenaltyTariff(percent=5, floor={"CNY": 1000})


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("an unknown key", TARIFF.replace("percent: 5,", "percent: 5, minimum: 1,")),
        ("no percent", TARIFF.replace("percent: 5, ", "")),
        ("a fraction", TARIFF.replace("percent: 5,", "percent: 5.5,")),
        ("a floor that is a fraction", TARIFF.replace("CNY: 1000", "CNY: 10.5")),
        ("a floor in words", TARIFF.replace("CNY: 1000", "CNY: '10'")),
        ("a key that stands twice", TARIFF.replace("percent: 5,", "percent: 5, percent: 6,")),
    ],
)
def test_a_wrong_tariff_is_refused_and_named(what, text):
    assert text != TARIFF
    with pytest.raises(DataError, match=r"tariff/示例银行/penalty\.yaml"):
        parse_table(text, "tariff/示例银行/penalty.yaml")


def test_every_tariff_belongs_to_an_issuer_by_its_short_name():
    for name in tables().tables:
        issuer, slash, _ = name.partition("/")
        assert not slash or short_name(issuer) == issuer, name


# --- the look-up ---

TABLE = Tables({"late_fee": parse_table(GOOD, "a.yaml")})


@pytest.mark.parametrize(
    ("day", "state", "value"),
    [
        ("2009-12-31", State.UNKNOWN, None),
        ("2010-01-01", State.KNOWN, 5),
        ("2016-12-31", State.KNOWN, 5),
        ("2017-01-01", State.ABOLISHED, None),
        ("2019-12-31", State.ABOLISHED, None),
        ("2020-01-01", State.UNKNOWN, None),  # a gap: nobody knows
        ("2021-02-28", State.UNKNOWN, None),
        ("2021-03-01", State.KNOWN, 6),
        ("2026-11-24", State.KNOWN, 6),
        ("2026-11-25", State.UNKNOWN, None),  # nobody has looked since
    ],
)
def test_known_abolished_and_unknown_are_three_answers(day, state, value):
    answer = TABLE.look_up("late_fee", date.fromisoformat(day))
    assert answer.state is state
    assert (answer.line.value if answer.line else None) == value
    assert (answer.line is None) == (state is State.UNKNOWN)


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_a_rule_may_rest_on_what_the_table_says_and_on_nothing_else(day):
    assert TABLE.look_up("no such table", day).state is State.UNKNOWN
    if TABLE.look_up("late_fee", day).state is State.UNKNOWN:
        with pytest.raises(KeyError):
            TABLE.basis("late_fee", day)
    else:
        assert TABLE.basis("late_fee", day).valid_from <= day


@pytest.mark.parametrize(("table", "number", "row"), ROWS)
def test_the_shipped_tables_answer_on_their_border_days(table, number, row):
    whole = tables().tables[table]
    known = State.ABOLISHED if row.value is None else State.KNOWN
    assert tables().look_up(table, row.valid_from).state is known
    if row.valid_to:
        assert tables().look_up(table, row.valid_to).line == row
    before = tables().look_up(table, row.valid_from - timedelta(days=1)).line
    assert before != row and (before is None or before == whole.rows[number - 1])


# --- lexicon and layouts ---

WORDS = """
columns: {posted_on: [入账日, 记账日], amount: [金额, Amount]}
fields: {closing: [本期应还款额]}
sections: {利息: interest}
kinds:
  - {kind: refund, phrases: [退款]}
  - {kind: late_fee, phrases: [滞纳金]}
bank_words: [违约]
"""


def test_the_lexicon_ships_whole():
    words = lexicon.lexicon()
    assert words.columns and words.fields and words.phrases and words.own_words
    for table, look in ((words.columns, words.column), (words.fields, words.field)):
        assert {label: look(label) for label in table} == table
    assert all(phrase == key(phrase) for phrase, _ in words.phrases)


def test_words_are_found_whatever_their_dress():
    words = lexicon.parse(WORDS)
    assert words.column(" 入 账 日：") == words.column("⼊账日") == "posted_on"
    assert words.column("金额 Amount") == words.column("ＡＭＯＵＮＴ") == "amount" and words.column("日期") is None
    assert words.kind("违约滞纳金") is Kind.LATE_FEE and words.kind("物业滞纳金") is Kind.PURCHASE
    assert words.kind("滞纳金退款") is Kind.REFUND and words.kind("早餐") is None


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a key that stands twice", WORDS + "bank_words: []\n"),
        (
            "a role that stands twice",
            WORDS.replace("{posted_on: [入账日, 记账日],", "{posted_on: [入账日], posted_on: [记账日],"),
        ),
        ("a head with two meanings", WORDS.replace("amount: [金额,", "amount: [金额, 入账日,")),
        ("a head with two meanings in other dress", WORDS.replace("amount: [金额,", "amount: [金额, '⼊ 账日',")),
        ("a field with two meanings", WORDS.replace("{closing: [本期应还款额]}", "{closing: [余额], opening: [余额]}")),
        ("a phrase with two kinds", WORDS.replace("phrases: [退款]", "phrases: [退款, 滞纳金]")),
        ("an unknown kind", WORDS.replace("利息: interest", "利息: intrest")),
        ("an unknown key", WORDS + "colums: {}\n"),
        ("a missing key", WORDS.replace("bank_words: [违约]\n", "")),
        ("an unknown key of a kind", WORDS.replace("phrases: [退款]", "phrases: [退款], note: x")),
    ],
)  # fmt: skip
def test_a_wrong_lexicon_is_refused_and_named(what, text):
    assert text != WORDS
    with pytest.raises(DataError, match=r"lexicon\.yaml"):
        lexicon.parse(text)


def test_every_layout_ships_and_belongs_to_one_issuer():
    files = layouts._files()
    assert files and len(layouts.layouts()) == len(files)
    for name, text in files:
        layout = layouts.parse(text, name)
        assert layout.issuer and layouts.layout_of(layout.issuer) == layout
        assert name == f"{layout.issuer}.yaml"
    assert layouts.layout_of("某银行") == layouts.layout_of(None) == layouts.GENERAL


@pytest.mark.parametrize(
    "text",
    [
        "issuer: 示例银行\nissuer: 另一银行\n",
        "issuer: 示例银行\nsign: {opening: 1}\n",
        "issuer: 示例银行\nsigns: {opening: 2}\n",
        "issuer: 示例银行\nsigns: {openning: 1}\n",
        "issuer: 示例银行\nsigns: {opening: 1, opening: -1}\n",
        "markers: [示例银行]\n",
        "",
    ],
)
def test_a_wrong_layout_is_refused_and_named(text):
    with pytest.raises(DataError, match=r"示例银行\.yaml"):
        layouts.parse(text, "示例银行.yaml")


def test_yaml_can_make_nothing_but_plain_data():
    with pytest.raises(DataError, match=r"x\.yaml"):
        load_yaml("a: !!python/object/apply:os.system ['true']\n", "x.yaml")


@given(
    st.recursive(
        st.integers() | st.text("ab 结清:#'", max_size=5),
        lambda c: st.lists(c, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), c, max_size=3),
    )
)
def test_the_strict_reader_reads_json_as_it_is(tree):
    assert load_yaml(json.dumps(tree, ensure_ascii=False), "x.yaml") == tree
