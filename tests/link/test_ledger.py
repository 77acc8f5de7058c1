"""Accounts joined, payments seen from both sides, balances proved between papers: only where nothing else fits."""

from __future__ import annotations

import itertools
import secrets
from datetime import date
from random import Random

from pipeline.link import build_case
from pipeline.records.case import Person
from pipeline.records.evidence import CheckKind
from tests.extract.cmb import Printed, lines
from tests.extract.pages import page, paper

CARD = (
    Printed("", "02/20", "掌上生活还款", "-1,000.00", "4417", "还款"),
    Printed("02/20", "02/21", "示例超市", "348.60", "4417", "消费"),
    Printed("", "03/08", "循环利息", "46.26", "", "利息"),
)


def columns(*rows):
    return [[(60.0 + 110.0 * n, text) for n, text in enumerate(row.split("|"))] for row in rows]


def bank(*rows, number="6222000000001234"):
    """A debit account's list: day, words, signed amount, balance, the other side."""
    return paper(
        page(
            [
                "某某银行个人账户交易流水",
                f"户名：王小明|账号：{number}|币种：人民币",
                *columns("交易日期|摘要|交易金额|余额|对方户名", *rows),
            ]
        ),
        path=f"{number}.pdf",
    )


def card(path="card.pdf", **more):
    return paper(page(lines(CARD, **more)), path=path)


def loan(number, *rows, title="青禾消费金融有限公司还款明细"):
    return paper(
        page(
            [
                title,
                f"借款人：王小明|合同编号：{number}|借款金额：6,000.00",
                *columns("期数|还款日期|还款总额|本金|利息|剩余本金", *rows),
            ]
        ),
        path=f"{number}.pdf",
    )


def case_of(*papers):
    case, bad = build_case("case", list(papers), as_of=date(2026, 11, 25), person=Person(), facts=(), corrections={})
    assert not bad
    return case


def pairs(case):
    return [
        (
            m.bank.transaction.description.value,
            m.account.transaction.description.value,
            -m.account.transaction.amount.value,
        )
        for m in case.matches
    ]


def doubts(case):
    return [entry.why for entry in case.review if entry.why == "payment_ambiguous"]


def test_a_repayment_is_found_on_the_card_and_in_the_bank_account() -> None:
    case = case_of(
        card(), bank("2026-02-19|信用卡还款|-1,000.00|500.00|招商银行", "2026-02-20|消费|-20.00|480.00|示例超市")
    )
    assert pairs(case) == [("信用卡还款", "掌上生活还款", 100_000)]
    assert doubts(case) == []


def test_money_spent_elsewhere_is_no_repayment() -> None:
    case = case_of(card(), bank("2026-02-19|消费|-1,000.00|500.00|示例商场", "2026-02-20|消费|-20.00|480.00|示例超市"))
    assert case.matches == ()


def test_a_payment_that_fits_two_repayments_is_matched_with_neither() -> None:
    first = loan(
        "JQ-2026-0001", "1|2026-02-20|1,000.00|900.00|100.00|5,100.00", "2|2026-03-20|1,000.00|915.00|85.00|4,185.00"
    )
    second = loan(
        "JQ-2026-0002", "1|2026-02-20|1,000.00|900.00|100.00|5,100.00", "2|2026-03-21|990.00|915.00|75.00|4,185.00"
    )
    case = case_of(
        first, second, bank("2026-02-20|贷款扣款|-1,000.00|500.00|青禾消费金融", "2026-02-21|消费|-20.00|480.00|某店")
    )
    assert case.matches == ()
    assert doubts(case) == ["payment_ambiguous"]


def test_a_payment_too_late_is_another_one() -> None:
    case = case_of(
        card(), bank("2026-02-10|信用卡还款|-1,000.00|500.00|招商银行", "2026-02-11|消费|-20.00|480.00|某店")
    )
    assert case.matches == ()


def test_papers_of_one_contract_are_one_loan_whatever_the_blanks_and_hyphens() -> None:
    statement = loan(
        "JQ-2026-0001", "1|2026-02-20|1,000.00|900.00|100.00|5,100.00", "2|2026-03-20|1,000.00|915.00|85.00|4,185.00"
    )
    contract = paper(
        page(
            [
                "个人消费借款合同",
                "合同编号：JQ20260001",
                "甲方（借款人）：王小明",
                "乙方（贷款人）：青禾消费金融有限公司",
                "借款金额：6,000.00元",
                "年利率：12%|放款日期：2026-01-20",
            ]
        ),
        path="contract.pdf",
    )
    case = case_of(statement, contract)
    assert len(case.accounts) == 1
    account = case.accounts[0]
    assert (account.kind, account.issuer, account.opened_on.value) == ("loan", "青禾消费金融", date(2026, 1, 20))
    assert case.contracts[0].account == case.statements[0].account == account.id


def test_one_bank_s_card_and_debit_account_with_one_tail_are_two_accounts() -> None:
    case = case_of(
        card(),
        bank(
            "2026-02-19|信用卡还款|-1,000.00|500.00|招商银行",
            "2026-02-20|消费|-20.00|480.00|某店",
            number="6222000000004417",
        ),
    )
    assert sorted(a.kind for a in case.accounts) == ["bank_account", "credit_card"]


def test_a_balance_carried_over_supports_both_statements() -> None:
    march = card("march.pdf")
    closing = march.statement.closing.value
    april = card("april.pdf", on="2026年04月08日", due="2026年04月26日", month="2026年04月", opening=closing)
    case = case_of(march, april)
    supports = {
        c.source
        for item in case.statements
        for value in (item.statement.opening, item.statement.closing)
        for c in value.checks
        if c.kind is CheckKind.OTHER_PAPER
    }
    assert supports == {"下期账单的上期余额", "上期账单的应还款额"}


def test_a_balance_that_is_not_carried_over_supports_nothing() -> None:
    april = card("april.pdf", on="2026年04月08日", due="2026年04月26日", month="2026年04月", opening=1)
    case = case_of(card("march.pdf"), april)
    assert not any(
        c.kind is CheckKind.OTHER_PAPER
        for item in case.statements
        for value in (item.statement.opening, item.statement.closing)
        for c in value.checks
    )


def test_the_order_of_papers_changes_nothing() -> None:
    papers = [
        card(),
        bank("2026-02-19|信用卡还款|-1,000.00|500.00|招商银行", "2026-02-20|消费|-20.00|480.00|某店"),
        loan(
            "JQ-2026-0001",
            "1|2026-02-20|1,000.00|900.00|100.00|5,100.00",
            "2|2026-03-20|1,000.00|915.00|85.00|4,185.00",
        ),
        loan(
            "JQ-2026-0002",
            "1|2026-02-22|1,000.00|900.00|100.00|5,100.00",
            "2|2026-03-22|1,000.00|915.00|85.00|4,185.00",
        ),
    ]
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    orders = list(itertools.permutations(papers))
    Random(seed).shuffle(orders)
    first = case_of(*papers)
    assert all(case_of(*order) == first for order in orders[:6])
