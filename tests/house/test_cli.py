"""The command line: exit statuses, and messages that say what to do."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
import time

import pytest

from pipeline.cli import main
from pipeline.errors import OutputError, UsageError
from pipeline.settings import load_settings
from rules import catalogue

from .workspace import AS_OF, LACKING, REPORT, ROOT, TWICE, command, jieqing


def called(capsys, *arguments) -> tuple[int, str, str]:
    """Exit status, output and errors of a call in this process."""
    try:
        main([str(argument) for argument in arguments])
        status = 0
    except SystemExit as end:
        status = end.code or 0
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, out, err


@pytest.mark.parametrize(
    "text",
    [
        'pasword = "x"',
        'name = "a"\nname = "b"',
        "name = 5",
        'language = "de"',
        'pdf_passwords = "geheim"',
        "pdf_passwords = [123456]",
        '[[accounts]]\nissuer = "招商银行"\nrate = 5',
        '[[accounts]]\ntail = "4417"',
        '[[accounts]]\nissuer = "招商银行"\ngrace_days = -1',
        '[cases."王"]\nnme = "x"',
        '[cases."王".cases."李"]\nname = "x"',
        "name = ",
    ],
)
def test_wrong_settings_are_wrong_usage_and_no_secret_is_repeated(space, capsys, text):
    space.settings.write_text(text, "utf-8")
    space.drop(LACKING)
    status, out, err = called(capsys, "process", "--workspace", space.root)
    assert status == 2 and "settings.toml" in err and not out
    assert "geheim" not in err and "123456" not in err
    assert not space.outbox.exists()


def test_settings_that_are_no_text_are_wrong_usage(space):
    space.settings.write_bytes(b"name = '\xff'")
    with pytest.raises(UsageError, match=r"settings\.toml"):
        load_settings(space.settings)
    space.settings.unlink()
    space.settings.mkdir()
    with pytest.raises(UsageError, match=r"settings\.toml"):
        load_settings(space.settings)


def test_a_case_s_settings_go_over_those_of_all(space):
    space.settings.write_text(
        'name = "王"\nid_tail = "1424"\npasswords = ["a"]\n[cases."李"]\nname = "李"\npdf_passwords = ["b"]\n',
        "utf-8",
    )
    settings = load_settings(space.settings)
    assert settings.for_case("default").name == "王" and settings.for_case("default").passwords == ("a",)
    own = settings.for_case("李")
    assert (own.name, own.id_tail, own.passwords) == ("李", "1424", ("b",))
    assert load_settings(space.root / "none.toml").for_case("x").name == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["process", "--as-of", "25.11.2026"],
        ["process", "--as-of", "2026-02-30"],
        ["process", "--lang", "de"],
        ["process", "--ocr", "eyes"],
        ["process", "--workers", "0"],
        ["process", "--scheduler", "tcp://localhost:1"],
        ["process", "extra"],
        ["proces"],
        ["rules", "XYZ999"],
        ["look", "/no/such/file.pdf"],
    ],
)
def test_a_wrong_call_is_wrong_usage(space, capsys, monkeypatch, arguments):
    monkeypatch.chdir(space.root)
    status, _, err = called(capsys, *arguments)
    assert status == 2 and err.strip()
    assert not space.outbox.exists() and not space.state.exists()


@pytest.mark.parametrize(
    ("inbox", "outbox", "state"),
    [
        ("a", "a", "c"),
        ("a", "a/b", "c"),
        ("a/b", "a", "c"),
        ("a", "b", "a/c"),
        ("a/b", "c", "a"),
        ("a", "b", "b/c"),
        ("a", "b", "b"),
    ],
)
def test_folders_that_lie_in_one_another_are_wrong_usage(space, capsys, inbox, outbox, state):
    (space.root / inbox).mkdir(parents=True)
    places = [
        x
        for name, at in (("inbox", inbox), ("outbox", outbox), ("state", state))
        for x in (f"--{name}", space.root / at)
    ]
    status, _, err = called(capsys, "process", "--workspace", space.root, *places)
    assert status == 2 and str(space.root) in err


def test_an_inbox_that_is_named_and_is_not_there_is_wrong_usage(space, capsys):
    """A slip of the keyboard must not show the samples instead of one's own papers."""
    status, _, err = called(capsys, "process", "--workspace", space.root, "--inbox", space.root / "inbxo")
    assert status == 2 and "inbxo" in err


def test_two_runs_do_not_meet(space):
    space.drop(LACKING)
    space.run()
    before = space.everything()
    with (space.state / "lock").open("a+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = jieqing("process", "--workspace", space.root, "--as-of", AS_OF)
        assert done.returncode == 3 and str(space.state) in done.stderr and "Traceback" not in done.stderr
        with pytest.raises(OutputError, match="另一次运行"):
            space.run()
    assert space.everything() == before
    assert space.run()[0].unchanged, "the lock is free again"


def test_outputs_that_cannot_be_written_are_told_with_the_folder(space, capsys):
    space.drop(LACKING)
    space.outbox.write_text("a file stands here")
    status, _, err = called(capsys, "process", "--workspace", space.root, "--workers", "1")
    assert status == 3 and str(space.outbox) in err


def test_a_disk_that_fills_up_is_told_and_leaves_no_temporary_file(space, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    space.drop(LACKING)
    monkeypatch.setattr("pipeline.output.publish.os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        space.run()
    monkeypatch.undo()
    assert not (space.state / "tmp").exists()
    assert not space.folder().exists() or not list(space.folder().iterdir())
    space.run()
    assert len(space.findings()) == 1


def test_the_last_line_is_the_path_of_the_workbook(space, capsys):
    space.drop(TWICE)
    status, out, _err = called(capsys, "process", "--workspace", space.root, "--workers", "1", "--as-of", AS_OF)
    assert status == 0 and out.splitlines()[-1] == str(space.folder() / "discrepancies.xlsx")
    assert "错误 1" in out
    status, out, _ = called(capsys, "process", "--workspace", space.root, "--workers", "1", "--as-of", AS_OF, "--quiet")
    assert status == 0 and out.splitlines() == [str(space.folder() / "discrepancies.xlsx")]
    status, out, _ = called(
        capsys, "process", "--workspace", space.root, "--workers", "1", "--as-of", AS_OF, "--lang", "en"
    )
    assert "errors 1" in out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_is_shown_with_its_basis(capsys, lang):
    status, out, _ = called(capsys, "rules", "--lang", lang)
    listed = [line.split()[0] for line in out.splitlines() if re.match(r"[A-Z]{3,4}\d{3} ", line)]
    assert status == 0 and listed == [rule.code for rule in catalogue()]
    for rule in catalogue():
        status, out, _ = called(capsys, "rules", rule.code.lower(), "--lang", lang)
        assert status == 0 and rule.says.in_(lang) in out and rule.example.in_(lang) in out


def test_an_interrupted_run_ends_without_a_traceback_and_goes_on_later(space):
    space.drop(TWICE, LACKING, REPORT)
    mark = f"JIEQING_MARK={os.getpid()}-interrupted"
    run = subprocess.Popen(
        command("process", "--workspace", space.root, "--as-of", AS_OF, "--workers", "2"),
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True,
        env={**os.environ, "JIEQING_MARK": mark},
    )  # fmt: skip
    end = time.monotonic() + 30
    while not (space.state / "tmp").exists() and run.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(0.3)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the workers too
    _out, err = run.communicate(timeout=30)
    assert run.returncode == 130, err
    assert "Traceback" not in err and "再次运行" in err
    assert not (space.state / "tmp").exists()
    space.run()
    assert {f["code"] for f in space.findings().values()} >= {"DUP101", "SET601"}
