"""Amounts, days, names and folding: what is read is what stands there, or nothing."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.values.dates import (
    MonthDay,
    add_days,
    end_of_month,
    find_date,
    find_month,
    parse_date,
    parse_month_day,
    place_year,
)
from pipeline.values.money import format_yuan, looks_like_amount, parse_amount, parse_capitals
from pipeline.values.names import aliases, find_issuer, short_name
from pipeline.values.text import close, fold, key
from samples.capitals import capitals

FEN = st.integers(-(10**13), 10**13)
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


# --- amounts ---


@given(FEN, st.booleans())
def test_an_amount_survives_print_and_reading(fen, grouped):
    printed = format_yuan(fen, grouped=grouped)
    assert parse_amount(printed) == fen and type(parse_amount(printed)) is int
    assert Decimal(printed.replace(",", "")) * 100 == fen
    assert parse_amount(printed.translate(WIDE)) == fen


@given(st.integers(1, 10**13), st.sampled_from("-−－—–﹣‐"))
def test_every_minus_that_papers_print_is_a_minus_before_or_behind(fen, minus):
    printed = format_yuan(fen, grouped=True)
    for text in (minus + printed, printed + minus, f"¥{minus}{printed}", f"{minus}¥{printed}", f"{minus} {printed}"):
        assert parse_amount(text) == -fen, text


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("500.00CR", -50000),
        ("500.00 cr", -50000),
        ("500.00（存入）", -50000),
        ("+88.00", 8800),
        ("＋88.00", 8800),
        ("人民币1,234.50元", 123450),
        ("￥ 1,234.5", 123450),
        ("RMB 0.07", 7),
        ("1000", 100000),
        ("0", 0),
        ("-0.00", 0),
        ("８８．０８元整", 8808),
    ],
)
def test_amounts_as_papers_print_them(text, fen):
    assert parse_amount(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "500.00①", "①", "500.00²", "1.2.3", "1,23.00", "1,2345.00", "12,34", "1.234", "1..2", ".5", "5.", "",
        "-", "—", "--5.00", "-5.00-", "−−5", "1e5", "1E5", "nan", "inf", "0x10", "1_000", "007.00", "O.50", "l2.00",
        "5.00 USD", "12/31", "一百元", "5.00元2", "100.00 200.00", "½", "Ⅴ", "5,00", "5元50", "١٢٣",
    ],
)  # fmt: skip
def test_what_is_not_exactly_one_amount_is_none(text):
    assert parse_amount(text) is None and not looks_like_amount(text)


@given(st.text(alphabet="0123456789.,-−—①²Oo¥元CR ", max_size=12))
def test_a_reading_is_a_whole_number_of_fen_or_nothing(text):
    found = parse_amount(text)
    assert found is None or (type(found) is int and parse_amount(format_yuan(found)) == found)


@given(FEN)
def test_decimals_can_be_demanded_or_forbidden(fen):
    two, whole = format_yuan(fen), str(fen)
    assert parse_amount(two, decimals=True) == fen and parse_amount(two, decimals=False) is None
    assert parse_amount(whole, decimals=False) == fen * 100 and parse_amount(whole, decimals=True) is None


@given(st.integers(0, 10**14 - 1))
def test_capitals_say_what_the_figure_says(fen):
    assert parse_capitals(capitals(fen)) == fen
    assert parse_capitals(f"人民币 {capitals(fen)}") == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("壹万贰仟叁佰肆拾伍元陆角柒分", 1234567),
        ("壹拾元整", 1000),
        ("拾元整", 1000),
        ("伍圆正", 500),
        ("壹亿零壹元整", 10**10 + 100),
        ("零元柒角整", 70),
    ],
)
def test_capitals_as_letters_print_them(text, fen):
    assert parse_capitals(text) == fen


@pytest.mark.parametrize("text", ["", "元", "整", "壹万", "壹元贰", "壹万元abc", "5元", "共计壹元整"])
def test_no_whole_amount_in_capitals_is_none(text):
    assert parse_capitals(text) is None


# --- days ---


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%Y 年 %m 月 %d 日"]))
def test_a_day_survives_print_and_reading(day, form):
    printed = day.strftime(form)
    assert parse_date(printed) == day and parse_date(printed.translate(WIDE)) in (day, None)
    assert find_date(f"截至{printed}，")[0] == day
    assert parse_date(f"{printed}起") is None


@given(DAYS)
def test_a_day_in_chinese_numerals(day):
    digits = "〇一二三四五六七八九"

    def number(n):
        tens, ones = divmod(n, 10)
        return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")

    year = "".join(digits[int(c)] for c in str(day.year))
    for zero in "〇零○":
        text = f"{year}年{number(day.month)}月{number(day.day)}日".replace("〇", zero)
        assert find_date(text) == (day, text)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2025年2月29日", "20260431", "2026/13/01", "2026-00-10", "二〇二五年二月三十日"]
)
def test_a_day_that_does_not_exist_is_seen_and_is_no_day(text):
    assert find_date(text) == (None, text) and parse_date(text) is None


@pytest.mark.parametrize("text", ["", "12345678901", "2026", "6222021234567890", "03-05", "1.2.3"])
def test_no_day_is_none(text):
    assert find_date(text) is None


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [("0308", 3, 8), ("03/08", 3, 8), ("3月8日", 3, 8), ("12-31", 12, 31), ("０２２９", 2, 29)],
)
def test_a_day_without_its_year(text, month, day):
    assert parse_month_day(text) == MonthDay(month, day)


@pytest.mark.parametrize("text", ["0230", "1301", "0000", "4月31日", "03080", "308", ""])
def test_a_day_that_is_in_no_year_is_none(text):
    assert parse_month_day(text) is None


@given(DAYS, st.integers(0, 300))
def test_the_year_of_a_row_is_the_one_before_its_statement(statement, back):
    """Over New Year a December row of a January statement belongs to the year before."""
    row = statement - timedelta(days=back)
    assert place_year(MonthDay(row.month, row.day), statement) == row


def test_new_year_and_the_leap_day():
    assert place_year(MonthDay(12, 31), date(2026, 1, 8)) == date(2025, 12, 31)
    assert place_year(MonthDay(1, 8), date(2026, 1, 8)) == date(2026, 1, 8)
    assert place_year(MonthDay(2, 29), date(2024, 3, 8)) == date(2024, 2, 29)
    assert place_year(MonthDay(2, 29), date(2027, 3, 8)) is None


@given(DAYS, st.integers(-36, 36))
def test_the_end_of_a_month(day, months):
    end = end_of_month(day, months)
    assert (end + timedelta(days=1)).day == 1
    assert (end.year - day.year) * 12 + end.month - day.month == months


@given(DAYS, st.integers(0, 400))
def test_deadlines_do_not_count_the_first_day(day, days):
    assert (add_days(day, days) - day).days == days


@pytest.mark.parametrize(("text", "month"), [("2026年03月", (2026, 3)), ("2026.03", (2026, 3)), ("2026年13月", None)])
def test_a_month(text, month):
    assert find_month(text) == month and find_month("2026-03-08") is None


# --- folding ---

RAW = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.characters(min_codepoint=0x2E80, max_codepoint=0x2FD5),
        st.characters(min_codepoint=0xFF00, max_codepoint=0xFFEF),
        st.sampled_from("　 \t\u200b①²㎡㈱Ⅳ戶帳—−ﬁß"),
    ),
    max_size=30,
)


@given(RAW)
def test_the_index_map_points_at_the_raw_characters(raw):
    folded = fold(raw)
    assert len(folded.index) == len(folded.text) and list(folded.index) == sorted(folded.index)
    for place, character in enumerate(folded.text):
        start, end = folded.span(place, place + 1)
        assert end == start + 1 and character in key(raw[start])


@given(RAW, st.data())
def test_a_span_is_the_raw_text_that_gave_it(raw, data):
    folded = fold(raw)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        first, last = folded.span(start, end)
        assert folded.text[start:end] in key(raw[first:last])
        assert set(folded.index[start:end]) <= set(range(first, last))


@given(RAW)
def test_folding_does_not_depend_on_what_stands_beside(raw):
    assert key(raw) == "".join(map(key, raw))
    assert not any(character.isspace() for character in key(raw))


@given(RAW)
def test_folding_leaves_the_raw_text_alone_and_is_done_once(raw):
    assert key(key(raw)) == key(raw)


@pytest.mark.parametrize("code", range(0x2F00, 0x2FD6))
def test_kangxi_radicals_are_their_ideographs(code):
    radical = chr(code)
    assert key(radical) == key(unicodedata.normalize("NFKC", radical)) != radical


@pytest.mark.parametrize(
    ("radical", "ordinary"),
    ["⾏行", "⺠民", "⺟母", "⻚页", "⻋车", "⻅见", "⻓长", "⻔门", "⻢马",
      "⻥鱼", "⻰龙", "⽤用", "⼾户", "⾦金", "⻛风", "⺝月", "⻄西", "⻝食", "⺩王"],
)  # fmt: skip
def test_radicals_that_pdf_producers_write(radical, ordinary):
    assert key(radical) == key(ordinary) == ordinary


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("招 商 银 行", "招商银行"), ("ＡＢＣ１２３", "abc123"), ("帳戶", "账户"), ("账户：", "账户:"),
        ("⾦额（元）", "金额(元)"), ("结\u200b清", "结清"), ("—", "-"), ("还款　金额", "还款金额"),
    ],
)  # fmt: skip
def test_what_a_reader_sees_as_one_is_one(one, other):
    assert key(one) == key(other)


@given(st.text("还款金额人民币", max_size=8), st.text("还款金额人民币", max_size=8), st.integers(0, 3))
def test_closeness_is_edit_distance(one, other, limit):
    def distance(a, b):
        if not a or not b:
            return len(a) + len(b)
        if a[0] == b[0]:
            return distance(a[1:], b[1:])
        return 1 + min(distance(a[1:], b), distance(a, b[1:]), distance(a[1:], b[1:]))

    if len(one) + len(other) <= 10:
        assert close(one, other, limit) == (distance(one, other) <= limit)


# --- names ---


@pytest.mark.parametrize(
    ("printed", "short"),
    [
        ("招商银行股份有限公司信用卡中心", "招商银行"),
        ("招商银行信用卡中心", "招商银行"),
        ("招商银⾏股份有限公司", "招商银行"),
        ("招 商 银 行", "招商银行"),
        ("CMB Credit Card Statement", "招商银行"),
        ("青禾消费金融有限公司", "青禾消费金融"),
        ("望海消费金融股份有限公司", "望海消费金融"),
        ("望海消费金融股份有限公司（以下简称本公司）", "望海消费金融"),
    ],
)
def test_short_names(printed, short):
    assert short_name(printed) == short


def test_latin_names_are_whole_words_and_unknown_names_are_nobody():
    assert find_issuer("CMBX") is None and find_issuer("ACMB") is None and find_issuer("某某商贸") is None
    assert find_issuer("") is None


def test_every_alias_names_one_institution_and_finds_it():
    names = [alias for alias, _ in aliases()]
    assert len(names) == len(set(names))
    assert all(find_issuer(alias) for alias in names)
    assert all(find_issuer(short) == short for _, short in aliases())
