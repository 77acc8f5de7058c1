"""Shows how drawn papers are read: `python -m tests.drawn.attempt bank/pdf 7 20 [-v] [--only 3] [--save DIR]`.

Prints a line for each paper: read or not, rows right of rows true, rows wrong, rows neither read nor wrong, notes in
review, fields of the head that were not read, reason; then what breaks the bounds.  FAMILY is card, bank, loan or
plan, with or without a form (pdf, html, eml, csv); "all" is everything.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from tests.acceptance.verdict import Verdict, judge_drawn
from tests.drawn.families import FAMILIES, FORMS, draw
from tests.drawn.sheet import Drawn


def _line(drawn: Drawn, verdict: Verdict) -> str:
    short = verdict.known and verdict.right < verdict.true
    state = "FAULT" if verdict.faults else "SHORT" if short else "ok" if verdict.done else "unread"
    words = "known" if verdict.known else "strange"
    counts = f"right {verdict.right}/{verdict.true} part {verdict.partly} wrong {len(verdict.wrong)} unread {len(verdict.unread)}"
    heads = " ".join(word.chinese for word in drawn.heads)
    blank = f" blank {','.join(verdict.blank)}" if verdict.blank else ""
    return (
        f"{state:6} {verdict.name:24} {words:7} {counts} review {verdict.reviewed}{blank} | {verdict.reason} | {heads}"
    )


def _chosen(family: str) -> Iterator[tuple[str, str]]:
    wanted, _, form = family.partition("/")
    for name in FAMILIES:
        if wanted in (name, "all"):
            yield from ((name, known) for known in FORMS if form in ("", known))


def main() -> None:
    """Draw, read, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family")
    parser.add_argument("seed", type=int)
    parser.add_argument("n", type=int)
    parser.add_argument("--only", type=int, help="this number alone")
    parser.add_argument("--save", type=Path, help="write the papers at fault here (with --only: the paper)")
    parser.add_argument("-v", "--verbose", action="store_true", help="all faults and unread rows, not the first three")
    parser.add_argument("-q", "--quiet", action="store_true", help="sums alone")
    args = parser.parse_args()
    for family, form in _chosen(args.family):
        verdicts = []
        for number in range(args.n) if args.only is None else (args.only,):
            drawn = draw(family, form, args.seed, number)
            verdict = judge_drawn(drawn)
            verdicts.append(verdict)
            if args.save and (
                verdict.faults or args.only is not None or (verdict.known and verdict.right < verdict.true)
            ):
                args.save.mkdir(parents=True, exist_ok=True)
                (args.save / f"{family}-{args.seed}-{number}.{form}").write_bytes(drawn.data)
            if args.quiet:
                continue
            print(_line(drawn, verdict))
            most = None if args.verbose else 3
            for fault in verdict.faults[:most]:
                print(f"         {fault}")
            for text in verdict.unread[:most] if verdict.done and verdict.known else []:
                print(f"         unread: {text}")
            if args.verbose and verdict.strange:
                print(f"         strange: {', '.join(verdict.strange)}")
        _sums(f"{family}/{form} seed {args.seed}", verdicts)


def _sums(name: str, verdicts: list[Verdict]) -> None:
    for words, some in (("known", [v for v in verdicts if v.known]), ("strange", [v for v in verdicts if not v.known])):
        true, right = sum(v.true for v in some), sum(v.right for v in some)
        wrong, bad = sum(len(v.wrong) for v in some), sum(bool(v.faults) for v in some)
        done, partly = sum(v.done for v in some), sum(v.partly for v in some)
        rows = f"rows {right}/{true} right, {partly} in part, {wrong} wrong"
        print(f"== {name} {words}: {len(some)} papers, {done} read, {rows}, {bad} at fault")


if __name__ == "__main__":
    main()
