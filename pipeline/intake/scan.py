"""Finds the papers of each case: a first-level folder of the inbox is a case, files at the top are `default`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import DocumentError
from pipeline.intake.containers import MAX_DEPTH, members
from pipeline.intake.opening import MAX_BYTES
from pipeline.intake.sniff import sniff
from pipeline.records.source import FileKind, Refusal, Source

DEFAULT_CASE = "default"
_IGNORED = frozenset({".gitkeep", ".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Intake:
    """What a case's files are.

    Attributes:
        sources: Files that can be read, in the order of content (name and folder change nothing).
        refusals: Files that give no paper, second copies included.
    """

    sources: tuple[Source, ...]
    refusals: tuple[Refusal, ...]


def cases(inbox: Path) -> dict[str, list[Path]]:
    """Return the files of each case, hidden and system files left out."""
    result: dict[str, list[Path]] = {}
    if not inbox.is_dir():
        return result
    for path in _files(inbox):
        parts = path.relative_to(inbox).parts
        result.setdefault(parts[0] if len(parts) > 1 else DEFAULT_CASE, []).append(path)
    return dict(sorted(result.items()))


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        if entry.name in _IGNORED or entry.name.startswith("~$") or entry.name.startswith("._"):
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith("."):
                yield from _files(path)
        else:
            yield path


def scan(case: str, paths: list[Path], inbox: Path) -> Intake:
    """Look at a case's files: true type, containers opened, copies and refusals told.

    Args:
        case: Name of the case.
        paths: Its files.
        inbox: The inbox they lie in.
    """
    found: list[Source] = []
    refusals: list[Refusal] = []
    for path in paths:
        shown = path.relative_to(inbox).as_posix()
        try:
            data = _read(path)
        except DocumentError as error:
            refusals.append(Refusal(case, shown, "", error.code, error.detail))
            continue
        _look(case, shown, str(path.resolve()), (), data, found, refusals)
    return _without_copies(found, refusals)


def _read(path: Path) -> bytes:
    try:
        if path.is_symlink():
            raise DocumentError("unsafe_link")
        if not path.is_file():
            raise DocumentError("unsupported_type")
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError("too_large")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError("unreadable_file", error.strerror or "") from error


def _look(
    case: str,
    shown: str,
    locator: str,
    inside: tuple[str, ...],
    data: bytes,
    found: list[Source],
    refusals: list[Refusal],
) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        kind = sniff(data)
        if kind not in (FileKind.ZIP, FileKind.EML):
            found.append(Source(case, shown, locator, inside, sha256, len(data), kind))
            return
        if len(inside) >= MAX_DEPTH:
            raise DocumentError("nested_too_deep")
        parts = list(members(data, kind))
        if not parts:
            raise DocumentError("no_pages")
    except DocumentError as error:
        refusals.append(Refusal(case, shown, sha256, error.code, error.detail))
        return
    for name, content in parts:
        _look(case, f"{shown}/{name}", locator, (*inside, name), content, found, refusals)


def _without_copies(found: list[Source], refusals: list[Refusal]) -> Intake:
    """Keep one of several files with one content; which one is shown depends on its path alone."""
    by_hash: dict[str, Source] = {}
    for source in sorted(found, key=lambda s: (s.sha256, s.path)):
        first = by_hash.setdefault(source.sha256, source)
        if first is not source:
            refusals.append(Refusal(source.case, source.path, source.sha256, "duplicate", first.path, first.path))
    return Intake(
        tuple(by_hash[sha256] for sha256 in sorted(by_hash)),
        tuple(sorted(refusals, key=lambda r: (r.sha256, r.reason_code, r.path))),
    )
