"""Each ledger says just what a lawyer expects of it, with the very figure, and nothing else above a notice."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.records.finding import Finding, Severity
from tests.ledgers.load import CODES, HERE, Expected, LedgerError, files, load
from tests.ledgers.papers import Made, above_notice, judged, made, own_notices
from tests.rules.build import sums

FILES = files()
IDS = [f"{path.parent.name}/{path.stem}" for path in FILES]


def said(findings: list[Finding], expected: tuple[Expected, ...], papers: Made) -> list[str]:
    """What differs from what is expected, in words; empty where all is as it should be."""
    left, wrong = list(findings), []
    for one in expected:
        places = papers.accused(one.row)
        found = next((f for f in left if f.code == one.code and f.evidence[0] in places), None)
        if found is None:
            wrong.append(f"not found: {one.code} of {one.row}")
            continue
        left.remove(found)
        if (found.severity.value, found.difference) != (one.severity, one.difference):
            wrong.append(f"{one.code} of {one.row}: {found.severity.value} of {found.difference} fen, not {one}")
        if found.needs_review is not one.needs_review:
            wrong.append(f"{one.code} of {one.row}: needs a review: {found.needs_review}")
    return wrong + [f"not expected: {f.code} {f.severity.value} of {f.difference} fen: {f.title.zh}" for f in left]


def _is(finding: Finding, one: Expected, papers: Made) -> bool:
    same = (finding.code, finding.severity.value, finding.difference) == (one.code, one.severity, one.difference)
    return same and finding.evidence[0] in papers.accused(one.row)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_ledger_is_judged_as_expected(path):
    ledger = load(path)
    papers, findings = made(ledger), judged(ledger)
    wrong = said(above_notice(findings), ledger.expect, papers)
    for one in ledger.notices:
        if not any(_is(finding, one, papers) for finding in findings):
            wrong.append(f"no notice {one.code} of {one.row} of {one.difference} fen")
    for finding in own_notices(findings, ledger.code):
        if not any(_is(finding, one, papers) for one in ledger.notices):
            wrong.append(f"not listed: notice {finding.code} of {finding.difference} fen: {finding.title.zh}")
    assert not wrong, f"{ledger.code}/{ledger.name}: {ledger.story}"
    for finding in findings:
        notice = finding.severity is Severity.NOTICE
        assert sums(finding) or notice or finding.difference is None, finding.title.zh  # a clerk comes to the same


def test_each_code_has_a_ledger_that_fires_and_three_that_are_silent():
    fires, silent = Counter(), Counter()
    for ledger in map(load, FILES):
        # A finding that is at most a notice fires as a notice.
        fires[ledger.code] += ledger.fires or (not ledger.expect and any(n.code == ledger.code for n in ledger.notices))
        silent[ledger.code] += ledger.silent and not any(n.code == ledger.code for n in ledger.notices)
    assert {code: (fires[code], silent[code]) for code in CODES if fires[code] < 1 or silent[code] < 3} == {}


GOOD = """\
story: 三月账单只有一笔消费，没有任何费用。
law: 没有可以指摘的地方
cards:
- issuer: 招商银行
  tail: '4417'
  bills:
  - {statement_on: 2026-03-08, due_on: 2026-03-26, opening: '0.00', minimum: '10.00', closing: '100.00',
     rows: ['2026-02-20 | 消费 | 示例超市 | 100.00']}
expect: []
"""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("law: 没有", "note: 没有", "unknown: note"),
        ("tail: '4417'", "tail: '4417'\n  limit: '5,000.00'", "unknown: limit"),
        ("minimum: '10.00', ", "", "missing: minimum"),
        ("closing: '100.00'", "closing: '100.01'", "does not add up"),
        ("100.00']", "100']", "no amount"),
        ("| 消费 |", "| 花费 |", "花费"),
        ("100.00']", "100.00 | 第一期']", "not understood"),
        ("expect: []", "expect: [{code: PEN204}]", "missing"),
        ("tail: '4417'", "tail: '4417'\n  tail: '4418'", "tail"),
    ],
)
def test_what_is_not_understood_fails_and_names_the_file(tmp_path, old, new, what):
    path = tmp_path / "PEN204" / "some_story.yaml"
    path.parent.mkdir()
    path.write_text(GOOD, encoding="utf-8")
    assert load(path).silent
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(LedgerError, match=what) as error:
        load(path)
    assert "PEN204/some_story.yaml" in str(error.value)


def test_only_codes_have_folders():
    assert {path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"} <= set(CODES)
