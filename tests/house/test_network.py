"""Nothing leaves the machine while papers are read."""

from __future__ import annotations

import shutil
import socket
import subprocess

import pytest

from .workspace import AS_OF, LACKING, TWICE, jieqing


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
