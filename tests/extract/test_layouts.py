"""The issuers' layouts: whole, small, checked on load, and the lexicon as each of them changes it."""

from __future__ import annotations

import time

import pytest

from pipeline.extract import layouts
from pipeline.extract.lexicon import lexicon
from pipeline.values.names import find_issuer
from pipeline.values.yaml import DataError

ISSUERS = {
    "招商银行", "工商银行", "建设银行", "中国银行", "农业银行", "交通银行", "中信银行", "浦发银行",
    "民生银行", "广发银行", "平安银行", "光大银行", "华夏银行", "兴业银行", "邮储银行",
}  # fmt: skip


def test_every_layout_loads_and_is_checked_in_under_a_second() -> None:
    begun = time.perf_counter()
    loaded = [layouts.parse(text, name) for name, text in layouts._files()]
    assert time.perf_counter() - begun < 1.0
    assert sorted(layout.issuer for layout in loaded) == sorted(ISSUERS)
    for layout in loaded:
        assert find_issuer(layout.issuer) == layout.issuer and layout.markers
        layout.merged(lexicon())


def test_no_two_issuers_share_a_marker() -> None:
    markers = [marker for layout in layouts.layouts().values() for marker in layout.markers]
    assert len(markers) == len(set(markers))


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("an unknown key", "issuer: 甲\ncolunms: {amount: [钱数]}\n"),
        ("a role that is none", "issuer: 甲\ncolumns: {amuont: [钱数]}\n"),
        ("a field that is none", "issuer: 甲\nfields: {closed: [应还]}\n"),
        ("a label with two roles", "issuer: 甲\nfields: {closing: [应还], opening: ['应 还']}\n"),
        ("a kind that is none", "issuer: 甲\nkinds: [{kind: repaid, phrases: [归还]}]\n"),
        ("a sign that is none", "issuer: 甲\nsigns: {charges: 2}\n"),
        ("a term that is none", "issuer: 甲\nsigns: {rows: 1}\n"),
        ("a section that tells nothing", "issuer: 甲\nsections: {归还: somehow}\n"),
        ("a key twice", "issuer: 甲\nissuer: 乙\n"),
    ],
)
def test_a_wrong_layout_is_refused_and_named(what: str, text: str) -> None:
    with pytest.raises(DataError, match=r"甲\.yaml"):
        layouts.parse(text, "甲.yaml")


def test_a_word_means_at_an_issuer_what_its_layout_says() -> None:
    general = lexicon()
    assert general.field("本期账单金额") == "charges"
    assert layouts.layout_of("广发银行").merged(general).field("本期账单金额") == "closing"
    own = layouts.parse(
        "issuer: 甲\ncolumns: {amount: [钱数]}\nsections: {往来: credit}\nkinds: [{kind: fee, phrases: [扫码]}]\n", "甲.yaml"
    ).merged(general)
    assert (own.column("钱 数"), own.section("往来明细"), own.kind("扫码")) == ("amount", "credit", "fee")
    assert (general.column("钱数"), general.section("往来明细"), general.kind("扫码")) == (None, None, "purchase")
