"""The rules' catalogue as text, for `jieqing rules`."""

from __future__ import annotations

import sys

from pipeline.errors import UsageError
from pipeline.records.finding import Text
from rules import Rule, catalogue, tables


def show_catalogue(code: str | None, lang: str) -> str:
    """Return the list of rules, or one rule with basis and example.

    Raises:
        UsageError: No rule has this code.
    """
    if code is None:
        return "\n".join(f"{r.code}  {r.severity.value:8}{r.says.in_(lang)}" for r in catalogue())
    for rule in catalogue():
        if rule.code == code.upper():
            return _one(rule, lang)
    raise UsageError(f"no rule {code}; known: {', '.join(r.code for r in catalogue())}")


def _one(rule: Rule, lang: str) -> str:
    zh = lang == "zh"
    lines = [f"{rule.code}  {rule.severity.value}", rule.says.in_(lang), ""]
    lines.append(("需要：" if zh else "needs: ") + rule.needs.in_(lang))
    lines.append("不触发：" if zh else "silent when:")
    lines += [f"  - {text.in_(lang)}" for text in rule.silent_when]
    lines.append("依据：" if zh else "basis:")
    for name in rule.basis:
        table = tables().tables[name]
        lines.append(f"  - {table.says_zh if zh else table.says_en}（{table.nature}）")
        for line in table.rows:
            source = line.source
            until = f"–{line.valid_to}" if line.valid_to else "–"
            lines.append(
                f"    {line.valid_from}{until}  {line.value}  {source.title}{source.article} {source.number} "
                f"[{source.confidence}, {source.checked_on}]"
            )
    lines.append(("例：" if zh else "example: ") + rule.example.in_(lang))
    return "\n".join(lines)


def markdown() -> str:
    """Return the catalogue as `docs/findings.md`."""
    lines = [
        "# Findings",
        "",
        "Written by `python -m pipeline.catalogue`; do not edit. The same text: `jieqing rules CODE`.",
        "",
        "`error`: the papers themselves prove it. `warning`: the papers differ from what is known; the draft asks for",
        "an explanation. `notice`: to know; no draft. The severity shown is the highest that the rule can give.",
        "",
        "| code | severity | says | |",
        "| --- | --- | --- | --- |",
    ]
    for rule in catalogue():
        link = f"[{rule.code}](#{rule.code.lower()})"
        lines.append(f"| {link} | {rule.severity.value} | {rule.says.en} | {rule.says.zh} |")
    for rule in catalogue():
        lines += ["", *_section(rule)]
    return "\n".join(lines) + "\n"


def _both(text: Text) -> str:
    return f"{text.en} · {text.zh}"


def _section(rule: Rule) -> list[str]:
    lines = [f"## {rule.code}", "", f"{_both(rule.says)} ({rule.severity.value})", ""]
    lines += [f"Needs: {_both(rule.needs)}", ""]
    lines += ["Silent when:", "", *(f"- {_both(text)}" for text in rule.silent_when), "", "Basis:", ""]
    for name in rule.basis:
        table = tables().tables[name]
        lines.append(f"- {table.says_en} · {table.says_zh} ({table.nature})")
        for line in table.rows:
            source = line.source
            place = " ".join(part for part in (f"{source.title}{source.article}", source.number) if part)
            lines.append(
                f"  - {line.valid_from} to {line.valid_to or 'now'}: {place}"
                f" [{source.confidence}, checked {source.checked_on}]"
            )
    return [*lines, "", f"Example: {_both(rule.example)}"]


if __name__ == "__main__":
    sys.stdout.buffer.write(markdown().encode())
