"""Put a case's files in their folder: each whole or not at all, the owner's alone, nothing stale left.

What was written is noted (path -> hash) in `state/<case>/published.json`.  A draft that the person filled in
differs from what is noted; it is left alone and a changed draft is laid beside it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import OutputError

WORKBOOK = "discrepancies.xlsx"
PREVIOUS = "discrepancies.previous.xlsx"
KEPT_FOLDERS = ("requests", "evidence")


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did.

    Attributes:
        workbook: Where the new workbook lies; beside the old one when that was held open.
        workbook_held: Whether another program holds `discrepancies.xlsx` open.
        written, removed: Paths relative to the case's folder, sorted; unchanged files are in neither.
        edited: Drafts that the person changed and that were left alone, sorted.
    """

    workbook: Path
    workbook_held: bool
    written: tuple[str, ...]
    removed: tuple[str, ...]
    edited: tuple[str, ...]


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents, each for the owner alone (0700) whatever the umask."""
    missing = []
    current = folder
    while not current.exists():
        missing.append(current)
        current = current.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        each.chmod(0o700)


def write_whole(path: Path, data: bytes, temp: Path | None = None) -> bool:
    """Write a file whole (temporary file, fsync, rename) with mode 0600.

    Args:
        path: The file.
        data: Its bytes.
        temp: Folder for the temporary file; on another file system a hidden file beside is used.

    Returns:
        False when the file already held these bytes and was left alone.

    Raises:
        OSError: It could not be written; no temporary file remains.
    """
    make_folder(path.parent)
    if path.is_file() and not path.is_symlink() and path.stat().st_size == len(data) and path.read_bytes() == data:
        path.chmod(0o600)
        return False
    if temp is not None:
        make_folder(temp)
    for place in _places(path, temp):
        try:
            _write_through(place, path, data)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
        else:
            return True
    raise OSError(errno.EXDEV, "no temporary place on the same file system", str(path))


def _places(path: Path, temp: Path | None) -> Iterator[Path]:
    """Yield names for the temporary file, the best place first."""
    if temp is not None and temp.stat().st_dev == path.parent.stat().st_dev:
        yield temp / f"{secrets.token_hex(8)}.part"
    yield path.parent / f".{secrets.token_hex(8)}.part"


def _write_through(temporary: Path, path: Path, data: bytes) -> None:
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o600)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # a folder cannot be synced on every system
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def publish(
    folder: Path, files: Mapping[str, bytes], *, temp: Path | None = None, record: Path | None = None
) -> Published:
    """Write a case's files into its folder.

    Args:
        folder: `outbox/<case>`.
        files: Bytes by path relative to `folder`, with `/`.
        temp: `state/tmp`.
        record: `state/<case>/published.json`, where what was written is noted; None keeps no note.

    Returns:
        What was written, removed and left alone.

    Raises:
        OutputError: Something could not be written; the message names the folder and why.
    """
    try:
        return _publish(folder, files, temp, record)
    except OSError as error:
        raise OutputError(f"无法写入 {folder}：{error.strerror or error}（请检查磁盘空间和权限后再运行）") from error


def _publish(folder: Path, files: Mapping[str, bytes], temp: Path | None, record: Path | None) -> Published:
    make_folder(folder)
    for name in (".", *KEPT_FOLDERS):
        if (folder / name).is_dir():
            (folder / name).chmod(0o700)
    last = _last(folder, record)
    written: list[str] = []
    edited: list[str] = []
    for name in sorted(files):
        if name == WORKBOOK:
            continue
        target = folder / name
        if _edited(target, name, files[name], last):
            edited.append(name)
            if last[name] == _hash(files[name]):
                continue
            target = target.with_name(f"{target.stem}.new{target.suffix}")
        if write_whole(target, files[name], temp):
            written.append(target.relative_to(folder).as_posix())
    workbook, held = folder / WORKBOOK, False
    if WORKBOOK in files:
        workbook, held = _put_workbook(folder, files[WORKBOOK], temp, written)
    removed = _remove_stale(folder, files, last)
    if record is not None:
        # Of an edited draft the hash of *our* text is noted, so that it counts as edited the next time too.
        note = {name: _hash(data) for name, data in files.items()}
        write_whole(record, (json.dumps(note, indent=1, sort_keys=True) + "\n").encode(), temp)
    return Published(workbook, held, tuple(sorted(written)), tuple(removed), tuple(edited))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _last(folder: Path, record: Path | None) -> dict[str, str]:
    """Return path -> hash of what the last run wrote; "" where only `case.json` tells the path."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if record is not None and record.is_file():
            return {str(name): str(value) for name, value in json.loads(record.read_text("utf-8")).items()}
    names: set[str] = set()
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        case = json.loads((folder / "case.json").read_text("utf-8"))
        names.update(str(finding["request"]) for finding in case["findings"] if finding["request"])
        names.update(str(one["image"]) for finding in case["findings"] for one in finding["evidence"] if one["image"])
        names.update(str(entry["image"]) for entry in case["review"] if entry["image"])
    return dict.fromkeys(names, "")


def _edited(target: Path, name: str, data: bytes, last: Mapping[str, str]) -> bool:
    """Tell whether a draft on disk is no longer what we wrote, i.e. the person worked in it."""
    if not name.startswith("requests/") or not last.get(name) or not target.is_file():
        return False
    found = _hash(target.read_bytes())
    return found not in (last[name], _hash(data))


def _held(path: Path) -> bool:
    """Tell whether LibreOffice or Excel say by their lock files that they hold a file open."""
    beside = (f".~lock.{path.name}#", f"~${path.name}")
    return path.is_file() and any((path.parent / name).exists() for name in beside)


def _put_workbook(folder: Path, data: bytes, temp: Path | None, written: list[str]) -> tuple[Path, bool]:
    """Write the workbook, the old one kept; beside the old one when that is held open."""
    path = folder / WORKBOOK
    if path.is_file() and path.read_bytes() == data:
        path.chmod(0o600)
        _forget_beside(folder)
        return path, False
    if not _held(path):
        with contextlib.suppress(PermissionError):
            if path.is_file() and write_whole(folder / PREVIOUS, path.read_bytes(), temp):
                written.append(PREVIOUS)
            if write_whole(path, data, temp):
                written.append(WORKBOOK)
            _forget_beside(folder)
            return path, False
    for name in beside_names():
        with contextlib.suppress(PermissionError):
            beside = folder / name
            if _held(beside):
                continue
            if write_whole(beside, data, temp):
                written.append(name)
            return beside, True
    raise PermissionError(errno.EACCES, "the workbook is held open by another program", str(path))


def beside_names() -> tuple[str, ...]:
    """Return the names that a workbook gets beside one that is held open, in the order they are tried."""
    return ("discrepancies.new.xlsx", *(f"discrepancies.new{number}.xlsx" for number in range(2, 10)))


def _forget_beside(folder: Path) -> None:
    """Take away workbooks once written beside a held one; what was typed there has been read before."""
    for name in beside_names():
        with contextlib.suppress(OSError):
            if not _held(folder / name):
                (folder / name).unlink(missing_ok=True)


def _remove_stale(folder: Path, files: Mapping[str, bytes], last: Mapping[str, str]) -> list[str]:
    """Remove what an earlier run wrote into our two folders and this one did not; return the paths."""
    removed = []
    for name in sorted(set(last) - set(files)):
        inside = Path(name)
        if len(inside.parts) != 2 or inside.parts[0] not in KEPT_FOLDERS or inside.parts[1] in ("..", "."):
            continue  # the note may have been tampered with; nothing outside our two folders is ever removed
        target = folder / inside
        if not target.is_file() or (last[name] and _hash(target.read_bytes()) != last[name]):
            continue  # the person changed it: it is no longer ours
        with contextlib.suppress(OSError):
            target.unlink()
            removed.append(name)
    for kept in KEPT_FOLDERS:
        with contextlib.suppress(OSError):
            (folder / kept).rmdir()  # only succeeds when empty
    return removed
