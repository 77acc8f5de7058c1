"""The summary of a detailed report (信息概要): what it counts and adds up, by which completeness is proved."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.papertext import PaperText
from pipeline.extract.report_full_blocks import Labels, Pieces, Reader, count, read_tables, yuan
from pipeline.extract.report_full_grammar import Vocabulary, plain
from pipeline.extract.report_full_lines import Line, Section
from pipeline.records.evidence import Precision, Value
from pipeline.values.text import close, key

Counts = list[tuple[str, str, Value[int]]]

_KINDS = {
    "housing": ("个人住房贷款",),
    "commercial": ("个人商用房贷款（包括商住两用房）", "个人商用房贷款", "个人商用房（包括商住两用）贷款"),
    "other_loan": ("其他类贷款",),
    "R2": ("贷记卡",),
    "R3": ("准贷记卡",),
    "other": ("其他", "其他业务"),
    "total": ("合计",),
}
"""Lines of 信贷交易信息提示."""

_RECOVERED = {"disposal": ("资产处置业务", "资产处置"), "advance": ("垫款业务", "垫款"), "total": ("合计",)}
_TYPES = {
    "D1": ("非循环贷账户",),
    "R4": ("循环额度下分账户", "循环贷账户一"),
    "R1": ("循环贷账户", "循环贷账户二"),
    "R2": ("贷记卡账户", "贷记卡"),
    "R3": ("准贷记卡账户", "准贷记卡"),
}
_HEADS = Vocabulary(
    {
        "kind": ("业务类型", "账户类型"),
        "accounts": ("账户数",),
        "since": ("首笔业务发放月份",),
        "balance": ("余额", "透支余额"),
        "months": ("月份数",),
        "highest": ("单月最高逾期/透支总额", "单月最高逾期（透支）总额", "单月最高逾期总额"),
        "longest": ("最长逾期/透支月数", "最长逾期（透支）月数", "最长逾期月数"),
        "institutions": ("管理机构数", "发卡机构数", "发卡法人机构数", "管理法人机构数"),
        "limit": ("授信总额",),
        "highest_limit": ("单家机构最高授信额", "单家行最高授信额", "单家机构最高授信总额"),
        "lowest_limit": ("单家机构最低授信额", "单家行最低授信额", "单家机构最低授信总额"),
        "used": ("已用额度",),
        "average": ("最近6个月平均应还款", "最近6个月平均使用额度", "最近6个月平均透支余额"),
        "guaranteed": ("担保金额", "还款责任金额"),
    }
)
_TITLE = re.compile(r"(?P<what>.{2,12}?)(?:信息)?汇总(?:信息)?")


def read_summary(reader: Reader, sections: Sequence[Section]) -> tuple[Counts, Counts]:
    """Read the counts and the sums that the summary prints.

    Returns:
        (counts, sums), each (row, column, value): `counts` are numbers, `sums` fen.  A number printed as `--` is 0.
    """
    counts: Counts = []
    sums: Counts = []
    for section in sections:
        if section.name == "hints":
            for table in read_tables(reader, section.lines, _HEADS, strays=False)[0]:
                _many(reader, table, _KINDS, {"accounts": "all"}, counts, {}, sums)
        elif section.name in ("defaults", "debts"):
            for title, lines in _titled(section.lines):
                for table in read_tables(reader, lines, _HEADS, strays=False)[0]:
                    _titled_table(reader, title, table, counts, sums)
    return counts, sums


def _titled(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Cut a part of the summary at the titles of its tables (…信息汇总)."""
    result: list[tuple[str, list[Line]]] = []
    for line in lines:
        match = _TITLE.fullmatch(line.text) if len(line.row.cells) == 1 else None
        if match:
            result.append((match["what"], []))
        elif result:
            result[-1][1].append(line)
    return result


def _titled_table(reader: Reader, title: str, table: Labels, counts: Counts, sums: Counts) -> None:
    if "被追偿" in title:
        _many(reader, table, _RECOVERED, {"accounts": "recovery"}, counts, {"balance": "recovered"}, sums)
    elif "呆账" in title:
        _single(reader, table, "bad_debt", counts, sums)
    elif "逾期" in title or "透支" in title:
        names = {"accounts": "overdue", "months": "overdue_months", "longest": "overdue_longest"}
        _many(reader, table, _TYPES, names, counts, {"highest": "overdue_highest"}, sums)
    else:
        card = _type_of(title, of_picture=table.line.of_picture)
        if card is not None:
            _single(reader, table, card, counts, sums)


def _type_of(title: str, *, of_picture: bool) -> str | None:
    found = [card for card, names in _TYPES.items() if plain(title) in {plain(name) for name in names}]
    if not found and of_picture:
        found = [
            card for card, names in _TYPES.items() if any(close(plain(title), plain(name), 1) for name in names)
        ]
    return found[0] if len(set(found)) == 1 else None


def _single(reader: Reader, table: Labels, card: str, counts: Counts, sums: Counts) -> None:
    """Read a table of one line: what the unsettled accounts of one type, or all bad debts, come to."""
    bad = card == "bad_debt"
    for name, row, column in (
        ("accounts", "bad_debt" if bad else "unsettled", "total" if bad else card),
        ("institutions", "institutions", card),
    ):
        _note(reader, table.one(name), row, column, counts, amounts=False)
    for name, row in (("limit", "limit"), ("balance", "balance"), ("used", "used")):
        _note(reader, table.one(name), row, card, sums, amounts=True)


def _many(
    reader: Reader,
    table: Labels,
    kinds: dict[str, tuple[str, ...]],
    numbers: dict[str, str],
    counts: Counts,
    money: dict[str, str],
    sums: Counts,
) -> None:
    """Read a table of many lines, each named by a word in its first cells."""
    vocabulary = Vocabulary(kinds)
    places = {column.name: at for at, column in enumerate(table.columns) if column.name}
    for row, line in zip(table.rows, table.lines, strict=True):
        names = [vocabulary.find(cell.text, of_picture=line.of_picture) for cell in line.row.cells]
        named = [name for name in names if name is not None]
        if not named:
            continue
        for name, printed in {**numbers, **money}.items():
            pieces = [p for p in row.get(places.get(name, -1), []) if re.search(r"[\d-]|—", key(p[1].text))]
            into = sums if name in money else counts
            _note(reader, pieces, printed, named[-1], into, amounts=name in money)


def _note(reader: Reader, pieces: Pieces, row: str, column: str, into: Counts, *, amounts: bool) -> None:
    """Read a number of the summary; `--` counts nothing."""
    if not pieces:
        return
    text = PaperText.of(reader.document, pieces)
    parse = yuan if amounts else count
    value = text.value(
        0,
        len(text.text),
        lambda raw: 0 if not key(raw).strip("-—一") else parse(raw),
        precision=Precision.YUAN if amounts else Precision.EXACT,
    )
    if value is None:
        reader.doubt("unreadable", *pieces[0], text.raw(0, len(text.text)), f"{row} {column}")
    else:
        into.append((row, column, value))
