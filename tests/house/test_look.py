"""`jieqing look`: verdicts over the page, and nothing of the paper's own where it is to be shown to others."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from pipeline.look import look
from pipeline.look_blank import blank_page
from pipeline.look_draw import COLOURS, overlay, with_strip
from pipeline.look_mask import HAN, mask, masked_page, vocabulary
from pipeline.look_seen import Band, Frame, Seen, Verdict, verdict
from pipeline.records.evidence import Box, Check, CheckKind, Evidence, Origin, Value
from pipeline.records.reading import Cell, Grid, Page, ReaderText, Row
from pipeline.values.dates import parse_date
from pipeline.values.money import parse_amount
from pipeline.values.text import is_chinese, key
from samples.degrade import to_photo
from samples.people import with_errors

from .workspace import TWICE, jieqing, paper

# --- masking of texts ---

WORDS = sorted(vocabulary().chinese | vocabulary().latin)
KNOWN = st.sampled_from(WORDS)
NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=6)
FIGURES = st.from_regex(
    r"[0-9]{1,6}(,[0-9]{3})?(\.[0-9]{2})?|[0-9]{15,19}|20[0-9]{2}-[01][0-9]-[0-3][0-9]", fullmatch=True
)
LATIN = st.text(st.characters(codec="ascii", categories=("Lu", "Ll")), min_size=2, max_size=9)
BETWEEN = st.sampled_from([" ", "：", "（", "）", "-", "/", "\n", "  ", "，", ""])
PIECES = st.lists(st.tuples(st.one_of(KNOWN, NAMES, FIGURES, LATIN), BETWEEN), max_size=8)
ANYTHING = st.one_of(PIECES.map(lambda parts: "".join(a + b for a, b in parts)), st.text(max_size=40))


@given(ANYTHING)
def test_what_survives_is_a_known_word_or_no_content(text):
    """No letter or Chinese character is left but as part of a word of our lists, or of what stands between figures."""
    masked, known = mask(text), vocabulary()
    words = known.chinese | known.latin | known.fragments | BETWEEN_FIGURES
    assert len(masked) == len(text)
    for place, char in enumerate(text):
        content = char.isalpha() or is_chinese(char)
        if not content or masked[place] != char or char in (HAN, "x", "X", "ｘ", "Ｘ") or char in STRUCTURE:
            continue
        around = (
            text[start:end]
            for start in range(max(0, place - 40), place + 1)
            for end in range(place + 1, min(len(text), place + 41) + 1)
        )
        assert any(key(part) in words for part in around), (text, masked, char)


STRUCTURE = set("年月日元角分第页共期至的及与和笔天时号整")
BETWEEN_FIGURES = {"页共", "期共", "日至", "月至", "年至", "日起", "元整", "元及", "元和", "个月"}


@given(NAMES, NAMES, st.sampled_from(["（收）", " 先生", "", "-消费", "：13800138000"]))
def test_a_name_leaves_nothing_but_its_length(name, other, after):
    known = vocabulary()
    for one in (name, other):
        text = key(one)
        parts = {text[a:b] for a in range(len(text)) for b in range(a + 2, len(text) + 1)}
        assume(not parts & (known.chinese | known.fragments | BETWEEN_FIGURES))
    assume(len(name) == len(other) and not set(name + other) & STRUCTURE)
    assert mask(name + after) == mask(other + after)
    assert name not in mask(name + after) or set(name) == {HAN}


@given(st.text("0123456789,.-/: ", max_size=24), st.randoms(use_true_random=False))
def test_no_figure_survives(text, chance):
    """Other digits of the same shape give the same mask; only a run of eight that is a day is told from one that is not."""
    assume(not re.search(r"(?<!\d)\d{8}(?!\d)", text))
    other = re.sub(r"\d", lambda _: str(chance.randrange(10)), text)
    assume(not re.search(r"(?<!\d)\d{8}(?!\d)", other))
    assert mask(text) == mask(other)
    assert set(re.findall(r"\d", mask(text))) <= set("2018")


@pytest.mark.parametrize(
    "text",
    ["2026年7月8日", "2026-07-08", "2026/12/31", "20260708", "2026.07.08", "账单日 2026年07月08日"],
)
def test_a_day_stays_a_day_and_no_day_of_the_paper(text):
    masked = mask(text)
    assert masked != text
    assert parse_date(masked.split()[-1]) is not None


@pytest.mark.parametrize("text", ["1,234.50", "-0.37", "￥ 20,000.00", "128.00", "+5.00"])
def test_an_amount_stays_an_amount(text):
    assert parse_amount(mask(text)) is not None and mask(text) != text


@pytest.mark.parametrize(
    "text",
    ["交易日", "入账金额", "本期应还款额", "人民币金额", "RMB AMOUNT", "Payment Due Date", "招商银行信用卡", "上期账单",
     "已全部结清", "兹证明", "特此证明", "循环利息"],
)  # fmt: skip
def test_words_without_which_a_layout_cannot_be_judged_stay(text):
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("王小样（收）", "某某某（某）"),
        ("兹证明王小明（证件号码：3301**********1424）", "兹证明某某某（证件号码：8888**********8888）"),
        ("示例市东区样例路18号3幢502室", "某某某某某某某某88号8某888某"),
        ("招商银行股份有限公司杭州分行", "招商银行股份有限公司某某某某"),
        ("壹万贰仟叁佰元整", "某某某某某某某某"),
        ("李利息", "某某某"),  # a short word amid other characters may be part of a name
        ("Wang Xiaoming", "Xxxx Xxxxxxxx"),
        ("6222 0212 3456 7890", "8888 8888 8888 8888"),
        ("①⑧㊞", "88某"),
    ],
)  # fmt: skip
def test_masks(text, masked):
    assert mask(text) == masked


def test_every_reader_s_text_of_a_page_is_masked():
    cell = Cell("王小样", Box(0, 0, 30, 10), readings=(ReaderText("a", "王小样"), ReaderText("b", "王小祥", 0.5)))
    page = Page(1, 100, 100, Origin.OCR, Grid((Row((cell,), Box(0, 0, 30, 10)),)))
    assert "王" not in str(masked_page(page)) and "祥" not in str(masked_page(page))


# --- pictures ---


def test_no_pixel_of_the_page_is_in_its_blank():
    """Noise, a large figure and a photo leave grey rectangles; a long line stays a line."""
    noise = np.full((600, 800), 255, np.uint8)
    noise[300:340, 100:300] = np.random.default_rng(1).integers(0, 120, (40, 200))
    noise[500:503, 50:750] = 0
    cell = Cell("某", Box(100, 50, 120, 70))
    page = Page(1, 800, 600, Origin.OCR, Grid((Row((cell,), cell.box),)))
    blank = np.asarray(blank_page(Image.fromarray(noise).convert("RGB"), page, scale=1.0).convert("L"))
    assert len(np.unique(blank[300:339, 100:299])) == 1  # one even patch
    assert (blank[500:503, 200:600].min(axis=0) < 200).all()
    other = noise.copy()
    other[300:340, 100:300] = np.random.default_rng(2).integers(0, 120, (40, 200))
    again = np.asarray(blank_page(Image.fromarray(other).convert("RGB"), page, scale=1.0).convert("L"))
    assert (blank == again).all()


def value(*checks: Check, thing: int | None = 100) -> Value[int | None]:
    return Value(thing, Evidence("d", 1, Box(10, 10, 60, 20), "1.00", Origin.OCR, 0.95), checks)


def test_verdicts():
    agrees, differs = (Check(CheckKind.SECOND_READER, good, "tesseract-eng") for good in (True, False))
    assert verdict(value(agrees)) is Verdict.VERIFIED
    assert verdict(value()) is Verdict.UNVERIFIED
    assert verdict(value(differs)) is Verdict.CONTRADICTED
    assert verdict(value(thing=None)) is Verdict.UNVERIFIED


def colour_at(image: Image.Image, colour: tuple[int, int, int]) -> np.ndarray:
    return (np.asarray(image) == colour).all(axis=2)


def test_verdicts_differ_in_colour_and_in_the_line_of_their_frame():
    page = Page(1, 800, 600, Origin.EMBEDDED, Grid(()))
    share = {}
    for one in Verdict:
        seen = Seen((Frame(Box(100, 100, 500, 140), one, ""),), (), ())
        image = overlay(Image.new("RGB", (800, 600), "white"), page, seen, scale=1.0)
        found = colour_at(image, COLOURS[one])
        assert found.any()
        around = 4 if one is Verdict.NOTE else 2
        share[one] = found[100 - around, 110:480].mean()
        doubled = found[100 - around - 4, 110:480].mean() if one is Verdict.CONTRADICTED else 0.0
        assert doubled == (1.0 if one is Verdict.CONTRADICTED else 0.0)
    assert share[Verdict.VERIFIED] == share[Verdict.CONTRADICTED] == 1.0
    assert share[Verdict.NOTE] < share[Verdict.UNVERIFIED] < 0.9


def test_columns_slant_as_the_photographed_page_does_and_the_strip_covers_nothing():
    page = Page(1, 800, 600, Origin.OCR, Grid(()), to_page=(1.0, 0.2, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    seen = Seen((), (Band(Box(100, 100, 200, 500), "金额"),), ())
    image = overlay(Image.new("RGB", (800, 600), "white"), page, seen, scale=1.0)
    blue = (np.asarray(image) == (0, 90, 160)).all(axis=2)
    top, low = (int(np.nonzero(blue[y - 8 : y + 8].any(axis=0))[0].min()) for y in (150, 450))
    assert 45 < low - top < 75
    whole = with_strip(image, ["第 1 页", "认作：信用卡账单" * 30], ())
    assert whole.height > image.height and (np.asarray(whole)[:600, :800] == np.asarray(image)).all()


# --- from a file ---


def folder_text(folder: Path) -> str:
    return (folder / "words.txt").read_text("utf-8")


def test_look_says_why_a_type_was_recognised_and_how_far_each_value_is_supported(tmp_path):
    name, data = paper(TWICE)
    (tmp_path / name).write_bytes(data)
    written = look(tmp_path / name, tmp_path / "out", "off", ())
    words = folder_text(tmp_path / "out")
    assert "card_statement: 信用卡对账单" in words and "人民币金额 / RMB AMOUNT → amount 金额" in words
    assert "√ rows/0/amount:" in words
    with Image.open(written[0]) as image:
        assert image.height > 1755 and image.info.get("exif") is None  # A4 at 150 dpi, and the strip below
        assert colour_at(image.convert("RGB"), COLOURS[Verdict.VERIFIED]).sum() > 2000


def person_s_own(words: str) -> set[str]:
    """What of a statement's rows must not be shown: figures, days, the name, the address, merchants."""
    texts = "\n".join(line for line in words.splitlines() if re.match(r" +\d+  ", line))
    found = set(re.findall(r"\d[\d,]*\.\d\d|\d{4}年\d\d月\d\d日|\d{6}", texts)) - {"8888.88"}
    return found | set(re.findall(r"王小样|示例\w+|美团支付|云闪付|财付通", texts))


def test_an_anonymous_look_shows_the_layout_and_nothing_of_the_person(tmp_path):
    name, data = paper(TWICE)
    (tmp_path / name).write_bytes(data)
    look(tmp_path / name, tmp_path / "plain", "off", ())
    secrets = person_s_own(folder_text(tmp_path / "plain"))
    assert len(secrets) > 15
    done = jieqing("look", tmp_path / name, "--to", tmp_path / "out", "--ocr", "off", "--anonymous")
    assert done.returncode == 0, done.stderr
    words = folder_text(tmp_path / "out")
    rows = words.replace("1.00  card_statement", "").replace("0.08  ", "")  # scores of ours
    masks = {mask(one) for one in secrets}
    assert not {one for one in secrets if one in rows and one not in masks}
    assert name not in words and name[:-4] not in words and str(tmp_path) not in words
    for kept in ("人民币金额 / RMB AMOUNT → amount", "账单日", "rows read:", "循环利息", "招商银行信用卡对账单"):
        assert kept in words
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"page-1.png", "words.txt"}
    with Image.open(tmp_path / "out" / "page-1.png") as image, Image.open(tmp_path / "plain" / "page-1.png") as plain:
        assert image.info == {} and image.size[0] == plain.size[0]


@pytest.mark.parametrize("number", range(len(with_errors().papers)))
def test_no_sample_paper_shows_a_person_in_an_anonymous_look(tmp_path, number):
    """What two readings of one layout have in common is what is left: the name and every figure are gone."""
    name, data = paper(number)
    (tmp_path / name).write_bytes(data)
    look(tmp_path / name, tmp_path / "out", "off", (), anonymous=True)
    words = folder_text(tmp_path / "out")
    masked = [line for line in words.splitlines() if re.match(r" +\d+  ", line)]
    assert masked
    digits = set("".join(re.findall(r"\d", "".join(re.sub(r"^ +\d+  |\[\d+\]", "", line) for line in masked))))
    assert digits <= set("2018")
    assert not re.search(r"王小|示例|4417|1424", words)


def test_a_csv_and_its_name_are_masked_too(tmp_path):
    source = tmp_path / "王小样的账单.csv"
    source.write_text(
        "招商银行信用卡对账单（个人消费卡账户 2026年03月）\n交易日,记账日,交易摘要,人民币金额,卡号末四位\n"
        "02/07,02/09,青山超市 城南店,1234.50,4417\n02/28,03/01,王小样 转账,51.00,4417\n",
        "utf-8",
    )
    look(source, tmp_path / "out", "off", (), anonymous=True)
    words = folder_text(tmp_path / "out")
    assert "人民币金额 → amount" in words and "rows read: 2 of 2" in words
    assert not re.search(r"青山|城南|王小样|4417|1234|51\.00", words)


@pytest.mark.slow
def test_an_anonymous_photo_holds_no_pixel_of_it(tmp_path):
    (tmp_path / "IMG.jpg").write_bytes(to_photo(paper(TWICE)[1], 0, 3))
    written = look(tmp_path / "IMG.jpg", tmp_path / "out", "auto", (), anonymous=True)
    with Image.open(written[0]) as image:
        counts = sorted((count for count, _ in image.getcolors(1 << 24) or []), reverse=True)
        assert image.info == {} and sum(counts[:20]) > 0.95 * image.width * image.height  # even areas, no photo
    assert not re.search(r"王小|示例|4417", folder_text(tmp_path / "out"))
