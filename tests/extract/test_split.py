"""One file, several papers; and papers of which pages are missing or stand twice."""

from __future__ import annotations

import hashlib

import pytest

from pipeline.extract import extract_papers
from pipeline.extract.fields import iter_values
from pipeline.extract.split import missing_pages
from pipeline.records.extraction import DocStatus, DocType
from pipeline.records.reading import Reading
from tests.extract.cmb import lines
from tests.extract.pages import page

MARCH = lines()
APRIL = lines(on="2026年04月08日", due="2026年04月26日", month="2026年04月")
LETTER = [
    "结清证明",
    "兹证明王小明在我行办理的贷款已于2026年3月18日全部结清。",
    "某某银行股份有限公司",
    "2026年3月19日",
]


def papers(*pages):
    sha256 = hashlib.sha256(repr(pages).encode()).hexdigest()
    return extract_papers("file.pdf", Reading(sha256, tuple(pages)))


def test_two_statements_in_one_file_are_two_papers() -> None:
    found = papers(page(MARCH), page(APRIL, number=2))
    assert [p.statement.statement_on.value.month for p in found] == [3, 4]
    assert [p.document.parts[0].pages for p in found] == [(1,), (2,)]
    assert len({p.document.id for p in found}) == 2


def test_a_title_repeated_on_the_next_page_begins_nothing() -> None:
    first = [*MARCH]
    second = [MARCH[0], *MARCH[6:7], MARCH[-1]]
    found = papers(page(first), page(second, number=2))
    assert len(found) == 1


def test_a_letter_behind_a_statement_is_a_paper_of_its_own() -> None:
    found = papers(page(MARCH), page(LETTER, number=2))
    assert [p.document.type for p in found] == [DocType.CARD_STATEMENT, DocType.SETTLEMENT_LETTER]


def test_page_numbers_that_begin_again_begin_a_paper() -> None:
    found = papers(
        page([*MARCH, "第 1 页/共 1 页"]),
        page([*[line for line in MARCH if line != MARCH[1]], "第 1 页/共 1 页", "续"], number=2),
    )
    assert len(found) == 2


def test_a_page_that_stands_twice_is_read_once() -> None:
    found = papers(page(MARCH), page(MARCH, number=2))
    assert len(found) == 1
    assert any(note.code == "page_repeated" for note in found[0].notes)


@pytest.mark.parametrize("footer", ["第 1 页/共 3 页", "第1页，共3页", "1/3", "Page 1 of 3"])
def test_a_missing_page_is_told_by_its_number(footer: str) -> None:
    paper = papers(page([*MARCH, footer]), page([MARCH[6], MARCH[-1], footer.replace("1", "3", 1)], number=2))[0]
    assert (paper.document.status, paper.document.reason_code) == (DocStatus.PARTIAL, "page_missing")
    assert "2" in paper.document.detail
    assert "page_missing" in paper.statement.notes


def test_pages_without_numbers_miss_nothing() -> None:
    assert missing_pages([page(MARCH), page(APRIL, number=2)]) == []


def test_an_empty_statement_is_whole() -> None:
    empty = [*MARCH[:6], "本期无交易"]
    paper = papers(page(empty))[0]
    assert (paper.document.type, paper.document.status) == (DocType.CARD_STATEMENT, DocStatus.OK)
    assert paper.statement.rows == ()


def test_a_paper_in_another_language_is_explained() -> None:
    text = [
        "Extracto de la tarjeta de credito del Banco Ejemplo",
        "Fecha de cierre del extracto treinta de marzo",
        "Importe total a pagar antes del vencimiento",
        "Rogamos que efectue el pago en los plazos indicados",
    ]
    assert papers(page(text))[0].document.reason_code == "foreign_language"


def test_the_other_side_s_account_in_a_table_begins_no_paper() -> None:
    head = ["某某银行个人账户交易流水", "户名：王小明|账号：6222000000001234"]
    table = ["交易日期|摘要|交易金额|余额|对方账号"]
    first = page([*head, *table, "2026-03-01|工资|+8,000.00|9,200.00|6217000000004321"])
    second = page([head[0], *table, "2026-03-05|转账|-3,000.00|6,200.00|6217000000008765"], number=2)
    assert len(papers(first, second)) == 1


def test_two_letters_on_two_loans_are_two_papers() -> None:
    other = [line.replace("贷款已", "贷款（合同编号：HT2019000447）已") for line in LETTER]
    one = [line.replace("贷款已", "贷款（合同编号：HT2018000112）已") for line in LETTER]
    assert [p.letter.contract_no.value for p in papers(page(one), page(other, number=2))] == [
        "HT2018000112",
        "HT2019000447",
    ]


def test_two_letters_that_differ_in_no_number_are_two_papers() -> None:
    """Read as one they would say what neither says: the contract of the first, the sum of the second."""
    first = [
        "结清证明",
        "王小明在我行的贷款，合同编号：XJ20230320001，已于2026年3月18日全部结清。",
        LETTER[2],
        "2026年3月19日",
    ]
    second = [
        "结清证明",
        "王小明的贷款已于2026年3月18日结清，累计还款金额人民币5,230.00元。",
        LETTER[2],
        "2026年3月19日",
    ]
    found = papers(page(first), page(second, number=2))
    assert [(p.letters[0].contract_no is None, p.letters[0].settled_amount is None) for p in found] == [
        (False, True),
        (True, False),
    ]


def test_a_letter_s_title_repeated_before_its_day_of_issue_begins_nothing() -> None:
    first = ["结清证明", "兹证明王小明在我行办理的贷款，合同编号：XJ20230320001，"]
    second = ["结清证明", "已于2026年3月18日全部结清。", LETTER[2], "2026年3月19日"]
    (found,) = papers(page(first), page(second, number=2))
    assert found.letters[0].contract_no is not None


def test_two_letters_on_one_page_say_nothing_for_certain() -> None:
    side_by_side = [f"{line}|{line}" for line in LETTER]
    (found,) = papers(page(side_by_side))
    assert (found.document.status, found.document.reason_code) == (DocStatus.PARTIAL, "several_letters")
    values = [value for letter in found.letters for _, value in iter_values(letter)]
    assert values and not any(value.verified for value in values)
