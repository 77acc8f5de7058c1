"""Runs page tasks: one protocol, a serial twin, and a pool of processes with limits per task.

A task that crashes, hangs or needs too much memory costs that task only: its worker is killed and replaced.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

from pipeline.errors import DocumentError

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """What became of a task: its result, or a reason code.

    Attributes:
        value: The result, None when it failed.
        code: Reason code of a failure, None when it succeeded.
        detail: What exactly.
        lasting: Whether the failure would come again (so it may be kept); crashes and time-outs may not.
    """

    value: R | None
    code: str | None = None
    detail: str = ""
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one task.

    Attributes:
        seconds: Wall time.
        memory: Bytes of data a worker may hold; 0 for no limit.
    """

    seconds: float = 180.0
    memory: int = 6 * 1024**3


class Executor(Protocol):
    """Maps a picklable function over picklable tasks; results come in the order of the tasks."""

    def map(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[Outcome[R]]:
        """Yield each task's outcome."""
        ...


def attempt(function: Callable[[T], R], task: T) -> Outcome[R]:
    """Run one task in this process and say what became of it."""
    try:
        return Outcome(function(task))
    except DocumentError as error:
        return Outcome(None, error.code, error.detail)
    except MemoryError:
        return Outcome(None, "page_memory", lasting=False)
    except Exception as error:  # noqa: BLE001  one page's fault must not end the run
        return Outcome(None, "page_failed", f"{type(error).__name__}: {error}"[:200], lasting=False)


class SerialExecutor:
    """Runs tasks one after another in this process: for tests, debugging and a run of nothing but cache hits."""

    def map(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[Outcome[R]]:
        """Yield each task's outcome."""
        for task in tasks:
            yield attempt(function, task)


def _limit_memory(memory: int) -> None:
    if memory and sys.platform != "win32":
        import resource

        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _work(connection: Connection, memory: int) -> None:
    """Serve tasks until told to stop; runs in the worker."""
    _limit_memory(memory)
    # Interrupts are the parent's business.
    with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        while True:
            message = connection.recv()
            if message is None:
                return
            number, function, task = message
            connection.send((number, attempt(function, task)))


class _Worker:
    def __init__(self, context: Any, memory: int) -> None:
        self.connection, child = context.Pipe()
        self.process = context.Process(target=_work, args=(child, memory), daemon=True)
        self.process.start()
        child.close()
        self.task: int | None = None
        self.deadline = 0.0

    def stop(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.connection.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join(5)


class PoolExecutor:
    """A pool of worker processes; each task has a time and a memory limit.

    Args:
        workers: Number of processes; by default one per core.
        limits: Of each task.
    """

    def __init__(self, workers: int | None = None, limits: Limits | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.limits = limits or Limits()
        self._context = multiprocessing.get_context("spawn")

    def map(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[Outcome[R]]:
        """Yield each task's outcome, in the order of the tasks, as soon as it and all before it are done."""
        workers: list[_Worker] = []
        done: dict[int, Outcome[R]] = {}
        queue = list(range(len(tasks)))[::-1]
        next_number = 0
        try:
            while next_number < len(tasks):
                self._feed(workers, queue, function, tasks)
                self._collect(workers, done)
                while next_number in done:
                    yield done.pop(next_number)
                    next_number += 1
        finally:
            for worker in workers:
                worker.stop()

    def _feed(
        self, workers: list[_Worker], queue: list[int], function: Callable[[T], R], tasks: Sequence[T]
    ) -> None:
        while queue and len(workers) < min(self.workers, len(queue) + sum(w.task is not None for w in workers)):
            workers.append(_Worker(self._context, self.limits.memory))
        for worker in workers:
            if worker.task is None and queue:
                number = queue.pop()
                worker.task = number
                worker.deadline = time.monotonic() + self.limits.seconds
                worker.connection.send((number, function, tasks[number]))

    def _collect(self, workers: list[_Worker], done: dict[int, Outcome[R]]) -> None:
        busy = [worker for worker in workers if worker.task is not None]
        if not busy:
            return
        timeout = max(0.0, min(w.deadline for w in busy) - time.monotonic())
        ready = wait([w.connection for w in busy], timeout)
        for worker in busy:
            if worker.connection in ready:
                try:
                    number, outcome = worker.connection.recv()
                    done[number] = outcome
                    worker.task = None
                except (EOFError, OSError):
                    self._lose(worker, workers, done, "page_crashed")
            elif time.monotonic() >= worker.deadline:
                self._lose(worker, workers, done, "page_timeout")

    @staticmethod
    def _lose(worker: _Worker, workers: list[_Worker], done: dict[int, Outcome[R]], code: str) -> None:
        assert worker.task is not None  # noqa: S101  only busy workers are lost
        done[worker.task] = Outcome(None, code, lasting=False)
        workers.remove(worker)
        worker.stop()
