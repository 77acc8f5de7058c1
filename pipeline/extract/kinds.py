"""The reader of each kind of paper, under one roof: pages to records and doubts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import DocumentError
from pipeline.extract import identify
from pipeline.extract.bank import extract_bank
from pipeline.extract.fields import Record, map_values
from pipeline.extract.layouts import layout_of
from pipeline.extract.letter import extract_letter
from pipeline.extract.letter_doubts import letter_doubts
from pipeline.extract.letter_several import several_of
from pipeline.extract.letter_table import counted, letters_of
from pipeline.extract.letter_unread import with_unread
from pipeline.extract.lexicon import lexicon
from pipeline.extract.loan import LoanResult, extract_loan_statement, extract_plan
from pipeline.extract.loan_head import extract_contract
from pipeline.extract.loan_papers import extract_cost, extract_payout
from pipeline.extract.report_brief import extract_report
from pipeline.extract.report_full import extract_full_report
from pipeline.extract.rows import Doubt
from pipeline.extract.sheet_table import MOST_ROWS, ends_of
from pipeline.extract.split import letter_titles, title_months
from pipeline.extract.statement import extract_statement
from pipeline.extract.units import other_unit, paper_currency, without_amounts
from pipeline.extract.wallet import extract_wallet, wallet_of
from pipeline.records.evidence import Check, CheckKind
from pipeline.records.extraction import DocType, Statement
from pipeline.records.letter import Letter
from pipeline.records.letter_items import ITEM_NAMES
from pipeline.records.reading import Page
from pipeline.records.report import Report


@dataclass(frozen=True, slots=True)
class Found:
    """What one paper gave: who made it, its records (at least one), what was not understood."""

    issuer: str | None
    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]


def read_records(document: str, kind: DocType, pages: Sequence[Page], issuer: str | None = None) -> Found | None:
    """Read a paper of a known kind.

    Args:
        document: Id of the paper.
        kind: As recognised, or as a person said.
        pages: Of the paper, in order.
        issuer: Who made it, as a person said; None: what the paper itself says.

    Returns:
        What it gave; None for a kind that cannot be read yet.
    """
    reader = _READERS.get(kind)
    found = reader(document, pages, issuer) if reader else None
    if found is not None and kind not in _REPORTS:
        found = _in_yuan(found, kind, ends_of(pages))
    if found is None or issuer is None or found.issuer == issuer:
        return found
    named = tuple(r if isinstance(r, Report) else replace(r, issuer=issuer) for r in found.records)
    return Found(issuer, named, found.doubts)


def _in_yuan(found: Found, kind: DocType, pages: Sequence[Page]) -> Found:
    """Take the amounts out of what a paper gave that says that they are in another unit, or in no currency we keep."""
    doubt = other_unit(pages)
    if doubt is None and (kind not in _IN_CURRENCIES or any(s.kind == "wallet" for s in _statements(found))):
        foreign = paper_currency(pages)
        doubt = Doubt("unknown_currency", pages[0], None, "", foreign) if foreign is not None else None
    if doubt is None:
        return found
    records = tuple(without_amounts(record, doubt.code) for record in found.records)
    return Found(found.issuer, records, (doubt, *found.doubts))


def _statements(found: Found) -> list[Statement]:
    return [record for record in found.records if isinstance(record, Statement)]


_REPORTS = frozenset({DocType.CREDIT_REPORT_BRIEF, DocType.CREDIT_REPORT_FULL})
"""Kinds that say themselves that every amount is in yuan."""

_IN_CURRENCIES = frozenset({DocType.CARD_STATEMENT, DocType.BANK_STATEMENT})
"""Kinds whose rows carry their currency; all others are in CNY."""


def _card(document: str, pages: Sequence[Page], issuer: str | None) -> Found:
    if sum(len(page.grid.rows) for page in pages) > MOST_ROWS:
        raise DocumentError("too_large", f"> {MOST_ROWS}")
    issuer = issuer or identify.issuer_of(ends_of(pages), DocType.CARD_STATEMENT)
    result = extract_statement(document, issuer, pages, lexicon(), layout_of(issuer))
    doubts = [*result.doubts, *_table_doubts(pages, result.statements, bool(result.doubts))]
    main = result.statements[0]
    missing = [name for name in ("statement_on", "closing") if getattr(main, name) is None]
    doubts.extend(Doubt("missing_field", pages[0], None, "", name) for name in missing)
    crowded = next((page for page in pages if len(title_months(page)) > 1), None)
    if crowded is None:
        return Found(issuer, result.statements, tuple(doubts))
    unsure = tuple(map_values(s, lambda _, value: value.checked(_CROWDED)) for s in result.statements)
    return Found(issuer, unsure, (Doubt("several_statements", crowded, None, ""), *doubts))


_CROWDED = Check(CheckKind.COUNTS, False, "一页多份账单")


def _bank(document: str, pages: Sequence[Page], issuer: str | None) -> Found:
    wallet = wallet_of(pages)
    issuer = issuer or wallet or identify.issuer_of(ends_of(pages), DocType.BANK_STATEMENT)
    if wallet is not None:
        result = extract_wallet(document, issuer or wallet, pages, lexicon())
    else:
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


_Reader = Callable[[str, Sequence[Page], str | None], Found | None]


def _loan(read: Callable[..., LoanResult]) -> _Reader:
    def reader(document: str, pages: Sequence[Page], _issuer: str | None) -> Found:
        result = read(document, pages, lexicon())
        return Found(result.record.issuer, (result.record,), result.doubts)

    return reader


def _contract(document: str, pages: Sequence[Page], _issuer: str | None) -> Found:
    contract = extract_contract(document, pages)
    missing = [name for name in ("contract_no", "loan_amount", "yearly_rate") if getattr(contract, name) is None]
    doubts = [Doubt("missing_field", pages[0], None, "", name) for name in missing]
    return Found(contract.issuer, (contract,), tuple(doubts))


def _cost(document: str, pages: Sequence[Page], _issuer: str | None) -> Found:
    cost = extract_cost(document, pages)
    missing = [name for name in ("loan_amount", "yearly_cost", "items") if not getattr(cost, name)]
    return Found(cost.issuer, (cost,), tuple(Doubt("missing_field", pages[0], None, "", name) for name in missing))


def _receipt(document: str, pages: Sequence[Page], _issuer: str | None) -> Found | None:
    payout = extract_payout(document, pages)
    if payout is None:
        return None
    missing = [name for name in ("amount", "paid_on") if getattr(payout, name) is None]
    return Found(payout.issuer, (payout,), tuple(Doubt("missing_field", pages[0], None, "", name) for name in missing))


_SEVERAL = Check(CheckKind.COUNTS, False, "一页多份证明")


def _letter(document: str, pages: Sequence[Page], _issuer: str | None) -> Found:
    found = letters_of(extract_letter(document, pages), pages)
    letters = found.letters if found.is_table else several_of(found.letters[0], pages)
    crowded = next((page for page in pages if letter_titles(page) > 1), None)
    if crowded is not None:
        # Side by side or one above the other, as two pages printed on one sheet: what is whose cannot be told.
        unsure = tuple(map_values(letter, lambda _, value: value.checked(_SEVERAL)) for letter in letters)
        return Found(letters[0].issuer, unsure, (Doubt("several_letters", crowded, None, ""),))
    doubts = list(found.doubts)
    doubts += [
        Doubt("not_settled", pages[0], None, _called(letter) if letters[1:] else "")
        for letter in letters
        if letter.settled_in_words is None and (letter.outstanding is None or letter.outstanding.value > 0)
    ]
    doubts += letter_doubts(document, letters, pages)
    letters, unread = with_unread(letters, pages)
    if unread and not doubts:
        doubts.append(Doubt("unread_item", pages[0], None, "", "、".join(ITEM_NAMES[name].zh for name in unread)))
    said = counted(pages)
    if (found.is_table or letters[1:]) and said is not None and said != len(letters):
        doubts.append(Doubt("row_count", pages[0], None, "", f"{len(letters)} / {said}"))
    number = letters[0].contract_no or letters[0].account_tail
    if len(letters) == 1 and number is not None and not all(check.agrees for check in number.checks):
        doubts.append(Doubt("several_loans", pages[0], None, number.value))
    return Found(letters[0].issuer, letters, tuple(doubts))


def _called(letter: Letter) -> str:
    """Return what one of several records is known by."""
    named = letter.contract_no or letter.account_tail
    return "" if named is None else named.value


def _report(document: str, pages: Sequence[Page], _issuer: str | None) -> Found:
    report, doubts = extract_report(document, pages)
    return Found("征信中心", (report,), tuple(doubts))


def _full(document: str, pages: Sequence[Page], _issuer: str | None) -> Found:
    report, doubts = extract_full_report(document, pages)
    return Found("征信中心", (report,), tuple(doubts))


_READERS: dict[DocType, _Reader] = {
    DocType.CARD_STATEMENT: _card,
    DocType.BANK_STATEMENT: _bank,
    DocType.LOAN_STATEMENT: _loan(extract_loan_statement),
    DocType.REPAYMENT_PLAN: _loan(extract_plan),
    DocType.LOAN_CONTRACT: _contract,
    DocType.COST_STATEMENT: _cost,
    DocType.PAYMENT_RECEIPT: _receipt,
    DocType.SETTLEMENT_LETTER: _letter,
    DocType.CREDIT_REPORT_BRIEF: _report,
    DocType.CREDIT_REPORT_FULL: _full,
}
