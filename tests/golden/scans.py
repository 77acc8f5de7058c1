"""Readings of goldens that are pictures, kept beside them: `python -m tests.golden.scans [NAME ...]`.

Tests above `reading` run on what was recorded; a slow one reads the pages again.  The truth is not touched by this:
it is the maker's.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

from pipeline.records.reading import Reading
from tests.golden.golden import PAPERS
from tests.recorded.record import from_json, read, to_json

RECORDED = "reading.json.gz"


def scans() -> list[str]:
    """Return the names of goldens that a scanner made."""
    folders = [folder for folder in PAPERS.iterdir() if (folder / "expected.json").exists()]
    return sorted(f.name for f in folders if _expected(f)["made_by"] == "scan")


def _expected(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / "expected.json").read_text("utf-8"))
    return found


def read_again(name: str) -> str:
    """Return what the readers make of a scan now, as text."""
    folder = PAPERS / name
    return to_json(read((folder / _expected(folder)["file"]).read_bytes()))


def recorded_text(name: str) -> str:
    """Return what was recorded, as text."""
    return gzip.decompress((PAPERS / name / RECORDED).read_bytes()).decode()


def recorded(name: str) -> Reading:
    """Return what was recorded of a scan."""
    return from_json(recorded_text(name))


def main(names: list[str]) -> None:
    """Read the named scans, or all, and keep what was read."""
    for name in names or scans():
        (PAPERS / name / RECORDED).write_bytes(gzip.compress(read_again(name).encode(), mtime=0))
        print(name)


if __name__ == "__main__":
    main(sys.argv[1:])
