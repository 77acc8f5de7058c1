"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile

from pipeline.errors import DocumentError
from pipeline.records.source import FileKind

_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif")
_MAIL = re.compile(rb"^(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}", re.MULTILINE)
_MAIL_WORDS = (b"received:", b"mime-version:", b"from:", b"subject:", b"date:")


def sniff(data: bytes) -> FileKind:
    """Tell a file's kind.

    Raises:
        DocumentError: Empty, or of a kind that is not read (OFD, old Office, anything unknown).
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
        raise DocumentError("old_office")
    return _text(data)


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
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise DocumentError("unsupported_type", "docx" if "word/document.xml" in names else "pptx")
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
    text = decode(head)
    lines = [line for line in text.splitlines() if line.strip()]
    for separator in (",", "\t", ";"):
        if sum(line.count(separator) >= 2 for line in lines) >= max(2, len(lines) // 3):
            return FileKind.CSV
    raise DocumentError("unsupported_type")


def decode(data: bytes) -> str:
    """Decode text of a Chinese export: by its mark, else UTF-8, else GB 18030; nothing is dropped silently."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4 and len(data) >= 65536:  # a character cut at the end of the sample
            return data[: error.start].decode("utf-8-sig", errors="replace")
        return data.decode("gb18030", errors="replace")
