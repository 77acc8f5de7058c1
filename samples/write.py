"""Writes the sample papers and their truth: `python -m samples.write DIR`, or `--demo` for `samples/demo`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from samples.case_truth import CaseTruth
from samples.people import cases, demo
from samples.people_more import more_cases

DEMO = Path(__file__).parent / "demo"
"""Papers shown when a person has dropped none yet; kept in the repository."""


def _truth(case: CaseTruth) -> str:
    return json.dumps(case.json(), ensure_ascii=False, indent=1) + "\n"


def write_papers(case: CaseTruth, folder: Path) -> None:
    """Draw the papers of one case into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for paper in case.papers:
        (folder / paper.file).write_bytes(paper.draw())


def write(folder: Path) -> None:
    """Write every case: papers in DIR/<case>/, truth in DIR/truth/<case>.json.

    The truth lies outside the folders of papers, so that DIR/<case> can be dropped into an inbox as it is.
    """
    for case in (*cases(), *more_cases()):
        write_papers(case, folder / case.name)
        truth = folder / "truth" / f"{case.name}.json"
        truth.parent.mkdir(parents=True, exist_ok=True)
        truth.write_text(_truth(case), encoding="utf-8")


def write_demo() -> None:
    """Draw the demonstration anew: papers in samples/demo, truth beside that folder."""
    DEMO.mkdir(exist_ok=True)
    for old in DEMO.iterdir():
        old.unlink()
    case = demo()
    write_papers(case, DEMO)
    DEMO.with_name("demo_truth.json").write_text(_truth(case), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run the command line; returns the exit status."""
    if arguments == ["--demo"]:
        write_demo()
        return 0
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m samples.write DIR | --demo\n")
        return 2
    write(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
