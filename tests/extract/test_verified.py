"""When a value may stand in a letter: the rule of docs/verification.md, line by line."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records.evidence import EQUATIONS, PAGE_AGREEMENT, Box, Check, CheckKind, Evidence, Origin, Value

GOOD, BAD = PAGE_AGREEMENT, PAGE_AGREEMENT - 0.01

AGREES = Check(CheckKind.SECOND_READER, True, "tesseract-eng")
DIFFERS = Check(CheckKind.SECOND_READER, False, "tesseract-eng", 100)
ROWS = Check(CheckKind.ARITHMETIC, True, "交易行合计")
FORMULA = Check(CheckKind.ARITHMETIC, True, "账单公式")
CAPITALS = Check(CheckKind.CAPITALS, True, "大写")
BROKEN = Check(CheckKind.ARITHMETIC, False, "余额递推")
OUT_OF_CYCLE = Check(CheckKind.CALENDAR, False, "账期")
LAYER_DIFFERS = Check(CheckKind.SECOND_EXTRACTOR, False, "pdfium-layer")
LAYER_AGREES = Check(CheckKind.SECOND_EXTRACTOR, True, "pdfplumber")
IN_CYCLE = Check(CheckKind.CALENDAR, True, "账期")
PERSON = Check(CheckKind.PERSON, True, "更正")

CHECKS = st.lists(
    st.builds(
        Check,
        st.sampled_from([kind for kind in CheckKind if kind is not CheckKind.PERSON]),
        st.booleans(),
        st.sampled_from(["a", "b", "c"]),
    ),
    max_size=5,
)


def verified(*checks: Check, agreement: float | None = GOOD, origin: Origin = Origin.OCR) -> bool:
    place = Evidence("paper", 1, Box(0, 0, 1, 1), "1.00", origin, agreement)
    return Value(100, place, tuple(checks)).verified


def test_the_limit_is_the_one_that_the_documents_name() -> None:
    text = (Path(__file__).parents[2] / "docs" / "verification.md").read_text("utf-8")
    assert f"{100 * PAGE_AGREEMENT:.0f} %" in text
    assert 0.85 <= PAGE_AGREEMENT <= 1.0


def test_equations_are_what_does_not_look_at_the_glyphs_again() -> None:
    assert {CheckKind.ARITHMETIC, CheckKind.CAPITALS, CheckKind.COUNTS, CheckKind.OTHER_PAPER} == EQUATIONS


@pytest.mark.parametrize(
    ("checks", "good", "bad"),
    [
        ((), False, False),
        ((AGREES,), True, False),
        ((DIFFERS,), False, False),
        ((ROWS,), True, False),
        ((ROWS, FORMULA), True, True),
        ((ROWS, CAPITALS), True, True),
        ((ROWS, ROWS), True, False),
        ((AGREES, ROWS), True, True),
        ((AGREES, AGREES), True, False),
        # what two equations prove, the second reader may contradict
        ((DIFFERS, ROWS), False, False),
        ((DIFFERS, ROWS, ROWS), False, False),
        ((DIFFERS, ROWS, FORMULA), True, True),
        ((AGREES, DIFFERS), False, False),
        ((AGREES, DIFFERS, ROWS), False, False),
        # anything else that contradicts is a veto
        ((AGREES, ROWS, FORMULA, BROKEN), False, False),
        ((AGREES, ROWS, FORMULA, OUT_OF_CYCLE), False, False),
        ((AGREES, ROWS, FORMULA, LAYER_DIFFERS), False, False),
        # neither a possible day nor the same text taken out twice is a support
        ((IN_CYCLE,), False, False),
        ((LAYER_AGREES,), False, False),
        ((LAYER_AGREES, IN_CYCLE, AGREES), True, False),
        # what a person typed wins over all
        ((PERSON,), True, True),
        ((DIFFERS, BROKEN, PERSON), True, True),
        ((PERSON, DIFFERS, BROKEN, LAYER_DIFFERS), True, True),
    ],
)
def test_a_value_of_a_picture(checks: tuple[Check, ...], good: bool, bad: bool) -> None:
    for order in itertools.permutations(checks):
        assert verified(*order) is good
        assert verified(*order, agreement=1.0) is good
        assert verified(*order, agreement=BAD) is bad
        assert verified(*order, agreement=None) is bad, "where nothing was compared the page is no good one"
        assert verified(*order, agreement=0.0) is bad


@pytest.mark.parametrize("origin", [Origin.EMBEDDED, Origin.STRUCTURED])
def test_a_value_of_a_file_is_sure_unless_it_is_contradicted(origin: Origin) -> None:
    assert verified(agreement=None, origin=origin)
    assert verified(AGREES, LAYER_AGREES, ROWS, agreement=None, origin=origin)
    for contradiction in (DIFFERS, BROKEN, OUT_OF_CYCLE, LAYER_DIFFERS):
        assert not verified(contradiction, agreement=None, origin=origin)
        assert not verified(ROWS, FORMULA, contradiction, agreement=1.0, origin=origin)
        assert verified(contradiction, PERSON, agreement=None, origin=origin)


@given(CHECKS, st.sampled_from([None, 0.0, BAD, GOOD, 1.0]))
def test_the_rule_in_other_words(checks: list[Check], agreement: float | None) -> None:
    sources = {check.source for check in checks if check.kind in EQUATIONS and check.agrees}
    readers = {check.agrees for check in checks if check.kind is CheckKind.SECOND_READER}
    vetoed = any(not check.agrees and check.kind is not CheckKind.SECOND_READER for check in checks)
    needed = 1 if (agreement or 0.0) >= PAGE_AGREEMENT and False not in readers else 2
    witnesses = len(sources) + (readers == {True})
    assert verified(*checks, agreement=agreement) is (not vetoed and witnesses >= needed)


@given(CHECKS, st.sampled_from([None, BAD, GOOD]), st.sampled_from(list(EQUATIONS)), st.sampled_from(["a", "d"]))
def test_a_support_more_never_takes_a_value_away(checks, agreement, kind, source) -> None:
    more = (*checks, Check(kind, True, source))
    assert verified(*more, agreement=agreement) >= verified(*checks, agreement=agreement)


@given(CHECKS, st.sampled_from(["a", "d"]), st.sampled_from([kind for kind in CheckKind if kind != "person"]))
def test_a_contradiction_more_never_makes_a_value_sure(checks, source, kind) -> None:
    for agreement in (None, BAD, GOOD):
        more = (*checks, Check(kind, False, source))
        assert verified(*more, agreement=agreement) <= verified(*checks, agreement=agreement)


@given(CHECKS, st.sampled_from([None, BAD, GOOD]), st.sampled_from(list(Origin)))
def test_what_a_person_typed_is_sure(checks, agreement, origin) -> None:
    assert verified(*checks, PERSON, agreement=agreement, origin=origin)
