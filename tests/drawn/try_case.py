"""Shows one drawn case: `python -m tests.drawn.try_case SEED N [--save DIR] [--all COUNT]`.

N is a number with its kind before it: 3 or A3 (cards of one bank, letter, report), B3 or C3 (see `holders`).  Prints the
operators, the papers, what is expected and what was found, and what the test would complain of.  With --all COUNT the
cases N, N+1 … are drawn and only those at fault are shown; --save then keeps only these.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.acceptance.case_verdict import complaints, found
from tests.drawn.holder_cases import draw_holder_case
from tests.drawn.operators import DrawnCase, draw_cases


def draw(seed: int, number: str) -> DrawnCase:
    """Draw the case of a seed and number."""
    kind = number[0].upper() if not number[0].isdigit() else "A"
    place = int(number.lstrip("ABCabc"))
    return draw_cases(seed, place + 1)[place] if kind == "A" else draw_holder_case(seed, kind, place)


def save(case: DrawnCase, folder: Path) -> None:
    """Write a case's papers into a folder of their own."""
    place = folder / case.name.replace("/", "-")
    place.mkdir(parents=True, exist_ok=True)
    for name, data in case.files.items():
        (place / name).write_bytes(data)
    print(f"  saved in {place}")


def show(case: DrawnCase) -> None:
    """Print what is expected and what was found."""
    for name, data in case.files.items():
        print(f"  paper    {name} ({len(data)} bytes)")
    for one in case.expected:
        print(f"  expected {one.code} {one.severity} {one.difference} on {one.on} account {one.account} in {one.file}")
    findings, review, unread = found(case)
    for name in unread:
        print(f"  unread   {name}")
    for f in findings:
        doubt = " needs review" if f.needs_review else ""
        print(f"  found    {f.code} {f.severity.value} {f.difference} on {f.date}{doubt} {f.title.zh}")
    for entry in review:
        print(f"  review   {entry.document} {entry.field} {entry.value} {entry.why}")


def main() -> None:
    """Draw, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seed", type=int)
    parser.add_argument("number")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--all", type=int, default=0)
    args = parser.parse_args()
    if not args.all:
        case = draw(args.seed, args.number)
        print(f"{case.name} {', '.join(case.operators) or 'clean'}")
        show(case)
        for line in complaints(case):
            print(f"  FAULT    {line}")
        if args.save:
            save(case, args.save)
        return
    kind, start = args.number[0].upper(), int(args.number.lstrip("ABCabc"))
    kind = "A" if kind.isdigit() else kind
    bad = 0
    for place in range(start, start + args.all):
        case = draw(args.seed, f"{kind}{place}")
        faults = complaints(case)
        bad += bool(faults)
        for line in faults:
            print(line)
        if faults and args.save:
            save(case, args.save)
    print(f"{bad} of {args.all} at fault")


if __name__ == "__main__":
    main()
