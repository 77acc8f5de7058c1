"""`jieqing rules`: the list, and one rule with its tariffs in yuan."""

from __future__ import annotations

import pytest

from pipeline.catalogue import entries
from pipeline.catalogue_values import width
from pipeline.cli import main
from rules import catalogue, tables


def shown(capsys, *arguments):
    assert main(["rules", *arguments]) in (0, None)
    return capsys.readouterr().out


def row_of(text, issuer):
    return next(line for line in text.splitlines() if line.strip().startswith(issuer))


def test_a_rule_of_tariffs_shows_every_issuer_in_yuan(capsys):
    text = shown(capsys, "PEN203")
    for table in tables().tariffs("penalty"):
        issuer = table.id.partition("/")[0]
        assert table.rows[0].source.title in row_of(text, issuer), issuer
    assert row_of(text, "招商银行").split()[:2] == ["招商银行", "5%"] and "10.00 元、1.00 美元" in row_of(text, "招商银行")
    assert "500.00 元、500.00 港元、100.00 美元、100.00 欧元" in row_of(text, "工商银行")
    ours = row_of(text, "广发银行").split()
    assert ours[1:3] == ["5%", "6%"] and ours[3:5] == ["30.00", "元、5.00"] and "[S]" in ours
    assert "[S-]" in row_of(text, "招商银行") and "2,000.00 元、250.00 美元" in row_of(text, "华夏银行")
    # A floor that no source states is unknown, not zero; a cap that none states was only not seen.
    assert row_of(text, "华夏银行").split()[3] == row_of(text, "邮储银行").split()[3] == "不明"
    assert row_of(text, "民生银行").split()[5] == "未见" and "未找到：北京银行、浦发银行，只提示" in text
    assert "不触发或只提示：" in text
    assert "20.00 元" in row_of(text, "另有来源") and "银发〔2016〕111号" in text
    assert "500.00 × 5% = 25.00" in text and "3 天" in text


def test_it_is_readable_in_english(capsys):
    text = shown(capsys, "PEN203", "--lang", "en")
    assert "CNY 10.00, USD 1.00" in row_of(text, "招商银行") and "3 days" in text and "also said" in text
    assert "500.00 × 5% = 25.00" in text and "checked 2026-11-24" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_value_is_shown_as_the_program_keeps_it(capsys, lang):
    for rule in catalogue():
        text = shown(capsys, rule.code, "--lang", lang)
        for word in ("percent=", "PenaltyTariff", "Decimal(", "None", "True", "low=", "{", "full_amount", "supervisory'"):
            assert word not in text, (rule.code, word)


def test_columns_begin_under_each_other(capsys):
    lines = shown(capsys, "PEN203").splitlines()
    start = next(n for n, line in enumerate(lines) if "连续未还足" in line)
    rows = lines[start : start + 1 + len(tables().tariffs("penalty"))]
    places = {width(line[: line.index(mark)]) for line, mark in zip(rows, ["期间"] + ["2017-01-01"] * 99, strict=False)}
    assert len(places) == 1


def test_the_list_says_nature_and_basis_of_each(capsys):
    *lines, _, legend, papers = shown(capsys).splitlines()
    assert "最高程度" in legend and "错误：材料足以证明" in legend and "提示：没有草稿" in legend and "材料自身" in papers
    assert [line.split()[0] for line in lines] == [rule.code for rule in catalogue()]
    by_code = {line.split()[0]: line for line in lines}
    assert "监管规定；收费标准" in by_code["PEN203"] and "银发〔2016〕111号第三部分" in by_code["PEN203"]
    assert "错误" in by_code["PEN203"] and "错误" in by_code["DUP101"] and "民法典" in by_code["DUP101"]
    assert "材料自身" in by_code["STM503"] and "材料自身" in by_code["STM502"] and "疑问" in by_code["PEN201"] and len({width(line.split("  ")[0].ljust(7)) for line in lines}) <= 2


def test_entries_are_whole():
    for entry in entries():
        assert entry.silent_when and bool(entry.basis) == bool(entry.natures), entry.code
