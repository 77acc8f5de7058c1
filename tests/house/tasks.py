"""Tasks for the executors, importable by their workers: each does what its word says."""

from __future__ import annotations

import os
import time

from pipeline.errors import DocumentError


class Untold(Exception):
    def __str__(self):
        raise RuntimeError("cannot say it")


class Explosive:
    """Travels well and cannot be unpacked."""

    def __reduce__(self):
        return _explode, ()


def _explode():
    raise RuntimeError("unpacked")


def work(task: str):
    word, _, rest = task.partition(" ")
    if word == "say":
        return rest
    if word == "late":
        time.sleep(0.2)
        return rest
    if word == "pid":
        return os.getpid()
    if word == "exit":
        os._exit(3)
    if word == "kill":
        os.kill(os.getpid(), 9)
    if word == "hang":
        while True:
            time.sleep(60)
    if word == "eat":
        return len(bytearray(8 * 1024**3))
    if word == "document":
        raise DocumentError("locked_pdf", rest)
    if word == "garbage":
        raise Untold
    if word == "quit":
        raise SystemExit(4)
    if word == "wrong":
        raise ValueError(rest * 1000)
    if word == "closure":
        return lambda: rest
    if word == "explosive":
        return Explosive()
    if word == "nothing":
        return None
    raise KeyError(word)
