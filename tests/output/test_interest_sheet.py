"""The sheet 计息明细 and its lines in `case.json`: what is printed of how interest was computed."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from pipeline.cache import Cache
from pipeline.records.case import AccountStatement
from pipeline.records.evidence import Box, Check, CheckKind
from pipeline.records.extraction import InterestLine
from pipeline.records.rates import Rate

from . import example as ex
from .example import build

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "case.schema.json").read_text("utf-8"))
DAY, YEAR = Rate(Decimal("0.0005"), "day"), Rate(Decimal("0.1825"), "year")
LINE = InterestLine(
    ex.STATEMENT, 1, Box(60.0, 300.0, 520.0, 312.0), ex.value("消费本金"), ex.value(1_000_000), ex.value(date(2025, 2, 6)),
    ex.value(date(2025, 3, 5)), ex.value(27), ex.value(DAY), ex.value(13_500), ex.value(date(2025, 3, 5)), ex.value("4417"),
)  # fmt: skip
BARE = InterestLine(ex.STATEMENT, 1, LINE.box, None, ex.value(50_000), None, None, ex.value(9), ex.value(YEAR), ex.value(225))


def with_lines(*lines: InterestLine):
    case = ex.example()
    (one,) = case.statements
    statement = replace(
        one.statement, interest_lines=lines, interest_total=ex.value(13_725), rates=(ex.value(DAY), ex.value(YEAR))
    )
    return replace(case, statements=(AccountStatement(one.account, statement),))


def sheet(lang: str = "zh"):
    book = openpyxl.load_workbook(io.BytesIO(build(with_lines(LINE, BARE), lang=lang)["discrepancies.xlsx"]))
    page = book["计息明细" if lang == "zh" else "Interest list"]
    heads = [cell.value for cell in page[1]]
    return [dict(zip(heads, row, strict=True)) for row in page.iter_rows(min_row=2, values_only=True)]


def test_each_line_has_a_row_with_what_bears_interest_from_when_to_when_and_how_much() -> None:
    first, second = sheet()
    assert (first["计息项目"], first["天数"], first["利率"]) == ("消费本金", 27, "0.05%/日")
    assert (first["起息日"].date(), first["止息日"].date()) == (date(2025, 2, 6), date(2025, 3, 5))
    assert (float(first["计息本金"]), float(first["利息"])) == (10_000.00, 135.00)
    assert (second["计息项目"], second["起息日"], second["利率"]) == (None, None, "18.25%/年")
    assert sheet("en")[0]["Rate"] == "0.05% a day"


def test_without_lines_there_is_no_sheet() -> None:
    assert "计息明细" not in openpyxl.load_workbook(io.BytesIO(build()["discrepancies.xlsx"])).sheetnames


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_lines_and_the_rates_are_in_case_json(lang: str) -> None:
    doubted = replace(LINE, days=ex.value(27).checked(Check(CheckKind.ARITHMETIC, False, "本金×利率×天数")))
    table = json.loads(build(with_lines(doubted, BARE), lang=lang)["case.json"])
    jsonschema.Draft202012Validator(SCHEMA).validate(table)
    statement = table["statements"][0]
    assert statement["rates"][0] == {"rate": "0.0005", "per": "day", "verified": True}
    assert statement["interest_total"] == "137.25"
    first, second = statement["interest_lines"]
    assert (first["base"], first["start"], first["end"], first["days"]) == ("10000.00", "2025-02-06", "2025-03-05", 27)
    assert (first["rate"], first["rate_per"], first["amount"], first["verified"]) == ("0.0005", "day", "135.00", False)
    assert (second["label"], second["start"], second["rate"], second["verified"]) == (None, None, "0.1825", True)


def test_a_statement_without_a_list_says_so() -> None:
    statement = json.loads(build()["case.json"])["statements"][0]
    assert (statement["rates"], statement["interest_lines"], statement["interest_total"]) == ([], [], None)


def test_rates_are_kept_between_runs(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("0" * 64, LINE)
    assert cache.get("0" * 64) == LINE
