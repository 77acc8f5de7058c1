"""Pages of reports: their order, copies of one report, two reports in one file, pages that are missing; other forms."""

from __future__ import annotations

import hashlib
from itertools import permutations

import pytest

from pipeline.extract import extract_papers
from pipeline.extract.check_report import check_report
from pipeline.extract.lexicon import lexicon
from pipeline.extract.photos import Photo, join
from pipeline.records.evidence import Origin
from pipeline.records.extraction import DocStatus, DocType
from pipeline.records.reading import Reading
from tests.extract.cmb import lines as statement
from tests.extract.pages import page, wrap
from tests.extract.sentences import CARDS, LOANS
from tests.extract.test_report_parts import summary

NEVER = "从未发生过逾期的账户明细如下："
NOTES = ["说 明", "1.本报告仅供您了解自己的信用状况，请妥善保管。", "2.更多咨询，请致电全国客户服务热线400-810-8866。"]


def report(number="2026091010223110009968", name="王小样", total=3, foot="第 {} 页,共 {} 页"):
    """A report on three pages, a sentence over each page's end."""
    card, loan = wrap(CARDS[1]), wrap(LOANS[10])
    head = [
        "个人信用报告",
        f"报告编号：{number}|报告时间：{number[:4]}-{number[4:6]}-{number[6:8]} 10:22:31",
        f"姓名：{name}|证件类型：身份证|证件号码：110101199003070016|未婚",
    ]
    counts = summary(((3, 0, 2, 0), (2, 0, 1, 0), (1, 0, 1, 0), (0, 0, 1, 0)))
    first = [*head, *counts, "信用卡", "发生过逾期的贷记卡账户明细如下：", *card[:2]]
    second = [*card[2:], *wrap(CARDS[3]), *wrap(CARDS[5]), "贷款", "发生过逾期的账户明细如下：", *loan[:2]]
    third = [*loan[2:], NEVER, *wrap(LOANS[11]), *NOTES]
    return [[*lines, foot.format(n, total)] for n, lines in enumerate((first, second, third), 1)]


def papers(*pages):
    made = [page(lines, number=n) for n, lines in enumerate(pages, 1)]
    sha256 = hashlib.sha256(repr(made).encode()).hexdigest()
    return extract_papers("file.pdf", Reading(sha256, tuple(made)))


def codes(paper):
    return [note.code for note in paper.notes]


def complete(paper):
    return check_report(paper.report).complete


A = report()
B = report("2026111209410700000002", "李示例")


def test_in_their_order_nothing_is_said() -> None:
    (paper,) = papers(*A)
    assert paper.document.status is DocStatus.OK and codes(paper) == []
    assert len(paper.report.accounts) == 5 and complete(paper) is True


@pytest.mark.parametrize("order", [p for p in permutations(range(3)) if p != (0, 1, 2)])
def test_pages_in_the_wrong_order_are_read_in_their_printed_one_and_it_is_said(order) -> None:
    (straight,) = papers(*A)
    (paper,) = papers(*(A[n] for n in order))
    assert codes(paper) == ["pages_reordered"]
    assert paper.document.parts[0].pages == tuple(order.index(n) + 1 for n in range(3))
    assert [a.sentence.value for a in paper.report.accounts] == [a.sentence.value for a in straight.report.accounts]
    assert complete(paper) is True


def test_pages_without_numbers_stay_as_they_are() -> None:
    bare = [lines[:-1] for lines in A]
    (paper,) = papers(bare[0], bare[2], bare[1])
    assert "pages_reordered" not in codes(paper)
    assert complete(paper) is False and paper.document.status is DocStatus.PARTIAL


@pytest.mark.parametrize("lost", [1, 2])
def test_a_missing_page_makes_it_incomplete(lost: int) -> None:
    (paper,) = papers(*(lines for n, lines in enumerate(A) if n != lost))
    assert (paper.document.status, paper.document.reason_code) == (DocStatus.PARTIAL, "page_missing")
    assert paper.report.complete is False and complete(paper) is False


def test_a_page_without_accounts_that_is_missing_makes_it_incomplete_too() -> None:
    longer = [[*lines[:-1], f"第 {n} 页,共 4 页"] for n, lines in enumerate(A, 1)]
    (paper,) = papers(*longer)
    assert paper.document.reason_code == "page_missing" and complete(paper) is False


def test_two_reports_in_one_file_are_two_papers_though_their_last_page_is_the_same() -> None:
    first, second = papers(*A, *B)
    assert A[2] == B[2]
    assert [p.report.name.value for p in (first, second)] == ["王小样", "李示例"]
    assert [p.document.status for p in (first, second)] == [DocStatus.OK, DocStatus.OK]
    assert [complete(p) for p in (first, second)] == [True, True]
    assert [p.document.parts[0].pages for p in (first, second)] == [(1, 2, 3), (4, 5, 6)]


def test_a_report_behind_one_of_which_the_end_is_missing_is_a_paper_of_its_own() -> None:
    first, second = papers(*A[:2], *B)
    assert first.document.reason_code == "page_missing" and complete(first) is False
    assert complete(second) is True and second.report.name.value == "李示例"


def test_the_same_report_twice_in_one_file_is_read_once_and_said() -> None:
    (paper,) = papers(*A, *A)
    assert codes(paper) == ["page_repeated"] * 3
    assert len(paper.report.accounts) == 5 and complete(paper) is True


def test_a_second_scan_of_the_same_report_is_no_second_report() -> None:
    again = [[line.replace("（", "(") if isinstance(line, str) else line for line in lines] for lines in A]
    (paper,) = papers(*A, *again)
    assert codes(paper) == ["page_repeated"] * 3
    assert len(paper.report.accounts) == 5 and complete(paper) is True
    assert paper.document.pages == 6


def test_a_second_copy_lends_the_page_that_the_first_one_lacks() -> None:
    again = [[line.replace("（", "(") if isinstance(line, str) else line for line in lines] for lines in A]
    (paper,) = papers(A[0], A[1], *again)
    assert complete(paper) is True and paper.document.status is DocStatus.OK


def test_a_statement_behind_a_report_is_a_paper_of_its_own() -> None:
    first, second = papers(*A, statement())
    assert [p.document.type for p in (first, second)] == [DocType.CREDIT_REPORT_BRIEF, DocType.CARD_STATEMENT]
    assert complete(first) is True


def test_photographs_of_a_report_are_joined_in_their_printed_order() -> None:
    pages = [page(lines, origin=Origin.OCR, agreement=1.0) for lines in A]
    photos = [Photo("IMG_1.jpg", pages[2]), Photo("IMG_2.jpg", pages[0]), Photo("IMG_3.jpg", pages[1])]
    (group,) = join(photos, lexicon(), lambda _: False)
    assert [photo.path for photo in group] == ["IMG_2.jpg", "IMG_3.jpg", "IMG_1.jpg"]


@pytest.mark.parametrize("foot", ["第{}页/共{}页", "第 {} 页，共 {} 页", "第{}页,共{}页"])
def test_feet_inside_sentences_are_no_part_of_them(foot: str) -> None:
    (paper,) = papers(*report(foot=foot))
    assert complete(paper) is True and codes(paper) == []


# --- other forms ----------------------------------------------------------------------------------------------------

FIRST = [
    "个人信用报告",
    "报告编号：2018072600003412345678|查询时间：2018.07.26 13:13:01|报告时间：2018.07.26 13:13:02",
    "姓名：王小样|证件类型：身份证|证件号码：**************0016|未婚",
    "为他人担保笔数|0|0|0",
    "信用卡",
    "1.2007年6月13日招商银行发放的贷记卡（人民币账户）。截至2018年2月，信用额度22,000，已使用额度16,650。",
    "购房贷款",
    "1.2010年6月13日招商银行发放的300,000元（人民币）个人住房贷款，2030年6月13日到期。截至2018年2月，余额9。",
    "查询操作员",
]


def test_a_first_generation_report_is_named_and_not_read() -> None:
    (paper,) = papers(FIRST)
    document = paper.document
    assert (document.type, document.issuer) == (DocType.CREDIT_REPORT_BRIEF, "征信中心")
    assert (document.status, document.reason_code) == (DocStatus.PARTIAL, "first_generation_report")
    assert paper.records == ()


@pytest.mark.parametrize("title", ["百行征信 个人信用报告", "个人信用报告 朴道征信有限公司", "企业信用报告"])
def test_other_bureaus_reports_are_not_read(title: str) -> None:
    lines = [title, *A[0][1:12], "信用卡", *wrap(CARDS[3])]
    (paper,) = papers(lines)
    assert paper.document.type is DocType.OTHER and paper.records == ()


@pytest.mark.parametrize(
    "line", ["点击申请，额度最高20万元", "三分钟教您怎么看征信", "关注公众号，查询信用报告", "立即申请 贷款审批快"]
)
def test_a_page_that_speaks_of_reports_is_none(line: str) -> None:
    (paper,) = papers(["个人信用报告", line, "报告编号、报告时间在最上面", "信用卡", NEVER, *wrap(CARDS[2])])
    assert paper.document.type is DocType.OTHER and paper.records == ()
