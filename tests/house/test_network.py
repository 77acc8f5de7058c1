"""Nothing leaves the machine while papers are read."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .workspace import AS_OF, LACKING, TWICE, jieqing

ROOT = Path(__file__).parents[2]


def empty_network() -> tuple[str, ...]:
    """A command that runs another inside an empty network, or () where this system allows none."""
    for way in (("unshare", "-n"), ("unshare", "-r", "-n")):
        if shutil.which("unshare") and subprocess.run([*way, "true"], capture_output=True).returncode == 0:
            return way
    return ()


def test_a_run_needs_no_network_and_tries_none(space, monkeypatch):
    space.drop(TWICE, LACKING)
    before = empty_network()
    if before:
        done = jieqing("process", "--workspace", space.root, "--as-of", AS_OF, before=before)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == str(space.folder() / "discrepancies.xlsx")
    else:
        forbid(monkeypatch)
        space.run()
    assert {f["code"] for f in space.findings().values()} == {"DUP101", "SET601"}


def forbid(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a socket was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_no_socket_is_asked_for_in_this_process(space, monkeypatch):
    """In a network that works, too: a library that phones home would be seen here."""
    forbid(monkeypatch)
    with pytest.raises(AssertionError):
        socket.socket()
    space.drop(LACKING)
    space.run()
    assert [f["code"] for f in space.findings().values()] == ["SET601"]


@pytest.mark.ocr
def test_the_first_reader_keeps_no_record_of_its_use(tmp_path):
    """The engine's runtime has a telemetry of its own: an id of the machine and a store of events to be sent."""
    code = "import numpy; from pipeline.reading import ocr_rapid; ocr_rapid.read(numpy.full((64, 64, 3), 255, 'uint8'))"
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], env=home, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
