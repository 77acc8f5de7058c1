"""Parts of a brief report besides its sentences: summary tables, queries, public records, what is said around them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.extract.check_report import check_report
from pipeline.extract.report_brief import extract_report
from pipeline.records.evidence import Origin
from pipeline.values.text import key
from tests.extract.pages import page, raw, wrap
from tests.extract.sentences import CARDS, LOANS, OTHERS

HEAD = ["个人信用报告", "报告编号：2026091010223110009968|报告时间：2026年09月10日 10:22:31"]
X = (60.0, 230.0, 300.0, 370.0, 440.0)


def line(*cells, xs=X):
    return [(x, text) for x, text in zip(xs, cells, strict=False) if text]


def read(lines, **more):
    return extract_report("d", [page([*HEAD, *lines], **more)])


def counts(report):
    return {(row, column): raw(value) for row, column, value in report.counts}


def summary(main=((3, 0, 2, 0), (2, 0, 1, 0), (1, 0, 1, 0), (0, 0, 1, 0)), recovery=(0, 0), duties=(0, 0)):
    def figures(row):
        return [str(n) if n else "--" for n in row]

    names = ("账户数", "未结清/未销户账户数", "发生过逾期的账户数", "发生过90天以上逾期的账户数")
    return [
        "信息概要",
        line("", "资产处置信息", "", "垫款信息"),
        line("账户数", figures(recovery)[0], "", figures(recovery)[1]),
        line("", "", "贷款"),
        line("", "信用卡", "", "", "其他业务"),
        line("", "", "购房", "其他"),
        *(line(name, *figures(row)) for name, row in zip(names, main, strict=True)),
        line("", "为个人", "", "为企业"),
        line("相关还款责任账户数", figures(duties)[0], "", figures(duties)[1]),
    ]


CARD_LINES = ["信用卡", *(w for n in (1, 3, 5) for w in wrap(CARDS[n]))]
LOAN_LINES = ["贷款", *(w for n in (10, 11) for w in wrap(LOANS[n]))]
ACCOUNTS = [*CARD_LINES, *LOAN_LINES]


# --- counts ---------------------------------------------------------------------------------------------------------


def test_three_tables_are_read_by_their_columns() -> None:
    report, doubts = read([*summary(recovery=(2, 1), duties=(0, 9)), *ACCOUNTS])
    assert doubts == []
    found = counts(report)
    assert [found["all", c] for c in ("asset", "advance", "credit_card", "housing", "loan", "other")] == [2, 1, 3, 0, 2, 0]
    assert [found["liabilities", c] for c in ("person", "firm")] == [0, 9]
    assert len(found) == 20


def test_definitions_beside_the_table_are_no_figures() -> None:
    beside = [*line("账户数", "3", "--", "2", "--"), (470.0, "购房贷款，包括个人住房商业贷款")]
    lines = [beside if row == line("账户数", "3", "--", "2", "--") else row for row in summary()]
    assert lines != summary()
    assert counts(read([*lines, *ACCOUNTS])[0]) == counts(read([*summary(), *ACCOUNTS])[0])


def test_dashes_are_none_and_nought_is_none_too() -> None:
    with_noughts = [[(x, "0" if t == "--" else t) for x, t in row] if isinstance(row, list) else row for row in summary()]
    assert counts(read(with_noughts)[0]) == counts(read(summary())[0])


def test_all_counts_agree_and_the_report_is_complete() -> None:
    report = check_report(read([*summary(), *ACCOUNTS])[0])
    assert report.complete is True
    assert all(any(c.source == "信息概要" for c in a.status.checks) for a in report.accounts)


@pytest.mark.parametrize("row", range(4))
@pytest.mark.parametrize("column", range(4))
def test_any_count_that_differs_makes_it_incomplete(row: int, column: int) -> None:
    main = [[3, 0, 2, 0], [2, 0, 1, 0], [1, 0, 1, 0], [0, 0, 1, 0]]
    main[row][column] += 1
    report = check_report(read([*summary(main), *ACCOUNTS])[0])
    assert report.complete is False
    assert not any(c.source == "信息概要" for a in report.accounts for c in a.status.checks)


@pytest.mark.parametrize("more", [{"recovery": (1, 0)}, {"recovery": (0, 1)}, {"duties": (1, 0)}, {"duties": (0, 1)}])
def test_recovered_debts_and_responsibilities_are_counted_too(more: dict) -> None:
    assert check_report(read([*summary(**more), *ACCOUNTS])[0]).complete is False
    lines = [*summary(recovery=(1, 1), duties=(0, 1)), *ACCOUNTS]
    for part, text in OTHERS.values():
        lines += [part, *wrap(text)]
    report = check_report(read(lines)[0])
    assert report.complete is True
    recovered = [a for a in report.accounts if a.section == "recovery"]
    assert len(recovered) == 2 and not any(a.status.checks for a in recovered)  # their number is counted, not their state


def test_a_responsibility_is_for_a_person_or_for_a_firm_by_its_papers() -> None:
    person = OTHERS[19][1].replace("某某商贸有限公司（证件类型：中征码", "王某某（证件类型：身份证")
    lines = [*summary(duties=(1, 0)), *ACCOUNTS, "相关还款责任信息", *wrap(person)]
    assert check_report(read(lines)[0]).complete is True


def test_a_table_without_figures_that_were_read_proves_nothing() -> None:
    lost = [row for row in summary() if not (isinstance(row, list) and row[0][1].startswith("未结清"))]
    assert check_report(read([*lost, *ACCOUNTS])[0]).complete is False


def test_of_a_picture_dashes_may_be_passed_over_but_no_account() -> None:
    seen = [[(x, t) for x, t in row if t != "--"] if isinstance(row, list) else row for row in summary()]
    photo = {"origin": Origin.OCR, "agreement": 1.0}
    assert check_report(read([*seen, *ACCOUNTS], **photo)[0]).complete is True
    assert check_report(read([*seen, *CARD_LINES], **photo)[0]).complete is False
    house = ["贷款", *wrap(LOANS[9].replace("个人经营性贷款", "个人住房商业贷款"))]
    assert check_report(read([*seen, *ACCOUNTS, *house], **photo)[0]).complete is False
    assert check_report(read([*seen, *ACCOUNTS])[0]).complete is False  # embedded text has its dashes


def test_a_long_name_of_a_row_may_wrap_around_its_figures() -> None:
    lines = []
    for row in summary():
        if isinstance(row, list) and row[0][1] == "发生过90天以上逾期的账户数":
            lines += [[(60.0, "发生过90天以上逾期")], row[1:], [(60.0, "的账户数")]]
        else:
            lines.append(row)
    assert counts(read([*lines, *ACCOUNTS])[0]) == counts(read(summary())[0])


def test_incomplete_stays_so_when_pages_are_missing() -> None:
    report = read([*summary(), *ACCOUNTS])[0]
    assert check_report(replace(report, complete=False)).complete is False


# --- queries --------------------------------------------------------------------------------------------------------

COLUMNS = (60.0, 110.0, 220.0, 400.0)
QUERY_HEAD = line("编号", "查询日期", "查询机构", "查询原因", xs=COLUMNS)


def queried(report):
    return [(raw(q.queried_on), raw(q.institution), raw(q.reason), q.own) for q in report.queries]


def test_queries_of_institutions_and_the_persons_own() -> None:
    lines = [
        *("查询记录", "这部分包含您的信用报告最近2年内被查询的记录。", "机构查询记录明细", QUERY_HEAD),
        line("1", "2026年02月21日", "某某银行股份有限公司", "贷后管理", xs=COLUMNS),
        line("2", "2026年01月11日", "某某消费金融有限公司", "贷款审批", xs=COLUMNS),
        *("本人查询记录明细", QUERY_HEAD),
        line("1", "2026年03月01日", "本人", "本人查询（商业银行网上银行）", xs=COLUMNS),
    ]
    report, doubts = read(lines)
    assert doubts == []
    assert queried(report) == [
        (date(2026, 2, 21), "某某银行股份有限公司", "贷后管理", False),
        (date(2026, 1, 11), "某某消费金融有限公司", "贷款审批", False),
        (date(2026, 3, 1), "本人", "本人查询（商业银行网上银行）", True),
    ]


LONG = "中国某某融资担保集团股份有限公司某省分公司"


@pytest.mark.parametrize(
    "rows",
    [
        [("1", "2026年02月21日", LONG[:12], "担保资格审查"), ("", "", LONG[12:], "")],
        [("", "", LONG[:12], ""), ("1", "2026年02月21日", "", "担保资格审查"), ("", "", LONG[12:], "")],
        [("1", "2026年02月21日", LONG[:12], "担保资格"), ("", "", LONG[12:], "审查")],
        [("1", "2026年02月21日", LONG[:9], "担保资格审查"), ("", "", LONG[9:15], ""), ("", "", LONG[15:], "")],
        [("1", "2026年02月21日", LONG[:12] + "担保资格审查", ""), ("", "", LONG[12:], "")],
    ],
)
def test_a_long_name_goes_on_in_a_line_without_a_day(rows) -> None:
    other = line("2", "2026年01月11日", "某某银行股份有限公司", "贷后管理", xs=COLUMNS)
    lines = ["机构查询记录明细", QUERY_HEAD, *(line(*row, xs=COLUMNS) for row in rows), other]
    report, doubts = read(lines)
    assert doubts == []
    assert [q[:3] for q in queried(report)] == [
        (date(2026, 2, 21), LONG, "担保资格审查"),
        (date(2026, 1, 11), "某某银行股份有限公司", "贷后管理"),
    ]


def test_a_name_may_go_on_on_the_next_page() -> None:
    first = page([*HEAD, "机构查询记录明细", QUERY_HEAD, line("1", "2026年02月21日", LONG[:12], "担保资格审查", xs=COLUMNS), "第 1 页,共 2 页"])
    second = page([line("", "", LONG[12:], xs=COLUMNS), "第 2 页,共 2 页"], number=2)
    report, doubts = extract_report("d", [first, second])
    assert doubts == [] and queried(report)[0][1] == LONG


def test_columns_that_ran_together_are_parted_at_the_reason() -> None:
    report, doubts = read(["机构查询记录明细", QUERY_HEAD, "12026年02月21日某某银行股份有限公司贷后管理"])
    assert doubts == []
    assert queried(report) == [(date(2026, 2, 21), "某某银行股份有限公司", "贷后管理", False)]


def test_a_query_whose_parts_cannot_be_told_goes_to_review() -> None:
    report, doubts = read(["机构查询记录明细", QUERY_HEAD, line("1", "2026年02月21日", "某某银行股份有限公司", xs=COLUMNS)])
    assert report.queries == () and len(doubts) == 1


# --- public records -------------------------------------------------------------------------------------------------


def records(report):
    return [(r.kind, {label: raw(value) for label, value in r.items}) for r in report.public_records]


def test_pairs_may_stand_in_paragraphs_in_cells_or_under_their_labels() -> None:
    forms = (
        ["立案法院：某某人民法院|案号：（2024）某0105民初1号", "案由：金融借款合同纠纷 结案方式：判决"],
        ["立案法院|某某人民法院|案号|（2024）某0105民初1号", "案由|金融借款合同纠纷|结案方式|判决"],
        [line("立案法院", "案号", "案由", "结案方式", xs=(60.0, 200.0, 360.0, 500.0)),
         line("某某人民法院", "（2024）某0105民初1号", "金融借款合同纠纷", "判决", xs=(60.0, 200.0, 360.0, 500.0))],
    )  # fmt: skip
    for lines in forms:
        report, doubts = read(["公共记录", "民事判决记录", *lines])
        assert doubts == []
        assert records(report) == [
            (
                "民事判决记录",
                {"立案法院": "某某人民法院", "案号": "（2024）某0105民初1号", "案由": "金融借款合同纠纷", "结案方式": "判决"},
            )
        ]


def test_a_record_over_two_pages_is_one_record_whatever_stands_between() -> None:
    first = ["公共记录", "民事判决记录", "立案法院：某某人民法院 案号：（2024）某1号 案由：借款", "立案法院：另一人民法院 案号：（2025）某2号 案由：担保"]
    second = ["立案法院：某某人民法院 案号：（2024）某1号 结案方式：判决", "立案法院：另一人民法院 案号：（2025）某2号 结案方式：调解"]
    report, doubts = extract_report("d", [page([*HEAD, *first]), page(second, number=2)])
    assert doubts == []
    assert [(r["案号"], r["案由"], r["结案方式"]) for _, r in records(report)] == [
        ("（2024）某1号", "借款", "判决"),
        ("（2025）某2号", "担保", "调解"),
    ]


def test_a_label_and_a_value_may_break_over_lines() -> None:
    report, doubts = read(["公共记录", "欠税记录", "主管税务机关：某某市税务局 欠税统", "计日期：2025年12月31日 纳税人识别号：440301", "000"])
    assert doubts == []
    assert records(report)[0][1] == {"主管税务机关": "某某市税务局", "欠税统计日期": "2025年12月31日", "纳税人识别号": "440301000"}


def test_words_that_belong_to_no_label_go_to_review() -> None:
    report, doubts = read(["公共记录", "某某法院对您发出了通知", "查询记录"])
    assert report.public_records == () and len(doubts) == 1


def test_nothing_on_record_is_no_record() -> None:
    report, doubts = read(["非信贷交易记录", "系统中没有您最近5年内的非信贷交易记录。", "公共记录", "系统中没有您最近5年内", "的公共信息记录。"])
    assert report.public_records == () and doubts == []


# --- head and rest --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "number", "day"),
    [
        (["报告编号：2026091010223110009968报告时间：2026-09-10 10:22:31"], "2026091010223110009968", date(2026, 9, 10)),
        (["报告编号：2026091010223110009968 2026-09-10", "报告时间：2026-09-1010:22:31"], "2026091010223110009968", date(2026, 9, 10)),
        (["报告编号:2026091010223110009968|报告时间:2026.09.1010:22:31"], "2026091010223110009968", date(2026, 9, 10)),
        (["报告编号：2026091010223110009968|报告时间：2026/09/10"], "2026091010223110009968", date(2026, 9, 10)),
    ],
)
def test_number_and_time_may_be_glued_together(lines, number, day) -> None:
    report, _ = extract_report("d", [page(["个人信用报告", *lines])])
    assert (raw(report.number), raw(report.reported_on)) == (number, day)


@pytest.mark.parametrize("married", ["已婚", "未婚", "离婚", "丧偶", "单身", "未说明", "其他", "--", ""])
def test_the_marital_status_has_no_label_and_is_no_part_of_anything(married: str) -> None:
    for row in (f"姓名：王小样|证件类型：身份证|证件号码：110101199003070016|{married}", f"姓名：王小样证件类型：身份证证件号码：110101199003070016{married}"):
        report, _ = extract_report("d", [page(["个人信用报告", row.rstrip("|")])])
        assert (raw(report.name), raw(report.id_tail)) == ("王小样", "0016")


def test_a_report_without_anything_is_a_report() -> None:
    report, doubts = read(["信贷记录", "系统中没有您的信用卡、贷款和其他信贷记录。", "查询记录", "说 明", "1.本报告仅供您了解自己的信用状况。"])
    assert doubts == [] and report.accounts == () and check_report(report).complete is None


def test_what_a_person_declared_is_kept() -> None:
    report, doubts = read([*ACCOUNTS, "本人声明", "本人对上述第1笔贷款有异议。", "查询记录"])
    assert doubts == []
    assert [(r.kind, key(r.text.value)) for r in report.remarks] == [("本人声明", "本人对上述第1笔贷款有异议。")]
