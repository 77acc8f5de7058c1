from __future__ import annotations

import os
import stat

import pytest

from pipeline.errors import OutputError
from pipeline.output.publish import publish, write_whole

FILES = {
    "case.json": b"{}", "discrepancies.xlsx": b"one", "requests/a-lender.docx": b"draft",
    "evidence/a-1.png": b"png",
}  # fmt: skip


@pytest.fixture
def place(tmp_path):
    return {
        "folder": tmp_path / "outbox" / "案", "temp": tmp_path / "state" / "tmp",
        "record": tmp_path / "state" / "案" / "published.json",
    }  # fmt: skip


def run(place, files):
    return publish(place["folder"], files, temp=place["temp"], record=place["record"])


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_owner_only_whatever_the_umask(place, umask):
    old = os.umask(umask)
    try:
        run(place, FILES)
    finally:
        os.umask(old)
    for path in place["folder"].rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE(place["folder"].parent.stat().st_mode) == 0o700
    assert not list(place["temp"].iterdir())


def test_unchanged_is_not_rewritten_and_stale_is_removed(place):
    run(place, FILES)
    (place["folder"] / "evidence" / "mine.png").write_bytes(b"the person's")
    before = {path: path.stat().st_ino for path in place["folder"].rglob("*") if path.is_file()}
    again = run(place, FILES)
    assert again.written == again.removed == ()
    assert before == {path: path.stat().st_ino for path in place["folder"].rglob("*") if path.is_file()}
    less = {name: data for name, data in FILES.items() if not name.startswith("evidence/")}
    assert run(place, less).removed == ("evidence/a-1.png",)
    assert (place["folder"] / "evidence" / "mine.png").exists()


def test_the_old_workbook_is_kept(place):
    run(place, FILES)
    run(place, FILES | {"discrepancies.xlsx": b"two"})
    assert (place["folder"] / "discrepancies.previous.xlsx").read_bytes() == b"one"
    assert (place["folder"] / "discrepancies.xlsx").read_bytes() == b"two"


@pytest.mark.parametrize("lock", [".~lock.discrepancies.xlsx#", "~$discrepancies.xlsx"])
def test_a_held_workbook_is_left_alone(place, lock):
    run(place, FILES)
    (place["folder"] / lock).write_text("")
    done = run(place, FILES | {"discrepancies.xlsx": b"two"})
    assert done.workbook_held and done.workbook.name == "discrepancies.new.xlsx"
    assert (
        place["folder"] / "discrepancies.xlsx"
    ).read_bytes() == b"one" and done.workbook.read_bytes() == b"two"
    (place["folder"] / lock).unlink()
    done = run(place, FILES | {"discrepancies.xlsx": b"two"})
    assert not done.workbook_held and done.workbook.read_bytes() == b"two"
    assert not (place["folder"] / "discrepancies.new.xlsx").exists()


def test_windows_permission_error_leaves_the_workbook_alone(place, monkeypatch):
    run(place, FILES)
    real = type(place["folder"]).replace

    def refuse(self, target):
        if target.name == "discrepancies.xlsx":
            raise PermissionError(13, "in use")
        return real(self, target)

    monkeypatch.setattr(type(place["folder"]), "replace", refuse)
    done = run(place, FILES | {"discrepancies.xlsx": b"two"})
    assert done.workbook_held and done.workbook.name == "discrepancies.new.xlsx"
    assert not list(place["temp"].iterdir())


def test_a_draft_the_person_filled_in_is_left_alone(place):
    run(place, FILES)
    draft = place["folder"] / "requests" / "a-lender.docx"
    draft.write_bytes(b"filled in")
    assert run(place, FILES).edited == ("requests/a-lender.docx",)
    run(place, FILES | {"requests/a-lender.docx": b"newer draft"})
    assert draft.read_bytes() == b"filled in"
    assert draft.with_name("a-lender.new.docx").read_bytes() == b"newer draft"
    run(place, {"case.json": b"{}"})
    assert draft.read_bytes() == b"filled in"


def test_a_failed_write_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    target = tmp_path / "out" / "x"
    write_whole(target, b"old", tmp_path / "tmp")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, b"new", tmp_path / "tmp")
    assert target.read_bytes() == b"old" and not list((tmp_path / "tmp").iterdir())
    with pytest.raises(OutputError, match="out"):
        publish(tmp_path / "out", {"case.json": b"1"}, temp=tmp_path / "tmp")


def test_a_tampered_note_removes_nothing_outside(place, tmp_path):
    run(place, FILES)
    (tmp_path / "precious").write_text("x")
    place["record"].write_text('{"../../precious": "", "evidence/../case.json": "", "/etc/hostname": ""}')
    run(place, FILES)
    assert (tmp_path / "precious").exists() and (place["folder"] / "case.json").exists()
