"""Zips and mails: their members as files of their own, within limits."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from collections.abc import Iterator

from pipeline.errors import DocumentError
from pipeline.records.source import FileKind

MAX_DEPTH = 3
MAX_MEMBERS = 2000
MAX_EXPANDED = 1024 * 1024 * 1024
MAX_RATIO = 200


def members(data: bytes, kind: FileKind) -> Iterator[tuple[str, bytes]]:
    """Yield (member name, bytes) of a container.

    Raises:
        DocumentError: Locked, damaged, or more than the limits allow.
    """
    if kind is FileKind.ZIP:
        yield from _zip(data)
    else:
        yield from _mail(data)


def _zip(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            expanded = sum(info.file_size for info in infos)
            if len(infos) > MAX_MEMBERS or expanded > MAX_EXPANDED or expanded > MAX_RATIO * max(len(data), 4096):
                raise DocumentError("unsafe_archive")
            if any(info.flag_bits & 0x1 for info in infos):
                raise DocumentError("locked_zip")
            for info in sorted(infos, key=lambda i: i.filename):
                yield info.filename, archive.read(info)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise DocumentError("broken_file", "zip") from error


def _mail(data: bytes) -> Iterator[tuple[str, bytes]]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    for number, part in enumerate(message.walk()):
        if part.is_multipart() or number > MAX_MEMBERS:
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes) or not payload.strip():
            continue
        name = part.get_filename() or f"part.{part.get_content_subtype()}"
        if part.get_content_type() == "text/plain" and part.get_filename() is None:
            continue  # the plain twin of the html body, or a covering note
        yield f"#{number} {name}", payload
