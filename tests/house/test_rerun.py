"""Running again is cheap and keeps the person's work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.executor import SerialExecutor
from pipeline.reading import embedded
from pipeline.records.reading import Grid, ReaderText, Row
from pipeline.run import DEMO_CASE

from .workspace import LACKING, OTHER_CARD, REPORT, TWICE, UNSETTLED, Workspace, paper

OPEN, SENT, WITHDRAWN, GONE = "未处理", "已发出", "已撤回", "文件已移除"


@pytest.fixture
def ran(space):
    space.drop(TWICE, LACKING)
    space.run()
    return space


def finding(space: Workspace, code: str, case: str = "default") -> dict:
    (found,) = (one for one in space.findings(case).values() if one["code"] == code)
    return found


def test_an_unchanged_run_writes_nothing_and_says_so(ran):
    before, outputs = ran.everything(), ran.outputs()
    (result,) = ran.run()
    assert result.unchanged and ran.everything() == before and ran.outputs() == outputs
    assert result.workbook == ran.folder() / "discrepancies.xlsx" and not result.held


def test_an_unchanged_run_still_names_what_could_not_be_read(ran):
    ran.put("坏.pdf", b"%PDF-broken")
    (first,) = ran.run()
    (second,) = ran.run()
    assert second.unchanged and second.failed == first.failed and first.failed[0][:2] == ("坏.pdf", "broken_pdf")


@pytest.mark.parametrize("name", ["discrepancies.xlsx", "case.json", "follow-ups.ics", "evidence", "requests"])
def test_an_output_that_was_taken_away_comes_back(ran, name):
    before = ran.outputs()
    path = ran.folder() / name
    for each in path.iterdir() if path.is_dir() else [path]:
        each.unlink()
    assert not ran.run()[0].unchanged
    assert ran.outputs() == before


def test_status_dates_and_notes_survive(ran):
    key = finding(ran, "DUP101")["id"]
    ran.type("差异", key, 状态=SENT, 发出日期=date(2026, 11, 1), 签收日期="2026-11-03", 备注="挂号信 RA123，李经理")
    for options in ({}, {"as_of": date(2026, 12, 24)}, {"lang": "en"}, {}):
        ran.run(**options)
        kept = ran.findings()[key]
        assert (kept["status"], kept["sent_on"], kept["received_on"], kept["note"]) == (
            SENT, "2026-11-01", "2026-11-03", "挂号信 RA123，李经理",
        )  # fmt: skip
    assert finding(ran, "SET601")["status"] == OPEN
    assert (ran.folder() / "discrepancies.previous.xlsx").exists()


def test_a_deleted_workbook_loses_nothing(ran):
    key = finding(ran, "DUP101")["id"]
    ran.type("差异", key, 状态=SENT, 备注="已寄")
    ran.run()
    (ran.folder() / "discrepancies.xlsx").unlink()
    ran.run()
    assert (ran.findings()[key]["status"], ran.findings()[key]["note"]) == (SENT, "已寄")
    (row,) = (row for row in ran.sheet("差异") if row["编号"] == key)
    assert (row["状态"], row["备注"]) == (SENT, "已寄")


def test_an_emptied_cell_clears(ran):
    key = finding(ran, "DUP101")["id"]
    ran.type("差异", key, 备注="错了")
    ran.run()
    ran.type("差异", key, 备注=None)
    ran.run()
    assert ran.findings()[key]["note"] is None


def test_a_damaged_workbook_ends_the_run_and_loses_nothing(ran):
    from pipeline.errors import OutputError

    (ran.folder() / "discrepancies.xlsx").write_bytes(b"PK\x03\x04 damaged")
    decisions = (ran.state / "default" / "decisions.toml").read_bytes()
    with pytest.raises(OutputError, match=r"discrepancies\.xlsx"):
        ran.run()
    assert (ran.folder() / "discrepancies.xlsx").read_bytes() == b"PK\x03\x04 damaged"
    assert (ran.state / "default" / "decisions.toml").read_bytes() == decisions


# --- ids ---


def test_ids_outlive_other_names_and_other_papers(ran):
    keys = set(ran.findings())
    assert len(keys) == 2
    for number, path in enumerate(sorted(ran.inbox.iterdir())):
        path.rename(ran.inbox / f"扫描件 ({number}).PDF")
    ran.run()
    assert set(ran.findings()) == keys
    ran.drop(OTHER_CARD, UNSETTLED, REPORT)
    ran.run()
    assert keys < set(ran.findings())
    (ran.inbox / "放在一起").mkdir()
    ran.run()
    assert keys < set(ran.findings())


def test_a_second_copy_of_a_paper_changes_no_finding(ran):
    keys = set(ran.findings())
    ran.put("又一份.pdf", paper(TWICE)[1])
    ran.run()
    assert set(ran.findings()) == keys


def test_the_same_paper_saved_again_keeps_its_ids(ran):
    keys = set(ran.findings())
    for path in ran.inbox.iterdir():
        path.write_bytes(path.read_bytes() + b"\n% saved again\n")
    ran.run()
    assert set(ran.findings()) == keys


# --- papers that go ---


def orphans(space: Workspace) -> dict[str, dict]:
    import tomllib

    return tomllib.loads((space.state / "default" / "decisions.toml").read_text("utf-8"))["findings"]


def test_a_finding_whose_paper_is_gone_says_so_and_is_not_dropped(ran):
    key = finding(ran, "DUP101")["id"]
    ran.type("差异", key, 状态=SENT, 备注="已寄")
    ran.run()
    (ran.inbox / paper(TWICE)[0]).unlink()
    ran.run()
    assert key not in ran.findings()
    assert (orphans(ran)[key]["status"], orphans(ran)[key]["note"]) == (GONE, "已寄")
    shown = [cell for row in ran.sheet("差异") for cell in row.values()]
    import openpyxl

    book = openpyxl.load_workbook(ran.folder() / "discrepancies.xlsx")
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert GONE in words and any("已寄" in word for word in words), shown


def test_a_paper_that_comes_back_brings_back_what_was_said(ran):
    key = finding(ran, "DUP101")["id"]
    ran.type("差异", key, 状态=SENT, 备注="已寄")
    ran.run()
    (ran.inbox / paper(TWICE)[0]).unlink()
    ran.run()
    ran.drop(TWICE)
    ran.run()
    assert (ran.findings()[key]["status"], ran.findings()[key]["note"]) == (SENT, "已寄")


# --- corrections ---


@pytest.fixture
def doubtful(space, monkeypatch):
    """A statement on which the second extraction reads one of the two equal interest rows otherwise."""
    real = embedded.cross_check

    def cross_check(grid, plumbed):
        checked, differing = real(grid, plumbed)
        rows, done = [], False
        for row in checked.rows:
            if not done and "利息" in row.text and seen(row):
                row, done = spoilt(row), True
            rows.append(row)
        assert done, [row.text for row in checked.rows]
        return Grid(tuple(rows)), differing + 1

    monkeypatch.setattr(embedded, "cross_check", cross_check)
    space.drop(TWICE)
    space.run(SerialExecutor())
    return space


def amount_cell(row: Row) -> int:
    from pipeline.values.money import looks_like_amount

    return next(n for n, cell in enumerate(row.cells) if looks_like_amount(cell.text))


def seen(row: Row) -> bool:
    from pipeline.values.money import looks_like_amount

    return any(looks_like_amount(cell.text) for cell in row.cells)


def spoilt(row: Row) -> Row:
    place = amount_cell(row)
    cells = list(row.cells)
    first, other = cells[place].readings[0], ReaderText("pdfplumber", "1.11")
    cells[place] = replace(cells[place], readings=(first, other))
    return replace(row, cells=tuple(cells))


def entry(space: Workspace) -> dict:
    (found,) = (
        one for one in space.case()["review"] if one["why_code"] == "readers_differ" and one["field"] == "amount"
    )
    return found


def test_what_two_readings_dispute_is_asked_and_accuses_nobody(doubtful):
    disputed = finding(doubtful, "DUP101")
    assert disputed["needs_review"] and disputed["request"] is None
    assert not list((doubtful.folder() / "requests").glob("*")) if (doubtful.folder() / "requests").exists() else True
    assert entry(doubtful)["correctable"] and entry(doubtful)["correction"] is None


def test_a_correction_that_confirms_lets_the_finding_stand(doubtful):
    before, asked = finding(doubtful, "DUP101"), entry(doubtful)
    doubtful.type("待复核", asked["id"], 更正=asked["value"])
    doubtful.run()
    after = finding(doubtful, "DUP101")
    assert after["id"] == before["id"] and not after["needs_review"]
    assert after["request"] and (doubtful.folder() / after["request"]).is_file()
    assert doubtful.run()[0].unchanged


def test_a_correction_changes_the_figure_and_what_follows(doubtful):
    key, asked = finding(doubtful, "DUP101")["id"], entry(doubtful)
    old = [t["amount"] for t in doubtful.case()["transactions"]]
    doubtful.type("待复核", asked["id"], 更正="0.37")
    doubtful.run()
    new = [t["amount"] for t in doubtful.case()["transactions"]]
    assert sorted(set(new) - set(old)) == ["0.37"] and len(new) == len(old)
    assert key not in doubtful.findings() and orphans(doubtful)[key]["status"] == WITHDRAWN
    corrected = next(one for one in doubtful.case()["review"] if one["id"] == asked["id"])
    assert corrected["correction"] == "0.37" and asked["value"] in corrected["why"]
    doubtful.type("待复核", asked["id"], 更正=asked["value"])
    doubtful.run()
    assert finding(doubtful, "DUP101")["id"] == key and finding(doubtful, "DUP101")["status"] == OPEN


def test_a_correction_outlives_a_deleted_workbook_and_another_name(doubtful):
    asked = entry(doubtful)
    doubtful.type("待复核", asked["id"], 更正=asked["value"])
    doubtful.run()
    (doubtful.folder() / "discrepancies.xlsx").unlink()
    (path,) = doubtful.inbox.iterdir()
    path.rename(doubtful.inbox / "另一个名字.pdf")
    doubtful.run()
    assert not finding(doubtful, "DUP101")["needs_review"]


def test_a_correction_that_is_no_amount_is_asked_again(doubtful):
    asked = entry(doubtful)
    doubtful.type("待复核", asked["id"], 更正="大概二十块")
    doubtful.run()
    again = next(one for one in doubtful.case()["review"] if one["id"] == asked["id"])
    assert again["why_code"] == "bad_correction" and again["correction"] == "大概二十块"
    assert finding(doubtful, "DUP101")["needs_review"]


# --- the demonstration ---


@pytest.fixture
def small_demo(space, tmp_path, monkeypatch):
    """An empty inbox, with two papers as the samples, so that nothing is read by OCR."""
    import pipeline.run as run_module

    class Samples:
        def joinpath(self, name):
            return tmp_path / "samples" / name

    for number in (TWICE, LACKING):
        path = tmp_path / "samples" / "demo" / paper(number)[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(paper(number)[1])
    monkeypatch.setattr(run_module.resources, "files", lambda name: Samples() if name == "samples" else REAL(name))
    return space


from importlib import resources as _resources  # noqa: E402

REAL = _resources.files


def test_an_empty_inbox_shows_the_samples(small_demo):
    (result,) = small_demo.run()
    assert result.name == DEMO_CASE and len(small_demo.findings(DEMO_CASE)) == 2
    assert small_demo.run()[0].unchanged
    assert not list(small_demo.inbox.iterdir())


def test_the_samples_go_with_the_first_own_paper(small_demo):
    small_demo.run()
    small_demo.run(as_of=date(2026, 12, 24))  # another day: the old workbook is kept beside the new one
    small_demo.drop(LACKING)
    (result,) = small_demo.run()
    assert result.name == "default"
    assert not small_demo.folder(DEMO_CASE).exists() and not (small_demo.state / DEMO_CASE).exists()


@pytest.mark.parametrize("head", ["状态", "发出日期", "签收日期", "答复日期", "备注"])
@pytest.mark.parametrize("run_between", [False, True])
def test_the_samples_stay_when_the_person_typed_into_them(small_demo, head, run_between):
    small_demo.run()
    key = finding(small_demo, "DUP101", DEMO_CASE)["id"]
    value = {"状态": SENT, "备注": "练习"}.get(head, date(2026, 11, 2))
    small_demo.type("差异", key, DEMO_CASE, **{head: value})
    if run_between:
        small_demo.run()  # the workbook is then ours again, with what was typed in it
    small_demo.drop(LACKING)
    small_demo.run()
    (row,) = (row for row in small_demo.sheet("差异", DEMO_CASE) if row["编号"] == key)
    assert (row[head].date() if isinstance(value, date) else row[head]) == value


def test_the_samples_stay_when_the_person_put_a_file_there_or_worked_in_a_draft(small_demo):
    small_demo.run()
    (small_demo.folder(DEMO_CASE) / "我的笔记.txt").write_text("别删")
    small_demo.drop(LACKING)
    small_demo.run()
    assert (small_demo.folder(DEMO_CASE) / "我的笔记.txt").read_text() == "别删"


def test_a_person_s_own_case_of_that_name_is_theirs(small_demo):
    small_demo.run()
    small_demo.drop(LACKING, folder=f"{DEMO_CASE}/")
    small_demo.run()
    for path in (small_demo.inbox / DEMO_CASE).iterdir():
        path.unlink()
    (small_demo.inbox / DEMO_CASE).rmdir()
    small_demo.drop(TWICE)
    small_demo.run()
    assert small_demo.folder(DEMO_CASE).exists()


@pytest.mark.parametrize("step", ["run.build_case", "run.run_all", "output.write.write_case", "run.publish"])
def test_what_was_typed_is_saved_before_anything_can_go_wrong(ran, monkeypatch, step):
    def fail(*args, **kwargs):
        raise RuntimeError(step)

    key = finding(ran, "DUP101")["id"]
    ran.type("差异", key, 备注="已寄")
    monkeypatch.setattr(f"pipeline.{step}", fail)
    with pytest.raises(RuntimeError, match=step):
        ran.run()
    assert orphans(ran)[key]["note"] == "已寄"


def document(space: Workspace, path: str) -> dict:
    (found,) = (one for one in space.case()["documents"] if one["parts"][0]["path"] == path)
    return found


def test_a_person_says_what_a_paper_is_and_who_made_it(ran):
    name = paper(TWICE)[0]
    before = document(ran, name)
    ran.type("文件", before["id"], 材料更正为="其他材料")
    ran.run()
    aside = document(ran, name)
    assert (aside["id"], aside["type"], aside["status"]) == (before["id"], "other", "ok")
    assert not any(one["code"] == "DUP101" for one in ran.findings().values())
    ran.run(lang="en")
    assert document(ran, name)["type"] == "other"
    ran.type("Files", before["id"], head="ID", 材料更正为="card statement", 机构更正为="中国工商银行股份有限公司")
    ran.run()
    named = document(ran, name)
    assert (named["type"], named["issuer"]) == ("card_statement", "工商银行")
    assert finding(ran, "DUP101")["issuer"] == "工商银行"
    ran.type("文件", before["id"], 材料更正为=None, 机构更正为=None)
    ran.run()
    assert document(ran, name) == before
