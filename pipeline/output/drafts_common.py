"""What both kinds of draft need: the person, the papers that prove it, soft words for questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.output.docx_style import blank
from pipeline.output.papers import paper_label
from pipeline.output.text import yuan_spaced
from pipeline.records.case import Case
from pipeline.records.evidence import Evidence, Value
from pipeline.records.finding import Basis, Finding, Severity, Text

HARD_WORDS = ("违法", "违规", "退还", "错误")
"""Words that assert a breach; a question must not contain them."""


def soft(finding: Finding, text: str) -> str:
    """Return a text as it may stand in a draft: "" where a mere question would assert a breach."""
    if finding.severity is Severity.WARNING and any(word in text for word in HARD_WORDS):
        return ""
    return text


def person_name(case: Case) -> str:
    """Return the person's name: from the settings, else as verified papers agree on it, else a blank."""
    if case.person.name:
        return case.person.name
    names: list[Value[str] | None] = [one.report.name for one in case.report_accounts]
    names += [one.letter.name for one in case.letters]
    verified = {name.value for name in names if name is not None and name.verified and "*" not in name.value}
    return verified.pop() if len(verified) == 1 else blank("姓名")


def id_number(case: Case) -> str:
    """Return the blank for the full ID number, with its tail where known; full numbers are never kept."""
    tail = case.person.id_tail
    return blank("身份证号码") + (f"（尾号 {tail}）" if tail else "")


def side(thing: int | Text | None) -> str:
    """Return an observed or expected thing in words."""
    if isinstance(thing, Text):
        return thing.zh
    return "" if thing is None else f"{yuan_spaced(thing)} 元"


def basis_text(finding: Finding, basis: Basis) -> str:
    """Return a legal basis for a letter; its wording is left out where it is too hard for a question."""
    name = f"{basis.title}{basis.article}"
    words = soft(finding, basis.text.zh)
    return f"{name}：{words}" if words else soft(finding, name)


def papers_of(case: Case, findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Return the papers that a draft encloses: (name, pages), each once, in order of mention."""
    pages: dict[str, set[int]] = {}
    for finding in findings:
        for one in finding.evidence:
            pages.setdefault(one.document, set()).add(one.page)
    return [
        (paper_label(case, key), "、".join(str(page) for page in sorted(found)))
        for key, found in pages.items()
    ]


def captioned(
    case: Case, findings: Sequence[Finding], pictures: Mapping[str, Sequence[bytes | None]]
) -> list[tuple[str, bytes]]:
    """Return (caption, picture) of every evidence that can be shown; one place is shown once."""
    result: list[tuple[str, bytes]] = []
    seen: set[tuple[str, int, object]] = set()
    for number, finding in enumerate(findings, 1):
        shots = pictures.get(finding.id, ())
        for one, data in zip(finding.evidence, shots, strict=False):
            place = (one.document, one.page, one.box)
            if data is not None and place not in seen:
                seen.add(place)
                result.append((f"图{len(result) + 1}　第{number}项　{caption(case, one)}", data))
    return result


def caption(case: Case, one: Evidence) -> str:
    """Return what a picture shows: the paper and its page."""
    return f"{paper_label(case, one.document)}，第 {one.page} 页" + ("" if one.box else "（全页，未见该项）")
