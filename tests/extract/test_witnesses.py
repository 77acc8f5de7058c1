"""Further readers of a value: who is asked, who agrees, who contradicts, and who has nothing to say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.witnesses import NOT_READ, ONLY_CONTRADICT, checks_of
from pipeline.reading import witness
from pipeline.records.evidence import Check, CheckKind
from pipeline.records.reading import FIGURES_READER, WORDS_READER
from pipeline.values.dates import parse_date
from pipeline.values.money import format_yuan, parse_amount
from pipeline.values.text import IDENTIFIER

AGREED_FIGURES = (Check(CheckKind.SECOND_READER, True, FIGURES_READER),)
AGREED_WORDS = (Check(CheckKind.SECOND_READER, True, WORDS_READER),)


def differs(source: str, saw: object) -> tuple[Check, ...]:
    return (Check(CheckKind.SECOND_READER, False, source, saw),)


def amount(raw: str, **readers: str) -> tuple[Check, ...]:
    return checks_of(raw, parse_amount(raw), parse_amount, texts(**readers))


def day(raw: str, **readers: str) -> tuple[Check, ...]:
    return checks_of(raw, parse_date(raw), parse_date, texts(**readers))


def words(raw: str, **readers: str) -> tuple[Check, ...]:
    return checks_of(raw, raw, lambda text: text or None, texts(**readers))


def texts(figures: str | None = None, words: str | None = None, **others: str) -> dict[str, str]:
    seen = {FIGURES_READER: figures, WORDS_READER: words}
    return {name: text for name, text in seen.items() if text is not None} | {
        name.replace("_", "-"): text for name, text in others.items()
    }


def test_a_place_not_shown_is_marked_alike_by_both_sides() -> None:
    assert NOT_READ == witness.NOT_READ == "\ufffd"


# --- figures ---


def test_an_amount_is_held_against_the_reader_of_figures() -> None:
    assert amount("1,234.50", figures="1,234.50") == AGREED_FIGURES
    assert amount("1,234.50", figures="1234.5") == AGREED_FIGURES
    assert amount("1,234.50", figures="1,234.60") == differs(FIGURES_READER, 123_460)
    assert amount("1,234.50", figures="-1,234.50") == differs(FIGURES_READER, -123_450)


def test_what_cannot_be_parsed_contradicts_and_is_kept_as_text() -> None:
    assert amount("1,234.50", figures="1,234.5O") == differs(FIGURES_READER, "1,234.5O")
    assert amount("1,234.50", figures="") == differs(FIGURES_READER, "")


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12).filter(lambda fen: fen != 0))
def test_what_a_disagreeing_reader_saw_is_the_value_it_saw(mine: int, other: int) -> None:
    checks = amount(format_yuan(mine), figures=format_yuan(other))
    assert checks == (AGREED_FIGURES if mine == other else differs(FIGURES_READER, other))


def test_a_nought_that_was_seen_is_a_value() -> None:
    assert amount("8.00", figures="0.00") == differs(FIGURES_READER, 0)


def test_the_reader_of_words_says_nothing_of_figures_that_the_other_was_shown() -> None:
    assert amount("1,234.50", figures="1,234.50", words="1.234 50") == AGREED_FIGURES
    assert amount("1,234.50", figures="1,234.60", words="1,234.50") == differs(FIGURES_READER, 123_460)
    assert amount("1,234.50", figures=NOT_READ, words="1,234.50") == ()


def test_the_reader_of_words_is_no_witness_of_figures() -> None:
    """On a fax it read 38 of a printed 38,726 as the first reader did, and the other was not shown the figure."""
    assert amount("1,234.50", words="1,234.50") == ()
    assert amount("1,234.50", words="1,234.60") == ()


def test_a_day_with_chinese_in_it_is_held_against_the_reader_of_figures() -> None:
    assert day("2026年6月18日", figures="2026年6月18日", words="2026年6月13日") == AGREED_FIGURES
    assert day("2026年6月18日", figures="2026年6月13日", words="2026年6月18日") == differs(
        FIGURES_READER, date(2026, 6, 13)
    )


def test_what_was_not_shown_is_neither_agreement_nor_contradiction() -> None:
    assert amount("1,234.50", figures=NOT_READ) == ()
    assert amount("1,234.50", figures=f"1,{NOT_READ}") == ()
    assert amount("1,234.50", pdfplumber=NOT_READ) == ()
    assert amount("1,234.50") == ()
    assert words("全部结清", words=NOT_READ) == ()
    assert words("尾号4417", figures=f"尾号{NOT_READ}", words=NOT_READ) == ()


# --- words ---


def test_words_are_held_against_the_reader_of_words() -> None:
    assert words("全部结清", words="全部结清") == AGREED_WORDS
    assert words("全部结清", words="全部绪清") == differs(WORDS_READER, "全部绪清")
    assert words("全部结清", words="") == differs(WORDS_READER, "")
    assert words("全部结清", figures="全部结清") == (), "the words in its text are the first reader's own"


def test_words_are_compared_folded_and_without_marks() -> None:
    assert words("招 商 银 行", words="招商银行") == AGREED_WORDS
    assert words("帳戶（人民币）", words="账户[人民币]") == AGREED_WORDS
    assert words("ＡＢＣ", words="abc") == AGREED_WORDS


def test_a_word_that_means_something_is_held_against_the_reader_of_words() -> None:
    def settled(text: str) -> bool | None:
        return {"是": True, "否": False}.get(text)

    assert checks_of("是", True, settled, texts(words="是", figures="是")) == AGREED_WORDS
    assert checks_of("是", True, settled, texts(words="吴")) == differs(WORDS_READER, "吴")
    assert checks_of("是", True, settled, texts(figures="是")) == ()


# --- words with figures in them ---


def test_a_mixed_text_needs_both_readers() -> None:
    both = {"figures": "青禾证〔2026〕0618号", "words": "青禾证〔2026〕0618号"}
    assert words("青禾证〔2026〕0618号", **both) == AGREED_WORDS
    assert words("青禾证〔2026〕0618号", **both | {"figures": "青禾证〔2026〕0613号"}) == differs(
        FIGURES_READER, "青禾证〔2026〕0613号"
    )
    assert words("青禾证〔2026〕0618号", **both | {"words": "青木证〔2026〕0618号"}) == differs(
        WORDS_READER, "青木证〔2026〕0618号"
    )
    assert words("青禾证〔2026〕0618号", **both | {"words": "青禾证〔2O26〕0618号"}) == differs(
        WORDS_READER, "青禾证〔2O26〕0618号"
    )


def test_the_reader_of_words_need_not_read_the_figures_well() -> None:
    assert words("尾号4417", figures="尾号4417", words="尾号44") == AGREED_WORDS
    assert words("尾号4417", figures="尾号4417", words="尾号4471") == AGREED_WORDS


def test_half_a_mixed_text_is_no_agreement_but_may_be_a_contradiction() -> None:
    assert words("尾号4417", figures="尾号4417") == ()
    assert words("尾号4417", figures="尾号4471") == differs(FIGURES_READER, "尾号4471")
    assert words("尾号4417", figures=NOT_READ, words="尾号4471") == ()
    assert words("尾号4417", figures=NOT_READ, words="尾号4417") == AGREED_WORDS
    assert words("尾号4417", words="尾号4417") == AGREED_WORDS
    assert words("尾号4417", words="号尾4417") == differs(WORDS_READER, "号尾4417")


@given(st.text("尾号结清贷款", min_size=1, max_size=4), st.text("0123456789", min_size=1, max_size=6), st.data())
def test_any_wrong_digit_and_any_wrong_character_contradict(letters: str, digits: str, data) -> None:
    raw = letters + digits
    assert words(raw, figures=raw, words=raw) == AGREED_WORDS
    place = data.draw(st.integers(0, len(raw) - 1))
    own = "0123456789" if place >= len(letters) else "尾号结清贷款"
    wrong = raw[:place] + data.draw(st.sampled_from([c for c in own if c != raw[place]])) + raw[place + 1 :]
    seen = {"figures": wrong, "words": raw} if place >= len(letters) else {"figures": raw, "words": wrong}
    assert [check.agrees for check in words(raw, **seen)] == [False]


def test_a_bracket_that_the_first_reader_misread_is_not_agreed_on() -> None:
    """Printed is 〔2026〕; photos and scans of tests/slow/test_turns have it as a verified value."""
    raw = "青禾消金证〔2026]0618-07"
    assert words(raw, figures=raw, words="青禾消金证〔2026〕0618-07") != AGREED_WORDS


# --- numbers ---


@pytest.mark.parametrize("raw", ["6222****4417", "2024-0320118", "4417"])
def test_a_number_is_held_against_the_reader_of_figures_alone(raw: str) -> None:
    assert words(raw, figures=raw, words="什么") == AGREED_FIGURES
    wrong = raw[:-1] + "9"
    assert words(raw, figures=wrong, words=raw) == differs(FIGURES_READER, wrong)
    assert words(raw, words=raw) == () == words(raw, words=wrong)


def test_stars_and_hyphens_of_a_number_count() -> None:
    assert words("6222****4417", figures="6222***4417") == differs(FIGURES_READER, "6222***4417")
    assert words("2024-0320118", figures="20240320118") == differs(FIGURES_READER, "20240320118")


def test_a_number_with_capital_letters_is_one_number() -> None:
    raw = "QH-XF-2024-0320118"
    assert words(raw, figures=raw) == AGREED_FIGURES
    assert words(raw, figures="OH-XF-2024-0320118") == differs(FIGURES_READER, "OH-XF-2024-0320118")
    assert words(raw, figures="QH-XF-2024-0320113", words=raw) == differs(FIGURES_READER, "QH-XF-2024-0320113")


@pytest.mark.parametrize(
    "text", ["QH-XF-2024-0320118", "WH2024060300417", "A123", "123A", "1A2B3", "X-1-2-3", "12-3A", "2024-QH-1"]
)
def test_an_identifier(text: str) -> None:
    assert IDENTIFIER.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "ABC", "AB12", "2024-0320118", "20240320118", "wh2024060300417", "Wh2024", "-A123", "A123-", "A--123",
        "A123 ", "A 123", "A123号", "青A12345", "A.123", "A/123", "Ａ１２３", "A12３", "A12３4号",
    ],
)  # fmt: skip
def test_no_identifier(text: str) -> None:
    assert not IDENTIFIER.fullmatch(text)


@given(st.text("ABZ019-", max_size=10))
def test_an_identifier_has_a_capital_letter_and_three_digits(text: str) -> None:
    blocks = text.split("-")
    meant = all(blocks) and any(c.isalpha() for c in text) and sum(c.isdigit() for c in text) >= 3
    assert bool(IDENTIFIER.fullmatch(text)) == meant


# --- readers of the file's own text ---


def test_a_second_extractor_agrees_or_contradicts() -> None:
    assert amount("1.00", pdfplumber="1.00") == (Check(CheckKind.SECOND_EXTRACTOR, True, "pdfplumber"),)
    assert amount("1.00", pdfplumber="7.00") == (Check(CheckKind.SECOND_EXTRACTOR, False, "pdfplumber"),)


@pytest.mark.parametrize("name", sorted(ONLY_CONTRADICT))
def test_a_reader_of_doubtful_text_never_confirms(name: str) -> None:
    said = name.replace("-", "_")
    assert amount("1.00", **{said: "1.00"}) == ()
    assert [(c.agrees, c.source) for c in amount("1.00", **{said: "7.00"})] == [(False, name)]
    assert amount("1.00", **{said: NOT_READ}) == ()
    assert amount("1.00", figures="1.00", **{said: "1.00"}) == AGREED_FIGURES


def test_every_reader_is_heard_once() -> None:
    checks = amount("1.00", figures="1.00", words="1.00", pdfplumber="1.00", pdfium_layer="2.00")
    assert [(c.kind, c.agrees, c.source) for c in checks] == [
        (CheckKind.SECOND_EXTRACTOR, True, "pdfplumber"),
        (CheckKind.SECOND_EXTRACTOR, False, "pdfium-layer"),
        (CheckKind.SECOND_READER, True, FIGURES_READER),
    ]
