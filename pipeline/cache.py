"""A store keyed by content, in three layers: pages, papers, cases.

An entry's key is made of everything it depends on, by one function.  Entries are pickles that only this program
writes, in a folder that only its owner can read; each is led by the hash of its bytes, so a damaged one is a miss.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import os
import pickle
import secrets
from enum import Enum
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
            for part in (path[0].encode(), path[1]):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
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


def _member(enum: Any, name: Any) -> Any:
    """Return a member of an enumeration: what pickles of Python 3.11 call `getattr` for."""
    if isinstance(enum, type) and issubclass(enum, Enum):
        return enum[name]
    raise pickle.UnpicklingError("getattr is for enumerations alone")


class _Unpickler(pickle.Unpickler):
    """Loads our own records only: a file planted in the cache can run nothing.

    Classes that our modules define pass; what these modules import, and dotted names into them, do not.
    """

    _PLAIN = frozenset(
        {
            ("builtins", "frozenset"),
            ("builtins", "set"),
            ("datetime", "date"),
            ("datetime", "datetime"),
            ("decimal", "Decimal"),
        }
    )

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("builtins", "getattr"):
            return _member
        if (module, name) in self._PLAIN:
            return super().find_class(module, name)
        if "." not in name and (module.startswith("pipeline.records.") or module == "pipeline.extract.papers"):
            found = super().find_class(module, name)
            ours = isinstance(found, type) and found.__module__ == module
            if ours and (dataclasses.is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a record")


_DIGEST = hashlib.sha256().digest_size


def _make_folder(folder: Path) -> None:
    """Make a folder and its missing parents, each for the owner alone whatever the umask."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)


class Cache:
    """Entries in a folder; a damaged or foreign entry is a miss.

    Args:
        folder: Where entries lie; made when missing.
        temp: Where entries are written before they are whole, on the same disk; by default beside them.
    """

    def __init__(self, folder: Path, temp: Path | None = None) -> None:
        self.folder = folder
        self.temp = temp

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key[2:]}.pickle"

    def get(self, key: str) -> Any | None:
        """Return an entry, or None."""
        try:
            data = self._path(key).read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
                return None
            return _Unpickler(io.BytesIO(data[_DIGEST:])).load()
        except Exception:  # unpickling a foreign file may raise anything; all of it means: not ours
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep an entry; it appears whole or not at all.  A full disk keeps nothing and ends nothing."""
        path = self._path(key)
        data = pickle.dumps(value, protocol=5)
        with contextlib.suppress(OSError):
            _make_folder(path.parent)
            temporary = (self.temp or path.parent) / f"{secrets.token_hex(8)}.part"
            try:
                with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(hashlib.sha256(data).digest() + data)
                temporary.chmod(0o600)
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
