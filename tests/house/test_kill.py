"""A run that is killed at any moment leaves whole files, and the next run ends as if nothing had been."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import time
import tomllib
import zipfile
from pathlib import Path

from .workspace import AS_OF, ROOT, TWICE, Workspace, command

MARK = f"JIEQING_MARK=kill-{os.getpid()}"


def left_over() -> list[str]:
    """Processes of killed runs that are still there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if MARK.encode() in path.read_bytes():
                found.append((path.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def start(space: Workspace) -> subprocess.Popen:
    name, _, value = MARK.partition("=")
    return subprocess.Popen(
        command("process", "--workspace", space.root, "--as-of", AS_OF, "--workers", "1", "--quiet"),
        cwd=ROOT, env={**os.environ, name: value}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def is_whole(path: Path) -> None:
    """Every file that has appeared is whole."""
    data = path.read_bytes()
    if path.suffix == ".json":
        json.loads(data)
    elif path.suffix == ".toml":
        tomllib.loads(data.decode())
    elif path.suffix in (".xlsx", ".docx"):
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    elif path.suffix == ".png":
        assert data.endswith(b"IEND\xaeB`\x82")
    elif path.suffix == ".ics":
        assert data.endswith(b"END:VCALENDAR\r\n")
    else:
        assert path.suffix == ".pickle" or path.name == "lock", path


def appears(path: Path, run: subprocess.Popen) -> None:
    while not path.exists() and run.poll() is None:
        time.sleep(0.005)


def timed(space: Workspace) -> float:
    """Seconds from a run's first trace to its last file."""
    run = start(space)
    appears(space.state / "tmp", run)
    began = time.monotonic()
    appears(space.state / "default" / "last.json", run)
    took = time.monotonic() - began
    assert run.wait(60) == 0
    return took


def test_killed_at_ten_moments(tmp_path):
    """Four times while papers are read, six times with all pages in the cache, while outputs are written."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    calm = Workspace(tmp_path / "calm")
    calm.drop(TWICE)
    reading = timed(calm)
    expected = calm.outputs(None)
    assert len(expected) > 5 and not (calm.state / "tmp").exists()
    shutil.rmtree(calm.outbox)
    shutil.rmtree(calm.state / "default")
    writing = timed(calm)
    killed = 0
    for number in range(10):
        space = Workspace(tmp_path / f"run{number}")
        space.drop(TWICE)
        if number >= 4:
            shutil.copytree(calm.state / "cache", space.state / "cache")
            space.state.chmod(0o700)
        run = start(space)
        appears(space.state / "tmp", run)
        time.sleep(moments.uniform(0, writing if number >= 4 else reading))
        run.send_signal(signal.SIGKILL)
        killed += run.wait() == -signal.SIGKILL
        for top in (space.outbox, space.state):
            for path in top.rglob("*"):
                if path.is_file() and path.parent != space.state / "tmp":
                    is_whole(path)
        space.run()
        assert space.outputs(None) == expected, f"seed {seed}, kill {number}"
        assert not (space.state / "tmp").exists()
        assert not [path for path in space.root.rglob("*") if path.suffix in (".part", ".tmp")]
        assert space.run()[0].unchanged
    assert killed >= 4, "most of the runs must have been killed before their end"
    end = time.monotonic() + 5
    while left_over() and time.monotonic() < end:
        time.sleep(0.05)
    assert not left_over()
