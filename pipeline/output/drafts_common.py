"""What both kinds of draft need: the person, the papers that prove it, soft words for questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.output.docx_style import blank
from pipeline.output.papers import paper_label
from pipeline.output.text import yuan_spaced
from pipeline.output.words import CONFIDENCES, LAWS, NATURES
from pipeline.records.case import Case
from pipeline.records.evidence import Evidence, Value
from pipeline.records.finding import Basis, Finding, Severity, Text

HARD_WORDS = ("违法", "违规", "退还", "错误", "多收", "多计", "重复收取", "没有依据", "不得", "合法")
"""Words that assert a breach; a question must not contain them."""


_DAYS_MORE = re.compile(r"多计[一两]天")
"""A day more in the lender's favour is no charge too much."""
_WRITTEN = re.compile(r"以书面形式")
_ISO_DAY = re.compile(
    r"((?<=[\u4e00-\u9fff]) )?(?<![0-9A-Za-z-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![0-9A-Za-z-])"
    r"( (?=[\u4e00-\u9fff]))?"
)

_ISO_MONTH = re.compile(
    r"((?<=[\u4e00-\u9fff]) )?(?<![0-9A-Za-z-])(20\d\d|19\d\d)-(0[1-9]|1[0-2])(?![0-9A-Za-z-])( (?=[\u4e00-\u9fff]))?"
)


def formal(text: str) -> str:
    """Return a text with its days and months as a Chinese letter writes them: 2026-03-05 becomes 2026年3月5日."""
    text = _ISO_DAY.sub(lambda day: f"{int(day[2])}年{int(day[3])}月{int(day[4])}日", text)
    return _ISO_MONTH.sub(lambda month: f"{int(month[2])}年{int(month[3])}月", text)


def soft(finding: Finding, text: str) -> str:
    """Return a text as it may stand in a draft: "" where a mere question would assert a breach."""
    if finding.severity is Severity.WARNING and any(word in _DAYS_MORE.sub("", text) for word in HARD_WORDS):
        return ""
    return formal(text)


def asks_of(finding: Finding) -> list[str]:
    """Return what a finding asks for, one sentence each, without that of a written answer: every draft ends so."""
    asks = (soft(finding, ask.zh) for ask in finding.asks if not _WRITTEN.match(ask.zh))
    return [text if text.endswith(("。", "？", "！")) else f"{text}。" for text in asks if text]


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
        return formal(thing.zh)
    return "" if thing is None else f"{yuan_spaced(thing)} 元"


def basis_text(finding: Finding, basis: Basis) -> str:
    """Return a basis for a letter with its nature; its wording is left out where it is too hard for a question.

    A law that was not read at its source is quoted as copied; so is a price or a contract.
    """
    copied = basis.confidence != "S"
    nature = NATURES[basis.nature].zh
    if basis.nature in LAWS:
        name = f"{'据转载文本，' if copied else ''}{basis.title}{basis.article}（{nature}）"
    else:
        sure = f"，{CONFIDENCES[basis.confidence].zh}" if copied else ""
        name = f"{basis.title}{basis.article}（{nature}{sure}）"
    words = soft(finding, basis.text.zh)
    return f"{name}：{words}" if words else soft(finding, name)


def papers_of(case: Case, findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Return the papers that a draft encloses: (name, pages), each once, in order of mention."""
    pages: dict[str, set[int]] = {}
    for finding in findings:
        for one in finding.evidence:
            pages.setdefault(one.document, set()).add(one.page)
    return [(paper_label(case, key), "、".join(str(page) for page in sorted(found))) for key, found in pages.items()]


class Figure(NamedTuple):
    """A picture in a draft.

    Attributes:
        findings: Numbers of the findings it proves, from 1.
        caption: What it shows.
        data: PNG bytes.
    """

    findings: tuple[int, ...]
    caption: str
    data: bytes


def figures(case: Case, findings: Sequence[Finding], pictures: Mapping[str, Sequence[bytes | None]]) -> list[Figure]:
    """Return the pictures of a draft in order; one that several findings share is shown once."""
    numbers: dict[tuple[str, bytes], list[int]] = {}
    for number, finding in enumerate(findings, 1):
        for one, data in zip(finding.evidence, pictures.get(finding.id, ()), strict=False):
            if data is not None:
                numbers.setdefault((caption(case, one), data), []).append(number)
    return [Figure(tuple(dict.fromkeys(them)), *shown) for shown, them in numbers.items()]


def proof_line(number: int, shown: Sequence[Figure]) -> str:
    """Return the sentence that leads from a finding to its pictures, "" where it has none."""
    places = [f"图{place}" for place, figure in enumerate(shown, 1) if number in figure.findings]
    return f"证据：见文末{'、'.join(places)}。" if places else ""


def captioned(shown: Sequence[Figure]) -> list[tuple[str, bytes]]:
    """Return (caption, picture) of every figure as it stands at the end of a draft."""
    return [
        (f"图{place}（第 {'、'.join(map(str, one.findings))} 项）　{one.caption}", one.data)
        for place, one in enumerate(shown, 1)
    ]


def caption(case: Case, one: Evidence) -> str:
    """Return what a picture shows: the paper and its page."""
    return f"{paper_label(case, one.document)}，第 {one.page} 页" + ("" if one.box else "（全页，未见该项）")
