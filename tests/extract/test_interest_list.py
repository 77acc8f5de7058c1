"""The list by which a card's statement shows how its interest was computed (计息明细), and the rates printed beside it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from pipeline.extract.check import check_record
from pipeline.extract.fields import correct, review_id
from pipeline.extract.papers import Paper
from pipeline.extract.rate_words import parse_rate
from pipeline.extract.review import review_entries
from pipeline.records.evidence import CheckKind, Origin
from pipeline.records.extraction import DocStatus, InterestLine, Statement
from pipeline.records.rates import Rate
from pipeline.records.reading import ReaderText
from tests.acceptance.reader import read_file
from tests.extract.cmb import lines as card_lines
from tests.extract.pages import page, paper, raw
from tests.golden import cards_interest as made
from tests.golden.cards_form import as_html

TITLE = "示例湖畔银行信用卡电子账单"
DAYS = "账单日|2025-04-18", "到期还款日|2025-05-08"
FIGURES = "上期欠款|9,000.00", "本期欠款|10,065.00", "最低还款额|100.00"
ROWS = (
    "交易日期|入账日期|交易说明|金额",
    "2025-04-01|2025-04-02|示例面馆|1,000.00",
    "2025-04-18|2025-04-18|循环利息|65.00",
)
HEADS = "计息项目|计息本金|起息日|止息日|天数|日利率|利息"
LINE = "消费本金|5,000.00|2025-03-23|2025-04-18|26|0.05%|65.00"


def table(*rows: str) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def read(
    *after: str, before: tuple[str, ...] = (), rows: tuple[str, ...] = ROWS, figures: tuple[str, ...] = FIGURES
) -> Paper:
    parts = (TITLE, table(*DAYS), table(*figures), *before, "本期交易明细", table(*rows), *after)
    body = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    (found,) = read_file("账单.html", f"<html><meta charset='utf-8'><body>{body}</body></html>".encode())
    return found


def statement_of(read_paper: Paper) -> Statement:
    checked = check_record(read_paper.statements[0])
    assert isinstance(checked, Statement)
    return checked


def only(read_paper: Paper) -> InterestLine:
    (line,) = read_paper.statements[0].interest_lines
    return line


def shown(line: InterestLine) -> tuple[object, ...]:
    """A line as a person would say it: label, yuan, first and last day, days, rate and interest."""
    days = (str(raw(line.start)), str(raw(line.end)), raw(line.days))
    rate = f"{line.rate.value}/{line.rate.value.per}" if line.rate else None
    return raw(line.label), raw(line.base), *days, rate, raw(line.amount)


WHOLE = ("消费本金", 500_000, "2025-03-23", "2025-04-18", 26, "0.05%/day", 6_500)


def unread(read_paper: Paper) -> list[str]:
    return [note.text for note in read_paper.notes if note.code == "interest_line_unread"]


def booked(read_paper: Paper) -> list[int | None]:
    return [row.amount.value for row in read_paper.statements[0].rows]


# --- what a line says -----------------------------------------------------------------------------------------------


def test_a_line_is_kept_with_its_label_amount_days_rate_and_interest() -> None:
    found = read("计息明细", table(HEADS, LINE))
    assert shown(only(found)) == WHOLE
    assert found.notes == () and found.document.status is DocStatus.OK


@pytest.mark.parametrize(
    ("heads", "line"),
    [
        ("利息|利率(日)|天数|截止日期|起始日期|计息基数|摘要", "65.00|0.0500%|26|2025-04-18|2025-03-23|5,000.00|消费本金"),
        ("款项|计息余额|计息起日|计息止日|计息天数|日利率（‰）|计息利息", "消费本金|5,000.00|20250323|20250418|26天|0.5|65.00"),
        ("类型|本金|起息日|止息日|天数|日利率(%)|利息金额", "消费本金|￥5,000.00|2025/03/23|2025/04/18|26|0.05|￥65.00"),
        ("项目|余额|起息日|止息日|天数|日利率万分之|应收利息", "消费本金|5000.00|2025年3月23日|2025年4月18日|26日|5|65.00"),
        ("交易说明|计息金额|起息日|止息日|天数|利率|利息", "消费本金|5,000.00|2025-03-23|2025-04-18|26|万分之五|65.00"),
        ("Item|Principal|Start Date|End Date|Days|Daily Rate|Interest",
         "消费本金|5,000.00|2025-03-23|2025-04-18|26|0.05%|65.00"),
        ("计息项目|计息本金|计息期间|天数|日利率|利息", "消费本金|5,000.00|2025-03-23至2025-04-18|26|0.05%|65.00"),
        ("计息项目|计息本金|起止日期|天数|日利率|利息", "消费本金|5,000.00|03/23-04/18|26|0.05%|65.00"),
        ("计息项目|计息本金|起息日|止息日|天数|日利率|利息", "消费本金|5,000.00|03-23|04-18|26|0.05%|65.00"),
        ("交易日期|计息项目|交易金额|计息本金|起息日|止息日|天数|日利率|利息",
         "2025-03-22|消费本金|5,500.00|5,000.00|2025-03-23|2025-04-18|26|0.05%|65.00"),
    ],
)  # fmt: skip
def test_heads_are_known_by_what_they_mean_in_any_order(heads: str, line: str) -> None:
    assert shown(only(read("计息明细", table(heads, line)))) == WHOLE


def test_a_rate_of_a_year_stays_one() -> None:
    line = only(read(table(HEADS.replace("日利率", "年利率"), LINE.replace("0.05%", "18.25%"))))
    assert raw(line.rate) == Rate(Decimal("0.1825"), "year")
    assert str(raw(line.rate)) == "18.25%"


@pytest.mark.parametrize(
    "above",
    [
        ("计息明细（日利率：0.05%）",),
        ("循环利息计算明细", "日利率 万分之五"),
        ("计息明细", "日利率：0.05%，近似折算年化利率：18.25%"),
        ("本期利息计算明细 币种：人民币 日利率：0.5‰",),
    ],
)
def test_a_rate_that_stands_once_over_the_list_is_each_lines(above: tuple[str, ...]) -> None:
    found = read(*above, table(HEADS.replace("|日利率", ""), LINE.replace("|0.05%", "")))
    assert shown(only(found)) == WHOLE
    assert found.statements[0].rates == ()  # it is the list's


def test_of_two_rates_over_the_list_none_is_a_lines() -> None:
    found = read("计息明细（消费日利率0.05%，取现日利率0.045%）", table(HEADS.replace("|日利率", ""), LINE.replace("|0.05%", "")))
    assert only(found).rate is None


def test_over_new_year_a_day_without_its_year_lies_in_the_year_before() -> None:
    heads = "计息项目|计息本金|计息期间|天数|日利率|利息"
    (line,) = (
        read_file(
            "账单.html",
            f"<html><meta charset='utf-8'><body><p>{TITLE}</p>{table('账单日|2026-01-18', '到期还款日|2026-02-07')}"
            f"{table(*FIGURES)}{table(heads, '消费本金|5,000.00|12/23-01/18|26|0.05%|65.00')}"
            f"{table(*(row.replace('2025-04', '2026-01') for row in ROWS))}</body></html>".encode(),
        )[0]
        .statements[0]
        .interest_lines
    )
    assert (str(raw(line.start)), str(raw(line.end))) == ("2025-12-23", "2026-01-18")


def test_the_day_of_booking_is_kept_and_that_of_the_purchase_is_not() -> None:
    heads, line = HEADS.replace("|利息", "|入账日|利息"), LINE.replace("|65.00", "|{}|65.00")
    assert str(raw(only(read(table(heads, line.format("2025-04-18")))).posted_on)) == "2025-04-18"
    assert only(read(table(heads, line.format("2025-03-23")))).posted_on is None


# --- where the list stands ------------------------------------------------------------------------------------------


def test_the_list_may_stand_before_the_rows_and_behind_them() -> None:
    for found in (read(table(HEADS, LINE)), read(before=("计息明细", table(HEADS, LINE)))):
        assert shown(only(found)) == WHOLE
        assert booked(found) == [100_000, 6_500]


def test_lines_over_two_pages_are_one_list_with_its_heads_again_or_without_them() -> None:
    more = "取现本金|800.00|2026-02-16|2026-03-08|20|0.05%|8.00"
    first, at = "消费本金|2,400.00|2026-02-20|2026-03-08|16|0.05%|19.20", (60, 130, 210, 290, 370, 420, 480)

    def spread(line: str) -> list[tuple[float, str]]:
        return list(zip(at, line.split("|"), strict=True))

    for again in ([spread(HEADS)], []):
        head = page([*card_lines(), "计息明细", spread(HEADS), spread(first)])
        rest = page([*again, spread(more), [(60, "合计"), (480, "27.20")]], number=2)
        statement = statement_of(paper(head, rest))
        assert [raw(line.label) for line in statement.interest_lines] == ["消费本金", "取现本金"]
        assert raw(statement.interest_total) == 2_720
        assert len(statement.rows) == 3


def test_each_line_goes_to_the_statement_of_its_currency_and_bears_its_cards_tail() -> None:
    dollars = table(HEADS, "消费本金|100.00|2025-03-23|2025-04-18|26|0.05%|1.30")
    rows = (*ROWS, "2025-04-01|2025-04-02|EXAMPLE SHOP|USD 20.00", "2025-04-18|2025-04-18|循环利息|USD 1.30")
    found = read(
        "人民币账户计息明细", table(HEADS, "卡号末四位 6655", LINE), "美元账户计息明细", dollars, rows=rows
    )
    by_currency = {one.currency: [raw(line.amount) for line in one.interest_lines] for one in found.statements}
    assert by_currency == {"CNY": [6_500], "USD": [130]}
    assert raw(found.statements[0].interest_lines[0].tail) == "6655"


def test_a_list_that_names_no_currency_is_in_the_one_in_which_its_sum_was_posted() -> None:
    rows = (*ROWS, "2025-04-18|2025-04-18|循环利息|USD 1.30")
    found = read("计息明细", table(HEADS, "消费本金|100.00|2025-03-23|2025-04-18|26|0.05%|1.30"), rows=rows)
    assert [len(one.interest_lines) for one in found.statements] == [0, 1]
    neither = read("计息明细", table(HEADS, "消费本金|100.00|2025-03-23|2025-04-18|26|0.05%|1.31"), rows=rows)
    assert [len(one.interest_lines) for one in neither.statements] == [0, 0]
    assert len(unread(neither)) == 1


def test_a_csv_and_a_workbook_with_rows_and_list_are_read_too() -> None:
    text = [*(row.split("|") for row in ROWS), [], ["计息明细"], HEADS.split("|"), LINE.split("|"), ["合计"] + [""] * 5 + ["65.00"]]
    plain = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [[TITLE], *text])
    book = openpyxl.Workbook()
    for row in [[TITLE], *text]:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    for name, data in (("账单.csv", plain.encode("utf-8-sig")), ("账单.xlsx", stream.getvalue())):
        (found,) = read_file(name, data)
        assert shown(only(found)) == WHOLE
        assert raw(found.statements[0].interest_total) == 6_500 and booked(found) == [100_000, 6_500]


def test_words_set_in_several_lines_are_one_label() -> None:
    at = (60, 160, 240, 320, 400, 440, 500)
    top = [(60, "计息"), (160, "计息"), (240, "起息"), (320, "止息"), (400, "天数"), (440, "日利率"), (500, "利息")]
    low = [(60, "项目"), (160, "本金"), (240, "日期"), (320, "日期")]
    made = page([*card_lines(), "计息明细", top, low, list(zip(at, LINE.replace("2025", "2026").split("|"), strict=True))])
    rows = list(made.grid.rows)
    place = next(n for n, row in enumerate(rows) if row.cells[0].text == "项目")
    lifted = rows[place]
    up = replace(lifted.box, top=lifted.box.top - 10, bottom=lifted.box.bottom - 10)
    cells = tuple(replace(c, box=replace(c.box, top=c.box.top - 10, bottom=c.box.bottom - 10)) for c in lifted.cells)
    rows[place] = replace(lifted, cells=cells, box=up)
    found = paper(replace(made, grid=replace(made.grid, rows=tuple(rows))))
    assert shown(only(found))[1:] == (500_000, "2026-03-23", "2026-04-18", 26, "0.05%/day", 6_500)


# --- sums -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("total", ["合计||||||65.00", "利息合计||||||￥65.00", "合计|65.00"])
def test_the_printed_sum_is_kept(total: str) -> None:
    found = read(table(HEADS, LINE, total))
    assert raw(found.statements[0].interest_total) == 6_500
    assert len(found.statements[0].interest_lines) == 1


def test_of_subtotals_and_a_total_the_total_is_kept() -> None:
    found = read(table(HEADS, LINE, "小计||||||65.00", LINE, "小计||||||65.00", "合计||||||130.00"))
    assert raw(found.statements[0].interest_total) == 13_000


def test_a_sum_in_the_heading_is_one() -> None:
    found = read("计息明细（本期利息合计：65.00元）", table(HEADS, LINE))
    assert raw(found.statements[0].interest_total) == 6_500


# --- what is none ---------------------------------------------------------------------------------------------------

PLAN = table("分期项目|分期总额|起始日|期数|本金|年利率|利息|剩余本金", "示例电器|3,000.00|2025-01-05|3/12|250.00|13%|32.50|2,250.00")


@pytest.mark.parametrize(
    "beside",
    [
        ("存款结息清单", table(HEADS, LINE)),
        ("溢缴款计息明细", table(HEADS, LINE)),
        (table(HEADS + "|利息税", LINE + "|0.00"),),
        ("分期计息明细", table(HEADS, LINE)),
        ("利息试算", table(HEADS, LINE)),
        ("分期付款计划", PLAN),
        (PLAN,),
    ],
)
def test_a_deposits_interest_a_plan_and_a_trial_are_told_and_not_kept(beside: tuple[str, ...]) -> None:
    found = read(*beside)
    assert found.statements[0].interest_lines == () and found.statements[0].rates == ()
    assert booked(found) == [100_000, 6_500]
    assert "list_beside" in {note.code for note in found.notes} and unread(found) == []


def test_the_papers_own_figures_below_the_list_are_none_of_its_lines() -> None:
    found = read("计息明细", table(HEADS, LINE), table(*FIGURES), figures=("信用额度|30,000.00",))
    assert len(found.statements[0].interest_lines) == 1 and unread(found) == []
    assert raw(found.statements[0].closing) == 1_006_500


# --- what cannot be read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "member"),
    [
        (LINE.replace("0.05%", "0.o5%"), "rate"),
        (LINE.replace("0.05%", "1.5%"), "rate"),  # neither of a day nor of a year
        (LINE.replace("|26|", "|2b|"), "days"),
        (LINE.replace("2025-03-23", "2025-02-30"), "start"),
        (LINE.replace("2025-04-18", "2025-04-3l"), "end"),
    ],
)
def test_a_cell_that_says_nothing_is_in_review_and_the_rest_is_kept(line: str, member: str) -> None:
    heads = HEADS.replace("日利率", "利率")
    found = read(table(heads, line))
    assert getattr(only(found), member) is None
    assert raw(only(found).amount) == 6_500 and len(unread(found)) == 1


@pytest.mark.parametrize("wrong", [LINE.replace("5,000.00", "5,o00.00"), LINE.replace("|65.00", "|6S.00")])
def test_a_line_without_its_amounts_is_in_review_and_never_a_row(wrong: str) -> None:
    for lines in ((LINE, wrong), (wrong, LINE), (wrong,)):
        found = read("计息明细", table(HEADS, *lines))
        assert len(unread(found)) == 1 and booked(found) == [100_000, 6_500]
        assert len(found.statements[0].interest_lines) == len(lines) - 1


# --- arithmetic -----------------------------------------------------------------------------------------------------


def supported(value: object) -> set[str]:
    return {c.source for c in value.checks if c.agrees and c.kind is CheckKind.ARITHMETIC}  # type: ignore[attr-defined]


def test_a_line_that_fits_its_own_figures_says_so() -> None:
    two = "取现本金|4,000.00|2025-04-01|2025-04-18|17|0.05%|34.00"
    first, second = statement_of(read(table(HEADS, LINE, two, "合计||||||99.00"))).interest_lines
    assert first.amount is not None and first.days is not None and first.start is not None
    assert supported(first.amount) == {"本金×利率×天数", "利息合计"}
    assert supported(first.days) == {"本金×利率×天数", "起止日与天数"}
    assert supported(first.start) == {"起止日与天数"}
    assert second.amount is not None and second.amount.verified


def test_the_interest_posted_in_the_rows_supports_the_lines() -> None:
    statement = statement_of(read(table(HEADS, LINE)))
    amount = statement.interest_lines[0].amount
    assert amount is not None and "入账利息" in supported(amount)


def test_a_printed_line_that_is_wrong_by_itself_stays_as_it_is_printed() -> None:
    """It is what rules look for: on paper with its own text it is the bank's figure, not our misreading."""
    wrong = LINE.replace("|26|", "|36|")
    line = statement_of(read(table(HEADS, wrong))).interest_lines[0]
    assert line.days is not None and line.days.value == 36 and line.days.verified
    assert line.amount is not None and line.amount.verified
    assert supported(line.days) == set()


def scanned(line: str, *, agreement: float = 0.95, second: str | None = None) -> InterestLine:
    """A line read from a picture; what the second reader saw of it may differ."""
    at = (60, 130, 210, 290, 370, 420, 480)
    cells = [list(zip(at, row.split("|"), strict=True)) for row in (HEADS, line)]
    made = page([*card_lines(), "计息明细", *cells], origin=Origin.OCR, agreement=agreement)
    if second is not None:
        rows = list(made.grid.rows)
        told = dict(zip(line.split("|"), second.split("|"), strict=True))
        rows[-1] = replace(
            rows[-1],
            cells=tuple(
                replace(c, readings=(c.readings[0], *(ReaderText(r.reader, told[c.text]) for r in c.readings[1:])))
                for c in rows[-1].cells
            ),
        )
        made = replace(made, grid=replace(made.grid, rows=tuple(rows)))
    return statement_of(paper(made)).interest_lines[0]


SCANNED = "消费本金|2,400.00|2026-02-20|2026-03-08|16|0.05%|19.20"


def test_of_a_picture_agreement_alone_verifies() -> None:
    line = scanned(SCANNED)
    assert all(value is not None and value.verified for value in (line.base, line.days, line.rate, line.amount))


def test_of_a_picture_a_line_that_does_not_fit_is_doubted_whole() -> None:
    line = scanned(SCANNED.replace("|16|", "|18|"))
    for value in (line.base, line.start, line.end, line.days, line.rate, line.amount):
        assert value is not None and not value.verified


def test_readers_that_differ_leave_a_figure_unverified_though_the_line_fits() -> None:
    line = scanned(SCANNED, second=SCANNED.replace("19.20", "19.70"))
    assert line.amount is not None and not line.amount.verified


def test_the_line_is_no_proof_of_the_last_figure_of_what_bears_interest() -> None:
    """2,400.00 and 2,400.90 bear the same interest to the fen."""
    line = scanned(SCANNED, agreement=0.5)
    assert line.base is not None and supported(line.base) == set() and not line.base.verified


def test_unverified_figures_are_in_review_under_their_own_names_and_can_be_corrected() -> None:
    at = (60, 130, 210, 290, 370, 420, 480)
    cells = [list(zip(at, row.split("|"), strict=True)) for row in (HEADS, SCANNED)]
    found = paper(page([*card_lines(), "计息明细", *cells], origin=Origin.OCR, agreement=0.5, second_reader=False))
    record = check_record(found.statements[0])
    entries = {one.field: one for one in review_entries(found.with_records([record], document=found.document, notes=()))}
    assert {"base", "days", "rate", "interest", "interest_from", "interest_to", "interest_label"} <= entries.keys()
    assert (entries["days"].value, entries["rate"].value) == ("16", "0.05%")
    line = found.statements[0].interest_lines[0]
    assert line.days is not None and line.rate is not None
    ids = {review_id(v.field, v.as_first_read): text for v, text in ((line.days, "17"), (line.rate, "0.045%"))}
    corrected, bad = correct(found.statements[0], ids)
    assert bad == set() and raw(corrected.interest_lines[0].days) == 17
    assert raw(corrected.interest_lines[0].rate) == Rate(Decimal("0.00045"), "day")


# --- rates beside the list ------------------------------------------------------------------------------------------


def rates(*after: str) -> list[str]:
    return [f"{rate.value}/{rate.value.per}" for rate in read(*after).statements[0].rates]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("透支利息按日利率万分之五计收，按月计收复利。", ["0.05%/day"]),
        ("本账单周期透支日利率为0.050%，年化利率为18.250%；下账单周期透支日利率为0.050%，年化利率为18.250%。",
         ["0.05%/day", "18.25%/year"]),
        ("循环信用利率：日利率0.05%（近似折算年化利率（单利）18.25%）", ["0.05%/day", "18.25%/year"]),
        ("预借现金日利率0.045%，预借现金年利率16.425%。", ["0.045%/day", "16.425%/year"]),
        ("未全额还款的，自记账日起按日利率0.5‰计收利息。", ["0.05%/day"]),
        (table("日利率|0.05%"), ["0.05%/day"]),
        (table("透支利率（年化）|18.25%"), ["18.25%/year"]),
    ],
)  # fmt: skip
def test_a_rate_said_to_be_for_what_is_owed_is_kept(words: str, found: list[str]) -> None:
    assert rates(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "账单分期近似折算年化利率（单利）为15.60%。",
        "现金分期年化利率低至9.6%，限时优惠。",
        "透支利率优惠活动：日利率低至0.03%。",
        "溢缴款按活期存款年利率0.05%计息。",
        "信用卡透支利率上限为日利率万分之五，下限为日利率万分之五的0.7倍。",
        "理财产品年化收益率3.5%。",
        "年化利率18.25%",  # of what, it does not say
        "消费贷款年利率7.2%起。",
        "透支消费返现0.05%",
    ],
)
def test_any_other_rate_is_left_out(words: str) -> None:
    assert rates(words) == []


@pytest.mark.parametrize(
    ("text", "head", "rate"),
    [
        ("万分之五", "", "0.05%/day"), ("日万分之五", "", "0.05%/day"), ("0.05%", "", "0.05%/day"),
        ("０．０５％", "", "0.05%/day"), ("0.5‰", "日利率", "0.05%/day"), ("18.25%", "", "18.25%/year"),
        ("18.25", "年利率%", "18.25%/year"), ("5", "日利率（万分之）", "0.05%/day"), ("0.0005", "日利率", "0.05%/day"),
        ("0.05", "日利率", None), ("1.5%", "月利率", None), ("1.5%", "", None), ("18.25%", "日利率", None),
        ("0.05①%", "日利率", None), ("5", "", None), ("", "日利率(%)", None),
    ],
)  # fmt: skip
def test_what_a_rate_is(text: str, head: str, rate: str | None) -> None:
    found = parse_rate(text, head)
    assert (None if found is None else f"{found}/{found.per}") == rate


# --- a word that nobody knows ---------------------------------------------------------------------------------------

FORMS = {
    "before the rows": (made.CMBC_FORM, made.CMBC_BILL, {"CNY": made.CMBC_LINES}),
    "two currencies": (made.BOCOM_FORM, made.BOCOM_BILL, {"CNY": made.BOCOM_CNY, "USD": made.BOCOM_USD}),
    "turned round": (made.LAKE_FORM, made.LAKE_BILL, {"CNY": made.LAKE_LINES}),
    "none": (made.NOT_FORM, made.NOT_BILL, {}),
}
WORDS = re.compile(r">([^<>\n\d]{2,40})<")


@pytest.mark.parametrize("name", sorted(FORMS))
def test_whatever_word_is_unknown_no_line_is_read_wrong_or_lost_in_silence(name: str) -> None:
    form, bill, lines = FORMS[name]
    text = as_html(form, bill)
    for place in [p for p in WORDS.finditer(text, text.index("<body")) if p.group(1).strip()]:
        (found,) = read_file("账单.html", (text[: place.start(1)] + "某某" + text[place.end(1) :]).encode())
        for statement in found.statements:
            truth = [one.expected() for one in lines.get(statement.currency, ())]
            read_lines = [
                {n: f"{v} {v.per}" if isinstance(v := raw(getattr(one, n)), Rate) else v for n in truth[0]}
                for one in (statement.interest_lines if truth else ())
            ]
            wrong = [
                (got[n], want[n])
                for got, want in zip(read_lines, truth, strict=False)
                for n in want
                if got[n] not in (None, "某某", want[n])
            ]
            assert wrong == [], place.group(1)
            told = {note.code for note in found.notes} & {"list_beside", "interest_line_unread"}
            assert len(statement.interest_lines) == len(truth) or told, place.group(1)
