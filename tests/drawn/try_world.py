"""Shows a drawn world: `python -m tests.drawn.try_world SEED N [FOLDER]`; its papers are written to FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.acceptance.world_verdict import complaints
from tests.drawn.worlds import draw_world


def main(arguments: list[str]) -> None:
    """Draw, judge and print one world."""
    world = draw_world(int(arguments[0]), int(arguments[1]))
    for facts in world.facts:
        print(facts)
    print(world.form, world.reported_on, world.expected)
    if len(arguments) > 2:
        folder = Path(arguments[2])
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in world.files.items():
            (folder / name).write_bytes(data)
    print(*complaints(world), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
