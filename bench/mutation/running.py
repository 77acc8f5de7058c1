"""Runs the tests in forked processes: once to see which statements each runs, then against one change each."""

from __future__ import annotations

import gc
import os
import pickle
import random
import resource
import secrets
import signal
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from bench.mutation.operators import Mutant
from bench.mutation.patching import Sources, count, put

TESTS: Final = ("tests/rules", "tests/ledgers", "tests/tables", "tests/simulator")
_MEMORY: Final = 3 << 30
_LONGEST: Final = 300
"""Seconds after which a process is ended, however loaded the machine is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: `by` is the test that failed, "" for a survivor."""

    mutant: Mutant
    killed: bool
    hung: bool
    by: str
    tests: int
    seconds: float


@dataclass(slots=True)
class Seen:
    """What the tests do without a change: processor seconds and statements run, by test; those that fail."""

    seconds: dict[str, float] = field(default_factory=dict)
    ran: dict[str, frozenset[tuple[str, int]]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """How to run: `most` is the processor time that one change's tests may take in all."""

    sources: Sources
    mutants: Sequence[Mutant]
    workers: int
    until: float
    least: int
    most: float
    seed: int
    tell: Callable[[str], None]
    tests: Sequence[str] = TESTS
    outcomes: list[Outcome] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)


def run(plan: Plan) -> None:
    """Fill the plan's outcomes; stops at its time once it has its least number."""
    draw = random.Random(plan.seed)
    # Tests that draw afresh draw by the seed that is printed.
    secrets.randbelow = lambda exclusive_upper_bound: draw.randrange(exclusive_upper_bound)
    secrets.randbits = lambda k: draw.getrandbits(k)
    options = ["-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain", "--tb=native", "--capture=sys"]
    pytest.main([*options, "-o", "timeout=0", "-q", *plan.tests], plugins=[_Loop(plan)])


class _Loop:
    """In the place of pytest's loop over the tests."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Look for a failing example, not for the smallest."""
        known = settings.get_profile("jieqing")
        settings.register_profile("mutation", known, phases=(Phase.explicit, Phase.generate), database=None)
        settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """See once what each test runs, then try the changes."""
        plan, items = self.plan, session.items
        plan.tell(f"{len(items)} tests collected")
        gc.collect()
        gc.freeze()
        begin = time.perf_counter()
        plan.seen = _in_child(lambda: _watched(plan.sources, items))
        spent, failed = sum(plan.seen.seconds.values()), plan.seen.failed
        plan.tell(f"unchanged: {spent:.0f} s of tests in {time.perf_counter() - begin:.0f} s")
        if failed:
            plan.tell(f"fail unchanged, left out: {', '.join(failed)}")
        _all(plan, {item.nodeid: item for item in items})
        return True


def _watched(sources: Sources, items: Sequence[pytest.Item]) -> Seen:
    seen, ran = Seen(), set[tuple[str, int]]()
    count(sources, ran.add)
    for item, after in zip(items, [*items[1:], None], strict=True):
        ran.clear()
        begin = time.process_time()
        passed = _passes(item, after)
        seen.seconds[item.nodeid] = time.process_time() - begin
        seen.ran[item.nodeid] = frozenset(ran)
        if not passed:
            seen.failed.append(item.nodeid)
    return seen


def _passes(item: pytest.Item, after: pytest.Item | None) -> bool:
    return all(not report.failed for report in runtestprotocol(item, log=False, nextitem=after))


def _in_child(work: Callable[[], Any]) -> Any:
    """Do something in a forked process and return what it returns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result"
        if (child := os.fork()) == 0:
            try:
                path.write_bytes(pickle.dumps(work()))
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        return pickle.loads(path.read_bytes())


def _chosen(plan: Plan) -> Callable[[Mutant], Iterator[str]]:
    """Return what gives the tests of a change: those that run it, soonest first; what runs much of its module leads."""
    runs: dict[tuple[str, int], list[str]] = defaultdict(list)
    deep: dict[tuple[str, str], int] = defaultdict(int)
    for test, places in plan.seen.ran.items():
        for place in places:
            runs[place].append(test)
            deep[test, place[0]] += 1
    left_out = set(plan.seen.failed)

    def chosen(mutant: Mutant) -> Iterator[str]:
        places = {(mutant.file, mutant.key)} if mutant.key else plan.sources.readers(mutant)
        tests = {test for place in places for test in runs.get(place, ())} - left_out
        cost = {test: (0.005 + plan.seen.seconds[test]) / (1 + deep[test, mutant.file]) for test in tests}
        spent = 0.0
        for test in sorted(tests, key=lambda t: (plan.seen.seconds[t] > 0.5, cost[t], t)):
            spent += plan.seen.seconds[test]
            if spent <= plan.most:
                yield test

    return chosen


def _all(plan: Plan, items: dict[str, pytest.Item]) -> None:
    chosen, waiting = _chosen(plan), list(reversed(plan.mutants))
    running: dict[int, tuple[Mutant, Path, list[str], float]] = {}
    told = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        while waiting or running:
            enough = time.monotonic() > plan.until and len(plan.outcomes) + len(running) >= plan.least
            if enough:
                waiting.clear()
            while waiting and len(running) < plan.workers:
                mutant = waiting.pop()
                path = Path(folder) / str(len(waiting))
                tests = list(chosen(mutant))
                child = os.fork()
                if child == 0:
                    _try(plan, mutant, [items[test] for test in tests], path)
                running[child] = (mutant, path, tests, time.monotonic())
            if running:
                child, status = os.wait()
                mutant, path, tests, begin = running.pop(child)
                plan.outcomes.append(_outcome(mutant, path, tests, status, time.monotonic() - begin))
                if not plan.outcomes[-1].killed:
                    plan.tell(shown(plan.outcomes[-1]))
            if time.monotonic() - told > 60:
                told = time.monotonic()
                killed = sum(outcome.killed for outcome in plan.outcomes)
                plan.tell(f"{len(plan.outcomes)} of {len(plan.mutants)} tried, {killed} killed")


def shown(outcome: Outcome) -> str:
    """Return a survivor: where, what, how many tests ran it, and the lines before and after."""
    mutant = outcome.mutant
    head = f"{mutant.file}:{mutant.line} {mutant.what}, {outcome.tests} tests"
    return f"{head}\n  - {mutant.old_text}\n  + {mutant.new_text}"


def _outcome(mutant: Mutant, path: Path, tests: list[str], status: int, seconds: float) -> Outcome:
    hung = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL)
    by = path.read_text("utf-8") if path.exists() else ""
    killed = hung or bool(by) or os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) != 0
    return Outcome(mutant, killed, hung, by, len(tests), seconds)


def _try(plan: Plan, mutant: Mutant, items: Sequence[pytest.Item], path: Path) -> None:
    """In a child: make the change, run its tests until one fails, leave its name; a loop ends by its processor time."""
    code = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_LONGEST)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        put(plan.sources, mutant)
        for item, after in zip(items, [*items[1:], None], strict=True):
            used = time.process_time()
            limit = int(used + 4 + 8 * plan.seen.seconds[item.nodeid])
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
            if not _passes(item, after):
                path.write_text(item.nodeid, "utf-8")
                break
        code = 0
    except BaseException as error:
        path.write_text(f"{type(error).__name__}: {error}", "utf-8")
    finally:
        sys.stdout.flush()
        os._exit(code)
