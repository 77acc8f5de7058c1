"""Separators of amounts that a reader took for each other: put right where grouping leaves no doubt, nowhere else."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pipeline.reading.mend import loose_end, mended
from pipeline.values.money import format_yuan, parse_amount

MARKS = ".,:;·'，．：。"
PREFIXES = st.sampled_from(["", "-", "−", "－", "–", "¥", "￥", "$", "¥-", "-¥", "¥ ", "¥ -", "− ￥"])
AROUND = st.sampled_from(["", " ", "元", "余额", "（", "）", "¥", "还款 "])
GROUPED = st.integers(100_000, 10**13)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("7.748.43", "7,748.43"),
        ("7,623:35", "7,623.35"),
        ("7:623:35", "7,623.35"),
        ("50,00", "50.00"),
        ("0,07", "0.07"),
        ("1234567,89", "1234567.89"),
        ("12,345,67", "12,345.67"),
        ("1'234'567.89", "1,234,567.89"),
        ("7，748．43", "7,748.43"),
        ("1·234。56", "1,234.56"),
        ("-7.748.43", "-7,748.43"),
        ("¥7.748.43", "¥7,748.43"),
        ("¥ -7.748.43", "¥ -7,748.43"),
        ("−￥7;748;43", "−￥7,748.43"),
        ("余额7.748.43元", "余额7,748.43元"),
        ("7.748.43 7,623:35", "7,748.43 7,623.35"),
    ],
)
def test_an_amount_gets_its_separators_back(seen: str, meant: str) -> None:
    assert mended(seen) == meant


@pytest.mark.parametrize(
    "text",
    [
        # times and days
        "18:42", "08:05:59", "18:42:30.123", "2025-06-10 18:42:30", "2025.06.10", "2025/06/10", "25.06.10", "06.10",
        "12/31", "2025年06月10日", "2025.06.10-2025.07.09", "03:08",
        # amounts as they should be, and what may be one or not
        "1,234.56", "-1,234.56", "¥1,234.56", "0.00", "88.00", "1234567.89", "1,234,567.89", "1.234", "1,234", "20,000",
        "1.234.567", "1,234,567", "12,3", "1.2.3", "1,2345", "12345678,90",
        # numbers of contracts, of cards and of telephones
        "QH-XF-2024-0320118", "WH2024.123.45", "HT:123:45", "6222 0212 3456 7890", "6222****7890", "400-820-5555",
        "400.820.5555", "021-123,45", "0755-88886666", "13800138000", "95555", "A1.234.56", "1.234.56A", "7.748.43/1",
        "1/7.748.43", "ISO-1.234.56-7",
        # addresses and versions
        "10.0.0.1", "127.0.0.1", "192.168.1.10", "192.168.1.254", "1.2.345", "3.10.0", "v1.234.56", "5.15.0-101",
        "12.0.123.4567",
        # percentages and words
        "14.40%", "18.25%", "", "还款", "余额，0", "，", "。", ":", "一、二", "（1）",
    ],
)  # fmt: skip
def test_what_is_no_such_amount_stays(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize("text", ["192.168.100.10", "登录地址 10.123.145.78"])
def test_an_address_stays(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "归还本金1000,12月31日结清",  # would be read as 1000.12 by both readers
        "尾号4417,12月账单",
        "第3,12期",
        "余额0,10天内还清",
    ],
)
def test_a_comma_of_the_sentence_stays(text: str) -> None:
    assert mended(text) == text


@given(st.text(st.sampled_from("0123456789" + MARKS + "-−¥ /A元月"), max_size=24))
@example("1.234.56.234.56")
@example("50,00,00")
def test_only_separators_change(text: str) -> None:
    result = mended(text)
    assert len(result) == len(text)
    assert [(n, c) for n, c in enumerate(result) if c not in MARKS] == [
        (n, c) for n, c in enumerate(text) if c not in MARKS
    ]
    assert mended(result) == result
    assert all(old == new or new in ",." for old, new in zip(text, result, strict=True))


@given(st.text(max_size=30))
def test_any_text_keeps_its_length_and_its_digits(text: str) -> None:
    result = mended(text)
    assert len(result) == len(text)
    assert re.sub(r"\D", "", result) == re.sub(r"\D", "", text)
    assert mended(result) == result


@given(st.integers(-(10**13), 10**13), st.booleans(), PREFIXES, AROUND, AROUND)
def test_a_rightly_written_amount_is_unchanged(fen: int, grouped: bool, prefix: str, before: str, after: str) -> None:
    printed = format_yuan(abs(fen), grouped=grouped)
    text = f"{before}{prefix}{printed}{after}"
    assert mended(text) == text


@given(GROUPED, PREFIXES, AROUND, AROUND, st.data())
def test_any_confusion_of_separators_is_put_right(fen: int, prefix: str, before: str, after: str, data) -> None:
    printed = format_yuan(fen, grouped=True)
    seen = "".join(data.draw(st.sampled_from(MARKS)) if c in ",." else c for c in printed)
    assume(seen.count(".") < 3)  # four numbers between points may be an address
    assert mended(f"{before}{prefix}{seen}{after}") == f"{before}{prefix}{printed}{after}"
    assert parse_amount(mended(seen)) == fen


@given(st.integers(0, 999_999_999))
def test_a_decimal_comma_alone_is_put_right(fen: int) -> None:
    printed = format_yuan(fen)
    assert mended(printed.replace(".", ",")) == printed


# --- specks behind an amount ---


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("88.00.", 1),
        ("88.00.,", 2),
        ("1,234.56。", 1),
        ("88.00", 0),
        ("88.", 0),
        ("", 0),
        ("8.800.", 0),
        ("第3期。", 0),
    ],
)
def test_a_speck_at_the_end_is_no_part_of_the_amount(text: str, loose: int) -> None:
    assert loose_end(text) == loose


@given(st.integers(0, 10**12), st.booleans(), st.text(st.sampled_from(MARKS), max_size=4))
def test_without_its_specks_it_is_the_amount(fen: int, grouped: bool, specks: str) -> None:
    printed = format_yuan(fen, grouped=grouped)
    assert loose_end(printed + specks) == len(specks)


def test_specks_and_separators_together() -> None:
    text = mended("7.748.43.")
    assert text[: len(text) - loose_end(text)] == "7,748.43"
