"""Zips and mails: their members as files of their own, within limits."""

from __future__ import annotations

import contextlib
import email
import email.policy
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import DocumentError
from pipeline.records.source import FileKind

MAX_DEPTH = 3
MAX_MEMBERS = 2000
MAX_EXPANDED = 1024 * 1024 * 1024
MAX_RATIO = 200


@dataclass(slots=True)
class Budget:
    """What one file of the inbox may still expand to, containers inside containers counted together."""

    members: int = MAX_MEMBERS
    expanded: int = MAX_EXPANDED

    def spend(self, members: int, expanded: int) -> None:
        """Take members and bytes off.

        Raises:
            DocumentError: There is not so much left.
        """
        self.members -= members
        self.expanded -= expanded
        if self.members < 0 or self.expanded < 0:
            raise DocumentError("unsafe_archive")


def members(data: bytes, kind: FileKind, budget: Budget | None = None) -> Iterator[tuple[str, str, bytes]]:
    """Yield (locator, name, bytes) of each member of a container; `opening.member_bytes` finds it by its locator.

    Raises:
        DocumentError: Locked, damaged, or more than the limits allow.
    """
    try:
        yield from (_zip if kind is FileKind.ZIP else _mail)(data, budget or Budget())
    except DocumentError:
        raise
    except Exception as error:  # what zlib, lzma, zipfile and email raise for damaged bytes is no closed list
        raise DocumentError("broken_file", kind.value) from error


def _zip(data: bytes, budget: Budget) -> Iterator[tuple[str, str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [(number, info) for number, info in enumerate(archive.infolist()) if not info.is_dir()]
        expanded = sum(info.file_size for _, info in infos)
        if expanded > MAX_RATIO * max(len(data), 4096):
            raise DocumentError("unsafe_archive")
        budget.spend(len(infos), expanded)
        if any(info.flag_bits & 0x1 for _, info in infos):
            raise DocumentError("locked_zip")
        for number, info in sorted(infos, key=lambda pair: (pair[1].filename, pair[0])):
            yield f"#{number}", _zip_name(info), archive.read(info)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; without the UTF-8 mark it is UTF-8 or GB 18030 here, hardly ever code page 437."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeError):
            return info.filename.encode("cp437").decode(encoding)
    return info.filename


def _mail(data: bytes, budget: Budget) -> Iterator[tuple[str, str, bytes]]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes) or not payload.strip():
            continue
        name = part.get_filename() or f"part.{part.get_content_subtype()}"
        if part.get_content_type() == "text/plain" and part.get_filename() is None:
            continue  # the plain twin of the html body, or a covering note
        budget.spend(1, len(payload))
        yield f"#{number}", name, payload
