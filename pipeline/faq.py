"""The popular errors as a page, for `docs/faq.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pipeline.output.words import CONFIDENCES
from pipeline.records.catalogue import Misbelief
from pipeline.records.finding import Text
from rules.wording_load import misbeliefs


def markdown() -> str:
    """Return the popular errors as `docs/faq.md`."""
    lines = [
        "# Common errors · 常见误解",
        "",
        "Written by `python -m pipeline.faq`; do not edit. The same stands in the sheet 常见误解 of every workbook.",
        "",
        "This is no legal advice. In brackets: how sure the source is. What is not marked "
        f"{_both(CONFIDENCES['S'])} is no certain law.",
    ]
    for one in misbeliefs():
        lines += ["", *_section(one)]
    return "\n".join(lines) + "\n"


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.en} · {text.zh}"


def _section(one: Misbelief) -> Iterator[str]:
    yield from (f"## {one.id}. {one.question.zh}", "", f"**{one.question.en}**", "")
    yield from (one.answer.zh, "", one.answer.en, "")
    yield from (f"- 怎么办：{one.instead.zh}", f"- What to do: {one.instead.en}")
    rests = "; ".join(f"{_both(each.place)} [{_both(CONFIDENCES[each.confidence])}]" for each in one.provisions)
    yield f"- Rests on · 依据: {rests}"


if __name__ == "__main__":
    sys.stdout.buffer.write(markdown().encode())
