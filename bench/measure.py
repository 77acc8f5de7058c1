"""Time by the process's own seconds and by the wall clock; medians of interleaved repeats."""

from __future__ import annotations

import gc
import math
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Cost:
    """What something cost: seconds of processor, seconds of wall clock."""

    cpu: float
    wall: float

    def over(self, other: Cost) -> Cost:
        """Return how many times `other` this is, for each of the two clocks."""
        return Cost(self.cpu / max(other.cpu, 1e-9), self.wall / max(other.wall, 1e-9))


def timed(work: Callable[[], object]) -> Cost:
    """Return what one call costs in this process."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.process_time() - cpu, time.perf_counter() - wall)


def timed_child(work: Callable[[], object]) -> Cost:
    """Return what one call costs in the child processes that it starts and waits for."""
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, time.perf_counter() - wall)


def interleaved(works: Mapping[str, Callable[[], object]], repeats: int, until: float = math.inf) -> dict[str, Cost]:
    """Run all works in turn, `repeats` times, and return each one's medians.

    After `until` on the performance counter no further turn is begun; the first is run whatever the time.

    In turn, and every second time in the opposite order, so that a busy minute of the machine falls on all of
    them alike.  What is slow only once (imports, models) must have been run before.
    """
    found: dict[str, list[Cost]] = {name: [] for name in works}
    for turn in range(repeats):
        if turn and time.perf_counter() > until:
            break
        for name in list(works)[:: -1 if turn % 2 else 1]:
            found[name].append(timed(works[name]))
    return {name: middle(costs) for name, costs in found.items()}


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several costs."""
    return Cost(median(cost.cpu for cost in costs), median(cost.wall for cost in costs))


def total(costs: Sequence[Cost]) -> Cost:
    """Return the sums of several costs."""
    return Cost(sum(cost.cpu for cost in costs), sum(cost.wall for cost in costs))
