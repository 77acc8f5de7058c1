"""Runs page tasks: one protocol, a serial twin, and a pool of processes with limits per task.

A task that crashes, hangs or needs too much memory costs that task only: its worker is killed and replaced.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
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
    except (Exception, SystemExit) as error:  # one page's fault must not end the run
        return Outcome(None, "page_failed", _told(error), lasting=False)


def _told(error: BaseException) -> str:
    """Return kind and message of an error, also of one that cannot say its message."""
    try:
        return f"{type(error).__name__}: {error}"[:200]
    except Exception:
        return type(error).__name__


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


def _end_with_parent() -> None:
    """End this process when its parent has ended, however that came: a hanging task leaves no orphan."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(connection: Connection, memory: int) -> None:
    """Serve tasks until told to stop; runs in the worker."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(memory)
    with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError, ConnectionResetError):
        while True:
            number, function, task = connection.recv()
            connection.send((number, None))  # the clock runs from here: starting up is not the task's fault
            outcome = attempt(function, task)
            try:
                connection.send((number, outcome))
            except (BrokenPipeError, ConnectionResetError):
                return
            except Exception as error:  # a result that cannot travel
                connection.send((number, Outcome(None, "page_failed", _told(error), lasting=False)))


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let processes that are started here never see an interrupt: it is the parent's business."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    def __init__(self, context: Any, memory: int) -> None:
        self.connection, child = context.Pipe()
        self.process = context.Process(target=_work, args=(child, memory), daemon=True)
        with _without_interrupts():
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


_START_SECONDS = 60.0
"""Allowed on top of a task's limit for a worker to start and to load the task."""


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
                self._feed(workers, queue, function, tasks, done)
                self._collect(workers, done)
                while next_number in done:
                    yield done.pop(next_number)
                    next_number += 1
        finally:
            for worker in workers:
                worker.stop()

    def _feed(
        self,
        workers: list[_Worker],
        queue: list[int],
        function: Callable[[T], R],
        tasks: Sequence[T],
        done: dict[int, Outcome[R]],
    ) -> None:
        while queue and len(workers) < min(self.workers, len(queue) + sum(w.task is not None for w in workers)):
            workers.append(_Worker(self._context, self.limits.memory))
        for worker in list(workers):
            if worker.task is None and queue:
                number = queue.pop()
                worker.task = number
                worker.deadline = time.monotonic() + self.limits.seconds + _START_SECONDS
                try:
                    worker.connection.send((number, function, tasks[number]))
                except OSError:  # it died while it was idle or starting
                    self._lose(worker, workers, done, "page_crashed")

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
                except Exception:  # the pipe ended, or what came through it is no outcome
                    self._lose(worker, workers, done, "page_crashed")
                    continue
                if outcome is None:
                    worker.deadline = time.monotonic() + self.limits.seconds
                    continue
                done[number] = outcome
                worker.task = None
            elif time.monotonic() >= worker.deadline:
                self._lose(worker, workers, done, "page_timeout")

    @staticmethod
    def _lose(worker: _Worker, workers: list[_Worker], done: dict[int, Outcome[R]], code: str) -> None:
        assert worker.task is not None  # noqa: S101  only busy workers are lost
        done[worker.task] = Outcome(None, code, lasting=False)
        workers.remove(worker)
        worker.stop()
