"""The cache: keyed by all that an entry depends on, harmless when planted, silent when the disk is full."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import stat
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.papers as papers_module
import pipeline.run as run_module
from pipeline import cache as cache_module
from pipeline import keys as keys_module
from pipeline.cache import Cache, cache_key, package_hash
from pipeline.executor import Outcome, SerialExecutor, attempt
from pipeline.extract.papers import Note, Paper
from pipeline.reading.pages import read_page
from pipeline.records.evidence import Box, Check, CheckKind, Evidence, Origin, Precision, Value
from pipeline.records.extraction import DocStatus, DocType, Document, Part
from pipeline.records.reading import Cell, Grid, Page, ReaderText, Row

from .workspace import LACKING, TWICE, Remembering, Workspace

PLACE = Evidence("d", 1, Box(1, 2, 3, 4), "1.00", Origin.OCR, 0.5)
CELL = Cell("1.00", Box(1, 2, 3, 4), ((1.0, 2.0),), 3, (ReaderText("rapidocr", "1.00", 0.9),))
PAGE = Page(1, 600.0, 800.0, Origin.OCR, Grid((Row((CELL,), Box(1, 2, 3, 4)),)), 0.9, 300.0, (1.0,) * 9, seal=True)
PAPER = Paper(
    Document("d", (Part("a.pdf", "00", (1,)),), DocType.OTHER, None, "ocr", DocStatus.PARTIAL, "unknown_paper"),
    "key",
    notes=(Note("unknown_paper", PLACE, "text"),),
)
KEY = cache_key("page", "x")


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "state" / "cache")


def test_what_was_put_is_got(cache, tmp_path):
    value = Value(dt.date(2026, 3, 8), PLACE, (Check(CheckKind.PERSON, True, "更正"),), Precision.MONTH)
    for thing in (PAGE, PAPER, 3, (PAGE, value), frozenset({1})):
        cache.put(KEY, thing)
        assert Cache(tmp_path / "state" / "cache").get(KEY) == thing


def test_entries_are_the_owner_s_alone_and_whole(cache, tmp_path):
    for umask in (0o000, 0o022, 0o777):
        old = os.umask(umask)
        try:
            cache.put(cache_key("page", umask), PAGE)
        finally:
            os.umask(old)
        assert cache.get(cache_key("page", umask)) == PAGE
    for path in (tmp_path / "state").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
        assert path.is_dir() or path.suffix == ".pickle"


def test_what_is_not_whole_yet_lies_in_the_folder_for_temporary_files(tmp_path, monkeypatch):
    """So that a killed run leaves nothing for ever."""
    (tmp_path / "tmp").mkdir()
    seen = []
    real = type(tmp_path).replace
    monkeypatch.setattr(type(tmp_path), "replace", lambda self, to: (seen.append(self.parent), real(self, to)))
    Cache(tmp_path / "cache", tmp_path / "tmp").put(KEY, PAGE)
    assert seen == [tmp_path / "tmp"] and not list((tmp_path / "tmp").iterdir())


def test_a_missing_entry_is_a_miss(cache):
    assert cache.get(KEY) is None and not cache.folder.exists()


# --- entries that are not ours ---


def plant(cache: Cache, data: bytes, *, signed: bool = True) -> None:
    """Put bytes where an entry belongs; signed as a clever stranger would."""
    path = cache._path(KEY)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((cache_module.hashlib.sha256(data).digest() if signed else b"") + data)


class Reduced:
    def __init__(self, *reduced):
        self.reduced = reduced

    def __reduce__(self):
        return self.reduced


def crafted(module: str, name: str, *arguments: str) -> bytes:
    """A pickle (protocol 4) that calls a thing found by module and dotted name."""

    def word(text: str) -> bytes:
        return b"\x8c" + bytes([len(text.encode())]) + text.encode()

    return b"\x80\x04" + word(module) + word(name) + b"\x93(" + b"".join(map(word, arguments)) + b"tR."


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("posix", "system"),
        ("builtins", "eval"),
        ("builtins", "exec"),
        ("subprocess", "check_call"),
        ("pipeline.executor", "os.system"),
        ("pipeline.executor", "attempt"),
        ("pipeline.extract.papers", "hashlib.sys.modules"),
        ("pipeline.extract.papers", "document_id"),
        ("pipeline.records.evidence", "dataclass"),
        ("pipeline.records.evidence", "replace"),
        ("pipeline.records.reading", "Page.on_page"),
        ("datetime", "sys.exit"),
        ("operator", "attrgetter"),
        ("functools", "partial"),
    ],
)
def test_a_planted_entry_runs_nothing(cache, tmp_path, module, name):
    flag = tmp_path / "ran"
    plant(cache, crafted(module, name, f"touch {flag}"))
    assert cache.get(KEY) is None and not flag.exists()


def test_what_is_planted_here_would_run_elsewhere(tmp_path):
    """Or the test above proves nothing."""
    for number, (module, name) in enumerate([("os", "system"), ("pipeline.executor", "os.system")]):
        flag = tmp_path / f"ran{number}"
        pickle.loads(crafted(module, name, f"touch {flag}"))
        assert flag.exists()


def test_getattr_is_for_enumerations_alone(cache):
    plant(cache, crafted("builtins", "getattr", "abc", "upper"))
    assert cache.get(KEY) is None
    escape = Reduced(getattr, (Page.on_page, "__globals__"))
    with pytest.raises(pickle.UnpicklingError):
        cache_module._Unpickler(cache_module.io.BytesIO(pickle.dumps(escape))).load()
    for member in Origin:
        cache.put(KEY, member)
        assert cache.get(KEY) is member


@given(st.binary(max_size=200))
def test_foreign_bytes_are_a_miss(tmp_path_factory, data):
    cache = Cache(tmp_path_factory.getbasetemp() / "foreign")
    plant(cache, data, signed=False)
    assert cache.get(KEY) is None
    plant(cache, data)
    assert isinstance(cache.get(KEY), int | float | str | bytes | bool | tuple | list | dict | set | None)


@given(st.data())
def test_a_damaged_entry_is_a_miss_and_never_another_value(tmp_path_factory, data):
    cache = Cache(tmp_path_factory.getbasetemp() / "damaged")
    cache.put(KEY, PAGE)
    whole = cache._path(KEY).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    flipped = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    for damaged in (flipped, whole[:place], whole + b"x"):
        cache._path(KEY).write_bytes(damaged)
        assert cache.get(KEY) is None


def test_a_folder_in_an_entry_s_place_is_a_miss(cache):
    cache._path(KEY).mkdir(parents=True)
    cache.put(KEY, PAGE)
    assert cache.get(KEY) is None


def full(*args, **kwargs):
    raise OSError(28, "No space left on device")


def onto_a_full_disk(descriptor, mode):
    os.close(descriptor)
    return Path("/dev/full").open(mode)


@pytest.mark.parametrize("step", ["open", "write", "replace", "mkdir"])
def test_a_full_disk_keeps_nothing_and_ends_nothing(cache, monkeypatch, step):
    if step == "open":
        monkeypatch.setattr(cache_module.os, "open", full)
    elif step == "write":
        monkeypatch.setattr(cache_module.os, "fdopen", onto_a_full_disk)
    else:
        monkeypatch.setattr(type(cache.folder), step, full)
    cache.put(KEY, PAGE)
    monkeypatch.undo()
    assert cache.get(KEY) is None
    assert not [path for path in cache.folder.rglob("*") if path.is_file()]


# --- keys ---

PART = st.one_of(st.text(max_size=5), st.integers(), st.tuples(st.text(max_size=3), st.integers()), st.none())


@given(st.lists(PART, max_size=4), st.lists(PART, max_size=4))
def test_a_key_stands_for_its_parts(one, other):
    assert (cache_key("page", *one) == cache_key("page", *other)) == (repr(one) == repr(other))
    assert cache_key("page", *one) != cache_key("paper", *one)


def test_a_room_s_version_is_its_code_and_data(tmp_path, monkeypatch):
    (tmp_path / "somewhere").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "somewhere" / "__init__.py").write_text("")
    hashes = []
    for name, text in [
        ("a.py", "x = 1"),
        ("a.py", "x = 2"),
        ("data.yaml", "x: 1"),
        ("data.yaml", "x: 2"),
        ("note.txt", "no"),
    ]:
        (tmp_path / "somewhere" / name).write_text(text)
        package_hash.cache_clear()
        hashes.append(package_hash("somewhere"))
    package_hash.cache_clear()
    assert len(set(hashes[:4])) == 4 and hashes[4] == hashes[3]


# --- what a run keeps ---


@pytest.fixture
def counted(monkeypatch):
    """How often pages were read and papers extracted."""
    times = {"pages": 0, "papers": 0, "cases": 0}

    def watched(name, function):
        def call(*args, **kwargs):
            times[name] += 1
            return function(*args, **kwargs)

        return call

    for module, attribute, name in ((papers_module, "extract_joined", "papers"), (run_module, "build_case", "cases")):
        monkeypatch.setattr(module, attribute, watched(name, getattr(module, attribute)))
    monkeypatch.setattr(run_module, "_render", lambda *args: None)  # pictures take time and say nothing here
    return times


class Counting(Remembering):
    def __init__(self):
        self.pages = 0

    def map(self, function, tasks):
        self.pages += len(tasks) if function is read_page else 0
        return super().map(function, tasks)


def again(space: Workspace, counted: dict, **options) -> tuple[int, int, int]:
    """(pages read, papers extracted, cases built) of one more run."""
    counted |= {"papers": 0, "cases": 0}
    executor = Counting()
    space.run(executor, **options)
    return executor.pages, counted["papers"], counted["cases"]


@pytest.fixture
def ran(space, counted):
    space.drop(LACKING)
    assert again(space, counted) == (1, 1, 1)
    assert again(space, counted) == (0, 0, 0)
    return space


ALL, FROM_EXTRACT, FROM_CASE, NOTHING = (1, 1, 1), (0, 1, 1), (0, 0, 1), (0, 0, 0)


def test_other_bytes_are_read_anew(ran, counted):
    (path,) = ran.drop(LACKING)
    path.write_bytes(path.read_bytes() + b"\n")
    assert again(ran, counted) == ALL


def test_another_mode_is_read_anew(ran, counted):
    assert again(ran, counted, ocr="off") == ALL
    assert again(ran, counted) == FROM_CASE  # the pages of the first mode are still there


def test_the_same_bytes_under_another_name_are_not_read_anew(ran, counted):
    (path,) = ran.inbox.iterdir()
    path.rename(ran.inbox / "别的名字.pdf")
    assert again(ran, counted) == FROM_CASE


def test_a_page_s_key_knows_the_page(ran):
    from pipeline.intake import cases, scan

    (source,) = scan("default", cases(ran.inbox)["default"], ran.inbox).sources
    keys = {
        key_of_page(*args)
        for args in [
            (source, 1, "auto"),
            (source, 2, "auto"),
            (source, 1, "off"),
            (replace(source, sha256="0"), 1, "auto"),
        ]
    }
    assert len(keys) == 4
    assert key_of_page(replace(source, path="b.pdf", locator="/b", case="c"), 1, "auto") == key_of_page(
        source, 1, "auto"
    )


def key_of_page(*args):
    return keys_module.page_key(*args)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("engine", ALL),
        ("library", ALL),
        ("pipeline.reading", ALL),
        ("pipeline.values", ALL),
        ("pipeline.records", ALL),
        ("pipeline.intake", ALL),
        ("pipeline.extract", FROM_EXTRACT),
        ("lexicon", FROM_EXTRACT),
        ("layouts", FROM_EXTRACT),
        ("rules", FROM_CASE),
        ("pipeline", FROM_CASE),
        ("tables", FROM_CASE),
    ],
)
def test_each_layer_depends_on_its_own(ran, counted, monkeypatch, what, expected):
    m = keys_module

    def other(old):
        return lambda *args: str(old(*args)) + "!"

    if what == "engine":
        monkeypatch.setattr(m, "engine_versions", lambda: (("rapidocr", "99"),))
    elif what == "library":
        monkeypatch.setattr(m, "_versions", lambda names: (("numpy", "99"),))
    elif what in ("lexicon", "layouts", "tables"):
        monkeypatch.setattr(m, f"{what}_hash", other(getattr(m, f"{what}_hash")))
    else:
        old = m.package_hash
        monkeypatch.setattr(
            m,
            "package_hash",
            lambda *names: old(*names) + "!" * any(f"{what}.".startswith(f"{name}.") for name in names),
        )
    assert again(ran, counted) == expected
    assert again(ran, counted) == NOTHING


@pytest.mark.parametrize("what", ["settings", "decisions", "as_of", "lang"])
def test_a_case_depends_on_what_a_person_says(ran, counted, what):
    options = {}
    if what == "settings":
        ran.settings.write_text('name = "王小样"\n', "utf-8")
    elif what == "decisions":
        (finding,) = ran.findings()
        (ran.state / "default" / "decisions.toml").write_text(f'[findings.{finding}]\nnote = "打过电话"\n', "utf-8")
    elif what == "as_of":
        options = {"as_of": dt.date(2026, 12, 1)}
    else:
        options = {"lang": "en"}
    assert again(ran, counted, **options) == FROM_CASE
    assert again(ran, counted, **options) == NOTHING


class Failing(SerialExecutor):
    """Loses pages as a pool does, or reads them and finds nothing."""

    def __init__(self, outcome, at=read_page):
        self.outcome, self.at = outcome, at

    def map(self, function, tasks):
        for task in tasks:
            yield self.outcome if function is self.at else attempt(function, task)


@pytest.mark.parametrize("code", ["page_crashed", "page_timeout", "page_memory", "page_failed"])
@pytest.mark.parametrize("stage", ["count", "page"])
def test_a_crash_or_a_hang_is_told_and_not_kept(space, counted, code, stage):
    space.drop(LACKING, TWICE)
    at = read_page if stage == "page" else papers_module._count_task
    (result,) = space.run(Failing(Outcome(None, code, lasting=False), at))
    assert {d["reason_code"] for d in space.documents().values()} == {code}
    assert {d["status"] for d in space.documents().values()} == {"failed"}
    assert [problem[1] for problem in result.failed] == [code, code] and not result.findings
    assert again(space, counted) == (2, 2, 1)
    assert {f["code"] for f in space.findings().values()} == {"SET601", "DUP101"}


def test_a_full_disk_under_the_cache_ends_no_run(space, counted, monkeypatch):
    monkeypatch.setattr(Cache, "_path", lambda self, key: self.folder / "full" / key)
    (space.state).mkdir(mode=0o700)
    (space.state / "cache").touch()  # no folder can be made there
    space.drop(LACKING)
    space.run()
    assert [f["code"] for f in space.findings().values()] == ["SET601"]


def test_a_damaged_cache_changes_no_output(space):
    space.drop(LACKING)
    space.run()
    before = space.outputs()
    for path in (space.state / "cache").rglob("*.pickle"):
        path.write_bytes(b"\x80\x04damaged")
    (space.state / "default" / "last.json").write_text("[]")
    space.run()
    assert space.outputs() == before


def test_every_field_of_a_page_and_of_a_paper_is_kept(cache):
    """A field added to a record travels through the cache too."""
    for thing in (PAGE, PAPER):
        cache.put(KEY, thing)
        kept = cache.get(KEY)
        assert {f.name: getattr(kept, f.name) for f in fields(thing)} == {
            f.name: getattr(thing, f.name) for f in fields(thing)
        }
