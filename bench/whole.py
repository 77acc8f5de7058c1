"""A whole run of the sample case, as a person starts it; then the same run again."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.measure import Cost, timed_child

STAGES = ("intake", "reading", "extract", "link", "rules", "output")


@dataclass(frozen=True, slots=True)
class Whole:
    """What was measured.

    Attributes:
        stats: Of the first run, from `case.json`.
        first: A first run, all processes counted.
        again: The same command again: nothing changed.
    """

    stats: dict[str, Any]
    first: Cost
    again: Cost


def measure(folder: Path) -> Whole:
    """Run the sample case twice in a workspace with an empty inbox."""
    (folder / "inbox").mkdir()
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "process",
        "--workspace",
        str(folder),
        "--as-of",
        "2026-11-25",
    ]
    run = partial(subprocess.run, command, check=True, stdout=subprocess.DEVNULL)  # its errors are shown
    first, again = timed_child(run), timed_child(run)
    found = next((folder / "outbox").glob("*/case.json"))
    return Whole(json.loads(found.read_text("utf-8"))["stats"], first, again)
