"""What the rooms above reading make of scans and photos, from recorded readings."""

from __future__ import annotations

import json
from datetime import date

import pytest

from pipeline.extract import extract_paper
from pipeline.extract.check import check_statement
from pipeline.extract.fields import iter_values
from pipeline.records.finding import Severity
from pipeline.values.text import key
from samples.people import scanned
from samples.truth import LetterTruth, StatementTruth
from tests.acceptance.reader import judge, read_paper
from tests.recorded.record import MANIFEST, papers, read, recorded, to_json, versions

PAPERS = papers()
STATEMENTS = [name for name, paper in PAPERS.items() if isinstance(paper.truth, StatementTruth)]
LETTERS = [name for name, paper in PAPERS.items() if isinstance(paper.truth, LetterTruth)]


@pytest.mark.parametrize("name", STATEMENTS)
def test_each_row_of_a_scanned_statement_is_exact(name: str) -> None:
    truth = PAPERS[name].truth
    statement = extract_paper(name, recorded(name)).statement
    assert statement is not None
    read_rows = [(r.posted_on.value, key(r.description.value), r.amount.value, r.tail and r.tail.value) for r in statement.rows]
    assert read_rows == [(r.posted_on, key(r.description), r.amount, r.tail or None) for r in truth.rows]
    assert (statement.statement_on.value, statement.due_on.value) == (truth.statement_on, truth.due_on)
    assert (statement.closing.value, statement.minimum.value) == (truth.closing, truth.minimum)
    assert check_statement(statement).balanced is True


@pytest.mark.parametrize("name", STATEMENTS)
def test_its_figures_are_verified_by_agreement_and_by_arithmetic(name: str) -> None:
    statement = check_statement(extract_paper(name, recorded(name)).statement)
    for row in statement.rows:
        kinds = {check.kind.value for check in row.amount.checks}
        assert row.amount.verified and "arithmetic" in kinds


@pytest.mark.parametrize("name", LETTERS)
def test_no_item_of_a_photographed_letter_is_verified_and_wrong(name: str) -> None:
    truth = PAPERS[name].truth
    letter = extract_paper(name, recorded(name)).letter
    assert letter is not None
    pairs = [
        (letter.name, truth.name),
        (letter.settled_on, truth.settled_on),
        (letter.issued_on, truth.issued_on),
        (letter.settled_amount, truth.settled_amount),
        (letter.outstanding, truth.outstanding),
        (letter.loan_amount, truth.loan_amount),
        (letter.contract_no, truth.contract_no or None),
        (letter.account_tail, truth.account_tail or None),
    ]
    for value, true in pairs:
        assert value is None or not value.verified or value.value == true, (value, true)
    assert letter.has_seal is True
    assert letter.settled_on is not None and letter.settled_on.value == truth.settled_on


def test_evidence_of_a_skewed_scan_lies_on_the_page_as_it_was_scanned() -> None:
    reading = recorded(STATEMENTS[0])
    page = reading.pages[0]
    assert any("deskew" in step for step in page.treatment)
    statement = extract_paper("scan", reading).statement
    for _, value in iter_values(statement):
        box = value.evidence.box
        assert 0 <= box.x0 < box.x1 <= page.width and 0 <= box.top < box.bottom <= page.height


def test_the_scanned_case_has_its_one_error_and_nothing_else() -> None:
    case = scanned()
    read_papers = {}
    for paper in case.papers:
        name = next((n for n, p in PAPERS.items() if p.truth == paper.truth and p.form == paper.form), None)
        if name is None:
            read_papers[paper.file] = read_paper(paper.file, paper.draw())
        else:
            read_papers[paper.file] = extract_paper(paper.file, recorded(name))
    _, judged = judge(read_papers, date(2026, 11, 25))
    loud = [f for f in judged.findings if f.severity is not Severity.NOTICE]
    expected = case.expected[0]
    assert [(f.code, f.severity.value, f.difference) for f in loud] == [
        (expected.code, expected.severity, expected.difference)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", PAPERS)
def test_the_readers_still_read_what_was_recorded(name: str) -> None:
    """Compared without the Chinese second reader, which not every machine has."""

    def without_chinese(text: str) -> list[dict]:
        tree = json.loads(text)
        cells = [c for page in tree["pages"] for row in page["grid"]["rows"] for c in row["cells"]]
        for cell in cells:
            cell["readings"] = [r for r in cell["readings"] if "chi_sim" not in r["reader"]]
        return cells

    known = json.loads(MANIFEST.read_text("utf-8"))
    now = versions()
    assert {k: v for k, v in now.items() if "chi" not in k} == {k: v for k, v in known.items() if "chi" not in k}
    assert without_chinese(to_json(read(PAPERS[name].draw()))) == without_chinese(to_json(recorded(name)))
