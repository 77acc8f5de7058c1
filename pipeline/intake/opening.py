"""Opening a source by its locator: the one place that turns it into bytes."""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import zipfile
from functools import lru_cache
from pathlib import Path

from pipeline.errors import DocumentError
from pipeline.records.source import Source

MAX_BYTES = 512 * 1024 * 1024


def member_bytes(data: bytes, member: str) -> bytes:
    """Return a member of a zip, or the numbered part ("#2") of a mail.

    Raises:
        DocumentError: The container does not hold it.
    """
    if member.startswith("#"):
        message = email.message_from_bytes(data, policy=email.policy.default)
        number = int(member[1:].split(" ", 1)[0])
        for index, part in enumerate(message.walk()):
            if index == number:
                payload = part.get_payload(decode=True)
                return payload if isinstance(payload, bytes) else b""
        raise DocumentError("broken_file", member)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(member)
    except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise DocumentError("broken_file", member) from error


@lru_cache(maxsize=2)
def _load(locator: str, members: tuple[str, ...], sha256: str) -> bytes:
    data = Path(locator).read_bytes()
    for member in members:
        data = member_bytes(data, member)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DocumentError("broken_file", "the file changed while it was read")
    return data


def load(source: Source) -> bytes:
    """Return the source's bytes, checked against its hash.

    Raises:
        DocumentError: It is gone, unreadable or has changed since intake.
    """
    try:
        return _load(source.locator, source.members, source.sha256)
    except OSError as error:
        raise DocumentError("unreadable_file", error.strerror or "") from error
