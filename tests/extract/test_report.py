"""Sentences of a brief credit report: each kind to exact fields, or to review; none is lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.check_report import check_report
from pipeline.extract.report_brief import extract_report
from pipeline.records.evidence import Origin, Precision
from pipeline.records.extraction import DocStatus, DocType
from pipeline.records.report import ReportStatus
from pipeline.values.text import key
from tests.extract.pages import page, paper, raw, wrap
from tests.extract.sentences import CARDS, LOANS, OTHERS, SAID

FIELDS = (
    "printed_no", "kind", "institution", "issuer", "revolving", "currency", "tail", "opened_on", "loan_type", "amount",
    "credit_limit", "balance", "status", "data_as_of", "closed_on", "overdue_now", "overdue_months", "overdue_90",
)  # fmt: skip
ONCE, NEVER = "发生过逾期的账户明细如下：", "从未发生过逾期的账户明细如下："
READ = [*CARDS, *LOANS]


def lines_of(*numbers, characters=40, heading=ONCE):
    """A section as printed: its heading, its list's heading, the sentences."""
    section = "信用卡" if numbers[0] in CARDS else "贷款" if numbers[0] in LOANS else OTHERS[numbers[0]][0]
    return [section, *([heading] if heading else []), *(w for n in numbers for w in wrap(text_of(n), characters))]


def text_of(number):
    return CARDS.get(number) or LOANS.get(number) or OTHERS[number][1]


def read(lines, **more):
    return extract_report("d", [page(lines, **more)])


def accounts_of(lines):
    report, doubts = read(lines)
    return report.accounts, doubts


def said(account):
    return {name: raw(v) if hasattr(v := getattr(account, name), "evidence") else v for name in FIELDS}


def expected(number):
    return dict.fromkeys(FIELDS) | SAID[number]


# --- nineteen sentences ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", READ)
def test_each_sentence_is_read_exactly(number: int) -> None:
    report, doubts = read(lines_of(number))
    assert doubts == []
    (account,) = report.accounts
    assert said(account) == expected(number)
    assert key(account.sentence.value) == key(text_of(number))


@pytest.mark.parametrize("number", [17, 18])
def test_a_recovered_debt_is_a_loan_of_its_receiver(number: int) -> None:
    report, doubts = read([*lines_of(number, heading=""), *lines_of(9)])
    assert doubts == []
    recovered, loan = report.accounts
    assert said(recovered) == expected(number) and said(loan) == expected(9)
    assert (recovered.section, loan.section) == ("recovery", "loan")


def test_a_recovered_debt_says_when_it_was_paid_last_and_whether_anything_is_left() -> None:
    nothing = text_of(17).replace("余额为21,300", "余额为0")
    (account,), doubts = accounts_of(["资产处置信息", *wrap(nothing)])
    assert doubts == []
    assert raw(account.last_paid_on) == date(2023, 6, 5)
    assert account.status.value is ReportStatus.ENDED and account.status.evidence.text == "余额为0"


def test_an_advance_that_is_not_settled_is_owed() -> None:
    (account,), _ = accounts_of(["垫款信息", text_of(18).replace("2024年06月已结清。", "")])
    assert account.status.value is ReportStatus.OVERDUE and account.status.evidence.text == "累计代偿"


def test_what_the_person_answers_for_is_no_account() -> None:
    report, doubts = read(lines_of(19, heading=""))
    assert doubts == [] and report.accounts == ()
    (duty,) = report.liabilities
    assert raw(duty.opened_on) == date(2023, 11, 2)
    assert raw(duty.institution) == "某某银行股份有限公司某分行"
    assert (raw(duty.role), raw(duty.amount), raw(duty.balance)) == ("保证人", 200_000_000, 150_000_000)


def test_a_responsibility_without_an_amount_is_none_and_not_nought() -> None:
    text = text_of(19).replace("相关还款责任金额2,000,000（保证合同编号：B0001H0001）", "相关还款责任金额--")
    (duty,) = read(["相关还款责任信息", *wrap(text)])[0].liabilities
    assert duty.amount is None and raw(duty.balance) == 150_000_000


def test_other_business_is_read_as_such() -> None:
    text = "1.2024年01月02日某某融资租赁有限公司办理的500,000元（人民币）融资租赁业务，2029年01月02日到期。截至2026年10月，余额21,000。"
    (account,), doubts = accounts_of(["其他业务", NEVER, *wrap(text)])
    assert doubts == []
    assert (account.section, account.kind, account.loan_type) == ("other", "loan", "融资租赁业务")
    assert (raw(account.amount), raw(account.balance)) == (50_000_000, 2_100_000)
    assert raw(account.ends_on) == date(2029, 1, 2)


def test_a_sentence_that_no_rule_fits_is_told_and_its_neighbours_are_read() -> None:
    odd = "2.2024年01月02日某某银行股份有限公司办理的500,000元（人民币）融资租赁业务，2029年01月02日到期。"
    lines = [*lines_of(9), *wrap(odd), *wrap(text_of(11))]
    report, doubts = read(lines)
    assert [key(d.text) for d in doubts] == [key(odd)]
    assert [said(a) for a in report.accounts] == [expected(9), expected(11)]


def test_all_sentences_of_a_report_together() -> None:
    lines = [
        *("资产处置信息", *wrap(text_of(17))),
        *("垫款信息", *wrap(text_of(18))),
        *lines_of(1, 2, heading="发生过逾期的贷记卡账户明细如下："),
        *lines_of(3, 4, 5, 6, 7, 8, heading="从未逾期过的贷记卡及透支未超过60天的准贷记卡账户明细如下：")[1:],
        *lines_of(10, 12),
        *lines_of(9, 11, 13, 14, 15, 16, heading=NEVER)[1:],
        *("相关还款责任信息", *wrap(text_of(19))),
        "公共记录",
        "系统中没有您最近5年内的公共信息记录。",
        "查询记录",
        "机构查询记录明细",
        "1|2026年02月21日|某某银行股份有限公司|贷后管理",
        "说 明",
        "1.本报告的信息由2026年02月21日前各机构提供。",
    ]
    report, doubts = read(lines)
    order = [17, 18, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 9, 11, 13, 14, 15, 16]
    assert [said(a) for a in report.accounts] == [expected(n) for n in order]
    assert [a.ordinal for a in report.accounts] == list(range(18))
    assert [a.section for a in report.accounts] == ["recovery"] * 2 + ["credit_card"] * 8 + ["loan"] * 8
    assert len(report.liabilities) == 1 and len(report.queries) == 1
    assert doubts == []


# --- how it is printed ----------------------------------------------------------------------------------------------


@given(number=st.sampled_from(READ), widths=st.lists(st.integers(11, 45), min_size=20, max_size=20))
def test_lines_may_break_anywhere(number, widths) -> None:
    text, lines = text_of(number), []
    for width in widths:
        lines.append(text[:width])
        text = text[width:]
    report, doubts = read([*lines_of(number)[:2], *(line for line in lines if line)])
    assert doubts == []
    assert [said(a) for a in report.accounts] == [expected(number)]


@given(number=st.sampled_from(READ), at=st.integers(1, 3))
@pytest.mark.parametrize("footer", ["第 1 页,共 9 页", "第1页，共9页", "第 12 页 , 共 12 页", "第 2 页|, 共 9 页"])
def test_a_footer_between_its_lines_belongs_to_nothing(footer, number, at) -> None:
    head, body = lines_of(number)[:2], wrap(text_of(number), 30)
    report, doubts = read([*head, *body[:at], footer, *body[at:]])
    assert doubts == []
    assert [said(a) for a in report.accounts] == [expected(number)]


def test_a_sentence_may_run_over_two_pages() -> None:
    lines = lines_of(10, characters=30)
    first = page([*lines[:4], "第 1 页,共 2 页"])
    second = page([*lines[4:], "第 2 页,共 2 页"], number=2)
    report, doubts = extract_report("d", [first, second])
    assert doubts == []
    assert [said(a) for a in report.accounts] == [expected(10)]
    assert report.accounts[0].sentence.evidence.page == 1


def bare(number):
    return text_of(number).split(".", 1)[1]


def test_ordinals_may_stand_in_a_column_of_their_own() -> None:
    lines = ["贷款", NEVER]
    for number, ordinal in ((9, "1."), (11, "3."), (13, "5.")):
        first, *rest = wrap(bare(number), 30)
        lines += [[(40.0, ordinal), (60.0, first)], *([(60.0, line)] for line in rest)]
    report, doubts = read(lines)
    assert doubts == []
    assert [said(a) for a in report.accounts] == [expected(n) for n in (9, 11, 13)]


def test_ordinals_may_come_out_together_before_their_sentences() -> None:
    report, doubts = read(["贷款", NEVER, "7.", "8.", "9.", *(w for n in (9, 11, 13) for w in wrap(bare(n)))])
    assert doubts == []
    assert [a.opened_on.value for a in report.accounts] == [SAID[n]["opened_on"] for n in (9, 11, 13)]


def test_a_missing_ordinal_changes_nothing_else() -> None:
    report, _ = read(["贷款", NEVER, *wrap(bare(9))])
    assert said(report.accounts[0]) == expected(9) | {"printed_no": ""}


@pytest.mark.parametrize("number", READ)
def test_ocr_writes_a_mouth_for_a_day(number: int) -> None:
    lines = [line.replace("日", "口") for line in lines_of(number)]
    report, doubts = read(lines, origin=Origin.OCR, agreement=0.95)
    assert doubts == []
    assert [said(a) for a in report.accounts] == [expected(number)]


@pytest.mark.parametrize("wide", ["，。（）：", ",。():"])
def test_full_and_half_width_marks_are_the_same(wide: str) -> None:
    table = str.maketrans("，。（）：", wide)
    for number in READ:
        report, doubts = read([line.translate(table) for line in lines_of(number)])
        assert doubts == []
        read_fields = {k: v for k, v in said(report.accounts[0]).items() if k != "institution"}
        assert read_fields == {k: v for k, v in expected(number).items() if k != "institution"}


def test_two_identical_sentences_are_two_accounts() -> None:
    report, doubts = read(lines_of(4, 4))
    assert doubts == []
    assert [said(a) for a in report.accounts] == [expected(4)] * 2
    first, second = report.accounts
    assert first.sentence.evidence.box != second.sentence.evidence.box


def test_once_and_never_are_two_lists_and_neither_heading_is_a_sentence() -> None:
    report, doubts = read([*lines_of(10, 12), NEVER, *wrap(text_of(9)), *wrap(text_of(11))])
    assert doubts == []
    assert [a.overdue_months is not None for a in report.accounts] == [True, True, False, False]
    assert all("明细如下" not in a.sentence.value for a in report.accounts)


# --- words that are easily mistaken ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "balance"),
    [
        ("信用额度0，余额12,500（含未出单的大额专项分期余额12,000），当前无逾期。", 1_250_000),
        ("信用额度0，余额0（含未出单的大额专项分期余额12,000），当前无逾期。", 0),
        ("信用额度10,000，已使用额度10,127。", 1_012_700),
        ("信用额度10,000，已使用额度500（含未出单的大额专项分期余额300）。", 50_000),
    ],
)
def test_the_balance_is_not_the_balance_of_instalments(clause: str, balance: int) -> None:
    text = f"1.2021年04月18日某某银行股份有限公司发放的贷记卡（人民币账户）。截至2026年09月，{clause}"
    report, _ = read(["信用卡", ONCE, *wrap(text)])
    assert raw(report.accounts[0].balance) == balance


def test_not_settled_is_never_read_as_settled() -> None:
    text = text_of(9).replace("余额80,000", "未结清，余额80,000")
    report, _ = read(["贷款", ONCE, *wrap(text)])
    assert report.accounts[0].status.value is ReportStatus.ACTIVE


def test_no_overdue_is_not_an_overdue() -> None:
    with_, without = text_of(2), text_of(2).replace("当前有逾期", "当前无逾期")
    accounts = [read(["信用卡", ONCE, *wrap(t)])[0].accounts[0] for t in (with_, without)]
    assert [a.overdue_now.value for a in accounts] == [True, False]
    assert [a.status.value for a in accounts] == [ReportStatus.OVERDUE, ReportStatus.ACTIVE]


def test_a_credit_lines_last_day_is_neither_due_nor_settled() -> None:
    (account,) = read(lines_of(14))[0].accounts
    assert account.closed_on is None
    assert account.opened_on.value == date(2023, 3, 23)


def test_amounts_are_whole_yuan_and_months_are_months() -> None:
    (account,) = read(lines_of(10))[0].accounts
    assert account.amount.precision is account.balance.precision is Precision.YUAN
    assert account.data_as_of.precision is Precision.MONTH


def test_an_unknown_currency_is_kept_as_printed() -> None:
    text = text_of(4).replace("美元", "丹麦克朗")
    (account,) = read(["信用卡", ONCE, *wrap(text)])[0].accounts
    assert account.currency == "丹麦克朗"


# --- head and counts ------------------------------------------------------------------------------------------------

HEAD = [
    "个人信用报告",
    "报告编号：2026091010223110009968|报告时间：2026年09月10日 10:22:31",
    "姓名：王小明|证件类型：身份证|证件号码：**************1424|未婚",
]


def counted(unsettled_cards: int = 2):
    x = (60.0, 220.0, 300.0, 380.0, 460.0)

    def line(*cells):
        return list(zip(x, cells, strict=True))

    return [
        "信息概要",
        line("账户数", "3", "--", "2", "--"),
        line("未结清/未销户账户数", str(unsettled_cards), "--", "1", "--"),
        line("发生过逾期的账户数", "1", "--", "1", "--"),
        line("发生过90天以上逾期的账户数", "--", "--", "1", "--"),
    ]


def test_its_head_is_read() -> None:
    report, _ = read([*HEAD, *lines_of(1)])
    assert raw(report.number) == "2026091010223110009968"
    assert raw(report.reported_on) == date(2026, 9, 10)
    assert raw(report.name) == "王小明"
    assert raw(report.id_tail) == "1424"


def test_its_own_counts_say_that_every_account_was_read() -> None:
    report, _ = read([*HEAD, *counted(), *lines_of(1, 3, 5), *lines_of(10, 11)])
    checked = check_report(report)
    assert checked.complete is True
    assert all(a.status.checks[-1].agrees for a in checked.accounts)


@pytest.mark.parametrize("numbers", [(1, 3), (1, 3, 5, 7), (1, 3, 4)])
def test_its_own_counts_show_that_one_was_lost(numbers) -> None:
    report, _ = read([*HEAD, *counted(), *lines_of(*numbers), *lines_of(10, 11)])
    assert check_report(report).complete is False


def test_without_counts_nothing_is_known() -> None:
    assert check_report(read(lines_of(1))[0]).complete is None


def test_a_report_with_a_sentence_not_understood_is_read_in_part() -> None:
    odd = text_of(17).replace("接收债权", "接收债权并转让")
    read_paper = paper(page([*HEAD, *lines_of(1), "资产处置信息", *wrap(odd)]))
    assert read_paper.document.type is DocType.CREDIT_REPORT_BRIEF
    assert (read_paper.document.status, read_paper.document.reason_code) == (DocStatus.PARTIAL, "unparsed_sentence")
    assert [key(n.text) for n in read_paper.notes] == [key(odd)]
