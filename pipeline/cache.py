"""A store keyed by content, in three layers: pages, papers, cases.

An entry's key is made of everything it depends on, by one function.  Entries are pickles that only this program
writes, in a folder that only its owner can read.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import tempfile
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any


def cache_key(layer: str, *parts: object) -> str:
    """Return the key of an entry: a hash of the layer's name and of everything the entry depends on."""
    digest = hashlib.sha256()
    for part in (layer, *parts):
        text = repr(part).encode()
        digest.update(len(text).to_bytes(8, "big"))
        digest.update(text)
    return digest.hexdigest()


@lru_cache(maxsize=16)
def package_hash(*packages: str) -> str:
    """Return the hash of our own source files of these packages: a room's version is its code and data."""
    digest = hashlib.sha256()
    for package in packages:
        root = resources.files(package)
        for path in sorted(_walk(root), key=lambda p: p[0]):
            digest.update(path[0].encode())
            digest.update(path[1])
    return digest.hexdigest()


def _walk(root: Any, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in root.iterdir():
        name = f"{prefix}{item.name}"
        if item.is_dir():
            if item.name != "__pycache__":
                found.extend(_walk(item, f"{name}/"))
        elif item.name.endswith((".py", ".yaml", ".toml")):
            found.append((name, item.read_bytes()))
    return found


class _Unpickler(pickle.Unpickler):
    """Loads our own records only: a file planted in the cache can run nothing."""

    _ALLOWED = ("pipeline.records.", "pipeline.extract.papers", "datetime", "pipeline.executor")

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in {"frozenset", "set", "tuple", "getattr"}:
            return super().find_class(module, name)
        if module.startswith(self._ALLOWED):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not a record")


class Cache:
    """Entries in a folder; a damaged or foreign entry is a miss.

    Args:
        folder: Where entries lie; made when missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key[2:]}.pickle"

    def get(self, key: str) -> Any | None:
        """Return an entry, or None."""
        try:
            return _Unpickler(io.BytesIO(self._path(key).read_bytes())).load()
        except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep an entry; it appears whole or not at all.  A full disk keeps nothing and ends nothing."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(pickle.dumps(value, protocol=5))
                os.replace(name, path)  # noqa: PTH105
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
