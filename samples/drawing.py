"""Which hand draws which paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from samples import papers_bocom, papers_ccb
from samples.canvas_pylopdf import PylopdfCanvas
from samples.papers_boc import draw_boc
from samples.papers_debit import draw_debit
from samples.papers_letter import draw_letter
from samples.papers_loan import draw_bookings, draw_contract, draw_payments, draw_plan
from samples.papers_report import draw_report
from samples.papers_report_full import draw_full_report
from samples.papers_statement import draw_statement
from samples.truth import LetterTruth, ReportTruth, StatementTruth
from samples.truth_bank import BillTruth, DebitTruth
from samples.truth_loan import BookingsTruth, ContractTruth, PaymentsTruth, PlanTruth
from samples.truth_report import FullReportTruth

Truth = (
    StatementTruth
    | LetterTruth
    | ReportTruth
    | FullReportTruth
    | BillTruth
    | DebitTruth
    | PlanTruth
    | ContractTruth
    | PaymentsTruth
    | BookingsTruth
)

_HANDS: tuple[tuple[type, Callable[..., bytes]], ...] = (
    (StatementTruth, draw_statement),
    (LetterTruth, draw_letter),
    (ReportTruth, draw_report),
    (FullReportTruth, draw_full_report),
    (DebitTruth, draw_debit),
    (PlanTruth, draw_plan),
    (ContractTruth, draw_contract),
    (PaymentsTruth, draw_payments),
    (BookingsTruth, draw_bookings),
)

_BILLS: dict[str, Callable[..., bytes]] = {
    "中国银行": draw_boc,
    "交通银行": papers_bocom.draw_pdf,
    "建设银行": papers_ccb.draw_pdf,
}

_MAILS: dict[tuple[str, str], Callable[[BillTruth], bytes]] = {
    ("交通银行", "html"): papers_bocom.draw_html,
    ("交通银行", "eml"): papers_bocom.draw_eml,
    ("建设银行", "html"): papers_ccb.draw_html,
    ("建设银行", "eml"): papers_ccb.draw_eml,
}


def draw_pdf(truth: Truth) -> bytes:
    """Return the paper as PDF with embedded text."""
    hand: Any = _BILLS[truth.bank] if isinstance(truth, BillTruth) else None
    if hand is None:
        hand = next(function for kind, function in _HANDS if isinstance(truth, kind))
    result: bytes = hand(PylopdfCanvas(), truth)
    return result


def draw_mail(truth: Truth, form: str) -> bytes:
    """Return a statement as the bank mailed it: "html" for the page, "eml" for the whole mail."""
    if not isinstance(truth, BillTruth) or (truth.bank, form) not in _MAILS:
        raise ValueError(f"this paper has no form {form}")
    return _MAILS[truth.bank, form](truth)
