"""Account cards, grids and the proof of completeness of a detailed report, laid out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.extract.check_report_full import check_full
from pipeline.extract.report_full import extract_full_report
from pipeline.extract.report_full_blocks import mark_of
from pipeline.records.evidence import Check, CheckKind, Origin
from pipeline.records.report import ReportStatus
from tests.extract.pages import page, raw

WIDTH = 110.0


def columns(*texts, at=60.0, step=WIDTH):
    """Cells of a table at even places; an empty text leaves its cell empty."""
    return [(at + n * step, text) for n, text in enumerate(texts)]


LABELS = columns("管理机构", "账户标识", "开立日期", "到期日期", "借款金额", "账户币种")
LOAN = columns("示例消费金融有限公司", "QH01", "2024.01.02", "2026.01.02", "12,000", "人民币元")
STATE = columns("账户状态", "五级分类", "余额", "最近一次还款日期", "当前逾期期数", "当前逾期总额")
OPEN = columns("正常", "正常", "3,150", "2026.10.02", "0", "0")
CARD = ["账户1", LABELS, LOAN, "截至2026年10月31日", STATE, OPEN]


def months(*cells):
    """A row of a grid: the year or nothing, then cells of twelve months."""
    return columns(*cells, step=40.0)


HEAD = months("", *map(str, range(1, 13)))


def read(*pages, **more):
    lines = [p if not isinstance(p, list) else page(p, number=n, **more) for n, p in enumerate(pages, 1)]
    report, doubts = extract_full_report("d", lines)
    return report, [(d.code, d.text) for d in doubts]


def loan(*lines, heading="（一）非循环贷账户", **more):
    return read([heading, *(lines or CARD)], **more)


def grid_of(account):
    return {f"{m.month:%Y-%m}": (m.mark.value, raw(m.amount)) for m in account.grid}


# --- cards -----------------------------------------------------------------------------------------------------------


def test_a_value_goes_to_its_label_wherever_the_column_stands() -> None:
    order = (4, 2, 0, 5, 3, 1)
    labels = [(60 + n * WIDTH, LABELS[k][1]) for n, k in enumerate(order)]
    values = [(60 + n * WIDTH, LOAN[k][1]) for n, k in enumerate(order)]
    report, doubts = loan("账户1", labels, values, *CARD[3:])
    assert doubts == []
    (account,) = report.accounts
    assert raw(account.amount) == 1_200_000 and raw(account.account_no) == "QH01"
    assert raw(account.opened_on) == date(2024, 1, 2) and raw(account.ends_on) == date(2026, 1, 2)


def test_two_dashes_are_nothing_and_not_nought() -> None:
    report, doubts = loan(*CARD[:5], columns("正常", "--", "--", "--", "0", "0"))
    (account,) = report.accounts
    assert doubts == []
    assert (account.balance, account.last_paid_on, account.classification) == (None, None, None)
    assert raw(account.overdue_periods) == 0 and raw(account.overdue_now) is False


def test_what_is_no_amount_is_told_and_not_guessed() -> None:
    report, doubts = loan(*CARD[:5], columns("正常", "正常", "3.15O", "2026.10.02", "0", "0"))
    assert report.accounts[0].balance is None
    assert doubts == [("unreadable", "3.15O")]


def test_a_label_that_is_not_known_is_told_with_its_value() -> None:
    report, doubts = loan("账户1", [*LABELS, (720, "新的一栏")], [*LOAN, (720, "甲")], *CARD[3:])
    assert doubts == [("unknown_column", "新的一栏 甲")]
    assert len(report.accounts) == 1


def test_a_status_that_is_not_known_sends_the_card_to_review_as_a_whole() -> None:
    report, doubts = loan(*CARD[:5], columns("待定", "正常", "3,150", "--", "0", "0"))
    assert report.accounts == ()
    assert [code for code, _ in doubts] == ["unparsed_sentence"]


@pytest.mark.parametrize(
    ("word", "periods", "status"),
    [
        ("正常", "0", ReportStatus.ACTIVE),
        ("正常", "2", ReportStatus.OVERDUE),
        ("逾期", "2", ReportStatus.OVERDUE),
        ("司法追偿", "0", ReportStatus.LITIGATION),
        ("担保物不足", "0", ReportStatus.ACTIVE),
    ],
)
def test_a_status_is_the_word_and_what_it_is_worth(word: str, periods: str, status: ReportStatus) -> None:
    report, _ = loan(*CARD[:5], columns(word, "正常", "3,150", "--", periods, "0"))
    (account,) = report.accounts
    assert account.status.value is status and account.status.evidence.text == word
    assert [r.text.value for r in account.remarks] == ([word] if word == "担保物不足" else [])


def test_a_payment_since_the_month_end_is_newer_than_the_state_block() -> None:
    late = columns("逾期", "关注", "3,150", "2026.09.02", "1", "400")
    since = ["2026年10月31日以后的最新还款记录", columns("五级分类", "余额", "还款日期", "还款金额", "当前还款状态")]
    report, doubts = loan(*CARD[:5], late, *since, columns("正常", "2,750", "2026.11.05", "400", "N"))
    (account,) = report.accounts
    assert doubts == []
    assert account.status.value is ReportStatus.ACTIVE and raw(account.overdue_now) is False
    assert raw(account.balance) == 275_000 and raw(account.last_paid_on) == date(2026, 11, 5)
    assert (account.overdue_amount, account.overdue_periods) == (None, None)


def test_an_account_goes_on_over_a_page_break_between_labels_and_values() -> None:
    report, doubts = read(["非循环贷账户", *CARD[:5], "第1页，共2页"], [OPEN, "第2页，共2页"])
    assert doubts == [] and raw(report.accounts[0].balance) == 315_000
    assert report.complete is None


def test_two_accounts_opened_on_one_day_are_two_even_without_their_titles() -> None:
    report, _ = loan(*CARD[1:], *CARD[1:])
    assert len(report.accounts) == 2
    assert [a.printed_no for a in report.accounts] == ["", ""]


@pytest.mark.parametrize("heading", ["（一）循环贷账户一", "（二）循环贷账户二", "（四）循环额度下分账户", "循环贷账户"])
def test_the_label_tells_a_line_from_a_drawdown_under_it_and_the_heading_does_not(heading: str) -> None:
    limit = [(x, text.replace("借款金额", "账户授信额度")) for x, text in LABELS]
    report, _ = loan(*CARD, "账户2", limit, *CARD[2:], heading=heading)
    assert [(a.card, a.revolving) for a in report.accounts] == [("R4", True), ("R1", True)]
    assert [(raw(a.amount), raw(a.credit_limit)) for a in report.accounts] == [(1_200_000, None), (None, 1_200_000)]


def confused(lines):
    pairs = str.maketrans({"账": "联", "管": "营", "币": "师", "期": "妈"})
    return [
        line.translate(pairs) if isinstance(line, str) and "截至" not in line else
        [(x, t.translate(pairs) if not t[0].isdigit() else t) for x, t in line] if isinstance(line, list) else line
        for line in lines
    ]


def test_labels_that_readers_confuse_are_matched_and_values_never_changed() -> None:
    report, doubts = read(confused(["非循环贷账户", *CARD]), origin=Origin.OCR, agreement=0.95)
    assert doubts == [] and raw(report.accounts[0].institution) == "示例消费金融有限公司"
    assert raw(report.accounts[0].ends_on) == date(2026, 1, 2)


def test_an_account_number_that_wraps_is_one_number() -> None:
    wrapped = columns("", "0199")
    report, _ = loan("账户1", LABELS, LOAN, wrapped, *CARD[3:])
    assert raw(report.accounts[0].account_no) == "QH010199"


# --- grids -----------------------------------------------------------------------------------------------------------

RECORD = "2025年11月—2026年03月的还款记录"
ROWS = [
    months("2026", "N", "1", "2"),
    months("", "0", "300", "650"),
    months("2025", *[""] * 10, "*", "N"),
    months("", *[""] * 10, "0", "0"),
]
READ = {
    "2025-11": ("*", 0),
    "2025-12": ("N", 0),
    "2026-01": ("N", 0),
    "2026-02": ("1", 30_000),
    "2026-03": ("2", 65_000),
}


def test_a_grid_is_read_by_the_middle_of_its_months() -> None:
    report, doubts = loan(*CARD, RECORD, HEAD, *ROWS)
    assert doubts == [] and grid_of(report.accounts[0]) == READ


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_page_may_end_between_the_rows_of_a_year(cut: int) -> None:
    first = ["非循环贷账户", *CARD, RECORD, HEAD, *ROWS[:cut], "第1页，共2页"]
    report, doubts = read(first, [*ROWS[cut:], "第2页，共2页"])
    assert doubts == [] and grid_of(report.accounts[0]) == READ


def test_the_year_may_stand_in_a_line_between_marks_and_amounts() -> None:
    apart = [months("", "N", "1", "2"), months("2026"), ROWS[1], months("", *[""] * 10, "*", "N"), months("2025"), ROWS[3]]
    report, doubts = loan(*CARD, RECORD, HEAD, *apart)
    assert doubts == [] and grid_of(report.accounts[0]) == READ


def test_a_grid_of_marks_alone_in_one_row_is_counted_from_its_first_month() -> None:
    report, _ = loan(*CARD, "2024年11月—2026年10月的还款记录", columns(*"NNNNNNNNNNNN111N*NNNNNNC", step=20.0))
    grid = grid_of(report.accounts[0])
    assert len(grid) == 24 and grid["2024-11"] == ("N", None) and grid["2026-10"] == ("C", None)
    assert [m for m, (mark, _) in grid.items() if mark == "1"] == ["2025-11", "2025-12", "2026-01"]


def test_a_month_of_the_range_without_a_mark_is_told_and_never_taken_for_normal() -> None:
    report, doubts = loan(*CARD, RECORD, HEAD, months("2026", "N", "", "2"), *ROWS[1:])
    assert "2026-02" not in grid_of(report.accounts[0])
    assert [code for code, _ in doubts] == ["unreadable"]


def test_a_mark_outside_the_range_is_told() -> None:
    report, doubts = loan(*CARD, RECORD, HEAD, months("2026", "N", "1", "2", "N"), *ROWS[1:])
    assert grid_of(report.accounts[0]) == READ and doubts == [("unparsed_row", "2026 N 1 2 N")]


@pytest.mark.parametrize(("text", "mark"), [("★", "*"), ("Ｎ", "N"), ("n", "N"), ("1", "1"), ("8", None), ("NN", None), ("", None)])
def test_what_is_a_mark(text: str, mark: str | None) -> None:
    assert mark_of(text) == mark


def scanned(marks, amounts, agreement=0.95):
    """The marks of January 2026 onwards, read from a picture, with what supports them."""
    lines = ["非循环贷账户", *CARD, f"2026年01月—2026年{len(marks):02d}月的还款记录", HEAD]
    lines += [months("2026", *marks), months("", *amounts)]
    report, _ = read(lines, origin=Origin.OCR, agreement=agreement, second_reader=False)
    return [m.mark for m in check_full(report).accounts[0].grid]


def test_a_mark_of_a_picture_is_sure_where_its_amount_or_its_neighbours_agree() -> None:
    assert [m.verified for m in scanned("NN12", ["0", "0", "300", "650"])] == [True] * 4
    assert [m.verified for m in scanned("NN12", ["0", "0", "", ""])] == [True, True, True, True]
    assert [m.verified for m in scanned("#/AZ", ["0", "0", "0", "0"])] == [False] * 4


def test_an_amount_says_that_a_month_was_overdue_and_not_for_how_long() -> None:
    assert [m.verified for m in scanned("3", ["300"])] == [False]


@pytest.mark.parametrize(
    ("marks", "amounts", "wrong"),
    [
        ("NN", ["0", "300"], [1]),  # normal, and something owed
        ("N1", ["0", "0"], [1]),  # overdue, and nothing owed
        ("N7N", ["0", "300", "0"], [0, 1]),  # a 1 read as 7: nothing grows by seven months at once
        ("67177", ["9", "9", "9", "9", "9"], [2, 3]),  # a 7 read as 1
    ],
)
def test_a_mark_of_a_picture_that_cannot_be_is_contradicted(marks: str, amounts: list[str], wrong: list[int]) -> None:
    found = scanned(marks, amounts)
    assert [n for n, m in enumerate(found) if not all(check.agrees for check in m.checks)] == wrong
    assert not any(found[n].verified for n in wrong)


def test_embedded_text_is_what_the_report_says_however_strange() -> None:
    report, _ = loan(*CARD, "2026年01月—2026年02月的还款记录", HEAD, months("2026", "N", "7"), months("", "0", "0"))
    assert all(m.mark.verified for m in check_full(report).accounts[0].grid)


UNEVEN = [60, 100, 118, 137, 169, 217, 264, 311, 359, 406, 453, 500, 526]


def uneven(*cells, by=0.0):
    """A row of a grid whose columns are of many widths."""
    return [(UNEVEN[n] + by, text) for n, text in enumerate(cells) if text]


YEARS = "2022年01月—2023年12月的还款记录"
MARKS = {2023: "NNNNNNN1N*NN", 2022: "NN1234567BDZ"}


def marks_of(account):
    found = dict.fromkeys(MARKS, "")
    for one in account.grid:
        found[one.month.year] += one.mark.value
    return found


@pytest.mark.parametrize("by", [0.0, 17.0])
def test_columns_are_those_of_the_head_however_wide_and_wherever_the_next_page_has_them(by: float) -> None:
    head = uneven("", *map(str, range(1, 13)))
    first = ["非循环贷账户", *CARD, YEARS, head, uneven("2023", *MARKS[2023]), "第1页，共2页"]
    report, doubts = read(first, [uneven("2022", *MARKS[2022], by=by), "第2页，共2页"])
    assert doubts == [] and marks_of(report.accounts[0]) == MARKS


def test_a_row_in_which_a_mark_has_no_month_of_its_own_is_told_whole() -> None:
    torn = [*uneven("2022", *MARKS[2022]), (107, "N")]
    report, doubts = loan(*CARD, YEARS, uneven("", *map(str, range(1, 13))), uneven("2023", *MARKS[2023]), torn)
    assert marks_of(report.accounts[0]) == {2023: MARKS[2023], 2022: ""}
    assert [code for code, _ in doubts] == ["unparsed_row"]


def test_years_of_which_nothing_was_read_are_told() -> None:
    _, doubts = loan(*CARD, "2021年01月—2023年12月的还款记录", HEAD, months("2023", *MARKS[2023]))
    assert [code for code, _ in doubts] == ["unparsed_row"] * 2


def test_values_and_the_labels_below_them_may_have_become_one_row() -> None:
    first = columns("账户状态", "五级分类", "余额", step=220)
    both = columns("正常\n最近一次还款日期", "正常\n当前逾期期数", "3,150\n当前逾期总额", step=220)
    report, doubts = loan(*CARD[:4], first, both, columns("2026.10.02", "0", "0", step=220))
    (account,) = report.accounts
    assert doubts == [] and raw(account.balance) == 315_000 and raw(account.last_paid_on) == date(2026, 10, 2)
    assert account.balance.evidence.text == "余额 3,150"
    assert account.data_as_of.evidence.text == "截至2026年10月31日"


# --- completeness ----------------------------------------------------------------------------------------------------


def summary(number="1", balance="3,150", limit="12,000"):
    return [
        "（一）信贷交易信息提示",
        columns("业务类型", "账户数", "首笔业务发放月份"),
        columns("其他类贷款", number, "2024.01"),
        columns("合计", number, "--"),
        "（二）信贷交易授信及负债信息概要（未结清/未销户）",
        "非循环贷账户信息汇总",
        columns("管理机构数", "账户数", "授信总额", "余额", "最近6个月平均应还款"),
        columns("1", "1", limit, balance, "--"),
    ]


def test_a_report_is_complete_where_all_counts_and_sums_agree() -> None:
    report, doubts = read([*summary(), "非循环贷账户", *CARD])
    checked = check_full(report)
    assert doubts == [] and checked.complete is True
    support = Check(CheckKind.COUNTS, True, "授信及负债信息概要")
    account = checked.accounts[0]
    assert all(support in v.checks for v in (account.status, account.balance, account.amount))


@pytest.mark.parametrize("more", [{"number": "2"}, {"balance": "3,151"}, {"limit": "13,000"}])
def test_a_report_whose_counts_or_sums_differ_is_not(more: dict[str, str]) -> None:
    report, _ = read([*summary(**more), "非循环贷账户", *CARD])
    assert check_full(report).complete is False


@pytest.mark.parametrize("lines", [summary()[:4], summary()])
def test_what_the_summary_leaves_out_contradicts_nothing(lines: list) -> None:
    bad = [*CARD[:4], columns("账户状态", "余额", "最近一次还款日期"), columns("呆账", "3,150", "--")]
    report, doubts = read([*lines, "非循环贷账户", *bad])
    assert doubts == [] and check_full(report).complete is True


def test_without_a_summary_nothing_is_known() -> None:
    report, _ = loan()
    assert check_full(report).complete is None


def test_a_report_with_a_page_missing_is_never_complete() -> None:
    first = page([*summary(), "非循环贷账户", *CARD, "第1页，共3页"], number=1)
    last = page(["报告说明", "第3页，共3页"], number=2)
    report, _ = extract_full_report("d", [first, last])
    assert check_full(report).complete is False
    assert check_full(replace(report, complete=None)).complete is True


# --- two pages on a sheet --------------------------------------------------------------------------------------------


def test_two_pages_side_by_side_are_read_one_after_the_other() -> None:
    left = ["（一）非循环贷账户", "账户1", LABELS, LOAN, "截至2026年10月31日", STATE]
    right = [OPEN, "（二）贷记卡账户", "账户1"]
    lines = []
    for n in range(6):
        one = left[n] if isinstance(left[n], list) else [(60, left[n])]
        two = right[n] if n < len(right) else []
        two = two if isinstance(two, list) else [(60, two)]
        lines.append([*one, *((x + 800, text) for x, text in two)])
    lines.append([(320, "第5页，共16页"), (1120, "第6页，共16页")])
    sheet = replace(page(lines), width=1600.0, height=1000.0)
    report, doubts = extract_full_report("d", [sheet])
    assert raw(report.accounts[0].balance) == 315_000
    assert [d.code for d in doubts] == ["unparsed_sentence"]  # the card on the next sheet, of which a title is here
    assert report.accounts[0].balance.evidence.page == 1
