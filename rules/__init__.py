"""Rules: a case to findings.  One small function per code; numbers of law and tariff live in `rules/tables`."""

from rules import (
    after_settlement,
    after_settlement_cards,
    balances,
    card_fees,
    credit_report,
    duplicates,
    interest,
    interest_free,
    letter_amounts,
    letter_conflicts,
    loan_costs,
    loan_penalty,
    loan_rates,
    loan_twice,
    loan_yearly,
    loans,
    payments_missing,
    penalties,
    penalty_amounts,
    purchases,
    report_accounts,
    report_dates,
    settlement,
    statements,
)
from rules.follow_ups import follow_ups
from rules.registry import Rule, catalogue, run_all
from rules.tables.load import tables, tables_hash

__all__ = ["Rule", "catalogue", "follow_ups", "run_all", "tables", "tables_hash"]

_FAMILIES = (
    after_settlement,
    after_settlement_cards,
    balances,
    card_fees,
    credit_report,
    duplicates,
    interest,
    interest_free,
    letter_amounts,
    letter_conflicts,
    loan_costs,
    loan_penalty,
    loan_rates,
    loan_twice,
    loan_yearly,
    loans,
    payments_missing,
    penalties,
    penalty_amounts,
    purchases,
    report_accounts,
    report_dates,
    settlement,
    statements,
)
