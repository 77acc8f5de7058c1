"""Locked containers open with the passwords of the settings and no others; workbooks that are locked are named."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
import pyzipper

from pipeline.intake import scan
from pipeline.intake.opening import load
from pipeline.records.source import FileKind

from . import files

LIST = "日期,摘要,金额\n2026-01-01,还款,1.00\n".encode()
ZIPCRYPTO = base64.b64decode(
    "UEsDBAoACQAAANkZel221TqrOAAAACwAAAAKABwA5piO57uGLmNzdlVUCQADKaQHaymkB2t1eAsAAQQAAAAABAAAAAD066XHHvRaghdjgS0Gpf"
    "am05WBz64heg2yfI/ejWow+W0P+PGGoMrp3vAZSOY6KRYAtxsm6ANwO1BLBwi21TqrOAAAACwAAABQSwECHgMKAAkAAADZGXpdttU6qzgAAAAs"
    "AAAACgAYAAAAAAABAAAApIEAAAAA5piO57uGLmNzdlVUBQADKaQHa3V4CwABBAAAAAAEAAAAAFBLBQYAAAAAAQABAFAAAACMAAAAAAA="
)
"""Locked in the traditional way with Geheim-8817."""


def aes(*members: tuple[str, bytes, str]) -> bytes:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        for name, data, password in members:
            archive.setpassword(password.encode())
            archive.writestr(name, data)
    return out.getvalue()


def look(folder: Path, data: bytes, *passwords: str):
    (folder / "明细.zip").write_bytes(data)
    return scan("default", [folder / "明细.zip"], folder, passwords)


@pytest.mark.parametrize(
    ("data", "password"),
    [
        (ZIPCRYPTO, "Geheim-8817"),
        (aes(("明细.csv", LIST, "738204")), "738204"),
        (aes(("明细.csv", LIST, "口令738")), "口令738"),
        (aes(("里.zip", aes(("明细.csv", LIST, "738204")), "738204")), "738204"),
    ],
)
def test_a_locked_zip_opens_with_a_known_password(tmp_path, data, password):
    found = look(tmp_path, data, "falsch", password)
    assert not found.refusals
    (source,) = found.sources
    assert source.kind is FileKind.CSV and load(source) == LIST
    assert password not in repr(source)


@pytest.mark.parametrize("data", [ZIPCRYPTO, aes(("明细.csv", LIST, "738204"))])
def test_without_it_the_zip_is_named_and_nothing_is_guessed(tmp_path, data):
    for passwords in ((), ("falsch", "123456", "")):
        found = look(tmp_path, data, *passwords)
        assert not found.sources and [r.reason_code for r in found.refusals] == ["locked_zip"]


def test_members_may_have_passwords_of_their_own(tmp_path):
    data = aes(("a.csv", LIST, "eins"), ("b.csv", LIST + b"2026-01-02,x,2.00\n", "zwei"))
    assert len(look(tmp_path, data, "eins", "zwei").sources) == 2
    assert [r.reason_code for r in look(tmp_path, data, "eins").refusals] == ["locked_zip"]


def test_a_locked_workbook_is_told_from_an_old_document(tmp_path):
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    locked = head + "EncryptedPackage\0".encode("utf-16-le")
    assert [r.reason_code for r in look(tmp_path, files.packed(("账单.xlsx", locked))).refusals] == ["locked_workbook"]
    old = head + "WordDocument\0".encode("utf-16-le")
    assert [r.reason_code for r in look(tmp_path, files.packed(("信.doc", old))).refusals] == ["old_office"]


def test_a_broken_old_workbook_is_named(space):
    space.put("明细.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "Workbook\0".encode("utf-16-le"))
    space.run(ocr="off")
    assert [d["reason_code"] for d in space.documents().values()] == ["broken_file"]
