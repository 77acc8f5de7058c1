"""Whatever is dropped is accounted for: read, or named with the reason and with what to do."""

from __future__ import annotations

import os
import random
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import REASONS, DocumentError, explain
from pipeline.intake import cases, containers, scan
from pipeline.intake.opening import load
from pipeline.intake.sniff import decode, sniff
from pipeline.records.source import FileKind

from . import files
from .workspace import AS_OF, LACKING, TWICE, UNSETTLED, Workspace, jieqing, paper

NOISE = random.Random(7).randbytes(3000)
# name -> (bytes, reason code)
REFUSED = {
    "空.pdf": (b"", "empty_file"),
    "空白.txt": (b"\r\n \0\0", "empty_file"),
    "坏.pdf": (b"%PDF-1.7\n" + NOISE, "broken_pdf"),
    "半截.pdf": (paper(LACKING)[1][:2000], "broken_pdf"),
    "有密码.pdf": (files.locked_pdf(), "locked_pdf"),
    "发票.ofd": (files.ofd(), "ofd"),
    "旧账单.xls": (files.old_xls(), "old_office"),
    "坏合同.docx": (files.docx(), "broken_file"),
    "随机.bin": (NOISE, "unsupported_type"),
    "便条.txt": ("记得打电话".encode(), "unsupported_type"),
    "炸弹.zip": (files.bomb(), "unsafe_archive"),
    "多.zip": (files.packed(*((f"{n}.txt", b"x") for n in range(containers.MAX_MEMBERS + 1))), "unsafe_archive"),
    "锁.zip": (files.locked_zip(), "locked_zip"),
    "坏.zip": (b"PK\x03\x04" + NOISE, "broken_file"),
    "坏成员.zip": (files.lying(paper(UNSETTLED)[1]), "broken_file"),
    "空.zip": (files.packed(), "no_pages"),
    "坏.jpg": (files.picture()[:300], "broken_image"),
    "巨大.png": (files.huge_png(), "image_too_large"),
    "只有正文.eml": (files.mail(), "no_pages"),
}


@pytest.fixture(scope="module")
def dropped(tmp_path_factory):
    """A workspace with every file that cannot be read, and one paper that can; run once."""
    space = Workspace(tmp_path_factory.mktemp("house") / "workspace")
    for name, (data, _) in REFUSED.items():
        space.put(name, data)
    elsewhere = space.root / "elsewhere.pdf"
    elsewhere.write_bytes(paper(TWICE)[1])
    (space.inbox / "链接.pdf").symlink_to(elsewhere)
    (space.inbox / "链接夹").symlink_to(space.root)
    os.mkfifo(space.inbox / "管道")
    space.drop(LACKING)
    before = space.dropped()
    space.result = space.run(ocr="off")[0]
    space.untouched = before == space.dropped()
    return space


WHY = {name: code for name, (_, code) in REFUSED.items()} | {
    "链接.pdf": "unsafe_link",
    "链接夹": "unsafe_link",
    "管道": "unsupported_type",
}


def test_everything_that_was_dropped_is_in_the_list_with_its_reason(dropped):
    documents = dropped.documents()
    assert {path: d["reason_code"] for path, d in documents.items()} == WHY | {paper(LACKING)[0]: None}
    assert {d["status"] for path, d in documents.items() if path in WHY} == {"failed"}
    assert len({d["id"] for d in documents.values()}) == len(documents)


def test_each_has_a_sentence_and_what_to_do(dropped):
    for path, document in dropped.documents().items():
        if path in WHY:
            reason = REASONS[document["reason_code"]]
            assert document["reason"].startswith(reason.sentence.zh) and document["reason"].endswith(reason.remedy.zh)


def test_the_sheet_says_the_same(dropped):
    rows = {row["文件"]: row for row in dropped.sheet("文件")}
    assert rows.keys() == dropped.documents().keys()
    for path, code in WHY.items():
        assert REASONS[code].sentence.zh in rows[path]["原因"] and rows[path]["怎么办"] == REASONS[code].remedy.zh
    assert rows[paper(LACKING)[0]]["原因"] is None


def test_everything_else_is_done(dropped):
    assert [finding["code"] for finding in dropped.findings().values()] == ["SET601"]
    assert {problem[:2] for problem in dropped.result.failed} == set(WHY.items())


def test_the_person_s_files_are_left_as_they_were(dropped):
    assert dropped.untouched


def test_english_says_it_too(dropped):
    dropped.run(ocr="off", lang="en")
    for path, document in dropped.documents().items():
        if path in WHY:
            reason = REASONS[WHY[path]]
            assert document["reason"].startswith(reason.sentence.en) and document["reason"].endswith(reason.remedy.en)


def test_the_command_succeeds_unless_it_was_told_to_be_strict(space):
    space.drop(LACKING)
    space.put("坏.pdf", REFUSED["坏.pdf"][0])
    call = ("process", "--workspace", space.root, "--as-of", AS_OF, "--ocr", "off", "--workers", "1")
    done = jieqing(*call)
    assert done.returncode == 0 and f"坏.pdf: {explain('broken_pdf')}" in done.stderr
    assert done.stdout.splitlines()[-1] == str(space.folder() / "discrepancies.xlsx")
    again = jieqing(*call, "--strict")
    assert again.returncode == 1 and "坏.pdf" in again.stderr and "没有变化" in again.stdout


# --- reading nevertheless ---


def read(space: Workspace, *expected: str) -> dict[str, dict]:
    """Documents after a run in which exactly these papers must have been read whole."""
    space.run(ocr="off")
    documents = space.documents()
    assert sorted(path for path, d in documents.items() if d["status"] == "ok") == sorted(expected)
    return documents


def test_what_a_file_is_does_not_depend_on_its_name(space):
    space.put("账单.jpg", paper(TWICE)[1])
    space.put("没有后缀", paper(LACKING)[1])
    space.put("照片.pdf", files.picture())
    documents = read(space, "账单.jpg", "没有后缀")
    assert documents["照片.pdf"]["reason_code"] == "no_text"  # a picture, and OCR is off


def test_a_known_password_opens_a_locked_file_and_is_written_nowhere(space):
    space.put("有密码.pdf", files.locked_pdf())
    space.settings.write_text(f'pdf_passwords = ["falsch", "{files.PASSWORD}"]\n', "utf-8")
    read(space, "有密码.pdf")
    space.run(ocr="off")
    for path in [*space.outbox.rglob("*"), *space.state.rglob("*")]:
        if path.is_file():
            assert_lacks(path, files.PASSWORD)


def assert_lacks(path: Path, word: str) -> None:
    data = path.read_bytes()
    texts = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            texts += [archive.read(name) for name in archive.namelist()]
    for text in texts:
        for form in (word.encode(), word.encode("utf-16-le"), repr(word).encode(), b"Geheim-8817"):
            assert form not in text, path


def test_the_paper_s_key_is_the_same_whatever_the_password(space):
    """So a password is in no key, not even hashed."""
    space.put("有密码.pdf", files.locked_pdf())
    space.settings.write_text(f'pdf_passwords = ["{files.PASSWORD}"]\n', "utf-8")
    space.run(ocr="off")
    kept = set((space.state / "cache").rglob("*.pickle"))
    space.settings.write_text(f'pdf_passwords = ["andere", "{files.PASSWORD}"]\n', "utf-8")
    (result,) = space.run(ocr="off")
    assert result.unchanged and set((space.state / "cache").rglob("*.pickle")) == kept


def test_members_of_a_zip_are_papers(space):
    space.put(
        "材料.zip",
        files.packed(("结清/a.pdf", paper(LACKING)[1]), ("b.pdf", paper(TWICE)[1]), ("#1 号.pdf", paper(UNSETTLED)[1])),
    )
    documents = read(space, "材料.zip/结清/a.pdf", "材料.zip/b.pdf", "材料.zip/#1 号.pdf")
    assert {f["code"] for f in space.findings().values()} == {"SET601", "DUP101"}
    assert len(documents) == 3


def test_two_members_of_one_name_are_two_papers(space):
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = files.packed(("a.pdf", paper(LACKING)[1]), ("a.pdf", paper(TWICE)[1]))
    space.put("材料.zip", data)
    read(space, "材料.zip/a.pdf (#0)", "材料.zip/a.pdf (#1)")


def test_names_in_a_zip_of_windows_are_readable(space):
    space.put("材料.zip", files.packed_by_windows("账单.pdf", paper(TWICE)[1]))
    read(space, "材料.zip/账单.pdf")


def test_what_a_mac_packs_besides_is_left_out(space):
    space.put(
        "材料.zip",
        files.packed(("a.pdf", paper(TWICE)[1]), ("__MACOSX/._a.pdf", b"\0\5\x16\7junk"), (".DS_Store", b"Bud1")),
    )
    assert list(read(space, "材料.zip/a.pdf")) == ["材料.zip/a.pdf"]


def test_an_attachment_of_a_mail_is_a_paper(space):
    space.put("账单.eml", files.mail(("账单.pdf", paper(TWICE)[1]), ("坏.pdf", REFUSED["坏.pdf"][0])))
    documents = read(space, "账单.eml/账单.pdf")
    assert documents["账单.eml/坏.pdf"]["reason_code"] == "broken_pdf"


def test_containers_are_opened_three_deep_and_no_deeper(space):
    space.put("三层.zip", files.nested(3, paper(TWICE)[1]))
    space.put("四层.zip", files.nested(4, paper(LACKING)[1]))
    documents = read(space, "三层.zip/level2.zip/level1.zip/a.pdf")
    assert documents["四层.zip/level3.zip/level2.zip/level1.zip"]["reason_code"] == "nested_too_deep"


def test_a_bomb_inside_a_zip_hurts_nobody_else(space):
    space.put("材料.zip", files.packed(("bomb.zip", files.bomb()), ("a.pdf", paper(TWICE)[1]), store=True))
    documents = read(space, "材料.zip/a.pdf")
    assert documents["材料.zip/bomb.zip"]["reason_code"] == "unsafe_archive"


def test_many_small_containers_share_one_limit(space, monkeypatch):
    """A zip of zips may not expand, all in all, to more than one zip may."""
    monkeypatch.setattr(containers.Budget.__init__, "__defaults__", (2000, 3_000_000))
    noise = random.Random(1)
    inner = [(f"{n}.zip", files.packed((f"{n}.bin", noise.randbytes(900_000)), store=True)) for n in range(4)]
    space.put("材料.zip", files.packed(*inner, store=True))
    intake = scan("default", cases(space.inbox)["default"], space.inbox)
    assert [refusal.reason_code for refusal in intake.refusals] == ["unsafe_archive"]


def test_a_copy_is_named_with_what_it_is_a_copy_of(space):
    space.put("一.pdf", paper(TWICE)[1])
    space.put("二.pdf", paper(TWICE)[1])
    space.put("三.zip", files.packed(("内.pdf", paper(TWICE)[1])))
    documents = read(space, "一.pdf")
    for name in ("二.pdf", "三.zip/内.pdf"):
        assert documents[name]["status"] == "duplicate" and documents[name]["reason_code"] == "duplicate"
        assert "一.pdf" in documents[name]["reason"]
    assert len(space.findings()) == 1
    assert len({d["id"] for d in documents.values()}) == 3


def test_copies_of_what_cannot_be_read_are_copies_too(space):
    for name in ("一.ofd", "二.ofd", "三.ofd"):
        space.put(name, files.ofd())
    space.put("空一.pdf", b"")
    space.put("空二.pdf", b"")
    documents = read(space)
    assert [documents[f"{n}.ofd"]["reason_code"] for n in "一三二"] == ["ofd", "duplicate", "duplicate"]
    assert documents["空二.pdf"]["reason_code"] == "duplicate"
    assert len({d["id"] for d in documents.values()}) == 5


def test_a_file_without_permission_and_a_folder_without_it_are_named(space, monkeypatch):
    space.drop(LACKING)
    space.put("私密.pdf", b"x")
    space.put("私密夹/a.pdf", b"x")
    space.put("夹/私密夹/a.pdf", b"x")
    real_read, real_scan = Path.read_bytes, os.scandir

    def read_bytes(path):
        if path.name == "私密.pdf":
            raise PermissionError(13, "Permission denied", str(path))
        return real_read(path)

    def scandir(path):
        if not isinstance(path, int) and Path(path).name == "私密夹":
            raise PermissionError(13, "Permission denied", str(path))
        return real_scan(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    monkeypatch.setattr(os, "scandir", scandir)
    space.run()
    assert {path: d["reason_code"] for path, d in space.documents().items()} == {
        "私密.pdf": "unreadable_file", "私密夹": "unreadable_file", paper(LACKING)[0]: None,
    }  # fmt: skip
    assert space.documents("夹")["夹/私密夹"]["reason_code"] == "unreadable_file"


def test_a_file_that_vanishes_or_changes_while_we_look_costs_itself(space):
    space.drop(LACKING, TWICE)
    sources = scan("default", cases(space.inbox)["default"], space.inbox).sources
    Path(sources[0].locator).unlink()
    Path(sources[1].locator).write_bytes(b"%PDF-other")
    for source, code in zip(sources, ("unreadable_file", "broken_file"), strict=True):
        with pytest.raises(DocumentError) as caught:
            load(source)
        assert caught.value.code == code


def test_names_that_are_no_text_are_shown_as_text(space):
    """Unpacking on Linux gives names in GB 18030; a name may hold a bell."""
    raw = os.fsencode(space.inbox) + b"/" + "账单.pdf".encode("gb18030")
    Path(os.fsdecode(raw)).write_bytes(paper(TWICE)[1])
    space.put("铃\a.pdf", paper(LACKING)[1])
    read(space, "账单.pdf", "铃\ufffd.pdf")


def test_a_person_may_be_called_like_one_of_our_folders(space):
    for name in ("cache", "tmp", "lock"):
        space.put(f"{name}/a.pdf", paper(TWICE)[1])
    results = space.run()
    assert [result.name for result in results] == ["cache", "lock", "tmp"]
    for result in results:
        (key,) = space.findings(result.name)
        space.type("差异", key, result.name, 备注=f"写给{result.name}")
    space.run()
    for result in results:
        assert space.findings(result.name)[result.findings[0].id]["note"] == f"写给{result.name}"
    assert all(result.unchanged for result in space.run())


def test_folders_are_cases_and_files_at_the_top_are_the_default_one(space):
    for path in (
        "a.pdf",
        "王/b.pdf",
        "王/更深/c.pdf",
        "李/d.pdf",
        ".hidden/e.pdf",
        "~$f.xlsx",
        "._g.pdf",
        ".gitkeep",
        "空夹/.DS_Store",
    ):
        space.put(path, b"x")
    found = {case: [p.relative_to(space.inbox).as_posix() for p in paths] for case, paths in cases(space.inbox).items()}
    assert found == {"default": ["a.pdf"], "李": ["李/d.pdf"], "王": ["王/b.pdf", "王/更深/c.pdf"]}
    assert cases(space.inbox / "nowhere") == {}


# --- properties ---

MAKERS = [
    paper(TWICE)[1],
    files.packed(("a.pdf", paper(TWICE)[1]), ("b.txt", b"x" * 500)),
    files.mail(("a.pdf", b"%PDF-1.4")),
    files.picture(),
    "日期,摘要,金额\n2026-01-01,还款,1.00\n".encode(),
    b"<html><table><td>1</td></table></html>",
]


@settings(max_examples=60)
@given(st.sampled_from(MAKERS), st.data())
def test_any_bytes_are_a_source_or_a_refusal(tmp_path_factory, whole, data):
    """Damage in any place never ends the scan, and what is found can be opened again by its locator."""
    start = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=30))
    damaged = whole[:start] + noise + whole[start + data.draw(st.integers(0, 40)) :]
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(damaged)
    intake = scan("default", [path], path.parent)
    assert intake.sources or intake.refusals
    assert all(refusal.reason_code in REASONS for refusal in intake.refusals)
    for source in intake.sources:
        assert len(load(source)) == source.size


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (paper(TWICE)[1], FileKind.PDF), (b"\n\n" + paper(TWICE)[1], FileKind.PDF), (files.picture(), FileKind.IMAGE),
        (files.picture(form="PNG"), FileKind.IMAGE), (files.picture(form="WEBP"), FileKind.IMAGE),
        (files.picture(form="TIFF"), FileKind.IMAGE), (files.picture(form="BMP"), FileKind.IMAGE),
        (b"\0\0\0\x18ftypheic" + b"\0" * 16, FileKind.IMAGE), (files.mail(("a.pdf", b"x")), FileKind.EML),
        (files.packed(("a.txt", b"x")), FileKind.ZIP), (files.packed(("xl/workbook.xml", b"<x/>")), FileKind.XLSX),
        ("日期,摘要,金额\n1,2,3\n".encode("gb18030"), FileKind.CSV),
        ("日期\t摘要\t金额\n1\t2\t3\n".encode("utf-16"), FileKind.CSV),
        (b"<!DOCTYPE html><p>x", FileKind.HTML), (b"\xef\xbb\xbf<html><body>", FileKind.HTML),
    ],
)  # fmt: skip
def test_what_a_file_is_by_its_bytes(data, kind):
    assert sniff(data) is kind


@given(st.text(st.characters(codec="gb18030", exclude_characters="\ufeff"), max_size=40))
def test_text_in_any_of_our_encodings_is_read_back(text):
    assert decode(text.encode("utf-8")) == decode(text.encode("utf-8-sig")) == text
    assert decode(b"\xff\xfe" + text.encode("utf-16-le")) == text


def test_text_of_gb_18030_is_read_back():
    assert decode("招商银行，还款 1,000.00 元，镕".encode("gb18030")) == "招商银行，还款 1,000.00 元，镕"


def test_every_reason_has_both_languages_and_a_remedy():
    for code, reason in REASONS.items():
        texts = [reason.sentence.zh, reason.sentence.en, reason.remedy.zh, reason.remedy.en]
        assert all(text.strip() for text in texts), code
        assert re.fullmatch(r"[a-z_]+", code)
    with pytest.raises(KeyError):
        DocumentError("no such reason")
