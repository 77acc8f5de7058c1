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
    """Return the numbered member ("#2") of a zip, or part of a mail.

    Names do not do as locators: a zip may hold one name twice.

    Raises:
        DocumentError: The container does not hold it.
    """
    try:
        number = int(member.removeprefix("#"))
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return archive.read(archive.infolist()[number])
        message = email.message_from_bytes(data, policy=email.policy.default)
        payload = list(message.walk())[number].get_payload(decode=True)
    except Exception as error:  # what zlib, lzma, zipfile and email raise for damaged bytes is no closed list
        raise DocumentError("broken_file", member) from error
    return payload if isinstance(payload, bytes) else b""


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
