"""The rules' catalogue as text, for `jieqing rules`, `docs/findings.md` and the workbook."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from pipeline.catalogue_values import (
    QUANTITIES,
    aligned,
    penalty_cells,
    show_value,
    span,
)
from pipeline.errors import UsageError
from pipeline.output.words import NATURES, PAPERS, SEVERITIES
from pipeline.records.catalogue import CatalogueEntry
from pipeline.records.finding import Text
from rules import Rule, catalogue, tables
from rules.tables.load import Claim, Line, PenaltyTariff, Source, Table
from rules.wording_load import wordings

_MARKS = Text(
    "可信度：S 已读原文；S- 见二手资料；K 一般了解；? 来源不一或不明。公布的收费标准至多支持“疑问”。",
    "marks: S the text was read; S- a secondary source; K own knowledge; ? sources differ. "
    "A published price carries a warning at most.",
)

_LEGEND = Text(
    "程度为可能的最高程度；错误：材料足以证明；疑问：只请说明；提示：没有草稿。\n"
    "依据为“材料自身”的，凭材料自己的数字和文字。",
    "The severity is the highest that the rule can give; error: the papers prove it; warning: it only asks; "
    "notice: no draft.\n\"the papers\": it rests on their own figures and words.",
)
_SILENT = Text("不触发或只提示", "silent, or only a notice")


def show_catalogue(code: str | None, lang: str) -> str:
    """Return the list of rules, or one rule with basis and example.

    Raises:
        UsageError: No rule has this code.
    """
    if code is None:
        rows = [
            (
                one.code,
                SEVERITIES[one.severity].in_(lang),
                _joined(one.natures or (PAPERS,), lang),
                one.says.in_(lang),
                _joined(tuple(_short(text) for text in one.basis), lang),
            )
            for one in entries()
        ]
        return "\n".join([*aligned(rows), "", _LEGEND.in_(lang)])
    for rule in catalogue():
        if rule.code == code.upper():
            return _one(rule, lang)
    raise UsageError(f"no rule {code}; known: {', '.join(r.code for r in catalogue())}")


def entries() -> tuple[CatalogueEntry, ...]:
    """Return what a person reads of each rule, by code."""
    plain = wordings()
    return tuple(
        CatalogueEntry(
            rule.code, rule.severity, rule.says, _names(rule), _natures(rule), rule.silent_when, plain[rule.code]
        )
        for rule in catalogue()
    )


def _plainly(rule: Rule) -> tuple[tuple[Text, Text], ...]:
    """Return the plain words of a rule, each under its head."""
    plain = wordings()[rule.code]
    return (
        (Text("这是什么意思", "what it means"), plain.means),
        (Text("怎么办", "what to do"), plain.do),
        (Text("不要说什么", "what not to claim"), plain.never),
    )


def _joined(texts: tuple[Text, ...], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(text.in_(lang) for text in texts)


def _names(rule: Rule) -> tuple[Text, ...]:
    """Return what a rule rests on: the sources of its tables, then the kinds of tariffs."""
    found: dict[str, Text] = {}
    for name in rule.basis:
        for line in tables().tables[name].rows:
            place = _place(line.source)
            found.setdefault(place, Text(place, place))
    for quantity in rule.tariffs:
        text = _quantity(quantity)
        found.setdefault(quantity, Text(f"各发卡机构{text.zh}", f"{text.en} of each issuer"))
    return tuple(found.values())


def _short(place: Text) -> Text:
    """Return a source by its number where it has one, for a list of one line each."""
    short = re.sub(r"^[^（）]+（([^（）]*\d[^（）]*)）", r"\1", place.zh).removeprefix("中华人民共和国")
    return Text(short, short if place.en == place.zh else place.en)


def _natures(rule: Rule) -> tuple[Text, ...]:
    used = [tables().tables[name].nature for name in rule.basis]
    used += [table.nature for quantity in rule.tariffs for table in tables().tariffs(quantity)]
    return tuple(NATURES[nature] for nature in NATURES if nature in used)


def _quantity(name: str) -> Text:
    return QUANTITIES.get(name, Text(name, name))


def _place(source: Source) -> str:
    """Return a source's title, number and article."""
    return source.title + (f"（{source.number}）" if source.number else "") + source.article


def _mark(source: Source, lang: str) -> str:
    checked = f"{source.checked_on} 核对" if lang == "zh" else f"checked {source.checked_on}"
    return f"[{source.confidence}] {checked}"


def _one(rule: Rule, lang: str) -> str:
    zh = lang == "zh"
    natures = _joined(_natures(rule) or (PAPERS,), lang)
    lines = [f"{rule.code}  {SEVERITIES[rule.severity].in_(lang)}  {natures}", rule.says.in_(lang), ""]
    lines += [f"{head.in_(lang)}{'：' if zh else ': '}{text.in_(lang)}" for head, text in _plainly(rule)]
    lines.append("")
    lines.append(("需要：" if zh else "needs: ") + rule.needs.in_(lang))
    lines.append(f"{_SILENT.in_(lang)}{'：' if zh else ':'}")
    lines += [f"  - {text.in_(lang)}" for text in rule.silent_when]
    lines.append("依据：" if zh else "basis:")
    if not rule.basis:
        lines.append("  - " + ("材料自身的数字和文字" if zh else "what the papers themselves say"))
    for name in rule.basis:
        table = tables().tables[name]
        nature = NATURES[table.nature].in_(lang)
        lines.append(f"  - {table.says_zh}（{nature}）" if zh else f"  - {table.says_en} ({nature})")
        lines += aligned([_row(table, line, lang) for line in table.rows], "    ")
        lines += [f"    {line.note.zh if zh else line.note.en}" for line in table.rows if line.note]
    for quantity in rule.tariffs:
        lines += ["", *_tariff(quantity, lang)]
    if rule.tariffs:
        lines += [_MARKS.in_(lang), ""]
    lines.append(("例：" if zh else "example: ") + rule.example.in_(lang))
    return "\n".join(lines)


def _row(table: Table, line: Line, lang: str) -> tuple[str, ...]:
    return span(line, lang), show_value(line.value, table.unit, lang), _place(line.source), _mark(line.source, lang)


def _tariff(quantity: str, lang: str) -> list[str]:
    """Return the rows of all issuers of one quantity, aligned, and their notes."""
    zh, text = lang == "zh", _quantity(quantity)
    heads, rows, notes = _tariff_rows(quantity, lang)
    lines = [f"各发卡机构{text.zh}：" if zh else f"{text.en} of each issuer:"]
    lines += aligned([heads, *rows], "  ")
    lacking = _lacking(quantity, lang)
    lines += [f"  {lacking}"] if lacking else []
    if notes:
        lines.append("  备注：" if zh else "  notes:")
        lines += [f"    {issuer}{'：' if zh else ': '}{note}" for issuer, note in notes]
    return lines


def _lacking(quantity: str, lang: str) -> str:
    """Return which issuers that the tables know have none of a quantity, "" where all have it."""
    named = {name.partition("/")[0] for name in tables().tables if "/" in name}
    lacking = sorted(named - {table.id.partition("/")[0] for table in tables().tariffs(quantity)})
    if not lacking:
        return ""
    if quantity == "penalty":
        notice = f"not found, so only a notice: {', '.join(lacking)}"
        return f"未找到：{'、'.join(lacking)}，只提示" if lang == "zh" else notice
    return f"未找到：{'、'.join(lacking)}" if lang == "zh" else f"not found: {', '.join(lacking)}"


def _tariff_rows(quantity: str, lang: str) -> tuple[tuple[str, ...], list[tuple[str, ...]], list[tuple[str, str]]]:
    zh = lang == "zh"
    found = tables().tariffs(quantity)
    penalty = any(isinstance(line.value, PenaltyTariff) for table in found for line in table.rows)
    figures: tuple[str, ...] = ("标准",) if zh else ("value",)
    if penalty:
        figures = ("比例", "连续未还足", "下限", "上限") if zh else ("rate", "repeated", "floor", "cap")
    heads = ("发卡机构", *figures, "期间", "来源", "可信度") if zh else (
        "issuer", *figures, "holds", "source", "mark",
    )  # fmt: skip
    rows: list[tuple[str, ...]] = []
    notes: list[tuple[str, str]] = []
    for table in found:
        issuer = table.id.partition("/")[0]
        for line in table.rows:
            rows.append((issuer, *_figures(table, line, lang), span(line, lang), *_sourced(line.source, lang)))
            if line.note:
                notes.append((issuer, line.note.zh if zh else line.note.en))
            for claim in line.others:
                other = "  另有来源" if zh else "  also said"  # it never accuses; the row above it does
                rows.append((other, *_figures(table, claim, lang), span(line, lang), *_sourced(claim.source, lang)))
                notes.append((issuer, claim.note.zh if zh else claim.note.en))
    return heads, rows, notes


def _sourced(source: Source, lang: str) -> tuple[str, str]:
    return _place(source), _mark(source, lang)


def _figures(table: Table, row: Line | Claim, lang: str) -> tuple[str, ...]:
    if isinstance(row.value, PenaltyTariff):
        return penalty_cells(row.value, lang)
    return (show_value(row.value, table.unit, lang),)


def markdown() -> str:
    """Return the catalogue as `docs/findings.md`."""
    lines = [
        "# Findings",
        "",
        "Written by `python -m pipeline.catalogue`; do not edit. The same text: `jieqing rules CODE`.",
        "",
        "`error`: the papers themselves prove it. `warning`: the papers differ from what is known; the draft asks for",
        "an explanation. `notice`: to know; no draft. The severity shown is the highest possible. What is of",
        "\"the papers\" rests on no rule but on their own figures: its `basis` is empty, and its draft says so.",
        "",
        "| code | severity | says | | nature | basis |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for one in entries():
        link = f"[{one.code}](#{one.code.lower()})"
        natures, basis = _joined(one.natures or (PAPERS,), "en"), _joined(one.basis, "en")
        lines.append(f"| {link} | {one.severity.value} | {one.says.en} | {one.says.zh} | {natures} | {basis} |")
    for rule in catalogue():
        lines += ["", *_section(rule)]
    return "\n".join(lines) + "\n"


def _both(text: Text) -> str:
    return f"{text.en} · {text.zh}"


def _section(rule: Rule) -> Iterator[str]:
    yield from (f"## {rule.code}", "", f"{_both(rule.says)} ({rule.severity.value})", "")
    for head, text in _plainly(rule):
        yield f"- **{head.en.capitalize()} · {head.zh}**: {_both(text)}"
    yield from ("", f"Needs: {_both(rule.needs)}", "", f"{_both(_SILENT).capitalize()}:", "")
    yield from (f"- {_both(text)}" for text in rule.silent_when)
    yield from ("", "Basis:", "")
    if not rule.basis:
        yield "- what the papers themselves say · 材料自身的数字和文字"
    for name in rule.basis:
        table = tables().tables[name]
        yield f"- {table.says_en} · {table.says_zh} ({NATURES[table.nature].en})"
        for line in table.rows:
            value = "" if line.value is True else f"{show_value(line.value, table.unit, 'en')}; "
            yield f"  - {span(line, 'en')}: {value}{_place(line.source)} {_mark(line.source, 'en')}"
    for quantity in rule.tariffs:
        text = _quantity(quantity)
        yield from ("", f"{text.en.capitalize()} of each issuer · 各发卡机构{text.zh}:", "")
        heads, rows, notes = _tariff_rows(quantity, "en")
        yield from (f"| {' | '.join(row)} |" for row in (heads, ("---",) * len(heads)))
        yield from (f"| {' | '.join(cell.strip() for cell in row)} |" for row in rows)
        lacking = _lacking(quantity, "en")
        yield from ("", lacking) if lacking else ()
        yield from ("", *(f"- {issuer}: {note}" for issuer, note in notes)) if notes else ()
    yield from ("", f"Example: {_both(rule.example)}")


if __name__ == "__main__":
    sys.stdout.buffer.write(markdown().encode())
