"""Opening a source by its locator: the one place that turns it into bytes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from pipeline.errors import DocumentError
from pipeline.intake.containers import member_bytes
from pipeline.records.source import Source

MAX_BYTES = 512 * 1024 * 1024


@lru_cache(maxsize=2)
def _load(locator: str, members: tuple[str, ...], passwords: tuple[str, ...], sha256: str) -> bytes:
    data = Path(locator).read_bytes()
    for member, password in zip_longest(members, passwords, fillvalue=""):
        data = member_bytes(data, member, password)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DocumentError("broken_file", "the file changed while it was read")
    return data


def load(source: Source) -> bytes:
    """Return the source's bytes, checked against its hash.

    Raises:
        DocumentError: It is gone, unreadable or has changed since intake.
    """
    try:
        return _load(source.locator, source.members, source.passwords, source.sha256)
    except OSError as error:
        raise DocumentError("unreadable_file", error.strerror or "") from error
