"""The rules' catalogue as text, for `jieqing rules`."""

from __future__ import annotations

from pipeline.errors import UsageError
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
