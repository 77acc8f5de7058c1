"""Writes goldens: `python -m tests.golden.make [NAME ...]`, all of them without a name.

Some papers are printed by a browser or an office suite, so this runs by hand; the papers are kept in `papers/`.
A test holds that each `expected.json` is what its maker's truth says.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.golden as package
from tests.golden.golden import Golden

_NOT_MAKERS = frozenset({"golden", "make", "printing", "scans"})


def goldens() -> dict[str, Golden]:
    """Return every golden by name: `GOLDENS` of each module beside this one.

    Raises:
        ValueError: Two have one name.
    """
    found: dict[str, Golden] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if module.name in _NOT_MAKERS or module.ispkg:
            continue
        for golden in getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "GOLDENS", ()):
            if found.setdefault(golden.name, golden) is not golden:
                raise ValueError(f"two goldens are called {golden.name}")
    return found


def main(names: list[str]) -> None:
    """Write the named goldens, or all."""
    known = goldens()
    for name in names or sorted(known):
        known[name].write()
        print(name, known[name].file)


if __name__ == "__main__":
    main(sys.argv[1:])
