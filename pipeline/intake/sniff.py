"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise

from pipeline.errors import DocumentError
from pipeline.records.source import FileKind

_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif")
_MAIL = re.compile(rb"^(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}", re.MULTILINE)
_MAIL_WORDS = (b"received:", b"mime-version:", b"from:", b"subject:", b"date:")


def sniff(data: bytes) -> FileKind:
    """Tell a file's kind.

    Raises:
        DocumentError: Empty, locked, or of a kind that is not read (OFD, old Word, anything unknown).
    """
    if not data.strip(b"\0\r\n\t "):
        raise DocumentError("empty_file")
    if b"%PDF-" in data[:1024]:
        return FileKind.PDF
    if data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return FileKind.IMAGE
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return FileKind.IMAGE
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _archive(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(data)
    return _text(data)


def _compound(data: bytes) -> FileKind:
    """Tell what a compound file is by the names of its streams: an old workbook, or a locked new one."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise DocumentError("locked_workbook")
    if any(f"{name}\0".encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return FileKind.XLS
    raise DocumentError("old_office")


def _archive(data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DocumentError("broken_file", "zip") from error
    if "OFD.xml" in names:
        raise DocumentError("ofd")
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "word/document.xml" in names:
        return FileKind.DOCX
    if "ppt/presentation.xml" in names:
        raise DocumentError("unsupported_type", "pptx")
    return FileKind.ZIP


def _text(data: bytes) -> FileKind:
    head = data[:65536]
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError("unsupported_type")
    lower = head.lower()
    if b"<html" in lower or b"<!doctype html" in lower or (b"<table" in lower and b"</td>" in lower):
        if _MAIL.match(head) and sum(word in lower for word in _MAIL_WORDS) >= 3:
            return FileKind.EML
        return FileKind.HTML
    if _MAIL.match(head) and sum(word in lower for word in _MAIL_WORDS) >= 3:
        return FileKind.EML
    lines = [line for line in _plain(head).splitlines() if line.strip()]
    for separator in (",", "\t", ";"):
        counts = [line.count(separator) for line in lines]
        if sum(count >= 2 for count in counts) >= max(2, len(lines) // 3):
            return FileKind.CSV
        # A long preamble over a few rows: the head and the row under it have as many cells.
        if any(abs(a - b) <= 1 and min(a, b) >= _HEAD_CELLS for a, b in pairwise(counts)):
            return FileKind.CSV
    raise DocumentError("unsupported_type")


_HEAD_CELLS = 4


def decode(data: bytes) -> str:
    """Decode text of a Chinese export: by its mark, else UTF-8, else GB 18030.

    Names that a bank cut in the middle of a character keep a mark for what is missing.

    Raises:
        DocumentError: `mixed_encoding` where some lines are UTF-8 and others are not.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_utf8(data):
        return _plain(data)
    lines = [line.decode("utf-8", errors="replace") for line in data.splitlines() if not line.isascii()]
    # GB 18030 gives marks and hardly ever a Chinese character; a name of UTF-8 that was cut gives one mark.
    han = [len(_HAN.findall(line)) for line in lines]
    lost = [line.count("\ufffd") for line in lines]
    good = any(count >= _SURE and not marks for count, marks in zip(han, lost, strict=True))
    bad = any(marks >= _SURE and marks > count for count, marks in zip(han, lost, strict=True))
    if good and bad:
        raise DocumentError("mixed_encoding")
    return data.decode("utf-8-sig", errors="replace") if good else data.decode("gb18030", errors="replace")


_HAN = re.compile("[\u4e00-\u9fff]")
_SURE = 2
"""Characters of a line, at least, that tell its encoding."""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _plain(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4 and len(data) >= 65536:  # a character cut at the end of the sample
            return data[: error.start].decode("utf-8-sig", errors="replace")
        return data.decode("gb18030", errors="replace")
