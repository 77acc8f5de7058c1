from __future__ import annotations

import io
import stat
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import OutputError
from pipeline.output.decisions import Kept, load, merge, read_workbook, read_workbooks, save, settle
from pipeline.output.workbook import workbook
from pipeline.output.workbook_read import read_day
from pipeline.records.decision import Decision, Decisions
from pipeline.records.finding import Status

from . import example as ex
from .example import build

CHOICES = [Status.OPEN, Status.SENT, Status.ANSWERED, Status.RESOLVED, Status.DROPPED]
DAYS = st.none() | st.dates(date(2001, 1, 1), date(2090, 1, 1))
NOTES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn")), max_size=20
)
IDS = [one.id for one in ex.FINDINGS]


def book(decisions: Decisions) -> bytes:
    return workbook(ex.example(), ex.FINDINGS, (), decisions, pictures={}, requests={}, lang="zh")


@st.composite
def typed(draw):
    found = {
        key: Decision(key, draw(st.sampled_from(CHOICES)), draw(DAYS), draw(DAYS), draw(DAYS), draw(NOTES))
        for key in IDS
    }
    return Decisions(found, {ex.example().review[0].id: draw(NOTES)})


def fields(decisions: Decisions):
    return {
        key: (one.status, one.sent_on, one.received_on, one.answered_on, one.note)
        for key, one in decisions.findings.items()
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed(), st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_what_was_typed_comes_back_whatever_was_done_to_the_sheet(
    tmp_path, decisions, chance, above, english
):
    data = workbook(
        ex.example(), ex.FINDINGS, (), decisions, pictures={}, requests={}, lang="en" if english else "zh"
    )
    opened = openpyxl.load_workbook(io.BytesIO(data))
    old = opened["Findings" if english else "差异"]
    table = [[cell.value for cell in line] for line in old.iter_rows()]
    head, body = table[0], table[1:]
    chance.shuffle(body)  # sorted some other way
    order = [*range(len(head)), None, None]  # two columns of the person's own
    chance.shuffle(order)  # moved
    new = opened.create_sheet("我的表", 0)
    if above:
        new.append(["我的笔记", "状态不明"])
    for line in [head, *body]:
        new.append(["x" if place is None else line[place] for place in order])
    for cells in new.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    del opened[old.title]
    path = tmp_path / "discrepancies.xlsx"
    opened.save(path)
    back = merge(Decisions(), read_workbook(path))
    wanted = {
        key: one for key, one in fields(decisions).items() if one != (Status.OPEN, None, None, None, "")
    }
    assert fields(back) == wanted
    assert back.corrections == {key: text for key, text in decisions.corrections.items() if text}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed())
def test_toml_round_trip(tmp_path, decisions):
    path = tmp_path / "state" / "decisions.toml"
    save(path, decisions)
    first = path.read_bytes()
    assert load(path) == Decisions(dict(sorted(decisions.findings.items())), decisions.corrections)
    save(path, load(path))
    assert path.read_bytes() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-3-5", date(2026, 3, 5)), ("2026/03/05", date(2026, 3, 5)), ("2026年3月5日", date(2026, 3, 5)),
        ("2026.3.5", date(2026, 3, 5)), ("20260305", date(2026, 3, 5)),
        ("２０２６年３月５号", date(2026, 3, 5)),
        (" 2026 年 3 月 5 日 ", date(2026, 3, 5)), (datetime(2026, 3, 5, 12), date(2026, 3, 5)),  # noqa: DTZ001
        (46086, date(2026, 3, 5)), ("2026-02-30", None), ("三月初", None), (None, None), ("", None),
        (True, None),
    ],
)  # fmt: skip
def test_days(cell, day):
    assert read_day(cell) == day


def edit(tmp_path, data, changes, name="discrepancies.xlsx", drop=()):
    opened = openpyxl.load_workbook(io.BytesIO(data))
    sheet = opened["差异"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(number, heads["编号"]).value: number for number in range(2, sheet.max_row + 1)}
    for (key, header), thing in changes.items():
        sheet.cell(rows[key], heads[header]).value = thing
    for header in drop:
        sheet.delete_cols(heads[header])
    opened.save(tmp_path / name)
    return tmp_path / name


def test_emptied_cells_clear_and_deleted_columns_stay(tmp_path):
    old = Decisions({IDS[0]: Decision(IDS[0], Status.SENT, date(2026, 1, 2), note="打过电话")})
    cleared = edit(tmp_path, book(old), {(IDS[0], "备注"): None, (IDS[0], "状态"): None})
    assert fields(merge(old, read_workbook(cleared)))[IDS[0]] == (
        Status.OPEN,
        date(2026, 1, 2),
        None,
        None,
        "",
    )
    dropped = edit(tmp_path, book(old), {(IDS[0], "状态"): "已答复"}, drop=("备注",))
    assert fields(merge(old, read_workbook(dropped)))[IDS[0]][0::4] == (Status.ANSWERED, "打过电话")


def test_what_is_no_status_or_date_is_kept_in_the_note(tmp_path):
    path = edit(tmp_path, book(Decisions()), {(IDS[0], "状态"): "寄了", (IDS[0], "发出日期"): "三月初"})
    one = read_workbook(path).findings[IDS[0]]
    assert one.status is Status.OPEN and "寄了" in one.note and "三月初" in one.note


def test_two_workbooks_each_bring_their_changes(tmp_path):
    old = Decisions({IDS[0]: Decision(IDS[0]), IDS[1]: Decision(IDS[1])})
    edit(tmp_path, book(old), {(IDS[0], "备注"): "旧表"})
    edit(tmp_path, book(old), {(IDS[1], "备注"): "新表"}, "discrepancies.new.xlsx")
    merged = merge(old, *read_workbooks(tmp_path))
    assert [merged.findings[key].note for key in IDS[:2]] == ["旧表", "新表"]


def test_a_damaged_workbook_and_toml_say_what_to_do(tmp_path):
    (tmp_path / "discrepancies.xlsx").write_bytes(b"not a zip")
    with pytest.raises(OutputError, match=r"discrepancies\.xlsx"):
        read_workbook(tmp_path / "discrepancies.xlsx")
    (tmp_path / "decisions.toml").write_text("[findings", "utf-8")
    with pytest.raises(OutputError, match=r"decisions\.toml"):
        load(tmp_path / "decisions.toml")
    assert load(tmp_path / "none.toml") == Decisions() == Decisions(**{"findings": {}, "corrections": {}})


def test_vanished_reappeared_and_moved():
    case = ex.example()
    first = settle(Decisions({ex.PEN.id: Decision(ex.PEN.id, Status.SENT, note="挂号信")}), case, ex.FINDINGS)
    assert not first.orphans and set(first.decisions.findings) == set(IDS)
    rest = [one for one in ex.FINDINGS if one is not ex.PEN]
    gone = settle(first.decisions, case, rest)
    assert [(one.finding, one.status, one.note) for one in gone.orphans] == [(ex.PEN.id, "已撤回", "挂号信")]
    proved = settle(first.decisions, case, rest, resolved={ex.PEN.id})
    assert proved.orphans[0].status is Status.RESOLVED
    removed = settle(first.decisions, replace(case, documents=case.documents[1:]), rest)
    assert removed.orphans[0].status is Status.PAPER_GONE
    for later in (gone, proved, removed):
        again = settle(later.decisions, case, ex.FINDINGS)
        assert not again.orphans and again.decisions.findings[ex.PEN.id].status is Status.SENT
    renamed = replace(ex.PEN, id="PEN204-ffffffff")
    moved = settle(first.decisions, case, [*rest, renamed])
    assert not moved.orphans and moved.decisions.findings[renamed.id].note == "挂号信"
    twice = settle(first.decisions, case, [*rest, renamed, replace(ex.PEN, id="PEN204-eeeeeeee")])
    assert [one.finding for one in twice.orphans] == [ex.PEN.id]


def test_our_status_survives_toml_and_the_workbook(tmp_path):
    case, rest = ex.example(), [one for one in ex.FINDINGS if one is not ex.PEN]
    first = settle(Decisions({ex.PEN.id: Decision(ex.PEN.id, Status.SENT)}), case, ex.FINDINGS)
    gone = settle(first.decisions, case, rest)
    save(tmp_path / "d.toml", gone.decisions)
    back = load(tmp_path / "d.toml")
    assert back == gone.decisions and isinstance(back.findings[ex.PEN.id], Kept)
    (tmp_path / "w.xlsx").write_bytes(build(findings=rest, decisions=back)["discrepancies.xlsx"])
    assert merge(back, read_workbook(tmp_path / "w.xlsx")) == back
