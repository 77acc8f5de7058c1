"""Files as people drop them, made here: locked, broken, wrongly named, packed. All content is invented."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage
from functools import lru_cache

import pylopdf
from PIL import Image, ImageDraw

from .workspace import LACKING, paper

PASSWORD = "Geheim-8817-口令"
WRITTEN = (2026, 1, 1, 0, 0, 0)


def packed(*members: tuple[str, bytes], store: bool = False) -> bytes:
    """A zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if store else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, WRITTEN)
            info.compress_type = archive.compression
            archive.writestr(info, data)
    return out.getvalue()


def packed_by_windows(name: str, data: bytes) -> bytes:
    """A zip whose member's name is GB 18030 without a mark, as Windows writes it here."""
    raw = name.encode("gb18030")
    return packed(("N" * len(raw), data)).replace(b"N" * len(raw), raw)


def bomb(size: int = 50 * 1024**2) -> bytes:
    return packed(("zeros.pdf", b"\0" * size))


def lying(data: bytes) -> bytes:
    """A zip whose member's bytes are damaged: the compressed stream makes no sense."""
    whole = bytearray(packed(("a.pdf", data)))
    start = whole.index(b"a.pdf") + 5
    whole[start : start + 40] = b"\xff" * 40
    return bytes(whole)


def locked_zip() -> bytes:
    """A zip that says of its member that it is encrypted (traditional encryption)."""
    whole = bytearray(packed(("a.pdf", b"x" * 64), store=True))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(signature) + offset] |= 1
    return bytes(whole)


def nested(depth: int, data: bytes) -> bytes:
    for level in range(depth):
        data = packed((f"level{level}.zip" if level else "a.pdf", data))
    return data


@lru_cache
def locked_pdf(number: int = LACKING, password: str = PASSWORD) -> bytes:
    """A paper, encrypted as a bank's mail attachment is."""
    return pylopdf.Document(stream=paper(number)[1]).tobytes(user_pw=password)


def ofd() -> bytes:
    return packed(("OFD.xml", b"<ofd:OFD/>"), ("Doc_0/Document.xml", b"<x/>"))


def docx() -> bytes:
    return packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"))


def old_xls() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + b"Workbook"


def picture(words: str = "JIEQING", form: str = "JPEG") -> bytes:
    image = Image.new("RGB", (400, 120), "white")
    ImageDraw.Draw(image).text((20, 40), words, fill="black")
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def huge_png() -> bytes:
    """A picture that says that it has 40 000 by 40 000 points."""
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")


def mail(*attachments: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"] = "bill@bank.example"
    message["To"] = "person@example.org"
    message["Subject"] = "电子账单"
    message["Date"] = "Thu, 08 Jan 2026 09:00:00 +0800"
    message["MIME-Version"] = "1.0"
    message.set_content("您好，账单见附件。")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
