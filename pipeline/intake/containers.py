"""Zips and mails: their members as files of their own, within limits; locked zips with given passwords alone."""

from __future__ import annotations

import contextlib
import email
import email.policy
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message

import pyzipper

from pipeline.errors import DocumentError
from pipeline.records.source import FileKind

MAX_DEPTH = 3
MAX_MEMBERS = 2000
MAX_EXPANDED = 1024 * 1024 * 1024
MAX_RATIO = 200
_LOCKED = 0x1
"""Flag of an encrypted member, by the traditional way or by WinZip's AES."""


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


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a container.

    Attributes:
        locator: By which `member_bytes` finds it again.
        name: As the container has it.
        data: Its bytes.
        password: What opened it, "" where it was not locked.
    """

    locator: str
    name: str
    data: bytes
    password: str = ""


def members(
    data: bytes, kind: FileKind, budget: Budget | None = None, passwords: Sequence[str] = ()
) -> Iterator[Member]:
    """Yield each file inside a container.

    Args:
        data: The container's bytes.
        kind: ZIP or EML.
        budget: What it may still expand to.
        passwords: Tried on each locked member; nothing else is.

    Raises:
        DocumentError: Locked, damaged, or more than the limits allow.
    """
    try:
        if kind is FileKind.ZIP:
            yield from _zip(data, budget or Budget(), passwords)
        else:
            yield from _mail(data, budget or Budget())
    except DocumentError:
        raise
    except Exception as error:  # what zlib, lzma, zipfile and email raise for damaged bytes is no closed list
        raise DocumentError("broken_file", kind.value) from error


def _zip(data: bytes, budget: Budget, passwords: Sequence[str]) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [(number, info) for number, info in enumerate(archive.infolist()) if not info.is_dir()]
        expanded = sum(info.file_size for _, info in infos)
        if expanded > MAX_RATIO * max(len(data), 4096):
            raise DocumentError("unsafe_archive")
        budget.spend(len(infos), expanded)
        for number, info in sorted(infos, key=lambda pair: (pair[1].filename, pair[0])):
            if info.flag_bits & _LOCKED:
                content, password = _unlocked(data, number, passwords)
                # What opened one member opens the next most likely.
                passwords = (password, *(other for other in passwords if other != password))
                yield Member(f"#{number}", _zip_name(info), content, password)
            else:
                yield Member(f"#{number}", _zip_name(info), archive.read(info))


def _unlocked(data: bytes, number: int, passwords: Sequence[str]) -> tuple[bytes, str]:
    """Return a locked member's bytes and what opened it.

    Raises:
        DocumentError: None of the passwords does.
    """
    with pyzipper.AESZipFile(io.BytesIO(data)) as archive:
        info = archive.infolist()[number]
        for password in passwords:
            for encoding in ("utf-8",) if password.isascii() else ("utf-8", "gb18030"):
                # A wrong password is told by a check byte, and where that fits by chance, by what comes out of it.
                with contextlib.suppress(Exception):
                    return archive.read(info, pwd=password.encode(encoding)), password
    raise DocumentError("locked_zip")


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; without the UTF-8 mark it is UTF-8 or GB 18030 here, hardly ever code page 437."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeError):
            return info.filename.encode("cp437").decode(encoding)
    return info.filename


def _mail(data: bytes, budget: Budget) -> Iterator[Member]:
    for number, part in enumerate(_parts(data)):
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes) or not payload.strip():
            continue
        name = part.get_filename() or f"part.{part.get_content_subtype()}"
        if part.get_content_type() == "text/plain" and part.get_filename() is None:
            continue  # the plain twin of the html body, or a covering note
        budget.spend(1, len(payload))
        yield Member(f"#{number}", name, payload)


def _parts(data: bytes) -> list[Message]:
    return list(email.message_from_bytes(data, policy=email.policy.default).walk())


def member_bytes(data: bytes, locator: str, password: str = "") -> bytes:
    """Return the numbered member ("#2") of a zip, or part of a mail.

    Names do not do as locators: a zip may hold one name twice.

    Raises:
        DocumentError: The container does not hold it, or the password does not open it.
    """
    try:
        number = int(locator.removeprefix("#"))
        if data.startswith(b"PK"):
            if password:
                return _unlocked(data, number, [password])[0]
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return archive.read(archive.infolist()[number])
        payload = _parts(data)[number].get_payload(decode=True)
    except DocumentError:
        raise
    except Exception as error:  # what zlib, lzma, zipfile and email raise for damaged bytes is no closed list
        raise DocumentError("broken_file", locator) from error
    return payload if isinstance(payload, bytes) else b""
