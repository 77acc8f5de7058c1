"""Two hundred cases drawn afresh: each planted error is found with its exact difference, and nothing else.

`python -m tests.drawn.try_case SEED N` shows one of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator

import pytest

from tests.acceptance.case_verdict import complaints
from tests.drawn.holder_cases import OPERATORS, draw_holder_case, draw_holder_cases, plan_holder_case
from tests.drawn.operators import DrawnCase, draw_cases

EACH = 5
CHUNKS = [*["A"] * 20, *["B"] * 10, *["C"] * 10]
"""Kinds of person, see `plans` and `holders`; of each chunk a fresh seed draws `EACH` cases."""

FAILED_ONCE = (77,)
"""Seeds of kind A that failed before a fix, drawn again each time."""

FAILED_ONCE_BC = ((77, "B", 36), (401, "C", 15), (401, "C", 23), (3386183384, "C", 0))
"""Cases of kinds B and C (seed, kind, number) that failed before a fix, drawn again each time."""


def _faults(cases: Iterable[DrawnCase]) -> Iterator[str]:
    for case in cases:
        yield from complaints(case)


@pytest.mark.parametrize(("chunk", "kind"), list(enumerate(CHUNKS)))
def test_each_planted_error_is_found_and_nothing_else(chunk: int, kind: str) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed} kind {kind}")
    cases = draw_cases(seed, EACH) if kind == "A" else draw_holder_cases(seed, kind, EACH)
    assert list(_faults(cases)) == [], f"seed {seed} kind {kind}"


@pytest.mark.parametrize("seed", FAILED_ONCE)
def test_cases_that_failed_once(seed: int) -> None:
    assert list(_faults(draw_cases(seed, 3))) == []


@pytest.mark.parametrize(("seed", "kind", "number"), FAILED_ONCE_BC)
def test_cases_of_more_banks_that_failed_once(seed: int, kind: str, number: int) -> None:
    assert list(_faults([draw_holder_case(seed, kind, number)])) == []


def test_a_seed_draws_the_same_again() -> None:
    one, other = (draw_holder_case(5, "C", 2) for _ in range(2))
    assert one.files == other.files and one.truth == other.truth and one.operators == other.operators


def test_every_operator_takes_hold() -> None:
    """Plans alone are drawn, which costs nothing: an operator that never fits would test nothing."""
    applied = {name for kind in "BC" for n in range(200) for name in plan_holder_case(11, kind, n).applied}
    assert applied == {operator.__name__ for operator in OPERATORS}
