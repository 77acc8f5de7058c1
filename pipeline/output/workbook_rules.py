"""The sheets 规则 (each code in plain words, and on what it rests) and 常见误解 (popular errors and what is true)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.output.words import CONFIDENCES, PAPERS, SEVERITIES
from pipeline.output.workbook_cells import Table, make_table
from pipeline.output.workbook_style import Column, Mark
from pipeline.records.catalogue import CatalogueEntry, Misbelief, Provision
from pipeline.records.finding import Text


def rules_table(catalogue: Sequence[CatalogueEntry], lang: str) -> Table:
    """Return the sheet 规则: a row per code, in the order given."""
    columns = (
        Column("代码", "Code", 10), Column("级别", "Severity", 9), Column("这是什么意思", "What it means", 42),
        Column("怎么办", "What to do", 36), Column("不要说什么", "What not to claim", 44),
        Column("依据", "Basis", 42),
    )  # fmt: skip
    rows = [
        (
            Mark(one.code),
            Mark(SEVERITIES[one.severity].in_(lang)),
            one.plain.means.in_(lang),
            one.plain.do.in_(lang),
            one.plain.never.in_(lang),
            _basis(one, lang),
        )
        for one in catalogue
    ]
    return make_table(Text("规则", "Rules"), columns, rows)


def misbeliefs_table(misbeliefs: Sequence[Misbelief], lang: str) -> Table:
    """Return the sheet 常见误解: a row per popular error, in the order given."""
    columns = (
        Column("序号", "No.", 7), Column("常听到的说法", "What people ask", 30),
        Column("实际上", "What is true", 52), Column("怎么办", "What to do instead", 38),
        Column("依据（可信度）", "Rests on (how sure)", 56),
    )  # fmt: skip
    rows = [
        (
            one.id,
            one.question.in_(lang),
            one.answer.in_(lang),
            one.instead.in_(lang),
            "\n".join(_provision(each, lang) for each in one.provisions),
        )
        for one in misbeliefs
    ]
    return make_table(Text("常见误解", "Common errors"), columns, rows)


def _basis(one: CatalogueEntry, lang: str) -> str:
    """Return what a rule rests on, one each, then of what nature that is."""
    natures = ("；" if lang == "zh" else "; ").join(text.in_(lang) for text in one.natures)
    lines = [text.in_(lang) for text in one.basis or (PAPERS,)]
    return "\n".join([*lines, *([f"（{natures}）" if lang == "zh" else f"({natures})"] if natures else [])])


def _provision(one: Provision, lang: str) -> str:
    sure = CONFIDENCES[one.confidence].in_(lang)
    return f"{one.place.in_(lang)}【{sure}】" if lang == "zh" else f"{one.place.in_(lang)} [{sure}]"
