"""Two hundred worlds of letters, payments and a credit report, drawn afresh, through the whole pipeline from PDF.

Every planted stale status, wrong closing month, overdue mark after the settlement and incomplete letter is found, and
nothing else is said above a notice.  `python -m tests.drawn.try_world SEED N` shows one.
"""

from __future__ import annotations

import secrets

import pytest

from tests.acceptance.world_verdict import complaints
from tests.drawn.worlds import TRAPS, draw_world, plan_world

CHUNKS = 20
EACH = 10

FAILED_ONCE: tuple[tuple[int, int], ...] = ()
"""Worlds (seed, number) that failed before a fix, drawn again each time."""


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_each_plant_is_found_and_nothing_else(chunk: int) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    assert [line for n in range(EACH) for line in complaints(draw_world(seed, n))] == [], f"seed {seed}"


@pytest.mark.parametrize(("seed", "number"), FAILED_ONCE)
def test_worlds_that_failed_once(seed: int, number: int) -> None:
    assert complaints(draw_world(seed, number)) == []


def test_a_seed_draws_the_same_again() -> None:
    assert draw_world(7, 1) == draw_world(7, 1)


def test_every_plant_and_every_trap_takes_hold() -> None:
    """No paper is read here: what never fits would test nothing."""
    worlds = [plan_world(3, n, form="full", plants=3) for n in range(400)]
    assert {code for world in worlds for code, _ in world.expected} == {"CRD701", "CRD702", "CRD706", "SET601"}
    found = {name for world in worlds for facts in world.facts for name in facts.traps}
    assert found == {trap.__name__ for trap in TRAPS}
