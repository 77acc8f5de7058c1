"""Plain words and popular errors: whole, short, and strict where a file is wrong."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import rules.wording_load as loader
from pipeline.catalogue import markdown
from pipeline.cli import main
from pipeline.faq import markdown as faq_page
from pipeline.values.yaml import DataError
from rules import catalogue, tables
from rules.wording_load import misbeliefs, parse_misbeliefs, parse_wordings, wordings

ROOT = Path(__file__).parents[2]
PARTS = ("means", "do", "never")
BOTH = "{zh: 中文, en: English}"
ONE = "".join(f"  {part}: {BOTH}\n" for part in PARTS)
ENTRY = f"- id: 1\n  question: {BOTH}\n  answer: {BOTH}\n  instead: {BOTH}\n"


def test_every_code_has_its_three_texts_in_both_languages():
    assert list(wordings()) == [rule.code for rule in catalogue()]
    for code, one in wordings().items():
        for part in PARTS:
            text = getattr(one, part)
            assert 8 <= len(text.zh) <= 120, (code, part, len(text.zh))
            assert 20 <= len(text.en) <= 260, (code, part, len(text.en))
            assert text.zh.endswith("。") and text.en.endswith("."), (code, part)
            assert re.search("[\u4e00-\u9fff]", text.zh), (code, part)
            assert max(map(len, re.split("[。；：]", text.zh))) <= 60, (code, part)


def test_each_text_stands_once():
    texts = [getattr(one, part).zh for one in wordings().values() for part in ("means", "never")]
    assert len(texts) == len(set(texts))


def test_no_text_calls_anybody_unlawful():
    """What a code means or asks for asserts no breach of law; only what is not to be said names the word."""
    for code, one in wordings().items():
        for text in (one.means.zh, one.do.zh):
            assert not re.search("违法|非法|无效|欺诈|犯罪|删除逾期", text), code


def test_what_rests_on_less_than_the_text_itself_says_so():
    told = re.compile("二手资料|转载|转引|没有找到|通常|没能核实|不是规定|自愿|我们读到|多是|不一定")
    for one in misbeliefs():
        if not any(each.confidence == "S" for each in one.provisions):
            assert told.search(one.answer.zh) or one.id == 18, one.id
    # Each of these answers leans on a source marked less than S.
    for number in (2, 5, 6, 8, 9, 10, 11, 12, 13, 20, 21, 25):
        assert told.search(misbeliefs()[number - 1].answer.zh), number


def test_all_twenty_seven_errors_are_told_with_their_provisions():
    assert [one.id for one in misbeliefs()] == list(range(1, 28))
    for one in misbeliefs():
        assert one.question.zh.endswith("？") and one.question.en.endswith("?"), one.id
        for text in (one.answer, one.instead):
            assert text.zh.endswith("。") and text.en.endswith(".") and len(text.zh) <= 130, one.id
        assert one.provisions and all(each.confidence in ("S", "S-", "K", "?") for each in one.provisions), one.id


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_and_the_pages_show_them(capsys, lang):
    for code, one in wordings().items():
        assert main(["rules", code, "--lang", lang]) in (0, None)
        text = capsys.readouterr().out
        assert all(getattr(one, part).in_(lang) in text for part in PARTS), code
        assert all(getattr(one, part).in_(lang) in markdown() for part in PARTS), code
    page = faq_page()
    assert all(text.in_(lang) in page for one in misbeliefs() for text in (one.question, one.answer, one.instead))


def test_the_files_are_packaged():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    assert "rules*" in project["packages"]["find"]["include"] and "*.yaml" in project["package-data"]["*"]
    names = {path.name for path in (ROOT / "rules/wording").iterdir()}
    assert names == {f"{f}.yaml" for f in ("DUP", "PEN", "INT", "LOAN", "STM", "SET", "CRD", "faq")}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("PEN.yaml", "", "PEN.yaml"),
        ("PEN.yaml", "{}", "PEN.yaml: no wording for PEN201"),
        ("PEN.yaml", f"PEN201:\n{ONE}PEN202:\n{ONE}", "PEN202 is the code of no rule"),
        ("INT.yaml", f"PEN201:\n{ONE}", "INT.yaml: PEN201 belongs into PEN.yaml"),
        ("PEN.yaml", f"PEN201:\n{ONE}PEN201:\n{ONE}", "PEN.yaml: a key stands twice"),
        ("PEN.yaml", f"PEN201:\n{ONE}  more: {BOTH}\n", r"(?s)PEN.yaml.*PEN201.more"),
        ("PEN.yaml", f"PEN201:\n{ONE.partition('  never')[0]}", r"(?s)PEN.yaml.*PEN201.never"),
        ("PEN.yaml", f"PEN201:\n{ONE.replace('中文', '字' * 121)}", r"(?s)PEN.yaml.*PEN201.means.zh"),
        ("PEN.yaml", f"PEN201:\n{ONE.replace('English', '')}", r"(?s)PEN.yaml.*PEN201.means.en"),
    ],
)
def test_a_wrong_file_is_named_with_its_code(name, text, said):
    with pytest.raises(DataError, match=said):
        parse_wordings([(name, text)], ["PEN201"])


def test_a_family_without_rules_is_an_error():
    with pytest.raises(DataError, match=r"COL.yaml: no rule is of that family"):
        parse_wordings([("PEN.yaml", f"PEN201:\n{ONE}"), ("COL.yaml", "{}")], ["PEN201"])


@pytest.mark.parametrize(
    ("provisions", "said"),
    [
        ("[]", "provisions"),
        ("[{table: nowhere}]", "entry 1: no table nowhere"),
        ("[{table: rate_cap, on: 2016-12-31}]", "entry 1: rate_cap says nothing of 2016-12-31"),
        ("[{table: rate_cap, confidence: S}]", "either `table`"),
        ("[{zh: 无, en: none}]", "either `table`"),
        ("[{zh: 无, en: none, confidence: X}]", "confidence"),
        ("[{}]", "either `table`"),
    ],
)
def test_a_popular_error_without_a_provision_is_an_error(provisions, said):
    with pytest.raises(DataError, match=said):
        parse_misbeliefs(f"{ENTRY}  provisions: {provisions}\n", tables())


def test_popular_errors_count_from_one_and_know_their_tables():
    good = f"{ENTRY}  provisions: [{{table: rate_cap, on: 2020-12-31}}, {{table: rate_cap}}]\n"
    (one,) = parse_misbeliefs(good, tables())
    assert [each.confidence for each in one.provisions] == ["S", "S-"]
    with pytest.raises(DataError, match="entry 1 has the id 2"):
        parse_misbeliefs(good.replace("id: 1", "id: 2"), tables())


def test_a_missing_file_of_popular_errors_is_an_error(monkeypatch):
    monkeypatch.setattr(loader, "_files", dict)
    with pytest.raises(DataError, match=r"faq\.yaml is missing"):
        loader.misbeliefs.__wrapped__()
