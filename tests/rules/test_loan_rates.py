"""LOAN401: whom the rule on penalty rates binds; amounts and tolerances stand in tests/ledgers/LOAN401."""

from __future__ import annotations

import pytest

from pipeline.records.finding import Severity
from pipeline.settings import AccountFacts
from tests.rules.build import CONTRACT, assert_sound, contract, findings, only

BANK = "望海银行股份有限公司"


def dear(issuer=BANK):
    return contract(issuer=issuer, lender=issuer, penalty_rate=2880, surcharge=None)


def told(kind, issuer="望海银行"):
    return [AccountFacts(issuer=issuer, contract_no=CONTRACT, lender_type=kind)]


def test_a_bank_is_asked_and_the_notice_of_2003_is_quoted_as_copied() -> None:
    finding = only(dear(), code="LOAN401")
    assert_sound(finding, Severity.WARNING)
    assert "据转载的人民银行2003年通知" in finding.meaning.zh
    assert finding.calculation[1].zh == "合同利率的 1.5 倍：14.4% × 1.5 = 21.6%"


@pytest.mark.parametrize(("kind", "severity"), [("assisted", Severity.WARNING), ("microloan", Severity.NOTICE)])
def test_the_kind_that_the_person_tells_decides(kind: str, severity: Severity) -> None:
    assert only(dear(), code="LOAN401", facts=told(kind)).severity is severity


def test_private_loans_are_not_under_the_rule() -> None:
    assert findings(dear(), code="LOAN401", facts=told("private")) == []


def test_where_the_kind_of_lender_is_unknown_it_is_only_to_know() -> None:
    finding = only(dear("望海数字科技有限公司"), code="LOAN401")
    assert (finding.severity, finding.addressee, finding.asks) == (Severity.NOTICE, "", ())
    assert "没有写明" in finding.meaning.zh
