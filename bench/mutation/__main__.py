"""How many small changes of `rules/` the tests notice: `make mutate [ARGS="--seed 7 --only rules/loans.py"]`.

Each change is made in memory, in a forked process, and only the tests that run its statement are run. Survivors that
`docs/mutation.md` has judged are counted; the others are listed.
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.mutation.operators import Mutant, mutants
from bench.mutation.patching import Sources
from bench.mutation.running import TESTS, Plan, run, shown

LEAST_KILLED: Final = 0.85
_JUDGED: Final = Path("docs/mutation.md")
_KEPT: Final = Path("state/mutation.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; the result is 1 where fewer are killed than must be."""
    parser = argparse.ArgumentParser(prog="bench.mutation", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="which are tried first; drawn afresh when not given")
    parser.add_argument("--minutes", type=float, default=26.0, help="after which no more changes are tried")
    parser.add_argument("--least", type=int, default=600, help="changes that are tried however long it takes")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--most", type=float, default=5.0, help="processor seconds of tests for one change")
    parser.add_argument("--only", action="append", default=None, help="only files whose name begins so")
    parser.add_argument("--survivors", type=Path, default=None, help="only the survivors of a run, from its json")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="only these tests, as pytest takes them")
    chosen = parser.parse_args(arguments)
    begin = time.monotonic()
    seed: int = chosen.seed if chosen.seed is not None else secrets.randbits(31)
    _tell(f"seed {seed}")
    sources = Sources(Path.cwd(), "rules")
    found = [mutant for file, text in sources.texts.items() for mutant in mutants(file, text)]
    if chosen.only:
        found = [mutant for mutant in found if mutant.file.startswith(tuple(chosen.only))]
    if chosen.survivors:
        alive = {tuple(one) for one in json.loads(chosen.survivors.read_text("utf-8"))["survivors"]}
        found = [mutant for mutant in found if (mutant.file, mutant.old_text, mutant.new_text) in alive]
    plan = Plan(
        sources,
        _spread(found, seed),
        chosen.workers,
        begin + 60 * chosen.minutes,
        chosen.least,
        chosen.most,
        seed,
        _tell,
        chosen.tests,
    )
    run(plan)
    if not plan.outcomes:
        _tell("nothing was tried")
        return 2
    for line in report(plan, len(found), _judged()):
        sys.stdout.write(line + "\n")
    _tell(f"{time.monotonic() - begin:.0f} s")
    kept = [(o.mutant.file, o.mutant.old_text, o.mutant.new_text) for o in plan.outcomes if not o.killed]
    _KEPT.parent.mkdir(exist_ok=True)
    _KEPT.write_text(json.dumps({"seed": seed, "survivors": kept}, ensure_ascii=False, indent=1), "utf-8")
    return int(sum(o.killed for o in plan.outcomes) < LEAST_KILLED * len(plan.outcomes))


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _spread(found: Iterable[Mutant], seed: int) -> list[Mutant]:
    """Return the changes in an order of which every beginning has the same share of each module."""
    draw = random.Random(seed)
    by_file: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in found:
        by_file[mutant.file].append(mutant)
    placed: list[tuple[float, str, Mutant]] = []
    for file, own in by_file.items():
        draw.shuffle(own)
        shift = draw.random()
        placed += [((number + shift) / len(own), file, mutant) for number, mutant in enumerate(own)]
    return [mutant for _, _, mutant in sorted(placed, key=lambda one: one[:2])]


def report(plan: Plan, possible: int, judged: frozenset[tuple[str, str, str]]) -> Iterator[str]:
    """Yield the table by module, the sums, and the survivors."""
    tried, killed, outcomes = Counter[str](), Counter[str](), plan.outcomes
    for outcome in outcomes:
        tried[outcome.mutant.file] += 1
        killed[outcome.mutant.file] += outcome.killed
    yield "| module | killed | tried | share |"
    yield "| --- | ---: | ---: | ---: |"
    for file in sorted(tried):
        yield f"| {file} | {killed[file]} | {tried[file]} | {killed[file] / tried[file]:.0%} |"
    yield f"| all | {killed.total()} | {tried.total()} | {killed.total() / tried.total():.1%} |"
    yield f"{tried.total()} of {possible} changes tried; {sum(o.hung for o in outcomes)} of the killed did not end"
    alive = sorted((o for o in outcomes if not o.killed), key=lambda o: (o.mutant.file, o.mutant.line))
    new = [o for o in alive if key_of(o.mutant) not in judged]
    yield f"{len(alive)} survivors, {len(alive) - len(new)} of them judged in {_JUDGED}"
    yield from map(shown, new)


def key_of(mutant: Mutant) -> tuple[str, str, str]:
    """Return what a judgement names: the file and both texts, as a table can hold them."""
    return mutant.file, cell(mutant.old_text), cell(mutant.new_text)


def cell(text: str) -> str:
    """Return a text as it stands in a table."""
    return text.replace("|", "¦").replace("`", "'").strip()


def _judged() -> frozenset[tuple[str, str, str]]:
    """Return the judged survivors: rows `| file | `old` | `new` | judgement | why |`."""
    found = set()
    for line in _JUDGED.read_text("utf-8").splitlines() if _JUDGED.exists() else ():
        cells = [part.strip() for part in line.strip().strip("|").split("|")]
        if len(cells) == 5 and cells[0].startswith("rules/"):
            found.add((cells[0], cells[1].strip("`"), cells[2].strip("`")))
    return frozenset(found)


if __name__ == "__main__":
    raise SystemExit(main())
