"""The reader of each kind of paper, under one roof: pages to records and doubts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.extract import identify
from pipeline.extract.bank import extract_bank
from pipeline.extract.fields import Record, map_values
from pipeline.extract.layouts import layout_of
from pipeline.extract.letter import extract_letter
from pipeline.extract.letter_table import letters_of
from pipeline.extract.lexicon import lexicon
from pipeline.extract.loan import LoanResult, extract_loan_statement, extract_plan
from pipeline.extract.loan_head import extract_contract
from pipeline.extract.report_brief import extract_report
from pipeline.extract.rows import Doubt
from pipeline.extract.split import letter_titles
from pipeline.extract.statement import extract_statement
from pipeline.records.evidence import Check, CheckKind
from pipeline.records.extraction import DocType, Statement
from pipeline.records.reading import Page


@dataclass(frozen=True, slots=True)
class Found:
    """What one paper gave: who made it, its records (at least one), what was not understood."""

    issuer: str | None
    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]


def read_records(document: str, kind: DocType, pages: Sequence[Page]) -> Found | None:
    """Read a paper of a known kind.

    Args:
        document: Id of the paper.
        kind: As recognised.
        pages: Of the paper, in order.

    Returns:
        What it gave; None for a kind that cannot be read yet.
    """
    reader = _READERS.get(kind)
    return reader(document, pages) if reader else None


def _card(document: str, pages: Sequence[Page]) -> Found:
    issuer = identify.issuer_of(pages, DocType.CARD_STATEMENT)
    result = extract_statement(document, issuer, pages, lexicon(), layout_of(issuer))
    doubts = [*result.doubts, *_table_doubts(pages, result.statements, bool(result.doubts))]
    main = result.statements[0]
    missing = [name for name in ("statement_on", "closing") if getattr(main, name) is None]
    doubts.extend(Doubt("missing_field", pages[0], None, "", name) for name in missing)
    return Found(issuer, result.statements, tuple(doubts))


def _bank(document: str, pages: Sequence[Page]) -> Found:
    issuer = identify.issuer_of(pages, DocType.BANK_STATEMENT)
    result = extract_bank(document, issuer, pages, lexicon())
    doubts = [*result.doubts, *_table_doubts(pages, (result.statement,), bool(result.doubts))]
    return Found(issuer, (result.statement,), tuple(doubts))


def _table_doubts(pages: Sequence[Page], statements: Sequence[Statement], told: bool) -> list[Doubt]:
    """Return doubts about a table as a whole: rows that were seen and not read, or none at all."""
    notes = statements[0].notes
    if "no_table" in notes and not told:
        return [Doubt("no_table", pages[0], None, "")]
    if "row_count" in notes:
        read = sum(len(s.rows) for s in statements)
        return [Doubt("row_count", pages[0], None, "", f"{read} / {statements[0].row_bands}")]
    return []


def _loan(read: Callable[..., LoanResult]) -> Callable[[str, Sequence[Page]], Found]:
    def reader(document: str, pages: Sequence[Page]) -> Found:
        result = read(document, pages, lexicon())
        return Found(result.record.issuer, (result.record,), result.doubts)

    return reader


def _contract(document: str, pages: Sequence[Page]) -> Found:
    contract = extract_contract(document, pages)
    missing = [name for name in ("contract_no", "loan_amount", "yearly_rate") if getattr(contract, name) is None]
    doubts = [Doubt("missing_field", pages[0], None, "", name) for name in missing]
    return Found(contract.issuer, (contract,), tuple(doubts))


_SEVERAL = Check(CheckKind.COUNTS, False, "一页多份证明")


def _letter(document: str, pages: Sequence[Page]) -> Found:
    letters = letters_of(extract_letter(document, pages), pages)
    crowded = next((page for page in pages if letter_titles(page) > 1), None)
    if crowded is not None:
        # Side by side or one above the other, as two pages printed on one sheet: what is whose cannot be told.
        unsure = tuple(map_values(letter, lambda _, value: value.checked(_SEVERAL)) for letter in letters)
        return Found(letters[0].issuer, unsure, (Doubt("several_letters", crowded, None, ""),))
    doubts = [
        Doubt("not_settled", pages[0], None, letter.contract_no.value if letters[1:] and letter.contract_no else "")
        for letter in letters
        if letter.settled_in_words is None and (letter.outstanding is None or letter.outstanding.value > 0)
    ]
    number = letters[0].contract_no
    if len(letters) == 1 and number is not None and not all(check.agrees for check in number.checks):
        doubts.append(Doubt("several_loans", pages[0], None, number.value))
    return Found(letters[0].issuer, letters, tuple(doubts))


def _report(document: str, pages: Sequence[Page]) -> Found:
    report, doubts = extract_report(document, pages)
    return Found("征信中心", (report,), tuple(doubts))


_READERS: dict[DocType, Callable[[str, Sequence[Page]], Found]] = {
    DocType.CARD_STATEMENT: _card,
    DocType.BANK_STATEMENT: _bank,
    DocType.LOAN_STATEMENT: _loan(extract_loan_statement),
    DocType.REPAYMENT_PLAN: _loan(extract_plan),
    DocType.LOAN_CONTRACT: _contract,
    DocType.SETTLEMENT_LETTER: _letter,
    DocType.CREDIT_REPORT_BRIEF: _report,
}
