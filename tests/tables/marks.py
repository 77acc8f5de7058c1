"""The marks of confidence, copied by hand from the facts as they were looked up: id, first day, mark.

Where day and value have different marks the weaker stands here.
"""

_TEXT = """
# card rules
late_fee 1999-03-01 K
late_fee 2017-01-01 S
overlimit_fee_statutory 1999-03-01 K
overlimit_fee_forbidden 2017-01-01 S
penalty_by_contract 2017-01-01 S
no_interest_on_fees 2017-01-01 S
rate_fixed 1999-03-01 S-
rate_fixed 2017-01-01 S
rate_cap 2017-01-01 S
rate_cap 2021-01-01 S-
rate_floor 2017-01-01 S
rate_floor 2021-01-01 S-
rate_free 2021-01-01 S-
interest_method_free 2017-01-01 S
overpayment_interest_free 2017-01-01 S
free_period_old 1999-03-01 S
free_period_old 2017-01-01 S
first_minimum_percent 1999-03-01 S
first_minimum_percent 2017-01-01 S
free_period_new 2017-01-01 S
rate_change_notice_days 2017-01-01 K
appropriation_le_90 2011-01-13 S-
appropriation_ge_91 2011-01-13 S-
no_direct_setoff 2011-01-13 S-
personal_plan_max 2011-01-13 S-
personal_plan_contents 2011-01-13 S-
personal_plan_no_collection 2011-01-13 S-
instalment_cost_is_interest 2022-07-07 K
instalment_cost_is_interest 2023-07-07 S
instalment_max_years 2022-07-07 K
instalment_max_years 2023-07-07 S
cash_instalment_max 2022-07-07 K
cash_instalment_max 2023-07-07 S
cash_instalment_max_years 2022-07-07 K
cash_instalment_max_years 2023-07-07 S
instalment_no_reinstalment 2022-07-07 K
instalment_no_reinstalment 2023-07-07 S
instalment_no_minimum 2022-07-07 K
instalment_no_minimum 2023-07-07 S
instalment_not_upfront_only 2022-07-07 K
instalment_not_upfront_only 2023-07-07 S
disclose_terms 2022-07-07 K
disclose_terms 2023-07-07 S
grace_days 2013-07-01 K
tolerance_amount 2013-07-01 K
card_terms_explained 2021-05-25 S
card_total_reduced 2021-05-25 S
card_limitation_restart 2021-05-25 S
# card interest
usual_day_rate 2017-01-01 S-
interest_compounds 2017-01-01 S-
cash_no_free_period 2017-01-01 K
minimum_composition 2017-01-01 S-
usual_minimum_percent 2017-01-01 S-
# civil code
period_excludes_first_day 2021-01-01 S
last_day_on_holiday 2021-01-01 S
limitation_years 2021-01-01 S
limitation_is_defence 2021-01-01 S
limitation_interrupted 2021-01-01 S
unjust_enrichment 2021-01-01 S
unjust_enrichment_knowing 2021-01-01 S
post_contract_duty 2021-01-01 S
# loans
overdue_surcharge 2004-01-01 S-
misuse_surcharge 2004-01-01 S-
compound_on_interest 2004-01-01 S-
compound_within_term 1999-04-01 K
day_base_360 1999-04-01 K
deducted_interest 2021-01-01 S
overdue_interest_by_contract 2021-01-01 S
interest_for_real_period 2021-01-01 S
usury_ban 2021-01-01 S
excessive_penalty 2021-01-01 S
excessive_30pct 2023-12-05 S
appropriation_default 2021-01-01 S
appropriation_among_debts 2021-01-01 S
std_terms 2021-01-01 S
private_lending_cap_old 2015-09-01 S-
private_lending_cap_old 2020-08-20 S
private_lending_void_old 2015-09-01 S-
private_lending_void_old 2020-08-20 S
private_lending_cap 2020-08-20 S
licensed_excluded 2020-08-20 S
seven_local_excluded 2021-01-01 S
fin_court_24 2017-08-09 S-
disclose_annual_rate 2021-03-31 S
simple_rate_named 2021-03-31 K
assisted_lending 2025-10-01 S
assisted_lending_24 2025-10-01 S-
cf_20_guidance 2025-10-29 S
cf_single_24_guidance 2025-10-29 S
microloan_24 2025-12-19 S
microloan_4lpr 2025-12-19 S
microloan_max 2025-01-17 S
microloan_own_name 2025-01-17 S
microloan_no_deduction 2025-01-17 K
microloan_no_violence 2025-01-17 K
cost_statement 2026-08-01 S
lpr_1y 2019-08-20 S
lpr_1y 2019-09-20 K
lpr_1y 2019-11-20 K
lpr_1y 2020-02-20 K
lpr_1y 2020-04-20 S
lpr_1y 2021-12-20 S
lpr_1y 2022-01-20 K
lpr_1y 2022-08-22 K
lpr_1y 2023-06-20 K
lpr_1y 2023-08-21 K
lpr_1y 2024-07-22 S
lpr_1y 2024-10-21 K
lpr_1y 2025-05-20 K
# credit reporting
notice_before_bad 2013-03-15 S
bad_record_years 2013-03-15 S
personal_statement_right 2013-03-15 S
free_reports 2013-03-15 S
free_reports_extra 2026-01-01 S-
objection_days 2013-03-15 S
objection_outcome 2013-03-15 S
report_complaint_days 2013-03-15 S
applies_to_pboc_db 2013-03-15 S
provider_penalty 2013-03-15 S
credit_correction_right 2021-01-01 S
2005_rules 2005-10-01 S
objection_internal_days 2005-10-01 K
objection_bank_days 2005-10-01 K
handling_rules 2013-12-31 S-
2021_rules 2022-01-01 K
gen2 2020-01-19 S
report_collected_days 2020-01-19 K
report_update_months 2025-12-22 S
objection_papers 2014-12-01 S
objection_form_fields 2014-12-01 S-
personal_statement_rules 2014-12-01 S-
personal_statement_length 2014-12-01 K
objection_online 2014-12-01 K
# one-off repair
repair_arrears_period 2025-12-22 S
repair_single_amount 2025-12-22 S
repair_amount_is_monthly 2025-12-22 S-
repair_repaid_by 2025-12-22 S
repair_first_repaid_by 2025-12-22 S
repair_first_hidden_from 2025-12-22 S
repair_second_period 2025-12-22 S
repair_update_months 2025-12-22 S
repair_all_lenders 2025-12-22 S
repair_automatic 2025-12-22 S
repair_marks 2025-12-22 S-
repair_marks_quasi_credit_card 2025-12-22 S-
repair_full_repayment_loan 2025-12-22 S-
repair_full_repayment_card 2025-12-22 S-
repair_hides_only 2025-12-22 S
# collection, personal data, letters, complaints
collection_quiet_hours 2025-02-28 S
collection_calls 2025-02-28 S
collection_debtor_only 2025-02-28 S
collection_oversight 2025-02-28 S
private_peace 2021-01-01 S
contact_nfra 2020-01-01 S-
contact_pboc 2020-01-01 K
contact_credit_centre 2020-01-01 K
contact_microloan 2020-01-01 K
contact_platform 2020-01-01 K
personal_information_access 2021-11-01 S
personal_information_correction 2021-11-01 S
personal_information_deletion 2021-11-01 S
settlement_letter_items 2020-01-01 S-
complaint_answer_days 2020-03-01 S
complaint_complex_days 2020-03-01 S
complaint_special_days 2020-03-01 S
complaint_no_extra_papers 2020-03-01 S
complaint_contents 2020-03-01 S
pboc_complaint_days 2020-11-01 K
pboc_complaint_extended_days 2020-11-01 K
"""

MARKS = {
    (name, day): mark for name, day, mark in (line.split() for line in _TEXT.splitlines() if line and line[0] != "#")
}

_BY_ISSUER = {
    "penalty": {
        "S-": "工商银行 农业银行 中国银行 建设银行 交通银行 招商银行 中信银行 光大银行 华夏银行 民生银行 兴业银行 平安银行 邮储银行 上海银行",
        "S": "广发银行",
    },
    "grace_days": {
        "S-": "招商银行 华夏银行 交通银行 平安银行 兴业银行 民生银行 邮储银行 浦发银行 北京银行 光大银行 上海银行 农业银行",
        "?": "中信银行 工商银行 中国银行 建设银行 广发银行",
    },
    "grace_cutoff": {"S-": "邮储银行 浦发银行"},
    "minimum": {"S-": "招商银行 中国银行 中信银行 光大银行 工商银行", "S": "广发银行"},
    "cash_fee_domestic": {"S-": "招商银行 光大银行 工商银行"},
    "cash_fee_abroad": {"S-": "招商银行 光大银行 工商银行"},
    "cash_fee_without_interest": {"S-": "招商银行"},
    "interest_method": {"S-": "建设银行 中信银行 交通银行 中国银行 工商银行", "S": "广发银行"},
    "interest_least": {"S": "广发银行"},
    "yearly_rate_days": {"S": "广发银行"},
    "interest_base": {"S": "广发银行"},
    "refund_after_statement": {"S": "广发银行"},
    "credit_balance_interest": {"S": "广发银行"},
    "credit_balance_fee": {"S-": "招商银行 平安银行 建设银行 交通银行 中信银行 华夏银行 广发银行"},
}
MARKS |= {
    (f"{issuer}/{quantity}", "2017-01-01"): mark
    for quantity, marks in _BY_ISSUER.items()
    for mark, issuers in marks.items()
    for issuer in issuers.split()
}
MARKS["工商银行/settlement_letter_days", "2020-01-01"] = "S-"
