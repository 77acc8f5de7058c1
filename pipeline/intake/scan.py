"""Finds the papers of each case: a first-level folder of the inbox is a case, files at the top are `default`."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import DocumentError
from pipeline.intake.containers import MAX_DEPTH, Budget, Member, members
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
        result.setdefault(shown(parts[0]) if len(parts) > 1 else DEFAULT_CASE, []).append(path)
    return dict(sorted(result.items()))


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        if _ignored(entry.name):
            continue
        path = Path(entry.path)
        if not entry.is_dir(follow_symlinks=False):
            yield path
        elif not entry.name.startswith("."):
            try:
                yield from _files(path)
            except PermissionError:
                yield path  # a folder that cannot be looked into is named, like a file that cannot be read


def _ignored(name: str) -> bool:
    return name in _IGNORED or name.startswith(("~$", "._"))


def shown(name: str) -> str:
    """Return a name as text: bytes that are no UTF-8 are GB 18030, control characters become a mark."""
    try:
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("gb18030", errors="replace")
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c for c in name)


@dataclass(slots=True)
class _Look:
    """What a file of the inbox gave so far."""

    case: str
    locator: str
    passwords: Sequence[str]
    budget: Budget = field(default_factory=Budget)
    found: list[Source] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def at(self, path: str, data: bytes, inside: tuple[Member, ...] = ()) -> None:
        """Look at a file, or at a member inside containers."""
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            kind = sniff(data)
            if kind not in (FileKind.ZIP, FileKind.EML):
                members, passwords = tuple(m.locator for m in inside), tuple(m.password for m in inside)
                self.found.append(Source(self.case, path, self.locator, members, sha256, len(data), kind, passwords))
                return
            parts = self._parts(data, kind, len(inside))
        except DocumentError as error:
            self.refusals.append(Refusal(self.case, path, sha256, error.code, error.detail))
            return
        names = Counter(member.name for member in parts)
        for member in parts:
            own = member.name if names[member.name] == 1 else f"{member.name} ({member.locator})"
            way = (*inside, replace(member, data=b""))
            self.at(f"{path}/{shown(own)}", member.data, way)

    def _parts(self, data: bytes, kind: FileKind, depth: int) -> list[Member]:
        if depth >= MAX_DEPTH:
            raise DocumentError("nested_too_deep")
        found = members(data, kind, self.budget, self.passwords)
        parts = [member for member in found if not _ignored(member.name.rsplit("/", 1)[-1])]
        if not parts:
            raise DocumentError("no_pages")
        return parts


def scan(case: str, paths: list[Path], inbox: Path, passwords: Sequence[str] = ()) -> Intake:
    """Look at a case's files: true type, containers opened, copies and refusals told.

    Args:
        case: Name of the case.
        paths: Its files.
        inbox: The inbox they lie in.
        passwords: What may open locked containers.
    """
    found: list[Source] = []
    refusals: list[Refusal] = []
    for path in paths:
        name = shown(path.relative_to(inbox).as_posix())
        try:
            data = _read(path)
        except DocumentError as error:
            refusals.append(Refusal(case, name, "", error.code, error.detail))
            continue
        look = _Look(case, str(path.resolve()), passwords)
        look.at(name, data)
        found += look.found
        refusals += look.refusals
    return _without_copies(found, refusals)


def _read(path: Path) -> bytes:
    try:
        if path.is_symlink():
            raise DocumentError("unsafe_link")
        if path.is_dir():
            raise DocumentError("unreadable_file")
        if not path.is_file():
            raise DocumentError("unsupported_type")
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError("too_large")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError("unreadable_file", error.strerror or "") from error


def _without_copies(found: list[Source], refusals: list[Refusal]) -> Intake:
    """Keep one of several files with one content, refused ones too; which one is shown depends on its path alone."""
    by_hash: dict[str, Source] = {}
    refused: dict[str, Refusal] = {}
    kept: list[Refusal] = []
    for source in sorted(found, key=lambda s: (s.sha256, s.path)):
        first = by_hash.setdefault(source.sha256, source)
        if first is not source:
            kept.append(Refusal(source.case, source.path, source.sha256, "duplicate", first.path, first.path))
    for refusal in sorted(refusals, key=lambda r: (r.sha256, r.reason_code, r.path)):
        before = refused.setdefault(refusal.sha256 or refusal.path, refusal)
        if before is refusal:
            kept.append(refusal)
        else:
            kept.append(Refusal(refusal.case, refusal.path, refusal.sha256, "duplicate", before.path, before.path))
    return Intake(
        tuple(by_hash[sha256] for sha256 in sorted(by_hash)),
        tuple(sorted(kept, key=lambda r: (r.sha256, r.reason_code, r.path))),
    )
