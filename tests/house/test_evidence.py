"""What counts as verified, and where a value stands on the page."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.records.evidence import EQUATIONS, PAGE_AGREEMENT, Box, Check, CheckKind, Evidence, Origin, Value
from pipeline.records.reading import Grid, Page

SUM, WORDS = Check(CheckKind.ARITHMETIC, True, "行合计"), Check(CheckKind.CAPITALS, True, "大写")
READER = Check(CheckKind.SECOND_READER, True, "tesseract-eng")
CALENDAR = Check(CheckKind.CALENDAR, True, "账期")
AGAINST = Check(CheckKind.ARITHMETIC, False, "账单公式")
PERSON = Check(CheckKind.PERSON, True, "更正")
GOOD, POOR = PAGE_AGREEMENT, PAGE_AGREEMENT - 0.01


def value(origin, agreement, checks):
    return Value(100, Evidence("d", 1, None, "1.00", origin, agreement), tuple(checks))


@pytest.mark.parametrize(
    ("agreement", "checks", "verified"),
    [
        # on a page where both readers mostly agree, one witness is enough
        (GOOD, [], False),
        (GOOD, [READER], True),
        (GOOD, [SUM], True),
        (GOOD, [CALENDAR], False),
        # elsewhere it takes two equations, or the reader and an equation
        (POOR, [READER], False),
        (POOR, [SUM], False),
        (POOR, [SUM, SUM], False),
        (POOR, [SUM, WORDS], True),
        (POOR, [READER, WORDS], True),
        (POOR, [READER, CALENDAR], False),
        (None, [READER], False),
        (None, [READER, SUM], True),
        # one contradiction undoes any support; a person's word undoes any contradiction
        (GOOD, [READER, SUM, WORDS, AGAINST], False),
        (POOR, [AGAINST, PERSON], True),
        (None, [PERSON], True),
    ],
)
def test_what_ocr_read_needs_independent_support(agreement, checks, verified):
    assert value(Origin.OCR, agreement, checks).verified is verified


@pytest.mark.parametrize("origin", [Origin.EMBEDDED, Origin.STRUCTURED, Origin.PERSON])
@pytest.mark.parametrize(
    ("checks", "verified"), [([], True), ([SUM], True), ([AGAINST], False), ([AGAINST, PERSON], True)]
)
def test_text_of_the_file_itself_stands_until_contradicted(origin, checks, verified):
    assert value(origin, None, checks).verified is verified


CHECKS = st.lists(
    st.builds(Check, st.sampled_from(sorted(CheckKind)), st.booleans(), st.sampled_from(["a", "b", "c"])), max_size=6
)
AGREEMENT = st.one_of(st.none(), st.floats(0, 1))


def policy(origin, agreement, checks):
    """The rule of records/evidence.py, said another way."""
    if CheckKind.PERSON in {check.kind for check in checks}:
        return True
    if [check for check in checks if not check.agrees]:
        return False
    if origin is not Origin.OCR:
        return True
    seen_again = CheckKind.SECOND_READER in {check.kind for check in checks}
    equations = {check.source for check in checks if check.kind in EQUATIONS}
    support = seen_again + min(len(equations), 2)
    need = 1 if agreement is not None and agreement >= PAGE_AGREEMENT else 2
    return support >= need


@given(st.sampled_from(sorted(Origin)), AGREEMENT, CHECKS)
def test_verified_follows_the_policy(origin, agreement, checks):
    assert value(origin, agreement, checks).verified is policy(origin, agreement, checks)


@given(AGREEMENT, CHECKS, st.randoms())
def test_the_order_of_checks_changes_nothing(agreement, checks, random):
    before = value(Origin.OCR, agreement, checks).verified
    random.shuffle(checks)
    assert value(Origin.OCR, agreement, checks).verified is before


@given(AGREEMENT, CHECKS, CHECKS)
def test_checks_are_appended_and_agreement_never_hurts(agreement, checks, more):
    more = [Check(check.kind, True, check.source) for check in more]
    one = value(Origin.OCR, agreement, checks)
    other = one.checked(*more)
    assert other.checks == (*one.checks, *more) and one.checks == tuple(checks)
    assert other.verified >= one.verified


def test_a_corrected_value_still_knows_what_was_read_first():
    evidence = Evidence("d", 1, None, "1.00", Origin.OCR)
    assert Value(100, evidence).as_first_read == 100
    assert Value(200, evidence, first_read=100).as_first_read == 100
    assert Value(200, evidence, first_read=0).as_first_read == 0


# --- boxes ---


def page(to_page=None, width=600.0, height=800.0):
    return Page(1, width, height, Origin.OCR, Grid(()), to_page=to_page)


EDGE = st.floats(0, 600)
BOXES = st.builds(lambda a, b, c, d: Box(min(a, b), min(c, d), max(a, b), max(c, d)), EDGE, EDGE, EDGE, EDGE)


@pytest.mark.parametrize("edges", [(2, 0, 1, 5), (0, 5, 1, 2)])
def test_a_box_is_never_inside_out(edges):
    with pytest.raises(ValueError, match="inside out"):
        Box(*edges)


@given(BOXES)
def test_without_a_homography_the_flat_page_is_the_page(box):
    assert page().on_page(box) == box
    assert page((1, 0, 0, 0, 1, 0, 0, 0, 1)).on_page(box) == box


def test_a_box_is_turned_moved_and_seen_in_perspective():
    assert page((1, 0, 10, 0, 1, -5, 0, 0, 1)).on_page(Box(1, 20, 3, 30)) == Box(11, 15, 13, 25)
    # a quarter turn: x becomes height − y
    assert page((0, -1, 600, 1, 0, 0, 0, 0, 1)).on_page(Box(10, 20, 30, 60)) == Box(540, 10, 580, 30)
    # twice as far, half as large: w = 1 + x / 100
    assert page((1, 0, 0, 0, 1, 0, 0.01, 0, 1)).on_page(Box(0, 0, 100, 100)) == Box(0, 0, 50, 100)


@given(BOXES, st.floats(-0.3, 0.3), st.floats(-50, 50), st.floats(-50, 50))
def test_the_box_holds_every_point_it_held(box, angle, dx, dy):
    cos, sin = math.cos(angle), math.sin(angle)
    matrix = (cos, -sin, dx, sin, cos, dy, 1e-5, -1e-5, 1.0)
    found = page(matrix).on_page(box)
    for fx, fy in product((0, 0.25, 0.5, 1), repeat=2):
        x, y = box.x0 + fx * box.width, box.top + fy * box.height
        w = matrix[6] * x + matrix[7] * y + 1
        px = min(max((cos * x - sin * y + dx) / w, 0), 600)
        py = min(max((sin * x + cos * y + dy) / w, 0), 800)
        assert found.x0 - 1e-6 <= px <= found.x1 + 1e-6 and found.top - 1e-6 <= py <= found.bottom + 1e-6


@given(BOXES, st.lists(st.floats(-2, 2), min_size=9, max_size=9))
def test_a_box_never_leaves_the_page(box, matrix):
    corners = [(box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom)]
    assume(all(abs(matrix[6] * x + matrix[7] * y + matrix[8]) > 1e-9 for x, y in corners))
    found = page(tuple(matrix)).on_page(box)
    assert 0 <= found.x0 <= found.x1 <= 600 and 0 <= found.top <= found.bottom <= 800
