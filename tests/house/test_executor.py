"""A task that crashes, hangs, eats memory or raises costs itself and nothing else."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.executor import Limits, Outcome, PoolExecutor, SerialExecutor

from .tasks import work
from .workspace import ROOT

LIMITS = Limits(seconds=1.0, memory=768 * 1024**2)
HARMLESS = ["say 一", "late 二", "document 三", "wrong 四", "nothing", "garbage", "quit", "say 五", "say 六", "unknown"]


def workers() -> list[int]:
    """Worker processes of this process that are still there."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            line = (stat.parent / "cmdline").read_bytes()
            if parent == os.getpid() and b"spawn_main" in line:
                found.append(int(stat.parent.name))
    return found


@pytest.fixture(autouse=True)
def no_worker_is_left():
    yield
    assert not multiprocessing.active_children() and not workers()


def test_the_pool_says_what_the_serial_twin_says_in_the_same_order():
    serial = list(SerialExecutor().map(work, HARMLESS))
    assert list(PoolExecutor(2, LIMITS).map(work, HARMLESS)) == serial
    assert list(PoolExecutor(1, LIMITS).map(work, HARMLESS[:3])) == serial[:3]
    assert serial[0] == Outcome("一") and serial[2] == Outcome(None, "locked_pdf", "三")
    codes = [outcome.code for outcome in serial]
    assert codes == [None, None, "locked_pdf", "page_failed", None, *["page_failed"] * 2, None, None, "page_failed"]
    assert serial[3].detail.startswith("ValueError: 四") and len(serial[3].detail) <= 200
    assert [outcome.lasting for outcome in serial if outcome.code] == [True, False, False, False, False]


def test_a_bad_task_costs_itself_alone():
    tasks = [
        "say a",
        "exit",
        "say b",
        "hang",
        "say c",
        "eat",
        "say d",
        "kill",
        "closure x",
        "say e",
        "explosive",
        "say f",
    ]
    start = time.monotonic()
    outcomes = dict(zip(tasks, PoolExecutor(2, LIMITS).map(work, tasks), strict=True))
    assert time.monotonic() - start < 30
    assert {task: outcome.value for task, outcome in outcomes.items() if task.startswith("say")} == {
        f"say {letter}": letter for letter in "abcdef"
    }
    assert {task: outcome.code for task, outcome in outcomes.items() if not task.startswith("say")} == {
        "exit": "page_crashed",
        "kill": "page_crashed",
        "hang": "page_timeout",
        "eat": "page_memory",
        "closure x": "page_failed",
        "explosive": "page_crashed",
    }
    assert not any(outcome.lasting for outcome in outcomes.values() if outcome.code), "none of these may be kept"


def test_starting_up_is_not_the_task_s_fault(tmp_path, monkeypatch):
    """The limit counts from the moment at which the worker has the task in hand."""
    (tmp_path / "slowly_loaded.py").write_text(
        "import multiprocessing, time\n"
        "time.sleep(0 if multiprocessing.parent_process() is None else 1.5)\n"
        "def f(x):\n    return x\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import slowly_loaded

    assert list(PoolExecutor(1, LIMITS).map(slowly_loaded.f, ["x"])) == [Outcome("x")]


def test_results_come_as_soon_as_they_can():
    results = PoolExecutor(2, Limits(seconds=30)).map(work, ["say a", "hang"])
    assert next(results).value == "a"
    results.close()


def test_a_map_closed_early_leaves_no_worker():
    results = PoolExecutor(2, Limits(seconds=60)).map(work, ["say a", "hang", "hang", "say b"])
    assert next(results).value == "a" and workers()
    results.close()


def test_a_map_that_is_interrupted_leaves_no_worker():
    results = PoolExecutor(2, Limits(seconds=60)).map(work, ["say a", "hang", "hang"])
    next(results)
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt)


def test_no_task_needs_no_worker():
    assert list(PoolExecutor(2).map(work, [])) == [] == list(SerialExecutor().map(work, []))


def test_one_task_starts_one_worker_and_workers_are_used_again():
    pool = PoolExecutor(2, Limits(seconds=30))
    assert len({outcome.value for outcome in pool.map(work, ["pid 1"] * 5)}) <= 2


def test_an_interrupt_in_the_serial_twin_is_an_interrupt():
    def interrupted(task):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(SerialExecutor().map(interrupted, [1]))


def test_workers_end_when_the_parent_is_killed():
    """Even those that hang."""
    program = (
        "import os, sys\nfrom tests.house.tasks import work\nfrom pipeline.executor import *\n"
        "if __name__ == '__main__':\n"
        "    results = PoolExecutor(2, Limits(seconds=600)).map(work, ['pid', 'hang', 'hang'])\n"
        "    print(next(results).value, flush=True)\n    next(results)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "JIEQING_MARK": str(os.getpid())},
    )
    worker = int(parent.stdout.readline())
    assert Path(f"/proc/{worker}").exists()
    mark = f"JIEQING_MARK={os.getpid()}\0".encode()
    parent.kill()
    parent.wait()
    parent.stdout.close()

    def left():
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with contextlib.suppress(OSError):
                if mark in path.read_bytes():
                    found.append(path.parent.name)
        return found

    end = time.monotonic() + 10
    while left() and time.monotonic() < end:
        time.sleep(0.05)
    assert not left()
