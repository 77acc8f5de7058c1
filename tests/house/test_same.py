"""The same input gives the same output, byte for byte, and nothing is written elsewhere."""

from __future__ import annotations

import fcntl
import io
import json
import os
import stat
import zipfile

import pytest

from pipeline.executor import PoolExecutor

from .files import PASSWORD, locked_pdf, mail, packed
from .workspace import AS_OF, LACKING, OTHER_CARD, REPORT, TWICE, UNSETTLED, Workspace, jieqing, paper


def fill(space: Workspace, names: tuple[str, ...] = ()) -> Workspace:
    """Papers of each kind, a locked one, a copy, a zip, a mail and a file that cannot be read; two cases."""
    contents = [
        paper(TWICE)[1], locked_pdf(LACKING), paper(UNSETTLED)[1], paper(REPORT)[1],
        packed(("a.pdf", paper(OTHER_CARD)[1])),
        mail(("b.pdf", paper(TWICE)[1])), b"", paper(REPORT)[1],
    ]  # fmt: skip
    names = names or tuple(f"{number}.bin" for number in range(len(contents)))
    for name, data in zip(names, contents, strict=True):
        space.put(name, data)
    space.put("王/c.pdf", paper(LACKING)[1])
    space.settings.write_text(f'name = "王小样"\npdf_passwords = ["{PASSWORD}"]\n', "utf-8")
    return space


@pytest.fixture(scope="session")
def two_runs(tmp_path_factory, worker_id):
    """One inbox, processed twice by the real command in surroundings as different as can be; once per test run."""
    base = tmp_path_factory.getbasetemp()
    base = (base if worker_id == "master" else base.parent) / "same"
    base.mkdir(exist_ok=True)
    with (base / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # the workers of the test run share it
        return two_runs_in(base)


def two_runs_in(base):
    spaces = []
    surroundings = [
        ("a", {"TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "1"}, 0o022, "1"),
        ("很长的 另一个名字/b", {"TZ": "America/Anchorage", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "77"}, 0o000, "2"),
    ]
    for name, environment, umask, workers in surroundings:
        root = base / str(workers) / name
        done_before = (root / "workspace").exists()
        space = Workspace(root / "workspace")
        space.around = root
        spaces.append(space)
        if done_before:
            continue
        fill(space)
        for folder in ("home", "tmp"):
            (root / folder).mkdir()
        environment |= {
            "HOME": str(root / "home"),
            "TMPDIR": str(root / "tmp"),
            "XDG_CACHE_HOME": str(root / "home" / "x"),
        }
        before = space.dropped()
        done = jieqing(
            "process", "--workspace", space.root, "--as-of", AS_OF, "--workers", workers,
            env=environment, umask=umask, cwd=root,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert before == space.dropped(), "the person's files are left as they were"
    return spaces


def test_byte_for_byte(two_runs):
    one, other = (space.outputs(None) for space in two_runs)
    assert one.keys() == other.keys() and len(one) > 10
    assert not [name for name in one if one[name] != other[name]]


def test_only_seconds_and_cached_pages_may_differ(two_runs):
    one, other = (space.case() for space in two_runs)
    one["stats"] |= {"seconds": other["stats"]["seconds"], "cached_pages": other["stats"]["cached_pages"]}
    assert one == other


def test_nothing_lies_elsewhere(two_runs):
    for space in two_runs:
        assert sorted(p.name for p in space.root.iterdir()) == ["inbox", "outbox", "settings.toml", "state"]
        assert sorted(p.name for p in space.around.iterdir()) == ["home", "tmp", "workspace"]
        assert not list((space.around / "home").iterdir()) and not list((space.around / "tmp").iterdir())
        assert sorted(p.name for p in space.state.iterdir()) == ["cache", "default", "lock", "王"]


def test_files_are_the_owner_s_alone(two_runs):
    for space in two_runs:
        for top in (space.outbox, space.state):
            for path in [top, *top.rglob("*")]:
                assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_no_machine_path_no_person_s_folder_and_no_password_in_any_output(two_runs):
    for space in two_runs:
        secrets = [str(space.around).encode(), PASSWORD.encode(), os.uname().nodename.encode() + b"\0"]
        for name, data in space.outputs(None).items():
            texts = [data]
            if data.startswith(b"PK"):
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    texts += [archive.read(member) for member in archive.namelist()]
            assert not [secret for secret in secrets for text in texts if secret in text], name


def without_names(data: bytes) -> dict:
    tree = json.loads(data)
    for document in tree["documents"]:
        document["path"] = document["reason"] = None
        for part in document["parts"]:
            part["path"] = None
    return tree


def test_the_name_of_a_file_is_shown_and_changes_nothing_else(two_runs, tmp_path):
    names = ("九.pdf", "八.pdf", "七/七.pdf", "六.pdf", "五.zip", "四.eml", "三", "二.pdf")
    here = Workspace(tmp_path / "one")
    other = Workspace(tmp_path / "other")
    fill(here, tuple(f"{n}.bin" for n in range(8)))
    fill(other, tuple(name.replace("七/", "") for name in names))
    for space in (here, other):
        space.run()
    one, two = here.outputs(), other.outputs()
    assert one.keys() == two.keys()
    differ = [name for name in one if one[name] != two[name]]
    assert differ == ["case.json", "discrepancies.xlsx"] or set(differ) == {"case.json", "discrepancies.xlsx"}
    assert without_names(one["case.json"]) == without_names(two["case.json"])


def test_the_pool_and_its_serial_twin_write_the_same(two_runs, tmp_path):
    space = fill(Workspace(tmp_path / "serial"))
    space.run()
    assert space.outputs(None) == two_runs[0].outputs(None)


def test_the_cache_changes_nothing(tmp_path):
    space = fill(Workspace(tmp_path / "w"))
    space.run()
    before = space.outputs(None)
    for case in ("default", "王"):
        (space.state / case / "last.json").unlink()
    space.run()
    assert space.outputs(None) == before
    assert space.case()["stats"]["cached_pages"] == space.case()["stats"]["pages"] > 0


def test_our_own_surroundings_are_given_back(tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = tempfile.tempdir
    space = Workspace(tmp_path / "w")
    space.drop(LACKING)
    space.run()
    assert (os.environ["TMPDIR"], tempfile.tempdir) == (str(tmp_path), before)


def test_a_pool_of_our_own_in_a_run(tmp_path):
    space = Workspace(tmp_path / "w")
    space.drop(LACKING)
    space.run(PoolExecutor(1))
    assert [f["code"] for f in space.findings().values()] == ["SET601"]
